use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use tar::EntryType;

use super::super::archive::{Budget, Spool, tar_members};
use super::super::fault::Fault;
use super::super::limits::Limits;
use super::files::{Content, File};
use super::names::{self, cleaned};
use super::obstacle::Obstacle;
use super::space;

/// The files found, and those left out.
#[derive(Default)]
pub(super) struct Found {
    pub(super) files: Vec<File>,
    pub(super) left_out: Vec<String>,
}

/// All files of a folder, however deep.
pub(super) fn folder(root: &Path, limits: &Limits) -> Result<Found, Fault> {
    let budget = Budget::new(limits, u64::MAX);
    let mut found = Found::default();
    let mut open = vec![(root.to_owned(), Vec::new())];
    while let Some((folder, above)) = open.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let name = [above.as_slice(), entry.file_name().as_encoded_bytes()].concat();
            budget.entry(name.len())?;
            let name = cleaned(&name)?;
            let kind = entry.file_type()?;
            if names::is_hidden(&name) {
                found.left_out.push(name);
            } else if kind.is_dir() {
                open.push((entry.path(), format!("{name}/").into_bytes()));
            } else if kind.is_symlink() {
                return Err(Obstacle::Link(name).into());
            } else if !kind.is_file() {
                return Err(Obstacle::SpecialFile(name).into());
            } else {
                let size = entry.metadata()?.len();
                found.files.push(File { name, size, content: Content::OnDisk(entry.path()) });
            }
        }
    }
    Ok(found)
}

/// All files of a `tar.gz`. It can be read from its beginning only, and a ZIP is sorted: so all is unpacked first.
pub(super) fn tar_gz(path: &Path, size: u64, limits: &Limits) -> Result<Found, Fault> {
    let mut file = fs::File::open(path)?;
    // Once for what is unpacked, once for the ZIP.
    space::check(stated_size(&mut file)?.min(limits.unpacked_from(size)).saturating_mul(2))?;
    let budget = Budget::new(limits, size);
    let mut found = Found::default();
    let mut spool = Spool::default();
    tar_members(file, &budget, |member| {
        let name = cleaned(&member.name)?;
        match member.kind {
            EntryType::Directory => {}
            _ if name.is_empty() => {}
            _ if names::is_hidden(&name) => found.left_out.push(name),
            EntryType::Regular | EntryType::Continuous => {
                let source = spool.store(member.content, member.size)?;
                let content = Content::Unpacked(source);
                found.files.push(File { name, size: member.size, content });
            }
            EntryType::Symlink | EntryType::Link => return Err(Obstacle::Link(name).into()),
            _ => return Err(Obstacle::SpecialFile(name).into()),
        }
        Ok(())
    })?;
    Ok(found)
}

/// What stands at a gzip's end about its unpacked size: true up to 4 GiB, unless it lies.
fn stated_size(file: &mut fs::File) -> Result<u64, Fault> {
    let mut begin = [0; 2];
    file.read_exact(&mut begin)?;
    match &begin {
        [0x1f, 0x8b] => {}
        b"PK" => return Err(Fault::broken("is a ZIP or JAR already: it needs no packing")),
        _ => return Err(Fault::broken("is neither a folder nor a tar.gz")),
    }
    let mut stated = [0; 4];
    file.seek(SeekFrom::End(-4))?;
    file.read_exact(&mut stated)?;
    file.rewind()?;
    Ok(u32::from_le_bytes(stated).into())
}

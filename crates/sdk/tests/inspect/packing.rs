//! Folders and tars as a ZIP.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::task::Poll;

use ccloud_connect::Error;
use ccloud_connect::inspect::{ArchiveFormat, Limits, Obstacle, Packed, inspect, pack, pack_within};
use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;

use crate::pack::write;
use crate::{archive, codes};

type Files<'a> = &'a [(&'a str, &'a [u8])];

fn tar_gz(folder: &TempDir, name: &str, add: impl FnOnce(&mut tar::Builder<GzEncoder<Vec<u8>>>)) -> PathBuf {
    let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    add(&mut builder);
    let path = folder.path().join(name);
    std::fs::write(&path, builder.into_inner().unwrap().finish().unwrap()).unwrap();
    path
}

/// Of any name, as no well-meaning program would write it.
fn member(name: &str, kind: tar::EntryType, content: &[u8]) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(kind);
    header.set_size(content.len() as u64);
    header.set_mtime(1_700_000_000);
    header.set_cksum();
    header
}

fn tar_of(folder: &TempDir, name: &str, files: Files<'_>) -> PathBuf {
    tar_gz(folder, name, |builder| {
        for (name, content) in files {
            builder.append(&member(name, tar::EntryType::Regular, content), *content).unwrap();
        }
    })
}

fn packed(path: impl AsRef<Path>) -> Packed {
    pack(path).unwrap()
}

#[tokio::test]
async fn a_folder_what_it_lies_in_and_tars_of_either_give_the_same_zip_whatever_their_order_and_times() {
    let jar = std::fs::read(archive("heartbeat-source-0.1.0.jar")).unwrap();
    let (folder, unpacked) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let files: Files<'_> = &[("top/b.jar", &jar), ("top/a.jar", b"a"), ("top/doc/.hidden/x", b"x"), ("top/.env", b"e")];
    write(unpacked.path(), files);
    let expected = packed(unpacked.path());
    assert_eq!(expected.entries(), 2);
    assert_eq!(expected.left_out(), ["top/.env", "top/doc/.hidden"]);
    let bare: Files<'_> = &[("a.jar", b"a"), ("./b.jar", &jar), ("doc/.hidden/x", b"x")];
    for again in [
        packed(unpacked.path()),
        packed(unpacked.path().join("top")),
        packed(tar_of(&folder, "a.tar.gz", files)),
        packed(tar_of(&folder, "b.tgz", bare)),
    ] {
        assert_eq!((again.sha256(), again.size()), (expected.sha256(), expected.size()));
    }
    let zip = folder.path().join("kept.zip");
    expected.save(&zip, false).await.unwrap();
    assert!(matches!(expected.save(&zip, false).await, Err(Error::Input(_))), "it exists");
    expected.save(&zip, true).await.unwrap();
    let (kept, told) = (inspect(&zip).unwrap(), expected.inspect().unwrap());
    assert_eq!((kept.sha256.as_deref(), kept.size), (Some(expected.sha256()), Some(expected.size())));
    assert_eq!((told.format, &told.plugins), (ArchiveFormat::Zip, &kept.plugins));
    assert_eq!((told.connectors().count(), codes(&told)), (1, vec!["unreadable".to_owned()]));
}

/// As Ctrl-C drops what a program is at.
#[tokio::test]
async fn what_is_dropped_while_it_is_saved_leaves_nothing_and_the_file_that_was_there() {
    let (folder, unpacked) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::File::create(unpacked.path().join("a.jar")).unwrap().set_len(8 << 20).unwrap();
    let (packed, zip) = (packed(unpacked.path()), folder.path().join("a.zip"));
    std::fs::write(&zip, "before").unwrap();
    let there = || std::fs::read_dir(folder.path()).unwrap().count();
    let mut saving = Box::pin(packed.save(&zip, true));
    assert!(std::future::poll_fn(|context| Poll::Ready(saving.as_mut().poll(context).is_pending())).await);
    assert_eq!(there(), 2, "it is being written");
    drop(saving);
    assert_eq!((there(), std::fs::read(&zip).unwrap()), (1, b"before".to_vec()));
    packed.save(&zip, true).await.unwrap();
    assert_eq!(inspect(&zip).unwrap().sha256.as_deref(), Some(packed.sha256()));
}

#[test]
fn what_is_no_plain_file_of_a_plain_name_is_refused_by_its_name() {
    use tar::EntryType as Kind;

    let folder = tempfile::tempdir().unwrap();
    for (members, refused) in [
        (&[("../a.jar", Kind::Regular)][..], Obstacle::UnsafeName("../a.jar".into())),
        (&[("/a.jar", Kind::Regular)], Obstacle::UnsafeName("/a.jar".into())),
        (&[("a.jar", Kind::Symlink)], Obstacle::Link("a.jar".into())),
        (&[("a.jar", Kind::Link)], Obstacle::Link("a.jar".into())),
        (&[("a.jar", Kind::Fifo)], Obstacle::SpecialFile("a.jar".into())),
        (&[("a.jar", Kind::Regular), ("./a.jar", Kind::Regular)], Obstacle::DuplicateName("a.jar".into())),
        (&[("a", Kind::Regular), ("a/b.jar", Kind::Regular)], Obstacle::DuplicateName("a".into())),
        (
            &[("lib/A.jar", Kind::Regular), ("lib/a.jar", Kind::Regular)],
            Obstacle::SameButForCase("lib/A.jar".into(), "lib/a.jar".into()),
        ),
        (&[(".git/a.jar", Kind::Regular)], Obstacle::Empty),
    ] {
        let path = tar_gz(&folder, "a.tar.gz", |builder| {
            for (name, kind) in members {
                builder.append(&member(name, *kind, b""), &b""[..]).unwrap();
            }
        });
        match pack(&path).unwrap_err() {
            Error::Unpackable { obstacle, .. } => assert_eq!(*obstacle, refused, "{members:?}"),
            other => panic!("{members:?}: {other:?}"),
        }
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_a_folder_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("a.jar", b"a")]);
    std::os::unix::fs::symlink("/etc", folder.path().join("etc")).unwrap();
    let error = pack(folder.path()).unwrap_err();
    assert!(error.to_string().ends_with("cannot be packed: `etc` is a link, and links are not followed"), "{error}");
}

/// What a gzip of these bytes is, with `zeros` behind it.
fn gzip(bytes: &[u8], zeros: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::none());
    encoder.write_all(bytes).unwrap();
    [encoder.finish().unwrap(), vec![0; zeros]].concat()
}

#[test]
fn a_gzip_of_several_members_is_read_to_the_last_and_compared_with_its_checksums() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tar.gz");
    let mut builder = tar::Builder::new(Vec::new());
    for name in ["a.jar", "b.jar"] {
        builder.append(&member(name, tar::EntryType::Regular, &[7; 512]), &[7; 512][..]).unwrap();
    }
    let tar = builder.into_inner().unwrap();
    let whole = gzip(&tar, 0);
    std::fs::write(&path, &whole).unwrap();
    let expected = packed(&path);
    // Of each file a header and a block.
    let (first, second) = tar.split_at(1024);
    for parts in [[gzip(first, 0), gzip(second, 700)], [gzip(&tar, 0), gzip(b"", 0)]] {
        std::fs::write(&path, parts.concat()).unwrap();
        let again = packed(&path);
        assert_eq!((again.sha256(), again.entries()), (expected.sha256(), 2));
    }
    // A bit of the content, a bit of the checksum, the last byte, and what is no member.
    let at = whole.windows(64).position(|window| window == [7; 64]).unwrap();
    let changed = |at: usize| whole.iter().enumerate().map(|(n, byte)| byte ^ u8::from(n == at)).collect::<Vec<_>>();
    let cut = whole[..whole.len() - 1].to_vec();
    for broken in [changed(at), changed(whole.len() - 8), cut, [whole.as_slice(), b"more"].concat()] {
        std::fs::write(&path, broken).unwrap();
        assert!(matches!(pack(&path), Err(Error::Input(_))) && matches!(inspect(&path), Err(Error::Input(_))));
    }
}

#[test]
fn what_grows_too_large_or_is_cut_short_is_no_archive() {
    let folder = tempfile::tempdir().unwrap();
    let bomb = tar_of(&folder, "bomb.tar.gz", &[("a.jar", &vec![0; 100_000])]);
    let whole = std::fs::read(tar_of(&folder, "whole.tar.gz", &[("a.jar", &[7; 5000])])).unwrap();
    let cut = folder.path().join("cut.tar.gz");
    std::fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    let text = folder.path().join("text.tar.gz");
    std::fs::write(&text, "no archive").unwrap();
    let mut limits = Limits::default();
    limits.unpacked = 50_000;
    for path in [bomb, cut, text] {
        let error = pack_within(&path, &limits).unwrap_err();
        assert!(matches!(error, Error::Input(_)), "{}: {error:?}", path.display());
    }
}

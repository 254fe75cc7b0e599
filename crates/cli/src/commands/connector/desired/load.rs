use std::path::PathBuf;

use ccloud_connect::desired::DesiredConnector;

use crate::connector_file::{self, ConnectorFile};
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::references::SecretRoot;

/// All that the files say; everything that they refer to is read, unless `resolves` says otherwise.
pub(super) fn load(
    context: &Context,
    service: &Service,
    files: &[PathBuf],
    secret_root: &SecretRoot,
    _resolves: bool,
) -> Result<Vec<DesiredConnector>, Failure> {
    let scope = service.scope()?;
    let mut all = Vec::new();
    let walked = files.iter().flat_map(|path| if path.is_dir() { std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()).collect() } else { vec![path.clone()] });
    for path in walked { all.push(ConnectorFile::load(&path, &scope)?); }
    connector_file::resolve(&mut all, &secret_root.references(context, service))?;
    all.into_iter().map(|f| { let mut d = DesiredConnector::new(f.name, f.config)?; d.offsets = f.offsets; Ok(d) }).collect()
}

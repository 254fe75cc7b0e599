use std::path::PathBuf;

use ccloud_connect::RawRequest;
use ccloud_connect::connectors::Cluster;
use ccloud_connect::desired::Fingerprints;

use crate::context::{Context, Service, state_folder};
use crate::failure::Failure;

const KEY_FILE: &str = "CCONNECT_FINGERPRINT_KEY_FILE";

/// What was applied last from here: in the file that is given, else in the state folder. None where there is no place for
/// either it or its key.
pub(super) fn fingerprints(context: &Context, service: &Service, given: Option<&PathBuf>) -> Option<Fingerprints> {
    let folder = state_folder();
    let file = given.cloned().or_else(|| Some(folder.clone()?.join("fingerprints.json")))?;
    let fingerprints = match context.variables().get(KEY_FILE) {
        Some(key) => Fingerprints::with_key(file, key),
        None => Fingerprints::new(file, folder?.join("fingerprint.key")),
    };
    Some(match service.lasting_name() {
        Some(name) => fingerprints.service(name),
        None => fingerprints,
    })
}

/// Before a write that is no `connector apply`: a secret that it changes would count as unchanged by what is recorded in
/// the state folder.
pub(in super::super) fn forget(
    context: &Context,
    service: &Service,
    cluster: &Cluster,
    name: &str,
) -> Result<(), Failure> {
    match to_void(context, service) {
        Some(fingerprints) => Ok(fingerprints.forget(cluster, name)?),
        None => Ok(()),
    }
}

/// As [`forget`], before a call by hand.
pub(crate) fn forget_written_by(context: &Context, service: &Service, call: &RawRequest) -> Result<(), Failure> {
    match to_void(context, service) {
        Some(fingerprints) => Ok(fingerprints.forget_written_by(call)?),
        None => Ok(()),
    }
}

/// A dry run voids nothing.
fn to_void(context: &Context, service: &Service) -> Option<Fingerprints> {
    fingerprints(context, service, None).filter(|_| !context.global.dry_run)
}

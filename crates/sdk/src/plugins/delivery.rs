use ccloud_connect_api::connect_custom_plugin_v1::types;

use super::Cloud;
use crate::Error;
use crate::upload::{Archive, Destination, LOCATION, Parcel, Presigned, Stored};

/// Brings an archive of the organization's to the store of a cloud; what then stands for it in a call.
pub(super) async fn deliver(
    parcel: &Parcel,
    archive: &Archive,
    cloud: &Cloud,
) -> Result<(types::UploadSource, Stored), Error> {
    let stored = parcel.deliver(archive, || presign(parcel, archive, cloud)).await?;
    let mut source = types::UploadSource::default();
    source.location = Some(LOCATION.to_owned());
    source.upload_id = Some(stored.upload_id.clone());
    Ok((source, stored))
}

async fn presign(parcel: &Parcel, archive: &Archive, cloud: &Cloud) -> Result<Destination, Error> {
    let mut request = types::PresignedUrlRequest::default();
    request.cloud = Some(cloud.as_str().into());
    request.content_format = Some(archive.format.as_str().into());
    let client = parcel.client();
    let api = client.api().connect_custom_plugin_v1();
    let answer = api.create_presigned_url().body(request).send().await?;
    let presigned = Presigned {
        upload_id: answer.upload_id.clone(),
        url: answer.upload_url.clone(),
        fields: answer.upload_form_data.clone(),
        cloud: answer.cloud.as_ref().map_or(cloud.as_str(), types::Cloud::as_str),
        format: answer.content_format.as_ref().map_or(archive.format.as_str(), types::ContentFormat::as_str),
        headers: answer.headers(),
    };
    Destination::new(presigned, client.redactor())
}

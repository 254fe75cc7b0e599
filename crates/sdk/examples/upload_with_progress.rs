//! Uploads an archive, tells how it goes on, and registers a custom plugin from it.
//!
//! Usage: upload_with_progress ARCHIVE CLASS source|sink

use std::env;
use std::error::Error;

use ccloud_connect::Client;
use ccloud_connect::upload::UploadEvent;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [archive, class, kind] = &arguments[..] else { return Err("usage: ARCHIVE CLASS source|sink".into()) };
    let uploaded = Client::from_env()?
        .custom_plugins()
        .upload(archive)
        .class(class)
        .connector_type(kind.to_uppercase().as_str().into())
        .progress(|event| match event {
            UploadEvent::Sent { bytes, total, left: Some(left), .. } => {
                eprintln!("{bytes} of {total}, {left:.0?} left");
            }
            UploadEvent::Retrying { reason, .. } => eprintln!("once more: {reason}"),
            _ => {}
        })
        .send()
        .await?;
    println!("{}\t{}", uploaded.plugin.id, uploaded.sha256.unwrap_or_default());
    Ok(())
}

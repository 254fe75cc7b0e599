//! Looks into an archive, uploads it, tells how it goes on, and registers a custom plugin from it.
//!
//! Usage: upload_with_progress ARCHIVE

use std::env;
use std::error::Error;

use ccloud_connect::Client;
use ccloud_connect::upload::UploadEvent;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let archive = env::args().nth(1).ok_or("usage: ARCHIVE")?;
    let upload = Client::from_env()?.custom_plugins().upload(archive).progress(|event| match event {
        UploadEvent::Sent { bytes, total, left: Some(left), .. } => {
            eprintln!("{bytes} of {total}, {left:.0?} left");
        }
        UploadEvent::Retrying { reason, .. } => eprintln!("once more: {reason}"),
        _ => {}
    });
    // What could not work ends here, before anything is sent.
    let prepared = upload.prepare().await?;
    for warning in prepared.warnings() {
        eprintln!("{}", warning.message);
    }
    eprintln!("{} hides {:?}", prepared.class(), prepared.sensitive_properties());
    let uploaded = prepared.send().await?;
    println!("{}\t{}", uploaded.plugin.id, uploaded.sha256.unwrap_or_default());
    Ok(())
}

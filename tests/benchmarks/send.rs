//! Uploads a file without hashing it: what `cconnect custom-plugin upload` does beyond that is measured against it.

use ccloud_connect::Client;
use ccloud_connect::plugins::PluginType;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let archive = std::env::args().nth(1).ok_or("usage: send ARCHIVE")?;
    let upload = Client::from_env()?
        .custom_plugins()
        .upload(archive)
        .preflight(false)
        .class("a.B")
        .connector_type(PluginType::Sink);
    upload.without_sha256().send().await?;
    Ok(())
}

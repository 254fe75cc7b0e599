//! Uploads a file through the library, hashing it on the way only when asked: what SHA-256 costs, and what `cconnect
//! custom-plugin upload` does beyond the sending, are measured against it. Usage: send ARCHIVE [sha256]

use ccloud_connect::Client;
use ccloud_connect::plugins::PluginType;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (archive, is_hashed) = match &arguments[..] {
        [archive] => (archive, false),
        [archive, hash] if hash == "sha256" => (archive, true),
        _ => return Err("usage: send ARCHIVE [sha256]".into()),
    };
    let upload = Client::from_env()?
        .custom_plugins()
        .upload(archive)
        .preflight(false)
        .class("a.B")
        .connector_type(PluginType::Sink);
    if is_hashed {
        upload.send().await?
    } else {
        upload.without_sha256().send().await?
    };
    Ok(())
}

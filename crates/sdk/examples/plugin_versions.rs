//! Makes a plugin in an environment, adds a version from an archive, and waits until that can be used.
//!
//! Usage: plugin_versions NAME ARCHIVE VERSION CLASS source|sink

use std::env;
use std::error::Error;

use ccloud_connect::Client;
use ccloud_connect::plugins::Cloud;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [name, archive, version, class, kind] = &arguments[..] else {
        return Err("usage: NAME ARCHIVE VERSION CLASS source|sink".into());
    };
    let environment = Client::from_env()?.environment(env::var("CONFLUENT_ENVIRONMENT_ID")?);
    let plugin = environment.plugins().create(name, Cloud::Aws).send().await?;
    let handle = environment.plugin(&plugin.id);
    let uploaded = handle.upload(archive, version).class(class, kind.to_uppercase().as_str().into()).send().await?;
    let ready = handle.version(&uploaded.version.id).wait_ready().await?;
    println!("{}\t{}\t{}", plugin.id, ready.id, ready.version);
    Ok(())
}

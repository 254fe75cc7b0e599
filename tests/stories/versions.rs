use std::time::Duration;

use ccloud_connect::artifacts::ArtifactPhase;
use ccloud_connect::plugins::{Cloud, PluginType, VersionPhase};
use ccloud_connect::{Client, Environment, Error};
use ccloud_connect_sandbox::Sandbox;

use crate::hash::sha256_of;

const ARCHIVE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/archives/heartbeat-source-0.1.0.jar");
const CLASS: &str = "dev.ccloudconnect.heartbeat.HeartbeatSourceConnector";

fn environment(sandbox: &Sandbox) -> Environment {
    let client = Client::builder().endpoint(sandbox.endpoint()).api_key(sandbox.api_key(), sandbox.api_secret());
    client.build().unwrap().environment(sandbox.environment())
}

#[tokio::test]
async fn versions_and_artifacts_of_every_cloud_are_made_of_the_archives_own_bytes_and_become_ready() {
    let sandbox = Sandbox::start().await.unwrap();
    let environment = environment(&sandbox);
    let expected = Some(sha256_of("tests/archives/heartbeat-source-0.1.0.jar"));
    for cloud in [Cloud::Aws, Cloud::Azure, Cloud::Gcp] {
        let plugin = environment.plugins().create(format!("beats in {cloud}"), cloud.clone()).send().await.unwrap();
        let plugin = environment.plugin(plugin.id);
        let upload = plugin.upload(ARCHIVE, "v1.0.0").class(CLASS, PluginType::Source).send().await.unwrap();
        let artifact = environment.artifacts().upload(ARCHIVE).cloud(cloud.clone()).send().await.unwrap();
        assert_eq!((&upload.sha256, &artifact.sha256), (&expected, &expected));
        assert_ne!(upload.version.phase, Some(VersionPhase::Ready));
        assert_ne!(artifact.artifact.phase, Some(ArtifactPhase::Ready));

        sandbox.advance(Duration::from_mins(5));
        let version = plugin.version(upload.version.id).get().await.unwrap();
        assert_eq!((version.version.as_str(), version.phase), ("v1.0.0", Some(VersionPhase::Ready)));
        let artifact = environment.artifacts().get(cloud.clone(), &artifact.artifact.id).await.unwrap();
        assert_eq!((artifact.name.as_str(), artifact.cloud), ("heartbeat-source-0.1.0", cloud));
        assert_eq!(artifact.phase, Some(ArtifactPhase::Ready));
    }
    assert_eq!(environment.plugins().list().all().await.unwrap().len(), 3);
    assert_eq!(environment.plugins().list().cloud(Cloud::Gcp).all().await.unwrap().len(), 1);
    assert_eq!(environment.artifacts().list(Cloud::Azure).all().await.unwrap().len(), 1);
    sandbox.shutdown().await;
}

#[tokio::test]
async fn a_version_without_the_class_it_names_fails_and_says_so_and_what_is_deleted_is_gone() {
    let sandbox = Sandbox::start().await.unwrap();
    let environment = environment(&sandbox);
    let plugin = environment.plugins().create("beats", Cloud::Aws).description("d").send().await.unwrap();
    let plugin = environment.plugin(plugin.id);
    let uploaded = plugin
        .upload(ARCHIVE, "1.0.0")
        .preflight(false)
        .class("io.example.Missing", PluginType::Sink)
        .send()
        .await
        .unwrap();
    sandbox.advance(Duration::from_mins(5));
    let version = plugin.version(uploaded.version.id);
    let failed = version.get().await.unwrap();
    assert_eq!(failed.phase, Some(VersionPhase::Failed));
    assert!(failed.error_message.unwrap().contains("io.example.Missing"));

    let again = plugin.upload(ARCHIVE, "1.0.0").class(CLASS, PluginType::Source).send().await.unwrap_err();
    assert!(matches!(again, Error::Conflict(_)), "{again:?}");
    version.delete().await.unwrap();
    assert!(plugin.versions().await.unwrap().is_empty());
    assert!(version.get().await.unwrap_err().is_not_found());

    let renamed = environment.plugins().update(plugin.id()).name("new").send().await.unwrap();
    assert_eq!((renamed.name.as_str(), renamed.description.as_str()), ("new", "d"));
    environment.plugins().delete(plugin.id()).await.unwrap();
    assert!(plugin.get().await.unwrap_err().is_not_found());
    sandbox.shutdown().await;
}

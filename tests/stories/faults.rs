use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use ccloud_connect::connectors::LogLevel;
use ccloud_connect::plugins::{Cloud, PluginType};
use ccloud_connect::upload::UploadEvent;
use ccloud_connect::{Client, Error, RetryPolicy, Secret, Sts};
use ccloud_connect_sandbox::Sandbox;

use crate::datagen::datagen;
use crate::hash::sha256_of;

const ARCHIVE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/archives/heartbeat-source-0.1.0.jar");

async fn disturbed(fault: &str) -> (Sandbox, Client) {
    let sandbox = Sandbox::builder().fault(fault.parse().unwrap()).start().await.unwrap();
    let soon = RetryPolicy::default().first_wait(Duration::from_millis(1));
    let client = Client::builder().endpoint(sandbox.endpoint()).api_key(sandbox.api_key(), sandbox.api_secret());
    let client = client.logging_endpoint(sandbox.logging_endpoint()).retry(soon).build().unwrap();
    (sandbox, client)
}

#[tokio::test]
async fn an_upload_that_is_disturbed_once_ends_in_one_plugin_of_the_archives_own_bytes() {
    let expected = sha256_of("tests/archives/heartbeat-source-0.1.0.jar");
    for fault in [
        "status=503,path=*/presigned-upload-url,call=1",
        "policy-life=0s,path=*/presigned-upload-url,call=1",
        "status=503,path=/s3/*,call=1",
        "cut-request=2000,path=/s3/*,call=1",
        "reset,path=/s3/*,call=1",
        "reset,path=/s3/*,call=1,when=after",
        "reset,path=*/custom-connector-plugins,method=POST,call=1,when=after",
        "cut-answer=10,path=*/custom-connector-plugins,method=POST,call=1",
    ] {
        let (_sandbox, client) = disturbed(fault).await;
        let plugins = client.custom_plugins();
        let upload = plugins.upload(ARCHIVE).cloud(Cloud::Aws);
        let uploaded = upload.send().await.unwrap_or_else(|error| panic!("{fault}: {error:?}"));
        assert_eq!(uploaded.sha256.as_ref(), Some(&expected), "{fault}");
        assert_eq!(plugins.list().all().await.unwrap().len(), 1, "{fault}");
    }
}

#[tokio::test]
async fn an_upload_to_a_slow_store_takes_longer_than_it_may_stand_still_and_ends_well() {
    let (_sandbox, client) = disturbed("slow-request=16000000,path=/azure/*").await;
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("a.zip");
    std::fs::File::create(&archive).unwrap().set_len(8 << 20).unwrap();
    let (stall, began) = (Duration::from_millis(200), Instant::now());
    let attempts = Arc::new(AtomicU32::new(0));
    let seen = attempts.clone();
    let upload =
        client.custom_plugins().upload(archive).preflight(false).class("a.B").connector_type(PluginType::Source);
    let upload = upload.cloud(Cloud::Azure).stall_timeout(stall).progress(move |event| {
        if let UploadEvent::Started { attempt, .. } = event {
            seen.store(attempt, Ordering::Relaxed);
        }
    });
    upload.send().await.unwrap();
    assert_eq!(attempts.load(Ordering::Relaxed), 1);
    assert!(began.elapsed() > stall * 2, "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_create_that_may_have_taken_effect_is_not_repeated_blindly() {
    for (fault, exists) in [
        ("status=503,method=POST,call=1", false),
        ("reset,method=POST,call=1", false),
        ("status=504,method=POST,call=1,when=after", true),
        ("reset,method=POST,call=1,when=after", true),
    ] {
        let (sandbox, client) = disturbed(fault).await;
        let connectors = client.cluster(sandbox.environment(), sandbox.cluster()).connectors();
        let outcome = connectors.create("orders", datagen(&[])).send().await;
        assert_eq!(outcome.is_ok(), exists, "{fault}: {outcome:?}");
        assert_eq!(connectors.names().await.unwrap().len(), usize::from(exists), "{fault}");
    }
}

#[tokio::test]
async fn reads_and_deletions_get_over_a_disturbance() {
    for fault in ["reset,call=2", "reset,call=2,when=after", "status=502,call=2", "cut-answer=3,call=2"] {
        let (sandbox, client) = disturbed(fault).await;
        let cluster = client.cluster(sandbox.environment(), sandbox.cluster());
        cluster.connectors().create("orders", datagen(&[])).send().await.unwrap();
        cluster.connector("orders").delete().await.unwrap_or_else(|error| panic!("{fault}: {error:?}"));
        sandbox.add_fault("reset,call=1".parse().unwrap());
        assert_eq!(cluster.connectors().names().await.unwrap(), Vec::<String>::new(), "{fault}");
    }
}

#[tokio::test]
async fn a_log_is_read_with_the_token_of_a_login_and_calls_are_made_with_an_exchanged_one() {
    let (sandbox, client) = disturbed("delay=1ms").await;
    let cluster = client.cluster(sandbox.environment(), sandbox.cluster());
    cluster.connectors().create("orders", datagen(&[])).send().await.unwrap();
    let log = |token: &str| cluster.connector("orders").logs(sandbox.organization(), token);
    let entries = log(sandbox.access_token()).levels([LogLevel::Info]).search("created$").all().await.unwrap();
    assert_eq!(entries.len(), 1, "{entries:?}");
    assert!(matches!(log("wrong").all().await, Err(Error::Unauthorized { .. })));

    let exchanged = Sts::new("pool-1a2b3c", || async { Ok(Secret::new("eyJ.eyJ.c2ln")) });
    let client = Client::builder().endpoint(sandbox.endpoint()).sts(exchanged).build().unwrap();
    let cluster = client.cluster(sandbox.environment(), sandbox.cluster());
    assert_eq!(cluster.connectors().names().await.unwrap(), ["orders"]);
}

//! Archives on their way to each cloud's store, byte by byte.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use ccloud_connect::plugins::{Cloud, PluginType};
use ccloud_connect::upload::{LARGEST_ARCHIVE, UploadEvent};
use ccloud_connect::{Error, ErrorKind};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::server::{self, Reply, empty};
use crate::store::{Scene, form, parts, policy, refusal};

/// Bytes of every value, among them what looks like the end of a form, over several reads.
fn archive() -> Vec<u8> {
    (0..300_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).chain(*b"\r\n--x--\r\n").collect()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

#[tokio::test]
async fn aws_gets_a_form_of_every_field_and_the_file_last_with_its_length_and_no_credentials() {
    let scene = Scene::aws(|_, _| empty(204)).await;
    let uploaded = scene.upload(scene.file("my plugin.zip", &archive())).send().await.unwrap();
    assert_eq!((uploaded.size, uploaded.sha256), (1_200_009, Some(sha256(&archive()))));

    let [request] = &scene.store.seen()[..] else { panic!("{:?}", scene.store.lines()) };
    assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", "/bucket?sig=of-the-url"));
    assert_eq!(request.header("content-length"), Some(request.body.len().to_string().as_str()));
    assert_eq!(request.header("user-agent"), Some(concat!("ccloud-connect/", env!("CARGO_PKG_VERSION"))));
    let mut headers = request.header_names();
    headers.sort_unstable();
    assert_eq!(headers, ["accept", "content-length", "content-type", "host", "user-agent"]);

    let mut parts = parts(request);
    let file = parts.pop().unwrap();
    assert_eq!((file.name.as_str(), file.content == archive()), ("file", true));
    assert!(file.head.contains("filename=\"my plugin.zip\""), "{}", file.head);
    let fields = form(&policy(1, 1 << 30));
    let fields = fields.as_object().unwrap();
    let sent: Vec<_> = parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(sent, fields.keys().collect::<Vec<_>>());
    for part in parts.iter().filter(|part| part.name != "policy") {
        assert_eq!(String::from_utf8_lossy(&part.content), fields[&part.name].as_str().unwrap());
    }
    assert_eq!(scene.created()[0]["upload_source"], json!({"location": "PRESIGNED_URL_LOCATION", "upload_id": "u-0"}));
}

#[tokio::test]
async fn azure_and_google_get_the_raw_bytes_with_the_headers_that_are_signed() {
    for (cloud, answered, format, file, kind, blob) in [
        (Cloud::Azure, "AZURE", "ZIP", "a.zip", Some("application/zip"), Some("BlockBlob")),
        (Cloud::Gcp, "GCP", "JAR", "a.jar", Some("application/java-archive"), None),
        // Live answers: a cloud in lower case, a format as it was sent, or one that nobody knows.
        (Cloud::Gcp, "gcp", "jar", "a.JAR", Some("application/java-archive"), None),
        (Cloud::Azure, "azure", "TAR", "a.zip", None, Some("BlockBlob")),
    ] {
        let fields = json!({"storage_account": "s", "container": "c", "blob_path": "b", "sas_token": "x"});
        let presigned = json!({"cloud": answered, "content_format": format, "upload_form_data": fields});
        let scene = Scene::with(|_, _| empty(201), presigned).await;
        scene.upload(scene.file(file, &archive())).cloud(cloud).send().await.unwrap();
        let [request] = &scene.store.seen()[..] else { panic!("{:?}", scene.store.lines()) };
        assert_eq!((request.method.as_str(), request.target.as_str()), ("PUT", "/bucket?sig=of-the-url"));
        assert!(request.body == archive());
        assert_eq!((request.header("content-type"), request.header("x-ms-blob-type")), (kind, blob));
        assert_eq!(request.header("content-length"), Some("1200009"));
        assert_eq!((request.header("authorization"), request.header("transfer-encoding")), (None, None));
    }
}

#[tokio::test]
async fn the_cloud_asked_for_counts_where_the_answer_names_none() {
    let scene = Scene::with(|_, _| empty(200), json!({})).await;
    scene.upload(scene.file("a.jar", b"x")).cloud(Cloud::Gcp).send().await.unwrap();
    let request = &scene.store.seen()[0];
    assert_eq!((request.method.as_str(), request.header("content-type")), ("PUT", Some("application/java-archive")));
}

#[tokio::test]
async fn what_cannot_be_uploaded_is_refused_before_any_request() {
    let scene = Scene::aws(|_, _| empty(204)).await;
    let good = || scene.file("a.zip", b"x");
    let cases = [
        (scene.upload(scene.folder().join("missing.zip")), "missing.zip cannot be read"),
        (scene.upload(scene.file("empty.zip", b"")), "is empty"),
        (scene.upload(scene.sparse("large.zip", LARGEST_ARCHIVE + 1)), "1 GiB"),
        (scene.upload(scene.file("a.tar.gz", b"x")), "neither a .zip nor a .jar"),
        (scene.upload(good()).class(""), "the class is required"),
        (scene.upload(good()).class("no class"), "is no Java class name"),
        (scene.upload(good()).name("n".repeat(61)), "more than the 60"),
        (scene.upload(good()).description("d".repeat(257)), "more than the 256"),
        (scene.upload(good()).documentation_link("ftp://h.example"), "neither http:// nor https://"),
        (scene.upload(good()).sensitive_properties(["a b"]), "is no config key"),
        (
            scene.service.client().custom_plugins().upload(good()).preflight(false).connector_type(PluginType::Sink),
            "the class is required",
        ),
        (
            scene.service.client().custom_plugins().upload(good()).preflight(false).class("A"),
            "the type (source or sink) is required",
        ),
    ];
    for (upload, said) in cases {
        let error = upload.send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
        assert!(error.to_string().contains(said), "{said}: {error}");
    }
    assert!(scene.service.seen().is_empty() && scene.store.seen().is_empty());
}

#[tokio::test]
async fn the_policys_size_range_is_kept_before_any_request_to_the_store() {
    for (least, most, refused) in [(2, 9, true), (1, 9, false), (0, 0, true), (1, 1, false)] {
        let presigned = json!({"cloud": "AWS", "upload_form_data": form(&policy(least, most))});
        let scene = Scene::with(|_, _| empty(204), presigned).await;
        let outcome = scene.upload(scene.file("a.zip", b"x")).send().await;
        assert_eq!(outcome.is_err_and(|error| error.kind() == ErrorKind::Input), refused, "{least}..{most}");
        assert_eq!(scene.store.seen().is_empty(), refused);
        assert_eq!(scene.created().is_empty(), refused);
    }
}

#[tokio::test]
async fn a_policy_that_cannot_be_read_or_is_not_there_stops_nothing() {
    for fields in [form("no base64!"), form(""), json!({}), json!({"key": "k"}), json!({"policy": 7, "key": null})] {
        let scene = Scene::with(|_, _| empty(204), json!({"cloud": "AWS", "upload_form_data": fields})).await;
        scene.upload(scene.file("a.zip", b"x")).send().await.unwrap();
        assert_eq!(scene.store.seen().len(), 1, "{fields}");
    }
}

#[tokio::test]
async fn data_goes_over_tls_or_stays_on_this_machine() {
    for url in ["http://store.example/bucket", "ftp://store.example/bucket", "http://127.0.0.1.example/", "bucket"] {
        let presigned = json!({"cloud": "AWS", "upload_url": url, "upload_form_data": form("")});
        let scene = Scene::with(|_, _| empty(204), presigned).await;
        let error = scene.upload(scene.file("a.zip", b"x")).send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Server, "{url}: {error}");
        assert!(error.to_string().contains(": the upload URL "), "{error}");
        assert!(scene.created().is_empty());
    }
}

#[tokio::test]
async fn a_presigned_answer_that_lacks_what_an_upload_needs_says_what() {
    for (members, said) in [
        (json!({"upload_id": null}), "lacks an upload id"),
        (json!({"upload_url": ""}), "lacks a URL"),
        (json!({"cloud": "MOON"}), "uploads to cloud `MOON` are not known"),
    ] {
        let scene = Scene::with(|_, _| empty(204), members).await;
        let error = scene.upload(scene.file("a.zip", b"x")).send().await.unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
        assert!(scene.store.seen().is_empty());
    }
}

#[tokio::test]
async fn a_watcher_is_told_everything_in_order() {
    let scene = Scene::aws(|_, before| match before {
        0 => refusal(503, "SlowDown", "Reduce your rate"),
        1 => refusal(403, "AccessDenied", "Invalid according to Policy: Policy expired."),
        _ => empty(204),
    });
    let scene = scene.await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let keep = told.clone();
    let upload = scene.upload(scene.sparse("a.zip", (64 << 10) + 1)).progress(move |event| {
        keep.lock().unwrap().push(match event {
            UploadEvent::Started { total, attempt, .. } => format!("started {attempt} of {total}"),
            UploadEvent::Sent { bytes, total, attempt, .. } => format!("sent {bytes} of {total} in {attempt}"),
            UploadEvent::Retrying { attempt, reason, .. } => format!("{attempt} ended: {reason}"),
            other => other.phase().to_string(),
        });
    });
    upload.send().await.unwrap();
    let attempt = |n: u32| {
        let sent = |bytes| format!("sent {bytes} of 65537 in {n}");
        vec![format!("started {n} of 65537"), sent(65_536), sent(65_537)]
    };
    let said = |text: &str| vec![text.to_owned()];
    let slow = "1 ended: the store refused the upload: SlowDown: Reduce your rate";
    let expired = "2 ended: the store refused the upload: AccessDenied: Invalid according to Policy: Policy expired.";
    let all = [
        [said("inspecting"), said("asking"), attempt(1), said(slow)].concat(),
        [attempt(2), said(expired), said("asking"), attempt(3), said("creating")].concat(),
    ];
    assert_eq!(*told.lock().unwrap(), all.concat());
}

/// A create whose answer was lost: the plugin is looked for, and it counts when it is new and the only one.
#[tokio::test]
async fn a_plugin_whose_create_was_not_answered_is_looked_for_and_the_upload_is_not_repeated() {
    let now = jiff::Timestamp::now();
    let plugin = |id: &str, at: jiff::Timestamp| json!({"id": id, "display_name": "a", "connector_class": "io.example.Source", "metadata": {"created_at": at.to_string()}});
    let (new, old) = (plugin("ccp-new", now), plugin("ccp-old", now - std::time::Duration::from_hours(1)));
    for (live, found) in [(vec![old.clone(), new.clone()], true), (vec![old], false), (vec![new.clone(), new], false)] {
        let scene = Scene::aws(|_, _| empty(204)).await;
        let store = scene.store.url();
        let service = server::Server::start(move |seen, _| match (seen.method.as_str(), seen.path()) {
            ("POST", "/connect/v1/presigned-upload-url") => {
                let url = format!("{store}/bucket");
                server::json(200, json!({"upload_id": "u", "upload_url": url, "upload_form_data": {}}).to_string())
                    .into()
            }
            ("POST", _) => Reply::Reset,
            _ => server::json(200, json!({"data": live}).to_string()).into(),
        });
        let service = service.await;
        let outcome = crate::store::upload(&service.client(), scene.file("a.zip", b"x")).send().await;
        match outcome {
            Ok(uploaded) => assert!(found && uploaded.plugin.id == "ccp-new"),
            Err(error) => assert!(!found && matches!(error, Error::Network { .. }), "{error:?}"),
        }
        assert_eq!(scene.store.seen().len(), 1);
        assert_eq!(
            service.lines().iter().filter(|line| *line == "POST /connect/v1/custom-connector-plugins").count(),
            1
        );
    }
}

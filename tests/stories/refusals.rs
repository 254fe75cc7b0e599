//! Stores that refuse what was presigned: whatever it is about, their own words reach the user, or what they may mean.

use std::io::Write as _;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ccloud_connect::plugins::{Cloud, PluginType};
use ccloud_connect::reqwest::Method;
use ccloud_connect::{Client, Error, RetryPolicy, jiff};
use ccloud_connect_sandbox::{ExternalStore, Sandbox};
use hmac::{Hmac, KeyInit as _, Mac as _};
use httpmock::MockServer;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::real_store::{KEY, SECRET, free_port, s3s_fs, serve_store};

const ARCHIVE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/archives/heartbeat-source-0.1.0.zip");

/// What is wrong with a permission that was good.
struct Wrong {
    what: &'static str,
    make: fn(&mut Value),
    /// Parts of what is said, of our store and of s3s-fs.
    said: [&'static str; 2],
}

/// Forms in Amazon's style.
const FORMS: &[Wrong] = &[
    Wrong {
        what: "wrong signature",
        make: |form| form["x-amz-signature"] = json!("0".repeat(64)),
        said: ["SignatureDoesNotMatch: "; 2],
    },
    Wrong { what: "no signature", make: |form| remove(form, "x-amz-signature"), said: ["AccessDenied: "; 2] },
    Wrong { what: "no key", make: |form| remove(form, "key"), said: ["AccessDenied: ", "'key'"] },
    Wrong {
        what: "another key",
        make: |form| form["key"] = json!("incoming/x/a.zip"),
        said: ["AccessDenied: ", "'key'"],
    },
    Wrong { what: "a field too many", make: |form| form["acl"] = json!("public-read"), said: ["AccessDenied: "; 2] },
    Wrong { what: "no policy", make: |form| remove(form, "policy"), said: ["AccessDenied: ", "policy"] },
];

/// A URL to PUT to that is not sent as it was meant.
struct Bent {
    cloud: Cloud,
    what: &'static str,
    make: fn(&mut Value),
    said: &'static str,
}

const URLS: &[Bent] = &[
    Bent {
        cloud: Cloud::Azure,
        what: "wrong SAS",
        make: |presigned| replace(presigned, "sig=", "sig=AAAA"),
        said: "AuthenticationFailed: ",
    },
    Bent {
        cloud: Cloud::Azure,
        what: "no blob type",
        // Sent as to Google: without the header.
        make: |presigned| presigned["cloud"] = json!("GCP"),
        said: "x-ms-blob-type",
    },
    Bent {
        cloud: Cloud::Gcp,
        what: "wrong signature",
        make: |presigned| replace(presigned, "X-Goog-Signature=", "X-Goog-Signature=00"),
        said: "SignatureDoesNotMatch: ",
    },
    Bent {
        cloud: Cloud::Gcp,
        what: "another type",
        make: |presigned| presigned["content_format"] = json!("JAR"),
        said: "SignatureDoesNotMatch: ",
    },
    Bent {
        cloud: Cloud::Gcp,
        what: "a longer life",
        make: |presigned| replace(presigned, "Expires=", "Expires=9"),
        said: "SignatureDoesNotMatch: ",
    },
];

fn remove(form: &mut Value, name: &str) {
    form.as_object_mut().unwrap().remove(name).unwrap();
}

fn replace(presigned: &mut Value, from: &str, to: &str) {
    let url = presigned["upload_url"].as_str().unwrap();
    assert!(url.contains(from), "{url}");
    presigned["upload_url"] = url.replace(from, to).into();
}

/// What the service answers when it presigns.
async fn presigned(sandbox: &Sandbox, cloud: &Cloud) -> Value {
    let client = Client::builder().endpoint(sandbox.endpoint()).api_key(sandbox.api_key(), sandbox.api_secret());
    let body = json!({"content_format": "ZIP", "cloud": cloud.as_str()});
    let call = client.build().unwrap().request(Method::POST, "/connect/v1/presigned-upload-url").body(body);
    serde_json::from_slice(call.send().await.unwrap().expose_body()).unwrap()
}

/// An upload by this permission, whatever the service gives.
async fn upload(presigned: &Value, cloud: &Cloud) -> Error {
    let service = MockServer::start_async().await;
    service
        .mock_async(|when, then| {
            when.path("/connect/v1/presigned-upload-url");
            then.status(200).json_body(presigned.clone());
        })
        .await;
    let once = RetryPolicy::default().max_retries(0);
    let client = Client::builder().endpoint(service.base_url()).api_key("k", "s").retry(once).build().unwrap();
    let upload =
        client.custom_plugins().upload(ARCHIVE).preflight(false).class("a.B").connector_type(PluginType::Source);
    upload.cloud(cloud.clone()).send().await.unwrap_err()
}

/// The store's code has to be among what is said, and its words too.
fn check(what: &str, error: &Error, said: &str) {
    let Error::Storage(refusal) = error else { panic!("{what}: {error:?}") };
    assert!(refusal.code.is_some() || error.to_string().contains("likely"), "{what}: {error}");
    assert!(error.to_string().contains(said), "{what}: {error}");
}

#[tokio::test]
async fn the_sandboxs_stores_are_heard_whatever_is_wrong_with_a_permission() {
    let sandbox = Sandbox::start().await.unwrap();
    for Wrong { what, make, said } in FORMS {
        let mut presigned = presigned(&sandbox, &Cloud::Aws).await;
        make(&mut presigned["upload_form_data"]);
        check(what, &upload(&presigned, &Cloud::Aws).await, said[0]);
    }
    for Bent { cloud, what, make, said } in URLS {
        let mut presigned = presigned(&sandbox, cloud).await;
        make(&mut presigned);
        check(what, &upload(&presigned, cloud).await, said);
    }
    let clouds =
        [(Cloud::Aws, "AccessDenied: "), (Cloud::Azure, "AuthenticationFailed: "), (Cloud::Gcp, "ExpiredToken: ")];
    for (cloud, said) in clouds {
        let presigned = presigned(&sandbox, &cloud).await;
        sandbox.advance(Duration::from_hours(2));
        check("expired", &upload(&presigned, &cloud).await, said);
    }
}

#[tokio::test]
async fn what_a_policy_tells_is_checked_before_the_store_is_asked() {
    let sandbox = Sandbox::start().await.unwrap();
    let good = presigned(&sandbox, &Cloud::Aws).await;
    let hour = jiff::SignedDuration::from_hours(1);
    for (range, left, said) in [
        ([1, 10], hour, "more than the store's 10"),
        ([1 << 20, 1 << 30], hour, "fewer than the store's 1048576"),
        ([1, 1 << 30], -hour, "it ended before it could be used"),
    ] {
        let policy = json!({"expiration": (jiff::Timestamp::now() + left).to_string(),
                            "conditions": [["content-length-range", range[0], range[1]]]});
        let mut presigned = good.clone();
        presigned["upload_form_data"]["policy"] = STANDARD.encode(policy.to_string()).into();
        let error = upload(&presigned, &Cloud::Aws).await.to_string();
        assert!(error.contains(said), "{error}");
    }
}

#[tokio::test]
async fn a_real_s3_server_is_heard_whatever_is_wrong_with_a_permission() {
    let Some(s3s_fs) = s3s_fs() else {
        // Past the test harness, which would keep it to itself.
        writeln!(std::io::stderr(), "SKIPPED: the refusals of a real S3 server need s3s-fs (see .ci/run)").unwrap();
        return;
    };
    let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
    std::fs::create_dir(folder.path().join("plugins")).unwrap();
    let _store = serve_store(s3s_fs, folder.path(), port);
    let store = ExternalStore {
        endpoint: format!("http://127.0.0.1:{port}"),
        bucket: "plugins".to_owned(),
        access_key: KEY.to_owned(),
        secret_key: SECRET.to_owned(),
        region: "us-east-1".to_owned(),
    };
    let sandbox = Sandbox::builder().external_store(store).start().await.unwrap();
    for Wrong { what, make, said } in FORMS {
        let mut presigned = presigned(&sandbox, &Cloud::Aws).await;
        make(&mut presigned["upload_form_data"]);
        check(what, &upload(&presigned, &Cloud::Aws).await, said[1]);
    }
    let (hour, ended) = (jiff::SignedDuration::from_hours(1), jiff::SignedDuration::from_hours(-1));
    for (what, left, most, said) in
        [("too large", hour, 10, "EntityTooLarge: "), ("expired", ended, 1 << 30, "expired")]
    {
        let mut presigned = presigned(&sandbox, &Cloud::Aws).await;
        sign_anew(&mut presigned["upload_form_data"], jiff::Timestamp::now() + left, most);
        check(what, &upload(&presigned, &Cloud::Aws).await, said);
    }
}

/// Signs for so long and so many bytes, under a name by which the store alone knows the policy: a name's case does not
/// matter to it, and the check before the upload would let none of these through.
fn sign_anew(form: &mut Value, until: jiff::Timestamp, most: u64) {
    let hmac = |key: &[u8], text: &str| -> Vec<u8> {
        let mut hmac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        hmac.update(text.as_bytes());
        hmac.finalize().into_bytes().to_vec()
    };
    remove(form, "policy");
    remove(form, "x-amz-signature");
    let fields = form.as_object().unwrap();
    let mut conditions: Vec<Value> = fields.iter().map(|(name, value)| json!({name: value})).collect();
    conditions.push(json!(["content-length-range", 1, most]));
    let until = until.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let policy = STANDARD.encode(json!({"expiration": until, "conditions": conditions}).to_string());
    let mut scope = form["x-amz-credential"].as_str().unwrap().split('/').skip(1);
    let key = scope.by_ref().fold(format!("AWS4{SECRET}").into_bytes(), |key, part| hmac(&key, part));
    let signature = hmac(&key, &policy).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    form["Policy"] = policy.into();
    form["x-amz-signature"] = signature.into();
}

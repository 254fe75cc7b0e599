//! What the object stores take and what they refuse.

mod support;

use std::time::Duration;

use reqwest::{Method, RequestBuilder, StatusCode, multipart};
use serde_json::{Value, json};
use support::{Client, fields, file, plugin};

fn code(body: &str) -> &str {
    body.split("<Code>").nth(1).and_then(|rest| rest.split("</Code>").next()).unwrap_or_default()
}

async fn answer(request: RequestBuilder) -> (StatusCode, String) {
    let response = request.send().await.unwrap();
    let (status, body) = (response.status(), response.text().await.unwrap());
    (status, code(&body).to_owned())
}

fn url(presigned: &Value) -> &str {
    presigned["upload_url"].as_str().unwrap()
}

#[tokio::test]
async fn a_form_that_is_not_as_it_was_signed_is_refused_and_nothing_is_kept() {
    let client = Client::start().await;
    let presigned = client.presign("ZIP", "AWS").await;
    let post = |form: multipart::Form| client.http.post(url(&presigned)).multipart(form);
    let with = |name: &'static str, value: &'static str| {
        let mut changed = presigned.clone();
        changed["upload_form_data"][name] = value.into();
        fields(&changed).part("file", file(b"PK"))
    };
    let cases = [
        (with("x-amz-signature", "0000"), 403, "SignatureDoesNotMatch"),
        (with("key", "incoming/other/plugin.zip"), 403, "AccessDenied"),
        (with("acl", "public-read"), 403, "AccessDenied"),
        (with("x-amz-security-token", "other"), 400, "InvalidToken"),
        (fields(&presigned), 400, "InvalidArgument"),
        (fields(&presigned).part("file", file(b"")), 400, "EntityTooSmall"),
        (fields(&presigned).part("file", file(b"PK")).text("after", "x"), 400, "MalformedPOSTRequest"),
        (multipart::Form::new().part("file", file(b"PK")), 403, "AccessDenied"),
    ];
    for (form, status, code) in cases {
        assert_eq!(answer(post(form)).await, (StatusCode::from_u16(status).unwrap(), code.to_owned()));
    }
    let stored = client.sandbox.stored(presigned["upload_id"].as_str().unwrap());
    assert!(stored.is_none());
    assert_eq!(client.post_form(&presigned, b"PK").await.0, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn an_hour_later_no_signed_url_is_good_any_more() {
    let client = Client::start().await;
    let presigned =
        [client.presign("zip", "AWS").await, client.presign("zip", "azure").await, client.presign("zip", "gcp").await];
    client.sandbox.advance(Duration::from_secs(3601));
    let form = fields(&presigned[0]).part("file", file(b"PK"));
    assert_eq!(answer(client.http.post(url(&presigned[0])).multipart(form)).await.1, "AccessDenied");
    let azure = client.http.put(url(&presigned[1])).header("x-ms-blob-type", "BlockBlob").body("PK");
    assert_eq!(answer(azure).await, (StatusCode::FORBIDDEN, "AuthenticationFailed".to_owned()));
    let google = client.http.put(url(&presigned[2])).header("content-type", "application/zip").body("PK");
    assert_eq!(answer(google).await, (StatusCode::BAD_REQUEST, "ExpiredToken".to_owned()));
}

#[tokio::test]
async fn no_store_takes_an_authorization_header_or_an_upload_without_length() {
    let client = Client::start().await;
    for cloud in ["AWS", "AZURE", "GCP"] {
        let presigned = client.presign("zip", cloud).await;
        let request = || match cloud {
            "AWS" => client.http.post(url(&presigned)),
            _ => client.http.put(url(&presigned)).header("x-ms-blob-type", "BlockBlob"),
        };
        let body = |request: RequestBuilder| match cloud {
            "AWS" => request.multipart(fields(&presigned).part("file", file(b"PK"))),
            _ => request.header("content-type", "application/zip").body("PK"),
        };
        let with_key = body(request().basic_auth("key", Some("secret")));
        assert_eq!(answer(with_key).await, (StatusCode::BAD_REQUEST, "InvalidArgument".to_owned()), "{cloud}");
        let endless = request()
            .header("content-type", "multipart/form-data; boundary=x")
            .body(reqwest::Body::wrap_stream(futures_util::stream::iter([Ok::<_, std::io::Error>("--x--\r\n")])));
        assert_eq!(answer(endless).await, (StatusCode::LENGTH_REQUIRED, "MissingContentLength".to_owned()), "{cloud}");
    }
}

#[tokio::test]
async fn a_put_to_azure_needs_the_blob_type_and_keeps_the_raw_bytes() {
    let client = Client::start().await;
    let presigned = client.presign("jar", "Azure").await;
    let mut form: Vec<&String> = presigned["upload_form_data"].as_object().unwrap().keys().collect();
    form.sort_unstable();
    assert_eq!(form, ["blob_path", "container", "sas_token", "storage_account"]);
    let put = || client.http.put(url(&presigned)).body("raw bytes");
    assert_eq!(answer(put()).await, (StatusCode::BAD_REQUEST, "MissingRequiredHeader".to_owned()));
    assert_eq!(answer(put().header("x-ms-blob-type", "BlockBlob")).await.0, StatusCode::CREATED);
    let stored = client.sandbox.stored(presigned["upload_id"].as_str().unwrap()).unwrap();
    assert_eq!(std::fs::read(stored).unwrap(), b"raw bytes");
    let body = plugin(&presigned, json!({"cloud": "AZURE"}));
    assert_eq!(client.call(Method::POST, "/custom-connector-plugins", body).await.0, StatusCode::CREATED);
}

#[tokio::test]
async fn a_put_to_google_needs_the_signed_content_type() {
    let client = Client::start().await;
    let presigned = client.presign("jar", "GCP").await;
    let put = |kind: &str| client.http.put(url(&presigned)).header("content-type", kind.to_owned()).body("raw bytes");
    assert_eq!(answer(put("application/zip")).await, (StatusCode::FORBIDDEN, "SignatureDoesNotMatch".to_owned()));
    assert_eq!(answer(put("application/java-archive")).await.0, StatusCode::OK);
    let body = plugin(&presigned, json!({}));
    let (status, failure) = client.call(Method::POST, "/custom-connector-plugins", body).await;
    assert_eq!((status.as_u16(), &failure["errors"][0]["source"]["pointer"]), (422, &json!("/cloud")), "other cloud");
}

#[tokio::test]
async fn what_was_uploaded_cannot_be_read_again() {
    let client = Client::start().await;
    for cloud in ["AWS", "AZURE", "GCP"] {
        let presigned = client.presign("zip", cloud).await;
        let refused = answer(client.http.get(url(&presigned))).await;
        assert_eq!(refused, (StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed".to_owned()), "{cloud}");
    }
}

/// Boundaries fall anywhere in what the network delivers.
#[tokio::test]
async fn a_large_archive_with_pieces_of_the_boundary_in_it_arrives_unchanged() {
    let client = Client::start().await;
    let presigned = client.presign("zip", "AWS").await;
    let form = fields(&presigned);
    let piece = format!("\r\n--{}", &form.boundary()[..20]);
    let bytes: Vec<u8> = piece.bytes().chain((0..=255).cycle().take(1000)).cycle().take(3 << 20).collect();
    let form = form.part("file", file(&bytes));
    assert_eq!(answer(client.http.post(url(&presigned)).multipart(form)).await.0, StatusCode::NO_CONTENT);
    let stored = client.sandbox.stored(presigned["upload_id"].as_str().unwrap()).unwrap();
    assert!(std::fs::read(stored).unwrap() == bytes);
}

#[tokio::test]
async fn presigning_takes_known_formats_and_clouds_in_any_case() {
    let client = Client::start().await;
    for (format, cloud) in [("zip", "AWS"), ("JAR", "gcp"), ("Zip", "Azure")] {
        let presigned = client.presign(format, cloud).await;
        assert_eq!(presigned["cloud"], cloud.to_uppercase());
        assert_eq!(presigned["content_format"], format.to_uppercase());
    }
    let body = json!({"content_format": "tar", "cloud": "x"});
    let (status, failure) = client.call(Method::POST, "/presigned-upload-url", body).await;
    let pointers: Vec<&str> = failure["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["source"]["pointer"].as_str().unwrap())
        .collect();
    assert_eq!((status.as_u16(), pointers), (422, vec!["/content_format", "/cloud"]));
}

#[tokio::test]
async fn paths_that_are_no_text_are_refused_as_the_stores_do() {
    let client = Client::start().await;
    for (method, path) in
        [(Method::POST, "s3/%FF"), (Method::PUT, "azure/sandbox/uploads/%FF"), (Method::PUT, "google/%FF/x")]
    {
        let request = client.http.request(method, format!("{}/{path}", client.sandbox.endpoint()));
        let refused = answer(request.body("x")).await;
        assert_eq!(refused, (StatusCode::BAD_REQUEST, "InvalidURI".to_owned()), "{path}");
    }
}

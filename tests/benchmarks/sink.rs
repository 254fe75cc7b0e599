//! A service that presigns uploads, and a store that reads them and keeps nothing: what is left is the sender's own cost.
//!
//! Prints the service's endpoint and the store's URL. Usage: sink [CERTIFICATE KEY] (then the store speaks TLS)

use std::error::Error;
use std::net::Ipv4Addr;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// How much is read at once.
const PIECE: usize = 256 << 10;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let tls = match &arguments[..] {
        [] => None,
        [certificate, key] => Some(acceptor(certificate, key)?),
        _ => return Err("usage: sink [CERTIFICATE KEY]".into()),
    };
    let (service, store) =
        (TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?, TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?);
    let scheme = if tls.is_some() { "https" } else { "http" };
    let url = format!("{scheme}://localhost:{}/store", store.local_addr()?.port());
    println!("http://{}\n{url}", service.local_addr()?);
    let presigned: Arc<str> = format!(
        r#"{{"upload_id":"u","cloud":"AWS","content_format":"ZIP","upload_url":"{url}","upload_form_data":{{"key":"k"}}}}"#
    )
    .into();
    loop {
        tokio::select! {
            Ok((stream, _)) = service.accept() => drop(tokio::spawn(serve(stream, presigned.clone()))),
            Ok((stream, _)) = store.accept() => {
                let (tls, presigned) = (tls.clone(), presigned.clone());
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, presigned).await,
                        Some(tls) => match tls.accept(stream).await {
                            Ok(stream) => serve(stream, presigned).await,
                            Err(error) => eprintln!("{error}"),
                        },
                    }
                });
            }
        }
    }
}

fn acceptor(certificate: &str, key: &str) -> Result<TlsAcceptor, Box<dyn Error>> {
    let chain = CertificateDer::pem_file_iter(certificate)?.collect::<Result<Vec<_>, _>>()?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let config = config.with_no_client_auth().with_single_cert(chain, PrivateKeyDer::from_pem_file(key)?)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Answers request after request until the client is gone.
async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, presigned: Arc<str>) {
    let mut piece = vec![0; PIECE];
    let mut kept = Vec::new();
    loop {
        let Some(end) = kept.windows(4).position(|window| window == b"\r\n\r\n") else {
            match stream.read(&mut piece).await {
                Ok(read @ 1..) => kept.extend_from_slice(&piece[..read]),
                _ => return,
            }
            continue;
        };
        let head = String::from_utf8_lossy(&kept[..end]).to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
        if head.contains("expect: 100-continue") && stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await.is_err() {
            return;
        }
        let here = kept.len() - end - 4;
        let mut left = length.unwrap_or(0_usize).saturating_sub(here);
        kept.clear();
        while left > 0 {
            match stream.read(&mut piece).await {
                Ok(read @ 1..) => left = left.saturating_sub(read),
                _ => return,
            }
        }
        let (status, body) = match head.split(' ').nth(1) {
            Some("/store") => ("204 No Content", ""),
            Some(path) if path.ends_with("/presigned-upload-url") => ("200 OK", &*presigned),
            _ => ("201 Created", r#"{"id":"ccp-1","display_name":"n"}"#),
        };
        let length = if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
        let answer = format!("HTTP/1.1 {status}\r\n{length}content-type: application/json\r\n\r\n{body}");
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

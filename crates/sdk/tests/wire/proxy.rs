//! A proxy set by the environment is used, but never for loopback: what goes there in clear would go through it.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;

use ccloud_connect::reqwest::Method;
use ccloud_connect::{ErrorKind, RetryPolicy};

use crate::server::{client, empty};
use crate::store::Scene;

/// Tells the test that it runs as the child whose environment has the proxy.
const CHILD: &str = "CCLOUD_CONNECT_WIRE_BEHIND_PROXY";
const NAME: &str = "proxy::no_request_to_loopback_goes_to_the_proxy_of_the_environment";
const VARIABLES: [&str; 6] = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

#[test]
fn no_request_to_loopback_goes_to_the_proxy_of_the_environment() {
    if std::env::var_os(CHILD).is_some() {
        return child();
    }
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = proxy.local_addr().unwrap();
    let url = format!("http://{address}");
    // The environment of a process is set by its parent: to change one's own is not safe.
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", NAME, "--nocapture"]).env(CHILD, "1").env_remove("NO_PROXY").env_remove("no_proxy");
    let mut child = command.envs(VARIABLES.map(|name| (name, &url))).spawn().unwrap();

    let requests = std::thread::spawn(move || serve(&proxy));
    assert!(child.wait().unwrap().success());
    // Ends the wait of a proxy that nobody asked.
    let _ = TcpStream::connect(address).and_then(|mut stream| stream.write_all(b"nothing\r\n"));
    assert_eq!(requests.join().unwrap(), "CONNECT api.ccloud-connect.invalid:443 HTTP/1.1", "and nothing before it");
}

/// The first request that a proxy gets. The child makes one through it last of all.
fn serve(proxy: &TcpListener) -> String {
    let (stream, _) = proxy.accept().unwrap();
    let mut line = String::new();
    BufReader::new(&stream).read_line(&mut line).unwrap();
    (&stream).write_all(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n").unwrap();
    line.trim().to_owned()
}

#[tokio::main(flavor = "current_thread")]
async fn child() {
    let scene = Scene::aws(|_, _| empty(204)).await;
    scene.upload(scene.file("a.zip", b"archive")).send().await.unwrap();
    assert_eq!((scene.presigned(), scene.store.seen().len(), scene.created().len()), (1, 1, 1));
    let localhost = scene.service.url().replace("127.0.0.1", "localhost");
    let absent = client(&localhost).build().unwrap().custom_plugins().get("ccp-1").await.unwrap_err();
    assert_eq!(absent.kind(), ErrorKind::NotFound, "the server answered");
    // Elsewhere the proxy is used, by the same client too.
    let once = RetryPolicy::default().max_retries(0);
    let away = client(&scene.service.url()).telemetry_endpoint("https://api.ccloud-connect.invalid").retry(once);
    let away = away.build().unwrap();
    away.request(Method::GET, "/connect/v1/custom-connector-plugins/ccp-1").send().await.unwrap_err();
    assert_eq!(away.request(Method::GET, "/v2/metrics").send().await.unwrap_err().kind(), ErrorKind::Network);
}

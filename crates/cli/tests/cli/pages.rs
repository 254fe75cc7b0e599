//! Long lists are printed as they come.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::sync::mpsc::{Receiver, Sender, channel};

use serde_json::Value;

use crate::runner::Runner;

const KEY: [(&str, &str); 2] = [("CONFLUENT_CLOUD_API_KEY", "KEY"), ("CONFLUENT_CLOUD_API_SECRET", "SECRET")];

/// A service with 205 plugins. It tells of each page that is asked for, and gives the last one only when it is let.
struct Service {
    endpoint: String,
    asked: Receiver<usize>,
    last: Sender<()>,
}

impl Service {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let ((asking, asked), (last, may_go)) = (channel(), channel());
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                let mut connection = connection.unwrap();
                let first = page_asked_for(&mut connection);
                asking.send(first).unwrap();
                if first == 200 {
                    may_go.recv().unwrap();
                }
                let body = page(first);
                let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n";
                write!(connection, "{head}content-length: {}\r\n\r\n{body}", body.len()).unwrap();
            }
        });
        Self { endpoint, asked, last }
    }
}

/// The number of the first plugin on the page, which is its token.
fn page_asked_for(connection: &mut TcpStream) -> usize {
    let mut line = String::new();
    let mut request = BufReader::new(connection);
    request.read_line(&mut line).unwrap();
    let mut header = String::new();
    while request.read_line(&mut header).unwrap() > 2 {
        header.clear();
    }
    assert!(line.contains("page_size=100"), "{line}");
    let token = line.split_once("page_token=").map(|(_, rest)| rest.split(['&', ' ']).next().unwrap());
    token.map_or(0, |token| token.parse().unwrap())
}

fn page(first: usize) -> String {
    let end = 205.min(first + 100);
    let data: Vec<_> = (first..end).map(|n| format!(r#"{{"id": "ccp-{n}", "display_name": "plugin {n}"}}"#)).collect();
    let next = if end < 205 { format!("https://h.example/?page_token={end}") } else { String::new() };
    format!(r#"{{"data": [{}], "metadata": {{"next": "{next}"}}}}"#, data.join(","))
}

/// What was printed before the last page came, and all that was printed.
fn listed(format: &str) -> (String, String) {
    let (runner, service) = (Runner::new(), Service::start());
    let mut command = runner.command(&["custom-plugin", "list", "-o", format, "--endpoint", &service.endpoint]);
    let mut running = command.envs(KEY).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdout = running.stdout.take().unwrap();
    let mut beginning = vec![0; 64];
    stdout.read_exact(&mut beginning).unwrap();
    service.last.send(()).unwrap();
    let mut all = beginning.clone();
    stdout.read_to_end(&mut all).unwrap();
    assert!(running.wait().unwrap().success());
    assert_eq!(service.asked.iter().take(3).collect::<Vec<_>>(), [0, 100, 200]);
    assert!(service.asked.try_recv().is_err(), "more than three requests");
    (String::from_utf8(beginning).unwrap(), String::from_utf8(all).unwrap())
}

#[test]
fn the_first_of_205_plugins_is_printed_before_the_last_page_is_asked_for() {
    let wanted: Vec<_> = (0..205).map(|n| format!("ccp-{n}")).collect();
    let (beginning, all) = listed("json");
    assert!(beginning.contains("ccp-0"), "{beginning}");
    let all: Vec<Value> = serde_json::from_str(&all).unwrap_or_else(|error| panic!("{error}: {all}"));
    assert_eq!(all.iter().map(|plugin| plugin["id"].as_str().unwrap()).collect::<Vec<_>>(), wanted);

    let (beginning, all) = listed("human");
    assert!(beginning.contains("ccp-0"), "{beginning}");
    let mut lines = all.lines();
    let name = lines.next().unwrap().find("NAME");
    let rows: Vec<_> = lines.map(|line| (line.find("plugin "), line.split_whitespace().next().unwrap())).collect();
    assert_eq!(rows.iter().map(|(_, id)| *id).collect::<Vec<_>>(), wanted);
    // A later page with shorter ids would not narrow a column; one with longer ids widens it from there on.
    assert!(rows.windows(2).all(|pair| pair[0].0 <= pair[1].0) && rows[0].0 >= name, "{all}");

    let (_, all) = listed("yaml");
    assert_eq!(all.lines().filter(|line| line.starts_with("- id: ccp-")).count(), 205, "{all}");
}

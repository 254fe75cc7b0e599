//! A server of a few lines that does to a connection what HTTP libraries do not let one do.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ccloud_connect::{Client, ClientBuilder, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// One request as it arrived.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) method: String,
    /// Path and query, still encoded.
    pub(crate) target: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap()
    }

    /// The path's segments, decoded.
    pub(crate) fn segments(&self) -> Vec<String> {
        let decoded = |segment: &str| percent_encoding::percent_decode_str(segment).decode_utf8().unwrap().into_owned();
        self.path().split('/').skip(1).map(decoded).collect()
    }

    pub(crate) fn query(&self) -> BTreeMap<String, String> {
        let url = url::Url::parse("http://server/").unwrap().join(&self.target).unwrap();
        url.query_pairs().into_owned().collect()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn header_names(&self) -> Vec<&str> {
        self.headers.iter().map(|(name, _)| name.as_str()).collect()
    }

    fn length(&self) -> usize {
        self.header("content-length").map_or(0, |length| length.parse().unwrap())
    }
}

/// What the server does with a request of which it has read the head.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// Reads the body and answers.
    Answer(Answer),
    /// Answers when a form's fields have arrived, and closes while the file still travels.
    Early(Answer),
    /// Reads the body, announces more than this answer holds, and says no more.
    Half(Answer),
    /// Reads the body and says nothing.
    Silence,
    /// Reads the body and breaks the connection.
    Reset,
    /// Stops to read.
    Deaf,
}

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// An answer in JSON.
pub(crate) fn json(status: u16, body: impl Into<Vec<u8>>) -> Answer {
    Answer { status, headers: vec![("content-type".into(), "application/json".into())], body: body.into() }
}

/// An answer that says nothing but its status.
pub(crate) fn empty(status: u16) -> Answer {
    Answer { status, headers: Vec::new(), body: Vec::new() }
}

impl Answer {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(header, _)| header != name);
        self.headers.push((name.into(), value.into()));
        self
    }
}

/// Bytes as some servers send them, without saying so.
pub(crate) fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut zipped = Vec::new();
    flate2::GzBuilder::new().read(bytes.as_ref(), flate2::Compression::fast()).read_to_end(&mut zipped).unwrap();
    zipped
}

impl From<Answer> for Reply {
    fn from(answer: Answer) -> Self {
        Self::Answer(answer)
    }
}

type Log = Arc<Mutex<Vec<Seen>>>;

/// Listens on loopback until it is dropped, and keeps what it was sent.
pub(crate) struct Server {
    port: u16,
    log: Log,
    task: JoinHandle<()>,
}

impl Server {
    /// `reply` gets the head of each request and how many came before it.
    pub(crate) async fn start<R: Into<Reply>>(reply: impl Fn(&Seen, usize) -> R + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let log = Log::default();
        let (kept, reply) = (log.clone(), Arc::new(move |seen: &Seen, before| reply(seen, before).into()));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, kept.clone(), reply.clone()));
            }
        });
        Self { port, log, task }
    }

    /// Gives the same answer to everybody.
    pub(crate) async fn always(reply: impl Into<Reply>) -> Self {
        let reply = reply.into();
        Self::start(move |_, _| reply.clone()).await
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Every request so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.log.lock().unwrap().clone()
    }

    /// Method and path of every request so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.seen().iter().map(|seen| format!("{} {}", seen.method, seen.path())).collect()
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        client(&self.url())
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A client that wastes no time.
pub(crate) fn client(endpoint: &str) -> ClientBuilder {
    Client::builder().endpoint(endpoint).api_key("KEY", "the-api-secret").retry(brisk())
}

/// Two retries, quickly.
pub(crate) fn brisk() -> RetryPolicy {
    RetryPolicy::default().first_wait(Duration::from_millis(1)).max_retries(2).attempt_timeout(Duration::from_secs(5))
}

async fn serve(mut stream: TcpStream, log: Log, reply: Arc<impl Fn(&Seen, usize) -> Reply>) {
    let mut buffer = Vec::new();
    while let Some(mut seen) = head(&mut stream, &mut buffer).await {
        let before = log.lock().unwrap().len();
        let reply = reply(&seen, before);
        let whole = seen.length();
        let arrived = match &reply {
            Reply::Deaf => true,
            Reply::Early(_) => read_until(&mut stream, &mut buffer, fields_have_arrived).await,
            _ => read_until(&mut stream, &mut buffer, |body| body.len() >= whole).await,
        };
        if !arrived {
            return;
        }
        seen.body = buffer.drain(..whole.min(buffer.len())).collect();
        log.lock().unwrap().push(seen);
        match reply {
            Reply::Answer(answer) => write(&mut stream, &answer, answer.body.len()).await,
            Reply::Early(answer) => return write(&mut stream, &answer, answer.body.len()).await,
            Reply::Half(answer) => {
                write(&mut stream, &answer, answer.body.len() + 1).await;
                return std::future::pending().await;
            }
            Reply::Reset => return stream.set_zero_linger().unwrap(),
            Reply::Silence | Reply::Deaf => return std::future::pending().await,
        }
    }
}

/// Reads a request's line and headers; `None` when the client is gone.
async fn head(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Seen> {
    if !read_until(stream, buffer, |bytes| find(bytes, b"\r\n\r\n").is_some()).await {
        return None;
    }
    let head: Vec<u8> = buffer.drain(..find(buffer, b"\r\n\r\n")? + 4).collect();
    let text = String::from_utf8(head).unwrap();
    let mut lines = text.lines();
    let mut first = lines.next()?.split(' ');
    let header = |line: &str| line.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()));
    Some(Seen {
        method: first.next()?.to_owned(),
        target: first.next()?.to_owned(),
        headers: lines.filter_map(header).collect(),
        body: Vec::new(),
    })
}

async fn read_until(stream: &mut TcpStream, buffer: &mut Vec<u8>, enough: impl Fn(&[u8]) -> bool) -> bool {
    while !enough(buffer) {
        if !matches!(stream.read_buf(buffer).await, Ok(1..)) {
            return false;
        }
    }
    true
}

/// Whether the head of the part named `file` is there.
fn fields_have_arrived(body: &[u8]) -> bool {
    find(body, b"name=\"file\"").is_some_and(|file| find(&body[file..], b"\r\n\r\n").is_some())
}

/// Where one text begins in another.
pub(crate) fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

/// The client may be gone, which is its right.
async fn write(stream: &mut TcpStream, answer: &Answer, announced: usize) {
    let mut head = format!("HTTP/1.1 {} Whatever\r\n", answer.status);
    if answer.status != 204 {
        head.extend(["content-length: ", &announced.to_string(), "\r\n"]);
    }
    for (name, value) in &answer.headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    let _ = stream.write_all(&[head.as_bytes(), b"\r\n", &answer.body].concat()).await;
}

//! A service that says everything it was told, wherever it can.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use crate::answers::Asked;
use crate::canaries::Canaries;
use crate::encodings;
use crate::search::Search;

/// How many forms of errors there are.
pub(crate) const FORMS: usize = 9;

/// What becomes of the requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All goes well.
    Success,
    /// This status.
    Status(u16),
    /// The store takes no archive.
    Refusal,
    /// The connection ends in the middle of an answer.
    Cut,
    /// To somewhere with a secret in its address.
    Redirect,
    /// JSON of another shape, made of what was sent.
    Wrong,
    /// JSON that ends too early, with secrets that only the service knows.
    Broken,
    /// No JSON.
    Text,
    /// A refusal of more than is read, which ends within a secret there.
    Long,
    /// Of the store one of more than is read, which may end anywhere within one.
    LongRefusal,
    /// No answer.
    Silence,
}

/// Which requests meet that; all others go well.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) outcome: Outcome,
    /// Words of `METHOD /path`, such as `POST`.
    pub(crate) at: &'static str,
    /// Turns through the forms in which errors are told.
    pub(crate) form: usize,
}

/// Ends when dropped.
pub(crate) struct Server {
    pub(crate) origin: String,
    shared: Arc<Shared>,
}

struct Shared {
    plan: Plan,
    origin: String,
    received: Mutex<BTreeSet<usize>>,
    /// Whether a request met the outcome.
    met: Mutex<bool>,
    meets: Condvar,
    ended: AtomicBool,
}

struct Request {
    head: String,
    body: Vec<u8>,
}

impl Server {
    pub(crate) fn start(plan: Plan) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let (received, met, meets, ended) = Default::default();
        let shared = Arc::new(Shared { plan, origin: origin.clone(), received, met, meets, ended });
        let own = shared.clone();
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                if own.ended.load(Ordering::Relaxed) {
                    return;
                }
                let own = own.clone();
                // A client that goes away is none of a test's business.
                std::thread::spawn(move || connection.and_then(|connection| own.serve(connection)));
            }
        });
        Self { origin, shared }
    }

    /// Makes known to it what others on the way were told, such as a proxy, so that it says that too.
    pub(crate) fn overhears(&self, place: &str) {
        self.shared.received.lock().unwrap().insert(Canaries::get().index(place));
    }

    /// Which secrets have come over the wire.
    pub(crate) fn received(&self) -> BTreeSet<usize> {
        self.shared.received.lock().unwrap().clone()
    }

    pub(crate) fn was_met(&self) -> bool {
        *self.shared.met.lock().unwrap()
    }

    /// Waits until a request has met the outcome.
    pub(crate) fn until_met(&self) -> bool {
        let met = self.shared.met.lock().unwrap();
        let waited = self.shared.meets.wait_timeout_while(met, Duration::from_secs(20), |met| !*met);
        *waited.unwrap().0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.origin.trim_start_matches("http://"));
    }
}

impl Shared {
    fn serve(&self, mut connection: TcpStream) -> std::io::Result<()> {
        connection.set_read_timeout(Some(Duration::from_secs(20)))?;
        let Some(request) = Request::read(&mut connection)? else { return Ok(()) };
        let wire = [request.head.as_bytes(), b"\n", &request.body].concat();
        let received = {
            let mut all = self.received.lock().unwrap();
            all.extend(Search::get().secrets(&wire));
            all.clone()
        };
        let outcome = if self.is_met(&request) { self.plan.outcome } else { Outcome::Success };
        if outcome != Outcome::Success {
            *self.met.lock().unwrap() = true;
            self.meets.notify_all();
        }
        let said = Said { received: &received, wire: &wire, form: self.plan.form };
        let answer = match outcome {
            Outcome::Silence => {
                // Until the client goes.
                let _ = connection.read(&mut [0]);
                return Ok(());
            }
            Outcome::Success => {
                let (status, body) = self.success(&request, &said);
                answer(status, "application/json", &body, "")
            }
            Outcome::Broken => {
                let (status, mut body) = self.success(&request, &said);
                body.pop();
                answer(status, "application/json", &body, "")
            }
            Outcome::Status(status) => said.error(status),
            Outcome::Refusal => said.refusal(),
            Outcome::Cut => promise(&answer(200, "application/json", &said.sentence(), "")),
            Outcome::Redirect => {
                let token = Canaries::get().at("redirect token");
                let path = percent(said.plain());
                answer(302, "text/plain", "", &format!("location: /elsewhere/{path}?access_token={token}\r\n"))
            }
            Outcome::Long => answer(500, "text/plain", &said.cut(1 << 20), ""),
            Outcome::LongRefusal => answer(403, "text/plain", &format!("{}+", said.plain()).repeat(8 << 10), ""),
            Outcome::Wrong => answer(200, "application/json", &said.wrong().to_string(), ""),
            Outcome::Text => {
                let kind = format!("text/html; said={}", said.plain());
                answer(200, &kind, &format!("<html>{}</html>", said.sentence()), "")
            }
        };
        connection.write_all(answer.as_bytes())?;
        connection.shutdown(Shutdown::Both)
    }

    fn is_met(&self, request: &Request) -> bool {
        let is_of_store = request.head.contains(" /store/");
        let line = request.head.lines().next().unwrap_or_default();
        match self.plan.outcome {
            Outcome::Refusal | Outcome::LongRefusal => is_of_store,
            _ => !is_of_store && line.contains(self.plan.at),
        }
    }

    /// A status and JSON, or nothing.
    fn success(&self, request: &Request, said: &Said<'_>) -> (u16, String) {
        let mut words = request.head.split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let path = target.split('?').next().unwrap_or_default();
        if path.starts_with("/store/") {
            return (if method == "POST" { 204 } else { 201 }, String::new());
        }
        let said = said.sentence();
        let asked = Asked { method, path, body: &request.body, origin: &self.origin, said: &said };
        let (status, body) = asked.answer();
        (status, if body.is_null() { String::new() } else { body.to_string() })
    }
}

impl Request {
    fn read(connection: &mut TcpStream) -> std::io::Result<Option<Self>> {
        let (mut bytes, mut piece) = (Vec::new(), [0; 8192]);
        let end = loop {
            if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            match connection.read(&mut piece)? {
                0 => return Ok(None),
                count => bytes.extend_from_slice(&piece[..count]),
            }
        };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
        });
        let mut body = bytes.split_off(end);
        while body.len() < length.unwrap_or(0) {
            match connection.read(&mut piece)? {
                0 => break,
                count => body.extend_from_slice(&piece[..count]),
            }
        }
        Ok(Some(Self { head, body }))
    }
}

/// What a server has to say.
struct Said<'a> {
    received: &'a BTreeSet<usize>,
    wire: &'a [u8],
    form: usize,
}

impl Said<'_> {
    /// Every secret that came, in every encoding, and all of the request in one.
    fn messages(&self) -> Vec<String> {
        let all = Canaries::get().all();
        let quoted = self.received.iter().flat_map(|index| {
            encodings::all(&all[*index].value).into_iter().map(|(_, text)| format!("`{text}` is refused"))
        });
        let wire = encodings::all(&String::from_utf8_lossy(self.wire));
        let echo = wire[self.form % wire.len()].1.clone();
        quoted.chain([echo]).collect()
    }

    fn sentence(&self) -> String {
        self.messages().join("; ")
    }

    /// As stores refuse, or something in front of them.
    fn refusal(&self) -> String {
        let id = format!("x-amz-request-id: {}\r\n", self.plain());
        match self.form % 2 {
            0 => answer(403, "application/xml", &self.xml(), &id),
            _ => answer(403, "text/plain", &self.sentence(), &id),
        }
    }

    fn xml(&self) -> String {
        format!(
            "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>{}</Message><HostId>{}</HostId></Error>",
            self.sentence(),
            self.messages().pop().unwrap_or_default()
        )
    }

    /// Everything that came, where something else belongs.
    fn wrong(&self) -> Value {
        let all = Canaries::get().all();
        let texts: Vec<_> = self.received.iter().map(|index| all[*index].value.as_str()).collect();
        match self.form % 3 {
            0 => json!(texts.concat()),
            1 => json!([texts]),
            _ => json!({"data": texts.concat(), "configs": texts.concat(), "config": texts, "status": texts.concat(),
                "id": [1], "spec": texts.concat(), "upload_form_data": texts.concat(), "tasks": texts.concat()}),
        }
    }

    /// The first that came and can stand in a header.
    fn plain(&self) -> &'static str {
        let mut all = self.received.iter().map(|index| Canaries::get().all()[*index].value.as_str());
        all.find(|text| text.is_ascii()).unwrap_or_default()
    }

    /// A text of more than so many bytes, which ends with half of a secret.
    fn cut(&self, bytes: usize) -> String {
        let secret = self.plain();
        format!("{}{}", ".".repeat(bytes), &secret[..secret.len() / 2])
    }

    /// A form with a field for each.
    fn fields(&self) -> String {
        let field = |index: &usize| format!("about={}", percent(&Canaries::get().all()[*index].value));
        self.received.iter().map(field).collect::<Vec<_>>().join("&")
    }

    /// Everything that came, where names belong.
    fn members(&self) -> Value {
        self.received.iter().map(|index| (Canaries::get().all()[*index].value.clone(), Value::Null)).collect()
    }

    /// An error in one of the forms in which services tell them.
    fn error(&self, status: u16) -> String {
        let messages = self.messages();
        let list = || {
            let one = |text: &String| {
                json!({"id": text, "status": status.to_string(), "code": text, "title": text,
                "detail": text, "source": {"pointer": format!("/{text}"), "parameter": text}, "resolution": text})
            };
            json!({"errors": messages.iter().map(one).collect::<Vec<_>>()}).to_string()
        };
        let (kind, body) = match self.form % FORMS {
            0 => ("application/json", list()),
            1 => ("application/json", json!({"error_code": status, "message": self.sentence()}).to_string()),
            2 => ("application/json", json!({"error": {"code": status, "message": self.sentence()}}).to_string()),
            3 => ("text/plain", self.sentence()),
            4 => ("text/html", format!("<html><title>{}</title>{}</html>", messages[0], self.sentence())),
            5 => ("application/x-www-form-urlencoded", self.fields()),
            // Which leaves what the headers say.
            6 => ("text/plain", String::new()),
            7 => ("application/json", json!({"message": "refused", "members": self.members()}).to_string()),
            _ => ("application/json", format!("{{\"message\": \"{}", self.sentence())),
        };
        let told = self.plain();
        let headers = format!("x-request-id: {told}\r\nwww-authenticate: Basic error_description=\"{told}\"\r\n");
        answer(status, kind, &body, &headers)
    }
}

/// The same as if more of the body were to come.
fn promise(answer: &str) -> String {
    answer.replacen("content-length: ", "content-length: 9", 1)
}

fn percent(text: &str) -> String {
    encodings::all(text).into_iter().find(|(name, _)| *name == "percent").unwrap().1
}

fn answer(status: u16, kind: &str, body: &str, headers: &str) -> String {
    let cookie = Canaries::get().at("cookie");
    format!(
        "HTTP/1.1 {status} Said\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nset-cookie: session={cookie}\r\n\
         date: Mon, 05 Jan 2026 09:00:00 GMT\r\nconnection: close\r\n{headers}\r\n{body}",
        body.len()
    )
}

use std::fmt::Debug;
use std::pin::Pin;

use ccloud_connect::{Client, Error};
use httpmock::{HttpMockRequest, Method, Mock, MockServer};
use serde_json::Value;

/// One operation of the SDK: what it sends, and what it makes of the answers.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) exchanges: Vec<Exchange>,
    pub(super) call: fn(Client) -> Call,
    /// What the caller gets, as `Debug` shows it.
    pub(super) gives: &'static str,
}

pub(super) type Call = Pin<Box<dyn Future<Output = Result<String, Error>>>>;

/// Runs a call to its end and shows what it gave.
pub(super) fn shown<T: Debug>(call: impl Future<Output = Result<T, Error>> + 'static) -> Call {
    Box::pin(async move { call.await.map(|given| format!("{given:?}")) })
}

/// One request and its answer.
#[derive(Clone)]
pub(super) struct Exchange {
    /// The generated method behind it; `None` for the object store.
    pub(super) operation: Option<&'static str>,
    method: &'static str,
    /// As it stands in the request line.
    path: String,
    query: Vec<(&'static str, &'static str)>,
    body: Option<Value>,
    accept: &'static str,
    status: u16,
    answer: Value,
    /// Whether the operation can do without its answer.
    pub(super) is_dispensable: bool,
}

const JSON: &str = "application/json";

pub(super) fn request(operation: &'static str, method: &'static str, path: impl Into<String>) -> Exchange {
    Exchange {
        operation: Some(operation),
        method,
        path: path.into(),
        query: Vec::new(),
        body: None,
        accept: JSON,
        status: 200,
        answer: Value::Null,
        is_dispensable: false,
    }
}

impl Exchange {
    pub(super) fn query<const N: usize>(mut self, pairs: [(&'static str, &'static str); N]) -> Self {
        self.query = pairs.into();
        self
    }

    pub(super) fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// The API group, as the path begins with it.
    pub(super) fn group(&self) -> &str {
        self.path.split('/').nth(1).unwrap_or_default()
    }

    /// The formats asked for. An answer that is text is then sent as it is.
    pub(super) fn accept(mut self, formats: &'static str) -> Self {
        self.accept = formats;
        self
    }

    /// Null for an empty body.
    pub(super) fn gets(mut self, status: u16, answer: Value) -> Self {
        (self.status, self.answer) = (status, answer);
        self
    }

    pub(super) fn dispensable(mut self) -> Self {
        self.is_dispensable = true;
        self
    }

    /// Whether it goes to the service without a body.
    fn is_bare(&self) -> bool {
        self.operation.is_some() && self.body.is_none()
    }

    pub(super) fn meant_for_the_store(mut self) -> Self {
        self.operation = None;
        self
    }

    /// Waits for exactly this request. Upload URLs in answers name the mock server itself.
    pub(super) async fn mock<'a>(&self, server: &'a MockServer) -> Mock<'a> {
        let answer = match &self.answer {
            Value::Null => String::new(),
            Value::String(text) if self.accept != JSON => text.clone(),
            answer => answer.to_string().replace("{server}", &server.base_url()),
        };
        self.mock_answering(server, self.status, answer.as_bytes(), &[]).await
    }

    pub(super) async fn mock_answering<'a>(
        &self,
        server: &'a MockServer,
        status: u16,
        answer: &[u8],
        headers: &[(&str, &str)],
    ) -> Mock<'a> {
        let (line, pairs, bare) = (self.path.clone(), self.query.len(), self.is_bare());
        let exact = move |request: &HttpMockRequest| {
            request.uri().path() == line
                && request.query_params().len() == pairs
                && (!bare || request.body_ref().is_empty())
        };
        server
            .mock_async(|when, then| {
                let mut when = when.method(self.method.parse::<Method>().unwrap()).is_true(exact);
                for (name, value) in &self.query {
                    when = when.query_param(*name, *value);
                }
                when = match &self.body {
                    Some(body) => when.header("content-type", "application/json").json_body(body.clone()),
                    None if self.is_bare() => when.header_missing("content-type"),
                    None => when,
                };
                match self.operation {
                    // KEY:the-api-secret
                    Some(_) => when
                        .header("authorization", "Basic S0VZOnRoZS1hcGktc2VjcmV0")
                        .header("accept", self.accept)
                        .header_missing("api-version"),
                    None => when.header_missing("authorization"),
                };
                headers.iter().fold(then.status(status).body(answer), |then, (name, value)| then.header(*name, *value));
            })
            .await
    }
}

//! Calls go through our runtime.

use anyhow::{Context, Result, bail};
use quote::format_ident;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, File, ImplItemFn, Item, Local, Pat, Path, Stmt, Type, parse_quote};

use super::Facts;
use super::{bodies, find};

/// Replaces the end of every `send`, from the hooks to the match over statuses, by one call of the runtime.
pub fn call_runtime(code: &mut File, facts: &Facts) -> Result<usize> {
    let mut calls = Calls { facts, count: 0, error: None };
    calls.visit_file_mut(code);
    match calls.error {
        Some(error) => Err(error),
        None => Ok(calls.count),
    }
}

struct Calls<'a> {
    facts: &'a Facts,
    count: usize,
    error: Option<anyhow::Error>,
}

impl VisitMut for Calls<'_> {
    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        if function.sig.ident != "send" {
            return;
        }
        match end_in_runtime(function, self.facts) {
            Ok(()) => self.count += 1,
            Err(error) => self.error = Some(error),
        }
    }
}

fn end_in_runtime(send: &mut ImplItemFn, facts: &Facts) -> Result<()> {
    let parts = Parts::of(send);
    let name = parts.operation.context("a call without an operation")?;
    let safe = facts.repeat.get(&name).with_context(|| format!("`{name}` is no operation of the document"))?;
    let repeat = format_ident!("{}", if *safe { "Safe" } else { "Unsafe" });
    let statements = &mut send.block.stmts;
    let start = statements.iter().position(|statement| binds(statement, "info")).context("a call without hooks")?;
    statements.truncate(start);
    let operation: Stmt = parse_quote! { const OPERATION: OperationInfo = OperationInfo::new(#name, Repeat::#repeat); };
    statements.insert(0, operation);
    let end: Expr = match parts.decode.as_deref() {
        Some("stream") if facts.texts.contains(&name) => {
            send.sig.output = parse_quote! { -> Result<ResponseValue<::std::string::String>, Error<()>> };
            parse_quote! { crate::runtime::call(&client.transport, request, &OPERATION).await?.text() }
        }
        Some("stream") => parse_quote! { crate::runtime::open(&client.transport, request, &OPERATION).await },
        Some("empty") => parse_quote! { crate::runtime::call(&client.transport, request, &OPERATION).await?.empty() },
        Some("from_response") if facts.deeds.contains(&name) => {
            parse_quote! { crate::runtime::call(&client.transport, request, &OPERATION).await?.json_or_default() }
        }
        Some("from_response") => {
            parse_quote! { crate::runtime::call(&client.transport, request, &OPERATION).await?.json() }
        }
        other => bail!("`{name}` decodes its answer with {other:?}"),
    };
    statements.push(Stmt::Expr(end, None));
    BuildRequest.visit_block_mut(&mut send.block);
    if let Some(media) = facts.media.get(&name) {
        bodies::declare(&mut send.block, media);
    }
    Ok(())
}

/// What a `send` says about its call.
#[derive(Default)]
struct Parts {
    operation: Option<String>,
    decode: Option<String>,
}

impl Parts {
    fn of(send: &ImplItemFn) -> Self {
        let mut parts = Self::default();
        parts.visit_impl_item_fn(send);
        parts
    }
}

impl<'a> Visit<'a> for Parts {
    fn visit_field_value(&mut self, field: &'a syn::FieldValue) {
        if let (syn::Member::Named(name), Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. })) =
            (&field.member, &field.expr)
            && name == "operation_id"
        {
            self.operation = Some(text.value());
        }
        visit::visit_field_value(self, field);
    }

    fn visit_path(&mut self, path: &'a Path) {
        if let (Some(first), Some(last)) = (path.segments.first(), path.segments.last())
            && first.ident == "ResponseValue"
            && path.segments.len() == 2
        {
            self.decode = Some(last.ident.to_string());
        }
        visit::visit_path(self, path);
    }
}

/// Requests are built with the transport's client, and are not changed once built.
struct BuildRequest;

impl VisitMut for BuildRequest {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if is_client(expr) {
            *expr = parse_quote! { client.transport.http() };
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_local_mut(&mut self, local: &mut Local) {
        if let Pat::Ident(name) = &mut local.pat
            && name.ident == "request"
        {
            name.mutability = None;
            local.attrs.clear();
        }
        visit_mut::visit_local_mut(self, local);
    }
}

fn is_client(expr: &Expr) -> bool {
    find::text(expr) == "client . client"
}

fn binds(statement: &Stmt, name: &str) -> bool {
    matches!(statement, Stmt::Local(Local { pat: Pat::Ident(bound), .. }) if bound.ident == name)
}

/// The header `api-version`, which no server asks for, goes; so does the map that held nothing else.
pub fn drop_version_header(code: &mut File, _: &Facts) -> Result<usize> {
    let mut headers = Headers { count: 0, kept: false };
    headers.visit_file_mut(code);
    Ok(headers.count)
}

struct Headers {
    count: usize,
    kept: bool,
}

impl VisitMut for Headers {
    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        let before = block.stmts.len();
        block.stmts.retain(|statement| !find::text(statement).contains("\"api-version\""));
        if block.stmts.len() < before {
            self.count += 1;
            self.kept = block.stmts.iter().any(|statement| find::text(statement).contains("header_map . append"));
            if !self.kept {
                block.stmts.retain(|statement| !binds(statement, "header_map"));
            }
        }
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::MethodCall(call) = expr
            && call.method == "headers"
            && !self.kept
            && find::text(&call.args) == "header_map"
        {
            *expr = (*call.receiver).clone();
        }
    }
}

/// Query parameters are pairs, a list as many as it has items; one that is not given is not sent.
pub fn query_without_generator(code: &mut File, facts: &Facts) -> Result<usize> {
    let mut queries = Queries { facts, count: 0 };
    queries.visit_file_mut(code);
    Ok(queries.count)
}

struct Queries<'a> {
    facts: &'a Facts,
    count: usize,
}

impl VisitMut for Queries<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::Call(call) = expr
            && find::text(&call.func) == "progenitor_client :: QueryParam :: new"
        {
            let pair = &call.args;
            let name = call.args.first().map(find::text).unwrap_or_default();
            *expr = if self.facts.repeated.contains(name.trim_matches('"')) {
                parse_quote! { crate::runtime::repeated(#pair) }
            } else {
                parse_quote! { [(#pair)] }
            };
            self.count += 1;
        }
    }
}

/// Results carry our errors and responses; no type of the generator's own client is left.
pub fn use_our_errors(code: &mut File, _: &Facts) -> Result<usize> {
    let mut types = Types(0);
    types.visit_file_mut(code);
    code.items.retain(|item| !is_import(item));
    let builders = find::module(code, &["builder"]).context("there is no module `builder`")?;
    builders.retain(|item| !is_import(item));
    let imports: [Item; 3] = [
        parse_quote! { use super::types; },
        parse_quote! { #[allow(unused_imports)] use crate::runtime::{Error, OperationInfo, Repeat, Response, encode_path}; },
        parse_quote! { #[allow(unused_imports)] use crate::secret::Wire; },
    ];
    builders.splice(0..0, imports);
    Ok(types.0)
}

fn is_import(item: &Item) -> bool {
    matches!(item, Item::Use(_))
}

struct Types(usize);

impl VisitMut for Types {
    fn visit_type_mut(&mut self, kind: &mut Type) {
        if find::text(kind) == "Error < () >" {
            *kind = parse_quote! { Error };
            self.0 += 1;
        }
        visit_mut::visit_type_mut(self, kind);
    }

    fn visit_path_mut(&mut self, path: &mut Path) {
        for segment in &mut path.segments {
            if segment.ident == "ResponseValue" {
                segment.ident = format_ident!("Response");
                self.0 += 1;
            }
        }
        if path.is_ident("ByteStream") {
            *path = parse_quote! { crate::ByteStream };
        }
        visit_mut::visit_path_mut(self, path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn send(method: &str, decode: &str) -> File {
        find::code(&format!(
            "impl<'a> CreateThing<'a> {{
                pub async fn send(self) -> Result<ResponseValue<types::Thing>, Error<()>> {{
                    let Self {{ client, body }} = self;
                    let url = format!(\"{{}}/things\", client.baseurl);
                    let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
                    header_map.append(::reqwest::header::HeaderName::from_static(\"api-version\"), x);
                    #[allow(unused_mut)]
                    let mut request = client.client.{method}(url)
                        .query(&progenitor_client::QueryParam::new(\"page\", &page))
                        .headers(header_map).build()?;
                    let info = OperationInfo {{ operation_id: \"create_thing\" }};
                    client.pre(&mut request, &info).await?;
                    let response = client.exec(request, &info).await?;
                    match response.status().as_u16() {{ 200..=299 => {decode}, _ => Err(Error::UnexpectedResponse(response)) }}
                }}
            }}
            pub mod builder {{ use super::{{Error, OperationInfo}}; }}"
        ))
    }

    fn after(method: &str, decode: &str, safe: bool) -> File {
        let mut code = send(method, decode);
        let facts = Facts { repeat: [("create_thing".to_owned(), safe)].into(), ..Facts::default() };
        for pass in [call_runtime, drop_version_header, query_without_generator, use_our_errors] {
            assert!(pass(&mut code, &facts).unwrap() > 0);
        }
        code
    }

    #[test]
    fn a_call_ends_in_the_runtime_and_nothing_of_the_generators_client_is_left() {
        find::same(
            &after("post", "ResponseValue::from_response(response).await", false),
            "impl<'a> CreateThing<'a> {
                pub async fn send(self) -> Result<Response<types::Thing>, Error> {
                    const OPERATION: OperationInfo = OperationInfo::new(\"create_thing\", Repeat::Unsafe);
                    let Self { client, body } = self;
                    let url = format!(\"{}/things\", client.baseurl);
                    let request = client.transport.http().post(url).query(&[(\"page\", &page)]).build()?;
                    crate::runtime::call(&client.transport, request, &OPERATION).await?.json()
                }
            }
            pub mod builder {
                use super::types;
                #[allow(unused_imports)] use crate::runtime::{Error, OperationInfo, Repeat, Response, encode_path};
                #[allow(unused_imports)] use crate::secret::Wire;
            }",
        );
    }

    #[test]
    fn the_answer_is_read_as_the_document_says() {
        for (method, decode, end) in [
            ("get", "ResponseValue::from_response(response).await", "await ? . json ()"),
            ("put", "ResponseValue::from_response(response).await", "await ? . json ()"),
            ("delete", "Ok(ResponseValue::empty(response))", "await ? . empty ()"),
            (
                "get",
                "Ok(ResponseValue::stream(response))",
                "runtime :: open (& client . transport , request , & OPERATION) . await",
            ),
        ] {
            let code = find::text(&after(method, decode, true));
            assert!(code.contains(end), "{method} {decode}: {code}");
            assert!(code.contains("Repeat :: Safe"), "{code}");
        }
    }

    /// An empty answer to what was asked would be taken for a good one.
    #[test]
    fn only_the_answer_to_a_deed_may_be_empty() {
        let document = serde_json::json!({"paths": {
            "/things/1": {"get": {"operationId": "read"}, "put": {"operationId": "replace"}, "delete": {"operationId": "drop"}},
            "/things/check": {"put": {"operationId": "check"}}}});
        let deeds = Facts::of(&document).deeds;
        assert_eq!(deeds.iter().collect::<Vec<_>>(), ["drop", "replace"]);
        let mut code = send("put", "ResponseValue::from_response(response).await");
        let (repeat, deeds) = ([("create_thing".to_owned(), true)].into(), ["create_thing".to_owned()].into());
        call_runtime(&mut code, &Facts { repeat, deeds, ..Facts::default() }).unwrap();
        assert!(find::text(&code).contains("await ? . json_or_default ()"));
    }

    #[test]
    fn text_is_read_whole() {
        let mut code = send("get", "Ok(ResponseValue::stream(response))");
        let (repeat, texts) = ([("create_thing".to_owned(), true)].into(), ["create_thing".to_owned()].into());
        call_runtime(&mut code, &Facts { repeat, texts, ..Facts::default() }).unwrap();
        let code = find::text(&code);
        assert!(code.contains("ResponseValue < :: std :: string :: String >"), "{code}");
        assert!(
            code.contains("runtime :: call (& client . transport , request , & OPERATION) . await ? . text ()"),
            "{code}"
        );
    }

    #[test]
    fn a_list_is_a_parameter_given_several_times() {
        let mut code = send("get", "Ok(ResponseValue::empty(response))");
        let facts = Facts { repeated: ["page".to_owned()].into(), ..Facts::default() };
        assert_eq!(query_without_generator(&mut code, &facts).unwrap(), 1);
        assert!(find::text(&code).contains("query (& crate :: runtime :: repeated (\"page\" , & page))"));
    }

    #[test]
    fn an_operation_the_document_does_not_know_is_an_error() {
        let mut code = send("get", "Ok(ResponseValue::empty(response))");
        assert!(call_runtime(&mut code, &Facts::default()).is_err());
    }
}

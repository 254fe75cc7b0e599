//! Marks of secrets that the emitted code does not honour.
//!
//! The document is followed from every call, and the emitted types beside it: a marked value must be in a type that
//! shows nothing, itself or as a whole with what is around it. The pass that hides them has no say in it.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use serde_json::Value;
use syn::Type;

use super::emitted::Emitted;
use crate::apis::Api;
use crate::document::{self, METHODS};
use crate::emit::find;
use crate::spec::place::Place;

/// Marked places of a document that are shown, by their pointers, and what shows them.
pub fn shown(api: &Api, document: &Value, code: &syn::File) -> BTreeMap<String, String> {
    let emitted = Emitted::of(code);
    let mut search = Search { document, emitted: &emitted, seen: BTreeSet::new(), shown: BTreeMap::new() };
    let Some(paths) = Place::root(document).get("paths") else { return search.shown };
    for (path, item) in paths.members() {
        for (method, operation) in METHODS.iter().filter_map(|method| Some((*method, item.get(method)?))) {
            let id = document::id_of(api, method, path, operation.value);
            search.operation(&document::method_name(&id, api).unwrap_or(id), &item, &operation);
        }
    }
    search.shown
}

/// A search under way.
struct Search<'d> {
    document: &'d Value,
    emitted: &'d Emitted,
    /// Places that were looked at together with these types; also what ends a circle.
    seen: BTreeSet<(String, String)>,
    shown: BTreeMap<String, String>,
}

impl<'d> Search<'d> {
    fn operation(&mut self, method: &str, item: &Place<'d>, operation: &Place<'d>) {
        let shared = item.get("parameters").into_iter().chain(operation.get("parameters"));
        for parameter in shared.flat_map(|list| list.children().collect::<Vec<_>>()) {
            let parameter = parameter.resolved(self.document);
            let setter = find::field_name(parameter.value["name"].as_str().unwrap_or_default());
            let taken: Vec<_> = self.emitted.taken(method, &setter).into_iter().collect();
            parameter.get("schema").iter().for_each(|schema| self.schema(schema, &taken));
        }
        let taken: Vec<_> = self.emitted.taken(method, "body").into_iter().collect();
        operation.get("requestBody").iter().for_each(|body| self.content(body, &taken));
        let answer: Vec<_> = self.emitted.answer(method).into_iter().collect();
        let Some(responses) = operation.get("responses") else { return };
        // Errors are read by hand.
        for (_, response) in responses.members().filter(|(status, _)| status.starts_with('2')) {
            self.content(&response, &answer);
        }
    }

    fn content(&mut self, body: &Place<'d>, types: &[&'d Type]) {
        let media = body.resolved(self.document).get("content");
        for media in media.iter().flat_map(Place::children) {
            media.get("schema").iter().for_each(|schema| self.schema(schema, types));
        }
    }

    /// Looks at a schema whose value is in one of these types.
    fn schema(&mut self, place: &Place<'d>, types: &[&'d Type]) {
        let is_hidden = !types.is_empty() && types.iter().all(|value| self.emitted.hides(value));
        let written: Vec<_> = types.iter().map(|value| value.to_token_stream().to_string().replace(' ', "")).collect();
        if is_hidden || !self.seen.insert((place.pointer.clone(), written.join(" "))) {
            return;
        }
        if document::is_marked(place.value) {
            let what = match written.first() {
                Some(first) => format!("marked as secret, but the code shows it: its type is `{first}`"),
                None => "marked as secret, but the code has no place for it".to_owned(),
            };
            self.shown.entry(place.pointer.clone()).or_insert(what);
        }
        place.target(self.document).iter().for_each(|target| self.schema(target, types));
        for branches in ["allOf", "oneOf", "anyOf"].iter().filter_map(|keyword| place.get(keyword)) {
            branches.children().for_each(|branch| self.schema(&branch, types));
        }
        // Lists and maps are seen through; members of any name beside fields have a type of their own.
        place.get("items").iter().for_each(|items| self.schema(items, types));
        let rest: Vec<_> = types.iter().flat_map(|value| self.emitted.rest(value)).collect();
        let values = if place.get("properties").is_some() { &rest } else { types };
        place.get("additionalProperties").iter().for_each(|schema| self.schema(schema, values));
        for (name, member) in place.get("properties").iter().flat_map(Place::members) {
            let fields: Vec<_> = types.iter().flat_map(|value| self.emitted.field(value, name)).collect();
            self.schema(&member, &fields);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::code::{self, Matches};
    use crate::tree::Tree;
    use crate::{apis, generate, yaml};

    const CODE: &str = r#"
        pub mod types {
            pub struct Thing {
                #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
                pub type_: ::std::option::Option<crate::secret::Secret>,
                pub shown: ::std::string::String,
                pub config: crate::secret::ConnectorConfig,
                pub fields: ::std::collections::BTreeMap<::std::string::String, crate::secret::Secret>,
                pub inner: ::std::vec::Vec<Inner>,
                pub choice: Choice,
                pub wrapped: Wrapped,
                #[serde(flatten)]
                pub extra: ::std::collections::BTreeMap<::std::string::String, crate::secret::Unknown>,
            }
            pub struct Inner { pub key: crate::secret::Secret, pub again: ::std::boxed::Box<Thing>, pub open: Secret }
            pub struct Secret { pub key: ::std::string::String }
            pub enum Choice { Inner(Inner), Thing(Thing) }
            pub struct Listed(pub ::std::vec::Vec<Inner>);
            pub struct Wrapped(pub ::std::vec::Vec<crate::secret::Secret>);
        }
        impl Client { pub fn make_thing(&self) -> builder::MakeThing<'_> {} }
        pub mod builder {
            pub struct MakeThing<'a> {
                client: &'a super::Client,
                api_key: Result<Option<String>, String>,
                body: Result<types::builder::Thing, String>,
            }
            impl<'a> MakeThing<'a> {
                pub async fn send(self) -> Result<Response<types::Listed>, Error> {}
            }
        }"#;

    /// What is told of the body of a call, or of what else it has.
    fn told(operation: Value) -> Vec<String> {
        let mut document = json!({"paths": {"/t": {"post": operation}}, "components": {"schemas": {
            "Inner": {"properties": {"key": {"x-redact": true}, "again": {"$ref": "#/components/schemas/Thing"}}},
            "Thing": {"properties": {"shown": {"x-redact": true}, "inner": {"items":
                {"$ref": "#/components/schemas/Inner"}}}}}}});
        document["paths"]["/t"]["post"]["operationId"] = json!("make_thing");
        shown(&Api::default(), &document, &syn::parse_str(CODE).unwrap()).into_keys().collect()
    }

    fn content(schema: Value) -> Value {
        json!({"content": {"application/json": {"schema": schema}}})
    }

    #[test]
    fn a_marked_value_is_hidden_by_its_type_or_by_what_holds_it() {
        let secret = json!({"type": "string", "x-redact": true});
        let member = |name: &str, schema: Value| json!({"properties": {name: schema}});
        let hidden = [
            member("type", secret.clone()),
            member("config", json!({"properties": {"a": secret}, "additionalProperties": {}})),
            member("fields", json!({"additionalProperties": secret})),
            member("inner", json!({"items": member("key", secret.clone())})),
            member("choice", json!({"oneOf": [member("key", secret.clone()), member("type", secret.clone())]})),
            member("wrapped", json!({"items": secret})),
            json!({"properties": {}, "additionalProperties": secret}),
        ];
        for schema in hidden {
            assert_eq!(told(json!({"requestBody": content(schema.clone())})), [""; 0], "{schema}");
        }
        let body = "/paths/~1t/post/requestBody/content/application~1json/schema";
        let open = [
            (member("shown", secret.clone()), "/properties/shown"),
            (member("gone", secret.clone()), "/properties/gone"),
            (json!({"allOf": [{}, member("shown", secret.clone())]}), "/allOf/1/properties/shown"),
            (
                member("choice", json!({"anyOf": [member("shown", secret.clone())]})),
                "/properties/choice/anyOf/0/properties/shown",
            ),
            (
                member("inner", json!({"items": member("open", secret.clone())})),
                "/properties/inner/items/properties/open",
            ),
        ];
        for (schema, pointer) in open {
            assert_eq!(told(json!({"requestBody": content(schema)})), [format!("{body}{pointer}")]);
        }
    }

    #[test]
    fn answers_parameters_and_circles_are_looked_at_and_errors_are_not() {
        let secret = json!({"type": "string", "x-redact": true});
        let key = json!({"items": {"properties": {"key": secret}}});
        assert_eq!(told(json!({"responses": {"200": content(key)}})), [""; 0]);
        assert_eq!(told(json!({"responses": {"400": content(json!({"properties": {"a": secret}}))}})), [""; 0]);
        let answer = told(json!({"responses": {"2XX": content(json!({"properties": {"a": secret}}))}}));
        assert_eq!(answer, ["/paths/~1t/post/responses/2XX/content/application~1json/schema/properties/a"]);
        let parameter = told(json!({"parameters": [{"name": "Api-Key", "in": "header", "schema": secret}]}));
        assert_eq!(parameter, ["/paths/~1t/post/parameters/0/schema"]);
        let circle = told(json!({"requestBody": content(json!({"$ref": "#/components/schemas/Thing"}))}));
        assert_eq!(circle, ["/components/schemas/Thing/properties/shown"]);
    }

    /// Places of marks, wherever they stand; what stands beside a reference is a copy.
    fn marks(place: &Place<'_>) -> BTreeSet<String> {
        if place.value.get("$ref").is_some() {
            return BTreeSet::new();
        }
        let own = document::is_marked(place.value).then(|| place.pointer.clone());
        place.children().flat_map(|child| marks(&child)).chain(own).collect()
    }

    fn unmarked(value: &mut Value) {
        if let Value::Object(members) = value {
            members.shift_remove("x-redact");
            members.values_mut().for_each(unmarked);
        }
        value.as_array_mut().into_iter().flatten().for_each(unmarked);
    }

    #[test]
    fn without_the_pass_that_hides_marked_values_every_mark_of_our_documents_is_told() {
        let tree = Tree::new(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
        let mut count = 0;
        for api in apis::load(&tree, &[]).unwrap() {
            let mut document = yaml::parse(&api.file, &tree.text(&api.document()).unwrap()).unwrap();
            generate::corrected(&tree, &api.id, &mut document).unwrap();
            let told = |document: &Value, made_of: Value| {
                let mut matches = Matches::default();
                let (adapted, facts) = code::adapted(&api, made_of, &mut matches).unwrap();
                let client = code::client(&adapted, &facts, &mut matches).unwrap();
                shown(&api, document, &client)
            };
            assert_eq!(told(&document, document.clone()), BTreeMap::new(), "{}", api.id);
            let mut bare = document.clone();
            unmarked(&mut bare);
            let told: BTreeSet<_> = told(&document, bare).into_keys().collect();
            assert_eq!(told, marks(&Place::root(&document)), "{}", api.id);
            count += told.len();
        }
        assert!(count > 0);
    }
}

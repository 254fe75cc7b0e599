//! What the generated files declare.

use std::collections::BTreeMap;

/// A field of a generated type.
pub(crate) struct Field {
    pub(crate) name: String,
    /// The words in its type.
    words: Vec<String>,
    pub(crate) is_secret: bool,
}

pub(crate) type Declared = BTreeMap<String, Vec<Field>>;

/// The types in a module of a generated file, with their fields.
pub(crate) fn declared(source: &str, module: &str) -> Declared {
    let items = syn::parse_file(source).unwrap().items.into_iter().find_map(|item| match item {
        syn::Item::Mod(item) if item.ident == module => item.content,
        _ => None,
    });
    let types = items.unwrap().1.into_iter().filter_map(|item| match item {
        syn::Item::Struct(item) => Some((item.ident.to_string(), item.fields.iter().map(field).collect())),
        syn::Item::Enum(item) => Some((item.ident.to_string(), Vec::new())),
        syn::Item::Macro(item) => Some((item.mac.parse_body::<syn::ItemEnum>().unwrap().ident.to_string(), Vec::new())),
        _ => None,
    });
    types.collect()
}

fn field(field: &syn::Field) -> Field {
    let kind = format!("{:?}", field.ty);
    let words: Vec<_> = kind.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
    let is_secret = words.iter().any(|word| matches!(word.as_str(), "Secret" | "ConnectorConfig" | "SafeUrl"));
    let name = field.ident.as_ref().map_or_else(String::new, ToString::to_string);
    Field { name, words, is_secret }
}

pub(crate) fn holds_secret(name: &str, declared: &Declared) -> bool {
    let Some(fields) = declared.get(name) else { return false };
    fields.iter().any(|field| field.is_secret || field.words.iter().any(|inner| holds_secret(inner, declared)))
}

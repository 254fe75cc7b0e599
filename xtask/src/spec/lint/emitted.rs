//! What the emitted code makes of values: the types of a call, and the fields of those types.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};
use syn::{Attribute, Fields, File, Item, ItemImpl, LitStr, ReturnType, Type};

use crate::document::Leaf;
use crate::emit::find;

/// An emitted type.
#[derive(Default)]
struct Named {
    /// Its members as they travel.
    fields: BTreeMap<String, Type>,
    /// What stands for it as a whole: the inside of a wrapper, the variants of a choice.
    inside: Vec<Type>,
    /// What holds members of any name.
    rest: Option<Type>,
}

/// The types of emitted code.
pub struct Emitted {
    types: BTreeMap<String, Named>,
    /// The builder of a call, by the call's method.
    builders: BTreeMap<String, String>,
    /// What a builder takes, by its own name and the name of the setter.
    taken: BTreeMap<(String, String), Type>,
    /// What a builder's call answers with.
    answers: BTreeMap<String, Type>,
}

impl Emitted {
    pub fn of(code: &File) -> Self {
        let mut emitted = Self {
            types: BTreeMap::new(),
            builders: BTreeMap::new(),
            taken: BTreeMap::new(),
            answers: BTreeMap::new(),
        };
        for item in &code.items {
            match item {
                Item::Mod(module) => {
                    let items = module.content.iter().flat_map(|(_, items)| items);
                    match module.ident.to_string().as_str() {
                        "types" => items.for_each(|item| emitted.add_type(item)),
                        "builder" => items.for_each(|item| emitted.add_builder(item)),
                        _ => {}
                    }
                }
                Item::Impl(client) => emitted.builders.extend(returned(client)),
                _ => {}
            }
        }
        emitted
    }

    /// What a call takes under this name.
    pub fn taken(&self, method: &str, setter: &str) -> Option<&Type> {
        self.taken.get(&(self.builders.get(method)?.clone(), setter.to_owned()))
    }

    /// What a call answers with.
    pub fn answer(&self, method: &str) -> Option<&Type> {
        self.answers.get(self.builders.get(method)?)
    }

    /// The types that a member of this name has in a value of this type, or in the items of one that is a list or map.
    pub fn field(&self, of: &Type, name: &str) -> Vec<&Type> {
        self.reached(of).into_iter().filter_map(|named| named.fields.get(name)).collect()
    }

    /// The types that members of any name have.
    pub fn rest(&self, of: &Type) -> Vec<&Type> {
        self.reached(of).into_iter().filter_map(|named| named.rest.as_ref()).collect()
    }

    /// Whether a value of this type is never shown.
    pub fn hides(&self, value: &Type) -> bool {
        self.hides_in(value, &mut BTreeSet::new())
    }

    fn hides_in<'a>(&'a self, value: &Type, seen: &mut BTreeSet<&'a str>) -> bool {
        let paths = paths(value);
        let is_hidden = |path: &Vec<String>| {
            let end = path.get(path.len().saturating_sub(2)..).unwrap_or_default().join("::");
            Leaf::ALL.iter().any(|leaf| end.starts_with("secret::") && end == leaf.rust_type())
        };
        let wraps_hidden = |path: &Vec<String>| {
            path.last().and_then(|name| self.types.get_key_value(name)).is_some_and(|(name, named)| {
                !named.inside.is_empty()
                    && seen.insert(name)
                    && named.inside.iter().all(|inside| self.hides_in(inside, seen))
            })
        };
        paths.iter().any(is_hidden) || paths.iter().any(wraps_hidden)
    }

    /// The emitted types that a type holds, wrappers and choices seen through.
    fn reached(&self, of: &Type) -> Vec<&Named> {
        let (mut found, mut seen, mut next) = (Vec::new(), BTreeSet::new(), vec![of]);
        while let Some(value) = next.pop() {
            for name in paths(value).into_iter().filter_map(|mut path| path.pop()) {
                if let Some(named) = self.types.get(&name).filter(|_| seen.insert(name)) {
                    next.extend(&named.inside);
                    found.push(named);
                }
            }
        }
        found
    }

    fn add_type(&mut self, item: &Item) {
        let mut named = Named::default();
        let name = match item {
            Item::Struct(found) => {
                for field in &found.fields {
                    match &field.ident {
                        None => named.inside.push(field.ty.clone()),
                        Some(_) if serde(&field.attrs, "flatten").is_some() => named.rest = Some(field.ty.clone()),
                        Some(ident) => {
                            let renamed = serde(&field.attrs, "rename").filter(|name| !name.is_empty());
                            let wire = renamed.unwrap_or_else(|| ident.to_string());
                            named.fields.insert(wire, field.ty.clone());
                        }
                    }
                }
                &found.ident
            }
            Item::Enum(found) => {
                let fields = found.variants.iter().flat_map(|variant| &variant.fields);
                named.inside.extend(fields.map(|field| field.ty.clone()));
                &found.ident
            }
            _ => return,
        };
        self.types.insert(name.to_string(), named);
    }

    fn add_builder(&mut self, item: &Item) {
        match item {
            Item::Struct(found) => {
                let Fields::Named(fields) = &found.fields else { return };
                for field in &fields.named {
                    let setter = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
                    self.taken.insert((found.ident.to_string(), setter), field.ty.clone());
                }
            }
            Item::Impl(found) => {
                let Some(name) = find::implemented(found) else { return };
                let send = outputs(found).find(|(method, _)| method == "send");
                self.answers.extend(send.map(|(_, answer)| (name, answer.clone())));
            }
            _ => {}
        }
    }
}

/// Methods and the names of the types they return.
fn returned(found: &ItemImpl) -> impl Iterator<Item = (String, String)> {
    outputs(found).filter_map(|(method, output)| Some((method, paths(output).first()?.last()?.clone())))
}

fn outputs(found: &ItemImpl) -> impl Iterator<Item = (String, &Type)> {
    found.items.iter().filter_map(|item| match item {
        syn::ImplItem::Fn(method) => match &method.sig.output {
            ReturnType::Type(_, output) => Some((method.sig.ident.to_string(), &**output)),
            ReturnType::Default => None,
        },
        _ => None,
    })
}

/// The value of a serde attribute; empty when it has none.
fn serde(attributes: &[Attribute], wanted: &str) -> Option<String> {
    let mut found = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // Attributes that are written otherwise are not those that are looked for.
        let _ = attribute.parse_nested_meta(|meta| {
            let value = meta.value().and_then(syn::parse::ParseBuffer::parse::<LitStr>).map(|text| text.value());
            if meta.path.is_ident(wanted) {
                found = Some(value.unwrap_or_default());
            }
            Ok(())
        });
    }
    found
}

/// All paths in a type, the outer ones first.
fn paths(of: &Type) -> Vec<Vec<String>> {
    struct Paths(Vec<Vec<String>>);
    impl<'ast> Visit<'ast> for Paths {
        fn visit_path(&mut self, path: &'ast syn::Path) {
            self.0.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
            visit::visit_path(self, path);
        }
    }
    let mut paths = Paths(Vec::new());
    paths.visit_type(of);
    paths.0
}

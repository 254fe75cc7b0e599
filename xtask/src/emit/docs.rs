//! Documentation of what the document and the generator leave without.

use anyhow::Result;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Field, File, ImplItemFn, ItemMod, ItemStruct, Variant, Visibility, parse_quote};

use super::Facts;
use super::find;

/// Every public item is documented, except what is inside the modules of builders: one method for each parameter or
/// field, of the same name.
pub fn document_everything(code: &mut File, _: &Facts) -> Result<usize> {
    let mut docs = Docs { inside: Vec::new(), count: 0 };
    docs.visit_file_mut(code);
    Ok(docs.count)
}

struct Docs {
    inside: Vec<String>,
    count: usize,
}

impl Docs {
    fn add(&mut self, attributes: &mut Vec<Attribute>, text: &str) {
        if !find::is_documented(attributes) {
            let line = format!(" {text}");
            attributes.insert(0, parse_quote! { #[doc = #line] });
            self.count += 1;
        }
    }
}

impl VisitMut for Docs {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        *attributes = std::mem::take(attributes).into_iter().flat_map(find::doc_lines).collect();
    }

    fn visit_item_mod_mut(&mut self, module: &mut ItemMod) {
        if module.ident == "builder" {
            self.add(&mut module.attrs, "Builders of the types beside this module, a method for each field.");
            module.attrs.push(parse_quote! { #[allow(missing_docs)] });
        }
        self.inside.push(module.ident.to_string());
        visit_mut::visit_item_mod_mut(self, module);
        self.inside.pop();
    }

    fn visit_item_struct_mut(&mut self, item: &mut ItemStruct) {
        if self.inside.iter().any(|name| name == "builder") {
            self.visit_attributes_mut(&mut item.attrs);
        } else {
            visit_mut::visit_item_struct_mut(self, item);
        }
    }

    fn visit_field_mut(&mut self, field: &mut Field) {
        self.visit_attributes_mut(&mut field.attrs);
        let (Visibility::Public(_), Some(name)) = (&field.vis, &field.ident) else { return };
        let text = match name.to_string().as_str() {
            "extra" if find::text(&field.ty).ends_with("Value >") => "Further members, of any name.".to_owned(),
            "extra" => "Members that this version of the crate does not know, as received.".to_owned(),
            name => format!("The member `{}`.", name.trim_start_matches("r#").trim_end_matches('_')),
        };
        self.add(&mut field.attrs, &text);
    }

    fn visit_variant_mut(&mut self, variant: &mut Variant) {
        self.visit_attributes_mut(&mut variant.attrs);
        if !variant.fields.is_empty() {
            let text = format!("The variant `{}`.", variant.ident);
            self.add(&mut variant.attrs, &text);
        }
    }

    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        self.visit_attributes_mut(&mut function.attrs);
        if function.sig.ident == "builder" && matches!(function.vis, Visibility::Public(_)) {
            self.add(&mut function.attrs, "A builder with nothing set.");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_fields_and_builders_are_documented_and_described_ones_left_alone() {
        let mut code = find::code(
            "pub mod types {
                /// A.
                pub struct A {
                    /// Kept.
                    pub a: u8,
                    pub type_: u8,
                    pub extra: u8,
                }
                impl A { pub fn builder() {} }
                pub mod builder { pub struct A { a: u8 } }
            }",
        );
        assert_eq!(document_everything(&mut code, &Facts::default()).unwrap(), 4);
        find::same(
            &code,
            "pub mod types {
                /// A.
                pub struct A {
                    /// Kept.
                    pub a: u8,
                    /// The member `type`.
                    pub type_: u8,
                    /// Members that this version of the crate does not know, as received.
                    pub extra: u8,
                }
                impl A {
                    /// A builder with nothing set.
                    pub fn builder() {}
                }
                /// Builders of the types beside this module, a method for each field.
                #[allow(missing_docs)]
                pub mod builder { pub struct A { a: u8 } }
            }",
        );
    }
}

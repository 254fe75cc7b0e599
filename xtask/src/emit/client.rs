//! The client of a module.

use anyhow::{Context, Result};
use syn::{Fields, File, Item, ItemImpl, parse_quote};

use super::Facts;
use super::find;

/// A client holds where the server is and the transport, and makes no connection of its own.
pub fn hold_transport(code: &mut File, _: &Facts) -> Result<usize> {
    let client = code.items.iter_mut().find_map(|item| match item {
        Item::Struct(item) if item.ident == "Client" => Some(item),
        _ => None,
    });
    client.context("there is no struct `Client`")?.fields = Fields::Named(parse_quote! {
        { pub(crate) baseurl: String, pub(crate) transport: crate::Transport }
    });
    let before = code.items.len();
    // What is left are the operations; traits of the generator's own client and the prelude have no use.
    code.items.retain(|item| match item {
        Item::Impl(item) => item.trait_.is_none() && !makes_clients(item),
        Item::Mod(item) => item.ident != "prelude",
        _ => true,
    });
    let dropped = before - code.items.len();
    let start = code.items.iter().position(|item| matches!(item, Item::Impl(_))).unwrap_or(code.items.len());
    let constructor: Item = parse_quote! {
        impl Client {
            /// A client of the server at `base_url` (scheme, host, maybe a port and the front of every path).
            #[must_use]
            pub fn with_transport(base_url: &str, transport: crate::Transport) -> Self {
                Self { baseurl: base_url.trim_end_matches('/').to_owned(), transport }
            }
        }
    };
    code.items.insert(start, constructor);
    Ok(dropped)
}

fn makes_clients(item: &ItemImpl) -> bool {
    find::implemented(item).as_deref() == Some("Client")
        && item
            .items
            .iter()
            .any(|item| matches!(item, syn::ImplItem::Fn(function) if function.sig.ident == "new_with_client"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_made_from_a_transport_only() {
        let mut code = find::code(
            "/// Doc.
            #[derive(Clone, Debug)] pub struct Client { pub(crate) baseurl: String, pub(crate) client: reqwest::Client }
            impl Client { pub fn new() {} pub fn new_with_client() {} }
            impl ClientInfo<()> for Client { fn api_version() {} }
            impl ClientHooks<()> for &Client {}
            impl Client { pub fn list(&self) {} }
            pub mod prelude {}",
        );
        assert_eq!(hold_transport(&mut code, &Facts::default()).unwrap(), 4);
        let text = find::text(&code);
        assert!(text.contains("fn with_transport") && text.contains("fn list"), "{text}");
        for gone in ["reqwest", "ClientInfo", "ClientHooks", "fn new", "prelude"] {
            assert!(!text.contains(gone), "{gone} in {text}");
        }
    }
}

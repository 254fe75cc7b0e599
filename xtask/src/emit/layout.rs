//! Code as text.

use syn::File;

/// Formats code. The formatter leaves the inside of macros as it is, so enums of words have come as plain enums with a
/// mark; each is put into our macro here.
pub fn print(code: &File) -> String {
    let mut text = String::new();
    let mut open: Option<&str> = None;
    let formatted = prettyplease::unparse(code);
    for line in formatted.lines() {
        let indent = &line[..line.len() - line.trim_start().len()];
        if line.trim_start() == "#[open_enum]" {
            text.extend([indent, "crate::open_enum::open_enum! {\n"]);
            open = Some(indent);
            continue;
        }
        let deeper = if open.is_some() && !line.is_empty() { "    " } else { "" };
        text.extend([deeper, line, "\n"]);
        if open == Some(indent) && line.trim_start() == "}" {
            text.extend([indent, "}\n"]);
            open = None;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_enum_of_words_is_printed_inside_its_macro() {
        let code = super::super::find::code("mod types { #[open_enum] pub enum A { /// x\n B = \"b\", } struct C {} }");
        let text = "mod types {\n    crate::open_enum::open_enum! {\n        pub enum A {\n            /// x\n            \
                    B = \"b\",\n        }\n    }\n    struct C {}\n}\n";
        assert_eq!(print(&code), text);
    }
}

use ccloud_connect::api::Timestamp;

/// RFC 3339 where the service's own text can be read as an instant.
pub(crate) fn rfc3339(time: &Timestamp) -> String {
    time.instant().map_or_else(|| time.to_string(), |at| at.to_string())
}

/// Text that came from elsewhere, safe to show on a terminal: without control characters, which could move the
/// cursor, change colours or rewrite what stands above, and without those that turn the direction of writing.
/// Line breaks become spaces.
pub(crate) fn printable(text: &str) -> String {
    let harmless = |character: &char| !is_control(*character);
    let spaced = text.trim_end().chars().map(|character| if is_break(character) { ' ' } else { character });
    spaced.filter(harmless).collect()
}

fn is_break(character: char) -> bool {
    matches!(character, '\n' | '\t' | '\u{2028}' | '\u{2029}')
}

fn is_control(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn a_server_cannot_steer_the_terminal() {
        for (text, shown) in [
            ("plain é 日本 😀", "plain é 日本 😀"),
            ("\u{1b}[31mred\u{1b}[0m", "[31mred[0m"),
            ("\u{1b}]0;title\u{7}x", "]0;titlex"),
            ("a\rb", "ab"),
            ("a\r\nb\tc\n", "a b c"),
            ("\u{9b}2Jx", "2Jx"),
            ("a\u{8}\u{7f}b", "ab"),
            ("\u{202e}abc\u{2066}", "abc"),
        ] {
            assert_eq!(printable(text), shown, "{text:?}");
        }
    }
}

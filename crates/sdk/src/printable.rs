/// Text that came from elsewhere in one line that is safe to show on a terminal: without control characters, which could
/// move the cursor, change colours or rewrite what stands above, and without those that turn the direction of writing.
/// Line breaks become spaces.
///
/// ```
/// assert_eq!(ccloud_connect::printable("no such topic:\n\u{1b}[2Jorders\n"), "no such topic: [2Jorders");
/// ```
#[must_use]
pub fn printable(text: &str) -> String {
    let spaced = text.trim_end().chars().map(|letter| if is_break(letter) { ' ' } else { letter });
    spaced.filter(|letter| !is_control(*letter)).collect()
}

/// As much of the beginning of a text, safe to show.
pub(crate) fn beginning(text: &str, characters: usize) -> String {
    printable(text.trim_start()).chars().take(characters).collect()
}

fn is_break(letter: char) -> bool {
    matches!(letter, '\n' | '\t' | '\u{2028}' | '\u{2029}')
}

fn is_control(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
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

//! The closed list of encodings, written a second time: a mistake in the program's own must not hide itself.

/// A text in every encoding of the list.
pub(crate) fn all(text: &str) -> Vec<(&'static str, String)> {
    let json = json(text);
    let slashes = json.replace('/', "\\/");
    let mut all = vec![
        ("raw", text.to_owned()),
        ("percent", percent(text, "-._~", false)),
        ("percent, lower case", percent(text, "-._~", true)),
        ("form", percent(text, "-._* ", false).replace(' ', "+")),
        ("form, lower case", percent(text, "-._* ", true).replace(' ', "+")),
        ("JSON", json.clone()),
        ("JSON with slashes", slashes.clone()),
        ("JSON in ASCII", json_ascii(&json)),
        ("JSON by number", numbered(text)),
        ("JSON by number, upper case", numbered(text).to_uppercase().replace("\\U", "\\u")),
        ("JSON twice", self::json(&json)),
        ("JSON twice with slashes", self::json(&slashes)),
    ];
    for before in 0..3 {
        all.push(("Base64", base64(text, before, false)));
        all.push(("Base64 for URLs", base64(text, before, true)));
    }
    all
}

/// What is looked for: of Base64 only what does not depend on what stands around.
pub(crate) fn traces(text: &str) -> Vec<(&'static str, String)> {
    let mut traces: Vec<_> = all(text).into_iter().filter(|(name, _)| !name.starts_with("Base64")).collect();
    for before in 0..3 {
        for (name, for_urls) in [("Base64", false), ("Base64 for URLs", true)] {
            let bits = 8 * before..8 * (before + text.len());
            let whole = bits.start.div_ceil(6)..bits.end / 6;
            traces.push((name, base64(text, before, for_urls)[whole].to_owned()));
        }
    }
    traces
}

fn percent(text: &str, kept: &str, lower: bool) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match char::from(byte) {
            plain if plain.is_ascii_alphanumeric() || (plain.is_ascii() && kept.contains(plain)) => out.push(plain),
            _ if lower => out.push_str(&format!("%{byte:02x}")),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn json(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            other => out.push(other),
        }
    }
    out
}

/// Of what has been escaped: the rest of it that is no ASCII by number.
fn json_ascii(json: &str) -> String {
    json.chars().map(|letter| if letter.is_ascii() { letter.to_string() } else { number(letter) }).collect()
}

fn numbered(text: &str) -> String {
    text.chars().map(number).collect()
}

fn number(letter: char) -> String {
    letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect()
}

/// Of so many other bytes and then the text, without what would fill up the end.
fn base64(text: &str, before: usize, for_urls: bool) -> String {
    let alphabet: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').collect();
    let last = if for_urls { ['-', '_'] } else { ['+', '/'] };
    let bytes: Vec<u8> = std::iter::repeat_n(b'k', before).chain(text.bytes()).collect();
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let number = (0..3).fold(0_usize, |number, at| number << 8 | usize::from(*three.get(at).unwrap_or(&0)));
        for at in 0..=three.len() {
            let digit = number >> (18 - 6 * at) & 63;
            out.push(alphabet.get(digit).copied().unwrap_or_else(|| last[digit - 62]));
        }
    }
    out
}

#[test]
fn the_encodings_are_those_that_others_write() {
    let named = |text: &str, name: &str| all(text).into_iter().find(|(known, _)| *known == name).unwrap().1;
    for (text, name, encoded) in [
        ("a b/é", "percent", "a%20b%2F%C3%A9"),
        ("a b/*", "form, lower case", "a+b%2f*"),
        ("a\"/\n", "JSON with slashes", "a\\\"\\/\\n"),
        ("é😀", "JSON in ASCII", "\\u00e9\\ud83d\\ude00"),
        ("a\"", "JSON twice", "a\\\\\\\""),
        ("user:pass", "Base64", "dXNlcjpwYXNz"),
        ("\u{3ff}?", "Base64 for URLs", "z78_"),
    ] {
        assert_eq!(named(text, name), encoded);
    }
    let inside = traces("pass").into_iter().filter(|(name, _)| *name == "Base64").map(|(_, text)| text);
    assert_eq!(inside.collect::<Vec<_>>(), ["cGFzc", "Bhc3", "wYXNz"]);
}

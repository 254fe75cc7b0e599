/// What a Java properties file or the main part of a JAR's manifest says, in its order.
///
/// Of escapes, those are read that occur where a version stands: a backslash before a character, and before a line's end.
pub(super) fn read(text: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let mut line = line.trim_start().to_owned();
        if line.is_empty() || line.starts_with(['#', '!']) {
            continue;
        }
        while continues(&line) {
            line.pop();
            match lines.next() {
                Some(next) => line.push_str(next.trim_start()),
                None => break,
            }
        }
        pairs.push(split(&line));
    }
    pairs
}

/// An odd number of backslashes ends it.
fn continues(line: &str) -> bool {
    (line.len() - line.trim_end_matches('\\').len()) % 2 == 1
}

fn split(line: &str) -> (String, String) {
    let mut escaped = false;
    let end = line.find(|c: char| {
        let ends = !escaped && (c == '=' || c == ':' || c.is_whitespace());
        escaped = !escaped && c == '\\';
        ends
    });
    let (key, rest) = line.split_at(end.unwrap_or(line.len()));
    let rest = rest.trim_start();
    let value = rest.strip_prefix(['=', ':']).unwrap_or(rest).trim();
    (unescaped(key), unescaped(value))
}

fn unescaped(text: &str) -> String {
    let mut characters = text.chars();
    let mut plain = String::new();
    while let Some(character) = characters.next() {
        plain.extend(if character == '\\' { characters.next() } else { Some(character) });
    }
    plain
}

/// The main part of a JAR's manifest: what is longer than a line goes on in the next, after a space.
pub(super) fn manifest(text: &str) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for line in text.lines().take_while(|line| !line.is_empty()) {
        match (line.strip_prefix(' '), pairs.last_mut()) {
            (Some(rest), Some((_, value))) => value.push_str(rest),
            _ => {
                if let Some((key, value)) = line.split_once(": ") {
                    pairs.push((key.to_owned(), value.to_owned()));
                }
            }
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_read_as_java_reads_them() {
        let text = "# a comment\nversion=1.2.3\n ! another\nname : a\\:b\nlong=one \\\n   two\nflag\nkey value\n";
        let expected = [("version", "1.2.3"), ("name", "a:b"), ("long", "one two"), ("flag", ""), ("key", "value")];
        assert_eq!(read(text), expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }

    #[test]
    fn a_manifest_goes_on_after_a_space_and_its_main_part_ends_at_an_empty_line() {
        let text = "Manifest-Version: 1.0\r\nImplementation-Version: 1.2\r\n .3\r\n\r\nName: io/\r\nSealed: true\r\n";
        let expected = [("Manifest-Version", "1.0"), ("Implementation-Version", "1.2.3")];
        assert_eq!(manifest(text), expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }
}

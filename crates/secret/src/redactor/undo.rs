use std::ops::Range;

/// A text as it reads when what was escaped in it is undone, and where in the text each part of it stands.
pub(super) struct Undone {
    pub(super) text: Vec<u8>,
    /// Behind each escape: the place here and there.
    places: Vec<(usize, usize)>,
}

impl Undone {
    /// Without its percent-encoding; `None` when there is none.
    pub(super) fn percent(text: &[u8]) -> Option<Self> {
        Self::new(text, memchr::memchr_iter(b'%', text), percent)
    }

    /// Without the percent-encoding of a form, where a plus is a space; `None` when there is no plus.
    pub(super) fn form(text: &[u8]) -> Option<Self> {
        memchr::memchr(b'+', text)?;
        Self::new(text, memchr::memchr2_iter(b'%', b'+', text), |text, to| {
            if text[0] == b'%' {
                return percent(text, to);
            }
            to.push(b' ');
            Some(1)
        })
    }

    /// Without the escapes of a JSON text; `None` when there are none.
    pub(super) fn json(text: &[u8]) -> Option<Self> {
        Self::new(text, memchr::memchr_iter(b'\\', text), json)
    }

    /// `undo` is asked of what begins at each of these places what it stands for, which it adds, and how long it is.
    fn new(
        text: &[u8],
        places: impl Iterator<Item = usize>,
        undo: impl Fn(&[u8], &mut Vec<u8>) -> Option<usize>,
    ) -> Option<Self> {
        let mut places = places.peekable();
        places.peek()?;
        // What is undone is never longer.
        let mut undone = Self { text: Vec::with_capacity(text.len()), places: Vec::new() };
        let mut taken = 0;
        for at in places {
            if at < taken {
                continue;
            }
            undone.text.extend_from_slice(&text[taken..at]);
            taken = at;
            if let Some(length) = undo(&text[at..], &mut undone.text) {
                taken += length;
                undone.places.push((undone.text.len(), taken));
            }
        }
        undone.text.extend_from_slice(&text[taken..]);
        (!undone.places.is_empty()).then_some(undone)
    }

    /// Where in the text that which was undone ends.
    pub(super) fn ends(&self) -> impl Iterator<Item = usize> {
        self.places.iter().map(|(here, _)| *here)
    }

    /// How many escapes were undone.
    pub(super) fn escapes(&self) -> usize {
        self.places.len()
    }

    /// What of the text a part of this one is.
    pub(super) fn origin(&self, part: Range<usize>) -> Range<usize> {
        self.place(part.start)..self.place(part.end)
    }

    fn place(&self, at: usize) -> usize {
        let escapes = self.places.partition_point(|(here, _)| *here <= at);
        let (here, there) = escapes.checked_sub(1).map_or((0, 0), |last| self.places[last]);
        there + at - here
    }
}

fn percent(text: &[u8], to: &mut Vec<u8>) -> Option<usize> {
    to.push(u8::try_from(hex(text.get(1..3)?)?).ok()?);
    Some(3)
}

fn json(text: &[u8], to: &mut Vec<u8>) -> Option<usize> {
    to.push(match text.get(1)? {
        b'b' => 8,
        b't' => b'\t',
        b'n' => b'\n',
        b'f' => 12,
        b'r' => b'\r',
        b'u' => return unicode(text, to),
        itself @ (b'"' | b'\\' | b'/') => *itself,
        _ => return None,
    });
    Some(2)
}

/// One `\uXXXX`, or the two that stand for one character beyond the first 65,536.
fn unicode(text: &[u8], to: &mut Vec<u8>) -> Option<usize> {
    let unit = |text: &[u8]| hex(text.strip_prefix(b"\\u")?.get(..4)?);
    let first = unit(text)?;
    let (character, length) = match char::from_u32(first.into()) {
        Some(character) => (character, 6),
        None => (char::decode_utf16([first, unit(&text[6..])?]).next()?.ok()?, 12),
    };
    to.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    Some(length)
}

fn hex(digits: &[u8]) -> Option<u16> {
    digits.iter().try_fold(0, |number, digit| Some(number << 4 | u16::try_from(char::from(*digit).to_digit(16)?).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a text reads undone, and what of it the letter `x` there was here.
    fn read(undone: Option<Undone>, text: &str) -> Option<(String, &str)> {
        let undone = undone?;
        let at = undone.text.iter().position(|byte| *byte == b'x').unwrap();
        let read = String::from_utf8_lossy(&undone.text).into_owned();
        Some((read, &text[undone.origin(at..at + 1)]))
    }

    #[test]
    fn json_escapes_are_undone_and_what_is_none_is_left() {
        for (text, undone) in [
            (r#"\"\\\/\b\f\n\r\tx"#, Some(("\"\\/\u{8}\u{c}\n\r\tx", "x"))),
            (r"a\u0078\u00e9\u00E9", Some(("ax\u{e9}\u{e9}", r"\u0078"))),
            (r"\ud83D\ude00 x", Some(("\u{1f600} x", "x"))),
            (r"\ud83d \ude00 \ud83d\u0041 x\n", Some(("\\ud83d \\ude00 \\ud83dA x\n", "x"))),
            (r"\u00g1 \u+041 \u004 x\\", Some(("\\u00g1 \\u+041 \\u004 x\\", "x"))),
            (r"\a \x \", None),
            (r"\u004", None),
            ("x", None),
        ] {
            let expected = undone.map(|(read, x)| (read.to_owned(), x));
            assert_eq!(read(Undone::json(text.as_bytes()), text), expected, "{text}");
        }
    }

    #[test]
    fn percent_escapes_are_undone_and_a_plus_in_a_form_only() {
        for (text, percent, form) in [
            ("%78%2f%2F+", Some(("x//+", "%78")), Some(("x// ", "%78"))),
            ("a+x", None, Some(("a x", "x"))),
            ("%4+x%", None, Some(("%4 x%", "x"))),
            ("%%41x%4g%+1", Some(("%Ax%4g%+1", "x")), Some(("%Ax%4g% 1", "x"))),
            ("x%25", Some(("x%", "x")), None),
        ] {
            let owned = |undone: Option<(&str, &'static str)>| undone.map(|(read, x)| (read.to_owned(), x));
            assert_eq!(read(Undone::percent(text.as_bytes()), text), owned(percent), "{text}");
            assert_eq!(read(Undone::form(text.as_bytes()), text), owned(form), "{text}");
        }
    }
}

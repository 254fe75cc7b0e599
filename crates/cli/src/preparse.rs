//! What has to be known before the arguments are parsed, because parsing them may fail, or end early at `--version`: how
//! to show what comes of it.

use std::ffi::OsString;

use clap::ColorChoice;

use crate::output::Format;

/// `-o`, `--color` and `-v` as they stand in the raw arguments; the last one counts, nonsense is left to the parser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Appearance {
    pub format: Format,
    pub color: ColorChoice,
    pub verbose: bool,
}

impl Appearance {
    pub(crate) fn of(arguments: &[OsString]) -> Self {
        let texts: Vec<&str> = arguments.iter().skip(1).map(|text| text.to_str().unwrap_or_default()).collect();
        let mut found = Self::default();
        for (index, text) in texts.iter().enumerate().take_while(|(_, text)| **text != "--") {
            let next = texts.get(index + 1).copied();
            if let Some(format) = value(text, next, "output", Some('o')).and_then(Format::of_word) {
                found.format = format;
            }
            if let Some(color) = value(text, next, "color", None).and_then(|word| word.parse().ok()) {
                found.color = color;
            }
            found.verbose |= is_verbose(text);
        }
        found
    }
}

/// The value of a flag in any of the spellings `--long v`, `--long=v`, `-l v`, `-lv`, `-l=v`, `-qlv`.
fn value<'a>(text: &'a str, next: Option<&'a str>, long: &str, short: Option<char>) -> Option<&'a str> {
    if let Some(rest) = text.strip_prefix("--") {
        let rest = rest.strip_prefix(long)?;
        return if rest.is_empty() { next } else { rest.strip_prefix('=') };
    }
    let cluster = text.strip_prefix('-')?.trim_start_matches(['q', 'v', 'y']);
    let rest = cluster.strip_prefix(short?)?;
    if rest.is_empty() { next } else { Some(rest.strip_prefix('=').unwrap_or(rest)) }
}

/// `--verbose`, or `-v` alone or among other flags without a value.
fn is_verbose(text: &str) -> bool {
    let mut cluster = text.strip_prefix('-').unwrap_or_default().chars().take_while(|flag| "hqvVy".contains(*flag));
    text == "--verbose" || cluster.any(|flag| flag == 'v')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_output_format_is_known_even_when_the_arguments_are_wrong() {
        for (line, format) in [
            ("connector", Format::Human),
            ("connector -o json", Format::Json),
            ("connector -ojson", Format::Json),
            ("connector -o=yaml", Format::Yaml),
            ("--output yaml connector", Format::Yaml),
            ("--output=json connector", Format::Json),
            ("connector -qo json", Format::Json),
            ("-o json -o human", Format::Human),
            ("-o nonsense", Format::Human),
            ("-o", Format::Human),
            ("-- -o json", Format::Human),
            ("--outputs json", Format::Human),
        ] {
            let arguments: Vec<OsString> = std::iter::once("cconnect").chain(line.split(' ')).map(Into::into).collect();
            assert_eq!(Appearance::of(&arguments).format, format, "{line}");
        }
    }

    #[test]
    fn colour_is_known_before_parsing() {
        let arguments = ["cconnect", "--color", "never", "nonsense"].map(OsString::from);
        assert_eq!(Appearance::of(&arguments).color, ColorChoice::Never);
    }

    #[test]
    fn verbose_is_known_before_parsing() {
        for (line, verbose) in [
            ("--version", false),
            ("-V", false),
            ("-v --version", true),
            ("--version -v", true),
            ("--verbose -V", true),
            ("-Vv", true),
            ("-qvV", true),
            ("-V -vv", true),
            ("-e v -V", false),
            ("-ev -V", false),
            ("-V -- -v", false),
        ] {
            let arguments: Vec<OsString> = std::iter::once("cconnect").chain(line.split(' ')).map(Into::into).collect();
            assert_eq!(Appearance::of(&arguments).verbose, verbose, "{line}");
        }
    }
}

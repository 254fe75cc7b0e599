use std::borrow::Cow;

use crate::arguments::Global;

/// A command line that does something with what this one was told about who calls and where, to be copied into a shell.
/// The `names` of what it is about stand last: one that begins like a flag can be told from one there only.
pub(crate) fn command(flags: &Global, words: &[&str], names: &[&str]) -> String {
    let mut all = vec!["cconnect"];
    #[cfg(feature = "sandbox")]
    if flags.sandbox {
        all.push("--sandbox");
    }
    let token_file = flags.access_token_file.as_ref().map(|path| path.to_string_lossy());
    let context = [
        ("--environment", flags.environment.as_deref()),
        ("--cluster", flags.cluster.as_deref()),
        ("--api-key", flags.api_key.as_deref()),
        ("--access-token-file", token_file.as_deref()),
        ("--endpoint", flags.endpoint.as_deref()),
        ("--profile", flags.profile.as_deref()),
    ];
    for (flag, value) in context {
        all.extend(value.into_iter().flat_map(|value| [flag, value]));
    }
    all.extend(words);
    if names.iter().any(|name| name.starts_with('-')) {
        all.push("--");
    }
    all.extend(names);
    all.into_iter().map(quoted).collect::<Vec<_>>().join(" ")
}

/// No word can hold what cannot be quoted: the system ends an argument there.
fn quoted(word: &str) -> Cow<'_, str> {
    shlex::try_quote(word).unwrap_or(Cow::Borrowed(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_calls_and_where_is_said_again_and_odd_names_are_quoted() {
        let flags = Global {
            environment: Some("env-1".into()),
            access_token_file: Some("my token".into()),
            quiet: true,
            ..Global::default()
        };
        assert_eq!(
            command(&flags, &["connector", "wait", "--for", "running"], &["a|b"]),
            "cconnect --environment env-1 --access-token-file 'my token' connector wait --for running 'a|b'"
        );
    }

    #[test]
    fn a_name_that_begins_with_a_dash_is_not_taken_for_a_flag() {
        assert_eq!(
            command(&Global::default(), &["connector", "wait", "--for", "paused"], &["-orders"]),
            "cconnect connector wait --for paused -- -orders"
        );
    }
}

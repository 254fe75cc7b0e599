use std::path::Path;

use ccloud_connect::Secret;

use super::Variables;
use super::variables::{ACCESS_TOKEN, API_KEY, API_SECRET, API_SECRET_FILE};
use crate::arguments::Global;
use crate::failure::{ErrorKind, Failure};

/// Who calls.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Credentials {
    ApiKey { key: String, secret: Secret },
    Token(Secret),
}

impl Credentials {
    /// Flags win over variables; at the same level there must be one kind only, and a whole one.
    pub(super) fn resolve(flags: &Global, variables: &Variables) -> Result<Self, Failure> {
        match (&flags.api_key, &flags.access_token_file) {
            (Some(_), Some(_)) => Err(Failure::usage("`--api-key` and `--access-token-file` are both given: keep one")),
            (Some(key), None) => match secret(variables)? {
                Some(secret) => Ok(Self::ApiKey { key: key.clone(), secret }),
                None => Err(half("`--api-key` is given", API_SECRET)),
            },
            (None, Some(path)) => secret_file(path, "access token").map(Self::Token),
            (None, None) => Self::from_variables(variables),
        }
    }

    fn from_variables(variables: &Variables) -> Result<Self, Failure> {
        let secret = secret(variables)?;
        match (variables.get(API_KEY), secret, variables.get(ACCESS_TOKEN)) {
            (Some(_), None, _) => Err(half(&format!("{API_KEY} is set"), API_SECRET)),
            (None, Some(_), _) => Err(half(&format!("{} is set", secret_name(variables)), API_KEY)),
            (Some(_), Some(_), Some(_)) => {
                Err(Failure::usage(format!("{API_KEY} and {ACCESS_TOKEN} are both set: keep one")))
            }
            (Some(key), Some(secret), None) => Ok(Self::ApiKey { key, secret }),
            (None, None, Some(token)) => Ok(Self::Token(token.into())),
            (None, None, None) => Err(Failure::usage("no credentials are given").with_hint(format!(
                "Set {API_KEY} and {API_SECRET} to a Cloud API key, or {ACCESS_TOKEN} to a token; \
                 `--sandbox` needs neither."
            ))),
        }
    }
}

fn half(given: &str, missing: &str) -> Failure {
    let failure = Failure::usage(format!("{given}, but {missing} is not"));
    if missing == API_SECRET {
        failure.with_hint(format!("Set {API_SECRET}, or {API_SECRET_FILE} to the path of a file that holds it."))
    } else {
        failure.with_hint(format!("Set {missing}, or pass `--api-key`."))
    }
}

fn secret(variables: &Variables) -> Result<Option<Secret>, Failure> {
    match (variables.get(API_SECRET), variables.get(API_SECRET_FILE)) {
        (Some(_), Some(_)) => Err(Failure::usage(format!("{API_SECRET} and {API_SECRET_FILE} are both set: keep one"))),
        (Some(secret), None) => Ok(Some(secret.into())),
        (None, Some(path)) => secret_file(Path::new(&path), "API secret").map(Some),
        (None, None) => Ok(None),
    }
}

fn secret_name(variables: &Variables) -> &'static str {
    if variables.get(API_SECRET).is_some() { API_SECRET } else { API_SECRET_FILE }
}

/// A secret from a file, without the line end that editors leave behind it.
pub(crate) fn secret_file(path: &Path, what: &str) -> Result<Secret, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::new(ErrorKind::Input, format!("the {what} cannot be read from `{}`", path.display())).caused_by(&error)
    })?;
    let secret = Secret::new(text.trim_end_matches(['\r', '\n']));
    if secret.is_empty() {
        return Err(Failure::new(ErrorKind::Input, format!("the {what} in `{}` is empty", path.display())));
    }
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: (&str, &str) = (API_KEY, "env-key");
    const SECRET: (&str, &str) = (API_SECRET, "canary");
    const TOKEN: (&str, &str) = (ACCESS_TOKEN, "env-token");

    fn key(key: &str) -> Credentials {
        Credentials::ApiKey { key: key.into(), secret: "canary".into() }
    }

    fn token(token: &str) -> Credentials {
        Credentials::Token(token.into())
    }

    fn resolve(
        api_key: Option<&str>,
        token_file: Option<&Path>,
        pairs: &[(&str, &str)],
    ) -> Result<Credentials, String> {
        let flags = Global {
            api_key: api_key.map(Into::into),
            access_token_file: token_file.map(Into::into),
            ..Global::default()
        };
        Credentials::resolve(&flags, &Variables::given(pairs)).map_err(|failure| {
            assert_eq!(failure.kind, ErrorKind::Usage.into());
            failure.message
        })
    }

    #[test]
    fn a_flag_wins_over_a_variable_and_half_a_pair_names_what_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        std::fs::write(&file, "file-token\r\n").unwrap();
        let file = Some(file.as_path());
        let wrong = |message: &str| Err(message.to_owned());
        for (flag, token_file, pairs, expected) in [
            (None, None, &[KEY, SECRET][..], Ok(key("env-key"))),
            (None, None, &[TOKEN], Ok(token("env-token"))),
            (Some("flag-key"), None, &[KEY, SECRET], Ok(key("flag-key"))),
            (Some("flag-key"), None, &[SECRET, TOKEN], Ok(key("flag-key"))),
            (None, file, &[KEY, SECRET, TOKEN], Ok(token("file-token"))),
            (None, None, &[], wrong("no credentials are given")),
            (None, None, &[KEY], wrong("CONFLUENT_CLOUD_API_KEY is set, but CONFLUENT_CLOUD_API_SECRET is not")),
            (None, None, &[SECRET], wrong("CONFLUENT_CLOUD_API_SECRET is set, but CONFLUENT_CLOUD_API_KEY is not")),
            (
                None,
                None,
                &[KEY, (API_SECRET, "")],
                wrong("CONFLUENT_CLOUD_API_KEY is set, but CONFLUENT_CLOUD_API_SECRET is not"),
            ),
            (Some("flag-key"), None, &[TOKEN], wrong("`--api-key` is given, but CONFLUENT_CLOUD_API_SECRET is not")),
            (
                None,
                None,
                &[KEY, SECRET, TOKEN],
                wrong("CONFLUENT_CLOUD_API_KEY and CONFLUENT_CLOUD_ACCESS_TOKEN are both set: keep one"),
            ),
            (
                Some("flag-key"),
                file,
                &[SECRET],
                wrong("`--api-key` and `--access-token-file` are both given: keep one"),
            ),
        ] {
            assert_eq!(resolve(flag, token_file, pairs), expected);
        }
    }

    #[test]
    fn a_secret_in_a_file_loses_its_line_end_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, " canary \r\n").unwrap();
        assert_eq!(secret_file(&file, "secret"), Ok(" canary ".into()));
        let missing = secret_file(&folder.path().join("none"), "secret").unwrap_err();
        assert_eq!((missing.kind, missing.causes.len()), (ErrorKind::Input.into(), 1));
    }
}

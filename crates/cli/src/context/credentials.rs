use std::path::Path;

use ccloud_connect::Secret;

use super::Variables;
use super::profile::Profile;
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
    /// Flags win over variables, and those over the profile; at the same level there must be one kind only, and a whole
    /// one. A key that cannot have its secret beside it, as a flag, or does not, as in a profile that others may read,
    /// takes it from the variables; that of a flag from the profile at last.
    pub(super) fn resolve(flags: &Global, variables: &Variables, profile: &Profile) -> Result<Self, Failure> {
        match (&flags.api_key, &flags.access_token_file) {
            (Some(_), Some(_)) => Err(Failure::usage("`--api-key` and `--access-token-file` are both given: keep one")),
            (Some(key), None) => {
                match secret(variables)?.map_or_else(|| profile.secret(), |secret| Ok(Some(secret)))? {
                    Some(secret) => Ok(Self::ApiKey { key: key.clone(), secret }),
                    None => Err(half("`--api-key` is given", API_SECRET)),
                }
            }
            (None, Some(path)) => secret_file(path, "access token").map(Self::Token),
            (None, None) => Self::from_variables(variables, profile),
        }
    }

    fn from_variables(variables: &Variables, profile: &Profile) -> Result<Self, Failure> {
        let secret = secret(variables)?;
        match (variables.get(API_KEY), secret, variables.get(ACCESS_TOKEN)) {
            (None, None, None) if *profile != Profile::default() => Self::from_profile(profile),
            (None, Some(secret), None) if let Some(key) = profile.key_alone() => {
                Ok(Self::ApiKey { key: key.to_owned(), secret })
            }
            (Some(_), None, _) => Err(half(&format!("{API_KEY} is set"), API_SECRET)),
            (None, Some(_), _) => Err(half(&format!("{} is set", secret_name(variables)), API_KEY)),
            (Some(_), Some(_), Some(_)) => {
                Err(Failure::usage(format!("{API_KEY} and {ACCESS_TOKEN} are both set: keep one")))
            }
            (Some(key), Some(secret), None) => Ok(Self::ApiKey { key, secret }),
            (None, None, Some(token)) => Ok(Self::Token(token.into())),
            (None, None, None) => Err(Failure::usage("no credentials are given").with_hint(format!(
                "Set {API_KEY} and {API_SECRET} to a Cloud API key, or {ACCESS_TOKEN} to a token, or name a profile \
                 with `--profile`; `--sandbox` needs none of them."
            ))),
        }
    }

    fn from_profile(profile: &Profile) -> Result<Self, Failure> {
        let told = &profile.told;
        match (&profile.api_key, profile.secret()?, &profile.access_token_file) {
            (Some(_), _, Some(_)) | (None, Some(_), Some(_)) => {
                Err(Failure::usage(format!("{told} has both a key and `access_token_file`: keep one")))
            }
            (Some(key), Some(secret), None) => Ok(Self::ApiKey { key: key.clone(), secret }),
            (None, None, Some(path)) => secret_file(path, "access token").map(Self::Token),
            (Some(_), None, None) => {
                let failure = Failure::usage(format!("{told} has `api_key`, but no `api_secret`"));
                Err(failure.with_hint(format!(
                    "Add `api_secret_file`, the path of a file that holds it, or set {API_SECRET}."
                )))
            }
            (None, Some(_), None) => Err(Failure::usage(format!("{told} has a secret, but no `api_key`"))),
            (None, None, None) => Err(Failure::usage(format!("no credentials are given, and {told} has none"))
                .with_hint(format!("Add `api_key` and `api_secret_file` to it, or set {API_KEY} and {API_SECRET}."))),
        }
    }
}

impl Profile {
    fn secret(&self) -> Result<Option<Secret>, Failure> {
        match (&self.api_secret, &self.api_secret_file) {
            (Some(_), Some(_)) => {
                Err(Failure::usage(format!("{} has both `api_secret` and `api_secret_file`: keep one", self.told)))
            }
            (Some(secret), None) => Ok(Some(secret.clone())),
            (None, Some(path)) => secret_file(path, "API secret").map(Some),
            (None, None) => Ok(None),
        }
    }

    /// A key whose secret is kept elsewhere.
    fn key_alone(&self) -> Option<&str> {
        let is_alone = self.api_secret.is_none() && self.api_secret_file.is_none() && self.access_token_file.is_none();
        self.api_key.as_deref().filter(|_| is_alone)
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
        profile: &Profile,
    ) -> Result<Credentials, String> {
        let flags = Global {
            api_key: api_key.map(Into::into),
            access_token_file: token_file.map(Into::into),
            ..Global::default()
        };
        Credentials::resolve(&flags, &Variables::given(pairs), profile).map_err(|failure| {
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
            assert_eq!(resolve(flag, token_file, pairs, &Profile::default()), expected);
        }
    }

    /// A profile that has these of key, secret and token file.
    fn profile(folder: &Path, has: &str) -> Profile {
        let given = |letter| has.contains(letter);
        Profile {
            told: "the profile `a`".to_owned(),
            api_key: given('k').then(|| "profile-key".to_owned()),
            api_secret: given('s').then(|| "profile-canary".into()),
            api_secret_file: given('f').then(|| folder.join("secret")),
            access_token_file: given('t').then(|| folder.join("token")),
            ..Profile::default()
        }
    }

    #[test]
    fn a_profile_counts_where_flags_and_variables_say_nothing_of_credentials() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secret"), "file-canary\n").unwrap();
        std::fs::write(folder.path().join("token"), "file-token\n").unwrap();
        let pair = |key: &str, secret: &str| Ok(Credentials::ApiKey { key: key.into(), secret: secret.into() });
        let wrong = |message: &str| Err(message.to_owned());
        for (flag, pairs, has, expected) in [
            (None, &[][..], "ks", pair("profile-key", "profile-canary")),
            (None, &[], "kf", pair("profile-key", "file-canary")),
            (None, &[], "t", Ok(token("file-token"))),
            // What a higher level says of them counts as a whole.
            (None, &[KEY, SECRET], "ks", pair("env-key", "canary")),
            (None, &[KEY, SECRET], "t", pair("env-key", "canary")),
            (None, &[TOKEN], "ks", Ok(token("env-token"))),
            (None, &[KEY], "ks", wrong("CONFLUENT_CLOUD_API_KEY is set, but CONFLUENT_CLOUD_API_SECRET is not")),
            (None, &[SECRET], "ks", wrong("CONFLUENT_CLOUD_API_SECRET is set, but CONFLUENT_CLOUD_API_KEY is not")),
            // But a secret may be kept out of what others read.
            (None, &[SECRET], "k", pair("profile-key", "canary")),
            (Some("flag-key"), &[SECRET], "ks", pair("flag-key", "canary")),
            (Some("flag-key"), &[], "ks", pair("flag-key", "profile-canary")),
            (Some("flag-key"), &[], "k", wrong("`--api-key` is given, but CONFLUENT_CLOUD_API_SECRET is not")),
            (None, &[], "k", wrong("the profile `a` has `api_key`, but no `api_secret`")),
            (None, &[], "s", wrong("the profile `a` has a secret, but no `api_key`")),
            (None, &[], "kst", wrong("the profile `a` has both a key and `access_token_file`: keep one")),
            (None, &[], "ksf", wrong("the profile `a` has both `api_secret` and `api_secret_file`: keep one")),
            (None, &[], "", wrong("no credentials are given, and the profile `a` has none")),
        ] {
            assert_eq!(resolve(flag, None, pairs, &profile(folder.path(), has)), expected, "{has}");
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

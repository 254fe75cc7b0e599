use std::path::Path;

use super::Profile;
use crate::failure::{ErrorKind, Failure};

const CANARY: &str = "canary-5f1d";

/// Loads a profile from a file with this text that is its owner's alone, and checks that no value is told.
fn load(text: &str, name: &str) -> Result<Profile, Failure> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, text).unwrap();
    allow(&path, 0o600);
    let loaded = Profile::load(&path, name);
    assert!(!format!("{loaded:?}").contains(CANARY), "{loaded:?}");
    loaded
}

#[cfg(unix)]
fn allow(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn allow(_: &Path, _: u32) {}

#[test]
fn a_profile_is_read_whichever_way_its_table_is_written() {
    for text in [
        format!(
            "[profile.prod]\nenvironment = 'env-1'\napi_secret = \"{CANARY}\"\n[profile.other]\ncluster = 'lkc-2'\n"
        ),
        format!("profile.prod.environment = \"env-1\"\nprofile.prod.api_secret = '''{CANARY}'''\n"),
        format!("# x\n[profile]\nprod = {{ environment = 'env-1', api_secret = '{CANARY}' }}\n"),
    ] {
        let profile = load(&text, "prod").unwrap();
        assert_eq!(profile.environment.as_deref(), Some("env-1"));
        assert_eq!(profile.api_secret, Some(CANARY.into()));
        assert_eq!(profile.cluster, None);
    }
}

#[test]
fn files_that_a_profile_names_stand_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, "[profile.a]\napi_secret_file = 'a/b'\naccess_token_file = '/run/token'\n").unwrap();
    let profile = Profile::load(&path, "a").unwrap();
    assert_eq!(profile.api_secret_file, Some(folder.path().join("a/b")));
    assert_eq!(profile.access_token_file.as_deref(), Some(Path::new("/run/token")));
}

#[test]
fn what_is_wrong_in_the_file_is_told_with_its_place_and_without_a_value() {
    for (text, line, column, says) in [
        (format!("[profile.a]\napi_secret = {CANARY}\n"), 2, 14, "no valid TOML: string values must be quoted"),
        (format!("[profile.a]\napi_secret = \"{CANARY}\n"), 2, 26, "no valid TOML: invalid basic string"),
        (format!("[profile.a]\napi_secret \"{CANARY}\"\n"), 2, 12, "no valid TOML"),
        (format!("[profile.a]\napi_key='a'\napi_key='{CANARY}'\n"), 3, 1, "no valid TOML: duplicate key"),
        (format!("[profile.a\napi_key='{CANARY}'\n"), 1, 11, "no valid TOML: unclosed table"),
        (format!("[profile.a]\ncluster = 1\napi-secret = '{CANARY}'\n"), 3, 1, "`api_secret` is"),
        ("[profile.'ä']\n'ü' = 1\n".to_owned(), 2, 1, "`ü` is no setting of a profile: there are access_token_file, "),
        (format!("profile.'ä'.secret = '{CANARY}'\n"), 1, 13, "`secret` is no setting of a profile"),
        (format!("[profile.a]\napi_key = [\"{CANARY}\"]\n"), 2, 11, "`api_key` must be a text"),
        ("[profile.a]\ncluster = 17\n".to_owned(), 2, 11, "`cluster` must be a text"),
        ("[profile.a]\ncluster = ''\n".to_owned(), 2, 11, "`cluster` is empty"),
        (format!("profile = \"{CANARY}\"\n"), 1, 11, "a profile begins with `[profile.NAME]`"),
        (format!("[profile]\na = '{CANARY}'\n"), 2, 5, "`a` must be a table"),
        (format!("[profiles.a]\napi_secret = '{CANARY}'\n"), 1, 2, "`profiles` is not known here"),
        (format!("api_secret = '{CANARY}'\n"), 1, 1, "a profile begins with `[profile.NAME]`"),
    ] {
        let failure = load(&text, "a").unwrap_err();
        let detail = &failure.details[0];
        assert_eq!(failure.kind, ErrorKind::Input.into(), "{text}");
        assert!(failure.message.contains(says), "{}: {text}", failure.message);
        assert_eq!((detail.line, detail.column), (Some(line), Some(column)), "{text}");
    }
}

#[test]
fn a_profile_that_is_not_there_is_told_with_near_names() {
    let text = "[profile.prod]\n[profile.staging]\n";
    for (name, hint) in [("prd", "Did you mean `prod`?"), ("zzz", "There is `prod`, `staging`.")] {
        let failure = load(text, name).unwrap_err();
        assert!(failure.message.starts_with(&format!("there is no profile `{name}` in ")), "{}", failure.message);
        assert_eq!((failure.kind, failure.hint.as_deref()), (ErrorKind::Usage.into(), Some(hint)));
    }
    assert_eq!(load("", "a").unwrap_err().hint.as_deref(), Some("It begins with `[profile.a]`."));
    let missing = Profile::load(Path::new("/nowhere/config.toml"), "a").unwrap_err();
    assert_eq!((missing.kind, missing.causes.len()), (ErrorKind::Usage.into(), 1));
}

#[cfg(unix)]
#[test]
fn a_file_with_a_secret_must_be_its_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    let secret = format!("[profile.a]\n[profile.b]\napi_key = 'K'\napi_secret = '{CANARY}'\n");
    let none = "[profile.a]\napi_secret_file = 'a'\n";
    for (text, mode, is_used) in [
        (secret.as_str(), 0o600, true),
        (&secret, 0o400, true),
        (&secret, 0o640, false),
        (&secret, 0o604, false),
        (&secret, 0o620, false),
        (none, 0o644, true),
    ] {
        std::fs::write(&path, text).unwrap();
        allow(&path, mode);
        let loaded = Profile::load(&path, "a");
        assert_eq!(loaded.is_ok(), is_used, "{mode:o}: {loaded:?}");
        if let Err(failure) = loaded {
            assert_eq!(failure.kind, ErrorKind::Input.into());
            assert!(failure.hint.unwrap().contains("chmod 600"));
        }
        allow(&path, 0o600);
    }
}

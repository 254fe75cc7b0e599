use std::fs;

use tempfile::TempDir;

use super::*;

/// A folder `connectors` with files, one `secrets` and one `other` beside it.
fn folders() -> TempDir {
    let all = tempfile::tempdir().unwrap();
    for folder in ["connectors/sub", "secrets", "other"] {
        fs::create_dir_all(all.path().join(folder)).unwrap();
    }
    for (path, text) in [
        ("connectors/password", "file-canary\n"),
        ("connectors/two-lines", "one\ntwo\r\n"),
        ("connectors/sub/db.properties", "# a comment\npassword = property-canary\nempty=\nmask=****\n"),
        ("connectors/empty", "\n"),
        ("connectors/with-reference", "${env:PASSWORD}"),
        ("secrets/token", "root-canary"),
        ("secrets/password", "another"),
        ("other/stolen", "stolen-canary"),
    ] {
        fs::write(all.path().join(path), text).unwrap();
    }
    fs::write(all.path().join("connectors/latin"), [b'a', 0xe9]).unwrap();
    fs::write(all.path().join("connectors/large"), vec![b'a'; (1 << 20) + 1]).unwrap();
    fs::write(all.path().join("connectors/largest"), vec![b'a'; 1 << 20]).unwrap();
    all
}

fn references(all: &TempDir) -> References {
    let client = Client::builder().api_key("key", "secret").build().unwrap();
    client.references().folder(all.path().join("connectors")).variables(|name| match name {
        "PASSWORD" | "confluent_PASSWORD" | "CONFLUENT_CLOUD_API_SECRET" | "CCONNECT_TOKEN" => {
            Some("variable-canary".into())
        }
        "ROUND" => Some("${env:PASSWORD}${topic}$${env:PASSWORD}".into()),
        "EMPTY" => Some("".into()),
        "MASK" => Some("****************".into()),
        "STARS" => Some("*".into()),
        "FOUR" => Some("****".into()),
        _ => None,
    })
}

/// The value that a text becomes, or why not.
fn resolve(references: &References, text: &str) -> Result<String, Vec<String>> {
    match references.resolve(ConnectorConfig::from([("key", text)])) {
        Ok(config) => Ok(config.get("key").unwrap().expose().to_owned()),
        Err(Error::Unresolved { references }) => Err(references.iter().map(ToString::to_string).collect()),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn what_is_referred_to_is_put_in_its_place_and_not_looked_into() {
    let all = folders();
    let references = references(&all);
    for (text, expected) in [
        ("${env:PASSWORD}", "variable-canary"),
        ("jdbc:x://u:${env:PASSWORD}@h/${db}", "jdbc:x://u:variable-canary@h/${db}"),
        ("${file:password}", "file-canary"),
        ("${file:./sub/../password}", "file-canary"),
        ("${file:two-lines}", "one\ntwo"),
        ("${file:sub/db.properties:password}", "property-canary"),
        ("${env:PASSWORD}${file:password}", "variable-canaryfile-canary"),
        ("${env:ROUND}", "${env:PASSWORD}${topic}$${env:PASSWORD}"),
        ("${file:with-reference}", "${env:PASSWORD}"),
        ("$${env:PASSWORD}", "${env:PASSWORD}"),
        ("$${file:/opt/secrets:key}", "${file:/opt/secrets:key}"),
        ("$${x}${topic}${ENV:PASSWORD}", "$${x}${topic}${ENV:PASSWORD}"),
        ("${env:STARS}.csv", "*.csv"),
    ] {
        assert_eq!(resolve(&references, text).as_deref(), Ok(expected), "{text}");
    }
    assert_eq!(resolve(&references, "${file:largest}").unwrap().len(), 1 << 20);
    let absolute = format!("${{file:{}}}", all.path().join("connectors/password").display());
    assert_eq!(resolve(&references, &absolute).as_deref(), Ok("file-canary"));
}

#[test]
fn what_cannot_or_must_not_be_referred_to_is_told_without_any_value() {
    let all = folders();
    let references = references(&all);
    for (text, expected) in [
        ("${env:NONE}", "`${env:NONE}` cannot be resolved: the variable is not set"),
        ("${env:EMPTY}", "`${env:EMPTY}` cannot be resolved: it is empty"),
        ("${env:}", "`${env:}` cannot be resolved: that is no name of a variable"),
        ("${env:${env:PASSWORD}}", "`${env:…` cannot be resolved: its `}` is missing"),
        ("${env:A=B}", "`${env:A=B}` cannot be resolved: that is no name of a variable"),
        ("secret-canary${env:PASSWORD", "`${env:…` cannot be resolved: its `}` is missing"),
        (
            "${env:CONFLUENT_CLOUD_API_SECRET}",
            "`${env:CONFLUENT_CLOUD_API_SECRET}` cannot be resolved: variables that begin with CONFLUENT_ are not given to \
             connectors",
        ),
        (
            "${env:confluent_PASSWORD}",
            "`${env:confluent_PASSWORD}` cannot be resolved: variables that begin with CONFLUENT_ are not given to \
             connectors",
        ),
        (
            "${env:CCONNECT_TOKEN}",
            "`${env:CCONNECT_TOKEN}` cannot be resolved: variables that begin with CCONNECT_ are not given to connectors",
        ),
        ("${env:MASK}", "`${env:MASK}` cannot be resolved: it stands for a mask"),
        ("jdbc:x://u:${env:FOUR}@h", "`${env:FOUR}` cannot be resolved: it stands for a mask"),
        ("${env:STARS}${env:STARS}", "`${env:STARS}${env:STARS}` cannot be resolved: it stands for a mask"),
        ("${file:}", "`${file:}` cannot be resolved: it names no file"),
        ("${file:none}", "`${file:none}` cannot be resolved: there is no such file"),
        ("${file:sub}", "`${file:sub}` cannot be resolved: it is no regular file"),
        ("${file:empty}", "`${file:empty}` cannot be resolved: it is empty"),
        ("${file:latin}", "`${file:latin}` cannot be resolved: it is no UTF-8 text"),
        ("${file:large}", "`${file:large}` cannot be resolved: it is larger than 1 MiB"),
        (
            "${file:sub/db.properties:none}",
            "`${file:sub/db.properties:none}` cannot be resolved: the file does not have the key",
        ),
        ("${file:sub/db.properties:empty}", "`${file:sub/db.properties:empty}` cannot be resolved: it is empty"),
        ("${file:sub/db.properties:mask}", "`${file:sub/db.properties:mask}` cannot be resolved: it stands for a mask"),
        (
            "${file:sub/db.properties:}",
            "`${file:sub/db.properties:}` cannot be resolved: no key is named behind the last `:`",
        ),
        ("${file:C:\\none\\db.properties:password}", {
            "`${file:C:\\none\\db.properties:password}` cannot be resolved: there is no such file"
        }),
    ] {
        let told = resolve(&references, text).unwrap_err();
        assert_eq!(told, [expected], "{text}");
        assert!(!told.concat().contains("canary"), "{told:?}");
    }
}

#[test]
fn a_text_holds_a_reference_when_something_has_to_be_put_in_its_place() {
    for (text, holds) in [
        ("${env:A}", true),
        ("a${file:b", true),
        ("$${env:A}${env:B}", true),
        ("$${env:A}", false),
        ("${topic}", false),
        ("", false),
    ] {
        assert_eq!(holds_reference(text), holds, "{text}");
    }
}

#[test]
fn every_reference_that_leads_nowhere_is_told() {
    let all = folders();
    let written = ConnectorConfig::from([
        ("b", "${env:NONE}${file:none}"),
        ("a", "${env:NONE}"),
        ("c", "${env:PASSWORD}"),
        ("d", "${topic}"),
    ]);
    let Err(Error::Unresolved { references }) = references(&all).resolve(written) else { panic!() };
    let told: Vec<_> = references.iter().map(|one| (one.key.as_str(), one.reference.as_str())).collect();
    assert_eq!(told, [("a", "${env:NONE}"), ("b", "${env:NONE}"), ("b", "${file:none}")]);
}

#[cfg(unix)]
#[test]
fn no_path_leads_out_of_the_folders_and_none_to_what_has_no_end() {
    use std::os::unix::fs::symlink;

    let all = folders();
    let at = |path: &str| all.path().join(path);
    symlink(at("other/stolen"), at("connectors/link-out")).unwrap();
    symlink(at("other"), at("connectors/folder-out")).unwrap();
    symlink(at("connectors/password"), at("connectors/link-in")).unwrap();
    symlink(at("secrets/token"), at("connectors/link-to-root")).unwrap();
    symlink("/dev/zero", at("connectors/zero")).unwrap();
    let fifo = std::process::Command::new("mkfifo").arg(at("connectors/fifo")).status().unwrap();
    assert!(fifo.success());
    let stolen = at("other/stolen");
    let stolen = stolen.to_str().unwrap();
    let inside = references(&all);
    let outside = format!("the file does not lie in `{}`", at("connectors").display());
    for (path, why) in [
        ("link-out", outside.as_str()),
        ("folder-out/stolen", &outside),
        ("../other/stolen", &outside),
        ("sub/../../other/stolen", &outside),
        (stolen, &outside),
        ("/dev/zero", &outside),
        ("/etc/passwd", &outside),
        ("zero", &outside),
        ("link-to-root", &outside),
        ("fifo", "it is no regular file"),
        ("password/of", "it cannot be read: Not a directory (os error 20)"),
    ] {
        let text = format!("${{file:{path}}}");
        let told = resolve(&inside, &text).unwrap_err();
        assert_eq!(told, [format!("`{text}` cannot be resolved: {why}")]);
    }
    assert_eq!(resolve(&inside, "${file:link-in}").as_deref(), Ok("file-canary"));

    // The first folder counts before the second, which is no way out of either.
    let both = inside.secret_root(at("secrets"));
    for (path, expected) in [("token", "root-canary"), ("link-to-root", "root-canary"), ("password", "file-canary")] {
        assert_eq!(resolve(&both, &format!("${{file:{path}}}")).as_deref(), Ok(expected), "{path}");
    }
    for path in ["link-out", "../other/stolen", stolen] {
        let told = resolve(&both, &format!("${{file:{path}}}")).unwrap_err();
        let folders = format!("in `{}` or `{}`", at("connectors").display(), at("secrets").display());
        assert!(told[0].ends_with(&folders), "{told:?}");
    }
}

#[test]
fn what_was_found_is_known_to_the_redactor_and_shown_as_the_text_it_came_from() {
    let all = folders();
    let references = references(&all);
    let written = ConnectorConfig::from([
        ("password", "${env:PASSWORD}"),
        ("url", "jdbc:x://u:typed-secret@h?p=${file:password}"),
        ("topic", "${topic}"),
        ("escaped", "$${env:PASSWORD}"),
    ]);
    let config = references.resolve(written).unwrap();
    references.mark("topic.from.stdin", &"typed-canary".into(), "(from stdin)");
    let redactor = &references.redactor;
    assert_eq!(redactor.scrub("a variable-canary, a file-canary and a typed-canary"), "a ***, a *** and a ***");
    assert_eq!(redactor.shown_as("topic.from.stdin", &"typed-canary".into()).as_deref(), Some("(from stdin)"));
    let shown = |key: &str| redactor.shown_as(key, config.get(key).unwrap());
    assert_eq!(shown("password").as_deref(), Some("${env:PASSWORD}"));
    assert_eq!(shown("url"), Some(format!("{MASK}${{file:password}}")));
    assert_eq!((shown("topic"), shown("escaped")), (None, None));
    let debug = format!("{references:?}{config:?}");
    assert!(debug.contains("References") && !debug.contains("canary"), "{debug}");
}

#[test]
fn without_a_folder_files_lie_in_the_current_one() {
    let references = Client::builder().api_key("key", "secret").build().unwrap().references();
    assert!(resolve(&references, "${file:Cargo.toml}").unwrap().contains("[package]"));
    let above = resolve(&references, "${file:../../Cargo.toml}").unwrap_err();
    assert_eq!(above, ["`${file:../../Cargo.toml}` cannot be resolved: the file does not lie in `.`"]);
}

#[test]
fn a_secret_from_any_reader_loses_one_line_end() {
    for (given, expected) in
        [("a", "a"), ("a\n", "a"), ("a\r\n", "a"), ("a\n\n", "a\n"), ("a\r", "a\r"), ("\n", ""), ("", "")]
    {
        assert_eq!(read_secret(given.as_bytes()).unwrap().expose(), expected, "{given:?}");
    }
    let endless = read_secret(std::io::repeat(b'a')).unwrap_err();
    assert_eq!(endless.to_string(), "it is larger than 1 MiB");
}

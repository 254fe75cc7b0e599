use crate::runner::Runner;

fn told(args: &[&str]) -> String {
    let ran = Runner::new().run(args);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{args:?}");
    ran.stdout
}

#[test]
fn the_version_alone_is_one_line() {
    for args in [&["--version"][..], &["-V"], &["-o", "json", "--version"]] {
        assert_eq!(told(args), concat!("cconnect ", env!("CARGO_PKG_VERSION"), "\n"), "{args:?}");
    }
}

/// Compared with `apis.toml`, whose digests `generate --check` compares with the documents.
#[test]
fn the_verbose_version_names_id_revision_and_digest_of_every_document_inside() {
    let apis = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/apis.toml");
    let apis = std::fs::read_to_string(apis).unwrap();
    let values = |key: &str| -> Vec<String> {
        let lines = apis.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
        lines.map(|value| value.trim_matches('"').to_owned()).collect()
    };
    let recorded = values("id").into_iter().zip(values("revision")).zip(values("sha256"));
    let mut recorded: Vec<_> = recorded.map(|((id, revision), sha256)| (id, revision, sha256)).collect();
    recorded.sort();
    assert!(!recorded.is_empty());

    for args in [&["--version", "-v"][..], &["-v", "--version"], &["-Vv"], &["--verbose", "-V"]] {
        let told = told(args);
        let inside = told.lines().skip(1).map(|line| {
            let (id, rest) = line.split_once("  ").unwrap();
            let (revision, sha256) = rest.rsplit_once("  ").unwrap();
            (id.to_owned(), revision.trim().to_owned(), sha256.to_owned())
        });
        assert_eq!(inside.collect::<Vec<_>>(), recorded, "{args:?}");
    }
}

//! The real program in a world of its own.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::canaries::Canaries;
use crate::encodings;
use crate::search::Surfaces;

/// Folders of one run: what is given to it, and all others, which are searched afterwards.
pub(crate) struct World {
    folder: TempDir,
}

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    Key,
    KeyFile,
    Token,
    TokenFile,
    Profile,
}

impl Caller {
    /// Which secret goes over the wire.
    pub(crate) fn place(self) -> &'static str {
        match self {
            Self::Key | Self::KeyFile | Self::Profile => "API secret",
            Self::Token | Self::TokenFile => "bearer token",
        }
    }
}

/// The file that an answer is written to as it came: the one exception.
pub(crate) const OUTPUT: &str = "answer.json";

/// Where the program looks for profiles, in the folder of its configuration.
const PROFILES: &str = "cconnect/config.toml";

impl World {
    pub(crate) fn new() -> Self {
        let world = Self { folder: tempfile::tempdir().unwrap() };
        for folder in ["given", "home", "config", "state", "cache", "data", "tmp", "path"] {
            fs::create_dir(world.path(folder)).unwrap();
        }
        world.give_all();
        world
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn give(&self, name: &str, text: &str) {
        fs::write(self.path("given").join(name), text).unwrap();
    }

    /// What commands read.
    fn give_all(&self) {
        let canaries = Canaries::get();
        let at = |place| canaries.at(place);
        let config = canaries.config();
        self.give("orders.json", &json!({"name": "orders", "config": config}).to_string());
        let mut referred = json!({"connector.class": "DatagenSource", "kafka.topic": "${env:TOPIC}", "tasks.max": "1",
            "kafka.api.key": "KEY", "kafka.api.secret": "${env:DB_PASSWORD}", "ssl.key": "${file:key.pem}",
            "db.password": "before ${file:secret.txt} after", "kafka.other": "${file:a.properties:db.secret}",
            "output.data.format": "before ${env:TOPIC} after"});
        self.give("references.json", &json!({"name": "orders", "config": referred}).to_string());
        // A harmless value into which somebody has put what stands elsewhere as a reference.
        let pasted = json!({"connector.class": "DatagenSource", "kafka.topic": format!("of-{}", at("variable")),
            "kafka.api.secret": "${env:DB_PASSWORD}"});
        self.give("pasted.json", &json!({"name": "orders", "config": pasted}).to_string());
        // The service does not check a custom connector before it is written.
        referred["confluent.connector.type"] = "CUSTOM".into();
        referred["confluent.custom.plugin.id"] = "ccp-1".into();
        fs::create_dir(self.path("given/connectors")).unwrap();
        self.give("connectors/beats.json", &json!({"name": "beats", "config": referred}).to_string());
        self.give("a.properties", &format!("# {}\ndb.secret = {}\n", at("file"), at("property")));
        self.give("secret.txt", &format!("{}\n", at("file")));
        self.give("key.pem", &canaries.pem());
        self.give("api-secret", &format!("{}\n", at("API secret")));
        self.give("token", &format!("{}\n", at("bearer token")));
        self.give("log-token", &format!("{}\n", at("log token")));
        self.give("format.txt", &format!("{}\n", at("file under a harmless key")));
        self.give("store-key", &format!("{}\n", at("store key")));
        fs::create_dir(self.path("given").join("cconnect")).unwrap();
        let profile = format!("[profile.canary]\napi_key = 'KEY'\napi_secret = '{}'\n", at("API secret"));
        self.give(PROFILES, &profile);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(self.path("given").join(PROFILES), fs::Permissions::from_mode(0o600)).unwrap();
        }
        self.give("offsets.json", &json!([{"partition": {"p": 1}, "offset": {"o": 1}}]).to_string());
        self.give(
            "query.json",
            &json!({"aggregations": [{"metric": "m"}], "granularity": "PT1H",
            "intervals": ["2026-01-05T09:00:00Z/PT1H"], "password": at("password in a call")})
            .to_string(),
        );
        self.give("config.json", &config.to_string());
        self.give(
            "body.json",
            &json!({"name": "orders", "config": config,
            "nested": [{"db_password": at("password in a call"), "note": "n"}]})
            .to_string(),
        );
        self.give("presign.json", &json!({"content_format": "ZIP", "cloud": "AWS"}).to_string());
        let archive = concat!(env!("CARGO_MANIFEST_DIR"), "/archives/heartbeat-source-0.1.0.zip");
        fs::copy(archive, self.path("given").join("a.zip")).unwrap();
        fs::create_dir_all(self.path("given").join("plugin/lib")).unwrap();
        let classes = concat!(env!("CARGO_MANIFEST_DIR"), "/archives/heartbeat-source-0.1.0.jar");
        fs::copy(classes, self.path("given").join("plugin/lib/heartbeat.jar")).unwrap();
        // Whoever starts another program would find one of these, which keep what they were given.
        for name in ["sh", "git", "less", "open", "xdg-open", "stty", "tput", "uname", "security", "pass"] {
            let path = self.path("path").join(name);
            let script =
                format!("#!/bin/bash\n{{ echo \"$0 $@\"; export; }} >> '{}'\n", self.path("children").display());
            fs::write(&path, script).unwrap();
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
            }
        }
    }

    /// The program with its folders, the service at `origin`, and the caller's credentials.
    pub(crate) fn command(&self, origin: &str, caller: Caller, args: &[&str]) -> Command {
        let mut command = self.bare(args);
        for name in ["CONFLUENT_CLOUD_ENDPOINT", "CONFLUENT_TELEMETRY_ENDPOINT", "CONFLUENT_LOGGING_ENDPOINT"] {
            command.env(name, origin);
        }
        let canaries = Canaries::get();
        let given = |name: &str| self.path("given").join(name);
        match caller {
            Caller::Key => command
                .env("CONFLUENT_CLOUD_API_KEY", "KEY")
                .env("CONFLUENT_CLOUD_API_SECRET", canaries.at("API secret")),
            Caller::KeyFile => command
                .env("CONFLUENT_CLOUD_API_KEY", "KEY")
                .env("CONFLUENT_CLOUD_API_SECRET_FILE", given("api-secret")),
            Caller::Token => command.env("CONFLUENT_CLOUD_ACCESS_TOKEN", canaries.at("bearer token")),
            Caller::TokenFile => command.arg("--access-token-file").arg(given("token")),
            Caller::Profile => command.args(["--profile", "canary"]).env("XDG_CONFIG_HOME", self.path("given")),
        };
        command
    }

    /// The program without a service to call.
    pub(crate) fn bare(&self, args: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command.args(args).current_dir(self.path("given")).env_clear();
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.env("HOME", self.path("home")).env("PATH", self.path("path")).env("TMPDIR", self.path("tmp"));
        for (name, folder) in [("CONFIG", "config"), ("STATE", "state"), ("CACHE", "cache"), ("DATA", "data")] {
            command.env(format!("XDG_{name}_HOME"), self.path(folder));
        }
        command.env("CONFLUENT_ENVIRONMENT_ID", "env-1").env("KAFKA_ID", "lkc-1");
        command.env("CONFLUENT_ORGANIZATION_ID", "c0ffee00-0000-4000-8000-000000000000");
        let at = |place| Canaries::get().at(place);
        let [_, (_, password), ..] = &encodings::all(at("proxy password"))[..] else {
            unreachable!("there are several")
        };
        command
            .env("DB_PASSWORD", at("variable"))
            .env("TOPIC", at("variable under a harmless key"))
            // Nobody asks it: all servers here are on this machine.
            .env("HTTPS_PROXY", format!("http://reader:{password}@proxy.example.com:3128"))
            .env("RUST_BACKTRACE", "full")
            .env("RUST_LOG", "trace");
        command
    }

    /// Searches what a run said and every file that it left.
    pub(crate) fn search(&self, surfaces: &Surfaces, of: &str, output: &Output) {
        surfaces.search(of, "stdout", &output.stdout);
        surfaces.search(of, "stderr", &output.stderr);
        for path in self.written() {
            let name = path.strip_prefix(self.folder.path()).unwrap().display().to_string();
            surfaces.search(of, &format!("the file {name}"), &fs::read(&path).unwrap());
            surfaces.search(of, "the names of files", name.as_bytes());
        }
    }

    /// All files that were not given, wherever they are.
    fn written(&self) -> Vec<PathBuf> {
        let given: BTreeSet<_> = GIVEN.iter().map(|name| self.path("given").join(name)).collect();
        let shims = self.path("path");
        let files = files(self.folder.path()).into_iter();
        files.filter(|path| !given.contains(path) && !path.starts_with(&shims)).collect()
    }
}

const GIVEN: &[&str] = &[
    OUTPUT,
    PROFILES,
    "a.properties",
    "a.zip",
    "api-secret",
    "body.json",
    "broken",
    "config.json",
    "format.txt",
    "key.pem",
    "log-token",
    "offsets.json",
    "orders.json",
    "pasted.json",
    "plugin/lib/heartbeat.jar",
    "presign.json",
    "query.json",
    "references.json",
    "secret.txt",
    "store-key",
    "token",
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// What the system shows of a running process to others: how it was called, and what it has started.
pub(crate) fn search_process(surfaces: &Surfaces, of: &str, child: &Child) {
    let process = format!("/proc/{}", child.id());
    if let Ok(arguments) = fs::read(format!("{process}/cmdline")) {
        surfaces.search(of, "its arguments", &arguments);
    }
    for children in fs::read_dir(format!("{process}/task")).into_iter().flatten().flatten() {
        let started = fs::read_to_string(children.path().join("children")).unwrap_or_default();
        assert_eq!(started, "", "{of}: it starts no other process");
    }
}

/// The program, built from the sources as they are, with the panic that only tests ask for.
pub(crate) fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        if let Some(built) = std::env::var_os("CANARY_PROGRAM") {
            return built.into();
        }
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let build = ["build", "--quiet", "-p", "ccloud-connect-cli", "--features", "test-panic"];
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut command = Command::new(cargo);
        command.args(build).args(["--message-format", "json"]).current_dir(repository);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let messages = String::from_utf8(output.stdout).unwrap();
        let executable = messages.lines().find_map(|line| {
            let message: Value = serde_json::from_str(line).ok()?;
            Some(PathBuf::from(message.get("executable")?.as_str()?))
        });
        executable.expect("cargo names the program it built")
    })
}

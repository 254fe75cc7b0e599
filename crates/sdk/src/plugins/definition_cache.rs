use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::{SignedDuration, Timestamp};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use super::{PluginRef, PluginSettings};
use crate::private_file::{self, create_folder, is_ours_alone};

/// Of files with another number nothing is known.
const FORMAT: u32 = 1;

/// The largest known plugin has some 500 settings: a quarter of a megabyte.
const LARGEST: u64 = 4 << 20;

/// How many files are kept: a few hundred plugins, some in several versions.
const MOST: usize = 512;

/// How old what is kept may be: plugins change with their versions, every few weeks.
const OLDEST: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Clocks differ a little.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// The longest name that all file systems take.
const LONGEST_NAME: usize = 240;

/// What plugins say of their settings, kept in a folder between processes, by endpoint, plugin and version. It holds no
/// values.
///
/// A [`Client`](crate::Client) has one when it is told of a folder
/// ([`ClientBuilder::definition_cache`](crate::ClientBuilder::definition_cache)). Without a client it serves work that
/// calls nobody. A file that is damaged, too old, of another format or that others may have written is as if it were not
/// there.
#[derive(Clone, Debug)]
pub struct DefinitionCache {
    folder: PathBuf,
    endpoint: String,
}

/// What a [`DefinitionCache`] has of a plugin.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CachedSettings {
    /// What the plugin says of its settings.
    pub settings: PluginSettings,
    /// The plugin's version, where it was told.
    pub version: Option<String>,
    /// When it was read from the service.
    pub read_at: Timestamp,
}

/// A file's content.
#[derive(Deserialize, Serialize)]
struct Content {
    format: u32,
    endpoint: String,
    plugin: String,
    version: Option<String>,
    read_at: Timestamp,
    settings: PluginSettings,
}

impl DefinitionCache {
    /// The cache in a folder for a service's base URL. Touches no file.
    pub fn new(folder: impl Into<PathBuf>, endpoint: &str) -> Self {
        Self { folder: folder.into(), endpoint: endpoint.trim_end_matches('/').to_owned() }
    }

    /// What is kept of a plugin, of all its versions the one read last. At most 30 days old.
    #[must_use]
    pub fn read(&self, plugin: &PluginRef) -> Option<CachedSettings> {
        self.read_version(plugin, None)
    }

    /// The same of one version, where that is known.
    pub(super) fn read_version(&self, plugin: &PluginRef, version: Option<&str>) -> Option<CachedSettings> {
        if !is_ours_alone(&fs::symlink_metadata(&self.folder).ok()?) {
            return None;
        }
        let key = key(plugin);
        if let Some(version) = version.or(plugin.version()) {
            return self.load(&self.folder.join(self.name(&key, version)), &key);
        }
        let start = self.start(&key);
        let files = fs::read_dir(&self.folder).ok()?.flatten();
        let versions = files.filter(|file| file.file_name().to_str().is_some_and(|name| name.starts_with(&start)));
        versions.filter_map(|file| self.load(&file.path(), &key)).max_by_key(|cached| cached.read_at)
    }

    /// Keeps what a plugin says.
    pub(super) fn store(&self, plugin: &PluginRef, version: Option<&str>, settings: PluginSettings) -> io::Result<()> {
        let (plugin_key, version) = (key(plugin), version.or(plugin.version()));
        let name = self.name(&plugin_key, version.unwrap_or_default());
        let content = Content {
            format: FORMAT,
            endpoint: self.endpoint.clone(),
            plugin: plugin_key,
            version: version.map(str::to_owned),
            read_at: Timestamp::now(),
            settings,
        };
        let text = serde_json::to_vec(&content)?;
        if text.len() as u64 > LARGEST || name.len() > LONGEST_NAME {
            return Ok(());
        }
        create_folder(&self.folder)?;
        tidy(&self.folder, MOST - 1)?;
        private_file::write(&self.folder, &name, &text)
    }

    fn load(&self, path: &Path, plugin: &str) -> Option<CachedSettings> {
        let file = File::open(path).ok()?;
        let about = file.metadata().ok()?;
        if !about.is_file() || !is_ours_alone(&about) {
            return None;
        }
        let mut text = Vec::new();
        file.take(LARGEST + 1).read_to_end(&mut text).ok()?;
        let content: Content = serde_json::from_slice(&text).ok()?;
        let age = Timestamp::now().duration_since(content.read_at);
        let is_right = content.format == FORMAT && content.endpoint == self.endpoint && content.plugin == plugin;
        let Content { settings, version, read_at, .. } = content;
        (is_right && age <= OLDEST && age >= -AHEAD).then_some(CachedSettings { settings, version, read_at })
    }

    fn name(&self, plugin: &str, version: &str) -> String {
        format!("{}{}.json", self.start(plugin), encoded(version))
    }

    fn start(&self, plugin: &str) -> String {
        format!("{}+{}+", encoded(&self.endpoint), encoded(plugin))
    }
}

fn key(plugin: &PluginRef) -> String {
    match plugin {
        PluginRef::Managed(class) => format!("managed {class}"),
        PluginRef::Custom { id, .. } => format!("custom {id}"),
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Removes what is too old to be read, what interrupted writers left, and of the rest all but the newest.
fn tidy(folder: &Path, most: usize) -> io::Result<()> {
    let oldest = Duration::try_from(OLDEST).unwrap_or(Duration::MAX);
    let mut files: Vec<(Duration, PathBuf)> = Vec::new();
    for file in fs::read_dir(folder)?.flatten() {
        let Ok(written) = file.metadata().and_then(|about| about.modified()) else { continue };
        let age = SystemTime::now().duration_since(written).unwrap_or_default();
        files.push((age, file.path()));
    }
    files.sort();
    for (index, (age, path)) in files.iter().enumerate() {
        let is_left_over = path.extension().is_some_and(|end| end == "tmp") && age.as_secs() > 3600;
        if index >= most || *age > oldest || is_left_over {
            // Another process may have removed it.
            let _ = fs::remove_file(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugins::{ConfigDefinition, ConfigType};

    const ENDPOINT: &str = "https://api.example.com";

    fn plugin() -> PluginRef {
        PluginRef::Managed("S3_SINK".to_owned())
    }

    fn defined(kind: ConfigType) -> PluginSettings {
        let definition = ConfigDefinition { name: "k".to_owned(), value_type: Some(kind), ..Default::default() };
        PluginSettings::Defined(vec![definition])
    }

    fn files(folder: &Path) -> Vec<PathBuf> {
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect()
    }

    #[test]
    fn what_is_kept_is_found_by_endpoint_plugin_and_version_alone() {
        let folder = tempfile::tempdir().unwrap();
        let cache = DefinitionCache::new(folder.path().join("a/b"), &format!("{ENDPOINT}/"));
        assert!(cache.read(&plugin()).is_none());
        cache.store(&plugin(), Some("1"), defined(ConfigType::Password)).unwrap();
        cache.store(&plugin(), Some("2"), defined(ConfigType::String)).unwrap();
        let is_secret = |cached: Option<CachedSettings>| cached.unwrap().settings.classification().is_secret("k");
        assert!(is_secret(cache.read_version(&plugin(), Some("1"))));
        assert!(!is_secret(cache.read_version(&plugin(), Some("2"))));
        assert!(!is_secret(cache.read(&plugin())), "the one read last");
        assert!(cache.read_version(&plugin(), Some("3")).is_none());
        for other in ["S3_SINK2", "S3", "s3_sink"] {
            assert!(cache.read(&PluginRef::Managed(other.to_owned())).is_none(), "{other}");
        }
        assert!(cache.read(&PluginRef::Custom { id: "S3_SINK".to_owned(), version: None }).is_none());
        let other = DefinitionCache::new(folder.path().join("a/b"), "http://127.0.0.1:8085");
        assert!(other.read(&plugin()).is_none(), "another service's words");
    }

    #[test]
    fn a_file_that_is_damaged_old_foreign_or_of_the_future_is_as_if_absent() {
        let folder = tempfile::tempdir().unwrap();
        let cache = DefinitionCache::new(folder.path().join("d"), ENDPOINT);
        cache.store(&plugin(), None, defined(ConfigType::String)).unwrap();
        let [path] = &files(&folder.path().join("d"))[..] else { panic!("one file") };
        let good = fs::read_to_string(path).unwrap();
        let read_at = cache.read(&plugin()).unwrap().read_at;
        let at =
            |hours: i64| good.replace(&read_at.to_string(), &(read_at + SignedDuration::from_hours(hours)).to_string());
        for (what, text, is_read) in [
            ("nothing", String::new(), false),
            ("half", good[..good.len() / 2].to_owned(), false),
            ("another format", good.replace("\"format\":1", "\"format\":2"), false),
            ("another endpoint", good.replace(ENDPOINT, "https://b.example.com"), false),
            ("another plugin", good.replace("managed S3_SINK", "managed S3_SOURCE"), false),
            ("too old", at(-30 * 24 - 1), false),
            ("old", at(-30 * 24 + 1), true),
            ("from the future", at(1), false),
            ("a new member", good.replacen('{', "{\"new\":1,", 1), true),
        ] {
            fs::write(path, text).unwrap();
            assert_eq!(cache.read(&plugin()).is_some(), is_read, "{what}");
        }
    }

    #[test]
    fn there_are_only_so_many_files_and_the_oldest_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let cache = DefinitionCache::new(folder.path(), ENDPOINT);
        for (index, age) in [("old", 90), ("new", 10), ("left", 7200)] {
            let name = if index == "left" { ".1-1.tmp".to_owned() } else { format!("{index}.json") };
            let file = File::create(folder.path().join(name)).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
        }
        tidy(folder.path(), 2).unwrap();
        let left = |name: &str| folder.path().join(name).exists();
        assert!(left("new.json") && left("old.json") && !left(".1-1.tmp"));
        tidy(folder.path(), 1).unwrap();
        assert!(left("new.json") && !left("old.json"));
        cache.store(&PluginRef::Managed("x".repeat(300)), None, defined(ConfigType::String)).unwrap();
        assert_eq!(files(folder.path()).len(), 1, "a name that no file can have");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_or_writes_what_is_kept() {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("d");
        fs::create_dir(&folder).unwrap();
        set(&folder, 0o777);
        let cache = DefinitionCache::new(&folder, ENDPOINT);
        cache.store(&plugin(), None, defined(ConfigType::String)).unwrap();
        let [path] = &files(&folder)[..] else { panic!("one file") };
        assert_eq!((mode(&folder), mode(path)), (0o700, 0o600));
        assert!(cache.read(&plugin()).is_some());
        set(path, 0o620);
        assert!(cache.read(&plugin()).is_none(), "others could write the file");
        set(path, 0o600);
        set(&folder, 0o770);
        assert!(cache.read(&plugin()).is_none(), "others could put a file there");
    }

    /// Only who may give files away can show it.
    #[cfg(unix)]
    #[test]
    fn what_another_user_has_written_is_not_read_whatever_its_mode() {
        use std::os::unix::fs::chown;
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("d");
        let cache = DefinitionCache::new(&folder, ENDPOINT);
        cache.store(&plugin(), None, defined(ConfigType::String)).unwrap();
        let [path] = &files(&folder)[..] else { panic!("one file") };
        let own = rustix::process::geteuid().as_raw();
        for given in [path, &folder] {
            if chown(given, Some(own + 1), None).is_err() {
                return;
            }
            assert!(cache.read(&plugin()).is_none(), "{}", given.display());
            chown(given, Some(own), None).unwrap();
            assert!(cache.read(&plugin()).is_some());
        }
        chown(&folder, Some(own + 1), None).unwrap();
        let refused = cache.store(&plugin(), None, defined(ConfigType::String)).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::PermissionDenied, "another's folder");
    }
}

use std::path::PathBuf;

use etcetera::BaseStrategy as _;
use etcetera::base_strategy::Xdg;

/// Where this program keeps what it could learn anew: `$XDG_CACHE_HOME/cconnect`.
pub(super) fn cache_folder() -> Option<PathBuf> {
    Xdg::new().ok().map(|folders| folders.cache_dir().join("cconnect"))
}

/// Where this program keeps what lasts between calls: `$XDG_STATE_HOME/cconnect`.
pub(crate) fn state_folder() -> Option<PathBuf> {
    Xdg::new().ok()?.state_dir().map(|folder| folder.join("cconnect"))
}

/// Where people write down what this program is to know: `$XDG_CONFIG_HOME/cconnect`.
pub(super) fn config_folder() -> Option<PathBuf> {
    Xdg::new().ok().map(|folders| folders.config_dir().join("cconnect"))
}

/// The folder that Confluent's own command line keeps to itself: `~/.confluent`.
pub(super) fn confluent_folder() -> Option<PathBuf> {
    Xdg::new().ok().map(|folders| folders.home_dir().join(".confluent"))
}

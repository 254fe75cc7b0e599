use ccloud_connect::Environment;
use clap::{Args, ValueEnum};

use crate::context::Service;
use crate::failure::Failure;

/// Which API serves a plugin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Family {
    /// Plugins of the organization, each made from one archive.
    #[default]
    Connect,
    /// Plugins of an environment, which have versions.
    Ccpm,
}

/// The choice of it.
#[derive(Debug, Args)]
pub(super) struct ApiFlag {
    /// connect: plugins of the organization; ccpm: those of the environment, which have versions
    #[arg(long, value_name = "API", value_enum, default_value_t, hide_possible_values = true)]
    api: Family,
}

impl ApiFlag {
    /// The environment in which plugins with versions are, where those were chosen.
    pub(super) fn environment(&self, service: &Service) -> Result<Option<Environment>, Failure> {
        match self.api {
            Family::Connect => Ok(None),
            Family::Ccpm => service.environment().map(Some),
        }
    }
}

//! The environment, and for artifacts the cloud, that requests name in their query.

use super::page::parameter;
use crate::cloud::ENVIRONMENT;
use crate::failure::PluginFailure;

/// A query parameter without which nothing is answered.
pub(super) fn required<'a>(query: &'a [(String, String)], name: &'static str) -> Result<&'a str, PluginFailure> {
    parameter(query, name)
        .filter(|value| !value.is_empty())
        .ok_or_else(|| PluginFailure::parameter(name, format!("the query parameter {name} is required")))
}

/// Whether the query names the one environment there is.
pub(super) fn is_here(query: &[(String, String)]) -> Result<bool, PluginFailure> {
    Ok(required(query, "environment")? == ENVIRONMENT)
}

/// Nothing is made in another environment.
pub(super) fn only_here(environment: &str) -> Result<(), PluginFailure> {
    if environment == ENVIRONMENT { Ok(()) } else { Err(PluginFailure::elsewhere(environment)) }
}

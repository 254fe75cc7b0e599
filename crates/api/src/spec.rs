//! Which documents the generated modules were made from.

/// The OpenAPI document that a module was generated from. Each has its own as `SPEC`; [`SPECS`] has all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Spec {
    /// The API version, such as `connect-v1`: also the name of the feature.
    pub id: &'static str,
    /// What the document calls its own version, and when its facts were taken.
    pub revision: &'static str,
    /// SHA-256 of the document's bytes as they came, without corrections of ours, in lower-case hexadecimal digits.
    pub sha256: &'static str,
}

// Made from openapi/apis.toml: documents.
/// The documents of all modules that are compiled in, by id.
pub const SPECS: &[Spec] = &[
    #[cfg(feature = "cam-v1")]
    crate::cam_v1::SPEC,
    #[cfg(feature = "ccpm-v1")]
    crate::ccpm_v1::SPEC,
    #[cfg(feature = "connect-custom-plugin-v1")]
    crate::connect_custom_plugin_v1::SPEC,
    #[cfg(feature = "connect-v1")]
    crate::connect_v1::SPEC,
    #[cfg(feature = "metrics-v2")]
    crate::metrics_v2::SPEC,
];
// End of: documents.

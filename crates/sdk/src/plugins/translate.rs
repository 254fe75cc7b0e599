use ccloud_connect_api::runtime::{OperationInfo, Repeat};
use ccloud_connect_secret::{ConnectorConfig, Redactor, Unknown};
use http::Method;
use serde_json::Value;

use super::ManagedPlugins;
use crate::connectors::refuse_masks;
use crate::error::{Error, Kind};

/// It changes nothing, so it may be repeated.
const TRANSLATE: OperationInfo = OperationInfo::new("translate_connector_config", Repeat::Safe);

/// What became of a self-managed connector's config for a managed plugin.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Translation {
    /// The settings for the managed plugin; none when the answer has none in a place known to hold them.
    pub config: ConnectorConfig,
    /// What the service remarks, such as settings that it left out.
    pub warnings: Vec<Remark>,
    /// What the service could not translate.
    pub errors: Vec<Remark>,
    /// The answer as it came, since nobody documents it. It holds the settings, so it prints as a mask.
    pub answer: Unknown,
}

/// A remark on a translation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Remark {
    /// The setting it is about, where the service names one.
    pub key: Option<String>,
    /// What it says, scrubbed of the values that were sent.
    pub message: String,
}

impl ManagedPlugins {
    /// Makes a self-managed connector's config one for a managed plugin. Creates nothing.
    /// `PUT …/connector-plugins/{class}/config/translate`
    ///
    /// Outside the published documents, which is why [`Translation::answer`] keeps what came: only path and body are
    /// known from other clients, the answer's form is read as far as it is as others are.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such class; [`Error::Masked`] when a value is a mask.
    pub async fn translate(&self, class: &str, config: ConnectorConfig) -> Result<Translation, Error> {
        refuse_masks(&config)?;
        let cluster = self.cluster();
        let path = ["connector-plugins", class, "config", "translate"];
        let answer = cluster.call(Method::PUT, &path, Some(&config), &TRANSLATE).await;
        let answer = answer.map_err(|error| error.about(Kind::Plugin, class))?.json::<Unknown>()?.into_inner();
        Ok(Translation::read(answer, cluster.client().redactor()))
    }
}

impl Translation {
    fn read(answer: Unknown, redactor: &Redactor) -> Self {
        // The config goes into a type that masks it, and remarks are scrubbed.
        let told = answer.expose();
        let bare = told.get("connector.class").map(|_| told);
        let config = told.get("config").or(bare).filter(|config| config.is_object());
        Self {
            config: config.and_then(|config| serde_json::from_value(config.clone()).ok()).unwrap_or_default(),
            warnings: remarks(told.get("warnings"), redactor),
            errors: remarks(told.get("errors"), redactor),
            answer,
        }
    }
}

/// A list of texts, or of objects that name what they are about.
fn remarks(list: Option<&Value>, redactor: &Redactor) -> Vec<Remark> {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    items.map(|item| remark(item, redactor)).collect()
}

fn remark(item: &Value, redactor: &Redactor) -> Remark {
    let text = |names: &[&str]| names.iter().find_map(|name| item.get(name)?.as_str());
    let message = item.as_str().or_else(|| text(&["message", "detail"]));
    Remark {
        key: text(&["field", "key", "name"]).map(|key| redactor.scrub(key)),
        // Another form may hold values, which the answer keeps behind its mask.
        message: redactor.scrub(message.unwrap_or("told in a form that is not known")),
    }
}

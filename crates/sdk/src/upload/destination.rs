use std::collections::BTreeMap;
use std::time::Duration;

use ccloud_connect_secret::{MASK, Redactor, SafeUrl, Secret};
use http::HeaderMap;
use tokio::time::Instant;
use url::Url;

use super::form::Form;
use super::policy::Policy;
use super::{Archive, expiry, put};
use crate::client::require_tls;
use crate::{Error, redaction};

/// How long a permission lasts that does not say so: an hour, as the documents do.
const LIFE: Duration = Duration::from_hours(1);

/// With less time left a permission is not used again: the request has to reach the store before it ends.
const MARGIN: Duration = Duration::from_secs(30);

/// Where one upload goes, as the service presigned it.
#[derive(Clone, Debug)]
pub(crate) struct Destination {
    pub(crate) upload_id: String,
    url: SafeUrl,
    way: Way,
    policy: Policy,
    presigned: Presigning,
    /// How long it could be used when it came, by the service's clock: this machine's may be wrong.
    life: Duration,
}

/// When something was presigned.
#[derive(Clone, Copy, Debug)]
struct Presigning {
    at: Instant,
    /// By the service's clock, in whole seconds; this machine's where it told none.
    told: jiff::Timestamp,
}

impl Presigning {
    /// The service's time now.
    fn now(&self) -> jiff::Timestamp {
        let passed = jiff::SignedDuration::try_from(self.at.elapsed());
        passed.ok().and_then(|passed| self.told.checked_add(passed).ok()).unwrap_or(self.told)
    }
}

#[derive(Clone, Debug)]
enum Way {
    /// AWS: a form with every field that came back.
    Form(BTreeMap<String, Secret>),
    /// Azure and Google: the raw bytes, with the headers that are signed.
    Put(put::Headers),
}

/// How one attempt is sent.
pub(super) struct Dispatch {
    pub(super) method: http::Method,
    pub(super) url: Url,
    pub(super) headers: http::HeaderMap,
    /// What stands before and after the archive in the body.
    pub(super) envelope: Option<Form>,
    /// The body as anybody may see it.
    pub(super) shown: String,
}

/// A presigned answer, whichever API version gave it.
pub(crate) struct Presigned<'a> {
    pub(crate) upload_id: Option<String>,
    pub(crate) url: Option<SafeUrl>,
    pub(crate) fields: BTreeMap<String, Secret>,
    /// The answer's, or what was asked for where it names none.
    pub(crate) cloud: &'a str,
    /// Likewise.
    pub(crate) format: &'a str,
    pub(crate) headers: &'a HeaderMap,
}

impl Destination {
    /// Reads a presigned answer.
    pub(crate) fn new(presigned: Presigned<'_>, redactor: &Redactor) -> Result<Self, Error> {
        let Presigned { upload_id, url, fields, cloud, format, headers } = presigned;
        let lacking = |what: &str| Error::Permission(format!("it lacks {what}"));
        let upload_id = upload_id.filter(|id| !id.is_empty()).ok_or_else(|| lacking("an upload id"))?;
        let url = url.filter(|url| !url.is_empty()).ok_or_else(|| lacking("a URL"))?;
        teach(redactor, &url, &fields);
        let way = match cloud.to_ascii_uppercase().as_str() {
            "AWS" => Way::Form(fields),
            "AZURE" => Way::Put(put::Headers::azure(format)),
            "GCP" => Way::Put(put::Headers::google(format)),
            _ => return Err(Error::Permission(format!("uploads to cloud `{cloud}` are not known"))),
        };
        let policy = policy(&way);
        let expires = policy.expires.or_else(|| expiry::of_url(&url.expose().ok()?));
        let told = date(headers);
        let life = match (expires, told) {
            (Some(expires), Some(told)) => expires.duration_since(told).try_into().unwrap_or(Duration::ZERO),
            _ => LIFE,
        };
        let presigned = Presigning { at: Instant::now(), told: told.unwrap_or_else(jiff::Timestamp::now) };
        Ok(Self { upload_id, url, way, policy, presigned, life })
    }

    /// From when on something that the service made may have come of this upload, by its clock. What its machines'
    /// clocks differ by is left room for.
    pub(crate) fn since(&self) -> jiff::Timestamp {
        self.presigned.now() - jiff::SignedDuration::from_secs(5)
    }

    /// Refuses an archive that the policy would not let in.
    pub(super) fn check(&self, archive: &Archive) -> Result<(), Error> {
        match self.policy.size {
            Some((least, _)) if archive.size < least => {
                Err(Error::Input(format!("the archive has {} bytes, fewer than the store's {least}", archive.size)))
            }
            Some((_, most)) if archive.size > most => {
                Err(Error::Input(format!("the archive has {} bytes, more than the store's {most}", archive.size)))
            }
            _ => Ok(()),
        }
    }

    /// Whether the store will no longer take it.
    pub(super) fn is_over(&self) -> bool {
        self.left().is_zero()
    }

    /// Whether it can be used once more.
    pub(super) fn lasts(&self) -> bool {
        self.left() >= MARGIN
    }

    fn left(&self) -> Duration {
        self.life.saturating_sub(self.presigned.at.elapsed())
    }

    /// Why a store that does not say so may have refused: what is known to be well is left out.
    pub(super) fn doubts(&self) -> String {
        let mut doubts = Vec::new();
        if self.policy.size.is_none() {
            doubts.push("too large");
        }
        if self.is_over() || !self.lasts() {
            doubts.push("expired");
        }
        doubts.push("not as it was signed");
        doubts.join(", ")
    }

    pub(super) fn dispatch(&self, archive: &Archive) -> Result<Dispatch, Error> {
        let url = self.url.expose().map_err(|error| Error::Permission(format!("the upload URL is no URL: {error}")))?;
        require_tls(&url, "the upload URL").map_err(|error| Error::Permission(error.to_string()))?;
        if !url.username().is_empty() || url.password().is_some() {
            // It would become an Authorization header.
            return Err(Error::Permission("the upload URL must not hold user information".to_owned()));
        }
        let shown = format!("({} bytes of {})", archive.size, archive.file_name());
        Ok(match &self.way {
            Way::Form(fields) => {
                let form = Form::new(fields, &archive.file_name());
                let (headers, shown) = (form.headers(), format!("{} {shown}", shown_fields(fields)));
                Dispatch { method: http::Method::POST, url, headers, envelope: Some(form), shown }
            }
            Way::Put(headers) => {
                Dispatch { method: http::Method::PUT, url, headers: headers.to_map(), envelope: None, shown }
            }
        })
    }
}

fn policy(way: &Way) -> Policy {
    match way {
        // Read, not shown.
        Way::Form(fields) => fields.get("policy").map(|policy| Policy::read(policy.expose())).unwrap_or_default(),
        Way::Put(_) => Policy::default(),
    }
}

/// A signed form without what signs it.
fn shown_fields(fields: &BTreeMap<String, Secret>) -> String {
    let shown = fields.iter().map(|(name, value)| {
        // Known to tell nothing.
        let value = if redaction::is_harmless_field(name) { value.expose() } else { MASK };
        format!("{name}={value}")
    });
    shown.collect::<Vec<_>>().join("&")
}

/// What the service's clock said.
fn date(headers: &HeaderMap) -> Option<jiff::Timestamp> {
    let date = headers.get(http::header::DATE)?.to_str().ok()?;
    Some(jiff::fmt::rfc2822::parse(date).ok()?.timestamp())
}

/// Stores echo what they were sent in their refusals.
fn teach(redactor: &Redactor, url: &SafeUrl, fields: &BTreeMap<String, Secret>) {
    let secret = fields.iter().filter(|(name, _)| !redaction::is_harmless_field(name));
    secret.for_each(|(_, value)| redactor.learn(value));
    if let Ok(url) = url.expose() {
        url.query_pairs().for_each(|(_, value)| redactor.learn(&value.as_ref().into()));
    }
}

use super::{Error, Kind, ServerAnswer};

/// What the server itself suggests comes before what is usual.
pub(super) fn hint(error: &Error) -> Option<String> {
    let answer = error.server();
    answer.and_then(resolutions).or_else(|| answer.and_then(quota)).or_else(|| usual(error))
}

fn resolutions(answer: &ServerAnswer) -> Option<String> {
    let mut told: Vec<&str> = Vec::new();
    for resolution in answer.messages.iter().filter_map(|message| message.resolution.as_deref()) {
        if !told.contains(&resolution) {
            told.push(resolution);
        }
    }
    (!told.is_empty()).then(|| told.join(" "))
}

/// The service tells its quotas with several statuses, but always in the same words.
fn quota(answer: &ServerAnswer) -> Option<String> {
    let is_quota = answer.status == 402 || answer.says("is currently limited to");
    is_quota.then(|| "This is a service quota: remove something, or ask Confluent to raise it.".to_owned())
}

fn usual(error: &Error) -> Option<String> {
    match error {
        Error::Credentials(_) => Some(
            "Set CONFLUENT_CLOUD_API_KEY and CONFLUENT_CLOUD_API_SECRET to a Cloud API key, \
             or CONFLUENT_CLOUD_ACCESS_TOKEN to a token."
                .to_owned(),
        ),
        Error::TokenExchange { source } => not_exchanged(source),
        Error::Masked { .. } => Some(
            "The server hides secret values behind asterisks; writing them back would destroy the real ones. \
             Give the values themselves."
                .to_owned(),
        ),
        Error::Unresolved { .. } => Some(unresolved()),
        #[cfg(feature = "desired")]
        Error::Files { problems } if problems.iter().any(|problem| problem.is_reference) => Some(unresolved()),
        Error::NotFound { what, near, answer, .. } => not_found(*what, near, answer.as_deref()),
        Error::Ambiguous { .. } => Some("Rename one of the two, or use the id of the one you mean.".to_owned()),
        Error::Unauthorized(answer) => Some(unauthorized(answer)),
        Error::Forbidden(answer) => Some(forbidden(answer)),
        Error::Input(text) if text.contains("masked") && text.contains("cannot be sent") => Some(masked()),
        Error::Conflict(answer) if answer.operation() == "create_connector" => {
            Some("A connector of that name exists: update it, or choose another name.".to_owned())
        }
        Error::RateLimited(answer) => answer
            .retry_after()
            .map(|wait| format!("The service asks to wait {} s: allow that long, or try again then.", wait.as_secs())),
        Error::ImpossibleState { what, .. } => impossible(*what),
        Error::Redirect { .. } => {
            Some("Check the endpoint: credentials are sent to the configured host only.".to_owned())
        }
        #[cfg(feature = "inspect")]
        Error::Unfit { problems, .. } => problems.iter().find_map(|one| one.hint.clone()),
        #[cfg(feature = "_upload")]
        Error::Storage(refusal) => refusal.hint(),
        #[cfg(feature = "_upload")]
        Error::Garbled => Some("Something between here and the store changes uploads, such as a proxy.".to_owned()),
        #[cfg(feature = "_upload")]
        Error::Stalled { .. } => Some("Check the network to the object store, then upload again.".to_owned()),
        Error::Server(answer) if answer.masked_value() => Some(masked()),
        Error::Validation(answer) if answer.masked_value() => Some(masked()),
        Error::Validation(answer) if answer.operation().contains("_offsets") => Some(
            "Only managed connectors have offset management, and each takes one request at a time: see the status of \
             the latest."
                .to_owned(),
        ),
        _ => None,
    }
}

fn unresolved() -> String {
    "Set the variables, and put the files where they may lie. `$${env:` and `$${file:` stand for a text that only looks \
     like a reference."
        .to_owned()
}

fn not_exchanged(source: &Error) -> Option<String> {
    match source {
        Error::Credentials(_) | Error::Unauthorized(_) | Error::Forbidden(_) | Error::Validation(_) => Some(
            "Check the identity pool's id and filter, and that the subject token is a current JWT of its identity provider."
                .to_owned(),
        ),
        other => hint(other),
    }
}

fn masked() -> String {
    "A value of asterisks stands for a hidden one: give the value itself.".to_owned()
}

fn not_found(what: Kind, near: &[String], answer: Option<&ServerAnswer>) -> Option<String> {
    if !near.is_empty() {
        let names = near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
        return Some(format!("Did you mean {}?", names.join(" or ")));
    }
    match what {
        Kind::Cluster => Some(
            "Check the environment id (`env-…`) and the Kafka cluster id (`lkc-…`), and that the key may see them."
                .to_owned(),
        ),
        Kind::Connector => Some("Connector names are per Kafka cluster: check environment and cluster.".to_owned()),
        Kind::CustomPlugin => {
            let hint = "Custom plugins belong to the organization: check whose API key this is. Those with versions are \
                        another API's (ccpm).";
            Some(hint.to_owned())
        }
        Kind::ConnectPlugin => Some(
            "Custom plugins with versions belong to an environment: check the environment id (`env-…`).".to_owned(),
        ),
        Kind::PluginVersion => Some("List the versions of the plugin for the ids there are.".to_owned()),
        Kind::Artifact => Some("Artifacts are per environment and cloud: check both.".to_owned()),
        Kind::Plugin => Some("List the plugins of the cluster for the classes it knows.".to_owned()),
        Kind::OffsetsRequest => Some(
            "No change of its offsets was ever asked for, or there is no connector of that name in this cluster."
                .to_owned(),
        ),
        Kind::Resource => answer.map(|_| "Check the ids and names in the call.".to_owned()),
    }
}

fn impossible(what: Kind) -> Option<String> {
    match what {
        Kind::Connector => Some("Mend what it says, then update or resume the connector, and wait again.".to_owned()),
        Kind::PluginVersion | Kind::Artifact => {
            Some("Mend the archive, delete what FAILED, and upload it anew.".to_owned())
        }
        Kind::OffsetsRequest => Some("Read the connector's offsets and the latest request, then ask anew.".to_owned()),
        _ => None,
    }
}

fn unauthorized(answer: &ServerAnswer) -> String {
    if answer.used_token() && answer.takes_keys_only() {
        return "This operation takes a Cloud API key only, not an access token.".to_owned();
    }
    if answer.used_token() {
        return "The access token was not accepted: it may have expired.".to_owned();
    }
    "Use a Cloud API key (resource scope `cloud`), not the key of a Kafka cluster: calls to this API need one."
        .to_owned()
}

fn forbidden(answer: &ServerAnswer) -> String {
    if answer.says("invalid api key") {
        return unauthorized(answer);
    }
    if answer.used_token() && answer.takes_keys_only() {
        return "This operation takes a Cloud API key only, not an access token.".to_owned();
    }
    "The owner of the key lacks a role for this, or the environment or cluster is another organization's.".to_owned()
}

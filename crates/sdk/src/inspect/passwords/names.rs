/// Whether a setting's name speaks of a secret, though its type does not.
pub(super) fn speak_of_a_secret(name: &str) -> bool {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let secret = words.iter().any(|word| SECRETS.iter().any(|secret| word.contains(secret)))
        || words.windows(2).any(|pair| pair[1] == "key" && KEYS.contains(&pair[0]))
        || words.iter().any(|word| word.strip_suffix("key").is_some_and(|kind| KEYS.contains(&kind)));
    secret && !words.last().is_some_and(|last| PLAIN.contains(last)) && !lower.contains("secret.manager")
}

const SECRETS: [&str; 7] = ["password", "passwd", "passphrase", "secret", "token", "credential", "jaas"];

/// What makes a key one that opens something.
const KEYS: [&str; 7] = ["private", "api", "access", "account", "sas", "encryption", "signing"];

/// How a setting ends that says something about a secret, and is none.
const PLAIN: [&str; 25] = [
    "algorithm",
    "alias",
    "class",
    "enabled",
    "endpoint",
    "expiry",
    "field",
    "fields",
    "format",
    "header",
    "id",
    "location",
    "mode",
    "ms",
    "name",
    "path",
    "policy",
    "property",
    "provider",
    "seconds",
    "source",
    "strategy",
    "type",
    "uri",
    "url",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_speak_of_secrets_are_told_from_names_about_them() {
        for (name, secret) in [
            ("jvm.proxy.password", true),
            ("snowflake.oauth.client.secret", true),
            ("snowflake.oauth.refresh.token", true),
            ("gcp.credentials.json", true),
            ("aws.access.key", true),
            ("azure.sas_key", true),
            ("privateKey", true),
            ("oauth2.token.url", false),
            ("api.key.name", false),
            ("connection.credentials.source", false),
            ("secret.manager.region", false),
            ("message.key.columns", false),
            ("key.converter", false),
        ] {
            assert_eq!(speak_of_a_secret(name), secret, "{name}");
        }
    }
}

/// What the names of secrets end in or hold, without the dots, dashes and underscores that part their words.
const WORDS: &[&str] = &[
    "accesskey",
    "accountkey",
    "apikey",
    "authorization",
    "credential",
    "jaas",
    "keyfile",
    "masterkey",
    "passphrase",
    "passwd",
    "password",
    "pemfile",
    "privatekey",
    "sascert",
    "saskey",
    "secret",
    "sensitive",
    "signature",
    "token",
];

/// Whether a name is one that secrets have. It is a guess, for where nobody knows better: it misses some.
pub(super) fn looks_secret(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    WORDS.iter().any(|word| name.contains(word))
}

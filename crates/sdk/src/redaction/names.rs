//! Names that secrets have. They are guesses, for where nobody knows better: they miss some.

/// What the names of secrets hold, without the dots, dashes and underscores that part their words.
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
    "saskey",
    "secret",
    "sensitive",
    "sharedkey",
    "signature",
    "token",
];

/// Names that are too short to be looked for in others.
const WHOLE: &[&str] = &["pass", "pwd", "sig"];

/// Names that hold such a word and are none: the name of a key is no key.
const HARMLESS: &[&str] = &["sharedaccesskeyname"];

/// Names of those who log in, and of what they log in to.
const USERS: &[&str] = &["login", "servicename", "uid", "user", "userid", "username"];

/// Whether a name, or the last of its words, is that of a user's name.
pub(super) fn names_a_user(name: &str) -> bool {
    let last = name.rsplit(' ').next().unwrap_or(name);
    [name, last].iter().any(|name| USERS.iter().any(|user| is(name, user)))
}

/// Whether a name holds a word that names of secrets hold.
pub(super) fn looks_secret(name: &str) -> bool {
    let all: Vec<u8> = letters(name).collect();
    // Of texts this short a search that prepares nothing is the fastest.
    is_one(name, |word| all.windows(word.len()).any(|part| part == word.as_bytes()))
}

/// Whether a name ends in such a word.
pub(super) fn ends_secret(name: &str) -> bool {
    let last = letters(name).next_back();
    // Asked of every colon: most names are none by their last letter.
    let ends =
        |word: &str| word.bytes().next_back() == last && letters(name).rev().take(word.len()).eq(word.bytes().rev());
    is_one(name, ends)
}

fn is_one(name: &str, holds: impl Fn(&str) -> bool) -> bool {
    let is_harmless = || HARMLESS.iter().any(|harmless| is(name, harmless));
    WHOLE.iter().any(|word| is(name, word)) || (WORDS.iter().any(|word| holds(word)) && !is_harmless())
}

fn is(name: &str, word: &str) -> bool {
    letters(name).eq(word.bytes())
}

fn letters(name: &str) -> impl DoubleEndedIterator<Item = u8> {
    name.bytes().filter(u8::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase())
}

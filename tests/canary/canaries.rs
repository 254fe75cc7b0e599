//! Secrets, one for each place that can hold one, unlike any other text.

use std::sync::OnceLock;

use serde_json::{Value, json};

/// A secret and where it is kept.
pub(crate) struct Canary {
    pub(crate) place: &'static str,
    pub(crate) value: String,
}

/// All secrets of a run. The seed is printed; `CANARY_SEED` gives another.
pub(crate) struct Canaries {
    pub(crate) seed: u64,
    all: Vec<Canary>,
}

/// Places, and with which letters besides letters and digits a secret of that kind is written.
const PLACES: &[(&str, &str, usize)] = &[
    ("API secret", "+/", 64),
    ("bearer token", "-_.", 80),
    ("log token", "-_.", 60),
    ("password", "\"'\\ %+&=;{}<>/?#é日😀~*$!", 40),
    ("connection password", "!~", 24),
    ("user of a URL", "!~", 24),
    ("parameter of a URL", "-_", 24),
    ("JAAS password", "+/-", 24),
    ("account key", "+/", 64),
    ("private key of an account", "+/", 64),
    ("client secret", "-_", 32),
    ("header", "-_.", 40),
    ("custom setting", "/:,", 30),
    ("sensitive property", "-_", 30),
    ("unknown key", "@", 30),
    ("variable", "/ +", 30),
    ("variable under a harmless key", "/:", 30),
    ("file under a harmless key", "-_", 30),
    ("file", "/ +", 30),
    ("property", "/+", 30),
    ("key file", "+/", 64),
    ("second line of a key", "+/", 64),
    ("third line of a key", "+/", 64),
    ("parameter of a call", "-_", 30),
    ("password in a call", "-_/", 30),
    ("form policy", "", 96),
    ("form credential", "/", 30),
    ("form session", "-_", 60),
    ("form signature", "", 64),
    ("URL signature", "+/", 44),
    ("URL credential", "/", 30),
    ("cookie", "-_", 30),
    ("redirect token", "-_", 30),
    ("answered token", "-_.", 60),
    ("answered setting", "!/", 30),
    ("answered user of a URL", "!", 24),
    ("proxy password", "-!/", 24),
    ("store key", "+/", 40),
    ("exchanged token", "-_.", 60),
    ("identity token", "-_.", 60),
];

/// Four bytes, the least that is searched for.
const SHORT: &str = "short";

impl Canaries {
    pub(crate) fn get() -> &'static Self {
        static ALL: OnceLock<Canaries> = OnceLock::new();
        ALL.get_or_init(|| {
            let given = std::env::var("CANARY_SEED").ok().and_then(|seed| seed.parse().ok());
            Self::of(given.unwrap_or(0x5EED_CA4A))
        })
    }

    fn of(seed: u64) -> Self {
        let mut random = Random(seed);
        let one =
            |(place, marks, length): &(&'static str, &str, usize)| Canary { place, value: random.text(marks, *length) };
        let mut all: Vec<Canary> = PLACES.iter().map(one).collect();
        let mut letter = || random.text("", 1);
        all.push(Canary { place: SHORT, value: format!("{}§{}", letter(), letter()) });
        Self { seed, all }
    }

    pub(crate) fn all(&self) -> &[Canary] {
        &self.all
    }

    pub(crate) fn at(&self, place: &str) -> &str {
        let found = self.all.iter().find(|canary| canary.place == place);
        &found.unwrap_or_else(|| panic!("no secret is kept in `{place}`")).value
    }

    pub(crate) fn index(&self, place: &str) -> usize {
        self.all.iter().position(|canary| canary.place == place).unwrap_or_else(|| panic!("{place}"))
    }

    /// A private key as it stands in a file.
    pub(crate) fn pem(&self) -> String {
        let line = |place| self.at(place);
        format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n{}\n{}\n-----END PRIVATE KEY-----\n",
            line("key file"),
            line("second line of a key"),
            line("third line of a key")
        )
    }

    /// Settings of a connector with a secret of every kind.
    pub(crate) fn config(&self) -> Value {
        let at = |place| self.at(place);
        let account = json!({"type": "service_account", "client_email": "a@b.example",
            "private_key": at("private key of an account"), "client_secret": at("client secret")});
        json!({
            "connector.class": "DatagenSource",
            "kafka.topic": "orders",
            "output.data.format": "JSON",
            "quickstart": "ORDERS",
            "tasks.max": "1",
            "kafka.api.key": "KEY",
            "kafka.api.secret": at("password"),
            "db.pin": at(SHORT),
            "connection.url": format!("jdbc:postgresql://reader:{}@db.example.com/x?ssl=true&token={}",
                at("user of a URL"), at("parameter of a URL")),
            "connection.password": at("connection password"),
            "sasl.jaas.config": format!(
                "org.example.PlainLoginModule required username=\"u\" password=\"{}\";", at("JAAS password")),
            "azure.connection": format!(
                "DefaultEndpointsProtocol=https;AccountName=a;AccountKey={};EndpointSuffix=core.example.com",
                at("account key")),
            "gcs.credentials.config": account.to_string(),
            "ssl.key": self.pem(),
            "http.headers": format!("Authorization: Bearer {}", at("header")),
            "custom.setting": at("custom setting"),
            "heartbeat.signing.key": at("sensitive property"),
            "any.thing": at("unknown key"),
        })
    }
}

/// What the config of [`Canaries::config`] holds.
pub(crate) const IN_CONFIG: &[&str] = &[
    "password",
    SHORT,
    "user of a URL",
    "parameter of a URL",
    "connection password",
    "JAAS password",
    "account key",
    "private key of an account",
    "client secret",
    "key file",
    "second line of a key",
    "third line of a key",
    "header",
    "custom setting",
    "sensitive property",
    "unknown key",
];

/// `SplitMix64`.
struct Random(u64);

impl Random {
    fn next(&mut self) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ z >> 31) & 0xFFFF).unwrap()
    }

    /// Letters and digits, and each of these marks once in the middle.
    fn text(&mut self, marks: &str, length: usize) -> String {
        let alphabet: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').collect();
        let mut text: Vec<char> = (0..length).map(|_| alphabet[self.next() % alphabet.len()]).collect();
        for mark in marks.chars() {
            let at = 1 + self.next() % (text.len() - 2);
            text.insert(at, mark);
        }
        text.into_iter().collect()
    }
}

# Makes a switch of every place where something is redacted, in a copy of the sources, and lists them: what a place is
# called at run time, a tab, and its name. Called by disable-each with the files of the SDK.
use strict;
use warnings;

sub read_file { my ($path) = @_; local $/; open my $file, '<', $path or die "$path: $!"; return <$file> }
sub write_file { my ($path, $text) = @_; open my $file, '>', $path or die "$path: $!"; print $file $text }

# Places of their own: a file, what stands there, what stands there then, and the name.
sub patch {
    my ($path, $find, $put, $name) = @_;
    my $text = read_file($path);
    my $at = index $text, $find;
    die "$path has no longer: $find\n" if $at < 0;
    $put =~ s/OFF/off("$name")/g;
    substr($text, $at, length $find) = $put;
    write_file($path, $text);
    print "$name\t$name\n" if $name;
}

# A function that is off returns this.
sub function {
    my ($path, $head, $off, $name, $crate) = @_;
    $crate //= 'ccloud_connect_secret';
    patch($path, $head, "$head if $crate\::OFF { return $off; }", $name);
}

# Calls of the redactor, each by the function that it stands in.
my %named;
for my $path (@ARGV) {
    my $function = '';
    open my $file, '<', $path or die "$path: $!";
    while (my $line = <$file>) {
        last if $line =~ /cfg\(test\)/;
        next if $line =~ m{^\s*//};
        $function = $1 if $line =~ /\bfn (\w+)/;
        next unless $line =~ /\b(?:redactor(?:\(\))?|viewer)\.((?:learn|scrub\w*)(\((?:[^()]++|(?2))*\)))/;
        my $name = substr($path, length 'crates/sdk/src/') . ", $function: $1";
        $name .= ", again" while $named{$name}++;
        print "$path:$.\t$name\n";
    }
}
my $redactor = 'crates/secret/src/redactor/mod.rs';
for (['learn(&self, secret: &Secret)', 'return;'], ['scrub(&self, text: &str) -> String', 'return text.to_owned();'],
    ['scrub_beginning(&self, text: &str) -> String', 'return text.to_owned();'],
    ['scrub_bytes(&self, bytes: &[u8]) -> Vec<u8>', 'return bytes.to_owned();']) {
    my ($head, $off) = @$_;
    patch($redactor, "    pub fn $head {", "    #[track_caller]\n    pub fn $head {\n        if crate::off(&here()) { $off }", '');
}
patch($redactor, "#[cfg(test)]\nmod tests", <<'RUST', '');
#[track_caller]
fn here() -> String {
    let at = std::panic::Location::caller();
    format!("{}:{}", at.file(), at.line())
}
#[cfg(test)]
mod tests
RUST

my ($sdk, $secret) = ('crates/sdk/src', 'crates/secret/src');
function("$sdk/redaction/document.rs", 'shown(mut document: Value, place: Place<\'_>, viewer: &Viewer) -> Value {', 'document', 'documents, by where a value stands');
function("$sdk/redaction/document.rs", 'fn place_of(name: &str) -> Place<\'static> {', 'Place::Open', 'what is secret by its name');
function("$sdk/redaction/mod.rs", 'redactor: &Redactor) -> HeaderMap {', 'received.clone()', 'headers');
function("$sdk/redaction/inside/mod.rs", 'without_credentials(text: &str) -> Cow<\'_, str> {', 'text.into()', 'credentials inside values');
function("$sdk/redaction/inside/mod.rs", 'fn credentials(text: &str) -> Vec<Secret> {', 'Vec::new()', 'credentials inside values, by themselves');
function("$sdk/redaction/classification.rs", 'pub fn is_secret(&self, key: &str) -> bool {', 'false', 'the classification of settings');
function("$sdk/client/view.rs", 'pub(super) fn url(url: &Url, redactor: &Redactor) -> String {', 'url.to_string()', 'URLs of requests');
patch("$sdk/client/view.rs", 'Err(_) if says(headers, "json") =>', 'Err(_) if says(headers, "json") && !ccloud_connect_secret::OFF =>', 'broken JSON in traces');
function("$sdk/upload/destination.rs", 'fn shown_fields(fields: &BTreeMap<String, Secret>) -> String {', 'fields.iter().map(|(name, value)| format!("{name}={}", value.expose())).collect()', 'forms of uploads');
patch("$sdk/plugins/definition.rs", 'let is_password = ', 'let is_password = !ccloud_connect_secret::OFF && ', 'defaults of secret settings');
patch("$sdk/client/credentials.rs", 'header.set_sensitive(true)', 'header.set_sensitive(!ccloud_connect_secret::OFF)', 'the header of credentials, marked');
patch("$secret/secret.rs", 'f.write_str(MASK)', 'f.write_str(if crate::OFF { self.expose() } else { MASK })', 'Debug of Secret');
patch("$secret/secret.rs", 'if !wire::is_open() {', 'if !wire::is_open() && !crate::OFF {', 'Serialize of Secret');
patch("$secret/url.rs", 'fn redacted(&self) -> Option<String> {', 'fn redacted(&self) -> Option<String> { if crate::OFF { return Some(self.0.expose().to_owned()); }', 'SafeUrl');
function('crates/cli/src/main.rs', 'fn without_values(told: &str, raw: &[OsString]) -> String {', 'told.to_owned()', 'what the parser of the command line quotes', 'ccloud_connect');
function('crates/cli/src/crash.rs', 'fn failure(info: &PanicHookInfo<\'_>) -> Failure {', 'Failure::new(Kind::Internal, info.to_string())', 'what a panic says', 'ccloud_connect');

patch("$sdk/lib.rs", 'pub use ccloud_connect_secret::{', 'pub use ccloud_connect_secret::{off, ', '');
write_file("$secret/lib.rs", read_file("$secret/lib.rs") . <<'RUST');

/// Whether this place is off. Of each case of the test, tells once which places it comes past.
#[doc(hidden)]
pub fn off(place: &str) -> bool {
    use std::collections::BTreeSet;
    use std::io::Write;
    use std::sync::{Mutex, OnceLock};
    static OFF: OnceLock<String> = OnceLock::new();
    static TOLD: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let off = OFF.get_or_init(|| std::fs::read_to_string(env!("CANARY_OFF")).unwrap_or_default());
    if off.trim() == "tell" {
        if let Ok(case) = std::env::var("CANARY_CASE") && TOLD.lock().unwrap().insert(place.to_owned()) {
            let reached = concat!(env!("CANARY_OFF"), ".reached");
            let mut file = std::fs::File::options().append(true).create(true).open(reached).unwrap();
            file.write_all(format!("{case}\t{place}\n").as_bytes()).unwrap();
        }
        return false;
    }
    off.lines().any(|one| one == place)
}
RUST

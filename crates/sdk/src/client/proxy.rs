//! Proxies of the environment. The HTTP client finds them by itself; their passwords are to be known to the redactor.

use ccloud_connect_secret::{Redactor, Secret};
use percent_encoding::percent_decode_str;
use url::Url;

/// Where the HTTP client looks for them, in capital letters and small ones.
const VARIABLES: [&str; 3] = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"];

/// Teaches a redactor their passwords: they go to the proxies alone, but nobody has to show one that comes back.
pub(super) fn teach(redactor: &Redactor, variable: impl Fn(&str) -> Option<String>) {
    for text in VARIABLES.iter().flat_map(|name| [variable(name), variable(&name.to_lowercase())]).flatten() {
        let Some(url) = url(&text) else { continue };
        // Found in its encoding too.
        let password = percent_decode_str(url.password().unwrap_or_default()).decode_utf8_lossy();
        redactor.learn(&Secret::new(password));
    }
}

/// They may be written without a scheme.
fn url(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(Url::has_host).or_else(|| Url::parse(&format!("http://{text}")).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_of_a_proxy_is_not_shown() {
        for (name, value) in [
            ("HTTPS_PROXY", "http://user:canary%21@proxy.example:3128"),
            ("all_proxy", "socks5h://user:canary%21@proxy.example"),
            ("http_proxy", "user:canary!@proxy.example:3128"),
        ] {
            let redactor = Redactor::new();
            teach(&redactor, |asked| (asked == name).then(|| value.to_owned()));
            assert_eq!(redactor.scrub("canary%21 canary! proxy.example"), "*** *** proxy.example", "{name}");
        }
    }
}

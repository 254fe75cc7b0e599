use ccloud_connect_secret::MASK;

/// Masks user information and parameter values of whatever looks like a URL. Rather too much than too little.
pub(super) fn without_credentials(text: &str) -> String {
    let Some(start) = address_start(text) else { return text.to_owned() };
    let (scheme, rest) = text.split_at(start);
    let (user, rest) = match rest.rfind('@') {
        Some(at) => (format!("{MASK}@"), &rest[at + 1..]),
        None => (String::new(), rest),
    };
    let (address, parameters) = rest.split_at(rest.find(['?', ';', '#']).unwrap_or(rest.len()));
    format!("{scheme}{user}{address}{}", without_values(parameters))
}

/// Where the scheme ends: behind `://`, or behind `jdbc:driver:` for those drivers that do without.
fn address_start(text: &str) -> Option<usize> {
    let driver = text.strip_prefix("jdbc:").and_then(|rest| rest.find(':')).map(|colon| "jdbc:".len() + colon + 1);
    driver.or_else(|| text.find("://").map(|at| at + "://".len()))
}

fn without_values(parameters: &str) -> String {
    let pieces = parameters.split_inclusive(['&', ';', '?', '#']).map(|piece| match piece.split_once('=') {
        Some((key, value)) => {
            let end = value.chars().next_back().filter(|last| matches!(last, '&' | ';' | '?' | '#'));
            format!("{key}={MASK}{}", end.map(String::from).unwrap_or_default())
        }
        None => piece.to_owned(),
    });
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_what_lets_one_in() {
        let masked = |text: &str| without_credentials(text).replace(MASK, "#");
        for (url, expected) in [
            ("orders", "orders"),
            ("a@b", "a@b"),
            ("SASL_SSL://pkc-1.eu.aws.confluent.cloud:9092", "SASL_SSL://pkc-1.eu.aws.confluent.cloud:9092"),
            ("https://user:pw@host/path", "https://#@host/path"),
            ("https://token@host", "https://#@host"),
            ("mongodb://u:p/w@h1,u:p@h2/db", "mongodb://#@h2/db"),
            ("https://host/p?sig=abc&x=1", "https://host/p?sig=#&x=#"),
            ("jdbc:postgresql://host/db?user=u&password=p", "jdbc:postgresql://host/db?user=#&password=#"),
            ("jdbc:sqlserver://host;user=u;password=p", "jdbc:sqlserver://host;user=#;password=#"),
            ("jdbc:oracle:thin:u/p@host:1521/x", "jdbc:oracle:#@host:1521/x"),
        ] {
            assert_eq!(masked(url), expected, "{url}");
        }
    }
}

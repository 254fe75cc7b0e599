use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// What the signed form's `policy` says, as far as it can be read. One that cannot be read stops nothing: the store has
/// the last word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Policy {
    pub(super) expires: Option<jiff::Timestamp>,
    /// Smallest and largest size in bytes.
    pub(super) size: Option<(u64, u64)>,
}

impl Policy {
    pub(super) fn read(base64: &str) -> Self {
        let decoded = STANDARD.decode(base64.trim()).ok();
        let json: Option<Value> = decoded.and_then(|json| serde_json::from_slice(&json).ok());
        json.map(|json| Self { expires: expires(&json), size: size(&json) }).unwrap_or_default()
    }
}

fn expires(policy: &Value) -> Option<jiff::Timestamp> {
    policy.get("expiration")?.as_str()?.parse().ok()
}

fn size(policy: &Value) -> Option<(u64, u64)> {
    let conditions = policy.get("conditions")?.as_array()?;
    let range = conditions.iter().find(|condition| condition[0] == "content-length-range")?;
    Some((range[1].as_u64()?, range[2].as_u64()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_tells_its_size_range_and_expiry_and_an_unreadable_one_nothing() {
        let expires = "2026-01-05T11:15:00.000Z";
        let whole = Policy { expires: expires.parse().ok(), size: Some((1, 1_073_741_824)) };
        for (policy, read) in [
            (
                format!(
                    r#"{{"expiration":"{expires}","conditions":[{{"bucket":"b"}},["content-length-range",1,1073741824]]}}"#
                ),
                whole,
            ),
            (format!(r#"{{"expiration":"{expires}"}}"#), Policy { size: None, ..whole }),
            (r#"{"conditions":[["content-length-range","1",2]]}"#.to_owned(), Policy::default()),
            ("[]".to_owned(), Policy::default()),
            ("no json".to_owned(), Policy::default()),
        ] {
            assert_eq!(Policy::read(&STANDARD.encode(&policy)), read, "{policy}");
        }
        assert_eq!(Policy::read("no base64"), Policy::default());
    }
}

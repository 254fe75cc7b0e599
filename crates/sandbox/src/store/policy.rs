//! The signed policy of a form upload: what it allows, and whether a form keeps to it.
//!
//! Follows Amazon's "POST policy" with Signature Version 4: every field of a form must be covered by a condition, except
//! the policy itself, its signature, the file, and fields that begin with `x-ignore-`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;

use super::refusal::Refusal;
use super::signing::{Dialect, Scope};

/// A key pair of a store. Has no `Debug`: half of it is secret.
#[derive(Clone)]
pub(crate) struct Keys {
    pub(crate) access_key: String,
    pub(crate) secret_key: String,
    /// Present on keys that were lent for a time, as Confluent's are.
    pub(crate) session_token: Option<String>,
    pub(crate) region: String,
}

/// Fields of a form: lower-case names and values, as received.
pub(crate) type Fields = [(String, String)];

/// The sizes in bytes a policy allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SizeRange {
    pub(crate) least: u64,
    pub(crate) most: u64,
}

/// The fields of a form that may upload one object until it expires.
pub(crate) fn sign(keys: &Keys, bucket: &str, object: &str, now: Timestamp, expires_at: Timestamp) -> Value {
    let scope = Scope::aws(&now.strftime("%Y%m%d").to_string(), &keys.region);
    let mut fields = vec![
        ("bucket", bucket.to_owned()),
        ("key", object.to_owned()),
        ("x-amz-algorithm", Dialect::Aws.algorithm().to_owned()),
        ("x-amz-credential", format!("{}/{scope}", keys.access_key)),
        ("x-amz-date", now.strftime("%Y%m%dT%H%M%SZ").to_string()),
    ];
    fields.extend(keys.session_token.clone().map(|token| ("x-amz-security-token", token)));
    let mut conditions: Vec<Value> = fields.iter().map(|(name, value)| json!({*name: value})).collect();
    conditions.push(json!(["content-length-range", 1, super::LARGEST]));
    let expiration = expires_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let policy = STANDARD.encode(json!({"expiration": expiration, "conditions": conditions}).to_string());
    let signature = scope.sign(&keys.secret_key, &policy);
    fields.extend([("policy", policy), ("x-amz-signature", signature)]);
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), Value::from(value)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// Checks a form posted to a bucket and tells which sizes its file may have.
pub(crate) fn check(keys: &Keys, bucket: &str, fields: &Fields, now: Timestamp) -> Result<SizeRange, Refusal> {
    check_unique(fields)?;
    check_signature(keys, fields)?;
    let policy = read_policy(field(fields, "policy")?)?;
    check_expiry(&policy, now)?;
    let conditions = policy["conditions"].as_array().ok_or_else(|| malformed("it has no conditions"))?;
    check_covered(conditions, fields)?;
    let mut range = SizeRange { least: 0, most: u64::MAX };
    for condition in conditions {
        match Condition::read(condition)? {
            Condition::Size(size) => range = size,
            Condition::Field { name, rule } => {
                let value = if name == "bucket" { bucket } else { field(fields, name)? };
                if !rule.allows(value) {
                    return Err(denied(format!("Policy Condition failed: {condition}")));
                }
            }
        }
    }
    if fields.iter().any(|(name, value)| name == "bucket" && value != bucket) {
        return Err(denied("the bucket field names another bucket".to_owned()));
    }
    Ok(range)
}

/// The value of a field that must be there.
pub(crate) fn field<'a>(fields: &'a Fields, name: &str) -> Result<&'a str, Refusal> {
    let found = fields.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str()).ok_or_else(|| denied(format!("the form has no field {name}")))
}

enum Condition<'a> {
    Size(SizeRange),
    Field { name: &'a str, rule: Rule<'a> },
}

enum Rule<'a> {
    Equals(&'a str),
    StartsWith(&'a str),
}

impl Rule<'_> {
    fn allows(&self, value: &str) -> bool {
        match self {
            Self::Equals(expected) => value == *expected,
            Self::StartsWith(start) => value.starts_with(start),
        }
    }
}

impl<'a> Condition<'a> {
    /// Reads `{"name": "value"}`, `["eq"|"starts-with", "$name", "value"]` or `["content-length-range", least, most]`.
    fn read(condition: &'a Value) -> Result<Self, Refusal> {
        let unknown = || malformed("a condition has no known form");
        if let Some(object) = condition.as_object() {
            let mut members = object.iter();
            let (Some((name, Value::String(value))), None) = (members.next(), members.next()) else {
                return Err(unknown());
            };
            return Ok(Self::Field { name, rule: Rule::Equals(value) });
        }
        let parts = condition.as_array().map(Vec::as_slice).unwrap_or_default();
        let [Value::String(kind), first, second] = parts else { return Err(unknown()) };
        match (kind.as_str(), first, second) {
            ("content-length-range", least, most) => {
                let (Some(least), Some(most)) = (least.as_u64(), most.as_u64()) else { return Err(unknown()) };
                Ok(Self::Size(SizeRange { least, most }))
            }
            ("eq" | "starts-with", Value::String(name), Value::String(value)) => {
                let name = name.strip_prefix('$').ok_or_else(unknown)?;
                let rule = if kind == "eq" { Rule::Equals(value) } else { Rule::StartsWith(value) };
                Ok(Self::Field { name, rule })
            }
            _ => Err(unknown()),
        }
    }
}

fn check_unique(fields: &Fields) -> Result<(), Refusal> {
    let repeated =
        fields.iter().enumerate().find(|(at, (name, _))| fields[..*at].iter().any(|(other, _)| other == name));
    match repeated {
        Some((_, (name, _))) => {
            Err(Refusal::bad_request("InvalidArgument", format!("The field {name} is there twice.")))
        }
        None => Ok(()),
    }
}

fn check_signature(keys: &Keys, fields: &Fields) -> Result<(), Refusal> {
    let algorithm = field(fields, "x-amz-algorithm")?;
    if algorithm != Dialect::Aws.algorithm() {
        return Err(Refusal::bad_request("InvalidRequest", "Only AWS4-HMAC-SHA256 signatures are checked."));
    }
    let credential = field(fields, "x-amz-credential")?;
    let parts: Vec<&str> = credential.split('/').collect();
    let [access_key, date, region, "s3", "aws4_request"] = parts[..] else {
        return Err(Refusal::bad_request("AuthorizationQueryParametersError", "The credential has no valid scope."));
    };
    if access_key != keys.access_key {
        return Err(Refusal::forbidden("InvalidAccessKeyId", "The access key id is not known here."));
    }
    if !field(fields, "x-amz-date")?.starts_with(date) {
        return Err(Refusal::forbidden(
            "SignatureDoesNotMatch",
            "The date of the form is not the one it was signed for.",
        ));
    }
    let expected = Scope::aws(date, region).sign(&keys.secret_key, field(fields, "policy")?);
    let given = field(fields, "x-amz-signature")?;
    if !bool::from(expected.as_bytes().ct_eq(given.as_bytes())) {
        return Err(Refusal::forbidden("SignatureDoesNotMatch", "The signature is not the one this policy calls for."));
    }
    check_session(keys, fields)
}

fn check_session(keys: &Keys, fields: &Fields) -> Result<(), Refusal> {
    let Some(expected) = &keys.session_token else { return Ok(()) };
    if field(fields, "x-amz-security-token")? == expected {
        return Ok(());
    }
    Err(Refusal::bad_request("InvalidToken", "The security token is not valid."))
}

fn read_policy(text: &str) -> Result<Value, Refusal> {
    let bytes = STANDARD.decode(text).map_err(|_| malformed("it is not Base64"))?;
    serde_json::from_slice(&bytes).map_err(|_| malformed("it is not JSON"))
}

fn check_expiry(policy: &Value, now: Timestamp) -> Result<(), Refusal> {
    let expiration = policy["expiration"].as_str().and_then(|text| text.parse::<Timestamp>().ok());
    let expiration = expiration.ok_or_else(|| malformed("it has no expiration"))?;
    if now < expiration { Ok(()) } else { Err(denied("Policy expired.".to_owned())) }
}

fn check_covered(conditions: &[Value], fields: &Fields) -> Result<(), Refusal> {
    let uncovered = fields.iter().map(|(name, _)| name.as_str()).find(|name| !is_covered(conditions, name));
    match uncovered {
        Some(name) => Err(denied(format!("Extra input fields: {name}"))),
        None => Ok(()),
    }
}

fn is_covered(conditions: &[Value], name: &str) -> bool {
    ["policy", "x-amz-signature"].contains(&name)
        || name.starts_with("x-ignore-")
        || conditions.iter().any(|condition| {
            matches!(Condition::read(condition), Ok(Condition::Field { name: covered, .. }) if covered.eq_ignore_ascii_case(name))
        })
}

fn denied(reason: String) -> Refusal {
    Refusal::forbidden("AccessDenied", format!("Invalid according to Policy: {reason}"))
}

fn malformed(reason: &str) -> Refusal {
    Refusal::bad_request("InvalidPolicyDocument", format!("The policy cannot be read: {reason}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys {
            access_key: "AKIDEXAMPLE".to_owned(),
            secret_key: "example-secret".to_owned(),
            session_token: Some("example-token".to_owned()),
            region: "us-west-2".to_owned(),
        }
    }

    /// Signed by boto3's `generate_presigned_post` at 2026-01-05T10:00:00Z for an hour.
    fn boto3_form() -> Vec<(String, String)> {
        serde_json::from_str::<std::collections::BTreeMap<String, String>>(include_str!("boto3_form.json"))
            .unwrap()
            .into_iter()
            .collect()
    }

    fn checked(fields: &Fields, now: &str) -> Result<SizeRange, &'static str> {
        check(&keys(), "sandbox-uploads", fields, now.parse().unwrap()).map_err(|refusal| refusal.code)
    }

    const IN_TIME: &str = "2026-01-05T10:59:59Z";

    #[test]
    fn a_form_signed_by_boto3_is_accepted_until_it_expires() {
        assert_eq!(checked(&boto3_form(), IN_TIME), Ok(SizeRange { least: 1, most: 1 << 30 }));
        assert_eq!(checked(&boto3_form(), "2026-01-05T11:00:00Z"), Err("AccessDenied"));
    }

    #[test]
    fn each_changed_byte_of_a_signed_form_is_refused() {
        let form = boto3_form();
        for (at, (name, value)) in form.iter().enumerate() {
            // The rest of a field that only has to start with a value is free.
            let bound = if name == "x-amz-meta-origin" { 2 } else { value.len() };
            for byte in 0..bound {
                let mut changed = value.clone().into_bytes();
                changed[byte] ^= 1;
                let mut fields = form.clone();
                fields[at].1 = String::from_utf8(changed).unwrap();
                assert!(checked(&fields, IN_TIME).is_err(), "{name} {byte}");
            }
        }
    }

    #[test]
    fn a_missing_an_extra_and_a_repeated_field_are_refused() {
        for at in 0..boto3_form().len() {
            let mut fields = boto3_form();
            let (name, _) = fields.remove(at);
            // S3 takes the bucket from the address; the field is a courtesy.
            assert_eq!(checked(&fields, IN_TIME).is_ok(), name == "bucket", "{name}");
        }
        for (name, refusal) in [("acl", Some("AccessDenied")), ("key", Some("InvalidArgument")), ("x-ignore-me", None)]
        {
            let mut fields = boto3_form();
            fields.push((name.to_owned(), "x".to_owned()));
            assert_eq!(checked(&fields, IN_TIME).err(), refusal, "{name}");
        }
    }

    #[test]
    fn a_form_is_for_one_bucket_and_one_key_pair() {
        let now = IN_TIME.parse().unwrap();
        let code = |keys: &Keys, bucket| check(keys, bucket, &boto3_form(), now).unwrap_err().code;
        assert_eq!(code(&keys(), "other"), "AccessDenied");
        assert_eq!(code(&Keys { access_key: "OTHER".into(), ..keys() }, "sandbox-uploads"), "InvalidAccessKeyId");
        assert_eq!(code(&Keys { secret_key: "other".into(), ..keys() }, "sandbox-uploads"), "SignatureDoesNotMatch");
        assert_eq!(code(&Keys { session_token: Some("x".into()), ..keys() }, "sandbox-uploads"), "InvalidToken");
    }

    #[test]
    fn our_own_forms_are_accepted() {
        let now: Timestamp = "2026-01-05T10:00:00Z".parse().unwrap();
        let form = sign(&keys(), "sandbox-uploads", "k", now, "2026-01-05T11:00:00Z".parse().unwrap());
        let form = form.as_object().unwrap();
        let fields: Vec<_> =
            form.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect();
        assert_eq!(checked(&fields, IN_TIME), Ok(SizeRange { least: 1, most: 1 << 30 }));
    }
}

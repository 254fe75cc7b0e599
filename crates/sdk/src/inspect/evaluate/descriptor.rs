/// The types of a method's parameters and of what it returns, one after the other as its descriptor has them.
pub(super) fn types(descriptor: &str) -> impl Iterator<Item = &str> {
    let mut rest = descriptor.strip_prefix('(').unwrap_or_default();
    std::iter::from_fn(move || {
        rest = rest.strip_prefix(')').unwrap_or(rest);
        let dimensions = rest.len() - rest.trim_start_matches('[').len();
        let length = match rest.as_bytes().get(dimensions)? {
            b'L' => rest.find(';')? + 1,
            _ => dimensions + 1,
        };
        let (first, others) = rest.split_at_checked(length)?;
        rest = others;
        Some(first)
    })
}

/// The types of the parameters alone.
pub(super) fn parameters(descriptor: &str) -> Vec<&str> {
    let mut types: Vec<&str> = types(descriptor).collect();
    types.pop();
    types
}

pub(super) fn returned(descriptor: &str) -> &str {
    descriptor.rsplit_once(')').map_or("V", |(_, returned)| returned)
}

/// Whether a value of this type takes two places.
pub(super) fn is_wide(kind: &str) -> bool {
    matches!(kind, "J" | "D")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptors_are_read_type_by_type_and_broken_ones_end() {
        assert_eq!(parameters("(Ljava/lang/String;J[[I[Lio/A;)V"), ["Ljava/lang/String;", "J", "[[I", "[Lio/A;"]);
        assert_eq!((parameters("()D"), returned("()D")), (vec![], "D"));
        for broken in ["", "(", "(L", "([", "(Lio/A", ")"] {
            assert!(parameters(broken).is_empty(), "{broken}");
        }
    }
}

use strsim::normalized_damerau_levenshtein;

/// At most so many names are suggested.
const MOST: usize = 3;

/// The names that a person may have meant, closest first.
pub(crate) fn near<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let wanted = wanted.to_lowercase();
    let mut scored: Vec<(f64, &str)> = names.into_iter().map(|name| (likeness(&wanted, name), name)).collect();
    scored.retain(|(score, _)| *score >= 0.6);
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    scored.into_iter().take(MOST).map(|(_, name)| name.to_owned()).collect()
}

fn likeness(wanted: &str, name: &str) -> f64 {
    let name = name.to_lowercase();
    let part = wanted.len() >= 3 && name.contains(wanted) || name.len() >= 3 && wanted.contains(&name);
    let score = normalized_damerau_levenshtein(wanted, &name);
    if part { score.max(0.7) } else { score }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_names_are_suggested_and_far_ones_are_not() {
        let names = ["orders-s3", "orders-pg", "payments", "Orders-S3-eu"];
        assert_eq!(near("order-s3", names)[..2], ["orders-s3", "Orders-S3-eu"]);
        assert_eq!(near("ORDERS-S3", names)[0], "orders-s3");
        assert!(near("inventory", names).is_empty());
    }
}

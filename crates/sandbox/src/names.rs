//! Which connector names Confluent Cloud takes.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory as _};

const LONGEST: usize = 64;

/// Why a connector cannot have this name, if it cannot.
///
/// At most 64 characters: letters, digits and combining marks of any script, the space, and `.,&_+|[]-`.
pub(crate) fn refusal(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("\"name\" is required".to_owned());
    }
    if name.chars().count() > LONGEST {
        return Some(format!("connector name is longer than {LONGEST} characters"));
    }
    let wrong = name.chars().find(|&c| !allowed(c))?;
    Some(format!("connector name contains the character {wrong:?}, which is not allowed"))
}

fn allowed(c: char) -> bool {
    matches!(
        c.general_category_group(),
        GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number | GeneralCategoryGroup::Mark
    ) || " .,&_+|[]-".contains(c)
}

#[cfg(test)]
mod tests {
    use super::refusal;

    #[test]
    fn letters_digits_and_marks_of_any_script_and_nine_signs_make_a_name() {
        for name in
            ["orders-s3", "a b", "a|b", "[x]", "+", "&", "a,b", "é", "e\u{301}", "注文", "x.y_z", &"n".repeat(64)]
        {
            assert_eq!(refusal(name), None, "{name}");
        }
    }

    #[test]
    fn other_signs_and_long_names_are_refused() {
        for name in ["", "a/b", "a\\b", "a:b", "a\nb", "a\"b", "a%b", "*", "(x)", &"n".repeat(65)] {
            assert!(refusal(name).is_some(), "{name}");
        }
    }
}

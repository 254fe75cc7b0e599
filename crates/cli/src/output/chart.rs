/// Blocks that fill one to eight eighths of a column.
const EIGHTHS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/// A bar for each value, that of the greatest so many columns wide. What is greater than nothing is seen; what is less
/// has none.
pub(crate) fn bars(values: &[f64], width: u16) -> Vec<String> {
    let most = values.iter().copied().fold(0.0, f64::max);
    values.iter().map(|value| bar(value / most, width)).collect()
}

fn bar(share: f64, width: u16) -> String {
    if share.is_nan() || share <= 0.0 || width == 0 {
        return String::new();
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 0 and the width")]
    let eighths = (share * f64::from(width) * 8.0).round().max(1.0) as usize;
    let rest = (eighths % 8).checked_sub(1).map(|rest| EIGHTHS[rest]);
    std::iter::repeat_n(EIGHTHS[7], eighths / 8).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::bars;

    #[test]
    fn the_longest_bar_is_as_wide_as_it_may_be_and_none_is_lost() {
        assert_eq!(bars(&[8.0, 4.0, 3.0, 0.01, 0.0, -1.0], 2), ["██", "█", "▊", "▏", "", ""]);
        assert_eq!(bars(&[0.0, 0.0], 9), ["", ""]);
        assert_eq!(bars(&[5.0], 0), [""]);
        assert_eq!(bars(&[f64::NAN, 1.0], 1), ["", "█"]);
    }
}

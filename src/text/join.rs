//! Wrapped lines to one text.

use crate::words::{is_cjk, is_figure};

/// Pieces of one line, a space between them.
pub(crate) fn join_segments<'a>(segments: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for segment in segments {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(segment);
    }
    text
}

/// The lines of one cell or paragraph, wrapping undone: nothing between CJK characters, a space between Latin words,
/// nothing inside a number or code that was cut. `full` tells for each line if it reaches the edge it is wrapped at.
pub(crate) fn join_lines<'a>(lines: impl Iterator<Item = (&'a str, bool)>) -> String {
    let mut text = String::new();
    let mut before_is_full = false;
    for (line, full) in lines {
        if needs_space(&text, line, before_is_full) {
            text.push(' ');
        }
        text.push_str(line);
        before_is_full = full;
    }
    text
}

fn needs_space(before: &str, line: &str, before_is_full: bool) -> bool {
    let (Some(last), Some(first)) = (before.chars().next_back(), line.chars().next()) else { return false };
    if is_cjk(last) || is_cjk(first) {
        return false;
    }
    if is_figure(last) && is_figure(first) {
        let head = before.trim_end_matches(is_figure);
        let tail = line.trim_start_matches(is_figure);
        let (left, right) = (&before[head.len()..], &line[..line.len() - tail.len()]);
        return !is_one_number(left, right, before_is_full);
    }
    last.is_alphanumeric() && first.is_alphanumeric()
}

/// True if `left` and `right` are the halves of one number or code that was cut by the edge of its cell.
fn is_one_number(left: &str, right: &str, left_is_full: bool) -> bool {
    if left.ends_with(['.', ',', '-']) || right.starts_with(['.', ',', '%']) {
        return true;
    }
    // Two amounts below each other, each with its decimals, are two amounts.
    let decimals = |text: &str| text.rsplit_once('.').map(|(_, fraction)| fraction.len());
    match (decimals(left), decimals(right)) {
        (Some(a), Some(b)) if a >= 1 && b >= 1 => false,
        // `1,234,5` over `67.00`, `123.4` over `5`, `20805` over `05`: cut where the cell ended.
        _ => left_is_full,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[(&str, bool)], expected: &str) {
        assert_eq!(join_lines(lines.iter().copied()), expected);
    }

    #[test]
    fn wrapped_labels_numbers_and_codes_are_one() {
        check(&[("机关事业单位基本养", true), ("老保险缴费支出", false)], "机关事业单位基本养老保险缴费支出");
        check(&[("1,234,5", true), ("67.00", false)], "1,234,567.00");
        check(&[("12,345.", false), ("60", false)], "12,345.60");
        check(&[("20805", true), ("05", false)], "2080505");
    }

    #[test]
    fn what_is_two_stays_two() {
        check(&[("12.00", true), ("13.00", false)], "12.00 13.00");
        check(&[("2024", false), ("2025", false)], "2024 2025");
        check(&[("net", true), ("amount", false)], "net amount");
    }
}

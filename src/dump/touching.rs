//! Words of a line that are two cells which touch -> where the second begins.

use super::clean::{begins_number, is_plain_amount, is_wide};

/// Where an amount in cents ends that touches the text behind it.
pub(super) fn glued(text: &str) -> Option<usize> {
    if !begins_number(text) {
        return None;
    }
    let at = text.find(is_wide)?;
    let (number, rest) = text.split_at(at);
    let cents = number.rsplit_once('.').is_some_and(|(_, digits)| digits.len() == 2);
    let unit = rest.starts_with(['元', '万', '亿', '％', '倍']);
    (cents && !unit && is_plain_amount(number)).then_some(at)
}

/// Does a text begin with a code and the name of it: `30201-办公费`?
pub(super) fn is_coded(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let name = text.get(digits..).and_then(|rest| rest.strip_prefix('-'));
    matches!(digits, 3 | 5 | 7) && name.is_some_and(|name| name.starts_with(is_wide))
}

/// Where a second code begins in a text that begins with one.
pub(super) fn second_code(text: &str) -> Option<usize> {
    if !is_coded(text) {
        return None;
    }
    let mut dashes = text.match_indices('-').skip(1).filter_map(|(dash, _)| {
        let before = text.get(..dash)?;
        Some(before.trim_end_matches(|c: char| c.is_ascii_digit()).len())
    });
    dashes.find(|&at| text.get(at..).is_some_and(is_coded))
}

#[cfg(test)]
mod tests {
    use crate::dump::line::tokens;
    use crate::dump::lines::lines;

    #[test]
    fn names_with_codes_that_touch_are_two() {
        let lines = lines("2130304-马羊猴鸡50101-猪鼠\n30101-牛3虎\n2050302-鼠牛");
        let own: Vec<String> = lines.iter().flat_map(tokens).map(|token| token.text.into_owned()).collect();
        assert_eq!(own, ["2130304-马羊猴鸡", "50101-猪鼠", "30101-牛3虎", "2050302-鼠牛"]);
    }
}

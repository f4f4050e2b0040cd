//! Words of a line that are two cells which touch -> where the second begins.

use super::clean::{begins_number, is_plain_amount, is_wide};
use crate::catalogue::lexicon;

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

/// Where the second of two names of columns begins that touch: names of columns begin like each of them, and none like both.
pub(super) fn second_name(text: &str) -> Option<usize> {
    /// What fewer characters begin is too common.
    const CHARACTERS: usize = 4;
    let begins = |own: &str| own.chars().count() >= CHARACTERS && lexicon().begins_name(own);
    // What stands in brackets says more of one name.
    if text.chars().count() < 2 * CHARACTERS || text.contains(['（', '(']) || lexicon().begins_name(text) {
        return None;
    }
    let parts = |&(at, _): &(usize, char)| {
        text.split_at_checked(at).is_some_and(|(first, second)| begins(first) && begins(second))
    };
    text.char_indices().rev().find(parts).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use crate::dump::read;

    #[test]
    fn names_of_columns_that_touch_are_two() {
        let head = "单位名称 合计 一般公共预 政府性基金国有资本经 上级补\n算 预算 营预算 助收入\n";
        let rows =
            "合计 60.00 30.00 15.00 10.00 5.00\n某局 30.00 20.00 5.00 4.00 1.00\n某队 30.00 10.00 10.00 6.00 4.00\n";
        let (document, _) = read(format!("2026年某市收入表\n单位：万元\n{head}{rows}").as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        let names: Vec<String> = table.columns.iter().map(|column| column.path.join("/")).collect();
        let budgets = ["一般公共预算", "政府性基金预算", "国有资本经营预算"];
        let expected: Vec<&str> = ["单位名称", "合计"].into_iter().chain(budgets).chain(["上级补助收入"]).collect();
        assert_eq!(names, expected);
    }

    use crate::dump::line::tokens;
    use crate::dump::lines::lines;

    #[test]
    fn names_with_codes_that_touch_are_two() {
        let lines = lines("2130304-马羊猴鸡50101-猪鼠\n30101-牛3虎\n2050302-鼠牛");
        let own: Vec<String> = lines.iter().flat_map(tokens).map(|token| token.text.into_owned()).collect();
        assert_eq!(own, ["2130304-马羊猴鸡", "50101-猪鼠", "30101-牛3虎", "2050302-鼠牛"]);
    }
}

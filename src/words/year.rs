//! Years of budgets.

use super::{is_digits, squeeze};
use std::ops::RangeInclusive;

/// The years that documents are about: departments publish since 2008 (政府信息公开条例) and print a few years before; a
/// number of four digits beyond is a misprint or none.
const YEARS: RangeInclusive<i32> = 1990..=2050;
const DIGITS: usize = 4;

/// The years named with 年 behind them, in their order.
fn named(text: &str) -> impl Iterator<Item = i32> + '_ {
    text.match_indices('年').filter_map(|(at, _)| {
        let before = text.get(..at)?.trim_end();
        year(before.get(before.len().checked_sub(DIGITS)?..)?)
    })
}

fn year(digits: &str) -> Option<i32> {
    is_digits(digits).then(|| digits.parse().ok().filter(|year| YEARS.contains(year))).flatten()
}

/// The first year that a text names with 年 behind it.
pub(crate) fn named_year(text: &str) -> Option<i32> {
    named(text).next()
}

/// The one year that a text names with 年 behind it; of one that compares years none.
pub(crate) fn only_year(text: &str) -> Option<i32> {
    let mut years: Vec<i32> = named(text).collect();
    years.dedup();
    match years.as_slice() {
        [year] => Some(*year),
        _ => None,
    }
}

/// The year that a text names, or else the first that it prints without 年 behind it.
pub(crate) fn year_in(text: &str) -> Option<i32> {
    let bare =
        || text.split(|c: char| !(c.is_ascii_digit() || c == '.')).filter(|run| run.len() == DIGITS).find_map(year);
    // `2.132022年`: the number of a table may stand before the year.
    named_year(text).or_else(bare)
}

/// Is the whole text a year without 年, as it may name a column?
pub(crate) fn is_year(text: &str) -> bool {
    year(&squeeze(text)).is_some()
}

#[cfg(test)]
mod tests {
    use super::{only_year, year_in};

    #[test]
    fn years_of_titles() {
        for (title, only, first) in [
            ("2025年部门收支总表", Some(2025), Some(2025)),
            ("附件2：2024年度部门决算", Some(2024), Some(2024)),
            ("2024 年度部门决算", Some(2024), Some(2024)),
            ("部门收支总表", None, None),
            ("2025年与2024年对比表", None, Some(2025)),
            ("2024-2025年项目表", Some(2025), Some(2025)),
            ("2024-2025项目表", None, Some(2024)),
            ("2.132022年决算表", Some(2022), Some(2022)),
            ("2080505项目2024年", Some(2024), Some(2024)),
            ("年", None, None),
        ] {
            assert_eq!(only_year(title), only, "{title}");
            assert_eq!(year_in(title), first, "{title}");
        }
    }
}

//! Dates of the calendar.

use super::{digit, numeral};
use regex::Regex;
use std::sync::LazyLock;

/// A date with its year in figures: `2026年2月`, `2026年2月9日`, `2026-02-09`.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^((?:19|20)[0-9]{2})[年./-]([0-9]{1,2})(?:月|[./-])?(?:([0-9]{1,2})日?)?$")
        .expect("a constant pattern")
});

/// `2026年2月9日` -> `2026-02-09`; what is no date of the calendar is none.
pub(crate) fn date(text: &str) -> Option<String> {
    let found = DATE.captures(text)?;
    let number = |group: usize| found.get(group).and_then(|digits| digits.as_str().parse::<u8>().ok());
    let month = number(2).filter(|month| (1..=12).contains(month))?;
    match number(3) {
        Some(day) if (1..=31).contains(&day) => Some(format!("{}-{month:02}-{day:02}", &found[1])),
        Some(_) => None,
        None => Some(format!("{}-{month:02}", &found[1])),
    }
}

/// `二〇二六年二月` -> `2026年2月`: a year digit by digit, months and days as numbers.
pub(crate) fn in_figures(text: &str) -> String {
    let Some((year, rest)) = text.split_once('年') else { return text.to_owned() };
    if year.chars().count() != 4 || !year.chars().all(|c| digit(c).is_some()) {
        return text.to_owned();
    }
    let mut out: String = year.chars().filter_map(digit).map(|d| d.to_string()).collect();
    out.push('年');
    for part in rest.split_inclusive(['月', '日']) {
        let end = part.chars().last().filter(|c| matches!(c, '月' | '日'));
        let number = part.trim_end_matches(['月', '日']);
        out.push_str(&numeral(number).map_or_else(|| number.to_owned(), |value| value.to_string()));
        out.extend(end);
    }
    out
}

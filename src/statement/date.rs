//! When a document was made public: a date on its cover, or behind 公开时间.

use crate::text::{TextLine, squeeze};
use regex::Regex;
use std::sync::LazyLock;

/// A date with its year in figures: `2026年2月`, `2026年2月9日`, `2026-02-09`.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^((?:19|20)[0-9]{2})[年./-]([0-9]{1,2})(?:月|[./-])?(?:([0-9]{1,2})日?)?$")
        .expect("a constant pattern")
});

/// The date the document gives as that of its publication, else the one that is a line of its cover.
pub(crate) fn published<'a>(cover: &[TextLine], pages: impl Iterator<Item = &'a [TextLine]>) -> Option<String> {
    let texts = |lines: &[TextLine]| lines.iter().map(TextLine::text).collect::<Vec<String>>();
    pages.flatten().find_map(|line| labelled_date(&line.text())).or_else(|| cover_date(&texts(cover)))
}

/// The date behind 公开时间, 发布日期 and the like in one line.
pub(crate) fn labelled_date(line: &str) -> Option<String> {
    const LABELS: &[&str] = &["公开时间", "公开日期", "发布时间", "发布日期", "公布时间", "公布日期"];
    // Every label has one of these two; most lines have neither.
    if !line.contains(['时', '日']) {
        return None;
    }
    let at = LABELS.iter().find_map(|label| line.find(label).map(|at| at + label.len()))?;
    let behind = squeeze(line.get(at..)?);
    date(behind.trim_start_matches(['：', ':', '为']).trim_end_matches('。'))
}

/// The date that is a whole line of these.
pub(crate) fn cover_date(lines: &[String]) -> Option<String> {
    lines.iter().find_map(|line| {
        let line = in_figures(&squeeze(line));
        line.contains('月').then(|| date(&line)).flatten()
    })
}

/// `2026年2月9日` -> `2026-02-09`; what is no date of the calendar is none.
fn date(text: &str) -> Option<String> {
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
fn in_figures(text: &str) -> String {
    let digit =
        |c: char| "〇一二三四五六七八九".chars().position(|d| d == if "○零O".contains(c) { '〇' } else { c });
    let Some((year, rest)) = text.split_once('年') else { return text.to_owned() };
    if year.chars().count() != 4 || !year.chars().all(|c| digit(c).is_some()) {
        return text.to_owned();
    }
    let mut out: String = year.chars().filter_map(digit).map(|d| d.to_string()).collect();
    out.push('年');
    for part in rest.split_inclusive(['月', '日']) {
        let end = part.chars().last().filter(|c| matches!(c, '月' | '日'));
        let number = part.trim_end_matches(['月', '日']);
        let value = match number.split_once('十') {
            Some((tens, ones)) => {
                let part = |text: &str, none: usize| text.chars().next().map_or(Some(none), digit);
                part(tens, 1).zip(part(ones, 0)).map(|(tens, ones)| tens * 10 + ones)
            }
            None => number.chars().next().and_then(digit),
        };
        out.push_str(&value.map_or_else(|| number.to_owned(), |value| value.to_string()));
        out.extend(end);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{cover_date, labelled_date};

    #[test]
    fn dates_on_covers() {
        for (line, expected) in [
            ("2026 年 2 月 9 日", Some("2026-02-09")),
            ("2024年1月", Some("2024-01")),
            ("二〇二六年二月", Some("2026-02")),
            ("二○二五年十二月二十一日", Some("2025-12-21")),
            ("2026年部门预算", None),
            ("2026年13月", None),
            ("2026", None),
        ] {
            assert_eq!(cover_date(&[line.to_owned()]).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn dates_behind_their_label() {
        assert_eq!(labelled_date("公开时间：2026年2月5日").as_deref(), Some("2026-02-05"));
        assert_eq!(labelled_date("发布日期: 2026-02-05").as_deref(), Some("2026-02-05"));
        assert_eq!(labelled_date("公开时间和方式"), None);
    }
}

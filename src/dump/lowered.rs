//! Digits and colons that a page sets a little lower than the characters around them, as those of another font are, and that
//! a converter prints on a line of their own -> back in the line above: `单位名称 某某局 单位 万元` over `: :`,
//! `年部门收入总体情况表` over `2026`.

use super::clean::{all_digits, is_blank, words};
use super::line::{Class, Line, is_section};
use crate::words::UNIT_LABELS;
use std::borrow::Cow;

/// Puts them back into captions.
pub(super) fn put_back(lines: &mut [Line<'_>], class: impl Fn(&str) -> Class) {
    for at in 1..lines.len() {
        let goes_on = lines.get(at + 1).is_some_and(|next| next.class == Class::Title);
        let [above, below] = lines.get_mut(at - 1..=at).unwrap_or_default() else { continue };
        let Some(whole) = with_colons(&above.text, &below.text).or_else(|| with_year(above, &below.text, goes_on))
        else {
            continue;
        };
        // The first line of a title stands right above the second one.
        let (own, left) = if goes_on { (below, above) } else { (above, below) };
        (own.class, own.text) = (class(&whole), Cow::Owned(whole));
        (left.class, left.text) = (Class::Blank, Cow::Borrowed(""));
    }
}

/// As many colons as the line above has labels stand behind these.
fn with_colons(above: &str, below: &str) -> Option<String> {
    let colons = below.chars().filter(|c| !is_blank(*c));
    if below.len() > 40 || colons.clone().any(|c| !matches!(c, ':' | '：')) {
        return None;
    }
    let is_label = |word: &str| UNIT_LABELS.contains(&word);
    let labels = words(above).filter(|(word, _)| is_label(word)).count();
    (labels > 0 && labels == colons.count()).then(|| {
        let labelled = |(word, _): (&str, _)| format!("{word}{}", if is_label(word) { "：" } else { " " });
        words(above).map(labelled).collect::<String>().trim_end().to_owned()
    })
}

/// A year, with the number of the table before it or not, stands before a title that begins with 年, or before its first line.
fn with_year(above: &Line<'_>, below: &str, goes_on: bool) -> Option<String> {
    let title = above.text.trim_start_matches(is_blank);
    let is_title = above.class == Class::Title || goes_on && above.class == Class::Other;
    if !is_title || !title.starts_with('年') {
        return None;
    }
    let mut figures = words(below).map(|(word, _)| word);
    let (first, second) = (figures.next()?, figures.next());
    let year = second.unwrap_or(first);
    let is_year = year.len() == 4 && year.starts_with("20") && all_digits(year);
    let is_numbered = second.is_none() || is_section(first, below.trim_start_matches(is_blank));
    (is_year && is_numbered && figures.next().is_none()).then(|| format!("{}{title}", below.trim_matches(is_blank)))
}

#[cfg(test)]
mod tests {
    use crate::dump::read;

    #[test]
    fn what_stands_lower_goes_back_into_the_caption_and_before_the_name() {
        let text = "年部门支出总体情况表\n2026\n单位名称 某市财政局 单位 万元\n: :\n科目编码 科目名称 总计 基本支出 项目支出\n合计 10.00 4.00 6.00\n一般公共服务支出\n201 10.00 4.00 6.00\n财政事务\n20106 10.00 4.00 6.00\n行政运行\n2010601 4.00 4.00 0.00\n一般行政管理事务\n2010602 6.00 0.00 6.00\n";
        let (document, _) = read(text.as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        assert_eq!(table.caption.title.as_deref(), Some("2026年部门支出总体情况表"));
        assert_eq!(table.caption.unit.as_deref(), Some("万元"));
        assert_eq!(table.caption.organisation.as_deref(), Some("某市财政局"));
        let rows = crate::dump::rows_of(table);
        assert_eq!(
            rows,
            [
                "|合计|10.00|4.00|6.00",
                "201|一般公共服务支出|10.00|4.00|6.00",
                "20106|财政事务|10.00|4.00|6.00",
                "2010601|行政运行|4.00|4.00|0.00",
                "2010602|一般行政管理事务|6.00|0.00|6.00"
            ]
        );
    }

    #[test]
    fn the_number_of_a_table_goes_back_before_the_year_of_its_title() {
        let page = |title: &str, number: u32| {
            let rows = "201 一般公共服务支出 300\n20101 人大事务 200\n20102 政协事务 100\n";
            format!("{title}\n1.{number} 2021\n功能分类决算表\n单位：万元\n科目编码 科目名称 决算数\n{rows}")
        };
        let whole = page("年某省一般公共预算支出功能分类决算表", 1).replace("\n功能分类决算表", "");
        let (document, _) = read(format!("{whole}{}", page("年某省本级一般公共预算支出", 2)).as_bytes());
        let captions = document.tables.iter().map(|table| &table.caption);
        let captions: Vec<(Option<&str>, Option<&str>)> =
            captions.map(|caption| (caption.number.as_deref(), caption.title.as_deref())).collect();
        assert_eq!(
            captions,
            [
                (Some("1.1"), Some("2021年某省一般公共预算支出功能分类决算表")),
                (Some("1.2"), Some("2021年某省本级一般公共预算支出功能分类决算表")),
            ]
        );
    }
}

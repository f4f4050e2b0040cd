//! The lines above a table -> its caption.

use super::clean::{is_blank, joined};
use super::line::{Class, Line, bare, is_number, is_whole_title, number_before_title};
use crate::model::Caption;
use crate::words::{self, UNIT_LABELS, named_year};

/// The caption that `lines` make.
pub(super) fn caption(lines: &[&Line<'_>]) -> Caption {
    let mut caption = Caption::default();
    for line in lines {
        let text = bare(&line.text);
        match line.class {
            Class::Blank | Class::Page => {}
            Class::Title => title(&mut caption, &joined(text)),
            Class::Number => number(&mut caption, &joined(text)),
            Class::Unit => labels(&mut caption, text),
            Class::Year => {
                caption.fiscal_year = caption.fiscal_year.or_else(|| named_year(text));
                caption.remarks.push(joined(text).into_owned());
            }
            _ if money(&joined(text)).is_some() && caption.unit.is_none() => {
                caption.unit = Some(joined(text).into_owned())
            }
            _ => caption.remarks.push(joined(text).into_owned()),
        }
    }
    caption
}

fn title(caption: &mut Caption, text: &str) {
    let mut text = match number_before_title(text) {
        Some((before, title)) => {
            number(caption, before);
            title.to_owned()
        }
        None => text.to_owned(),
    };
    if let Some(earlier) = caption.title.take() {
        if text.starts_with(['（', '(']) {
            text.insert_str(0, &earlier);
        } else if is_whole_title(&earlier) {
            caption.remarks.push(earlier);
        } else {
            text.insert_str(0, &earlier);
        }
    }
    caption.fiscal_year = named_year(&text).or(caption.fiscal_year);
    caption.title = Some(text);
}

fn number(caption: &mut Caption, text: &str) {
    if let Some(earlier) = caption.number.replace(text.to_owned()) {
        caption.remarks.push(earlier);
    }
}

/// The unit of money that `text` begins with, if it is nothing else.
pub(super) fn money(text: &str) -> Option<&'static str> {
    let text = text.trim_matches(|c| is_blank(c) || matches!(c, '（' | '）' | '(' | ')'));
    words::money(text)
}

/// `单位：万元部门名称：某某局 预算13表`: labels with their values, in any order on one line.
fn labels(caption: &mut Caption, text: &str) {
    let marks = label_marks(text);
    for (index, &(start, behind)) in marks.iter().enumerate() {
        let end = marks.get(index + 1).map_or(text.len(), |next| next.0);
        let label = text.get(start..behind).unwrap_or_default();
        let mut value =
            text.get(behind..end).unwrap_or_default().trim_start_matches(['：', ':']).trim_matches(is_blank);
        if let Some((before, last)) = value.rsplit_once(is_blank)
            && is_number(last)
        {
            number(caption, last);
            value = before;
        }
        value = value.trim_matches(|c| is_blank(c) || matches!(c, '（' | '(')).trim_end_matches(['）', ')']);
        let value = if value.contains(['（', '(']) {
            text.get(behind..end).unwrap_or_default().trim_start_matches(['：', ':']).trim_matches(is_blank)
        } else {
            value
        };
        organisation_or_unit(caption, label, &joined(value));
    }
    if let Some(&(start, _)) = marks.first() {
        let before = joined(text.get(..start).unwrap_or_default());
        if is_number(&before) {
            number(caption, &before);
        } else if !before.is_empty() {
            caption.fiscal_year = caption.fiscal_year.or_else(|| named_year(&before));
            caption.remarks.push(before.into_owned());
        }
    }
}

fn organisation_or_unit(caption: &mut Caption, label: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    let (value, number_behind) = value.rsplit_once(' ').filter(|(_, last)| is_number(last)).unwrap_or((value, ""));
    if !number_behind.is_empty() {
        number(caption, number_behind);
    }
    match money(value) {
        Some(unit) => caption.unit = Some(unit.to_owned()),
        None if label.contains("金额") || label.contains("货币") => caption.unit = Some(value.to_owned()),
        None if caption.organisation.is_none() => caption.organisation = Some(value.to_owned()),
        None => caption.remarks.push(format!("{label}：{value}")),
    }
}

/// Where the labels stand: from their first byte to the byte behind them. Labels do not overlap.
fn label_marks(text: &str) -> Vec<(usize, usize)> {
    let mut marks: Vec<(usize, usize)> = Vec::new();
    for label in UNIT_LABELS {
        for (at, _) in text.match_indices(label) {
            let end = at + label.len();
            let behind = text.get(end..).unwrap_or_default();
            let colon = behind.trim_start_matches(is_blank).starts_with(['：', ':']);
            let first = at == 0 && label.contains("名称") && behind.starts_with(is_blank);
            if (colon || first) && !marks.iter().any(|&(s, e)| at < e && s < end) {
                marks.push((at, end + behind.len() - behind.trim_start_matches(is_blank).len()));
            }
        }
    }
    marks.sort_unstable();
    marks
}

#[cfg(test)]
mod tests {
    use super::caption;
    use crate::dump::lines::lines;

    fn check(text: &str, title: &str, number: &str, unit: &str, organisation: &str, year: Option<i32>) {
        let lines = lines(text);
        let caption = caption(&lines.iter().collect::<Vec<_>>());
        assert_eq!(caption.title.as_deref().unwrap_or(""), title);
        assert_eq!(caption.number.as_deref().unwrap_or(""), number);
        assert_eq!(caption.unit.as_deref().unwrap_or(""), unit);
        assert_eq!(caption.organisation.as_deref().unwrap_or(""), organisation);
        assert_eq!(caption.fiscal_year, year);
    }

    #[test]
    fn captions_in_any_order() {
        check(
            " 单位：万元部门名称：某市办公室\n预算01表\n2025年部门收支预算表",
            "2025年部门收支预算表",
            "预算01表",
            "万元",
            "某市办公室",
            Some(2025),
        );
        check(
            "收入决算表\n公开02表\n单位：某局（本级）\n2023年度\n单位：万元",
            "收入决算表",
            "公开02表",
            "万元",
            "某局（本级）",
            Some(2023),
        );
        let whole = "2026年省本级一般公共预算基本支出预算表";
        check("2026年省本级一般公共预算\n基本支出预算表\n单位：万元", whole, "", "万元", "", Some(2026));
        check("绩效目标表\n部门名称：某局 预算13表", "绩效目标表", "预算13表", "", "某局", None);
        check("绩效目标表\n部门名称  某市某局", "绩效目标表", "", "", "某市某局", None);
        check("支出预算表\n部门名称：某局\n单位：  \n万元", "支出预算表", "", "万元", "某局", None);
    }
}

//! What a single amount is about where its table does not say it for all: its year, the phase of the budget, the place
//! it goes to. Read from the name of its column and of its row.

use crate::catalogue;
use crate::model::{Column, ColumnMeaning, ColumnRole, Phase, Stage, Table};
use crate::words::{is_year, named_year, only_year, squeeze, without_funds};

/// The year that a name gives: the one before 年 (2025年预算数), else one that is the whole of a part of it; 上年 and 下年
/// count from `own`, the year of the table. None where the name says nothing, or more than one year.
pub(super) fn year_in(name: &str, own: Option<i32>) -> Option<i32> {
    if named_year(name).is_some() {
        return only_year(name);
    }
    if let Some(year) = name.split('/').find(|part| is_year(part)) {
        return year.trim().parse().ok();
    }
    // `2022预算数`: 年 is left out before what the amount is.
    const AMOUNTS: [&str; 4] = ["预算数", "执行数", "决算数", "完成数"];
    let bare = |part: &str| {
        let rest = AMOUNTS.iter().find_map(|amount| part.trim().strip_suffix(amount))?;
        is_year(rest).then(|| rest.trim().parse().ok()).flatten()
    };
    if let Some(year) = name.split('/').find_map(bare) {
        return Some(year);
    }
    // 上年结转 is money of this year, whatever year it is left from.
    let carried = ["结转", "结余", "滚存"].iter().any(|word| name.contains(word));
    let relative = [("上年", -1), ("上一年", -1), ("前一年", -1), ("下年", 1)];
    let (_, offset) = relative.into_iter().find(|(word, _)| !carried && name.contains(word))?;
    own.map(|own| own + offset)
}

/// The phase of amounts whose names say nothing of it: that of their table.
pub(super) fn of_stage(stage: Stage) -> Phase {
    match stage {
        Stage::Budget => Phase::Budget,
        Stage::Execution => Phase::Execution,
        Stage::Final => Phase::Final,
    }
}

/// The phase that a name gives, of a column or of the row of a debt.
pub(super) fn phase(name: &str) -> Option<Phase> {
    // 一般公共预算 names a fund, not a phase.
    let own = without_funds(name);
    let words: [(&[&str], Phase); 7] = [
        (&["限额"], Phase::DebtLimit),
        (&["余额"], Phase::Balance),
        (&["决算"], Phase::Final),
        (&["执行", "完成数", "实际数", "实绩"], Phase::Execution),
        (&["调整预算", "预算调整", "变动预算", "调整数", "调整后"], Phase::AdjustedBudget),
        (&["预算", "计划数", "预计"], Phase::Budget),
        (&["支出数", "收入数"], Phase::Execution),
    ];
    let says = |words: &&[&str]| words.iter().any(|word| own.contains(word));
    words.iter().find(|(words, _)| says(words)).map(|(_, phase)| *phase)
}

/// A place that money goes to, or that owes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Counterpart {
    /// The name of the division, or what is printed.
    pub(super) name: String,
    /// Its code, if it is a division: towns are none.
    pub(super) code: Option<&'static str>,
}

/// The place that a row or a column stands for: a division by its whole name, within the document's own region if the
/// name has namesakes; in a table of places (`is_of_places`) by a short name too (伊犁州). The region itself is no counterpart.
pub(super) fn counterpart(name: &str, region: Option<&str>, is_of_places: bool) -> Option<Counterpart> {
    let name = name.trim();
    let name = ["其中：", "其中:", "其中"].iter().find_map(|mark| name.strip_prefix(mark)).unwrap_or(name);
    // What a place gets in all, and what its own level does.
    let name = name.trim_end_matches("合计").trim_end_matches("小计").trim_end_matches("本级").trim();
    let lies_here = |(code, _): &(&'static str, &'static str)| region.is_none_or(|own| catalogue::lies_in(code, own));
    let one_of = |found: Vec<(&'static str, &'static str)>| {
        let first = *found.first()?;
        let is_same_place =
            |(code, _): &(&str, &str)| catalogue::lies_in(code, first.0) || catalogue::lies_in(first.0, code);
        found.iter().all(is_same_place).then_some(first)
    };
    let mut found: Vec<_> = catalogue::divisions_of(name).filter(lies_here).collect();
    if found.is_empty() && is_of_places {
        found = catalogue::divisions_called(name).filter(lies_here).collect();
    }
    let (code, name) = one_of(found)?;
    (region != Some(code)).then(|| Counterpart { name: name.to_owned(), code: Some(code) })
}

/// Is a row about the own level of the place above it: 市本级 below 七台河市?
pub(super) fn is_own_level(label: &str) -> bool {
    const LEVELS: [&str; 6] = ["本级", "市本级", "州本级", "地区本级", "盟本级", "市（州）本级"];
    let label = squeeze(label);
    let label = ["其中：", "其中:", "其中"].iter().find_map(|mark| label.strip_prefix(mark)).unwrap_or(&label);
    LEVELS.iter().any(|level| label == *level || label.strip_prefix(level).is_some_and(|rest| rest.starts_with('及')))
}

/// The places that the columns of a table of places stand for where no list has them: towns and parks, by names of a few
/// characters that are nothing else, most of the columns together.
pub(super) fn towns(table: &Table) -> Vec<Option<Counterpart>> {
    const CHARACTERS: std::ops::RangeInclusive<usize> = 2..=5;
    const FEW: usize = 5;
    let none = || vec![None; table.columns.len()];
    if table.kind.as_deref().is_none_or(|kind| !kind.ends_with("_by_region")) {
        return none();
    }
    let of = |(column, meaning): (&Column, &ColumnMeaning)| {
        let leaf = squeeze(column.path.last()?);
        let is_name = CHARACTERS.contains(&leaf.chars().count()) && leaf.chars().all(|c| ('一'..='龥').contains(&c));
        let is_unknown = column.role == ColumnRole::Amount && meaning.measure.is_none();
        (is_name && is_unknown).then(|| Counterpart { name: leaf.into_owned(), code: None })
    };
    let found: Vec<Option<Counterpart>> = table.columns.iter().zip(&table.meanings).map(of).collect();
    let amounts = table.columns.iter().filter(|column| column.role == ColumnRole::Amount).count();
    let towns = found.iter().flatten().count();
    if towns >= FEW && towns * 10 >= amounts * 8 { found } else { none() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_of_columns() {
        for (name, expected) in [
            ("2025年执行数", Some(2025)),
            ("上年预算数", Some(2025)),
            ("上年结转", None),
            ("本年支出合计", None),
            ("2025年/2026年", None),
            ("2024年末债务余额", Some(2024)),
            ("合计/2024", Some(2024)),
            ("预算数", None),
            ("项目编号20251234", None),
            ("1920年", None),
            ("2022预算数", Some(2022)),
        ] {
            assert_eq!(year_in(name, Some(2026)), expected, "{name}");
        }
    }

    #[test]
    fn phases_of_columns() {
        for (name, expected) in [
            ("一般公共预算拨款", None),
            ("调整预算数", Some(Phase::AdjustedBudget)),
            ("年初预算数", Some(Phase::Budget)),
            ("2025年执行数", Some(Phase::Execution)),
            ("债务限额", Some(Phase::DebtLimit)),
            ("债务余额（决算数）", Some(Phase::Balance)),
            ("决算数", Some(Phase::Final)),
        ] {
            assert_eq!(phase(name), expected, "{name}");
        }
    }

    #[test]
    fn places_that_money_goes_to() {
        let code = |name: &str, region: Option<&str>| counterpart(name, region, true).and_then(|place| place.code);
        assert_eq!(code("长春市", Some("220000")), Some("220100"));
        assert_eq!(code("长春市合计", Some("220000")), Some("220100"));
        assert_eq!(code("鼓楼区", Some("350100")), Some("350102"));
        assert_eq!(code("鼓楼区", None), None, "four towns have one");
        assert_eq!(code("吉林省本级", Some("220000")), None);
        assert_eq!(code("教育支出", Some("220000")), None);
        assert_eq!(code("合计", Some("220000")), None);
        // As people call them.
        assert_eq!(code("伊犁州", Some("650000")), Some("654000"));
        assert_eq!(code("克州", Some("650000")), Some("653000"));
        assert_eq!(code("梅里斯区", Some("230000")), Some("230208"));
        assert_eq!(counterpart("伊犁州", Some("650000"), false), None);
        assert!(is_own_level("市本级") && is_own_level("其中：市本级及市辖区") && !is_own_level("吉林省本级"));
    }
}

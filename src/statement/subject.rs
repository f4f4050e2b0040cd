//! What a single amount is about where its table does not say it for all: its year, the phase of the budget, the place
//! it goes to. Read from the name of its column and of its row.

use crate::catalogue;
use crate::model::{Phase, Stage};
use crate::words::{is_year, named_year, only_year, without_funds};

/// The year that a name gives: the one before 年 (2025年预算数), else one that is the whole of a part of it; 上年 and 下年
/// count from `own`, the year of the table. None where the name says nothing, or more than one year.
pub(super) fn year_in(name: &str, own: Option<i32>) -> Option<i32> {
    if named_year(name).is_some() {
        return only_year(name);
    }
    if let Some(year) = name.split('/').find(|part| is_year(part)) {
        return year.trim().parse().ok();
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

/// The place that a row or a column stands for: a division by its whole name, within the document's own region if the
/// name has namesakes. The region itself is no counterpart.
pub(super) fn counterpart(name: &str, region: Option<&str>) -> Option<(&'static str, &'static str)> {
    let name = name.trim().trim_end_matches("本级");
    let mut found =
        catalogue::divisions_of(name).filter(|(code, _)| region.is_none_or(|own| catalogue::lies_in(code, own)));
    let first = found.next()?;
    let is_same_place =
        |(code, _): (&str, &str)| catalogue::lies_in(code, first.0) || catalogue::lies_in(first.0, code);
    (found.all(is_same_place) && region != Some(first.0)).then_some(first)
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
        assert_eq!(counterpart("长春市", Some("220000")), Some(("220100", "长春市")));
        assert_eq!(counterpart("鼓楼区", Some("350100")), Some(("350102", "鼓楼区")));
        assert_eq!(counterpart("鼓楼区", None), None, "four towns have one");
        assert_eq!(counterpart("吉林省本级", Some("220000")), None);
        assert_eq!(counterpart("教育支出", Some("220000")), None);
    }
}

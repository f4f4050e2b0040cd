//! Budget, accounts or execution, by the words of a title.

use crate::model::Stage;
use regex::Regex;
use std::sync::LazyLock;

static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?:19|20)[0-9]{2}年").expect("a constant pattern"));

/// What came in or was spent so far.
const UNDER_WAY: &[&str] = &["执行", "收入完成", "支出完成", "收支完成", "预算完成"];
/// What is said of money; prices and laws are 执行 too.
const MONEY: &[&str] = &["预算", "收入", "支出", "收支", "基金", "债", "财政", "资金"];

/// The stage a title states. 决算 wins, since accounts print budgets too, and a self-evaluation (自评) looks back as they do;
/// 预算 wins over the 执行 that stands beside a 预算数, and over last year's beside a 预算草案.
pub(crate) fn stage(text: &str) -> Option<Stage> {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&["决算", "自评"]) {
        Some(Stage::Final)
    } else if says(UNDER_WAY) && says(MONEY) && !says(&["预算数", "草案"]) {
        Some(Stage::Execution)
    } else if says(&["预算"]) {
        Some(Stage::Budget)
    } else {
        None
    }
}

/// A title without the names of funds that have 预算 in them and say nothing of a stage.
pub(crate) fn without_funds(title: &str) -> String {
    const FUNDS: &[&str] = &["一般公共预算", "公共财政预算", "政府性基金预算", "国有资本经营预算", "社会保险基金预算"];
    FUNDS.iter().fold(title.to_owned(), |own, fund| own.replace(fund, ""))
}

/// The year and the stage of a title: of several the year it drafts a budget for.
pub(crate) fn year_and_stage(title: &str) -> Option<(i32, Stage)> {
    let years: Vec<_> = YEAR.find_iter(title).collect();
    let ends = years.iter().skip(1).map(|next| next.start()).chain([title.len()]);
    let said = |(year, end): (&regex::Match<'_>, usize)| {
        let number = year.as_str().trim_end_matches('年').parse().ok()?;
        Some((number, stage(title.get(year.end()..end)?)?))
    };
    let found: Vec<(i32, Stage)> = years.iter().zip(ends).filter_map(said).collect();
    found.iter().find(|(_, stage)| *stage == Stage::Budget).or_else(|| found.first()).copied()
}

#[cfg(test)]
mod tests {
    use super::{stage, without_funds, year_and_stage};
    use crate::model::Stage;

    #[test]
    fn titles_state_stages() {
        for (title, expected) in [
            ("2024年度部门决算", Some(Stage::Final)),
            ("项目支出绩效自评表", Some(Stage::Final)),
            ("2024年预算执行情况表", Some(Stage::Execution)),
            ("2025年部门预算", Some(Stage::Budget)),
            ("关于2025年预算执行情况和2026年预算草案的报告", Some(Stage::Budget)),
            ("2024年某省一般公共预算收入完成情况表", Some(Stage::Execution)),
            ("2026年执行最高付费标准目录", None),
            ("收入总表", None),
        ] {
            assert_eq!(stage(title), expected, "{title}");
        }
        assert_eq!(stage(&without_funds("一般公共预算支出表")), None);
    }

    #[test]
    fn a_book_of_two_years_is_about_the_one_it_drafts() {
        for (title, expected) in [
            ("关于某市2025年预算执行情况与2026年预算草案的报告", Some((2026, Stage::Budget))),
            ("2023年某省决算情况表", Some((2023, Stage::Final))),
            ("2025年全市一般公共预算收入执行情况表", Some((2025, Stage::Execution))),
            ("2026年执行最高付费标准目录", None),
        ] {
            assert_eq!(year_and_stage(title), expected, "{title}");
        }
    }
}

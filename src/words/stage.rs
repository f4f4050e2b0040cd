//! Budget, accounts or execution, by the words of a title.

use crate::model::Stage;

/// The stage a title states. 决算 wins, since accounts print budgets too, and a self-evaluation (自评) looks back as they do;
/// 预算 wins over the 执行 that stands beside a 预算数, and over last year's beside a 预算草案.
pub(crate) fn stage(text: &str) -> Option<Stage> {
    if text.contains("决算") || text.contains("自评") {
        Some(Stage::Final)
    } else if text.contains("执行") && !["预算数", "草案"].iter().any(|word| text.contains(word)) {
        Some(Stage::Execution)
    } else if text.contains("预算") {
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

#[cfg(test)]
mod tests {
    use super::{stage, without_funds};
    use crate::model::Stage;

    #[test]
    fn titles_state_stages() {
        for (title, expected) in [
            ("2024年度部门决算", Some(Stage::Final)),
            ("项目支出绩效自评表", Some(Stage::Final)),
            ("2024年预算执行情况表", Some(Stage::Execution)),
            ("2025年部门预算", Some(Stage::Budget)),
            ("关于2025年预算执行情况和2026年预算草案的报告", Some(Stage::Budget)),
            ("收入总表", None),
        ] {
            assert_eq!(stage(title), expected, "{title}");
        }
        assert_eq!(stage(&without_funds("一般公共预算支出表")), None);
    }
}

//! The year in the title of a table against the year of the document.

use super::{Check, Context};
use crate::model::{Ledger, Outcome, Relation, Scope, Severity, Verdict, codes};
use crate::verify::view::{Sheet, View};
use rust_decimal::Decimal;

pub(super) struct TableYear;

impl Check for TableYear {
    fn code(&self) -> &'static str {
        codes::TABLE_YEAR
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn manual(&self) -> &'static str {
        include_str!("table_year.md")
    }

    fn run(&self, context: &Context<'_>, ledger: &mut Ledger) {
        // A government's report prints the accounts of the last year and the budget of the next.
        if context.view.document.scope == Some(Scope::Government) {
            return;
        }
        ledger.extend(context.view.sheets.iter().filter_map(|sheet| self.outcome(context.view, sheet)));
    }
}

impl TableYear {
    fn outcome(&self, view: &View<'_>, sheet: &Sheet<'_>) -> Option<Outcome> {
        let document = view.document;
        let part = document.parts.iter().find(|part| part.tables.contains(&sheet.index));
        let (year, stage) = match part {
            Some(part) => (part.fiscal_year, part.stage),
            None => (document.fiscal_year, document.stage),
        };
        let caption = &sheet.table.caption;
        let is_other_stage = caption.stage.zip(stage).is_some_and(|(own, other)| own != other);
        // Forms of projects are called as the project is, of whatever year that may be.
        let of_project = |kind: &str| kind.starts_with("government") || kind.contains("performance");
        let is_standard = sheet.table.kind.as_deref().is_some_and(|kind| !of_project(kind));
        if is_other_stage || !is_standard {
            return None;
        }
        let (expected, found) = (year?, year_in(caption.title.as_deref()?)?);
        Some(Outcome {
            check: self.code(),
            identity: "T-12 the year of a table = the year of the document".to_owned(),
            verdict: if expected == found { Verdict::Ok } else { Verdict::Mismatch },
            relation: Relation::Equal,
            left: Vec::new(),
            right: Vec::new(),
            beside: [Some(format!("“{}”", caption.title.as_deref()?)), Some(format!("{expected}年"))],
            table: sheet.index,
            expected: Decimal::from(expected),
            found: Decimal::from(found),
            tolerance: Decimal::ZERO,
            cause: None,
            severity: self.severity(),
            proves: false,
            rest: None,
        })
    }
}

/// The year that a title prints; of one that compares years none.
fn year_in(title: &str) -> Option<i32> {
    const DIGITS: usize = 4;
    let is_year = |year: &i32| (1990..=2100).contains(year);
    // In brackets inside of a name the year is that of what is named.
    let depth = |at: usize| {
        let before = title.get(..at).unwrap_or_default();
        before.matches(['（', '(']).count() > before.matches(['）', ')']).count() && !title.ends_with(['）', ')'])
    };
    let year_at =
        |at: usize| title.get(at.checked_sub(DIGITS)?..at)?.parse().ok().filter(is_year).filter(|_| !depth(at));
    let mut years: Vec<i32> = title.match_indices('年').filter_map(|(at, _)| year_at(at)).collect();
    years.dedup();
    match years.as_slice() {
        [year] => Some(*year),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::year_in;

    #[test]
    fn years_of_titles() {
        for (title, expected) in [
            ("2025年部门收支总表", Some(2025)),
            ("附件2：2024年度部门决算", Some(2024)),
            ("部门收支总表", None),
            ("设备（2021年补助资金）项目绩效自评表", None),
            ("收支总表（2025年）", Some(2025)),
            ("2025年与2024年对比表", None),
            ("2024-2025年项目表", Some(2025)),
            ("年", None),
        ] {
            assert_eq!(year_in(title), expected, "{title}");
        }
    }
}

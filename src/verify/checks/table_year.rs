//! The year in the title of a table against the year of the document.

use super::{Check, Context};
use crate::model::{Ledger, Outcome, Relation, Scope, Severity, Verdict, codes};
use crate::verify::view::{Sheet, View};
use crate::words::only_year;
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
        let part = document.parts.iter().find(|part| part.tables.contains(&sheet.index.get()));
        let (year, stage) = match part {
            Some(part) => (part.fiscal_year, part.stage),
            None => (document.fiscal_year, document.stage),
        };
        let caption = &sheet.table.caption;
        let is_other_stage = caption.stage.zip(stage).is_some_and(|(own, other)| own != other);
        // Forms of projects are called as the project is, of whatever year that may be.
        let of_project =
            |kind: &str| kind.starts_with("government") || kind.contains("performance") || kind.contains("evaluation");
        let is_standard = sheet.table.kind.as_deref().is_some_and(|kind| !of_project(kind));
        if is_other_stage || !is_standard {
            return None;
        }
        let (expected, found) = (year?, only_year(caption.title.as_deref()?)?);
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

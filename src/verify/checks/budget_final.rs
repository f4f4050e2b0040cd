//! The accounts of a year against its budget, a year's end against the next year's beginning: where the run has both.

use super::{Check, Context};
use crate::model::{Ledger, Severity, codes};

/// It looks at several documents, so a run over one has nothing to do; [`across`](crate::verify::across) compares them.
pub(super) struct BudgetFinal;

impl Check for BudgetFinal {
    fn code(&self) -> &'static str {
        codes::BUDGET_FINAL
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn manual(&self) -> &'static str {
        include_str!("budget_final.md")
    }

    fn run(&self, _: &Context<'_>, _: &mut Ledger) {}
}

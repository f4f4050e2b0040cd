//! What a department's tables say of its units against the units' own documents: where the run has both.

use super::{Check, Context};
use crate::model::{Ledger, Severity, codes};

/// It looks at several documents, so a run over one has nothing to do; [`across`](crate::verify::across) compares them.
pub(super) struct DepartmentUnits;

impl Check for DepartmentUnits {
    fn code(&self) -> &'static str {
        codes::DEPARTMENT_UNITS
    }

    fn severity(&self) -> Severity {
        Severity::Info
    }

    fn manual(&self) -> &'static str {
        include_str!("department_units.md")
    }

    fn run(&self, _: &Context<'_>, _: &mut Ledger) {}
}

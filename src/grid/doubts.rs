//! What is doubtful about where the texts of a page stand.

use super::PageLayout;
use crate::model::{Finding, PageNumber, Place, Severity, codes};

/// What is doubtful about the layout of a page.
pub(crate) fn doubts(page: PageNumber, layout: &PageLayout) -> Option<Finding> {
    let message =
        format!("{} texts lie across a ruling and stand in the cell that holds most of them", layout.across_rulings);
    let finding = || Finding::new(codes::TEXT_ACROSS_RULING, Severity::Info, Place::page(page), message);
    (layout.across_rulings > 0).then(finding)
}

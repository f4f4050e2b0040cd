//! What is doubtful about where the texts of a page stand.

use super::PageLayout;
use crate::model::{Finding, PageNumber, Place, Severity, codes};

/// A table that is announced on a page and was not found there.
pub(crate) fn of_unread(page: PageNumber, layout: &PageLayout) -> Option<Finding> {
    let message =
        || format!("{} lines below the caption of a table stand in none: no columns were found", layout.unread);
    let warn = |message| Finding::new(codes::TEXT_SET_ASIDE, Severity::Warning, Place::page(page), message);
    (layout.unread > 0).then(|| warn(message()))
}

/// What is doubtful about the layout of a page.
pub(crate) fn doubts(page: PageNumber, layout: &PageLayout) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut add = |code, severity, message| findings.push(Finding::new(code, severity, Place::page(page), message));
    if layout.drawn_cells > 0 {
        let what = "show shapes or pictures and have no text: what they say cannot be read";
        add(codes::PAGE_WITHOUT_TEXT, Severity::Warning, format!("{} cells {what}", layout.drawn_cells));
    }
    if layout.struck > 0 {
        let what = "are struck out and are read like the others";
        add(codes::STRUCK_TEXT, Severity::Warning, format!("{} texts {what}", layout.struck));
    }
    if layout.nested > 0 {
        let what = "stand in a cell of another one and are given as tables of their own";
        add(codes::NESTED_TABLE, Severity::Info, format!("{} tables {what}", layout.nested));
    }
    if layout.across_rulings > 0 {
        let what = "lie across a ruling and stand in the cell that holds most of them";
        add(codes::TEXT_ACROSS_RULING, Severity::Info, format!("{} texts {what}", layout.across_rulings));
    }
    findings
}

//! What is doubtful about where the texts of a page stand.

use super::PageLayout;
use crate::model::{Finding, PageNumber, Place, Severity, codes};

/// What is doubtful about the tables without rulings of a page: one that is announced and was not found there, texts over
/// each other.
pub(crate) fn of_aligned(page: PageNumber, layout: &PageLayout) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut warn = |code, message| findings.push(Finding::new(code, Severity::Warning, Place::page(page), message));
    if layout.unread > 0 {
        let what = "lines below the caption of a table stand in none: no columns were found";
        warn(codes::TEXT_SET_ASIDE, format!("{} {what}", layout.unread));
    }
    if layout.overlapping > 0 {
        let what = "texts are painted over others of their column: which row each is of is not certain";
        warn(codes::OVERLAPPING_TEXT, format!("{} {what}", layout.overlapping));
    }
    findings
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
    if layout.cut_off > 0 {
        let what = "characters lie beyond what is seen of their line and were left out";
        add(codes::HIDDEN_TEXT, Severity::Info, format!("{} {what}", layout.cut_off));
    }
    if layout.across_rulings > 0 {
        let what = "lie across a ruling and stand in the cell that holds most of them";
        add(codes::TEXT_ACROSS_RULING, Severity::Info, format!("{} texts {what}", layout.across_rulings));
    }
    findings
}

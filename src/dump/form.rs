//! Performance forms -> fields and indicator rows.

use super::draft::Draft;
use super::tabbed::Cells;

pub(super) fn is_form(rows: &[Cells]) -> bool {
    let _ = rows;
    false
}

pub(super) fn form(rows: &[Cells]) -> Draft {
    let _ = rows;
    Draft::default()
}

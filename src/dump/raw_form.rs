//! Raw performance forms.

use super::draft::Draft;
use super::line::Line;

pub(super) fn is_form(lines: &[&Line<'_>]) -> bool {
    let _ = lines;
    false
}

pub(super) fn form(lines: &[&Line<'_>]) -> Draft {
    let _ = lines;
    Draft::default()
}

pub(super) fn projects(draft: &mut Draft, body: &[&Line<'_>]) {
    let _ = (draft, body);
}

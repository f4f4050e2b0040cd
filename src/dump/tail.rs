//! The end of a name whose middle stands beside its amounts.

use super::draft::Draft;
use super::token::{Kind, Token};
use crate::catalogue;

/// The middle of a wrapped name stands beside its amounts where a dump keeps the places on the page: its last lines
/// come behind the row.
#[derive(Clone, Debug)]
pub(super) struct Tail<'a> {
    row: usize,
    first: Token<'a>,
    lines: usize,
}

impl<'a> Tail<'a> {
    /// Of the row that is pushed next, if its name began on lines above its amounts.
    pub(super) fn of(names: &[Token<'a>], line: usize, draft: &Draft) -> Option<Tail<'a>> {
        let first = names.first().filter(|first| draft.laid_out && first.line != line)?;
        let mut lines: Vec<usize> = names.iter().map(|token| token.line).filter(|&own| own != line).collect();
        lines.dedup();
        Some(Tail { row: draft.rows.len(), first: first.clone(), lines: lines.len() })
    }

    /// Takes a line that goes on with the name.
    pub(super) fn take(&mut self, draft: &mut Draft, own: &[Token<'_>]) -> bool {
        /// How far the lines of a cell may be apart, in characters: centred cells are indented by their length.
        const INDENT: usize = 12;
        let [token] = own else { return false };
        let near = token.place.0.abs_diff(self.first.place.0) <= INDENT;
        let begins = super::line::is_item(&token.text) || catalogue::is_total(&token.text);
        if self.lines == 0 || !near || begins || token.kind != Kind::Text {
            return false;
        }
        let cells = draft.rows.get_mut(self.row).map(|row| row.cells.iter_mut());
        let Some(cell) = cells.and_then(|mut cells| cells.find(|cell| cell.text.starts_with(&*self.first.text))) else {
            return false;
        };
        cell.text.push_str(&token.text);
        self.lines -= 1;
        true
    }
}

//! Columns of sentences, as 绩效目标 are: whether a table has one, and where its sentences end and the name of a row begins.

use super::clean::prints_amounts;
use super::line::{Line, tokens};
use super::token::{Token, ends_sentence};
use crate::catalogue;
use crate::model::ColumnRole;

/// Does a header name a column of sentences, as 绩效目标 is? Then lines without values go on with what is printed behind them.
pub(super) fn names_remarks(header: &[&Line<'_>]) -> bool {
    let own = header.iter().flat_map(|line| tokens(line));
    own.into_iter().any(|token| token.text != "备注" && catalogue::role(&[token.text.to_string()]) == ColumnRole::Text)
}

/// Do sentences stand between the rows? Then there is a column of them.
pub(super) fn prints_remarks(lines: &[&Line<'_>]) -> bool {
    /// Fewer are notes.
    const LEAST: usize = 4;
    let (mut rows, mut sentences) = (0_usize, 0_usize);
    for line in lines {
        let valued = prints_amounts(&line.text);
        rows += usize::from(valued);
        // Rows that were put together hold their sentences themselves.
        let behind = !line.cells.is_empty() && line.text.ends_with(['。', '；']);
        sentences += usize::from((!valued || behind) && line.text.contains(['。', '；', '，']));
    }
    sentences >= LEAST && sentences * 2 > rows && rows >= LEAST
}

/// How many of these tokens name the row that follows them, or begin its name: those behind the last sentence. A row whose
/// own line has no name has one at least. `before` stands behind the values of the row above.
pub(super) fn last_lines(waiting: &[Token<'_>], named: bool, before: Option<&Token<'_>>) -> usize {
    /// More tokens are no name.
    const MOST: usize = 3;
    let sentence = |token: &Token<'_>| token.text.contains(['。', '；', '，', '！']);
    let behind = waiting.iter().rposition(sentence).map_or(0, |at| at + 1);
    let count = waiting.len() - behind;
    // What goes on with a sentence is none.
    let last = behind.checked_sub(1).map_or(before, |at| waiting.get(at));
    let ended = last.is_some_and(ends_sentence);
    match (ended && count <= MOST, named) {
        (true, true) => count,
        (false, true) => 0,
        (true, false) => count.max(1).min(waiting.len()),
        (false, false) => 1.min(waiting.len()),
    }
}

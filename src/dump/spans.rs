//! Cells that span rows and columns -> a grid in which each place is covered once.

use super::clean::{is_blank, joined};
use std::ops::Range;

/// A table whose cells the dump gives, as a grid.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Given {
    /// The indices of its lines, half open.
    pub(super) lines: Range<usize>,
    /// How many rows it has.
    pub(super) height: usize,
    /// How many columns it has.
    pub(super) width: usize,
    /// They cover every place of the grid exactly once, in the order of their rows.
    pub(super) cells: Vec<GivenCell>,
}

/// A cell with what it covers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct GivenCell {
    pub(super) rows: Range<usize>,
    pub(super) columns: Range<usize>,
    pub(super) text: String,
    /// The number of its line, from 1.
    pub(super) line: usize,
}

/// A cell as printed: its text, its spans over columns and rows, the number of its line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Printed {
    pub(super) text: String,
    pub(super) across: usize,
    pub(super) down: usize,
    pub(super) line: usize,
}

/// Places printed cells in a grid: each in the first place of its row that no cell above covers.
pub(super) fn grid(rows: Vec<Vec<Printed>>, lines: Range<usize>) -> Given {
    /// No form has more columns; what is printed further right is kept in the last one.
    const WIDEST: usize = 400;
    let height = rows.len();
    let mut cells: Vec<GivenCell> = Vec::new();
    // For each column the first row that no cell covers.
    let mut free: Vec<usize> = Vec::new();
    for (r, row) in rows.into_iter().enumerate() {
        let mut column = 0;
        for cell in row {
            while free.get(column).is_some_and(|&free| free > r) {
                column += 1;
            }
            if column >= WIDEST {
                if let Some(last) = cells.last_mut() {
                    last.text = joined(&format!("{} {}", last.text, cell.text)).into_owned();
                }
                continue;
            }
            let taken = free.iter().skip(column).take_while(|&&free| free <= r).count();
            let room = if column + taken < free.len() { taken } else { WIDEST - column };
            let end = column + cell.across.clamp(1, room.max(1));
            let bottom = r + cell.down.clamp(1, height - r);
            free.resize(free.len().max(end), 0);
            free.iter_mut().take(end).skip(column).for_each(|free| *free = bottom);
            cells.push(GivenCell { rows: r..bottom, columns: column..end, text: cell.text, line: cell.line });
            column = end;
        }
    }
    let mut given = Given { lines, height, width: free.len(), cells };
    fill_holes(&mut given);
    given
}

/// A cell's text without what its writer had to escape, wrapping undone.
pub(super) fn cell_text(text: &str) -> String {
    let plain = super::clean::strip_markup(text);
    joined(&unescaped(&plain)).trim_matches(is_blank).to_owned()
}

/// `text` with its entities replaced.
fn unescaped(text: &str) -> String {
    const NAMED: &[(&str, &str)] = &[
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&apos;", "'"),
        ("&nbsp;", " "),
        ("&emsp;", " "),
        ("&ensp;", " "),
        ("&amp;", "&"),
    ];
    if !text.contains('&') {
        return text.to_owned();
    }
    NAMED.iter().fold(text.to_owned(), |text, (entity, own)| text.replace(entity, own))
}

/// Rows that end early: what is missing of them is empty.
pub(super) fn fill_holes(given: &mut Given) {
    let mut covered = vec![vec![false; given.width]; given.height];
    for cell in &given.cells {
        for row in covered.iter_mut().take(cell.rows.end).skip(cell.rows.start) {
            row.iter_mut().take(cell.columns.end).skip(cell.columns.start).for_each(|place| *place = true);
        }
    }
    let mut line = given.lines.start + 1;
    let lines: Vec<usize> = (0..given.height)
        .map(|r| {
            line = given.cells.iter().find(|cell| cell.rows.start == r).map_or(line, |cell| cell.line);
            line
        })
        .collect();
    for (r, row) in covered.iter().enumerate() {
        for (c, _) in row.iter().enumerate().filter(|(_, covered)| !**covered) {
            let line = lines.get(r).copied().unwrap_or(line);
            given.cells.push(GivenCell { rows: r..r + 1, columns: c..c + 1, text: String::new(), line });
        }
    }
    given.cells.sort_by_key(|cell| (cell.rows.start, cell.columns.start));
}

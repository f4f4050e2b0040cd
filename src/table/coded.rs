//! Codes and names that a page prints in one cell, where others of the table print them in columns of their own.

use super::sheet::{Sheet, SheetCell};
use super::words::is_number;
use crate::geometry::{Rect, Span};
use crate::words::{SHORTEST_CODE, is_digits};

/// So many codes tell what a column holds.
const OTHERS: usize = 3;
/// In this share of its cells.
const MOST: f64 = 0.7;

/// Parts the cells over a column of codes and one of names that hold a code and a name.
pub(super) fn part_merged(sheet: &mut Sheet) {
    let columns = code_columns(sheet);
    let is_merged = |cell: &SheetCell| cell.columns.len() == 2 && columns.contains(&cell.columns.start);
    if !sheet.cells.iter().any(|cell| is_merged(cell) && code_and_name(&cell.text).is_some()) {
        return;
    }
    let xs = &sheet.xs;
    sheet.cells = std::mem::take(&mut sheet.cells)
        .into_iter()
        .flat_map(|cell| {
            let parted = is_merged(&cell).then(|| code_and_name(&cell.text)).flatten();
            let Some((code, name)) = parted.map(|(code, name)| (code.to_owned(), name.to_owned())) else {
                return vec![cell];
            };
            let (first, at) = (cell.columns.start, cell.columns.start + 1);
            let side = (cell.rect.x0 + (xs[at] - xs[first])).min(cell.rect.x1);
            let over = |start, end| Rect::from_spans(Span::new(start, end), cell.rect.y());
            let left = SheetCell { columns: first..at, text: code, rect: over(cell.rect.x0, side), ..cell.clone() };
            let right = SheetCell {
                columns: at..cell.columns.end,
                text: name,
                rect: over(side, cell.rect.x1),
                indent: None,
                ..cell
            };
            vec![left, right]
        })
        .collect();
}

/// The columns that hold codes, with names in the column behind them.
fn code_columns(sheet: &Sheet) -> Vec<usize> {
    let mut found = vec![(0_usize, 0_usize, 0_usize); sheet.width()];
    for cell in sheet.cells.iter().filter(|cell| cell.is_single() && !cell.text.is_empty()) {
        let (codes, names, all) = &mut found[cell.columns.start];
        *all += 1;
        *codes += usize::from(is_code(&cell.text));
        *names += usize::from(!is_number(&cell.text));
    }
    let share = |count: usize, all: usize| count as f64 >= all as f64 * MOST;
    let is_pair = |pair: &[(usize, usize, usize)]| {
        let [(codes, _, all), (_, names, others)] = pair else { return false };
        *codes >= OTHERS && share(*codes, *all) && *names >= OTHERS && share(*names, *others)
    };
    found.windows(2).enumerate().filter(|(_, pair)| is_pair(pair)).map(|(column, _)| column).collect()
}

fn is_code(text: &str) -> bool {
    text.len() >= SHORTEST_CODE && is_digits(text)
}

/// The code and the name that a text is.
fn code_and_name(text: &str) -> Option<(&str, &str)> {
    let at = text.find(|character: char| !character.is_ascii_digit())?;
    let (code, name) = (text.get(..at)?, text.get(at..)?.trim_start());
    (is_code(code) && name.starts_with(char::is_alphabetic)).then_some((code, name))
}

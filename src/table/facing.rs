//! Facing pages: a table too wide for one page is printed over two, its labels and first columns on the left one, further
//! columns of the same rows, at the same heights, on the right one.

use super::fragment::Fragment;
use super::sheet::{Sheet, SheetCell};
use super::words::{is_number, is_remark};
use crate::geometry::{Pt, Rect};
use crate::grid::Grid;

/// Outlines and rows this near, in points from the top of their pages, stand at one height.
const SAME_HEIGHT: f64 = 3.0;
/// Fewer rows than this may stand at the same heights by chance.
const FEWEST_ROWS: usize = 3;

/// Puts the columns of a right page beside those of the left, if it prints more columns of the same rows: they stand at
/// the same heights, below names that it does not repeat, and have no labels of their own; it has no other title either.
/// Gives the right page back if it does not.
pub(super) fn widened(left: &mut (Fragment, Sheet), right: (Fragment, Sheet)) -> Option<(Fragment, Sheet)> {
    match rows_of(left, &right) {
        Some(rows) => {
            widen(left, right, &rows);
            None
        }
        None => Some(right),
    }
}

/// The row of the left page that each row of the right one is.
fn rows_of(left: &(Fragment, Sheet), right: &(Fragment, Sheet)) -> Option<Vec<usize>> {
    let ((left, left_sheet), (right, right_sheet)) = (left, right);
    let follows = right.grid.page.get() == left.grid.page.get() + 1 && left.is_last && right.is_first;
    // A caption set over all columns may be printed on either page, or on both.
    let is_one = |own: &Option<String>, other: &Option<String>| own.is_none() || other.is_none() || own == other;
    let is_untitled = is_one(&left.caption.title, &right.caption.title)
        && (right.caption.number.is_none() || right.caption.number == left.caption.number);
    let near = |a: Pt, b: Pt| (a - b).abs().get() <= SAME_HEIGHT;
    let is_level = near(left.grid.rect.y0, right.grid.rect.y0) && near(left.grid.rect.y1, right.grid.rect.y1);
    // Remarks stand below the labels.
    let is_remarked = left.below.first().is_none_or(|line| is_remark(&line.text()));
    let is_bare = is_remarked && right.above.is_empty();
    if !(follows && is_untitled && is_level && is_bare && left_sheet.texts(0) != right_sheet.texts(0)) {
        return None;
    }
    let is_labelled = labels(left_sheet) * 2 > left_sheet.height();
    if labels(right_sheet) > 0 || !(is_labelled || is_ruled_alike(&left.grid, &right.grid)) {
        return None;
    }
    let rows: Vec<usize> =
        (0..right.grid.height()).map(|row| level(&left.grid, &right.grid, row)).collect::<Option<_>>()?;
    let is_ordered = rows.len() >= FEWEST_ROWS && rows.windows(2).all(|pair| pair[0] < pair[1]);
    is_ordered.then_some(rows)
}

/// Do all rows of both, those of the header too, end at the same heights? A sheet cut into pages does that.
fn is_ruled_alike(left: &Grid, right: &Grid) -> bool {
    let near = |(a, b): (&Pt, &Pt)| (*a - *b).abs().get() <= SAME_HEIGHT;
    left.ys.len() == right.ys.len() && left.ys.len() > FEWEST_ROWS && left.ys.iter().zip(&right.ys).all(near)
}

/// The row of the left grid at whose height the texts of a row of the right one stand.
fn level(left: &Grid, right: &Grid, row: usize) -> Option<usize> {
    let texts = right.cells.iter().filter(|cell| cell.rows.start == row && cell.rows.len() == 1);
    let y = texts.filter_map(|cell| cell.text_y).reduce(|all, y| all.union(y));
    let y = y.map_or((*right.ys.get(row)? + *right.ys.get(row + 1)?) * 0.5, |y| y.centre());
    (0..left.height()).find(|at| left.ys[*at] <= y && y < left.ys[at + 1])
}

/// How many rows of the body hold a text that is no number.
fn labels(sheet: &Sheet) -> usize {
    let is_label = |text: &&str| text.chars().any(char::is_alphabetic) && !is_number(text);
    // Names of columns stand at the top; a body has numbers.
    let body = (0..sheet.height()).find(|row| sheet.texts(*row).iter().any(|text| is_number(text)));
    let rows = body.unwrap_or(0)..sheet.height();
    rows.filter(|row| sheet.texts(*row).iter().any(is_label)).count()
}

fn widen(left: &mut (Fragment, Sheet), (right, sheet): (Fragment, Sheet), rows: &[usize]) {
    let (fragment, wide) = left;
    let (width, edge) = (wide.width(), wide.xs.last().copied().unwrap_or_default());
    wide.xs.extend(sheet.xs.iter().skip(1).map(|x| edge + *x));
    let row_at = |row: usize| rows.get(row).copied().unwrap_or(wide.rows.len());
    let blank = sheet.cells.first().map(|cell| SheetCell { text: String::new(), indent: None, ..cell.clone() });
    let columns = width..wide.width();
    let mut added: Vec<SheetCell> = sheet.cells;
    for cell in &mut added {
        cell.rows = row_at(cell.rows.start)..row_at(cell.rows.end - 1) + 1;
        cell.columns = cell.columns.start + width..cell.columns.end + width;
    }
    // A row of the left page that the right one leaves blank.
    let skipped = (0..wide.rows.len()).filter(|row| !added.iter().any(|cell| cell.rows.contains(row)));
    let mut blanks: Vec<SheetCell> = Vec::new();
    for (row, blank) in skipped.flat_map(|row| blank.iter().map(move |blank| (row, blank))) {
        let y = wide.cells.iter().find(|cell| cell.rows.contains(&row)).map_or(blank.rect.y(), |cell| cell.rect.y());
        let rect = Rect::from_spans(right.grid.rect.x(), y);
        let single = |column| SheetCell { rows: row..row + 1, columns: column..column + 1, rect, ..blank.clone() };
        blanks.extend(columns.clone().map(single));
    }
    added.extend(blanks);
    wide.cells.extend(added);
    wide.cells.sort_by_key(|cell| cell.rows.start);
    let known = &mut fragment.caption;
    known.title = known.title.take().or(right.caption.title);
    known.fiscal_year = known.fiscal_year.or(right.caption.fiscal_year);
    known.unit = known.unit.take().or(right.caption.unit);
    known.organisation = known.organisation.take().or(right.caption.organisation);
    fragment.grid.page = right.grid.page;
    fragment.below.extend(right.below);
    fragment.is_last = right.is_last;
}

//! Labels set to the top of several rows that they are of.
//!
//! Such a label stands beside the first of its rows and the others have none. So do the labels of an outline, whose rows
//! are of one level each; but there a label has no other beside it. What is drawn between two rows parts them.

use super::body::PageBody;
use super::merged::Merged;
use super::part::Part;
use super::region::is_total;
use super::rows::{ColumnSort, Piece};
use super::word::TokenSort;
use crate::geometry::{Pt, Span};

/// Fewer labels, or rows without one, show nothing.
const FEWEST: usize = 2;

/// What a row has in its columns of texts.
struct Row<'a> {
    page: usize,
    pieces: Vec<&'a Piece>,
    y: Span,
}

impl Row<'_> {
    fn label(&self, column: usize) -> Option<&Piece> {
        self.pieces.iter().copied().find(|piece| piece.column == column)
    }

    /// The sum of a table leads no other rows.
    fn is_sum(&self) -> bool {
        self.pieces
            .iter()
            .map(|piece| piece.column)
            .min()
            .and_then(|first| self.label(first))
            .is_some_and(|piece| is_total(&piece.text))
    }
}

/// Finds the columns at the left whose labels are set to the top of several rows, and makes those cells.
pub(super) fn find(group: &[Part<'_>], pages: &mut [PageBody], sorts: &[ColumnSort], xs: &[Pt]) {
    let is_parted = |page: usize, column: usize, between: Span| {
        let x = Span::new(xs[column], xs[column + 1]);
        let mut edges = group[page].loose.edges.horizontal.iter();
        edges.any(|edge| between.contains(edge.position) && edge.span.overlap(x) >= x.len() * 0.5)
    };
    let rows: Vec<Row<'_>> = pages.iter().enumerate().flat_map(|(page, body)| rows(page, body)).collect();
    let names = sorts.iter().take_while(|sort| !sort.is_numeric).count();
    let all = |n: &usize| (0..*n).all(|column| are_set(&rows, column, *n, &is_parted));
    let n = (1..names).rev().find(all).unwrap_or(0);
    for page in pages {
        page.merged = (0..n).map(|column| (column, cells(page, column))).collect();
    }
}

/// True if the labels of a column stand in rows of their own, with their numbers and without another label.
pub(super) fn is_outline(pages: &[PageBody], sorts: &[ColumnSort], column: usize) -> bool {
    if sorts.get(column + 1).is_none_or(|next| next.is_numeric) {
        return false;
    }
    let all = pages.iter().enumerate().flat_map(|(page, body)| rows(page, body));
    let labelled: Vec<Row<'_>> = all.filter(|row| row.label(column).is_some() && !row.is_sum()).collect();
    let is_own = |row: &&Row<'_>| {
        row.label(column + 1).is_none() && row.pieces.iter().any(|piece| sorts[piece.column].is_numeric)
    };
    !labelled.is_empty() && labelled.iter().filter(is_own).count() * 2 >= labelled.len()
}

fn rows(page: usize, body: &PageBody) -> impl Iterator<Item = Row<'_>> {
    body.rows.rows.iter().map(move |range| {
        let lines = &body.others[range.clone()];
        let y = lines.iter().map(|line| Span::new(line.base, line.base)).reduce(Span::union).unwrap_or_default();
        Row { page, pieces: lines.iter().flat_map(|line| &line.pieces).collect(), y }
    })
}

/// True if the labels of a column, one of the first `n`, are each of several rows.
fn are_set(rows: &[Row<'_>], column: usize, n: usize, is_parted: &impl Fn(usize, usize, Span) -> bool) -> bool {
    let (mut labels, mut others) = (0, 0);
    let mut above: Option<&Row<'_>> = None;
    for row in rows {
        match row.label(column) {
            _ if row.is_sum() => {}
            // It stands beside what it leads, or in a row of its own.
            Some(label) => {
                let is_bare = row.pieces.iter().all(|piece| piece.column <= column);
                if label.sort != TokenSort::Name || !(is_bare || row.label(column + 1).is_some()) {
                    return false;
                }
                labels += 1;
            }
            None => {
                let is_led = (column + 1..=n).any(|next| row.label(next).is_some());
                let between = |above: &Row<'_>| {
                    above.page == row.page && is_parted(row.page, column, Span::new(above.y.end, row.y.start))
                };
                if !is_led || above.is_none_or(|above| above.is_sum() || between(above)) {
                    return false;
                }
                others += 1;
            }
        }
        above = Some(row);
    }
    labels >= FEWEST && others >= FEWEST
}

/// The cells of such a column on a page: from each label to the next. What stands above the first goes on from the page
/// before.
fn cells(body: &PageBody, column: usize) -> Vec<Merged> {
    let mut cells: Vec<Merged> = Vec::new();
    for (at, (range, row)) in body.rows.rows.iter().zip(rows(0, body)).enumerate() {
        let has_label = |i: &usize| body.others[*i].pieces.iter().any(|piece| piece.column == column);
        let lines: Vec<usize> = range.clone().filter(has_label).map(|i| body.own[i]).collect();
        let is_sum = row.is_sum();
        match cells.last_mut() {
            Some(last) if lines.is_empty() && !is_sum => last.rows.end = at + 1,
            _ => cells.push(Merged { lines, rows: at..at + 1 }),
        }
    }
    cells
}

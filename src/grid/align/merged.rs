//! Labels set in the middle of several rows that they are of.
//!
//! In a column of merged cells every row is of one, and every label stands in the middle of its rows: from the top on,
//! each label's middle says where its cell ends.

use super::rows::{BodyLine, ColumnSort, Piece, ROOM, Rows};
use crate::geometry::{Pt, Span};
use std::collections::BTreeMap;
use std::ops::Range;

/// A label's middle stands this near (in leadings) to the middle of its rows.
const CENTRED: f64 = 0.4;

/// A label with the lines it takes and the rows it is of.
#[derive(Clone, Debug)]
pub(super) struct Merged {
    pub(super) lines: Vec<usize>,
    pub(super) rows: Range<usize>,
}

/// The merged cells of a column, which had no part in finding the rows; none if its labels do not tile them.
pub(super) fn merged(
    lines: &[BodyLine],
    (column, sort): (usize, ColumnSort),
    others: &[BodyLine],
    rows: &Rows,
    leading: Pt,
) -> Option<Vec<Merged>> {
    let labels = labels(lines, column, sort, leading);
    let n = rows.rows.len();
    if labels.is_empty() || labels.len() > n {
        return None;
    }
    let middles: Vec<Pt> = rows.rows.iter().map(|row| middle(&others[row.clone()])).collect();
    // A row ends half-way to the next.
    let mut ends: Vec<Pt> = Vec::with_capacity(n + 1);
    for pair in middles.windows(2) {
        ends.push((pair[0] + pair[1]) * 0.5);
    }
    let first = middles.first().copied()? - (ends.first().copied()? - middles.first().copied()?);
    let last = middles.last().copied()? + (middles.last().copied()? - ends.last().copied()?);
    ends.insert(0, first);
    ends.push(last);
    let mut found = Vec::with_capacity(labels.len());
    let mut from = 0;
    for (i, (own, y)) in labels.iter().enumerate() {
        let left = labels.len() - i - 1;
        let most = n.checked_sub(left)?;
        let error = |to: &usize| (Span::new(ends[from], ends[*to]).centre() - *y).abs();
        let to = if left == 0 { n } else { (from + 1..=most).min_by_key(error)? };
        if to <= from || error(&to) > leading * CENTRED {
            return None;
        }
        found.push(Merged { lines: own.clone(), rows: from..to });
        from = to;
    }
    Some(found)
}

/// A cell as it was painted.
struct PaintedCell {
    column: usize,
    row: usize,
    pass: usize,
    first: usize,
    lines: Vec<usize>,
    y: Span,
}

impl PaintedCell {
    fn new(column: usize, piece: &Piece, line: usize, base: Pt) -> PaintedCell {
        let y = Span::new(base, base);
        PaintedCell {
            column,
            row: piece.places[0].row,
            pass: piece.places[0].pass,
            first: piece.first,
            lines: vec![line],
            y,
        }
    }
}

/// The cells of a page that was painted cell by cell, as they were painted.
fn painted_cells(lines: &[BodyLine]) -> Vec<PaintedCell> {
    let mut known: BTreeMap<(usize, usize), PaintedCell> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        for piece in &line.pieces {
            let key = (piece.places[0].cell, piece.column);
            let new = || PaintedCell::new(piece.column, piece, at, line.base);
            let cell = known.entry(key).or_insert_with(new);
            if cell.lines.last() != Some(&at) {
                cell.lines.push(at);
                cell.y.end = line.base;
            }
        }
    }
    let mut cells: Vec<PaintedCell> = known.into_values().collect();
    cells.sort_by_key(|cell| (cell.first, cell.column));
    cells
}

/// The columns with cells that stand lower than one painted after them in their row: they go on over rows below.
pub(super) fn columns_over_rows(lines: &[BodyLine]) -> Vec<usize> {
    /// So much lower, in em, whatever a font does.
    const LOWER: f64 = 0.3;
    let cells = painted_cells(lines);
    let size = lines.first().map_or(Pt::ZERO, |line| line.size);
    // From the last cell painted on: how high one of its row stands. Cells set to the top of a row share their first line,
    // others their middle; what goes on over rows below is lower with both.
    let mut highest: Option<(usize, Span)> = None;
    let mut columns: Vec<usize> = Vec::new();
    for cell in cells.iter().rev() {
        match &mut highest {
            Some((row, high)) if *row == cell.row => {
                let lower = |y: Pt, high: Pt| y > high + size * LOWER;
                if lower(cell.y.centre(), high.centre()) && lower(cell.y.start, high.start) {
                    columns.push(cell.column);
                } else if cell.y.centre() < high.centre() {
                    *high = cell.y;
                }
            }
            _ => highest = Some((cell.row, cell.y)),
        }
    }
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// The merged cells of a column on a page that was painted cell by cell: each was painted with its first row.
pub(super) fn painted(lines: &[BodyLine], column: usize, others: &[BodyLine], rows: &Rows, leading: Pt) -> Vec<Merged> {
    let cells: Vec<PaintedCell> = painted_cells(lines).into_iter().filter(|cell| cell.column == column).collect();
    let n = rows.rows.len();
    let in_pass = |r: usize, pass: usize| {
        let places = others[rows.rows[r].clone()].iter().flat_map(|line| &line.pieces).map(|piece| piece.places[0]);
        places.filter(move |place| place.pass == pass).map(|place| place.row)
    };
    // It is painted behind the rows above, and with or before those below.
    let begins = |cell: &PaintedCell| -> Range<usize> {
        let low = (0..n).rev().find(|r| in_pass(*r, cell.pass).any(|row| row < cell.row)).map_or(0, |r| r + 1);
        let high = (low..n).find(|r| in_pass(*r, cell.pass).next().is_some()).unwrap_or(n.saturating_sub(1));
        low.min(high)..high
    };
    let ends = row_ends(others, rows);
    let mut found: Vec<Merged> = Vec::with_capacity(cells.len());
    for (i, cell) in cells.iter().enumerate() {
        let Range { start, end } = begins(cell);
        // Where nothing says so, it begins where the one above ends.
        let from = found.last().map_or(end, |before: &Merged| before.rows.end.clamp(start, end));
        let last = cells.get(i + 1).map_or(n, |next| begins(next).end).clamp(from + 1, n.max(from + 1));
        let error = |to: &usize| (Span::new(ends[from], ends[*to]).centre() - cell.y.centre()).abs();
        let nearest = (from + 1..=last).min_by_key(error).unwrap_or(last);
        // A cell higher than its rows makes the last of them higher.
        // So does the page where it ends, and the cell goes on.
        let is_cut = i + 1 == cells.len() && error(&nearest) > leading * CENTRED;
        let to = if is_cut || error(&last) <= leading * CENTRED { last } else { nearest };
        match found.last_mut() {
            Some(before) if before.rows.end > from => before.lines.extend(&cell.lines),
            _ => found.push(Merged { lines: cell.lines.clone(), rows: from..to }),
        }
    }
    found
}

/// Where rows end: half-way between the last line of one and the first of the next.
fn row_ends(others: &[BodyLine], rows: &Rows) -> Vec<Pt> {
    let bases: Vec<Span> = rows
        .rows
        .iter()
        .filter_map(|row| Some(Span::new(others.get(row.start)?.base, others.get(row.end.checked_sub(1)?)?.base)))
        .collect();
    let gaps = bases.windows(2).map(|pair| pair[1].start - pair[0].end);
    let room = gaps.min().unwrap_or_default() * 0.5;
    let mut ends: Vec<Pt> = bases.first().map(|first| first.start - room).into_iter().collect();
    ends.extend(bases.windows(2).map(|pair| (pair[0].end + pair[1].start) * 0.5));
    ends.extend(bases.last().map(|last| last.end + room));
    ends
}

/// Labels of a column, with their lines and their middles: full lines go on a leading below.
fn labels(lines: &[BodyLine], column: usize, sort: ColumnSort, leading: Pt) -> Vec<(Vec<usize>, Pt)> {
    let mut labels: Vec<(Vec<usize>, Span)> = Vec::new();
    let mut full = false;
    for (i, line) in lines.iter().enumerate() {
        let Some(piece) = line.pieces.iter().find(|piece| piece.column == column) else { continue };
        let is_full = std::mem::replace(&mut full, sort.room(piece.x, line.size.get().max(1.0)) <= ROOM);
        match labels.last_mut() {
            Some((own, y)) if is_full && line.base - y.end <= leading * 1.05 => {
                own.push(i);
                y.end = line.base;
            }
            _ => labels.push((vec![i], Span::new(line.base, line.base))),
        }
    }
    labels.into_iter().map(|(own, y)| (own, y.centre())).collect()
}

/// The middle of the baselines of a row.
fn middle(lines: &[BodyLine]) -> Pt {
    let own = lines.iter().map(|line| Span::new(line.base, line.base));
    own.reduce(|all, y| all.union(y)).unwrap_or_default().centre()
}

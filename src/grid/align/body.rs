//! The body of a table on one page: its lines, and what is left of them beside merged cells.

use super::merged::Merged;
use super::rows::{BodyLine, Piece, Rows};
use crate::geometry::Pt;
use std::collections::BTreeMap;

/// The body of a table on one page, as lines and rows.
#[derive(Clone)]
pub(super) struct PageBody {
    pub(super) lines: Vec<BodyLine>,
    /// The lines that make the rows, by index, and those lines without what stands in merged cells.
    pub(super) own: Vec<usize>,
    pub(super) others: Vec<BodyLine>,
    pub(super) rules: Vec<Pt>,
    pub(super) rows: Rows,
    /// Columns of merged cells.
    pub(super) merged: Vec<(usize, Vec<Merged>)>,
}

impl PageBody {
    /// How many texts are painted over others of their column: no line of a font stands so near to the next.
    pub(super) fn overlapping(&self) -> usize {
        /// What is nearer (in em) than this overlaps.
        const OVER: f64 = 0.7;
        let is_over = |(at, line): (usize, &BodyLine), piece: &Piece| {
            let near = self.lines[..at].iter().rev().take_while(|above| line.base - above.base < line.size * OVER);
            near.flat_map(|above| &above.pieces).any(|above| above.x.overlap(piece.x) > line.size * OVER)
        };
        let lines = self.lines.iter().enumerate();
        lines.map(|(at, line)| line.pieces.iter().filter(|piece| is_over((at, line), piece)).count()).sum()
    }

    /// Without what stands in these columns, and without the lines that have nothing else, unless they stand so far from
    /// all others that they are rows.
    pub(super) fn without(&self, columns: &[usize], leading: Pt, by_cells: bool) -> PageBody {
        let is_other = |piece: &&Piece| !columns.contains(&piece.column);
        let bases: Vec<Pt> = self
            .lines
            .iter()
            .filter(|line| line.pieces.iter().any(|piece| is_other(&piece)))
            .map(|line| line.base)
            .collect();
        let step = bases.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap_or_default();
        let far = (leading * 0.95).max(step * 0.8);
        let is_far = |line: &BodyLine| bases.iter().all(|base| (*base - line.base).abs() >= far);
        let alone = if by_cells { self.alone(columns) } else { BTreeMap::new() };
        let passes = self.lines.iter().flat_map(|line| &line.pieces).map(|piece| piece.places[0].pass);
        let main = most_common(passes);
        let mut others = Vec::with_capacity(self.lines.len());
        let mut own = Vec::with_capacity(self.lines.len());
        for (at, line) in self.lines.iter().enumerate() {
            let mut line = line.clone();
            if by_cells && line.pieces.iter().any(|piece| piece.places[0].pass == main) {
                let is_row = |piece: &Piece| alone.get(&piece.places[0].row) == Some(&piece.column);
                line.pieces.retain(|piece| is_other(&piece) || is_row(piece));
            } else if !is_far(&line) {
                line.pieces.retain(|piece| is_other(&piece));
            }
            if !line.pieces.is_empty() {
                others.push(line);
                own.push(at);
            }
        }
        PageBody {
            lines: self.lines.clone(),
            own,
            others,
            rules: self.rules.clone(),
            rows: Rows::default(),
            merged: self.merged.clone(),
        }
    }

    /// The painted rows that have nothing but what stands in these columns, with the last of them that it stands in.
    fn alone(&self, columns: &[usize]) -> BTreeMap<usize, usize> {
        let mut last: BTreeMap<usize, usize> = BTreeMap::new();
        for piece in self.lines.iter().flat_map(|line| &line.pieces) {
            let column = last.entry(piece.places[0].row).or_insert(piece.column);
            *column = (*column).max(piece.column);
        }
        last.retain(|_, column| columns.contains(column));
        last
    }
}

/// The number that comes most often.
pub(super) fn most_common(numbers: impl Iterator<Item = usize>) -> usize {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    numbers.for_each(|number| *counts.entry(number).or_default() += 1);
    counts
        .into_iter()
        .max_by_key(|(number, count)| (*count, std::cmp::Reverse(*number)))
        .map_or(0, |(number, _)| number)
}

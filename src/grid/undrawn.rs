//! Columns that only the header draws: its rulings end with it, and each line of the body is one cell as wide as the table.
//!
//! A boundary of the header goes on below it where no word of the body lies across it. Most lines then have texts on both
//! sides of one; a remark in the last row, or prose in a box below a header, has not. A page that goes on with such a table
//! draws no column at all: those of the page before tell.

use super::{Grid, GridCell, assign};
use crate::geometry::{Pt, Rect, Span};
use crate::pdf::{Direction, Glyph, words};
use crate::text::{Segment, TextLine};
use std::collections::{BTreeMap, BTreeSet};

/// Fewer boundaries than this, counted in each line that has texts on both sides, may be so by chance.
const FEWEST: usize = 3;
/// The share of lines that have texts in several columns.
const SEVERAL: f64 = 0.7;

/// Goes on with the columns of each header through a body that has none.
pub(super) fn go_on(grids: &mut [Grid], glyphs: &[Glyph]) {
    for grid in grids.iter_mut().filter(|grid| grid.width() > 1) {
        if let Some(first) = body(grid) {
            let bounds = bounds(grid, first, glyphs);
            divide(grid, first, &bounds);
        }
    }
}

/// The first of the last rows that are one cell each, below rows of several.
fn body(grid: &Grid) -> Option<usize> {
    let is_whole = |cell: &&GridCell| cell.columns == (0..grid.width()) && cell.rows.len() == 1;
    let mut rows: Vec<usize> = grid.cells.iter().filter(is_whole).map(|cell| cell.rows.start).collect();
    rows.sort_unstable();
    let last = grid.height().checked_sub(1)?;
    let run = rows.iter().rev().zip((0..=last).rev()).take_while(|(row, at)| **row == *at).count();
    let first = grid.height() - run;
    (run > 0 && first > 0 && !rows.contains(&(first - 1))).then_some(first)
}

/// The boundaries that no word from this row on lies across; none if few lines have texts on both sides of one.
fn bounds(grid: &Grid, first: usize, glyphs: &[Glyph]) -> Vec<usize> {
    let y = Span::new(grid.ys[first], grid.rect.y1);
    let mut texts: Vec<Rect> = Vec::new();
    for word in words(glyphs).filter_map(|word| glyphs.get(word)) {
        let rect = word.iter().map(|glyph| glyph.rect).reduce(|all, own| all.union(own));
        let is_text = word.iter().any(|glyph| !glyph.character.is_whitespace() && glyph.direction == Direction::Right);
        texts.extend(
            rect.filter(|rect| is_text && y.contains(rect.centre().y) && grid.rect.x().contains(rect.centre().x)),
        );
    }
    let is_clear = |at: &usize| {
        let x = grid.xs[*at];
        !texts.iter().any(|text| text.x0 + Pt::new(1.0) < x && x < text.x1 - Pt::new(1.0))
    };
    let clear: Vec<usize> = (1..grid.width()).filter(is_clear).collect();
    // Of each line the columns that its texts stand in.
    let mut lines: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for text in &texts {
        let column = clear.iter().filter(|at| grid.xs[**at] <= text.centre().x).count();
        let height = text.height().max(Pt::new(1.0));
        let line = ((text.centre().y - grid.rect.y0) / height).round() as i64;
        lines.entry(line).or_default().push(column);
    }
    let parted = |columns: &Vec<usize>| columns.iter().collect::<BTreeSet<_>>().len() - 1;
    let several = lines.values().filter(|columns| parted(columns) > 0).count() as f64;
    // A single line may be one of signatures.
    let is_table = lines.len() > 1
        && lines.values().map(parted).sum::<usize>() >= FEWEST
        && several >= lines.len() as f64 * SEVERAL;
    if is_table { clear } else { Vec::new() }
}

impl Grid {
    /// A grid of one column in the columns between these sides, which another page draws: if each text of its lines stands
    /// in one of them, and most rows have texts in several.
    pub(crate) fn divided(&self, xs: &[Pt]) -> Option<Grid> {
        let width = xs.len().checked_sub(1).filter(|width| *width > 1 && self.width() == 1)?;
        let mut cells = Vec::new();
        let mut several = 0;
        for cell in &self.cells {
            let mut columns: Vec<Vec<TextLine>> = vec![Vec::new(); width];
            for line in &cell.lines {
                for segment in &line.segments {
                    let column = (0..width).find(|at| {
                        let x = Span::new(xs[*at], xs[at + 1]).expand(Pt::new(1.0));
                        x.contains(segment.rect.x0) && x.contains(segment.rect.x1)
                    })?;
                    add(&mut columns[column], line, segment);
                }
            }
            several += usize::from(columns.iter().filter(|lines| !lines.is_empty()).count() > 1);
            cells.extend(columns.into_iter().enumerate().map(|(at, lines)| {
                let rect = Rect::from_spans(Span::new(xs[at], xs[at + 1]), cell.rect.y());
                GridCell { columns: at..at + 1, rect, lines, ..cell.clone() }
            }));
        }
        if several == 0 || (several as f64) < self.height() as f64 * SEVERAL {
            return None;
        }
        let mut grid = Grid { xs: xs.to_vec(), cells, ..self.clone() };
        assign::set_texts(&mut grid);
        Some(grid)
    }
}

/// Adds a piece of a line to those that stand in its column.
fn add(lines: &mut Vec<TextLine>, line: &TextLine, segment: &Segment) {
    match lines.last_mut().filter(|last| last.rect.y().overlap(line.rect.y()) > line.rect.height() * 0.5) {
        Some(last) => {
            last.rect = last.rect.union(segment.rect);
            last.segments.push(segment.clone());
        }
        None => lines.push(TextLine { segments: vec![segment.clone()], rect: segment.rect, size: line.size }),
    }
}

/// Cuts the cells of these rows at these boundaries.
fn divide(grid: &mut Grid, first: usize, bounds: &[usize]) {
    if bounds.is_empty() {
        return;
    }
    let (whole, mut cells): (Vec<GridCell>, Vec<GridCell>) =
        std::mem::take(&mut grid.cells).into_iter().partition(|cell| cell.rows.start >= first);
    let ends: Vec<usize> = bounds.iter().copied().chain([grid.width()]).collect();
    for cell in whole {
        let mut from = 0;
        for to in &ends {
            let rect = Rect::from_spans(Span::new(grid.xs[from], grid.xs[*to]), cell.rect.y());
            cells.push(GridCell { columns: from..*to, rect, ..cell.clone() });
            from = *to;
        }
    }
    grid.cells = cells;
}

//! Glyphs to cells. Each glyph goes to exactly one cell, or to none; a word goes to one cell as a whole.
//!
//! A glyph belongs where its middle is. Words may lie across a ruling, for a number too long for its column runs out of
//! it (to the left where it is right-aligned, as spreadsheets print it), so the glyphs of one word are placed together.

use super::{Grid, GridCell, Indent};
use crate::geometry::{Pt, Rect};
use crate::pdf::{Glyph, words};
use crate::text::{TextLine, join_lines, lines};
use crate::words::is_figure;

/// Text that ends nearer to its cell's edge than this (in em) is aligned to it.
const ALIGNED: f64 = 0.8;
/// A line that leaves less than this (in em, with [`PADDING`]) of its cell's width is full: the next word was wrapped.
const FULL: f64 = 1.2;
/// Inner margins of a cell, both sides together, in points.
const PADDING: f64 = 4.0;

/// What became of a page's glyphs.
pub(super) struct Assignment {
    /// Indices of glyphs that stand in no grid, ascending.
    pub(super) outside: Vec<usize>,
    /// Words that lie across a ruling.
    pub(super) across_rulings: usize,
}

/// Where a glyph stands: grid and cell.
type Spot = (usize, usize);

/// Fills the cells of `grids` with the text of `glyphs`.
pub(super) fn fill(grids: &mut [Grid], glyphs: &[Glyph]) -> Assignment {
    let finder = Finder::new(grids);
    let mut held: Vec<Vec<Vec<usize>>> = grids.iter().map(|grid| vec![Vec::new(); grid.cells.len()]).collect();
    let mut outside = Vec::new();
    let mut across_rulings = 0;
    for word in words(glyphs) {
        let mut keep = |i: usize, spot: Option<Spot>| match spot {
            Some((grid, cell)) => held[grid][cell].push(i),
            None => outside.push(i),
        };
        let first = finder.spot(glyphs[word.start].rect);
        if glyphs[word.clone()].iter().skip(1).all(|glyph| finder.spot(glyph.rect) == first) {
            word.for_each(|i| keep(i, first));
            continue;
        }
        across_rulings += 1;
        let spots: Vec<Option<Spot>> = glyphs[word.clone()].iter().map(|glyph| finder.spot(glyph.rect)).collect();
        let placed = finder.place_word(grids, &glyphs[word.clone()], &spots);
        word.zip(placed).for_each(|(i, spot)| keep(i, spot));
    }
    for (grid, held) in grids.iter_mut().zip(&held) {
        for (cell, held) in grid.cells.iter_mut().zip(held) {
            cell.lines = lines(held.iter().map(|i| &glyphs[*i]));
        }
    }
    Assignment { outside, across_rulings }
}

/// Finds cells by place.
struct Finder {
    grids: Vec<Map>,
}

/// Where the cells of one grid stand.
struct Map {
    bounds: Rect,
    xs: Vec<Pt>,
    ys: Vec<Pt>,
    places: Vec<Vec<usize>>,
}

impl Finder {
    fn new(grids: &[Grid]) -> Finder {
        let map =
            |grid: &Grid| Map { bounds: grid.rect, xs: grid.xs.clone(), ys: grid.ys.clone(), places: grid.places() };
        Finder { grids: grids.iter().map(map).collect() }
    }

    /// The cell in which the middle of `rect` stands; of nested grids the smallest one's.
    fn spot(&self, rect: Rect) -> Option<Spot> {
        let at = rect.centre();
        let area = |rect: &Rect| rect.width() * rect.height().get();
        let mut around = self.grids.iter().enumerate().filter(|(_, map)| map.bounds.contains(at));
        // Nearly always there is one.
        let first = around.next()?;
        let (i, Map { xs, ys, places, .. }) =
            around.fold(first, |a, b| if area(&b.1.bounds) < area(&a.1.bounds) { b } else { a });
        let column = xs.partition_point(|x| *x <= at.x).saturating_sub(1).min(xs.len().saturating_sub(2));
        let row = ys.partition_point(|y| *y <= at.y).saturating_sub(1).min(ys.len().saturating_sub(2));
        Some((i, places[row][column]))
    }

    /// Where the glyphs of a word go that does not stand in one cell.
    fn place_word(&self, grids: &[Grid], word: &[Glyph], spots: &[Option<Spot>]) -> Vec<Option<Spot>> {
        // Numbers printed without a gap between their columns are several words after all.
        let points = word.iter().filter(|glyph| glyph.character == '.').count();
        if points > 1 && word.iter().all(|glyph| is_figure(glyph.character)) {
            return spots.to_vec();
        }
        let (Some(first), Some(last)) = (word.first(), word.last()) else { return spots.to_vec() };
        let whole = first.rect.union(last.rect);
        let end = spots.last().copied().flatten();
        // A right-aligned number that is too long sticks out at the left of its cell.
        if let Some((grid, cell)) = end
            && word.iter().all(|glyph| is_figure(glyph.character))
            && let Some(cell) = grids.get(grid).and_then(|grid| grid.cells.get(cell))
            && (cell.rect.x1 - whole.x1).abs() < last.size * ALIGNED
        {
            return vec![end; spots.len()];
        }
        vec![most_common(spots); spots.len()]
    }
}

/// The spot that holds most glyphs; of equals the first.
fn most_common(spots: &[Option<Spot>]) -> Option<Spot> {
    let count = |spot: &Option<Spot>| spots.iter().filter(|other| *other == spot).count();
    let mut best: Option<(usize, Option<Spot>)> = None;
    for spot in spots {
        let n = count(spot);
        if best.is_none_or(|(most, _)| n > most) {
            best = Some((n, *spot));
        }
    }
    best.and_then(|(_, spot)| spot)
}

/// Sets the text of a cell from its lines.
pub(super) fn set_text(cell: &mut GridCell) {
    let full = |line: &TextLine| {
        let room = cell.rect.width() - line.rect.width();
        room < line.size * FULL + Pt::new(PADDING)
    };
    cell.is_full = cell.lines.last().is_some_and(full);
    let em = |space: Pt, line: &TextLine| space.get() / line.size.get().max(1.0);
    cell.indent = cell.lines.first().map(|line| Indent {
        left: em(line.rect.x0 - cell.rect.x0, line),
        right: em(cell.rect.x1 - line.rect.x1, line),
    });
    let mut lines = std::mem::take(&mut cell.lines);
    cell.text = match lines.as_mut_slice() {
        [TextLine { segments, .. }] if segments.len() == 1 => segments.swap_remove(0).text,
        all => {
            let texts: Vec<(String, bool)> = all.iter().map(|line| (line.text(), full(line))).collect();
            join_lines(texts.iter().map(|(text, full)| (text.as_str(), *full)))
        }
    };
}

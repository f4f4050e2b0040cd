//! Glyphs to cells. Each glyph goes to exactly one cell, or to none; a word goes to one cell as a whole.
//!
//! A glyph belongs where its middle is. Words may lie across a ruling, for a number too long for its column runs out of
//! it (to the left where it is right-aligned, as spreadsheets print it), so the glyphs of one word are placed together.

use super::coded::{CutColumns, OTHERS, Spot, cut_at_ruling, part_short};
use super::printed_on::{self, most_common};
use super::{End, Grid, GridCell, Indent};
use crate::geometry::{Pt, Rect, Span};
use crate::pdf::{Direction, Glyph, Page, words};
use crate::text::{TextLine, join_lines, lines};
use crate::words::{SHORTEST_CODE, is_figure, is_figures};
use std::collections::BTreeMap;
use std::ops::Range;

/// Text that ends nearer to its cell's edge than this (in em) is aligned to it.
const ALIGNED: f64 = 0.8;
/// A line that leaves less than this (in em, with [`PADDING`]) of its cell's width is full: the next word was wrapped.
const FULL: f64 = 1.2;
/// A line that stands so much (in em) nearer to the right side is indented.
const INDENTED: f64 = 1.5;
/// Inner margins of a cell, both sides together, in points.
const PADDING: f64 = 4.0;
/// A cell so many times as high as what shows a text is that of several texts.
const HIGHER: f64 = 1.5;

/// What became of a page's glyphs.
pub(super) struct Assignment {
    /// Indices of glyphs that stand in no grid, ascending.
    pub(super) outside: Vec<usize>,
    /// Words that lie across a ruling.
    pub(super) across_rulings: usize,
    /// Glyphs beyond what a cell without rulings shows of them.
    pub(super) cut_off: usize,
}

/// Fills the cells of `grids` with the text of the page.
pub(super) fn fill(grids: &mut [Grid], page: &Page) -> Assignment {
    let finder = Finder::new(grids);
    let glyphs: &[Glyph] = &page.glyphs;
    // What is seen of a glyph.
    let seen = |glyph: &Glyph| page.cut_of(glyph).and_then(|seen| glyph.rect.intersect(seen)).unwrap_or(glyph.rect);
    let mut cut_off = 0;
    let mut held: Vec<Vec<Vec<usize>>> = grids.iter().map(|grid| vec![Vec::new(); grid.cells.len()]).collect();
    let mut outside = Vec::new();
    let mut across_rulings = 0;
    let marks = Marks::of(glyphs);
    // Looked for where the first word stands across a ruling: on most pages none does.
    let mut cut_columns: Option<CutColumns> = None;
    // Where the word before ends, and whether it ends beyond a ruling.
    let (mut before, mut is_beyond): (Option<Spot>, bool) = (None, false);
    for word in words(glyphs) {
        let mut keep = |i: usize, spot: Option<Spot>| {
            let place = spot.map(|(grid, cell)| &grids[grid].cells[cell].rect);
            // What no ruling parts from the next line is read as it is seen.
            let is_low = |seen: &Rect| place.is_none_or(|place| place.height() > seen.height() * HIGHER);
            if page.cut_of(&glyphs[i]).filter(is_low).is_some_and(|seen| !seen.contains(glyphs[i].rect.centre())) {
                cut_off += 1;
                return;
            }
            match spot {
                Some((grid, cell)) => held[grid][cell].push(i),
                None => outside.push(i),
            }
        };
        let first = finder.spot(seen(&glyphs[word.start]));
        if let Some(text) = marks.text_of(&word, || reaches_ruling(grids, first, &glyphs[word.clone()])) {
            // A mark that leads to a note stands where the text does to which it belongs, be it beyond a ruling.
            let spot = finder.spot(text.rect);
            word.for_each(|i| keep(i, spot));
            continue;
        }
        is_beyond = before.is_some() && before != first && runs_on(glyphs, &word) && {
            is_beyond || begins_before(grids, first, &glyphs[word.start])
        };
        if is_beyond {
            across_rulings += 1;
            word.for_each(|i| keep(i, before));
            continue;
        }
        before = first;
        if glyphs[word.clone()].iter().skip(1).all(|glyph| finder.spot(seen(glyph)) == first) {
            word.for_each(|i| keep(i, first));
            continue;
        }
        across_rulings += 1;
        let spots: Vec<Option<Spot>> = glyphs[word.clone()].iter().map(|glyph| finder.spot(seen(glyph))).collect();
        let known = &*cut_columns.get_or_insert_with(|| finder.cut_columns(grids, glyphs));
        let placed = match finder.name_behind_code(grids, &glyphs[..word.start], &glyphs[word.clone()], &spots, known) {
            Some(spot) => vec![Some(spot); spots.len()],
            None => finder.place_word(grids, &glyphs[word.clone()], &spots, known),
        };
        before = placed.last().copied().flatten();
        is_beyond = true;
        word.zip(placed).for_each(|(i, spot)| keep(i, spot));
    }
    if let Some(known) = &cut_columns {
        part_short(grids, glyphs, &mut held, known);
    }
    for (grid, held) in grids.iter_mut().zip(&held) {
        for (cell, held) in grid.cells.iter_mut().zip(held) {
            cell.lines = lines(held.iter().map(|i| &glyphs[*i]));
        }
    }
    Assignment { outside, across_rulings, cut_off }
}

/// Whether a short word goes on with the letters painted before it, right behind them on one line: some programs paint the
/// last letter of a text on its own.
fn runs_on(glyphs: &[Glyph], word: &Range<usize>) -> bool {
    /// What is longer stands by itself.
    const LONGEST: usize = 3;
    /// How far letters of one text are from each other at most, in em.
    const GAP: f64 = 0.1;
    let pair = word.start.checked_sub(1).and_then(|at| glyphs.get(at)).zip(glyphs.get(word.start));
    let Some((before, here)) = pair.filter(|_| word.len() <= LONGEST) else { return false };
    let slack = here.size * GAP;
    [before, here].iter().all(|glyph| glyph.character.is_alphabetic() && glyph.direction == Direction::Right)
        && (before.size - here.size).abs() <= slack
        && (here.origin.y - before.origin.y).abs() <= slack
        && (here.rect.x0 - before.rect.x1).abs() <= slack
}

/// Whether a letter begins well before the cell in which it stands.
fn begins_before(grids: &[Grid], spot: Option<Spot>, glyph: &Glyph) -> bool {
    /// In em.
    const BEFORE: f64 = 0.2;
    let cell = spot.and_then(|(grid, cell)| grids.get(grid)?.cells.get(cell));
    cell.is_some_and(|cell| cell.rect.x0 - glyph.rect.x0 > glyph.size * BEFORE)
}

/// Whether a word reaches a side of the cell in which it begins.
fn reaches_ruling(grids: &[Grid], spot: Option<Spot>, word: &[Glyph]) -> bool {
    /// No text stands so near to the ruling of its own cell.
    const NEAR: f64 = 1.0;
    let cell = spot.and_then(|(grid, cell)| grids.get(grid)?.cells.get(cell));
    let (Some(first), Some(last)) = (word.first(), word.last()) else { return false };
    cell.is_some_and(|cell| (first.rect.x0 - cell.rect.x0).get() < NEAR || (cell.rect.x1 - last.rect.x1).get() < NEAR)
}

/// The raised marks of a page, and what they stand at.
struct Marks<'a> {
    glyphs: &'a [Glyph],
    usual: Pt,
}

impl<'a> Marks<'a> {
    fn of(glyphs: &'a [Glyph]) -> Marks<'a> {
        let mut sizes: Vec<Pt> = glyphs.iter().map(|glyph| glyph.size).collect();
        let middle = sizes.len() / 2;
        let usual = if sizes.is_empty() { Pt::ZERO } else { *sizes.select_nth_unstable(middle).1 };
        Marks { glyphs, usual }
    }

    /// The letter at which a word is a raised mark; only words that may stand beyond a ruling are looked at.
    fn text_of(&self, word: &Range<usize>, may_be_beyond: impl Fn() -> bool) -> Option<&'a Glyph> {
        /// No mark is longer.
        const LONGEST: usize = 4;
        let mark = self.glyphs.get(word.start)?;
        let is_small =
            word.len() <= LONGEST && mark.size <= self.usual * MARK_SIZE && mark.direction == Direction::Right;
        if !is_small || !may_be_beyond() {
            return None;
        }
        self.glyphs.iter().find(|text| is_mark_at(mark, text))
    }
}

/// How much smaller a mark is than its text.
const MARK_SIZE: f64 = 0.75;

/// Whether a glyph is raised right behind another one.
fn is_mark_at(mark: &Glyph, text: &Glyph) -> bool {
    /// By how much it is raised, how far it stands from the text, in em of that.
    const RAISE: std::ops::RangeInclusive<f64> = 0.15..=0.7;
    const GAP: f64 = 0.3;
    text.direction == Direction::Right
        && mark.size <= text.size * MARK_SIZE
        && RAISE.contains(&((text.origin.y - mark.origin.y) / text.size))
        && (mark.rect.x0 - text.rect.x1).abs() <= text.size * GAP
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
    /// Is the grid open at its top and bottom, over each column?
    open: [Vec<bool>; 2],
}

impl Map {
    fn new(grid: &Grid) -> Map {
        let places = grid.places();
        let open = |row: Option<&Vec<usize>>, end: fn(&GridCell) -> End| {
            let is_open = |place: &usize| grid.cells.get(*place).is_some_and(|cell| end(cell) == End::Open);
            row.map(|row| row.iter().map(is_open).collect()).unwrap_or_default()
        };
        let open = [open(places.first(), |cell| cell.above), open(places.last(), |cell| cell.below)];
        Map { bounds: grid.rect, xs: grid.xs.clone(), ys: grid.ys.clone(), places, open }
    }

    fn column(&self, x: Pt) -> usize {
        self.xs.partition_point(|known| *known <= x).saturating_sub(1).min(self.xs.len().saturating_sub(2))
    }

    /// The cell of which the end of the page, or of a row too low for its text, cuts off this line: its middle lies beyond
    /// the grid, a part of it within.
    fn cut(&self, rect: Rect) -> Option<usize> {
        /// This share of the line's height is in the cell, where nothing is drawn at its end.
        const OPEN: f64 = 0.1;
        /// The same where a ruling runs through the line.
        const RULED: f64 = 0.3;
        let at = rect.centre();
        let inside = rect.y().overlap(self.bounds.y());
        if !self.bounds.x().contains(at.x) || inside < rect.height() * OPEN {
            return None;
        }
        let column = self.column(at.x);
        let (open, row) = if at.y < self.bounds.y0 {
            (&self.open[0], self.places.first()?)
        } else {
            (&self.open[1], self.places.last()?)
        };
        let share = if open.get(column).copied().unwrap_or(false) { OPEN } else { RULED };
        (inside >= rect.height() * share).then(|| row.get(column).copied()).flatten()
    }
}

impl Finder {
    fn new(grids: &[Grid]) -> Finder {
        Finder { grids: grids.iter().map(Map::new).collect() }
    }

    /// The cell in which the middle of `rect` stands; of nested grids the smallest one's.
    fn spot(&self, rect: Rect) -> Option<Spot> {
        let at = rect.centre();
        let area = |rect: &Rect| rect.width() * rect.height().get();
        let mut around = self.grids.iter().enumerate().filter(|(_, map)| map.bounds.contains(at));
        // Nearly always there is one.
        let Some(first) = around.next() else {
            return self.grids.iter().enumerate().find_map(|(i, map)| Some((i, map.cut(rect)?)));
        };
        let (i, map) = around.fold(first, |a, b| if area(&b.1.bounds) < area(&a.1.bounds) { b } else { a });
        let (Map { ys, places, .. }, column) = (map, map.column(at.x));
        let row = ys.partition_point(|y| *y <= at.y).saturating_sub(1).min(ys.len().saturating_sub(2));
        Some((i, places[row][column]))
    }

    /// The cell of a name across the ruling between codes and names, with a blank behind its code, where other codes of the
    /// column are cut from theirs there.
    fn name_behind_code(
        &self,
        grids: &[Grid],
        before: &[Glyph],
        name: &[Glyph],
        spots: &[Option<Spot>],
        known: &CutColumns,
    ) -> Option<Spot> {
        let (left, right) = (spots.first().copied().flatten()?, spots.last().copied().flatten()?);
        let first = name.first().filter(|glyph| glyph.character.is_alphabetic())?;
        let code = before.iter().rev().skip_while(|glyph| glyph.character.is_whitespace());
        let is_of_code = |glyph: &&Glyph| {
            glyph.character.is_ascii_digit()
                && (glyph.origin.y - first.origin.y).abs() < glyph.size * ALIGNED
                && self.spot(glyph.rect) == Some(left)
        };
        let digits = code.take_while(is_of_code).take(SHORTEST_CODE).count();
        let end = grids.get(left.0)?.cells.get(left.1)?.columns.end;
        let is_beside = left.0 == right.0 && grids.get(right.0)?.cells.get(right.1)?.columns.start == end;
        (digits == SHORTEST_CODE && is_beside && known.get(&(left.0, end)).is_some_and(|count| *count >= OTHERS))
            .then_some(right)
    }

    /// How many codes and names are printed as one word across each ruling, where that stands between them.
    fn cut_columns(&self, grids: &[Grid], glyphs: &[Glyph]) -> CutColumns {
        let mut known = CutColumns::new();
        let is_coded = |word: &[Glyph]| {
            word.first().is_some_and(|glyph| glyph.character.is_ascii_digit())
                && word.last().is_some_and(|glyph| glyph.character.is_alphabetic())
        };
        for word in words(glyphs).filter_map(|word| glyphs.get(word)).filter(|word| is_coded(word)) {
            let spots: Vec<Option<Spot>> = word.iter().map(|glyph| self.spot(glyph.rect)).collect();
            if cut_at_ruling(grids, word, &spots, &known).is_some()
                && let Some((grid, cell)) = spots.first().copied().flatten()
            {
                *known.entry((grid, grids[grid].cells[cell].columns.end)).or_default() += 1;
            }
        }
        known
    }

    /// Where the glyphs of a word go that does not stand in one cell.
    fn place_word(
        &self,
        grids: &[Grid],
        word: &[Glyph],
        spots: &[Option<Spot>],
        known: &CutColumns,
    ) -> Vec<Option<Spot>> {
        // Numbers printed without a gap between their columns are several words after all.
        let points = word.iter().filter(|glyph| glyph.character == '.').count();
        if points > 1 && word.iter().all(|glyph| is_figure(glyph.character)) {
            let letters: Vec<char> = word.iter().map(|glyph| glyph.character).collect();
            return printed_on::places(&letters, spots).unwrap_or_else(|| spots.to_vec());
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
        cut_at_ruling(grids, word, spots, known).unwrap_or_else(|| vec![most_common(spots); spots.len()])
    }
}

/// Sets the texts of a grid's cells from their lines.
pub(super) fn set_texts(grid: &mut Grid) {
    let widths = wrapped_widths(grid);
    let margin = margin(grid);
    // The page before may know the columns that this one does not draw.
    let keeps_lines = grid.width() == 1;
    for cell in &mut grid.cells {
        let width = widths.get(&(cell.columns.start, cell.columns.end));
        set_text(cell, width.copied().unwrap_or(cell.rect.width() - margin * 2.0), keeps_lines);
    }
}

/// How wide the longest line is that was wrapped, of the cells over the same columns: where a cell of several lines is.
fn wrapped_widths(grid: &Grid) -> BTreeMap<(usize, usize), Pt> {
    let mut widths: BTreeMap<(usize, usize), Pt> = BTreeMap::new();
    for cell in grid.cells.iter().filter(|cell| cell.lines.len() > 1) {
        let longest = cell.lines.iter().map(|line| line.rect.width()).max().unwrap_or_default();
        let width = widths.entry((cell.columns.start, cell.columns.end)).or_default();
        *width = (*width).max(longest.min(cell.rect.width()));
    }
    widths
}

/// The space between text and ruling in the cells of a grid: the least there is at the left of any.
fn margin(grid: &Grid) -> Pt {
    const MOST: f64 = 8.0;
    let lefts = grid.cells.iter().flat_map(|cell| cell.lines.iter().map(|line| line.rect.x0 - cell.rect.x0));
    lefts.min().unwrap_or_default().max(Pt::new(PADDING * 0.5)).min(Pt::new(MOST))
}

/// Sets the text of a cell from its lines, which were wrapped at `width`.
fn set_text(cell: &mut GridCell, width: Pt, keeps_lines: bool) {
    let full = |line: &TextLine| {
        let room = cell.rect.width() - line.rect.width();
        // The rest of a code that is centred stands below the half of that room.
        let is_code = || line.text().trim().chars().all(|c| c.is_ascii_digit());
        let full = line.size * FULL + Pt::new(PADDING);
        room < full || room * 0.5 < full && is_code()
    };
    let em = |space: Pt, line: &TextLine| space.get() / line.size.get().max(1.0);
    // A label that is indented has the room behind it only.
    let room = |line: &TextLine| {
        let (before, behind) = (line.rect.x0 - cell.rect.x0, cell.rect.x1 - line.rect.x1);
        let is_indented = before - behind > line.size * INDENTED && !is_figures(&line.text());
        let all = width - line.rect.width();
        em(if is_indented { all.min(behind - Pt::new(PADDING * 0.5)) } else { all }, line)
    };
    cell.room = cell.lines.last().map_or(f64::INFINITY, room);
    cell.text_y = cell.lines.iter().map(|line| line.rect.y()).reduce(Span::union);
    cell.indent = cell.lines.first().map(|line| Indent {
        left: em(line.rect.x0 - cell.rect.x0, line),
        right: em(cell.rect.x1 - line.rect.x1, line),
    });
    let crosses = |end: End, line: Option<&TextLine>, at: Pt| match (end, line) {
        (End::Open, Some(line)) if line.rect.y0 < at && at < line.rect.y1 => End::Cut,
        _ => end,
    };
    (cell.above, cell.below) =
        (crosses(cell.above, cell.lines.first(), cell.rect.y0), crosses(cell.below, cell.lines.last(), cell.rect.y1));
    let mut lines = if keeps_lines { cell.lines.clone() } else { std::mem::take(&mut cell.lines) };
    cell.text = match lines.as_mut_slice() {
        [TextLine { segments, .. }] if segments.len() == 1 => segments.swap_remove(0).text,
        all => {
            let texts: Vec<(String, bool)> = all.iter().map(|line| (line.text(), full(line))).collect();
            join_lines(texts.iter().map(|(text, full)| (text.as_str(), *full)))
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Orientation;
    use crate::pdf::Ruling;
    use crate::sketch::blank_page;
    use crate::text::tests_support::set;

    /// From the edge of the page to `to`.
    fn ruling(orientation: Orientation, at: f64, to: f64) -> Ruling {
        Ruling {
            orientation,
            position: Pt::new(at),
            span: Span::new(Pt::ZERO, Pt::new(to)),
            thickness: Pt::new(0.5),
            is_vivid: false,
        }
    }

    #[test]
    fn codes_of_several_lengths_are_cut_from_their_names_at_one_ruling() {
        let mut page = blank_page(0);
        page.rulings = (0..4).map(|i| ruling(Orientation::Horizontal, f64::from(i) * 20.0, 160.0)).collect();
        page.rulings.extend([0.0, 40.0, 160.0].map(|x| ruling(Orientation::Vertical, x, 60.0)));
        for first in ["201公共服务", "201 公共服务"] {
            let rows = [(first, 14.0), ("2010301行政运行", 34.0), ("2010302事务管理", 54.0)];
            page.glyphs = rows.iter().flat_map(|(text, y)| set(text, 3.0, *y, 10.0)).collect();
            let layout = super::super::layout(&page);
            let texts: Vec<&str> = layout.grids[0].cells.iter().map(|cell| cell.text.as_str()).collect();
            assert_eq!(texts, ["201", "公共服务", "2010301", "行政运行", "2010302", "事务管理"], "{first}");
        }
    }

    #[test]
    fn a_short_name_behind_its_code_goes_where_others_of_the_column_are_cut() {
        let mut page = blank_page(0);
        page.rulings = (0..4).map(|i| ruling(Orientation::Horizontal, f64::from(i) * 20.0, 160.0)).collect();
        page.rulings.extend([0.0, 46.0, 160.0].map(|x| ruling(Orientation::Vertical, x, 60.0)));
        let rows = [("202文物", 14.0), ("2010301行政运行", 34.0), ("2010302事务管理", 54.0)];
        page.glyphs = rows.iter().flat_map(|(text, y)| set(text, 3.0, *y, 10.0)).collect();
        let layout = super::super::layout(&page);
        let texts: Vec<&str> = layout.grids[0].cells.iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(texts, ["202", "文物", "2010301", "行政运行", "2010302", "事务管理"]);
    }

    #[test]
    fn a_letter_painted_on_its_own_stays_with_its_text() {
        let mut page = blank_page(0);
        page.rulings = [0.0, 20.0, 40.0].map(|y| ruling(Orientation::Horizontal, y, 120.0)).to_vec();
        page.rulings.extend([0.0, 66.0, 120.0].map(|x| ruling(Orientation::Vertical, x, 40.0)));
        let run = |text, x, run| set(text, x, 14.0, 10.0).into_iter().map(move |glyph| Glyph { run, ..glyph });
        page.glyphs = run("教育支付收", 12.0, 1).chain(run("入", 62.0, 2)).chain(run("70656", 90.0, 3)).collect();
        let layout = super::super::layout(&page);
        let texts: Vec<&str> = layout.grids[0].cells.iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(texts, ["教育支付收入", "70656", "", ""]);
    }
}

//! The part of a table that stands on one page: a head, and lines of a body in columns.

use super::Loose;
use super::columns::{Columns, chunks, columns};
use super::head::usual_size;
use super::joined::joined;
use super::region::{Nature, Region, is_one_text, nature, pieces, regions, span_of, stands_alone, text_of};
use super::top;
use super::verticals::{Verticals, stand_in};
use super::word::{Line, TokenSort};
use crate::geometry::{Pt, Span};
use crate::grid::PageLayout;
use crate::words::{is_figures, is_numbered};
use std::ops::Range;
use std::slice::from_ref;

/// A table without values has so many columns.
pub(super) const FEWEST_NAMES: usize = 3;
/// Fewer lines of amounts than this are no table, where nothing but they tells it.
const FEWEST_ROWS: usize = 3;
/// A region without a head is a table from this many lines of amounts on.
const HEADLESS_ROWS: usize = 6;
/// The share of chunks that must stand in one column, of lines that must be labelled.
const MOST: f64 = 0.8;
/// One line in so many may have marks of sentences in a table that nothing announces.
const PROSE: usize = 5;
/// Texts in no more lines than this at the foot of a page are names, whose rows stand on the next.
const HEAD_ALONE: usize = 3;
/// A grid this near (in em) above a region may be its head.
const NEAR: f64 = 2.0;

/// The part of a table on one page.
#[derive(Clone)]
pub(super) struct Part<'a> {
    /// Index of the page.
    pub(super) page: usize,
    pub(super) loose: &'a Loose,
    /// The lines it may have: of the page.
    pub(super) lines: Range<usize>,
    /// Headings at its top, unless it goes on with another.
    pub(super) headings: usize,
    /// Where its head ends.
    pub(super) head_end: usize,
    pub(super) is_announced: bool,
    /// Nothing stands above it on its page.
    pub(super) is_first: bool,
    /// Nothing stands below it.
    pub(super) is_last: bool,
    /// It may be a head whose rows all stand on the next page.
    pub(super) is_foot: bool,
    /// It is announced, and all of its lines are names, but for the label of a sum.
    pub(super) is_bare: bool,
    /// The ruled grid right above, in whose columns it stands.
    pub(super) above: Option<(usize, Vec<Pt>)>,
}

/// What may be tables on a page.
pub(super) fn parts<'a>(page: usize, loose: &'a Loose, layout: &PageLayout) -> Vec<Part<'a>> {
    if !loose.has_rows {
        return Vec::new();
    }
    let grids = &layout.grids;
    let is_parted = |y: Span| grids.iter().any(|grid| y.start <= grid.rect.y1 && grid.rect.y0 <= y.end);
    let mut parts = Vec::new();
    let apart = regions(&loose.lines, is_parted);
    for region in joined(&loose.lines, apart, is_parted) {
        // Below a ruled head, at the top of the next page, or at the foot of the page before, one row may be all.
        let is_below = above(&loose.lines[region.lines.clone()], layout).is_some();
        let is_foot = region.is_announced && loose.lines.len() - region.lines.end <= 1;
        let fewest = if is_below || is_foot || region.lines.start <= 1 { 1 } else { 2 };
        for region in split(&loose.lines, region, fewest) {
            parts.extend(part(page, loose, layout, region));
        }
    }
    parts
}

/// Cuts a region where prose stands in it: lines after each other that no column holds.
fn split(lines: &[Line], region: Region, fewest: usize) -> Vec<Region> {
    let strong: Vec<&Line> = region.lines.clone().filter(|i| is_strong(lines, *i)).map(|i| &lines[i]).collect();
    if strong.len() < fewest {
        return Vec::new();
    }
    let known = columns(&strong);
    let is_prose = |i: usize| nature(lines, i) == Nature::Weak && !fits(&lines[i], &known);
    let mut regions: Vec<Region> = Vec::new();
    let mut start = region.lines.start;
    let mut i = start;
    let mut push = |lines: Range<usize>, is_announced: bool| {
        if !lines.is_empty() {
            regions.push(Region { lines, is_announced });
        }
    };
    while i < region.lines.end {
        let run = (i..region.lines.end).take_while(|i| is_prose(*i)).count();
        let ends = i + 1 == region.lines.end || is_prose(i + 1);
        let heads = run == 0 && ends && is_heading_below(&lines[i], &known);
        let run = if heads { 1 + (i + 1..region.lines.end).take_while(|i| is_prose(*i)).count() } else { run };
        let at_end = i == start || i + run == region.lines.end;
        if run >= 2 || (run == 1 && at_end) {
            push(start..i, region.is_announced && start == region.lines.start);
            i += run;
            start = i;
        } else {
            i += run.max(1);
        }
    }
    push(start..region.lines.end, region.is_announced && start == region.lines.start);
    regions
}

/// One text over several columns that begins where none of them does: it heads what follows.
fn is_heading_below(line: &Line, known: &Columns) -> bool {
    let begins = |band: &super::columns::Band| (band.x.start - line.words[0].x.start).abs() <= line.size * 0.3;
    // A code and its name may stand near each other.
    let is_across = chunks(line).iter().any(|chunk| known.under(chunk.x).len() > 1);
    pieces(line).len() == 1 && is_across && !known.bands.iter().any(begins)
}

/// True if a line has texts beside each other.
fn is_strong(lines: &[Line], at: usize) -> bool {
    let line = &lines[at];
    let apart = (0..line.words.len())
        .filter(|i| {
            *i > 0
                && (line.words[*i].gap > 0.9
                    || line.words[*i].gap > 0.2 && line.words[*i].sort != line.words[*i - 1].sort)
        })
        .count();
    apart >= 1 && nature(lines, at) == Nature::Row
}

/// True if every piece of a line stands in one column.
fn fits(line: &Line, known: &Columns) -> bool {
    pieces(line).into_iter().all(|piece| {
        let own = &line.words[piece];
        let x = span_of(own);
        known.under(x).len() <= 1
    })
}

fn part<'a>(page: usize, loose: &'a Loose, layout: &PageLayout, region: Region) -> Option<Part<'a>> {
    let lines = trimmed(&loose.lines, region.lines)?;
    let own = &loose.lines[lines.clone()];
    let top = own[0].y.start;
    let bottom = own[own.len() - 1].y.end;
    let is_first = layout.grids.iter().all(|grid| grid.rect.y0 > top) && loose.lines[..lines.start].len() <= 1;
    let is_last = layout.grids.iter().all(|grid| grid.rect.y1 < bottom) && loose.lines.len() - lines.end <= 1;
    let headings = own.iter().take_while(|line| is_heading(line)).count();
    let above = above(own, layout);
    let head_end = if above.is_some() { 0 } else { headings + top::end(&own[headings..], top::is_row) };
    let is_foot = region.is_announced && is_last && own.len() <= HEAD_ALONE && !own.iter().any(top::is_row);
    let is_announced = region.is_announced;
    let is_bare = false;
    let mut part =
        Part { page, loose, lines, headings, head_end, is_announced, is_first, is_last, is_foot, is_bare, above };
    if let Some(verticals) = part.verticals() {
        part.head_end = head_end.max(verticals.lines_above(own));
    }
    Some(part)
}

/// Without remarks and the like at the end: lines set smaller than the rest.
fn trimmed(lines: &[Line], range: Range<usize>) -> Option<Range<usize>> {
    let usual = usual_size(lines[range.clone()].iter())?;
    let mut end = range.end;
    while end > range.start {
        let line = &lines[end - 1];
        let is_small = line.size.get() < usual.get() * 0.92 && pieces(line).len() == 1;
        if !is_small {
            break;
        }
        end -= 1;
    }
    (end > range.start).then_some(range.start..end)
}

/// A heading above a table: one text that is numbered like one, or too long for a name.
fn is_heading(line: &Line) -> bool {
    const LONGEST_NAME: usize = 12;
    let [piece] = &pieces(line)[..] else { return false };
    let text = text_of(&line.words[piece.clone()]);
    let is_long = text.chars().count() > LONGEST_NAME;
    is_one_text(line) && (is_long || is_numbered(&text) || text.starts_with('第'))
}

/// The ruled grid that ends right above a region and in whose columns its lines stand.
fn above(lines: &[Line], layout: &PageLayout) -> Option<(usize, Vec<Pt>)> {
    let first = lines.first()?;
    let is_above = |grid: &crate::grid::Grid| {
        let gap = first.y.start - grid.rect.y1;
        gap >= -first.size && gap <= first.size * NEAR && grid.width() >= 2
    };
    // Below rows of numbers, texts side by side are who signs the table, not its next row; a number by itself is the page's.
    let has_numbers = |grid: &crate::grid::Grid| grid.cells.iter().any(|cell| is_figures(&cell.text));
    let is_number =
        |line: &Line| (0..line.words.len()).any(|i| line.words[i].sort.is_number() && stands_alone(line, i));
    let may_go_on = |grid: &crate::grid::Grid| {
        let is_row = |line: &Line| is_number(line) && stand_in(from_ref(line), &grid.xs);
        lines.iter().any(is_row) || !has_numbers(grid)
    };
    let fits = |grid| is_above(grid) && stand_in(lines, &grid.xs) && may_go_on(grid);
    let at = layout.grids.iter().position(fits)?;
    Some((at, layout.grids[at].xs.clone()))
}

/// The columns of all bodies of a group.
pub(super) fn group_columns(group: &[Part<'_>]) -> Columns {
    let body: Vec<&Line> = group.iter().flat_map(|part| part.body()).collect();
    columns(&body)
}

impl<'a> Part<'a> {
    pub(super) fn own(&self) -> &'a [Line] {
        &self.loose.lines[self.lines.clone()]
    }

    /// The lines of its head.
    pub(super) fn head(&self) -> &'a [Line] {
        &self.own()[..self.head_end]
    }

    /// The lines of its body.
    pub(super) fn body(&self) -> &'a [Line] {
        &self.own()[self.head_end..]
    }

    /// The sides of its columns, where they are drawn.
    pub(super) fn verticals(&self) -> Option<Verticals> {
        Verticals::around(self.own(), self.head_end, &self.loose.edges.vertical)
    }

    /// With its lines as names alone.
    pub(super) fn as_head(&mut self) {
        self.head_end = self.own().len();
    }

    /// As the first part of a table: without its headings.
    pub(super) fn alone(mut self) -> Part<'a> {
        if self.above.is_none() {
            self.lines.start += self.headings;
            self.head_end -= self.headings;
        }
        self.headings = 0;
        self
    }

    /// Of a part that is announced, how many lines have several texts beside each other, if they are enough for a table.
    pub(super) fn unread_rows(&self) -> usize {
        const TEXTS: usize = 3;
        let rows = self.own().iter().filter(|line| pieces(line).len() >= TEXTS).count();
        if self.is_announced && rows >= FEWEST_ROWS { rows } else { 0 }
    }

    /// Whether its lines are rows of a table: something says so beside its columns.
    pub(super) fn is_table(group: &[Part<'_>], columns: &Columns, names: usize) -> bool {
        let Some(first) = group.first() else { return false };
        if group.len() == 1 && first.is_bare {
            return names >= FEWEST_NAMES && columns.len() >= FEWEST_NAMES;
        }
        let body: Vec<&Line> = group.iter().flat_map(Part::body).collect();
        if columns.len() < 2 || body.is_empty() || columns.share_that_fits(body.iter().copied()) < MOST {
            return false;
        }
        if first.above.is_some() || (first.is_announced && names >= 2) {
            return true;
        }
        // Sentences in which figures stand apart are prose.
        let is_prose = |line: &&&Line| line.words.iter().any(|word| word.text.contains(['，', '。', '；']));
        if body.iter().filter(is_prose).count() * PROSE > body.len() {
            return false;
        }
        let numbers = |line: &Line| {
            (0..line.words.len())
                .filter(|i| line.words[*i].sort.is_number() && stands_alone(line, *i))
                .collect::<Vec<_>>()
        };
        let with: Vec<&Line> = body.iter().copied().filter(|line| !numbers(line).is_empty()).collect();
        let is_label = |line: &&&Line| line.words.iter().any(|word| word.sort == TokenSort::Name);
        let labelled = with.iter().filter(is_label).count();
        let (mut all, mut amounts) = (0_usize, 0_usize);
        for line in &with {
            for i in numbers(line) {
                all += 1;
                amounts += usize::from(line.words[i].sort == TokenSort::Amount);
            }
        }
        let is_long = with.len() >= HEADLESS_ROWS && columns.len() >= 3;
        // Labels of two lines stand around their numbers, which have none beside them.
        let is_told = labelled as f64 >= with.len() as f64 * MOST || first.is_announced && is_long;
        with.len() >= FEWEST_ROWS && (names >= 2 || is_long) && amounts * 2 >= all && is_told
    }
}

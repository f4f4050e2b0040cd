//! Rows from baselines: the cheapest way to cut a body's lines into rows, judged by all columns at once.
//!
//! A row is one block of lines in each column, all set at the same height: to the top, the middle or the bottom of the
//! row. Lines of one block stand a font's leading apart, and all but the last are full; a column of numbers has one
//! number a row, cut over lines only where its cell ends; what is painted cell by cell is painted row by row.

use super::word::{Place, TokenSort};
use crate::geometry::{Pt, Span};
use crate::words::is_numbered;
use std::collections::BTreeMap;
use std::ops::Range;

/// No row has more lines.
const MOST_LINES: usize = 36;
/// What a sign against a row weighs.
const NEVER: f64 = 1000.0;
const STRONG: f64 = 4.0;
const PLAIN: f64 = 1.5;
const WEAK: f64 = 0.6;
/// What it weighs that a row holds two cells of one column, or half of one, as they were painted.
const OTHER_CELL: f64 = 20.0;
const SAME_CELL: f64 = 50.0;
/// Lines leave up to this (in em) free where the next character had no room.
pub(super) const ROOM: f64 = 1.3;
/// A number that is cut leaves less than this (in em) of its cell free.
const CUT: f64 = 0.75;
/// Lines of one block stand this near to the leading, as a share of it.
pub(super) const SAME_LEADING: f64 = 0.07;
/// Browsers set lines on whole pixels, of three quarters of a point: lines of one block stand so much (in points) further
/// apart than others.
const PIXEL: f64 = 0.8;
/// Rows that cost less than this more than the best ones may be the right ones: less than one plain sign.
const UNSURE: f64 = 1.0;
/// How much cheaper it must be that cells are set to the top or bottom: most programs set them to the middle.
const SURE: f64 = 2.5;

/// What stands in one column of one line.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) column: usize,
    pub(super) x: Span,
    pub(super) text: String,
    pub(super) sort: TokenSort,
    pub(super) first: usize,
    pub(super) last: usize,
    /// Where its first and its last word stand in the order of painting.
    pub(super) places: [Place; 2],
}

/// A line of the body as pieces by column.
#[derive(Clone, Debug)]
pub(super) struct BodyLine {
    pub(super) base: Pt,
    pub(super) size: Pt,
    pub(super) pieces: Vec<Piece>,
}

/// What is known of a column.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ColumnSort {
    pub(super) is_numeric: bool,
    /// Where its texts stand.
    pub(super) x: Span,
    /// Where texts of its cells begin and end at the furthest.
    pub(super) left: Pt,
    pub(super) side: Pt,
    /// Texts of it are wrapped where `x` ends.
    pub(super) is_wrapped: bool,
}

impl ColumnSort {
    /// How much room a line leaves in the column, in em.
    pub(super) fn room(&self, line: Span, em: f64) -> f64 {
        if self.is_numeric {
            // Set to the right, or to the middle: what is free is on both sides.
            return ((self.side - self.left) - line.len()).max(Pt::ZERO).get() / em;
        }
        let text = if self.is_wrapped { self.x.end } else { self.side };
        let behind = (text - line.end).max(Pt::ZERO);
        let around = ((text - self.x.start) - line.len()).max(Pt::ZERO);
        behind.min(around).get() / em
    }
}

/// Where the cells of a row stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Set {
    Top,
    Middle,
    Bottom,
}

/// The rows of a body, and what they cost.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    /// Ranges of lines.
    pub(super) rows: Vec<Range<usize>>,
    pub(super) cost: f64,
    /// For each row the one that its first line is of where it is none, if that is nearly as good.
    pub(super) otherwise: Vec<Option<Range<usize>>>,
}

/// What the rows of a body are found from.
pub(super) struct Body<'a> {
    pub(super) lines: &'a [BodyLine],
    pub(super) columns: &'a [ColumnSort],
    /// The distance from one line of a block to the next.
    pub(super) leading: Pt,
    /// Heights of rulings as wide as the table.
    pub(super) rules: &'a [Pt],
    /// It was painted cell by cell.
    pub(super) by_cells: bool,
}

/// The cheapest rows of the bodies of one table, one for each page: all of its cells are set alike.
pub(super) fn rows(bodies: &[Body<'_>]) -> Vec<Rows> {
    let mut best: Option<(f64, Vec<Rows>)> = None;
    for set in [Set::Middle, Set::Top, Set::Bottom] {
        let way: Vec<Rows> = bodies.iter().map(|body| cheapest(body, set, is_painted_by_rows(body.lines))).collect();
        let cost = way.iter().map(|rows| rows.cost).sum::<f64>();
        if best.as_ref().is_none_or(|(least, _)| cost < *least - SURE) {
            best = Some((cost, way));
        }
    }
    best.map(|(_, way)| way).unwrap_or_default()
}

fn cheapest(body: &Body<'_>, set: Set, ordered: bool) -> Rows {
    let n = body.lines.len();
    // ahead[i]: the least cost of the lines up to i.
    let mut ahead = vec![f64::INFINITY; n + 1];
    let mut from = vec![0_usize; n + 1];
    ahead[0] = 0.0;
    let cuts: Vec<f64> = (0..=n).map(|at| if at == 0 || at == n { 0.0 } else { cut_cost(body, at, ordered) }).collect();
    let ruled = is_ruled(body);
    let mut own: Vec<Vec<f64>> = Vec::with_capacity(n);
    for start in 0..n {
        let ends = (start + 1)..=(start + MOST_LINES).min(n);
        own.push(ends.map(|end| row_cost(body, start..end, set, ruled)).collect());
    }
    for end in 1..=n {
        for start in end.saturating_sub(MOST_LINES)..end {
            let cost = ahead[start] + own[start][end - start - 1] + cuts[end];
            if cost < ahead[end] {
                ahead[end] = cost;
                from[end] = start;
            }
        }
    }
    let mut rows: Vec<Range<usize>> = Vec::new();
    let mut end = n;
    while end > 0 {
        rows.push(from[end]..end);
        end = from[end];
    }
    rows.reverse();
    let behind = behind(&own, &cuts);
    let with = |row: &Range<usize>| ahead[row.start] + own[row.start][row.len() - 1] + cuts[row.end] + behind[row.end];
    let otherwise = rows.iter().map(|row| {
        let starts = (row.start + 1).saturating_sub(MOST_LINES)..=row.start;
        let ends = |start: usize| row.start + 1..=(start + MOST_LINES).min(n);
        let others = starts.flat_map(|start| ends(start).map(move |end| start..end)).filter(|other| other != row);
        let best = others.min_by(|a, b| with(a).total_cmp(&with(b)));
        best.filter(|other| with(other) < ahead[n] + UNSURE)
    });
    let otherwise = otherwise.collect();
    Rows { rows, cost: ahead[n], otherwise }
}

/// The least cost of the lines from each on: `own` is what rows cost by where they begin and how long they are, `cuts` that
/// they end there.
fn behind(own: &[Vec<f64>], cuts: &[f64]) -> Vec<f64> {
    let mut behind = vec![0.0; own.len() + 1];
    for (start, rows) in own.iter().enumerate().rev() {
        let ends = rows.iter().zip(start + 1..).map(|(cost, end)| cost + cuts[end] + behind[end]);
        behind[start] = ends.fold(f64::INFINITY, f64::min);
    }
    behind
}

/// True if a ruling stands between nearly all rows.
fn is_ruled(body: &Body<'_>) -> bool {
    let amounts =
        body.lines.iter().filter(|line| line.pieces.iter().any(|piece| piece.sort == TokenSort::Amount)).count();
    let (Some(first), Some(last)) = (body.lines.first(), body.lines.last()) else { return false };
    let within = body.rules.iter().filter(|y| first.base < **y && **y < last.base).count();
    within >= 2 && (within + 1) * 3 >= amounts * 2
}

/// What it costs that these lines are one row.
fn row_cost(body: &Body<'_>, range: Range<usize>, set: Set, ruled: bool) -> f64 {
    let lines = &body.lines[range.clone()];
    let mut cost = 0.0;
    if range.len() > 1 {
        let span = Span::new(lines[0].base, lines[lines.len() - 1].base);
        let through = body.rules.iter().filter(|y| span.start < **y && **y < span.end).count();
        cost += through as f64 * if ruled { NEVER } else { STRONG };
    }
    if body.by_cells && lines.len() > 1 && is_of_two_rows(lines) {
        cost += NEVER;
    }
    let leading = body.leading.get().max(1.0);
    let mut blocks: Vec<Span> = Vec::new();
    let mut labels = 0;
    let mut numbers = 0;
    for (c, column) in body.columns.iter().enumerate() {
        let mut block: Option<Span> = None;
        let mut before: Option<(&BodyLine, &Piece)> = None;
        let mut cut = String::new();
        let mut has_number = false;
        let mut is_cell = body.by_cells;
        for line in lines {
            let Some(piece) = line.pieces.iter().find(|piece| piece.column == c) else { continue };
            if let Some((upper, above)) = before {
                is_cell &= above.places[1].cell == piece.places[0].cell;
                cost += join_cost(above, piece, line.base - upper.base, body, column, ruled);
            }
            has_number |= piece.sort.is_number();
            cut.push_str(&piece.text);
            block = Some(block.map_or(Span::new(line.base, line.base), |own| Span::new(own.start, line.base)));
            before = Some((line, piece));
        }
        let Some(block) = block else { continue };
        if has_number && block.len() > Pt::ZERO && column.is_numeric && !is_cell && !is_one_number(&cut) {
            cost += NEVER;
        }
        if column.is_numeric {
            numbers += 1
        } else {
            labels += 1
        }
        blocks.push(block);
    }
    let at = |block: &Span| match set {
        Set::Top => block.start,
        Set::Middle => block.centre(),
        Set::Bottom => block.end,
    };
    // Single lines on one baseline are level in every way; set on other heights they are not.
    if let (Some(least), Some(most)) = (blocks.iter().map(at).min(), blocks.iter().map(at).max()) {
        let apart = (most - least).get() / leading;
        cost += if apart <= 0.08 { 0.0 } else { WEAK + apart * STRONG };
    }
    let is_bare = labels == 0 && numbers > 0 && body.columns.iter().any(|column| !column.is_numeric);
    let is_alone = numbers == 0 && body.columns.iter().any(|column| column.is_numeric);
    cost + if is_bare || is_alone { WEAK } else { 0.0 }
}

/// What it costs that a piece goes on with the one above it in its column.
fn join_cost(above: &Piece, piece: &Piece, step: Pt, body: &Body<'_>, column: &ColumnSort, ruled: bool) -> f64 {
    let mut cost = 0.0;
    let leading = body.leading.get().max(1.0);
    let off = (step.get() / leading - 1.0).max(0.0);
    cost += if is_further(step, body.leading) { PLAIN + off * STRONG } else { 0.0 };
    let em = body.lines.first().map_or(1.0, |line| line.size.get().max(1.0));
    let room = column.room(above.x, em);
    let is_full = room <= ROOM;
    if body.by_cells {
        if above.places[1].cell != piece.places[0].cell {
            return OTHER_CELL;
        }
        return 0.0;
    }
    if !is_full {
        cost += if ruled { 0.0 } else { PLAIN };
    }
    if above.sort.is_number() && piece.sort.is_number() {
        // A number is cut at its cell's end only.
        cost += if room > CUT { STRONG * 2.0 } else { 0.0 };
    }
    if piece.sort == TokenSort::Name && above.sort == TokenSort::Name && is_numbered(&piece.text) {
        cost += if ruled { 0.0 } else { PLAIN };
    }
    if piece.sort == TokenSort::Dash || above.sort == TokenSort::Dash {
        cost += STRONG;
    }
    cost
}

/// What it costs that a row ends above line `at`.
fn cut_cost(body: &Body<'_>, at: usize, ordered: bool) -> f64 {
    let (upper, lower) = (&body.lines[..at], &body.lines[at..]);
    let mut cost = 0.0;
    let above = upper.iter().rev().take(MOST_LINES).flat_map(|line| &line.pieces).map(|piece| piece.last).max();
    let below = lower.iter().take(MOST_LINES).flat_map(|line| &line.pieces).map(|piece| piece.first).min();
    // What stands below was painted before what stands above.
    let is_painted_across = ordered && above.zip(below).is_some_and(|(above, below)| below < above);
    let em = body.lines[at].size.get().max(1.0);
    for (c, column) in body.columns.iter().enumerate() {
        let of = |line: &'_ BodyLine| line.pieces.iter().position(|piece| piece.column == c);
        let above = upper.iter().rev().take(3).find_map(|line| of(line).map(|i| (line, &line.pieces[i])));
        let below = lower.iter().take(3).find_map(|line| of(line).map(|i| (line, &line.pieces[i])));
        let (Some((above, a)), Some((below, b))) = (above, below) else { continue };
        if body.by_cells {
            cost += if a.places[1].cell == b.places[0].cell { SAME_CELL } else { 0.0 };
            continue;
        }
        let is_cut = a.sort.is_number()
            && b.sort.is_number()
            && column.room(a.x, em) <= CUT
            && is_one_number(&format!("{}{}", a.text, b.text));
        if !is_cut && (a.sort != TokenSort::Name || b.sort != TokenSort::Name) {
            continue;
        }
        if is_further(below.base - above.base, body.leading) || is_numbered(&b.text) {
            continue;
        }
        let room = column.room(a.x, em);
        if room <= ROOM && is_painted_across {
            return cost + STRONG;
        }
        if room <= 0.8 || is_unfinished(&a.text) {
            // A text beside a number, full to the last letter, over one that has none.
            let is_led = has_number(above) && !has_number(below) && below.pieces.len() == 1;
            cost += if is_led { WEAK * 3.5 } else { WEAK * 1.5 };
        }
    }
    cost
}

fn has_number(line: &BodyLine) -> bool {
    line.pieces.iter().any(|piece| piece.sort.is_number())
}

/// True if some of these lines were painted as cells of another row.
fn is_of_two_rows(lines: &[BodyLine]) -> bool {
    let places = || lines.iter().flat_map(|line| &line.pieces).flat_map(|piece| &piece.places);
    let mut rows: BTreeMap<usize, usize> = BTreeMap::new();
    places().any(|place| *rows.entry(place.pass).or_insert(place.row) != place.row)
}

/// True if a text does not end here: a bracket is open, or a sign asks for what comes after it.
pub(super) fn is_unfinished(text: &str) -> bool {
    let of = |marks: [char; 2]| text.chars().filter(|c| marks.contains(c)).count();
    of(['(', '（']) > of([')', '）']) || text.ends_with(['≥', '≤', '＞', '＜', '>', '<', '＝', '=', '、', '，'])
}

/// True if pieces of a column of numbers, one below the other, are one number or code.
fn is_one_number(text: &str) -> bool {
    let body = text.trim_matches(['(', ')', '（', '）', '-', '−', '－', '%']);
    let points = body.chars().filter(|c| *c == '.').count();
    let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
    let groups: Vec<&str> = whole.split(',').collect();
    let grouped = groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3));
    body.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.')) && points <= 1 && grouped && fraction.len() <= 6
}

/// True if a step down is more than that from one line of a block to the next.
pub(super) fn is_further(step: Pt, leading: Pt) -> bool {
    step > leading * (1.0 + SAME_LEADING) && step > leading + Pt::new(PIXEL)
}

/// True if the lines were painted from the top down, as programs do that paint cell by cell.
fn is_painted_by_rows(lines: &[BodyLine]) -> bool {
    let mut steps = 0_usize;
    let mut down = 0_usize;
    for pair in lines.windows(2) {
        let (Some(a), Some(b)) = (
            pair[0].pieces.iter().map(|piece| piece.first).min(),
            pair[1].pieces.iter().map(|piece| piece.first).min(),
        ) else {
            continue;
        };
        steps += 1;
        down += usize::from(a < b);
    }
    steps > 0 && down * 10 >= steps * 6
}

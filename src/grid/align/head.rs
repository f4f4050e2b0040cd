//! The names above the columns: blocks of wrapped lines, and which columns each leads.
//!
//! Names are set to the middle of what they lead. So the middles of the lowest names say where columns end, and a name
//! over several columns is told by its own middle: it stands over those whose ends are as far from it on both sides.

use super::columns::{Band, Columns, Stand, over};
use super::levels::{painted_head, painted_names};
use super::names::{Head, Name, name_pieces};
use super::region::{span_of, text_of};
use super::settle::{parts_of, settle};
use super::stand::stand;
use super::tree::parents;
use super::word::Line;
use crate::geometry::{Pt, Span};
use std::ops::Range;

/// Lines of one name stand this near to the leading, as a share of it.
const SAME_LEADING: f64 = 0.06;
/// A line at half a leading stands further than this share of it from the lines above and below.
const HALF: f64 = 0.25;
/// So many names are tried in both ways, of heads with no more than so many.
const MOST_NAMES: usize = 60;
const MOST_DOUBTFUL: usize = 12;
/// Lines of one name have their middles within this (in em) of each other.
const SAME_MIDDLE: f64 = 0.6;

/// How the lines of a table are set.
#[derive(Clone, Copy)]
pub(super) struct Set {
    /// The distance from one line of a cell to the next.
    pub(super) leading: Pt,
    /// Rows stand no further apart than lines.
    pub(super) is_tight: bool,
    /// It was painted cell by cell.
    pub(super) by_cells: bool,
    /// How large its rows are set.
    pub(super) size: Pt,
}

impl Set {
    /// The distance from one line of a name to the next: lines of larger letters stand further apart.
    fn leading_of(self, lines: &[Line]) -> Pt {
        /// Sizes within this share of each other are one.
        const SAME_SIZE: f64 = 0.05;
        let Some(own) = usual_size(lines.iter()) else { return self.leading };
        let larger = own.get() / self.size.get().max(1.0);
        if (larger - 1.0).abs() <= SAME_SIZE { self.leading } else { self.leading * larger }
    }
}

/// The size in the middle of those of these lines.
pub(super) fn usual_size<'a>(lines: impl Iterator<Item = &'a Line>) -> Option<Pt> {
    Pt::median(lines.map(|line| line.size))
}

/// The names of a head over these columns, which become those that the names tell: a name over no text is that of an empty
/// column, and texts that stand apart under one name are of one column.
pub(super) fn head(lines: &[Line], columns: &mut Columns, set: Set) -> Head {
    let Set { is_tight, by_cells, .. } = set;
    let leading = set.leading_of(lines);
    let em = lines.iter().map(|line| line.size.get()).fold(1.0, f64::max);
    if by_cells {
        let (mut names, rows) = painted_names(lines, columns, leading);
        stand(&mut names, lines, columns, em);
        let spans: Vec<(Span, Stand)> = names.iter().map(|name| (name.x, name.stand)).collect();
        if let Some(parents) = parents(&spans, &rows, columns, em) {
            return painted_head(names, &parents, columns, em);
        }
    }
    let mut names = blocks(lines, columns, leading, is_tight);
    stand(&mut names, lines, columns, em);
    // From the lowest up: what a name stands over is known before the name is looked at.
    names.sort_by_key(|name| (std::cmp::Reverse(name.y.centre()), name.x));
    let leaves = leaves(&names, columns, leading, em);
    let (lowest, others) = parted(names, &leaves, columns, em);
    let spans: Vec<(Span, Stand)> = lowest.iter().map(|name| (name.x, name.stand)).collect();
    let settled = settle(&spans, columns, em).columns;
    let mut head = Head::default();
    let mut bands: Vec<Band> = Vec::with_capacity(settled.len());
    for (leaf, own) in settled {
        let first = bands.len();
        bands.extend(parts_of(&columns.bands[own]));
        if let Some(leaf) = leaf {
            let mut name = lowest[leaf].clone();
            if bands.len() == first {
                bands.push(Band { x: name.x, ..Band::default() });
            }
            name.columns = first..bands.len();
            head.names.push(name);
        }
    }
    columns.bands = bands;
    let rooms: Vec<Span> = others.iter().map(|name| room(name, lowest.iter().chain(&others))).collect();
    for (name, room) in others.into_iter().zip(rooms) {
        head.take(name, columns, em, room);
    }
    head
}

/// From the name before a name to the one behind it, of those at its height. What stands at the left of its columns begins
/// them for the names below it, too.
fn room<'a>(name: &Name, names: impl Iterator<Item = &'a Name>) -> Span {
    let mut room = Span::new(Pt::new(f64::MIN), Pt::new(f64::MAX));
    for other in names {
        let is_beside = other.y.start < name.y.end && name.y.start < other.y.end;
        let is_over = other.y.end <= name.y.start && other.stand == Stand::Left && name.stand == Stand::Left;
        if is_beside && other.x.end <= name.x.start {
            room.start = room.start.max(other.x.end);
        } else if (is_beside || is_over) && other.x.start >= name.x.end {
            room.end = room.end.min(other.x.start);
        }
    }
    room
}

/// Which names lead no others, of which columns need not be the lowest alone: [`Leaf::Perhaps`].
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leaf {
    Yes,
    No,
    /// It stands between names below, over a text that may be that of one of them.
    Perhaps,
}

/// The lowest names, from left to right, and the others. A name that may be of either is of the others if the lowest find
/// their texts better without it.
fn parted(names: Vec<Name>, leaves: &[Leaf], columns: &Columns, em: f64) -> (Vec<Name>, Vec<Name>) {
    let mut is_lowest: Vec<bool> = leaves.iter().map(|leaf| *leaf != Leaf::No).collect();
    let lowest = |is_lowest: &[bool]| {
        let mut own: Vec<(Span, Stand)> =
            names.iter().zip(is_lowest).filter(|(_, is)| **is).map(|(name, _)| (name.x, name.stand)).collect();
        own.sort_by_key(|(x, _)| x.centre());
        own
    };
    if names.len() <= MOST_NAMES && leaves.contains(&Leaf::Perhaps) {
        let mut cost = settle(&lowest(&is_lowest), columns, em).cost;
        for i in (0..names.len()).filter(|i| leaves[*i] == Leaf::Perhaps).take(MOST_DOUBTFUL) {
            is_lowest[i] = false;
            let without = settle(&lowest(&is_lowest), columns, em).cost;
            is_lowest[i] = without >= cost;
            cost = cost.min(without);
        }
    }
    let (mut lowest, mut others): (Vec<Name>, Vec<Name>) = (Vec::new(), Vec::new());
    for (name, is_lowest) in names.into_iter().zip(is_lowest) {
        if is_lowest { lowest.push(name) } else { others.push(name) }
    }
    lowest.sort_by_key(|name| name.x.centre());
    (lowest, others)
}

/// Which names lead no others: the lowest, and those set at the height of the middle of the head or below it that have
/// room for a column of their own.
fn leaves(names: &[Name], columns: &Columns, leading: Pt, em: f64) -> Vec<Leaf> {
    let whole = names.iter().map(|name| name.y).reduce(|all, y| all.union(y)).unwrap_or_default();
    let slack = Pt::new(em * 0.35);
    let is_below = |name: &Name, other: &Name| other.y.start >= name.y.end - slack;
    let mut leaves = Vec::with_capacity(names.len());
    for (i, name) in names.iter().enumerate() {
        let below: Vec<&Name> = names.iter().filter(|other| is_below(name, other)).collect();
        let stands_on = below.iter().any(|other| over(other.x, name.x));
        if below.is_empty() {
            leaves.push(Leaf::Yes);
            continue;
        }
        if stands_on {
            leaves.push(Leaf::No);
            continue;
        }
        let is_low = name.y.centre() >= whole.centre() - leading * 0.3;
        // Names below on both sides with no text of the body between: it stands over them.
        let has_text = columns.bands.iter().any(|band| over(band.x, name.x));
        let left = below.iter().filter(|other| other.x.end <= name.x.start).max_by_key(|other| other.x.end);
        let right = below.iter().filter(|other| other.x.start >= name.x.end).min_by_key(|other| other.x.start);
        // A name at its own height nearer than those below parts them from it.
        let parted = |other: &&&Name| {
            let between = Span::new(other.x.centre(), name.x.centre());
            names.iter().enumerate().any(|(j, third)| {
                j != i && !is_below(name, third) && between.contains(third.x.centre()) && !std::ptr::eq(**other, third)
            })
        };
        let flanked =
            left.as_ref().is_some_and(|other| !parted(other)) && right.as_ref().is_some_and(|other| !parted(other));
        let beside =
            left.as_ref().is_some_and(|other| !parted(other)) || right.as_ref().is_some_and(|other| !parted(other));
        let is_leaf = if is_low {
            has_text || !flanked || has_room(name, left, right, columns)
        } else {
            !beside || (has_text && !flanked)
        };
        leaves.push(match is_leaf {
            true if flanked => Leaf::Perhaps,
            true => Leaf::Yes,
            false => Leaf::No,
        });
    }
    leaves
}

/// True if columns set around the names beside it leave room for a column.
fn has_room(name: &Name, left: Option<&&Name>, right: Option<&&Name>, columns: &Columns) -> bool {
    // A column reaches as far to one side of its name's middle as its texts do to the other.
    let reach = |other: &Name| {
        let middle = other.x.centre();
        let own = columns.bands.iter().filter(|band| over(band.x, other.x)).map(|band| band.x);
        own.chain([other.x]).map(|x| (middle - x.start).max(x.end - middle)).max().unwrap_or_default()
    };
    let from = left.map_or(Pt::new(f64::MIN), |other| other.x.centre() + reach(other));
    let to = right.map_or(Pt::new(f64::MAX), |other| other.x.centre() - reach(other));
    to - from >= name.x.len()
}

/// The pieces of the lines, grouped into names.
fn blocks(lines: &[Line], columns: &Columns, leading: Pt, is_tight: bool) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    let found: Vec<Vec<Range<usize>>> = lines.iter().map(|line| name_pieces(line, columns, false)).collect();
    for (i, line) in lines.iter().enumerate() {
        for words in found[i].clone() {
            let own = &line.words[words.clone()];
            let x = span_of(own);
            let em = line.size;
            let text = text_of(own);
            // A single line beside it at the same height says that this is a row of the head, and no wrapped line.
            let is_row = is_tight && lone(&found[i], &found, lines, i, leading, x);
            // Texts beside each other below one name are led by it.
            let beside = |own: Span| {
                let below = |words: &&Range<usize>| over(span_of(&line.words[(*words).clone()]), own);
                found[i].iter().filter(below).count() > 1
            };
            let goes_on = |name: &&mut Name| {
                let step = (line.base - name.last_base) / leading.max(Pt::new(1.0));
                let middle = (name.x.centre() - x.centre()).abs() <= em * SAME_MIDDLE;
                let near = |a: Pt, b: Pt| !is_tight && (a - b).abs() <= em * 0.2;
                let side = near(name.x.start, x.start) || near(name.x.end, x.end);
                let is_near = step <= 1.0 + SAME_LEADING && line.base - name.last_base >= em * 0.8;
                let is_less = step <= 0.97;
                is_near
                    && (is_less || !is_row)
                    && over(name.x, x)
                    && (middle || side)
                    && name.last_text != text
                    && (name.words.len() > 1 || !beside(name.x))
            };
            match names.iter_mut().find(goes_on) {
                Some(name) => {
                    name.add(x, line, (i, words));
                    name.last_base = line.base;
                    name.last_text = text;
                }
                None => names.push(Name::new(x, line, text, (i, words))),
            }
        }
    }
    names
}

/// True if another piece of line `at` than the one at `x` has no line of its own a leading above it, and no name between
/// them stands half a leading above: such a name is of one row with a wrapped one beside it.
fn lone(own: &[Range<usize>], all: &[Vec<Range<usize>>], lines: &[Line], at: usize, leading: Pt, x: Span) -> bool {
    let span = |line: &Line, words: &Range<usize>| span_of(&line.words[words.clone()]);
    let line = &lines[at];
    let is_half = |upper: usize| {
        let step = (line.base - lines[upper].base) / leading.max(Pt::new(1.0));
        (HALF..=1.0 - HALF).contains(&step)
    };
    let is_parted = |other: Span| {
        let between = Span::new(x.end.min(other.end), x.start.max(other.start));
        let inside = |own: Span| between.start <= own.start && own.end <= between.end;
        (0..at)
            .filter(|upper| is_half(*upper))
            .any(|upper| all[upper].iter().any(|words| inside(span(&lines[upper], words))))
    };
    own.iter().map(|words| span(line, words)).filter(|other| *other != x && !is_parted(*other)).any(|other| {
        !(0..at).any(|upper| {
            let step = (line.base - lines[upper].base) / leading.max(Pt::new(1.0));
            step <= 1.0 + SAME_LEADING && all[upper].iter().any(|words| over(span(&lines[upper], words), other))
        })
    })
}

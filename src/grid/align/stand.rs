//! How names stand over their columns: in the middle, or at a side.
//!
//! A name that shares one edge with the texts below it and not the other stands at that side; so does one whose lines
//! begin or end together and are of different lengths. What most names show the others do as well, unless texts stand
//! where they could not.

use super::columns::Columns;
use super::names::Name;
use super::word::Line;
use crate::geometry::{Pt, Span};

/// Edges this near (in em) are one.
const SAME: f64 = 0.12;
/// Edges this far (in em) from each other are two.
const OTHER: f64 = 0.3;
/// One name in so many may have texts where they should not be.
const ODD: usize = 10;

/// Where a name stands over its column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stand {
    #[default]
    Middle,
    Left,
    Right,
}

/// Tells the names how they stand.
pub(super) fn stand(names: &mut [Name], lines: &[Line], columns: &Columns, em: f64) {
    let shown: Vec<Option<Stand>> = names.iter().map(|name| shown(name, lines, columns, em)).collect();
    let count = |stand: Stand| shown.iter().filter(|shown| **shown == Some(stand)).count();
    let (left, right, middle) = (count(Stand::Left), count(Stand::Right), count(Stand::Middle));
    // Names that show nothing, over texts that reach beyond the side at which they would stand.
    let others = || names.iter().zip(&shown).filter(|(_, shown)| shown.is_none()).map(|(name, _)| name.x);
    let beyond = |is_beyond: &dyn Fn(Span, Span) -> bool| {
        let of = |x: &Span| matches!(columns.under(*x)[..], [one] if is_beyond(columns.bands[one].x, *x));
        others().filter(of).count() * ODD > names.len()
    };
    let far = Pt::new(em * OTHER);
    let usual = if left > right + middle && !beyond(&|text, name| text.start < name.start - far) {
        Stand::Left
    } else if right > left + middle && !beyond(&|text, name| text.end > name.end + far) {
        Stand::Right
    } else {
        // One edge is soon shared by chance.
        return;
    };
    for (name, shown) in names.iter_mut().zip(shown) {
        name.stand = shown.unwrap_or(usual);
    }
}

/// How a name shows that it stands.
fn shown(name: &Name, lines: &[Line], columns: &Columns, em: f64) -> Option<Stand> {
    let of_line = |(line, words): &(usize, std::ops::Range<usize>)| {
        lines[*line].words[words.clone()].iter().map(|word| word.x).reduce(|all, x| all.union(x))
    };
    let own: Vec<Span> = name.words.iter().filter_map(of_line).collect();
    let by_lines = own.windows(2).find_map(|pair| side(pair[0], pair[1], em));
    by_lines.or_else(|| match columns.under(name.x)[..] {
        [one] => side(name.x, columns.bands[one].x, em),
        _ => None,
    })
}

/// The side or middle that two spans of different lengths share.
fn side(a: Span, b: Span, em: f64) -> Option<Stand> {
    let near = |a: Pt, b: Pt| (a - b).abs().get() <= em * SAME;
    if (a.len() - b.len()).abs().get() <= em * OTHER {
        return None;
    }
    if near(a.start, b.start) {
        Some(Stand::Left)
    } else if near(a.end, b.end) {
        Some(Stand::Right)
    } else {
        near(a.centre(), b.centre()).then_some(Stand::Middle)
    }
}

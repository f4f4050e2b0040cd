//! How names stand over their columns: in the middle, or at a side.
//!
//! A name that shares one edge with the texts below it and not the other stands at that side; so does one whose lines
//! begin or end together and are of different lengths. What most names show the others do as well, unless texts stand
//! where they could not, or the names find their texts as well if all stand in the middle.

use super::columns::{Columns, Stand, over};
use super::names::Name;
use super::settle::settle;
use super::word::Line;
use crate::geometry::{Pt, Span};

/// Edges this near (in em) are one.
const SAME: f64 = 0.12;
/// Edges this far (in em) from each other are two.
const OTHER: f64 = 0.3;
/// The share of the names that could show how they stand which must show the same.
const MOST: f64 = 0.6;
/// How much better (in em of overlapping columns) they must find their texts so.
const CHEAPER: f64 = 0.5;
/// One name in so many may have texts where they should not be.
const ODD: usize = 10;

/// What a name shows.
#[derive(Clone, Copy)]
struct Shown {
    /// It stands over numbers, which are set to the right as a rule whatever stands above them.
    is_over_numbers: bool,
    stand: Option<Stand>,
}

/// Tells the names how they stand.
pub(super) fn stand(names: &mut [Name], lines: &[Line], columns: &Columns, em: f64) {
    let shown: Vec<Option<Shown>> = names.iter().map(|name| shown(name, lines, columns, em)).collect();
    // How many names of those that could show it stand so, if they are most.
    let most = |stand: Stand, is_over_numbers: bool| {
        let tried = || shown.iter().flatten().filter(move |shown| shown.is_over_numbers == is_over_numbers);
        let n = tried().filter(|shown| shown.stand == Some(stand)).count();
        (n as f64 >= tried().count() as f64 * MOST).then_some(n)
    };
    let has_texts = shown.iter().flatten().any(|shown| !shown.is_over_numbers);
    let all = |stand: Stand| shown.iter().flatten().filter(|shown| shown.stand == Some(stand)).count();
    let (left, right) = (all(Stand::Left), all(Stand::Right));
    let is_left = left > right && most(Stand::Left, !has_texts).is_some_and(|n| n >= if has_texts { 1 } else { 2 });
    let is_right = right > left && most(Stand::Right, true).is_some_and(|n| n >= 2);
    // Names that show nothing, over texts that reach beyond the side at which they would stand.
    let beyond = |is_beyond: &dyn Fn(Span, Span) -> bool| {
        let of = |x: &Span| matches!(columns.under(*x)[..], [one] if is_beyond(columns.bands[one].x, *x));
        let shows = |shown: &Option<Shown>| shown.is_some_and(|shown| shown.stand.is_some());
        let others = names.iter().zip(&shown).filter(|(_, shown)| !shows(shown)).map(|(name, _)| name.x);
        others.filter(of).count() * ODD > names.len()
    };
    let far = Pt::new(em * OTHER);
    let is_left = is_left && !beyond(&|text, name| text.start < name.start - far);
    let is_right = is_right && !beyond(&|text, name| text.end > name.end + far);
    let usual = match (is_left, is_right) {
        (true, _) => Stand::Left,
        (_, true) => Stand::Right,
        // One edge is soon shared by chance.
        (false, false) => return,
    };
    let stands: Vec<Stand> = shown.iter().map(|shown| shown.and_then(|shown| shown.stand).unwrap_or(usual)).collect();
    // Names in the middle of their columns find their texts as well, if they stand there.
    let is_over = |name: &Name, other: &Name| other.y.start >= name.y.end - far && over(other.x, name.x);
    let is_lowest: Vec<bool> = names.iter().map(|name| !names.iter().any(|other| is_over(name, other))).collect();
    let cost = |stand: &dyn Fn(usize) -> Stand| {
        let lowest = (0..names.len()).filter(|i| is_lowest[*i]);
        let mut own: Vec<(Span, Stand)> = lowest.map(|i| (names[i].x, stand(i))).collect();
        own.sort_by_key(|(x, _)| x.centre());
        settle(&own, columns, em).cost
    };
    if cost(&|i| stands[i]) + CHEAPER < cost(&|_| Stand::Middle) {
        names.iter_mut().zip(stands).for_each(|(name, stand)| name.stand = stand);
    }
}

/// How a name shows that it stands; none if it cannot show it.
fn shown(name: &Name, lines: &[Line], columns: &Columns, em: f64) -> Option<Shown> {
    let of_line = |(line, words): &(usize, std::ops::Range<usize>)| {
        lines[*line].words[words.clone()].iter().map(|word| word.x).reduce(|all, x| all.union(x))
    };
    let own: Vec<Span> = name.words.iter().filter_map(of_line).collect();
    if let Some(stand) = own.windows(2).find_map(|pair| side(pair[0], pair[1], em)) {
        return Some(Shown { is_over_numbers: false, stand: Some(stand) });
    }
    let [one] = columns.under(name.x)[..] else { return None };
    let band = &columns.bands[one];
    let is_other = (name.x.len() - band.x.len()).abs().get() > em * OTHER;
    is_other.then(|| Shown { is_over_numbers: band.is_numeric(), stand: side(name.x, band.x, em) })
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

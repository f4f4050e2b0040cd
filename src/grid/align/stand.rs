//! How names stand over their columns: in the middle, or at a side.
//!
//! A name that shares one edge with the texts below it and not the other stands at that side; so does one whose lines
//! begin or end together and are of different lengths. What most names show the others do as well, unless texts stand
//! where they could not, or few names show it and they find their texts as well if all stand in the middle.

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
/// So many names that show a side, and none another place, need no other sign.
const CLEAR: usize = 3;
/// One name in so many may have texts where they should not be.
const ODD: usize = 10;

/// What a name shows.
#[derive(Clone, Copy)]
struct Shown {
    by: Sign,
    /// Both are of different lengths.
    is_tried: bool,
    stand: Option<Stand>,
}

/// What shows how a name stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// Its own lines, beginning or ending together.
    Lines,
    /// The texts below it.
    Texts,
    /// The numbers below it, which are set to the right as a rule whatever stands above them.
    Numbers,
}

/// How the names of a head stand, unless they show something else.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Usual {
    Middle,
    One(Stand),
    /// As what they lead: at the left over texts, at the right over numbers.
    Matched,
}

impl Usual {
    fn of(self, shown: &Option<Shown>) -> Stand {
        match (self, shown) {
            (Usual::Middle, _) => Stand::Middle,
            (_, Some(Shown { stand: Some(stand), .. })) => *stand,
            (Usual::One(stand), _) => stand,
            (Usual::Matched, Some(Shown { by: Sign::Numbers, .. })) => Stand::Right,
            (Usual::Matched, _) => Stand::Left,
        }
    }
}

/// Tells the names how they stand.
pub(super) fn stand(names: &mut [Name], lines: &[Line], columns: &Columns, em: f64) {
    let shown: Vec<Option<Shown>> = names.iter().map(|name| shown(name, lines, columns, em)).collect();
    let usual = usual(&shown);
    // Names that show nothing, over texts that reach beyond the side at which they would stand.
    let far = Pt::new(em * OTHER);
    let is_beyond = |name: &Name, shown: &Option<Shown>| {
        let [one] = columns.under(name.x)[..] else { return false };
        let text = columns.bands[one].x;
        match usual.of(shown) {
            _ if shown.is_some_and(|shown| shown.stand.is_some()) => false,
            Stand::Left => text.start < name.x.start - far,
            Stand::Right => text.end > name.x.end + far,
            Stand::Middle => false,
        }
    };
    let beyond = names.iter().zip(&shown).filter(|(name, shown)| is_beyond(name, shown)).count();
    if usual == Usual::Middle || beyond * ODD > names.len() {
        return;
    }
    let is_over = |name: &Name, other: &Name| other.y.start >= name.y.end - far && over(other.x, name.x);
    let is_lowest: Vec<bool> = names.iter().map(|name| !names.iter().any(|other| is_over(name, other))).collect();
    let stand = |i: usize| match usual {
        Usual::Matched if !is_lowest[i] && is_in_middle(&names[i], names, columns, em) => Stand::Middle,
        Usual::Matched if !is_lowest[i] => Stand::Left,
        _ => usual.of(&shown[i]),
    };
    let stands: Vec<Stand> = (0..names.len()).map(stand).collect();
    // Names in the middle of their columns find their texts as well, if they stand there.
    let cost = |stand: &dyn Fn(usize) -> Stand| {
        let lowest = (0..names.len()).filter(|i| is_lowest[*i]);
        let mut own: Vec<(Span, Stand)> = lowest.map(|i| (names[i].x, stand(i))).collect();
        own.sort_by_key(|(x, _)| x.centre());
        settle(&own, columns, em).cost
    };
    let room = if is_clear(&shown, usual) { -CHEAPER } else { CHEAPER };
    if cost(&|i| stands[i]) + room < cost(&|_| Stand::Middle) {
        names.iter_mut().zip(stands).for_each(|(name, stand)| name.stand = stand);
    }
}

/// True if a name stands over the middle of names side by side below it, and does not begin with the first of them.
fn is_in_middle(name: &Name, names: &[Name], columns: &Columns, em: f64) -> bool {
    let near = |a: Pt, b: Pt| (a - b).abs().get() <= em * OTHER;
    let room = |other: &Name| {
        let texts = columns.under(other.x).into_iter().map(|column| columns.bands[column].x);
        texts.fold(other.x, Span::union)
    };
    let mut below: Vec<Span> =
        names.iter().filter(|other| other.y.start >= name.y.end - Pt::new(em * OTHER)).map(room).collect();
    below.sort_by_key(|x| x.centre());
    let begins = below.iter().any(|x| near(x.start, name.x.start));
    let is_middle = |from: usize| {
        (from + 1..below.len()).any(|to| near(Span::new(below[from].start, below[to].end).centre(), name.x.centre()))
    };
    !begins && (0..below.len()).any(is_middle)
}

/// True if several names show one side, and none the middle.
fn is_clear(shown: &[Option<Shown>], usual: Usual) -> bool {
    let count =
        |stand: Stand| shown.iter().flatten().filter(|shown| shown.is_tried && shown.stand == Some(stand)).count();
    matches!(usual, Usual::One(side) if count(side) >= CLEAR && count(Stand::Middle) == 0)
}

/// How the names of a head stand as a rule, by what they show.
fn usual(shown: &[Option<Shown>]) -> Usual {
    // How many names of those that could show it stand so, if they are most.
    let most = |stand: Stand, by: &[Sign]| {
        let tried = || shown.iter().flatten().filter(|shown| shown.is_tried && by.contains(&shown.by));
        let n = tried().filter(|shown| shown.stand == Some(stand)).count();
        (n as f64 >= tried().count() as f64 * MOST).then_some(n)
    };
    let has = |n: usize| move |shown: usize| shown >= n;
    // One edge is soon shared by chance.
    if most(Stand::Left, &[Sign::Texts]).is_some_and(has(1)) && most(Stand::Right, &[Sign::Numbers]).is_some_and(has(2))
    {
        return Usual::Matched;
    }
    let all = |stand: Stand| shown.iter().flatten().filter(|shown| shown.stand == Some(stand)).count();
    let (left, right) = (all(Stand::Left), all(Stand::Right));
    let has_texts = shown.iter().flatten().any(|shown| shown.is_tried && shown.by != Sign::Numbers);
    let by: &[Sign] = if has_texts { &[Sign::Lines, Sign::Texts] } else { &[Sign::Numbers] };
    if left > right && most(Stand::Left, by).is_some_and(has(if has_texts { 1 } else { 2 })) {
        return Usual::One(Stand::Left);
    }
    // Texts begin at one side and say nothing of the other.
    if right > left && most(Stand::Right, &[Sign::Lines, Sign::Numbers]).is_some_and(has(2)) {
        return Usual::One(Stand::Right);
    }
    Usual::Middle
}

/// How a name shows that it stands; none if it cannot show it.
fn shown(name: &Name, lines: &[Line], columns: &Columns, em: f64) -> Option<Shown> {
    let of_line = |(line, words): &(usize, std::ops::Range<usize>)| {
        lines[*line].words[words.clone()].iter().map(|word| word.x).reduce(|all, x| all.union(x))
    };
    let own: Vec<Span> = name.words.iter().filter_map(of_line).collect();
    if let Some(stand) = own.windows(2).find_map(|pair| side(pair[0], pair[1], em)) {
        return Some(Shown { by: Sign::Lines, is_tried: true, stand: Some(stand) });
    }
    let [one] = columns.under(name.x)[..] else { return None };
    let band = &columns.bands[one];
    let is_tried = (name.x.len() - band.x.len()).abs().get() > em * OTHER;
    let by = if band.is_numeric() { Sign::Numbers } else { Sign::Texts };
    Some(Shown { by, is_tried, stand: side(name.x, band.x, em) })
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

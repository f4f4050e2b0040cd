//! Which texts of the body the lowest names lead.

use super::columns::{Band, Columns, Stand};
use crate::geometry::{Pt, Span};
use std::ops::Range;

/// No table has more names, and none leads more texts side by side: the search takes time and memory with both.
const MOST: usize = 100;
const MOST_TEXTS: usize = 24;

/// The columns: the name of each, if it has one, and its texts; and what that costs.
pub(super) struct Settled {
    pub(super) columns: Vec<(Option<usize>, Range<usize>)>,
    pub(super) cost: f64,
}

/// What stands under one name: parts of one column, unless lines have texts apart from each other in two of them.
pub(super) fn parts_of(bands: &[Band]) -> Vec<Band> {
    let mut parts: Vec<Band> = Vec::new();
    for band in bands {
        match parts.last_mut() {
            Some(last) if !are_two(last, band) => *last = last.join(*band),
            _ => parts.push(*band),
        }
    }
    parts
}

/// True if many lines have texts in both, apart from each other.
fn are_two(left: &Band, right: &Band) -> bool {
    let least = (left.numbers + left.names).min(right.numbers + right.names);
    left.beside >= 2 && left.beside * 4 >= least
}

/// Which texts of the body each of the lowest names leads, which stand over them as is told. A column reaches as far to
/// both sides of a middle, and not beyond a side at which its name stands; columns do not overlap: the way is taken in
/// which they overlap least. Texts without a name are columns too, if need be.
pub(super) fn settle(lowest: &[(Span, Stand)], columns: &Columns, em: f64) -> Settled {
    /// What a column without a name weighs, an empty one, and one more text in a column, in em.
    const UNNAMED: f64 = 2.0;
    const EMPTY: f64 = 0.3;
    const MORE: f64 = 0.5;
    /// Amounts beside each other are of two columns.
    const NEVER: f64 = 60.0;
    /// An em of text beyond the side at which its name stands.
    const BEYOND: f64 = 2.0;
    let bands = &columns.bands;
    let (n, m) = (lowest.len(), bands.len());
    if n > MOST || m > MOST * 2 {
        // No table: names and texts stand beside each other as they come.
        let texts = |k: usize| k.min(m)..(k + 1).min(m);
        let columns = (0..n.max(m)).map(|k| ((k < n).then_some(k), texts(k))).collect();
        return Settled { columns, cost: f64::INFINITY };
    }
    let reach = |leaf: Option<usize>, own: Range<usize>| -> Span {
        let text = bands[own].iter().map(|band| band.x).reduce(|all, x| all.union(x));
        match leaf {
            None => text.unwrap_or_default(),
            Some(leaf) => {
                let (name, stand) = lowest[leaf];
                let middle = name.centre();
                let all = text.map_or(name, |text| text.union(name));
                let half = (middle - all.start).max(all.end - middle);
                match stand {
                    Stand::Middle => Span::new(middle - half, middle + half),
                    Stand::Left | Stand::Right => all,
                }
            }
        }
    };
    let own_cost = |leaf: Option<usize>, own: Range<usize>| -> f64 {
        if leaf.is_none() {
            return UNNAMED;
        }
        if own.is_empty() {
            return EMPTY;
        }
        let amounts = bands[own.clone()].iter().filter(|band| band.amounts > 0).count();
        let text = bands[own.clone()].iter().map(|band| band.x).reduce(|all, x| all.union(x)).unwrap_or_default();
        let beyond = match leaf.map(|leaf| lowest[leaf]) {
            Some((name, Stand::Left)) => name.start - text.start,
            Some((name, Stand::Right)) => text.end - name.end,
            _ => Pt::ZERO,
        };
        let off = beyond.max(Pt::ZERO).get() / em * BEYOND;
        off + (own.len() - 1) as f64 * MORE + if amounts > 1 { NEVER } else { 0.0 }
    };
    /// A way to settle the names and texts so far: its cost, where its last column ends, what it was before.
    #[derive(Clone)]
    struct Way {
        cost: f64,
        end: Pt,
        columns: Vec<(Option<usize>, Range<usize>)>,
    }
    const KEPT: usize = 6;
    let start = Way { cost: 0.0, end: Pt::new(f64::MIN / 4.0), columns: Vec::new() };
    // ways[k][i]: the best few that used k names and i texts, the cheapest first; none once they were followed, or many
    // names over many texts would take all memory.
    let mut ways: Vec<Vec<Vec<Way>>> = vec![vec![Vec::new(); m + 1]; n + 1];
    ways[0][0].push(start);
    for k in 0..=n {
        for i in 0..=m {
            if (k, i) == (n, m) {
                break;
            }
            for way in &std::mem::take(&mut ways[k][i]) {
                let mut go = |leaf: Option<usize>, own: Range<usize>| {
                    let span = reach(leaf, own.clone());
                    let overlap = (way.end - span.start).max(Pt::ZERO).get() / em;
                    let cost = way.cost + (overlap + own_cost(leaf, own.clone()));
                    let there = &mut ways[k + usize::from(leaf.is_some())][own.end];
                    let at = there.partition_point(|other| other.cost.total_cmp(&cost).is_le());
                    if at < KEPT {
                        let columns = way.columns.iter().cloned().chain([(leaf, own)]).collect();
                        there.insert(at, Way { cost, end: way.end.max(span.end), columns });
                        there.truncate(KEPT);
                    }
                };
                if k < n {
                    (i..=m.min(i + MOST_TEXTS)).for_each(|j| go(Some(k), i..j));
                }
                if i < m {
                    go(None, i..i + 1);
                }
            }
        }
    }
    match ways[n][m].first() {
        Some(way) => Settled { columns: way.columns.clone(), cost: way.cost },
        None => Settled { columns: (0..m).map(|i| (None, i..i + 1)).collect(), cost: f64::INFINITY },
    }
}

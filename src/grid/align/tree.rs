//! Which names of a head lead which, told from the rows of the head they were painted in.
//!
//! Row by row each name stands under one of those that are still open: the names of the rows above that lead none yet.
//! Order is kept, and the middle of what a name leads is its own.

use super::columns::{Columns, Stand, over};
use crate::geometry::{Pt, Span};

/// Names whose middle is further (in em) from that of what they lead, one for another, were not painted by rows.
const FURTHEST: f64 = 4.0;

/// No head has more names: what has is none.
pub(super) const MOST: usize = 200;

/// The parent of each name; none if the names do not stand so. `rows` counts them from the top.
pub(super) fn parents(
    names: &[(Span, Stand)],
    rows: &[usize],
    columns: &Columns,
    em: f64,
) -> Option<Vec<Option<usize>>> {
    if names.len() > MOST {
        return None;
    }
    let mut parents = vec![None; names.len()];
    let mut sorted: Vec<usize> = rows.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let in_row = |row: usize| {
        let mut own: Vec<usize> = (0..names.len()).filter(|i| rows[*i] == row).collect();
        own.sort_by_key(|i| (names[*i].0.centre(), *i));
        own
    };
    let mut open = in_row(*sorted.first()?);
    let mut off = 0.0;
    for row in &sorted[1..] {
        let below = in_row(*row);
        let (led, cost) = led(names, &open, &below, columns);
        off += cost;
        let mut next = Vec::with_capacity(open.len() + below.len());
        let mut from = 0;
        for (name, to) in open.iter().zip(led) {
            for child in &below[from..to] {
                parents[*child] = Some(*name);
            }
            if from == to {
                next.push(*name);
            } else {
                next.extend(&below[from..to]);
            }
            from = to;
        }
        open = next;
    }
    (off <= FURTHEST * em * names.len() as f64).then_some(parents)
}

/// Where the names end that each open name leads, and how far the middles are off.
fn led(names: &[(Span, Stand)], open: &[usize], below: &[usize], columns: &Columns) -> (Vec<usize>, f64) {
    let (n, m) = (open.len(), below.len());
    let reach: Vec<Span> = below.iter().map(|i| reach(names[*i].0, columns)).collect();
    let cost = |name: usize, from: usize, to: usize| -> f64 {
        let (own, stand) = names[open[name]];
        if from == to {
            return 0.0;
        }
        let text = below[from..to].iter().map(|i| names[*i].0).reduce(|all, x| all.union(x)).unwrap_or_default();
        let whole = reach[from..to].iter().copied().reduce(|all, x| all.union(x)).unwrap_or_default();
        let off = |x: Span| (x.centre() - own.centre()).abs();
        let outside = (text.start - own.centre()).max(own.centre() - text.end).max(Pt::ZERO);
        match stand {
            Stand::Middle => (off(text).min(off(whole)) + outside * 4.0).get(),
            Stand::Left => (text.start - own.start).abs().get(),
            Stand::Right => (text.end - own.end).abs().get(),
        }
    };
    // A name that leads none stands beside what others lead.
    let crowded = |name: usize, at: usize| -> f64 {
        let own = names[open[name]].0;
        let before = at.checked_sub(1).map_or(Pt::ZERO, |i| (names[below[i]].0.end - own.start).max(Pt::ZERO));
        let behind = below.get(at).map_or(Pt::ZERO, |i| (own.end - names[*i].0.start).max(Pt::ZERO));
        (before + behind).get() * 4.0
    };
    let mut best = vec![vec![f64::INFINITY; m + 1]; n + 1];
    let mut from = vec![vec![0_usize; m + 1]; n + 1];
    best[0][0] = 0.0;
    for name in 0..n {
        for at in 0..=m {
            if best[name][at].is_infinite() {
                continue;
            }
            for to in at..=m {
                let own = if to == at { crowded(name, at) } else { cost(name, at, to) };
                let sum = best[name][at] + own;
                if sum < best[name + 1][to] {
                    best[name + 1][to] = sum;
                    from[name + 1][to] = at;
                }
            }
        }
    }
    let mut ends = vec![m; n];
    let mut at = m;
    for name in (0..n).rev() {
        ends[name] = at;
        at = from[name + 1][at];
    }
    (ends, best[n][m])
}

/// The room of a name's column: as far to one side of its middle as its texts reach to the other.
fn reach(name: Span, columns: &Columns) -> Span {
    let middle = name.centre();
    let own = columns.bands.iter().map(|band| band.x).filter(|x| over(*x, name));
    let all = own.chain([name]);
    let half = all.map(|x| (middle - x.start).max(x.end - middle)).max().unwrap_or_default();
    Span::new(middle - half, middle + half)
}

//! A line of a header -> the combs that its tokens may belong to.

use super::{Piece, Reading, Share};

/// All ways to share the tokens of a line out to combs: all go on with one, or begin one; or where the lines of two combs
/// stand equally high, neighbours among them with one and the rest with another; with what that costs.
pub(super) fn shares(reading: &Reading, tokens: &[usize]) -> Vec<(f32, Vec<Share>)> {
    /// That two combs meet on a line is an accident.
    const MEETING: f32 = 1.5;
    let ways = |tokens: &[usize], exact: bool| -> Vec<Option<usize>> {
        let fits = |&&comb: &&usize| reading.combs.get(comb).is_some_and(|comb| may_have(comb, tokens.len(), exact));
        reading.open.iter().filter(fits).map(|&comb| Some(comb)).chain([None]).collect()
    };
    let whole = ways(tokens, false).into_iter().map(|way| (0.0, vec![(way, tokens.to_vec())]));
    let mut found: Vec<(f32, Vec<Share>)> = whole.collect();
    for from in 0..tokens.len() {
        for to in from + 1..=tokens.len() {
            let Some(run) = tokens.get(from..to).filter(|run| run.len() < tokens.len()) else { continue };
            let rest: Vec<usize> = tokens.iter().filter(|at| !run.contains(at)).copied().collect();
            for first in ways(run, true) {
                for second in ways(&rest, true) {
                    // What a run leaves is another run where it stands at an end: one of them is enough.
                    let twice = from == 0 && first.is_some() && second.is_some();
                    let new = first.is_none() && second.is_none() && from == 0;
                    if first.is_some() && first == second || twice || new {
                        continue;
                    }
                    found.push((MEETING, vec![(first, run.to_vec()), (second, rest.clone())]));
                }
            }
        }
    }
    found
}

/// May a comb have a line with so many tokens next, or exactly as many as its last one has? Their number rises to the
/// middle, and falls from there on as it rose.
fn may_have(comb: &[Piece], tokens: usize, exact: bool) -> bool {
    let counts: Vec<usize> = comb.iter().map(|(_, tokens)| tokens.len()).collect();
    let last = counts.last().copied().unwrap_or(0);
    let peak = counts.iter().copied().max().unwrap_or(0);
    if exact && tokens != last {
        return false;
    }
    // Where the lines on this side of the middle are fewer than those on the other, one mirrors the next.
    let below = counts.iter().rposition(|&count| count == peak).map_or(0, |at| counts.len() - at - 1);
    let above = counts.iter().position(|&count| count == peak).unwrap_or(0);
    match counts.get(..above).and_then(|rise| rise.iter().rev().nth(below)) {
        _ if above == 0 => tokens <= last || below == 0,
        Some(&mirrored) => tokens == mirrored || below == 0 && tokens >= last,
        None => false,
    }
}

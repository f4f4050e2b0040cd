//! A header whose wrapped names are printed line by line across all columns -> its names, put together again. A name goes
//! on somewhere in a line further down; which piece goes on with which is told by the names that are known. Each line
//! prints its pieces from left to right, and so do the columns stand: what stands before what in any line orders them.

use super::piece::Piece;
use crate::catalogue::{self, lexicon};

/// Headers have fewer pieces; the search would be long.
const PIECES: usize = 60;

/// The pieces of a header with those of one name together, in the order of the columns; groups come first.
pub(super) fn unwoven<'a>(own: &[Piece<'a>]) -> Option<Vec<Piece<'a>>> {
    if own.len() > PIECES || !own.windows(2).any(|pair| matches!(pair, [a, b] if a.line == b.line)) {
        return None;
    }
    let chains = chains(own);
    if chains.iter().all(|chain| {
        chain.len() == 1 || chain.windows(2).all(|pair| pair.first().map(|a| a + 1) == pair.last().copied())
    }) {
        return None;
    }
    let order = together(own, &chains, order(own, &chains)?);
    let whole = |chain: &Vec<usize>| {
        let mut pieces = chain.iter().filter_map(|&at| own.get(at));
        let mut whole = pieces.next()?.clone();
        for piece in pieces {
            whole.text.to_mut().push_str(&piece.text);
        }
        Some(whole)
    };
    let mut names: Vec<Piece<'a>> = order.into_iter().filter_map(|at| chains.get(at)).filter_map(whole).collect();
    // A group stands above the names below it.
    let top = own.first().map_or(0, |piece| piece.line);
    let is_group = |piece: &Piece<'_>| {
        piece.line == top
            && names.iter().any(|name| name.line != top && lexicon().stands_below(&piece.text, &name.text))
    };
    let group: Vec<bool> = names.iter().map(is_group).collect();
    for (piece, group) in names.iter_mut().zip(group) {
        if group {
            piece.line = 0;
        }
    }
    names.sort_by_key(|piece| piece.line != 0);
    Some(names)
}

fn leaves_bracket_open(text: &str) -> bool {
    text.matches(['（', '(']).count() > text.matches(['）', ')']).count()
}

/// Names that stand beside each other in a line, all below one group of the first line, stay together.
fn together(own: &[Piece<'_>], chains: &[Vec<usize>], mut order: Vec<usize>) -> Vec<usize> {
    let top = own.first().map_or(0, |piece| piece.line);
    let whole: Vec<String> = chains
        .iter()
        .map(|chain| chain.iter().filter_map(|&at| own.get(at)).map(|piece| &*piece.text).collect())
        .collect();
    for group in own.iter().filter(|piece| piece.line == top) {
        let below = |at: usize, total: bool| {
            let name = chains.iter().position(|chain| chain.first() == Some(&at))?;
            let text = whole.get(name)?;
            let line = own.get(at).map(|piece| piece.line).filter(|&line| line != top)?;
            (lexicon().stands_below(&group.text, text) || total && catalogue::is_total(text)).then_some((line, name))
        };
        let mut names: Vec<Option<(usize, usize)>> = (0..own.len()).map(|at| below(at, false)).collect();
        // A total stands before what it is the total of.
        for at in 1..names.len() {
            let before =
                below(at - 1, true).filter(|own| names.get(at).copied().flatten().is_some_and(|next| next.0 == own.0));
            if let Some(place) = names.get_mut(at - 1).filter(|place| place.is_none()) {
                *place = before;
            }
        }
        for run in names.chunk_by(|a, b| a.map(|a| a.0) == b.map(|b| b.0)) {
            let run: Vec<usize> = run.iter().flatten().map(|&(_, name)| name).collect();
            let Some(first) = order.iter().position(|name| run.contains(name)).filter(|_| run.len() > 1) else {
                continue;
            };
            order.retain(|name| !run.contains(name));
            let at = first.min(order.len());
            order.splice(at..at, run);
        }
    }
    order
}

/// The pieces of each name: of the names that can be put together the longest first, each piece once.
fn chains(own: &[Piece<'_>]) -> Vec<Vec<usize>> {
    let mut known: Vec<(usize, Vec<usize>)> = Vec::new();
    for start in 0..own.len() {
        extend(own, &mut vec![start], &mut known);
    }
    // What goes back up in the order of print is put together last.
    let gaps = |chain: &[usize]| {
        chain.last().zip(chain.first()).map_or(0, |(last, first)| last.checked_sub(*first).unwrap_or(usize::MAX))
    };
    known.sort_by(|a, b| b.0.cmp(&a.0).then(gaps(&a.1).cmp(&gaps(&b.1))).then(a.1.cmp(&b.1)));
    let mut used = vec![false; own.len()];
    let mut chains: Vec<Vec<usize>> = Vec::new();
    for (_, chain) in known {
        if chain.iter().all(|&at| used.get(at) == Some(&false)) {
            for &at in &chain {
                if let Some(place) = used.get_mut(at) {
                    *place = true;
                }
            }
            chains.push(chain);
        }
    }
    chains.extend((0..own.len()).filter(|&at| used.get(at) == Some(&false)).map(|at| vec![at]));
    chains.sort();
    chains
}

/// All known names that begin with the pieces of `chain`.
fn extend(own: &[Piece<'_>], chain: &mut Vec<usize>, known: &mut Vec<(usize, Vec<usize>)>) {
    /// A name is wrapped to so many lines.
    const LINES: usize = 4;
    /// And goes on so many lines further down at most.
    const APART: usize = 3;
    /// More names than this can be put together out of no header.
    const MOST: usize = 500;
    let text: String = chain.iter().filter_map(|&at| own.get(at)).map(|piece| &*piece.text).collect();
    // A bracket that a name opens is closed further down.
    let open = leaves_bracket_open(&text);
    let closed = !open
        && chain.len() > 1
        && chain.first().and_then(|&at| own.get(at)).is_some_and(|piece| leaves_bracket_open(&piece.text));
    if known.len() > MOST || !(open || closed || lexicon().begins_name(&text)) {
        return;
    }
    if closed || lexicon().is_name(&text) {
        known.push((text.chars().count(), chain.clone()));
    }
    let Some(line) = chain.last().and_then(|&at| own.get(at)).map(|piece| piece.line) else { return };
    if chain.len() == LINES || closed {
        return;
    }
    for (at, piece) in own.iter().enumerate() {
        if piece.line > line && piece.line <= line + APART && (!open || piece.text.contains(['）', ')'])) {
            chain.push(at);
            extend(own, chain, known);
            chain.pop();
        }
    }
}

/// The order of names in which no line prints them the other way round.
fn order(own: &[Piece<'_>], chains: &[Vec<usize>]) -> Option<Vec<usize>> {
    let of = |at: usize| chains.iter().position(|chain| chain.contains(&at));
    let before: Vec<(usize, usize)> = own
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| matches!(pair, [a, b] if a.line == b.line))
        .filter_map(|(at, _)| of(at).zip(of(at + 1)))
        .collect();
    // Pieces set far apart stand where the page has them.
    let is_laid_out =
        own.windows(2).any(|pair| matches!(pair, [a, b] if a.line == b.line && b.place.0 >= a.place.1 + 3));
    // How far to the right a name stands: on the page, or in its lines, in thousandths.
    let place = |chain: &Vec<usize>| {
        let places = chain.iter().filter_map(|&at| {
            let piece = own.get(at)?;
            if is_laid_out {
                return Some((piece.place.0 + piece.place.1) * 500);
            }
            let line = piece.line;
            let first = own.iter().position(|piece| piece.line == line)?;
            let count = own.iter().filter(|piece| piece.line == line).count();
            Some((2 * (at - first) + 1) * 500 / count)
        });
        places.clone().sum::<usize>() / places.count().max(1)
    };
    let mut left: Vec<usize> = (0..chains.len()).collect();
    let mut order = Vec::with_capacity(chains.len());
    while !left.is_empty() {
        let free = |&name: &usize| !before.iter().any(|&(a, b)| b == name && a != name && left.contains(&a));
        let next = left.iter().copied().filter(free).min_by_key(|&name| (chains.get(name).map_or(0, place), name))?;
        left.retain(|&name| name != next);
        order.push(next);
    }
    Some(order)
}

#[cfg(test)]
mod tests {
    use super::unwoven;
    use crate::dump::line::pieces;
    use crate::dump::lines::lines;

    #[test]
    fn names_wrapped_side_by_side_are_put_together() {
        let text = "事业单 上级补 上年结\n单位名称 合计 一般公共预\n位经营 助收入 转结余\n算 收入\n";
        let lines = lines(text);
        let own: Vec<_> = lines.iter().flat_map(|line| pieces(line)).collect();
        let names = unwoven(&own).expect("they are woven");
        let mut names: Vec<&str> = names.iter().map(|piece| &*piece.text).collect();
        let first = names.iter().position(|name| *name == "事业单位经营收入");
        assert!(first < names.iter().position(|name| *name == "上级补助收入"));
        names.sort_unstable();
        let mut known = ["一般公共预算", "上年结转结余", "上级补助收入", "事业单位经营收入", "单位名称", "合计"];
        known.sort_unstable();
        assert_eq!(names, known);
    }
}

//! A wrapped header of a dump that keeps the places on the page -> its names, put together again. Such a dump prints all that
//! stands about equally high on one line, whatever cell's line it is, so that lines are no combs (`woven`): a name goes
//! on somewhere in a line further down; which token goes on with which is told by the names that are known, by how far
//! apart the lines of their cells are, and by where they stand. Each line prints its tokens from left to right, and so do
//! the columns stand: what stands before what in any line orders them, and no two names cross.

use super::cut::{NameKind, fits, one_name};
use super::token::Token;
use crate::catalogue::{self, lexicon};
use std::collections::BTreeMap;

/// Headers have fewer tokens; the search would be long.
const PIECES: usize = 60;

/// The tokens of a header with those of one name together, in the order of the columns; groups come first.
pub(super) fn unchained<'a>(own: &[Token<'a>]) -> Option<Vec<Token<'a>>> {
    if own.len() > PIECES || !own.windows(2).any(|pair| matches!(pair, [a, b] if a.line == b.line)) {
        return None;
    }
    let chains = chains(own);
    // Cell by cell the tokens of a name come one behind the other, but for what looks like a name by accident.
    let is_apart =
        |chain: &&Vec<usize>| chain.windows(2).any(|pair| pair.first().map(|a| a + 1) != pair.last().copied());
    let apart = chains.iter().filter(is_apart).count();
    if apart == 0 || chains.iter().filter(|chain| chain.len() > 1).count() > 2 * apart {
        return None;
    }
    let order = order(own, &chains)?;
    let whole = |chain: &Vec<usize>| {
        let mut tokens = chain.iter().filter_map(|&at| own.get(at));
        let mut whole = tokens.next()?.clone();
        for token in tokens {
            whole.text.to_mut().push_str(&token.text);
        }
        Some(whole)
    };
    let mut names: Vec<Token<'a>> = order.into_iter().filter_map(|at| chains.get(at)).filter_map(whole).collect();
    // A group stands above the names below it.
    let top = own.first().map_or(0, |token| token.line);
    let is_group = |token: &Token<'_>| {
        token.line == top
            && names.iter().any(|name| name.line != top && lexicon().stands_below(&token.text, &name.text))
    };
    let group: Vec<bool> = names.iter().map(is_group).collect();
    for (token, group) in names.iter_mut().zip(group) {
        if group {
            token.line = 0;
        }
    }
    names.sort_by_key(|token| token.line != 0);
    Some(names)
}

fn leaves_bracket_open(text: &str) -> bool {
    text.matches(['（', '(']).count() > text.matches(['）', ')']).count()
}

/// The tokens of each name: of all that could be one name those that are worth most together, as long as all names can
/// stand from left to right as every line prints them; then names that nobody knows, wrapped as far as most known ones.
fn chains(own: &[Token<'_>]) -> Vec<Vec<usize>> {
    let alone = own.iter().map(|token| one_name(std::slice::from_ref(token), &token.text, false)).collect();
    let mut search = Search { own, alone, taken: 0, apart: None, found: Vec::new() };
    (0..own.len()).for_each(|start| search.extend(&mut vec![start]));
    let names = together_best(own, &search.take(), &Names::of(own));
    let mut gaps: BTreeMap<usize, usize> = BTreeMap::new();
    for chain in &names.chains {
        *gaps.entry(gap(own, chain)).or_default() += 1;
    }
    (search.taken, search.apart) = (names.used, gaps.into_iter().max_by_key(|&(_, count)| count).map(|(gap, _)| gap));
    if search.apart.is_some() {
        (0..own.len()).for_each(|start| search.extend(&mut vec![start]));
    }
    let names = together_best(own, &search.take(), &names);
    let mut chains: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, &name) in names.name.iter().enumerate() {
        chains.entry(name).or_default().push(at);
    }
    chains.into_values().collect()
}

/// The names that are worth most together: the best of them first, and then without each of these in turn, as a name that is
/// worth much may take tokens from two that are worth more.
fn together_best(own: &[Token<'_>], found: &[(f32, Vec<usize>)], begun: &Names) -> Names {
    const ROUNDS: usize = 3;
    let without = |left: &[usize]| {
        let mut names = begun.clone();
        for (at, (gain, chain)) in found.iter().enumerate().filter(|(at, _)| !left.contains(at)) {
            if names.put(own, chain) {
                names.worth += gain;
                names.taken.push(at);
            }
        }
        names
    };
    let mut best = without(&[]);
    let mut left: Vec<usize> = Vec::new();
    for _ in 0..ROUNDS {
        let trial = |&name: &usize| {
            let left: Vec<usize> = left.iter().copied().chain([name]).collect();
            (without(&left), name)
        };
        let better = best.taken.iter().map(trial).reduce(|a, b| if b.0.worth > a.0.worth { b } else { a });
        let Some((names, name)) = better.filter(|(names, _)| names.worth > best.worth) else { break };
        best = names;
        left.push(name);
    }
    best.taken.clear();
    best
}

/// How many lines further down a name goes on.
fn gap(own: &[Token<'_>], chain: &[usize]) -> usize {
    let line = |at: Option<&usize>| at.and_then(|&at| own.get(at)).map_or(0, |token| token.line);
    line(chain.get(1)).saturating_sub(line(chain.first()))
}

/// What could be one name.
struct Search<'o, 'a> {
    own: &'o [Token<'a>],
    /// What each token is worth as a name of its own.
    alone: Vec<f32>,
    /// The tokens that are in a name already, a bit each.
    taken: u64,
    /// Names that nobody knows are looked for, too, and go on so many lines further down.
    apart: Option<usize>,
    found: Vec<(f32, Vec<usize>)>,
}

impl Search<'_, '_> {
    /// What was found, the best first.
    fn take(&mut self) -> Vec<(f32, Vec<usize>)> {
        let mut found = std::mem::take(&mut self.found);
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        found
    }

    /// All names that begin with the tokens of `chain`.
    fn extend(&mut self, chain: &mut Vec<usize>) {
        /// A name is wrapped to so many lines.
        const LINES: usize = 4;
        /// And goes on so many lines further down at most.
        const APART: usize = 3;
        /// More names than this can be put together out of no header.
        const MOST: usize = 500;
        let tokens: Vec<Token<'_>> = chain.iter().filter_map(|&at| self.own.get(at)).cloned().collect();
        let text: String = tokens.iter().map(|token| &*token.text).collect();
        // A bracket that a name opens is closed further down.
        let open = leaves_bracket_open(&text);
        let closed = !open && chain.len() > 1 && tokens.first().is_some_and(|token| leaves_bracket_open(&token.text));
        let known = closed || lexicon().is_name(&text);
        let taken = chain.last().is_none_or(|&at| self.taken & bit(at) != 0);
        if taken || self.found.len() > MOST || !(open || closed || self.apart.is_some() || lexicon().begins_name(&text))
        {
            return;
        }
        if chain.len() > 1 && known != self.apart.is_some() {
            self.found.extend(self.gain(&tokens, &text, chain).map(|gain| (gain, chain.clone())));
        }
        let Some(line) = tokens.last().map(|token| token.line).filter(|_| chain.len() < LINES && !closed) else {
            return;
        };
        for (at, token) in self.own.iter().enumerate() {
            let apart = token.line.saturating_sub(line);
            let near = self.apart.map_or((1..=APART).contains(&apart), |own| own == apart);
            if near && (!open || token.text.contains(['）', ')'])) {
                chain.push(at);
                self.extend(chain);
                chain.pop();
            }
        }
    }

    /// How much more these tokens are worth as one name than each by itself; none if they are not.
    fn gain(&self, tokens: &[Token<'_>], text: &str, chain: &[usize]) -> Option<f32> {
        /// Any two tokens make one name where two are expected.
        const LEAST: f32 = 1.5;
        /// What it costs that the lines of a cell are not equally far apart, a line, and that one stands further right.
        const UNEVEN: f32 = 0.3;
        const ASIDE: f32 = 0.0005;
        let alone: f32 = chain.iter().filter_map(|&at| self.alone.get(at)).sum();
        let gap =
            |pair: &[Token<'_>]| pair.last().map_or(0, |b| b.line).saturating_sub(pair.first().map_or(0, |a| a.line));
        let first = tokens.windows(2).map(gap).next().unwrap_or(0);
        let uneven: usize = tokens.windows(2).map(|pair| gap(pair).abs_diff(first)).sum();
        let places = || chain.iter().map(|&at| place(self.own, at));
        let aside = places().max().unwrap_or(0) - places().min().unwrap_or(0);
        let gain = one_name(tokens, text, false) - alone - UNEVEN * uneven as f32 - ASIDE * aside as f32;
        (gain > if self.apart.is_some() { LEAST } else { 0.0 }).then_some(gain)
    }
}

/// Do tokens stand as far apart as the page has them?
pub(super) fn is_laid_out(own: &[Token<'_>]) -> bool {
    own.windows(2).any(|pair| matches!(pair, [a, b] if a.line == b.line && b.place.0 >= a.place.1 + 3))
}

/// Where a token stands on the page, twelve for half a character.
fn place(own: &[Token<'_>], at: usize) -> usize {
    own.get(at).map_or(0, |token| (token.place.0 + token.place.1) * 12)
}

/// The names that tokens have been put together to.
#[derive(Clone, Debug)]
struct Names {
    /// For each token the first one of its name.
    name: Vec<usize>,
    /// The tokens that are in one, a bit each.
    used: u64,
    chains: Vec<Vec<usize>>,
    worth: f32,
    taken: Vec<usize>,
}

impl Names {
    /// Each token by itself.
    fn of(own: &[Token<'_>]) -> Names {
        Names { name: (0..own.len()).collect(), used: 0, chains: Vec::new(), worth: 0.0, taken: Vec::new() }
    }

    /// Takes these tokens for one name, unless some stand in another or names would stand in no order.
    fn put(&mut self, own: &[Token<'_>], chain: &[usize]) -> bool {
        let bits = chain.iter().fold(0, |bits, &at| bits | bit(at));
        let Some(&first) = chain.first().filter(|_| bits & self.used == 0) else { return false };
        let before = self.name.clone();
        for &at in chain {
            if let Some(name) = self.name.get_mut(at) {
                *name = first;
            }
        }
        if sorted(&edges(own, |at| self.name.get(at).copied()), &self.name, |_, _| 0).is_none() {
            self.name = before;
            return false;
        }
        self.used |= bits;
        self.chains.push(chain.to_vec());
        true
    }
}

/// A header has fewer tokens than a number has bits.
fn bit(at: usize) -> u64 {
    u32::try_from(at).ok().and_then(|at| 1_u64.checked_shl(at)).unwrap_or(0)
}

/// Which name stands before which, as lines print them.
fn edges(own: &[Token<'_>], name: impl Fn(usize) -> Option<usize>) -> Vec<(usize, usize)> {
    let beside = |at: &usize| matches!(own.get(*at..at + 2), Some([a, b]) if a.line == b.line);
    (0..own.len()).filter(beside).filter_map(|at| name(at).zip(name(at + 1))).collect()
}

/// Names in an order in which none stands behind one that it stands before. Of those that may come next `next` says which,
/// told what else is left.
fn sorted(edges: &[(usize, usize)], names: &[usize], next: impl Fn(&[usize], &[usize]) -> usize) -> Option<Vec<usize>> {
    let mut before: Vec<u64> = vec![0; names.len().max(names.iter().max().map_or(0, |most| most + 1))];
    for &(a, b) in edges {
        *before.get_mut(b)? |= bit(a);
    }
    let mut left: Vec<usize> = names.to_vec();
    left.sort_unstable();
    left.dedup();
    let mut open = left.iter().fold(0, |bits, &at| bits | bit(at));
    let mut order = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let is_free = |name: &usize| before.get(*name).is_some_and(|before| before & open == 0);
        let free: Vec<usize> = left.iter().copied().filter(is_free).collect();
        let name = *free.get(if free.len() > 1 { next(&free, &left) } else { 0 })?;
        left.retain(|&other| other != name);
        open &= !bit(name);
        order.push(name);
    }
    Some(order)
}

/// The names from left to right: as lines print them, as the groups do that they stand below, as other tables have them.
fn order(own: &[Token<'_>], chains: &[Vec<usize>]) -> Option<Vec<usize>> {
    let all: Vec<usize> = (0..chains.len()).collect();
    let mut edges = edges(own, |at| chains.iter().position(|chain| chain.contains(&at)));
    let texts: Vec<String> = chains
        .iter()
        .map(|chain| chain.iter().filter_map(|&at| own.get(at)).map(|token| &*token.text).collect())
        .collect();
    let text = |name: usize| texts.get(name).map_or("", String::as_str);
    let top = own.first().map_or(0, |token| token.line);
    let groups: Vec<&str> = own.iter().filter(|token| token.line == top).map(|token| &*token.text).collect();
    // What stands no lower than the names of codes and names do is as high as the header, and below no group.
    let height = |name: usize| {
        let lines = chains.get(name).into_iter().flatten().filter_map(|&at| own.get(at)).map(|token| token.line);
        lines.clone().sum::<usize>() * 60 / lines.count().max(1)
    };
    let is_stub = |name: &usize| fits(text(*name), NameKind::Name) > 0.0;
    let middle = all.iter().copied().filter(is_stub).map(height).min().unwrap_or(0);
    let group = |name: usize| {
        let group = groups.iter().position(|group| lexicon().stands_below(group, text(name)));
        group.filter(|_| height(name) > middle)
    };
    let below: Vec<Option<usize>> = all.iter().map(|&name| group(name)).collect();
    for (a, first) in below.iter().enumerate() {
        for (b, second) in below.iter().enumerate() {
            if matches!((first, second), (Some(first), Some(second)) if first < second) {
                edges.push((a, b));
                if sorted(&edges, &all, |_, _| 0).is_none() {
                    edges.pop();
                }
            }
        }
    }
    let place = |name: usize| {
        let places = chains.get(name).into_iter().flatten().map(|&at| place(own, at));
        places.clone().sum::<usize>() / places.count().max(1)
    };
    // A total stands first as often as last: that says nothing of where it stands here.
    let is_total = |name: usize| catalogue::is_total(text(name));
    let precedes = |a: usize, b: usize| is_total(a) >= is_total(b) && lexicon().precedes(text(a), text(b));
    let behind: Vec<u64> = all
        .iter()
        .map(|&name| all.iter().filter(|&&other| precedes(other, name)).fold(0, |bits, &other| bits | bit(other)))
        .collect();
    let next = |free: &[usize], left: &[usize]| {
        let open = left.iter().fold(0, |bits, &at| bits | bit(at));
        let late = |name: usize| behind.get(name).map_or(0, |bits| (bits & open).count_ones());
        let least = free.iter().enumerate().min_by_key(|&(_, &name)| (late(name), place(name), name));
        least.map_or(0, |(at, _)| at)
    };
    sorted(&edges, &all, next)
}

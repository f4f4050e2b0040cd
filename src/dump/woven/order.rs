//! The names of combs -> the order of their columns. A comb says which of its names stands before which; of names of two combs
//! other tables do, the groups that they stand below, and what stands below one group stands together.

use super::{Comb, Loom, Names};
use crate::catalogue::{self, lexicon};
use crate::dump::cut::{NameKind, Row, fits};
use crate::dump::token::Token;
use std::collections::BTreeMap;

/// A name of the header, and what orders it.
struct Name {
    text: String,
    tokens: Vec<usize>,
    /// Where it stands in its lines, in thousandths.
    place: usize,
    /// Is it set lower than the names of codes and names, which are as high as the header?
    is_low: bool,
    /// The group that it stands below elsewhere.
    group: Option<usize>,
    is_stub: bool,
}

impl<'a> Loom<'_, 'a> {
    /// The names of combs in the orders that are plausible.
    pub(super) fn orders(&self, combs: &[Comb]) -> Vec<Names<'a>> {
        /// How much rather columns below no group stand before those that do, or behind them.
        const LEAN: f32 = 0.4;
        [-LEAN, LEAN].into_iter().filter_map(|lean| self.in_order(combs, lean)).collect()
    }

    /// The names of combs as tokens: groups first, then the columns from left to right.
    fn in_order(&self, combs: &[Comb], lean: f32) -> Option<Names<'a>> {
        let is_stub = |name: &Vec<usize>| fits(&self.text(name), NameKind::Name) > 0.0;
        // What is as high as the header stands in its middle: names of codes and names do, but for those that stand over
        // the parts of a code, and these.
        let has = |comb: &Comb, is: &dyn Fn(&Vec<usize>) -> bool| comb.names.iter().any(is);
        let is_part = |name: &Vec<usize>| matches!(self.text(name).as_str(), "类" | "款" | "项" | "目");
        let stubs =
            || combs.iter().filter(|comb| has(comb, &is_stub) && !has(comb, &is_part)).map(|comb| height(&comb.lines));
        let middle = if combs.iter().any(|comb| has(comb, &is_part)) { stubs().max() } else { stubs().min() };
        let above = |comb: &&Comb| middle.is_some_and(|middle| comb.lines.iter().all(|line| 2 * line < middle));
        let groups: Vec<Vec<usize>> = combs.iter().filter(above).flat_map(|comb| comb.names.clone()).collect();
        let over = groups.iter().filter(|name| !is_stub(name)).count();
        let group_texts: Vec<String> = groups.iter().map(|name| self.text(name)).collect();
        let name = |comb: &Comb, tokens: &Vec<usize>| {
            let text = self.text(tokens);
            let is_low = middle.is_some_and(|middle| height(&comb.lines) > middle + 1);
            let mut over = (0..group_texts.len()).filter(|&at| {
                is_low
                    && !is_total(&text)
                    && group_texts.get(at).is_some_and(|group| lexicon().stands_below(group, &text))
            });
            // What stands below several groups elsewhere may stand below any of them.
            let group = over.next().filter(|_| over.next().is_none());
            let places = tokens.iter().map(|&at| self.place(at));
            let place = places.clone().sum::<usize>() / places.count().max(1);
            Name { is_stub: is_stub(tokens), text, tokens: tokens.clone(), place, is_low, group }
        };
        let columns: Vec<Vec<Name>> = combs
            .iter()
            .filter(|comb| !above(comb))
            .map(|comb| comb.names.iter().map(|tokens| name(comb, tokens)).collect())
            .collect();
        let whole = |name: &[usize], line: Option<usize>| {
            let mut tokens = name.iter().filter_map(|&at| self.own.get(at));
            let mut whole = tokens.next()?.clone();
            for token in tokens {
                whole.text.to_mut().push_str(&token.text);
            }
            whole.line = line.unwrap_or(whole.line);
            Some(whole)
        };
        let columns = merged(&columns, over, lean)?;
        let row = |name: &&Name| if name.is_low { Row::Below } else { Row::Whole };
        let rows = groups.iter().map(|_| Row::Over).chain(columns.iter().map(row)).collect();
        let first = groups.iter().map(|name| whole(name, Some(0)));
        let tokens: Option<Vec<Token<'a>>> =
            first.chain(columns.iter().map(|name| whole(&name.tokens, None))).collect();
        Some((tokens?, rows))
    }

    /// Where a token stands in its line, in thousandths, the first one left, the last one right.
    fn place(&self, at: usize) -> usize {
        let Some(Token { line, .. }) = self.own.get(at) else { return 0 };
        let first = self.own.iter().position(|token| token.line == *line).unwrap_or(at);
        let count = self.own.iter().filter(|token| token.line == *line).count();
        (2 * (at - first) + 1) * 500 / count.max(1)
    }
}

/// Twice the place of the middle of these lines.
fn height(lines: &[usize]) -> usize {
    let middle = |at: usize| lines.get(at).copied().unwrap_or(0);
    middle(lines.len().saturating_sub(1) / 2) + middle(lines.len() / 2)
}

/// Names that stand in order in each of several lists -> all of them in the order that is most plausible.
fn merged(lists: &[Vec<Name>], groups: usize, lean: f32) -> Option<Vec<&Name>> {
    /// More ways than this are not looked at.
    const STATES: usize = 6_000;
    /// What it costs that one name below a group stands apart from the others.
    const APART: f32 = 2.0;
    let states = lists.iter().try_fold(1_usize, |all, list| all.checked_mul(list.len() + 1))?;
    if states > STATES {
        return None;
    }
    let names: Vec<&Name> = lists.iter().flatten().collect();
    let starts: Vec<usize> = (0..lists.len()).map(|at| lists.iter().take(at).map(Vec::len).sum()).collect();
    let before: Vec<Vec<f32>> = names
        .iter()
        .map(|a| names.iter().map(|b| if std::ptr::eq(*a, *b) { 0.0 } else { stands_before(a, b, lean) }).collect())
        .collect();
    // By how many names of each list are taken, in ascending order: the best order so far.
    let mut best: BTreeMap<(usize, Vec<usize>), (f32, Vec<usize>)> = BTreeMap::new();
    best.insert((0, vec![0; lists.len()]), (0.0, Vec::new()));
    while let Some(((count, taken), (worth, order))) = best.pop_first() {
        if count == names.len() {
            return order.into_iter().map(|at| names.get(at).copied()).collect();
        }
        let left = || {
            let of = |((start, taken), list): ((&usize, &usize), &Vec<Name>)| start + taken..start + list.len();
            starts.iter().zip(&taken).zip(lists).flat_map(of)
        };
        let last = order.last().and_then(|&last| names.get(last)).filter(|last| last.is_low);
        for list in 0..lists.len() {
            let rest = lists.get(list).is_some_and(|names| taken.get(list).is_some_and(|taken| *taken < names.len()));
            let Some(next) = starts.get(list).zip(taken.get(list)).map(|(start, taken)| start + taken).filter(|_| rest)
            else {
                continue;
            };
            let mut worth = worth + left().filter_map(|other| before.get(next)?.get(other)).sum::<f32>();
            // What stands below one group stands together.
            if let Some(last) = last.filter(|_| names.get(next).is_some_and(|next| !next.is_low)) {
                let low = |group: Option<usize>| {
                    let of = move |other: &&Name| {
                        other.is_low && (groups == 1 || other.group.is_some() && other.group == group)
                    };
                    left().filter_map(|other| names.get(other).copied()).filter(of).count()
                };
                worth -= APART * low(last.group) as f32;
            }
            let mut taken = taken.clone();
            if let Some(taken) = taken.get_mut(list) {
                *taken += 1;
            }
            let key = (count + 1, taken);
            if best.get(&key).is_none_or(|known| worth > known.0) {
                best.insert(key, (worth, order.iter().copied().chain([next]).collect()));
            }
        }
    }
    None
}

/// How plausible it is that one name stands before another.
fn stands_before(name: &Name, other: &Name, lean: f32) -> f32 {
    let mut worth = 0.0003 * (other.place as f32 - name.place as f32);
    // A total stands before what it is the total of more often than behind it; that other tables have one elsewhere says
    // nothing of where it stands here.
    let is_over = |a: &Name, b: &Name| is_total(&a.text) && a.is_low <= b.is_low;
    let precedes = |a: &Name, b: &Name| is_total(&a.text) >= is_total(&b.text) && lexicon().precedes(&a.text, &b.text);
    let by = |worth: f32, is: bool, not: bool| worth * (f32::from(u8::from(is)) - f32::from(u8::from(not)));
    worth += by(1.0, is_over(name, other), is_over(other, name));
    worth += by(1.0, precedes(name, other), precedes(other, name));
    worth += by(2.0, name.is_stub, other.is_stub) + by(lean, other.is_low, name.is_low);
    if let (Some(own), Some(next)) = (name.group, other.group) {
        worth += by(2.0, own < next, own > next);
    }
    worth
}

fn is_total(name: &str) -> bool {
    catalogue::is_total(name) || name.ends_with('计')
}

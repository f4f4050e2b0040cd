//! A header whose wrapped names are printed line by line across all columns -> its names, put together again.
//!
//! A name is set in the middle of its cell, and lines are equally far apart. So the names of cells that have the same middle
//! and whose numbers of lines are both even or both odd print their lines together: a comb of lines, with as many tokens so
//! many lines above its middle as below it, and no fewer the nearer the middle. As all combs have the same pitch, they take
//! turns: between two lines of one comb no other has two. A header is read as the combs whose names are most like names.
//! Each line prints its tokens from left to right, and so do the columns stand; what stands before what where no line prints
//! both is told by other tables.

mod order;
mod shares;

use super::cut::{NameKind, Row, fits, one_name};
use super::token::Token;
use crate::catalogue::lexicon;
use std::collections::BTreeMap;

/// Headers have fewer tokens and lines; the search would be long.
const PIECES: usize = 60;
const LINES: usize = 30;
/// So many readings are followed from line to line, and so many are handed on.
const READINGS: usize = 60;
const BEST: usize = 6;
/// A header takes fewer steps, or else is not read.
const STEPS: usize = 400_000;

/// The names of a header as tokens, and the rows that they stand in: groups first, then the columns from left to right.
pub(super) type Names<'a> = (Vec<Token<'a>>, Vec<Row>);

/// The readings of a header as combs, the most plausible first.
pub(super) fn unwoven<'a>(own: &[Token<'a>]) -> Vec<Names<'a>> {
    let mut lines: Vec<Vec<usize>> = Vec::new();
    for (at, token) in own.iter().enumerate() {
        let same = at.checked_sub(1).and_then(|before| own.get(before)).is_some_and(|before| before.line == token.line);
        match lines.last_mut().filter(|_| same) {
            Some(line) => line.push(at),
            None => lines.push(vec![at]),
        }
    }
    if own.len() > PIECES || lines.len() > LINES || lines.len() < 2 || lines.iter().all(|line| line.len() < 2) {
        return Vec::new();
    }
    let mut loom = Loom::of(own);
    let mut readings = vec![Reading::default()];
    for (at, line) in lines.iter().enumerate() {
        let mut next: Vec<Reading> = readings.iter().flat_map(|reading| loom.goes_on(reading, at, line)).collect();
        next.sort_by(|a, b| b.hope.total_cmp(&a.hope).then_with(|| a.combs.cmp(&b.combs)));
        next.dedup_by(|a, b| a.combs == b.combs);
        next.truncate(READINGS);
        readings = next;
    }
    let mut found: Vec<(f32, Vec<Comb>)> = readings.into_iter().filter_map(|reading| loom.whole(reading)).collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut tokens: Vec<Names<'a>> = Vec::new();
    for names in found.iter().take(3 * BEST).flat_map(|(_, combs)| loom.orders(combs)) {
        if !tokens.contains(&names) {
            tokens.push(names);
        }
        if tokens.len() == BEST {
            break;
        }
    }
    tokens
}

/// The tokens of a line that belong to a comb, and the number of the line.
type Piece = (usize, Vec<usize>);

/// A comb whose names are put together.
struct Comb {
    /// Its lines.
    lines: Vec<usize>,
    /// The tokens of each name, from left to right.
    names: Vec<Vec<usize>>,
}

/// A way to share the lines above out to combs.
#[derive(Clone, Debug, Default)]
struct Reading {
    combs: Vec<Vec<Piece>>,
    /// The combs that may go on, in the order of their last lines.
    open: Vec<usize>,
    cost: f32,
    /// What each comb is worth, or at most, if it may go on.
    worth: Vec<f32>,
    /// What all of it may be worth at most.
    hope: f32,
}

/// What a comb is worth, and its names.
type Worth = Option<(f32, Vec<Vec<usize>>)>;

/// What is known of the combs and names that tokens make.
struct Loom<'o, 'a> {
    own: &'o [Token<'a>],
    combs: BTreeMap<Vec<Piece>, Worth>,
    hopes: BTreeMap<Vec<Piece>, f32>,
    /// What tokens are worth as one name, or as the beginning of one.
    names: BTreeMap<(Extent, Vec<usize>), f32>,
    /// So many steps are left.
    steps: usize,
}

/// Are tokens all of a name?
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Extent {
    Whole,
    Beginning,
}

/// Where the tokens of a line go: behind an open comb, or into one of their own.
type Share = (Option<usize>, Vec<usize>);

impl<'o, 'a> Loom<'o, 'a> {
    fn of(own: &'o [Token<'a>]) -> Loom<'o, 'a> {
        let (combs, hopes, names) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Loom { own, combs, hopes, names, steps: STEPS }
    }

    /// All readings that have one line more.
    fn goes_on(&mut self, reading: &Reading, line: usize, tokens: &[usize]) -> Vec<Reading> {
        let mut found: Vec<Reading> = Vec::new();
        for (cost, shares) in shares::shares(reading, tokens) {
            // What stands before the last of them in turn has ended.
            let turn = |comb: usize| reading.open.iter().position(|&open| open == comb);
            let ended = shares.iter().filter_map(|(comb, _)| comb.and_then(turn)).max().map_or(0, |last| last + 1);
            let (ended, open) = reading.open.split_at(ended.min(reading.open.len()));
            let goes_on = |comb: usize| shares.iter().any(|(own, _)| *own == Some(comb));
            let closed: Option<Vec<(usize, f32)>> = ended
                .iter()
                .filter(|&&comb| !goes_on(comb))
                .map(|&comb| Some((comb, self.worth(reading.combs.get(comb)?)?.0)))
                .collect();
            let Some(closed) = closed else { continue };
            let mut next = reading.clone();
            next.cost += cost;
            next.open = open.to_vec();
            for (comb, worth) in closed {
                if let Some(place) = next.worth.get_mut(comb) {
                    *place = worth;
                }
            }
            for (comb, tokens) in shares {
                let at = comb.unwrap_or(next.combs.len());
                if at == next.combs.len() {
                    next.combs.push(Vec::new());
                    next.worth.push(0.0);
                }
                if let Some((comb, worth)) = next.combs.get_mut(at).zip(next.worth.get_mut(at)) {
                    comb.push((line, tokens));
                    *worth = self.hope(comb);
                }
                next.open.push(at);
            }
            next.hope = next.worth.iter().sum::<f32>() - next.cost;
            found.push(next);
        }
        found
    }

    /// What a comb that may go on is worth at most.
    fn hope(&mut self, comb: &[Piece]) -> f32 {
        if let Some(known) = self.hopes.get(comb) {
            return *known;
        }
        // The lines with most tokens are the middle so far; those above it are mirrored by those below it.
        let counts: Vec<usize> = comb.iter().map(|(_, tokens)| tokens.len()).collect();
        let peak = counts.iter().copied().max().unwrap_or(0);
        let first = counts.iter().position(|&count| count == peak).unwrap_or(0);
        let last = counts.iter().rposition(|&count| count == peak).unwrap_or(0);
        let mut levels: Vec<Vec<usize>> = vec![(first..=last).collect()];
        for out in 1..counts.len() {
            let (above, below) = (first.checked_sub(out), Some(last + out).filter(|&at| at < counts.len()));
            let level: Vec<usize> = above.into_iter().chain(below).collect();
            if !level.is_empty() {
                levels.push(level);
            }
        }
        let open = self.names(comb, &levels, Extent::Beginning).map_or(f32::MIN, |own| own.0);
        let hope = self.worth(comb).map_or(open, |own| own.0.max(open));
        self.hopes.insert(comb.to_vec(), hope);
        hope
    }

    /// What these tokens are worth at most as the beginning of a name.
    fn beginning(&self, tokens: &[usize]) -> f32 {
        const CHARACTER: f32 = 0.35;
        const NAME: f32 = 0.7;
        const BROKEN: f32 = 4.0;
        let text = self.text(tokens);
        let known = lexicon().begins_name(&text);
        let inside = |&at: &usize| self.own.get(at).is_some_and(|token| token.text.starts_with("其中"));
        let broken = if tokens.iter().skip(1).any(inside) { BROKEN } else { 0.0 };
        if known { CHARACTER * text.chars().count() as f32 - NAME } else { -NAME - broken }
    }

    /// The combs of a reading with their names, if all of them are combs; and what it is worth.
    fn whole(&mut self, reading: Reading) -> Option<(f32, Vec<Comb>)> {
        let mut worth = -reading.cost;
        let mut combs = Vec::new();
        for comb in &reading.combs {
            let (own, names) = self.worth(comb)?;
            worth += own;
            combs.push(Comb { lines: comb.iter().map(|(line, _)| *line).collect(), names });
        }
        // Names below each other, one behind the other, are not woven.
        let is_woven = |comb: &Comb| {
            comb.lines.len() > 1 && comb.names.len() > 1
                || comb.lines.windows(2).any(|pair| pair.first().map(|line| line + 1) != pair.last().copied())
        };
        combs.iter().any(is_woven).then_some((worth, combs))
    }

    /// The names that the lines of a comb make, and what they are worth.
    fn worth(&mut self, comb: &[Piece]) -> Worth {
        /// A comb is something new on the page.
        const COMB: f32 = 0.5;
        /// Cells whose names are set to their top, or to their bottom, are rare.
        const ASIDE: f32 = 3.0;
        if let Some(known) = self.combs.get(comb) {
            return known.clone();
        }
        let counts: Vec<usize> = comb.iter().map(|(_, tokens)| tokens.len()).collect();
        let lines = counts.len();
        let rises = counts.windows(2).all(|pair| pair.first() <= pair.last());
        let falls = counts.windows(2).all(|pair| pair.first() >= pair.last());
        let levels: Option<(f32, Vec<Vec<usize>>)> = if counts.iter().eq(counts.iter().rev()) {
            let level = |out: usize| {
                let (above, below) = ((lines - 1) / 2 - out, lines / 2 + out);
                if above == below { vec![above] } else { vec![above, below] }
            };
            Some((0.0, (0..lines.div_ceil(2)).map(level).collect()))
        } else if falls {
            Some((ASIDE, (0..lines).map(|line| vec![line]).collect()))
        } else if rises {
            Some((ASIDE, (0..lines).rev().map(|line| vec![line]).collect()))
        } else {
            None
        };
        let worth = levels.and_then(|(cost, levels)| {
            let (worth, names) = self.names(comb, &levels, Extent::Whole)?;
            Some((worth - cost - COMB, names))
        });
        self.combs.insert(comb.to_vec(), worth.clone());
        worth
    }

    /// The names of a comb from left to right: each has a token of the lines nearest the middle, and of those next to these
    /// if it has any further out.
    fn names(&mut self, comb: &[Piece], levels: &[Vec<usize>], extent: Extent) -> Worth {
        let count = |level: &Vec<usize>| level.first().and_then(|&line| comb.get(line)).map_or(0, |(_, own)| own.len());
        let counts: Vec<usize> = levels.iter().map(count).collect();
        if counts.windows(2).any(|pair| pair.first() < pair.last()) {
            return None;
        }
        // By how many tokens of each level are taken: the best names so far.
        let mut best: BTreeMap<Vec<usize>, (f32, Vec<Vec<usize>>)> = BTreeMap::new();
        best.insert(vec![0; counts.len()], (0.0, Vec::new()));
        for _ in 0..*counts.first()? {
            let mut next: BTreeMap<Vec<usize>, (f32, Vec<Vec<usize>>)> = BTreeMap::new();
            for (taken, (worth, names)) in &best {
                let mut taken = taken.clone();
                let mut name: Vec<usize> = Vec::new();
                for (level, lines) in levels.iter().enumerate() {
                    let Some(place) = taken.get_mut(level).filter(|place| Some(&**place) < counts.get(level)) else {
                        break;
                    };
                    name.extend(lines.iter().filter_map(|&line| comb.get(line)?.1.get(*place).copied()));
                    *place += 1;
                    let mut whole = name.clone();
                    whole.sort_unstable();
                    let worth = worth + self.value(extent, &whole)?;
                    if next.get(&taken).is_none_or(|known| worth > known.0) {
                        next.insert(taken.clone(), (worth, names.iter().cloned().chain([whole]).collect()));
                    }
                }
            }
            best = next;
        }
        best.remove(&counts)
    }

    /// What these tokens are worth as a name, or as the beginning of one; none where too many have been looked at.
    fn value(&mut self, extent: Extent, tokens: &[usize]) -> Option<f32> {
        self.steps = self.steps.checked_sub(1)?;
        if let Some(known) = self.names.get(&(extent, tokens.to_vec())) {
            return Some(*known);
        }
        let worth = if extent == Extent::Whole { self.name(tokens) } else { self.beginning(tokens) };
        self.names.insert((extent, tokens.to_vec()), worth);
        Some(worth)
    }

    /// How well these tokens make one name.
    fn name(&self, tokens: &[usize]) -> f32 {
        let own: Vec<Token<'_>> = tokens.iter().filter_map(|&at| self.own.get(at)).cloned().collect();
        let text: String = own.iter().map(|token| &*token.text).collect();
        let sorts = [NameKind::Name, NameKind::Value, NameKind::Text].map(|sort| fits(&text, sort));
        one_name(&own, &text, false) + sorts.into_iter().fold(f32::MIN, f32::max)
    }

    fn text(&self, name: &[usize]) -> String {
        name.iter().filter_map(|&at| self.own.get(at)).map(|token| &*token.text).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::unwoven;
    use crate::dump::line::tokens;
    use crate::dump::lines::lines;
    use crate::dump::read;

    #[test]
    fn names_wrapped_side_by_side_are_put_together() {
        let text = "事业单 上级补 上年结\n单位名称 合计 一般公共预\n位经营 助收入 转结余\n算 收入\n";
        let lines = lines(text);
        let own: Vec<_> = lines.iter().flat_map(|line| tokens(line)).collect();
        let mut known = ["一般公共预算", "上年结转结余", "上级补助收入", "事业单位经营收入", "单位名称", "合计"];
        known.sort_unstable();
        // Several readings are handed on; the rows decide.
        let is_known = |(names, _): &(Vec<_>, _)| {
            let mut names: Vec<&str> = names.iter().map(|token: &crate::dump::token::Token<'_>| &*token.text).collect();
            names.sort_unstable();
            names == known
        };
        assert!(unwoven(&own).iter().any(is_known), "{:?}", unwoven(&own));
    }

    #[test]
    fn a_name_takes_no_token_that_is_worth_more_in_others() {
        // `财政专户管理资金预算` is a name, too.
        let text =
            "财政拨款\n财政专户管\n项目名称 合计\n一般公共预 政府性基金 国有资本经 理资金\n小计\n算 预算 营预算\n";
        let lines = lines(text);
        let own: Vec<_> = lines.iter().flat_map(|line| tokens(line)).collect();
        let (names, _) = unwoven(&own).into_iter().next().expect("they are woven");
        let names: Vec<&str> = names.iter().map(|token| &*token.text).collect();
        let budgets = ["一般公共预算", "政府性基金预算", "国有资本经营预算", "财政专户管理资金"];
        let expected: Vec<&str> = ["财政拨款", "项目名称", "合计", "小计"].into_iter().chain(budgets).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn names_of_several_middles_take_turns() {
        let head =
            "财政拨款\n事业单位 上级补助\n单位名称 合计\n一般公共 政府性基\n经营收入 收入\n小计\n预算拨款 金预算拨款\n";
        let rows = "某局 30.00 20.00 15.00 5.00 6.00 4.00\n某队 25.00 16.00 12.00 4.00 6.00 3.00\n某站 19.00 13.00 11.00 2.00 5.00 1.00\n";
        let (document, _) = read(format!("2026年某市收入表\n单位：万元\n{head}{rows}").as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        let names: Vec<String> = table.columns.iter().map(|column| column.path.join("/")).collect();
        let below = ["小计", "一般公共预算拨款", "政府性基金预算拨款"].map(|name| format!("财政拨款/{name}"));
        let first = ["单位名称", "合计"].map(str::to_owned);
        let last = ["事业单位经营收入", "上级补助收入"].map(str::to_owned);
        let expected: Vec<String> = first.into_iter().chain(below).chain(last).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn two_names_that_meet_on_a_line_are_told_apart() {
        // The first line of 其中 stands as high as the second lines of the names that are as high as the header.
        let text = "部门预算\n政府性基金 上级补助收\n单位名称 合计\n其中：专项资 拨款 入\n小计 金列入部门预\n算项目\n";
        let lines = lines(text);
        let own: Vec<_> = lines.iter().flat_map(|line| tokens(line)).collect();
        let (names, _) = unwoven(&own).into_iter().next().expect("they are woven");
        let names: Vec<&str> = names.iter().map(|token| &*token.text).collect();
        assert!(names.contains(&"其中：专项资金列入部门预算项目"), "{names:?}");
        assert!(names.contains(&"政府性基金拨款") && names.contains(&"上级补助收入"), "{names:?}");
    }
}

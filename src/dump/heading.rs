//! The header of a table that is printed in reading order -> its columns. Nothing is known of the form: the body says how
//! many columns of values there are, the header is cut into names, and the names into groups and what stands below them.
//!
//! Every printed character of the header stands in one name, and no name holds any other. Where wrapped names could be
//! cut in several ways, the cut is taken that gives as many columns as the body has and whose names are plausible.

use super::body::{Body, split, widths};
use super::chains::{is_laid_out, unchained};
use super::clean::{all_digits, amount, begins_number, is_blank, prints_amounts, solid};
use super::cut::{DEEP, cuts};
use super::groups::Shape;
use super::header::{is_number, numbers_columns, opens_numbering};
use super::line::{Line, is_item, tokens};
use super::places::by_place;
use super::token::{Kind, Token};
use super::touching::second_name;
use super::tree::{Columns, tree};
use super::woven::unwoven;
use crate::catalogue::{self, lexicon};
use crate::model::ColumnRole;
use std::collections::BTreeMap;

/// A header has fewer lines: 20 columns of names wrapped to single characters take about 100.
const LINES: usize = 120;
/// And fewer tokens.
const PIECES: usize = 160;
/// A header has at most so many names beside those of its columns of values.
const NAMES: usize = 14;
/// So many ways to cut a header into names are tried.
const CUTS: usize = 5;
/// The name of a row is wrapped to so many lines.
const NAME_LINES: usize = 4;
/// So many lines of a body say how many columns it has.
const ROWS: usize = 600;

/// What a header says.
#[derive(Clone, Debug, Default)]
pub(super) struct Heading {
    /// How many of the block's printed lines it takes.
    pub(super) lines: usize,
    /// The path of each column.
    pub(super) paths: Vec<Vec<String>>,
    /// What each column holds.
    pub(super) roles: Vec<ColumnRole>,
    /// The columns before and among the values that the body prints something in, if the places on the page say so, and
    /// whether they hold values.
    pub(super) filled: Vec<(usize, bool)>,
}

/// What is known of a header before it is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Evidence<'a> {
    /// What the body says.
    pub(super) shape: &'a Shape,
    /// How many lines it has, or more where the name of the first row stands behind it.
    pub(super) end: usize,
    /// Does a row that numbers the columns end it?
    pub(super) numbered: bool,
}

/// Reads the header that the first of `lines` print.
pub(super) fn heading(lines: &[&Line<'_>], known: &Evidence<'_>) -> Option<Heading> {
    if known.end == 0 || lines.iter().take(known.end).map(|line| tokens(line).len()).sum::<usize>() > PIECES {
        return None;
    }
    // Names behind the header that belong to the first row.
    let wrapped = if known.numbered { 0 } else { wrapped_names(lines, known.end) };
    (0..=wrapped)
        .filter_map(|less| {
            let used = known.end - less;
            let own: Vec<Token<'_>> = lines.iter().take(used).flat_map(|line| tokens(line)).collect();
            let ((score, paths, roles), filled) = best(&own, known.shape)?;
            Some((score - less as f32 * 0.5, Heading { lines: used, paths, roles, filled }))
        })
        .reduce(|a, b| if b.0 > a.0 { b } else { a })
        .map(|(_, heading)| heading)
}

/// Does 收入 stand beside 支出?
pub(super) fn has_halves(lines: &[&Line<'_>]) -> bool {
    let mut room = Vec::new();
    let body: Vec<Body<'_>> =
        lines.iter().skip(extent(lines).0).take(ROWS).map(|line| split(line, &mut room)).collect();
    widths(&body).len() == 2 && !have_codes_inside(&body)
}

/// Do digits alone stand between two names, and fractions behind the second? Then they are its code, not values.
fn have_codes_inside(body: &[Body<'_>]) -> bool {
    let (mut codes, mut values) = (0_usize, 0_usize);
    for line in body {
        let [(_, inside), (_, behind)] = line.halves.as_slice() else { continue };
        let digits = |tokens: &[Token<'_>]| tokens.iter().all(|token| token.kind == Kind::Digits);
        if !inside.is_empty() && !behind.is_empty() && !digits(behind) {
            if digits(inside) { codes += 1 } else { values += 1 }
        }
    }
    codes > 2 * values
}

/// Is this the row that numbers the columns?
fn is_numbering(line: &Line<'_>) -> bool {
    opens_numbering(&line.text) && numbers_columns(line.text.split(is_blank))
}

/// How many lines the header has, and how many columns of values the row behind it numbers.
pub(super) fn extent(lines: &[&Line<'_>]) -> (usize, Option<usize>) {
    let first = lines.iter().take(LINES).position(|line| prints_amounts(&line.text)).unwrap_or(lines.len().min(LINES));
    if let Some(at) = lines.iter().take(first + 1).position(|line| is_numbering(line)) {
        let numbers = lines.get(at).map_or(0, |line| {
            let count = tokens(line).iter().filter(|token| is_number(&token.text)).count();
            let marked = tokens(line).len() - count;
            if marked > 0 { count } else { 0 }
        });
        return (at, Some(numbers));
    }
    let begins = |at: usize| lines.get(at).is_some_and(|line| begins_body(line, lines.get(at + 1)));
    let body = (1..first).find(|&at| begins(at)).unwrap_or(first);
    // What no other page prints before the first row is the name of that row, or else pages print the header differently.
    let again = printed_again(lines, first).filter(|again| body.saturating_sub(*again) <= NAME_LINES);
    (again.unwrap_or(body), None)
}

/// Does the header go on behind so many lines? Then names of columns stand before the first values, and no others.
pub(super) fn goes_on(lines: &[&Line<'_>], from: usize) -> bool {
    let own: Vec<Token<'_>> = lines.iter().take(extent(lines).0).skip(from).flat_map(|line| tokens(line)).collect();
    own.len() > 1
        && own.iter().all(|token| lexicon().is_name(&token.text) || catalogue::is_total(&token.text))
        && own.iter().any(|token| !catalogue::is_total(&token.text))
}

/// How many of the first lines are printed again further down, as a header is on every page.
fn printed_again(lines: &[&Line<'_>], first: usize) -> Option<usize> {
    let opening = solid(&lines.first()?.text);
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for at in (1..lines.len()).filter(|&at| lines.get(at).is_some_and(|line| solid(&line.text) == opening)) {
        // Pages may wrap the header differently, and print its lines in another order: characters are counted.
        let mut left: BTreeMap<char, usize> = BTreeMap::new();
        let page = lines.iter().skip(at).take(LINES).take_while(|line| !prints_amounts(&line.text));
        for c in page.flat_map(|line| line.text.chars()) {
            *left.entry(c).or_default() += 1;
        }
        let mut is_again = |line: &&&Line<'_>| {
            line.text
                .chars()
                .filter(|&c| !is_blank(c))
                .all(|c| left.get_mut(&c).filter(|left| **left > 0).map(|left| *left -= 1).is_some())
        };
        let same = lines.iter().take(first).take_while(|line| is_again(line)).count();
        if at >= first && same > 0 {
            *counts.entry(same).or_default() += 1;
        }
    }
    // Most pages print all of it. A single line may be a row that is printed twice.
    let most = counts.into_iter().max_by_key(|&(lines, pages)| (pages, lines)).map(|(lines, _)| lines);
    most.filter(|&lines| lines > 1 || opening.chars().count() > 6)
}

/// Does a line look like a row rather than like more of the header?
fn begins_body(line: &Line<'_>, next: Option<&&Line<'_>>) -> bool {
    let own = tokens(line);
    let Some(first) = own.first() else { return false };
    let alone = own.len() == 1;
    let code = all_digits(&*first.text) && first.text.len() >= 3 && !first.text.starts_with("20")
        || all_digits(&*first.text)
            && first.text.len() >= 3
            && !alone
            && own.get(1).is_some_and(|p| !p.text.starts_with('年'));
    let valued = next.is_some_and(|next| next.text.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '-'));
    code || is_item(&first.text) || (alone && catalogue::is_total(&first.text) && valued)
}

/// How many of the lines before the first values may be the name of the first row: that row prints none of its own.
fn wrapped_names(lines: &[&Line<'_>], end: usize) -> usize {
    let nameless = lines.get(end).is_some_and(|line| {
        tokens(line).first().is_some_and(|token| begins_number(&token.text) && amount(&token.text).is_some())
    });
    if nameless { NAME_LINES.min(end.saturating_sub(1)) } else { 0 }
}

/// The best reading of the header's tokens, and which columns the body fills where places tell.
fn best<'a>(own: &[Token<'a>], shape: &Shape) -> Option<(Columns, Vec<(usize, bool)>)> {
    /// Where names stand on the page says as much as two names that are known.
    const PLACED: f32 = 4.0;
    /// That the names of a header are woven is to be believed less than that they are not.
    const WOVEN: f32 = 4.0;
    /// So is that names touch.
    const PARTED: f32 = 0.5;
    let placed = shape.places.as_ref().and_then(|places| by_place(own, places, shape));
    let values: usize = shape.values.iter().sum();
    let stacked = stacked(own);
    let laid_out = is_laid_out(own);
    let chained = if laid_out { unchained(own) } else { None };
    let parted = if laid_out { None } else { parted(own) };
    let woven = |tokens: &[Token<'a>]| if laid_out { Vec::new() } else { unwoven(tokens) };
    let (unwoven, unwoven_parts) = (woven(own), parted.as_deref().map(woven).unwrap_or_default());
    let mut best: Option<Columns> = None;
    let readings = [Some(own), stacked.as_deref()].into_iter().flatten().map(|tokens| (0.0, DEEP, tokens, &[][..]));
    let chained = chained.iter().map(|tokens| (WOVEN, DEEP, tokens.as_slice(), &[][..]));
    let parts = parted.iter().map(|tokens| (PARTED, DEEP, tokens.as_slice(), &[][..]));
    // That the rows of a reading are not believed is tried of the best alone, as it takes long.
    let doubted = unwoven.iter().take(3).map(|(tokens, _)| (tokens, &[][..]));
    let unwoven = unwoven.iter().map(|(tokens, rows)| (tokens, rows.as_slice())).chain(doubted);
    let unwoven = unwoven.map(|(tokens, rows)| (WOVEN, 1, tokens.as_slice(), rows));
    let unwoven_parts =
        unwoven_parts.iter().map(|(tokens, rows)| (WOVEN + PARTED, 1, tokens.as_slice(), rows.as_slice()));
    let readings = readings.chain(chained).chain(parts).chain(unwoven).chain(unwoven_parts);
    for (cost, deep, tokens, rows) in readings {
        let mut cuts = cuts(tokens, values..=values + NAMES, deep);
        cuts.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (score, mut cells) in cuts.into_iter().take(CUTS) {
            for (cell, row) in cells.iter_mut().zip(rows) {
                cell.row = Some(*row);
            }
            let Some((fit, paths, roles)) = tree(&cells, shape) else { continue };
            let score = score + fit - cost;
            if best.as_ref().is_none_or(|known| score > known.0) {
                best = Some((score, paths, roles));
            }
        }
    }
    match (placed, best) {
        (Some(placed), Some(best)) if best.0 > placed.0.0 + PLACED && !best.1.iter().any(|path| is_glued(path)) => {
            Some((best, Vec::new()))
        }
        (Some(placed), _) => Some(placed),
        (None, best) => best.map(|columns| (columns, Vec::new())),
    }
}

/// The tokens of a header with those parted that are two names which touch, if any are.
fn parted<'a>(own: &[Token<'a>]) -> Option<Vec<Token<'a>>> {
    let mut all: Vec<Token<'a>> = Vec::with_capacity(own.len() + 1);
    for token in own {
        let Some(at) = second_name(&token.text) else {
            all.push(token.clone());
            continue;
        };
        let (first, second) = token.text.split_at(at);
        let middle = token.place.0 + first.chars().count();
        let part = |text: &str, place| Token { text: text.to_owned().into(), place, ..token.clone() };
        all.extend([part(first, (token.place.0, middle)), part(second, (middle, token.place.1))]);
    }
    (all.len() > own.len()).then_some(all)
}

/// Is a column's own name two known names, one behind the other, and known by neither in one?
fn is_glued(path: &[String]) -> bool {
    let Some(name) = path.last().filter(|name| !lexicon().is_name(name)) else { return false };
    name.char_indices().skip(1).any(|(at, _)| {
        let (first, second) = name.split_at(at);
        lexicon().is_name(first) && lexicon().is_name(second)
    })
}

/// Names that are wrapped side by side, each line holding a token of each: the tokens below each other together.
fn stacked<'a>(own: &[Token<'a>]) -> Option<Vec<Token<'a>>> {
    let mut lines: Vec<&[Token<'a>]> = own.chunk_by(|a, b| a.line == b.line).collect();
    // A name that is not wrapped stands between the lines of those that are, in the middle of its cell.
    for at in 2..lines.len() {
        let [above, middle, below] = lines.get_mut(at - 2..=at).unwrap_or_default() else { continue };
        let known = |(a, b): &(&Token<'_>, &Token<'_>)| lexicon().is_name(&format!("{}{}", a.text, b.text));
        let wrapped = above.iter().zip(*below).filter(known).count();
        if above.len() == below.len() && middle.len() == 1 && wrapped > 1 && wrapped * 2 > above.len() {
            std::mem::swap(above, middle);
        }
    }
    let mut found: Vec<Token<'a>> = Vec::new();
    let mut any = false;
    while let Some((first, _)) = lines.split_first() {
        let same = lines.iter().take(4).take_while(|line| line.len() == first.len() && first.len() > 1).count();
        let together = |count: usize| -> Vec<Token<'a>> {
            let column = |at: usize| {
                let mut tokens = lines.iter().take(count).filter_map(|line| line.get(at));
                let mut whole = tokens.next()?.clone();
                for token in tokens {
                    whole.text.to_mut().push_str(&token.text);
                }
                Some(whole)
            };
            (0..first.len()).filter_map(column).collect()
        };
        let known = |tokens: &[Token<'_>]| tokens.iter().filter(|token| lexicon().is_name(&token.text)).count();
        let best =
            (2..=same).map(|count| (known(&together(count)), count)).max_by_key(|&(known, count)| (known, count));
        let count = match best {
            Some((whole, count)) if whole * 2 > first.len() && whole > known(first) => count,
            _ => 1,
        };
        any |= count > 1;
        if count > 1 {
            found.extend(together(count))
        } else {
            found.extend(first.iter().cloned())
        }
        lines.drain(..count);
    }
    any.then_some(found)
}

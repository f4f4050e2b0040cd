//! Lines as they stand on the page, without their places -> a line per row. A converter that reads a page line by line sets
//! the lines of a wrapped name above and below the values of its row; one that reads cell by cell sets all of them above.
//!
//! Both readings share the lines between two rows out; the one whose names are more like wrapped names is taken.

use super::line::{Line, is_item, tokens};
use super::plain::wide;
use super::rates::is_rate;
use super::token::{Kind, Token, is_number};
use crate::catalogue;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// So many lines of a name stand on one side of its row's values.
const REACH: usize = 4;

/// What it costs where a line that is not as long as its cell is wide goes on, or an item begins inside a name.
const BROKEN: f32 = 2.5;

/// What it costs to leave a row with values without a name.
const NAMELESS: f32 = 2.5;

/// What it costs that a name has more lines on one side of its values than on the other, a line.
const ASIDE: f32 = 1.2;

/// How much narrower than its cell a line may be that goes on, in halves of a Chinese character.
const ROOM: usize = 5;

/// A line of a body.
struct Own<'a> {
    tokens: Vec<Token<'a>>,
    /// Does it print values?
    valued: bool,
    /// Is it text that may be a part of a name?
    unplaced: bool,
}

/// The lines of rows, if names stand around their values.
pub(super) fn rows<'a>(lines: &[&'a Line<'a>], end: usize) -> Option<Vec<Line<'a>>> {
    let (head, body) = lines.split_at_checked(end)?;
    let header: BTreeSet<&str> = head.iter().map(|line| line.text.trim()).collect();
    let own: Vec<Own<'_>> = body.iter().map(|line| own(line, &header)).collect();
    let widest = own.iter().filter(|own| own.unplaced).map(|own| wide(own.tokens.iter())).max()?;
    let above = share(&own, widest, 0);
    let around = share(&own, widest, REACH);
    if around.0 + BROKEN >= above.0 || !are_around(&around.1) {
        return None;
    }
    let mut done: Vec<Line<'a>> = head.iter().map(|line| (**line).clone()).collect();
    let mut at = 0;
    for (row, (from, to)) in around.1 {
        done.extend(body.get(at..from)?.iter().map(|line| (**line).clone()));
        done.push(whole(body.get(row)?, own.get(from..row)?, own.get(row)?, own.get(row + 1..to)?));
        at = to;
    }
    done.extend(body.get(at..)?.iter().map(|line| (**line).clone()));
    Some(done)
}

/// Do most of the names that take more lines than their own take them on both sides?
fn are_around(rows: &[Taken]) -> bool {
    /// Fewer may be an accident.
    const LEAST: usize = 2;
    let sides = || rows.iter().map(|&(row, (from, to))| (row - from, to - row - 1)).filter(|sides| *sides != (0, 0));
    let both = sides().filter(|&(above, below)| above > 0 && below > 0).count();
    both >= LEAST && both * 3 > sides().count() * 2
}

fn own<'a>(line: &'a Line<'a>, header: &BTreeSet<&str>) -> Own<'a> {
    let tokens = tokens(line);
    let valued = tokens.iter().any(|token| token.kind == Kind::Amount && is_number(token) || is_rate(&token.text));
    let single = matches!(tokens.as_slice(), [only] if only.kind == Kind::Text);
    let sentence = line.text.contains(['。', '，', '；']);
    let unplaced = !valued && single && !sentence && !header.contains(line.text.trim());
    Own { tokens, valued, unplaced }
}

/// A row and the lines that it takes, itself among them (half open).
type Taken = (usize, (usize, usize));

/// Shares the lines without values out; at most `below` of them go on with the name of the row above.
fn share(own: &[Own<'_>], widest: usize, below: usize) -> (f32, Vec<Taken>) {
    let rows: Vec<usize> = (0..own.len()).filter(|&at| own.get(at).is_some_and(|own| own.valued)).collect();
    let unplaced = |at: usize| own.get(at).is_some_and(|own| own.unplaced);
    // best[j]: the least cost where the last row has taken j lines below it.
    let mut best: Vec<(f32, Vec<Taken>)> = vec![(0.0, Vec::new())];
    let mut before = 0;
    for (index, &row) in rows.iter().enumerate() {
        let next = rows.get(index + 1).copied().unwrap_or(own.len());
        let above = (before..row).rev().take_while(|&at| unplaced(at)).count();
        let room = (row + 1..next).take_while(|&at| unplaced(at)).count().min(below);
        let gap = row - before;
        let mut more: Vec<(f32, Vec<Taken>)> = Vec::with_capacity(room + 1);
        for j in 0..=room {
            let mut least: Option<(f32, usize, usize)> = None;
            for (taken, (cost, _)) in best.iter().enumerate() {
                // All that the row above leaves stands above this one.
                let i = above.min(gap - taken.min(gap));
                let i = if i > REACH && below > 0 { 0 } else { i };
                let cost = cost + name(own, row, (row - i, row + 1 + j), widest, below > 0);
                if least.is_none_or(|known| cost < known.0) {
                    least = Some((cost, taken, i));
                }
            }
            let Some((cost, taken, i)) = least else { continue };
            let mut assignment = best.get(taken).map(|(_, assignment)| assignment.clone()).unwrap_or_default();
            assignment.push((row, (row - i, row + 1 + j)));
            more.push((cost, assignment));
        }
        best = more;
        before = row + 1;
    }
    best.into_iter().reduce(|a, b| if b.0 < a.0 { b } else { a }).unwrap_or_default()
}

/// What it costs to take these lines for the name of a row.
fn name(own: &[Own<'_>], row: usize, (from, to): (usize, usize), widest: usize, around: bool) -> f32 {
    let is_text = |token: &&Token<'_>| token.kind == Kind::Text && !is_rate(&token.text);
    let text = |at: usize| own.get(at).into_iter().flat_map(|own| &own.tokens).filter(is_text);
    let lines: Vec<usize> = (from..to).filter(|&at| text(at).next().is_some()).collect();
    if lines.is_empty() {
        return NAMELESS;
    }
    let mut cost = 0.0;
    for pair in lines.windows(2) {
        let [a, b] = pair else { continue };
        let narrow = wide(text(*a)) + ROOM < widest;
        let begins = text(*b).next().is_some_and(|token| {
            is_item(&token.text) || catalogue::is_total(&token.text) || token.text.starts_with("其中")
        });
        cost += if narrow || begins { BROKEN } else { 0.0 };
    }
    if around {
        cost += ASIDE * (row - from).abs_diff(to - row - 1) as f32;
    }
    cost
}

/// The line of a row: its codes, its name from top to bottom, its values.
fn whole<'a>(line: &Line<'a>, above: &[Own<'a>], own: &Own<'a>, below: &[Own<'a>]) -> Line<'a> {
    if above.is_empty() && below.is_empty() {
        return line.clone();
    }
    let mut tokens = own.tokens.clone();
    let first = tokens.iter().position(|token| token.kind == Kind::Amount).unwrap_or(tokens.len());
    // Of several names the longest is the wrapped one.
    let names = tokens.iter().enumerate().take(first).filter(|(_, token)| token.kind == Kind::Text);
    let place = names.max_by_key(|(at, token)| (wide(std::iter::once(*token)), *at)).map(|(at, _)| at);
    let text =
        |lines: &[Own<'a>]| lines.iter().flat_map(|own| &own.tokens).map(|token| &*token.text).collect::<String>();
    let (head, tail) = (text(above), text(below));
    match place.and_then(|at| tokens.get_mut(at)) {
        Some(token) => token.text = Cow::Owned(format!("{head}{}{tail}", token.text)),
        None => {
            let place = tokens.get(first).map_or((0, 0), |token| (token.place.0, token.place.0));
            let text = Cow::Owned(format!("{head}{tail}"));
            tokens.insert(first, Token { text, line: line.number, kind: Kind::Text, place });
        }
    }
    line.made_of(tokens)
}

#[cfg(test)]
mod tests {
    use crate::dump::read;

    #[test]
    fn names_around_their_values_are_put_together() {
        let text = "2026年某市支出表\n单位：万元\n单位名称 合计 基本支出 项目支出\n合计 60.00 24.00 36.00\n某市第一水利工程管理中心\n10.00 4.00 6.00\n（某市防御站）\n某市第二水利工程管理中心\n20.00 8.00 12.00\n（某市水文站）\n某市水利局 30.00 12.00 18.00\n";
        let (document, _) = read(text.as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        let rows = crate::dump::rows_of(table);
        assert_eq!(
            rows,
            [
                "合计|60.00|24.00|36.00",
                "某市第一水利工程管理中心（某市防御站）|10.00|4.00|6.00",
                "某市第二水利工程管理中心（某市水文站）|20.00|8.00|12.00",
                "某市水利局|30.00|12.00|18.00"
            ]
        );
    }

    #[test]
    fn names_around_most_of_the_rows_are_no_cells_on_lines_of_their_own() {
        let row = |name: &str| format!("某市第一{name}管理\n10.00 4.00 6.00\n中心\n");
        let own: String = ["鼠牛虎", "龙蛇兔", "马羊猴", "猴鸡狗", "猪鼠牛", "虎兔龙"].into_iter().map(row).collect();
        let text =
            format!("2026年某市支出表\n单位：万元\n单位名称 合计 基本支出 项目支出\n合计 60.00 24.00 36.00\n{own}");
        let (document, _) = read(text.as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        let rows = crate::dump::rows_of(table);
        assert_eq!(rows.get(1).map(String::as_str), Some("某市第一鼠牛虎管理中心|10.00|4.00|6.00"));
        assert_eq!(rows.len(), 7);
    }
}

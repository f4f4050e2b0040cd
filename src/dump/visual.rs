//! Lines of a dump that keeps the places on the page -> a line per row. A converter sets the lines of a wrapped cell above and
//! below the amounts of its row, which stand at the row's middle: a token belongs to the row whose middle its cell has.
//!
//! A line with values is the middle of a row. What stands under one another without values is a column of text; in each of
//! them the lines between two rows are shared out between the row above, the row below and rows without values.

mod share;

use self::share::{Element, element, owners_of};
use super::clean::{is_plain_amount, is_wide};
use super::line::{Line, is_item, tokens};
use super::rates::is_rate;
use super::token::{Kind, Token, is_number};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How many lines of a cell stand above or below the middle of its row.
const REACH: usize = 4;

/// The digits of a code, at least.
const CODE: usize = 3;

/// How far apart lines of one column may stand, in characters, where nothing overlaps: a name's first line is indented.
const INDENT: usize = 1;

/// The line of one row, or one that belongs to none.
#[derive(Clone, Debug, Default)]
struct Row<'a> {
    number: usize,
    tokens: Vec<Token<'a>>,
    /// Are there values on it?
    valued: bool,
    /// Is it more than the line that was printed?
    changed: bool,
}

/// The rows of a body. Blank lines are left out.
pub(super) fn rows<'a>(body: &[&'a Line<'a>]) -> Vec<Line<'a>> {
    let mut done = Vec::with_capacity(body.len());
    let mut rest = body;
    while !rest.is_empty() {
        // Lines of captions and page numbers are gone from a body: where numbers jump, a page begins.
        let jump = rest.windows(2).position(|pair| matches!(pair, [a, b] if b.number > a.number + 1 || b.opens_page));
        let (page, behind) = rest.split_at(jump.map_or(rest.len(), |at| at + 1));
        rest = behind;
        let first = done.len();
        self::page(page, &mut done);
        if let Some(line) = done.get_mut(first) {
            line.opens_page = true;
        }
    }
    done
}

fn page<'a>(lines: &[&'a Line<'a>], done: &mut Vec<Line<'a>>) {
    let mut rows: Vec<Row> = lines
        .iter()
        .map(|line| {
            let own = tokens(line);
            let count = own.len();
            let parts: Vec<Token<'_>> = own.into_iter().flat_map(parted).collect();
            let changed = parts.len() != count;
            Row { number: line.number, tokens: parts, valued: false, changed }
        })
        .filter(|row| !row.tokens.is_empty())
        .collect();
    let digits = value_digits(&rows);
    for row in &mut rows {
        row.valued = row.tokens.iter().any(|token| is_value(token, &digits));
    }
    let rows = side_by_side(rows, &digits);
    let columns = text_columns(&rows, &digits);
    let mut rows = shared_out(rows, &columns, &digits);
    // `类 款 项` under 科目编码 is the header's last line, wherever the middle of its cells stands.
    if let Some(first) = rows.iter().position(|row| row.valued)
        && let Some(at) = rows.iter().position(is_levels).filter(|&at| at > first)
    {
        rows.get_mut(first..=at).unwrap_or_default().rotate_right(1);
    }
    for row in rows {
        let Some(line) = lines.iter().find(|line| line.number == row.number) else { continue };
        if !row.changed {
            done.push((**line).clone());
            continue;
        }
        let texts: Vec<&str> = row.tokens.iter().map(|token| &*token.text).collect();
        let text = Cow::Owned(texts.join("   "));
        done.push(Line { number: row.number, text, class: line.class, opens_page: false, cells: row.tokens });
    }
}

fn is_levels(row: &Row) -> bool {
    row.tokens.iter().all(|token| token.text.chars().all(|c| matches!(c, '类' | '款' | '项')))
}

/// A name and an amount that touch, as `非税收入4,570,000` or `93.2%二、预备费`, are two tokens.
fn parted(token: Token<'_>) -> Vec<Token<'_>> {
    if token.kind != Kind::Text || is_rate(&token.text) {
        return vec![token];
    }
    let text = &*token.text;
    let number = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | '%');
    let head = text.find(|c: char| !number(c)).unwrap_or(0);
    let tail = text
        .rfind(|c: char| !number(c))
        .map_or(0, |at| at + text.get(at..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8));
    let is_own = |text: &str| is_plain_amount(text) || is_rate(text);
    let cut = match () {
        () if text.get(..head).is_some_and(is_own) && text.get(head..).is_some_and(is_item) => head,
        () if text.get(tail..).is_some_and(is_plain_amount)
            && text.get(..tail).and_then(|name| name.chars().next_back()).is_some_and(is_wide) =>
        {
            tail
        }
        () => return vec![token],
    };
    let (before, behind) = text.split_at(cut);
    let middle = token.place.0 + before.chars().count();
    let own = |text: &str, place| Token {
        text: Cow::Owned(text.to_owned()),
        line: token.line,
        kind: super::token::kind(text),
        place,
    };
    vec![own(before, (token.place.0, middle)), own(behind, (middle, token.place.1))]
}

/// Spanes of a line in which digits without a point are amounts: those that mostly have a name on their left.
fn value_digits(rows: &[Row]) -> Vec<(usize, usize)> {
    let mut spans = union(rows.iter().flat_map(|row| &row.tokens).filter(|p| p.kind == Kind::Digits).map(|p| p.place));
    spans.retain(|&span| {
        let mut votes = (0_usize, 0_usize);
        for row in rows {
            let Some(own) = row.tokens.iter().position(|p| p.kind == Kind::Digits && meets(p.place, span)) else {
                continue;
            };
            if row.tokens.iter().take(own).any(|token| token.kind == Kind::Text) { votes.0 += 1 } else { votes.1 += 1 }
        }
        votes.0 >= votes.1
    });
    spans
}

fn is_value(token: &Token<'_>, digits: &[(usize, usize)]) -> bool {
    match token.kind {
        Kind::Amount => is_number(token),
        Kind::Digits => digits.iter().any(|&span| meets(token.place, span)),
        Kind::Text => is_rate(&token.text),
    }
}

fn meets(a: (usize, usize), b: (usize, usize)) -> bool {
    a.0 < b.1 && b.0 < a.1
}

/// Spanes that overlap are one.
fn union(places: impl Iterator<Item = (usize, usize)>) -> Vec<(usize, usize)> {
    let mut places: Vec<(usize, usize)> = places.collect();
    places.sort_unstable();
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for place in places {
        match joined.last_mut().filter(|last| place.0 < last.1) {
            Some(last) => last.1 = last.1.max(place.1),
            None => joined.push(place),
        }
    }
    joined
}

/// Joins two lines with values that are one row, set a little apart: their values are in different columns, and at most
/// one of them has a name.
fn side_by_side<'a>(rows: Vec<Row<'a>>, digits: &[(usize, usize)]) -> Vec<Row<'a>> {
    let columns = union(rows.iter().flat_map(|row| &row.tokens).filter(|p| is_value(p, digits)).map(|p| p.place));
    let column = |token: &Token<'_>| columns.iter().position(|&column| meets(column, token.place));
    let mut done: Vec<Row> = Vec::with_capacity(rows.len());
    for mut row in rows {
        let joins = done.last().is_some_and(|last| {
            let named = |row: &Row| row.tokens.iter().any(|token| !is_value(token, digits));
            let values = |row: &Row| -> Vec<usize> {
                row.tokens.iter().filter(|token| is_value(token, digits)).filter_map(column).collect()
            };
            let own = values(&row);
            last.valued
                && row.valued
                && row.number == last.number + 1
                && !(named(last) && named(&row))
                && !values(last).iter().any(|c| own.contains(c))
        });
        match done.last_mut().filter(|_| joins) {
            Some(last) => {
                last.tokens.append(&mut row.tokens);
                last.tokens.sort_by_key(|token| token.place);
                last.changed = true;
            }
            None => done.push(row),
        }
    }
    done
}

/// The columns of text: what stands under one another beside the values.
fn text_columns(rows: &[Row], digits: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let valued: Vec<usize> = (0..rows.len()).filter(|&r| rows.get(r).is_some_and(|row| row.valued)).collect();
    let (Some(&first), Some(&last)) = (valued.first(), valued.last()) else { return Vec::new() };
    // A name on the first line of the body may begin above it; the header further up spans columns.
    let body = rows.get(first.saturating_sub(1)..(last + 1 + REACH).min(rows.len())).unwrap_or_default();
    let texts = body.iter().enumerate().flat_map(|(index, row)| {
        let header = index == 0 && first > 0;
        row.tokens.iter().filter(move |_| !header).filter(|token| !is_value(token, digits))
    });
    let mut columns: Vec<(usize, usize)> = Vec::new();
    for column in union(texts.map(|token| token.place)) {
        // The short last lines of a column whose first lines are indented, or the other way round.
        let apart = |last: &(usize, usize)| {
            column.0 > last.1 + INDENT
                || body.iter().any(|row| {
                    let own = |column| row.tokens.iter().filter(move |token| meets(token.place, column));
                    let has = |column| own(column).any(|token| !is_value(token, digits));
                    // Codes are a column of their own, also where the names beside them stand on other lines.
                    let coded = |column| own(column).any(|token| token.kind == Kind::Digits);
                    has(*last) && has(column) || coded(*last) || coded(column)
                })
        };
        match columns.last_mut().filter(|last| !apart(last)) {
            Some(last) => last.1 = column.1,
            None => columns.push(column),
        }
    }
    columns
}

/// Gives each row the tokens of its cells.
fn shared_out<'a>(mut rows: Vec<Row<'a>>, columns: &[(usize, usize)], digits: &[(usize, usize)]) -> Vec<Row<'a>> {
    let is_named = |row: &Row| row.tokens.iter().any(|token| !is_value(token, digits));
    // A code with its name begins a row, whether or not the row has values.
    let is_coded = |row: &Row| {
        row.tokens.windows(2).any(|pair| {
            matches!(pair, [code, name] if code.kind == Kind::Digits && code.text.len() >= CODE && name.kind == Kind::Text)
        })
    };
    // But where the row above or below has values and no code of its own, it is the rest of that row's cells.
    let is_rest = |r: usize, row: &Row| {
        let code = row.tokens.iter().find(|token| token.kind == Kind::Digits && token.text.len() >= CODE);
        let near = [r.checked_sub(1), Some(r + 1)].into_iter().flatten().filter_map(|r| rows.get(r));
        let open = |near: &Row, code: &Token<'_>| {
            near.valued
                && near.number.abs_diff(row.number) == 1
                && is_named(near)
                && !near.tokens.iter().any(|token| meets(token.place, code.place))
        };
        code.is_some_and(|code| near.into_iter().any(|near| open(near, code)))
    };
    let is_middle = |&r: &usize| rows.get(r).is_some_and(|row| row.valued || (is_coded(row) && !is_rest(r, row)));
    let middles: Vec<usize> = (0..rows.len()).filter(is_middle).collect();
    let named: Vec<bool> = middles.iter().map(|&r| rows.get(r).is_some_and(is_named)).collect();
    // A table without names has lines of text around it that are none of its cells.
    if columns.is_empty() || !named.contains(&true) {
        return rows;
    }
    // For each row and column the row that takes its tokens.
    let mut owners: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (c, &column) in columns.iter().enumerate() {
        let texts: Vec<Option<Element>> = rows.iter().map(|row| element(row, column, digits)).collect();
        for (r, middle) in owners_of(&rows, &texts, &middles, &named) {
            owners.insert((r, c), middle);
        }
    }
    for ((r, c), middle) in owners {
        let Some(&column) = columns.get(c) else { continue };
        let Some(row) = rows.get_mut(r) else { continue };
        let (own, left): (Vec<Token<'_>>, Vec<Token<'_>>) =
            row.tokens.drain(..).partition(|token| meets(token.place, column));
        row.tokens = left;
        row.changed = true;
        if let Some(row) = rows.get_mut(middle) {
            row.tokens.extend(own);
            row.changed = true;
        }
    }
    for row in rows.iter_mut().filter(|row| row.changed) {
        row.tokens = joined(std::mem::take(&mut row.tokens), columns, digits);
    }
    rows.retain(|row| !row.tokens.is_empty());
    rows
}

/// The tokens of a row from left to right, those of one cell joined from top to bottom.
fn joined<'a>(mut tokens: Vec<Token<'a>>, columns: &[(usize, usize)], digits: &[(usize, usize)]) -> Vec<Token<'a>> {
    tokens.sort_by_key(|token| (token.line, token.place));
    let mut done: Vec<(Option<usize>, Token<'_>)> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let column = columns.iter().position(|&column| !is_value(&token, digits) && meets(token.place, column));
        let other_line = |known: &&mut (Option<usize>, Token<'_>)| known.0 == column && known.1.line != token.line;
        match done.iter_mut().filter(|_| column.is_some()).find(other_line) {
            Some((_, known)) => {
                known.text.to_mut().push_str(&token.text);
                known.place = (known.place.0.min(token.place.0), known.place.1.max(token.place.1));
                known.kind = super::token::kind(&known.text);
            }
            None => done.push((column, token)),
        }
    }
    let mut done: Vec<Token<'_>> = done.into_iter().map(|(_, token)| token).collect();
    done.sort_by_key(|token| token.place);
    done
}

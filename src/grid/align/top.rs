//! Where the head of a table ends and its first row begins.

use super::columns::columns;
use super::names::COUNTED;
use super::painted::{head_end, is_by_cells, named_end, painted_rows, whole_rows};
use super::region::{is_total, pieces, stands_alone, text_of};
use super::word::{Line, TokenSort};
use crate::geometry::{Pt, Span};
use crate::words::{is_numbered, is_year};
use std::ops::Range;

/// No head has more lines.
const MAX_HEAD: usize = 24;
/// No head has names on more levels.
const DEEPEST: usize = 6;
/// A longer text names no column.
const LONGEST_NAME: usize = 30;
/// Numbered names beside others are shorter.
const SHORT_NAME: usize = 12;

/// Where labels may stand in their column.
const PLACES: [fn(Span) -> Pt; 2] = [|x| x.start, |x| x.centre()];
/// Lines of one name stand no further apart than this, in em.
const APART: f64 = 1.5;

/// How many lines at the top of a region are its head: names, until a row begins.
pub(super) fn end(lines: &[Line], is_row: impl Fn(&Line) -> bool) -> usize {
    // A sum alone in its line is a row, unless lines of other cells stand at half its height.
    let is_crowded = |at: usize| {
        let near =
            |other: usize| lines.get(other).is_some_and(|line| (line.base - lines[at].base).abs() < line.size * 0.9);
        at.checked_sub(1).is_some_and(near) || near(at + 1)
    };
    let begins = |at: &usize| is_row(&lines[*at]) || (is_lone_total(&lines[*at]) && !is_crowded(*at));
    if is_by_cells(lines.iter()) {
        let Some(first) = (0..lines.len()).find(|at| is_row(&lines[*at])) else { return named_end(lines) };
        let end = head_end(lines, first, is_value);
        // The first row with a value may stand below many with texts only.
        if painted_rows(&lines[..end]) > DEEPEST {
            return named_end(lines).min(end);
        }
        let labels = labels_above(lines, end, &PLACES);
        return whole_rows(lines, end - labels);
    }
    let Some(first) = (0..lines.len().min(MAX_HEAD)).find(begins) else {
        // Texts only: one line of names.
        let named = lines.iter().position(|line| pieces(line).len() >= 2).map_or(0, |at| at + 1);
        return named.min(lines.len().saturating_sub(1));
    };
    // A wrapped label may begin above the amounts of its row: it goes on below them, where it began.
    let goes_on = |at: usize, end: usize| {
        let line = &lines[at];
        let near = |other: &&Line| other.base - line.base <= line.size * 1.9;
        let begins = |x: Pt| {
            lines[end..].iter().take_while(near).any(|other| {
                other.words.iter().any(|word| (word.x.start - x).abs() <= line.size * 0.2 && word.gap > 0.2)
            })
        };
        lines[at + 1].base - line.base < line.size * 0.9
            && pieces(line).into_iter().all(|piece| begins(line.words[piece.start].x.start))
    };
    let mut end = first;
    while end > 0 && goes_on(end - 1, end) {
        end -= 1;
    }
    // In the middle stand the last lines of wrapped names, too, as near as lines are.
    let all = end - labels_above(lines, end, &PLACES);
    let is_row = all.checked_sub(1).is_some_and(|above| lines[all].base - lines[above].base > lines[all].size * APART);
    if is_row { all } else { end - labels_above(lines, end, &PLACES[..1]) }
}

/// How many lines right above `end` are rows without values: each of their texts stands where the labels of rows do, by one
/// of these `places` of it. A head has names over columns of numbers.
fn labels_above(lines: &[Line], end: usize, places: &[fn(Span) -> Pt]) -> usize {
    let known = columns(&lines[end..].iter().collect::<Vec<_>>());
    let below: Vec<Vec<Span>> = lines[end..].iter().map(spans).collect();
    let stands = |x: Span, line: &Line| {
        let near = |place: &fn(Span) -> Pt, own: Span| (place(own) - place(x)).abs() <= line.size * 0.1;
        let level = |place| below.iter().filter(|other| other.iter().any(|own| near(place, *own))).count();
        places.iter().any(|place| level(place) >= 2)
    };
    let is_label = |line: &Line, piece: Range<usize>| {
        let x = line.words[piece.start].x.union(line.words[piece.end - 1].x);
        let in_one = matches!(known.under(x)[..], [one] if !known.bands[one].is_numeric());
        in_one && stands(x, line)
    };
    let is_row = |line: &&Line| pieces(line).into_iter().all(|piece| is_label(line, piece));
    let above = lines[..end].iter().rev().take_while(is_row).count();
    // Something is left that names the columns.
    if above < end { above } else { 0 }
}

/// Where the texts of a line stand that are apart from each other.
fn spans(line: &Line) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for word in &line.words {
        match spans.last_mut() {
            Some(span) if word.gap <= 0.2 => *span = span.union(word.x),
            _ => spans.push(word.x),
        }
    }
    spans
}

/// True if a line is of the body.
pub(super) fn is_row(line: &Line) -> bool {
    let texts: Vec<String> = pieces(line).into_iter().map(|piece| text_of(&line.words[piece])).collect();
    // A name over several columns may be numbered, too: `2.专项债务限额`; a row begins with its number, or has a text of it.
    let is_item = |(at, text): (usize, &String)| is_numbered(text) && (at == 0 || text.chars().count() > SHORT_NAME);
    (0..line.words.len()).any(|i| is_value(line, i))
        || texts.iter().enumerate().any(is_item)
        || texts.iter().any(|text| text.chars().count() > LONGEST_NAME)
}

/// True for a word that is a value and no part of a name.
fn is_value(line: &Line, i: usize) -> bool {
    // `1 季度` is a name.
    let counts = |i: usize| {
        let next = line.words.get(i + 1).filter(|next| next.gap <= COUNTED && next.sort == TokenSort::Name);
        line.words[i].sort == TokenSort::Digits && next.is_some()
    };
    let word = &line.words[i];
    let is_number = word.sort.is_number() && !is_year(&word.text) && !counts(i);
    stands_alone(line, i) && (is_number || word.sort == TokenSort::Dash)
}

/// True for a line that is the label of a sum and nothing else.
pub(super) fn is_lone_total(line: &Line) -> bool {
    let [piece] = &pieces(line)[..] else { return false };
    is_total(&text_of(&line.words[piece.clone()]))
}

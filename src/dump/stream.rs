//! The lines of a table with 收入 beside 支出 whose cells stand on lines of their own -> rows. Lines say nothing about rows
//! here: a name is what stands before values, and its numbering or its words say in which half it stands.

use super::clean::{begins_number, is_blank, is_wide, words};
use super::draft::{Draft, DraftCell, DraftRow, HOMELESS, Unplaced};
use super::halves::{Last, half_by_gap, half_by_words};
use super::header::index_row;
use super::line::{Line, is_item, tokens};
use super::rates::{Places, is_rate};
use super::settle::NAMED;
use super::token::{Token, is_number};
use crate::catalogue;
use crate::model::{ColumnRole, Origin};
use crate::words::without_numbering;
use std::sync::OnceLock;

/// A name and the values behind it.
#[derive(Clone, Debug, Default)]
struct Entry {
    line: usize,
    name: String,
    values: Vec<String>,
}

/// Do cells stand on lines of their own? Then many a line holds nothing but values.
pub(super) fn is_stream(body: &[&Line<'_>]) -> bool {
    /// One line in this many; in a table printed row by row a wrapped name leaves a few.
    const ALONE: usize = 8;
    // Most lines begin or end with a name.
    let alone = |line: &&&Line<'_>| {
        let text = line.text.trim_matches(is_blank);
        let ends = |c: char| !is_wide(c) || matches!(c, '％' | '－');
        // A fraction may stand apart from its number.
        let may_be_value = |word: &str| begins_number(word) || word.starts_with('.');
        (text.is_empty() || text.ends_with(ends))
            && words(text).all(|(word, _)| may_be_value(word))
            && tokens(line).iter().all(is_value)
    };
    body.iter().filter(alone).count() * ALONE > body.len()
}

/// Reads the rows of `body` into the draft. `segments` are the spans of columns that stand side by side.
pub(super) fn stream(draft: &mut Draft, body: &[&Line<'_>], segments: &[(usize, usize)]) {
    let entries = entries(draft, body);
    let mut last: Vec<Last> = vec![Last::default(); segments.len()];
    let mut rows: Vec<(usize, Entry)> = Vec::with_capacity(entries.len());
    let mut free = 0;
    for entry in entries {
        let half = half(&entry.name, &last, free);
        if let Some(place) = last.get_mut(half) {
            place.read(&entry.name);
        }
        free = (half + 1) % segments.len().max(1);
        rows.push((half, entry));
    }
    let places: Vec<Option<Places>> =
        segments.iter().enumerate().map(|(half, &segment)| rated(draft, &rows, half, segment)).collect();
    let mut before: Option<usize> = None;
    for (half, entry) in rows {
        let same_row = before.is_some_and(|before| before < half);
        let row = if same_row { draft.rows.pop() } else { None };
        let cells = vec![DraftCell::default(); draft.paths.len()];
        let mut row = row.unwrap_or(DraftRow { line: entry.line, cells, unplaced: Vec::new() });
        let segment = segments.get(half).copied().unwrap_or_default();
        fill(draft, &mut row, entry, segment, places.get(half).and_then(Option::as_ref));
        draft.rows.push(row);
        before = Some(half);
    }
}

fn is_value(token: &Token<'_>) -> bool {
    is_number(token) || is_rate(&token.text)
}

fn entries(draft: &mut Draft, body: &[&Line<'_>]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for line in body {
        let own = tokens(line);
        if index_row(draft, &own) {
            continue;
        }
        for token in own {
            let begins = is_item(&token.text) || catalogue::is_total(&token.text) || token.text.starts_with("其中");
            match entries.last_mut() {
                Some(entry) if is_value(&token) => entry.values.push(token.text.into_owned()),
                Some(entry)
                    if entry.values.is_empty()
                        && !(begins && entry.name.chars().count() > 2)
                        && !is_whole(&entry.name, &token.text) =>
                {
                    entry.name.push_str(&token.text);
                }
                None if is_value(&token) => draft.set_aside(token.line, &token.text, HOMELESS),
                _ => entries.push(Entry { line: token.line, name: token.text.into_owned(), values: Vec::new() }),
            }
        }
    }
    entries
}

/// The names of 科目, sorted.
fn listed() -> &'static [&'static str] {
    static LISTED: OnceLock<Vec<&'static str>> = OnceLock::new();
    LISTED.get_or_init(|| {
        let mut names: Vec<&str> = catalogue::listed_names().collect();
        names.sort_unstable();
        names
    })
}

/// Is this name of a row one of the list, or the text behind it, and no name of both? Then these are two rows.
fn is_whole(name: &str, behind: &str) -> bool {
    /// No name of the list has more bytes.
    const LONG: usize = 300;
    if name.len() > LONG || behind.len() > LONG {
        return false;
    }
    let name = without_numbering(name);
    let longer = format!("{name}{behind}");
    let at = listed().partition_point(|listed| *listed < longer.as_str());
    let goes_on = listed().get(at).is_some_and(|listed| listed.starts_with(&longer));
    [name, without_numbering(behind)].iter().any(|name| listed().binary_search(name).is_ok()) && !goes_on
}

/// The half of a name: the one whose numbering it goes on with, or that its words name, or the next one.
fn half(name: &str, last: &[Last], free: usize) -> usize {
    let by_words = || half_by_words(name, last.len()).filter(|&half| last.len() == 2 || half == 0);
    half_by_gap(name, last, free).or_else(by_words).unwrap_or(free)
}

/// Segments with rates among their columns: what the full rows say about them.
fn rated(draft: &Draft, rows: &[(usize, Entry)], half: usize, (from, to): (usize, usize)) -> Option<Places> {
    let columns = values_of(draft, (from, to));
    if !columns.iter().any(|&c| draft.roles.get(c) == Some(&ColumnRole::Ratio)) {
        return None;
    }
    let own = rows.iter().filter(|(own, entry)| *own == half && entry.values.len() == columns.len());
    let texts: Vec<Vec<&str>> =
        own.map(|(_, entry)| entry.values.iter().map(String::as_str).collect::<Vec<_>>()).collect();
    Some(Places::learn(&texts, columns.len()))
}

fn values_of(draft: &Draft, (from, to): (usize, usize)) -> Vec<usize> {
    let is_value = |c: &usize| matches!(draft.roles.get(*c), Some(ColumnRole::Amount | ColumnRole::Ratio));
    (from..to).filter(is_value).collect()
}

fn fill(draft: &mut Draft, row: &mut DraftRow, entry: Entry, segment: (usize, usize), places: Option<&Places>) {
    let columns = values_of(draft, segment);
    let names = (segment.0..segment.1).find(|&c| draft.roles.get(c) == Some(&ColumnRole::Label)).unwrap_or(segment.0);
    if let Some(cell) = row.cells.get_mut(names) {
        cell.text = entry.name;
    }
    // 行次 stands before the amounts.
    let mut values = entry.values;
    for c in segment.0..columns.first().copied().unwrap_or(segment.1) {
        let digits = values.first().is_some_and(super::clean::all_digits);
        if draft.roles.get(c) == Some(&ColumnRole::Index)
            && digits
            && let Some(cell) = row.cells.get_mut(c)
        {
            cell.text = values.remove(0);
        }
    }
    let Some(places) = places else {
        if let (false, Some(&from)) = (values.is_empty(), columns.first()) {
            row.unplaced.push(Unplaced { texts: values, ends: Vec::new(), from, to: segment.1 });
        }
        return;
    };
    let texts: Vec<&str> = values.iter().map(String::as_str).collect();
    let mut assignments = places.place(&texts, (entry.line, &[]));
    let best = assignments.first().map_or(0, |assignment| assignment.score);
    assignments.retain(|assignment| assignment.score == best);
    let mut assignments = assignments.into_iter().map(|assignment| assignment.columns);
    let found = assignments.next().unwrap_or_default();
    let origin = if texts.len() == columns.len() { Origin::Printed } else { Origin::Placed };
    for (index, text) in values.iter().enumerate() {
        match found.get(index).and_then(|&at| columns.get(at)).and_then(|&c| row.cells.get_mut(c)) {
            Some(cell) => *cell = DraftCell { text: text.clone(), origin },
            None => draft.set_aside(entry.line, text, HOMELESS),
        }
    }
    let column = |&at: &usize| columns.get(at).copied().unwrap_or_default();
    let others: Vec<Vec<usize>> =
        assignments.take(NAMED).map(|assignment| assignment.iter().map(column).collect()).collect();
    draft.doubt(draft.rows.len() + 1, &texts, &others);
}

//! Tables that hold no value, as forms are printed that do not concern a department: names alone, or names and the label of
//! a sum. Rows would tell a head from them; here the names must do so, by what they lead.

use super::columns::Columns;
use super::head::{Set, head, usual_size};
use super::leading::leading;
use super::names::Head;
use super::painted::is_by_cells;
use super::part::{FEWEST_NAMES, Part};
use super::region::{pieces, text_of};
use super::top;
use super::word::Line;
use std::slice::from_ref;

/// No head has more lines.
const MOST_LINES: usize = 14;
/// No name is longer, or wrapped over more lines.
const LONGEST: usize = 30;
const MOST_WRAPPED: usize = 6;

/// Takes the lines of such a table for its head.
pub(super) fn mark(part: &mut Part<'_>) {
    if let Some(end) = head_end(part) {
        part.head_end = end;
        part.is_bare = true;
    }
}

/// Where the head of such a table ends, counted from the first line of the part.
fn head_end(part: &Part<'_>) -> Option<usize> {
    let own = &part.own()[part.headings..];
    let sums = own.iter().rev().take_while(|line| top::is_lone_total(line)).count();
    let names = own.len() - sums;
    let has_rows = own[..names].iter().any(top::is_row);
    if !part.is_announced || part.above.is_some() || has_rows || !(1..=MOST_LINES).contains(&names) {
        return None;
    }
    let end = part.headings + names;
    let mut part = part.clone().alone();
    part.head_end = names;
    leads(&part).then_some(end)
}

/// True if names lead others, each of them several: a text below a single one goes on with it, or is a row.
fn leads(part: &Part<'_>) -> bool {
    let by_cells = is_by_cells(part.own().iter());
    let (leading, _) = leading(from_ref(part), &Columns::default(), by_cells);
    let size = usual_size(part.head().iter()).unwrap_or_default();
    let mut columns = Columns::default();
    let named = head(part.head(), &mut columns, Set { leading, is_tight: true, by_cells, size });
    let led = |at: usize| named.names.iter().filter(|name| name.parent == Some(at)).count();
    let parents = (0..named.names.len()).filter(|at| named.names[*at].is_parent);
    let are_several = parents.clone().all(|at| led(at) > 1);
    let is_level = part.head().len() == 1 && pieces(&part.head()[0]).len() >= FEWEST_NAMES && part.own().len() > 1;
    let is_name = |name: &super::names::Name| {
        name.words.len() <= MOST_WRAPPED && text(name, part.head()).chars().count() <= LONGEST
    };
    columns.len() >= FEWEST_NAMES
        && (parents.count() > 0 && are_several || is_level)
        && named.names.iter().all(is_name)
        && is_whole(&named, part.head())
}

fn text(name: &super::names::Name, lines: &[Line]) -> String {
    name.words.iter().map(|(line, words)| text_of(&lines[*line].words[words.clone()])).collect()
}

/// True if every word of these lines is of a name.
fn is_whole(named: &Head, lines: &[Line]) -> bool {
    let held: usize = named.names.iter().flat_map(|name| &name.words).map(|(_, words)| words.len()).sum();
    held == lines.iter().map(|line| line.words.len()).sum::<usize>()
}

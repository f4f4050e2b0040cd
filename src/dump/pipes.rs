//! Lines of `|` -> a table: which rows are its header, and what their names span.
//!
//! Markdown has no spans: a name that spans columns is followed by empty cells or repeated in each, one that spans rows
//! has empty cells or itself below it. A header goes on while a name stands over several columns that the next row tells
//! apart and every other column of that row is empty or repeats its name.

use super::line::is_item;
use super::spans::{Given, Printed, cell_text, grid};
use crate::catalogue;
use crate::words::parse_amount;
use std::ops::Range;

/// The table whose first line is line `at`: lines of `|` as far as they go.
pub(super) fn table(lines: &[&str], at: usize) -> Option<Given> {
    let is_row = |line: &&&str| line.trim_start().starts_with('|');
    let count = lines.iter().skip(at).take_while(is_row).count();
    let own = lines.get(at..at + count)?;
    let ruled = own.get(1).is_some_and(|line| is_rule(line));
    if count < 2 || !(ruled || own.iter().all(|line| line.trim().ends_with('|') && line.matches('|').count() > 2)) {
        return None;
    }
    let row = |(index, line): (usize, &&str)| (!is_rule(line)).then(|| (at + index + 1, cells(line)));
    let rows: Vec<(usize, Vec<String>)> = own.iter().enumerate().filter_map(row).collect();
    let width = rows.iter().map(|(_, cells)| cells.len()).max()?;
    let texts: Vec<Vec<String>> = rows
        .iter()
        .map(|(_, cells)| {
            let mut cells = cells.clone();
            cells.resize(width, String::new());
            cells
        })
        .collect();
    let header = Header::read(&texts);
    let printed = texts.iter().enumerate().map(|(r, cells)| {
        let line = rows.get(r).map_or(at + 1, |(line, _)| *line);
        match header.spans(r) {
            Some(spans) => spans
                .into_iter()
                .map(|(span, down)| {
                    let text = cells.get(span.start).cloned().unwrap_or_default();
                    Printed { text, across: span.len(), down, line }
                })
                .collect(),
            None => cells.iter().map(|text| Printed { text: text.clone(), across: 1, down: 1, line }).collect(),
        }
    });
    Some(grid(printed.collect(), at..at + count))
}

/// `|---|:-:|`: the line that parts header and body.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '='))
}

/// The cells of a line; `\|` is no border.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut characters = line.chars().peekable();
    while let Some(c) = characters.next() {
        match (c, characters.peek()) {
            ('\\', Some('|')) => {
                characters.next();
                cells.last_mut().into_iter().for_each(|cell| cell.push('|'));
            }
            ('|', _) => cells.push(String::new()),
            _ => cells.last_mut().into_iter().for_each(|cell| cell.push(c)),
        }
    }
    if cells.last().is_some_and(|last| last.trim().is_empty()) {
        cells.pop();
    }
    cells.iter().map(|cell| cell_text(cell)).collect()
}

/// The header's names: for each row the columns that each name begun there covers, and how many rows it goes down.
#[derive(Debug, Default)]
struct Header {
    rows: Vec<Vec<(Range<usize>, usize)>>,
}

impl Header {
    fn read(texts: &[Vec<String>]) -> Header {
        /// No form has a deeper header.
        const DEEPEST: usize = 8;
        let Some(first) = texts.first() else { return Header::default() };
        let mut header = Header { rows: vec![parted(first, 0..first.len()).into_iter().map(|s| (s, 1)).collect()] };
        // What stands over the next row: the columns of each lowest name, and the row it begins in.
        let mut lowest: Vec<(Range<usize>, usize)> =
            header.rows.iter().flatten().map(|(span, _)| (span.clone(), 0)).collect();
        for (r, row) in texts.iter().enumerate().take(DEEPEST).skip(1) {
            if !goes_on(row, &lowest, texts) {
                break;
            }
            let mut below = Vec::new();
            let mut own = Vec::new();
            for (span, from) in lowest {
                if is_divided(row, &span, name_of(texts, from, &span)) {
                    let parts = parted(row, span);
                    own.extend(parts.iter().map(|part| (part.clone(), 1)));
                    below.extend(parts.into_iter().map(|part| (part, r)));
                } else {
                    let known = header.rows.get_mut(from).and_then(|names| names.iter_mut().find(|n| n.0 == span));
                    known.into_iter().for_each(|(_, down)| *down = r + 1 - from);
                    below.push((span, from));
                }
            }
            header.rows.push(own);
            lowest = below;
        }
        header.part_repeats(texts, &lowest);
        header
    }

    /// The spans of row `r`, if it is one of the header's.
    fn spans(&self, r: usize) -> Option<Vec<(Range<usize>, usize)>> {
        self.rows.get(r).cloned()
    }

    /// Names repeated in columns that no lower row tells apart are columns of one name.
    fn part_repeats(&mut self, texts: &[Vec<String>], lowest: &[(Range<usize>, usize)]) {
        for (span, from) in lowest.iter().filter(|(span, _)| span.len() > 1) {
            let Some(row) = texts.get(*from) else { continue };
            let repeated = row.get(span.clone()).is_some_and(|cells| cells.iter().all(|cell| !cell.is_empty()));
            let Some(names) = self.rows.get_mut(*from).filter(|_| repeated) else { continue };
            let Some(at) = names.iter().position(|(own, _)| own == span) else { continue };
            let (_, down) = names.remove(at);
            for (index, column) in span.clone().enumerate() {
                names.insert(at + index, (column..column + 1, down));
            }
        }
    }
}

fn name_of<'a>(texts: &'a [Vec<String>], row: usize, span: &Range<usize>) -> &'a str {
    texts.get(row).and_then(|cells| cells.get(span.start)).map_or("", String::as_str)
}

/// The spans of `span` that begin with a name of their own; what is empty or repeats a name goes with it.
fn parted(row: &[String], span: Range<usize>) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut name = "";
    for column in span {
        let text = row.get(column).map_or("", String::as_str);
        match parts.last_mut() {
            Some(last) if text.is_empty() && !name.is_empty() || !text.is_empty() && text == name => {
                last.end = column + 1;
            }
            _ => {
                parts.push(column..column + 1);
                name = text;
            }
        }
    }
    parts
}

/// Does the row print names of its own below this one?
fn is_divided(row: &[String], span: &Range<usize>, name: &str) -> bool {
    row.get(span.clone()).is_some_and(|cells| cells.iter().any(|cell| !cell.is_empty() && cell != name))
}

/// Does the row go on naming columns: below names that stand over several columns, and nowhere else?
fn goes_on(row: &[String], lowest: &[(Range<usize>, usize)], texts: &[Vec<String>]) -> bool {
    let is_value = |text: &String| parse_amount(text).is_some() && !is_year(text);
    let divides = |(span, from): &(Range<usize>, usize)| is_divided(row, span, name_of(texts, *from, span));
    let first = row.iter().find(|text| !text.is_empty()).map_or("", String::as_str);
    !row.iter().any(is_value)
        && !is_item(first)
        && !catalogue::is_total(first)
        && lowest.iter().any(|name| name.0.len() > 1 && divides(name))
        && !lowest.iter().any(|name| name.0.len() == 1 && divides(name))
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && (text.starts_with("20") || text.starts_with("19"))
}

//! Text -> the tables whose cells it gives, as HTML or as Markdown, and the lines between them.
//!
//! Converters print a table as `<table>` with the spans of its cells, or as lines of `|` without them: what an empty or a
//! repeated name of a Markdown header spans is told by the names below it (`pipes`).

use super::pipes;
use super::spans::{Given, Printed, cell_text, grid};
use std::ops::Range;

/// A part of a dump.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    /// Lines by their indices, half open.
    Lines(Range<usize>),
    /// A table with its cells.
    Table(Given),
}

/// The parts of a dump whose lines are `lines`; none if no cell is given in it.
pub(super) fn parts(lines: &[&str]) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while at < lines.len() {
        let found = html(lines, at).or_else(|| pipes::table(lines, at));
        match found {
            Some(table) => {
                parts.push(Part::Lines(from..at));
                at = table.lines.end.max(at + 1);
                from = at;
                parts.push(Part::Table(table));
            }
            None => at += 1,
        }
    }
    if parts.is_empty() {
        return None;
    }
    parts.push(Part::Lines(from..lines.len()));
    Some(parts)
}

/// The `<table>` that begins on line `at`.
fn html(lines: &[&str], at: usize) -> Option<Given> {
    let first = lines.get(at)?;
    find_tag(first, "table")?;
    let mut reader = Html::default();
    let mut end = at;
    for (index, line) in lines.iter().enumerate().skip(at) {
        // A table that is never closed ends where the next heading or table begins.
        let begins_other = index > at
            && (line.starts_with('#') || find_tag(line, "table").is_some() && reader.depth < 2 && !reader.in_cell);
        if begins_other {
            break;
        }
        end = index + 1;
        reader.line(line, index + 1);
        if reader.opened && reader.depth == 0 {
            break;
        }
    }
    reader.end_cell();
    let rows = reader.rows;
    (!rows.is_empty()).then(|| grid(rows, at..end))
}

/// Reads the cells of a `<table>`.
#[derive(Debug, Default)]
struct Html {
    rows: Vec<Vec<Printed>>,
    cell: Option<Printed>,
    depth: usize,
    opened: bool,
    in_cell: bool,
}

impl Html {
    fn line(&mut self, line: &str, number: usize) {
        let mut rest = line;
        while let Some(open) = rest.find('<') {
            let (text, tagged) = rest.split_at(open);
            self.text(text);
            let Some((tag, behind)) = tagged.get(1..).and_then(|inner| inner.split_once('>')) else {
                self.text(tagged);
                return;
            };
            let name: String =
                tag.chars().take_while(|&c| c.is_ascii_alphanumeric() || c == '/').collect::<String>().to_lowercase();
            if name.is_empty() {
                // A comparison sign.
                self.text("<");
                rest = tagged.get(1..).unwrap_or_default();
                continue;
            }
            self.tag(&name, tag, number);
            rest = behind;
            if self.opened && self.depth == 0 {
                return;
            }
        }
        self.text(rest);
        self.text(" ");
    }

    fn tag(&mut self, name: &str, tag: &str, line: usize) {
        match name {
            "table" => {
                self.depth += 1;
                self.opened = true;
            }
            "/table" => self.depth = self.depth.saturating_sub(1),
            // A table within a cell is part of its text.
            _ if self.depth > 1 => self.text(" "),
            "tr" => {
                self.end_cell();
                self.rows.push(Vec::new());
            }
            "td" | "th" => {
                self.end_cell();
                let span = |name: &str| attribute(tag, name).unwrap_or(1);
                self.cell = Some(Printed { text: String::new(), across: span("colspan"), down: span("rowspan"), line });
                self.in_cell = true;
            }
            "/td" | "/th" | "/tr" => self.end_cell(),
            _ => self.text(" "),
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(cell) = &mut self.cell {
            cell.text.push_str(text);
        }
    }

    fn end_cell(&mut self) {
        self.in_cell = false;
        let Some(mut cell) = self.cell.take() else { return };
        cell.text = cell_text(&cell.text);
        if self.rows.is_empty() {
            self.rows.push(Vec::new());
        }
        if let Some(row) = self.rows.last_mut() {
            row.push(cell);
        }
    }
}

/// Where `<name` stands in a line.
fn find_tag(line: &str, name: &str) -> Option<usize> {
    line.match_indices('<').map(|(at, _)| at).find(|&at| {
        let inner = line.get(at + 1..).unwrap_or_default();
        inner.get(..name.len()).is_some_and(|own| own.eq_ignore_ascii_case(name))
            && inner.get(name.len()..).is_some_and(|rest| rest.starts_with(['>', ' ', '\t', '/']))
    })
}

/// The number that an attribute of a tag gives.
fn attribute(tag: &str, name: &str) -> Option<usize> {
    let lower = tag.to_ascii_lowercase();
    let behind = lower.split_once(name)?.1.trim_start().strip_prefix('=')?;
    let digits: String = behind.trim_start_matches([' ', '"', '\'']).chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

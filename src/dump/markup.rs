//! Text -> the tables whose cells it gives, as HTML or as Markdown, and the lines between them.
//!
//! Converters print a table as `<table>` with the spans of its cells, or as lines of `|` without them: what an empty or a
//! repeated name of a Markdown header spans is told by the names below it (`pipes`).

use super::clean::{is_blank, joined};
use super::pipes;
use std::ops::Range;

/// A part of a dump.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    /// Lines by their indices, half open.
    Lines(Range<usize>),
    /// A table with its cells.
    Table(Given),
}

/// A table whose cells the dump gives, as a grid.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Given {
    /// The indices of its lines, half open.
    pub(super) lines: Range<usize>,
    /// How many rows it has.
    pub(super) height: usize,
    /// How many columns it has.
    pub(super) width: usize,
    /// They cover every place of the grid exactly once, in the order of their rows.
    pub(super) cells: Vec<GivenCell>,
}

/// A cell with what it covers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct GivenCell {
    pub(super) rows: Range<usize>,
    pub(super) columns: Range<usize>,
    pub(super) text: String,
    /// The number of its line, from 1.
    pub(super) line: usize,
}

/// A cell as printed: its text, its spans over columns and rows, the number of its line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Printed {
    pub(super) text: String,
    pub(super) across: usize,
    pub(super) down: usize,
    pub(super) line: usize,
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

/// Places printed cells in a grid: each in the first place of its row that no cell above covers.
pub(super) fn grid(rows: Vec<Vec<Printed>>, lines: Range<usize>) -> Given {
    /// No form has more columns; what is printed further right is kept in the last one.
    const WIDEST: usize = 400;
    let height = rows.len();
    let mut cells: Vec<GivenCell> = Vec::new();
    // For each column the first row that no cell covers.
    let mut free: Vec<usize> = Vec::new();
    for (r, row) in rows.into_iter().enumerate() {
        let mut column = 0;
        for cell in row {
            while free.get(column).is_some_and(|&free| free > r) {
                column += 1;
            }
            if column >= WIDEST {
                if let Some(last) = cells.last_mut() {
                    last.text = joined(&format!("{} {}", last.text, cell.text)).into_owned();
                }
                continue;
            }
            let taken = free.iter().skip(column).take_while(|&&free| free <= r).count();
            let room = if column + taken < free.len() { taken } else { WIDEST - column };
            let end = column + cell.across.clamp(1, room.max(1));
            let bottom = r + cell.down.clamp(1, height - r);
            free.resize(free.len().max(end), 0);
            free.iter_mut().take(end).skip(column).for_each(|free| *free = bottom);
            cells.push(GivenCell { rows: r..bottom, columns: column..end, text: cell.text, line: cell.line });
            column = end;
        }
    }
    let mut given = Given { lines, height, width: free.len(), cells };
    fill_holes(&mut given);
    given
}

/// Rows that end early: what is missing of them is empty.
fn fill_holes(given: &mut Given) {
    let mut covered = vec![vec![false; given.width]; given.height];
    for cell in &given.cells {
        for row in covered.iter_mut().take(cell.rows.end).skip(cell.rows.start) {
            row.iter_mut().take(cell.columns.end).skip(cell.columns.start).for_each(|place| *place = true);
        }
    }
    let mut line = given.lines.start + 1;
    let lines: Vec<usize> = (0..given.height)
        .map(|r| {
            line = given.cells.iter().find(|cell| cell.rows.start == r).map_or(line, |cell| cell.line);
            line
        })
        .collect();
    for (r, row) in covered.iter().enumerate() {
        for (c, _) in row.iter().enumerate().filter(|(_, covered)| !**covered) {
            let line = lines.get(r).copied().unwrap_or(line);
            given.cells.push(GivenCell { rows: r..r + 1, columns: c..c + 1, text: String::new(), line });
        }
    }
    given.cells.sort_by_key(|cell| (cell.rows.start, cell.columns.start));
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

/// A cell's text without what its writer had to escape, wrapping undone.
pub(super) fn cell_text(text: &str) -> String {
    let plain = super::clean::strip_markup(text);
    joined(&unescaped(&plain)).trim_matches(is_blank).to_owned()
}

/// `text` with its entities replaced.
fn unescaped(text: &str) -> String {
    const NAMED: &[(&str, &str)] = &[
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&apos;", "'"),
        ("&nbsp;", " "),
        ("&emsp;", " "),
        ("&ensp;", " "),
        ("&amp;", "&"),
    ];
    if !text.contains('&') {
        return text.to_owned();
    }
    NAMED.iter().fold(text.to_owned(), |text, (entity, own)| text.replace(entity, own))
}

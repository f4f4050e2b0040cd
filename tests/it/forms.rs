//! What performance forms say, against gold that was read from their pages: `forms_gold.txt`.

use crate::support::shared;
use fiscal_tables::table::{RowRole, Table};
use fiscal_tables::{Options, extract};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// At least this share of fields, names and cells is exact, in percent.
const FLOOR: f64 = 98.0;

/// A form as its page prints it.
#[derive(Default)]
struct Gold<'a> {
    document: &'a str,
    page: u32,
    rows: Option<usize>,
    fields: Vec<(&'a str, &'a str)>,
    columns: Vec<&'a str>,
    cells: Vec<Vec<&'a str>>,
}

fn cells(line: &str) -> Vec<&str> {
    line.split('|').map(str::trim).collect()
}

fn gold(text: &str) -> Vec<Gold<'_>> {
    let mut forms: Vec<Gold<'_>> = Vec::new();
    for line in text.lines() {
        let (sort, rest) = line.split_once(' ').unwrap_or_default();
        if sort == "form" {
            let words: Vec<&str> = rest.split(' ').collect();
            let [document, page, rows] = words[..] else { panic!("{line}") };
            forms.push(Gold { document, page: page.parse().unwrap(), rows: rows.parse().ok(), ..Gold::default() });
        }
        let Some(form) = forms.last_mut() else { continue };
        match sort {
            "field" => form.fields.push(rest.split_once(" =").map(|(name, value)| (name, value.trim())).unwrap()),
            "columns" => form.columns = cells(rest),
            "row" => form.cells.push(cells(rest)),
            _ => {}
        }
    }
    forms
}

/// The same text; of a long one its beginning and its end.
fn is_same(gold: &str, found: &str) -> bool {
    match gold.split_once('…') {
        Some((start, end)) => found.starts_with(start) && found.ends_with(end),
        None => gold == found,
    }
}

fn path(folder: &Path, document: &str) -> Option<PathBuf> {
    let files = std::fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let is_it = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(document));
    files.filter(is_it).min()
}

/// The table that begins on the form's page.
fn read(folder: &Path, form: &Gold<'_>) -> Option<Table> {
    let bytes = std::fs::read(path(folder, form.document).unwrap()).unwrap();
    let tables = extract(&bytes, &Options::default()).unwrap().tables;
    tables.into_iter().find(|table| table.first_page().is_some_and(|page| page.get() == form.page))
}

/// How many of the form's texts are exact, of how many; what is not is written to `missed`.
fn score(form: &Gold<'_>, table: &Table, missed: &mut String) -> (usize, usize) {
    let mut checks: Vec<(String, bool)> = Vec::new();
    let mut left: Vec<(&str, &str)> =
        table.fields.iter().map(|field| (field.name.as_str(), field.value.as_str())).collect();
    for (name, value) in &form.fields {
        let at = left.iter().position(|(own, found)| own == name && is_same(value, found));
        checks.push((format!("field {name} = {value}"), at.map(|at| left.remove(at)).is_some()));
    }
    checks.push((format!("columns {:?}", table.column_names()), table.column_names() == form.columns));
    let items = || table.rows.iter().filter(|row| row.role != RowRole::Total);
    checks.extend(form.rows.map(|rows| (format!("{rows} rows"), items().count() == rows)));
    for (at, row) in form.cells.iter().enumerate() {
        for (column, text) in row.iter().enumerate() {
            let found = table.rows.get(at).and_then(|row| row.cells.get(column)).map(|cell| cell.text.as_str());
            checks.push((format!("R{}C{} {text}: {found:?}", at + 1, column + 1), found == Some(text)));
        }
    }
    for (what, _) in checks.iter().filter(|(_, holds)| !holds) {
        let _ = writeln!(missed, "{} p{}: {what}", form.document, form.page);
    }
    (checks.iter().filter(|(_, holds)| *holds).count(), checks.len())
}

#[test]
#[cfg_attr(not(shared), ignore = "there is no ../shared")]
fn forms_are_read_as_they_are_printed() {
    let folder = shared("towns");
    let (mut exact, mut all, mut missed) = (0, 0, String::new());
    for form in gold(include_str!("../forms_gold.txt")) {
        let table = read(&folder, &form);
        let (own, of) = table.map_or((0, form.fields.len()), |table| score(&form, &table, &mut missed));
        exact += own;
        all += of;
    }
    let share = exact as f64 * 100.0 / all as f64;
    assert!(share >= FLOOR && all > 0, "{exact} of {all}\n{missed}");
}

//! A table as the report loads it: its head with the first rows, and further rows in files of their own.

use super::facts::{Facts, State};
use super::{File, folder, script, stored};
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;

/// Rows in one file: some 200 KB of a wide table, and more than a screen shows.
const ROWS_A_FILE: usize = 500;
/// Tenths of a point: finer than the border of a cell.
const FINENESS: f64 = 10.0;

/// What the page is handed of a table; what the list of tables says is not repeated here.
#[derive(Serialize)]
struct Head<'a> {
    lines: Option<[usize; 2]>,
    header: &'a [Vec<Cow<'a, str>>],
    columns: Vec<Column<'a>>,
    index_row: &'a Option<Vec<Cow<'a, str>>>,
    fields: Vec<(&'a str, &'a str)>,
    notes: &'a [Cow<'a, str>],
    remarks: &'a [Cow<'a, str>],
    checks: Vec<Check<'a>>,
    rows: usize,
    rows_a_file: usize,
    body: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Check<'a> {
    code: &'a str,
    identity: &'a str,
    verdict: &'a str,
    cells: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tolerance: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'a str>,
}

/// Name, path, role, measure.
type Column<'a> = (&'a str, &'a [Cow<'a, str>], &'a str, Option<&'a str>);

/// The first letter of a row's role, and its cells: 0 for one that holds nothing and stands nowhere, else
/// `[text, state, origin, page, left, top, width, height, printed]`, cut after what is known.
type Row<'a> = (&'a str, Vec<Value>);

/// The files of the table at `index` (from 1) of a document, from its JSON file.
///
/// # Errors
/// The file is not as `extract` writes it.
pub(crate) fn table(document: usize, index: usize, json: &[u8], facts: &Facts) -> serde_json::Result<Vec<File>> {
    let table: stored::Table<'_> = serde_json::from_slice(json)?;
    let mut rows: Vec<Row<'_>> = table
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let cells = row.cells.iter().zip(&table.columns);
            let cells = cells.map(|(own, column)| cell(own, facts.state(index, at + 1, &column.name)));
            (row.role.get(..1).unwrap_or_default(), cells.collect())
        })
        .collect();
    let key = format!("{}/t{index}", folder(document));
    let count = rows.len();
    let mut files = Vec::new();
    for number in (1..count.div_ceil(ROWS_A_FILE).max(1)).rev() {
        let shard = rows.split_off(number * ROWS_A_FILE);
        files.push(script(&format!("{key}-{number}"), &shard));
    }
    let head = Head {
        lines: table.lines,
        header: &table.header,
        columns: table
            .columns
            .iter()
            .map(|column| (&*column.name, &*column.path, &*column.role, column.measure.as_deref()))
            .collect(),
        index_row: &table.index_row,
        fields: table.fields.iter().map(|field| (&*field.name, &*field.value)).collect(),
        notes: &table.notes,
        remarks: &table.remarks,
        checks: table.verification.checks.iter().map(check).collect(),
        rows: count,
        rows_a_file: ROWS_A_FILE,
        body: rows,
    };
    files.push(script(&key, &head));
    Ok(files)
}

fn check<'a>(check: &'a stored::Check<'_>) -> Check<'a> {
    Check {
        code: &check.code,
        identity: &check.identity,
        verdict: &check.verdict,
        cells: &check.cells,
        expected: check.expected.as_deref(),
        found: check.found.as_deref(),
        tolerance: check.tolerance.as_deref(),
        cause: check.cause.as_deref(),
    }
}

/// The letter of how a cell came by its text.
fn origin(word: &str) -> &'static str {
    match word {
        "spanned" => "s",
        "placed" => "a",
        "corrected" => "c",
        "ocr" => "o",
        _ => "p",
    }
}

fn cell(cell: &stored::Cell<'_>, state: Option<State>) -> Value {
    if cell.text.is_empty() && cell.bbox.is_none() && cell.printed.is_none() {
        return Value::from(0);
    }
    let state = match state {
        None => 0,
        Some(State::Unverified) => 1,
        Some(State::Verified) => 2,
        Some(State::Contradicted) => 3,
    };
    let mut parts = vec![Value::from(&*cell.text), Value::from(state), Value::from(origin(&cell.origin))];
    if let (Some(page), Some([x0, y0, x1, y1])) = (cell.page, cell.bbox) {
        // The casts saturate; places are those of a page.
        let tenths = |length: f64| Value::from((length * FINENESS).round() as i64);
        parts.extend([Value::from(page), tenths(x0), tenths(y0), tenths(x1 - x0), tenths(y1 - y0)]);
    } else if cell.printed.is_some() {
        parts.extend(std::iter::repeat_n(Value::Null, 5));
    }
    if let Some(printed) = &cell.printed {
        parts.push(Value::from(&**printed));
    }
    Value::Array(parts)
}

//! The tables of `samples/` are those of `samples/expected/`, cell by cell. What is expected is written by the script
//! that draws the samples, from the data it draws, so this is the program against the truth and not against itself.

use crate::support::{Scratch, command, project, read_json};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;

#[test]
fn final_accounts() {
    check("final-accounts", 6);
}

#[test]
fn four_level_header() {
    check("four-level-header", 2);
}

#[test]
fn over_pages_once() {
    check("over-pages-once", 2);
}

#[test]
fn over_pages_repeated_header() {
    check("over-pages-repeated-header", 1);
}

#[test]
fn rotated() {
    check("rotated", 2);
}

#[test]
fn ruled_budget() {
    check("ruled-budget", 3);
}

#[test]
fn wrapped_cells() {
    check("wrapped-cells", 2);
}

#[test]
fn every_sample_with_tables_is_checked() {
    let source = fs::read_to_string(project().join("tests/it/samples.rs")).unwrap();
    for entry in fs::read_dir(project().join("samples/expected")).unwrap() {
        let name = entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned();
        // The dumps' tables are compared in tests/it/dump.rs.
        if project().join(format!("samples/{name}.pdf")).exists() {
            assert!(source.contains(&format!("check(\"{name}\", ")), "no test reads samples/{name}.pdf");
        }
    }
}

/// Extracts a sample and compares its tables with those expected.
#[track_caller]
fn check(name: &str, tables: usize) {
    let scratch = Scratch::new(&format!("samples_{name}"));
    let out = scratch.path("out");
    let run = command(&["extract", &format!("samples/{name}.pdf"), "-q", "-o", out.to_str().unwrap()])
        .current_dir(project())
        .output()
        .unwrap();
    assert!(run.status.success(), "{run:?}");
    let expected = read_json(&project().join(format!("samples/expected/{name}.json")));
    let expected = expected.as_array().unwrap();
    assert_eq!(expected.len(), tables, "the test and samples/expected/{name}.json differ in the number of tables");
    let folder = crate::support::documents(&out, name);
    let found: Vec<Value> = list(&read_json(&folder.join("document.json"))["tables"])
        .iter()
        .map(|table| read_json(&folder.join(table["json"].as_str().unwrap())))
        .collect();
    let titles: Vec<_> = found.iter().map(|table| &table["title"]).collect();
    assert_eq!(titles.len(), tables, "{name}: {titles:?}");
    let wrong: Vec<String> = expected.iter().zip(&found).flat_map(|(e, f)| differences(e, f)).collect();
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

/// What a table has otherwise than expected, one line each.
fn differences(expected: &Value, found: &Value) -> Vec<String> {
    let id = expected["id"].as_str().unwrap();
    let mut wrong = Vec::new();
    let mut compare = |what: String, expected: &Value, found: &Value| {
        if expected != found {
            wrong.push(format!("{id} {what}: expected {expected}, found {found}"));
        }
    };
    let named = [
        ("title", "title"),
        ("number", "table_no"),
        ("unit", "unit"),
        ("organisation", "org"),
        ("fiscal_year", "year"),
        ("stage", "stage"),
        ("index_row", "index_row"),
        ("notes", "notes"),
    ];
    for (ours, theirs) in named {
        compare(ours.to_owned(), &expected[theirs], &found[ours]);
    }
    compare("pages".to_owned(), &pages_with_rows(expected), &found["pages"]);
    let levels = list(&expected["header"]).len();
    let header: Vec<Value> = filled_down(&found["header"]).into_iter().take(levels).collect();
    compare("header".to_owned(), &expected["header"], &Value::from(header));
    let columns: Vec<Value> = list(&found["columns"]).iter().map(|column| joined(&column["path"])).collect();
    compare("columns".to_owned(), &expected["columns"], &Value::from(columns));
    compare("rows".to_owned(), &list(&expected["rows"]).len().into(), &list(&found["rows"]).len().into());
    for (r, (row, ours)) in list(&expected["rows"]).iter().zip(list(&found["rows"])).enumerate() {
        let cells = list(&ours["cells"]);
        compare(format!("row {r}, cells"), &list(row).len().into(), &cells.len().into());
        for (c, (text, cell)) in list(row).iter().zip(cells).enumerate() {
            let printed = if cell["origin"] == "spanned" { Value::from("") } else { cell["text"].clone() };
            // A label of the header in a row of the body may be read as either.
            if !(printed == "" && is_header_label(expected, r, c)) {
                compare(format!("row {r}, column {c}"), text, &printed);
            }
        }
    }
    wrong
}

/// The pages on which a row begins or the header stands: the empty tail of a row is no part of the table.
fn pages_with_rows(expected: &Value) -> Value {
    let pages = |key: &str| list(&expected[key]).iter().map(|page| page.as_u64().unwrap()).collect::<Vec<_>>();
    let pages: BTreeSet<u64> = pages("row_pages").into_iter().chain(pages("header_pages")).collect();
    Value::from_iter(pages)
}

/// True for a cell of the body that holds a label of the header.
fn is_header_label(expected: &Value, row: usize, column: usize) -> bool {
    let at = |hybrid: &Value| hybrid["row"] == row && list(&hybrid["header_cols"]).contains(&column.into());
    list(&expected["hybrid_rows"]).iter().any(at)
}

/// A header grid with the text of a cell that spans down in all its rows, as expected grids have it.
fn filled_down(header: &Value) -> Vec<Value> {
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for row in list(header) {
        let above = rows.last();
        let fill = |(c, text): (usize, &Value)| {
            if *text == "" { above.and_then(|row| row.get(c)).unwrap_or(text).clone() } else { text.clone() }
        };
        rows.push(list(row).iter().enumerate().map(fill).collect());
    }
    rows.into_iter().map(Value::from).collect()
}

fn joined(path: &Value) -> Value {
    let names: Vec<&str> = list(path).iter().map(|name| name.as_str().unwrap()).collect();
    Value::from(names.join("/"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

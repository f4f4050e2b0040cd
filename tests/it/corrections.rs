//! What people corrected is applied before sums are checked, or said not to be.

use crate::support::{Scratch, project};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;

const ACCOUNTS: &str = "final-accounts";

/// A scratch folder with one of the samples.
fn with_sample(name: &str, id: &str) -> Scratch {
    let scratch = Scratch::new(name);
    fs::create_dir_all(scratch.path("in")).unwrap();
    fs::copy(project().join(format!("samples/{id}.pdf")), scratch.path(&format!("in/{id}.pdf"))).unwrap();
    scratch
}

fn sha256(scratch: &Scratch, id: &str) -> String {
    let bytes = fs::read(scratch.path(&format!("in/{id}.pdf"))).unwrap();
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes corrections of the sample: each a table and a change.
fn correct(scratch: &Scratch, id: &str, changes: &[(usize, Value)]) {
    let sha256 = sha256(scratch, id);
    let all = changes.iter().map(|(table, change)| {
        let mut own = json!({ "document": id, "sha256": sha256, "table": table });
        own.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        own
    });
    let file = json!({ "schema": "fiscal-tables/corrections/1", "corrections": all.collect::<Vec<_>>() });
    scratch.write("corrections.json", file.to_string());
}

fn extract(scratch: &Scratch) {
    scratch.run(&["extract", "in", "-o", "out", "--corrections", "corrections.json", "--quiet"]).ends(0, &[]);
}

fn table(scratch: &Scratch, id: &str, start: &str) -> Value {
    let name = scratch.names(&format!("out/documents/{id}"));
    let name = name.iter().find(|name| name.starts_with(start) && name.ends_with(".json")).unwrap();
    serde_json::from_str(&scratch.read(&format!("out/documents/{id}/{name}"))).unwrap()
}

/// The lines of `findings.csv` with this code.
fn findings(scratch: &Scratch, code: &str) -> Vec<String> {
    let all = scratch.read("out/findings.csv");
    all.lines().filter(|line| line.starts_with(&format!("{code},"))).map(str::to_owned).collect()
}

#[test]
fn a_corrected_cell_is_checked_and_keeps_what_is_printed() {
    let scratch = with_sample("a_corrected_cell_is_checked", ACCOUNTS);
    // 1,527.64 is the total of 支出决算表 as printed on the page; with another total no sum of the row or column holds.
    scratch.run(&["extract", "in", "-o", "out", "--quiet"]).ends(0, &[]);
    let before = table(&scratch, ACCOUNTS, "03-");
    let cells = before["rows"][0]["cells"].as_array().unwrap();
    let column = cells.iter().position(|cell| cell["value"].is_string()).unwrap();
    let printed = cells[column]["text"].as_str().unwrap().to_owned();
    assert!(findings(&scratch, "row_sum").is_empty() && before["verification"]["contradicted"] == 0);
    let change =
        json!({ "change": "cell", "row": 1, "column": column + 1, "printed": printed, "text": "1.00", "note": "look" });
    correct(&scratch, ACCOUNTS, &[(3, change)]);
    extract(&scratch);
    let after = table(&scratch, ACCOUNTS, "03-");
    let cell = &after["rows"][0]["cells"][column];
    assert_eq!(cell["text"], "1.00");
    assert_eq!(cell["value"], "1.00");
    assert_eq!(cell["origin"], "corrected");
    assert_eq!(cell["printed"], printed.as_str());
    assert!(after["verification"]["contradicted"].as_u64().unwrap() > 0, "{}", after["verification"]);
    let told = findings(&scratch, "corrected");
    assert!(told.len() == 1 && told[0].contains(",1.00,") && told[0].ends_with("by hand: look"), "{told:?}");
    let facts = scratch.read("out/facts.csv");
    assert!(facts.lines().any(|line| line.contains(",corrected,contradicted,")), "{facts}");
    // Without the file, the folder is as it was; with --resume the other settings are seen.
    scratch.run(&["extract", "in", "-o", "out", "--resume", "--quiet"]).ends(0, &[]);
    assert_eq!(table(&scratch, ACCOUNTS, "03-"), before);
}

#[test]
fn a_wrong_digit_is_put_right() {
    let scratch = Scratch::new("a_wrong_digit_is_put_right");
    let rows = [["Item", "Amount"], ["A", "1.00"], ["B", "2.00"], ["C", "4.00"]];
    let rows = rows.map(|row| row.map(str::to_owned).to_vec()).to_vec();
    scratch.write("in/x.pdf", crate::support::pdf(&[crate::support::Sheet { title: "2025 Budget", rows }]));
    correct(
        &scratch,
        "x",
        &[(1, json!({ "change": "cell", "row": 3, "column": 2, "printed": "4.00", "text": "3.00" }))],
    );
    extract(&scratch);
    assert_eq!(scratch.read("out/documents/x/01-table.csv"), "Item,Amount\nA,1.00\nB,2.00\nC,3.00\n");
}

#[test]
fn what_is_no_longer_so_is_told_and_not_applied() {
    let scratch = with_sample("what_is_no_longer_so_is_told", ACCOUNTS);
    let cell = |printed: &str| json!({ "change": "cell", "row": 1, "column": 3, "printed": printed, "text": "1.00" });
    let header = json!({ "change": "header", "column": 2, "printed": ["nothing"], "path": ["x"] });
    let kind = json!({ "change": "kind", "printed": "dept_income", "kind": "dept_expenditure" });
    let changes = [
        (3, cell("not this")),
        (99, cell("")),
        (3, header),
        (2, kind),
        (3, json!({ "change": "merge", "rows": 9999 })),
        (3, json!({ "change": "split", "row": 1, "rows": 9999 })),
        (0, json!({ "change": "review", "verdict": "approved", "code": "row_sum" })),
    ];
    correct(&scratch, ACCOUNTS, &changes);
    extract(&scratch);
    assert_eq!(
        findings(&scratch, "correction_not_applied").len(),
        6,
        "{:?}",
        findings(&scratch, "correction_not_applied")
    );
    assert!(findings(&scratch, "corrected").is_empty());
    let corrected = table(&scratch, ACCOUNTS, "03-");
    scratch.run(&["extract", "in", "-o", "out", "--quiet"]).ends(0, &[]);
    assert_eq!(corrected, table(&scratch, ACCOUNTS, "03-"));
    // The document has changed since: told by its digest.
    let file = scratch.read("corrections.json").replace(&sha256(&scratch, ACCOUNTS), &"0".repeat(64));
    scratch.write("corrections.json", &file);
    extract(&scratch);
    let told = findings(&scratch, "correction_not_applied");
    assert!(told.len() == 7 && told.iter().all(|line| line.contains("another version of the document")), "{told:?}");
    scratch.run(&["verify", "in", "--corrections", "corrections.json", "--strict"]).ends(1, &["7 findings"]);
    // Of a document that is not there.
    scratch.write("corrections.json", file.replace(ACCOUNTS, "elsewhere"));
    let args = ["extract", "in", "-o", "out", "--corrections", "corrections.json"];
    scratch.run(&args).ends(0, &["7 corrections concern none of the documents read"]);
}

#[test]
fn headers_kinds_and_joins_are_corrected() {
    let scratch = with_sample("headers_kinds_and_joins_are_corrected", "ruled-budget");
    scratch.run(&["extract", "in", "-o", "out", "--quiet"]).ends(0, &[]);
    let before = table(&scratch, "ruled-budget", "03-");
    let path = &before["columns"][0]["path"];
    let rows = before["rows"].as_array().unwrap().len();
    let changes = [
        (3, json!({ "change": "header", "column": 1, "printed": path, "path": ["编码", "款"] })),
        (3, json!({ "change": "kind", "printed": "dept_expenditure", "kind": "final_expenditure" })),
        (3, json!({ "change": "split", "row": 5, "rows": rows })),
    ];
    correct(&scratch, "ruled-budget", &changes);
    extract(&scratch);
    assert_eq!(findings(&scratch, "corrected").len(), 3);
    let (first, second) = (table(&scratch, "ruled-budget", "03-"), table(&scratch, "ruled-budget", "04-"));
    assert_eq!(first["columns"][0]["name"], "编码/款");
    assert_eq!(first["header"][0][0], "编码");
    assert_eq!(first["kind"], "final_expenditure");
    assert_eq!(first["rows"].as_array().unwrap().len(), 4);
    assert_eq!(second["rows"].as_array().unwrap().len(), rows - 4);
    assert_eq!(second["rows"][0]["cells"], before["rows"][4]["cells"]);
    assert_eq!(second["columns"][0]["name"], "编码/款");
}

#[test]
fn tables_are_joined_and_findings_move_along() {
    // Both tables of the sample have the same columns; the second has one row more than a page holds.
    let scratch = with_sample("tables_are_joined_and_findings_move_along", "over-pages-once");
    scratch.run(&["extract", "in", "-o", "out", "--quiet"]).ends(0, &[]);
    let (first, second) = (table(&scratch, "over-pages-once", "01-"), table(&scratch, "over-pages-once", "02-"));
    let rows = |table: &Value| table["rows"].as_array().unwrap().len();
    let columns = |table: &Value| table["columns"].as_array().unwrap().len();
    assert_eq!(columns(&first), columns(&second), "only tables of as many columns are joined");
    correct(&scratch, "over-pages-once", &[(1, json!({ "change": "merge", "rows": rows(&first) }))]);
    extract(&scratch);
    let joined = table(&scratch, "over-pages-once", "01-");
    assert_eq!(rows(&joined), rows(&first) + rows(&second));
    assert_eq!(joined["rows"][rows(&first)]["cells"], second["rows"][0]["cells"]);
}

#[test]
fn a_file_that_is_none_ends_the_run_before_it_starts() {
    let scratch = with_sample("a_file_that_is_no_corrections", ACCOUNTS);
    for (text, why) in [
        ("{}", "missing field"),
        ("not json", "expected"),
        (r#"{"schema":"x/2","corrections":[]}"#, "found x/2"),
        (
            r#"{"schema":"fiscal-tables/corrections/1","corrections":[{"document":"a","sha256":"0","table":1,"change":"kind","printed":null,"kind":"../../x"}]}"#,
            "is no kind",
        ),
    ] {
        scratch.write("corrections.json", text);
        scratch
            .run(&["extract", "in", "-o", "out", "--corrections", "corrections.json"])
            .ends(2, &["corrections.json", why]);
        scratch.run(&["verify", "in", "--corrections", "corrections.json"]).ends(2, &["corrections.json", why]);
    }
    assert!(!scratch.path("out").exists());
}

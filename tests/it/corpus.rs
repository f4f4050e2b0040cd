//! Every document of a corpus of real disclosures: none is lost, none brings the program down, and none gives less
//! than it once gave. The corpus is beside the project, not in it.

use crate::support::{Run, Scratch, command, project, python, python_can, shared, skip};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What raises the floor to what a run gave, in the project's folder.
const RAISE: &str = "python3 scripts/report_corpus.py OUT --floor > tests/corpus_floor.tsv";

/// What a document gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Yield {
    status: String,
    tables: u64,
    amounts: u64,
}

#[test]
#[cfg_attr(not(shared), ignore = "there is no ../shared")]
fn real_documents_are_read_and_give_no_less_than_before() {
    const TEST: &str = "real_documents_are_read_and_give_no_less_than_before";
    let corpus = shared("real");
    let scratch = Scratch::new(TEST);
    let out = scratch.path("out");
    let run = Run::from(command(&["extract", "-o"]).arg(&out).arg(&corpus).output().unwrap());
    assert!([0, 1].contains(&run.code), "{run:#?}");
    let manifest = scratch.manifest("out");
    assert_eq!(manifest.len(), pdfs(&corpus).len(), "one line of the manifest for each document");
    assert!(manifest.iter().all(|entry| entry["status"].is_string()), "each with a status");
    let failures: Vec<_> = manifest.iter().filter(|entry| entry["status"] == "engine_failure").collect();
    assert!(failures.is_empty(), "{failures:#?}");
    let lower = below_the_floor(&found(&scratch));
    assert!(
        lower.is_empty(),
        "less than before:\n{}\nif it was wrong before, or there is a new document, look at the tables, then: {RAISE}",
        lower.join("\n"),
    );
    if python_can("import pymupdf") {
        let script = project().join("scripts/check_amounts.py");
        python(&[script.as_os_str(), out.as_os_str(), corpus.as_os_str()]);
    } else {
        skip(TEST, "whether each amount stands in one cell is not checked: no python3 with pymupdf");
    }
}

#[test]
fn the_floor_can_be_raised_as_the_test_says() {
    const TEST: &str = "the_floor_can_be_raised_as_the_test_says";
    if !python_can("pass") {
        return skip(TEST, "there is no python3");
    }
    let out = project().join("output");
    let script = project().join("scripts/report_corpus.py");
    let floor = python(&[script.as_os_str(), out.as_os_str(), "--floor".as_ref()]);
    let read = floor_of(&floor);
    let others = ["ruled-budget-raw.txt", "ruled-budget-tabbed.txt", "page-and-table.png"];
    assert_eq!(read.len(), pdfs(&project().join("samples")).len() + others.len(), "{floor}");
    let ruled = Yield { status: "ok".to_owned(), tables: 3, amounts: 102 };
    assert_eq!(read.get("ruled-budget.pdf"), Some(&ruled), "{floor}");
}

/// Where a document gave less than the floor says, one line each; also those the floor does not know or lost.
fn below_the_floor(found: &BTreeMap<String, Yield>) -> Vec<String> {
    let floor = floor_of(&fs::read_to_string(project().join("tests/corpus_floor.tsv")).unwrap());
    let mut lower = Vec::new();
    for (document, yields) in found {
        match floor.get(document) {
            None => lower.push(format!("{document} is not in tests/corpus_floor.tsv: {yields:?}")),
            Some(least) => {
                let worse = yields.tables < least.tables || yields.amounts < least.amounts;
                if worse || (least.status == "ok" && yields.status != "ok") {
                    lower.push(format!("{document}: at least {least:?}, found {yields:?}"));
                }
            }
        }
    }
    lower.extend(floor.keys().filter(|name| !found.contains_key(*name)).map(|name| format!("{name} is gone")));
    lower
}

/// Reads lines of document, status, tables and amounts, under a line that names them.
fn floor_of(text: &str) -> BTreeMap<String, Yield> {
    let line = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [document, status, tables, amounts] = cells[..] else { panic!("not four cells: {line:?}") };
        let (tables, amounts) = (tables.parse().unwrap(), amounts.parse().unwrap());
        (document.to_owned(), Yield { status: status.to_owned(), tables, amounts })
    };
    text.lines().skip(1).map(line).collect()
}

/// What the documents of a run gave, by the key the floor has: what their name begins with, if it is eight digits.
fn found(scratch: &Scratch) -> BTreeMap<String, Yield> {
    let mut amounts: BTreeMap<String, u64> = BTreeMap::new();
    let mut tables = csv::Reader::from_path(scratch.path("out/tables.csv")).unwrap();
    for record in tables.deserialize::<BTreeMap<String, String>>() {
        let record = record.unwrap();
        *amounts.entry(record["document"].clone()).or_default() += record["amounts"].parse::<u64>().unwrap();
    }
    let one = |entry: &serde_json::Value| {
        let yields = Yield {
            status: entry["status"].as_str().unwrap().to_owned(),
            tables: entry["tables"].as_u64().unwrap(),
            amounts: entry["id"].as_str().and_then(|id| amounts.get(id)).copied().unwrap_or(0),
        };
        (key(Path::new(entry["input"].as_str().unwrap())), yields)
    };
    scratch.manifest("out").iter().map(one).collect()
}

fn key(path: &Path) -> String {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    match name.split_once('_') {
        Some((head, _)) if head.len() == 8 && head.chars().all(|c| c.is_ascii_hexdigit()) => head.to_owned(),
        _ => name,
    }
}

fn pdfs(folder: &Path) -> Vec<PathBuf> {
    let all = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.unwrap().into_path());
    all.filter(|path| path.extension().is_some_and(|e| e.eq_ignore_ascii_case("pdf"))).collect()
}

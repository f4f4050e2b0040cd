//! The score on documents whose tables were checked page by page: nothing below perfect. The documents and the scorer
//! are beside the project, not in it.

use crate::support::{Run, Scratch, command, inside, python, python_can, shared, skip};
use std::path::{Path, PathBuf};

/// The least share of each figure of the scorer, in percent.
const FLOOR: &str =
    "tab=100,cell=100,cell+=100,num=100,use=100,title=100,unit=100,merged=100,perf=100,org=100,year=100";

#[test]
#[cfg_attr(not(shared), ignore = "there is no ../shared")]
fn real_documents_score_as_before() {
    const TEST: &str = "real_documents_score_as_before";
    let (gold, real, scorer) = (shared("gold/real"), shared("real"), shared("score/run.py"));
    if !python_can("pass") {
        return skip(TEST, "there is no python3");
    }
    let documents = documents_of(&gold, &real);
    let scratch = Scratch::new(TEST);
    let out = scratch.path("out");
    let run = command(&["extract", "-q", "-o"]).arg(&out).args(&documents).output().unwrap();
    Run::from(run).ends(0, &[]);
    let table = python(&[
        scorer.as_os_str(),
        out.as_os_str(),
        "--real".as_ref(),
        gold.as_os_str(),
        "--floor".as_ref(),
        FLOOR.as_ref(),
    ]);
    assert!(!table.contains("no document in OUT"), "{table}");
    assert_eq!(figure(&table, "spur"), "0", "tables where there are none:\n{table}");
}

/// The PDF of each gold file: its name begins with the gold file's.
fn documents_of(gold: &Path, real: &Path) -> Vec<PathBuf> {
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let pdfs = inside(real);
    let mut found = Vec::new();
    for gold in inside(gold).iter().filter(|path| path.extension().is_some_and(|e| e == "json")) {
        let stem = gold.file_stem().unwrap().to_string_lossy().into_owned();
        let pdf = pdfs.iter().find(|pdf| name(pdf).starts_with(&stem));
        found.push(pdf.unwrap_or_else(|| panic!("no document for {}", gold.display())).clone());
    }
    found.sort();
    assert!(!found.is_empty(), "no gold in {}", gold.display());
    found
}

/// A figure of the scorer's Markdown table, by the name of its column.
fn figure<'a>(table: &'a str, column: &str) -> &'a str {
    let cells = |line: &'a str| line.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>();
    let mut lines = table.lines().filter(|line| line.starts_with('|'));
    let names = cells(lines.next().unwrap());
    let values = cells(lines.nth(1).unwrap());
    values[names.iter().position(|name| *name == column).unwrap()]
}

//! The library as another crate would use it: the examples run, and give what the command gives.

#![allow(dead_code, unreachable_pub, reason = "examples are programs of their own")]

use crate::support::project;
use fiscal_tables::{InputFormat, Options, extract};

#[path = "../examples/amounts.rs"]
mod amounts;
#[cfg(feature = "parquet")]
#[path = "../examples/facts_to_parquet.rs"]
mod facts_to_parquet;

#[test]
fn the_first_example_runs() {
    amounts::main().unwrap();
}

#[cfg(feature = "parquet")]
#[test]
fn the_example_of_a_pipeline_finds_all_facts() {
    let samples = ["samples/rotated.pdf", "samples/wrapped-cells.pdf", "samples/damaged.pdf"];
    let mut file = Vec::new();
    let count = facts_to_parquet::write(&mut file, samples.into_iter().map(str::to_owned)).unwrap();
    let expected: usize = ["rotated", "wrapped-cells"]
        .iter()
        .map(|id| crate::support::documents(&project().join("output"), id))
        .map(|folder| csv::Reader::from_path(folder.join("facts.csv")).unwrap().into_records().count())
        .sum();
    assert_eq!(count, expected);
    assert!(file.starts_with(b"PAR1") && file.ends_with(b"PAR1"));
}

/// Fields may be added in any version: what crates can build or take apart field by field is closed for ever, and listed here.
#[test]
fn public_structs_can_grow() {
    const CLOSED: &[&str] = &["CellRef", "Point", "Rect", "Span", "Described"];
    let mut wrong = Vec::new();
    for entry in walkdir::WalkDir::new(project().join("src")).sort_by_file_name() {
        let path = entry.unwrap().into_path();
        if path.extension().is_none_or(|end| end != "rs") || path.starts_with(project().join("src/cli")) {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let Some(rest) = line.strip_prefix("pub struct ").filter(|rest| rest.ends_with('{')) else { continue };
            let name = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap();
            let has_fields =
                lines[at + 1..].iter().take_while(|line| **line != "}").any(|line| line.starts_with("    pub "));
            let is_open = lines[..at]
                .iter()
                .rev()
                .take_while(|line| line.starts_with("#["))
                .any(|line| *line == "#[non_exhaustive]");
            if has_fields && !is_open && !CLOSED.contains(&name) {
                wrong.push(format!("{}: {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "neither #[non_exhaustive] nor closed:\n{}", wrong.join("\n"));
}

/// A text has neither pages nor a lock.
#[test]
fn options_that_are_not_of_a_text_are_refused() {
    let refused = |options: &Options| extract("单位：万元".as_bytes(), options).unwrap_err().to_string();
    let mut options = Options::of(InputFormat::Text);
    options.pages = vec![1..=2];
    assert!(refused(&options).contains("pages"));
    let mut options = Options::of(InputFormat::Text);
    options.password = Some("secret".to_owned());
    assert!(refused(&options).contains("password"));
}

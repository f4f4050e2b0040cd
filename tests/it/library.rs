//! The library as another crate would use it: the examples run, and give what the command gives.

#![allow(dead_code, unreachable_pub, reason = "examples are programs of their own")]

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
        .map(|id| csv::Reader::from_path(format!("output/documents/{id}/facts.csv")).unwrap().into_records().count())
        .sum();
    assert_eq!(count, expected);
    assert!(file.starts_with(b"PAR1") && file.ends_with(b"PAR1"));
}

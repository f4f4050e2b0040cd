//! Scanned pages, read by the program with the feature `ocr`. What needs the recognition model is said to be skipped where
//! `FISCAL_TABLES_TEST_MODELS` does not say where it is.

use crate::support::{Run, Scratch, command, documents, project, read_json, skip};
use std::path::PathBuf;

/// What samples/scanned.pdf prints, without the names.
const AMOUNTS: [[&str; 3]; 7] = [
    ["", "188.75", "188.75"],
    ["212", "150.00", "150.00"],
    ["21208", "150.00", "150.00"],
    ["2120899", "150.00", "150.00"],
    ["229", "38.75", "38.75"],
    ["22960", "38.75", "38.75"],
    ["2296003", "38.75", "38.75"],
];

fn models(test: &str) -> Option<PathBuf> {
    let models = std::env::var_os("FISCAL_TABLES_TEST_MODELS").map(PathBuf::from);
    if models.is_none() {
        skip(test, "FISCAL_TABLES_TEST_MODELS does not say where the recognition model is");
    }
    models
}

/// Reads the scan among the samples, where no model is installed but what `args` name.
fn extract(scratch: &Scratch, args: &[&str]) -> Run {
    let scan = project().join("samples/scanned.pdf");
    let scan = scan.to_str().unwrap();
    let mut command = command(&[&["extract", scan, "-o", "out"], args].concat());
    command.env_remove("FISCAL_TABLES_MODELS").env("XDG_DATA_HOME", &scratch.0).current_dir(&scratch.0);
    Run::from(command.output().unwrap())
}

#[test]
fn a_scan_is_read_cell_by_cell() {
    let Some(models) = models("a_scan_is_read_cell_by_cell") else { return };
    let scratch = Scratch::new("a_scan_is_read_cell_by_cell");
    extract(&scratch, &["--models", models.to_str().unwrap()]).ends(1, &["ocr_poor: ", "less than 150 dots an inch"]);
    assert_eq!(scratch.manifest_values("out", "status"), ["ocr_poor"]);
    let folder = documents(&scratch.path("out"), "scanned");
    let table = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let is_table = |path: &PathBuf| path.extension().is_some_and(|e| e == "json") && !path.ends_with("document.json");
    let tables: Vec<PathBuf> = table.filter(is_table).collect();
    assert_eq!(tables.len(), 1, "{tables:?}");
    let table = read_json(&tables[0]);
    let rows = table["rows"].as_array().unwrap();
    let text = |row: &serde_json::Value, column: usize| row["cells"][column]["text"].as_str().unwrap_or("").to_owned();
    let found: Vec<[String; 3]> = rows.iter().map(|row| [0, 2, 5].map(|column| text(row, column))).collect();
    assert_eq!(found, AMOUNTS.map(|row| row.map(str::to_owned)));
    assert_eq!(text(&rows[4], 1), "其他支出");
    assert_eq!(rows[4]["cells"][2]["origin"], "ocr");
    // Its sums hold, and that proves nothing of a reading.
    let facts = scratch.read("out/facts.csv");
    assert_eq!(
        facts.lines().filter(|line| line.contains(",ocr,no,") && line.contains(",ocr_plain,")).count(),
        14,
        "{facts}"
    );
}

#[test]
fn without_a_model_a_scan_says_how_to_install_it() {
    let scratch = Scratch::new("without_a_model_a_scan_says_how_to_install_it");
    extract(&scratch, &[]).ends(1, &["no_text_layer: ", "python3 -m pip install --no-deps --target DIR rapidocr=="]);
    extract(&scratch, &["--ocr", "off"]).ends(1, &["no_text_layer: "]);
    extract(&scratch, &["--ocr", "force"]).ends(2, &["there is no recognition model"]);
    extract(&scratch, &["--models", "nowhere"]).ends(2, &["nowhere has no PP-OCRv6_rec_small.onnx"]);
}

#[test]
fn another_model_is_not_used() {
    let scratch = Scratch::new("another_model_is_not_used");
    scratch.write("models/PP-OCRv6_rec_small.onnx", "no model");
    extract(&scratch, &["--models", "models"]).ends(1, &["no_text_layer: "]);
    assert!(scratch.read("out/findings.csv").contains("ocr_failed"));
}

#[test]
fn verify_and_inspect_read_scans_too() {
    let Some(models) = models("verify_and_inspect_read_scans_too") else { return };
    let scratch = Scratch::new("verify_and_inspect_read_scans_too");
    let scan = project().join("samples/scanned.pdf");
    let run = |args: &[&str]| {
        let mut command = command(args);
        command.env_remove("FISCAL_TABLES_MODELS").env("XDG_DATA_HOME", &scratch.0).current_dir(&scratch.0);
        let output = command.output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    };
    let (scan, models) = (scan.to_str().unwrap(), models.to_str().unwrap());
    let told = run(&["verify", scan, "--models", models]);
    assert!(told.contains("14 amounts"), "{told}");
    let grid = |args: &[&str]| run(&[&["inspect", scan, "--page", "1", "--stage", "table"], args].concat());
    assert!(grid(&["--models", models]).contains("2120899"));
    assert!(!grid(&[]).contains("2120899"));
}

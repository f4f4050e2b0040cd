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

/// The scan among the samples, so many times, a page each.
fn pages(count: usize) -> Vec<u8> {
    let mut document = lopdf::Document::load(project().join("samples/scanned.pdf")).unwrap();
    let first = document.get_pages()[&1];
    let page = document.get_dictionary(first).unwrap().clone();
    let parent = page.get(b"Parent").and_then(lopdf::Object::as_reference).unwrap();
    let kids: Vec<lopdf::Object> = (0..count).map(|_| document.add_object(page.clone()).into()).collect();
    let parent = document.get_dictionary_mut(parent).unwrap();
    parent.set("Count", i64::try_from(count).unwrap());
    parent.set("Kids", kids);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[cfg(unix)]
#[test]
fn pages_that_were_read_before_an_interruption_are_not_read_again() {
    let Some(models) = models("pages_that_were_read_before_an_interruption_are_not_read_again") else { return };
    let scratch = Scratch::new("pages_that_were_read_before_an_interruption_are_not_read_again");
    scratch.write("in/scan.pdf", pages(3));
    let args = ["extract", "in", "--models", models.to_str().unwrap(), "--resume", "-o"];
    scratch.run(&[&args[..], &["whole"]].concat()).ends(1, &["3 pages"]);
    let begin = || {
        let mut command = command(&[&args[..], &["out", "--quiet"]].concat());
        command.current_dir(&scratch.0).spawn().unwrap()
    };
    let kept = || {
        let folder = std::fs::read_dir(scratch.path("out/.pages")).ok()?.next()?.ok()?.path();
        Some(folder.join("1.json")).filter(|page| page.is_file())
    };
    // Killed when the first page is read.
    let mut run = begin();
    let first = loop {
        assert!(run.try_wait().unwrap().is_none(), "it came to its end");
        match kept() {
            Some(first) => break first,
            None => std::thread::sleep(std::time::Duration::from_millis(5)),
        }
    };
    run.kill().unwrap();
    run.wait().unwrap();
    let text = std::fs::read_to_string(&first).unwrap();
    scratch.run(&[&args[..], &["out"]].concat()).ends(1, &["3 pages"]);
    assert_eq!(scratch.tree("out"), scratch.tree("whole"));
    assert!(!scratch.path("out/.pages").exists());
    // Begun again with a page that says something else: it is that page which is taken.
    std::fs::remove_dir_all(scratch.path("out")).unwrap();
    let mut run = begin();
    while kept().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    run.kill().unwrap();
    run.wait().unwrap();
    assert!(text.contains("[\"其\","), "{text}");
    std::fs::write(&first, text.replace("[\"其\",", "[\"某\",")).unwrap();
    scratch.run(&[&args[..], &["out"]].concat()).ends(1, &["3 pages"]);
    assert!(scratch.read("out/facts.csv").contains("某他支出"));
}

#[cfg(unix)]
#[test]
fn a_reader_sees_the_picture_of_a_cell_beside_what_was_read() {
    let name = "a_reader_sees_the_picture_of_a_cell_beside_what_was_read";
    let Some(models) = models(name) else { return };
    let scratch = Scratch::new(name);
    std::fs::copy(project().join("samples/scanned.pdf"), scratch.path("scanned.pdf")).unwrap();
    let args = ["extract", "scanned.pdf", "-o", "out", "--report", "--models", models.to_str().unwrap()];
    scratch.run(&args).ends(1, &["out/report/index.html"]);
    let Some(mut page) = crate::support::browser::Browser::start(&scratch.0) else {
        return skip(name, "there is no Chromium");
    };
    page.open(&scratch.path("out/report/index.html"), "#/d/1/t/1");
    page.wait("document.querySelector('.pageview')?.dataset.painted");
    page.wait("document.querySelector(\"td[data-key='2 3']\")");
    page.click("td[data-key='2 3']");
    // What an image from the disk is painted on gives no pixels back: its size is that of the cell, and it is painted.
    let shape = "(() => { const c = document.querySelector('.detail canvas.cut'), r = document.querySelector('.over rect.chosen');
        return c && r && c.width / c.height - (Number(r.getAttribute('width')) + 4) / (Number(r.getAttribute('height')) + 4); })()";
    assert!(page.wait(shape).as_f64().unwrap().abs() < 0.5);
    let label = "document.querySelector('.detail canvas.cut').getBoundingClientRect().width > 20";
    assert_eq!(page.wait(label), true);
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

//! What fuzzing found, each input read again: see `tests/fuzz` and `scripts/fuzz.py`.

#[path = "../fuzz/paper.rs"]
mod paper;

use fiscal_tables::{InputFormat, Options, extract};
use std::path::Path;

/// Reads each input of a folder; a panic, or another document the second time, fails.
fn check(folder: &str, format: InputFormat, made: impl Fn(&[u8]) -> Vec<u8>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz").join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{} is empty", folder.display());
    for path in paths {
        let bytes = made(&std::fs::read(&path).unwrap());
        let options = Options::of(format);
        assert_eq!(extract(&bytes, &options), extract(&bytes, &options), "{}", path.display());
    }
}

#[test]
fn what_was_found_on_pages() {
    check("found/page", InputFormat::Pdf, paper::pdf);
}

/// The seeds of the page target are tables all: what reads nothing out of them fuzzes nothing.
#[test]
fn seeds_are_read() {
    check("seeds/page", InputFormat::Pdf, paper::pdf);
    for name in ["ruled", "unruled", "horizontal", "vertical", "boxes", "fills", "sideways", "pages", "merged", "form"]
    {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/seeds/page").join(name);
        let document = extract(&paper::pdf(&std::fs::read(path).unwrap()), &Options::default()).unwrap();
        assert_eq!(document.tables.len(), 1, "{name}");
        assert!(document.tables[0].rows.iter().any(|row| row.cells.len() >= 4), "{name}");
    }
}

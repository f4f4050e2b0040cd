//! The picture in the header of `src/lib.rs`, as a test: values flow down the stages, `use` points up them.

use std::fs;
use std::path::{Path, PathBuf};

/// The stages from first to last; a stage may use those before it. Plain types that every stage shares come first.
const ORDER: &[&str] = &[
    "geometry",
    "error",
    "document",
    "finding",
    "relation",
    "catalogue",
    "pdf",
    "text",
    "grid",
    "table",
    "statement",
    "correction",
    "narrative",
    "dump",
    "verify",
    "pipeline",
    "export",
    "annotate",
    "report",
    "inspect",
    "cli",
];

/// Types that belong to a later stage and are plain data for the earlier ones: what a document consists of.
const SHARED: &[(&str, &str)] = &[
    ("document", "finding"),
    ("document", "table"),
    ("document", "verify"),
    ("catalogue", "table"),
    ("catalogue", "text"),
];

/// A crate and the folder that owns it.
const OWNED: &[(&str, &[&str])] = &[
    ("hayro_interpret", &["pdf"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("anyhow", &["cli"]),
    ("indicatif", &["cli"]),
    ("rustix", &["cli"]),
    ("rayon", &["cli"]),
    ("walkdir", &["cli"]),
    ("mimalloc", &["main"]),
    ("globset", &["cli"]),
    ("serde", &["cli", "correction", "export", "report"]),
    ("lopdf", &["annotate"]),
    ("png", &["pdf"]),
    ("schemars", &["export"]),
    ("rust_xlsxwriter", &["export"]),
    ("parquet::file", &["export"]),
    ("rusqlite", &["cli"]),
    ("tempfile", &["cli"]),
    ("toml", &["cli"]),
    ("std::fs", &["cli"]),
    ("std::env", &["cli"]),
    ("std::process", &["cli", "main"]),
];

fn sources() -> Vec<(String, String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("src/ can be read") {
            let path = entry.expect("an entry of src/").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inside = path.strip_prefix(&root).expect("below src/");
                let first = inside.components().next().expect("a name").as_os_str().to_string_lossy();
                let stage = first.trim_end_matches(".rs").to_owned();
                found.push((stage, code(&fs::read_to_string(&path).expect("a source file")), path));
            }
        }
    }
    found.sort_by(|a, b| a.2.cmp(&b.2));
    found
}

/// The code of a file without its comments and its unit tests.
fn code(source: &str) -> String {
    let source = source.split("#[cfg(test)]\nmod tests").next().unwrap_or(source);
    source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn rank(stage: &str) -> Option<usize> {
    ORDER.iter().position(|known| *known == stage)
}

#[test]
fn a_stage_uses_only_what_stands_before_it() {
    let mut wrong = Vec::new();
    for (stage, source, path) in sources() {
        let Some(own) = rank(&stage) else { continue };
        if path.ends_with("tests.rs") {
            continue;
        }
        for used in source.split("crate::").skip(1) {
            let name: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let Some(other) = rank(&name) else { continue };
            if other > own && !SHARED.contains(&(stage.as_str(), name.as_str())) {
                wrong.push(format!("{} uses {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "against the order of the stages:\n{}", wrong.join("\n"));
}

#[test]
fn every_stage_has_its_place_in_the_order() {
    let known = ["lib", "main", "sketch"];
    for (stage, _, path) in sources() {
        assert!(rank(&stage).is_some() || known.contains(&stage.as_str()), "{} has no place", path.display());
    }
}

#[test]
fn crates_are_named_by_the_folder_that_owns_them() {
    let mut wrong = Vec::new();
    for (stage, source, path) in sources() {
        for (name, owners) in OWNED {
            let named = source
                .match_indices(&format!("{name}::"))
                .any(|(at, _)| !source[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
            if named && !owners.contains(&stage.as_str()) {
                wrong.push(format!("{} names {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_are_short_enough_to_be_read() {
    for (_, source, path) in sources() {
        let lines = source.lines().filter(|line| !line.trim().is_empty()).count();
        assert!(lines <= 400, "{} has {lines} lines of code", path.display());
    }
}

#[test]
fn nothing_in_the_program_gives_up_on_its_input() {
    for (_, source, path) in sources() {
        for word in [".unwrap()", "todo!(", "unimplemented!(", "panic!("] {
            assert!(!source.contains(word), "{} has {word}", path.display());
        }
    }
}

#[test]
fn finding_codes_are_sorted_and_unique() {
    let codes = fiscal_tables::finding::codes::ALL;
    assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "{codes:?}");
}

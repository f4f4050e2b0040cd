//! The picture in the header of `src/lib.rs`, as a test: values flow down the stages, `use` points up them.

use std::fs;
use std::path::{Path, PathBuf};

/// The floors from the ground up: geometry, errors, the plain data that stages hand on, what a text is by itself, what the
/// forms print, then the stages
/// from first to last. A floor may use those below it.
const ORDER: &[&str] = &[
    "geometry",
    "error",
    "model",
    "relation",
    "words",
    "catalogue",
    "pdf",
    "scan",
    "text",
    "grid",
    "ocr",
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
    "python",
];

/// Who may use the names that `lib.rs` gives to users of the library: what stands beside them, not below.
const USERS: &[&str] = &["cli", "python"];

/// A crate and the folder that owns it.
const OWNED: &[(&str, &[&str])] = &[
    ("hayro_interpret", &["pdf"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("anyhow", &["cli", "python"]),
    ("arrow_array", &["export", "python"]),
    ("arrow_schema", &["export", "python"]),
    ("arrow_pyarrow", &["python"]),
    ("pyo3", &["python"]),
    ("indicatif", &["cli"]),
    ("rustix", &["cli"]),
    ("rayon", &["cli"]),
    ("walkdir", &["cli"]),
    ("mimalloc", &["main", "python"]),
    ("globset", &["cli"]),
    ("serde", &["cli", "correction", "export", "ocr", "report"]),
    ("lopdf", &["annotate"]),
    ("png", &["pdf"]),
    ("flate2", &["cli", "pdf"]),
    ("rten", &["ocr"]),
    ("rten_tensor", &["ocr"]),
    ("schemars", &["export"]),
    ("rust_xlsxwriter", &["export"]),
    ("parquet::file", &["export"]),
    ("parquet::arrow", &["export"]),
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

/// `{a::{b, c as d}, e}` behind `prefix` -> `prefix::a::b`, `prefix::a::c as d`, `prefix::e`.
fn branches(prefix: &str, tree: &str, paths: &mut Vec<String>) {
    let Some((stem, inside)) = tree.split_once('{') else {
        return paths.push(format!("{prefix}{}", tree.trim()));
    };
    let inside = inside.trim_end().strip_suffix('}').unwrap_or(inside);
    let prefix = format!("{prefix}{}", stem.trim());
    let (mut depth, mut from) = (0, 0);
    for (at, c) in inside.char_indices().chain([(inside.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if !inside[from..at].trim().is_empty() {
                    branches(&prefix, &inside[from..at], paths);
                }
                from = at + 1;
            }
            _ => {}
        }
    }
}

/// Every path that a file names, from the root of the crate. `module` is the file's own path.
fn uses(source: &str, module: &[String]) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    let mut rest = String::new();
    let mut tree: Option<String> = None;
    for line in source.lines() {
        let begun = line.trim_start();
        let begun = begun.strip_prefix("pub").map_or(begun, |own| own.trim_start_matches(|c| c != ' ').trim_start());
        match (&mut tree, begun.strip_prefix("use ")) {
            (Some(tree), _) => tree.push_str(line),
            (None, Some(own)) => tree = Some(own.to_owned()),
            (None, None) => rest.extend([line, "\n"]),
        }
        if let Some(whole) = tree.take_if(|tree| tree.contains(';')) {
            branches("", whole.trim_end().trim_end_matches(';'), &mut paths);
        }
    }
    let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    paths.extend(rest.split(|c| !is_path(c)).filter(|path| path.contains("::")).map(str::to_owned));
    let from_root = |path: &String| {
        // `a as b` is a.
        let mut names: Vec<&str> = path.split("::").filter_map(|name| name.split_whitespace().next()).collect();
        let mut at: Vec<&str> = module.iter().map(String::as_str).collect();
        match names.first() {
            Some(&"crate") => at.clear(),
            Some(&"super") => {}
            _ => return None,
        }
        while names.first().is_some_and(|name| matches!(*name, "super" | "crate")) {
            at.pop();
            names.remove(0);
        }
        at.extend(names);
        Some(at.into_iter().map(str::to_owned).collect())
    };
    paths.iter().filter_map(from_root).collect()
}

/// The path of the module that a file holds.
fn module(path: &Path) -> Vec<String> {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("below src/");
    let names = inside.components().map(|name| name.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned());
    names.filter(|name| name != "mod").collect()
}

#[test]
fn a_stage_uses_only_what_stands_before_it() {
    let mut wrong = Vec::new();
    for (stage, source, path) in sources() {
        let Some(own) = rank(&stage) else { continue };
        let module = module(&path);
        if module.iter().any(|name| name == "tests") {
            continue;
        }
        for used in uses(&source, &module) {
            match used.first().and_then(|name| rank(name)) {
                Some(other) if other > own => wrong.push(format!("{} uses {}", path.display(), used.join("::"))),
                None if !USERS.contains(&stage.as_str()) => {
                    wrong.push(format!("{} uses {}, which is no stage", path.display(), used.join("::")));
                }
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "against the order of the stages:\n{}", wrong.join("\n"));
}

#[test]
fn uses_are_seen_however_they_are_written() {
    let module = ["grid".to_owned(), "align".to_owned()];
    let seen = |source: &str| -> Vec<String> {
        uses(source, &module).into_iter().filter_map(|path| path.into_iter().next()).collect()
    };
    assert_eq!(seen("use crate::{table, text::{self, x}};"), ["table", "text", "text"]);
    assert_eq!(seen("use super::super::table::Table;\nuse super::rows;"), ["table", "grid"]);
    assert_eq!(seen("fn f() -> crate::model::Row { super::g(std::mem::take(x)) }"), ["model", "grid"]);
}

/// Folders whose files still use each other in a circle.
const CIRCLES: &[&str] = &[];

#[test]
fn files_of_a_stage_use_each_other_in_one_direction() {
    let files: Vec<(Vec<String>, String)> =
        sources().into_iter().map(|(_, source, path)| (module(&path), source)).collect();
    let is_file = |path: &[String]| files.iter().any(|(own, _)| own == path);
    let is_above = |a: &[String], b: &[String]| b.starts_with(a);
    let mut edges: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for (own, source) in &files {
        for mut used in uses(source, own) {
            while !used.is_empty() && !is_file(&used) {
                used.pop();
            }
            // A folder's `mod.rs` composes its files and holds what they share.
            if !is_above(&used, own) && !is_above(own, &used) {
                edges.push((own.clone(), used));
            }
        }
    }
    // What nobody uses, or what uses nobody, is in no circle: it goes, until only circles are left.
    loop {
        let count = edges.len();
        let (from, to): (Vec<_>, Vec<_>) = edges.iter().cloned().unzip();
        edges.retain(|(a, b)| to.contains(a) && from.contains(b));
        if edges.len() == count {
            break;
        }
    }
    let is_known = |path: &[String]| CIRCLES.iter().any(|folder| path.join("/").starts_with(folder));
    let told: Vec<String> = edges
        .iter()
        .filter(|(a, b)| !is_known(a) || !is_known(b))
        .map(|(a, b)| format!("{} uses {}", a.join("/"), b.join("/")))
        .collect();
    assert!(told.is_empty(), "in a circle:\n{}", told.join("\n"));
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
    let mut long = Vec::new();
    // Drawn tests are as long as their drawings.
    for (_, source, path) in sources().into_iter().filter(|(_, _, path)| !path.ends_with("tests.rs")) {
        // The reason is a comment, and these are no part of the code.
        let whole = fs::read_to_string(&path).expect("a source file");
        let has_reason =
            whole.lines().take_while(|line| line.starts_with("//!")).any(|line| line.contains("Over 400 lines: "));
        let lines = source.lines().count();
        if lines > 400 && !has_reason {
            long.push(format!("{} has {lines} lines", path.display()));
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn nothing_in_the_program_gives_up_on_its_input() {
    for (_, source, path) in sources().into_iter().filter(|(_, _, path)| !path.ends_with("tests.rs")) {
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

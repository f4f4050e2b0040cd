//! The formats beside CSV and JSON, and what the run says for programs.

#![cfg(all(unix, feature = "parquet", feature = "sqlite", feature = "xlsx"))]

use crate::support::{Run, Scratch, command, files, project, read_json};
use std::fs;
use std::path::Path;
use std::process::Command;

const ALL: &str = "csv,json,parquet,xlsx,sqlite";

/// `--resume` and other numbers of threads give the same bytes in every format.
#[test]
fn formats_are_the_same_bytes_again() {
    let scratch = Scratch::new("formats_are_the_same_bytes_again");
    let (one, other) = (scratch.path("one"), scratch.path("other"));
    extract(&["samples"], &one, &["--format", ALL, "--jobs", "1"], 1);
    // A run in two steps: the first leaves what it has, the second reads the rest.
    extract(&["samples/rotated.pdf", "samples/wrapped-cells.pdf"], &other, &["--format", ALL], 0);
    fs::remove_file(other.join("fiscal-tables.sqlite")).unwrap();
    extract(&["samples"], &other, &["--format", ALL, "--resume"], 1);
    let made = bytes(&one);
    assert!(made.iter().any(|(name, _)| name == "parquet/facts.parquet"));
    assert_same(&made, &bytes(&other));
    extract(&["samples"], &one, &["--format", ALL, "--resume"], 1);
    assert_same(&made, &bytes(&one));
}

#[test]
fn a_database_outlives_runs() {
    let scratch = Scratch::new("a_database_outlives_runs");
    let out = scratch.path("out");
    let documents = |expected: &[(&str, i64)]| {
        let database = rusqlite::Connection::open(out.join("fiscal-tables.sqlite")).unwrap();
        let query = "SELECT id, (SELECT count(*) FROM facts WHERE document = id) FROM documents ORDER BY id";
        let mut statement = database.prepare(query).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let found: Vec<(String, i64)> = rows.map(Result::unwrap).collect();
        let found: Vec<_> = found.iter().map(|(id, facts)| (crate::support::readable(id), *facts)).collect();
        assert_eq!(found, expected);
    };
    let input = scratch.path("a.pdf");
    fs::copy(project().join("samples/rotated.pdf"), &input).unwrap();
    let input = input.to_str().unwrap();
    extract(&[input], &out, &["--format", "sqlite"], 0);
    let rotated = facts(&out);
    documents(&[("a", rotated)]);
    // Added to.
    extract(&["samples/wrapped-cells.pdf"], &out, &["--format", "sqlite"], 0);
    let wrapped = facts(&out) - rotated;
    documents(&[("a", rotated), ("wrapped-cells", wrapped)]);
    // Renewed.
    fs::copy(project().join("samples/four-level-header.pdf"), input).unwrap();
    extract(&[input], &out, &["--format", "sqlite"], 0);
    let header = facts(&out) - wrapped;
    assert_ne!(header, rotated);
    documents(&[("a", header), ("wrapped-cells", wrapped)]);
    // What cannot be read any more is taken out.
    fs::write(input, "nothing").unwrap();
    extract(&[input], &out, &["--format", "sqlite"], 1);
    documents(&[("wrapped-cells", wrapped)]);
}

#[test]
fn a_database_of_others_is_left_alone() {
    let scratch = Scratch::new("a_database_of_others_is_left_alone");
    let out = scratch.path("out");
    extract(&["samples/rotated.pdf"], &out, &[], 0);
    let file = out.join("fiscal-tables.sqlite");
    rusqlite::Connection::open(&file).unwrap().execute_batch("CREATE TABLE mine (a); PRAGMA user_version = 7").unwrap();
    let before = fs::read(&file).unwrap();
    let run = run(&["samples/rotated.pdf"], &out, &["--format", "sqlite"]);
    run.ends(2, &["fiscal-tables.sqlite"]);
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn partitions_hold_what_one_file_holds() {
    let scratch = Scratch::new("partitions_hold_what_one_file_holds");
    let out = scratch.path("out");
    extract(&["samples"], &out, &["--format", "parquet", "--partition"], 1);
    let names: Vec<String> =
        bytes(&out).into_iter().map(|(name, _)| name).filter(|name| name.starts_with("parquet/")).collect();
    for expected in [
        "parquet/facts/fiscal_year=2024/stage=final/facts.parquet",
        "parquet/facts/fiscal_year=2025/stage=budget/facts.parquet",
        "parquet/documents/fiscal_year=__HIVE_DEFAULT_PARTITION__/stage=__HIVE_DEFAULT_PARTITION__/documents.parquet",
        "parquet/findings.parquet",
    ] {
        assert!(names.iter().any(|name| name == expected), "{expected} is not among {names:?}");
    }
    // One layout takes the place of the other.
    extract(&["samples"], &out, &["--format", "parquet", "--resume"], 1);
    assert!(!out.join("parquet/facts").exists() && out.join("parquet/facts.parquet").exists());
    extract(&["samples"], &out, &["--format", "csv", "--resume"], 1);
    assert!(!out.join("parquet").exists());
}

#[test]
fn tables_are_streamed_in_input_order() {
    let name = "tables_are_streamed_in_input_order";
    let scratch = Scratch::new(name);
    let out = scratch.path("out");
    extract(&["samples"], &out, &[], 1);
    for jobs in ["1", "3"] {
        let run = command(&["extract", "samples", "-o", "-", "--jobs", jobs]).current_dir(project()).output().unwrap();
        assert_eq!(run.status.code(), Some(1));
        let lines = String::from_utf8(run.stdout).unwrap();
        let streamed: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let mut written = Vec::new();
        for entry in fs::read_to_string(out.join("manifest.jsonl")).unwrap().lines() {
            let entry: serde_json::Value = serde_json::from_str(entry).unwrap();
            let Some(id) = entry["id"].as_str() else { continue };
            let folder = out.join("documents").join(id);
            let document: serde_json::Value = read_json(&folder.join("document.json"));
            let names =
                document["tables"].as_array().unwrap().iter().map(|table| table["json"].as_str().unwrap().to_owned());
            written.extend(names.map(|name| read_json(&folder.join(name))));
        }
        assert!(written.len() > 20);
        assert_eq!(streamed, written);
    }
    // Whoever reads may have enough.
    let head = "\"$0\" extract samples -o - --quiet | head -c 1; exit ${PIPESTATUS[0]}";
    let run = Command::new("bash")
        .args(["-c", head, env!("CARGO_BIN_EXE_fiscal-tables")])
        .current_dir(project())
        .output()
        .unwrap();
    assert_eq!((run.status.code(), run.stdout.as_slice()), (Some(0), &b"{"[..]), "{run:?}");
}

#[test]
fn shards_together_are_the_whole() {
    let scratch = Scratch::new("shards_together_are_the_whole");
    let whole = scratch.path("whole");
    extract(&["samples"], &whole, &[], 1);
    let mut parts = Vec::new();
    for part in ["1/3", "2/3", "3/3"] {
        let out = scratch.path(&part.replace('/', "-"));
        let run = run(&["samples"], &out, &["--shard", part]);
        assert!(run.code <= 1, "{run:#?}");
        let made = documents_of(&out);
        assert!(!made.is_empty());
        parts.extend(made);
    }
    parts.sort();
    assert_eq!(parts, documents_of(&whole));
    // A part may be empty: an array of jobs may be longer than the list.
    extract(&["samples/rotated.pdf"], &scratch.path("empty-1"), &["--shard", "1/2"], 0);
    extract(&["samples/rotated.pdf"], &scratch.path("empty-2"), &["--shard", "2/2"], 0);
}

#[test]
fn options_count_in_their_order() {
    let scratch = Scratch::new("options_count_in_their_order");
    let sample = project().join("samples/rotated.pdf");
    let sample = sample.to_str().unwrap();
    let made = |arguments: &[&str], variables: &[(&str, &str)]| {
        let run = command(arguments).current_dir(&scratch.0).envs(variables.iter().copied()).output().unwrap();
        let code = run.status.code();
        let folder = ["line", "variable", "file", "default"].into_iter().find(|name| scratch.path(name).exists());
        for name in ["line", "variable", "file"] {
            let _ = fs::remove_dir_all(scratch.path(name));
        }
        (code, folder, String::from_utf8(run.stdout).unwrap(), String::from_utf8(run.stderr).unwrap())
    };
    let variable = [("FISCAL_TABLES_OUTPUT", "variable")];
    // Without a file.
    assert_eq!(made(&["extract", sample], &[]).0, Some(2));
    assert_eq!(made(&["extract", sample], &variable).1, Some("variable"));
    fs::write(scratch.path("fiscal-tables.toml"), "quiet = true\n[extract]\noutput = \"file\"\nsummary = \"json\"\n")
        .unwrap();
    let (code, folder, told, errors) = made(&["extract", sample], &[]);
    assert_eq!((code, folder, errors.as_str()), (Some(0), Some("file"), ""));
    let summary: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&summary["documents"], &summary["exit_status"]), (&1.into(), &0.into()));
    assert_eq!(made(&["extract", sample], &variable).1, Some("variable"));
    assert_eq!(made(&["extract", sample, "-o", "line"], &variable).1, Some("line"));
    // A flag of the file is taken back by the environment.
    let (.., errors) = made(&["extract", sample, "--summary", "text"], &[("FISCAL_TABLES_QUIET", "false")]);
    assert!(errors.contains("1 document"), "{errors}");
    assert_eq!(made(&["--no-config", "extract", sample], &[]).0, Some(2));
    fs::write(scratch.path("fiscal-tables.toml"), "outptu = \"file\"\n").unwrap();
    let (code, _, _, errors) = made(&["extract", sample, "-o", "line"], &[]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("fiscal-tables.toml") && errors.contains("outptu"), "{errors}");
    fs::write(scratch.path("other.toml"), "[extract]\noutput = \"file\"\njobs = 0\n").unwrap();
    let (code, _, _, errors) = made(&["extract", sample, "--config", "other.toml"], &[]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("other.toml: jobs: wrong value `0`") && !errors.contains("--jobs"), "{errors}");
    let (code, _, _, errors) = made(&["--no-config", "extract", sample], &[("FISCAL_TABLES_JOBS", "many")]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("FISCAL_TABLES_JOBS: wrong value `many`"), "{errors}");
    let (code, _, _, errors) = made(&["--no-config", "extract", sample, "--jobs", "none"], &[]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("--jobs"), "{errors}");
    // What says nothing is not taken for something.
    let (code, _, _, errors) = made(&["--no-config", "extract", sample], &[("FISCAL_TABLES_RESUME", "maybe")]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("FISCAL_TABLES_RESUME"), "{errors}");
    fs::write(scratch.path("other.toml"), "[extract]\noutput = \"file\"\njobs = [1, 2]\n").unwrap();
    let (code, _, _, errors) = made(&["extract", sample, "--config", "other.toml"], &[]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("jobs") && errors.contains("not a list"), "{errors}");
}

#[test]
fn the_log_is_json_where_asked() {
    let scratch = Scratch::new("the_log_is_json_where_asked");
    let out = scratch.path("out");
    let run = run(&["samples"], &out, &["--log-format", "json", "--verbose"]);
    assert_eq!(run.code, 1);
    let lines: Vec<serde_json::Value> = run.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |event: &str| lines.iter().filter(|line| line["event"] == event).count();
    assert_eq!((of("document_done"), of("run_finished")), (12, 4), "{lines:?}");
    assert!(lines.iter().any(|line| line["status"] == "damaged" && line["level"] == "warning"));
    let none = ["extract", "samples/*.nothing", "-o", out.to_str().unwrap(), "--log-format", "json"];
    let wrong = command(&none).current_dir(project()).output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    let line: serde_json::Value = serde_json::from_slice(&wrong.stderr).unwrap();
    assert_eq!((&line["level"], &line["schema"]), (&"error".into(), &"fiscal-tables/log/1".into()));
}

#[test]
fn csv_for_excel_is_told_as_utf_8_and_means_the_same() {
    let scratch = Scratch::new("csv_for_excel_is_told_as_utf_8_and_means_the_same");
    let (plain, marked) = (scratch.path("plain"), scratch.path("marked"));
    extract(&["samples/rotated.pdf"], &plain, &["--format", ALL], 0);
    extract(&["samples/rotated.pdf"], &marked, &["--format", ALL, "--bom", "--excel-safe"], 0);
    let (plain, marked) = (bytes(&plain), bytes(&marked));
    for ((name, plain), (_, marked)) in plain.iter().zip(&marked) {
        if name.ends_with(".csv") {
            assert_eq!(marked.strip_prefix("\u{feff}".as_bytes()), Some(plain.as_slice()), "{name}");
        } else if name.ends_with(".parquet") || name == "facts.xlsx" {
            assert_eq!(plain, marked, "{name}");
        }
    }
}

#[track_caller]
fn extract(inputs: &[&str], out: &Path, options: &[&str], code: i32) {
    let run = run(inputs, out, options);
    assert_eq!(run.code, code, "{run:#?}");
}

fn run(inputs: &[&str], out: &Path, options: &[&str]) -> Run {
    let mut arguments = vec!["extract"];
    arguments.extend(inputs);
    arguments.extend(["-o", out.to_str().unwrap()]);
    arguments.extend(options);
    Run::from(command(&arguments).current_dir(project()).output().unwrap())
}

/// Every file with its bytes, but for the manifest, which has times.
fn bytes(root: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in walkdir::WalkDir::new(root).sort_by_file_name() {
        let entry = entry.unwrap();
        let name = entry.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        if entry.file_type().is_file() && name != "manifest.jsonl" {
            all.push((name, fs::read(entry.path()).unwrap()));
        }
    }
    all
}

#[track_caller]
fn assert_same(one: &[(String, Vec<u8>)], other: &[(String, Vec<u8>)]) {
    let names = |all: &[(String, Vec<u8>)]| all.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(one), names(other));
    for ((name, one), (_, other)) in one.iter().zip(other) {
        assert!(one == other, "{name} differs");
    }
}

fn documents_of(out: &Path) -> Vec<(String, String)> {
    files(&out.join("documents"))
}

/// How many facts `facts.csv` has.
fn facts(out: &Path) -> i64 {
    let text = fs::read_to_string(out.join("facts.csv")).unwrap();
    let records = csv::Reader::from_reader(text.as_bytes()).into_records();
    i64::try_from(records.count()).unwrap()
}

#[test]
fn parquet_has_what_is_noted_of_inputs() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let scratch = Scratch::new("parquet_has_what_is_noted_of_inputs");
    scratch.write("in/1.pdf", crate::support::pdf(&crate::support::budget(1)));
    scratch.write("in/2.pdf", crate::support::pdf(&crate::support::budget(2)));
    scratch.write("sources.csv", "path,url\nin/1.pdf,https://example.org/1\n");
    scratch
        .run(&["extract", "in", "-o", "out", "--format", "parquet,sqlite", "--source-list", "sources.csv"])
        .ends(0, &[]);
    let file = fs::File::open(scratch.path("out/parquet/documents.parquet")).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let rows: Vec<String> = reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
    assert_eq!(rows.len(), 2);
    assert!(rows[0].contains("url: \"https://example.org/1\"") && rows[1].contains("url: null"), "{rows:?}");
}

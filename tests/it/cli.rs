//! The program as a person runs it: arguments in, files, messages and exit codes out.

use crate::support::{Scratch, budget, command, pdf, pdf_with_password, pdf_without_tables, pdf_without_text};
use std::fs;
use std::process::Stdio;

#[test]
fn a_budget_becomes_a_table() {
    let scratch = Scratch::new("a_budget_becomes_a_table");
    scratch.write("2025 budget.pdf", pdf(&budget(2)));
    let run = scratch.run(&["extract", "2025 budget.pdf", "-o", "out"]).ends(0, &["1 document, 1 page, 1 table"]);
    assert_eq!(run.stdout, "");
    let names = [
        "croissant.json",
        "datapackage.json",
        "documents",
        "documents/2025_budget",
        "documents/2025_budget/01-table.csv",
        "documents/2025_budget/01-table.json",
        "documents/2025_budget/document.json",
        "documents/2025_budget/facts.csv",
        "documents.csv",
        "facts.csv",
        "failed.txt",
        "findings.csv",
        "fiscal.datapackage.json",
        "manifest.jsonl",
        "tables.csv",
    ];
    assert_eq!(scratch.names("out"), names);
    let csv = scratch.read("out/documents/2025_budget/01-table.csv");
    assert_eq!(csv, "Item,Amount\nService 1,1234.50\nService 2,2234.50\n");
    assert!(scratch.read("out/documents/2025_budget/document.json").contains("\"input\": \"2025 budget.pdf\""));
    assert_eq!(scratch.manifest_values("out", "status"), ["ok"]);
    assert_eq!(scratch.read("out/tables.csv").lines().count(), 2);
}

#[test]
fn formats_are_chosen() {
    let scratch = Scratch::new("formats_are_chosen");
    scratch.write("a.pdf", pdf(&budget(2)));
    for (format, other) in [("csv", "json"), ("json", "csv")] {
        scratch.run(&["extract", "a.pdf", "-o", format, "--format", format]).ends(0, &[]);
        let names = scratch.names(format);
        assert!(names.contains(&format!("documents/a/01-table.{format}")), "{names:?}");
        assert!(!names.contains(&format!("documents/a/01-table.{other}")), "{names:?}");
        assert!(names.contains(&"documents/a/document.json".to_owned()), "{names:?}");
        assert!(!scratch.read(&format!("{format}/documents/a/document.json")).contains(&format!("01-table.{other}")));
    }
}

#[test]
fn pages_are_chosen() {
    let scratch = Scratch::new("pages_are_chosen");
    let mut sheets = budget(2);
    sheets.extend(budget(3));
    scratch.write("a.pdf", pdf(&sheets));
    scratch.run(&["extract", "a.pdf", "-o", "out", "--pages", "2-"]).ends(0, &[]);
    assert!(scratch.read("out/documents/a/01-table.csv").contains("Service 3"));
    assert!(scratch.read("out/documents/a/document.json").contains("\"pages_read\": 1"));
    scratch.run(&["extract", "a.pdf", "-o", "beyond", "--pages", "7"]).ends(1, &["a.pdf: page_out_of_range: "]);
    for nonsense in ["0", "3-1", "x", ""] {
        scratch.run(&["extract", "a.pdf", "-o", "refused", "--pages", nonsense]).ends(2, &["expected pages such as"]);
    }
    assert!(!scratch.path("refused").exists());
}

#[test]
fn bad_inputs_do_not_stop_the_good_ones() {
    let scratch = Scratch::new("bad_inputs_do_not_stop_the_good_ones");
    let good = pdf(&budget(4));
    scratch.write("in/damaged.pdf", [b"%PDF-1.5\n", &good[good.len() / 2..good.len() / 2 + 40]].concat());
    scratch.write("in/empty.pdf", b"");
    scratch.write("in/good.pdf", &good);
    scratch.write("in/locked.pdf", pdf_with_password("secret"));
    scratch.write("in/not.pdf", "<html>404</html>");
    scratch.write("in/scan.pdf", pdf_without_text());
    scratch.write("in/text.pdf", pdf_without_tables());
    let run = scratch.run(&["extract", "in", "missing.pdf", "-o", "out"]).ends(
        1,
        &[
            "in/damaged.pdf: damaged: ",
            "in/empty.pdf: empty: ",
            "in/locked.pdf: password_required: ",
            "in/not.pdf: not_pdf: ",
            "in/scan.pdf: no_text_layer: ",
            "in/text.pdf: no_tables: ",
            "missing.pdf: unreadable_file: ",
            "8 documents, 3 pages, 1 table, ",
            "7 failed",
        ],
    );
    assert_eq!(run.stderr.lines().count(), 11, "one line each for seven inputs, and four of summary: {run:#?}");
    let statuses =
        ["damaged", "empty", "ok", "password_required", "not_pdf", "no_text_layer", "no_tables", "unreadable_file"];
    assert_eq!(scratch.manifest_values("out", "status"), statuses);
    for entry in scratch.manifest("out") {
        assert_eq!(entry["reason"].is_null(), entry["status"] == "ok", "{entry}");
    }
    // Nothing half-written: folders only of those that were read, and no file of the work.
    let folders: Vec<_> = crate::support::inside(&scratch.path("out/documents"));
    let folders: Vec<_> = folders.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(folders.iter().map(|name| crate::support::readable(name)).collect::<Vec<_>>(), ["good", "scan", "text"]);
    assert!(!scratch.names("out").iter().any(|name| name.starts_with('.')), "{:?}", scratch.names("out"));
}

#[test]
fn a_password_opens() {
    let scratch = Scratch::new("a_password_opens");
    scratch.write("a.pdf", pdf_with_password("secret"));
    scratch.run(&["extract", "a.pdf", "-o", "out", "--password", "wrong"]).ends(1, &["a.pdf: password_required: "]);
    scratch.run(&["extract", "a.pdf", "-o", "out", "--password", "secret"]).ends(0, &[]);
    assert!(!scratch.tree("out").iter().any(|(_, text)| text.contains("secret")), "the password is written nowhere");
}

#[test]
fn too_large_a_file_is_not_read() {
    let scratch = Scratch::new("too_large_a_file_is_not_read");
    scratch.write("a.pdf", vec![b'x'; 2000]);
    scratch.run(&["extract", "a.pdf", "-o", "out", "--max-file-size", "1K"]).ends(1, &["a.pdf: too_large: "]);
    scratch.run(&["extract", "a.pdf", "-o", "out", "--max-file-size", "2K"]).ends(1, &["a.pdf: not_pdf: "]);
    scratch
        .run_with(&["extract", "-", "-o", "in", "--max-file-size", "1K"], &[b'x'; 2000])
        .ends(1, &["-: too_large: "]);
    scratch.run(&["extract", "a.pdf", "-o", "out", "--max-file-size", "1X"]).ends(2, &["unknown unit of size"]);
}

#[test]
fn inputs_of_every_sort() {
    let scratch = Scratch::new("inputs_of_every_sort");
    let names =
        ["in/b.pdf", "in/a.PDF", "in/sub/c.pdf", "in/.hidden/d.pdf", "in/.e.pdf", "in/t.txt", "in/r.md", "x/f2025.pdf"];
    for name in names {
        scratch.write(name, "not a pdf");
    }
    let check = |args: &[&str], stdin: &[u8], expected: &[&str]| {
        let _ = fs::remove_dir_all(scratch.path("out"));
        scratch.run_with(&[&["extract", "-o", "out"], args].concat(), stdin).ends(1, &[]);
        assert_eq!(scratch.manifest_values("out", "input"), expected, "{args:?}");
    };
    check(&["in"], b"", &["in/a.PDF", "in/b.pdf", "in/sub/c.pdf", "in/t.txt"]);
    check(&["in/sub", "in/b.pdf", "in"], b"", &["in/a.PDF", "in/b.pdf", "in/sub/c.pdf", "in/t.txt"]);
    check(&["in/b.pdf", "./in/b.pdf", "in//b.pdf"], b"", &["in/b.pdf"]);
    check(&["in/r.md"], b"", &["in/r.md"]);
    check(&["in/*.pdf"], b"", &["in/b.pdf"]);
    check(&["./**/*[bf]*.pdf"], b"", &["in/b.pdf", "x/f2025.pdf"]);
    check(&["-"], b"some bytes", &["-"]);
    scratch.write("list.txt", "in/b.pdf\r\n\nx\nin/b.pdf\ngone.pdf");
    check(&["--files-from", "list.txt"], b"", &["gone.pdf", "in/b.pdf", "x/f2025.pdf"]);
    check(&["in/sub", "--files-from", "-"], b"in/a.PDF\n", &["in/a.PDF", "in/sub/c.pdf"]);
}

#[test]
fn runs_that_cannot_start() {
    let scratch = Scratch::new("runs_that_cannot_start");
    fs::create_dir_all(scratch.path("nothing/sub")).unwrap();
    scratch.write("a.pdf", pdf(&budget(1)));
    scratch.write("empty.txt", "\n");
    scratch.write("file", "mine");
    let check = |args: &[&str], message: &str| {
        scratch.run(args).ends(2, &[message]);
        assert!(!scratch.path("out").exists(), "{args:?} left an output");
    };
    check(&[], "Usage");
    check(&["extract", "a.pdf"], "--output");
    check(&["extract", "-o", "out"], "no input");
    check(&["extract", "a.pdf", "-o", "out", "--jobs", "0"], "--jobs");
    check(&["extract", "a.pdf", "-o", "out", "--format", "docx"], "docx");
    check(&["extract", "a.pdf", "-o", "out", "--partition"], "no parquet among the formats");
    check(&["extract", "a.pdf", "nothing", "-o", "out"], "no PDF or text file in the folder nothing");
    check(&["extract", "nothing/*.pdf", "-o", "out"], "no file matches nothing/*.pdf");
    check(&["extract", "a.pdf", "[x.pdf", "-o", "out"], "not a glob");
    check(&["extract", "--files-from", "empty.txt", "-o", "out"], "empty.txt names no file");
    check(&["extract", "--files-from", "gone.txt", "-o", "out"], "cannot read the list of files gone.txt");
    check(&["extract", "-", "--files-from", "-", "-o", "out"], "standard input cannot be both");
    check(&["extract", "a.pdf", "-o", "file"], "cannot write to file");
    check(&["extract", "a.pdf", "-o", "file/out"], "cannot write to file/out");
    assert_eq!(scratch.read("file"), "mine");
}

#[test]
fn quiet_and_verbose() {
    let scratch = Scratch::new("quiet_and_verbose");
    scratch.write("a.pdf", pdf(&budget(2)));
    let run = scratch.run(&["extract", "a.pdf", "-o", "out", "--quiet"]).ends(0, &[]);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
    let run = scratch.run(&["extract", "a.pdf", "gone.pdf", "-o", "out", "-q"]).ends(1, &[]);
    assert_eq!(run.stderr, "");
    assert_eq!(scratch.read("out/failed.txt"), "gone.pdf\n");
    scratch.run(&["extract", "a.pdf", "-o", "out", "-v"]).ends(0, &["a.pdf: ok: 1 page, 1 table, "]);
}

#[test]
fn progress_is_for_terminals() {
    let scratch = Scratch::new("progress_is_for_terminals");
    scratch.write("a.pdf", pdf(&budget(2)));
    let run = scratch.run(&["extract", "a.pdf", "-o", "out"]).ends(0, &["1 document"]);
    assert!(!run.stderr.contains(['\r', '\u{1b}']), "{run:?}");
    assert_eq!(run.stderr.lines().count(), 3);
    assert!(run.stderr.contains("not known: 2 amounts without a unit, 1 column of an unknown measure"), "{run:?}");
}

#[test]
fn strict_fails_on_warnings() {
    let scratch = Scratch::new("strict_fails_on_warnings");
    // Cut off after its last object: read, with a finding that something may be missing.
    let whole = pdf(&budget(2));
    let end = whole.windows(5).position(|window| window == b"xref\n").unwrap();
    scratch.write("cut.pdf", &whole[..end]);
    scratch.write("whole.pdf", whole);
    scratch.run(&["extract", "cut.pdf", "-o", "cut"]).ends(0, &[]);
    assert!(scratch.read("cut/findings.csv").contains(",warning,"), "{}", scratch.read("cut/findings.csv"));
    scratch.run(&["extract", "cut.pdf", "-o", "cut", "--strict"]).ends(1, &["0 failed"]);
    scratch.run(&["extract", "cut.pdf", "-o", "cut", "--strict", "--resume"]).ends(1, &["1 from an earlier run"]);
    scratch.run(&["extract", "whole.pdf", "-o", "whole", "--strict"]).ends(0, &[]);
}

#[test]
fn a_reader_who_leaves_is_no_error() {
    for args in [&["completions", "bash"][..], &["man", "extract"], &["extract", "--help"]] {
        let mut child = command(args).stdout(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        assert_eq!(child.wait().unwrap().code(), Some(0), "{args:?}");
    }
}

#[test]
fn help_completions_and_man_pages() {
    let scratch = Scratch::new("help_completions_and_man_pages");
    let help = scratch.run(&["extract", "--help"]).ends(0, &[]).stdout;
    let man = scratch.run(&["man", "extract"]).ends(0, &[]).stdout;
    let bash = scratch.run(&["completions", "bash"]).ends(0, &[]).stdout;
    for option in [
        "--files-from",
        "--output",
        "--pages",
        "--jobs",
        "--format",
        "--password",
        "--max-file-size",
        "--resume",
        "--fail-fast",
        "--strict",
        "--quiet",
        "--verbose",
    ] {
        assert!(help.contains(option), "help: {option}");
        assert!(man.contains(&option.replace('-', "\\-")), "man: {option}");
        assert!(bash.contains(option), "bash: {option}");
    }
    for section in [".SH EXAMPLES", ".SH WHAT IS WRITTEN", ".SH EXIT STATUS"] {
        assert!(man.contains(section), "{section}");
    }
    assert!(scratch.run(&["--help"]).ends(0, &[]).stdout.contains("fiscal-tables extract budget.pdf -o out"));
    assert!(scratch.run(&["--version"]).ends(0, &[]).stdout.contains(env!("CARGO_PKG_VERSION")));
}

//! Documents that would end the program: each ends the worker process that reads it, gets a status of its own, and the
//! run goes on.

use crate::support::paper::{Paper, document, saved, tree_and_page};
use crate::support::{Run, Scratch, budget, command, pdf, pdf_with_password};
use lopdf::{Object, Stream, dictionary};
use std::process::Stdio;

/// The switch of the program's own tests; see `src/cli/worker.rs`.
const FAULT: &str = "FISCAL_TABLES_TEST_FAULT";

/// Good documents before and after `bad.pdf`.
fn scratch_with(name: &str, bad: Vec<u8>) -> Scratch {
    let scratch = Scratch::new(name);
    scratch.write("in/1.pdf", pdf(&budget(1)));
    scratch.write("in/2.pdf", pdf(&budget(2)));
    scratch.write("in/bad.pdf", bad);
    scratch.write("in/z.pdf", pdf(&budget(3)));
    scratch
}

/// Runs over `in`, one document at a time and several: the bad one gets `status`, the others are read, and the output
/// is the same.
fn check(scratch: &Scratch, args: &[&str], fault: &str, status: &str) -> Run {
    let mut last = None;
    for jobs in ["1", "3"] {
        let out = format!("out{jobs}");
        let mut command = command(&["extract", "in", "-o", &out, "--jobs", jobs]);
        command.args(args).current_dir(&scratch.0).stdin(Stdio::null()).env(FAULT, fault);
        let run = Run::from(command.output().unwrap()).ends(1, &[&format!("in/bad.pdf: {status}: "), "1 failed"]);
        assert_eq!(scratch.manifest_values(&out, "status"), ["ok", "ok", status, "ok"]);
        assert_eq!(scratch.manifest_values(&out, "id"), ["1", "2", "null", "z"]);
        assert!(!scratch.names(&out).iter().any(|name| name.starts_with('.')), "{:?}", scratch.names(&out));
        last = Some(run);
    }
    assert_eq!(scratch.tree("out1"), scratch.tree("out3"));
    last.unwrap()
}

/// A page that paints a form which paints the next one `times` times, `deep` times over.
#[cfg(not(debug_assertions))]
fn forms_in_forms(deep: usize, times: usize) -> Vec<u8> {
    let mut document = document(&[&Paper::new()]);
    let (_, page) = tree_and_page(&document);
    let bbox: Vec<Object> = vec![0.into(), 0.into(), 500.into(), 500.into()];
    let form = |next: Option<lopdf::ObjectId>| {
        let mut entries = dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => bbox.clone() };
        if let Some(next) = next {
            entries.set("Resources", dictionary! { "XObject" => dictionary! { "X" => next } });
        }
        let content = if next.is_some() { b"/X Do ".repeat(times) } else { b"q Q".to_vec() };
        Stream::new(entries, content)
    };
    let mut last = document.add_object(form(None));
    for _ in 0..deep {
        last = document.add_object(form(Some(last)));
    }
    let content = document.add_object(Stream::new(dictionary! {}, b"/X Do".to_vec()));
    let page = document.get_dictionary_mut(page).unwrap();
    page.set("Resources", dictionary! { "XObject" => dictionary! { "X" => last } });
    page.set("Contents", content);
    saved(document)
}

/// A page whose content unpacks to this many bytes, packed twice: a few hundred bytes of a file.
fn bomb(bytes: usize) -> Vec<u8> {
    let packed = |content: Vec<u8>| {
        let mut stream = Stream::new(dictionary! {}, content);
        stream.compress().unwrap();
        stream.content
    };
    let content = packed(packed(vec![b' '; bytes]));
    let mut document = document(&[&Paper::new()]);
    let (_, page) = tree_and_page(&document);
    let filters: Vec<Object> = vec!["FlateDecode".into(), "FlateDecode".into()];
    let stream = Stream::new(dictionary! { "Filter" => filters }, content).with_compression(false);
    let stream = document.add_object(stream);
    document.get_dictionary_mut(page).unwrap().set("Contents", stream);
    saved(document)
}

/// A page that paints in a colour computed by a program of so many nested blocks (ISO 32000-1, 7.10.5): the engine reads
/// them by calling itself.
fn nested_program(deep: usize) -> Vec<u8> {
    let mut document = document(&[&Paper::new()]);
    let (_, page) = tree_and_page(&document);
    let unit = || vec![Object::from(0), Object::from(1)];
    let entries = dictionary! { "FunctionType" => 4, "Domain" => unit(), "Range" => unit() };
    let program = document.add_object(Stream::new(entries, ["{".repeat(deep), "}".repeat(deep)].concat().into_bytes()));
    let space: Vec<Object> = vec!["Separation".into(), "Ink".into(), "DeviceGray".into(), program.into()];
    let content = document.add_object(Stream::new(dictionary! {}, b"/C cs 0.5 scn 9 9 m 99 99 l f".to_vec()));
    let page = document.get_dictionary_mut(page).unwrap();
    page.set("Resources", dictionary! { "ColorSpace" => dictionary! { "C" => space } });
    page.set("Contents", content);
    saved(document)
}

/// A page with a table, and one that paints a form of this content so many times.
fn table_and_form(content: &str, times: usize) -> Vec<u8> {
    let mut first = Paper::new();
    first.table();
    let mut document = document(&[&first, &Paper::of(&"/X Do ".repeat(times))]);
    let page = document.page_iter().nth(1).unwrap();
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
    let fonts = dictionary! { "Font" => dictionary! { "F1" => document.add_object(font) } };
    let bbox: Vec<Object> = vec![0.into(), 0.into(), 595.into(), 842.into()];
    let entries = dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => bbox, "Resources" => fonts };
    let form = document.add_object(Stream::new(entries, content.as_bytes().to_vec()));
    let resources = dictionary! { "XObject" => dictionary! { "X" => form } };
    document.get_dictionary_mut(page).unwrap().set("Resources", resources);
    saved(document)
}

/// A page with a table, and so many that share a content which unpacks to 8 MiB.
fn table_and_large_pages(pages: usize) -> Vec<u8> {
    let mut first = Paper::new();
    first.table();
    let empty = Paper::new();
    let papers: Vec<&Paper> = std::iter::once(&first).chain(std::iter::repeat_n(&empty, pages)).collect();
    let mut document = document(&papers);
    let mut content = Stream::new(dictionary! {}, vec![b' '; 8 << 20]);
    content.compress().unwrap();
    let content = document.add_object(content);
    for page in document.page_iter().skip(1).collect::<Vec<_>>() {
        document.get_dictionary_mut(page).unwrap().set("Contents", content);
    }
    saved(document)
}

/// White text is not kept, but painting ten million letters of it is enough. Only where the program is optimised: it
/// takes minutes where not.
#[cfg(not(debug_assertions))]
#[test]
fn a_page_that_paints_without_end_is_incomplete() {
    let scratch = Scratch::new("a_page_that_paints_without_end_is_incomplete");
    let white = format!("1 g BT /F1 1 Tf 10 10 Td ({}) Tj ET\n", "a".repeat(500));
    scratch.write("a.pdf", table_and_form(&white.repeat(40), 501));
    scratch.run(&["extract", "a.pdf", "-o", "out"]).ends(1, &["a.pdf: incomplete: ", "not read in full"]);
    assert_eq!(scratch.manifest_values("out", "tables"), ["1"]);
}

/// What is read before a limit is reached is written, under the limit's own status.
#[test]
fn each_limit_of_what_a_document_may_hold_has_its_status() {
    let line = "9 9 m 99 9 l S\n";
    let text = format!("BT /F1 1 Tf 10 10 Td ({}) Tj ET\n", "a".repeat(500));
    for (status, bytes) in [
        ("decoded_limit", table_and_large_pages(33)),
        ("glyph_limit", table_and_form(&text.repeat(40), 51)),
        ("ruling_limit", table_and_form(&line.repeat(10_000), 51)),
    ] {
        let scratch = Scratch::new(&format!("each_limit_{status}"));
        scratch.write("in/a.pdf", pdf(&budget(1)));
        scratch.write("in/bad.pdf", bytes);
        let run = scratch.run(&["extract", "in", "-o", "out"]).ends(1, &[&format!("in/bad.pdf: {status}: ")]);
        assert!(run.stderr.contains("not read in full"), "{run:?}");
        assert_eq!(scratch.manifest_values("out", "status"), ["ok", status]);
        assert_eq!(scratch.manifest_values("out", "tables"), ["1", "1"], "{status}");
    }
    // Below the limit nothing is said.
    let scratch = Scratch::new("each_limit_ok");
    scratch.write("a.pdf", table_and_large_pages(3));
    scratch.run(&["extract", "a.pdf", "-o", "out"]).ends(0, &[]);
}

#[test]
fn a_stack_overflow_ends_one_document() {
    let scratch = scratch_with("a_stack_overflow_ends_one_document", nested_program(500_000));
    let run = check(&scratch, &[], "", "engine_failure");
    assert!(run.stderr.contains("stack overflowed"), "{run:?}");
    let entry = &scratch.manifest("out1")[2];
    assert!(entry["sha256"].is_string() && entry["bytes"].is_number(), "what is known is told: {entry}");
}

#[test]
fn an_abort_ends_one_document() {
    let scratch = scratch_with("an_abort_ends_one_document", pdf(&budget(5)));
    let run = check(&scratch, &[], "abort:bad.pdf", "engine_failure");
    assert!(run.stderr.contains("aborted"), "{run:?}");
}

#[test]
fn a_document_without_end_is_given_up() {
    let scratch = scratch_with("a_document_without_end_is_given_up", pdf(&budget(5)));
    let run = check(&scratch, &["--timeout", "2"], "work:bad.pdf", "timeout");
    assert!(run.stderr.contains("not read within 2 seconds"), "{run:?}");
}

/// What counts is the work of the document, not what the machine does meanwhile.
#[cfg(target_os = "linux")]
#[test]
fn a_document_that_waits_is_not_given_up() {
    let scratch = scratch_with("a_document_that_waits_is_not_given_up", pdf(&budget(5)));
    let mut command = command(&["extract", "in", "-o", "out", "--timeout", "1"]);
    command.current_dir(&scratch.0).stdin(Stdio::null()).env(FAULT, "wait:bad.pdf");
    Run::from(command.output().unwrap()).ends(0, &["4 documents", "0 failed"]);
}

/// 8^26 forms, longer than anybody waits, and each of them shows nothing. Only where the program is optimised: it takes a
/// minute where not.
#[cfg(not(debug_assertions))]
#[test]
fn forms_that_show_nothing_are_not_painted_without_end() {
    let scratch = scratch_with("forms_that_show_nothing_are_not_painted_without_end", forms_in_forms(26, 8));
    scratch.run(&["extract", "in", "-o", "out", "--timeout", "20"]).ends(1, &["in/bad.pdf: incomplete: "]);
}

/// Where memory ends, the program aborts: what an abort in a dependency comes to, too.
#[cfg(target_os = "linux")]
#[test]
fn a_document_that_unpacks_to_more_than_the_memory_is_given_up() {
    let scratch = scratch_with("a_document_that_unpacks_to_more_than_the_memory_is_given_up", bomb(256 << 20));
    let run = check(&scratch, &["--max-memory", "320M"], "", "memory_limit");
    assert!(run.stderr.contains("320 MiB"), "{run:?}");
}

#[test]
fn a_document_that_fails_is_read_again_when_resumed() {
    let scratch = scratch_with("a_document_that_fails_is_read_again_when_resumed", pdf(&budget(5)));
    check(&scratch, &[], "abort:bad.pdf", "engine_failure");
    scratch.run(&["extract", "in", "-o", "out1", "--resume"]).ends(0, &["4 documents (3 from an earlier run)"]);
    scratch.run(&["extract", "in", "-o", "fresh"]).ends(0, &[]);
    assert_eq!(scratch.tree("out1"), scratch.tree("fresh"));
}

#[test]
fn a_stop_at_the_first_failure_stops_at_a_lost_worker_too() {
    let scratch = scratch_with("a_stop_at_the_first_failure_stops_at_a_lost_worker_too", nested_program(500_000));
    let run = scratch.run(&["extract", "in", "-o", "out", "--fail-fast", "--jobs", "1"]);
    run.ends(1, &["in/bad.pdf: engine_failure: "]);
    assert_eq!(scratch.manifest_values("out", "id"), ["1", "2", "null"]);
}

/// The worker is no part of what a person is shown, and answers nobody who talks to it otherwise.
#[test]
fn workers_are_nobodys_business() {
    let scratch = Scratch::new("workers_are_nobodys_business");
    for args in [&["--help"][..], &["help", "extract"], &["man"], &["man", "extract"], &["completions", "bash"]] {
        let run = scratch.run(args).ends(0, &[]);
        assert!(!run.stdout.contains("__worker") && !run.stdout.contains("FAULT"), "{args:?}");
    }
    scratch.run_with(&["__worker"], b"").ends(0, &[]);
    scratch.run_with(&["__worker"], b"nonsense\n").ends(1, &[]);
}

#[test]
fn a_password_is_read_from_a_file() {
    let scratch = Scratch::new("a_password_is_read_from_a_file");
    scratch.write("a.pdf", pdf_with_password("secret"));
    scratch.write("right.txt", "secret\nsecond line\n");
    scratch.write("wrong.txt", "secre\n");
    let run = |file: &str, code, text: &str| {
        drop(scratch.run(&["extract", "a.pdf", "-o", "out", "--password-file", file]).ends(code, &[text]));
    };
    run("wrong.txt", 1, "a.pdf: password_required: ");
    run("right.txt", 0, "1 table");
    run("missing.txt", 2, "cannot read missing.txt");
    let both = ["extract", "a.pdf", "-o", "out", "--password", "x", "--password-file", "right.txt"];
    scratch.run(&both).ends(2, &["cannot be used with"]);
    assert!(!scratch.tree("out").iter().any(|(_, text)| text.contains("secret")), "the password is written nowhere");
}

#[test]
fn a_cell_that_a_spreadsheet_would_run_is_disarmed_on_request() {
    let scratch = Scratch::new("a_cell_that_a_spreadsheet_would_run_is_disarmed_on_request");
    let mut sheets = budget(1);
    sheets[0].title = "=HYPERLINK\\(1\\) Budget";
    sheets[0].rows.push(vec!["=cmd|/C calc!A0".to_owned(), "-3.50".to_owned()]);
    scratch.write("=a.pdf", pdf(&sheets));
    scratch.run(&["extract", "=a.pdf", "-o", "plain"]).ends(0, &[]);
    assert!(scratch.read("plain/documents/=a/01-table.csv").contains("\n=cmd|/C calc!A0,-3.50\n"));
    scratch.run(&["extract", "=a.pdf", "-o", "safe", "--excel-safe"]).ends(0, &[]);
    assert!(scratch.read("safe/documents/=a/01-table.csv").contains("\n'=cmd|/C calc!A0,-3.50\n"));
    assert!(
        scratch.read("safe/documents.csv").contains(",'=a.pdf,")
            && scratch.read("safe/documents.csv").contains("\n'=a-")
    );
    assert!(scratch.read("safe/facts.csv").contains(",'=cmd|"));
    // JSON is not opened by double click and keeps what is printed.
    assert!(scratch.read("safe/documents/=a/01-table.json").contains("\"=cmd|"));
    // One made without is not taken for one made with.
    let run = scratch.run(&["extract", "=a.pdf", "-o", "plain", "--excel-safe", "--resume"]).ends(0, &[]);
    assert!(!run.stderr.contains("earlier run"), "{run:?}");
    assert_eq!(scratch.tree("plain"), scratch.tree("safe"));
}

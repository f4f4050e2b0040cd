//! Many inputs and the output folder: the same bytes for any number of threads, going on after an interruption, and
//! what is not ours left alone.

use crate::support::{Scratch, budget, pdf, pdf_without_tables};
use std::fs;
use std::io::Write;

/// A folder `in` of documents of different lengths, good and bad.
fn scratch_with_inputs(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    for n in 1..=6 {
        scratch.write(&format!("in/{n}.pdf"), pdf(&budget(n)));
    }
    scratch.write("in/sub/1.pdf", pdf(&budget(7)));
    scratch.write("in/bad.pdf", "no pdf");
    scratch.write("in/text.pdf", pdf_without_tables());
    scratch
}

#[test]
fn bytes_do_not_depend_on_jobs() {
    let scratch = scratch_with_inputs("bytes_do_not_depend_on_jobs");
    for jobs in ["1", "4"] {
        scratch.run(&["extract", "in", "-o", &format!("out{jobs}"), "--jobs", jobs]).ends(1, &["9 documents"]);
    }
    let one = scratch.tree("out1");
    assert_eq!(one, scratch.tree("out4"));
    assert!(one.iter().any(|(name, text)| name.ends_with("01-table.csv") && !text.is_empty()));
    let inputs: Vec<String> =
        ["1", "2", "3", "4", "5", "6", "bad", "sub/1", "text"].map(|n| format!("in/{n}.pdf")).into();
    assert_eq!(scratch.manifest_values("out1", "input"), inputs);
    assert_eq!(scratch.manifest_values("out1", "id"), ["1", "2", "3", "4", "5", "6", "null", "1-2", "text"]);
}

#[test]
fn the_data_package_describes_what_is_there() {
    let scratch = scratch_with_inputs("the_data_package_describes_what_is_there");
    scratch.run(&["extract", "in", "-o", "out"]).ends(1, &[]);
    let package: serde_json::Value = serde_json::from_str(&scratch.read("out/datapackage.json")).unwrap();
    // What describes needs no description.
    let own = ["croissant.json", "datapackage.json", "fiscal.datapackage.json"];
    let mut described: Vec<String> = own.map(str::to_owned).to_vec();
    for resource in package["resources"].as_array().unwrap() {
        let path = resource["path"].as_str().unwrap();
        described.push(path.to_owned());
        let Some(fields) = resource["schema"]["fields"].as_array() else { continue };
        let names: Vec<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
        let first = scratch.read(&format!("out/{path}")).lines().next().unwrap().to_owned();
        if path.ends_with(".csv") {
            assert_eq!(names.join(","), first, "{path}");
        } else {
            let line: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&first).unwrap();
            let mut names = names;
            names.sort_unstable();
            assert_eq!(names, line.keys().map(String::as_str).collect::<Vec<_>>());
        }
    }
    described.sort();
    let there: Vec<String> = scratch.tree("out").into_iter().map(|(name, _)| name).collect();
    assert_eq!(described, there);
}

#[test]
fn a_second_run_gives_the_same_bytes() {
    let scratch = scratch_with_inputs("a_second_run_gives_the_same_bytes");
    scratch.run(&["extract", "in", "-o", "out"]).ends(1, &[]);
    let first = scratch.tree("out");
    scratch.run(&["extract", "in", "-o", "out"]).ends(1, &[]);
    assert_eq!(first, scratch.tree("out"));
}

#[test]
fn resume_reads_what_is_missing() {
    let scratch = scratch_with_inputs("resume_reads_what_is_missing");
    scratch.run(&["extract", "in", "-o", "out"]).ends(1, &[]);
    let whole = scratch.tree("out");
    let resume = |reused: &str| {
        scratch.run(&["extract", "in", "-o", "out", "--resume"]).ends(1, &[reused]);
        assert_eq!(whole, scratch.tree("out"));
    };
    resume("9 documents (8 from an earlier run)");
    fs::remove_dir_all(scratch.path("out/documents/3")).unwrap();
    resume("(7 from an earlier run)");
    fs::write(scratch.path("out/documents/4/01-table.csv"), "cut sho").unwrap();
    resume("(7 from an earlier run)");
    fs::remove_file(scratch.path("out/documents/5/01-table.json")).unwrap();
    resume("(7 from an earlier run)");
    fs::remove_file(scratch.path("out/tables.csv")).unwrap();
    resume("(8 from an earlier run)");
}

#[test]
fn resume_sees_changed_inputs_and_options() {
    let scratch = scratch_with_inputs("resume_sees_changed_inputs_and_options");
    scratch.run(&["extract", "in", "-o", "out"]).ends(1, &[]);
    scratch.write("in/2.pdf", pdf(&budget(9)));
    scratch.write("in/bad.pdf", pdf(&budget(1)));
    scratch.run(&["extract", "in", "-o", "out", "--resume"]).ends(1, &["(7 from an earlier run)"]);
    assert!(scratch.read("out/documents/2/01-table.csv").contains("Service 9"));
    scratch.run(&["extract", "in", "-o", "fresh"]).ends(1, &[]);
    assert_eq!(scratch.tree("out"), scratch.tree("fresh"));
    let run = scratch.run(&["extract", "in", "-o", "out", "--resume", "--format", "csv"]).ends(1, &["9 documents, "]);
    assert!(!run.stderr.contains("earlier run"), "{run:?}");
    assert!(!scratch.path("out/documents/2/01-table.json").exists());
}

#[test]
fn an_interrupted_run_is_resumed() {
    let scratch = scratch_with_inputs("an_interrupted_run_is_resumed");
    scratch.run(&["extract", "in", "-o", "out"]).ends(1, &[]);
    let whole = scratch.tree("out");
    // As if the run had been killed: a journal with its last line cut short, work under way, no lists.
    let manifest = scratch.read("out/manifest.jsonl");
    let (kept, rest) = manifest.match_indices('\n').nth(3).map(|(at, _)| manifest.split_at(at + 1)).unwrap();
    scratch.write("out/.journal.jsonl", format!("{}\n{kept}{}", r#"{"planned":"1"}"#, &rest[..40]));
    scratch.write("out/.partial/5/01-table.csv", "half a ta");
    for name in ["manifest.jsonl", "tables.csv", "documents.csv", "findings.csv", "datapackage.json"] {
        fs::remove_file(scratch.path("out").join(name)).unwrap();
    }
    for id in ["5", "6", "1-2", "text"] {
        fs::remove_dir_all(scratch.path("out/documents").join(id)).unwrap();
    }
    scratch.run(&["extract", "in", "-o", "out", "--resume"]).ends(1, &["9 documents (4 from an earlier run)"]);
    assert_eq!(whole, scratch.tree("out"));
}

#[test]
fn nothing_is_removed_unasked() {
    let scratch = scratch_with_inputs("nothing_is_removed_unasked");
    scratch.run(&["extract", "in", "-o", "out"]).ends(1, &[]);
    scratch.write("out/documents/note.txt", "mine");
    let whole = scratch.tree("out");
    // One of them again.
    scratch.run(&["extract", "in/2.pdf", "-o", "out"]).ends(0, &["1 document, ", "8 inputs of earlier runs stay"]);
    assert_eq!(scratch.tree("out"), whole);
    // A mistyped name.
    scratch.run(&["extract", "im/2.pdf", "-o", "out"]).ends(2, &["there is no im/2.pdf: nothing was read"]);
    assert_eq!(scratch.tree("out"), whole);
    // In any order of adding, the folder is that of one run over all.
    for n in [5, 1, 3] {
        scratch.run(&["extract", &format!("in/{n}.pdf"), "-o", "grown"]).ends(0, &[]);
    }
    scratch.run(&["extract", "in/1.pdf", "in/3.pdf", "in/5.pdf", "-o", "once"]).ends(0, &[]);
    assert_eq!(scratch.tree("grown"), scratch.tree("once"));
    // A document of the same name elsewhere gets another folder, and the first keeps its own.
    scratch.run(&["extract", "in/sub/1.pdf", "-o", "grown"]).ends(0, &[]);
    assert_eq!(scratch.manifest_values("grown", "id"), ["1", "3", "5", "1-2"]);
    assert!(scratch.read("grown/documents/1-2/01-table.csv").contains("Service 7"));
    // What somebody else removed is told.
    fs::remove_dir_all(scratch.path("grown/documents/3")).unwrap();
    scratch
        .run(&["extract", "in/5.pdf", "-o", "grown"])
        .ends(0, &["the documents of 1 input of earlier runs are missing (in/3.pdf)"]);
    assert_eq!(scratch.manifest_values("grown", "id"), ["1", "5", "1-2"]);
}

#[test]
fn what_is_gone_is_taken_out_where_asked() {
    let scratch = scratch_with_inputs("what_is_gone_is_taken_out_where_asked");
    scratch.run(&["extract", "in", "-o", "out", "--format", "csv"]).ends(1, &[]);
    fs::remove_file(scratch.path("in/3.pdf")).unwrap();
    let told = scratch
        .run(&["extract", "in", "-o", "out", "--prune", "--dry-run"])
        .ends(0, &["would take out 1 input of out"]);
    assert_eq!(told.stdout, "in/3.pdf\n");
    scratch.run(&["extract", "in/1.pdf", "-o", "out", "--format", "csv"]).ends(0, &[]);
    assert!(scratch.path("out/documents/3").exists());
    scratch
        .run(&["extract", "in/1.pdf", "-o", "out", "--format", "csv", "--prune"])
        .ends(0, &["1 input of earlier runs that are gone"]);
    assert!(!scratch.path("out/documents/3").exists() && !scratch.read("out/tables.csv").contains("\n3,"));
    scratch.run(&["extract", "in", "-o", "fresh", "--format", "csv"]).ends(1, &[]);
    assert_eq!(scratch.tree("out"), scratch.tree("fresh"));
}

/// What a manifest leads to is a file of its folder, whatever somebody made of it.
#[cfg(unix)]
#[test]
fn what_was_tampered_with_leads_nowhere() {
    let scratch = scratch_with_inputs("what_was_tampered_with_leads_nowhere");
    scratch.run(&["extract", "in/1.pdf", "in/2.pdf", "-o", "out"]).ends(0, &[]);
    scratch.write("secret.txt", "secret");
    let path = "out/documents/1/document.json";
    let wrong = scratch.read(path).replace("\"facts.csv\"", "\"../../../secret.txt\"");
    scratch.write(path, wrong);
    scratch.run(&["extract", "in/2.pdf", "-o", "out", "--resume"]).ends(2, &["is no file of its folder"]);
    assert!(!scratch.read("out/facts.csv").contains("secret"));
    std::os::unix::fs::symlink(scratch.path("secret.txt"), scratch.path("linked.jsonl")).unwrap();
    let _ = fs::remove_file(scratch.path("out/.journal.jsonl"));
    std::os::unix::fs::symlink(scratch.path("secret.txt"), scratch.path("out/.journal.jsonl")).unwrap();
    scratch.run(&["extract", "in/2.pdf", "-o", "out"]).ends(2, &["is a link"]);
    assert_eq!(scratch.read("secret.txt"), "secret");
}

/// A pipe in a folder is not waited for.
#[cfg(unix)]
#[test]
fn pipes_in_a_folder_are_passed_over() {
    let scratch = scratch_with_inputs("pipes_in_a_folder_are_passed_over");
    let made = std::process::Command::new("mkfifo").arg(scratch.path("in/pipe.pdf")).status();
    if made.is_ok_and(|status| status.success()) {
        scratch.run(&["extract", "in", "-o", "out"]).ends(1, &["9 documents"]);
    }
}

/// Whoever asks for a summary and cannot be given it is told.
#[cfg(target_os = "linux")]
#[test]
fn a_summary_that_cannot_be_written_is_an_error() {
    let scratch = scratch_with_inputs("a_summary_that_cannot_be_written_is_an_error");
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = crate::support::command(&["extract", "in/1.pdf", "-o", "out", "--summary", "json"]);
    let status = command.current_dir(&scratch.0).stdout(full).stderr(std::process::Stdio::null()).status().unwrap();
    assert_eq!(status.code(), Some(2));
}

#[test]
fn a_document_that_no_longer_reads_leaves_no_tables() {
    let scratch = scratch_with_inputs("a_document_that_no_longer_reads_leaves_no_tables");
    scratch.run(&["extract", "in/1.pdf", "in/2.pdf", "-o", "out"]).ends(0, &[]);
    scratch.write("in/2.pdf", "broken since");
    scratch.run(&["extract", "in/1.pdf", "in/2.pdf", "-o", "out"]).ends(1, &["in/2.pdf: not_pdf: "]);
    assert!(scratch.path("out/documents/1").exists() && !scratch.path("out/documents/2").exists());
    assert!(!scratch.read("out/tables.csv").contains("\n2,"));
}

#[test]
fn what_is_not_ours_is_left_alone() {
    let scratch = scratch_with_inputs("what_is_not_ours_is_left_alone");
    scratch.write("mine/letter.txt", "dear all");
    scratch.write("other/manifest.jsonl", "{\"name\":\"somebody else's\"}\n");
    for out in ["mine", "other", "in", "."] {
        let before = scratch.names(out);
        scratch.run(&["extract", "in/1.pdf", "-o", out]).ends(2, &["not empty and not from an earlier run"]);
        assert_eq!(scratch.names(out), before);
    }
    // A folder in the way inside an output of ours.
    scratch.run(&["extract", "in/1.pdf", "-o", "out"]).ends(0, &[]);
    scratch.write("out/documents/2/mine.txt", "dear all");
    scratch.run(&["extract", "in/2.pdf", "-o", "out"]).ends(2, &["not from an earlier run"]);
    assert_eq!(scratch.read("out/documents/2/mine.txt"), "dear all");
    assert!(!scratch.path("out/.journal.jsonl").exists());
    scratch.run(&["extract", "in/1.pdf", "-o", "out", "--resume"]).ends(0, &["1 document (1 from an earlier run)"]);
}

#[test]
fn a_manifest_cannot_lead_out_of_the_folder() {
    let scratch = scratch_with_inputs("a_manifest_cannot_lead_out_of_the_folder");
    scratch.run(&["extract", "in/1.pdf", "-o", "out"]).ends(0, &[]);
    scratch.write("victim/file.txt", "keep");
    let manifest = scratch.read("out/manifest.jsonl");
    let mut file = fs::OpenOptions::new().append(true).open(scratch.path("out/manifest.jsonl")).unwrap();
    for id in ["../../victim", "..", "/tmp"] {
        let line = manifest.replace("in/1.pdf", "in/9.pdf").replace("\"id\":\"1\"", &format!("\"id\":\"{id}\""));
        assert_ne!(line, manifest);
        file.write_all(line.as_bytes()).unwrap();
    }
    scratch.run(&["extract", "in/1.pdf", "-o", "out"]).ends(0, &[]);
    assert_eq!(scratch.read("victim/file.txt"), "keep");
}

#[test]
fn an_output_is_written_by_one_run_at_a_time() {
    let scratch = scratch_with_inputs("an_output_is_written_by_one_run_at_a_time");
    let journal = scratch.write("out/.journal.jsonl", "");
    let journal = fs::File::open(journal).unwrap();
    journal.lock().unwrap();
    scratch.run(&["extract", "in/1.pdf", "-o", "out"]).ends(2, &["another run is writing to out"]);
    journal.unlock().unwrap();
    scratch.run(&["extract", "in/1.pdf", "-o", "out"]).ends(0, &[]);
}

#[test]
fn fail_fast_stops_at_the_first_failure_in_order() {
    let scratch = scratch_with_inputs("fail_fast_stops_at_the_first_failure_in_order");
    for jobs in ["1", "4"] {
        let out = format!("out{jobs}");
        scratch.run(&["extract", "in", "-o", &out, "--fail-fast", "--jobs", jobs]).ends(1, &["in/bad.pdf: not_pdf: "]);
        let inputs = scratch.manifest_values(&out, "input");
        assert_eq!(inputs.last().map(String::as_str), Some("in/bad.pdf"));
        assert_eq!(inputs.len(), 7);
    }
    assert_eq!(scratch.tree("out1"), scratch.tree("out4"));
    scratch.write("in/bad.pdf", pdf(&budget(2)));
    fs::remove_file(scratch.path("in/text.pdf")).unwrap();
    scratch.run(&["extract", "in", "-o", "out4", "--fail-fast", "--resume"]).ends(0, &["(6 from an earlier run)"]);
}

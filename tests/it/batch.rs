//! Many inputs and the output folder: the same bytes for any number of threads, going on after an interruption, and
//! what is not ours left alone.

use crate::support::{Scratch, budget, pdf, pdf_without_tables};
use sha2::{Digest, Sha256};
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
    assert_eq!(scratch.manifest_values("out1", "id"), ["1", "2", "3", "4", "5", "6", "null", "1", "text"]);
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
        let bytes = fs::read(scratch.path(&format!("out/{path}"))).unwrap();
        if path != "manifest.jsonl" {
            let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(resource["hash"], format!("sha256:{digest}"), "{path}");
            assert_eq!(resource["bytes"], bytes.len(), "{path}");
        }
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
    // The files of documents are told by their pattern, and which there are by the manifest and each document.
    assert_eq!(package["fiscal-tables:documents"]["path"], "documents/{id}/");
    for entry in scratch.manifest("out").iter().filter_map(|entry| entry["id"].as_str()) {
        let folder = format!("documents/{entry}");
        let description = crate::support::read_json(&scratch.path(&format!("out/{folder}/document.json")));
        let tables = description["tables"].as_array().unwrap().iter().flat_map(|table| [&table["csv"], &table["json"]]);
        let names = tables.filter_map(|name| name.as_str()).chain(["document.json", "facts.csv"]);
        described.extend(names.map(|name| format!("{folder}/{name}")));
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
    let written =
        |id: &str| fs::metadata(scratch.path(&format!("out/documents/{id}/facts.csv"))).unwrap().modified().unwrap();
    let times = ["1", "2"].map(written);
    let facts = scratch.read("out/documents/2/facts.csv");
    scratch.write("out/documents/2/facts.csv", facts.replace('1', "7"));
    scratch.run(&["extract", "in", "-o", "out"]).ends(1, &[]);
    assert_eq!(first, scratch.tree("out"));
    // What is the same is not written again: removing many folders takes longer than all else.
    assert_eq!(written("1"), times[0]);
    assert!(written("2") > times[1]);
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
    scratch.write("in/bad.pdf", pdf(&budget(10)));
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
    for out in ["out", "whole"] {
        scratch.run(&["extract", "in", "-o", out]).ends(1, &[]);
    }
    let whole = scratch.tree("out");
    // As if the run had been killed: a journal with its last line cut short, work under way, no lists.
    let manifest = scratch.read("out/manifest.jsonl");
    let (kept, rest) = manifest.match_indices('\n').nth(3).map(|(at, _)| manifest.split_at(at + 1)).unwrap();
    scratch.write("out/.journal.jsonl", format!("{}\n{kept}{}", r#"{"planned":"1"}"#, &rest[..40]));
    scratch.write("out/.partial/5/01-table.csv", "half a ta");
    for name in ["manifest.jsonl", "tables.csv", "documents.csv", "findings.csv", "datapackage.json"] {
        fs::remove_file(scratch.path("out").join(name)).unwrap();
    }
    for entry in scratch.manifest("whole").iter().skip(4).filter_map(|entry| entry["id"].as_str()) {
        fs::remove_dir_all(scratch.path("out/documents").join(entry)).unwrap();
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
    // A document of the same name elsewhere has a folder of its own.
    scratch.run(&["extract", "in/sub/1.pdf", "-o", "grown"]).ends(0, &[]);
    assert_eq!(scratch.manifest_values("grown", "id"), ["1", "3", "5", "1"]);
    assert!(scratch.read("grown/documents.csv").contains("in/sub/1.pdf"));
    // What somebody else removed is told.
    fs::remove_dir_all(scratch.path("grown/documents/3")).unwrap();
    scratch
        .run(&["extract", "in/5.pdf", "-o", "grown"])
        .ends(0, &["the documents of 1 input of earlier runs are missing (in/3.pdf)"]);
    assert_eq!(scratch.manifest_values("grown", "id"), ["1", "5", "1"]);
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
    assert!(!scratch.path("out/documents/3").exists() && !scratch.read("out/tables.csv").contains("\n3-"));
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
    assert!(!scratch.read("out/tables.csv").contains("\n2-"));
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
    scratch.run(&["extract", "in/2.pdf", "-o", "other2"]).ends(0, &[]);
    let id = scratch.manifest("other2")[0]["id"].as_str().unwrap().to_owned();
    scratch.write(&format!("out/documents/{id}/mine.txt"), "dear all");
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
    let own = scratch.manifest("out")[0]["id"].as_str().unwrap().to_owned();
    let mut file = fs::OpenOptions::new().append(true).open(scratch.path("out/manifest.jsonl")).unwrap();
    for id in ["../../victim", "..", "/tmp"] {
        let line =
            manifest.replace("in/1.pdf", "in/9.pdf").replace(&format!("\"id\":\"{own}\""), &format!("\"id\":\"{id}\""));
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

/// Ids and folders are the same whatever else is read, in whatever order, in however many runs or parts.
#[test]
fn parts_days_and_copies_give_what_one_run_gives() {
    let scratch = scratch_with_inputs("parts_days_and_copies_give_what_one_run_gives");
    scratch.write("in/sub/a copy.pdf", pdf(&budget(5)));
    scratch.write("in/0 copy.pdf", pdf(&budget(5)));
    scratch
        .run(&["extract", "in", "-o", "one", "--format", "csv"])
        .ends(1, &["9 documents (2 inputs are copies of others)"]);
    let one = scratch.tree("one");
    let line = scratch.read("one/documents.csv").lines().find(|line| line.contains("0 copy")).unwrap().to_owned();
    assert!(line.contains("in/5.pdf | in/sub/a copy.pdf"), "{line}");
    let facts = scratch.read("one/facts.csv");
    assert_eq!(facts.lines().filter(|line| line.contains("Service 5")).count(), 3, "of 5, 6 and 7: each once");
    // Parts, whatever way to the inputs is typed.
    for (number, from) in [("1", "in"), ("2", "./in"), ("3", "in/../in")] {
        let (out, shard) = (format!("part{number}"), format!("{number}/3"));
        scratch.run(&["extract", from, "-o", &out, "--shard", &shard, "--format", "csv", "-q"]);
    }
    let count = |out: &str| scratch.manifest(out).len();
    assert_eq!(count("part1") + count("part2") + count("part3"), 11);
    for number in ["1", "2", "3"] {
        let (out, shard) = (format!("part{number}"), format!("{number}/3"));
        fs::remove_dir_all(scratch.path(&out)).unwrap();
        scratch.run(&["extract", "in", "-o", &out, "--shard", &shard, "--format", "csv", "-q"]);
    }
    scratch
        .run(&["merge", "part3", "part1", "part2", "-o", "merged"])
        .ends(0, &["11 inputs with 8 documents in merged"]);
    assert_eq!(scratch.tree("merged"), one);
    scratch.run(&["merge", "merged", "part2", "-o", "merged"]).ends(0, &[]);
    assert_eq!(scratch.tree("merged"), one);
    // Days, the name that counts last.
    for input in ["in/sub", "in/5.pdf", "in/0 copy.pdf", "in"] {
        scratch.run(&["extract", input, "-o", "days", "--format", "csv", "-q"]);
    }
    assert_eq!(scratch.tree("days"), one);
    // The name that counts goes.
    fs::remove_file(scratch.path("in/0 copy.pdf")).unwrap();
    scratch.run(&["extract", "in", "-o", "days", "--format", "csv", "-q", "--prune", "--resume"]);
    scratch.run(&["extract", "in", "-o", "fresh", "--format", "csv", "-q"]);
    assert_eq!(scratch.tree("days"), scratch.tree("fresh"));
    // What contradicts itself, and what is not whole, is refused.
    scratch.write("in/1.pdf", pdf(&budget(8)));
    scratch.run(&["extract", "in/1.pdf", "-o", "other", "--format", "csv"]).ends(0, &[]);
    scratch.run(&["merge", "one", "other", "-o", "none"]).ends(2, &["in/1.pdf is another in other than in one"]);
    scratch.write("other/.journal.jsonl", "");
    scratch.run(&["merge", "one", "other", "-o", "none"]).ends(2, &["was interrupted"]);
    assert!(!scratch.path("none").exists());
}

/// A zip of files, stored as they are.
fn zip_of(files: &[(&[u8], &[u8])]) -> Vec<u8> {
    let crc = |bytes: &[u8]| {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 * (crc & 1)))
        })
    };
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let at = u32::try_from(out.len()).unwrap().to_le_bytes();
        let size = u32::try_from(bytes.len()).unwrap().to_le_bytes();
        let length = u16::try_from(name.len()).unwrap().to_le_bytes();
        let common =
            [&[20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0][..], &crc(bytes).to_le_bytes(), &size, &size, &length, &[0, 0]]
                .concat();
        directory.extend([b"PK\x01\x02\x14\0".as_slice(), &common, &[0; 10], &at, name].concat());
        out.extend([b"PK\x03\x04".as_slice(), &common, name, bytes].concat());
    }
    let at = u32::try_from(out.len()).unwrap().to_le_bytes();
    let size = u32::try_from(directory.len()).unwrap().to_le_bytes();
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    out.extend([&*directory, b"PK\x05\x06\0\0\0\0", &count, &count, &size, &at, &[0, 0]].concat());
    out
}

#[test]
fn what_is_no_pdf_is_named_and_archives_are_opened() {
    let scratch = Scratch::new("what_is_no_pdf_is_named_and_archives_are_opened");
    let budget_pdf = pdf(&budget(2));
    scratch.write("in/a.docx", zip_of(&[(b"[Content_Types].xml", b"x"), (b"word/document.xml", b"x")]));
    scratch.write("in/b.pdf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 a workbook of old");
    scratch.write("in/c", &budget_pdf);
    scratch.write("in/d.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF");
    scratch.write("in/e.css", "h1 { color: red }");
    scratch.write("in/f.txt", b"\x7fELF\x02\x01\x01");
    let inner = zip_of(&[(b"x/deep.pdf", &pdf(&budget(3))), (b"../../../up.pdf", &pdf(&budget(4)))]);
    let outer: [(&[u8], &[u8]); 5] = [
        (b"\xd4\xa4\xcb\xe3.pdf", &budget_pdf),
        (b"inner.zip", &inner),
        (b"__MACOSX/._a.pdf", b"no"),
        (b"notes.css", b"no"),
        (b"form.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ];
    scratch.write("in/z.zip", zip_of(&outer));
    scratch.write("in/z2.zip", &zip_of(&outer)[..200]);
    let before = scratch.names("in");
    scratch
        .run(&["extract", "in", "-o", "out"])
        .ends(1, &["in/a.docx: unsupported_format: a Word document (docx): print it to PDF"]);
    let told = scratch.manifest_values("out", "input");
    let statuses = scratch.manifest_values("out", "status");
    let told: Vec<_> = told.iter().map(String::as_str).zip(statuses.iter().map(String::as_str)).collect();
    let expected = [
        ("in/a.docx", "unsupported_format"),
        ("in/b.pdf", "unsupported_format"),
        ("in/c", "ok"),
        ("in/d.jpg", "unsupported_format"),
        ("in/f.txt", "unsupported_format"),
        ("in/z.zip!/form.xls", "unsupported_format"),
        ("in/z.zip!/inner.zip!/up.pdf", "ok"),
        ("in/z.zip!/inner.zip!/x/deep.pdf", "ok"),
        ("in/z.zip!/预算.pdf", "ok"),
        ("in/z2.zip", "damaged"),
    ];
    assert_eq!(told, expected);
    assert_eq!(scratch.names("in"), before, "nothing is unpacked beside it");
    assert!(!scratch.path("up.pdf").exists() && !scratch.path("out/.partial").exists());
    // What is in an archive no longer is gone; the output folder itself is no input.
    scratch.write("in/z.zip", zip_of(&outer[..1]));
    scratch.run(&["extract", "in", "-o", "in/out"]).ends(1, &[]);
    scratch.run(&["extract", "in", "-o", "in/out", "--format", "csv,json,xlsx"]).ends(1, &[]);
    scratch.run(&["extract", "in", "-o", "out", "--prune"]).ends(1, &["3 inputs of earlier runs that are gone"]);
    assert_eq!(scratch.manifest_values("in/out", "input"), scratch.manifest_values("out", "input"));
}

/// Small archives that unpack to much, or never end.
#[test]
fn archives_are_opened_in_bounds() {
    let scratch = Scratch::new("archives_are_opened_in_bounds");
    let mut nested = zip_of(&[(b"a.pdf", &pdf(&budget(1)))]);
    for _ in 0..4 {
        nested = zip_of(&[(b"a.zip", &nested)]);
    }
    scratch.write("deep.zip", nested);
    let python = "import zipfile\nwith zipfile.ZipFile('bomb.zip','w',zipfile.ZIP_DEFLATED) as z: z.writestr('a.txt', b'0' * 200_000_000)";
    let made = std::process::Command::new("python3").args(["-c", python]).current_dir(&scratch.0).status();
    scratch
        .run(&["extract", "deep.zip", "-o", "out"])
        .ends(1, &["deep.zip: archive_limit: archives in archives, more than 3 deep"]);
    if made.is_ok_and(|status| status.success()) {
        scratch
            .run(&["extract", "bomb.zip", "-o", "bomb"])
            .ends(1, &["bomb.zip: archive_limit: it unpacks to more than 100 times"]);
    }
}

#[test]
fn where_inputs_come_from_goes_along_and_what_became_of_them_is_told() {
    let scratch = Scratch::new("where_inputs_come_from_goes_along");
    for n in 1..=3 {
        scratch.write(&format!("in/{n}.pdf"), pdf(&budget(n)));
    }
    scratch.write("in/z.zip", zip_of(&[(b"a.pdf", &pdf(&budget(9)))]));
    let list = "path,url,note\n./1.pdf,https://example.org/1,\"a, b\"\nin/z.zip,https://example.org/z,\ngone.pdf,x,\n";
    scratch.write("in/sources.csv", list);
    let args = ["extract", "in", "-o", "out", "--source-list", "in/sources.csv"];
    scratch.run(&args).ends(0, &["the list of sources has 3 lines, of 2 inputs something is noted"]);
    let documents = scratch.read("out/documents.csv");
    let mut rows = csv::Reader::from_reader(documents.as_bytes());
    let column =
        |name: &str, rows: &mut csv::Reader<&[u8]>| rows.headers().unwrap().iter().position(|own| own == name).unwrap();
    let (note, url, bytes) = (column("note", &mut rows), column("url", &mut rows), column("bytes", &mut rows));
    let told: Vec<_> = rows.records().map(Result::unwrap).collect();
    assert_eq!((&told[0][url], &told[0][note], &told[1][url]), ("https://example.org/1", "a, b", ""));
    assert_eq!(&told[3][url], "https://example.org/z");
    assert_eq!(told[0][bytes], fs::metadata(scratch.path("in/1.pdf")).unwrap().len().to_string());
    let package = crate::support::read_json(&scratch.path("out/datapackage.json"));
    let fields = package["resources"][1]["schema"]["fields"].as_array().unwrap();
    assert!(fields.contains(&serde_json::json!({"name": "url", "type": "string"})), "{fields:?}");
    assert!(scratch.manifest("out")[0]["modified"].as_str().unwrap().ends_with('Z'));
    // A run over others leaves what is noted.
    scratch.run(&["extract", "in/2.pdf", "-o", "out"]).ends(0, &[]);
    assert_eq!(scratch.read("out/documents.csv"), documents);
    scratch.write("bad.csv", "path,title\n");
    scratch
        .run(&["extract", "in", "-o", "out", "--source-list", "bad.csv"])
        .ends(2, &["the column `title` stands for"]);

    // Moved, changed, taken away.
    scratch.run(&["verify", "out", "--inputs", "in"]).ends(0, &["4 equal, 0 changed, 0 missing"]);
    fs::rename(scratch.path("in"), scratch.path("archive")).unwrap();
    scratch.write("archive/2.pdf", pdf(&budget(7)));
    fs::remove_file(scratch.path("archive/3.pdf")).unwrap();
    scratch.write("archive/z.zip", zip_of(&[(b"a.pdf", &pdf(&budget(8)))]));
    let told = scratch.run(&["verify", "out", "--inputs", "archive"]).ends(1, &["1 equal, 2 changed, 1 missing"]);
    assert_eq!(told.stdout, "in/2.pdf: changed\nin/3.pdf: missing\nin/z.zip!/a.pdf: changed\n");
}

#[test]
fn pages_that_are_not_there_are_told() {
    let scratch = Scratch::new("pages_that_are_not_there_are_told");
    scratch.write("a.pdf", pdf(&budget(1)));
    scratch
        .run(&["extract", "a.pdf", "-o", "out", "--pages", "1-999"])
        .ends(0, &["a.pdf: pages up to 999 were asked for, and it has 1 page"]);
    scratch.run(&["extract", "a.pdf", "-o", "out", "--pages", "1-"]).ends(0, &[]);
}

/// A member that is locked is named, and the others are read; a compressed tar is opened like a zip.
#[test]
fn archives_of_other_sorts_are_opened() {
    let scratch = Scratch::new("archives_of_other_sorts_are_opened");
    let (one, two) = (pdf(&budget(1)), pdf(&budget(2)));
    let mut zip = zip_of(&[(b"locked.pdf", &one), (b"open.pdf", &two)]);
    // The first bit of the flags says that a member is locked, beside its bytes and in the list at the end.
    let first = |mark: &[u8], zip: &[u8]| zip.windows(4).position(|window| window == mark).unwrap();
    let places = [first(b"PK\x03\x04", &zip) + 6, first(b"PK\x01\x02", &zip) + 8];
    places.into_iter().for_each(|at| zip[at] |= 1);
    scratch.write("in/a.zip", zip);
    let tar = |names: &[(&str, &[u8])]| {
        let mut tar = tar::Builder::new(Vec::new());
        for (name, bytes) in names {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            tar.append(&header, *bytes).unwrap();
        }
        tar.into_inner().unwrap()
    };
    let tar = tar(&[("2026/b.pdf", &pdf(&budget(3))), ("../../c.pdf", &pdf(&budget(4))), ("d.css", b"no")]);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(&tar).unwrap();
    let packed = packed.finish().unwrap();
    scratch.write("in/z.tar.gz", &packed);
    scratch.write("in/y.tgz", &packed[..packed.len() / 2]);
    scratch.run(&["extract", "in", "-o", "out"]).ends(1, &["in/a.zip!/locked.pdf: password_required: "]);
    let told = scratch.manifest_values("out", "input");
    let statuses = scratch.manifest_values("out", "status");
    let told: Vec<_> = told.iter().map(String::as_str).zip(statuses.iter().map(String::as_str)).collect();
    let expected = [
        ("in/a.zip!/locked.pdf", "password_required"),
        ("in/a.zip!/open.pdf", "ok"),
        ("in/z.tar.gz!/2026/b.pdf", "ok"),
        ("in/z.tar.gz!/c.pdf", "ok"),
    ];
    assert_eq!(told.iter().filter(|(name, _)| !name.contains("y.tgz")).copied().collect::<Vec<_>>(), expected);
    assert!(told.iter().any(|(name, status)| name.contains("y.tgz") && *status == "damaged"), "{told:?}");
    assert!(!scratch.path("c.pdf").exists());
}

/// A folder of version 0.1.0: ids without a digest, a manifest without much of what it has now. One of a release to come is
/// left alone.
#[test]
fn folders_of_other_releases_are_taken_over_or_refused() {
    let scratch = scratch_with_inputs("folders_of_other_releases_are_taken_over_or_refused");
    scratch.run(&["extract", "in/1.pdf", "in/2.pdf", "-o", "out"]).ends(0, &[]);
    let fresh = scratch.tree("out");
    let mut lines = String::new();
    for mut entry in scratch.manifest("out") {
        let id = entry["id"].as_str().unwrap().to_owned();
        let short = crate::support::readable(&id).to_owned();
        fs::rename(scratch.0.join("out/documents").join(&id), scratch.0.join("out/documents").join(&short)).unwrap();
        let old =
            ["schema", "input", "sha256", "bytes", "status", "reason", "pages", "tables", "findings", "engine_ms"];
        entry.as_object_mut().unwrap().retain(|key, _| old.contains(&key.as_str()));
        entry["id"] = short.into();
        entry["made_with"] = "0.1.0 csv json".into();
        entry["output_sha256"] = "00".repeat(32).into();
        lines.push_str(&format!("{entry}\n"));
    }
    fs::write(scratch.path("out/manifest.jsonl"), &lines).unwrap();
    scratch.run(&["extract", "in/1.pdf", "in/2.pdf", "-o", "out", "--resume"]).ends(0, &["2 documents, "]);
    assert_eq!(scratch.tree("out"), fresh);
    let newer = lines.replace("fiscal-tables/manifest/1", "fiscal-tables/manifest/99");
    assert_ne!(newer, lines);
    fs::write(scratch.path("out/manifest.jsonl"), &newer).unwrap();
    let before = scratch.tree("out");
    scratch.run(&["extract", "in/1.pdf", "-o", "out"]).ends(2, &["is of another release (fiscal-tables/manifest/99"]);
    assert_eq!(scratch.tree("out"), before);
}

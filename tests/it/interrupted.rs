//! Runs that are killed, that run out of disk, that lose their folder: begun again, the output is that of a run nobody
//! disturbed, and what is there in between is whole.

#![cfg(unix)]

use crate::support::{Run, Scratch, budget, command, pdf};
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The same numbers in every run (Knuth's MMIX generator).
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n.max(1)
    }
}

/// Each folder of a document is as the undisturbed run made it, or is not there.
fn check_what_is_there(scratch: &Scratch, out: &str, whole: &[(String, String)]) {
    if !scratch.path(out).join("documents").exists() {
        return;
    }
    let there = crate::support::files(&scratch.path(out).join("documents"));
    let folders: std::collections::BTreeSet<&str> =
        there.iter().map(|(name, _)| name.split('/').next().unwrap()).collect();
    let expected: Vec<(String, String)> = whole
        .iter()
        .filter_map(|(name, text)| Some((name.strip_prefix("documents/")?.to_owned(), text.clone())))
        .filter(|(name, _)| folders.contains(name.split('/').next().unwrap()))
        .collect();
    assert_eq!(there, expected);
}

#[test]
fn killed_anywhere_and_resumed() {
    let scratch = Scratch::new("killed_anywhere_and_resumed");
    for n in 1..=24 {
        scratch.write(&format!("in/{n:02}.pdf"), pdf(&budget(n * 4)));
    }
    scratch.write("in/bad.pdf", "no pdf");
    let start = Instant::now();
    scratch.run(&["extract", "in", "-o", "whole"]).ends(1, &[]);
    let time = u64::try_from(start.elapsed().as_micros()).unwrap();
    let whole = scratch.tree("whole");
    let mut random = Random(6);
    for round in 0..14 {
        let out = format!("out{}", round % 2);
        if round % 4 < 2 {
            let _ = fs::remove_dir_all(scratch.path(&out));
        }
        // Killed once or more often before it is let through.
        for _ in 0..=random.below(3) {
            let mut command = command(&["extract", "in", "-o", &out, "--resume", "--quiet", "--jobs", "2"]);
            command.current_dir(&scratch.0).stdin(Stdio::null()).stderr(Stdio::null());
            let mut run = command.spawn().unwrap();
            std::thread::sleep(Duration::from_micros(random.below(time * 11 / 10)));
            run.kill().unwrap();
            run.wait().unwrap();
            check_what_is_there(&scratch, &out, &whole);
        }
        scratch.run(&["extract", "in", "-o", &out, "--resume"]).ends(1, &["25 documents"]);
        assert_eq!(scratch.tree(&out), whole);
        assert!(!scratch.names(&out).iter().any(|name| name.starts_with('.')), "{:?}", scratch.names(&out));
    }
}

/// A limit on the size of files stops writing in the middle of one, as a full disk does.
#[test]
fn a_full_disk_is_told_and_nothing_half_written_stays() {
    let scratch = Scratch::new("a_full_disk_is_told_and_nothing_half_written_stays");
    for n in [1, 2, 60] {
        scratch.write(&format!("in/{n:02}.pdf"), pdf(&budget(n)));
    }
    scratch.run(&["extract", "in", "-o", "whole"]).ends(0, &[]);
    let whole = scratch.tree("whole");
    let run = |blocks: &str, out: &str| {
        // The signal that a file has grown too large is ignored, so that the write fails.
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" extract in -o {out} --jobs 1 --resume");
        let mut shell = Command::new("sh");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_fiscal-tables")]);
        Run::from(shell.current_dir(&scratch.0).stdin(Stdio::null()).output().unwrap())
    };
    run("12", "out").ends(2, &["cannot write the tables of in/60.pdf", "--resume", "too large"]);
    assert!(!scratch.path("out/manifest.jsonl").exists() && !scratch.path("out/tables.csv").exists());
    check_what_is_there(&scratch, "out", &whole);
    assert!(scratch.path("out/documents/01").exists() && !scratch.path("out/documents/60").exists());
    scratch.run(&["extract", "in", "-o", "out", "--resume"]).ends(0, &["3 documents (2 from an earlier run)"]);
    assert_eq!(scratch.tree("out"), whole);
    // Full when the lists are written: those of the run before stay as they are.
    scratch.write("in/99.pdf", pdf(&budget(3)));
    run("12", "out").ends(2, &["cannot write the lists of out"]);
    let lists =
        |tree: Vec<(String, String)>| tree.into_iter().filter(|(name, _)| !name.contains('/')).collect::<Vec<_>>();
    let left: Vec<_> = lists(scratch.tree("out")).into_iter().filter(|(name, _)| !name.starts_with('.')).collect();
    assert_eq!(left, lists(whole));
    scratch.run(&["extract", "in", "-o", "out", "--resume"]).ends(0, &["4 documents (4 from an earlier run)"]);
    scratch.run(&["extract", "in", "-o", "again"]).ends(0, &[]);
    assert_eq!(scratch.tree("out"), scratch.tree("again"));
}

#[test]
fn an_output_folder_that_is_removed_is_told() {
    let scratch = Scratch::new("an_output_folder_that_is_removed_is_told");
    for part in ["out", "out/.partial", "out/documents"] {
        let mut command = command(&["extract", "-", "-o", "out", "--input-format", "pdf"]);
        command.current_dir(&scratch.0).stdin(Stdio::piped()).stderr(Stdio::piped()).stdout(Stdio::null());
        let mut run = command.spawn().unwrap();
        // The run waits for its document; by then the folder is made.
        let start = Instant::now();
        while !scratch.path("out/.partial").exists() && start.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(Duration::from_millis(50));
        fs::remove_dir_all(scratch.path(part)).unwrap();
        let mut stdin = run.stdin.take().unwrap();
        let _ = stdin.write_all(&pdf(&budget(3)));
        drop(stdin);
        Run::from(run.wait_with_output().unwrap()).ends(2, &["cannot write", "out"]);
        let _ = fs::remove_dir_all(scratch.path("out"));
    }
}

/// What reads for a killed run ends with it.
#[cfg(target_os = "linux")]
#[test]
fn workers_end_with_the_run() {
    let scratch = Scratch::new("workers_end_with_the_run");
    fs::create_dir_all(scratch.path("in")).unwrap();
    // A pipe nobody writes to: the worker waits for its bytes for ever.
    let fifo = scratch.path("in/waits.pdf");
    if !Command::new("mkfifo").arg(&fifo).status().is_ok_and(|status| status.success()) {
        return crate::support::skip("workers_end_with_the_run", "no mkfifo");
    }
    let mut command = command(&["extract", "in/waits.pdf", "-o", "out"]);
    command.current_dir(&scratch.0).stdin(Stdio::null()).stderr(Stdio::null());
    let mut run = command.spawn().unwrap();
    let children = format!("/proc/{0}/task", run.id());
    let child = || {
        let tasks = fs::read_dir(&children).ok()?.flatten();
        tasks
            .filter_map(|task| fs::read_to_string(task.path().join("children")).ok())
            .find_map(|found| found.split_whitespace().next().map(str::to_owned))
    };
    let start = Instant::now();
    let mut found = None;
    while found.is_none() && start.elapsed() < Duration::from_secs(20) {
        found = child();
        std::thread::sleep(Duration::from_millis(20));
    }
    let worker = found.expect("a worker");
    std::thread::sleep(Duration::from_millis(100));
    run.kill().unwrap();
    run.wait().unwrap();
    let alive = || fs::read_to_string(format!("/proc/{worker}/stat")).is_ok_and(|stat| !stat.contains(") Z "));
    let start = Instant::now();
    while alive() && start.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(!alive(), "worker {worker} goes on");
}

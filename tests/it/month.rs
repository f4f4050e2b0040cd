//! A month of a data set: documents come, change, are renamed, copied and taken away; runs are killed, run into each other,
//! are resumed, parted and merged. In the end the folder is that of one run nobody disturbed, and whoever reads its lists
//! meanwhile finds whole ones.

#![cfg(unix)]

use crate::support::{Scratch, budget, command, pdf};
use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// The same numbers in every run (Knuth's MMIX generator).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n.max(1)
    }
}

const DAYS: usize = 30;
/// On a machine that is busy the days that are left are left out: what was done is checked all the same.
const TIME: Duration = Duration::from_secs(120);

fn start(scratch: &Scratch, args: &[&str]) -> Child {
    let mut command = command(args);
    command.current_dir(&scratch.0).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// What happens to the inputs of one day.
fn change(scratch: &Scratch, random: &mut Random, day: usize) {
    for _ in 0..=random.below(3) {
        let files: Vec<_> = walkdir::WalkDir::new(scratch.path("in"))
            .sort_by_file_name()
            .into_iter()
            .map(|entry| entry.unwrap().into_path())
            .filter(|path| path.is_file())
            .collect();
        let one = files[random.below(files.len())].clone();
        let name = format!("in/{}{day}-{}.pdf", ["", "sub/", "z/"][random.below(3)], random.below(100));
        match random.below(6) {
            0 | 1 => drop(scratch.write(&name, pdf(&budget(1 + random.below(40))))),
            2 => {
                let to = scratch.write(&name, "");
                fs::rename(one, to).unwrap();
            }
            3 => drop(scratch.write(&name, fs::read(one).unwrap())),
            4 => fs::write(one, pdf(&budget(50 + random.below(10)))).unwrap(),
            _ if files.len() > 4 => fs::remove_file(one).unwrap(),
            _ => drop(scratch.write(&name, "no pdf")),
        }
    }
}

/// Reads a list as anybody might, at any moment: it is there whole, or not yet.
fn check_lists(out: &Path) -> usize {
    let mut seen = 0;
    for name in ["manifest.jsonl", "documents.csv", "tables.csv", "facts.csv", "findings.csv", "datapackage.json"] {
        let Ok(text) = fs::read_to_string(out.join(name)) else { continue };
        seen += 1;
        assert!(text.ends_with('\n'), "{name} is cut short");
        match name.rsplit('.').next().unwrap() {
            "csv" => csv::Reader::from_reader(text.as_bytes()).records().for_each(|record| drop(record.expect(name))),
            "jsonl" => text.lines().for_each(|line| drop(serde_json::from_str::<serde_json::Value>(line).expect(name))),
            _ => drop(serde_json::from_str::<serde_json::Value>(&text).expect(name)),
        }
    }
    seen
}

#[test]
fn a_month_of_a_data_set() {
    let scratch = Scratch::new("a_month_of_a_data_set");
    for n in 1..=6 {
        scratch.write(&format!("in/{n}.pdf"), pdf(&budget(n * 5)));
    }
    let (is_over, seen) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                seen.fetch_add(check_lists(&scratch.path("out")), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(2));
            }
        });
        let lived = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| live(&scratch)));
        is_over.store(true, Ordering::Relaxed);
        reader.join().expect("no reader saw half a list");
        lived.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });
    assert!(seen.into_inner() > 100);
    scratch.run(&["extract", "in", "-o", "once", "-q"]);
    let once = scratch.tree("once");
    assert_eq!(scratch.tree("out"), once);
    for part in ["1/3", "2/3", "3/3"] {
        scratch.run(&["extract", "in", "-o", &part.replace('/', "of"), "--shard", part, "-q"]);
    }
    scratch.run(&["merge", "2of3", "1of3", "3of3", "-o", "merged"]).ends(0, &[]);
    assert_eq!(scratch.tree("merged"), once);
}

fn live(scratch: &Scratch) {
    let begun = Instant::now();
    let mut random = Random(21);
    let args = ["extract", "in", "-o", "out", "--resume", "--prune", "-q", "--jobs", "2"];
    for day in 1..=DAYS {
        if begun.elapsed() > TIME {
            crate::support::skip("a_month_of_a_data_set", &format!("the days from {day} on: the machine is busy"));
            break;
        }
        change(scratch, &mut random, day);
        match random.below(4) {
            0 => {
                let mut run = start(scratch, &args);
                std::thread::sleep(Duration::from_millis(random.below(150) as u64));
                run.kill().unwrap();
                run.wait().unwrap();
            }
            1 => {
                let both = [start(scratch, &args), start(scratch, &args)];
                for run in both {
                    let done = run.wait_with_output().unwrap();
                    let said = String::from_utf8_lossy(&done.stderr).into_owned();
                    let is_refused = done.status.code() == Some(2) && said.contains("another run is writing to out");
                    assert!(is_refused || matches!(done.status.code(), Some(0 | 1)), "{:?}: {said}", done.status);
                }
            }
            _ => {}
        }
        // What is new only, then all: the folder is added to and renewed.
        if random.below(3) == 0 {
            start(scratch, &["extract", "in/*.pdf", "-o", "out", "-q"]).wait().unwrap();
        }
        let done = start(scratch, &args).wait_with_output().unwrap();
        assert!(matches!(done.status.code(), Some(0 | 1)), "day {day}: {}", String::from_utf8_lossy(&done.stderr));
    }
}

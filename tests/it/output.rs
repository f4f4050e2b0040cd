//! `output/` is what the program makes of `samples/`: the README's main command, run again, gives the same bytes.
//!
//! One value is left out: `engine_ms` in the manifest, the time a document took, which is committed as it happened
//! to be.

use crate::support::{Run, Scratch, command, files, project};
use std::collections::BTreeMap;

/// What renews `output/`, in the project's folder.
const RENEW: &str = "cargo run --release -- extract samples -o output";

#[test]
fn output_is_what_the_program_makes_of_the_samples() {
    let scratch = Scratch::new("output_is_what_the_program_makes_of_the_samples");
    let out = scratch.path("output");
    let run = command(&["extract", "samples", "-o", out.to_str().unwrap()]).current_dir(project()).output().unwrap();
    // Two of the samples cannot be read, by design.
    Run::from(run).ends(1, &["samples/damaged.pdf: damaged: ", "samples/scanned.pdf: no_text_layer: "]);
    let made: BTreeMap<_, _> = files(&out).into_iter().collect();
    let kept: BTreeMap<_, _> = files(&project().join("output")).into_iter().collect();
    let mut stale: Vec<String> = Vec::new();
    stale.extend(made.keys().filter(|name| !kept.contains_key(*name)).map(|name| format!("{name} is missing")));
    stale.extend(kept.keys().filter(|name| !made.contains_key(*name)).map(|name| format!("{name} is made no more")));
    for (name, text) in &made {
        if let Some(old) = kept.get(name).filter(|old| *old != text) {
            stale.push(format!("{name} differs: {}", first_difference(old, text)));
        }
    }
    assert!(stale.is_empty(), "output/ is stale; renew it with: {RENEW}\n{}", stale.join("\n"));
}

/// The first line in which two texts differ.
fn first_difference(old: &str, new: &str) -> String {
    const SHOWN: usize = 200;
    let shown = |line: Option<&str>| line.unwrap_or("(nothing)").chars().take(SHOWN).collect::<String>();
    let (mut old, mut new) = (old.split('\n'), new.split('\n'));
    for number in 1.. {
        let (a, b) = (old.next(), new.next());
        if a != b {
            return format!("line {number}\n  output/: {}\n  now:     {}", shown(a), shown(b));
        }
        if a.is_none() {
            break;
        }
    }
    "in no line".to_owned()
}

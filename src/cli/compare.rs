//! `verify OUT --inputs FOLDER`: whether the inputs are still what OUT was made of.

use super::archive::{self, INSIDE, outermost};
use super::args::Verify;
use super::inputs::Input;
use super::manifest;
use super::parallel::default_jobs;
use super::plan::digests;
use crate::export::schema::ManifestEntry;
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Prints which inputs of an output folder are not what they were, and how many are. True if all are.
///
/// # Errors
/// The folder has no manifest, or archives cannot be unpacked.
pub(super) fn run(args: &Verify, root: &Path, below: &Path) -> Result<bool> {
    let entries = manifest::entries(root)?;
    let places: Vec<PathBuf> = entries.iter().map(|entry| place(outermost(&entry.input), below)).collect();
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let archives: BTreeSet<&PathBuf> =
        entries.iter().zip(&places).filter(|(entry, _)| entry.input.contains(INSIDE)).map(|(_, place)| place).collect();
    let archives = archives.into_iter().map(|path| Input::new(path.clone())).collect();
    let (inside, _) = archive::opened(archives, folder.path(), args.max_file_size).context("cannot unpack archives")?;
    let inside: BTreeMap<String, Input> = inside.into_iter().map(|input| (input.name(), input)).collect();
    let inputs: Vec<Input> = entries
        .iter()
        .zip(&places)
        .map(|(entry, place)| match entry.input.split_once(INSIDE) {
            Some((_, name)) => {
                let name = format!("{}{INSIDE}{name}", place.display());
                inside.get(&name).cloned().unwrap_or_else(|| Input::new(PathBuf::from(name)))
            }
            None => Input::new(place.clone()),
        })
        .collect();
    let jobs = args.jobs.map_or_else(default_jobs, usize::from);
    let found = digests(&inputs, Path::new(""), u64::MAX, jobs);
    let mut counts = [("equal", 0), ("changed", 0), ("missing", 0)];
    let mut text = String::new();
    for (entry, now) in entries.iter().zip(&found) {
        let at = state(entry, now.as_deref());
        counts[at].1 += 1;
        if at > 0 {
            text.push_str(&format!("{}: {}\n", entry.input, counts[at].0));
        }
    }
    super::print(text.as_bytes())?;
    if !args.quiet {
        let counted: Vec<String> = counts.iter().map(|(word, count)| format!("{count} {word}")).collect();
        super::say::line(&format!("inputs of {}: {}", root.display(), counted.join(", ")));
    }
    Ok(counts[1].1 + counts[2].1 == 0)
}

/// 0 equal, 1 changed, 2 missing. Standard input is never there again; what could not be read then is compared with nothing.
fn state(entry: &ManifestEntry, now: Option<&str>) -> usize {
    match (now, entry.sha256.as_deref()) {
        _ if entry.input == "-" => 0,
        (None, Some(_)) => 2,
        (Some(now), Some(then)) if now != then => 1,
        _ => 0,
    }
}

/// Where an input is now: below the folder by its path or what of it is there, by its name at last; else where it was.
fn place(input: &str, below: &Path) -> PathBuf {
    let parts: Vec<_> = Path::new(input).components().collect();
    let ends = (0..parts.len()).map(|from| below.join(parts.iter().skip(from).collect::<PathBuf>()));
    ends.filter(|path| path.starts_with(below)).find(|path| path.is_file()).unwrap_or_else(|| below.join(input))
}

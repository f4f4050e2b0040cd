//! Inputs -> the documents of a run: what each input's bytes are, and which inputs are one document.
//!
//! A document is its bytes. The same bytes under several names are read once; the first of the names, in the order of the
//! lists, is the one that the document's id is made of, whatever order they came in and in however many runs.

use super::folder::digest_of;
use super::id;
use super::inputs::Input;
use super::manifest::Former;
use crate::export::schema::ManifestEntry;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// One document of a run: one or more inputs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Task {
    /// The places of its inputs among those of the run, ascending.
    pub(super) inputs: Vec<usize>,
    /// The name of its folder.
    pub(super) id: String,
    /// The file name that it is known by.
    pub(super) name: String,
    /// The digest of its bytes; none if they cannot be read.
    pub(super) sha256: Option<String>,
}

/// The digests of the inputs, where they can be read and have no more than `max_bytes`. `stdin` is where standard input is.
pub(super) fn digests(inputs: &[Input], stdin: &Path, max_bytes: u64, jobs: usize) -> Vec<Option<String>> {
    let of = |input: &Input| {
        let path = if input.is_stdin() { stdin } else { input.bytes_in.as_ref().unwrap_or(&input.path) };
        input.refusal.is_none().then(|| digest(path, max_bytes).ok().flatten()).flatten()
    };
    match rayon::ThreadPoolBuilder::new().num_threads(jobs.max(1)).build() {
        Ok(pool) => pool.install(|| inputs.par_iter().map(of).collect()),
        Err(_) => inputs.iter().map(of).collect(),
    }
}

/// The digest of a file; none if it is too large. Pipes and devices give their bytes but once, to the worker.
fn digest(path: &Path, max_bytes: u64) -> io::Result<Option<String>> {
    let metadata = path.metadata()?;
    if !metadata.is_file() || metadata.len() > max_bytes {
        return Ok(None);
    }
    Ok(Some(digest_of(&mut File::open(path)?)?.1))
}

/// The documents that the inputs are, in the order of the inputs. `former` is what stays of earlier runs: an input of theirs
/// may be another name of a document of this one. `is_text` is what the inputs are, where their names do not tell.
pub(super) fn tasks<'f>(
    inputs: &[Input],
    digests: &[Option<String>],
    former: impl Iterator<Item = &'f ManifestEntry>,
    is_text: Option<bool>,
) -> Vec<Task> {
    let key = |input: &Input, sha256: &str| (sha256.to_owned(), is_text.unwrap_or(input.is_text()));
    // The first of the names of each content.
    let mut first: BTreeMap<(String, bool), PathBuf> = BTreeMap::new();
    let mut note = |input: &Input, sha256: &str| {
        let name = first.entry(key(input, sha256)).or_insert_with(|| input.path.clone());
        if input.path < *name {
            name.clone_from(&input.path);
        }
    };
    for (input, sha256) in inputs.iter().zip(digests) {
        sha256.iter().for_each(|sha256| note(input, sha256));
    }
    for entry in former.filter(|entry| entry.id.is_some()) {
        entry.sha256.iter().for_each(|sha256| note(&Input::new(PathBuf::from(&entry.input)), sha256));
    }
    let mut tasks: Vec<Task> = Vec::new();
    let mut places: BTreeMap<(String, bool), usize> = BTreeMap::new();
    for (at, (input, sha256)) in inputs.iter().zip(digests).enumerate() {
        let Some(digest) = sha256 else {
            tasks.push(Task { inputs: vec![at], id: String::new(), name: input.file_name(), sha256: None });
            continue;
        };
        let key = key(input, digest);
        if let Some(task) = places.get(&key).and_then(|place| tasks.get_mut(*place)) {
            task.inputs.push(at);
            continue;
        }
        let path = first.get(&key).unwrap_or(&input.path);
        let name = Input::new(path.clone()).file_name();
        places.insert(key, tasks.len());
        tasks.push(Task { inputs: vec![at], id: id::id(path, digest), name, sha256: sha256.clone() });
    }
    tasks
}

/// What stays of earlier runs beside the inputs of this one.
pub(super) fn staying<'f>(
    former: &'f Former,
    inputs: &[Input],
    goes: impl Fn(&str) -> bool,
) -> impl Iterator<Item = &'f ManifestEntry> {
    let named: std::collections::BTreeSet<String> = inputs.iter().map(Input::name).collect();
    former.entries.values().filter(move |entry| !named.contains(&entry.input) && !goes(&entry.input))
}

#[cfg(test)]
mod tests {
    use super::{Task, tasks};
    use crate::cli::inputs::Input;

    fn check(inputs: &[(&str, &str)], expected: &[(&[usize], &str)]) {
        let (paths, digests): (Vec<_>, Vec<_>) = inputs
            .iter()
            .map(|(path, digest)| (Input::new((*path).into()), (!digest.is_empty()).then(|| digest.repeat(12))))
            .unzip();
        let made = tasks(&paths, &digests, std::iter::empty(), None);
        let made: Vec<(&[usize], &str)> = made.iter().map(|Task { inputs, id, .. }| (&**inputs, &**id)).collect();
        assert_eq!(made, expected);
    }

    #[test]
    fn an_id_is_of_the_document_alone() {
        check(&[("a/x.pdf", "1"), ("b/x.pdf", "2")], &[(&[0], "x-111111111111"), (&[1], "x-222222222222")]);
        check(&[("b/x.pdf", "2")], &[(&[0], "x-222222222222")]);
    }

    #[test]
    fn the_same_bytes_are_one_document() {
        let one: (&[usize], &str) = (&[0, 2], "x-111111111111");
        check(&[("b/y.pdf", "1"), ("c.pdf", "2"), ("a/x.pdf", "1")], &[one, (&[1], "c-222222222222")]);
        // Not so if they are read in another way, or not at all.
        check(
            &[("x.pdf", "1"), ("x.txt", "1"), ("z", "")],
            &[(&[0], "x-111111111111"), (&[1], "x.txt-111111111111"), (&[2], "")],
        );
    }
}

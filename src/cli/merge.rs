//! `merge`: several output folders, such as those of the parts of `--shard`, into one: what one run over all of their inputs
//! gives. Nothing is read again: a document's files are copied as they are.

use super::args::Merge;
use super::folder::{folder, intact};
use super::inputs::Input;
use super::lists::{self, Asked};
use super::output::Output;
use super::{id, manifest, say, site};
use crate::export::csv::Dialect;
use crate::export::schema::ManifestEntry;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The number of the folder in which documents are put together: no process has it.
const OWN: u32 = 0;

/// One input, and the output folder that has its document.
struct Found<'a> {
    root: &'a Path,
    entry: ManifestEntry,
}

/// Runs `merge`.
///
/// # Errors
/// A folder is not one that extract has written to its end, two of them contradict each other, or the output cannot be
/// written. The output is as it was.
pub(super) fn run(args: &Merge) -> Result<()> {
    let root = &*args.output;
    let is_root =
        |from: &&Path| fs::canonicalize(from).ok().is_some_and(|from| fs::canonicalize(root).ok() == Some(from));
    let mut sources: Vec<&Path> = args.outs.iter().map(|out| &**out).filter(|from| !is_root(from)).collect();
    for from in &sources {
        finished(from)?;
    }
    if root.join(manifest::MANIFEST).is_file() {
        sources.push(root);
    }
    let mut all = BTreeMap::new();
    for from in &sources {
        gather(from, &mut all)?;
    }
    if all.is_empty() {
        bail!("there is nothing to merge");
    }
    let asked = asked(&sources, all.values())?;
    all.values().filter(|found| found.root != root).try_for_each(check)?;
    let folders = one_name(&mut all);
    let output = Output::open(root, false)?;
    output.plan(folders.iter().map(|(id, _)| &**id))?;
    for (id, from) in &folders {
        if *from != root {
            copy(&output, from, id)?;
        }
    }
    let entries: Vec<ManifestEntry> = all.into_values().map(|found| found.entry).collect();
    for entry in &entries {
        output.record(entry).with_context(|| format!("cannot write to {}", root.display()))?;
    }
    let (inputs, documents) = (entries.len(), folders.len());
    output.finish(entries, asked)?;
    site::remove_stale(root)?;
    if !args.quiet {
        say::line(&format!("{} with {documents} documents in {}", say::inputs(inputs), root.display()));
    }
    Ok(())
}

/// Refuses what no run has brought to its end.
fn finished(root: &Path) -> Result<()> {
    if !manifest::is_ours(root) {
        bail!("{} is not a folder that extract has written", root.display());
    }
    if root.join(manifest::JOURNAL).exists() || !root.join(manifest::MANIFEST).is_file() {
        bail!(
            "a run into {} is under way or was interrupted; bring it to its end first, with --resume",
            root.display()
        );
    }
    Ok(())
}

/// Adds the inputs of an output folder. One that several folders have must be the same in all.
fn gather<'a>(root: &'a Path, all: &mut BTreeMap<String, Found<'a>>) -> Result<()> {
    for entry in manifest::entries(root)? {
        let what = |entry: &ManifestEntry| (entry.sha256.clone(), entry.status.clone(), entry.output_sha256.clone());
        match all.get(&entry.input) {
            Some(other) if what(&other.entry) != what(&entry) => bail!(
                "{} is another in {} than in {}; read it again into one of them, or name only one",
                entry.input,
                root.display(),
                other.root.display()
            ),
            Some(_) => {}
            None => {
                all.insert(entry.input.clone(), Found { root, entry });
            }
        }
    }
    Ok(())
}

/// What the merged folder is to have: each format that one of the folders has, in their dialect.
fn asked<'a>(sources: &[&Path], all: impl Iterator<Item = &'a Found<'a>>) -> Result<Asked> {
    let mut dialect = None;
    for found in all {
        let has = |word: &str| found.entry.made_with.split(' ').any(|own| own == word);
        let own = Dialect { excel_safe: has("excel-safe"), bom: has("bom") };
        if dialect.is_some_and(|dialect| dialect != own) {
            bail!("{} was written with other options (--excel-safe, --bom) than the others", found.root.display());
        }
        dialect = Some(own);
    }
    Ok(Asked { dialect: dialect.unwrap_or_default(), ..lists::written(sources) })
}

/// Gives the inputs of one content one document: that of the first of their names. Gives the documents, and where each is.
fn one_name<'a>(all: &mut BTreeMap<String, Found<'a>>) -> Vec<(String, &'a Path)> {
    let mut order: Vec<String> = all.keys().cloned().collect();
    order.sort_by(|a, b| Path::new(a).cmp(Path::new(b)));
    let key = |found: &Found<'_>| {
        (found.entry.sha256.clone(), Input::new((&found.entry.input).into()).is_text(), found.entry.made_with.clone())
    };
    let mut documents: BTreeMap<_, (String, ManifestEntry, &'a Path)> = BTreeMap::new();
    for found in order.iter().filter_map(|input| all.get(input)).filter(|found| found.entry.id.is_some()) {
        let place = documents.entry(key(found)).or_insert_with(|| {
            let sha256 = found.entry.sha256.as_deref().unwrap_or_default();
            (id::id(Path::new(&found.entry.input), sha256), found.entry.clone(), found.root)
        });
        // A document that goes by a later name until it is read again does so in all folders that have it.
        if place.1.id.as_ref() != Some(&place.0) && found.entry.id.as_ref() == Some(&place.0) {
            (place.1, place.2) = (found.entry.clone(), found.root);
        }
    }
    for found in all.values_mut().filter(|found| found.entry.id.is_some()) {
        if let Some((_, document, _)) = documents.get(&key(found)) {
            found.entry = ManifestEntry { input: found.entry.input.clone(), ..document.clone() };
        }
    }
    documents.into_values().filter_map(|(_, entry, root)| Some((entry.id?, root))).collect()
}

/// Copies the folder of a document to its place.
fn copy(output: &Output, from: &Path, id: &str) -> Result<()> {
    let making = output.making(OWN);
    let cannot = || format!("cannot copy {} to {}", folder(from, id).display(), output.name());
    let place = making.join(id);
    fs::create_dir_all(&place).with_context(cannot)?;
    for file in fs::read_dir(folder(from, id)).with_context(cannot)? {
        let file = file.with_context(cannot)?;
        if file.file_type().with_context(cannot)?.is_file() {
            fs::copy(file.path(), place.join(file.file_name())).with_context(cannot)?;
        }
    }
    output.place(&making, id).with_context(cannot)
}

/// Whether the documents that are copied are as they were made.
fn check(found: &Found<'_>) -> Result<()> {
    if found.entry.id.is_some() && intact(found.root, &found.entry).is_none() {
        bail!("the document of {} in {} is not as it was made; read it again", found.entry.input, found.root.display());
    }
    Ok(())
}

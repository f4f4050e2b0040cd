//! `manifest.jsonl`, and the journal it grows from: `.journal.jsonl` has first a line for each folder the run may
//! make, then the manifest's line of each input in the order they are done. An interrupted run leaves its journal.

use crate::export::schema::{MANIFEST_SCHEMA, ManifestEntry};
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Component, Path};

/// The manifest of a finished run.
pub(super) const MANIFEST: &str = "manifest.jsonl";
/// The journal of a run that is under way or was interrupted.
pub(super) const JOURNAL: &str = ".journal.jsonl";
/// What the versions of all releases begin with.
const SCHEMAS: &str = "fiscal-tables/manifest/";
/// The key of a journal's line that says: this folder will be made.
const PLANNED: &str = "planned";

/// What earlier runs left in an output folder.
#[derive(Debug, Default)]
pub(super) struct Former {
    /// The latest line of each input.
    pub(super) entries: BTreeMap<String, ManifestEntry>,
    /// The folders of documents that are ours.
    pub(super) ids: BTreeSet<String>,
}

/// Whether the output folder is one of ours: it has a manifest or journal whose first line reads like ours, or a
/// journal that nothing was written to yet.
pub(super) fn is_ours(root: &Path) -> bool {
    [MANIFEST, JOURNAL].iter().any(|&name| {
        let Ok(file) = File::open(root.join(name)) else { return false };
        let mut first = String::new();
        match BufReader::new(file).read_line(&mut first) {
            Ok(0) => name == JOURNAL,
            Ok(_) => parse(&first).is_some() || planned(&first).is_some() || other_schema(&first).is_some(),
            Err(_) => false,
        }
    })
}

/// What earlier runs left; the journal's lines are later than the manifest's. Lines cut short are passed over.
pub(super) fn former(root: &Path) -> Result<Former> {
    let mut former = Former::default();
    for name in [MANIFEST, JOURNAL] {
        let path = root.join(name);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        };
        for line in BufReader::new(file).split(b'\n') {
            let line = line.with_context(|| format!("cannot read {}", path.display()))?;
            let line = String::from_utf8_lossy(&line);
            if let Some(id) = planned(&line) {
                former.ids.insert(id);
            } else if let Some(entry) = parse(&line) {
                former.ids.extend(entry.id.clone());
                former.entries.insert(entry.input.clone(), entry);
            } else if let Some(schema) = other_schema(&line) {
                bail!(
                    "{} is of another release ({schema}, and this one writes {MANIFEST_SCHEMA}): write to another folder, or with that release",
                    path.display()
                );
            }
        }
    }
    Ok(former)
}

/// What became of each input of a finished run, in its order.
///
/// # Errors
/// There is no manifest: the run is under way, or was interrupted.
pub(super) fn entries(root: &Path) -> Result<Vec<ManifestEntry>> {
    let path = root.join(MANIFEST);
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}: was the run interrupted?", path.display()))?;
    Ok(text.lines().filter_map(parse).collect())
}

/// Writes the line of one input.
pub(super) fn write(entry: &ManifestEntry, out: &mut impl Write) -> io::Result<()> {
    let mut line = serde_json::to_vec(entry)?;
    line.push(b'\n');
    out.write_all(&line)
}

/// Writes to a journal that this folder will be made.
pub(super) fn write_plan(id: &str, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", json!({ PLANNED: id }))
}

/// The first input of each document, and the inputs that have none; `entries` in the order of the manifest.
pub(super) fn without_copies(entries: Vec<ManifestEntry>) -> Vec<ManifestEntry> {
    let mut seen = BTreeSet::new();
    entries.into_iter().filter(|entry| entry.id.as_ref().is_none_or(|id| seen.insert(id.clone()))).collect()
}

pub(super) fn parse(line: &str) -> Option<ManifestEntry> {
    let is_valid =
        |entry: &ManifestEntry| entry.schema == MANIFEST_SCHEMA && entry.id.as_deref().is_none_or(is_folder_name);
    serde_json::from_str(line).ok().filter(is_valid)
}

/// The version of a line that another release has written.
fn other_schema(line: &str) -> Option<String> {
    let line: serde_json::Value = serde_json::from_str(line).ok()?;
    let schema = line.as_object()?.get("schema")?.as_str()?;
    (schema.starts_with(SCHEMAS) && schema != MANIFEST_SCHEMA).then(|| schema.to_owned())
}

fn planned(line: &str) -> Option<String> {
    let line: serde_json::Value = serde_json::from_str(line).ok()?;
    let id = line.as_object()?.get(PLANNED)?.as_str()?;
    is_folder_name(id).then(|| id.to_owned())
}

/// Folders named here may be removed, so a name must not lead elsewhere.
fn is_folder_name(id: &str) -> bool {
    let mut parts = Path::new(id).components();
    matches!((parts.next(), parts.next()), (Some(Component::Normal(part)), None) if part == id)
}

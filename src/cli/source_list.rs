//! `--source-list`: where inputs come from, as whoever fetched them noted it. In: a CSV with a column `path` and others. Out:
//! what each input has in the others.

use super::archive::outermost;
use super::inputs::Input;
use crate::export::csv::DOCUMENTS;
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

/// The column that names an input.
const PATH: &str = "path";

/// What is noted of inputs, by their paths.
pub(super) struct SourceList {
    notes: BTreeMap<PathBuf, BTreeMap<String, String>>,
    /// The folder of the list: paths in it may be meant from there.
    folder: PathBuf,
}

impl SourceList {
    /// Reads a list.
    ///
    /// # Errors
    /// It cannot be read, has no column `path`, or a column that the lists have anyway.
    pub(super) fn read(file: &Path) -> Result<SourceList> {
        let cannot = || format!("cannot read the list of sources {}", file.display());
        let text = std::fs::read_to_string(file).with_context(cannot)?;
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let names: Vec<String> =
            reader.headers().with_context(cannot)?.iter().map(|name| name.trim().to_owned()).collect();
        if !names.iter().any(|name| name == PATH) {
            bail!("{}: expected a column {PATH}, found {}", file.display(), names.join(", "));
        }
        let own = || DOCUMENTS.iter().map(|field| field.name).chain(["input", ""]);
        let mut seen = BTreeSet::new();
        if let Some(name) = names.iter().find(|name| own().any(|own| own == **name) || !seen.insert(name.as_str())) {
            bail!("{}: the column `{name}` stands for something else already: give it another name", file.display());
        }
        let mut notes = BTreeMap::new();
        for record in reader.records() {
            let record = record.with_context(cannot)?;
            let mut note: BTreeMap<String, String> = names
                .iter()
                .cloned()
                .zip(record.iter().map(str::to_owned))
                .filter(|(_, text)| !text.is_empty())
                .collect();
            if let Some(path) = note.remove(PATH) {
                notes.insert(plain(Path::new(&path)), note);
            }
        }
        let folder = file.parent().unwrap_or(Path::new("")).to_owned();
        Ok(SourceList { notes, folder })
    }

    /// What is noted of an input, or of the archive that it is in.
    pub(super) fn of(&self, input: &Input) -> BTreeMap<String, String> {
        let name = input.name();
        let paths = [&*name, outermost(&name)];
        let mut found = paths.iter().flat_map(|path| {
            let path = plain(Path::new(path));
            let from_list = path.strip_prefix(plain(&self.folder)).map(Path::to_owned);
            let whole = std::path::absolute(&path).ok();
            [Some(path), from_list.ok(), whole].into_iter().flatten()
        });
        found.find_map(|path| self.notes.get(&path)).cloned().unwrap_or_default()
    }

    /// How many lines there are.
    pub(super) fn len(&self) -> usize {
        self.notes.len()
    }
}

/// A path without `.`.
fn plain(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != Component::CurDir).collect()
}

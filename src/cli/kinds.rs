//! A user's catalogue file -> the catalogue of a run; a catalogue -> its list for people and programs.

use crate::{Catalogue, Kind};
use anyhow::{Context, Result, anyhow};
use std::fs;
use std::path::Path;

/// The program's kinds, with those of `file` before them.
///
/// # Errors
/// The file cannot be read, or a line of it is not written as it should be.
pub(super) fn catalogue(file: Option<&Path>) -> Result<Catalogue> {
    let Some(file) = file else { return Ok(Catalogue::default()) };
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    Catalogue::default().with(&text).map_err(|error| anyhow!("{}: {error}", file.display()))
}

/// One kind a line: slug, name, measures of the columns its forms are known to have.
pub(super) fn list(catalogue: &Catalogue) -> String {
    let line = |kind: &Kind| format!("{}\t{}\t{}\n", kind.slug, kind.name, kind.measures().join(" "));
    catalogue.kinds().iter().map(line).collect()
}

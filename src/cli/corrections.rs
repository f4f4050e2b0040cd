//! A file of corrections, and which of them no document of a run was concerned by.

use super::say;
use crate::correction::Corrections;
use anyhow::{Context, Result, anyhow};
use std::fs;
use std::path::Path;

/// The text of a file of corrections that can be used.
///
/// # Errors
/// The file cannot be read, or is not as a report saves it.
pub(super) fn text(file: &Path) -> Result<String> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    // Editors of some systems begin a text so.
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Corrections::parse(&text).map_err(|error| anyhow!("{}: {error}", file.display()))?;
    Ok(text)
}

/// Says on standard error how many corrections concern none of the documents, told by id and digest.
///
/// # Errors
/// The text is no file of corrections.
pub(super) fn tell_unused<'a>(text: &str, documents: impl Iterator<Item = (&'a str, &'a str)>) -> Result<()> {
    let corrections = Corrections::parse(text)?;
    let documents: Vec<(&str, &str)> = documents.collect();
    let is_unused = |id: &str, sha256: &str| !documents.iter().any(|(own, digest)| *own == id || *digest == sha256);
    let unused = corrections.all().iter().filter(|own| is_unused(&own.document, &own.sha256)).count();
    if unused > 0 {
        let (noun, verb) = if unused == 1 { ("correction", "concerns") } else { ("corrections", "concern") };
        say::line(&format!("{unused} {noun} {verb} none of the documents read"));
    }
    Ok(())
}

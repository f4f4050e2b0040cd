//! One input -> its files in the output folder and its line in the manifest.

use super::args::{Extract, Format, InputKind};
use super::inputs::Input;
use super::manifest::Former;
use super::output::{Output, hex};
use super::{kinds, panics};
use crate::export::schema::{MANIFEST_SCHEMA, ManifestEntry};
use crate::export::{self, Formats, Source, json};
use crate::finding::Severity;
use crate::{Document, InputFormat, Options};
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::time::Instant;

/// What all documents of a run have in common.
pub(super) struct Settings {
    options: Options,
    /// What the inputs are, where it is not told by their names.
    input_format: Option<InputKind>,
    formats: Formats,
    max_bytes: u64,
    made_with: String,
}

/// One input of a run, and where to put what is in it.
pub(super) struct Task<'a> {
    /// The input.
    pub(super) input: &'a Input,
    /// The name of its folder.
    pub(super) id: &'a str,
    /// The run's settings.
    pub(super) settings: &'a Settings,
    /// What of earlier runs may be kept.
    pub(super) former: &'a Former,
    /// The output folder.
    pub(super) output: &'a Output,
}

/// What became of one input.
pub(super) struct Outcome {
    /// Its line in the manifest.
    pub(super) entry: ManifestEntry,
    /// Whether it has a finding of severity warning or error.
    pub(super) has_warnings: bool,
    /// How many pages were read now.
    pub(super) pages_read: u32,
    /// Whether an earlier run had read it.
    pub(super) is_reused: bool,
}

/// An input that could not be read: the manifest's word and the reason.
struct Failure {
    status: &'static str,
    reason: String,
}

impl Settings {
    /// The settings of the command line.
    ///
    /// # Errors
    /// The user's catalogue cannot be read.
    pub(super) fn new(args: &Extract) -> Result<Settings> {
        let catalogue = kinds::catalogue(args.catalogue.as_deref())?;
        // The output depends on the file's bytes, not on its name.
        let own_kinds = match &args.catalogue {
            Some(file) => format!(" catalogue={}", hex(&Sha256::digest(std::fs::read(file)?))),
            None => String::new(),
        };
        let pages = args.pages.as_ref().map(|pages| pages.0.clone()).unwrap_or_default();
        let formats = Formats { csv: args.format.contains(&Format::Csv), json: args.format.contains(&Format::Json) };
        let ranges: Vec<String> = pages.iter().map(|range| format!("{}-{}", range.start(), range.end())).collect();
        let pages_read = if ranges.is_empty() { "all".to_owned() } else { ranges.join(",") };
        let written = match formats {
            Formats { csv: true, json: true } => "csv,json",
            Formats { csv: true, json: false } => "csv",
            Formats { csv: false, .. } => "json",
        };
        let read_as = match args.input_format {
            None => "auto",
            Some(InputKind::Pdf) => "pdf",
            Some(InputKind::Text) => "text",
        };
        Ok(Settings {
            options: Options { pages, password: args.password.clone(), catalogue, ..Options::default() },
            input_format: args.input_format,
            formats,
            max_bytes: args.max_file_size,
            made_with: format!(
                "fiscal-tables {} pages={pages_read} input={read_as} format={written}{own_kinds}",
                env!("CARGO_PKG_VERSION")
            ),
        })
    }
}

/// Reads one input and writes its folder; what an earlier run made of the same bytes and settings is kept.
///
/// # Errors
/// The output cannot be written: nothing more can be done for any input.
pub(super) fn document(task: &Task<'_>) -> Result<Outcome> {
    let Task { input, settings, .. } = task;
    let mut entry = ManifestEntry {
        schema: MANIFEST_SCHEMA.to_owned(),
        input: input.name(),
        id: None,
        sha256: None,
        bytes: None,
        status: String::new(),
        reason: None,
        pages: 0,
        tables: 0,
        findings: 0,
        amounts: 0,
        amounts_verified: 0,
        amounts_contradicted: 0,
        made_with: settings.made_with.clone(),
        output_sha256: None,
        engine_ms: 0,
    };
    let bytes = match read(input, settings.max_bytes) {
        Ok(bytes) => bytes,
        Err(failure) => return Ok(failed(entry, failure)),
    };
    entry.bytes = Some(bytes.len() as u64);
    entry.sha256 = Some(hex(&Sha256::digest(&bytes)));
    if let Some(outcome) = reused(task, &entry) {
        return Ok(outcome);
    }
    let start = Instant::now();
    let text = settings.input_format.map_or(input.is_text(), |kind| kind == InputKind::Text);
    let format = if text { InputFormat::Text } else { InputFormat::Pdf };
    let read = panics::caught(|| crate::extract(&bytes, &Options { format, ..settings.options.clone() }));
    entry.engine_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    drop(bytes);
    let document = match read {
        Ok(Ok(document)) => document,
        Ok(Err(error)) => return Ok(failed(entry, Failure { status: error.status(), reason: error.to_string() })),
        Err(reason) => return Ok(failed(entry, Failure { status: "engine_failure", reason })),
    };
    write(task, &document, entry)
}

fn write(task: &Task<'_>, document: &Document, mut entry: ManifestEntry) -> Result<Outcome> {
    let &Task { input, id, output, settings, .. } = task;
    let (status, reason) = status(document);
    let sha256 = entry.sha256.clone().unwrap_or_default();
    let source = Source { id: id.to_owned(), input: input.file_name(), sha256 };
    let written = panics::caught(|| {
        let description = json::document(document, &source, status, settings.formats);
        output.write_document(id, export::files(document, &description, settings.formats))
    });
    let digest = match written {
        Ok(digest) => digest.with_context(|| format!("cannot write the tables of {}", input.name()))?,
        Err(reason) => return Ok(failed(entry, Failure { status: "engine_failure", reason })),
    };
    entry.id = Some(id.to_owned());
    entry.status = status.to_owned();
    entry.reason = reason;
    entry.pages = document.pages;
    entry.tables = document.tables.len();
    entry.findings = document.findings.len();
    let counts = document.ledger.total();
    entry.amounts = counts.amounts;
    entry.amounts_verified = counts.verified;
    entry.amounts_contradicted = counts.contradicted;
    entry.output_sha256 = Some(digest);
    let has_warnings = document.findings.iter().any(|finding| finding.severity >= Severity::Warning);
    Ok(Outcome { entry, has_warnings, pages_read: document.pages_read, is_reused: false })
}

/// The manifest's word for a document that was read: an empty result is no success.
fn status(document: &Document) -> (&'static str, Option<String>) {
    let pages = match document.pages_read {
        1 => "the 1 page read".to_owned(),
        pages => format!("the {pages} pages read"),
    };
    if document.no_text_layer {
        ("no_text_layer", Some(format!("{pages} hold no text: scanned, or letters drawn as outlines")))
    } else if document.tables.is_empty() {
        ("no_tables", Some(format!("{pages} hold no table that was recognised")))
    } else {
        ("ok", None)
    }
}

fn failed(mut entry: ManifestEntry, failure: Failure) -> Outcome {
    entry.status = failure.status.to_owned();
    entry.reason = Some(failure.reason);
    Outcome { entry, has_warnings: false, pages_read: 0, is_reused: false }
}

/// What an earlier run made of the same bytes with the same settings under the same id, if it is still there whole.
fn reused(task: &Task<'_>, entry: &ManifestEntry) -> Option<Outcome> {
    let &Task { id, former, output, .. } = task;
    let earlier = former.entries.get(&entry.input)?;
    let is_same =
        earlier.sha256 == entry.sha256 && earlier.made_with == entry.made_with && earlier.id.as_deref() == Some(id);
    let document = is_same.then(|| output.intact_document(earlier)).flatten()?;
    let is_warning = |severity: &str| severity != Severity::Info.as_str();
    let has_warnings = document.findings.iter().any(|finding| is_warning(&finding.severity));
    Some(Outcome { entry: earlier.clone(), has_warnings, pages_read: 0, is_reused: true })
}

fn read(input: &Input, max_bytes: u64) -> Result<Vec<u8>, Failure> {
    let unreadable = |reason: String| Failure { status: "unreadable_file", reason };
    if let Some(reason) = &input.unreadable {
        return Err(unreadable(reason.clone()));
    }
    let result = if input.is_stdin() {
        limited(io::stdin().lock(), 0, max_bytes)
    } else {
        File::open(&input.path).and_then(|file| {
            let size = file.metadata()?.len();
            limited(file, size, max_bytes)
        })
    };
    let too_large = || Failure { status: "too_large", reason: format!("larger than {max_bytes} bytes") };
    result.map_err(|error| unreadable(error.to_string()))?.ok_or_else(too_large)
}

/// All bytes, or nothing if there are more than `max`. `size` is what the file system says; it may be wrong.
fn limited(file: impl Read, size: u64, max: u64) -> io::Result<Option<Vec<u8>>> {
    if size > max {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    file.take(max.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= max).then_some(bytes))
}

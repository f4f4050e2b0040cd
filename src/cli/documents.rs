//! One input -> its files and its line in the manifest. Runs in a worker process.

use super::folder::{self, hex};
use super::inputs::Input;
use super::panics;
use super::wire::{Order, Outcome, Setup};
use crate::correction::Corrections;
use crate::export::schema::{MANIFEST_SCHEMA, ManifestEntry};
use crate::export::{self, Formats, Source, json};
use crate::model::{Document, Lack, PageNumber, Severity, Stop, Table, TablePlace, codes};
use crate::{Catalogue, InputFormat, Options, pipeline};
use anyhow::{Context, Result, anyhow};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What all documents of a run have in common.
pub(super) struct Settings {
    options: Options,
    corrections: Corrections,
    /// True for text, where it is not told by the inputs' names.
    is_text: Option<bool>,
    formats: Formats,
    max_bytes: u64,
    made_with: String,
    root: PathBuf,
    /// Where this process makes the folders of documents.
    making: PathBuf,
}

impl Settings {
    /// The password of encrypted documents.
    pub(super) fn password(&self) -> Option<&str> {
        self.options.password.as_deref()
    }

    /// The largest file to read, in bytes.
    pub(super) fn max_bytes(&self) -> u64 {
        self.max_bytes
    }
}

/// An input that could not be read: the manifest's word and the reason.
struct Failure {
    status: &'static str,
    reason: String,
}

impl Settings {
    /// The settings of a worker that makes its folders in `making`.
    ///
    /// # Errors
    /// The user's catalogue is not written as it should be.
    pub(super) fn new(setup: Setup, making: PathBuf) -> Result<Settings> {
        let catalogue = match &setup.catalogue {
            Some(text) => Catalogue::default().with(text).map_err(|error| anyhow!("{error}"))?,
            None => Catalogue::default(),
        };
        let corrections = match &setup.corrections {
            Some(text) => Corrections::parse(text)?,
            None => Corrections::default(),
        };
        let pages = setup.pages.into_iter().map(|(start, end)| start..=end).collect();
        Ok(Settings {
            options: Options { pages, password: setup.password, catalogue, ..Options::default() },
            corrections,
            is_text: setup.is_text,
            formats: setup.formats,
            max_bytes: setup.max_bytes,
            made_with: setup.made_with,
            root: PathBuf::from(setup.root),
            making,
        })
    }
}

/// The manifest's line of an input nothing is known of yet.
pub(super) fn blank(input: &Input, made_with: &str) -> ManifestEntry {
    ManifestEntry {
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
        made_with: made_with.to_owned(),
        output_sha256: None,
        engine_ms: 0,
    }
}

/// Reads one input and makes its folder; what an earlier run made of the same bytes and settings is kept. `begun` is
/// told what the input is before the part that may take long.
///
/// # Errors
/// The output cannot be written: nothing more can be done for any input.
pub(super) fn document(
    order: &Order,
    settings: &Settings,
    begun: impl FnOnce(&ManifestEntry) -> Result<()>,
) -> Result<Outcome> {
    let input = Input { path: PathBuf::from(&order.input), unreadable: order.unreadable.clone() };
    let mut entry = blank(&input, &settings.made_with);
    let bytes = match read(&input, order, settings.max_bytes) {
        Ok(bytes) => bytes,
        Err(failure) => return Ok(failed(entry, failure)),
    };
    entry.bytes = Some(bytes.len() as u64);
    entry.sha256 = Some(hex(&Sha256::digest(&bytes)));
    if let Some(outcome) = reused(order, settings, &entry) {
        return Ok(outcome);
    }
    begun(&entry)?;
    let start = Instant::now();
    let format = if settings.is_text.unwrap_or(input.is_text()) { InputFormat::Text } else { InputFormat::Pdf };
    let corrections = settings.corrections.select(&order.id, entry.sha256.as_deref().unwrap_or_default());
    let mut options = Options { format, corrections, ..settings.options.clone() };
    if format == InputFormat::Text {
        // It is of the documents of the run that are locked.
        options.password = None;
    }
    let read = panics::caught(|| pipeline::extract_owned(bytes, &options));
    entry.engine_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    let document = match read {
        Ok(Ok(document)) => document,
        Ok(Err(error)) => return Ok(failed(entry, Failure { status: error.status(), reason: error.to_string() })),
        Err(reason) => return Ok(failed(entry, Failure { status: "engine_failure", reason })),
    };
    write(order, &input, settings, &document, entry)
}

fn write(
    order: &Order,
    input: &Input,
    settings: &Settings,
    document: &Document,
    mut entry: ManifestEntry,
) -> Result<Outcome> {
    let id = &*order.id;
    let (status, reason) = status(document);
    let sha256 = entry.sha256.clone().unwrap_or_default();
    let source = Source { id: id.to_owned(), input: input.file_name(), sha256 };
    let written = panics::caught(|| {
        let description = json::document(document, &source, status, settings.formats);
        folder::make(&settings.making, id, export::files(document, &description, settings.formats))
    });
    let digest = match written {
        Ok(digest) => digest
            .with_context(|| format!("cannot write the tables of {} to {}", input.name(), settings.root.display()))?,
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

/// The manifest's word for a document that was read: an empty result is no success, and neither is a part or a text
/// that does not say what is printed.
fn status(document: &Document) -> (&'static str, Option<String>) {
    let count = |pages: usize| if pages == 1 { "1 page".to_owned() } else { format!("{pages} pages") };
    let pages = format!("the {} read", count(document.pages_read as usize));
    let unreliable = document.lacking(|why| why == Lack::Meaning);
    let mut limits = [
        (&[Stop::Decoded][..], codes::DECODED_LIMIT, "their contents unpack to more than the limit"),
        (&[Stop::Glyphs], codes::GLYPH_LIMIT, "more characters than the limit"),
        (&[Stop::Rulings], codes::RULING_LIMIT, "more lines than the limit"),
        (&[Stop::Painted, Stop::Failed], "incomplete", "painting without end, or the program failed"),
    ]
    .into_iter();
    let unread = limits.find_map(|(stops, status, why)| {
        let pages = document.lacking(|lack| matches!(lack, Lack::End(stop) if stops.contains(&stop))).len();
        (pages > 0).then_some((status, pages, why))
    });
    let holds_table = |page: &PageNumber| {
        let stands_on = |table: &Table| matches!(&table.place, TablePlace::Pages(pages) if pages.contains(page));
        document.tables.iter().any(stands_on)
    };
    let spoils = document.tables.is_empty()
        || unreliable.len() * 2 >= document.pages_read as usize
        || unreliable.iter().any(holds_table);
    if document.no_text_layer {
        ("no_text_layer", Some(format!("{pages} hold no text: scanned, or letters drawn as outlines")))
    } else if !unreliable.is_empty() && spoils {
        let which = count(unreliable.len());
        ("text_unreliable", Some(format!("the text of {which} does not say what is printed: the fonts map it wrongly")))
    } else if let Some((code, which, why)) = unread {
        (code, Some(format!("{} not read in full: {why}", count(which))))
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
fn reused(order: &Order, settings: &Settings, entry: &ManifestEntry) -> Option<Outcome> {
    let earlier = order.earlier.as_ref()?;
    let is_same = earlier.sha256 == entry.sha256
        && earlier.made_with == entry.made_with
        && earlier.id.as_deref() == Some(&order.id);
    let document = is_same.then(|| folder::intact(&settings.root, earlier)).flatten()?;
    let is_warning = |severity: &str| severity != Severity::Info.as_str();
    let has_warnings = document.findings.iter().any(|finding| is_warning(&finding.severity));
    Some(Outcome { entry: earlier.clone(), has_warnings, pages_read: 0, is_reused: true })
}

fn read(input: &Input, order: &Order, max_bytes: u64) -> Result<Vec<u8>, Failure> {
    let unreadable = |reason: String| Failure { status: "unreadable_file", reason };
    if let Some(reason) = &input.unreadable {
        return Err(unreadable(reason.clone()));
    }
    let path = order.bytes_in.as_ref().map_or(&*input.path, Path::new);
    let result = File::open(path).and_then(|file| {
        let size = file.metadata()?.len();
        limited(file, size, max_bytes)
    });
    let too_large = || Failure { status: "too_large", reason: format!("larger than {max_bytes} bytes") };
    result.map_err(|error| unreadable(error.to_string()))?.ok_or_else(too_large)
}

/// All bytes, or nothing if there are more than `max`. `size` is what the file system says; it may be wrong.
pub(super) fn limited(file: impl Read, size: u64, max: u64) -> io::Result<Option<Vec<u8>>> {
    if size > max {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    file.take(max.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= max).then_some(bytes))
}

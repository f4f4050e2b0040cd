//! One input -> its files and its line in the manifest. Runs in a worker process.

mod status;

use self::status::status;
use super::folder::{self, hex};
use super::id;
use super::inputs::{Input, Refusal};
use super::kind::{self, Kind};
#[cfg(feature = "ocr")]
use super::pages::{OnPage, PageFolder};
use super::panics;
use super::wire::{Order, Outcome, Setup};
use crate::correction::Corrections;
use crate::export::schema::{MANIFEST_SCHEMA, ManifestEntry};
use crate::export::{self, Formats, Source, json};
use crate::model::{Document, Severity};
use crate::{Catalogue, InputFormat, Options, pipeline};
use anyhow::{Context, Result, anyhow};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
#[cfg(feature = "ocr")]
use std::sync::Arc;
use std::time::Instant;
use zip::ZipArchive;

/// One in so many is too many for a text.
const MANY: usize = 20;

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
    /// Told which page is read, where pages are kept for a run that goes on after an interruption.
    #[cfg(feature = "ocr")]
    pub(super) on_page: Option<OnPage>,
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

    /// Where the pages of a document are kept while it is read.
    #[cfg(feature = "ocr")]
    fn pages(&self, source: &Source) -> Option<PageFolder> {
        self.on_page.map(|told| PageFolder::new(&self.root, &source.sha256, &self.made_with, told))
    }
}

/// An input that could not be read: the manifest's word and the reason.
struct Failure {
    status: String,
    reason: String,
}

impl Failure {
    fn new(status: &str, reason: impl Into<String>) -> Failure {
        Failure { status: status.to_owned(), reason: reason.into() }
    }
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
        let options = Options {
            #[cfg(feature = "ocr")]
            ocr: setup.ocr.as_ref().map(super::models::OcrSetup::ocr),
            pages,
            password: setup.password,
            catalogue,
            ..Options::default()
        };
        Ok(Settings {
            options,
            corrections,
            is_text: setup.is_text,
            formats: setup.formats,
            max_bytes: setup.max_bytes,
            made_with: setup.made_with,
            root: PathBuf::from(setup.root),
            making,
            #[cfg(feature = "ocr")]
            on_page: None,
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
        amounts_without_unit: 0,
        columns_without_measure: 0,
        rows_without_label: 0,
        made_with: made_with.to_owned(),
        output_sha256: None,
        producer: None,
        created: None,
        source: BTreeMap::new(),
        engine_ms: 0,
        modified: None,
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
    let input = Input { refusal: order.refusal.clone(), ..Input::new(PathBuf::from(&order.input)) };
    let mut entry = blank(&input, &settings.made_with);
    let bytes = match read(&input, order, settings.max_bytes) {
        Ok(bytes) => bytes,
        Err(failure) => return Ok(failed(entry, failure)),
    };
    entry.bytes = Some(bytes.len() as u64);
    let sha256 = hex(&Sha256::digest(&bytes));
    entry.sha256 = Some(sha256.clone());
    if order.sha256.as_ref().is_some_and(|seen| *seen != sha256) {
        let reason = "it changed while the run was under way; read it again".to_owned();
        return Ok(failed(entry, Failure::new("unreadable_file", reason)));
    }
    let id = if order.id.is_empty() { id::id(&input.path, &sha256) } else { order.id.clone() };
    if let Some(outcome) = reused(order, settings, &entry) {
        return Ok(outcome);
    }
    begun(&entry)?;
    let start = Instant::now();
    let source = Source { id, input: order.name.clone(), sha256 };
    let read = understood(&input, bytes, &source, settings);
    entry.engine_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    match read {
        Ok(document) => {
            let outcome = write(&source, settings, &document, entry);
            #[cfg(feature = "ocr")]
            settings.pages(&source).iter().for_each(PageFolder::remove);
            outcome
        }
        Err(failure) => Ok(failed(entry, failure)),
    }
}

/// The document in these bytes.
fn understood(input: &Input, bytes: Vec<u8>, source: &Source, settings: &Settings) -> Result<Document, Failure> {
    let kind = kind::of(&bytes);
    if let Some(failure) = foreign(&bytes, kind) {
        return Err(failure);
    }
    let is_text = settings.is_text.unwrap_or(input.is_text() && kind != Kind::Pdf);
    if is_text && is_binary(&bytes) {
        let reason = "binary data under the name of a text: it holds no document";
        return Err(Failure::new("unsupported_format", reason));
    }
    let format = if is_text { InputFormat::Text } else { InputFormat::Pdf };
    let corrections = settings.corrections.select(&source.id, &source.sha256);
    let mut options = Options { format, corrections, ..settings.options.clone() };
    #[cfg(feature = "ocr")]
    if let (Some(ocr), Some(pages)) = (&mut options.ocr, settings.pages(source)) {
        ocr.keeper = Some(Arc::new(pages));
    }
    if format == InputFormat::Text {
        // It is of the documents of the run that are locked.
        options.password = None;
    }
    match panics::caught(|| pipeline::extract_owned(bytes, &options)) {
        Ok(Ok(document)) => Ok(document),
        Ok(Err(error)) => Err(Failure::new(error.status(), error.to_string())),
        Err(reason) => Err(Failure::new("engine_failure", reason)),
    }
}

/// An input whose bytes are at hand, read in this process: the manifest's line, and the files of its folder, which nobody writes.
#[cfg(feature = "python")]
pub(super) fn in_memory(input: &Input, bytes: Vec<u8>, settings: &Settings) -> (ManifestEntry, Vec<export::File>) {
    let mut entry = blank(input, &settings.made_with);
    let fail = |entry, failure| (failed(entry, failure).entry, Vec::new());
    if let Some(Refusal { status, reason }) = &input.refusal {
        return fail(entry, Failure::new(status, reason));
    }
    entry.bytes = Some(bytes.len() as u64);
    if bytes.len() as u64 > settings.max_bytes {
        return fail(entry, too_large(settings.max_bytes));
    }
    let sha256 = hex(&Sha256::digest(&bytes));
    entry.sha256 = Some(sha256.clone());
    let source = Source { id: id::id(&input.path, &sha256), input: input.file_name(), sha256 };
    let start = Instant::now();
    let read = understood(input, bytes, &source, settings);
    entry.engine_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    let document = match read {
        Ok(document) => document,
        Err(failure) => return fail(entry, failure),
    };
    let (status, reason) = status(&document);
    let files = panics::caught(|| {
        let mut description = json::document(&document, &source, status, settings.formats);
        description.content_sha256 = content(&document);
        export::files(&document, &description, settings.formats).collect()
    });
    match files {
        Ok(files) => (done(entry, &source.id, (status, reason), &document), files),
        Err(reason) => fail(entry, Failure::new("engine_failure", reason)),
    }
}

fn too_large(max_bytes: u64) -> Failure {
    Failure::new("too_large", format!("larger than {max_bytes} bytes"))
}

fn write(source: &Source, settings: &Settings, document: &Document, entry: ManifestEntry) -> Result<Outcome> {
    let id = &*source.id;
    let (status, reason) = status(document);
    let written = panics::caught(|| {
        let mut description = json::document(document, source, status, settings.formats);
        description.content_sha256 = content(document);
        folder::make(&settings.making, id, export::files(document, &description, settings.formats))
    });
    let digest = match written {
        Ok(digest) => digest
            .with_context(|| format!("cannot write the tables of {} to {}", entry.input, settings.root.display()))?,
        Err(reason) => return Ok(failed(entry, Failure::new("engine_failure", reason))),
    };
    let mut entry = done(entry, id, (status, reason), document);
    entry.output_sha256 = Some(digest);
    let has_warnings = document.findings.iter().any(|finding| finding.severity >= Severity::Warning);
    Ok(Outcome { entry, has_warnings, pages_read: document.pages_read, is_reused: false })
}

/// The manifest's line of a document that was read.
fn done(
    mut entry: ManifestEntry,
    id: &str,
    (status, reason): (&str, Option<String>),
    document: &Document,
) -> ManifestEntry {
    entry.id = Some(id.to_owned());
    entry.status = status.to_owned();
    entry.reason = reason;
    entry.pages = document.pages;
    entry.tables = document.tables.len();
    (entry.producer, entry.created) = (document.producer.clone(), document.created.clone());
    entry.findings = document.findings.len();
    let counts = document.ledger.total();
    entry.amounts = counts.amounts;
    entry.amounts_verified = counts.verified;
    entry.amounts_contradicted = counts.contradicted;
    entry.amounts_without_unit = document.silence.amounts_without_unit;
    entry.columns_without_measure = document.silence.columns_without_measure;
    entry.rows_without_label = document.silence.rows_without_label;
    entry
}

/// The digest of what the tables of a document print; none if they hold no amount.
fn content(document: &Document) -> Option<String> {
    document.tables.iter().any(|table| table.amounts() > 0).then(|| {
        let mut digest = Sha256::new();
        for table in &document.tables {
            let caption = [&table.caption.title, &table.caption.organisation, &table.caption.unit];
            let texts = caption.into_iter().flatten().map(String::as_str);
            let cells = table.rows.iter().flat_map(|row| row.cells.iter().map(|cell| cell.text.as_str()).chain(["\n"]));
            for text in texts.chain(["\n"]).chain(cells) {
                digest.update(text.as_bytes());
                digest.update([0]);
            }
        }
        hex(&digest.finalize())
    })
}

/// True of bytes that no text has: in UTF-16 zeros stand in one half of the places, elsewhere there are none, and few other
/// control characters.
fn is_binary(bytes: &[u8]) -> bool {
    let (pairs, _) = bytes.as_chunks::<2>();
    let zeros = |at: usize| pairs.iter().filter(|pair| pair[at] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    let is_control = |byte: &&u8| matches!(byte, 1..=8 | 14..=26 | 28..=31);
    let controls = bytes.iter().filter(is_control).count();
    let is_utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || first.max(second) > 0;
    first.min(second) * MANY > first.max(second) || (!is_utf16 && controls * MANY > bytes.len())
}

/// Why what is neither a PDF nor a text is not read.
fn foreign(bytes: &[u8], kind: Kind) -> Option<Failure> {
    let (what, advice) = match kind {
        Kind::Foreign(what, advice) => (what, advice),
        Kind::Zip => ZipArchive::new(Cursor::new(bytes))
            .ok()
            .and_then(|archive| kind::of_zip(&archive))
            .unwrap_or(("an archive", "unpack it, and read what is in it")),
        Kind::Gzip | Kind::Tar => ("an archive", "unpack it, and read what is in it"),
        Kind::Pdf | Kind::Other => return None,
    };
    Some(Failure::new("unsupported_format", format!("{what}: {advice}")))
}

fn failed(mut entry: ManifestEntry, failure: Failure) -> Outcome {
    entry.status = failure.status;
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
    if document.input != order.name {
        return None;
    }
    let is_warning = |severity: &str| severity != Severity::Info.as_str();
    let has_warnings = document.findings.iter().any(|finding| is_warning(&finding.severity));
    let entry = ManifestEntry { input: entry.input.clone(), ..earlier.clone() };
    Some(Outcome { entry, has_warnings, pages_read: 0, is_reused: true })
}

fn read(input: &Input, order: &Order, max_bytes: u64) -> Result<Vec<u8>, Failure> {
    let unreadable = |reason: String| Failure::new("unreadable_file", reason);
    if let Some(Refusal { status, reason }) = &input.refusal {
        return Err(Failure { status: status.clone(), reason: reason.clone() });
    }
    let path = order.bytes_in.as_ref().map_or(&*input.path, Path::new);
    let result = File::open(path).and_then(|file| {
        let size = file.metadata()?.len();
        limited(file, size, max_bytes)
    });
    result.map_err(|error| unreadable(error.to_string()))?.ok_or_else(|| too_large(max_bytes))
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

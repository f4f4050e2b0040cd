//! What the run and its worker processes tell each other: one JSON value a line, over the worker's standard streams.

use super::folder::hex;
use super::inputs::Refusal;
use super::options::Options;
use super::{corrections, kinds};
use crate::export::Formats;
use crate::export::schema::ManifestEntry;
use crate::report::PageEntry;
use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::time::Duration;

/// What a worker is told once: the settings of the run.
#[derive(Clone, Deserialize, Serialize)]
pub(super) struct Setup {
    /// The pages to read, first and last, from 1; all if empty.
    pub(super) pages: Vec<(u32, u32)>,
    /// The password of encrypted documents.
    pub(super) password: Option<String>,
    /// The text of the user's catalogue.
    pub(super) catalogue: Option<String>,
    /// The text of the user's corrections.
    pub(super) corrections: Option<String>,
    /// True for text, where it is not told by the inputs' names.
    pub(super) is_text: Option<bool>,
    /// What is written for each document.
    pub(super) formats: Formats,
    /// The largest file to read, in bytes.
    pub(super) max_bytes: u64,
    /// The most memory a worker may take, in bytes; 0 for as much as there is.
    pub(super) max_memory: u64,
    /// All that the output depends on beside the input.
    pub(super) made_with: String,
    /// The output folder.
    pub(super) root: OsString,
    /// How scanned pages are read, if they are.
    #[cfg(feature = "ocr")]
    pub(super) ocr: Option<super::models::OcrSetup>,
}

/// One input to be read.
#[derive(Deserialize, Serialize)]
pub(super) struct Order {
    /// Its path, as given or found.
    pub(super) input: OsString,
    /// The file that has its bytes, where that is another.
    pub(super) bytes_in: Option<OsString>,
    /// Why it cannot be read, where that is known.
    pub(super) refusal: Option<Refusal>,
    /// The name of its folder; empty where its bytes have not been seen yet.
    pub(super) id: String,
    /// The file name that the document is known by; one of its inputs has it.
    pub(super) name: String,
    /// The digest of its bytes as they were seen.
    pub(super) sha256: Option<String>,
    /// What an earlier run made of a document of this id.
    pub(super) earlier: Option<ManifestEntry>,
}

/// What a worker is asked to do.
#[derive(Deserialize)]
pub(super) enum Task {
    /// To read a document.
    Read(Box<Order>),
    /// To make the pictures of its pages.
    Paint(PaintOrder),
}

/// The same, as it is sent.
#[derive(Serialize)]
pub(super) enum TaskRef<'a> {
    /// To read a document.
    Read(&'a Order),
    /// To make the pictures of its pages.
    Paint(&'a PaintOrder),
}

/// One document whose pages are to be shown in a report.
#[derive(Deserialize, Serialize)]
pub(super) struct PaintOrder {
    /// Where its bytes are.
    pub(super) path: OsString,
    /// Their digest when they were read.
    pub(super) sha256: String,
    /// The document's number in the report.
    pub(super) number: usize,
    /// The pages, from 1, ascending.
    pub(super) pages: Vec<u32>,
    /// The report's folder.
    pub(super) folder: OsString,
    /// The file in it to write a copy with notes to, and the notes.
    pub(super) notes: Option<(String, Vec<NoteJson>)>,
}

/// A note on a page.
#[derive(Deserialize, Serialize)]
pub(super) struct NoteJson {
    /// The page, from 1.
    pub(super) page: u32,
    /// Left, top, right, bottom of the cell.
    pub(super) bbox: Option<[f64; 4]>,
    /// 0 for an error, 1 for a warning, 2 for an info.
    pub(super) level: usize,
    /// What is said.
    pub(super) text: String,
}

/// What became of the pages of a document.
#[derive(Default, Deserialize, Serialize)]
pub(super) struct Painted {
    /// The pages that have pictures.
    pub(super) pictures: Vec<PageEntry>,
    /// Why there are none, or fewer.
    pub(super) no_pictures: Option<String>,
    /// Why there is no copy with notes, where one was asked for.
    pub(super) no_copy: Option<String>,
}

/// What a worker says.
#[derive(Deserialize, Serialize)]
pub(super) enum Answer {
    /// The input is known, and the part that may take long begins.
    Begun {
        /// Its length.
        bytes: Option<u64>,
        /// Its digest.
        sha256: Option<String>,
    },
    /// A page is begun that takes long itself, of so many.
    Page {
        /// Its number.
        page: u32,
        /// How many there are.
        pages: usize,
    },
    /// What became of the input.
    Done(Box<Outcome>),
    /// What became of its pages.
    Painted(Box<Painted>),
    /// The output cannot be written, or the settings are wrong.
    CannotGoOn(String),
}

/// What became of one input.
#[derive(Clone, Deserialize, Serialize)]
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

impl Setup {
    /// The settings of the command line, for the output folder `root`.
    ///
    /// # Errors
    /// The user's catalogue or the file of the password cannot be read.
    pub(super) fn new(options: &Options, root: &Path) -> Result<Setup> {
        if options.is_text == Some(true) && !options.pages.is_empty() {
            bail!("a text has no pages: --pages cannot be used with --input-format text");
        }
        if options.is_text == Some(true) && (options.password.is_some() || options.password_file.is_some()) {
            bail!("a text is not locked: a password cannot be used with --input-format text");
        }
        let catalogue = match &options.catalogue {
            None => None,
            Some(file) => {
                // Read here once more as text: a mistake in it is told before any worker begins.
                kinds::catalogue(Some(file))?;
                Some(fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?)
            }
        };
        // The output depends on the file's bytes, not on its name.
        let own_kinds = catalogue
            .as_ref()
            .map_or_else(String::new, |text| format!(" catalogue={}", hex(&Sha256::digest(text.as_bytes()))));
        let password = password(options.password.as_ref(), options.password_file.as_deref())?;
        let corrections = options.corrections.as_deref().map(corrections::text).transpose()?;
        let corrected = corrections
            .as_ref()
            .map_or_else(String::new, |text| format!(" corrections={}", hex(&Sha256::digest(text.as_bytes()))));
        let pages: Vec<(u32, u32)> = options.pages.iter().map(|range| (*range.start(), *range.end())).collect();
        let shown: Vec<String> = pages.iter().map(|(start, end)| format!("{start}-{end}")).collect();
        let pages_read = if shown.is_empty() { "all".to_owned() } else { shown.join(",") };
        let formats = formats(options)?;
        // Parquet and SQLite are made of what is there anyway.
        let written = [(formats.csv, "csv"), (formats.json, "json"), (formats.xlsx, "xlsx")];
        let written: Vec<&str> = written.iter().filter(|(is_asked, _)| *is_asked).map(|(_, name)| *name).collect();
        let written = if written.is_empty() { "none".to_owned() } else { written.join(",") };
        let read_as = match options.is_text {
            None => "auto",
            Some(false) => "pdf",
            Some(true) => "text",
        };
        let safe = if options.dialect.excel_safe { " excel-safe" } else { "" };
        let bom = if options.dialect.bom { " bom" } else { "" };
        #[cfg(feature = "ocr")]
        let ocr = super::models::OcrSetup::new(options.scans.as_ref())?;
        #[cfg(feature = "ocr")]
        let read_scans = ocr.as_ref().map(super::models::OcrSetup::made_with).unwrap_or_default();
        #[cfg(not(feature = "ocr"))]
        let read_scans = "";
        let version = env!("CARGO_PKG_VERSION");
        Ok(Setup {
            pages,
            password,
            catalogue,
            corrections,
            is_text: options.is_text,
            formats,
            max_bytes: options.max_file_size,
            max_memory: options.max_memory,
            made_with: format!(
                "fiscal-tables {version} pages={pages_read} input={read_as} format={written}{own_kinds}{corrected}{safe}{bom}{read_scans}"
            ),
            root: root.as_os_str().to_owned(),
            #[cfg(feature = "ocr")]
            ocr,
        })
    }

    /// How long a document may take: a page of a scan takes as long as ten documents do.
    pub(super) fn timeout(&self, of_text: Option<Duration>) -> Option<Duration> {
        #[cfg(feature = "ocr")]
        if self.ocr.is_some() {
            return of_text.map(|timeout| timeout * 10);
        }
        of_text
    }

    /// The settings of workers that only make pictures.
    pub(super) fn for_pictures(password: Option<String>, max_bytes: u64, max_memory: u64) -> Setup {
        Setup {
            pages: Vec::new(),
            password,
            catalogue: None,
            corrections: None,
            is_text: None,
            formats: Formats::default(),
            max_bytes,
            max_memory,
            made_with: String::new(),
            root: OsString::new(),
            #[cfg(feature = "ocr")]
            ocr: None,
        }
    }
}

/// The password of the command line, or that of its file.
///
/// # Errors
/// The file cannot be read.
pub(super) fn password(password: Option<&String>, file: Option<&Path>) -> Result<Option<String>> {
    match (password, file) {
        (Some(password), _) => Ok(Some(password.clone())),
        (None, None) => Ok(None),
        (None, Some(file)) => {
            let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
            Ok(Some(text.lines().next().unwrap_or_default().to_owned()))
        }
    }
}

/// The files of each document that the command line asks for.
fn formats(options: &Options) -> Result<Formats> {
    let built = [
        (options.parquet, cfg!(feature = "parquet"), "parquet"),
        (options.xlsx, cfg!(feature = "xlsx"), "xlsx"),
        (options.sqlite, cfg!(feature = "sqlite"), "sqlite"),
    ];
    if let Some((.., name)) = built.iter().find(|(is_asked, is_built, _)| *is_asked && !is_built) {
        bail!("this program was built without the feature {name}");
    }
    if options.is_stream() {
        return Ok(Formats { json: true, ..Formats::default() });
    }
    Ok(Formats { csv: options.csv, json: options.json, xlsx: options.xlsx, dialect: options.dialect })
}

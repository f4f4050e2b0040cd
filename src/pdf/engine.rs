//! Opens a document with the engine and drives its interpreter over one page at a time.

use super::annotations::annotations;
use super::collection::Collections;
use super::collector::Collector;
use super::fields;
use super::order;
#[cfg(feature = "cli")]
use super::painter::{Painter, Store};
#[cfg(feature = "cli")]
use super::picture::{Picture, Stock};
use super::repair::{with_own_page_tree, with_plain_boxes};
#[cfg(feature = "ocr")]
use super::scan::{NoScan, Scan, ScanDevice};
use super::turn::{split_turned, turn_upright};
use super::widths::{Cure, bounded};
use super::{Page, PageState, Stop, Turn};
use crate::error::{Error, ErrorKind, Result};
use crate::geometry::Pt;
use crate::model::PageNumber;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::{
    Context, Device, InterpreterCache, InterpreterSettings, RenderContent, TransformExt, interpret_page,
};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// How far into a file the header may stand (ISO 32000-1, Annex H.3.4.1 grants 1024 bytes; mail gateways add more).
const HEADER_WINDOW: usize = 4096;

/// What the contents of a document's pages may unpack to, together: the engine keeps them. The largest of
/// published documents have 7 MB.
const MAX_DECODED: usize = 256 << 20;

/// Characters of a producer that are kept: it is a name.
const MAX_PRODUCER: usize = 200;

/// An opened document.
pub(crate) struct Source {
    pdf: Pdf,
    /// The engine's pages as the document lists them, where it lists some again.
    order: Option<Vec<usize>>,
    truncated: bool,
    repaired: bool,
}

impl Source {
    /// The program that made the file, as it says.
    pub(crate) fn producer(&self) -> Option<String> {
        let bytes = self.pdf.metadata().producer.as_deref()?;
        let text = match bytes {
            [0xfe, 0xff, rest @ ..] => {
                let (units, _) = rest.as_chunks::<2>();
                String::from_utf16_lossy(&units.iter().map(|unit| u16::from_be_bytes(*unit)).collect::<Vec<_>>())
            }
            _ => String::from_utf8_lossy(bytes).into_owned(),
        };
        let text: String = text.chars().filter(|c| !c.is_control()).take(MAX_PRODUCER).collect();
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// When the file was made, as it says.
    pub(crate) fn created(&self) -> Option<String> {
        let date = self.pdf.metadata().creation_date?;
        let (sign, hour) =
            if date.utc_offset_hour < 0 { ('-', date.utc_offset_hour) } else { ('+', date.utc_offset_hour) };
        Some(format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{sign}{:02}:{:02}",
            date.year,
            date.month,
            date.day,
            date.hour,
            date.minute,
            date.second,
            hour.unsigned_abs(),
            date.utc_offset_minute
        ))
    }

    /// Opens `bytes`, with the empty password first and `password` after it.
    ///
    /// # Errors
    /// See [`ErrorKind`].
    pub(crate) fn open(bytes: Vec<u8>, password: Option<&str>) -> Result<Source> {
        if bytes.is_empty() {
            return Err(ErrorKind::Empty.into());
        }
        let head = &bytes[..bytes.len().min(HEADER_WINDOW)];
        if !head.windows(5).any(|window| window == b"%PDF-") {
            return Err(ErrorKind::NotPdf.into());
        }
        let truncated = !ends_like_a_pdf(&bytes);
        let data = Arc::new(bytes);
        let opened = with_plain_pages(&data, password, open(&data, password));
        match opened {
            Ok(pdf) if !pdf.pages().is_empty() => Ok(Source::of(pdf, password, truncated, false)),
            Err(error) if *error.kind() != ErrorKind::Damaged => Err(error),
            result => {
                let pdf = with_own_page_tree(&data).and_then(|bytes| open(&Arc::new(bytes), password).ok());
                match pdf.filter(|pdf| !pdf.pages().is_empty()) {
                    Some(pdf) => Ok(Source::of(pdf, password, truncated, true)),
                    None if truncated || result.is_err() => Err(Error::new(ErrorKind::Damaged)),
                    None => Err(Error::new(ErrorKind::NoPages)),
                }
            }
        }
    }

    /// What is opened, in bounds.
    fn of(mut pdf: Pdf, password: Option<&str>, truncated: bool, repaired: bool) -> Source {
        for cure in [Cure::Clamp, Cure::Empty] {
            let cured = bounded(&pdf, cure).and_then(|bytes| open(&Arc::new(bytes), password).ok());
            match cured.filter(|cured| cured.pages().len() == pdf.pages().len()) {
                Some(cured) => pdf = cured,
                None => break,
            }
        }
        let order = order::with_repeats(&pdf);
        Source { pdf, order, truncated, repaired }
    }

    /// The page of this index (from 0), as the document lists them.
    fn page(&self, index: usize) -> Option<&hayro_interpret::hayro_syntax::page::Page<'_>> {
        let own = self.order.as_ref().map_or(Some(index), |order| order.get(index).copied())?;
        self.pdf.pages().get(own)
    }

    /// How many pages the document has.
    pub(crate) fn page_count(&self) -> usize {
        self.order.as_ref().map_or(self.pdf.pages().len(), Vec::len)
    }

    /// True if the file does not end as a PDF does, so that later pages may be missing.
    pub(crate) fn is_truncated(&self) -> bool {
        self.truncated
    }

    /// True if the list of its pages was lost: those read are the pages found in the file, in the order they stand there.
    pub(crate) fn is_repaired(&self) -> bool {
        self.repaired
    }

    /// Reads the pages of these indices (from 0), one by one, and hands each to `take`; a page with a table that is turned
    /// comes as two, the upright part first.
    pub(crate) fn read(&self, indices: impl Iterator<Item = usize>, mut take: impl FnMut(Page)) {
        // One per document and thread: the cache is keyed by object number and is not `Send`.
        let cache = InterpreterCache::new();
        let collections = Collections::new(&self.pdf);
        let mut room = MAX_DECODED;
        for index in indices {
            if let Some(page) = self.page(index) {
                let page = self.read_page(page, PageNumber::from_index(index), &cache, &collections, &mut room);
                let (upright, turned) = split_turned(page);
                for mut part in [Some(upright), turned].into_iter().flatten() {
                    turn_upright(&mut part);
                    take(part);
                }
            }
        }
    }

    /// What the pages of these indices (from 0) look like, each handed to `take`, and what their pictures share.
    #[cfg(feature = "cli")]
    pub(crate) fn pictures(&self, indices: impl Iterator<Item = usize>, mut take: impl FnMut(Picture)) -> Stock {
        let cache = InterpreterCache::new();
        let mut store = Store::default();
        for index in indices {
            let Some(page) = self.page(index) else { continue };
            let (width, height) = page.render_dimensions();
            let bounds = hayro_interpret::kurbo::Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
            let mut painter = Painter::new(&mut store, bounds);
            let all = RenderContent::all();
            let outcome = catch_unwind(AssertUnwindSafe(|| self.interpret(page, all, bounds, &cache, &mut painter)));
            take(painter.finish(PageNumber::from_index(index), outcome.is_ok()));
        }
        store.stock
    }

    /// The picture of the page of this index (from 0), if it is a scan.
    #[cfg(feature = "ocr")]
    pub(crate) fn scan(&self, index: usize) -> std::result::Result<Scan, NoScan> {
        let page = self.page(index).ok_or(NoScan::NoPicture)?;
        let cache = InterpreterCache::new();
        let (width, height) = page.render_dimensions();
        let bounds = hayro_interpret::kurbo::Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let mut device = ScanDevice::new(bounds);
        // What goes wrong is known by what is there afterwards.
        let paint = |device: &mut ScanDevice| {
            let _ = catch_unwind(AssertUnwindSafe(|| {
                self.interpret(page, RenderContent::PAGE, bounds, &cache, device);
            }));
        };
        paint(&mut device);
        device.begin_painting()?;
        paint(&mut device);
        device.finish()
    }

    fn interpret<'a>(
        &'a self,
        page: &'a hayro_interpret::hayro_syntax::page::Page<'a>,
        render_content: RenderContent,
        bounds: hayro_interpret::kurbo::Rect,
        cache: &InterpreterCache<'a>,
        device: &mut impl Device<'a>,
    ) {
        let transform = page.initial_transform(true).to_kurbo();
        // The interpreter clips in user space before the initial transform: the real box must be passed, or every
        // clip that covers the page is taken for one that covers nothing.
        let settings = InterpreterSettings { render_content, ..InterpreterSettings::default() };
        let mut context = Context::new(transform, bounds, cache, self.pdf.xref(), settings);
        interpret_page(page, &mut context, device);
    }

    fn read_page<'a>(
        &'a self,
        page: &'a hayro_interpret::hayro_syntax::page::Page<'a>,
        number: PageNumber,
        cache: &InterpreterCache<'a>,
        collections: &Collections<'_>,
        room: &mut usize,
    ) -> Page {
        let (width, height) = page.render_dimensions();
        let bounds = hayro_interpret::kurbo::Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let mut collector = Collector::new(bounds, collections);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let fits = has_room(page, room);
            if fits {
                self.interpret(page, RenderContent::PAGE, bounds, cache, &mut collector);
                let annotations = annotations(page, page.initial_transform(true).to_kurbo());
                if !annotations.is_empty() {
                    collector.begin_annotations(annotations);
                    self.interpret(page, RenderContent::ANNOTATIONS, bounds, cache, &mut collector);
                    collector.end_annotations();
                }
                for line in fields::lines(page) {
                    collector.keep_field(&line, page.initial_transform(true).to_kurbo());
                }
            }
            fits
        }));
        let marks = collector.finish();
        let stopped = match outcome {
            Ok(true) => None,
            Ok(false) => Some(Stop::Decoded),
            Err(_) => Some(marks.stopped.unwrap_or(Stop::Failed)),
        };
        let (width, height) = (Pt::new(f64::from(width)), Pt::new(f64::from(height)));
        Page {
            number,
            width,
            height,
            turn: Turn::none(width, height),
            glyphs: marks.glyphs,
            rulings: marks.rulings,
            images: marks.images,
            outlines: marks.outlines,
            cuts: marks.cuts,
            state: PageState {
                unmapped: marks.unmapped,
                slanted: marks.slanted,
                watermark: marks.watermark,
                covered: marks.covered,
                invisible: marks.invisible,
                clipped: marks.clipped,
                annotations: marks.annotations,
                ocr: marks.ocr,
                stopped,
            },
        }
    }
}

/// Whether the contents of a page fit into what is left of the bytes to unpack; once they do not, nothing more is
/// unpacked. The engine unpacks them once, whoever asks first.
fn has_room(page: &hayro_interpret::hayro_syntax::page::Page<'_>, room: &mut usize) -> bool {
    if *room == 0 {
        return false;
    }
    let bytes = page.page_stream().map_or(0, <[u8]>::len);
    let fits = bytes < *room;
    *room = room.saturating_sub(bytes);
    fits
}

/// What was opened, or the same with pages of a plain size, if the engine passes over some whose size is no number.
fn with_plain_pages(data: &Arc<Vec<u8>>, password: Option<&str>, opened: Result<Pdf>) -> Result<Pdf> {
    let pages = opened.as_ref().map_or(0, |pdf| pdf.pages().len());
    let is_short = opened.as_ref().map_or_else(
        |error| *error.kind() == ErrorKind::Damaged,
        |pdf| pages == 0 || order::said(pdf).is_some_and(|said| said > pages),
    );
    if !is_short {
        return opened;
    }
    let plain = with_plain_boxes(data).and_then(|bytes| open(&Arc::new(bytes), password).ok());
    plain.filter(|plain| plain.pages().len() > pages).map_or(opened, Ok)
}

/// Opens a document, with the empty password first.
fn open(data: &Arc<Vec<u8>>, password: Option<&str>) -> Result<Pdf> {
    let open = |password: &str| catch_unwind(AssertUnwindSafe(|| Pdf::new_with_password(data.clone(), password)));
    let mut opened = open("").map_err(|panic| engine_failure(&panic))?;
    if let (Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)), Some(password)) = (&opened, password) {
        opened = open(password).map_err(|panic| engine_failure(&panic))?;
    }
    opened.map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Error::new(ErrorKind::PasswordRequired),
        LoadPdfError::Decryption(_) => Error::new(ErrorKind::UnsupportedEncryption),
        LoadPdfError::Invalid => Error::new(ErrorKind::Damaged),
    })
}

/// True if `%%EOF` stands near the end (ISO 32000-1, 7.5.5; readers accept it within the last 1024 bytes).
fn ends_like_a_pdf(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(2048)..];
    tail.windows(5).any(|window| window == b"%%EOF")
}

fn engine_failure(panic: &Box<dyn std::any::Any + Send>) -> Error {
    let what = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "panic".to_owned());
    Error::new(ErrorKind::Engine(what))
}

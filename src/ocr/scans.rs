//! Which pages are read from their pictures, and how that is told.

use super::kept::{self, Keeper};
use super::page::{Recognition, recognise};
use super::reader::Reader;
use crate::model::{Finding, Letters, Place, Readings, Recognised, Severity, codes};
use crate::pdf::{Direction, NoScan, Page, Source};
use std::sync::Arc;

/// How scanned pages are read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Ocr {
    /// What reads them.
    pub reader: Reader,
    /// Pages that have a text layer are read from their pictures, too, where these cover them.
    pub force: bool,
    /// What keeps the pages that are read, for a run that goes on after an interruption.
    pub(crate) keeper: Option<Arc<dyn Keeper>>,
}

impl Ocr {
    /// Pages without any text are read with this.
    pub fn new(reader: Reader) -> Ocr {
        Ocr { reader, force: false, keeper: None }
    }
}

/// What is kept of what was read, beside the glyphs.
pub(crate) struct Kept<'a> {
    /// What numbers may be.
    pub(crate) readings: &'a mut Vec<Readings>,
    /// How sure other lines are.
    pub(crate) letters: &'a mut Vec<Letters>,
}

impl Kept<'_> {
    /// Takes what numbers and letters may be out of what was read.
    fn take(&mut self, mut read: Recognition) -> Recognition {
        self.readings.append(&mut read.readings);
        self.letters.append(&mut read.letters);
        read
    }
}

/// The scanned pages of one document.
pub(crate) struct Scans<'a> {
    ocr: Option<&'a Ocr>,
    /// The way in which the text of the page before ran.
    usual: Direction,
    has_failed: bool,
}

impl<'a> Scans<'a> {
    pub(crate) fn new(ocr: Option<&'a Ocr>) -> Scans<'a> {
        Scans { ocr, usual: Direction::Right, has_failed: false }
    }

    /// Reads a page from its picture, where it is a scan; what is to be said of it. What was read is added to `into`.
    pub(crate) fn fill(
        &mut self,
        source: &Source,
        page: &mut Page,
        into: &mut Kept<'_>,
    ) -> (Option<Recognised>, Vec<Finding>) {
        let Some(ocr) = self.ocr.filter(|ocr| is_scan(page, ocr.force)) else { return (None, Vec::new()) };
        if self.has_failed {
            return (None, Vec::new());
        }
        let place = Place::page(page.number);
        let failed = |message: String| Finding::new(codes::OCR_FAILED, Severity::Error, place.clone(), message);
        if let Err(error) = ocr.reader.load() {
            self.has_failed = true;
            return (None, vec![failed(format!("the recognition model cannot be used: {error}"))]);
        }
        let keeper = ocr.keeper.as_deref();
        let known = keeper.and_then(|keeper| keeper.begin(page.number, source.page_count()));
        if let Some((recognition, from)) = known.and_then(|bytes| kept::fill(page, &bytes)) {
            self.usual = from;
            return told(page, into.take(recognition));
        }
        let index = usize::try_from(page.number.get()).unwrap_or(usize::MAX).saturating_sub(1);
        let picture = match source.scan(index) {
            Ok(picture) => picture,
            Err(NoScan::NoPicture) => return (None, Vec::new()),
            Err(NoScan::TooLarge) => return (None, vec![failed("its picture is larger than the limit".to_owned())]),
            Err(NoScan::Unreadable) => return (None, vec![failed("its picture cannot be decoded".to_owned())]),
        };
        match recognise(page, picture, &ocr.reader, &mut self.usual) {
            Some(recognition) => {
                if let (Some(keeper), Some(bytes)) = (keeper, kept::bytes(page, &recognition, self.usual)) {
                    keeper.keep(page.number, &bytes);
                }
                told(page, into.take(recognition))
            }
            None => (None, vec![failed("its picture is too coarse to be read".to_owned())]),
        }
    }
}

/// Is a page to be read from its picture?
fn is_scan(page: &Page, force: bool) -> bool {
    /// The share of a page that pictures cover where they are the page.
    const COVER: f64 = 0.6;
    if page.state.stopped.is_some() || page.images.is_empty() {
        return false;
    }
    let area: f64 = page.images.iter().map(|image| image.width().get() * image.height().get()).sum();
    let covers = area >= page.width.get() * page.height.get() * COVER;
    !page.has_text() || (force && covers)
}

fn told(page: &Page, read: Recognition) -> (Option<Recognised>, Vec<Finding>) {
    /// Characters that are surer than this on the whole are read well.
    const SURE: f64 = 0.9;
    /// So many of its numbers are right, by its own judgement.
    const NUMBERS_SURE: f64 = 0.97;
    let is_unsure = read.mean < SURE && page.has_text();
    let poor = read
        .quality
        .poor()
        .or(is_unsure.then_some("characters that are hard to tell"))
        .or(read.numbers.is_some_and(|sure| sure < NUMBERS_SURE).then_some("numbers that are hard to tell"));
    let (dpi, sure) = (read.quality.dpi.round() as u32, (read.mean * 1000.0).round() / 10.0);
    let specks = match read.specks {
        0 => String::new(),
        count => format!("; {count} marks on it are like no character and left out"),
    };
    let message =
        format!("read from its picture by a recognition, {dpi} dots an inch, its characters {sure} % sure{specks}");
    let place = || Place::page(page.number);
    let mut findings = vec![Finding::new(codes::OCR_PAGE, Severity::Info, place(), message)];
    if let Some(why) = poor {
        let message = format!("its picture is hard to read: {why}; numbers may be misread");
        findings.push(Finding::new(codes::OCR_POOR, Severity::Warning, place(), message));
    }
    if read.lost > 0 {
        let message = format!("{} lines of its picture were not read", read.lost);
        findings.push(Finding::new(codes::OCR_FAILED, Severity::Error, place(), message));
    }
    let recognised = Recognised::new(page.number, dpi, read.mean, poor);
    (Some(recognised), findings)
}

//! What is doubtful about a file and its pages as painted.

use super::{Page, Source};
use crate::model::{Finding, Lack, Place, Severity, Stop, Unread, codes};

/// What is doubtful about the file.
pub(crate) fn of_document(source: &Source) -> Vec<Finding> {
    let damaged = |message: &str| Finding::new(codes::DAMAGED_STRUCTURE, Severity::Warning, Place::default(), message);
    let truncated = "the file does not end as a PDF does: later pages may be missing";
    let repaired = "the list of pages is lost: those found in the file are read in the order they stand in it";
    let told = [(source.is_truncated(), truncated), (source.is_repaired(), repaired)];
    told.into_iter().filter(|(is_so, _)| *is_so).map(|(_, message)| damaged(message)).collect()
}

/// What is doubtful about the characters of a page.
pub(crate) fn of_page(page: &Page) -> Vec<Finding> {
    let place = || Place::page(page.number);
    let mut findings = Vec::new();
    if page.state.unmapped > 0 {
        let message = format!("{} characters have no Unicode value in their font", page.state.unmapped);
        findings.push(Finding::new(codes::UNMAPPED_CHARACTERS, Severity::Warning, place(), message));
    }
    if page.state.slanted > 0 {
        let message = format!("{} characters that run askew over the page were left out", page.state.slanted);
        findings.push(Finding::new(codes::SLANTED_TEXT, Severity::Info, place(), message));
    }
    if page.state.watermark > 0 {
        let message = format!("{} pale or coloured characters across the text were left out", page.state.watermark);
        findings.push(Finding::new(codes::WATERMARK, Severity::Info, place(), message));
    }
    if page.state.covered > 0 {
        let message = format!("{} characters over which something is painted were left out", page.state.covered);
        findings.push(Finding::new(codes::HIDDEN_TEXT, Severity::Info, place(), message));
    }
    if page.state.invisible > 0 {
        let message = format!("{} characters of which nothing is painted were left out", page.state.invisible);
        findings.push(Finding::new(codes::HIDDEN_TEXT, Severity::Info, place(), message));
    }
    if page.state.clipped > 0 {
        let message =
            format!("{} characters beyond the cells that they are painted into were left out", page.state.clipped);
        findings.push(Finding::new(codes::HIDDEN_TEXT, Severity::Info, place(), message));
    }
    if page.state.annotations > 0 {
        let message = format!("{} notes, stamps or strokes of readers were left out", page.state.annotations);
        findings.push(Finding::new(codes::READER_MARKS, Severity::Info, place(), message));
    }
    if page.state.ocr {
        let message = "its text is invisible: what a character recognition read in a picture, or what nobody sees";
        findings.push(Finding::new(codes::OCR_TEXT, Severity::Warning, place(), message));
    }
    findings
}

/// What to say of a page that was not read as it is printed; of an empty page nothing.
pub(crate) fn of_unread(unread: &Unread) -> Option<Finding> {
    let (code, severity, message) = match unread.why {
        Lack::Text { is_picture: false } => return None,
        Lack::Text { is_picture: true } => {
            (codes::PAGE_WITHOUT_TEXT, Severity::Warning, "the page shows a picture and has no text".to_owned())
        }
        Lack::Meaning => {
            let why = "its fonts map to the wrong characters, or to none";
            (codes::TEXT_UNRELIABLE, Severity::Error, format!("the page's text does not say what is printed: {why}"))
        }
        Lack::End(stop) => {
            let (code, why) = limit(stop);
            (code, Severity::Error, format!("the page was not read in full: {why}"))
        }
    };
    Some(Finding::new(code, severity, Place::page(unread.page), message))
}

/// The code of a limit that a page reached, and what it means.
fn limit(stop: Stop) -> (&'static str, &'static str) {
    match stop {
        Stop::Decoded => (codes::DECODED_LIMIT, "the contents of the pages unpack to more than the limit"),
        Stop::Glyphs => (codes::GLYPH_LIMIT, "it has more characters than the limit"),
        Stop::Rulings => (codes::RULING_LIMIT, "it has more lines than the limit"),
        Stop::Painted => (codes::PAGE_LIMIT, "it paints without end"),
        Stop::Failed => (codes::PAGE_LIMIT, "the program failed on it"),
    }
}

/// That no page has text.
pub(crate) fn of_silence() -> Finding {
    let message = "no page has a text layer: a scan, or text drawn as outlines";
    Finding::new(codes::NO_TEXT_LAYER, Severity::Error, Place::default(), message)
}

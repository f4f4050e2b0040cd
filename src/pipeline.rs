//! In: the bytes of one document. Out: its [`Document`]. One stage per line.

use crate::catalogue::Catalogue;
use crate::correction::Selected;
use crate::error::{Error, ErrorKind, Result};
use crate::geometry::{Orientation, Pt, Rect, Span};
use crate::grid::PageLayout;
use crate::model::{Document, Finding, PageNumber, Place, Severity, Table, codes};
use crate::narrative::Prose;
use crate::pdf::picture::{Picture, Stock};
use crate::pdf::{Page, Source, Stop};
use crate::table::{PagePart, tables};
use crate::{correction, dump, grid, statement, table, text, verify};
use std::ops::RangeInclusive;

/// What the bytes of an input are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum InputFormat {
    /// A PDF.
    #[default]
    Pdf,
    /// Text that was pulled out of a PDF: UTF-8, UTF-16 or GB18030.
    Text,
}

/// How to read one document.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What the bytes are.
    pub format: InputFormat,
    /// The pages to read, as ranges from 1; all if empty.
    pub pages: Vec<RangeInclusive<u32>>,
    /// The password of an encrypted document; the empty password is always tried first.
    pub password: Option<String>,
    /// The kinds that tables are told by.
    pub catalogue: Catalogue,
    /// What a person corrected in this document; see [`Corrections::select`](crate::correction::Corrections::select).
    pub corrections: Selected,
}

/// Reads one document.
///
/// # Errors
/// Only what cannot be read at all; see [`ErrorKind`]. Everything doubtful is a finding in the document.
///
/// # Examples
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let bytes = std::fs::read("samples/ruled-budget.pdf")?;
/// let document = fiscal_tables::extract(&bytes, &fiscal_tables::Options::default())?;
/// let titles: Vec<_> = document.tables.iter().filter_map(|table| table.caption.title.as_deref()).collect();
/// assert!(titles.iter().any(|title| title.contains("收入")));
/// # Ok(())
/// # }
/// ```
pub fn extract(bytes: &[u8], options: &Options) -> Result<Document> {
    extract_owned(bytes.to_vec(), options)
}

/// [`extract`] without a second copy of the bytes, which the engine keeps.
pub(crate) fn extract_owned(bytes: Vec<u8>, options: &Options) -> Result<Document> {
    let mut document = match options.format {
        InputFormat::Pdf => extract_pdf(bytes, options),
        InputFormat::Text => extract_text(&bytes),
    }?;
    let kinds = correction::apply(&mut document, &options.corrections);
    report_tables(&mut document, options.format);
    interpret(&mut document, &options.catalogue, |document| kinds.apply(document));
    Ok(document)
}

/// What the pictures of a document's pages share.
pub(crate) struct PagePictures {
    /// Their letters and images.
    pub(crate) stock: Stock,
}

/// What these pages (from 1) look like, each handed to `take`.
///
/// # Errors
/// The document cannot be read at all.
pub(crate) fn pictures(
    bytes: Vec<u8>,
    password: Option<&str>,
    pages: &[u32],
    take: impl FnMut(Picture),
) -> Result<PagePictures> {
    let source = Source::open(bytes, password)?;
    let indices = pages.iter().filter_map(|page| usize::try_from(page.checked_sub(1)?).ok());
    Ok(PagePictures { stock: source.pictures(indices, take) })
}

/// What each stage makes of one page.
pub(crate) struct Stages {
    /// As painted, and turned so that its text reads from left to right.
    pub(crate) page: Page,
    /// The lines that may separate cells.
    pub(crate) edges: Vec<(Orientation, Pt, Span)>,
    /// Grids and the lines around them.
    pub(crate) layout: PageLayout,
    /// The whole document.
    pub(crate) document: Document,
    /// What the page looks like.
    pub(crate) picture: Picture,
    /// Its letters and images.
    pub(crate) stock: Stock,
}

/// Reads a document and keeps what each stage makes of one of its pages.
///
/// # Errors
/// The document cannot be read at all, or has no such page.
pub(crate) fn stages(bytes: Vec<u8>, options: &Options, number: PageNumber) -> Result<Stages> {
    let source = Source::open(bytes.clone(), options.password.as_deref())?;
    let index = selected_pages(source.page_count(), &[number.get()..=number.get()])?;
    let (mut pages, mut pictures) = (Vec::new(), Vec::new());
    source.read(index.iter().copied(), |page| pages.push(page));
    let stock = source.pictures(index.into_iter(), |picture| pictures.push(picture));
    let beyond = || Error::new(ErrorKind::PageOutOfRange { page: number.get(), pages: count(source.page_count()) });
    let (mut page, picture) = pages.pop().zip(pictures.pop()).ok_or_else(beyond)?;
    text::make_meant(&mut page.glyphs);
    let (edges, layout) = (grid::edges(&page), grid::layout(&page, None));
    let document = extract_owned(bytes, options)?;
    Ok(Stages { page, edges, layout, document, picture, stock })
}

/// A document whose tables come from elsewhere (a spreadsheet, another program, a person's copy): gives the columns their
/// roles and the cells their values, tells the kinds, tries the sums, and adds what is doubtful to the findings.
///
/// Of each table only the texts are used: caption, column names, rows and fields.
///
/// # Examples
/// ```
/// use fiscal_tables::{Catalogue, Document, understand};
///
/// let document = understand(Document::default(), &Catalogue::default());
/// assert_eq!(document.ledger.total().amounts, 0);
/// ```
pub fn understand(mut document: Document, catalogue: &Catalogue) -> Document {
    document.tables.iter_mut().for_each(statement::type_cells);
    interpret(&mut document, catalogue, |_| ());
    document
}

/// Typed tables: what they mean, which of their sums hold.
fn interpret(document: &mut Document, catalogue: &Catalogue, correct_kinds: impl FnOnce(&mut Document)) {
    statement::interpret(document, catalogue, correct_kinds);
    document.ledger = verify::verify(document);
    let doubts = verify::findings(document);
    document.findings.extend(doubts);
}

fn extract_pdf(bytes: Vec<u8>, options: &Options) -> Result<Document> {
    let source = Source::open(bytes, options.password.as_deref())?;
    let selected = selected_pages(source.page_count(), &options.pages)?;
    let mut document =
        Document { pages: count(source.page_count()), pages_read: count(selected.len()), ..Document::default() };
    if source.is_truncated() {
        let message = "the file does not end as a PDF does: later pages may be missing";
        document.findings.push(Finding::new(codes::DAMAGED_STRUCTURE, Severity::Warning, Place::default(), message));
    }
    if source.is_repaired() {
        let message = "the list of pages is lost: those found in the file are read in the order they stand in it";
        document.findings.push(Finding::new(codes::DAMAGED_STRUCTURE, Severity::Warning, Place::default(), message));
    }
    let mut parts = Vec::with_capacity(selected.len());
    let mut silent = Vec::new();
    let mut unreliable = Vec::new();
    source.read(selected.into_iter(), |mut page| {
        text::make_meant(&mut page.glyphs);
        if !has_text(&page) && page.state.stopped.is_none() {
            silent.push((page.number, !page.images.is_empty()));
        }
        let layout = grid::layout(&page, parts.last().map(|part: &PagePart| &part.layout));
        let found = page_findings(&page, &layout);
        if found.iter().any(|finding| finding.code == codes::TEXT_UNRELIABLE) {
            unreliable.push(page.number);
        }
        document.findings.extend(found);
        parts.push(PagePart {
            number: page.number,
            size: Rect::new(Pt::ZERO, Pt::ZERO, page.width, page.height),
            layout,
        });
    });
    if source.is_repaired() && silent.len() == parts.len() {
        // Pages were found, and nothing of what they show: no scan, but a file that is lost.
        return Err(ErrorKind::Damaged.into());
    }
    report_silent_pages(&mut document, &silent);
    let cover = parts.first().map(|part| part.layout.lines.clone()).unwrap_or_default();
    document.title = statement::cover_title(&cover);
    document.published = statement::published(&cover, parts.iter().map(|part| part.layout.lines.as_slice()));
    table::drop_furniture(&mut parts);
    let mut prose = Prose::default();
    for part in parts.iter().filter(|part| !unreliable.contains(&part.number)) {
        prose.add_page(part.number, &part.layout.lines);
    }
    document.claims = prose.claims();
    document.tables = tables(parts, &mut document.findings);
    statement::complete(&mut document, statement::cover_organisation(&cover));
    document.tables.iter_mut().for_each(statement::type_cells);
    Ok(document)
}

/// The indices (from 0) of the pages to read, ascending.
fn selected_pages(pages: usize, ranges: &[RangeInclusive<u32>]) -> Result<Vec<usize>> {
    let last = count(pages);
    if let Some(beyond) = ranges.iter().map(|range| *range.start()).find(|start| *start > last || *start == 0) {
        return Err(Error::new(ErrorKind::PageOutOfRange { page: beyond, pages: last }));
    }
    let wanted = |index: &usize| ranges.is_empty() || ranges.iter().any(|range| range.contains(&(count(*index) + 1)));
    Ok((0..pages).filter(wanted).collect())
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn has_text(page: &Page) -> bool {
    page.glyphs.iter().any(|glyph| !glyph.character.is_whitespace())
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

fn page_findings(page: &Page, layout: &PageLayout) -> Vec<Finding> {
    let place = || Place::page(page.number);
    let mut findings = Vec::new();
    let stopped = page.state.stopped.or(layout.over_limit.then_some(Stop::Rulings));
    if let Some((code, why)) = stopped.map(limit) {
        let message = format!("the page was not read in full: {why}");
        findings.push(Finding::new(code, Severity::Error, place(), message));
    }
    if page.state.unmapped > 0 {
        let message = format!("{} characters have no Unicode value in their font", page.state.unmapped);
        findings.push(Finding::new(codes::UNMAPPED_CHARACTERS, Severity::Warning, place(), message));
    }
    if text::is_unreliable(&page.glyphs) {
        let message = "the page's text does not say what is printed: its fonts map to the wrong characters, or to none";
        findings.push(Finding::new(codes::TEXT_UNRELIABLE, Severity::Error, place(), message));
    }
    if page.state.slanted > 0 {
        let message = format!("{} characters that run askew over the page were left out", page.state.slanted);
        findings.push(Finding::new(codes::SLANTED_TEXT, Severity::Info, place(), message));
    }
    if page.state.watermark > 0 {
        let message = format!("{} large pale characters below the text were left out", page.state.watermark);
        findings.push(Finding::new(codes::WATERMARK, Severity::Info, place(), message));
    }
    if page.state.ocr {
        let message = "a scanned page: its text is what a character recognition read";
        findings.push(Finding::new(codes::OCR_TEXT, Severity::Warning, place(), message));
    }
    if layout.across_rulings > 0 {
        let message = format!(
            "{} texts lie across a ruling and stand in the cell that holds most of them",
            layout.across_rulings
        );
        findings.push(Finding::new(codes::TEXT_ACROSS_RULING, Severity::Info, place(), message));
    }
    findings
}

/// Pages without text: all of them make a scan, some of them are reported one by one.
fn report_silent_pages(document: &mut Document, silent: &[(PageNumber, bool)]) {
    if document.pages_read > 0 && silent.len() == document.pages_read as usize {
        document.no_text_layer = true;
        let message = "no page has a text layer: a scan, or text drawn as outlines";
        document.findings.push(Finding::new(codes::NO_TEXT_LAYER, Severity::Error, Place::default(), message));
        return;
    }
    for (page, _) in silent.iter().filter(|(_, has_image)| *has_image) {
        let message = "the page shows a picture and has no text";
        document.findings.push(Finding::new(codes::PAGE_WITHOUT_TEXT, Severity::Warning, Place::page(*page), message));
    }
}

/// What is doubtful about the tables of a PDF; of those of a text `dump` has said it.
fn report_tables(document: &mut Document, format: InputFormat) {
    if format == InputFormat::Text {
        return;
    }
    let found: Vec<Finding> =
        document.tables.iter().enumerate().flat_map(|(i, table)| table_findings(i + 1, table)).collect();
    document.findings.extend(found);
    if document.tables.is_empty() && !document.no_text_layer {
        let message = "no table was found";
        document.findings.push(Finding::new(codes::NO_TABLES, Severity::Warning, Place::default(), message));
    }
}

fn table_findings(index: usize, table: &Table) -> Vec<Finding> {
    let place = || Place { page: table.first_page(), table: Some(index), ..Place::default() };
    let mut findings = Vec::new();
    if table.caption.title.is_none() {
        findings.push(Finding::new(
            codes::UNTITLED_TABLE,
            Severity::Info,
            place(),
            "no title is printed above the table",
        ));
    }
    for (i, _) in table.columns.iter().enumerate().filter(|(_, column)| column.path.is_empty()) {
        let place = Place { column: Some(i + 1), ..place() };
        findings.push(Finding::new(
            codes::UNNAMED_COLUMN,
            Severity::Info,
            place,
            "no name is printed above the column",
        ));
    }
    for (r, row) in table.rows.iter().enumerate() {
        for (c, (cell, column)) in row.cells.iter().zip(&table.columns).enumerate() {
            let is_value = cell.value.is_some() || cell.text.is_empty() || is_dash(&cell.text);
            if column.role == table::ColumnRole::Amount && !is_value {
                let place = Place { page: cell.page, table: Some(index), row: Some(r + 1), column: Some(c + 1) };
                let mut finding = Finding::new(
                    codes::NOT_AN_AMOUNT,
                    Severity::Info,
                    place,
                    "a text in a column of amounts is no amount",
                );
                finding.found = Some(cell.text.clone());
                findings.push(finding);
            }
        }
    }
    findings
}

fn is_dash(text: &str) -> bool {
    text.chars().all(|character| character.is_whitespace() || matches!(character, '-' | '—' | '–' | '－' | '/'))
}

fn extract_text(bytes: &[u8]) -> Result<Document> {
    if bytes.is_empty() {
        return Err(Error::new(ErrorKind::Empty));
    }
    Ok(dump::read(bytes))
}

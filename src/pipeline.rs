//! In: the bytes of one document. Out: its [`Document`]. One stage per line.

use crate::catalogue::Catalogue;
use crate::correction::Selected;
use crate::error::{Error, ErrorKind, Result};
#[cfg(feature = "cli")]
use crate::geometry::{Orientation, Span};
use crate::geometry::{Pt, Rect};
#[cfg(feature = "cli")]
use crate::grid::PageLayout;
use crate::model::{Claim, Document, Lack, Origin, PageNumber, Stop, Unread};
use crate::narrative::Prose;
#[cfg(feature = "cli")]
use crate::pdf::picture::{Picture, Stock};
use crate::pdf::{Page, Source};
use crate::statement::Front;
use crate::table::{PagePart, tables};
use crate::text::TextLine;
use crate::{correction, dump, grid, pdf, statement, table, text, verify};
use std::ops::RangeInclusive;

/// Covers and what introduces a document stand on so many pages.
const FRONT_PAGES: u32 = 3;

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
#[non_exhaustive]
pub struct Options {
    /// What the bytes are.
    pub format: InputFormat,
    /// The pages to read, as ranges from 1; all if empty. A text has none to choose from.
    pub pages: Vec<RangeInclusive<u32>>,
    /// The password of an encrypted document; the empty password is always tried first. A text has none.
    pub password: Option<String>,
    /// The kinds that tables are told by.
    pub catalogue: Catalogue,
    /// What a person corrected in this document; see [`Corrections::select`](crate::correction::Corrections::select).
    pub corrections: Selected,
    /// How scanned pages are read; without it they are not.
    #[cfg(feature = "ocr")]
    pub ocr: Option<crate::ocr::Ocr>,
}

impl Options {
    /// To read inputs of this format, all else as usual.
    pub fn of(format: InputFormat) -> Options {
        Options { format, ..Options::default() }
    }
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
    let (mut document, front) = match options.format {
        InputFormat::Pdf => extract_pdf(bytes, options),
        InputFormat::Text => extract_text(&bytes, options),
    }?;
    let kinds = correction::apply(&mut document, &options.corrections);
    // Of the tables of a text `dump` has said it.
    if options.format == InputFormat::Pdf {
        let doubts = statement::doubts(&document);
        document.findings.extend(doubts);
    }
    interpret(&mut document, &front, &options.catalogue, |document| kinds.apply(document));
    Ok(document)
}

/// What the pictures of a document's pages share.
#[cfg(feature = "cli")]
pub(crate) struct PagePictures {
    /// Their letters and images.
    pub(crate) stock: Stock,
}

/// What these pages (from 1) look like, each handed to `take`.
///
/// # Errors
/// The document cannot be read at all.
#[cfg(feature = "cli")]
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
#[cfg(feature = "cli")]
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
#[cfg(feature = "cli")]
pub(crate) fn stages(bytes: Vec<u8>, options: &Options, number: PageNumber) -> Result<Stages> {
    let source = Source::open(bytes.clone(), options.password.as_deref())?;
    let own = selected_pages(source.page_count(), &[number.get()..=number.get()])?;
    let last = own.first().copied().unwrap_or_default();
    // A page is laid out with those before it in mind.
    let (mut read, mut layouts) = (None, Vec::new());
    #[cfg(feature = "ocr")]
    let mut scans = crate::ocr::Scans::new(options.ocr.as_ref());
    source.read(0..=last, |mut page| {
        // A table that is turned comes as a part of its own behind the upright one, which is shown.
        if read.as_ref().is_some_and(|before: &Page| before.number == page.number) {
            return;
        }
        // What the recognition doubts stands in the document; those before it are not worth the time that theirs takes.
        #[cfg(feature = "ocr")]
        if page.number == number {
            let (mut readings, mut letters) = (Vec::new(), Vec::new());
            scans.fill(&source, &mut page, &mut crate::ocr::Kept { readings: &mut readings, letters: &mut letters });
        }
        text::make_meant(&mut page.glyphs);
        layouts.push(grid::layout(&page));
        read = Some(page);
    });
    grid::align(layouts.iter_mut());
    let read = read.zip(layouts.pop());
    let mut pictures = Vec::new();
    let stock = source.pictures(own.into_iter(), |picture| pictures.push(picture));
    let beyond = || Error::new(ErrorKind::PageOutOfRange { page: number.get(), pages: count(source.page_count()) });
    let ((page, layout), picture) = read.zip(pictures.pop()).ok_or_else(beyond)?;
    let edges = grid::edges(&page);
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
    interpret(&mut document, &Front::default(), catalogue, |_| ());
    document
}

/// Typed tables: what they mean, which of their sums hold.
fn interpret(document: &mut Document, front: &Front, catalogue: &Catalogue, correct_kinds: impl FnOnce(&mut Document)) {
    statement::interpret(document, front, catalogue, correct_kinds);
    document.ledger = verify::verify(document);
    #[cfg(feature = "ocr")]
    verify::choose(document);
    let doubts = verify::findings(document);
    document.findings.extend(doubts);
    place_lines(document);
}

/// Says of what is doubtful in a row of a dump on which line it stands.
fn place_lines(document: &mut Document) {
    let Document { findings, tables, .. } = document;
    for place in findings.iter_mut().map(|finding| &mut finding.place) {
        let table = place.table.and_then(|table| tables.get(table.get()));
        let row = table.zip(place.row).and_then(|(table, row)| table.rows.get(row.get()));
        place.line = place.line.or_else(|| row.and_then(|row| row.line));
    }
}

fn extract_pdf(bytes: Vec<u8>, options: &Options) -> Result<(Document, Front)> {
    let source = Source::open(bytes, options.password.as_deref())?;
    let selected = selected_pages(source.page_count(), &options.pages)?;
    let mut document =
        Document { pages: count(source.page_count()), pages_read: count(selected.len()), ..Document::default() };
    (document.producer, document.created) = (source.producer(), source.created());
    document.findings.extend(pdf::of_document(&source));
    let mut parts: Vec<PagePart> = Vec::with_capacity(selected.len());
    #[cfg(feature = "ocr")]
    let mut scans = crate::ocr::Scans::new(options.ocr.as_ref());
    #[cfg_attr(
        not(feature = "ocr"),
        expect(unused_mut, reason = "pages are filled from their pictures by another feature")
    )]
    source.read(selected.into_iter(), |mut page| {
        #[cfg(feature = "ocr")]
        {
            let mut kept = crate::ocr::Kept { readings: &mut document.readings, letters: &mut document.letters };
            let (recognised, doubts) = scans.fill(&source, &mut page, &mut kept);
            document.recognised.extend(recognised);
            document.findings.extend(doubts);
        }
        parts.push(read_page(page, &mut document));
    });
    grid::align(parts.iter_mut().map(|part| &mut part.layout));
    document.findings.extend(parts.iter().flat_map(|part| grid::of_aligned(part.number, &part.layout)));
    end_pages(&mut document, parts.len(), source.is_repaired())?;
    let first = first_pages(&source, &parts);
    let cover = first.first().cloned().unwrap_or_default();
    let mut front = Front { title: statement::cover_title(&cover), ..Front::default() };
    front.lines.extend(first.iter().flatten().map(TextLine::squeezed));
    document.title.clone_from(&front.title);
    document.published = statement::published(&cover, parts.iter().map(|part| part.layout.lines.as_slice()));
    table::drop_furniture(&mut parts);
    document.claims = claims(&parts, &document.lacking(|why| why == Lack::Meaning));
    document.tables = tables(parts, &mut document.findings);
    mark_recognised(&mut document);
    statement::complete(&mut document, &front);
    document.tables.iter_mut().for_each(statement::type_cells);
    Ok((document, front))
}

/// Says of each cell of a scanned page that a recognition read it.
fn mark_recognised(document: &mut Document) {
    let pages: Vec<PageNumber> = document.recognised.iter().map(|read| read.page).collect();
    let cells = document.tables.iter_mut().flat_map(|table| &mut table.rows).flat_map(|row| &mut row.cells);
    for cell in cells.filter(|cell| cell.origin == Origin::Printed) {
        if cell.page.is_some_and(|page| pages.contains(&page)) {
            cell.origin = Origin::Ocr;
        }
    }
}

/// The lines of the first pages, which say what the document is, whichever pages are asked for.
fn first_pages(source: &Source, parts: &[PagePart]) -> Vec<Vec<TextLine>> {
    let last = source.page_count().min(FRONT_PAGES as usize);
    let of_parts = |number: u32| parts.iter().filter(move |part| part.number.get() == number);
    let mut pages: Vec<Vec<TextLine>> = Vec::new();
    for index in 0..last {
        if of_parts(count(index) + 1).next().is_some() {
            pages.extend(of_parts(count(index) + 1).map(|part| part.layout.lines.clone()));
        } else {
            source.read(std::iter::once(index), |mut page| {
                text::make_meant(&mut page.glyphs);
                pages.push(grid::layout(&page).lines);
            });
        }
    }
    pages
}

/// One page: its characters as meant, its grids, and what is doubtful about them.
fn read_page(mut page: Page, document: &mut Document) -> PagePart {
    text::make_meant(&mut page.glyphs);
    let layout = grid::layout(&page);
    let stopped = page.state.stopped.or(layout.over_limit.then_some(Stop::Rulings)).map(Lack::End);
    let unreliable = text::is_unreliable(&page.glyphs).then_some(Lack::Meaning);
    let unread: Vec<Unread> =
        stopped.into_iter().chain(unreliable).map(|why| Unread { page: page.number, why }).collect();
    document.findings.extend(unread.iter().filter_map(pdf::of_unread));
    document.findings.extend(pdf::of_page(&page));
    document.findings.extend(grid::doubts(page.number, &layout));
    document.unread.extend(unread);
    if !page.has_text() && page.state.stopped.is_none() {
        document.unread.push(Unread { page: page.number, why: Lack::Text { is_picture: !page.images.is_empty() } });
    }
    PagePart { number: page.number, size: Rect::new(Pt::ZERO, Pt::ZERO, page.width, page.height), layout }
}

/// What is to be said when all pages are read: a document without any text is a scan; of others each page is told.
///
/// # Errors
/// Pages were found, and nothing of what they show: no scan, but a file that is lost.
fn end_pages(document: &mut Document, pages: usize, is_repaired: bool) -> Result<()> {
    let is_silent = |unread: &&Unread| matches!(unread.why, Lack::Text { .. });
    let silent: Vec<Unread> = document.unread.iter().filter(is_silent).copied().collect();
    if is_repaired && silent.len() == pages {
        return Err(ErrorKind::Damaged.into());
    }
    document.no_text_layer = document.pages_read > 0 && silent.len() == document.pages_read as usize;
    if document.no_text_layer {
        document.findings.push(pdf::of_silence());
    } else {
        document.findings.extend(silent.iter().filter_map(pdf::of_unread));
    }
    Ok(())
}

/// What the prose of the pages claims; of pages whose text means nothing, nothing.
fn claims(parts: &[PagePart], unreliable: &[PageNumber]) -> Vec<Claim> {
    let mut prose = Prose::default();
    for part in parts.iter().filter(|part| !unreliable.contains(&part.number)) {
        prose.add_page(part.number, &part.layout.lines);
    }
    prose.claims()
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

fn extract_text(bytes: &[u8], options: &Options) -> Result<(Document, Front)> {
    if bytes.is_empty() {
        return Err(Error::new(ErrorKind::Empty));
    }
    if !options.pages.is_empty() {
        return Err(Error::new(ErrorKind::NotOfText { option: "pages" }));
    }
    if options.password.is_some() {
        return Err(Error::new(ErrorKind::NotOfText { option: "a password" }));
    }
    Ok(dump::read(bytes))
}

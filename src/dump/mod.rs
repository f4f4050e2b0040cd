//! In: the bytes of a plain-text dump. Out: its tables, each with the lines it stands on.
//!
//! ```text
//! bytes ─decode─▶ text ─line─▶ Line {number, text, class} ─blocks─▶ Block {caption, body, notes}
//!       tabbed: ─tabbed─▶ rows of cells ─header─▶ columns ─align─▶ cells under their columns ┐
//!       raw:    ─scrambled─▶ columns ─raw─▶ rows out of lines ─placement─▶ columns of amounts ┴▶ Table
//! ```
//!
//! What a library prints backwards of a page turned by a quarter is put right by `mirrored`; `numbered` puts a row together that
//! numbers the columns cell by cell.
//! In a dump that keeps the places on the page (`kept` tells) `visual` makes lines of rows first; `turned` puts headers that
//! come behind their rows before them, `lowered` puts digits and colons back that a line below prints, `centred` makes lines of
//! rows whose values stand in the middle of sentences, `cells` and `stream` read cells that stand on lines of their own
//! (`coded` tells codes from values), `touching` parts words, and `torn` puts cells back that stand around their row.
//! A dump that gives the cells of its tables, as HTML or Markdown, goes another way: `markup` and `pipes` make grids of
//! them, `given` hands these to the chain that reads the grids of a PDF (`table`).
//! A raw table of no known form whose rows have a value for each column goes through `reading`, which reads the body first
//! and then its header (`heading`, `tree`, `stub`, `interleaved`), with a column of sentences (`remarks`). Names that a header prints line by
//! line across all columns are put together by `woven`, those of a dump that keeps the places by `chains`. Another table goes
//! through `plain` and `settle` (with `rates` and `nested`); a dump that keeps the places on the page has `marks`.
//! Tables whose headers print the same agree on their columns (`sisters`). Amounts whose columns are open are placed by the
//! sums of their rows (`placement`), by those down the table (`narrowing`, `totals`), and by other tables (`evidence`).
//! A dump has no geometry else: what tells a column is a tab, the form (`catalogue`), or arithmetic. An amount is never
//! altered; where several columns add up, the most plausible one is taken and a finding lists the others.

mod align;
mod beside;
mod blocks;
mod body;
mod breaks;
mod caption;
mod cells;
mod centred;
mod chains;
mod clean;
mod coded;
mod cut;
mod decode;
mod draft;
mod evidence;
mod fields;
mod form;
mod given;
mod glue;
mod groups;
mod halves;
mod header;
mod heading;
mod interleaved;
mod kept;
mod labels;
mod ledger;
mod line;
mod lines;
mod lowered;
mod marks;
mod markup;
mod middles;
mod mirrored;
mod names;
mod narrowing;
mod nested;
mod numbered;
mod page_numbers;
mod pipes;
mod placement;
mod places;
mod plain;
mod projects;
mod rates;
mod raw;
mod raw_form;
mod reading;
mod remarks;
mod repeats;
mod resolve;
mod row;
mod scrambled;
mod settle;
mod sisters;
mod spans;
mod stand;
mod stream;
mod stub;
mod tabbed;
mod tail;
mod token;
mod torn;
mod totals;
mod touching;
mod tree;
mod turned;
mod turns;
mod visual;
mod weigh;
mod woven;

use self::blocks::{Block, Separation, blocks, sort};
use self::draft::Draft;
use self::kept::is_laid_out;
use self::line::{Class, Line};
use crate::model::{Document, Finding, Place, RowIndex, Severity, Table, codes};
use crate::narrative::Prose;
use crate::statement::{self, Front};

/// Covers print their date on one of so many lines.
const COVER_LINES: usize = 5;
/// A page with more lines is no cover.
const PAGE_LINES: usize = 15;
/// Covers, lists of contents and what introduces a document take about so many lines.
const FRONT_LINES: usize = 100;

/// Reads a plain-text dump: UTF-8, UTF-16 or GB18030, tabs or blanks between the cells. Any bytes give a document;
/// what is doubtful in it is a finding.
pub(crate) fn read(bytes: &[u8]) -> (Document, Front) {
    let text = decode::decode(bytes);
    let raw: Vec<&str> = text.split('\n').collect();
    if let Some(parts) = markup::parts(&raw) {
        return with_cells(&text, &parts);
    }
    let lines = lines::lines(&text);
    let sort = sort(&lines);
    let laid_out = sort == Separation::Raw && is_laid_out(&lines);
    let lines = if sort == Separation::Raw && !laid_out { turned::in_reading_order(lines) } else { lines };
    let blocks = blocks(&lines, sort, laid_out);
    let mut document = Document::default();
    let mut drafts = drafts(&blocks, sort, laid_out);
    resolve::resolve(&mut drafts, &mut document.findings);
    for (draft, block) in drafts.into_iter().zip(&blocks) {
        finish(draft, block, &mut document);
    }
    prose(&lines, &blocks, &mut document);
    let front = describe(&lines, &mut document);
    report_no_tables(&mut document);
    (document, front)
}

/// Reads a dump that gives the cells of its tables.
fn with_cells(text: &str, parts: &[markup::Part]) -> (Document, Front) {
    let lines: Vec<Line<'_>> = lines::as_printed(text);
    let mut document = Document::default();
    document.tables = given::given(parts, &lines, &mut document.findings);
    let outside: Vec<Line<'_>> = parts
        .iter()
        .filter_map(|part| if let markup::Part::Lines(range) = part { lines.get(range.clone()) } else { None })
        .flatten()
        .cloned()
        .collect();
    prose(&outside, &[], &mut document);
    let front = describe(&outside, &mut document);
    report_no_tables(&mut document);
    (document, front)
}

fn report_no_tables(document: &mut Document) {
    if document.tables.is_empty() {
        document.findings.push(Finding::new(
            codes::NO_TABLES,
            Severity::Warning,
            Place::default(),
            "no table was found in the text",
        ));
    }
}

fn drafts(blocks: &[Block<'_>], sort: Separation, laid_out: bool) -> Vec<Draft> {
    if sort == Separation::Tabbed {
        return blocks.iter().map(tabbed::tabbed).collect();
    }
    let tables: Vec<raw::Composed<'_>> = blocks.iter().map(raw::Composed::of).collect();
    let mut drafts: Vec<Draft> = blocks.iter().zip(&tables).map(|(block, own)| raw::raw(own, block.laid_out)).collect();
    // The places on the page say more than the tables that print the same header.
    if !laid_out {
        sisters::agree(&tables, &mut drafts);
    }
    drafts
}

/// Makes the table and says what of its lines stands in no cell.
fn finish(mut draft: Draft, block: &Block<'_>, document: &mut Document) {
    for line in &block.again {
        draft.set_aside(line.number, &line.text, "the caption is printed again");
    }
    let place = Place::table(document.tables.len());
    for aside in &draft.aside {
        let place = place.clone().at_line(aside.line);
        let mut finding = Finding::new(codes::TEXT_SET_ASIDE, Severity::Info, place, aside.why);
        finding.found = Some(aside.text.clone());
        document.findings.push(finding);
    }
    for (row, message) in &draft.doubts {
        let place = Place { row: RowIndex::from_number(*row), ..place.clone() };
        document.findings.push(Finding::new(codes::AMBIGUOUS_PLACEMENT, Severity::Warning, place, message.clone()));
    }
    if !draft.named {
        let message = "the header is of no known form; its columns are named by number";
        document.findings.push(Finding::new(codes::UNKNOWN_FORM, Severity::Warning, place, message));
    }
    document.tables.push(draft.into_table(block));
}

/// What the lines outside of the tables claim, and when they were made public.
fn prose(lines: &[Line<'_>], blocks: &[Block<'_>], document: &mut Document) {
    let mut in_table = vec![false; lines.iter().map(|line| line.number + 1).max().unwrap_or(0)];
    for line in blocks.iter().flat_map(|b| b.caption.iter().chain(&b.body).chain(&b.notes).chain(&b.again)) {
        if let Some(place) = in_table.get_mut(line.number) {
            *place = true;
        }
    }
    let is_outside = |line: &&Line<'_>| in_table.get(line.number) == Some(&false) && line.class != Class::Page;
    let outside = || lines.iter().filter(is_outside);
    let mut prose = Prose::default();
    for line in outside().filter(|line| line.class != Class::Cells) {
        prose.add_line(line.number, &line.text);
    }
    document.claims = prose.claims();
    let printed = || outside().filter(|line| line.class != Class::Blank);
    // A cover ends with its page, where the dump shows pages; without one it takes few lines.
    let of_page = printed().skip(1).position(|line| line.opens_page).map_or(COVER_LINES, |lines| lines + 1);
    let first: Vec<String> = printed().take(of_page.min(PAGE_LINES)).map(|line| line.text.to_string()).collect();
    document.published =
        outside().find_map(|line| statement::labelled_date(&line.text)).or_else(|| statement::cover_date(&first));
}

/// What the first lines and the tables say the document is; and the unit of most tables for those that do not say theirs.
fn describe(lines: &[Line<'_>], document: &mut Document) -> Front {
    let printed = lines.iter().filter(|line| !matches!(line.class, Class::Blank | Class::Page | Class::Cells));
    let first = printed.take(FRONT_LINES).map(|line| clean::joined(line::bare(&line.text)).into_owned());
    let front = Front::of_lines(first.collect());
    document.title.clone_from(&front.title);
    statement::complete(document, &front);
    let unit = statement::most(document.tables.iter().filter_map(|table| table.caption.unit.clone()));
    for table in &mut document.tables {
        if table.caption.unit.is_none() && table.amounts() + table.fields.len() > 0 {
            table.caption.unit = own_unit(table).or_else(|| unit.clone());
        }
    }
    front
}

/// The unit that a form prints in its labels: `项目金额（万元）`.
fn own_unit(table: &Table) -> Option<String> {
    let names =
        table.fields.iter().map(|field| &field.name).chain(table.columns.iter().flat_map(|column| &column.path));
    names
        .flat_map(|name| name.split(['（', '(']))
        .find_map(|part| caption::money(part.split(['）', ')']).next().unwrap_or_default()).map(str::to_owned))
}

/// The rows of a table as tests look at them: cells with `|` between them.
#[cfg(test)]
fn rows_of(table: &Table) -> Vec<String> {
    let texts = |row: &crate::model::Row| row.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("|");
    table.rows.iter().map(texts).collect()
}

/// The rows of what is printed below a title and a unit, as tests look at them.
#[cfg(test)]
fn rows_below_title(text: &str) -> Vec<String> {
    let (document, _) = read(format!("2026年某市支出表\n单位：万元\n{text}").as_bytes());
    document.tables.iter().flat_map(rows_of).collect()
}

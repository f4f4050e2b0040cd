//! In: the bytes of a plain-text dump. Out: its tables, each with the lines it stands on.
//!
//! ```text
//! bytes ─decode─▶ text ─line─▶ Line {number, text, class} ─blocks─▶ Block {caption, body, notes}
//!       tabbed: ─tabbed─▶ rows of cells ─header─▶ columns ─align─▶ cells under their columns ┐
//!       raw:    ─scrambled─▶ columns ─raw─▶ rows out of lines ─placement─▶ columns of amounts ┴▶ Table
//! ```
//!
//! In a dump that keeps the places on the page `visual` makes lines of rows first; `turned` puts headers that come behind
//! their rows before them, and `stream` reads cells that stand on lines of their own.
//! A dump that gives the cells of its tables, as HTML or Markdown, goes another way: `markup` and `pipes` make grids of
//! them, `given` hands these to the chain that reads the grids of a PDF (`table`).
//! A raw table of no known form goes through `plain` and `settle` (with `rates` and `nested`); a dump that keeps the places on the page has `marks`.
//! A dump has no geometry else: what tells a column is a tab, the form (`catalogue`), or arithmetic. An amount is never
//! altered; where several columns add up, the most plausible one is taken and a finding lists the others.

mod align;
mod blocks;
mod caption;
mod clean;
mod decode;
mod draft;
mod evidence;
mod fields;
mod form;
mod given;
mod glue;
mod halves;
mod header;
mod labels;
mod ledger;
mod line;
mod marks;
mod markup;
mod names;
mod nested;
mod pipes;
mod placement;
mod plain;
mod projects;
mod rates;
mod raw;
mod raw_form;
mod resolve;
mod scrambled;
mod settle;
mod stream;
mod tabbed;
mod totals;
mod turned;
mod visual;

use self::blocks::{Block, Sort, blocks, is_laid_out, sort};
use self::draft::Draft;
use self::line::{Class, Line};
use crate::catalogue;
use crate::model::{Document, Finding, Place, Severity, Table, codes};
use crate::narrative::Prose;
use crate::statement;

/// Covers print their title on up to this many lines.
const COVER_LINES: usize = 5;

/// Reads a plain-text dump: UTF-8, UTF-16 or GB18030, tabs or blanks between the cells. Any bytes give a document;
/// what is doubtful in it is a finding.
pub(crate) fn read(bytes: &[u8]) -> Document {
    let text = decode::decode(bytes);
    let raw: Vec<&str> = text.split('\n').collect();
    if let Some(parts) = markup::parts(&raw) {
        return with_cells(&text, &parts);
    }
    let lines = line::lines(&text);
    let sort = sort(&lines);
    let laid_out = sort == Sort::Raw && is_laid_out(&lines);
    let lines = if sort == Sort::Raw && !laid_out { turned::in_reading_order(lines) } else { lines };
    let blocks = blocks(&lines, sort, laid_out);
    let mut document = Document::default();
    let mut drafts: Vec<Draft> = blocks.iter().map(|block| draft(block, sort)).collect();
    resolve::resolve(&mut drafts, &mut document.findings);
    for (draft, block) in drafts.into_iter().zip(&blocks) {
        finish(draft, block, &mut document);
    }
    cover(&lines, &mut document);
    prose(&lines, &blocks, &mut document);
    describe(&mut document);
    report_no_tables(&mut document);
    document
}

/// Reads a dump that gives the cells of its tables.
fn with_cells(text: &str, parts: &[markup::Part]) -> Document {
    let lines: Vec<Line<'_>> = line::as_printed(text);
    let mut document = Document::default();
    document.tables = given::given(parts, &lines, &mut document.findings);
    let outside: Vec<Line<'_>> = parts
        .iter()
        .filter_map(|part| if let markup::Part::Lines(range) = part { lines.get(range.clone()) } else { None })
        .flatten()
        .cloned()
        .collect();
    cover(&outside, &mut document);
    prose(&outside, &[], &mut document);
    describe(&mut document);
    report_no_tables(&mut document);
    document
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

fn draft(block: &Block<'_>, sort: Sort) -> Draft {
    match sort {
        Sort::Tabbed => tabbed::tabbed(block),
        Sort::Raw => raw::raw(block),
    }
}

/// Makes the table and says what of its lines stands in no cell.
fn finish(mut draft: Draft, block: &Block<'_>, document: &mut Document) {
    for line in &block.again {
        draft.set_aside(line.number, &line.text, "the caption is printed again");
    }
    let index = document.tables.len() + 1;
    let place = Place { table: Some(index), ..Place::default() };
    for aside in &draft.aside {
        let message = format!("line {}: {}", aside.line, aside.why);
        let mut finding = Finding::new(codes::TEXT_SET_ASIDE, Severity::Info, place.clone(), message);
        finding.found = Some(aside.text.clone());
        document.findings.push(finding);
    }
    for (row, message) in &draft.doubts {
        let place = Place { row: Some(*row), ..place.clone() };
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
    let first: Vec<String> = outside()
        .filter(|line| line.class != Class::Blank)
        .take(COVER_LINES)
        .map(|line| line.text.to_string())
        .collect();
    document.published =
        outside().find_map(|line| statement::labelled_date(&line.text)).or_else(|| statement::cover_date(&first));
}

/// What the cover says: `某局2024年度部门决算`, `2020年度某局部门预算说明`.
fn cover(lines: &[Line<'_>], document: &mut Document) {
    /// A title is shorter; a cover without one runs into the narrative.
    const CHARACTERS: usize = 60;
    let mut text = String::new();
    let printed = lines.iter().filter(|line| !matches!(line.class, Class::Blank | Class::Page)).take(COVER_LINES);
    for line in printed {
        let own = clean::joined(line::bare(&line.text));
        if line.class == Class::Part || line::is_item(&own) || own.contains(['。', '；', '：']) {
            return;
        }
        text.push_str(&own);
        if text.chars().count() > CHARACTERS {
            return;
        }
        let (Some(year), Some(stage)) = (caption::year(&text), caption::stage(&text)) else { continue };
        let digits = year.to_string();
        let (before, behind) = text.split_once(&digits).unwrap_or((&text, ""));
        let behind = behind.trim_start_matches(['年', '度']);
        let own =
            ["部门", "单位", "预算", "决算"].iter().fold(behind, |own, word| own.split(word).next().unwrap_or(own));
        let organisation = if before.is_empty() { own } else { before };
        document.fiscal_year = Some(year);
        document.stage = Some(stage);
        document.organisation = catalogue::is_organisation(organisation).then(|| organisation.to_owned());
        document.title = Some(text.clone());
        return;
    }
}

/// What most tables say about organisation, year and stage holds for the document, and for tables that do not say.
fn describe(document: &mut Document) {
    statement::unbind(document);
    let captions = || document.tables.iter().map(|table| &table.caption);
    document.organisation =
        statement::most(captions().filter_map(|c| c.organisation.clone())).or(document.organisation.take());
    document.fiscal_year = statement::most(captions().filter_map(|c| c.fiscal_year)).or(document.fiscal_year);
    document.stage = statement::most(captions().filter_map(|c| c.stage)).or(document.stage);
    let unit = statement::most(captions().filter_map(|c| c.unit.clone()));
    let (organisation, year, stage) = (document.organisation.clone(), document.fiscal_year, document.stage);
    for table in &mut document.tables {
        if table.caption.unit.is_none() && table.amounts() + table.fields.len() > 0 {
            table.caption.unit = own_unit(table).or_else(|| unit.clone());
        }
        let caption = &mut table.caption;
        caption.organisation = caption.organisation.take().or_else(|| organisation.clone());
        caption.fiscal_year = caption.fiscal_year.or(year);
        caption.stage = caption.stage.or(stage);
    }
}

/// The unit that a form prints in its labels: `项目金额（万元）`.
fn own_unit(table: &Table) -> Option<String> {
    let names =
        table.fields.iter().map(|field| &field.name).chain(table.columns.iter().flat_map(|column| &column.path));
    names
        .flat_map(|name| name.split(['（', '(']))
        .find_map(|part| caption::money(part.split(['）', ')']).next().unwrap_or_default()).map(str::to_owned))
}

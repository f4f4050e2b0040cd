//! Tables as CSV, and the rows of a run's CSV files.

use super::schema::{DocumentJson, FindingJson, TableEntry};
use crate::model::{Cell, Table, Value};
use crate::statement::normal_name;
use std::borrow::Cow;

/// The columns of `documents.csv`. `region` is the name of `region_code`, the division; `other_inputs` are further inputs of
/// the same bytes, apart by ` | `; `sha256` and `bytes` are of the input;
/// `producer` and `created` are what the PDF says of itself. What `--source-list` notes follows in columns of its own.
/// `duplicate_of` is the first document with the same tables under other bytes. `organisation` is the name that others of the
/// same body have too, `organisation_printed` what is printed.
/// `content_sha256` is of what the tables print: the same for two files of one document.
pub const DOCUMENTS: &[Field] = &[
    Field::string("id"),
    Field::string("input"),
    Field::string("status"),
    Field::string("organisation"),
    Field::string("region"),
    Field::string("region_code"),
    Field::integer("fiscal_year"),
    Field::string("stage"),
    Field::string("scope"),
    Field::string("published"),
    Field::string("title"),
    Field::integer("pages"),
    Field::integer("pages_read"),
    Field::integer("tables"),
    Field::integer("amounts"),
    Field::integer("amounts_verified"),
    Field::integer("findings"),
    Field::string("other_inputs"),
    Field::string("sha256"),
    Field::integer("bytes"),
    Field::string("producer"),
    Field::string("created"),
    Field::string("duplicate_of"),
    Field::string("organisation_normalised"),
    Field::string("content_sha256"),
];

/// The columns of `tables.csv`. `amounts_verified` stand in a sum that holds, and in none that does not.
/// `pages` are separated by blanks.
pub const TABLES: &[Field] = &[
    Field::string("document"),
    Field::integer("index"),
    Field::string("kind"),
    Field::string("number"),
    Field::string("title"),
    Field::string("organisation"),
    Field::integer("fiscal_year"),
    Field::string("stage"),
    Field::string("scope"),
    Field::string("unit"),
    Field::string("pages"),
    Field::integer("rows"),
    Field::integer("columns"),
    Field::integer("cells"),
    Field::integer("amounts"),
    Field::integer("amounts_verified"),
    Field::integer("findings"),
];

/// The columns of `findings.csv`.
pub const FINDINGS: &[Field] = &[
    Field::string("code"),
    Field::string("severity"),
    Field::string("document"),
    Field::integer("table"),
    Field::integer("row"),
    Field::integer("column"),
    Field::integer("page"),
    Field::integer("line"),
    Field::string("expected"),
    Field::string("found"),
    Field::string("message"),
];

/// A column of a run's CSV file, as a Table Schema field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Its Table Schema type.
    pub kind: &'static str,
}

impl Field {
    /// A column of texts.
    pub const fn string(name: &'static str) -> Field {
        Field { name, kind: "string" }
    }

    /// A column of decimals.
    pub const fn number(name: &'static str) -> Field {
        Field { name, kind: "number" }
    }

    /// A column of whole numbers.
    pub const fn integer(name: &'static str) -> Field {
        Field { name, kind: "integer" }
    }
}

/// A row of a run's file: one text for each of its fields, "" for what is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row(::csv::StringRecord);

impl Row {
    /// The text at a place.
    pub fn get(&self, at: usize) -> Option<&str> {
        self.0.get(at)
    }

    /// The texts from the first to the last.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter()
    }

    /// The row with further texts.
    #[must_use]
    pub fn with<'t>(&self, more: impl Iterator<Item = &'t str>) -> Row {
        let mut texts = self.0.clone();
        more.for_each(|text| texts.push_field(text));
        Row(texts)
    }

    /// A row as the reader gives it.
    pub(super) fn of(record: ::csv::StringRecord) -> Row {
        Row(record)
    }
}

impl<T: AsRef<str>> From<Vec<T>> for Row {
    fn from(texts: Vec<T>) -> Row {
        Row(texts.into_iter().collect())
    }
}

/// What a file begins with that a spreadsheet is to take for UTF-8.
pub const BOM: &str = "\u{feff}";

/// How CSV is written beside the plain way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Dialect {
    /// Whether a text that a spreadsheet would run as a formula gets an apostrophe before it.
    pub excel_safe: bool,
    /// Whether files begin with a [`BOM`].
    pub bom: bool,
}

/// One table: the flattened column names, then one line per logical row. 栏次 is no row.
pub fn table(table: &Table, dialect: Dialect) -> Vec<u8> {
    let mut lines = Lines::file(dialect);
    if table.width() > 0 {
        lines.push(table.column_names());
    }
    for row in &table.rows {
        lines.push(row.cells.iter().map(cell_text));
    }
    lines.into_bytes()
}

/// True if every cell of the column that is not empty holds an amount, and there is one.
pub fn is_numeric(table: &Table, column: usize) -> bool {
    let mut cells = table.rows.iter().filter_map(|row| row.cells.get(column)).filter(|cell| !cell.text.is_empty());
    let is_amount = |cell: &Cell| matches!(cell.value, Some(Value::Amount(_)));
    cells.next().is_some_and(is_amount) && cells.all(is_amount)
}

/// The first line of a run's CSV file, and what stands before it.
pub fn header(fields: &[Field], more: &[String], dialect: Dialect) -> Vec<u8> {
    let mut lines = Lines::file(dialect);
    lines.push(fields.iter().map(|field| field.name).chain(more.iter().map(String::as_str)));
    lines.into_bytes()
}

/// Rows of a run's file as lines of CSV.
pub fn lines<'a>(rows: impl IntoIterator<Item = &'a Row>, dialect: Dialect) -> Vec<u8> {
    let mut lines = Lines::new(dialect);
    for row in rows {
        lines.push(row.iter());
    }
    lines.into_bytes()
}

/// Where a document comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Origin<'a> {
    /// Its inputs: one, or several of the same bytes.
    pub inputs: &'a [&'a str],
    /// How many bytes they have.
    pub bytes: Option<u64>,
    /// The document that it prints again, if there is one.
    pub duplicate_of: Option<&'a str>,
}

impl<'a> Origin<'a> {
    /// A document of these inputs; what else is known of them is added.
    pub fn new(inputs: &'a [&'a str]) -> Origin<'a> {
        Origin { inputs, bytes: None, duplicate_of: None }
    }
}

/// The row of a document in `documents.csv`, or those of its parts; `input` is the input as the manifest names it.
pub fn document_rows(document: &DocumentJson, origin: &Origin<'_>) -> Vec<Row> {
    let (input, others) =
        origin.inputs.split_first().map_or(("", String::new()), |(first, rest)| (*first, rest.join(" | ")));
    let mut rows = Vec::new();
    let mut line = |id: &str, organisation: Option<String>, year: Option<i32>, stage: Option<String>| {
        let is_own = |table: Option<usize>| document.id_of(table) == id;
        let tables = || document.tables.iter().filter(|table| is_own(Some(table.index)));
        let amounts: usize = tables().map(|table| table.amounts).sum();
        let verified: usize = tables().map(|table| table.amounts_verified).sum();
        rows.push(Row::from(vec![
            id.to_owned(),
            input.to_owned(),
            document.status.clone(),
            text(&organisation),
            text(&document.region),
            text(&document.region_code),
            number(year),
            text(&stage),
            text(&document.scope),
            text(&document.published),
            text(&document.title),
            document.pages.to_string(),
            document.pages_read.to_string(),
            tables().count().to_string(),
            amounts.to_string(),
            verified.to_string(),
            document.findings.iter().filter(|finding| is_own(finding.table)).count().to_string(),
            others.clone(),
            document.sha256.clone(),
            origin.bytes.map(|bytes| bytes.to_string()).unwrap_or_default(),
            text(&document.producer),
            text(&document.created),
            // The parts of a copy are copies of its parts.
            origin.duplicate_of.map(|first| id.replacen(&document.id, first, 1)).unwrap_or_default(),
            organisation.as_deref().map(|name| normal_name(name, document.region.as_deref())).unwrap_or_default(),
            text(&document.content_sha256),
        ]));
    };
    if document.parts.is_empty() {
        line(&document.id, document.organisation.clone(), document.fiscal_year, document.stage.clone());
    }
    for part in &document.parts {
        let year = part.fiscal_year.or(document.fiscal_year);
        line(&part.id, Some(part.organisation.clone()), year, part.stage.clone().or_else(|| document.stage.clone()));
    }
    rows
}

/// The rows of a document's tables in `tables.csv`.
pub fn table_rows(document: &DocumentJson) -> Vec<Row> {
    let row = |table: &TableEntry| {
        let pages: Vec<String> = table.pages.iter().flatten().map(u32::to_string).collect();
        Row::from(vec![
            document.id_of(Some(table.index)).to_owned(),
            table.index.to_string(),
            text(&table.kind),
            text(&table.number),
            text(&table.title),
            text(&table.organisation),
            number(table.fiscal_year),
            text(&table.stage),
            text(&document.scope),
            text(&table.unit),
            pages.join(" "),
            table.rows.to_string(),
            table.columns.to_string(),
            table.cells.to_string(),
            table.amounts.to_string(),
            table.amounts_verified.to_string(),
            table.findings.to_string(),
        ])
    };
    document.tables.iter().map(row).collect()
}

/// The rows of a document's findings in `findings.csv`.
pub fn finding_rows(document: &DocumentJson) -> Vec<Row> {
    document.findings.iter().map(|finding| finding_row(document.id_of(finding.table), finding)).collect()
}

/// The row of a finding about the document `id` in `findings.csv`.
pub fn finding_row(id: &str, finding: &FindingJson) -> Row {
    Row::from(vec![
        finding.code.clone(),
        finding.severity.clone(),
        id.to_owned(),
        number(finding.table),
        number(finding.row),
        number(finding.column),
        number(finding.page),
        number(finding.line),
        text(&finding.expected),
        text(&finding.found),
        finding.message.clone(),
    ])
}

/// Amounts and counts as plain decimals in their printed scale, everything else as printed.
fn cell_text(cell: &Cell) -> Cow<'_, str> {
    match &cell.value {
        Some(Value::Amount(number) | Value::Count(number)) => Cow::Owned(number.to_string()),
        _ => Cow::Borrowed(&cell.text),
    }
}

fn text(value: &Option<String>) -> String {
    value.clone().unwrap_or_default()
}

fn number<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// What a spreadsheet takes for the beginning of a formula; the full-width forms too where it is set to Chinese.
const FORMULA: &[char] = &['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// The text as a spreadsheet shows it and does not run it: an apostrophe stands before what begins like a formula.
/// Numbers and lone signs do nothing and stay. What is printed with apostrophes before a formula gets one more, so that
/// [`armed`] can tell.
fn disarmed(text: &str) -> Cow<'_, str> {
    if is_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// What a disarmed text was.
pub(super) fn armed(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(text)
}

fn is_formula(text: &str) -> bool {
    let is_harmless = |rest: &str| rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '%'));
    text.trim_start_matches('\'').strip_prefix(FORMULA).is_some_and(|rest| !is_harmless(rest))
}

/// CSV in memory: `\n`, quotes only where needed.
pub(super) struct Lines {
    writer: ::csv::Writer<Vec<u8>>,
    excel_safe: bool,
}

impl Lines {
    /// Lines of the middle of a file.
    fn new(dialect: Dialect) -> Lines {
        Lines::after(Vec::new(), dialect)
    }

    /// Lines from the beginning of a file.
    pub(super) fn file(dialect: Dialect) -> Lines {
        Lines::after(if dialect.bom { BOM.as_bytes().to_owned() } else { Vec::new() }, dialect)
    }

    fn after(start: Vec<u8>, dialect: Dialect) -> Lines {
        let writer = ::csv::WriterBuilder::new().flexible(true).from_writer(start);
        Lines { writer, excel_safe: dialect.excel_safe }
    }

    pub(super) fn push<I>(&mut self, cells: I)
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        for cell in cells {
            let text = if self.excel_safe { disarmed(cell.as_ref()) } else { Cow::Borrowed(cell.as_ref()) };
            self.writer.write_field(text.as_bytes()).expect("a vector takes every write");
        }
        self.writer.write_record(None::<&[u8]>).expect("lines may differ in length");
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.writer.into_inner().expect("a vector takes every write")
    }
}

#[cfg(test)]
mod tests {
    use super::{armed, disarmed};

    #[test]
    fn what_begins_like_a_formula_is_disarmed() {
        for text in ["=1+1", "=cmd|' /C calc'!A0", "+A1", "-A1", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", "－A1"] {
            assert_eq!(disarmed(text), format!("'{text}"));
        }
        for text in ["-3,981.10", "+5.2%", "-", "=", "合计", "a=b", "'=1", "", "12", "—", "（-5）", "'", "'合计'"]
        {
            assert_eq!(disarmed(text), text);
        }
        for text in ["=1+1", "'=1+1", "''-A1", "'-5", "-5", "'", "合计"] {
            assert_eq!(armed(&disarmed(text)), text);
        }
    }
}

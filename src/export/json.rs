//! Documents and tables as JSON, one row to a line.

use super::schema::{
    CellJson, CheckJson, ClaimJson, CodeJson, ColumnField, ColumnJson, DOCUMENT_SCHEMA, DocumentJson, FieldJson,
    FigureJson, FindingJson, PartJson, RowJson, TABLE_SCHEMA, TableEntry, TableJson, VerificationJson,
};
use super::{Formats, Source, csv, unit};
use crate::catalogue;
use crate::geometry::{Pt, Rect};
use crate::model::{
    Cause, Cell, CellRef, Claim, Column, ColumnIndex, ColumnRole, Document, Figure, Finding, Origin, Outcome,
    PageNumber, Part, Row, RowIndex, Scheme, Table, TableIndex, TablePlace, Value, Verdict,
};
use crate::statement::{RowCode, codes, in_yuan};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::ser::Formatter;
use std::borrow::Cow;
use std::io::{self, Write};

/// The description of a document that was read; `status` is the manifest's word for how that went.
pub fn document(document: &Document, source: &Source, status: &str, formats: Formats) -> DocumentJson {
    let digits = document.tables.len().to_string().len().max(2);
    DocumentJson {
        schema: DOCUMENT_SCHEMA.to_owned(),
        id: source.id.clone(),
        input: source.input.clone(),
        sha256: source.sha256.clone(),
        content_sha256: None,
        status: status.to_owned(),
        title: document.title.clone(),
        organisation: document.organisation.clone(),
        fiscal_year: document.fiscal_year,
        stage: document.stage.map(|stage| stage.as_str().to_owned()),
        region: document.region.as_deref().and_then(catalogue::division_name).map(str::to_owned),
        region_code: document.region.clone(),
        scope: document.scope.map(|scope| scope.as_str().to_owned()),
        published: document.published.clone(),
        pages: document.pages,
        pages_read: document.pages_read,
        producer: document.producer.clone(),
        created: document.created.clone(),
        parts: document.parts.iter().enumerate().map(|(at, own)| part(&source.id, at + 1, own)).collect(),
        tables: document
            .tables
            .iter()
            .enumerate()
            .map(|(at, table)| {
                let index = TableIndex::new(at);
                let kind = table.kind.as_deref().unwrap_or("table");
                let stem = format!("{index:0digits$}-{kind}");
                let findings = document.findings.iter().filter(|finding| finding.place.table == Some(index)).count();
                table_entry(document, table, TableNames { index, stem, findings }, formats)
            })
            .collect(),
        facts: Some(super::FACTS_CSV.to_owned()),
        workbook: (formats.xlsx && cfg!(feature = "xlsx")).then(|| super::WORKBOOK.to_owned()),
        claims: document.claims.iter().map(claim).collect(),
        figures: document.ledger.figures().iter().map(figure).collect(),
        findings: document.findings.iter().map(finding).collect(),
    }
}

/// The bytes of `NN-<kind>.json`. What the caption does not say is taken from the document.
pub fn table(document: &Document, table: &Table, description: &DocumentJson, entry: &TableEntry) -> Vec<u8> {
    to_bytes(&wire_table(document, table, description, entry))
}

/// A table as it is written; read back, `NN-<kind>.json` gives the same.
pub fn wire_table<'a>(
    document: &'a Document,
    table: &'a Table,
    description: &'a DocumentJson,
    entry: &TableEntry,
) -> TableJson<'a> {
    let caption = &table.caption;
    let unit = caption.unit.as_deref();
    let factor = unit.and_then(unit::factor);
    TableJson {
        schema: Cow::Borrowed(TABLE_SCHEMA),
        document: Cow::Borrowed(&description.id),
        index: entry.index,
        kind: borrowed(table.kind.as_deref()),
        number: borrowed(caption.number.as_deref()),
        title: borrowed(caption.title.as_deref()),
        organisation: borrowed(caption.organisation.as_deref().or(document.organisation.as_deref())),
        fiscal_year: caption.fiscal_year.or(document.fiscal_year),
        stage: borrowed(stage(document, table)),
        unit: borrowed(unit),
        currency: factor.map(|_| Cow::Borrowed("CNY")),
        factor,
        pages: pages(table),
        lines: match &table.place {
            TablePlace::Pages(_) => None,
            TablePlace::Lines(lines) => Some([lines.start, lines.end.saturating_sub(1)]),
        },
        header: Cow::Borrowed(&table.header),
        columns: columns(table),
        index_row: table.index_row.as_deref().map(Cow::Borrowed),
        rows: table.rows.iter().zip(codes(table)).map(|(own, codes)| row(own, &table.columns, &codes)).collect(),
        fields: table
            .fields
            .iter()
            .map(|field| FieldJson { name: Cow::Borrowed(&field.name), value: Cow::Borrowed(&field.value) })
            .collect(),
        notes: Cow::Borrowed(&table.notes),
        remarks: Cow::Borrowed(&caption.remarks),
        verification: verification(document, TableIndex::new(entry.index.saturating_sub(1))),
    }
}

fn borrowed(text: Option<&str>) -> Option<Cow<'_, str>> {
    text.map(Cow::Borrowed)
}

/// JSON with each key of the outermost object on a line of its own, and each item of a list of lists or objects in it
/// on one line: a changed row is one changed line.
pub fn to_bytes<T: Serialize>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, RowPerLine::default());
    value.serialize(&mut serializer).expect("wire types have string keys, and a vector takes every write");
    bytes.push(b'\n');
    bytes
}

fn part(document: &str, number: usize, part: &Part) -> PartJson {
    PartJson {
        id: format!("{document}#{number}"),
        organisation: part.organisation.clone(),
        fiscal_year: part.fiscal_year,
        stage: part.stage.map(|stage| stage.as_str().to_owned()),
        tables: [part.tables.start + 1, part.tables.end],
    }
}

fn claim(claim: &Claim) -> ClaimJson {
    ClaimJson {
        page: claim.page.map(PageNumber::get),
        line: claim.line,
        subject: claim.subject.clone(),
        text: claim.text.clone(),
        value: claim.value.to_string(),
        unit: claim.unit.clone(),
        amount_yuan: in_yuan(claim.value, &claim.unit).map(|yuan| yuan.to_string()),
        sentence: claim.sentence.clone(),
        offset: claim.offset,
    }
}

fn figure(figure: &Figure) -> FigureJson {
    FigureJson {
        identity: figure.identity.clone(),
        side: figure.side().to_owned(),
        organisation: figure.organisation.clone(),
        amount_yuan: figure.amount.normalize().to_string(),
        tolerance_yuan: figure.slack.normalize().to_string(),
        table: figure.cell.table.number(),
        row: figure.cell.row.number(),
        column: figure.cell.column.number(),
        page: figure.page.map(PageNumber::get),
    }
}

struct TableNames {
    index: TableIndex,
    stem: String,
    findings: usize,
}

fn table_entry(document: &Document, table: &Table, names: TableNames, formats: Formats) -> TableEntry {
    let printed = |cell: &&Cell| cell.origin != Origin::Spanned && !cell.text.is_empty();
    TableEntry {
        index: names.index.number(),
        kind: table.kind.clone(),
        number: table.caption.number.clone(),
        title: table.caption.title.clone(),
        organisation: table.caption.organisation.clone().or_else(|| document.organisation.clone()),
        fiscal_year: table.caption.fiscal_year.or(document.fiscal_year),
        stage: stage(document, table).map(str::to_owned),
        unit: table.caption.unit.clone(),
        pages: pages(table),
        rows: table.rows.len(),
        columns: table.width(),
        cells: table.rows.iter().flat_map(|row| &row.cells).filter(printed).count(),
        amounts: table.amounts(),
        amounts_verified: document.ledger.counts(names.index).verified,
        amounts_contradicted: document.ledger.counts(names.index).contradicted,
        findings: names.findings,
        csv: formats.csv.then(|| format!("{}.csv", names.stem)),
        json: formats.json.then(|| format!("{}.json", names.stem)),
        fields: fields(table),
    }
}

/// The stage a table's caption states, else the document's.
fn stage(document: &Document, table: &Table) -> Option<&'static str> {
    table.caption.stage.or(document.stage).map(|stage| stage.as_str())
}

fn fields(table: &Table) -> Vec<ColumnField> {
    let fields = table.column_names().into_iter().zip(&table.columns).enumerate();
    fields
        .map(|(at, (name, column))| {
            let kind = if csv::is_numeric(table, at) { "number" } else { "string" };
            ColumnField { name, kind: kind.to_owned(), role: column.role.as_str().to_owned() }
        })
        .collect()
}

/// A finding as it is written.
pub fn finding(finding: &Finding) -> FindingJson {
    FindingJson {
        code: finding.code.to_owned(),
        severity: finding.severity.as_str().to_owned(),
        table: finding.place.table.map(TableIndex::number),
        row: finding.place.row.map(RowIndex::number),
        column: finding.place.column.map(ColumnIndex::number),
        page: finding.place.page.map(PageNumber::get),
        line: finding.place.line,
        expected: finding.expected.clone(),
        found: finding.found.clone(),
        message: finding.message.clone(),
    }
}

fn pages(table: &Table) -> Option<Vec<u32>> {
    match &table.place {
        TablePlace::Pages(pages) => Some(pages.iter().map(|page| page.get()).collect()),
        TablePlace::Lines(_) => None,
    }
}

/// What the checks say of a table.
fn verification(document: &Document, index: TableIndex) -> VerificationJson<'_> {
    let counts = document.ledger.counts(index);
    let own = |outcome: &&Outcome| outcome.table == index;
    VerificationJson {
        amounts: counts.amounts,
        verified: counts.verified,
        contradicted: counts.contradicted,
        checks: document.ledger.outcomes().iter().filter(own).map(|outcome| check(outcome, index)).collect(),
    }
}

fn check(outcome: &Outcome, table: TableIndex) -> CheckJson<'_> {
    let side = |cells: &[CellRef], beside: &Option<String>| {
        cells.iter().map(|cell| cell.name(table)).chain(beside.clone()).collect::<Vec<_>>().join(" + ")
    };
    let [left, right] = &outcome.beside;
    let is_off = matches!(outcome.verdict, Verdict::Rounding | Verdict::Mismatch);
    let number = |number: Decimal| is_off.then(|| number.normalize().to_string());
    CheckJson {
        code: Cow::Borrowed(outcome.check),
        identity: Cow::Borrowed(&outcome.identity),
        verdict: Cow::Borrowed(outcome.verdict.as_str()),
        cells: format!("{} {} {}", side(&outcome.left, left), outcome.relation.as_str(), side(&outcome.right, right)),
        expected: number(outcome.expected),
        found: number(outcome.found),
        tolerance: number(outcome.tolerance),
        cause: borrowed(outcome.cause.map(Cause::as_str)),
    }
}

fn columns(table: &Table) -> Vec<ColumnJson<'_>> {
    let columns = table.column_names().into_iter().zip(&table.columns);
    let meaning = |at: usize| table.meanings.get(at);
    let has_halves = table.meanings.iter().any(|meaning| meaning.block > 0);
    columns
        .enumerate()
        .map(|(at, (name, column))| ColumnJson {
            name,
            path: Cow::Borrowed(&column.path),
            role: Cow::Borrowed(column.role.as_str()),
            measure: borrowed(meaning(at).and_then(|meaning| meaning.measure.as_deref())),
            unit: borrowed(meaning(at).and_then(|meaning| meaning.unit.as_deref())),
            scheme: borrowed(meaning(at).and_then(|meaning| meaning.scheme).map(Scheme::as_str)),
            formula: borrowed(column.formula.as_deref()),
            block: meaning(at).map(|meaning| meaning.block).filter(|_| has_halves),
            additive: meaning(at).filter(|meaning| meaning.is_level).map(|_| false),
        })
        .collect()
}

fn row<'a>(row: &'a Row, columns: &[Column], codes: &[RowCode]) -> RowJson<'a> {
    let codes = codes.iter().map(|code| CodeJson {
        scheme: Cow::Borrowed(code.scheme.as_str()),
        code: code.code.clone(),
        level: code.scheme.level(&code.code),
        parent: catalogue::parent(code.scheme, &code.code).map(str::to_owned),
    });
    RowJson {
        role: Cow::Borrowed(row.role.as_str()),
        level: row.level,
        line: row.line,
        codes: codes.collect(),
        cells: row.cells.iter().zip(columns).map(|(own, column)| cell(own, column.role)).collect(),
    }
}

fn cell(cell: &Cell, column: ColumnRole) -> CellJson<'_> {
    let role = cell.value.as_ref().map(|value| match value {
        Value::Amount(_) => ColumnRole::Amount,
        Value::Ratio(_) => ColumnRole::Ratio,
        Value::Count(_) => ColumnRole::Count,
        Value::Code(_) => ColumnRole::Code,
    });
    CellJson {
        value_role: borrowed(role.filter(|role| *role != column).map(ColumnRole::as_str)),
        text: Cow::Borrowed(&cell.text),
        value: cell.value.as_ref().map(|value| match value {
            Value::Amount(number) | Value::Ratio(number) | Value::Count(number) => number.to_string(),
            Value::Code(code) => code.clone(),
        }),
        page: cell.page.map(PageNumber::get),
        bbox: cell.bbox.map(bbox),
        origin: Cow::Borrowed(cell.origin.as_str()),
        printed: borrowed(cell.printed.as_deref()),
    }
}

fn bbox(rect: Rect) -> [f64; 4] {
    [rect.x0, rect.y0, rect.x1, rect.y1].map(hundredths)
}

/// Rounded to 1/100 point; adding zero turns -0 into 0.
fn hundredths(length: Pt) -> f64 {
    (length.get() * 100.0).round() / 100.0 + 0.0
}

/// The layout of [`to_bytes`].
#[derive(Default)]
struct RowPerLine {
    depth: usize,
    /// Whether the list at depth 2 has an item on a line of its own.
    broken: bool,
}

impl RowPerLine {
    fn open<W: ?Sized + Write>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        if self.depth == 2 {
            self.broken = true;
            out.write_all(b"\n    ")?;
        }
        self.depth += 1;
        out.write_all(bracket)
    }

    fn close<W: ?Sized + Write>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        match self.depth {
            0 => out.write_all(b"\n")?,
            1 if self.broken => {
                self.broken = false;
                out.write_all(b"\n  ")?;
            }
            _ => {}
        }
        out.write_all(bracket)
    }
}

impl Formatter for RowPerLine {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"]")
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        if !first {
            out.write_all(b",")?;
        }
        if self.depth == 1 { out.write_all(b"\n  ") } else { Ok(()) }
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(if self.depth == 1 { b": " } else { b":" })
    }
}

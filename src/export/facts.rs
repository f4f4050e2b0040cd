//! `facts.csv`: one row per printed amount of money, in the order of print.

use super::csv::{BOM, Dialect, Field, Lines, Row, armed};
use super::json;
use super::schema::DocumentJson;
use crate::model::{Cell, CellRef, Document, Origin, Table, Value};
use crate::statement::{Record, in_yuan, records};
use rust_decimal::Decimal;

/// The columns of `facts.csv`. `row` counts body rows from 1; `other_codes` are further codes of the row as
/// `scheme:code`, apart by blanks; `verified` is `yes` where a sum holds and none
/// fails, `contradicted` where one fails, else `no`; `additive` is `no` of sizes, prices and levels, which no sum is about.
pub const FACTS: &[Field] = &[
    Field::string("document"),
    Field::integer("table"),
    Field::string("kind"),
    Field::string("organisation"),
    Field::string("region_code"),
    Field::integer("fiscal_year"),
    Field::string("stage"),
    Field::integer("row"),
    Field::string("row_label"),
    Field::string("row_path"),
    Field::string("code"),
    Field::string("code_scheme"),
    Field::string("column"),
    Field::string("measure"),
    Field::number("amount"),
    Field::string("unit"),
    Field::number("amount_yuan"),
    Field::integer("page"),
    Field::string("origin"),
    Field::string("verified"),
    Field::string("other_codes"),
    Field::string("additive"),
];

/// A document's own `facts.csv`, with its header.
pub fn file(document: &Document, description: &DocumentJson, dialect: Dialect) -> Vec<u8> {
    let mut lines = Lines::file(dialect);
    lines.push(FACTS.iter().map(|field| field.name));
    for (table, entry) in document.tables.iter().zip(&description.tables) {
        let names = table.column_names();
        let records = records(table);
        let own = Own::of(document, description, table, entry.index);
        for (at, (row, records)) in table.rows.iter().zip(&records).enumerate() {
            for (column, cell) in row.cells.iter().enumerate() {
                let Some(Value::Amount(amount)) = cell.value else { continue };
                if cell.origin == Origin::Spanned {
                    continue;
                }
                let fact = Fact { table, row: at + 1, column, name: &names[column], cell, amount };
                let place = CellRef { table: entry.index - 1, row: at, column };
                push(&mut lines, &own, &fact, records, document.ledger.state(place).as_str());
            }
        }
    }
    lines.into_bytes()
}

/// The rows of a document's own `facts.csv`, as they were before its dialect changed them.
///
/// # Errors
/// The bytes are not as [`file()`] makes them.
pub fn rows(bytes: &[u8], dialect: Dialect) -> Result<Vec<Row>, csv::Error> {
    let bytes = bytes.strip_prefix(BOM.as_bytes()).unwrap_or(bytes);
    let rows = csv::Reader::from_reader(bytes).into_records();
    if dialect.excel_safe {
        rows.map(|row| row.map(|row| row.iter().map(armed).collect())).collect()
    } else {
        rows.collect()
    }
}

/// What the facts of one table have in common.
struct Own<'a> {
    id: &'a str,
    index: String,
    kind: &'a str,
    organisation: &'a str,
    region: &'a str,
    fiscal_year: String,
    stage: &'a str,
}

impl<'a> Own<'a> {
    fn of(document: &'a Document, description: &'a DocumentJson, table: &'a Table, index: usize) -> Own<'a> {
        let text = |value: Option<&'a String>| value.map(String::as_str).unwrap_or_default();
        let fiscal_year = table.caption.fiscal_year.or(document.fiscal_year);
        Own {
            id: description.id_of(Some(index)),
            index: index.to_string(),
            kind: text(table.kind.as_ref()),
            organisation: text(table.caption.organisation.as_ref().or(document.organisation.as_ref())),
            region: text(document.region.as_ref()),
            fiscal_year: fiscal_year.map(|year| year.to_string()).unwrap_or_default(),
            stage: json::stage(document, table).unwrap_or_default(),
        }
    }
}

/// A printed amount and where it stands.
struct Fact<'a> {
    table: &'a Table,
    /// From 1.
    row: usize,
    column: usize,
    name: &'a str,
    cell: &'a Cell,
    amount: Decimal,
}

fn push(lines: &mut Lines, own: &Own<'_>, fact: &Fact<'_>, records: &[Record], verified: &str) {
    let meaning = fact.table.meanings.get(fact.column);
    let record = records.get(meaning.map_or(0, |meaning| meaning.block));
    let printed = record.and_then(|record| record.unit.as_deref());
    let unit = printed.or(meaning.and_then(|meaning| meaning.unit.as_deref()));
    let unit = unit.or(fact.table.caption.unit.as_deref()).unwrap_or_default();
    let mut codes = record.iter().flat_map(|record| &record.codes);
    let code = codes.next();
    let others: Vec<String> = codes.map(|code| format!("{}:{}", code.scheme.as_str(), code.code)).collect();
    lines.push([
        own.id,
        &own.index,
        own.kind,
        own.organisation,
        own.region,
        &own.fiscal_year,
        own.stage,
        &fact.row.to_string(),
        record.map(|record| record.label.as_str()).unwrap_or_default(),
        record.map(|record| record.path.as_str()).unwrap_or_default(),
        code.map(|code| code.code.as_str()).unwrap_or_default(),
        code.map(|code| code.scheme.as_str()).unwrap_or_default(),
        fact.name,
        meaning.and_then(|meaning| meaning.measure.as_deref()).unwrap_or_default(),
        &fact.amount.to_string(),
        unit,
        &in_yuan(fact.amount, unit).map(|yuan| yuan.to_string()).unwrap_or_default(),
        &fact.cell.page.map(|page| page.get().to_string()).unwrap_or_default(),
        fact.cell.origin.as_str(),
        verified,
        &others.join(" "),
        if meaning.is_some_and(|meaning| meaning.is_level) { "no" } else { "yes" },
    ]);
}

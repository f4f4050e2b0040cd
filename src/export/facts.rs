//! `facts.csv`: one row per printed amount of money, in the order of print.

use super::csv::{BOM, Dialect, Field, Lines, Row, armed};
use super::json;
use super::schema::DocumentJson;
use crate::document::{Document, PageNumber};
use crate::statement::{Record, in_yuan, records};
use crate::table::{Cell, Origin, Table, Value};
use crate::verify::CellRef;

/// The columns of `facts.csv`. `row` counts body rows from 1; `other_codes` are further codes of the row as
/// `scheme:code`, apart by blanks; `verified` is `yes` where a sum holds and none
/// fails, `contradicted` where one fails, else `no`.
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
];

/// A document's own `facts.csv`, with its header.
pub fn file(document: &Document, description: &DocumentJson, dialect: Dialect) -> Vec<u8> {
    let mut lines = Lines::file(dialect);
    lines.push(FACTS.iter().map(|field| field.name));
    for (table, entry) in document.tables.iter().zip(&description.tables) {
        let names = table.column_names();
        let records = records(table);
        for (at, (row, records)) in table.rows.iter().zip(&records).enumerate() {
            for (column, cell) in row.cells.iter().enumerate() {
                let Some(Value::Amount(amount)) = cell.value else { continue };
                if cell.origin == Origin::Spanned {
                    continue;
                }
                let place = Fact { table, index: entry.index, row: at + 1, column, name: &names[column], cell };
                lines.push(line(document, description, &place, amount, records));
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

/// Where a fact stands.
struct Fact<'a> {
    table: &'a Table,
    index: usize,
    row: usize,
    column: usize,
    name: &'a str,
    cell: &'a Cell,
}

fn line(
    document: &Document,
    description: &DocumentJson,
    fact: &Fact<'_>,
    amount: rust_decimal::Decimal,
    records: &[Record],
) -> Vec<String> {
    let Fact { table, .. } = fact;
    let meaning = table.meanings.get(fact.column);
    let record = records.get(meaning.map_or(0, |meaning| meaning.block)).cloned().unwrap_or_default();
    let own = meaning.and_then(|meaning| meaning.unit.clone());
    let unit = record.unit.or(own).or_else(|| table.caption.unit.clone()).unwrap_or_default();
    let yuan = in_yuan(amount, &unit).map(|yuan| yuan.to_string()).unwrap_or_default();
    let cell = CellRef { table: fact.index - 1, row: fact.row - 1, column: fact.column };
    let mut codes = record.codes.iter();
    let code = codes.next();
    let others: Vec<String> = codes.map(|code| format!("{}:{}", code.scheme.as_str(), code.code)).collect();
    let text = |value: Option<&String>| value.cloned().unwrap_or_default();
    vec![
        description.id_of(Some(fact.index)).to_owned(),
        fact.index.to_string(),
        text(table.kind.as_ref()),
        text(table.caption.organisation.as_ref().or(document.organisation.as_ref())),
        text(document.region.as_ref()),
        table.caption.fiscal_year.or(document.fiscal_year).map(|year| year.to_string()).unwrap_or_default(),
        json::stage(document, table).unwrap_or_default().to_owned(),
        fact.row.to_string(),
        record.label,
        record.path,
        code.map(|code| code.code.clone()).unwrap_or_default(),
        code.map(|code| code.scheme.as_str().to_owned()).unwrap_or_default(),
        fact.name.to_owned(),
        text(meaning.and_then(|meaning| meaning.measure.as_ref())),
        amount.to_string(),
        unit,
        yuan,
        fact.cell.page.map(PageNumber::get).map(|page| page.to_string()).unwrap_or_default(),
        fact.cell.origin.as_str().to_owned(),
        document.ledger.state(cell).as_str().to_owned(),
        others.join(" "),
    ]
}

//! The rows of a run's files as Arrow: texts (codes too) as Utf8, whole numbers as Int64, amounts as Decimal128. Parquet is
//! written from these batches, and Python is handed them.
//!
//! A decimal is held in ten places, so that batches of different runs have one type and can be read as one. What is
//! printed stands beside it as a text (`amount_printed`), in its own scale; a number that ten places do not hold is
//! null, and nowhere rounded.

use super::csv::{DOCUMENTS, FINDINGS, Field, Row, TABLES};
use super::facts::FACTS;
use arrow_array::builder::{ArrayBuilder, Decimal128Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field as ArrowField, Schema, SchemaRef};
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::sync::Arc;

/// Digits of a decimal: what all readers take.
pub const PRECISION: u8 = 38;
/// Digits behind the point. The most that any of 32,000 published amounts has is 6.
pub const SCALE: i8 = 10;
/// The key of a schema's metadata that names what its rows are, and in which version: `fiscal-tables/facts/1`. Columns may be
/// added to a version.
pub const VERSION_KEY: &str = "fiscal_tables.schema";
/// The lists of a run, by name.
pub const LISTS: [(&str, &[Field]); 4] =
    [("documents", DOCUMENTS), ("tables", TABLES), ("facts", FACTS), ("findings", FINDINGS)];

/// Rows that are put into one batch: what is held at a time, far from what offsets of 32 bits reach.
const BATCH: usize = 8192;

/// The schema of rows with these fields, but for those whose names are in `without`.
pub fn schema(fields: &[Field], without: &[&str]) -> SchemaRef {
    Arc::new(plan(fields, without, &[]).0)
}

/// The schema, and which of a row's texts each column takes.
fn plan(fields: &[Field], without: &[&str], more: &[String]) -> (Schema, Vec<usize>) {
    let (mut columns, mut sources) = (Vec::new(), Vec::new());
    for (at, field) in fields.iter().enumerate().filter(|(_, field)| !without.contains(&field.name)) {
        columns.push(ArrowField::new(field.name, data_type(field.kind), true));
        sources.push(at);
        if field.name == "amount" {
            columns.push(ArrowField::new("amount_printed", DataType::Utf8, true));
            sources.push(at);
        }
    }
    for (at, name) in (fields.len()..).zip(more) {
        columns.push(ArrowField::new(name, DataType::Utf8, true));
        sources.push(at);
    }
    let name = LISTS.iter().find(|(_, own)| *own == fields).map(|(name, _)| name);
    let version = name.map(|name| (VERSION_KEY.to_owned(), format!("fiscal-tables/{name}/1")));
    let metadata: HashMap<String, String> = version.into_iter().collect();
    (Schema::new(columns).with_metadata(metadata), sources)
}

fn data_type(kind: &str) -> DataType {
    match kind {
        "integer" => DataType::Int64,
        "number" => DataType::Decimal128(PRECISION, SCALE),
        _ => DataType::Utf8,
    }
}

/// Rows on their way into a batch.
pub struct Builder {
    schema: SchemaRef,
    sources: Vec<usize>,
    columns: Vec<Column>,
    rows: usize,
}

enum Column {
    Texts(StringBuilder),
    Integers(Int64Builder),
    Decimals(Decimal128Builder),
}

impl Builder {
    /// A builder of batches with these fields, but for those whose names are in `without`.
    pub fn new(fields: &[Field], without: &[&str]) -> Builder {
        Builder::with_texts(fields, without, &[])
    }

    /// The same with a text for each of `more` behind the fields.
    pub fn with_texts(fields: &[Field], without: &[&str], more: &[String]) -> Builder {
        let (schema, sources) = plan(fields, without, more);
        let columns = schema.fields().iter().map(|field| Column::new(field.data_type())).collect();
        Builder { schema: Arc::new(schema), sources, columns, rows: 0 }
    }

    /// The schema of its batches.
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// Adds a row; gives a batch where that makes one full.
    pub fn push(&mut self, row: &Row) -> Option<RecordBatch> {
        for (column, at) in self.columns.iter_mut().zip(&self.sources) {
            column.push(row.get(*at).unwrap_or_default());
        }
        self.rows += 1;
        if self.rows == BATCH { self.finish() } else { None }
    }

    /// The rows that are in no batch yet, if there are any.
    pub fn finish(&mut self) -> Option<RecordBatch> {
        if self.rows == 0 {
            return None;
        }
        self.rows = 0;
        let arrays: Vec<ArrayRef> = self.columns.iter_mut().map(Column::finish).collect();
        Some(RecordBatch::try_new(self.schema(), arrays).expect("arrays of one length, of the types of the schema"))
    }
}

/// These rows as batches.
pub fn batches<'r>(fields: &[Field], rows: impl IntoIterator<Item = &'r Row>) -> Vec<RecordBatch> {
    let mut builder = Builder::new(fields, &[]);
    let mut batches: Vec<RecordBatch> = rows.into_iter().filter_map(|row| builder.push(row)).collect();
    batches.extend(builder.finish());
    batches
}

impl Column {
    fn new(kind: &DataType) -> Column {
        match kind {
            DataType::Int64 => Column::Integers(Int64Builder::new()),
            DataType::Decimal128(..) => {
                Column::Decimals(Decimal128Builder::new().with_data_type(DataType::Decimal128(PRECISION, SCALE)))
            }
            _ => Column::Texts(StringBuilder::new()),
        }
    }

    fn push(&mut self, text: &str) {
        match self {
            Column::Texts(texts) => texts.append_option((!text.is_empty()).then_some(text)),
            Column::Integers(integers) => integers.append_option(text.parse().ok()),
            Column::Decimals(decimals) => decimals.append_option(decimal(text)),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Column::Texts(texts) => ArrayBuilder::finish(texts),
            Column::Integers(integers) => ArrayBuilder::finish(integers),
            Column::Decimals(decimals) => ArrayBuilder::finish(decimals),
        }
    }
}

/// A number in [`SCALE`] places; nothing if they do not hold it.
fn decimal(text: &str) -> Option<i128> {
    let number = text.parse::<Decimal>().ok()?.normalize();
    let missing = u32::from(SCALE.unsigned_abs()).checked_sub(number.scale())?;
    let value = number.mantissa().checked_mul(10_i128.checked_pow(missing)?)?;
    (value.unsigned_abs() < 10_u128.pow(u32::from(PRECISION))).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::{BATCH, Builder, Field, LISTS, Row, VERSION_KEY, batches, decimal, schema};
    use arrow_array::Array;
    use arrow_array::cast::AsArray;

    #[test]
    fn decimals_are_exact_or_not_there() {
        assert_eq!(decimal("3981.10"), Some(39_811_000_000_000));
        assert_eq!(decimal("-0.000001"), Some(-10_000));
        assert_eq!(decimal("0.00000000001"), None);
        assert_eq!(decimal("79228162514264337593543950335"), None, "38 digits hold 28 before the point");
        assert_eq!(decimal("9999999999999999999999999999"), Some(99_999_999_999_999_999_999_999_999_990_000_000_000));
    }

    #[test]
    fn what_is_not_known_is_null() {
        let fields = [Field::string("code"), Field::integer("year"), Field::number("amount")];
        let rows = [Row::from(vec!["0201", "2025", "3981.10"]), Row::from(vec!["", "", ""])];
        let batches = batches(&fields, &rows);
        assert_eq!(batches.len(), 1);
        let names: Vec<String> = batches[0].schema().fields().iter().map(|field| field.name().clone()).collect();
        assert_eq!(names, ["code", "year", "amount", "amount_printed"]);
        assert_eq!(batches[0].column(0).as_string::<i32>().value(0), "0201");
        assert_eq!(batches[0].column(3).as_string::<i32>().value(0), "3981.10");
        assert!(batches[0].columns().iter().all(|column| column.is_null(1)));
    }

    #[test]
    fn a_batch_that_is_full_is_handed_out() {
        let mut builder = Builder::new(&[Field::string("a")], &[]);
        let row = Row::from(vec!["x"]);
        assert!((1..BATCH).all(|_| builder.push(&row).is_none()));
        assert_eq!(builder.push(&row).map(|batch| batch.num_rows()), Some(BATCH));
        assert!(builder.finish().is_none());
    }

    #[test]
    fn the_lists_say_their_version() {
        for (name, fields) in LISTS {
            let version = schema(fields, &[]).metadata().get(VERSION_KEY).cloned();
            assert_eq!(version, Some(format!("fiscal-tables/{name}/1")));
        }
    }
}

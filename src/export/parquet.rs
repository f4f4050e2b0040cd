//! The rows of a run's files as Parquet: texts (codes too) as strings, whole numbers as INT64, amounts as DECIMAL.
//!
//! A decimal is written in ten places, so that files of different runs have one type and can be read as one. What is
//! printed stands beside it as a string (`amount_printed`), in its own scale; a number that ten places do not hold is
//! null, and nowhere rounded.

use super::csv::{Field, Row};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, FixedLenByteArray, FixedLenByteArrayType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;
use rust_decimal::Decimal;
use std::io::{self, Write};
use std::sync::Arc;

/// Digits of a decimal: what all readers take.
const PRECISION: i32 = 38;
/// Digits behind the point. The most that any of 32,000 published amounts has is 6.
const SCALE: u32 = 10;
/// Bytes of a decimal.
const WIDTH: usize = 16;
/// Rows that are held before they are written: what a reader skips or reads at a time.
const GROUP: usize = 100_000;

/// A Parquet file under way.
pub struct Writer<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Vec<Column>,
    /// Which of a row's texts each column takes.
    sources: Vec<usize>,
    rows: usize,
}

/// The values of a column in a group of rows, those that are null left out.
struct Column {
    values: Values,
    /// 1 for a value, 0 for none.
    levels: Vec<i16>,
}

enum Values {
    Texts(Vec<ByteArray>),
    Integers(Vec<i64>),
    Decimals(Vec<FixedLenByteArray>),
}

impl<W: Write + Send> Writer<W> {
    /// A file of rows with these fields, but for those whose names are in `without`.
    ///
    /// # Errors
    /// `out` cannot be written to.
    pub fn new(out: W, fields: &[Field], without: &[&str]) -> io::Result<Writer<W>> {
        Writer::begin(out, fields, without).map_err(io::Error::other)
    }

    fn begin(out: W, fields: &[Field], without: &[&str]) -> Result<Writer<W>, ParquetError> {
        let mut nodes = Vec::new();
        let mut columns = Vec::new();
        let mut sources = Vec::new();
        for (at, field) in fields.iter().enumerate().filter(|(_, field)| !without.contains(&field.name)) {
            let mut add = |name: &str, kind: &str| -> Result<(), ParquetError> {
                nodes.push(Arc::new(node(name, kind)?));
                columns.push(Column::new(kind));
                sources.push(at);
                Ok(())
            };
            add(field.name, field.kind)?;
            if field.name == "amount" {
                add("amount_printed", "string")?;
            }
        }
        let schema = Type::group_type_builder("rows").with_fields(nodes).build()?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .set_created_by(concat!("fiscal-tables ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))?;
        Ok(Writer { file, columns, sources, rows: 0 })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn push(&mut self, row: &Row) -> io::Result<()> {
        for (column, at) in self.columns.iter_mut().zip(&self.sources) {
            column.push(row.get(*at).unwrap_or_default());
        }
        self.rows += 1;
        if self.rows == GROUP { self.write_group().map_err(io::Error::other) } else { Ok(()) }
    }

    /// Writes what is left, and what a reader needs; gives back what was written to.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        if self.rows > 0 {
            self.write_group().map_err(io::Error::other)?;
        }
        self.file.into_inner().map_err(io::Error::other)
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.file.next_row_group()?;
        for column in &mut self.columns {
            column.write(&mut group)?;
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }
}

fn node(name: &str, kind: &str) -> Result<Type, ParquetError> {
    let of = |physical| Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
    match kind {
        "integer" => of(Physical::INT64).build(),
        "number" => of(Physical::FIXED_LEN_BYTE_ARRAY)
            .with_length(WIDTH as i32)
            .with_logical_type(Some(LogicalType::decimal(SCALE as i32, PRECISION)))
            .with_precision(PRECISION)
            .with_scale(SCALE as i32)
            .build(),
        _ => of(Physical::BYTE_ARRAY).with_logical_type(Some(LogicalType::String)).build(),
    }
}

impl Column {
    fn new(kind: &str) -> Column {
        let values = match kind {
            "integer" => Values::Integers(Vec::new()),
            "number" => Values::Decimals(Vec::new()),
            _ => Values::Texts(Vec::new()),
        };
        Column { values, levels: Vec::new() }
    }

    fn push(&mut self, text: &str) {
        let is_known = !text.is_empty()
            && match &mut self.values {
                Values::Texts(values) => {
                    // Most texts are those of the row above: they share their bytes.
                    let value = values.last().filter(|last| last.data() == text.as_bytes()).cloned();
                    values.push(value.unwrap_or_else(|| ByteArray::from(text)));
                    true
                }
                Values::Integers(values) => text.parse().map(|value| values.push(value)).is_ok(),
                Values::Decimals(values) => {
                    decimal(text).map(|value| values.push(ByteArray::from(value.to_vec()).into())).is_some()
                }
            };
        self.levels.push(i16::from(is_known));
    }

    fn write<W: Write + Send>(&mut self, group: &mut SerializedRowGroupWriter<'_, W>) -> Result<(), ParquetError> {
        match &mut self.values {
            Values::Texts(values) => write::<ByteArrayType, W>(group, values, &mut self.levels),
            Values::Integers(values) => write::<Int64Type, W>(group, values, &mut self.levels),
            Values::Decimals(values) => write::<FixedLenByteArrayType, W>(group, values, &mut self.levels),
        }
    }
}

fn write<T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &mut Vec<T::T>,
    levels: &mut Vec<i16>,
) -> Result<(), ParquetError> {
    if let Some(mut column) = group.next_column()? {
        column.typed::<T>().write_batch(values, Some(levels), None)?;
        column.close()?;
    }
    values.clear();
    levels.clear();
    Ok(())
}

/// A number in [`SCALE`] places, as Parquet has it: big end first; nothing if they do not hold it.
fn decimal(text: &str) -> Option<[u8; WIDTH]> {
    let number = text.parse::<Decimal>().ok()?.normalize();
    let missing = SCALE.checked_sub(number.scale())?;
    Some(number.mantissa().checked_mul(10_i128.checked_pow(missing)?)?.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::{Field, Row, Writer, decimal};
    use parquet::file::reader::{FileReader, SerializedFileReader};

    #[test]
    fn decimals_are_exact_or_not_there() {
        let value = |text| decimal(text).map(i128::from_be_bytes);
        assert_eq!(value("3981.10"), Some(39_811_000_000_000));
        assert_eq!(value("-0.000001"), Some(-10_000));
        assert_eq!(value("0.00000000001"), None);
        assert_eq!(value("79228162514264337593543950335"), None, "38 digits hold 28 before the point");
        assert_eq!(value("9999999999999999999999999999"), Some(99_999_999_999_999_999_999_999_999_990_000_000_000));
    }

    #[test]
    fn rows_come_back() {
        let fields = [Field::string("code"), Field::integer("year"), Field::number("amount")];
        let mut writer = Writer::new(Vec::new(), &fields, &["year"]).expect("a vector takes every write");
        writer.push(&Row::from(vec!["0201", "2025", "3981.10"])).expect("as above");
        writer.push(&Row::from(vec!["", "", ""])).expect("as above");
        let bytes = writer.finish().expect("as above");
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).expect("a Parquet file");
        let rows: Vec<String> =
            reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row").to_string()).collect();
        let expected = [
            r#"{code: "0201", amount: 3981.1000000000, amount_printed: "3981.10"}"#,
            "{code: null, amount: null, amount_printed: null}",
        ];
        assert_eq!(rows, expected);
    }
}

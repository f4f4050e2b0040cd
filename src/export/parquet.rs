//! The rows of a run's files as Parquet: the batches of [`arrow`](super::arrow), written as they are.

use super::arrow::{Builder, VERSION_KEY};
use super::csv::{Field, Row};
use arrow_array::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use std::io::{self, Write};

/// Rows that a reader skips or reads at a time.
const GROUP: usize = 10_000;

/// A Parquet file under way.
pub struct Writer<W: Write + Send> {
    rows: Builder,
    file: ArrowWriter<W>,
}

impl<W: Write + Send> Writer<W> {
    /// A file of rows with these fields, but for those whose names are in `without`.
    ///
    /// # Errors
    /// `out` cannot be written to.
    pub fn new(out: W, fields: &[Field], without: &[&str]) -> io::Result<Writer<W>> {
        Writer::with_texts(out, fields, without, &[])
    }

    /// A file of rows with these fields, but for those whose names are in `without`, and with a text for each of `more` behind
    /// them.
    ///
    /// # Errors
    /// `out` cannot be written to.
    pub fn with_texts(out: W, fields: &[Field], without: &[&str], more: &[String]) -> io::Result<Writer<W>> {
        Writer::begin(out, fields, without, more).map_err(io::Error::other)
    }

    fn begin(out: W, fields: &[Field], without: &[&str], more: &[String]) -> Result<Writer<W>, ParquetError> {
        let rows = Builder::with_texts(fields, without, more);
        let schema = rows.schema();
        // Said once more where readers that do not know Arrow find it.
        let version = schema.metadata().get(VERSION_KEY);
        let version = version.map(|version| vec![KeyValue::new(VERSION_KEY.to_owned(), version.clone())]);
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .set_max_row_group_row_count(Some(GROUP))
            .set_key_value_metadata(version)
            .set_created_by(concat!("fiscal-tables ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        Ok(Writer { file: ArrowWriter::try_new(out, schema, Some(properties))?, rows })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn push(&mut self, row: &Row) -> io::Result<()> {
        let batch = self.rows.push(row);
        self.write(batch)
    }

    /// Writes what is left, and what a reader needs; gives back what was written to.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        let batch = self.rows.finish();
        self.write(batch)?;
        self.file.into_inner().map_err(io::Error::other)
    }

    fn write(&mut self, batch: Option<RecordBatch>) -> io::Result<()> {
        batch.map_or(Ok(()), |batch| self.file.write(&batch)).map_err(io::Error::other)
    }
}

#[cfg(test)]
mod tests {
    use super::{Field, Row, Writer};
    use parquet::file::reader::{FileReader, SerializedFileReader};

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

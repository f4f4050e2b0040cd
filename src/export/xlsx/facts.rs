//! The facts of a run as one workbook: a sheet, or as many as they need. Rows wait in a temporary file of the crate, so
//! that a run of any length needs no more memory than its distinct texts.

use super::{CELL_CHARACTERS, cut, number, workbook};
use crate::export::csv::Row;
use crate::export::facts::FACTS;
use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::io;
use std::path::Path;

/// Rows of a sheet with its header.
const ROWS: u32 = 1_048_576;
/// Columns that stay in sight: the document.
const KEPT: u16 = 1;

/// A workbook of facts under way.
pub struct Facts {
    workbook: Workbook,
    sheet: Worksheet,
    sheets: usize,
    /// The next row to write.
    row: u32,
    header: Format,
}

impl Facts {
    /// A workbook without rows, whose temporary files are made in `folder`.
    ///
    /// # Errors
    /// Files cannot be made there.
    pub fn new(folder: &Path) -> io::Result<Facts> {
        Facts::begin(folder).map_err(io::Error::other)
    }

    fn begin(folder: &Path) -> Result<Facts, XlsxError> {
        let header = Format::new().set_bold().set_align(FormatAlign::VerticalCenter);
        let mut workbook = workbook("facts")?;
        workbook.set_tempdir(folder)?;
        let sheet = sheet(&mut workbook, 1, &header)?;
        Ok(Facts { workbook, sheet, sheets: 1, row: 1, header })
    }

    /// Adds a fact; codes are texts.
    ///
    /// # Errors
    /// The temporary file cannot be written.
    pub fn push(&mut self, row: &Row) -> io::Result<()> {
        self.write(row).map_err(io::Error::other)
    }

    fn write(&mut self, row: &Row) -> Result<(), XlsxError> {
        if self.row == ROWS {
            self.sheets += 1;
            let next = sheet(&mut self.workbook, self.sheets, &self.header)?;
            self.close(next)?;
        }
        for ((column, field), text) in (0..).zip(FACTS).zip(row.iter()).filter(|(_, text)| !text.is_empty()) {
            let value = match field.kind {
                "number" => text.parse::<Decimal>().ok().and_then(number),
                "integer" => text.parse::<u32>().ok().map(f64::from),
                _ => None,
            };
            match value {
                Some(value) => self.sheet.write_number(self.row, column, value)?,
                None => self.sheet.write_string(self.row, column, cut(text, CELL_CHARACTERS))?,
            };
        }
        self.row += 1;
        Ok(())
    }

    /// The workbook's bytes.
    ///
    /// # Errors
    /// It is too large for a file of this kind.
    pub fn finish(mut self) -> io::Result<Vec<u8>> {
        let none = Worksheet::new();
        self.close(none).and_then(|()| self.workbook.save_to_buffer()).map_err(io::Error::other)
    }

    /// Puts the sheet into the workbook; `next` takes its place.
    fn close(&mut self, next: Worksheet) -> Result<(), XlsxError> {
        let last = u16::try_from(FACTS.len() - 1).unwrap_or(u16::MAX);
        let mut done = std::mem::replace(&mut self.sheet, next);
        done.autofilter(0, 0, self.row - 1, last)?;
        self.workbook.push_worksheet(done);
        self.row = 1;
        Ok(())
    }
}

/// A sheet with its header.
fn sheet(workbook: &mut Workbook, number: usize, header: &Format) -> Result<Worksheet, XlsxError> {
    const WIDTH: f64 = 14.0;
    let places = Format::new().set_num_format("#,##0.00####");
    let mut sheet = workbook.new_worksheet_with_low_memory()?;
    sheet.set_name(if number == 1 { "facts".to_owned() } else { format!("facts {number}") })?;
    for (column, field) in (0..).zip(FACTS) {
        sheet.write_string_with_format(0, column, field.name, header)?;
        sheet.set_column_width(column, WIDTH)?;
        if field.kind == "number" {
            sheet.set_column_format(column, &places)?;
        }
    }
    sheet.set_freeze_panes(1, KEPT)?;
    Ok(sheet)
}

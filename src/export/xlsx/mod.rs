//! Workbooks for Excel and its kin: one of a document, its tables as people know them ([`document`]), and one of the
//! facts of a run ([`Facts`]). No text becomes a formula, whatever it begins with: the crate writes texts as texts.
//!
//! A spreadsheet computes in binary floating point of 15 digits. An amount is written as the number nearest to it, which
//! reads back as the same decimal; one of more digits is written as text.

mod contents;
mod facts;
mod sheet;
mod style;

pub use facts::Facts;

use super::schema::DocumentJson;
use crate::model::Document;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use std::io;
use style::Styles;

/// The most characters of a cell.
const CELL_CHARACTERS: usize = 32_767;
/// The most characters of a sheet's name.
const NAME_CHARACTERS: usize = 31;
/// Digits of a number that a spreadsheet keeps.
const DIGITS: u32 = 15;
/// Fast, and within a tenth of the size of the slowest.
const COMPRESSION: u8 = 1;

/// The workbook of a document: a sheet of contents, then a sheet for each table.
///
/// # Errors
/// A table has more columns than a sheet.
pub fn document(document: &Document, description: &DocumentJson) -> io::Result<Vec<u8>> {
    of_document(document, description).map_err(io::Error::other)
}

fn of_document(document: &Document, description: &DocumentJson) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = workbook(description.title.as_deref().unwrap_or(&description.id))?;
    let styles = Styles::default();
    let names: Vec<String> = description.tables.iter().map(sheet_name).collect();
    contents::write(workbook.add_worksheet(), description, &names, &styles)?;
    for ((table, entry), name) in document.tables.iter().zip(&description.tables).zip(&names) {
        let findings: Vec<_> = description.findings.iter().filter(|own| own.table == Some(entry.index)).collect();
        let sheet = workbook.add_worksheet().set_name(name)?;
        sheet::write(sheet, table, entry, &findings, &styles)?;
    }
    workbook.save_to_buffer()
}

/// An empty workbook that says nothing of when it was made.
fn workbook(title: &str) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new().set_title(cut(title, 255)).set_author("fiscal-tables");
    workbook.set_properties(&properties.set_creation_datetime(&made));
    workbook.set_zip_compression_level(COMPRESSION);
    Ok(workbook)
}

/// `03 一般公共预算支出表`: the number keeps it unique.
fn sheet_name(entry: &super::schema::TableEntry) -> String {
    let title = entry.title.as_deref().or(entry.number.as_deref()).or(entry.kind.as_deref()).unwrap_or("table");
    // 2025年 says nothing in a list of tables of one year; the tail of a title says more than its head.
    let title =
        title.split_once('年').filter(|(year, _)| year.chars().all(|c| c.is_ascii_digit())).map_or(title, |t| t.1);
    let is_wrong = |c: char| c.is_control() || matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'');
    let title: Vec<char> = title.chars().filter(|c| !is_wrong(*c)).collect();
    let number = format!("{:02} ", entry.index);
    // UTF-16 is what a spreadsheet counts in; these characters are one unit each but for the rarest.
    let room = NAME_CHARACTERS.saturating_sub(number.chars().count())
        / if title.iter().any(|c| c.len_utf16() > 1) { 2 } else { 1 };
    let from = title.len().saturating_sub(room);
    let tail: String = title.into_iter().skip(from).collect();
    format!("{number}{}", tail.trim())
}

/// The number nearest to a decimal, if it reads back as the same decimal.
fn number(decimal: Decimal) -> Option<f64> {
    let digits = decimal.normalize().mantissa().unsigned_abs();
    (digits < 10_u128.pow(DIGITS)).then(|| decimal.to_f64()).flatten()
}

/// The beginning of a text, as much as fits.
fn cut(text: &str, characters: usize) -> &str {
    // Bytes are at least as many as UTF-16 units.
    if text.len() <= characters {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > characters
    });
    end.map_or(text, |(at, _)| text.split_at(at).0)
}

#[cfg(test)]
mod tests {
    use super::{cut, number};

    #[test]
    fn numbers_read_back_as_the_same_decimals() {
        for text in ["0", "3981.10", "-0.000001", "9151.986001", "999999999999999", "-123456789012.345"] {
            let decimal: rust_decimal::Decimal = text.parse().expect("a decimal");
            let back = number(decimal).expect("few digits").to_string();
            assert_eq!(back.parse::<rust_decimal::Decimal>().expect("a decimal"), decimal, "{text}");
        }
        assert_eq!(number("1234567890123456.7".parse().expect("a decimal")), None);
    }

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!(cut("预算", 1), "预");
        assert_eq!(cut("预算", 2), "预算");
        assert_eq!(cut("𠮷算", 1), "");
    }
}

//! Readers of CSV that take the type of a column from the first rows: where these have digits alone in a column of texts, they
//! read numbers and give up at the first text that is none (polars does, of a hundred rows). A row that shows what such a
//! column holds then stands before all others; the rest stay in their order.

use crate::export::csv::Field;
use anyhow::{Context, Result};
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;

/// Rows that types are taken from.
const LOOKED_AT: u64 = 100;

/// Puts those rows of a list first that its first rows do not tell the type of a column without.
///
/// # Errors
/// The list cannot be read or written again.
pub(super) fn tell_types(list: &Path, fields: &[Field]) -> Result<()> {
    let (header, shown) = rows_to_show(list, fields).with_context(|| format!("cannot read {}", list.display()))?;
    if shown.is_empty() {
        return Ok(());
    }
    let again = list.with_extension("again");
    put_first(list, header, &shown, &again).with_context(|| format!("cannot write {}", again.display()))?;
    Ok(fs::rename(&again, list)?)
}

/// Where the header ends, and where the rows stand that show what the first ones do not.
fn rows_to_show(list: &Path, fields: &[Field]) -> Result<(u64, Vec<Range<u64>>)> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(list)?;
    // What is noted of inputs stands behind the fields, in columns of text.
    let mut open: Vec<usize> = (0..reader.byte_headers()?.len())
        .filter(|&at| fields.get(at).is_none_or(|field| *field == Field::string(field.name)))
        .collect();
    let header = reader.position().byte();
    let mut numbers = vec![false; open.last().map_or(0, |last| last + 1)];
    let (mut shown, mut count, mut start) = (Vec::new(), 0, header);
    let mut record = csv::ByteRecord::new();
    while !open.is_empty() && reader.read_byte_record(&mut record)? {
        let end = reader.position().byte();
        let before = open.len();
        open.retain(|&at| match record.get(at) {
            None | Some(b"") => true,
            Some(text) => {
                let is_number = is_number(text);
                if let Some(seen) = numbers.get_mut(at).filter(|_| is_number) {
                    *seen = true;
                }
                is_number
            }
        });
        count += 1;
        if count == LOOKED_AT {
            // A column that is blank all the way down is taken for one of texts.
            open.retain(|&at| numbers.get(at).is_some_and(|seen| *seen));
        } else if count > LOOKED_AT && open.len() < before {
            shown.push(start..end);
        }
        start = end;
    }
    Ok((header, shown))
}

/// Would a reader take the text for a number or a truth value?
fn is_number(text: &[u8]) -> bool {
    std::str::from_utf8(text).is_ok_and(|text| text.parse::<f64>().is_ok() || matches!(text, "true" | "false"))
}

/// Writes the list again: its header, the rows at `shown`, all others.
fn put_first(list: &Path, header: u64, shown: &[Range<u64>], again: &Path) -> io::Result<()> {
    let mut from = File::open(list)?;
    let mut to = BufWriter::new(File::create(again)?);
    let mut copy = |range: Range<u64>| -> io::Result<()> {
        from.seek(SeekFrom::Start(range.start))?;
        io::copy(&mut Read::by_ref(&mut from).take(range.end.saturating_sub(range.start)), &mut to)?;
        Ok(())
    };
    copy(0..header)?;
    shown.iter().cloned().try_for_each(&mut copy)?;
    let mut start = header;
    for row in shown {
        copy(start..row.start)?;
        start = row.end;
    }
    copy(start..u64::MAX)?;
    to.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of a list of one column of texts beside a whole number, as they stand afterwards.
    fn told(codes: impl IntoIterator<Item = String>) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let list = folder.path().join("list.csv");
        let rows: String = codes.into_iter().enumerate().map(|(at, code)| format!("{code},{at}\n")).collect();
        fs::write(&list, format!("\u{feff}code,at\n{rows}")).expect("a list");
        tell_types(&list, &[Field::string("code"), Field::integer("at")]).expect("a list");
        let text = fs::read_to_string(&list).expect("a list");
        text.strip_prefix("\u{feff}code,at\n").expect("the header first").lines().map(str::to_owned).collect()
    }

    fn digits(count: usize) -> impl Iterator<Item = String> + Clone {
        (0..count).map(|at| (2_010_101 + at).to_string())
    }

    #[test]
    fn a_row_that_is_no_number_stands_before_a_hundred_that_are() {
        let rows = told(digits(150).chain(["P2022,\"a\nb\"".to_owned(), "P2023".to_owned()]));
        assert_eq!(rows[..2], ["P2022,\"a", "b\",150"]);
        assert_eq!((rows[2].as_str(), rows[151].as_str()), ("2010101,0", "2010250,149"));
        assert_eq!(rows[152..], ["P2023,151"]);
    }

    #[test]
    fn rows_that_tell_the_type_stay() {
        let early = digits(99).chain(["P2022".to_owned()]).chain(digits(99));
        assert_eq!(told(early.clone()).len(), 199);
        assert_eq!(told(early)[0], "2010101,0");
        assert_eq!(told(digits(300))[0], "2010101,0");
        let blank = std::iter::repeat_n(String::new(), 120).chain(digits(1)).chain(["P1".to_owned()]);
        assert_eq!(told(blank)[0], ",0");
    }
}

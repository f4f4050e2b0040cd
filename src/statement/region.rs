//! The region of a document: the division its project codes begin with, else the one its names name.

use super::code::of_row;
use crate::catalogue;
use crate::model::{Document, Scheme};

/// Project codes of the budget system are a division of six digits, a year, and a number.
const PROJECT_DIGITS: usize = 18;

/// Sets the region of a document.
pub(super) fn locate(document: &mut Document) {
    let mut found: Vec<(String, usize)> = Vec::new();
    for table in document.tables.iter().filter(|table| table.meanings.iter().any(|m| m.scheme == Some(Scheme::Project)))
    {
        for (row, block) in (0..table.rows.len()).flat_map(|row| (0..2).map(move |block| (row, block))) {
            let codes = of_row(table, row, block);
            for code in codes.iter().filter(|code| code.scheme == Scheme::Project && code.code.len() >= PROJECT_DIGITS)
            {
                let Some(division) = code.code.get(..6).filter(|division| catalogue::is_division(division)) else {
                    continue;
                };
                match found.iter_mut().find(|(known, _)| known == division) {
                    Some((_, count)) => *count += 1,
                    None => found.push((division.to_owned(), 1)),
                }
            }
        }
    }
    let by_codes = found.iter().max_by_key(|(_, count)| *count).map(|(division, _)| division.clone());
    let names = [document.organisation.as_deref(), document.title.as_deref()];
    let by_name = || names.into_iter().flatten().find_map(catalogue::division_in).map(str::to_owned);
    let by_tables = || {
        let titles = document.tables.iter().filter_map(|table| table.caption.title.as_deref());
        titles.filter_map(catalogue::division_in).next().map(str::to_owned)
    };
    document.region = by_codes.or_else(by_name).or_else(by_tables);
}

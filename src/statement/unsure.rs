//! Names that a recognition read unsurely, settled by the lists of codes: a sure character is never changed, and where two names
//! fit none is taken.

use super::code;
use crate::catalogue;
use crate::model::{ColumnRole, Document, Finding, Letters, Origin, PageNumber, Place, Severity, Table, codes};
use crate::words::{is_cjk, narrow, without_numbering};
use std::collections::BTreeMap;

/// A character that is less sure than this may be another one.
const SURE: f32 = 0.7;
/// Of a name that a code tells one in so many characters may be other ones; of one that nothing tells, one in so many.
const OF_CODED: usize = 2;
const OF_ANY: usize = 4;
/// Shorter names are like too many others.
const SHORTEST: usize = 4;

/// A character as read, and whether it may be another one.
type Letter = (char, bool);

/// Reads unsure names as the lists have them, and says of each what was read.
pub(super) fn settle(document: &mut Document) {
    if document.letters.is_empty() {
        return;
    }
    let mut lines: BTreeMap<PageNumber, Vec<&Letters>> = BTreeMap::new();
    for letters in &document.letters {
        lines.entry(letters.page).or_default().push(letters);
    }
    let mut found = Vec::new();
    for (at, table) in document.tables.iter().enumerate() {
        let blocks = table.meanings.iter().map(|meaning| meaning.block + 1).max().unwrap_or(0);
        for row in 0..table.rows.len() {
            let codes: Vec<code::RowCode> = (0..blocks)
                .flat_map(|block| code::of_row(table, row, block))
                .filter(code::RowCode::is_listed)
                .collect();
            for column in 0..table.columns.len() {
                if let Some((letters, from)) = unsure(table, row, column, &lines)
                    && let Some(name) = listed(&letters[from..], code_of(&codes, column))
                {
                    found.push(((at, row, column), from, name));
                }
            }
        }
    }
    for ((at, row, column), from, name) in found {
        let cell = document.tables.get_mut(at).and_then(|table| table.rows.get_mut(row)?.cells.get_mut(column));
        let Some(cell) = cell else { continue };
        let kept: String = cell.text.chars().filter(|c| !c.is_whitespace()).take(from).collect();
        let read = std::mem::replace(&mut cell.text, kept + name);
        let place = Place::cell(at, row, column).on(cell.page);
        let message = format!("read as {read}, not surely; {name} is the name in the lists: that is taken");
        let mut finding = Finding::new(codes::OCR_CHOSEN, Severity::Info, place, message);
        (finding.expected, finding.found) = (Some(name.to_owned()), Some(read));
        document.findings.push(finding);
    }
}

/// The characters of a name that is not sure, and where it begins behind its code and numbering.
fn unsure(
    table: &Table,
    row: usize,
    column: usize,
    lines: &BTreeMap<PageNumber, Vec<&Letters>>,
) -> Option<(Vec<Letter>, usize)> {
    let cell = table.rows.get(row)?.cells.get(column).filter(|cell| cell.origin == Origin::Ocr)?;
    let is_name = matches!(table.columns.get(column)?.role, ColumnRole::Label | ColumnRole::Text | ColumnRole::Code);
    if !is_name || !cell.text.chars().any(is_cjk) {
        return None;
    }
    let rect = cell.bbox?;
    let mut own: Vec<&&Letters> = lines.get(&cell.page?)?.iter().filter(|letters| rect.contains(letters.at)).collect();
    own.sort_by_key(|letters| (letters.at.y, letters.at.x));
    let letters: Vec<Letter> =
        own.iter().flat_map(|letters| &letters.all).map(|(character, sure)| (*character, *sure < SURE)).collect();
    // A cell that goes on elsewhere, or was put together in another order, is left as it is.
    let text = cell.text.chars().filter(|c| !c.is_whitespace());
    let is_whole = text.map(narrow).eq(letters.iter().map(|letter| narrow(letter.0)));
    let name = code::leading(&cell.text).map_or(cell.text.as_str(), |(_, name)| name);
    let length = without_numbering(name.trim()).chars().filter(|c| !c.is_whitespace()).count();
    let from = letters.len().checked_sub(length)?;
    (is_whole && letters[from..].iter().any(|letter| letter.1)).then_some((letters, from))
}

/// The code of the name in a column: in the same cell, or the last one before it.
fn code_of(codes: &[code::RowCode], column: usize) -> Option<&str> {
    let before = codes.iter().filter(|code| code.column == column || code.column + 1 == column);
    before.max_by_key(|code| code.column).map(|code| code.code.as_str())
}

/// The name in the lists that was read, if it differs from what was read in unsure characters only.
fn listed(read: &[Letter], code: Option<&str>) -> Option<&'static str> {
    let as_read: String = read.iter().map(|letter| letter.0).collect();
    let fits = |name: &'static str, share: usize| {
        let edits = edits(read, &name.chars().collect::<Vec<char>>())?;
        (edits * share <= read.len()).then_some((edits, name))
    };
    if let Some(entry) = code.and_then(catalogue::entry) {
        if entry.is_called(&as_read) {
            return None;
        }
        return entry.names().filter_map(|name| fits(name, OF_CODED)).min().map(|(_, name)| name);
    }
    if read.len() < SHORTEST {
        return None;
    }
    let mut all: Vec<(usize, &'static str)> = catalogue::listed_names().filter_map(|name| fits(name, OF_ANY)).collect();
    all.sort_unstable();
    all.dedup();
    match all.as_slice() {
        [(0, _), ..] => None,
        [(_, name)] => Some(name),
        [(fewest, name), (next, _), ..] if fewest < next => Some(name),
        _ => None,
    }
}

/// How many unsure characters are others, too many or too few where a name was read; none if a sure one is.
fn edits(read: &[Letter], name: &[char]) -> Option<usize> {
    let may_lack = |at: usize| {
        let is_unsure = |at: Option<usize>| at.and_then(|at| read.get(at)).is_some_and(|letter| letter.1);
        is_unsure(Some(at)) || is_unsure(at.checked_sub(1))
    };
    // The fewest for what was read so far against each beginning of the name (Wagner and Fischer 1974).
    let mut row: Vec<Option<usize>> = (0..=name.len()).map(|at| (at == 0 || may_lack(0)).then_some(at)).collect();
    for (at, (character, is_unsure)) in read.iter().enumerate() {
        let mut next: Vec<Option<usize>> = vec![row[0].filter(|_| *is_unsure).map(|edits| edits + 1)];
        for (own, printed) in name.iter().enumerate() {
            let same = if alike(*character, *printed) { row[own] } else { None };
            let other = row[own].filter(|_| *is_unsure).map(|edits| edits + 1);
            let too_many = row[own + 1].filter(|_| *is_unsure).map(|edits| edits + 1);
            let too_few = next[own].filter(|_| may_lack(at + 1)).map(|edits| edits + 1);
            next.push([same, other, too_many, too_few].into_iter().flatten().min());
        }
        row = next;
    }
    row.last().copied().flatten()
}

/// Brackets and commas of full and of half width are one.
fn alike(a: char, b: char) -> bool {
    narrow(a) == narrow(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `?` stands behind what is unsure.
    fn check(read: &str, code: Option<&str>, expected: Option<&str>) {
        let mut letters: Vec<Letter> = Vec::new();
        for character in read.chars() {
            match letters.last_mut() {
                Some(last) if character == '?' => last.1 = true,
                _ => letters.push((character, false)),
            }
        }
        assert_eq!(listed(&letters, code), expected, "{read}");
    }

    #[test]
    fn an_unsure_character_is_what_the_code_says() {
        check("行改?运行", Some("2010301"), Some("行政运行"));
        check("行?运行", Some("2010301"), Some("行政运行"));
        check("行政运?一?行", Some("2010301"), Some("行政运行"));
        // A code that was misread says another name.
        check("行改?运行", Some("2080501"), None);
    }

    #[test]
    fn a_sure_character_is_never_changed() {
        check("行改运行", Some("2010301"), None);
        check("行改运?行", Some("2010301"), None);
        check("行政运?行", Some("2010301"), None);
    }

    #[test]
    fn without_a_code_the_one_name_that_fits_is_taken() {
        check("住房公积全?", None, Some("住房公积金"));
        check("住房公积金?", None, None);
        // 行政单位离退休, 事业单位离退休
        check("行?业?单位离退休", None, None);
    }
}

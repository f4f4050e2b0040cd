//! The region (行政区划) of a document: what its names, its first pages, its tables and its project codes agree on.

use super::code::of_row;
use super::front::Front;
use crate::catalogue;
use crate::model::{ColumnRole, Document, Scheme, Scope, Table};
use crate::words::squeeze;
use std::collections::BTreeSet;

/// Project codes of the budget system are a division of six digits, a year, and a number.
const PROJECT_DIGITS: usize = 18;
/// So large a share of the codes lies in the region; the rest are projects that others lent or passed on.
const SHARE: f64 = 0.9;

/// Sets the region of a document. What names it outweighs what is counted: a department by its own name, a government by
/// its cover, its tables and the rows of its regions.
pub(super) fn locate(document: &mut Document, front: &Front) {
    let by_organisation = document.organisation.as_deref().and_then(catalogue::division_in);
    let by_title = || document.title.as_deref().and_then(catalogue::division_in);
    let by_front = || most(front.lines.iter().filter_map(|line| catalogue::division_in(line)));
    let by_tables =
        || most(document.tables.iter().filter_map(|table| catalogue::division_in(table.caption.title.as_deref()?)));
    let by_rows = || by_places(&document.tables);
    let named = by_organisation.or_else(by_title).or_else(by_tables).or_else(by_rows).or_else(by_front);
    let counted = by_codes(document);
    // A district's projects have the codes of the district, and its name may leave the district out.
    let region = match (named, counted.as_deref()) {
        (Some(named), Some(counted))
            if catalogue::lies_in(counted, named) && document.scope != Some(Scope::Government) =>
        {
            Some(counted)
        }
        (named, counted) => named.or(counted),
    };
    document.region = region.map(str::to_owned);
}

/// The smallest division that nearly all project codes lie in.
fn by_codes(document: &Document) -> Option<String> {
    let mut codes: Vec<String> = Vec::new();
    for table in document.tables.iter().filter(|table| table.meanings.iter().any(|m| m.scheme == Some(Scheme::Project)))
    {
        for (row, block) in (0..table.rows.len()).flat_map(|row| (0..2).map(move |block| (row, block))) {
            let projects = of_row(table, row, block).into_iter().filter(|code| code.scheme == Scheme::Project);
            let divisions = projects.filter(|code| code.code.len() >= PROJECT_DIGITS);
            codes.extend(divisions.filter_map(|code| code.code.get(..6).map(str::to_owned)));
        }
    }
    [6, 4, 2].into_iter().find_map(|digits| {
        let prefix = most(codes.iter().filter_map(|code| code.get(..digits)))?;
        let inside = codes.iter().filter(|code| code.starts_with(prefix)).count();
        let division = format!("{prefix:0<6}");
        (inside as f64 >= codes.len() as f64 * SHARE && catalogue::is_division(&division)).then_some(division)
    })
}

/// The smallest division that nearly all places lie in which the tables list: towns and counties that get transfers or owe
/// debts, bodies that carry projects out. Three at least, since one or two may be guests.
fn by_places(tables: &[Table]) -> Option<&'static str> {
    const PLACES: usize = 3;
    let mut texts: BTreeSet<String> = BTreeSet::new();
    for table in tables {
        let is_name = |index: &usize| matches!(table.columns[*index].role, ColumnRole::Label | ColumnRole::Text);
        let columns: Vec<usize> = (0..table.columns.len()).filter(is_name).collect();
        let cells = table.rows.iter().flat_map(|row| columns.iter().filter_map(|index| row.cells.get(*index)));
        texts.extend(cells.map(|cell| squeeze(&cell.text).into_owned()));
    }
    let places: Vec<Vec<&str>> = texts.iter().map(|text| codes_of(text)).filter(|codes| !codes.is_empty()).collect();
    let above = |code: &&'static str| [catalogue::prefecture_of(code), catalogue::province_of(code)];
    let candidates: BTreeSet<&str> = places.iter().flatten().flat_map(above).flatten().collect();
    let holds = |outer: &str| {
        let inside = places.iter().filter(|codes| codes.iter().any(|code| catalogue::lies_in(code, outer))).count();
        inside >= PLACES && inside as f64 >= places.len() as f64 * SHARE
    };
    let mut fitting = candidates.into_iter().filter(|outer| holds(outer));
    // A prefecture's code begins like its province's, and is greater.
    fitting.next_back()
}

/// The divisions that a cell may stand for: those of its name, or where the body lies that it names.
fn codes_of(text: &str) -> Vec<&'static str> {
    let place = text.trim_end_matches("本级");
    let named: Vec<&str> = catalogue::divisions_of(place).map(|(code, _)| code).collect();
    let of_body = || catalogue::is_organisation(text).then(|| catalogue::division_in(text)).flatten();
    if named.is_empty() { of_body().into_iter().collect() } else { named }
}

/// The value that comes most often, the first of equals.
fn most<'a>(values: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    super::most(values)
}

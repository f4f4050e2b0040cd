//! What the cover says: the title of the document.

use crate::model::Table;
use crate::text::TextLine;
use crate::words::MONEY;
use regex::Regex;
use std::sync::LazyLock;

/// Lines set smaller than this share of the largest on the cover are no part of its title: the stricter first, for
/// covers that carry a list of contents.
const TITLE_SHARES: [f64; 2] = [0.75, 0.92];
/// A cover has no more lines of title than this.
const TITLE_LINES: usize = 6;

static BRACKETED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!("[(（](?:单位[:：])?({MONEY})[)）]")).expect("a constant pattern"));

/// The title on the cover: the largest lines of the first page, joined.
pub(crate) fn cover_title(lines: &[TextLine]) -> Option<String> {
    let largest = lines.iter().map(|line| line.size).max()?;
    TITLE_SHARES.into_iter().find_map(|share| {
        let large = lines.iter().filter(|line| line.size >= largest * share);
        let title: Vec<String> = large.map(|line| line.squeezed()).collect();
        (title.len() <= TITLE_LINES)
            .then(|| title.concat())
            .filter(|title| title.contains("预算") || title.contains("决算"))
    })
}

/// Tables whose caption has no unit get the one that their names give.
pub(super) fn units_from_names(tables: &mut [Table]) {
    for table in tables {
        table.caption.unit = table.caption.unit.take().or_else(|| bracketed_unit(table));
    }
}

/// The unit that names of fields or columns give in brackets (`资金金额（万元）`), where all that give one agree.
fn bracketed_unit(table: &Table) -> Option<String> {
    let fields = table.fields.iter().map(|field| field.name.as_str());
    let columns = table.columns.iter().flat_map(|column| column.path.iter().map(String::as_str));
    let mut units: Vec<String> =
        fields.chain(columns).filter_map(|name| BRACKETED.captures(name).map(|found| found[1].to_owned())).collect();
    units.dedup();
    match units.as_slice() {
        [unit] => Some(unit.clone()),
        _ => None,
    }
}

/// The value that comes most often, the first of equals.
pub(crate) fn most<T: PartialEq>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: Vec<(T, usize)> = Vec::new();
    for value in values {
        match counts.iter_mut().find(|(known, _)| *known == value) {
            Some((_, count)) => *count += 1,
            None => counts.push((value, 1)),
        }
    }
    let best = counts.iter().map(|&(_, count)| count).max()?;
    counts.into_iter().find(|&(_, count)| count == best).map(|(value, _)| value)
}

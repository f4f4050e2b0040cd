//! What the cover says: the title of the document.

use crate::model::{Stage, Table};
use crate::text::TextLine;
use crate::words::{MONEY, numbering, squeeze, year_and_stage};
use regex::Regex;
use std::sync::LazyLock;

/// Lines set smaller than this share of the largest on the cover are no part of its title: the stricter first, for
/// covers that carry a list of contents.
const TITLE_SHARES: [f64; 2] = [0.75, 0.92];
/// A cover has no more lines of title than this.
const TITLE_LINES: usize = 6;

static BRACKETED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!("[(（](?:单位[:：])?({MONEY})[)）]")).expect("a constant pattern"));

static TOLD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!("(?:单位均?[为是:：]|以)(?:人民币)?({MONEY})(?:为单位|[。；，,;、)）]|$)"))
        .expect("a constant pattern")
});

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

/// The title that the first lines of a text give, whose sizes are unknown: the lines up to the one that completes a year
/// and what is published of it; of a report also the next, if the budget it drafts is named there. Lists of contents,
/// items and sentences end the search.
pub(super) fn first_title(lines: &[String]) -> Option<String> {
    /// A title is shorter; a cover without one runs into the narrative.
    const CHARACTERS: usize = 60;
    let is_list = |line: &str| line == "目录" || line.starts_with("第一部分") || numbering(line).is_some();
    let is_part = |line: &String| !is_list(line) && !line.contains(['。', '；', '：']);
    let mut title = String::new();
    let mut found = None;
    for line in lines.iter().take(TITLE_LINES).take_while(|line| is_part(line)) {
        title.push_str(line);
        if title.chars().count() > CHARACTERS {
            break;
        }
        let said = year_and_stage(&title);
        if said.is_some_and(|(_, stage)| stage != Stage::Execution) {
            return Some(title);
        }
        found = found.or_else(|| said.map(|_| title.clone()));
    }
    found
}

/// Tables whose caption has no unit get the one that their names give.
pub(super) fn units_from_names(tables: &mut [Table]) {
    for table in tables {
        let own = table.caption.unit.take();
        table.caption.unit =
            own.or_else(|| unit_of_title(table)).or_else(|| bracketed_unit(table)).or_else(|| told_unit(table));
    }
}

/// The unit in brackets that ends a title: `收入表（万元）`.
fn unit_of_title(table: &Table) -> Option<String> {
    let title = table.caption.title.as_deref()?;
    let found = BRACKETED
        .captures_iter(title)
        .last()
        .filter(|found| found.get(0).is_some_and(|all| all.end() == title.len()))?;
    Some(found[1].to_owned())
}

/// The unit that remarks on a table tell in words (`金额单位为万元`), where all that tell one agree.
fn told_unit(table: &Table) -> Option<String> {
    let remarks = table.caption.remarks.iter().chain(&table.notes).map(|remark| squeeze(remark));
    agreed(remarks.filter_map(|remark| TOLD.captures(&remark).map(|found| found[1].to_owned())))
}

/// The unit that names of fields or columns give in brackets (`资金金额（万元）`), where all that give one agree.
fn bracketed_unit(table: &Table) -> Option<String> {
    let fields = table.fields.iter().map(|field| field.name.as_str());
    let columns = table.columns.iter().flat_map(|column| column.path.iter().map(String::as_str));
    agreed(fields.chain(columns).filter_map(|name| BRACKETED.captures(name).map(|found| found[1].to_owned())))
}

/// What all of them are, if they are one.
fn agreed(mut units: impl Iterator<Item = String>) -> Option<String> {
    let first = units.next()?;
    units.all(|unit| unit == first).then_some(first)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TablePlace;

    #[test]
    fn titles_and_remarks_tell_units() {
        let unit = |title: &str, note: &str| {
            let mut table = Table::new(TablePlace::Pages(Vec::new()));
            table.caption.title = Some(title.to_owned());
            table.notes = vec![note.to_owned()];
            let mut tables = [table];
            units_from_names(&mut tables);
            tables[0].caption.unit.clone()
        };
        assert_eq!(unit("支出表（万元）", "").as_deref(), Some("万元"));
        assert_eq!(unit("支出表（单位：元）", "注：单位为万元。").as_deref(), Some("元"));
        assert_eq!(unit("支出表", "注：本表以万元为单位。").as_deref(), Some("万元"));
        assert_eq!(unit("支出表", "注：金额单位均为元，下同").as_deref(), Some("元"));
        assert_eq!(unit("支出（万元）表", "注：本单位为一级预算单位。"), None);
        assert_eq!(unit("支出表", "注：补助标准以元/人计。"), None);
    }
}

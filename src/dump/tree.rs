//! The names of a header in the order they are printed -> columns: which names stand over others, and in what order the
//! columns stand.
//!
//! Two orders are in use. Row by row: a group stands among its neighbours, and what stands below it comes behind all of
//! them. By height: names that span rows are set in the middle of their cells, so groups come first and the columns then
//! stand in their order. The sums of full rows decide; where they say nothing, the place of the first column of names does.

use super::cut::{Cell, NameKind};
use super::groups::{Shape, grouped};
use super::stub::named;
use crate::catalogue::{self, lexicon};
use crate::model::ColumnRole;

/// How well columns fit, their paths and what they hold.
pub(super) type Columns = (f32, Vec<Vec<String>>, Vec<ColumnRole>);

/// The columns that these names make, and how well they fit the body; none if they are too few or too many.
pub(super) fn tree(cells: &[Cell], shape: &Shape) -> Option<Columns> {
    match shape.values.as_slice() {
        [values] => single(cells, *values, shape),
        _ => None,
    }
}

/// Names on the left, values on the right.
fn single(cells: &[Cell], values: usize, shape: &Shape) -> Option<Columns> {
    let of = |sort: NameKind| -> Vec<&Cell> { cells.iter().filter(|cell| cell.sort == sort).collect() };
    let (labels, mut own, mut texts) = (of(NameKind::Name), of(NameKind::Value), of(NameKind::Text));
    let (mut names, depth) = named(&labels);
    let leftmost = labels.iter().map(|cell| cell.line).min().unwrap_or(0);
    // Rows have a code and a name; a third column of names is that of units.
    let most = 2 + usize::from(shape.coded);
    let plain = names.iter().filter(|path| !matches!(path.last().map(String::as_str), Some("类" | "款" | "项" | "目")));
    // Rows have names.
    let mut score = if labels.is_empty() { -12.0 } else { -1.5 * plain.count().saturating_sub(most) as f32 };
    if shape.remarks && texts.is_empty() {
        let text = remark(&own, values, shape, leftmost)?;
        texts.push(own.remove(text));
    }
    let (fit, paths) = valued(&own, values, shape, leftmost)?;
    score += fit - if depth > 1 { 0.0 } else { 0.1 };
    let coded = names.iter().any(|path| catalogue::role(path) == ColumnRole::Code);
    if coded != shape.coded {
        score -= 1.5;
    }
    let as_names = |path: &Vec<String>| match catalogue::role(path) {
        ColumnRole::Amount | ColumnRole::Ratio | ColumnRole::Count => ColumnRole::Label,
        role => role,
    };
    let mut roles: Vec<ColumnRole> = names.iter().map(as_names).collect();
    // One name over codes and names: 项目.
    if let (true, false, [only]) = (shape.coded, coded, names.as_slice()) {
        names = vec![only.clone(), only.clone()];
        roles = vec![ColumnRole::Code, ColumnRole::Label];
    }
    // Rows that begin with codes have them before their names, whatever lines of the header print the two.
    if let (true, None, [ColumnRole::Label, ColumnRole::Code]) = (shape.coded, &shape.places, roles.as_slice()) {
        names.reverse();
        roles.reverse();
    }
    let mut all = names;
    // What is no rate is none, whatever its column is called.
    let rates = if shape.rates.len() == paths.len() { shape.rates.as_slice() } else { &[] };
    let is_amount = |column: usize| rates.get(column) == Some(&Some(false));
    roles.extend(paths.iter().enumerate().map(|(column, path)| match catalogue::role(path) {
        ColumnRole::Ratio if !is_amount(column) => ColumnRole::Ratio,
        _ => ColumnRole::Amount,
    }));
    all.extend(paths);
    roles.extend(texts.iter().map(|_| ColumnRole::Text));
    all.extend(texts.iter().map(|cell| vec![cell.text.clone()]));
    Some((score, all, roles))
}

/// Which of these names is that of a column of sentences: the one without which the others fit best.
fn remark(own: &[&Cell], values: usize, shape: &Shape, leftmost: usize) -> Option<usize> {
    let mut best: Option<(f32, usize)> = None;
    for at in 0..own.len() {
        let name = own.get(at).map_or("", |cell| cell.text.as_str());
        if lexicon().is_value(name) || catalogue::is_total(name) {
            continue;
        }
        let rest: Vec<&Cell> =
            own.iter().enumerate().filter(|(index, _)| *index != at).map(|(_, cell)| *cell).collect();
        let Some((fit, _)) = grouped(&rest, values, shape, leftmost) else { continue };
        if best.is_none_or(|known| fit >= known.0) {
            best = Some((fit, at));
        }
    }
    best.map(|(_, at)| at)
}

/// The columns of values that these names make: either a few names over the same columns each, or any tree.
fn valued(own: &[&Cell], values: usize, shape: &Shape, leftmost: usize) -> Option<(f32, Vec<Vec<String>>)> {
    let any = grouped(own, values, shape, leftmost);
    match super::turns::repeated(own, values, shape, leftmost) {
        Some(repeated) if any.as_ref().is_none_or(|any| repeated.0 > any.0) => Some(repeated),
        _ => any,
    }
}

#[cfg(test)]
mod tests {
    use crate::dump::read;

    #[test]
    fn codes_stand_before_names_whatever_the_header_prints_first() {
        let text = "2026年某市支出情况表\n单位：万元\n科目 2024年 2025年\n科目名称\n编码 决算数 完成数\n201 甲乙 5.00 1.00\n20101 丙丁 3.00 0.50\n20102 戊己 2.00 0.50\n";
        let (document, _) = read(text.as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        let names: Vec<String> = table.columns.iter().map(|column| column.path.join("/")).collect();
        assert_eq!(names, ["科目编码", "科目名称", "2024年决算数", "2025年完成数"]);
        assert_eq!(crate::dump::rows_of(table).first().map(String::as_str), Some("201|甲乙|5.00|1.00"));
    }
}

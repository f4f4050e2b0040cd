//! Forms (绩效目标表, 自评表): label and value pairs above a table of indicators.

use super::Field;
use super::header;
use super::sheet::{Sheet, SheetCell};
use super::words::{is_number, is_numbered};
use crate::words::squeeze;
use std::ops::Range;

/// Names of the columns in which indicators stand.
const INDICATOR_NAMES: &[&str] = &[
    "一级指标",
    "二级指标",
    "三级指标",
    "指标名称",
    "指标性质",
    "指标内容",
    "指标值",
    "目标值",
    "年度指标值",
    "绩效指标",
];
/// A row of a form has no more cells than this; a header has one for each column.
const MOST_CELLS: usize = 4;
/// A value of a form is at least this wide, as a share of the form.
const VALUE_SHARE: f64 = 0.4;
/// A label of a form has no more characters than this.
const LONGEST_LABEL: usize = 16;

/// The row of a form that names the columns of its indicators; none if the sheet is no form.
pub(super) fn indicator_row(sheet: &Sheet) -> Option<usize> {
    // In one pass over the cells: a table may have tens of thousands of rows.
    let mut names = vec![0_usize; sheet.height()];
    for cell in sheet.cells.iter().filter(|cell| INDICATOR_NAMES.contains(&&*squeeze(&cell.text))) {
        if let Some(count) = names.get_mut(cell.rows.start) {
            *count += 1;
        }
    }
    let row = names.iter().position(|count| *count >= 2)?;
    (row >= 1 && (0..row).any(|above| is_pairs(sheet, above) || is_stacked_pair(sheet, above, row))).then_some(row)
}

/// A label over the whole width with its value over the whole width below it.
fn is_stacked_pair(sheet: &Sheet, row: usize, end: usize) -> bool {
    let whole = |row: usize| {
        let mut cells = sheet.begin_in(row);
        let first = cells.next().filter(|cell| cell.columns.len() == sheet.width() && cell.rows.len() == 1);
        first.filter(|cell| !cell.text.is_empty() && cells.next().is_none()).map(|cell| cell.text.chars().count())
    };
    row + 1 < end && whole(row).is_some_and(|n| n <= LONGEST_LABEL) && whole(row + 1).is_some_and(|n| n > LONGEST_LABEL)
}

/// A row that reads label, value: few cells, the first a label, one of the others as wide as values are.
fn is_pairs(sheet: &Sheet, row: usize) -> bool {
    let cells: Vec<&SheetCell> = sheet.begin_in(row).collect();
    let Some(first) = cells.first() else { return false };
    let label = squeeze(&first.text);
    let is_label = !label.is_empty() && label.chars().count() <= LONGEST_LABEL && !label.ends_with("指标");
    let wide = |cell: &&&SheetCell| cell.columns.len() as f64 >= sheet.width() as f64 * VALUE_SHARE;
    is_label
        && first.columns.start == 0
        && (2..=MOST_CELLS).contains(&cells.len())
        && cells.iter().skip(1).any(|cell| wide(&cell))
        && cells.iter().all(|cell| cell.rows == (row..row + 1))
}

/// The label and value pairs in the rows above `end`.
pub(super) fn fields(sheet: &Sheet, end: usize) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut row = 0;
    while row < end {
        if is_stacked_pair(sheet, row, end) {
            let (name, value) = (sheet.texts(row).concat(), sheet.texts(row + 1).concat());
            fields.push(Field { name, value });
            row += 2;
            continue;
        }
        let group = group_at(sheet, row, end);
        match (group.len() > 1).then(|| matrix(sheet, &group)).flatten() {
            Some(found) => fields.extend(found),
            None => group.clone().for_each(|row| fields.extend(pairs(&row_cells(sheet, row), row))),
        }
        row = group.end;
    }
    fields
}

/// The rows that share the leading label of `row`.
fn group_at(sheet: &Sheet, row: usize, end: usize) -> Range<usize> {
    let leading = sheet.cells.iter().find(|cell| cell.rows.contains(&row) && cell.columns.start == 0);
    row..leading.map_or(row + 1, |cell| cell.rows.end).clamp(row + 1, end)
}

/// A table inside a form (年度主要任务: 任务名称, 主要内容, 预算金额): each of its cells with the names of row and column.
fn matrix(sheet: &Sheet, group: &Range<usize>) -> Option<Vec<Field>> {
    let leading = sheet.cells.iter().find(|cell| cell.rows.start == group.start && cell.columns.start == 0)?;
    let mut inner = sheet.window(group.clone(), leading.columns.end..sheet.width())?;
    inner.drop_phantom_columns();
    let mut fields = Vec::new();
    // A label beside the whole of it (执行率分值) is no column of it.
    let beside =
        inner.cells.iter().position(|cell| cell.columns.end == inner.width() && cell.rows == (0..inner.height()));
    if let Some(beside) = beside.map(|i| inner.cells[i].clone()).filter(|cell| cell.columns.start > 0) {
        fields.push(Field { name: format!("{}/{}", leading.text, beside.text), value: String::new() });
        inner = inner.window(0..inner.height(), 0..beside.columns.start)?;
    }
    let pairs = inner.texts(0).iter().any(|text| is_number(text) || text.ends_with(['：', ':']) || is_numbered(text));
    if pairs || inner.width() < 3 {
        return None;
    }
    let shape = header::find(&inner);
    let paths: Vec<String> = header::paths(&inner, &shape).iter().map(|path| path.join("/")).collect();
    let named = paths.iter().enumerate().all(|(i, path)| !path.is_empty() && !paths[..i].contains(path));
    let grows = shape.body > 0 && shape.body < inner.height();
    let regular = (shape.body..inner.height()).all(|row| inner.begin_in(row).count() >= inner.width() - 1);
    if !(named && grows && regular) {
        return None;
    }
    for row in shape.body..inner.height() {
        let cells: Vec<&SheetCell> = inner.begin_in(row).collect();
        let label =
            cells.first().filter(|cell| cell.columns.start == 0 && !cell.text.is_empty() && !is_number(&cell.text));
        for cell in cells.iter().skip(usize::from(label.is_some())) {
            let parts = [Some(&leading.text), label.map(|cell| &cell.text), paths.get(cell.columns.start)];
            let name =
                parts.into_iter().flatten().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("/");
            fields.push(Field { name, value: cell.text.clone() });
        }
    }
    Some(fields)
}

/// The cells of a row from left to right, those that began further up in front.
fn row_cells(sheet: &Sheet, row: usize) -> Vec<&SheetCell> {
    let mut cells: Vec<&SheetCell> = sheet.cells.iter().filter(|cell| cell.rows.contains(&row)).collect();
    cells.sort_by_key(|cell| cell.columns.start);
    // A value is taken in its first row; a label that spans rows leads each of them.
    let leading = cells.iter().take_while(|cell| cell.rows.len() > 1).count();
    let mut i = 0;
    cells.retain(|cell| {
        i += 1;
        i <= leading || cell.rows.start == row
    });
    cells
}

/// The pairs in the cells of one row: labels that span more rows than this one lead the names of the others.
fn pairs(cells: &[&SheetCell], row: usize) -> Vec<Field> {
    let shortest = cells.iter().map(|cell| cell.rows.len()).min().unwrap_or(1);
    let leading = cells.iter().take_while(|cell| cell.rows.len() > shortest).count();
    let prefix: Vec<&str> =
        cells.iter().take(leading).map(|cell| cell.text.as_str()).filter(|text| !text.is_empty()).collect();
    let name = |label: &str| {
        let mut parts = prefix.clone();
        if !label.is_empty() {
            parts.push(label);
        }
        parts.join("/")
    };
    let mut fields = Vec::new();
    let rest: Vec<&&SheetCell> = cells.iter().skip(leading).filter(|cell| cell.rows.start == row).collect();
    if let ([only], false) = (rest.as_slice(), prefix.is_empty()) {
        fields.push(Field { name: name(""), value: only.text.clone() });
        return fields;
    }
    for pair in rest.chunks(2) {
        let (label, value) = (pair[0].text.as_str(), pair.get(1).map_or("", |cell| cell.text.as_str()));
        if !(label.is_empty() && value.is_empty()) {
            fields.push(Field { name: name(label), value: value.to_owned() });
        }
    }
    fields
}

/// Takes the rows at the foot that go on with labels and values (备注) after the indicators.
pub(super) fn take_closing_pairs(sheet: &mut Sheet) -> Vec<Field> {
    let mut fields = Vec::new();
    while sheet.height() > 2 {
        let last = sheet.height() - 1;
        let cells: Vec<&SheetCell> = sheet.begin_in(last).collect();
        let [label, value] = cells.as_slice() else { break };
        let whole = label.columns.start == 0 && value.columns.end == sheet.width();
        let short = !label.text.is_empty() && label.text.chars().count() <= LONGEST_LABEL;
        if !(whole && short && label.is_single() && label.rows.len() == 1 && value.columns.len() > 1) {
            break;
        }
        fields.push(Field { name: label.text.clone(), value: value.text.clone() });
        sheet.truncate(last);
    }
    fields.reverse();
    fields
}

/// Takes out the columns that only hold a label beside the indicators (年度绩效指标): it begins beside their names and
/// reaches below them, while the names themselves do not. Returns the labels.
pub(super) fn take_section_labels(sheet: &mut Sheet) -> Vec<String> {
    let mut labels = Vec::new();
    while sheet.width() > 2 {
        let names = sheet.begin_in(0).skip(1).map(|cell| cell.rows.len()).max().unwrap_or(1);
        let is_section = sheet
            .begin_in(0)
            .next()
            .is_some_and(|cell| cell.columns == (0..1) && cell.rows.len() > names && cell.rows.len() > 1);
        if !is_section {
            break;
        }
        labels.extend(sheet.remove_column(0));
        labels.dedup();
        sheet.drop_phantom_columns();
    }
    labels
}

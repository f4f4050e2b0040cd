//! Forms (绩效目标表, 自评表): label and value pairs above a table of indicators.

use super::Field;
use super::sheet::{Sheet, SheetCell};
use super::words::squeeze;

/// Names of the columns in which indicators stand.
const INDICATOR_NAMES: &[&str] =
    &["一级指标", "二级指标", "三级指标", "指标名称", "指标值", "目标值", "年度指标值", "绩效指标"];
/// A label beside the indicators covers this share of their rows.
const SECTION_SHARE: f64 = 0.7;

/// The row of a form that names the columns of its indicators; none if the sheet is no form.
pub(super) fn indicator_row(sheet: &Sheet) -> Option<usize> {
    let names =
        |row: usize| sheet.texts(row).iter().filter(|text| INDICATOR_NAMES.contains(&squeeze(text).as_str())).count();
    let row = (0..sheet.height()).find(|row| names(*row) >= 2)?;
    // At the very top it is an ordinary table.
    (row >= 1 && (0..row).any(|above| is_pairs(sheet, above))).then_some(row)
}

/// A row that reads label, value: its cells cover it in few pieces and one of them is a label of a form.
fn is_pairs(sheet: &Sheet, row: usize) -> bool {
    const LABELS: &[&str] = &[
        "项目名称",
        "部门名称",
        "单位名称",
        "主管部门",
        "实施单位",
        "部门（单位）名称",
        "专项名称",
        "项目单位",
        "填报单位",
    ];
    sheet.texts(row).first().is_some_and(|text| {
        let text = squeeze(text);
        LABELS.iter().any(|label| text.starts_with(label)) || text.ends_with("名称")
    })
}

/// The label and value pairs in the rows above `end`.
pub(super) fn fields(sheet: &Sheet, end: usize) -> Vec<Field> {
    let places = sheet.places();
    let mut fields = Vec::new();
    for (row, row_places) in places.iter().enumerate().take(end) {
        let mut cells: Vec<&SheetCell> = Vec::new();
        for (column, place) in row_places.iter().enumerate() {
            let cell = &sheet.cells[*place];
            // A value is taken in its first row; a label that spans rows leads each of them.
            let leads = column == 0 || cells.iter().all(|known| known.rows.start < row);
            if cell.columns.start == column && (cell.rows.start == row || (leads && cell.rows.start < row)) {
                cells.push(cell);
            }
        }
        fields.extend(pairs(&cells, row));
    }
    fields
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
    if rest.len() == 1 && !prefix.is_empty() {
        fields.push(Field { name: name(""), value: rest[0].text.clone() });
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

/// Takes out the columns that only hold a label beside all the indicators; returns the labels.
pub(super) fn take_section_labels(sheet: &mut Sheet) -> Vec<String> {
    let mut labels = Vec::new();
    while sheet.width() > 2 {
        let height = sheet.height();
        let section = sheet.cells.iter().find(|cell| cell.rows.start == 0 && cell.columns.start == 0);
        let is_section = section.is_some_and(|cell| {
            cell.is_single() && cell.rows.len() > 1 && cell.rows.len() as f64 >= height as f64 * SECTION_SHARE
        });
        if !is_section {
            break;
        }
        labels.extend(sheet.remove_column(0));
        sheet.drop_phantom_columns();
    }
    labels
}

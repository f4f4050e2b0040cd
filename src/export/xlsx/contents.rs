//! The first sheet of a document's workbook: what it is, its tables with links to them, what is doubtful about the whole.

use super::sheet::line;
use super::style::{Mark, Styles};
use super::{CELL_CHARACTERS, cut};
use crate::export::schema::{DocumentJson, TableEntry};
use rust_xlsxwriter::{Url, Worksheet, XlsxError};

const NAMES: [&str; 9] = ["序号", "表号", "表名", "单位", "页", "行数", "金额数", "已核验", "疑点"];
const WIDTHS: [f64; 9] = [6.0, 14.0, 50.0, 8.0, 12.0, 8.0, 8.0, 8.0, 8.0];

/// Writes the contents; `names` are those of the tables' sheets.
pub(super) fn write(
    sheet: &mut Worksheet,
    description: &DocumentJson,
    names: &[String],
    styles: &Styles,
) -> Result<(), XlsxError> {
    sheet.set_name("目录")?;
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let title = description.title.as_deref().unwrap_or(&description.id);
    sheet.merge_range(0, 0, 0, 8, cut(title, CELL_CHARACTERS), &styles.title)?;
    sheet.set_row_height(0, 24)?;
    let year = description.fiscal_year.map(|year| year.to_string());
    let facts = [description.organisation.clone(), year, description.stage.clone(), description.region.clone()];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    sheet.merge_range(1, 0, 1, 8, cut(&facts.join("  "), CELL_CHARACTERS), &styles.left)?;
    for (column, name) in (0..).zip(NAMES) {
        sheet.write_string_with_format(2, column, name, &styles.header)?;
    }
    let mut row = 3;
    for (entry, name) in description.tables.iter().zip(names) {
        table(sheet, row, entry, name, styles)?;
        row += 1;
    }
    for finding in description.findings.iter().filter(|finding| finding.table.is_none()) {
        let page = finding.page.map(|page| format!("p{page} ")).unwrap_or_default();
        row += 1;
        sheet.merge_range(row, 0, row, 8, cut(&format!("{page}{}", line(finding)), CELL_CHARACTERS), &styles.note)?;
    }
    sheet.set_freeze_panes(3, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}

fn table(sheet: &mut Worksheet, row: u32, entry: &TableEntry, name: &str, styles: &Styles) -> Result<(), XlsxError> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let plain = styles.text(Mark::Plain, false);
    let count = styles.number(Mark::Plain, 0);
    let pages: Vec<String> = entry.pages.iter().flatten().map(u32::to_string).collect();
    let pages = match pages.as_slice() {
        [first, .., last] => format!("{first}–{last}"),
        other => other.concat(),
    };
    sheet.write_number_with_format(row, 0, entry.index as f64, count)?;
    sheet.write_string_with_format(row, 1, text(&entry.number), plain)?;
    let title = entry.title.as_deref().or(entry.kind.as_deref()).unwrap_or(name);
    let link = Url::new(format!("internal:'{name}'!A1")).set_text(cut(title, CELL_CHARACTERS));
    sheet.write_url_with_format(row, 2, link, &styles.link)?;
    sheet.write_string_with_format(row, 3, text(&entry.unit), plain)?;
    sheet.write_string_with_format(row, 4, pages, plain)?;
    for (column, number) in (5..).zip([entry.rows, entry.amounts, entry.amounts_verified, entry.findings]) {
        sheet.write_number_with_format(row, column, number as f64, count)?;
    }
    Ok(())
}

//! Which of a sheet's top rows are header, and each column's path of names.

use super::sheet::{Sheet, SheetCell};
use super::words::{is_column_name, is_number, is_numbered, is_total, is_year};
use crate::words::{is_index_row, squeeze};

/// No form has a deeper header.
const DEEPEST: usize = 8;

/// Where a sheet's header stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeaderShape {
    /// One past the last header row.
    pub(super) end: usize,
    /// 栏次: the row that numbers the columns; it follows the header. What is computed from others may be said in a
    /// second one, down to `body`.
    pub(super) index_row: Option<usize>,
    /// The first body row.
    pub(super) body: usize,
    /// The row after `end` names these columns too, though it is index row or body in the others.
    pub(super) hybrid: Vec<usize>,
}

impl HeaderShape {
    /// True if the cell is a name although it stands below the header.
    pub(super) fn is_late_name(&self, cell: &SheetCell) -> bool {
        cell.rows.contains(&self.end) && cell.is_single() && self.hybrid.contains(&cell.columns.start)
    }
}

/// Finds the header of a sheet.
///
/// A name that spans several columns must be divided below it, and a name that spans down must end: the header goes on
/// until both hold for every column, or until data begins.
pub(super) fn find(sheet: &Sheet) -> HeaderShape {
    let first = 0;
    let places = sheet.places();
    let last = sheet.height().min(first + DEEPEST);
    let mut end = first;
    while end < last && !is_data(sheet, end) && (end == first || !is_complete(sheet, &places, first, end)) {
        end += 1;
    }
    if end == last && !is_complete(sheet, &places, first, end) && end < sheet.height() {
        // No data in sight and names left undivided: a form, or a list of texts under one row of names.
        end = (first + 1).min(sheet.height());
    }
    while end > first && end < last && names_on(sheet, &places, first, end) {
        end += 1;
    }
    if end > first {
        end = names_over_numbers(sheet, end, last);
    }
    let hybrid = hybrid_columns(sheet, &places, first, end);
    let (end, hybrid) = match hybrid {
        Hybrid::None => (end, Vec::new()),
        Hybrid::Last(columns) => (end - 1, columns),
        Hybrid::Next(columns) => (end, columns),
    };
    // A row of formulas may follow that of numbers.
    let numbers = |row: usize| row < sheet.height() && is_index_row(&texts_beside(sheet, row, &hybrid));
    let body = (end..).find(|row| !numbers(*row)).unwrap_or(end);
    HeaderShape { end, index_row: (body > end).then_some(end), body, hybrid }
}

/// Where the caption and header of a fragment end, and where its body begins.
pub(super) fn extent(sheet: &Sheet) -> (usize, usize) {
    let first = first_row(sheet);
    let mut below = sheet.clone();
    below.drop_leading_rows(first);
    let shape = find(&below);
    (first + shape.end, first + shape.body)
}

/// The texts of a row but for those in `columns`.
fn texts_beside<'a>(sheet: &'a Sheet, row: usize, columns: &[usize]) -> Vec<&'a str> {
    let beside = |cell: &&SheetCell| !columns.contains(&cell.columns.start) && !cell.text.is_empty();
    sheet.begin_in(row).filter(beside).map(|cell| cell.text.as_str()).collect()
}

/// The path of names over each column.
pub(super) fn paths(sheet: &Sheet, shape: &HeaderShape) -> Vec<Vec<String>> {
    let places = sheet.places();
    (0..sheet.width())
        .map(|column| {
            let mut path: Vec<String> = Vec::new();
            let mut before = None;
            let own = shape.hybrid.contains(&column).then_some(shape.end);
            for row in (0..shape.end).chain(own) {
                let place = places[row][column];
                let text = &sheet.cells[place].text;
                // A name said again below itself says nothing more.
                if before != Some(place) && !text.is_empty() && path.last() != Some(text) {
                    path.push(text.clone());
                }
                before = Some(place);
            }
            path
        })
        .collect()
}

/// The header as a grid: a spanning name in every column it covers, `""` below a name that spans down.
pub(super) fn grid(sheet: &Sheet, shape: &HeaderShape) -> Vec<Vec<String>> {
    let places = sheet.places();
    let text_at = |row: usize, column: usize| {
        let cell = &sheet.cells[places[row][column]];
        if cell.rows.start == row { cell.text.clone() } else { String::new() }
    };
    let mut rows: Vec<Vec<String>> =
        (0..shape.end).map(|row| (0..sheet.width()).map(|column| text_at(row, column)).collect()).collect();
    if !shape.hybrid.is_empty() {
        let names =
            |column: usize| if shape.hybrid.contains(&column) { text_at(shape.end, column) } else { String::new() };
        rows.push((0..sheet.width()).map(names).collect());
    }
    rows
}

/// The first row below the caption that may stand inside the rulings; blank rows may part its lines.
pub(super) fn first_row(sheet: &Sheet) -> usize {
    let mut first = 0;
    for row in 0..sheet.height().min(DEEPEST) {
        if is_caption_row(sheet, row) {
            first = row + 1;
        } else if !sheet.texts(row).is_empty() {
            break;
        }
    }
    if first < sheet.height() { first } else { 0 }
}

/// A row that is caption although it stands inside the rulings: a title or a unit over the whole width.
pub(super) fn is_caption_row(sheet: &Sheet, row: usize) -> bool {
    let cells: Vec<&SheetCell> = sheet.begin_in(row).collect();
    let texts = sheet.texts(row);
    let label = |text: &&str| {
        let text = squeeze(text);
        ["单位：", "单位:", "部门：", "部门:", "名称：", "名称:"].iter().any(|mark| text.contains(mark))
    };
    match (cells.as_slice(), texts.as_slice()) {
        ([only], [text]) if only.columns.len() == sheet.width() && only.columns.len() > 1 => {
            let text = squeeze(text);
            let bracketed = text.starts_with(['（', '(']) && text.ends_with(['）', ')']);
            super::caption::looks_like_title(&text) || label(&&*text) || bracketed
        }
        (_, []) => false,
        (_, [text]) if cells.len() > 2 => label(text) || super::caption::is_number_of_table(&squeeze(text)),
        (_, texts) => texts.iter().all(label) && texts.len() <= 3,
    }
}

/// True if the row is a title over the whole width.
pub(super) fn is_title_row(sheet: &Sheet, row: usize) -> bool {
    let mut cells = sheet.begin_in(row);
    let whole = cells.next().filter(|cell| cell.columns.len() == sheet.width() && sheet.width() > 1);
    cells.next().is_none() && whole.is_some_and(|cell| super::caption::read_cell(&cell.text).title.is_some())
}

/// True if the row holds values: numbers or codes that are no index row, or an item of the form.
fn is_data(sheet: &Sheet, row: usize) -> bool {
    let texts = sheet.texts(row);
    if is_index_row(&texts) {
        return true;
    }
    if texts.iter().any(|text| is_number(text) && !is_year(text)) {
        return true;
    }
    texts.first().is_some_and(|text| is_numbered(text))
}

/// True if rows `first..end` name every column: no cell reaches below `end`, and no name is left undivided.
fn is_complete(sheet: &Sheet, places: &[Vec<usize>], first: usize, end: usize) -> bool {
    if end == first {
        return false;
    }
    let crosses = sheet.cells.iter().any(|cell| cell.rows.start < end && cell.rows.end > end);
    !crosses && (0..sheet.width()).all(|column| is_named(sheet, places, first, end, column))
}

/// True if rows `first..end` give the column a name of its own, or end in a cell of its own.
fn is_named(sheet: &Sheet, places: &[Vec<usize>], first: usize, end: usize, column: usize) -> bool {
    let own = |row: usize| {
        let cell = &sheet.cells[places[row][column]];
        cell.is_single() && (row + 1 == end || !cell.text.is_empty())
    };
    (first..end).any(own)
}

/// True if the row after a complete header goes on naming columns, without merged cells to show it: most of its texts
/// are column names, or it gives units in brackets.
fn names_on(sheet: &Sheet, places: &[Vec<usize>], first: usize, row: usize) -> bool {
    if is_data(sheet, row) || !is_complete(sheet, places, first, row + 1) {
        return false;
    }
    let texts = sheet.texts(row);
    let bracketed = |text: &&&str| text.starts_with(['(', '（']) && text.ends_with([')', '）']);
    let names = texts.iter().filter(|text| is_column_name(text)).count();
    let units = texts.iter().filter(bracketed).count();
    let totals = texts.iter().filter(|text| is_total(text)).count();
    texts.len() >= 2 && (names * 3 >= texts.len() * 2 && names > totals.max(1) || units == texts.len())
}

/// Where the header ends by what stands below it: a row of names, not numbers, in columns of numbers belongs to it, even
/// behind a blank one.
fn names_over_numbers(sheet: &Sheet, end: usize, last: usize) -> usize {
    /// What a column holds shows in this many rows.
    const SAMPLE: usize = 60;
    /// A remark stands alone in a column of numbers.
    const FEWEST: usize = 2;
    let holds_numbers = |row: &usize| sheet.texts(*row).iter().any(|text| is_number(text) && !is_year(text));
    let Some(data) = (end..last.min(sheet.height())).find(holds_numbers) else { return end };
    let mut found = vec![(0_usize, 0_usize); sheet.width()];
    for cell in (data..sheet.height().min(data + SAMPLE)).flat_map(|row| sheet.begin_in(row)) {
        let Some((numbers, texts)) = found.get_mut(cell.columns.start).filter(|_| cell.is_single()) else { continue };
        match cell.text.as_str() {
            "" => {}
            text if is_number(text) => *numbers += 1,
            _ => *texts += 1,
        }
    }
    let of_numbers = |cell: &SheetCell| {
        found[cell.columns.clone()].iter().all(|(numbers, texts)| numbers > texts) && !cell.text.is_empty()
    };
    let names = |row: usize| {
        let (over, beside): (Vec<&SheetCell>, Vec<&SheetCell>) = sheet.begin_in(row).partition(|cell| of_numbers(cell));
        let is_name = |cell: &&SheetCell| cell.text.chars().any(char::is_alphabetic) && !is_number(&cell.text);
        // What stands in the columns of labels is the label of a row, unless it names them.
        let is_no_label = |cell: &&SheetCell| cell.text.is_empty() || is_column_name(&cell.text);
        row < data
            && !is_index_row(&sheet.texts(row))
            && over.len() >= FEWEST
            && over.iter().all(is_name)
            && beside.iter().all(is_no_label)
    };
    let is_blank = |row: usize| row + 1 < data && sheet.texts(row).is_empty();
    let mut end = end;
    loop {
        end += match () {
            () if names(end) => 1,
            () if is_blank(end) && names(end + 1) => 2,
            () => return end,
        };
    }
}

enum Hybrid {
    None,
    /// The last row taken for header is the first of the body too.
    Last(Vec<usize>),
    /// The first row taken for body names columns too.
    Next(Vec<usize>),
}

/// A row that is header and body at once (`类 款 项` in the code columns, the 合计 amounts in the others).
fn hybrid_columns(sheet: &Sheet, places: &[Vec<usize>], first: usize, end: usize) -> Hybrid {
    if end <= first {
        return Hybrid::None;
    }
    if end >= first + 2 {
        let (complete, divided) = columns_by_need(sheet, places, first, end - 1);
        let body_text = |column: &usize| {
            let cell = &sheet.cells[places[end - 1][*column]];
            cell.rows.start == end - 1 && (is_total(&cell.text) || is_number(&cell.text) && !is_year(&cell.text))
        };
        if !divided.is_empty() && complete.iter().any(body_text) {
            return Hybrid::Last(divided);
        }
    }
    if end < sheet.height() {
        let (_, undivided) = columns_by_need(sheet, places, first, end);
        let names = |column: &usize| {
            let cell = &sheet.cells[places[end][*column]];
            cell.rows.start == end && cell.is_single() && is_column_name(&cell.text)
        };
        if !undivided.is_empty() && undivided.iter().all(names) {
            return Hybrid::Next(undivided);
        }
    }
    Hybrid::None
}

/// The columns that rows `first..end` have named already, and those whose name is still undivided there.
fn columns_by_need(sheet: &Sheet, places: &[Vec<usize>], first: usize, end: usize) -> (Vec<usize>, Vec<usize>) {
    (0..sheet.width()).partition(|column| is_named(sheet, places, first, end, *column))
}

//! Parts of a sheet under a header of their own.

use super::header;
use super::sheet::{Sheet, SheetCell};
use crate::words::{is_number, is_year, squeeze};
use std::ops::Range;

/// A header of its own divides its columns into so many at least.
const FEWEST_NAMES: usize = 2;

/// Where the next part of a sheet begins.
pub(super) struct NextPart {
    pub(super) row: usize,
    /// Its header is the last line of the first one, which is so many rows high: what stands above that is not printed again.
    pub(super) head: Option<usize>,
}

impl NextPart {
    pub(super) fn at(row: usize) -> NextPart {
        NextPart { row, head: None }
    }

    /// The part with its header.
    pub(super) fn of(&self, sheet: &Sheet) -> Sheet {
        let mut below = sheet.clone();
        match self.head {
            Some(end) => below.remove_rows(end..self.row + 1),
            None => below.drop_leading_rows(self.row),
        }
        below
    }
}

/// The row in which the next part of this sheet begins: where the header is printed again on one page, a title stands over
/// other names, or names stand in all columns of numbers. Headers that following pages repeat are taken out, with a caption
/// inside the rulings that says no other `title`.
pub(super) fn next_part(sheet: &mut Sheet, title: Option<&str>) -> Option<NextPart> {
    let shape = header::find(sheet);
    if shape.end == 0 || sheet.texts(0).is_empty() {
        return None;
    }
    let head = keys(sheet, 0..shape.end);
    if head.iter().map(Vec::len).max().unwrap_or(0) < FEWEST_NAMES {
        return None;
    }
    let leaves = leaves(sheet, shape.end);
    let mut row = shape.body;
    while row + shape.end <= sheet.height() {
        let is_head = |row: usize| {
            row + shape.end <= sheet.height() && key(sheet, row) == head[0] && keys(sheet, row..row + shape.end) == head
        };
        let below = below_caption(sheet, row);
        let is_titled =
            row > shape.body && header::is_title_row(sheet, row) && names_columns(sheet, below) && !is_head(below);
        let again = is_head(row);
        let first = if again { caption_above(sheet, shape.body..row) } else { row };
        let first = if heads_part(sheet, shape.body..first) { first - 1 } else { first };
        if again
            && sheet.rows[row].page != sheet.rows[first - 1].page
            && (first..row).all(|row| is_said(sheet, row, title))
        {
            // With it, the rows that number the columns.
            let end = row + shape.end;
            let is_same = |at: &usize| end + at < sheet.height() && key(sheet, end + at) == key(sheet, shape.end + at);
            let numbering = (0..shape.body - shape.end).take_while(is_same).count();
            sheet.remove_rows(first..end + numbering);
            row = first;
            continue;
        }
        if row > shape.body && (again || is_titled) {
            return Some(NextPart::at(if first > shape.body { first } else { row }));
        }
        if row > shape.body && shape.end > 1 && key(sheet, row) == leaves {
            if sheet.rows[row].page == sheet.rows[row - 1].page {
                return Some(NextPart { row, head: Some(shape.end) });
            }
            sheet.remove_rows(row..row + 1);
            continue;
        }
        if row > shape.body && names_anew(sheet, shape.body..row) {
            return Some(NextPart::at(first));
        }
        row += 1;
    }
    None
}

/// The first of the rows right above the end of these that are a caption inside the rulings; else their end.
fn caption_above(sheet: &Sheet, rows: Range<usize>) -> usize {
    let page = sheet.rows.get(rows.end).map(|row| row.page);
    let is_caption = |row: &usize| Some(sheet.rows[*row].page) == page && header::is_caption_row(sheet, *row);
    (rows.start.max(1)..rows.end).rev().take_while(is_caption).last().unwrap_or(rows.end)
}

/// Is the last of these rows the heading of what begins below it on its page?
fn heads_part(sheet: &Sheet, rows: Range<usize>) -> bool {
    rows.len() > 1
        && is_heading(sheet, rows.end - 1)
        && [rows.end - 2, rows.end].iter().all(|row| sheet.rows[*row].page == sheet.rows[rows.end - 1].page)
}

/// A text as wide as the sheet, which names none of its columns.
fn is_heading(sheet: &Sheet, row: usize) -> bool {
    let mut cells = sheet.begin_in(row);
    let whole = cells.next().filter(|cell| cell.columns.len() == sheet.width() && sheet.width() > FEWEST_NAMES);
    let is_text = |cell: &SheetCell| cell.rows.len() == 1 && !cell.text.is_empty() && !is_number(&cell.text);
    whole.is_some_and(is_text) && cells.next().is_none()
}

/// Takes the heading of a part off its top: of what follows a part, and of the first one where the names below its heading
/// are printed again below another.
pub(super) fn take_heading(sheet: &mut Sheet, is_next: bool) -> Option<String> {
    if sheet.height() < 3 || !is_heading(sheet, 0) {
        return None;
    }
    let names = key(sheet, 1);
    let is_again = |row: usize| is_heading(sheet, row - 1) && key(sheet, row) == names;
    let is_part = names_columns(sheet, 1) && (is_next || (3..sheet.height()).any(is_again));
    let text = is_part.then(|| sheet.texts(0).concat())?;
    sheet.drop_leading_rows(1);
    Some(text)
}

/// The first row below a caption that begins in this one.
fn below_caption(sheet: &Sheet, row: usize) -> usize {
    (row..sheet.height()).find(|row| !header::is_caption_row(sheet, *row)).unwrap_or(sheet.height())
}

/// Is a caption row no title but that of the table?
fn is_said(sheet: &Sheet, row: usize, title: Option<&str>) -> bool {
    !header::is_title_row(sheet, row) || sheet.texts(row).iter().all(|text| Some(&*squeeze(text)) == title)
}

/// The texts of a row with the columns they stand in.
fn key(sheet: &Sheet, row: usize) -> Vec<(Range<usize>, String)> {
    let text = |cell: &SheetCell| (cell.columns.clone(), squeeze(&cell.text).into_owned());
    sheet.begin_in(row).filter(|cell| !cell.text.is_empty()).map(text).collect()
}

/// The same of the names that stand lowest in a header.
fn leaves(sheet: &Sheet, end: usize) -> Vec<(Range<usize>, String)> {
    let mut places = sheet.places_in(end - 1);
    places.dedup();
    let cells = places.into_iter().map(|place| &sheet.cells[place]).filter(|cell| !cell.text.is_empty());
    cells.map(|cell| (cell.columns.clone(), squeeze(&cell.text).into_owned())).collect()
}

fn keys(sheet: &Sheet, rows: Range<usize>) -> Vec<Vec<(Range<usize>, String)>> {
    rows.map(|row| key(sheet, row)).collect()
}

/// True if the row after these names each column that holds numbers in them, and numbers stand below the names: no item has
/// a name in the place of each of its numbers.
fn names_anew(sheet: &Sheet, rows: Range<usize>) -> bool {
    /// So many rows above say what a column holds.
    const NEAR: usize = 40;
    /// A column of fewer numbers is of none for sure.
    const FEWEST_NUMBERS: usize = 2;
    let row = rows.end;
    let is_name =
        |text: &str| !text.is_empty() && (!is_number(text) || is_year(text)) && text.chars().any(char::is_alphabetic);
    if !names_columns(sheet, row) || sheet.rows[row].page != sheet.rows[row - 1].page {
        return false;
    }
    let mut counts = vec![(0_usize, 0_usize); sheet.width()];
    for above in rows.start.max(row.saturating_sub(NEAR))..row {
        for cell in sheet.begin_in(above).filter(|cell| cell.is_single() && !cell.text.is_empty()) {
            let (numbers, all) = &mut counts[cell.columns.start];
            *all += 1;
            *numbers += usize::from(is_number(&cell.text));
        }
    }
    let places = sheet.places_in(row);
    let of_numbers: Vec<usize> =
        (0..sheet.width()).filter(|at| counts[*at].0 == counts[*at].1 && counts[*at].0 >= FEWEST_NUMBERS).collect();
    let names = |at: &usize| {
        let cell = &sheet.cells[places[*at]];
        cell.rows.start == row && is_name(&cell.text)
    };
    if of_numbers.len() < FEWEST_NAMES || !of_numbers.iter().all(names) {
        return false;
    }
    let mut below = sheet.clone();
    below.drop_leading_rows(row);
    let shape = header::find(&below);
    let has_number = |row: usize| below.texts(row).iter().any(|text| is_number(text));
    (1..below.height()).contains(&shape.body) && has_number(shape.body)
}

/// True if the row holds several texts and no number.
fn names_columns(sheet: &Sheet, row: usize) -> bool {
    if row + 1 >= sheet.height() {
        return false;
    }
    let texts = sheet.texts(row);
    texts.len() >= FEWEST_NAMES && !texts.iter().any(|text| is_number(text))
}

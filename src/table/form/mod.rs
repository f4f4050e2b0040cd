//! Forms (绩效目标表, 自评表): sheets of blocks. Labels beside or above their values and small matrices stand over a list,
//! which is the form's table; what stands around it are its fields.
//!
//! A block is told by the cells that share edges, and a label by what labels look like, never by its words.

mod block;
mod label;
mod reader;

use super::Field;
use super::sheet::{Sheet, SheetCell};
use crate::words::is_number;
use block::Plan;
use label::doubt;
use reader::{Item, List, read};
use std::ops::Range;

/// What is a form at all has this much evidence for it.
const ENOUGH: u32 = 2;

/// A sheet that is a form.
pub(super) struct SplitForm {
    /// The row that names the columns of its list.
    pub(super) list: usize,
    /// One past the last row of the list.
    pub(super) end: usize,
    /// What stands above and below the list.
    pub(super) fields: Vec<Field>,
    /// The row in which the next form of the same kind begins, under one frame with this one.
    pub(super) next: Option<usize>,
}

/// Does a sheet hold labels beside their values, in three columns and more, and no list but matrices with a blank corner:
/// what a form begins with? Rows that are all divided alike are those of an ordinary table without a header, unless each
/// holds several labels and the values are texts.
pub(super) fn awaits_list(sheet: &Sheet) -> bool {
    if sheet.width() <= 2 {
        return false;
    }
    let plan = Plan::new(sheet);
    let items = read(&plan);
    let is_pair = |item: &Item<'_>| matches!(item, Item::Field { field, .. } if !field.name.is_empty());
    let is_above_list = |item: &Item<'_>| match item {
        Item::Field { .. } => is_pair(item),
        Item::List(list) => list.has_blank_corner(&plan),
    };
    let pairs = items.iter().filter(|item| is_pair(item)).count();
    let is_text = |item: &&Item<'_>| matches!(item, Item::Field { field, .. } if !is_number(&field.value));
    let texts = items.iter().filter(is_text).count();
    let is_form = is_divided_variously(sheet) || pairs >= sheet.height() * 2 && texts * 2 >= pairs;
    pairs >= 2 && is_form && items.iter().all(is_above_list)
}

/// Does a cell stand over a part of another's columns? In an ordinary table without a header none does.
fn is_divided_variously(sheet: &Sheet) -> bool {
    let mut ranges: Vec<(usize, usize)> =
        sheet.cells.iter().map(|cell| (cell.columns.start, cell.columns.end)).collect();
    ranges.sort_unstable();
    ranges.dedup();
    ranges.windows(2).any(|pair| pair[1].0 < pair[0].1)
}

/// The row of a form that names the columns of its list; none if the sheet is no form.
pub(super) fn indicator_row(sheet: &Sheet) -> Option<usize> {
    form(sheet).map(|form| form.list)
}

/// A sheet as a form; none if it is none.
///
/// The header of an ordinary table nests: each name is divided by those below it or stands over one column. Rows of labels
/// and values do not: they repeat one division, cross that of the list, and hold values.
pub(super) fn form(sheet: &Sheet) -> Option<SplitForm> {
    let plan = Plan::new(sheet);
    let items = read(&plan);
    let next = next_form(&items);
    let own = match next {
        Some(row) => items.split(|item| item.row() >= row).next().unwrap_or_default(),
        None => &items[..],
    };
    let (chosen, list) = chosen_list(own)?;
    // A table that notes or headings divide begins with the names of its columns all the same.
    if let Some(Item::List(first)) = own.first()
        && first.rows.start == 0
        && (first.edges == list.edges || first.body() >= list.body())
    {
        return None;
    }
    let start = header_start(sheet, list);
    if start == 0
        || goes_on(sheet, list, start)
        || is_below_pairs(sheet, start)
        || evidence(&plan, list, own, start) < ENOUGH
    {
        return None;
    }
    let end = list_end(sheet, list, next.unwrap_or(sheet.height()));
    let mut fields = Vec::new();
    for (at, item) in own.iter().enumerate() {
        match item {
            _ if at == chosen || (start..end).contains(&item.row()) => {}
            Item::Field { field, .. } => fields.push(field.clone()),
            Item::List(other) => fields.extend(other.fields(&plan)),
        }
    }
    Some(SplitForm { list: start, end, fields, next })
}

/// A form under the same frame begins with the label that the first one began with.
fn next_form(items: &[Item<'_>]) -> Option<usize> {
    let list = items.iter().position(|item| matches!(item, Item::List(_)))?;
    let first = items.get(..list)?.iter().find_map(Item::outer_label)?;
    let again = list + items.get(list..)?.iter().position(|item| item.outer_label() == Some(first))?;
    // Its title may stand above it.
    let last = items.get(..again)?.iter().rposition(|item| matches!(item, Item::List(_)))?;
    items.get(last + 1).map(Item::row)
}

/// The list of a form is the last that has some rows, else the longest.
fn chosen_list<'i, 'a>(items: &'i [Item<'a>]) -> Option<(usize, &'i List<'a>)> {
    let list = |(at, item): (usize, &'i Item<'a>)| if let Item::List(list) = item { Some((at, list)) } else { None };
    let lists = || items.iter().enumerate().filter_map(list);
    lists().rfind(|(_, list)| list.body() >= 2).or_else(|| lists().max_by_key(|(_, list)| list.body()))
}

/// Names above the list's own that are divided by them belong to its header.
fn header_start(sheet: &Sheet, list: &List<'_>) -> usize {
    let mut start = list.rows.start;
    while start > 0 {
        // A name over one column that is not merged downwards has nothing below it, or itself again.
        let is_said_again = |cell: &SheetCell| {
            let mut below = sheet.begin_in(start).filter(|name| name.columns == cell.columns);
            below.all(|name| name.text.is_empty() || name.text == cell.text)
        };
        let above: Vec<&SheetCell> = sheet.begin_in(start - 1).filter(|cell| overlaps(cell, &list.columns)).collect();
        let nests = |cell: &&SheetCell| {
            // What also stands over the label beside the list is no name of its columns.
            if cell.columns.start < list.columns.start {
                return false;
            }
            let below = sheet.begin_in(start).filter(|name| overlaps(name, &cell.columns)).count();
            cell.rows.end == start && is_edge(list, &cell.columns) && doubt(&cell.text) == 0 && below >= 2
                || cell.columns.len() == 1 && (cell.rows.end > start || is_said_again(cell))
        };
        // Values below labels as wide as they are repeat the division above them.
        let repeats = |over: &SheetCell| {
            let same = |cell: &&SheetCell| cell.columns == over.columns && !cell.is_single();
            !over.text.is_empty() && above.iter().any(same)
        };
        let is_value_row = start >= 2 && sheet.begin_in(start - 2).any(repeats);
        if above.len() < 2 || is_value_row || !above.iter().all(nests) {
            break;
        }
        start -= 1;
    }
    start
}

/// True if most rows above the list have its columns: a table goes on from the page before, and one of its rows reads
/// like names.
fn goes_on(sheet: &Sheet, list: &List<'_>, start: usize) -> bool {
    let divided = |row: &usize| {
        let own = |cell: &SheetCell| list.divides(&cell.columns);
        let cells = sheet.begin_in(*row).filter(|cell| !cell.text.is_empty()).collect::<Vec<_>>();
        cells.len() >= 2 && cells.iter().all(|cell| own(cell))
    };
    (0..start).filter(divided).count() * 2 > start
}

/// True if a table of two columns, names over labels and numbers, stands above the list, and one cell as wide as both
/// between them: its values belong to columns.
fn is_below_pairs(sheet: &Sheet, start: usize) -> bool {
    /// A header and two rows.
    const LEAST: usize = 3;
    let columns = |row: usize| sheet.begin_in(row).map(|cell| cell.columns.clone()).collect::<Vec<_>>();
    let Some(end) = start.checked_sub(1).filter(|end| *end >= LEAST) else { return false };
    let names = sheet.texts(0);
    columns(end).first() == Some(&(0..sheet.width()))
        && names.len() == 2
        && !names.iter().any(|name| is_number(name))
        && (0..end).all(|row| columns(row) == columns(0) && columns(row).len() == 2)
        && (1..end).all(|row| sheet.texts(row).last().is_some_and(|text| is_number(text)))
}

fn overlaps(cell: &SheetCell, columns: &Range<usize>) -> bool {
    cell.columns.start < columns.end && columns.start < cell.columns.end
}

fn is_edge(list: &List<'_>, columns: &Range<usize>) -> bool {
    list.edges.contains(&columns.start) && list.edges.contains(&columns.end)
}

/// How much speaks for rows of labels and values above the list, and against a header of its own.
fn evidence(plan: &Plan<'_>, list: &List<'_>, items: &[Item<'_>], start: usize) -> u32 {
    let sheet = plan.sheet();
    let values = items.iter().filter(|item| item.row() < start && item.has_plain_value(plan)).count();
    let mut found = 2 * u32::try_from(values).unwrap_or(u32::MAX / 4);
    // A label beside names and values alike is none of a row.
    let label = (list.columns.start > 0).then(|| plan.cell(list.rows.start, 0));
    let is_section = |cell: &SheetCell| {
        !cell.text.is_empty() && cell.columns.end == list.columns.start && cell.rows.end > list.rows.start + 2
    };
    found += 2 * u32::from(start == list.rows.start && label.is_some_and(is_section));
    for row in 0..start {
        let cells: Vec<&SheetCell> = sheet.begin_in(row).collect();
        let below: Vec<&SheetCell> = sheet.begin_in(row + 1).collect();
        let crosses = |cell: &&SheetCell| !is_edge(list, &cell.columns);
        let repeats = |cell: &SheetCell, wide: bool| {
            let same = |other: &&SheetCell| other.columns == cell.columns && !other.text.is_empty();
            cell.rows.end == row + 1 && !cell.text.is_empty() && (cell.is_single() != wide) && below.iter().any(same)
        };
        found += 2 * u32::from(cells.iter().any(crosses));
        found += 2 * u32::from(row + 1 < start && cells.iter().any(|cell| repeats(cell, true)));
        found += u32::from(cells.iter().any(|cell| repeats(cell, false)));
        found += u32::from(cells.len() == 2 && cells.iter().all(|cell| cell.rows.len() == 1));
    }
    found
}

/// The list goes on while no cell divides its columns otherwise.
fn list_end(sheet: &Sheet, list: &List<'_>, last: usize) -> usize {
    let fits = |row: &usize| sheet.begin_in(*row).all(|cell| is_edge(list, &cell.columns));
    (list.rows.end..last).take_while(fits).last().map_or(list.rows.end, |row| row + 1)
}

/// Takes the rows at the foot that go on with labels and values (备注) after the list.
pub(super) fn take_closing_pairs(sheet: &mut Sheet) -> Vec<Field> {
    let mut fields = Vec::new();
    while sheet.height() > 2 {
        let last = sheet.height() - 1;
        let cells: Vec<&SheetCell> = sheet.begin_in(last).collect();
        let [label, value] = cells.as_slice() else { break };
        let whole = label.columns.start == 0 && value.columns.end == sheet.width();
        if !(whole && doubt(&label.text) == 0 && label.is_single() && label.rows.len() == 1 && value.columns.len() > 1)
        {
            break;
        }
        fields.push(Field { name: label.text.clone(), value: value.text.clone() });
        sheet.truncate(last);
    }
    fields.reverse();
    fields
}

/// Takes out the columns that only hold a label beside the list (年度绩效指标): it begins beside their names and
/// reaches below them, while the names themselves do not. Returns the labels.
pub(super) fn take_section_labels(sheet: &mut Sheet) -> Vec<String> {
    let mut labels = Vec::new();
    while sheet.width() > 2 {
        let names = sheet.begin_in(0).skip(1).map(|cell| cell.rows.len()).max().unwrap_or(1);
        let is_section = sheet
            .begin_in(0)
            .next()
            .is_some_and(|cell| cell.columns == (0..1) && cell.rows.len() > names && cell.rows.len() > 1);
        if !is_section && !stands_below_a_blank(sheet) {
            break;
        }
        labels.extend(sheet.remove_column(0));
        labels.dedup();
        sheet.drop_phantom_columns();
    }
    labels
}

/// True if the first column holds one label beside all rows, and nothing is printed above it.
fn stands_below_a_blank(sheet: &Sheet) -> bool {
    let mut own = sheet.cells.iter().filter(|cell| cell.columns.start == 0);
    let blank = own.next().filter(|cell| cell.is_single() && cell.text.is_empty() && cell.rows.start == 0);
    let label = own.next().filter(|cell| cell.is_single() && !cell.text.is_empty() && cell.rows.len() > 1);
    // What is summed up below the label spans more columns.
    let rest = own.all(|cell| !cell.is_single());
    blank.zip(label).is_some_and(|(blank, label)| blank.rows.end == label.rows.start) && rest
}

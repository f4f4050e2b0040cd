//! Do the captions of two parts, on pages that follow each other, speak for one table? And what of a caption holds for the
//! tables below it.

use super::{Caption, Table, TablePlace};
use crate::model::PageNumber;
use crate::text::TextLine;
use crate::words::squeeze;
use std::borrow::Cow;

/// What nothing outweighs.
pub(super) const NEVER: i32 = -20;

/// A caption without a title that the page before prints above that of the table: the name of the sheet, on each page.
pub(super) fn without_running_head<'a>(before: &Caption, above: &[TextLine], own: &'a Caption) -> Cow<'a, Caption> {
    let runs = |title: &String| {
        before.title.as_ref().is_some_and(|known| known != title)
            && above.iter().any(|line| line.squeezed() == squeeze(title))
    };
    match own.title.as_ref().filter(|title| runs(title)) {
        Some(_) => Cow::Owned(Caption { title: None, ..own.clone() }),
        None => Cow::Borrowed(own),
    }
}

/// What the captions say: the same title again, or another one, or none as pages in the middle of a table have.
/// `goes_untitled`: one of these printed none.
pub(super) fn of_captions(before: &Caption, own: &Caption, goes_untitled: bool) -> i32 {
    let differ = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
    // A number that a list of tables was numbered by may stand where another page prints that of the table itself.
    let is_of_table = |number: &Option<String>| number.as_ref().is_some_and(|number| number.contains('表'));
    let are_alike = is_of_table(&before.number) == is_of_table(&own.number) || before.title != own.title;
    if differ(&before.number, &own.number) && are_alike {
        return NEVER;
    }
    let organisation = if differ(&before.organisation, &own.organisation) { -6 } else { 0 };
    let unit = if differ(&before.unit, &own.unit) { -3 } else { 0 };
    let title = match (&before.title, &own.title) {
        (_, None) => 1,
        // A title that pages in the middle leave out begins another table of the same name.
        (Some(known), Some(title)) if known == title && goes_untitled => -3,
        (Some(known), Some(title)) if known == title => 2,
        (Some(known), Some(title)) if is_continued(known, title) => 3,
        (_, Some(title)) if squeeze(title).trim_start_matches(['（', '(']).starts_with("续") => 3,
        _ => NEVER,
    };
    organisation + unit + title
}

/// The title again, with a mark that the table goes on.
fn is_continued(known: &str, title: &str) -> bool {
    const MARKS: &[&str] = &["（续表）", "(续表)", "（续）", "(续)", "（续上表）", "(续上表)", "续上表", "续表", "续"];
    let bare = |title: &str| MARKS.iter().fold(squeeze(title).into_owned(), |title, mark| title.replace(mark, ""));
    bare(known) == bare(title)
}

/// What one table's caption says of those below it: of a form of the same kind without a title, all; of a table of the same
/// columns on the page where it ends, the unit.
pub(super) fn hold_below(tables: &mut [Table]) {
    for at in 1..tables.len() {
        let (before, rest) = tables.split_at_mut(at);
        let (Some(above), Some(table)) = (before.last(), rest.first_mut()) else { continue };
        if !have_same_columns(above, table) || !follows(above, table) {
            continue;
        }
        let known = &above.caption;
        let first = |table: &Table| table.fields.first().map(|field| field.name.clone());
        if table.caption.title.is_none() && first(table).is_some() && first(above) == first(table) {
            table.caption.title.clone_from(&known.title);
            table.caption.fiscal_year = table.caption.fiscal_year.or(known.fiscal_year);
        }
        if table.caption.unit.is_none() && last_page(above) == table.first_page() {
            table.caption.unit.clone_from(&known.unit);
        }
    }
}

fn have_same_columns(above: &Table, table: &Table) -> bool {
    let [above, own] = [above, table].map(|table| table.columns.iter().map(|column| &column.path));
    above.eq(own)
}

/// On the same page, or on the next one.
fn follows(above: &Table, table: &Table) -> bool {
    let pages = last_page(above).zip(table.first_page());
    pages.is_some_and(|(last, first)| (last.get()..=last.get() + 1).contains(&first.get()))
}

fn last_page(table: &Table) -> Option<PageNumber> {
    let TablePlace::Pages(pages) = &table.place else { return None };
    pages.last().copied()
}

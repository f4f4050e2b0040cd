//! Grids on following pages to logical tables.

use super::caption::{self, Reading};
use super::growing::Growing;
use super::header;
use super::sheet::Sheet;
use super::words::{is_column_name, is_number, is_numbered, is_remark, is_total};
use super::{Caption, Table, build};
use crate::geometry::{Pt, Rect};
use crate::grid::{Grid, PageLayout};
use crate::model::{Finding, PageNumber, Place, Severity, codes};
use crate::text::TextLine;
use crate::text::squeeze;
use std::collections::BTreeMap;

/// What a page contributes: its number, its size and its layout.
pub(crate) struct PagePart {
    /// Its number.
    pub(crate) number: PageNumber,
    /// Its size, to tell the margins.
    pub(crate) size: Rect,
    /// What is on it.
    pub(crate) layout: PageLayout,
}

/// A grid with the lines above and below it.
struct Fragment {
    grid: Grid,
    caption: Caption,
    /// Lines above that are no caption: prose, or remarks on the table before.
    has_text_above: bool,
    /// Lines below it, down to the next caption.
    below: Vec<TextLine>,
    is_first: bool,
    is_last: bool,
}

/// A table under construction.
struct Open {
    growing: Growing,
    /// The rows above the body, by their texts: what the next page may repeat.
    head: Vec<Vec<String>>,
    /// How many of them are caption and header; the rest numbers the columns.
    head_end: usize,
    caption: Caption,
    below: Vec<TextLine>,
    page: PageNumber,
    is_last: bool,
}

/// The logical tables of a document, in printed order.
pub(crate) fn tables(parts: Vec<PagePart>, findings: &mut Vec<Finding>) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut open: Option<Open> = None;
    for mut fragment in parts.into_iter().flat_map(fragments) {
        let sheet = Sheet::new(&fragment.grid);
        if let Some(open) = open.as_mut() {
            take_heading(open, &mut fragment);
        }
        match open.as_mut().and_then(|table| continues(table, &fragment, &sheet).map(|skip| (table, skip))) {
            Some((table, skip)) => {
                table.growing.extend(sheet, skip);
                table.below.extend(fragment.below);
                table.page = fragment.grid.page;
                table.is_last = fragment.is_last;
            }
            None => {
                tables.extend(open.take().map(finish));
                let (head, head_end) = head(&sheet);
                open = Some(Open {
                    head,
                    head_end,
                    growing: Growing::new(sheet),
                    caption: fragment.caption,
                    below: fragment.below,
                    page: fragment.grid.page,
                    is_last: fragment.is_last,
                });
            }
        }
    }
    tables.extend(open.take().map(finish));
    tables.retain(|table| {
        let contents = is_contents(table);
        if contents {
            let place = Place { page: table.first_page(), ..Place::default() };
            let message = "a list of the document's own tables was left out";
            findings.push(Finding::new(codes::CONTENTS_LIST, Severity::Info, place, message));
        }
        !contents
    });
    tables
}

/// A ruled list of the tables in the document: it is titled so, or names them in a column of their own.
fn is_contents(table: &Table) -> bool {
    let titled = table.caption.title.as_deref().is_some_and(|title| squeeze(title).ends_with("目录"));
    let named = table.columns.iter().any(|column| {
        column.path.last().is_some_and(|name| matches!(&*squeeze(name), "报表名称" | "表名" | "表格名称" | "报表目录"))
    });
    titled || (named && table.columns.len() <= 5)
}

/// A heading that the page break parted from its table: it is the last thing on the page before.
fn take_heading(open: &mut Open, fragment: &mut Fragment) {
    let parted = fragment.is_first
        && fragment.caption.title.is_none()
        && !fragment.has_text_above
        && fragment.grid.page.get() == open.page.get() + 1
        && open.is_last;
    if !parted {
        return;
    }
    let reading = caption::read(&open.below);
    if reading.caption.title.is_some() {
        let left = open.below.len() - reading.used;
        open.below.truncate(left);
        let own = std::mem::replace(&mut fragment.caption, reading.caption);
        let known = &mut fragment.caption;
        known.number = own.number.or(known.number.take());
        known.unit = own.unit.or(known.unit.take());
        known.organisation = own.organisation.or(known.organisation.take());
        known.remarks.extend(own.remarks);
        fragment.has_text_above = true;
    }
}

/// The rows that the next page may repeat, and how many of them are caption and header: of a form, the names of its
/// indicators' columns.
fn head(sheet: &Sheet) -> (Vec<Vec<String>>, usize) {
    if let Some(row) = super::form::indicator_row(sheet) {
        return (vec![row_key(sheet, row)], 1);
    }
    let (head_end, body) = header::extent(sheet);
    ((0..body).map(|row| row_key(sheet, row)).collect(), head_end)
}

fn finish(open: Open) -> Table {
    build::table(open.growing.finish(), open.caption, notes(&open.below))
}

/// Cuts a page into its grids and the lines that belong to each.
fn fragments(part: PagePart) -> Vec<Fragment> {
    let PagePart { layout, .. } = part;
    let (grids, lines) = (layout.grids, layout.lines);
    let n = grids.len();
    // The lines between one grid and the next: some are remarks on the upper one, some caption of the lower one.
    let mut above: Vec<Vec<TextLine>> = vec![Vec::new(); n + 1];
    for line in lines {
        let at = line.rect.centre();
        let next = (0..n).filter(|i| at.y < grids[*i].rect.y0).min_by_key(|i| {
            let beside = !grids[*i].rect.x().contains(at.x) && shares_band(&grids, *i);
            (beside, grids[*i].rect.y0, *i)
        });
        above[next.unwrap_or(n)].push(line);
    }
    let readings: Vec<Reading> = above.iter().take(n).map(|lines| caption::read(lines)).collect();
    let mut fragments: Vec<Fragment> = Vec::with_capacity(n);
    for (i, (grid, reading)) in grids.into_iter().zip(readings).enumerate() {
        let mut lines = std::mem::take(&mut above[i]);
        lines.truncate(lines.len() - reading.used);
        let has_text_above = !lines.is_empty();
        if let Some(before) = fragments.last_mut() {
            before.below = lines;
        }
        fragments.push(Fragment {
            grid,
            caption: reading.caption,
            has_text_above,
            below: Vec::new(),
            is_first: i == 0,
            is_last: i + 1 == n,
        });
    }
    if let Some(last) = fragments.last_mut() {
        last.below = std::mem::take(&mut above[n]);
    }
    fragments
}

/// True if another grid stands beside this one.
fn shares_band(grids: &[Grid], i: usize) -> bool {
    let band = grids[i].rect.y();
    grids.iter().enumerate().any(|(j, other)| j != i && other.rect.y().overlap(band) > Pt::ZERO)
}

/// Whether a fragment goes on with the open table; if so, how many of its top rows repeat the header.
fn continues(open: &Open, fragment: &Fragment, sheet: &Sheet) -> Option<usize> {
    let follows = fragment.grid.page.get() == open.page.get() + 1 && fragment.is_first && open.is_last;
    if !follows || fragment.has_text_above || !open.growing.fits(sheet) {
        return None;
    }
    let repeated = repeated_rows(&open.head, sheet);
    // Remarks end a table, unless the next page repeats its head only to print more of them.
    if !open.below.is_empty() && (repeated < sheet.height() || fragment.caption.title.is_none()) {
        return None;
    }
    if let Some(title) = &fragment.caption.title {
        // The title printed again goes with the whole header printed again; a form of the same name has other values.
        let same = open.caption.title.as_deref().is_some_and(|known| continued_title(known) == continued_title(title));
        let same_number = fragment.caption.number.is_none() || fragment.caption.number == open.caption.number;
        let whole = repeated > 0 && repeated >= open.head_end && super::form::indicator_row(sheet).is_none();
        return (same && same_number && whole).then_some(repeated);
    }
    if let (Some(a), Some(b)) = (&fragment.caption.number, &open.caption.number)
        && a != b
    {
        return None;
    }
    (repeated > 0 || !begins_with_header(sheet)).then_some(repeated)
}

fn continued_title(title: &str) -> String {
    let title = squeeze(title).into_owned();
    ["（续表）", "(续表)", "（续）", "(续)", "续表", "续"].iter().fold(title, |title, mark| title.replace(mark, ""))
}

/// The texts of a row, squeezed, each with whether it is a number.
fn row_key(sheet: &Sheet, row: usize) -> Vec<String> {
    sheet.texts(row).iter().map(|text| squeeze(text).into_owned()).collect()
}

/// How many top rows of `sheet` stand in the header `head` too, in its order; a header may be repeated in part.
fn repeated_rows(head: &[Vec<String>], sheet: &Sheet) -> usize {
    let mut from = 0;
    let mut repeated = 0;
    for row in 0..sheet.height() {
        let key = row_key(sheet, row);
        let Some(at) = head.iter().skip(from).position(|known| is_same_row(known, &key)) else {
            // An empty row may stand inside a header.
            let blank = key.is_empty() && head.get(from).is_some_and(Vec::is_empty) && repeated > 0;
            if blank {
                from += 1;
                repeated += 1;
                continue;
            }
            break;
        };
        from += at + 1;
        repeated = row + 1;
    }
    repeated
}

/// Two rows of one header: of many names, one may be printed a little differently.
fn is_same_row(known: &[String], row: &[String]) -> bool {
    const ALIKE: f64 = 0.8;
    let same = known.iter().zip(row).filter(|(a, b)| a == b).count();
    !row.is_empty() && known.len() == row.len() && same as f64 >= row.len() as f64 * ALIKE
}

/// True if the first row of a fragment names columns, so that it is another table.
fn begins_with_header(sheet: &Sheet) -> bool {
    let texts = sheet.texts(0);
    let names = texts.iter().filter(|text| is_column_name(text)).count();
    let values = texts.iter().any(|text| is_number(text) || is_numbered(text));
    let total_row = texts.first().is_some_and(|text| is_total(text)) && names == 1;
    !values && !total_row && names >= 2 && names * 2 >= texts.len()
}

/// The remarks under a table: from the first line that begins like one.
fn notes(below: &[TextLine]) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    let right = below.iter().map(|line| line.rect.x1).max().unwrap_or_default();
    let mut wrapped = false;
    for line in below {
        let text = line.text();
        if notes.is_empty() && !is_remark(&text) {
            break;
        }
        match notes.last_mut() {
            Some(note) if wrapped && !is_remark(&text) && !is_numbered(&text) => note.push_str(&text),
            _ => notes.push(text),
        }
        wrapped = right - line.rect.x1 < line.size * 2.0;
    }
    notes
}

/// Takes out what is printed on every page beside its content: page numbers, running heads.
pub(crate) fn drop_furniture(parts: &mut [PagePart]) {
    /// Margins in which furniture stands, as a share of the page's height.
    const MARGIN: f64 = 0.1;
    /// A running head stands on at least so many pages, and on this share of them.
    const PAGES: usize = 3;
    const SHARE: f64 = 0.3;
    // On a page that was turned, its number stands at the left or right.
    let beside = |page: Rect, line: Rect| line.x1 < page.x1 * MARGIN || line.x0 > page.x1 * (1.0 - MARGIN);
    let in_margin = |page: Rect, line: Rect| line.y1 < page.y1 * MARGIN || line.y0 > page.y1 * (1.0 - MARGIN);
    let mut heads: BTreeMap<String, usize> = BTreeMap::new();
    for part in parts.iter() {
        for line in part.layout.lines.iter().filter(|line| in_margin(part.size, line.rect)) {
            *heads.entry(line.squeezed()).or_default() += 1;
        }
    }
    let wanted = PAGES.max((parts.len() as f64 * SHARE) as usize);
    heads.retain(|text, n| *n >= wanted && !caption::looks_like_title(text) && !text.contains("单位："));
    for part in parts {
        let size = part.size;
        part.layout.lines.retain(|line| {
            let margin = in_margin(size, line.rect);
            if !margin && !beside(size, line.rect) {
                return true;
            }
            let text = line.squeezed();
            !(caption::is_page_number(&text) || margin && heads.contains_key(&text))
        });
    }
}

//! Grids on following pages to logical tables.

use super::caption;
use super::captions;
use super::columns::Match;
use super::continuation::{self, Before, Continuation, Head};
use super::facing;
use super::fragment::{Fragment, PagePart, fragments};
use super::genuine;
use super::growing::Growing;
use super::notes::notes;
use super::sheet::Sheet;
use super::words::says_it_goes_on;
use super::{Caption, Table, build};
use crate::geometry::Pt;
use crate::grid::Grid;
use crate::model::{Finding, PageNumber};
use crate::text::TextLine;

/// Boundaries this near, in points, are one on two pages of a table.
const SAME_SIDE: f64 = 1.5;

/// How much smaller or larger a page of a table may be printed than the one before.
const SCALES: std::ops::RangeInclusive<f64> = 0.75..=1.1;

/// No form has more rows above its list.
const HIGHEST_FORM: usize = 200;

/// A table under construction.
struct GrowingTable {
    growing: Growing,
    head: Head,
    caption: Caption,
    above: Vec<TextLine>,
    below: Vec<TextLine>,
    /// Remarks inside the rulings, below the rows.
    remarks: Vec<String>,
    /// What else each page prints there.
    feet: Vec<String>,
    page: PageNumber,
    /// Where its last grid begins.
    left: Pt,
    is_last: bool,
    /// A page that goes on with it prints no title.
    goes_untitled: bool,
    /// How many fragments were read before it.
    order: usize,
}

impl GrowingTable {
    fn new(fragment: Fragment, mut sheet: Sheet, order: usize) -> GrowingTable {
        let remarks = sheet.take_remarks();
        let head = Head::of(&sheet);
        GrowingTable {
            growing: Growing::new(sheet, head.has_body()),
            head,
            caption: fragment.caption,
            above: fragment.above,
            below: fragment.below,
            remarks,
            feet: Vec::new(),
            page: fragment.grid.page,
            left: fragment.grid.rect.x0,
            is_last: fragment.is_last,
            goes_untitled: false,
            order,
        }
    }

    /// Does a fragment stand on the next page, with nothing between?
    fn is_followed_by(&self, fragment: &Fragment, page: PageNumber) -> bool {
        page.get() == self.page.get() + 1 && fragment.is_first && self.is_last
    }

    /// A fragment with the columns at its left that its page does not draw: merged labels that go on through all of it.
    fn with_undrawn_labels(&self, fragment: &Fragment, sheet: &Sheet) -> Option<Sheet> {
        let known = self.growing.xs();
        let more = known.len().checked_sub(sheet.xs.len()).filter(|more| *more > 0 && sheet.width() > 1)?;
        let own = &known[more..];
        // The page may be printed smaller.
        let scale = (*sheet.xs.last()? - *sheet.xs.first()?) / (*own.last()? - own[0]);
        let near = |(a, b): (&Pt, &Pt)| ((*a - own[0]) * scale - *b).abs().get() <= SAME_SIDE;
        let (shifted, here) = (self.left + own[0] * scale, fragment.grid.rect.x0);
        let is_shifted = (here - shifted).abs() < (here - self.left).abs();
        let fits = SCALES.contains(&scale) && is_shifted && own.iter().zip(&sheet.xs).all(near);
        (fits && self.growing.has_merged_labels(more))
            .then(|| Sheet { xs: known.to_vec(), ..sheet.beside(&known[..=more]) })
    }

    /// A fragment whose page draws no columns, in those of this table: as wide, the texts of its lines stand in them.
    fn with_undrawn_columns(&self, fragment: &Fragment) -> Option<Grid> {
        let known = self.growing.xs();
        let width = (*known.last()? - fragment.grid.rect.width()).abs().get();
        let columns: Vec<Pt> = known.iter().map(|x| fragment.grid.rect.x0 + *x).collect();
        (width <= SAME_SIDE * 2.0).then(|| fragment.grid.divided(&columns)).flatten()
    }

    /// How a fragment goes on with this table, if it does.
    fn continuation(&self, fragment: &Fragment, sheet: &Sheet, page: PageNumber) -> Option<Continuation> {
        let follows = self.is_followed_by(fragment, page);
        let before = Before {
            head: &self.head,
            caption: &self.caption,
            above: &self.above,
            below: &self.below,
            xs: self.growing.xs(),
            goes_untitled: self.goes_untitled,
            last: self.growing.last_label(),
            division: self.growing.last_division(),
        };
        follows.then(|| continuation::continuation(&before, fragment, sheet)).flatten()
    }

    fn extend(&mut self, fragment: Fragment, mut sheet: Sheet, how: Continuation) {
        let Match { xs, .. } = how.columns;
        sheet.xs = xs;
        // Each page may print them again.
        let remarks = sheet.take_remarks();
        self.remarks.retain(|known| !remarks.contains(known));
        self.remarks.extend(remarks);
        // So it may a line in its last row, as who signed it.
        let foot = sheet.foot().map(str::to_owned);
        let is_again = foot.as_ref().is_some_and(|foot| self.feet.contains(foot) || self.growing.drop_foot(foot));
        if let Some(foot) = foot.filter(|_| is_again) {
            sheet.truncate(sheet.height() - 1);
            if !self.feet.contains(&foot) {
                self.feet.push(foot);
            }
        }
        self.growing.extend(sheet, how.repeated);
        if self.head.awaits_list() && self.growing.sheet().height() <= HIGHEST_FORM {
            self.head = Head::of(self.growing.sheet());
        }
        if how.is_foot_repeated {
            self.below.clear();
        }
        self.below.retain(|line| !says_it_goes_on(&line.text()));
        self.below.extend(fragment.below);
        (self.page, self.left) = (fragment.grid.page, fragment.grid.rect.x0);
        self.is_last = fragment.is_last;
        self.goes_untitled |= fragment.caption.title.is_none();
    }
}

/// The tables that the next page may go on with, and those that are finished.
#[derive(Default)]
struct Reading {
    open: Option<GrowingTable>,
    /// One in a cell of a table: it goes on in a cell of the same table on the next page.
    nested: Option<GrowingTable>,
    finished: Vec<(usize, Table)>,
    count: usize,
}

/// The logical tables of a document, in printed order.
pub(crate) fn tables(mut parts: Vec<PagePart>, findings: &mut Vec<Finding>) -> Vec<Table> {
    order_turned(&mut parts);
    let mut reading = Reading::default();
    // The last grid that was read: the next page may print more columns of it.
    let mut pending: Option<(Fragment, Sheet)> = None;
    let mut lines: Vec<TextLine> = Vec::new();
    for fragment in parts.into_iter().flat_map(|part| fragments_below(part, &mut lines)) {
        let sheet = Sheet::new(&fragment.grid);
        let next = (fragment, sheet);
        if next.0.is_nested {
            // What it stands in comes before it.
            pending.take().into_iter().for_each(|read| reading.add(read));
            reading.add_nested(next);
            continue;
        }
        let apart = match pending.as_mut() {
            Some(left) => facing::widened(left, next),
            None => Some(next),
        };
        if let Some(next) = apart {
            pending.replace(next).into_iter().for_each(|read| reading.add(read));
        }
    }
    pending.into_iter().for_each(|read| reading.add(read));
    let mut tables = reading.finish();
    genuine::retain(&mut tables, findings);
    captions::hold_below(&mut tables);
    tables
}

/// What is turned comes behind what is upright on its page; above it, it is printed before.
fn order_turned(parts: &mut [PagePart]) {
    let spans = |part: &PagePart| {
        let grids = part.layout.grids.iter().map(|grid| grid.turn.undo_rect(grid.rect).y());
        grids.reduce(crate::geometry::Span::union)
    };
    for at in 1..parts.len() {
        let (upper, lower) = (&parts[at - 1], &parts[at]);
        if upper.number == lower.number
            && let (Some(upright), Some(turned)) = (spans(upper), spans(lower))
            && turned.end <= upright.start
        {
            parts.swap(at - 1, at);
        }
    }
}

/// The fragments of a page; `before` are the lines of the page before if no grid stands on it: the heading of the first
/// fragment may.
fn fragments_below(part: PagePart, before: &mut Vec<TextLine>) -> Vec<Fragment> {
    if part.layout.grids.is_empty() {
        *before = part.layout.lines;
        return Vec::new();
    }
    let mut found = fragments(part);
    let mut lines = std::mem::take(before);
    if let Some(first) = found.first_mut().filter(|first| first.above.is_empty() && !lines.is_empty()) {
        take_heading_of(&mut lines, first);
    }
    found
}

impl Reading {
    /// Adds a fragment to the open table, or opens another one with it.
    fn add(&mut self, (mut fragment, mut sheet): (Fragment, Sheet)) {
        let page = sheet.rows.first().map_or(fragment.grid.page, |row| row.page);
        if let Some(open) = self.open.as_mut() {
            take_heading(open, &mut fragment, page);
            if open.is_followed_by(&fragment, page)
                && let Some(whole) = open.with_undrawn_labels(&fragment, &sheet)
            {
                sheet = whole;
            } else if open.is_followed_by(&fragment, page)
                && sheet.width() == 1
                && let Some(grid) = open.with_undrawn_columns(&fragment)
            {
                sheet = Sheet::new(&grid);
                fragment.grid = grid;
            }
        }
        // Where a page draws nothing of what a grid stands in, it stands there alone.
        for open in [&mut self.open, &mut self.nested].into_iter().flatten() {
            if let Some(how) = open.continuation(&fragment, &sheet, page) {
                return open.extend(fragment, sheet, how);
            }
        }
        self.count += 1;
        let next = self.open.replace(GrowingTable::new(fragment, sheet, self.count));
        self.finished.extend(next.into_iter().flat_map(finish));
    }

    /// The same of one that stands in a cell of another.
    fn add_nested(&mut self, (fragment, sheet): (Fragment, Sheet)) {
        let page = fragment.grid.page;
        if let Some(open) = self.nested.as_mut()
            && let Some(how) = open.continuation(&fragment, &sheet, page)
        {
            return open.extend(fragment, sheet, how);
        }
        self.count += 1;
        let next = self.nested.replace(GrowingTable::new(fragment, sheet, self.count));
        self.finished.extend(next.into_iter().flat_map(finish));
    }

    /// All tables, in printed order.
    fn finish(mut self) -> Vec<Table> {
        self.finished.extend([self.open, self.nested].into_iter().flatten().flat_map(finish));
        self.finished.sort_by_key(|(order, _)| *order);
        self.finished.into_iter().map(|(_, table)| table).collect()
    }
}

/// A heading, or the number alone, that the page break parted from its table: it is the last thing on the page before.
fn take_heading(open: &mut GrowingTable, fragment: &mut Fragment, page: PageNumber) {
    let parted = fragment.is_first && fragment.above.is_empty() && page.get() == open.page.get() + 1 && open.is_last;
    if parted {
        take_heading_of(&mut open.below, fragment);
    }
}

/// Takes the heading off the end of the lines of the page before.
fn take_heading_of(lines: &mut Vec<TextLine>, fragment: &mut Fragment) {
    let reading = caption::read(lines, &fragment.ground());
    let (title, number) = (&fragment.caption.title, &fragment.caption.number);
    let heads = title.is_none() && reading.caption.title.is_some();
    let numbers = title.is_some() && number.is_none() && reading.used == 1 && reading.caption.number.is_some();
    if heads || numbers {
        // It is caption now, and stands between no parts of a table.
        lines.truncate(lines.len() - reading.used);
        let own = std::mem::replace(&mut fragment.caption, reading.caption);
        let known = &mut fragment.caption;
        known.title = own.title.or(known.title.take());
        known.number = own.number.or(known.number.take());
        known.unit = own.unit.or(known.unit.take());
        known.organisation = own.organisation.or(known.organisation.take());
        known.fiscal_year = own.fiscal_year.or(known.fiscal_year);
        known.remarks.extend(own.remarks);
    }
}

fn finish(mut open: GrowingTable) -> impl Iterator<Item = (usize, Table)> {
    let order = open.order;
    let notes = [open.remarks, notes(&open.below)].concat();
    open.caption.remarks.extend(open.feet);
    let tables = build::tables(open.growing.finish(), open.caption, notes);
    tables.into_iter().map(move |table| (order, table))
}

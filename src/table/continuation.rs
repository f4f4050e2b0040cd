//! Does a grid go on with the table that ended the page before? What speaks for it and what against is weighed.
//!
//! No single line decides: a misprinted caption, a footer or a page number between the parts is outweighed by a header
//! that comes again name by name; a title of its own is not.

use super::captions::{NEVER, of_captions, without_running_head};
use super::columns::{self, Fit, Match};
use super::fragment::Fragment;
use super::header;
use super::sheet::{Sheet, SheetCell};
use super::words::{is_column_name, is_number, is_numbered, is_remark, is_total, says_it_goes_on};
use super::{Caption, form};
use crate::geometry::Span;
use crate::text::TextLine;
use crate::words::{numbering, squeeze};

/// What the parts must have in favour of being one table.
const ENOUGH: i32 = 3;
/// The rows above the body of a table: what the next page may repeat.
pub(super) struct Head {
    rows: Vec<Vec<Name>>,
    /// The names of its header that stand at each level or reach it from above: what a page prints that repeats the header
    /// from there on.
    levels: Vec<Vec<Name>>,
    /// How many of them are caption and header; the rest numbers the columns.
    end: usize,
    /// The first row of the body, if it is a total: some print it again on each page.
    total: Option<Vec<String>>,
    /// Where columns of numbers stand.
    numbers: Vec<Span>,
    has_body: bool,
    /// The upper part of a form, whose list may stand on the next page.
    awaits_list: bool,
    /// The label that the first row begins with.
    first: Option<String>,
    /// What the first row of the body is called, and all that it holds.
    opening: Vec<String>,
    lead: Vec<String>,
    /// What the cells of that row hold that are merged with others below it.
    merged: Vec<String>,
}

/// A cell of a head.
struct Name {
    text: String,
    x: Span,
}

/// How a fragment goes on with a table.
pub(super) struct Continuation {
    /// So many of its rows repeat what stands above the body.
    pub(super) repeated: usize,
    pub(super) columns: Match,
    /// The lines below the part before it stand below this one too.
    pub(super) is_foot_repeated: bool,
}

/// What of a table's head a fragment prints again.
struct Repeat {
    rows: usize,
    /// The whole header.
    is_whole: bool,
    /// It names the same columns in another order.
    is_moved: bool,
    /// Where each name stands in the table and in the fragment.
    names: Vec<(Span, Span)>,
}

/// The table as far as it was read.
pub(super) struct Before<'a> {
    pub(super) head: &'a Head,
    pub(super) caption: &'a Caption,
    pub(super) above: &'a [TextLine],
    pub(super) below: &'a [TextLine],
    pub(super) xs: &'a [crate::geometry::Pt],
    /// A page that went on with it printed no title.
    pub(super) goes_untitled: bool,
    /// What its last row begins with.
    pub(super) last: &'a str,
    /// Where the cells of that row begin.
    pub(super) division: Vec<crate::geometry::Pt>,
}

impl Head {
    /// The head of a sheet: of a form, the names of its indicators' columns.
    pub(super) fn of(sheet: &Sheet) -> Head {
        if let Some(row) = form::indicator_row(sheet) {
            let rows = vec![names(sheet, row)];
            return Head {
                rows,
                levels: Vec::new(),
                end: 1,
                total: None,
                numbers: Vec::new(),
                has_body: true,
                awaits_list: form::awaits_list(sheet),
                first: first_label(sheet),
                opening: Vec::new(),
                lead: Vec::new(),
                merged: Vec::new(),
            };
        }
        let (end, body) = header::extent(sheet);
        let total = (body < sheet.height() && is_total_row(sheet, body)).then(|| row_key(sheet, body));
        let rows = (0..body).map(|row| names(sheet, row)).collect();
        let levels = (0..end).map(|row| names_at(sheet, row)).collect();
        let numbers = number_columns(sheet, body);
        let (first, opening, merged) = (first_label(sheet), labels(sheet, body), merged(sheet, body));
        let lead = if body < sheet.height() { row_key(sheet, body) } else { Vec::new() };
        let (has_body, awaits_list) = (body < sheet.height(), form::awaits_list(sheet));
        Head { rows, levels, end, total, numbers, has_body, awaits_list, first, opening, lead, merged }
    }

    /// True for the upper part of a form that shows no list yet.
    pub(super) fn awaits_list(&self) -> bool {
        self.awaits_list
    }

    /// True if more than a header was read.
    pub(super) fn has_body(&self) -> bool {
        self.has_body
    }

    /// What of it the top rows of `sheet` print again, in its order; a header may be repeated in part.
    fn repeated_in(&self, sheet: &Sheet) -> Repeat {
        let mut repeat = Repeat { rows: 0, is_whole: false, is_moved: false, names: Vec::new() };
        let mut from = 0;
        for row in 0..sheet.height() {
            let own = names(sheet, row);
            let alike = |(at, known): (usize, &Vec<Name>)| Some((at, same(known, &own)?));
            let rows = self.rows.iter().enumerate();
            // The upper levels of a header may be left out.
            let levels = self.levels.iter().enumerate().filter(|_| row == 0);
            let found = rows.skip(from).find_map(alike).or_else(|| levels.skip(1).find_map(alike));
            let Some((at, pairs)) = found else {
                // An empty row may stand inside a header.
                if own.is_empty() && self.rows.get(from).is_some_and(Vec::is_empty) && repeat.rows > 0 {
                    from += 1;
                    repeat.rows += 1;
                    continue;
                }
                repeat.is_moved = self.rows.iter().take(self.end).skip(from).any(|known| is_reordered(known, &own));
                break;
            };
            repeat.names.extend(pairs);
            from = at + 1;
            repeat.rows = row + 1;
        }
        repeat.is_whole = repeat.rows > 0 && repeat.rows >= self.end;
        if repeat.is_whole
            && let Some(total) = &self.total
            && repeat.rows < sheet.height()
            && row_key(sheet, repeat.rows) == *total
        {
            repeat.rows += 1;
        }
        repeat
    }
}

impl Head {
    /// Does the first row of a sheet print texts where the table has numbers? Then it names columns of its own.
    fn is_named_anew(&self, sheet: &Sheet, columns: &Match) -> bool {
        let (mut texts, mut numbers) = (0, 0);
        for cell in sheet.begin_in(0).filter(|cell| !cell.text.is_empty() && cell.columns.len() < sheet.width()) {
            let x = columns.xs.get(cell.columns.start).zip(columns.xs.get(cell.columns.end));
            let Some(x) = x.map(|(start, end)| Span::new(*start, *end)) else { continue };
            if self.numbers.iter().any(|column| x.contains(column.centre())) {
                *(if is_number(&cell.text) { &mut numbers } else { &mut texts }) += 1;
            }
        }
        // A header names all its columns; a row of a form may hold one word where others hold a number.
        let is_full = texts >= 2 || sheet.begin_in(0).all(|cell| !cell.text.is_empty());
        texts > numbers && texts * 2 > self.numbers.len() && is_full
    }

    /// Does a page print the first row of the body again, amounts and all, above a later item of its list?
    fn is_lead_again(&self, sheet: &Sheet, row: usize) -> bool {
        let has_amount = || self.lead.iter().any(|text| is_number(text) && text.contains(|c| matches!(c, '1'..='9')));
        let goes_on = || {
            let next = labels(sheet, row + 1).first().and_then(|label| numbering(label));
            next.is_some_and(|number| !number.is_first())
        };
        row < sheet.height()
            && !self.opening.is_empty()
            && row_key(sheet, row) == self.lead
            && has_amount()
            && goes_on()
    }

    /// Does the body of a sheet begin with the merged cells of the table's first row, amounts and all, and go on otherwise
    /// beside them? Then they were printed again, for the block goes on.
    fn is_block_printed_again(&self, sheet: &Sheet, body: usize) -> bool {
        let again = merged(sheet, body);
        let mut own = labels(sheet, body);
        own.retain(|text| !again.contains(text));
        let goes_on = own.iter().any(|text| !self.opening.contains(text));
        // What is merged over parts of the block is another part's on each page.
        let block: Vec<&String> = again.iter().take_while(|text| self.merged.contains(text)).collect();
        block.len() >= 2 && block.iter().any(|text| is_number(text)) && goes_on
    }
}

/// Where most of what a body's columns hold is numbers.
fn number_columns(sheet: &Sheet, body: usize) -> Vec<Span> {
    let mut counts = vec![(0_usize, 0_usize); sheet.width()];
    for cell in sheet.cells.iter().filter(|cell| cell.rows.start >= body && cell.is_single() && !cell.text.is_empty()) {
        let (numbers, all) = &mut counts[cell.columns.start];
        *all += 1;
        *numbers += usize::from(is_number(&cell.text));
    }
    let is_of_numbers = |(numbers, all): (usize, usize)| numbers >= 2 && numbers * 10 >= all * 7;
    let columns = (0..sheet.width()).filter(|column| is_of_numbers(counts[*column]));
    columns.map(|column| Span::new(sheet.xs[column], sheet.xs[column + 1])).collect()
}

/// Weighs whether a fragment goes on with the table before it, which ended the page before.
pub(super) fn continuation(before: &Before<'_>, fragment: &Fragment, sheet: &Sheet) -> Option<Continuation> {
    let mut repeat = before.head.repeated_in(sheet);
    if repeat.is_moved {
        return None;
    }
    let caption = without_running_head(before.caption, before.above, &fragment.caption);
    let is_titled_alike = caption.title.is_some() && caption.title == before.caption.title;
    if repeat.is_whole && is_titled_alike && before.head.is_lead_again(sheet, repeat.rows) {
        repeat.rows += 1;
    }
    // The blocks of a form are divided each in its own way.
    let columns = if before.head.awaits_list && repeat.rows == 0 {
        columns::in_outline(before.xs, &sheet.xs)?
    } else {
        columns::matched(before.xs, &sheet.xs, &repeat.names)?
    };
    let is_foot_repeated = !before.below.is_empty() && are_repeated(before.below, &fragment.below);
    let foot = if is_foot_repeated { 0 } else { lines_between(before.below) };
    let head = if are_repeated(&fragment.above, before.above) { 0 } else { lines_between(&fragment.above) };
    let said = of_marks(before.below, &fragment.above);
    let is_divided_alike = columns.fit == Fit::Outline && repeat.rows == 0 && is_divided_alike(before, sheet, &columns);
    let weight = of_columns(columns.fit, &repeat)
        + if is_divided_alike { 2 } else { 0 }
        + of_captions(before.caption, &caption, before.goes_untitled)
        + of_rows(before.head, sheet, &repeat, &columns, &caption)
        + foot
        + head
        + said
        + of_numbers(before.last, sheet, repeat.rows);
    (weight >= ENOUGH).then_some(Continuation { repeated: repeat.rows, columns, is_foot_repeated })
}

/// Is the first row divided as the last one before it, whatever the blocks above and below them are?
fn is_divided_alike(before: &Before<'_>, sheet: &Sheet, columns: &Match) -> bool {
    /// Two cells are divided alike by chance.
    const FEWEST: usize = 3;
    let own = sheet.division(&columns.xs, &sheet.places_in(0));
    own.len() >= FEWEST && own == before.division
}

fn of_columns(fit: Fit, repeat: &Repeat) -> i32 {
    let header = match repeat.rows {
        0 => 0,
        _ if repeat.is_whole => 2,
        _ => 1,
    };
    header
        + match fit {
            Fit::Exact => 3,
            Fit::Header => 2,
            Fit::Order => 2,
            Fit::Outline => 1,
        }
}

/// What the rows say: a header of its own or a total of its own begins another table.
fn of_rows(head: &Head, sheet: &Sheet, repeat: &Repeat, columns: &Match, own: &Caption) -> i32 {
    // A form of the same name has other values.
    if own.title.is_some() && form::indicator_row(sheet).is_some() {
        return NEVER;
    }
    // A page without a title goes on with a form of which the page before shows no list yet.
    if head.awaits_list && repeat.rows == 0 && own.title.is_none() {
        let begins_anew = header::is_title_row(sheet, 0) || head.first.is_some() && head.first == first_label(sheet);
        return if begins_anew { -6 } else { 2 };
    }
    if repeat.rows == 0 && head.has_body && (begins_with_header(sheet) || head.is_named_anew(sheet, columns)) {
        return -6;
    }
    // One that begins with the label of the first row and goes on otherwise is the next of several forms.
    if own.title.is_some() && repeat.rows == 0 && head.first.is_some() && head.first == first_label(sheet) {
        return NEVER;
    }
    let body = repeat.rows;
    // A page that repeats the head alone goes on with what stands below the table.
    if body > 0 && body == sheet.height() && own.title.is_some() {
        return 3;
    }
    // Under its own title the list begins again from its first line: it does not go on.
    const TOLD: usize = 2;
    let own_labels = labels(sheet, body);
    let is_restarted = !head.opening.is_empty() && head.opening.iter().take(TOLD).eq(own_labels.iter().take(TOLD));
    if own.title.is_some() && is_restarted && head.total.is_none() {
        return if head.is_block_printed_again(sheet, body) { 1 } else { -6 };
    }
    let sums_anew = head.total.is_some() && body < sheet.height() && is_total_row(sheet, body);
    if sums_anew && row_key(sheet, body) != head.total.clone().unwrap_or_default() {
        return -5;
    }
    if head.has_body { 0 } else { 1 }
}

/// A code behind that of the last row, or the next number, where the rows are numbered: the list goes on.
fn of_numbers(last: &str, sheet: &Sheet, row: usize) -> i32 {
    /// A code has so many digits, a shorter one is a number.
    const CODE: usize = 3;
    let first = sheet.begin_in(row).next().filter(|cell| cell.columns.start == 0);
    let next = first.map_or("", |cell| cell.text.as_str());
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    // What a code is part of stands above it in a list of its own.
    let is_within = last.len() >= CODE && next.len() > CODE && last.get(..CODE) == next.get(..CODE);
    let follows = || match (last.parse::<u32>(), next.parse::<u32>()) {
        _ if last.len().min(next.len()) >= CODE => last < next,
        (Ok(last), Ok(next)) => last + 1 == next,
        _ => false,
    };
    let goes_on = row < sheet.height() && is_number(last) && is_number(next) && follows();
    i32::from(goes_on) * if is_within { 4 } else { 2 }
}

/// Remarks and prose between the parts end a table.
fn lines_between(lines: &[TextLine]) -> i32 {
    let others = || lines.iter().map(TextLine::text).filter(|text| !says_it_goes_on(text));
    match others().next() {
        None => 0,
        Some(_) if others().any(|text| is_remark(&text)) => -5,
        Some(_) => -4,
    }
}

/// A line at the end of the one page or at the head of the other that says so.
fn of_marks(below: &[TextLine], above: &[TextLine]) -> i32 {
    if below.iter().chain(above).any(|line| says_it_goes_on(&line.text())) { 2 } else { 0 }
}

/// Are all of `lines` among `others`, but for the numbers in them?
fn are_repeated(lines: &[TextLine], others: &[TextLine]) -> bool {
    let words = |line: &TextLine| line.squeezed().replace(|c: char| c.is_ascii_digit(), "");
    lines
        .iter()
        .filter(|line| !says_it_goes_on(&line.text()))
        .all(|line| others.iter().any(|other| words(line) == words(other)))
}

fn names(sheet: &Sheet, row: usize) -> Vec<Name> {
    sheet.begin_in(row).filter_map(|cell| name(sheet, cell)).collect()
}

/// The names of the cells that a header row is in, be they begun above it.
fn names_at(sheet: &Sheet, row: usize) -> Vec<Name> {
    let mut places = sheet.places_in(row);
    places.dedup();
    places.into_iter().filter_map(|place| name(sheet, sheet.cells.get(place)?)).collect()
}

fn name(sheet: &Sheet, cell: &SheetCell) -> Option<Name> {
    let x = Span::new(*sheet.xs.get(cell.columns.start)?, *sheet.xs.get(cell.columns.end)?);
    (!cell.text.is_empty()).then(|| Name { text: squeeze(&cell.text).into_owned(), x })
}

/// The texts of a row that are no numbers; none below the sheet.
fn labels(sheet: &Sheet, row: usize) -> Vec<String> {
    let texts = if row < sheet.height() { sheet.texts(row) } else { Vec::new() };
    texts.iter().filter(|text| !is_number(text)).map(|text| squeeze(text).into_owned()).collect()
}

/// The texts of the cells that begin in a row and reach further down.
fn merged(sheet: &Sheet, row: usize) -> Vec<String> {
    let reaches = |cell: &&SheetCell| cell.rows.len() > 1 && !cell.text.is_empty();
    let begin = (row < sheet.height()).then(|| sheet.begin_in(row)).into_iter().flatten();
    begin.filter(reaches).map(|cell| squeeze(&cell.text).into_owned()).collect()
}

/// The label that a sheet begins with.
fn first_label(sheet: &Sheet) -> Option<String> {
    let first = sheet.begin_in(0).find(|cell| !cell.text.is_empty())?;
    Some(squeeze(&first.text).into_owned()).filter(|text| !is_number(text) && !is_total(text))
}

fn row_key(sheet: &Sheet, row: usize) -> Vec<String> {
    sheet.texts(row).iter().map(|text| squeeze(text).into_owned()).collect()
}

/// Two rows of one header: of many names, one may be printed a little differently, or left out. Where each stands.
fn same(known: &[Name], own: &[Name]) -> Option<Vec<(Span, Span)>> {
    const ALIKE: f64 = 0.8;
    const PRINTED: f64 = 0.6;
    let pairs = common(known, own);
    // Names of the header in another order are another table.
    let is_moved =
        |name: &&Name| known.iter().any(|known| known.text == name.text) && !pairs.iter().any(|(_, x)| *x == name.x);
    if own.iter().any(|name| is_moved(&name)) {
        return None;
    }
    let enough = pairs.len() as f64 >= own.len() as f64 * ALIKE && pairs.len() as f64 >= known.len() as f64 * PRINTED;
    (!own.is_empty() && enough).then_some(pairs)
}

/// Do the names of a row stand in another, in another order?
fn is_reordered(known: &[Name], own: &[Name]) -> bool {
    let is_known = |name: &Name| known.iter().any(|known| known.text == name.text);
    own.len() >= 2 && own.iter().all(is_known) && common(known, own).len() < own.len()
}

/// The longest run of names that both have in this order, not necessarily side by side.
fn common(known: &[Name], own: &[Name]) -> Vec<(Span, Span)> {
    let pair = |a: &Name, b: &Name| (a.x, b.x);
    if known.len() == own.len() && known.iter().zip(own).all(|(a, b)| a.text == b.text) {
        return known.iter().zip(own).map(|(a, b)| pair(a, b)).collect();
    }
    let (n, m) = (known.len(), own.len());
    let mut longest = vec![vec![0_usize; m + 1]; n + 1];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            longest[i][j] = if known[i].text == own[j].text {
                longest[i + 1][j + 1] + 1
            } else {
                longest[i + 1][j].max(longest[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < n && j < m {
        if known[i].text == own[j].text {
            pairs.push(pair(&known[i], &own[j]));
            (i, j) = (i + 1, j + 1);
        } else if longest[i + 1][j] >= longest[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

fn is_total_row(sheet: &Sheet, row: usize) -> bool {
    let texts = sheet.texts(row);
    let is_label = texts.iter().find(|text| !is_number(text)).is_some_and(|text| is_total(text));
    is_label && texts.iter().any(|text| is_number(text))
}

/// True if the first row of a fragment names columns, so that it is another table.
fn begins_with_header(sheet: &Sheet) -> bool {
    let texts = sheet.texts(0);
    let names = texts.iter().filter(|text| is_column_name(text)).count();
    let values = texts.iter().any(|text| is_number(text) || is_numbered(text));
    let total_row = texts.first().is_some_and(|text| is_total(text)) && names == 1;
    !values && !total_row && names >= 2 && names * 2 >= texts.len()
}

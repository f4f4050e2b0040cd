//! Two cells that meet at a page break: parts of one, or one below the other.
//!
//! What speaks for one cell: nothing is drawn at the break where rulings part the other rows, a line of text is cut by
//! it, the upper text fills its last line and the lower begins no item, the lower row has no name of its own. What is
//! whole in itself stays itself: two numbers are two cells.

use super::sheet::SheetCell;
use super::words::{is_mark_of_continuation, is_number, is_numbered, is_total};
use crate::grid::End;
use crate::words::{CENTS, is_dash, is_digits};

/// A label longer than this (in bytes of UTF-8) is not taken to go on after a page break: it stands in every row that it
/// spans, and would grow by a page's text on every page.
const LONGEST_LABEL: usize = 1024;
/// No text of a single row is longer (in bytes of UTF-8): a damaged document would copy it on every page.
const LONGEST_TEXT: usize = 65_536;
/// A last line with less room than this (in em) is full: the next word was wrapped.
const FULL: f64 = 1.2;
/// A letter more where what follows may not begin a line's end, as an opening bracket.
const BRACKET: f64 = 1.0;

/// More blank space than this (in em) is none that a text leaves at the end of its page.
const APART: f64 = 2.0;
/// The same where nothing is drawn at that end: two lines may have been kept together for the next page.
const APART_OPEN: f64 = 3.5;

/// A number whose line has less room than this (in em) is wrapped where a digit, half an em wide, has none.
const FULL_OF_DIGITS: f64 = 0.6;

/// No text repeats so many letters where it goes on.
const BY_CHANCE: usize = 6;

/// A cell above the break and the one below it.
#[derive(Clone, Copy)]
pub(super) struct Seam<'a> {
    a: &'a SheetCell,
    b: &'a SheetCell,
}

/// How the texts of a seam stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    /// The lower is empty.
    Nothing,
    /// The upper is empty.
    Fills,
    /// The lower goes on where the upper stops.
    GoesOn,
    /// A line that was cut is printed on both pages.
    Again,
    /// Both are whole.
    Apart,
}

impl<'a> Seam<'a> {
    pub(super) fn new(a: &'a SheetCell, b: &'a SheetCell) -> Seam<'a> {
        Seam { a, b }
    }

    /// Nothing is drawn between them.
    fn is_open(self) -> bool {
        self.is_open_above() && self.b.above != End::Headed
    }

    /// Nothing is drawn between them, but for a header that is printed again.
    fn is_open_above(self) -> bool {
        self.a.below != End::Ruled && self.b.above != End::Ruled
    }

    /// The break runs through a line of both.
    fn is_cut(self) -> bool {
        self.a.below == End::Cut && self.b.above == End::Cut
    }

    /// A line that the end of the page cut is printed whole below the header of the next page.
    fn is_reprinted(self) -> bool {
        self.a.below == End::Cut && self.b.above == End::Headed && self.a.text == self.b.text
    }

    fn relation(self) -> Relation {
        let (a, b) = (self.a.text.as_str(), self.b.text.as_str());
        if b.is_empty() || !a.is_empty() && is_mark_of_continuation(b) {
            Relation::Nothing
        } else if a.is_empty() {
            Relation::Fills
        } else if self.is_cut() && (overlap(a, b) > 0 || same_digits(a, b)) || self.is_reprinted() {
            Relation::Again
        } else if self.is_two() {
            Relation::Apart
        } else if self.is_open() || self.is_full() && self.is_at_break() {
            Relation::GoesOn
        } else {
            Relation::Apart
        }
    }

    /// Whatever is drawn between them, they are two: numbers, what begins an item, what would grow without end.
    fn is_two(self) -> bool {
        let (a, b) = (self.a.text.as_str(), self.b.text.as_str());
        let is_value = |text: &str| is_number(text) || is_dash(text);
        let is_whole = (is_value(a) || is_value(b)) && !self.is_wrapped_number() || is_numbered(b) || is_total(b);
        is_whole || are_alike(a, b) || a.len() > LONGEST_TEXT
    }

    /// A number with a point fills its line to the last digit, and digits alone go on right below, with nothing drawn between.
    fn is_wrapped_number(self) -> bool {
        let (a, b) = (self.a.text.as_str(), self.b.text.as_str());
        let decimals = a.rsplit_once('.').map(|(_, decimals)| decimals.len());
        // One of cents is whole.
        let goes_on = is_number(a) && decimals.is_some_and(|decimals| decimals != CENTS) && is_digits(b);
        goes_on && self.is_open() && self.a.room < FULL_OF_DIGITS && self.is_at_break()
    }

    /// The upper text fills its last line.
    fn is_full(self) -> bool {
        let next = self.b.text.chars().next().unwrap_or_default();
        let word = self.b.text.chars().take_while(char::is_ascii_alphanumeric).count();
        let more = if matches!(next, '（' | '(' | '《' | '“') { BRACKET } else { word as f64 * 0.5 };
        self.a.room < FULL + more
    }

    /// What goes on over a break ends at it and begins at it; a text in the middle of its cell is whole.
    fn is_at_break(self) -> bool {
        let most = if self.a.below == End::Open { APART_OPEN } else { APART };
        self.a.apart.is_none_or(|apart| apart[1] <= most) && self.b.apart.is_none_or(|apart| apart[0] <= APART)
    }

    /// The lines at the break reach over the ends of their cells.
    fn is_half_seen(self) -> bool {
        self.a.apart.is_some_and(|apart| apart[1] < 0.0) && self.b.apart.is_some_and(|apart| apart[0] < 0.0)
    }

    /// The text of both as one.
    fn text(self) -> String {
        let (a, b) = (self.a.text.as_str(), self.b.text.as_str());
        match self.relation() {
            Relation::Nothing | Relation::Apart => a.to_owned(),
            Relation::Fills => b.to_owned(),
            // A line at the break may be seen on both pages, half on each.
            Relation::GoesOn => {
                let again = Some(overlap(a, b)).filter(|letters| self.is_half_seen() && *letters >= BY_CHANCE);
                let again = again.unwrap_or(0);
                format!("{a}{}", b.chars().skip(again).collect::<String>())
            }
            // Half a line shows half of its signs: a point may be lost.
            Relation::Again if same_digits(a, b) => if b.len() > a.len() { b } else { a }.to_owned(),
            Relation::Again => format!("{a}{}", b.chars().skip(overlap(a, b)).collect::<String>()),
        }
    }
}

/// The texts of the last row and the first one of the next page as one row, if they are: one for each seam, none where
/// the cell stays as it is.
pub(super) fn one_row(seams: &[Seam<'_>]) -> Option<Vec<Option<String>>> {
    // A cell that reaches further down is no part of a cut row alone; it only must not be a new one.
    let single: Vec<Seam<'_>> = seams.iter().copied().filter(|seam| seam.b.rows == (0..1)).collect();
    let new_block = seams.iter().any(|seam| {
        let reaches = seam.b.rows.len() > 1;
        reaches && !matches!(seam.relation(), Relation::Nothing | Relation::Again) && seam.a.text != seam.b.text
    });
    if new_block || single.iter().any(|seam| seam.a.columns != seam.b.columns && !seam.b.text.is_empty()) {
        return None;
    }
    let relations: Vec<Relation> = single.iter().map(|seam| seam.relation()).collect();
    if relations.contains(&Relation::Apart) {
        return None;
    }
    let count = |relation: Relation| relations.iter().filter(|other| **other == relation).count();
    let goes_on = count(Relation::GoesOn) + count(Relation::Again);
    let is_part = match (goes_on, count(Relation::Fills)) {
        (0, 0) => false,
        (0, _) => is_nameless(&single),
        (_, 0) => true,
        // Texts that go on beside others that only begin below: the row's middle may lie there. The name tells.
        (_, _) => is_nameless(&single) || is_name_going_on(&single) || count(Relation::Again) > 0,
    };
    let texts = |seam: &Seam<'_>| (seam.b.rows == (0..1) && !seam.b.text.is_empty()).then(|| seam.text());
    is_part.then(|| seams.iter().map(texts).collect())
}

/// The lower row has numbers and no name, the upper one a name and no numbers: one row, its amounts set lower.
fn is_nameless(seams: &[Seam<'_>]) -> bool {
    let is_name = |text: &str| !text.is_empty() && !is_number(text);
    let upper_named = seams.iter().any(|seam| is_name(&seam.a.text));
    let upper_numbers = seams.iter().any(|seam| is_number(&seam.a.text) && seam.a.text.contains('.'));
    let lower_names = seams.iter().any(|seam| is_name(&seam.b.text) && seam.relation() == Relation::Fills);
    upper_named && !upper_numbers && !lower_names
}

/// The first name of the row goes on below the break, or there is none on this side of it.
fn is_name_going_on(seams: &[Seam<'_>]) -> bool {
    let first = seams.iter().find(|seam| {
        let of_name = |text: &str| !text.is_empty() && !is_number(text);
        of_name(&seam.a.text) || of_name(&seam.b.text)
    });
    first.is_some_and(|seam| matches!(seam.relation(), Relation::GoesOn | Relation::Again | Relation::Fills))
}

/// The texts of cells that are merged over rows on both sides of the break: one for each seam, none where two cells are
/// two.
pub(super) fn merged(seams: &[Seam<'_>]) -> Vec<Option<String>> {
    // A merged amount below the break that no amount above it leads begins a new block: no label goes on into it.
    let begins_block = seams
        .iter()
        .any(|seam| seam.b.rows.len() > 1 && is_number(&seam.b.text) && !seam.is_open() && seam.a.text != seam.b.text);
    let is_between_lines = is_between_lines(seams);
    let label = |seam: &Seam<'_>| {
        let of_line = || is_between_lines.then(|| line_of_block(*seam)).flatten();
        merged_label(*seam, begins_block).or_else(of_line)
    };
    let mut labels: Vec<Option<String>> = seams.iter().map(label).collect();
    for at in 0..seams.len() {
        if is_in_new_block(seams, &labels, at) {
            labels[at] = None;
        }
    }
    let is_carried = |seam: &Seam<'_>| {
        seams.iter().zip(&labels).any(|(label, text)| {
            text.is_some() && label.a.rows.start == seam.a.rows.start && label.b.rows.end == seam.b.rows.end
        })
    };
    // An amount of the block that a label goes on in stands on one side of the break, or on both.
    let number = |seam: &Seam<'_>| {
        let (a, b) = (seam.a.text.as_str(), seam.b.text.as_str());
        let is_wrapped = seam.is_wrapped_number();
        let is_of_both = a == b || same_digits(a, b) && seam.is_cut() || is_wrapped;
        let one = a.is_empty() != b.is_empty() || is_of_both;
        let is_of_number = is_number(a) && (b.is_empty() || is_number(b)) || a.is_empty() && is_number(b);
        let same = seam.a.columns == seam.b.columns && seam.a.rows.len() + seam.b.rows.len() > 2;
        let text = || if is_wrapped { seam.text() } else { seam.text_of_either() };
        (one && is_of_number && same && is_carried(seam)).then(text)
    };
    seams.iter().zip(&labels).map(|(seam, label)| label.clone().or_else(|| number(seam))).collect()
}

/// Is a label that is printed on both sides of the break right of one that begins below it and reaches as far down? Labels nest
/// from left to right.
fn is_in_new_block(seams: &[Seam<'_>], labels: &[Option<String>], at: usize) -> bool {
    let is_printed = |seam: &Seam<'_>| !seam.a.text.is_empty() && !seam.b.text.is_empty();
    let own = &seams[at];
    let begins = |(left, label): (&Seam<'_>, &Option<String>)| {
        let is_name = !is_number(&left.a.text) && !is_number(&left.b.text);
        let is_left = left.b.columns.end <= own.b.columns.start && left.b.rows.end >= own.b.rows.end;
        label.is_none() && is_left && is_name && is_printed(left) && !left.is_open_above()
    };
    is_printed(own) && !own.is_open_above() && seams.iter().zip(labels).any(begins)
}

/// Does the break run between two lines of one block: through texts that are printed on both pages, along a ruling elsewhere?
fn is_between_lines(seams: &[Seam<'_>]) -> bool {
    let is_ruled = |seam: &Seam<'_>| seam.a.below == End::Ruled && seam.relation() == Relation::Apart;
    seams.iter().any(|seam| seam.relation() == Relation::Again) && seams.iter().any(is_ruled)
}

/// The text of a cell that such a break runs through, of one row on each page.
fn line_of_block(seam: Seam<'_>) -> Option<String> {
    let is_one = seam.a.columns == seam.b.columns && seam.a.below != End::Ruled;
    (is_one && !matches!(seam.relation(), Relation::Apart)).then(|| seam.text())
}

impl Seam<'_> {
    fn text_of_either(self) -> String {
        if self.b.text.len() > self.a.text.len() { self.b.text.clone() } else { self.a.text.clone() }
    }
}

/// The text of a merged label that stands on both sides of the break.
fn merged_label(seam: Seam<'_>, begins_block: bool) -> Option<String> {
    let (a, b) = (seam.a, seam.b);
    if a.rows.len() + b.rows.len() <= 2 || a.columns != b.columns || is_number(&a.text) || is_number(&b.text) {
        return None;
    }
    match (a.text.is_empty(), b.text.is_empty()) {
        (true, true) => seam.is_open().then(String::new),
        (false, true) => Some(a.text.clone()),
        // A blank cell above takes the label below it where nothing parts them.
        (true, false) => seam.is_open_above().then(|| b.text.clone()),
        (false, false) if a.text == b.text || is_mark_of_continuation(&b.text) => Some(a.text.clone()),
        (false, false) if seam.relation() == Relation::Again => Some(seam.text()),
        (false, false) => {
            let both = a.rows.len() > 1 && b.rows.len() > 1;
            let goes_on = seam.relation() == Relation::GoesOn && a.text.len() <= LONGEST_LABEL;
            (goes_on && (both && !begins_block || seam.is_open())).then(|| seam.text())
        }
    }
}

/// Have both digits, and everything else at the same places? Dates and numbers of projects do not go on with one another.
fn are_alike(a: &str, b: &str) -> bool {
    let shape = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "0");
    a.contains(|c: char| c.is_ascii_digit()) && shape(a) == shape(b)
}

/// How many characters the end of one text and the beginning of the other share.
fn overlap(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    (1..=a.len().min(b.len())).rev().find(|n| a[a.len() - n..] == b[..*n]).unwrap_or(0)
}

/// Are both one number, but for signs that the break hid?
fn same_digits(a: &str, b: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '-'));
    plain(a) && plain(b) && !digits(a).is_empty() && digits(a) == digits(b)
}

//! Two cells that meet at a page break: parts of one, or one below the other.
//!
//! What speaks for one cell: nothing is drawn at the break where rulings part the other rows, a line of text is cut by
//! it, the upper text fills its last line and the lower begins no item, the lower row has no name of its own. What is
//! whole in itself stays itself: two numbers are two cells.

use super::sheet::SheetCell;
use super::words::{is_number, is_numbered, is_total};
use crate::grid::End;

/// A label longer than this (in bytes of UTF-8) is not taken to go on after a page break: it stands in every row that it
/// spans, and would grow by a page's text on every page.
const LONGEST_LABEL: usize = 1024;
/// A last line with less room than this (in em) is full: the next word was wrapped.
const FULL: f64 = 1.2;
/// A letter more where what follows may not begin a line's end, as an opening bracket.
const BRACKET: f64 = 1.0;

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
        self.a.below != End::Ruled && self.b.above != End::Ruled
    }

    /// The break runs through a line of both.
    fn is_cut(self) -> bool {
        self.a.below == End::Cut && self.b.above == End::Cut
    }

    fn relation(self) -> Relation {
        let (a, b) = (self.a.text.as_str(), self.b.text.as_str());
        if b.is_empty() {
            Relation::Nothing
        } else if a.is_empty() {
            Relation::Fills
        } else if self.is_cut() && overlap(a, b) > 0 || same_digits(a, b) && self.is_cut() {
            Relation::Again
        } else if is_number(a) || is_number(b) || is_numbered(b) || is_total(b) || a.len() > LONGEST_LABEL {
            Relation::Apart
        } else if self.is_open() || self.is_full() {
            Relation::GoesOn
        } else {
            Relation::Apart
        }
    }

    /// The upper text fills its last line.
    fn is_full(self) -> bool {
        let next = self.b.text.chars().next().unwrap_or_default();
        let word = self.b.text.chars().take_while(char::is_ascii_alphanumeric).count();
        let more = if matches!(next, '（' | '(' | '《' | '“') { BRACKET } else { word as f64 * 0.5 };
        self.a.room < FULL + more
    }

    /// The text of both as one.
    fn text(self) -> String {
        let (a, b) = (self.a.text.as_str(), self.b.text.as_str());
        match self.relation() {
            Relation::Nothing | Relation::Apart => a.to_owned(),
            Relation::Fills => b.to_owned(),
            Relation::GoesOn => format!("{a}{b}"),
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
    let labels: Vec<Option<String>> = seams.iter().map(|seam| merged_label(*seam, begins_block)).collect();
    let is_carried = |seam: &Seam<'_>| {
        seams.iter().zip(&labels).any(|(label, text)| {
            text.is_some() && label.a.rows.start == seam.a.rows.start && label.b.rows.end == seam.b.rows.end
        })
    };
    // An amount of the block that a label goes on in stands on one side of the break, or on both.
    let number = |seam: &Seam<'_>| {
        let (a, b) = (seam.a.text.as_str(), seam.b.text.as_str());
        let one = a.is_empty() != b.is_empty() || a == b || same_digits(a, b) && seam.is_cut();
        let is_of_number = is_number(a) && (b.is_empty() || is_number(b)) || a.is_empty() && is_number(b);
        let same = seam.a.columns == seam.b.columns && seam.a.rows.len() + seam.b.rows.len() > 2;
        (one && is_of_number && same && is_carried(seam)).then(|| seam.text_of_either())
    };
    seams.iter().zip(&labels).map(|(seam, label)| label.clone().or_else(|| number(seam))).collect()
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
        (true, true) => None,
        (false, true) => Some(a.text.clone()),
        // A blank cell above takes the label below it where nothing parts them.
        (true, false) => seam.is_open().then(|| b.text.clone()),
        (false, false) if a.text == b.text => Some(a.text.clone()),
        (false, false) if seam.relation() == Relation::Again => Some(seam.text()),
        (false, false) => {
            let both = a.rows.len() > 1 && b.rows.len() > 1;
            let goes_on = seam.relation() == Relation::GoesOn;
            (goes_on && (both && !begins_block || seam.is_open())).then(|| seam.text())
        }
    }
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

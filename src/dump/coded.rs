//! Digits on lines of their own -> codes, or values: what stands before the names of a table tells.

use super::row::may_be_value as is_value;
use super::token::{Kind, Token};

/// Codes stand right before names.
const BEFORE_NAME: usize = 4;

/// Which digits on lines of their own are codes: so many that stand right before a name.
pub(super) struct Codes {
    /// For each line: is it the running number of a row, or does it stand between one and the name?
    running: Vec<bool>,
    lines: usize,
    /// Only such digits are as could be the code of a class.
    classes: bool,
}

impl Codes {
    /// What stands before the names of a table tells: digits before nearly all of them are codes, where values are printed
    /// with fractions or separators. Whole numbers before names are values as well as codes; codes have their lengths.
    pub(super) fn of(all: &[Vec<Token<'_>>]) -> Codes {
        let digits = |own: &Vec<Token<'_>>| own.iter().all(|token| token.kind == Kind::Digits);
        let named = |own: &Vec<Token<'_>>| !own.iter().all(is_value);
        let before = all.windows(2).filter_map(|pair| {
            let [last, own] = pair else { return None };
            (named(own) && !named(last)).then_some(last)
        });
        let (mut coded, mut valued, mut classes) = (0_usize, 0_usize, 0_usize);
        for last in before {
            if digits(last) {
                coded += 1;
                classes += usize::from(last.iter().any(is_class));
            } else {
                valued += 1;
            }
        }
        let mostly = |part: usize, all: usize| part * 5 >= all * 4;
        let plain = has_plain_amounts(all);
        let classes = if plain && !rise(all) { 0 } else { classes };
        let is_sure = mostly(coded, coded + valued) || mostly(classes, coded);
        let running = running(all, coded + valued);
        // Where rows are numbered, codes stand behind their numbers.
        let lines = match plain {
            _ if running.contains(&true) => 0,
            true => usize::from(classes > 0),
            false if is_sure => codes_of_a_name(all),
            false => 0,
        };
        Codes { running, lines, classes: plain }
    }

    /// Are the digits on this line a code? Then a name follows them, perhaps behind more digits.
    pub(super) fn are_at(&self, all: &[Vec<Token<'_>>], at: usize) -> bool {
        let digits = |own: &&Vec<Token<'_>>| own.iter().all(|token| token.kind == Kind::Digits);
        let behind = || all.iter().skip(at + 1);
        let more = behind().take(BEFORE_NAME).take_while(digits).count();
        let named = behind().nth(more).is_some_and(|own| own.iter().any(|token| !is_value(token)));
        let class = || all.get(at).and_then(|own| own.first()).is_some_and(is_class);
        let is_running = self.running.get(at) == Some(&true);
        // No amount begins with a zero.
        let is_padded = all
            .get(at)
            .and_then(|own| own.first())
            .is_some_and(|first| first.text.len() > 2 && first.text.starts_with('0'));
        is_running || named && is_padded || named && more < self.lines && (!self.classes || class())
    }
}

/// Which lines hold the running numbers of rows, and the codes behind them: 1, 2, 3 before nearly each of so many names.
fn running(all: &[Vec<Token<'_>>], names: usize) -> Vec<bool> {
    let mut marked = vec![false; all.len()];
    let mut next = 1_usize;
    let digits = |own: &&Vec<Token<'_>>| own.iter().all(|token| token.kind == Kind::Digits);
    let named = |own: &Vec<Token<'_>>| !own.iter().all(is_value);
    for (at, own) in all.iter().enumerate() {
        let is_next = own.first().is_some_and(|first| first.text == next.to_string());
        let codes = all.iter().skip(at).take(BEFORE_NAME).take_while(digits).count();
        if is_next && all.get(at + codes).is_some_and(named) {
            marked.iter_mut().skip(at).take(codes).for_each(|mark| *mark = true);
            next += 1;
        }
    }
    // A single row may have any number before it, and a row may have two names.
    if next > 2 && (next - 1) * 5 >= names * 2 { marked } else { vec![false; all.len()] }
}

/// How many lines of digits before a name are its codes: as many as most names have between them and an amount that is none
/// by its form. 类, 款 and 项 may all be printed, or the first alone.
fn codes_of_a_name(all: &[Vec<Token<'_>>]) -> usize {
    let is_part = |own: &Vec<Token<'_>>| matches!(own.as_slice(), [only] if matches!(&*only.text, "类" | "款" | "项"));
    let mut counts = [0_usize; BEFORE_NAME];
    let mut run = None;
    for own in all {
        run = match (run, own.iter().all(|token| token.kind == Kind::Digits)) {
            (Some(run), true) => Some(run + 1),
            _ if own.iter().all(is_value) => Some(0),
            (Some(run), false) => {
                counts.get_mut(run).into_iter().for_each(|count| *count += 1);
                None
            }
            (None, _) => None,
        };
    }
    let most = (1..BEFORE_NAME).max_by_key(|&run| (counts.get(run), std::cmp::Reverse(run)));
    let most = most.filter(|&run| counts.get(run).is_some_and(|&count| count > 0));
    if all.iter().any(is_part) { BEFORE_NAME } else { most.unwrap_or(BEFORE_NAME) }
}

/// Do the digits before names that could be codes of classes rise from row to row, as such codes do? Amounts go up and down.
fn rise(all: &[Vec<Token<'_>>]) -> bool {
    let named = |own: &Vec<Token<'_>>| !own.iter().all(is_value);
    let before = all.windows(2).filter_map(|pair| {
        let [last, own] = pair else { return None };
        last.iter().find(|token| is_class(token)).filter(|_| named(own) && !named(last))
    });
    let codes: Vec<&str> = before.map(|token| &*token.text).collect();
    let falls = codes.windows(2).filter(|pair| pair.first() > pair.last()).count();
    falls * 4 <= codes.len()
}

/// Could this be the code of a class, or of what stands below it?
pub(super) fn is_class(token: &Token<'_>) -> bool {
    const LENGTHS: [usize; 3] = [3, 5, 7];
    LENGTHS.contains(&token.text.len()) && token.text.starts_with(['1', '2', '3', '5'])
}

/// Do amounts have no fractions here?
fn has_plain_amounts(all: &[Vec<Token<'_>>]) -> bool {
    let of = |kind: Kind| all.iter().flatten().filter(|token| token.kind == kind && token.text != "0").count();
    of(Kind::Digits) > 2 * of(Kind::Amount)
}

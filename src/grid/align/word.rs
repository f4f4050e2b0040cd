//! Glyphs to words: stretches of one sort. A change of sort inside a line is a boundary however small the gap, so that an
//! amount never stands in one word with a name or another amount; what no column parts is joined again later.

use crate::geometry::{Pt, Span};
use crate::pdf::Glyph;
use crate::words::{is_cjk, number};

/// Where a word stands in the order of painting.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Place {
    /// The cell it is of, and the row of that, both counted over the page.
    pub(crate) cell: usize,
    pub(crate) row: usize,
    /// How often the pen had begun again from the top: some programs paint plain cells first, all others behind.
    pub(crate) pass: usize,
    /// The word before it in its line was painted right before it.
    pub(crate) is_next: bool,
    /// How far below the line above in its cell it stands.
    pub(crate) down: Pt,
    pub(crate) step: Step,
}

/// How the pen came to a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Step {
    /// From the word before it in its line.
    #[default]
    On,
    /// From the line above in its cell.
    Wrap,
    /// From a cell to the left; from one that stands lower.
    Right,
    RightUp,
    /// From the end of a row.
    Left,
}

/// Baselines nearer than this (in em) are one line: cells of a row set on other heights stand half a line apart.
const SAME_BASELINE: f64 = 0.25;
/// A gap wider than this (in em) parts two words of one sort.
const WORD_GAP: f64 = 0.25;
/// Digits of one number stand nearer than this (in em); columns of numbers stand further apart.
const DIGIT_GAP: f64 = 0.18;
/// Texts that overlap by more than this (in em) were set in cells too narrow for them.
pub(super) const OVERLAP: f64 = 0.5;
/// Nothing parts what stands nearer than this (in em).
pub(super) const TOUCH: f64 = 0.08;
/// A gap up to this (in em) behind a comma or point is the font's.
const LOOSE_DIGITS: f64 = 0.7;

/// What a word is, judged by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenSort {
    /// A number printed as amounts are: with decimals or groups of thousands.
    Amount,
    /// Digits only: a code, a count, an amount without decimals.
    Digits,
    /// A percentage.
    Rate,
    /// A mark for nothing.
    Dash,
    /// Anything else.
    Name,
}

impl TokenSort {
    /// A number of any sort.
    pub(crate) fn is_number(self) -> bool {
        matches!(self, TokenSort::Amount | TokenSort::Digits | TokenSort::Rate)
    }
}

/// A stretch of one line.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub(crate) x: Span,
    pub(crate) text: String,
    pub(crate) sort: TokenSort,
    /// The blank space before it in its line, in em; without end before the first.
    pub(crate) gap: f64,
    /// Where it stands itself: its line is of all that stand near one height.
    pub(crate) base: Pt,
    /// When it was painted, against the other words of its page.
    pub(crate) order: usize,
    /// Where it stands in that order, in cells and rows.
    pub(crate) place: Place,
    /// What shows its first and last glyph.
    pub(crate) runs: [u32; 2],
    /// What it was made of.
    pub(crate) glyphs: Vec<usize>,
}

/// Words on one baseline.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) y: Span,
    pub(crate) base: Pt,
    pub(crate) size: Pt,
    pub(crate) words: Vec<Word>,
}

impl Line {
    pub(crate) fn text(&self) -> String {
        self.words.iter().map(|word| word.text.as_str()).collect()
    }
}

/// The upright lines of those glyphs that `is_wanted`, from top to bottom.
pub(crate) fn lines(glyphs: &[Glyph], is_wanted: impl Fn(&Glyph) -> bool) -> Vec<Line> {
    let mut wanted: Vec<usize> = (0..glyphs.len())
        .filter(|i| !glyphs[*i].character.is_whitespace() && glyphs[*i].size > Pt::ZERO && is_wanted(&glyphs[*i]))
        .collect();
    wanted.sort_by_key(|i| (glyphs[*i].origin.y, glyphs[*i].rect.x0, *i));
    let mut lines = Vec::new();
    let mut from = 0;
    while from < wanted.len() {
        let first = &glyphs[wanted[from]];
        let near = |i: &usize| {
            let glyph = &glyphs[*i];
            glyph.origin.y - first.origin.y <= first.size.max(glyph.size) * SAME_BASELINE
        };
        let to = from + wanted[from..].iter().take_while(|i| near(i)).count();
        let mut own = wanted[from..to].to_vec();
        own.sort_by_key(|i| (glyphs[*i].rect.x0, glyphs[*i].rect.x1, *i));
        if part_overlapping(glyphs, &mut own) {
            lines.extend(by_baseline(glyphs, &own).iter().map(|own| line(glyphs, own)));
        } else {
            lines.push(line(glyphs, &own));
        }
        from = to;
    }
    lines
}

/// Glyphs by their baselines, each of which is one.
fn by_baseline(glyphs: &[Glyph], own: &[usize]) -> Vec<Vec<usize>> {
    const SAME: f64 = 0.03;
    let mut bases: Vec<Pt> = own.iter().map(|i| glyphs[*i].origin.y).collect();
    bases.sort_unstable();
    let size = own.iter().map(|i| glyphs[*i].size).max().unwrap_or_default();
    bases.dedup_by(|next, base| *next - *base <= size * SAME);
    let of = |glyph: &Glyph| bases.partition_point(|base| *base <= glyph.origin.y).max(1) - 1;
    let on = |at: usize| own.iter().copied().filter(|i| of(&glyphs[*i]) == at).collect();
    (0..bases.len()).map(on).collect()
}

/// Puts texts that were painted over each other behind each other, if there are such: a cell may be too narrow or too
/// low for its text.
fn part_overlapping(glyphs: &[Glyph], own: &mut [usize]) -> bool {
    let mut painted = own.to_vec();
    painted.sort_unstable();
    // Texts as they were painted: from left to right, without wide gaps.
    let mut texts: Vec<Vec<usize>> = Vec::new();
    for i in painted {
        let goes_on = |text: &&mut Vec<usize>| {
            text.last().is_some_and(|last| {
                let gap = glyphs[i].rect.x0 - glyphs[*last].rect.x1;
                gap >= glyphs[i].size * -OVERLAP && gap <= glyphs[i].size * WORD_GAP
            })
        };
        match texts.last_mut().filter(goes_on) {
            Some(text) => text.push(i),
            None => texts.push(vec![i]),
        }
    }
    let ends = |text: &Vec<usize>| Some((glyphs[*text.first()?].rect.x0, glyphs[*text.last()?].rect.x1));
    texts.sort_by_key(ends);
    let overlap = |pair: &[Vec<usize>]| match (ends(&pair[0]), ends(&pair[1])) {
        (Some((_, end)), Some((start, _))) => end - start > glyphs[pair[1][0]].size * OVERLAP,
        _ => false,
    };
    let is_overlapping = texts.windows(2).any(overlap);
    if is_overlapping {
        for (place, i) in own.iter_mut().zip(texts.into_iter().flatten()) {
            *place = i;
        }
    }
    is_overlapping
}

fn line(glyphs: &[Glyph], own: &[usize]) -> Line {
    let size = own.iter().map(|i| glyphs[*i].size).max().unwrap_or_default();
    let em = size.get().max(1.0);
    let gap = |at: usize| match at.checked_sub(1) {
        Some(before) => (glyphs[own[at]].rect.x0 - glyphs[own[before]].rect.x1).get() / em,
        None => f64::INFINITY,
    };
    let character = |at: usize| own.get(at).map_or(' ', |i| glyphs[*i].character);
    let mut words: Vec<Word> = Vec::new();
    let mut at = 0;
    while at < own.len() {
        let end = number_end(at, own.len(), &character, &gap).unwrap_or_else(|| {
            let goes_on = |end: &usize| {
                *end < own.len()
                    && (-OVERLAP..=WORD_GAP).contains(&gap(*end))
                    && (gap(*end) <= TOUCH || is_painted_next(own[*end - 1], own[*end]))
                    && (!character(*end).is_ascii_digit() || character(*end - 1).is_ascii_alphanumeric())
            };
            let mut end = at + 1;
            while goes_on(&end) {
                end += 1;
            }
            end
        });
        words.push(word(glyphs, &own[at..end], gap(at)));
        at = end;
    }
    let y = own.iter().map(|i| glyphs[*i].rect.y()).reduce(|all, y| all.union(y)).unwrap_or_default();
    let base = own.first().map_or(Pt::ZERO, |i| glyphs[*i].origin.y);
    Line { y, base, size, words }
}

/// Where the number ends that begins at `at`, if one does.
fn number_end(at: usize, len: usize, character: &impl Fn(usize) -> char, gap: &impl Fn(usize) -> f64) -> Option<usize> {
    let is_near = |i: usize| {
        let behind_mark = matches!(character(i - 1), ',' | '.');
        gap(i) >= -OVERLAP && gap(i) <= if behind_mark { LOOSE_DIGITS } else { DIGIT_GAP }
    };
    let is_sign = |c: char| matches!(c, '-' | '−' | '－' | '–' | '△' | '▲' | '+');
    let mut end = at;
    let opened = matches!(character(end), '(' | '（');
    if opened {
        end += 1;
    }
    if is_sign(character(end)) {
        end += 1;
    }
    let digits = end;
    while end < len
        && (end == at || is_near(end))
        && (character(end).is_ascii_digit() || (end > digits && matches!(character(end), ',' | '.')))
    {
        end += 1;
    }
    if end == digits {
        return None;
    }
    // Two numbers, of which the first is cut behind its mark, are no one number.
    let points = (digits..end).filter(|i| character(*i) == '.').count();
    if points > 1
        && let Some(cut) = (digits + 1..end).find(|i| gap(*i) > DIGIT_GAP)
    {
        end = cut;
    }
    if opened {
        // `(12.00)` is an amount, `（1）` numbers a name.
        let is_amount = (digits..end).any(|i| matches!(character(i), '.' | ','));
        let closed = end < len && matches!(character(end), ')' | '）') && is_near(end);
        return (is_amount && closed).then_some(end + 1);
    }
    if end < len && matches!(character(end), '%' | '％') && gap(end) <= LOOSE_DIGITS {
        end += 1;
    }
    // `1.一般公共预算` is a numbered name.
    let numbers_name = end - digits <= 3 && character(end - 1) == '.' && end < len && is_cjk(character(end));
    (!(numbers_name && gap(end) <= WORD_GAP)).then_some(end)
}

/// True if a glyph was painted right behind another, or with a blank between.
fn is_painted_next(before: usize, next: usize) -> bool {
    (1..=4).contains(&next.wrapping_sub(before))
}

fn word(glyphs: &[Glyph], own: &[usize], gap: f64) -> Word {
    let text: String = own.iter().map(|i| glyphs[*i].character).collect();
    let x = own.iter().map(|i| glyphs[*i].rect.x()).reduce(|all, x| all.union(x)).unwrap_or_default();
    let order = own.iter().copied().min().unwrap_or(0);
    let run = |i: Option<&usize>| i.map_or(0, |i| glyphs[*i].run);
    let runs = [run(own.first()), run(own.last())];
    let base = own.first().map_or(Pt::ZERO, |i| glyphs[*i].origin.y);
    Word { x, sort: sort(&text), text, gap, base, order, runs, place: Place::default(), glyphs: own.to_vec() }
}

/// What a text is, judged by itself.
pub(crate) fn sort(text: &str) -> TokenSort {
    let body = text.trim_matches(['(', ')', '（', '）', '△', '▲', '-', '−', '－', '–', '+']);
    if body.is_empty() || text.chars().all(|c| matches!(c, '-' | '—' | '–' | '－' | '/')) {
        return if text.chars().any(is_cjk) && body.is_empty() && !text.contains(['-', '—', '－', '–']) {
            TokenSort::Name
        } else {
            TokenSort::Dash
        };
    }
    if let Some(rate) = body.strip_suffix(['%', '％']) {
        return if number(rate).is_some() { TokenSort::Rate } else { TokenSort::Name };
    }
    match number(body) {
        Some(number) if number.separated => TokenSort::Amount,
        Some(_) => TokenSort::Digits,
        // A piece of one that was cut where its cell ended.
        None if body.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.')) => TokenSort::Amount,
        None => TokenSort::Name,
    }
}

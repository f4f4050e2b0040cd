//! Glyphs to lines: clustered by baseline, ordered along the line, cut where the gap is wide.

use super::join::join_segments;
use crate::geometry::{Pt, Rect, Span};
use crate::pdf::{Direction, Glyph};
use crate::words::{is_cjk, squeeze};

/// Two baselines nearer than this (in em) are one line; lines are set at least 0.9 em apart.
const SAME_LINE: f64 = 0.45;
/// A gap wider than this (in em), and than [`UNEVEN`] times the line's usual gap, cuts a line into segments.
const WIDE_GAP: f64 = 1.6;
const UNEVEN: f64 = 2.5;
/// A gap wider than this (in em) between Latin letters or digits is a space.
const WORD_GAP: f64 = 0.25;
/// A gap up to this (in em) between a comma or point and the digit after it is the font's, not the writer's.
const LOOSE_DIGITS: f64 = 0.7;
/// A gap wider than this (in em) between CJK characters is blank space that was meant.
const CJK_GAP: f64 = 0.8;
/// A blank that is printed between Latin words parts them where it leaves a gap of this (in em): in a narrow font it is
/// no wider than the space between letters of another.
const PRINTED_BLANK: f64 = 0.1;
/// A mark that leads to a note is so much smaller than the text it stands at ...
const MARK_SIZE: f64 = 0.75;
/// ... and raised by so much, in em of the text.
const MARK_RAISE: std::ops::RangeInclusive<f64> = 0.15..=0.7;
/// It stands no further from the text than this.
const MARK_GAP: f64 = 0.35;
/// The longest mark, and the more the text of a line beside which it is looked for.
const MARK_LENGTH: usize = 12;

/// Characters on one baseline, in reading order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TextLine {
    /// Pieces between wide gaps, from left to right.
    pub(crate) segments: Vec<Segment>,
    /// Around all of it.
    pub(crate) rect: Rect,
    /// The largest font size in it.
    pub(crate) size: Pt,
}

/// A piece of a line without wide gaps.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Segment {
    /// Its text.
    pub(crate) text: String,
    /// Around it.
    pub(crate) rect: Rect,
}

impl TextLine {
    /// The whole line; one space stands for a wide gap.
    pub(crate) fn text(&self) -> String {
        match self.segments.as_slice() {
            [only] => only.text.clone(),
            all => join_segments(all.iter().map(|segment| segment.text.as_str())),
        }
    }

    /// The whole line without any white space.
    pub(crate) fn squeezed(&self) -> String {
        squeeze(&self.text()).into_owned()
    }
}

/// A glyph in the frame of its own line: `start..end` along it, `baseline` across it, both growing as one reads.
#[derive(Clone, Copy)]
struct Placed<'a> {
    glyph: &'a Glyph,
    along: Span,
    baseline: Pt,
}

/// The lines of these glyphs, from the first read to the last; text of another direction comes after the upright.
pub(crate) fn lines<'a>(glyphs: impl IntoIterator<Item = &'a Glyph>) -> Vec<TextLine> {
    let placed = |glyph: &'a Glyph| {
        let (along, baseline) = glyph.along();
        Placed { glyph, along, baseline }
    };
    let mut rest: Vec<Placed<'a>> = glyphs.into_iter().map(placed).collect();
    let mut lines = Vec::new();
    for direction in [Direction::Right, Direction::Down, Direction::Left] {
        // Nearly always all of them run to the right.
        if rest.iter().all(|placed| placed.glyph.direction == direction) {
            break;
        }
        let (own, others) = rest.into_iter().partition(|placed| placed.glyph.direction == direction);
        lines.extend(lines_of_one_direction(own));
        rest = others;
    }
    lines.extend(lines_of_one_direction(rest));
    lines
}

fn lines_of_one_direction(mut placed: Vec<Placed<'_>>) -> Vec<TextLine> {
    placed.sort_by_key(|p| p.baseline);
    let mut lines = Vec::new();
    let mut from = 0;
    while from < placed.len() {
        let mut first = placed[from].baseline;
        let mut size = placed[from].glyph.size;
        let mut to = from + 1;
        loop {
            while to < placed.len() && placed[to].baseline - first <= size.max(placed[to].glyph.size) * SAME_LINE {
                size = size.max(placed[to].glyph.size);
                to += 1;
            }
            if !are_marks(&placed[from..to], size, &placed[to..]) {
                break;
            }
            first = placed[to].baseline;
        }
        let line = &mut placed[from..to];
        line.sort_by_key(|p| (p.along.start, p.along.end));
        lines.extend(line_of(line));
        from = to;
    }
    lines
}

/// Whether small glyphs above a line are marks raised from it, each beside a letter of it or beside another mark.
fn are_marks(marks: &[Placed<'_>], size: Pt, below: &[Placed<'_>]) -> bool {
    let Some(next) = below.first().filter(|next| size <= next.glyph.size * MARK_SIZE) else { return false };
    let (em, baseline) = (next.glyph.size, next.baseline);
    let near = |a: Pt, b: Pt| (a - b).abs() <= em * MARK_GAP;
    let line = || below.iter().take_while(|text| text.baseline - baseline <= em * SAME_LINE);
    let beside = |mark: &Placed<'_>, other: &Placed<'_>| {
        near(mark.along.start, other.along.end) || near(mark.along.end, other.along.start)
    };
    let is_mark = |mark: &Placed<'_>| {
        baseline - mark.baseline <= em * *MARK_RAISE.end()
            && (line().any(|text| beside(mark, text)) || marks.iter().any(|other| beside(mark, other)))
    };
    marks.len() <= MARK_LENGTH && marks.iter().all(is_mark)
}

/// Whether a glyph is raised and small in a line of this size on this baseline: a mark at a number is none of its digits.
fn is_raised(placed: &Placed<'_>, em: Pt, baseline: Pt) -> bool {
    placed.glyph.size <= em * MARK_SIZE && MARK_RAISE.contains(&((baseline - placed.baseline) / em))
}

/// A digit set as a raised mark.
fn superscript(digit: char) -> char {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    digit.to_digit(10).and_then(|value| RAISED.get(value as usize)).copied().unwrap_or(digit)
}

/// The line of these glyphs, sorted along it; none if they are all blank.
fn line_of(placed: &[Placed<'_>]) -> Option<TextLine> {
    let is_visible = |p: &Placed<'_>| !p.glyph.character.is_whitespace();
    // Nearly always all of them are.
    let kept: Vec<Placed<'_>>;
    let visible = if placed.iter().all(is_visible) {
        placed
    } else {
        kept = placed.iter().filter(|p| is_visible(p)).copied().collect();
        &kept
    };
    let (first, rest) = visible.split_first()?;
    let em = visible.iter().map(|p| p.glyph.size).max()?;
    let gaps = || visible.windows(2).map(|pair| pair[1].along.start - pair[0].along.end);
    let usual = if gaps().any(|gap| gap > em * WIDE_GAP) {
        Pt::median(gaps()).unwrap_or_default().max(Pt::ZERO)
    } else {
        Pt::ZERO
    };
    // A short label set over the width of its cell (`本 年 收 入`): every gap is about the same, none is a space.
    let spaced_out = gaps().all(|gap| gap > em * WORD_GAP) && visible.iter().all(|p| is_cjk(p.glyph.character));
    let mut segments = Vec::new();
    let mut text = String::with_capacity(visible.len() * first.glyph.character.len_utf8());
    // Nearly always all are of one size.
    let baseline = visible
        .iter()
        .find(|p| p.glyph.size == em)
        .filter(|_| visible.iter().any(|p| p.glyph.size <= em * MARK_SIZE))
        .map(|p| p.baseline);
    let set = |at: usize| {
        let here = &visible[at];
        let mark = baseline.is_some_and(|baseline| is_raised(here, em, baseline));
        // Only at a number a raised digit could be read as one of its own.
        let beside = [at.checked_sub(1), Some(at + 1)];
        let is_digit = |p: &Placed<'_>| p.glyph.character.is_ascii_digit();
        let at_number = || beside.into_iter().flatten().filter_map(|i| visible.get(i)).any(is_digit);
        if mark && at_number() { superscript(here.glyph.character) } else { here.glyph.character }
    };
    let blanks: Vec<Pt> = placed.iter().filter(|p| !is_visible(p)).map(|p| p.along.start).collect();
    text.push(set(0));
    let mut rect = first.glyph.rect;
    for (at, ((before, here), gap)) in (1..).zip(visible.iter().zip(rest).zip(gaps())) {
        if gap > em * WIDE_GAP && gap > usual * UNEVEN {
            segments.push(Segment { text: std::mem::take(&mut text), rect });
            rect = here.glyph.rect;
        } else if !spaced_out && (is_space(before.glyph, here.glyph, gap, em) || has_blank(&blanks, before, here, em)) {
            text.push(' ');
        }
        text.push(set(at));
        rect = rect.union(here.glyph.rect);
    }
    segments.push(Segment { text, rect });
    let rect = segments.iter().skip(1).fold(segments.first()?.rect, |all, segment| all.union(segment.rect));
    Some(TextLine { segments, rect, size: em })
}

/// Whether a blank is printed between two words in Latin letters.
fn has_blank(blanks: &[Pt], before: &Placed<'_>, here: &Placed<'_>, em: Pt) -> bool {
    let (left, right) = (before.glyph.character, here.glyph.character);
    let is_word = left.is_alphabetic() || right.is_alphabetic();
    is_word
        && !is_cjk(left)
        && !is_cjk(right)
        && here.along.start - before.along.end > em * PRINTED_BLANK
        && blanks.iter().any(|blank| before.along.start < *blank && *blank < here.along.start)
}

fn is_space(before: &Glyph, here: &Glyph, gap: Pt, em: Pt) -> bool {
    // A comma or point set in a wide font does not end a number (`5, 221. 79`).
    if matches!(before.character, ',' | '.') && here.character.is_ascii_digit() {
        return gap > em * LOOSE_DIGITS;
    }
    let cjk = is_cjk(before.character) || is_cjk(here.character);
    gap > em * if cjk { CJK_GAP } else { WORD_GAP }
}

#[cfg(test)]
pub(crate) mod drawn {
    use super::*;
    use crate::geometry::Point;

    /// Glyphs of `text` from `(x, baseline)`: CJK one em wide, others half; a space advances and draws nothing.
    pub(crate) fn set(text: &str, x: f64, baseline: f64, size: f64) -> Vec<Glyph> {
        let mut at = x;
        let mut glyphs = Vec::new();
        for character in text.chars() {
            let advance = if is_cjk(character) { size } else { size / 2.0 };
            if character != ' ' {
                glyphs.push(Glyph {
                    character,
                    rect: Rect::new(
                        Pt::new(at),
                        Pt::new(baseline - size * 0.86),
                        Pt::new(at + advance),
                        Pt::new(baseline + size * 0.14),
                    ),
                    origin: Point { x: Pt::new(at), y: Pt::new(baseline) },
                    size: Pt::new(size),
                    direction: Direction::Right,
                    run: baseline as u32,
                });
            }
            at += advance;
        }
        glyphs
    }
}

#[cfg(test)]
mod tests {
    use super::drawn::set;
    use super::*;

    fn check(glyphs: &[Glyph], expected: &[&[&str]]) {
        let lines = lines(glyphs);
        let found: Vec<Vec<&str>> =
            lines.iter().map(|line| line.segments.iter().map(|segment| segment.text.as_str()).collect()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn letter_spaced_labels_are_one_word() {
        check(&set("本  年  收  入", 10.0, 20.0, 10.0), &[&["本年收入"]]);
    }

    #[test]
    fn a_wide_gap_cuts_a_line() {
        let mut glyphs = set("部门名称：某局", 10.0, 20.0, 10.0);
        glyphs.extend(set("单位：万元", 300.0, 20.0, 10.0));
        check(&glyphs, &[&["部门名称：某局", "单位：万元"]]);
    }

    #[test]
    fn latin_words_keep_their_space() {
        check(&set("Total amount 2025", 10.0, 20.0, 10.0), &[&["Total amount 2025"]]);
    }

    #[test]
    fn lines_are_read_from_the_top_whatever_the_drawing_order() {
        let mut glyphs = set("下", 10.0, 40.0, 10.0);
        glyphs.extend(set("上", 10.0, 20.0, 10.0));
        check(&glyphs, &[&["上"], &["下"]]);
    }
}

//! Which lines of a page may be a table: what stands between captions, prose and gaps.

use super::word::{Line, TokenSort, Word};
use crate::geometry::{Pt, Span};
use crate::text::TextLine;
use crate::words::{is_page_number, is_remark, is_sum};
use std::ops::Range;

/// Lines further apart than this (in em) are of different regions.
const MAX_GAP: f64 = 4.0;
/// A gap wider than this (in em) parts two pieces of a line.
const PIECE_GAP: f64 = 0.9;
/// One piece of so many characters is a sentence, if no column holds it.
const LONG: usize = 25;
/// A line set larger than those below it by this factor heads them.
const LARGER: f64 = 1.12;
/// Lines of one head stand no further apart than this, in em.
const LEADING: f64 = 2.0;

/// What a line is, judged by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nature {
    /// It may be of a table.
    Row,
    /// It may be, if a column holds all of it.
    Weak,
    /// It announces a table.
    Caption,
    /// It is none of a table's.
    Apart,
}

/// Lines that may be a table.
#[derive(Clone, Debug)]
pub(super) struct Region {
    pub(super) lines: Range<usize>,
    /// The title of a table or a unit of money stands right above it.
    pub(super) is_announced: bool,
}

/// The pieces of a line between wide gaps, as ranges of words.
pub(super) fn pieces(line: &Line) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for (i, word) in line.words.iter().enumerate() {
        match pieces.last_mut() {
            Some(piece) if word.gap <= PIECE_GAP => piece.end = i + 1,
            _ => pieces.push(i..i + 1),
        }
    }
    pieces
}

/// True if nothing in a line is further apart than the words of a sentence: names of columns may stand as near as that.
pub(super) fn is_one_text(line: &Line) -> bool {
    /// A blank is no wider, in em.
    const BLANK: f64 = 0.5;
    line.words.iter().skip(1).all(|word| word.gap <= BLANK)
}

pub(super) fn text_of(words: &[Word]) -> String {
    words.iter().map(|word| word.text.as_str()).collect()
}

/// From where these words begin to where they end.
pub(super) fn span_of(words: &[Word]) -> Span {
    words.iter().map(|word| word.x).reduce(Span::union).unwrap_or_default()
}

/// True if a word stands apart from those beside it, as a cell does.
pub(super) fn stands_alone(line: &Line, at: usize) -> bool {
    const APART: f64 = 0.2;
    line.words[at].gap > APART && line.words.get(at + 1).is_none_or(|next| next.gap > APART)
}

/// The regions of a page. `is_parted` says if something else stands between two heights.
pub(super) fn regions(lines: &[Line], is_parted: impl Fn(Span) -> bool) -> Vec<Region> {
    let natures: Vec<Nature> = (0..lines.len()).map(|i| nature(lines, i)).collect();
    let apart =
        |a: &Line, b: &Line| b.y.start - a.y.end > a.size.min(b.size) * MAX_GAP || is_parted(Span::new(a.base, b.base));
    let mut regions: Vec<Region> = Vec::new();
    let mut is_announced = false;
    let mut open: Option<Region> = None;
    for (i, nature) in natures.iter().enumerate() {
        if i > 0 && apart(&lines[i - 1], &lines[i]) {
            regions.extend(open.take());
            is_announced = false;
        }
        match nature {
            Nature::Row | Nature::Weak => match open.as_mut() {
                Some(region) => region.lines.end = i + 1,
                None => open = Some(Region { lines: i..i + 1, is_announced: std::mem::take(&mut is_announced) }),
            },
            Nature::Caption | Nature::Apart => {
                regions.extend(open.take());
                is_announced = *nature == Nature::Caption;
            }
        }
    }
    regions.extend(open);
    regions
}

pub(super) fn nature(lines: &[Line], at: usize) -> Nature {
    let line = &lines[at];
    let texts: Vec<String> = pieces(line).into_iter().map(|piece| text_of(&line.words[piece])).collect();
    let has_amount = (0..line.words.len()).any(|i| line.words[i].sort == TokenSort::Amount && stands_alone(line, i));
    let announces = |text: &String| {
        ["单位：", "单位:", "部门：", "部门:", "名称：", "名称:"].iter().any(|word| text.contains(word))
    };
    if !has_amount && texts.iter().any(announces) && texts.len() <= 4 {
        return Nature::Caption;
    }
    let leads =
        |text: &str| text.contains("...") || text.contains("···") || text.contains("……") || text.contains("．．．");
    if texts.iter().any(|text| leads(text) || is_note(text)) {
        return Nature::Apart;
    }
    if numbers_page(lines, at) {
        return Nature::Apart;
    }
    let ends = |text: &String| text.contains(['。', '；']);
    match &texts[..] {
        [text] if is_total(text) => Nature::Row,
        [text] if is_title(text) => Nature::Caption,
        [text] if is_larger(lines, at) && !text.chars().all(|c| c.is_ascii_digit()) => Nature::Caption,
        [text] if text.chars().count() >= LONG && is_one_text(line) || ends(text) => Nature::Weak,
        [text] if text.starts_with('第') || text.starts_with("附件") || text.starts_with("附表") => {
            Nature::Caption
        }
        [text] if is_number_of_table(text) => Nature::Caption,
        _ => Nature::Row,
    }
}

/// True if the last line of a page announces a table that begins on the next.
pub(super) fn ends_announced(lines: &[TextLine]) -> bool {
    let mut above = lines.iter().rev().map(|line| line.squeezed()).skip_while(|text| is_page_number(text));
    above.next().is_some_and(|text| text.contains("单位：") || text.contains("单位:") || is_title(&text))
}

/// True for the number of the page, apart at its end.
fn numbers_page(lines: &[Line], at: usize) -> bool {
    /// It stands further (in em) from the line above it than the next line of a cell does.
    const APART: f64 = 1.6;
    let line = &lines[at];
    let is_apart = at.checked_sub(1).is_none_or(|above| line.base - lines[above].base > line.size * APART);
    at + 1 == lines.len() && is_apart && is_page_number(&line.text())
}

/// True if the lines right below are set smaller.
fn is_larger(lines: &[Line], at: usize) -> bool {
    let size = lines[at].size;
    let same = |line: &Line| (line.size.get() - size.get()).abs() < size.get() * 0.05;
    // The last line of a wrapped name stands below others that have names beside them.
    let goes_on = |at: &usize| {
        let (above, line) = (&lines[*at - 1], &lines[*at]);
        same(above) && line.base - above.base <= size * LEADING
    };
    if (1..=at).rev().take_while(goes_on).any(|at| pieces(&lines[at - 1]).len() >= 2) {
        return false;
    }
    let below: Vec<Pt> = lines.iter().skip(at + 1).take(3).map(|line| line.size).collect();
    !below.is_empty() && below.iter().all(|own| size.get() >= own.get() * LARGER)
}

/// A remark, and no column named so.
fn is_note(text: &str) -> bool {
    const LONGEST_NAME: usize = 4;
    is_remark(text) && text.chars().count() > LONGEST_NAME
}

fn is_title(text: &str) -> bool {
    let bare = text.trim_end_matches([')', '）']);
    let bare =
        if bare.len() < text.len() { bare.rsplit_once(['(', '（']).map_or(bare, |(head, _)| head) } else { bare };
    bare.ends_with('表') && bare.chars().count() >= 4
}

/// `表2`, `表10-1`.
fn is_number_of_table(text: &str) -> bool {
    let number = text.strip_prefix('表').unwrap_or_default();
    number.starts_with(|c: char| c.is_ascii_digit()) && number.chars().all(|c| c.is_ascii_digit() || c == '-')
}

/// True for the label of a sum, whose letters may stand apart.
pub(super) fn is_total(text: &str) -> bool {
    is_sum(text) || matches!(text, "合" | "计")
}

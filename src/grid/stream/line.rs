//! The lines of a page outside of its grids as pieces, and runs of lines that may be tables.

use crate::geometry::{Pt, Rect, Span};
use crate::grid::PageLayout;
use crate::pdf::{Direction, Page};
use crate::text::pieces;
use crate::words::{is_digits, is_figures, is_numbered, is_remark, squeeze};
use std::ops::Range;

/// Lines further apart than this (in em) are of different blocks.
const MAX_GAP: f64 = 4.0;
/// One text of so many characters in a line is prose.
const LONG: usize = 25;

/// A line of text, cut where it has gaps.
pub(super) struct Line {
    pub(super) y: Span,
    pub(super) size: Pt,
    pub(super) pieces: Vec<Piece>,
}

/// A text without a gap.
pub(super) struct Piece {
    pub(super) x: Span,
    pub(super) text: String,
    pub(super) is_number: bool,
}

/// A run of lines that may be a table.
pub(super) struct Block {
    pub(super) lines: Range<usize>,
    /// How many lines at its top are headings that stand above a table, unless it is one that goes on.
    pub(super) headings: usize,
    /// The title of a table or a unit of money stands right above it.
    pub(super) is_announced: bool,
    top: Pt,
}

/// What a line is, judged by itself.
#[derive(Clone, Copy, PartialEq)]
enum Sort {
    /// It may be a row.
    Row,
    /// It announces a table.
    Caption,
    /// It is none of a table's.
    Text,
}

impl Line {
    pub(super) fn rect(&self) -> Rect {
        let x = self.pieces.iter().map(|piece| piece.x).reduce(|all, x| all.union(x)).unwrap_or_default();
        Rect::from_spans(x, self.y)
    }

    pub(super) fn numbers(&self) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().filter(|piece| piece.is_number)
    }
}

impl Piece {
    /// Whether a number is printed as amounts are, not as pages and counts.
    pub(super) fn is_amount(&self) -> bool {
        self.text.contains(['.', ',']) && !self.text.ends_with(['.', ','])
    }
}

impl Block {
    /// True if nothing stands above it on the page.
    pub(super) fn is_first(&self, layout: &PageLayout) -> bool {
        layout.grids.iter().all(|grid| grid.rect.y0 > self.top)
            && layout.lines.iter().filter(|line| line.rect.y1 < self.top).count() <= 1
    }
}

/// The lines of a page that stand in no grid, from top to bottom.
pub(super) fn lines(page: &Page, layout: &PageLayout) -> Vec<Line> {
    let outside = |at| layout.grids.iter().all(|grid| !grid.rect.contains(at));
    let upright = page.glyphs.iter().filter(|glyph| glyph.direction == Direction::Right);
    let mut lines: Vec<Line> = pieces(upright.filter(|glyph| outside(glyph.rect.centre())))
        .into_iter()
        .map(|line| {
            let piece = |(i, segment): (usize, &crate::text::Segment)| {
                let text = squeeze(&segment.text);
                // A code leads its line.
                let is_code = i == 0 && line.segments.len() > 1 && is_digits(&text);
                Piece { x: segment.rect.x(), is_number: is_figures(&text) && !is_code, text: text.into_owned() }
            };
            Line { y: line.rect.y(), size: line.size, pieces: line.segments.iter().enumerate().map(piece).collect() }
        })
        .collect();
    lines.sort_by_key(|line| (line.y, line.pieces.first().map(|piece| piece.x)));
    lines
}

/// Runs of lines that may be rows, with what announces them.
pub(super) fn blocks(lines: &[Line], layout: &PageLayout) -> Vec<Block> {
    let sorts: Vec<Sort> = lines.iter().map(sort).collect();
    let is_parted = |a: &Line, b: &Line| {
        b.y.start - a.y.end > b.size * MAX_GAP
            || layout.grids.iter().any(|grid| a.y.end <= grid.rect.y1 && grid.rect.y0 <= b.y.start)
    };
    let mut blocks = Vec::new();
    let mut at = 0;
    let mut is_announced = false;
    while at < lines.len() {
        if at > 0 && is_parted(&lines[at - 1], &lines[at]) {
            is_announced = false;
        }
        if sorts[at] != Sort::Row {
            is_announced = sorts[at] == Sort::Caption;
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < lines.len() && sorts[end] == Sort::Row && !is_parted(&lines[end - 1], &lines[end]) {
            end += 1;
        }
        let headings = lines[at..end].iter().take_while(|line| is_heading(line)).count();
        blocks.push(Block { lines: at..end, headings, is_announced, top: lines[at].y.start });
        is_announced = false;
        at = end;
    }
    blocks
}

/// A heading above a table: one text that is numbered like one, or too long for a name.
fn is_heading(line: &Line) -> bool {
    const LONGEST_NAME: usize = 12;
    let [piece] = &line.pieces[..] else { return false };
    piece.text.chars().count() > LONGEST_NAME || is_numbered(&piece.text) || piece.text.starts_with('第')
}

fn sort(line: &Line) -> Sort {
    let announces =
        |text: &str| ["单位：", "单位:", "部门：", "部门:", "名称：", "名称:"].iter().any(|word| text.contains(word));
    if line.numbers().count() == 0 && line.pieces.iter().any(|piece| announces(&piece.text)) {
        return Sort::Caption;
    }
    let is_prose = |text: &str| {
        text.contains(['。', '；', '…']) || text.contains("...") || text.contains("···") || is_remark(text)
    };
    if line.pieces.iter().any(|piece| is_prose(&piece.text)) {
        return Sort::Text;
    }
    match &line.pieces[..] {
        [piece] if is_title(&piece.text) => Sort::Caption,
        [piece] if piece.text.chars().count() >= LONG => Sort::Text,
        _ => Sort::Row,
    }
}

fn is_title(text: &str) -> bool {
    let bare = text.trim_end_matches([')', '）']);
    let bare =
        if bare.len() < text.len() { bare.rsplit_once(['(', '（']).map_or(bare, |(head, _)| head) } else { bare };
    bare.ends_with('表') && bare.chars().count() >= 4
}

//! Ink to lines of text, in cells and outside of them.

use super::bits::Bits;
use super::blobs::{Blob, blobs};
use super::{Area, inches};

/// More marks than this outside of tables are a picture, or dirt.
const MAX_BLOBS: usize = 30_000;

/// A line of text, or a piece of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Around its ink.
    pub(crate) area: Area,
    /// It is one stroke that lies level and is shorter than a letter is high.
    pub(crate) is_dash: bool,
}

/// How high the letters of a page are, in pixels: nine of ten marks as large as letters are no higher.
pub(super) fn em(ink: &Bits, dpi: f64) -> f64 {
    let page = Area { x0: 0, y0: 0, x1: ink.width, y1: ink.height };
    let sizes = (dpi * 0.05) as usize..=(dpi * 0.3) as usize;
    let all = blobs(ink, page);
    let mut heights: Vec<usize> = all.iter().map(|blob| blob.area.height()).filter(|h| sizes.contains(h)).collect();
    heights.sort_unstable();
    heights.get(heights.len() * 9 / 10).map_or(dpi * 0.13, |height| *height as f64)
}

/// The lines in a cell, from top to bottom; letters are `em` high. Sizes of strokes and dots are told for letters of nine points;
/// those of smaller ones are as much smaller, or all strokes of a nought would be dots.
pub(super) fn of_cell(ink: &Bits, cell: Area, em: f64, dpi: f64) -> Vec<Line> {
    /// So many letters of nine points make an inch.
    const USUAL: f64 = 8.0;
    let dpi = dpi.min(em * USUAL);
    let kept = of_text(blobs(ink, cell), cell, dpi);
    let total: usize = kept.iter().map(|blob| blob.count).sum();
    if (total as f64) < (dpi * 0.02).powi(2) {
        return Vec::new();
    }
    let mut rows = vec![false; cell.height()];
    let spans = kept.iter().map(|blob| (blob.area.y0 - cell.y0, blob.area.y1 - cell.y0));
    spans.for_each(|(from, to)| rows[from..to].fill(true));
    let bands: Vec<(usize, usize)> = super::bits::runs(&rows).collect();
    let mut lines = Vec::new();
    for band in joined(&bands, em, dpi) {
        let parts = parted(&kept, (band.0 + cell.y0, band.1 + cell.y0), em);
        lines.extend(parts.into_iter().filter_map(|(from, to)| line(&kept, (from, to), em, dpi)));
    }
    lines
}

/// The line of what stands in these rows; none where that is too little for a letter or a dash.
fn line(kept: &[Blob], (from, to): (usize, usize), em: f64, dpi: f64) -> Option<Line> {
    let runs = || kept.iter().flat_map(|blob| &blob.runs).filter(|(y, ..)| (from..to).contains(y));
    let count: usize = runs().map(|(_, x0, x1)| x1 - x0).sum();
    let area = runs().map(|&(y, x0, x1)| Area { x0, y0: y, x1, y1: y + 1 }).reduce(Area::union)?;
    let (width, height) = (area.width() as f64, area.height() as f64);
    let is_low = height < dpi * 0.035;
    let is_dash = width >= 1.6 * height && width >= dpi * 0.022 && count as f64 >= 0.5 * width * height;
    let is_kept = !is_low || is_dash || count as f64 >= (dpi * 0.03).powi(2);
    is_kept.then_some(Line { area, is_dash: is_low && is_dash && width < em * 0.8 })
}

/// A band of rows that is as high as several lines: parted where there is the least ink between them, if that is little.
fn parted(kept: &[Blob], (from, to): (usize, usize), em: f64) -> Vec<(usize, usize)> {
    const TWO: f64 = 1.6;
    const LITTLE: f64 = 0.25;
    let height = to - from;
    if (height as f64) < em * TWO {
        return vec![(from, to)];
    }
    let mut rows = vec![0_usize; height];
    for (y, x0, x1) in kept.iter().flat_map(|blob| &blob.runs).filter(|(y, ..)| (from..to).contains(y)) {
        rows[y - from] += x1 - x0;
    }
    let mean = rows.iter().sum::<usize>() as f64 / height as f64;
    let margin = (em * 0.6) as usize;
    let least = (margin..height.saturating_sub(margin)).min_by_key(|row| rows[*row]);
    match least.filter(|row| rows[*row] as f64 <= mean * LITTLE) {
        Some(row) => {
            let mut parts = parted(kept, (from, from + row), em);
            parts.extend(parted(kept, (from + row, to), em));
            parts
        }
        None => vec![(from, to)],
    }
}

/// Parts of characters that stand above each other (二, 吕): what is near and together no higher than a letter is one line, and
/// strokes too low for a letter are no line of their own.
fn joined(bands: &[(usize, usize)], em: f64, dpi: f64) -> Vec<(usize, usize)> {
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for &(from, to) in bands {
        if let Some(last) = joined.last_mut()
            && ((from - last.1) as f64) < dpi * 0.022
            && (((to - last.0) as f64) < em * 1.15 || ((to - from).min(last.1 - last.0) as f64) < em * 0.35)
        {
            last.1 = to;
        } else {
            joined.push((from, to));
        }
    }
    joined
}

/// What may be of letters: no specks, no leftovers of rulings along the border, no dots that stand alone.
fn of_text(all: Vec<Blob>, cell: Area, dpi: f64) -> Vec<Blob> {
    let least = ((dpi * 0.012).powi(2) as usize).max(3);
    let (thin, dot, near) = (dpi * 0.02, dpi * 0.03, dpi * 0.06);
    let is_leftover = |blob: &Blob| {
        let (area, w, h) = (blob.area, blob.area.width() as f64, blob.area.height() as f64);
        let at_row = area.y0 <= cell.y0 + 1 || area.y1 + 1 >= cell.y1;
        let at_column = area.x0 <= cell.x0 + 1 || area.x1 + 1 >= cell.x1;
        (at_row && h < thin && w > 3.0 * h) || (at_column && w < thin && h > 3.0 * w)
    };
    let kept: Vec<Blob> = all.into_iter().filter(|blob| blob.count >= least && !is_leftover(blob)).collect();
    let is_dot = |blob: &Blob| (blob.area.width() as f64) < dot && (blob.area.height() as f64) < dot;
    let large: Vec<Area> = kept.iter().filter(|blob| !is_dot(blob)).map(|blob| blob.area).collect();
    let beside = |dot: Area| {
        large.iter().any(|other| {
            let (x, y) = (apart(dot.x0, dot.x1, other.x0, other.x1), apart(dot.y0, dot.y1, other.y0, other.y1));
            (x as f64) <= near && (y as f64) <= near / 2.0
        })
    };
    kept.into_iter().filter(|blob| !is_dot(blob) || beside(blob.area)).collect()
}

/// How far two stretches are apart; 0 where they meet.
fn apart(a0: usize, a1: usize, b0: usize, b1: usize) -> usize {
    b0.saturating_sub(a1).max(a0.saturating_sub(b1))
}

/// The lines outside of cells, each piece between wide gaps by itself, from top to bottom.
pub(super) fn outside(ink: &Bits, cells: &[Area], dpi: f64) -> Vec<Line> {
    let mut rest = ink.clone();
    for cell in cells {
        for y in cell.y0..cell.y1.min(ink.height) {
            rest.row_mut(y)[cell.x0.min(ink.width)..cell.x1.min(ink.width)].fill(false);
        }
    }
    let page = Area { x0: 0, y0: 0, x1: ink.width, y1: ink.height };
    let (tallest, widest) = (inches(0.7, dpi), inches(1.0, dpi));
    let is_letter = |blob: &Blob| blob.area.height() <= tallest && blob.area.width() <= widest;
    let marks: Vec<Blob> = of_text(blobs(&rest, page).into_iter().filter(is_letter).collect(), page, dpi);
    if marks.len() > MAX_BLOBS {
        return Vec::new();
    }
    let mut areas: Vec<Area> = marks.iter().map(|blob| blob.area).collect();
    let em = usual_height(&areas, dpi);
    // Parts of characters first, then characters along their line, then what lies within a line.
    merge(&mut areas, em, |a, b| {
        apart(a.x0, a.x1, b.x0, b.x1) == 0
            && apart(a.y0, a.y1, b.y0, b.y1) * 5 <= em
            && a.union(b).height() * 4 <= em * 5
    });
    merge(&mut areas, em * 2, |a, b| {
        let shared = a.y1.min(b.y1).saturating_sub(a.y0.max(b.y0));
        let size = a.height().max(b.height()).max(em);
        shared * 2 >= a.height().min(b.height()) && apart(a.x0, a.x1, b.x0, b.x1) * 5 <= size * 6 && {
            let taller = a.height().max(b.height());
            a.union(b).height() * 2 <= taller.max(em) * 3
        }
    });
    areas.retain(|area| area.height() * 3 >= em || area.width() * 3 >= em);
    areas.sort_by_key(|area| (area.y0, area.x0));
    areas.into_iter().map(|area| Line { area, is_dash: false }).collect()
}

/// The height of most letters.
fn usual_height(areas: &[Area], dpi: f64) -> usize {
    let least = inches(0.05, dpi);
    let mut heights: Vec<usize> = areas.iter().map(|area| area.height()).filter(|height| *height >= least).collect();
    heights.sort_unstable();
    heights.get(heights.len() * 3 / 4).copied().unwrap_or(inches(0.14, dpi))
}

/// Joins areas until no two that are near belong together.
fn merge(areas: &mut Vec<Area>, reach: usize, belong: impl Fn(Area, Area) -> bool) {
    loop {
        areas.sort_by_key(|area| (area.y0, area.x0));
        let before = areas.len();
        let tallest = areas.iter().map(|area| area.height()).max().unwrap_or(0);
        let mut gone = vec![false; before];
        for at in 0..before {
            if gone[at] {
                continue;
            }
            for other in at + 1..before {
                if areas[other].y0 > areas[at].y0 + tallest + reach || areas[other].y0 > areas[at].y1 + reach {
                    break;
                }
                if !gone[other] && belong(areas[at], areas[other]) {
                    areas[at] = areas[at].union(areas[other]);
                    gone[other] = true;
                }
            }
        }
        let mut gone = gone.into_iter();
        areas.retain(|_| !gone.next().unwrap_or(false));
        if areas.len() == before {
            return;
        }
    }
}

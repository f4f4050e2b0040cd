//! Lines to strips of one height, as a recognition reads them.

use super::bits::Bits;
use super::gray::Gray;
use super::{Area, inches};

/// The height of a strip, in pixels.
pub(crate) const HEIGHT: usize = 48;
/// The longest strip; a line of print over a whole page is 2,500.
const LONGEST: usize = 6_000;

/// The picture of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Strip {
    /// [`HEIGHT`] high.
    pub(crate) gray: Gray,
    /// What it shows of the sheet; it may reach beyond it.
    pub(crate) area: Area,
}

/// Strokes alone are lower than letters: so high, in inches, a line is at least, or as digits are where letters are small.
const LOWEST: f64 = 0.09;
/// How high digits are beside the highest letters.
const DIGIT: f64 = 0.7;

/// The strip of a line on a page whose letters are `em` high: rulings and what lies outside of `within` painted over with its
/// paper. A recognition expects letters as high as the strip: lower ones it reads at half.
pub(super) fn strip(gray: &Gray, ruled: &Bits, line: Area, within: Option<Area>, (em, dpi): (f64, f64)) -> Strip {
    let height = line.height();
    let usual = inches(LOWEST, dpi);
    let em = height.max(usual.min((em * DIGIT).round() as usize));
    let above = ((em as f64 * 0.16).round() as usize).max(2) + (em - height) / 2;
    // The sign before a small number may be too pale for ink.
    let beside = if em < usual { em * 3 / 4 } else { em / 4 }.max(3);
    let area = Area {
        x0: line.x0.saturating_sub(beside),
        y0: line.y0.saturating_sub(above),
        x1: (line.x1 + beside).min(gray.width),
        y1: (line.y1 + above).min(gray.height),
    };
    let (width, high) = (area.width().max(1), area.height().max(1));
    let mut part = Gray::filled(width, high, 255);
    for (y, row) in (area.y0..area.y1).enumerate() {
        part.row_mut(y).copy_from_slice(&gray.row(row)[area.x0..area.x1]);
    }
    let paper = paper(&part);
    for (y, row) in (area.y0..area.y1).enumerate() {
        let is_other_row = within.is_some_and(|cell| row < cell.y0 || row >= cell.y1);
        let rules = &ruled.row(row)[area.x0..area.x1];
        for (x, shade) in part.row_mut(y).iter_mut().enumerate() {
            let is_other = within.is_some_and(|cell| x + area.x0 < cell.x0 || x + area.x0 >= cell.x1);
            if is_other_row || is_other || rules[x] {
                *shade = paper;
            }
        }
    }
    let long = (width * HEIGHT).div_ceil(high).clamp(8, LONGEST);
    Strip { gray: part.scaled(long, HEIGHT), area }
}

impl Strip {
    /// The same upside down.
    pub(crate) fn upside_down(&self) -> Strip {
        let mut turned = self.clone();
        turned.gray.data.reverse();
        turned
    }
}

/// The shade that nine tenths of the pixels do not exceed.
fn paper(gray: &Gray) -> u8 {
    let mut counts = [0_usize; 256];
    gray.data.iter().for_each(|shade| counts[usize::from(*shade)] += 1);
    let mut seen = 0;
    let shade = counts.iter().position(|count| {
        seen += count;
        seen * 10 >= gray.data.len() * 9
    });
    shade.unwrap_or(255) as u8
}

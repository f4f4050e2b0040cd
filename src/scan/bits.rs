//! Pictures of two shades, and runs in their rows.

use super::Area;
use super::gray::transposed;

/// A picture of ink (`true`) on paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bits {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) data: Vec<bool>,
}

impl Bits {
    pub(super) fn empty(width: usize, height: usize) -> Bits {
        Bits { width, height, data: vec![false; width * height] }
    }

    pub(super) fn row(&self, y: usize) -> &[bool] {
        &self.data[y * self.width..(y + 1) * self.width]
    }

    pub(super) fn row_mut(&mut self, y: usize) -> &mut [bool] {
        &mut self.data[y * self.width..(y + 1) * self.width]
    }

    pub(super) fn transposed(&self) -> Bits {
        let data = transposed(&self.data, self.width, self.height);
        Bits { width: self.height, height: self.width, data }
    }

    pub(super) fn without(mut self, other: &Bits) -> Bits {
        self.data.iter_mut().zip(&other.data).for_each(|(own, other)| *own &= !*other);
        self
    }

    pub(super) fn with(mut self, other: &Bits) -> Bits {
        self.data.iter_mut().zip(&other.data).for_each(|(own, other)| *own |= *other);
        self
    }

    pub(super) fn within(mut self, other: &Bits) -> Bits {
        self.data.iter_mut().zip(&other.data).for_each(|(own, other)| *own &= *other);
        self
    }

    /// Each mark one pixel larger on every side.
    pub(super) fn grown(&self) -> Bits {
        let mut across = self.clone();
        for y in 0..self.height {
            let (from, to) = (self.row(y), across.row_mut(y));
            for x in (0..from.len()).filter(|x| from[*x]) {
                to[x.saturating_sub(1)..(x + 2).min(from.len())].fill(true);
            }
        }
        let mut out = across.clone();
        for y in 0..self.height {
            for near in [y.checked_sub(1), Some(y + 1).filter(|y| *y < self.height)].into_iter().flatten() {
                out.row_mut(y).iter_mut().zip(across.row(near)).for_each(|(own, other)| *own |= *other);
            }
        }
        out
    }

    /// Is anything of it in this area?
    pub(super) fn any(&self, area: Area) -> bool {
        let (x1, y1) = (area.x1.min(self.width), area.y1.min(self.height));
        area.x0 < x1 && (area.y0..y1).any(|y| self.row(y)[area.x0..x1].contains(&true))
    }
}

/// The runs of `true` in a row: begin and end.
pub(super) fn runs(row: &[bool]) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let begin = at + row.get(at..)?.iter().position(|on| *on)?;
        let end = row[begin..].iter().position(|on| !*on).map_or(row.len(), |length| begin + length);
        at = end;
        Some((begin, end))
    })
}

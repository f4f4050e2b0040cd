//! Grey pictures and what is done to all of their pixels.

/// A grey picture: 0 is black, 255 white.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Gray {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) data: Vec<u8>,
}

impl Gray {
    /// A picture of one shade.
    pub(crate) fn filled(width: usize, height: usize, shade: u8) -> Gray {
        Gray { width, height, data: vec![shade; width * height] }
    }

    pub(crate) fn row(&self, y: usize) -> &[u8] {
        &self.data[y * self.width..(y + 1) * self.width]
    }

    pub(crate) fn row_mut(&mut self, y: usize) -> &mut [u8] {
        &mut self.data[y * self.width..(y + 1) * self.width]
    }

    /// The pixel there; white outside.
    #[cfg(test)]
    pub(crate) fn at(&self, x: usize, y: usize) -> u8 {
        if x < self.width { self.data.get(y * self.width + x).copied().unwrap_or(255) } else { 255 }
    }

    /// Rows as columns.
    pub(crate) fn transposed(&self) -> Gray {
        let data = transposed(&self.data, self.width, self.height);
        Gray { width: self.height, height: self.width, data }
    }

    /// Turned by a quarter to the right.
    pub(crate) fn quarter_turned(&self) -> Gray {
        let mut turned = self.transposed();
        let width = turned.width.max(1);
        turned.data.chunks_exact_mut(width).for_each(<[u8]>::reverse);
        turned
    }

    /// Each pixel is the mean of `factor` by `factor`.
    pub(crate) fn reduced(&self, factor: usize) -> Gray {
        let factor = factor.max(1);
        if factor == 1 {
            return self.clone();
        }
        let (width, height) = (self.width.div_ceil(factor), self.height.div_ceil(factor));
        let mut data = Vec::with_capacity(width * height);
        let mut sums = vec![0_u32; width];
        for y in 0..height {
            let rows = y * factor..((y + 1) * factor).min(self.height);
            sums.fill(0);
            for row in rows.clone() {
                for (sum, part) in sums.iter_mut().zip(self.row(row).chunks(factor)) {
                    *sum += part.iter().map(|shade| u32::from(*shade)).sum::<u32>();
                }
            }
            for (x, sum) in sums.iter().enumerate() {
                let across = factor.min(self.width - x * factor);
                let count = (across * rows.len()).max(1) as u32;
                data.push((sum / count) as u8);
            }
        }
        Gray { width, height, data }
    }

    /// The mean of the pixels around each: `across` to both sides, `down` above and below.
    pub(crate) fn mean(&self, across: usize, down: usize) -> Gray {
        let mut rows = self.clone();
        if across > 0 {
            for y in 0..self.height {
                mean_of_row(self.row(y), rows.row_mut(y), across);
            }
        }
        if down == 0 || self.height == 0 {
            return rows;
        }
        let mut sums: Vec<u32> = vec![0; self.width];
        let add = |sums: &mut [u32], row: &[u8]| sums.iter_mut().zip(row).for_each(|(sum, s)| *sum += u32::from(*s));
        for y in 0..=down.min(self.height - 1) {
            add(&mut sums, rows.row(y));
        }
        let mut out = Gray::filled(self.width, self.height, 0);
        for y in 0..self.height {
            let count = ((y + down).min(self.height - 1) - y.saturating_sub(down) + 1) as u32;
            for (to, sum) in out.row_mut(y).iter_mut().zip(&sums) {
                *to = ((sum + count / 2) / count) as u8;
            }
            if y >= down {
                sums.iter_mut().zip(rows.row(y - down)).for_each(|(sum, s)| *sum -= u32::from(*s));
            }
            if y + down + 1 < self.height {
                add(&mut sums, rows.row(y + down + 1));
            }
        }
        out
    }

    /// The lightest, or the darkest, of the pixels around each.
    pub(crate) fn extreme(&self, reach: usize, is_lightest: bool) -> Gray {
        let pick = |a: u8, b: u8| if is_lightest { a.max(b) } else { a.min(b) };
        let along = |picture: &Gray| {
            let mut out = picture.clone();
            for y in 0..picture.height {
                let row = picture.row(y);
                for (x, to) in out.row_mut(y).iter_mut().enumerate() {
                    let around = &row[x.saturating_sub(reach)..(x + reach + 1).min(row.len())];
                    *to = around.iter().copied().reduce(pick).unwrap_or(255);
                }
            }
            out
        };
        along(&along(self).transposed()).transposed()
    }

    /// The picture at `width` by `height`, for strips of text: each pixel is the mean of what it covers, or lies between its
    /// neighbours where the picture grows.
    pub(crate) fn scaled(&self, width: usize, height: usize) -> Gray {
        let rows = weights(self.height, height);
        let columns = weights(self.width, width);
        let mut middle = vec![0.0_f32; self.width * height];
        for (y, parts) in rows.iter().enumerate() {
            let to = &mut middle[y * self.width..(y + 1) * self.width];
            for (row, weight) in parts {
                to.iter_mut().zip(self.row(*row)).for_each(|(sum, shade)| *sum += f32::from(*shade) * weight);
            }
        }
        let mut data = Vec::with_capacity(width * height);
        for y in 0..height {
            let row = &middle[y * self.width..(y + 1) * self.width];
            data.extend(columns.iter().map(|parts| {
                let sum: f32 = parts.iter().map(|(x, weight)| row[*x] * weight).sum();
                sum.round().clamp(0.0, 255.0) as u8
            }));
        }
        Gray { width, height, data }
    }
}

/// For each of `to` places the places of `from` that it is made of, and their weights, which add up to 1.
fn weights(from: usize, to: usize) -> Vec<Vec<(usize, f32)>> {
    let scale = from as f64 / to.max(1) as f64;
    let reach = scale.max(1.0);
    let one = |at: usize| {
        let centre = (at as f64 + 0.5) * scale - 0.5;
        let first = (centre - reach).ceil().max(0.0) as usize;
        let last = ((centre + reach).floor().max(0.0) as usize).min(from.saturating_sub(1));
        let mut parts: Vec<(usize, f32)> = (first..=last)
            .map(|place| (place, (1.0 - (place as f64 - centre).abs() / reach).max(0.0) as f32))
            .filter(|(_, weight)| *weight > 0.0)
            .collect();
        if parts.is_empty() {
            parts.push(((centre.max(0.0) as usize).min(from.saturating_sub(1)), 1.0));
        }
        let sum: f32 = parts.iter().map(|(_, weight)| weight).sum();
        parts.iter_mut().for_each(|(_, weight)| *weight /= sum);
        parts
    };
    (0..to).map(one).collect()
}

fn mean_of_row(from: &[u8], to: &mut [u8], reach: usize) {
    let Some(last) = from.len().checked_sub(1) else { return };
    let mut sum: u32 = from[..=reach.min(last)].iter().map(|shade| u32::from(*shade)).sum();
    for (x, to) in to.iter_mut().enumerate() {
        let count = ((x + reach).min(last) - x.saturating_sub(reach) + 1) as u32;
        *to = ((sum + count / 2) / count) as u8;
        if x >= reach {
            sum -= u32::from(from[x - reach]);
        }
        if x + reach < last {
            sum += u32::from(from[x + reach + 1]);
        }
    }
}

/// Rows as columns, block by block: a column at a time would miss the cache at each pixel.
pub(super) fn transposed<T: Copy + Default>(data: &[T], width: usize, height: usize) -> Vec<T> {
    const BLOCK: usize = 32;
    let mut out = vec![T::default(); data.len()];
    for top in (0..height).step_by(BLOCK) {
        for left in (0..width).step_by(BLOCK) {
            for y in top..(top + BLOCK).min(height) {
                for x in left..(left + BLOCK).min(width) {
                    out[x * height + y] = data[y * width + x];
                }
            }
        }
    }
    out
}

//! Colours to ink: seals whitened, paper flattened, ink told from paper.

use super::bits::Bits;
use super::gray::Gray;
use super::inches;

/// A picture in colours, or in shades of grey.
#[derive(Clone, Debug)]
pub(crate) struct Colours {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Bytes a pixel: 1 for grey, 3 for red, green and blue.
    pub(crate) channels: usize,
    pub(crate) data: Vec<u8>,
}

/// How well a scan can be read.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Quality {
    /// It knows black and white only: strokes are broken where they were pale.
    pub(crate) is_bilevel: bool,
    /// The shade of its ink in the middle, 0 for black.
    pub(crate) ink: u8,
    /// Dots an inch.
    pub(crate) dpi: f64,
}

/// How much the channels of a grey pixel may differ: what cameras and JPEG make of grey.
const GREYISH: u8 = 24;
/// How much of what is more than that whitens a pixel.
const WHITENING: (u16, u16) = (6, 10);
/// Paper that is darker than this is not lightened any more: it is ink.
const DARKEST_PAPER: u32 = 60;

impl Quality {
    /// What is said of a sheet.
    pub(super) fn of(gray: &Gray, ink: &Bits, dpi: f64, is_bilevel: bool) -> Quality {
        let mut counts = [0_usize; 256];
        gray.data.iter().zip(&ink.data).filter(|(_, ink)| **ink).for_each(|(s, _)| counts[usize::from(*s)] += 1);
        let total: usize = counts.iter().sum();
        let mut seen = 0;
        let middle = counts.iter().position(|count| {
            seen += count;
            seen * 2 >= total
        });
        Quality { is_bilevel, ink: middle.unwrap_or(0) as u8, dpi }
    }

    /// Why its readings are less sure than those of other scans, where they are.
    pub(crate) fn poor(&self) -> Option<&'static str> {
        const LEAST_DPI: f64 = 145.0;
        const PALEST: u8 = 170;
        if self.dpi < LEAST_DPI {
            Some("less than 150 dots an inch")
        } else if self.is_bilevel {
            Some("black and white only, strokes broken")
        } else if self.ink > PALEST {
            Some("pale ink")
        } else {
            None
        }
    }
}

/// Darkness that coloured seals do not have: the lightest of the channels, and more where they differ. And whether the picture
/// knows black and white only.
pub(super) fn gray(colours: &Colours) -> Option<(Gray, bool)> {
    let (width, height) = (colours.width, colours.height);
    if colours.data.len() != width.checked_mul(height)?.checked_mul(colours.channels)? || width == 0 || height == 0 {
        return None;
    }
    let whitened = |pixel: &[u8; 3]| {
        let (most, least) = (pixel.iter().max().copied().unwrap_or(255), pixel.iter().min().copied().unwrap_or(0));
        let over = u16::from((most - least).saturating_sub(GREYISH));
        (u16::from(most) + over * WHITENING.0 / WHITENING.1).min(255) as u8
    };
    let data: Vec<u8> = match colours.channels {
        1 => colours.data.clone(),
        3 => colours.data.as_chunks::<3>().0.iter().map(whitened).collect(),
        _ => return None,
    };
    let is_bilevel = data.iter().filter(|shade| (9..=246).contains(*shade)).count() * 200 < data.len()
        && data.iter().any(|shade| *shade < 9);
    let is_inverted = is_inverted(&data, width, height);
    let data = if is_inverted { data.into_iter().map(|shade| 255 - shade).collect() } else { data };
    Some((Gray { width, height, data }, is_bilevel))
}

/// Is most of the page dark, so that its letters are the light ones?
fn is_inverted(data: &[u8], width: usize, height: usize) -> bool {
    // The frame that a scanner leaves around a sheet is dark too: the middle is asked.
    let rows = height / 8..(height - height / 8).max(height / 8 + 1);
    let columns = width / 8..(width - width / 8).max(width / 8 + 1);
    let (mut dark, mut all) = (0_usize, 0_usize);
    for y in rows {
        let row = data.get(y * width + columns.start..y * width + columns.end).unwrap_or_default();
        dark += row.iter().filter(|shade| **shade < 96).count();
        all += row.len();
    }
    dark * 10 > all * 7
}

/// Paper as white: each pixel against the paper around it, a closing of the picture at 50 dots an inch, smoothed.
pub(super) fn flatten(mut gray: Gray, dpi: f64) -> Gray {
    const REACH: usize = 12;
    const SMOOTH: usize = 4;
    let factor = ((dpi / 50.0) as usize).max(1);
    let small = gray.reduced(factor).extreme(REACH, true).extreme(REACH, false);
    let paper = (0..3).fold(small, |paper, _| paper.mean(SMOOTH, SMOOTH));
    let (width, height) = (gray.width, gray.height);
    // Between the centres of the reduced pixels the paper lies between them, in 256ths.
    let place = |at: usize, count: usize| {
        let scaled = ((2 * at + 1) * 128 / factor).saturating_sub(128);
        let first = (scaled / 256).min(count - 1);
        (first, (first + 1).min(count - 1), (scaled % 256) as u32)
    };
    let columns: Vec<(usize, usize, u32)> = (0..width).map(|x| place(x, paper.width)).collect();
    for y in 0..height {
        let (top, bottom, down) = place(y, paper.height);
        let (above, below) = (paper.row(top), paper.row(bottom));
        let mixed: Vec<u32> =
            above.iter().zip(below).map(|(a, b)| u32::from(*a) * (256 - down) + u32::from(*b) * down).collect();
        for (shade, (left, right, across)) in gray.row_mut(y).iter_mut().zip(&columns) {
            let paper = (mixed[*left] * (256 - across) + mixed[*right] * across) >> 16;
            *shade = (u32::from(*shade) * 255 / paper.max(DARKEST_PAPER)).min(255) as u8;
        }
    }
    gray
}

/// Ink is what is darker than its neighbourhood by a share (after Sauvola), within what Otsu's threshold of the whole page
/// leaves in doubt, so that neither the grain of the paper nor large dark areas count.
pub(super) fn binarise(gray: &Gray, dpi: f64) -> Bits {
    const SHARE: u32 = 86;
    let mean = gray.mean(inches(1.0 / 12.0, dpi), inches(1.0 / 12.0, dpi));
    let whole = u32::from(otsu(gray));
    let (least, most) = (whole * 70, (whole + 255) * 50);
    let is_ink = |(shade, mean): (&u8, &u8)| {
        let limit = (u32::from(*mean) * SHARE).max(least).min(most);
        u32::from(*shade) * 100 < limit
    };
    let data = gray.data.iter().zip(&mean.data).map(is_ink).collect();
    Bits { width: gray.width, height: gray.height, data }
}

/// The threshold that parts the shades of a picture best into two (Otsu 1979).
fn otsu(gray: &Gray) -> u8 {
    let mut counts = [0_u64; 256];
    gray.data.iter().for_each(|shade| counts[usize::from(*shade)] += 1);
    let total: u64 = counts.iter().sum();
    let all: u64 = counts.iter().zip(0_u64..).map(|(count, shade)| count * shade).sum();
    let (mut below, mut sum, mut best) = (0_u64, 0_u64, (0.0_f64, 128_u8));
    for (shade, count) in (0_u8..=255).zip(counts) {
        below += count;
        sum += count * u64::from(shade);
        if below == 0 || below == total {
            continue;
        }
        let (low, high) = (below as f64, (total - below) as f64);
        let apart = sum as f64 / low - (all - sum) as f64 / high;
        let between = low * high * apart * apart;
        if between > best.0 {
            best = (between, shade);
        }
    }
    best.1
}

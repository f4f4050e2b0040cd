//! How far the lines of a page are from level, and the page with its lines level.

use super::bits::Bits;
use super::gray::Gray;

/// The steepest that is looked for, in degrees, and the steps.
const STEEPEST: i32 = 16;
const STEP: f64 = 0.25;
const FINER: [f64; 3] = [0.1, 0.03, 0.01];
/// So much better than level an angle must be.
const CLEAR: f64 = 1.02;
/// Less than this is level.
const LEVEL: f64 = 0.02;
/// Marks that are looked at.
const MOST: usize = 120_000;

/// The angle in degrees, clockwise: of all, that at which the ink stands in the fewest rows and columns (the sum of their
/// squares is largest). Where rulings are too pale to be ink, columns of digits tell more than rows of few names.
pub(super) fn angle(ink: &Bits, dpi: f64) -> f64 {
    let factor = ((dpi / 75.0).round() as usize).max(1);
    let dark = ink.data.iter().map(|ink| if *ink { 255 } else { 0 }).collect();
    let small = Gray { width: ink.width, height: ink.height, data: dark }.reduced(factor);
    let mut marks: Vec<(f64, f64, u64)> = Vec::new();
    for y in 0..small.height {
        let own = small.row(y).iter().enumerate().filter(|(_, shade)| **shade > 60);
        let (cx, cy) = (small.width as f64 / 2.0, small.height as f64 / 2.0);
        marks.extend(own.map(|(x, shade)| (x as f64 + 0.5 - cx, y as f64 + 0.5 - cy, u64::from(*shade))));
    }
    let every = marks.len().div_ceil(MOST).max(1);
    let marks: Vec<(f64, f64, u64)> = marks.into_iter().step_by(every).collect();
    if marks.is_empty() {
        return 0.0;
    }
    // Turned, no mark is further from the middle.
    let room = (small.width + small.height) as f64 / 2.0 + 2.0;
    let mut rows = vec![0_u64; (room * 4.0) as usize];
    let mut score = |degrees: f64| {
        let slope = degrees.to_radians().tan();
        // Smoothed: at no angle but 0 do all marks fall into every other row.
        let around = |rows: &[u64]| (rows[0] + rows[4] + 2 * (rows[1] + rows[3]) + 3 * rows[2]) as f64;
        let mut squares = |is_row: bool| {
            rows.fill(0);
            for (x, y, weight) in &marks {
                let at = if is_row { y - slope * x } else { x + slope * y };
                if let Some(row) = rows.get_mut(((at + room) * 2.0).round().max(0.0) as usize) {
                    *row += weight;
                }
            }
            rows.windows(5).map(|rows| around(rows) * around(rows)).sum::<f64>()
        };
        squares(true) + squares(false)
    };
    let level = score(0.0);
    let mut best = (level, 0.0);
    let mut consider = |degrees: f64, best: &mut (f64, f64)| {
        let found = score(degrees);
        if found > best.0 {
            *best = (found, degrees);
        }
    };
    for step in -STEEPEST..=STEEPEST {
        consider(f64::from(step) * STEP, &mut best);
    }
    for finer in FINER {
        let from = best.1;
        for step in -4..=4 {
            consider(from + f64::from(step) * finer, &mut best);
        }
    }
    // Where it matters little, as on an empty page, the page is left as it is.
    if best.0 > level * CLEAR { best.1 } else { 0.0 }
}

/// The picture turned against the angle about its middle; white comes in at the corners.
pub(super) fn turned(gray: Gray, angle: f64) -> Gray {
    if angle.abs() < LEVEL {
        return gray;
    }
    let (sine, cosine) = angle.to_radians().sin_cos();
    let (cx, cy) = (gray.width as f64 / 2.0, gray.height as f64 / 2.0);
    let mut out = Gray::filled(gray.width, gray.height, 255);
    // Places in 256ths of a pixel.
    let fixed = |value: f64| (value * 65536.0).round() as i64;
    for y in 0..gray.height {
        let dy = y as f64 + 0.5 - cy;
        let (mut sx, mut sy) =
            (fixed(cosine * (0.5 - cx) - sine * dy + cx - 0.5), fixed(sine * (0.5 - cx) + cosine * dy + cy - 0.5));
        let (dx, ddy) = (fixed(cosine), fixed(sine));
        for to in out.row_mut(y) {
            let (x, line) = (sx >> 16, sy >> 16);
            if let (Ok(x), Ok(line)) = (usize::try_from(x), usize::try_from(line))
                && x + 1 < gray.width
                && line + 1 < gray.height
            {
                let (across, down) = (((sx & 0xFFFF) >> 8) as u32, ((sy & 0xFFFF) >> 8) as u32);
                let at = line * gray.width + x;
                let (a, b) = (&gray.data[at..at + 2], &gray.data[at + gray.width..at + gray.width + 2]);
                let mix = |pair: &[u8]| u32::from(pair[0]) * (256 - across) + u32::from(pair[1]) * across;
                *to = ((mix(a) * (256 - down) + mix(b) * down + 0x8000) >> 16) as u8;
            }
            sx += dx;
            sy += ddy;
        }
    }
    out
}

//! Seals in a copy without colours: their ink is thick, paler than that of letters and rulings, and lies over these. It is taken
//! for paper, so that no letter is read out of it; what is dark stays. (Coloured ones are whitened as colours, see `ink`.)

use super::bits::{Bits, runs};
use super::blobs::{Blob, blobs, of_runs};
use super::gray::Gray;
use super::{Area, inches};

/// Half of how thick a stroke is at least, in inches: the hairlines of letters are thinner, however pale.
const HALF_STROKE: f64 = 0.0075;
/// How large what is left of a worn stroke may be, in inches: less than the stroke of 一 is long.
const WORN: f64 = 0.1;
/// Letters and rulings are darker than this share of the way from their own shade to paper.
const PALE: f64 = 0.4;
/// What is lighter is paper.
const PAPER: u8 = 220;
/// Strokes that are nearer than this to each other, in inches, are of one seal.
const NEAR: f64 = 0.06;
/// How large it is in both directions, in inches: lines of pale letters are lower.
const LEAST: f64 = 0.7;
/// How long some of its strokes are, in inches: arcs of its ring between rulings.
const STROKE: f64 = 0.15;
/// The share of its area that is dark letters and rulings: it lies over them.
const OVER: f64 = 0.002;

/// What was taken for paper.
pub(super) struct Lifted {
    /// Where it lay, and what is beside it.
    pub(super) strokes: Bits,
    /// The picture with it: what it lay over shows through.
    pub(super) gray: Gray,
}

/// The picture without seals, which are taken from `ink`, too; and what was taken, if anything.
pub(super) fn without_seals(mut gray: Gray, ink: &mut Bits, dpi: f64) -> (Gray, Option<Lifted>) {
    let dark = darkest_pale(&gray, ink);
    let half = inches(HALF_STROKE, dpi);
    let (lightest, darkest) = (gray.extreme(half, true), gray.extreme(half, false));
    let cores = lightest.data.iter().zip(&darkest.data).map(|(light, low)| *light < PAPER && *low >= dark).collect();
    let cores = Bits { width: gray.width, height: gray.height, data: cores };
    let is_seal = |area: &Area| lies_over(&gray, *area, dark) && has_strokes(&cores, *area, dpi);
    let areas: Vec<Area> = areas(&cores, dpi).into_iter().filter(is_seal).collect();
    if areas.is_empty() {
        return (gray, None);
    }
    // A stroke reaches as far around its core as it was narrowed, and a pixel of blur further.
    let strokes = (0..half + 2).fold(cores, |strokes, _| strokes.grown());
    let (before, mut lifted) = (gray.clone(), Bits::empty(gray.width, gray.height));
    for area in areas {
        for y in area.y0..area.y1.min(gray.height) {
            for x in area.x0..area.x1.min(gray.width) {
                if !strokes.row(y)[x] {
                    continue;
                }
                lifted.row_mut(y)[x] = true;
                if gray.row(y)[x] >= dark {
                    gray.row_mut(y)[x] = u8::MAX;
                    ink.row_mut(y)[x] = false;
                }
            }
        }
        drop_ends(&mut gray, ink, &mut lifted, area, (dark, inches(WORN, dpi)));
    }
    // Beside a stroke the paper is darker than elsewhere: what stands there is no clearer.
    (gray, Some(Lifted { strokes: lifted.grown(), gray: before }))
}

/// Takes what is left of worn strokes for paper: specks smaller than a letter's strokes, dark nowhere.
fn drop_ends(gray: &mut Gray, ink: &mut Bits, lifted: &mut Bits, area: Area, (dark, size): (u8, usize)) {
    for speck in blobs(ink, area) {
        let is_small = speck.area.width().max(speck.area.height()) <= size;
        let is_dark =
            |(y, from, to): &(usize, usize, usize)| gray.row(*y)[*from..*to].iter().any(|shade| *shade < dark);
        if is_small && !speck.runs.iter().any(is_dark) {
            for (y, from, to) in &speck.runs {
                gray.row_mut(*y)[*from..*to].fill(u8::MAX);
                ink.row_mut(*y)[*from..*to].fill(false);
                lifted.row_mut(*y)[*from..*to].fill(true);
            }
        }
    }
}

/// The darkest shade that is pale beside the page's letters.
fn darkest_pale(gray: &Gray, ink: &Bits) -> u8 {
    let mut shades: Vec<u8> = gray.data.iter().zip(&ink.data).filter(|(_, is_ink)| **is_ink).map(|(s, _)| *s).collect();
    // Small letters are blurred: the darkest strokes of all tell the shade of the ink.
    let darkest = shades.len() / 50;
    let own = if shades.is_empty() { 0 } else { *shades.select_nth_unstable(darkest).1 };
    (f64::from(own) + f64::from(u8::MAX - own) * PALE) as u8
}

/// Where strokes stand together over an area that is larger than lines of letters are.
fn areas(cores: &Bits, dpi: f64) -> Vec<Area> {
    let block = inches(NEAR, dpi);
    let (width, height) = (cores.width.div_ceil(block), cores.height.div_ceil(block));
    let mut blocks = Bits::empty(width, height);
    for y in 0..cores.height {
        for (from, to) in runs(cores.row(y)) {
            blocks.row_mut(y / block)[from / block..to.div_ceil(block)].fill(true);
        }
    }
    let together = blocks.grown();
    let found = of_runs((0..height).map(|y| runs(together.row(y)).map(|(from, to)| (y, from, to)).collect()));
    let is_large = |area: &Area| area.width().min(area.height()) as f64 >= LEAST * dpi;
    let scaled =
        |area: Area| Area { x0: area.x0 * block, y0: area.y0 * block, x1: area.x1 * block, y1: area.y1 * block };
    found.into_iter().map(|blob| scaled(blob.area)).filter(is_large).collect()
}

/// Are there strokes longer than those of letters? Small letters of a coarse picture are pale and thick, too.
fn has_strokes(cores: &Bits, area: Area, dpi: f64) -> bool {
    const FEWEST: usize = 3;
    let is_long = |stroke: &Blob| stroke.area.width().max(stroke.area.height()) as f64 >= STROKE * dpi;
    blobs(cores, area).iter().filter(|stroke| is_long(stroke)).count() >= FEWEST
}

/// Is there dark ink in the area?
fn lies_over(gray: &Gray, area: Area, dark: u8) -> bool {
    let (x1, y1) = (area.x1.min(gray.width), area.y1.min(gray.height));
    let count: usize =
        (area.y0..y1).map(|y| gray.row(y)[area.x0..x1].iter().filter(|shade| **shade < dark).count()).sum();
    count as f64 >= (area.width() * area.height()) as f64 * OVER
}

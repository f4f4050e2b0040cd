//! Rulings in a picture: long thin runs, darker than what is above and below them, with paper beside them, that end on
//! crossing rulings.
//!
//! Strokes of characters that stand beside each other chain into runs as long as rulings: a ruling has paper beside it, most
//! of the way. The stroke of 一 is as thin as a ruling: it ends on no crossing one.

use super::bits::{Bits, runs};
use super::blobs::{Blob, of_runs};
use super::gray::Gray;
use super::seals::Lifted;
use super::strokes::without_strokes;
use super::{CONTRAST, Quality, REACH, Rule, inches, tracks};

/// The shortest ruling, in inches: a row is higher, a column wider.
const SHORTEST: f64 = 0.22;
/// A ruling is longer than this alone: shorter ones end on others at both ends.
const LONG: f64 = 1.2;
/// The end of a short ruling is nearer than this to a crossing one: text keeps its distance.
const ON: f64 = 0.035;
/// Gaps of faint rulings that are closed.
const GAP: f64 = 0.025;
/// A ruling that is open at one end lies between crossing ones for so much of its length.
const PASSED: f64 = 0.3;
/// What is left of a slant, to both sides.
const DRIFT: f64 = 0.015;
/// The thickest.
const THICKEST: f64 = 0.05;

/// The rulings of a picture, and their pixels. What was `lifted` from it hid what stood there.
pub(super) fn rulings(gray: &Gray, ink: &Bits, lifted: Option<&Lifted>, quality: &Quality) -> (Vec<Rule>, Bits) {
    let dpi = quality.dpi;
    let across = candidates(gray, ink, dpi);
    let down = candidates(&gray.transposed(), &ink.transposed(), dpi);
    let over = lifted.map(|lifted| &lifted.strokes);
    let (across, down) = anchored(across, down, over, (gray.width, gray.height), dpi);
    // With the strokes that chain with them, which are ink.
    let pixels = painted(&across, gray.width, gray.height).with(&painted(&down, gray.height, gray.width).transposed());
    let mut rules: Vec<Rule> = across.iter().map(|blob| rule(blob, true)).collect();
    rules.extend(down.iter().map(|blob| rule(blob, false)));
    meet(&mut rules, dpi);
    let mut rules = without_strokes(&rules, gray, ink, dpi);
    // Where there is black and white only nothing is pale.
    let more = if quality.is_bilevel { Vec::new() } else { tracks::missing(&rules, gray, lifted, quality) };
    rules.extend(&more);
    let pixels = pixels.within(&lines(&rules, gray.width, gray.height, DRIFT * dpi));
    (rules, pixels.with(&lines(&more, gray.width, gray.height, 0.0)))
}

/// The pixels of rulings that run straight, and of what is so near to them.
fn lines(rules: &[Rule], width: usize, height: usize, near: f64) -> Bits {
    let mut bits = Bits::empty(width, height);
    for rule in rules {
        let half = rule.thickness / 2.0 + near;
        let (first, last) = ((rule.at - half).floor().max(0.0) as usize, (rule.at + half).ceil().max(0.0) as usize);
        let along = rule.from.max(0.0) as usize..rule.to.max(0.0) as usize;
        let (across, along) = if rule.is_horizontal { (along, first..last) } else { (first..last, along) };
        for y in along.start..along.end.min(height) {
            bits.row_mut(y)[across.start.min(width)..across.end.min(width)].fill(true);
        }
    }
    bits
}

fn rule(blob: &Blob, is_horizontal: bool) -> Rule {
    let count = blob.count.max(1) as f64;
    let sum: f64 = blob.runs.iter().map(|(y, from, to)| (*y as f64 + 0.5) * (to - from) as f64).sum();
    let (from, to) = (blob.area.x0 as f64, blob.area.x1 as f64);
    // The pixel of drift has made each a row thicker.
    let thickness = (count / blob.area.width().max(1) as f64 - 1.0).max(1.0);
    Rule { is_horizontal, at: sum / count - 0.5, from, to, thickness }
}

/// How much darker each pixel of the picture, smoothed along its row, is than what is a little above and below it.
fn dips(smooth: &Gray, dpi: f64) -> Gray {
    let mut best = Gray::filled(smooth.width, smooth.height, 0);
    for off in [inches(0.014, dpi).max(2), inches(0.026, dpi).max(3)] {
        for y in off..smooth.height.saturating_sub(off) {
            let (above, here, below) = (smooth.row(y - off), smooth.row(y), smooth.row(y + off));
            for (x, to) in best.row_mut(y).iter_mut().enumerate() {
                *to = (*to).max(above[x].min(below[x]).saturating_sub(here[x]));
            }
        }
    }
    best
}

/// How dark a dip must be: a share of what the dark ones are, so that the hairlines of a faint copy count; hairlines of dark
/// letters need not be as dark.
fn least_dip(dips: &Gray) -> u8 {
    const DARK: u8 = 20;
    const FAINTEST: u8 = 14;
    const FEWEST: usize = 500;
    let mut counts = [0_usize; 256];
    dips.data.iter().for_each(|dip| counts[usize::from(*dip)] += 1);
    let strong: usize = counts[usize::from(DARK) + 1..].iter().sum();
    if strong <= FEWEST {
        return DARK;
    }
    let mut above = 0;
    let high = (0_u8..=255).rev().find(|dip| {
        above += counts[usize::from(*dip)];
        above * 10 >= strong
    });
    ((f64::from(high.unwrap_or(255)) * 0.22) as u8).clamp(FAINTEST, DARK)
}

/// How dark the dips of pale hairlines must be that grain nearly hides: it is grain, on the whole, that dips.
fn least_pale_dip(dips: &Gray) -> u8 {
    const LEAST: u8 = 6;
    let mut counts = [0_usize; 256];
    dips.data.iter().for_each(|dip| counts[usize::from(*dip)] += 1);
    let half = (dips.data.len() - counts[0]) / 2;
    let mut below = 0;
    let middle = (1_u8..=255).find(|dip| {
        below += counts[usize::from(*dip)];
        below >= half
    });
    middle.unwrap_or(0).saturating_mul(4).saturating_add(2).max(LEAST)
}

/// How rulings are looked for.
struct Search<'a> {
    /// What dips, and how much it must.
    dips: &'a Gray,
    least: u8,
    /// The shortest run, the gaps that are closed.
    shortest: usize,
    gap: usize,
    /// The picture in which a ruling is dark, and how little it may be.
    shades: &'a Gray,
    palest: u32,
}

/// What may be rulings that run along the rows: dark ones, and pale ones that only show over some length.
fn candidates(gray: &Gray, ink: &Bits, dpi: f64) -> Vec<Blob> {
    const PALE: f64 = 0.25;
    const INKED: usize = 8;
    let mean = gray.mean(inches(1.0 / 12.0, dpi), inches(1.0 / 12.0, dpi));
    let smooth = gray.mean(inches(0.05, dpi), 0);
    let near = dips(&smooth, dpi);
    let far = dips(&gray.mean(inches(PALE, dpi), 0), dpi);
    let dark = Search {
        dips: &near,
        least: least_dip(&near),
        shortest: inches(SHORTEST, dpi),
        gap: inches(GAP, dpi).max(3),
        shades: gray,
        palest: 12,
    };
    let pale = Search {
        dips: &far,
        least: least_pale_dip(&far),
        shortest: inches(PALE * 2.0, dpi),
        gap: inches(PALE, dpi),
        shades: &smooth,
        palest: 5,
    };
    let mut found = dark.marks(&mean, ink, dpi);
    let dark_ones = painted(&found, gray.width, gray.height).grown();
    let more = pale.marks(&mean, ink, dpi);
    // What is as dark as letters are was found as such, or is letters.
    let is_new = |blob: &Blob| {
        let inked: usize =
            blob.runs.iter().map(|(y, from, to)| ink.row(*y)[*from..*to].iter().filter(|on| **on).count()).sum();
        let columns = blob.area.width();
        if columns < inches(PALE * 2.0, dpi) || inked * INKED > columns {
            return false;
        }
        let held: usize =
            blob.runs.iter().map(|(y, from, to)| dark_ones.row(*y)[*from..*to].iter().filter(|on| **on).count()).sum();
        held * 10 < blob.count * 9
    };
    found.extend(more.into_iter().filter(is_new));
    // Parts of one ruling that were found both ways are one.
    let all = painted(&found, gray.width, gray.height);
    of_runs((0..all.height).map(|y| runs(all.row(y)).map(|(from, to)| (y, from, to)).collect()))
}

impl Search<'_> {
    fn marks(&self, mean: &Gray, ink: &Bits, dpi: f64) -> Vec<Blob> {
        let mut before: Vec<bool> = vec![false; self.dips.width];
        let rows = (0..self.dips.height).map(|y| {
            let own: Vec<bool> = self.dips.row(y).iter().map(|dip| *dip > self.least).collect();
            // One pixel of drift.
            let both: Vec<bool> = own.iter().zip(&before).map(|(a, b)| *a || *b).collect();
            before = own;
            let mut joined: Vec<(usize, usize, usize)> = Vec::new();
            for (from, to) in runs(&both) {
                match joined.last_mut() {
                    Some(last) if from - last.2 < self.gap => last.2 = to,
                    _ => joined.push((y, from, to)),
                }
            }
            joined.retain(|(_, from, to)| to - from >= self.shortest);
            joined
        });
        let trimmed = |blob: Blob| {
            // A faint hairline is as dark as it is; its dip is that of its darkest pixels, smoothed.
            let own = blob.runs.iter().flat_map(|(y, from, to)| self.dips.row(*y)[*from..*to].iter());
            let sum: u32 = own.map(|dip| u32::from(*dip)).sum();
            let contrast = (sum / blob.count.max(1) as u32 * 3 / 4).clamp(self.palest, CONTRAST);
            let is_dark = |x: usize, y: usize| u32::from(self.shades.row(y)[x]) + contrast < u32::from(mean.row(y)[x]);
            let parts = dark_parts(&columns(&blob, &is_dark), blob.area.x0, ink, dpi);
            parts.into_iter().filter_map(move |(from, to)| blob.between(from, to))
        };
        of_runs(rows).into_iter().flat_map(trimmed).collect()
    }
}

/// One place along a mark: its top, its bottom, whether there is anything dark.
type Column = Option<(usize, usize, bool)>;

fn columns(blob: &Blob, is_dark: &impl Fn(usize, usize) -> bool) -> Vec<Column> {
    let x0 = blob.area.x0;
    let mut columns: Vec<Column> = vec![None; blob.area.width()];
    for (y, from, to) in &blob.runs {
        for (x, column) in columns.iter_mut().enumerate().take(to - x0).skip(from - x0) {
            let dark = is_dark(x + x0, *y);
            *column =
                Some(column.map_or((*y, *y, dark), |(top, bottom, was)| (top.min(*y), bottom.max(*y), was || dark)));
        }
    }
    columns
}

fn is_dark(column: &Column) -> bool {
    column.is_some_and(|column| column.2)
}

/// The parts of a mark that may be rulings, from where to where. Strokes of letters in the line of a ruling chain with it into one
/// mark: what is no ruling as a whole is parted where its widest gap is, and each part is asked again.
fn dark_parts(columns: &[Column], x0: usize, ink: &Bits, dpi: f64) -> Vec<(usize, usize)> {
    let mut open = vec![(0, columns.len())];
    let mut parts = Vec::new();
    while let Some((from, to)) = open.pop() {
        let own = &columns[from..to];
        let (Some(first), Some(last)) = (own.iter().position(is_dark), own.iter().rposition(is_dark)) else { continue };
        let (from, to) = (from + first, from + last + 1);
        let own = &columns[from..to];
        if (own.len() as f64) < SHORTEST * dpi {
            continue;
        }
        if may_rule(own, x0 + from, ink, dpi) {
            parts.push((x0 + from, x0 + to));
            continue;
        }
        let pale: Vec<bool> = own.iter().map(|column| !is_dark(column)).collect();
        if let Some((begin, end)) = runs(&pale).max_by_key(|(begin, end)| end - begin) {
            open.extend([(from, from + begin), (from + end, to)]);
        }
    }
    parts
}

/// May it be a ruling: thin, dark along most of it, without a gap of a letter's size, and with paper beside it?
fn may_rule(columns: &[Column], x0: usize, ink: &Bits, dpi: f64) -> bool {
    let width = columns.len() as f64;
    let thickness = columns.iter().flatten().map(|(top, bottom, _)| bottom - top + 1).sum::<usize>() as f64 / width;
    if thickness > THICKEST * dpi || width < 6.0 * thickness {
        return false;
    }
    let held = columns.iter().flatten().count().max(1) as f64;
    let dark = columns.iter().filter(|column| is_dark(column)).count() as f64;
    if dark / held < 0.72 {
        return false;
    }
    if width < dpi * 1.5 {
        let pale: Vec<bool> = columns.iter().map(|column| !is_dark(column)).collect();
        let longest = runs(&pale).map(|(begin, end)| end - begin).max().unwrap_or(0);
        if longest as f64 > dpi * 0.055 {
            return false;
        }
    }
    let off = inches(0.014, dpi).max(2);
    let has_ink = |x: usize, rows: std::ops::Range<usize>| rows.into_iter().any(|y| y < ink.height && ink.row(y)[x]);
    let (mut above, mut below) = (0_usize, 0_usize);
    for (x, column) in columns.iter().enumerate() {
        let Some((top, bottom, _)) = column else { continue };
        above += usize::from(has_ink(x + x0, top.saturating_sub(off + 2)..(top + 1).saturating_sub(off)));
        below += usize::from(has_ink(x + x0, bottom + off..bottom + off + 3));
    }
    let lonely = 1.0 - 0.5 * (above + below) as f64 / held;
    lonely >= if width < dpi * 0.8 { 0.72 } else { 0.55 }
}

fn painted(blobs: &[Blob], width: usize, height: usize) -> Bits {
    let mut bits = Bits::empty(width, height);
    for (y, from, to) in blobs.iter().flat_map(|blob| &blob.runs) {
        bits.row_mut(*y)[*from..*to].fill(true);
    }
    bits
}

/// Those that are long or meet crossing ones at both ends; `down` are told in the turned picture. What ends where a seal lay
/// `over` it may go on to the next.
fn anchored(
    mut across: Vec<Blob>,
    mut down: Vec<Blob>,
    over: Option<&Bits>,
    (width, height): (usize, usize),
    dpi: f64,
) -> (Vec<Blob>, Vec<Blob>) {
    let reach = inches(ON, dpi);
    let is_long = |blob: &Blob| blob.area.width() as f64 > LONG * dpi;
    let long = |blobs: &[Blob]| blobs.iter().filter(|blob| is_long(blob)).cloned().collect::<Vec<Blob>>();
    // What passes a long ruling and ends on another is one, however long: rows that go on over a page break are open there.
    let ends_openly = |blob: &Blob, crossing: &Bits| {
        let passed = |x: &usize| crossing.any(super::Area { x0: *x, x1: x + 1, y0: blob.area.y0, y1: blob.area.y1 });
        let mut along = blob.area.x0.saturating_sub(reach)..blob.area.x1 + reach;
        let (first, last) = (along.clone().find(passed), along.rfind(passed));
        first.zip(last).is_some_and(|(first, last)| (last - first) as f64 >= blob.area.width() as f64 * PASSED)
    };
    let long_down = painted(&long(&down), height, width).transposed();
    let long_across = painted(&long(&across), width, height).transposed();
    let edges_across = open_edges(&across, |blob| is_long(blob) || ends_openly(blob, &long_down), dpi);
    let edges_down = open_edges(&down, |blob| is_long(blob) || ends_openly(blob, &long_across), dpi);
    let over_down = over.map(Bits::transposed);
    let meets = |blob: &Blob, crossing: &Bits, edges: &[usize], over: Option<&Bits>| {
        let area = blob.area;
        let near = |x: usize| super::Area { x0: x, x1: x + 1, y0: area.y0.saturating_sub(reach), y1: area.y1 + reach };
        let is_hidden = |x: usize| over.is_some_and(|over| over.any(near(x)));
        let is_crossed = |x: &usize| edges.binary_search(x).is_ok() || crossing.any(near(*x)) || is_hidden(*x);
        let mut around = area.x0.saturating_sub(reach)..area.x1 + reach;
        let first = around.clone().find(is_crossed).unwrap_or(area.x1);
        let last = around.rfind(is_crossed).unwrap_or(area.x0);
        // A stroke may stand in the line of a ruling: most of it lies between crossing ones.
        is_long(blob) || last.saturating_sub(first) as f64 >= area.width() as f64 * 0.6
    };
    for _ in 0..2 {
        let of_down = painted(&down, height, width).transposed();
        let of_across = painted(&across, width, height).transposed();
        across.retain(|blob| meets(blob, &of_down, &edges_across, over));
        down.retain(|blob| meets(blob, &of_across, &edges_down, over_down.as_ref()));
    }
    (across, down)
}

/// Where rulings end in line with each other, as at the open side of a table: what else ends there ends on an edge.
fn open_edges(blobs: &[Blob], is_one: impl Fn(&Blob) -> bool, dpi: f64) -> Vec<usize> {
    /// A pixel or two of grain, and what is left of a slant.
    const NEAR: f64 = 0.015;
    const FEWEST: usize = 3;
    let near = inches(NEAR, dpi);
    let mut ends: Vec<usize> =
        blobs.iter().filter(|blob| is_one(blob)).flat_map(|blob| [blob.area.x0, blob.area.x1]).collect();
    ends.sort_unstable();
    let together = ends.windows(FEWEST).filter(|ends| ends[FEWEST - 1] - ends[0] <= near);
    let mut edges: Vec<usize> = together.flat_map(|ends| ends[0]..=ends[FEWEST - 1]).collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// Ends that stop short of a crossing ruling, or run a little beyond it, are on it.
fn meet(rules: &mut [Rule], dpi: f64) {
    let reach = REACH * dpi;
    let all = rules.to_vec();
    for rule in rules {
        let near = |end: f64| {
            let crossing = all.iter().filter(|other| {
                other.is_horizontal != rule.is_horizontal
                    && (other.at - end).abs() <= reach
                    && other.from - reach <= rule.at
                    && rule.at <= other.to + reach
            });
            crossing.map(|other| other.at).min_by(|a, b| (a - end).abs().total_cmp(&(b - end).abs()))
        };
        let (from, to) = (near(rule.from).unwrap_or(rule.from), near(rule.to).unwrap_or(rule.to));
        if from < to {
            (rule.from, rule.to) = (from, to);
        }
    }
}

//! Strokes of letters that stand in the line of a ruling are none of it.

use super::bits::{Bits, runs};
use super::gray::Gray;
use super::{CONTRAST, Quality, REACH, Rule, inches};

/// Two lines of letters are no higher than this, in inches.
const HIGHEST: f64 = 0.45;
/// So many pixels without ink are a gap: one may be grain.
const GAP: usize = 2;
/// A part without a gap; one of letters; one that has some ink beside it. Shares of its length, of both sides together.
const FULL: f64 = 0.93;
const LETTERS: f64 = 0.5;
const LOOSE_LETTERS: f64 = 0.4;
const LONELY: f64 = 0.1;

/// A ruling from one crossing ruling to the next.
struct Part {
    from: f64,
    to: f64,
    /// It goes on beyond its last crossing ruling, and ends on none.
    is_loose: bool,
    /// The share of it that is darker than what is around.
    dark: f64,
    /// How much of it has ink beside it, of both sides together.
    beside: f64,
    /// It stops short of a ruling, or is broken.
    has_gap: bool,
}

/// What strokes are told from rulings with.
struct Asked<'a> {
    gray: &'a Gray,
    /// The mean around each pixel.
    mean: &'a Gray,
    ink: &'a Bits,
    /// The shade half way from letters to paper.
    pale: u8,
    dpi: f64,
}

/// Rulings without the strokes of letters that stand in their line. A ruling is dark from one crossing ruling to the next; a
/// stroke stops short of them and has ink beside it.
pub(super) fn without_strokes(rules: &[Rule], gray: &Gray, ink: &Bits, dpi: f64) -> Vec<Rule> {
    let mean = gray.mean(inches(1.0 / 12.0, dpi), inches(1.0 / 12.0, dpi));
    let letters = Quality::of(gray, ink, dpi, false).ink;
    let asked = Asked { gray, mean: &mean, ink, pale: letters.midpoint(255), dpi };
    let reach = REACH * dpi;
    let mut kept = Vec::new();
    for rule in rules {
        let crosses = |other: &&Rule| {
            other.is_horizontal != rule.is_horizontal && other.from - reach <= rule.at && rule.at <= other.to + reach
        };
        let inside = |at: &f64| rule.from + reach / 2.0 < *at && *at < rule.to - reach / 2.0;
        let mut ends: Vec<f64> = rules.iter().filter(crosses).map(|other| other.at).filter(inside).collect();
        ends.extend([rule.from, rule.to]);
        ends.sort_by(f64::total_cmp);
        let is_end = |at: f64| at == rule.from || at == rule.to;
        let is_on = |at: f64| rules.iter().any(|other| crosses(&other) && (other.at - at).abs() < 1.0);
        let is_loose = |at: f64| is_end(at) && !is_on(at);
        let part = |pair: &[f64]| asked.part(rule, (pair[0], pair[1]), pair.iter().any(|at| is_loose(*at)));
        let parts: Vec<Part> = ends.windows(2).map(part).collect();
        let mut open: Option<Rule> = None;
        for (at, part) in parts.iter().enumerate() {
            let beside = [at.checked_sub(1).and_then(|at| parts.get(at)), parts.get(at + 1)];
            let goes_on = beside.into_iter().flatten().any(|part| !part.has_gap);
            let is_kept = part.to - part.from < reach / 2.0 || !part.is_stroke(goes_on, dpi);
            match (&mut open, is_kept) {
                (Some(open), true) => open.to = part.to,
                (None, true) => open = Some(Rule { from: part.from, to: part.to, ..*rule }),
                (_, false) => kept.extend(open.take()),
            }
        }
        kept.extend(open);
    }
    kept
}

impl Part {
    /// A ruling that is pale or broken here goes on elsewhere, or has paper beside it; a few lines of letters are no higher.
    fn is_stroke(&self, goes_on: bool, dpi: f64) -> bool {
        let is_short = self.to - self.from < HIGHEST * dpi;
        let is_in_letters = if self.is_loose {
            self.beside >= LOOSE_LETTERS && (is_short || self.has_gap || self.dark < FULL)
        } else {
            self.beside >= LETTERS && self.dark < FULL
        };
        is_in_letters || self.has_gap && is_short && (self.beside >= LONELY || !goes_on)
    }
}

impl Asked<'_> {
    fn part(&self, rule: &Rule, (from, to): (f64, f64), is_loose: bool) -> Part {
        let off = inches(0.014, self.dpi).max(2) + 1;
        let place = |along: usize, across: isize| {
            let across = (rule.at as usize).checked_add_signed(across)?;
            let (x, y) = if rule.is_horizontal { (along, across) } else { (across, along) };
            (x < self.gray.width && y < self.gray.height).then_some((x, y))
        };
        let is_ink = |along: usize, across: isize| place(along, across).is_some_and(|(x, y)| self.ink.row(y)[x]);
        let is_dark = |along: usize, across: isize| {
            place(along, across)
                .is_some_and(|(x, y)| u32::from(self.gray.row(y)[x]) + CONTRAST < u32::from(self.mean.row(y)[x]))
        };
        // Not where the crossing rulings themselves lie.
        let margin = (to - from).min(off as f64 + 2.0) / 2.0;
        let range = (from + margin) as usize..(to - margin) as usize;
        let (mut dark, mut beside, count) = (0_usize, 0_usize, range.len().max(1));
        for along in range {
            let step = off as isize;
            dark += usize::from((-2..=2).any(|across| is_dark(along, across)));
            let near = step..step + if is_loose { 6 } else { 3 };
            beside += usize::from(near.clone().any(|across| is_ink(along, across)));
            beside += usize::from(near.into_iter().any(|across| is_ink(along, -across)));
        }
        let shade = |along: usize| {
            let own = (-2..=2).filter_map(|across| place(along, across)).map(|(x, y)| self.gray.row(y)[x]);
            own.min().unwrap_or(255)
        };
        let shades: Vec<u8> = ((from + 1.0) as usize..to as usize).map(shade).collect();
        let (dark, beside) = (dark as f64 / count as f64, beside as f64 / count as f64);
        Part { from, to, is_loose, dark, beside, has_gap: self.has_gap(&shades) }
    }

    /// Is a line of these shades broken: nearer to paper than to its own ink, for longer than grain is? One that is paler than
    /// letters is no stroke of them, and grain tells nothing of it.
    fn has_gap(&self, shades: &[u8]) -> bool {
        let mut sorted = shades.to_vec();
        sorted.sort_unstable();
        let Some(own) = sorted.get(sorted.len() / 2).filter(|own| **own < self.pale) else { return false };
        let pale = u32::from(own.midpoint(255));
        let smooth = shades.windows(3).map(|three| three.iter().map(|shade| u32::from(*shade)).sum::<u32>() / 3);
        let is_pale: Vec<bool> = smooth.map(|shade| shade > pale).collect();
        runs(&is_pale).any(|(begin, end)| end - begin >= GAP)
    }
}

//! Pale rulings go on: where a piece of one was found, the rest of its line is asked again, from one crossing ruling to the next.
//!
//! A piece is found by itself only where it is dark and has paper beside it. That a ruling stands there is known once one
//! piece is found, and what its shade is: less is asked of the others, but that they are drawn all along. This is asked of pale
//! rulings alone: dark ones are found, and what else is dark in their line is letters.

use super::gray::Gray;
use super::{Quality, REACH, Rule, inches};
use std::ops::Range;

/// Pieces so near to each other across their run are of one line, in inches.
const SAME: f64 = 0.009;
/// Grain is smoothed over this, in inches.
const WINDOW: f64 = 0.06;
/// Digits that stand against it hide one side of a ruling: the other side tells. So far from its middle, in inches.
const BESIDE: f64 = 0.016;
/// So much darker than paper a ruling is at the least, and so much of what its pieces are.
const LEAST: f64 = 3.5;
const SHARE: f64 = 0.4;
/// What is so much darker than its pieces is letters, which say nothing of it.
const LETTERS: f64 = 2.0;
/// A ruling is pale if it has less than this of what letters have.
const PALE: f64 = 0.45;
/// How much of what can be told of a part is drawn, and how much of it can be told.
const DRAWN: f64 = 0.85;
const TOLD: f64 = 0.4;
/// A part is there already if so much of it is.
const HELD: f64 = 0.8;

/// A line on which rulings were found.
struct Track {
    is_horizontal: bool,
    at: f64,
    thickness: f64,
    pieces: Vec<(f64, f64)>,
}

/// What of the lines of these rulings is drawn besides them.
pub(super) fn missing(rules: &[Rule], gray: &Gray, quality: &Quality) -> Vec<Rule> {
    let dpi = quality.dpi;
    let letters = 255.0 - f64::from(quality.ink);
    let reach = REACH * dpi;
    let mut found = Vec::new();
    for track in tracks(rules, dpi) {
        let pieces = |across: isize| {
            let all = track.pieces.iter().flat_map(|(from, to)| track.darkness(gray, (*from, *to), across, dpi));
            (middle(all.collect()), across)
        };
        let usual = (-1..=1).map(pieces).max_by(|a, b| a.0.total_cmp(&b.0));
        let Some((usual, across)) = usual.filter(|(usual, _)| (LEAST..letters * PALE).contains(usual)) else {
            continue;
        };
        let is_drawn = |part: (f64, f64)| {
            let all = track.darkness(gray, part, across, dpi);
            let told = all.iter().filter(|dark| **dark < usual * LETTERS).count() as f64;
            let range = (usual * SHARE).max(LEAST)..usual * LETTERS;
            let drawn = all.iter().filter(|dark| range.contains(dark)).count() as f64;
            told > 0.0 && told >= all.len() as f64 * TOLD && drawn >= told * DRAWN
        };
        let is_held = |(from, to): (f64, f64)| {
            let held: f64 = track.pieces.iter().map(|piece| (piece.1.min(to) - piece.0.max(from)).max(0.0)).sum();
            held >= (to - from) * HELD
        };
        let crosses = |other: &&Rule| {
            other.is_horizontal != track.is_horizontal && other.from - reach <= track.at && track.at <= other.to + reach
        };
        let mut ends: Vec<f64> = rules.iter().filter(crosses).map(|other| other.at).collect();
        ends.sort_by(f64::total_cmp);
        ends.dedup_by(|a, b| *a - *b < reach / 2.0);
        for part in ends.windows(2).map(|pair| (pair[0], pair[1])) {
            if !is_held(part) && is_drawn(part) {
                let Track { is_horizontal, at, thickness, .. } = track;
                found.push(Rule { is_horizontal, at, from: part.0, to: part.1, thickness });
            }
        }
    }
    found
}

fn middle(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(0.0)
}

fn tracks(rules: &[Rule], dpi: f64) -> Vec<Track> {
    let mut tracks: Vec<Track> = Vec::new();
    for is_horizontal in [true, false] {
        let mut own: Vec<&Rule> = rules.iter().filter(|rule| rule.is_horizontal == is_horizontal).collect();
        own.sort_by(|a, b| a.at.total_cmp(&b.at));
        for same in own.chunk_by(|a, b| b.at - a.at <= SAME * dpi) {
            let length: f64 = same.iter().map(|rule| rule.to - rule.from).sum();
            let weighted = |of: fn(&Rule) -> f64| {
                same.iter().map(|rule| of(rule) * (rule.to - rule.from)).sum::<f64>() / length.max(1e-9)
            };
            tracks.push(Track {
                is_horizontal,
                at: weighted(|rule| rule.at),
                thickness: weighted(|rule| rule.thickness),
                pieces: same.iter().map(|rule| (rule.from, rule.to)).collect(),
            });
        }
    }
    tracks
}

impl Track {
    /// How much darker the line so far beside its middle is than the lighter paper on its sides, window by window; not where
    /// crossing rulings lie.
    fn darkness(&self, gray: &Gray, (from, to): (f64, f64), across: isize, dpi: f64) -> Vec<f64> {
        let beside = inches(BESIDE, dpi).max(3) as isize;
        let margin = (beside as f64 + 1.0).min((to - from) / 4.0);
        let range = (from + margin).max(0.0) as usize..(to - margin).max(0.0) as usize;
        let window = inches(WINDOW, dpi);
        let steps = range.clone().step_by((window / 2).max(1));
        let windows = steps.map(|at| at..(at + window).min(range.end));
        // The last ones would be short: they are part of the one before.
        let whole = windows.enumerate().filter(|(at, own)| *at == 0 || own.len() == window).map(|(_, own)| own);
        let shade = |own: &Range<usize>, off: isize| self.shade(gray, own.clone(), across + off);
        whole.map(|own| shade(&own, -beside).max(shade(&own, beside)) - shade(&own, 0)).collect()
    }

    /// The mean shade so far beside its middle; paper outside of the picture.
    fn shade(&self, gray: &Gray, along: Range<usize>, across: isize) -> f64 {
        let across = (self.at.max(0.0) as usize).saturating_add_signed(across);
        let count = along.len().max(1) as f64;
        let place = |along: usize| if self.is_horizontal { (along, across) } else { (across, along) };
        let is_inside = |(x, y): (usize, usize)| x < gray.width && y < gray.height;
        let shade = |at: (usize, usize)| if is_inside(at) { f64::from(gray.row(at.1)[at.0]) } else { 255.0 };
        along.map(|along| shade(place(along))).sum::<f64>() / count
    }
}

//! Pale rulings go on: where a piece of one was found, the rest of its line is asked again, from one crossing ruling to the next.
//!
//! A piece is found by itself only where it is dark and has paper beside it. That a ruling stands there is known once one
//! piece is found, and what its shade is: less is asked of the others, but that they are drawn all along. This is asked of pale
//! rulings alone, and of those that a seal lay over: dark ones are found, and what else is dark in their line is letters.

use super::bits::Bits;
use super::gray::Gray;
use super::seals::Lifted;
use super::{Quality, REACH, Rule, inches};
use std::ops::Range;

/// Pieces so near to each other across their run are of one line, in inches.
const SAME: f64 = 0.009;
/// Grain is smoothed over this, in inches; over so many times as much at the most, where it is strong beside a pale ruling.
const WINDOW: f64 = 0.06;
const LONGEST: f64 = 4.0;
/// A window of a ruling is told from paper if so many deviations of the grain lie between them.
const APART: f64 = 1.5;
/// Digits that stand against it hide one side of a ruling: the other side tells. So far from its middle, in inches.
const BESIDE: f64 = 0.016;
/// So much darker than paper a ruling is at the least, and so much of what its pieces are.
const LEAST: f64 = 3.5;
const SHARE: f64 = 0.4;
/// Where a copy fades, this share of it, and clearer than grain by so many deviations over the whole of a part.
const FAINTEST: f64 = 0.25;
const CLEAR: f64 = 3.5;
/// What is so much darker than its pieces is letters, which say nothing of it.
const LETTERS: f64 = 2.0;
/// A ruling is pale if it has less than this of what letters have.
const PALE: f64 = 0.45;
/// How much of what can be told of a part is drawn, and how much of it can be told.
const DRAWN: f64 = 0.85;
const TOLD: f64 = 0.4;
/// How much clearer a ruling is beside a seal than through it.
const THROUGH: f64 = 2.0;
/// So many windows, each half over the next, are longer together than the stroke of 一.
const FEWEST_SEEN: usize = 4;
/// So many that end beside each other end on a line.
const ENDS: usize = 3;
/// A part is there already if so much of it is.
const HELD: f64 = 0.8;

/// A line on which rulings were found.
struct Track {
    is_horizontal: bool,
    at: f64,
    thickness: f64,
    pieces: Vec<(f64, f64)>,
    /// Nothing of it was found; it is asked for along its piece.
    is_guessed: bool,
}

/// What is asked for rulings.
struct Picture<'a> {
    gray: &'a Gray,
    /// What a seal hid.
    lifted: Option<&'a Lifted>,
    dpi: f64,
}

/// How a track is drawn.
#[derive(Clone, Copy)]
struct Drawn {
    /// How much darker than paper, on the whole.
    usual: f64,
    /// So far beside its middle.
    across: isize,
    /// How far that is from its middle on paper, window by window.
    grain: f64,
}

/// What of the lines of these rulings is drawn besides them, and of lines that others end on.
pub(super) fn missing(rules: &[Rule], gray: &Gray, lifted: Option<&Lifted>, quality: &Quality) -> Vec<Rule> {
    let (dpi, reach) = (quality.dpi, REACH * quality.dpi);
    let picture = &Picture { gray, lifted, dpi };
    let palest = (255.0 - f64::from(quality.ink)) * PALE;
    let mut all = tracks(rules, dpi);
    let ended_on = [true, false].map(|is_horizontal| ended_on(&all, is_horizontal, picture));
    all.extend(ended_on.into_iter().flatten());
    let spans: Vec<(f64, f64)> = all.iter().map(|track| track.span(&all, reach)).collect();
    let mut found = Vec::new();
    for track in &all {
        let drawn = track.drawn(picture);
        if drawn.usual < LEAST {
            continue;
        }
        let is_hidden = |part: (f64, f64)| {
            track.over(picture, part.0.max(0.0) as usize..part.1.max(0.0) as usize, drawn.across).is_some()
        };
        let is_asked = |part: (f64, f64)| drawn.usual < palest || is_hidden(part);
        let crosses = |(other, span): &(&Track, &(f64, f64))| {
            other.is_horizontal != track.is_horizontal && span.0 - reach <= track.at && track.at <= span.1 + reach
        };
        let mut ends: Vec<f64> = all.iter().zip(&spans).filter(crosses).map(|(other, _)| other.at).collect();
        ends.sort_by(f64::total_cmp);
        ends.dedup_by(|a, b| *a - *b < reach / 2.0);
        for part in ends.windows(2).map(|pair| (pair[0], pair[1])) {
            // What is left of a slant moves it by a pixel from part to part.
            let is_drawn = |off: isize| {
                let drawn = Drawn { across: drawn.across + off, ..drawn };
                track.is_dark(picture, part, &drawn) || track.is_faint(picture, part, &drawn)
            };
            if is_asked(part) && !track.holds(part) && [0, -1, 1].into_iter().any(is_drawn) {
                let Track { is_horizontal, at, thickness, .. } = *track;
                found.push(Rule { is_horizontal, at, from: part.0, to: part.1, thickness });
            }
        }
    }
    found
}

/// Lines of which nothing was found but that others end on them, side by side.
fn ended_on(all: &[Track], is_horizontal: bool, picture: &Picture<'_>) -> Vec<Track> {
    let reach = REACH * picture.dpi;
    let is_known =
        |at: f64| all.iter().any(|track| track.is_horizontal == is_horizontal && (track.at - at).abs() <= reach * 2.0);
    let mut ends: Vec<(f64, f64)> = Vec::new();
    for other in all.iter().filter(|other| other.is_horizontal != is_horizontal) {
        let (from, to) = other.reach();
        ends.extend([from, to].into_iter().filter(|end| !is_known(*end)).map(|end| (end, other.at)));
    }
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let guess = |own: &[(f64, f64)]| {
        let sides = own.iter().map(|(_, at)| *at);
        let (left, right) = (sides.clone().fold(f64::MAX, f64::min), sides.fold(f64::MIN, f64::max));
        let (first, last) = (own.first()?.0 - reach, own.last()?.0 + reach);
        let track =
            |at: f64| Track { is_horizontal, at, thickness: 1.0, pieces: vec![(left, right)], is_guessed: true };
        let tracks = (first.max(0.0) as usize..=last.max(0.0) as usize).map(|at| track(at as f64));
        let (drawn, track) = tracks
            .map(|track| (track.drawn(picture), track))
            .max_by(|a, b| a.0.usual.total_cmp(&b.0.usual).then(b.1.at.total_cmp(&a.1.at)))?;
        let mut sides: Vec<f64> =
            all.iter().filter(|own| own.is_horizontal != is_horizontal).map(|own| own.at).collect();
        sides.sort_by(f64::total_cmp);
        let whole = |part: (f64, f64)| {
            let length = (part.1 - part.0).max(1.0) as usize;
            let own = track.darkness(picture, part, drawn.across, length);
            own.first().copied().filter(|dark| dark.is_finite()).unwrap_or(0.0)
        };
        let parts = sides.windows(2).map(|pair| (pair[0], pair[1])).filter(|part| part.1 >= left && part.0 <= right);
        let parts: Vec<(f64, (f64, f64))> = parts.map(|part| (whole(part), part)).collect();
        let darkest = parts.iter().map(|(dark, _)| *dark).fold(0.0, f64::max);
        let pieces = parts.into_iter().filter(|(dark, _)| *dark > darkest * SHARE).map(|(_, part)| part).collect();
        (drawn.usual > drawn.grain * APART / 2.0).then_some(Track { pieces, ..track })
    };
    ends.chunk_by(|a, b| b.0 - a.0 <= reach).filter(|own| own.len() >= ENDS).filter_map(guess).collect()
}

fn middle(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(0.0)
}

/// How far these are from their middle, as that of a normal distribution.
fn deviation(all: Vec<f64>) -> f64 {
    let centre = middle(all.clone());
    middle(all.into_iter().map(|one| (one - centre).abs()).collect()) * 1.48
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
                is_guessed: false,
            });
        }
    }
    tracks
}

impl Track {
    /// From its first piece to its last.
    fn reach(&self) -> (f64, f64) {
        let from = self.pieces.iter().map(|piece| piece.0).fold(f64::MAX, f64::min);
        (from, self.pieces.iter().map(|piece| piece.1).fold(f64::MIN, f64::max))
    }

    /// From where to where it may run: on to the next crossing lines beyond its pieces.
    fn span(&self, all: &[Track], reach: f64) -> (f64, f64) {
        let (from, to) = self.reach();
        let crossing = || all.iter().filter(|other| other.is_horizontal != self.is_horizontal).map(|other| other.at);
        let before = crossing().filter(|at| *at < from - reach).fold(f64::MIN, f64::max);
        let behind = crossing().filter(|at| *at > to + reach).fold(f64::MAX, f64::min);
        (if before == f64::MIN { from } else { before }, if behind == f64::MAX { to } else { behind })
    }

    /// Was so much of a part found that it is there?
    fn holds(&self, (from, to): (f64, f64)) -> bool {
        let held: f64 = self.pieces.iter().map(|piece| (piece.1.min(to) - piece.0.max(from)).max(0.0)).sum();
        !self.is_guessed && held >= (to - from) * HELD
    }

    /// How its pieces are drawn.
    fn drawn(&self, picture: &Picture<'_>) -> Drawn {
        let window = inches(WINDOW, picture.dpi);
        let beside = |across: isize| -> Vec<f64> {
            let all = self.pieces.iter().flat_map(|piece| self.darkness(picture, *piece, across, window));
            all.filter(|dark| dark.is_finite()).collect()
        };
        let own = (-1..=1).map(|across| (middle(beside(across)), across)).max_by(|a, b| a.0.total_cmp(&b.0));
        let (usual, across) = own.unwrap_or_default();
        // Letters may stand on one side of it.
        let far = 2 * inches(BESIDE, picture.dpi).max(3) as isize + 1;
        let grain = deviation(beside(across - far)).min(deviation(beside(across + far)));
        Drawn { usual, across, grain }
    }

    /// The seal that hid some of a stretch, if one did.
    fn over<'a>(&self, picture: &Picture<'a>, mut along: Range<usize>, across: isize) -> Option<&'a Lifted> {
        picture.lifted.filter(|over| along.any(|along| self.is_on(&over.strokes, along, across)))
    }

    /// Is a part as dark as the pieces, all along?
    fn is_dark(&self, picture: &Picture<'_>, part: (f64, f64), drawn: &Drawn) -> bool {
        let usual = drawn.usual;
        let longer = (drawn.grain * APART / (usual * (1.0 - SHARE))).powi(2).clamp(1.0, LONGEST);
        let all = self.darkness(picture, part, drawn.across, inches(WINDOW * longer, picture.dpi));
        let told = all.iter().filter(|dark| **dark < usual * LETTERS).count();
        let range = (usual * SHARE).max(LEAST)..usual * LETTERS;
        let dark = all.iter().filter(|dark| range.contains(dark)).count() as f64;
        // What a seal hid is asked of nobody: what it left must be more than a stroke of a letter.
        let seen = all.iter().filter(|dark| dark.is_finite()).count();
        let least = if seen < all.len() { FEWEST_SEEN } else { 1 };
        told >= least && told as f64 >= seen as f64 * TOLD && dark >= told as f64 * DRAWN
    }

    /// Is a part drawn paler than its pieces are, where a copy fades? Its whole length tells that from grain, and no gap is
    /// among its quarters. Not where letters stand in its line: their strokes are darker here and paler there.
    fn is_faint(&self, picture: &Picture<'_>, part: (f64, f64), drawn: &Drawn) -> bool {
        let Drawn { usual, across, grain } = *drawn;
        let small = inches(WINDOW, picture.dpi);
        let range = -grain * CLEAR..usual * LETTERS + grain * CLEAR;
        let all = self.darkness(picture, part, across, small);
        if all.is_empty() || all.iter().any(|dark| !range.contains(dark)) {
            return false;
        }
        let length = (part.1 - part.0).max(1.0);
        let is_clear = |share: f64, deviations: f64, least: f64| {
            let window = ((length * share) as usize).max(small);
            let grain = grain * (small as f64 / window as f64).sqrt();
            let own = self.darkness(picture, part, across, window);
            own.into_iter().all(|dark| dark >= (grain * deviations).max(usual * least))
        };
        is_clear(1.0, CLEAR, FAINTEST) && is_clear(0.25, 1.0, FAINTEST / 2.0)
    }

    /// How much darker the line so far beside its middle is than the lighter paper on its sides, window by window; not where
    /// crossing rulings lie. Infinite where a seal lay over it and nothing shows through.
    fn darkness(&self, picture: &Picture<'_>, (from, to): (f64, f64), across: isize, window: usize) -> Vec<f64> {
        let beside = inches(BESIDE, picture.dpi).max(3) as isize;
        let margin = (beside as f64 + 1.0).min((to - from) / 4.0);
        let range = (from + margin).max(0.0) as usize..(to - margin).max(0.0) as usize;
        let steps = range.clone().step_by((window / 2).max(1));
        let windows = steps.map(|at| at..(at + window).min(range.end));
        // The last ones would be short: they are part of the one before.
        let whole = windows.enumerate().filter(|(at, own)| *at == 0 || own.len() == window).map(|(_, own)| own);
        let shade = |own: &Range<usize>, off: isize| self.shade(picture.gray, own.clone(), across + off);
        let dark = |own: Range<usize>| match self.over(picture, own.clone(), across) {
            None => shade(&own, -beside).max(shade(&own, beside)) - shade(&own, 0),
            // Through a seal it shows as darker than both sides; what does not show may be there all the same.
            Some(over) => {
                let shade = |off: isize| self.shade(&over.gray, own.clone(), across + off);
                let through = shade(-beside).min(shade(beside)) - shade(0);
                if through >= LEAST * THROUGH { through * THROUGH } else { f64::INFINITY }
            }
        };
        whole.map(dark).collect()
    }

    /// Where a place along it lies, so far beside its middle.
    fn place(&self, along: usize, across: isize) -> (usize, usize) {
        let across = (self.at.max(0.0) as usize).saturating_add_signed(across);
        if self.is_horizontal { (along, across) } else { (across, along) }
    }

    fn is_on(&self, bits: &Bits, along: usize, across: isize) -> bool {
        let (x, y) = self.place(along, across);
        x < bits.width && y < bits.height && bits.row(y)[x]
    }

    /// The mean shade so far beside its middle; paper outside of the picture.
    fn shade(&self, gray: &Gray, along: Range<usize>, across: isize) -> f64 {
        let count = along.len().max(1) as f64;
        let is_inside = |(x, y): (usize, usize)| x < gray.width && y < gray.height;
        let shade = |at: (usize, usize)| if is_inside(at) { f64::from(gray.row(at.1)[at.0]) } else { 255.0 };
        along.map(|along| shade(self.place(along, across))).sum::<f64>() / count
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Sheet, gray::Gray};

    /// A table of hairlines in grain, `paper` less `dark` where it fades; its second ruling does not reach the first column.
    fn faded(dark: impl Fn(usize, usize) -> u8) -> Sheet {
        under_seal(dark, |_, _| false)
    }

    /// The same under a seal.
    fn under_seal(dark: impl Fn(usize, usize) -> u8, is_sealed: impl Fn(usize, usize) -> bool) -> Sheet {
        let mut picture = Gray::filled(1300, 700, 245);
        let rows = (0..10).filter(|row| *row != 1).map(|row| (100, 100 + row * 60, 1002, 1));
        let head = [(300, 160, 802, 1)];
        let columns = (0..6).map(|column| (100 + column * 200, 100 + usize::from(column > 1 && column < 5) * 60));
        let columns = columns.map(|(x, y)| (x, y, 1, 641 - y));
        for (x, y, w, h) in rows.chain(head).chain(columns) {
            for row in y..y + h {
                for column in x..x + w {
                    picture.row_mut(row)[column] = 245 - dark(column, row);
                }
            }
        }
        for (x, y) in (2..9).flat_map(|row| (0..5).map(move |column| (130 + column * 200, 118 + row * 60))) {
            for letter in 0..4 {
                (y..y + 3).for_each(|row| picture.row_mut(row)[x + letter * 25..x + letter * 25 + 20].fill(40));
                (y..y + 24).for_each(|row| picture.row_mut(row)[x + letter * 25 + 8..x + letter * 25 + 11].fill(40));
            }
        }
        for y in 0..700 {
            for (x, shade) in picture.row_mut(y).iter_mut().enumerate() {
                *shade = if is_sealed(x, y) { (u32::from(*shade) * 72 / 100) as u8 } else { *shade };
            }
        }
        let mut state = 7_u32;
        let mut grain = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 27) as i32 - 16
        };
        picture.data.iter_mut().for_each(|shade| *shade = (i32::from(*shade) + grain()).clamp(0, 255) as u8);
        Sheet::of(picture, 200.0, false)
    }

    fn length(sheet: &Sheet, is_horizontal: bool, at: f64) -> f64 {
        let own = sheet.rulings.iter().filter(|rule| rule.is_horizontal == is_horizontal && (rule.at - at).abs() < 3.0);
        own.map(|rule| rule.to - rule.from).sum()
    }

    #[test]
    fn rulings_go_on_where_a_copy_fades() {
        let sheet = faded(|x, _| if x > 720 { 10 } else { 26 });
        for row in (0..10).filter(|row| *row != 1) {
            let found = length(&sheet, true, 100.0 + f64::from(row) * 60.0);
            assert!(found > 960.0, "{row}: {found}");
        }
    }

    #[test]
    fn rulings_go_on_under_a_seal() {
        // A ring, and strokes so near to each other that what lies between them is as short as a letter's stroke.
        let is_sealed = |x: usize, y: usize| {
            let radius = (x as f64 - 650.0).hypot(y as f64 - 400.0);
            let in_stroke = (515..685).contains(&x) && x % 24 < 16 && (370..450).contains(&y);
            (108.0..116.0).contains(&radius) || in_stroke
        };
        let (plain, sealed) = (faded(|_, _| 60), under_seal(|_, _| 60, is_sealed));
        for row in (0..10).filter(|row| *row != 1) {
            let at = 100.0 + f64::from(row) * 60.0;
            let (without, with) = (length(&plain, true, at), length(&sealed, true, at));
            assert!(without > 960.0 && with > 960.0, "{row}: {with}, without a seal {without}");
        }
        // Where it hides crossing rulings, too, a piece ends on nothing that can be seen.
        for column in 0..6 {
            let at = 100.0 + f64::from(column) * 200.0;
            let (without, with) = (length(&plain, false, at), length(&sealed, false, at));
            assert!(without >= 480.0 && with >= without - 20.0, "{column}: {with}, without a seal {without}");
        }
    }

    #[test]
    fn a_line_that_others_end_on_is_looked_for() {
        // Of the second ruling no piece is dark enough to be found by itself.
        let sheet = faded(|_, y| if (158..163).contains(&y) { 9 } else { 26 });
        assert!(length(&sheet, true, 160.0) > 700.0, "{}", length(&sheet, true, 160.0));
        assert!(length(&sheet, true, 160.0) < 820.0, "{}", length(&sheet, true, 160.0));
    }
}

//! What the order of painting says. A program that sets a table paints it cell by cell and row by row: the lines of one
//! cell after each other, then the next cell to the right, then the first of the next row. Where a page was painted so,
//! the order says which lines are of one cell and where rows end, however near they stand. A page painted line by line
//! never goes up again before it has gone down, and says nothing.

use super::rows::{BodyLine, ColumnSort, ROOM, SAME_LEADING, is_further, is_unfinished};
use super::word::{Line, OVERLAP, Place, Step, TOUCH, TokenSort, Word};
use crate::geometry::{Pt, Span};
use crate::words::is_numbered;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Words nearer than this (in em) are of one cell for sure, those up to [`LOOSE`] perhaps.
const NEAR: f64 = 0.3;
const LOOSE: f64 = 0.9;
/// Up to this (in em) it may be a blank that was not painted.
const BLANK: f64 = 0.5;
/// The next line of a cell stands no further below than this (in em).
const LEADING: f64 = 2.0;
/// Lines of a cell begin, end or have their middles within this (in em) of each other.
const ALIGNED: f64 = 0.5;
/// A word stands higher than another from this (in em) on.
const UP: f64 = 0.3;

/// The cell that is being painted.
struct Pen {
    line: usize,
    word: usize,
    place: Place,
    /// Where its line stands for sure, and where it may begin.
    piece: Span,
    loose: Span,
    /// The highest line of its row, and of the row before.
    top: Pt,
    above: Pt,
}

/// Gives the words of a page their places.
pub(super) fn place(lines: &mut [Line]) {
    let mut order: Vec<(usize, usize)> =
        (0..lines.len()).flat_map(|line| (0..lines[line].words.len()).map(move |word| (line, word))).collect();
    order.sort_by_key(|(line, word)| (lines[*line].words[*word].order, *line, *word));
    let mut pen: Option<Pen> = None;
    for (line, word) in order {
        let next = match &pen {
            None => {
                let x = lines[line].words[word].x;
                let place = Place { step: Step::Left, ..Place::default() };
                Pen { line, word, place, piece: x, loose: x, top: lines[line].base, above: Pt::new(f64::MIN) }
            }
            Some(pen) => {
                let mut next = pen.next(lines, line, word);
                next.place.is_next = pen.line == line && pen.word + 1 == word;
                next.place.down = lines[line].words[word].base - lines[pen.line].words[pen.word].base;
                next
            }
        };
        lines[line].words[word].place = next.place;
        pen = Some(next);
    }
    part_first_row(lines);
}

/// Parts the first row of a table from the names above it, where the pen goes on to the right and down from the last of
/// these, or further down than to the next line of a cell: only values stand behind that step and none before it, and no
/// other row is like that, as rows would be whose labels stand higher than their values.
fn part_first_row(lines: &mut [Line]) {
    /// A name beside others may stand lower than they by less than this (in em).
    const DOWN: f64 = 1.0;
    let mut rows: BTreeMap<usize, (Option<usize>, Vec<usize>)> = BTreeMap::new();
    let leading = leading(lines.iter());
    for (line, word) in lines.iter().flat_map(|line| line.words.iter().map(move |word| (line, word))) {
        let (step, values) = rows.entry(word.place.row).or_default();
        let is_next = match word.place.step {
            Step::Right => word.place.down > line.size * DOWN,
            Step::Wrap => leading.is_some_and(|leading| is_further(word.place.down, leading)),
            _ => false,
        };
        if is_next {
            *step = step.map_or(Some(word.order), |first| Some(first.min(word.order)));
        }
        if word.sort == TokenSort::Amount {
            values.push(word.order);
        }
    }
    let mut like = rows
        .into_values()
        .filter_map(|(step, values)| step.filter(|step| values.iter().any(|value| value > step)).zip(Some(values)));
    let (Some((step, values)), None) = (like.next(), like.next()) else { return };
    if values.iter().all(|value| *value > step) {
        let behind = lines.iter_mut().flat_map(|line| &mut line.words).filter(|word| word.order >= step);
        behind.for_each(|word| word.place.row += 1);
    }
}

impl Pen {
    /// The pen at the word that is painted next.
    fn next(&self, lines: &[Line], line: usize, word: usize) -> Pen {
        let (own, next) = (&lines[line], &lines[line].words[word]);
        let before = &lines[self.line];
        let last = before.words[self.word].sort;
        let is_amount = next.sort == TokenSort::Amount || last == TokenSort::Amount;
        // What touches an amount counts it: `2.4万元`.
        let is_near = if is_amount {
            next.gap.abs() <= TOUCH && !(next.sort.is_number() && last.is_number())
        } else {
            (-OVERLAP..=LOOSE).contains(&next.gap)
        };
        let follows = line == self.line && word == self.word + 1 && is_near;
        let em = own.size.get().max(1.0);
        let Place { cell, row, pass, .. } = self.place;
        let top = self.top.min(own.base);
        let at =
            |place: Place, piece: Span, loose: Span| Pen { line, word, place, piece, loose, top, above: self.above };
        if follows {
            let place = Place { step: Step::On, ..self.place };
            let loose = self.loose.union(next.x);
            // A blank was printed between them, or is too narrow to tell.
            let above = &before.words[self.word];
            let is_blank = above.glyphs.iter().max().is_some_and(|last| last + 1 < next.order);
            if next.gap <= NEAR {
                if next.gap <= TOUCH || is_blank || above.runs[1] == next.runs[0] {
                    return at(place, self.piece.union(next.x), loose);
                }
                return at(Place { cell: cell + 1, ..place }, next.x, loose);
            }
            if is_blank || next.gap <= BLANK && above.runs[1] == next.runs[0] {
                return at(place, next.x, loose);
            }
        }
        let down = (own.base - before.base).get() / em;
        if (0.5..=LEADING).contains(&down) && !self.are_two_numbers(lines, next) {
            if is_aligned(self.piece, next.x, em) {
                return at(Place { step: Step::Wrap, ..self.place }, next.x, next.x);
            }
            if self.loose != self.piece && is_aligned(self.loose, next.x, em) {
                return at(Place { step: Step::Wrap, ..self.place }, next.x, next.x);
            }
        }
        let slack = Pt::new(em * UP);
        let is_right = next.x.start >= self.piece.end - Pt::new(em * 0.2);
        // Rows only go down.
        if own.base < (if is_right { self.above } else { self.top }) - slack {
            let place = Place { cell: cell + 1, row: row + 1, pass: pass + 1, step: Step::Left, ..self.place };
            return Pen { top: own.base, above: Pt::new(f64::MIN), ..at(place, next.x, next.x) };
        }
        if is_right {
            let step = if down < -UP { Step::RightUp } else { Step::Right };
            return at(Place { cell: cell + 1, step, ..self.place }, next.x, next.x);
        }
        let place = Place { cell: cell + 1, row: row + 1, step: Step::Left, ..self.place };
        Pen { top: own.base, above: self.top, ..at(place, next.x, next.x) }
    }

    /// Whole amounts below each other are two.
    fn are_two_numbers(&self, lines: &[Line], next: &Word) -> bool {
        let above = &lines[self.line].words[self.word];
        let has_point = |word: &Word| word.sort == TokenSort::Amount && word.text.contains('.');
        has_point(above) && (has_point(next) || next.sort != TokenSort::Digits)
    }
}

/// True if lines below each other may be of one cell.
fn is_aligned(above: Span, below: Span, em: f64) -> bool {
    let near = |a: Pt, b: Pt| (a - b).abs().get() <= em * ALIGNED;
    let is_set_alike =
        near(above.start, below.start) || near(above.end, below.end) || near(above.centre(), below.centre());
    is_set_alike && above.overlap(below) > Pt::ZERO
}

/// Where the head ends on a page that was painted cell by cell, of which line `first` is of the body.
pub(super) fn head_end(lines: &[Line], first: usize, is_value: impl Fn(&Line, usize) -> bool) -> usize {
    let places = |line: usize| lines.get(line).into_iter().flat_map(|line| &line.words).map(|word| word.place);
    let own = lines.get(first).map_or(0, |line| (0..line.words.len()).filter(|i| is_value(line, *i)).count());
    let mut values = lines
        .get(first)
        .into_iter()
        .flat_map(|line| (0..line.words.len()).filter(|i| own == 0 || is_value(line, *i)).map(|i| line.words[i].place));
    let Some(known) = values.next() else { return first };
    let row = values.filter(|place| place.pass == known.pass).map(|place| place.row).fold(known.row, usize::min);
    let begins = |place: Place| place.pass == known.pass && place.row >= row;
    (0..lines.len()).find(|line| places(*line).any(begins)).unwrap_or(lines.len())
}

/// The pass that most words were painted in.
fn main_pass(lines: &[Line]) -> usize {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    lines.iter().flat_map(|line| &line.words).for_each(|word| *counts.entry(word.place.pass).or_default() += 1);
    counts.into_iter().max_by_key(|(pass, count)| (*count, Reverse(*pass))).map_or(0, |(pass, _)| pass)
}

/// How many rows these lines were painted as.
pub(super) fn painted_rows(lines: &[Line]) -> usize {
    let main = main_pass(lines);
    let places = lines.iter().flat_map(|line| &line.words).map(|word| word.place);
    places.filter(|place| place.pass == main).map(|place| place.row).collect::<BTreeSet<_>>().len()
}

/// Where a head ends that is followed by texts only: its rows reach into each other where names stand beside others on
/// several levels, and names over several columns are fewer than those below them.
pub(super) fn named_end(lines: &[Line]) -> usize {
    let main = main_pass(lines);
    let mut rows: BTreeMap<usize, (Span, BTreeSet<usize>)> = BTreeMap::new();
    for line in lines {
        for word in line.words.iter().filter(|word| word.place.pass == main) {
            let (y, cells) = rows.entry(word.place.row).or_insert((line.y, BTreeSet::new()));
            *y = y.union(line.y);
            cells.insert(word.place.cell);
        }
    }
    let slack = lines.iter().map(|line| line.size).max().unwrap_or_default() * 0.35;
    let mut rows = rows.into_iter();
    let Some((mut last, (mut y, cells))) = rows.next() else { return 0 };
    let mut names = cells.len();
    for (row, (own, cells)) in rows {
        // Where lines are set close, their boxes overlap.
        if own.start >= y.end - slack && (names * 3 > cells.len() * 2 || names < 2) {
            break;
        }
        (last, y) = (row, y.union(own));
        names = names.max(cells.len());
    }
    let begins = |line: &Line| line.words.iter().any(|word| word.place.pass == main && word.place.row > last);
    lines.iter().position(begins).unwrap_or(lines.len())
}

/// The first line from `at` on above which no row goes on that was painted above.
pub(super) fn whole_rows(lines: &[Line], at: usize) -> usize {
    let main = main_pass(lines);
    let rows = |lines: &[Line]| -> BTreeSet<usize> {
        let places = lines.iter().flat_map(|line| &line.words).map(|word| word.place);
        places.filter(|place| place.pass == main).map(|place| place.row).collect()
    };
    (at..lines.len()).find(|at| rows(&lines[..*at]).is_disjoint(&rows(&lines[*at..]))).unwrap_or(at)
}

/// How far apart the lines of cells stand that were painted as one: the least of what comes often.
pub(super) fn leading<'a>(lines: impl Iterator<Item = &'a Line>) -> Option<Pt> {
    /// Steps within this share of each other are one.
    const SAME: f64 = 1.03;
    /// What comes less often than one in so many of the most common is chance.
    const RARE: usize = 4;
    let places = lines.flat_map(|line| &line.words).map(|word| word.place);
    let mut steps: Vec<f64> = places.filter(|place| place.step == Step::Wrap).map(|place| place.down.get()).collect();
    steps.sort_by(f64::total_cmp);
    let mut sorts: Vec<(f64, usize)> = Vec::new();
    for step in steps {
        match sorts.last_mut() {
            Some((least, n)) if step <= *least * SAME => *n += 1,
            _ => sorts.push((step, 1)),
        }
    }
    let most = sorts.iter().map(|(_, n)| *n).max()?;
    sorts.iter().find(|(_, n)| n * RARE >= most).map(|(step, _)| Pt::new(*step))
}

/// Parts cells that only seem to be one: rows with a single cell each are painted like the lines of one cell. A line that
/// leaves room for more, or stands too far below, begins a row, unless the cell painted behind stands level with all.
pub(super) fn part_rows(lines: &mut [BodyLine], columns: &[ColumnSort], leading: Pt) {
    let mut order: Vec<(usize, usize)> =
        (0..lines.len()).flat_map(|line| (0..lines[line].pieces.len()).map(move |piece| (line, piece))).collect();
    order.sort_by_key(|(line, piece)| (lines[*line].pieces[*piece].first, *line));
    let cell = |lines: &[BodyLine], at: (usize, usize)| lines[at.0].pieces[at.1].places[1].cell;
    let (mut from, mut added) = (0, 0);
    while from < order.len() {
        let own = cell(lines, order[from]);
        let is_own = |at: &&(usize, usize)| {
            let piece = &lines[at.0].pieces[at.1];
            piece.column == lines[order[from].0].pieces[order[from].1].column && piece.places[0].cell == own
        };
        let to = from + order[from..].iter().take_while(is_own).count().max(1);
        let chain = &order[from..to];
        let behind: Vec<(usize, usize)> = order
            .get(to)
            .filter(|at| matches!(lines[at.0].pieces[at.1].places[0].step, Step::Right | Step::RightUp))
            .map(|next| order[to..].iter().take_while(|at| cell(lines, **at) == cell(lines, *next)).copied().collect())
            .unwrap_or_default();
        let before = order[..from].last().map(|last| {
            let own = cell(lines, *last);
            order[..from].iter().rev().take_while(|at| cell(lines, **at) == own).copied().collect()
        });
        let is_right =
            |at: &(usize, usize)| matches!(lines[at.0].pieces[at.1].places[0].step, Step::Right | Step::RightUp);
        let before: Vec<(usize, usize)> = before.filter(|_| is_right(&order[from])).unwrap_or_default();
        let begins = begins(lines, columns, leading, &before, chain, &behind);
        for (at, begins) in chain.iter().zip(begins) {
            added += usize::from(begins);
            for place in &mut lines[at.0].pieces[at.1].places {
                *place = Place { cell: place.cell + added, row: place.row + added, ..*place };
            }
        }
        from = to;
    }
}

/// A line, and a piece of it.
type PieceIndex = (usize, usize);

/// Which pieces of a cell begin a row of their own.
fn begins(
    lines: &[BodyLine],
    columns: &[ColumnSort],
    leading: Pt,
    before: &[PieceIndex],
    chain: &[PieceIndex],
    behind: &[PieceIndex],
) -> Vec<bool> {
    /// What leaves more room than this (in em) goes on with no other line.
    const WIDE: f64 = 2.5;
    let of = |at: &(usize, usize)| (&lines[at.0], &lines[at.0].pieces[at.1]);
    let mut begins = vec![false; chain.len()];
    let mut is_sure = false;
    for (i, pair) in chain.windows(2).enumerate() {
        let ((upper, above), (lower, below)) = (of(&pair[0]), of(&pair[1]));
        let step = lower.base - upper.base;
        let em = upper.size.get().max(1.0);
        let room = columns.get(above.column).map_or(0.0, |column| column.room(above.x, em));
        // No line ends before a sign of percent: what stands before it goes along.
        let first = if below.sort == TokenSort::Rate { below.x.len().get() / em } else { 0.0 };
        let leaves_room = room > ROOM.max(first) && !is_unfinished(&above.text);
        let is_apart = is_further(step, leading);
        begins[i + 1] = is_apart || step > leading * 0.5 && (leaves_room || is_numbered(&below.text));
        is_sure |= is_apart || leaves_room && room > WIDE;
    }
    let middle = |chain: &[(usize, usize)]| {
        let bases = chain.iter().map(|at| lines[at.0].base);
        Some(Span::new(bases.clone().min()?, bases.max()?).centre())
    };
    let last = begins.iter().rposition(|begins| *begins).unwrap_or(0);
    if let (Some(all), Some(own), Some(behind)) = (middle(chain), middle(&chain[last..]), middle(behind))
        && (all - behind).abs() < (own - behind).abs()
    {
        return vec![false; chain.len()];
    }
    // The cell painted before stands level with all, and with its first line no more than by chance.
    if let (Some(all), Some(before)) = (middle(chain), middle(before))
        && !is_sure
        && (all - before).abs() <= leading * SAME_LEADING
    {
        return vec![false; chain.len()];
    }
    begins
}

/// True if lines were painted cell by cell.
pub(super) fn is_by_cells<'a>(lines: impl Iterator<Item = &'a Line>) -> bool {
    let (mut cells, mut rights, mut ups) = (0_usize, 0_usize, 0_usize);
    for word in lines.flat_map(|line| &line.words) {
        match word.place.step {
            Step::On | Step::Wrap => {}
            Step::Left => cells += 1,
            Step::Right => (cells, rights) = (cells + 1, rights + 1),
            Step::RightUp => (cells, rights, ups) = (cells + 1, rights + 1, ups + 1),
        }
    }
    ups > 0 && rights * 3 >= cells
}

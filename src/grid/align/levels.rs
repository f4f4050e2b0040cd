//! The head of a table that was painted cell by cell: its names, and the rows of the head they were painted in.

use super::columns::{Band, Columns, Stand};
use super::names::{Head, Name, name_pieces};
use super::region::{span_of, text_of};
use super::rows::is_further;
use super::settle::{parts_of, settle};
use super::tree::MOST;
use super::word::{Line, Step};
use crate::geometry::{Pt, Span};
use std::collections::BTreeMap;
use std::ops::Range;

/// Whose row is next in a list of two.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    One,
    Two,
    Both,
}

/// The names as they were painted, and the row of the head each was painted in.
pub(super) fn painted_names(lines: &[Line], columns: &Columns, leading: Pt) -> (Vec<Name>, Vec<usize>) {
    let mut names: Vec<Name> = Vec::new();
    let mut places: Vec<(usize, usize)> = Vec::new();
    let mut passes: Vec<usize> = Vec::new();
    // When each name was painted, and when those were that only seem to go on with the one above them: the last name of a
    // row and the first below it, set to one side, are painted like the lines of one.
    let mut begins: Vec<usize> = Vec::new();
    let mut cuts: Vec<usize> = Vec::new();
    /// What has more pieces has more names than a head: looking at each beside all others would take long.
    const PIECES: usize = MOST * 5;
    let pieces: Vec<Vec<Range<usize>>> = lines.iter().map(|line| name_pieces(line, columns, true)).collect();
    let are_few = pieces.iter().map(Vec::len).sum::<usize>() <= PIECES;
    for (i, line) in lines.iter().enumerate() {
        for words in pieces[i].clone() {
            let own = &line.words[words.clone()];
            let x = span_of(own);
            let (first, last) = (own[0].place, own[own.len() - 1].place);
            let is_below = first.step == Step::Wrap
                && (is_further(first.down, leading) || are_few && is_level_below(lines, &pieces, i, &words));
            if is_below {
                cuts.push(own[0].order);
            }
            match places.iter().rposition(|(cell, _)| *cell == first.cell).filter(|_| !is_below) {
                Some(at) => {
                    names[at].add(x, line, (i, words));
                    places[at].0 = last.cell;
                }
                None => {
                    names.push(Name::new(x, line, text_of(own), (i, words)));
                    places.push((last.cell, first.row));
                    passes.push(first.pass);
                    begins.push(own[0].order);
                }
            }
        }
    }
    for (place, begins) in places.iter_mut().zip(&begins) {
        place.1 += cuts.iter().filter(|cut| *cut <= begins).count();
    }
    let rows = rows_of_passes(&names, &passes, &places.iter().map(|(_, row)| *row).collect::<Vec<_>>());
    (names, rows)
}

/// True if names on two levels stand where a line seems to go on with the one above it: beside it stands a name of one line
/// that nothing leads else. It was painted in another pass, or right behind. Names that have both levels to themselves are
/// set to the middle of these, or the name above leaves room for what seems to go on with it.
fn is_level_below(lines: &[Line], pieces: &[Vec<Range<usize>>], at: usize, words: &Range<usize>) -> bool {
    let em = lines[at].size;
    let span = |line: usize, words: &Range<usize>| span_of(&lines[line].words[words.clone()]);
    let place = |line: usize, words: &Range<usize>| lines[line].words[words.start].place;
    let own = place(at, words);
    let of_cell = |cell: usize| {
        let all = pieces.iter().enumerate().flat_map(|(line, own)| own.iter().map(move |words| (line, words)));
        all.filter(move |(line, words)| place(*line, words).cell == cell)
    };
    // Of two lines only: of more, those in the middle stand level with all sorts of names.
    let mut above = of_cell(own.cell).filter(|(line, _)| *line != at);
    let (Some((upper, first)), None) = (above.next(), above.next()) else { return false };
    let is_single = |line: usize, words: &Range<usize>| of_cell(place(line, words).cell).count() == 1;
    let has_single = |base: Pt| {
        let mut near = (0..at).filter(|line| (lines[*line].base - base).abs() <= em * 0.05);
        near.any(|line| pieces[line].iter().any(|words| is_single(line, words)))
    };
    let is_alone = |other: &&Range<usize>| {
        let x = span(at, other);
        let no_other = |line: usize| pieces[line].iter().all(|words| span(line, words).overlap(x) <= Pt::ZERO);
        is_single(at, other) && (0..at).all(no_other)
    };
    let order = |words: &Range<usize>| lines[at].words[words.start].order;
    let is_behind = |other: &&Range<usize>| {
        let (next, between) = (place(at, other), order(words)..order(other));
        // The pen did not go up between.
        let mut higher = lines[..at].iter().flat_map(|line| &line.words);
        (next.pass, next.row, next.step) == (own.pass, own.row, Step::Right)
            && !between.is_empty()
            && !higher.any(|word| between.contains(&word.order))
    };
    let is_middle = has_single(lines[at].base - own.down * 0.5);
    // Set to the left, both as one line would end before what stands beside them.
    let leaves_room = || {
        let (x, below) = (span(upper, first), span(at, words));
        let beside = (upper..=at).flat_map(|line| pieces[line].iter().map(move |words| span(line, words).start));
        let next = beside.filter(|start| *start > x.start.max(below.start)).min();
        (x.start - below.start).abs() <= em * 0.3 && next.is_some_and(|next| x.end + below.len() + em < next)
    };
    let alone: Vec<&Range<usize>> = pieces[at].iter().filter(is_alone).collect();
    let in_other_pass = alone.iter().any(|other| place(at, other).pass != own.pass);
    let is_led = alone.iter().any(is_behind);
    in_other_pass && is_middle && !has_single(lines[upper].base) || is_led && (is_middle || leaves_room())
}

/// The row of each name, counted over all passes. Each pass has some cells of each row, from the top down: of the rows of
/// two passes those are one whose names stand beside each other, at one height.
fn rows_of_passes(names: &[Name], passes: &[usize], rows: &[usize]) -> Vec<usize> {
    if names.len() > MOST {
        return rows.to_vec();
    }
    let mut own: BTreeMap<usize, BTreeMap<usize, Vec<usize>>> = BTreeMap::new();
    for name in 0..names.len() {
        own.entry(passes[name]).or_default().entry(rows[name]).or_default().push(name);
    }
    let mut own: Vec<Vec<Vec<usize>>> = own.into_values().map(|rows| rows.into_values().collect()).collect();
    own.sort_by_key(|rows| std::cmp::Reverse(rows.iter().map(Vec::len).sum::<usize>()));
    let mut all = own.into_iter().reduce(|all, next| merged(names, all, next)).unwrap_or_default();
    for row in 1..all.len() {
        let (above, own) = all.split_at_mut(row);
        take_down(names, passes, &mut above[row - 1], &mut own[0]);
    }
    let mut found = vec![0; names.len()];
    for (row, own) in all.into_iter().enumerate() {
        own.into_iter().for_each(|name| found[name] = row);
    }
    found
}

/// Moves the last names of a row into the one below that they stand level with, and with none of their own, where the row
/// below has none of their pass: the pen that goes on to the right came to the next row without a step back.
fn take_down(names: &[Name], passes: &[usize], above: &mut Vec<usize>, own: &mut Vec<usize>) {
    let level = |a: usize, b: usize| {
        let height = names[a].y.len().min(names[b].y.len());
        (names[a].y.centre() - names[b].y.centre()).abs() <= height * 0.1
    };
    let mut moved: Vec<usize> = Vec::new();
    for at in (0..above.len()).rev() {
        let name = above[at];
        let is_last = above[at + 1..].iter().all(|other| passes[*other] != passes[name]);
        let stays = above.iter().any(|other| *other != name && level(name, *other));
        let is_below = own.iter().any(|other| !moved.contains(other) && level(name, *other));
        let is_other = |other: &usize| moved.contains(other) || passes[*other] != passes[name];
        let is_free = own.iter().all(|other| is_other(other) && names[name].x.overlap(names[*other].x) <= Pt::ZERO);
        if is_last && is_below && is_free && !stays {
            above.remove(at);
            own.push(name);
            moved.push(name);
        }
    }
}

/// The rows of two passes as one list, by the least difference of height; what stands over another is of a row above it.
fn merged(names: &[Name], one: Vec<Vec<usize>>, two: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    let height = names.iter().map(|name| name.y.len().get()).fold(f64::MAX, f64::min);
    let pairs = |a: &[usize], b: &[usize]| -> Vec<(usize, usize)> {
        a.iter().flat_map(|a| b.iter().map(|b| (*a, *b))).collect()
    };
    let is_over = |a: usize, b: usize| names[a].x.overlap(names[b].x) > Pt::ZERO;
    let down = |a: usize, b: usize| (names[b].y.centre() - names[a].y.centre()).get();
    // What it costs that a row stands above another, and that they are one.
    let above = |a: &[usize], b: &[usize]| {
        let wrong = pairs(a, b).into_iter().any(|(a, b)| is_over(a, b) && down(a, b) < 0.0);
        if wrong { height * 100.0 } else { 0.0 }
    };
    let same = |a: &[usize], b: &[usize]| {
        let pairs = pairs(a, b);
        let is_one = !pairs.iter().any(|(a, b)| is_over(*a, *b));
        let off = pairs.iter().map(|(a, b)| down(*a, *b).abs()).fold(f64::MAX, f64::min);
        is_one.then_some(off)
    };
    let (n, m) = (one.len(), two.len());
    // From the end: the least cost of the rows from `i` and `j` on, and the step that leads to it.
    let mut best = vec![vec![(0.0_f64, Next::Both); m + 1]; n + 1];
    for i in (0..=n).rev() {
        for j in (0..=m).rev().filter(|j| i < n || *j < m) {
            let mut least = (f64::MAX, Next::Both);
            let mut try_step = |cost: f64, step: Next| {
                if cost < least.0 {
                    least = (cost, step);
                }
            };
            if i < n
                && j < m
                && let Some(off) = same(&one[i], &two[j])
            {
                try_step(best[i + 1][j + 1].0 + off, Next::Both);
            }
            if i < n {
                try_step(best[i + 1][j].0 + height + two.get(j).map_or(0.0, |b| above(&one[i], b)), Next::One);
            }
            if j < m {
                try_step(best[i][j + 1].0 + height + one.get(i).map_or(0.0, |a| above(&two[j], a)), Next::Two);
            }
            best[i][j] = least;
        }
    }
    let (mut one, mut two) = (one.into_iter(), two.into_iter());
    let (mut i, mut j) = (0, 0);
    let mut all = Vec::with_capacity(n + m);
    while i < n || j < m {
        let step = best[i][j].1;
        let mut row = Vec::new();
        if step != Next::Two {
            row.extend(one.next().unwrap_or_default());
            i += 1;
        }
        if step != Next::One {
            row.extend(two.next().unwrap_or_default());
            j += 1;
        }
        all.push(row);
    }
    all
}

/// The head that these names make, each of which stands under one other or none.
pub(super) fn painted_head(mut names: Vec<Name>, parents: &[Option<usize>], columns: &mut Columns, em: f64) -> Head {
    for parent in parents.iter().flatten() {
        names[*parent].is_parent = true;
    }
    let mut lowest: Vec<usize> = (0..names.len()).filter(|i| !names[*i].is_parent).collect();
    lowest.sort_by_key(|i| (names[*i].x.centre(), *i));
    let spans: Vec<(Span, Stand)> = lowest.iter().map(|i| (names[*i].x, names[*i].stand)).collect();
    let mut bands: Vec<Band> = Vec::new();
    for (leaf, own) in settle(&spans, columns, em).columns {
        let first = bands.len();
        bands.extend(parts_of(&columns.bands[own]));
        if let Some(leaf) = leaf {
            if bands.len() == first {
                bands.push(Band { x: spans[leaf].0, ..Band::default() });
            }
            names[lowest[leaf]].columns = first..bands.len();
        }
    }
    columns.bands = bands;
    for i in lowest {
        let own = names[i].columns.clone();
        let mut at = parents[i];
        while let Some(parent) = at {
            let all = names[parent].columns.clone();
            names[parent].columns =
                if all.is_empty() { own.clone() } else { all.start.min(own.start)..all.end.max(own.end) };
            at = parents[parent];
        }
    }
    for (name, parent) in names.iter_mut().zip(parents) {
        name.parent = *parent;
    }
    Head { names }
}

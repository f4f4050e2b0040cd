//! The head of a table that was painted cell by cell: its names, and the rows of the head they were painted in.

use super::body::most_common;
use super::columns::{Band, Columns, Stand};
use super::names::{Head, Name, name_pieces};
use super::region::{span_of, text_of};
use super::rows::is_further;
use super::settle::{parts_of, settle};
use super::word::{Line, Step};
use crate::geometry::{Pt, Span};

/// The names as they were painted, and the row of the head each was painted in.
pub(super) fn painted_names(lines: &[Line], columns: &Columns, leading: Pt) -> (Vec<Name>, Vec<usize>) {
    let mut names: Vec<Name> = Vec::new();
    let mut places: Vec<(usize, usize)> = Vec::new();
    let mut passes: Vec<usize> = Vec::new();
    // When each name was painted, and when those were that only seem to go on with the one above them: the last name of a
    // row and the first below it, set to one side, are painted like the lines of one.
    let mut begins: Vec<usize> = Vec::new();
    let mut cuts: Vec<usize> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        for words in name_pieces(line, columns, true) {
            let own = &line.words[words.clone()];
            let x = span_of(own);
            let (first, last) = (own[0].place, own[own.len() - 1].place);
            let is_below = first.step == Step::Wrap && is_further(first.down, leading);
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
    // Names painted in another pass stand in the row of those at their height.
    let main = most_common(passes.iter().copied());
    let level = |y: Span| {
        let own = (0..names.len()).filter(|i| passes[*i] == main);
        own.min_by_key(|i| ((names[*i].y.centre() - y.centre()).abs(), *i)).map(|i| places[i].1)
    };
    let row = |i: usize| if passes[i] == main { places[i].1 } else { level(names[i].y).unwrap_or(places[i].1) };
    let rows = (0..names.len()).map(row).collect();
    (names, rows)
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

//! Probabilities to characters (connectionist temporal classification, Graves et al. 2006).

use super::probabilities::Probabilities;
use super::set::{self, NUMBERS};

/// The characters of a model.
#[derive(Default)]
pub(super) struct Alphabet {
    /// By their index; the blank and what forms do not print have none.
    characters: Vec<Option<char>>,
    /// The indices of what forms print.
    printed: Vec<usize>,
    /// The indices of what is read as each sign of a number.
    signs: Vec<Vec<usize>>,
}

/// A character as read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mark {
    pub(super) character: char,
    /// How likely it is, 0 to 1.
    pub(super) p: f32,
    /// Its middle, as a share of the strip's length.
    pub(super) at: f64,
}

impl Alphabet {
    /// The alphabet of these names, where a model tells so many characters apart: a blank, the names, a space.
    pub(super) fn new(names: Vec<String>, size: usize) -> Option<Alphabet> {
        let names: Vec<String> = if names.len() == size {
            names
        } else {
            let padding = size.checked_sub(1 + names.len())?;
            let blank = std::iter::once(String::new());
            blank.chain(names).chain(std::iter::repeat_n(" ".to_owned(), padding)).collect()
        };
        let single = |name: &String| {
            let mut characters = name.chars();
            characters.next().filter(|first| characters.next().is_none() && set::is_printed(*first))
        };
        let mut characters: Vec<Option<char>> = names.iter().map(single).collect();
        if let Some(blank) = characters.first_mut() {
            *blank = None;
        }
        let printed = (1..size).filter(|at| characters[*at].is_some()).collect();
        let mut signs = vec![Vec::new(); NUMBERS.len()];
        for (at, character) in characters.iter().enumerate() {
            if let Some(sign) = character.and_then(set::of_number) {
                signs[usize::from(sign)].push(at);
            }
        }
        Some(Alphabet { characters, printed, signs })
    }

    /// The likeliest character of each place, repeats taken as one.
    pub(super) fn likeliest(&self, all: &Probabilities, length: f64) -> Vec<Mark> {
        let mut marks: Vec<Mark> = Vec::new();
        let mut last = 0;
        for place in 0..all.places {
            let row = all.at(place);
            let (mut best, mut p) = (0, row.first().copied().unwrap_or(1.0));
            for index in &self.printed {
                if row[*index] > p {
                    (best, p) = (*index, row[*index]);
                }
            }
            if let Some(character) = self.characters.get(best).copied().flatten() {
                let at = (place as f64 + 0.5) / length;
                match marks.last_mut() {
                    Some(mark) if best == last => {
                        if p > mark.p {
                            (mark.p, mark.at) = (p, at);
                        }
                    }
                    _ => marks.push(Mark { character, p, at }),
                }
            }
            last = best;
        }
        marks
    }

    /// For each place the probabilities of the blank and of each sign of a number, which add up to 1.
    pub(super) fn numbers(&self, all: &Probabilities) -> Vec<Vec<f64>> {
        let of_place = |place: usize| {
            let row = all.at(place);
            let sum = |indices: &Vec<usize>| indices.iter().map(|at| f64::from(row[*at])).sum::<f64>();
            let mut own: Vec<f64> = vec![f64::from(row.first().copied().unwrap_or(1.0))];
            own.extend(self.signs.iter().map(sum));
            let total = own.iter().sum::<f64>().max(1e-9);
            own.iter_mut().for_each(|p| *p /= total);
            own
        };
        (0..all.places).map(of_place).collect()
    }
}

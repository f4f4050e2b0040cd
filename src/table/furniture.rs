//! What is printed on page after page beside the content: page numbers, running heads and feet.
//!
//! It tells itself by coming back at one place, with the same words or with numbers that run with the pages; a number
//! dressed as one of a page (`— 12 —`, `第 3 页`) needs no second one. How far from the paper's edge it stands says little:
//! a printer's margins may leave it at four fifths of the page's height.

use super::caption;
use super::fragment::PagePart;
use super::words::is_remark;
use crate::geometry::{Pt, Rect};
use crate::text::TextLine;
use crate::words::is_page_number;
use std::collections::BTreeMap;

/// Margins in which nothing but furniture repeats, as a share of the page's height.
const MARGIN: f64 = 0.1;
/// Furniture stands on at least so many pages.
const PAGES: usize = 3;
/// A running head stands on this share of the pages.
const SHARE: f64 = 0.3;
/// Lines nearer than this, in points from the edge of the page, stand at one place.
const SAME_PLACE: f64 = 6.0;
/// A line longer than this (in characters) is text.
const LONGEST: usize = 60;

/// A line at the head or foot of a page, as it may come back on others.
struct Trace {
    /// Page and line, as indices.
    at: (usize, usize),
    /// Its words, each number replaced by a sign.
    words: String,
    /// Its numbers, each also less the page's own.
    numbers: Vec<i64>,
    page: i64,
    edge: Edge,
    /// How far it stands from that edge.
    from_edge: Pt,
    is_page_number: bool,
    in_margin: bool,
}

/// The edge of the page that no grid parts a line from; a page that was turned has its number beside the grids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Edge {
    Top,
    Bottom,
    Beside,
}

/// Takes out what is printed on every page beside its content.
pub(crate) fn drop_furniture(parts: &mut [PagePart]) {
    let traces: Vec<Trace> = parts.iter().enumerate().flat_map(|(index, part)| traces(index, part)).collect();
    let wanted = PAGES.max((parts.len() as f64 * SHARE) as usize);
    let mut by_words: BTreeMap<(Edge, &str), Vec<&Trace>> = BTreeMap::new();
    for trace in &traces {
        by_words.entry((trace.edge, &trace.words)).or_default().push(trace);
    }
    let mut dropped: Vec<(usize, usize)> = Vec::new();
    for same in by_words.values() {
        dropped.extend(furniture(same, wanted).map(|trace| trace.at));
    }
    dropped.sort_unstable();
    for (index, part) in parts.iter_mut().enumerate() {
        let mut line = 0;
        part.layout.lines.retain(|_| {
            line += 1;
            dropped.binary_search(&(index, line - 1)).is_err()
        });
    }
}

/// Those lines of the same words, in the order of their pages, that are furniture.
fn furniture<'a>(same: &'a [&'a Trace], wanted: usize) -> impl Iterator<Item = &'a Trace> + 'a {
    let place = |trace: &Trace| (trace.from_edge.get() / SAME_PLACE).round() as i64;
    let mut constant: BTreeMap<(&[i64], i64), usize> = BTreeMap::new();
    for trace in same {
        *constant.entry((&trace.numbers, place(trace))).or_default() += 1;
    }
    let returns = move |trace: &Trace| {
        let near = (-1..=1).filter_map(|by| constant.get(&(trace.numbers.as_slice(), place(trace) + by)));
        near.sum::<usize>() >= wanted
    };
    same.iter().enumerate().filter_map(move |(i, trace)| {
        // At the foot the same words are furniture wherever they stand; at the head they may be a table's title.
        let settled = match trace.edge {
            Edge::Bottom => returns(trace) || runs(same, i),
            Edge::Top => trace.in_margin && returns(trace) || trace.is_page_number && runs(same, i),
            Edge::Beside => trace.is_page_number && runs(same, i),
        };
        let numbers_page = trace.is_page_number && (trace.in_margin || is_dressed(trace));
        (settled || numbers_page).then_some(*trace)
    })
}

/// Numbers that run: on pages nearby the same words stand at the same place, and each of their numbers stands still or
/// goes up with the pages.
fn runs(same: &[&Trace], i: usize) -> bool {
    /// Traces on each side that are looked at.
    const NEAR: usize = 4;
    let trace = same[i];
    let goes_up = |other: &&&Trace| {
        let pairs = || trace.numbers.iter().zip(&other.numbers);
        let by = other.page - trace.page;
        (trace.from_edge - other.from_edge).abs().get() <= SAME_PLACE
            && pairs().all(|(a, b)| a == b || b - a == by)
            && pairs().any(|(a, b)| b - a == by)
    };
    same[i.saturating_sub(NEAR)..same.len().min(i + NEAR + 1)].iter().filter(goes_up).count() >= PAGES
}

/// A number with the signs of a page's: a bare one may be anything.
fn is_dressed(trace: &Trace) -> bool {
    trace.words.chars().filter(|c| *c != NUMBER).count() >= 2
}

/// Stands for a number in the words of a line.
const NUMBER: char = '#';

/// The lines of a page that no grid parts from the edge of the paper.
fn traces(index: usize, part: &PagePart) -> Vec<Trace> {
    let grids = part.layout.grids.iter().map(|grid| grid.rect).reduce(Rect::union);
    let lines = &part.layout.lines;
    let height = part.size.y1;
    let mut found = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let rect = line.rect;
        let beside = rect.x1 < part.size.x1 * MARGIN || rect.x0 > part.size.x1 * (1.0 - MARGIN);
        let in_margin = rect.y1 < height * MARGIN || rect.y0 > height * (1.0 - MARGIN);
        let edge = match grids {
            // A number may touch the frame above it.
            Some(grids) if rect.centre().y >= grids.y1 => Edge::Bottom,
            Some(grids) if rect.centre().y <= grids.y0 => Edge::Top,
            Some(_) if beside => Edge::Beside,
            None if rect.centre().y > height * 0.5 => Edge::Bottom,
            None => Edge::Top,
            Some(_) => continue,
        };
        let Some(trace) = trace((index, i), part, line, edge, in_margin || beside) else { continue };
        found.push(trace);
    }
    found
}

fn trace(at: (usize, usize), part: &PagePart, line: &TextLine, edge: Edge, in_margin: bool) -> Option<Trace> {
    let length: usize = line.segments.iter().map(|segment| segment.text.len()).sum();
    if length > LONGEST * '中'.len_utf8() {
        return None;
    }
    let text = line.squeezed();
    // Captions and notes of a table that runs over pages come back too, and say something.
    let is_caption = caption::looks_like_title(&text)
        || caption::is_number_of_table(&text)
        || text.contains("单位：")
        || is_remark(&text);
    if text.chars().count() > LONGEST || is_caption {
        return None;
    }
    let from_edge = match edge {
        Edge::Top => line.rect.y0,
        Edge::Bottom => part.size.y1 - line.rect.y1,
        Edge::Beside => line.rect.x0.min(part.size.x1 - line.rect.x1),
    };
    let (words, numbers) = words_and_numbers(&text);
    Some(Trace {
        at,
        is_page_number: is_page_number(&text),
        words,
        numbers,
        page: i64::from(part.number.get()),
        edge,
        from_edge,
        in_margin,
    })
}

/// The words of a text with a sign for each of its numbers, and these.
fn words_and_numbers(text: &str) -> (String, Vec<i64>) {
    let mut words = String::with_capacity(text.len());
    let mut numbers = Vec::new();
    let mut digits = String::new();
    let mut flush = |digits: &mut String, words: &mut String| {
        if !digits.is_empty() {
            words.push(NUMBER);
            // A number too long for a page's is a word like others.
            match digits.parse() {
                Ok(number) if digits.len() <= 4 => numbers.push(number),
                _ => words.push_str(digits),
            }
            digits.clear();
        }
    };
    for character in text.chars() {
        if character.is_ascii_digit() {
            digits.push(character);
        } else {
            flush(&mut digits, &mut words);
            words.push(character);
        }
    }
    flush(&mut digits, &mut words);
    (words, numbers)
}

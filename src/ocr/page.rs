//! One scanned page: its picture to glyphs and rulings.

use super::columns::{self, Number};
use super::reader::Reader;
use super::{beam, decode::Mark, grammar, upright::upright};
use crate::geometry::{Orientation, Point, Pt, Rect, Span};
use crate::grid;
use crate::model::{Letters, Readings};
use crate::pdf::{Direction, Glyph, Page, Ruling, Scan};
use crate::scan::{self, Area, Colours, Line, Quality, Sheet};
use crate::words::is_cjk;

/// Lines read on a page; the fullest of the published ones have 2,000 cells.
const MAX_LINES: usize = 6_000;
/// What a character takes of an em.
const WIDE: f64 = 1.0;
const NARROW: f64 = 0.55;
/// How much of an em the ink of a line is high: with ideographs, with signs that go below the line, with digits alone.
const IDEOGRAPH: f64 = 0.92;
const HANGING: f64 = 0.86;
const DIGIT: f64 = 0.72;
/// How far ink goes below the baseline where it does, in em.
const BELOW: f64 = 0.12;

/// Where no strip is yet.
const NOWHERE: Area = Area { x0: 0, y0: 0, x1: 0, y1: 0 };

/// How a page was read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Recognition {
    /// How well it could be read.
    pub(crate) quality: Quality,
    /// How sure its characters are, on the whole, 0 to 1.
    pub(crate) mean: f64,
    /// The same of its numbers as a whole: how many of them are right, if the recognition judges itself well.
    pub(crate) numbers: Option<f64>,
    /// Lines that were left out: more than the limit, or the model failed on them.
    pub(crate) lost: usize,
    /// Marks that are no characters.
    pub(crate) specks: usize,
    /// What its numbers may be.
    pub(crate) readings: Vec<Readings>,
    /// Its other lines.
    pub(crate) letters: Vec<Letters>,
}

/// A line as read.
struct Read {
    text: String,
    marks: Vec<Mark>,
    p: f64,
    /// What else it may say, if it is a number; likeliest first.
    numbers: Vec<(String, f64)>,
    strip: Area,
}

/// A line, with the pixels and the place of its cell.
type Placed = (Line, Option<(Area, Rect)>);

/// The numbers that stand in cells, by their columns.
fn numbers<'a>(lines: &[Placed], reads: &'a mut [Option<Read>]) -> Vec<Number<'a>> {
    let number = |((_, cell), read): (&Placed, &'a mut Option<Read>)| {
        let (Read { text, numbers, .. }, (_, cell)) = (read.as_mut()?, cell.as_ref()?);
        let column = (cell.x0.get().round() as i64, cell.x1.get().round() as i64);
        (!numbers.is_empty()).then_some(Number { column, readings: numbers, text })
    };
    lines.iter().zip(reads).filter_map(number).collect()
}

/// Fills a page with what its picture shows; false if it shows nothing that can be read. `usual` is the way in which the text of the
/// page before ran, and is told that of this one.
pub(crate) fn recognise(page: &mut Page, picture: Scan, reader: &Reader, usual: &mut Direction) -> Option<Recognition> {
    let (rect, dpi) = (picture.rect, picture.dpi);
    let colours =
        Colours { width: picture.width, height: picture.height, channels: picture.channels, data: picture.data };
    let sheet = scan::sheet(&colours, dpi)?;
    drop(colours);
    let (sheet, from) = upright(sheet, *usual, reader);
    *usual = from;
    let rect = page.turn_empty(from, rect);
    page.rulings = sheet.rulings.iter().map(|rule| ruling(&sheet, rect, rule)).collect();
    page.glyphs.clear();
    page.images.clear();
    page.outlines.clear();
    let cells = grid::cells(page);
    let inner: Vec<Area> = cells.iter().map(|cell| sheet.area(rect, *cell)).collect();
    let mut lines: Vec<Placed> = Vec::new();
    for (cell, area) in cells.iter().zip(&inner) {
        lines.extend(sheet.cell_lines(*area).into_iter().map(|line| (line, Some((*area, *cell)))));
    }
    lines.extend(sheet.free_lines(&inner).into_iter().map(|line| (line, None)));
    let mut lost = lines.len().saturating_sub(MAX_LINES);
    lines.truncate(MAX_LINES);
    let mut reads: Vec<Option<Read>> = Vec::with_capacity(lines.len());
    for (line, cell) in &lines {
        let strip = sheet.strip(line, cell.map(|(area, _)| area));
        let found = if line.is_dash { Some(Read::dash()) } else { read(reader, &strip.gray) };
        lost += usize::from(found.is_none());
        reads.push(found.map(|read| Read { strip: strip.area, ..read }));
    }
    columns::settle(numbers(&lines, &mut reads));
    let (mut sum, mut count, mut specks) = (0.0, 0_usize, 0);
    let (mut readings, mut letters) = (Vec::new(), Vec::new());
    for (run, ((line, cell), read)) in (0_u32..).zip(lines.iter().zip(&reads)) {
        let Some(read) = read else { continue };
        if read.is_speck() {
            specks += 1;
            continue;
        }
        sum += read.p * read.marks.len() as f64;
        count += read.marks.len();
        let frame = Frame { sheet: &sheet, rect, strip: read.strip, line: line.area, cell: cell.map(|(_, cell)| cell) };
        page.glyphs.extend(frame.glyphs(read, run));
        let at = page.turn.undo(frame.middle());
        if read.numbers.is_empty() {
            let marks = read.marks.iter().filter(|mark| !mark.character.is_whitespace());
            letters.push(Letters { page: page.number, at, all: marks.map(|mark| (mark.character, mark.p)).collect() });
        } else {
            readings.push(Readings { page: page.number, at, text: read.text.clone(), all: read.numbers.clone() });
        }
    }
    let mean = if count > 0 { sum / count as f64 } else { 0.0 };
    let sure = readings.iter().map(Readings::sure);
    let numbers = (!readings.is_empty()).then(|| sure.sum::<f64>() / readings.len() as f64);
    Some(Recognition { quality: sheet.quality, mean, numbers, lost, specks, readings, letters })
}

impl Read {
    /// Is it what is left of a seal, or dirt? Such marks are like no character, or like one by chance; a character alone that is
    /// printed is read twice as surely even from a fax.
    fn is_speck(&self) -> bool {
        const FEW: usize = 2;
        const UNLIKE: f64 = 0.4;
        self.marks.len() <= FEW && self.p < UNLIKE
    }

    /// A short stroke alone in its cell: 一 is longer, and recognitions that know words know it better.
    fn dash() -> Read {
        Read {
            text: "-".to_owned(),
            marks: vec![Mark { character: '-', p: 0.9, at: 0.5 }],
            p: 0.9,
            numbers: Vec::new(),
            strip: NOWHERE,
        }
    }
}

/// What a strip says.
fn read(reader: &Reader, strip: &scan::Gray) -> Option<Read> {
    let all = reader.probabilities(strip)?;
    let alphabet = reader.alphabet()?;
    let mut marks = alphabet.likeliest(&all, strip.width as f64 / all.step);
    marks.retain(|mark| mark.at <= 1.0 + 1e-9);
    let p = marks.iter().map(|mark| f64::from(mark.p)).sum::<f64>() / marks.len().max(1) as f64;
    if grammar::is_number(&marks) {
        let numbers = grammar::with_single_separators(beam::numbers(&alphabet.numbers(&all)));
        if let Some(text) = grammar::best(&numbers).map(|(text, _)| text.clone()) {
            return Some(Read { text, marks, p, numbers, strip: NOWHERE });
        }
    }
    let text = marks.iter().map(|mark| mark.character).collect();
    Some(Read { text, marks, p, numbers: Vec::new(), strip: NOWHERE })
}

/// Where a line stands.
struct Frame<'a> {
    sheet: &'a Sheet,
    /// What the sheet is of the page.
    rect: Rect,
    strip: Area,
    line: Area,
    cell: Option<Rect>,
}

impl Frame<'_> {
    fn x(&self, at: f64) -> f64 {
        self.rect.x0.get() + at / self.sheet.gray.width as f64 * self.rect.width().get()
    }

    fn y(&self, at: f64) -> f64 {
        self.rect.y0.get() + at / self.sheet.gray.height as f64 * self.rect.height().get()
    }

    /// The middle of the line.
    fn middle(&self) -> Point {
        let Area { x0, y0, x1, y1 } = self.line;
        let middle = |from: usize, to: usize| (from + to) as f64 / 2.0;
        Point { x: Pt::new(self.x(middle(x0, x1))), y: Pt::new(self.y(middle(y0, y1))) }
    }

    /// The glyphs of what was read, beside each other, from the first ink to the last.
    fn glyphs(&self, read: &Read, run: u32) -> Vec<Glyph> {
        let (top, bottom) = (self.y(self.line.y0 as f64), self.y(self.line.y1 as f64));
        let (left, right) = (self.x(self.line.x0 as f64), self.x(self.line.x1 as f64));
        let has = |is: fn(char) -> bool| read.text.chars().any(is);
        let (share, below) = if has(|c| is_cjk(c) || is_wide(c)) {
            (IDEOGRAPH, BELOW)
        } else if has(|c| matches!(c, ',' | 'g' | 'j' | 'p' | 'q' | 'y' | '(' | ')')) {
            (HANGING, BELOW)
        } else {
            (DIGIT, 0.0)
        };
        // Dashes and points are no measure of a line's height.
        let is_low = !has(|c| !matches!(c, '-' | '—' | '－' | '一' | '.' | '·' | '_'));
        let widest = (right - left) / read.text.chars().map(advance).sum::<f64>().max(0.5);
        let size = if is_low { widest.clamp(6.0, 14.0) } else { ((bottom - top) / share).clamp(3.0, 60.0) };
        let baseline = if is_low { (top + bottom) / 2.0 + size * 0.3 } else { bottom - size * below };
        let ends = self.ends(read, left, right);
        let within = |rect: Rect| match self.cell {
            Some(cell) => rect.intersect(cell).unwrap_or(rect),
            None => rect,
        };
        let glyph = |(character, (from, to)): (char, &(f64, f64))| Glyph {
            character,
            rect: within(Rect::new(
                Pt::new(*from),
                Pt::new(baseline - size * 0.86),
                Pt::new(*to),
                Pt::new(baseline + size * 0.14),
            )),
            origin: Point { x: Pt::new(*from), y: Pt::new(baseline) },
            size: Pt::new(size),
            direction: Direction::Right,
            run,
        };
        read.text.chars().zip(&ends).filter(|(character, _)| !character.is_whitespace()).map(glyph).collect()
    }

    /// From where to where each character reaches.
    fn ends(&self, read: &Read, left: f64, right: f64) -> Vec<(f64, f64)> {
        let count = read.text.chars().count();
        if count == read.marks.len() {
            // Their middles are known: they meet half way.
            let strip = self.strip;
            let middle = |mark: &Mark| self.x(strip.x0 as f64 + mark.at * strip.width() as f64).clamp(left, right);
            let middles: Vec<f64> = read.marks.iter().map(middle).collect();
            let bound = |at: usize| match at {
                0 => left,
                _ if at == count => right,
                _ => (middles[at - 1] + middles[at]) / 2.0,
            };
            return (0..count).map(|at| (bound(at), bound(at + 1))).collect();
        }
        let total: f64 = read.text.chars().map(advance).sum();
        let mut at = left;
        let place = |character: char| {
            let from = at;
            at += advance(character) / total.max(1e-9) * (right - left);
            (from, at)
        };
        read.text.chars().map(place).collect()
    }
}

fn is_wide(character: char) -> bool {
    matches!(character, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF5E}')
}

fn advance(character: char) -> f64 {
    match character {
        ',' | '.' => NARROW / 2.0,
        _ if is_cjk(character) || is_wide(character) => WIDE,
        _ => NARROW,
    }
}

fn ruling(sheet: &Sheet, rect: Rect, rule: &scan::Rule) -> Ruling {
    let x = |at: f64| rect.x0 + rect.width() * (at / sheet.gray.width as f64);
    let y = |at: f64| rect.y0 + rect.height() * (at / sheet.gray.height as f64);
    let (orientation, position, span, thickness) = if rule.is_horizontal {
        let thick = rect.height() * (rule.thickness / sheet.gray.height as f64);
        (Orientation::Horizontal, y(rule.at), Span::new(x(rule.from), x(rule.to)), thick)
    } else {
        let thick = rect.width() * (rule.thickness / sheet.gray.width as f64);
        (Orientation::Vertical, x(rule.at), Span::new(y(rule.from), y(rule.to)), thick)
    };
    Ruling { orientation, position, span, thickness, is_vivid: false }
}

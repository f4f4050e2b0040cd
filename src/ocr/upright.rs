//! Which way is up: the longest lines of a page, read four ways.

use super::reader::Reader;
use crate::pdf::Direction;
use crate::scan::{Line, Sheet};

/// Lines that are read for it, and the fewest.
const LINES: usize = 12;
const FEWEST: usize = 3;
/// A page whose lines are read so surely, so many characters of them, is upright. Characters that lie on their sides are read
/// too, one by one: what they lack is lines.
const SURE: f64 = 0.9;
const CHARACTERS: usize = 90;
/// So few characters say little, however sure.
const FEW: f64 = 5.0;
/// How near to each other characters of lines stand on the whole.
const TIGHT: f64 = 0.75;
/// A line is so much longer than high.
const LONG: usize = 3;

/// The sheet turned so that its text reads from left to right, and the direction in which the text ran before. `usual` is what it
/// was on the page before, for pages that say nothing.
pub(super) fn upright(sheet: Sheet, usual: Direction, reader: &Reader) -> (Sheet, Direction) {
    /// The direction of text on a page that is to be turned to the right so many times.
    const BEFORE: [Direction; 4] = [Direction::Right, Direction::Up, Direction::Left, Direction::Down];
    let (score, is_sure) = read(&sheet, false, reader);
    if is_sure {
        return (sheet, Direction::Right);
    }
    let upside_down = read(&sheet, true, reader).0;
    let side = sheet.quarter_turned();
    let (right, left) = (read(&side, false, reader).0, read(&side, true, reader).0);
    let scores = [score, right, upside_down, left];
    let best = (0..4).max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a))).unwrap_or(0);
    let turns = if scores[best] <= 0.0 { BEFORE.iter().position(|way| *way == usual).unwrap_or(0) } else { best };
    let sheet = match turns {
        0 => sheet,
        1 => side,
        2 => side.quarter_turned(),
        _ => side.quarter_turned().quarter_turned(),
    };
    (sheet, BEFORE[turns])
}

/// How well the longest lines read, and whether that leaves no doubt.
fn read(sheet: &Sheet, upside_down: bool, reader: &Reader) -> (f64, bool) {
    let mut lines: Vec<Line> = sheet.free_lines(&[]);
    lines.retain(|line| line.area.width() >= line.area.height() * LONG);
    lines.sort_by_key(|line| std::cmp::Reverse((line.area.width(), line.area.y0)));
    lines.truncate(LINES);
    if lines.len() < FEWEST {
        return (0.0, false);
    }
    let (mut sum, mut score, mut beside, mut count) = (0.0, 0.0, 0.0, 0_usize);
    for line in &lines {
        let strip = sheet.strip(line, None);
        let strip = if upside_down { strip.upside_down() } else { strip };
        let Some(all) = reader.probabilities(&strip.gray) else { continue };
        let Some(alphabet) = reader.alphabet() else { continue };
        let marks = alphabet.likeliest(&all, 1.0);
        // Characters of a line stand beside each other; those of rows below each other, which the recognition reads on their
        // sides, are as far apart as the rows.
        let tight = (marks.len() * line.area.height()) as f64 / line.area.width().max(1) as f64;
        let tight = tight.min(1.0);
        for mark in marks.into_iter().filter(|mark| tells_side(mark.character)) {
            sum += f64::from(mark.p);
            score += (f64::from(mark.p) - 0.5) * tight;
            beside += tight;
            count += 1;
        }
    }
    let (all, is_much) = (count as f64, count >= CHARACTERS);
    (score / (all + FEW), is_much && sum >= all * SURE && beside >= all * TIGHT)
}

/// Does a character look like another thing, or nothing, when it lies on its side? A column of noughts is read as well either way.
fn tells_side(character: char) -> bool {
    !matches!(
        character,
        '0' | '8'
            | 'O'
            | 'o'
            | '〇'
            | '○'
            | '●'
            | '口'
            | '田'
            | '回'
            | '十'
            | '×'
            | '+'
            | '1'
            | 'l'
            | 'I'
            | '|'
            | '-'
            | '—'
            | '一'
            | '_'
            | '.'
            | ','
            | ':'
            | '·'
            | '\''
            | '"'
            | '、'
            | '。'
            | '，'
            | ' '
    )
}

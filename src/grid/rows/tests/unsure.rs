//! Labels beside numbers as they may be drawn: what is read wrong says so.

use super::{SIZE, row};
use crate::grid::GridCell;
use crate::grid::rows::divide;
use crate::text::TextLine;

/// Numbers that follow each other as if by chance, the same on each machine.
struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn is(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn share(&mut self) -> f64 {
        self.below(1001) as f64 / 1000.0
    }
}

/// A column of labels beside numbers, and the labels that it was drawn from, each with its number.
struct Drawn {
    labels: Vec<(String, f64)>,
    numbers: Vec<(String, f64)>,
    rows: Vec<(String, String)>,
    height: f64,
}

fn drawn(random: &mut Random) -> Drawn {
    const LETTERS: &str = "支出收入经费补助专项资金管理服务建设保障教育文化";
    const ROOM: u64 = 10;
    let letters: Vec<char> = LETTERS.chars().collect();
    let leading = SIZE * (1.15 + 0.25 * random.share());
    let gap = SIZE * 0.9 * random.share();
    let (stand, breaks, blanks) = (random.below(6), random.below(4) * 10, random.below(3) * 6);
    let mut all = Drawn { labels: Vec::new(), numbers: Vec::new(), rows: Vec::new(), height: 0.0 };
    let mut y = SIZE * 1.2;
    for number in 0..3 + random.below(10) {
        let length = if random.is(50) { 2 + random.below(8) } else { 8 + random.below(18) };
        let text: Vec<char> = (0..length).map(|_| letters[random.below(letters.len() as u64) as usize]).collect();
        let mut lines: Vec<String> = Vec::new();
        let mut rest = text.as_slice();
        while !rest.is_empty() {
            let room = if random.is(breaks) { ROOM - 1 - random.below(4) } else { ROOM } as usize;
            let (line, behind) = rest.split_at(room.min(rest.len()));
            lines.push(line.iter().collect());
            rest = behind;
        }
        let last = y + leading * (lines.len() - 1) as f64;
        let beside = match stand {
            4 => y,
            5 => last,
            _ => (y + last) * 0.5,
        };
        let is_blank = random.is(blanks);
        let number = if is_blank { String::new() } else { (number + 1).to_string() };
        if !is_blank {
            all.numbers.push((number.clone(), beside + SIZE * 0.1 * (random.share() - 0.5)));
        }
        all.labels.extend(lines.into_iter().enumerate().map(|(at, line)| (line, y + leading * at as f64)));
        all.rows.push((text.into_iter().collect(), number));
        y = last + leading + gap;
    }
    all.height = y;
    all
}

/// How labels drawn at random are read.
#[derive(Debug, Default)]
struct Counts {
    drawn: usize,
    wrong: usize,
    /// Of the wrong ones those of which a label that is read with some of their letters, or their number, says that it may be
    /// another one.
    told: usize,
    /// Labels that are right and say that they may be others.
    doubted: usize,
}

impl Counts {
    fn add(&mut self, drawn: &Drawn) {
        fn borrowed(texts: &[(String, f64)]) -> Vec<(&str, f64)> {
            texts.iter().map(|(text, y)| (text.as_str(), *y)).collect()
        }
        let mut grid = row((100.0, drawn.height), &[&borrowed(&drawn.labels), &borrowed(&drawn.numbers)]);
        divide(&mut grid);
        let text = |cell: &GridCell| cell.lines.iter().map(TextLine::text).collect::<String>();
        let of_row = |row: &[GridCell]| ((text(&row[0]), text(&row[1])), row[0].otherwise.is_some());
        let read: Vec<_> = grid.cells.chunks(2).map(of_row).collect();
        let is_near = |(label, number): &(String, String), wanted: &(String, String)| {
            *number == wanted.1 || wanted.0.contains(label.as_str()) || label.contains(&wanted.0)
        };
        self.drawn += drawn.rows.len();
        for wanted in drawn.rows.iter().filter(|wanted| read.iter().all(|(row, _)| row != *wanted)) {
            self.wrong += 1;
            self.told += usize::from(read.iter().any(|(row, is_told)| *is_told && is_near(row, wanted)));
        }
        self.doubted += read.iter().filter(|(row, is_told)| *is_told && drawn.rows.contains(row)).count();
    }
}

/// Lines at any leading, labels that follow as close as their lines or not, that break early or not, some without numbers.
#[test]
fn labels_that_are_read_wrong_say_so() {
    let (mut random, mut counts) = (Random(7), Counts::default());
    for drawn in (0..2_000).map(|_| drawn(&mut random)).filter(|drawn| drawn.numbers.len() > 1) {
        counts.add(&drawn);
    }
    assert!(counts.drawn > 10_000, "{counts:?}");
    assert!(counts.wrong * 100 <= counts.drawn * 3, "three of a hundred are wrong at most: {counts:?}");
    assert!((counts.wrong - counts.told) * 1000 <= counts.drawn * 5, "nearly all of them are told: {counts:?}");
    assert!(counts.doubted * 100 <= counts.drawn * 3, "few right ones are doubted: {counts:?}");
}

/// The numbers stand as far from the middles of one line and two as from those of two and one.
#[test]
fn a_label_that_may_be_another_says_which() {
    let labels = [("甲乙丙丁戊己庚辛壬癸", 10.0), ("子丑寅卯辰巳午未申酉", 22.0), ("戌亥", 34.0)];
    let read = |numbers: [(&str, f64); 2]| -> Vec<(String, Option<String>)> {
        let mut grid = row((100.0, 50.0), &[&labels, &numbers]);
        divide(&mut grid);
        let text = |cell: &GridCell| cell.lines.iter().map(TextLine::text).collect::<String>();
        let of_labels = grid.cells.iter().filter(|cell| cell.columns.start == 0);
        of_labels.map(|cell| (text(cell), cell.otherwise.as_deref().map(str::to_owned))).collect()
    };
    for (label, otherwise) in read([("1", 13.0), ("2", 31.0)]) {
        assert!(otherwise.is_some_and(|other| other != label), "{label}");
    }
    // Beside their middles nothing is doubtful.
    for numbers in [[("1", 10.0), ("2", 28.0)], [("1", 16.0), ("2", 34.0)]] {
        assert!(read(numbers).iter().all(|(_, otherwise)| otherwise.is_none()));
    }
}

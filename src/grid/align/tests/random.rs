//! Random tables without rulings, drawn as programs draw them, cell by cell, and read back.

use crate::model::Table;
use crate::pdf::Page;
use crate::sketch::{blank_page, glyph, read_pages};

/// An ideograph, and a digit, of the sketches' font.
const WIDE: f64 = 10.0;
const NARROW: f64 = 5.0;

/// Numbers that look random and are the same on each run.
struct Dice(u64);

impl Dice {
    /// One of the numbers below `n`.
    fn roll(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// How the texts of a column stand in it.
#[derive(Clone, Copy)]
enum Side {
    Left,
    Middle,
    Right,
}

/// A table as it is meant.
struct Meant {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    sides: Vec<Side>,
    /// The widest label, in letters: longer ones are wrapped.
    label: usize,
    gap: f64,
    leading: f64,
    /// The room above and below the lines of a row.
    padding: f64,
}

fn meant(dice: &mut Dice) -> Meant {
    const NAMES: &[&str] = &["基本支出", "项目支出", "上年数", "本年数", "小计", "财政拨款", "其他资金", "单位资金"];
    const WORDS: &[&str] =
        &["行政", "运行", "机关", "服务", "社会", "保障", "就业", "支出", "教育", "管理", "事务", "公共"];
    let n = 2 + dice.roll(5) as usize;
    let columns = std::iter::once("项目名称".to_owned()).chain((0..n).map(|c| NAMES[c].to_owned())).collect();
    let label = 6 + dice.roll(8) as usize;
    let side = [Side::Right, Side::Right, Side::Right, Side::Middle, Side::Left][dice.roll(5) as usize];
    let row = |dice: &mut Dice| {
        let name: String = (0..2 + dice.roll(6)).map(|_| WORDS[dice.roll(WORDS.len() as u64) as usize]).collect();
        let amount = |dice: &mut Dice| match dice.roll(5) {
            0 => String::new(),
            1 => format!("{}.{:02}", dice.roll(10), dice.roll(100)),
            2 => format!("{},{:03}.{:02}", 1 + dice.roll(900), dice.roll(1000), dice.roll(100)),
            _ => format!("{}.{:02}", 10 + dice.roll(900), dice.roll(100)),
        };
        let mut cells = vec![name];
        cells.extend((0..n).map(|_| amount(dice)));
        // A row says something.
        cells[1] = format!("{}.{:02}", 1 + dice.roll(900), dice.roll(100));
        cells
    };
    let rows = (0..4 + dice.roll(12)).map(|_| row(dice)).collect();
    let mut sides = vec![side; n + 1];
    sides[0] = Side::Left;
    // Columns stand no nearer than a digit is wide.
    let gap = NARROW + dice.roll(25) as f64;
    Meant { columns, rows, sides, label, gap, leading: 12.0 + dice.roll(4) as f64, padding: 1.0 + dice.roll(5) as f64 }
}

fn width(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { NARROW } else { WIDE }).sum()
}

fn lines(text: &str, most: usize) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(most.max(1)).map(|line| line.iter().collect()).collect()
}

/// Draws a table cell by cell, all set to the middle of their rows.
fn draw(meant: &Meant) -> Page {
    let mut page = blank_page(0);
    let mut run = 0;
    let mut put = |text: &str, x: f64, base: f64| {
        run += 1;
        let mut x = x;
        for character in text.chars() {
            page.glyphs.push(glyph(character, x, base, run));
            x += width(&character.to_string());
        }
    };
    put("2025年部门支出预算表", 300.0, 100.0);
    put("单位：万元", 500.0, 120.0);
    let wraps = |c: usize| if c == 0 { meant.label } else { usize::MAX };
    let widest = |c: usize| {
        let texts = meant.rows.iter().map(|row| &row[c]).chain([&meant.columns[c]]);
        texts.flat_map(|text| lines(text, wraps(c))).map(|line| width(&line)).fold(0.0, f64::max)
    };
    let mut xs = vec![40.0];
    (0..meant.columns.len()).for_each(|c| xs.push(xs[c] + widest(c) + meant.gap));
    let mut top = 130.0;
    for (r, row) in std::iter::once(&meant.columns).chain(&meant.rows).enumerate() {
        let cells: Vec<Vec<String>> = row.iter().enumerate().map(|(c, text)| lines(text, wraps(c))).collect();
        let high = cells.iter().map(Vec::len).max().unwrap_or(1).max(1) as f64 * meant.leading;
        for (c, cell) in cells.iter().enumerate() {
            let first = top + meant.padding + (high - cell.len() as f64 * meant.leading) / 2.0;
            for (i, line) in cell.iter().enumerate() {
                let free = xs[c + 1] - meant.gap - xs[c] - width(line);
                let x = match meant.sides[c] {
                    _ if r == 0 => xs[c] + free / 2.0,
                    Side::Left => xs[c],
                    Side::Middle => xs[c] + free / 2.0,
                    Side::Right => xs[c] + free,
                };
                put(line, x, first + (i + 1) as f64 * meant.leading);
            }
        }
        top += high + meant.padding * 2.0;
    }
    page
}

/// How many cells are read as they were meant.
fn right(meant: &Meant, found: &[Table]) -> usize {
    let [table] = found else { return 0 };
    let text = |r: usize, c: usize| Some(table.rows.get(r)?.cells.get(c)?.text.clone());
    let is_right = |(r, c): &(usize, usize)| text(*r, *c).as_deref() == Some(meant.rows[*r][*c].as_str());
    let places = (0..meant.rows.len()).flat_map(|r| (0..meant.columns.len()).map(move |c| (r, c)));
    places.filter(is_right).count()
}

#[test]
fn random_tables_are_read_back() {
    let mut dice = Dice(7);
    let (mut all, mut good, mut wrong) = (0, 0, Vec::new());
    for at in 0..150 {
        let meant = meant(&mut dice);
        let found = read_pages(std::iter::once(draw(&meant)));
        let cells = meant.rows.len() * meant.columns.len();
        let right = right(&meant, &found);
        if right < cells {
            wrong.push(format!("table {at}: {right} of {cells}, gap {}, leading {}", meant.gap, meant.leading));
        }
        (all, good) = (all + cells, good + right);
    }
    assert!(good * 100 >= all * 99, "{good} of {all} cells: {wrong:?}");
}

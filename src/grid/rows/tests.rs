mod unsure;

use super::super::{End, Grid, GridCell};
use super::divide;
use crate::geometry::{Pt, Rect};
use crate::model::PageNumber;
use crate::pdf::Turn;
use crate::text::tests_support::set;
use crate::text::{TextLine, lines};

/// The size of the letters.
const SIZE: f64 = 10.0;

/// A ruled row of cells that are so wide, each of texts with the baselines of their lines.
fn row(size: (f64, f64), cells: &[&[(&str, f64)]]) -> Grid {
    let (width, height) = size;
    let x = |column: usize| width * column as f64;
    let whole = x(cells.len());
    let cell = |(column, texts): (usize, &&[(&str, f64)])| GridCell {
        rows: 0..1,
        columns: column..column + 1,
        rect: Rect::new(Pt::new(x(column)), Pt::ZERO, Pt::new(x(column + 1)), Pt::new(height)),
        lines: texts.iter().flat_map(|(text, baseline)| lines(&set(text, x(column), *baseline, SIZE))).collect(),
        text: String::new(),
        room: 0.0,
        text_y: None,
        above: End::Ruled,
        below: End::Ruled,
        indent: None,
        otherwise: None,
    };
    Grid {
        page: PageNumber::from_index(0),
        turn: Turn::none(Pt::new(whole), Pt::new(height)),
        rect: Rect::new(Pt::ZERO, Pt::ZERO, Pt::new(whole), Pt::new(height)),
        xs: (0..=cells.len()).map(|column| Pt::new(x(column))).collect(),
        ys: [0.0, height].map(Pt::new).to_vec(),
        is_aligned: false,
        text_size: Pt::new(SIZE),
        cells: cells.iter().enumerate().map(cell).collect(),
    }
}

/// One ruled row of two cells: labels left and numbers right, each with the baseline of its line.
fn check(labels: &[(&str, f64)], numbers: &[(&str, f64)], expected: &[(&str, &str)]) {
    let mut grid = row((100.0, 100.0), &[labels, numbers]);
    divide(&mut grid);
    let text = |cell: &GridCell| cell.lines.iter().map(TextLine::text).collect::<String>();
    let rows: Vec<(String, String)> = grid.cells.chunks(2).map(|row| (text(&row[0]), text(&row[1]))).collect();
    let expected: Vec<(String, String)> = expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    assert_eq!(rows, expected);
}

#[test]
fn labels_set_lower_than_their_numbers() {
    check(
        &[("甲县", 17.0), ("乙县", 37.0), ("丙县", 57.0)],
        &[("1", 10.0), ("2", 30.0), ("3", 50.0)],
        &[("甲县", "1"), ("乙县", "2"), ("丙县", "3")],
    );
}

#[test]
fn a_full_line_is_no_wrapped_label_where_each_line_has_its_number() {
    check(
        &[("甲乙丙丁戊己庚辛壬癸", 12.0), ("子丑寅卯", 32.0)],
        &[("1", 15.0), ("2", 35.0)],
        &[("甲乙丙丁戊己庚辛壬癸", "1"), ("子丑寅卯", "2")],
    );
}

#[test]
fn a_wrapped_label_stands_round_its_number() {
    check(
        &[("甲乙丙丁戊己庚辛壬癸", 10.0), ("子丑", 22.0), ("寅卯", 40.0)],
        &[("1", 16.0), ("2", 40.0)],
        &[("甲乙丙丁戊己庚辛壬癸子丑", "1"), ("寅卯", "2")],
    );
}

#[test]
fn a_full_line_level_with_its_number_is_whole() {
    check(
        &[("甲乙丙丁戊己庚辛壬癸", 10.0), ("子丑寅卯辰巳午未申酉", 28.0), ("支出", 40.0)],
        &[("1", 10.0), ("2", 34.0)],
        &[("甲乙丙丁戊己庚辛壬癸", "1"), ("子丑寅卯辰巳午未申酉支出", "2")],
    );
    // Numbers beside the first lines of their labels.
    check(
        &[("甲乙丙丁戊己庚辛壬癸", 10.0), ("子丑", 22.0), ("寅卯辰巳午未申酉戌亥", 40.0), ("支出", 52.0)],
        &[("1", 10.0), ("2", 40.0)],
        &[("甲乙丙丁戊己庚辛壬癸子丑", "1"), ("寅卯辰巳午未申酉戌亥支出", "2")],
    );
}

#[test]
fn two_lines_around_a_number_are_its_label() {
    check(
        &[("文化支出", 10.0), ("收入安排", 24.0), ("的支出", 36.0), ("旅游支出", 50.0)],
        &[("1", 10.0), ("2", 30.0), ("3", 50.0)],
        &[("文化支出", "1"), ("收入安排的支出", "2"), ("旅游支出", "3")],
    );
}

#[test]
fn three_lines_with_a_number_in_their_middle_where_others_are_centred() {
    check(
        &[
            ("收入安排", 4.0),
            ("的支出", 16.0),
            ("基金安排", 28.0),
            ("的费", 40.0),
            ("出让收入", 52.0),
            ("专项收入", 64.0),
            ("支出", 76.0),
            ("旅游支出", 88.0),
        ],
        &[("1", 10.0), ("2", 34.0), ("3", 64.0), ("4", 88.0)],
        &[("收入安排的支出", "1"), ("基金安排的费", "2"), ("出让收入专项收入支出", "3"), ("旅游支出", "4")],
    );
}

#[test]
fn labels_as_close_as_their_lines_stand_around_their_numbers() {
    check(
        &[
            ("甲乙丙丁戊己庚辛壬癸", 4.0),
            ("支出", 18.0),
            ("子丑寅卯辰巳午未申酉", 31.0),
            ("用支出", 45.0),
            ("合计", 64.0),
        ],
        &[("1", 11.0), ("2", 38.0), ("3", 64.0)],
        &[("甲乙丙丁戊己庚辛壬癸支出", "1"), ("子丑寅卯辰巳午未申酉用支出", "2"), ("合计", "3")],
    );
}

/// Labels of three lines and of two that fill their cells follow each other as close as their lines do: only where the numbers
/// stand tells them apart.
#[test]
fn labels_that_follow_as_close_as_their_lines_are_told_by_where_their_numbers_stand() {
    let full = "甲乙丙丁戊己庚辛壬癸";
    check(
        &[
            (full, 4.0),
            ("子丑寅卯辰巳午未申酉", 16.0),
            ("支出", 28.0),
            (full, 40.0),
            ("用费", 52.0),
            (full, 64.0),
            ("合计", 76.0),
        ],
        &[("1", 16.0), ("2", 46.0), ("3", 70.0)],
        &[
            ("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉支出", "1"),
            ("甲乙丙丁戊己庚辛壬癸用费", "2"),
            ("甲乙丙丁戊己庚辛壬癸合计", "3"),
        ],
    );
}

#[test]
fn labels_without_numbers_as_far_apart_as_all_are_rows_of_their_own() {
    check(
        &[("税收", 10.0), ("利息", 24.0), ("补贴", 38.0), ("罚没", 52.0), ("转移", 66.0), ("其他", 80.0)],
        &[("1", 10.0), ("2", 52.0), ("3", 80.0)],
        &[("税收", "1"), ("利息", ""), ("补贴", ""), ("罚没", "2"), ("转移", ""), ("其他", "3")],
    );
}

/// The last rows of a page are a little closer than the others: the last one has no numbers, and is none of the one above it.
#[test]
fn a_last_label_without_numbers_is_a_row() {
    check(
        &[("税收", 10.0), ("利息", 32.0), ("补贴", 54.0), ("罚没", 76.0), ("转移", 94.0)],
        &[("1", 10.0), ("2", 32.0), ("3", 54.0), ("4", 76.0)],
        &[("税收", "1"), ("利息", "2"), ("补贴", "3"), ("罚没", "4"), ("转移", "")],
    );
}

#[test]
fn a_line_further_in_begins_a_label() {
    check(
        &[("新密", 12.0), ("\u{3000}航空港", 24.0), ("洛阳", 44.0)],
        &[("1", 14.0), ("2", 44.0)],
        &[("新密", "1"), ("航空港", ""), ("洛阳", "2")],
    );
}

/// A text behind the label of its row is of a row, though one of its lines begins an item: the label has no other row.
#[test]
fn a_text_behind_labels_is_of_their_rows() {
    let goals: &[(&str, f64)] = &[("1.甲乙丙丁戊己庚辛壬", 4.0), ("子丑。", 16.0), ("2.寅卯。", 28.0), ("辰巳", 56.0)];
    let mut grid = row((100.0, 70.0), &[&[("就业", 16.0), ("创业", 56.0)], goals, &[("1", 16.0), ("2", 56.0)]]);
    divide(&mut grid);
    let text = |cell: &GridCell| cell.lines.iter().map(TextLine::text).collect::<String>();
    let rows: Vec<Vec<String>> = grid.cells.chunks(3).map(|row| row.iter().map(text).collect()).collect();
    assert_eq!(rows, [["就业", "1.甲乙丙丁戊己庚辛壬子丑。2.寅卯。", "1"], ["创业", "辰巳", "2"]]);
}

#[test]
fn a_bracket_goes_on_with_the_label_above_it() {
    check(
        &[("补助经费", 10.0), ("（临时）", 22.0), ("寅卯", 50.0)],
        &[("1", 16.0), ("2", 50.0)],
        &[("补助经费（临时）", "1"), ("寅卯", "2")],
    );
}

#[test]
fn lines_further_apart_than_others_are_two_labels() {
    check(
        &[("丑寅", 10.0), ("甲乙丙丁戊己庚辛壬癸", 34.0), ("子丑", 45.0), ("辛壬", 62.0), ("丑丑", 73.0)],
        &[("1", 10.0), ("2", 90.0)],
        &[("丑寅", "1"), ("甲乙丙丁戊己庚辛壬癸子丑", ""), ("辛壬丑丑", ""), ("", "2")],
    );
}

/// Pages may be made to cost time: thousands of lines and numbers, each within reach of all others.
#[test]
fn thousands_of_lines_are_parted_in_bounded_time() {
    let labels: Vec<(&str, f64)> = (0..4_000).map(|i| ("支出", f64::from(i) * 0.6)).collect();
    let numbers: Vec<(&str, f64)> = (0..4_000).map(|i| ("1", f64::from(i) * 0.6 + 0.2)).collect();
    let mut grid = row((100.0, 2_500.0), &[&labels, &numbers]);
    divide(&mut grid);
    assert_eq!(grid.cells.iter().map(|cell| cell.lines.len()).sum::<usize>(), 8_000, "no line is lost");
}

#[test]
fn a_code_wrapped_in_its_cell_is_no_stack() {
    check(&[("1234567890123456789", 10.0), ("1", 22.0)], &[("5.00", 16.0)], &[("12345678901234567891", "5.00")]);
    // No number stands beside it, or the rest of it is as long.
    check(&[("1234567890123456789", 10.0), ("1", 22.0)], &[("甲乙", 16.0)], &[("12345678901234567891", "甲乙")]);
    let (half, whole) = ("1234567890123456789", "12345678901234567891234567890123456789");
    check(&[(half, 10.0), (half, 22.0)], &[("5.00", 16.0)], &[(whole, "5.00")]);
}

#[test]
fn items_are_rows_though_only_their_sum_has_a_number() {
    check(
        &[("合计", 10.0), ("一、收入", 30.0), ("二、费", 50.0)],
        &[("0", 10.0)],
        &[("合计", "0"), ("一、收入", ""), ("二、费", "")],
    );
    // One row: its number stands in the middle.
    check(&[("一、收入", 10.0), ("二、费", 30.0)], &[("0", 20.0)], &[("一、收入二、费", "0")]);
}

#[test]
fn a_label_without_numbers_is_a_row() {
    check(
        &[("一、收入", 10.0), ("税收", 30.0), ("费", 50.0)],
        &[("1", 30.0), ("2", 50.0)],
        &[("一、收入", ""), ("税收", "1"), ("费", "2")],
    );
}

/// A code and a name beside the amounts of two years stand for both.
#[test]
fn a_number_between_those_of_the_others_is_no_row() {
    let years: &[(&str, f64)] = &[("1.00", 14.0), ("2.00", 28.0)];
    let mut grid = row((60.0, 32.0), &[&[("201", 21.0)], &[("义务教育阶", 15.0), ("段支出", 27.0)], years, years]);
    divide(&mut grid);
    assert_eq!(grid.height(), 2);
    assert!(grid.cells.iter().filter(|cell| cell.columns.start < 2).all(|cell| cell.rows == (0..2)));
}

/// A row of a code in two lines and amounts beside the second of them.
#[test]
fn a_wrapped_code_above_the_line_of_its_amounts_is_no_row() {
    let amount: &[(&str, f64)] = &[("0", 34.0)];
    let mut grid = row((30.0, 40.0), &[&[("2620", 20.0), ("01", 34.0)], amount, amount, amount, amount]);
    divide(&mut grid);
    assert_eq!(grid.height(), 1);
}

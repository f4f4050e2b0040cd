//! The numbers of a column are written alike: a comma that is read as a point makes a thousandth of an amount, and its column
//! knows.

use super::grammar::is_formed;
use std::collections::BTreeMap;

/// Fewer numbers than this are no custom.
const FEWEST: usize = 3;
/// A reading is taken down to this share of the likeliest.
const LEAST_SHARE: f64 = 1e-3;
/// Three decimals are what a comma before thousands looks like, and money is not printed with them.
const OF_THREE: f64 = 0.5;
/// So many decimals amounts have at most.
const MOST: usize = 8;

/// A number of a column: what it may be, likeliest first, and which of that is taken.
pub(super) struct Number<'a> {
    pub(super) column: (i64, i64),
    pub(super) readings: &'a [(String, f64)],
    pub(super) text: &'a mut String,
}

/// Settles where the separators of numbers stand, for each column by the number of decimals that makes its readings likeliest
/// together. No digit is changed.
pub(super) fn settle(numbers: Vec<Number<'_>>) {
    let mut columns: BTreeMap<(i64, i64), Vec<Number<'_>>> = BTreeMap::new();
    for number in numbers.into_iter().filter(|number| digits(number.text).len() > 3) {
        columns.entry(number.column).or_default().push(number);
    }
    for (_, column) in columns.into_iter().filter(|(_, column)| column.len() >= FEWEST) {
        let score = |count: usize| {
            let of_three = if count == 3 { OF_THREE } else { 1.0 };
            let own =
                |number: &Number<'_>| reading(number, count).map_or(LEAST_SHARE, |(_, share)| share * of_three).ln();
            column.iter().map(own).sum::<f64>()
        };
        let scores: Vec<f64> = (0..=MOST).map(score).collect();
        let best = (0..=MOST).max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a))).unwrap_or(0);
        for number in column {
            if let Some((text, _)) = reading(&number, best) {
                let text = text.to_owned();
                *number.text = text;
            }
        }
    }
}

/// The likeliest reading of the same digits with so many decimals, and its share of the likeliest of all.
fn reading<'a>(number: &'a Number<'_>, count: usize) -> Option<(&'a str, f64)> {
    let own = digits(number.text);
    let taken = number.readings.iter().find(|(text, _)| text == number.text).map_or(1.0, |(_, p)| *p);
    let is_whole = |text: &str| count == 0 && separates_thousands(text);
    let fits = |text: &str| decimals(text) == count && (is_formed(text) || is_whole(text)) && digits(text) == own;
    let found = number.readings.iter().find(|(text, p)| fits(text) && *p >= taken * LEAST_SHARE);
    found.map(|(text, p)| (text.as_str(), (p / taken).min(1.0)))
}

fn digits(text: &str) -> Vec<u8> {
    text.bytes().filter(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'%')).collect()
}

/// Some forms separate the last three digits and no others: `19349,057`.
fn separates_thousands(text: &str) -> bool {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts = text.trim_start_matches('-').split_once(',');
    parts.is_some_and(|(whole, last)| is_digits(whole) && is_digits(last) && last.len() == 3)
}

fn decimals(text: &str) -> usize {
    text.trim_end_matches('%').split_once('.').map_or(0, |(_, rest)| rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(column: &[&[(&str, f64)]], expected: &[&str]) {
        let readings: Vec<Vec<(String, f64)>> =
            column.iter().map(|all| all.iter().map(|(text, p)| ((*text).to_owned(), *p)).collect()).collect();
        let mut texts: Vec<String> = readings.iter().map(|all| all[0].0.clone()).collect();
        let numbers = texts.iter_mut().zip(&readings).map(|(text, readings)| Number { column: (0, 9), readings, text });
        settle(numbers.collect());
        assert_eq!(texts, expected);
    }

    #[test]
    fn a_comma_read_as_a_point_is_one_where_its_column_has_no_decimals() {
        check(
            &[
                &[("1,364", 0.9)],
                &[("5.898", 0.6), ("5,898", 0.3)],
                &[("24.381", 0.5), ("24,381", 0.4)],
                &[("12", 0.9)],
            ],
            &["1,364", "5,898", "24,381", "12"],
        );
    }

    #[test]
    fn a_column_that_separates_the_last_three_digits_alone_does_so_throughout() {
        check(
            &[
                &[("19349.057", 0.6), ("19349,057", 0.3)],
                &[("2603,760", 0.5), ("2603.760", 0.4)],
                &[("278.220", 0.6), ("278,220", 0.3)],
                &[("10360.707", 0.5), ("10360,707", 0.3)],
            ],
            &["19349,057", "2603,760", "278,220", "10360,707"],
        );
    }

    #[test]
    fn decimals_stay_decimals_and_no_digit_changes() {
        check(
            &[
                &[("1,364.50", 0.9)],
                &[("589.80", 0.6), ("58,980", 0.4)],
                &[("24,381", 0.9), ("243.81", 0.05)],
                &[("17.25", 0.9)],
            ],
            &["1,364.50", "589.80", "243.81", "17.25"],
        );
        // What nothing else is likely for stays as it is read.
        check(
            &[&[("1.00", 1.0)], &[("2,000", 1.0)], &[("3,111.00", 1.0)], &[("4,000.00", 1.0)]],
            &["1.00", "2,000", "3,111.00", "4,000.00"],
        );
    }
}

//! Tables whose readings are given: what the sums make of them.

use super::super::verify;
use super::choose;
use crate::catalogue::Catalogue;
use crate::geometry::{Point, Pt, Rect};
use crate::model::{CellRef, CellState, Document, Origin, PageNumber, Readings, Recognised, Sureness, codes};
use crate::statement::{self, Front};

/// A table of names and amounts, each with what else it may be; the last column is the sum of those before it.
fn check(rows: &[[&str; 3]], poor: Option<&'static str>, expected: &[&str]) {
    let drawn: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let texts: Vec<&str> = row.iter().map(|cell| cell.split('|').next().unwrap_or_default()).collect();
            format!(
                "|  项目{} | {:>10} | {:>10} | {:>10} |\n+--------+------------+------------+------------+",
                at % 10,
                texts[0],
                texts[1],
                texts[2]
            )
        })
        .collect();
    let head = "\n  支出表\n+--------+------------+------------+------------+\n|  名称  |    合计    |  基本支出  |  项目支出  |\n+--------+------------+------------+------------+\n";
    let mut document =
        Document { tables: crate::sketch::read(&format!("{head}{}\n", drawn.join("\n"))), ..Document::default() };
    let page = PageNumber::new(1).expect("a page");
    document.recognised.push(Recognised::new(page, 200, 0.98, poor));
    for (row, given) in document.tables[0].rows.iter_mut().zip(rows) {
        for (cell, given) in row.cells.iter_mut().skip(1).zip(given) {
            cell.origin = Origin::Ocr;
            let Some(Rect { x0, y0, .. }) = cell.bbox else { continue };
            let at = Point { x: x0 + Pt::new(1.0), y: y0 + Pt::new(1.0) };
            let all =
                given.split('|').enumerate().map(|(at, text)| (text.to_owned(), if at == 0 { 0.8 } else { 0.15 }));
            document.readings.push(Readings { page, at, text: cell.text.clone(), all: all.collect() });
        }
    }
    statement::interpret(&mut document, &Front::default(), &Catalogue::default(), |_| ());
    document.ledger = verify(&document);
    choose(&mut document);
    let found: Vec<String> = document.tables[0]
        .rows
        .iter()
        .enumerate()
        .map(|(row, own)| {
            let cells = own.cells.iter().enumerate().skip(1);
            let shown = cells.map(|(column, cell)| {
                let place = CellRef::new(0, row, column);
                let sure = match document.ledger.sureness(place) {
                    Sureness::Plain => "",
                    Sureness::Chosen => "?",
                    Sureness::Proved => "!",
                };
                assert_eq!(sure == "!", document.ledger.state(place) == CellState::Verified, "{}", cell.text);
                format!("{}{sure}", cell.text)
            });
            shown.collect::<Vec<_>>().join(" ")
        })
        .collect();
    assert_eq!(found, expected);
    let changed = document.findings.iter().filter(|finding| finding.code == codes::OCR_CHOSEN);
    for finding in changed {
        assert!(finding.expected.is_some() && finding.found.is_some() && finding.expected != finding.found);
    }
}

#[test]
fn the_likely_reading_with_which_sums_hold_is_taken() {
    // 合计 = 基本支出 + 项目支出, in each row; 118.20 was read for 113.20.
    check(
        &[
            ["351.75", "230.25", "121.50"],
            ["173.50", "118.20|113.20", "60.30"],
            ["97.85", "61.45", "36.40"],
            ["80.40", "55.60", "24.80"],
        ],
        None,
        &["351.75! 230.25! 121.50!", "173.50! 113.20! 60.30!", "97.85! 61.45! 36.40!", "80.40! 55.60! 24.80!"],
    );
}

#[test]
fn a_clear_picture_is_not_outvoted_and_two_likely_readings_prove_nothing() {
    check(
        &[
            // Nothing else is likely: the sum fails.
            ["351.75", "230.25", "121.50"],
            ["178.50", "113.20", "60.30"],
            // The same stroke may be broken in an addend and its sum.
            ["97.15|97.45", "61.15|61.45", "36.00"],
            ["80.40", "55.60", "24.80"],
            ["60.40", "35.60", "24.80"],
        ],
        None,
        &[
            "351.75! 230.25! 121.50!",
            "178.50 113.20 60.30",
            "97.15 61.15 36.00!",
            "80.40! 55.60! 24.80!",
            "60.40! 35.60! 24.80!",
        ],
    );
}

#[test]
fn on_a_page_that_is_hard_to_read_nothing_is_proved() {
    check(
        &[
            ["351.75", "230.25", "121.50"],
            ["173.50", "118.20|113.20", "60.30"],
            ["97.85", "61.45", "36.40"],
            ["80.40", "55.60", "24.80"],
        ],
        Some("black and white only"),
        &["351.75 230.25 121.50", "173.50 113.20? 60.30", "97.85 61.45 36.40", "80.40 55.60 24.80"],
    );
}

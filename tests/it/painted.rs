//! Pages as people see them: what is painted is read, however it is drawn; what is not seen is not.

use crate::support::paper::{Paper, pdf, rows};
use fiscal_tables::{Options, extract};

const ROWS: [(&str, &str); 2] = [("Item", "Amount"), ("Service", "1.50")];

#[test]
fn a_rotated_page_reads_like_an_upright_one() {
    for rotate in [0, 90, 180, 270, -90, 450] {
        let mut paper = Paper::new();
        paper.table().entries.set("Rotate", rotate);
        assert_eq!(rows(&paper), [["Service", "1.50"]], "{rotate}");
    }
}

#[test]
fn text_printed_twice_for_boldness_is_read_once() {
    let mut paper = Paper::new();
    paper.rows(&ROWS);
    paper.text(66.3, 684.0, "Item").text(206.3, 660.0, "1.50");
    paper.raw("2 Tr 0.3 w").text(66.0, 660.0, "Service");
    assert_eq!(rows(&paper), [["Service", "1.50"]]);
}

#[test]
fn what_is_not_seen_is_not_read() {
    let mut paper = Paper::new();
    paper.rows(&ROWS);
    paper.raw("q 400 400 50 50 re W n").text(120.0, 660.0, "clipped").raw("Q");
    paper.raw("q 1 g").text(120.0, 660.0, "white").raw("Q");
    paper.raw("q 3 Tr").text(120.0, 660.0, "hidden").raw("Q");
    assert_eq!(rows(&paper), [["Service", "1.50"]]);
}

#[test]
fn white_text_on_a_dark_area_is_read() {
    let mut paper = Paper::of("0.1 0.2 0.5 rg 60 676 240 24 re f\n1 g\n");
    paper.text(66.0, 684.0, "Item").text(206.0, 684.0, "Amount").raw("0 g");
    paper.grid(&[60.0, 200.0, 300.0], &[700.0, 676.0, 652.0]).text(66.0, 660.0, "Service").text(206.0, 660.0, "1.50");
    let document = extract(&pdf(&[&paper]), &Options::default()).unwrap();
    assert_eq!(document.tables[0].column_names(), ["Item", "Amount"]);
}

#[test]
fn rulings_are_found_however_they_are_drawn() {
    let boxes = "60 700 240 0.5 re 60 676 240 0.5 re 60 652 240 0.5 re f
        60 652 0.5 48 re f 200 652 0.5 48 re f 300 652 0.5 48 re f";
    let cells = "60 676 140 24 re S 200 676 100 24 re S 60 652 140 24 re S 200 652 100 24 re S";
    let dashes = "[3 2] 0 d 60 700 240 -48 re S 60 676 m 300 676 l S 200 700 m 200 652 l S";
    let pieces = "60 700 m 130 700 l 130 700 m 300 700 l 60 676 m 300 676 l 60 652 m 300 652 l
        60 700 m 60 676 l 60 676 m 60 652 l 200 700 m 200 652 l 300 700 m 300 652 l S";
    for drawn in [boxes, cells, dashes, pieces] {
        let mut paper = Paper::of(&format!("{drawn}\n[] 0 d\n"));
        paper.text(66.0, 684.0, "Item").text(206.0, 684.0, "Amount");
        paper.text(66.0, 660.0, "Service").text(206.0, 660.0, "1.50");
        assert_eq!(rows(&paper), [["Service", "1.50"]], "{drawn}");
    }
}

#[test]
fn actual_text_is_read_instead_of_the_marks() {
    let mut paper = Paper::new();
    paper.rows(&[("Item", "Amount"), ("", "")]);
    paper.raw("/Span << /ActualText (Service) >> BDC").text(66.0, 660.0, "5erv1ce").raw("EMC");
    paper.text(206.0, 660.0, "1.50");
    assert_eq!(rows(&paper), [["Service", "1.50"]]);
}

/// A table whose text runs up, down or upside down on the page, without `/Rotate`.
#[test]
fn a_table_drawn_sideways_is_turned() {
    for turn in ["0 1 -1 0 800 0 cm", "0 -1 1 0 -200 800 cm", "-1 0 0 -1 595 842 cm"] {
        let mut paper = Paper::of(&format!("{turn}\n"));
        paper.table();
        assert_eq!(rows(&paper), [["Service", "1.50"]], "{turn}");
    }
}

/// A landscape table on a portrait page: drawn sideways and shown upright by `/Rotate`, as printers make it.
#[test]
fn a_landscape_table_on_a_portrait_page_is_turned() {
    for (turn, rotate) in [("0 1 -1 0 800 0 cm", 90), ("0 1 -1 0 800 0 cm", 0), ("0 -1 1 0 -200 800 cm", 270)] {
        let mut paper = Paper::of(&format!("{turn}\n"));
        paper.table().entries.set("Rotate", rotate);
        assert_eq!(rows(&paper), [["Service", "1.50"]], "{turn} /Rotate {rotate}");
    }
}

/// The page number beside a table drawn sideways must not part it from its next page.
#[test]
fn the_number_beside_a_turned_table_does_not_part_it() {
    let page = |rows: &[(&str, &str)], number: &str| {
        let mut paper = Paper::of("q 0 1 -1 0 800 0 cm\n");
        paper.rows(rows).raw("Q").text(295.0, 30.0, number);
        paper
    };
    let first = page(&[("Item", "Amount"), ("Service", "1.50")], "1");
    let second = page(&[("Rest", "2.50"), ("Other", "3.50")], "2");
    let document = extract(&pdf(&[&first, &second]), &Options::default()).unwrap();
    assert_eq!(document.tables.len(), 1);
    assert_eq!(document.tables[0].rows.len(), 3);
}

#[test]
fn a_label_that_runs_up_its_cell_is_one_text() {
    let mut paper = Paper::new();
    paper.grid(&[60.0, 90.0, 200.0, 300.0], &[700.0, 676.0]).line([90.0, 652.0, 300.0, 652.0]);
    paper.grid(&[60.0, 90.0], &[676.0, 628.0]).line([90.0, 628.0, 300.0, 628.0]);
    paper.line([200.0, 676.0, 200.0, 628.0]).line([300.0, 676.0, 300.0, 628.0]);
    paper.text(62.0, 684.0, "Kind").text(96.0, 684.0, "Item").text(206.0, 684.0, "Amount");
    paper.raw("BT /F1 10 Tf 0 1 -1 0 78 636 Tm (Basic) Tj ET");
    paper.text(96.0, 660.0, "Service").text(206.0, 660.0, "1.50").text(96.0, 636.0, "Rest").text(206.0, 636.0, "2.50");
    assert_eq!(rows(&paper), [["Basic", "Service", "1.50"], ["Basic", "Rest", "2.50"]]);
}

/// A watermark slants across the table; it is no text of any cell.
#[test]
fn a_watermark_across_a_table_is_in_no_cell() {
    let mut paper = Paper::new();
    paper.rows(&ROWS);
    paper.raw("q 0.8 g BT /F1 40 Tf 0.819 0.574 -0.574 0.819 70 640 Tm (INTERNAL) Tj ET Q");
    assert_eq!(rows(&paper), [["Service", "1.50"]]);
    // A seal: characters around a circle, each turned a little more.
    let mut paper = Paper::new();
    paper.rows(&ROWS).raw("q 1 0 0 rg");
    for n in 0..12 {
        let angle = f64::from(n) * 0.5 + 0.2;
        let (sin, cos) = angle.sin_cos();
        let (x, y) = (200.0 - 25.0 * sin, 670.0 + 25.0 * cos);
        paper.raw(&format!("BT /F1 9 Tf {cos:.4} {sin:.4} {:.4} {cos:.4} {x:.2} {y:.2} Tm (S) Tj ET", -sin));
    }
    assert_eq!(rows(paper.raw("Q")), [["Service", "1.50"]]);
}

//! Pages as people see them: what is painted is read, however it is drawn; what is not seen is not.

use crate::support::paper::{Paper, pdf, rows};
use fiscal_tables::{Document, Options, extract};

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

/// Programs that print other people's files stroke the outlines of bold letters over them: their sides are no rulings.
#[test]
fn the_outlines_of_bold_letters_are_no_rulings() {
    let mut paper = Paper::new();
    paper.grid(&[60.0, 200.0, 300.0], &[700.0, 676.0, 652.0]).text(66.0, 684.0, "Item").text(206.0, 684.0, "Amount");
    paper.text(66.0, 660.0, "Service");
    paper.raw("0.3 w 67 659.5 m 67 667.5 l 73 667.5 l 73 659.5 l h 67 663.5 m 73 663.5 l 80 659.5 m 80 667.5 l h S");
    paper.text(206.0, 660.0, "1.50");
    assert_eq!(rows(&paper), [["Service", "1.50"]]);
}

#[test]
fn amounts_printed_on_without_a_gap_are_parted_where_their_cents_end() {
    let mut paper = Paper::new();
    paper.grid(&[20.0, 60.0, 112.0, 160.0], &[700.0, 676.0, 652.0]);
    paper.text(24.0, 684.0, "Item").text(66.0, 684.0, "Income").text(116.0, 684.0, "Costs").text(24.0, 660.0, "Roads");
    // The second begins left of its column.
    paper.text(60.5, 660.0, "168441.81154304.22");
    assert_eq!(rows(&paper), [["Roads", "168441.81", "154304.22"]]);
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

/// A mark that is printed again and again has more characters than a short page, and says one thing.
#[test]
fn a_mark_all_over_a_short_page_does_not_make_it_askew() {
    let mut paper = Paper::new();
    paper.rows(&ROWS);
    for n in 0..40 {
        let (x, y) = (40 + n % 4 * 140, 60 + n / 4 * 70);
        paper.raw(&format!("q 0.8 g BT /F1 9 Tf 0.866 0.5 -0.5 0.866 {x} {y} Tm (COPY) Tj ET Q"));
    }
    assert_eq!(rows(&paper), [["Service", "1.50"]]);
}

/// A red line that ends beside the rulings is of a reader's pen.
#[test]
fn a_stroke_of_a_pen_divides_no_cell() {
    let mut paper = Paper::new();
    paper.rows(&ROWS);
    paper.raw("q 1 0 0 RG 0.8 w 62.5 656 m 197.5 656 l S Q");
    assert_eq!(rows(&paper), [["Service", "1.50"]]);
}

/// A box painted over an amount, and another amount typed on the box; a box that only tints is none.
#[test]
fn what_is_painted_over_is_not_read() {
    for box_over in ["q 1 g 201 653 98 22 re f Q", "q 0.9 1 0.9 rg 204 656 30 14 re f Q"] {
        let mut paper = Paper::new();
        paper.rows(&[("Item", "Amount"), ("Service", "9.99")]);
        paper.raw(box_over).text(206.0, 660.0, "1.50");
        assert_eq!(rows(&paper), [["Service", "1.50"]], "{box_over}");
    }
    let mut paper = Paper::of("0.8 g 61 653 238 22 re f 0 g\n");
    paper.rows(&ROWS);
    assert_eq!(rows(&paper), [["Service", "1.50"]]);
}

#[test]
fn a_line_below_a_text_is_no_border() {
    for line in ["62 658 m 99 658 l S", "66 657.5 34 0.6 re f", "66 663 m 99 663 l S"] {
        let mut paper = Paper::new();
        paper.rows(&ROWS).raw(line);
        assert_eq!(rows(&paper), [["Service", "1.50"]], "{line}");
    }
}

/// Dashes and dots painted one by one, the sides of boxes that stand apart.
#[test]
fn rulings_made_of_pieces() {
    let line = |from: f64, to: f64, step: f64, piece: &dyn Fn(f64) -> String| {
        let count = ((to - from) / step) as u32;
        (0..=count).map(|i| piece(from + f64::from(i) * step)).collect::<String>()
    };
    let of = |on: f64, off: f64| {
        let across = |y: f64| line(60.0, 300.0 - on, on + off, &|x| format!("{x} {y} {on} 0.6 re f "));
        let down = |x: f64| line(652.0, 700.0 - on, on + off, &|y| format!("{x} {y} 0.6 {on} re f "));
        [700.0, 676.0, 652.0].map(across).concat() + &[60.0, 200.0, 300.0].map(down).concat()
    };
    for drawn in [of(3.0, 3.0), of(4.0, 5.0), of(1.0, 1.0)] {
        let mut paper = Paper::of(&drawn);
        paper.text(66.0, 684.0, "Item").text(206.0, 684.0, "Amount");
        paper.text(66.0, 660.0, "Service").text(206.0, 660.0, "1.50");
        assert_eq!(rows(&paper), [["Service", "1.50"]], "{}", &drawn[..40]);
    }
    for gap in [2.0, 4.0, 8.0] {
        let side = |row: f64| {
            let y = 676.0 - row * 24.0 + gap / 2.0;
            let high = 24.0 - gap;
            format!(
                "{} {y} {} {high} re S {} {y} {} {high} re S ",
                60.0 + gap / 2.0,
                140.0 - gap,
                200.0 + gap / 2.0,
                100.0 - gap
            )
        };
        let mut paper = Paper::of(&[0.0, 1.0, 2.0].map(side).concat());
        for (y, item, amount) in [(684.0, "Item", "Amount"), (660.0, "Service", "1.50"), (636.0, "Goods", "2.00")] {
            paper.text(66.0, y, item).text(206.0, y, amount);
        }
        assert_eq!(rows(&paper), [["Service", "1.50"], ["Goods", "2.00"]], "{gap}");
    }
}

/// A mark that leads to a note is none of the digits it stands behind, also where it stands beyond the ruling.
#[test]
fn a_raised_mark_is_no_digit() {
    let mut paper = Paper::new();
    paper.rows(&ROWS).raw("BT /F1 5 Tf 225.6 664 Td (1) Tj ET");
    assert_eq!(rows(&paper), [["Service", "1.50\u{b9}"]]);
    let mut paper = Paper::new();
    paper.rows(&[("Item", "Amount"), ("12,345.00", "1.50")]).raw("q 1 g 62 654 60 20 re f Q 0 g");
    paper.text(155.0, 660.0, "12,345.00").raw("BT /F1 5 Tf 198.6 664 Td (2) Tj ET");
    assert_eq!(rows(&paper), [["12,345.00\u{b2}", "1.50"]]);
}

/// Draws a table sideways, its lines beside each other from 200 points above the bottom of the page on.
fn draw_turned(paper: &mut Paper) {
    let rows = [("Revenue item", "Amount"), ("Services", "1.50"), ("Goods of all sorts", "2.00"), ("Total", "3.50")];
    for (i, (item, amount)) in (0..).zip(rows) {
        let x = 216 + i * 24;
        paper.raw(&format!(
            "BT /F1 10 Tf 0 1 -1 0 {x} 206 Tm ({item}) Tj ET BT /F1 10 Tf 0 1 -1 0 {x} 346 Tm ({amount}) Tj ET"
        ));
    }
    let lines = (0..5).map(|i| format!("{0} 200 m {0} 440 l S ", 200 + i * 24)).collect::<String>();
    paper.raw(&(lines + "200 200 m 296 200 l S 200 340 m 296 340 l S 200 440 m 296 440 l S"));
}

/// The texts of a table's rows.
fn texts_of(document: &Document, table: usize) -> Vec<Vec<&str>> {
    let rows = document.tables[table].rows.iter();
    rows.map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect()
}

/// A table drawn sideways below an upright one, and above one: they come as they are printed.
#[test]
fn a_turned_table_beside_an_upright_one() {
    let turned = [["Services", "1.50"], ["Goods of all sorts", "2.00"], ["Total", "3.50"]];
    let mut paper = Paper::new();
    paper.rows(&ROWS);
    draw_turned(&mut paper);
    let document = extract(&pdf(&[&paper]), &Options::default()).unwrap();
    assert_eq!(document.tables.len(), 2);
    assert_eq!(texts_of(&document, 1), turned);
    let mut paper = Paper::new();
    draw_turned(&mut paper);
    paper.grid(&[60.0, 200.0, 300.0], &[140.0, 116.0, 92.0]);
    paper.text(66.0, 124.0, "Item").text(206.0, 124.0, "Amount");
    paper.text(66.0, 100.0, "School").text(206.0, 100.0, "65.43");
    let document = extract(&pdf(&[&paper]), &Options::default()).unwrap();
    assert_eq!(document.tables.len(), 2);
    assert_eq!(texts_of(&document, 0), turned);
}

/// A page ends between two lines of one block: its texts are cut, and printed again below the header of the next page; the
/// dates are two rows.
#[test]
fn a_page_that_ends_between_two_lines_of_a_block() {
    let head = |paper: &mut Paper| {
        paper.grid(&[60.0, 200.0, 300.0, 400.0], &[700.0, 676.0]);
        paper.text(66.0, 684.0, "Item").text(206.0, 684.0, "Amount").text(306.0, 684.0, "Date");
    };
    let mut first = Paper::new();
    head(&mut first);
    first.grid(&[60.0, 200.0, 300.0, 400.0], &[676.0, 652.0]);
    first.text(66.0, 660.0, "School").text(206.0, 660.0, "65.43").text(306.0, 660.0, "2022-03");
    for x in [60.0, 200.0, 300.0, 400.0] {
        first.line([x, 652.0, x, 632.0]);
    }
    first.line([300.0, 632.0, 400.0, 632.0]);
    first.text(66.0, 630.0, "Roads").text(206.0, 630.0, "190.48").text(306.0, 640.0, "2022-01");
    let mut second = Paper::new();
    head(&mut second);
    second.grid(&[60.0, 200.0, 300.0, 400.0], &[676.0, 652.0, 628.0]);
    second.text(66.0, 670.0, "Roads").text(206.0, 670.0, "190.48").text(306.0, 660.0, "2022-06");
    second.text(66.0, 636.0, "Bridge").text(206.0, 636.0, "8.25").text(306.0, 636.0, "2022-07");
    let document = extract(&pdf(&[&first, &second]), &Options::default()).unwrap();
    let texts = |row: &fiscal_tables::table::Row| row.cells.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>();
    let found: Vec<Vec<String>> = document.tables[0].rows.iter().map(texts).collect();
    let expected = [
        ["School", "65.43", "2022-03"],
        ["Roads", "190.48", "2022-01"],
        ["Roads", "", "2022-06"],
        ["Bridge", "8.25", "2022-07"],
    ];
    assert_eq!(found, expected);
}

/// A line through an amount says that it may not hold: it is read, and said.
#[test]
fn an_amount_that_is_struck_out_is_told() {
    let mut paper = Paper::new();
    paper.rows(&ROWS).line([206.0, 663.5, 224.0, 663.5]);
    let document = extract(&pdf(&[&paper]), &Options::default()).unwrap();
    assert_eq!(document.tables[0].rows.len(), 1);
    assert!(document.findings.iter().any(|finding| finding.code == "struck_text"), "{:?}", document.findings);
}

#[test]
fn a_stamp_over_a_text_is_in_no_cell() {
    let mut paper = Paper::new();
    paper.rows(&ROWS);
    paper.raw("q 1 0 0 rg").text(204.0, 657.0, "BUREAU").raw("Q");
    assert_eq!(rows(&paper), [["Service", "1.50"]]);
    // A coloured text beside others is one of them, and so is one on the same line.
    let mut paper = Paper::new();
    paper.rows(&[("Item", "Amount"), ("Service", ""), ("Repair", "2.00")]);
    paper.raw("q 1 0 0 rg").text(206.0, 660.0, "1.50").raw("Q");
    assert_eq!(rows(&paper), [["Service", "1.50"], ["Repair", "2.00"]]);
    // So is the day of a stamp.
    let mut paper = Paper::new();
    paper.rows(&ROWS);
    paper.raw("q 1 0 0 rg").text(200.0, 657.0, "2025-02-14").raw("Q");
    assert_eq!(rows(&paper), [["Service", "1.50"]]);
}

#[test]
fn letters_too_small_to_be_read_are_not() {
    let mut paper = Paper::new();
    paper.rows(&ROWS);
    paper.raw("q 0.05 0 0 0.05 0 0 cm").text(4800.0, 13200.0, "99.00").raw("Q");
    assert_eq!(rows(&paper), [["Service", "1.50"]]);
}

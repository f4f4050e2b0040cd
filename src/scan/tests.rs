//! Pictures drawn here, each for one thing that a scan does.

use super::ink::{binarise, flatten, gray};
use super::*;

const DPI: f64 = 200.0;

/// A white sheet with black boxes: left, top, width, height.
fn drawn(width: usize, height: usize, boxes: &[(usize, usize, usize, usize)]) -> Gray {
    let mut picture = Gray::filled(width, height, 255);
    for (x, y, w, h) in boxes {
        for row in *y..y + h {
            picture.row_mut(row)[*x..x + w].fill(20);
        }
    }
    picture
}

/// A ruled table of three columns and four rows, 200 by 60 pixels each, that begins at 100, 100.
fn table() -> Vec<(usize, usize, usize, usize)> {
    let rows = (0..5).map(|i| (100, 100 + i * 60, 602, 2));
    let columns = (0..4).map(|i| (100 + i * 200, 100, 2, 242));
    rows.chain(columns).collect()
}

/// A character of strokes, 24 pixels high.
fn character(x: usize, y: usize) -> Vec<(usize, usize, usize, usize)> {
    vec![(x, y, 22, 3), (x + 9, y, 3, 24), (x, y + 20, 22, 3), (x + 2, y + 10, 18, 3)]
}

fn sheet_of(picture: Gray) -> Sheet {
    Sheet::of(picture, DPI, false)
}

fn found(sheet: &Sheet) -> (Vec<f64>, Vec<f64>) {
    let of = |is_horizontal| {
        let mut at: Vec<f64> = sheet
            .rulings
            .iter()
            .filter(|rule| rule.is_horizontal == is_horizontal)
            .map(|rule| rule.at.round())
            .collect();
        at.sort_by(f64::total_cmp);
        at
    };
    (of(true), of(false))
}

#[test]
fn rulings_are_found_and_strokes_are_none() {
    let mut boxes = table();
    // A line of characters whose strokes stand on one height, an 一 alone in a cell, and characters below each other.
    boxes.extend((0..7).flat_map(|i| character(120 + i * 25, 120)));
    boxes.push((340, 190, 60, 4));
    boxes.extend((0..4).flat_map(|i| character(560, 106 + i * 28)));
    let sheet = sheet_of(drawn(900, 500, &boxes));
    let (across, down) = found(&sheet);
    assert_eq!(across, [101.0, 161.0, 221.0, 281.0, 341.0]);
    assert_eq!(down, [101.0, 301.0, 501.0, 701.0]);
    for rule in &sheet.rulings {
        let (from, to) = if rule.is_horizontal { (101.0, 701.0) } else { (101.0, 341.0) };
        assert!((rule.from - from).abs() < 1.5 && (rule.to - to).abs() < 1.5, "{rule:?}");
    }
}

#[test]
fn strokes_above_a_ruling_are_no_part_of_it() {
    let mut boxes = table();
    // The upper row is one cell, in which letters stand right above the rulings of the rows below.
    boxes.retain(|(_, _, w, _)| *w > 2);
    boxes.extend([(100, 100, 2, 242), (700, 100, 2, 242), (300, 160, 2, 182), (500, 160, 2, 182)]);
    for x in [291, 491] {
        // 目, the middle of which stands in the line of the ruling.
        boxes.extend([(x, 134, 22, 3), (x, 134, 3, 24), (x + 19, 134, 3, 24), (x, 155, 22, 3), (x + 9, 136, 3, 22)]);
        boxes.extend([(x + 4, 142, 14, 2), (x + 4, 148, 14, 2)]);
    }
    let sheet = sheet_of(drawn(900, 500, &boxes));
    let mut down: Vec<(f64, f64)> =
        sheet.rulings.iter().filter(|r| !r.is_horizontal).map(|r| (r.at.round(), r.from.round())).collect();
    down.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert_eq!(down, [(101.0, 101.0), (301.0, 161.0), (501.0, 161.0), (701.0, 101.0)]);
}

#[test]
fn faint_hairlines_in_grain_are_rulings() {
    let mut picture = Gray::filled(900, 500, 235);
    for (x, y, w, h) in table() {
        for row in y..y + h.clamp(1, 240) {
            picture.row_mut(row)[x..x + w].fill(170);
        }
    }
    let mut state = 1_u32;
    for shade in &mut picture.data {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *shade = shade.saturating_sub((state >> 28) as u8).saturating_add((state >> 20 & 15) as u8);
    }
    let (across, down) = found(&sheet_of(flatten(picture, DPI)));
    assert_eq!((across.len(), down.len()), (5, 4), "{across:?} {down:?}");
}

/// A seal in grey over the table and its letters, 220 pixels wide: a ring, and strokes within it as long as rulings are.
#[test]
fn the_pale_ink_of_a_seal_is_no_ink() {
    let letters: Vec<_> = (0..7).flat_map(|i| character(120 + i * 25, 120)).collect();
    let mut boxes = table();
    boxes.extend(&letters);
    let plain = drawn(900, 500, &boxes);
    let mut sealed = plain.clone();
    let strokes = [(330, 250, 60, 7), (330, 200, 7, 60), (260, 190, 7, 80), (240, 270, 80, 7)];
    for y in 0..500_usize {
        for x in 0..900_usize {
            let radius = ((x as f64 - 300.0).powi(2) + (y as f64 - 230.0).powi(2)).sqrt();
            let in_stroke = |&(left, top, w, h): &(usize, usize, usize, usize)| {
                (left..left + w).contains(&x) && (top..top + h).contains(&y)
            };
            if (103.0..110.0).contains(&radius) || strokes.iter().any(in_stroke) {
                let shade = &mut sealed.row_mut(y)[x];
                *shade = (*shade).min(165);
            }
        }
    }
    let (with, without) = (sheet_of(sealed), sheet_of(plain));
    assert_eq!(found(&with), found(&without));
    assert_eq!(with.ink, without.ink);
    // Pale letters over nothing dark are letters.
    let mut pale = drawn(900, 500, &table());
    for (x, y, w, h) in (0..8).flat_map(|row| (0..7).flat_map(move |i| character(120 + i * 25, 360 + row * 16))) {
        for row in y..(y + h).min(500) {
            pale.row_mut(row)[x..x + w].fill(120);
        }
    }
    let sheet = sheet_of(pale);
    assert!(!sheet.free_lines(&[]).is_empty());
}

#[test]
fn a_sheet_that_lies_askew_is_made_level() {
    let straight = drawn(900, 500, &table());
    for angle in [-1.7, 0.6, 2.4] {
        let askew = level::turned(straight.clone(), -angle);
        let sheet = sheet_of(askew);
        assert!((sheet.angle - angle).abs() < 0.06, "{angle}: {}", sheet.angle);
        let (across, down) = found(&sheet);
        assert_eq!((across.len(), down.len()), (5, 4), "{angle}");
    }
}

fn colours(width: usize, height: usize, of: impl Fn(usize, usize) -> [u8; 3]) -> Colours {
    let data = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| of(x, y)).collect();
    Colours { width, height, channels: 3, data }
}

#[test]
fn a_red_seal_is_paper_and_black_ink_in_it_is_ink() {
    let picture = colours(100, 100, |x, y| match (x, y) {
        (40..60, 40..60) => [30, 28, 33],
        (20..80, 20..80) => [215, 40, 45],
        _ => [250, 250, 248],
    });
    let (gray, is_bilevel) = gray(&picture).expect("a picture");
    assert!(gray.at(30, 30) > 200 && gray.at(50, 50) < 40 && gray.at(5, 5) > 240);
    assert!(!is_bilevel);
}

#[test]
fn black_paper_with_white_letters_is_turned_over() {
    let picture = colours(100, 100, |x, _| if x == 50 { [255; 3] } else { [0; 3] });
    let (gray, is_bilevel) = gray(&picture).expect("a picture");
    assert_eq!((gray.at(50, 9), gray.at(9, 9), is_bilevel), (0, 255, true));
}

#[test]
fn a_picture_whose_bytes_are_not_all_there_is_none() {
    let picture = Colours { width: 1000, height: 1000, channels: 3, data: vec![0; 10] };
    assert!(gray(&picture).is_none());
    assert!(sheet(&picture, DPI).is_none());
    assert!(sheet(&Colours { width: 3, height: 3, channels: 1, data: vec![0; 9] }, DPI).is_none());
}

#[test]
fn paper_in_a_shadow_is_white() {
    let mut picture = Gray::filled(600, 400, 0);
    for y in 0..400 {
        for (x, shade) in picture.row_mut(y).iter_mut().enumerate() {
            let paper = 120 + x * 120 / 600;
            let is_ink = (190..200).contains(&y) && x % 50 < 30;
            *shade = if is_ink { paper / 4 } else { paper } as u8;
        }
    }
    let ink = binarise(&flatten(picture, DPI), DPI);
    let inked = ink.data.iter().filter(|ink| **ink).count();
    assert!((3_200..=3_900).contains(&inked), "{inked}");
}

fn cell() -> Area {
    Area { x0: 103, y0: 103, x1: 300, y1: 220 }
}

#[test]
fn lines_of_a_cell_are_told_apart_and_specks_are_none() {
    let mut boxes: Vec<_> = (0..5).flat_map(|i| character(120 + i * 25, 120)).collect();
    boxes.extend((0..3).flat_map(|i| character(120 + i * 25, 160)));
    let lines = sheet_of(drawn(900, 500, &boxes)).cell_lines(cell());
    let areas: Vec<(usize, usize)> = lines.iter().map(|line| (line.area.y0, line.area.width())).collect();
    assert_eq!(areas, [(120, 122), (160, 72)]);
    let specks = sheet_of(drawn(900, 500, &[(150, 150, 2, 2), (200, 130, 3, 2), (103, 140, 2, 40)]));
    assert!(specks.cell_lines(cell()).is_empty());
}

#[test]
fn a_dash_alone_is_a_line_and_a_point_belongs_to_its_number() {
    let dash = sheet_of(drawn(900, 500, &[(180, 150, 14, 3)]));
    assert_eq!(dash.cell_lines(cell()).len(), 1);
    let mut boxes = vec![(150, 150, 12, 20), (166, 167, 3, 3), (172, 150, 12, 20)];
    let lines = sheet_of(drawn(900, 500, &boxes)).cell_lines(cell());
    assert_eq!(lines.iter().map(|line| line.area.width()).collect::<Vec<_>>(), [34]);
    // Far from any letter it is a speck.
    boxes.push((260, 210, 3, 3));
    assert_eq!(sheet_of(drawn(900, 500, &boxes)).cell_lines(cell()), lines);
}

#[test]
fn text_outside_is_in_pieces_between_wide_gaps() {
    let mut boxes: Vec<_> = (0..6).flat_map(|i| character(100 + i * 26, 50)).collect();
    boxes.extend((0..4).flat_map(|i| character(600 + i * 26, 50)));
    boxes.extend((0..8).flat_map(|i| character(100 + i * 26, 100)));
    let lines = sheet_of(drawn(900, 500, &boxes)).free_lines(&[Area { x0: 0, y0: 300, x1: 900, y1: 500 }]);
    let areas: Vec<(usize, usize, usize)> = lines.iter().map(|l| (l.area.y0, l.area.x0, l.area.width())).collect();
    assert_eq!(areas, [(50, 100, 152), (50, 600, 100), (100, 100, 204)]);
}

#[test]
fn four_quarter_turns_are_none() {
    let mut picture = drawn(7, 4, &[(1, 0, 2, 3)]);
    let first = picture.quarter_turned();
    assert_eq!((first.width, first.height, first.at(3, 1), first.at(0, 0)), (4, 7, 20, 255));
    for _ in 0..4 {
        picture = picture.quarter_turned();
    }
    assert_eq!(picture, drawn(7, 4, &[(1, 0, 2, 3)]));
}

#[test]
fn marks_that_touch_at_a_corner_are_one() {
    let bits = |rows: &[&str]| Bits {
        width: rows[0].len(),
        height: rows.len(),
        data: rows.iter().flat_map(|row| row.bytes().map(|byte| byte == b'#')).collect(),
    };
    let all = Area { x0: 0, y0: 0, x1: 9, y1: 4 };
    let count = |rows: &[&str]| blobs::blobs(&bits(rows), all).iter().map(|blob| blob.count).collect::<Vec<_>>();
    assert_eq!(count(&["#...#...#", "#...#...#", "#...#...#", "#####...#"]), [11, 4]);
    assert_eq!(count(&["#........", ".#.......", "..#......", "...#....."]), [4]);
    assert_eq!(count(&["#.#.#.#.#", ".........", "#########", "........."]), [1, 1, 1, 1, 1, 9]);
}

#[test]
fn a_strip_has_one_height_and_its_rulings_painted_over() {
    let mut boxes = table();
    boxes.extend((0..5).flat_map(|i| character(130 + i * 25, 130)));
    let sheet = sheet_of(drawn(900, 500, &boxes));
    let inside = Area { x0: 103, y0: 103, x1: 300, y1: 160 };
    let lines = sheet.cell_lines(inside);
    let strip = sheet.strip(&lines[0], Some(inside));
    assert_eq!(strip.gray.height, strips::HEIGHT);
    assert!(strip.area.x0 < 130 && strip.area.x1 > 252);
    // Above and below the letters there is paper, though a ruling lies there.
    assert!(strip.gray.row(0).iter().chain(strip.gray.row(47)).all(|shade| *shade > 230));
    assert!(strip.gray.data.iter().any(|shade| *shade < 60));
    assert_eq!(strip.upside_down().upside_down(), strip);
}

#[test]
fn letters_of_four_points_are_no_dots_and_fill_their_strip() {
    let mut boxes = table();
    // Names of twice their height tell how small letters are here.
    let names = [230, 250, 290, 310].into_iter().flat_map(|y| (0..6).map(move |i| (120 + i * 14, y)));
    boxes.extend(names.flat_map(|(x, y)| [(x, y, 11, 2), (x + 4, y, 2, 12), (x, y + 10, 11, 2)]));
    // Noughts whose two strokes do not meet.
    boxes.extend((0..4).flat_map(|i| [(250 + i * 6, 130, 1, 5), (253 + i * 6, 130, 1, 5)]));
    let sheet = sheet_of(drawn(900, 500, &boxes));
    let inside = Area { x0: 103, y0: 103, x1: 300, y1: 160 };
    let lines = sheet.cell_lines(inside);
    assert_eq!(lines.iter().map(|line| line.area).collect::<Vec<_>>(), [Area { x0: 250, y0: 130, x1: 272, y1: 135 }]);
    let strip = sheet.strip(&lines[0], Some(inside));
    let inked = (0..strips::HEIGHT).filter(|y| strip.gray.row(*y).iter().any(|shade| *shade < 160)).count();
    assert!(inked * 5 > strips::HEIGHT * 2, "{inked} of {} rows", strips::HEIGHT);
    // Paper before them: a sign that is too pale for ink may stand there.
    assert!(strip.area.x0 <= 245);
}

#[test]
fn a_blank_page_says_nothing() {
    let sheet = sheet_of(Gray::filled(600, 400, 255));
    assert_eq!((sheet.angle, sheet.rulings.len(), sheet.free_lines(&[]).len()), (0.0, 0, 0));
}

/// The part of each vertical that is kept, in order.
fn verticals(sheet: &Sheet) -> Vec<(f64, f64, f64)> {
    let rules = sheet.rulings.iter().filter(|rule| !rule.is_horizontal);
    let mut found: Vec<_> = rules.map(|rule| (rule.at.round(), rule.from.round(), rule.to.round())).collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    found
}

/// Rows as tight as letters: 32 pixels each, 12 of them, two columns wide.
fn tight() -> Vec<(usize, usize, usize, usize)> {
    let rows = (0..13).map(|i| (100, 100 + i * 32, 602, 2));
    rows.chain([(100, 100, 2, 386), (400, 100, 2, 386), (700, 100, 2, 386)]).collect()
}

#[test]
fn strokes_that_fill_tight_rows_are_no_rulings() {
    let mut boxes = tight();
    // 十 below 十: their strokes stop two pixels short of the rulings.
    for row in 0..12 {
        boxes.extend([(240, 105 + row * 32, 3, 25), (230, 114 + row * 32, 23, 3)]);
    }
    let found = verticals(&sheet_of(drawn(900, 600, &boxes)));
    assert_eq!(found, [(101.0, 101.0, 485.0), (401.0, 101.0, 485.0), (701.0, 101.0, 485.0)]);
}

#[test]
fn a_ruling_of_some_rows_is_one_though_letters_stand_in_its_line() {
    let mut boxes = tight();
    // Three rows of two columns are parted once more; letters stand in the line of that ruling in all other rows.
    boxes.push((550, 228, 2, 98));
    for row in (0..12).filter(|row| !(4..7).contains(row)) {
        boxes.extend([(549, 108 + row * 32, 3, 18), (538, 112 + row * 32, 26, 3), (538, 120 + row * 32, 26, 3)]);
    }
    let found = verticals(&sheet_of(drawn(900, 600, &boxes)));
    assert!(found.contains(&(551.0, 229.0, 325.0)), "{found:?}");
    assert_eq!(found.len(), 4, "{found:?}");
}

#[test]
fn the_open_side_of_a_table_ends_its_rulings() {
    let mut boxes = tight();
    // No ruling closes the table on the right; there one row is parted, and letters stand on its rulings.
    boxes.retain(|(x, _, w, _)| *w > 2 || *x < 700);
    boxes.retain(|(_, _, w, _)| *w == 2 || *w == 602);
    boxes.push((500, 100, 2, 386));
    boxes.iter_mut().filter(|(_, _, w, _)| *w == 602).for_each(|(_, y, w, _)| {
        if *y == 196 {
            (*w) = 401
        }
    });
    boxes.push((500, 180, 202, 2));
    boxes.extend((0..7).flat_map(|i| [(520 + i * 24, 187, 20, 3), (520 + i * 24, 172, 20, 3)]));
    let sheet = sheet_of(drawn(900, 600, &boxes));
    let is_there = |rule: &&Rule| rule.is_horizontal && (rule.at - 181.0).abs() < 1.5;
    let found: Vec<(f64, f64)> =
        sheet.rulings.iter().filter(is_there).map(|rule| (rule.from.round(), rule.to.round())).collect();
    assert_eq!(found, [(501.0, 702.0)]);
}

#[test]
fn pale_hairlines_that_grain_hides_are_found_by_their_length() {
    let mut picture = Gray::filled(1400, 600, 245);
    for (x, y, w, h) in (0..8).map(|i| (100, 100 + i * 60, 1202, 1)).chain((0..5).map(|i| (100 + i * 300, 100, 1, 421)))
    {
        for row in y..y + h {
            picture.row_mut(row)[x..x + w].fill(229);
        }
    }
    for (x, y, w, h) in (0..7).flat_map(|row| (0..4).flat_map(move |i| character(130 + i * 300, 118 + row * 60))) {
        for row in y..y + h {
            picture.row_mut(row)[x..x + w].fill(40);
        }
    }
    let mut state = 7_u32;
    let mut grain = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 27) as i32 - 16
    };
    picture.data.iter_mut().for_each(|shade| *shade = (i32::from(*shade) + grain() / 2).clamp(0, 255) as u8);
    let (across, down) = found(&sheet_of(picture));
    assert_eq!((across.len(), down.len()), (8, 5), "{across:?} {down:?}");
}

#[test]
fn rows_that_go_on_from_the_page_before_are_open_above() {
    // Two rows: the first has no ruling above it, and is less than an inch high with the second.
    let rows = [(100, 160, 602, 2), (100, 195, 602, 2)];
    let columns = (0..4).map(|i| (100 + i * 200, 100, 2, 97));
    let boxes: Vec<_> = rows.into_iter().chain(columns).collect();
    let found = verticals(&sheet_of(drawn(900, 500, &boxes)));
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found.iter().all(|(_, from, to)| (*from - 100.0).abs() < 2.0 && (*to - 196.0).abs() < 2.0), "{found:?}");
}

#[test]
fn a_pale_ruling_goes_on_where_digits_stand_against_it() {
    let mut picture = Gray::filled(1400, 700, 250);
    let mut draw = |x: usize, y: usize, w: usize, h: usize, shade: u8| {
        for row in y..y + h {
            picture.row_mut(row)[x..x + w].fill(shade);
        }
    };
    for row in 0..16 {
        draw(100, 100 + row * 36, 1202, 1, 205);
    }
    for column in 0..5 {
        draw(100 + column * 300, 100, 1, 541, 205);
    }
    // Digits that end at the ruling, in all rows but the first two.
    for row in 2..15 {
        for (x, y, w, h) in
            (0..5).flat_map(|i| [(582 + i * 22, 106 + row * 36, 3, 25), (568 + i * 22, 106 + row * 36, 14, 3)])
        {
            draw(x, y, w, h, 40);
        }
    }
    let mut state = 7_u32;
    let mut grain = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 27) as i32 - 16
    };
    picture.data.iter_mut().for_each(|shade| *shade = (i32::from(*shade) + grain() / 2).clamp(0, 255) as u8);
    let held: f64 =
        verticals(&sheet_of(picture)).iter().filter(|(at, ..)| (at - 700.0).abs() < 2.0).map(|(_, a, b)| b - a).sum();
    assert!(held >= 535.0, "{held}");
}

#[test]
fn letters_in_the_line_of_a_ruling_keep_their_strokes() {
    let mut boxes = tight();
    boxes.push((550, 228, 2, 98));
    for row in (0..12).filter(|row| !(4..7).contains(row)) {
        boxes.extend([(549, 105 + row * 32, 3, 25), (538, 112 + row * 32, 26, 3), (538, 120 + row * 32, 26, 3)]);
    }
    let sheet = sheet_of(drawn(900, 600, &boxes));
    let is_ruled = |y: usize| sheet.ruled.row(y)[550];
    assert!(is_ruled(250) && is_ruled(290));
    assert!(!is_ruled(116) && !is_ruled(180) && !is_ruled(400));
}

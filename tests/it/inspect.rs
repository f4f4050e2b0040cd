//! Every stage of reading a page can be looked at.

use crate::support::{Scratch, budget, paper, pdf};

const STAGES: [&str; 6] = ["glyphs", "rulings", "edges", "grid", "table", "statement"];

#[test]
fn stages_are_printed_and_drawn() {
    let scratch = Scratch::new("stages_are_printed_and_drawn");
    scratch.write("a.pdf", pdf(&budget(2)));
    let shown = |stage: &str| scratch.run(&["inspect", "a.pdf", "--page", "1", "--stage", stage]).ends(0, &[]).stdout;
    // A sheet of three rows and two columns has 4 horizontal and 3 vertical lines, 6 cells, and a title outside of them.
    assert_eq!(shown("rulings").lines().count(), 7);
    assert_eq!(shown("edges").lines().filter(|line| line.ends_with("horizontal")).count(), 4);
    let grid = shown("grid");
    assert_eq!(grid.lines().filter(|line| line.starts_with("cell\t")).count(), 6, "{grid}");
    assert!(grid.contains("G1 R2C2 1,234.50\n"), "{grid}");
    assert!(grid.lines().any(|line| line.starts_with("outside\t") && line.contains("2025 Budget")), "{grid}");
    // The text begins 6 points right of the column's left side at 72 + 180, on a page 842 high.
    let glyph = shown("glyphs").lines().find(|line| line.ends_with("\t1")).map(str::to_owned).unwrap();
    assert!(shown("glyphs").contains("glyph\t258.00\t"), "{glyph}");
    assert!(shown("table").contains("T1 R1C1 Service 1"));
    assert!(shown("statement").contains("T1 R1C2 [no known kind] amount unverified 1234.50"), "{}", shown("statement"));
    for stage in STAGES {
        let args = ["inspect", "a.pdf", "--page", "1", "--stage", stage, "--svg", "page.svg"];
        assert_eq!(scratch.run(&args).ends(0, &[]).stdout, "");
        let svg = scratch.read("page.svg");
        assert!(svg.starts_with("<svg ") && svg.contains("<use href=\"#g"), "the page is below the marks");
        let marks = svg.matches("class=\"m ").count();
        assert_eq!(marks, shown(stage).lines().count(), "{stage}");
    }
}

#[test]
fn marks_of_a_turned_page_stand_on_the_page_as_displayed() {
    let scratch = Scratch::new("marks_of_a_turned_page");
    let mut page = paper::Paper::new();
    page.table();
    page.entries.set("Rotate", 90);
    let mut bytes = Vec::new();
    paper::document(&[&page]).save_to(&mut bytes).unwrap();
    scratch.write("turned.pdf", bytes);
    let rulings = scratch.run(&["inspect", "turned.pdf", "--page", "1", "--stage", "rulings"]).ends(0, &[]).stdout;
    // The line at y = 700 over x = 60 to 300 stands at x = 700 over y = 60 to 300 once the page is turned clockwise.
    assert!(rulings.contains("ruling\t700.00\t60.00\t700.00\t300.00\tvertical"), "{rulings}");
}

#[test]
fn what_cannot_be_inspected_is_said() {
    let scratch = Scratch::new("what_cannot_be_inspected_is_said");
    scratch.write("a.pdf", pdf(&budget(2)));
    scratch.write("b.pdf", "nothing");
    scratch.run(&["inspect", "a.pdf", "--page", "9", "--stage", "grid"]).ends(2, &["a.pdf"]);
    scratch.run(&["inspect", "b.pdf", "--page", "1", "--stage", "grid"]).ends(2, &["b.pdf"]);
    scratch.run(&["inspect", "c.pdf", "--page", "1", "--stage", "grid"]).ends(2, &["c.pdf"]);
    scratch.run(&["inspect", "a.pdf", "--page", "1", "--stage", "colours"]).ends(2, &["possible values"]);
}

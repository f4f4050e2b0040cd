//! Tables drawn in characters, for tests: a page as a person would sketch it, read by the same stages as a PDF's.
//!
//! `+--+` and `|` are rulings, everything else is text; an ideograph is two characters wide, as in a terminal. A single
//! `-` is text. `=== page` begins the next page.

use crate::geometry::{Orientation, Point, Pt, Rect, Span};
use crate::grid;
use crate::model::{Origin, PageNumber, Table};
use crate::pdf::{Direction, Glyph, Page, PageState, Ruling, Turn};
use crate::statement;
use crate::table::{PagePart, drop_furniture, tables};
use crate::words::is_cjk;

/// The size of a character's place, in points.
const WIDE: f64 = 6.0;
const HIGH: f64 = 12.0;
/// The font's size: an ideograph leaves a little of its two places free.
const SIZE: f64 = 10.0;
/// The size of a sketched page.
const PAGE: (f64, f64) = (800.0, 1000.0);

/// Reads a sketch and compares what is found with `expected`, line by line; see [`shown`] for its form.
pub(crate) fn check(sketch: &str, expected: &str) {
    let found = read(sketch).iter().map(shown).collect::<Vec<_>>().join("\n");
    let trim = |text: &str| text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    assert_eq!(trim(&found), trim(expected), "\nfound:\n{found}\n");
}

/// The tables of a sketch.
pub(crate) fn read(sketch: &str) -> Vec<Table> {
    read_pages(sketch.split("=== page").enumerate().map(|(i, drawing)| page(drawing, i)))
}

/// The tables of pages.
pub(crate) fn read_pages(pages: impl Iterator<Item = Page>) -> Vec<Table> {
    let mut parts: Vec<PagePart> = Vec::new();
    for page in pages {
        let size = Rect::new(Pt::ZERO, Pt::ZERO, page.width, page.height);
        let layout = grid::layout(&page);
        parts.push(PagePart { number: page.number, size, layout });
    }
    grid::align(parts.iter_mut().map(|part| &mut part.layout));
    drop_furniture(&mut parts);
    let mut tables = tables(parts, &mut Vec::new());
    tables.iter_mut().for_each(statement::type_cells);
    tables
}

/// A table as text: a line for its title and details, one for its columns, one for each row. `^` stands before what is
/// repeated from a merged cell.
fn shown(table: &Table) -> String {
    let caption = &table.caption;
    let details = [&caption.title, &caption.number, &caption.unit, &caption.organisation];
    let mut lines = vec![format!("# {}", details.into_iter().flatten().cloned().collect::<Vec<_>>().join(" / "))];
    let names: Vec<String> = table.columns.iter().map(|column| column.path.join("/")).collect();
    lines.push(format!("> {}", names.join(" | ")));
    lines.extend(table.index_row.as_ref().map(|row| format!("index {}", row.join(" | "))));
    lines.extend(table.fields.iter().map(|field| format!("field {} = {}", field.name, field.value)));
    for row in &table.rows {
        let cell = |cell: &crate::model::Cell| match cell.origin {
            Origin::Spanned if !cell.text.is_empty() => format!("^{}", cell.text),
            _ => cell.text.clone(),
        };
        lines.push(row.cells.iter().map(cell).collect::<Vec<_>>().join(" | "));
    }
    lines.extend(table.notes.iter().map(|note| format!("note {note}")));
    lines.join("\n")
}

/// A page without anything on it.
pub(crate) fn blank_page(index: usize) -> Page {
    let (width, height) = (Pt::new(PAGE.0), Pt::new(PAGE.1));
    Page {
        number: PageNumber::from_index(index),
        width,
        height,
        glyphs: Vec::new(),
        rulings: Vec::new(),
        images: Vec::new(),
        outlines: Vec::new(),
        cuts: Vec::new(),
        turn: Turn::none(width, height),
        state: PageState::default(),
    }
}

/// One page of a sketch, as the PDF stage would give it.
fn page(drawing: &str, index: usize) -> Page {
    let mut page = blank_page(index);
    for (line, text) in drawing.lines().enumerate() {
        let places = places(text);
        // Sketches stand well inside of the page: what is in its margins may be a page number.
        let line = line as f64 + 10.0;
        horizontal(&places, line, &mut page.rulings);
        for (i, (column, character)) in places.iter().enumerate() {
            let at = (*column as f64 + 4.0) * WIDE;
            if *character == '|' {
                let span = Span::new(Pt::new((line - 0.5) * HIGH), Pt::new((line + 1.5) * HIGH));
                page.rulings.push(ruling(Orientation::Vertical, at + WIDE / 2.0, span));
            } else if !character.is_whitespace() && *character != '+' && !is_dash(&places, i) {
                page.glyphs.push(glyph(*character, at, (line + 0.8) * HIGH, line as u32 * 1000 + run(&places, i)));
            }
        }
    }
    page
}

/// The characters of a line with the column each begins in.
fn places(text: &str) -> Vec<(usize, char)> {
    let mut column = 0;
    text.chars()
        .map(|character| {
            let at = column;
            column += if is_cjk(character) { 2 } else { 1 };
            (at, character)
        })
        .collect()
}

/// True for a `-` that is part of a ruling.
fn is_dash(places: &[(usize, char)], i: usize) -> bool {
    let beside = |j: Option<usize>| j.and_then(|j| places.get(j)).is_some_and(|(_, c)| matches!(c, '-' | '+'));
    places[i].1 == '-' && (beside(i.checked_sub(1)) || beside(Some(i + 1)))
}

/// A number for the stretch of text between blanks and rulings: what one text operator would show.
fn run(places: &[(usize, char)], i: usize) -> u32 {
    places[..i].iter().filter(|(_, c)| matches!(c, ' ' | '|' | '+')).count() as u32
}

fn horizontal(places: &[(usize, char)], line: f64, rulings: &mut Vec<Ruling>) {
    let is_line = |i: usize| places[i].1 == '+' || is_dash(places, i);
    let mut from = 0;
    while from < places.len() {
        let to = (from..places.len()).find(|i| !is_line(*i)).unwrap_or(places.len());
        if to > from + 1 {
            let x = |column: usize| Pt::new((column as f64 + 4.5) * WIDE);
            let span = Span::new(x(places[from].0), x(places[to - 1].0));
            rulings.push(ruling(Orientation::Horizontal, (line + 0.5) * HIGH, span));
        }
        from = to.max(from) + 1;
    }
}

fn ruling(orientation: Orientation, position: f64, span: Span) -> Ruling {
    Ruling { orientation, position: Pt::new(position), span, thickness: Pt::new(0.5), is_vivid: false }
}

/// A letter of the sketches' font.
pub(crate) fn glyph(character: char, x: f64, baseline: f64, run: u32) -> Glyph {
    let advance = if is_cjk(character) { SIZE } else { SIZE / 2.0 };
    Glyph {
        character,
        rect: Rect::new(
            Pt::new(x),
            Pt::new(baseline - SIZE * 0.86),
            Pt::new(x + advance),
            Pt::new(baseline + SIZE * 0.14),
        ),
        origin: Point { x: Pt::new(x), y: Pt::new(baseline) },
        size: Pt::new(SIZE),
        direction: Direction::Right,
        run,
    }
}

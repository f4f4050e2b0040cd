//! In: a page and what each stage makes of it. Out: marks on the page, as text or drawn over its picture.

mod svg;

pub(crate) use svg::svg;

use crate::geometry::{Orientation, Point, Pt, Rect, Span};
use crate::model::{Cell, CellRef, CellState, PageNumber, Table, TablePlace, Value};
use crate::pipeline::Stages;
use std::fmt::Write;

/// A stage of reading a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Characters.
    Glyphs,
    /// Thin straight marks as painted.
    Rulings,
    /// Rulings as merged.
    Edges,
    /// Cells between edges.
    Grid,
    /// Cells of logical tables.
    Table,
    /// What cells mean.
    Statement,
}

/// Something that a stage sees on the page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mark {
    /// Where, on the page as displayed; a line has no width or no height.
    pub(crate) rect: Rect,
    /// What sort of thing it is: its colour in the drawing.
    pub(crate) sort: &'static str,
    /// What it says.
    pub(crate) text: String,
}

/// What a stage sees on the page, in its own order.
pub(crate) fn marks(stages: &Stages, stage: Stage) -> Vec<Mark> {
    match stage {
        Stage::Glyphs => glyphs(stages),
        Stage::Rulings => {
            let rulings = stages.page.rulings.iter();
            rulings.map(|own| line(stages, own.orientation, own.position, own.span, "ruling")).collect()
        }
        Stage::Edges => {
            let edges = stages.edges.iter();
            edges.map(|(orientation, position, span)| line(stages, *orientation, *position, *span, "edge")).collect()
        }
        Stage::Grid => grid(stages),
        Stage::Table => of_tables(stages, |_, _, cell| ("cell", cell.text.clone())),
        Stage::Statement => of_tables(stages, |table, at, cell| statement(stages, table, at, cell)),
    }
}

/// One mark a line: its sort, left, top, right, bottom, what it says.
pub(crate) fn text(marks: &[Mark]) -> String {
    let mut out = String::new();
    for Mark { rect, sort, text } in marks {
        let text = text.replace(['\n', '\t'], " ");
        // Writing to a text cannot fail.
        let _ = writeln!(out, "{sort}\t{}\t{}\t{}\t{}\t{text}", rect.x0, rect.y0, rect.x1, rect.y1);
    }
    out
}

fn glyphs(stages: &Stages) -> Vec<Mark> {
    let mark = |glyph: &crate::pdf::Glyph| Mark {
        rect: stages.page.turn.undo_rect(glyph.rect),
        sort: "glyph",
        text: glyph.character.to_string(),
    };
    stages.page.glyphs.iter().map(mark).collect()
}

fn line(stages: &Stages, orientation: Orientation, position: Pt, span: Span, sort: &'static str) -> Mark {
    let at = |along: Pt| match orientation {
        Orientation::Horizontal => Point { x: along, y: position },
        Orientation::Vertical => Point { x: position, y: along },
    };
    let (start, end) = (at(span.start), at(span.end));
    let rect = stages.page.turn.undo_rect(Rect::new(start.x, start.y, end.x, end.y));
    let text = if rect.width() >= rect.height() { "horizontal" } else { "vertical" };
    Mark { rect, sort, text: text.to_owned() }
}

fn grid(stages: &Stages) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (at, grid) in stages.layout.grids.iter().enumerate() {
        for cell in &grid.cells {
            let (rows, columns) = (&cell.rows, &cell.columns);
            let span = if rows.len() > 1 || columns.len() > 1 {
                format!("({}x{})", rows.len(), columns.len())
            } else {
                String::new()
            };
            marks.push(Mark {
                rect: grid.turn.undo_rect(cell.rect),
                sort: if cell.text.is_empty() { "empty" } else { "cell" },
                text: format!("G{} R{}C{}{span} {}", at + 1, rows.start + 1, columns.start + 1, cell.text),
            });
        }
    }
    for own in &stages.layout.lines {
        marks.push(Mark { rect: stages.page.turn.undo_rect(own.rect), sort: "outside", text: own.text() });
    }
    marks
}

/// The cells of tables that stand on the page.
fn of_tables(stages: &Stages, say: impl Fn(&Table, CellRef, &Cell) -> (&'static str, String)) -> Vec<Mark> {
    let mut marks = Vec::new();
    let is_here = |page: Option<PageNumber>| page == Some(stages.page.number);
    for (index, table) in stages.document.tables.iter().enumerate() {
        if !matches!(&table.place, TablePlace::Pages(pages) if pages.contains(&stages.page.number)) {
            continue;
        }
        for (row, own) in table.rows.iter().enumerate() {
            for (column, cell) in own.cells.iter().enumerate() {
                let Some(rect) = cell.bbox.filter(|_| is_here(cell.page)) else { continue };
                let at = CellRef::new(index, row, column);
                let (sort, says) = say(table, at, cell);
                marks.push(Mark { rect, sort, text: format!("T{} {} {says}", at.table, at.name(at.table)) });
            }
        }
    }
    marks
}

/// What the meaning of a cell is: its kind of table, its column, its value, what the checks say.
fn statement(stages: &Stages, table: &Table, at: CellRef, cell: &Cell) -> (&'static str, String) {
    let Some(column) = table.columns.get(at.column.get()) else { return ("cell", String::new()) };
    let measure = table.meanings.get(at.column.get()).and_then(|meaning| meaning.measure.as_deref());
    let value = match &cell.value {
        Some(Value::Amount(number) | Value::Ratio(number) | Value::Count(number)) => number.to_string(),
        Some(Value::Code(code)) => code.clone(),
        None => cell.text.clone(),
    };
    let is_amount = matches!(cell.value, Some(Value::Amount(_)));
    let (sort, state) = match stages.document.ledger.state(at) {
        _ if !is_amount => ("text", ""),
        CellState::Verified => ("verified", " verified"),
        CellState::Contradicted => ("contradicted", " contradicted"),
        CellState::Unverified => ("unverified", " unverified"),
    };
    let kind = table.kind.as_deref().unwrap_or("no known kind");
    let measure = measure.map(|measure| format!(" {measure}")).unwrap_or_default();
    (sort, format!("[{kind}] {}{measure}{state} {value}", column.role.as_str()))
}

//! Tables whose cells a dump gives -> logical tables, by the chain that reads the grids of a PDF: each table stands on a
//! page of its own, the lines above it on the same page, so that captions, headers and joins are read as they are there.

use super::line::{Line, bare};
use super::markup::Part;
use super::spans::Given;

use crate::geometry::{Pt, Rect};
use crate::grid::{End, Grid, GridCell, PageLayout};
use crate::model::{Finding, PageNumber, Table, TablePlace};
use crate::pdf::Turn;
use crate::statement;
use crate::table::{PagePart, tables};
use crate::text::{Segment, TextLine};
use std::ops::Range;

/// The size of text, in points; headings are set larger, so that they are not taken for one with the line below.
const SIZE: f64 = 10.0;
/// From one line to the next: two lines with an empty one between them are no lines of one title.
const LEADING: f64 = 13.0;
/// From one column to the next: grids of as many columns are as wide.
const COLUMN: f64 = 60.0;

/// The tables that `parts` give, in order.
pub(super) fn given(parts: &[Part], lines: &[Line<'_>], findings: &mut Vec<Finding>) -> Vec<Table> {
    let mut pages: Vec<PagePart> = Vec::new();
    let mut places: Vec<Range<usize>> = Vec::new();
    let mut above: Range<usize> = 0..0;
    for part in parts {
        match part {
            Part::Lines(range) => above = range.clone(),
            Part::Table(table) => {
                let own = notes_end(lines, &above);
                if let Some(before) = pages.last_mut() {
                    before.layout.lines.extend(drawn(lines, above.start..own));
                }
                let text = drawn(lines, if pages.is_empty() { above.clone() } else { own..above.end });
                pages.push(page(table, text, pages.len()));
                places.push(table.lines.start + 1..table.lines.end + 1);
                above = 0..0;
            }
        }
    }
    if let Some(last) = pages.last_mut() {
        last.layout.lines.extend(drawn(lines, above.start..notes_end(lines, &above)));
    }
    let mut tables = tables(pages, findings);
    tables.iter_mut().for_each(|table| on_lines(table, &places));
    tables.iter_mut().for_each(statement::type_cells);
    tables
}

/// The line behind the remarks that open a span of lines.
fn notes_end(lines: &[Line<'_>], range: &Range<usize>) -> usize {
    let text = |line: &Line<'_>| line.text.trim().to_owned();
    let own = lines.get(range.clone()).unwrap_or_default();
    let printed = own.iter().position(|line| !text(line).is_empty());
    let Some(first) = printed.filter(|&at| own.get(at).is_some_and(|line| super::line::is_note(bare(&line.text))))
    else {
        return range.start;
    };
    let length = own.iter().skip(first).take_while(|line| !text(line).is_empty()).count();
    range.start + first + length
}

/// Lines as if they were set on a page, one below the other.
fn drawn(lines: &[Line<'_>], range: Range<usize>) -> Vec<TextLine> {
    lines.get(range).unwrap_or_default().iter().filter(|line| !line.text.trim().is_empty()).map(drawn_line).collect()
}

fn drawn_line(line: &Line<'_>) -> TextLine {
    /// Wider than a blank inside a name; a full-width blank is as wide as two.
    const GAP: [&str; 3] = ["  ", "\u{3000}", "\t"];
    let raw = line.text.trim_end();
    let size = if raw.starts_with('#') { SIZE * 1.6 } else { SIZE };
    let text = bare(raw);
    let mut parts: Vec<&str> = vec![text];
    for gap in GAP {
        parts = parts.into_iter().flat_map(|part| part.split(gap)).map(str::trim).collect();
    }
    parts.retain(|part| !part.is_empty());
    if parts.is_empty() {
        // An empty heading parts two tables.
        parts.push("");
    }
    let y = line.number as f64 * LEADING;
    let rect = Rect::new(Pt::ZERO, Pt::new(y), Pt::new(COLUMN), Pt::new(y + SIZE));
    let segments = parts.into_iter().map(|part| Segment { text: part.to_owned(), rect }).collect();
    TextLine { segments, rect, size: Pt::new(size) }
}

/// A table on a page of its own.
fn page(table: &Given, lines: Vec<TextLine>, index: usize) -> PagePart {
    let number = PageNumber::from_index(index);
    let x = |column: usize| Pt::new(column as f64 * COLUMN);
    // Rows stand below the lines above them, in the order of their lines.
    let top = (table.lines.start + 1) as f64 * LEADING;
    let step = LEADING / (table.height.max(1) as f64);
    let y = |row: usize| Pt::new(top + row as f64 * step);
    let cells = table.cells.iter().map(|cell| GridCell {
        rows: cell.rows.clone(),
        columns: cell.columns.clone(),
        // Where a cell stands says on which line it is printed; see `on_lines`.
        rect: Rect::new(
            x(cell.columns.start),
            Pt::new(cell.line as f64),
            x(cell.columns.end),
            Pt::new(cell.line as f64 + 1.0),
        ),
        lines: Vec::new(),
        text: cell.text.clone(),
        room: f64::INFINITY,
        text_y: None,
        above: End::Ruled,
        below: End::Ruled,
        indent: None,
        otherwise: None,
    });
    let rect = Rect::new(Pt::ZERO, y(0), x(table.width), y(table.height));
    let grid = Grid {
        page: number,
        turn: Turn::none(rect.x1, rect.y1),
        rect,
        xs: (0..=table.width).map(x).collect(),
        ys: (0..=table.height).map(y).collect(),
        is_aligned: false,
        text_size: Pt::new(SIZE),
        cells: cells.collect(),
    };
    let size = Rect::new(Pt::ZERO, Pt::ZERO, rect.x1, rect.y1 + Pt::new(LEADING));
    PagePart { number, size, layout: PageLayout { grids: vec![grid], lines, ..PageLayout::default() } }
}

/// A table stands on lines, not on the pages that were made for it.
fn on_lines(table: &mut Table, places: &[Range<usize>]) {
    if let TablePlace::Pages(pages) = &table.place {
        let own = || pages.iter().filter_map(|page| places.get(page.get() as usize - 1));
        let start = own().map(|lines| lines.start).min().unwrap_or(1);
        table.place = TablePlace::Lines(start..own().map(|lines| lines.end).max().unwrap_or(start));
    }
    for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
        (cell.page, cell.bbox) = (None, None);
    }
}

#[cfg(test)]
mod tests {
    use crate::dump::read;
    use crate::model::{Table, TablePlace};

    fn shown(table: &Table) -> String {
        let names: Vec<String> = table.columns.iter().map(|column| column.path.join("/")).collect();
        let rows = crate::dump::rows_of(table);
        format!("{}\n{}\n{}", table.caption.title.as_deref().unwrap_or(""), names.join(" "), rows.join("\n"))
    }

    #[test]
    fn spans_of_html_are_spans() {
        let text = "# 甲乙总表\n单位：万元\n<table><tr><td colspan=2>甲</td><td rowspan=\"2\">丙</td></tr>\
                    <tr><td>子</td><td>丑</td></tr>\n<tr><td>某&amp;某</td><td>1.00</td><td>2.00</td></tr></table>";
        let (document, _) = read(text.as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        assert_eq!(shown(table), "甲乙总表\n甲/子 甲/丑 丙\n某&某|1.00|2.00");
        assert_eq!(table.caption.unit.as_deref(), Some("万元"));
        assert_eq!(table.place, TablePlace::Lines(3..5));
    }

    #[test]
    fn names_of_markdown_span_what_is_told_apart_below_them() {
        let text = "## 收支总表\n\n| 收入 |  | 支出 | 支出 | 备注 |\n|---|---|---|---|---|\n| 项目 | 金额 | 项目 | 金额 | |\n\
                    | 一、甲 | 1.00 | 一、乙 | 2.00 | |\n| 二、丙 | | 二、丁 | 3.00 | 见附件 |\n";
        let (document, _) = read(text.as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        let rows = "一、甲|1.00|一、乙|2.00|\n二、丙||二、丁|3.00|见附件";
        assert_eq!(shown(table), format!("收支总表\n收入/项目 收入/金额 支出/项目 支出/金额 备注\n{rows}"));
    }

    #[test]
    fn tables_of_following_pages_are_one() {
        let head = "<table><tr><td>科目名称</td><td>预算数</td></tr>";
        let text = format!(
            "支出表\n\n{head}<tr><td>甲</td><td>1.00</td></tr></table>\n\n{head}<tr><td>乙</td><td>2.00</td></tr></table>\n"
        );
        let (document, _) = read(text.as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        assert_eq!(shown(table), "支出表\n科目名称 预算数\n甲|1.00\n乙|2.00");
    }

    #[test]
    fn cut_and_wild_markup_gives_a_document() {
        for text in [
            "<table",
            "<table><tr><td colspan=999999999 rowspan=99999999>1",
            "|a|\n|",
            "|||\n|-|\n|\\|",
            "<table></table><table>",
        ] {
            read(text.as_bytes());
        }
    }
}

//! Tables without rulings, or with too few of them: columns from where texts and numbers stand below each other and from
//! the names above them, rows from how far lines stand apart, all as edges, so that what follows is the same as for a
//! ruled table.
//!
//! Rulings that are there keep their places: a side between two columns, a line between two rows, a frame. What is only
//! laid out like a table stays text: a block is a table if something says so beside its columns: amounts aligned below
//! each other beside labels, a title or a unit of money over named columns, the ruled part of a table above it, or a
//! table that reached the end of the page before (after camelot's and tabula's stream mode, which take any text).

mod columns;
mod head;
mod line;
mod row;
#[cfg(test)]
mod tests;

use super::edge::{Edge, Edges};
use super::{Grid, PageLayout};
use crate::geometry::{Pt, Rect, Span};
use crate::pdf::Page;
use columns::{Columns, columns};
use head::{Head, head};
use line::{Block, Line, blocks};
use std::ops::Range;

/// Fewer lines of amounts than this are no table, where nothing but they tells it.
const FEWEST_ROWS: usize = 3;
/// A block without a head is a table from this many lines of amounts on.
const HEADLESS_ROWS: usize = 6;
/// The share of texts that must stand in one column, of numbers that must be aligned, of lines that must be labelled.
const MOST: f64 = 0.8;
/// Room around the text of a table without a frame, in points.
const PADDING: f64 = 3.0;
/// A ruling within this (in em) of where a side is expected is that side.
const NEAR: f64 = 2.0;

/// A page's edges with those of tables that rulings do not show.
pub(super) struct Unruled {
    pub(super) edges: Edges,
    /// Where those tables stand.
    pub(super) tables: Vec<Rect>,
}

/// A table as its columns and rows.
struct Table {
    /// Where its columns begin and end.
    xs: Vec<Pt>,
    top: Pt,
    /// Where its head ends and its body begins.
    body: Pt,
    bottom: Pt,
    /// Between the rows of its body.
    rows: Vec<Pt>,
    /// Names over several columns: the first and the last boundary, and where the name ends below.
    wide: Vec<(usize, usize, Pt)>,
}

impl Table {
    /// Adds rows below it.
    fn extend(&mut self, tail: Table) {
        self.rows.push(self.bottom);
        self.rows.extend(tail.rows);
        self.bottom = tail.bottom;
    }
}

/// The page's edges with those of its tables that rulings do not show; none if there are no such tables. `before` is the
/// unruled table at the end of the page before.
pub(super) fn with_unruled(page: &Page, layout: &PageLayout, edges: &Edges, before: Option<&Grid>) -> Option<Unruled> {
    if layout.lines.iter().filter(|line| line.segments.len() >= 2).count() < 2 {
        return None;
    }
    let lines = line::lines(page, layout);
    let mut tables: Vec<(Range<usize>, Table)> = Vec::new();
    let blocks = blocks(&lines, layout);
    for (at, block) in blocks.iter().enumerate() {
        let before = before.filter(|_| at == 0 && block.is_first(layout));
        let own = &lines[block.lines.clone()];
        let goes_on = before.and_then(|before| rest(own, before, edges));
        if let Some((above, known)) = tables.last_mut()
            && above.end == block.lines.start
            && let Some(tail) = tail(own, known, edges)
        {
            above.end = block.lines.end;
            known.extend(tail);
        } else if let Some(table) = goes_on.or_else(|| table(&own[block.headings..], block, layout, edges)) {
            tables.push((block.lines.clone(), table));
        }
    }
    if tables.is_empty() {
        return None;
    }
    let mut found = Unruled { edges: edges.clone(), tables: Vec::new() };
    for (_, table) in &tables {
        found.tables.push(Rect::new(table.xs[0], table.top, table.xs[table.xs.len() - 1], table.bottom));
        draw(table, &mut found.edges);
    }
    found.edges.horizontal.sort_by_key(|edge| (edge.position, edge.span));
    found.edges.vertical.sort_by_key(|edge| (edge.position, edge.span));
    Some(found)
}

/// The table that a block of lines is; none if it is text.
fn table(lines: &[Line], block: &Block, layout: &PageLayout, edges: &Edges) -> Option<Table> {
    if lines.is_empty() {
        return None;
    }
    if let Some(grid) = grid_above(layout, lines) {
        return Some(below(lines, &grid.xs, grid.rect.y1, edges));
    }
    let (named, body) = lines.split_at(head::end(lines));
    let mut columns = columns(body)?;
    let head = head(named, &mut columns);
    columns.drop_strays(body, &head);
    if !is_table(body, block, &columns, head.names()) {
        return None;
    }
    let sides = Sides::new(lines, edges)?;
    let down = Span::new(sides.top(), sides.bottom());
    let xs = sides.columns(&columns, down);
    let last = named.iter().map(|line| line.y.end).max();
    let first = body.first()?.y.start;
    let body_top = last.map_or(down.start, |last| sides.between(last, first));
    let rows = row::boundaries(body, &xs, edges, body_top);
    let wide = head.wide(&xs);
    Some(Table { xs, top: down.start, body: body_top, bottom: down.end, rows, wide })
}

/// The rest of a table that reached the end of the page before; none if the lines do not stand in its columns.
fn rest(lines: &[Line], before: &Grid, edges: &Edges) -> Option<Table> {
    if !stand_in(lines, &before.xs) || repeats_head(lines, before) {
        return None;
    }
    Some(below(lines, &before.xs, Sides::new(lines, edges)?.top(), edges))
}

/// The last rows of a table, with blank ones above them; none if the lines do not stand in its columns, or name others.
fn tail(lines: &[Line], table: &Table, edges: &Edges) -> Option<Table> {
    let goes_on =
        head::end(lines) == 0 && lines.iter().all(|line| line.pieces.len() >= 2) && stand_in(lines, &table.xs);
    goes_on.then(|| below(lines, &table.xs, table.bottom, edges))
}

/// Whether lines stand in the columns between these sides.
fn stand_in(lines: &[Line], xs: &[Pt]) -> bool {
    columns(lines).is_some_and(|mut columns| {
        columns.drop_strays(lines, &Head::default());
        columns.spans.len() >= 2 && columns.fit(lines, xs)
    })
}

/// Lines in the columns of what stands above them, from `top` on.
fn below(lines: &[Line], xs: &[Pt], top: Pt, edges: &Edges) -> Table {
    let end = lines.iter().map(|line| line.y.end).max().unwrap_or(top);
    let bottom = Sides::new(lines, edges).map_or(end, |sides| sides.bottom());
    let rows = row::boundaries(lines, xs, edges, top);
    Table { xs: xs.to_vec(), top, body: top, bottom, rows, wide: Vec::new() }
}

/// True if the first line of text names the columns again.
fn repeats_head(lines: &[Line], before: &Grid) -> bool {
    const TOP_ROWS: usize = 4;
    let Some(first) = lines.first() else { return false };
    let named = |text: &str| {
        before.cells.iter().any(|cell| cell.rows.start < TOP_ROWS && cell.text == text && !text.is_empty())
    };
    first.numbers().next().is_none() && first.pieces.iter().all(|piece| named(&piece.text))
}

/// Whether the lines of a block are rows of a table.
fn is_table(body: &[Line], block: &Block, columns: &Columns, names: usize) -> bool {
    if columns.spans.len() < 2 || columns.share_that_fits(body) < MOST {
        return false;
    }
    if block.is_announced && names >= 2 {
        return true;
    }
    let with: Vec<&Line> = body.iter().filter(|line| line.numbers().count() > 0).collect();
    let labelled = with.iter().filter(|line| line.pieces.iter().any(|piece| !piece.is_number)).count();
    let (all, amounts) = with
        .iter()
        .flat_map(|line| line.numbers())
        .fold((0_usize, 0_usize), |(all, n), piece| (all + 1, n + usize::from(piece.is_amount())));
    let is_long = names >= 2 || with.len() >= HEADLESS_ROWS && columns.spans.len() >= 3;
    with.len() >= FEWEST_ROWS
        && is_long
        && amounts * 2 >= all
        && labelled as f64 >= with.len() as f64 * MOST
        && columns.numbers_are_aligned(body)
}

/// The ruled grid that ends right above a block and whose columns the block goes on with: a ruled head, or the part of a
/// table that is ruled.
fn grid_above<'a>(layout: &'a PageLayout, lines: &[Line]) -> Option<&'a Grid> {
    let first = lines.first()?;
    let is_above = |grid: &&Grid| {
        let gap = first.y.start - grid.rect.y1;
        gap >= -first.size && gap <= first.size * NEAR && grid.width() >= 2
    };
    let holds = |grid: &&Grid| stand_in(lines, &grid.xs);
    layout.grids.iter().find(|grid| is_above(grid) && holds(grid))
}

/// The rulings that may be sides of a table.
struct Sides<'a> {
    edges: &'a Edges,
    /// Around the text of the table.
    whole: Rect,
    /// The size of its text.
    size: Pt,
}

impl<'a> Sides<'a> {
    fn new(lines: &[Line], edges: &'a Edges) -> Option<Sides<'a>> {
        let whole = lines.iter().map(Line::rect).reduce(|all, rect| all.union(rect))?;
        let size = lines.iter().map(|line| line.size).max()?;
        Some(Sides { edges, whole, size })
    }

    /// Horizontal rulings as wide as the table.
    fn rules(&self, from: Pt, to: Pt) -> impl DoubleEndedIterator<Item = &Edge> {
        let wide = move |edge: &&Edge| edge.span.overlap(self.whole.x()) >= self.whole.width() * MOST;
        self.edges.horizontal.iter().filter(move |edge| from <= edge.position && edge.position <= to).filter(wide)
    }

    fn top(&self) -> Pt {
        let found = self.rules(self.whole.y0 - self.size * NEAR, self.whole.y0 + self.size * 0.2).next_back();
        found.map_or(self.whole.y0 - Pt::new(PADDING), |edge| edge.position)
    }

    fn bottom(&self) -> Pt {
        let found = self.rules(self.whole.y1 - self.size * 0.2, self.whole.y1 + self.size * NEAR).next();
        found.map_or(self.whole.y1 + Pt::new(PADDING), |edge| edge.position)
    }

    /// Where one row ends and the next begins: a ruling, or the middle.
    fn between(&self, end: Pt, start: Pt) -> Pt {
        let drawn = self.rules(end - self.size * 0.2, start + self.size * 0.2).next();
        drawn.map_or((end + start) * 0.5, |edge| edge.position)
    }

    /// Where columns begin and end.
    fn columns(&self, columns: &Columns, down: Span) -> Vec<Pt> {
        let drawn = self.rules(down.start, down.end).map(|edge| edge.span).reduce(|all, span| all.union(span));
        let left = drawn.map_or(self.whole.x0 - Pt::new(PADDING), |span| span.start.min(self.whole.x0));
        let right = drawn.map_or(self.whole.x1 + Pt::new(PADDING), |span| span.end.max(self.whole.x1));
        let mut xs = vec![self.side(left, down)];
        for pair in columns.spans.windows(2) {
            let gap = Span::new(pair[0].end, pair[1].start);
            let is_there = |edge: &&Edge| {
                gap.expand(Pt::new(PADDING)).contains(edge.position) && edge.span.overlap(down) >= down.len() * 0.5
            };
            let drawn = self.edges.vertical.iter().find(is_there);
            // Right after the longest text: where a text is wrapped it shows as full.
            let between = gap.centre().min(gap.start + Pt::new(PADDING));
            xs.push(drawn.map_or(between, |edge| edge.position));
        }
        xs.push(self.side(right, down));
        xs
    }

    /// The vertical ruling where a table ends at the left or right.
    fn side(&self, at: Pt, down: Span) -> Pt {
        let runs = |edge: &&Edge| edge.span.overlap(down) >= down.len() * MOST;
        let near = |edge: &&Edge| (edge.position - at).abs() <= self.size * NEAR;
        self.edges.vertical.iter().filter(runs).find(near).map_or(at, |edge| edge.position)
    }
}

/// The edges of a table.
fn draw(table: &Table, edges: &mut Edges) {
    let (left, right) = (table.xs[0], table.xs[table.xs.len() - 1]);
    let across = Span::new(left, right);
    let down = Span::new(table.top, table.bottom);
    let lines = [table.top, table.body, table.bottom].into_iter().chain(table.rows.iter().copied());
    edges.horizontal.extend(lines.map(|position| Edge { position, span: across }));
    edges.vertical.extend([left, right].map(|position| Edge { position, span: down }));
    for (i, x) in table.xs.iter().enumerate().skip(1).take(table.xs.len().saturating_sub(2)) {
        // A side begins below the lowest name that reaches over it.
        let over = table.wide.iter().filter(|(first, last, _)| *first < i && i < *last).map(|(.., end)| *end);
        let start = over.max().unwrap_or(table.top);
        edges.vertical.push(Edge { position: *x, span: Span::new(start.min(table.bottom), table.bottom) });
    }
    for (first, last, end) in &table.wide {
        edges.horizontal.push(Edge { position: *end, span: Span::new(table.xs[*first], table.xs[*last]) });
    }
}

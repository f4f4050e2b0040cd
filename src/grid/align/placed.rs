//! What stands in each cell of a table on one page.

use super::body::PageBody;
use super::columns::{Columns, chunks};
use super::head::{Set, head};
use super::names::Head;
use super::part::Part;
use super::sides::PADDING;
use super::word::Line;
use crate::geometry::{Pt, Rect, Span};
use crate::grid::{End, Grid, GridCell};
use crate::pdf::Glyph;
use crate::text::{TextLine, join_lines};
use std::ops::Range;

/// A line that leaves less than this (in em) of its column is full.
pub(super) const FULL: f64 = 1.2;

/// The words of a cell: line by line, as ranges of the line's words.
type Held<'a> = Vec<(&'a Line, Vec<Range<usize>>)>;

/// A table on one page.
pub(super) struct Found {
    pub(super) grid: Grid,
    /// The grid above whose rows it adds to.
    pub(super) above: Option<usize>,
    /// Texts painted over others of their column.
    pub(super) overlapping: usize,
}

/// What is the same on all pages of a table.
pub(super) struct Table<'a> {
    pub(super) columns: Columns,
    pub(super) xs: Vec<Pt>,
    pub(super) set: Set,
    pub(super) em: f64,
    pub(super) named: Head,
    pub(super) head: &'a [Line],
}

impl Table<'_> {
    pub(super) fn on<'p>(&self, part: &'p Part<'_>, body: &PageBody) -> Found {
        let names = self.names_on(part);
        let depth = if names.names.is_empty() { part.head().len() } else { names.depth() };
        let width = self.xs.len() - 1;
        let lines_of = |row: usize| -> Vec<usize> { body.rows.rows[row].clone().map(|i| body.own[i]).collect() };
        let blocks: Vec<Vec<usize>> = (0..body.rows.rows.len()).map(lines_of).collect();
        let ys = self.ys(part, depth, &blocks, &body.rules);
        let mut places: Vec<Vec<usize>> = vec![vec![usize::MAX; width]; ys.len() - 1];
        let mut cells: Vec<(Range<usize>, Range<usize>, Held<'p>)> = Vec::new();
        let mut put = |rows: Range<usize>, columns: Range<usize>, held: Held<'p>| {
            if columns.is_empty() || rows.is_empty() {
                return;
            }
            let taken =
                rows.clone().flat_map(|r| places[r][columns.clone()].iter().copied()).find(|i| *i != usize::MAX);
            match taken {
                // Nothing is lost: what has no place of its own stands with what has it.
                Some(cell) => cells[cell].2.extend(held),
                None => {
                    rows.clone().for_each(|r| places[r][columns.clone()].fill(cells.len()));
                    cells.push((rows, columns, held));
                }
            }
        };
        for (i, name) in names.names.iter().enumerate() {
            let level = names.level(i);
            let rows = level..if name.is_parent { level + 1 } else { depth };
            let held = name.words.iter().map(|(line, words)| (&part.head()[*line], vec![words.clone()])).collect();
            put(rows, name.columns.clone(), held);
        }
        // A head that cannot be told apart is rows of names.
        if names.names.is_empty() {
            for (row, line) in part.head().iter().enumerate() {
                (0..width).for_each(|c| put(row..row + 1, c..c + 1, vec![(line, self.words_in(line, c))]));
            }
        }
        let held = |lines: &[usize], c: usize| self.held(part, lines.iter().copied(), c);
        for (c, merged) in &body.merged {
            for label in merged {
                put(depth + label.rows.start..depth + label.rows.end, *c..*c + 1, held(&label.lines, *c));
            }
        }
        for (r, lines) in blocks.iter().enumerate() {
            for c in 0..width {
                let is_merged = body.merged.iter().any(|(merged, _)| *merged == c);
                let own = if is_merged { Held::new() } else { held(lines, c) };
                put(depth + r..depth + r + 1, c..c + 1, own);
            }
        }
        for row in 0..depth {
            for c in 0..width {
                put(row..row + 1, c..c + 1, Held::new());
            }
        }
        let cells = cells.into_iter().map(|(rows, columns, held)| self.cell(part, &ys, rows, columns, held));
        let mut cells: Vec<GridCell> = cells.collect();
        self.doubt(part, body, (&ys, depth), &mut cells);
        cells.sort_by_key(|cell| (cell.rows.start, cell.columns.start));
        let rect = Rect::new(self.xs[0], ys[0], self.xs[width], ys[ys.len() - 1]);
        let grid = Grid {
            page: part.loose.page,
            turn: part.loose.turn,
            rect,
            xs: self.xs.clone(),
            ys,
            is_aligned: true,
            text_size: Pt::new(self.em),
            cells,
        };
        Found { grid, above: part.above.as_ref().map(|(at, _)| *at), overlapping: body.overlapping() }
    }

    /// Marks the cells that other rows that are nearly as good would have otherwise; `depth` rows are those of the head.
    fn doubt(&self, part: &Part<'_>, body: &PageBody, (ys, depth): (&[Pt], usize), cells: &mut [GridCell]) {
        for (r, other) in body.rows.otherwise.iter().enumerate() {
            let Some(other) = other else { continue };
            let row = depth + r..depth + r + 1;
            let is_merged = |c: usize| body.merged.iter().any(|(merged, _)| *merged == c);
            let is_own = |cell: &&mut GridCell| cell.rows == row && cell.columns.len() == 1;
            for cell in cells.iter_mut().filter(is_own).filter(|cell| !is_merged(cell.columns.start)) {
                let c = cell.columns.start;
                let of = |lines: &Range<usize>| self.held(part, lines.clone().map(|i| body.own[i]), c);
                let (other, own) = (of(other), of(&body.rows.rows[r]));
                if !other.iter().map(|(line, _)| line.base).eq(own.iter().map(|(line, _)| line.base)) {
                    cell.otherwise = Some(self.cell(part, ys, row.clone(), c..c + 1, other).text.into());
                }
            }
        }
    }

    /// What lines of a page hold in a column.
    fn held<'p>(&self, part: &'p Part<'_>, lines: impl Iterator<Item = usize>, column: usize) -> Held<'p> {
        let in_line = |i: usize| (&part.body()[i], self.words_in(&part.body()[i], column));
        lines.map(in_line).filter(|(_, words)| !words.is_empty()).collect()
    }

    /// Where rows begin and end: those of the head share its height.
    fn ys(&self, part: &Part<'_>, depth: usize, rows: &[Vec<usize>], rules: &[Pt]) -> Vec<Pt> {
        let around = |lines: &[Line]| lines.iter().map(|line| line.y).reduce(|all, y| all.union(y));
        let room = Pt::new(self.em * PADDING);
        let of_row = |row: &Vec<usize>| row.iter().map(|i| part.body()[*i].y).reduce(|all, y| all.union(y));
        let blocks: Vec<Span> = rows.iter().filter_map(of_row).collect();
        let top = around(part.head()).or(blocks.first().copied()).unwrap_or_default().start - room;
        let mut ys = vec![top];
        let between = |upper: Pt, lower: Pt| {
            let drawn = rules.iter().find(|y| upper - room <= **y && **y <= lower + room);
            drawn.copied().unwrap_or((upper + lower) * 0.5)
        };
        if let (Some(head), Some(first)) = (around(part.head()), blocks.first()) {
            let end = between(head.end, first.start);
            ys.extend((1..=depth).map(|i| top + (end - top) * (i as f64 / depth as f64)));
        } else if let Some(head) = around(part.head()) {
            let end = head.end + room;
            ys.extend((1..=depth).map(|i| top + (end - top) * (i as f64 / depth as f64)));
        }
        for pair in blocks.windows(2) {
            ys.push(between(pair[0].end, pair[1].start).max(ys[ys.len() - 1]));
        }
        if let Some(last) = blocks.last() {
            ys.push((last.end + room).max(ys[ys.len() - 1]));
        }
        ys
    }

    fn cell(&self, part: &Part<'_>, ys: &[Pt], rows: Range<usize>, columns: Range<usize>, held: Held<'_>) -> GridCell {
        let rect = Rect::new(self.xs[columns.start], ys[rows.start], self.xs[columns.end], ys[rows.end]);
        let band = self.columns.bands[columns.start].x.union(self.columns.bands[columns.end - 1].x);
        let mut lines: Vec<(TextLine, bool)> = Vec::new();
        for (line, words) in held {
            let glyphs: Vec<&Glyph> = words
                .into_iter()
                .flat_map(|range| &line.words[range])
                .flat_map(|word| &word.glyphs)
                .map(|i| &part.loose.glyphs[*i])
                .collect();
            for text in crate::text::lines(glyphs.iter().copied()) {
                let room = (band.end - text.rect.x1).min(band.len() - text.rect.width());
                // What stands in one cell of a column of numbers is one number.
                let is_number = columns.len() == 1 && self.columns.bands[columns.start].is_numeric();
                let is_full = is_number || room.get() < text.size.get() * FULL;
                lines.push((text, is_full));
            }
        }
        let texts: Vec<(String, bool)> = lines.iter().map(|(line, full)| (line.text(), *full)).collect();
        let text = join_lines(texts.iter().map(|(text, full)| (text.as_str(), *full)));
        // Where nothing is wrapped, the column's sides say how much would have had room.
        let whole = if lines.len() > 1 {
            band.len()
        } else {
            (rect.width() - Pt::new(self.em * PADDING * 2.0)).max(band.len())
        };
        let room = |line: &TextLine| (whole - line.rect.width()).get() / line.size.get().max(1.0);
        GridCell {
            rows,
            columns,
            rect,
            lines: Vec::new(),
            text,
            room: lines.last().map_or(f64::INFINITY, |(line, _)| room(line)),
            text_y: lines.iter().map(|(line, _)| line.rect.y()).reduce(Span::union),
            above: End::Ruled,
            below: End::Ruled,
            indent: None,
            otherwise: None,
        }
    }

    /// The names over the columns on a page: those of the first page, where they are printed again.
    fn names_on(&self, part: &Part<'_>) -> Head {
        if part.head().is_empty() {
            return Head::default();
        }
        let is_same = |(a, b): (&Line, &Line)| a.words.len() == b.words.len() && a.text() == b.text();
        if part.head().len() == self.head.len() && part.head().iter().zip(self.head).all(is_same) {
            return self.named.clone();
        }
        let mut columns = self.columns.clone();
        let names = match part.verticals().filter(|own| own.xs.len() == self.xs.len()) {
            Some(verticals) => verticals.head(part.head()),
            None => head(part.head(), &mut columns, self.set),
        };
        if columns.len() == self.columns.len() { names } else { Head::default() }
    }

    /// The words of a line that stand in a column.
    fn words_in(&self, line: &Line, column: usize) -> Vec<Range<usize>> {
        chunks(line)
            .into_iter()
            .filter(|chunk| self.columns.of(chunk.x, self.em) == Some(column))
            .map(|chunk| chunk.words)
            .collect()
    }
}

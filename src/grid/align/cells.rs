//! The parts of a table to grids: columns of all pages, and the rows of each.

use super::body::PageBody;
use super::columns::{Band, chunks};
use super::head::{Set, head, usual_size};
use super::leading::leading;
use super::merged::{columns_over_rows, merged, painted};
use super::names::Head;
use super::painted::{is_by_cells, part_rows};
use super::part::{Part, group_columns};
use super::placed::{FULL, Found, Table};
use super::rows::{Body, BodyLine, ColumnSort, Piece, Rows, rows};
use super::sides::{PADDING, between, divided, sides};
use super::topped;
use super::word::{Line, TokenSort};
use crate::geometry::{Pt, Span};
use std::ops::Range;

/// The share of a table's width that a ruling between rows has at least.
const WIDE: f64 = 0.8;

/// The tables of a group of parts, with the index of the page of each; none if it is no table.
pub(super) fn found(group: &[Part<'_>]) -> Vec<(usize, Found)> {
    let Some(first) = group.first() else { return Vec::new() };
    let own = group_columns(group);
    let above: Option<Vec<Pt>> = first.above.as_ref().map(|(_, xs)| divided(xs, &own));
    let verticals = if above.is_some() { None } else { first.verticals() };
    let mut drawn = above.or(verticals.as_ref().map(|own| own.xs.clone()));
    let mut columns = drawn.as_ref().map_or_else(|| own.clone(), |xs| between(xs, &own));
    let by_cells = is_by_cells(group.iter().flat_map(|part| part.head().iter().chain(part.body())));
    let (leading, is_tight) = leading(group, &columns, by_cells);
    let size = usual_size(group.iter().flat_map(Part::body)).or(usual_size(first.head().iter())).unwrap_or_default();
    let set = Set { leading, is_tight, by_cells, size };
    let mut named = match &verticals {
        Some(verticals) => verticals.head(first.head()),
        None if first.above.is_some() => Head::default(),
        None => head(first.head(), &mut columns, set),
    };
    if !Part::is_table(group, &columns, named.names.len()) {
        // Rows of amounts are a table whatever stands above them: a head that fits them in no way is lines of texts.
        if named.names.is_empty() || !Part::is_table(group, &own, 0) {
            return Vec::new();
        }
        (columns, named, drawn) = (own, Head::default(), None);
    }
    let lines = group.iter().flat_map(|part| if part.is_bare { part.own() } else { part.body() });
    let em = lines.map(|line| line.size.get()).fold(1.0, f64::max);
    let xs = drawn.unwrap_or_else(|| sides(group, &named, &columns, em));
    let table = Table { columns, xs, set, em, named, head: first.head() };
    let mut pages: Vec<PageBody> = group.iter().map(|part| table.page_body(part)).collect();
    table.find_rows(&mut pages);
    if pages.iter().all(|page| page.merged.is_empty()) {
        let sorts = table.sorts(&pages);
        topped::find(group, &mut pages, &sorts, &table.xs);
    }
    group.iter().zip(&pages).map(|(part, body)| (part.page, table.on(part, body))).collect()
}

impl Table<'_> {
    fn page_body(&self, part: &Part<'_>) -> PageBody {
        let lines: Vec<BodyLine> = part.body().iter().map(|line| self.body_line(line)).collect();
        let own = (0..lines.len()).collect();
        let others = lines.clone();
        PageBody { lines, own, others, rules: self.rules(part), rows: Rows::default(), merged: Vec::new() }
    }

    /// The rows of all pages, and the columns of cells merged over several of them.
    fn find_rows(&self, pages: &mut [PageBody]) {
        let sorts = self.sorts(pages);
        if self.set.by_cells {
            pages.iter_mut().for_each(|page| part_rows(&mut page.lines, &sorts, self.set.leading));
        }
        let solve = |pages: &[PageBody], merged: &[usize]| {
            let others = |page: &PageBody| page.without(merged, self.set.leading, self.set.by_cells).others;
            let lines: Vec<Vec<BodyLine>> = pages.iter().map(others).collect();
            let bodies: Vec<Body<'_>> = lines
                .iter()
                .zip(pages)
                .map(|(lines, page)| Body {
                    lines,
                    columns: &sorts,
                    leading: self.set.leading,
                    rules: &page.rules,
                    by_cells: self.set.by_cells,
                })
                .collect();
            rows(&bodies)
        };
        let found = solve(pages, &[]);
        for (page, rows) in pages.iter_mut().zip(found) {
            page.rows = rows;
        }
        if self.set.by_cells {
            let over: Vec<usize> = pages.iter().flat_map(|page| columns_over_rows(&page.lines)).collect();
            // Merged cells lead others: those of the columns before are merged too.
            let over: Vec<usize> = over.iter().max().map_or_else(Vec::new, |last| (0..=*last).collect());
            let found = (!over.is_empty()).then(|| self.with_merged(pages, &sorts, &over, &solve)).flatten();
            if let Some(found) = found {
                pages.clone_from_slice(&found);
            }
            return;
        }
        let names = (0..sorts.len()).take_while(|c| !sorts[*c].is_numeric).count().min(sorts.len().saturating_sub(1));
        // Merged cells lead others: they are in the first columns, and stand in each other.
        let has_label = |page: &PageBody, row: &Range<usize>, c: usize| {
            page.others[row.clone()].iter().any(|line| line.pieces.iter().any(|piece| piece.column == c))
        };
        let rows = |labelled: Option<usize>| {
            let counted = |page: &PageBody| {
                page.rows.rows.iter().filter(|row| labelled.is_none_or(|c| has_label(page, row, c))).count()
            };
            pages.iter().map(counted).sum::<usize>()
        };
        // Where every row has its own label, none is merged; nor where labels are those of an outline.
        let all = rows(None);
        let is_merged = |c: &usize| rows(Some(*c)) * 20 < all * 19 && !topped::is_outline(pages, &sorts, *c);
        let names = (0..names).take_while(is_merged).count();
        for n in (1..=names).rev() {
            let merged: Vec<usize> = (0..n).collect();
            if let Some(found) = self.with_merged(pages, &sorts, &merged, &solve) {
                pages.clone_from_slice(&found);
                return;
            }
        }
    }

    /// The pages with these columns as columns of merged cells; none if their labels do not tile the rows.
    fn with_merged(
        &self,
        pages: &[PageBody],
        sorts: &[ColumnSort],
        columns: &[usize],
        solve: &impl Fn(&[PageBody], &[usize]) -> Vec<Rows>,
    ) -> Option<Vec<PageBody>> {
        let without: Vec<PageBody> =
            pages.iter().map(|page| page.without(columns, self.set.leading, self.set.by_cells)).collect();
        if without.iter().any(|page| page.own.is_empty() && !page.lines.is_empty()) {
            return None;
        }
        let found = solve(pages, columns);
        let mut spans = 0;
        let mut next = Vec::with_capacity(pages.len());
        for (mut page, rows) in without.into_iter().zip(found) {
            for c in columns {
                let cells = if self.set.by_cells {
                    painted(&page.lines, *c, &page.others, &rows, self.set.leading)
                } else {
                    merged(&page.lines, (*c, sorts[*c]), &page.others, &rows, self.set.leading)?
                };
                spans += cells.iter().filter(|cell| cell.rows.len() > 1).count();
                page.merged.push((*c, cells));
            }
            page.rows = rows;
            next.push(page);
        }
        (spans > 0).then_some(next)
    }

    fn sorts(&self, pages: &[PageBody]) -> Vec<ColumnSort> {
        let sort = |(c, band): (usize, &Band)| {
            let side = self.xs[c + 1] - Pt::new(self.em * PADDING);
            // Texts are wrapped at the side of their cell, and nowhere else.
            let is_side = self.named.names.is_empty() || (side - band.x.end).get() <= self.em * 1.5;
            let near = |x: Span| is_side && (band.x.end - x.end).get() <= self.em * FULL;
            let pieces = || pages.iter().flat_map(|page| &page.lines).flat_map(|line| &line.pieces);
            let full = pieces().filter(|piece| piece.column == c && near(piece.x)).count();
            ColumnSort {
                is_numeric: band.is_numeric(),
                x: band.x,
                left: self.xs[c] + Pt::new(self.em * PADDING),
                side,
                is_wrapped: full >= 2,
            }
        };
        self.columns.bands.iter().enumerate().map(sort).collect()
    }

    fn body_line(&self, line: &Line) -> BodyLine {
        let mut pieces: Vec<Piece> = Vec::new();
        for chunk in chunks(line) {
            let Some(column) = self.columns.of(chunk.x, self.em) else { continue };
            let words = &line.words[chunk.words.clone()];
            let text: String = words.iter().map(|word| word.text.as_str()).collect();
            let first = words.iter().map(|word| word.order).min().unwrap_or(0);
            let last = words.iter().map(|word| word.order).max().unwrap_or(0);
            let places = [words[0].place, words[words.len() - 1].place];
            match pieces.iter_mut().find(|piece| piece.column == column) {
                Some(piece) => {
                    piece.x = piece.x.union(chunk.x);
                    piece.text.push_str(&text);
                    piece.sort = TokenSort::Name;
                    piece.first = piece.first.min(first);
                    piece.last = piece.last.max(last);
                    piece.places[1] = places[1];
                }
                None => pieces.push(Piece { column, x: chunk.x, text, sort: chunk.sort, first, last, places }),
            }
        }
        BodyLine { base: line.base, size: line.size, pieces }
    }

    /// Heights of rulings as wide as the table.
    fn rules(&self, part: &Part<'_>) -> Vec<Pt> {
        let whole = Span::new(self.xs[0], self.xs[self.xs.len() - 1]);
        let mut rules: Vec<(Pt, Pt)> = Vec::new();
        for edge in &part.loose.edges.horizontal {
            let own = edge.span.overlap(whole);
            match rules.last_mut() {
                Some((y, sum)) if (edge.position - *y).abs() <= Pt::new(1.0) => *sum += own,
                _ => rules.push((edge.position, own)),
            }
        }
        rules.into_iter().filter(|(_, sum)| *sum >= whole.len() * WIDE).map(|(y, _)| y).collect()
    }
}

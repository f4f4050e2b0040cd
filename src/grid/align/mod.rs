//! Tables without rulings, or with too few of them. In: words with boxes, and the rulings there are, of all pages.
//! Out: grids, as if they were ruled.
//!
//! Rows and columns are found from many weak signs over the whole table and all of its pages at once; no single gap
//! decides. Words change where the sort of text changes ([`word`]); columns are where words stand below each other
//! ([`columns`]), and where a name stands above ([`head`]); rows are the cheapest way to cut the lines ([`rows`]);
//! what is only laid out like a table stays text ([`region`], [`Part::is_table`]). Where a page was painted cell by cell,
//! the order of painting says what is one cell and one row ([`painted`]). The core knows words, boxes and
//! rulings only, so that a recognised scan or the layout of a text can be read by it too.

mod bare;
mod body;
mod cells;
mod columns;
mod head;
mod joined;
mod leading;
mod levels;
mod merged;
mod names;
mod next;
mod painted;
mod part;
mod placed;
mod region;
mod rows;
mod settle;
mod sides;
mod stand;
#[cfg(test)]
mod tests;
mod top;
mod topped;
mod tree;
mod verticals;
mod word;

use super::edge::Edges;
use super::{Grid, PageLayout};
use crate::geometry::{Pt, Span};
use crate::pdf::{Direction, Glyph, Page};
use part::Part;
use word::Line;

/// What a page holds outside of its ruled grids, where a table may be in it.
#[derive(Clone, Debug)]
pub(crate) struct Loose {
    glyphs: Vec<Glyph>,
    lines: Vec<Line>,
    edges: Edges,
    page: crate::model::PageNumber,
    turn: crate::pdf::Turn,
    /// Some of its lines have texts apart from each other.
    has_rows: bool,
}

/// What a page holds outside of its grids; none if no table can be in it.
pub(super) fn loose(page: &Page, layout: &PageLayout, edges: &Edges) -> Option<Box<Loose>> {
    // One row may be all that is left of a table that the page before begins, or the end of one text of it.
    let has_rows = layout.lines.iter().any(|line| line.segments.len() >= 2);
    let may_be_tail = !has_rows && layout.grids.is_empty() && layout.lines.len() <= next::TAIL;
    if !has_rows && !may_be_tail {
        return None;
    }
    let outside = |glyph: &Glyph| {
        let at = glyph.rect.centre();
        glyph.direction == Direction::Right
            && layout.grids.iter().all(|grid| !grid.rect.contains(at))
            && page.cut_of(glyph).is_none_or(|seen| seen.contains(at))
    };
    let glyphs: Vec<Glyph> = page.glyphs.iter().filter(|glyph| outside(glyph)).copied().collect();
    let mut lines = word::lines(&glyphs, |_| true);
    painted::place(&mut lines);
    let loose = Loose { glyphs, lines, edges: edges.clone(), page: page.number, turn: page.turn, has_rows };
    let may_be_table = may_be_tail || !part::parts(0, &loose, layout).is_empty();
    may_be_table.then(|| Box::new(loose))
}

/// Adds the tables without rulings to the layouts of all pages.
pub(crate) fn align<'a>(layouts: impl Iterator<Item = &'a mut PageLayout>) {
    let mut layouts: Vec<&mut PageLayout> = layouts.collect();
    let loose: Vec<Option<Box<Loose>>> = layouts.iter_mut().map(|layout| layout.loose.take()).collect();
    let mut groups: Vec<Vec<Part<'_>>> = Vec::new();
    for (at, own) in loose.iter().enumerate() {
        let Some(own) = own else { continue };
        let mut parts = part::parts(at, own, layouts[at]);
        if parts.is_empty() {
            parts.extend(groups.last().and_then(|group| next::tail(at, own, layouts[at], group)));
        }
        for mut part in parts {
            part.is_announced |= part.is_first && at > 0 && region::ends_announced(&layouts[at - 1].lines);
            bare::mark(&mut part);
            match groups.last_mut() {
                Some(group) if next::goes_on(group, &part) => {
                    if next::is_head_alone(group) {
                        group[0].as_head();
                    }
                    let part = next::after(part, group);
                    group.push(part);
                }
                _ => groups.push(vec![part.alone()]),
            }
        }
    }
    let mut found: Vec<(usize, placed::Found)> = Vec::new();
    for group in &groups {
        let own = cells::found(group);
        if own.is_empty() {
            for part in group {
                layouts[part.page].unread += part.unread_rows();
            }
        }
        found.extend(own);
    }
    for (at, table) in found {
        add(layouts[at], table);
    }
    // Only now: a table says below which grid it stands by that grid's place.
    for layout in layouts {
        layout.grids.sort_by_key(|grid| (grid.rect.y0, grid.rect.x0));
    }
}

/// Puts a table into a layout, and takes its lines out.
fn add(layout: &mut PageLayout, table: placed::Found) {
    let grid = table.grid;
    let across = grid.rect.x();
    let inside = |y: Span| grid.rect.y().contains(y.centre());
    let mut kept = Vec::with_capacity(layout.lines.len());
    for mut line in std::mem::take(&mut layout.lines) {
        if inside(line.rect.y()) {
            line.segments.retain(|segment| !across.contains(segment.rect.x().centre()));
            let Some(first) = line.segments.first() else { continue };
            line.rect = line.segments.iter().fold(first.rect, |all, segment| all.union(segment.rect));
        }
        kept.push(line);
    }
    layout.lines = kept;
    layout.overlapping += table.overlapping;
    match table.above.map(|above| &mut layout.grids[above]).filter(|above| above.has_sides_among(&grid.xs)) {
        Some(above) => {
            above.divide(&grid.xs);
            above.extend(grid);
        }
        None => layout.grids.push(grid),
    }
}

impl Grid {
    /// Whether all sides of its columns are some of these.
    fn has_sides_among(&self, sides: &[Pt]) -> bool {
        self.xs.iter().all(|x| sides.contains(x))
    }

    /// Divides its columns at these sides, which its own are some of.
    fn divide(&mut self, sides: &[Pt]) {
        let at = |column: usize| sides.iter().position(|side| *side == self.xs[column]).unwrap_or(column);
        for cell in &mut self.cells {
            cell.columns = at(cell.columns.start)..at(cell.columns.end);
        }
        self.xs = sides.to_vec();
    }

    /// Adds the rows of a grid with the same columns below.
    fn extend(&mut self, below: Grid) {
        let rows = self.height();
        self.rect.y1 = below.rect.y1;
        self.ys.extend(below.ys.into_iter().skip(1));
        self.cells.extend(below.cells.into_iter().map(|mut cell| {
            cell.rows = cell.rows.start + rows..cell.rows.end + rows;
            cell
        }));
    }
}

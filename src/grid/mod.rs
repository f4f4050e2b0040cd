//! In: a page. Out: the grids on it, ruled or laid out as if they were, each cell with its text, and the lines of text
//! that stand in none of them.

mod align;
mod assign;
mod beside;
mod boxes;
mod coded;
mod component;
mod doubts;
mod drawn;
mod edge;
mod lattice;
mod marks;
mod nested;
mod pen;
mod printed_on;
mod rows;
mod simplify;
mod underline;
mod undrawn;
mod unparted;

pub(crate) use align::align;
pub(crate) use doubts::{doubts, of_aligned};

use self::assign::Assignment;
#[cfg(feature = "cli")]
use crate::geometry::Orientation;
use crate::geometry::{Pt, Rect, Span};
use crate::model::PageNumber;
use crate::pdf::{Glyph, Page, Turn};
use crate::text::{TextLine, lines};
use std::ops::Range;

/// A ruled grid on one page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Grid {
    /// The page it stands on.
    pub(crate) page: PageNumber,
    /// How that page was turned.
    pub(crate) turn: Turn,
    /// Around all of it.
    pub(crate) rect: Rect,
    /// The column boundaries, ascending: one more than there are columns.
    pub(crate) xs: Vec<Pt>,
    /// The row boundaries, ascending: one more than there are rows.
    pub(crate) ys: Vec<Pt>,
    /// Its columns are told by how its text is aligned, not by rulings.
    pub(crate) is_aligned: bool,
    /// How large most of its text is.
    pub(crate) text_size: Pt,
    /// In reading order; together they cover every place of the grid exactly once.
    pub(crate) cells: Vec<GridCell>,
}

/// A cell of a grid with what it covers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GridCell {
    /// The rows it covers, half open, never empty.
    pub(crate) rows: Range<usize>,
    /// The columns it covers, half open, never empty.
    pub(crate) columns: Range<usize>,
    /// Between its rulings.
    pub(crate) rect: Rect,
    /// Its lines, until its text is set; those of a grid of one column stay.
    pub(crate) lines: Vec<TextLine>,
    /// Its text, wrapping undone.
    pub(crate) text: String,
    /// The blank space behind its last line, up to where lines are wrapped, in em: with little the text may go on
    /// elsewhere.
    pub(crate) room: f64,
    /// How high its text stands, if it has one.
    pub(crate) text_y: Option<Span>,
    /// How it ends at the top of the grid, if it begins there.
    pub(crate) above: End,
    /// How it ends at the bottom of the grid, if it reaches that.
    pub(crate) below: End,
    /// How far its first line stands from its rulings, if it has one.
    pub(crate) indent: Option<Indent>,
    /// The text that it would have in another reading that is nearly as good, where no ruling parts rows.
    pub(crate) otherwise: Option<Box<str>>,
}

/// How a cell ends at the outline of its grid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum End {
    /// A ruling closes it, or it does not reach the outline.
    #[default]
    Ruled,
    /// Nothing is drawn there, though rulings part the rows: the page ends, the cell may not.
    Open,
    /// Nothing is drawn there, and it runs through a line of text.
    Cut,
    /// It stands below a header that the page prints again, which would close it in any case.
    Headed,
}

/// The blank space beside a line in its cell, in em of its letters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Indent {
    /// Before it.
    pub(crate) left: f64,
    /// Behind it.
    pub(crate) right: f64,
}

/// What a page holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageLayout {
    /// From top to bottom, then from left to right.
    pub(crate) grids: Vec<Grid>,
    /// The lines outside of every grid, from top to bottom.
    pub(crate) lines: Vec<TextLine>,
    /// Texts that lie across a ruling.
    pub(crate) across_rulings: usize,
    /// Glyphs of lines of which more is hidden than seen, where no ruling says whose they are.
    pub(crate) cut_off: usize,
    /// Cells without text that show shapes or pictures.
    pub(crate) drawn_cells: usize,
    /// Texts in grids that are struck out.
    pub(crate) struck: usize,
    /// Grids that stand in a cell of another.
    pub(crate) nested: usize,
    /// Lines laid out like a table right under a caption of one, in which no columns were found.
    pub(crate) unread: usize,
    /// Texts of tables without rulings that are painted over others of their column.
    pub(crate) overlapping: usize,
    /// The page has more rulings than are looked at.
    pub(crate) over_limit: bool,
    /// What stands outside of its grids, until the tables without rulings are found in it.
    pub(crate) loose: Option<Box<align::Loose>>,
}

impl Grid {
    /// How many rows it has.
    pub(crate) fn height(&self) -> usize {
        self.ys.len().saturating_sub(1)
    }

    /// How many columns it has.
    pub(crate) fn width(&self) -> usize {
        self.xs.len().saturating_sub(1)
    }

    /// The index of the cell at each place, row by row.
    pub(crate) fn places(&self) -> Vec<Vec<usize>> {
        let mut places = vec![vec![0; self.width()]; self.height()];
        for (i, cell) in self.cells.iter().enumerate() {
            for row in places.iter_mut().take(cell.rows.end).skip(cell.rows.start) {
                for place in row.iter_mut().take(cell.columns.end).skip(cell.columns.start) {
                    *place = i;
                }
            }
        }
        places
    }
}

/// The edges that the rulings of a page make, and those that the alignment of its text makes where it has too few: the
/// way each runs, where it stands across that, from where to where.
#[cfg(feature = "cli")]
pub(crate) fn edges(page: &Page) -> Vec<(Orientation, Pt, Span)> {
    let edges = borders(page);
    let of = |orientation, list: &[edge::Edge]| {
        list.iter().map(|edge| (orientation, edge.position, edge.span)).collect::<Vec<_>>()
    };
    [of(Orientation::Horizontal, &edges.horizontal), of(Orientation::Vertical, &edges.vertical)].concat()
}

/// The cells that the rulings of a page make, whatever stands in them.
#[cfg(feature = "ocr")]
pub(crate) fn cells(page: &Page) -> Vec<Rect> {
    let mut lattices = lattice::lattices(component::components(&borders(page)));
    lattice::drop_frames(&mut lattices);
    lattices.into_iter().flat_map(|lattice| lattice.into_grid(page).cells).map(|cell| cell.rect).collect()
}

/// The edges of a page that may separate cells.
fn borders(page: &Page) -> edge::Edges {
    let (rulings, strokes) = pen::without_strokes(&page.rulings);
    let mut edges = edge::edges(&rulings);
    edges.struck = underline::struck(&strokes.horizontal, &page.glyphs);
    underline::drop_underlines(&mut edges, &page.glyphs);
    marks::drop_marks(&mut edges);
    boxes::close_gaps(&mut edges, &page.glyphs);
    edges
}

/// The grids of a page that rulings show, and what stands around them. [`align::align`] finds the tables in that.
pub(crate) fn layout(page: &Page) -> PageLayout {
    let edges = borders(page);
    let mut layout = ruled(page, &edges);
    layout.loose = align::loose(page, &layout, &edges);
    layout
}

/// The grids that these edges make.
fn ruled(page: &Page, edges: &edge::Edges) -> PageLayout {
    let over_limit = edges.over_limit;
    let mut lattices = lattice::lattices(component::components(edges));
    lattice::drop_frames(&mut lattices);
    let nested = nested::count(&lattices);
    let mut grids: Vec<Grid> = lattices.into_iter().map(|lattice| lattice.into_grid(page)).collect();
    undrawn::go_on(&mut grids, &page.glyphs);
    let assignment = assign::fill(&mut grids, page);
    let Assignment { across_rulings, cut_off, .. } = assignment;
    let mut unparted = unparted::take_undivided(&mut grids, edges);
    for grid in &mut grids {
        grid.text_size = text_size(grid);
        rows::divide(grid);
    }
    unparted.extend(unparted::take_stacks(&mut grids));
    grids.iter_mut().for_each(assign::set_texts);
    let outside = outside(assignment.outside, &unparted, &page.glyphs);
    let drawn_cells = drawn::cells(&grids, page);
    grids.retain(|grid| grid.cells.iter().any(|cell| !cell.text.is_empty()));
    let struck = edges.struck.iter().filter(|at| grids.iter().any(|grid| grid.rect.contains(**at))).count();
    grids.iter_mut().for_each(simplify::drop_slivers);
    grids.sort_by_key(|grid| (grid.rect.y0, grid.rect.x0));
    let mut lines = outside;
    lines.sort_by_key(|line| (line.rect.y0, line.rect.x0));
    PageLayout {
        grids,
        lines,
        across_rulings,
        cut_off,
        drawn_cells,
        struck,
        nested,
        over_limit,
        ..PageLayout::default()
    }
}

/// The lines of these glyphs, and of those in grids that are none after all.
fn outside(mut own: Vec<usize>, unparted: &[Grid], glyphs: &[Glyph]) -> Vec<TextLine> {
    if !unparted.is_empty() {
        let inside = |i: &usize| unparted.iter().any(|grid| grid.rect.contains(glyphs[*i].rect.centre()));
        own.extend((0..glyphs.len()).filter(inside));
        own.sort_unstable();
        own.dedup();
    }
    lines(own.iter().map(|i| &glyphs[*i]))
}

/// The size in the middle of those of its lines.
fn text_size(grid: &Grid) -> Pt {
    Pt::median(grid.cells.iter().flat_map(|cell| &cell.lines).map(|line| line.size)).unwrap_or_default()
}

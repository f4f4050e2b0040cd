//! Pages cut into their grids, each with the lines that belong to it.

use super::Caption;
use super::caption::{self, Ground, Reading};
use crate::geometry::{Pt, Rect};
use crate::grid::{Grid, PageLayout};
use crate::model::PageNumber;
use crate::text::TextLine;

/// What a page contributes: its number, its size and its layout.
pub(crate) struct PagePart {
    /// Its number.
    pub(crate) number: PageNumber,
    /// Its size, to tell the margins.
    pub(crate) size: Rect,
    /// What is on it.
    pub(crate) layout: PageLayout,
}

/// A grid with the lines above and below it.
pub(super) struct Fragment {
    pub(super) grid: Grid,
    pub(super) caption: Caption,
    /// Lines above that are no caption: prose, or remarks on the table before.
    pub(super) above: Vec<TextLine>,
    /// Lines below it, down to the next caption.
    pub(super) below: Vec<TextLine>,
    pub(super) is_first: bool,
    pub(super) is_last: bool,
    /// It stands in a cell of another grid.
    pub(super) is_nested: bool,
}

impl Fragment {
    /// What its caption is set over.
    pub(super) fn ground(&self) -> Ground {
        ground(&self.grid)
    }
}

fn ground(grid: &Grid) -> Ground {
    Ground { x: grid.rect.x(), size: grid.text_size, top: grid.rect.y0 }
}

/// Cuts a page into its grids and the lines that belong to each.
pub(super) fn fragments(part: PagePart) -> Vec<Fragment> {
    let PagePart { layout, .. } = part;
    let (outer, nested) = nested_apart(layout.grids);
    let mut fragments = in_page(outer, layout.lines);
    let count = nested.len();
    fragments.extend(nested.into_iter().enumerate().map(|(i, (grid, may_go_on))| Fragment {
        grid,
        caption: Caption::default(),
        above: Vec::new(),
        below: Vec::new(),
        is_first: i == 0 && may_go_on,
        is_last: i + 1 == count,
        is_nested: true,
    }));
    fragments
}

/// The grids that stand in no other, and those that stand in a cell of one, each with whether it may go on with one on the
/// page before: its cell begins the page, and nothing beside it names what it holds.
fn nested_apart(grids: Vec<Grid>) -> (Vec<Grid>, Vec<(Grid, bool)>) {
    let around: Vec<Option<bool>> =
        grids.iter().map(|grid| grids.iter().find_map(|outer| begins_within(outer, grid))).collect();
    let (mut outer, mut nested) = (Vec::new(), Vec::new());
    for (grid, around) in grids.into_iter().zip(around) {
        match around {
            Some(may_go_on) => nested.push((grid, may_go_on)),
            None => outer.push(grid),
        }
    }
    (outer, nested)
}

/// Whether the cell of `outer` in which a grid stands is in its first row, which is blank; none if it stands in no cell.
fn begins_within(outer: &Grid, grid: &Grid) -> Option<bool> {
    if outer.rect == grid.rect || outer.rect.intersect(grid.rect) != Some(grid.rect) {
        return None;
    }
    let cell = outer.cells.iter().find(|cell| cell.rect.intersect(grid.rect) == Some(grid.rect))?;
    let mut first = outer.cells.iter().filter(|cell| cell.rows.start == 0);
    Some(cell.rows.start == 0 && first.all(|cell| cell.text.is_empty()))
}

/// The fragments of grids that stand beside or below each other.
fn in_page(grids: Vec<Grid>, lines: Vec<TextLine>) -> Vec<Fragment> {
    let n = grids.len();
    // The lines between one grid and the next: some are remarks on the upper one, some caption of the lower one.
    let mut between: Vec<Vec<TextLine>> = vec![Vec::new(); n + 1];
    for line in lines.into_iter().flat_map(|line| parted(line, &grids)) {
        let at = line.rect.centre();
        let next = (0..n).filter(|i| at.y < grids[*i].rect.y0).min_by_key(|i| {
            let beside = !grids[*i].rect.x().contains(at.x) && shares_band(&grids, *i);
            (beside, grids[*i].rect.y0, *i)
        });
        between[next.unwrap_or(n)].push(line);
    }
    let readings: Vec<Reading> =
        grids.iter().zip(&between).map(|(grid, lines)| caption::read(lines, &ground(grid))).collect();
    let mut fragments: Vec<Fragment> = Vec::with_capacity(n);
    for (i, (grid, reading)) in grids.into_iter().zip(readings).enumerate() {
        let mut lines = std::mem::take(&mut between[i]);
        lines.truncate(lines.len() - reading.used);
        if let Some(before) = fragments.last_mut() {
            before.below.clone_from(&lines);
        }
        fragments.push(Fragment {
            grid,
            caption: reading.caption,
            above: lines,
            below: Vec::new(),
            is_first: i == 0,
            is_last: i + 1 == n,
            is_nested: false,
        });
    }
    if let Some(last) = fragments.last_mut() {
        last.below = std::mem::take(&mut between[n]);
    }
    fragments
}

/// A line above grids that stand beside each other, as one for each where it says the same of all: a title of its own, or
/// the unit.
fn parted(line: TextLine, grids: &[Grid]) -> Vec<TextLine> {
    let at = line.rect.centre();
    let below = || grids.iter().filter(|grid| at.y < grid.rect.y0);
    let Some(next) = below().min_by_key(|grid| grid.rect.y0).filter(|_| line.segments.len() > 1) else {
        return vec![line];
    };
    let band: Vec<&Grid> = below().filter(|grid| grid.rect.y().overlap(next.rect.y()) > Pt::ZERO).collect();
    let mut pieces: Vec<(usize, TextLine)> = Vec::new();
    for segment in &line.segments {
        let middle = segment.rect.x().centre();
        let distance = |i: &usize| (band[*i].rect.x0 - middle).max(middle - band[*i].rect.x1).max(Pt::ZERO);
        let own = (0..band.len()).min_by_key(distance).unwrap_or(0);
        match pieces.last_mut() {
            Some((known, piece)) if *known == own => {
                piece.segments.push(segment.clone());
                piece.rect = piece.rect.union(segment.rect);
            }
            _ => pieces.push((own, TextLine { segments: vec![segment.clone()], rect: segment.rect, size: line.size })),
        }
    }
    let captions: Vec<Caption> = pieces.iter().map(|(_, piece)| caption::read_text(&piece.squeezed())).collect();
    let say = |what: &dyn Fn(&Caption) -> bool| captions.len() == band.len() && captions.iter().all(what);
    let is_for_each =
        band.len() > 1 && (say(&|caption| caption.title.is_some()) || say(&|caption| caption.unit.is_some()));
    if is_for_each { pieces.into_iter().map(|(_, piece)| piece).collect() } else { vec![line] }
}

/// True if another grid stands beside this one.
fn shares_band(grids: &[Grid], i: usize) -> bool {
    let band = grids[i].rect.y();
    grids.iter().enumerate().any(|(j, other)| j != i && other.rect.y().overlap(band) > Pt::ZERO)
}

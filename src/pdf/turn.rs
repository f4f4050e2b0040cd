//! Pages whose text is drawn sideways or upside down, without `/Rotate`: turned so that their text reads from left to
//! right, and places on them turned back.

use super::{Direction, Glyph, Page, PageState, Ruling};
use crate::geometry::{Orientation, Point, Pt, Rect, Span};

/// The share of a page's glyphs that must run another way for the page to be turned.
const MOST: f64 = 0.6;

/// How a page was turned, and the size it had before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Turn {
    from: Direction,
    width: Pt,
    height: Pt,
}

impl Turn {
    /// A page left as it is.
    pub(crate) fn none(width: Pt, height: Pt) -> Turn {
        Turn { from: Direction::Right, width, height }
    }

    /// The place on the turned page of a point of the displayed page.
    fn apply(self, at: Point) -> Point {
        let (x, y) = match self.from {
            Direction::Right => (at.x, at.y),
            Direction::Down => (at.y, self.width - at.x),
            Direction::Left => (self.width - at.x, self.height - at.y),
            Direction::Up => (self.height - at.y, at.x),
        };
        Point { x, y }
    }

    /// The place on the displayed page of a point of the turned one.
    pub(crate) fn undo(self, at: Point) -> Point {
        let (x, y) = match self.from {
            Direction::Right => (at.x, at.y),
            Direction::Down => (self.width - at.y, at.x),
            Direction::Left => (self.width - at.x, self.height - at.y),
            Direction::Up => (at.y, self.height - at.x),
        };
        Point { x, y }
    }

    /// The rectangle on the displayed page of one on the turned page.
    pub(crate) fn undo_rect(self, rect: Rect) -> Rect {
        let a = self.undo(Point { x: rect.x0, y: rect.y0 });
        let b = self.undo(Point { x: rect.x1, y: rect.y1 });
        Rect::new(a.x, a.y, b.x, b.y)
    }

    fn apply_rect(self, rect: Rect) -> Rect {
        let a = self.apply(Point { x: rect.x0, y: rect.y0 });
        let b = self.apply(Point { x: rect.x1, y: rect.y1 });
        Rect::new(a.x, a.y, b.x, b.y)
    }

    fn apply_ruling(self, ruling: Ruling) -> Ruling {
        let at = |along: Pt| match ruling.orientation {
            Orientation::Horizontal => Point { x: along, y: ruling.position },
            Orientation::Vertical => Point { x: ruling.position, y: along },
        };
        let (start, end) = (self.apply(at(ruling.span.start)), self.apply(at(ruling.span.end)));
        if start.y == end.y {
            Ruling {
                orientation: Orientation::Horizontal,
                position: start.y,
                span: Span::new(start.x, end.x),
                ..ruling
            }
        } else {
            Ruling { orientation: Orientation::Vertical, position: start.x, span: Span::new(start.y, end.y), ..ruling }
        }
    }

    fn apply_direction(self, direction: Direction) -> Direction {
        const CIRCLE: [Direction; 4] = [Direction::Right, Direction::Down, Direction::Left, Direction::Up];
        let index = |wanted: Direction| CIRCLE.iter().position(|known| *known == wanted).unwrap_or(0);
        CIRCLE[(index(direction) + CIRCLE.len() - index(self.from)) % CIRCLE.len()]
    }
}

#[cfg(feature = "ocr")]
impl Page {
    /// Turns a page on which nothing stands yet, so that text which runs `from` there reads from left to right; the place of `rect`
    /// on it then.
    pub(crate) fn turn_empty(&mut self, from: Direction, rect: Rect) -> Rect {
        let turn = Turn { from, width: self.width, height: self.height };
        if matches!(from, Direction::Down | Direction::Up) {
            std::mem::swap(&mut self.width, &mut self.height);
        }
        self.turn = turn;
        turn.apply_rect(rect)
    }
}

/// Parts a page that holds a table drawn sideways or upside down beside upright text: what is upright, and what is turned.
/// Labels that run up or down beside the upright text of a table are part of that.
pub(super) fn split_turned(mut page: Page) -> (Page, Option<Page>) {
    /// Fewer letters, or fewer rulings, are labels.
    const LETTERS: usize = 40;
    const RULINGS: usize = 6;
    let of = |direction| page.glyphs.iter().filter(move |glyph: &&Glyph| glyph.direction == direction);
    let most = [Direction::Down, Direction::Left, Direction::Up].into_iter().find(|direction| {
        let count = of(*direction).count();
        count >= LETTERS && count < page.glyphs.len()
    });
    let Some(direction) = most else { return (page, None) };
    let text = of(direction).map(|glyph| glyph.rect).reduce(|all, rect| all.union(rect));
    let Some(region) = text.filter(|text| is_apart(&page, *text, direction)) else { return (page, None) };
    let region = Some(grown(region, &page.rulings)).filter(|all| is_apart(&page, *all, direction)).unwrap_or(region);
    let is_inside = |ruling: &Ruling| region.contains(middle(ruling));
    let (inside, outside): (Vec<Ruling>, Vec<Ruling>) = page.rulings.iter().partition(|ruling| is_inside(ruling));
    if inside.len() < RULINGS {
        return (page, None);
    }
    let (turned, upright) = page.glyphs.iter().partition(|glyph| glyph.direction == direction);
    let mut other = Page { glyphs: turned, rulings: inside, images: Vec::new(), outlines: Vec::new(), ..page.clone() };
    other.state = PageState::default();
    (page.glyphs, page.rulings) = (upright, outside);
    (page, Some(other))
}

/// Whether nearly all text in a region runs this way.
fn is_apart(page: &Page, region: Rect, direction: Direction) -> bool {
    const OTHERS: f64 = 0.1;
    let (own, others): (Vec<&Glyph>, Vec<&Glyph>) = page
        .glyphs
        .iter()
        .filter(|glyph| !glyph.character.is_whitespace() && region.contains(glyph.rect.centre()))
        .partition(|glyph| glyph.direction == direction);
    (others.len() as f64) < own.len() as f64 * OTHERS
}

/// A region with the rulings that reach into it, and with those that reach into those.
fn grown(region: Rect, rulings: &[Ruling]) -> Rect {
    const STEPS: usize = 8;
    const REACH: f64 = 2.0;
    let mut all = region;
    for _ in 0..STEPS {
        let before = all.expand(Pt::new(REACH));
        let near = rulings.iter().map(around).filter(|rect| rect.intersect(before).is_some());
        let larger = near.fold(all, |all, rect| all.union(rect));
        if larger == all {
            break;
        }
        all = larger;
    }
    all
}

fn around(ruling: &Ruling) -> Rect {
    let across = Span::new(ruling.position, ruling.position);
    match ruling.orientation {
        Orientation::Horizontal => Rect::from_spans(ruling.span, across),
        Orientation::Vertical => Rect::from_spans(across, ruling.span),
    }
}

fn middle(ruling: &Ruling) -> Point {
    around(ruling).centre()
}

/// Turns a page whose text mostly runs another way than to the right.
pub(super) fn turn_upright(page: &mut Page) {
    let total = page.glyphs.len();
    let most = [Direction::Down, Direction::Left, Direction::Up].into_iter().find(|direction| {
        page.glyphs.iter().filter(|glyph| glyph.direction == *direction).count() as f64 > total as f64 * MOST
    });
    let Some(from) = most else { return };
    let turn = Turn { from, width: page.width, height: page.height };
    for glyph in &mut page.glyphs {
        *glyph = Glyph {
            rect: turn.apply_rect(glyph.rect),
            origin: turn.apply(glyph.origin),
            direction: turn.apply_direction(glyph.direction),
            ..*glyph
        };
    }
    for ruling in &mut page.rulings {
        *ruling = turn.apply_ruling(*ruling);
    }
    for image in page.images.iter_mut().chain(&mut page.outlines) {
        *image = turn.apply_rect(*image);
    }
    for cut in &mut page.cuts {
        cut.seen = turn.apply_rect(cut.seen);
    }
    if matches!(from, Direction::Down | Direction::Up) {
        std::mem::swap(&mut page.width, &mut page.height);
    }
    page.turn = turn;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turning_there_and_back_is_where_one_was() {
        let rect = Rect::new(Pt::new(10.0), Pt::new(20.0), Pt::new(40.0), Pt::new(30.0));
        for from in [Direction::Right, Direction::Down, Direction::Left, Direction::Up] {
            let turn = Turn { from, width: Pt::new(600.0), height: Pt::new(800.0) };
            assert_eq!(turn.undo_rect(turn.apply_rect(rect)), rect);
            assert_eq!(turn.apply_direction(from), Direction::Right);
        }
    }

    #[test]
    fn text_that_runs_up_reads_from_the_left_after_the_turn() {
        let turn = Turn { from: Direction::Up, width: Pt::new(600.0), height: Pt::new(800.0) };
        let first = turn.apply(Point { x: Pt::new(100.0), y: Pt::new(700.0) });
        let later = turn.apply(Point { x: Pt::new(100.0), y: Pt::new(300.0) });
        assert!(first.x < later.x && first.y == later.y);
    }
}

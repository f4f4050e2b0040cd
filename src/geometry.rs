//! Lengths, points and rectangles in one frame: points (1/72 inch), origin at the top left of the
//! displayed page, y downwards. `pdf/` converts into this frame once; nobody converts again.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

/// A length or coordinate in points (1/72 inch), totally ordered.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pt(f64);

impl Pt {
    /// No length.
    pub const ZERO: Pt = Pt(0.0);

    /// A length of `points`; what is not a number becomes zero, so that no comparison downstream meets it.
    pub const fn new(points: f64) -> Pt {
        if points.is_finite() { Pt(points) } else { Pt(0.0) }
    }

    /// The length in points.
    pub const fn get(self) -> f64 {
        self.0
    }

    /// The length without its sign.
    pub const fn abs(self) -> Pt {
        Pt(self.0.abs())
    }

    /// The one in the middle of these lengths, by size; of an even number the longer one.
    pub(crate) fn median(lengths: impl IntoIterator<Item = Pt>) -> Option<Pt> {
        let mut lengths: Vec<Pt> = lengths.into_iter().collect();
        lengths.sort_unstable();
        lengths.get(lengths.len() / 2).copied()
    }
}

impl PartialEq for Pt {
    fn eq(&self, other: &Pt) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Pt {}
impl PartialOrd for Pt {
    fn partial_cmp(&self, other: &Pt) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Pt {
    fn cmp(&self, other: &Pt) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}
impl Add for Pt {
    type Output = Pt;
    fn add(self, other: Pt) -> Pt {
        Pt(self.0 + other.0)
    }
}
impl AddAssign for Pt {
    fn add_assign(&mut self, other: Pt) {
        self.0 += other.0;
    }
}
impl Sub for Pt {
    type Output = Pt;
    fn sub(self, other: Pt) -> Pt {
        Pt(self.0 - other.0)
    }
}
impl Neg for Pt {
    type Output = Pt;
    fn neg(self) -> Pt {
        Pt(-self.0)
    }
}
impl Mul<f64> for Pt {
    type Output = Pt;
    fn mul(self, factor: f64) -> Pt {
        Pt(self.0 * factor)
    }
}
impl Div<f64> for Pt {
    type Output = Pt;
    fn div(self, divisor: f64) -> Pt {
        Pt::new(self.0 / divisor)
    }
}
impl Div for Pt {
    type Output = f64;
    fn div(self, other: Pt) -> f64 {
        self.0 / other.0
    }
}
impl fmt::Display for Pt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2}", self.0)
    }
}

/// A place on a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// From the left of the displayed page.
    pub x: Pt,
    /// From the top of the displayed page.
    pub y: Pt,
}

/// A stretch along one axis, `start <= end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The smaller end.
    pub start: Pt,
    /// The larger end.
    pub end: Pt,
}

impl Span {
    /// The stretch between two coordinates, in either order.
    pub fn new(a: Pt, b: Pt) -> Span {
        Span { start: a.min(b), end: a.max(b) }
    }

    /// Its length, never negative.
    pub fn len(self) -> Pt {
        self.end - self.start
    }

    /// True if it has no length.
    pub fn is_empty(self) -> bool {
        self.len() <= Pt::ZERO
    }

    /// The middle.
    pub fn centre(self) -> Pt {
        (self.start + self.end) * 0.5
    }

    /// How much of it lies in `other`.
    pub fn overlap(self, other: Span) -> Pt {
        (self.end.min(other.end) - self.start.max(other.start)).max(Pt::ZERO)
    }

    /// True if `at` lies in it, its ends included.
    pub fn contains(self, at: Pt) -> bool {
        self.start <= at && at <= self.end
    }

    /// The smallest stretch that holds both.
    pub fn union(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The stretch made longer by `by` at both ends.
    pub fn expand(self, by: Pt) -> Span {
        Span::new(self.start - by, self.end + by)
    }
}

/// An upright rectangle, `x0 <= x1` and `y0 <= y1`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rect {
    /// Left.
    pub x0: Pt,
    /// Top.
    pub y0: Pt,
    /// Right.
    pub x1: Pt,
    /// Bottom.
    pub y1: Pt,
}

impl Rect {
    /// The rectangle between two opposite corners, in any order.
    pub fn new(x0: Pt, y0: Pt, x1: Pt, y1: Pt) -> Rect {
        Rect { x0: x0.min(x1), y0: y0.min(y1), x1: x0.max(x1), y1: y0.max(y1) }
    }

    /// The rectangle of a horizontal and a vertical stretch.
    pub fn from_spans(x: Span, y: Span) -> Rect {
        Rect { x0: x.start, y0: y.start, x1: x.end, y1: y.end }
    }

    /// Its horizontal stretch.
    pub fn x(self) -> Span {
        Span { start: self.x0, end: self.x1 }
    }

    /// Its vertical stretch.
    pub fn y(self) -> Span {
        Span { start: self.y0, end: self.y1 }
    }

    /// Width.
    pub fn width(self) -> Pt {
        self.x1 - self.x0
    }

    /// Height.
    pub fn height(self) -> Pt {
        self.y1 - self.y0
    }

    /// The middle.
    pub fn centre(self) -> Point {
        Point { x: self.x().centre(), y: self.y().centre() }
    }

    /// True if `at` lies in it or on its border.
    pub fn contains(self, at: Point) -> bool {
        self.x().contains(at.x) && self.y().contains(at.y)
    }

    /// The smallest rectangle that holds both.
    pub fn union(self, other: Rect) -> Rect {
        Rect::from_spans(self.x().union(other.x()), self.y().union(other.y()))
    }

    /// What both share, if anything.
    pub fn intersect(self, other: Rect) -> Option<Rect> {
        let (x0, x1) = (self.x0.max(other.x0), self.x1.min(other.x1));
        let (y0, y1) = (self.y0.max(other.y0), self.y1.min(other.y1));
        (x0 <= x1 && y0 <= y1).then_some(Rect { x0, y0, x1, y1 })
    }

    /// The rectangle made larger by `by` on every side.
    pub fn expand(self, by: Pt) -> Rect {
        Rect::from_spans(self.x().expand(by), self.y().expand(by))
    }

    /// Its stretch along `orientation`: x for horizontal, y for vertical.
    pub fn along(self, orientation: Orientation) -> Span {
        match orientation {
            Orientation::Horizontal => self.x(),
            Orientation::Vertical => self.y(),
        }
    }
}

/// The way a ruling or edge runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Orientation {
    /// From left to right.
    Horizontal,
    /// From top to bottom.
    Vertical,
}

impl Orientation {
    /// The other one.
    pub fn across(self) -> Orientation {
        match self {
            Orientation::Horizontal => Orientation::Vertical,
            Orientation::Vertical => Orientation::Horizontal,
        }
    }
}

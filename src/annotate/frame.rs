//! Places on the displayed page -> places in the page's own space: the crop box and `/Rotate` undone.

use crate::geometry::{Point, Rect};
use lopdf::{Dictionary, Document, Object, ObjectId};

/// How deep the tree of pages may be; what is deeper is a circle.
const DEEPEST: usize = 64;
/// The size of a page that says none: what the engine takes, too.
const A4: [f64; 4] = [0.0, 0.0, 595.0, 842.0];

/// How a page is displayed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    left: f64,
    bottom: f64,
    width: f64,
    height: f64,
    /// Clockwise, in quarters.
    quarters: i64,
}

impl Frame {
    /// The frame of a page; what it does not say itself it has from the tree of pages (ISO 32000-1, 7.7.3.4).
    pub(super) fn of(document: &Document, page: ObjectId) -> Frame {
        let media = rectangle(document, page, b"MediaBox").unwrap_or(A4);
        let crop = rectangle(document, page, b"CropBox").unwrap_or(media);
        let seen = [crop[0].max(media[0]), crop[1].max(media[1]), crop[2].min(media[2]), crop[3].min(media[3])];
        let [left, bottom, right, top] = if seen[0] < seen[2] && seen[1] < seen[3] { seen } else { media };
        let turn = inherited(document, page, b"Rotate").and_then(|turn| turn.as_i64().ok()).unwrap_or(0);
        // The engine displays a unit of the page's own space as a point, whatever /UserUnit says; so do we.
        Frame { left, bottom, width: right - left, height: top - bottom, quarters: (turn / 90).rem_euclid(4) }
    }

    /// The place of a point.
    fn point(&self, at: Point) -> [f32; 2] {
        let (x, y) = (at.x.get(), at.y.get());
        let (right, up) = match self.quarters {
            0 => (x, self.height - y),
            1 => (y, x),
            2 => (self.width - x, y),
            _ => (self.width - y, self.height - x),
        };
        // PDF knows numbers of this precision only.
        [(self.left + right) as f32, (self.bottom + up) as f32]
    }

    /// The place of a rectangle: left, bottom, right, top.
    pub(super) fn rect(&self, rect: Rect) -> [f32; 4] {
        let a = self.point(Point { x: rect.x0, y: rect.y0 });
        let b = self.point(Point { x: rect.x1, y: rect.y1 });
        [a[0].min(b[0]), a[1].min(b[1]), a[0].max(b[0]), a[1].max(b[1])]
    }

    /// The corners of a rectangle as readers want them: upper left, upper right, lower left, lower right, as displayed.
    pub(super) fn quad(&self, rect: Rect) -> [f32; 8] {
        let corners = [(rect.x0, rect.y0), (rect.x1, rect.y0), (rect.x0, rect.y1), (rect.x1, rect.y1)];
        let [a, b, c, d] = corners.map(|(x, y)| self.point(Point { x, y }));
        [a[0], a[1], b[0], b[1], c[0], c[1], d[0], d[1]]
    }
}

/// What a page says under this key, or the nearest node above it.
fn inherited<'a>(document: &'a Document, page: ObjectId, key: &[u8]) -> Option<&'a Object> {
    let mut node: &Dictionary = document.get_dictionary(page).ok()?;
    for _ in 0..DEEPEST {
        if let Ok(value) = node.get(key) {
            return document.dereference(value).ok().map(|(_, value)| value);
        }
        let above = node.get(b"Parent").and_then(Object::as_reference).ok()?;
        node = document.get_dictionary(above).ok()?;
    }
    None
}

fn rectangle(document: &Document, page: ObjectId, key: &[u8]) -> Option<[f64; 4]> {
    let list = inherited(document, page, key)?.as_array().ok()?;
    let resolved = |object: &Object| document.dereference(object).ok().and_then(|(_, object)| number(object));
    let numbers: Vec<f64> = list.iter().filter_map(resolved).collect();
    let [a, b, c, d] = *numbers.as_slice() else { return None };
    Some([a.min(c), b.min(d), a.max(c), b.max(d)])
}

fn number(object: &Object) -> Option<f64> {
    object.as_float().ok().map(f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Pt;

    /// A page 200 wide and 100 high whose lower left corner is at (10, 20); a box 30 from the left and 5 from the top of
    /// the page as displayed, 4 wide and 2 high.
    fn check(quarters: i64, expected: [f32; 4]) {
        let frame = Frame { left: 10.0, bottom: 20.0, width: 200.0, height: 100.0, quarters };
        let rect = Rect::new(Pt::new(30.0), Pt::new(5.0), Pt::new(34.0), Pt::new(7.0));
        assert_eq!(frame.rect(rect), expected, "turned by {quarters} quarters");
    }

    #[test]
    fn places_are_turned_back() {
        check(0, [40.0, 113.0, 44.0, 115.0]);
        // Turned clockwise, the page's left side is at the top: 5 from the top is 5 from the left.
        check(1, [15.0, 50.0, 17.0, 54.0]);
        check(2, [176.0, 25.0, 180.0, 27.0]);
        check(3, [203.0, 86.0, 205.0, 90.0]);
    }
}

//! Annotations painted over a page: what of them is part of the document and what is a reader's mark on it.
//!
//! ISO 32000-1, 12.5.6: fields of forms are content; notes, highlights, strokes and stamps are marks that people leave while
//! they read. A text typed onto the page may be either (see `remark`).

use hayro_interpret::hayro_syntax::object::dict::keys::{AP, SUBTYPE};
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Rect};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::{self, Affine};

/// How far the box an appearance is clipped to may stand beside the annotation's own rectangle.
const SAME: f64 = 1.0;

/// What of an annotation counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Share {
    /// All that it paints.
    All,
    /// Its text; and it covers what is below it.
    Text,
    /// It covers what is below it.
    Cover,
    /// Nothing.
    None,
}

/// An annotation with an appearance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Annotation {
    rect: kurbo::Rect,
    pub(super) share: Share,
}

/// The annotations of a page that bring their looks with them, in the order they are painted; `placed` takes the page's
/// own frame to that of the displayed page.
pub(super) fn annotations(page: &Page<'_>, placed: Affine) -> Vec<Annotation> {
    let Some(list) = page.raw().get::<Array<'_>>(b"Annots".as_slice()) else { return Vec::new() };
    let one = |annotation: Dict<'_>| {
        annotation.get::<Dict<'_>>(AP)?;
        let rect = annotation.get::<Rect>(b"Rect".as_slice())?;
        let rect = placed.transform_rect_bbox(kurbo::Rect::new(rect.x0, rect.y0, rect.x1, rect.y1));
        let kind = annotation.get::<Name<'_>>(SUBTYPE)?;
        let share = match &*kind {
            b"FreeText" | b"Stamp" => Share::Text,
            b"Square" | b"Circle" | b"Polygon" => Share::Cover,
            b"Text" | b"Popup" | b"Highlight" | b"Underline" | b"StrikeOut" | b"Squiggly" | b"Ink" | b"Line"
            | b"PolyLine" | b"Caret" | b"FileAttachment" | b"Sound" | b"Watermark" | b"Redact" | b"PrinterMark"
            | b"TrapNet" => Share::None,
            _ => Share::All,
        };
        Some(Annotation { rect, share })
    };
    list.iter::<Dict<'_>>().filter_map(one).collect()
}

impl Annotation {
    /// Whether `clip` is where its appearance is painted.
    pub(super) fn is_clipped_to(&self, clip: kurbo::Rect) -> bool {
        let near = |a: f64, b: f64| (a - b).abs() <= SAME;
        near(self.rect.x0, clip.x0)
            && near(self.rect.y0, clip.y0)
            && near(self.rect.x1, clip.x1)
            && near(self.rect.y1, clip.y1)
    }
}

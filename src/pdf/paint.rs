//! Painted paths to rulings: strokes, thin filled rectangles, sides of boxes.

use super::Ruling;
use crate::geometry::{Orientation, Pt, Span};
use hayro_interpret::kurbo::{BezPath, PathEl, Point, Rect, Shape};
use hayro_interpret::{BlendMode, DrawMode, DrawProps, Paint};

/// The thickest mark that is a ruling and no area. Borders are 0.4 to 2.25 pt; double ones painted as one box reach 3.
const MAX_THICKNESS: f64 = 3.0;
/// The shortest mark that is a ruling. Chinese dashes and boxes of check marks are shorter than a row is high.
const MIN_LENGTH: f64 = 2.0;
/// How far from upright a line may lean, in points over its length.
const MAX_LEAN: f64 = 0.7;
/// A colour with every channel above this is the paper's.
const WHITE: f32 = 0.97;
/// A colour darker than this lets white text be read.
const DARK: f32 = 0.75;
/// Colours whose components differ by more than this are no shades of grey.
const VIVID: f32 = 0.5;
/// A colour that is lighter than this on white paper is pale: a watermark may be, the text of a page is not.
const PALE: f32 = 0.42;
/// Above this opacity nothing below is seen.
const OPAQUE: f32 = 0.98;
/// A box has as many, the first one twice.
const CORNERS: usize = 5;
/// Below this opacity nothing is seen.
const TRANSPARENT: f32 = 0.05;

/// What a painted path amounts to.
pub(super) enum PathMarks {
    None,
    Rulings(Vec<Ruling>),
    /// A painted area; `dark` if white text can be read on it, `opaque` if it is a box that hides what is below it.
    Area {
        rect: Rect,
        dark: bool,
        opaque: bool,
    },
    /// Shapes as large as letters, by their boxes; `dark` if white text can be read on them.
    Outlines {
        boxes: Vec<Rect>,
        dark: bool,
    },
}

/// How a group of paintings is laid over what is below it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layer {
    opacity: f32,
    /// It is laid over as it is, not mixed with what is below it or masked.
    plain: bool,
}

impl Default for Layer {
    fn default() -> Layer {
        Layer { opacity: 1.0, plain: true }
    }
}

impl Layer {
    /// A group within this one.
    pub(super) fn under(self, opacity: f32, masked: bool, blend: BlendMode) -> Layer {
        Layer { opacity: self.opacity * opacity, plain: self.plain && !masked && blend == BlendMode::Normal }
    }
}

/// What a paint leaves to be seen. Patterns are taken as visible.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shade {
    /// It leaves the paper white.
    pub(super) white: bool,
    /// It is so light, or lets so much of the paper through, that what is printed below it can be read.
    pub(super) pale: bool,
    /// It is of a strong colour, as seals and stamps are.
    pub(super) vivid: bool,
    /// White text can be read on it.
    dark: bool,
    /// Nothing below it is seen.
    opaque: bool,
}

impl Shade {
    pub(super) fn of(paint: &Paint<'_>, layer: Layer) -> Shade {
        let Paint::Color(color) = paint else {
            return Shade { white: false, pale: false, vivid: false, dark: true, opaque: false };
        };
        let [r, g, b, alpha] = color.to_rgba().components();
        let alpha = alpha * layer.opacity;
        let darkest = r.min(g).min(b);
        let light = if alpha < TRANSPARENT { 1.0 } else { darkest };
        Shade {
            white: light > WHITE,
            pale: 1.0 - alpha * (1.0 - darkest) > PALE,
            vivid: r.max(g).max(b) - darkest > VIVID,
            dark: light < DARK,
            opaque: layer.plain && alpha > OPAQUE,
        }
    }
}

/// The rulings a painted path draws, or the area it covers.
pub(super) fn path_marks(path: &BezPath, props: &DrawProps<'_>, mode: &DrawMode, layer: Layer) -> PathMarks {
    let layer = layer.under(1.0, props.soft_mask.is_some(), props.blend_mode);
    let shade = Shade::of(&props.paint, layer);
    let coloured = |marks: PathMarks| match marks {
        PathMarks::Rulings(mut rulings) => {
            rulings.iter_mut().for_each(|ruling| ruling.is_vivid = shade.vivid);
            PathMarks::Rulings(rulings)
        }
        other => other,
    };
    match mode {
        DrawMode::Fill(_) => coloured(filled(path, props, shade)),
        DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) if !shade.white => {
            if let Some(boxes) = letters(path, props) {
                return PathMarks::Outlines { boxes, dark: false };
            }
            let scale = props.transform.determinant().abs().sqrt();
            coloured(PathMarks::Rulings(stroked(path, props, f64::from(stroke.line_width) * scale)))
        }
        _ => PathMarks::None,
    }
}

/// A long thin rectangle as the ruling it shows.
pub(super) fn thin_ruling(rect: Rect) -> Option<Ruling> {
    let (width, height) = (rect.width(), rect.height());
    let (orientation, position, span, thickness) = if height <= MAX_THICKNESS && width > height {
        (Orientation::Horizontal, (rect.y0 + rect.y1) / 2.0, (rect.x0, rect.x1), height)
    } else if width <= MAX_THICKNESS && height > width {
        (Orientation::Vertical, (rect.x0 + rect.x1) / 2.0, (rect.y0, rect.y1), width)
    } else {
        return None;
    };
    let span = Span::new(Pt::new(span.0), Pt::new(span.1));
    (span.len().get() >= MIN_LENGTH).then_some(Ruling {
        orientation,
        position: Pt::new(position),
        span,
        thickness: Pt::new(thickness),
        is_vivid: false,
    })
}

fn filled(path: &BezPath, props: &DrawProps<'_>, shade: Shade) -> PathMarks {
    if let Some(boxes) = letters(path, props).filter(|_| !shade.white) {
        return PathMarks::Outlines { boxes, dark: shade.dark };
    }
    let boxes: Vec<Rect> =
        subpaths(path).map(|part| props.transform.transform_rect_bbox(part.bounding_box())).collect();
    let mut rulings: Vec<Ruling> = boxes.iter().filter_map(|rect| thin_ruling(*rect)).collect();
    if let [dot] = boxes.as_slice()
        && is_box(path)
    {
        rulings.extend(dots(*dot));
    }
    if let [outer, inner] = boxes.as_slice() {
        rulings.extend(frame(*outer, *inner));
    }
    match (rulings.is_empty(), shade.white) {
        (false, false) => PathMarks::Rulings(rulings),
        (false, true) => PathMarks::None,
        (true, _) => {
            let rect = boxes.iter().copied().reduce(|a, b| a.union(b)).unwrap_or(Rect::ZERO);
            PathMarks::Area { rect, dark: shade.dark, opaque: shade.opaque && is_box(path) && is_upright(props) }
        }
    }
}

/// Whether a path is one rectangle along the axes.
fn is_box(path: &BezPath) -> bool {
    let mut corners = Vec::with_capacity(CORNERS);
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(at) | PathEl::LineTo(at) if corners.len() < CORNERS => corners.push(at),
            PathEl::ClosePath => {}
            _ => return false,
        }
    }
    let along = |pair: &[Point]| pair[0].x == pair[1].x || pair[0].y == pair[1].y;
    corners.len() + 1 >= CORNERS && corners.windows(2).all(along)
}

/// Whether what is painted along the axes lies along those of the page.
fn is_upright(props: &DrawProps<'_>) -> bool {
    let [a, b, c, d, ..] = props.transform.as_coeffs();
    (a == 0.0 && d == 0.0) || (b == 0.0 && c == 0.0)
}

/// The boxes of a path's parts where it draws letters: none is larger than a letter, and most are no plain boxes and
/// lines. Their straight strokes are no rulings.
fn letters(path: &BezPath, props: &DrawProps<'_>) -> Option<Vec<Rect>> {
    /// A line or a box has no more elements.
    const PLAIN: usize = 6;
    const SIZES: std::ops::RangeInclusive<f64> = 2.0..=30.0;
    if path.elements().len() <= PLAIN {
        return None;
    }
    let mut boxes = Vec::new();
    let (mut drawn, mut tallest) = (0, 0.0_f64);
    for part in subpaths(path) {
        let is_curved =
            part.elements().iter().any(|element| matches!(element, PathEl::QuadTo(..) | PathEl::CurveTo(..)));
        drawn += usize::from(is_curved || part.elements().len() > PLAIN);
        let rect = props.transform.transform_rect_bbox(part.bounding_box());
        if rect.width() > *SIZES.end() || rect.height() > *SIZES.end() {
            return None;
        }
        tallest = tallest.max(rect.height());
        boxes.push(rect);
    }
    (drawn * 2 >= boxes.len() && drawn > 0 && SIZES.contains(&tallest)).then_some(boxes)
}

/// A dot may be one of a dotted line either way; alone it is too short for a border.
fn dots(rect: Rect) -> Vec<Ruling> {
    if rect.width().max(rect.height()) >= MIN_LENGTH || rect.width().min(rect.height()) <= 0.0 {
        return Vec::new();
    }
    let ruling = |orientation, position: f64, span: (f64, f64), thickness: f64| Ruling {
        orientation,
        position: Pt::new(position),
        span: Span::new(Pt::new(span.0), Pt::new(span.1)),
        thickness: Pt::new(thickness),
        is_vivid: false,
    };
    let centre = rect.center();
    vec![
        ruling(Orientation::Horizontal, centre.y, (rect.x0, rect.x1), rect.height()),
        ruling(Orientation::Vertical, centre.x, (rect.y0, rect.y1), rect.width()),
    ]
}

/// The four sides of a frame painted as the area between two boxes.
fn frame(outer: Rect, inner: Rect) -> Vec<Ruling> {
    let (outer, inner) = if outer.area() >= inner.area() { (outer, inner) } else { (inner, outer) };
    let inside = outer.x0 <= inner.x0 && inner.x1 <= outer.x1 && outer.y0 <= inner.y0 && inner.y1 <= outer.y1;
    if !inside || inner.area() <= 0.0 {
        return Vec::new();
    }
    let sides = [
        Rect::new(outer.x0, outer.y0, outer.x1, inner.y0),
        Rect::new(outer.x0, inner.y1, outer.x1, outer.y1),
        Rect::new(outer.x0, outer.y0, inner.x0, outer.y1),
        Rect::new(inner.x1, outer.y0, outer.x1, outer.y1),
    ];
    let rulings: Vec<Ruling> = sides.into_iter().filter_map(thin_ruling).collect();
    if rulings.len() == sides.len() { rulings } else { Vec::new() }
}

fn stroked(path: &BezPath, props: &DrawProps<'_>, width: f64) -> Vec<Ruling> {
    let mut rulings = Vec::new();
    let mut start = Point::ZERO;
    let mut at = Point::ZERO;
    for element in path.elements() {
        let end = match *element {
            PathEl::MoveTo(to) => {
                at = props.transform * to;
                start = at;
                continue;
            }
            PathEl::LineTo(to) => props.transform * to,
            PathEl::ClosePath => start,
            PathEl::QuadTo(_, to) | PathEl::CurveTo(_, _, to) => {
                at = props.transform * to;
                continue;
            }
        };
        rulings.extend(segment(at, end, width));
        at = end;
    }
    rulings
}

fn segment(from: Point, to: Point, width: f64) -> Option<Ruling> {
    let (dx, dy) = ((to.x - from.x).abs(), (to.y - from.y).abs());
    if width > MAX_THICKNESS {
        // A short line with a thick pen paints a box: its long side may well be the pen's.
        let half = width / 2.0;
        let painted = Rect::from_points(from, to);
        return thin_ruling(if dx >= dy { painted.inflate(0.0, half) } else { painted.inflate(half, 0.0) });
    }
    let (orientation, position, span) = if dy <= MAX_LEAN && dx >= MIN_LENGTH {
        (Orientation::Horizontal, (from.y + to.y) / 2.0, (from.x, to.x))
    } else if dx <= MAX_LEAN && dy >= MIN_LENGTH {
        (Orientation::Vertical, (from.x + to.x) / 2.0, (from.y, to.y))
    } else {
        return None;
    };
    let span = Span::new(Pt::new(span.0), Pt::new(span.1));
    Some(Ruling { orientation, position: Pt::new(position), span, thickness: Pt::new(width), is_vivid: false })
}

/// The parts of a path between one `MoveTo` and the next.
fn subpaths(path: &BezPath) -> impl Iterator<Item = BezPath> + '_ {
    let elements = path.elements();
    let starts: Vec<usize> = elements
        .iter()
        .enumerate()
        .filter(|(_, element)| matches!(element, PathEl::MoveTo(_)))
        .map(|(i, _)| i)
        .collect();
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain(std::iter::once(elements.len())).collect();
    starts.into_iter().zip(ends).map(|(start, end)| BezPath::from_vec(elements[start..end].to_vec()))
}

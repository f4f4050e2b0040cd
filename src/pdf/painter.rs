//! The engine's `Device` that writes down what is painted: pages to [`Picture`]s.
//!
//! What is lost: gradients and patterns are a light grey, soft masks of groups are not applied, and rare ways to mix
//! colours are painted as the normal one.

use super::picture::{Image, Mix, Outline, Part, Pen, Picture, Rule, Step, Stock};
use super::raster;
use crate::geometry::{Point, Pt, Rect};
use crate::model::PageNumber;
use hayro_interpret::font::{Glyph as EngineGlyph, GlyphRun};
use hayro_interpret::kurbo::{self, Affine, BezPath, PathEl, Shape};
use hayro_interpret::{
    BlendMode, CacheKey, ClipPath, Device, DrawMode, DrawProps, FillRule, Image as EngineImage, ImageDrawProps, Paint,
    SoftMask, StrokeProps,
};
use std::collections::HashMap;
use std::panic::resume_unwind;

/// Parts of outlines and glyphs kept of one page: a dense form has 10,000, a map hundreds of thousands, and a browser
/// paints so many in a second.
const MAX_PARTS: usize = 200_000;
/// Distinct glyphs kept of a document; the largest published ones have 3,000.
const MAX_GLYPHS: usize = 20_000;
/// Bytes of images kept of a document, so that a report of scans can still be handed on.
const MAX_IMAGE_BYTES: usize = 6 << 20;
/// What stands for gradients, patterns and images that are left out.
const VEIL: [u8; 4] = [128, 128, 128, 48];
/// Pens thinner than this are drawn as thin as can be seen (ISO 32000-1, 8.4.3.2: width 0 is the thinnest line).
const THINNEST: f64 = 0.24;

/// What the pictures of a document share, while they are made.
#[derive(Default)]
pub(super) struct Store {
    pub(super) stock: Stock,
    glyphs: HashMap<u128, usize>,
    images: HashMap<u128, usize>,
    image_bytes: usize,
}

/// Writes down the steps of one page.
pub(super) struct Painter<'s> {
    store: &'s mut Store,
    page: kurbo::Rect,
    steps: Vec<Step>,
    /// What is open, innermost last; with the box outside of which nothing is seen.
    open: Vec<(Layer, kurbo::Rect)>,
    colour: Option<[u8; 4]>,
    mix: Option<Mix>,
    parts: usize,
    is_over: bool,
}

/// A clip or group: written down only once something is painted in it.
enum Layer {
    Waiting(Step),
    Written,
    /// A clip that hides nothing.
    Nothing,
}

impl Painter<'_> {
    pub(super) fn new(store: &mut Store, page: kurbo::Rect) -> Painter<'_> {
        Painter {
            store,
            page,
            steps: Vec::new(),
            open: Vec::new(),
            colour: None,
            mix: Some(Mix::Normal),
            parts: 0,
            is_over: false,
        }
    }

    pub(super) fn finish(mut self, number: PageNumber, is_complete: bool) -> Picture {
        // What the engine left open when it failed.
        while !self.open.is_empty() {
            self.close();
        }
        let (width, height) = (Pt::new(self.page.width()), Pt::new(self.page.height()));
        Picture { number, width, height, steps: self.steps, is_complete: is_complete && !self.is_over }
    }

    fn seen(&self) -> kurbo::Rect {
        self.open.last().map_or(self.page, |(_, seen)| *seen)
    }

    /// True if something in this box would be seen.
    fn is_seen(&self, bounds: kurbo::Rect) -> bool {
        let (seen, slack) = (self.seen(), 1.0);
        bounds.x0 <= seen.x1 + slack
            && bounds.x1 >= seen.x0 - slack
            && bounds.y0 <= seen.y1 + slack
            && bounds.y1 >= seen.y0 - slack
    }

    /// Counts what is kept; the engine knows no other way to be ended than to unwind it.
    fn count(&mut self, parts: usize) {
        self.parts += parts;
        if self.parts > MAX_PARTS {
            self.is_over = true;
            resume_unwind(Box::new("more marks than a picture keeps"));
        }
    }

    /// Writes down the clips and groups that wait: something is painted in them.
    fn enter(&mut self) {
        for (open, _) in &mut self.open {
            if let Layer::Waiting(step) = open {
                self.steps.push(step.clone());
                *open = Layer::Written;
                // Who closes it goes back to the colour and mixture before it.
                (self.colour, self.mix) = (None, None);
            }
        }
    }

    fn close(&mut self) {
        if let Some((Layer::Written, _)) = self.open.pop() {
            self.steps.push(Step::Close);
            (self.colour, self.mix) = (None, None);
        }
    }

    fn paint(&mut self, colour: [u8; 4], mix: Mix, parts: usize, step: Step) {
        self.count(parts.max(1));
        self.enter();
        if self.mix != Some(mix) {
            self.mix = Some(mix);
            self.steps.push(Step::Mix(mix));
        }
        if self.colour != Some(colour) {
            self.colour = Some(colour);
            self.steps.push(Step::Colour(colour));
        }
        self.steps.push(step);
    }

    fn path(&mut self, path: &BezPath, props: &DrawProps<'_>, mode: &DrawMode) {
        let colour = colour(&props.paint);
        let mix = mix(props.blend_mode);
        if colour[3] == 0 {
            return;
        }
        let bounds = props.transform.transform_rect_bbox(path.bounding_box());
        let scale = props.transform.determinant().abs().sqrt();
        if let DrawMode::Fill(rule) | DrawMode::FillAndStroke(rule, _) = mode
            && self.is_seen(bounds)
        {
            let outline = outline(path, props.transform);
            match upright_box(&outline) {
                Some(rect) => self.paint(colour, mix, 1, Step::Box(rect)),
                None => self.paint(colour, mix, outline.0.len(), Step::Fill(outline, fill_rule(*rule))),
            }
        }
        if let DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) = mode {
            let pen = pen(stroke, scale);
            let reach = pen.width.get();
            if self.is_seen(bounds.inflate(reach, reach)) {
                let outline = outline(path, props.transform);
                self.paint(colour, mix, outline.0.len(), Step::Stroke(outline, pen));
            }
        }
    }

    fn glyphs(&mut self, colour: [u8; 4], mix: Mix, sides: [f64; 4], pen: Option<Pt>, place: (usize, Point)) {
        let same_step = self.colour == Some(colour)
            && self.mix == Some(mix)
            && self.open.iter().all(|(open, _)| !matches!(open, Layer::Waiting(_)));
        self.count(1);
        if same_step
            && let Some(Step::Glyphs { sides: own, pen: own_pen, places }) = self.steps.last_mut()
            && *own == sides
            && *own_pen == pen
        {
            places.push(place);
            return;
        }
        self.paint(colour, mix, 0, Step::Glyphs { sides, pen, places: vec![place] });
    }

    /// The index of a glyph's outline; none for one without marks.
    fn glyph(&mut self, glyph: &hayro_interpret::font::OutlineGlyph) -> Option<usize> {
        let key = glyph.identifier().cache_key();
        let index = match self.store.glyphs.get(&key) {
            Some(index) => *index,
            None if self.store.stock.glyphs.len() >= MAX_GLYPHS => return None,
            None => {
                let index = self.store.stock.glyphs.len();
                self.store.stock.glyphs.push(outline(&glyph.outline(), Affine::IDENTITY));
                self.store.glyphs.insert(key, index);
                index
            }
        };
        let is_blank = self.store.stock.glyphs.get(index).is_none_or(|outline| outline.0.is_empty());
        (!is_blank).then_some(index)
    }

    fn image(&mut self, image: &EngineImage<'_, '_>, shown: kurbo::Rect) -> usize {
        let key = image.cache_key();
        if let Some(index) = self.store.images.get(&key) {
            return *index;
        }
        let room = MAX_IMAGE_BYTES.saturating_sub(self.store.image_bytes);
        let made = raster::image(image, (shown.width(), shown.height()), room);
        self.store.image_bytes += match &made {
            Image::Jpeg(bytes) | Image::Png(bytes) => bytes.len(),
            Image::Absent => 0,
        };
        let index = self.store.stock.images.len();
        self.store.stock.images.push(made);
        self.store.images.insert(key, index);
        index
    }

    fn clip_to(&mut self, bounds: kurbo::Rect, step: Step) {
        // Forms that show nothing clip all the same, and may do so without end.
        self.count(1);
        let before = self.seen();
        let seen = before.intersect(bounds);
        let hides_nothing = matches!(step, Step::ClipBox(_)) && seen == before;
        self.open.push((if hides_nothing { Layer::Nothing } else { Layer::Waiting(step) }, seen));
    }
}

impl<'a> Device<'a> for Painter<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.path(path, &props, mode);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        let outline = outline(&clip.path, Affine::IDENTITY);
        let bounds = clip.path.bounding_box();
        match upright_box(&outline) {
            Some(rect) => self.clip_to(bounds, Step::ClipBox(rect)),
            None => {
                self.count(outline.0.len());
                self.clip_to(bounds, Step::Clip(outline, fill_rule(clip.fill)));
            }
        }
    }

    fn push_clip_rect(&mut self, rect: &kurbo::Rect) {
        self.clip_to(*rect, Step::ClipBox(to_rect(*rect)));
    }

    fn pop_clip(&mut self) {
        self.close();
    }

    fn push_transparency_group(&mut self, opacity: f32, _: Option<SoftMask<'a>>, blend: BlendMode) {
        let seen = self.seen();
        let mix = mix(blend);
        let group = if opacity >= 1.0 && mix == Mix::Normal {
            Layer::Nothing
        } else {
            Layer::Waiting(Step::Group(to_byte(opacity), mix))
        };
        self.open.push((group, seen));
    }

    fn pop_transparency_group(&mut self) {
        self.close();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let (colour, mix) = (colour(&props.paint), mix(props.blend_mode));
        let pen = match mode {
            DrawMode::Invisible => return,
            DrawMode::Stroke(stroke) => Some(pen(stroke, props.transform.determinant().abs().sqrt()).width),
            DrawMode::Fill(_) | DrawMode::FillAndStroke(..) => None,
        };
        for positioned in run.glyphs() {
            match &**positioned {
                EngineGlyph::Outline(glyph) => {
                    let [a, b, c, d, x, y] = (props.transform * positioned.transform()).as_coeffs();
                    let reach = 2000.0 * (a.abs() + b.abs()).max(c.abs() + d.abs());
                    let around = kurbo::Rect::new(x - reach, y - reach, x + reach, y + reach);
                    if colour[3] == 0 || !reach.is_finite() || !self.is_seen(around) {
                        continue;
                    }
                    if let Some(index) = self.glyph(glyph) {
                        self.glyphs(colour, mix, [a, b, c, d], pen, (index, Point { x: Pt::new(x), y: Pt::new(y) }));
                    }
                }
                EngineGlyph::Type3(glyph) => {
                    glyph.interpret(self, props.transform, positioned.transform(), &props.paint);
                }
            }
        }
    }

    fn draw_image(&mut self, image: EngineImage<'a, '_>, props: ImageDrawProps<'a>) {
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        let shown = props.transform.transform_rect_bbox(kurbo::Rect::new(0.0, 0.0, width, height));
        if !self.is_seen(shown) || shown.area() <= 0.0 {
            return;
        }
        let index = self.image(&image, shown);
        let mix = mix(props.blend_mode);
        let unit = (props.transform * Affine::scale_non_uniform(width, height)).as_coeffs();
        match self.store.stock.images.get(index) {
            Some(Image::Absent) | None => self.paint(VEIL, mix, 1, Step::Box(to_rect(shown.intersect(self.page)))),
            Some(_) => self.paint([0, 0, 0, 255], mix, 1, Step::Image(index, unit)),
        }
    }
}

fn colour(paint: &Paint<'_>) -> [u8; 4] {
    match paint {
        Paint::Color(colour) => colour.to_rgba().to_rgba8(),
        Paint::Pattern(_) => VEIL,
    }
}

fn mix(mode: BlendMode) -> Mix {
    match mode {
        BlendMode::Multiply | BlendMode::Darken | BlendMode::ColorBurn => Mix::Multiply,
        BlendMode::Screen | BlendMode::Lighten | BlendMode::ColorDodge => Mix::Screen,
        _ => Mix::Normal,
    }
}

fn fill_rule(rule: FillRule) -> Rule {
    match rule {
        FillRule::NonZero => Rule::NonZero,
        FillRule::EvenOdd => Rule::EvenOdd,
    }
}

fn pen(stroke: &StrokeProps, scale: f64) -> Pen {
    let length = |length: f32| Pt::new(f64::from(length) * scale);
    let has_gaps = stroke.dash_array.iter().any(|dash| *dash > 0.0);
    Pen {
        width: length(stroke.line_width).max(Pt::new(THINNEST)),
        dashes: if has_gaps { stroke.dash_array.iter().map(|dash| length(*dash)).collect() } else { Vec::new() },
    }
}

/// 0 to 1 as 0 to 255.
fn to_byte(share: f32) -> u8 {
    // The cast saturates.
    (share * 255.0).round() as u8
}

fn outline(path: &BezPath, transform: Affine) -> Outline {
    let at = |point: kurbo::Point| {
        let point = transform * point;
        [Pt::new(point.x).get(), Pt::new(point.y).get()]
    };
    let part = |element: &PathEl| match *element {
        PathEl::MoveTo(to) => Part::Move(at(to)),
        PathEl::LineTo(to) => Part::Line(at(to)),
        PathEl::QuadTo(a, to) => Part::Quad([at(a), at(to)]),
        PathEl::CurveTo(a, b, to) => Part::Cubic([at(a), at(b), at(to)]),
        PathEl::ClosePath => Part::Close,
    };
    Outline(path.elements().iter().map(part).collect())
}

/// The outline as the upright box it is, if it is one.
fn upright_box(outline: &Outline) -> Option<Rect> {
    const SAME: f64 = 0.01;
    let mut corners = Vec::with_capacity(5);
    for (at, part) in outline.0.iter().enumerate() {
        match part {
            Part::Move(to) if at == 0 => corners.push(*to),
            Part::Line(to) if corners.len() < 5 => corners.push(*to),
            Part::Close if at + 1 == outline.0.len() => {}
            _ => return None,
        }
    }
    let near = |a: f64, b: f64| (a - b).abs() <= SAME;
    if let [a, .., e] = corners.as_slice()
        && corners.len() == 5
        && !(near(a[0], e[0]) && near(a[1], e[1]))
    {
        return None;
    }
    let [a, b, c, d] = *corners.get(..4)? else { return None };
    let across_first = near(a[1], b[1]) && near(b[0], c[0]) && near(c[1], d[1]) && near(d[0], a[0]);
    let down_first = near(a[0], b[0]) && near(b[1], c[1]) && near(c[0], d[0]) && near(d[1], a[1]);
    (across_first || down_first).then(|| Rect::new(Pt::new(a[0]), Pt::new(a[1]), Pt::new(c[0]), Pt::new(c[1])))
}

fn to_rect(rect: kurbo::Rect) -> Rect {
    Rect::new(Pt::new(rect.x0), Pt::new(rect.y0), Pt::new(rect.x1), Pt::new(rect.y1))
}

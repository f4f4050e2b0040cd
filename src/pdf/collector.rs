//! The engine's `Device` that keeps what is painted: glyphs, rulings, pictures.

use super::doubles::{drop_between, drop_overprints, drop_unseen_words, drop_watermarks};
use super::fields::{self, FieldLine, text_string};
use super::paint::{PathMarks, Shade, path_marks};
use super::{Direction, Glyph, Ruling, Stop};
use crate::geometry::{Orientation, Point, Pt, Rect, Span};
use hayro_interpret::font::{FontData, Glyph as EngineGlyph, GlyphRun, OutlineGlyph, StandardFont};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::object::{Dict, String as PdfString};
use hayro_interpret::kurbo::{self, Affine, BezPath, Shape};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};
use std::panic::resume_unwind;
use std::sync::LazyLock;

/// Glyphs, rulings and pictures kept of one page, each; an A0 drawing has some 100,000 in all, an endless content stream
/// has more.
const MAX_GLYPHS: usize = 1_000_000;
const MAX_RULINGS: usize = 500_000;
const MAX_IMAGES: usize = 500_000;
/// What one page may have painted, kept or not: forms that paint forms paint more than any file could hold. The fullest
/// of the published pages paints some 30,000 times.
const MAX_PAINTED: usize = 10_000_000;
/// Dark areas remembered at a time; a table has a row or two of them, a map has more and no white text in cells.
const MAX_DARK: usize = 10_000;
/// Ascent and descent of an ordinary font, in em: the box of a glyph across its line.
const ASCENT: f64 = 0.86;
const DESCENT: f64 = 0.14;
/// The sine of the angle from which a text slants: watermarks do by 30 to 60 degrees, a crooked scan by one or two.
const SLANT: f64 = 0.1;
/// A glyph counts as painted if its middle is no more than this outside of the clip.
const CLIP_SLACK: f64 = 0.5;
/// A picture that covers this share of the page makes invisible text its reading (a scanned page with OCR).
const SCAN_COVER: f64 = 0.5;

/// What one page shows.
#[derive(Default)]
pub(super) struct Marks {
    pub(super) glyphs: Vec<Glyph>,
    pub(super) rulings: Vec<Ruling>,
    pub(super) images: Vec<Rect>,
    pub(super) unmapped: usize,
    pub(super) slanted: usize,
    pub(super) watermark: usize,
    pub(super) ocr: bool,
    pub(super) stopped: Option<Stop>,
}

/// Collects [`Marks`] while the interpreter runs.
pub(super) struct Collector {
    page: kurbo::Rect,
    clips: Vec<kurbo::Rect>,
    marks: Marks,
    /// Invisible text (render mode 3), kept apart until it is known whether the page is a scan.
    invisible: Vec<Glyph>,
    /// Text that runs askew, kept apart until it is known whether the whole page does; with the number of upright
    /// glyphs before each.
    slanted: Vec<(usize, Glyph)>,
    /// For each visible glyph, whether it stands beside the clip: kept only as part of a word that is partly seen.
    beside_clip: Vec<bool>,
    /// Dark areas painted so far, on which white text can be read.
    dark: Vec<kurbo::Rect>,
    run: u32,
    /// The runs printed in a pale colour.
    pale: Vec<u32>,
    /// How often the engine has painted anything, or clipped.
    painted: usize,
    /// Nesting of marked content; an entry with text is a `/ActualText` that begins at this glyph.
    content: Vec<Option<(usize, String)>>,
}

impl Collector {
    pub(super) fn new(page: kurbo::Rect) -> Collector {
        /// Most pages have fewer: a list that grows is copied again and again.
        const GLYPHS: usize = 1024;
        Collector {
            page,
            clips: Vec::new(),
            marks: Marks { glyphs: Vec::with_capacity(GLYPHS), ..Marks::default() },
            invisible: Vec::new(),
            slanted: Vec::new(),
            beside_clip: Vec::new(),
            dark: Vec::new(),
            run: 0,
            pale: Vec::new(),
            painted: 0,
            content: Vec::new(),
        }
    }

    /// Everything collected, without what is printed twice.
    pub(super) fn finish(mut self) -> Marks {
        let before = self.marks.glyphs.len();
        if self.slanted.len() > before {
            self.marks.glyphs.extend(self.slanted.drain(..).map(|(_, glyph)| glyph));
        }
        drop_between(&mut self.marks.glyphs, &mut self.beside_clip, &self.slanted);
        let askew = self.slanted.iter().filter(|(_, glyph)| !glyph.character.is_whitespace()).count();
        self.marks.slanted = askew + before.saturating_sub(self.marks.glyphs.len());
        drop_unseen_words(&mut self.marks.glyphs, &self.beside_clip);
        let area = self.page.area().max(1.0);
        let covered =
            self.marks.images.iter().any(|image| (image.width().get() * image.height().get()) > area * SCAN_COVER);
        if covered && self.invisible.len() > self.marks.glyphs.len() {
            self.marks.glyphs.append(&mut self.invisible);
            self.marks.ocr = true;
        }
        self.marks.watermark = drop_watermarks(&mut self.marks.glyphs, &self.marks.rulings, &self.pale);
        drop_overprints(&mut self.marks.glyphs);
        self.marks.unmapped = self.marks.glyphs.iter().filter(|glyph| glyph.character == '\u{FFFD}').count();
        self.marks
    }

    fn clip(&self) -> kurbo::Rect {
        self.clips.last().copied().unwrap_or(self.page)
    }

    fn has_room(&mut self, of: Stop) -> bool {
        let marks = &self.marks;
        let room = match of {
            Stop::Glyphs => marks.glyphs.len() + self.invisible.len() + self.slanted.len() < MAX_GLYPHS,
            Stop::Rulings => marks.rulings.len() < MAX_RULINGS,
            _ => marks.images.len() < MAX_IMAGES,
        };
        if !room {
            self.stop(of);
        }
        room
    }

    /// Counts what is painted.
    fn count(&mut self, more: usize) {
        self.painted += more;
        if self.painted > MAX_PAINTED {
            self.stop(Stop::Painted);
        }
    }

    /// Ends the interpreter, which knows no other way: what was collected stays, and the page is told to be incomplete.
    fn stop(&mut self, why: Stop) {
        self.marks.stopped = Some(why);
        resume_unwind(Box::new("more marks than the limits allow"));
    }

    fn keep_ruling(&mut self, ruling: Ruling) {
        let clip = self.clip();
        let (along, across) = match ruling.orientation {
            Orientation::Horizontal => ((clip.x0, clip.x1), (clip.y0, clip.y1)),
            Orientation::Vertical => ((clip.y0, clip.y1), (clip.x0, clip.x1)),
        };
        // A border stands half outside of the clip of its own cell.
        let slack = ruling.thickness.get() / 2.0 + CLIP_SLACK;
        let at = ruling.position.get();
        if at < across.0 - slack || at > across.1 + slack {
            return;
        }
        let start = ruling.span.start.max(Pt::new(along.0 - slack));
        let end = ruling.span.end.min(Pt::new(along.1 + slack));
        if start < end && self.has_room(Stop::Rulings) {
            self.marks.rulings.push(Ruling { span: Span::new(start, end), ..ruling });
        }
    }

    fn keep_path(&mut self, path: &BezPath, props: &DrawProps<'_>, mode: &DrawMode) {
        self.count(1);
        match path_marks(path, props, mode) {
            PathMarks::None => {}
            PathMarks::Rulings(rulings) => rulings.into_iter().for_each(|ruling| self.keep_ruling(ruling)),
            PathMarks::Area { rect, dark } => {
                // A white area painted later hides what is below it; a dark one lets white text be read.
                self.dark.retain(|old| rect.intersect(*old) != *old);
                if dark && self.dark.len() < MAX_DARK {
                    self.dark.push(rect);
                }
            }
        }
    }

    /// Where glyphs are seen: the clip, and a little around it.
    fn seen(&self) -> kurbo::Rect {
        self.clip().inflate(CLIP_SLACK, CLIP_SLACK).intersect(self.page)
    }

    fn keep_glyph(&mut self, glyph: Glyph, text: &BfString, clip: kurbo::Rect, visible: bool, slants: bool) {
        let centre = glyph.rect.centre();
        let at = kurbo::Point::new(centre.x.get(), centre.y.get());
        let seen = clip.contains(at);
        // A word too long for its cell is cut by the cell's sides; what is cut is part of it all the same.
        let beside = !seen && self.page.contains(at) && clip.y0 <= at.y && at.y <= clip.y1 && visible;
        if !(seen || beside) || !self.has_room(Stop::Glyphs) {
            return;
        }
        if visible && slants {
            let character = |character| Glyph { character, ..glyph };
            let before = self.marks.glyphs.len();
            match text {
                BfString::Char(single) => self.slanted.push((before, character(*single))),
                BfString::String(text) => self.slanted.extend(text.chars().map(|c| (before, character(c)))),
            }
            return;
        }
        let target = if visible { &mut self.marks.glyphs } else { &mut self.invisible };
        match text {
            BfString::Char(character) => target.push(Glyph { character: *character, ..glyph }),
            BfString::String(text) => target.extend(spread(glyph, text)),
        }
        self.beside_clip.resize(self.marks.glyphs.len(), beside);
    }

    /// Keeps a line that the file leaves to the reader to draw; `page` places the page's own frame.
    pub(super) fn keep_field(&mut self, line: &FieldLine, page: Affine) {
        self.run = self.run.wrapping_add(1);
        self.count(line.text.len());
        let em = line.size / 1000.0;
        let mut x = line.x;
        for character in line.text.chars().filter(|character| !character.is_control()) {
            let transform = page * Affine::new([em * line.squeeze, 0.0, 0.0, em, x, line.y]);
            let width = fields::width(character) * 1000.0;
            x += width * em * line.squeeze;
            if let Some(glyph) = placed(width, transform, WritingMode::Horizontal, self.run) {
                self.keep_glyph(glyph, &BfString::Char(character), self.seen(), true, false);
            }
        }
    }

    /// Can white text be read there?
    fn lies_on_dark(&self, at: kurbo::Point) -> bool {
        self.dark.iter().any(|dark| dark.contains(at))
    }
}

impl Device<'_> for Collector {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'_>, mode: &DrawMode) {
        self.keep_path(path, &props, mode);
    }

    fn draw_rect(&mut self, rect: &kurbo::Rect, props: DrawProps<'_>, mode: &DrawMode) {
        self.keep_path(&rect.to_path(0.1), &props, mode);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        let bounds = clip.path.bounding_box();
        self.push_clip_rect(&bounds);
    }

    fn push_clip_rect(&mut self, rect: &kurbo::Rect) {
        self.count(1);
        let clip = self.clip().intersect(*rect);
        self.clips.push(clip);
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {
        self.count(1);
    }

    fn pop_transparency_group(&mut self) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, mode: &DrawMode) {
        // Render mode 2 arrives as a fill and then a stroke of the same glyphs: the second is boldness, not text. Text
        // that is only stroked (mode 1) arrives once and is text; the difference is told by `drop_overprints`.
        self.run = self.run.wrapping_add(1);
        self.count(run.glyphs().len());
        let visible = !matches!(mode, DrawMode::Invisible);
        let shade = Shade::of(&props.paint);
        if visible && shade.pale {
            self.pale.push(self.run);
        }
        let clip = self.seen();
        // How far the engine has set this run's glyphs too wide apart so far, in thousandths of an em.
        let mut too_wide = 0.0;
        for engine_glyph in run.glyphs() {
            let transform = props.transform * engine_glyph.transform() * Affine::translate((-too_wide, 0.0));
            let text = engine_glyph.as_unicode().unwrap_or(BfString::Char('\u{FFFD}'));
            let mut width = advance_width(engine_glyph);
            if lacks_width(engine_glyph, &text, width) && run.writing_mode() == WritingMode::Horizontal {
                (width, too_wide) = (width / 2.0, too_wide + width / 2.0);
            }
            let Some(glyph) = placed(width, transform, run.writing_mode(), self.run) else { continue };
            if visible && shade.white && !self.lies_on_dark(transform * kurbo::Point::ZERO) {
                continue;
            }
            self.keep_glyph(glyph, &text, clip, visible, slants(transform));
        }
    }

    fn draw_image(&mut self, image: Image<'_, '_>, props: ImageDrawProps<'_>) {
        self.count(1);
        let pixels = kurbo::Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let shown = props.transform.transform_rect_bbox(pixels).intersect(self.clip());
        if shown.width() <= 0.0 || shown.height() <= 0.0 {
            return;
        }
        // A line may be painted as a stretched picture of one pixel.
        if let Some(ruling) = super::paint::thin_ruling(shown) {
            self.keep_ruling(ruling);
        } else if self.has_room(Stop::Painted) {
            self.marks.images.push(to_rect(shown));
        }
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        let actual = properties
            .and_then(|dict| dict.get::<PdfString<'_>>(b"ActualText".as_slice()))
            .map(|text| text_string(text.as_bytes()))
            .filter(|_| self.content.iter().all(Option::is_none));
        self.content.push(actual.map(|text| (self.marks.glyphs.len(), text)));
    }

    fn end_marked_content(&mut self) {
        let Some(Some((start, text))) = self.content.pop() else { return };
        let start = start.min(self.marks.glyphs.len());
        let painted = self.marks.glyphs.split_off(start);
        let beside = self.beside_clip.get(start).copied().unwrap_or(false);
        self.beside_clip.truncate(start);
        self.marks.glyphs.extend(with_actual_text(painted, &text));
        self.beside_clip.resize(self.marks.glyphs.len(), beside);
    }
}

/// Whether text under this transform runs neither along the page nor across it.
fn slants(transform: Affine) -> bool {
    let [a, b, ..] = transform.as_coeffs();
    a.abs().min(b.abs()) > (a * a + b * b).sqrt() * SLANT
}

/// How far the engine goes on after a glyph, in thousandths of an em.
fn advance_width(glyph: &EngineGlyph<'_>) -> f64 {
    match glyph {
        EngineGlyph::Outline(outline) => outline.advance_width().map_or(500.0, f64::from),
        EngineGlyph::Type3(type3) => type3.advance_width().map_or(500.0, f64::from),
    }
}

/// Whether a letter or digit has the width of an ideograph because its font says none: of Chinese fonts that are not in
/// the file, some writers leave out the widths (/W) and set such characters half as wide, as the fonts do.
fn lacks_width(glyph: &EngineGlyph<'_>, text: &BfString, width: f64) -> bool {
    // These are as wide as that in some fonts.
    let is_wide = |c: &char| matches!(c, 'W' | 'M' | '@' | '%' | '&');
    let is_narrow = matches!(text, BfString::Char(c) if (' '..='~').contains(c) && !is_wide(c));
    let is_full = (width - 1000.0).abs() < f64::EPSILON;
    is_full && is_narrow && matches!(glyph, EngineGlyph::Outline(outline) if stands_in(outline))
}

/// Whether the engine's own font stands in for a composite one that is not in the file: of no other glyph does it have
/// that font's data.
fn stands_in(glyph: &OutlineGlyph) -> bool {
    use StandardFont as Font;
    static OWN: LazyLock<[FontData; 12]> = LazyLock::new(|| {
        let own = [
            Font::Helvetica,
            Font::HelveticaBold,
            Font::HelveticaOblique,
            Font::HelveticaBoldOblique,
            Font::Courier,
            Font::CourierBold,
            Font::CourierOblique,
            Font::CourierBoldOblique,
            Font::TimesRoman,
            Font::TimesBold,
            Font::TimesItalic,
            Font::TimesBoldItalic,
        ];
        own.map(|font| font.get_font_data().0)
    });
    let Some(font) = glyph.font_data() else { return false };
    let is_same = |own: &FontData| {
        let (own, data) = ((**own).as_ref(), (*font.data).as_ref());
        own.len() == data.len() && (std::ptr::eq(own, data) || own == data)
    };
    OWN.iter().any(is_same)
}

/// Where the engine's glyph stands on the displayed page.
fn placed(width: f64, transform: Affine, writing: WritingMode, run: u32) -> Option<Glyph> {
    // The transform maps thousandths of an em; its columns are the em's two sides as displayed.
    let [a, b, c, d, x, y] = transform.as_coeffs();
    let size = (c * c + d * d).sqrt() * 1000.0;
    let along = (a * a + b * b).sqrt() * 1000.0;
    if !(size.is_finite() && along.is_finite() && x.is_finite() && y.is_finite()) || size <= 0.0 {
        return None;
    }
    let direction = match (a.abs() >= b.abs(), a >= 0.0, b >= 0.0) {
        (true, true, _) => Direction::Right,
        (true, false, _) => Direction::Left,
        (false, _, true) => Direction::Down,
        (false, _, false) => Direction::Up,
    };
    // Condensed text has a narrow x scale; a wide one is the engine's stretch of a substitute font.
    let scale = if (0.4..=1.05).contains(&(along / size)) { along } else { size };
    let width = if writing == WritingMode::Vertical || width <= 0.0 { 1000.0 } else { width.min(4000.0) };
    let advance = width / 1000.0 * scale;
    let (ascent, descent) = (size * ASCENT, size * DESCENT);
    let rect = match direction {
        Direction::Right => kurbo::Rect::new(x, y - ascent, x + advance, y + descent),
        Direction::Left => kurbo::Rect::new(x - advance, y - descent, x, y + ascent),
        Direction::Down => kurbo::Rect::new(x - descent, y, x + ascent, y + advance),
        Direction::Up => kurbo::Rect::new(x - ascent, y - advance, x + descent, y),
    };
    Some(Glyph {
        character: '\u{FFFD}',
        rect: to_rect(rect),
        origin: Point { x: Pt::new(x), y: Pt::new(y) },
        size: Pt::new(size),
        direction,
        run,
    })
}

/// One painted glyph that stands for several characters: they share its box in equal parts.
fn spread(glyph: Glyph, text: &str) -> Vec<Glyph> {
    let n = text.chars().count();
    text.chars()
        .enumerate()
        .map(|(i, character)| Glyph { character, rect: part(glyph.rect, glyph.direction, i, n), ..glyph })
        .collect()
}

fn part(rect: Rect, direction: Direction, i: usize, n: usize) -> Rect {
    let cut = |span: Span, i: usize| {
        let step = span.len() * (1.0 / n.max(1) as f64);
        Span::new(span.start + step * i as f64, span.start + step * (i + 1) as f64)
    };
    match direction {
        Direction::Right => Rect::from_spans(cut(rect.x(), i), rect.y()),
        Direction::Left => Rect::from_spans(cut(rect.x(), n - 1 - i), rect.y()),
        Direction::Down => Rect::from_spans(rect.x(), cut(rect.y(), i)),
        Direction::Up => Rect::from_spans(rect.x(), cut(rect.y(), n - 1 - i)),
    }
}

/// The painted glyphs with the characters that `/ActualText` (ISO 32000-1, 14.9.4) says they stand for.
fn with_actual_text(painted: Vec<Glyph>, text: &str) -> Vec<Glyph> {
    let n = text.chars().count();
    if n == painted.len() {
        return painted.into_iter().zip(text.chars()).map(|(glyph, character)| Glyph { character, ..glyph }).collect();
    }
    let (Some(first), false) = (painted.first(), n == 0) else { return Vec::new() };
    let one_line = painted.iter().all(|glyph| (glyph.origin.y - first.origin.y).abs() < glyph.size * 0.3);
    if !one_line || first.direction != Direction::Right {
        // The text cannot be laid out over several lines without guessing: what is painted stays.
        return painted;
    }
    let whole = painted.iter().fold(first.rect, |whole, glyph| whole.union(glyph.rect));
    spread(Glyph { rect: whole, ..*first }, text)
}

fn to_rect(rect: kurbo::Rect) -> Rect {
    Rect::new(Pt::new(rect.x0), Pt::new(rect.y0), Pt::new(rect.x1), Pt::new(rect.y1))
}

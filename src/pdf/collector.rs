//! The engine's `Device` that keeps what is painted: glyphs, rulings, pictures.

mod device;

use super::advance::tighten;
use super::annotations::{Annotation, Share};
use super::collection::{Collections, Reading};
use super::cover::{Cover, Sight, cover, drop_unseen, ink};
use super::doubles::{drop_between, drop_overprints, runs_askew};
use super::fields::{self, FieldLine, text_string};
use super::invisible::{reading_of, take_specks};
use super::marks::{Clip, Marks};
use super::paint::{Layer, PathMarks, Shade, path_marks};
use super::placed::{
    advance_width, bridge, is_unprinted, lacks_width, placed, slants, spread, to_rect, with_actual_text,
};
use super::remark::drop_remarks;
use super::watermark::{drop_stamps, drop_watermarks};
use super::{Cut, Glyph, Ruling, Stop};
use crate::geometry::{Orientation, Pt, Span};
use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::object::{Dict, String as PdfString};
use hayro_interpret::kurbo::{self, Affine, BezPath, Shape};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};
use std::panic::resume_unwind;

/// Glyphs, rulings and pictures kept of one page, each; an A0 drawing has some 100,000 in all, an endless content stream
/// has more.
const MAX_GLYPHS: usize = 1_000_000;
const MAX_RULINGS: usize = 500_000;
const MAX_IMAGES: usize = 500_000;
/// What one page may have painted, kept or not: forms that paint forms paint more than any file could hold. The fullest
/// of the published pages paints some 30,000 times.
const MAX_PAINTED: usize = 10_000_000;
/// What a clip or a group counts as: the engine begins and ends a form for it, and a form that shows nothing paints nothing.
const CLIP: usize = 20;
/// Areas remembered at a time; a table has a row or two of dark ones, a map has more and no white text in cells.
const MAX_AREAS: usize = 10_000;
/// A ruling counts as painted if it is no more than this outside of the clip, in points.
const RULING_SLACK: f64 = 0.5;
/// A glyph counts as painted if its middle is no more than this outside of the clip, in em: nearly half of it is seen.
const GLYPH_SLACK: f64 = 0.06;

/// A line can be read of which a cell shows so much.
const LEGIBLE: f64 = 0.2;

/// Whether the clip shows a part of the height of a letter that stands upright, and not all.
fn is_cut(glyph: &Glyph, clip: kurbo::Rect) -> bool {
    let y = ink(glyph);
    let share = y.overlap(Span::new(Pt::new(clip.y0), Pt::new(clip.y1))) / y.len().max(Pt::new(f64::EPSILON));
    glyph.direction == super::Direction::Right && (LEGIBLE..1.0).contains(&share)
}

/// Collects [`Marks`] while the interpreter runs.
pub(super) struct Collector<'a> {
    page: kurbo::Rect,
    collections: &'a Collections<'a>,
    clips: Vec<Clip>,
    /// The groups painted into, each as it is laid over what is below it.
    layers: Vec<Layer>,
    marks: Marks,
    /// Invisible text (render mode 3), kept apart until it is known whether something else shows it.
    invisible: Vec<Glyph>,
    /// Text that runs askew, kept apart until it is known whether the whole page does; with the number of upright
    /// glyphs before each.
    slanted: Vec<(usize, Glyph)>,
    /// For each visible glyph, whether it is seen: what is not is kept only as part of a word that is partly seen.
    sights: Vec<Sight>,
    /// Dark areas painted so far, on which white text can be read.
    dark: Vec<kurbo::Rect>,
    /// Opaque boxes painted over anything.
    covers: Vec<Cover>,
    run: u32,
    /// Where the letters of a run stand while nothing else has been painted since.
    letters: Option<kurbo::Rect>,
    /// The runs printed in a pale colour.
    pale: Vec<u32>,
    /// The runs printed in a strong colour.
    vivid: Vec<u32>,
    /// How often the engine has painted anything, or clipped.
    painted: usize,
    /// Nesting of marked content; an entry with text is a `/ActualText` that begins at this glyph.
    content: Vec<Option<(usize, String)>>,
    /// The annotations still to be painted, the last one first, and how much of the one that is being painted counts.
    annotations: Vec<Annotation>,
    share: Share,
    /// The runs of each text that was typed over the page.
    typed: Vec<std::ops::Range<u32>>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(page: kurbo::Rect, collections: &'a Collections<'a>) -> Collector<'a> {
        /// Most pages have fewer: a list that grows is copied again and again.
        const GLYPHS: usize = 1024;
        Collector {
            page,
            collections,
            clips: Vec::new(),
            layers: Vec::new(),
            marks: Marks { glyphs: Vec::with_capacity(GLYPHS), ..Marks::default() },
            invisible: Vec::new(),
            slanted: Vec::new(),
            sights: Vec::with_capacity(GLYPHS),
            dark: Vec::new(),
            covers: Vec::new(),
            run: 0,
            letters: None,
            pale: Vec::new(),
            vivid: Vec::new(),
            painted: 0,
            content: Vec::new(),
            annotations: Vec::new(),
            share: Share::All,
            typed: Vec::new(),
        }
    }

    /// What is painted from now on is the appearance of these annotations, one after the other.
    pub(super) fn begin_annotations(&mut self, mut annotations: Vec<Annotation>) {
        self.clips.clear();
        self.layers.clear();
        annotations.reverse();
        self.annotations = annotations;
    }

    /// From now on all that is painted counts.
    pub(super) fn end_annotations(&mut self) {
        self.annotations.clear();
        self.share = Share::All;
    }

    /// Everything collected, without what is printed twice.
    pub(super) fn finish(mut self) -> Marks {
        self.clips.drain(..).for_each(|clip| self.invisible.extend(clip.text));
        tighten(&mut self.marks.glyphs);
        cover(&self.covers, &self.marks.glyphs, &mut self.sights, &mut self.marks.rulings);
        let before = self.marks.glyphs.len();
        if runs_askew(&self.marks.glyphs, &self.slanted) {
            self.marks.glyphs.extend(self.slanted.drain(..).map(|(_, glyph)| glyph));
        }
        drop_between(&mut self.marks.glyphs, &mut self.sights, &self.slanted);
        let askew = self.slanted.iter().filter(|(_, glyph)| !glyph.character.is_whitespace()).count();
        self.marks.slanted = askew + before.saturating_sub(self.marks.glyphs.len());
        self.marks.covered = drop_unseen(&mut self.marks.glyphs, &self.sights);
        let mut invisible = std::mem::take(&mut self.invisible);
        invisible.extend(take_specks(&mut self.marks.glyphs));
        self.marks.invisible = invisible.iter().filter(|glyph| !glyph.character.is_whitespace()).count();
        let read = reading_of(&self.marks, to_rect(self.page), invisible);
        self.marks.ocr = !read.is_empty();
        self.marks.invisible -= read.iter().filter(|glyph| !glyph.character.is_whitespace()).count();
        self.marks.glyphs.extend(read);
        self.marks.watermark = drop_watermarks(&mut self.marks.glyphs, &self.marks.rulings, &self.pale);
        self.marks.watermark += drop_stamps(&mut self.marks.glyphs, &self.vivid);
        self.marks.annotations += drop_remarks(&mut self.marks.glyphs, &self.marks.rulings, &self.typed, &self.vivid);
        drop_overprints(&mut self.marks.glyphs);
        self.marks.unmapped = self.marks.glyphs.iter().filter(|glyph| glyph.character == '\u{FFFD}').count();
        self.marks
    }

    fn clip(&self) -> kurbo::Rect {
        self.clips.last().map_or(self.page, |clip| clip.bounds)
    }

    /// How what is painted now is laid over what is below it.
    fn layer(&self) -> Layer {
        self.layers.last().copied().unwrap_or_default()
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
        if self.share != Share::All {
            return;
        }
        let clip = self.clip();
        let (along, across) = match ruling.orientation {
            Orientation::Horizontal => ((clip.x0, clip.x1), (clip.y0, clip.y1)),
            Orientation::Vertical => ((clip.y0, clip.y1), (clip.x0, clip.x1)),
        };
        // A border stands half outside of the clip of its own cell.
        let slack = ruling.thickness.get() / 2.0 + RULING_SLACK;
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

    /// Whether a path is the outline of the letters painted right before it: bold letters, as programs that print other
    /// people's files draw them.
    fn outlines_letters(&mut self, path: &BezPath, props: &DrawProps<'_>, mode: &DrawMode) -> bool {
        /// A box or a line has no more elements.
        const BOX: usize = 6;
        /// How far outlines reach beyond the boxes of their letters, in parts of their height.
        const BEYOND: f64 = 0.15;
        let letters =
            self.letters.take().filter(|_| matches!(mode, DrawMode::Stroke(_)) && path.elements().len() > BOX);
        let is_within = letters.is_some_and(|letters| {
            let reach = letters.height() * BEYOND;
            let bounds = props.transform.transform_rect_bbox(path.control_box());
            letters.inflate(reach, reach).contains_rect(bounds)
        });
        // A long text is outlined in several paths.
        self.letters = letters.filter(|_| is_within);
        is_within
    }

    fn keep_path(&mut self, path: &BezPath, props: &DrawProps<'_>, mode: &DrawMode) {
        self.count(1);
        if self.outlines_letters(path, props, mode) {
            return;
        }
        match path_marks(path, props, mode, self.layer()) {
            PathMarks::None => {}
            PathMarks::Rulings(rulings) => rulings.into_iter().for_each(|ruling| self.keep_ruling(ruling)),
            PathMarks::Area { rect, dark, opaque } => {
                if opaque {
                    self.keep_cover(rect, false);
                }
                if dark {
                    self.show_clip_text();
                }
                self.keep_ground(rect, dark);
            }
            PathMarks::Outlines { boxes, dark } => {
                self.show_clip_text();
                let all = boxes.iter().copied().reduce(|a, b| a.union(b));
                all.into_iter().for_each(|rect| self.keep_ground(rect, dark));
                let clip = self.seen(boxes.iter().map(|one| one.height()).fold(0.0, f64::max));
                let room = MAX_IMAGES.saturating_sub(self.marks.outlines.len());
                if self.share == Share::All {
                    let seen = boxes.into_iter().filter(|one| clip.contains(one.center()));
                    self.marks.outlines.extend(seen.take(room).map(to_rect));
                }
            }
        }
    }

    /// A white area painted later hides what is below it; a dark one lets white text be read.
    fn keep_ground(&mut self, rect: kurbo::Rect, dark: bool) {
        self.dark.retain(|old| rect.intersect(*old) != *old);
        if dark && self.dark.len() < MAX_AREAS {
            self.dark.push(rect);
        }
    }

    /// An opaque box hides what was painted before it.
    fn keep_cover(&mut self, rect: kurbo::Rect, is_picture: bool) {
        let rect = rect.intersect(self.clip());
        let is_box = self.clips.iter().all(|clip| clip.is_box);
        let (glyphs, rulings) = (self.marks.glyphs.len(), self.marks.rulings.len());
        if is_box && glyphs > 0 && rect.area() > 0.0 && self.share != Share::None && self.covers.len() < MAX_AREAS {
            self.covers.push(Cover { rect: to_rect(rect), glyphs, rulings, is_picture });
        }
    }

    /// Text that cuts out what is painted is seen once anything is.
    fn show_clip_text(&mut self) {
        if self.clips.iter().all(|clip| clip.text.is_empty()) {
            return;
        }
        for clip in &mut self.clips {
            self.marks.glyphs.append(&mut clip.text);
        }
        self.sights.resize(self.marks.glyphs.len(), Sight::Seen);
    }

    /// Where the middles of glyphs of this size are seen: in the clip, and a little around it.
    fn seen(&self, size: f64) -> kurbo::Rect {
        let slack = size * GLYPH_SLACK;
        self.clip().inflate(slack, slack).intersect(self.page)
    }

    fn keep_glyph(&mut self, glyph: Glyph, text: &BfString, visible: bool, slants: bool) {
        let clip = self.seen(glyph.size.get());
        let (x, y) = (glyph.rect.x(), glyph.rect.y());
        let own = kurbo::Rect::new(x.start.get(), y.start.get(), x.end.get(), y.end.get());
        self.letters = Some(self.letters.map_or(own, |letters| letters.union(own)));
        let centre = glyph.rect.centre();
        let at = kurbo::Point::new(centre.x.get(), centre.y.get());
        let seen = clip.contains(at);
        // A word too long for its cell is cut by the cell's sides; what is cut is part of it all the same.
        let beside = !seen && self.page.contains(at) && clip.y0 <= at.y && at.y <= clip.y1 && visible;
        // So is a line of which the top or the foot of the cell shows a part.
        let cut = visible && self.page.contains(at) && clip.x0 <= at.x && at.x <= clip.x1 && is_cut(&glyph, clip);
        if !(seen || beside || cut) || !self.has_room(Stop::Glyphs) {
            // What lies beyond the end of the page's own content is seen on the next page.
            let is_in_cell = clip.height() < self.page.height() * 0.5;
            let is_lost = visible && is_in_cell && self.page.contains(at) && !glyph.character.is_whitespace();
            self.marks.clipped += usize::from(is_lost);
            return;
        }
        if cut && self.marks.cuts.last().is_none_or(|last| last.run != glyph.run) {
            self.marks.cuts.push(Cut { run: glyph.run, seen: to_rect(clip) });
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
        self.sights.resize(self.marks.glyphs.len(), if beside { Sight::BesideClip } else { Sight::Seen });
    }

    /// What is shown now has a number of its own.
    fn begin_run(&mut self) {
        self.run = self.run.wrapping_add(1);
        self.letters = None;
        if let (Share::Text, Some(typed)) = (self.share, self.typed.last_mut()) {
            typed.end = self.run.wrapping_add(1);
        }
    }

    /// Keeps a line that the file leaves to the reader to draw; `page` places the page's own frame.
    pub(super) fn keep_field(&mut self, line: &FieldLine, page: Affine) {
        self.begin_run();
        if line.is_remark {
            self.typed.push(self.run..self.run + 1);
        }
        self.count(line.text.len());
        for glyph in fields::glyphs(line, page, self.run) {
            self.keep_glyph(glyph, &BfString::Char(glyph.character), true, false);
        }
    }

    /// Can white text be read there?
    fn lies_on_dark(&self, at: kurbo::Point) -> bool {
        self.dark.iter().any(|dark| dark.contains(at))
    }
}

//! What the engine calls for each mark of a page.

use super::*;
use crate::pdf::paint::thin_ruling;

impl Device<'_> for Collector<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'_>, mode: &DrawMode) {
        self.keep_path(path, &props, mode);
    }

    fn draw_rect(&mut self, rect: &kurbo::Rect, props: DrawProps<'_>, mode: &DrawMode) {
        self.keep_path(&rect.to_path(0.1), &props, mode);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        /// A path of so many parts is no box.
        const BOX: usize = 6;
        let bounds = clip.path.bounding_box();
        // An appearance begins with the clip to its own box.
        if self.clips.is_empty()
            && let Some(at) = self.annotations.iter().rposition(|annotation| annotation.is_clipped_to(bounds))
        {
            self.share = self.annotations[at].share;
            self.annotations.truncate(at);
            if self.share == Share::Text {
                self.typed.push(self.run.wrapping_add(1)..self.run.wrapping_add(1));
            }
            self.marks.annotations += usize::from(matches!(self.share, Share::None | Share::Cover));
        }
        let is_box = clip.path.elements().len() <= BOX;
        self.push_clip_rect(&bounds);
        if let Some(last) = self.clips.last_mut()
            && !is_box
        {
            last.is_box = false;
            // The letters of a clip by text (render mode 7) came as invisible ones right before it.
            let inside = |glyph: &Glyph| {
                let (at, slack) = (glyph.rect.centre(), glyph.size.get() * GLYPH_SLACK);
                bounds.inflate(slack, slack).contains(kurbo::Point::new(at.x.get(), at.y.get()))
            };
            let own = self.invisible.iter().rev().take_while(|glyph| inside(glyph)).count();
            last.text = self.invisible.split_off(self.invisible.len() - own);
        }
    }

    fn push_clip_rect(&mut self, rect: &kurbo::Rect) {
        self.count(CLIP);
        let bounds = self.clip().intersect(*rect);
        self.clips.push(Clip { bounds, is_box: true, text: Vec::new() });
    }

    fn pop_clip(&mut self) {
        if let Some(clip) = self.clips.pop() {
            self.invisible.extend(clip.text);
        }
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'_>>, blend: BlendMode) {
        self.count(CLIP);
        self.layers.push(self.layer().under(opacity, mask.is_some(), blend));
    }

    fn pop_transparency_group(&mut self) {
        self.layers.pop();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, mode: &DrawMode) {
        // Render mode 2 arrives as a fill and then a stroke of the same glyphs: the second is boldness, not text. Text
        // that is only stroked (mode 1) arrives once and is text; the difference is told by `drop_overprints`.
        self.begin_run();
        self.count(run.glyphs().len());
        if !matches!(self.share, Share::All | Share::Text) {
            return;
        }
        let visible = !matches!(mode, DrawMode::Invisible);
        let shade = Shade::of(&props.paint, self.layer());
        if visible && shade.pale {
            self.pale.push(self.run);
        } else if visible && shade.vivid {
            self.vivid.push(self.run);
        }
        // How far the engine has set this run's glyphs too wide apart so far, in thousandths of an em.
        let mut too_wide = 0.0;
        // What the run's font is read by, once that is asked.
        let mut reading: Option<Option<&Reading>> = None;
        for engine_glyph in run.glyphs() {
            let transform = props.transform * engine_glyph.transform() * Affine::translate((-too_wide, 0.0));
            let text = engine_glyph
                .as_unicode()
                // Fonts made without a character say so by a zero.
                .filter(|text| !matches!(text, BfString::Char('\0')))
                .or_else(|| {
                    (*reading.get_or_insert_with(|| self.collections.of(engine_glyph)))?.character(engine_glyph)
                })
                .unwrap_or(BfString::Char('\u{FFFD}'));
            // Some fonts give the code of a soft hyphen, which no line shows, to the hyphen or minus that they print.
            let text = match text {
                BfString::Char('\u{AD}') if !is_unprinted(engine_glyph, &text) => BfString::Char('-'),
                text => text,
            };
            let mut width = advance_width(engine_glyph);
            if lacks_width(engine_glyph, &text, width) && run.writing_mode() == WritingMode::Horizontal {
                (width, too_wide) = (width / 2.0, too_wide + width / 2.0);
            }
            let Some(glyph) = placed(width, transform, run.writing_mode(), self.run) else { continue };
            if visible && shade.white && !self.lies_on_dark(transform * kurbo::Point::ZERO) {
                continue;
            }
            if is_unprinted(engine_glyph, &text) {
                bridge(self.marks.glyphs.last_mut(), glyph);
            } else {
                self.keep_glyph(glyph, &text, visible, slants(transform));
            }
        }
    }

    fn draw_image(&mut self, image: Image<'_, '_>, props: ImageDrawProps<'_>) {
        self.count(1);
        if self.share != Share::All {
            return;
        }
        self.show_clip_text();
        let pixels = kurbo::Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let shown = props.transform.transform_rect_bbox(pixels).intersect(self.clip());
        if shown.width() <= 0.0 || shown.height() <= 0.0 {
            return;
        }
        // A line may be painted as a stretched picture of one pixel.
        if let Some(ruling) = thin_ruling(shown) {
            self.keep_ruling(ruling);
        } else if self.has_room(Stop::Painted) {
            self.keep_cover(shown, true);
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
        let sight = self.sights.get(start).copied().unwrap_or_default();
        self.sights.truncate(start);
        self.marks.glyphs.extend(with_actual_text(painted, &text));
        self.sights.resize(self.marks.glyphs.len(), sight);
    }
}

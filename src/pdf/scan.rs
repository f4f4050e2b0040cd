//! The picture of a scanned page at full resolution: every image that is painted on it, laid into one.
//!
//! Pages are read twice for it: how large the images are said to be first, so that one is decoded only where it is known to be in
//! bounds. What is lost: paths, soft masks of groups, blending, clips that are no boxes; scans have none of them.

use super::bounds;
use crate::geometry::{Pt, Rect};
use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_syntax::object::Stream;
use hayro_interpret::kurbo::{self, Affine, BezPath, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, LumaData, Paint, SoftMask,
};
use std::panic::resume_unwind;

/// The share of a page that images must cover for it to be a scan.
const LEAST_COVER: f64 = 0.3;
/// Dots an inch above which a picture is reduced: more tell no letter better, and cost time.
const MAX_DPI: f64 = 330.0;
/// The most pixels of the picture that is handed out: A3 at [`MAX_DPI`].
const MAX_PIXELS: f64 = 24_000_000.0;
/// Images painted on one page; scanners cut pages into some hundred strips at most.
const MAX_IMAGES: usize = 2_000;
/// What one page may have painted beside.
const MAX_PAINTED: usize = 200_000;

/// What a page shows in pictures.
#[derive(Clone, Debug)]
pub(crate) struct Scan {
    /// In pixels.
    pub(crate) width: usize,
    /// In pixels.
    pub(crate) height: usize,
    /// Bytes a pixel: 1 for grey, 3 for red, green and blue.
    pub(crate) channels: usize,
    /// Row by row.
    pub(crate) data: Vec<u8>,
    /// Where it stands on the displayed page.
    pub(crate) rect: Rect,
    /// Its dots an inch.
    pub(crate) dpi: f64,
}

/// Why a page's picture cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoScan {
    /// Its images cover little of it, or there are none.
    NoPicture,
    /// An image is larger than the limit, or says nothing of how large it is.
    TooLarge,
    /// An image cannot be decoded, or the engine failed.
    Unreadable,
}

/// What is known of an image before it is decoded.
struct Told {
    shown: kurbo::Rect,
    dpi: f64,
}

/// Looks at the images of a page, and paints them once it is told to.
pub(super) struct ScanDevice {
    page: kurbo::Rect,
    clips: Vec<kurbo::Rect>,
    told: Vec<Told>,
    painted: usize,
    is_too_large: bool,
    canvas: Option<Canvas>,
}

impl ScanDevice {
    pub(super) fn new(page: kurbo::Rect) -> ScanDevice {
        ScanDevice { page, clips: Vec::new(), told: Vec::new(), painted: 0, is_too_large: false, canvas: None }
    }

    /// Ends the first reading, which only looked; the second one paints.
    pub(super) fn begin_painting(&mut self) -> Result<(), NoScan> {
        if self.is_too_large {
            return Err(NoScan::TooLarge);
        }
        self.clips.clear();
        self.painted = 0;
        let cover: f64 = self.told.iter().map(|told| told.shown.area()).sum();
        let largest = self.told.iter().map(|told| told.shown.area()).fold(0.0, f64::max);
        let rect = self.told.iter().map(|told| told.shown).reduce(|a, b| a.union(b)).ok_or(NoScan::NoPicture)?;
        if cover < self.page.area() * LEAST_COVER {
            return Err(NoScan::NoPicture);
        }
        // Of a sheet in layers the letters have the highest resolution; a logo in a corner may have a higher one.
        let of_sheet = self.told.iter().filter(|told| told.shown.area() * 10.0 >= largest);
        let dpi = of_sheet.map(|told| told.dpi).fold(0.0, f64::max);
        let area = (rect.width() / 72.0 * rect.height() / 72.0).max(1e-6);
        let most = MAX_DPI.min((MAX_PIXELS / area).sqrt());
        let samples = (dpi / most).ceil().max(1.0);
        self.canvas = Some(Canvas::new(rect, dpi / samples, samples as usize));
        Ok(())
    }

    /// The picture.
    pub(super) fn finish(self) -> Result<Scan, NoScan> {
        if self.is_too_large {
            return Err(NoScan::TooLarge);
        }
        let canvas = self.canvas.filter(|canvas| canvas.has_image).ok_or(NoScan::Unreadable)?;
        let rect = canvas.rect;
        Ok(Scan {
            width: canvas.width,
            height: canvas.height,
            channels: canvas.channels,
            data: canvas.data,
            rect: Rect::new(Pt::new(rect.x0), Pt::new(rect.y0), Pt::new(rect.x1), Pt::new(rect.y1)),
            dpi: canvas.dpi,
        })
    }

    fn clip(&self) -> kurbo::Rect {
        self.clips.last().copied().unwrap_or(self.page)
    }

    fn count(&mut self) {
        self.painted += 1;
        if self.painted > MAX_PAINTED || self.told.len() > MAX_IMAGES {
            self.is_too_large = true;
            resume_unwind(Box::new("more marks than a scan has"));
        }
    }

    fn look(&mut self, stream: &Stream<'_>, size: (u32, u32), shown: kurbo::Rect, transform: Affine) {
        if !bounds::is_bounded(stream, size) {
            self.is_too_large = true;
            resume_unwind(Box::new("an image larger than the limit"));
        }
        let [a, b, c, d, ..] = transform.as_coeffs();
        // Points a pixel, the way in which there are more of them.
        let pixel = a.hypot(b).min(c.hypot(d));
        let is_sane = pixel.is_finite() && pixel > 1e-6;
        if is_sane {
            self.told.push(Told { shown, dpi: 72.0 / pixel });
        }
    }
}

impl<'a> Device<'a> for ScanDevice {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.count();
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.count();
        self.clips.push(self.clip().intersect(clip.path.bounding_box()));
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.count();
    }

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {
        self.count();
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.count();
        let size = (image.width(), image.height());
        let whole = kurbo::Rect::new(0.0, 0.0, f64::from(size.0), f64::from(size.1));
        let shown = props.transform.transform_rect_bbox(whole).intersect(self.clip());
        if shown.width() <= 0.0 || shown.height() <= 0.0 {
            return;
        }
        let Some(canvas) = &mut self.canvas else {
            let stream = match &image {
                Image::Raster(raster) => raster.stream(),
                Image::Stencil(stencil) => stencil.stream(),
            };
            return self.look(stream, size, shown, props.transform);
        };
        // Decoded images may have other sizes than they are said to have.
        let inverse = |width: u32, height: u32| {
            let scale = Affine::scale_non_uniform(
                f64::from(size.0) / f64::from(width.max(1)),
                f64::from(size.1) / f64::from(height.max(1)),
            );
            (props.transform * scale).inverse()
        };
        match &image {
            Image::Raster(raster) => raster.with_rgba(
                |data, alpha| {
                    let place = inverse(data.width(), data.height());
                    canvas.paint(shown, place, &Pixels::Image(&data, alpha.as_ref()));
                },
                None,
            ),
            Image::Stencil(stencil) => stencil.with_stencil(
                |mask, paint| {
                    let [r, g, b, _] = match paint {
                        Paint::Color(colour) => colour.to_rgba().to_rgba8(),
                        Paint::Pattern(_) => [128; 4],
                    };
                    canvas.paint(shown, inverse(mask.width, mask.height), &Pixels::Mask(&mask, [r, g, b]));
                },
                None,
            ),
        }
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn pop_transparency_group(&mut self) {}
}

/// What an image paints.
enum Pixels<'a> {
    Image(&'a ImageData, Option<&'a LumaData>),
    Mask(&'a LumaData, [u8; 3]),
}

impl Pixels<'_> {
    fn size(&self) -> (usize, usize) {
        match self {
            Pixels::Image(data, _) => (data.width() as usize, data.height() as usize),
            Pixels::Mask(mask, _) => (mask.width as usize, mask.height as usize),
        }
    }

    fn is_coloured(&self) -> bool {
        match self {
            Pixels::Image(ImageData::Rgb(_), _) => true,
            Pixels::Image(ImageData::Luma(_), _) => false,
            Pixels::Mask(_, [r, g, b]) => r != g || g != b,
        }
    }

    /// The colour and the opacity of a pixel.
    fn at(&self, x: usize, y: usize) -> ([u8; 3], u8) {
        let (width, height) = self.size();
        match self {
            Pixels::Image(data, alpha) => {
                let at = y * width + x;
                let colour = match data {
                    ImageData::Luma(luma) => [luma.data.get(at).copied().unwrap_or(255); 3],
                    ImageData::Rgb(rgb) => {
                        rgb.data.get(at * 3..at * 3 + 3).and_then(|pixel| pixel.try_into().ok()).unwrap_or([255; 3])
                    }
                };
                let opacity = alpha.map_or(255, |alpha| {
                    // The mask has its own resolution.
                    let column = x * alpha.width as usize / width.max(1);
                    let row = y * alpha.height as usize / height.max(1);
                    alpha.data.get(row * alpha.width as usize + column).copied().unwrap_or(255)
                });
                (colour, opacity)
            }
            Pixels::Mask(mask, colour) => (*colour, mask.data.get(y * width + x).copied().unwrap_or(0)),
        }
    }
}

/// White paper that images are painted on.
struct Canvas {
    rect: kurbo::Rect,
    dpi: f64,
    /// So many pixels of the images, each way, make one.
    samples: usize,
    width: usize,
    height: usize,
    channels: usize,
    data: Vec<u8>,
    has_image: bool,
}

impl Canvas {
    fn new(rect: kurbo::Rect, dpi: f64, samples: usize) -> Canvas {
        let pixels = |length: f64| (length * dpi / 72.0).round().max(1.0) as usize;
        let (width, height) = (pixels(rect.width()), pixels(rect.height()));
        Canvas { rect, dpi, samples, width, height, channels: 1, data: vec![255; width * height], has_image: false }
    }

    /// Paints pixels; `place` says where in them a point of the page is.
    fn paint(&mut self, shown: kurbo::Rect, place: Affine, pixels: &Pixels<'_>) {
        self.has_image = true;
        if pixels.is_coloured() && self.channels == 1 {
            self.data = self.data.iter().flat_map(|shade| [*shade; 3]).collect();
            self.channels = 3;
        }
        let (wide, high) = pixels.size();
        let scale = (self.rect.width() / self.width as f64, self.rect.height() / self.height as f64);
        let range = |from: f64, to: f64, origin: f64, step: f64, most: usize| {
            let first = ((from - origin) / step - 0.5 + 1e-6).ceil().max(0.0) as usize;
            let last = ((to - origin) / step + 0.5 - 1e-6).floor().max(0.0) as usize;
            first.min(most)..last.min(most)
        };
        let rows = range(shown.y0, shown.y1, self.rect.y0, scale.1, self.height);
        let columns = range(shown.x0, shown.x1, self.rect.x0, scale.0, self.width);
        let steps = self.samples;
        let part = 1.0 / steps as f64;
        for row in rows {
            for column in columns.clone() {
                let (mut sum, mut seen) = ([0_u32; 3], 0_u32);
                for sample in 0..steps * steps {
                    let x = self.rect.x0 + (column as f64 + ((sample % steps) as f64 + 0.5) * part) * scale.0;
                    let y = self.rect.y0 + (row as f64 + ((sample / steps) as f64 + 0.5) * part) * scale.1;
                    let at = place * kurbo::Point::new(x, y);
                    // Rounding may place the outermost a hair outside.
                    let (at_x, at_y) = ((at.x + 1e-4).floor(), (at.y + 1e-4).floor());
                    if at_x < 0.0 || at_y < 0.0 || at_x as usize >= wide || at_y as usize >= high {
                        continue;
                    }
                    let (colour, opacity) = pixels.at(at_x as usize, at_y as usize);
                    sum.iter_mut().zip(colour).for_each(|(sum, c)| *sum += u32::from(c) * u32::from(opacity));
                    seen += u32::from(opacity);
                }
                let all = 255 * (steps * steps) as u32;
                let at = (row * self.width + column) * self.channels;
                for (channel, under) in self.data[at..at + self.channels].iter_mut().enumerate() {
                    let mixed = sum[channel] + u32::from(*under) * (all - seen);
                    *under = (mixed / all) as u8;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;

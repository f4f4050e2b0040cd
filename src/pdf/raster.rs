//! Images of a document as files that browsers show: passed on where they can show them as they are, else decoded at no
//! more than the resolution of a screen.

use super::picture::Image;
use hayro_interpret::hayro_syntax::object::{Dict, Object, Stream};
use hayro_interpret::{Image as EngineImage, ImageData, LumaData, Paint};

/// Pixels for each point of the page: sharp at twice the size on an ordinary screen.
const PIXELS_A_POINT: f64 = 2.0;
/// The most pixels along one side.
const MAX_SIDE: u32 = 1600;
/// Images of more pixels are not decoded.
const MAX_PIXELS: u64 = 60_000_000;

/// The image as shown in a box of `shown` points, in at most `room` bytes.
pub(super) fn image(image: &EngineImage<'_, '_>, shown: (f64, f64), room: usize) -> Image {
    if u64::from(image.width()) * u64::from(image.height()) > MAX_PIXELS {
        return Image::Absent;
    }
    let made = match image {
        EngineImage::Raster(raster) => jpeg(raster.stream(), room).or_else(|| {
            let mut made = None;
            raster.with_rgba(|data, alpha| made = png_of(&Pixels::of(data, alpha), shown), Some(side(shown)));
            made.map(Image::Png)
        }),
        EngineImage::Stencil(stencil) => {
            let mut made = None;
            let work = |mask: LumaData, paint: &Paint<'_>| made = png_of(&Pixels::stencil(mask, paint), shown);
            stencil.with_stencil(work, Some(side(shown)));
            made.map(Image::Png)
        }
    };
    match made {
        Some(Image::Jpeg(bytes)) if bytes.len() <= room => Image::Jpeg(bytes),
        Some(Image::Png(bytes)) if bytes.len() <= room => Image::Png(bytes),
        _ => Image::Absent,
    }
}

/// The pixels that an image needs along its sides.
fn side((width, height): (f64, f64)) -> (u32, u32) {
    // The casts saturate.
    let pixels = |length: f64| ((length * PIXELS_A_POINT).ceil() as u32).clamp(1, MAX_SIDE);
    (pixels(width), pixels(height))
}

/// A JPEG of one or three colours without a mask, which every browser shows as PDF readers do.
fn jpeg(stream: &Stream<'_>, room: usize) -> Option<Image> {
    let dict: &Dict<'_> = stream.dict();
    let has = |key: &[u8]| dict.get::<Object<'_>>(key).is_some_and(|object| !matches!(object, Object::Null(_)));
    if has(b"SMask") || has(b"Mask") || has(b"Decode") || has(b"DecodeParms") {
        return None;
    }
    let raw = stream.raw_data();
    let is_plain = raw.starts_with(&[0xFF, 0xD8]) && raw.len() <= room && matches!(components(&raw), Some(1 | 3));
    is_plain.then(|| Image::Jpeg(raw.into_owned()))
}

/// How many colours a JPEG has, by its frame header (ITU-T T.81, B.2.2).
fn components(jpeg: &[u8]) -> Option<u8> {
    let mut at = 2;
    loop {
        let [mark, kind, high, low] = *jpeg.get(at..at + 4)? else { return None };
        if mark != 0xFF {
            return None;
        }
        if matches!(kind, 0xC0..=0xC2) {
            return jpeg.get(at + 9).copied();
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
    }
}

/// Decoded pixels, red, green, blue and opacity.
struct Pixels {
    width: u32,
    height: u32,
    rgba: Vec<u8>,
}

impl Pixels {
    fn of(data: ImageData, alpha: Option<LumaData>) -> Pixels {
        let (width, height) = (data.width(), data.height());
        let opacity = |at: usize| {
            let Some(alpha) = &alpha else { return 255 };
            let (x, y) = (at as u64 % u64::from(width.max(1)), at as u64 / u64::from(width.max(1)));
            // The mask has its own resolution.
            let x = x * u64::from(alpha.width) / u64::from(width.max(1));
            let y = y * u64::from(alpha.height) / u64::from(height.max(1));
            let place = usize::try_from(y * u64::from(alpha.width) + x).unwrap_or(usize::MAX);
            alpha.data.get(place).copied().unwrap_or(255)
        };
        let rgba = match data {
            ImageData::Rgb(data) => {
                let pixels = data.data.chunks_exact(3).enumerate();
                pixels.flat_map(|(at, pixel)| [pixel[0], pixel[1], pixel[2], opacity(at)]).collect()
            }
            ImageData::Luma(data) => {
                data.data.iter().enumerate().flat_map(|(at, light)| [*light, *light, *light, opacity(at)]).collect()
            }
        };
        Pixels { width, height, rgba }
    }

    fn stencil(mask: LumaData, paint: &Paint<'_>) -> Pixels {
        let [r, g, b, _] = match paint {
            Paint::Color(colour) => colour.to_rgba().to_rgba8(),
            Paint::Pattern(_) => [128; 4],
        };
        Pixels {
            width: mask.width,
            height: mask.height,
            rgba: mask.data.iter().flat_map(|opacity| [r, g, b, *opacity]).collect(),
        }
    }

    /// At most `side` pixels along each side: each is the mean of those it stands for.
    fn reduced(&self, side: (u32, u32)) -> Pixels {
        let (width, height) = (self.width.min(side.0), self.height.min(side.1));
        if (width, height) == (self.width, self.height) {
            return Pixels { width, height, rgba: self.rgba.clone() };
        }
        let range = |at: u32, of: u32, from: u32| {
            let cut = |at: u32| u64::from(at) * u64::from(from) / u64::from(of);
            cut(at)..cut(at + 1).max(cut(at) + 1)
        };
        let mut rgba = Vec::with_capacity(width as usize * height as usize * 4);
        for y in 0..height {
            for x in 0..width {
                let (mut sum, mut count) = ([0_u32; 4], 0);
                for row in range(y, height, self.height) {
                    for column in range(x, width, self.width) {
                        let at = usize::try_from((row * u64::from(self.width) + column) * 4).unwrap_or(usize::MAX);
                        let Some(pixel) = self.rgba.get(at..at.saturating_add(4)) else { continue };
                        sum.iter_mut().zip(pixel).for_each(|(sum, part)| *sum += u32::from(*part));
                        count += 1;
                    }
                }
                rgba.extend(sum.map(|sum| u8::try_from(sum / count.max(1)).unwrap_or(255)));
            }
        }
        Pixels { width, height, rgba }
    }
}

fn png_of(pixels: &Pixels, shown: (f64, f64)) -> Option<Vec<u8>> {
    if pixels.rgba.len() != pixels.width as usize * pixels.height as usize * 4 {
        return None;
    }
    let pixels = pixels.reduced(side(shown));
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width, pixels.height);
    let (colour, data): (_, Vec<u8>) = if pixels.rgba.chunks_exact(4).any(|pixel| pixel[3] != 255) {
        (png::ColorType::Rgba, pixels.rgba)
    } else if pixels.rgba.chunks_exact(4).all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2]) {
        (png::ColorType::Grayscale, pixels.rgba.chunks_exact(4).map(|pixel| pixel[0]).collect())
    } else {
        (png::ColorType::Rgb, pixels.rgba.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect())
    };
    encoder.set_color(colour);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&data).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

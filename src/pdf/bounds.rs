//! Whether an image is known to be in bounds before anything of it is decoded: what its dictionary says, and what its own
//! data say, which the decoders believe.

use flate2::read::ZlibDecoder;
use hayro_interpret::hayro_syntax::Filter;
use hayro_interpret::hayro_syntax::object::dict::keys::{COLUMNS, DECODE_PARMS, HEIGHT, SMASK, WIDTH};
use hayro_interpret::hayro_syntax::object::{Array, Dict, Stream};
use std::io::{self, Read};

/// The most pixels of an image: A3 at 600 dots an inch in grey.
const MAX_PIXELS: u64 = 70_000_000;
/// The most bytes that the pixels of an image unpack to, before they are made colours.
const MAX_BYTES: u64 = 160_000_000;
/// The most that a byte can unpack to.
const LZW_RATIO: u64 = 1_400;
const RUN_RATIO: u64 = 64;

/// Is the image of a stream in bounds? `size` is what its dictionary says.
pub(super) fn is_bounded(stream: &Stream<'_>, size: (u32, u32)) -> bool {
    let mask = stream.dict().get::<Stream<'_>>(SMASK);
    is_own_bounded(stream, size)
        && mask.is_none_or(|mask| {
            let side = |key| mask.dict().get::<u32>(key).unwrap_or(0);
            is_own_bounded(&mask, (side(WIDTH), side(HEIGHT)))
        })
}

fn is_own_bounded(stream: &Stream<'_>, size: (u32, u32)) -> bool {
    if pixels(size.0, size.1) > MAX_PIXELS {
        return false;
    }
    let filters = stream.filters();
    let raw = stream.raw_data();
    let Some((first, rest)) = filters.split_first() else { return raw.len() as u64 <= MAX_BYTES };
    let is_text = |filter: &Filter| matches!(filter, Filter::AsciiHexDecode | Filter::Ascii85Decode);
    if is_text(first) && rest.len() == 1 && !packs(&rest[0]) {
        // Text of what is bounded by its dictionary.
        return !matches!(rest[0], Filter::JpxDecode | Filter::Jbig2Decode | Filter::CcittFaxDecode);
    }
    match (first, rest) {
        (Filter::DctDecode, []) => true,
        (Filter::CcittFaxDecode, []) => fax_columns(stream.dict(), size.0) <= MAX_PIXELS / u64::from(size.1.max(1)),
        (Filter::JpxDecode, []) => jpx(&raw).is_some_and(|(width, height)| pixels(width, height) <= MAX_PIXELS),
        (Filter::Jbig2Decode, []) => jbig2(&raw).is_none_or(|most| most <= MAX_PIXELS),
        (Filter::FlateDecode, [] | [Filter::DctDecode]) => inflates_to(&raw) <= MAX_BYTES,
        (Filter::LzwDecode, [] | [Filter::DctDecode]) => raw.len() as u64 * LZW_RATIO <= MAX_BYTES * 8,
        (Filter::RunLengthDecode, [] | [Filter::DctDecode]) => raw.len() as u64 * RUN_RATIO <= MAX_BYTES * 8,
        _ => false,
    }
}

fn pixels(width: u32, height: u32) -> u64 {
    u64::from(width) * u64::from(height)
}

/// Does a filter give more bytes than it takes?
fn packs(filter: &Filter) -> bool {
    matches!(filter, Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode)
}

/// How wide a fax says its rows to be.
fn fax_columns(dict: &Dict<'_>, width: u32) -> u64 {
    let parms = dict
        .get::<Dict<'_>>(DECODE_PARMS)
        .or_else(|| dict.get::<Array<'_>>(DECODE_PARMS).and_then(|all| all.iter::<Dict<'_>>().next()))
        .or_else(|| dict.get::<Dict<'_>>(b"DP".as_slice()));
    let said = parms.and_then(|parms| parms.get::<u32>(COLUMNS)).unwrap_or(1728);
    u64::from(said.max(width))
}

/// How many bytes a stream inflates to; more than the limit is not counted on.
fn inflates_to(raw: &[u8]) -> u64 {
    let mut reader = ZlibDecoder::new(raw).take(MAX_BYTES + 1);
    let mut sink = io::sink();
    match io::copy(&mut reader, &mut sink) {
        Ok(bytes) => bytes,
        // What is damaged may be read by the engine all the same, to where the damage is or beyond.
        Err(_) => (raw.len() as u64).saturating_mul(8),
    }
}

/// The size of a JPEG 2000 picture, by its SIZ marker (ITU-T T.800, A.5.1).
fn jpx(raw: &[u8]) -> Option<(u32, u32)> {
    let at = raw.windows(4).position(|window| window == [0xFF, 0x4F, 0xFF, 0x51])? + 8;
    let number = |at: usize| Some(u32::from_be_bytes(raw.get(at..at + 4)?.try_into().ok()?));
    Some((number(at)?, number(at + 4)?))
}

/// The most pixels of a page or region in a JBIG2 stream as PDF embeds it (ITU-T T.88, 7.2 and 7.4.1); none where it cannot be
/// followed to the first of them.
fn jbig2(raw: &[u8]) -> Option<u64> {
    const PAGE: u8 = 48;
    let mut at = 0_usize;
    let mut most = None;
    let number = |at: usize| Some(u32::from_be_bytes(raw.get(at..at.checked_add(4)?)?.try_into().ok()?));
    loop {
        let Some((segment, flags, count)) =
            number(at).zip(raw.get(at + 4)).zip(raw.get(at + 5)).map(|((a, b), c)| (a, *b, *c))
        else {
            return most;
        };
        let (references, mut next) = match count >> 5 {
            7 => {
                let references = number(at + 5)? & 0x1FFF_FFFF;
                (references as usize, at + 9 + (references as usize + 8) / 8)
            }
            few => (usize::from(few), at + 6),
        };
        let width = match segment {
            0..=256 => 1,
            257..=65_536 => 2,
            _ => 4,
        };
        next = next.checked_add(references.checked_mul(width)?)?.checked_add(if flags & 0x40 == 0 { 1 } else { 4 })?;
        let Some(length) = number(next) else { return most };
        let data = next + 4;
        let kind = flags & 0x3F;
        if kind == PAGE || matches!(kind, 4..=7 | 20..=23 | 36..=43) {
            let size = pixels(number(data)?, number(data + 4)?);
            // The height of a page may be told later: the regions on it say.
            let size = if kind == PAGE && number(data + 4)? == u32::MAX { u64::from(number(data)?) } else { size };
            most = Some(most.unwrap_or(0).max(size));
        }
        at = data.checked_add(length as usize)?;
    }
}

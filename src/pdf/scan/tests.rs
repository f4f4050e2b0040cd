//! Pages of one picture, as bytes.

use super::{NoScan, Scan};
use crate::pdf::Source;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write;

/// A page of 200 by 100 points with these images, each with its dictionary, its data and where it is painted.
fn page(images: &[(&str, &[u8], &str)], extra: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    let mut object = |bytes: &mut Vec<u8>, body: &[u8]| {
        offsets.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n", offsets.len()).into_bytes());
        bytes.extend(body);
        bytes.extend(b"\nendobj\n");
    };
    let stream = |dict: &str, data: &[u8]| {
        let mut body = format!("<< {dict} /Length {} >>\nstream\n", data.len()).into_bytes();
        body.extend(data);
        body.extend(b"\nendstream");
        body
    };
    let names: String = (0..images.len()).map(|at| format!("/I{at} {} 0 R ", at + 5)).collect();
    let content: String =
        images.iter().enumerate().map(|(at, (.., place))| format!("q {place} cm /I{at} Do Q ")).collect();
    object(&mut bytes, b"<< /Type /Catalog /Pages 2 0 R >>");
    object(&mut bytes, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    let own = format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources << /XObject << {names}>> >> {extra} >>"
    );
    object(&mut bytes, own.as_bytes());
    object(&mut bytes, &stream("", content.as_bytes()));
    for (dict, data, _) in images {
        object(&mut bytes, &stream(&format!("/Type /XObject /Subtype /Image {dict}"), data));
    }
    let start = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1).into_bytes());
    bytes.extend(offsets.iter().flat_map(|offset| format!("{offset:010} 00000 n \n").into_bytes()));
    let size = offsets.len() + 1;
    bytes.extend(format!("trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").into_bytes());
    bytes
}

const WHOLE: &str = "200 0 0 100 0 0";

fn scan(bytes: Vec<u8>) -> Result<Scan, NoScan> {
    Source::open(bytes, None).expect("a document").scan(0)
}

fn one(dict: &str, data: &[u8]) -> Result<Scan, NoScan> {
    scan(page(&[(dict, data, WHOLE)], ""))
}

/// The pixels of a picture of four by two.
fn check(found: Result<Scan, NoScan>, channels: usize, expected: &[u8]) {
    let scan = found.expect("a picture");
    assert_eq!((scan.width, scan.height, scan.channels), (4, 2, channels));
    assert_eq!(scan.data, expected);
    assert!((scan.dpi - 1.44).abs() < 1e-6);
}

const GRAY: &str = "/Width 4 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceGray";

#[test]
fn pixels_come_as_they_are() {
    check(one(GRAY, &[0, 10, 20, 30, 40, 50, 60, 255]), 1, &[0, 10, 20, 30, 40, 50, 60, 255]);
    let bits = "/Width 4 /Height 2 /BitsPerComponent 1 /ColorSpace /DeviceGray";
    check(one(bits, &[0b1010_0000, 0b0110_0000]), 1, &[255, 0, 255, 0, 0, 255, 255, 0]);
    let inverted = format!("{bits} /Decode [1 0]");
    check(one(&inverted, &[0b1010_0000, 0b0110_0000]), 1, &[0, 255, 0, 255, 255, 0, 0, 255]);
    let mask = "/Width 4 /Height 2 /BitsPerComponent 1 /ImageMask true";
    check(one(mask, &[0b1010_0000, 0b0110_0000]), 1, &[255, 0, 255, 0, 0, 255, 255, 0]);
    let colours: Vec<u8> = (0..24).map(|i| i * 10).collect();
    check(one("/Width 4 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceRGB", &colours), 3, &colours);
}

#[test]
fn four_inks_are_colours() {
    let inks: Vec<u8> = [[0, 0, 0, 255], [0, 0, 0, 0], [0, 255, 255, 0], [255, 0, 0, 0]].concat().repeat(2);
    let scan = one("/Width 4 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceCMYK", &inks).expect("a picture");
    let [black, white, red, blue] =
        [0, 1, 2, 3].map(|at| [scan.data[at * 3], scan.data[at * 3 + 1], scan.data[at * 3 + 2]]);
    assert!(black.iter().all(|part| *part < 60) && white.iter().all(|part| *part > 240), "{black:?} {white:?}");
    assert!(red[0] > 180 && red[2] < 90 && blue[0] < 90 && blue[2] > 180, "{red:?} {blue:?}");
}

#[test]
fn a_page_cut_in_strips_is_one_picture() {
    let strip = "/Width 4 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray";
    let bytes = page(&[(strip, &[1, 2, 3, 4], "200 0 0 50 0 50"), (strip, &[5, 6, 7, 8], "200 0 0 50 0 0")], "");
    check(scan(bytes), 1, &[1, 2, 3, 4, 5, 6, 7, 8]);
}

#[test]
fn a_turned_page_is_seen_as_displayed() {
    let scan = scan(page(&[(GRAY, &[1, 2, 3, 4, 5, 6, 7, 8], WHOLE)], "/Rotate 90")).expect("a picture");
    assert_eq!((scan.width, scan.height), (2, 4));
    assert_eq!(scan.data, [5, 1, 6, 2, 7, 3, 8, 4]);
}

#[test]
fn fine_pictures_are_reduced() {
    // 800 by 400 pixels on 200 by 100 points are 288 dots an inch, twice as many are 576.
    let dict = |w: u32, h: u32| format!("/Width {w} /Height {h} /BitsPerComponent 8 /ColorSpace /DeviceGray");
    assert_eq!(one(&dict(800, 400), &[9; 320_000]).expect("a picture").width, 800);
    let scan = one(&dict(1600, 800), &[[0, 200].repeat(800), [200, 0].repeat(800)].concat().repeat(400)).expect("one");
    assert_eq!((scan.width, scan.height), (800, 400));
    assert!(scan.data.iter().all(|shade| *shade == 100));
}

#[test]
fn a_page_with_little_of_a_picture_is_no_scan() {
    assert_eq!(scan(page(&[(GRAY, &[0; 8], "40 0 0 20 0 0")], "")).err(), Some(NoScan::NoPicture));
    assert_eq!(scan(page(&[], "")).err(), Some(NoScan::NoPicture));
}

fn deflated(bytes: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    let part = vec![0; 1 << 20];
    for _ in 0..bytes >> 20 {
        encoder.write_all(&part).expect("memory takes it");
    }
    encoder.finish().expect("memory takes it")
}

#[test]
fn what_is_too_large_is_not_decoded() {
    let large = |found: Result<Scan, NoScan>| assert_eq!(found.err(), Some(NoScan::TooLarge));
    large(one(
        "/Width 10000 /Height 10000 /BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /FlateDecode",
        &deflated(1 << 20),
    ));
    large(one(&format!("{GRAY} /Filter /FlateDecode"), &deflated(200 << 20)));
    large(one(&format!("{GRAY} /Filter [/FlateDecode /FlateDecode]"), &deflated(1 << 20)));
    let fax = "/Width 4 /Height 60000 /BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /CCITTFaxDecode";
    large(one(&format!("{fax} /DecodeParms << /K -1 /Columns 60000 >>"), &[0; 8]));
    let mut siz = vec![0xFF, 0x4F, 0xFF, 0x51, 0, 41, 0, 0];
    siz.extend(40_000_u32.to_be_bytes().repeat(2));
    siz.extend([0; 30]);
    large(one("/Width 4 /Height 2 /Filter /JPXDecode", &siz));
    let mut page_information = vec![0, 0, 0, 0, 48, 0, 1, 0, 0, 0, 19];
    page_information.extend(60_000_u32.to_be_bytes().repeat(2));
    page_information.extend([0; 11]);
    large(one(&format!("{GRAY} /Filter /JBIG2Decode"), &page_information));
    let mask = "/Width 4 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceGray /SMask 6 0 R";
    let soft = "/Width 20000 /Height 20000 /BitsPerComponent 8 /ColorSpace /DeviceGray";
    large(scan(page(&[(mask, &[0; 8], WHOLE), (soft, &[0; 8], "0 0 0 0 0 0")], "")));
}

#[test]
fn what_breaks_off_is_a_part_or_nothing() {
    for filter in
        ["DCTDecode", "JPXDecode", "JBIG2Decode", "CCITTFaxDecode", "FlateDecode", "LZWDecode", "RunLengthDecode"]
    {
        for data in [&b""[..], &[0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 0, 2, 0, 4], &[0x78, 0x9C, 1, 2, 3], &[0; 64]] {
            let found = one(&format!("{GRAY} /Filter /{filter}"), data);
            let is_whole = |scan: &Scan| scan.data.len() == scan.width * scan.height * scan.channels;
            assert!(found.as_ref().map_or(true, is_whole), "{filter}: {found:?}");
        }
    }
}

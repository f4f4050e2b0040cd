//! A sound PDF around the content of its pages, for fuzz targets and for the tests that keep what they found.

/// Parts the contents of pages from each other.
const NEXT_PAGE: &[u8] = b"\n%page\n";
/// Beside the content streams: fonts (of Latin text, and not embedded ones of Chinese text with two sorts of codes), a
/// form, a form that paints itself, a graphics state, a picture of one pixel.
const RESOURCES: &str = "<< /Font << /F1 5 0 R /F2 6 0 R /F3 8 0 R >> /XObject << /X1 10 0 R /X2 11 0 R /Im 12 0 R >> \
    /ExtGState << /G << /CA 0.5 /ca 0.5 /LW 1 >> >> >>";
const OBJECTS: [(u32, &str, &str); 9] = [
    (4, RESOURCES, ""),
    (5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", ""),
    (6, "<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H /DescendantFonts [7 0 R] >>", ""),
    (
        7,
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) \
         /Supplement 2 >> /DW 1000 >>",
        "",
    ),
    (8, "<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /GBK-EUC-H /DescendantFonts [7 0 R] >>", ""),
    (9, "<< /Title (fuzz) >>", ""),
    (10, "<< /Type /XObject /Subtype /Form /BBox [0 0 200 200] ", "0 0 m 100 0 l 0 20 m 100 20 l S"),
    (11, "<< /Type /XObject /Subtype /Form /BBox [0 0 200 200] /Resources 4 0 R", "/X2 Do"),
    (12, "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray", "0"),
];

/// A document whose pages paint `content`.
pub(crate) fn pdf(content: &[u8]) -> Vec<u8> {
    let mut rest = content;
    let mut pages = Vec::new();
    while let Some(at) = rest.windows(NEXT_PAGE.len()).position(|window| window == NEXT_PAGE) {
        pages.push(&rest[..at]);
        rest = &rest[at + NEXT_PAGE.len()..];
    }
    pages.push(rest);
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    let mut add = |number: u32, body: &[u8], stream: &[u8]| {
        offsets.push((number, bytes.len()));
        bytes.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        bytes.extend_from_slice(body);
        if !stream.is_empty() {
            bytes.extend_from_slice(format!(" /Length {} >>\nstream\n", stream.len()).as_bytes());
            bytes.extend_from_slice(stream);
            bytes.extend_from_slice(b"\nendstream");
        }
        bytes.extend_from_slice(b"\nendobj\n");
    };
    let first = 20;
    let kids: String = (0..pages.len()).map(|page| format!("{} 0 R ", first + 2 * page)).collect();
    add(1, b"<< /Type /Catalog /Pages 2 0 R >>", b"");
    let tree =
        format!("<< /Type /Pages /Kids [{kids}] /Count {} /Resources 4 0 R /MediaBox [0 0 595 842] >>", pages.len());
    add(2, tree.as_bytes(), b"");
    for (number, body, stream) in OBJECTS {
        add(number, body.as_bytes(), stream.as_bytes());
    }
    for (i, page) in pages.iter().enumerate() {
        let number = u32::try_from(first + 2 * i).unwrap_or(u32::MAX);
        add(number, format!("<< /Type /Page /Parent 2 0 R /Contents {} 0 R >>", number + 1).as_bytes(), b"");
        // An empty stream is one of a blank.
        let page = if page.is_empty() { b" " } else { *page };
        add(number + 1, b"<<", page);
    }
    let table = bytes.len();
    bytes.extend_from_slice(b"xref\n0 1\n0000000000 65535 f \n");
    for (number, offset) in &offsets {
        bytes.extend_from_slice(format!("{number} 1\n{offset:010} 00000 n \n").as_bytes());
    }
    let size = offsets.iter().map(|(number, _)| number + 1).max().unwrap_or(1);
    bytes.extend_from_slice(
        format!("trailer << /Size {size} /Root 1 0 R /Info 9 0 R >>\nstartxref\n{table}\n%%EOF\n").as_bytes(),
    );
    bytes
}

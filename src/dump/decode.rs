//! Bytes -> text. Archives hold dumps in UTF-8 (with and without a byte order mark), UTF-16 and GB18030.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// The bytes that are looked at to tell UTF-16 without a mark from the others: line feeds are frequent enough in a
/// dump for a few kilobytes to hold dozens of them.
const PROBE_BYTES: usize = 4096;

/// The text that `bytes` hold. Bytes that are wrong in their encoding become U+FFFD, none is dropped; lines end with a line
/// feed, whatever ends them.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let text = characters(bytes);
    // As old Macintoshes wrote them. A carriage return before a line feed is white space.
    let feeds = text.bytes().filter(|byte| *byte == b'\n').count();
    let is_alone = |(at, _): &(usize, &str)| text.as_bytes().get(at + 1) != Some(&b'\n');
    if text.contains('\r') && text.match_indices('\r').filter(is_alone).count() > feeds {
        return Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"));
    }
    text
}

fn characters(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default()).0;
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return encoding.decode_without_bom_handling(bytes).0;
    }
    let (text, wrong) = UTF_8.decode_without_bom_handling(bytes);
    if !wrong {
        return text;
    }
    let (national, national_wrong) = GB18030.decode_without_bom_handling(bytes);
    // Both are wrong somewhere: the one with fewer wrong places is what the writer meant.
    if national_wrong && replaced(&national) >= replaced(&text) { text } else { national }
}

fn replaced(text: &str) -> usize {
    text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count()
}

/// UTF-16 is told by its line feeds: a zero byte on one and the same side of each.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let probe = bytes.get(..PROBE_BYTES.min(bytes.len())).unwrap_or_default();
    let (mut little, mut big, mut other) = (0, 0, 0);
    for pair in probe.chunks_exact(2) {
        match pair {
            [b'\n', 0] => little += 1,
            [0, b'\n'] => big += 1,
            [0, 0] => other += 1,
            _ => {}
        }
    }
    match (little, big) {
        (l, 0) if l > 0 && other == 0 => Some(UTF_16LE),
        (0, b) if b > 0 && other == 0 => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::decode;
    use encoding_rs::GB18030;

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn each_encoding_gives_the_same_text() {
        let text = "收入\t支出\n合计\t1,234.50\n“三公”经费\n";
        assert_eq!(decode(text.as_bytes()), text);
        assert_eq!(decode(format!("\u{feff}{text}").as_bytes()), text);
        assert_eq!(decode(&GB18030.encode(text).0), text);
        for big in [false, true] {
            assert_eq!(decode(&utf16(text, big)), text);
            assert_eq!(decode(&utf16(&format!("\u{feff}{text}"), big)), text);
        }
    }

    #[test]
    fn wrong_bytes_are_replaced_not_dropped() {
        assert_eq!(decode(b"abc\xffdef"), "abc\u{fffd}def");
        assert_eq!(decode(b""), "");
    }

    #[test]
    fn lines_end_with_line_feeds() {
        assert_eq!(decode(b"a\rb\r\rc"), "a\nb\n\nc");
        assert_eq!(decode(b"a\r\nb\r\nc\rd\r\n"), "a\r\nb\r\nc\rd\r\n");
    }
}

//! Characters: white space, ideographs, full-width forms.

use std::borrow::Cow;

/// `text` without any white space: how labels are compared, for forms space their letters out.
pub(crate) fn squeeze(text: &str) -> Cow<'_, str> {
    // Most have none.
    if !has_white_space(text) {
        return Cow::Borrowed(text);
    }
    let mut squeezed = String::with_capacity(text.len());
    squeezed.extend(text.split(char::is_whitespace));
    Cow::Owned(squeezed)
}

fn has_white_space(text: &str) -> bool {
    let mut place = 0;
    while let Some((length, character)) = character_at(text, place) {
        if character.is_some_and(char::is_whitespace) {
            return true;
        }
        place += length;
    }
    false
}

/// The bytes of the character at `place`, and which it is where that could be white space: a look at the first byte tells
/// most characters that are not.
#[inline]
pub(crate) fn character_at(text: &str, place: usize) -> Option<(usize, Option<char>)> {
    match text.as_bytes().get(place)? {
        b'!'..=b'~' => Some((1, None)),
        // U+4000 to U+9FFF.
        0xe4..=0xe9 => Some((3, None)),
        b' ' => Some((1, Some(' '))),
        _ => text.get(place..)?.chars().next().map(|character| (character.len_utf8(), Some(character))),
    }
}

/// True for characters that are set without spaces between them: ideographs, kana, and CJK punctuation.
pub(crate) fn is_cjk(character: char) -> bool {
    matches!(character,
        '\u{2E80}'..='\u{303F}' | '\u{3041}'..='\u{33FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}'
        | '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

/// The ASCII form of a full-width character, and of a minus or short dash.
pub(crate) fn narrow(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(character as u32 - 0xFEE0).unwrap_or(character),
        '−' | '–' | '﹣' => '-',
        _ => character,
    }
}

/// Only digits, at least one: a code, a year, a number without separators.
pub(crate) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

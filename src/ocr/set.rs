//! Which characters forms print: an alphabet of all languages has look-alikes of theirs.

/// May a character stand in a Chinese form? Kana, Hangul and Cyrillic letters that look like Chinese characters, digits and Latin
/// ones do not.
pub(super) fn is_printed(character: char) -> bool {
    matches!(character,
        ' '..='~'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{3000}'..='\u{301F}'
        | '\u{FF00}'..='\u{FF65}'
        | '\u{2010}'..='\u{203F}'
        | '\u{2160}'..='\u{217F}'
        | '\u{2460}'..='\u{249B}'
        | '\u{3220}'..='\u{3247}'
        | '·' | '×' | '÷' | '±' | '≤' | '≥' | '≠' | '√' | '△' | '▲' | '○' | '●' | '□' | '■' | '★' | '☆' | '→' | '℃'
    )
}

/// What numbers are written in: the digit or sign that a character is, or looks like, in a number.
pub(super) fn of_number(character: char) -> Option<u8> {
    let plain = match character {
        '０'..='９' => char::from_u32(character as u32 - '０' as u32 + '0' as u32)?,
        '，' | '、' | '‘' | '’' | '\'' | '`' => ',',
        '．' | '。' | '·' | ':' | '：' => '.',
        '－' | '—' | '–' | '一' | '─' | '_' => '-',
        'O' | 'o' | '〇' | '○' => '0',
        'l' | 'I' | '|' => '1',
        '％' => '%',
        other => other,
    };
    NUMBERS.iter().position(|known| *known == plain).and_then(|at| u8::try_from(at).ok())
}

/// The signs of numbers.
pub(super) const NUMBERS: [char; 14] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ',', '.', '-', '%'];

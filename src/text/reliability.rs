//! Whether a page's text says what is printed on it.
//!
//! A font whose map to Unicode is wrong or missing prints well and reads as nonsense. Published Chinese text draws all
//! but a few characters in a thousand from GB 2312, more than nine in ten of them from its first level (GB/T 2312-1980;
//! counted over 44 disclosures: at most 0.4 % outside of GB 2312, at most 0.6 % of its second level).

use crate::pdf::Glyph;
use std::sync::LazyLock;

/// Fewer ideographs than this prove nothing.
const FEWEST: usize = 20;
/// The share of characters that are no character of print above which a text cannot be believed.
const MOST_FOREIGN: f64 = 0.1;
/// The same for the second level of GB 2312: rare characters, where a wrong map scatters its codes.
const MOST_RARE: f64 = 0.3;

/// The share of letters with accents among all Latin ones above which they are codes of Chinese characters read as
/// Latin: in languages that have them it is a tenth.
const MOST_ACCENTED: f64 = 0.4;

/// Rows of GB 2312: 16 to 55 hold the first level, 56 to 87 the second.
const FIRST_LEVEL: std::ops::RangeInclusive<u8> = 0xB0..=0xD7;
const SECOND_LEVEL: std::ops::RangeInclusive<u8> = 0xD8..=0xF7;

/// How common a character is in print.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rank {
    Foreign,
    Common,
    Rare,
}

/// Every character of the Basic Plane by its rank, from the code table of GB 2312.
static RANKS: LazyLock<Vec<Rank>> = LazyLock::new(|| {
    let mut ranks = vec![Rank::Foreign; 0x1_0000];
    for (rows, rank) in [(FIRST_LEVEL, Rank::Common), (SECOND_LEVEL, Rank::Rare)] {
        for row in rows {
            let codes: Vec<u8> = (0xA1..=0xFE).flat_map(|cell| [row, cell]).collect();
            let (text, ..) = encoding_rs::GBK.decode(&codes);
            for character in text.chars().filter(|character| *character != '\u{FFFD}') {
                if let Some(known) = ranks.get_mut(character as usize) {
                    *known = rank;
                }
            }
        }
    }
    ranks
});

/// True if the characters of a page are not those of a printed text.
pub(crate) fn is_unreliable(glyphs: &[Glyph]) -> bool {
    let (mut total, mut foreign, mut rare, mut letters, mut accented) = (0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
    for glyph in glyphs {
        let character = glyph.character;
        match character {
            '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' => (total, foreign) = (total + 1, foreign + 1),
            '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}' => {
                total += 1;
                match RANKS.get(character as usize).copied().unwrap_or(Rank::Foreign) {
                    Rank::Foreign => foreign += 1,
                    Rank::Rare => rare += 1,
                    Rank::Common => {}
                }
            }
            'a'..='z' | 'A'..='Z' => letters += 1,
            // Signs that Chinese print has too.
            '£' | '¥' | '§' | '©' | '®' | '°' | '±' | '·' | '×' | '÷' => {}
            '\u{A1}'..='\u{24F}' => accented += 1,
            _ if character.is_control() && !character.is_whitespace() => (total, foreign) = (total + 1, foreign + 1),
            _ => {}
        }
    }
    if accented as f64 > (letters + accented) as f64 * MOST_ACCENTED {
        (total, foreign) = (total + accented, foreign + accented);
    }
    let share = |n: usize| n as f64 / total.max(1) as f64;
    total >= FEWEST && (share(foreign) > MOST_FOREIGN || share(rare) > MOST_RARE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tests_support::set;

    #[test]
    fn printed_text_is_believed() {
        assert!(!is_unreliable(&set("二〇二五年部门一般公共预算财政拨款基本支出表单位万元合计", 0.0, 20.0, 10.0)));
    }

    #[test]
    fn characters_without_a_code_and_scattered_codes_are_not() {
        assert!(is_unreliable(&set(&"\u{FFFD}".repeat(30), 0.0, 20.0, 10.0)));
        assert!(is_unreliable(&set(&"\u{E123}".repeat(30), 0.0, 20.0, 10.0)));
        assert!(is_unreliable(&set("鼗鳎鲻鼷鼽龀龃龅龆龇龈龉龊龌黟黢黩黧黥黪黯鼢鼬鼯鼹", 0.0, 20.0, 10.0)));
    }

    #[test]
    fn a_few_characters_prove_nothing() {
        assert!(!is_unreliable(&set("\u{FFFD}\u{FFFD}", 0.0, 20.0, 10.0)));
    }
}

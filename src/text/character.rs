//! Characters as encoded to characters as meant.
//!
//! Fonts share one outline between a radical and the character of the same shape, and printers that read the font
//! backwards pick the radical: `⼊` (U+2F0A) for `入`, `⻔` (U+2ED4) for `门`. What is meant is the character.
//! Punctuation and full-width forms are what is printed, and stay.

use unicode_normalization::UnicodeNormalization;

/// CJK Radicals Supplement to unified ideographs, after Unicode's `EquivalentUnifiedIdeograph.txt` (UAX #44); NFKC
/// covers two of this block. Radicals without an ideograph of the same shape in the Basic Plane are absent.
const RADICALS: &[(char, char)] = &[
    ('⺁', '厂'),
    ('⺂', '乛'),
    ('⺃', '乚'),
    ('⺄', '乙'),
    ('⺅', '亻'),
    ('⺆', '冂'),
    ('⺈', '刀'),
    ('⺉', '刂'),
    ('⺊', '卜'),
    ('⺌', '小'),
    ('⺍', '小'),
    ('⺎', '兀'),
    ('⺏', '尣'),
    ('⺐', '尢'),
    ('⺒', '巳'),
    ('⺓', '幺'),
    ('⺔', '彑'),
    ('⺖', '忄'),
    ('⺘', '扌'),
    ('⺙', '攵'),
    ('⺛', '旡'),
    ('⺜', '日'),
    ('⺝', '月'),
    ('⺞', '歺'),
    ('⺟', '母'),
    ('⺠', '民'),
    ('⺡', '氵'),
    ('⺢', '氺'),
    ('⺣', '灬'),
    ('⺤', '爫'),
    ('⺥', '爫'),
    ('⺦', '丬'),
    ('⺧', '牛'),
    ('⺨', '犭'),
    ('⺩', '王'),
    ('⺫', '目'),
    ('⺬', '示'),
    ('⺭', '礻'),
    ('⺯', '糹'),
    ('⺰', '纟'),
    ('⺱', '罓'),
    ('⺲', '罒'),
    ('⺶', '羊'),
    ('⺹', '耂'),
    ('⺺', '肀'),
    ('⺻', '聿'),
    ('⺼', '肉'),
    ('⺽', '臼'),
    ('⺾', '艹'),
    ('⺿', '艹'),
    ('⻀', '艹'),
    ('⻁', '虎'),
    ('⻂', '衤'),
    ('⻃', '覀'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻈', '讠'),
    ('⻉', '贝'),
    ('⻋', '车'),
    ('⻌', '辶'),
    ('⻍', '辶'),
    ('⻎', '辶'),
    ('⻏', '邑'),
    ('⻐', '钅'),
    ('⻑', '長'),
    ('⻒', '镸'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻖', '阝'),
    ('⻗', '雨'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻟', '飠'),
    ('⻠', '饣'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻧', '卤'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻪', '黾'),
    ('⻫', '斉'),
    ('⻬', '齐'),
    ('⻭', '歯'),
    ('⻮', '齿'),
    ('⻯', '竜'),
    ('⻰', '龙'),
    ('⻱', '龜'),
    ('⻲', '亀'),
    ('⻳', '龟'),
];

/// The character that `encoded` stands for.
pub(crate) fn as_meant(encoded: char) -> char {
    match encoded {
        // NFKC gives the Japanese form 戶; every font that prints ⼾ in these documents draws 户.
        '\u{2F3E}' => '户',
        '\u{2E80}'..='\u{2EF3}' => {
            RADICALS.binary_search_by_key(&encoded, |(radical, _)| *radical).map_or(encoded, |i| RADICALS[i].1)
        }
        // Kangxi radicals, compatibility ideographs and their supplement: one character each under NFKC.
        '\u{2F00}'..='\u{2FD5}' | '\u{F900}'..='\u{FAD9}' | '\u{2F800}'..='\u{2FA1D}' => {
            std::iter::once(encoded).nfkc().next().unwrap_or(encoded)
        }
        _ => encoded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_become_characters() {
        let encoded = "⼊⺠⼾⻔⻋⽀⽬⻓⽂";
        let meant: String = encoded.chars().map(as_meant).collect();
        assert_eq!(meant, "入民户门车支目长文");
    }

    #[test]
    fn punctuation_and_full_width_forms_stay() {
        let printed = "（１，２３４．５）“三公”：";
        assert_eq!(printed.chars().map(as_meant).collect::<String>(), printed);
    }

    #[test]
    fn the_radical_table_is_sorted() {
        assert!(RADICALS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}

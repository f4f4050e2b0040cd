//! Whether a page's text says what is printed on it.
//!
//! A font whose map to Unicode is wrong or missing prints well and reads as nonsense. Published Chinese text draws all
//! but a few characters in a thousand from GB 2312, more than nine in ten of them from its first level (GB/T 2312-1980;
//! counted over 44 disclosures: at most 0.4 % outside of GB 2312, at most 0.6 % of its second level).
//!
//! A wrong map may say common characters, too: those beside the right ones, or one for many. But of any Chinese text a few
//! hundred characters make up most: of a page of those disclosures [`FREQUENT`] are at least 61 %, of the same pages with
//! each character read as the next one in the code table at most 31 %, and at most 16 % in 19 of 20. Lists of rare things
//! (drugs, plants) have fewer, but they have words: frequent characters stand together. The longest row of them is of seven
//! and more on all pages of those disclosures but one, and of six at most on 11,455 pages read by a shifted code table.

use crate::pdf::Glyph;
use std::sync::LazyLock;

/// Fewer ideographs than this prove nothing.
const FEWEST: usize = 20;
/// The share of characters that are no character of print above which a text cannot be believed.
const MOST_FOREIGN: f64 = 0.1;
/// The same for the second level of GB 2312: rare characters, where a wrong map scatters its codes.
const MOST_RARE: f64 = 0.3;

/// Fewer ideographs or digits than this do not say which are frequent in a text.
const FEWEST_OF_TEXT: usize = 100;
/// The share of frequent characters below which ideographs are no text.
const LEAST_FREQUENT: f64 = 0.35;
/// So many frequent characters in a row are words.
const ROW: usize = 7;
/// The share of one and the same character above which its code is that of many: of an ideograph it is at most a fifth,
/// of a digit two thirds, but for 0.
const MOST_OF_ONE: f64 = 0.9;

/// The most frequent characters of disclosures and of any text.
const FREQUENT: &str = "\
    支出算预金年费政务资业公收项本入行基一元目的保市事其表经位单万和用工他数计补国专会级中区省府般管理共安部人性债财助转十上合发地生社有全标设运机科二服指及关门作建险三况款对情下分提产增度大障展付决移要拨\
    额利实主等购化结办企加民医能营自育息总亿效与排调体城员治成监类水方房车职前县通达定护源是四执州苏为制疗重置税动审持技缴开委境贴名应明备改五新养住商进江老环交规因法乡施品家信长称学教编于文农益力济减构物\
    按福余整防个券维还组六说局以培原议央电完绩织休量期退督态训待平革小权高相接术推各责处传卫采使策七外少融海划就旅厅活功查程任次码同急综质点强比投常离统院解检路限八辆特察健土第广节在导代所不积九奖彩票然落\
    了这来我时到可也过子种面而后多得之着里如起现都两当从去把好它由些天日那义形间样线内正心反你看又么或但气向道命此变条只没问意月无系军很者最立想已并直题党果料象式件求头边流图山知较将见别她手角根论几放西被\
    干做必战先回则取据";

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
    Frequent,
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
    for character in FREQUENT.chars() {
        if let Some(known) = ranks.get_mut(character as usize) {
            *known = Rank::Frequent;
        }
    }
    ranks
});

/// True if the characters of a page are not those of a printed text.
pub(crate) fn is_unreliable(glyphs: &[Glyph]) -> bool {
    let (mut total, mut foreign, mut rare, mut letters, mut accented) = (0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
    let (mut ideographs, mut frequent, mut digits) = (0_usize, 0_usize, [0_usize; 9]);
    let mut majority = Majority::default();
    let (mut row, mut longest) = (0_usize, 0_usize);
    for glyph in glyphs {
        let character = glyph.character;
        let is_frequent = RANKS.get(character as usize) == Some(&Rank::Frequent);
        if is_frequent || !character.is_whitespace() {
            row = if is_frequent { row + 1 } else { 0 };
            longest = longest.max(row);
        }
        match character {
            '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' => (total, foreign) = (total + 1, foreign + 1),
            '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}' => {
                total += 1;
                ideographs += 1;
                majority.add(character);
                match RANKS.get(character as usize).copied().unwrap_or(Rank::Foreign) {
                    Rank::Foreign => foreign += 1,
                    Rank::Rare => rare += 1,
                    Rank::Frequent => frequent += 1,
                    Rank::Common => {}
                }
            }
            'a'..='z' | 'A'..='Z' => letters += 1,
            '1'..='9' => digits[character as usize - '1' as usize] += 1,
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
    let share = |n: usize, of: usize| n as f64 / of.max(1) as f64;
    let one_for_many = || {
        let same = |character: char| glyphs.iter().filter(|glyph| glyph.character == character).count();
        share(majority.character.map_or(0, same), ideographs) > MOST_OF_ONE
    };
    let is_rare = share(frequent, ideographs) < LEAST_FREQUENT && longest < ROW;
    let no_text = ideographs >= FEWEST_OF_TEXT && (is_rare || one_for_many());
    let figures: usize = digits.iter().sum();
    let one_digit = digits.iter().any(|digit| share(*digit, figures) > MOST_OF_ONE);
    total >= FEWEST && (share(foreign, total) > MOST_FOREIGN || share(rare, total) > MOST_RARE)
        || no_text
        || figures >= FEWEST_OF_TEXT && one_digit
}

/// The one character that may be more than half of all (after Boyer and Moore).
#[derive(Default)]
struct Majority {
    character: Option<char>,
    lead: usize,
}

impl Majority {
    fn add(&mut self, character: char) {
        if self.lead == 0 {
            self.character = Some(character);
        }
        if self.character == Some(character) {
            self.lead += 1;
        } else {
            self.lead -= 1;
        }
    }
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

    /// A page of a disclosure.
    const TEXT: &str = "一般公共预算财政拨款支出情况说明本单位二〇二五年一般公共预算财政拨款支出预算较上年增加主要原因是人员经费\
        增长和项目支出增加其中教育支出用于学校运转和教师工资社会保障和就业支出用于离退休人员经费住房保障支出用于按照国家政策规定\
        为职工缴纳的住房公积金";

    #[test]
    fn a_map_to_the_next_character_is_not_believed() {
        let next = |character: char| char::from_u32(character as u32 + 1).unwrap_or(character);
        assert!(!is_unreliable(&set(TEXT, 0.0, 20.0, 10.0)));
        assert!(is_unreliable(&set(&TEXT.chars().map(next).collect::<String>(), 0.0, 20.0, 10.0)));
    }

    /// Names of drugs below the head of their list: few frequent characters, but words of them.
    #[test]
    fn a_list_of_rare_things_has_words() {
        let names = "栀子昆布莲须续断楮实知母猫须车前煨诃麸炒甘草蜜麻黄芩石韦三棱连钱盐续艾叶炭葫芦枳椇槐花鹅不食板蓝根桑椹藿香刺五飞扬绵萆薢\
            瓜蒌透骨姜炭杠板归肉桂山萸牛膝苦楝沙苑锁阳菊苣葶苈鹿角霜龟甲胶";
        let names = names.repeat(2);
        assert!(is_unreliable(&set(&names, 0.0, 20.0, 10.0)));
        assert!(!is_unreliable(&set(&format!("{names}序号项目名称医保最高付费标准"), 0.0, 20.0, 10.0)));
    }

    #[test]
    fn one_character_for_many_is_not_believed() {
        assert!(is_unreliable(&set(&"支".repeat(120), 0.0, 20.0, 10.0)));
        assert!(is_unreliable(&set(&"7,777.77".repeat(20), 0.0, 20.0, 10.0)));
        assert!(!is_unreliable(&set(&"0.00".repeat(60), 0.0, 20.0, 10.0)));
        assert!(!is_unreliable(&set(&"1,234.50".repeat(30), 0.0, 20.0, 10.0)));
    }

    #[test]
    fn a_few_characters_prove_nothing() {
        assert!(!is_unreliable(&set("\u{FFFD}\u{FFFD}", 0.0, 20.0, 10.0)));
    }
}

//! In: the lines outside of every table. Out: what the prose (情况说明) claims in numbers, or says there is none of, each
//! with its sentence.

use crate::geometry::{Pt, Rect};
use crate::model::{Claim, PageNumber};
use crate::text::TextLine;
use crate::words::{MONEY, parse_amount, squeeze, without_numbering};
use regex::Regex;
use rust_decimal::Decimal;
use std::ops::Range;
use std::sync::LazyLock;

/// Longer sentences are lists or tables without rulings: what they say is kept from its clause on.
const SENTENCE_CHARACTERS: usize = 400;
/// A line that ends this far (in em) before the page's text does ends its paragraph.
const SHORT_LINE: f64 = 2.5;
/// A line that starts this far (in em) behind the page's text begins one.
const INDENT: f64 = 1.2;

/// A number and the unit behind it; `2025年` and `三、` claim nothing.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"([-－−]?[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?)(百分点|个百分点|{MONEY}|%|％|辆|台|批次|人次|平方米)"
    ))
    .expect("a constant pattern")
});

/// `没有使用政府性基金预算安排的支出，`: a clause that says that there is none of something.
static NOTHING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(没有|未安排|未发生|无)(?:当年|本年度?|使用|安排|发生|涉及)*([^，。；：！？,;:、（）()]{4,40})")
        .expect("a constant pattern")
});

/// A line of prose and where it stands.
struct Passage {
    text: String,
    page: Option<PageNumber>,
    line: Option<usize>,
    /// It begins a paragraph.
    begins: bool,
}

/// The prose of a document, line by line in reading order.
#[derive(Default)]
pub(crate) struct Prose {
    lines: Vec<Passage>,
    /// The last line ended its paragraph.
    ended: bool,
}

impl Prose {
    /// The lines of a page outside of its tables, from top to bottom.
    pub(crate) fn add_page(&mut self, number: PageNumber, lines: &[TextLine]) {
        let Some(around) = lines.iter().map(|line| line.rect).reduce(Rect::union) else { return };
        for (at, line) in lines.iter().enumerate() {
            let indented = line.rect.x0 - around.x0 > line.size * INDENT;
            let apart = at.checked_sub(1).and_then(|before| lines.get(before)).is_some_and(|before| {
                let gap: Pt = line.rect.y0 - before.rect.y1;
                gap > line.size * SHORT_LINE
            });
            self.add(&line.text(), (Some(number), None), apart || indented);
            self.ended |= around.x1 - line.rect.x1 > line.size * SHORT_LINE;
        }
    }

    /// A line of a text dump, its number counted from 1.
    pub(crate) fn add_line(&mut self, number: usize, text: &str) {
        self.add(text, (None, Some(number)), false);
    }

    fn add(&mut self, text: &str, (page, line): (Option<PageNumber>, Option<usize>), begins: bool) {
        let text = squeeze(text);
        let heading = is_heading(&text);
        let begins = begins || self.ended || heading || text.is_empty();
        self.ended = heading;
        self.lines.push(Passage { text: text.into_owned(), page, line, begins });
    }

    /// What it claims in numbers, in reading order.
    pub(crate) fn claims(&self) -> Vec<Claim> {
        let mut claims = Vec::new();
        let mut from = 0;
        for at in 1..=self.lines.len() {
            if self.lines.get(at).is_some_and(|line| !line.begins) {
                continue;
            }
            paragraph(self.lines.get(from..at).unwrap_or_default(), &mut claims);
            from = at;
        }
        claims
    }
}

/// `（二）财政拨款支出决算具体情况`: numbered, and no sentence.
fn is_heading(text: &str) -> bool {
    const CHARACTERS: usize = 40;
    let body = text.trim_start_matches(['（', '(']);
    let numbers = body.find(|c: char| !("一二三四五六七八九十第".contains(c) || c.is_ascii_digit())).unwrap_or(0);
    let (number, rest) = body.split_at(numbers);
    !number.is_empty()
        && (body.len() < text.len() || rest.starts_with(['、', '.', '．', '部']))
        && !text.contains(['，', '。', '；', '：', ':'])
        && text.chars().count() <= CHARACTERS
}

/// The claims of one paragraph, in reading order.
fn paragraph(lines: &[Passage], claims: &mut Vec<Claim>) {
    let has_number = |line: &Passage| line.text.bytes().any(|byte| byte.is_ascii_digit()) || line.text.contains('０');
    let (numbers, nothing) = (lines.iter().any(has_number), lines.iter().any(|line| says_nothing(&line.text)));
    if !numbers && !nothing {
        return;
    }
    let mut text = String::new();
    let mut starts = Vec::with_capacity(lines.len());
    for line in lines {
        starts.push(text.len());
        text.push_str(&line.text);
    }
    let claim = |place: Range<usize>, sentence: (usize, usize), value: Decimal, unit: &str, subject: &str| {
        let at = starts.partition_point(|start| *start <= place.start).saturating_sub(1);
        Claim {
            page: lines.get(at).and_then(|line| line.page),
            line: lines.get(at).and_then(|line| line.line),
            sentence: text.get(sentence.0..sentence.1).unwrap_or_default().to_owned(),
            offset: text.get(sentence.0..place.start).map_or(0, |before| before.chars().count()),
            subject: without_number(subject).to_owned(),
            text: text.get(place).unwrap_or_default().to_owned(),
            value,
            unit: unit.to_owned(),
        }
    };
    let mut found: Vec<(usize, Claim)> = Vec::new();
    let mut told = 0;
    for captures in NUMBER.captures_iter(&text).filter(|_| numbers) {
        let (Some(all), Some(number), Some(unit)) = (captures.get(0), captures.get(1), captures.get(2)) else {
            continue;
        };
        let Some(value) = parse_amount(number.as_str()) else { continue };
        let sentence = sentence_around(&text, all.start(), all.end());
        let Some(before) = text.get(sentence.0.max(told)..all.start()) else { continue };
        told = all.end();
        let subject = before
            .rsplit(['，', '；', '：', ',', ';', ':'])
            .next()
            .unwrap_or_default()
            .trim_start_matches(['、', '和', '及']);
        found.push((all.start(), claim(all.range(), sentence, value, unit.as_str(), subject)));
    }
    if nothing {
        for nothing in denials(&text) {
            let sentence = sentence_around(&text, nothing.place.start, nothing.place.end);
            found.push((nothing.place.start, claim(nothing.place, sentence, Decimal::ZERO, "元", &nothing.subject)));
        }
        found.sort_by_key(|(at, _)| *at);
    }
    claims.extend(found.into_iter().map(|(_, claim)| claim));
}

/// Something that a text says there is none of.
pub(crate) struct Denial {
    /// Where the word stands that says so.
    place: Range<usize>,
    /// Whose and what, without that word.
    pub(crate) subject: String,
}

/// Is a fund or the 三公经费 said not to be there? What else there is none of, no table prints.
fn says_nothing(text: &str) -> bool {
    const OF: [&str; 3] = ["政府性基金", "国有资本经营", "三公"];
    (text.contains('无') || text.contains("没有") || text.contains("未安排") || text.contains("未发生"))
        && OF.iter().any(|word| text.contains(word))
}

/// What a text says there is none of.
pub(crate) fn denials(text: &str) -> Vec<Denial> {
    let clause = |captures: regex::Captures<'_>| {
        let (word, what) = (captures.get(1)?, captures.get(2)?);
        let before =
            text.get(..word.start())?.rsplit(['，', '。', '；', '：', ',', ';', ':', '、', '（', '(']).next()?;
        // 无论, 无法, 无需, 无关.
        let is_word = what.as_str().starts_with(['论', '法', '需', '关']);
        (!is_word && says_nothing(captures.get(0)?.as_str()))
            .then(|| Denial { place: word.range(), subject: format!("{before}{}", what.as_str()) })
    };
    if says_nothing(text) { NOTHING.captures_iter(text).filter_map(clause).collect() } else { Vec::new() }
}

/// A subject without the numbering before it: `（一）`, `2.`, `三、`.
fn without_number(subject: &str) -> &str {
    let rest = without_numbering(subject);
    if rest.len() < subject.len() { rest } else { subject.trim_start_matches(['（', '(']) }
}

/// Where the sentence begins and ends that holds `start..end`.
fn sentence_around(text: &str, start: usize, end: usize) -> (usize, usize) {
    const ENDS: [char; 4] = ['。', '！', '？', '；'];
    let begin = text.get(..start).and_then(|before| before.rfind(ENDS)).map_or(0, |at| at + '。'.len_utf8());
    let stop = text.get(end..).and_then(|rest| rest.find(ENDS)).map_or(text.len(), |at| end + at + '。'.len_utf8());
    let nearby = |bytes: usize| text.get(begin..bytes).map_or(0, |part| part.chars().count()) <= SENTENCE_CHARACTERS;
    if nearby(stop) {
        return (begin, stop);
    }
    const CLAUSES: [char; 2] = ['，', '：'];
    let clause = text
        .get(begin..start)
        .and_then(|before| before.rfind(CLAUSES))
        .map_or(begin, |at| begin + at + '，'.len_utf8());
    let stop = text.get(end..stop).and_then(|rest| rest.find(CLAUSES)).map_or(end, |at| end + at);
    (clause, stop)
}

#[cfg(test)]
mod tests {
    use super::Prose;

    fn check(lines: &[&str], expected: &[(&str, &str, &str, usize)]) {
        let mut prose = Prose::default();
        for (at, line) in lines.iter().enumerate() {
            prose.add_line(at + 1, line);
        }
        let claims = prose.claims();
        let told: Vec<_> = claims
            .iter()
            .map(|claim| {
                (claim.subject.as_str(), claim.text.as_str(), claim.sentence.as_str(), claim.line.unwrap_or(0))
            })
            .collect();
        assert_eq!(told, expected);
        for claim in &claims {
            let rest: String = claim.sentence.chars().skip(claim.offset).collect();
            assert!(rest.starts_with(&claim.text), "{claim:?}");
        }
    }

    #[test]
    fn numbers_stand_with_their_subject_and_sentence() {
        check(
            &["一、收入预算", "2026年收入预算 1,234.50 万元，比上年增加30万", "元，增长2.5%。共有车辆3辆。"],
            &[
                ("2026年收入预算", "1,234.50万元", "2026年收入预算1,234.50万元，比上年增加30万元，增长2.5%。", 2),
                ("比上年增加", "30万元", "2026年收入预算1,234.50万元，比上年增加30万元，增长2.5%。", 2),
                ("增长", "2.5%", "2026年收入预算1,234.50万元，比上年增加30万元，增长2.5%。", 3),
                ("共有车辆", "3辆", "共有车辆3辆。", 3),
            ],
        );
    }

    #[test]
    fn of_several_amounts_in_a_clause_each_has_its_own_words() {
        check(
            &["其中：基本支出10万元、项目支出5.2万元。"],
            &[
                ("基本支出", "10万元", "其中：基本支出10万元、项目支出5.2万元。", 1),
                ("项目支出", "5.2万元", "其中：基本支出10万元、项目支出5.2万元。", 1),
            ],
        );
    }

    #[test]
    fn subjects_stand_without_their_numbering() {
        for (line, subject) in [
            ("（一）收入预算总计5万元。", "收入预算总计"),
            ("2.审计事务（款）5万元。", "审计事务（款）"),
            ("三、支出5万元。", "支出"),
            ("省级（2026年）5万元。", "省级（2026年）"),
        ] {
            let mut prose = Prose::default();
            prose.add_line(1, line);
            assert_eq!(prose.claims().first().map(|claim| claim.subject.as_str()), Some(subject), "{line}");
        }
    }

    #[test]
    fn that_there_is_none_is_a_claim_too() {
        let line = "本部门2025年没有使用政府性基金预算拨款安排的支出，收入5万元。无国有资本经营预算支出。";
        let (first, second) = line.split_at(line.find("无国有").unwrap_or(0));
        check(
            &[line],
            &[
                ("本部门2025年政府性基金预算拨款安排的支出", "没有", first, 1),
                ("收入", "5万元", first, 1),
                ("国有资本经营预算支出", "无", second, 1),
            ],
        );
        // Nothing is said of money, or not that there is none.
        check(&["本部门无车辆。", "无论政府性基金，均应公开。"], &[]);
    }

    #[test]
    fn years_and_numberings_claim_nothing() {
        check(&["2025年，第3部分，共5项。"], &[]);
    }
}

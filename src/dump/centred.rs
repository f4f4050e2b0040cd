//! Rows whose values stand beside the middle of a sentence of several lines, line by line as on the page -> a line per row.
//! The sentence has as many lines above the values as below them, and a wrapped name has its lines around them, too: beside
//! the sentence's, or between two of them.

use super::line::{Line, tokens};
use super::token::{Kind, Token, ends_sentence, is_number};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What stands between two rows, or above the first: the lines without values.
type Gap<'a> = Vec<(usize, Vec<Token<'a>>)>;

/// A row in the making.
struct Row<'a> {
    at: usize,
    tokens: Vec<Token<'a>>,
    /// Its sentence: above its values, beside them, below them.
    sentence: (String, String, String),
}

/// The lines of rows, if their values stand in the middle of sentences.
pub(super) fn rows<'a>(lines: &[&'a Line<'a>], end: usize) -> Option<Vec<Line<'a>>> {
    let (head, body) = lines.split_at_checked(end)?;
    let header: BTreeSet<&str> = head.iter().map(|line| line.text.trim()).collect();
    let mut done: Vec<Line<'a>> = head.iter().map(|line| (**line).clone()).collect();
    let is_head = |line: &Line<'_>| header.contains(line.text.trim());
    let long = body.iter().filter(|line| !is_head(line)).map(|line| solid(&tokens(line))).max().unwrap_or(0) / 2;
    let (mut rows, mut gaps) = read(body, &header);
    if !are_centred(&gaps, long) {
        return None;
    }
    names(&mut rows, &mut gaps, long);
    if !share(&mut rows, &gaps) {
        return None;
    }
    for row in rows {
        done.push(whole(body.get(row.at)?, row));
    }
    Some(done)
}

/// How many characters these tokens print without any value; none if they do.
fn solid(own: &[Token<'_>]) -> usize {
    if is_valued(own) { 0 } else { own.iter().map(|token| token.text.chars().count()).sum() }
}

fn is_valued(own: &[Token<'_>]) -> bool {
    own.iter().any(|token| token.kind == Kind::Amount && is_number(token))
}

/// The rows, and what stands before each of them and behind the last.
fn read<'a>(body: &[&'a Line<'a>], header: &BTreeSet<&str>) -> (Vec<Row<'a>>, Vec<Gap<'a>>) {
    let (mut rows, mut gaps) = (Vec::new(), vec![Vec::new()]);
    for (at, line) in body.iter().enumerate().filter(|(_, line)| !header.contains(line.text.trim())) {
        let mut own = tokens(line);
        if !is_valued(&own) {
            if let Some(gap) = gaps.last_mut() {
                gap.push((at, own));
            }
            continue;
        }
        let last = own.iter().rposition(|token| token.kind != Kind::Text).map_or(0, |last| last + 1);
        let beside = own.split_off(last).iter().map(|token| &*token.text).collect();
        rows.push(Row { at, tokens: own, sentence: (String::new(), beside, String::new()) });
        gaps.push(Vec::new());
    }
    (rows, gaps)
}

fn ends(own: &[Token<'_>]) -> bool {
    own.last().is_some_and(ends_sentence)
}

/// Do sentences go on beside the values, rather than end above them?
fn are_centred(gaps: &[Gap<'_>], long: usize) -> bool {
    /// Fewer rows are no evidence.
    const ROWS: usize = 4;
    let (mut centred, mut ended) = (0_usize, 0_usize);
    for gap in gaps.iter().take(gaps.len().saturating_sub(1)) {
        match gap.iter().rev().find(|(_, own)| solid(own) > long || ends(own)) {
            Some((_, own)) if ends(own) => ended += 1,
            Some(_) => centred += 1,
            None => {}
        }
    }
    centred >= ROWS && centred > 2 * ended
}

/// A name wrapped around the values of its row: taken out of the lines right above and right below it.
fn names(rows: &mut [Row<'_>], gaps: &mut [Gap<'_>], long: usize) {
    let is_name = |own: &[Token<'_>]| {
        own.len() == 1 && solid(own) < long && own.iter().all(|token| !token.text.contains(['。', '，', '；']))
    };
    let beside = |own: &[Token<'_>]| own.len() > 1 && own.get(..1).is_some_and(is_name);
    for (index, row) in rows.iter_mut().enumerate() {
        let [above, below] = gaps.get_mut(index..=index + 1).unwrap_or_default() else { continue };
        let named = row.tokens.first().is_some_and(|token| token.kind == Kind::Text);
        // The middle of three lines stands beside the values: the others beside lines of the sentence, or between two of them.
        let around = |apart: usize| -> Option<(usize, usize)> {
            let last = above.len().checked_sub(apart)?;
            let (first, second) = (&above.get(last)?.1, &below.get(apart - 1)?.1);
            let alone = is_name(first) && is_name(second) && named == (apart > 1);
            (alone || apart == 1 && beside(first) && beside(second)).then_some((last, apart - 1))
        };
        let Some((last, next)) = around(1).or_else(|| around(2)) else { continue };
        let take = |gap: &mut Gap<'_>, at: usize| -> Option<String> {
            let (_, own) = gap.get_mut(at)?;
            let token = own.remove(0);
            if own.is_empty() {
                gap.remove(at);
            }
            Some(token.text.into_owned())
        };
        let (Some(head), Some(tail)) = (take(above, last), take(below, next)) else { continue };
        match row.tokens.first_mut().filter(|_| named) {
            Some(token) => token.text = Cow::Owned(format!("{head}{}{tail}", token.text)),
            None => {
                let (line, place) = row.tokens.first().map_or((0, (0, 0)), |token| (token.line, token.place));
                row.tokens.insert(0, Token { text: Cow::Owned(head + &tail), line, kind: Kind::Text, place });
            }
        }
    }
}

/// Shares the lines of each gap out: as many go on with the row above as that has above it, as far as sentences end there. Do
/// they end there mostly?
fn share(rows: &mut [Row<'_>], gaps: &[Gap<'_>]) -> bool {
    let text = |own: &[(usize, Vec<Token<'_>>)]| -> String {
        own.iter().flat_map(|(_, own)| own).map(|token| &*token.text).collect()
    };
    let mut above = 0;
    let (mut fitting, mut all) = (0_usize, 0_usize);
    for (index, gap) in gaps.iter().enumerate() {
        let end = |cut: usize| cut == 0 || gap.get(cut - 1).is_some_and(|(_, own)| ends(own));
        let below = match index {
            0 => 0,
            _ if index == rows.len() => gap.len(),
            _ => (0..=gap.len()).filter(|&cut| end(cut)).min_by_key(|&cut| cut.abs_diff(above)).unwrap_or(0),
        };
        if (1..rows.len()).contains(&index) && gap.len() > 1 {
            all += 1;
            fitting += usize::from(below.abs_diff(above) <= 1);
        }
        let (own, rest) = gap.split_at(below.min(gap.len()));
        if let Some(row) = index.checked_sub(1).and_then(|before| rows.get_mut(before)) {
            row.sentence.2 = text(own);
        }
        if let Some(row) = rows.get_mut(index) {
            row.sentence.0 = text(rest);
        }
        above = rest.len();
    }
    fitting * 4 > all * 3
}

/// The line of a row: its name, its values, its sentence.
fn whole<'a>(line: &Line<'a>, row: Row<'a>) -> Line<'a> {
    let mut cells = row.tokens;
    let sentence = format!("{}{}{}", row.sentence.0, row.sentence.1, row.sentence.2);
    if !sentence.is_empty() {
        let place = cells.last().map_or((0, 0), |last| (last.place.1 + 1, last.place.1 + 1));
        cells.push(Token { text: Cow::Owned(sentence), line: line.number, kind: Kind::Text, place });
    }
    line.made_of(cells)
}

#[cfg(test)]
mod tests {
    use crate::dump::read;

    #[test]
    fn sentences_and_names_around_their_values_are_put_together() {
        let text = "2026年某市项目支出表\n单位：万元\n项目名称 合计 基本支出 项目支出 绩效目标\n合计 80.00 40.00 40.00\n通过举办若干场培训和若干次\n鼠牛虎 10.00 4.00 6.00 比赛，让参加的人员都能够掌\n握它的方法。\n按照计划建成若干处设施并投\n兔龙蛇马羊\n20.00 8.00 12.00 入使用，做到建一处用一处，\n猴鸡狗\n没有闲置的情况。\n为若干个单位提供它们所需要\n猪鼠 牛 30.00 18.00 12.00\n的服务，没有遗漏。\n通过维修若干台设备保证它们\n虎兔龙蛇 都能够正常运行，并且对其中\n20.00 10.00 10.00\n马羊 的若干台按照使用的年限及时\n更换。\n";
        let (document, _) = read(text.as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        let rows = crate::dump::rows_of(table);
        assert_eq!(
            rows,
            [
                "合计|80.00|40.00|40.00|",
                "鼠牛虎|10.00|4.00|6.00|通过举办若干场培训和若干次比赛，让参加的人员都能够掌握它的方法。",
                "兔龙蛇马羊猴鸡狗|20.00|8.00|12.00|按照计划建成若干处设施并投入使用，做到建一处用一处，没有闲置的情况。",
                "猪鼠牛|30.00|18.00|12.00|为若干个单位提供它们所需要的服务，没有遗漏。",
                "虎兔龙蛇马羊|20.00|10.00|10.00|通过维修若干台设备保证它们都能够正常运行，并且对其中的若干台按照使用的年限及时更换。",
            ]
        );
    }
}

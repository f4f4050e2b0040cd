//! The tokens of a header in the order they are printed -> its names, each told what it is: the name of a column of names,
//! of columns of values, or of a column of text. Every token stands in one name.
//!
//! Names are wrapped, and nothing says where one ends and the next begins. What is weighed: which names are known, what
//! names end in, which lines are as long as their cell is wide, and that a name seldom goes on behind a blank.

use super::token::Token;
use crate::catalogue::{self, lexicon};
use crate::model::ColumnRole;

/// What a name of a header is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameKind {
    /// Of a column of codes or names.
    Name,
    /// Of a column of values, or of several.
    Value,
    /// Of a column of text.
    Text,
}

/// A name of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) text: String,
    /// The line it begins on.
    pub(super) line: usize,
    pub(super) sort: NameKind,
    /// The row of the header that it stands in, if that is known.
    pub(super) row: Option<Row>,
}

/// The rows of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// That of the groups, over other names.
    Over,
    /// A name as high as the header.
    Whole,
    /// That of the names below groups.
    Below,
}

/// Which of these names stand in the row of the groups.
pub(super) fn over_others(own: &[&Cell]) -> Vec<usize> {
    (0..own.len()).filter(|&at| own.get(at).is_some_and(|cell| cell.row == Some(Row::Over))).collect()
}

const SORTS: [NameKind; 3] = [NameKind::Name, NameKind::Value, NameKind::Text];

/// Lines of one cell; deeper wrapping is a scrambled header.
pub(super) const DEEP: usize = 9;

/// For each number in `values` of names of columns of values and their groups the best way to cut the tokens, with its score;
/// no name has more than `deep` of them.
pub(super) fn cuts(own: &[Token<'_>], values: std::ops::RangeInclusive<usize>, deep: usize) -> Vec<(f32, Vec<Cell>)> {
    let count = own.len();
    let most = (*values.end()).min(count);
    let wrapped = wraps_at_blanks(own);
    // worth[start][length - 1]: how well these tokens make one name, and one of each sort.
    let worth: Vec<Vec<[f32; 3]>> = (0..count)
        .map(|start| {
            (start + 1..=count.min(start + deep))
                .map(|end| worth(own.get(start..end).unwrap_or_default(), wrapped))
                .collect()
        })
        .collect();
    // best[i][v]: the best score of the first i tokens with v columns of values, where the last name begins, and its sort.
    let mut best: Vec<Vec<Option<(f32, usize, NameKind)>>> = vec![vec![None; most + 1]; count + 1];
    if let Some(first) = best.first_mut().and_then(|row| row.first_mut()) {
        *first = Some((0.0, 0, NameKind::Name));
    }
    for start in 0..count {
        for own in 0..=most {
            let Some((score, _, _)) = best.get(start).and_then(|row| row.get(own)).copied().flatten() else { continue };
            for (index, sorts) in worth.get(start).into_iter().flatten().enumerate() {
                for (&sort, fit) in SORTS.iter().zip(sorts) {
                    let to = own + usize::from(sort == NameKind::Value);
                    let score = score + fit;
                    let place = best.get_mut(start + index + 1).and_then(|row| row.get_mut(to));
                    if let Some(place) = place.filter(|place| place.is_none_or(|known| score > known.0)) {
                        *place = Some((score, start, sort));
                    }
                }
            }
        }
    }
    values.filter_map(|values| trace(own, &best, values)).collect()
}

/// The best way to an end: its score, where its last cell begins and what that is.
type Way = Option<(f32, usize, NameKind)>;

fn trace(own: &[Token<'_>], best: &[Vec<Way>], values: usize) -> Option<(f32, Vec<Cell>)> {
    let at = |end: usize, values: usize| best.get(end).and_then(|row| row.get(values)).copied().flatten();
    let (score, _, _) = at(own.len(), values)?;
    let mut cells = Vec::new();
    let (mut end, mut left) = (own.len(), values);
    while end > 0 {
        let (_, start, sort) = at(end, left)?;
        let group = own.get(start..end)?;
        let line = group.first().map_or(0, |token| token.line);
        cells.push(Cell { text: group.iter().map(|token| &*token.text).collect(), line, sort, row: None });
        left -= usize::from(sort == NameKind::Value);
        end = start;
    }
    cells.reverse();
    Some((score, cells))
}

/// How well some tokens make a name of each sort. Only the order matters.
fn worth(group: &[Token<'_>], wrapped: bool) -> [f32; 3] {
    let text: String = group.iter().map(|token| &*token.text).collect();
    let one = one_name(group, &text, wrapped);
    SORTS.map(|sort| one + fits(&text, sort))
}

/// Do the lines of wrapped names stand on one line with blanks between them, as some readers of PDFs print them? Then
/// tokens that are no names by themselves make one with their neighbour: `一般公共预 算`.
fn wraps_at_blanks(own: &[Token<'_>]) -> bool {
    own.windows(2).any(|pair| {
        let [a, b] = pair else { return false };
        a.line == b.line
            && !(lexicon().is_name(&a.text) && lexicon().is_name(&b.text))
            && a.text.chars().count() > 1
            && lexicon().is_name(&format!("{}{}", a.text, b.text))
    })
}

/// How well some tokens make one name; where names are wrapped at blanks, a blank says little.
pub(super) fn one_name(group: &[Token<'_>], text: &str, wrapped: bool) -> f32 {
    /// What a known name is worth, a character: two known parts of a known name are worth less than it.
    const KNOWN: f32 = 0.35;
    /// Longer names are not worth more.
    const LONG: usize = 14;
    let length = text.chars().count();
    let known = lexicon().is_name(text) || catalogue::role(&[text.to_owned()]) == ColumnRole::Index;
    let mut score = -1.0;
    if known {
        score += KNOWN * length.min(LONG) as f32;
    } else {
        score -= 0.05 * length as f32;
        if length == 1 {
            score -= 2.0;
        }
        if !text.ends_with(ENDINGS) && !text.ends_with(['）', ')', '%', '％']) {
            score -= 1.0;
        }
    }
    // `2025` / `年政府采购`; 年度 is a name by itself.
    if text.starts_with("年") && text != "年度" && !known {
        score -= 3.0;
    }
    let open = text.matches(['（', '(']).count();
    if open != text.matches(['）', ')']).count() || text.starts_with(['）', ')', '、', '，']) {
        score -= 4.0;
    }
    // A name ends with its percent sign.
    if text.trim_end_matches(['）', ')']).trim_end_matches(['%', '％']).contains(['%', '％']) {
        score -= 2.5;
    }
    for pair in group.windows(2) {
        let [a, b] = pair else { continue };
        // Characters that are set apart: `合 计`.
        let apart = a.text.chars().count() == 1 || b.text.chars().count() == 1;
        if a.line == b.line && !(known && apart) && !is_cut_year(&a.text, &b.text) {
            score -= match (known, wrapped) {
                (true, true) => 0.3,
                (true, false) => 2.0,
                (false, true) => 1.0,
                (false, false) => 3.0,
            };
        }
        if b.text.starts_with("其中") {
            score -= 4.0;
        }
        // `其中：2026` / `年政府采购`.
        if is_cut_year(&a.text, &b.text) {
            score += 3.0;
        }
        // The lines of a wrapped name are as long as its cell is wide, but for the last.
        let longer = b.text.chars().count().saturating_sub(a.text.chars().count());
        if longer > 1 {
            score -= 0.5 * longer as f32;
        }
        // A name that is whole seldom goes on in the next line.
        if lexicon().is_name(&a.text) && a.text.chars().count() > 1 && !known {
            score -= if lexicon().is_name(&b.text) { 2.5 } else { 1.0 };
        }
    }
    score
}

/// Is a year cut between these?
fn is_cut_year(above: &str, below: &str) -> bool {
    let digits = above.chars().rev().take_while(char::is_ascii_digit).count();
    digits == 4 && below.starts_with('年')
}

/// How well `text` is a name of this sort.
pub(super) fn fits(text: &str, sort: NameKind) -> f32 {
    let role = catalogue::role(&[text.to_owned()]);
    // A year is that of amounts.
    let dated = text.chars().filter(char::is_ascii_digit).count() >= 4 && text.contains('年');
    let names = !dated && matches!(role, ColumnRole::Code | ColumnRole::Label | ColumnRole::Index);
    let bare = text.strip_suffix(['）', ')']).and_then(|text| text.rfind(['（', '(']).and_then(|at| text.get(..at)));
    let ends = !dated && NAMES.iter().any(|ending| bare.unwrap_or(text).ends_with(ending));
    let known = lexicon();
    match sort {
        NameKind::Name if names => 1.0,
        NameKind::Name if ends => 0.8,
        NameKind::Name if known.is_name(text) || catalogue::is_total(text) => -4.0,
        NameKind::Name => -2.0,
        NameKind::Value if names && !known.is_value(text) => -3.0,
        NameKind::Value if role == ColumnRole::Text => -2.5,
        NameKind::Value if ends => -1.0,
        NameKind::Value => 0.3,
        NameKind::Text if role == ColumnRole::Text => 0.5,
        NameKind::Text => -6.0,
    }
}

/// What names of columns of names end in.
const NAMES: [&str; 10] = ["类别", "类型", "名称", "单位", "科目", "项目", "部门", "地区", "级次", "年度"];

/// What names of columns end in.
const ENDINGS: [char; 32] = [
    '入', '出', '金', '款', '费', '数', '计', '额', '率', '余', '转', '算', '称', '码', '目', '位', '注', '例', '助',
    '资', '级', '类', '项', '度', '型', '因', '号', '比', '减', '存', '式', '标',
];

#[cfg(test)]
mod tests {
    use crate::dump::read;

    #[test]
    fn the_column_of_years_is_one_by_itself() {
        let head =
            "公务接待费 会议费\n预算单位 年度\n一般公共预\n算\n政府性基金\n预算\n一般公共预\n算\n政府性基金\n预算\n";
        let rows =
            "某局 2025 年 5.00 0.00 3.00 1.00\n某队 2026 年 4.00 0.00 2.00 1.00\n某站 2026 年 4.00 1.00 2.00 0.00\n";
        let (document, _) = read(format!("表9\n某市经费支出表\n单位：万元\n{head}{rows}").as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        let names: Vec<String> = table.columns.iter().map(|column| column.path.join("/")).collect();
        let expected = [
            "预算单位",
            "年度",
            "公务接待费/一般公共预算",
            "公务接待费/政府性基金预算",
            "会议费/一般公共预算",
            "会议费/政府性基金预算",
        ];
        assert_eq!(names, expected);
    }
}

//! Cells of two lines that a dump prints above their row and below it -> back in the line of the row.
//!
//! Such a cell is set around the middle of its row, so a converter that prints a page line by line prints its first line
//! above the row and its second one below. Some show by themselves that they are torn: an amount with fewer decimals than all
//! others have, whose last digits stand below the row; and a name behind its code where the rows around have more of these.
//!
//! ```text
//! 117,921.6                              2080505-鼠牛虎兔龙蛇
//! 污水处理服务费 117,921.68 0.00          50501-马羊猴鸡 734.15 734.15
//! 8                                      猪鼠牛虎
//! ```

use super::clean::is_blank;
use super::line::{Class, Line, tokens};
use super::token::{Kind, Token, is_number};
use super::touching::is_coded;
use std::borrow::Cow;

/// Rows so many lines away show what columns a table has.
const NEAR: usize = 60;
/// Lines of torn cells are shorter.
const SHORT: usize = 120;

/// Puts them back into the lines of their rows.
pub(super) fn put_back(lines: &mut [Line<'_>]) {
    // What is printed between them is looked at first, as most dumps tear no cells.
    let may_end = |line: &Line<'_>| line.class == Class::Other && line.text.len() < SHORT && !is_apart(line);
    let mut decimals = None;
    let mut rows: Vec<(usize, String)> = Vec::new();
    for at in 1..lines.len().saturating_sub(1) {
        let [above, own, below] = lines.get(at - 1..=at + 1).unwrap_or_default() else { continue };
        if rows.last().is_some_and(|(last, _)| at < last + 3) {
            continue;
        }
        if !may_end(below) || !may_end(above) || own.class != Class::Other || is_apart(own) {
            continue;
        }
        let whole = match () {
            () if ends_short(&above.text) => {
                let decimals = *decimals.get_or_insert_with(|| decimals_of(lines));
                decimals.and_then(|decimals| with_amounts(lines, at, decimals))
            }
            () if is_coded(above.text.trim_start_matches(is_blank)) => with_names(lines, at),
            () => None,
        };
        rows.extend(whole.map(|whole| (at, whole)));
    }
    for (at, whole) in rows {
        if let Some([above, own, below]) = lines.get_mut(at - 1..=at + 1) {
            own.text = Cow::Owned(whole);
            for line in [above, below] {
                (line.text, line.class) = (Cow::Borrowed(""), Class::Blank);
            }
        }
    }
}

/// Does a line keep places on the page? These say more.
fn is_apart(line: &Line<'_>) -> bool {
    line.text.trim_matches(is_blank).contains("   ")
}

/// Does a line end with an amount of no or one decimal behind a point?
fn ends_short(text: &str) -> bool {
    let text = text.trim_end_matches(is_blank);
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    digits < 2 && text.get(..text.len() - digits).is_some_and(|rest| rest.ends_with('.'))
}

/// How many decimals the amounts of a dump have, if most have as many.
fn decimals_of(lines: &[Line<'_>]) -> Option<usize> {
    /// So many amounts tell.
    const AMOUNTS: usize = 2_000;
    /// Amounts have no more decimals.
    const MOST: usize = 8;
    let all = lines.iter().filter(|line| line.class == Class::Other).flat_map(tokens);
    let amounts = all.filter(|token| token.kind == Kind::Amount).filter_map(|token| decimals(&token.text));
    let amounts: Vec<usize> = amounts.take(AMOUNTS).collect();
    let same = |own: usize| amounts.iter().filter(|&&other| other == own).count();
    (1..=MOST).find(|&own| same(own) * 4 > amounts.len() * 3)
}

fn decimals(amount: &str) -> Option<usize> {
    amount.rsplit_once('.').map(|(_, fraction)| fraction.len())
}

/// The names of a row and the values behind them.
fn parts<'a>(line: &'a Line<'_>) -> (Vec<Token<'a>>, Vec<Token<'a>>) {
    let mut names = tokens(line);
    let from = names.iter().rposition(|token| !is_number(token)).map_or(0, |last| last + 1);
    let values = names.split_off(from);
    (names, values)
}

/// The lines around one, the nearest first.
fn near<'l, 'a>(lines: &'l [Line<'a>], at: usize) -> impl Iterator<Item = &'l Line<'a>> {
    let sides = move |away: usize| [at.checked_sub(away), at.checked_add(away)];
    (2..NEAR).flat_map(sides).flatten().filter_map(|at| lines.get(at)).filter(|line| line.class == Class::Other)
}

/// The row of a line with the amounts around it, each in the first column that prints none wider than the line it is cut at.
fn with_amounts(lines: &[Line<'_>], at: usize, decimals: usize) -> Option<String> {
    let (above, below) = (tokens(lines.get(at - 1)?), tokens(lines.get(at + 1)?));
    let (mut names, values) = parts(lines.get(at)?);
    let mut torn: Vec<(usize, String)> = Vec::new();
    let mut name = None;
    if above.len() != below.len() || values.is_empty() {
        return None;
    }
    for (first, second) in above.iter().zip(&below) {
        let text = format!("{}{}", first.text, second.text);
        let lacks = self::decimals(&first.text).and_then(|own| decimals.checked_sub(own)).filter(|&lacks| lacks > 0);
        match (first.kind, second.kind) {
            (Kind::Amount, Kind::Digits) if lacks == Some(second.text.len()) => torn.push((first.text.len(), text)),
            (Kind::Text, Kind::Text) if name.is_none() && names.is_empty() && torn.is_empty() => name = Some(text),
            _ => return None,
        }
    }
    let columns = values.len() + torn.len();
    let mut widths = vec![0_usize; columns];
    let full = near(lines, at).map(parts).filter(|(names, values)| values.len() == columns && !names.is_empty());
    for (_, values) in full {
        for (width, value) in widths.iter_mut().zip(&values) {
            *width = (*width).max(value.text.len());
        }
    }
    let mut torn = torn.into_iter().peekable();
    let mut values = values.into_iter().map(|token| token.text.into_owned());
    let mut row: Vec<String> = names.drain(..).map(|token| token.text.into_owned()).chain(name).collect();
    for width in widths {
        row.push(match torn.next_if(|(own, _)| (1..=*own).contains(&width)) {
            Some((_, text)) => text,
            None => values.next()?,
        });
    }
    torn.next().is_none().then(|| row.join(" "))
}

/// The row of a line with the names around it, each in the column whose codes are like its own.
fn with_names(lines: &[Line<'_>], at: usize) -> Option<String> {
    let (above, below) = (tokens(lines.get(at - 1)?), tokens(lines.get(at + 1)?));
    let (names, values) = parts(lines.get(at)?);
    let goes_on = |token: &Token<'_>| token.kind == Kind::Text && !is_coded(&token.text);
    let are_coded = |names: &[Token<'_>]| names.iter().all(|token| is_coded(&token.text));
    if above.len() != below.len() || !are_coded(&above) || !below.iter().all(goes_on) || !are_coded(&names) {
        return None;
    }
    let torn = above.iter().zip(&below).map(|(first, second)| format!("{}{}", first.text, second.text));
    let mut all: Vec<Option<String>> = torn.chain(names.iter().map(|token| token.text.to_string())).map(Some).collect();
    let is_whole = |(names, values): &(Vec<Token<'_>>, Vec<Token<'_>>)| {
        names.len() == all.len() && are_coded(names) && !values.is_empty()
    };
    let (columns, _) = near(lines, at).map(parts).find(is_whole).filter(|_| !values.is_empty())?;
    let mut row: Vec<String> = Vec::new();
    for column in &columns {
        let is_like = |own: &&mut Option<String>| own.as_deref().is_some_and(|own| sort(own) == sort(&column.text));
        row.push(all.iter_mut().find(is_like)?.take()?);
    }
    row.extend(values.into_iter().map(|token| token.text.into_owned()));
    Some(row.join(" "))
}

/// What the code before a name is one of: its first digit and how many it has.
fn sort(name: &str) -> (Option<char>, usize) {
    (name.chars().next(), name.bytes().take_while(u8::is_ascii_digit).count())
}

#[cfg(test)]
mod tests {
    use crate::dump::rows_below_title as rows;

    #[test]
    fn amounts_cut_around_their_row_are_put_back() {
        let text = "项目 合计 基本支出 项目支出\n111,669.9\n鼠牛 111,369.97 300.00\n7\n虎兔（龙 100,001.5\n100,000.00 1.50\n蛇） 0\n马羊 11,000.00 11,000.00 0.00\n猴鸡 668.47 369.97 298.50\n";
        let expected = [
            "鼠牛|111,669.97|111,369.97|300.00",
            "虎兔（龙蛇）|100,001.50|100,000.00|1.50",
            "马羊|11,000.00|11,000.00|0.00",
            "猴鸡|668.47|369.97|298.50",
        ];
        assert_eq!(rows(text), expected);
    }

    #[test]
    fn names_with_codes_around_their_row_are_put_back() {
        let head = "支出功能分类科目 政府支出经济分类科目 部门支出经济分类科目 合计 基本支出 项目支出\n";
        let own = "2050302-鼠牛 50501-虎兔 30101-龙蛇 748.82 748.82\n30108-马羊猴鸡猪\n2050302-鼠牛 50501-虎兔 381.33 381.33\n鼠牛虎\n2080505-兔龙蛇马 30109-羊猴鸡猪\n50501-虎兔 17.90 10.90 7.00\n鼠牛 虎兔\n2050302-鼠牛 50502-龙蛇 30201-马羊 6.00 6.00\n";
        let expected = [
            "2050302-鼠牛|50501-虎兔|30101-龙蛇|748.82|748.82|",
            "2050302-鼠牛|50501-虎兔|30108-马羊猴鸡猪鼠牛虎|381.33|381.33|",
            "2080505-兔龙蛇马鼠牛|50501-虎兔|30109-羊猴鸡猪虎兔|17.90|10.90|7.00",
            "2050302-鼠牛|50502-龙蛇|30201-马羊|6.00|6.00|",
        ];
        assert_eq!(rows(&format!("{head}{own}")), expected);
    }
}

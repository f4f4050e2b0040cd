//! A row that numbers the columns, printed cell by cell -> one line. Its marks say nothing one by one, but they count on:
//! `**`, `**`, `1`, `2`, `3=2/1*100` on lines of their own.

use super::clean::is_blank;
use super::header::numbers_columns;
use super::line::{Class, Line};
use std::borrow::Cow;

/// Without marks before them, so many numbers that count on are no values.
const NUMBERS: usize = 3;

/// Puts such lines together.
pub(super) fn join(lines: &mut Vec<Line<'_>>) {
    // Where lines are that another one has taken up.
    let mut taken = vec![false; lines.len()];
    let mut any = false;
    let mut at = 0;
    while at < lines.len() {
        let marks = marks(lines.get(at..).unwrap_or_default());
        if let (Some(line), Some(rest)) = (lines.get_mut(at), taken.get_mut(at + 1..at + marks.len()))
            && !rest.is_empty()
        {
            (line.text, line.class) = (Cow::Owned(marks.join(" ")), Class::Other);
            rest.fill(true);
            any = true;
        }
        at += marks.len().max(1);
    }
    if any {
        let mut taken = taken.into_iter();
        lines.retain(|_| taken.next() != Some(true));
    }
}

/// The marks of the row that begins with the first of these lines, if one does.
fn marks(lines: &[Line<'_>]) -> Vec<String> {
    let mut marks: Vec<String> = Vec::new();
    let mut last = 0;
    for line in lines {
        let text = line.text.trim_matches(is_blank);
        match number(text) {
            Some(number) if number == last + 1 => last = number,
            None if last == 0 && matches!(text, "*" | "**" | "栏次" | "行次") => {}
            _ => break,
        }
        marks.push(text.to_owned());
    }
    let named = marks.len() > last + 1 && last > 0;
    if (named || last >= NUMBERS) && numbers_columns(marks.iter().map(String::as_str)) { marks } else { Vec::new() }
}

/// The number of a column, which a formula may follow: `3=2/1*100`.
fn number(text: &str) -> Option<usize> {
    /// No table has more columns than two digits count.
    const DIGITS: usize = 2;
    let own = text.split_once('=').map_or(text, |(own, _)| own);
    if own.is_empty() || own.len() > DIGITS { None } else { own.parse().ok() }
}

#[cfg(test)]
mod tests {
    use crate::dump::rows_below_title;

    #[test]
    fn numbers_of_columns_on_lines_of_their_own_are_no_cells() {
        let text = "科目编码\n功能科目\n合计\n基本支出\n项目支出\n类\n款\n**\n**\n**\n1\n2\n3\n合计\n656.73\n386.73\n270.00\n205\n教育支出\n656.73\n386.73\n270.00\n205\n03\n职业教育\n400.00\n200.00\n200.00\n205\n08\n进修及培训\n256.73\n186.73\n70.00\n";
        assert_eq!(
            rows_below_title(text),
            [
                "||合计|656.73|386.73|270.00",
                "205||教育支出|656.73|386.73|270.00",
                "205|03|职业教育|400.00|200.00|200.00",
                "205|08|进修及培训|256.73|186.73|70.00",
            ]
        );
    }
}

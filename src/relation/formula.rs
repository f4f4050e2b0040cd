//! What the index row of a table prints (`1`, `2`, `3=1+2`, `A=B+C`) -> sums of its columns.

use super::Sum;

/// The sums that the cells of an index row say, a cell for each column. Products and quotients (`3=2/1*100`) are none.
pub(crate) fn formulas(cells: &[String]) -> Vec<Sum> {
    let bare: Vec<String> = cells.iter().map(|cell| cell.chars().filter_map(plain).collect()).collect();
    let name = |cell: &str| cell.split('=').next().unwrap_or_default().to_owned();
    let names: Vec<String> = bare.iter().map(|cell| name(cell)).collect();
    let place = |name: &str| {
        let mut own = names.iter().enumerate().filter(|(_, other)| !name.is_empty() && *other == name);
        own.next().map(|(at, _)| at).filter(|_| own.next().is_none())
    };
    let sum = |(total, cell): (usize, &String)| {
        let (_, right) = cell.split_once('=')?;
        let mut sum = Sum { total, ..Sum::default() };
        let mut sign = '+';
        for part in right.split_inclusive(['+', '-']) {
            let next = part.chars().last().filter(|c| matches!(c, '+' | '-'));
            let line = place(part.trim_end_matches(['+', '-']))?;
            if sign == '+' {
                sum.plus.push(line)
            } else {
                sum.minus.push(line)
            }
            sign = next.unwrap_or('+');
        }
        (!sum.plus.is_empty() && !sum.terms().any(|(line, _)| line == total)).then_some(sum)
    };
    bare.iter().enumerate().filter_map(sum).collect()
}

/// One way of writing for all: `（３）＝①＋２` is `3=1+2`.
fn plain(c: char) -> Option<char> {
    match c {
        '＝' => Some('='),
        '＋' => Some('+'),
        '－' | '—' | '–' | '−' => Some('-'),
        '①'..='⑳' => char::from_u32(u32::from('1') + u32::from(c) - u32::from('①')).filter(char::is_ascii_digit),
        '０'..='９' | 'Ａ'..='Ｚ' => char::from_u32(u32::from(c) - 0xFEE0),
        '(' | ')' | '（' | '）' | '栏' | '列' => None,
        c if c.is_whitespace() => None,
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::formulas;

    fn check(cells: &str, expected: &[&str]) {
        let cells: Vec<String> = cells.split('|').map(str::to_owned).collect();
        let list = |lines: &[usize]| lines.iter().map(ToString::to_string).collect::<Vec<_>>().join("+");
        let found: Vec<String> = formulas(&cells)
            .iter()
            .map(|sum| format!("{}={}-{}", sum.total, list(&sum.plus), list(&sum.minus)))
            .collect();
        assert_eq!(found, expected, "{cells:?}");
    }

    #[test]
    fn index_rows_say_sums() {
        check("栏次|1|2|3=1+2|4", &["3=1+2-"]);
        check("|A＝B＋C|B|C", &["1=2+3-"]);
        check("|1|2|4|（５）=4－2", &["4=3-2"]);
        check("|①=②+③|②|③", &["1=2+3-"]);
    }

    #[test]
    fn what_is_no_sum() {
        check("|1|2|3=2/1*100", &[]);
        check("|1|1|3=1+2", &[]);
        check("|1|2|3=2+4", &[]);
        check("合计=1|1|x", &["0=1-"]);
    }
}

//! 栏次: rows that number the columns, and what they say a column is computed from.

use super::{narrow, squeeze};

/// What one cell of such a row is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Mark {
    /// 栏次 itself, or another name of the row.
    Name,
    /// A cell that numbers nothing: `**`, `—`.
    Filler,
    /// A column's own number, and whether it says what the column is computed from.
    Own { number: Option<u32>, is_formula: bool },
}

/// True if these texts of one row number the columns: `栏次 1 2 3`, `** ** 1 2`, `1 2 3=2/1*100`, `(1)=(2)+(3) (2) (3)`.
///
/// Each of them refers to a column, and the columns' own numbers go up one by one from left to right; halves side by
/// side may begin anew.
pub(crate) fn is_index_row(texts: &[&str]) -> bool {
    let Some(marks) = texts.iter().map(|text| mark(text)).collect::<Option<Vec<Mark>>>() else { return false };
    let count = |test: &dyn Fn(&Mark) -> bool| marks.iter().filter(|mark| test(mark)).count();
    let numbers: Vec<u32> =
        marks.iter().filter_map(|mark| if let Mark::Own { number, .. } = mark { *number } else { None }).collect();
    let names = count(&|mark| *mark == Mark::Name);
    let fillers = count(&|mark| *mark == Mark::Filler);
    let own = count(&|mark| matches!(mark, Mark::Own { .. }));
    let formulas = count(&|mark| matches!(mark, Mark::Own { is_formula: true, .. }));
    let goes_up = numbers.windows(2).all(|pair| pair[1] == pair[0] + 1);
    if marks.len() < 2 {
        return false;
    }
    match () {
        // Beside its name, letters and numbers are marks even if they are few.
        () if names > 0 => own > usize::from(numbers.is_empty()),
        () if formulas > 0 && own >= 2 => goes_up,
        () => fillers >= 2 || goes_up && (numbers.len() >= 3 || fillers > 0 && !numbers.is_empty()),
    }
}

/// What the column with this mark is computed from, as printed without blanks: `3=2/1*100`.
pub(crate) fn formula(text: &str) -> Option<String> {
    matches!(mark(text), Some(Mark::Own { is_formula: true, .. })).then(|| squeeze(text).into_owned())
}

fn mark(text: &str) -> Option<Mark> {
    let text: String = squeeze(text).chars().map(narrow).collect();
    match text.as_str() {
        "栏次" | "行次" | "栏目" | "栏号" | "序号" | "公式" | "计算公式" => return Some(Mark::Name),
        "*" | "**" | "***" | "-" | "--" | "—" | "——" => return Some(Mark::Filler),
        _ => {}
    }
    let (own, expression) = match text.split_once('=') {
        Some((own, expression)) => (Some(own), Some(expression)),
        None if reference(&text).is_some() => (Some(text.as_str()), None),
        None => (None, Some(text.as_str())),
    };
    let number = match own {
        Some(own) => reference(own)?,
        None => None,
    };
    if let Some(expression) = expression {
        is_expression(expression, own.is_some()).then_some(())?;
    }
    Some(Mark::Own { number, is_formula: expression.is_some() })
}

/// The number of a column: `3`, `(3)`, `③`, `3栏`; none for letters (`A`, `甲`).
#[expect(clippy::option_option, reason = "no reference, a letter, a number")]
fn reference(text: &str) -> Option<Option<u32>> {
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(text);
    let inner = inner.strip_suffix('栏').unwrap_or(inner);
    let mut characters = inner.chars();
    match (characters.next()?, characters.next()) {
        (one @ '①'..='⑳', None) => Some(Some(one as u32 - '①' as u32 + 1)),
        ('A'..='Z' | '甲' | '乙' | '丙' | '丁' | '戊', None) => Some(None),
        _ if inner.len() <= 2 && inner.bytes().all(|byte| byte.is_ascii_digit()) => inner.parse().ok().map(Some),
        _ => None,
    }
}

/// References and factors (`100`, `100%`) with signs between them. Without a left side it takes a sign of its own:
/// `2+3` is one, `2` is not; and it must not read as an amount or a range of dates (`2024-12`).
fn is_expression(text: &str, has_left_side: bool) -> bool {
    const SIGNS: &[char] = &['+', '-', '*', '×', 'x', '/', '÷', '~', '～', '…', '.', '至'];
    let is_operand = |part: &str| {
        let part = part.trim_matches(['(', ')']).trim_end_matches('%');
        reference(part).is_some() || part == "100"
    };
    let parts: Vec<&str> = text.split(SIGNS).filter(|part| !part.trim_matches(['(', ')']).is_empty()).collect();
    let signed = text.contains(SIGNS);
    let bare = !text.contains('.') && parts.len() >= 2;
    !parts.is_empty() && parts.iter().all(|part| is_operand(part)) && (has_left_side || signed && bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_number_the_columns() {
        for row in [
            &["栏次", "1", "2", "3"][..],
            &["栏次", "1", "栏次", "2"],
            &["**", "**", "1", "2"],
            &["1", "2", "3"],
            &["公  式", "A=B+C", "B", "C"],
            &["A=B+C", "B", "C"],
            &["1", "2", "3=2/1*100", "4", "5=4-2", "6=5/2*100"],
            &["(1)=(2)+(3)", "(2)", "(3)"],
            &["甲", "①", "②", "③=①+②"],
            &["１", "２", "３＝１＋２"],
            &["1", "2+3", "2", "3"],
        ] {
            assert!(is_index_row(row), "{row:?}");
        }
    }

    #[test]
    fn rows_of_codes_counts_and_amounts_are_none() {
        for row in [
            &["1", "某局", "预算"][..],
            &["201", "05", "07"],
            &["9", "14", "13"],
            &["1", "1.5", "2"],
            &["2024-12", "2025-12"],
            &["完成率", "=100%"],
            &["1", "2"],
            &["=", "3310"],
        ] {
            assert!(!is_index_row(row), "{row:?}");
        }
    }

    #[test]
    fn formulas_are_kept_as_printed() {
        assert_eq!(formula("3=2/1 * 100").as_deref(), Some("3=2/1*100"));
        assert_eq!(formula("（1）＝（2）+（3）").as_deref(), Some("（1）＝（2）+（3）"));
        assert_eq!(formula("3"), None);
        assert_eq!(formula("100%"), None);
    }
}

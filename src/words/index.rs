//! 栏次: rows that number the columns, and what they say a column is computed from.

use super::{narrow, squeeze};

/// What one cell of such a row is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Mark {
    /// 栏次 itself, or another name of the row.
    Name,
    /// A cell that numbers nothing: `**`, `—`.
    Filler,
    /// A column's own number or letter, and whether it says what the column is computed from.
    Own { reference: Option<Reference>, is_formula: bool },
}

/// What a column is called by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reference {
    Number(u32),
    /// Its place among the letters.
    Letter(u32),
}

/// True if these texts of one row number the columns: `栏次 1 2 3`, `** ** 1 2`, `1 2 3=2/1*100`, `(1)=(2)+(3) (2) (3)`.
///
/// Each of them refers to a column, and the columns' own numbers go up one by one from left to right; halves side by
/// side may begin anew. Columns of labels may have letters, which go up so too: `甲 乙 1 2`.
pub(crate) fn is_index_row(texts: &[&str]) -> bool {
    let Some(marks) = texts.iter().map(|text| mark(text)).collect::<Option<Vec<Mark>>>() else { return false };
    let count = |test: &dyn Fn(&Mark) -> bool| marks.iter().filter(|mark| test(mark)).count();
    let names = count(&|mark| *mark == Mark::Name);
    let fillers = count(&|mark| *mark == Mark::Filler);
    let own = count(&|mark| matches!(mark, Mark::Own { .. }));
    let formulas = count(&|mark| matches!(mark, Mark::Own { is_formula: true, .. }));
    let of = |test: fn(Reference) -> Option<u32>| -> Vec<u32> {
        let own =
            marks.iter().filter_map(|mark| if let Mark::Own { reference, .. } = mark { *reference } else { None });
        own.filter_map(test).collect()
    };
    let numbers = of(|own| if let Reference::Number(number) = own { Some(number) } else { None });
    let letters = of(|own| if let Reference::Letter(letter) = own { Some(letter) } else { None });
    // From the first on, none left out.
    let counts = |own: &[u32]| !own.is_empty() && own.iter().copied().eq(1..=own.len() as u32);
    let is_lettered = own >= 3 && counts(&letters) && counts(&numbers);
    let goes_up = numbers.windows(2).all(|pair| pair[1] == pair[0] + 1);
    if marks.len() < 2 {
        return false;
    }
    match () {
        // Beside its name, letters and numbers are marks even if they are few.
        () if names > 0 => own > usize::from(numbers.is_empty()),
        () if formulas > 0 && own >= 2 => goes_up,
        () if is_lettered => true,
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
    let own = match own {
        Some(own) => Some(reference(own)?),
        None => None,
    };
    if let Some(expression) = expression {
        is_expression(expression, own.is_some()).then_some(())?;
    }
    Some(Mark::Own { reference: own, is_formula: expression.is_some() })
}

/// The number or letter of a column: `3`, `(3)`, `③`, `3栏`, `A`, `甲`.
fn reference(text: &str) -> Option<Reference> {
    const STEMS: &str = "甲乙丙丁戊";
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(text);
    let inner = inner.strip_suffix('栏').unwrap_or(inner);
    let mut characters = inner.chars();
    match (characters.next()?, characters.next()) {
        (one @ '①'..='⑳', None) => Some(Reference::Number(one as u32 - '①' as u32 + 1)),
        (one @ 'A'..='Z', None) => Some(Reference::Letter(one as u32 - 'A' as u32 + 1)),
        (one, None) if STEMS.contains(one) => {
            STEMS.chars().zip(1..).find(|(stem, _)| *stem == one).map(|(_, at)| Reference::Letter(at))
        }
        _ if inner.len() <= 2 && inner.bytes().all(|byte| byte.is_ascii_digit()) => {
            inner.parse().ok().map(Reference::Number)
        }
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
            &["甲", "乙", "1", "2"],
            &["甲", "1", "乙", "2"],
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
            &["甲", "1"],
            &["B", "1", "2"],
            &["A", "3", "4"],
            &["A", "B", "C"],
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

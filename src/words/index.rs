//! Rows that number the columns: 栏次.

use super::squeeze;
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

static INDEX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([0-9]{1,2}|[A-Z]|[甲乙丙丁戊]|\*{1,3}|—{1,2}|-{1,2}|[0-9A-Z]{1,2}=[-0-9A-Z=+×x*/÷()（）%.…~～-]+|[0-9]{1,2}[+-][-0-9+]+)$").expect("a constant pattern")
});

/// True if these texts of one row number the columns: `栏次 1 2 3`, `** ** 1 2`, `1 2 3=1+2`.
pub(crate) fn is_index_row(texts: &[&str]) -> bool {
    let squeezed: Vec<Cow<'_, str>> = texts.iter().map(|text| squeeze(text)).collect();
    let named = |text: &Cow<'_, str>| matches!(&**text, "栏次" | "行次" | "栏目" | "序号" | "公式" | "计算公式");
    if squeezed.len() < 2 || !squeezed.iter().all(|text| named(text) || INDEX.is_match(text)) {
        return false;
    }
    let numbers: Vec<u32> = squeezed.iter().filter_map(|text| text.parse().ok()).collect();
    let counts_up = numbers.windows(2).all(|pair| pair[1] == pair[0] + 1);
    let letters = squeezed.iter().filter(|text| text.starts_with(|c: char| c.is_ascii_uppercase())).count();
    let stars = squeezed.iter().filter(|text| text.starts_with('*')).count();
    let has_name = squeezed.iter().any(named);
    (has_name && (!numbers.is_empty() || letters >= 2))
        || stars >= 2
        || (counts_up && numbers.len() >= 3)
        || (stars >= 1 && counts_up && !numbers.is_empty())
}

#[cfg(test)]
mod tests {
    use super::is_index_row;

    #[test]
    fn index_rows() {
        assert!(is_index_row(&["栏次", "1", "2", "3"]));
        assert!(is_index_row(&["**", "**", "1", "2"]));
        assert!(is_index_row(&["栏次", "1", "栏次", "2"]));
        assert!(is_index_row(&["1", "2", "3"]));
        assert!(is_index_row(&["公  式", "A=B+C", "B", "C"]));
        assert!(!is_index_row(&["1", "某局", "预算"]));
        assert!(!is_index_row(&["201", "05", "07"]));
    }
}

//! What labels look like, beside values.

use crate::words::{is_number, squeeze};

/// A label has rarely more characters than this, and never more than twice as many.
const LONGEST_LABEL: usize = 16;
const LONGEST: usize = 24;
/// A value with this share of digits is no name.
const DIGITS: f64 = 0.5;
/// A unit behind a number has no more characters than this.
const LONGEST_UNIT: usize = 3;

/// How little a text looks like a label: 0 not at all unlike one, 3 and more certainly none.
pub(super) fn doubt(text: &str) -> u32 {
    let text = squeeze(text);
    let count = text.chars().count();
    match () {
        () if text.is_empty() || is_value(&text) || count > LONGEST => 3,
        () if text.ends_with(['。', '；', ';', '，', '！']) || text.contains('。') => 3,
        () if count > LONGEST_LABEL || text.contains('，') => 1,
        () => 0,
    }
}

/// A number, a date, a quantity or a bound; of squeezed text.
pub(super) fn is_value(text: &str) -> bool {
    let count = text.chars().count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '，' | '-'));
    let is_quantity = text.starts_with(|c: char| c.is_ascii_digit()) && unit.chars().count() <= LONGEST_UNIT;
    is_number(text)
        || text.starts_with(['≥', '≤', '＞', '＜', '>', '<', '=', '＝', '±'])
        || is_quantity
        || digits as f64 > count as f64 * DIGITS
}

/// A text that is certainly a value: nobody prints it for a name.
pub(super) fn is_plain_value(text: &str) -> bool {
    let text = squeeze(text);
    !text.is_empty() && (is_value(&text) || text.chars().count() > LONGEST)
}

/// The label and the value that one cell holds: `主要任务：某事`.
pub(super) fn own_label(text: &str) -> Option<(&str, &str)> {
    let (label, value) = text.split_once(['：', ':'])?;
    (doubt(label) == 0 && !value.trim().is_empty()).then_some((label, value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_values() {
        for label in ["项目名称", "2026年预算金额（万元）", "其中：财政拨款", "2026年度目标", "1、资金来源："]
        {
            assert_eq!(doubt(label), 0, "{label}");
        }
        for value in ["2021", "2021-01-01", "≥400家", "15件", "4,100,000.00", "100%", "2026年11月30日前", ""] {
            assert_eq!(doubt(value), 3, "{value}");
        }
        assert_eq!(own_label("主要任务1：测绘保障"), Some(("主要任务1", "测绘保障")));
        assert_eq!(own_label("其中："), None);
    }
}

//! What rows and columns of sums are called.

use super::squeeze;

/// The names of sums that tables print, and no others: what begins with anything else may be an ordinary name.
const TOTALS: &[&str] = &[
    "合计",
    "总计",
    "共计",
    "小计",
    "收入合计",
    "支出合计",
    "收入总计",
    "支出总计",
    "本年收入合计",
    "本年支出合计",
    "资金总额",
    "本年合计",
];
/// Those of a whole table.
const GRAND: &[&str] = &[
    "合计",
    "总计",
    "共计",
    "总计合计",
    "收入合计",
    "支出合计",
    "收入总计",
    "支出总计",
    "收入总额",
    "支出总额",
    "收支总计",
    "全部合计",
];
/// What names of sums within a table end in.
const ENDINGS: &[&str] = &["合计", "小计", "总计", "共计"];

/// Is `name`, without white space, one of the names that sums have, as rows or as columns?
pub(crate) fn is_total(name: &str) -> bool {
    TOTALS.contains(&name)
}

/// Is this the label of a table's total?
pub(crate) fn is_grand_total(text: &str) -> bool {
    GRAND.contains(&label(&squeeze(text)))
}

/// Is this the label of any sum: 小计, 合计, 本年收入合计, 基本支出小计?
pub(crate) fn is_sum(text: &str) -> bool {
    /// A longer text is a sentence.
    const LONGEST: usize = 26;
    let text = squeeze(text);
    let text = label(&text);
    ENDINGS.iter().any(|ending| text.ends_with(ending)) && text.chars().count() <= LONGEST
}

fn label(text: &str) -> &str {
    text.strip_suffix(['：', ':']).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::{is_grand_total, is_sum, is_total};

    #[test]
    fn names_of_sums() {
        assert!(is_grand_total("合  计") && is_grand_total("收入总计：") && !is_grand_total("本年收入合计"));
        assert!(is_sum("本年收入合计") && is_sum("小计") && !is_sum("工资福利支出"));
        assert!(is_total("合计") && !is_total("基本支出合计"));
    }
}

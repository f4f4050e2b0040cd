//! Remarks under and inside tables: 注：, 备注：, 说明：.

use super::{is_numeral, squeeze};

/// The words that remarks begin with.
const MARKS: &[&str] = &["备注", "附注", "说明", "注释", "注"];

/// Does the text begin like a remark: its word, perhaps numbered, and a mark behind it?
pub(crate) fn is_remark(text: &str) -> bool {
    let text = squeeze(text);
    let text = text.strip_prefix(['*', '※']).unwrap_or(&text);
    let Some(rest) = MARKS.iter().find_map(|mark| text.strip_prefix(mark)) else { return false };
    let is_number = |c: char| c.is_ascii_digit() || is_numeral(c);
    let unnumbered = rest.strip_prefix(is_number).unwrap_or(rest);
    rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit()) || unnumbered.starts_with([':', '：', '.', '、'])
}

#[cfg(test)]
mod tests {
    use super::is_remark;

    #[test]
    fn remarks_have_a_mark_behind_their_word() {
        for text in ["注：本表反映", "备注：", "说明：无", "注1本表", "注二、", "※注：", "备注"]
        {
            assert!(is_remark(text), "{text}");
        }
        for text in ["注册费", "说明书编制", "备注栏"] {
            assert!(!is_remark(text), "{text}");
        }
    }
}

//! Numbers of pages.

use super::squeeze;
use regex::Regex;
use std::sync::LazyLock;

/// True for a line that numbers the page: `12`, `— 12 —`, `第 3 页 共 45 页`.
pub(crate) fn is_page_number(text: &str) -> bool {
    static PAGE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^([-—–─－一~·.]{0,3}[0-9IVXivx]{1,4}[-—–─－一~·.]{0,3}|第?[0-9]{1,4}页?[,，/]?(共[0-9]{1,4}页)?|[0-9]{1,4}/[0-9]{1,4})$")
            .expect("a constant pattern")
    });
    PAGE.is_match(&squeeze(text))
}

#[cfg(test)]
mod tests {
    use super::is_page_number;

    #[test]
    fn page_numbers() {
        for text in ["12", "— 12 —", "- 1 -", "第3页，共45页", "─ 1 ─"] {
            assert!(is_page_number(text), "{text}");
        }
        assert!(!is_page_number("2025年"));
    }
}

//! When a document was made public: a date on its cover, or behind 公开时间.

use crate::text::TextLine;
use crate::words::{date, in_figures, squeeze};

/// The date the document gives as that of its publication, else the one that is a line of its cover.
pub(crate) fn published<'a>(cover: &[TextLine], pages: impl Iterator<Item = &'a [TextLine]>) -> Option<String> {
    let texts = |lines: &[TextLine]| lines.iter().map(TextLine::text).collect::<Vec<String>>();
    pages.flatten().find_map(|line| labelled_date(&line.text())).or_else(|| cover_date(&texts(cover)))
}

/// The date behind 公开时间, 发布日期 and the like in one line.
pub(crate) fn labelled_date(line: &str) -> Option<String> {
    const LABELS: &[&str] = &["公开时间", "公开日期", "发布时间", "发布日期", "公布时间", "公布日期"];
    // Every label has one of these two; most lines have neither.
    if !line.contains(['时', '日']) {
        return None;
    }
    let at = LABELS.iter().find_map(|label| line.find(label).map(|at| at + label.len()))?;
    let behind = squeeze(line.get(at..)?);
    date(behind.trim_start_matches(['：', ':', '为']).trim_end_matches('。'))
}

/// The date that is a whole line of these.
pub(crate) fn cover_date(lines: &[String]) -> Option<String> {
    lines.iter().find_map(|line| {
        let line = in_figures(&squeeze(line));
        line.contains('月').then(|| date(&line)).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::{cover_date, labelled_date};

    #[test]
    fn dates_on_covers() {
        for (line, expected) in [
            ("2026 年 2 月 9 日", Some("2026-02-09")),
            ("2024年1月", Some("2024-01")),
            ("二〇二六年二月", Some("2026-02")),
            ("二○二五年十二月二十一日", Some("2025-12-21")),
            ("2026年部门预算", None),
            ("2026年13月", None),
            ("2026", None),
        ] {
            assert_eq!(cover_date(&[line.to_owned()]).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn dates_behind_their_label() {
        assert_eq!(labelled_date("公开时间：2026年2月5日").as_deref(), Some("2026-02-05"));
        assert_eq!(labelled_date("发布日期: 2026-02-05").as_deref(), Some("2026-02-05"));
        assert_eq!(labelled_date("公开时间和方式"), None);
    }
}

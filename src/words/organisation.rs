//! Names of organisations, and the labels that they stand behind.

use super::unit::factor;
use regex::Regex;
use std::sync::LazyLock;

/// The labels that stand before an organisation or a unit of money; none is found inside one before it.
pub(crate) const UNIT_LABELS: &[&str] = &[
    "部门（单位）名称",
    "部门(单位)名称",
    "主管部门及代码",
    "预算主管部门",
    "预算单位名称",
    "部门（单位）",
    "部门(单位)",
    "单位（部门）",
    "单位(部门)",
    "金额单位",
    "货币单位",
    "计量单位",
    "单位名称",
    "部门名称",
    "编制单位",
    "编制部门",
    "编报单位",
    "填报单位",
    "填报部门",
    "填表单位",
    "填制单位",
    "预算单位",
    "预算部门",
    "公开部门",
    "公开单位",
    "单位",
    "部门",
];

static LABELS: LazyLock<Regex> = LazyLock::new(|| {
    let labels: Vec<String> = UNIT_LABELS.iter().map(|label| regex::escape(label)).collect();
    // Where its seal goes may be said before the colon.
    Regex::new(&format!(r"(?:{})(?:[(（]\p{{Han}}{{0,3}}章[)）])?[:：]", labels.join("|"))).expect("a constant pattern")
});

/// What stands behind the first label of an organisation, up to the next label or colon; where it is no unit of money.
pub(crate) fn labelled(text: &str) -> Option<&str> {
    let labels: Vec<_> = LABELS.find_iter(text).collect();
    let ends = labels.iter().skip(1).map(|next| next.start()).chain([text.len()]);
    let value = |(label, end): (&regex::Match<'_>, usize)| text.get(label.end()..end)?.split([':', '：']).next();
    labels
        .iter()
        .zip(ends)
        .filter_map(value)
        .find(|value| value.contains(char::is_alphabetic) && factor(value).is_none())
}

/// What they end in.
const ENDINGS: &[&str] = &[
    "局",
    "室",
    "中心",
    "院",
    "会",
    "部",
    "处",
    "站",
    "校",
    "学",
    "所",
    "队",
    "馆",
    "厅",
    "委",
    "办",
    "府",
    "社",
    "行",
    "镇",
    "乡",
    "街道",
    "（本级）",
    "(本级)",
];

/// Does `name` end like the name of an organisation?
pub(crate) fn is_organisation(name: &str) -> bool {
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::labelled;

    #[test]
    fn organisations_behind_their_labels() {
        for (line, expected) in [
            ("部门名称：某市某局", Some("某市某局")),
            ("单位：万元部门名称：某市某局", Some("某市某局")),
            ("编制单位：某市某局金额单位：万元", Some("某市某局")),
            ("填报单位（盖章）：某市某局", Some("某市某局")),
            ("单位：元", None),
            ("计量单位：%", None),
            ("部门概况", None),
        ] {
            assert_eq!(labelled(line), expected, "{line}");
        }
    }
}

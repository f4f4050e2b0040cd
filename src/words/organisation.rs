//! Names of organisations.

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

//! Column names -> is what stands below them money that does not add up over rows?

/// Sizes of what stands beside several rows, prices, averages, limits for one: the words that say so.
const LEVELS: &[&str] = &[
    "债券规模",
    "发行规模",
    "债券总额",
    "总投资",
    "投资总额",
    "项目总投资",
    "单价",
    "价格",
    "均价",
    "付费标准",
    "限价",
    "人均",
    "平均",
    "户均",
    "标准",
    "基数",
    "面值",
    "注册资本",
];

/// Does one of the names, or the column's own, say that?
pub(crate) fn is_level(path: &[String]) -> bool {
    let Some((leaf, above)) = path.split_last() else { return false };
    let says = |name: &String| LEVELS.iter().any(|word| name.contains(word));
    // 标准化 is no standard, and 基数 in a group's name is what its columns are measured by.
    (says(leaf) && !leaf.contains("标准化")) || above.iter().any(|name| name.contains("债券规模"))
}

#[cfg(test)]
mod tests {
    use super::is_level;

    #[test]
    fn sizes_and_prices_do_not_add_up() {
        for (name, expected) in
            [("债券规模", true), ("单价", true), ("发行金额", false), ("标准化建设", false), ("合计", false)]
        {
            assert_eq!(is_level(&[name.to_owned()]), expected, "{name}");
        }
    }
}

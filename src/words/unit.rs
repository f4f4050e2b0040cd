//! Units of money as printed, and what they are worth.

/// How many yuan one of `unit` is, if it is a unit of Chinese money: `万元` is 10000.
///
/// White space and a `人民币` before the unit do not matter. A rate (`元/人`), a foreign currency (`万美元`) and anything
/// else has no factor.
pub fn factor(unit: &str) -> Option<u32> {
    let unit: String = unit.chars().filter(|c| !c.is_whitespace()).collect();
    entry(&unit).map(|(_, factor)| factor)
}

/// The unit of money that `unit` is.
pub(crate) fn money(unit: &str) -> Option<&'static str> {
    entry(unit).map(|(name, _)| name)
}

fn entry(unit: &str) -> Option<(&'static str, u32)> {
    const UNITS: &[(&str, u32)] = &[
        ("元", 1),
        ("百元", 100),
        ("千元", 1_000),
        ("万元", 10_000),
        ("十万元", 100_000),
        ("百万元", 1_000_000),
        ("千万元", 10_000_000),
        ("亿元", 100_000_000),
    ];
    let unit = unit.strip_prefix("人民币").unwrap_or(unit);
    UNITS.iter().find(|(name, _)| *name == unit).copied()
}

/// The units of money in the order in which a pattern has to try them, for one is the end of another.
pub(crate) const MONEY: &str = "十万元|百万元|千万元|万元|百元|千元|亿元|元";

/// The unit that `name` prints in brackets or behind 单位：, of money or of things: `金额（万元）`, `数量(台)`, `比例（%）`.
pub(crate) fn unit_in(name: &str) -> Option<&str> {
    let inside = name
        .rmatch_indices(['（', '('])
        .filter_map(|(at, bracket)| name.get(at + bracket.len()..)?.split(['）', ')']).next());
    let behind = name.split_once("单位：").or_else(|| name.split_once("单位:")).map(|(_, unit)| unit);
    inside
        .chain(behind)
        .map(|unit| unit.trim_start_matches("单位：").trim_start_matches("单位:").trim())
        .find(|unit| factor(unit).is_some() || is_count(unit))
}

/// Is `unit` one that things are counted in, or a percentage?
pub(crate) fn is_count(unit: &str) -> bool {
    const THINGS: &[&str] = &[
        "人",
        "人次",
        "人数",
        "个",
        "个数",
        "辆",
        "台",
        "台套",
        "套",
        "次",
        "批",
        "批次",
        "项",
        "件",
        "家",
        "户",
        "平方米",
        "亩",
        "公里",
        "份",
        "天",
        "月",
        "年",
        "所",
        "名",
        "间",
        "座",
        "只",
        "张",
        "场",
        "场次",
        "%",
        "％",
        "‰",
        "分",
        "吨",
        "本",
        "册",
        "期",
        "团组",
        "组",
    ];
    THINGS.contains(&unit)
}

#[cfg(test)]
mod tests {
    use super::{factor, unit_in};

    #[test]
    fn units_in_names() {
        for (name, unit) in [
            ("项目金额（万元）", Some("万元")),
            ("预算数(单位：元)", Some("元")),
            ("公务用车保有量（辆）", Some("辆")),
            ("比上年增（减）%", None),
            ("因公出国（境）费", None),
            ("因公出国（境）团组数（个）", Some("个")),
        ] {
            assert_eq!(unit_in(name), unit, "{name}");
        }
    }

    #[test]
    fn factors_of_printed_units() {
        let cases = [
            ("元", Some(1)),
            ("千元", Some(1_000)),
            ("万元", Some(10_000)),
            ("百万元", Some(1_000_000)),
            ("亿元", Some(100_000_000)),
            ("人民币 万元", Some(10_000)),
            ("万 元", Some(10_000)),
            ("万美元", None),
            ("元/人", None),
            ("人", None),
            ("", None),
        ];
        for (unit, expected) in cases {
            assert_eq!(factor(unit), expected, "{unit}");
        }
    }
}

//! Units of money as printed, and what they are worth.

/// How many yuan one of `unit` is, if it is a unit of Chinese money: `万元` is 10000.
///
/// White space and a `人民币` before the unit do not matter. A rate (`元/人`), a foreign currency (`万美元`) and anything
/// else has no factor.
pub fn factor(unit: &str) -> Option<u32> {
    let unit: String = unit.chars().filter(|c| !c.is_whitespace()).collect();
    let unit = unit.strip_prefix("人民币").unwrap_or(&unit);
    Some(match unit {
        "元" => 1,
        "百元" => 100,
        "千元" => 1_000,
        "万元" => 10_000,
        "十万元" => 100_000,
        "百万元" => 1_000_000,
        "千万元" => 10_000_000,
        "亿元" => 100_000_000,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::factor;

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

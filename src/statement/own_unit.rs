//! Amounts that are printed with a unit of their own.

use crate::words::{factor, parse_amount};

/// Whether a text is an amount with its unit, or one with the sign of its currency: `12.30万元`, `￥1,234.50`.
pub(super) fn has_own_unit(text: &str) -> bool {
    let text = text.trim();
    names_unit(text) || text.starts_with(['¥', '￥']) && parse_amount(text).is_some()
}

/// Whether a text is an amount and the unit it is in.
pub(super) fn names_unit(text: &str) -> bool {
    let text = text.trim();
    let text = text.strip_prefix("人民币").unwrap_or(text).trim_start();
    let bare = text.strip_suffix(['）', ')']).unwrap_or(text);
    let number = bare.trim_end_matches(|character| "亿千百十万元".contains(character));
    let unit = &bare[number.len()..];
    let number = if bare.len() < text.len() { number.trim_end_matches(['（', '(']) } else { number };
    factor(unit).is_some() && parse_amount(number).is_some()
}

#[cfg(test)]
mod tests {
    use super::{has_own_unit, names_unit};

    #[test]
    fn units_behind_amounts() {
        for (text, unit, own) in [
            ("12.30万元", true, true),
            ("45元", true, true),
            ("45.00（万元）", true, true),
            ("人民币1,234.50元", true, true),
            ("(45)", false, false),
            ("￥1,234.50", false, true),
            ("1,371.80", false, false),
            ("万元", false, false),
            ("三万元", false, false),
            ("12人", false, false),
        ] {
            assert_eq!((names_unit(text), has_own_unit(text)), (unit, own), "{text}");
        }
    }
}

//! Chinese numerals: 一, 十二, 二十, 〇.

/// Can a Chinese numeral have this character?
pub(crate) fn is_numeral(character: char) -> bool {
    digit(character).is_some() || matches!(character, '十' | '百')
}

/// The digit that a character is: 一 is 1; 〇, 零 and what is typed in their place are 0.
pub(crate) fn digit(character: char) -> Option<u32> {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let character = if matches!(character, '○' | '零' | 'O') { '〇' } else { character };
    DIGITS.iter().zip(0..).find_map(|(own, value)| (*own == character).then_some(value))
}

/// The number below a thousand that a numeral counts: 一, 十, 十二, 二十, 二十一, 一百零三.
pub(crate) fn numeral(text: &str) -> Option<u32> {
    let (mut number, mut last, mut step) = (0, None, 1000);
    for character in text.chars() {
        let unit = match character {
            '十' => 10,
            '百' => 100,
            _ => {
                let value = digit(character).filter(|_| last.is_none_or(|last| last == 0))?;
                last = Some(value);
                continue;
            }
        };
        // 百 stands before 十, and each has its digit in front of it; before 十 it may be left off.
        let own = match last.take() {
            Some(digit) => digit,
            None if unit == 10 && number == 0 => 1,
            None => return None,
        };
        if unit >= step || own == 0 {
            return None;
        }
        (number, step) = (number + own * unit, unit);
    }
    // 二五 counts nothing, and 〇 begins no numeral.
    Some(number + last.unwrap_or(0)).filter(|number| *number > 0 && !text.starts_with(['〇', '零', '○', 'O']))
}

#[cfg(test)]
mod tests {
    use super::numeral;

    #[test]
    fn numerals_count() {
        for (text, expected) in [
            ("一", Some(1)),
            ("十", Some(10)),
            ("十九", Some(19)),
            ("二十", Some(20)),
            ("二十一", Some(21)),
            ("一百零三", Some(103)),
            ("一百一十二", Some(112)),
            ("", None),
            ("〇", None),
            ("二五", None),
            ("十十", None),
            ("二〇二六", None),
            ("一般", None),
        ] {
            assert_eq!(numeral(text), expected, "{text}");
        }
    }
}

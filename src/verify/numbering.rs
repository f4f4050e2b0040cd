//! Numbers before names (一、 （一） 1. （1） ①) -> how deep each line stands.

/// A number before a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    style: u8,
    number: u32,
}

impl Mark {
    /// How it is written.
    pub(crate) fn style(self) -> u8 {
        self.style
    }

    /// Does it begin a list?
    pub(crate) fn is_first(self) -> bool {
        self.number == 1
    }
}

/// The number a label begins with.
pub(crate) fn mark(label: &str) -> Option<Mark> {
    let label = label.strip_prefix("其中").map_or(label, |rest| rest.trim_start_matches(['：', ':']));
    let inside = |open: &[char], close: &[char]| {
        let (number, rest) = label.strip_prefix(open)?.split_once(close)?;
        (!rest.is_empty()).then_some(number)
    };
    let before = |ends: &[char]| label.split_once(ends).filter(|(_, rest)| !rest.is_empty()).map(|(number, _)| number);
    if let Some(number) = inside(&['（', '('], &['）', ')']) {
        return chinese(number)
            .map(|number| Mark { style: 1, number })
            .or_else(|| arabic(number).map(|number| Mark { style: 3, number }));
    }
    if let Some(number) = before(&['、', '：', ':', '.', '．']) {
        if let Some(number) = chinese(number) {
            return Some(Mark { style: 0, number });
        }
        // 1.5亿元 is no numbered name.
        let rest = label.get(number.len()..).unwrap_or_default().trim_start_matches(['、', '.', '．', '：', ':']);
        if let Some(number) = arabic(number).filter(|_| !rest.starts_with(|c: char| c.is_ascii_digit())) {
            return Some(Mark { style: 2, number });
        }
    }
    let first = label.chars().next()?;
    let circled = u32::from(first).checked_sub(u32::from('①')).filter(|number| *number < 20);
    circled.map(|number| Mark { style: 4, number: number + 1 })
}

fn arabic(text: &str) -> Option<u32> {
    (text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn chinese(text: &str) -> Option<u32> {
    const DIGITS: &str = "一二三四五六七八九";
    let digit = |c: char| DIGITS.chars().position(|own| own == c).and_then(|at| u32::try_from(at + 1).ok());
    let mut chars = text.chars();
    match (chars.next(), chars.next(), chars.next(), chars.next()) {
        (Some('十'), None, ..) => Some(10),
        (Some('十'), Some(one), None, _) => digit(one).map(|one| 10 + one),
        (Some(one), None, ..) => digit(one),
        (Some(ten), Some('十'), None, _) => digit(ten).map(|ten| ten * 10),
        (Some(ten), Some('十'), Some(one), None) => Some(digit(ten)? * 10 + digit(one)?),
        _ => None,
    }
}

/// Follows the numbers down a table.
#[derive(Default)]
pub(crate) struct Depths {
    open: Vec<Mark>,
}

impl Depths {
    /// How deep a line of this number stands, from 0: a number goes on where its predecessor stood; 一 under 一 begins
    /// a list within the list.
    pub(crate) fn next(&mut self, mark: Mark) -> usize {
        let of_style = |other: &Mark| other.style == mark.style;
        let follows = |other: &Mark| of_style(other) && other.number + 1 == mark.number;
        let goes_on = |other: &Mark| of_style(other) && other.number < mark.number;
        let found = self.open.iter().rposition(follows).or_else(|| self.open.iter().rposition(goes_on));
        let depth = match found {
            Some(at) => at,
            // A list of this style begins again: beside the last one, unless that one only has just begun.
            None => match self.open.iter().rposition(of_style) {
                Some(at) if at + 1 < self.open.len() || mark.number > 1 => at,
                _ => self.open.len(),
            },
        };
        self.open.truncate(depth);
        self.open.push(mark);
        depth
    }

    /// A total ends all lists.
    pub(crate) fn end(&mut self) {
        self.open.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::{Depths, mark};

    fn check(labels: &[&str], expected: &[usize]) {
        let mut depths = Depths::default();
        let found: Vec<usize> = labels.iter().map(|label| depths.next(mark(label).expect(label))).collect();
        assert_eq!(found, expected, "{labels:?}");
    }

    #[test]
    fn numbers_tell_depths() {
        check(&["一、a", "（一）b", "（二）c", "二、d", "1.e", "2.f", "三、g"], &[0, 1, 1, 0, 1, 1, 0]);
        check(&["一、本年支出", "一、一般", "二、外交", "三、国防", "二、结转"], &[0, 1, 1, 1, 0]);
        check(&["（一）a", "1.b", "2.c", "（二）d", "1.e"], &[0, 1, 1, 0, 1]);
        check(&["十九、a", "二十、b", "二十一、c", "二十三、d"], &[0, 0, 0, 0]);
    }

    #[test]
    fn what_is_no_number() {
        for label in ["一般公共服务", "12.5", "2025年", "（本级）", "十", ""] {
            assert_eq!(mark(label), None, "{label}");
        }
    }
}

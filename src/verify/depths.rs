//! Numbers before names (一、 （一） 1. （1） ①) -> how deep each line stands.

use crate::words::{Numbering, numbering};

/// The number a label begins with, that of what 其中 lists likewise.
pub(crate) fn mark(label: &str) -> Option<Numbering> {
    let label = label.strip_prefix("其中").map_or(label, |rest| rest.trim_start_matches(['：', ':']));
    numbering(label).filter(|mark| mark.length < label.len())
}

/// Follows the numbers down a table.
#[derive(Default)]
pub(crate) struct Depths {
    open: Vec<Numbering>,
}

impl Depths {
    /// How deep a line of this number stands, from 0: a number goes on where its predecessor stood; 一 under 一 begins
    /// a list within the list.
    pub(crate) fn next(&mut self, mark: Numbering) -> usize {
        let of_style = |other: &Numbering| other.style == mark.style;
        let follows = |other: &Numbering| of_style(other) && other.number + 1 == mark.number;
        let goes_on = |other: &Numbering| of_style(other) && other.number < mark.number;
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

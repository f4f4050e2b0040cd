//! Lines of single characters -> lines as printed. Some documents set each character of a number or of a code by itself, and
//! a dump in the order of the content gives each a line: `1`, `5`, `4`, `,`, `0`, `2`, `3`, `.`, `8`, `2 一、本年支出 1`.

use super::clean::is_blank;
use super::line::Line;

/// The share of lines with a single character, in percent, from which a dump is taken for such a one. A header that is
/// wrapped to single characters makes up far less of its document.
const SINGLES: usize = 25;

/// The share of these that are decimal points or commas, in percent: an amount of nine characters has two.
const POINTS: usize = 5;

/// The share of lines that begin with a decimal point, in percent.
const STEPS: usize = 8;

/// So many characters of a number stand together, at most.
const SHORT: usize = 4;

/// Joins the characters of numbers that stand on lines of their own.
pub(super) fn glue<'a>(lines: Vec<Line<'a>>, class: impl Fn(&str) -> super::line::Class) -> Vec<Line<'a>> {
    let (mut all, mut singles, mut steps, mut points) = (0_usize, 0_usize, 0_usize, 0_usize);
    for line in &lines {
        let text = line.text.trim_start_matches(is_blank);
        let Some(first) = text.chars().next() else { continue };
        all += 1;
        let single = text.chars().skip(1).all(is_blank);
        singles += usize::from(single);
        points += usize::from(single && matches!(first, '.' | ','));
        // Where places are kept, the characters of a number come in steps: `154,023`, and `.82` on the next line.
        steps += usize::from(first == '.');
    }
    // Zeros and running numbers of cells on lines of their own are single characters, too, but not what parts digits.
    let singles = singles * 100 >= all * SINGLES && points * 100 >= singles * POINTS;
    let steps = steps * 100 >= all * STEPS;
    if all < 20 || !(singles || steps) {
        return lines;
    }
    let mut joined: Vec<Line<'a>> = Vec::with_capacity(lines.len());
    // Has the last line grown since it was told what it is?
    let mut changed = false;
    // A row is none of the characters of a number, and they come behind each other.
    let is_short = |text: &str| text.chars().count() <= SHORT;
    let mut short_before = false;
    for line in lines {
        let text = line.text.trim_matches(is_blank);
        let short = is_short(text);
        let in_turn = steps || short || short_before;
        short_before = short && !text.is_empty() || short_before && text.is_empty();
        if let Some(last) = joined.last_mut()
            && !text.is_empty()
            && in_turn
            && goes_on(last.text.trim_end_matches(is_blank), text)
        {
            let head = last.text.trim_end_matches(is_blank);
            let own = text.find(is_blank).unwrap_or(text.len());
            // Two amounts can touch: what does not complete the first begins the second.
            let (own, rest) = text.split_at(completing(head, text.get(..own).unwrap_or_default()));
            // What stands behind keeps its place.
            let place = || line.text.chars().take_while(|&c| is_blank(c)).count().saturating_sub(head.chars().count());
            let gap = if steps { place() } else { 0 };
            let gap = gap.max(usize::from(!rest.is_empty() && !rest.starts_with(is_blank)));
            let end = head.len();
            let whole = last.text.to_mut();
            whole.truncate(end);
            whole.push_str(own);
            whole.extend(std::iter::repeat_n(' ', gap));
            whole.push_str(rest);
            changed = true;
            continue;
        }
        if let Some(last) = joined.last_mut().filter(|_| changed) {
            last.class = class(&last.text);
        }
        changed = false;
        joined.push(line);
    }
    if let Some(last) = joined.last_mut().filter(|_| changed) {
        last.class = class(&last.text);
    }
    joined
}

/// How many bytes of `own` complete the number that `before` ends in: a fraction has two digits.
fn completing(before: &str, own: &str) -> usize {
    const FRACTION: usize = 2;
    let head = before.rsplit(is_blank).next().unwrap_or_default();
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.'));
    if head.is_empty() || !number(head) || !number(own) {
        return own.len();
    }
    match (head.split_once('.'), own.find('.')) {
        (Some((_, fraction)), _) => FRACTION.saturating_sub(fraction.len()).min(own.len()),
        (None, Some(point)) => (point + 1 + FRACTION).min(own.len()),
        (None, None) => own.len(),
    }
}

/// Does `text` go on with the number or the bracket that `before` ends in?
fn goes_on(before: &str, text: &str) -> bool {
    if !before.ends_with(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | '(' | '（')) {
        return false;
    }
    let own = text.split(is_blank).next().unwrap_or_default();
    let head = before.rsplit(is_blank).next().unwrap_or_default();
    if matches!(head, "(" | "（") {
        return true;
    }
    let number =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '-'));
    if !number(head) {
        return false;
    }
    // An amount ends with two digits behind its point; a code goes on until a name begins.
    let ended = head.split_once('.').is_some_and(|(_, fraction)| fraction.len() >= 2);
    let first = own.chars().next();
    let own = own.get(..completing(head, own)).unwrap_or_default();
    let short = |text: &str| text.chars().count() <= 3;
    let year = own.starts_with('年') && head.len() == 4;
    !ended && (year || (number(own) && first != Some('-') && (short(own) || short(head))))
}

#[cfg(test)]
mod tests {
    use super::{completing, goes_on};

    #[test]
    fn characters_of_numbers_join() {
        assert!(goes_on("一、本年收入 1", "5"));
        assert!(goes_on("一、本年收入 154,023.8", "2 一、本年支出 1"));
        assert!(!goes_on("一、本年收入 154,023.82", "2"));
        assert_eq!((completing("1,404.0", "21"), completing("244,895", ".02192,446")), (1, 3));
        assert!(goes_on("244,895", ".02192,446"));
        assert!(goes_on("(", "一)一般公共预算资金 1"));
        assert!(goes_on("2026", "年财政拨款收支总体情况表"));
    }

    #[test]
    fn zeros_on_lines_of_their_own_do_not_join() {
        let rows: String = (10..30).map(|own| format!("甲乙\n{own}000\n0\n0\n{own}000\n")).collect();
        let lines = crate::dump::lines::lines(&rows);
        assert_eq!(lines.iter().filter(|line| line.text == "0").count(), 40);
    }
}

//! Lines that print nothing but the number of their page. A number says no more of itself than a value does: what tells is that the
//! lines at the edges of one page after another count on.

use super::clean::{all_digits, is_blank};
use super::line::{Class, Line};

/// The number of a page has fewer digits.
const DIGITS: usize = 4;

/// So many pages that count on are no accident.
const PAGES: usize = 3;

/// Marks the lines that number pages.
pub(super) fn mark(lines: &mut [Line<'_>]) {
    for before in [true, false] {
        let own = at_edges(lines, before);
        for run in own.chunk_by(|a, b| a.1 + 1 == b.1).filter(|run| run.len() >= PAGES) {
            for &(at, number) in run {
                mark_at(lines, at, number);
            }
        }
    }
}

/// A line, and every one around it that prints the same number: some documents print it twice.
fn mark_at(lines: &mut [Line<'_>], at: usize, number: usize) {
    let (above, below) = lines.split_at_mut(at);
    let same = |line: &&mut Line<'_>| page_number(line) == Some(number);
    above.iter_mut().rev().take_while(same).for_each(|line| line.class = Class::Page);
    below.iter_mut().take_while(same).for_each(|line| line.class = Class::Page);
}

/// The numbers that stand alone on the last lines of pages, or on the first ones, with their lines.
fn at_edges(lines: &[Line<'_>], before: bool) -> Vec<(usize, usize)> {
    // A dump without form feeds may leave a line empty where a page ends; one of blanks is an empty cell.
    let fed = lines.iter().any(|line| line.opens_page);
    let begins =
        |at: &usize| lines.get(*at).is_some_and(|line| if fed { line.opens_page } else { line.text.is_empty() });
    let printed = |at: &usize| lines.get(*at).is_some_and(|line| line.class != Class::Blank);
    let edge = |at: usize| {
        let edge = if before { (0..at).rev().take(2).find(printed) } else { (at..lines.len()).take(3).find(printed) }?;
        Some((edge, lines.get(edge).and_then(page_number)?))
    };
    let mut edges: Vec<(usize, usize)> =
        (0..lines.len()).filter(begins).chain(Some(lines.len()).filter(|_| before)).filter_map(edge).collect();
    edges.dedup_by_key(|edge| edge.0);
    edges
}

/// The number that is all of a line.
fn page_number(line: &Line<'_>) -> Option<usize> {
    let text = line.text.trim_matches(is_blank);
    (!text.is_empty() && text.len() <= DIGITS && all_digits(text)).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use crate::dump::read;

    #[test]
    fn numbers_that_count_on_from_page_to_page_are_no_values() {
        let page = |number: u32| {
            let rows: String = (0..3).map(|row| format!("甲乙{row}\n1,{number}{row}\n2,{number}{row}\n")).collect();
            format!("2026年某市支出表\n单位：万元\n项目\n上年预算数\n当年预算数\n{rows}{number}\n{number}\n")
        };
        let text: Vec<String> = (15..20).map(page).collect();
        let (document, _) = read(text.join("\n").as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        assert_eq!((table.columns.len(), table.rows.len(), table.amounts()), (3, 15, 30));
    }
}

//! `3-9,12,20-` -> ranges of pages.

use std::ops::RangeInclusive;

/// Ranges of pages as given, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PageRanges(pub(super) Vec<RangeInclusive<u32>>);

/// Page numbers and ranges separated by commas; a range may be open at its end (`5-`) or start (`-5`).
pub(super) fn parse(text: &str) -> Result<PageRanges, String> {
    text.split(',').map(|part| range(part.trim())).collect::<Result<_, _>>().map(PageRanges)
}

fn range(part: &str) -> Result<RangeInclusive<u32>, String> {
    let expected = |what: &str| format!("{what} `{part}`; expected pages such as 3, 3-9 or 5-");
    if part.is_empty() {
        return Err("a page is missing; expected pages such as 3-9,12".to_owned());
    }
    let number = |digits: &str| digits.trim().parse::<u32>().map_err(|_| expected("not a page range:"));
    let (first, last) = match part.split_once('-') {
        None => (number(part)?, number(part)?),
        Some((first, last)) if first.is_empty() && last.is_empty() => return Err(expected("not a page range:")),
        Some((first, "")) => (number(first)?, u32::MAX),
        Some(("", last)) => (1, number(last)?),
        Some((first, last)) => (number(first)?, number(last)?),
    };
    if first == 0 || last == 0 {
        return Err(expected("pages are counted from 1, not"));
    }
    if last < first {
        return Err(expected("the range runs backwards:"));
    }
    Ok(first..=last)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn ranges_are_read() {
        let ranges = |text| parse(text).map(|ranges| ranges.0);
        assert_eq!(ranges("3-9,12"), Ok(vec![3..=9, 12..=12]));
        assert_eq!(ranges("5-"), Ok(vec![5..=u32::MAX]));
        assert_eq!(ranges("-5, 7 - 8"), Ok(vec![1..=5, 7..=8]));
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", ",", "0", "0-3", "9-3", "a", "1-b", "1-2-3", "-", "1,,2", "99999999999", "1.5", "-0"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}

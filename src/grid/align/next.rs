//! What goes on with a table at the top of the next page.

use super::Loose;
use super::painted::is_by_cells;
use super::part::{Part, group_columns};
use super::region::{Nature, nature, pieces};
use super::top;
use super::verticals::stand_in;
use super::word::Line;
use crate::grid::PageLayout;
use std::collections::BTreeMap;

/// What a page cuts off a row has no more lines.
pub(super) const TAIL: usize = 12;

/// What the end of the page before cuts off one text of a table: all that stands on its page, in one column but the first,
/// where headings stand, too.
pub(super) fn tail<'a>(page: usize, loose: &'a Loose, layout: &PageLayout, group: &[Part<'_>]) -> Option<Part<'a>> {
    let last = group.last().filter(|last| last.is_last && last.page + 1 == page && !last.body().is_empty())?;
    if is_head_alone(group) || !layout.grids.is_empty() {
        return None;
    }
    let end = (0..loose.lines.len()).find(|at| nature(&loose.lines, *at) == Nature::Apart).unwrap_or(loose.lines.len());
    let own = loose.lines.get(..end).filter(|own| !own.is_empty() && loose.lines.len() - end <= 1)?;
    let known = group_columns(group);
    let size = last.own().last()?.size;
    let column = |line: &Line| {
        let is_same = (line.size - size).abs() <= size * 0.05;
        let x = line.words.first()?.x.union(line.words.last()?.x);
        let [column] = known.under(x)[..] else { return None };
        let begins = (known.bands[column].x.start - x.start).abs() <= size * 0.1;
        (is_same && begins && column > 0 && pieces(line).len() == 1).then_some(column)
    };
    let first = column(own.first()?)?;
    own.iter().all(|line| column(line) == Some(first)).then_some(Part {
        page,
        loose,
        lines: 0..end,
        headings: 0,
        head_end: 0,
        is_announced: false,
        is_first: true,
        is_last: true,
        is_foot: false,
        is_bare: false,
        above: None,
    })
}

/// Whether a part goes on with the table of a group: at the top of the page after it, in its columns.
pub(super) fn goes_on(group: &[Part<'_>], part: &Part<'_>) -> bool {
    let Some(last) = group.last() else { return false };
    if part.page != last.page + 1 || !part.is_first || !last.is_last || part.is_announced || part.above.is_some() {
        return false;
    }
    let repeated = repeated(group, part);
    if is_head_alone(group) {
        return part.body().len() == part.own().len();
    }
    let named = part.headings + top::end(&part.own()[part.headings..], top::is_row);
    // What was painted cell by cell says by its columns whether it goes on: its first rows may be texts only.
    let by_cells = is_by_cells(part.own().iter());
    if repeated == 0 && !by_cells && named > 0 && part.own()[..named].iter().any(|line| pieces(line).len() >= 2) {
        return false;
    }
    if let Some((_, xs)) = group.first().and_then(|first| first.above.as_ref()) {
        return stand_in(&part.own()[repeated..], xs);
    }
    if group.iter().all(|part| part.body().is_empty()) {
        return true;
    }
    let known = group_columns(group);
    let body = &part.own()[repeated.min(part.own().len())..];
    if body.is_empty() {
        return repeated > 0;
    }
    // What stands in no column known so far may be of one that was blank.
    known.share_within(body.iter()) >= 0.9 || repeated > 0
}

/// True if a group may be a head alone.
pub(super) fn is_head_alone(group: &[Part<'_>]) -> bool {
    matches!(group, [only] if only.is_foot)
}

/// A part as the next one of a group.
pub(super) fn after<'a>(mut part: Part<'a>, group: &[Part<'_>]) -> Part<'a> {
    part.head_end = repeated(group, &part);
    part.headings = 0;
    part
}

/// How many lines at the top of a part are those of the group's head.
fn repeated(group: &[Part<'_>], part: &Part<'_>) -> usize {
    let Some(first) = group.first() else { return 0 };
    let alike = first.head().iter().zip(part.own()).take_while(|(a, b)| a.text() == b.text()).count();
    if alike == first.head().len() {
        return alike;
    }
    // Lines of names side by side at nearly one height may be parted otherwise on another page.
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for word in first.head().iter().flat_map(|line| &line.words) {
        *left.entry(&word.text).or_default() += 1;
    }
    for (at, line) in part.own().iter().enumerate() {
        for word in &line.words {
            match left.get_mut(word.text.as_str()) {
                Some(1) => {
                    left.remove(word.text.as_str());
                }
                Some(count) => *count -= 1,
                None => return alike,
            }
        }
        if left.is_empty() {
            return at + 1;
        }
    }
    alike
}

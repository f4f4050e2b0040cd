//! Lines of a table -> which line is part of which, by their codes or by their numbers.

use crate::catalogue::{self, Scheme};
use crate::verify::numbering::Depths;
use crate::verify::outline::{Line, Rank};
use crate::verify::view::Sheet;

/// A share of lines with codes that makes a table one of codes.
const CODED: f64 = 0.5;
/// A share of names that codes are known for that makes a table one of codes.
const NAMED: f64 = 0.6;

/// What says who is part of whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// Printed codes.
    Code,
    /// Codes that the names have elsewhere.
    Name,
    /// Numbers before the names.
    Number,
    /// Nothing: a plain list.
    Nothing,
}

/// Lines, and for each the line it is part of.
pub(crate) struct Tree<'a> {
    pub(crate) by: By,
    pub(crate) lines: Vec<&'a Line>,
    pub(crate) parents: Vec<Option<usize>>,
    /// Lines that are 其中 of their parent, perhaps not all of it.
    pub(crate) of_which: Vec<bool>,
}

/// The trees of a table: one for each block, or one over all blocks that go on with each other's codes.
pub(crate) fn trees<'a>(sheet: &'a Sheet<'_>) -> Vec<Tree<'a>> {
    let coded = |lines: &[Line]| lines.iter().any(|line| line.code.is_some());
    let width = |at: usize| sheet.blocks.get(at).map_or(0, Vec::len);
    let of_one = sheet.lines.len() > 1
        && sheet.lines.iter().all(|lines| coded(lines))
        && (0..sheet.blocks.len()).all(|at| width(at) == width(0));
    if of_one && is_economic(sheet) {
        return vec![tree(sheet.lines.iter().flatten().collect())];
    }
    sheet.lines.iter().filter(|lines| !lines.is_empty()).map(|lines| tree(lines.iter().collect())).collect()
}

/// Do all blocks list economic classes, so that the second goes on where the first ends?
fn is_economic(sheet: &Sheet<'_>) -> bool {
    let mut codes = sheet.lines.iter().flatten().filter_map(|line| line.code.as_ref());
    codes.all(|(scheme, _)| matches!(scheme, Scheme::EconomicDepartment))
}

fn tree(lines: Vec<&Line>) -> Tree<'_> {
    let items = || lines.iter().filter(|line| line.rank == Rank::Item && line.has_amount);
    let count = items().count() as f64;
    let with_code = items().filter(|line| line.code.is_some() || line.unit.is_some()).count() as f64;
    if count > 0.0 && with_code >= count * CODED {
        let codes: Vec<Option<String>> =
            lines.iter().map(|line| line.code.as_ref().map(|(scheme, code)| format!("{}{code}", *scheme as u8))).collect();
        return by_code(lines, &codes, By::Code);
    }
    if let Some(codes) = named(&lines) {
        return by_code(lines, &codes, By::Name);
    }
    if items().any(|line| line.mark.is_some()) {
        return by_number(lines);
    }
    let parents = vec![None; lines.len()];
    let of_which = lines.iter().map(|line| line.rank == Rank::OfWhich).collect();
    Tree { by: By::Nothing, lines, parents, of_which }
}

/// A code is part of the nearest code above it that it begins with; a unit's codes are part of the unit.
fn by_code<'a>(lines: Vec<&'a Line>, codes: &[Option<String>], by: By) -> Tree<'a> {
    let mut parents = Vec::with_capacity(lines.len());
    let mut above: Vec<(usize, &str)> = Vec::new();
    let mut units: Vec<(usize, &str)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let code = codes.get(at).and_then(Option::as_deref);
        let parent = if let Some(code) = code {
            let start = units.last().map_or(0, |(unit, _)| *unit);
            above.retain(|(other, own)| *other >= start && code.len() > own.len() && code.starts_with(own));
            let parent = above.last().map(|(other, _)| *other).or_else(|| units.last().map(|(unit, _)| *unit));
            above.push((at, code));
            parent
        } else if let Some(unit) = line.unit.as_deref() {
            units.retain(|(_, own)| unit.len() > own.len() && unit.starts_with(own));
            let parent = units.last().map(|(other, _)| *other);
            units.push((at, unit));
            above.clear();
            parent
        } else {
            if line.rank == Rank::Total {
                above.clear();
                units.clear();
            }
            None
        };
        parents.push(parent);
    }
    let of_which = lines.iter().map(|line| line.rank == Rank::OfWhich).collect();
    Tree { by, lines, parents, of_which }
}

/// The codes that a table without codes leaves to the names: of the classification that knows most of them.
fn named(lines: &[&Line]) -> Option<Vec<Option<String>>> {
    let items = lines.iter().filter(|line| line.rank == Rank::Item && line.has_amount).count();
    let mut best: Option<(usize, Vec<Option<String>>)> = None;
    for first in ['2', '5', '3', '1'] {
        let codes = catalogue::codes_of_names(first, lines.iter().map(|line| (line.rank == Rank::Item).then_some(line.label.as_str())));
        let found = codes.iter().zip(lines).filter(|(code, line)| code.is_some() && line.has_amount).count();
        if found as f64 >= items as f64 * NAMED && found > 2 && best.as_ref().is_none_or(|(most, _)| found > *most) {
            best = Some((found, codes));
        }
    }
    best.map(|(_, codes)| codes)
}

/// A numbered line is part of the line of the list around its list; what has no number is part of the number above it.
fn by_number(lines: Vec<&Line>) -> Tree<'_> {
    let mut depths = Depths::default();
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(lines.len());
    let mut of_which = Vec::with_capacity(lines.len());
    let mut is_after_which = false;
    for (at, line) in lines.iter().enumerate() {
        let (parent, which) = match (line.mark, line.rank) {
            (Some(mark), _) => {
                let depth = depths.next(mark);
                open.truncate(depth);
                let parent = open.last().copied();
                open.push(at);
                is_after_which = false;
                (parent, false)
            }
            (None, Rank::Total) => {
                depths.end();
                open.clear();
                is_after_which = false;
                (None, false)
            }
            (None, rank) => {
                is_after_which |= rank == Rank::OfWhich;
                (open.last().copied(), is_after_which)
            }
        };
        parents.push(parent);
        of_which.push(which);
    }
    Tree { by: By::Number, lines, parents, of_which }
}

impl Tree<'_> {
    /// The parts of a line.
    pub(crate) fn children(&self, of: usize) -> Vec<usize> {
        (0..self.lines.len()).filter(|at| self.parents.get(*at) == Some(&Some(of))).collect()
    }
}

//! Lines of a table -> which line is part of which, by their codes or by their numbers.

mod by_number;

use self::by_number::by_number;
use crate::catalogue;
use crate::model::Scheme;
use crate::verify::outline::{Line, Rank};
use crate::verify::view::Sheet;
use crate::words::Style;

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
    /// The columns the names stand in.
    Column,
    /// How far the names are indented.
    Indent,
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
    /// Lines below which a name has no known code.
    open: Vec<bool>,
    /// For each line those it is the parent of: asked for once for every line, of tables over thousands of pages too.
    children: Vec<Vec<usize>>,
}

/// The trees of a table as codes, numbers and indents draw them: one for each block, or one over all blocks that go on with
/// each other's codes.
pub(super) fn drawn<'a>(sheet: &'a Sheet<'_>) -> Vec<Tree<'a>> {
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
    let with_code = items().filter(|line| line.code.is_some()).count() as f64;
    let with_unit = items().filter(|line| line.unit.as_ref().is_some_and(|unit| unit.is_ascii())).count() as f64;
    let numbered = items().filter(|line| line.mark.is_some()).count() as f64;
    if count > 0.0 && with_code + with_unit >= count * CODED {
        let code = |line: &&Line| line.code.as_ref().map(|(scheme, code)| format!("{}{code}", *scheme as u8));
        let codes: Vec<Option<String>> = lines.iter().map(code).collect();
        return by_code(lines, &codes, By::Code);
    }
    if numbered >= count * NAMED && numbered > 0.0 {
        return by_number(lines);
    }
    if let Some(levels) = levels(&lines) {
        let classes = classes(&lines);
        return by_indent(lines, &levels, &classes);
    }
    if let Some(codes) = named(&lines) {
        return by_code(lines, &codes, By::Name);
    }
    let mut depths: Vec<usize> = items().map(|line| line.depth).collect();
    depths.sort_unstable();
    depths.dedup();
    if depths.len() > 2 || (depths.len() > 1 && numbered == 0.0) {
        return by_column(lines);
    }
    if numbered > 0.0 {
        return by_number(lines);
    }
    let mut plain = Plain::default();
    let parents = lines.iter().enumerate().map(|(at, line)| plain.parent(at, line)).collect();
    Tree::new(By::Nothing, lines, parents)
}

/// How deep each line stands by its indent, and of lines indented alike by the style of its number; nothing if that does not
/// say who is part of whom: nearly all lines have an indent, and the numbers of a style stand at one level.
fn levels(lines: &[&Line]) -> Option<Vec<Option<u8>>> {
    const MOST: f64 = 0.9;
    /// More than there are styles of numbers.
    const STYLES: u8 = 10;
    let items = || lines.iter().filter(|line| matches!(line.rank, Rank::Item | Rank::OfWhich) && line.has_amount);
    let known = items().filter(|line| line.level.is_some()).count() as f64;
    let style = |line: &Line| Some((line.mark?.style, line.level?));
    let mut styles: Vec<(Style, u8)> = lines.iter().filter_map(|line| style(line)).collect();
    styles.sort_unstable();
    styles.dedup();
    let is_shared = |level: u8| styles.iter().filter(|(_, other)| *other == level).count() > 1;
    // 一、 and （一） are indented alike: a line without a number may be part of either.
    let is_unclear = |line: &&&Line| line.mark.is_none() && line.level.is_some_and(is_shared);
    let agrees = styles.windows(2).all(|pair| pair[0].0 != pair[1].0) && !items().any(|line| is_unclear(&line));
    let level = |line: &Line| {
        let own = line.level?;
        let style = line.mark.filter(|_| is_shared(own)).map_or(0, |mark| mark.style as u8 + 1);
        Some(own.saturating_mul(STYLES).saturating_add(style))
    };
    (known > 0.0 && known >= items().count() as f64 * MOST && agrees)
        .then(|| lines.iter().map(|line| level(line)).collect())
}

/// The lines whose names are those of classes (类), where the names of the table are those of a classification.
fn classes(lines: &[&Line]) -> Vec<bool> {
    const DIGITS: usize = 3;
    let is_class = |code: Option<String>| code.is_some_and(|code| code.len() == DIGITS);
    named(lines).unwrap_or_default().into_iter().map(is_class).collect()
}

/// A name that is indented further is part of the last one that is less. No class is part of another, whatever its indent.
fn by_indent<'a>(lines: Vec<&'a Line>, levels: &[Option<u8>], classes: &[bool]) -> Tree<'a> {
    let mut open: Vec<(usize, u8)> = Vec::new();
    let mut parents = Vec::with_capacity(lines.len());
    let mut of_which = vec![false; lines.len()];
    // The level of a list that began with 其中.
    let mut which: Option<u8> = None;
    for (at, line) in lines.iter().enumerate() {
        let Some(mut level) = levels.get(at).copied().flatten() else {
            // A total, or a line that was moved by hand.
            open.clear();
            which = None;
            parents.push(None);
            continue;
        };
        open.retain(|(_, other)| *other < level);
        let is_class = |at: usize| classes.get(at) == Some(&true);
        while let Some((_, outer)) = open.pop_if(|(other, _)| is_class(at) && is_class(*other)) {
            level = outer;
        }
        which = if line.rank == Rank::OfWhich { Some(level) } else { which.filter(|which| level >= *which) };
        of_which[at] = which == Some(level);
        parents.push(open.last().map(|(other, _)| *other));
        open.push((at, level));
    }
    Tree { of_which, ..Tree::new(By::Indent, lines, parents) }
}

/// A name in a column further to the right is part of the last one further to the left.
fn by_column(lines: Vec<&Line>) -> Tree<'_> {
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        if line.rank == Rank::Total {
            open.clear();
            parents.push(None);
            continue;
        }
        open.retain(|other| lines.get(*other).is_some_and(|other| other.depth < line.depth));
        parents.push(open.last().copied());
        open.push(at);
    }
    Tree::new(By::Column, lines, parents)
}

/// Lines without numbers that are known to hold the lines behind them.
#[derive(Default)]
struct Plain {
    /// 转移性收入, 转移性支出.
    transfer: Option<usize>,
    /// 调入资金, before 从…调入.
    moved: Option<usize>,
    /// 年初财政拨款结转和结余, before its funds.
    carried: Option<usize>,
}

impl Plain {
    fn parent(&mut self, at: usize, line: &Line) -> Option<usize> {
        let label = line.label.as_str();
        let is_fund = ["一般公共预算", "政府性基金", "国有资本经营"].iter().any(|fund| label.starts_with(fund));
        if line.rank == Rank::Total {
            *self = Plain::default();
            return None;
        }
        if let Some(carried) = self.carried.filter(|_| is_fund) {
            return Some(carried);
        }
        self.carried = (label.contains("结转") && !is_fund).then_some(at);
        if label.starts_with('从') && self.moved.is_some() {
            return self.moved;
        }
        self.moved = (label == "调入资金").then_some(at);
        if label.ends_with("转移性收入") || label.ends_with("转移性支出") {
            self.transfer = Some(at);
            return None;
        }
        self.transfer
    }
}

/// A code is part of the nearest code above it that it begins with; a unit's codes are part of the unit.
fn by_code<'a>(lines: Vec<&'a Line>, codes: &[Option<String>], by: By) -> Tree<'a> {
    let mut parents = Vec::with_capacity(lines.len());
    let mut open = vec![false; lines.len()];
    let mut above: Vec<(usize, &str)> = Vec::new();
    let mut units: Vec<(usize, &str)> = Vec::new();
    // Where units have codes, a name that ends as those of units do is none.
    let has_unit_codes = lines.iter().any(|line| line.unit.as_ref().is_some_and(|unit| unit.is_ascii()));
    for (at, line) in lines.iter().enumerate() {
        let code = codes.get(at).and_then(Option::as_deref);
        let parent = if let Some(code) = code {
            let start = units.last().map_or(0, |(unit, _)| *unit);
            above.retain(|(other, own)| *other >= start && code.len() > own.len() && code.starts_with(own));
            let parent = above.last().map(|(other, _)| *other).or_else(|| units.last().map(|(unit, _)| *unit));
            above.push((at, code));
            parent
        } else if let Some(unit) =
            line.unit.as_deref().filter(|unit| by == By::Code && unit.is_ascii() == has_unit_codes)
        {
            // Codes of units are nested, names are not: 某局（本级） is a part of 某局, and not all of it.
            units.retain(|(_, own)| own.is_ascii() && unit.len() >= own.len() && unit.starts_with(own));
            let parent = units.last().map(|(other, _)| *other);
            // The projects of a unit print its code again.
            if units.last().is_none_or(|(_, own)| *own != unit) {
                units.push((at, unit));
            }
            above.clear();
            parent
        } else if line.rank == Rank::Total {
            above.clear();
            units.clear();
            None
        } else if by == By::Code && line.rank == Rank::Item && line.has_amount && !above.is_empty() && !units.is_empty()
        {
            // A name without a code between codes is that of another unit, whatever units are called.
            above.clear();
            units.clear();
            units.push((at, line.label.as_str()));
            None
        } else if by == By::Name && line.mark.is_none() && line.has_amount {
            above.iter().for_each(|(other, _)| open[*other] = true);
            above.last().map(|(other, _)| *other)
        } else {
            None
        };
        parents.push(parent);
    }
    if by == By::Name {
        below_numbers(&lines, &mut parents, &mut open);
    }
    Tree { open, ..Tree::new(by, lines, parents) }
}

/// Where numbers tell the classes of a table, a name without one is of the class above it, whatever its code.
fn below_numbers(lines: &[&Line], parents: &mut [Option<usize>], open: &mut [bool]) {
    let mut class = None;
    for (at, line) in lines.iter().enumerate() {
        let Some(parent) = parents.get_mut(at) else { continue };
        if line.mark.is_some() || line.rank == Rank::Total {
            class = line.mark.is_some().then_some(at);
        } else if parent.is_none()
            && line.rank == Rank::Item
            && let Some(class) = class
        {
            *parent = Some(class);
            if let Some(open) = open.get_mut(class) {
                *open = true;
            }
        }
    }
}

/// The codes that a table without codes leaves to the names: of the classification that knows most of them.
fn named(lines: &[&Line]) -> Option<Vec<Option<String>>> {
    let items = lines.iter().filter(|line| line.rank == Rank::Item && line.has_amount).count();
    let mut best: Option<(usize, Vec<Option<String>>)> = None;
    for first in ['2', '5', '3', '1'] {
        let codes = catalogue::codes_of_names(
            first,
            lines.iter().map(|line| (line.rank == Rank::Item).then_some(line.label.as_str())),
        );
        let found = codes.iter().zip(lines).filter(|(code, line)| code.is_some() && line.has_amount).count();
        if found as f64 >= items as f64 * NAMED && found > 2 && best.as_ref().is_none_or(|(most, _)| found > *most) {
            best = Some((found, codes));
        }
    }
    best.map(|(_, codes)| codes)
}

impl<'a> Tree<'a> {
    /// The tree in which these lines have these parents.
    fn new(by: By, lines: Vec<&'a Line>, parents: Vec<Option<usize>>) -> Tree<'a> {
        let mut children = vec![Vec::new(); lines.len()];
        for (at, parent) in parents.iter().enumerate() {
            if let Some(children) = parent.and_then(|parent| children.get_mut(parent)) {
                children.push(at);
            }
        }
        let of_which = lines.iter().map(|line| line.rank == Rank::OfWhich).collect();
        Tree { by, lines, parents, of_which, open: Vec::new(), children }
    }

    /// The lines that a line is the parent of.
    pub(crate) fn children(&self, of: usize) -> &[usize] {
        self.children.get(of).map(Vec::as_slice).unwrap_or_default()
    }

    /// Where a line stands: the lines of a tree are in the order of blocks and rows.
    pub(crate) fn place(&self, line: &Line) -> Option<usize> {
        self.lines.binary_search_by_key(&(line.block, line.row), |own| (own.block, own.row)).ok()
    }

    /// Leaves a line only the first `count` of those below it: the others are below what it is below itself.
    pub(crate) fn move_up(&mut self, of: usize, count: usize) {
        let parent = self.parents.get(of).copied().flatten();
        let Some(children) = self.children.get_mut(of).filter(|children| count <= children.len()) else { return };
        let moved = children.split_off(count);
        for at in &moved {
            if let Some(own) = self.parents.get_mut(*at) {
                *own = parent;
            }
        }
        if let Some(children) = parent.and_then(|parent| self.children.get_mut(parent)) {
            children.extend(moved);
            children.sort_unstable();
        }
    }

    /// The parts of a line; of a part that prints no amount its own parts.
    pub(crate) fn parts(&self, of: usize) -> Vec<usize> {
        self.printed(self.children.get(of).cloned().unwrap_or_default())
    }

    /// These lines; of one that prints no amount its own parts.
    pub(crate) fn printed(&self, lines: Vec<usize>) -> Vec<usize> {
        let mut found = Vec::new();
        for at in lines {
            match self.lines.get(at) {
                Some(line) if !line.has_amount => found.extend(self.parts(at)),
                _ => found.push(at),
            }
        }
        found
    }

    /// Does a name without a known code stand below this line? Then what is known of its parts may not be all.
    pub(crate) fn is_open(&self, of: usize) -> bool {
        self.open.get(of).copied().unwrap_or(false)
    }

    /// Is it a list of transfers (转移性收入, 转移性支出)? What is printed under their codes is often beside them.
    pub(crate) fn is_transfer(&self, of: usize) -> bool {
        let code = self.lines.get(of).and_then(|line| line.code.as_ref()).map(|(_, code)| code.as_str());
        matches!(code, Some("110" | "230"))
    }

    /// The lines at these places.
    pub(crate) fn at(&self, places: &[usize]) -> Vec<&'a Line> {
        places.iter().filter_map(|at| self.lines.get(*at).copied()).collect()
    }
}

#[cfg(test)]
mod tests;

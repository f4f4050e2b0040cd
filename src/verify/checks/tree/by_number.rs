//! The tree that the numbers before names draw.

use super::{By, Plain, Tree};
use crate::verify::depths::Depths;
use crate::verify::outline::{Line, Rank};

/// A numbered line is part of the line of the list around its list; what has no number is part of the number above it.
pub(super) fn by_number(lines: Vec<&Line>) -> Tree<'_> {
    let mut depths = Depths::default();
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(lines.len());
    let mut of_which = Vec::with_capacity(lines.len());
    let mut is_after_which = false;
    // How deep a list stands that began with 其中.
    let mut which_list: Option<usize> = None;
    // A line without a number behind a total: lists behind it are its own.
    let mut head: Option<usize> = None;
    let mut list_of: Option<usize> = None;
    let mut is_behind_total = false;
    let mut has_items = false;
    let mut plain = Plain::default();
    for (at, line) in lines.iter().enumerate() {
        let (parent, which) = match (line.mark, line.rank) {
            (Some(mark), rank) if rank != Rank::Total => {
                let depth = depths.next(mark);
                open.truncate(depth);
                if depth == 0 && mark.is_first() {
                    list_of = head.filter(|head| head + 1 == at);
                }
                let parent = open.last().copied().or(list_of);
                open.push(at);
                is_after_which = false;
                is_behind_total = list_of.is_some();
                head = None;
                // 其中：1、 begins a list of parts, perhaps not of all.
                let begins = line.label.starts_with("其中").then_some(depth);
                which_list = begins.or(which_list.filter(|own| depth >= *own));
                (parent, which_list == Some(depth))
            }
            (_, Rank::Total) => {
                depths.end();
                open.clear();
                head = None;
                list_of = None;
                is_behind_total = has_items;
                is_after_which = false;
                which_list = None;
                plain.parent(at, line);
                (None, false)
            }
            (_, rank) if is_behind_total && rank != Rank::OfWhich => {
                depths.end();
                open.clear();
                head = Some(at);
                list_of = None;
                is_after_which = false;
                (plain.parent(at, line), false)
            }
            (_, rank) => {
                is_after_which |= rank == Rank::OfWhich;
                (open.last().copied().or(list_of), is_after_which)
            }
        };
        has_items |= line.rank != Rank::Total;
        parents.push(parent);
        of_which.push(which);
    }
    Tree { of_which, ..Tree::new(By::Number, lines, parents) }
}

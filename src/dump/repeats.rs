//! The lines of a body without the headers that later pages print again.

use super::clean::is_blank;
use super::draft::{Draft, HEADER_AGAIN};
use super::line::Line;

/// The body without the headers that later pages print again, on the same lines or on others.
pub(super) fn without_repeats<'a>(head: &[&Line<'a>], body: &[&'a Line<'a>], draft: &mut Draft) -> Vec<&'a Line<'a>> {
    let head: String = head.iter().flat_map(|line| line.text.chars()).filter(|&c| !is_blank(c)).collect();
    let mut kept = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((&line, behind)) = rest.split_first() {
        if let Some((printed, behind)) = lines_of(&head, rest).and_then(|count| rest.split_at_checked(count)) {
            for line in printed {
                draft.set_aside(line.number, &line.text, HEADER_AGAIN);
            }
            rest = behind;
        } else {
            kept.push(line);
            rest = behind;
        }
    }
    kept
}

/// How many of the first lines print `head`, to the last character.
fn lines_of(head: &str, lines: &[&Line<'_>]) -> Option<usize> {
    let mut left = head.chars();
    for (index, line) in lines.iter().enumerate() {
        for c in line.text.chars().filter(|&c| !is_blank(c)) {
            if left.next() != Some(c) {
                return None;
            }
        }
        if left.as_str().is_empty() {
            return (!head.is_empty()).then_some(index + 1);
        }
    }
    None
}

//! How far the lines and the rows of numbers of a cell are read, at what cost, and from where.

use super::{Label, cost};
use std::ops::Range;

/// So many lines and so many rows of numbers are read.
pub(super) type Read = (usize, usize);

/// How far a cell is read at what cost, and from where the last step came.
#[derive(Clone, Copy)]
pub(super) struct Step {
    pub(super) cost: f64,
    pub(super) from: Read,
    /// The last step read a label beside the row that was the next one.
    pub(super) is_beside: bool,
}

/// The best way to each place, for each line the rows near it only.
pub(super) struct Steps {
    pub(super) windows: Vec<Range<usize>>,
    pub(super) of_lines: Vec<Vec<Option<Step>>>,
}

impl Steps {
    pub(super) fn new(windows: Vec<Range<usize>>) -> Steps {
        let of_lines = windows.iter().map(|window| vec![None; window.len() + 1]).collect();
        Steps { windows, of_lines }
    }

    pub(super) fn at(&self, (line, rows): Read) -> Option<Step> {
        *self.of_lines[line].get(rows.checked_sub(self.windows[line].start)?)?
    }

    /// Where a step arrives, and what it costs that rows far above the next line are left without a label on the way.
    pub(super) fn arrival(&self, (line, rows): Read) -> (Read, f64) {
        let passed = self.windows[line].start.saturating_sub(rows);
        ((line, rows + passed), passed as f64 * cost::BLANK)
    }

    /// Takes a step if it is the best to where it goes.
    pub(super) fn offer(&mut self, to: Read, step: Step) {
        let ((line, rows), passed) = self.arrival(to);
        let Some(known) = self.of_lines[line].get_mut(rows - self.windows[line].start) else { return };
        let step = Step { cost: step.cost + passed, ..step };
        if known.is_none_or(|known| step.cost < known.cost) {
            *known = Some(step);
        }
    }

    /// The labels of the best way to a place.
    pub(super) fn labels(&self, end: Read) -> Vec<Label> {
        let (mut labels, mut at) = (Vec::new(), end);
        while let Some(step) = self.at(at).filter(|_| at != (0, 0)) {
            if step.from.0 < at.0 {
                let row = step.is_beside.then_some(step.from.1);
                labels.push(Label { lines: step.from.0..at.0, row, otherwise: None });
            }
            at = step.from;
        }
        labels.reverse();
        labels
    }
}

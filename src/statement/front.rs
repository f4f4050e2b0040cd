//! The first pages of a document, as evidence of what it is.

use super::cover::first_title;
use crate::words::squeeze;

/// What the first pages print, as evidence of what the document is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Front {
    /// The title on the cover, if there is a cover.
    pub(crate) title: Option<String>,
    /// The lines of the first pages, without white space.
    pub(crate) lines: Vec<String>,
}

impl Front {
    /// The first lines of a text without geometry.
    pub(crate) fn of_lines(lines: Vec<String>) -> Front {
        let lines: Vec<String> = lines.iter().map(|line| squeeze(line).into_owned()).collect();
        Front { title: first_title(&lines), lines }
    }
}

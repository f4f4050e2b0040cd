//! The names above the columns of a block, and which columns each leads.

use super::columns::Columns;
use super::line::Line;
use crate::geometry::{Pt, Span};
use crate::words::{is_digits, is_numbered, is_sum};

/// No head has more lines; names are wrapped.
const MAX_HEAD: usize = 12;
/// A longer text names no column.
const LONGEST_NAME: usize = 24;
/// Lines nearer than this (in em) may be one name, wrapped.
const LEADING: f64 = 1.6;
/// The middle of a name over several columns is that of the columns, within this (in em) and this share of their width.
const CENTRED: f64 = 2.0;
const CENTRED_SHARE: f64 = 0.1;

/// A name stands no further than this (in em) beside the texts of its column.
const BESIDE: f64 = 4.0;
/// A name over several columns stands so far (in em, from middle to middle) above their names, where it touches none.
const ABOVE: f64 = 1.8;

/// The names of a head, from the lowest up.
#[derive(Default)]
pub(super) struct Head {
    names: Vec<Name>,
}

/// A name and what it stands over.
struct Name {
    /// From where to where what it leads is printed.
    over: Span,
    y: Span,
    is_wide: bool,
}

/// How many lines at the top of a block are its head: names, until a row begins.
pub(super) fn end(lines: &[Line]) -> usize {
    let is_row = |line: &Line| {
        line.numbers().next().is_some()
            || line.pieces.iter().any(|piece| is_numbered(&piece.text) || piece.text.chars().count() > LONGEST_NAME)
            || line
                .pieces
                .first()
                .is_some_and(|piece| is_total(&piece.text) && line.pieces.len() == 1 || is_code(piece))
    };
    let Some(first) = lines.iter().take(MAX_HEAD).position(is_row) else {
        // Texts only: one line of names.
        return lines
            .iter()
            .position(|line| line.pieces.len() >= 2)
            .map_or(0, |at| at + 1)
            .min(lines.len().saturating_sub(1));
    };
    // A wrapped label may begin above the amounts of its row.
    let reach = |at: usize| lines[at].y.start - lines[at - 1].y.start < lines[at].size * 0.9;
    let mut end = first;
    while end > 0 && end < lines.len() && reach(end) && lines[end - 1].pieces.len() == 1 {
        end -= 1;
    }
    end
}

fn is_code(piece: &super::line::Piece) -> bool {
    piece.text.len() >= 3 && is_digits(&piece.text)
}

/// True for the label of a sum, whose letters may stand apart.
pub(super) fn is_total(text: &str) -> bool {
    is_sum(text) || matches!(text, "合" | "计")
}

/// The names above columns. A name over no column that is known is that of an empty one, and is added to `columns`.
pub(super) fn head(lines: &[Line], columns: &mut Columns) -> Head {
    let mut head = Head { names: Vec::new() };
    for line in lines.iter().rev() {
        let own: Vec<Span> = line.pieces.iter().map(|piece| piece.x).collect();
        for x in &own {
            let x = head.beside(*x, &own, line, columns).unwrap_or(*x);
            head.take(x, line, columns);
        }
    }
    head
}

impl Head {
    /// How many names it has.
    pub(super) fn names(&self) -> usize {
        self.names.len()
    }

    /// Whether a name stands over this column.
    pub(super) fn names_column(&self, column: Span) -> bool {
        self.names.iter().any(|name| !name.is_wide && name.over.overlap(column) > Pt::ZERO)
    }

    /// The names over several columns, as boundaries, with where each ends below: above the highest name that stands
    /// lower over the same columns.
    pub(super) fn wide(&self, xs: &[Pt]) -> Vec<(usize, usize, Pt)> {
        let mut wide = Vec::new();
        for name in self.names.iter().filter(|name| name.is_wide) {
            let first = xs.partition_point(|x| *x <= name.over.start).saturating_sub(1);
            let last = xs.partition_point(|x| *x < name.over.end).min(xs.len() - 1);
            let below = self
                .names
                .iter()
                .filter(|other| other.y.start >= name.y.end && other.over.overlap(name.over) > Pt::ZERO)
                .map(|other| other.y.start)
                .min();
            if let (true, Some(below)) = (last > first + 1, below) {
                wide.push((first, last, (name.y.end + below) * 0.5));
            }
        }
        wide
    }

    /// A name that stands in the middle of its column, over texts that stand at the column's side: the name and they.
    fn beside(&self, x: Span, own: &[Span], line: &Line, columns: &Columns) -> Option<Span> {
        if !columns.under(x).is_empty() || self.led(x, line).is_some() {
            return None;
        }
        let at = columns.spans.partition_point(|span| span.start < x.start);
        let is_free = |band: &Span| {
            let gap = Span::new(band.end.min(x.end), band.start.max(x.start));
            let is_named = own.iter().any(|name| name.overlap(*band) > Pt::ZERO) || self.names_column(*band);
            let is_parted = own.iter().any(|name| *name != x && name.overlap(gap) > Pt::ZERO);
            !is_named && !is_parted && gap.len() <= line.size * BESIDE
        };
        let around = [at.checked_sub(1), Some(at)].into_iter().flatten().filter_map(|i| columns.spans.get(i).copied());
        let distance = |band: &Span| (band.centre() - x.centre()).abs();
        around.filter(is_free).min_by_key(distance).map(|band| band.union(x))
    }

    /// Finds what a name stands over, from the names below it and the columns.
    fn take(&mut self, x: Span, line: &Line, columns: &mut Columns) {
        let under = columns.under(x);
        let named = |span: Span| self.names_column(span);
        let over_unnamed = under.iter().any(|column| !named(columns.spans[*column]));
        if !(over_unnamed && under.len() == 1)
            && let Some(over) = self.led(x, line)
        {
            self.names.push(Name { over, y: line.y, is_wide: true });
            return;
        }
        match under[..] {
            [] => {
                let at = columns.spans.partition_point(|span| span.start < x.start);
                columns.spans.insert(at, x);
                self.names.push(Name { over: x, y: line.y, is_wide: false });
            }
            [one] => {
                columns.spans[one] = columns.spans[one].union(x);
                let over = columns.spans[one];
                let goes_on = |name: &&mut Name| {
                    !name.is_wide
                        && name.over.overlap(over) > Pt::ZERO
                        && name.y.start - line.y.start < line.size * LEADING
                };
                match self.names.iter_mut().find(goes_on) {
                    Some(name) => (name.y, name.over) = (name.y.union(line.y), over),
                    None => self.names.push(Name { over, y: line.y, is_wide: false }),
                }
            }
            _ => {
                let over = columns.spans[under[0]].union(columns.spans[under[under.len() - 1]]);
                self.names.push(Name { over, y: line.y, is_wide: true });
            }
        }
    }

    /// The names below a name that it leads: neighbours of one line whose middle it stands over.
    fn led(&self, x: Span, line: &Line) -> Option<Span> {
        let mut levels: Vec<Pt> = self
            .names
            .iter()
            .filter(|name| name.y.start >= line.y.end - line.size * 0.2)
            .map(|name| name.y.start)
            .collect();
        levels.sort();
        levels.dedup();
        let mut best: Option<(Pt, Span)> = None;
        for level in levels.iter().copied().map(Some).chain([None]) {
            let below = |name: &&Name| level.map_or(name.y.start >= line.y.end, |level| name.y.start == level);
            let mut spans: Vec<Span> = self.names.iter().filter(below).map(|name| name.over).collect();
            spans.sort();
            spans = outermost(spans);
            for from in 0..spans.len() {
                for to in from + 1..spans.len() {
                    let whole = spans[from].union(spans[to]);
                    let error = (whole.centre() - x.centre()).abs();
                    let tolerance = (line.size * CENTRED).max(whole.len() * CENTRED_SHARE);
                    let touches = spans[from..=to].iter().any(|span| span.overlap(x) > Pt::ZERO);
                    let holds = whole.overlap(x) >= x.len() * 0.9;
                    let gap = spans[from..=to]
                        .windows(2)
                        .map(|pair| Span::new(pair[0].end, pair[1].start))
                        .any(|gap| gap.overlap(x) >= x.len());
                    let is_above = level.is_some_and(|level| level - line.y.start >= line.size * ABOVE);
                    if error <= tolerance
                        && holds
                        && (touches || !gap || is_above)
                        && best.is_none_or(|(least, _)| error < least)
                    {
                        best = Some((error, whole));
                    }
                }
            }
        }
        best.map(|(_, whole)| whole)
    }
}

/// Without the spans that lie in others.
fn outermost(spans: Vec<Span>) -> Vec<Span> {
    let mut kept: Vec<Span> = Vec::new();
    for span in spans {
        match kept.last_mut() {
            Some(last) if span.overlap(*last) > Pt::ZERO => *last = last.union(span),
            _ => kept.push(span),
        }
    }
    kept
}

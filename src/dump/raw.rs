//! A raw block -> a draft: the header found among the forms, then rows out of lines. A row ends where its amounts stand;
//! before them come its codes and its name, which wrapping spread over several lines.

use super::blocks::Block;
use super::clean::{all_digits, amount, begins_number, is_nothing, is_plain_amount, is_solid, solid, words};
use super::draft::{Draft, DraftRow, HEADER_AGAIN, HOMELESS, Loose};
use super::halves::halves;
use super::header::numbers_columns;
use super::labels::Labels;
use super::line::{Class, Line};
use super::placement::placements;
use super::raw_form;
use super::scrambled::{Scrambled, grid, scrambled};
use super::stream::{is_stream, stream};
use crate::catalogue;
use crate::model::ColumnRole;
use std::borrow::Cow;

/// A piece of a line: what stands between blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// Its text, as printed if it was not put together.
    pub(super) text: Cow<'a, str>,
    /// The number of its line.
    pub(super) line: usize,
    /// What it looks like.
    pub(super) kind: Kind,
    /// The characters of its line that it takes, half open: a place on the page where the dump keeps places.
    pub(super) place: (usize, usize),
}

/// What a piece looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number with a fraction, thousands separators or a sign, or a dash in its place.
    Amount,
    /// Digits only: a code, a line number, or an amount without a fraction.
    Digits,
    /// Anything else.
    Text,
}

/// A row's names have fewer pieces; more of them without an amount are no row of the form.
const MOST_PIECES: usize = 200;

/// Reads a block whose cells have blanks between them.
pub(super) fn raw(block: &Block<'_>) -> Draft {
    let lines: Vec<&Line<'_>> = block.body.iter().copied().filter(|line| line.class != Class::Blank).collect();
    if raw_form::is_form(&lines) {
        return raw_form::form(&lines);
    }
    let composed = if block.laid_out { super::visual::rows(&block.body) } else { Vec::new() };
    let lines = if block.laid_out { composed.iter().collect() } else { lines };
    let mut draft = Draft::default();
    let Some(head) = scrambled(&lines) else { return super::plain::plain(&lines, block.laid_out) };
    draft.laid_out = block.laid_out;
    draft.name_columns(grid(&head.paths), head.paths.clone());
    let (printed, body) = lines.split_at(head.lines.min(lines.len()));
    let line = printed.first().map_or(0, |line| line.number);
    draft.set_aside(line, &head.left_over, "the header prints it beside the names of the form");
    let body = without_repeats(printed, body, &mut draft);
    // 备注 at the end of a table of amounts is mostly empty; other columns of text are what a form is about.
    if draft.roles.iter().zip(&draft.paths).any(|(&role, path)| role == ColumnRole::Text && path != &["备注"]) {
        super::projects::projects(&mut draft, &body);
        return draft;
    }
    let segments = segments(&draft.roles);
    let stands_apart = draft.roles.contains(&ColumnRole::Ratio) || (!draft.laid_out && is_stream(&body));
    if segments.len() > 1 && stands_apart && draft.roles.first() != Some(&ColumnRole::Code) {
        stream(&mut draft, &body, &segments);
    } else if segments.len() > 1 {
        halves(&mut draft, &body, &segments);
    } else {
        rows(&mut draft, &body, &head);
    }
    draft
}

/// The pieces of a line. Characters set apart (`本 年 收 入`) are one piece.
pub(super) fn pieces<'a>(line: &'a Line<'_>) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    read_pieces(line, &mut pieces);
    pieces
}

/// The pieces of a line in place of what `pieces` holds: one list does for many lines.
pub(super) fn read_pieces<'a>(line: &'a Line<'_>, pieces: &mut Vec<Piece<'a>>) {
    pieces.clear();
    if !line.cells.is_empty() {
        pieces.extend_from_slice(&line.cells);
        return;
    }
    /// `支          出`: further apart, single characters are the ends of wrapped cells.
    const APART: usize = 16;
    let mut apart = false;
    for (text, (start, end)) in words(&line.text) {
        // `2023 年预算数`: a blank stands around the digits of a year.
        if let Some(year) = pieces.last_mut().filter(|last| {
            text.starts_with('年') && last.text.len() == 4 && last.kind == Kind::Digits && last.place.1 + 1 == start
        }) {
            year.text.to_mut().push_str(text);
            year.kind = Kind::Text;
            year.place.1 = end;
            apart = false;
            continue;
        }
        // `25180591 .33`: a blank stands before the fraction.
        let fraction = text.strip_prefix('.').is_some_and(|digits| digits.len() == 2 && all_digits(digits));
        if let Some(whole) = pieces
            .last_mut()
            .filter(|last| fraction && last.place.1 + 1 == start && !last.text.contains('.') && last.kind != Kind::Text)
        {
            whole.text.to_mut().push_str(text);
            whole.kind = kind(&whole.text);
            whole.place.1 = end;
            continue;
        }
        let single = end == start + 1 && text.chars().all(super::clean::is_wide);
        let near = |last: &&mut Piece<'_>| start <= last.place.1 + APART;
        match pieces.last_mut().filter(|last| single && apart && last.kind == Kind::Text).filter(near) {
            Some(last) => {
                last.text.to_mut().push_str(text);
                last.place.1 = end;
            }
            None => pieces.push(Piece {
                text: Cow::Borrowed(text),
                line: line.number,
                kind: kind(text),
                place: (start, end),
            }),
        }
        apart = single;
    }
}

/// Cells as pieces.
pub(super) fn pieces_of<'a>(texts: impl Iterator<Item = &'a str>, line: usize) -> Vec<Piece<'a>> {
    texts.map(|text| Piece { text: Cow::Borrowed(text), line, kind: kind(text), place: (0, 0) }).collect()
}

/// What a text looks like.
pub(super) fn kind(text: &str) -> Kind {
    if !begins_number(text) {
        return Kind::Text;
    }
    let below_zero = text.strip_prefix(['-', '－']).is_some_and(all_digits);
    if is_plain_amount(text) || is_nothing(text) || below_zero {
        Kind::Amount
    } else if all_digits(text) {
        Kind::Digits
    } else {
        Kind::Text
    }
}

/// Stretches of columns that begin with names and end with amounts: two in a table of 收入 beside 支出.
pub(super) fn segments(roles: &[ColumnRole]) -> Vec<(usize, usize)> {
    let mut segments = Vec::new();
    let mut from = 0;
    for (c, pair) in roles.windows(2).enumerate() {
        if let [ColumnRole::Amount | ColumnRole::Ratio, ColumnRole::Label | ColumnRole::Code] = pair {
            segments.push((from, c + 1));
            from = c + 1;
        }
    }
    segments.push((from, roles.len()));
    segments
}

/// The body without the headers that later pages print again.
pub(super) fn without_repeats<'a>(head: &[&Line<'a>], body: &[&'a Line<'a>], draft: &mut Draft) -> Vec<&'a Line<'a>> {
    let head: Vec<Cow<'_, str>> = head.iter().map(|line| solid(&line.text)).collect();
    let mut kept = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((&line, behind)) = rest.split_first() {
        let again = head.len() <= rest.len()
            && !head.is_empty()
            && rest.iter().zip(&head).all(|(line, name)| is_solid(&line.text, name));
        if again {
            let (printed, behind) = rest.split_at(head.len());
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

/// Takes a row that numbers the columns.
pub(super) fn index_row(draft: &mut Draft, pieces: &[Piece<'_>]) -> bool {
    let texts = || pieces.iter().map(|piece| &*piece.text);
    if !numbers_columns(texts()) {
        return false;
    }
    let mut row = vec![String::new(); draft.paths.len()];
    let amounts: Vec<usize> = (0..row.len()).filter(|&c| draft.roles.get(c) == Some(&ColumnRole::Amount)).collect();
    let mut next = amounts.iter();
    // `**` stands under every column that has no number, 栏次 under names only.
    let every = pieces.iter().any(|piece| piece.text == "**");
    let marked = |c: usize| {
        draft
            .roles
            .get(c)
            .is_some_and(|&role| if every { role != ColumnRole::Amount } else { role == ColumnRole::Label })
    };
    let labels: Vec<usize> = (0..row.len()).filter(|&c| marked(c)).collect();
    let mut marks = labels.iter();
    for piece in pieces {
        let place = if piece.kind == Kind::Digits { next.next().copied() } else { marks.next().copied() };
        match place.and_then(|c| row.get_mut(c)) {
            Some(cell) => *cell = piece.text.to_string(),
            None => draft.set_aside(piece.line, &piece.text, HOMELESS),
        }
    }
    if draft.index_row.is_none() {
        draft.index_row = Some(row);
    } else if let Some(first) = pieces.first() {
        draft.set_aside(first.line, &texts().collect::<Vec<_>>().join(" "), HEADER_AGAIN);
    }
    true
}

/// Rows of a table with names on the left and amounts on the right.
fn rows(draft: &mut Draft, body: &[&Line<'_>], head: &Scrambled) {
    let labels = Labels::new(&draft.paths, &draft.roles, head.total_label);
    let amounts = (labels.width, draft.paths.len());
    let mut waiting: Vec<Piece<'_>> = Vec::new();
    let mut tail_of: Option<Tail> = None;
    for line in body {
        let mut own = pieces(line);
        if waiting.is_empty() && index_row(draft, &own) {
            continue;
        }
        if let Some(tail) = tail_of.as_mut().filter(|_| waiting.is_empty())
            && tail.take(draft, &own)
        {
            continue;
        }
        let tail = amounts_at_end(&own);
        let values = own.split_off(tail);
        for piece in own {
            if labels.begins_row(&waiting, &piece) {
                push(draft, &labels, std::mem::take(&mut waiting), Vec::new(), amounts);
            }
            waiting.push(piece);
        }
        if waiting.is_empty() && goes_on(draft, &values, amounts) {
            continue;
        }
        if !values.is_empty() || waiting.len() > MOST_PIECES {
            tail_of = Tail::of(&waiting, line.number, draft);
            push(draft, &labels, std::mem::take(&mut waiting), values, amounts);
        }
    }
    if !waiting.is_empty() {
        push(draft, &labels, waiting, Vec::new(), amounts);
    }
    labels.repeat(draft);
}

/// The middle of a wrapped name stands beside its amounts where a dump keeps the places on the page: its last lines
/// come behind the row.
#[derive(Clone, Debug)]
pub(super) struct Tail<'a> {
    row: usize,
    first: Piece<'a>,
    lines: usize,
}

impl<'a> Tail<'a> {
    /// Of the row that is pushed next, if its name began on lines above its amounts.
    pub(super) fn of(names: &[Piece<'a>], line: usize, draft: &Draft) -> Option<Tail<'a>> {
        let first = names.first().filter(|first| draft.laid_out && first.line != line)?;
        let mut lines: Vec<usize> = names.iter().map(|piece| piece.line).filter(|&own| own != line).collect();
        lines.dedup();
        Some(Tail { row: draft.rows.len(), first: first.clone(), lines: lines.len() })
    }

    /// Takes a line that goes on with the name.
    pub(super) fn take(&mut self, draft: &mut Draft, own: &[Piece<'_>]) -> bool {
        /// How far the lines of a cell may be apart, in characters: centred cells are indented by their length.
        const INDENT: usize = 12;
        let [piece] = own else { return false };
        let near = piece.place.0.abs_diff(self.first.place.0) <= INDENT;
        let begins = super::line::is_item(&piece.text) || catalogue::is_total(&piece.text);
        if self.lines == 0 || !near || begins || piece.kind != Kind::Text {
            return false;
        }
        let cells = draft.rows.get_mut(self.row).map(|row| row.cells.iter_mut());
        let Some(cell) = cells.and_then(|mut cells| cells.find(|cell| cell.text.starts_with(&*self.first.text))) else {
            return false;
        };
        cell.text.push_str(&piece.text);
        self.lines -= 1;
        true
    }
}

/// Amounts on a line of their own go on in the row above, if its amounts do not add up without them.
fn goes_on(draft: &mut Draft, values: &[Piece<'_>], (from, to): (usize, usize)) -> bool {
    let Some(loose) = draft.rows.last_mut().and_then(|row| row.loose.last_mut()).filter(|_| !values.is_empty()) else {
        return false;
    };
    let sums = catalogue::sums(&draft.paths);
    let columns: Vec<usize> = (from..to).collect();
    let together: Vec<String> = loose.texts.iter().cloned().chain(values.iter().map(|v| v.text.to_string())).collect();
    let amounts = |texts: &[String]| texts.iter().filter_map(|text| amount(text)).collect::<Vec<_>>();
    let alone = placements(&amounts(&loose.texts), &columns, &sums).adds_up;
    if alone || together.len() > columns.len() || sums.is_empty() {
        return false;
    }
    loose.texts = together;
    loose.ends.clear();
    true
}

/// Where the amounts at the end of a line begin. Digits behind an amount, or behind a name when only amounts follow,
/// are amounts without a fraction; digits before a name are codes.
fn amounts_at_end(pieces: &[Piece<'_>]) -> usize {
    /// Separators stand between groups of three digits.
    const SHORT: usize = 3;
    let tail = pieces.iter().rposition(|piece| piece.kind == Kind::Text).map_or(0, |at| at + 1);
    let numbers = pieces.get(tail..).unwrap_or_default();
    match numbers.iter().position(|piece| piece.kind == Kind::Amount) {
        // Behind a name, digits that need no separator are an amount among amounts that have them.
        Some(first) => {
            let short = |piece: &Piece<'_>| tail > 0 && piece.text.len() <= SHORT;
            tail + numbers.iter().take(first).rposition(|piece| !short(piece)).map_or(0, |at| at + 1)
        }
        // `0` is never a code.
        None => tail + numbers.iter().position(|piece| piece.text == "0").unwrap_or(numbers.len()),
    }
}

fn push(draft: &mut Draft, labels: &Labels, waiting: Vec<Piece<'_>>, values: Vec<Piece<'_>>, amounts: (usize, usize)) {
    let line = waiting.first().or(values.first()).map_or(0, |piece| piece.line);
    let cells = labels.cells(draft, &waiting);
    let ends = if draft.laid_out { values.iter().map(|piece| piece.place.1).collect() } else { Vec::new() };
    let texts: Vec<String> = values.into_iter().map(|piece| piece.text.into_owned()).collect();
    let loose = if texts.is_empty() { Vec::new() } else { vec![Loose { texts, ends, from: amounts.0, to: amounts.1 }] };
    draft.rows.push(DraftRow { line, cells, loose });
}

/// Is this the label of a table's total?
pub(super) fn is_total_label(pieces: &[Piece<'_>]) -> bool {
    matches!(pieces, [only] if catalogue::is_total(&only.text))
}

/// Does a piece print an amount, or a dash in its place?
pub(super) fn is_number(piece: &Piece<'_>) -> bool {
    piece.kind != Kind::Text && (amount(&piece.text).is_some() || is_nothing(&piece.text))
}

//! A raw block -> a draft: the header found among the forms, then rows out of lines. A row ends where its amounts stand;
//! before them come its codes and its name, which wrapping spread over several lines.

use super::blocks::Block;
use super::cells;
use super::clean::{all_digits, amount, begins_number, is_nothing, is_plain_amount, words};
use super::draft::{Draft, DraftRow, HEADER_AGAIN, HOMELESS, Loose};
use super::halves::halves;
use super::header::numbers_columns;
use super::labels::Labels;
use super::line::{Class, Line};
use super::placement::placements;
use super::raw_form;
use super::repeats::without_repeats;
use super::scrambled::{Scrambled, grid, scrambled};
use super::stream::{is_stream, stream};
use super::weigh::explains_more;
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
    let composed = match block.laid_out {
        true => super::visual::rows(&block.body),
        false if cells::stand_alone(&lines) && !cells::stand_side_by_side(&lines) => cells::rows(&lines),
        // Sentences around their rows would be taken for names.
        false if super::remarks::prints_remarks(&lines) => Vec::new(),
        false => super::middles::rows(&lines, super::heading::extent(&lines).0).unwrap_or_default(),
    };
    let lines = if block.laid_out || !composed.is_empty() { composed.iter().collect() } else { lines };
    let form = scrambled(&lines);
    // A form that is printed to the last character needs no other reading.
    let certain =
        form.as_ref().is_some_and(|form| is_as_printed(form, &lines) && !super::heading::goes_on(&lines, form.lines));
    let known = match form {
        Some(form) => by_form(&form, &lines, block.laid_out),
        None => super::plain::plain(&lines, block.laid_out),
    };
    if certain {
        return known;
    }
    match super::reading::reading(&lines, block.laid_out) {
        Some(read) if explains_more(&read, &known, &lines) => read,
        _ => known,
    }
}

/// Reads a table by the form that its header is like.
fn by_form(head: &Scrambled, lines: &[&Line<'_>], laid_out: bool) -> Draft {
    let mut draft = Draft { laid_out, ..Draft::default() };
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
        rows(&mut draft, &body, head);
    }
    draft
}

/// Does the header print the names of this form, each of their characters and no others?
fn is_as_printed(form: &Scrambled, lines: &[&Line<'_>]) -> bool {
    let sorted = |characters: &mut dyn Iterator<Item = char>| {
        let mut all: Vec<char> = characters.filter(|c| !c.is_whitespace()).collect();
        all.sort_unstable();
        all
    };
    let names = catalogue::cells(&form.paths);
    let own = sorted(&mut names.iter().flat_map(|name| name.chars()));
    own == sorted(&mut lines.iter().take(form.lines).flat_map(|line| line.text.chars()))
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
        // `0.00通过实施`: a value touches the sentence behind it.
        let after_value = pieces.last().is_some_and(|last| last.kind == Kind::Amount);
        if let Some(at) = if after_value { glued(text) } else { None } {
            let (value, rest) = text.split_at(at);
            for (text, place) in [(value, (start, start + at)), (rest, (start + at, end))] {
                pieces.push(Piece { text: Cow::Borrowed(text), line: line.number, kind: kind(text), place });
            }
            apart = false;
            continue;
        }
        // `2023 年预算数`: a blank stands around the digits of a year.
        if let Some(year) = pieces
            .last_mut()
            .filter(|last| text.starts_with('年') && ends_with_year(&last.text) && last.place.1 + 1 == start)
        {
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
        let parted = parts_of_code(pieces, text);
        match pieces.last_mut().filter(|last| single && apart && !parted && last.kind == Kind::Text).filter(near) {
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

/// Do 类, 款 and 项, the parts of a code, stand before `text`, or with it? They are names of columns each, rather than
/// characters of one that are set apart.
fn parts_of_code(pieces: &[Piece<'_>], text: &str) -> bool {
    const PARTS: [&str; 4] = ["类", "款", "项", "目"];
    let mut before = pieces.iter().rev().map(|piece| PARTS.iter().position(|part| *part == piece.text));
    let Some(last) = before.next().flatten() else { return false };
    let goes_on = last > 0 && before.next().flatten() == Some(last - 1);
    goes_on || last == 0 && text == "款"
}

/// Where an amount in cents ends that touches the text behind it.
fn glued(text: &str) -> Option<usize> {
    if !begins_number(text) {
        return None;
    }
    let at = text.find(super::clean::is_wide)?;
    let (number, rest) = text.split_at(at);
    let cents = number.rsplit_once('.').is_some_and(|(_, digits)| digits.len() == 2);
    let unit = rest.starts_with(['元', '万', '亿', '％', '倍']);
    (cents && !unit && is_plain_amount(number)).then_some(at)
}

/// Do four digits end this text: `2026`, `其中：2026`?
fn ends_with_year(text: &str) -> bool {
    text.chars().rev().take_while(char::is_ascii_digit).count() == 4
        && (text.len() == 4 || !text.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with(['.', ',', '-']))
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

/// Takes a row that numbers the columns.
pub(super) fn index_row(draft: &mut Draft, pieces: &[Piece<'_>]) -> bool {
    let texts = || pieces.iter().map(|piece| &*piece.text);
    if !numbers_columns(texts()) {
        return false;
    }
    let mut row = vec![String::new(); draft.paths.len()];
    let is_value = |c: &usize| matches!(draft.roles.get(*c), Some(ColumnRole::Amount | ColumnRole::Ratio));
    let amounts: Vec<usize> = (0..row.len()).filter(is_value).collect();
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
        let numbers = piece.text.starts_with(|c: char| c.is_ascii_digit());
        let place = if numbers { next.next().copied() } else { marks.next().copied() };
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
        let tail = amounts_at_end(&own, amounts.1 - amounts.0);
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
/// So are as many numbers behind a name as there are columns.
fn amounts_at_end(pieces: &[Piece<'_>], columns: usize) -> usize {
    /// Separators stand between groups of three digits.
    const SHORT: usize = 3;
    let tail = pieces.iter().rposition(|piece| piece.kind == Kind::Text).map_or(0, |at| at + 1);
    let numbers = pieces.get(tail..).unwrap_or_default();
    if tail > 0 && columns > 1 && numbers.len() == columns {
        return tail;
    }
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

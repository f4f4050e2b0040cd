//! A raw block -> a draft: the header found among the forms, then rows out of lines. A row ends where its amounts stand;
//! before them come its codes and its name, which wrapping spread over several lines.

use super::blocks::Block;
use super::cells;
use super::clean::amount;
use super::draft::{Draft, DraftRow, Unplaced, segments};
use super::halves::halves;
use super::header::index_row;
use super::labels::Labels;
use super::line::{Class, Line, tokens};
use super::placement::placements;
use super::raw_form;
use super::repeats::without_repeats;
use super::scrambled::{Scrambled, grid, scrambled};
use super::stream::{is_stream, stream};
use super::tail::Tail;
use super::token::{Kind, Token, behind_text};
use super::weigh::explains_more;
use crate::catalogue;
use crate::model::ColumnRole;

/// A row's names have fewer tokens; more of them without an amount are no row of the form.
const MOST_PIECES: usize = 200;

/// Reads a block whose cells have blanks between them, put together to lines of rows.
pub(super) fn raw(own: &Composed<'_>, laid_out: bool) -> Draft {
    let lines = own.lines();
    if own.is_form {
        return raw_form::form(&lines);
    }
    let mut forms = scrambled(&lines);
    // A form that is printed to the last character needs no other reading.
    let is_certain = |form: &Scrambled| is_as_printed(form, &lines) && !super::heading::goes_on(&lines, form.lines);
    if let Some(form) = forms.first().filter(|form| is_certain(form)) {
        return by_form(form, &lines, laid_out);
    }
    let read = |form: &Scrambled| by_form(form, &lines, laid_out);
    let is_beside = own.beside.is_some();
    if let Some(beside) = &own.beside {
        forms = vec![beside.clone()];
    }
    let known = super::weigh::best(forms.iter().map(read).collect(), &lines)
        .unwrap_or_else(|| super::plain::plain(&lines, laid_out));
    if is_beside {
        return known;
    }
    match super::reading::reading(&lines, laid_out) {
        Some(read) if explains_more(&read, &known, &lines) => read,
        _ => known,
    }
}

/// The lines of a block as lines of rows.
pub(super) struct Composed<'a> {
    printed: Vec<&'a Line<'a>>,
    composed: Option<Vec<Line<'a>>>,
    /// A form whose halves stand one below the other.
    beside: Option<Scrambled>,
    /// Is it a form with labels and values, rather than a table?
    pub(super) is_form: bool,
}

impl<'a> Composed<'a> {
    pub(super) fn of(block: &Block<'a>) -> Composed<'a> {
        let lines: Vec<&Line<'_>> = block.body.iter().copied().filter(|line| line.class != Class::Blank).collect();
        if raw_form::is_form(&lines) {
            return Composed { printed: lines, composed: None, beside: None, is_form: true };
        }
        let alone = !block.laid_out && cells::stand_alone(&lines);
        // A form of fewer columns is that of one of the tables.
        let is_more = |beside: &Scrambled| scrambled(&lines).iter().all(|form| form.paths.len() < beside.paths.len());
        let beside = if alone { super::beside::beside(&lines).filter(is_more) } else { None };
        let around = |lines: &[&'a Line<'a>]| super::middles::rows(lines, super::heading::extent(lines).0);
        let composed = match block.laid_out {
            true => super::visual::rows(&block.body),
            // Which cells are a row's is seen when it is known in which half they stand.
            false if beside.is_some() => Vec::new(),
            false if alone && !cells::stand_side_by_side(&lines) => {
                let around = if cells::print_values_of_rows(&lines) { around(&lines) } else { None };
                around.unwrap_or_else(|| cells::rows(&lines))
            }
            // Sentences around their rows would be taken for names.
            false if super::remarks::prints_remarks(&lines) => {
                super::centred::rows(&lines, super::heading::extent(&lines).0).unwrap_or_default()
            }
            false => around(&lines).unwrap_or_default(),
        };
        let composed = (block.laid_out || !composed.is_empty()).then_some(composed);
        Composed { printed: lines, composed, beside, is_form: false }
    }

    pub(super) fn lines(&self) -> Vec<&Line<'a>> {
        self.composed.as_ref().map_or_else(|| self.printed.clone(), |composed| composed.iter().collect())
    }
}

/// Reads a table by the form that its header is like.
fn by_form(head: &Scrambled, lines: &[&Line<'_>], laid_out: bool) -> Draft {
    let mut draft = Draft { laid_out, ..Draft::default() };
    draft.name_columns(grid(&head.paths), head.paths.clone());
    if !head.roles.is_empty() {
        draft.roles.clone_from(&head.roles);
    }
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
        let is_value = |c: &usize| matches!(draft.roles.get(*c), Some(ColumnRole::Amount | ColumnRole::Ratio));
        let rated =
            segments.iter().filter(|&&(from, to)| (from..to).any(|c| draft.roles.get(c) == Some(&ColumnRole::Ratio)));
        let spans: Vec<(usize, usize)> =
            rated.filter_map(|&(from, to)| Some(((from..to).find(is_value)?, to))).collect();
        for span in spans {
            super::reading::by_rates(&mut draft, span);
        }
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

/// Rows of a table with names on the left and amounts on the right.
fn rows(draft: &mut Draft, body: &[&Line<'_>], head: &Scrambled) {
    let labels = Labels::new(&draft.paths, &draft.roles, head.total_label);
    let amounts = (labels.width, draft.paths.len());
    let columns = draft.roles.iter().filter(|&&role| role == ColumnRole::Amount).count();
    let plain = are_digits_amounts(body, columns);
    let mut waiting: Vec<Token<'_>> = Vec::new();
    let mut tail_of: Option<Tail> = None;
    for line in body {
        let mut own = tokens(line);
        if waiting.is_empty() && index_row(draft, &own) {
            continue;
        }
        if let Some(tail) = tail_of.as_mut().filter(|_| waiting.is_empty())
            && tail.take(draft, &own)
        {
            continue;
        }
        let tail = amounts_at_end(&own, columns, plain);
        let values = own.split_off(tail);
        for token in own {
            if labels.begins_row(&waiting, &token) {
                push(draft, &labels, std::mem::take(&mut waiting), Vec::new(), amounts);
            }
            waiting.push(token);
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

/// Amounts on a line of their own go on in the row above, if its amounts do not add up without them.
fn goes_on(draft: &mut Draft, values: &[Token<'_>], (from, to): (usize, usize)) -> bool {
    let Some(unplaced) = draft.rows.last_mut().and_then(|row| row.unplaced.last_mut()).filter(|_| !values.is_empty())
    else {
        return false;
    };
    let sums = catalogue::sums(&draft.paths);
    let columns: Vec<usize> = (from..to).collect();
    let together: Vec<String> =
        unplaced.texts.iter().cloned().chain(values.iter().map(|v| v.text.to_string())).collect();
    let amounts = |texts: &[String]| texts.iter().filter_map(|text| amount(text)).collect::<Vec<_>>();
    let alone = placements(&amounts(&unplaced.texts), &columns, &sums).adds_up;
    if alone || together.len() > columns.len() || sums.is_empty() {
        return false;
    }
    unplaced.texts = together;
    unplaced.ends.clear();
    true
}

/// Where the amounts at the end of a line begin. Digits behind an amount, or behind a name when only amounts follow,
/// are amounts without a fraction; digits before a name are codes.
/// So are as many numbers behind a name as there are columns, and all of them where amounts need no fraction.
fn amounts_at_end(tokens: &[Token<'_>], columns: usize, plain: bool) -> usize {
    /// Separators stand between groups of three digits.
    const SHORT: usize = 3;
    let tail = behind_text(tokens);
    let numbers = tokens.get(tail..).unwrap_or_default();
    // A code that is set lower than its name opens the line of its values.
    let lower = tail.checked_sub(1).and_then(|at| tokens.get(at)).zip(numbers.first()).zip(numbers.get(1));
    let lower = lower.is_some_and(|((name, code), next)| {
        name.line != code.line && code.line == next.line && code.kind == Kind::Digits && code.text.len() == SHORT
    });
    if lower && !plain {
        return tail + 1;
    }
    if tail > 0 && (plain || columns > 1 && numbers.len() == columns) {
        return tail;
    }
    match numbers.iter().position(|token| token.kind == Kind::Amount) {
        // Behind a name, digits that need no separator are an amount among amounts that have them.
        Some(first) => {
            let short = |token: &Token<'_>| tail > 0 && token.text.len() <= SHORT;
            tail + numbers.iter().take(first).rposition(|token| !short(token)).map_or(0, |at| at + 1)
        }
        // `0` is never a code.
        None => tail + numbers.iter().position(|token| token.text == "0").unwrap_or(numbers.len()),
    }
}

/// Are digits behind a name amounts, rather than codes whose names stand on other lines? As amounts they give rows a value
/// for each column, as codes one value too many.
fn are_digits_amounts(body: &[&Line<'_>], columns: usize) -> bool {
    let (mut full, mut over) = (0_usize, 0_usize);
    for line in body {
        let own = tokens(line);
        let tail = behind_text(&own);
        let numbers = own.get(tail..).unwrap_or_default();
        if tail > 0 && numbers.first().is_some_and(|first| first.kind == Kind::Digits && first.text != "0") {
            full += usize::from(numbers.len() == columns);
            over += usize::from(numbers.len() > columns);
        }
    }
    columns > 1 && full > over
}

fn push(draft: &mut Draft, labels: &Labels, waiting: Vec<Token<'_>>, values: Vec<Token<'_>>, amounts: (usize, usize)) {
    let line = waiting.first().or(values.first()).map_or(0, |token| token.line);
    let cells = labels.cells(draft, &waiting);
    let ends = if draft.laid_out { values.iter().map(|token| token.place.1).collect() } else { Vec::new() };
    let texts: Vec<String> = values.into_iter().map(|token| token.text.into_owned()).collect();
    let unplaced =
        if texts.is_empty() { Vec::new() } else { vec![Unplaced { texts, ends, from: amounts.0, to: amounts.1 }] };
    draft.rows.push(DraftRow { line, cells, unplaced });
}

//! A table printed in reading order whose form is not known -> a draft. The body comes first: rows are codes, a name and
//! values, in this order; their counts say how many columns of values there are. A row with a value for each column
//! needs no search; of the others the sums decide (`resolve`).

use super::clean::{amount, joined};
use super::draft::{Draft, DraftCell, DraftRow, HOMELESS, Unplaced};
use super::groups::Shape;
use super::header::index_row;
use super::heading::{Evidence, Heading, has_halves, heading};
use super::line::{Line, is_item, tokens};
use super::plain::{begins, wide};
use super::rates::{self, ROWS};
use super::remarks::{last_lines, names_remarks, prints_remarks};
use super::repeats::without_repeats;
use super::row::{self, Printed, columns_of_values, full, fullness, is_code, may_be_value, parts};
use super::scrambled::grid;
use super::settle::settle;
use super::stand::{Stand, marks, names_by_place};
use super::token::{Kind, Token};
use crate::model::ColumnRole;

/// Reads a table with names on the left and values on the right.
pub(super) fn reading(lines: &[&Line<'_>], laid_out: bool) -> Option<Draft> {
    if has_halves(lines) {
        return None;
    }
    let body = Measured::of(lines, laid_out, super::heading::extent(lines))?;
    let read = heading(lines, &Evidence { shape: &body.shape, end: body.end, numbered: body.numbered })?;
    body.draft(lines, read)
}

/// Reads a table whose columns are known from another that prints the same header; its first `count` lines are the header.
pub(super) fn with_columns(
    lines: &[&Line<'_>],
    (paths, roles): (&[Vec<String>], &[ColumnRole]),
    count: usize,
) -> Option<Draft> {
    let body = Measured::of(lines, false, (count, None))?;
    let (paths, roles) = (paths.to_vec(), roles.to_vec());
    body.draft(lines, Heading { lines: count, paths, roles, filled: Vec::new() })
}

/// What the body of a table says before its header is read.
struct Measured<'a> {
    shape: Shape,
    stand: Stand<'a>,
    places: Vec<(usize, super::stand::Places)>,
    /// How many lines the header has.
    end: usize,
    /// Does a row that numbers the columns end it?
    numbered: bool,
    /// How many columns of values there are.
    values: usize,
    /// Is the first value of each row its number?
    counted: bool,
    plain_digits: bool,
    remarks: bool,
    laid_out: bool,
}

impl<'a> Measured<'a> {
    /// Measures the rows behind a header of so many lines.
    fn of(lines: &'a [&Line<'_>], laid_out: bool, (end, numbered): (usize, Option<usize>)) -> Option<Measured<'a>> {
        let plain_digits = has_plain_amounts(lines);
        let prints_remarks = prints_remarks(lines);
        let remarks = prints_remarks || names_remarks(lines.get(..end)?);
        let body = lines.get(end..)?;
        let mut rows = rows(body, plain_digits, remarks);
        let counted = row::number(&mut rows);
        if side_by_side(&rows) {
            return None;
        }
        let stand = if laid_out { Stand::of(body, plain_digits) } else { Stand::default() };
        let values = columns_of_values(&rows).max(numbered.unwrap_or(0)).max(stand.values);
        if values == 0 || values > 60 {
            return None;
        }
        let coded = rows.iter().filter(|row| row.names.first().is_some_and(is_code)).count() * 3 > rows.len();
        let places = stand.places(values);
        let first = places.iter().find(|(_, places)| !places.values.is_empty()).map(|(_, places)| places.clone());
        let shape = Shape {
            values: vec![values],
            coded,
            fullness: fullness(&rows, values),
            zeros: prints_zeros(lines),
            places: first,
            full: full(&rows),
            rates: rates_of(&rows, values),
            numbered: numbered.is_some() && lines.get(end).is_some_and(|line| tokens(line).len() == values),
            remarks: prints_remarks,
        };
        let numbered = numbered.is_some();
        Some(Measured { shape, stand, places, end, numbered, values, counted, plain_digits, remarks, laid_out })
    }

    /// The rows below a header that says this; none if it has no column for some of their values.
    fn draft(&self, lines: &[&Line<'_>], read: Heading) -> Option<Draft> {
        let width = read.roles.iter().filter(|role| is_value_role(role)).count();
        let index = read.roles.iter().position(|&role| role == ColumnRole::Index).filter(|_| self.counted);
        if width < self.values || self.counted && index.is_none() {
            return None;
        }
        let mut draft = Draft { laid_out: self.laid_out, named: true, header: grid(&read.paths), ..Draft::default() };
        (draft.paths, draft.roles) = (read.paths, read.roles);
        draft.marks = marks(&self.places, &read.filled);
        let (head, body) = lines.split_at(read.lines.min(lines.len()));
        let body = without_repeats(head, body, &mut draft);
        let mut left = Vec::with_capacity(body.len());
        for line in body {
            if !index_row(&mut draft, &tokens(line)) {
                left.push(line);
            }
        }
        let mut rows = rows(&left, self.plain_digits, self.remarks);
        if self.counted {
            row::number(&mut rows);
        }
        for row in rows {
            let places = self.stand.near(&self.places, row.line).filter(|_| !read.filled.is_empty());
            let names = places.and_then(|places| names_by_place(&draft, &row.names, places, &read.filled));
            push(&mut draft, row, (names, index));
        }
        if draft.roles.contains(&ColumnRole::Ratio) {
            let values = span(&draft);
            by_rates(&mut draft, values);
        }
        Some(draft)
    }
}

/// For each column of values: does it hold rates, amounts, or what may be either? The rows with a value for each tell.
fn rates_of(rows: &[Printed<'_>], values: usize) -> Vec<Option<bool>> {
    /// Wider tables have no rates among their amounts, and the search for them would be long.
    const WIDTH: usize = 16;
    /// Fewer rows show no rate.
    const ROWS: std::ops::RangeInclusive<usize> = 3..=40;
    let full = rows.iter().filter(|row| row.values.len() == values).take(*ROWS.end());
    let texts: Vec<Vec<&str>> = full.map(|row| row.values.iter().map(|token| &*token.text).collect()).collect();
    if values > WIDTH || !ROWS.contains(&texts.len()) {
        return Vec::new();
    }
    let places = rates::Places::learn(&texts, values);
    // One of so many may be the value of another row.
    let large = |c: usize| texts.iter().filter_map(|row| row.get(c)).filter(|text| rates::is_no_rate(text)).count();
    let is_amount = |c: usize| large(c) * ROWS.end() > texts.len();
    (0..values).map(|c| if is_amount(c) { Some(false) } else { places.is_rate(c).then_some(true) }).collect()
}

/// Rates among the values: what the columns hold says where the values of a row stand.
pub(super) fn by_rates(draft: &mut Draft, (from, to): (usize, usize)) {
    let full: Vec<(usize, Unplaced)> = draft
        .rows
        .iter()
        .filter_map(|row| Some((row.line, row.unplaced.iter().find(|unplaced| unplaced.from == from)?.clone())))
        .filter(|(_, unplaced)| unplaced.texts.len() == to - from)
        .collect();
    let texts: Vec<Vec<&str>> =
        full.iter().take(ROWS).map(|(_, unplaced)| unplaced.texts.iter().map(String::as_str).collect()).collect();
    let mut places = rates::Places::learn(&texts, to - from);
    if draft.laid_out {
        places.ends = full.iter().map(|(line, unplaced)| (*line, unplaced.ends.clone())).collect();
    }
    let names = draft.paths.get(from..to).unwrap_or_default();
    places.name(&names.iter().map(|path| path.last().map_or("", String::as_str)).collect::<Vec<_>>());
    settle(draft, from, &places);
}

/// The columns of values, half open.
fn span(draft: &Draft) -> (usize, usize) {
    let from = draft.roles.iter().position(is_value_role).unwrap_or(draft.roles.len());
    (from, draft.roles.iter().rposition(is_value_role).map_or(from, |last| last + 1))
}

/// Do names with values of their own stand behind values? Then several tables stand side by side.
fn side_by_side(rows: &[Printed<'_>]) -> bool {
    /// One row in this many.
    const SHARE: usize = 6;
    let more = |row: &&Printed<'_>| {
        let named = row.behind.iter().position(|token| !may_be_value(token));
        let values = named.is_some_and(|at| row.behind.iter().skip(at).any(|token| token.kind == Kind::Amount));
        let before = row.names.iter().position(|token| token.kind == Kind::Amount);
        values || before.is_some_and(|at| row.names.iter().skip(at).any(|token| !may_be_value(token)))
    };
    rows.iter().filter(more).count() * SHARE > rows.iter().filter(|row| !row.values.is_empty()).count()
}

/// Do amounts have no fractions here? Then digits behind a name are an amount.
fn has_plain_amounts(lines: &[&Line<'_>]) -> bool {
    let (mut plain, mut marked) = (0_usize, 0_usize);
    for token in lines.iter().flat_map(|line| tokens(line)) {
        match token.kind {
            Kind::Amount if token.text.contains(['.', ',']) => marked += 1,
            Kind::Digits if token.text != "0" => plain += 1,
            _ => {}
        }
    }
    plain > marked
}

/// The lines of a body as rows.
fn rows<'a>(lines: &[&'a Line<'_>], plain_digits: bool, remarks: bool) -> Vec<Printed<'a>> {
    let mut rows: Vec<Printed<'a>> = Vec::new();
    let mut waiting: Vec<Token<'a>> = Vec::new();
    let longest = lines.iter().map(|line| wide(tokens(line).iter().filter(|token| token.kind == Kind::Text))).max();
    let longest = longest.unwrap_or(0);
    let zeros = prints_zeros(lines);
    for line in lines {
        let own = tokens(line);
        let (names, values, behind) = parts(own, plain_digits, waiting.is_empty());
        // Where zeros are printed each row has values: names without any are wrapped.
        if !zeros && !remarks && begins(&waiting, &names, longest, waiting.first().is_some_and(is_code)) {
            let line = waiting.first().map_or(0, |token| token.line);
            rows.push(Printed { line, names: std::mem::take(&mut waiting), ..Printed::default() });
        }
        if values.is_empty() && remarks {
            waiting.extend(names);
            continue;
        }
        if values.is_empty() {
            name_line(&mut rows, &mut waiting, names);
            continue;
        }
        if let Some(last) = rows.last_mut().filter(|_| remarks) {
            let name = last_lines(&waiting, !names.is_empty(), last.behind.last());
            let rest = waiting.split_off(waiting.len() - name);
            last.behind.extend(std::mem::replace(&mut waiting, rest));
        }
        if waiting.is_empty() && names.is_empty() && behind.is_empty() && goes_on(&rows, values.len()) {
            if let Some(last) = rows.last_mut() {
                last.values.extend(values);
            }
            continue;
        }
        let above = tail_of_name(&mut rows, &mut waiting, &names);
        waiting = above;
        waiting.extend(names);
        let number = waiting.first().or(values.first()).map_or(line.number, |token| token.line);
        rows.push(Printed { line: number, names: std::mem::take(&mut waiting), values, behind, number: None });
    }
    match rows.last_mut().filter(|_| remarks) {
        Some(last) => last.behind.extend(waiting),
        None if waiting.is_empty() => {}
        None => {
            let line = waiting.first().map_or(0, |token| token.line);
            rows.push(Printed { line, names: waiting, ..Printed::default() });
        }
    }
    rows
}

/// Are zeros printed rather than left out?
fn prints_zeros(lines: &[&Line<'_>]) -> bool {
    let (mut zeros, mut rows) = (0_usize, 0_usize);
    for line in lines {
        let own = tokens(line);
        rows += usize::from(own.iter().any(|token| token.kind == Kind::Amount));
        zeros += usize::from(own.iter().any(|token| amount(&token.text).is_some_and(|value| value.is_zero())));
    }
    zeros * 2 > rows
}

/// A line without values: more of a name, or a row without values.
fn name_line<'a>(rows: &mut Vec<Printed<'a>>, waiting: &mut Vec<Token<'a>>, names: Vec<Token<'a>>) {
    let Some(first) = names.first() else { return };
    let sentence = names.iter().any(|token| token.text.contains(['。', '；', '，']));
    if sentence
        && waiting.is_empty()
        && let Some(last) = rows.last_mut()
    {
        last.behind.extend(names);
        return;
    }
    let begins = is_code(first) && waiting.iter().any(|token| !is_code(token) && !is_item(&token.text));
    let item = is_item(&first.text) && waiting.first().is_some_and(|own| is_item(&own.text));
    if (begins && waiting.first().is_some_and(is_code)) || item {
        let line = waiting.first().map_or(0, |token| token.line);
        rows.push(Printed { line, names: std::mem::take(waiting), ..Printed::default() });
    }
    waiting.extend(names);
}

/// Names that wait before a line that begins with a code: the last lines of a name whose middle stands beside its values.
/// What is left of them begins the next row.
fn tail_of_name<'a>(rows: &mut [Printed<'a>], waiting: &mut Vec<Token<'a>>, names: &[Token<'a>]) -> Vec<Token<'a>> {
    let own = std::mem::take(waiting);
    let code = names.first().filter(|token| is_code(token));
    let Some(last) = rows.last_mut().filter(|_| code.is_some() && !own.is_empty() && !own.iter().any(is_code)) else {
        return own;
    };
    if !last.names.iter().any(is_code) {
        return own;
    }
    let named = names.iter().any(|token| !is_code(token));
    let middle = last.values.first().map_or(0, |value| value.line);
    let above = last.names.iter().filter(|token| token.line < middle && !is_code(token)).count();
    // A name has as many lines below its middle as above it.
    let take = if named { own.len() } else { above.min(own.len().saturating_sub(1)) };
    let mut own = own;
    let rest = own.split_off(take);
    last.names.extend(own);
    rest
}

/// Are values on a line of their own more of the row above? Then it has fewer than the longest.
fn goes_on(rows: &[Printed<'_>], more: usize) -> bool {
    let most = rows.iter().map(|row| row.values.len()).max().unwrap_or(0);
    rows.last()
        .is_some_and(|last| !last.names.is_empty() && last.values.len() + more <= most && last.values.len() < most)
}

/// Puts a row into the draft.
fn push(draft: &mut Draft, row: Printed<'_>, (placed, index): (Option<Vec<DraftCell>>, Option<usize>)) {
    let (from, to) = span(draft);
    let mut cells = vec![DraftCell::default(); draft.paths.len()];
    let names = index.unwrap_or(draft.paths.len());
    let own = (draft.paths.get(..names).unwrap_or_default(), draft.roles.get(..names).unwrap_or_default());
    let labels = super::labels::Labels::new(own.0, own.1, None);
    if let Some(placed) = placed {
        cells = placed;
    } else if from > 0 {
        cells = labels.cells(draft, &row.names);
    } else {
        let text: Vec<&str> = row.names.iter().map(|token| &*token.text).collect();
        draft.set_aside(row.line, &text.join(" "), HOMELESS);
    }
    if let (Some(cell), Some(number)) = (index.and_then(|index| cells.get_mut(index)), &row.number) {
        cell.text = number.text.to_string();
    }
    let behind: Vec<&str> = row.behind.iter().map(|token| &*token.text).collect();
    let behind = joined(&behind.join(" ")).into_owned();
    match cells.get_mut(to).filter(|_| !behind.is_empty() && draft.roles.get(to) == Some(&ColumnRole::Text)) {
        Some(cell) => cell.text = behind,
        None => draft.set_aside(row.line, &behind, "a remark behind the amounts"),
    }
    let mut unplaced = Vec::new();
    let mut values = row.values;
    // More values than columns: the first ones are part of the name.
    while values.len() > to - from {
        let token = values.remove(0);
        match cells.get_mut(from.saturating_sub(1)).filter(|_| from > 0) {
            Some(cell) => cell.text = joined(&format!("{} {}", cell.text, token.text)).into_owned(),
            None => draft.set_aside(token.line, &token.text, HOMELESS),
        }
    }
    if !values.is_empty() {
        let ends = if draft.laid_out { values.iter().map(|token| token.place.1).collect() } else { Vec::new() };
        let texts = values.into_iter().map(|token| token.text.into_owned()).collect();
        unplaced.push(Unplaced { texts, ends, from, to });
    }
    draft.rows.push(DraftRow { line: row.line, cells, unplaced });
}

fn is_value_role(role: &ColumnRole) -> bool {
    matches!(role, ColumnRole::Amount | ColumnRole::Ratio | ColumnRole::Count)
}

#[cfg(test)]
mod tests {
    use crate::dump::read;

    #[test]
    fn numbers_of_rows_stand_in_a_column_of_their_own() {
        let text = "2026年某市支出表\n单位：万元\n科目代码\n科目名称\n栏次\n预算额度\n合计\n1\n5,010\n201\n鼠牛\n2\n4,000\n20101\n虎兔\n3\n4,000\n203\n龙蛇\n4\n1,010\n20301\n马羊\n5\n1,010\n";
        let (document, _) = read(text.as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        let rows = crate::dump::rows_of(table);
        assert_eq!(
            rows,
            ["|合计|1|5,010", "201|鼠牛|2|4,000", "20101|虎兔|3|4,000", "203|龙蛇|4|1,010", "20301|马羊|5|1,010"]
        );
    }

    #[test]
    fn names_that_nobody_knows_are_kept_and_whole_numbers_are_amounts() {
        let text = "2026年某市支出情况表\n单位：万元\n鼠牛 虎兔 龙蛇 马羊\n猴鸡狗 6936 4968 1050\n猪鼠 420 498 5851\n牛虎兔 3830 500 430\n";
        let (document, _) = read(text.as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        let names: Vec<String> = table.columns.iter().map(|column| column.path.join("/")).collect();
        assert_eq!(names, ["鼠牛", "虎兔", "龙蛇", "马羊"]);
        let rows = crate::dump::rows_of(table);
        assert_eq!(rows, ["猴鸡狗|6936|4968|1050", "猪鼠|420|498|5851", "牛虎兔|3830|500|430"]);
        assert_eq!(table.amounts(), 9);
    }
}

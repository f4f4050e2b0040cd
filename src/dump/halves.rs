//! The lines of a table with 收入 beside 支出 -> rows. A line has a name and its amounts for each half; where only one half
//! is printed, its name says which: by its words, or by going on with that half's numbering.

mod last;

pub(super) use self::last::{Last, half_by_gap, half_by_words, ordinal};
use self::last::{half_by_number, half_of_code};
use super::draft::{Draft, DraftCell, DraftRow, Unplaced};
use super::header::index_row;
use super::line::{Line, is_item, tokens};
use super::token::{Kind, Token, is_number};
use crate::catalogue;
use crate::model::ColumnRole;
use crate::words::is_numeral;

/// A name and the numbers behind it.
#[derive(Clone, Debug, Default)]
struct Chunk {
    /// Where its name begins on its line, and where its numbers end.
    start: usize,
    ends: Vec<usize>,
    /// The codes before the name, in tables whose halves begin with codes.
    codes: Vec<String>,
    name: String,
    numbers: Vec<String>,
}

/// Reads the rows of `body` into the draft. `segments` are the spans of columns that stand side by side.
pub(super) fn halves(draft: &mut Draft, body: &[&Line<'_>], segments: &[(usize, usize)]) {
    if draft.roles.first() == Some(&ColumnRole::Code) {
        coded(draft, body, segments);
        return;
    }
    let mut last: Vec<Last> = vec![Last::default(); segments.len()];
    let mut mark: Vec<Token<'_>> = Vec::new();
    let indexed = draft.roles.contains(&ColumnRole::Index);
    // The half that waits for its neighbour, because its amount came on a line of its own.
    let mut open: Option<usize> = None;
    // Where the names of each half began on the last line that has them all.
    let mut starts = first_starts(draft, body, segments.len(), indexed);
    for line in body {
        let mut own = std::mem::take(&mut mark);
        own.extend(tokens(line));
        if index_row(draft, &own) || rest_of_name(draft, &own) {
            continue;
        }
        if own.len() == 1 && own.iter().all(|token| is_mark(&token.text)) {
            // The number of an item by itself: its name follows in the next line.
            mark = own;
            continue;
        }
        if let Some(half) = amounts_alone(draft, &own, segments) {
            open = Some(half);
            continue;
        }
        // 序号 stands before both halves.
        let mut running = None;
        if draft.roles.first() == Some(&ColumnRole::Index)
            && own.len() > 1
            && own.first().is_some_and(|p| p.kind == Kind::Digits)
        {
            running = Some(own.remove(0).text);
        }
        let chunks = chunks(own, segments.len(), indexed && draft.roles.first() != Some(&ColumnRole::Index));
        if draft.laid_out && chunks.len() == segments.len() && chunks.iter().all(|chunk| !chunk.name.is_empty()) {
            starts = chunks.iter().map(|chunk| chunk.start).collect();
        }
        let new_row = || DraftRow {
            line: line.number,
            cells: vec![DraftCell::default(); draft.paths.len()],
            unplaced: Vec::new(),
        };
        let first = chunks.first().map_or(0, |chunk| half(chunk, &last));
        let goes_on = open.take().is_some_and(|before| chunks.len() < segments.len() && first > before);
        let row = if goes_on { draft.rows.pop() } else { None };
        let mut row = row.unwrap_or_else(new_row);
        if let (Some(running), Some(cell)) = (running, row.cells.first_mut()) {
            cell.text = running.into_owned();
        }
        let mut free = 0;
        for (index, chunk) in chunks.iter().enumerate() {
            let full = chunks.len() >= segments.len();
            let by_number = (segments.len() > 2).then(|| half_by_number(&chunk.name, &last, free)).flatten();
            let by_place = starts.iter().enumerate().skip(free).min_by_key(|(_, start)| start.abs_diff(chunk.start));
            let by_number = by_place.filter(|_| !chunk.name.is_empty()).map(|(half, _)| half).or(by_number);
            let half = if full {
                index
            } else if !starts.is_empty() {
                by_number.unwrap_or(free)
            } else {
                by_number.unwrap_or_else(|| half(chunk, &last).max(free))
            };
            free = half + 1;
            if let Some(place) = last.get_mut(half) {
                place.read(&chunk.name);
            }
            put(draft, &mut row, chunk, segments.get(half).copied());
        }
        draft.rows.push(row);
    }
    for token in mark {
        draft.set_aside(token.line, &token.text, super::draft::HOMELESS);
    }
}

/// Where the halves begin, if the dump keeps the places on the page: as on the first line that has a name in each.
fn first_starts(draft: &Draft, body: &[&Line<'_>], halves: usize, indexed: bool) -> Vec<usize> {
    let mut lines = body.iter().filter(|_| draft.laid_out).map(|line| chunks(tokens(line), halves, indexed));
    let full = lines.find(|own| own.len() == halves && own.iter().all(|chunk| !chunk.name.is_empty()));
    full.map(|own| own.iter().map(|chunk| chunk.start).collect()).unwrap_or_default()
}

fn put(draft: &mut Draft, row: &mut DraftRow, chunk: &Chunk, segment: Option<(usize, usize)>) {
    match segment {
        Some(segment) => fill(draft, row, chunk, segment),
        None => {
            let text = format!("{} {} {}", chunk.codes.join(" "), chunk.name, chunk.numbers.join(" "));
            draft.set_aside(row.line, &text, super::draft::HOMELESS);
        }
    }
}

/// Amounts on a line of their own belong to the last name that has none; says in which half that is.
fn amounts_alone(draft: &mut Draft, own: &[Token<'_>], segments: &[(usize, usize)]) -> Option<usize> {
    let numbers = own.iter().all(|token| token.kind == Kind::Amount);
    let first =
        |from: usize, to: usize| (from..to).find(|&c| draft.roles.get(c) == Some(&ColumnRole::Amount)).unwrap_or(to);
    let places: Vec<(usize, usize, usize)> = segments.iter().map(|&(from, to)| (from, first(from, to), to)).collect();
    let row = draft.rows.last_mut().filter(|_| numbers && !own.is_empty())?;
    let named = |&&(_, (from, _, _)): &&(usize, &(usize, usize, usize))| {
        row.cells.get(*from).is_some_and(|cell| !cell.text.is_empty())
    };
    let places: Vec<(usize, &(usize, usize, usize))> = places.iter().enumerate().collect();
    let &(half, &(_, from, to)) = places.iter().rev().find(named)?;
    if row.unplaced.iter().any(|unplaced| unplaced.from == from) {
        return None;
    }
    let ends = if draft.laid_out { own.iter().map(|token| token.place.1).collect() } else { Vec::new() };
    row.unplaced.push(Unplaced { texts: own.iter().map(|token| token.text.to_string()).collect(), ends, from, to });
    Some(half)
}

/// Tables whose halves begin with codes: a code, its name and its amount follow one another however lines are cut.
fn coded(draft: &mut Draft, body: &[&Line<'_>], segments: &[(usize, usize)]) {
    let mut last: Vec<Last> = vec![Last::default(); segments.len()];
    let mut all: Vec<Token<'_>> = Vec::new();
    for line in body {
        let own = tokens(line);
        if !index_row(draft, &own) {
            all.extend(own);
        }
    }
    let mut before: Option<usize> = None;
    for (line, chunk) in coded_chunks(all) {
        let expected = before.map_or(0, |half| (half + 1) % segments.len().max(1));
        let half = half_of_chunk(&chunk, &last, expected).unwrap_or(expected);
        if let Some(place) = last.get_mut(half) {
            place.code = chunk.codes.concat().parse().ok().or(place.code);
        }
        let same_row = before.is_some_and(|before| before < half);
        let row = if same_row { draft.rows.pop() } else { None };
        let cells = vec![DraftCell::default(); draft.paths.len()];
        let mut row = row.unwrap_or(DraftRow { line, cells, unplaced: Vec::new() });
        put(draft, &mut row, &chunk, segments.get(half).copied());
        draft.rows.push(row);
        before = Some(half);
    }
}

/// A line with a few characters that are no item is the rest of the name above it.
fn rest_of_name(draft: &mut Draft, own: &[Token<'_>]) -> bool {
    /// The rest of a wrapped name; names of their own are longer, or sums.
    const REST: usize = 3;
    let [token] = own else { return false };
    let name = &*token.text;
    if token.kind != Kind::Text || name.chars().count() > REST || is_item(name) || catalogue::is_total(name) {
        return false;
    }
    let labels: Vec<usize> =
        (0..draft.roles.len()).filter(|&c| draft.roles.get(c) == Some(&ColumnRole::Label)).collect();
    let Some(row) = draft.rows.last_mut() else { return false };
    let filled = labels.into_iter().rev().find(|&c| row.cells.get(c).is_some_and(|cell| !cell.text.is_empty()));
    match filled.and_then(|c| row.cells.get_mut(c)) {
        Some(cell) => {
            cell.text.push_str(name);
            true
        }
        None => false,
    }
}

/// Names with the codes before them and the amounts behind them, each with the line it begins on.
fn coded_chunks(tokens: Vec<Token<'_>>) -> Vec<(usize, Chunk)> {
    let mut chunks: Vec<(usize, Chunk)> = Vec::new();
    let codes = codes_before_names(&tokens);
    for (token, is_code) in tokens.into_iter().zip(codes) {
        let open = chunks.last().is_some_and(|(_, chunk)| chunk.numbers.is_empty());
        let named = chunks.last().is_some_and(|(_, chunk)| !chunk.name.is_empty());
        let coded = chunks.last().is_some_and(|(_, chunk)| !chunk.codes.is_empty());
        match (token.kind, chunks.last_mut()) {
            (Kind::Digits, Some((_, chunk))) if named && !is_code => chunk.numbers.push(token.text.into_owned()),
            (Kind::Digits, Some((_, chunk))) if open && !named => chunk.codes.push(token.text.into_owned()),
            (Kind::Digits, _) => {
                chunks.push((token.line, Chunk { codes: vec![token.text.into_owned()], ..Chunk::default() }))
            }
            (Kind::Amount, Some((_, chunk))) => chunk.numbers.push(token.text.into_owned()),
            (Kind::Text, Some((_, chunk))) if open && coded && !token.text.ends_with("合计") => {
                chunk.name.push_str(&token.text)
            }
            (Kind::Text, _) => chunks.push((token.line, Chunk { name: token.text.into_owned(), ..Chunk::default() })),
            (Kind::Amount, None) => {
                chunks.push((token.line, Chunk { numbers: vec![token.text.into_owned()], ..Chunk::default() }))
            }
        }
    }
    chunks
}

/// Which of these digits are a code: what stands right before a name, and the parts of a code before it, as `303 02`.
fn codes_before_names(tokens: &[Token<'_>]) -> Vec<bool> {
    let mut codes = vec![false; tokens.len()];
    for at in (0..tokens.len()).rev() {
        let Some((token, code)) = tokens.get(at).zip(codes.get(at + 1..).map(|behind| behind.first() == Some(&true)))
        else {
            continue;
        };
        let is_named = tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Text);
        let is_part =
            code && tokens.get(at + 1).is_some_and(|next| next.text.len() == 2) && (2..=3).contains(&token.text.len());
        let own = token.kind == Kind::Digits && (is_named || is_part);
        if let Some(place) = codes.get_mut(at) {
            *place = own;
        }
    }
    codes
}

/// Names with their numbers. More names than halves: the parts of a name that blanks cut.
fn chunks(tokens: Vec<Token<'_>>, halves: usize, indexed: bool) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    for token in tokens {
        let goes_on = chunks.last().is_some_and(|chunk| chunk.numbers.is_empty() && is_mark(&chunk.name));
        // 行次 is the first number of its half: a second one begins the next half, whose name is empty.
        let next_half = indexed
            && token.kind == Kind::Digits
            && chunks.len() < halves
            && chunks.last().is_some_and(|chunk| !chunk.numbers.is_empty());
        match chunks.last_mut() {
            Some(chunk) if token.kind != Kind::Text && !next_half && is_number(&token) => {
                chunk.ends.push(token.place.1);
                chunk.numbers.push(token.text.into_owned())
            }
            Some(chunk) if token.kind == Kind::Text && goes_on => chunk.name.push_str(&token.text),
            _ if token.kind == Kind::Text => {
                chunks.push(Chunk { name: token.text.into_owned(), start: token.place.0, ..Chunk::default() });
            }
            _ => chunks.push(Chunk {
                numbers: vec![token.text.into_owned()],
                start: token.place.0,
                ends: vec![token.place.1],
                ..Chunk::default()
            }),
        }
    }
    while chunks.len() > halves.max(1) {
        // The name that does not begin like an item goes on from the one before it.
        let at = (1..chunks.len())
            .find(|&i| {
                chunks.get(i).is_some_and(|c| !is_item(&c.name))
                    && chunks.get(i - 1).is_some_and(|c| c.numbers.is_empty())
            })
            .unwrap_or(chunks.len() - 1);
        let chunk = chunks.remove(at);
        if let Some(before) = chunks.get_mut(at - 1) {
            before.name.push_str(&chunk.name);
            before.numbers.extend(chunk.numbers);
            before.ends.extend(chunk.ends);
        }
    }
    chunks
}

/// Is this the mark of an item and nothing else: `（四）`, `一、`?
fn is_mark(name: &str) -> bool {
    is_item(name) && name.chars().all(|c| is_numeral(c) || c.is_ascii_digit() || "（）()、.．".contains(c))
}

/// The half that a chunk of a coded table belongs to, if its code or name says so.
fn half_of_chunk(chunk: &Chunk, last: &[Last], expected: usize) -> Option<usize> {
    let sums = [("人员经费", 0), ("公用经费", last.len().saturating_sub(1))];
    match chunk.codes.as_slice() {
        [] => sums.iter().find(|(word, _)| chunk.name.contains(word)).map(|&(_, half)| half),
        codes => {
            let code = codes.concat();
            let of =
                |name: &str| code.get(..3).is_some_and(|class| catalogue::words(name).iter().any(|word| word == class));
            half_of_code(&code, last).or_else(|| {
                // 人员经费 stands on the left, 公用经费 behind it: in the next block, or in the last if the left is done.
                let right = (expected > 0).then_some(expected).or(last.len().checked_sub(1));
                if of("人员经费") { Some(0) } else { right.filter(|_| of("公用经费")) }
            })
        }
    }
}

/// The half that a name standing alone belongs to.
fn half(chunk: &Chunk, last: &[Last]) -> usize {
    let name = chunk.name.as_str();
    let right = last.len().saturating_sub(1);
    if let Some(half) = half_by_words(name, last.len()) {
        return half;
    }
    let Some((bracketed, number)) = ordinal(name) else { return right };
    let gap = |half: &Last| match half.ordinal {
        Some((b, n)) if b == bracketed && n < number => number - n,
        _ => u32::MAX,
    };
    let mut best = right;
    for (index, half) in last.iter().enumerate() {
        if gap(half) < last.get(best).map_or(u32::MAX, gap) {
            best = index;
        }
    }
    best
}

fn fill(draft: &mut Draft, row: &mut DraftRow, chunk: &Chunk, (from, to): (usize, usize)) {
    let roles = draft.roles.clone();
    let role = |c: usize| roles.get(c).copied();
    let first_amount = (from..to).find(|&c| role(c) == Some(ColumnRole::Amount)).unwrap_or(to);
    let names = (from..to).find(|&c| role(c) == Some(ColumnRole::Label)).unwrap_or(from);
    if let Some(cell) = row.cells.get_mut(names) {
        cell.text.clone_from(&chunk.name);
    }
    let codes: Vec<usize> = (from..names).filter(|&c| role(c) == Some(ColumnRole::Code)).collect();
    for (index, code) in chunk.codes.iter().enumerate() {
        match codes.get(index).and_then(|&c| row.cells.get_mut(c)) {
            Some(cell) => cell.text.clone_from(code),
            None => draft.set_aside(row.line, code, super::draft::HOMELESS),
        }
    }
    let mut numbers = chunk.numbers.clone();
    let mut ends = chunk.ends.clone();
    for c in from..first_amount {
        let digits = numbers.first().is_some_and(super::clean::all_digits);
        if digits
            && matches!(role(c), Some(ColumnRole::Index | ColumnRole::Code))
            && let Some(cell) = row.cells.get_mut(c)
        {
            cell.text = numbers.remove(0);
            if !ends.is_empty() {
                ends.remove(0);
            }
        }
    }
    if !numbers.is_empty() {
        let ends = if draft.laid_out && ends.len() == numbers.len() { ends } else { Vec::new() };
        row.unplaced.push(Unplaced { texts: numbers, ends, from: first_amount, to });
    }
}

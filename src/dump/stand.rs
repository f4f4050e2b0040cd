//! The rows of a dump that keeps the places on the page -> where their columns stand, page by page.

use super::draft::{Draft, DraftCell};
use super::line::{Line, tokens};
use super::row::{Printed, parts};
use super::token::{Kind, Token};

/// Where a table's columns stand, as places of characters on a line (half open).
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// Columns of codes and names; does each hold codes?
    pub(super) names: Vec<((usize, usize), bool)>,
    /// Columns of values.
    pub(super) values: Vec<(usize, usize)>,
    /// What stands behind the values.
    pub(super) behind: Option<(usize, usize)>,
}

/// Where things stand on the pages of a block.
#[derive(Clone, Debug, Default)]
pub(super) struct Stand<'a> {
    /// The first line of each page, and the lines with values on it.
    pages: Vec<usize>,
    rows: Vec<Vec<Printed<'a>>>,
    /// The most columns of values that a page shows.
    pub(super) values: usize,
}

impl<'a> Stand<'a> {
    pub(super) fn of(body: &[&'a Line<'_>], plain_digits: bool) -> Stand<'a> {
        let mut stand = Stand::default();
        for line in body {
            if line.opens_page || stand.rows.is_empty() {
                stand.pages.push(line.number);
                stand.rows.push(Vec::new());
            }
            let (names, values, behind) = parts(tokens(line), plain_digits, true);
            if let Some(page) = stand.rows.last_mut().filter(|_| !values.is_empty()) {
                page.push(Printed { line: line.number, names, values, behind, number: None });
            }
        }
        stand.values = stand.rows.iter().map(|rows| clusters(rows).len()).max().unwrap_or(0);
        stand
    }

    fn page(&self, line: usize) -> usize {
        self.pages.partition_point(|&first| first <= line)
    }

    /// Where the columns stand on each page that shows it, with a line of that page.
    pub(super) fn places(&self, values: usize) -> Vec<(usize, Places)> {
        let places = |rows: &Vec<Printed<'_>>| {
            let line = rows.first()?.line;
            let full: Vec<&[Token<'_>]> =
                rows.iter().map(|row| row.values.as_slice()).filter(|own| own.len() == values).collect();
            let own = if full.is_empty() { clusters(rows) } else { together(&full) };
            let own = if own.len() == values { own } else { Vec::new() };
            let behind = rows.iter().flat_map(|row| &row.behind).map(|token| token.place);
            let behind = behind.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
            Some((line, Places { names: names(rows), values: own, behind }))
        };
        self.rows.iter().filter_map(places).collect()
    }

    /// The places of the page that a line stands on.
    pub(super) fn near<'p>(&self, places: &'p [(usize, Places)], line: usize) -> Option<&'p Places> {
        let most = places.iter().map(|(_, places)| places.names.len()).max()?;
        let whole = |places: &&(usize, Places)| places.1.names.len() == most;
        let own = places.iter().filter(whole).find(|(first, _)| self.page(*first) == self.page(line));
        own.or_else(|| places.iter().find(whole)).map(|(_, places)| places)
    }
}

/// Tokens that stand one below the other in several rows, as the places they take together.
fn together(rows: &[&[Token<'_>]]) -> Vec<(usize, usize)> {
    let mut places: Vec<(usize, usize)> = Vec::new();
    for row in rows {
        for (at, token) in row.iter().enumerate() {
            match places.get_mut(at) {
                Some(place) => *place = (place.0.min(token.place.0), place.1.max(token.place.1)),
                None => places.push(token.place),
            }
        }
    }
    places
}

/// The columns of values that overlapping places show; a single value says nothing where there are many rows. Long names push
/// the values behind them, so that short ones of a column may stand beside the others of it: places as near as no two cells are
/// those of one column, unless a row prints a value in each.
fn clusters(rows: &[Printed<'_>]) -> Vec<(usize, usize)> {
    const FEW: usize = 4;
    /// Cells stand further apart.
    const NEAR: usize = 2;
    let of_row =
        |(at, row): (usize, &Printed<'_>)| row.values.iter().map(|token| (token.place, at)).collect::<Vec<_>>();
    let mut places: Vec<((usize, usize), usize)> = rows.iter().enumerate().flat_map(of_row).collect();
    places.sort_unstable();
    let mut joined: Vec<((usize, usize), Vec<usize>)> = Vec::new();
    for (place, row) in places {
        match joined.last_mut().filter(|(last, _)| place.0 < last.1) {
            Some((last, rows)) => {
                last.1 = last.1.max(place.1);
                rows.push(row);
            }
            None => joined.push((place, vec![row])),
        }
    }
    joined.iter_mut().for_each(|(_, rows)| rows.sort_unstable());
    joined.dedup_by(|own, last| {
        let is_one = own.0.0 <= last.0.1 + NEAR && !own.1.iter().any(|row| last.1.binary_search(row).is_ok());
        if is_one {
            last.0.1 = own.0.1;
            last.1.append(&mut own.1);
            last.1.sort_unstable();
        }
        is_one
    });
    let least = if rows.len() < FEW { 1 } else { 2 };
    joined.into_iter().filter(|(_, rows)| rows.len() >= least).map(|(place, _)| place).collect()
}

/// The columns of codes and names, and whether they hold codes: those of the rows that print most of them, and what
/// stands beside them in other rows.
fn names(rows: &[Printed<'_>]) -> Vec<((usize, usize), bool)> {
    /// One row in this many.
    const SHARE: usize = 10;
    let own = |count: usize| rows.iter().filter(move |row| row.names.len() == count);
    let most = rows.iter().map(|row| row.names.len()).max().unwrap_or(0);
    let count = (1..=most).rev().find(|&count| own(count).count() * SHARE >= rows.len()).unwrap_or(0);
    let full: Vec<&[Token<'_>]> = own(count).map(|row| row.names.as_slice()).collect();
    let mut places = together(&full);
    let meets = |a: (usize, usize), b: (usize, usize)| a.0 < b.1 && b.0 < a.1;
    // Names that are indented or centred stand in no order of columns.
    if places.windows(2).any(|pair| matches!(pair, [a, b] if meets(*a, *b))) {
        places.clear();
    }
    for token in rows.iter().flat_map(|row| &row.names) {
        let met: Vec<usize> =
            (0..places.len()).filter(|&at| places.get(at).is_some_and(|&place| meets(place, token.place))).collect();
        match met.as_slice() {
            [] => {
                let at = places.iter().position(|place| place.0 >= token.place.1).unwrap_or(places.len());
                places.insert(at, token.place);
            }
            &[at] => {
                if let Some(place) = places.get_mut(at) {
                    *place = (place.0.min(token.place.0), place.1.max(token.place.1));
                }
            }
            _ => {}
        }
    }
    let codes = |place: (usize, usize)| {
        let tokens = || rows.iter().flat_map(|row| &row.names).filter(move |token| meets(place, token.place));
        tokens().filter(|token| token.kind == Kind::Digits).count() * 2 > tokens().count()
    };
    places.into_iter().map(|place| (place, codes(place))).collect()
}

/// Where the columns of values end on each page, by their lines; `filled` says which columns the body prints something in.
pub(super) fn marks(places: &[(usize, Places)], filled: &[(usize, bool)]) -> Vec<(usize, usize, usize)> {
    let columns: Vec<usize> = filled.iter().filter(|(_, value)| *value).map(|&(column, _)| column).collect();
    let own = |(line, places): &(usize, Places)| -> Vec<(usize, usize, usize)> {
        let fits = places.values.len() == columns.len();
        let ends = places.values.iter().map(|place| place.1);
        columns.iter().zip(ends).filter(|_| fits).map(|(&column, end)| (column, *line, end)).collect()
    };
    places.iter().flat_map(own).collect()
}

/// The codes and names of a row, each in the column it stands in.
pub(super) fn names_by_place(
    draft: &Draft,
    names: &[Token<'_>],
    places: &Places,
    filled: &[(usize, bool)],
) -> Option<Vec<DraftCell>> {
    let columns: Vec<usize> = filled.iter().filter(|(_, value)| !*value).map(|&(column, _)| column).collect();
    if columns.len() < places.names.len() || places.names.is_empty() {
        return None;
    }
    let mut cells = vec![DraftCell::default(); draft.paths.len()];
    for token in names {
        let nearest = (0..places.names.len()).min_by_key(|&at| {
            let (from, to) = places.names.get(at).map_or((0, 0), |&(place, _)| place);
            let gap = token.place.0.saturating_sub(to.saturating_sub(1))
                + from.saturating_sub(token.place.1.saturating_sub(1));
            (gap, token.place.0.abs_diff(from))
        })?;
        let cell = columns.get(nearest).and_then(|&column| cells.get_mut(column))?;
        cell.text.push_str(&token.text);
    }
    Some(cells)
}

#[cfg(test)]
mod tests {
    use super::Stand;
    use crate::dump::line::Line;
    use crate::dump::lines::lines;

    /// How many columns of values rows show: each a name and values, with the characters these begin at.
    fn columns(rows: &[(&str, &[(usize, &str)])]) -> usize {
        let line = |(name, values): &(&str, &[(usize, &str)])| {
            let mut line = (*name).to_owned();
            for &(place, text) in *values {
                line.extend(std::iter::repeat_n(' ', place.saturating_sub(line.chars().count())));
                line.push_str(text);
            }
            line
        };
        let text = rows.iter().map(line).collect::<Vec<_>>().join("\n");
        let lines = lines(&text);
        Stand::of(&lines.iter().collect::<Vec<&Line<'_>>>(), true).values
    }

    #[test]
    fn short_values_that_a_long_name_pushes_make_no_column() {
        let short: [(&str, &[(usize, &str)]); 2] =
            [("甲乙", &[(12, "482.00"), (24, "613.00")]), ("丙丁", &[(12, "783.00"), (24, "955.00")])];
        let long: [(&str, &[(usize, &str)]); 2] =
            [("天干天干天干二", &[(19, "66"), (31, "60")]), ("天干天干天干三", &[(19, "77"), (31, "72")])];
        assert_eq!(columns(&[short, long].concat()), 2);
    }

    #[test]
    fn values_that_a_row_prints_beside_each_other_stand_in_columns_of_their_own() {
        let rows: [(&str, &[(usize, &str)]); 4] = [
            ("甲乙", &[(12, "482.00"), (19, "66")]),
            ("丙丁", &[(12, "783.00"), (19, "77")]),
            ("戊己", &[(12, "783.00")]),
            ("庚辛", &[(19, "77")]),
        ];
        assert_eq!(columns(&rows), 2);
    }
}

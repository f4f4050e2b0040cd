//! A header whose names come once for each of several tables side by side -> their columns: 收入 and 支出, each with the
//! names of its rows and its values. Names of rows behind names of values begin the next table.

use super::clean::amount;
use super::cut::{Cell, DEEP, NameKind, cuts};
use super::heading::extent;
use super::line::{Line, tokens};
use super::scrambled::Scrambled;
use super::token::Token;
use crate::catalogue::lexicon;
use crate::model::ColumnRole;

/// Fewer tokens than this are the header of tables side by side.
const PIECES: usize = 60;

/// The tables beside each other have so many columns of values together.
const VALUES: usize = 16;

/// The name of the first row is wrapped to so many lines.
const NAME_LINES: usize = 3;

/// So many ways to cut the header are looked at.
const CUTS: usize = 12;

/// Reads the header of tables that stand side by side; none if it names no second table.
pub(super) fn beside(lines: &[&Line<'_>]) -> Option<Scrambled> {
    let end = extent(lines).0;
    // The name of the first row stands behind the header, perhaps wrapped.
    let read = (0..=NAME_LINES.min(end)).filter_map(|less| heading(lines.get(..end - less)?));
    read.reduce(|a, b| if b.0 > a.0 { b } else { a }).map(|(_, heading)| heading)
}

fn heading(lines: &[&Line<'_>]) -> Option<(f32, Scrambled)> {
    let own: Vec<Token<'_>> = lines.iter().flat_map(|line| tokens(line)).collect();
    if own.len() > PIECES || own.iter().any(|token| token.text.contains('.') && amount(&token.text).is_some()) {
        return None;
    }
    let mut found: Vec<(f32, Vec<Cell>)> = cuts(&own, 2..=VALUES, DEEP);
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let read = found.into_iter().take(CUTS).filter_map(|(score, cells)| {
        let (fit, columns) = columns(&cells)?;
        Some((score + fit, columns))
    });
    let (fit, columns) = read.reduce(|a, b| if b.0 > a.0 { b } else { a })?;
    let (paths, roles) = columns.into_iter().unzip();
    Some((fit, Scrambled { lines: lines.len(), paths, roles, ..Scrambled::default() }))
}

/// Columns with what they hold.
type Columns = Vec<(Vec<String>, ColumnRole)>;

/// The columns that these names make: two tables, perhaps below a name each.
fn columns(cells: &[Cell]) -> Option<(f32, Columns)> {
    let below = cells.split_at_checked(2).and_then(|(heads, rest)| {
        let (first, second) = tables(rest)?;
        if !heads.iter().all(is_half) && first.len() != second.len() {
            return None;
        }
        Some((fit(heads, first, second), columns_of(&[(heads.first(), first), (heads.get(1), second)])))
    });
    let alone =
        tables(cells).map(|(first, second)| (fit(&[], first, second), columns_of(&[(None, first), (None, second)])));
    [below, alone].into_iter().flatten().reduce(|a, b| if b.0 > a.0 { b } else { a })
}

/// The names of two tables: each begins with names of rows, as many in both, and goes on with names of values.
fn tables(cells: &[Cell]) -> Option<(&[Cell], &[Cell])> {
    let is_row = |at: usize| cells.get(at).is_some_and(names_rows);
    let rows = (0..cells.len()).take_while(|&at| is_row(at)).count();
    let values = (rows..cells.len()).take_while(|&at| !is_row(at)).count();
    let (first, second) = cells.split_at(rows + values);
    // The names of rows are the same, or say what each table is of; so are those of the values, if they are as many.
    let same = |(a, b): (&Cell, &Cell)| a.text == b.text || is_half(a) && is_half(b);
    let is_alike = second.len() > rows
        && first.iter().zip(second).take(rows).all(same)
        && !second.iter().skip(rows).any(names_rows)
        && (first.len() != second.len() || first.iter().zip(second).skip(rows).all(|(a, b)| is_like(&a.text, &b.text)));
    (rows > 0 && rows <= 2 && values > 0 && is_alike).then_some((first, second))
}

/// Are two names of values the same, but for the year that they are of?
fn is_like(a: &str, b: &str) -> bool {
    let bare = |text: &str| -> String { text.chars().filter(|c| !c.is_ascii_digit()).collect() };
    bare(a) == bare(b)
}

fn names_rows(cell: &Cell) -> bool {
    cell.sort == NameKind::Name || is_half(cell)
}

/// Is this what stands side by side?
fn is_half(cell: &Cell) -> bool {
    matches!(cell.text.as_str(), "收入" | "支出")
}

/// How well these names suit tables beside each other: they are much the same.
fn fit(heads: &[Cell], first: &[Cell], second: &[Cell]) -> f32 {
    let halves = heads.iter().filter(|cell| is_half(cell)).count() as f32;
    let same = first.iter().zip(second).filter(|(a, b)| a.text == b.text).count() as f32;
    let known = heads.iter().filter(|head| lexicon().is_group(&head.text)).count() as f32;
    // A head that is none of the two may be a name of the first table.
    let unknown = heads.len() as f32 - known.max(halves);
    let wide = first.len().abs_diff(second.len()) as f32;
    halves + same - 2.0 * unknown - 0.3 * wide
}

fn columns_of(tables: &[(Option<&Cell>, &[Cell])]) -> Columns {
    let column = |head: Option<&Cell>, cell: &Cell| {
        let path = head.into_iter().chain([cell]).map(|cell| cell.text.clone()).collect();
        let role = match crate::catalogue::role(std::slice::from_ref(&cell.text)) {
            role if !names_rows(cell) => {
                if role == ColumnRole::Ratio {
                    role
                } else {
                    ColumnRole::Amount
                }
            }
            ColumnRole::Code => ColumnRole::Code,
            _ => ColumnRole::Label,
        };
        (path, role)
    };
    tables.iter().flat_map(|&(head, own)| own.iter().map(move |cell| column(head, cell))).collect()
}

#[cfg(test)]
mod tests {
    use crate::dump::read;

    #[test]
    fn cells_on_lines_of_their_own_stand_in_two_tables() {
        let head = "收入\n支出\n项目\n2025年预算数\n2026年预算数\n项目\n2025年预算数\n2026年预算数\n";
        let rows = "一、鼠收入\n10.00\n12.00\n一、牛支出\n7.00\n8.00\n二、虎收入\n3.00\n1.00\n二、兔支出\n5.00\n4.00\n三、龙支出\n1.00\n1.00\n收入总计\n13.00\n13.00\n支出总计\n13.00\n13.00\n";
        let (document, _) = read(format!("2026年某市收支表\n单位：万元\n{head}{rows}").as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        let names: Vec<String> = table.columns.iter().map(|column| column.path.join("/")).collect();
        let half = |name: &str| ["项目", "2025年预算数", "2026年预算数"].map(|own| format!("{name}/{own}"));
        assert_eq!(names, [half("收入"), half("支出")].concat());
        let expected = [
            "一、鼠收入|10.00|12.00|一、牛支出|7.00|8.00",
            "二、虎收入|3.00|1.00|二、兔支出|5.00|4.00",
            "|||三、龙支出|1.00|1.00",
            "收入总计|13.00|13.00|支出总计|13.00|13.00",
        ];
        let own = crate::dump::rows_of(table);
        assert_eq!(own.len(), 4);
        assert_eq!(
            (&own[0], &own[1], &own[3]),
            (&expected[0].to_owned(), &expected[1].to_owned(), &expected[3].to_owned())
        );
    }
}

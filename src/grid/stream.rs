//! Tables without rulings, or with too few of them: columns from where numbers and labels stand below each other, the
//! head from the names above them, as edges, so that what follows is the same as for a ruled table.
//!
//! Rulings that are there keep their places: a side between two columns, a line under the head, a frame. What is only
//! laid out like a table stays text: a block is a table if amounts stand in aligned columns over several lines, each
//! beside a label, and if it has a head or is long (after camelot's and tabula's stream mode, which take any text).

use super::edge::{Edge, Edges};
use super::{Grid, PageLayout};
use crate::geometry::{Pt, Span};
use crate::text::TextLine;
use std::ops::Range;

/// Fewer lines of amounts than this are no table.
const FEWEST_ROWS: usize = 3;
/// A block without a head is a table from this many lines of amounts on: the next page of one.
const HEADLESS_ROWS: usize = 6;
/// Lines further apart than this (in em, from one to the next) are of different blocks.
const MAX_GAP: f64 = 4.0;
/// A line of a label goes on no further below than this (in em).
const LEADING: f64 = 1.9;
/// Lines without amounts in a row that a block may have: wrapped labels, headings within.
const MAX_WITHOUT: usize = 3;
/// Numbers end (or begin, or have their middle) within this (in em) of each other in an aligned column.
const ALIGNED: f64 = 0.7;
/// The share of a column's numbers that must be aligned, and of lines that must fit the columns.
const MOST: f64 = 0.8;
/// Lines of a head.
const MAX_HEAD: usize = 4;
/// Room around the text of a table without a frame, in points.
const PADDING: f64 = 3.0;
/// A ruling within this (in em) of where a side is expected is that side.
const NEAR: f64 = 2.0;

/// A line of the page as pieces.
struct Row<'a> {
    line: &'a TextLine,
    numbers: Vec<Span>,
    texts: Vec<Span>,
}

/// Lines that follow each other and may be a table's body.
struct Block {
    /// Indices of lines, half open.
    start: usize,
    end: usize,
}

/// The page's edges with those of its tables that rulings do not show; none if there are no such tables.
pub(super) fn with_unruled(layout: &PageLayout, edges: &Edges) -> Option<Edges> {
    let rows: Vec<Row<'_>> = layout.lines.iter().filter(|line| is_upright(line)).map(row).collect();
    let mut all: Option<Edges> = None;
    for block in blocks(&rows) {
        let Some(columns) = columns(&rows[block.start..block.end]) else { continue };
        let made = match grid_above(layout, &rows, &block, &columns) {
            Some(grid) => below_grid(grid, &rows, &block),
            None => alone(&rows, &block, &columns, edges),
        };
        if let Some(made) = made {
            let all = all.get_or_insert_with(|| edges.clone());
            all.horizontal.extend(made.horizontal);
            all.vertical.extend(made.vertical);
        }
    }
    if let Some(all) = &mut all {
        all.horizontal.sort_by_key(|edge| (edge.position, edge.span));
        all.vertical.sort_by_key(|edge| (edge.position, edge.span));
    }
    all
}

fn is_upright(line: &TextLine) -> bool {
    line.rect.height() <= line.size * 2.5
}

fn row(line: &TextLine) -> Row<'_> {
    let (mut numbers, mut texts) = (Vec::new(), Vec::new());
    for (i, segment) in line.segments.iter().enumerate() {
        // A code leads its line.
        let is_code = i == 0 && line.segments.len() > 1 && segment.text.chars().all(|c| c.is_ascii_digit());
        if is_number(&segment.text) && !is_code { &mut numbers } else { &mut texts }.push(segment.rect.x());
    }
    Row { line, numbers, texts }
}

/// A number as a column of a table has it.
fn is_number(text: &str) -> bool {
    let body = text.trim_matches(['(', ')', '（', '）', '-', '−', '－', '△', '▲', '%']);
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | ' ');
    !body.is_empty() && body.chars().all(is_part) && body.contains(|c: char| c.is_ascii_digit())
}

/// Whether a number is printed as amounts are, not as pages and counts.
fn is_amount(text: &str) -> bool {
    text.contains(['.', ',']) && !text.ends_with(['.', ','])
}

/// Runs of lines with labels and amounts.
fn blocks(rows: &[Row<'_>]) -> Vec<Block> {
    let holds = |row: &Row<'_>| !row.numbers.is_empty() && row.numbers.len() + row.texts.len() >= 2;
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        if !holds(&rows[at]) {
            at += 1;
            continue;
        }
        let start = at;
        let mut end = at + 1;
        let mut left = rows[at].numbers.iter().map(|span| span.start).min().unwrap_or_default();
        let mut next = end;
        while let Some(row) = rows.get(next) {
            let above = &rows[next - 1].line;
            let is_near = row.line.rect.y0 - above.rect.y1 <= row.line.size * MAX_GAP;
            if !is_near || next - end > MAX_WITHOUT {
                break;
            }
            if holds(row) {
                left = row.numbers.iter().map(|span| span.start).min().unwrap_or(left).min(left);
                end = next + 1;
            } else if row.line.rect.x1 > left {
                // A sentence, or a title: it runs below the numbers.
                break;
            }
            next += 1;
        }
        // The last label may go on below its numbers.
        while let Some(row) = rows.get(end)
            && row.numbers.is_empty()
            && row.line.rect.x1 <= left
            && row.line.rect.y0 - rows[end - 1].line.rect.y0 <= row.line.size * LEADING
        {
            end += 1;
        }
        blocks.push(Block { start, end });
        at = end;
    }
    blocks
}

/// The columns of a block, from left to right; none if its numbers do not stand as in a table.
fn columns(rows: &[Row<'_>]) -> Option<Vec<Span>> {
    let with: Vec<&Row<'_>> = rows.iter().filter(|row| !row.numbers.is_empty()).collect();
    if with.len() < FEWEST_ROWS {
        return None;
    }
    let size = with.iter().map(|row| row.line.size).max()?;
    let numeric = bands(with.iter().flat_map(|row| row.numbers.iter().copied()));
    let is_column = |band: &Span| {
        let held: Vec<Span> =
            with.iter().flat_map(|row| &row.numbers).filter(|n| n.overlap(*band) > Pt::ZERO).copied().collect();
        let level = |at: fn(&Span) -> Pt| {
            let mut places: Vec<Pt> = held.iter().map(at).collect();
            places.sort();
            let middle = places[places.len() / 2];
            places.iter().filter(|place| (**place - middle).abs() <= size * ALIGNED).count()
        };
        let aligned = level(|span| span.end).max(level(|span| span.start)).max(level(|span| span.centre()));
        // Two numbers of one line in one column are none: the columns run into each other.
        let once = with.iter().all(|row| row.numbers.iter().filter(|n| n.overlap(*band) > Pt::ZERO).count() <= 1);
        once && aligned as f64 >= held.len() as f64 * MOST
    };
    let filled: usize = with.iter().map(|row| row.numbers.len()).sum();
    if !numeric.iter().all(is_column) || filled * 2 < numeric.len() * with.len() {
        return None;
    }
    let texts: Vec<Span> = rows.iter().flat_map(|row| row.texts.iter().copied()).collect();
    let beside: Vec<Span> =
        texts.iter().copied().filter(|text| numeric.iter().all(|band| band.overlap(*text) <= Pt::ZERO)).collect();
    let amounts = with.iter().flat_map(|row| &row.line.segments).filter(|segment| is_number(&segment.text));
    let (mut all, mut printed) = (0_usize, 0_usize);
    for segment in amounts {
        all += 1;
        printed += usize::from(is_amount(&segment.text));
    }
    let labelled = with.iter().filter(|row| !row.texts.is_empty()).count();
    let fits = beside.len() as f64 >= texts.len() as f64 * MOST
        && printed * 2 >= all
        && labelled as f64 >= with.len() as f64 * MOST;
    let mut columns = bands(beside.into_iter());
    if !fits || columns.is_empty() || columns.first()?.start > numeric.first()?.start {
        return None;
    }
    columns.extend(numeric);
    columns.sort();
    Some(columns)
}

/// Spans that overlap, joined, from left to right.
fn bands(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut spans: Vec<Span> = spans.collect();
    spans.sort();
    let mut bands: Vec<Span> = Vec::new();
    for span in spans {
        match bands.last_mut() {
            Some(band) if span.start < band.end => *band = band.union(span),
            _ => bands.push(span),
        }
    }
    bands
}

/// The ruled grid that ends right above the block and whose columns the block goes on with: a ruled head, or the part
/// of a table that is ruled.
fn grid_above<'a>(layout: &'a PageLayout, rows: &[Row<'_>], block: &Block, columns: &[Span]) -> Option<&'a Grid> {
    let first = rows[block.start].line;
    let is_above = |grid: &&Grid| {
        let gap = first.rect.y0 - grid.rect.y1;
        gap >= -first.size && gap <= first.size * NEAR && grid.width() >= columns.len()
    };
    let holds = |grid: &&Grid| {
        let own =
            |column: &Span| grid.xs.windows(2).position(|pair| pair[0] <= column.centre() && column.centre() < pair[1]);
        let places: Vec<Option<usize>> = columns.iter().map(own).collect();
        places.iter().all(Option::is_some) && places.windows(2).all(|pair| pair[0] < pair[1])
    };
    layout.grids.iter().find(|grid| is_above(grid) && holds(grid))
}

/// The sides of a ruled head, drawn on to the end of the block.
fn below_grid(grid: &Grid, rows: &[Row<'_>], block: &Block) -> Option<Edges> {
    let end = rows[block.end - 1].line.rect.y1 + Pt::new(PADDING);
    let across = Span::new(*grid.xs.first()?, *grid.xs.last()?);
    let down = Span::new(grid.rect.y1, end);
    Some(Edges {
        horizontal: vec![Edge { position: grid.rect.y1, span: across }, Edge { position: end, span: across }],
        vertical: grid.xs.iter().map(|x| Edge { position: *x, span: down }).collect(),
        over_limit: false,
    })
}

/// The sides of a table that stands alone.
fn alone(rows: &[Row<'_>], block: &Block, columns: &[Span], edges: &Edges) -> Option<Edges> {
    let body = &rows[block.start..block.end];
    let head = head(rows, block, columns);
    let with = body.iter().filter(|row| !row.numbers.is_empty()).count();
    if head.is_empty() && (with < HEADLESS_ROWS || columns.len() < 3) {
        return None;
    }
    let size = body.iter().map(|row| row.line.size).max()?;
    let whole = head.iter().copied().chain(body).map(|row| row.line.rect).reduce(|all, rect| all.union(rect))?;
    let (top_text, bottom_text) = (whole.y0, whole.y1);
    let rules = |from: Pt, to: Pt| {
        let is_there = move |edge: &&Edge| from <= edge.position && edge.position <= to;
        let wide = |edge: &&Edge| edge.span.overlap(whole.x()) >= whole.width() * MOST;
        edges.horizontal.iter().filter(is_there).filter(wide)
    };
    let reach = size * NEAR;
    let top =
        rules(top_text - reach, top_text + size * 0.2).next_back().map_or(top_text - Pt::new(PADDING), |e| e.position);
    let bottom = rules(bottom_text - size * 0.2, bottom_text + reach)
        .next()
        .map_or(bottom_text + Pt::new(PADDING), |e| e.position);
    let drawn = rules(top, bottom).map(|edge| edge.span).reduce(|all, span| all.union(span));
    let sides = |at: Pt, inward: Pt| {
        let (from, to) = (at.min(inward) - reach, at.max(inward));
        let runs = |edge: &&Edge| edge.span.overlap(Span::new(top, bottom)) >= (bottom - top) * MOST;
        edges.vertical.iter().filter(runs).find(|edge| from <= edge.position && edge.position <= to + reach)
    };
    let left = drawn.map_or(whole.x0 - Pt::new(PADDING), |span| span.start.min(whole.x0));
    let right = drawn.map_or(whole.x1 + Pt::new(PADDING), |span| span.end.max(whole.x1));
    let left = sides(left, left).map_or(left, |edge| edge.position);
    let right = sides(right, right).map_or(right, |edge| edge.position);
    let (across, down) = (Span::new(left, right), Span::new(top, bottom));
    let mut made = Edges::default();
    let between = |pair: &[Span]| {
        let gap = Span::new(pair[0].end, pair[1].start);
        let drawn = edges.vertical.iter().find(|edge| {
            gap.expand(Pt::new(PADDING)).contains(edge.position) && edge.span.overlap(down) >= down.len() * 0.5
        });
        // Right after the longest text: where a text is wrapped it shows as full.
        drawn.map_or(gap.centre().min(gap.start + Pt::new(PADDING)), |edge| edge.position)
    };
    let inner: Vec<Pt> = columns.windows(2).map(between).collect();
    let head_end = head.last().map(|last| {
        let gap = (last.line.rect.y1, body[0].line.rect.y0);
        let drawn = rules(gap.0 - size * 0.2, gap.1 + size * 0.2).next();
        drawn.map_or((gap.0 + gap.1) * 0.5, |edge| edge.position)
    });
    made.vertical.extend([left, right].map(|position| Edge { position, span: down }));
    made.horizontal.extend(
        [Some(top), head_end, Some(bottom)].into_iter().flatten().map(|position| Edge { position, span: across }),
    );
    let body_start = head_end.unwrap_or(top);
    made.vertical.extend(inner.iter().map(|x| Edge { position: *x, span: Span::new(body_start, bottom) }));
    let bounds: Vec<Pt> = std::iter::once(left).chain(inner.iter().copied()).chain([right]).collect();
    draw_head(&head, &bounds, top, body_start, &mut made);
    Some(made)
}

/// The lines above a block that name its columns.
fn head<'r, 'a>(rows: &'r [Row<'a>], block: &Block, columns: &[Span]) -> Vec<&'r Row<'a>> {
    let mut head: Vec<&Row<'_>> = Vec::new();
    let (left, right) = (columns[0].start, columns[columns.len() - 1].end);
    for above in rows[..block.start].iter().rev().take(MAX_HEAD) {
        let below = head.last().map_or(rows[block.start].line, |row| row.line);
        let size = above.line.size;
        let is_near = below.rect.y0 - above.line.rect.y1 <= size * MAX_GAP * 0.5;
        let is_inside = above.line.rect.x0 >= left - size * NEAR && above.line.rect.x1 <= right + size * NEAR;
        // 单位：万元 and 部门名称：… stand above a head and are none of it.
        let is_caption = above.line.segments.iter().any(|segment| segment.text.contains(['：', ':', '。', '，']));
        let names = above.line.segments.len();
        // One name over several columns; a title stands over the middle of them all.
        let x = above.line.rect.x();
        let over = columns.iter().filter(|column| column.overlap(x) > Pt::ZERO).count();
        let is_centred = (x.centre() - (left + right) * 0.5).abs() <= size * NEAR;
        let is_title = is_centred || columns[0].overlap(x) > Pt::ZERO || above.line.text().ends_with('表');
        let leads = names == 1 && !head.is_empty() && over >= 1 && !is_title;
        if !is_near || !is_inside || is_caption || !above.numbers.is_empty() || !(names >= 2 || leads) {
            break;
        }
        head.push(above);
    }
    head.reverse();
    head
}

/// The sides between the names of a head: a name over several columns has them below it.
fn draw_head(head: &[&Row<'_>], bounds: &[Pt], top: Pt, end: Pt, made: &mut Edges) {
    let mut from = top;
    for (at, row) in head.iter().enumerate() {
        let to = head.get(at + 1).map_or(end, |next| (row.line.rect.y1 + next.line.rect.y0) * 0.5);
        let wide = wide_names(row, &head[at + 1..], bounds);
        for (i, x) in bounds.iter().enumerate().skip(1).take(bounds.len().saturating_sub(2)) {
            if !wide.iter().any(|range| range.start < i && i < range.end) {
                made.vertical.push(Edge { position: *x, span: Span::new(from, to) });
            }
        }
        for range in wide {
            made.horizontal.push(Edge { position: to, span: Span::new(bounds[range.start], bounds[range.end]) });
        }
        from = to;
    }
}

/// The columns that the names of one line of a head lead, each more than one: those named below it nearest to it. A
/// column that is not named below is named by this line alone.
fn wide_names(row: &Row<'_>, below: &[&Row<'_>], bounds: &[Pt]) -> Vec<Range<usize>> {
    let columns: Vec<Span> = bounds.windows(2).map(|pair| Span::new(pair[0], pair[1])).collect();
    let holds = |column: &Span, text: &Span| column.contains(text.centre());
    let named: Vec<bool> = columns
        .iter()
        .map(|column| below.iter().any(|line| line.texts.iter().any(|text| holds(column, text))))
        .collect();
    let mut ranges = Vec::new();
    let mut start = 0;
    while start < columns.len() {
        let end = (start..columns.len()).find(|i| !named[*i]).unwrap_or(columns.len());
        let Some(run) = columns.get(start..end).filter(|run| !run.is_empty()) else {
            start += 1;
            continue;
        };
        let extent = Span::new(run[0].start, run[run.len() - 1].end);
        let names: Vec<Pt> = row.texts.iter().map(|text| text.centre()).filter(|at| extent.contains(*at)).collect();
        let nearest = |column: &Span| (0..names.len()).min_by_key(|name| (names[*name] - column.centre()).abs());
        let led: Vec<Option<usize>> = run.iter().map(nearest).collect();
        for name in 0..names.len() {
            let own: Vec<usize> = (0..led.len()).filter(|i| led[*i] == Some(name)).map(|i| i + start).collect();
            if let (Some(first), Some(last), true) = (own.first(), own.last(), own.len() > 1) {
                ranges.push(*first..*last + 1);
            }
        }
        start = end;
    }
    ranges
}

#[cfg(test)]
mod tests {
    use crate::sketch::{check, read};

    const READ: &str = "
        # 2025年部门收入预算表 / 万元
        > 项目 | 上年数 | 本年数
        基本支出 | 1,234.50 | 1,300.00
        项目支出 | 234.50 | 20.00
        其他支出 | 4.00 | 5.00
        合计 | 1,473.00 | 1,325.00";

    #[test]
    fn no_rulings_at_all() {
        check(
            "
                      2025年部门收入预算表
                                                 单位：万元
              项目               上年数         本年数
              基本支出         1,234.50       1,300.00
              项目支出           234.50          20.00
              其他支出             4.00           5.00
              合计             1,473.00       1,325.00
            ",
            READ,
        );
    }

    #[test]
    fn only_horizontal_rules() {
        check(
            "
                      2025年部门收入预算表
                                                 单位：万元
             +-------------------------------------------+
              项目               上年数         本年数
             +-------------------------------------------+
              基本支出         1,234.50       1,300.00
              项目支出           234.50          20.00
              其他支出             4.00           5.00
             +-------------------------------------------+
              合计             1,473.00       1,325.00
             +-------------------------------------------+
            ",
            READ,
        );
    }

    #[test]
    fn only_vertical_rules() {
        check(
            "
                      2025年部门收入预算表
                                                 单位：万元
             |项目           |    上年数|      本年数|
             |基本支出       |  1,234.50|    1,300.00|
             |项目支出       |    234.50|       20.00|
             |其他支出       |      4.00|        5.00|
             |合计           |  1,473.00|    1,325.00|
            ",
            READ,
        );
    }

    #[test]
    fn only_a_frame() {
        check(
            "
                      2025年部门收入预算表
                                                 单位：万元
             +-------------------------------------------+
             |项目               上年数         本年数   |
             |基本支出         1,234.50       1,300.00   |
             |项目支出           234.50          20.00   |
             |其他支出             4.00           5.00   |
             |合计             1,473.00       1,325.00   |
             +-------------------------------------------+
            ",
            READ,
        );
    }

    #[test]
    fn a_ruled_head_over_a_body_that_is_not() {
        check(
            "
                      2025年部门收入预算表
                                                 单位：万元
             +---------------+----------+------------+
             |项目           |  上年数  |   本年数   |
             +---------------+----------+------------+
              基本支出         1,234.50     1,300.00
              项目支出           234.50        20.00
              其他支出             4.00         5.00
              合计             1,473.00     1,325.00
            ",
            READ,
        );
    }

    #[test]
    fn a_head_of_two_levels_and_codes() {
        check(
            "
                      2025年部门支出预算表
              科目编码   科目名称                 支出
                                       合计      基本支出    项目支出
              201        一般公共服务  1,234.50  1,200.00       34.50
              20101      人大事务        234.50    200.00       34.50
              208        社会保障          4.00      4.00        0.00
            ",
            "
            # 2025年部门支出预算表
            > 科目编码 | 科目名称 | 支出/合计 | 支出/基本支出 | 支出/项目支出
            201 | 一般公共服务 | 1,234.50 | 1,200.00 | 34.50
            20101 | 人大事务 | 234.50 | 200.00 | 34.50
            208 | 社会保障 | 4.00 | 4.00 | 0.00",
        );
    }

    #[test]
    fn a_wrapped_label_is_one_row() {
        check(
            "
                      2025年部门收入预算表
              项目                      本年数
              机关事业单位基本养      1,300.00
              老保险缴费支出
              项目支出                   20.00
              其他支出                    5.00
            ",
            "
            # 2025年部门收入预算表
            > 项目 | 本年数
            机关事业单位基本养老保险缴费支出 | 1,300.00
            项目支出 | 20.00
            其他支出 | 5.00",
        );
    }

    #[test]
    fn what_is_only_laid_out_is_no_table() {
        // Prose with figures, two columns of text, a table of contents, a list, a form of prose.
        for text in [
            "
              2025年收入预算1,234.50万元，比上年增加 34.50 万元，增长 2.31
              %。其中：基本支出 1,200.00 万元，占 98.20 %；项目支出
              34.50 万元，占 1.80 %。主要原因是人员增加 12.00 人。
              支出预算 1,234.50 万元，其中教育支出 12.40 万元。
            ",
            "
              本部门负责全市的         二、机构设置情况
              审计工作，拟订审         本部门内设机构十
              计工作规划，对市         个，所属事业单位
              级预算执行情况和         两个，编制一百名
            ",
            "
              目录
              一、部门职责         ......          1
              二、机构设置         ......          2
              三、收支总表         ......         13
              四、名词解释         ......         24
            ",
            "
              1.   机关运行经费   指保障运行的资金
              2.   三公经费       指因公出国（境）费
              3.   基本支出       指人员支出和公用支出
            ",
            "
              收入合计         1,234.50
              支出合计         1,234.50
            ",
        ] {
            let found = read(text);
            assert!(found.is_empty(), "{text}\n{found:#?}");
        }
    }
}

//! Lines -> blocks, each the lines of one table: its caption, its body, its notes.

use super::caption::money;
use super::clean::{amount, is_blank, is_nothing, joined, solid};
use super::line::{Class, Line, bare, is_item, is_number, is_whole_title, number_before_title};
use std::ops::Range;

/// How cells are told apart in a dump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separation {
    /// A tab between cells.
    Tabbed,
    /// A blank between cells, empty cells gone.
    Raw,
}

/// The lines of one table.
#[derive(Clone, Debug, Default)]
pub(super) struct Block<'a> {
    /// The lines above it that name it.
    pub(super) caption: Vec<&'a Line<'a>>,
    /// Its own lines; blank ones stand where lines are apart.
    pub(super) body: Vec<&'a Line<'a>>,
    /// The lines under it that belong to it.
    pub(super) notes: Vec<&'a Line<'a>>,
    /// The lines of its caption that a later page prints again.
    pub(super) again: Vec<&'a Line<'a>>,
    /// Do its lines keep the places on the page?
    pub(super) laid_out: bool,
}

impl Block<'_> {
    /// Where it stands: line numbers from 1, half open.
    pub(super) fn lines(&self) -> Range<usize> {
        let numbers =
            || self.caption.iter().chain(&self.body).chain(&self.notes).chain(&self.again).map(|line| line.number);
        let start = numbers().min().unwrap_or(1);
        start..numbers().max().map_or(start, |last| last + 1)
    }

    fn title(&self) -> String {
        let mut titles = self.caption.iter().filter(|line| line.class == Class::Title);
        titles.next_back().map(|line| solid(bare(&line.text)).into_owned()).unwrap_or_default()
    }

    fn number(&self) -> Option<String> {
        let own = |line: &&&Line<'_>| line.class == Class::Number || is_numbered(line);
        let text = |line: &&Line<'_>| match line.class {
            Class::Number => solid(&line.text).into_owned(),
            _ => bare(&line.text).split(is_blank).next().unwrap_or_default().to_owned(),
        };
        self.caption.iter().find(own).map(text)
    }
}

/// How a dump tells cells apart: two lines of cells are enough, prose has no tabs.
pub(super) fn sort(lines: &[Line<'_>]) -> Separation {
    if lines.iter().filter(|line| line.class == Class::Cells).nth(1).is_some() {
        Separation::Tabbed
    } else {
        Separation::Raw
    }
}

/// The tables' lines, in order.
pub(super) fn blocks<'a>(lines: &'a [Line<'a>], sort: Separation, laid_out: bool) -> Vec<Block<'a>> {
    let mut reader = BlockReader { lines, sort, done: Vec::new(), current: None, pending: Vec::new() };
    for index in 0..lines.len() {
        reader.take(index);
    }
    reader.close();
    for block in &mut reader.done {
        block.laid_out = laid_out;
    }
    reader.done
}

struct BlockReader<'a> {
    lines: &'a [Line<'a>],
    sort: Separation,
    done: Vec<Block<'a>>,
    current: Option<Block<'a>>,
    /// Lines of a caption whose table has not begun.
    pending: Vec<&'a Line<'a>>,
}

impl<'a> BlockReader<'a> {
    fn take(&mut self, index: usize) {
        let Some(line) = self.lines.get(index) else { return };
        match line.class {
            Class::Page => {}
            Class::Blank => {
                if let Some(block) = self.current.as_mut().filter(|block| block.notes.is_empty()) {
                    block.body.push(line);
                }
            }
            Class::Title | Class::Number | Class::Unit | Class::Year => self.caption_line(index, line),
            Class::Cells => self.body_line(line),
            Class::Part => {
                self.close();
                self.pending.clear();
            }
            Class::Note => match &mut self.current {
                Some(block) if self.pending.is_empty() => block.notes.push(line),
                _ => self.pending.clear(),
            },
            Class::Other => self.other(index, line),
        }
    }

    fn caption_line(&mut self, index: usize, line: &'a Line<'a>) {
        // A raw form prints `部门名称` and cells that look like titles inside its body: only a group of caption lines
        // with a title among them begins a table.
        if self.sort == Separation::Raw && self.pending.is_empty() && !self.begins_table(index) {
            self.other(index, line);
            return;
        }
        self.pending.push(line);
    }

    /// Do the caption lines from `index` on name a table?
    fn begins_table(&self, index: usize) -> bool {
        let group = || self.lines.iter().skip(index).filter(|line| !matches!(line.class, Class::Blank | Class::Page));
        let mut titles = 0;
        let mut others = 0;
        let (mut number, mut unit) = (false, false);
        // The first half of a wrapped title is no title by itself.
        let mut half = false;
        for (at, line) in group().take(8).enumerate() {
            match line.class {
                Class::Title if bare(&line.text).starts_with(['（', '(']) && titles > 0 => {}
                Class::Title => {
                    titles += usize::from(!half);
                    half = !is_whole_title(&line.text);
                    others += usize::from(number_before_title(&joined(bare(&line.text))).is_some());
                }
                Class::Number | Class::Unit | Class::Year => {
                    others += 1;
                    number |= line.class == Class::Number || is_numbered(line);
                    unit |= line.class == Class::Unit;
                }
                // A number and a unit begin a table even where the title is printed elsewhere on the page; a unit does
                // where a header and rows follow.
                _ if titles == 0 => {
                    return unit && (number && opens_header(&line.text) || opens_rows(group().skip(at)));
                }
                _ => return titles == 1 && (others > 0 || opens_header(&line.text)) || (titles > 1 && others > 1),
            }
        }
        false
    }

    fn body_line(&mut self, line: &'a Line<'a>) {
        let named = self.pending.iter().any(|line| line.class == Class::Title)
            || (self.sort == Separation::Raw
                && self.pending.iter().any(|line| line.class == Class::Number || is_numbered(line)));
        let continues = named && self.continues();
        let is_over = |block: &Block<'_>| !block.notes.is_empty() || !self.pending.is_empty() && ends_with_prose(block);
        if !continues && (named || self.current.as_ref().is_none_or(is_over)) {
            // Sentences between two tables are of neither.
            if let Some(block) =
                self.current.as_mut().filter(|block| self.sort == Separation::Raw && ends_with_prose(block))
            {
                let last = (0..block.body.len()).rev().find(|&at| ends_row(&block.body, at));
                block.body.truncate(last.map_or(block.body.len(), |last| last + 1));
            }
            self.begin();
        }
        if let Some(block) = &mut self.current {
            // A year or an organisation repeated after a page break.
            block.body.append(&mut self.pending);
            block.body.push(line);
        }
    }

    fn begin(&mut self) {
        let mut caption = std::mem::take(&mut self.pending);
        self.close();
        // Of several titles the last one is the table's; a number or unit that stands before it belongs to it too,
        // a title further up is the end of something else.
        let titles: Vec<usize> = (0..caption.len())
            .filter(|&i| caption.get(i).is_some_and(|l| l.class == Class::Title && is_whole_title(&l.text)))
            .collect();
        if let [.., earlier, _] = titles.as_slice() {
            caption.drain(..=*earlier);
        }
        self.current = Some(Block { caption, ..Block::default() });
    }

    /// Is the pending caption that of the current table, printed again on its next page?
    fn continues(&mut self) -> bool {
        let Some(block) = &mut self.current else { return false };
        let again = Block { caption: self.pending.clone(), ..Block::default() };
        let title = again.title();
        // The number may stand above the rows that each page repeats, and so on the first page only.
        let same_number = again.number().is_none_or(|number| block.number() == Some(number));
        let same = title.trim_end_matches("（续）") == block.title()
            && same_number
            && !(title.is_empty() && again.number().is_none());
        // Forms are printed one per project under the same title: each is a table of its own.
        let one_per_project = again.number().is_none() && (title.contains("绩效") || title.contains("自评"));
        if same && !one_per_project {
            block.again.append(&mut self.pending);
            return true;
        }
        false
    }

    fn other(&mut self, index: usize, line: &'a Line<'a>) {
        if !self.pending.is_empty() && money(&joined(bare(&line.text))).is_some() {
            self.pending.push(line);
            return;
        }
        match self.sort {
            Separation::Tabbed => self.other_between_cells(index, line),
            Separation::Raw => self.other_raw(line),
        }
    }

    fn other_between_cells(&mut self, index: usize, line: &'a Line<'a>) {
        /// A heading inside a form is a name; longer lines are sentences of the narrative.
        const HEADING_CHARACTERS: usize = 20;
        let before = self.lines.get(..index).unwrap_or_default();
        let after_note = before.last().is_some_and(|line| line.class != Class::Blank)
            && self.current.as_ref().is_some_and(|block| !block.notes.is_empty());
        let Some(block) = &mut self.current else {
            self.pending.clear();
            return;
        };
        if after_note && self.pending.is_empty() {
            block.notes.push(line);
            return;
        }
        let text = joined(bare(&line.text));
        let next = self.lines.iter().skip(index + 1).find(|line| line.class != Class::Blank);
        let heading = text.chars().count() <= HEADING_CHARACTERS
            && !is_item(&text)
            && block.notes.is_empty()
            && next.is_some_and(|line| line.class == Class::Cells);
        if heading && self.pending.is_empty() {
            block.body.push(line);
        } else {
            self.close();
            self.pending.clear();
        }
    }

    fn other_raw(&mut self, line: &'a Line<'a>) {
        if !self.pending.is_empty() {
            self.body_line(line);
            return;
        }
        let Some(block) = &mut self.current else { return };
        if block.notes.is_empty() {
            block.body.push(line);
            return;
        }
        let text = joined(bare(&line.text));
        if is_item(&text) && text.chars().count() < 30 && (text.contains("说明") || text.contains("情况")) {
            // The narrative goes on under a heading of its own.
            self.close();
        } else {
            block.notes.push(line);
        }
    }

    fn close(&mut self) {
        let Some(mut block) = self.current.take() else { return };
        while block.body.last().is_some_and(|line| line.class == Class::Blank) {
            block.body.pop();
        }
        let printed = block.body.iter().filter(|line| line.class != Class::Blank).count();
        // A single line of cells without a title is an address or a list, not a table.
        if printed >= 2 || (printed == 1 && !block.caption.is_empty()) {
            self.done.push(block);
        }
    }
}

/// Does a line print the number of a table before its unit: `表4 单位：万元`?
fn is_numbered(line: &Line<'_>) -> bool {
    line.class == Class::Unit && bare(&line.text).split(is_blank).next().is_some_and(is_number)
}

/// Do a header and rows follow: a few short lines, then several with values?
fn opens_rows<'a>(lines: impl Iterator<Item = &'a Line<'a>> + Clone) -> bool {
    /// Lines of a header; names wrapped to single characters take more, and are found by their title.
    const HEADER: usize = 40;
    /// A line of a header is shorter, blanks aside.
    const SHORT: usize = 80;
    /// Of so many lines behind the first value this many have values, at least: wrapped names stand between them.
    const ROWS: (usize, usize) = (9, 3);
    let valued = |line: &&Line<'_>| ends_with_value(&line.text);
    let Some(first) = lines.clone().take(HEADER).position(|line| valued(&line)) else { return false };
    let header = |line: &Line<'_>| {
        line.class == Class::Other
            && !line.text.contains(['。', '；', '…'])
            && line.text.chars().filter(|&c| !is_blank(c)).count() <= SHORT
    };
    first > 0
        && lines.clone().take(first).all(header)
        && lines.skip(first).take(ROWS.0).filter(valued).count() >= ROWS.1
}

/// Does a line end with a value, rather than with the number of a page behind dots?
pub(super) fn ends_with_value(text: &str) -> bool {
    let last = text.trim_matches(is_blank).rsplit(is_blank).next().unwrap_or_default();
    let number = last.trim_end_matches(['%', '％']);
    (amount(number).is_some() || is_nothing(last)) && !text.contains(['…', '。'])
}

/// Do sentences stand at the end of a block, rather than rows? Then its table is over.
fn ends_with_prose(block: &Block<'_>) -> bool {
    /// So many lines are looked at, and this many of them are sentences.
    const LINES: (usize, usize) = (6, 2);
    let lines = block.body.iter().enumerate().rev();
    let printed = lines.filter(|(_, line)| line.class != Class::Blank).take(LINES.0);
    let sentences = printed.clone().filter(|(_, line)| line.text.contains(['。', '，', '；'])).count();
    sentences >= LINES.1 && !printed.clone().any(|(at, _)| ends_row(&block.body, at))
}

/// Does a line end with a value that is one of a table, rather than with a number whose unit opens the next line, as the lines
/// of sentences do?
fn ends_row(lines: &[&Line<'_>], at: usize) -> bool {
    let unit = |line: &&&Line<'_>| line.text.trim_start_matches(is_blank).starts_with(['元', '万', '亿', '%', '％']);
    let next = lines.iter().skip(at + 1).find(|line| line.class != Class::Blank);
    lines.get(at).is_some_and(|line| ends_with_value(&line.text)) && next.filter(unit).is_none()
}

/// Do the words of a header stand in this line, rather than a sentence or the next entry of a list of contents?
fn opens_header(text: &str) -> bool {
    let text = solid(text);
    text.chars().count() <= 60
        && !text.contains(['。', '；', '…'])
        && ["项目", "科目", "收入", "支出", "代码", "编码", "名称", "指标", "合计", "类型"]
            .iter()
            .any(|word| text.contains(word))
        && !is_item(&text)
}

#[cfg(test)]
mod tests {
    use crate::dump::read;

    #[test]
    fn a_number_and_a_unit_begin_a_table_behind_sentences() {
        let table = |number: &str, own: &str| {
            format!(
                "{number} 单位：万元\n2025年 2026年 比上年\n科目编码 科目名称\n决算数 预算数 增减\n201 一般公共服务支出 85,364 90,{own} 1.0\n20101 人大事务 1,364 1,{own} 1.2\n2010101 行政运行 1,069 1,{own} 1.3\n2010102 机关服务 295 305 1.4\n"
            )
        };
        let prose = "2026年一般公共预算支出安排9.01亿元，同比增长5.4%。\n主要是，人大事务支出增加。\n其他支出减少，主要为统计口径不同。\n";
        let text = format!("{}{prose}{prose}{}", table("表4", "001"), table("表5", "002"));
        let (document, _) = read(text.as_bytes());
        let numbers: Vec<Option<&str>> = document.tables.iter().map(|table| table.caption.number.as_deref()).collect();
        assert_eq!(numbers, [Some("表4"), Some("表5")]);
        assert_eq!(document.tables.iter().map(|table| table.rows.len()).collect::<Vec<_>>(), [4, 4]);
    }

    #[test]
    fn a_title_behind_the_number_of_a_section_is_one() {
        let text = "2.5 2023年某省一般公共预算支出\n功能分类决算表\n单位：万元\n科目编码 科目名称 决算数\n201 一般公共服务支出 3998882\n20101 人大事务 78837\n2010101 行政运行 62699\n";
        let (document, _) = read(text.as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        assert_eq!(table.caption.title.as_deref(), Some("2023年某省一般公共预算支出功能分类决算表"));
        assert_eq!(table.caption.number.as_deref(), Some("2.5"));
        let rows = crate::dump::rows_of(table);
        assert_eq!(rows, ["201|一般公共服务支出|3998882", "20101|人大事务|78837", "2010101|行政运行|62699"]);
    }

    #[test]
    fn a_title_goes_on_without_the_number_that_stands_above_it_once() {
        let page = |from: u32| {
            let row = |own: u32| format!("{own} 甲乙 {own}.00 {own}.00 0.00\n");
            format!(
                "2026年某市支出表\n单位：万元\n序号 项目名称 合计 基本支出 项目支出\n{}{}",
                row(from),
                row(from + 1)
            )
        };
        let (document, _) = read(format!("表5\n{}{}{}", page(1), page(3), page(5)).as_bytes());
        assert_eq!(document.tables.iter().map(|table| table.rows.len()).collect::<Vec<_>>(), [6]);
    }
}

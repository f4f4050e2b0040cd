//! Lines -> blocks, each the lines of one table: its caption, its body, its notes.

use super::caption::money;
use super::clean::{is_blank, joined, prints_amounts, solid};
use super::line::{Class, Line, bare, is_item, is_whole_title, number_before_title};
use std::ops::Range;

/// How cells are told apart in a dump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
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
        self.caption.iter().find(|line| line.class == Class::Number).map(|line| solid(&line.text).into_owned())
    }
}

/// How a dump tells cells apart: two lines of cells are enough, prose has no tabs.
pub(super) fn sort(lines: &[Line<'_>]) -> Sort {
    if lines.iter().filter(|line| line.class == Class::Cells).nth(1).is_some() { Sort::Tabbed } else { Sort::Raw }
}

/// Do the lines of a raw dump keep the places on the page? Then numbers stand apart by more than a blank.
pub(super) fn is_laid_out(lines: &[Line<'_>]) -> bool {
    /// Wider than the gap that a converter leaves for an empty character.
    const GAP: &str = "   ";
    /// One program makes a dump: so many lines show how it does.
    const LINES: usize = 1_000;
    let mut counts = (0_usize, 0_usize);
    for line in lines.iter().filter(|line| line.class == Class::Other) {
        let text = line.text.trim_matches(is_blank);
        if prints_amounts(text) && text.contains(is_blank) {
            counts.0 += 1;
            counts.1 += usize::from(text.contains(GAP));
            if counts.0 == LINES {
                break;
            }
        }
    }
    counts.1 * 2 > counts.0
}

/// The tables' lines, in order.
pub(super) fn blocks<'a>(lines: &'a [Line<'a>], sort: Sort, laid_out: bool) -> Vec<Block<'a>> {
    let mut reader = Reader { lines, sort, done: Vec::new(), current: None, pending: Vec::new() };
    for index in 0..lines.len() {
        reader.take(index);
    }
    reader.close();
    for block in &mut reader.done {
        block.laid_out = laid_out;
    }
    reader.done
}

struct Reader<'a> {
    lines: &'a [Line<'a>],
    sort: Sort,
    done: Vec<Block<'a>>,
    current: Option<Block<'a>>,
    /// Lines of a caption whose table has not begun.
    pending: Vec<&'a Line<'a>>,
}

impl<'a> Reader<'a> {
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
        if self.sort == Sort::Raw && self.pending.is_empty() && !self.begins_table(index) {
            self.other(index, line);
            return;
        }
        self.pending.push(line);
    }

    /// Do the caption lines from `index` on name a table?
    fn begins_table(&self, index: usize) -> bool {
        let group = self.lines.iter().skip(index).filter(|line| !matches!(line.class, Class::Blank | Class::Page));
        let mut titles = 0;
        let mut others = 0;
        let (mut number, mut unit) = (false, false);
        // The first half of a wrapped title is no title by itself.
        let mut half = false;
        for line in group.take(8) {
            match line.class {
                Class::Title if bare(&line.text).starts_with(['（', '(']) && titles > 0 => {}
                Class::Title => {
                    titles += usize::from(!half);
                    half = !is_whole_title(&line.text);
                    others += usize::from(number_before_title(&joined(bare(&line.text))).is_some());
                }
                Class::Number | Class::Unit | Class::Year => {
                    others += 1;
                    number |= line.class == Class::Number;
                    unit |= line.class == Class::Unit;
                }
                // A number and a unit begin a table even where the title is printed elsewhere on the page.
                _ if titles == 0 => return number && unit && opens_header(&line.text),
                _ => return titles == 1 && (others > 0 || opens_header(&line.text)) || (titles > 1 && others > 1),
            }
        }
        false
    }

    fn body_line(&mut self, line: &'a Line<'a>) {
        let named = self.pending.iter().any(|line| line.class == Class::Title)
            || (self.sort == Sort::Raw && self.pending.iter().any(|line| line.class == Class::Number));
        let continues = named && self.continues();
        if !continues && (named || self.current.as_ref().is_none_or(|block| !block.notes.is_empty())) {
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
        let same = title.trim_end_matches("（续）") == block.title() && again.number() == block.number();
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
            Sort::Tabbed => self.other_between_cells(index, line),
            Sort::Raw => self.other_raw(line),
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

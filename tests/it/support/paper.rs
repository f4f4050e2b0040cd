//! PDFs drawn mark by mark, in PDF's own frame: origin at the bottom left, y upwards. ASCII only: the font is Helvetica.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use std::fmt::Write;

/// One page: its content stream, and what its dictionary says beside the usual.
#[derive(Clone, Default)]
pub(crate) struct Paper {
    pub(crate) content: String,
    pub(crate) entries: Dictionary,
}

impl Paper {
    pub(crate) fn new() -> Paper {
        Paper::default()
    }

    /// A page of this content stream.
    pub(crate) fn of(content: &str) -> Paper {
        Paper { content: content.to_owned(), ..Paper::default() }
    }

    /// Operators as they stand.
    pub(crate) fn raw(&mut self, operators: &str) -> &mut Paper {
        self.content.push_str(operators);
        self.content.push('\n');
        self
    }

    /// Text of 10 points from a place on its baseline.
    pub(crate) fn text(&mut self, x: f32, y: f32, text: &str) -> &mut Paper {
        writeln!(self.content, "BT /F1 10 Tf {x} {y} Td ({text}) Tj ET").unwrap();
        self
    }

    /// A thin line.
    pub(crate) fn line(&mut self, [x0, y0, x1, y1]: [f32; 4]) -> &mut Paper {
        writeln!(self.content, "{x0} {y0} m {x1} {y1} l S").unwrap();
        self
    }

    /// The rulings of a table: a line at each x and y.
    pub(crate) fn grid(&mut self, xs: &[f32], ys: &[f32]) -> &mut Paper {
        let (left, right) = (xs[0], xs[xs.len() - 1]);
        let (top, bottom) = (ys[0], ys[ys.len() - 1]);
        for x in xs {
            self.line([*x, bottom, *x, top]);
        }
        for y in ys {
            self.line([left, *y, right, *y]);
        }
        self
    }

    /// A table of two columns and as many rows as there are pairs of texts.
    pub(crate) fn rows(&mut self, rows: &[(&str, &str)]) -> &mut Paper {
        const TOP: f32 = 700.0;
        const HEIGHT: f32 = 24.0;
        let y = |row: usize| TOP - HEIGHT * row as f32;
        self.grid(&[60.0, 200.0, 300.0], &(0..=rows.len()).map(y).collect::<Vec<_>>());
        for (row, (label, amount)) in rows.iter().enumerate() {
            self.text(66.0, y(row) - 16.0, label).text(206.0, y(row) - 16.0, amount);
        }
        self
    }

    /// A small table of two columns, whatever else stands on the page.
    pub(crate) fn table(&mut self) -> &mut Paper {
        self.rows(&[("Item", "Amount"), ("Service", "1.50")])
    }
}

/// A document of these pages.
pub(crate) fn document(papers: &[&Paper]) -> Document {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
    let font = document.add_object(font);
    let kids: Vec<Object> = papers.iter().map(|paper| add_page(&mut document, paper, tree, font).into()).collect();
    let count = i64::try_from(kids.len()).unwrap();
    let root = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count };
    document.objects.insert(tree, Object::Dictionary(root));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    document
}

fn add_page(document: &mut Document, paper: &Paper, tree: ObjectId, font: ObjectId) -> ObjectId {
    let content = document.add_object(Stream::new(dictionary! {}, paper.content.clone().into_bytes()));
    let mut page = dictionary! {
        "Type" => "Page", "Parent" => tree, "Contents" => content,
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    };
    page.extend(&paper.entries);
    document.add_object(page)
}

/// The object of the tree of pages, and of its first page.
pub(crate) fn tree_and_page(document: &Document) -> (ObjectId, ObjectId) {
    let tree = document.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
    (tree, document.page_iter().next().unwrap())
}

/// The bytes of a document of these pages.
pub(crate) fn pdf(papers: &[&Paper]) -> Vec<u8> {
    saved(document(papers))
}

pub(crate) fn saved(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// The texts of the only table on a page.
#[track_caller]
pub(crate) fn rows(paper: &Paper) -> Vec<Vec<String>> {
    let document = fiscal_tables::extract(&pdf(&[paper]), &fiscal_tables::Options::default()).unwrap();
    assert_eq!(document.tables.len(), 1, "{document:#?}");
    let texts = |row: &fiscal_tables::table::Row| row.cells.iter().map(|cell| cell.text.clone()).collect();
    document.tables[0].rows.iter().map(texts).collect()
}

//! How cells look. Each look is made once: the crate knows equal formats again by their address the fastest.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// Places behind the point that have a format of their own; more are shown rounded, and kept.
const PLACES: usize = 11;
/// The grey of rulings.
const RULING: Color = Color::RGB(0x00A6_A6A6);
/// The grey of a merged cell's text where it is repeated.
const REPEATED: Color = Color::RGB(0x0080_8080);
const HEADER: Color = Color::RGB(0x00DD_E8F3);
const TOTAL: Color = Color::RGB(0x00F2_F2F2);
const DOUBT: Color = Color::RGB(0x00FF_F2CC);

/// The looks of a workbook.
pub(super) struct Styles {
    pub(super) title: Format,
    pub(super) left: Format,
    pub(super) right: Format,
    pub(super) header: Format,
    pub(super) note: Format,
    pub(super) link: Format,
    plain: Body,
    total: Body,
    doubt: Body,
}

/// The looks of cells in one kind of row.
struct Body {
    text: Format,
    repeated: Format,
    /// By places behind the point.
    numbers: Vec<Format>,
    rates: Vec<Format>,
}

/// What a row or cell is marked as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing special.
    Plain,
    /// A total.
    Total,
    /// A finding stands at this cell.
    Doubt,
}

impl Default for Styles {
    fn default() -> Styles {
        let ruled = Format::new().set_border(FormatBorder::Thin).set_border_color(RULING);
        let ruled = ruled.set_align(FormatAlign::VerticalCenter);
        let middle = Format::new().set_align(FormatAlign::VerticalCenter);
        let header = ruled.clone().set_bold().set_text_wrap().set_align(FormatAlign::Center);
        Styles {
            title: middle.clone().set_bold().set_font_size(14).set_align(FormatAlign::Center).set_text_wrap(),
            left: middle.clone().set_align(FormatAlign::Left),
            right: middle.clone().set_align(FormatAlign::Right),
            header: header.set_background_color(HEADER),
            note: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            link: Format::new().set_hyperlink().set_border(FormatBorder::Thin).set_border_color(RULING),
            plain: Body::new(&ruled),
            total: Body::new(&ruled.clone().set_bold().set_background_color(TOTAL)),
            doubt: Body::new(&ruled.set_background_color(DOUBT)),
        }
    }
}

impl Styles {
    /// A text; `is_repeated` where it is that of the merged cell above.
    pub(super) fn text(&self, mark: Mark, is_repeated: bool) -> &Format {
        let body = self.body(mark);
        if is_repeated { &body.repeated } else { &body.text }
    }

    /// A number with as many places behind the point as are printed.
    pub(super) fn number(&self, mark: Mark, places: u32) -> &Format {
        let numbers = &self.body(mark).numbers;
        &numbers[(places as usize).min(numbers.len() - 1)]
    }

    /// A percentage.
    pub(super) fn rate(&self, mark: Mark, places: u32) -> &Format {
        let rates = &self.body(mark).rates;
        &rates[(places as usize).min(rates.len() - 1)]
    }

    fn body(&self, mark: Mark) -> &Body {
        match mark {
            Mark::Plain => &self.plain,
            Mark::Total => &self.total,
            Mark::Doubt => &self.doubt,
        }
    }
}

impl Body {
    fn new(base: &Format) -> Body {
        let text = base.clone().set_num_format("@").set_text_wrap();
        let places = |n: usize| if n == 0 { String::new() } else { format!(".{}", "0".repeat(n)) };
        let number = |n| base.clone().set_num_format(format!("#,##0{}", places(n)));
        let rate = |n| base.clone().set_num_format(format!("0{}%", places(n)));
        Body {
            repeated: text.clone().set_font_color(REPEATED),
            text,
            numbers: (0..PLACES).map(number).collect(),
            rates: (0..PLACES).map(rate).collect(),
        }
    }
}

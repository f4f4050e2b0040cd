//! Text layers of all kinds: fonts that are not in the file, maps to Unicode that are missing or wrong, text under
//! scans, text in annotations and form fields.

use crate::support::paper::{Paper, document, saved, tree_and_page};
use crate::support::{Scratch, pdf_without_text, read};
use encoding_rs::GBK;
use fiscal_tables::Document;
use fiscal_tables::finding::codes;
use lopdf::{Dictionary, Object, Stream, dictionary};

/// A two-column budget in Chinese: what its four cells say.
const CELLS: [&str; 4] = ["项目", "金额", "基本支出", "1,234.50"];

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// The budget, its cells shown as these codes in font /C.
fn paper(codes: &[String; 4]) -> Paper {
    let mut paper = Paper::new();
    paper.grid(&[60.0, 200.0, 300.0], &[700.0, 676.0, 652.0]);
    for (code, (x, y)) in codes.iter().zip([(66, 684), (206, 684), (66, 660), (206, 660)]) {
        paper.raw(&format!("BT /C 10 Tf {x} {y} Td <{code}> Tj ET"));
    }
    paper
}

/// A document of the budget in the font that `font` makes.
fn in_font(codes: &[String; 4], font: impl FnOnce(&mut lopdf::Document) -> Dictionary) -> Vec<u8> {
    let mut document = document(&[&paper(codes)]);
    let (_, page) = tree_and_page(&document);
    let font = font(&mut document);
    let font = document.add_object(font);
    let resources = dictionary! { "Font" => dictionary! { "C" => font } };
    document.get_dictionary_mut(page).unwrap().set("Resources", resources);
    saved(document)
}

/// A composite font of the Chinese character collection, not in the file.
fn composite(document: &mut lopdf::Document, encoding: impl Into<Object>, kind: &str) -> Dictionary {
    let text = |text: &str| Object::string_literal(text);
    let collection = dictionary! { "Registry" => text("Adobe"), "Ordering" => text("GB1"), "Supplement" => 2 };
    let kin = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => kind, "BaseFont" => "STSong-Light", "CIDSystemInfo" => collection,
    });
    dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "STSong-Light", "Encoding" => encoding,
        "DescendantFonts" => vec![kin.into()],
    }
}

#[track_caller]
fn check_cells(bytes: &[u8], what: &str) {
    let document = read(bytes);
    let table = document.tables.first().unwrap_or_else(|| panic!("{what}: {:#?}", document.findings));
    let texts: Vec<&str> = table.rows[0].cells.iter().map(|cell| cell.text.as_str()).collect();
    assert_eq!(
        (table.column_names(), texts),
        (vec!["项目".to_owned(), "金额".to_owned()], CELLS[2..].to_vec()),
        "{what}"
    );
}

#[test]
fn chinese_fonts_that_are_not_in_the_file() {
    let gbk = CELLS.map(|text| hex(&GBK.encode(text).0));
    let ucs2 = CELLS.map(|text| hex(&utf16(text)));
    for (encoding, codes) in [
        ("UniGB-UCS2-H", &ucs2),
        ("UniGB-UTF16-H", &ucs2),
        ("GBK-EUC-H", &gbk),
        ("GBKp-EUC-H", &gbk),
        ("GBK2K-H", &gbk),
        ("GB-EUC-H", &gbk),
    ] {
        for kind in ["CIDFontType0", "CIDFontType2"] {
            check_cells(&in_font(codes, |document| composite(document, encoding, kind)), encoding);
        }
    }
}

/// Fonts that say no widths: what follows digits is placed as if they were half as wide as an ideograph.
#[test]
fn digits_of_fonts_without_widths_are_half_as_wide() {
    let shown = |text: &str, x: f32| format!("BT /C 10 Tf {x} 720 Td <{}> Tj ET", hex(&GBK.encode(text).0));
    let mut paper = paper(&CELLS.map(|text| hex(&GBK.encode(text).0)));
    for (text, x) in [("2025", 66.0), ("年部门预算", 86.0), ("01", 136.0), ("表", 146.0)] {
        paper.raw(&shown(text, x));
    }
    // The amount reaches to the right side of its cell.
    paper.raw(&format!("BT /C 10 Tf 256 660 Td <{}> Tj ET", hex(b"12345678")));
    let mut document = document(&[&paper]);
    let (_, page) = tree_and_page(&document);
    let font = composite(&mut document, "GBK-EUC-H", "CIDFontType0");
    let font = document.add_object(font);
    document.get_dictionary_mut(page).unwrap().set("Resources", dictionary! { "Font" => dictionary! { "C" => font } });
    let document = read(&saved(document));
    let table = &document.tables[0];
    assert_eq!(table.caption.title.as_deref(), Some("2025年部门预算01表"));
    assert_eq!(table.rows[0].cells[1].text, "1,234.50 12345678");
}

/// A map to Unicode that says `characters` for the codes 1, 2, 3, ….
fn to_unicode(document: &mut lopdf::Document, characters: &str) -> Object {
    let map: String = characters
        .chars()
        .enumerate()
        .map(|(i, c)| format!("<{:04x}> <{}>\n", i + 1, hex(&utf16(&c.to_string()))))
        .collect();
    let text = format!(
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange\n{} beginbfchar\n{map}endbfchar endcmap end",
        characters.chars().count()
    );
    document.add_object(Stream::new(dictionary! {}, text.into_bytes())).into()
}

/// The cells as codes 1, 2, 3, … in the order of their characters.
fn numbered() -> ([String; 4], String) {
    let characters: String = CELLS.concat();
    let mut at = 0;
    let codes = CELLS.map(|text| {
        let codes: String = text
            .chars()
            .map(|_| {
                at += 1;
                format!("{at:04x}")
            })
            .collect();
        codes
    });
    (codes, characters)
}

#[test]
fn a_map_to_unicode_is_believed_where_it_says_characters_of_print() {
    let (codes, characters) = numbered();
    let bytes = in_font(&codes, |document| {
        let map = to_unicode(document, &characters);
        let mut font = composite(document, "Identity-H", "CIDFontType2");
        font.set("ToUnicode", map);
        font
    });
    check_cells(&bytes, "ToUnicode");
}

/// The page in a font whose map says these characters: enough of them to be told from a stray symbol.
fn with_map(characters: &str) -> Document {
    let many: String = (1..=characters.chars().count()).map(|n| format!("{n:04x}")).collect();
    let codes = [many.clone(), "0001".to_owned(), many, "0002".to_owned()];
    read(&in_font(&codes, |document| {
        let map = to_unicode(document, characters);
        let mut font = composite(document, "Identity-H", "CIDFontType2");
        font.set("ToUnicode", map);
        font
    }))
}

fn has(document: &Document, code: &str) -> bool {
    document.findings.iter().any(|finding| finding.code == code)
}

#[test]
fn a_text_layer_that_lies_is_told() {
    // Rare characters; the private use area; what bytes of GBK look like as Latin; control codes; no character at all.
    let mojibake = "²¿ÃÅÒ»°ã¹«¹²Ô¤Ëã²ÆÕþ²¦¿îÖ§³ö±í";
    let rare = "鼗鳎鲻鼷鼽龀龃龅龆龇龈龉龊龌黟黢黩黧黥黪黯鼢鼬鼯鼹";
    let private: String = ('\u{E100}'..='\u{E120}').collect();
    let control: String = ('\u{1}'..='\u{1f}').filter(|c| !c.is_whitespace()).collect();
    // Common characters, but each the one behind its own in the code table.
    let text = "部门一般公共预算财政拨款基本支出情况说明本单位二五年人员经费增长项目安排较上主要原因是";
    let next = |character: char| char::from_u32(character as u32 + 1).unwrap();
    let beside: String = text.chars().map(next).collect();
    // One character for all codes.
    let one = "支".repeat(60);
    for (what, characters) in [
        ("mojibake", mojibake),
        ("rare", rare),
        ("private", &private),
        ("control", &control),
        ("beside", &beside.repeat(2)),
        ("one", &one),
    ] {
        assert!(has(&with_map(characters), codes::TEXT_UNRELIABLE), "{what}");
    }
    assert!(!has(&with_map(&text.repeat(2)), codes::TEXT_UNRELIABLE));
    assert!(!has(&with_map("部门一般公共预算财政拨款基本支出表单位万元合计本年收入"), codes::TEXT_UNRELIABLE));
    assert!(!has(&with_map("Departmental budget of income and expenditure: £ § ° ± × ÷"), codes::TEXT_UNRELIABLE));
    // No map at all: a subset font that says nothing.
    let many: String = (1..=40).map(|n| format!("{:04x}", n * 7)).collect();
    let codes = [many.clone(), "0001".to_owned(), many, "0002".to_owned()];
    let bytes = in_font(&codes, |document| {
        let mut font = composite(document, "Identity-H", "CIDFontType2");
        let kin = font.get(b"DescendantFonts").unwrap().as_array().unwrap()[0].as_reference().unwrap();
        let identity = dictionary! {
            "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("Identity"), "Supplement" => 0,
        };
        document.get_dictionary_mut(kin).unwrap().set("CIDSystemInfo", identity);
        font.remove(b"ToUnicode");
        font
    });
    assert!(has(&read(&bytes), codes::TEXT_UNRELIABLE));
}

#[test]
fn a_document_whose_text_lies_is_not_ok() {
    let scratch = Scratch::new("a_document_whose_text_lies_is_not_ok");
    let private: String = ('\u{E100}'..='\u{E120}').collect();
    let many: String = (1..=private.chars().count()).map(|n| format!("{n:04x}")).collect();
    let codes = [many.clone(), "0001".to_owned(), many, "0002".to_owned()];
    let bytes = in_font(&codes, |document| {
        let map = to_unicode(document, &private);
        let mut font = composite(document, "Identity-H", "CIDFontType2");
        font.set("ToUnicode", map);
        font
    });
    scratch.write("a.pdf", bytes);
    scratch.run(&["extract", "a.pdf", "-o", "out"]).ends(1, &["a.pdf: text_unreliable: "]);
    assert_eq!(scratch.manifest_values("out", "status"), ["text_unreliable"]);
    assert_eq!(scratch.manifest_values("out", "id"), ["a"], "what was read is there, under that status");
}

#[test]
fn glyphs_drawn_by_the_document_itself() {
    let bytes =
        in_font(&CELLS.map(|text| if text.is_ascii() { hex(text.as_bytes()) } else { hex(b"ab") }), |document| {
            let glyph = document.add_object(Stream::new(dictionary! {}, b"500 0 d0 0 0 400 700 re f".to_vec()));
            let differences: Vec<Object> = vec![
                44.into(),
                "comma".into(),
                46.into(),
                "period".into(),
                48.into(),
                "zero".into(),
                "one".into(),
                "two".into(),
                "three".into(),
                "four".into(),
                "five".into(),
                97.into(),
                "a".into(),
                "b".into(),
            ];
            let names = ["comma", "period", "zero", "one", "two", "three", "four", "five", "a", "b"];
            let mut procs = Dictionary::new();
            names.iter().for_each(|name| procs.set(*name, glyph));
            dictionary! {
                "Type" => "Font", "Subtype" => "Type3", "FirstChar" => 44, "LastChar" => 98, "CharProcs" => procs,
                "FontMatrix" => vec![0.001.into(), 0.into(), 0.into(), 0.001.into(), 0.into(), 0.into()],
                "FontBBox" => vec![0.into(), 0.into(), 1000.into(), 1000.into()],
                "Widths" => vec![Object::from(500); 55],
                "Encoding" => dictionary! { "Type" => "Encoding", "Differences" => differences },
            }
        });
    let document = read(&bytes);
    let texts: Vec<&str> = document.tables[0].rows[0].cells.iter().map(|cell| cell.text.as_str()).collect();
    assert_eq!(texts, ["ab", "1,234.50"]);
}

#[test]
fn text_under_a_scan_is_read_and_told() {
    let mut document = document(&[&{
        let mut paper = Paper::of("q 595 0 0 842 0 0 cm /I Do Q 3 Tr\n");
        paper.table();
        paper
    }]);
    let (_, page) = tree_and_page(&document);
    let entries = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 2, "Height" => 2, "BitsPerComponent" => 8,
        "ColorSpace" => "DeviceGray",
    };
    let image = document.add_object(Stream::new(entries, vec![255; 4]));
    let page = document.get_dictionary_mut(page).unwrap();
    let mut resources = page.get(b"Resources").unwrap().as_dict().unwrap().clone();
    resources.set("XObject", dictionary! { "I" => image });
    page.set("Resources", resources);
    let document = read(&saved(document));
    assert!(has(&document, codes::OCR_TEXT));
    assert_eq!(document.tables.len(), 1);
    // The same text without a picture over the page is all that the page says, and so is text that only clips: read and told.
    for mode in [3, 7] {
        let mut hidden = Paper::of(&format!("{mode} Tr\n"));
        hidden.table();
        let document = read(&crate::support::paper::pdf(&[&hidden]));
        assert!(has(&document, codes::OCR_TEXT));
        assert_eq!(document.tables.len(), 1, "mode {mode}");
    }
    // Beside text that is seen it is hidden, and is not read.
    let mut hidden = Paper::of("3 Tr\n");
    hidden.table().raw("0 Tr").text(60.0, 800.0, "seen");
    let document = read(&crate::support::paper::pdf(&[&hidden]));
    assert!(has(&document, codes::HIDDEN_TEXT));
    let texts = document.tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells);
    assert!(texts.into_iter().all(|cell| cell.text.is_empty()), "{document:#?}");
    assert!(read(&pdf_without_text()).no_text_layer);
}

/// A budget of which one amount stands in an annotation or a form field, with an appearance of its own.
#[test]
fn text_in_annotations_and_form_fields_is_read() {
    for subtype in ["FreeText", "Widget", "Stamp"] {
        let mut paper = Paper::new();
        paper.rows(&[("Item", "Amount"), ("Service", "")]);
        let mut document = document(&[&paper]);
        let (_, page) = tree_and_page(&document);
        let font =
            document.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
        let entries = dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 90.into(), 20.into()],
            "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
        };
        let content = b"/Tx BMC BT /F1 10 Tf 4 6 Td (1.50) Tj ET EMC".to_vec();
        let appearance = document.add_object(Stream::new(entries, content));
        let annotation = document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => subtype, "FT" => "Tx", "V" => Object::string_literal("1.50"), "F" => 4,
            "Rect" => vec![202.into(), 654.into(), 292.into(), 674.into()],
            "AP" => dictionary! { "N" => appearance },
        });
        document.get_dictionary_mut(page).unwrap().set("Annots", vec![annotation.into()]);
        let document = read(&saved(document));
        let texts: Vec<&str> = document.tables[0].rows[0].cells.iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(texts, ["Service", "1.50"], "{subtype}");
    }
}

/// A cell too low for its text shows a part of the last line: it is the cell's, though its middle lies beyond. What is not
/// seen at all is told.
#[test]
fn a_line_that_its_cell_cuts_off_stays_in_it() {
    let mut paper = Paper::new();
    paper.rows(&[("Item", "Amount"), ("", "1.50"), ("", "2.00")]).raw("q 60 652 140 24 re W n");
    paper.text(66.0, 665.0, "Service").text(66.0, 647.0, "area").raw("Q").text(66.0, 634.0, "Goods");
    let texts = |document: &Document| -> Vec<String> {
        document.tables[0].rows.iter().flat_map(|row| row.cells.iter().map(|cell| cell.text.clone())).collect()
    };
    let document = read(&crate::support::paper::pdf(&[&paper]));
    assert_eq!(texts(&document), ["Service area", "1.50", "Goods", "2.00"]);
    assert!(!has(&document, codes::HIDDEN_TEXT));
    let mut paper = Paper::new();
    paper.rows(&[("Item", "Amount"), ("", "1.50"), ("", "2.00")]).raw("q 60 652 140 24 re W n");
    paper.text(66.0, 665.0, "Service").text(66.0, 640.0, "area").raw("Q").text(66.0, 634.0, "Goods");
    let document = read(&crate::support::paper::pdf(&[&paper]));
    assert_eq!(texts(&document), ["Service", "1.50", "Goods", "2.00"]);
    assert!(has(&document, codes::HIDDEN_TEXT));
}

/// A text in an annotation beside one of the page, in its cell: a reader's remark, but for one that was asked for.
#[test]
fn remarks_typed_over_a_cell_stay_out_of_it() {
    for (label, x, cells, is_remark) in [
        ("Service", 150, ["Service", "3.00"], true),
        ("Service", 210, ["Service", "3.00"], true),
        ("Service:", 150, ["Service: 1.50", "3.00"], false),
    ] {
        let mut paper = Paper::new();
        paper.rows(&[("Item", "Amount"), (label, "3.00")]);
        let mut document = document(&[&paper]);
        let (_, page) = tree_and_page(&document);
        let annotation = document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "FreeText", "Contents" => Object::string_literal("1.50"),
            "DA" => Object::string_literal("/Helv 9 Tf 0 g"),
            "Rect" => vec![x.into(), 654.into(), (x + 40).into(), 669.into()],
        });
        document.get_dictionary_mut(page).unwrap().set("Annots", vec![annotation.into()]);
        let document = read(&saved(document));
        let texts: Vec<&str> = document.tables[0].rows[0].cells.iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(texts, cells, "{label} {x}");
        assert_eq!(has(&document, codes::READER_MARKS), is_remark, "{label} {x}");
    }
}

/// A watermark that stands upright, below the text of a table or over it, in grey or let through by an opacity.
#[test]
fn upright_watermarks_stay_out_of_cells() {
    let mark =
        |colour: &str, size: u32, x: u32, y: u32| format!("q {colour} BT /F1 {size} Tf {x} {y} Td (DRAFT) Tj ET Q");
    let page = |marks: &str| {
        let mut paper = Paper::of(&format!("{marks}\n"));
        paper.rows(&[("Item", "Amount"), ("Service", "1.50"), ("Goods", "2.00"), ("Other", "")]);
        let mut document = document(&[&paper]);
        let (_, page) = tree_and_page(&document);
        let page = document.get_dictionary_mut(page).unwrap();
        let mut resources = page.get(b"Resources").unwrap().as_dict().unwrap().clone();
        resources.set("ExtGState", dictionary! { "G" => dictionary! { "ca" => Object::Real(0.2) } });
        page.set("Resources", resources);
        read(&saved(document))
    };
    let text = |document: &Document| -> Vec<String> {
        let cells = document.tables[0].rows.iter().flat_map(|row| &row.cells);
        cells.map(|cell| cell.text.clone()).collect()
    };
    for marks in [mark("0.8 g", 60, 80, 640), mark("1 0.8 0.8 rg", 40, 120, 620), mark("/G gs", 60, 80, 640)] {
        let document = page(&marks);
        assert_eq!(text(&document), ["Service", "1.50", "Goods", "2.00", "Other", ""], "{marks}");
        assert!(has(&document, codes::WATERMARK), "{marks}");
    }
    // Pale text of the usual size is text, and so is large text of which nothing stands in the way.
    let document = page(&format!("{}\n{}", mark("0.8 g", 10, 206, 612), mark("0.8 g", 30, 60, 740)));
    assert_eq!(text(&document), ["Service", "1.50", "Goods", "2.00", "Other", "DRAFT"]);
    assert!(!has(&document, codes::WATERMARK));
}

/// The same without an appearance: the value is drawn by whoever shows the page. The field may be of another that holds
/// its value; what is hidden, or a password, is not shown.
#[test]
fn form_fields_without_an_appearance_are_read() {
    let value =
        |text: &str| Object::String([&[0xFE, 0xFF], utf16(text).as_slice()].concat(), lopdf::StringFormat::Literal);
    let amount = || dictionary! { "Subtype" => "Widget", "FT" => "Tx", "V" => Object::string_literal("1,234.50") };
    let with = |mut field: Dictionary, key: &str, entry: Object| {
        field.set(key, entry);
        field
    };
    let free = dictionary! { "Subtype" => "FreeText", "Contents" => Object::string_literal("1,234.50") };
    let choice = dictionary! { "Subtype" => "Widget", "FT" => "Ch", "V" => vec![Object::string_literal("1,234.50")] };
    let chinese = dictionary! { "Subtype" => "Widget", "FT" => "Tx", "V" => value("基本支出") };
    let long = dictionary! { "Subtype" => "Widget", "FT" => "Tx", "V" => Object::string_literal("9".repeat(60)) };
    let nines = "9".repeat(60);
    for (what, field, text) in [
        ("plain", amount(), "1,234.50"),
        ("sized", with(amount(), "DA", Object::string_literal("/Helv 9 Tf 0 g")), "1,234.50"),
        ("size left to the reader", with(amount(), "DA", Object::string_literal("/Helv 0 Tf 0 g")), "1,234.50"),
        ("at the right", with(amount(), "Q", 2.into()), "1,234.50"),
        ("free text", free, "1,234.50"),
        ("choice", choice, "1,234.50"),
        ("Chinese", chinese, "基本支出"),
        ("too long", long, nines.as_str()),
        ("hidden", with(amount(), "F", 2.into()), ""),
        ("password", with(amount(), "Ff", (1 << 13).into()), ""),
    ] {
        for is_kid in [false, true] {
            let mut paper = Paper::new();
            paper.rows(&[("Item", "Amount"), ("Service", ""), ("Goods", "2.00")]);
            let mut document = document(&[&paper]);
            let (_, page) = tree_and_page(&document);
            let mut annotation = dictionary! {
                "Type" => "Annot", "Rect" => vec![202.into(), 654.into(), 292.into(), 674.into()],
            };
            if is_kid && field.has(b"FT") {
                let parent = document.add_object(field.clone());
                annotation.extend(&dictionary! { "Subtype" => "Widget", "Parent" => parent });
                field.get(b"F").into_iter().for_each(|flags| annotation.set("F", flags.clone()));
            } else {
                annotation.extend(&field);
            }
            let annotation = document.add_object(annotation);
            document.get_dictionary_mut(page).unwrap().set("Annots", vec![annotation.into()]);
            let document = read(&saved(document));
            let texts = |row: usize| -> Vec<&str> {
                document.tables[0].rows[row].cells.iter().map(|cell| cell.text.as_str()).collect()
            };
            assert_eq!((texts(0), texts(1)), (vec!["Service", text], vec!["Goods", "2.00"]), "{what}");
        }
    }
}

/// The file is cut before its end, where the list of its pages stands.
#[test]
fn a_file_that_lost_the_list_of_its_pages() {
    let mut paper = Paper::new();
    paper.table();
    let text: String = crate::support::paper::pdf(&[&paper]).iter().copied().map(char::from).collect();
    // Its list and all that says where things are, gone; what stands before is whole.
    let text = text.replace("/Type/Catalog", "/Type/Nothing").replace("/Type/Pages", "/Type/Empty");
    let cut: Vec<u8> = text.split("xref").next().unwrap().chars().map(|c| c as u8).collect();
    assert!(!text.contains("/Type/Pages") && text.contains("/Type/Page"));
    let document = read(&cut);
    assert_eq!(document.tables.len(), 1);
    assert!(has(&document, codes::DAMAGED_STRUCTURE));
}

//! Faults that were found by trying, each with the input that showed it. Time is that of the worker's processor, which
//! `--timeout` is about: it says the same on a busy machine.

use crate::support::paper::{Paper, document, pdf, saved, tree_and_page};
use crate::support::{Run, Scratch, budget, command, read, shared};
use lopdf::{Dictionary, Object, ObjectId, dictionary};
use std::fs;
use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Reads one input, in at most so many seconds of work.
#[track_caller]
fn status(scratch: &Scratch, input: &str, seconds: &str) -> String {
    scratch.run(&["extract", input, "-o", "out", "--timeout", seconds, "--max-memory", "1G", "-q"]);
    let entries = scratch.manifest("out");
    let entry = entries.iter().find(|entry| entry["input"] == input).unwrap();
    entry["status"].as_str().unwrap().to_owned()
}

/// A page of a table in a composite font whose widths are `list`, written as `place` says.
fn in_wide_font(list: Vec<Object>, place: impl FnOnce(&mut lopdf::Document, Dictionary) -> Object) -> Vec<u8> {
    let hex = |text: &str| text.chars().map(|c| format!("{:04x}", u32::from(c))).collect::<String>();
    let mut paper = Paper::new();
    paper.grid(&[60.0, 200.0, 300.0], &[700.0, 676.0, 652.0]);
    for (x, y, text) in [(66, 684, "Item"), (206, 684, "Amount"), (66, 660, "Service"), (206, 660, "1.50")] {
        paper.raw(&format!("BT /C 10 Tf {x} {y} Td <{}> Tj ET", hex(text)));
    }
    let mut document = document(&[&paper]);
    let (_, page) = tree_and_page(&document);
    let system = dictionary! {
        "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("Identity"), "Supplement" => 0,
    };
    let descriptor = document.add_object(dictionary! { "Type" => "FontDescriptor", "FontName" => "X", "Flags" => 4 });
    let font = dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "X", "CIDSystemInfo" => system,
        "FontDescriptor" => descriptor, "DW" => 500, "W" => list,
    };
    let descendant = place(&mut document, font);
    let map = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange
        1 beginbfrange <0000> <00ff> <0000> endbfrange endcmap";
    let map = document.add_object(lopdf::Stream::new(dictionary! {}, map.as_bytes().to_vec()));
    let composite = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "X", "Encoding" => "Identity-H", "ToUnicode" => map,
        "DescendantFonts" => vec![descendant],
    });
    let resources = dictionary! { "Font" => dictionary! { "C" => composite } };
    document.get_dictionary_mut(page).unwrap().set("Resources", resources);
    saved(document)
}

#[test]
fn widths_of_four_billion_characters_are_read_in_bounds() {
    let ranges: Vec<Object> =
        [0_i64, 4_294_967_295, 500, 1, 2_147_483_647, 480].into_iter().map(Object::from).collect();
    let many: Vec<Object> = std::iter::repeat_n([0_i64, 65_535, 500], 2_000).flatten().map(Object::from).collect();
    let scratch = Scratch::new("widths_of_four_billion_characters");
    let of_its_own = |document: &mut lopdf::Document, font: Dictionary| document.add_object(font).into();
    scratch.write("own.pdf", in_wide_font(ranges.clone(), of_its_own));
    scratch.write("many.pdf", in_wide_font(many, of_its_own));
    scratch.write("inside.pdf", in_wide_font(ranges.clone(), |_, font| font.into()));
    // In a stream of objects, which is compressed.
    let mut packed = lopdf::Document::load_mem(&in_wide_font(ranges, of_its_own)).unwrap();
    let mut bytes = Vec::new();
    packed.save_modern(&mut bytes).unwrap();
    assert!(!bytes.windows(5).any(|bytes| bytes == b"/W [0"), "it is compressed");
    scratch.write("packed.pdf", bytes);
    for name in ["own.pdf", "many.pdf", "inside.pdf", "packed.pdf"] {
        assert_eq!(status(&scratch, name, "20"), "ok", "{name}");
        let id = name.trim_end_matches(".pdf");
        assert_eq!(scratch.read(&format!("out/documents/{id}/01-table.csv")), "Item,Amount\nService,1.50\n", "{name}");
    }
}

#[test]
#[cfg_attr(not(shared), ignore = "there is no ../shared")]
fn files_that_showed_a_fault_are_read() {
    let scratch = Scratch::new("files_that_showed_a_fault_are_read");
    let folder = shared("cases/hostile");
    let expected = [
        ("W_range_4e9.pdf", "no_tables"),
        // A manual in prose: its lists are no tables.
        ("adobe-gb1-no-tounicode.pdf", "no_tables"),
        ("binary-as-text.txt", "unsupported_format"),
        ("clip-text-tr7.pdf", "no_tables"),
        ("decimal-add.txt", "ok"),
        ("decimal-mul.txt", "ok"),
        ("decimal-overflow.pdf", "ok"),
        ("decimal-overflow.txt", "ok"),
        ("decimal-scale.txt", "ok"),
        ("decimal-sub.txt", "ok"),
        ("forms_2e30_empty.pdf", "incomplete"),
        ("latin-space-lost-times.pdf", "ok"),
        ("mem-W-range.pdf", "text_unreliable"),
        ("same-page-twice.pdf", "no_tables"),
        ("xlsx-17000-columns.txt", "ok"),
    ];
    let found: Vec<(String, String)> = expected
        .iter()
        .map(|(name, _)| {
            let to = scratch.write(name, fs::read(folder.join(name)).unwrap());
            let name = to.file_name().unwrap().to_string_lossy().into_owned();
            let status = status(&scratch, &name, "60");
            (name, status)
        })
        .collect();
    let found: Vec<(&str, &str)> = found.iter().map(|(name, status)| (&**name, &**status)).collect();
    assert_eq!(found, expected);
    // A sheet has 16,384 columns.
    scratch.run(&["extract", "xlsx-17000-columns.txt", "-o", "book", "--format", "xlsx"]).ends(0, &["0 failed"]);
}

#[test]
fn a_page_that_is_listed_twice_is_two_pages() {
    let change = |kids: fn(ObjectId, ObjectId) -> Vec<Object>, count: i64| {
        let mut first = Paper::new();
        first.table();
        let mut document = document(&[&first, &Paper::of("BT /F1 10 Tf 60 700 Td (last) Tj ET")]);
        let (tree, page) = tree_and_page(&document);
        let second = document.page_iter().nth(1).unwrap();
        let tree = document.get_dictionary_mut(tree).unwrap();
        tree.set("Kids", kids(page, second));
        tree.set("Count", count);
        saved(document)
    };
    let document = read(&change(|one, two| vec![one.into(), two.into(), one.into()], 3));
    assert_eq!((document.pages, document.pages_read, document.tables.len()), (3, 3, 2));
    // A list that says more than it has is not believed.
    let document = read(&change(|one, two| vec![one.into(), two.into()], 3));
    assert_eq!((document.pages, document.tables.len()), (2, 1));
}

#[test]
fn a_page_whose_size_is_no_number_is_read() {
    for size in ["0 0 NaN 842", "0 0 1e30 1e30", "0 0 inf -inf"] {
        let mut paper = Paper::new();
        paper.table();
        let bytes = pdf(&[&paper, &paper]);
        let at = bytes.windows(9).position(|window| window == b"/MediaBox").unwrap();
        let end = at + bytes[at..].iter().position(|byte| *byte == b']').unwrap();
        let changed = [&bytes[..at], format!("/MediaBox[{size}").as_bytes(), &bytes[end..]].concat();
        let (plain, document) = (read(&bytes), read(&changed));
        let rows =
            |document: &fiscal_tables::Document| document.tables.iter().map(|table| table.rows.len()).sum::<usize>();
        assert_eq!((document.pages, rows(&document)), (2, 2), "{size}");
        assert_eq!(rows(&plain), 2);
    }
}

/// What the engine and we look for from each object on is looked for once. Only where the program is optimised: it takes
/// minutes where not.
#[cfg(not(debug_assertions))]
#[test]
fn a_file_of_nothing_but_beginnings_is_given_up_soon() {
    let scratch = Scratch::new("a_file_of_nothing_but_beginnings");
    scratch.write("a.pdf", ["%PDF-1.7\n".to_owned(), "1 0 obj ".repeat(3_000_000)].concat());
    assert_eq!(status(&scratch, "a.pdf", "20"), "damaged");
}

#[test]
fn amounts_that_no_decimal_holds_stay_texts() {
    let scratch = Scratch::new("amounts_that_no_decimal_holds_stay_texts");
    let long = "9".repeat(40);
    let mut sheets = budget(3);
    sheets[0].rows.push(vec!["All".to_owned(), long.clone()]);
    scratch.write("a.pdf", crate::support::pdf(&sheets));
    scratch.run(&["extract", "a.pdf", "-o", "out"]).ends(0, &["0 failed"]);
    assert!(scratch.read("out/documents/a/01-table.csv").ends_with(&format!("All,{long}\n")));
    let findings = scratch.read("out/findings.csv");
    assert!(findings.lines().any(|line| line.starts_with("not_an_amount,") && line.contains(&long)), "{findings}");
    assert!(!scratch.read("out/facts.csv").contains(&long));
}

/// Two at once on one folder: the second is refused or comes after the first, and the report is whole.
#[test]
fn reports_do_not_disturb_each_other() {
    let scratch = Scratch::new("reports_do_not_disturb_each_other");
    for n in 1..=12 {
        scratch.write(&format!("in/{n}.pdf"), crate::support::pdf(&budget(n)));
    }
    scratch.run(&["extract", "in", "-o", "out"]).ends(0, &[]);
    scratch.run(&["report", "out", "-q"]).ends(0, &[]);
    let whole = scratch.names("out/report");
    for _ in 0..4 {
        let begin = || {
            let mut command = command(&["report", "out", "-q"]);
            command.current_dir(&scratch.0).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
            command.spawn().unwrap()
        };
        let runs = [begin(), begin(), begin()].map(|run| Run::from(run.wait_with_output().unwrap()));
        for run in &runs {
            let is_refused = run.code == 2 && run.stderr.contains("another report is being made in out/report");
            assert!(run.code == 0 || is_refused, "{run:?}");
        }
        assert!(runs.iter().any(|run| run.code == 0), "{runs:?}");
        assert_eq!(scratch.names("out/report"), whole);
        assert!(whole.iter().any(|name| name == "index.html"));
    }
}

/// A run that writes to standard output has its tables in a temporary folder, which goes with it however it ends.
#[cfg(unix)]
#[test]
fn a_stream_that_is_killed_leaves_nothing() {
    let scratch = Scratch::new("a_stream_that_is_killed_leaves_nothing");
    let folder = scratch.path("tmp");
    fs::create_dir_all(&folder).unwrap();
    let inside = || fs::read_dir(&folder).unwrap().count();
    let mut command = command(&["extract", "-", "-o", "-"]);
    command.env("TMPDIR", &folder).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut run = command.spawn().unwrap();
    run.stdin.as_mut().unwrap().write_all(b"%PDF-").unwrap();
    let wait = |is_done: &dyn Fn() -> bool| {
        let start = Instant::now();
        while !is_done() && start.elapsed() < Duration::from_secs(30) {
            std::thread::sleep(Duration::from_millis(10));
        }
        assert!(is_done());
    };
    wait(&|| inside() > 0);
    run.kill().unwrap();
    run.wait().unwrap();
    wait(&|| inside() == 0);
}

#[test]
fn a_mark_of_encoding_before_corrections_is_passed_over() {
    let scratch = Scratch::new("a_mark_of_encoding_before_corrections");
    scratch.write("a.pdf", crate::support::pdf(&budget(1)));
    scratch.write("corrections.json", "\u{feff}{\"schema\":\"fiscal-tables/corrections/1\",\"corrections\":[]}");
    scratch.run(&["extract", "a.pdf", "-o", "out", "--corrections", "corrections.json"]).ends(0, &[]);
}

#[test]
fn a_blank_between_latin_words_stays() {
    let mut document = document(&[&{
        let mut paper = Paper::new();
        paper.grid(&[60.0, 200.0, 300.0], &[700.0, 676.0, 652.0]);
        paper.text(66.0, 684.0, "Item").text(206.0, 684.0, "Amount");
        paper.text(66.0, 660.0, "Windows Server").text(206.0, 660.0, "1.50");
        paper
    }]);
    let fonts = document.objects.values_mut().filter_map(|object| object.as_dict_mut().ok());
    for font in
        fonts.filter(|font| font.get(b"Subtype").is_ok_and(|kind| kind.as_name().is_ok_and(|kind| kind == b"Type1")))
    {
        font.set("BaseFont", "Times-Roman");
    }
    let document = read(&saved(document));
    assert_eq!(document.tables[0].rows[0].cells[0].text, "Windows Server");
}

fn dump_of(scratch: &Scratch, name: &str, text: &str, seconds: &str) -> (String, usize) {
    scratch.write(name, text);
    let status = status(scratch, name, seconds);
    let entries = scratch.manifest("out");
    let tables = entries.iter().find(|entry| entry["input"] == name).unwrap()["tables"].as_u64().unwrap();
    (status, usize::try_from(tables).unwrap())
}

#[test]
fn lines_that_end_as_those_of_an_old_macintosh_are_lines() {
    let scratch = Scratch::new("lines_that_end_as_those_of_an_old_macintosh");
    let lines = [
        "2025年部门收入预算表",
        "单位：万元",
        "项目\t金额",
        "一、一般公共预算\t12.00",
        "二、其他收入\t3.00",
        "合计\t15.00",
    ];
    assert_eq!(dump_of(&scratch, "a.txt", &lines.join("\n"), "60"), ("ok".to_owned(), 1));
    assert_eq!(dump_of(&scratch, "b.txt", &lines.join("\r"), "60"), ("ok".to_owned(), 1));
    assert_eq!(
        scratch.read("out/documents/a.txt/01-dept_income.csv"),
        scratch.read("out/documents/b.txt/01-dept_income.csv")
    );
    // Each fact says the line its row begins on.
    let facts = scratch.read("out/documents/b.txt/facts.csv");
    let mut facts = csv::Reader::from_reader(facts.as_bytes());
    let line = facts.headers().unwrap().iter().position(|name| name == "line").unwrap();
    let lines: Vec<String> = facts.records().map(|row| row.unwrap()[line].to_owned()).collect();
    assert_eq!(lines, ["4", "5", "6"]);
}

/// Neither a search for sums nor a reading of headers takes more than its share of a table that nobody prints.
#[cfg(not(debug_assertions))]
#[test]
fn dumps_of_unlikely_shapes_are_read_in_time() {
    let scratch = Scratch::new("dumps_of_unlikely_shapes_are_read_in_time");
    let sentence = "本部门2025年收入预算1,234.56万元，比上年增加12.3万元，主要原因是人员经费增加；一般公共预算拨款收入1,000.00万元，占81%。";
    let prose = |between: &str| (0..38_000).map(|_| format!("{sentence}{between}")).collect::<String>();
    assert_eq!(dump_of(&scratch, "lines.txt", &prose("\n"), "30").0, "no_tables");
    assert_eq!(dump_of(&scratch, "line.txt", &prose(""), "30").0, "no_tables");
    assert_eq!(dump_of(&scratch, "short.txt", &"各部门认真落实\n".repeat(300_000), "30").0, "no_tables");
    let head = "2025年部门支出预算表\n单位：万元\n科目编码 科目名称 合计 基本支出 项目支出 上缴上级支出 事业单位经营支出 对附属单位补助支出\n";
    let zeros: String = (0..2_000).map(|n| format!("{} 行政运行{n} 0.00 0.00 0.00\n", 2_010_000 + n)).collect();
    assert_eq!(dump_of(&scratch, "zeros.txt", &format!("{head}{zeros}"), "10"), ("ok".to_owned(), 1));
    let mut wide = "2025年收支表\n单位：万元\n项目".to_owned();
    wide.extend((0..10_000).map(|n| format!("\t列{n}")));
    for row in 0..3 {
        wide.push_str(&format!("\n行{row}{}", "\t1.00".repeat(10_000)));
    }
    assert_eq!(dump_of(&scratch, "wide.txt", &wide, "60"), ("ok".to_owned(), 1));
}

//! The report: worked with in a browser as a person does, and what the command says and writes.

#![cfg(unix)]

use crate::support::browser::Browser;
use crate::support::{Scratch, budget, pdf, pdf_with_password, project, skip};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// The samples, extracted with a report, in a scratch folder of their own.
fn samples(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    for file in [
        "final-accounts.pdf",
        "over-pages-repeated-header.pdf",
        "rotated.pdf",
        "wrapped-cells.pdf",
        "ruled-budget-raw.txt",
    ] {
        fs::copy(project().join("samples").join(file), scratch.path(file)).unwrap();
    }
    fs::copy(project().join("samples/damaged.pdf"), scratch.path("damaged.pdf")).unwrap();
    scratch.run(&["extract", ".", "-o", "out", "--report"]).ends(1, &["out/report/index.html"]);
    scratch
}

/// The number of a document in the report: its line in the manifest.
fn number(scratch: &Scratch, id: &str) -> usize {
    scratch.manifest_values("out", "id").iter().position(|own| own == id).unwrap() + 1
}

#[test]
fn a_person_reviews_and_corrects() {
    let scratch = samples("a_person_reviews_and_corrects");
    let Some(mut page) = Browser::start(&scratch.0) else {
        return skip("a_person_reviews_and_corrects", "there is no Chromium");
    };
    let index = scratch.path("out/report/index.html");
    page.open(&index, "");
    // The overview: every input, then those that a filter leaves.
    assert_eq!(page.wait("document.querySelectorAll('.list .body .row').length"), 6);
    assert!(page.wait("document.querySelectorAll('.plot').length").as_u64().unwrap() >= 3);
    page.click("input[type=search]");
    page.write("文化和旅游局 2025");
    page.wait("document.querySelectorAll('.list .body .row').length === 1");
    page.eval("document.querySelector('.filters > button').click()");
    page.wait("document.querySelectorAll('.list .body .row').length === 6");
    // The list of tables, sorted by how many rows they have.
    page.click("#tab-tables");
    page.wait("document.querySelectorAll('.list .body .row').length > 8");
    page.eval(
        "[...document.querySelectorAll('.row.head button')].find((b) => b.textContent.startsWith('Rows')).click()",
    );
    let rows =
        page.wait("[...document.querySelectorAll('.list .body .row')].map((r) => Number(r.children[4].textContent))");
    let rows: Vec<u64> = rows.as_array().unwrap().iter().map(|number| number.as_u64().unwrap()).collect();
    assert!(rows.len() > 8 && rows.is_sorted_by(|a, b| a >= b), "{rows:?}");
    page.eval("document.querySelector('.list .body .row a').click()");
    page.wait("document.querySelector('table.data td[data-key]')");

    // A table beside its page; a cell that is chosen is marked on the picture, where there is ink.
    let accounts = number(&scratch, "final-accounts");
    page.eval(&format!("location.hash = '#/d/{accounts}/t/3'"));
    page.wait("document.querySelector('.caption h2')?.textContent === '支出决算表'");
    let json: Value =
        serde_json::from_str(&scratch.read("out/documents/final-accounts/03-final_expenditure.json")).unwrap();
    let column = json["columns"].as_array().unwrap().iter().position(|column| column["role"] == "amount").unwrap();
    let (first, second) = (format!("1 {}", column + 1), format!("2 {}", column + 1));
    page.click(&format!("td[data-key='{first}']"));
    let chosen = page.wait("document.querySelector('td.chosen')?.textContent");
    page.wait("document.querySelector('.pageview').dataset.painted");
    let cell = &json["rows"][0]["cells"][column];
    assert_eq!(chosen, cell["text"]);
    let side = |name: &str| format!("Number(document.querySelector('.over rect.chosen').getAttribute('{name}'))");
    for (at, name) in ["x", "y"].iter().enumerate() {
        let found = page.wait(&side(name)).as_f64().unwrap();
        let expected = cell["bbox"][at].as_f64().unwrap();
        assert!((found - expected).abs() < 0.1, "{name}: {found} is not {expected}");
    }
    let ink = "(() => { const v = document.querySelector('.pageview'), c = v.querySelector('canvas'), r = v.querySelector('rect.chosen');
        const s = c.width / Number(v.querySelector('.over').getAttribute('viewBox').split(' ')[2]);
        const n = (k) => Number(r.getAttribute(k)) * s;
        const d = c.getContext('2d').getImageData(n('x') + 2, n('y') + 2, n('width') - 4, n('height') - 4).data;
        let dark = 0; for (let i = 0; i < d.length; i += 4) if (d[i] < 160) dark++; return dark; })()";
    assert!(page.wait(ink).as_u64().unwrap() > 10, "the digits are painted in the box");
    // And back: a click on the box of another cell chooses it in the table.
    page.eval(&"document.querySelector('.over').dispatchEvent(new MouseEvent('click', (() => {
        const b = current.page.cells.find((c) => c.key === 'SECOND').box, f = document.querySelector('.over').getBoundingClientRect(), s = f.width / current.page.size.width;
        return { clientX: f.left + (b[0] + b[2] / 2) * s, clientY: f.top + (b[1] + b[3] / 2) * s, bubbles: true }; })()))".replace("SECOND", &second));
    let is_chosen = |key: &str| format!("document.querySelector('td.chosen')?.dataset.key === '{key}'");
    page.wait(&is_chosen(&second));
    page.press("ArrowUp");
    page.wait(&is_chosen(&first));

    // The next finding, by key, on another document.
    let repeated = number(&scratch, "over-pages-repeated-header");
    page.eval(&format!("location.hash = '#/d/{repeated}'"));
    page.wait("document.querySelectorAll('.findings li').length === 2");
    page.press("n");
    page.wait(&is_chosen("60 1"));
    page.wait("document.querySelector('.pagelabel').textContent.startsWith('Page 2')");
    page.press("a");
    page.wait("document.querySelector('.findings li.own [aria-pressed=true]')");

    // A wrong correction: what is corrected is checked again, so its sums fail.
    page.eval(&format!("location.hash = '#/d/{accounts}/t/3'"));
    page.wait("document.querySelector('.caption h2')?.textContent === '支出决算表'");
    page.click(&format!("td[data-key='{first}']"));
    page.wait(&is_chosen(&first));
    page.press("e");
    page.wait("document.getElementById('dialog').open && document.activeElement.id === 'right'");
    page.eval("document.activeElement.select()");
    page.write("9,999.99");
    page.press("Enter");
    page.eval("document.querySelector('form.ask')?.requestSubmit()");
    page.wait("document.querySelector('td.pending ins')?.textContent === '9,999.99'");
    page.click("#corrections");
    page.click("#download");
    let saved = scratch.path("corrections.json");
    let start = Instant::now();
    while !saved.exists() {
        assert!(start.elapsed() < Duration::from_secs(20), "nothing was saved");
        std::thread::sleep(Duration::from_millis(50));
    }
    scratch.run(&["extract", ".", "-o", "out", "--report", "--corrections", "corrections.json"]).ends(1, &[]);
    let json: Value =
        serde_json::from_str(&scratch.read("out/documents/final-accounts/03-final_expenditure.json")).unwrap();
    let corrected = &json["rows"][0]["cells"][column];
    assert_eq!(
        (&corrected["origin"], &corrected["text"], &corrected["value"]),
        (&"corrected".into(), &"9,999.99".into(), &"9999.99".into())
    );
    assert_eq!(corrected["printed"], chosen);
    page.open(&index, &format!("?again#/d/{accounts}/t/3/r/1/c/{}", column + 1));
    page.wait("document.querySelector('td.corrected.contradicted.chosen')");
    // The sum that fails, with its addends, in words and marked in both places.
    page.wait("document.querySelector('.identity[open] p.mismatch')?.textContent.includes('9999.99')");
    page.wait("document.querySelectorAll('table.data td.addend').length && document.querySelectorAll('.over rect.addend').length");
    assert_eq!(page.eval("document.querySelector('.detail del')?.textContent"), chosen);
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

#[test]
fn the_report_is_for_everyone() {
    let scratch = samples("the_report_is_for_everyone");
    let Some(mut page) = Browser::start(&scratch.0) else {
        return skip("the_report_is_for_everyone", "there is no Chromium");
    };
    let index = scratch.path("out/report/index.html");
    let accounts = number(&scratch, "final-accounts");
    page.open(&index, "");
    page.wait("document.querySelectorAll('.list .body .row').length === 6");
    page.eval("document.getElementById('language').click()");
    page.wait("document.documentElement.lang === 'zh-CN' && document.querySelector('h1, .home').textContent === '公开表格核对报告'");
    page.eval("document.getElementById('theme').click()");
    let dark = "getComputedStyle(document.body).backgroundColor";
    assert_eq!(page.eval(dark), "rgb(15, 18, 23)");
    // Nothing is wider than a phone, and one view is shown at a time.
    page.resize(390, 800);
    page.wait("document.documentElement.scrollWidth <= 390");
    page.eval(&format!("location.hash = '#/d/{accounts}/t/2'"));
    page.wait("document.querySelector('table.data td[data-key]')");
    assert_eq!(page.eval("document.documentElement.scrollWidth <= 390"), true);
    assert_eq!(page.eval("getComputedStyle(document.querySelector('.pageview')).display"), "none");
    page.click("[data-view=viewPage]");
    page.wait("document.querySelector('.pageview').dataset.painted");
    // Every control and every picture says what it is.
    let unnamed = "[...document.querySelectorAll('button, a, input, select, [role=img], [role=grid]')].filter((e) =>
        !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length || e.type === 'file')).map((e) => e.outerHTML)";
    assert_eq!(page.eval(unnamed), Value::Array(Vec::new()));
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

/// What a document and its name say is text, whatever it looks like.
#[test]
fn nothing_in_a_document_becomes_code() {
    let scratch = Scratch::new("nothing_in_a_document_becomes_code");
    let mut sheets = budget(2);
    sheets[0].title = "2025 Budget </script><script>hit=1</script><img src=x onerror=hit=1>";
    sheets[0].rows[1][0] = "<img src=x onerror=hit=1>".to_owned();
    scratch.write("<img src=x onerror=hit=1> '\");hit=1;.pdf", pdf(&sheets));
    scratch.run(&["extract", ".", "-o", "out", "--report", "--quiet"]).ends(0, &[]);
    for name in scratch.names("out/report") {
        assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || "/-.".contains(c)), "{name}");
    }
    let Some(mut page) = Browser::start(&scratch.0) else {
        return skip("nothing_in_a_document_becomes_code", "there is no Chromium");
    };
    page.open(&scratch.path("out/report/index.html"), "");
    page.wait("document.querySelectorAll('.list .body .row').length === 1");
    page.open(&scratch.path("out/report/index.html"), "?x#/d/1/t/1/r/1/c/1");
    page.wait("document.querySelector('td.chosen')?.textContent.includes('<img')");
    assert_eq!(page.eval("typeof hit"), "undefined");
    assert_eq!(page.eval("document.querySelectorAll('#main img, #main script').length"), 0);
}

#[test]
fn what_a_report_cannot_show_is_said() {
    let scratch = Scratch::new("what_a_report_cannot_show_is_said");
    scratch.write("in/a.pdf", pdf(&budget(2)));
    scratch.write("in/b.pdf", pdf(&budget(3)));
    scratch.run(&["extract", "in", "-o", "out"]).ends(0, &[]);
    scratch.run(&["report", "out"]).ends(0, &["report of 2 documents with 2 pages"]);
    // One is gone, one has changed: the report is made all the same.
    fs::remove_file(scratch.path("in/a.pdf")).unwrap();
    scratch.write("in/b.pdf", pdf(&budget(4)));
    scratch
        .run(&["report", "out"])
        .ends(1, &["in/a.pdf cannot be read again", "in/b.pdf has changed since it was read"]);
    assert!(scratch.read("out/report/data/d/1/document.js").contains("cannot be read again"));
    assert!(scratch.read("out/report/data/d/1/t1.js").contains("1,234.50"));
    // Found again elsewhere.
    scratch.write("moved/a.pdf", pdf(&budget(2)));
    scratch.run(&["report", "out", "--inputs", "moved"]).ends(1, &["in/b.pdf has changed"]);
    assert!(scratch.path("out/report/data/d/1/p1.js").exists());
    // Not ours to read or to write.
    scratch.run(&["report", "moved"]).ends(2, &["is not a folder that extract has written"]);
    scratch.run(&["report", "out", "-o", "moved"]).ends(2, &["moved is there and no report"]);
    assert!(scratch.path("moved/a.pdf").exists());
    // A run without a report leaves none of an earlier run behind.
    scratch.run(&["extract", "in", "-o", "out"]).ends(0, &[]);
    assert!(!scratch.path("out/report").exists());
}

#[test]
fn the_bytes_of_a_report_do_not_depend_on_threads() {
    let scratch = samples("the_bytes_of_a_report_do_not_depend_on_threads");
    scratch.run(&["report", "out", "-o", "one", "--jobs", "1"]).ends(0, &[]);
    scratch.run(&["report", "out", "-o", "four", "--jobs", "4"]).ends(0, &[]);
    assert_eq!(scratch.tree("one"), scratch.tree("four"));
    assert_eq!(scratch.tree("one"), scratch.tree("out/report"));
}

#[test]
fn copies_with_notes_are_sound_and_show_them() {
    let scratch = samples("copies_with_notes_are_sound_and_show_them");
    scratch.write("locked/locked.pdf", pdf_with_password("open"));
    scratch.run(&["report", "out", "--annotate"]).ends(0, &["4 copies with notes"]);
    let copy = scratch.path("out/report/annotated/over-pages-repeated-header.pdf");
    let (original, copied) =
        (fs::read(scratch.path("over-pages-repeated-header.pdf")).unwrap(), fs::read(&copy).unwrap());
    assert!(copied.starts_with(&original), "the original is untouched");
    let document = lopdf::Document::load(&copy).unwrap();
    let subtypes: Vec<String> = document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok())
        .filter(|dict| {
            dict.get(b"QuadPoints").is_ok()
                || dict.get(b"Subtype").and_then(lopdf::Object::as_name).is_ok_and(|name| name == b"Text")
        })
        .map(|dict| String::from_utf8_lossy(dict.get(b"Subtype").unwrap().as_name().unwrap()).into_owned())
        .collect();
    assert_eq!(subtypes.iter().filter(|name| *name == "Highlight").count(), 2, "{subtypes:?}");
    assert_eq!(subtypes.iter().filter(|name| *name == "Text").count(), 2, "{subtypes:?}");
    check_with_qpdf("copies_with_notes_are_sound_and_show_them", &copy);
    // What cannot be copied is said.
    scratch.run(&["extract", "locked", "-o", "opened", "--password", "open"]).ends(0, &[]);
    scratch.run(&["report", "opened", "--annotate", "--password", "open"]).ends(1, &["the document is encrypted"]);
    assert!(scratch.path("opened/report/data/d/1/p1.js").exists(), "its pages are shown all the same");
}

/// A turned page: the highlight of a cell lies on its digits as displayed.
#[test]
fn highlights_lie_on_their_cells_on_turned_pages() {
    let test = "highlights_lie_on_their_cells_on_turned_pages";
    let scratch = Scratch::new(test);
    if Command::new("pdftoppm").arg("-v").output().is_err() {
        return skip(test, "there is no pdftoppm");
    }
    for turn in [0, 90, 180, 270] {
        // A text in a column of amounts is no amount: a finding with a cell.
        let mut paper = crate::support::paper::Paper::new();
        let cells =
            [("Item", "Amount"), ("Service", "1.50"), ("Roads", "2.50"), ("Parks", "3.50"), ("Other", "unknown")];
        paper.rows(&cells);
        paper.entries.set("Rotate", turn);
        let mut document = crate::support::paper::document(&[&paper]);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        scratch.write("in/turned.pdf", bytes);
        scratch.run(&["extract", "in", "-o", "out"]).ends(0, &[]);
        scratch.run(&["report", "out", "--annotate"]).ends(0, &[]);
        let json: Value = serde_json::from_str(&scratch.read("out/documents/turned/01-table.json")).unwrap();
        let cell = &json["rows"][3]["cells"][1];
        assert_eq!(cell["text"], "unknown");
        let [x0, y0, y1] = [0, 1, 3].map(|at| cell["bbox"][at].as_f64().unwrap());
        let copy = scratch.path("out/report/annotated/turned.pdf");
        check_with_qpdf(test, &copy);
        let run = Command::new("pdftoppm").args(["-r", "72", copy.to_str().unwrap()]).output().unwrap();
        let pixels = Ppm::parse(&run.stdout);
        let inside = pixels.at(x0 + 3.0, y1 - 3.0);
        let beside = pixels.at(x0 - 30.0, (y0 + y1) / 2.0);
        assert!(inside.iter().min() != inside.iter().max(), "turned by {turn}: no colour in the cell: {inside:?}");
        assert_eq!(beside, [255, 255, 255], "turned by {turn}");
    }
}

/// A picture as `pdftoppm` writes it.
struct Ppm {
    width: usize,
    pixels: Vec<u8>,
}

impl Ppm {
    fn parse(bytes: &[u8]) -> Ppm {
        let mut parts = bytes.splitn(4, |byte| *byte == b'\n');
        assert_eq!(parts.next().unwrap(), b"P6");
        let size = String::from_utf8(parts.next().unwrap().to_vec()).unwrap();
        let width = size.split(' ').next().unwrap().parse().unwrap();
        Ppm { width, pixels: parts.nth(1).unwrap().to_vec() }
    }

    fn at(&self, x: f64, y: f64) -> [u8; 3] {
        let at = (y as usize * self.width + x as usize) * 3;
        [self.pixels[at], self.pixels[at + 1], self.pixels[at + 2]]
    }
}

#[track_caller]
fn check_with_qpdf(test: &str, file: &Path) {
    match Command::new("qpdf").arg("--check").arg(file).output() {
        Ok(run) => assert!(run.status.success(), "{run:?}"),
        Err(_) => skip(test, "there is no qpdf to check the copy with"),
    }
}

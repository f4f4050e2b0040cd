//! What the checks say: of the examples in their manuals, of the gold tables, of the rules of the published list.

use crate::support::paper::{Paper, pdf};
use crate::support::{Scratch, inside, project, read, read_json, read_text, shared};
use fiscal_tables::export::batch::Batch;
use fiscal_tables::export::schema::FindingJson;
use fiscal_tables::export::{Formats, Source, facts, json};
use fiscal_tables::verify::{CellRef, CellState, Outcome, Verdict, checks};
use fiscal_tables::{Document, InputFormat, Options, extract};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// How many outcomes of a check have each verdict.
fn verdicts(document: &Document, check: &str) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for outcome in document.ledger.outcomes().iter().filter(|outcome| outcome.check == check) {
        *counts.entry(outcome.verdict.as_str()).or_default() += 1;
    }
    counts
}

/// How many findings of a check a run over documents, which stand behind each other, has; in either order.
fn findings_of_run(text: &str, check: &str) -> usize {
    let scratch = Scratch::new("findings_of_run");
    let texts: Vec<&str> = text.split("\n---\n").collect();
    let found = ["abc", "cba"].map(|names| {
        for (name, text) in names.chars().zip(&texts) {
            scratch.write(&format!("{name}.txt"), *text);
        }
        let inputs: Vec<String> = names.chars().take(texts.len()).map(|name| format!("{name}.txt")).collect();
        let out = format!("out-{names}");
        let mut args = vec!["extract", "-q", "-o", &out];
        args.extend(inputs.iter().map(String::as_str));
        scratch.run(&args);
        let lines = scratch.read(&format!("{out}/findings.csv"));
        let found = lines.lines().filter(|line| line.starts_with(check)).count();
        let told = scratch.run(&["verify", &out, "--select", check, "--min-severity", "info"]).ends(0, &[]).stdout;
        assert_eq!(told.lines().count(), found, "{told}");
        found
    });
    assert_eq!(found[0], found[1]);
    found[0]
}

/// The examples of the manuals are tables with `|` for tabs, and behind `=>` the verdicts of the check.
#[test]
fn manuals_say_what_the_checks_do() {
    let mut wrong = Vec::new();
    for check in checks() {
        assert!(check.manual.starts_with(&format!("# {}\n", check.code)), "{}", check.code);
        for part in ["## What it checks", "## Why", "## Tolerance", "## Example"] {
            assert!(check.manual.contains(part), "{} has no {part}", check.code);
        }
        let examples: Vec<&str> = check.manual.split("```example\n").skip(1).collect();
        assert!(!examples.is_empty(), "{} has no example", check.code);
        for example in examples {
            let (text, expected) = example.split_once("=> ").unwrap();
            let expected: BTreeMap<&str, usize> = expected
                .lines()
                .next()
                .unwrap()
                .split(", ")
                .map(|part| part.split_once(' ').unwrap())
                .map(|(count, verdict)| (verdict, count.parse().unwrap()))
                .collect();
            let text = text.replace('|', "\t");
            // Documents of one run.
            if text.contains("\n---\n") {
                let found = findings_of_run(&text, check.code);
                assert_eq!(BTreeMap::from([("mismatch", found)]), expected, "{}", check.code);
                continue;
            }
            let document = read_text(&text);
            let found = verdicts(&document, check.code);
            if found != expected {
                let table = |table: &fiscal_tables::table::Table| (table.kind.clone(), table.rows.len());
                let tables: Vec<_> = document.tables.iter().map(table).collect();
                wrong.push(format!("{}: expected {expected:?}, found {found:?} in {tables:?}", check.code));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn amounts_are_verified_or_contradicted() {
    let document = read_text(
        "2025年部门支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
         2010301\t行政运行\t300.50\t200.25\t100.25\n2010302\t一般行政管理事务\t90.00\t40.00\t40.00\n\
         2010350\t事业运行\t\t\t70.00\n",
    );
    let state = |row, column| document.ledger.state(CellRef::new(0, row, column));
    assert_eq!(state(0, 2), CellState::Verified);
    assert_eq!(state(1, 3), CellState::Contradicted);
    assert_eq!(state(2, 4), CellState::Unverified);
    let counts = document.ledger.counts(0.into());
    assert_eq!((counts.amounts, counts.verified, counts.contradicted), (7, 3, 3));
    let finding = document.findings.iter().find(|finding| finding.code == "row_sum").unwrap();
    assert_eq!((finding.expected.as_deref(), finding.found.as_deref()), (Some("80.00"), Some("90.00")));
    assert!(finding.message.contains("a single digit would explain it"), "{}", finding.message);
}

/// The causes that the mismatches of a check name, row by row from 1.
fn causes(document: &Document, check: &str) -> Vec<(usize, Option<&'static str>)> {
    let failing = document.ledger.outcomes().iter().filter(|outcome| outcome.verdict == Verdict::Mismatch);
    let own = failing.filter(|outcome| outcome.check == check);
    own.map(|outcome| (outcome.left[0].row.number(), outcome.cause.map(fiscal_tables::verify::Cause::as_str))).collect()
}

/// 300.00 = 200.00 + 100.00 and 90.00 = 40.00 + 50.00 with 100.00 and 50.00 in each other's place: both rows are off by
/// 50.00, one up, one down, and the column still sums to 150.00. With 55.00 and 95.00 the rows are off by 45.00, one up, one
/// down, and the column sums to 150.00, too; but 95.00 in the first row makes 295.00, so that they are not swapped.
#[test]
fn amounts_in_each_others_place() {
    let table = |first: &str, second: &str| {
        read_text(&format!(
            "2025年部门支出总表\n编制单位：某市审计局\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
             \t合计\t461.50\t311.50\t150.00\n201\t一般公共服务支出\t390.00\t240.00\t150.00\n\
             20108\t审计事务\t390.00\t240.00\t150.00\n2010801\t行政运行\t300.00\t200.00\t{first}\n\
             2010804\t审计业务\t90.00\t40.00\t{second}\n221\t住房保障支出\t71.50\t71.50\t\n\
             22102\t住房改革支出\t71.50\t71.50\t\n2210201\t住房公积金\t71.50\t71.50\t\n"
        ))
    };
    let all = |document: &Document| verdicts(document, "column_total").get("mismatch").copied();
    let right = table("100.00", "50.00");
    assert_eq!((causes(&right, "row_sum"), all(&right)), (vec![], None));
    let swapped = table("50.00", "100.00");
    assert_eq!((causes(&swapped, "row_sum"), all(&swapped)), (vec![(4, Some("swapped")), (5, Some("swapped"))], None));
    let other = table("55.00", "95.00");
    assert_eq!((causes(&other, "row_sum"), all(&other)), (vec![(4, None), (5, None)], None));
}

/// Two columns of a row in each other's place: 240.00 of 390.00 are basic and 150.00 projects. The row still adds up; each of
/// the columns is off by 90.00, the difference of the two.
#[test]
fn amounts_in_each_others_column() {
    let document = read_text(
        "2025年部门支出总表\n编制单位：某市审计局\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
         \t合计\t492.00\t342.00\t150.00\n2010801\t行政运行\t390.00\t150.00\t240.00\n\
         2210201\t住房公积金\t71.50\t71.50\t\n2210203\t购房补贴\t30.50\t30.50\t\n",
    );
    assert_eq!(causes(&document, "row_sum"), []);
    let found = causes(&document, "column_total");
    assert_eq!(found, [(1, Some("swapped")), (1, Some("swapped"))]);
}

/// 500,000 and 2,80,000 may be the total of 3,300,000: a digit is missing, and the number is none that is read. Without it
/// the total cannot be tried; a total that another line breaks is still one that fails. Of 2800,000 a comma alone is missing.
#[test]
fn a_number_that_is_not_read_decides_nothing() {
    let table = |interest: &str| {
        read_text(&format!(
            "2023年某省一般公共预算支出预算表\n单位：万元\n项目\t2023年预算数\n一、其他支出\t500,000\n\
             二、债务付息支出\t{interest}\n本年支出合计\t3,300,000\n"
        ))
    };
    for (interest, expected) in
        [("2,800,000", "ok"), ("2800,000", "ok"), ("2,80,000", "insufficient"), ("2,700,000", "mismatch")]
    {
        assert_eq!(verdicts(&table(interest), "column_total"), BTreeMap::from([(expected, 1)]), "{interest}");
    }
}

/// The findings of check `budget_final` of a run over documents that stand behind each other: identity, expected, found.
fn findings_between(text: &str) -> Vec<(String, String, String)> {
    let scratch = Scratch::new("findings_between");
    let mut args = vec!["extract".to_owned(), "-q".to_owned(), "-o".to_owned(), "out".to_owned()];
    for (at, text) in text.split("---\n").enumerate() {
        scratch.write(&format!("{at}.txt"), text.replace('|', "\t"));
        args.push(format!("{at}.txt"));
    }
    scratch.run(&args.iter().map(String::as_str).collect::<Vec<_>>());
    let lines = scratch.read("out/findings.csv");
    let own = lines.lines().filter(|line| line.starts_with("budget_final,"));
    let mut found: Vec<_> = own
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let id = cells[10].trim_start_matches('"').split(' ').next().unwrap();
            (id.to_owned(), cells[8].to_owned(), cells[9].to_owned())
        })
        .collect();
    found.sort();
    found
}

/// The budget and accounts of 2024 and the accounts of 2023 of one office, whole but for the three amounts.
fn three_documents(begins: &str, begins_of_fiscal: &str, planned: &str) -> String {
    let accounts = |year: u32, begins: &str, fiscal: &str, ends: [&str; 2], totals: [&str; 2]| {
        format!(
            "{year}年度部门决算\n某市审计局\n{year}年度收入支出决算总表\n编制单位：某市审计局\n单位：万元\n\
             收入||支出|\n项目|金额|项目|金额\n\
             一、一般公共预算财政拨款收入|900.00|一、一般公共服务支出|880.00\n\
             本年收入合计|900.00|本年支出合计|880.00\n年初结转和结余|{begins}|年末结转和结余|{}\n总计|{}|总计|{}\n\n\
             {year}年度财政拨款收入支出决算总表\n编制单位：某市审计局\n单位：万元\n收入||支出|||\n\
             项目|金额|项目|合计|一般公共预算财政拨款|政府性基金预算财政拨款\n\
             一、一般公共预算财政拨款|900.00|一、一般公共服务支出|880.00|880.00|\n\
             本年收入合计|900.00|本年支出合计|880.00|880.00|\n\
             年初财政拨款结转和结余|{fiscal}|年末财政拨款结转和结余|{}|{}|\n总计|{}|总计|{}|{}|\n",
            ends[0], totals[0], totals[0], ends[1], ends[1], totals[1], totals[1], totals[1]
        )
    };
    let first = accounts(2023, "10.00", "5.00", ["30.00", "25.00"], ["910.00", "905.00"]);
    let second = accounts(2024, begins, begins_of_fiscal, ["50.00", "45.00"], ["930.00", "925.00"]);
    format!(
        "{first}---\n{second}\n2024年度一般公共预算财政拨款支出决算表\n编制单位：某市审计局\n单位：万元\n\
         科目编码|科目名称|年初预算数|决算数\n|合计|{planned}|880.00\n2010801|行政运行|{planned}|880.00\n---\n\
         2024年度部门预算\n某市审计局\n2024年一般公共预算支出表\n编制单位：某市审计局\n单位：元\n\
         科目编码|科目名称|合计|基本支出|项目支出\n|合计|8950000|8000000|950000\n2010801|行政运行|8950000|8000000|950000\n"
    )
}

/// What is left of 2023 (30.00, of fiscal money 25.00) is there at the beginning of 2024; the accounts of 2024 print the
/// budget of 8,950,000 yuan as 895.00 万元. Else each is a finding, in yuan: the left side is what the first document of the
/// identity prints, so 2023 for what goes on into 2024, the accounts for the budget.
#[test]
fn years_and_budgets_go_on() {
    assert_eq!(findings_between(&three_documents("30.00", "25.00", "895.00")), []);
    let found = findings_between(&three_documents("31.50", "26.50", "890.00"));
    let told: Vec<[&str; 3]> =
        found.iter().map(|(id, expected, found)| [id.as_str(), expected.as_str(), found.as_str()]).collect();
    assert_eq!(told, [["Y-1.4", "8950000", "8900000"], ["Y-1.5", "315000", "300000"], ["Y-1.6", "265000", "250000"]]);
}

/// Where documents are far apart their facts say the same of each other: in any order.
#[test]
fn facts_say_what_documents_print_again() {
    let texts = three_documents("20.00", "25.00", "700.00");
    let (mut whole, mut of_facts, mut rows) = (Batch::default(), Batch::default(), Vec::new());
    for (at, text) in texts.split("---\n").enumerate() {
        let text = text.replace('|', "\t");
        let document = extract(text.as_bytes(), &Options::of(InputFormat::Text)).unwrap();
        let id = format!("document-{at}");
        let description = json::document(&document, &Source::new(&*id, "a.txt", ""), "ok", Formats::default());
        whole.add(&description);
        rows.extend(document.facts().map(|fact| facts::row(&id, "", &fact)));
    }
    rows.iter().rev().for_each(|row| of_facts.add_fact(row));
    let key = |(id, finding): &(String, FindingJson)| (id.clone(), finding.message.clone());
    let sorted = |batch: &Batch| {
        let mut found = batch.findings();
        found.sort_by_key(key);
        found
    };
    assert!(sorted(&whole).len() > 1, "{:?}", whole.findings());
    assert_eq!(sorted(&of_facts), sorted(&whole));
}

/// Indents tell levels: 500 = 300 + 200, 300 = 100 + 150 + 50; the last list is off by 10, a single digit of 60 or 150.
#[test]
fn indents_tell_what_is_part_of_what() {
    let document = indented(&[
        ("Services", 0.0, "300.00"),
        ("Staff", 10.0, "100.00"),
        ("Office", 10.0, "150.00"),
        ("Travel", 10.0, "50.00"),
        ("Housing", 0.0, "200.00"),
        ("Funds", 10.0, "150.00"),
        ("Grants", 10.0, "60.00"),
        ("Total", 0.0, "500.00"),
    ]);
    let levels: Vec<Option<u8>> = document.tables[0].rows.iter().map(|row| row.level).collect();
    assert_eq!(levels[..7], [0, 1, 1, 1, 0, 1, 1].map(Some));
    let states = |row| document.ledger.state(CellRef::new(0, row, 1));
    assert_eq!([0, 1, 2, 3].map(states), [CellState::Verified; 4]);
    assert_ne!(states(6), CellState::Verified);
}

/// Trade is indented as the lines of Industry are: 118.35 is the sum of those before it, and the total counts it.
#[test]
fn a_line_indented_too_far_is_beside_its_head() {
    let document = indented(&[
        ("Services", 0.0, "307.11"),
        ("Staff", 10.0, "101.07"),
        ("Office", 10.0, "206.04"),
        ("Industry", 0.0, "118.35"),
        ("Plants", 10.0, "8.02"),
        ("Works", 10.0, "110.33"),
        ("Trade", 10.0, "10.16"),
        ("Total", 0.0, "435.62"),
    ]);
    assert!(document.ledger.outcomes().iter().all(|outcome| outcome.verdict != Verdict::Mismatch));
    let states = |row| document.ledger.state(CellRef::new(0, row, 1));
    assert_eq!([3, 4, 5, 6, 7].map(states), [CellState::Verified; 5]);
}

/// A form whose fund prints a score and no weight: 50 + 33 + 10 = 93 of 50 + 40, and the 10 that the fund may score.
#[test]
fn the_points_of_the_execution_may_be_in_the_scores_alone() {
    let form = |score: &str, total: &str| {
        format!(
            "<p>设备购置项目绩效自评表</p>\n<p>（2022年度）</p>\n<table>\n\
             <tr><td colspan=\"2\">项目名称</td><td colspan=\"6\">设备购置项目</td></tr>\n\
             <tr><td rowspan=\"2\" colspan=\"2\">项目资金（万元）</td><td></td><td>年初预算数</td><td>全年预算数</td>\
             <td>全年执行数</td><td>分值</td><td>得分</td></tr>\n\
             <tr><td>年度资金总额</td><td>316.82</td><td>316.82</td><td>316.82</td><td></td><td>{score}</td></tr>\n\
             <tr><td rowspan=\"3\">绩效指标</td><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>年度指标值</td>\
             <td>实际完成值</td><td>分值</td><td>得分</td></tr>\n\
             <tr><td rowspan=\"2\">产出指标</td><td>数量指标</td><td>设备采购</td><td>8项</td><td>8项</td><td>50</td><td>50</td></tr>\n\
             <tr><td>时效指标</td><td>完成时间</td><td>年底</td><td>年底</td><td>40</td><td>33</td></tr>\n\
             <tr><td colspan=\"6\">总分</td><td>90</td><td>{total}</td></tr>\n</table>\n"
        )
    };
    let above = |score: &str, total: &str| {
        let document = read_text(&form(score, total));
        let of_range =
            |outcome: &&Outcome| outcome.identity.starts_with("PE-f") && outcome.verdict == Verdict::Mismatch;
        document.ledger.outcomes().iter().filter(of_range).count()
    };
    assert_eq!((above("10", "93"), above("", "93"), above("10", "103")), (0, 1, 1));
}

/// A table of names, how far they are indented, and amounts.
fn indented(lines: &[(&str, f32, &str)]) -> Document {
    let mut paper = Paper::new();
    let y = |row: usize| 700.0 - 24.0 * row as f32;
    paper.grid(&[60.0, 200.0, 300.0], &(0..=lines.len() + 1).map(y).collect::<Vec<_>>());
    paper.text(66.0, y(0) - 16.0, "Item").text(206.0, y(0) - 16.0, "Amount");
    for (row, (label, indent, amount)) in lines.iter().enumerate() {
        paper.text(66.0 + indent, y(row + 1) - 16.0, label).text(206.0, y(row + 1) - 16.0, amount);
    }
    read(&pdf(&[&paper]))
}

/// The five dumps: no sum fails, and all but a few amounts are verified.
#[test]
#[cfg_attr(not(shared), ignore = "there is no ../shared")]
fn dumps_add_up() {
    let (mut amounts, mut verified) = (0, 0);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in ["000", "001", "002", "003", "004"] {
        let document = read_text(&fs::read_to_string(shared(&format!("seeds/{name}.txt"))).unwrap());
        for outcome in document.ledger.outcomes() {
            // Lines of the self-evaluations of 001 were lost in the text: their points do not add up.
            let is_lost = name == "001" && outcome.check == "performance_score";
            assert!(outcome.verdict != Verdict::Mismatch || is_lost, "{name}: {outcome:#?}");
            *counts.entry(outcome.verdict.as_str()).or_default() += 1;
        }
        let total = document.ledger.total();
        amounts += total.amounts;
        verified += total.verified;
    }
    assert!(verified * 100 >= amounts * 97, "{verified} of {amounts}");
    assert!(counts["rounding"] >= 15 && counts["ok"] > 1_000, "{counts:?}");
}

/// The gold documents: what does not add up is what does not add up in print.
#[test]
#[cfg_attr(not(shared), ignore = "there is no ../shared")]
fn gold_documents_add_up() {
    let is_gold = |path: &Path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        ["69067945", "8e923123", "8f345194", "d8d61289"].iter().any(|gold| name.starts_with(gold))
    };
    for path in inside(&shared("real")).iter().filter(|path| is_gold(path)) {
        let document = read(&fs::read(path).unwrap());
        for outcome in document.ledger.outcomes() {
            // Page 21 of one says 0.3 where its table has 2,961.69.
            let is_printed = outcome.beside[1].as_deref().is_some_and(|words| words.ends_with("总计0.3万元”"));
            assert!(outcome.verdict != Verdict::Mismatch || is_printed, "{}: {outcome:#?}", path.display());
        }
        let total = document.ledger.total();
        assert!(total.verified * 100 >= total.amounts * 85, "{}: {total:?}", path.display());
    }
}

/// The rules of the page of rules, and what each is run by.
fn listed_rules(page: &str) -> BTreeMap<&str, &str> {
    let mut listed: BTreeMap<&str, &str> = BTreeMap::new();
    for line in
        page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| rule") && !line.starts_with("| -"))
    {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        assert!(listed.insert(cells[0], cells[1]).is_none(), "{} stands twice", cells[0]);
    }
    listed
}

fn page_of_rules() -> String {
    fs::read_to_string(project().join("src/verify/checks/RULES.md")).unwrap()
}

/// Every rule of the page of rules is run by a check, or the page says why not.
#[test]
fn every_rule_has_its_check() {
    let page = page_of_rules();
    let listed = listed_rules(&page);
    let codes: Vec<&str> = checks().iter().map(|check| check.code).collect();
    for (rule, by) in &listed {
        assert!(codes.contains(by) || matches!(*by, "hint" | "finding"), "{rule}: {by}");
    }
    let identities = fs::read_to_string(project().join("src/catalogue/identities.txt")).unwrap();
    for line in identities.lines().filter_map(|line| line.strip_prefix("covers ")) {
        for rule in line.split_whitespace() {
            assert!(listed.contains_key(rule), "{rule} of identities.txt is not on the page");
        }
    }
}

/// Every rule of the published list is on the page of rules.
#[test]
#[cfg_attr(not(shared), ignore = "there is no ../shared")]
fn no_rule_is_lost() {
    let rules = read_json(&shared("domain/articulation_rules.json"));
    let known: BTreeSet<&str> = rules.as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    let page = page_of_rules();
    let own: BTreeSet<&str> = listed_rules(&page).into_keys().collect();
    assert_eq!(own, known);
}

/// What is written holds all that the checks look at: tried anew on the stored tables they say the same.
#[track_caller]
fn check_stored(document: &Document, name: &str) {
    use fiscal_tables::export::schema::TableJson;
    use fiscal_tables::export::{Formats, Source, json, stored};
    let source = Source::new(name, name, "");
    let mut formats = Formats::default();
    formats.json = true;
    let description = json::document(document, &source, "ok", formats);
    let bytes: Vec<Vec<u8>> = document
        .tables
        .iter()
        .zip(&description.tables)
        .map(|(table, entry)| json::table(document, table, &description, entry))
        .collect();
    let tables: Vec<TableJson<'_>> = bytes.iter().map(|bytes| serde_json::from_slice(bytes).unwrap()).collect();
    for (bytes, table) in bytes.iter().zip(&tables) {
        assert!(json::to_bytes(table) == *bytes, "{name}: a table is not what it was when it is read back");
    }
    let again = stored::document(&description, &tables).unwrap();
    assert!(again.ledger == document.ledger, "{name}");
    assert_eq!(again.findings.len(), document.findings.len(), "{name}");
}

#[test]
fn stored_tables_are_checked_alike() {
    check_stored(&read_text(WRONG), "a text");
}

#[test]
#[cfg_attr(not(shared), ignore = "there is no ../shared")]
fn stored_tables_of_real_documents_are_checked_alike() {
    for path in inside(&shared("seeds")) {
        check_stored(&read_text(&fs::read_to_string(&path).unwrap()), &path.display().to_string());
    }
    for path in inside(&shared("real")).iter().filter(|path| path.extension().is_some_and(|end| end == "pdf")) {
        check_stored(&read(&fs::read(path).unwrap()), &path.display().to_string());
    }
}

const WRONG: &str = "2025年部门支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                     2010301\t行政运行\t300.50\t200.25\t100.25\n2010302\t一般行政管理事务\t90.00\t40.00\t40.00\n";

#[test]
fn verify_on_the_command_line() {
    let scratch = Scratch::new("verify_on_the_command_line");
    scratch.write("a.txt", WRONG);
    let told = scratch.run(&["verify", "a.txt"]).ends(0, &["6 amounts", "3 contradicted"]).stdout;
    assert!(told.starts_with("a.txt T1 R2C3 row_sum warning: expected 80.00, found 90.00: "), "{told}");
    scratch.run(&["verify", "a.txt", "--strict", "-q"]).ends(1, &[]);
    scratch.run(&["verify", "a.txt", "--strict", "--ignore", "row_sum"]).ends(0, &[]);
    scratch.run(&["verify", "a.txt", "--strict", "--select", "balance"]).ends(0, &[]);
    scratch.run(&["verify", "a.txt", "--strict", "--min-severity", "error"]).ends(0, &[]);
    scratch.run(&["verify", "a.txt", "--select", "no_check"]).ends(2, &["there is no check no_check"]);
    scratch.run(&["extract", "a.txt", "-o", "out"]).ends(0, &["6 amounts, 50.0% verified, 3 contradicted"]);
    let again = scratch.run(&["verify", "out", "--strict"]).ends(1, &["1 documents"]).stdout;
    assert_eq!(again, told);
    let facts = scratch.read("out/facts.csv");
    assert!(facts.contains(",yes,") && facts.contains(",contradicted,"), "{facts}");
}

#[test]
fn checks_on_the_command_line() {
    let scratch = Scratch::new("checks_on_the_command_line");
    let list = scratch.run(&["checks"]).ends(0, &[]).stdout;
    assert!(list.starts_with("row_sum\twarning\tColumns that are the sum"), "{list}");
    let page = scratch.run(&["checks", "row_sum"]).ends(0, &[]).stdout;
    assert!(page.starts_with("# row_sum\n"), "{page}");
    scratch.run(&["checks", "no_check"]).ends(2, &["there is no check no_check"]);
}

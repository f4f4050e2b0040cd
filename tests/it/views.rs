//! What the views answer, held against what is printed on the pages.

use crate::support::{Run, Scratch, command, project, shared};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs;

/// Each line of the gold file is one row of a view, and one value of it.
#[test]
#[cfg_attr(not(all(shared, feature = "sqlite")), ignore = "there is no ../shared, or no SQLite")]
fn views_say_what_the_pages_print() {
    let gold = fs::read_to_string(project().join("tests/views_gold.tsv")).unwrap();
    let lines: Vec<Vec<&str>> =
        gold.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect()).collect();
    let asked: BTreeSet<&str> = lines.iter().map(|line| line[0]).collect();
    let is_asked = |path: &std::path::PathBuf| {
        let digest = Sha256::digest(fs::read(path).unwrap());
        let digits: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        asked.contains(digits.as_str())
    };
    let files = ["real", "towns"].into_iter().flat_map(|folder| fs::read_dir(shared(folder)).unwrap());
    let inputs: Vec<_> = files.map(|file| file.unwrap().path()).filter(is_asked).collect();
    assert_eq!(inputs.len(), asked.len());
    let scratch = Scratch::new("views_say_what_the_pages_print");
    let out = scratch.path("out");
    let run = command(&["extract", "--format", "sqlite", "-o"]).arg(&out).args(&inputs).output().unwrap();
    let run = Run::from(run);
    assert!([0, 1].contains(&run.code), "{run:#?}");
    let database = rusqlite::Connection::open(out.join("fiscal-tables.sqlite")).unwrap();
    // Each view once: they look through all facts.
    for view in lines.iter().map(|line| line[1]).collect::<BTreeSet<_>>() {
        database.execute_batch(&format!("CREATE TEMP TABLE asked_{view} AS SELECT * FROM {view}")).unwrap();
    }
    let mut wrong = Vec::new();
    for line in &lines {
        let [sha256, view, rows, column, expected] = line[..] else { panic!("{line:?}") };
        let rows = rows.replace("year", &format!("{view}.year"));
        let query = format!(
            "SELECT {view}.{column} FROM asked_{view} AS {view} JOIN documents ON id = document
             WHERE documents.sha256 LIKE '{sha256}%' AND ({rows})"
        );
        let mut query = database.prepare(&query).unwrap();
        let found: Vec<String> = query
            .query_map([], |row| row.get::<_, Option<f64>>(0))
            .unwrap()
            .map(|fen| fen.unwrap().map(|fen| fen.round().to_string()).unwrap_or_default())
            .collect();
        if found != [expected] {
            wrong.push(format!("{sha256} {view} {rows} {column}: {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

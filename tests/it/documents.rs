//! What the READMEs say is true: every command in a ```` ```sh ```` block is run here, in a copy of the project's
//! files, with the program that was just built; the example is compiled; links lead somewhere.

#![cfg(unix)]

use crate::support::{Run, Scratch, command, project, python_can, skip};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a script needs, as Python that fails where it is not there.
const NEEDS: [(&str, &str); 4] = [
    ("scripts/check_amounts.py", "import pymupdf"),
    ("scripts/compare_peers.py", "import shutil; assert shutil.which('pdfinfo')"),
    ("scripts/draw_page_and_table.py", "import pymupdf, PIL; from sample_forms.sheet import register_fonts as f; f()"),
    ("scripts/make_samples.py", "import reportlab, PIL; from sample_forms.sheet import register_fonts as f; f()"),
];

#[test]
fn the_commands_of_the_readme_run() {
    let commands = check("README.md");
    assert!(commands[0].starts_with("cargo run --release -- extract samples"), "the main command is the first");
    assert_eq!(commands[1], "cargo test", "the second runs the tests");
    assert_eq!(commands_of("README.zh-CN.md"), commands, "README.zh-CN.md has the same commands");
}

#[test]
fn the_commands_of_the_samples_run() {
    check("samples/README.md");
}

#[test]
#[expect(unused_qualifications, reason = "written as in the README")]
fn the_example_of_the_readme_runs() -> Result<(), Box<dyn std::error::Error>> {
    let mut lines = Vec::new();
    // In the README this prints.
    macro_rules! println {
        ($($part:tt)*) => { lines.push(format!($($part)*)) };
    }
    let bytes = std::fs::read("samples/ruled-budget.pdf")?;
    let document = fiscal_tables::extract(&bytes, &fiscal_tables::Options::default())?;
    for table in &document.tables {
        let title = table.caption.title.as_deref().unwrap_or("no title");
        println!("{title}: {} rows, {} columns", table.rows.len(), table.columns.len());
    }
    assert_eq!(lines[1], "2025年部门收入总表: 3 rows, 11 columns");
    let here = include_str!("documents.rs").lines().map(str::trim).collect::<Vec<_>>().join("\n");
    for readme in ["README.md", "README.zh-CN.md"] {
        let example = blocks(&read(readme), "rust").concat();
        let example = example.lines().map(str::trim).collect::<Vec<_>>().join("\n");
        assert!(!example.is_empty() && here.contains(&example), "{readme} has another example than this test");
    }
    Ok(())
}

/// Each query prints what the comments under it say; of both documents.
#[test]
fn the_queries_of_the_readme_run() {
    const RUN_SQL: &str = "import duckdb, sys
for row in duckdb.connect().execute(sys.argv[1]).fetchall(): print(' | '.join(map(str, row)))";
    const NEEDED: &str = "import duckdb, pandas";
    let scratch = Scratch::new("the_queries_of_the_readme_run");
    let formats = scratch.path("formats");
    let run = command(&["extract", "--quiet", "--format", "csv,parquet", "-o"])
        .arg(&formats)
        .arg(project().join("samples"))
        .output()
        .unwrap();
    assert_eq!(Run::from(run).code, 1, "three of the samples cannot be read");
    let english = read("README.md");
    let queries = |text: &str| [blocks(text, "sql"), blocks(text, "python")].concat();
    assert_eq!(queries(&english).len(), 5);
    assert_eq!(queries(&read("README.zh-CN.md")), queries(&english), "README.zh-CN.md has the same queries");
    if !python_can(NEEDED) {
        return skip("the_queries_of_the_readme_run", "there is no python3 with duckdb and pandas");
    }
    let check = |folder: &Path, arguments: &[&str], block: &str, mark: &str| {
        let expected: Vec<&str> = block.lines().filter_map(|line| line.strip_prefix(mark)).collect();
        let run = Command::new("python3").arg("-c").args(arguments).current_dir(folder).output().unwrap();
        assert!(run.status.success(), "{run:?}");
        let printed = String::from_utf8(run.stdout).unwrap();
        let printed: Vec<&str> = printed.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(printed, expected, "{block}");
    };
    for block in blocks(&english, "sql") {
        check(formats.parent().unwrap(), &[RUN_SQL, &block], &block, "-- ");
    }
    for block in blocks(&english, "python") {
        check(project(), &[&block], &block, "# ");
    }
}

#[test]
fn links_lead_somewhere() {
    for name in ["README.md", "README.zh-CN.md", "samples/README.md"] {
        let text = read(name);
        let folder = project().join(name).parent().unwrap().to_owned();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
            assert!(link.contains("://") || folder.join(link).exists(), "{name}: {link} leads nowhere");
        }
    }
}

/// Runs each command of a document in one copy of the project's files, from top to bottom; gives the commands.
#[track_caller]
fn check(document: &str) -> Vec<String> {
    let commands = commands_of(document);
    assert!(!commands.is_empty(), "{document} has no command");
    let copy = Copy::new(&format!("documents_{}", document.replace(['/', '.'], "_")));
    for command in &commands {
        copy.run(document, command);
    }
    commands
}

/// A copy of what commands need, with the program where they look for it.
struct Copy {
    scratch: Scratch,
    /// Holds the program under its name.
    programs: PathBuf,
}

impl Copy {
    fn new(name: &str) -> Copy {
        let scratch = Scratch::new(name);
        for folder in ["samples", "scripts", "output"] {
            copy(&project().join(folder), &scratch.path(folder));
        }
        let programs = scratch.path("target/release");
        fs::create_dir_all(&programs).unwrap();
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_fiscal-tables"), programs.join("fiscal-tables")).unwrap();
        Copy { scratch, programs }
    }

    /// Runs one command, or checks that it is run elsewhere.
    #[track_caller]
    fn run(&self, document: &str, command: &str) {
        let line = match command.strip_prefix("cargo run --release -- ") {
            Some(arguments) => format!("fiscal-tables {arguments}"),
            None => command.to_owned(),
        };
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            // This is it.
            ["cargo", "test"] => return,
            ["cargo" | "pip" | "apt-get", "install", ..] => return is_run_by_ci(document, &words),
            ["python3", script, ..] => {
                let need = NEEDS.iter().find(|(name, _)| *name == script).map_or("pass", |(_, need)| *need);
                if !python_can(&format!("import sys; sys.path.insert(0, 'scripts'); {need}")) {
                    return skip(document, &format!("{command} is not run: no python3 with what it needs"));
                }
            }
            ["fiscal-tables" | "cat", ..] => {}
            _ => panic!("{document}: no rule how to check {command:?}"),
        }
        // Two of the samples cannot be read.
        let expected = if line.contains("extract samples ") { 1 } else { 0 };
        let path = format!("{}:{}", self.programs.display(), std::env::var("PATH").unwrap_or_default());
        let run = Command::new("sh")
            .args(["-c", &line])
            .env("PATH", path)
            .current_dir(&self.scratch.0)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(run.status.code(), Some(expected), "{document}: {command}\n{run:?}");
    }
}

/// Installing is for the machine, not for a test: `.ci/run` does it.
#[track_caller]
fn is_run_by_ci(document: &str, words: &[&str]) {
    let script = read(".ci/run");
    for word in words {
        assert!(script.split_whitespace().any(|w| w == *word), "{document}: {words:?}: no {word} in .ci/run");
    }
}

/// The lines of the ```` ```sh ```` blocks.
fn commands_of(document: &str) -> Vec<String> {
    let lines = blocks(&read(document), "sh").concat();
    lines.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

/// The fenced blocks of a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("\n```{language}\n");
    let inside = text.split(&fence).skip(1).map(|rest| rest.split_once("```").expect("a block ends").0);
    inside.map(str::to_owned).collect()
}

fn read(name: &str) -> String {
    fs::read_to_string(project().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

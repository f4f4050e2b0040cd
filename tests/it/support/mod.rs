//! What the tests of the program share: small PDFs drawn line by line, scratch folders, and runs of the binary.

pub(crate) mod browser;
pub(crate) mod paper;

use fiscal_tables::{Document, InputFormat, Options, extract};
use lopdf::encryption::{EncryptionState, EncryptionVersion, Permissions};
use lopdf::{Object, StringFormat};
use paper::Paper;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// One printed table: a title, a unit and rows of texts; ASCII only, since the font is Helvetica.
pub(crate) struct Sheet {
    pub(crate) title: &'static str,
    pub(crate) rows: Vec<Vec<String>>,
}

/// A budget of two columns and `items` items, so that documents differ in size.
pub(crate) fn budget(items: usize) -> Vec<Sheet> {
    let head = vec!["Item".to_owned(), "Amount".to_owned()];
    let item = |n: usize| vec![format!("Service {n}"), format!("{n},234.50")];
    let rows = std::iter::once(head).chain((1..=items).map(item)).collect();
    vec![Sheet { title: "2025 Budget of Income and Expenditure", rows }]
}

/// A PDF of one page for each sheet: its title, under it its rows in a ruled grid.
pub(crate) fn pdf(sheets: &[Sheet]) -> Vec<u8> {
    let papers: Vec<Paper> = sheets.iter().map(sheet_paper).collect();
    paper::pdf(&papers.iter().collect::<Vec<_>>())
}

/// A page with a sentence and no ruling.
pub(crate) fn pdf_without_tables() -> Vec<u8> {
    paper::pdf(&[Paper::new().text(72.0, 700.0, "There is nothing here but this sentence.")])
}

/// A page with a picture's worth of grey and no text.
pub(crate) fn pdf_without_text() -> Vec<u8> {
    paper::pdf(&[Paper::new().raw("0.5 g 72 72 400 600 re f")])
}

/// A budget that opens with `password` only.
pub(crate) fn pdf_with_password(password: &str) -> Vec<u8> {
    let mut document = paper::document(&[&sheet_paper(&budget(3)[0])]);
    let id = || Object::String(b"0123456789abcdef".to_vec(), StringFormat::Hexadecimal);
    document.trailer.set("ID", Object::Array(vec![id(), id()]));
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: password,
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    paper::saved(document)
}

fn sheet_paper(sheet: &Sheet) -> Paper {
    const LEFT: f32 = 72.0;
    const TOP: f32 = 700.0;
    const WIDTH: f32 = 180.0;
    const HEIGHT: f32 = 24.0;
    let (x, y) = (|column: usize| LEFT + WIDTH * column as f32, |row: usize| TOP - HEIGHT * row as f32);
    let columns = sheet.rows.first().map_or(0, Vec::len);
    let xs: Vec<f32> = (0..=columns).map(x).collect();
    let ys: Vec<f32> = (0..=sheet.rows.len()).map(y).collect();
    let mut paper = Paper::new();
    paper.text(LEFT, TOP + 40.0, sheet.title).grid(&xs, &ys);
    for (r, row) in sheet.rows.iter().enumerate() {
        for (c, text) in row.iter().enumerate() {
            paper.text(x(c) + 6.0, y(r) - 16.0, text);
        }
    }
    paper
}

/// Reads a document as a crate would.
#[track_caller]
pub(crate) fn read(bytes: &[u8]) -> Document {
    extract(bytes, &Options::default()).unwrap()
}

/// Reads a text dump.
#[track_caller]
pub(crate) fn read_text(text: &str) -> Document {
    extract(text.as_bytes(), &Options::of(InputFormat::Text)).unwrap()
}

/// The JSON of a file.
#[track_caller]
pub(crate) fn read_json(path: &Path) -> serde_json::Value {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What a folder holds, sorted.
#[track_caller]
pub(crate) fn inside(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// An empty folder of the test's own. `name` is unique among all tests.
pub(crate) struct Scratch(pub(crate) PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Scratch {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(&root).unwrap();
        Scratch(root)
    }

    /// Writes a file, and the folders above it.
    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// A path in this folder. The readable part of an id will do where there is one document of that name.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        let mut found = self.0.clone();
        for part in Path::new(path) {
            let full = found.join(part);
            let is_short = !full.exists() && (found.ends_with("documents") || found.ends_with("annotated"));
            let part = part.to_string_lossy();
            let mut inside = fs::read_dir(&found).into_iter().flatten().map(|entry| entry.unwrap().path());
            let own = |path: &PathBuf| {
                let name = path.file_name().unwrap().to_string_lossy();
                readable(&name) == part
                    || part.strip_suffix(".pdf").is_some_and(|part| readable(name.trim_end_matches(".pdf")) == part)
            };
            found = if is_short { inside.find(own).unwrap_or(full) } else { full };
        }
        found
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Runs the program in this folder.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, b"")
    }

    /// Runs the program in this folder with something to read on standard input.
    pub(crate) fn run_with(&self, args: &[&str], stdin: &[u8]) -> Run {
        let mut child = command(args)
            .current_dir(&self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The program may have ended without reading it.
        let _ = child.stdin.take().unwrap().write_all(stdin);
        Run::from(child.wait_with_output().unwrap())
    }

    /// The manifest's lines.
    pub(crate) fn manifest(&self, out: &str) -> Vec<serde_json::Value> {
        self.read(&format!("{out}/manifest.jsonl")).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The manifest's values of one key.
    pub(crate) fn manifest_values(&self, out: &str, key: &str) -> Vec<String> {
        let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let values = self.manifest(out).into_iter().map(|entry| text(&entry[key]));
        if key == "id" { values.map(|id| readable(&id).to_owned()).collect() } else { values.collect() }
    }

    /// Every file below `out` with its text, sorted; without the one value that differs from run to run.
    pub(crate) fn tree(&self, out: &str) -> Vec<(String, String)> {
        files(&self.path(out))
    }

    /// The names of all folders and files below `out`, hidden ones too, of ids the readable part.
    pub(crate) fn names(&self, out: &str) -> Vec<String> {
        let root = self.path(out);
        let inside = walkdir::WalkDir::new(&root).min_depth(1).sort_by_file_name().into_iter().map(Result::unwrap);
        let parts =
            |path: &Path| path.iter().map(|part| readable(&part.to_string_lossy()).to_owned()).collect::<Vec<_>>();
        inside.map(|entry| parts(entry.path().strip_prefix(&root).unwrap()).join("/")).collect()
    }
}

/// Every file below a folder with its text, sorted; without the one value that differs from run to run.
pub(crate) fn files(root: &Path) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = walkdir::WalkDir::new(root)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry.path().strip_prefix(root).unwrap().to_string_lossy().into_owned();
            let text = fs::read_to_string(entry.path()).unwrap();
            (name, without_times(&text))
        })
        .collect();
    files.sort();
    files
}

/// The folder of a document in an output folder, by the readable part of its id.
pub(crate) fn documents(out: &Path, id: &str) -> PathBuf {
    let named = |path: &PathBuf| readable(&path.file_name().unwrap().to_string_lossy()) == id;
    inside(&out.join("documents")).into_iter().find(named).unwrap_or_else(|| panic!("no document {id}"))
}

/// An id without the digest of the content that ends it.
pub(crate) fn readable(id: &str) -> &str {
    let is_digest = |end: &str| end.len() == 12 && end.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
    id.rsplit_once('-').filter(|(_, end)| is_digest(end)).map_or(id, |(name, _)| name)
}

/// The folder of this project.
pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file or folder of what lies beside this project. A test that asks for it is ignored where it is not there:
/// `#[cfg_attr(not(shared), ignore = "there is no ../shared")]`, see `build.rs`.
#[track_caller]
pub(crate) fn shared(path: &str) -> PathBuf {
    let found = project().join("../shared").join(path);
    assert!(found.exists(), "../shared has no {path}");
    found
}

/// Says on standard error that `test` checked nothing, and why; past the test runner, which keeps back what tests print.
pub(crate) fn skip(test: &str, why: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {why}");
}

/// True if Python runs `code` without a complaint; a way to ask whether a package is there.
pub(crate) fn python_can(code: &str) -> bool {
    let mut python = Command::new("python3");
    python.args(["-c", code]).current_dir(project());
    python.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    python.status().is_ok_and(|status| status.success())
}

/// Runs a Python script in this project's folder; panics with all it printed unless it exits with 0.
#[track_caller]
pub(crate) fn python(args: &[&std::ffi::OsStr]) -> String {
    let run = Command::new("python3").args(args).current_dir(project()).stdin(Stdio::null()).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{args:?}: {}\n{out}\n{err}", run.status);
    out.into_owned()
}

fn without_times(text: &str) -> String {
    let line = |line: &str| match line.split_once(r#","engine_ms":"#) {
        Some((rest, _)) if line.starts_with(r#"{"schema":"fiscal-tables/manifest/"#) => rest.to_owned(),
        _ => line.to_owned(),
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// The program with these arguments.
pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fiscal-tables"));
    command.args(args);
    command
}

/// How a run of the program ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Run {
        Run {
            code: output.status.code().expect("the program was not killed"),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Run {
    /// Checks the exit code and that each of `texts` is on standard error.
    #[track_caller]
    pub(crate) fn ends(self, code: i32, texts: &[&str]) -> Run {
        assert_eq!(self.code, code, "{self:#?}");
        for text in texts {
            assert!(self.stderr.contains(text), "no {text:?} in {self:#?}");
        }
        self
    }
}

//! Arguments -> the inputs of a run, each once, in order.

use super::kind::{self, Kind};
use super::options::Options;
use super::{folder, manifest};
use anyhow::{Context, Result, bail};
use globset::GlobBuilder;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::ffi::OsStr;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// One input of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Input {
    /// The path as given or found; `-` for standard input.
    pub(super) path: PathBuf,
    /// The file that has its bytes, where that is another: it is in an archive.
    pub(super) bytes_in: Option<PathBuf>,
    /// Why it cannot be read, where looking for inputs has already shown it.
    pub(super) refusal: Option<Refusal>,
}

/// Why an input is not read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(super) struct Refusal {
    /// The manifest's word.
    pub(super) status: String,
    /// One line for people.
    pub(super) reason: String,
}

impl Refusal {
    /// This status, for this reason.
    pub(super) fn new(status: &str, reason: &str) -> Refusal {
        Refusal { status: status.to_owned(), reason: reason.to_owned() }
    }
}

impl Input {
    /// The input at a path.
    pub(super) fn new(path: PathBuf) -> Input {
        Input { path, bytes_in: None, refusal: None }
    }

    /// True for standard input.
    pub(super) fn is_stdin(&self) -> bool {
        // A worker process has a standard input of its own.
        ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"].iter().any(|&name| self.path.as_os_str() == name)
    }

    /// True if its name says that it is text.
    pub(super) fn is_text(&self) -> bool {
        has_extension(&self.path, TEXTS)
    }

    /// The input as messages and the manifest name it.
    pub(super) fn name(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    /// Its name without folders.
    pub(super) fn file_name(&self) -> String {
        self.path.file_name().unwrap_or(self.path.as_os_str()).to_string_lossy().into_owned()
    }
}

/// All inputs of the command line: files as given, what folders and globs hold sorted by path, then the list's.
///
/// # Errors
/// A folder without documents, a glob or list that names nothing, standard input asked for twice.
pub(super) fn inputs(options: &Options) -> Result<Vec<Input>> {
    let mut found = Vec::new();
    for path in &options.inputs {
        expand(path, &mut found)?;
    }
    if let Some(list) = &options.files_from {
        let stdin_twice = list.as_os_str() == "-" && found.iter().any(Input::is_stdin);
        if stdin_twice {
            bail!("standard input cannot be both a document and the list of --files-from");
        }
        let before = found.len();
        for path in listed(list)? {
            if path.is_dir() {
                folder(&path, &mut found)?;
            } else {
                // A line `-` names a file of that name.
                let path = if path.as_os_str() == "-" { PathBuf::from("./-") } else { path };
                found.push(Input::new(path));
            }
        }
        if found.len() == before {
            bail!("{} names no file", list.display());
        }
    }
    let mut seen = HashSet::new();
    found.retain(|input| seen.insert(identity(input)));
    if found.is_empty() {
        bail!("no input: name files, folders or globs, - for standard input, or a list with --files-from");
    }
    Ok(found)
}

fn expand(path: &Path, found: &mut Vec<Input>) -> Result<()> {
    if path.as_os_str() == "-" {
        found.push(Input::new(path.to_owned()));
        return Ok(());
    }
    if path.is_dir() {
        return folder(path, found);
    }
    match path.to_str() {
        Some(text) if text.contains(['*', '?', '[', '{']) && std::fs::symlink_metadata(path).is_err() => {
            glob(text, found)
        }
        _ => {
            found.push(Input::new(path.to_owned()));
            Ok(())
        }
    }
}

/// What the names of texts end with.
const TEXTS: &[&str] = &["txt", "md", "html", "htm"];

/// True if the name says that it is a document or a text: it is read, whatever it is.
pub(super) fn is_read_by_name(path: &Path) -> bool {
    has_extension(path, &["pdf"]) || has_extension(path, TEXTS)
}

fn has_extension(path: &Path, wanted: &[&str]) -> bool {
    path.extension().is_some_and(|extension| wanted.iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

/// Every PDF, text, page and archive below `root`, and every document of a format that is not read, by what they hold where
/// their names do not tell; hidden files and folders and what this program has written left out. Markdown is mostly about
/// the others.
fn folder(root: &Path, found: &mut Vec<Input>) -> Result<()> {
    let wanted = |path: &Path| {
        has_extension(path, &["pdf", "txt", "html", "htm"])
            || (!has_extension(path, &["md"]) && kind::of_file(path).is_ok_and(|kind| kind != Kind::Other))
    };
    let inside = walk(root, wanted);
    if inside.is_empty() {
        bail!("no PDF or text file in the folder {}", root.display());
    }
    found.extend(inside);
    Ok(())
}

/// Every file whose path matches. `*` stays within a folder, `**` does not.
fn glob(pattern: &str, found: &mut Vec<Input>) -> Result<()> {
    let trimmed = pattern.strip_prefix("./").unwrap_or(pattern);
    let matcher = GlobBuilder::new(trimmed)
        .literal_separator(true)
        .build()
        .with_context(|| format!("not a glob: {pattern}"))?
        .compile_matcher();
    let is_literal = |part: &Component<'_>| !part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']);
    let root: PathBuf = Path::new(trimmed).components().take_while(is_literal).collect();
    let root = if root.as_os_str().is_empty() { Path::new(".") } else { &root };
    let matches = |path: &Path| matcher.is_match(path.strip_prefix("./").unwrap_or(path));
    let mut inside = walk(root, matches);
    // Folders that cannot be read matter only where nothing else matches.
    if inside.iter().any(|input| input.refusal.is_none()) {
        inside.retain(|input| input.refusal.is_none());
    }
    if inside.is_empty() {
        bail!("no file matches {pattern}");
    }
    found.extend(inside);
    Ok(())
}

/// The files below `root` that are `wanted`, sorted; what cannot be looked into is an input that cannot be read.
fn walk(root: &Path, wanted: impl Fn(&Path) -> bool) -> Vec<Input> {
    let is_hidden = |entry: &DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
    let mut inside = Vec::new();
    let is_ours = |entry: &DirEntry| entry.depth() > 0 && entry.file_type().is_dir() && is_made(entry.path());
    let walk = WalkDir::new(root).follow_links(true).into_iter();
    for entry in walk.filter_entry(|entry| !is_hidden(entry) && !is_ours(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => {
                let is_file = entry.file_type().is_file();
                let path = entry.into_path();
                let path = path.strip_prefix("./").map(Path::to_owned).unwrap_or(path);
                // A pipe or a device would be waited for.
                if is_file && wanted(&path) {
                    inside.push(Input::new(path));
                }
            }
            // A link to a folder above: its files are met on the way down.
            Err(error) if error.loop_ancestor().is_some() => {}
            Err(error) => {
                let path = error.path().unwrap_or(root).to_owned();
                if path.is_symlink() && !is_read_by_name(&path) {
                    continue;
                }
                let reason = error.into_io_error().map_or_else(|| "cannot be read".to_owned(), |e| e.to_string());
                let refusal = Some(Refusal::new("unreadable_file", &reason));
                inside.push(Input { refusal, ..Input::new(path) });
            }
        }
    }
    inside.sort_by(|a, b| a.path.cmp(&b.path));
    inside
}

/// True of a folder that this program has written, a report on its own included.
fn is_made(folder: &Path) -> bool {
    manifest::is_ours(folder) || folder::is_report(folder)
}

/// The paths of a list, one a line; empty lines do not count.
fn listed(list: &Path) -> Result<Vec<PathBuf>> {
    let mut bytes = Vec::new();
    if list.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes).context("cannot read the list of files from standard input")?;
    } else {
        bytes = std::fs::read(list).with_context(|| format!("cannot read the list of files {}", list.display()))?;
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    let lines = bytes.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    Ok(lines.filter(|line| !line.is_empty()).map(to_path).collect())
}

#[cfg(unix)]
fn to_path(line: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(line))
}

#[cfg(not(unix))]
fn to_path(line: &[u8]) -> PathBuf {
    PathBuf::from(OsStr::new(&*String::from_utf8_lossy(line)))
}

/// One for all ways to write a path (`a.pdf`, `./a.pdf`); links are not followed.
fn identity(input: &Input) -> PathBuf {
    if input.is_stdin() {
        return input.path.clone();
    }
    std::path::absolute(&input.path).unwrap_or_else(|_| input.path.clone())
}

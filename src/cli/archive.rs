//! Archives among the inputs -> what is in them: files of a temporary folder, named after the archive. In bounds, and no name
//! in an archive is ever the name of a file on the disk.

use super::inputs::{Input, Refusal, is_read_by_name};
use super::kind::{self, Kind};
use encoding_rs::GB18030;
use flate2::read::GzDecoder;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use zip::ZipArchive;

/// Between an archive and what is in it, in names.
pub(super) const INSIDE: &str = "!/";
/// Files in one archive, those in archives in it with them.
const MAX_FILES: usize = 20_000;
/// How many times its own size an archive may unpack to: PDFs hardly shrink, and text to a twentieth.
const MAX_RATIO: u64 = 100;
/// What any archive may unpack to, however small.
const FREE_BYTES: u64 = 64 << 20;
/// Archives in archives.
const MAX_DEPTH: usize = 3;
/// Bytes that are held at a time.
const PIECE: usize = 1 << 16;

/// What limits the unpacking of one archive.
struct Unpacking<'a> {
    /// Where files are written.
    folder: &'a Path,
    /// How many were written for all archives.
    number: &'a mut usize,
    files: usize,
    bytes: u64,
    max_file: u64,
    /// What was found, by its name.
    found: BTreeMap<String, Input>,
}

/// Why an archive is not unpacked to its end.
enum Stop {
    /// It is no whole archive.
    Damaged(String),
    /// It exceeds a bound.
    Limit(String),
    /// Nothing can be written.
    Io(io::Error),
}

/// The inputs with what is in archives in their place, written to `folder`, and the archives that were opened. No file in them
/// has more than `max_file` bytes.
///
/// # Errors
/// The folder cannot be written to.
pub(super) fn opened(inputs: Vec<Input>, folder: &Path, max_file: u64) -> io::Result<(Vec<Input>, Vec<String>)> {
    let (mut all, mut archives, mut number) = (Vec::new(), Vec::new(), 0);
    for input in inputs {
        let is_readable = !input.is_stdin() && input.refusal.is_none() && input.path.is_file();
        let kind = if is_readable { kind::of_file(&input.path).unwrap_or(Kind::Other) } else { Kind::Other };
        if !matches!(kind, Kind::Zip | Kind::Gzip | Kind::Tar) || is_document(&input.path) {
            all.push(input);
            continue;
        }
        fs::create_dir_all(folder)?;
        let bytes = input.path.metadata().map_or(0, |data| data.len()).saturating_mul(MAX_RATIO).max(FREE_BYTES);
        let mut unpacking =
            Unpacking { folder, number: &mut number, files: MAX_FILES, bytes, max_file, found: BTreeMap::new() };
        let stop = unpacking.archive(&input.path, &input.name(), kind, 1).err();
        let found = unpacking.found;
        archives.push(input.name());
        let refusal = match stop {
            Some(Stop::Io(error)) => return Err(error),
            Some(Stop::Damaged(reason)) => Some(Refusal::new("damaged", &format!("no whole archive: {reason}"))),
            Some(Stop::Limit(reason)) => Some(Refusal::new("archive_limit", &format!("{reason}; unpack it yourself"))),
            None if found.is_empty() => {
                Some(Refusal::new("unsupported_format", "an archive with no PDF or text in it"))
            }
            None => None,
        };
        all.extend(found.into_values());
        if refusal.is_some() {
            all.push(Input { refusal, ..input });
        }
    }
    Ok((all, archives))
}

/// True of a zip that is a document: that is told where it is read.
fn is_document(path: &Path) -> bool {
    File::open(path)
        .ok()
        .and_then(|file| ZipArchive::new(BufReader::new(file)).ok())
        .is_some_and(|own| kind::of_zip(&own).is_some())
}

impl Unpacking<'_> {
    fn archive(&mut self, path: &Path, name: &str, kind: Kind, depth: usize) -> Result<(), Stop> {
        if depth > MAX_DEPTH {
            return Err(Stop::Limit(format!("archives in archives, more than {MAX_DEPTH} deep")));
        }
        let file = BufReader::new(File::open(path).map_err(Stop::Io)?);
        match kind {
            Kind::Zip => self.zip(file, name, depth),
            Kind::Tar => self.tar(file, name, depth),
            _ => {
                let mut start = Vec::new();
                let decoded = GzDecoder::new(file).take(1024).read_to_end(&mut start);
                if decoded.is_err() || kind::of(&start) != Kind::Tar {
                    return Err(Stop::Damaged("compressed, and no tar: unpack it yourself".to_owned()));
                }
                self.tar(GzDecoder::new(BufReader::new(File::open(path).map_err(Stop::Io)?)), name, depth)
            }
        }
    }

    fn zip(&mut self, file: BufReader<File>, name: &str, depth: usize) -> Result<(), Stop> {
        let mut archive = ZipArchive::new(file).map_err(|error| Stop::Damaged(error.to_string()))?;
        for at in 0..archive.len() {
            let (inner, is_file, is_locked) = {
                let member = archive.by_index_raw(at).map_err(|error| Stop::Damaged(error.to_string()))?;
                (inner_name(member.name_raw()), member.is_file(), member.encrypted())
            };
            let Some(inner) = inner.filter(|_| is_file) else { continue };
            let full = format!("{name}{INSIDE}{inner}");
            if is_locked {
                self.refuse(full, Refusal::new("password_required", "locked in its archive: unpack it yourself"));
                continue;
            }
            match archive.by_index(at) {
                Ok(member) => self.member(member, full, depth)?,
                Err(error) => self.refuse(full, Refusal::new("damaged", &error.to_string())),
            }
        }
        Ok(())
    }

    fn tar(&mut self, file: impl Read, name: &str, depth: usize) -> Result<(), Stop> {
        let damaged = |error: io::Error| Stop::Damaged(error.to_string());
        let mut archive = tar::Archive::new(file);
        for member in archive.entries().map_err(damaged)? {
            let member = member.map_err(damaged)?;
            let is_file = member.header().entry_type().is_file();
            if let Some(inner) = inner_name(&member.path_bytes()).filter(|_| is_file) {
                self.member(member, format!("{name}{INSIDE}{inner}"), depth)?;
            } else if member.size() > self.bytes {
                return Err(self.too_much());
            }
        }
        Ok(())
    }

    /// Writes one file of an archive, and keeps it if it is one that is read, listed or opened.
    fn member(&mut self, member: impl Read, name: String, depth: usize) -> Result<(), Stop> {
        self.files = self.files.checked_sub(1).ok_or_else(|| Stop::Limit(format!("more than {MAX_FILES} files")))?;
        *self.number += 1;
        let path = self.folder.join(self.number.to_string());
        let mut file = File::create(&path).map_err(Stop::Io)?;
        let most = self.bytes.min(self.max_file.saturating_add(1));
        let written = match copy(member.take(most.saturating_add(1)), &mut file) {
            Ok(written) => written,
            Err(Copy::Write(error)) => return Err(Stop::Io(error)),
            Err(Copy::Read(error)) => {
                self.refuse(name, Refusal::new("damaged", &error.to_string()));
                return fs::remove_file(&path).map_err(Stop::Io);
            }
        };
        if written > self.bytes {
            return Err(self.too_much());
        }
        self.bytes -= written;
        match kind::of_file(&path).map_err(Stop::Io)? {
            kind @ (Kind::Zip | Kind::Gzip | Kind::Tar) if !is_document(&path) => {
                let done = self.archive(&path, &name, kind, depth + 1);
                fs::remove_file(&path).map_err(Stop::Io)?;
                match done {
                    Err(Stop::Damaged(reason)) => {
                        self.refuse(name, Refusal::new("damaged", &format!("no whole archive: {reason}")))
                    }
                    done => return done,
                }
            }
            Kind::Other if !is_read_by_name(Path::new(&name)) => fs::remove_file(&path).map_err(Stop::Io)?,
            _ => {
                let input = Input { bytes_in: Some(path), ..Input::new(PathBuf::from(&name)) };
                self.found.insert(name, input);
            }
        }
        Ok(())
    }

    fn refuse(&mut self, name: String, refusal: Refusal) {
        let input = Input { refusal: Some(refusal), ..Input::new(PathBuf::from(&name)) };
        self.found.insert(name, input);
    }

    fn too_much(&self) -> Stop {
        Stop::Limit(format!("it unpacks to more than {MAX_RATIO} times its size"))
    }
}

/// What went wrong with copying.
enum Copy {
    Read(io::Error),
    Write(io::Error),
}

fn copy(mut from: impl Read, to: &mut File) -> Result<u64, Copy> {
    let (mut piece, mut written) = (vec![0; PIECE], 0);
    loop {
        match from.read(&mut piece) {
            Ok(0) => return Ok(written),
            Ok(read) => {
                to.write_all(piece.split_at(read).0).map_err(Copy::Write)?;
                written += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Copy::Read(error)),
        }
    }
}

/// A name in an archive as it is told: its folders apart by `/`, none of them a way up; nothing for what is hidden. Names that
/// are not UTF-8 are GB18030, as Windows writes them in China.
fn inner_name(raw: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(raw)
        .map_or_else(|_| GB18030.decode_without_bom_handling(raw).0.into_owned(), str::to_owned);
    let parts: Vec<&str> = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | "..")).collect();
    let is_hidden = parts.iter().any(|part| part.starts_with('.') || *part == "__MACOSX");
    (!parts.is_empty() && !is_hidden).then(|| parts.join("/"))
}

/// The file on the disk that an input is or is in.
pub(super) fn outermost(input: &str) -> &str {
    input.split_once(INSIDE).map_or(input, |(archive, _)| archive)
}

#[cfg(test)]
mod tests {
    use super::inner_name;

    #[test]
    fn names_lead_nowhere() {
        assert_eq!(inner_name(b"../../etc/./x.pdf").as_deref(), Some("etc/x.pdf"));
        assert_eq!(inner_name(b"C:\\a\\..\\b.pdf").as_deref(), Some("C:/a/b.pdf"));
        assert_eq!(inner_name(b"\xd4\xa4\xcb\xe3.pdf").as_deref(), Some("预算.pdf"));
        for none in ["__MACOSX/._a.pdf", ".git/a.pdf", "/", ".."] {
            assert_eq!(inner_name(none.as_bytes()), None, "{none}");
        }
    }
}

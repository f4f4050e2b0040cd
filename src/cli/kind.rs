//! The first bytes of a file -> what it is, whatever its name says.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;
use zip::ZipArchive;

/// Bytes that tell. Something may stand before the mark of a PDF, and that of a tar comes after 257 bytes.
const START: u64 = 1024;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A document that is read.
    Pdf,
    /// An archive that is opened.
    Zip,
    /// What may be an archive that is opened.
    Gzip,
    /// A plain tar.
    Tar,
    /// What is not read, and what a person can do.
    Foreign(&'static str, &'static str),
    /// Text, or what nobody knows.
    Other,
}

const PRINT: &str = "print it to PDF (libreoffice --convert-to pdf), and read that";
const RECOGNISE: &str = "recognise its text (img2pdf, then ocrmypdf -l chi_sim), and read that";
const UNPACK: &str = "unpack it, and read what is in it";
const NOT_DATA: &str = "it holds no document";

/// Marks that files begin with.
const MARKS: &[(&[u8], &str, &str)] = &[
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of old Office or WPS (doc, xls, ppt, wps, et)", PRINT),
    (b"{\\rtf", "a document in RTF", PRINT),
    (b"Rar!\x1a\x07", "a RAR archive", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
    (b"\x89PNG\r\n", "a picture (PNG)", RECOGNISE),
    (b"\xff\xd8\xff", "a picture (JPEG)", RECOGNISE),
    (b"II*\0", "a picture (TIFF)", RECOGNISE),
    (b"MM\0*", "a picture (TIFF)", RECOGNISE),
    (b"GIF8", "a picture (GIF)", RECOGNISE),
    (b"\x7fELF", "a program", NOT_DATA),
    (b"MZ\x90\0", "a program", NOT_DATA),
    (b"SQLite format 3\0", "a database", NOT_DATA),
];

/// Files in zips that are documents, and what these are.
const IN_ZIP: &[(&str, &str, &str)] = &[
    ("word/document.xml", "a Word document (docx)", PRINT),
    ("xl/workbook.xml", "an Excel workbook (xlsx)", PRINT),
    ("xl/workbook.bin", "an Excel workbook (xlsb)", PRINT),
    ("ppt/presentation.xml", "a presentation (pptx)", PRINT),
    ("OFD.xml", "an OFD document", "convert it to PDF with a reader of OFD, and read that"),
    ("content.xml", "an OpenDocument file", PRINT),
];

/// What a file is by its first bytes; a zip may be a document still, see [`of_zip`].
pub(super) fn of(start: &[u8]) -> Kind {
    let start = start.get(..START as usize).unwrap_or(start);
    if let Some((_, what, advice)) = MARKS.iter().find(|(mark, ..)| start.starts_with(mark)) {
        return Kind::Foreign(what, advice);
    }
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        Kind::Zip
    } else if start.starts_with(b"\x1f\x8b") {
        Kind::Gzip
    } else if start.get(257..262) == Some(b"ustar") {
        Kind::Tar
    } else if start.windows(5).any(|window| window == b"%PDF-") {
        Kind::Pdf
    } else {
        Kind::Other
    }
}

/// What a file is.
pub(super) fn of_file(path: &Path) -> io::Result<Kind> {
    let mut start = Vec::new();
    File::open(path)?.take(START).read_to_end(&mut start)?;
    Ok(of(&start))
}

/// What a zip is that is a document; none of an archive.
pub(super) fn of_zip(archive: &ZipArchive<impl Read + Seek>) -> Option<(&'static str, &'static str)> {
    let holds = |name: &str| archive.index_for_name(name).is_some();
    IN_ZIP.iter().find(|(name, ..)| holds(name)).map(|(_, what, advice)| (*what, *advice))
}

#[cfg(test)]
mod tests {
    use super::{Kind, of};

    #[test]
    fn files_are_known_by_what_they_begin_with() {
        assert_eq!(of(b"\n%PDF-1.7"), Kind::Pdf);
        assert_eq!(of(b"PK\x03\x04..."), Kind::Zip);
        assert!(matches!(of(b"\xff\xd8\xff\xe0"), Kind::Foreign("a picture (JPEG)", _)));
        assert_eq!(of(b"BM is how a text may begin"), Kind::Other);
        assert_eq!(of(b""), Kind::Other);
    }
}

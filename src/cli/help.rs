//! What `--help` says beside the options.

pub(super) const OVERVIEW: &str = "\
Examples:
  fiscal-tables extract budget.pdf -o out        one document
  fiscal-tables extract disclosures/ -o out      every PDF in a folder
  fiscal-tables help extract                     all options, what is written, exit status

Tables as CSV are in out/documents/<id>/; out/tables.csv lists them all.";

pub(super) const EXTRACT: &str = "\
Examples:
  fiscal-tables extract budget.pdf -o out
  fiscal-tables extract disclosures/ -o out --jobs 4
  fiscal-tables extract 'disclosures/**/*2025*.pdf' -o out
  fiscal-tables extract report.pdf --pages 3-9,12 -o out
  curl -s https://example.org/budget.pdf | fiscal-tables extract - -o out
  pdftotext budget.pdf - | fiscal-tables extract - --input-format text -o out
  fiscal-tables extract disclosures/ -o - | jq -r .title  tables as JSON, one a line
  find . -name '*.pdf' | fiscal-tables extract --files-from - -o out
  fiscal-tables extract disclosures/ -o out --resume      go on after an interruption

What is written:
  OUT/
  ├── documents/<id>/
  │   ├── 01-<kind>.csv     one table: flattened column names, then one line per row;
  │   │                     a table of no known kind is 01-table.csv
  │   ├── 01-<kind>.json    the same table with header, page and place of every cell
  │   ├── facts.csv         its printed amounts
  │   └── document.json     the document, the list of its tables, what is doubtful
  ├── documents.csv         one row per document
  ├── tables.csv            one row per table
  ├── facts.csv            one row per printed amount: whose, which year, what for, in yuan,
  │                        verified by the sums it stands in (yes), contradicted, or neither (no)
  ├── findings.csv          one row per doubt: what was expected, what was found, where
  ├── parquet/, facts.xlsx, fiscal-tables.sqlite       with --format parquet, xlsx, sqlite
  ├── failed.txt            the inputs that gave nothing, one a line: for --files-from
  ├── manifest.jsonl        one line per input: status, reason, counts; what --resume reads
  └── datapackage.json      all of the above described as a Data Package

  Folders are searched for PDFs, *.txt, *.html and archives; .zip, .tar and .tar.gz are opened,
  and what is in them is named town.zip!/2026/budget.pdf. Office files, pictures and other
  archives are listed with what to do. What an earlier run wrote is passed over.

  <id> is made of the input's name and a digest of its bytes: it is the same whatever else is
  read. The same bytes under several names are one document, and documents.csv has all their
  names. All is UTF-8. The bytes do not depend on --jobs; only
  engine_ms in the manifest differs from run to run. A run adds to an OUT of earlier runs and
  renews what it reads again; --prune takes out what is gone. A folder that holds anything else
  is refused.

Settings:
  Every option has a variable, FISCAL_TABLES_JOBS for --jobs, and a key in fiscal-tables.toml:
  jobs = 4 above the tables for every command, in a table [extract] for this one. The command
  line counts before the environment, the environment before the file. For options without a
  value: true or false.

Status of an input:
  ok                      read, with tables
  no_tables               read, and no table was found
  no_text_layer           no page has text: a scan
  ocr                     read, most of its tables from pictures by a recognition (--ocr)
  ocr_poor                the same, from pictures that are hard to read: its numbers may be wrong
  unsupported_format      a document, picture or archive of a kind that is not read: the
                          reason says which, and what to do
  archive_limit           a .zip or .tar.gz that is too deep, too many files or unpacks to 100
                          times its size; what was read of it before is there
  empty, not_pdf, damaged, no_pages, password_required, unsupported_encryption,
  page_out_of_range, option_not_of_text   not to be read, for the reason given
  unreadable_file         the file is missing or may not be read
  too_large               larger than --max-file-size
  timeout                 not read within --timeout
  memory_limit            takes more memory than --max-memory: streams that unpack to gigabytes
  decoded_limit           the contents of its pages unpack to more than 256 MiB
  glyph_limit             a page has more than 1,000,000 characters
  ruling_limit            a page has more than 500,000 lines, or more than can be a table's
  incomplete              a page paints without end, or the program failed on it; of this
                          and the three above the tables that were read are written
  text_unreliable         the fonts say other characters than they print; what was read is
                          written, and is not to be believed
  engine_failure          the program failed on this document; please report it

  manifest.jsonl has it for every input; standard error says it of those that are not ok.

Exit status:
  0  every input is ok
  1  some input is not ok, or --strict met a warning
  2  the run could not start or go on: bad arguments, no input, a folder without PDFs,
     output not writable";

pub(super) const VERIFY: &str = "\
Examples:
  fiscal-tables verify budget.pdf
  fiscal-tables verify disclosures/ --min-severity info
  fiscal-tables verify disclosures/ --select row_sum,column_total --strict
  fiscal-tables verify out                       the tables that extract has written
  fiscal-tables verify out --inputs archive/     are the inputs still what out was made of?
  fiscal-tables checks row_sum                   what a check does

A line of the report:
  budget.pdf p4 T3 R12C5 row_sum warning: expected 120.50, found 125.50: ...

Exit status:
  0  every input was read
  1  some input could not be read, --strict met a finding, or --inputs one that is not what it was
  2  the run could not start: bad arguments, no input";

pub(super) const REPORT: &str = "\
Examples:
  fiscal-tables extract disclosures/ -o out --report     extract, and make the report of it
  fiscal-tables report out                               the report of what was extracted before
  fiscal-tables report out --annotate                    and copies of the PDFs with notes on them
  fiscal-tables extract disclosures/ -o out --corrections corrections.json --report

Open out/report/index.html in a browser. What a person corrects there is saved as
corrections.json, which extract and verify apply.

Exit status:
  0  the report is made
  1  the report is made, and pictures or copies of some documents are missing
  2  the report could not be made: OUT is not from extract, the folder is not writable";

pub(super) const MERGE: &str = "\
Examples:
  fiscal-tables extract disclosures/ -o part1 --shard 1/2
  fiscal-tables extract disclosures/ -o part2 --shard 2/2
  fiscal-tables merge part1 part2 -o out

Exit status:
  0  OUT has it all
  2  it could not be done: not from extract, not brought to an end, contradictory, not writable";

pub(super) const INSPECT: &str = "\
Examples:
  fiscal-tables inspect budget.pdf --page 3 --stage grid
  fiscal-tables inspect budget.pdf --page 3 --stage edges --svg page-3.svg";

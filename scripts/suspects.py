#!/usr/bin/env python3
"""Counts, without any gold, what is nearly always wrong in an output folder.

  python3 scripts/suspects.py OUT [--list] [--class NAME] [--most "untitled=3,ghost=0"]

OUT is what `fiscal-tables extract ... -o OUT` wrote. Each class is a fault of the reading far more often than of the document:

  untitled     a table with amounts and no title
  ghost        a column named `…#2` whose twin the header does not print twice
  no_header    a table with rows and no column names
  header_only  a table without rows right behind (or before) one of the same column names
  amount_head  a column name that is an amount
  long_head    a column name of more than 80 characters
  same_head    a table without a title right behind one of the same column names, or of as many columns
  page_note    a page number in the notes
  year         a fiscal year out of 1990 to 2035
  untyped      cells that look like amounts in columns that are of no number (code, label, text)
  no_unit      a table with amounts and no unit anywhere
  no_kind      a table with amounts and no kind (as a measure of the catalogue, not of the reading)

Each is counted as tables (cells for `untyped`, columns for `ghost`), with the amounts the tables hold. With --list one line
tells of each; --most fails (exit status 1) where a class has more than so many.
"""

import argparse
import collections
import json
import re
import sys
from pathlib import Path

CLASSES = (
    "untitled", "ghost", "no_header", "header_only", "amount_head", "long_head", "same_head", "page_note", "year",
    "untyped", "no_unit", "no_kind",
)  # fmt: skip
AMOUNT = re.compile(r"[-−△]?(\d{1,3}(,\d{3})+(\.\d+)?|\d+\.\d{2,})$")
PAGE_NUMBER = re.compile(r"[-—–─－一~·. ]*第?\d{1,4}页?[-—–─－一~·. ]*$")
LONGEST_NAME = 80
YEARS = range(1990, 2036)
NUMBERS = {"amount", "ratio", "count"}


class Table:
    """A table of the output, with what the classes ask of it."""

    def __init__(self, path):
        self.json = json.loads(path.read_text(encoding="utf8"))
        self.title = self.json.get("title")
        self.pages = self.json.get("pages") or []
        self.columns = self.json["columns"]
        self.rows = self.json["rows"]
        self.names = [column["name"] for column in self.columns]
        self.place = f"{self.json['document']} T{self.json['index']} p{self.pages[0] if self.pages else '?'}"
        self.amounts = sum(
            column["role"] == "amount" and cell["value"] is not None and cell["origin"] != "spanned"
            for row in self.rows
            for column, cell in zip(self.columns, row["cells"])
        )

    def paths(self):
        """The column names without the marks of repeats."""
        return ["/".join(column["path"]) for column in self.columns]

    def ghosts(self):
        """Columns that repeat the name of another: none where the header itself prints it twice, in cells of their own."""
        # A header that says a name again and again over columns of its own (收入 | 支出, each with 项目 | 金额) is the
        # document's; one that says it in one cell over two columns has been torn.
        header = self.json.get("header") or []
        found = []
        for at, name in enumerate(self.names):
            if not re.search(r"#\d+$", name):
                continue
            column = [row[at] for row in header]
            twins = [k for k in range(at) if [row[k] for row in header] == column]
            if not any(column) or (twins and twins[-1] == at - 1):
                found.append(name)
        return found

    def untyped(self):
        """Cells that look like amounts in columns of no numbers."""
        found = []
        for r, row in enumerate(self.rows):
            for c, (column, cell) in enumerate(zip(self.columns, row["cells"])):
                if column["role"] not in NUMBERS and cell["origin"] != "spanned" and AMOUNT.match(cell["text"] or ""):
                    found.append(f"R{r + 1}C{c + 1} {cell['text']}")
        return found


def follows(before, table):
    """Whether a table stands right behind another."""
    return bool(before and before.pages and table.pages) and table.pages[0] - before.pages[-1] <= 1


def suspects(table, before, behind):
    """The classes a table falls in, each with what shows it."""
    names = table.paths()
    named = any(names)
    if not table.title and table.amounts:
        yield "untitled", f"{table.amounts} amounts"
    for name in table.ghosts():
        yield "ghost", name
    if table.rows and not named:
        yield "no_header", f"{len(table.rows)} rows"
    twin = next((t for t in (before, behind) if t is not None and named and t.paths() == names), None)
    if not table.rows and twin is not None:
        yield "header_only", f"as {twin.place}"
    for name in names:
        if AMOUNT.match(name.split("/")[-1]):
            yield "amount_head", name
        if len(name) > LONGEST_NAME:
            yield "long_head", name[:60]
    if not table.title and follows(before, table) and (before.paths() == names or len(before.columns) == len(names)):
        yield "same_head", f"as {before.place}"
    for note in table.json.get("notes") or ():
        if PAGE_NUMBER.match(note):
            yield "page_note", note
    year = table.json.get("fiscal_year")
    if year is not None and year not in YEARS:
        yield "year", str(year)
    for cell in table.untyped():
        yield "untyped", cell
    units = [table.json.get("unit")] + [column.get("unit") for column in table.columns]
    if table.amounts and not any(units):
        yield "no_unit", f"{table.amounts} amounts"
    if table.amounts and not table.json.get("kind"):
        yield "no_kind", str(table.title)


def main():
    """Reads the arguments, goes through the tables, prints the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="output folder of fiscal-tables extract")
    parser.add_argument("--list", action="store_true", help="one line for each suspect")
    parser.add_argument("--class", dest="only", action="append", choices=CLASSES, help="only these classes")
    parser.add_argument("--most", default="", help="exit 1 above these counts, as untitled=3,ghost=0")
    options = parser.parse_args()
    counts, amounts, documents = collections.Counter(), collections.Counter(), collections.defaultdict(set)
    for folder in sorted(path.parent for path in (options.out / "documents").glob("*/document.json")):
        tables = [Table(path) for path in sorted(folder.glob("[0-9]*.json"), key=lambda p: int(p.name.split("-")[0]))]
        for at, table in enumerate(tables):
            before = tables[at - 1] if at else None
            behind = tables[at + 1] if at + 1 < len(tables) else None
            seen = set()
            for name, shown in suspects(table, before, behind):
                if options.only and name not in options.only:
                    continue
                counts[name] += 1
                documents[name].add(folder.name)
                if name not in seen:
                    seen.add(name)
                    amounts[name] += table.amounts
                if options.list:
                    print(f"{name}\t{table.place}\t{shown}")
    width = max(map(len, CLASSES))
    for name in options.only or CLASSES:
        print(f"{name:{width}s} {counts[name]:6d}  {amounts[name]:7d} amounts  {len(documents[name]):4d} documents")
    limits = dict(part.split("=") for part in options.most.split(",") if part)
    over = [name for name, most in limits.items() if counts[name] > int(most)]
    if over:
        print("more than before: " + ", ".join(over), file=sys.stderr)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())

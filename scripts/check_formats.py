#!/usr/bin/env python3
"""Loads every output of a run with the tools people use, and compares all values with the CSV files.

    python3 scripts/check_formats.py OUT [--program PROGRAM]

OUT was written with --format csv,json,parquet,xlsx,sqlite. Needs pandas, polars, duckdb, pyarrow, openpyxl, frictionless
and jsonschema; LibreOffice, R and mlcroissant are used where they are. Exits with 1 at the first difference.
"""

import argparse
import contextlib
import csv
import io
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

LISTS = ("documents", "tables", "facts", "findings")
DECIMALS = {"amount", "amount_yuan"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--program", default="fiscal-tables")
    args = parser.parse_args()
    out = args.out.resolve()
    lists = in_order({name: rows(out / f"{name}.csv") for name in LISTS})
    check(lists["facts"], "there are facts to compare")
    checks = [
        ("schemas", lambda: schemas(out, args.program)),
        ("packages", lambda: packages(out)),
        ("parquet", lambda: parquet(out, lists)),
        ("sqlite", lambda: sqlite(out, lists)),
        ("workbooks", lambda: workbooks(out, lists)),
        ("libreoffice", lambda: libreoffice(out)),
        ("loaders", lambda: loaders(out, lists["facts"])),
    ]
    for name, run in checks:
        print(f"{name}: {run()}", flush=True)


def check(condition, message):
    if not condition:
        sys.exit(f"check_formats: {message}")


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def same(name, at, column, expected, found):
    """A text of the CSV and a value of another format: NULL is the empty text, decimals are compared as decimals."""
    found = "" if found is None else found
    if isinstance(found, Decimal):
        is_same = expected != "" and Decimal(expected) == found
    else:
        is_same = expected == str(found)
    check(is_same, f"{name} row {at} {column}: expected {expected!r}, found {found!r}")


# --- JSON Schemas

def schemas(out, program):
    import jsonschema

    printed = json.loads(subprocess.run([program, "schema"], check=True, capture_output=True).stdout)
    validators = {}
    for name, schema in printed.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        validators[name] = jsonschema.Draft202012Validator(schema)
    count = 0

    def validate(name, value, where):
        nonlocal count
        error = next(validators[name].iter_errors(value), None)
        check(error is None, f"{where} is not as its schema says: {error}")
        count += 1

    for path in sorted(out.glob("documents/*/*.json")):
        name = "document" if path.name == "document.json" else "table"
        validate(name, json.loads(path.read_text("utf-8")), path)
    for line in (out / "manifest.jsonl").read_text("utf-8").splitlines():
        validate("manifest", json.loads(line), "manifest.jsonl")
    for name in LISTS:
        integers = {key for key, kind in printed[name]["properties"].items() if "integer" in kind["type"]}
        for row in rows(out / f"{name}.csv"):
            typed = {key: None if text == "" else int(text) if key in integers else text for key, text in row.items()}
            validate(name, typed, f"{name}.csv")
    one = next(out.glob("documents/*/document.json"))
    wrong = dict(json.loads(one.read_text("utf-8")), tables="none")
    check(not validators["document"].is_valid(wrong), "the schema of documents takes anything")
    return f"{count} values are as their schemas say"


# --- Data Package, Fiscal Data Package, Croissant

def packages(out):
    import frictionless

    told = []
    with contextlib.chdir(out) if hasattr(contextlib, "chdir") else contextlib.nullcontext():
        for name in ("datapackage.json", "fiscal.datapackage.json"):
            report = frictionless.validate(str(out / name))
            check(report.valid, f"{name}: {report.flatten(['title', 'rowNumber', 'fieldName', 'type', 'message'])[:5]}")
            told.append(f"{name} with {len(report.tasks)} resources")
        # Those of documents are described by their document.json.
        resources = [resource for document in documents(out) for resource in tables_of(document)]
        report = frictionless.Package({"name": "tables", "resources": resources}).validate()
        check(report.valid, f"documents: {report.flatten(['title', 'rowNumber', 'fieldName', 'type', 'message'])[:5]}")
        told.append(f"{len(resources)} tables of documents")
    described = {resource["path"] for resource in json.loads((out / "datapackage.json").read_text("utf-8"))["resources"]}
    for document in documents(out):
        names = [entry[key] for entry in document["tables"] for key in ("csv", "json")] + [document.get("workbook")]
        described |= {f"documents/{document['id']}/{name}" for name in ["document.json", "facts.csv", *names] if name}
    files = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    missing = files - described - {"datapackage.json", "fiscal.datapackage.json", "croissant.json"}
    check(not missing, f"datapackage.json leaves out {sorted(missing)[:5]}")
    check(described <= files, f"datapackage.json names what is not there: {sorted(described - files)[:5]}")
    profile = Path(__file__).parents[2] / "shared/domain/standards/fiscal-data-package.v0.profile.json"
    if profile.is_file():
        import jsonschema

        package = json.loads((out / "fiscal.datapackage.json").read_text("utf-8"))
        jsonschema.Draft4Validator(json.loads(profile.read_text("utf-8"))).validate(package)
        told.append("the profile of Fiscal Data Packages")
    try:
        import mlcroissant
    except ImportError:
        told.append("(croissant.json skipped: no mlcroissant)")
    else:
        facts = mlcroissant.Dataset(str(out / "croissant.json")).records("facts")
        check(len(list(facts)) == len(rows(out / "facts.csv")), "croissant.json: not all facts are found")
        told.append("croissant.json")
    return "valid: " + ", ".join(told)


def tables_of(document):
    """The tables of a document as resources of a package. A first line with an empty name is no header to those who check
    packages: the schema alone names the columns."""
    for entry in document["tables"]:
        fields = [{"name": field["name"] or f"#{at}", "type": field["type"]} for at, field in enumerate(entry["fields"])]
        is_named = all(field["name"] for field in entry["fields"])
        dialect = {"skipBlankRows": True} if is_named else {"skipBlankRows": True, "header": False, "commentRows": [1]}
        yield {
            "name": f"table-{document['sha256'][:12]}-{entry['index']}", "profile": "tabular-data-resource",
            "path": f"documents/{document['id']}/{entry['csv']}", "type": "table", "format": "csv", "mediatype": "text/csv",
            "encoding": "utf-8", "dialect": dialect, "schema": {"fields": fields, "missingValues": [""]},
        }


# --- Parquet

def parquet(out, lists):
    import duckdb
    import polars
    import pyarrow
    import pyarrow.parquet

    for name, expected in lists.items():
        path = out / f"parquet/{name}.parquet"
        table = pyarrow.parquet.read_table(path)
        for field in table.schema:
            if field.name in DECIMALS:
                check(pyarrow.types.is_decimal(field.type), f"{name}.{field.name} is {field.type}")
            elif "code" in field.name:
                check(pyarrow.types.is_string(field.type), f"{name}.{field.name} is {field.type}")
        compare(f"{path} by pyarrow", expected, table.to_pylist())
        compare(f"{path} by polars", expected, polars.read_parquet(path).to_dicts())
        cursor = duckdb.connect().execute(f"SELECT * FROM '{path}'")
        columns = [column[0] for column in cursor.description]
        compare(f"{path} by duckdb", expected, [dict(zip(columns, row)) for row in cursor.fetchall()])
    return "4 files are the same by pyarrow, polars and duckdb"


def in_order(lists):
    """Rows that stand first in facts.csv, to tell readers the types of its columns, back in their places."""
    places = {row["id"]: at for at, row in enumerate(lists["documents"])}

    def place(row):
        return [places[row["document"]], *map(int, row["fact"].rsplit(":", 3)[1:])]

    return {**lists, "facts": sorted(lists["facts"], key=place)}


def compare(name, expected, found):
    check(len(expected) == len(found), f"{name}: {len(expected)} rows became {len(found)}")
    for at, (own, other) in enumerate(zip(expected, found), 1):
        for column, text in own.items():
            same(name, at, column, text, other[column])
        if "amount_printed" in other:
            same(name, at, "amount_printed", own["amount"], other["amount_printed"])


# --- SQLite

def sqlite(out, lists):
    connection = sqlite3.connect(f"file:{out / 'fiscal-tables.sqlite'}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    for name, expected in lists.items():
        found = [dict(row) for row in connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid')]
        compare(f"fiscal-tables.sqlite {name}", expected, found)
    for row in connection.execute("SELECT amount_yuan, amount_fen FROM facts WHERE amount_yuan IS NOT NULL"):
        check(Decimal(row[0]) * 100 == Decimal(str(row[1])), f"{row[0]} yuan became {row[1]} fen")
    views = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")]
    for view in views:
        rows = connection.execute(f"SELECT count(*) FROM {view}").fetchone()[0]
        # Only books of governments have these, and none may be among the documents.
        check(rows > 0 or view in ("transfers_by_region", "debt_by_region"), f"the view {view} is empty")
    check(connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok", "the database is damaged")
    check(not connection.execute("PRAGMA foreign_key_check").fetchall(), "rows of documents that are not there")
    return f"4 tables are the same, {len(views)} views have rows"


# --- Workbooks

def workbooks(out, lists):
    import openpyxl

    book = openpyxl.load_workbook(out / "facts.xlsx", read_only=True)
    found = []
    for sheet in book:
        lines = sheet.iter_rows(values_only=True)
        header = next(lines)
        found += [dict(zip(header, line)) for line in lines]
    check(len(found) == len(lists["facts"]), f"facts.xlsx has {len(found)} rows")
    for at, (own, other) in enumerate(zip(lists["facts"], found), 1):
        for column, text in own.items():
            value = other[column]
            if column in DECIMALS and isinstance(value, (int, float)):
                value = Decimal(repr(value))
            elif isinstance(value, float) and value.is_integer():
                value = int(value)
            same("facts.xlsx", at, column, text, value)
    tables = notes = 0
    for document in documents(out):
        book = openpyxl.load_workbook(document["folder"] / "tables.xlsx")
        check(len(book.worksheets) == len(document["tables"]) + 1, f"{document['id']}: sheets are missing")
        for sheet, entry, body in sheets(document, book.worksheets):
            check(sheet.freeze_panes is not None, f"{sheet.title}: no frozen panes")
            for at, line in enumerate(body["lines"]):
                for column, text in enumerate(line):
                    cell = sheet.cell(body["first"] + at, column + 1)
                    check(cell.data_type != "f", f"{sheet.title} {cell.coordinate} is a formula")
                    same_cell(f"{document['id']} {sheet.title} {cell.coordinate}", text, cell.value, cell.number_format)
                    notes += cell.comment is not None
            tables += 1
    return f"facts and {tables} tables are the same by openpyxl, {notes} comments"


def same_cell(name, expected, found, number_format=""):
    if found is None:
        check(expected == "", f"{name}: expected {expected!r}, found nothing")
    elif isinstance(found, (int, float)):
        number = Decimal(repr(found))
        text = expected.replace("％", "%")
        if text.endswith("%"):
            number, text = number * 100, text[:-1]
        check(Decimal(text.replace(",", "").strip()) == number, f"{name}: expected {expected!r}, found {found!r}")
    else:
        check(str(found) == expected.replace("\r", ""), f"{name}: expected {expected!r}, found {found!r}")


def documents(out):
    for path in sorted(out.glob("documents/*/document.json")):
        document = json.loads(path.read_text("utf-8"))
        yield dict(document, folder=path.parent)


def sheets(document, worksheets):
    """Each table's sheet with the lines of its CSV file and the row where they begin in the sheet."""
    for sheet, entry in zip(worksheets[1:], document["tables"]):
        table = json.loads((document["folder"] / entry["json"]).read_text("utf-8"))
        with (document["folder"] / entry["csv"]).open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))[1:]
        first = 3 + len(table["header"]) + (table["index_row"] is not None) + 1
        yield sheet, entry, {"lines": lines, "first": first}


# --- LibreOffice

# Each sheet to a CSV file of its own: separator, quote, UTF-8, from line 1, texts quoted, values as they are, all sheets.
CONVERSION = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"


def libreoffice(out):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return "skipped: no LibreOffice"
    values = 0
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        books = []
        for document in documents(out):
            if document["tables"]:
                book = scratch / f"{len(books)}.xlsx"
                shutil.copy(document["folder"] / "tables.xlsx", book)
                books.append((book, document))
        call = [office, "--headless", f"-env:UserInstallation={(scratch / 'profile').as_uri()}", "--convert-to", CONVERSION]
        call += ["--outdir", str(scratch / "csv"), *(str(book) for book, _ in books)]
        subprocess.run(call, check=True, capture_output=True, timeout=600)
        for book, document in books:
            made = sorted((scratch / "csv").glob(f"{book.stem}-*.csv"))
            made = {path.stem.split("-", 1)[1][:2]: path for path in made}
            for entry in document["tables"]:
                path = made.get(f"{entry['index']:02}")
                check(path is not None, f"{document['id']}: no sheet {entry['index']} by LibreOffice")
                with path.open(encoding="utf-8", newline="") as file:
                    found = list(csv.reader(file))
                for _, own, body in sheets(dict(document, tables=[entry]), [None, None]):
                    for at, line in enumerate(body["lines"]):
                        other = found[body["first"] - 1 + at] if body["first"] - 1 + at < len(found) else []
                        for column, text in enumerate(line):
                            value = other[column] if column < len(other) else ""
                            values += 1
                            same_text(f"{document['id']} {own['index']} line {at + 1} column {column + 1}", text, value)
    return f"{values} cells come back the same from {len(books)} workbooks"


def same_text(name, expected, found):
    """Numbers as numbers, but texts as texts: a code may not lose its zeros."""
    if expected == found:
        return
    number = r"-?[0-9][0-9,]*(\.[0-9]+)?(E[-+]?[0-9]+)?"
    percent = re.fullmatch(rf"({number})[%％]", expected)
    plain = percent.group(1) if percent else expected
    if re.fullmatch(number, plain) and re.fullmatch(rf"{number}%?", found):
        factor = 100 if percent and not found.endswith("%") else 1
        value = Decimal(found.rstrip("%").replace(",", "")) * factor
        is_code = re.fullmatch(r"0[0-9]+", plain) is not None
        check(not is_code and Decimal(plain.replace(",", "")) == value, f"{name}: expected {expected!r}, found {found!r}")
        return
    check(False, f"{name}: expected {expected!r}, found {found!r}")


# --- The snippets of scripts/loaders.md

def loaders(out, facts):
    text = (Path(__file__).parent / "loaders.md").read_text("utf-8")
    blocks = re.findall(r"```(\w+)\n(.*?)```", text, re.S)
    yuan = sum(Decimal(row["amount_yuan"]) for row in facts if row["amount_yuan"])
    check(yuan == yuan.to_integral(), "the sum is in whole yuan, as the snippets print it")
    codes = sum(row["code"] != "" for row in facts)
    expected = [str(len(facts)), str(yuan.to_integral()), str(codes)]
    told = []
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "out").symlink_to(out)
        for language, code in blocks:
            found = run(language, code, scratch)
            if found is None:
                told.append(f"({language} skipped)")
                continue
            check(found == expected, f"loaders.md {language}: expected {expected}, found {found}\n{code}")
            told.append(language)
    check(len(told) >= 8, "loaders.md has its snippets")
    return ", ".join(told)


def run(language, code, folder):
    """The words that a snippet prints; None where the tool is not there."""
    if language == "python":
        call = [sys.executable, "-c", code]
    elif language == "sql":
        show = "import duckdb, sys; print(*duckdb.connect().execute(sys.argv[1]).fetchone())"
        call = [sys.executable, "-c", show, code]
    elif language == "sqlite":
        show = "import sqlite3, sys; print(*sqlite3.connect('out/fiscal-tables.sqlite').execute(sys.argv[1]).fetchone())"
        call = [sys.executable, "-c", show, code]
    elif language == "r":
        has_readr = shutil.which("Rscript") and subprocess.run(["Rscript", "-e", "library(readr)"], capture_output=True)
        if not has_readr or has_readr.returncode != 0:
            return None
        call = ["Rscript", "-e", code]
    else:
        return None
    ended = subprocess.run(call, cwd=folder, capture_output=True, text=True)
    check(ended.returncode == 0, f"loaders.md {language}: {ended.stderr}\n{code}")
    return ended.stdout.split()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Do text dumps of PDFs give the tables that the PDFs themselves give?

  python3 scripts/compare_dumps.py PDF_DIR --bin target/release/fiscal-tables [--tools raw,layout,pypdf,pdfplumber,pymupdf]
      [--only 98f36c51,4ca18ad3] [--floor 97] [--missing 20] [--cache DIR] [--save FILE] [--against FILE]

Each PDF is dumped by the tools: pdftotext in the order of its content stream (`raw`) and by the places on the page (`layout`),
pypdf, pdfplumber and PyMuPDF. PDF and dump are extracted, and the tables made of the dump are held against those made of the PDF.
A table of the dump is paired with the table of the PDF that has its title, or, where titles differ, most of its amounts. An amount
of the PDF's table agrees if the dump's table prints it in the same row (same codes and labels before it, or the same code, or the
same label) and in the same column (the same path of names, or the same place in a table of as many columns). What the dump adds is
not counted, and neither table is taken for the truth: the share says where to look.

`--cache` keeps dumps and the tables of PDFs between runs; `--save` writes what agrees, table by table, and `--against` lists
the tables that agree in more or fewer amounts than in such a file.

Standard tables are those whose title names one of the forms of 部门预算 and 部门决算 (STANDARD below). PDFs without a text layer
have an empty dump and are left out. Exit status 1 if the share of the standard tables, by any tool, is below `--floor`.
Needs pdftotext (`apt-get install poppler-utils`) and, for the others, `python3 -m pip install pypdf pdfplumber pymupdf`.
"""

import argparse
import collections
import json
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

STANDARD = (
    "收支总", "收支预算总", "收支决算总", "收入支出决算总", "收入总", "支出总", "收入预算", "支出预算", "收入决算", "支出决算",
    "部门收支", "财政拨款收支", "财政拨款收入支出", "一般公共预算支出", "一般公共预算财政拨款支出", "基本支出", "三公", "“三公”",
    "政府性基金", "国有资本经营", "项目支出",
)  # fmt: skip
# What each library prints of a page, as one program on two arguments.
LIBRARIES = {
    "pypdf": "pypdf; pages = [p.extract_text() for p in pypdf.PdfReader(sys.argv[1]).pages]",
    "pdfplumber": "pdfplumber; pages = [p.extract_text() for p in pdfplumber.open(sys.argv[1]).pages]",
    "pymupdf": "pymupdf; pages = [p.get_text() for p in pymupdf.open(sys.argv[1])]",
}
TOOLS = ("raw", "layout", *LIBRARIES)
AMOUNT = re.compile(r"[-−－]?\d[\d,]*(\.\d+)?$")


def solid(text):
    """Text without blanks, and with brackets and quotes of one kind."""
    return re.sub(r"\s", "", text or "").translate(str.maketrans("（）：", "():"))


def is_standard(title):
    """Does the title name one of the standard forms, rather than one about performance or purchases?"""
    return any(word in title for word in STANDARD) and not re.search("绩效|目标|采购|自评|债务|转移支付", title)


def extract(binary, source, out):
    """The tables of one input, as the program writes them."""
    subprocess.run([binary, "extract", "--jobs", "1", "-o", out, source], check=False, capture_output=True)
    tables = [json.loads(path.read_text(encoding="utf8")) for path in Path(out).glob("documents/*/[0-9]*.json")]
    return sorted(tables, key=lambda table: table["index"])


def amounts(table):
    """The amounts of a table: for each its value, column place, column path, and the codes and labels before it."""
    found = []
    columns = table["columns"]
    for row in table["rows"]:
        codes, labels, closed = [], [], False
        for place, (cell, column) in enumerate(zip(row["cells"], columns)):
            text = solid(cell["text"])
            if column["role"] == "amount":
                closed = True
                if AMOUNT.match(text):
                    value = text.replace(",", "")
                    found.append((value, place, tuple(solid(n) for n in column["path"]), "".join(codes), "".join(labels)))
                continue
            # A name behind amounts begins another half; an empty cell does not, whatever a PDF takes its column for.
            if closed and text:
                codes, labels, closed = [], [], False
            if text and column["role"] == "code":
                codes.append(text)
            elif text and column["role"] in ("label", "text"):
                labels.append(text)
    return found


# How rows are known again: by code and label; by both as one text, as a total's label may span the codes; by either.
ROW_KEYS = (
    lambda amount: (amount[3], amount[4]),
    lambda amount: ("both", amount[3] + amount[4]),
    lambda amount: ("code", amount[3]) if amount[3] else None,
    lambda amount: ("label", amount[4]) if amount[4] else None,
)


def agreeing(pdf, dump):
    """Which of the PDF's amounts the dump's table has in the same row and column."""
    wide = len(pdf["columns"]) == len(dump["columns"])
    left, open_ = amounts(dump), amounts(pdf)
    agree = 0
    for by_place in (False, True):
        if by_place and not wide:
            continue
        column = 1 if by_place else 2
        for row in ROW_KEYS:
            stock = collections.defaultdict(list)
            for index, own in enumerate(left):
                if row(own):
                    stock[own[0], own[column], row(own)].append(index)
            used, still = set(), []
            for own in open_:
                places = stock.get((own[0], own[column], row(own))) if row(own) else None
                if places:
                    used.add(places.pop())
                    agree += 1
                else:
                    still.append(own)
            left = [own for index, own in enumerate(left) if index not in used]
            open_ = still
    return agree, open_


def pairs(pdf, dump):
    """Each table of the PDF with the table of the dump that is the same, or None."""
    values = [collections.Counter(a[0] for a in amounts(table)) for table in dump]
    scores = []
    for i, table in enumerate(pdf):
        own = collections.Counter(a[0] for a in amounts(table))
        for j, other in enumerate(dump):
            share = sum((own & values[j]).values()) / max(1, sum(own.values()), sum(values[j].values()))
            same = solid(table["title"]) == solid(other["title"]) and bool(table["title"])
            if same or share > 0.3:
                scores.append((share + (0.5 if same else 0), -abs(i / len(pdf) - j / len(dump)), i, j))
    taken, found = set(), {}
    for _, _, i, j in sorted(scores, reverse=True):
        if i not in found and j not in taken:
            found[i] = j
            taken.add(j)
    return [(table, dump[found[i]] if i in found else None) for i, table in enumerate(pdf)]


def by_table(pdf, dump):
    """For each table of the PDF: its title, the title of its pair or None, how many amounts it has, and those that do not agree."""
    for table, other in pairs(pdf, dump):
        absent = agreeing(table, other)[1] if other else amounts(table)
        yield table["title"] or "", other and (other["title"] or ""), len(amounts(table)), absent


def compare(pdf, dump):
    """Agreeing and all amounts, of the standard tables and of all; and what is missing, table by table."""
    tables = list(by_table(pdf, dump))
    kind = lambda title: "standard" if is_standard(title) else "all"  # noqa: E731
    missing = [
        (len(absent), total, kind(title), title, "no such table" if other is None else other, absent[:3])
        for title, other, total, absent in tables
        if absent
    ]
    return count_of(tables), missing


def shown(count, name):
    """`99.1 % of 1,234`."""
    total = count[name, "total"]
    return f"{100 * count[name, 'agree'] / total:.1f} % of {total:,}" if total else ""


def dump(tool, source, target):
    """Writes what the tool prints of a PDF; False if that is nothing."""
    if not target.exists():
        if tool in LIBRARIES:
            code = f"import sys, {LIBRARIES[tool]}; open(sys.argv[2], 'w').write('\\n'.join(p or '' for p in pages))"
            command = [sys.executable, "-c", code, source, target]
        else:
            command = ["pdftotext", f"-{tool}", "-enc", "UTF-8", source, target]
        subprocess.run(command, check=False, capture_output=True)
    return target.exists() and bool(target.read_text(encoding="utf8", errors="replace").strip())


def document(path, options, scratch):
    """By tool, what is said of each table of a document (`by_table`); tools that print nothing are left out."""
    cache = options.cache or scratch
    kept = cache / f"{path.stem}.json"
    if kept.exists():
        pdf = json.loads(kept.read_text(encoding="utf8"))
    else:
        pdf = extract(options.bin, path, f"{scratch}/pdf-{path.stem}")
        kept.write_text(json.dumps(pdf, ensure_ascii=False), encoding="utf8")
    found = {}
    for tool in options.tools:
        text = cache / f"{path.stem}.{tool}.txt"
        if dump(tool, path, text):
            found[tool] = list(by_table(pdf, extract(options.bin, text, f"{scratch}/{tool}-{path.stem}")))
    return found


def count_of(tables):
    """Agreeing and all amounts of what `by_table` says."""
    count = collections.Counter()
    for title, _, total, absent in tables:
        for name in ("standard", "all") if is_standard(title) else ("all",):
            count[name, "agree"] += total - len(absent)
            count[name, "total"] += total
    return count


def changes(then, now):
    """Lines that tell which tables agree in more or fewer amounts than in a file of `--save`."""
    for key, tables in now.items():
        before = then.get(key)
        for index, (title, _, total, absent) in enumerate(tables):
            if before and index < len(before) and before[index][2] == total and len(before[index][3]) != len(absent):
                gain = len(before[index][3]) - len(absent)
                yield gain, f"{gain:+5} of {total:5} {key} {'' if is_standard(title) else '(other) '}{title}"


def main():
    """Dumps, extracts, compares and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder of PDFs")
    parser.add_argument("--bin", default="target/release/fiscal-tables", help="the program")
    parser.add_argument("--tools", default="raw,layout", type=lambda names: names.split(","), help=f"of {', '.join(TOOLS)}")
    parser.add_argument("--only", default="", help="only files whose name contains one of these, with commas between them")
    parser.add_argument("--floor", type=float, default=0.0, help="least share of the standard tables in percent")
    parser.add_argument("--missing", type=int, default=0, help="list so many tables with amounts that do not agree")
    parser.add_argument("--cache", type=Path, help="keep dumps and the tables of the PDFs here between runs")
    parser.add_argument("--save", type=Path, help="write here what agrees")
    parser.add_argument("--against", type=Path, help="list what agrees more or less than in this file")
    parser.add_argument("--jobs", type=int, default=2, help="documents at a time")
    options = parser.parse_args()
    if unknown := set(options.tools) - set(TOOLS):
        parser.error(f"no such tool: {', '.join(sorted(unknown))}; there are {', '.join(TOOLS)}")
    if options.cache:
        options.cache.mkdir(parents=True, exist_ok=True)
    files = sorted(p for p in options.folder.glob("*.pdf") if any(o in p.name for o in options.only.split(",")))
    sums = {tool: collections.Counter() for tool in options.tools}
    every = {}
    print("| document | " + " | ".join(f"{tool}, standard | {tool}, all" for tool in options.tools) + " |")
    print("|---|" + "--:|--:|" * len(options.tools))
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(options.jobs) as pool:
        results = pool.map(lambda path: document(path, options, Path(folder)), files)
        for path, found in zip(files, results):
            cells = []
            for tool in options.tools:
                if tool not in found:
                    cells += ["no text", "no text"]
                    continue
                count = count_of(found[tool])
                sums[tool].update(count)
                cells += [shown(count, "standard"), shown(count, "all")]
                every[f"{tool} {path.stem[:8]}"] = found[tool]
            print(f"| {path.stem[:40].replace('|', '/')} | " + " | ".join(cells) + " |", flush=True)
    totals = [shown(sums[tool], name) for tool in options.tools for name in ("standard", "all")]
    print(f"| all {len(files)} | " + " | ".join(totals) + " |")
    worst = [
        (len(absent), f"{len(absent):5} of {total:5} {key} {'' if is_standard(title) else '(other) '}{title} [{other}] {absent[:3]}")
        for key, tables in every.items()
        for title, other, total, absent in tables
        if absent
    ]
    for _, line in sorted(worst, reverse=True)[: options.missing]:
        print(line)
    if options.against:
        for _, line in sorted(changes(json.loads(options.against.read_text(encoding="utf8")), every)):
            print(line)
    if options.save:
        options.save.write_text(json.dumps(every, ensure_ascii=False), encoding="utf8")
    share = [100 * sums[t]["standard", "agree"] / max(1, sums[t]["standard", "total"]) for t in options.tools]
    return int(min(share) < options.floor)


if __name__ == "__main__":
    sys.exit(main())

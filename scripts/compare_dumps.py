#!/usr/bin/env python3
"""Do text dumps of PDFs give the tables that the PDFs themselves give?

  python3 scripts/compare_dumps.py PDF_DIR --bin target/release/fiscal-tables [--raw] [--layout] [--floor 97] [--missing]

Each PDF is dumped by pdftotext, in the order of its content stream (`-raw`) and by the places on the page (`-layout`); PDF and dump
are extracted, and the tables made of the dump are held against those made of the PDF. A table of the dump is paired with the table
of the PDF that has its title, or, where titles differ, most of its amounts. An amount of the PDF's table agrees if the dump's table
prints it in the same row (same codes and labels before it, or the same code, or the same label) and in the same column (the same
path of names, or the same place in a table of as many columns). What the dump adds is not counted, and neither table is taken for
the truth: the share says where to look.

Standard tables are those whose title names one of the forms of 部门预算 and 部门决算 (STANDARD below). PDFs without a text layer
have an empty dump and are left out. Exit status 1 if the share of the standard tables, in any way of dumping, is below `--floor`.
Needs pdftotext (`apt-get install poppler-utils`).
"""

import argparse
import collections
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

STANDARD = (
    "收支总", "收支预算总", "收支决算总", "收入支出决算总", "收入总", "支出总", "收入预算", "支出预算", "收入决算", "支出决算",
    "部门收支", "财政拨款收支", "财政拨款收入支出", "一般公共预算支出", "一般公共预算财政拨款支出", "基本支出", "三公", "“三公”",
    "政府性基金", "国有资本经营", "项目支出",
)  # fmt: skip
MODES = ("raw", "layout")
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


def compare(pdf, dump):
    """Agreeing and all amounts, of the standard tables and of all; and what is missing, table by table."""
    count = collections.Counter()
    missing = []
    for table, other in pairs(pdf, dump):
        total = len(amounts(table))
        agree, absent = agreeing(table, other) if other else (0, amounts(table))
        names = ("standard", "all") if is_standard(table["title"] or "") else ("all",)
        for name in names:
            count[name, "agree"] += agree
            count[name, "total"] += total
        if absent:
            why = "" if other else "no such table"
            missing.append((len(absent), total, names[0], table["title"], why or (other["title"] or ""), absent[:3]))
    return count, missing


def shown(count, name):
    """`99.1 % of 1,234`."""
    total = count[name, "total"]
    return f"{100 * count[name, 'agree'] / total:.1f} % of {total:,}" if total else ""


def main():
    """Dumps, extracts, compares and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder of PDFs")
    parser.add_argument("--bin", default="target/release/fiscal-tables", help="the program")
    parser.add_argument("--raw", action="store_true", help="only dumps in the order of the content stream")
    parser.add_argument("--layout", action="store_true", help="only dumps by the places on the page")
    parser.add_argument("--only", default="", help="only files whose name contains this")
    parser.add_argument("--floor", type=float, default=0.0, help="least share of the standard tables in percent")
    parser.add_argument("--missing", action="store_true", help="list the tables with amounts that do not agree, on stderr")
    parser.add_argument("--cache", type=Path, help="keep the tables of the PDFs here between runs")
    options = parser.parse_args()
    modes = [mode for mode in MODES if getattr(options, mode)] or list(MODES)
    files = sorted(path for path in options.folder.glob("*.pdf") if options.only in path.name)
    sums = {mode: collections.Counter() for mode in modes}
    print("| document | " + " | ".join(f"{mode}, standard | {mode}, all" for mode in modes) + " |")
    print("|---|" + "--:|--:|" * len(modes))
    with tempfile.TemporaryDirectory() as folder:
        for path in files:
            cached = options.cache / f"{path.stem}.json" if options.cache else None
            if cached and cached.exists():
                pdf = json.loads(cached.read_text(encoding="utf8"))
            else:
                pdf = extract(options.bin, path, f"{folder}/pdf-{path.stem}")
                if cached:
                    options.cache.mkdir(parents=True, exist_ok=True)
                    cached.write_text(json.dumps(pdf, ensure_ascii=False), encoding="utf8")
            cells = []
            for mode in modes:
                text = Path(folder) / f"{mode}-{path.stem}.txt"
                subprocess.run(["pdftotext", f"-{mode}", "-enc", "UTF-8", path, text], check=False, capture_output=True)
                if not text.exists() or not text.read_text(encoding="utf8").strip():
                    cells += ["no text", "no text"]
                    continue
                count, missing = compare(pdf, extract(options.bin, text, f"{folder}/{mode}-{path.stem}"))
                sums[mode].update(count)
                cells += [shown(count, "standard"), shown(count, "all")]
                for number, total, kind, title, why, absent in sorted(missing, reverse=True, key=lambda m: m[0]):
                    if options.missing:
                        print(f"{mode} {path.stem[:8]} {kind} {number}/{total} {title} [{why}] {absent}", file=sys.stderr)
            print(f"| {path.stem[:40].replace('|', '/')} | " + " | ".join(cells) + " |", flush=True)
    totals = [shown(sums[mode], name) for mode in modes for name in ("standard", "all")]
    print(f"| all {len(files)} | " + " | ".join(totals) + " |")
    share = [100 * sums[m]["standard", "agree"] / max(1, sums[m]["standard", "total"]) for m in modes]
    return int(min(share) < options.floor)


if __name__ == "__main__":
    sys.exit(main())

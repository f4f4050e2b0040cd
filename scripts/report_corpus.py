#!/usr/bin/env python3
"""What a run made of a corpus: one line per document.

  python3 scripts/report_corpus.py OUT [--csv] [--sort seconds]
  python3 scripts/report_corpus.py OUT --floor > tests/corpus_floor.tsv

Reads manifest.jsonl and tables.csv of an output folder. `seconds` is the engine's time for the document. With --floor it writes
what tests/it/corpus.rs holds the program to.
"""

import argparse
import collections
import csv
import json
import re
import sys
from pathlib import Path

COLUMNS = ("document", "status", "pages", "tables", "rows", "amounts", "findings", "seconds")
NUMERIC = COLUMNS[2:]


def read_csv(path):
    """The lines of a CSV file as dicts; none when there is no such file."""
    if not path.exists():
        return []
    with path.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def report(out):
    """One dict per line of the manifest, in its order."""
    sums = collections.defaultdict(collections.Counter)
    for table in read_csv(out / "tables.csv"):
        for name in ("rows", "amounts"):
            sums[table["document"]][name] += int(table.get(name) or 0)
    lines = []
    for text in (out / "manifest.jsonl").read_text(encoding="utf8").splitlines():
        entry = json.loads(text)
        own = sums[entry.get("id")]
        lines.append(
            {
                "document": Path(entry["input"]).name,
                "status": entry["status"] + (f" ({entry['reason']})" if entry.get("reason") else ""),
                "pages": entry.get("pages"),
                "tables": entry.get("tables"),
                "rows": own["rows"],
                "amounts": own["amounts"],
                "findings": entry.get("findings"),
                "seconds": (entry.get("engine_ms") or 0) / 1000,
            }
        )
    return lines


def write_floor(lines):
    """Document (the eight digits its name begins with, if it does), status, tables and amounts, parted by tabs."""
    print("document\tstatus\ttables\tamounts")
    for line in lines:
        prefix = re.match(r"[0-9a-f]{8}(?=_)", line["document"])
        status = line["status"].split(" (")[0]
        print(prefix.group() if prefix else line["document"], status, line["tables"], line["amounts"], sep="\t")


def shown(name, value):
    """A value as it is printed."""
    if value is None:
        return ""
    if name == "seconds":
        return f"{float(value):.3f}"
    return f"{value:.0f}" if isinstance(value, float) else str(value).replace("|", "/")


def main():
    """Reads the arguments and prints the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="output folder of fiscal-tables extract")
    parser.add_argument("--csv", action="store_true", help="CSV instead of a Markdown table")
    parser.add_argument("--floor", action="store_true", help="the floor of tests/it/corpus.rs instead of the report")
    parser.add_argument("--sort", choices=COLUMNS, help="numbers largest first (default: the order of the manifest)")
    options = parser.parse_args()
    if not (options.out / "manifest.jsonl").exists():
        print(f"{options.out} has no manifest.jsonl", file=sys.stderr)
        return 2
    lines = report(options.out)
    if options.sort:
        numeric = options.sort in NUMERIC
        lines.sort(key=lambda line: (line[options.sort] or 0) if numeric else line[options.sort], reverse=numeric)
    if options.floor:
        write_floor(lines)
        return 0
    total = {name: sum(float(line[name] or 0) for line in lines) for name in NUMERIC}
    states = collections.Counter(line["status"].split(" (")[0] for line in lines)
    total["document"] = f"all {len(lines)}"
    total["status"] = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    if options.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([shown(name, line[name]) for name in COLUMNS] for line in lines)
        return 0
    print("| " + " | ".join(COLUMNS) + " |\n|---|---|" + "--:|" * len(NUMERIC))
    for line in lines + [total]:
        print("| " + " | ".join(shown(name, line[name]) for name in COLUMNS) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main())

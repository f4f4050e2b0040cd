#!/usr/bin/env python3
"""Speed and memory against other programs on the same files, whole processes, one thread.

  python3 scripts/compare_peers.py FOLDER --binary target/release/fiscal-tables --rounds 5 --plumber-files 6

Compared are `fiscal-tables extract --jobs 1` (tables as CSV and JSON), `mutool draw -F stext` and `pdftotext -layout` (text
only, thrown away) over all PDFs of a folder, and pdfplumber's `extract_tables` over a few of them, as it is slow. Each round
runs everyone once (ours over those few several times), in turning order; a ratio is taken within a round, and what is printed
are medians over the rounds. mutool and pdftotext take one file per process, so ours is also run that way; above 1 means that
ours is faster. Memory is the kernel's peak resident size; what is below this script's own (about 20 MB) does not show.

Needs mutool, pdftotext and pdfinfo (`apt-get install mupdf-tools poppler-utils`) and pdfplumber (`pip install pdfplumber`); a
program that is not there is left out.
"""

import argparse
import importlib.util
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

PLUMBER = """
import sys, pdfplumber
for name in sys.argv[1:]:
    with pdfplumber.open(name) as pdf:
        for page in pdf.pages:
            page.extract_tables()
            page.close()
"""


# Runs of ours over the few files in one round.
SHORT_RUNS = 8


@dataclass
class Cost:
    """What processes cost: seconds of wall clock and of user + system, peak memory in MB, how many failed."""

    wall: float = 0.0
    cpu: float = 0.0
    peak: float = 0.0
    failed: int = 0

    def __add__(self, other):
        return Cost(
            self.wall + other.wall, self.cpu + other.cpu, max(self.peak, other.peak), self.failed + other.failed
        )


def run(command, may_fail=True):
    """Runs one process to its end; a run that must not fail may still exit with 1 (some input was not readable)."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if not may_fail and process.returncode not in (0, 1):
        raise SystemExit(f"exit status {process.returncode}: {' '.join(str(part) for part in command)}")
    scale = 1024 if sys.platform != "darwin" else 1024 * 1024
    return Cost(
        time.perf_counter() - start,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / scale,
        int(process.returncode != 0),
    )


def run_each(commands):
    """Runs processes one after the other."""
    total = Cost()
    for command in commands:
        total += run(command)
    return total


def page_count(path):
    """Pages of a PDF as pdfinfo tells them; 0 where it cannot."""
    told = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, errors="replace", check=False).stdout
    found = re.search(r"^Pages:\s+(\d+)", told, re.MULTILINE)
    return int(found.group(1)) if found else 0


class Ours:
    """Our binary, each run with an output folder of its own.

    The folders stay until the end: ext4 does not reuse the inodes of files removed in the last minutes and searches past all of
    them, so removing thousands of files between runs would slow down the next one by up to half.
    """

    def __init__(self, binary, scratch):
        self.binary, self.scratch, self.runs = binary, scratch, 0

    def run(self, inputs, jobs=1):
        """One process over these inputs."""
        self.runs += 1
        out = self.scratch / f"out{self.runs}"
        cost = run([self.binary, "extract", *inputs, "-o", out, "--jobs", str(jobs), "--quiet"], may_fail=False)
        return cost

    def run_each(self, inputs):
        """One process per input; also the peak memory of each."""
        total, peaks = Cost(), {}
        for path in inputs:
            cost = self.run([path])
            peaks[path] = cost.peak
            total += cost
        return total, peaks


def mean(costs):
    """The mean of several runs of the same, but for the peak, which is the largest."""
    costs = list(costs)
    total = sum(costs, Cost())
    return Cost(total.wall / len(costs), total.cpu / len(costs), total.peak, costs[-1].failed)


def few(files, pages, count):
    """`count` files spread over the range of page counts, none of them over 60 pages; all files if that is asked for."""
    if count >= len(files):
        return [f for f in files if pages[f]]
    ordered = sorted((f for f in files if 0 < pages[f] <= 60), key=lambda f: (pages[f], f.name))
    if count >= len(ordered):
        return ordered
    return [ordered[round(k * (len(ordered) - 1) / max(1, count - 1))] for k in range(count)]


def programs(ours, files, subset):
    """Name -> (its files, a function that runs it once)."""
    known = {
        "ours": (files, lambda: ours.run(files)),
        "ours, process per file": (files, lambda: ours.run_each(files)[0]),
        "ours, --jobs 2": (files, lambda: ours.run(files, 2)),
    }
    if shutil.which("mutool"):
        known["mutool draw -F stext"] = (
            files,
            lambda: run_each(["mutool", "draw", "-q", "-F", "stext", "-o", "/dev/null", f] for f in files),
        )
    if shutil.which("pdftotext"):
        known["pdftotext -layout"] = (
            files,
            lambda: run_each(["pdftotext", "-q", "-layout", f, "/dev/null"] for f in files),
        )
    if subset and importlib.util.find_spec("pdfplumber"):
        # A second of ours against half a minute of theirs: one run would show what else the machine was at.
        known["ours, few files"] = (subset, lambda: mean(ours.run(subset) for _ in range(SHORT_RUNS)))
        known["pdfplumber extract_tables"] = (subset, lambda: run([sys.executable, "-c", PLUMBER, *subset]))
    return known


def measure(known, rounds, say):
    """Runs everyone once a round, beginning one further each time: name -> list of costs."""
    costs = {name: [] for name in known}
    names = list(known)
    for number in range(rounds):
        shift = number % len(names)
        for name in names[shift:] + names[:shift]:
            costs[name].append(known[name][1]())
            say(f"round {number + 1}/{rounds}: {name}: {costs[name][-1].wall:.2f} s")
    return costs


def median(values):
    """The median, or nan of nothing."""
    values = list(values)
    return statistics.median(values) if values else float("nan")


def ratio(costs, peer, base, field):
    """Median over the rounds of peer's cost over base's."""
    return median(getattr(p, field) / max(1e-9, getattr(b, field)) for p, b in zip(costs[peer], costs[base]))


def print_table(known, costs, pages):
    """Cost per program and its ratio to ours on the same files."""
    print(
        "| program | files | pages | wall s | CPU s | pages/s (CPU) | peak MB | ours faster: CPU | wall | against ours per file: CPU |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    for name, (files, _) in known.items():
        count = sum(pages[f] for f in files)
        wall, cpu = median(c.wall for c in costs[name]), median(c.cpu for c in costs[name])
        base = "ours, few files" if name.startswith("pdfplumber") or name == "ours, few files" else "ours"
        cells = [f"{ratio(costs, name, base, field):.2f}" for field in ("cpu", "wall")]
        cells.append(f"{ratio(costs, name, 'ours, process per file', 'cpu'):.2f}" if base == "ours" else "")
        peak = max(c.peak for c in costs[name])
        failed = max(c.failed for c in costs[name])
        label = name + (f" ({failed} failed)" if failed and not name.startswith("ours") else "")
        figures = [
            len(files),
            count,
            f"{wall:.2f}",
            f"{cpu:.2f}",
            f"{count / max(1e-9, cpu):.0f}",
            f"{peak:.0f}",
            *cells,
        ]
        print(f"| {label} | " + " | ".join(str(f) for f in figures) + " |")


def main():
    """Reads the arguments, measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder with the PDFs")
    parser.add_argument(
        "--binary", type=Path, default=Path("target/release/fiscal-tables"), help="our program (default: %(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="rounds (default: %(default)s)")
    parser.add_argument(
        "--plumber-files",
        type=int,
        default=6,
        metavar="N",
        help="files for pdfplumber, 0 for none (default: %(default)s)",
    )
    parser.add_argument(
        "--peaks",
        type=int,
        default=5,
        metavar="N",
        help="how many of the largest peak memories to list (default: %(default)s)",
    )
    parser.add_argument(
        "--scratch",
        type=Path,
        metavar="FOLDER",
        help="where ours writes its output, such as a folder in memory, which leaves the disk out (default: that of the system)",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")
    options = parser.parse_args()
    files = sorted(options.folder.rglob("*.pdf"))
    binary = shutil.which(options.binary) or shutil.which(str(options.binary.resolve()))
    if not files or not binary:
        print(f"no PDF in {options.folder}" if not files else f"no program {options.binary}", file=sys.stderr)
        return 2

    def say(text):
        if not options.quiet:
            print(text, file=sys.stderr, flush=True)

    pages = {f: page_count(f) for f in files}
    for path in files:  # what is read from the disk, everyone finds in memory
        path.read_bytes()
    with tempfile.TemporaryDirectory(dir=options.scratch) as scratch:
        ours = Ours(binary, Path(scratch))
        known = programs(ours, files, few(files, pages, options.plumber_files))
        _, peaks = ours.run_each(files)
        costs = measure(known, options.rounds, say)
    print(
        f"{len(files)} files, {sum(pages.values())} pages, {options.rounds} rounds, {os.cpu_count()} cores; medians.\n"
    )
    print_table(known, costs, pages)
    speedup = median(a.wall / b.wall for a, b in zip(costs["ours"], costs["ours, --jobs 2"]))
    print(f"\n`--jobs 2` against `--jobs 1`: {speedup:.2f} × (wall, median of the ratios within a round).")
    print(f"\nPeak memory of ours, one file per process (largest {options.peaks} of {len(peaks)}):\n")
    print("| file | pages | peak MB |\n|---|--:|--:|")
    for path, peak in sorted(peaks.items(), key=lambda item: -item[1])[: options.peaks]:
        print(f"| {path.name} | {pages[path]} | {peak:.0f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())

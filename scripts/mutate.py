#!/usr/bin/env python3
"""Has the program read thousands of broken copies of documents; counts panics, hangs and files written elsewhere.

  python3 scripts/mutate.py [--bin PROGRAM] [--copies 10000] [--seed 1] [--timeout 60] [--keep FOLDER] [FILE|FOLDER...]

Without files: the samples and, where they are, the documents and dumps beside the project (../shared). The copies are
the same in every run with the same seed: bytes flipped, set, removed, doubled, swapped with another document's; the file
cut; or the same done inside of a packed stream, which is packed again. Ends with status 1 unless there were no panics
(of the program, or of the engine where nothing catches it), no hangs and no files outside of the output folder.
"""

import argparse
import collections
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
# How many copies are read in one run: what they take on the disk is bounded.
ROUND = 500
WORDS = [b"0", b"-1", b"99999999999", b"1e308", b"<<", b">>", b"[", b"]", b"(", b")", b" R", b"/Type", b"/Kids", b"endobj"]


def changed(data, other, chance):
    """A copy of the bytes with a few changes."""
    data = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        if not data:
            return data
        at = chance.randrange(len(data))
        end = min(len(data), at + chance.randint(1, 80))
        match chance.randrange(8):
            case 0:
                data[at] ^= 1 << chance.randrange(8)
            case 1:
                data[at] = chance.randrange(256)
            case 2:
                data[at] = chance.choice(b"0123456789 /<>[]()Rn")
            case 3:
                del data[at:end]
            case 4:
                data[at:at] = data[at:end]
            case 5:
                begin = chance.randrange(max(1, len(other)))
                data[at:end] = other[begin : begin + chance.randint(1, 200)]
            case 6:
                data[at:end] = chance.choice(WORDS)
            case 7:
                numbers = list(re.finditer(rb"\d+", data[at : at + 2000]))
                if numbers:
                    number = chance.choice(numbers)
                    text = str(chance.choice([0, 1, 65536, 2**31, 2**63, chance.randrange(1000)])).encode()
                    data[at + number.start() : at + number.end()] = text
    if chance.random() < 0.05:
        del data[chance.randrange(max(1, len(data))) :]
    return data


def inside(data, other, chance):
    """A copy with changes inside of a packed stream; none if there is none that can be unpacked."""
    streams = list(STREAM.finditer(data))
    chance.shuffle(streams)
    for found in streams[:8]:
        try:
            plain = zlib.decompress(found.group(1))
        except zlib.error:
            continue
        packed = zlib.compress(bytes(changed(plain, other, chance)))
        return data[: found.start(1)] + packed + data[found.end(1) :]
    return None


def sources(given):
    """The documents to break."""
    folders = given or [PROJECT / "samples", PROJECT.parent / "shared/real", PROJECT.parent / "shared/seeds"]
    files = []
    for folder in map(Path, folders):
        if folder.is_dir():
            files += [path for path in sorted(folder.rglob("*")) if path.suffix in (".pdf", ".txt")]
        elif folder.exists():
            files.append(folder)
        else:
            print(f"skipped: {folder} is not there")
    return files


def everything(folder):
    """All files below a folder but for those of the inputs and the output."""
    found = {path for path in folder.rglob("*") if path.relative_to(folder).parts[0] not in ("in", "out")}
    return {str(path.relative_to(folder)) for path in found}


def main():
    """Reads the arguments, breaks, runs, counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*")
    parser.add_argument("--bin", type=Path, default=Path("fiscal-tables"))
    parser.add_argument("--copies", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--timeout", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--keep", type=Path, help="where to leave the copies that were panics or hangs")
    options = parser.parse_args()
    documents = [path.read_bytes() for path in sources(options.files)]
    names = sources(options.files)
    if not documents:
        sys.exit("nothing to break")
    statuses, bad, outside = collections.Counter(), [], set()
    done = 0
    while done < options.copies:
        with tempfile.TemporaryDirectory() as temporary:
            scratch = Path(temporary)
            (scratch / "in").mkdir()
            (scratch / "home").mkdir()
            for n in range(done, min(done + ROUND, options.copies)):
                chance = random.Random(options.seed * 1_000_003 + n)
                which = n % len(documents)
                data, other = documents[which], chance.choice(documents)
                copy = (inside(data, other, chance) if chance.random() < 0.5 else None) or changed(data, other, chance)
                (scratch / "in" / f"{n:06}{names[which].suffix}").write_bytes(copy)
            before = everything(scratch)
            command = [options.bin.resolve() if options.bin.exists() else options.bin, "extract", "in", "-o", "out"]
            command += ["--quiet", "--timeout", str(options.timeout), "--jobs", str(options.jobs)]
            environment = {**os.environ, "HOME": str(scratch / "home"), "TMPDIR": str(scratch / "home")}
            run = subprocess.run(command, cwd=scratch, env=environment, capture_output=True, text=True, errors="replace")
            outside |= everything(scratch) - before
            if run.returncode not in (0, 1):
                bad.append(f"the run ended with {run.returncode}: {run.stderr[-300:]}")
            lines = (scratch / "out/manifest.jsonl").read_text(encoding="utf-8").splitlines()
            for entry in map(json.loads, lines):
                statuses[entry["status"]] += 1
                if entry["status"] in ("engine_failure", "timeout"):
                    bad.append(f"{entry['input']}: {entry['status']}: {entry['reason']}")
                    if options.keep:
                        options.keep.mkdir(parents=True, exist_ok=True)
                        copy = scratch / entry["input"]
                        (options.keep / copy.name).write_bytes(copy.read_bytes())
            bad += [line for line in run.stderr.splitlines() if "panicked at" in line]
        done = min(done + ROUND, options.copies)
        print(f"{done} copies: {dict(statuses.most_common())}", flush=True)
    hangs = sum(": timeout: " in line for line in bad)
    print("\n".join(bad[:50]))
    print(f"{done} copies of {len(documents)} documents: {len(bad) - hangs} panics, {hangs} hangs, {len(outside)} files elsewhere")
    sys.exit(bool(bad or outside))


if __name__ == "__main__":
    main()

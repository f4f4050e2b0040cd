#!/usr/bin/env python3
"""Fuzzes the program: bytes as a PDF, content of pages, text dumps.

  python3 scripts/fuzz.py [--seconds 60] [--corpus FOLDER] [--only pdf|page|dump] [--seed 1]

Needs cargo-fuzz (`cargo install cargo-fuzz`), and a nightly compiler or RUSTC_BOOTSTRAP=1 with another. The seeds are
the samples, tests/fuzz/seeds and tests/fuzz/found; the dumps beside the project (../shared/seeds) where they are. Inputs
that end the program stay in the corpus folder under found/; fixed, they belong into tests/fuzz/found.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
FUZZ = PROJECT / "tests/fuzz"
# Seeds, the longest input and the words of each target.
TARGETS = {
    "pdf": ([PROJECT / "samples"], 65536, "pdf.dict"),
    "page": ([FUZZ / "seeds/page", FUZZ / "found/page"], 8192, "page.dict"),
    "dump": ([], 16384, "dump.dict"),
}


def cargo():
    """The compiler to build with, and what it must be told."""
    told = subprocess.run(["rustup", "toolchain", "list"], capture_output=True, text=True, check=False).stdout
    nightly = "nightly" in told
    return ["cargo", "+nightly"] if nightly else ["cargo"], {} if nightly else {"RUSTC_BOOTSTRAP": "1"}


def dumps(folder):
    """The dumps as a folder of their own: the samples' folder holds PDFs too."""
    folder.mkdir(parents=True, exist_ok=True)
    beside = PROJECT.parent / "shared/seeds"
    for path in [*sorted((PROJECT / "samples").glob("*.txt")), *sorted(beside.glob("*.txt"))]:
        (folder / path.name).write_bytes(path.read_bytes()[:16000])
    return folder


def main():
    """Reads the arguments, builds, runs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--corpus", type=Path, help="where to keep what is learnt")
    parser.add_argument("--only", choices=TARGETS)
    parser.add_argument("--seed", type=int, default=1, help="of chance: the same inputs in the same order")
    options = parser.parse_args()
    if shutil.which("cargo-fuzz") is None:
        sys.exit("cargo-fuzz is not installed")
    command, environment = cargo()
    environment = {**os.environ, **environment}
    with tempfile.TemporaryDirectory() as temporary:
        corpus = options.corpus or Path(temporary)
        failed = []
        for target, (seeds, longest, words) in TARGETS.items():
            if options.only not in (None, target):
                continue
            own, found = corpus / target, corpus / "found" / target
            own.mkdir(parents=True, exist_ok=True)
            found.mkdir(parents=True, exist_ok=True)
            folders = [own, *(seeds or [dumps(corpus / "dumps")])]
            run = [*command, "fuzz", "run", "--fuzz-dir", FUZZ, "-s", "none", target, *folders, "--"]
            run += [f"-max_total_time={options.seconds}", f"-max_len={longest}", f"-dict={FUZZ / words}"]
            run += [f"-seed={options.seed}", "-rss_limit_mb=3000", "-timeout=30", f"-artifact_prefix={found}/", "-verbosity=0"]
            print(f"fuzzing {target} for {options.seconds} seconds", flush=True)
            # Text nests as objects do, and the program reads on threads of this stack.
            limit = ["bash", "-c", 'ulimit -s 65536 2>/dev/null; exec "$@"', "bash"]
            if subprocess.run([*limit, *map(str, run)], cwd=PROJECT, env=environment, check=False).returncode:
                failed.append(target)
        sys.exit(f"found something in {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()

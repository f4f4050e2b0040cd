#!/usr/bin/env python3
"""How well scans are read: pages of real documents as pictures, read by the program, against what it reads in their text layers.

    measure_ocr.py --program target/release/fiscal-tables --models DIR --work FOLDER [--styles clean,noise] [--dpi 200]
                   [--half tune|held|both|aside] [--shared FOLDER] [--pages 4] [--documents N] [--detail] [--floor names=99,amounts=99.5]

Needs numpy, opencv-python-headless, pymupdf, and `degrade.py` beside the documents (../shared/ocr), which makes a scan of a
page. Of each document up to --pages pages on which its tables stand are taken; the truth is what the program makes of these pages
with their text. Half of the documents (`held`) is never to be looked at while something is changed; those `aside` are measured only when asked for.

A cell counts as read if its text is the same, apart from blanks and from full and half width. Columns: documents, pages, tables;
`grid` tables with the same number of rows and columns; then of the cells of the truth, whether found or not, the share that is
read: `names`, `codes`, `amounts`, and `empty` cells that are empty; `amounts|grid` of tables with the same grid; seconds of processor time a page, and
the most memory of a process, in MB.
"""

import argparse
import collections
import difflib
import glob
import hashlib
import json
import os
import re
import resource
import subprocess
import sys
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = os.path.join(HERE, "..", "..", "shared")
# Documents that are set aside: nothing is chosen by them, and none is measured unless `--half aside` asks.
ASIDE = [
    "14bd9b1d", "23712676", "39f5c451", "54f7a679", "6615bc43", "7e5ac42e", "8ce2fb44", "9ae1b5ac", "b3559bdc", "d5eba514",
    "fb31e41c",
]
# Ruled documents beside those with gold tables; none whose tables are charts of lines and arrows.
RULED = [
    "12a61b5a", "18e04068", "33d95084", "41cd3dcb", "5a6912a5", "65b3ede0", "8a53f1b9", "92bb2751",
]
# Documents that were held until something was mended by them.
LOOKED_AT = ["65b3ede0"]
AMOUNT = re.compile(r"^-?[\d,]+\.\d+%?$|^-?\d{1,3}(,\d{3})+$|^-?\d{1,2}$|^-?\d+%$")
CODE = re.compile(r"^\d{3,12}$")


def fold(text):
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text or ""))


def sort_of(text):
    if not text:
        return "empty"
    if CODE.match(text):
        return "codes"
    return "amounts" if AMOUNT.match(text) else "names"


def documents(shared):
    found = {}
    for folder, gold in (("real", "gold/real"), ("towns", "gold/towns")):
        for file in sorted(glob.glob(os.path.join(shared, gold, "*.json"))):
            name = os.path.basename(file)[:8]
            found.update({name: path for path in glob.glob(os.path.join(shared, folder, name + "*.pdf"))})
    for name in RULED + ASIDE:
        found.update({name: path for path in glob.glob(os.path.join(shared, "towns", name + "*.pdf"))})
    return sorted(found.items())


def half_of(name):
    if name in ASIDE:
        return "aside"
    if name in LOOKED_AT:
        return "tune"
    return "held" if hashlib.sha256(name.encode()).digest()[0] % 2 else "tune"


def extract(program, inputs, out, extra=()):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run([program, "extract", *inputs, "-o", out, "--quiet", "--jobs", "2", "--timeout", "3000", *extra])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if run.returncode > 1:
        sys.exit(run.returncode)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss


def tables(out):
    """By the input's name: tables as (pages, rows of folded texts, rows of whether verified)."""
    found = {}
    for file in glob.glob(os.path.join(out, "documents", "*", "document.json")):
        with open(file, encoding="utf-8") as stream:
            document = json.load(stream)
        own = []
        for table in sorted(glob.glob(os.path.join(os.path.dirname(file), "[0-9]*.json"))):
            with open(table, encoding="utf-8") as stream:
                table = json.load(stream)
            rows = [[fold(column["name"]) for column in table["columns"]]]
            rows += [[fold((cell or {}).get("text")) for cell in row["cells"]] for row in table["rows"]]
            own.append((set(table.get("pages") or []), rows, table))
        found[os.path.basename(document["input"])[:8]] = own
    return found


def aligned(truth, read):
    """The row of `read` for each row of `truth`, or none."""
    def likeness(a, b):
        same = sum(1 for x, y in zip(a, b) if x == y)
        return same / max(len(a), len(b), 1)

    if len(truth) == len(read):
        return list(range(len(read)))
    match = difflib.SequenceMatcher(None, ["|".join(row) for row in truth], ["|".join(row) for row in read], autojunk=False)
    at = [None] * len(truth)
    for tag, a0, a1, b0, b1 in match.get_opcodes():
        if tag == "equal":
            at[a0:a1] = range(b0, b1)
        elif tag == "replace":
            free = list(range(b0, b1))
            for a in range(a0, a1):
                best = max(free, key=lambda b: likeness(truth[a], read[b]), default=None)
                if best is not None and likeness(truth[a], read[best]) > 0.3:
                    at[a] = best
                    free = [b for b in free if b > best]
    return at


def compare(truth, read, counts, detail, name):
    for pages, rows, _ in truth:
        candidates = [other for other in read if other[0] & pages]
        texts = collections.Counter(text for row in rows for text in row if text)
        common = lambda other: sum((texts & collections.Counter(t for row in other[1] for t in row if t)).values())
        best = max(candidates, key=common, default=(set(), [], {}))
        other = best[1]
        counts["tables"] += 1
        same = len(rows) == len(other) and len(rows[0]) == len(other[0])
        counts["grid"] += same
        at = aligned(rows, other)
        clean = same
        for row, place in zip(rows, at):
            own = other[place] if place is not None else []
            for column, text in enumerate(row):
                sort = sort_of(text)
                found = own[column] if column < len(own) else None
                counts[sort, "all"] += 1
                counts[sort, "right"] += found == text
                clean = clean and found == text
                if same:
                    counts[sort, "all|grid"] += 1
                    counts[sort, "right|grid"] += found == text
                if detail and found != text:
                    print(f"  {name} p{sorted(pages)[:1]} {sort}: {text!r} read {found!r}" + ("" if same else " (other grid)"))
        counts["perfect"] += clean
        if detail and not same:
            shape = lambda rows: f"{len(rows)}x{len(rows[0]) if rows else 0}"
            print(f"  {name} p{sorted(pages)} grid {shape(rows)} read {shape(other)}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--models", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--shared", default=SHARED)
    parser.add_argument("--styles", default="clean,noise,skew1,skew2,stamp,greystamp,copy,fax")
    parser.add_argument("--dpi", default="200")
    parser.add_argument("--half", default="both")
    parser.add_argument("--pages", type=int, default=4)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--only", default="")
    parser.add_argument("--detail", action="store_true")
    parser.add_argument("--floor", default="")
    args = parser.parse_args()
    sys.path.insert(0, os.path.join(args.shared, "ocr"))
    import cv2
    import degrade
    import numpy
    import pymupdf

    chosen = [(name, path) for name, path in documents(args.shared)]
    asked = ("tune", "held") if args.half == "both" else (args.half,)
    chosen = [(name, path) for name, path in chosen if half_of(name) in asked]
    chosen = [(name, path) for name, path in chosen if not args.only or name in args.only.split(",")][: args.documents]
    text = os.path.join(args.work, "text")
    os.makedirs(text, exist_ok=True)
    for name, path in chosen:
        target = os.path.join(text, f"{name}.pdf")
        if os.path.exists(target):
            continue
        extract(args.program, [path], os.path.join(args.work, "whole"), ["--ocr", "off"])
        counts = collections.Counter()
        for pages, rows, _ in tables(os.path.join(args.work, "whole")).get(name, []):
            for page in pages:
                counts[page] += len(rows) * len(rows[0]) / len(pages)
        with pymupdf.open(path) as document:
            taken = sorted(page - 1 for page, _ in counts.most_common(args.pages))
            if taken:
                document.select(taken)
                document.save(target, garbage=3, deflate=True)
    texts = [os.path.join(text, f"{name}.pdf") for name, _ in chosen if os.path.exists(os.path.join(text, f"{name}.pdf"))]
    truth_folder = os.path.join(args.work, "truth")
    extract(args.program, texts, truth_folder, ["--ocr", "off"])
    truth = tables(truth_folder)
    floors = [floor.split("=") for floor in args.floor.split(",") if floor]
    below = []
    head = "half style dpi docs pages tables grid perfect names codes amounts empty amounts|grid cpu/page MB"
    print(" | ".join(head.split()))
    for dpi in map(int, args.dpi.split(",")):
        for style in args.styles.split(","):
            folder = os.path.join(args.work, f"{style}-{dpi}")
            os.makedirs(folder, exist_ok=True)
            count = {}
            for file in texts:
                name = os.path.basename(file)
                target = os.path.join(folder, name)
                with pymupdf.open(file) as document:
                    count[name[:8]] = len(document)
                    if os.path.exists(target):
                        continue
                    made = pymupdf.open()
                    for number, page in enumerate(document):
                        picture = page.get_pixmap(dpi=dpi, colorspace=pymupdf.csRGB)
                        pixels = numpy.frombuffer(picture.samples, numpy.uint8).reshape(picture.h, picture.w, 3).copy()
                        pixels, _ = degrade.degrade(pixels, dpi, style, 7 * number + 1)
                        kind, quality = (".png", []) if style in ("clean", "fax") else (".jpg", [cv2.IMWRITE_JPEG_QUALITY, 90])
                        if style == "fax":
                            pixels = pixels[..., 0]
                        else:
                            pixels = pixels[..., ::-1]
                        _, encoded = cv2.imencode(kind, pixels, quality)
                        own = made.new_page(width=page.rect.width, height=page.rect.height)
                        own.insert_image(own.rect, stream=encoded.tobytes())
                    made.save(target, deflate=True)
            for half in asked:
                own = [name for name in count if half_of(name) == half]
                if not own:
                    continue
                out = os.path.join(args.work, f"out-{style}-{dpi}-{half}")
                files = [os.path.join(folder, f"{name}.pdf") for name in own]
                seconds, memory = extract(args.program, files, out, ["--models", args.models])
                read = tables(out)
                counts = collections.Counter()
                for name in own:
                    compare(truth.get(name, []), read.get(name, []), counts, args.detail, name)
                share = lambda right, of: f"{100 * right / of:.1f}" if of else "-"
                sorts = [share(counts[sort, "right"], counts[sort, "all"]) for sort in ("names", "codes", "amounts", "empty")]
                for sort, floor in floors:
                    if 100 * counts[sort, "right"] < float(floor) * counts[sort, "all"]:
                        below.append(f"{half} {style} {dpi}: {sort} below {floor}")
                in_grid = share(counts["amounts", "right|grid"], counts["amounts", "all|grid"])
                pages = sum(count[name] for name in own)
                grid = f"{counts['grid']}/{counts['tables']}"
                row = [half, style, dpi, len(own), pages, counts["tables"], grid, counts["perfect"], *sorts, in_grid]
                print(" | ".join(map(str, [*row, f"{seconds / max(pages, 1):.1f}", memory // 1024])), flush=True)
    if below:
        sys.exit("\n".join(below))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Conservation of amounts: glyphs in, cells out, nothing lost and nothing doubled.

  python3 scripts/check_amounts.py OUT PDF|FOLDER...

OUT is what `fiscal-tables extract ... -o OUT` wrote for the same PDFs. An independent reader (PyMuPDF) collects the numbers
printed inside the tables' rectangles (the union of a table's cell boxes on a page); each must stand in exactly one cell that is
not a repeat (`"origin": "spanned"`). Numbers are compared as strings of digits, full-width digits folded (not raised ones: ¹ is a mark); a number broken over
lines or pages is put together again, as is one that runs into its neighbour. Reported per document:

  amounts   amounts (digits with decimals, or grouped by thousands) printed inside tables
  once      of these, found in exactly one cell
  again     printed again on a page that follows, for the cell it stands in is merged over the break
  lost      printed, but in no cell
  doubled   in a cell once more than printed
  altered   in a cell, but printed nowhere in the table
  outside   printed in a ruled area that belongs to no table (information only)

Exit status: 0 nothing lost, doubled or altered; 1 otherwise; 2 nothing to check. Needs `pip install pymupdf`.
"""

import argparse
import collections
import json
import re
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pymupdf

GAP = 0.3  # em: a wider gap ends a number
SAME = 0.1  # em: the same character this near is bold faked by printing twice
EDGE = 1.0  # points by which the middle of a number may lie outside a rectangle
MERGED = 4  # pages over which a merged cell runs at most, its number printed on each
NUMBER = re.compile(r"-?\d[\d,.]*|[.,]\d[\d,.]*")
AMOUNT = re.compile(r"-?(\d[\d,]*\.\d+|\d{1,3}(,\d{3})+)$")


@dataclass
class Piece:
    """A number as printed: text, box in points of the displayed page, and its place in reading order."""

    text: str
    box: tuple
    order: tuple

    @property
    def middle(self):
        """The middle of the box."""
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2


@dataclass
class Entry:
    """A number in a cell."""

    text: str
    box: tuple
    place: str


def fold(text):
    """Full-width digits as plain ones, one kind of minus; raised digits and those in circles are marks, not digits."""
    marks = (character for character in text if unicodedata.decomposition(character)[:7] not in ("<super>", "<circle"))
    return unicodedata.normalize("NFKC", "".join(marks)).replace("−", "-")


def glyphs(page):
    """(char, direction, origin along and across the line, size, box) of every glyph, in the frame of the displayed page."""
    turn = page.rotation_matrix
    flags = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP | getattr(pymupdf, "TEXT_CLIP", 0)
    for block in page.get_text("rawdict", flags=flags)["blocks"]:
        for line in block.get("lines", ()):
            zero, one = pymupdf.Point(0, 0) * turn, pymupdf.Point(*line["dir"]) * turn
            dx, dy = round(one.x - zero.x, 3), round(one.y - zero.y, 3)
            for span in line["spans"]:
                for char in span["chars"]:
                    origin = pymupdf.Point(char["origin"]) * turn
                    box = pymupdf.Rect(char["bbox"]) * turn
                    along, across = origin.x * dx + origin.y * dy, origin.y * dx - origin.x * dy
                    width = abs(box.width * dx) + abs(box.height * dy)
                    yield fold(char["c"]), (dx, dy), along, across, span["size"], width, tuple(box)


def runs(page):
    """Glyphs of one baseline without wide gaps, as lists; doubled glyphs are dropped."""
    by_direction = collections.defaultdict(list)
    for glyph in glyphs(page):
        if glyph[0].strip():
            by_direction[glyph[1]].append(glyph)
    for direction in sorted(by_direction):
        for line in baselines(by_direction[direction]):
            run = []
            for glyph in sorted(line, key=lambda g: g[2]):
                char, _, along, _, size, _, _ = glyph
                if any(g[0] == char and abs(g[2] - along) < SAME * size for g in run[-3:]):
                    continue
                if run and along - run[-1][2] - run[-1][5] > GAP * size:
                    yield run
                    run = []
                run.append(glyph)
            if run:
                yield run


def baselines(all_glyphs):
    """Groups glyphs by baseline."""
    line = []
    for glyph in sorted(all_glyphs, key=lambda g: g[3]):
        if line and glyph[3] - line[-1][3] > 0.12 * glyph[4]:
            yield line
            line = []
        line.append(glyph)
    if line:
        yield line


def pieces(page):
    """Every number printed on the page."""
    found = []
    for run in runs(page):
        text = "".join(g[0][0] for g in run)
        for match in NUMBER.finditer(text):
            part = run[match.start() : match.end()]
            boxes = [g[6] for g in part]
            box = (
                min(b[0] for b in boxes),
                min(b[1] for b in boxes),
                max(b[2] for b in boxes),
                max(b[3] for b in boxes),
            )
            found.append(Piece(match.group(), box, (part[0][3], part[0][2])))
    return found


class Tables:
    """What OUT says about one document: numbers in cells and rectangles, by page."""

    def __init__(self, folder):
        self.entries = collections.defaultdict(list)
        self.boxes = collections.defaultdict(list)
        self.heads = collections.Counter()
        for path in sorted(folder.glob("[0-9]*.json")):
            table = json.loads(path.read_text(encoding="utf8"))
            boxes = collections.defaultdict(list)
            for k, row in enumerate(table.get("rows") or ()):
                for c, cell in enumerate(row["cells"]):
                    if not cell or not cell.get("bbox"):
                        continue
                    boxes[cell["page"]].append(cell["bbox"])
                    if cell.get("origin") == "spanned":
                        continue
                    for number in NUMBER.findall(fold(cell.get("text") or "")):
                        place = f"{path.stem} R{k + 1}C{c + 1}"
                        self.entries[cell["page"]].append(Entry(number, tuple(cell["bbox"]), place))
            for page, some in boxes.items():
                self.boxes[page].append(
                    (min(b[0] for b in some), min(b[1] for b in some), max(b[2] for b in some), max(b[3] for b in some))
                )
            texts = [t or "" for line in table.get("header") or () for t in line] + [
                t or "" for t in table.get("index_row") or ()
            ]
            for text in texts + (table.get("notes") or []):
                self.heads.update(NUMBER.findall(fold(text)))


def inside(point, box, edge=EDGE):
    """Whether a point lies in a box."""
    return box[0] - edge <= point[0] <= box[2] + edge and box[1] - edge <= point[1] <= box[3] + edge


def match_equal(printed, entries, reach=None):
    """Pairs equal strings, within `reach` points of the cell or anywhere; gives what is left of both."""
    by_text = collections.defaultdict(list)
    for entry in entries:
        by_text[entry.text].append(entry)
    left = []
    for piece in printed:
        same = by_text.get(piece.text, ())
        best = next((k for k, e in enumerate(same) if reach is None or inside(piece.middle, e.box, reach)), None)
        if best is None:
            left.append(piece)
        else:
            same.pop(best)
    return left, [entry for same in by_text.values() for entry in same]


def match_broken(printed, entries):
    """Pairs numbers broken over lines or pages with the cell that holds them whole."""
    printed, rest = list(printed), []
    for entry in entries:
        near = [p for p in printed if inside(p.middle, entry.box, 8)]
        whole = concatenation(near, entry.text) or concatenation(printed, entry.text)
        if whole is None or sum(bool(AMOUNT.match(p.text)) for p in whole) > 1:  # two amounts glued to one are no match
            rest.append(entry)
            continue
        taken = {id(p) for p in whole}
        printed = [p for p in printed if id(p) not in taken]
    return printed, rest


def concatenation(printed, text):
    """Pieces in reading order that make up a text, no two of them overlapping in it; None when there are none."""
    candidates = [p for p in printed if p.text and p.text in text]
    for start in candidates:
        if not text.startswith(start.text):
            continue
        chain, so_far = [start], start.text
        while so_far != text:
            following = [
                p
                for p in candidates
                if p not in chain and text.startswith(so_far + p.text) and p.order[0] != chain[-1].order[0]
            ]
            if not following:
                break
            best = min(
                following, key=lambda p: abs(p.order[0] - chain[-1].order[0]) + abs(p.middle[0] - chain[-1].middle[0])
            )
            chain.append(best)
            so_far += best.text
        if so_far == text:
            return chain
    return None


def whole_number(text):
    """An amount or a code, not a digit cut off from its number."""
    return bool(AMOUNT.match(text)) or len(text) >= 3 and text.isdigit()


def match_run_together(printed, entries):
    """Pairs a number that runs into its neighbours on the line with the cells it belongs to."""
    rest, entries = [], list(entries)
    for piece in printed:
        row = [e for e in entries if e.box[1] - 3 <= piece.middle[1] <= e.box[3] + 3 and whole_number(e.text)]
        row.sort(key=lambda e: e.box[0])
        text, taken = piece.text, []
        for entry in row:
            if text.startswith(entry.text):
                text = text[len(entry.text) :]
                taken.append(entry)
        if taken and not text:
            entries = [e for e in entries if all(e is not t for t in taken)]
        else:
            rest.append(piece)
    return rest, entries


def ruled_areas(page):
    """Clusters of drawings with room for a table; a frame around the page is none."""
    try:
        clusters = page.cluster_drawings(x_tolerance=3, y_tolerance=3)
    except Exception:  # a page whose drawings MuPDF cannot list has no areas to tell of
        return []
    sheet = page.rect
    areas = [r * page.rotation_matrix for r in clusters]
    return [
        tuple(r)
        for r in areas
        if r.width > 60 and r.height > 12 and r.width * r.height < 0.95 * sheet.width * sheet.height
    ]


def check(pdf, folder):
    """Checks one document; gives the counts and lines of examples."""
    tables = Tables(folder)
    count = collections.Counter()
    lost, surplus = [], []
    printed_amounts = collections.Counter()
    with pymupdf.open(pdf) as document:
        for number, page in enumerate(document, 1):
            boxes = tables.boxes.get(number, [])
            everything = pieces(page)
            within = [p for p in everything if any(inside(p.middle, b) for b in boxes)]
            amounts = [p for p in within if AMOUNT.match(p.text)]
            count["amounts"] += len(amounts)
            printed_amounts.update(p.text for p in within)
            beyond = [p for p in everything if AMOUNT.match(p.text) and not any(inside(p.middle, b) for b in boxes)]
            if beyond:
                areas = ruled_areas(page)
                count["outside"] += sum(any(inside(p.middle, a, 0) for a in areas) for p in beyond)
            left, open_entries = match_equal(within, tables.entries.get(number, []), reach=EDGE)
            left, open_entries = match_equal(left, open_entries, reach=8)
            left, open_entries = match_broken(left, open_entries)
            left, open_entries = match_run_together(left, open_entries)
            left, open_entries = match_equal(left, open_entries)
            lost += [(number, p) for p in left]
            surplus += [(number, e) for e in open_entries]
    lost, surplus = over_pages(lost, surplus)
    lines = []
    for page, piece in lost:
        if not AMOUNT.match(piece.text):
            continue
        if tables.heads[piece.text]:
            tables.heads[piece.text] -= 1
            continue
        if any(is_printed_again(piece, tables.entries.get(before, [])) for before in range(page - MERGED, page)):
            count["again"] += 1
            continue
        count["lost"] += 1
        lines.append(f"lost     p{page} {piece.text} at {piece.box[0]:.0f},{piece.box[1]:.0f}")
    for page, entry in surplus:
        if AMOUNT.match(entry.text):
            kind = "doubled" if printed_amounts[entry.text] else "altered"
            count[kind] += 1
            lines.append(f"{kind:8s} p{page} {entry.text} in {entry.place}")
    count["once"] = count["amounts"] - count["lost"] - count["again"]
    return count, lines


def is_printed_again(piece, before):
    """Whether a cell of a page before holds the number, at the same place across the page."""
    x = piece.middle[0]
    return any(entry.text == piece.text and entry.box[0] - EDGE <= x <= entry.box[2] + EDGE for entry in before)


def over_pages(lost, surplus):
    """Pairs numbers whose parts stand on two pages."""
    pages = {id(p): page for page, p in lost}
    left, rest = [p for _, p in lost], []
    for page, entry in surplus:
        around = [p for p in left if pages[id(p)] in (page, page + 1)]
        whole = concatenation(around, entry.text)
        if whole is None:
            rest.append((page, entry))
        else:
            taken = {id(p) for p in whole}
            left = [p for p in left if id(p) not in taken]
    return [(pages[id(p)], p) for p in left], rest


def main():
    """Reads the arguments, checks every PDF that OUT knows, prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="output folder of fiscal-tables extract")
    parser.add_argument("pdf", type=Path, nargs="+", help="the PDFs it was made from, or folders of them")
    parser.add_argument("--examples", type=int, default=5, metavar="N", help="examples per document (default 5)")
    options = parser.parse_args()
    known = collections.defaultdict(list)
    for path in sorted((options.out / "documents").glob("*/document.json")):
        name = json.loads(path.read_text(encoding="utf8")).get("input") or path.parent.name
        known[Path(name).name].append(path.parent)
    files = [f for p in options.pdf for f in (sorted(p.rglob("*.pdf")) if p.is_dir() else [p])]
    total, checked = collections.Counter(), 0
    columns = ("amounts", "once", "again", "lost", "doubled", "altered", "outside")
    print("| document | " + " | ".join(columns) + " |\n|---|" + "--:|" * len(columns))
    for pdf in files:
        if not known[pdf.name]:
            print(f"| {pdf.name} | not in OUT |" + " |" * (len(columns) - 1))
            continue
        count, lines = check(pdf, known[pdf.name].pop(0))
        checked += 1
        total.update(count)
        print(f"| {pdf.name} | " + " | ".join(str(count[c]) for c in columns) + " |", flush=True)
        for line in lines[: options.examples]:
            print("    " + line, file=sys.stderr)
    print("| all | " + " | ".join(str(total[c]) for c in columns) + " |")
    if not checked:
        print("no PDF of these is in OUT", file=sys.stderr)
        return 2
    return 1 if total["lost"] or total["doubled"] or total["altered"] else 0


if __name__ == "__main__":
    sys.exit(main())

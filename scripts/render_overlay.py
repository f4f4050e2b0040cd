#!/usr/bin/env python3
"""Draws what was read over the page it was read from, for looking.

  python3 scripts/render_overlay.py PDF PAGE OUT.png [OUTDIR]

Each cell of a table in OUTDIR (the output folder of an extract run that has this PDF; without it only the page is drawn) is
outlined in its table's colour: dashed where it repeats a merged cell, dotted where it was placed by arithmetic, and its text is
written small at the foot of the cell in red, blue where it is an amount. The table's rectangle carries index, number and title.
Needs `pip install pymupdf`; for the texts it uses PyMuPDF's own Chinese font.
"""

import argparse
import json
import sys
from pathlib import Path

import pymupdf

COLOURS = ((0.85, 0.1, 0.1), (0.1, 0.45, 0.85), (0.1, 0.6, 0.2), (0.75, 0.4, 0.0), (0.55, 0.2, 0.7))
DASHES = {"spanned": "[3 2] 0", "placed": "[1 1] 0", "ocr": "[5 1] 0"}


def tables_of(out, pdf):
    """The tables OUT holds of a PDF, by the input's file name."""
    for path in sorted((out / "documents").glob("*/document.json")):
        document = json.loads(path.read_text(encoding="utf8"))
        if Path(document.get("input") or path.parent.name).name == pdf.name:
            return [json.loads(p.read_text(encoding="utf8")) for p in sorted(path.parent.glob("[0-9]*.json"))]
    raise SystemExit(f"{pdf.name} is not in {out}")


def cells_on(table, page):
    """(row, column, cell) of the cells that stand on a page."""
    for k, row in enumerate(table.get("rows") or ()):
        for c, cell in enumerate(row["cells"]):
            if cell and cell.get("bbox") and cell.get("page") == page:
                yield k, c, cell


def outline(page, box, colour, width, dashes=None):
    """A rectangle given in the frame of the displayed page."""
    page.draw_rect(pymupdf.Rect(box) * page.derotation_matrix, color=colour, width=width, dashes=dashes)


def write(page, x, y, text, size, colour):
    """A text with its baseline at (x, y) of the displayed page."""
    place = pymupdf.Point(x, y) * page.derotation_matrix
    page.insert_text(place, text, fontsize=size, fontname="china-s", color=colour, rotate=page.rotation)


def draw_table(page, table, number, colour):
    """Outlines the cells of a table; gives how many stand on the page."""
    cells = list(cells_on(table, number))
    for _, _, cell in cells:
        origin = cell.get("origin") or "printed"
        x0, y0, x1, y1 = cell["bbox"]
        outline(page, (x0 + 0.7, y0 + 0.7, x1 - 0.7, y1 - 0.7), colour, 0.5, DASHES.get(origin))
        if cell.get("text") and origin != "spanned":
            size = min(5.0, max(2.0, (x1 - x0 - 2) / max(1, len(cell["text"]))))
            write(page, x0 + 1, y1 - 1.2, cell["text"], size, (0, 0, 1) if cell.get("value") else (0.9, 0, 0))
    if cells:
        boxes = [cell["bbox"] for _, _, cell in cells]
        whole = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
        outline(page, whole, colour, 1.5)
        label = " ".join(str(table[k]) for k in ("index", "kind", "number", "title") if table.get(k))
        write(page, whole[0], max(8, whole[1] - 2), label, 7, colour)
    return len(cells)


def main():
    """Reads the arguments and writes the picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdf", type=Path, help="the PDF")
    parser.add_argument("page", type=int, help="page, from 1")
    parser.add_argument("picture", type=Path, help="PNG to write")
    parser.add_argument("outdir", type=Path, nargs="?", help="output folder of fiscal-tables extract")
    parser.add_argument("--dpi", type=int, default=130, help="resolution (default: %(default)s)")
    options = parser.parse_args()
    with pymupdf.open(options.pdf) as document:
        if not 1 <= options.page <= len(document):
            print(f"{options.pdf.name} has {len(document)} pages", file=sys.stderr)
            return 2
        page = document[options.page - 1]
        page.wrap_contents()
        tables = tables_of(options.outdir, options.pdf) if options.outdir else []
        for k, table in enumerate(tables):
            count = draw_table(page, table, options.page, COLOURS[k % len(COLOURS)])
            if count:
                shape = f"{len(table.get('rows') or ())} rows, {len(table.get('columns') or ())} columns"
                print(
                    f"table {table.get('index', k + 1)}: {count} cells on page {options.page} ({shape}) {table.get('title') or ''}"
                )
        page.get_pixmap(dpi=options.dpi).save(options.picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Draws a page beside the table that was read from it: samples/page-and-table.png.

  python3 scripts/draw_page_and_table.py [OUT.png]

The page is page 1 of samples/wrapped-cells.pdf, the table 01-fiscal_allocation_summary.csv of output/documents/wrapped-cells-…. Needs
`pip install pymupdf pillow` and, as the samples do, fontconfig and the fonts Droid Sans Fallback and Liberation.
"""

import csv
import io
import subprocess
import sys
from pathlib import Path

import pymupdf
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "samples/wrapped-cells.pdf"
TABLE = next(ROOT.glob("output/documents/wrapped-cells-*/01-fiscal_allocation_summary.csv"))
PICTURE = ROOT / "samples/page-and-table.png"
DPI = 110
MARGIN = 10  # points of the page kept around what is printed
GAP, BORDER, SIZE, PAD, LINE = 34, 16, 14, 7, 22  # pixels
INK, FAINT, RULE, HEAD = (28, 32, 38), (110, 118, 128), (206, 212, 220), (238, 242, 248)


def font_file(name):
    """The path of a font, by the end of its file's name."""
    listing = subprocess.run(["fc-list", ":", "file"], capture_output=True, text=True, check=True).stdout
    found = sorted(line.split(":")[0] for line in listing.splitlines() if line.split(":")[0].endswith("/" + name))
    if not found:
        raise SystemExit(f"{name} not found: apt-get install fonts-droid-fallback fonts-liberation")
    return found[0]


class Pen:
    """Writes text that mixes Latin and Chinese, each in its font."""

    def __init__(self, size):
        self.latin = ImageFont.truetype(font_file("LiberationSans-Regular.ttf"), size)
        self.chinese = ImageFont.truetype(font_file("DroidSansFallbackFull.ttf"), size)

    def font(self, char):
        """The font a character is set in."""
        return self.latin if ord(char) < 0x2000 else self.chinese

    def width(self, text):
        """Pixels a text takes."""
        return sum(self.font(char).getlength(char) for char in text)

    def write(self, draw, x, y, text, colour):
        """Writes a text with its baseline at (x, y)."""
        for char in text:
            draw.text((x, y), char, font=self.font(char), fill=colour, anchor="ls")
            x += self.font(char).getlength(char)


def page_picture():
    """What is printed on the page, cut to it."""
    with pymupdf.open(PAGE) as document:
        page = document[0]
        foot = page.rect.height - 50  # the page's number is below
        boxes = [pymupdf.Rect(block[:4]) for block in page.get_text("blocks") if block[3] < foot]
        boxes += [drawing["rect"] for drawing in page.get_drawings()]
        area = pymupdf.Rect(boxes[0])
        for box in boxes:
            area |= box
        area = (area + (-MARGIN, -MARGIN, MARGIN, MARGIN)) & page.rect
        pixels = page.get_pixmap(dpi=DPI, clip=area)
    return Image.open(io.BytesIO(pixels.tobytes("png"))).convert("RGB")


def table_picture():
    """The CSV as a table: its first line above, amounts to the right."""
    with TABLE.open(encoding="utf8", newline="") as file:
        head, *rows = csv.reader(file)
    pen, small = Pen(SIZE), Pen(12)
    heads = [name.split("/") for name in head]
    heads = [[f"{part}/" for part in parts[:-1]] + parts[-1:] for parts in heads]
    levels = max(len(parts) for parts in heads)
    texts = [[row[c] for row in rows] for c in range(len(head))]
    widths = [
        round(max(pen.width(text) for text in parts + column)) + 2 * PAD for parts, column in zip(heads, texts)
    ]
    title = TABLE.relative_to(ROOT).as_posix()
    top, width = 30, sum(widths) + 1
    height = top + LINE * levels + 8 + LINE * len(rows) + 1
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    small.write(draw, 1, 16, title, FAINT)
    draw.rectangle([0, top, width - 1, top + LINE * levels + 7], fill=HEAD)
    x = 0
    for parts, column, wide in zip(heads, texts, widths):
        numeric = any(text.replace(".", "").isdigit() for text in column)
        for k, part in enumerate(parts):
            pen.write(draw, x + PAD, top + 4 + LINE * k + 16, part, INK)
        for k, text in enumerate(column):
            indent = wide - PAD - pen.width(text) if numeric else PAD
            pen.write(draw, x + indent, top + 8 + LINE * (levels + k) + 16, text, INK)
        draw.line([x, top, x, height], fill=RULE)
        x += wide
    draw.line([width - 1, top, width - 1, height], fill=RULE)
    for y in [top] + [top + 8 + LINE * (levels + k) for k in range(len(rows) + 1)]:
        draw.line([0, y, width, y], fill=RULE)
    return image


def main():
    """Draws both side by side on white."""
    if sys.argv[1:] and sys.argv[1].startswith("-"):
        print(__doc__)
        return 0
    picture = Path(sys.argv[1]) if sys.argv[1:] else PICTURE
    left, right = page_picture(), table_picture()
    height = max(left.height, right.height) + 2 * BORDER
    image = Image.new("RGB", (left.width + GAP + right.width + 2 * BORDER, height), "white")
    image.paste(left, (BORDER, (height - left.height) // 2))
    x, y = BORDER + left.width, height // 2
    image.paste(right, (x + GAP, (height - right.height) // 2))
    draw = ImageDraw.Draw(image)
    draw.line([x + 4, y, x + GAP - 12, y], fill=FAINT, width=3)
    draw.polygon([(x + GAP - 14, y - 7), (x + GAP - 14, y + 7), (x + GAP - 4, y)], fill=FAINT)
    image.quantize(64).save(picture, optimize=True)
    print(f"{picture.stat().st_size:7d} {picture.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A PDF painted operator by operator, so that each sample can imitate what one producer writes.

Coordinates are points with the origin at the top left of the page as it is read, y down; `Paper` says how they reach the
content stream (flipped once by a matrix as WPS does, or written y up).
"""

import io
import subprocess
from dataclasses import dataclass

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

CJK, LATIN = "SampleCjk", "SampleLatin"
FONT_FILES = {CJK: "DroidSansFallbackFull.ttf", LATIN: "LiberationSerif-Regular.ttf"}


def register_fonts():
    """Finds the two fonts through fontconfig and registers them; embedded are only the characters used."""
    listing = subprocess.run(["fc-list", ":", "file"], capture_output=True, text=True, check=True).stdout
    for name, file_name in FONT_FILES.items():
        found = sorted(
            line.split(":")[0] for line in listing.splitlines() if line.split(":")[0].endswith("/" + file_name)
        )
        if not found:
            raise SystemExit(f"{file_name} not found: apt-get install fonts-droid-fallback fonts-liberation")
        pdfmetrics.registerFont(TTFont(name, found[0], asciiReadable=0))


def font_runs(text):
    """Splits a text into runs of (font name, text): what the Latin font has is set in it, the rest in the CJK font."""
    latin = pdfmetrics.getFont(LATIN).face.charToGlyph
    runs = []
    for char in text:
        name = LATIN if ord(char) in latin else CJK
        if runs and runs[-1][0] == name:
            runs[-1][1] += char
        else:
            runs.append([name, char])
    return runs


def text_width(text, size):
    """The advance of a text in points."""
    return sum(pdfmetrics.stringWidth(run, name, size) for name, run in font_runs(text))


@dataclass
class Paper:
    """One page: its size as read, and how its coordinates are written."""

    width: float
    height: float
    flipped: bool = False  # `1 0 0 -1 0 H cm` first, then y down, as WPS writes
    rotate: int = 0  # /Rotate, 0 or 90; the content is then painted for the turned page
    sideways: bool = False  # painted turned by 90 degrees on an upright page, without /Rotate
    per_glyph: bool = False  # text glyph by glyph at twenty times the size, as WPS writes


def landscape(**how):
    """An A4 page lying down."""
    return Paper(842, 595, **how)


def portrait(**how):
    """An A4 page standing up."""
    return Paper(595, 842, **how)


class Sheet:
    """One PDF in the making; its bytes depend on nothing but what is painted."""

    def __init__(self, title):
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, invariant=1, pageCompression=1)
        self.canvas.setTitle(title)
        self.canvas.setAuthor("fiscal-tables samples")
        self.paper = None
        self.page = 0

    def new_page(self, paper):
        """Ends the page at hand and begins the next one."""
        if self.paper is not None:
            self.canvas.showPage()
        self.paper = paper
        self.page += 1
        # reportlab takes the size of a page with /Rotate as displayed and swaps it for the MediaBox.
        self.canvas.setPageSize((paper.height, paper.width) if paper.sideways else (paper.width, paper.height))
        self.canvas.setPageRotation(paper.rotate)
        if paper.rotate or paper.sideways:
            self.write(f"0 1 -1 0 {paper.height:g} 0 cm")
        if paper.flipped:
            self.write(f"1 0 0 -1 0 {paper.height:g} cm")

    def write(self, code):
        """Appends operators to the content stream."""
        self.canvas._code.append(code)

    def y(self, y):
        """A y as read, as the content stream wants it."""
        return y if self.paper.flipped else self.paper.height - y

    def text(self, x, y, text, size, bold=None):
        """Sets one line with its baseline at y. `bold`: None, "stroke" (render mode 2) or "twice" (printed again 0.3 pt on)."""
        if bold == "twice":
            self.text(x + 0.3, y, text, size)
        for name, run in font_runs(text):
            font = pdfmetrics.getFont(name)
            for subset, codes in font.splitString(run, self.canvas._doc):
                chunk, run = run[: len(codes)], run[len(codes) :]
                self._show(x, y, font, subset, codes, chunk, size, bold == "stroke")
                x += text_width(chunk, size)

    def _show(self, x, y, font, subset, codes, chunk, size, stroked):
        scale = 0.05 if self.paper.per_glyph else 1
        if self.paper.per_glyph:
            show = " ".join(
                f"<{code:02x}> Tj {text_width(char, size) / scale:.3f} 0 TD" for code, char in zip(codes, chunk)
            )
        else:
            show = f"<{codes.hex()}> Tj"
        name = font.getSubsetInternalName(subset, self.canvas._doc)
        matrix = f"{scale:g} 0 0 {-scale if self.paper.flipped else scale:g} {x:.3f} {self.y(y):.3f} Tm"
        mode = "2 Tr 0.3 w " if stroked else ""
        self.write(f"BT {mode}{name} {size / scale:g} Tf {matrix} {show} ET" + (" 0 Tr" if stroked else ""))

    def fill(self, x, y, width, height, colour="0 0 0"):
        """A filled rectangle, x and y its top left."""
        top = y if self.paper.flipped else self.paper.height - y - height
        self.write(f"{colour} rg {x:.2f} {top:.2f} {width:.2f} {height:.2f} re f* 0 0 0 rg")

    def stroke(self, x0, y0, x1, y1, width):
        """A stroked line in a state of its own."""
        self.write(f"q 0 0 0 RG {width:g} w 0 J {x0:.3f} {self.y(y0):.3f} m {x1:.3f} {self.y(y1):.3f} l S Q")

    def clip(self, x, y, width, height):
        """Clips to a rectangle until `unclip`."""
        top = y if self.paper.flipped else self.paper.height - y - height
        self.write(f"q {x:.2f} {top:.2f} {width:.2f} {height:.2f} re W* n")

    def unclip(self):
        """Ends the last `clip`."""
        self.write("Q")

    def centred(self, y, text, size, bold=None):
        """A line in the middle of the page."""
        self.text((self.paper.width - text_width(text, size)) / 2, y, text, size, bold)

    def right(self, x, y, text, size):
        """A line that ends at x."""
        self.text(x - text_width(text, size), y, text, size)

    def finish(self):
        """The bytes of the PDF."""
        self.canvas.showPage()
        self.canvas.save()
        return self.buffer.getvalue()

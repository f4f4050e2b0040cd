#!/usr/bin/env python3
"""Draws the gold tables again as hard PDFs, has them read, and scores what was read.

  python3 scripts/render_gold.py [--bin PROGRAM] [--gold FOLDER] [--score FOLDER] [--floor] [--keep FOLDER] [FORM...]

The gold tables are those beside the project (../shared/gold/real); each is drawn from its texts and spans alone, by two
independent producers (reportlab and pymupdf), in these forms:

  unruled      no rulings at all                      horizontal   rules below and above rows only
  frame        the outline and nothing in it          head         a ruled head over a body without rulings
  ruled        all rulings, for comparison            rotate       /Rotate 90, 180 and 270 in turn
  sideways     turned content on an upright page      encrypted    RC4 and AES of all lengths, with and without a password
  fonts        Chinese fonts that are not in the file, in four encodings

--floor exits with 1 where cells read exactly are fewer than 97 in 100 without rulings, than 99 in 100 otherwise. Needs
reportlab, pymupdf and the fonts of `apt-get install fonts-droid-fallback fonts-liberation`.
"""

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
# The first has no Latin letters and digits, the second no Chinese characters.
FONTS = {
    "Chinese": Path("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf"),
    "Latin": Path("/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"),
}
PAGE = (842.0, 595.0)
MARGIN = 40.0
SIZE = 9.0
LEADING = 11.5
PADDING = 5.0
FLOORS = {"unruled": 97.0, "frame": 97.0}
FLOOR = 99.0
PASSWORD = "开门sesame"


@dataclass
class Drawn:
    """A page: texts (x, baseline, size, text) and lines (x0, y0, x1, y1), origin at the top left."""

    texts: list = field(default_factory=list)
    lines: list = field(default_factory=list)


def runs(text):
    """Stretches of text in one script: its name and the stretch."""
    for is_chinese, part in itertools.groupby(text, lambda c: ord(c) > 0x2E7F):
        yield ("Chinese" if is_chinese else "Latin"), "".join(part)


class Pen:
    """What both producers have in common: `encoding` is that of fonts that are not in the file."""

    def __init__(self, encoding=None):
        self.encoding = encoding

    def width(self, text, size):
        """How wide a text is set."""
        return sum(self.run_width(script, part, size) for script, part in runs(text))

    def placed(self, page):
        """Every stretch of a page: script, x, baseline, size, text."""
        for x, y, size, text in page.texts:
            for script, part in runs(text):
                yield script, x, y, size, part
                x += self.run_width(script, part, size)


class Reportlab(Pen):
    """The first producer."""

    name = "reportlab"

    def __init__(self, encoding=None):
        super().__init__(encoding)
        from reportlab.pdfbase import cidfonts, pdfmetrics, ttfonts

        self.fonts = dict.fromkeys(FONTS, f"STSong-Light-{encoding}") if encoding else {name: name for name in FONTS}
        if all(font in pdfmetrics.getRegisteredFontNames() for font in self.fonts.values()):
            return
        if encoding:
            pdfmetrics.registerFont(cidfonts.CIDFont("STSong-Light", encoding))
        else:
            for name, path in FONTS.items():
                pdfmetrics.registerFont(ttfonts.TTFont(name, str(path)))

    def run_width(self, script, text, size):
        """How wide a stretch is set; Latin text of a font that is not there has half an em for each letter."""
        from reportlab.pdfbase import pdfmetrics

        if self.encoding:
            return len(text) * size * (0.5 if script == "Latin" else 1.0)
        return pdfmetrics.stringWidth(text, self.fonts[script], size)

    def write(self, path, pages, form):
        """Writes the document."""
        from reportlab.pdfgen import canvas

        out = canvas.Canvas(str(path), pagesize=PAGE, invariant=1)
        width, height = PAGE
        for i, page in enumerate(pages):
            turned = (90, 180, 270)[i % 3] if form == "rotate" else 0
            # This producer swaps the sides of a page that is turned by a quarter.
            out.setPageSize((height, width) if form == "sideways" or turned % 180 else PAGE)
            out.setPageRotation(turned)
            if form == "sideways":
                # Read from the page's left in every other, from its right in the others.
                out.transform(*((0, 1, -1, 0, height, 0) if i % 2 else (0, -1, 1, 0, 0, width)))
            out.setLineWidth(0.5)
            for x0, y0, x1, y1 in page.lines:
                out.line(x0, height - y0, x1, height - y1)
            for script, x, y, size, text in self.placed(page):
                out.setFont(self.fonts[script], size)
                if not self.encoding:
                    out.drawString(x, height - y, text)
                    continue
                coding = {"GBK-EUC-H": "gbk", "GB-EUC-H": "gb2312", "UniGB-UCS2-H": "utf-16-be"}[self.encoding]
                font = out._doc.getInternalFontName(self.fonts[script])
                codes = text.encode(coding).hex()
                out._code.append(f"BT {font} {size:g} Tf {x:.2f} {height - y:.2f} Td <{codes}> Tj ET")
            out.showPage()
        out.save()


class Pymupdf(Pen):
    """The second producer."""

    name = "pymupdf"

    def __init__(self, encoding=None):
        super().__init__(encoding)
        import pymupdf

        self.faces = {
            script: pymupdf.Font("china-s") if encoding else pymupdf.Font(fontfile=str(path))
            for script, path in FONTS.items()
        }

    def run_width(self, script, text, size):
        """How wide a stretch is set."""
        return self.faces[script].text_length(text, size)

    def write(self, path, pages, form):
        """Writes the document."""
        import pymupdf

        out = pymupdf.open()
        width, height = PAGE
        for i, page in enumerate(pages):
            sideways = form == "sideways"
            paper = out.new_page(width=height if sideways else width, height=width if sideways else height)
            turn = (90 if i % 2 else 270) if sideways else 0
            if form == "rotate":
                paper.set_rotation((90, 180, 270)[i % 3])

            def place(x, y, turn=turn):
                return pymupdf.Point(*{0: (x, y), 90: (y, width - x), 270: (height - y, x)}[turn])

            shape = paper.new_shape()
            for x0, y0, x1, y1 in page.lines:
                shape.draw_line(place(x0, y0), place(x1, y1))
            if page.lines:
                shape.finish(width=0.5)
            shape.commit()
            for script, x, y, size, text in self.placed(page):
                font = {"fontname": "china-s"} if self.encoding else {"fontname": script, "fontfile": str(FONTS[script])}
                paper.insert_text(place(x, y), text, fontsize=size, rotate=turn, **font)
        if not self.encoding:
            out.subset_fonts()
        out.save(str(path), deflate=True, garbage=3)


def wrapped(pen, text, width):
    """The lines of a text in a cell."""
    lines, line = [], ""
    for character in text:
        if line and pen.width(line + character, SIZE) > width:
            lines.append(line)
            line = ""
        line += character
    return [*lines, line] if line else lines


def spans_of(table, kind):
    """The merged cells of the head or the body by their first place, and the places they cover."""
    merged, covered = {}, set()
    for span in table.get(kind) or []:
        place = (span["row"], span["col"])
        merged[place] = (span["rowspan"], span["colspan"])
        covered |= {
            (span["row"] + r, span["col"] + c) for r in range(span["rowspan"]) for c in range(span["colspan"])
        } - {place}
    return merged, covered


def is_number(text):
    """Whether a text is a number or a code."""
    return bool(text) and all(c in "0123456789,.-%" for c in text)


def is_code_column(table, c):
    """Whether the numbers of a column are codes, which are set to the left."""
    return table["columns"][c].endswith(("类", "款", "项", "编码", "序号"))


def widths(pen, table, n):
    """The widths of the columns: what they need, and what is left of the page shared out."""
    room = PAGE[0] - 2 * MARGIN
    need, like = [], []
    merged, covered = spans_of(table, "spans")
    heads, under = spans_of(table, "header_spans")
    for c in range(n):
        texts = [row[c] for r, row in enumerate(table["rows"]) if (r, c) not in covered and merged.get((r, c), (1, 1))[1] == 1]
        names = [row[c] for r, row in enumerate(table["header"]) if (r, c) not in under and heads.get((r, c), (1, 1))[1] == 1]
        fixed = [pen.width(t, SIZE) for t in texts if is_number(t)] + [SIZE * 2.2]
        need.append(max(fixed) + 2 * PADDING)
        wide = [pen.width(t, SIZE) for t in texts] + [min(pen.width(t, SIZE), SIZE * 8) for t in names]
        like.append(max([*wide, need[-1] - 2 * PADDING]) + 2 * PADDING)
    if sum(like) > room:
        spare = max(room - sum(need), 0.0)
        extra = sum(b - a for a, b in zip(need, like)) or 1.0
        return [a + (b - a) * spare / extra for a, b in zip(need, like)]
    share = (room - sum(like)) / n
    return [w + min(share, 40.0) for w in like]


def draw_table(pen, table, form):
    """The pages of a table, with the rows (of the body) that each holds."""
    n = len(table["columns"])
    xs = [MARGIN]
    for width in widths(pen, table, n):
        xs.append(xs[-1] + width)
    parts = [(row, "header_spans", r) for r, row in enumerate(table["header"])]
    parts += [(row, "spans", r) for r, row in enumerate(table["rows"])]
    spans = {kind: spans_of(table, kind) for kind in ("header_spans", "spans")}

    def lines_of(row, kind, r, c):
        merged, covered = spans[kind]
        if (r, c) in covered or not row[c]:
            return [], 1
        down, across = merged.get((r, c), (1, 1))
        return wrapped(pen, row[c], xs[min(c + across, n)] - xs[c] - 2 * PADDING), down

    heights = []
    for row, kind, r in parts:
        cells = [lines_of(row, kind, r, c) for c in range(n)]
        most = max([len(lines) for lines, down in cells if down == 1] + [1])
        heights.append(most * LEADING + 2 * PADDING)
    # A name over several rows needs no more than they have; the last of them gives way.
    for i, (row, kind, r) in enumerate(parts):
        for c in range(n):
            lines, down = lines_of(row, kind, r, c)
            short = len(lines) * LEADING + 2 * PADDING - sum(heights[i : i + down])
            if short > 0:
                heights[i + down - 1] += short
    pages, rows_on, y = [], [], None
    page = None
    head_rows = len(table["header"])
    top = 0.0
    tops = []

    def close(end):
        if page is not None:
            draw_rules(page, xs, tops, end, form, spans, parts)

    for i, (row, kind, r) in enumerate(parts):
        if page is None or y + heights[i] > PAGE[1] - MARGIN:
            close(y)
            page = Drawn()
            pages.append(page)
            rows_on.append([])
            tops = []
            y = MARGIN + 10
            if len(pages) == 1:
                y = caption(pen, page, table, xs)
            top = y
        tops.append((i, y))
        for c in range(n):
            lines, down = lines_of(row, kind, r, c)
            if not lines:
                continue
            across = spans[kind][0].get((r, c), (1, 1))[1]
            left, right = xs[c], xs[c + across]
            high = sum(heights[i : i + down])
            first = y + (high - len(lines) * LEADING) / 2 + SIZE
            for k, line in enumerate(lines):
                wide = pen.width(line, SIZE)
                if kind == "header_spans" or across > 1:
                    x = (left + right - wide) / 2
                elif is_number(row[c]) and not is_code_column(table, c):
                    x = right - PADDING - wide
                else:
                    x = left + PADDING
                page.texts.append((x, first + k * LEADING, SIZE, line))
        if kind == "spans":
            rows_on[-1].append(r)
        y += heights[i]
    close(y)
    return pages, rows_on, head_rows, top


def caption(pen, page, table, xs):
    """Draws title and unit; where the table begins."""
    y = MARGIN + 18
    if table.get("title"):
        page.texts.append(((xs[0] + xs[-1] - pen.width(table["title"], 14)) / 2, y, 14, table["title"]))
    y += 20
    if table.get("org"):
        page.texts.append((xs[0], y, SIZE, "编制单位：" + table["org"]))
    if table.get("unit"):
        text = "单位：" + table["unit"]
        page.texts.append((xs[-1] - pen.width(text, SIZE), y, SIZE, text))
    return y + 8


def draw_rules(page, xs, tops, end, form, spans, parts):
    """The rulings of one page of a table."""
    ys = [y for _, y in tops] + [end]
    left, right = xs[0], xs[-1]
    add = page.lines.append
    if form == "unruled":
        return
    if form in ("frame", "horizontal"):
        add((left, ys[0], right, ys[0]))
        add((left, ys[-1], right, ys[-1]))
    if form == "frame":
        add((left, ys[0], left, ys[-1]))
        add((right, ys[0], right, ys[-1]))
        return
    if form == "horizontal":
        # Below the whole head, not between its lines.
        for (i, _), y in zip(tops[1:], ys[1:-1]):
            if parts[i][1] == "spans":
                add((left, y, right, y))
        return
    for k, (i, y) in enumerate(tops):
        _, kind, r = parts[i]
        if form == "head" and kind == "spans":
            continue
        merged, covered = spans[kind]
        for c in range(len(xs) - 1):
            if (r, c) in covered:
                continue
            down, across = merged.get((r, c), (1, 1))
            # A merged cell that the page cuts ends with the page.
            bottom = ys[min(k + down, len(ys) - 1)]
            x0, x1 = xs[c], xs[c + across]
            for line in ((x0, y, x1, y), (x0, bottom, x1, bottom), (x0, y, x0, bottom), (x1, y, x1, bottom)):
                add(line)


def draw_document(pen, gold, form):
    """All pages of the tables of a document, and the gold with their pages."""
    pages, tables = [], []
    for table in gold:
        drawn, rows_on, *_ = draw_table(pen, table, form)
        first = len(pages) + 1
        row_pages = [0] * len(table["rows"])
        for i, rows in enumerate(rows_on):
            for r in rows:
                row_pages[r] = first + i
        pages += drawn
        changed = {"pages": list(range(first, first + len(drawn))), "header_pages": [first], "row_pages": row_pages}
        tables.append({**table, **changed, "row_splits": []})
    return pages, tables


def encrypt(path, method, password):
    """Locks a file."""
    import pymupdf

    methods = {
        "rc4-40": pymupdf.PDF_ENCRYPT_RC4_40,
        "rc4-128": pymupdf.PDF_ENCRYPT_RC4_128,
        "aes-128": pymupdf.PDF_ENCRYPT_AES_128,
        "aes-256": pymupdf.PDF_ENCRYPT_AES_256,
    }
    locked = path.with_suffix(".locked")
    with pymupdf.open(path) as document:
        document.save(str(locked), encryption=methods[method], user_pw=password, owner_pw="owner")
    locked.replace(path)


def variants(forms):
    """Form, producer, and what is special about each: (name, pen, form to draw, way to lock, password)."""
    for form in forms:
        for make in (Reportlab, Pymupdf):
            if form == "encrypted":
                for method in ("rc4-40", "rc4-128", "aes-128", "aes-256"):
                    for password in ("", PASSWORD if method == "aes-256" else "secret"):
                        name = f"{method} {'with a password' if password else 'empty password'}"
                        yield form, name, make, None, "ruled", method, password
            elif form == "fonts":
                own = ("UniGB-UCS2-H", "GBK-EUC-H", "GB-EUC-H") if make is Reportlab else ("UniGB-UTF16-H",)
                for encoding in own:
                    yield form, encoding, make, encoding, "ruled", None, ""
            else:
                yield form, form, make, None, form, None, ""


FORMS = ("unruled", "horizontal", "frame", "head", "ruled", "rotate", "sideways", "encrypted", "fonts")


def run(options, variant, scratch):
    """Draws, reads and scores one variant: the scorer's figures."""
    form, name, make, encoding, drawn_as, method, password = variant
    folder = scratch / f"{form}-{make.name}-{name}".replace(" ", "-")
    (folder / "in").mkdir(parents=True)
    (folder / "gold").mkdir()
    pen = make(encoding)
    for path in sorted(options.gold.glob("*.json")):
        pages, tables = draw_document(pen, json.loads(path.read_text(encoding="utf-8")), drawn_as)
        target = folder / "in" / f"{path.stem}.pdf"
        pen.write(target, pages, drawn_as)
        if method:
            encrypt(target, method, password)
        (folder / "gold" / path.name).write_text(json.dumps(tables, ensure_ascii=False), encoding="utf-8")
    command = [options.bin, "extract", folder / "in", "-o", folder / "out", "--quiet"]
    if password:
        (folder / "password").write_text(password + "\n", encoding="utf-8")
        command += ["--password-file", folder / "password"]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    score = [sys.executable, options.score / "run.py", folder / "out", "--real", folder / "gold"]
    score += ["-v", "--errors", str(options.errors), "--per-table"] if options.errors else []
    told = subprocess.run(score, check=True, capture_output=True, text=True).stdout
    if options.errors:
        print(told)
    names, _, values = (
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in told.splitlines()[:3]
    )
    return dict(zip(names, values))


def main():
    """Reads the arguments, runs, prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("forms", nargs="*", choices=[*FORMS, []], metavar="FORM")
    parser.add_argument("--bin", default="fiscal-tables")
    parser.add_argument("--gold", type=Path, default=PROJECT.parent / "shared/gold/real")
    parser.add_argument("--score", type=Path, default=PROJECT.parent / "shared/score")
    parser.add_argument("--floor", action="store_true")
    parser.add_argument("--keep", type=Path, help="where to leave what was drawn and read")
    parser.add_argument("--errors", type=int, default=0, help="show so many differences of each sort")
    options = parser.parse_args()
    columns = ("tab", "cell", "cell+", "num", "use", "hdr", "merged", "perf", "title", "unit")
    print("| form | by | " + " | ".join(columns) + " |\n" + "| --- " * (len(columns) + 2) + "|")
    low = []
    with tempfile.TemporaryDirectory() as temporary:
        scratch = options.keep or Path(temporary)
        for variant in variants(options.forms or FORMS):
            form, name, make, *_ = variant
            figures = run(options, variant, scratch)
            print(f"| {name} | {make.name} | " + " | ".join(figures.get(c, "") for c in columns) + " |", flush=True)
            if float(figures["cell"]) < FLOORS.get(form, FLOOR):
                low.append(f"{name} by {make.name}: {figures['cell']}")
    if options.floor and low:
        sys.exit("below the floor: " + "; ".join(low))


if __name__ == "__main__":
    main()

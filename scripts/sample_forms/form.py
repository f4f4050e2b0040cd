"""A form: its header, rows and caption as data, laid out on pages and written down as the table a reader should get.

A grid is a list of rows of strings. "<" continues the cell to its left, "^" the cell above; "\\n" breaks a line where the
form does (the break is no part of the text).
"""

from dataclasses import dataclass, field

from .sheet import text_width

LEADING = 1.25  # line height in font sizes
SPAN = ("<", "^")


@dataclass
class Look:
    """How a form is drawn."""

    borders: str = "filled"  # filled: thin `re f*`; segments: one `m l S` per cell side; lines: one stroke per line
    thickness: float = 0.96
    size: float = 9
    pad: float = 3
    min_height: float = 16
    shade_header: bool = False
    clip_cells: bool = False
    top_numbers: bool = False  # amounts stand at the top of a tall cell
    title_bold: str = "stroke"
    repeat_header: bool = True
    caption: str = "spread"  # spread: organisation left, unit right; glued: both in one string
    caption_last: bool = False  # painted after the table


@dataclass
class Form:
    """One logical table."""

    title: str
    widths: list
    header: list
    rows: list
    aligns: str  # one letter per column: l, c or r
    unit: str = "万元"
    number: str = None
    org: str = None
    org_label: str = "部门名称："
    year: int = 2025
    year_line: str = None  # such as 2024年度, in the middle between organisation and unit
    stage: str = "budget"
    kind: str = None
    index_row: list = None
    notes: list = field(default_factory=list)
    rules: list = field(default_factory=list)  # functions(rows) -> list of complaints
    index_labels: tuple = ()  # columns of the index row that hold header labels (类, 款, 项 beside 栏次)
    hybrid: dict = field(default_factory=dict)  # body row -> columns that carry header labels
    columns_alt: dict = field(default_factory=dict)
    nudge: dict = field(default_factory=dict)  # (body row, column) -> extra x in points
    nowrap: tuple = ()  # (body row, column) of amounts set in one line that is wider than the cell
    look: Look = field(default_factory=Look)

    @property
    def top(self):
        """Header rows and index row: what stands above the body."""
        return self.header + ([self.index_row] if self.index_row else [])

    @property
    def grid(self):
        """All printed rows."""
        return self.top + self.rows

    def anchor(self, row, column):
        """The cell that covers a place, as the place of its top left."""
        while self.grid[row][column] in SPAN:
            row, column = (row - 1, column) if self.grid[row][column] == "^" else (row, column - 1)
        return row, column

    def extent(self, row, column):
        """Rows and columns of the cell that begins here."""
        cols = rows = 1
        while column + cols < len(self.widths) and self.grid[row][column + cols] == "<":
            cols += 1
        while row + rows < len(self.grid) and self.grid[row + rows][column] == "^":
            rows += 1
        return rows, cols

    def lines(self, row, column):
        """The text of a cell broken to its width."""
        if (row - len(self.top), column) in self.nowrap:
            return [self.grid[row][column]]
        width = sum(self.widths[column : column + self.extent(row, column)[1]]) - 2 * self.look.pad + 0.01
        lines = []
        for part in self.grid[row][column].split("\n"):
            line = ""
            for char in part:
                if line and text_width(line + char, self.look.size) > width and char not in "，。、）：":
                    lines.append(line)
                    line = ""
                line += char
            lines.append(line)
        return lines

    def height(self, row):
        """What a row needs so that its cells of one row fit."""
        need = max(
            (
                len(self.lines(row, c))
                for c, text in enumerate(self.grid[row])
                if text not in SPAN and self.extent(row, c)[0] == 1
            ),
            default=1,
        )
        return max(self.look.min_height, need * self.look.size * LEADING + 2 * self.look.pad)


@dataclass
class Piece:
    """A row, or the part of it that stands on one page."""

    row: int
    lines: tuple = None  # (first, last) of the lines that are painted here; None: all
    height: float = None


@dataclass
class Placed:
    """Where a form came to stand: what the expected table says about pages."""

    pages: list = field(default_factory=list)
    header_pages: list = field(default_factory=list)
    row_pages: dict = field(default_factory=dict)
    splits: list = field(default_factory=list)


def clean(text):
    """A cell as meant: forced breaks and the spaces of spread labels left out."""
    return "".join(text.split())


def expected(form, placed, doc, index):
    """The table as samples/expected writes it."""
    count, first = len(form.header), len(form.top)
    width = len(form.widths)
    header = [[clean(form.grid[r][c]) for r, c in (form.anchor(i, j) for j in range(width))] for i in range(count)]
    rows = [["" if text in SPAN else clean(text) for text in row] for row in form.rows]
    header_spans, spans = [], []
    for r, row in enumerate(form.grid):
        for c, text in enumerate(row):
            if text in SPAN:
                continue
            high, wide = form.extent(r, c)
            if r < count:
                high = min(high, count - r)
            if high * wide > 1 and (r < count or r >= first):
                (header_spans if r < count else spans).append(
                    {"row": r if r < count else r - first, "col": c, "rowspan": high, "colspan": wide}
                )
    columns = []
    for c in range(width):
        path = []
        labels = [clean(form.rows[row][c]) for row, cols in form.hybrid.items() if c in cols]
        if c in form.index_labels:
            labels.append(clean(form.index_row[c]))
        for text in [header[r][c] for r in range(count)] + labels:
            if text and (not path or path[-1] != text):
                path.append(text)
        columns.append("/".join(path))
    return {
        "doc": doc, "id": f"{doc}-t{index:02d}", "pages": placed.pages, "header_pages": placed.header_pages,
        "title": clean(form.title), "section": None, "table_no": form.number, "kind": form.kind, "unit": form.unit,
        "org": form.org, "year": form.year, "stage": form.stage,
        "doc_type": "部门决算" if form.stage == "final" else "部门预算",
        "n_cols": width, "n_header_rows": count, "columns": columns,
        "columns_alt": {str(c): alts for c, alts in form.columns_alt.items()},
        "header": header, "header_spans": header_spans,
        "index_row": _index_row(form) if form.index_row else None,
        "rows": rows, "row_pages": [placed.row_pages[r] for r in range(len(rows))], "spans": spans,
        "row_splits": placed.splits,
        "hybrid_rows": [{"row": row, "header_cols": list(cols)} for row, cols in form.hybrid.items()],
        "optional_rows": [], "notes": [clean(note) for note in form.notes], "remarks": [], "printed_deviations": [],
    }  # fmt: skip


def _index_row(form):
    return ["" if c in form.index_labels or text in SPAN else clean(text) for c, text in enumerate(form.index_row)]

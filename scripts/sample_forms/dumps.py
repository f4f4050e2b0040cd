"""Text dumps of the ruled budget: the same forms and figures with what converters do to tables.

Tabbed: a tab between cells, each name of the header in the first column it spans, blanks inside wrapped names.
Raw: a blank between cells, empty cells gone, each line of a wrapped cell on its own, page numbers and a repeated header.
"""

from . import budget

SPAN = ("<", "^")


def _flat(text):
    return text.replace("\n", "")


def _grid(form):
    """The header grid as a reader should get it: a spanning name in every column, blank below a name that spans down."""
    grid = []
    for r, row in enumerate(form.header):
        own = []
        for c, name in enumerate(row):
            own.append(own[c - 1] if name == "<" else "" if name == "^" else _flat(name))
            if name == "<" and row[c - 1] == "^":
                own[c] = ""
        grid.append(own)
    return grid


def _columns(grid):
    return ["/".join(row[c] for row in grid if row[c]) for c in range(len(grid[0]))]


def _tabbed(form):
    """The lines of a table with tabs."""
    lines = [form.number, "", form.title, "", f"部门名称：{form.org}\t单位：{form.unit}", ""]
    for row in form.header:
        lines.append("\t".join("" if name in SPAN else name.replace("\n", " ") for name in row))
    return lines + ["\t".join(cell.replace("\n", " ") for cell in row) for row in form.rows] + [""]


def _raw_rows(form):
    """Rows without their empty cells; a wrapped cell leaves its first lines on lines of their own."""
    for row in form.rows:
        pieces = []
        for cell in row:
            *above, last = cell.split("\n")
            for part in above:
                yield " ".join([*pieces, part])
                pieces = []
            if last:
                pieces.append(last.replace(" ", ""))
        yield " ".join(pieces)


def _raw(form, page, repeat_at=None):
    """The lines of a table in the order of its content."""
    header = []
    for row in form.header:
        names = [name for name in row if name not in SPAN]
        whole = [name for name in names if "\n" not in name]
        header.append(" ".join(whole))
        for name in names:
            header += name.split("\n") if "\n" in name else []
    rows = list(_raw_rows(form))
    if repeat_at:
        rows[repeat_at:repeat_at] = [f"- {page} -", *header]
    return [f"单位：{form.unit}部门名称：{form.org}", form.number, form.title, *header, *rows, f"- {page + bool(repeat_at)} -"]


def _gold(name, form, lines):
    """The table a reader should get."""
    grid = _grid(form)
    return {
        "doc": name, "table_no": form.number, "title": form.title, "kind": form.kind, "org": form.org, "year": form.year,
        "stage": form.stage, "unit": form.unit, "header": grid, "columns": _columns(grid),
        "rows": [[_flat(cell) for cell in row] for row in form.rows], "notes": [], "source_lines": lines,
    }  # fmt: skip


def dumps():
    """Relative name -> (text, the tables a reader should get)."""
    files = {}
    forms = [budget.summary(), budget.income(), budget.expenditure()]
    for name in ("ruled-budget-tabbed", "ruled-budget-raw"):
        text, gold = ["云河市青石区档案馆2025年部门预算", ""], []
        for page, form in enumerate(forms, 4):
            repeat = 9 if form.number == "预算03表" else None
            own = _tabbed(form) if name.endswith("tabbed") else _raw(form, page, repeat)
            gold.append(_gold(name, form, [len(text) + 1, len(text) + len(own)]))
            text += own
        files[name] = ("\n".join(text) + "\n", gold)
    return files

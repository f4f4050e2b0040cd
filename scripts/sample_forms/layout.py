"""Paints forms on a sheet: caption, borders, cell texts, notes."""

from .form import LEADING, Piece, Placed
from .sheet import text_width


def caption_height(form):
    """Points that number, title and the line under the title take."""
    return (14 if form.number else 0) + 40


def paint_caption(sheet, form, x, y):
    """Number, title, organisation and unit above a table whose top left is (x, y)."""
    right = x + sum(form.widths)
    centre = (x + right) / 2
    top = y - caption_height(form)
    if form.number:
        sheet.text(x, top + 10, form.number, 10)
        top += 14
    sheet.text(centre - text_width(form.title, 15) / 2, top + 16, form.title, 15, form.look.title_bold)
    organisation = f"{form.org_label}{form.org}" if form.org else ""
    if form.look.caption == "glued":
        sheet.text(x, y - 6, f"单位：{form.unit}{organisation}", 9)
        return
    sheet.text(x, y - 6, organisation, 9)
    if form.year_line:
        sheet.text(centre - text_width(form.year_line, 9) / 2, y - 6, form.year_line, 9)
    sheet.right(right, y - 6, f"单位：{form.unit}", 9)


def paint(sheet, form, x, y, pages=None, next_page=None, caption=True):
    """Paints a form from (x, y), the top left of its caption.

    `pages` lists the pieces of the body on each page (all rows on one page when left out); `next_page()` begins another page
    and gives the y to go on at. Returns where the form came to stand and the y under it.
    """
    placed = Placed()
    first = len(form.top)
    pages = pages or [[Piece(r) for r in range(len(form.rows))]]
    if caption:
        y += caption_height(form)
        if not form.look.caption_last:
            paint_caption(sheet, form, x, y)
    top_y = y
    for number, body in enumerate(pages):
        if number:
            y = next_page()
        with_header = number == 0 or form.look.repeat_header
        pieces = ([Piece(r) for r in range(first)] if with_header else []) + [
            Piece(first + p.row, p.lines, p.height) for p in body
        ]
        placed.pages.append(sheet.page)
        if with_header:
            placed.header_pages.append(sheet.page)
        for piece in body:
            tail = piece.row in placed.row_pages
            placed.row_pages.setdefault(piece.row, sheet.page)
            if tail:
                placed.splits.append({"page": sheet.page, "after_row": piece.row})
        y = Fragment(sheet, form, x, y, pieces).paint()
        if number == 0 and caption and form.look.caption_last:
            paint_caption(sheet, form, x, top_y)
    for line in (line for note in form.notes for line in note.split("\n")):
        y += 14
        sheet.text(x, y, line, 9)
    return placed, y


class Fragment:
    """The part of a form that stands on one page."""

    def __init__(self, sheet, form, x, y, pieces):
        self.sheet, self.form, self.pieces = sheet, form, pieces
        self.xs = [x]
        for width in form.widths:
            self.xs.append(self.xs[-1] + width)
        self.ys = [y]
        for piece in pieces:
            self.ys.append(self.ys[-1] + (piece.height or form.height(piece.row)))

    def paint(self):
        """Paints fills, borders and texts; gives the y of the bottom."""
        cells = list(self._cells())
        if self.form.look.shade_header:
            for _, anchor in cells:
                colour = "0.937 0.949 0.969" if anchor[0] < len(self.form.header) else "1 1 1"
                left, top, right, bottom = self._box(anchor)
                self.sheet.fill(left, top, right - left, bottom - top, colour)
        self._borders()
        for cell in cells:
            self._text(*cell)
        return self.ys[-1]

    def _cells(self):
        """(piece, anchor) of every cell with a part on this page."""
        for k, piece in enumerate(self.pieces):
            for c in range(len(self.form.widths)):
                row, column = self.form.anchor(piece.row, c)
                if column == c and (row == piece.row or k == 0):
                    yield k, (row, column)

    def _here(self, anchor):
        """The pieces a cell covers on this page."""
        rows = self.form.extent(*anchor)[0]
        return [n for n, p in enumerate(self.pieces) if anchor[0] <= p.row < anchor[0] + rows]

    def _box(self, anchor):
        """Left, top, right and bottom of the part of a cell that is on this page."""
        here, cols = self._here(anchor), self.form.extent(*anchor)[1]
        return self.xs[anchor[1]], self.ys[here[0]], self.xs[anchor[1] + cols], self.ys[here[-1] + 1]

    def _owner(self, k, c):
        """What covers unit cell (piece, column); None outside."""
        if 0 <= k < len(self.pieces) and 0 <= c < len(self.form.widths):
            return self.form.anchor(self.pieces[k].row, c)
        return None

    def _borders(self):
        """One border wherever two neighbouring unit cells belong to different cells."""
        rows, cols = len(self.pieces), len(self.form.widths)
        for k in range(rows + 1):
            runs = [c for c in range(cols) if self._owner(k - 1, c) != self._owner(k, c)]
            for start, end in self._runs(runs):
                self._line(self.xs[start], self.ys[k], self.xs[end], self.ys[k])
        for c in range(cols + 1):
            runs = [k for k in range(rows) if self._owner(k, c - 1) != self._owner(k, c)]
            for start, end in self._runs(runs):
                self._line(self.xs[c], self.ys[start], self.xs[c], self.ys[end])

    def _runs(self, units):
        """Joins neighbouring units unless every cell side is drawn by itself."""
        runs = []
        for unit in units:
            if runs and runs[-1][1] == unit and self.form.look.borders != "segments":
                runs[-1][1] = unit + 1
            else:
                runs.append([unit, unit + 1])
        return runs

    def _line(self, x0, y0, x1, y1):
        thick = self.form.look.thickness
        if self.form.look.borders == "filled":
            self.sheet.fill(x0 - thick / 2, y0 - thick / 2, x1 - x0 + thick, y1 - y0 + thick)
        elif self.form.look.borders == "segments" and y0 == y1:
            # ONLYOFFICE begins a horizontal side half a line late and ends it half a line early.
            self.sheet.stroke(x0 + thick / 2, y0, x1 - thick / 2, y1, thick)
        else:
            self.sheet.stroke(x0, y0, x1, y1, thick)

    def _text(self, k, anchor):
        """Paints the text of one cell; one that goes over a page break is painted whole on both pages and clipped."""
        form, look = self.form, self.form.look
        row, column = anchor
        rows = form.extent(row, column)[0]
        piece = self.pieces[k]
        lines = form.lines(row, column)
        if piece.lines is not None and rows == 1:
            lines = lines[slice(*piece.lines)]
        if not any(lines):
            return
        here = self._here(anchor)
        left, top, right, bottom = self._box(anchor)
        whole_top, whole_bottom = top, bottom
        if rows > 1:  # the parts on other pages, as if the page went on
            whole_top -= sum(form.height(r) for r in range(row, self.pieces[here[0]].row))
            whole_bottom += sum(form.height(r) for r in range(self.pieces[here[-1]].row + 1, row + rows))
        clip = look.clip_cells or whole_top < top or whole_bottom > bottom
        if clip:
            self.sheet.clip(left - 1.5, top, right - left + 3, bottom - top)
        body = row >= len(form.top)
        align = form.aligns[column] if body else "c"
        line_height = look.size * LEADING
        if body and ((piece.lines is not None and rows == 1) or (look.top_numbers and align == "r")):
            y = whole_top + look.pad + look.size * 0.88
        else:
            y = (whole_top + whole_bottom - line_height * len(lines)) / 2 + look.size * 0.97
        nudge = form.nudge.get((row - len(form.top), column), 0)
        for line in lines:
            width = text_width(line, look.size)
            x = {"l": left + look.pad, "c": (left + right - width) / 2, "r": right - look.pad - width}[align]
            self.sheet.text(x + nudge, y, line, look.size)
            y += line_height
        if clip:
            self.sheet.unclip()


def page_number(sheet):
    """The number at the foot of the page."""
    sheet.centred(sheet.paper.height - 28, f"— {sheet.page} —", 9)

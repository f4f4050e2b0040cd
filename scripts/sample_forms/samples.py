"""The samples: which forms stand on which pages of which PDF."""

import zlib

from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfbase import pdfmetrics

from . import budget, final
from .figures import ARCHIVE, number
from .form import Look, Piece, expected
from .layout import page_number, paint
from .sheet import Sheet, font_runs, landscape, portrait, text_width

WPS = dict(flipped=True, per_glyph=True)


class Drawing:
    """A sheet and the tables painted on it so far."""

    def __init__(self, name, title):
        self.name, self.sheet, self.tables = name, Sheet(title), []

    def page(self, paper):
        """Begins a page and numbers it at the foot."""
        self.sheet.new_page(paper)
        page_number(self.sheet)
        return 62

    def table(self, form, y, x=None, **how):
        """Paints a form, in the middle of the page unless x is given, and notes what is expected of it; gives the y below."""
        x = (self.sheet.paper.width - sum(form.widths)) / 2 if x is None else x
        placed, y = paint(self.sheet, form, x, y, **how)
        table = expected(form, placed, self.name, len(self.tables) + 1)
        for rule in form.rules:
            for complaint in rule(table["rows"]):
                raise SystemExit(f"{self.name}: {form.title}: {complaint}")
        self.tables.append(table)
        return y

    def agree(self, *places):
        """Checks that cells of several tables, each (table, row, column) counted from 0, print one amount."""
        amounts = {number(self.tables[t]["rows"][r][c]) for t, r, c in places}
        if len(amounts) != 1:
            raise SystemExit(f"{self.name}: {places} do not agree: {sorted(amounts)}")


def ruled_budget():
    """Cover, contents, narrative and three ruled tables as WPS writes them."""
    d = Drawing("ruled-budget", f"{ARCHIVE}2025年部门预算公开")
    sheet = d.sheet
    sheet.new_page(landscape(**WPS))
    sheet.centred(230, ARCHIVE, 26, "stroke")
    sheet.centred(280, "2025年部门预算公开", 26, "stroke")
    sheet.centred(420, "2025年2月", 14)
    d.page(landscape(**WPS))
    sheet.centred(90, "目    录", 20, "stroke")
    entries = [
        ("第一部分  部门概况", 3),
        ("第二部分  2025年部门预算表", 4),
        ("  一、部门收支总表", 4),
        ("  二、部门收入总表", 5),
        ("  三、部门支出总表", 6),
    ]
    for k, (entry, page) in enumerate(entries):
        y = 140 + 30 * k
        sheet.text(170, y, entry, 12)
        dots = int((662 - 170 - text_width(entry, 12) - 12) / text_width(".", 12))
        sheet.text(658 - dots * text_width(".", 12), y, "." * dots, 12)
        sheet.text(664, y, str(page), 12)
    d.page(landscape(**WPS))
    sheet.centred(90, "第一部分  部门概况", 18, "stroke")
    total = next(row for row in budget.summary().rows if row[0] == "收入总计")[1]
    narrative = [
        "一、主要职责", f"    {ARCHIVE}负责全区档案的接收、收集、整理、保管和提供利用，承担地方志编纂和数字档案建设工作。",
        "二、机构设置", "    本部门包括本级和青石区数字档案服务中心，共2个预算单位，在职人员61人，退休人员24人。",
        "三、收支预算情况", f"    2025年收入总计{total}万元，支出总计{total}万元，其中本年收入、上年结转和支出的构成见第二部分各表。",
    ]  # fmt: skip
    for k, line in enumerate(narrative):
        sheet.text(110, 140 + 28 * k, line, 12, "stroke" if not k % 2 else None)
    for form in (budget.summary(), budget.income(), budget.expenditure()):
        d.table(form, d.page(landscape(**WPS)))
    d.agree((0, 11, 1), (1, 0, 2), (2, 0, 4))
    return d


def wrapped_cells():
    """Narrow columns: labels and amounts over several lines, spread labels, full-width digits."""
    d = Drawing("wrapped-cells", f"{ARCHIVE}财政拨款预算表")
    d.table(budget.fiscal_allocation(), d.page(portrait()))
    d.table(budget.basic_expenditure(), d.page(portrait()))
    return d


def four_level_header():
    """财政拨款“三公”经费支出决算表 with 预算数 and 决算数 under each item."""
    d = Drawing("four-level-header", f"{ARCHIVE}2024年度“三公”经费决算表")
    d.table(final.three_public(), d.page(landscape()))
    d.table(final.three_public_by_unit(), d.page(landscape()))
    return d


def over_pages_repeated_header():
    """A long table whose header comes again on each page; the last page holds only the total."""
    d = Drawing("over-pages-repeated-header", "2025年部门支出预算总表")
    form = budget.long_expenditure()
    form.look.title_bold = None
    last = len(form.rows) - 1
    half = last // 2 - 1
    pages = [[Piece(r) for r in range(half)], [Piece(r) for r in range(half, last)], [Piece(last)]]
    d.table(form, d.page(landscape(**WPS)), pages=pages, next_page=lambda: d.page(landscape(**WPS)))
    return d


def over_pages_once():
    """Header on the first page only, a row cut in two, merged labels over the break, an empty strip, a look-alike below."""
    d = Drawing("over-pages-once", "2025年部门项目支出预算表")
    form = budget.projects()
    cut = next(k for k, row in enumerate(form.rows) if len(form.lines(k + len(form.top), 1)) > 2)
    last = len(form.rows) - 1
    line = form.look.size * 1.25
    pages = [
        [Piece(r) for r in range(cut)] + [Piece(cut, (0, 2), 2 * line + form.look.pad + 2)],
        [Piece(cut, (2, 9), line + form.look.pad + 5)] + [Piece(r) for r in range(cut + 1, last + 1)],
        [Piece(last, (9, 9), 5)],
    ]
    y = d.table(form, d.page(portrait()), pages=pages, next_page=lambda: d.page(portrait()))
    d.table(budget.carried_projects(), y + 30)
    return d


def rotated():
    """A page turned by /Rotate, and one painted sideways without it."""
    d = Drawing("rotated", f"{ARCHIVE}2025年预算表")
    look = Look(borders="lines", thickness=0.75, min_height=18)
    d.table(budget.general_budget(look), d.page(landscape(rotate=90)))
    d.table(budget.gov_fund(look), d.page(landscape(sideways=True)))
    return d


def final_accounts():
    """公开01表 to 公开05表 and an official empty table, two tables on the last page."""
    d = Drawing("final-accounts", f"{ARCHIVE}2024年度部门决算")
    for form in (final.summary(), final.income(), final.expenditure(), final.allocation()):
        d.table(form, d.page(landscape()))
    y = d.table(final.general_budget(), d.page(portrait()))
    d.table(final.state_capital(), y + 36)
    d.agree((0, 8, 2), (1, 0, 4))
    d.agree((0, 8, 5), (2, 0, 4))
    d.agree((0, 0, 2), (1, 0, 5), (3, 0, 2))
    d.agree((3, 6, 5), (4, 0, 2))
    return d


READABLE = (
    ruled_budget,
    wrapped_cells,
    four_level_header,
    over_pages_repeated_header,
    over_pages_once,
    rotated,
    final_accounts,
)


def scanned():
    """One page as a 1-bit picture at 100 dpi, without text."""
    form = budget.gov_fund(Look())
    scale = 100 / 72
    image = Image.new("1", (827, 1169), 1)
    draw = ImageDraw.Draw(image)

    def put(x, y, text, size):
        for name, run in font_runs(text):
            font = ImageFont.truetype(pdfmetrics.getFont(name).face.filename, round(size * scale))
            draw.text((x * scale, y * scale), run, font=font, fill=0, anchor="ls")
            x += font.getlength(run) / scale

    put(230, 90, form.title, 15)
    put(50, 112, f"部门名称：{ARCHIVE}", 9)
    widths, y = [60, 196, 60, 60, 60, 60], 120
    xs = [50 + sum(widths[:k]) for k in range(len(widths) + 1)]
    rows = [["科目编码", "科目名称", "合计", "人员经费", "公用经费", "项目支出"]] + [
        [r[0], r[1], r[2], r[4], r[5], r[6]] for r in form.rows
    ]
    for k, row in enumerate(rows):
        for c, text in enumerate(row):
            put(xs[c] + 3, y + 20 * k + 14, text, 8)
    for k in range(len(rows) + 1):
        draw.line([xs[0] * scale, (y + 20 * k) * scale, xs[-1] * scale, (y + 20 * k) * scale], fill=0, width=2)
    for x in xs:
        draw.line([x * scale, y * scale, x * scale, (y + 20 * len(rows)) * scale], fill=0, width=2)
    return _picture_pdf(image)


def _picture_pdf(image):
    """A PDF of one A4 page that is nothing but the picture."""
    pixels = zlib.compress(image.tobytes(), 9)
    content = b"q 595 0 0 842 0 0 cm /Im0 Do Q"
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /Im0 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 1 "
        b"/Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (*image.size, len(pixels), pixels),
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(bodies) + 1, table, len(bodies) + 1, len(out))
    )

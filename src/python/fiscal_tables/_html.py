"""Documents and tables in a notebook."""

from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._document import Document, Finding, Table

# Rows of a table that are shown.
_ROWS = 60
_DOUBT = "background:#fde8e8"
_NUMBER = "text-align:right"


def name(path: str) -> str:
    """The file's name without its folders."""
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def pages(numbers: "list[int]") -> str:
    """`page 3`, `pages 3-5`."""
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    return f"pages {numbers[0]}-{numbers[-1]}"


def _says(finding: "Finding") -> str:
    beside = "; ".join(f"{word} {value}" for word, value in (("expected", finding.expected), ("found", finding.found)) if value)
    return f"{finding.code}: {finding.message}" + (f" ({beside})" if beside else "")


def _doubts(findings: "list[Finding]") -> str:
    def place(finding: "Finding") -> str:
        parts = (("p", finding.page), ("T", finding.table), ("R", finding.row), ("C", finding.column))
        return " ".join(f"{mark}{number}" for mark, number in parts if number is not None)

    items = "".join(f"<li>{escape(place(finding))} {escape(_says(finding))}</li>" for finding in findings)
    return f"<ul>{items}</ul>" if items else ""


def table(own: "Table") -> str:
    """The table with its header as printed, its page, and what is doubtful marked in its place."""
    doubts: "dict[tuple[int, int], list[str]]" = defaultdict(list)
    for finding in own.findings:
        doubts[finding.row or 0, finding.column or 0].append(_says(finding))
    words = [own.title or "no title", own.kind, own.unit, own.pages and pages(own.pages)]
    lines = [f"<table><caption>{escape(' · '.join(str(word) for word in words if word))}</caption><thead>"]
    for names in own.header:
        lines.append("<tr>" + "".join(f"<th>{escape(text)}</th>" for text in names) + "</tr>")
    lines.append("</thead><tbody>")
    for number, row in enumerate(own.rows[:_ROWS], 1):
        cells = []
        for column, cell in enumerate(row.cells, 1):
            said = doubts.get((number, column), []) + doubts.get((number, 0), [])
            styles = ([_NUMBER] if own.roles[column - 1] in ("amount", "ratio", "count") else []) + ([_DOUBT] if said else [])
            style = f' style="{";".join(styles)}"' if styles else ""
            title = f' title="{escape("; ".join(said))}"' if said else ""
            cells.append(f"<td{style}{title}>{escape(cell.text)}</td>")
        lines.append("<tr>" + "".join(cells) + "</tr>")
    lines.append("</tbody></table>")
    if len(own.rows) > _ROWS:
        lines.append(f"<p>and {len(own.rows) - _ROWS} more rows</p>")
    return "".join(lines) + _doubts(own.findings)


def document(own: "Document") -> str:
    """Whose it is, its tables with their pages, and what is doubtful."""
    words = [own.title or name(own.input), own.organisation, own.fiscal_year, own.stage, own.status, own.reason]
    head = f"<p><b>{escape(' · '.join(str(word) for word in words if word is not None))}</b></p>"
    if not len(own.tables):
        return head + _doubts(own.findings)
    lines = ["<table><thead><tr><th>#</th><th>kind</th><th>title</th><th>pages</th><th>rows</th><th>doubts</th></tr></thead>"]
    for one in own.tables:
        where = pages(one.pages) if one.pages else ""
        values = [one.number_in_document, one.kind or "", one.title or "", where, len(one), len(one.findings)]
        lines.append("<tr>" + "".join(f"<td>{escape(str(value))}</td>" for value in values) + "</tr>")
    return head + "".join(lines) + "</table>" + _doubts(own.findings)

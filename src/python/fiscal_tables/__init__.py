"""Chinese budget disclosures (PDF) as verified tables.

>>> import fiscal_tables as ft
>>> doc = ft.extract("samples/ruled-budget.pdf")
>>> doc.status, doc.fiscal_year, len(doc.tables)
('ok', 2025, 3)
>>> doc.tables.by_kind("dept_expenditure")[0].title
'2025年部门支出总表'

pyarrow, pandas and polars are needed only by what is named after them.
"""

from ._command import prepare as _prepare
from ._document import BBox, Cell, Document, Facts, Finding, Row, Table, Tables
from ._native import __version__
from ._read import ReadError, extract, extract_batches, extract_many, schema, verify

_prepare()

__all__ = [
    "BBox",
    "Cell",
    "Document",
    "Facts",
    "Finding",
    "ReadError",
    "Row",
    "Table",
    "Tables",
    "__version__",
    "extract",
    "extract_batches",
    "extract_many",
    "schema",
    "verify",
]

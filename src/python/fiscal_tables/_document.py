"""What a document is for Python: its tables, amounts and doubts, made of what the program writes of it."""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Optional, Union, overload

from . import _html
from ._native import Reading, Stream
from ._optional import pandas, polars, pyarrow

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

_NUMBERS = ("amount", "ratio", "count")
# Digits of a decimal, and how many of them stand behind the point.
_PRECISION, _SCALE = 38, 10


class BBox(NamedTuple):
    """A box on a page, in points from the top left of the page as it is shown."""

    x0: float
    y0: float
    x1: float
    y1: float


class Finding(NamedTuple):
    """What is doubtful: `fiscal-tables checks` explains the codes. Tables, rows and columns are counted from 1."""

    code: str
    severity: str
    message: str
    table: Optional[int]
    row: Optional[int]
    column: Optional[int]
    page: Optional[int]
    line: Optional[int]
    expected: Optional[str]
    found: Optional[str]


class Cell(NamedTuple):
    """A cell of a table: what is printed, and what that means."""

    text: str
    value: Union[Decimal, str, None]
    """Amounts, ratios and counts as decimals, codes as text."""
    page: Optional[int]
    bbox: Optional[BBox]
    origin: str
    """`printed`, `spanned` (of a merged cell), `placed` (by arithmetic) or `corrected`."""
    printed: Optional[str]
    """What is printed where a person corrected it."""


class Row(Sequence[str]):
    """A row: a sequence of texts, with the cells behind them.

    >>> import fiscal_tables as ft
    >>> row = ft.extract("samples/ruled-budget.pdf").tables.by_kind("dept_expenditure")[0].rows[0]
    >>> row.role, row[4], row.cells[4].value
    ('total', '1,614.48', Decimal('1614.48'))
    """

    __slots__ = ("cells", "codes", "level", "role")

    def __init__(self, raw: "dict[str, Any]", roles: "list[str]") -> None:
        self.role: str = raw["role"]
        self.level: Optional[int] = raw["level"]
        self.codes: "list[str]" = [code["code"] for code in raw.get("codes", ())]
        self.cells: "list[Cell]" = [_cell(cell, role) for cell, role in zip(raw["cells"], roles)]

    def __len__(self) -> int:
        return len(self.cells)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> "list[str]": ...
    def __getitem__(self, at: Union[int, slice]) -> Union[str, "list[str]"]:
        return [cell.text for cell in self.cells[at]] if isinstance(at, slice) else self.cells[at].text

    def __repr__(self) -> str:
        return repr(list(self))


def _cell(raw: "dict[str, Any]", role: str) -> Cell:
    value = raw["value"]
    if value is not None and raw.get("value_role", role) in _NUMBERS:
        value = Decimal(value)
    bbox = raw["bbox"] and BBox(*raw["bbox"])
    return Cell(raw["text"], value, raw["page"], bbox, raw["origin"], raw.get("printed"))


class Table:
    """A logical table, however many pages it runs over.

    >>> import fiscal_tables as ft
    >>> table = ft.extract("samples/ruled-budget.pdf").tables[0]
    >>> table
    <Table 1 dept_income_expenditure_summary '2025年部门收支总表' 12 rows x 4 columns, page 4>
    >>> table.columns
    ['收入/项目', '收入/预算数', '支出/项目', '支出/预算数']
    """

    def __init__(self, raw: "dict[str, Any]", entry: "dict[str, Any]", findings: "list[Finding]") -> None:
        self.number_in_document: int = raw["index"]
        self.kind: Optional[str] = raw["kind"]
        self.number: Optional[str] = raw["number"]
        self.title: Optional[str] = raw["title"]
        self.organisation: Optional[str] = raw["organisation"]
        self.fiscal_year: Optional[int] = raw["fiscal_year"]
        self.stage: Optional[str] = raw["stage"]
        self.unit: Optional[str] = raw["unit"]
        self.pages: "list[int]" = raw.get("pages") or []
        self.header: "list[list[str]]" = raw["header"]
        self.columns: "list[str]" = [column["name"] for column in raw["columns"]]
        self.roles: "list[str]" = [column["role"] for column in raw["columns"]]
        self.measures: "list[Optional[str]]" = [column.get("measure") for column in raw["columns"]]
        self.notes: "list[str]" = raw["notes"]
        self.remarks: "list[str]" = raw["remarks"]
        self.fields: "list[tuple[str, str]]" = [(field["name"], field["value"]) for field in raw["fields"]]
        self.verification: "dict[str, Any]" = raw["verification"]
        self.findings: "list[Finding]" = findings
        """What is doubtful about this table."""
        self._raw = raw
        self._types: "list[str]" = [field["type"] for field in entry["fields"]]

    @cached_property
    def rows(self) -> "list[Row]":
        """The body, the header and the row of column numbers left out."""
        return [Row(row, self.roles) for row in self._raw["rows"]]

    def cell(self, row: int, column: int) -> Cell:
        """The cell that findings name `R1C4`: rows of the body and columns are counted from 1.

        >>> import fiscal_tables as ft
        >>> cell = ft.extract("samples/ruled-budget.pdf").tables[0].cell(1, 4)
        >>> cell.text, cell.page, cell.bbox is not None
        ('1,277.26', 4, True)
        """
        if row < 1 or column < 1:
            raise IndexError("rows and columns are counted from 1")
        return self.rows[row - 1].cells[column - 1]

    def _values(self) -> "Iterator[tuple[str, bool, list[Union[Decimal, str, None]]]]":
        for at, (name, kind) in enumerate(zip(self.columns, self._types)):
            cells = [row.cells[at] for row in self.rows]
            if kind == "number":
                yield name, True, [cell.value for cell in cells]
            else:
                yield name, False, [cell.text for cell in cells]

    def to_arrow(self) -> "pa.Table":
        """Columns that hold nothing but amounts as Decimal128, all others as text: codes keep their zeros."""
        arrow = pyarrow()
        number = arrow.decimal128(_PRECISION, _SCALE)
        of = {name: arrow.array(values, number if is_number else arrow.string()) for name, is_number, values in self._values()}
        return arrow.table(of)

    def to_pandas(self) -> "pd.DataFrame":
        """The same with decimals as objects: nothing is rounded."""
        return pandas().DataFrame({name: values for name, _, values in self._values()}, dtype=object)

    def to_polars(self) -> "pl.DataFrame":
        """The same in polars."""
        frames = polars()
        number = frames.Decimal(_PRECISION, _SCALE)
        of = {name: frames.Series(name, values, number if is_number else frames.String) for name, is_number, values in self._values()}
        return frames.DataFrame(of)

    def __len__(self) -> int:
        return len(self._raw["rows"])

    def __repr__(self) -> str:
        kind = f" {self.kind}" if self.kind else ""
        pages = f", {_html.pages(self.pages)}" if self.pages else ""
        return f"<Table {self.number_in_document}{kind} {self.title!r} {len(self)} rows x {len(self.columns)} columns{pages}>"

    def _repr_html_(self) -> str:
        return _html.table(self)


class Tables(Sequence[Table]):
    """The tables of a document, in the order of print."""

    def __init__(self, reading: Reading, description: "dict[str, Any]", findings: "list[Finding]") -> None:
        self._reading, self._entries, self._findings = reading, description.get("tables", []), findings
        self._made: "dict[int, Table]" = {}

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, at: int) -> Table: ...
    @overload
    def __getitem__(self, at: slice) -> "list[Table]": ...
    def __getitem__(self, at: Union[int, slice]) -> Union[Table, "list[Table]"]:
        if isinstance(at, slice):
            return [self[one] for one in range(len(self))[at]]
        at = range(len(self))[at]
        if at not in self._made:
            own = [finding for finding in self._findings if finding.table == at + 1]
            self._made[at] = Table(json.loads(self._reading.table(at)), self._entries[at], own)
        return self._made[at]

    def by_kind(self, kind: str) -> "list[Table]":
        """Those of a kind: see `fiscal-tables kinds`."""
        return [self[at] for at, entry in enumerate(self._entries) if entry["kind"] == kind]

    def __repr__(self) -> str:
        return "[" + ",\n ".join(map(repr, self)) + "]"


class Facts:
    """Every printed amount of a document with what is known of it: a stream of Arrow.

    >>> import fiscal_tables as ft
    >>> facts = ft.extract("samples/ruled-budget.pdf").facts
    >>> len(facts)
    102
    >>> str(facts.to_arrow().schema.field("amount_yuan").type)
    'decimal128(38, 10)'
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def __len__(self) -> int:
        return len(self._stream)

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        return self._stream.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> Any:
        return self._stream.__arrow_c_schema__()

    def to_arrow(self) -> "pa.Table":
        """As a table of pyarrow."""
        return pyarrow().table(self)

    def to_pandas(self) -> "pd.DataFrame":
        """As a frame of pandas, amounts as decimals; by way of pyarrow."""
        return self.to_arrow().to_pandas()

    def to_polars(self) -> "pl.DataFrame":
        """As a frame of polars."""
        return polars().DataFrame(self)

    def __repr__(self) -> str:
        return f"<Facts: {len(self)} amounts>"


class Document:
    """A document, or an input that could not be read: `status` says.

    >>> import fiscal_tables as ft
    >>> ft.extract("samples/ruled-budget.pdf")
    <Document 'ruled-budget.pdf' ok: 云河市青石区档案馆 2025 budget, 3 tables, 0 findings>
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        entry: "dict[str, Any]" = json.loads(reading.entry)
        own = reading.description
        description: "dict[str, Any]" = {} if own is None else json.loads(own)
        self.input: str = entry["input"]
        self.status: str = entry["status"]
        self.reason: Optional[str] = entry["reason"]
        self.id: Optional[str] = entry["id"]
        self.sha256: Optional[str] = entry["sha256"]
        self.pages: int = entry["pages"]
        self.engine_ms: int = entry["engine_ms"]
        self.title: Optional[str] = description.get("title")
        self.organisation: Optional[str] = description.get("organisation")
        self.region: Optional[str] = description.get("region")
        self.region_code: Optional[str] = description.get("region_code")
        self.fiscal_year: Optional[int] = description.get("fiscal_year")
        self.stage: Optional[str] = description.get("stage")
        self.scope: Optional[str] = description.get("scope")
        self.published: Optional[str] = description.get("published")
        self.claims: "list[dict[str, Any]]" = description.get("claims", [])
        self.parts: "list[dict[str, Any]]" = description.get("parts", [])
        names = Finding._fields
        self.findings: "list[Finding]" = [
            Finding(**{name: finding.get(name) for name in names}) for finding in description.get("findings", [])
        ]
        self.tables = Tables(reading, description, self.findings)

    @property
    def is_read(self) -> bool:
        """Whether there is a document: with another status than `ok` it may be empty, or a part."""
        return self.id is not None

    @cached_property
    def facts(self) -> Facts:
        """Every printed amount."""
        return Facts(self._reading.arrow("facts"))

    def __repr__(self) -> str:
        words = [str(word) for word in (self.organisation, self.fiscal_year, self.stage) if word is not None]
        said = " ".join(words) if self.is_read else self.reason
        counts = f", {len(self.tables)} tables, {len(self.findings)} findings" if self.is_read else ""
        return f"<Document {_html.name(self.input)!r} {self.status}: {said}{counts}>"

    def _repr_html_(self) -> str:
        return _html.document(self)

"""fiscal-tables on Daft: `from_glob_path`, a row for each file, four DataFrames, and what documents say of each other.

>>> from fiscal_tables import daft as ftd                       # doctest: +SKIP
>>> lists = ftd.read("s3://archive/2025/*.pdf")                 # doctest: +SKIP
>>> lists.facts.write_parquet("s3://tables/facts")              # doctest: +SKIP
"""

from typing import Any

import daft
import pyarrow as pa
from daft import DataType, Series, col

from . import _engine
from ._engine import Lists
from ._read import schema
from ._read import verify as verify_facts


def read(path: Any, *, concurrency: "int | None" = None, **options: Any) -> Lists:
    """Reads the files at a path (or a list of them), `concurrency` batches at a time; `options` are those of `extract_many`.

    What is read is kept by Daft. What documents say of each other is found by the program that asks: of the facts it takes
    only those that are printed again.
    """
    files = daft.from_glob_path(path).select("path").with_column("content", col("path").download())
    reader = daft.cls(_Reader, max_concurrency=concurrency)(options)
    rows = files.select(reader.read(col("path"), col("content"))).collect()
    inputs = rows.select(*_engine.INPUT.names)
    copies = _engine.copies(rows.select("input", "content").to_arrow())
    again = [path for others in copies.values() for path in others]
    kept = rows.where(~col("input").is_in(again)) if again else rows
    lists = {name: _list(kept, name) for name in _engine.LISTS}
    documents = lists["documents"].to_arrow().cast(schema("documents"))
    findings = lists["findings"].concat(verify(lists["facts"]))
    documents = daft.from_arrow(_engine.settled(documents, copies))
    return Lists(inputs.exclude("content"), documents, lists["tables"], lists["facts"], findings)


def verify(facts: Any) -> Any:
    """What documents say of each other, as `fiscal_tables.verify` gives it."""
    again = facts.where(col("printed_again").not_null()).select(*_engine.AGAIN)
    return daft.from_arrow(verify_facts(again.to_arrow()))


def _list(rows: Any, name: str) -> Any:
    return rows.select(name).where(col(name).length() > 0).explode(name).select(col(name).unnest())


class _Reader:
    def __init__(self, options: "dict[str, Any]") -> None:
        self.options = options

    def _read(self, paths: Series, contents: Series) -> Any:
        rows = _engine.read(paths.to_pylist(), contents.to_pylist(), self.options)
        return pa.StructArray.from_arrays([column.combine_chunks() for column in rows.columns], fields=list(rows.schema))

    _row = DataType.from_arrow_type(pa.struct(list(_engine.rows_schema())))
    read = daft.method.batch(return_dtype=_row, unnest=True, batch_size=_engine.BATCH)(_read)

"""fiscal-tables on Ray Data: `read_binary_files`, a row for each file, four Datasets, and what documents say of each other.

>>> from fiscal_tables import ray as ftr                        # doctest: +SKIP
>>> lists = ftr.read("s3://archive/2025/")                      # doctest: +SKIP
>>> lists.facts.write_parquet("s3://tables/facts")              # doctest: +SKIP
"""

from typing import Any

import pyarrow as pa
import ray

from . import _engine
from ._engine import Lists
from ._read import schema
from ._read import verify as verify_facts


def read(paths: Any, *, map_options: "dict[str, Any] | None" = None, read_options: "dict[str, Any] | None" = None, **options: Any) -> Lists:
    """Reads the files at paths; `options` are those of `extract_many`, `read_options` and `map_options` those of
    `ray.data.read_binary_files` and `map_batches`.

    What is read is kept in Ray's object store, which spills it to disks. What documents say of each other is found by the
    program that asks: of the facts it takes only those that are printed again.
    """
    files = ray.data.read_binary_files(paths, include_paths=True, **(read_options or {}))
    rows = files.map_batches(_read, fn_kwargs={"options": options}, batch_size=None, batch_format="pyarrow", **(map_options or {}))
    rows = rows.materialize()
    inputs = rows.select_columns(_engine.INPUT.names)
    copies = _engine.copies(_gathered(rows.select_columns(["input", "content"]), pa.schema([_engine.INPUT.field("input"), _engine.INPUT.field("content")])))
    again = {path for others in copies.values() for path in others}
    kept = rows.map_batches(_without, fn_kwargs={"again": again}, batch_format="pyarrow", batch_size=None) if again else rows
    lists = {name: kept.map_batches(_engine.unnested, fn_kwargs={"name": name}, batch_format="pyarrow", batch_size=None) for name in _engine.LISTS}
    documents = ray.data.from_arrow(_engine.settled(_gathered(lists["documents"], schema("documents")), copies))
    findings = lists["findings"].union(verify(lists["facts"]))
    return Lists(inputs.drop_columns(["content"]), documents, lists["tables"], lists["facts"], findings)


def verify(facts: Any) -> Any:
    """What documents say of each other, as `fiscal_tables.verify` gives it."""
    own = schema("facts")
    again = facts.map_batches(_printed_again, batch_format="pyarrow", batch_size=None)
    return ray.data.from_arrow(verify_facts(_gathered(again, pa.schema([own.field(name) for name in _engine.AGAIN]))))


def _gathered(rows: Any, own: pa.Schema) -> pa.Table:
    blocks = [block for block in ray.get(rows.to_arrow_refs()) if block.num_rows]
    return pa.concat_tables([own.empty_table(), *(block.select(own.names).cast(own) for block in blocks)])


def _read(files: pa.Table, options: "dict[str, Any]") -> pa.Table:
    return _engine.read(files.column("path").to_pylist(), files.column("bytes").to_pylist(), options)


def _without(rows: pa.Table, again: "set[str]") -> pa.Table:
    return rows.filter(pa.array([path not in again for path in rows.column("input").to_pylist()], pa.bool_()))


def _printed_again(facts: pa.Table) -> pa.Table:
    return facts.select(_engine.AGAIN).filter(facts.column("printed_again").is_valid())

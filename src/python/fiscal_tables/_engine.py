"""What Spark, Ray and Daft have in common: files -> a row for each, and the lists that such rows hold.

A task reads its files by a worker process of its own (`extract_many` has the same): only a process can be held to a limit of
memory and time, and be lost without the task. It is kept from one batch to the next.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pyarrow as pa

from . import _native
from ._read import _options, schema, verify

#: The lists of a run.
LISTS = ("documents", "tables", "facts", "findings")
#: Of facts, what `verify` looks at.
AGAIN = ("document", "region_code", "page", "fact", "printed_again")
#: What became of an input; `content` is what inputs of the same bytes share.
INPUT = pa.schema(
    [
        (name, pa.int64() if name in ("bytes", "pages", "engine_ms") else pa.string())
        for name in ("input", "status", "reason", "id", "sha256", "bytes", "pages", "engine_ms", "content")
    ]
)
#: Files whose bytes are held at a time.
BATCH = 16

#: Workers that wait for the next batch, by process (a fork has the pools of its parent, but not their threads) and options.
_pools: "dict[tuple[Any, ...], list[_native.Pool]]" = defaultdict(list)


class Lists(NamedTuple):
    """The lists of a run as frames of an engine; `inputs` has every file with its status, those that could not be read too."""

    inputs: Any
    documents: Any
    tables: Any
    facts: Any
    findings: Any


def rows_schema() -> pa.Schema:
    """A row for each file: what became of it, and what it adds to each list."""
    fields = list(INPUT)
    fields += [pa.field(name, pa.list_(pa.struct(list(schema(name))))) for name in LISTS]
    return pa.schema(fields)


def read(names: "list[str]", contents: "list[bytes]", options: "dict[str, Any]") -> pa.Table:
    """Reads files, one after the other."""
    key = (os.getpid(), *sorted(options.items()))
    waiting = _pools[key]
    # A task has one for itself: others may read at the same time in other threads.
    try:
        pool = waiting.pop()
    except IndexError:
        pool = _native.Pool(1, _options(**options))
    for name, content in zip(names, contents):
        pool.ask(name, bytes(content))
    readings = [pool.give() for _ in names]
    waiting.append(pool)
    entries = [json.loads(reading.entry) for reading in readings]
    for entry in entries:
        # The same bytes are another document where they are read as text.
        is_text = entry["input"].lower().endswith((".txt", ".md", ".html", ".htm"))
        entry["content"] = entry["id"] and entry["sha256"] + (" text" if is_text else "")
    columns = [pa.array([entry[field.name] for entry in entries], field.type) for field in INPUT]
    columns += [_nested([pa.table(reading.arrow(name)) for reading in readings], schema(name)) for name in LISTS]
    return pa.Table.from_arrays(columns, schema=rows_schema())


def _nested(tables: "list[pa.Table]", own: pa.Schema) -> pa.ListArray:
    ends = [0]
    for table in tables:
        ends.append(ends[-1] + table.num_rows)
    flat = pa.concat_tables([own.empty_table(), *tables])
    arrays = [_one(column, field.type) for column, field in zip(flat.columns, own)]
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pa.StructArray.from_arrays(arrays, fields=list(own)))


def _one(column: pa.ChunkedArray, kind: pa.DataType) -> pa.Array:
    chunks = column.chunks
    return chunks[0] if len(chunks) == 1 else pa.concat_arrays(chunks) if chunks else pa.array([], kind)


def unnested(rows: pa.Table, name: str) -> pa.Table:
    """One of the lists that rows hold."""
    own = schema(name)
    structs = _one(rows.column(name), rows.schema.field(name).type).flatten()
    return pa.Table.from_arrays([structs.field(at) for at in range(len(own))], schema=own)


def order(path: str) -> "list[str]":
    """Paths in the order of a run's lists: folder by folder."""
    return path.split("/")


def copies(inputs: pa.Table) -> "dict[str, list[str]]":
    """Files of the same bytes: the first, and the others, which are read in vain."""
    same = defaultdict(list)
    for path, content in zip(inputs.column("input").to_pylist(), inputs.column("content").to_pylist()):
        if content is not None:
            same[content].append(path)
    return {paths[0]: paths[1:] for paths in (sorted(own, key=order) for own in same.values()) if len(paths) > 1}


def settled(documents: pa.Table, others: "dict[str, list[str]]") -> pa.Table:
    """Documents with what only all of them say: further inputs of the same bytes, and the first one of the same content."""
    rows = sorted(documents.to_pylist(), key=lambda row: order(row["input"]))
    first: "dict[str, str]" = {}
    for row in rows:
        row["other_inputs"] = " | ".join(others.get(row["input"], [])) or None
        if row["content_sha256"] is not None:
            whole, mark, part = row["id"].partition("#")
            original = first.setdefault(row["content_sha256"], whole)
            row["duplicate_of"] = None if original == whole else original + mark + part
    return pa.Table.from_pylist(rows, schema=schema("documents"))


def across(facts: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
    """What documents say of each other, batch by batch: all of them before the first answer."""
    batches = list(facts)
    if batches:
        yield from verify(pa.Table.from_batches(batches)).to_batches()

"""Reading: one document here, many by worker processes, and what documents say of each other."""

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, Optional, Union

from . import _native
from ._document import Document
from ._optional import pyarrow

if TYPE_CHECKING:
    import pyarrow as pa

Path = Union[str, "os.PathLike[str]"]
Source = Union[Path, bytes, bytearray, memoryview, BinaryIO]

#: Inputs that are asked for ahead, for each worker.
_AHEAD = 4
#: Seconds of work, bytes of address space and bytes of a file: what `fiscal-tables extract` has.
TIMEOUT, MAX_MEMORY, MAX_FILE_SIZE = 300, 2 << 30, 1 << 30


class ReadError(Exception):
    """An input that cannot be read.

    >>> import fiscal_tables as ft
    >>> try:
    ...     ft.extract(b"no document")
    ... except ft.ReadError as error:
    ...     print(error.status)
    not_pdf
    """

    def __init__(self, input: str, status: str, reason: Optional[str]) -> None:
        super().__init__(f"{input}: {status}" + (f": {reason}" if reason else ""))
        self.input, self.status, self.reason = input, status, reason

    def __reduce__(self) -> "tuple[Any, ...]":
        return ReadError, (self.input, self.status, self.reason)


def _given(source: Source, name: Optional[Path]) -> "tuple[Path, Optional[bytes]]":
    """A name, and the bytes where these are given."""
    if isinstance(source, (bytes, bytearray, memoryview)):
        return name or "document", bytes(source)
    if isinstance(source, (str, os.PathLike)):
        return source, None
    own = getattr(source, "name", None)
    return name or (own if isinstance(own, str) else "document"), bytes(source.read())


def _options(
    *,
    pages: Optional[str] = None,
    password: Optional[str] = None,
    format: Optional[str] = None,
    catalogue: Optional[Path] = None,
    corrections: Optional[Path] = None,
    timeout: int = TIMEOUT,
    max_memory: int = MAX_MEMORY,
    max_file_size: int = MAX_FILE_SIZE,
) -> _native.Options:
    if format not in (None, "pdf", "text"):
        raise ValueError(f"format is 'pdf' or 'text', not {format!r}")
    return _native.Options(
        pages=pages,
        password=password,
        is_text=None if format is None else format == "text",
        catalogue=catalogue,
        corrections=corrections,
        timeout=timeout,
        max_memory=max_memory,
        max_file_size=max_file_size,
    )


def extract(
    source: Source,
    *,
    pages: Optional[str] = None,
    password: Optional[str] = None,
    format: Optional[str] = None,
    name: Optional[Path] = None,
    catalogue: Optional[Path] = None,
    corrections: Optional[Path] = None,
    max_file_size: int = MAX_FILE_SIZE,
) -> Document:
    """Reads one document: a path, bytes or a file object.

    It is read in this process, other threads of which go on. What might crash it or never end belongs to `extract_many`.

    >>> import fiscal_tables as ft
    >>> with open("samples/ruled-budget.pdf", "rb") as file:
    ...     len(ft.extract(file, pages="4-5").tables)
    2

    Raises ReadError for what cannot be read; a scan or a document without tables is read, and says so in its `status`.
    """
    options = _options(
        pages=pages,
        password=password,
        format=format,
        catalogue=catalogue,
        corrections=corrections,
        max_file_size=max_file_size,
    )
    document = Document(_native.extract(*_given(source, name), options))
    if not document.is_read:
        raise ReadError(document.input, document.status, document.reason)
    return document


def _jobs(jobs: Optional[int]) -> int:
    if jobs is not None:
        return max(jobs, 1)
    processors = getattr(os, "sched_getaffinity", None)
    return len(processors(0)) if processors else os.cpu_count() or 1


def readings(
    sources: "Iterable[Union[Source, tuple[Path, bytes]]]", jobs: Optional[int], options: _native.Options
) -> Iterator[_native.Reading]:
    """What became of each source, in order; as many are asked for ahead as keep the workers busy."""
    jobs = _jobs(jobs)
    pool = _native.Pool(jobs, options)
    try:
        for source in sources:
            name, content = source if isinstance(source, tuple) else _given(source, None)
            pool.ask(name, content)
            if pool.waiting >= jobs * _AHEAD:
                yield pool.give()
        while pool.waiting:
            yield pool.give()
    finally:
        pool.close()


def extract_many(
    sources: "Iterable[Union[Source, tuple[Path, bytes]]]",
    *,
    jobs: Optional[int] = None,
    on_error: str = "status",
    **options: Any,
) -> Iterator[Document]:
    """Reads many documents, lazily and in order, by `jobs` worker processes (one for each processor).

    A document that crashes its worker, takes more than `max_memory` bytes or works longer than `timeout` seconds is lost, and
    no other. With `on_error="status"` it comes as a document whose `status` says so, with `"skip"` not at all, with `"raise"` as
    a ReadError. A source may be a pair of a name and bytes. Further options are those of `extract`.

    >>> import fiscal_tables as ft
    >>> for doc in ft.extract_many(["samples/rotated.pdf", "samples/damaged.pdf"], jobs=2):
    ...     print(doc.status, len(doc.tables))
    ok 2
    damaged 0
    """
    if on_error not in ("status", "skip", "raise"):
        raise ValueError(f"on_error is 'status', 'skip' or 'raise', not {on_error!r}")
    return _documents(readings(sources, jobs, _options(**options)), on_error)


def _documents(read: Iterator[_native.Reading], on_error: str) -> Iterator[Document]:
    for reading in read:
        document = Document(reading)
        if document.is_read or on_error == "status":
            yield document
        elif on_error == "raise":
            raise ReadError(document.input, document.status, document.reason)


def extract_batches(
    sources: "Iterable[Union[Source, tuple[Path, bytes]]]",
    *,
    list: str = "facts",
    jobs: Optional[int] = None,
    **options: Any,
) -> "pa.RecordBatchReader":
    """The facts of many documents as a stream of Arrow, read as it is asked for; or their `documents`, `tables`, `findings`.

    >>> import fiscal_tables as ft
    >>> reader = ft.extract_batches(["samples/rotated.pdf", "samples/wrapped-cells.pdf"], jobs=1)
    >>> reader.schema == ft.schema("facts")
    True
    >>> reader.read_all().num_rows > 20
    True
    """
    arrow, own = pyarrow(), schema(list)

    def batches() -> "Iterator[pa.RecordBatch]":
        for reading in readings(sources, jobs, _options(**options)):
            yield from arrow.table(reading.arrow(list)).to_batches()

    return arrow.RecordBatchReader.from_batches(own, batches())


def schema(list: str) -> "pa.Schema":
    """The schema of `documents`, `tables`, `facts` or `findings`; its metadata names the version.

    >>> import fiscal_tables as ft
    >>> ft.schema("facts").metadata[b"fiscal_tables.schema"]
    b'fiscal-tables/facts/1'
    """
    return pyarrow().schema(_native.schema(list))


def verify(facts: Any) -> "pa.Table":
    """What documents say of each other (budget against accounts, units against department), by their facts: findings.

    `facts` is anything that gives a stream of Arrow, with at least the columns `document`, `region_code`, `page`, `fact` and
    `printed_again`. Of a run that was spread over many machines this gives what a single run finds.

    >>> import fiscal_tables as ft
    >>> ft.verify(ft.extract_batches(["samples/ruled-budget.pdf", "samples/final-accounts.pdf"])).num_rows
    0
    """
    arrow = pyarrow()
    if not hasattr(facts, "__arrow_c_stream__"):
        facts = arrow.table(facts)
    return arrow.table(_native.verify(facts))

"""fiscal-tables on Apache Spark: `binaryFile`, `mapInArrow`, four DataFrames, and what documents say of each other.

>>> from fiscal_tables import spark as fts                      # doctest: +SKIP
>>> lists = fts.read(spark, "s3a://archive/2025/*.pdf")         # doctest: +SKIP
>>> lists.facts.write.parquet("s3a://tables/facts")             # doctest: +SKIP
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import pyarrow as pa
from pyspark.sql import Window
from pyspark.sql import functions as f
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.storagelevel import StorageLevel

from . import _engine
from ._engine import Lists
from ._read import schema


def read(spark: Any, path: Any, *, names: str = "*.{pdf,PDF,txt,html}", **options: Any) -> Lists:
    """Reads the files at a path, or a list of them, whose names are like `names`; `options` are those of `extract_many`.

    What is read is kept on the disks of the executors, since all lists are made of it. A batch is of whole files here, and
    `spark.sql.execution.arrow.maxRecordsPerBatch` is set to few.
    """
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", _engine.BATCH)
    found = spark.read.format("binaryFile").option("recursiveFileLookup", "true").option("pathGlobFilter", names)
    files = found.load(path).select("path", "content")
    rows = files.mapInArrow(partial(_batches, options=options), from_arrow_schema(_engine.rows_schema()))
    rows = rows.persist(StorageLevel.DISK_ONLY).withColumn("place", f.split("input", "/"))
    # Of files of the same bytes the first counts, in the order of a run's lists: folder by folder.
    first = f.first("input").over(Window.partitionBy("content").orderBy("place"))
    inputs = rows.drop(*_engine.LISTS).withColumn("first", f.when(f.isnotnull("content"), first))
    copies = inputs.where("input <> first").select("input", "place", "first")
    kept = rows.join(f.broadcast(copies.select("input")), "input", "left_anti")
    lists = {name: kept.select(f.inline(name)) for name in _engine.LISTS}
    all_names = f.transform(f.array_sort(f.collect_list("place")), lambda place: f.array_join(place, "/"))
    others = copies.groupBy("first").agg(f.array_join(all_names, " | ").alias("others"))
    documents = lists["documents"].join(f.broadcast(others), f.col("input") == f.col("first"), "left")
    # Of documents that print the same tables, too; their parts are copies of its parts.
    alike = Window.partitionBy("content_sha256").orderBy(f.split("input", "/"))
    whole, original = (f.substring_index(id, "#", 1) for id in (f.col("id"), f.first("id").over(alike)))
    copy_of = f.concat(original, f.regexp_extract("id", "#.*$", 0))
    documents = documents.withColumn("other_inputs", f.col("others"))
    documents = documents.withColumn("duplicate_of", f.when(f.isnotnull("content_sha256") & (original != whole), copy_of))
    findings = lists["findings"].unionByName(verify(lists["facts"]))
    documents, inputs = documents.select(*schema("documents").names), inputs.drop("content", "place", "first")
    return Lists(inputs, documents, lists["tables"], lists["facts"], findings)


def verify(facts: Any) -> Any:
    """What documents say of each other, each organisation by itself: findings, as `fiscal_tables.verify` gives them."""
    one = f.explode(f.split("printed_again", " \\| ")).alias("printed_again")
    again = facts.where("printed_again IS NOT NULL").select(*_engine.AGAIN[:-1], one)
    whose = f.element_at(f.split("printed_again", " "), -1)
    return again.repartition(whose).mapInArrow(_engine.across, from_arrow_schema(schema("findings")))


def _batches(batches: "Iterable[pa.RecordBatch]", options: "dict[str, Any]") -> "Iterator[pa.RecordBatch]":
    for batch in batches:
        files = pa.Table.from_batches([batch])
        names, contents = files.column("path").to_pylist(), files.column("content").to_pylist()
        yield from _engine.read(names, contents, options).to_batches()

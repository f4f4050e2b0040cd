#!/usr/bin/env python3
"""All facts of the samples by Daft, and what the documents spend, by kind of table.

    pip install fiscal-tables daft pyarrow
    python3 scripts/on_daft.py [FOLDER]
"""

import sys
from pathlib import Path

from daft import col

from fiscal_tables import daft as ftd


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "samples").resolve()
    lists = ftd.read(f"{folder}/*.pdf", concurrency=2, timeout=60)
    lists.inputs.groupby("status").agg(col("input").count().alias("files")).show()
    lists.facts.groupby("kind").agg(col("fact").count().alias("facts")).sort("facts", desc=True).show(5)
    print(f"{lists.facts.count_rows()} facts, {lists.findings.count_rows()} findings")


if __name__ == "__main__":
    main()

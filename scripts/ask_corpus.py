#!/usr/bin/env python3
"""Asks the output of a corpus what the README asks that of the samples, and reads its facts as people first try to.

    python3 scripts/ask_corpus.py OUT

OUT was written with --format csv,parquet,sqlite. Every query of the README in SQL has to answer with rows; DuckDB has to read
facts.csv by its own guesses, as many rows with the same sum; polars every list by its own guesses. Needs duckdb and polars.
"""

import argparse
import csv
import re
import sys
from decimal import Decimal
from pathlib import Path


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out.resolve()
    import duckdb
    import polars

    readme = (Path(__file__).resolve().parents[1] / "README.md").read_text("utf-8")
    queries = re.findall(r"```sql\n(.*?)```", readme, re.S)
    check(len(queries) >= 4, "the README asks in SQL")
    connection = duckdb.connect()
    for query in queries:
        rows = connection.execute(query.replace("'formats/", f"'{out}/")).fetchall()
        check(rows, f"no answer to\n{query}")
        print(f"{len(rows)} rows: {query.splitlines()[0]}")
    with (out / "facts.csv").open(encoding="utf-8-sig", newline="") as file:
        yuan = [Decimal(row["amount_yuan"] or 0) for row in csv.DictReader(file)]
    found = connection.execute(f"SELECT count(*), sum(amount_yuan) FROM read_csv('{out}/facts.csv')").fetchone()
    check(found[0] == len(yuan), f"DuckDB reads {found[0]} of {len(yuan)} facts")
    # It takes amounts for floats: a sum of this size is exact to a few yuan.
    check(abs(Decimal(found[1]) - sum(yuan)) <= abs(sum(yuan)) / 10**9, f"DuckDB sums up {found[1]}, not {sum(yuan)}")
    connection.execute(f"CREATE TABLE facts AS FROM read_csv('{out}/facts.csv')")
    for name in ("documents", "tables", "facts", "findings"):
        guessed = polars.read_csv(out / f"{name}.csv")
        rows = polars.read_csv(out / f"{name}.csv", infer_schema=False).height
        check(guessed.height == rows, f"polars reads {guessed.height} of {rows} {name}")
        check(name != "facts" or rows == len(yuan), f"polars reads {rows} of {len(yuan)} facts")
    print(f"{len(yuan)} facts by DuckDB and polars, by their own guesses")


def check(condition, message):
    if not condition:
        sys.exit(f"ask_corpus: {message}")


if __name__ == "__main__":
    main()

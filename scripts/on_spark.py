#!/usr/bin/env python3
"""All facts of the samples by a local Spark of two workers, and 项目支出 of each organisation.

    pip install fiscal-tables pyspark pyarrow
    python3 scripts/on_spark.py [FOLDER]
"""

import os
import sys

from pyspark.sql import SparkSession

from fiscal_tables import spark as fts


def main():
    # The tasks run in this Python.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    lists = fts.read(spark, sys.argv[1] if len(sys.argv) > 1 else "samples", timeout=60)
    lists.inputs.groupBy("status").count().orderBy("status").show()
    facts = lists.facts.where("measure = 'project' AND row_role = 'total'")
    facts.groupBy("organisation", "fiscal_year").agg({"amount_yuan": "max"}).orderBy("organisation", "fiscal_year").show()
    print(f"{lists.facts.count()} facts, {lists.findings.count()} findings")
    spark.stop()


if __name__ == "__main__":
    main()

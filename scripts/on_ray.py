#!/usr/bin/env python3
"""All facts of the samples by a local Ray of two workers, and how many are of which kind.

    pip install fiscal-tables 'ray[data]' pyarrow
    python3 scripts/on_ray.py [FOLDER]
"""

import sys
from collections import Counter
from pathlib import Path

import ray

from fiscal_tables import ray as ftr


def main():
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "samples")
    lists = ftr.read([str(path.resolve()) for path in sorted(folder.rglob("*.pdf"))], timeout=60)
    print(Counter(row["status"] for row in lists.inputs.iter_rows()))
    print(Counter(row["kind"] for row in lists.facts.select_columns(["kind"]).iter_rows()).most_common(5))
    print(f"{lists.facts.count()} facts, {lists.findings.count()} findings")


if __name__ == "__main__":
    main()

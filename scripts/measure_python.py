#!/usr/bin/env python3
"""How fast the Python package is, against the command and the engine, and whether its memory stays flat.

    python3 scripts/measure_python.py FOLDER [--rounds 5] [--engines] [--documents 20000]

FOLDER is of PDFs. Runs alternate, and the least of each counts: a machine is never slower than it can be. With --engines
also Spark, Ray and Daft, by 1 and 2 workers; with --documents that many are read in one process.
"""

import argparse
import os
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

import fiscal_tables as ft

COMMAND = Path(sysconfig.get_path("scripts")) / "fiscal-tables"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--command", default=str(COMMAND))
    parser.add_argument("--engines", action="store_true")
    parser.add_argument("--documents", type=int, default=0)
    args = parser.parse_args()
    paths = sorted(str(path.resolve()) for path in args.folder.rglob("*.pdf"))
    if args.documents:
        memory(paths, args.documents)
    elif args.engines:
        engines(paths, args)
    else:
        small(args.rounds)
        many(paths, args)


def least(rounds, **ways):
    """The least time of each way, run in turn."""
    times = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            begun = time.perf_counter()
            way()
            times[name].append(time.perf_counter() - begun)
    return {name: min(own) for name, own in times.items()}


def small(rounds):
    """One small document: the call against what the engine says it took."""
    path = str(Path(__file__).parents[1] / "samples" / "rotated.pdf")
    engine, whole = [], []
    for _ in range(rounds * 40):
        begun = time.perf_counter()
        document = ft.extract(path)
        whole.append((time.perf_counter() - begun) * 1000)
        engine.append(document.engine_ms)
    print(f"extract of a small document: {min(whole):.2f} ms, of which the engine {min(engine)} (whole milliseconds)")


def command(program, paths, jobs):
    with tempfile.TemporaryDirectory() as out, tempfile.NamedTemporaryFile("w", suffix=".txt") as names:
        names.write("".join(f"{path}\n" for path in paths))
        names.flush()
        arguments = ["extract", "--files-from", names.name, "-o", out, "--jobs", str(jobs), "--quiet", "--no-config"]
        subprocess.run([program, *arguments])


def many(paths, args):
    for jobs in (1, 2):
        told = least(
            args.rounds,
            command=lambda: command(args.command, paths, jobs),
            extract_many=lambda: sum(1 for _ in ft.extract_many(paths, jobs=jobs)),
            facts=lambda: ft.extract_batches(paths, jobs=jobs).read_all(),
        )
        shown = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in told.items())
        print(f"{len(paths)} files, {jobs} workers: {shown}; ratio {told['extract_many'] / told['command']:.3f}")


def engines(paths, args):
    """Each engine in a process of its own, its start left out: a first run warms it."""
    for workers in (1, 2):
        told = least(args.rounds, command=lambda: command(args.command, paths, workers))
        print(f"command, {workers}: {told['command']:.2f} s")
        for engine in ("spark", "ray", "daft"):
            done = subprocess.run(
                [sys.executable, __file__, "--engine", engine, str(workers), str(args.rounds), *paths],
                capture_output=True,
                text=True,
            )
            if done.returncode:
                print(f"{engine}, {workers}: not measured: {done.stderr.strip().splitlines()[-1:]}")
                continue
            seconds = float(done.stdout.split()[-1])
            over = (seconds - told["command"]) / len(paths) * 1000
            print(f"{engine}, {workers}: {seconds:.2f} s, {over:+.1f} ms a document")


def engine(name, workers, rounds, paths):
    """The facts of all files, by one engine."""
    if name == "spark":
        os.environ["PYSPARK_PYTHON"] = sys.executable
        from pyspark.sql import SparkSession

        from fiscal_tables import spark as module

        session = SparkSession.builder.master(f"local[{workers}]").config("spark.ui.enabled", "false")
        session = session.config("spark.sql.shuffle.partitions", str(workers)).getOrCreate()

        def run():
            session.catalog.clearCache()
            module.read(session, paths).facts.count()

    elif name == "ray":
        import ray

        from fiscal_tables import ray as module

        ray.init(num_cpus=workers, include_dashboard=False, log_to_driver=False)
        ray.data.DataContext.get_current().enable_progress_bars = False

        def run():
            module.read(paths).facts.count()

    else:
        from fiscal_tables import daft as module

        def run():
            module.read(paths, concurrency=workers).facts.count_rows()

    run()
    print(least(rounds, run=run)["run"])


def resident():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def memory(paths, count):
    """Documents one after the other in this process, in turn by workers and here."""
    read, step = 0, max(count // 10, 1)
    many = (paths[at % len(paths)] for at in range(count // 2))
    for document in ft.extract_many(many):
        read += 1
        [table.rows for table in document.tables], len(document.facts)
        if read % step == 0:
            print(f"{read}: {resident():.1f} MiB", flush=True)
    for at in range(count - count // 2):
        try:
            document = ft.extract(paths[at % len(paths)])
            [table.rows for table in document.tables], len(document.facts)
        except ft.ReadError:
            pass
        read += 1
        if read % step == 0:
            print(f"{read}: {resident():.1f} MiB", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--engine"]:
        engine(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5:])
    else:
        main()

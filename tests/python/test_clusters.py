"""Spark, Ray and Daft: the same rows as the command's Parquet, two workers at a time."""

import json
import os
import sys
import zlib

import pytest
from conftest import PROJECT, SAMPLES
from test_many import page

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")
ENDS = (".pdf", ".txt", ".html")
LISTS = ("documents", "tables", "facts", "findings")
REAL = PROJECT.parent / "shared" / "real"


def folders(archive):
    yield SAMPLES
    yield archive
    if REAL.is_dir():
        yield REAL.resolve()


@pytest.fixture(scope="module")
def spark():
    os.environ["PYSPARK_PYTHON"] = sys.executable
    pyspark = pytest.importorskip("pyspark.sql")
    builder = pyspark.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "2").config("spark.driver.memory", "2g")
    try:
        session = builder.getOrCreate()
    except Exception as error:
        pytest.skip(f"Spark does not start: {error}")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def ray():
    ray = pytest.importorskip("ray")
    pytest.importorskip("ray.data")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=512 << 20)
    yield ray
    ray.shutdown()


def test_spark_gives_the_rows_of_a_single_run(spark, archive, made):
    from fiscal_tables import spark as engine

    for folder in folders(archive):
        lists = engine.read(spark, str(folder))
        same(lists, lambda frame: frame.toArrow() if hasattr(frame, "toArrow") else arrow(frame), made(folder), folder)


def arrow(frame):
    """Of a Spark that has no `toArrow`."""
    return pa.Table.from_pylist([row.asDict() for row in frame.collect()])


def test_ray_gives_the_rows_of_a_single_run(ray, archive, made):
    from fiscal_tables import ray as engine

    for folder in folders(archive):
        paths = [str(path) for path in files(folder)]
        same(engine.read(paths), lambda data: pa.concat_tables(tables(ray, data)), made(folder), folder)


def tables(ray, data):
    blocks = [block for block in ray.get(data.to_arrow_refs()) if block.num_rows]
    return blocks or [pa.table({})]


def test_daft_gives_the_rows_of_a_single_run(archive, made):
    pytest.importorskip("daft")
    from fiscal_tables import daft as engine

    for folder in folders(archive):
        paths = [str(path) for path in files(folder)]
        same(engine.read(paths, concurrency=2), lambda frame: frame.to_arrow(), made(folder), folder)


@pytest.fixture(scope="module")
def bomb(tmp_path_factory):
    """A folder of two documents and one that unpacks to more than its worker may have."""
    folder = tmp_path_factory.mktemp("bomb")
    packed = zlib.compress(zlib.compress(b" " * (256 << 20), 9), 9)
    stream = f"<</Filter[/FlateDecode/FlateDecode]/Length {len(packed)}>>stream\n".encode() + packed + b"\nendstream"
    (folder / "bomb.pdf").write_bytes(page(stream))
    for name in ("rotated.pdf", "wrapped-cells.pdf"):
        (folder / name).write_bytes((SAMPLES / name).read_bytes())
    return folder


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
@pytest.mark.parametrize("name", ["spark", "ray", "daft"])
def test_limits_hold_inside_a_task(name, bomb, request):
    if name == "daft":
        pytest.importorskip("daft")
    session = [request.getfixturevalue(name)] if name != "daft" else []
    engine = __import__(f"fiscal_tables.{name}", fromlist=["read"])
    paths = [str(path) for path in files(bomb)]
    inputs = engine.read(*session[:1 if name == "spark" else 0], paths, max_memory=320 << 20, timeout=60).inputs
    if name == "spark":
        rows = [row.asDict() for row in inputs.collect()]
    else:
        rows = inputs.take_all() if name == "ray" else inputs.to_pylist()
    told = sorted((row["input"].rsplit("/", 1)[-1], row["status"]) for row in rows)
    assert told == [("bomb.pdf", "memory_limit"), ("rotated.pdf", "ok"), ("wrapped-cells.pdf", "ok")]


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in ENDS)


def same(lists, table, out, folder):
    """Every list of the engine has the rows of the Parquet file, and every file has its status."""

    def plain(path):
        path = path[len("file:"):] if path.startswith("file:") else path
        return os.path.abspath(path if path.startswith("/") else "/" + path)

    for name in LISTS:
        found = table(getattr(lists, name))
        written = pq.read_table(out / "parquet" / f"{name}.parquet")
        assert found.num_rows == written.num_rows, (folder, name)
        if found.num_rows == 0:
            continue
        assert found.column_names == written.column_names, name
        found = found.cast(written.schema).to_pylist()
        for row in found if name == "documents" else []:
            row["input"] = plain(row["input"])
            if row["other_inputs"]:
                row["other_inputs"] = " | ".join(map(plain, row["other_inputs"].split(" | ")))
        key = lambda row: repr(sorted(row.items()))
        for one, other in zip(sorted(found, key=key), sorted(written.to_pylist(), key=key)):
            assert one == other, (folder, name)
    read = {plain(row["input"]): row["status"] for row in table(lists.inputs).to_pylist()}
    entries = map(json.loads, (out / "manifest.jsonl").read_text("utf-8").splitlines())
    # Pictures and Office files are listed by the command, and not asked for here.
    expected = {os.path.abspath(entry["input"]): entry["status"] for entry in entries}
    assert read == {path: status for path, status in expected.items() if path.endswith(ENDS)}

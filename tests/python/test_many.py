"""Many documents: worker processes, what they are held to, and what is lost with one."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
import zlib

import pytest
from conftest import PROJECT, SAMPLES

import fiscal_tables as ft

GOOD = ["rotated.pdf", "wrapped-cells.pdf", "final-accounts.pdf", "over-pages-once.pdf"]
# What the tests of limits look at is only there.
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of processes are of Linux")


def run(program, **variables):
    """What a Python program of its own says, and how it ended."""
    environment = {**os.environ, **{name: str(value) for name, value in variables.items()}}
    arguments = [sys.executable, "-c", textwrap.dedent(program)]
    done = subprocess.run(arguments, capture_output=True, text=True, env=environment, cwd=PROJECT, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_documents_come_in_order_whatever_the_number_of_jobs():
    paths = [SAMPLES / name for name in GOOD] * 3
    for jobs in (1, 3, 50):
        read = list(ft.extract_many(paths, jobs=jobs))
        assert [document.input for document in read] == [str(path) for path in paths]
        assert {document.status for document in read} == {"ok"}
    assert list(ft.extract_many([])) == []


def test_they_are_what_one_alone_is():
    for name, document in zip(GOOD, ft.extract_many([SAMPLES / name for name in GOOD])):
        alone = ft.extract(SAMPLES / name)
        assert document.id == alone.id and document.findings == alone.findings
        assert document.facts.to_arrow() == alone.facts.to_arrow() if "pyarrow" in sys.modules else True
        assert [list(table.rows[0]) for table in document.tables] == [list(table.rows[0]) for table in alone.tables]


def test_sources_are_taken_as_they_are_needed():
    taken = 0

    def sources():
        nonlocal taken
        for _ in range(1000):
            taken += 1
            yield SAMPLES / "rotated.pdf"

    documents = ft.extract_many(sources(), jobs=2)
    assert taken == 0
    next(documents)
    assert taken < 20
    documents.close()


def test_bytes_have_names():
    content = (SAMPLES / "rotated.pdf").read_bytes()
    one, other = ft.extract_many([("s3://a/b/名字.pdf", content), content])
    assert one.input == "s3://a/b/名字.pdf" and one.id.startswith("名字-") and other.id.startswith("document-")


def test_what_cannot_be_read_is_told_as_asked():
    paths = [SAMPLES / "rotated.pdf", SAMPLES / "damaged.pdf", SAMPLES / "scanned.pdf", SAMPLES / "nobody.pdf"]
    statuses = [document.status for document in ft.extract_many(paths)]
    assert statuses == ["ok", "damaged", "no_text_layer", "unreadable_file"]
    assert [document.status for document in ft.extract_many(paths, on_error="skip")] == ["ok", "no_text_layer"]
    with pytest.raises(ft.ReadError) as raised:
        list(ft.extract_many(paths, on_error="raise"))
    assert raised.value.status == "damaged"
    with pytest.raises(ValueError):
        ft.extract_many(paths, on_error="ignore")
    with pytest.raises(ValueError):
        list(ft.extract_many(paths, pages="5-1"))


def test_a_worker_that_aborts_loses_its_document_only():
    said = run(
        f"""
        import fiscal_tables as ft
        for doc in ft.extract_many(["{SAMPLES}/" + name for name in {GOOD!r}], jobs=1):
            print(doc.status)
        """,
        FISCAL_TABLES_TEST_FAULT="abort:wrapped-cells.pdf",
    )
    assert said == ["ok", "engine_failure", "ok", "ok"]


@linux
def test_a_worker_that_is_killed_loses_at_most_its_document():
    def children():
        own = os.getpid()
        for process in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{process}/stat") as stat, open(f"/proc/{process}/cmdline") as line:
                    if int(stat.read().rsplit(")", 1)[1].split()[1]) == own and "__worker" in line.read():
                        yield int(process)
            except OSError:
                pass

    read = []
    for document in ft.extract_many([SAMPLES / name for name in GOOD] * 10, jobs=2):
        read.append(document.status)
        if len(read) in (5, 20):
            for worker in children():
                os.kill(worker, signal.SIGKILL)
    assert len(read) == 40
    assert read.count("ok") >= 36, read


@linux
def test_memory_is_a_limit_of_a_worker():
    # 256 MiB of blanks, packed twice.
    packed = zlib.compress(zlib.compress(b" " * (256 << 20), 9), 9)
    bomb = page(f"<</Filter[/FlateDecode/FlateDecode]/Length {len(packed)}>>stream\n".encode() + packed + b"\nendstream")
    sources = [SAMPLES / "rotated.pdf", ("bomb.pdf", bomb), SAMPLES / "wrapped-cells.pdf"]
    for before, lost, good in [ft.extract_many(sources, jobs=1, max_memory=320 << 20)]:
        assert (before.status, lost.status, good.status) == ("ok", "memory_limit", "ok"), lost


@linux
def test_time_is_a_limit_of_a_worker(monkeypatch):
    # A document that works without end: every real one ends, sooner on a faster machine.
    monkeypatch.setenv("FISCAL_TABLES_TEST_FAULT", "work:endless.pdf")
    begun = time.monotonic()
    endless = ("endless.pdf", (SAMPLES / "wrapped-cells.pdf").read_bytes())
    late, good = ft.extract_many([endless, SAMPLES / "rotated.pdf"], jobs=1, timeout=1)
    assert late.status == "timeout" and "1 second" in late.reason, late
    assert good.status == "ok" and time.monotonic() - begun < 30


def page(contents):
    """A PDF of one page of these contents."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<<>>/Contents 4 0 R>>"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, contents]
    body, places = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj" % number + content + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


@linux
def test_ctrl_c_stops_at_once():
    program = textwrap.dedent(
        f"""
        import fiscal_tables as ft, sys
        paths = (p for _ in range(10**6) for p in ["{SAMPLES}/ruled-budget.pdf"])
        try:
            for number, doc in enumerate(ft.extract_many(paths, jobs=2)):
                if number == 3:
                    print("going", flush=True)
        except KeyboardInterrupt:
            print("stopped", flush=True)
        """
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=PROJECT, start_new_session=True
    )
    assert process.stdout.readline() == "going\n"
    begun = time.monotonic()
    # As a terminal does it: to all processes of the group.
    os.killpg(process.pid, signal.SIGINT)
    assert process.stdout.read() == "stopped\n"
    assert process.wait(timeout=10) == 0
    assert time.monotonic() - begun < 2


@linux
def test_the_command_stops_at_ctrl_c_too(command, tmp_path, monkeypatch):
    # It is at work, and would be without end, when it is stopped: not done before on a machine that is fast.
    monkeypatch.setenv("FISCAL_TABLES_TEST_FAULT", "work:endless.pdf")
    inputs, out = tmp_path / "in", tmp_path / "out"
    inputs.mkdir()
    for name in ("endless.pdf", "wrapped-cells.pdf"):
        shutil.copy(SAMPLES / "rotated.pdf", inputs / name)
    arguments = [command, "extract", str(inputs), "-o", str(out), "--quiet", "--no-config"]
    process = subprocess.Popen(arguments, start_new_session=True)
    patience = time.monotonic() + 20
    while not out.is_dir():
        assert process.poll() is None and time.monotonic() < patience
        time.sleep(0.05)
    time.sleep(0.5)
    begun = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(timeout=10) != 0
    assert time.monotonic() - begun < 2


@linux
def test_nothing_is_left_behind(tmp_path):
    said = run(
        f"""
        import fiscal_tables as ft
        documents = ft.extract_many(["{SAMPLES}/rotated.pdf"] * 20, jobs=2)
        next(documents)
        del documents
        list(ft.extract_many([("a.pdf", open("{SAMPLES}/rotated.pdf", "rb").read())] * 3))
        """,
        TMPDIR=tmp_path,
    )
    assert said == []
    for _ in range(40):
        if not list(tmp_path.iterdir()):
            break
        time.sleep(0.1)
    assert list(tmp_path.iterdir()) == []


def test_the_command_is_the_command(command):
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"fiscal-tables {ft.__version__}"
    module = subprocess.run([sys.executable, "-m", "fiscal_tables", "--version"], capture_output=True, text=True, check=True)
    assert module.stdout == done.stdout
    wrong = subprocess.run([command, "extract"], capture_output=True, text=True)
    assert wrong.returncode == 2 and "Usage: fiscal-tables extract" in wrong.stderr

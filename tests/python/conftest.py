"""What the tests share: the samples, and what the command makes of a folder."""

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
SAMPLES = PROJECT / "samples"


@pytest.fixture(autouse=True)
def in_project(monkeypatch):
    monkeypatch.chdir(PROJECT)


@pytest.fixture(scope="session")
def command():
    """The command that came with the wheel, not another one on the PATH."""
    program = Path(sysconfig.get_path("scripts")) / ("fiscal-tables.exe" if os.name == "nt" else "fiscal-tables")
    assert program.is_file(), "the wheel has no command"
    return str(program)


@pytest.fixture(scope="session")
def made(command, tmp_path_factory):
    """`folder -> parquet/ of it`, made once for each folder."""
    made = {}

    def of(folder):
        if folder not in made:
            out = tmp_path_factory.mktemp("made")
            arguments = ["extract", str(folder), "-o", str(out), "--format", "parquet", "--quiet", "--no-config"]
            done = subprocess.run([command, *arguments], cwd=PROJECT)
            assert done.returncode in (0, 1)
            made[folder] = out
        return made[folder]

    return of


@pytest.fixture(scope="session")
def archive(tmp_path_factory):
    """Samples under several names, one with other bytes around the same tables, one that is broken, and two documents of one
    body, a year's accounts and its budget, that do not agree."""
    root = tmp_path_factory.mktemp("archive")
    for name in ("rotated.pdf", "wrapped-cells.pdf", "damaged.pdf", "scanned.pdf", "ruled-budget-raw.txt"):
        shutil.copy(SAMPLES / name, root / name)
    (root / "b").mkdir()
    (root / "a-b").mkdir()
    shutil.copy(SAMPLES / "rotated.pdf", root / "b" / "again.pdf")
    shutil.copy(SAMPLES / "rotated.pdf", root / "a-b" / "rotated.pdf")
    (root / "a-b" / "other-bytes.pdf").write_bytes((SAMPLES / "wrapped-cells.pdf").read_bytes() + b"\n%%\n")
    (root / "b" / "budget.txt").write_text(BUDGET.replace("|", "\t"), encoding="utf-8")
    (root / "accounts.txt").write_text(ACCOUNTS.replace("|", "\t"), encoding="utf-8")
    return root


BUDGET = """2024年度部门预算
某市审计局
2024年一般公共预算“三公”经费支出表
编制单位：某市审计局
单位：万元
合计|因公出国（境）费|公务用车运行费|公务接待费
11.00||7.00|4.00
"""
ACCOUNTS = """2024年度部门决算
某市审计局
2024年度财政拨款“三公”经费支出决算表
编制单位：某市审计局
单位：万元
预算数||||决算数|||
合计|因公出国（境）费|公务用车运行费|公务接待费|合计|因公出国（境）费|公务用车运行费|公务接待费
12.00||7.00|5.00|10.00||6.00|4.00
"""

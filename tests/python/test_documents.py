"""One document: `extract`, and what it gives."""

import io
import json
import pickle
import subprocess
import sys
import threading
import time
from decimal import Decimal

import pytest
from conftest import SAMPLES

import fiscal_tables as ft

BUDGET = SAMPLES / "ruled-budget.pdf"


def test_a_document_is_read_from_a_path_bytes_and_files():
    with open(BUDGET, "rb") as file:
        documents = [
            ft.extract(BUDGET),
            ft.extract(str(BUDGET)),
            ft.extract(BUDGET.read_bytes(), name="ruled-budget.pdf"),
            ft.extract(io.BytesIO(BUDGET.read_bytes()), name="ruled-budget.pdf"),
            ft.extract(file),
        ]
    assert len({document.id for document in documents}) == 1
    assert {document.status for document in documents} == {"ok"}
    assert {len(document.facts) for document in documents} == {len(documents[0].facts)}


def test_it_says_what_the_command_writes(made):
    # `output/` is checked against what is printed; the wheel must say the same.
    document = ft.extract(BUDGET)
    folder = SAMPLES.parent / "output" / "documents" / document.id
    written = json.loads((folder / "document.json").read_text("utf-8"))
    assert document.title == written["title"] and document.organisation == written["organisation"]
    assert [finding._asdict() for finding in document.findings] == [dict(own) for own in written["findings"]]
    assert len(document.tables) == len(written["tables"])
    for table, entry in zip(document.tables, written["tables"]):
        stored = json.loads((folder / entry["json"]).read_text("utf-8"))
        assert table.header == stored["header"]
        assert [list(row) for row in table.rows] == [[cell["text"] for cell in row["cells"]] for row in stored["rows"]]
        for row, own in zip(table.rows, stored["rows"]):
            assert row.role == own["role"] and row.level == own["level"]
            for cell, printed in zip(row.cells, own["cells"]):
                assert (cell.value is None) == (printed["value"] is None)
                assert str(cell.value or "") == (printed["value"] or "") or cell.value == Decimal(printed["value"])
                assert list(cell.bbox or ()) == (printed["bbox"] or [])


def test_cells_are_counted_as_findings_count_them():
    table = ft.extract(BUDGET).tables.by_kind("dept_expenditure")[0]
    assert table.cell(1, 5).text == table.rows[0][4] == "1,614.48"
    assert table.cell(1, 5).value == Decimal("1614.48")
    assert table.cell(1, 5).bbox.x0 < table.cell(1, 5).bbox.x1
    for wrong in ((0, 1), (1, 0), (10_000, 1)):
        with pytest.raises(IndexError):
            table.cell(*wrong)
    assert ft.extract(BUDGET).tables[-1].number_in_document == 3
    assert len(ft.extract(BUDGET).tables[1:3]) == 2


def test_pages_and_passwords_are_those_of_the_command():
    assert len(ft.extract(BUDGET, pages="4").tables) == 1
    with pytest.raises(ValueError):
        ft.extract(BUDGET, pages="9-3")
    with pytest.raises(ValueError):
        ft.extract(BUDGET, format="docx")
    with pytest.raises(ft.ReadError) as raised:
        ft.extract(BUDGET, pages="99")
    assert raised.value.status == "page_out_of_range"


@pytest.mark.parametrize(
    "source, status",
    [
        (b"", "empty"),
        (b"nothing", "not_pdf"),
        (SAMPLES / "damaged.pdf", "damaged"),
        (SAMPLES / "nobody.pdf", "unreadable_file"),
        (b"\x89PNG\r\n\x1a\n", "unsupported_format"),
    ],
)
def test_what_cannot_be_read_is_an_error(source, status):
    with pytest.raises(ft.ReadError) as raised:
        ft.extract(source)
    assert raised.value.status == status
    assert pickle.loads(pickle.dumps(raised.value)).status == status


def test_a_scan_is_read_and_says_so():
    document = ft.extract(SAMPLES / "scanned.pdf")
    assert document.status == "no_text_layer" and document.is_read and not document.tables
    assert "ocr" in document.reason


def test_texts_are_read():
    document = ft.extract(SAMPLES / "ruled-budget-raw.txt")
    assert document.status == "ok" and len(document.tables) == len(ft.extract(BUDGET).tables)
    again = ft.extract((SAMPLES / "ruled-budget-raw.txt").read_bytes(), format="text")
    assert len(again.tables) == len(document.tables)


def test_tables_and_facts_are_exact_in_arrow_pandas_and_polars():
    pa = pytest.importorskip("pyarrow")
    document = ft.extract(BUDGET)
    table = document.tables.by_kind("dept_expenditure")[0]
    arrow = table.to_arrow()
    assert arrow.column_names == table.columns and arrow.num_rows == len(table)
    amount = table.roles.index("amount")
    assert arrow.schema.field(amount).type == pa.decimal128(38, 10)
    assert arrow.column(amount).to_pylist() == [row.cells[amount].value for row in table.rows]
    code = table.roles.index("code")
    assert arrow.column(code).to_pylist() == [row[code] for row in table.rows]
    facts = document.facts.to_arrow()
    assert facts.schema == ft.schema("facts") and facts.num_rows == len(document.facts)
    assert facts.schema.metadata[b"fiscal_tables.schema"] == b"fiscal-tables/facts/1"
    assert facts.schema.field("code").type == pa.string()
    for printed, amount in zip(facts.column("amount_printed").to_pylist(), facts.column("amount").to_pylist()):
        assert Decimal(printed) == amount
    pandas = pytest.importorskip("pandas")
    frame = table.to_pandas()
    assert isinstance(frame, pandas.DataFrame) and list(frame.columns) == table.columns
    assert frame.iloc[0, 4] == Decimal("1614.48")
    assert document.facts.to_pandas()["amount"].iloc[0] == facts.column("amount")[0].as_py()
    polars = pytest.importorskip("polars")
    assert table.to_polars().columns == table.columns
    assert document.facts.to_polars()["amount"].sum() == sum(facts.column("amount").to_pylist())
    assert isinstance(document.facts.to_polars(), polars.DataFrame)


def test_notebooks_show_tables_with_their_page_and_doubts():
    document = ft.extract(SAMPLES / "final-accounts.pdf")
    whole = document._repr_html_()
    assert document.organisation in whole and "<table>" in whole
    doubted = [table for table in document.tables if table.findings] or list(document.tables)
    html = doubted[0]._repr_html_()
    assert "page" in html and html.count("<tr>") >= len(doubted[0].rows)
    for finding in doubted[0].findings:
        assert finding.code in html
    assert "<script>" not in ft.extract("<script>.pdf".encode(), name="<script>.txt", format="text")._repr_html_()
    assert repr(doubted[0]).startswith("<Table ") and repr(document).startswith("<Document 'final-accounts.pdf' ok")


def test_other_threads_go_on_meanwhile():
    count, is_over = 0, threading.Event()

    def counts():
        nonlocal count
        while not is_over.is_set():
            count += 1
            time.sleep(0.0005)

    other = threading.Thread(target=counts)
    other.start()
    before = count
    for _ in range(5):
        ft.extract(BUDGET)
    is_over.set()
    other.join()
    assert count > before


def test_numpy_and_others_are_not_imported():
    program = (
        "import sys, fiscal_tables as ft; doc = ft.extract('samples/rotated.pdf');"
        "assert len(doc.facts) and len(doc.tables[0].rows) and doc._repr_html_();"
        "print([name for name in ('numpy', 'pandas', 'polars', 'pyarrow') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

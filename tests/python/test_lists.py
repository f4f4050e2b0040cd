"""The lists as Arrow: what the command writes as Parquet, row for row."""

import pytest
from conftest import SAMPLES

import fiscal_tables as ft

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


def parquet(out, name):
    return pq.read_table(out / "parquet" / f"{name}.parquet")


def inputs(folder):
    return sorted(path for path in folder.iterdir() if path.suffix in (".pdf", ".txt"))


@pytest.mark.parametrize("name", ["documents", "tables", "facts", "findings"])
def test_batches_are_what_parquet_holds(made, name):
    reader = ft.extract_batches([str(path.relative_to(SAMPLES.parent)) for path in inputs(SAMPLES)], list=name)
    assert reader.schema == ft.schema(name)
    read = reader.read_all()
    written = parquet(made(SAMPLES.relative_to(SAMPLES.parent)), name)
    assert written.schema.metadata[b"fiscal_tables.schema"] == f"fiscal-tables/{name}/1".encode()
    assert written.schema.equals(ft.schema(name))
    if name == "documents":
        # What only all of them together say.
        for run in ("other_inputs", "duplicate_of"):
            at = written.schema.get_field_index(run)
            written, read = written.remove_column(at), read.remove_column(at)
    assert read == written


def test_schemas_name_their_version():
    for name in ("documents", "tables", "facts", "findings"):
        assert ft.schema(name).metadata == {b"fiscal_tables.schema": f"fiscal-tables/{name}/1".encode()}
    assert ft.schema("facts").field("amount_yuan").type == pa.decimal128(38, 10)
    assert ft.schema("facts").field("code").type == pa.string()
    with pytest.raises(KeyError):
        ft.schema("cells")


def test_verify_finds_across_documents_what_a_single_run_finds(made, archive):
    written = parquet(made(archive), "findings")
    of_pairs = [row for row in written.to_pylist() if row["code"] in ("budget_final", "department_units")]
    assert len(of_pairs) == 2, "the budget and the accounts of the archive do not agree in two amounts"
    facts = parquet(made(archive), "facts")
    key = str
    assert sorted(ft.verify(facts).to_pylist(), key=key) == sorted(of_pairs, key=key)
    # In any order, in any batches, from any library, with no more columns than are needed.
    columns = ["printed_again", "fact", "page", "region_code", "document"]
    turned = facts.select(columns).take(pa.array(range(facts.num_rows - 1, -1, -1)))
    batches = pa.RecordBatchReader.from_batches(turned.schema, turned.to_batches(max_chunksize=7))
    assert sorted(ft.verify(batches).to_pylist(), key=key) == sorted(of_pairs, key=key)
    polars = pytest.importorskip("polars")
    assert sorted(ft.verify(polars.from_arrow(facts)).to_pylist(), key=key) == sorted(of_pairs, key=key)


def test_verify_asks_for_what_it_needs():
    assert ft.verify(ft.schema("facts").empty_table()).num_rows == 0
    with pytest.raises(ValueError, match="printed_again"):
        ft.verify(pa.table({"document": ["a"], "region_code": ["b"], "page": [1], "fact": ["a:1:1:1"]}))

"""The examples of the docstrings."""

import doctest
import importlib

import pytest

pytest.importorskip("pyarrow")


@pytest.mark.parametrize("name", ["fiscal_tables", "fiscal_tables._document", "fiscal_tables._read"])
def test_examples_are_true(name):
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted > 2 and result.failed == 0

"""Packages that only some of the functions need."""

from importlib import import_module
from typing import Any


def _load(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise ImportError(f"this needs {name}: pip install {name}") from error


def pyarrow() -> Any:
    """pyarrow, or a word on how to get it."""
    return _load("pyarrow")


def pandas() -> Any:
    """pandas, likewise."""
    return _load("pandas")


def polars() -> Any:
    """polars, likewise."""
    return _load("polars")

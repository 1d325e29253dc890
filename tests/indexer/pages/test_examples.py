"""The examples in the docstrings of the page parser are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

from xtsearch.indexer import pages

MODULES = sorted(module.name for module in pkgutil.walk_packages(pages.__path__, f"{pages.__name__}."))


def test_all_modules_are_looked_at() -> None:
    assert f"{pages.__name__}.titles.placing" in MODULES


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0

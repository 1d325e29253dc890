"""The examples in the docstrings of the trainers and of the composer."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

import training

MODULES = [module.name for module in pkgutil.walk_packages(training.__path__, "training.")]


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings_are_true(module: str) -> None:
    assert doctest.testmod(import_module(module)).failed == 0

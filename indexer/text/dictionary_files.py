"""The tables in `dictionaries/`, which ship with the package, by file name.

>>> "请问" in read_dictionary("stop_words.txt").splitlines()
True
"""

from __future__ import annotations

from importlib import resources

_FOLDER = resources.files(__package__).joinpath("dictionaries")


def dictionary_bytes(name: str) -> bytes:
    """One table as it is on disk."""
    return _FOLDER.joinpath(name).read_bytes()


def read_dictionary(name: str) -> str:
    """One table as text, for instance `stop_words.txt`."""
    return dictionary_bytes(name).decode("utf-8")

"""A file that a run writes takes its name at the end, whole: nobody reads half of it, and a failure leaves the old one.

file = WholeFile(Path("rejected.jsonl"))
file.write("...")
file.keep()
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from xtsearch.indexer.errors import OutputFailed


class WholeFile:
    """A text beside its place, under a name that begins with a dot and ends in nothing that a program looks for.

    Raises:
        OutputFailed: it cannot be written; nothing is left beside the place.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with unwritable(path):
            self._file = NamedTemporaryFile(  # noqa: SIM115 - closed in `keep` and `drop`
                "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
            )

    def write(self, text: str) -> None:
        """Add a text."""
        with self._whole_or_not():
            self._file.write(text)

    def keep(self, mode: int | None = None) -> None:
        """Put it in its place, with the rights of `mode`; without, for its owner alone."""
        with self._whole_or_not():
            self._file.flush()
            if mode is not None:
                os.fchmod(self._file.fileno(), mode)
            os.fsync(self._file.fileno())
            self._file.close()
            Path(self._file.name).replace(self._path)

    def drop(self) -> None:
        """Leave the place as it is."""
        with unwritable(self._path):
            Path(self._file.name).unlink(missing_ok=True)
            self._file.close()

    @contextmanager
    def _whole_or_not(self) -> Iterator[None]:
        with unwritable(self._path):
            try:
                yield
            except BaseException:
                Path(self._file.name).unlink(missing_ok=True)
                with suppress(OSError):  # what it could not write, once more
                    self._file.close()
                raise


@contextmanager
def unwritable(path: Path) -> Iterator[None]:
    """Raise OutputFailed for what the system says against a file of ours."""
    try:
        yield
    except OSError as error:
        raise OutputFailed(f"{path} cannot be written: {error.strerror}") from error

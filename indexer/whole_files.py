"""A file is written beside its place and takes its name at the end, whole: nobody ever reads half of it.

    file = WholeFile(Path("rejected.jsonl"))
    file.write("...")
    file.keep()

Enters: a path and texts, written as UTF-8 with line ends as they are. Leaves: the whole file, on disk when `keep`
returns, so that it survives a crash; or, where anything fails, the file that was there before, and nothing beside it.
Errors of the operating system pass through as OSError: who writes a file knows what it means to fail.
"""

from __future__ import annotations

import errno
import os
import time
from contextlib import suppress
from pathlib import Path

#: Rights of a file that its owner alone may read and write.
OWNER_ONLY = 0o600
_ON_WINDOWS = os.name == "nt"
#: Windows refuses to replace a file that another process has open at this moment: so long in seconds, and so often, a
#: replacement is tried again. A reader of ours has a file open for milliseconds.
_REPLACE_SECONDS, _REPLACE_PAUSE = 2.0, 0.02


class WholeFile:
    """A text that becomes the file at `path` when it is complete.

    Until then it stands in `draft`: a new file in the same folder, whose name begins with a dot and ends in nothing
    that a program looks for. Name a draft where one that a killed process left should be written over.

    Args:
        mode: the rights of the file; None: as the umask of the process gives them.

    Raises:
        OSError: the draft cannot be made; nothing is left of it.
    """

    def __init__(self, path: Path, *, mode: int | None = OWNER_ONLY, draft: Path | None = None) -> None:
        self._path = path
        self._mode = mode
        self._draft = draft or path.with_name(f".{path.name}.{os.urandom(4).hex()}")
        rights = 0o666 if mode is None else OWNER_ONLY

        def opener(name: str, flags: int) -> int:
            return os.open(name, flags, rights)

        self._file = open(self._draft, "w" if draft else "x", encoding="utf-8", newline="", opener=opener)  # noqa: SIM115 - Path.open takes no opener; closed by `keep` and `drop`

    def write(self, text: str) -> None:
        """Add a text.

        Raises:
            OSError: it cannot be written; nothing is left of the draft.
        """
        try:
            self._file.write(text)
        except BaseException:
            self.drop()
            raise

    def keep(self, *, replace: bool = True) -> None:
        """Give the file its name, and return when it is on disk.

        Raises:
            FileExistsError: there is a file of that name, and `replace` is false.
            OSError: it cannot be written; nothing is left of the draft.
        """
        try:
            self._file.flush()
            if self._mode is not None:
                self._draft.chmod(self._mode)
            os.fsync(self._file.fileno())
            self._file.close()
            if replace:
                _replace(self._draft, self._path)
            elif _ON_WINDOWS:
                self._draft.rename(self._path)  # there it fails where a file of that name exists
            else:
                self._path.hardlink_to(self._draft)
                self._draft.unlink()
        except BaseException:
            self.drop()
            raise
        _sync_folder(self._path.parent)

    def drop(self) -> None:
        """Leave the place as it is, and nothing beside it."""
        with suppress(OSError):  # what could not be written fails once more where the file is closed
            self._file.close()
        with suppress(OSError):
            self._draft.unlink(missing_ok=True)


def write_whole(path: Path, text: str, *, mode: int | None = None, draft: Path | None = None) -> None:
    """Write a file of one text, in the place of the one that is there; see WholeFile.

    >>> write_whole(Path("xtsearch.prom"), "xtsearch_articles 13\\n", mode=0o644)

    Raises:
        OSError: it cannot be written; what was there stays.
    """
    file = WholeFile(path, mode=mode, draft=draft)
    file.write(text)
    file.keep()


def _replace(draft: Path, path: Path) -> None:
    until = time.monotonic() + _REPLACE_SECONDS
    while True:
        try:
            draft.replace(path)
            return
        except PermissionError:
            if not _ON_WINDOWS or time.monotonic() > until:
                raise
            time.sleep(_REPLACE_PAUSE)


def _sync_folder(folder: Path) -> None:
    """Have the folder's entry on disk as well: POSIX writes the name of a file apart from what is in it.

    Windows cannot open a folder, and needs no such call. The file is in its place by now: where the folder may not be
    read, or its file system does not know the call, a crash within the next seconds could undo the replacement, and
    nothing worse.
    """
    if _ON_WINDOWS:
        return
    with suppress(PermissionError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
        finally:
            os.close(descriptor)

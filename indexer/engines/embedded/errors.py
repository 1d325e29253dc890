"""What tantivy and the operating system raise becomes ours: here for the whole embedded engine, and nowhere else.

    with writing(Path("/srv/news")):
        writer.commit()  # a full disk: EngineError, "cannot write to /srv/news: No space left on device; check ..."

tantivy raises ValueError, or OSError, for whatever its Rust side reports.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xtsearch.indexer.errors import EngineError, IndexForeign

#: What to do about a live generation that cannot be read.
REPAIR = "run `xtsearch reindex PATH...`, or `xtsearch rollback` where an older one is kept"
#: What to do where nothing says which generation is live.
ADOPT = "run `xtsearch adopt` to have the newest answer again, or `xtsearch reindex PATH...`"
#: Characters of tantivy's message that are told: of a damaged file it quotes all that the file holds.
_QUOTED = 200


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Translate what fails while an index is written; `folder` names it in the message."""
    try:
        yield
    except (ValueError, OSError) as error:
        cause = getattr(error, "strerror", None) or error
        raise EngineError(f"cannot write to {folder}: {cause}; check space and permissions") from error


@contextmanager
def reading(generation: Path) -> Iterator[None]:
    """Translate what fails while a generation is opened or read: we may not, or its files are damaged."""
    try:
        yield
    except (ValueError, OSError) as error:
        if generation.is_dir() and not _may_write(generation):
            raise EngineError(f"{generation} cannot be opened: tantivy needs write permission to lock it") from error
        raise IndexForeign(f"{generation} is damaged: {REPAIR} ({str(error)[:_QUOTED]})") from error


def _may_write(folder: Path) -> bool:
    effective = os.access in os.supports_effective_ids  # the ids that count; Windows knows no others
    return os.access(folder, os.R_OK | os.W_OK, effective_ids=effective)

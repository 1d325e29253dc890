"""What a person has set for one source, in `sources` of the config file: how its files are to be read.

    sources = ["pages", {path = "dumps", dumps = "updates", map = "dumps.yaml"}]

The settings of a source are those of every file below its path, whichever command reads the file; of two sources, one
within the other, the inner one counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

#: `updates`: a later file has newer versions of articles of earlier ones, under the same ids. `parts`: each has
#: articles of its own, and a second text of an id is a conflict.
Dumps: TypeAlias = Literal["parts", "updates"]
#: What becomes of HTML in the texts of records.
Html: TypeAlias = Literal["strip", "keep"]
HTML_CHOICES: tuple[Html, ...] = get_args(Html)


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """`path` is absolute: a folder or a file. `map` is the file that says what the names in its records mean."""

    path: str
    dumps: Dumps = "parts"
    map: str = ""

    def covers(self, path: str) -> bool:
        """Whether the file at an absolute path is this source, or stands below it."""
        return path == self.path or path.startswith(self.path.rstrip("/") + "/")


def settings_of_file(path: str, sources: Iterable[SourceSettings]) -> SourceSettings:
    """The settings of the file at an absolute path: those of the innermost source, or the defaults."""
    covering = (source for source in sources if source.covers(path))
    return max(covering, key=lambda source: len(source.path), default=SourceSettings(path))

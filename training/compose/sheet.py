"""A page under construction: its lines, and who owns each.

>>> sheet = Sheet()
>>> sheet.put("市领导调研文艺工作", 0, "title")
>>> sheet.blank()
>>> sheet.owners
{1: (0, 'title')}
"""

from __future__ import annotations

from dataclasses import dataclass, field

from xtsearch.indexer.pages.line_form import PLAIN, LineForm

#: The index of the article that the line belongs to, or None; and the part of it: body, byline, section, title, kicker,
#: subtitle, meta (a line of facts about the article, which is no text of it); or the kind of line that belongs to no
#: article.
Owner = tuple[int | None, str]


@dataclass(slots=True)
class Sheet:
    """The lines so far; `owners` has an entry for the number of every line that is not blank, `forms` for those of
    which the file says how they were set."""

    lines: list[str] = field(default_factory=list)
    owners: dict[int, Owner] = field(default_factory=dict)
    forms: dict[int, LineForm] = field(default_factory=dict)

    def put(self, text: str, article: int | None, part: str, form: LineForm = PLAIN) -> None:
        self.lines.append(text)
        self.owners[len(self.lines)] = (article, part)
        if form != PLAIN:
            self.forms[len(self.lines)] = form

    def blank(self) -> None:
        """A blank line, unless one stands there or the page begins."""
        if self.lines and self.lines[-1].strip():
            self.lines.append("")

    def space(self, blanks: int) -> None:
        """So many blank lines, counting those that stand there."""
        standing = 0
        while standing < len(self.lines) and not self.lines[-1 - standing].strip():
            standing += 1
        self.lines += [""] * (blanks - standing if self.lines else 0)

    def numbers(self, article: int, part: str) -> tuple[int, ...]:
        """Numbers of the article's lines of one part."""
        return tuple(number for number, owner in self.owners.items() if owner == (article, part))

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

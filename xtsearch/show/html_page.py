"""HTML pages: the templates of the folder `html` filled in, each page one file that needs nothing beside it.

    >>> render("facets.html", title="湘潭: 9 articles", facets=())[:15]
    '<!DOCTYPE html>'

Every value is escaped (autoescape), after what a terminal or a reader might obey in it was made visible. jinja2 is
imported here, 60 ms, and this module only by who writes a page.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from xtsearch.show.terminal import visible

#: Degrees between the hues of neighbours: the golden angle, by which they differ most.
HUE = 137.508


def render(template: str, **values: Any) -> str:
    """A whole page: the template of that file name with these values. Texts are escaped, numbers and markup are not."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_visible,
    )


def _visible(value: Any) -> Any:
    return visible(value) if type(value) is str else value  # a subclass is markup, and escaped already

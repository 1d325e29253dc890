"""Chinese full-text search over newspaper articles, as a library; `xtsearch` is the same as a command.

    import xtsearch

    with xtsearch.open("news/") as index:
        index.add([{"title": "…", "body": "…", "date": "2022-05-13"}])
        for hit in index.search("专项整治", since="2022-05"):
            print(hit.title, hit.date, hit.highlights)

docs/python.md has each call with an example. A name is loaded when it is first used: importing this package loads
nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xtsearch.indexer.documents import Document
    from xtsearch.indexer.dry_run import DryRun
    from xtsearch.indexer.engines.run_records import Run
    from xtsearch.indexer.errors import (
        AnalyzerMissing,
        ArgumentError,
        EngineError,
        EngineUnavailable,
        GateRefused,
        IndexForeign,
        IndexLocked,
        IndexMissing,
        IndexOutdated,
        InputError,
        MapError,
        NotAuthorised,
        PageError,
        QuerySyntaxError,
        ServerAway,
        SettingsError,
        TemplateError,
        XtsearchError,
    )
    from xtsearch.indexer.pages.split import Article, Residue, Split
    from xtsearch.indexer.plan import Plan
    from xtsearch.indexer.readers.items import Rejected
    from xtsearch.indexer.report import Report
    from xtsearch.indexer.text.words import Analysis, Token
    from xtsearch.library import Index, IndexStatus, Rollback, analyze, check_records, split_page
    from xtsearch.library import open_index as open  # noqa: A004 - read as `xtsearch.open`
    from xtsearch.queries.counts import Facet, Facets, Period, Topic, Trend
    from xtsearch.queries.highlight.fragments import Fragment
    from xtsearch.queries.members import Understood
    from xtsearch.queries.search import Answer, ArticleHit, Wider

#: Where each name of `__all__` is; the imports above say the same to a type checker, and a test compares them.
_MODULES = {
    "xtsearch.library": ("Index", "IndexStatus", "Rollback", "analyze", "check_records", "open", "split_page"),
    "xtsearch.queries.search": ("Answer", "ArticleHit", "Wider"),
    "xtsearch.queries.highlight.fragments": ("Fragment",),
    "xtsearch.queries.members": ("Understood",),
    "xtsearch.queries.counts": ("Facet", "Facets", "Period", "Topic", "Trend"),
    "xtsearch.indexer.documents": ("Document",),
    "xtsearch.indexer.dry_run": ("DryRun",),
    "xtsearch.indexer.plan": ("Plan",),
    "xtsearch.indexer.engines.run_records": ("Run",),
    "xtsearch.indexer.pages.split": ("Article", "Residue", "Split"),
    "xtsearch.indexer.readers.items": ("Rejected",),
    "xtsearch.indexer.report": ("Report",),
    "xtsearch.indexer.text.words": ("Analysis", "Token"),
    "xtsearch.indexer.errors": (
        "AnalyzerMissing", "ArgumentError", "EngineError", "EngineUnavailable", "GateRefused", "IndexForeign",
        "IndexLocked", "IndexMissing", "IndexOutdated", "InputError", "MapError", "NotAuthorised", "PageError",
        "QuerySyntaxError", "ServerAway", "SettingsError", "TemplateError", "XtsearchError",
    ),
}  # fmt: skip
_MODULE_OF_NAME = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [  # noqa: RUF022 - calls first, then what they give, then what they raise
    "open", "split_page", "check_records", "analyze",
    "Index", "IndexStatus", "Rollback",
    "Answer", "ArticleHit", "Fragment", "Wider", "Understood",
    "Facets", "Facet", "Trend", "Topic", "Period",
    "Document", "Report", "DryRun", "Plan", "Rejected", "Run",
    "Split", "Article", "Residue", "Analysis", "Token",
    "XtsearchError", "ArgumentError", "EngineError", "EngineUnavailable", "GateRefused",
    "IndexForeign", "IndexLocked", "IndexMissing", "IndexOutdated", "AnalyzerMissing", "InputError", "MapError",
    "NotAuthorised", "PageError", "QuerySyntaxError", "ServerAway", "SettingsError", "TemplateError",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """The name, loaded at its first use (PEP 562)."""
    if name == "__version__":
        from importlib.metadata import version

        return version("xtsearch")
    if name not in _MODULE_OF_NAME:
        raise AttributeError(f"module 'xtsearch' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_MODULE_OF_NAME[name]), "open_index" if name == "open" else name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

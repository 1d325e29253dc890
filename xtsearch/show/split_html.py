"""Split pages as one HTML file that a person checks in a browser: raw lines left, coloured by article, articles right.

The file needs nothing beside it: no script, no font, no address. All that a page holds is escaped.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import TYPE_CHECKING

from xtsearch.indexer.pages.page import LINE_END
from xtsearch.indexer.text.plurals import plural
from xtsearch.show import html_page as html
from xtsearch.show.split import left_over, mark, places
from xtsearch.show.wording import line_ranges, stand_in

if TYPE_CHECKING:
    from xtsearch.indexer.pages.split import Article, Residue, Split

#: Degrees. The first article is blue, for red is what is doubtful.
FIRST_HUE = 215.0

_STYLE = """
body {
  margin: 0;
  font: 15px/1.6 var(--font);
  color: #222;
  background: #fff;
}
h1 { font-size: 1.1em; margin: 0; padding: .6em 1em; background: #f3f3f3; border-bottom: 1px solid #ccc; }
main { display: grid; grid-template-columns: minmax(22em, 2fr) 3fr; align-items: start; }
ol.lines {
  margin: 0;
  padding: 1em 1em 1em 4.5em;
  position: sticky;
  top: 0;
  max-height: 100vh;
  overflow: auto;
  box-sizing: border-box;
  border-right: 1px solid #ccc;
}
ol.lines li {
  padding: 0 .5em;
  white-space: pre-wrap;
  overflow-wrap: anywhere;
  border-left: .5em solid hsl(var(--hue) 70% 45%);
  background: hsl(var(--hue) 80% 94%);
  scroll-margin-top: 30vh;
}
ol.lines li.none { border-left-color: #999; background: #eee; color: #555; }
ol.lines li.blank { border-left-color: transparent; background: none; }
ol.lines li.head { font-weight: bold; }
ol.lines li::marker { color: #888; font-size: .8em; }
ol.lines a { color: inherit; text-decoration: none; }
li:target, article:target, section:target { outline: 2px solid #c00; }
.articles { padding: 1em; }
article, section {
  border-left: .5em solid hsl(var(--hue) 70% 45%);
  padding: .2em 1em .6em;
  margin: 0 0 1.2em;
  scroll-margin-top: 1em;
}
section { border-left-color: #999; background: #f6f6f6; }
article h2 { font-size: 1.25em; margin: .2em 0; }
.stand-in { color: #888; font-weight: normal; }
.kicker, .subtitle { margin: 0; color: #555; }
.facts { color: #555; font-size: .85em; margin: .3em 0; }
.facts a { color: inherit; }
.doubt { color: #b00; font-weight: bold; }
.body p { margin: .3em 0; text-indent: 2em; }
.reasons { font-size: .8em; color: #777; margin: .2em 0; padding-left: 1.2em; }
@media (max-width: 50em) {
  main { display: block; }
  ol.lines {
    position: static;
    max-height: 60vh;
    padding-left: 3.4em;
    border-right: none;
    border-bottom: 1px solid #ccc;
  }
}
"""


def document(found: Sequence[tuple[Split, str]], below: float | None) -> str:
    """Each page with its raw text; `below`: only articles of less confidence are shown on the right."""
    title = ", ".join(split.file for split, _ in found)
    pages = (_page(place, split, text, below) for place, (split, text) in enumerate(found))
    return html.page(title, _STYLE, "".join(pages))


def _page(place: int, split: Split, text: str, below: float | None) -> str:
    owners: dict[int, tuple[int, bool]] = {}
    for index, article in enumerate(split.articles):
        heads = {*article.kicker_lines, *article.title_lines, *article.subtitle_lines}
        numbers = [*(number for _, number in article.body_lines), *heads]
        owners.update((number, (index, number in heads)) for number in numbers)
    count = len(split.articles)
    shown = {
        index: _article(place, index, article)
        for index, article in enumerate(split.articles)
        if below is None or article.confidence < below
    }
    lines = "".join(_lines(place, split, text, owners, shown))
    counted = f"{count} {plural(count, 'article')}" + (f", {len(shown)} below {below:g}" if below else "")
    return (
        f"<h1>{html.text(split.file)}: {counted}, {left_over(split)}</h1>\n<main>\n"
        f'<ol class="lines">\n{lines}</ol>\n<div class="articles">\n{"".join(shown.values())}'
        f"{''.join(_residue(place, each) for each in split.residue)}</div>\n</main>\n"
    )


def _lines(
    place: int, split: Split, text: str, owners: dict[int, tuple[int, bool]], shown: Container[int]
) -> Iterator[str]:
    """The page's lines; those of a shown article, or of none, lead to what stands on the right."""
    left = {number: each.lines[0] for each in split.residue for number in each.lines}
    for number, line in enumerate(LINE_END.split(text.removesuffix("\n")), 1):
        name = f'id="p{place}-l{number}"'
        if number in owners:
            index, head = owners[number]
            style = f'class="{"head" if head else "text"}" style="--hue:{_hue(index)}"'
            said = f'<a href="#p{place}-a{index + 1}">{html.text(line)}</a>' if index in shown else html.text(line)
            yield f"<li {name} {style}>{said}</li>\n"
        elif number in left:
            yield f'<li {name} class="none"><a href="#p{place}-r{left[number]}">{html.text(line)}</a></li>\n'
        else:
            yield f'<li {name} class="blank">{html.text(line)}</li>\n'


def _hue(index: int) -> str:
    return f"{(FIRST_HUE + index * html.HUE) % 360:.0f}"


def _article(place: int, index: int, article: Article) -> str:
    headline = f"<h2>{html.text(article.title)}</h2>" if article.title else ""
    if not article.title:
        headline = f'<h2 class="stand-in">{html.text(stand_in(article.body))}</h2>'
    kicker = f'<p class="kicker">{html.text(article.kicker)}</p>' if article.kicker else ""
    subtitle = f'<p class="subtitle">{html.text(article.subtitle)}</p>' if article.subtitle else ""
    paragraphs = "".join(f"<p>{html.text(paragraph)}</p>\n" for paragraph in article.body.split("\n"))
    reasons = "".join(f"<li>{html.text(reason)}</li>" for reason in article.evidence)
    return (
        f'<article id="p{place}-a{index + 1}" style="--hue:{_hue(index)}">\n{kicker}{headline}{subtitle}\n'
        f'<p class="facts">{_facts(place, article)}</p>\n<div class="body">\n{paragraphs}</div>\n'
        f'<ul class="reasons">{reasons}</ul>\n</article>\n'
    )


def _facts(place: int, article: Article) -> str:
    people = [*article.reporters, *article.interns, *article.correspondents]
    day = f"{article.date} (from the {article.date_from})" if article.date else "undated"
    said = [day, article.agency or "", "、".join(people)]
    sure = f"confidence {article.confidence:.2f} {mark(article.confidence)}"
    doubt = sure if article.confidence >= 0.9 else f'<span class="doubt">{sure}</span>'
    first = article.lines[0][0]
    lines = f'<a href="#p{place}-l{first}">lines {line_ranges(article.lines)}</a>'
    return " · ".join([*(html.text(each) for each in said if each), lines, doubt])


def _residue(place: int, residue: Residue) -> str:
    lines = "<br>".join(html.text(line) for line in residue.text.split("\n"))
    first = residue.lines[0]
    return (
        f'<section id="p{place}-r{first}">\n<p class="facts">In no article: '
        f'<a href="#p{place}-l{first}">{places(residue)}</a>: {html.text(residue.reason)}</p>\n'
        f"<p>{lines}</p>\n</section>\n"
    )

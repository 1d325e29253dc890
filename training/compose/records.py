"""Stories and a style in; a page of records out, each of which is set by the one template that is drawn for the page.
The same stories, style and seed give the same page.

>>> from training.compose.stories import seed_pool
>>> from training.compose.styles import RecordStyle
>>> style = RecordStyle("crawler", articles=(2, 4))
>>> compose_records(seed_pool(), style, 1).text == compose_records(seed_pool(), style, 1).text
True
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from training.compose import ornaments, scans, sections, words
from training.compose.bylines import FORMS as BYLINE_FORMS
from training.compose.kickers import draw_habits, draw_heads
from training.compose.kinds import KINDS, PAGES, Habits, Record
from training.compose.metadata import Facts, draw_lines
from training.compose.page import BODY, ComposedPage, Truth
from training.compose.people import Credit, name, printed_day, wide
from training.compose.printed import PrintedArticle, PrintedPage, draw_articles
from training.compose.sheet import Sheet
from training.compose.stories import Pool, Story, feature
from training.compose.styles import RecordStyle
from training.compose.templates import chances, draw_template, pick
from training.compose.topics import SPAN, draw_shelves
from training.compose.typesetting import Setting, wrap
from xtsearch.indexer.pages.line_form import LineForm

LED = ("news", "feature", "brief", "item")  # kinds of articles that may begin with a dateline
REPORTED = 0.5  # of stories have the headline they were printed under, the others a composed one
EVEN = 0.5  # clauses of a headline stand on lines of their own if the shortest has such a share of the longest
STANDFIRSTS = (
    "编者按　",
    "编者按：",
    "【编者按】",
    "核心提示：",
    "内容提要：",
    "阅读提示：",
    "导读：",
    "",
    "",
    "",
    "编者的话：",
    "【提要】",
)
STANDFIRST_LABELS = (
    *("核心阅读", "核心阅读", "核心提示", "阅读提示", "内容提要", "编者按", "编者的话", "开栏的话", "导读"),
    *("【核心阅读】", "■核心提示", "【编者按】", "新闻提示", "本期导读", "引言", "前言", "【内容提要】", "导 读"),
)
_DATED = re.compile(r"\d\s?日|[一二三四五六七八九十]日|今天|今日|昨天|昨日|前天")


def compose_records(pool: Pool, style: RecordStyle, seed: int) -> ComposedPage:
    """One page of the style."""
    return _Composer(pool, style, seed).run()


def compose_printed(pool: Pool, style: RecordStyle, seed: int) -> ComposedPage:
    """One page of the style that holds the articles of a printed page, each with its own headline and text."""
    random = Random(f"{style.name} printed {seed}")
    page = random.choice(pool.printed)
    return _Composer(pool, style, seed, replace(page, articles=draw_articles(random, page))).run()


class _Composer:
    """The choices that make one page: first those that all its articles share, then article after article."""

    def __init__(self, pool: Pool, style: RecordStyle, seed: int, printed: PrintedPage | None = None) -> None:
        self.random = random = Random(f"{style.name} {seed}")
        self.printed = printed
        self.happens = chances(random, style)
        self.pool, self.style, self.seed, self.sheet = pool, style, seed, Sheet()
        low, high = style.articles
        self.count = min(random.randint(low, high), random.randint(low, high), max(low, len(pool.reported) - 1))
        self.near = draw_shelves(random, pool, SPAN)
        self.taken: set[str] = set()
        self.starts: set[int] = set()  # numbers of the lines that begin a paragraph
        self.label = words.label(random)
        self.paper, self.page_number = words.paper(random), random.randint(1, 24)
        self.misread = scans.Misreading(random) if self.happens("misread") else None
        self.traditional = self.happens("traditional")
        self.numerals = self.happens("numerals")
        self.meta = draw_lines(random, pick(random, style.meta))
        self.template = draw_template(random, style)
        self.habits = Habits(pick(random, sections.FORMS), style.section_heads)
        #: One label for all standfirsts of a page; on some it stands on a line of its own.
        self.standfirst_label = random.choice(STANDFIRST_LABELS)
        self.standfirst_label_alone = random.choice((0.0, 0.5, 0.9))
        self.section_set = random.choice(["as paragraphs", "apart", "bare", "as paragraphs, apart"])
        #: Headings are often set in larger characters, so that fewer fill the column.
        self.section_width = self.template.width and max(8, int(self.template.width * random.choice((0.65, 0.8, 1.0))))
        self.running = _running(random, self.paper) if self.happens("running") else None
        self.until_running = random.randint(10, 60)
        #: Lines of a column, behind which a blank line stands also inside a paragraph; 0: none does.
        self.column = random.randint(14, 50) if self.template.width and self.happens("column_breaks") else 0
        self.room = self.column
        self.masthead = self.happens("masthead")
        self.head_habits = draw_habits(random, self.template.has["kicker"], self.template.has["subtitle"])
        self.day = max(story.date for story in self.near.reported) + datetime.timedelta(days=1)
        if printed:
            self.count, self.day = len(printed.articles), printed.day
        elif style.years:
            self.day = self.day.replace(year=random.randint(*style.years), day=min(28, self.day.day))
        #: Whether all articles are of the days before the page's.
        self.one_day = self.masthead or bool(style.years) or random.random() < 0.6
        self.setting = Setting(
            indent=2.0 if self.template.indent or self.happens("setting_indent") else 0.0,
            squeeze=random.random() < 0.7,
            half_quotes=random.random() < 0.3,
            split_numbers=random.random() < 0.5,
        )

    # --- the page

    def run(self) -> ComposedPage:
        records = [
            self._record(number) if self.printed is None else self._as_printed(number, self.printed.articles[number])
            for number in range(self.count)
        ]
        if self.masthead:
            self._put_masthead()
        for index, record in enumerate(records):
            self._put_record(index, record)
            if index < len(records) - 1:
                self._put_between()
        if self.happens("footer"):
            self.sheet.space(self.random.randint(0, 2))
            self._put_residue(ornaments.furniture(self.random), "furniture")
        if self.happens("cut"):
            self._cut(len(records) - 1)
        sheet = self.sheet
        return ComposedPage(
            self.style.name,
            self.seed,
            sheet.text,
            tuple(self._truth(index, record) for index, record in enumerate(records)),
            tuple(number for number, (article, _) in sheet.owners.items() if article is None),
            sheet.owners,
            sheet.forms,
            self.style.name,
        )

    def _cut(self, index: int) -> None:
        """Leaves out the last lines of the page, but for the first of the last article's text."""
        sheet = self.sheet
        numbers = [number for number, (article, part) in sheet.owners.items() if article == index and part in BODY]
        heads = [number for number, (article, part) in sheet.owners.items() if article == index and part not in BODY]
        if len(numbers) < 4 or max(heads, default=0) > numbers[0]:
            return
        keep = numbers[self.random.randint(2, len(numbers) - 1)]
        del sheet.lines[keep:]
        for table in (sheet.owners, sheet.forms):
            for number in [number for number in table if number > keep]:
                del table[number]

    def _truth(self, index: int, record: Record) -> Truth:
        numbers = self.sheet.numbers
        body = sorted(number for part in BODY for number in numbers(index, part))
        body_text = "".join(
            ("\n" if number in self.starts else "") + self.sheet.lines[number - 1].strip() for number in body
        )
        return Truth(
            record.title,
            record.kicker,
            record.subtitle,
            body_text.strip(),
            record.credit,
            record.dates,
            tuple(body),
            numbers(index, "title"),
            "after" if self.template.order.index("title") > self.template.order.index("body") else "before",
            numbers(index, "meta"),
        )

    # --- one article

    def _story(self, kind: str) -> Story:
        """A story for the kind of article, no two of a page with the same headline."""
        random = self.random
        shelf = self.near.reported
        if kind in ("item", "brief") and self.near.items and random.random() < 0.7:
            shelf = self.near.items
        elif self.near.composed and random.random() > REPORTED:
            shelf = self.near.composed
        near = [story for story in shelf if story.title not in self.taken] or list(shelf)
        story = random.choice(near)
        self.taken.add(story.title)
        if kind == "feature":
            shelf = self.near.composed or self.near.reported
            more = [story for story in shelf if story.title not in self.taken]
            count = random.choices((0, 1, 2, 3, 4, 6), (4, 4, 4, 3, 2, 1))[0]
            parts = [story, *random.sample(more, min(len(more), count))]
            self.taken.update(part.title for part in parts)
            story = feature(random, parts)
        if kind == "brief":
            story = replace(story, paragraphs=story.paragraphs[: random.choice((1, 1, 2))])
        elif kind == "news" and random.random() < 0.25:
            story = replace(story, paragraphs=story.paragraphs[: random.randint(1, len(story.paragraphs))])
        if self.one_day:
            story = replace(story, date=self.day - datetime.timedelta(days=random.choice((1, 1, 1, 2, 3))))
        return self._disturbed(story)

    def _disturbed(self, story: Story) -> Story:
        """The story as it stands on a page that was misread, or was printed in other characters."""
        if self.misread is None and not self.traditional and not self.numerals:
            return story
        return replace(story, title=self._changed(story.title), paragraphs=tuple(map(self._changed, story.paragraphs)))

    def _changed(self, text: str) -> str:
        text = self._in_script(scans.in_numerals(text) if self.numerals else text)
        return self.misread.read(text) if self.misread else text

    def _in_script(self, text: str) -> str:
        return scans.to_traditional(text) if self.traditional else text

    def _record(self, number: int) -> Record:
        random, style = self.random, self.style
        kind = pick(random, style.kinds)
        story = self._story(kind)
        credit_kind = (
            self.template.credit if self.template.credit and random.random() < 0.9 else pick(random, style.credits)
        )
        if kind in ("photo", "item"):
            credit_kind = "none"
        printed = printed_day(random, story.date, style="numerals" if self.numerals else "plain")
        credit = BYLINE_FORMS[credit_kind](random, printed)
        if credit.lead and kind not in LED:
            credit = BYLINE_FORMS["none"](random, printed)
        if self.traditional:
            credit = scans.credit_in_traditional(credit)
        record = Record(kind, story, credit, number=number + 1)
        KINDS[kind](random, record, self.habits)
        self._set_heads(record)
        self._set_credit(record)
        self._set_meta(record)
        self._set_dates(record)
        return record

    def _as_printed(self, number: int, article: PrintedArticle) -> Record:
        """The article with its own headline; nobody has read its byline and its date."""
        story = Story(article.title, article.texts, self.day)
        record = Record("printed", story, Credit("printed"), number=number + 1)
        record.body = [(self._changed(text), part) for text, part in article.body]
        record.kicker, record.title, record.subtitle = (
            part and self._changed(part) for part in (article.kicker, article.title, article.subtitle)
        )
        self._set_meta(record)
        record.dates = ()
        return record

    def _set_credit(self, record: Record) -> None:
        credit, body = record.credit, record.body
        if credit.line:
            record.parts["author"] = [credit.line]
        if credit.lead and body:
            body[0] = credit.lead + body[0][0], body[0][1]
        if credit.tail and body:
            body[-1] = body[-1][0] + credit.tail, body[-1][1]
        if credit.closing:
            body.append((credit.closing, "byline"))

    def _set_meta(self, record: Record) -> None:
        """The lines of facts. Where they tell of authors, these are the article's reporters, if it names no others."""
        random, credit = self.random, record.credit
        if not self.meta:
            return
        authors = list(credit.reporters)
        if not authors and not credit.correspondents and random.random() < 0.8:
            authors = [self._in_script(name(random)) for _ in range(random.choice((1, 1, 2)))]
        told = any(line.tells("author") for line in self.meta)
        day = record.story.date + datetime.timedelta(days=credit.dated and random.random() < 0.7)
        facts = Facts(day, tuple(authors), self.paper, words.column(random), self.page_number)
        printed = (line.printed(random, facts) for line in self.meta)
        record.meta = [self._in_script(line) for line in printed if line]
        if any(line.tells("date") for line in self.meta):
            record.dates = (record.story.date,) if credit.dated else (day,)
        shown = "".join(record.meta)
        named = all(person in shown or wide(person) in shown for person in authors)
        if told and authors and named and not credit.reporters:
            credit.reporters = authors

    def _set_dates(self, record: Record) -> None:
        credit, story = record.credit, record.story
        if record.dates:
            return
        if credit.dated:
            record.dates = (story.date, None) if not self.masthead else (story.date,)
        elif _DATED.search("".join(text for text, _ in record.body)):
            record.dates = ()
        else:
            record.dates = (self.day,) if self.masthead else (None,)

    def _set_heads(self, record: Record) -> None:
        random, has, story = self.random, self.template.has, record.story
        if not record.titled:
            return
        heads = draw_heads(random, story.title, story.paragraphs, self.head_habits)
        record.kicker, record.title, record.subtitle = (
            part and self._in_script(part) for part in (heads.kicker, heads.title, heads.subtitle)
        )
        if random.random() < has["column"]:
            column = random.choice([words.column(random), random.choice(ornaments.RUBRICS)])
            record.parts["column"] = [self._in_script(column)]
        if random.random() < has["standfirst"] and record.kind in ("news", "feature", "comment", "interview"):
            record.parts["standfirst"] = self._standfirst(story)

    def _standfirst(self, story: Story) -> list[str]:
        """What stands between the headline and the article: a sentence or two of it, often behind a label."""
        random = self.random
        shown = ornaments.sentence(random, story.paragraphs)
        if not shown:
            return []
        if random.random() >= self.standfirst_label_alone:
            return [random.choice(STANDFIRSTS) + random.choice([shown, shown[:-1]])]
        further = [ornaments.sentence(random, story.paragraphs) for _ in range(random.choice((0, 0, 1, 2)))]
        texts = [shown, *(text for text in further if text and text != shown)]
        mark = random.choice(("", "", "■", "● ", "◆"))
        return [self.standfirst_label, *(mark + text for text in (texts if mark else ["".join(texts)]))]

    # --- setting

    def _put_record(self, index: int, record: Record) -> None:
        template, random, sheet = self.template, self.random, self.sheet
        order = list(template.order)
        if random.random() > self.style.shared_order and order[-1] != "meta":
            author, meta = order.index("author"), order.index("meta")
            order[author], order[meta] = order[meta], order[author]
        begun = False
        for part in order:
            texts = self._texts(record, part)
            if not texts:
                continue
            if begun:
                sheet.space(template.blanks[part])
            begun = True
            if part == "body":
                self._put_body(index, record)
                if self.happens("pointers") and record.kind in ("news", "feature", "comment"):
                    left, right = random.choice((("（", "）"), ("（", "）"), ("", ""), ("(", ")")))
                    page = random.choice(PAGES)
                    self._put_residue([f"{left}{random.choice(('下转', '下转', '转'))}{page}{right}"], "furniture")
            for text in texts if part != "body" else ():
                self._put_part(index, record, part, text)

    def _texts(self, record: Record, part: str) -> list[str]:
        if part == "title":
            return [record.title] if record.title else []
        if part == "kicker":
            return [record.kicker] if record.kicker else []
        if part == "subtitle":
            return [record.subtitle] if record.subtitle else []
        if part == "meta":
            return record.meta
        if part == "body":
            return [text for text, _ in record.body]
        return record.parts.get(part, [])

    def _put_part(self, index: int, record: Record, part: str, text: str) -> None:
        template = self.template
        if part == "column":
            self._put(text, None, "rubric", size_of="column")
        elif part == "author":
            self._put_wrapped(text, index, "byline", template.width, size_of="author")
        elif part == "meta":
            self._put_wrapped(text, index, "meta", template.width, size_of="author")
        elif part == "standfirst":
            self._put_paragraph(index, text, "body")
        elif part == "title":
            for line in self._title_lines(self._marked(record, text)):
                self._put(line, index, "title")
        else:
            for line in [text] if template.title_width is None else wrap(text, template.title_width, Setting(indent=0)):
                self._put(line, index, part)

    def _marked(self, record: Record, title: str) -> str:
        marker = self.template.marker
        if marker == "【】":
            return f"【{title}】" if "【" not in title else title
        return marker.replace("number", str(record.number)).replace("label", self.label) + title

    def _title_lines(self, title: str) -> list[str]:
        template = self.template
        parts = [title]
        if template.title_clauses and " " in title.strip():
            clauses = title.split()
            if min(map(len, clauses)) >= EVEN * max(map(len, clauses)):
                parts = clauses
        if template.title_width is None:
            return parts
        return [line for part in parts for line in wrap(part, template.title_width, Setting(indent=0))]

    def _put_body(self, index: int, record: Record) -> None:
        template, random, sheet = self.template, self.random, self.sheet
        captions = self.happens("captions") and record.kind in ("news", "feature", "comment")
        for place, (text, part) in enumerate(record.body):
            if place:
                apart = part == "section" and "apart" in self.section_set
                behind = record.body[place - 1][1] == "section" and self.section_set == "apart"
                if part == "byline":
                    sheet.space(template.blanks["closing"])
                elif apart or behind:
                    sheet.space(max(1, template.paragraph_blanks))
                elif record.kind != "poem" or part == "stanza":
                    sheet.space(template.paragraph_blanks)
            if part == "section":
                lead = template.indent if "paragraphs" in self.section_set else ""
                self.starts.add(len(sheet.lines) + 1)
                for line in [text] if self.section_width is None else wrap(text, self.section_width, Setting(indent=0)):
                    self._put(lead + line, index, "section")
            elif part == "byline":
                lead = random.choice(["", "", template.indent, "\u3000" * 8])
                self._put_wrapped(lead + text, index, "byline", template.width, size_of="author")
            elif part == "furniture":
                self._put_residue([text], part)
            elif part in ("verse", "stanza"):
                self.starts.add(len(sheet.lines) + 1)
                self._put(text, index, "body")
            else:
                self._put_paragraph(index, text, "body")
            if captions and part == "body" and place and random.random() < 0.4:
                captions = False
                self._put_caption(record)

    def _put_caption(self, record: Record) -> None:
        shown = ornaments.caption(self.random, record.story.paragraphs)
        if shown:
            self.sheet.space(self.template.paragraph_blanks)
            width = self.template.width
            self._put_residue([shown] if width is None else wrap(shown, width, Setting(indent=0)), "inset")

    def _put_paragraph(self, index: int, text: str, part: str) -> None:
        template = self.template
        lines = [text] if template.width is None else wrap(text, template.width, self.setting)
        for place, line in enumerate(lines):
            if self.column and self.room <= 0:
                self.sheet.blank()
                self.room = self.column
            self.room -= 1
            if not place:
                self.starts.add(len(self.sheet.lines) + 1)
            self._put(line if place else template.indent + line, index, part)

    def _put_wrapped(self, text: str, index: int, part: str, width: int | None, *, size_of: str) -> None:
        lines = [text] if width is None or len(text) <= width else wrap(text, width, Setting(indent=0))
        self.starts.add(len(self.sheet.lines) + 1)
        for line in lines:
            self._put(line, index, part, size_of=size_of)

    def _put(self, text: str, index: int | None, part: str, *, size_of: str | None = None) -> None:
        template, random = self.template, self.random
        size = template.sizes.get(size_of or part, 0.95) if template.sizes else None
        if size is not None:
            size = round(size * random.uniform(0.97, 1.03), 2)
        level = template.levels.get(size_of or part, 0)
        bold = bool(template.sizes) and part in ("title", "section") and random.random() < 0.8
        self.sheet.put(text, index, part, LineForm(size, bold, level))
        self.until_running -= 1
        if self.running and part == "body" and self.until_running <= 0:
            self.until_running = random.randint(25, 70)
            self._put_residue([self.running.replace("number", str(random.randint(1, 60)))], "furniture")

    def _put_residue(self, lines: Sequence[str], part: str) -> None:
        for line in lines:
            size = round(self.random.uniform(0.7, 1.2), 2) if self.template.sizes else None
            self.sheet.put(self._in_script(line), None, part, LineForm(size))

    def _put_masthead(self) -> None:
        random = self.random
        lines = ornaments.masthead(random, self.day)
        lines = [line.replace(known, self.paper) for line in lines for known in [_named(line)]]
        if self.happens("junk"):
            for junk in scans.junk(random, self.paper):
                lines.insert(random.randint(0, len(lines)), junk)
        self._put_residue(lines, "masthead")
        self.sheet.space(random.choice((0, 1, 1, 2)))

    def _put_between(self) -> None:
        random, sheet = self.random, self.sheet
        if self.template.separator:
            sheet.space(random.choice((0, self.template.between)))
            self._put_residue([self.template.separator], "furniture")
        if self.happens("notices"):
            sheet.space(self.template.between)
            self._put_residue(ornaments.notice(random), "notice")
        sheet.space(self.template.between)


def _named(line: str) -> str:
    return next((paper for paper in ornaments.PAPER_NAMES if paper in line), "\0")


def _running(random: Random, paper: str) -> str:
    """A header or footer that stands on each sheet; `number` stands for the number of the sheet."""
    return random.choice(
        [
            f"{paper}　第number页",
            "第number页 共60页",
            "- number -",
            "number",
            f"{paper}",
            f"{paper} number",
            "number / 60",
            f"www.{len(paper)}paper.example.cn　number",
        ]
    )

"""A corrected page teaches a template, by which another page of its kind comes out right."""

from __future__ import annotations

from dataclasses import replace

from tests.indexer.pages.test_page_templates import PAGE, RECORDS, TITLES
from xtsearch.indexer.pages.corrections import Corrections, read_corrections
from xtsearch.indexer.pages.learning import Learned, Try, learn, pattern_of
from xtsearch.indexer.pages.line_form import LineForm
from xtsearch.indexer.pages.load import LoadedPage, load_text
from xtsearch.indexer.pages.loaded_text import LoadedText
from xtsearch.indexer.pages.page_templates import LineKind, Template, Templates
from xtsearch.indexer.pages.split import Split, read_sheets

#: What a person says of PAGE.
CORRECTIONS = "".join(
    f"- metadata: {3 * at + 2}\n- split: {3 * at + 3}\n- headline: {3 * at + 1}\n  of: {3 * at + 3}\n"
    for at in range(len(RECORDS))
)
#: Another page of the kind: other articles, one with two paragraphs, one with a headline on two lines.
OTHER = """水库放水浇春地
撰稿 何文 · 刊于 21 号 · 阅 12
　　一场雪下了两天两夜，地里的墒情还是不足。
　　水库今天开闸，浇到沿线六个村。
山区建起名师工作站
老师每周进山三次
撰稿 孙立 · 刊于 22 号 · 阅 13
　　新学期刚开学，老师驱车九十公里。
河湾村老果树发新枝
撰稿 高远 · 刊于 3 号 · 阅 140
　　专家现场为果农讲解剪枝，大家听得入神。
"""


def learned_from(page: LoadedPage, corrections: Corrections) -> Learned:
    corrected = replace(page, file="1016.txt", corrections=corrections)
    return corrected.learn(corrected.split())


def titles(text: str, template: Template) -> list[str | None]:
    page = replace(load_text(text), file="1017.txt", templates=Templates("pages.yaml", (template,)))
    return [article.title for article in page.split().articles]


def test_another_page_of_the_kind_is_right_by_what_one_corrected_page_teaches() -> None:
    learned = learned_from(load_text(PAGE), read_corrections(CORRECTIONS, "1016.fix.yaml"))
    assert (learned.articles, learned.before, learned.right) == (6, learned.before, 6)
    assert learned.before < 6
    assert [(rule.kind, rule.shape) for rule in learned.template.rules] == [
        (LineKind.METADATA, "撰稿 … · 刊于 # 号 · 阅 #"),
        (LineKind.HEADLINE, "…"),
    ]
    right = ["水库放水浇春地", "老师每周进山三次", "河湾村老果树发新枝"]
    assert [article.title for article in load_text(OTHER).split().articles] != right
    assert titles(OTHER, learned.template) == right
    assert titles(PAGE, learned.template) == TITLES


def test_headlines_are_told_by_their_size_where_the_file_says_it() -> None:
    text = PAGE.replace("撰稿", "　　撰稿")
    forms = {number + 1: LineForm(size=1.6 if number % 3 == 0 else 1.0) for number in range(18)}
    page = replace(load_text(text), loaded=LoadedText(text, forms))
    learned = learned_from(page, read_corrections(CORRECTIONS, "1016.fix.yaml"))
    (rule,) = [rule for rule in learned.template.rules if rule.kind is LineKind.HEADLINE]
    assert str(rule.size) == "1.3-"


def test_headings_of_markdown_are_headlines_and_sections_by_their_level() -> None:
    text = (
        "渡船又开了\n清早船就开了，船上有老人。\n老人说\n从前要绕三十里山路。\n老戏台修好了\n今晚开锣，唱三天大戏。\n"
    )
    forms = {1: LineForm(heading=2), 3: LineForm(heading=3), 5: LineForm(heading=2)}
    page = replace(load_text(text), loaded=LoadedText(text, forms))
    fixes = "- split: 2\n- headline: 1\n  of: 2\n- section: 3\n- split: 6\n- headline: 5\n  of: 6\n"
    learned = learned_from(page, read_corrections(fixes, "1016.fix.yaml"))
    assert learned.right == 2
    assert {(rule.kind, str(rule.heading)) for rule in learned.template.rules} == {
        (LineKind.HEADLINE, "2"),
        (LineKind.SECTION, "3"),
    }


def test_what_a_person_drops_is_furniture_of_the_folder() -> None:
    page = load_text(f"青石之窗 第 3 期\n{PAGE}")
    shifted = "- drop: 1\n" + "".join(
        f"- metadata: {3 * at + 3}\n- split: {3 * at + 4}\n- headline: {3 * at + 2}\n  of: {3 * at + 4}\n"
        for at in range(len(RECORDS))
    )
    learned = learned_from(page, read_corrections(shifted, "1016.fix.yaml"))
    assert (LineKind.FURNITURE, "青石之窗 第 # 期") in [(rule.kind, rule.shape) for rule in learned.template.rules]
    assert learned.right == 6


def test_a_page_that_shows_no_habit_teaches_nothing() -> None:
    learned = learned_from(load_text("渡船又开了\n\n清早第一班船从北岸出发。\n"), Corrections("", ()))
    assert learned.template.rules == ()


def test_the_pattern_masks_what_changes_from_file_to_file() -> None:
    assert pattern_of("pages/人民日报_2025-10-20_04.txt") == "人民日报_*.txt"
    assert pattern_of("1016.txt") == "*.txt"
    assert pattern_of("seeds/000_1b18a5551e9cfd0c.txt") == "*.txt"
    assert pattern_of("第3版.txt") == "第*版.txt"


def test_what_few_headlines_stand_beside_tells_no_headline() -> None:
    """A line of metadata stands below two headlines of six."""
    text = "".join(f"{title}\n{line if at < 2 else ''}\n　　{body}\n" for at, (title, line, body) in enumerate(RECORDS))
    fixes = "".join(
        f"{f'- metadata: {3 * at + 2}' if at < 2 else ''}\n- split: {3 * at + 3}\n- headline: {3 * at + 1}\n"
        f"  of: {3 * at + 3}\n"
        for at in range(len(RECORDS))
    )
    learned = learned_from(load_text(text), read_corrections(fixes, "1016.fix.yaml"))
    assert LineKind.HEADLINE not in [rule.kind for rule in learned.template.rules]


def tried(corrected: Split, attempt: Try) -> Learned:
    """What PAGE teaches, where templates make of it what `attempt` says."""
    corrections = read_corrections(CORRECTIONS, "1016.fix.yaml")
    return learn("1016.txt", read_sheets(PAGE), corrected, corrections, attempt)


def corrected_page() -> Split:
    page = load_text(PAGE)
    return replace(page, corrections=read_corrections(CORRECTIONS, "1016.fix.yaml")).split()


def test_rules_that_do_harm_are_left_out() -> None:
    page = corrected_page()
    learned = tried(page, lambda template: None if template.rules else page)
    assert (learned.template.rules, learned.before, learned.right) == ((), 6, 6)


def test_an_article_too_many_is_as_bad_as_one_that_is_missing() -> None:
    page = corrected_page()
    doubled = replace(page, articles=(*page.articles, *page.articles[:2]))
    learned = tried(page, lambda template: doubled if template.rules else page)
    assert (learned.template.rules, learned.right) == ((), 6)


def test_only_a_template_that_makes_the_whole_page_right_is_complete() -> None:
    page = corrected_page()
    part = replace(page, articles=page.articles[:5])
    assert not tried(page, lambda _template: part).template.complete
    assert tried(page, lambda _template: page).template.complete


def test_openings_and_kickers_that_the_parser_tells_by_itself_need_no_rule() -> None:
    text = "".join(f"【青石】\n{title}\n本报讯（记者 何文）{body}\n" for title, _, body in RECORDS)
    fixes = "".join(
        f"- split: {3 * at + 3}\n- headline: {3 * at + 2}\n  kicker: {3 * at + 1}\n  of: {3 * at + 3}\n"
        for at in range(len(RECORDS))
    )
    corrections = read_corrections(fixes, "1016.fix.yaml")
    page = replace(load_text(text), corrections=corrections).split()
    learned = learn("1016.txt", read_sheets(text), page, corrections, lambda _template: page)
    assert {rule.kind for rule in learned.template.rules}.isdisjoint({LineKind.OPENING, LineKind.KICKER})


def test_one_headline_alone_tells_no_wording() -> None:
    text = f"【快讯】渡船又开了\n{RECORDS[0][1]}\n　　清早船就开了。\n"
    corrections = read_corrections("- metadata: 2\n- split: 3\n- headline: 1\n  of: 3\n", "1016.fix.yaml")
    learned = learned_from(load_text(text), corrections)
    assert {rule.shape for rule in learned.template.rules if rule.kind is LineKind.HEADLINE} <= {"…"}


def test_a_template_that_says_nonsense_of_the_page_is_not_learned() -> None:
    """Most lines of the page are of the shape of metadata."""
    line = "撰稿 孙立 · 刊于 16 号 · 阅 677\n"
    text = "".join(f"{title}\n{line * 5}　　{body}\n" for title, _, body in RECORDS)
    fixes = "".join(
        f"- metadata: {7 * at + 2}-{7 * at + 6}\n- split: {7 * at + 7}\n- headline: {7 * at + 1}\n  of: {7 * at + 7}\n"
        for at in range(len(RECORDS))
    )
    learned = learned_from(load_text(text), read_corrections(fixes, "1016.fix.yaml"))
    assert LineKind.METADATA not in [rule.kind for rule in learned.template.rules]

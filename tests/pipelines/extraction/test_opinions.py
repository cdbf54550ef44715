"""What trafilatura, the page's data and the weight of prose say of a page's paragraphs."""

from lxml.html import HtmlElement

from pipelines.extraction.blocks import BlockRun, text_pieces
from pipelines.extraction.opinions import Heard, heard_places, trafilatura_text, with_article_body, with_most_prose
from pipelines.extraction.tree import parse

BODY = "Охрана закрыла двери перед редактором газеты, хотя заседание было объявлено открытым для всех жителей района."
ASIDE = "Школьники выиграли олимпиаду по физике и привезли домой три медали и кубок за общее место среди команд."


def pieces(html: str) -> tuple[HtmlElement, list[BlockRun]]:
    tree = parse(f"<html><body>{html}</body></html>")
    assert tree is not None
    return tree, text_pieces(tree)


def test_a_paragraph_is_heard_where_most_of_its_words_stand_in_the_same_order() -> None:
    heard = Heard(f"Начало. {BODY} Конец.\nКоротко")
    assert heard.has(BODY)
    assert heard.has("Коротко")
    assert not heard.has(ASIDE)
    assert not heard.has(" ".join(reversed(BODY.split())))


def test_chinese_is_heard_letter_by_letter() -> None:
    assert Heard("编辑部已向法院提出申诉并要求说明理由").has("法院提出申诉并要求")
    assert not Heard("编辑部已向法院提出申诉").has("会议此前已宣布对公众开放")


def test_trafilatura_reads_a_page_and_leaves_it_as_it_was() -> None:
    tree, runs = pieces(f"<article><p>{BODY}</p><p>{BODY.replace('газеты', 'радио')}</p></article>")
    before = len([*tree.iter()])
    assert BODY in trafilatura_text(tree, fast=True)
    assert len([*tree.iter()]) == before
    assert len(runs) == 2


def test_a_page_too_large_for_trafilatura_is_not_given_to_it() -> None:
    tree, _ = pieces("<p>Слово.</p>" * 40_001)
    assert trafilatura_text(tree, fast=True) == ""


def test_the_article_body_is_joined_and_counts_alone_where_another_part_was_chosen() -> None:
    _, runs = pieces(
        f"<div><p>{BODY}</p><p>{BODY.replace('газеты', 'радио')}</p><p>{BODY.replace('газеты', 'сайта')}</p></div><div><p>{ASIDE}</p></div>"
    )
    body = "\n".join(run.text for run in runs[:3])
    assert with_article_body(runs, {0}, body) == {0, 1, 2}
    assert with_article_body(runs, {3}, body) == {0, 1, 2}
    assert with_article_body(runs, {3}, "") == {3}
    assert heard_places(runs, body) == {0, 1, 2}


def test_most_prose_is_asked_only_where_nothing_is_chosen() -> None:
    _, runs = pieces(f"<div><p>{BODY}</p><p>{BODY}</p></div><div><p>{ASIDE}</p></div>")
    assert with_most_prose(runs, set()) == {0, 1}
    assert with_most_prose(runs, {2}) == {2}
    assert with_most_prose([], set()) == set()

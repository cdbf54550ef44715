"""The way from a page's tree to the article's lines: what each step is there for, and that the order holds."""

from collections.abc import Callable
from copy import deepcopy

import pytest
from lxml import html

from pipelines.extraction.article_text import CHOICES, CLEANINGS, COMPARISONS, CUTS, ArticleText, read_text
from pipelines.extraction.page_facts import Facts
from pipelines.extraction.tree import parse
from tests.bench import extraction

TITLE = "Редактора не пустили на сессию маслихата"
LEDE = "Охрана здания в Степном районе второй раз за месяц закрыла двери перед редактором газеты, хотя заседание было объявлено открытым."
BODY = (
    "По словам Марата Ескалиева, пропуск ему заказали накануне, но на входе сослались на устное распоряжение руководителя аппарата.",
    "В аппарате маслихата произошедшее назвали недоразумением и пообещали провести проверку до конца недели.",
    "Юрист Айнур Досанова напомнила, что закон обязывает пускать прессу на открытые заседания без дополнительных условий.",
)
OTHER = " ".join(f"Посёлок номер {number} получит новую школу и мост через реку уже к осени, обещает подрядчик." for number in range(12))


def read(body: str, *, kind: str = "article", stated: str = "", selector: str | None = None) -> ArticleText:
    tree = parse(f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{body}</body></html>")
    assert tree is not None
    return read_text(tree, deepcopy(tree), "dala-sozi.example", Facts(TITLE, (), None, "", kind, stated, ""), selector)


def paragraphs(*texts: str, name: str = "") -> str:
    return "".join(f"<p{name}>{text}</p>" for text in texts)


@pytest.mark.parametrize(
    "name",
    [
        ' class="article-widget-text"',
        ' class="print:text-base"',
        ' class="typo-body-default"',
        ' aria-hidden="true"',
        ' id="eto-ochen-dlinnyy-zagolovok-pro-similar-style"',
    ],
)
def test_a_body_whose_every_paragraph_bears_a_bad_name_stays(name: str) -> None:
    assert read(f"<div>{paragraphs(LEDE, *BODY, name=name)}</div>").lines == (LEDE, *BODY)


def test_one_paragraph_with_a_bad_name_is_cut() -> None:
    assert read(f"<div>{paragraphs(LEDE, *BODY)}<p class='widget'>Погода на выходные будет ясной и тёплой.</p></div>").lines == (LEDE, *BODY)


def test_a_body_that_was_cut_away_comes_back_from_the_untouched_page() -> None:
    lost = f"<div class='post'><p>{LEDE}</p></div><h1>Что говорит закон</h1><div role='dialog'>{paragraphs(*BODY, OTHER)}</div>"
    found = read(f"<div class='newsletter'>{paragraphs(LEDE)}</div><section class='story'>{lost}</section>")
    assert BODY[0] in found.text


def test_a_list_of_teasers_is_not_taken_for_a_body_that_was_cut_away() -> None:
    cards = "".join(
        f"<div><a href='/news/{number}'>Заголовок соседней новости номер {number}</a><p>{BODY[number % 3]}</p></div>" for number in range(8)
    )
    assert read(f"<div>{cards}</div>", kind="").text == ""


def test_the_next_article_of_an_endless_page_does_not_come_back() -> None:
    next_one = f"<div class='story'><h1>Школа и мост</h1><div>{paragraphs(OTHER, OTHER[:-1] + ' тоже.')}</div></div>"
    assert read(f"<div class='story'><div>{paragraphs(LEDE, *BODY)}</div></div>{next_one}").lines == (LEDE, *BODY)


def test_links_in_running_text_are_no_cards() -> None:
    links = ", ".join(f"<a href='/news/{number}'>ссылка на решение суда {number}</a> от судьи района" for number in range(4))
    assert "ссылка на решение суда 2 от судьи района" in read(f"<div><p>{LEDE}</p>{links}.{paragraphs(*BODY)}</div>").text


def test_a_paragraph_said_again_further_down_stays_and_a_lede_shown_twice_does_not() -> None:
    long = f"{LEDE[:-1]}, сообщает редакция газеты на своей странице."
    assert read(f"<div>{paragraphs(long, *BODY, BODY[2], long)}</div>").lines == (long, *BODY)
    more = tuple(f"Пункт {number}: {text}" for number, text in enumerate(BODY))
    assert read(f"<div>{paragraphs(LEDE, *BODY, *more, more[0])}</div>").lines.count(more[0]) == 2


def test_the_article_body_of_the_data_is_taken_where_the_page_shows_less_than_half_of_it() -> None:
    assert read(f"<div><p>{LEDE}</p></div>", stated="\n".join((LEDE, *BODY))).lines == (LEDE, *BODY)


def test_the_outlets_own_selector_is_the_last_word() -> None:
    found = read(f"<div class='mine'><p>{LEDE}</p></div><div>{paragraphs(*BODY, OTHER)}</div>", stated=OTHER, selector=".mine")
    assert (found.lines, found.own) == ((LEDE,), True)


def test_the_article_of_a_page_in_chinese_is_found() -> None:
    text = tuple(
        f"第{number}名记者在区议会大楼门口被保安拦下，尽管会议此前已宣布对公众开放，编辑部已向法院提出申诉并要求说明理由。" for number in range(5)
    )
    assert read(f"<div>{paragraphs(*text)}</div>").lines == text


@pytest.mark.parametrize("step", [step for steps in (CUTS, CHOICES, CLEANINGS, COMPARISONS) for step in steps])
def test_every_step_can_be_left_out(step: Callable[[object], None]) -> None:
    with extraction.without(step.__name__):
        assert isinstance(read(f"<div>{paragraphs(LEDE, *BODY)}</div>"), ArticleText)
    assert step.__name__ in extraction.steps()


def test_the_copy_of_the_page_stays_as_it_came_though_the_text_is_cut_from_the_page_and_from_it() -> None:
    tree = parse(
        f"<html><body><nav>Главная</nav><h1>{TITLE}</h1><div class='related'>{''.join(f'<p>{text}</p>' for text in BODY)}</div></body></html>"
    )
    assert tree is not None
    untouched = deepcopy(tree)
    before = html.tostring(untouched)
    read_text(tree, untouched, "dala-sozi.example", Facts(TITLE, (), None, "", "article", "", ""), None)
    assert html.tostring(untouched) == before
    assert html.tostring(tree) != before

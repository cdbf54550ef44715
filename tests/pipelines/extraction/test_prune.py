"""Cutting what stands around an article by tags, roles and names."""

from pipelines.extraction.prune import prune_likely, prune_sure, prune_unread, remove_element
from pipelines.extraction.tree import parse

TEXT = "<p>Охрана закрыла двери перед редактором газеты, хотя заседание было объявлено открытым.</p>"


def left(html: str) -> str:
    tree = parse(f"<html><body>{html}</body></html>")
    assert tree is not None
    prune_unread(tree)
    prune_sure(tree)
    prune_likely(tree)
    return str(tree.text_content())


def test_furniture_is_cut_and_the_prose_stays() -> None:
    page = f"<nav>Меню</nav><script>x()</script><div>{TEXT * 3}</div><div class='comments'>Комментарий</div><div class='sidebar'>Сбоку</div>"
    assert left(page) == left(f"<div>{TEXT * 3}</div>")


def test_elements_of_one_tag_and_class_are_weighed_together() -> None:
    body = TEXT.replace("<p>", "<p class='widget'>")
    assert left(f"<div>{body * 3}</div>").count("Охрана") == 3
    assert left(f"<div>{TEXT * 8}{body}</div>").count("Охрана") == 8


def test_an_element_with_most_of_the_prose_or_the_main_heading_stays() -> None:
    assert "Охрана" in left(f"<div class='comments'>{TEXT * 3}</div>")
    assert "Заголовок" in left(f"<div class='share'><h1>Заголовок</h1></div><div>{TEXT * 3}</div>")


def test_a_condition_or_a_headline_is_no_name() -> None:
    for name in ("class='print:hidden'", "class='[&_.share]:p-2'", "id='kak-on-zhil-v-sele-i-share'"):
        assert "Врезка" in left(f"<div>{TEXT * 8}<p {name}>Врезка.</p></div>")


def test_how_much_prose_there_was_is_said() -> None:
    tree = parse("<html><body><p>Раз два три.</p><div class='share'>четыре <a href='/'>пять</a></div></body></html>")
    assert tree is not None
    assert prune_sure(tree) == 4


def test_the_text_after_a_removed_element_stays() -> None:
    tree = parse("<p>раз <b>два</b> три</p>")
    assert tree is not None
    remove_element(next(tree.iter("b")))
    assert tree.text_content() == "раз  три"

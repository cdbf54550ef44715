"""Cutting what stands around an article by tags, roles and names."""

from pipelines.extraction.prune import only_body, prune_likely, prune_sure, prune_unread, remove_element
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


def test_elements_that_are_only_numbered_apart_are_weighed_together() -> None:
    body = "".join(TEXT.replace("<p>", f"<p class='builder-7f{number} widget'>") for number in range(4))
    assert left(f"<div>{body}</div>").count("Охрана") == 4


def test_the_mode_in_which_a_part_is_shown_is_no_counter_of_views() -> None:
    assert "Врезка" in left(f"<div>{TEXT * 8}<div class='paragraph paragraph--view-mode--default'>Врезка.</div></div>")
    assert "345" not in left(f"<div>{TEXT * 8}<div class='post-view'>345</div></div>")


def test_what_is_around_the_only_named_body_of_a_page_stays() -> None:
    menu = "<div><ul>" + "<li>Рубрика архива за год</li>" * 60 + "</ul></div>"
    page = "<div class='widget Blog'><div class='post-body entry-content'>{}</div></div>"
    assert "Охрана" in left(menu + page.format(TEXT))
    assert "Охрана" not in left(menu + page.format(TEXT) * 2)
    tree = parse(page.format(TEXT))
    assert tree is not None
    found = only_body(tree)
    assert found is not None
    assert found.get("class") == "post-body entry-content"

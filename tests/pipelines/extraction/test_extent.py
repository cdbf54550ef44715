"""How far an article reaches among the paragraphs of its page."""

from pipelines.extraction.blocks import BlockRun, text_pieces
from pipelines.extraction.extent import ArticleFrame, before_others, filled, in_one_piece, ledes, main_stretch, signature, with_rest, without_lists
from pipelines.extraction.tree import parse

LEDE = "Охрана здания второй раз за месяц закрыла двери перед редактором газеты и вызвала полицию."
BODY = tuple(f"Пункт {number}: пропуск ему заказали накануне, но на входе сослались на устное распоряжение." for number in range(4))


def runs_of(html: str) -> list[BlockRun]:
    tree = parse(f"<html><body>{html}</body></html>")
    assert tree is not None
    return text_pieces(tree)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_what_stands_between_chosen_paragraphs_in_their_element_belongs_to_them() -> None:
    runs = runs_of(f"<div>{paragraphs(*BODY)}</div><span>Мимо</span>")
    assert filled(runs, {0, 3}, ArticleFrame(runs, {0, 3})) == {0, 1, 2, 3}


def test_the_frame_is_the_element_around_most_of_the_words() -> None:
    runs = runs_of(f"<div class='a'>{paragraphs(*BODY)}</div><div class='b'><p>Сбоку.</p></div>")
    frame = ArticleFrame(runs, {0, 1, 2, 3})
    assert [frame.around(run) for run in runs] == [True, True, True, True, False]
    assert not frame.near(runs[4])


def test_the_article_ends_before_the_heading_over_comments_or_other_articles() -> None:
    runs = runs_of(f"<div>{paragraphs(*BODY[:2])}</div><h3>Комментарии</h3><div>{paragraphs(*BODY[2:])}</div>")
    assert before_others(runs, {0, 1, 3, 4}) == {0, 1}


def test_prose_right_below_in_the_same_element_is_added_up_to_such_a_heading() -> None:
    runs = runs_of(f"<div>{paragraphs(*BODY[:3])}<h3>Похожие новости</h3>{paragraphs(BODY[3])}</div>")
    assert with_rest(runs, {0, 1}) == {0, 1, 2}
    assert with_rest(runs, set()) == set()


def test_an_introduction_under_the_main_heading_belongs_to_the_article_and_a_deck_does_not() -> None:
    for name, found in (("lead", {1}), ("articleDek", set()), ("post__deck", set())):
        runs = runs_of(f"<h1>Заголовок</h1><div class='{name}'>{LEDE}</div><section>{paragraphs(*BODY)}</section>")
        assert ledes(runs, {2, 3, 4}, ArticleFrame(runs, {2, 3, 4}), "заголовок") == found
    points = runs_of(f"<h1>Заголовок</h1><ul><li>{LEDE}</li></ul><section>{paragraphs(*BODY)}</section>")
    assert ledes(points, {2, 3, 4}, ArticleFrame(points, {2, 3, 4}), "заголовок") == set()


def test_names_under_the_text_are_its_signature() -> None:
    runs = runs_of(f"<div>{'<br><br>'.join(BODY[:2])}<div>Динара Серикова</div><div>Мимо</div></div>")
    assert signature(runs, {0, 1}) == {2}
    assert signature(runs, {0, 1, 2}) == set()
    assert signature(runs, set()) == set()


def test_the_article_stands_between_two_main_headings() -> None:
    runs = runs_of(f"<h1>Первая</h1><div>{paragraphs(*BODY)}</div><h1>Вторая</h1><div>{paragraphs(LEDE)}</div>")
    assert main_stretch(runs, {1, 2, 3, 4, 6}) == (0, 5)


def test_a_line_that_lists_others_is_left_out() -> None:
    runs = runs_of(f"<p>{LEDE}</p><p>Другие новости рубрики: <a href='/1'>Сев начнут с южных районов</a></p>")
    assert without_lists(runs, {0, 1}) == {0}


def test_the_article_goes_on_below_a_heading_whose_list_was_cut() -> None:
    cut = runs_of(f"<div>{paragraphs(*BODY[:2])}<h2>Похожие новости</h2>{paragraphs(*BODY[2:])}</div>")
    assert before_others(cut, {0, 1, 3, 4}) == {0, 1, 3, 4}
    twins = runs_of(f"<section><div>{paragraphs(*BODY[:2])}</div><div><h2>Похожие новости</h2>{paragraphs(*BODY[2:])}</div></section>")
    assert before_others(twins, {0, 1, 3, 4}) == {0, 1, 3, 4}


def test_the_article_does_not_go_on_below_teasers_or_in_another_element() -> None:
    teasers = "".join(f"<p><a href='/{number}'>Другая новость</a> {text}</p>" for number, text in enumerate(BODY[2:]))
    linked = runs_of(f"<div>{paragraphs(*BODY[:2])}<h2>Похожие новости</h2>{teasers}</div>")
    assert before_others(linked, {0, 1, 3, 4}) == {0, 1}
    apart = runs_of(f"<div>{paragraphs(*BODY[:2])}</div><aside><h2>Похожие новости</h2>{paragraphs(*BODY[2:])}</aside>")
    assert before_others(apart, {0, 1, 3, 4}) == {0, 1}


def test_main_headings_over_the_parts_of_an_article_do_not_end_it() -> None:
    part = "<div class='x7'><h1>{}</h1></div><div class='text'>{}</div>"
    parts = runs_of(part.format("Первая новость", paragraphs(*BODY[:2])) + part.format("Что дальше", paragraphs(*BODY[2:])))
    assert main_stretch(parts, {1, 2, 4, 5}) == (0, 6)
    headline = "Редактора другой газеты не пустили на сессию"
    others = runs_of(part.format("Первая новость", paragraphs(*BODY[:2])) + part.format(headline, paragraphs(*BODY[2:])))
    assert main_stretch(others, {1, 2, 4, 5}) == (0, 3)
    articles = (
        "<article>"
        + part.format("Первая новость", paragraphs(*BODY[:2]))
        + "</article><article>"
        + part.format("Вторая", paragraphs(*BODY[2:]))
        + "</article>"
    )
    assert main_stretch(runs_of(articles), {1, 2, 4, 5}) == (0, 3)


def test_a_text_with_the_headline_of_another_article_above_or_in_it_is_not_in_one_piece() -> None:
    link = "<a href='/n/7'>В селе открыли новую школу</a>"
    whole = runs_of(f"<h1>Заголовок</h1><div>{paragraphs(*BODY)}</div><ul><li>{link}</li></ul>")
    assert in_one_piece(whole, {1, 2, 3, 4}, "Заголовок")
    teaser = runs_of(f"<h1>Новости</h1><h2>{link}</h2><p>{LEDE}</p><h2>{link}</h2><p>{BODY[0]}</p>")
    assert not in_one_piece(teaser, {2}, "Новости")
    assert not in_one_piece(teaser, {2, 4}, "Новости")
    assert not in_one_piece(teaser, set(), "Новости")
    own = runs_of(f"<h1>{link}</h1><p>{LEDE}</p>")
    assert in_one_piece(own, {1}, "В селе открыли новую школу")

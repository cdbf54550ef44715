"""Second opinions by field: given blind, hidden until then, settled by a third, counted for editors."""

import re
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from desk.pages.opinions.view import opinion_views, opinion_words
from records import review
from records.review import opinions
from records.review.opinions import opinions_on
from records.tables import FieldOpinionRow, SecondOpinionRow
from records.users import Role, User
from records.vocabulary import OpinionField
from tests.conftest import NOW
from tests.desk.numbered_drafts import chosen_one, renumber
from tests.desk.site import Site, add_person, texts
from tests.records.review.test_field_opinions import FIRST

SAID = {"category": "THR", "date": "2 ноября 2026", "place": "Петропавл", "victims": "Ерлан Сериков\nАйгүл <b>Омарова</b>", "actor": "business"}


@pytest.fixture
def asked(site: Site) -> Site:
    """A draft that Aigul confirmed and on which a second opinion is asked; its id stands first among the drafts."""
    with site.writing() as session:
        site.drafts[0] = renumber(session, site.drafts[0], "a", chosen_one(10))
        review.confirm(session, site.drafts[0], who="Aigul", now=NOW, fields=FIRST)
    return site


def opine(site: Site, role: str = "editor", **more: Any) -> Any:
    return site.signed_in(role).submit(f"/drafts/{site.drafts[0]}/opinion", {**SAID, **more})


def test_the_second_reader_says_each_field_without_seeing_the_first(asked: Site) -> None:
    place = f"/drafts/{asked.drafts[0]}"
    page = asked.signed_in("editor").get(place).text
    form = page[page.index('class="stack opinion"') :].partition("</form>")[0]
    assert [words for words in ("Сериков", " selected") if words in form] == []
    assert asked.signed_in("editor").get(f"{place}/opinions").status_code == 403
    assert opine(asked).headers["location"] == f"{place}/opinions"
    shown = asked.signed_in("editor").get(f"{place}/opinions").text
    assert shown.count('class="differs"') == 2
    assert shown.count('class="same"') == 3
    assert [words for words in ("&lt;b&gt;Омарова", 'value="agreed"') if words not in shown] == []


def test_what_is_refused_comes_back_as_it_was_typed(asked: Site) -> None:
    for more, field in (({"date": "вчерашнего"}, "date"), ({"category": "POPE"}, "category"), ({"unsaid": "victims"}, "victims")):
        answer = opine(asked, **more)
        assert answer.status_code == 422
        assert [words for words in (f'id="ow-{field}"', "Айгүл") if words not in answer.text] == []
    with asked.reading() as session:
        assert opinions_on(session, asked.drafts[0]) == []


def test_that_nothing_is_said_of_a_field_is_compared_and_an_empty_field_is_not(asked: Site) -> None:
    opine(asked, victims="", unsaid="victims", place="", category="")
    with asked.reading() as session:
        assert [(row.field, row.alike) for row in opinions_on(session, asked.drafts[0])] == [("date", 1), ("victims", 0), ("actor", 1)]


def test_an_opinion_without_any_field_is_an_opinion_all_the_same(asked: Site) -> None:
    answer = opine(asked, **dict.fromkeys(SAID, ""))
    assert answer.headers["location"] == "/queue?kind=second"
    with asked.reading() as session:
        assert opinions_on(session, asked.drafts[0]) == []
        assert session.get_one(SecondOpinionRow, asked.drafts[0]).second_by == "Berik"
    assert asked.signed_in("editor").get(f"/drafts/{asked.drafts[0]}/opinions").status_code == 200


def test_a_third_editor_settles_and_nobody_else(asked: Site, snapshot: SnapshotAssertion) -> None:
    opine(asked)
    place = f"/drafts/{asked.drafts[0]}/opinions"
    assert asked.signed_in("monitor").submit(f"{place}/category", {"settled": "first"}).status_code == 403
    refused = asked.signed_in("editor").submit(f"{place}/category", {"settled": "first"})
    assert refused.status_code == 422
    third = asked.signed_in("operator")
    assert 'value="second"' in third.get("/opinions").text
    assert third.submit(f"{place}/category", {"settled": "second", "note": "by the text"}).headers["location"] == f"{place}#field-category"
    assert asked.signed_in("editor").submit(f"{place}/victims", {"settled": "agreed"}).status_code == 303
    assert "by the text" in third.get(place).text
    told = [texts(third.get(place).text, "//*[contains(@class, 'two-readers')]"), texts(third.get("/opinions").text, "//main//table")]
    assert [*told, texts(third.get("/history").text, "//*[@class='act-head']")[:2]] == snapshot


def test_editors_see_how_far_readers_agree_in_a_period(asked: Site) -> None:
    with asked.writing() as session:
        add_person(session, "Erlan")
    opine(asked)
    assert asked.signed_in("monitor").get("/opinions").status_code == 403
    editor = asked.signed_in("editor")
    page, before = editor.get("/opinions").text, editor.get("/opinions?since=01.01.2020&until=31.12.2020").text
    assert [("Aigul – Berik" in one, "50%" in one) for one in (page, before)] == [(True, True), (False, False)]
    assert 'href="/opinions"' in editor.get("/history").text


def test_the_draft_and_its_incident_lead_to_what_two_readers_differ_on_and_the_figure_says_what_it_counts(asked: Site) -> None:
    opine(asked)
    editor, draft = asked.signed_in("editor"), asked.drafts[0]
    page = editor.get(f"/drafts/{draft}").text
    number = re.search(r'href="/incidents/(KZ-[0-9-]+)"', page)
    assert number
    for shown in (page, editor.get(f"/incidents/{number[1]}").text):
        line = re.search(rf'<a href="/drafts/{draft}/opinions">(.*?)</a>', shown)
        assert line
        assert "victims" in line[1]
    assert 'href="/opinions?since=' in editor.get("/reports?period=all").text
    assert 'href="/opinions' not in asked.signed_in("monitor").get("/reports?period=all").text


def test_where_two_readers_agree_there_is_nothing_to_lead_to(asked: Site) -> None:
    with asked.writing() as session:
        opinions.record_opinion(session, asked.drafts[0], who="Berik", now=NOW, action="confirm", fields=None)
    assert f'href="/drafts/{asked.drafts[0]}/opinions"' not in asked.signed_in("editor").get(f"/drafts/{asked.drafts[0]}").text


def row(field: str = "category", alike: float = 0) -> FieldOpinionRow:
    return FieldOpinionRow(
        draft_id=1, field=field, first="ATT", second="THR", alike=alike, first_by="Aigul", second_by="Berik", at=NOW, settled_note=""
    )


def test_a_third_who_is_an_editor_settles_and_the_second_may_agree() -> None:
    for name, role, settles, agrees in (
        ("Aigul", Role.EDITOR, False, False), ("Berik", Role.MONITOR, False, True), ("Dana", Role.EDITOR, True, False),
        ("Erlan", Role.MONITOR, False, False),
    ):  # fmt: skip
        shown, same = (opinion_views([row(alike=alike)], User(name, role))[0] for alike in (0, 1))
        assert (shown.may_settle, shown.may_agree, same.may_settle, same.may_agree) == (settles, agrees, False, False), name


def test_what_was_said_is_told_in_words() -> None:
    for field, value, words in (
        (OpinionField.CATEGORY, "ATT", "attack"), (OpinionField.ACTOR, "court", "court"), (OpinionField.DATE, "2026-11-02", "Nov 2, 2026"),
        (OpinionField.DATE, "2026-11", "2026-11"), (OpinionField.VICTIMS, ["A", "B"], "A\nB"), (OpinionField.PLACE, "", ""),
    ):  # fmt: skip
        assert opinion_words(field, value) == words

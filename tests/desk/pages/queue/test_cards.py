"""A card says all that its key records: every field of the incident and every status, the machine's values or what this person has typed."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select
from syrupy.assertion import SnapshotAssertion

from desk.pages.queue.cards import card_version, day_words, facts_of, outlet_names, prepare_cards
from desk.rendering import day
from records.country import place_name, region_name
from records.i18n import tr, use_language
from records.incident_fields import BY_NAME, COLUMN_FIELDS
from records.review.confirmation_preview import ConfirmationPreview
from records.tables import ArticleRow, DraftRow, IncidentRow, StatusRow
from records.vocabulary import CATEGORIES, STATUS_LABELS, Actor, Category, Outcome, StatusCode, Track, UnsureField
from tests.conftest import NOW
from tests.desk.pages.queue.cards_seen import card, facts, failed, make, said, send, stamp, state, type_in, typed, undo, words
from tests.desk.site import Browser, Site

NAMES = st.sampled_from(["Асель Тестова", "Иван Пробный", "Мысал ТВ"])
SCREENED = st.fixed_dictionaries({
    "categories": st.lists(st.sampled_from([code.value for code in Category]), unique=True, min_size=1, max_size=3).map(lambda codes: [{"code": code, "score": 0.5} for code in codes]),
    "persons": st.lists(st.builds(lambda name, role: {"name": name, "role": role}, NAMES, st.sampled_from(["victim", "official"])), max_size=3),
    "outlets": st.lists(NAMES, unique=True, max_size=2),
    "place": st.sampled_from([None, "Орал"]),
    "region": st.sampled_from([None, "KZ-27"]),
    "country": st.sampled_from([None, "KZ", "UZ"]),
    "incident_date": st.sampled_from([None, "2026-11-22"]),
    "actor": st.sampled_from([code.value for code in Actor]),
    "outcome": st.sampled_from([code.value for code in Outcome]),
    "outcome_of": st.sampled_from([code.value for code in Track]),
})  # fmt: skip
TYPED = st.fixed_dictionaries({}, optional={
    "title": st.just("Другой заголовок"),
    "incident_date": st.sampled_from(["2026-10", "2025"]),
    "victim_name": st.just(["Оразбек Үлгі"]),
    "during": st.sampled_from(list(BY_NAME["during"].kind.codes)),  # type: ignore[attr-defined]
    "motive": st.sampled_from(list(BY_NAME["motive"].kind.codes)),  # type: ignore[attr-defined]
    "lawful": st.just("no"),
    "online": st.just("yes"),
    "amount_claimed": st.just("50000"),
    "law_articles": st.just("УК 274 ч. 4"),
    "summary_ru": st.just("Долгий пересказ. " * 40),
    "next_dates": st.just("2026-12-01 – appeal – Medeu"),
})  # fmt: skip


def words_of(name: str, value: Any) -> list[str]:
    """What a person would look for on the card to see that this is recorded."""
    field = BY_NAME[name]
    match name:
        case "victims":
            return [part for one in value for part in (one["name"], one["profession"], one["outlet"]) if part]
        case "categories":
            return [tr(CATEGORIES[Category(code)].label) for code in value]
        case "incident_date":
            return [str(value.year)]
        case "date_precision" | "title_lang":
            # The heading is marked with the language; a voice that reads it aloud says it in its language.
            return []
        case "text_notes":
            # That a person gave it, and no machine proposed it.
            return ["corrected"] if value else []
        case "country":
            return [{"KZ": "Kazakhstan", "UZ": "Uzbekistan"}[value]]
        case "region":
            return [region_name(value)]
        case "place":
            return [place_name(value)]
        case "outlets":
            return list(value)
        case "summary":
            return [text.strip() for text in value.values()]
        case "law_articles":
            return [one["article"] for one in value]
        case "next_dates":
            return [part for one in value for part in (one["what"], one["where"])]
        case "amount_claimed":
            return ["50,000"]
    if isinstance(value, bool):
        return [tr(field.label)]
    labels = getattr(field.kind, "labels", None)
    return [tr(labels[value]) if labels else str(value)]


@given(SCREENED, TYPED)
@settings(max_examples=5)
def test_every_field_and_status_that_is_recorded_stood_on_the_card(site: Site, screened: dict[str, Any], typed: dict[str, Any]) -> None:
    browser = kept_browser(site)
    with site.reading() as session:
        number = session.scalar(select(func.count()).select_from(ArticleRow))
    draft = make(site, f"слово{number}", **screened)
    if typed:
        type_in(browser, draft, **typed)
    seen, known = card(browser, draft), facts(browser, draft)
    text = words(seen).casefold()
    answer = send(browser, draft, sure="1", seen=f"{draft}:{seen.get('data-seen')}")
    if seen.xpath(".//p[@class='stands'][not(@data-stands)]"):
        assert answer.status_code == 422
        return
    assert answer.status_code == 200, answer.text
    with site.reading() as session:
        row = session.scalars(select(IncidentRow).where(IncidentRow.draft_id == draft)).one()
        for field in COLUMN_FIELDS:
            value = getattr(row, field.column or "")
            if value in (None, "", [], {}) or (value == field.kind.to_column(field.empty) and field.name != "actor"):
                continue
            for one in words_of(field.name, value):
                assert one.casefold() in text, (field.name, value, text)
        (heading,) = seen.xpath(".//h2/a")
        assert (heading.get("lang"), heading.text_content()) == (row.title_lang, row.title)
        for status in session.scalars(select(StatusRow).where(StatusRow.draft_id == draft)).all():
            assert f"{tr(STATUS_LABELS[StatusCode(status.code)])}, {day(status.day)}".casefold() in text
        assert (known["Date"][0] == "no date") is (row.happened_on is None)
        assert (known["Victims"][0] == "no victim is named") is (not row.victims)


def kept_browser(site: Site) -> Browser:
    """One browser for all examples of a property."""
    if not hasattr(site, "kept"):
        site.kept = site.signed_in()  # type: ignore[attr-defined]
    return site.kept  # type: ignore[attr-defined,no-any-return]


FACTS = {field.column or "": field.kind.to_column(field.empty) for field in COLUMN_FIELDS} | {
    "categories": ["ATT"], "primary": "ATT", "victims": [], "outlets": [], "actor": "unknown", "happened_on": None, "date_precision": None,
}  # fmt: skip


def test_the_lines_of_a_card_say_whose_outcome_it_was_whose_word_it_is_and_whether_the_machine_is_sure(snapshot: SnapshotAssertion) -> None:
    day_, url = date(2026, 11, 23), "https://test.example/a"
    would = ConfirmationPreview(None, FACTS, ((StatusCode.REP, day_, url), (StatusCode.PTI, day_, url), (StatusCode.JSN, day_, "Письмо адвоката")))
    assert [f"{one.words}: {one.said}" for one in facts_of(would, FACTS, (), ())] == snapshot(name="outcomes")
    lines = {one.words: one for one in facts_of(ConfirmationPreview(None, FACTS), FACTS, ["victims"], [UnsureField.VICTIMS, UnsureField.PLACE])}
    assert (lines["Date"].lacking, lines["Date"].said, lines["Date"].unsure) == (True, "no date", False)
    assert (lines["Victims"].yours, lines["Victims"].unsure) == (True, False), "what a person corrected is not in doubt"
    assert lines["Place"].unsure
    news = ConfirmationPreview("KZ-2026-0001", {}, ((StatusCode.DRP, day_, ""),))
    first, *rest = facts_of(news, FACTS, (), ())
    assert f"{first.words}: {first.said}" == snapshot(name="news")
    assert (first.context, {one.context for one in rest}) == (False, {True}), (
        "of news the facts are there to compare, and what is written comes first"
    )


def test_the_stamp_changes_with_whatever_would_be_written_and_with_nothing_else() -> None:
    one = ConfirmationPreview(None, FACTS)
    assert card_version(one) == card_version(ConfirmationPreview(None, dict(FACTS)))
    place, status = ConfirmationPreview(None, {**FACTS, "place": "Орал"}), ConfirmationPreview(None, FACTS, ((StatusCode.REP, date(2026, 1, 1), ""),))
    assert len({*map(card_version, (one, ConfirmationPreview("KZ-2026-0001"), place, status))}) == 4


@pytest.mark.parametrize(("lang", "month"), [("kk", "2026 ж. қараша"), ("ru", "ноябрь 2026"), ("en", "November 2026")])
def test_a_month_is_said_as_a_month(lang: str, month: str) -> None:
    with use_language(lang):
        assert day_words(date(2026, 11, 1), "month") == month
        assert day_words(date(2026, 11, 1), "year") == "2026"


# Whose values they are


def recorded(site: Site, serial: int = 1) -> IncidentRow:
    with site.reading() as session:
        found: IncidentRow = session.get_one(IncidentRow, f"KZ-2026-{serial:04}")
        return found


def test_a_saved_edit_shows_on_the_card_as_hers_is_recorded_and_comes_back_by_undo(site: Site) -> None:
    draft, browser = make(site, "s"), site.signed_in()
    type_in(browser, draft, place="Орал", victim_name=["Иван Пробный"], victim_profession=["оператор"], victim_outlet=["Мысал ТВ"])
    for _ in range(2):
        known = facts(browser, draft)
        assert (known["Place"], known["Victims"]) == (("Oral", "yours"), ("Иван Пробный (оператор", "yours"))
        assert "Тестова" not in said(browser, draft)
        assert send(browser, draft, seen=f"{draft}:{stamp(browser, draft)}").status_code == 200
        victims = [(one["name"], one["profession"], one["outlet"]) for one in recorded(site).victims]
        assert (recorded(site).place, victims) == ("Орал", [("Иван Пробный", "оператор", "Мысал ТВ")])
        assert typed(site, draft) == {}, "it has gone into the record"
        assert undo(browser)["done"][0]["id"] == draft


def test_bulk_records_the_edits_too(site: Site) -> None:
    one, two, browser = make(site, "s"), make(site, "t"), site.signed_in()
    type_in(browser, two, place="Тараз")
    assert send(browser, one, two).json()["said"] == "2 drafts confirmed"
    assert {recorded(site, serial).place for serial in (1, 2)} == {"Қарағанды", "Тараз"}


def test_what_somebody_else_typed_is_mentioned_and_not_taken_along(site: Site) -> None:
    draft, aigul, berik = make(site, "s"), site.signed_in(), site.signed_in("editor")
    type_in(aigul, draft, place="Орал", safety_notes="қоңырау шалмаңыз", contacts="туысы арқылы")
    assert [words(one).split()[0] for one in card(berik, draft).xpath(".//p[@class='where']")][-1] == "Aigul"
    assert facts(berik, draft)["Place"] == ("Karaganda", "")
    assert not any(word in said(berik, draft) for word in ("Орал", "Oral"))
    send(berik, draft)
    assert recorded(site).place == "Қарағанды"
    assert typed(site, draft)["Aigul"]["place"] == "Орал", "and she loses nothing"


def test_private_notes_are_said_to_be_there_and_never_what_they_say(site: Site) -> None:
    draft, browser = make(site, "s"), site.signed_in()
    assert "For those who help" not in facts(browser, draft)
    type_in(browser, draft, safety_notes="қоңырау шалмаңыз", contacts="туысы арқылы")
    assert "For those who help" in facts(browser, draft)
    assert not any(word in said(browser, draft) for word in ("қоңырау", "туысы"))


def test_an_edit_that_cannot_be_recorded_says_so_on_the_card_and_hinders_the_key(site: Site) -> None:
    draft, browser = make(site, "s"), site.signed_in()
    type_in(browser, draft, incident_date="someday")
    assert card(browser, draft).xpath(".//p[@class='stands'][not(@data-stands)]")
    answer = send(browser, draft)
    assert (answer.status_code, failed(answer)["asks"], state(site, draft)) == (422, False, "new")
    assert "someday" in failed(answer)["words"]


def test_a_date_that_a_person_took_away_stands_as_no_date_and_is_asked_for_again(site: Site) -> None:
    draft, browser = make(site, "s"), site.signed_in()
    type_in(browser, draft, incident_date="")
    assert facts(browser, draft)["Date"] == ("no date", "yours")
    assert failed(send(browser, draft))["asks"]
    assert send(browser, draft, sure="1").status_code == 200
    assert recorded(site).happened_on is None


def test_an_edit_that_makes_it_news_of_an_incident_writes_only_there(site: Site) -> None:
    first, draft, browser = make(site, "s"), make(site, "t"), site.signed_in()
    send(browser, first)
    type_in(browser, draft, follows="KZ-2026-0001")
    assert card(browser, draft).xpath(".//a[contains(@class, 'warn')]/@href") == ["/incidents/KZ-2026-0001"]
    assert card(browser, draft).xpath(".//dd[@class='context']"), "its facts are there to compare"
    assert [one["id"] for one in send(browser, draft).json()["done"]] == [draft]
    with site.reading() as session:
        row = session.get_one(DraftRow, draft)
        assert (row.state, row.follows, row.incident) == ("confirmed", "KZ-2026-0001", "KZ-2026-0001")
        assert session.scalars(select(IncidentRow.number)).all() == ["KZ-2026-0001"]


def test_each_person_gets_the_draft_as_she_would_confirm_it_and_who_judges_blind_the_machines(site: Site) -> None:
    draft, bare = make(site, "s"), make(site, "t", categories=[])
    type_in(site.signed_in(), draft, place="Орал")
    with site.reading() as session:
        row = session.get_one(DraftRow, draft)
        by = {who: prepare_cards(session, [row], who, NOW)[draft] for who in ("Aigul", "Berik")}
        blind = prepare_cards(session, [row], "Aigul", NOW, blind=True)[draft]
        ready = prepare_cards(session, [session.get_one(DraftRow, bare)], "Aigul", NOW)[bare]
    assert [by[who].facts["place"] for who in by] == ["Орал", "Қарағанды"]
    assert blind.facts["place"] == "Қарағанды"
    assert by["Aigul"].stamp != by["Berik"].stamp == blind.stamp
    assert (ready.codes, bool(ready.would.fault), ready.facts["place"]) == ([], True, "Қарағанды"), (
        "without a category the rest is shown all the same"
    )


def test_a_page_of_many_asks_the_database_no_more_often_than_a_page_of_two(site: Site) -> None:
    drafts = [make(site, f"s{number}") for number in range(8)]
    asked: list[str] = []
    event.listen(site.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))

    def queries(some: list[int]) -> int:
        with site.reading() as session:
            rows = [session.get_one(DraftRow, draft) for draft in some]
            asked.clear()
            prepare_cards(session, rows, "Aigul", NOW)
            outlet_names(session)
            return len(asked)

    assert queries(drafts) == queries(drafts[:2]) <= 6

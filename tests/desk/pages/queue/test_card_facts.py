"""The card tells all that `c` will record: every field of the recorded incident, and every status, stands in its text."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desk.pages.queue.card_facts import day_words, facts_of, stamp_of
from desk.rendering import day
from records.country import place_name, region_name
from records.i18n import speaking, tr
from records.incident_fields import BY_NAME, COLUMN_FIELDS
from records.review.would_record import WouldRecord
from records.tables import IncidentRow, StatusRow
from records.vocabulary import CATEGORIES, STATUS_LABELS, Actor, Category, Outcome, StatusCode, Track, UnsureField
from tests.desk.pages.queue.cards_seen import card, make, send, stamp, type_in
from tests.desk.site import Site

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
        case "date_precision":
            return []
        case "title_lang":
            # The heading is marked with it; a voice that reads it aloud says it in its language.
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
@settings(max_examples=8)
def test_every_field_and_status_that_is_recorded_stood_on_the_card(site: Site, screened: dict[str, Any], typed: dict[str, Any]) -> None:
    browser = site.signed_in()
    with site.reading() as session:
        number = len(session.scalars(select(StatusRow.id)).all()) + len(session.scalars(select(IncidentRow.number)).all())
    draft = make(site, f"слово{number}", **screened)
    if typed:
        type_in(browser, draft, **typed)
    said = card(browser, draft)
    heading = browser.get(f"/queue/cards?id={draft}").text.partition("<h2")[2].partition("</h2>")[0]
    answer = send(browser, draft, sure="1", seen=f"{draft}:{stamp(browser, draft)}")
    if "Cannot be confirmed so" in said:
        assert answer.status_code == 422
        return
    assert answer.status_code == 200, answer.text
    with site.reading() as session:
        row = session.scalars(select(IncidentRow).where(IncidentRow.draft_id == draft)).one()
        for field in COLUMN_FIELDS:
            value = getattr(row, field.column or "")
            if value in (None, "", [], {}) or (value == field.kind.to_column(field.empty) and field.name != "actor"):
                continue
            for words in words_of(field.name, value):
                assert words.casefold() in said.casefold(), (field.name, value, said)
        assert f'lang="{row.title_lang}">{row.title}</a>' in heading
        statuses = session.scalars(select(StatusRow).where(StatusRow.draft_id == draft)).all()
        for status in statuses:
            assert f"{tr(STATUS_LABELS[StatusCode(status.code)])}, {day(status.day)}" in said
        if row.happened_on is None:
            assert "Date no date" in said
        if not row.victims:
            assert "Victims no victim is named" in said


FACTS = {field.column or "": field.kind.to_column(field.empty) for field in COLUMN_FIELDS} | {
    "categories": ["ATT"], "primary": "ATT", "victims": [], "outlets": [], "actor": "unknown", "happened_on": None, "date_precision": None,
}  # fmt: skip


def test_whose_outcome_it_was_stands_on_a_line_of_its_own() -> None:
    day_, url = date(2026, 11, 23), "https://test.example/a"
    would = WouldRecord(None, FACTS, ((StatusCode.REP, day_, url), (StatusCode.PTI, day_, url), (StatusCode.JSN, day_, "Письмо адвоката")))
    lines = {one.words: one.said for one in facts_of(would, FACTS, (), ())}
    assert lines["What became of it"] == "reported, Nov 23, 2026"
    assert lines["What became of the perpetrator"] == "pre-trial investigation opened, Nov 23, 2026"
    assert lines["What became of the journalist"].endswith("Nov 23, 2026 (Письмо адвоката)")


def test_each_line_says_whether_it_is_known_whose_it_is_and_whether_the_machine_is_sure() -> None:
    lines = {one.words: one for one in facts_of(WouldRecord(None, FACTS), FACTS, ["victims"], [UnsureField.VICTIMS, UnsureField.PLACE])}
    assert (lines["Date"].lacking, lines["Date"].said, lines["Date"].unsure) == (True, "no date", False)
    assert (lines["Victims"].yours, lines["Victims"].unsure) == (True, False), "what a person corrected is not in doubt"
    assert lines["Place"].unsure


def test_of_news_the_facts_are_there_to_compare_and_what_is_written_comes_first() -> None:
    would = WouldRecord("KZ-2026-0001", {}, ((StatusCode.DRP, date(2026, 11, 23), ""),))
    first, *rest = facts_of(would, FACTS, (), ())
    assert (first.words, first.said, first.context) == ("What became of the perpetrator", "case dropped, Nov 23, 2026", False)
    assert all(one.context for one in rest)


def test_the_stamp_changes_with_whatever_would_be_written_and_with_nothing_else() -> None:
    one = WouldRecord(None, FACTS)
    assert stamp_of(one) == stamp_of(WouldRecord(None, dict(FACTS)))
    others = [
        WouldRecord("KZ-2026-0001"),
        WouldRecord(None, {**FACTS, "place": "Орал"}),
        WouldRecord(None, FACTS, ((StatusCode.REP, date(2026, 1, 1), ""),)),
    ]
    assert len({stamp_of(one), *map(stamp_of, others)}) == 4


@pytest.mark.parametrize(("lang", "words"), [("kk", "2026 ж. қараша"), ("ru", "ноябрь 2026"), ("en", "November 2026")])
def test_a_month_is_told_as_a_month(lang: str, words: str) -> None:
    with speaking(lang):
        assert day_words(date(2026, 11, 1), "month") == words
        assert day_words(date(2026, 11, 1), "year") == "2026"

"""What nobody has checked stays out of a document, is named to the editor, and stops a final one."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from records.database import read_session, write_transaction
from records.i18n import speaking
from records.incident_model import Incident, Victim
from records.incident_texts.text_slots import TextKind, TextNote, TextState, slot
from records.incidents import admit
from records.vocabulary import Category
from reports.publications import Published, ReportFormat, ReportKind, ReportRequest, notes_file, publish
from reports.publications.unchecked_texts import TextsUnchecked, UncheckedText, unchecked_texts, without_unchecked
from tests.conftest import NOW
from tests.reports.publications.told import YEAR, case

RU, EN = "Репортёра избили у акимата.", "A reporter was beaten at the city hall."
TITLE = "Репортёр избит"


def checked(incident: Incident, *names: str, stale: tuple[str, ...] = ()) -> Incident:
    note = TextNote(TextState.CHECKED, "Aigul", NOW.isoformat(), stale=stale).to_json()
    return replace(incident, text_notes={**incident.text_notes, **dict.fromkeys(names, note)})


def killing(**fields: Any) -> Incident:
    """Every report tells it."""
    plain: dict[str, Any] = {"summary": {"ru": RU, "en": EN}, "title": TITLE, "title_lang": "ru", "victims": (Victim("Сәуле Үлгі"),)}
    return case("KZ-2021-0001", Category.KIL, "PTI", **{**plain, **fields})


def made(engine: Engine, incident: Incident, lang: str = "ru", **asked: Any) -> Published:
    with write_transaction(engine) as session:
        admit(session, incident, who="Aigul", now=NOW)
    return again(engine, lang, **asked)


def again(engine: Engine, lang: str, kind: ReportKind = ReportKind.STATEMENT, **asked: Any) -> Published:
    request = ReportRequest(kind, YEAR.until, YEAR.since, lang, ReportFormat.MD, **asked)
    with read_session(engine) as session:
        return publish(session, request, date(2026, 11, 25))


def test_an_unchecked_summary_is_left_out_of_every_report_and_named_in_the_notes(engine: Engine, catalogues: None) -> None:
    told = made(engine, killing())
    for kind in ReportKind:
        one = again(engine, "ru", kind)
        assert RU not in one.content.decode(), kind
        assert TITLE not in one.content.decode(), kind
        assert "Сәуле Үлгі" in one.content.decode(), "it is told from the fields"
    notes = notes_file(told.document)
    assert "краткое изложение случаев (1 инцидент (KZ-2021-0001))" in notes
    assert "нет краткого изложения" not in notes, "there is one, and nobody has checked it"


def test_a_checked_summary_is_told_and_a_final_document_is_made(engine: Engine) -> None:
    told = made(engine, checked(killing(), slot(TextKind.SUMMARY, "en")), "en", final=True)
    assert EN in told.content.decode()
    assert "Left out, since nobody has checked" not in notes_file(told.document)


def test_a_final_document_is_refused_while_something_that_it_tells_is_unchecked_or_was_changed_since(engine: Engine) -> None:
    with pytest.raises(TextsUnchecked, match="KZ-2021-0001"):
        made(engine, checked(killing(), slot(TextKind.SUMMARY, "en"), stale=("date",)), "en", final=True)
    with pytest.raises(TextsUnchecked, match="KZ-2021-0001"):
        again(engine, "ru", final=True)


def test_what_is_not_told_stops_no_final_document(engine: Engine) -> None:
    refused = case("KZ-2021-0002", Category.ACC, summary={"en": EN})
    assert made(engine, refused, "en", final=True).content


def test_a_case_without_any_text_is_none_that_nobody_checked() -> None:
    with speaking("en"):
        assert unchecked_texts([case("KZ-2021-0003", Category.ATT)]) == ()
        assert unchecked_texts([killing()]) == (UncheckedText("KZ-2021-0001", TextKind.SUMMARY),)
    with speaking("ru"):
        assert {one.kind for one in unchecked_texts([killing(titles={"ru": TITLE})])} == {TextKind.TITLE, TextKind.SUMMARY}


def test_only_the_texts_of_the_language_are_taken_away() -> None:
    whole = killing(titles={"ru": TITLE, "en": "A reporter beaten"})
    with speaking("ru"):
        (left,) = without_unchecked((whole,), [whole], unchecked_texts([whole]))
    assert (left.summary, left.title, left.titles) == ({"en": EN}, "", {"en": "A reporter beaten"})
    with speaking("kk"):
        assert without_unchecked((whole,), [whole], unchecked_texts([whole])) == (whole,)

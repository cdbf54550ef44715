"""When a draft was told of first, and the incidents that drafts go to."""

from datetime import date

from sqlalchemy import Engine

from records import review
from records.database import read_session, write_transaction
from records.review.tellings import case_so_far, not_there, tellings
from records.review.would_record import Telling, told_first
from records.tables import IncidentRow
from records.vocabulary import Category, Lawful
from tests.conftest import NOW
from tests.records.review.arriving import arrive


def test_the_earliest_article_tells_day_and_source_whichever_came_first(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков избит", day=date(2026, 11, 23))
        arrive(session, "b", "Сериков избит вновь", day=date(2026, 11, 20))
        other = arrive(session, "c", "Ахметова", day=date(2026, 12, 31))
    with read_session(engine) as session:
        found = tellings(session, [draft, other])
        first, ahead, none = (told_first(found.get(id, []), NOW) for id in (draft, other, 99))
    assert (first.day, first.source) == (date(2026, 11, 20), "https://test.example/b")
    assert ahead.day == none.day == NOW.date(), "nothing is dated after today"
    assert none.source == ""
    assert first.reported == (first.day, first.source)


def test_what_came_by_hand_dates_a_case_and_only_an_article_reports_it() -> None:
    call = Telling(date(2026, 11, 19), NOW, "", "hand:call:2026-11-19", by_hand=True)
    article = Telling(date(2026, 11, 21), NOW, "b", "https://test.example/b")
    assert told_first([call], NOW).reported is None
    both = told_first([article, call], NOW)
    assert (both.day, both.source) == (date(2026, 11, 19), "hand:call:2026-11-19")
    assert both.reported == (date(2026, 11, 21), "https://test.example/b")


def test_an_incident_says_what_decides_about_its_statuses(engine: Engine) -> None:
    with write_transaction(engine) as session:
        number = review.confirm(session, arrive(session, "a", "Сериков"), fields={"lawful": "no"}, who="Aigul", now=NOW).incident
        case = case_so_far(session.get_one(IncidentRow, number), frozenset())
    assert (case.categories, case.lawful, case.happened_on) == ((Category.ATT,), Lawful.NO, date(2026, 11, 22))
    assert not_there("KZ-2026-0001", withdrawn=False) == "there is no incident KZ-2026-0001"

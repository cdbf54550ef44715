"""What the site tells: the incidents of a release, and those without a date, as they were known on a day."""

from datetime import date

from sqlalchemy import Engine

from records.database import read_session, write_transaction
from records.incident_model import Source, Status
from records.persons.person_decisions import edit_person
from records.vocabulary import StatusCode
from reports.site.site_record import as_known, told_incidents
from tests.desk.incident_records import incident
from tests.records.persons.persons_case import BY
from tests.reports.site.small_site import TODAY, WITHDRAWN, jailed, store


def test_all_that_counts_on_the_day_is_told_and_what_was_withdrawn_is_not(engine: Engine) -> None:
    with write_transaction(engine) as session:
        store(session, 4)
        numbers = [one["ru"].number for one in told_incidents(session, TODAY)]
        assert len(numbers) == 7
        assert "KZ-2026-0903" in numbers, "one without a date"
        assert WITHDRAWN not in numbers
        assert jailed().number not in [one["ru"].number for one in told_incidents(session, date(2026, 5, 31))]


def test_nobody_withheld_is_one_incident_for_all_and_somebody_withheld_one_for_each_language(engine: Engine) -> None:
    with write_transaction(engine) as session:
        store(session, 0)
        assert all(len({id(one) for one in shown.values()}) == 1 for shown in told_incidents(session, TODAY))
        hers = next(one for shown in told_incidents(session, TODAY) for one in shown["ru"].victims if "Сапарқызы" in one.name)
        edit_person(session, hers.person or 0, {"publish": "no", "publish_reason": "қауіп"}, **BY)
    with read_session(engine) as session:
        shown = next(one for one in told_incidents(session, TODAY) if one["ru"].number == jailed().number)
        assert len({shown[lang].victims[0].name for lang in ("kk", "ru", "en")}) == 3
        assert not any("Сапар" in shown[lang].victims[0].name for lang in shown)


def test_later_statuses_and_articles_and_what_was_withdrawn_as_wrong_are_left_out() -> None:
    late, early = (
        Source("a", "https://x.example/1", published_at="2026-05-03"),
        Source("b", "https://x.example/2", published_at="2026-05-01T09:00:00+05:00"),
    )
    statuses = (Status(date(2026, 5, 1), StatusCode.REP), Status(date(2026, 5, 3), StatusCode.CMP))
    told = as_known(incident(1, date(2026, 5, 1), statuses=statuses, withdrawn_statuses=statuses[:1], articles=(late, early)), date(2026, 5, 2))
    assert (told.statuses, told.withdrawn_statuses, told.articles) == (statuses[:1], (), (early,))

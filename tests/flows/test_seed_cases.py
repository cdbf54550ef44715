"""The whole life of the four cases that Adil Soz told on 2 November 2021, from the article to the status to the clock. Articles and persons are ours."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records import incidents, review
from records.database import read_session, write_transaction
from records.ledger import ledger_verify
from records.review import groups
from records.tables import DraftRow
from records.vocabulary import StatusCode
from reports.impunity import clocks, council_of_europe_impunity, impunity_summary, silent
from tests.records import rows
from tests.records.recogniser import ByFirstWord

AS_OF = date(2021, 11, 2)
YEAR = 365


def told(session: Session, identifier: str, title: str, day: date, **screened: Any) -> int:
    """An article of that day, collected and grouped on it: the draft it is in."""
    now = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    rows.article(session, identifier, title=title, published_on=day, published_at=day.isoformat(), now=now)
    rows.screening(session, identifier, **{"incident_date": day.isoformat(), **screened})
    review.propose(session, review.undrafted(session, "test 1"), now=now, recogniser=ByFirstWord())
    draft = groups.draft_of(session, identifier)
    assert draft is not None
    return draft


def confirmed(session: Session, draft: int, day: date, **fields: Any) -> str:
    now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    number = review.confirm(session, draft, who="Aigul", now=now, fields=fields).incident
    assert number is not None
    return number


def codes(session: Session, number: str) -> list[str]:
    found = incidents.find(session, number)
    assert found is not None
    return [status.code.value for status in found.statuses]


def test_an_attack_whose_case_was_dropped_since_the_attacker_did_not_hear(engine: Engine) -> None:
    person = [{"name": "Алма Сынақова", "role": "victim"}]
    with write_transaction(engine) as session:
        first = told(session, "a", "Сынақову ударили на рынке в Кокшетау", date(2021, 4, 14), region="KZ-11", place="Кокшетау", persons=person)
        assert told(session, "b", "Сынақову опросила полиция", date(2021, 4, 16), outcome="investigating", persons=person) == first
        number = confirmed(session, first, date(2021, 4, 17), actor="private_person", primary="ATT")
        news = told(session, "c", "Сынақову не услышали: дело закрыто", date(2021, 7, 5), label="followup", outcome="dropped", persons=person)
        assert session.get_one(DraftRow, news).follows == number == "KZ-2021-0001"
        confirmed(session, news, date(2021, 7, 6))
    with read_session(engine) as session:
        case = incidents.find(session, number)
        assert case is not None
        assert codes(session, number) == ["REP", "PTI", "DRP"]
        assert [article.id for article in case.articles] == ["a", "b", "c"]
        assert (clocks(case, AS_OF).without_accountability, clocks(case, AS_OF).since_last_status) == (202, 120)
        assert council_of_europe_impunity(case, AS_OF, YEAR)
        assert codes(session, number)[:2] == [s.code for s in case.statuses if s.day <= date(2021, 7, 1)]


def test_a_crew_beaten_by_guards_and_blamed_for_it_in_spite_of_the_video(engine: Engine) -> None:
    crew = [{"name": name, "role": "victim"} for name in ("Самат Үлгіев", "Наталья Пробная", "Төлеген Сынақов")]
    with write_transaction(engine) as session:
        first = told(session, "a", "Съёмочную избили охранники", date(2021, 3, 2), region="KZ-59", actor="security_guard", persons=crew)
        number = confirmed(session, first, date(2021, 3, 3), target="crew")
        news = told(session, "b", "Съёмочную назвали виновной", date(2021, 5, 20), label="followup", outcome="victim_blamed", persons=crew)
        confirmed(session, news, date(2021, 5, 21))
    with read_session(engine) as session:
        case = incidents.find(session, number)
        assert case is not None
        assert (codes(session, number), len(case.victims), case.facts["target"]) == (["REP", "BLM"], 3, "crew")
        assert council_of_europe_impunity(case, AS_OF, 10_000)


def test_threats_to_an_editor_that_nobody_answered_for(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first = told(session, "a", "Үлгіев заявил об угрозах", date(2021, 6, 10), categories=[{"code": "THR", "score": 0.8}])
        number = confirmed(session, first, date(2021, 6, 11), status="CMP", status_date="2021-06-10")
    with read_session(engine) as session:
        case = incidents.find(session, number)
        assert case is not None
        assert codes(session, number) == ["REP", "CMP"]
        assert clocks(case, AS_OF).without_accountability == 145
        assert [one.number for one in silent([case], AS_OF, 90)] == [number]


def test_an_investigation_without_a_step_since_july_2019(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first = told(session, "a", "Бюро: напали на журналистов в офисе", date(2019, 7, 22), outcome="investigating")
        number = confirmed(session, first, date(2019, 7, 23), target="crew")
        assert number == "KZ-2019-0001"
    with read_session(engine) as session:
        case = incidents.find(session, number)
        assert case is not None
        assert clocks(case, AS_OF).since_last_status == clocks(case, AS_OF).without_accountability == 834
        assert not council_of_europe_impunity(case, date(2019, 12, 1), YEAR)
        assert council_of_europe_impunity(case, AS_OF, YEAR)


def test_all_four_together_stand_unanswered_and_every_figure_names_its_cases(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for number, (title, day) in enumerate(
            (("Первая", date(2021, 4, 14)), ("Вторая", date(2021, 3, 2)), ("Третья", date(2021, 6, 10)), ("Четвёртая", date(2019, 7, 22)))
        ):
            confirmed(session, told(session, f"a{number}", f"{title} история", day), day)
        incidents.add_status(
            session, "KZ-2021-0003", StatusCode.APO, date(2021, 12, 1), source="письмо", who="Aigul", now=datetime(2021, 12, 2, tzinfo=UTC)
        )
    with read_session(engine) as session:
        cases = list(incidents.load(session))
        summary = impunity_summary(cases, AS_OF, 90)
        assert summary.unanswered == tuple(case.number for case in cases)
        assert summary.unanswered_share == 1.0
        # What came later is not in the figures of that day, and is in those of today.
        assert impunity_summary(cases, date(2021, 12, 31), 90).unanswered_share == 0.75
        assert ledger_verify.faults(session) == []

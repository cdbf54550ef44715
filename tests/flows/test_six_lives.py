"""Six lives of a case, from the article to the clock: screened, confirmed, followed by news and by a person, and told in lists, rows and figures."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records import incidents, review
from records.database import read_session, write_transaction
from records.filters import IncidentFilter
from records.incident_model import Incident
from records.ledger import verify
from records.review import groups
from records.tables import DraftRow
from records.vocabulary import CpjState, FunnelStage, StatusCode, UnescoState
from reports.exports.incidents_export import incident_rows
from reports.impunity import Clocks, ImpunitySummary, clocks, council_of_europe_impunity, impunity_summary, silent
from reports.impunity.legal_cases import Custody
from reports.impunity.pursuit import read_journalist_case
from tests.records import rows
from tests.records.recogniser import ByFirstWord

AS_OF = date(2026, 6, 30)
WOMAN = [{"name": "Алма Сынақова", "role": "victim"}]


def step(session: Session, number: str, code: str, day: date, **penalty: Any) -> None:
    """An editor adds what the court's own page tells."""
    now = datetime(2026, 6, 30, 9, tzinfo=UTC)
    incidents.add_status(session, number, StatusCode(code), day, source="sud.example", who="Berik", now=now, penalty=penalty)


def screened(*categories: str, **more: Any) -> dict[str, Any]:
    return {"categories": [{"code": code, "score": 0.9} for code in categories], "persons": WOMAN, **more}


def seen(engine: Engine, number: str, as_of: date = AS_OF) -> tuple[Incident, dict[str, Any], ImpunitySummary]:
    """The incident, its row in the export, and the figures over the record, which holds no other."""
    with read_session(engine) as session:
        (row,) = incident_rows(session, IncidentFilter(as_of=as_of))
        (case,) = incidents.load(session)
        assert verify.ledger_chain_faults(session) == []
        assert case.number == row["number"] == number
        return case, row, impunity_summary([case], as_of, 90)


def test_an_attack_whose_attacker_is_convicted_is_justice_done_from_that_day(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = told(session, "a", "Сынақова избита у подъезда", date(2026, 1, 10), **screened("ATT"))
        number = confirmed(session, draft, date(2026, 1, 11))
        news = told(
            session, "b", "Сынақова начато расследование", date(2026, 1, 20), label="followup",
            **screened("ATT", outcome="investigating", outcome_of="perpetrator"),
        )  # fmt: skip
        assert confirmed(session, news, date(2026, 1, 21)) == number
        step(session, number, "CRTP", date(2026, 3, 1))
        last = told(
            session, "c", "Сынақова нападавший осуждён", date(2026, 4, 20), label="followup",
            **screened("ATT", outcome="convicted", outcome_of="perpetrator"),
        )  # fmt: skip
        assert confirmed(session, last, date(2026, 4, 21)) == number
        assert codes(session, number) == ["REP", "PTI", "CRTP", "CVF"]
    case, row, summary = seen(engine, number)
    assert clocks(case, AS_OF) == Clocks(100, 71)
    assert clocks(case, date(2026, 4, 19)) == Clocks(99, 49)
    assert (row["days_without_accountability"], row["days_under_pursuit"], row["custody"], row["sentence"]) == (100, None, [], None)
    assert summary.funnel.accountability == (number,)
    assert (summary.unanswered, summary.pursued.pursued, summary.silent) == ((), (), ())
    assert (row["unesco"], row["cpj"]) == (None, None)


def test_an_attack_whose_case_is_dropped_is_impunity(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = told(
            session, "a", "Сынақова избита у подъезда", date(2026, 1, 10), **screened("ATT", outcome="investigating", outcome_of="perpetrator")
        )
        number = confirmed(session, draft, date(2026, 1, 11))
        news = told(
            session,
            "b",
            "Сынақова дело прекращено",
            date(2026, 3, 10),
            label="followup",
            **screened("ATT", outcome="dropped", outcome_of="perpetrator"),
        )
        assert confirmed(session, news, date(2026, 3, 11)) == number
        assert codes(session, number) == ["REP", "PTI", "DRP"]
    case, row, summary = seen(engine, number)
    assert clocks(case, AS_OF) == Clocks(171, 112)
    assert summary.council_of_europe == summary.unanswered == summary.funnel.investigation == (number,)
    assert (summary.funnel.court, row["days_in_custody"]) == ((), None)
    assert [(one.number, one.status) for one in summary.silent] == [(number, StatusCode.DRP)]


def test_a_journalist_who_is_tried_and_acquitted_is_no_impunity(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = told(session, "a", "Сынақова под следствием", date(2026, 1, 10), **screened("CRM", outcome="investigating", outcome_of="journalist"))
        number = confirmed(session, draft, date(2026, 1, 11))
        assert codes(session, number) == ["REP", "JIN"]
        step(session, number, "JCH", date(2026, 1, 20))
        step(session, number, "JCT", date(2026, 2, 10))
        news = told(
            session,
            "b",
            "Сынақова суд оправдал",
            date(2026, 3, 10),
            label="followup",
            **screened("CRM", outcome="acquitted", outcome_of="journalist"),
        )
        assert confirmed(session, news, date(2026, 3, 11)) == number
        assert codes(session, number) == ["REP", "JIN", "JCH", "JCT", "JAC"]
    case, row, summary = seen(engine, number)
    assert clocks(case, AS_OF) == Clocks(None, None, 59, 0)
    assert clocks(case, date(2026, 2, 28)) == Clocks(None, None, 49, 0)
    assert summary.funnel.recorded == ()
    assert summary.unanswered_share is None
    assert summary.pursued.ended_well == (number,)
    assert impunity_summary([case], date(2026, 2, 28), 90).pursued.on_trial == (number,)
    assert (row["days_under_pursuit"], row["days_without_accountability"], summary.silent) == (59, None, ())


def test_a_journalist_in_prison_stays_there_through_her_appeals_and_is_on_the_list_of_those_in_custody(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = told(session, "a", "Сынақова взята под стражу", date(2025, 6, 30), **screened("ARR", "CRM"))
        number = confirmed(session, draft, date(2025, 7, 1))
        step(session, number, "JDT", date(2025, 6, 30))
        step(session, number, "JCT", date(2025, 9, 1))
        news = told(
            session, "b", "Сынақова семь лет", date(2025, 10, 10), label="followup",
            **screened("ARR", "CRM", outcome="convicted", outcome_of="journalist"),
        )  # fmt: skip
        assert confirmed(session, news, date(2025, 10, 11)) == number
        sentence = next(status for status in incidents.load(session).__next__().statuses if status.code is StatusCode.JSN)
        incidents.correct_status(
            session, number, sentence.id, StatusCode.JSN, sentence.day, source=sentence.source, reason="its length is known now", who="Berik",
            now=datetime(2026, 6, 30, 9, tzinfo=UTC), penalty={"kind": "prison", "term": 7, "unit": "years"},
        )  # fmt: skip
        step(session, number, "JAP", date(2025, 10, 20))
        step(session, number, "JUP", date(2025, 12, 15))
    case, row, summary = seen(engine, number)
    assert clocks(case, AS_OF) == Clocks(None, None, 168, 365, in_custody_now=True)
    assert row["custody"] == [{"since": "2025-06-30", "until": None}]
    assert row["sentence"] == {"code": "JSN", "date": "2025-10-10", "kind": "prison", "term": 7, "unit": "years"}
    assert [(one.number, one.since, one.days) for one in summary.pursued.in_custody] == [(number, date(2025, 6, 30), 365)]
    assert [status.withdrawn for status in case.withdrawn_statuses] == ["its length is known now"]
    after = read_journalist_case(case.statuses, case.categories, date(2033, 1, 1))
    assert after is not None
    assert after.custody == (Custody(date(2025, 6, 30), date(2032, 6, 30), term_over=True),)
    assert summary.funnel.recorded == ()
    assert impunity_summary([case], date(2025, 11, 1), 30).pursued.going_on == (number,)


def test_a_civil_claim_that_is_lost_is_a_sum_and_neither_justice_nor_impunity(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = told(session, "a", "Сынақова ответит по иску", date(2026, 1, 10), **screened("CIV", outcome="investigating", outcome_of="journalist"))
        number = confirmed(session, draft, date(2026, 1, 11))
        news = told(
            session,
            "b",
            "Сынақова проиграла иск",
            date(2026, 3, 10),
            label="followup",
            **screened("CIV", outcome="convicted", outcome_of="journalist"),
        )
        assert confirmed(session, news, date(2026, 3, 11)) == number
        assert codes(session, number) == ["REP", "JIN", "JDM"]
        step(session, number, "JDM", date(2026, 4, 1), sum="500 000")
    case, row, summary = seen(engine, number)
    assert clocks(case, AS_OF) == Clocks(None, None, 81, 0)
    assert row["sentence"] == {"code": "JDM", "date": "2026-04-01", "sum": 500_000, "currency": "KZT"}
    assert (summary.pursued.damages["KZT"].total, summary.pursued.damages["KZT"].incidents) == (500_000, (number,))
    assert summary.funnel.recorded == summary.council_of_europe == summary.unanswered == ()


def test_a_killing_under_investigation_is_judged_by_those_who_judge_killings(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = told(session, "a", "Сынақова убита", date(2026, 1, 10), **screened("KIL", outcome="investigating", outcome_of="perpetrator"))
        number = confirmed(session, draft, date(2026, 1, 11), motive="confirmed")
        assert codes(session, number) == ["REP", "PTI"]
    case, row, summary = seen(engine, number)
    assert clocks(case, AS_OF) == Clocks(171, 171)
    assert (row["unesco"], row["cpj"]) == ("ongoing", "complete_impunity")
    assert summary.unesco[UnescoState.ONGOING] == summary.cpj[CpjState.COMPLETE_IMPUNITY] == (number,)
    assert summary.funnel.at(FunnelStage.INVESTIGATION) == (number,)
    assert [(one.number, one.days) for one in summary.silent] == [(number, 171)]


AS_OF_SEED_CASES = date(2021, 11, 2)
YEAR = 365


def told(session: Session, identifier: str, title: str, day: date, **screened: Any) -> int:
    """An article of that day, collected and grouped on it: the draft it is in."""
    now = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    rows.article(session, identifier, title=title, published_on=day, published_at=day.isoformat(), now=now)
    rows.screening(session, identifier, **{"incident_date": day.isoformat(), **screened})
    review.propose(session, review.screenings_without_draft(session, "test 1"), now=now, recogniser=ByFirstWord())
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
        assert (clocks(case, AS_OF_SEED_CASES).without_accountability, clocks(case, AS_OF_SEED_CASES).since_last_status) == (202, 120)
        assert council_of_europe_impunity(case, AS_OF_SEED_CASES, YEAR)
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
        assert council_of_europe_impunity(case, AS_OF_SEED_CASES, 10_000)


def test_threats_to_an_editor_that_nobody_answered_for(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first = told(session, "a", "Үлгіев заявил об угрозах", date(2021, 6, 10), categories=[{"code": "THR", "score": 0.8}])
        number = confirmed(session, first, date(2021, 6, 11), status="CMP", status_date="2021-06-10")
    with read_session(engine) as session:
        case = incidents.find(session, number)
        assert case is not None
        assert codes(session, number) == ["REP", "CMP"]
        assert clocks(case, AS_OF_SEED_CASES).without_accountability == 145
        assert [one.number for one in silent([case], AS_OF_SEED_CASES, 90)] == [number]


def test_an_investigation_without_a_step_since_july_2019(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first = told(session, "a", "Бюро: напали на журналистов в офисе", date(2019, 7, 22), outcome="investigating")
        number = confirmed(session, first, date(2019, 7, 23), target="crew")
        assert number == "KZ-2019-0001"
    with read_session(engine) as session:
        case = incidents.find(session, number)
        assert case is not None
        assert clocks(case, AS_OF_SEED_CASES).since_last_status == clocks(case, AS_OF_SEED_CASES).without_accountability == 834
        assert not council_of_europe_impunity(case, date(2019, 12, 1), YEAR)
        assert council_of_europe_impunity(case, AS_OF_SEED_CASES, YEAR)


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
        summary = impunity_summary(cases, AS_OF_SEED_CASES, 90)
        assert summary.unanswered == tuple(case.number for case in cases)
        assert summary.unanswered_share == 1.0
        # What came later is not in the figures of that day, and is in those of today.
        assert impunity_summary(cases, date(2021, 12, 31), 90).unanswered_share == 0.75
        assert verify.ledger_chain_faults(session) == []

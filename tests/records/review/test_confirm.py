"""A confirmation: the incident that it records, or the status that it appends."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from records import incidents, review
from records.database import read_session, write_transaction
from records.errors import BadDecision
from records.incident_fields import BY_NAME
from records.tables import ArticleRow, DraftRow, IncidentRow, LedgerRow, StatusRow
from records.vocabulary import Actor, Category, DatePrecision, Motive, RejectReason, StatusCode, Target
from tests.conftest import NOW
from tests.records.review.arriving import arrive, flagged_drafts, recorded

TODAY = NOW.date()
BY: dict[str, Any] = {"who": "Aigul", "now": NOW}


def test_a_confirmation_records_an_incident_under_the_next_number_of_its_year(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for number, day in enumerate(("2025-05-04", "2026-11-22", "2026-01-01", None)):
            draft = arrive(session, f"a{number}", f"Слово{number}", screened={"incident_date": day, "date_precision": "day" if day else None})
            review.confirm(session, draft, **BY)
        assert [one.number for one in incidents.load(session)] == ["KZ-2025-0001", "KZ-2026-0001", "KZ-2026-0002", "KZ-2026-0003"]
        undated = recorded(session, "KZ-2026-0003")
        assert (undated.day, undated.precision) == (None, None)


def test_an_incident_holds_the_persons_word_and_where_they_said_nothing_the_machines(engine: Engine) -> None:
    screened = {
        "persons": [{"name": "Асель Тестова", "role": "victim"}, {"name": "Иван Пробный", "role": "official"}],
        "outlets": ["Мысал ТВ"],
        "categories": [{"code": "OBS", "score": 0.4}, {"code": "ATT", "score": 0.9}],
    }
    fields = {
        "primary": "THR",
        "incident_date": "2026-10",
        "actor": "security_guard",
        "during": "briefing",
        "motive": "confirmed",
        "summary": {"ru": " Угрожали. ", "kk": ""},
    }
    with write_transaction(engine) as session:
        review.confirm(session, arrive(session, "a", "Тестова", screened=screened), fields=fields, **BY)
        one = recorded(session, "KZ-2026-0001")
    assert (one.primary, one.categories) == (Category.THR, (Category.THR, Category.ATT, Category.OBS))
    assert (one.day, one.precision, one.actor, one.facts["target"], BY_NAME["online"].of(one)) == (
        date(2026, 10, 1),
        DatePrecision.MONTH,
        Actor.SECURITY_GUARD,
        Target.PERSON,
        False,
    )
    assert [(victim.name, victim.outlet) for victim in one.victims] == [("Асель Тестова", "Мысал ТВ")]
    assert (one.facts["during"], one.facts["motive"], one.summary, one.region, one.title) == (
        "briefing",
        Motive.CONFIRMED,
        {"ru": "Угрожали."},
        "KZ-35",
        "Тестова",
    )


def test_a_new_incident_begins_with_its_report_and_what_came_of_it_so_far(engine: Engine) -> None:
    day = date(2026, 11, 23)
    with write_transaction(engine) as session:
        review.confirm(session, arrive(session, "a", "Сериков", day=day, screened={"outcome": "investigating"}), **BY)
        statuses = recorded(session, "KZ-2026-0001").statuses
    assert [(one.day, one.code, one.source) for one in statuses] == [
        (day, StatusCode.REP, "https://test.example/a"),
        (day, StatusCode.PTI, "https://test.example/a"),
    ]


def test_confirming_news_of_an_incident_appends_a_dated_status_and_takes_no_number(engine: Engine) -> None:
    with write_transaction(engine) as session:
        review.confirm(session, arrive(session, "a", "Сериков избит", day=date(2026, 11, 22)), **BY)
        news = arrive(session, "b", "Сериков — дело прекращено", day=date(2026, 11, 24), screened={"outcome": "dropped"})
        review.confirm(session, news, **BY)
        one = recorded(session, "KZ-2026-0001")
        assert [(status.day.day, status.code) for status in one.statuses] == [(22, "REP"), (24, "DRP")]
        assert [article.id for article in one.articles] == ["a", "b"]
        review.confirm(session, arrive(session, "c", "Ахметова задержана"), **BY)
        assert [found.number for found in incidents.load(session)] == ["KZ-2026-0001", "KZ-2026-0002"]


def test_a_person_may_say_that_news_brings_no_status_or_another_one_or_is_an_incident_of_its_own(engine: Engine) -> None:
    with write_transaction(engine) as session:
        review.confirm(session, arrive(session, "a", "Сериков избит"), **BY)
        for identifier, fields in (
            ("b", {"status": ""}),
            ("c", {"status": "CMP", "status_date": "2026-11-23", "status_source": "Письмо адвоката"}),
            ("d", {"follows": ""}),
        ):
            draft = arrive(session, identifier, "Сериков опять", day=NOW.date() - timedelta(days=40 * (ord(identifier) - 97)))
            review.confirm(session, draft, fields=fields, **BY)
        assert [(one.code, one.source) for one in recorded(session, "KZ-2026-0001").statuses] == [
            ("CMP", "Письмо адвоката"),
            ("REP", "https://test.example/a"),
        ]
        assert [one.number for one in incidents.load(session)] == ["KZ-2026-0001", "KZ-2026-0002"]


def test_news_of_an_incident_that_the_record_lacks_is_a_draft_that_becomes_the_incident(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков — суд", screened={"label": "followup", "outcome": "convicted", "incident_date": "2025-02-03"})
        assert (session.get_one(DraftRow, draft).label, session.get_one(DraftRow, draft).follows) == ("followup", None)
        review.confirm(session, draft, **BY)
        assert [one.code for one in recorded(session, "KZ-2025-0001").statuses] == ["REP", "CVF"]


def test_an_incident_needs_a_category_from_somebody(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков", screened={"categories": []})
        with pytest.raises(BadDecision, match="nobody has said yet what kind of violation"):
            review.confirm(session, draft, **BY)
        review.confirm(session, draft, fields={"primary": "att"}, **BY)
        assert recorded(session, "KZ-2026-0001").categories == (Category.ATT,)


def test_what_is_noted_for_the_victims_safety_stands_in_no_draft_and_not_in_the_ledger(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков")
        review.confirm(session, draft, fields={"safety_notes": "уехал к сестре", "contacts": "+7 700 000 00 00"}, **BY)
        private = session.get_one(IncidentRow, "KZ-2026-0001").private
        assert (private["safety_notes"], private["contacts"]) == ("уехал к сестре", "+7 700 000 00 00")
        kept = [session.get_one(DraftRow, draft).fields, *((row.before, row.after, row.note) for row in session.query(LedgerRow))]
        assert "сестр" not in str(kept)
        # Not "700" alone: a hash in a row may hold it by chance.
        assert not any(digits in str(kept) for digits in ("700 000", "7000000"))
        review.undo(session, draft, **BY)
        review.confirm(session, draft, **BY)
        assert session.get_one(IncidentRow, "KZ-2026-0001").private == private


def test_a_confirmation_keeps_the_machines_value_beside_the_persons(engine: Engine) -> None:
    (draft,) = flagged_drafts(engine, ("a", True))
    with write_transaction(engine) as session:
        review.confirm(session, draft, who="Aigul", now=NOW, fields={"place": "Теміртау"})
    with read_session(engine) as session:
        row = session.get_one(DraftRow, draft)
        assert (row.proposal["place"], row.fields["place"], row.decided_by) == ("Қарағанды", "Теміртау", "Aigul")


def statuses(session: Session, number: str = "KZ-2026-0001") -> list[tuple[str, str, str]]:
    return [(one.day.isoformat(), one.code, one.source) for one in recorded(session, number).statuses]


def test_a_new_incident_begins_with_the_earliest_article_and_no_status_before_the_event(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "b", "Сериков избит", day=date(2026, 11, 24), screened={"outcome": "investigating"})
        arrive(session, "a", "Сериков избит", day=date(2026, 11, 23))
        arrive(session, "c", "Сериков избит", day=date(2026, 11, 23))
        review.confirm(session, draft, fields={"incident_date": "2026-11-24"}, **BY)
        assert statuses(session) == [("2026-11-24", "REP", "https://test.example/a"), ("2026-11-24", "PTI", "https://test.example/b")]
        assert {row.draft_id for row in session.query(StatusRow)} == {draft}


def test_an_article_without_a_day_was_told_when_it_was_fetched_and_none_in_the_future(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков избит")
        article = session.get_one(ArticleRow, "a")
        article.published_on, article.fetched_at = None, NOW - timedelta(days=1)
        session.flush()
        review.confirm(session, draft, **BY)
        assert statuses(session)[0] == ("2026-11-23", "REP", "https://test.example/a")
        other = arrive(session, "b", "Омаров избит")
        session.get_one(ArticleRow, "b").published_on = TODAY + timedelta(days=9)
        session.flush()
        review.confirm(session, other, **BY)
        assert statuses(session, "KZ-2026-0002")[0] == ("2026-11-24", "REP", "https://test.example/b")


def test_a_confirmation_says_everything_of_itself_in_the_ledger(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков избит")
        review.defer(session, draft, until=date(2026, 12, 1), note="күту", **BY)
        made = review.confirm(session, draft, fields={"place": "Орал", "contacts": "туысы"}, note="рас", **BY)
        assert (made.state, made.fields, made.incident, made.reason, made.deferred_until) == (
            "confirmed",
            {"place": "Орал"},
            "KZ-2026-0001",
            None,
            None,
        )
        deferred, confirmed = session.scalars(select(LedgerRow).where(LedgerRow.subject == f"draft {draft}").order_by(LedgerRow.id))
        assert (deferred.action, deferred.note, deferred.after["deferred_until"]) == ("defer", "күту", "2026-12-01")
        assert (confirmed.action, confirmed.note, confirmed.after["fields"], confirmed.who, confirmed.at) == (
            "confirm", "рас", {"place": "Орал"}, "Aigul", NOW,
        )  # fmt: skip


def test_a_rejection_says_its_reason_and_takes_back_what_was_typed(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = session.get_one(DraftRow, arrive(session, "a", "Сериков избит"))
        draft.fields = {"place": "Орал"}
        review.reject(session, draft.id, reason="other", note="ескі", **BY)
        assert (draft.state, draft.reason, draft.fields, draft.deferred_until) == ("rejected", "other", {}, None)
        row = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
        assert (row.action, row.reason, row.note, row.after["reason"], row.after["fields"]) == ("reject", "other", "ескі", "other", {})


@pytest.mark.parametrize(
    ("reason", "note", "told"),
    [
        ("", "", f"nothing is no reason to reject; reasons are {', '.join(RejectReason)}"),
        ("because", "", f"because is no reason to reject; reasons are {', '.join(RejectReason)}"),
        ("other", " ", "the reason “other” needs a note that says which"),
    ],
)
def test_a_rejection_without_a_reason_is_told_what_reasons_there_are(engine: Engine, reason: str, note: str, told: str) -> None:
    with write_transaction(engine) as session:
        with pytest.raises(BadDecision) as refused:
            review.reject(session, arrive(session, "a", "Сериков"), reason=reason, note=note, **BY)
        assert str(refused.value) == told


def test_a_draft_is_deferred_to_a_later_day_alone(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков")
        with pytest.raises(BadDecision) as refused:
            review.defer(session, draft, until=TODAY, **BY)
        assert str(refused.value) == "Tuesday, November 24, 2026 is not to come; defer to a later day"
        assert review.defer(session, draft, until=TODAY + timedelta(days=1), **BY).deferred_until == TODAY + timedelta(days=1)


def test_news_takes_no_private_notes_and_tells_its_status_with_the_note(engine: Engine) -> None:
    with write_transaction(engine) as session:
        review.confirm(session, arrive(session, "a", "Сериков избит"), **BY)
        news = arrive(session, "b", "Сериков в суде")
        with pytest.raises(BadDecision) as refused:
            review.confirm(session, news, fields={"contacts": "туысы"}, **BY)
        assert str(refused.value) == "safety notes and contacts stand with the incident itself; write them there: KZ-2026-0001"
        review.confirm(session, news, note="сот", **BY)
        row = session.query(StatusRow).where(StatusRow.draft_id == news).one()
        assert (row.code, row.note, row.source, row.recorded_by) == ("REP", "сот", "https://test.example/b", "Aigul")
        third = arrive(session, "c", "Сериков снова в суде", day=date(2026, 11, 24))
        review.confirm(session, third, fields={"status": ""}, **BY)
        assert session.query(StatusRow).where(StatusRow.draft_id == third).count() == 0


def test_a_draft_that_waited_since_before_the_two_tracks_brings_no_status_on_either(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = session.get_one(DraftRow, arrive(session, "a", "Сериков осуждён"))
        old = {name: value for name, value in draft.proposal.items() if name != "outcome_of"}
        told = [{"date": "2026-11-22", "code": "CVF", "source": "https://x.example/1"}]
        draft.proposal = {
            **old,
            "categories": [{"code": "CRM", "score": 0.9}, {"code": "OBS", "score": 0.6}],
            "outcome": "convicted",
            "statuses": told,
        }
        review.confirm(session, draft.id, **BY)
        assert [one.code for one in recorded(session, "KZ-2026-0001").statuses] == [StatusCode.REP]


def test_the_ruling_that_the_articles_told_is_that_of_the_category_that_a_person_confirmed(engine: Engine) -> None:
    with write_transaction(engine) as session:
        screened = {"outcome": "convicted", "outcome_of": "journalist", "categories": [{"code": "ARR", "score": 0.9}]}
        draft = arrive(session, "a", "Сериков осуждён", screened=screened)
        review.confirm(session, draft, fields={"primary": "CRM", "categories": ["CRM"]}, **BY)
        assert [one.code for one in recorded(session, "KZ-2026-0001").statuses] == [StatusCode.REP, StatusCode.JSN]
        news = arrive(session, "b", "Сериков снова осуждён", screened={**screened, "label": "followup"})
        assert session.get_one(DraftRow, news).follows == "KZ-2026-0001"
        review.confirm(session, news, **BY)
        assert [row.code for row in session.scalars(select(StatusRow).where(StatusRow.draft_id == news))] == ["JSN"]


@pytest.mark.parametrize("fields", [{}, {"status": "JSN", "status_source": "№ 7"}])
def test_a_status_that_a_person_corrected_does_not_come_back_when_its_draft_is_confirmed_again(engine: Engine, fields: dict[str, Any]) -> None:
    screened = {"outcome": "convicted", "outcome_of": "journalist", "categories": [{"code": "CRM", "score": 0.9}]}
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков осуждён", screened=screened)
        review.confirm(session, draft, fields=fields, **BY)
        (sentence,) = [one for one in recorded(session, "KZ-2026-0001").statuses if one.code is StatusCode.JSN]
        right: dict[str, Any] = {"source": "№ 8", "reason": "a fine", "penalty": {"sum": 100}}
        incidents.correct_status(session, "KZ-2026-0001", sentence.id, StatusCode.JFN, TODAY, **right, **BY)
        review.undo(session, draft, **BY)
    if fields:
        told = "JSN from this source was withdrawn because it was wrong"
        with pytest.raises(BadDecision, match=told), write_transaction(engine) as session:
            review.confirm(session, draft, fields=fields, **BY)
    with write_transaction(engine) as session:
        review.confirm(session, draft, fields={"status": ""} if fields else {}, **BY)
        one = recorded(session, "KZ-2026-0001")
        assert sorted(status.code for status in one.statuses) == [StatusCode.JFN, StatusCode.REP]
        assert [status.withdrawn for status in one.withdrawn_statuses] == ["a fine"]


def test_a_ruling_that_a_person_corrected_does_not_come_back_as_one_of_another_kind_with_other_categories(engine: Engine) -> None:
    screened = {"outcome": "convicted", "outcome_of": "journalist", "categories": [{"code": "CRM", "score": 0.9}]}
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков осуждён", screened=screened)
        review.confirm(session, draft, **BY)
        (sentence,) = [one for one in recorded(session, "KZ-2026-0001").statuses if one.code is StatusCode.JSN]
        right: dict[str, Any] = {"source": sentence.source, "reason": "term", "penalty": {"kind": "prison"}}
        incidents.correct_status(session, "KZ-2026-0001", sentence.id, StatusCode.JSN, sentence.day, **right, **BY)
        review.undo(session, draft, **BY)
        review.confirm(session, draft, fields={"primary": "ADM", "categories": ["ADM"]}, **BY)
        assert sorted(status.code for status in recorded(session, "KZ-2026-0001").statuses) == [StatusCode.JSN, StatusCode.REP]


def test_a_status_that_a_person_chose_is_never_left_out_without_a_word(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков избит")
        review.confirm(session, draft, fields={"status": "CMP"}, **BY)
        (complaint,) = [one for one in recorded(session, "KZ-2026-0001").statuses if one.code is StatusCode.CMP]
        incidents.withdraw_status(session, "KZ-2026-0001", complaint.id, reason="by mistake", **BY)
        review.undo(session, draft, **BY)
        with pytest.raises(BadDecision, match="CMP from this source was withdrawn because it was wrong; confirm without a status"):
            review.confirm(session, draft, fields={"status": "CMP"}, **BY)


def test_an_incident_that_gets_its_number_back_cannot_become_one_on_which_a_status_that_stands_tells_the_wrong_story(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков избит")
        review.confirm(session, draft, **BY)
        convicted = incidents.add_status(session, "KZ-2026-0001", StatusCode.CVF, TODAY, source="№ 7", **BY)
        review.undo(session, draft, **BY)
        hers = {"primary": "CRM", "categories": ["CRM"]}
        with pytest.raises(
            BadDecision, match="CVF tells what became of a perpetrator, and CRM is the journalist's own case.*withdraw this status first"
        ):
            review.confirm(session, draft, fields=hers, **BY)
    with write_transaction(engine) as session:
        incidents.withdraw_status(session, "KZ-2026-0001", convicted.id, reason="it is her own case", **BY)
        review.confirm(session, draft, fields=hers, **BY)
        one = recorded(session, "KZ-2026-0001")
        assert ([status.code for status in one.statuses], one.misplaced_statuses) == ([StatusCode.REP], ())


def test_neither_can_it_when_the_arrest_is_no_longer_said_to_be_unlawful(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков арестован", screened={"categories": [{"code": "ARR", "score": 0.9}]})
        review.confirm(session, draft, fields={"lawful": "no"}, **BY)
        incidents.add_status(session, "KZ-2026-0001", StatusCode.CVF, TODAY, source="№ 7", **BY)
        review.undo(session, draft, **BY)
        with pytest.raises(BadDecision, match="CVF tells what became of a perpetrator, and ARR is the journalist's own case"):
            review.confirm(session, draft, fields={"lawful": ""}, **BY)

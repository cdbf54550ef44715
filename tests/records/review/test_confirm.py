"""A confirmation: the incident that it records, or the status that it appends; also of tips that came without an address."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from syrupy.assertion import SnapshotAssertion

from records import incidents, review
from records.database import write_transaction
from records.errors import NoSuchIncident
from records.i18n import use_language
from records.incident_fields import BY_NAME
from records.incidents.repository import numbers_of_sources
from records.manual_tips import source_words, tip_source_description
from records.review import queue
from records.review.tip_drafts import ManualTip, create_tip_draft
from records.tables import ArticleRow, DraftRow, IncidentRow, LedgerRow, ManualTipRow, StatusRow
from records.vocabulary import Actor, Category, DatePrecision, DraftState, IntakeChannel, Motive, StatusCode, Target, TipChannel
from tests.conftest import NOW
from tests.records.persons.persons_case import whole
from tests.records.review.arriving import BY, TODAY, arrive, recorded
from tests.records.review.refusals import refusal


def test_a_confirmation_records_an_incident_under_the_next_number_of_its_year(session: Session) -> None:
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
        "primary": "THR", "incident_date": "2026-10", "actor": "security_guard", "during": "briefing", "motive": "confirmed",
        "summary": {"ru": " Угрожали. ", "kk": ""},
    }  # fmt: skip
    with write_transaction(engine) as session:
        review.confirm(session, arrive(session, "a", "Тестова", screened=screened), fields=fields, **BY)
        one = recorded(session, "KZ-2026-0001")
    assert (one.primary, one.categories) == (Category.THR, (Category.THR, Category.ATT, Category.OBS))
    assert (one.day, one.precision, one.actor, one.facts["target"], BY_NAME["online"].of(one)) == (
        date(2026, 10, 1), DatePrecision.MONTH, Actor.SECURITY_GUARD, Target.PERSON, False,
    )  # fmt: skip
    assert [(victim.name, victim.outlet) for victim in one.victims] == [("Асель Тестова", "Мысал ТВ")]
    assert (one.facts["during"], one.facts["motive"], one.summary, one.region, one.title) == (
        "briefing", Motive.CONFIRMED, {"ru": "Угрожали."}, "KZ-35", "Тестова",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("vouched", "state"), [({}, "checked"), ({"texts_checked": ["title_kk"]}, "checked"), ({"texts_checked": []}, "proposed")], ids=str
)
def test_a_title_that_a_person_gave_is_of_the_language_of_the_article_and_checked_unless_she_does_not_vouch_for_it(
    session: Session, vouched: dict[str, Any], state: str
) -> None:
    draft = arrive(session, "a", "Серікова ұрылды", lang="kk", screened={"lang": "kk"})
    review.confirm(session, draft, fields={"title": "Алматы", **vouched}, **BY)
    one = recorded(session, "KZ-2026-0001")
    assert (one.title, one.title_lang) == ("Алматы", "kk")
    assert {name: (note["state"], note["by"]) for name, note in one.text_notes.items()} == {"title_kk": (state, "Aigul")}


def test_confirming_news_of_an_incident_appends_a_dated_status_and_takes_no_number(session: Session) -> None:
    review.confirm(session, arrive(session, "a", "Сериков избит", day=date(2026, 11, 22)), **BY)
    news = arrive(session, "b", "Сериков — дело прекращено", day=date(2026, 11, 24), screened={"outcome": "dropped"})
    review.confirm(session, news, **BY)
    one = recorded(session, "KZ-2026-0001")
    assert [(status.day.day, status.code) for status in one.statuses] == [(22, "REP"), (24, "DRP")]
    assert [article.id for article in one.articles] == ["a", "b"]
    review.confirm(session, arrive(session, "c", "Ахметова задержана"), **BY)
    assert [found.number for found in incidents.load(session)] == ["KZ-2026-0001", "KZ-2026-0002"]


def test_a_person_may_say_that_news_brings_no_status_or_another_one_or_is_an_incident_of_its_own(session: Session) -> None:
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


def test_news_of_an_incident_that_the_record_lacks_is_a_draft_that_becomes_the_incident(session: Session) -> None:
    draft = arrive(session, "a", "Сериков — суд", screened={"label": "followup", "outcome": "convicted", "incident_date": "2025-02-03"})
    assert (session.get_one(DraftRow, draft).label, session.get_one(DraftRow, draft).follows) == ("followup", None)
    review.confirm(session, draft, **BY)
    assert [one.code for one in recorded(session, "KZ-2025-0001").statuses] == ["REP", "CVF"]


def test_an_incident_needs_a_category_from_somebody(session: Session, snapshot: SnapshotAssertion) -> None:
    draft = arrive(session, "a", "Сериков", screened={"categories": []})
    assert refusal(review.confirm, session, draft, **BY) == snapshot
    review.confirm(session, draft, fields={"primary": "att"}, **BY)
    assert recorded(session, "KZ-2026-0001").categories == (Category.ATT,)


def test_what_is_noted_for_the_victims_safety_stands_in_no_draft_and_not_in_the_ledger(session: Session) -> None:
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


def statuses(session: Session, number: str = "KZ-2026-0001") -> list[tuple[str, str, str]]:
    return [(one.day.isoformat(), one.code, one.source) for one in recorded(session, number).statuses]


def test_a_new_incident_begins_with_the_earliest_article_and_no_status_before_the_event(session: Session) -> None:
    draft = arrive(session, "b", "Сериков избит", day=date(2026, 11, 24), screened={"outcome": "investigating"})
    arrive(session, "a", "Сериков избит", day=date(2026, 11, 23))
    arrive(session, "c", "Сериков избит", day=date(2026, 11, 23))
    review.confirm(session, draft, fields={"incident_date": "2026-11-24"}, **BY)
    assert statuses(session) == [("2026-11-24", "REP", "https://test.example/a"), ("2026-11-24", "PTI", "https://test.example/b")]
    assert {row.draft_id for row in session.query(StatusRow)} == {draft}


def test_an_article_without_a_day_was_told_when_it_was_fetched_and_none_in_the_future(session: Session) -> None:
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


def test_a_confirmation_says_everything_of_itself_in_the_ledger(session: Session) -> None:
    draft = arrive(session, "a", "Сериков избит")
    review.defer(session, draft, until=date(2026, 12, 1), note="күту", **BY)
    made = review.confirm(session, draft, fields={"place": "Орал", "contacts": "туысы"}, note="рас", **BY)
    assert (made.state, made.fields, made.incident, made.reason, made.deferred_until) == ("confirmed", {"place": "Орал"}, "KZ-2026-0001", None, None)
    deferred, confirmed = session.scalars(select(LedgerRow).where(LedgerRow.subject == f"draft {draft}").order_by(LedgerRow.id))
    assert (deferred.action, deferred.note, deferred.after["deferred_until"]) == ("defer", "күту", "2026-12-01")
    assert (confirmed.action, confirmed.note, confirmed.after["fields"], confirmed.who, confirmed.at) == (
        "confirm", "рас", {"place": "Орал"}, "Aigul", NOW,
    )  # fmt: skip


def test_a_rejection_says_its_reason_and_takes_back_what_was_typed(session: Session, snapshot: SnapshotAssertion) -> None:
    draft = session.get_one(DraftRow, arrive(session, "a", "Сериков избит"))
    review.defer(session, draft.id, until=TODAY + timedelta(days=1), **BY)
    draft.fields = {"place": "Орал"}
    refused = [refusal(review.reject, session, draft.id, reason=reason, note=" ", **BY) for reason in ("", "because", "other")]
    assert refused == snapshot
    assert draft.state == "deferred"
    review.reject(session, draft.id, reason="other", note="ескі", **BY)
    assert (draft.state, draft.reason, draft.fields, draft.deferred_until) == ("rejected", "other", {}, None)
    row = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
    assert (row.action, row.reason, row.note, row.after["reason"], row.after["fields"]) == ("reject", "other", "ескі", "other", {})


def test_a_draft_is_deferred_to_a_later_day_alone(session: Session, snapshot: SnapshotAssertion) -> None:
    draft = arrive(session, "a", "Сериков")
    assert [refusal(review.defer, session, draft, until=TODAY - timedelta(days=ago), **BY) for ago in (0, 1)] == snapshot
    assert review.defer(session, draft, until=TODAY + timedelta(days=1), **BY).deferred_until == TODAY + timedelta(days=1)


def test_news_takes_no_private_notes_and_tells_its_status_with_the_note(session: Session, snapshot: SnapshotAssertion) -> None:
    review.confirm(session, arrive(session, "a", "Сериков избит"), **BY)
    news = arrive(session, "b", "Сериков в суде")
    assert refusal(review.confirm, session, news, fields={"contacts": "туысы"}, **BY) == snapshot
    review.confirm(session, news, note="сот", **BY)
    row = session.query(StatusRow).where(StatusRow.draft_id == news).one()
    assert (row.code, row.note, row.source, row.recorded_by) == ("REP", "сот", "https://test.example/b", "Aigul")
    third = arrive(session, "c", "Сериков снова в суде", day=date(2026, 11, 24))
    review.confirm(session, third, fields={"status": ""}, **BY)
    assert session.query(StatusRow).where(StatusRow.draft_id == third).count() == 0


def test_a_draft_that_waited_since_before_the_two_tracks_brings_no_status_on_either(session: Session) -> None:
    draft = session.get_one(DraftRow, arrive(session, "a", "Сериков осуждён"))
    old = {name: value for name, value in draft.proposal.items() if name != "outcome_of"}
    told = [{"date": "2026-11-22", "code": "CVF", "source": "https://x.example/1"}]
    draft.proposal = {**old, "categories": [{"code": "CRM", "score": 0.9}, {"code": "OBS", "score": 0.6}], "outcome": "convicted", "statuses": told}
    review.confirm(session, draft.id, **BY)
    assert [one.code for one in recorded(session, "KZ-2026-0001").statuses] == [StatusCode.REP]


def test_the_ruling_that_the_articles_told_is_that_of_the_category_that_a_person_confirmed(session: Session) -> None:
    screened = {"outcome": "convicted", "outcome_of": "journalist", "categories": [{"code": "ARR", "score": 0.9}]}
    draft = arrive(session, "a", "Сериков осуждён", screened=screened)
    review.confirm(session, draft, fields={"primary": "CRM", "categories": ["CRM"]}, **BY)
    assert [one.code for one in recorded(session, "KZ-2026-0001").statuses] == [StatusCode.REP, StatusCode.JSN]
    news = arrive(session, "b", "Сериков снова осуждён", screened={**screened, "label": "followup"})
    assert session.get_one(DraftRow, news).follows == "KZ-2026-0001"
    review.confirm(session, news, **BY)
    assert [row.code for row in session.scalars(select(StatusRow).where(StatusRow.draft_id == news))] == ["JSN"]


HER_OWN: dict[str, Any] = {"outcome": "convicted", "outcome_of": "journalist", "categories": [{"code": "CRM", "score": 0.9}]}


def corrected(session: Session, fields: dict[str, Any], code: StatusCode, **right: Any) -> int:
    """A draft whose sentence was corrected before its confirmation was undone."""
    draft = arrive(session, "a", "Сериков осуждён", screened=HER_OWN)
    review.confirm(session, draft, fields=fields, **BY)
    (sentence,) = [one for one in recorded(session, "KZ-2026-0001").statuses if one.code is StatusCode.JSN]
    incidents.correct_status(session, "KZ-2026-0001", sentence.id, code, sentence.day, **{"source": sentence.source, **right}, **BY)
    review.undo(session, draft, **BY)
    return draft


@pytest.mark.parametrize("fields", [{}, {"status": "JSN", "status_source": "№ 7"}])
def test_a_status_that_a_person_corrected_does_not_come_back_when_its_draft_is_confirmed_again(
    session: Session, snapshot: SnapshotAssertion, fields: dict[str, Any]
) -> None:
    draft = corrected(session, fields, StatusCode.JFN, source="№ 8", reason="a fine", penalty={"sum": 100})
    if fields:
        with session.begin_nested() as point:
            assert refusal(review.confirm, session, draft, fields=fields, **BY) == snapshot
            point.rollback()
        session.expire_all()
    review.confirm(session, draft, fields={"status": ""} if fields else {}, **BY)
    one = recorded(session, "KZ-2026-0001")
    assert sorted(status.code for status in one.statuses) == [StatusCode.JFN, StatusCode.REP]
    assert [status.withdrawn for status in one.withdrawn_statuses] == ["a fine"]


def test_a_ruling_that_a_person_corrected_does_not_come_back_as_one_of_another_kind_with_other_categories(session: Session) -> None:
    draft = corrected(session, {}, StatusCode.JSN, reason="term", penalty={"kind": "prison"})
    review.confirm(session, draft, fields={"primary": "ADM", "categories": ["ADM"]}, **BY)
    assert sorted(status.code for status in recorded(session, "KZ-2026-0001").statuses) == [StatusCode.JSN, StatusCode.REP]


def test_a_status_that_a_person_chose_is_never_left_out_without_a_word(session: Session, snapshot: SnapshotAssertion) -> None:
    draft = arrive(session, "a", "Сериков избит")
    review.confirm(session, draft, fields={"status": "CMP"}, **BY)
    (complaint,) = [one for one in recorded(session, "KZ-2026-0001").statuses if one.code is StatusCode.CMP]
    incidents.withdraw_status(session, "KZ-2026-0001", complaint.id, reason="by mistake", **BY)
    review.undo(session, draft, **BY)
    assert refusal(review.confirm, session, draft, fields={"status": "CMP"}, **BY) == snapshot


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [("ATT", {}, {"primary": "CRM", "categories": ["CRM"]}), ("ARR", {"lawful": "no"}, {"lawful": ""})],
    ids=["ATT", "ARR"],
)
def test_an_incident_that_gets_its_number_back_cannot_become_one_on_which_a_status_that_stands_tells_the_wrong_story(
    session: Session, snapshot: SnapshotAssertion, code: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    draft = arrive(session, "a", "Сериков избит", screened={"categories": [{"code": code, "score": 0.9}]})
    review.confirm(session, draft, fields=before, **BY)
    convicted = incidents.add_status(session, "KZ-2026-0001", StatusCode.CVF, TODAY, source="№ 7", **BY)
    review.undo(session, draft, **BY)
    with session.begin_nested() as point:
        assert refusal(review.confirm, session, draft, fields=after, **BY) == snapshot
        point.rollback()
    session.expire_all()
    incidents.withdraw_status(session, "KZ-2026-0001", convicted.id, reason="it is her own case", **BY)
    review.confirm(session, draft, fields=after, **BY)
    one = recorded(session, "KZ-2026-0001")
    assert ([status.code for status in one.statuses], one.misplaced_statuses) == ([StatusCode.REP], ())


CALL = ManualTip(TipChannel.CALL, date(2026, 11, 21), "Редакцияға біреу келіп, камераны сындырды", "Сәуле, +7 701 000 00 00", lang="kk")
FIELDS = {"primary": "ATT", "title": "Камераны сындырды", "victims": [{"name": "Айгүл Сапарқызы", "profession": "журналист", "outlet": ""}]}


def tip(session: Session, given: ManualTip = CALL, **more: object) -> int:
    """A draft of a tip that came without an address."""
    return create_tip_draft(session, given, {**FIELDS, **more}, who="Dana", now=NOW).id


def confirmed(session: Session, id: int) -> str:
    return str(review.confirm(session, id, **BY).incident)


def test_a_tip_waits_before_what_a_machine_found_and_the_ledger_keeps_neither_its_words_nor_whom_it_came_from(session: Session) -> None:
    id = tip(session, safety_notes="do not call")
    draft = session.get_one(DraftRow, id)
    assert (draft.state, draft.title, draft.codes, draft.lang, draft.score) == (DraftState.NEW, "Камераны сындырды", "ATT", "kk", 1.0)
    assert (draft.label, draft.created_at, draft.follows) == ("incident", NOW, None)
    assert draft.proposal == {"by_hand": {"way": "call", "came_on": "2026-11-21"}, "lang": "kk"}, "no machine proposes anything"
    assert [card.articles for card in queue.queue_cards(session, [draft])] == [()]
    noted = session.scalars(select(LedgerRow)).one()
    assert (noted.subject, noted.action, noted.who, noted.after["fields"]["primary"]) == (f"tip {id}", "take_down", "Dana", "ATT")
    number = confirmed(session, id)
    everything = repr([(row.before, row.after, row.note) for row in session.scalars(select(LedgerRow))])
    assert [word for word in ("Сәуле", "Редакцияға", "do not call") if word in everything] == []
    assert session.get_one(ManualTipRow, id).private["from_whom"].startswith("Сәуле")
    # What helps goes over to the incident with its confirmation.
    assert session.get_one(IncidentRow, number).private["safety_notes"] == "do not call"
    assert "safety_notes" not in draft.fields
    assert whole(session) == []


@pytest.mark.parametrize("code", ["", "CMP", "REP"])
def test_a_confirmed_tip_is_an_incident_whose_source_says_how_and_when_it_came_with_the_status_that_a_person_chose(
    session: Session, snapshot: SnapshotAssertion, code: str
) -> None:
    number = confirmed(session, tip(session, CALL, **({"status": code} if code else {})))
    incident = recorded(session, number)
    (source,) = incident.articles
    assert (source.url, source.way, source.published_at, numbers_of_sources(session, [number])) == ("", "call", "2026-11-21", {number: 1})
    assert [(status.code, status.day) for status in incident.statuses] == ([(code, date(2026, 11, 21))] if code else []), "no outlet reported it"
    assert {tip_source_description(source), *(source_words(status.source) for status in incident.statuses)} == snapshot
    assert whole(session) == []


def test_a_tip_that_is_undone_is_a_draft_again_and_its_number_comes_back(session: Session) -> None:
    id = tip(session)
    number = confirmed(session, id)
    review.undo(session, id, **BY)
    incident = recorded(session, number)
    assert (incident.withdrawn, incident.articles, session.get_one(DraftRow, id).fields["primary"]) == (True, (), "ATT")
    assert (confirmed(session, id), whole(session)) == (number, [])


def test_a_tip_that_is_merged_into_a_draft_is_a_source_of_what_that_becomes(session: Session) -> None:
    one, other = tip(session), tip(session, ManualTip(TipChannel.LETTER, date(2026, 11, 20)))
    review.merge(session, one, into=other, **BY)
    assert [source.way for source in recorded(session, confirmed(session, other)).articles] == ["letter", "call"]
    assert whole(session) == []


def test_a_tip_with_news_of_an_incident_follows_it_and_brings_it_a_status(session: Session) -> None:
    number = confirmed(session, arrive(session, "a", "Сериков избит", screened={"incident_date": None}))
    assert confirmed(session, tip(session, follows=number, status="CMP")) == number
    incident = recorded(session, number)
    assert ("CMP" in [status.code for status in incident.statuses], sorted(source.way for source in incident.articles)) == (True, ["", "call"])
    news = session.get_one(DraftRow, tip(session, follows=number))
    assert (news.label, news.follows, news.fields.get("follows")) == ("followup", number, None)
    with pytest.raises(NoSuchIncident, match="KZ-2026-0999"):
        tip(session, follows="KZ-2026-0999")


def test_a_tip_that_comes_twice_is_one_draft_and_none_comes_from_tomorrow_or_from_nobody(session: Session, snapshot: SnapshotAssertion) -> None:
    mail = ManualTip(TipChannel.MAIL, date(2026, 11, 21), "…", door=IntakeChannel.MAIL, key="<1@example.org>")
    assert tip(session, mail) == tip(session, mail)
    tomorrow = ManualTip(TipChannel.CALL, TODAY + timedelta(days=2))
    assert [refusal(create_tip_draft, session, one, {}, who=who, now=NOW) for one, who in ((tomorrow, "Dana"), (CALL, ""))] == snapshot


def noted(session: Session, id: int) -> dict[str, Any]:
    """What the ledger says of a tip that was taken down."""
    return session.scalars(select(LedgerRow).where(LedgerRow.subject == f"tip {id}")).one().after


def test_a_tip_is_kept_as_it_was_told_within_bounds_and_by_whom_it_was_taken_down(session: Session) -> None:
    long = ManualTip(TipChannel.LETTER, TODAY, f" \x00{'ұ' * 20_001} ", f" {'ә' * 1001} ", IntakeChannel.MAIL, "<2@example.org>")
    row = session.get_one(ManualTipRow, tip(session, long))
    assert (row.told, row.private["from_whom"]) == ("ұ" * 20_000, "ә" * 1000)
    assert (row.way, row.came_on, row.door, row.key) == ("letter", TODAY, "mail", "<2@example.org>")
    assert (row.taken_by, row.taken_at) == ("Dana", NOW)
    bare = session.get_one(ManualTipRow, tip(session, ManualTip(TipChannel.CALL, TODAY, from_whom=" "), contacts=" "))
    assert (bare.told, bare.private, bare.door, bare.key) == ("", {}, "desk", None)
    assert (noted(session, bare.draft_id)["private"], noted(session, row.draft_id)["private"] is None) == (None, False)


def test_nobody_can_try_whom_a_tip_came_from_against_the_ledger(session: Session) -> None:
    for given in (CALL, replace(CALL, from_whom="")):
        digests = {noted(session, tip(session, given))["private"] for _ in range(2)}
        assert (len(digests), None in digests) == (2, False), "each is salted on its own"


def test_whoever_takes_a_tip_down_vouches_for_none_of_its_texts(session: Session) -> None:
    id = tip(session, texts_checked=["title_kk"])
    assert ("texts_checked" in session.get_one(DraftRow, id).fields, "texts_checked" in noted(session, id)["fields"]) == (False, False)


def test_a_tip_of_which_nobody_says_the_language_is_in_that_of_whoever_took_it_down(session: Session) -> None:
    with use_language("en"):
        assert session.get_one(DraftRow, tip(session, ManualTip(TipChannel.CALL, TODAY))).proposal["lang"] == "en"

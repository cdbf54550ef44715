"""From what machine and person say of a draft to the columns of an incident, and that a confirmation writes what was foreseen."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session
from syrupy.assertion import SnapshotAssertion

from records import incidents, review
from records.database import read_session, write_transaction
from records.errors import QorganError
from records.incident_fields import COLUMN_FIELDS
from records.review.confirmation_preview import (
    ConfirmationPreview,
    DatedReport,
    FirstReport,
    FollowedIncident,
    IncidentContext,
    confirmation_warnings,
    first_report,
    preview_confirmation,
)
from records.review.draft_fields import checked_fields
from records.review.incident_facts import corrections, incident_facts, outcome_statuses, statuses_of
from records.review.same_event import dated_reports, followed_incident, incident_context, preview_confirmations
from records.tables import DraftRow, IncidentRow, StatusRow
from records.vocabulary import Actor, Category, Lawful, LinkReason, Outcome, StatusCode, Track
from tests.conftest import NOW
from tests.records.review.arriving import BY, arrive
from tests.records.review.refusals import refusal

DAY = date(2026, 11, 20)

MACHINE: dict[str, Any] = {
    "title": "Сериков избит", "categories": [{"code": "THR", "score": 0.5}, {"code": "ATT", "score": 0.9}], "incident_date": "2026-11-22",
    "date_precision": "day", "place": "Орал", "region": "KZ-27", "outlets": ["Дала"], "actor": "court",
    "persons": [{"name": "Сериков", "role": "victim"}, {"name": "дала", "role": "victim"}, {"name": "Аким", "role": "official"}, {"name": "Сериков", "role": "victim"}],
}  # fmt: skip


def facts(**said: Any) -> dict[str, Any]:
    return incident_facts({**MACHINE, **said})


def test_an_incident_has_every_column_from_what_was_said_or_its_empty_value() -> None:
    found = facts()
    assert set(found) == {field.column for field in COLUMN_FIELDS}
    kept = {
        name: found[name]
        for name in ("title", "place", "region", "outlets", "actor", "happened_on", "date_precision", "country", "during", "motive", "summary")
    }
    assert kept == {
        "title": "Сериков избит", "place": "Орал", "region": "KZ-27", "outlets": ["Дала"], "actor": "court", "happened_on": date(2026, 11, 22),
        "date_precision": "day", "country": None, "during": None, "motive": "unconfirmed", "summary": {},
    }  # fmt: skip
    assert facts(incident_date=None)["date_precision"] is None, "a precision without a date says nothing"
    assert (found["title_lang"], facts(title="A reporter was beaten", lang="en")["title_lang"], facts(title="")["title_lang"]) == ("ru", "en", None)
    sums: tuple[dict[str, Any], ...] = ({}, {"amount_claimed": 5}, {"amount_awarded": 5}, {"amount_awarded": 5, "currency": "USD"})
    assert [facts(**said)["currency"] for said in sums] == [None, "KZT", "KZT", "USD"]


def test_the_primary_category_is_what_a_person_named_else_listed_first_else_the_likeliest(snapshot: SnapshotAssertion) -> None:
    table: list[tuple[dict[str, Any], str]] = [
        ({}, "ATT THR"), ({"primary": "THR"}, "THR ATT"), ({"categories": ["THR", "ATT"]}, "THR ATT"), ({"categories": ["THR"], "primary": "OBS"}, "OBS THR"),
        ({"categories": None, "primary": "OBS"}, "OBS"),
    ]  # fmt: skip
    found = [(said, facts(**said), codes.split()) for said, codes in table]
    assert [said for said, one, codes in found if (one["primary"], one["categories"]) != (codes[0], codes)] == []
    assert refusal(facts, categories=[]) == snapshot


VICTIM = {"name": "Сериков", "profession": "", "outlet": "Дала"}


@pytest.mark.parametrize(
    ("said", "victims"),
    [
        ({}, [VICTIM]), ({"outlets": ["Дала", "Теңіз"]}, [{**VICTIM, "outlet": ""}]),
        ({"outlets": None}, [{**VICTIM, "outlet": ""}, {"name": "дала", "profession": "", "outlet": ""}]),
        ({"victims": [{"name": "Б"}]}, [{"name": "Б"}]), ({"victims": []}, []), ({"persons": None}, []),
        ({"persons": [{"name": "Аким", "role": "official"}, {"name": "Б"}]}, []),
    ],
)  # fmt: skip
def test_victims_are_those_entered_else_those_among_the_persons_that_are_no_newsroom(said: dict[str, Any], victims: list[dict[str, str]]) -> None:
    assert facts(**said)["victims"] == victims


def test_target_and_online_follow_from_who_was_harmed_by_whom_and_how_where_nobody_said_it() -> None:
    targets: list[tuple[dict[str, Any], str | None]] = [
        ({}, "person"), ({"persons": []}, "outlet"), ({"persons": [], "outlets": []}, None), ({"target": "group"}, "group"),
    ]  # fmt: skip
    online: list[tuple[dict[str, Any], bool]] = [
        ({}, False), ({"actor": "online_user"}, True), ({"actor": None}, False), ({"primary": "CYB"}, True), ({"primary": "CYB", "online": False}, False),
        ({"online": True}, True),
    ]  # fmt: skip
    assert [said for said, target in targets if facts(**said)["target"] != target] == []
    assert [said for said, is_online in online if facts(**said)["online"] is not is_online] == []


def test_a_correction_is_parted_in_columns_and_what_is_never_published(snapshot: SnapshotAssertion) -> None:
    columns, private = corrections({"place": " Орал ", "incident_date": "2025-12", "contacts": "туысы", "safety_notes": None})
    assert columns == {"place": "Орал", "happened_on": date(2025, 12, 1), "date_precision": "month"}
    assert private == {"contacts": "туысы", "safety_notes": ""}
    assert corrections({"title": "x", "texts_checked": ["title_en"]}) == ({"title": "x", "texts_checked": ["title_en"]}, {})
    assert refusal(corrections, {"zzz": 1, "persons": [], "place": "x"}) == snapshot


def test_statuses_are_the_persons_one_or_none_else_what_the_articles_told() -> None:
    told = [
        {"date": "2026-11-23", "outcome_of": "perpetrator", "outcome": "refused", "source": "https://a"},
        {"date": "2026-11-24", "outcome_of": "perpetrator", "outcome": "convicted", "source": "https://b"},
    ]
    both = [(date(2026, 11, 23), StatusCode.RFS, "https://a"), (date(2026, 11, 24), StatusCode.CVF, "https://b")]
    beaten = [Category.ATT]
    assert statuses_of({"statuses": told}, DAY, "s", beaten) == both
    assert statuses_of({}, DAY, "s", beaten) == statuses_of({"statuses": None}, DAY, "s", beaten) == []
    assert statuses_of({"statuses": told, "status": None}, DAY, "s", beaten) == []
    assert statuses_of({"statuses": told, "status": "PTI"}, DAY, "s", beaten) == [(DAY, StatusCode.PTI, "s")]
    given = {"status": "PTI", "status_date": "2026-11-01", "status_source": "№ 7"}
    assert statuses_of(given, DAY, "s", beaten) == [(date(2026, 11, 1), StatusCode.PTI, "№ 7")]


@pytest.mark.parametrize(
    ("categories", "code"), [(["CRM"], "JSN"), (["ARR"], "JAA"), (["ADM"], "JFN"), (["CIV", "SMR"], "JDM"), (["ARR", "CRM"], "JSN")]
)
def test_her_conviction_is_the_ruling_of_the_kind_of_case_that_the_incident_is(categories: list[str], code: str) -> None:
    told = {"statuses": [{"date": "2026-11-24", "outcome_of": "journalist", "outcome": "convicted", "source": "https://b"}]}
    assert outcome_statuses(told, [Category(one) for one in categories]) == [(date(2026, 11, 24), StatusCode(code), "https://b")]


@pytest.mark.parametrize("code", ["CVF", "ACQ", "DRP", "JSN"])
def test_what_was_proposed_before_there_were_two_tracks_does_not_say_whose_it_was_and_brings_no_status(code: str) -> None:
    assert (
        outcome_statuses({"outcome_of": "perpetrator", "statuses": [{"date": "2026-11-24", "code": code, "source": "https://b"}]}, [Category.OBS])
        == []
    )


def test_the_earliest_article_tells_day_and_source_whichever_came_first(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков избит", day=date(2026, 11, 23))
        arrive(session, "b", "Сериков избит вновь", day=date(2026, 11, 20))
        other = arrive(session, "c", "Ахметова", day=date(2026, 12, 31))
    with read_session(engine) as session:
        found = dated_reports(session, [draft, other])
        first, ahead, none = (first_report(found.get(id, []), NOW) for id in (draft, other, 99))
    assert (first.day, first.source) == (date(2026, 11, 20), "https://test.example/b")
    assert ahead.day == none.day == NOW.date(), "nothing is dated after today"
    assert none.source == ""
    assert first.reported == (first.day, first.source)


def test_what_came_by_hand_dates_a_case_and_only_an_article_reports_it() -> None:
    call = DatedReport(date(2026, 11, 19), NOW, "", "hand:call:2026-11-19", by_hand=True)
    article = DatedReport(date(2026, 11, 21), NOW, "b", "https://test.example/b")
    assert first_report([call], NOW).reported is None
    both = first_report([article, call], NOW)
    assert (both.day, both.source) == (date(2026, 11, 19), "hand:call:2026-11-19")
    assert both.reported == (date(2026, 11, 21), "https://test.example/b")


def test_an_incident_says_what_decides_about_its_statuses(engine: Engine) -> None:
    with write_transaction(engine) as session:
        number = review.confirm(session, arrive(session, "a", "Сериков"), fields={"lawful": "no"}, **BY).incident
        case = incident_context(session.get_one(IncidentRow, number), frozenset())
    assert (case.categories, case.lawful, case.happened_on) == ((Category.ATT,), Lawful.NO, date(2026, 11, 22))


NAMES = st.sampled_from(["Асель Тестова", "Иван Пробный", "Мысал ТВ"])

PLACE = st.sampled_from([None, "Орал", "Тараз"])

SCREENED = st.fixed_dictionaries({
    "categories": st.lists(st.sampled_from([code.value for code in Category]), unique=True, max_size=3).map(lambda codes: [{"code": code, "score": 0.5} for code in codes]),
    "persons": st.lists(st.builds(lambda name, role: {"name": name, "role": role}, NAMES, st.sampled_from(["victim", "official"])), max_size=3),
    "outlets": st.lists(NAMES, unique=True, max_size=2),
    "place": PLACE,
    "incident_date": st.sampled_from([None, "2026-11-22", "2026-11-24"]),
    "actor": st.sampled_from([code.value for code in Actor]),
    "outcome": st.sampled_from([code.value for code in Outcome]),
    "outcome_of": st.sampled_from([code.value for code in Track]),
})  # fmt: skip

CORRECTED = st.fixed_dictionaries({}, optional={
    "primary": st.sampled_from([code.value for code in Category]),
    "victims": st.lists(st.builds(lambda name: {"name": name, "profession": "оператор", "outlet": ""}, NAMES), max_size=2),
    "incident_date": st.sampled_from([None, "2026-10", "2026"]),
    "place": PLACE,
    "lawful": st.sampled_from([code.value for code in Lawful]),
    "status": st.sampled_from([None, "CMP", "JIN", "CVF"]),
    "status_date": st.just("2026-11-23"),
    "amount_claimed": st.just(50000),
})  # fmt: skip


def foreseen(session: Session, draft: DraftRow, fields: dict[str, Any]) -> ConfirmationPreview:
    said = {"title": "", **draft.proposal, **draft.fields, **checked_fields(fields)}
    return preview_confirmations(session, [draft], {draft.id: said}, {draft.id: draft.follows}, NOW)[draft.id]


def statuses(session: Session, draft: int) -> list[tuple[str, date, str]]:
    rows = session.scalars(select(StatusRow).where(StatusRow.draft_id == draft, StatusRow.withdrawn.is_(False)).order_by(StatusRow.id))
    return [(row.code, row.day, row.source) for row in rows]


@given(SCREENED, CORRECTED, st.booleans())
def test_what_is_foreseen_is_what_is_written(engine: Engine, screened: dict[str, Any], fields: dict[str, Any], news: bool) -> None:
    with write_transaction(engine) as session:
        name = f"a{session.query(DraftRow).count()}"
        if news:
            review.confirm(session, arrive(session, f"{name}first", f"Слово{name} избит"), fields={"primary": "ATT"}, who="Berik", now=NOW)
        draft = session.get_one(DraftRow, arrive(session, name, f"Слово{name} ещё", screened=screened))
        would = foreseen(session, draft, fields)
        point = session.begin_nested()
        refused = ""
        try:
            review.confirm(session, draft.id, fields=fields, **BY)
        except QorganError as error:
            point.rollback()
            refused = str(error)
        if refused:
            assert would.fault in ("", refused)
            assert would.fault or fields.get("status"), "only a status that a person chose may be refused later than this"
            return
        assert would.fault == ""
        assert statuses(session, draft.id) == list(would.statuses)
        row = session.get_one(IncidentRow, draft.incident or "")
        if would.follows:
            assert (would.follows, dict(would.facts)) == (draft.follows, {})
            return
        kept = {field.column: getattr(row, field.column) for field in COLUMN_FIELDS if field.column != "victims"}
        assert kept == {name: value for name, value in would.facts.items() if name != "victims"}
        assert [one["name"] for one in row.victims] == [one["name"] for one in would.facts["victims"]]


def test_what_an_editor_withdrew_is_foreseen_as_left_out_when_the_draft_is_confirmed_again(session: Session) -> None:
    draft = arrive(session, "a", "Сериков", screened={"outcome": "investigating"})
    number = review.confirm(session, draft, **BY).incident or ""
    wrong = session.scalars(select(StatusRow).where(StatusRow.code == StatusCode.PTI)).one()
    incidents.withdraw_status(session, number, wrong.id, reason="nobody investigates", who="Berik", now=NOW)
    row = review.undo(session, draft, **BY)
    assert [code for code, _, _ in foreseen(session, row, {}).statuses] == ["REP"]
    assert foreseen(session, row, {"status": "PTI", "status_date": str(wrong.day)}).fault


def test_news_of_what_is_withdrawn_or_was_never_there_is_foreseen_as_refused(session: Session, snapshot: SnapshotAssertion) -> None:
    first = arrive(session, "a", "Сериков избит")
    review.confirm(session, first, **BY)
    news = session.get_one(DraftRow, arrive(session, "b", "Сериков подал в суд"))
    review.undo(session, first, **BY)
    assert foreseen(session, news, {}).fault == snapshot
    news.follows = "KZ-2020-0009"
    assert foreseen(session, news, {}).fault == snapshot


def test_killing_abduction_and_torture_and_what_lacks_date_or_victim_are_asked_for_once_more(snapshot: SnapshotAssertion) -> None:
    whole = ConfirmationPreview(None, {"happened_on": date(2026, 11, 22), "victims": [{"name": "Тестова"}]})
    bare = ConfirmationPreview(None, {"happened_on": None, "victims": []})
    assert confirmation_warnings(whole, ["ATT", "THR"]) == confirmation_warnings(ConfirmationPreview(None, fault="why"), []) == ()
    asked = {"grave": confirmation_warnings(whole, ["ATT", "KIL", "TOR", "DIS"]), "bare": confirmation_warnings(bare, ["ATT"])}
    # News of an incident writes neither date nor victims.
    assert {**asked, "news": confirmation_warnings(ConfirmationPreview("KZ-2026-0001"), ["KIL"])} == snapshot


def test_news_of_an_incident_with_which_it_has_nothing_in_common_is_asked_for_once_more_by_its_number_and_title() -> None:
    number = "KZ-2026-0001"
    strange = FollowedIncident(number, "Beaten")
    asked = [confirmation_warnings(ConfirmationPreview(number, case=case), ["ATT"]) for case in (strange, FollowedIncident(number))]
    assert [(len(why), f"{number}: Beaten" in why[0], number in why[0], ":" in why[0]) for why in asked] == [
        (1, True, True, True),
        (1, False, True, False),
    ]
    assert confirmation_warnings(ConfirmationPreview(number, case=FollowedIncident(number, shared=(LinkReason.PLACE,))), ["ATT"]) == ()
    assert confirmation_warnings(ConfirmationPreview(number, case=strange, fault="why"), ["ATT"]) == ()
    assert len(confirmation_warnings(ConfirmationPreview(number, case=strange), ["KIL", "ATT"])) == 2


@pytest.fixture
def beaten(session: Session) -> str:
    """The number of an incident of which is known who, where and when."""
    screened = {"persons": [{"name": "Асель Тестова", "role": "victim"}], "outlets": ["Мысал ТВ"]}
    return review.confirm(session, arrive(session, "a", "Сериков избит", screened=screened), **BY).incident or ""


def test_news_is_foreseen_with_the_incident_that_it_follows_and_with_no_other(session: Session, beaten: str) -> None:
    news = session.get_one(DraftRow, arrive(session, "b", "Сериков в суде", screened={"incident_date": "2026-11-23"}))
    other = session.get_one(DraftRow, arrive(session, "c", "Ахметова"))
    shared = (LinkReason.PLACE_AND_DAYS,)
    assert foreseen(session, news, {}).case == FollowedIncident(beaten, "Сериков избит", ("Асель Тестова",), date(2026, 11, 22), "day", shared)
    # The form of the draft shows the same.
    assert followed_incident(session, beaten, news.proposal) == foreseen(session, news, {}).case
    assert foreseen(session, other, {}).case is None
    review.undo(session, 1, **BY)
    assert [followed_incident(session, number, news.proposal) for number in (beaten, "KZ-2026-0099")] == [None, None]


IN_COMMON: tuple[tuple[dict[str, Any], tuple[LinkReason, ...]], ...] = (
    ({}, ()), ({"persons": [{"name": "Асель Тестова", "role": "official"}]}, (LinkReason.PERSON,)), ({"persons": [{}, {"name": None}]}, ()),
    ({"victims": [{"name": "Тестова"}]}, (LinkReason.PERSON,)),
    ({"victims": [{"name": "Ким", "outlet": "Мысал ТВ"}]}, (LinkReason.OUTLET,)),
    ({"outlets": ["Мысал ТВ"], "persons": None, "victims": None}, (LinkReason.OUTLET,)), ({"place": "Қарағанды"}, (LinkReason.PLACE,)),
    ({"region": "KZ-35"}, (LinkReason.PLACE,)), ({"place": "Орал", "region": "KZ-27"}, ()), ({"place": "Қызылорда", "region": "KZ-35"}, ()),
    ({"place": "Қарағанды", "incident_date": "2026-11-25"}, (LinkReason.PLACE_AND_DAYS,)),
    ({"place": "Қарағанды", "incident_date": "вчера"}, (LinkReason.PLACE,)),
    ({"region": "KZ-35", "incident_date": "2026-11-25", "date_precision": "day"}, (LinkReason.PLACE_AND_DAYS,)),
    ({"incident_date": "2026-11-22"}, ()),
    ({"region": "KZ-35", "incident_date": "2026-11-25", "date_precision": "month"}, (LinkReason.PLACE,)),
)  # fmt: skip


def test_what_a_draft_has_in_common_with_an_incident_is_told_by_the_fields_of_both(session: Session, beaten: str) -> None:
    found = [(said, case.shared) for said, _ in IN_COMMON if (case := followed_incident(session, beaten, said))]
    assert found == list(IN_COMMON)
    incidents.edit(session, beaten, {"happened_on": date(2026, 11, 1), "date_precision": "month"}, {}, **BY)
    vague = followed_incident(session, beaten, {"region": "KZ-35", "incident_date": "2026-11-02"})
    assert vague == FollowedIncident(beaten, "Сериков избит", ("Асель Тестова",), date(2026, 11, 1), "month", (LinkReason.PLACE,))


def test_foreseeing_many_drafts_asks_no_more_than_foreseeing_two(engine: Engine) -> None:
    """What is asked of each incident would be asked with every page of cards."""
    with write_transaction(engine) as session:
        news = []
        for nth in range(6):
            review.confirm(session, arrive(session, f"a{nth}", f"Слово{nth} избит"), **BY)
            news.append(arrive(session, f"b{nth}", f"Слово{nth} снова"))
    asked: list[str] = []
    with read_session(engine) as session:
        drafts = [session.get_one(DraftRow, id) for id in news]
        event.listen(engine, "before_cursor_execute", lambda _c, _cursor, words, *_: asked.append(words))
        said = {draft.id: draft.proposal for draft in drafts}
        counted = []
        for some in (drafts[:2], drafts):
            asked.clear()
            found = preview_confirmations(session, some, said, {draft.id: draft.follows for draft in some}, NOW)
            assert [(one.follows, one.fault) for one in found.values()] == [(draft.follows, "") for draft in some]
            counted.append(len(asked))
    assert counted[0] == counted[1]


ARTICLE = (date(2026, 11, 23), "https://test.example/a")
TOLD = FirstReport(*ARTICLE, ARTICLE)


def would_bring(follows: str | None = None, told: FirstReport = TOLD, case: IncidentContext | None = None, **said: Any) -> list[tuple[str, str]]:
    """The statuses, each with its day, that confirming brings to an incident of the 22nd of November."""
    would = preview_confirmation({"primary": "ATT", "incident_date": "2026-11-22", **said}, follows, told, case)
    assert would.fault == ""
    return [(code.value, day.isoformat()[5:]) for code, day, _ in would.statuses]


def outcome(outcome: str, day: str, whose: str = "perpetrator") -> dict[str, str]:
    return {"date": day, "outcome_of": whose, "outcome": outcome, "source": "https://test.example/b"}


def test_what_the_articles_told_is_kept_in_its_place_and_what_a_person_chose_is_tried_as_it_is() -> None:
    early, late = outcome("investigating", "2026-11-20"), outcome("convicted", "2026-11-24")
    assert would_bring() == [("REP", "11-23")]
    assert would_bring(statuses=[late]) == [("REP", "11-23"), ("CVF", "11-24")]
    assert would_bring(statuses=[early]) == [("PTI", "11-22")], "no status comes before the event"
    assert would_bring(statuses=[early], incident_date=None) == [("PTI", "11-20")]
    assert would_bring(status="CMP", status_date="2026-11-20") == [("CMP", "11-20")], "that day is refused in words, not moved"
    assert would_bring(statuses=[late], primary="CRM") == [("REP", "11-23")], "in her own case nobody else is convicted"
    unlawful = [would_bring(statuses=[late], primary="ARR", lawful=lawful)[1:] for lawful in ("yes", "no")]
    assert unlawful == [[], [("CVF", "11-24")]], "for an unlawful arrest somebody else may be"
    assert would_bring(status="CVF", primary="CRM") == [("REP", "11-23"), ("CVF", "11-23")], "it is refused in words, not left out"
    for again in ({"status": "REP"}, {"status": "REP", "status_date": "2026-11-24"}, {"status": None}):
        assert would_bring(**again) == [("REP", "11-23")], "it is reported once"
    call = FirstReport(date(2026, 11, 23), "hand:call:2026-11-23")
    assert (would_bring(told=call), would_bring(told=call, status="REP")) == ([], [("REP", "11-23")])


def test_news_brings_what_it_tells_else_that_an_outlet_told_of_it_again() -> None:
    late, number = outcome("convicted", "2026-11-24"), "KZ-2026-0001"
    her_own = IncidentContext((Category.CRM,), Lawful.UNKNOWN, date(2026, 11, 22))
    assert would_bring(number) == [("REP", "11-23")]
    assert would_bring(number, statuses=[late]) == [("CVF", "11-24")]
    assert would_bring(number, case=her_own, statuses=[late]) == []
    assert would_bring(number, case=her_own, statuses=[outcome("convicted", "2026-11-24", "journalist")]) == [("JSN", "11-24")]
    assert would_bring(number, case=her_own, status="CVF") == [("CVF", "11-23")]
    assert would_bring(number, status=None) == would_bring(number, told=FirstReport(date(2026, 11, 23), "hand:call:2026-11-23")) == []


def test_what_a_person_withdrew_is_not_brought_again_and_a_refusal_says_of_which_incident_it_is_news() -> None:
    wrong = StatusCode.CVF, date(2026, 11, 24), "https://test.example/b"
    case = IncidentContext((Category.ATT,), Lawful.UNKNOWN, date(2026, 11, 22), {wrong})
    told: dict[str, Any] = {"statuses": [outcome("convicted", "2026-11-24")]}
    chosen: dict[str, Any] = {"status": "CVF", "status_date": "2026-11-24", "status_source": wrong[2]}
    assert (would_bring(case=case, **told), would_bring("KZ-2026-0001", case=case, **told)) == ([("REP", "11-23")], [])
    for follows in (None, "KZ-2026-0001"):
        would = preview_confirmation({"primary": "ATT", **chosen}, follows, TOLD, case)
        assert (would.follows, bool(would.fault), would.statuses, dict(would.facts)) == (follows, True, (), {})
        elsewhere = would_bring(follows, case=case, **{**chosen, "status_source": "№ 7"})
        assert elsewhere[-1] == ("CVF", "11-24"), "from another source it is another"


def test_a_step_dated_before_the_report_is_recorded_without_it(session: Session) -> None:
    """That it was reported is nothing that became of the case: it would stand after the step that a person chose, as the newest that is known."""
    for name, status_day, codes in (("a", "2026-11-22", ["CMP"]), ("b", "2026-11-23", ["REP", "CMP"]), ("c", "2026-11-24", ["REP", "CMP"])):
        row = session.get_one(DraftRow, arrive(session, name, f"Слово{name} избит", day=date(2026, 11, 23), screened={"incident_date": "2026-11-21"}))
        fields = {"status": "CMP", "status_date": status_day}
        assert [code for code, _, _ in foreseen(session, row, fields).statuses] == codes
        review.confirm(session, row.id, fields=fields, **BY)
        assert [code for code, _, _ in statuses(session, row.id)] == codes

"""What a confirmation would write is what it writes, whatever the draft says and whatever a person has corrected in it."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from records import incidents, review
from records.database import write_transaction
from records.errors import QorganError
from records.incident_fields import COLUMN_FIELDS
from records.review.draft_fields import checked
from records.review.tellings import would_be_recorded
from records.review.would_record import WouldRecord, asks_again
from records.tables import DraftRow, IncidentRow, StatusRow
from records.vocabulary import Actor, Category, Lawful, Outcome, StatusCode, Track
from tests.conftest import NOW
from tests.records.review.arriving import arrive

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


def foreseen(session: Session, draft: DraftRow, fields: dict[str, Any]) -> WouldRecord:
    said = {"title": "", **draft.proposal, **draft.fields, **checked(fields)}
    return would_be_recorded(session, [draft], {draft.id: said}, {draft.id: draft.follows}, NOW)[draft.id]


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
            review.confirm(session, draft.id, fields=fields, who="Aigul", now=NOW)
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


def test_what_an_editor_withdrew_is_foreseen_as_left_out_when_the_draft_is_confirmed_again(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков", screened={"outcome": "investigating"})
        number = review.confirm(session, draft, who="Aigul", now=NOW).incident or ""
        wrong = session.scalars(select(StatusRow).where(StatusRow.code == StatusCode.PTI)).one()
        incidents.withdraw_status(session, number, wrong.id, reason="nobody investigates", who="Berik", now=NOW)
        row = review.undo(session, draft, who="Aigul", now=NOW)
        assert [code for code, _, _ in foreseen(session, row, {}).statuses] == ["REP"]
        assert foreseen(session, row, {"status": "PTI", "status_date": str(wrong.day)}).fault


def test_news_of_what_is_withdrawn_or_was_never_there_is_foreseen_as_refused(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first = arrive(session, "a", "Сериков избит")
        review.confirm(session, first, who="Aigul", now=NOW)
        news = session.get_one(DraftRow, arrive(session, "b", "Сериков подал в суд"))
        review.undo(session, first, who="Aigul", now=NOW)
        assert foreseen(session, news, {}).fault == "KZ-2026-0001 is withdrawn; confirm its draft again first"
        news.follows = "KZ-2020-0009"
        assert foreseen(session, news, {}).fault == "there is no incident KZ-2020-0009"


def test_killing_abduction_and_torture_and_what_lacks_date_or_victim_are_asked_for_once_more() -> None:
    whole = WouldRecord(None, {"happened_on": date(2026, 11, 22), "victims": [{"name": "Тестова"}]})
    bare = WouldRecord(None, {"happened_on": None, "victims": []})
    assert asks_again(whole, ["ATT", "THR"]) == ()
    assert asks_again(whole, ["ATT", "KIL", "TOR", "DIS"]) == ("killing", "abduction, disappearance", "torture, ill-treatment")
    assert asks_again(bare, ["ATT"]) == ("no date", "no victim is named")
    assert asks_again(WouldRecord("KZ-2026-0001"), ["KIL"]) == ("killing",), "news of an incident writes neither date nor victims"
    assert asks_again(WouldRecord(None, fault="why"), []) == ()


def test_a_step_dated_before_the_report_is_recorded_without_it(engine: Engine) -> None:
    """That it was reported is nothing that became of the case: it would stand after the step that a person chose, as the newest that is known."""
    with write_transaction(engine) as session:
        for name, status_day, codes in (("a", "2026-11-22", ["CMP"]), ("b", "2026-11-23", ["REP", "CMP"]), ("c", "2026-11-24", ["REP", "CMP"])):
            row = session.get_one(
                DraftRow, arrive(session, name, f"Слово{name} избит", day=date(2026, 11, 23), screened={"incident_date": "2026-11-21"})
            )
            fields = {"status": "CMP", "status_date": status_day}
            assert [code for code, _, _ in foreseen(session, row, fields).statuses] == codes
            review.confirm(session, row.id, fields=fields, who="Aigul", now=NOW)
            assert [code for code, _, _ in statuses(session, row.id)] == codes

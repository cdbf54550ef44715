"""Corrections from the ledger: which fields, on which day; never what stood there, by whom or why."""

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine

from records import incidents
from records.database import read_session, write_transaction
from records.i18n import speaking
from records.incidents import admit
from records.incidents.repository import edit, withdraw
from records.vocabulary import LedgerAction, StatusCode
from reports.publications.report_records import withdrawn_numbers
from reports.site.site_corrections import Change, by_number, changes_until
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, incident

BY: dict[str, Any] = {"who": "Aigul", "now": NOW}


def test_each_act_that_changed_what_is_published_is_there_with_its_fields(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two = incident(1, date(2026, 5, 1)), incident(2, date(2026, 5, 2))
        admit(session, one, **BY)
        admit(session, two, **BY)
        edit(session, one.number, {"place": "Орал", "happened_on": date(2026, 4, 30)}, {}, **BY)
        edit(session, one.number, {}, {"contacts": "8 700"}, **BY)
        wrong = incidents.add_status(session, one.number, StatusCode.NOI, TODAY, source="x", note="", **BY)
        incidents.withdraw_status(session, one.number, wrong.id, reason="error", **BY)
        withdraw(session, two.number, **BY, note="secret")
    with read_session(engine) as session:
        found = changes_until(session, TODAY)
        assert [(one.number, one.action, one.fields) for one in found] == [
            ("KZ-2026-0001", LedgerAction.EDIT, ("date", "place")),
            ("KZ-2026-0001", LedgerAction.WITHDRAW_STATUS, ()),
            ("KZ-2026-0002", LedgerAction.WITHDRAW, ()),
        ]
        assert withdrawn_numbers(session) == ["KZ-2026-0002"]
        assert changes_until(session, TODAY - timedelta(days=1)) == []
        assert len(by_number(found)["KZ-2026-0001"]) == 2
        assert by_number(found)["KZ-2026-0003"] == ()


def test_a_change_holds_nothing_but_the_number_the_day_and_labels() -> None:
    assert [one.name for one in fields(Change)] == ["number", "day", "action", "fields"]


def test_every_act_has_words_in_each_language() -> None:
    acts = (LedgerAction.CORRECT_STATUS, LedgerAction.WITHDRAW_STATUS, LedgerAction.WITHDRAW, LedgerAction.GIVE_BACK, LedgerAction.EDIT)
    told = set()
    for lang in ("kk", "ru", "en"):
        with speaking(lang):
            told |= {Change("KZ-2026-0001", TODAY, act, ("place", "place")).words() for act in acts}
    assert len(told) == 15
    assert "place" in told

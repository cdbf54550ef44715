"""Texts from before there were states: what the ledger shows that a person wrote is checked by that person."""

from sqlalchemy import Engine

from records import incidents, review
from records.database import write_transaction
from records.incident_texts.text_slots import TextState
from records.incident_texts.texts_of_incident import states
from records.incidents.old_texts import vouch_for_old_texts
from records.review.incident_facts import corrections
from records.tables import IncidentRow
from tests.conftest import NOW
from tests.desk.incident_records import admit_all, incident
from tests.records.incidents.test_text_acts import faults
from tests.records.review.arriving import arrive, recorded


def test_who_wrote_a_text_checked_it_and_headlines_and_imports_are_proposals(engine: Engine) -> None:
    with write_transaction(engine) as session:
        review.confirm(session, arrive(session, "a", "Сериков избит у дома"), who="Aigul", now=NOW, fields={"summary": {"ru": "Избит у дома."}})
        review.confirm(session, arrive(session, "b", "Ахметова задержана"), who="Aigul", now=NOW, fields={"title": "Задержана Ахметова"})
        incidents.edit(session, "KZ-2026-0001", *corrections({"summary": {"ru": "Избит у дома.", "kk": "Соққыға жығылды."}}), who="Berik", now=NOW)
        admit_all(session, [incident(5, NOW.date())])
        for row in session.query(IncidentRow):
            # As the migration leaves them. The ledger of those days says nothing of these columns.
            row.title_lang, row.text_notes = None, {}
        session.flush()
        numbers = vouch_for_old_texts(session, who="qorgan db upgrade", now=NOW)
        assert numbers == ["KZ-2026-0001", "KZ-2026-0002"]
        notes = session.get_one(IncidentRow, "KZ-2026-0001").text_notes
        assert {name: (note["state"], note["by"]) for name, note in notes.items()} == {
            "summary_kk": ("checked", "Berik"),
            "summary_ru": ("checked", "Aigul"),
        }
        assert set(session.get_one(IncidentRow, "KZ-2026-0002").text_notes) == {"title_ru"}
        assert TextState.CHECKED not in states(recorded(session, "KZ-2026-0005")).values()
        assert vouch_for_old_texts(session, who="qorgan db upgrade", now=NOW) == []
    assert [fault for fault in faults(engine) if "KZ-2026-0005" not in fault] == []

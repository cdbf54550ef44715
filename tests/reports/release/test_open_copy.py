"""What is answered to anybody who asks: what the release holds, and nothing else; and which acts change that."""

import json
from dataclasses import replace
from datetime import timedelta

import feedparser
import pytest
from sqlalchemy import Engine

from records import incidents, ledger, users
from records.database import consistent_read_session, read_session, write_transaction
from records.i18n import LANGUAGES
from records.incidents.repository import withdraw
from records.persons import decisions
from records.tables import LedgerRow
from records.users import Role
from records.vocabulary import LedgerAction, StatusCode
from reports.release import ReleaseRequest, release
from reports.release.open_copy import NEWEST, OpenCopy, open_copy
from reports.release.previous import last_change
from tests.golden.publications.record import NOW
from tests.reports.release.full_case import full_case

pytestmark = pytest.mark.usefixtures("catalogues")
TODAY = NOW.date()


def made(engine: Engine, lang: str = "ru") -> OpenCopy:
    with consistent_read_session(engine) as session:
        return open_copy(session, lang, TODAY + timedelta(days=5))


def test_the_rows_are_those_of_the_release_without_a_last_day(engine: Engine) -> None:
    with write_transaction(engine) as session:
        incidents.import_incident(session, full_case(), who="Aigul", now=NOW)
        incidents.import_incident(session, full_case("KZ-2021-0901"), who="Aigul", now=NOW)
        withdraw(session, "KZ-2021-0901", who="Aigul", now=NOW)
        incidents.edit(session, "KZ-2021-0900", {}, {"safety_notes": "жасырын"}, who="Aigul", now=NOW)
    found = made(engine)
    with consistent_read_session(engine) as session:
        files = {file.name: file.content for file in release(session, ReleaseRequest(lang="ru"), TODAY).files}
    assert found.files["incidents.csv"] == files["incidents.csv"]
    told = json.loads(found.files["incidents.json"])
    assert told["incidents"] == [json.loads(line) for line in files["incidents.jsonl"].splitlines()]
    assert (told["count"], told["licence"], told["as_of"]) == (1, "CC-BY-4.0", TODAY.isoformat())
    everything = b"".join(found.files.values()).decode()
    assert "KZ-2021-0901" not in everything
    assert "жасырын" not in everything
    assert len({found.tag(name) for name in found.files}) == 3


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_feed_is_one_that_readers_take_with_the_newest_first(own_press: Engine, lang: str) -> None:
    hostile = "<script>&\x07"
    with write_transaction(own_press) as session:
        incidents.import_incident(session, replace(full_case(), recorded=TODAY), who="Aigul", now=NOW)
        incidents.edit(session, "KZ-2021-0900", {"titles": {lang: hostile}, "texts_checked": [f"title_{lang}"]}, {}, who="Aigul", now=NOW)
    found = feedparser.parse(made(own_press, lang).files["feed.atom"])
    assert not found.bozo
    assert found.version == "atom10"
    assert len(found.entries) == NEWEST
    first = found.entries[0]
    assert first.title == "KZ-2021-0900: <script>&\N{REPLACEMENT CHARACTER}"
    assert first.published >= found.entries[-1].published
    assert len({entry.id for entry in found.entries}) == NEWEST
    assert all(entry.summary for entry in found.entries)
    assert made(own_press, lang).files == made(own_press, lang).files, "the same twice"


def test_an_empty_record_is_given_as_one(engine: Engine) -> None:
    found = made(engine)
    assert json.loads(found.files["incidents.json"])["incidents"] == []
    assert feedparser.parse(found.files["feed.atom"]).entries == []
    assert found.changed is None


NUMBER = "KZ-2021-0900"
NEXT_DAY = NOW + timedelta(days=1)


@pytest.fixture
def record(engine: Engine) -> Engine:
    """A database with one incident."""
    with write_transaction(engine) as session:
        incidents.import_incident(session, full_case(), who="Aigul", now=NOW)
    return engine


def last(engine: Engine) -> LedgerRow:
    with read_session(engine) as session:
        found = last_change(session)
    assert found
    return found


def test_an_empty_ledger_has_no_last_change(engine: Engine) -> None:
    with read_session(engine) as session:
        assert last_change(session) is None


def test_users_reports_exports_and_what_is_noted_for_safety_change_nothing(record: Engine) -> None:
    before = last(record).id
    with write_transaction(record) as session:
        users.add(session, "Aigul", Role.EDITOR, "a hash", must_change=False, who="shell", now=NEXT_DAY)
        incidents.edit(session, NUMBER, {}, {"safety_notes": "жасырын мекенжай"}, who="Aigul", now=NEXT_DAY)
        for action in (LedgerAction.REPORT, LedgerAction.EXPORT):
            ledger.append(session, at=NEXT_DAY, who="Aigul", action=action, subject="incident of a report", before={}, after={"n": 1})
        for action, after in ((LedgerAction.REJECT, {"incident": None}), (LedgerAction.MERGE, {"incident": None, "merged_into": None})):
            ledger.append(session, at=NEXT_DAY, who="Aigul", action=action, subject="draft 5", before={}, after=after)
    assert last(record).id == before


def test_corrections_statuses_withdrawals_and_names_change_it(record: Engine) -> None:
    known = {last(record).id}
    with write_transaction(record) as session:
        incidents.edit(session, NUMBER, {"place": "Ақсай"}, {}, who="Aigul", now=NEXT_DAY)
    known.add(last(record).id)
    with write_transaction(record) as session:
        incidents.add_status(session, NUMBER, StatusCode.JAP, NEXT_DAY.date(), source="https://dala.example/9", who="Aigul", now=NEXT_DAY)
    known.add(last(record).id)
    with write_transaction(record) as session:
        ledger.append(session, at=NEXT_DAY, who="Aigul", action=LedgerAction.MERGE, subject="draft 5", before={}, after={"incident": NUMBER})
    known.add(last(record).id)
    with write_transaction(record) as session:
        decisions.edit_person(session, 1, {"publish": False, "publish_reason": "she asked"}, who="Aigul", now=NEXT_DAY)
    assert last(record).subject == "person 1"
    known.add(last(record).id)
    with write_transaction(record) as session:
        withdraw(session, NUMBER, who="Aigul", now=NEXT_DAY)
    assert len(known | {last(record).id}) == 6

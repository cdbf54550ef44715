"""What the open doors answer: what the release holds, and nothing beside it."""

import json
from dataclasses import replace
from datetime import timedelta

import feedparser
import pytest
from sqlalchemy import Engine

from records import incidents
from records.database import at_one_moment, write_transaction
from records.i18n import LANGUAGES
from records.incidents.repository import withdraw
from reports.release import ReleaseRequest, release
from reports.release.open_copy import NEWEST, OpenCopy, open_copy
from tests.golden.publications import record
from tests.golden.publications.record import NOW
from tests.reports.release.full_case import full_case

pytestmark = pytest.mark.usefixtures("catalogues")

TODAY = NOW.date()


def made(engine: Engine, lang: str = "ru") -> OpenCopy:
    with at_one_moment(engine) as session:
        return open_copy(session, lang, TODAY + timedelta(days=5))


def test_the_rows_are_those_of_the_release_without_a_last_day(engine: Engine) -> None:
    with write_transaction(engine) as session:
        incidents.admit(session, full_case(), who="Aigul", now=NOW)
        incidents.admit(session, full_case("KZ-2021-0901"), who="Aigul", now=NOW)
        withdraw(session, "KZ-2021-0901", who="Aigul", now=NOW)
        incidents.edit(session, "KZ-2021-0900", {}, {"safety_notes": "жасырын"}, who="Aigul", now=NOW)
    found = made(engine)
    with at_one_moment(engine) as session:
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
def test_the_feed_is_one_that_readers_take_with_the_newest_first(engine: Engine, lang: str) -> None:
    hostile = "<script>&\x07"
    with write_transaction(engine) as session:
        record.store(session)
        incidents.admit(session, replace(full_case(), recorded=TODAY), who="Aigul", now=NOW)
        incidents.edit(session, "KZ-2021-0900", {"titles": {lang: hostile}, "texts_checked": [f"title_{lang}"]}, {}, who="Aigul", now=NOW)
    found = feedparser.parse(made(engine, lang).files["feed.atom"])
    assert not found.bozo
    assert found.version == "atom10"
    assert len(found.entries) == NEWEST
    first = found.entries[0]
    assert first.title == "KZ-2021-0900: <script>&\N{REPLACEMENT CHARACTER}"
    assert first.published >= found.entries[-1].published
    assert len({entry.id for entry in found.entries}) == NEWEST
    assert all(entry.summary for entry in found.entries)
    assert made(engine, lang).files == made(engine, lang).files, "the same twice"


def test_an_empty_record_is_given_as_one(engine: Engine) -> None:
    found = made(engine)
    assert json.loads(found.files["incidents.json"])["incidents"] == []
    assert feedparser.parse(found.files["feed.atom"]).entries == []
    assert found.changed is None

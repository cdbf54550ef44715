"""What stood in a database of an earlier version stands after the upgrade, and going back leaves it. One database is walked through all versions, and each
version adds what the next migration changes."""

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, func, select, text

from desk.auth import sessions
from records import articles, rereads, tokens
from records.database import alembic_config, open_engine, read_session, require_current, upgrade, write_transaction
from records.errors import DatabaseVersionMismatch
from records.filters import IncidentFilter
from records.incident_fields import BY_NAME
from records.incident_model import Incident
from records.incident_texts.texts import states_of_texts
from records.incidents import load
from records.language.stems import parse_search_terms
from records.ledger import verify
from records.ledger.entries import INITIAL_HASH, content_hash
from records.persons.repository import all_persons
from records.persons.victims import doubtful_pairs, link_victims
from records.review.propose import combine_screenings, screening_with_article
from records.review.weekly_sample import DISPUTED, FAR, NEAR, screened_out
from records.tables import ArticleRow, DraftRow, PersonNameRow, ScreeningRow
from records.tokens import TokenScope
from records.users import digest
from records.vocabulary import Lawful
from tests.conftest import NOW, postgresql_database

Rows = list[tuple[str, dict[str, Any]]]
VICTIMS: list[list[dict[str, str]]] = [
    [{"name": name, "profession": role, "outlet": outlet} for name, role, outlet in each]
    for each in (
        [("Бауыржан Жүсіпов", "", "Орда")],
        [("Жүсіпов  Бауыржан", "тілші", "газета «Орда»")],
        [("Бауыржан Жусупов", "", "Орда")],
        [("А. Иванов", "", "Орда"), ("Иванов А.", "", "")],
        [("А. Иванов", "", "орда"), ("А. Иванов", "", "")],
        [],
        [("Айгүл Сапарова", "", ""), ("Айгүл Сапарова", "", "")],
        *([("Серик Ахметов", "", outlet)] for outlet in ("", "Хабар 24", "Уральская неделя", "", "Khabar 24", "")),
    )
]
ARTICLE = {"run_id": "run", "outlet": "kz_test", "url": "u", "lang": "ru", "title": "Т", "text": "Т.", "authors": [], "text_sha256": "1" * 64}
BODY = {
    "id": "a", "lang": "ru", "score": 0.9, "flagged": True, "label": "incident", "categories": [{"code": "ATT", "score": 0.9}], "persons": [], "outlets": [],
    "country": "KZ", "place": "Орал", "region": "KZ-27", "incident_date": None, "date_precision": None, "actor": "unknown", "outcome": "none",
    "outcome_of": None, "reasons": [], "model": "kk-ru-en 1.0.0",
}  # fmt: skip
MONDAY = date(2026, 11, 23)
SCREENING: dict[str, Any] = {"model": "test 1", "flagged": False, "label": "none", "body": {}}
CASE = {
    "year": 2021, "withdrawn": False, "primary": "DET", "happened_on": date(2021, 6, 10), "date_precision": "day", "actor": "law_enforcement", "online": False,
    "motive": "confirmed", "version": 3, "categories": ["DET"], "sources": [], "private": {},
}  # fmt: skip
PLAIN = {
    "year": 2026, "version": 1, "title": "", "primary": "ATT", "categories": ["ATT"], "outlets": [], "actor": "unknown", "online": False,
    "motive": "unconfirmed", "summary": {}, "sources": [], "private": {}, "withdrawn": False,
}  # fmt: skip
DRAFT = {"state": "new", "score": 0.5, "label": "incident", "sample": False, "version": 1}


def people(at: Any) -> Rows:
    return [
        ("users", {"name": "A", "folded": "a", "role": "monitor", "password_hash": "x", "must_change": False, "created_at": at}),
        ("tokens", {"user": "A", "hash": digest("qg_old"), "created_at": at}),
        ("sessions", {"id": digest("cookie"), "user": "A", "created_at": at, "seen_at": at, "expires_at": at + timedelta(days=7)}),
    ]


def incidents_with_ledger(at: Any) -> Rows:
    found, previous = [], INITIAL_HASH
    for serial, victims in enumerate(VICTIMS, 1):
        number, values = f"KZ-2026-{serial:04}", {**PLAIN, "victims": victims}
        found.append(("incidents", {**values, "number": number, "serial": serial, "created_at": at}))
        after = {**{name: value for name, value in values.items() if name not in ("year", "version")}, "private": None, "statuses": []}
        row = {"id": serial, "who": "Aigul", "action": "record", "subject": f"incident {number}", "note": "", "previous": previous}
        previous = content_hash(serial, NOW, "Aigul", "record", f"incident {number}", {}, after, None, "", previous)
        found.append(("ledger", {**row, "at": at, "before": {}, "after": after, "hash": previous}))
    return found


def history(at: Any) -> dict[str, Rows]:
    """What is added at each version, before the next migration."""
    said = {"title": "Ерғалиева сотқа шақырылды", "persons": [{"name": "Ерғалиева"}]}
    article = {**ARTICLE, "fetched_at": at}
    old: dict[str, Any] = {"title": "Ұстау", "victims": [{"name": "Сәуле", "profession": "тілші", "outlet": ""}], "outlets": ["Дала"]}
    late: dict[str, Any] = {"title": "Тілші ұсталды", "victims": [], "outlets": [], "law_articles": [], "next_dates": [], "lawful": "unknown"}
    return {
        "0004": people(at),
        "0007": incidents_with_ledger(at),
        "0010": [("incidents", {**CASE, **old, "number": "KZ-2021-0001", "serial": 1, "summary": {"kk": "Ұсталды."}, "created_at": at})],
        "0013": [
            ("articles", {**article, "id": "a", "url": "https://test.example/a"}),
            (
                "screenings",
                {"id": 1, "article_id": "a", "model": BODY["model"], "at": at, "score": 0.9, "flagged": True, "label": "incident", "body": BODY},
            ),
        ],
        "0016": [
            row
            for number in range(30)
            for row in (
                ("articles", {**article, "id": f"a{number}"}),
                ("screenings", {**SCREENING, "id": number + 2, "article_id": f"a{number}", "at": at, "score": number / 100, "readers": "both"}),
            )
        ],
        "0017": [
            ("articles", {**article, "id": "read"}),
            ("articles", {**article, "id": "unread"}),
            ("screenings", {**SCREENING, "id": 32, "article_id": "read", "model": "old", "at": at, "score": 0.1}),
        ],
        "0018": [
            ("drafts", {**DRAFT, "created_at": at, "id": 1, "proposal": said, "fields": {"place": "Ақтау"}, "searched": "ерғалиева"}),
            ("drafts", {**DRAFT, "created_at": at, "id": 2, "proposal": {}, "fields": {}, "searched": ""}),
        ],
        "0021": [
            ("incidents", {**CASE, **late, "number": "KZ-2021-0002", "serial": 2, "summary": {"ru": "Журналиста задержали."}, "created_at": at})
        ],
    }


def insert(connection: Connection, table: str, values: dict[str, Any]) -> None:
    plain = {name: json.dumps(value) if isinstance(value, list | dict) else value for name, value in values.items()}
    names = ", ".join(f'"{name}"' for name in plain)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in plain)})"), plain)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database of this version that was begun with version 0004."""
    with ExitStack() as stack:
        if over_postgresql := request.param == "postgresql":
            url = stack.enter_context(postgresql_database(request.getfixturevalue("postgresql_server")))
        else:
            url = f"sqlite:///{tmp_path_factory.mktemp('migrations') / 'walked.db'}"
        made = open_engine(url)
        for version, given in history(NOW if over_postgresql else NOW.replace(tzinfo=None)).items():
            command.upgrade(alembic_config(made), version)
            with made.begin() as connection:
                for table, values in given:
                    insert(connection, table, values)
        upgrade(made)
        yield made
        made.dispose()


def incidents(engine: Engine, year: int) -> list[Incident]:
    with read_session(engine) as session:
        return [one for one in load(session, IncidentFilter()) if one.number.startswith(f"KZ-{year}-")]


def pointers(engine: Engine) -> list[list[int]]:
    return [[victim.person or 0 for victim in one.victims] for one in incidents(engine, 2026)]


def test_old_tokens_and_sessions_work_for_their_time(upgraded: Engine) -> None:
    with read_session(upgraded) as session:
        found = tokens.token_holder(session, "qg_old", NOW)
        assert found
        assert found.scope is TokenScope.DECIDE
        (kept,) = tokens.active_tokens(session, "A", NOW)
        assert kept.expires_at > NOW
        assert tokens.token_holder(session, "qg_old", kept.expires_at) is None
        here = sessions.active_session(session, "cookie", NOW)
        assert here
        assert not here.awaits
        assert sessions.listed(session, "A", NOW)[0].device == ""


def test_victims_become_persons_and_the_ledger_holds_them(upgraded: Engine) -> None:
    assert [[victim.name for victim in one.victims] for one in incidents(upgraded, 2026)] == [[one["name"] for one in each] for each in VICTIMS]
    ids = pointers(upgraded)
    assert all(id for one in ids for id in one)
    assert ids[0] == ids[1], "one spelling, whatever the order"
    assert ids[2] != ids[0], "another spelling is not merged silently"
    assert ids[3][0] == ids[4][0], "a surname with an initial, in one outlet"
    assert len({ids[3][0], ids[3][1], ids[4][1]}) == 3, "an initial alone says nothing"
    assert ids[6][0] != ids[6][1], "twice in one incident: two persons"
    first, other, unsaid = ids[7][0], ids[9][0], ids[10][0]
    assert [id for (id,) in ids[7:]] == [first, first, other, unsaid, first, unsaid], "namesakes of two outlets stay two"
    assert len({first, other, unsaid}) == 3
    with read_session(upgraded) as session:
        persons = {person.id: person for person in all_persons(session)}
        assert len(persons) == 10
        one = persons[ids[0][0]]
        assert (one.spellings, one.profession, one.names) == (("Бауыржан Жүсіпов", "Жүсіпов  Бауыржан"), "тілші", {"kk": "Бауыржан Жүсіпов"})
        assert [outlet.outlet for outlet in one.outlets] == ["Орда", "газета «Орда»"]
        pairs = {(pair.first.id, pair.second.id) for pair in doubtful_pairs(list(persons.values()))}
        assert {(first, other), (first, unsaid), (other, unsaid)} <= pairs
        faults = verify.ledger_chain_faults(session)
        verify.record_faults(session, faults.append)
        assert [fault for fault in faults if "KZ-2021-" not in fault] == []


def test_the_persons_are_those_that_recording_makes_and_recording_goes_on(upgraded: Engine, empty_sqlite: Path, tmp_path: Path) -> None:
    fresh = open_engine(f"sqlite:///{shutil.copy(empty_sqlite, tmp_path / 'fresh.db')}")
    with write_transaction(fresh) as session:
        recorded = [link_victims(session, victims, who="Aigul", now=NOW) for victims in VICTIMS]
    fresh.dispose()
    assert [[victim["person"] for victim in victims] for victims in recorded] == pointers(upgraded)
    with write_transaction(upgraded) as session:
        known = link_victims(session, [{"name": "Бауыржан Жусупов", "outlet": "Орда"}, {"name": "Жаңа Адам"}], who="Aigul", now=NOW)
        assert [one["person"] for one in known] == [pointers(upgraded)[2][0], 11]
        assert session.scalar(select(func.count()).select_from(PersonNameRow)) == 11
        session.rollback()


def test_old_incidents_say_nothing_of_what_was_not_asked(upgraded: Engine) -> None:
    one, late = incidents(upgraded, 2021)
    assert (one.number, one.title, one.day, one.outlets, one.summary) == ("KZ-2021-0001", "Ұстау", date(2021, 6, 10), ("Дала",), {"kk": "Ұсталды."})
    assert one.victims[0].name == "Сәуле"
    assert {name: BY_NAME[name].of(one) for name in ("lawful", "law_articles", "claimant", "amount_claimed", "amount_awarded", "currency", "next_dates")} == {
        "lawful": Lawful.UNKNOWN, "law_articles": (), "claimant": None, "amount_claimed": None, "amount_awarded": None, "currency": None, "next_dates": (),
    }  # fmt: skip
    assert (late.title, late.title_lang, late.titles, late.summary) == (
        "Тілші ұсталды",
        "kk",
        {"kk": "Тілші ұсталды"},
        {"ru": "Журналиста задержали."},
    )
    assert {name: state.value for name, state in states_of_texts(late).items() if state != "none"} == {
        "title_kk": "proposed",
        "summary_ru": "proposed",
    }


def test_old_screenings_were_read_by_one_judge_and_nobody_knows_how_sure_it_was(upgraded: Engine) -> None:
    with read_session(upgraded) as session:
        kept = session.scalars(select(ScreeningRow).where(ScreeningRow.id == 1)).one()
        proposal = combine_screenings({"a": screening_with_article(kept, session.get_one(ArticleRow, "a"))})
        assert (kept.readers, kept.body, kept.at) == ("lexical", BODY, NOW)
        assert (proposal["proposed_summary"], proposal["unsure"], proposal["readers"]) == ([], [], "lexical")
        assert set(session.scalars(select(ScreeningRow.disagreement))) == {None}
        found = screened_out(session, MONDAY, "test 1")
        assert (found[DISPUTED], found[NEAR], len(found[FAR])) == ([], ["a29", "a28"], 28)
        assert articles.recent_lexical_only_counts(session) == (0, 32), "no model had an encoder"


def test_what_no_model_has_read_is_unread_and_nothing_is_read_again_by_itself(upgraded: Engine) -> None:
    with read_session(upgraded) as session:
        assert [row.id for row in articles.unscreened_articles(session, 100)] == ["unread"]
        assert rereads.newest_reread(session) is None
        assert (rereads.count_left(session, ("old",)), rereads.count_left(session, ("new",))) == (32, 33)


def test_old_drafts_are_found_in_every_spelling(upgraded: Engine) -> None:
    with read_session(upgraded) as session:
        first, second = session.scalars(select(DraftRow.searched).order_by(DraftRow.id))
    assert all(parse_search_terms(one).are_said(first) for one in ("Ергалиева", "Yergaliyeva", "актау", "сот"))
    assert second == ""


def test_a_second_upgrade_changes_nothing_and_going_back_keeps_the_rows_until_their_table_goes(upgraded: Engine) -> None:
    kept = {
        "0021": ("SELECT number, title, version FROM incidents WHERE number = 'KZ-2021-0002'", ("KZ-2021-0002", "Тілші ұсталды", 3)),
        "0018": ("SELECT count(*), max(id) FROM drafts", (2, 2)),
        "0017": ("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM screenings)", (33, 32)),
        "0016": ("SELECT count(*), max(score) FROM screenings WHERE model = 'test 1'", (30, 0.29)),
        "0013": ("SELECT article_id, model, label FROM screenings WHERE id = 1", ("a", "kk-ru-en 1.0.0", "incident")),
        "0010": ("SELECT number, title, version FROM incidents WHERE number = 'KZ-2021-0001'", ("KZ-2021-0001", "Ұстау", 3)),
    }
    stood = pointers(upgraded)
    assert upgrade(upgraded) == upgrade(upgraded)
    assert pointers(upgraded) == stood
    for version, (asked, found) in kept.items():
        command.downgrade(alembic_config(upgraded), version)
        with upgraded.connect() as connection:
            assert connection.execute(text(asked)).one() == found, version
    command.downgrade(alembic_config(upgraded), "base")
    with pytest.raises(DatabaseVersionMismatch):
        require_current(upgraded)
    upgrade(upgraded)
    require_current(upgraded)

"""A newsroom of full size for measuring the desk: articles of the corpus told again and again, drafts as the screening proposes them, incidents with statuses and known persons.

The many rows are made inside the database or copied into it at once, so that a million articles take a minute or two.
"""

import json
import random
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import JSON, Connection, Engine, event, insert, text

from classify import clustering
from classify.screen import load_screener
from classify.serialization import screening_to_json
from classify.training.corpus import read_corpus
from records import ledger, users
from records.country import home
from records.database import upgrade, write_transaction
from records.event_model import Traits
from records.incidents.numbers import ledger_content
from records.incidents.tracks import track_fault
from records.language.names import normal_form
from records.model import Article
from records.outlets import runs
from records.persons.repository import language_of
from records.review.draft_description import describe
from records.review.incident_facts import incident_facts
from records.review.proposal import combine_screenings
from records.tables import (
    ArticleKeyRow,
    DraftArticleRow,
    DraftRow,
    IncidentRow,
    LedgerRow,
    OutletRow,
    PersonNameRow,
    PersonRow,
    ScreeningRow,
    StatusRow,
)
from records.users import Role
from records.vocabulary import Category, Gender, Lawful, LinkReason, ScreeningLabel, StatusCode

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
PASSWORD = "a long word of mine"
# Texts that are screened for the drafts, and texts of the other articles.
TOLD, ORDINARY = 60, 1_000
CHUNK = 2_000
OUTLETS = 150
_GIVEN = [
    "Айгүл", "Берік", "Дәурен", "Жанар", "Қайрат", "Ләззат", "Мұрат", "Нұрлан", "Өмірбек", "Сәуле", "Тимур", "Ұлан", "Шынар", "Ілияс", "Әсел", "Олег",
    "Марина", "Виктор", "Светлана", "Игорь", "Алия", "Ерлан", "Гульнара", "Динара",
]  # fmt: skip
_ROOTS = [
    "Ахмет", "Бөкей", "Ғабит", "Дулат", "Ермек", "Жұмабай", "Зейнолла", "Ибрай", "Қасым", "Құрман", "Мұқан", "Нұрпейіс", "Оспан", "Сәрсен", "Төлеген",
    "Үсен", "Хамит", "Шәкәрім", "Әбіл", "Рақым", "Серік", "Болат", "Тұрсын", "Есен",
]  # fmt: skip
_ENDS = ["ов", "ова", "ев", "ева", "улы", "қызы", "бек", "бай"]


@dataclass(frozen=True)
class DeskSize:
    """How much there is. `drafts` wait; every incident has a confirmed draft beside them."""

    articles: int = 1_000_000
    drafts: int = 10_000
    incidents: int = 20_000
    persons: int = 20_000

    def part(self, share: float) -> "DeskSize":
        """A share of it, for a quick look."""
        return DeskSize(*(round(share * number) for number in (self.articles, self.drafts, self.incidents, self.persons)))

    @property
    def grouped(self) -> int:
        """Drafts of all states."""
        return self.drafts + self.incidents


def fill_desk(engine: Engine, size: DeskSize, people: int) -> None:
    """Fill an empty database. Drafts with the lower numbers are confirmed, those above them wait."""
    upgrade(engine)
    engine.dispose()
    event.listen(engine, "connect", _hurry)
    with write_transaction(engine) as session:
        runs.begin_run(session, "run", "run", NOW)
    told = _told()
    _articles(engine, size, [one for one, _ in told])
    chance = random.Random(1)
    names = _names(size.persons)
    _put(engine, OutletRow, (_outlet(number) for number in range(OUTLETS)))
    _put(engine, PersonRow, (_person(number, name) for number, name in enumerate(names, 1)))
    _put(engine, PersonNameRow, ({"form": normal_form(name), "person_id": number} for number, name in enumerate(names, 1)))
    _drafts(engine, size, told, names, chance)
    _incidents(engine, size, told, names, chance)
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with write_transaction(engine) as session:
        for number in range(people):
            users.add(session, person_at(number), Role.EDITOR, cheap.hash(PASSWORD), must_change=False, who="bench", now=NOW)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in ("drafts", "persons", "statuses", "screenings", "snapshots"):
                connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"))
            # As its autovacuum does by itself. SQLite has no such thing, and Qorgan does not ask it for any.
            connection.execute(text("VACUUM ANALYZE"))
    event.remove(engine, "connect", _hurry)
    engine.dispose()


def person_at(number: int) -> str:
    """The name of one of the people at the desk."""
    return f"Editor {number}"


def _id(article: int) -> str:
    return f"a{article:07}"


def number_of(draft: int) -> str:
    """The incident that the draft with this number was confirmed as."""
    return f"KZ-{2007 + draft % 20}-{draft // 20 + 1:04}"


def _hurry(connection: Any, _entry: object) -> None:
    """What is made here anew need not outlive a power cut, and points where it should."""
    lite = ("PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-500000", "PRAGMA foreign_keys=OFF")
    for said in lite if isinstance(connection, sqlite3.Connection) else ("SET session_replication_role = replica", "SET synchronous_commit = off"):
        connection.execute(said)
    connection.commit()


def _told() -> list[tuple[Article, dict[str, Any]]]:
    """Articles of the corpus that tell of an incident, with what the screening says of each."""
    found = [one for one in read_corpus() if one.label is ScreeningLabel.INCIDENT and len(one.text) > 600]
    some = [Article(one.id, one.text, one.title, one.lang, "https://kz.example/", "2026-11-20") for one in found[:: max(1, len(found) // TOLD)]][
        :TOLD
    ]
    screened = [screening_to_json(one) for one in load_screener().screen_many(some)]
    return [(article, body) for article, body in zip(some, screened, strict=True) if body.get("flagged")]


def _articles(engine: Engine, size: DeskSize, told: Sequence[Article]) -> None:
    """All articles with page, state and screening, the newest with the highest number. Those of drafts tell of incidents, the others are ordinary news."""
    ordinary = [one for one in read_corpus() if one.label is ScreeningLabel.NONE and len(one.text) > 400][:ORDINARY]
    written = [(one.lang, one.title, one.text) for one in told] + [(one.lang, one.title, one.text) for one in ordinary]
    texts = [{"at": at, "lang": lang, "title": title, "body": body} for at, (lang, title, body) in enumerate(written)]
    lite = engine.dialect.name == "sqlite"
    numbers = (
        f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {size.articles - 1})"
        if lite
        else f"WITH n AS (SELECT generate_series(0, {size.articles - 1}) AS i)"
    )
    minutes = f"({size.articles} - i) * 5"
    moment = (
        f"strftime('%Y-%m-%d %H:%M:%S', '2026-11-24 05:00:00', '-' || ({minutes}) || ' minutes') || '.000000'"
        if lite
        else f"TIMESTAMPTZ '2026-11-24 05:00:00+00' - {minutes} * INTERVAL '1 minute'"
    )
    day = f"date('2026-11-24', '-' || (({minutes}) / 1440) || ' days')" if lite else f"DATE '2026-11-24' - ({minutes}) / 1440"
    # Ids in their order, so that a million of them are added at the end of an index and not all over it.
    padded = "printf('%07d', i)" if lite else "lpad(i::text, 7, '0')"
    hashed, no, sha = f"'a' || {padded}", "0" if lite else "false", f"repeat('0', 57) || {padded}" if not lite else f"'{'0' * 57}' || {padded}"
    which = f"CASE WHEN i < {3 * size.grouped} THEN i % {len(told)} ELSE {len(told)} + i % {len(ordinary)} END"
    with engine.begin() as connection:
        connection.execute(text("CREATE TEMPORARY TABLE told (at INTEGER PRIMARY KEY, lang TEXT, title TEXT, body TEXT)"))
        connection.execute(text("INSERT INTO told VALUES (:at, :lang, :title, :body)"), texts)
        _say(
            connection,
            "INSERT INTO articles (id, run_id, outlet, url, region, lang, title, text, authors, published_at, published_on, fetched_at, text_sha256, copy_of, unread) "
            f"{numbers} SELECT {hashed}, 'run', 'kz_' || (i % {OUTLETS}), 'https://kz' || (i % {OUTLETS}) || '.example/' || i, NULL, lang, title, body || ' № ' || i, '[]', "
            f"CAST({day} AS TEXT), {day}, {moment}, {sha}, NULL, {no} FROM n JOIN told ON told.at = {which}",
        )
    with engine.begin() as connection:
        _say(
            connection,
            f"INSERT INTO snapshots (article_id, fetched_at, url, status, sha256, file, \"offset\") {numbers} SELECT {hashed}, {moment}, 'u', 200, {sha}, 'f', i FROM n",
        )
    with engine.begin() as connection:
        _say(
            connection,
            "INSERT INTO pages (run_id, outlet, url, key, fate, status, at, source, detail, article_id, sha256) "
            f"{numbers} SELECT 'run', 'kz_' || (i % {OUTLETS}), 'https://kz.example/' || i, 'k' || {padded}, 'stored', 200, {moment}, {no}, '', {hashed}, {sha} FROM n",
        )
    with engine.begin() as connection:
        _say(
            connection,
            "INSERT INTO screenings (article_id, model, at, score, flagged, label, body, readers) "
            f"{numbers} SELECT {hashed}, 'bench', {moment}, 0.1, {no}, 'none', '{{}}', 'both' FROM n WHERE i >= {3 * size.grouped}",
        )


def _say(connection: Connection, words: str) -> None:
    """A statement of the dialect's own. psycopg takes a single % for a place of a value."""
    connection.exec_driver_sql(words.replace("%", "%%") if connection.dialect.name == "postgresql" else words)


def _names(number: int) -> list[str]:
    """Different names, as many as are wanted."""
    made = (
        f"{given} {root}{end}" if turn == 0 else f"{given} {root}{end}-{_ROOTS[turn % len(_ROOTS)]}{end}"
        for turn in range(99)
        for given in _GIVEN
        for root in _ROOTS
        for end in _ENDS
    )
    return list(islice(dict.fromkeys(made), number))


def _outlet(number: int) -> dict[str, Any]:
    return {"name": f"kz_{number}", "title": {"kk": f"Басылым {number}", "ru": f"Издание {number}", "en": f"Outlet {number}"}, "home": f"https://kz{number}.example/",
            "country": "KZ", "region": None, "languages": ["kk", "ru"], "minimum": None, "listed_on": date(2020, 1, 1), "left_on": None}  # fmt: skip


def _person(number: int, name: str) -> dict[str, Any]:
    return {"id": number, "names": {language_of(name): name}, "spellings": [name], "profession": ("journalist", "editor", "")[number % 3], "gender": Gender.UNKNOWN.value,
            "outlets": [{"outlet": f"Басылым {number % OUTLETS}", "since": None, "until": None}], "publish": True, "publish_reason": "", "merged_into": None, "apart": [],
            "created_at": NOW, "version": 1}  # fmt: skip


def _articles_of(draft: int, grouped: int) -> list[int]:
    """The articles of a draft: one, or two, or three."""
    return [draft - 1 + turn * grouped for turn in range(3) if turn == 0 or draft % (3**turn) == 0]


def _proposal(
    draft: int, size: DeskSize, told: Sequence[tuple[Article, dict[str, Any]]], names: Sequence[str], chance: random.Random
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the machine proposes, and the screenings of the articles. The person is another one each time."""
    name = names[chance.randrange(len(names))]
    bodies = []
    for number in _articles_of(draft, size.grouped):
        article, body = told[number % len(told)]
        persons = [{**one, "name": name} if at == 0 else one for at, one in enumerate(body["persons"])] or [{"name": name, "role": "victim"}]
        bodies.append(
            {**body, "id": _id(number), "persons": persons, "title": article.title, "url": f"https://kz.example/{number}", "day": "2026-11-20"}
        )
    return combine_screenings({body["id"]: body for body in bodies}), bodies


def _drafts(engine: Engine, size: DeskSize, told: Sequence[tuple[Article, dict[str, Any]]], names: Sequence[str], chance: random.Random) -> None:
    for start in range(1, size.grouped + 1, CHUNK):
        rows: dict[Any, list[dict[str, Any]]] = {table: [] for table in (ScreeningRow, DraftRow, DraftArticleRow, ArticleKeyRow)}
        for id in range(start, min(start + CHUNK, size.grouped + 1)):
            proposal, bodies = _proposal(id, size, told, names, chance)
            confirmed = id <= size.incidents
            rows[DraftRow].append(_draft(id, proposal, confirmed, size))
            for body in bodies:
                said = {name: value for name, value in body.items() if name not in ("title", "url", "day")}
                rows[ScreeningRow].append({"article_id": body["id"], "model": "bench", "at": NOW, "score": body["score"], "flagged": True, "label": body["label"], "body": said, "readers": "both", "disagreement": 0.1})  # fmt: skip
                traits = _traits(body, chance)
                rows[DraftArticleRow].append(
                    {"article_id": body["id"], "draft_id": id, "traits": traits.to_json(), "candidates": _candidates(id, size, chance)}
                )
                rows[ArticleKeyRow] += [{"key": key, "draft_id": id, "article_id": body["id"]} for key in sorted(set(clustering.keys_of(traits)))]
        for table in (ScreeningRow, DraftRow, DraftArticleRow, ArticleKeyRow):
            _put(engine, table, rows[table])


def _draft(id: int, proposal: dict[str, Any], confirmed: bool, size: DeskSize) -> dict[str, Any]:
    at = NOW - timedelta(minutes=7 * (size.grouped - id))
    row = DraftRow(
        id=id, state="confirmed" if confirmed else "new", score=proposal["score"] * (0.6 + 0.4 * (id * 7919 % 1000) / 1000), label=proposal["label"], proposal=proposal,
        fields={}, follows=None, sample=False, incident=number_of(id) if confirmed else None, merged_into=None, deferred_until=None, created_at=at, version=1,
        decided_by="Editor 0" if confirmed else None, decided_at=at if confirmed else None, reason=None,
    )  # fmt: skip
    describe(row)
    return {column.name: getattr(row, column.name) for column in DraftRow.__table__.columns}


def _candidates(draft: int, size: DeskSize, chance: random.Random) -> list[dict[str, Any]]:
    """Every fourth draft is perhaps of one event with another."""
    return [{"article": _id(chance.randrange(size.grouped)), "score": 0.4, "why": [LinkReason.PERSON.value]}] if draft % 4 == 0 else []


def _traits(body: Mapping[str, Any], chance: random.Random) -> Traits:
    return Traits(
        body["id"], body["lang"], date(2026, 11, 20), "incident", persons=tuple("|".join(one["name"].casefold().split()[1::-1]) for one in body["persons"][:1] if " " in one["name"]), country="KZ", region=body["region"],
        place=body["place"], day=date.fromisoformat(body["incident_date"]) if body["incident_date"] else None, precision=body["date_precision"],
        codes=tuple(one["code"] for one in body["categories"]), words=tuple(chance.getrandbits(31) for _ in range(64)),
    )  # fmt: skip


def _incidents(engine: Engine, size: DeskSize, told: Sequence[tuple[Article, dict[str, Any]]], names: Sequence[str], chance: random.Random) -> None:
    previous = ledger.INITIAL_HASH
    regions = tuple(home().regions)
    for start in range(1, size.incidents + 1, CHUNK):
        cases, statuses, acts = [], [], []
        for id in range(start, min(start + CHUNK, size.incidents + 1)):
            case = _incident(id, told[id % len(told)], names, regions, chance)
            mine = list(_statuses(case, chance))
            cases.append(case)
            statuses += mine
            act = LedgerRow(
                id=id, at=NOW, who="Editor 0", action="record", subject=f"incident {case['number']}", before={}, reason=None, note="", salt="", previous=previous,
                after=ledger_content(IncidentRow(**case), [StatusRow(**one, withdrawn=False, id=at) for at, one in enumerate(mine)]),
            )  # fmt: skip
            act.hash = previous = ledger.row_hash(act)
            acts.append({column.name: getattr(act, column.name) for column in LedgerRow.__table__.columns})
        for table, rows in ((IncidentRow, cases), (StatusRow, statuses), (LedgerRow, acts)):
            _put(engine, table, rows)


def _incident(id: int, told: tuple[Article, dict[str, Any]], names: Sequence[str], regions: Sequence[str], chance: random.Random) -> dict[str, Any]:
    article, body = told
    facts = incident_facts({**body, "title": article.title, "categories": body["categories"] or [Category.ATT.value]})
    year = 2007 + id % 20
    named = [chance.randrange(len(names)) for _ in range(chance.choice((1, 1, 1, 2)))]
    victims = [
        {"name": names[at], "profession": ("journalist", "editor")[at % 2], "outlet": f"Басылым {at % OUTLETS}", "person": at + 1} for at in named
    ]
    day = date(year, 1 + id % 12, 1 + id % 28) if id % 17 else None
    return {
        **facts, "number": number_of(id), "year": year, "serial": id // 20 + 1, "draft_id": id, "withdrawn": False, "victims": victims, "region": regions[id % len(regions)],
        "happened_on": day, "date_precision": "day" if day else None, "sources": [], "private": {}, "created_at": NOW, "version": 1,
        "summary": {article.lang: article.text[:300]},
    }  # fmt: skip


def _statuses(case: Mapping[str, Any], chance: random.Random) -> Iterator[dict[str, Any]]:
    """Up to four statuses that are in place on such an incident."""
    categories, lawful = [Category(code) for code in case["categories"]], Lawful(case.get("lawful") or Lawful.UNKNOWN)
    fitting = [code for code in StatusCode if track_fault(code, categories, lawful) is None]
    first = case["happened_on"] or date(case["year"], 6, 1)
    for step in range(chance.randrange(1, 5)):
        code = StatusCode.REP if step == 0 and StatusCode.REP in fitting else chance.choice(fitting)
        day = min(first + timedelta(days=45 * step + chance.randrange(20)), NOW.date())
        yield {
            "number": case["number"],
            "day": day,
            "code": code.value,
            "source": "https://kz.example/",
            "note": "",
            "penalty": {},
            "recorded_by": "Editor 0",
            "recorded_at": NOW,
        }


def _put(engine: Engine, table: Any, rows: Iterator[dict[str, Any]] | Sequence[dict[str, Any]]) -> None:
    """Add rows, on PostgreSQL as one stream."""
    waiting = iter(rows)
    while some := list(islice(waiting, CHUNK)):
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                connection.execute(insert(table), some)
                continue
            columns = [column for column in table.__table__.c if column.name in some[0] or column.default is not None]
            takes = [_taker(column, engine) for column in columns]
            names = ", ".join(f'"{column.name}"' for column in columns)
            with connection.connection.cursor().copy(f"COPY {table.__tablename__} ({names}) FROM STDIN") as stream:
                for row in some:
                    stream.write_row([take(row.get(column.name, _default(column))) for column, take in zip(columns, takes, strict=True)])


def _default(column: Any) -> Any:
    if column.default is None:
        return None
    return column.default.arg(None) if column.default.is_callable else column.default.arg


def _taker(column: Any, engine: Engine) -> Callable[[Any], Any]:
    """What makes of a value what a stream takes."""
    if isinstance(column.type, JSON):
        return partial(json.dumps, ensure_ascii=False)
    return column.type.bind_processor(engine.dialect) or (lambda value: value)

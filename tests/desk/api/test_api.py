"""What the API promises the programs that use it: one sentence a promise."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote

import feedparser
import pytest
from lxml import etree
from sqlalchemy import event, select

from desk.api.response_models import Draft, IncidentShape
from pipelines.evidence.writer import EvidenceWriter
from pipelines.items import PageItem
from records import incidents, review, tokens, users
from records.filters import DraftFilter, IncidentFilter
from records.incident_model import Incident
from records.tables import IncidentRow, LedgerRow, SecondOpinionRow, SnapshotRow, UserRow
from records.users import Role
from records.vocabulary import Category, DatePrecision, PageChange, StatusCode
from reports.exports import article_exports as draft_export
from reports.exports import incidents_export as incident_export
from reports.exports.cells import write_rows
from reports.exports.export_definitions import EXPORT_DEFINITIONS
from tests.conftest import NOW
from tests.desk.site import NAMES, Browser, Site, add_draft, add_few, open_site, open_site_with_drafts

TODAY = date(2026, 11, 24)
SECRET = "call her sister first, +7 700 000 00 00"


class Program:
    """A program with a token: asks, and says what came."""

    def __init__(self, of: Site, token: str, lang: str = "en") -> None:
        self.site = of
        self.browser: Browser = of.browser(lang=lang)
        self.browser.headers["Authorization"] = f"Bearer {token}"

    def get(self, way: str, **given: Any) -> Any:
        return self.browser.get(f"/api/v1/{way}", **given)

    def decide(self, draft: int, action: str, **more: Any) -> Any:
        return self.browser.post(f"/api/v1/drafts/{draft}/decisions", json={"action": action, **more})

    def ids(self, query: str = "") -> list[int]:
        return [item["id"] for item in self.get(f"drafts?{query}").json()["items"]]

    def numbers(self, query: str = "") -> list[str]:
        answer = self.get(f"incidents?{query}")
        assert answer.status_code == 200, answer.text
        return [item["number"] for item in answer.json()["items"]]


def program(of: Site, role: str = "monitor", **given: Any) -> Program:
    """A program with the token of whoever has this role."""
    with of.writing() as session:
        token = tokens.create_token(session, users.find(session, NAMES[Role(role)]), who="test", now=NOW)
    return Program(of, token, **given)


def record(of: Site, *cases: dict[str, Any]) -> list[str]:
    """Incidents from elsewhere, in a row of numbers of 2026; their numbers."""
    numbers = []
    with of.writing() as session:
        for case in cases:
            number = incidents.free_number(session, 2026)
            given = {"primary": Category.ATT, "recorded": TODAY, "day": date(2026, 11, 1), "precision": DatePrecision.DAY, "title": f"Case {number}"}
            told = {**given, **case}
            told.setdefault("categories", (told["primary"],))
            incidents.import_incident(session, Incident(number=number, **told), who="test", now=NOW)
            numbers.append(number)
    return numbers


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """A desk with a few drafts, once over each database."""
    if request.param == "sqlite":
        made = open_site_with_drafts(tmp_path)
    else:
        made = open_site(request.getfixturevalue("upgraded_postgresql_url"), tmp_path / "var")
        with made.writing() as session:
            made.drafts = add_few(session)
    yield made
    made.engine.dispose()


@contextmanager
def counted(of: Site) -> Iterator[list[str]]:
    """The statements that the database is asked meanwhile."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(of.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(of.engine, "before_cursor_execute", note)


# Drafts


def test_drafts_are_those_of_the_export_field_by_field_and_the_description_knows_just_these(either: Site) -> None:
    with either.reading() as session:
        exported = list(draft_export.draft_rows(session, DraftFilter()))
    asks = program(either)
    assert asks.get("drafts").json() == {"items": exported, "next": None}
    assert [asks.get(f"drafts/{draft}").json() for draft in either.drafts] == [{**row, "perhaps": []} for row in exported]
    assert tuple(Draft.model_fields) == draft_export.DRAFT_COLUMNS
    assert tuple(IncidentShape.model_fields) == incident_export.COLUMNS


def test_drafts_are_narrowed_by_every_filter(either: Site) -> None:
    first, second, third = either.drafts
    asks = program(either)
    assert asks.decide(third, "reject", reason="opinion").status_code == 201
    narrowed = {
        "state=new": [first, second], "state=rejected": [third], "state=waiting": [first, second], "category=SUM": [second], "region=KZ-59": [second],
        "lang=kk": [second], "outlet=kz_other": [second], "score=0.8": [first, third], "since=2026-11-24&until=2026-11-24": [first, second, third],
        "since=2026-11-25": [], "until=2026-11-23": [], "kind=incident": [first, second, third], "kind=followup": [], "kind=sample": [],
        f"q={quote('СЕРИКОВ у дома')}": [first], "q=%25": [], "state=new&lang=ru": [first],
    }  # fmt: skip
    assert {query: asks.ids(query) for query in narrowed} == narrowed


def test_of_kind_second_are_the_drafts_that_somebody_else_decided_also_by_a_program(site: Site) -> None:
    with site.writing() as session:
        more = [add_draft(session, f"n{n}", title=f"Случай{n} с журналистом") for n in range(20)]
    asks = program(site, "editor")
    assert {asks.decide(draft, "reject", reason="old").status_code for draft in more} == {201}
    with site.reading() as session:
        asked = sorted(session.scalars(select(SecondOpinionRow.draft_id)))
    assert asked
    assert sorted(program(site, "monitor").ids("kind=second")) == asked
    assert program(site, "editor").ids("kind=second") == []


def test_drafts_and_incidents_come_page_after_page_and_each_once(either: Site) -> None:
    first, _, third, undated = several(either)
    asks = program(either)
    for way, name, expected in (("drafts", "id", either.drafts), ("incidents", "number", [third, first, undated])):
        seen, after = [], ""
        for _ in range(5):
            page = asks.get(f"{way}?limit=1{after}").json()
            seen += [item[name] for item in page["items"]]
            if page["next"] is None:
                break
            after = f"&after={quote(page['next'])}"
        assert seen == expected
    assert asks.get("drafts?limit=201").status_code == 422


# What is asked of drafts and of incidents, and the field that is named as wrong.
WRONG_DRAFT_FILTERS = {
    "stat=new": "stat", "state=old": "state", "state=new&state=rejected": "state", "category=XXX": "category", "region=KZ-99": "region", "kind=x": "kind", "score=2": "score",
    "score=nan": "score", "since=2026-02-30": "since", "since=0001-01-01": "since", "until=9999-12-31": "until",
    "since=2026-11-02&until=2026-11-01": "since", "limit=0": "limit", "limit=99999999999999999999999": "limit", "after=x": "after", "q=a%00b": "q",
    "token=qg_x": "token",
}  # fmt: skip
WRONG_INCIDENT_FILTERS = {
    "fields=number,secret": "fields", "outlet=a&outlet=b": "outlet", "fields=": "fields", "fields=private": "fields", "number=5": "number", "number=": "number",
    "number=" + ",".join(f"KZ-2026-{n:04}" for n in range(500)): "number", "format=pdf": "format", "after=x": "after",
    "after=9999-99-99~KZ-2026-0001": "after", "actor=nobody": "actor", "region=KZ-1": "region", "state=new": "state", "as_of=9999-12-31": "as_of",
}  # fmt: skip


def test_a_filter_that_nobody_knows_is_refused_by_name_and_fields_picks_columns(site: Site) -> None:
    (number,) = record(site, {})
    asks, wrong = program(site), []
    for way, table in (("drafts", WRONG_DRAFT_FILTERS), ("incidents", WRONG_INCIDENT_FILTERS)):
        for query, field in table.items():
            answer = asks.get(f"{way}?{query}")
            if (answer.status_code, answer.json().get("field"), type(answer.json()["detail"])) != (422, field, str):
                wrong.append((way, query, answer.text))
    assert wrong == []
    assert asks.get("incidents?fields=date,number").json()["items"] == [{"date": "2026-11-01", "number": number}]


def test_what_is_not_there_is_404_however_it_is_written(either: Site) -> None:
    asks, wrong = program(either, "editor"), []
    status = {"code": "PTI", "date": "2026-11-20", "source": "x"}
    sent: list[tuple[str, str, Any]] = []
    for id in ("0", "-1", "999", "2147483648", "99999999999999999999999", "x", "1%00", "%ff"):
        sent += [("GET", f"drafts/{id}", None), ("POST", f"drafts/{id}/decisions", {"action": "confirm"})]
    for number in ("KZ-2026-9999", "5", "KZ-2026-0001%00", "KZ-%D9%A2%D9%A0%D9%A2%D9%A6-0001", "%ff"):
        way = f"incidents/{number}"
        sent += [("GET", way, None), ("PATCH", way, {"fields": {"place": "x"}}), ("POST", f"{way}/statuses", status)]
    sent += [("GET", f"articles/{id}/evidence", None) for id in ("nope", "%00", "a%00", "%ff", "x" * 5000, "..%2f..%2fdesk.secret")]
    for method, way, body in sent:
        answer = asks.browser.request(method, f"/api/v1/{way}", json=body)
        if answer.status_code != 404 or not answer.json()["detail"]:
            wrong.append((method, way, answer.status_code))
    assert wrong == []


# Decisions


def test_confirm_without_fields_takes_the_machines_proposal(either: Site) -> None:
    draft = either.drafts[0]
    answer = program(either).decide(draft, "confirm")
    assert answer.status_code == 201, answer.text
    said = answer.json()
    assert (said["id"], said["state"], said["decided_by"], said["incident"]) == (draft, "confirmed", "Aigul", "KZ-2026-0001")
    with either.reading() as session:
        found = incidents.find(session, "KZ-2026-0001")
    assert found is not None
    assert (found.primary, found.place) == (Category.ATT, "Қарағанды")


def test_confirm_with_fields_takes_the_persons_word_and_shows_it(site: Site) -> None:
    asks = program(site)
    given = {"primary": "THR", "place": "Абай", "incident_date": "2026-11", "victims": [{"name": "Анна Иванова"}]}
    said = asks.decide(site.drafts[0], "confirm", fields=given, note="she called").json()
    assert (said["place"], said["incident_date"], said["date_precision"]) == ("Абай", "2026-11-01", "month")
    shown = asks.get(f"incidents/{said['incident']}").json()
    names = {"kk": None, "ru": "Анна Иванова", "en": None}
    known = {"name": "Анна Иванова", "names": names, "person": 1, "profession": "", "gender": "unknown", "outlet": "", "publish": True}
    assert (shown["primary"], shown["victims"]) == ("THR", [known])
    with site.reading() as session:
        assert session.scalars(select(LedgerRow.note).where(LedgerRow.action == "confirm")).all() == ["she called"]


def test_a_decided_draft_is_409_with_the_decision_that_stands_to_its_author_too_until_undo(either: Site) -> None:
    draft, author, other = either.drafts[0], program(either), program(either, "editor")
    author.decide(draft, "reject", reason="not_work")
    for asks in (author, other):
        answer = asks.decide(draft, "confirm")
        assert answer.status_code == 409
        assert "Aigul" in answer.json()["detail"]
        assert answer.json()["decision"] == {
            "state": "rejected", "decided_by": "Aigul", "decided_at": "2026-11-24T06:00:00+00:00", "reason": "not_work", "incident": None,
            "merged_into": None,
        }  # fmt: skip
    assert other.decide(draft, "undo").json()["state"] == "new"
    assert other.decide(draft, "undo").status_code == 409, "nothing is left to undo"
    assert other.decide(draft, "confirm").status_code == 201


def test_undoing_a_confirmation_withdraws_the_incident_and_deferring_waits_until_its_day(site: Site) -> None:
    asks, draft = program(site), site.drafts[0]
    asks.decide(draft, "confirm")
    assert asks.decide(draft, "undo").json()["incident"] is None
    assert asks.get("incidents/KZ-2026-0001").json()["withdrawn"] is True
    assert (asks.numbers(), asks.numbers("withdrawn=true")) == ([], ["KZ-2026-0001"])
    assert asks.decide(draft, "confirm").json()["incident"] == "KZ-2026-0001"
    later = site.drafts[1]
    said = asks.decide(later, "defer", until="2026-11-26").json()
    assert (said["state"], said["deferred_until"]) == ("deferred", "2026-11-26")
    assert later not in asks.ids("state=waiting")
    site.clock.pass_by(days=2)
    assert later in asks.ids("state=waiting")


def test_a_draft_says_to_what_it_perhaps_belongs_and_merge_takes_that(either: Site) -> None:
    with either.writing() as session:
        one, other = (add_draft(session, name, title=f"{name} КУРЬЕР", text=f"{name}.") for name in ("Суд", "Поджог"))
    api = program(either)
    said = api.get(f"drafts/{other}").json()
    assert said["perhaps"] == [{"into": one, "score": 0.4, "why": ["outlet", "words"]}]
    assert api.decide(other, "merge", into=said["perhaps"][0]["into"]).json()["merged_into"] == one
    assert api.get(f"drafts/{other}").json()["perhaps"] == []


def test_merge_takes_a_draft_or_a_number_and_split_makes_a_draft_that_undo_takes_back(either: Site) -> None:
    first, second, third = either.drafts
    asks = program(either)

    def articles(way: str) -> list[str]:
        return [article["id"] for article in asks.get(way).json()["articles"]]

    with either.writing() as session:
        assert add_draft(session, "a2", title="Сериков ранен") == first
    split = asks.decide(first, "split", articles=["a2"]).json()
    assert [article["id"] for article in split["articles"]] == ["a"]
    assert articles(f"drafts/{split['split_off']}") == ["a2"]
    assert len(asks.decide(first, "undo").json()["articles"]) == 2
    merged = asks.decide(second, "merge", into=first).json()
    assert (merged["state"], merged["merged_into"], merged["articles"]) == ("merged", first, [])
    assert articles(f"drafts/{first}") == ["a", "a2", "b"]
    assert asks.ids("state=merged") == [second, split["split_off"]], "what was split off went back"
    number = asks.decide(first, "confirm").json()["incident"]
    assert asks.decide(third, "merge", into=number).json()["incident"] == number
    assert articles(f"incidents/{number}") == ["a", "a2", "b", "c"]


REFUSED: list[tuple[dict[str, Any], int, str | None]] = [
    ({"action": "reject", "reason": "boring"}, 422, "reason"), ({"action": "reject"}, 422, "reason"),
    ({"action": "reject", "reason": ""}, 422, "reason"), ({"action": "reject", "reason": "other"}, 422, "note"),
    ({"action": "confirm", "reason": "boring"}, 422, "reason"), ({"action": "confirm", "fields": {"primry": "ATT"}}, 422, "primry"),
    ({"action": "confirm", "fields": {"primary": "XXX"}}, 422, "primary"),
    ({"action": "confirm", "fields": {"place": "ok", "incident_date": "soon"}}, 422, "incident_date"),
    ({"action": "confirm", "fields": {"follows": "KZ-1999-0001"}}, 404, None), ({"action": "confirm", "fields": []}, 422, "fields"),
    ({"action": "reject", "reason": "old", "fields": {"place": "x"}}, 422, "fields"), ({"action": "merge"}, 422, "into"),
    ({"action": "merge", "into": "²"}, 422, "into"), ({"action": "merge", "into": True}, 422, "into"), ({"action": "merge", "into": 999}, 404, None),
    ({"action": "merge", "into": 10**30}, 404, None), ({"action": "merge", "into": "KZ-1999-0001"}, 404, None),
    ({"action": "merge", "into": 1}, 422, "into"), ({"action": "split"}, 422, "articles"),
    ({"action": "split", "articles": ["nope"]}, 422, "articles"), ({"action": "defer"}, 422, "until"),
    ({"action": "defer", "until": "2026-11-24"}, 422, "until"), ({"action": "defer", "until": "9999-12-31"}, 422, "until"),
    ({"action": "shred"}, 422, "action"), ({}, 422, "action"), ({"action": "confirm", "force": True}, 422, "force"),
    ({"action": "reject", "reason": "old", "note": "a\x00b"}, 422, "note"), ({"action": "confirm", "fields": {"title": "a\x00b"}}, 422, "title"),
    ({"action": "confirm", "fields": {"outlets": ["\ud800"]}}, 422, "outlets"), ({"action": "confirm", "fields": {"\ud800": 1}}, 422, "?"),
    ({"action": "confirm", "fields": {"title": float("nan")}}, 422, "title"),
    ({"action": "confirm", "fields": {"title": [[[[[[[[[[1]]]]]]]]]]}}, 422, "title"),
]  # fmt: skip


def test_what_cannot_be_decided_so_is_refused_with_the_field_named_and_nothing_happens(either: Site) -> None:
    asks = program(either)
    for body, status, field in REFUSED:
        headers = {"Content-Type": "application/json"}
        answer = asks.browser.post(f"/api/v1/drafts/{either.drafts[0]}/decisions", content=json.dumps(body).encode(), headers=headers)
        assert (answer.status_code, answer.json().get("field")) == (status, field), (body, answer.text)
    with either.reading() as session:
        assert session.scalars(select(LedgerRow.action).where(LedgerRow.subject.startswith("draft"))).all() == []
    assert asks.get(f"drafts/{either.drafts[0]}").json()["state"] == "new"


def test_a_body_that_is_none_or_too_deep_is_refused(site: Site) -> None:
    browser, wrong = program(site).browser, []
    none = (b"", b"{", b"\xff\xfe", b"null", b"[]", b'"x"', b"[" * 200_000, b'{"a":' * 200_000, b'{"action": ' + b"1" * 5000 + b"}", b"NaN")
    deep = [b'{"action": "confirm", "fields": {"summary": ' + b"[" * depth + b"]" * depth + b"}}" for depth in (9, 500, 900, 5_000, 100_000)]
    kinds = ("application/json", "text/plain", "application/x-www-form-urlencoded", "")
    for body, kind in (*product(none, kinds), *product(deep, kinds[:1])):
        answer = browser.post("/api/v1/drafts/1/decisions", content=body, headers={"Content-Type": kind})
        if answer.status_code not in (400, 422) or not isinstance(answer.json()["detail"], str):
            wrong.append((body[:20], kind, answer.text))
    assert wrong == []


# Who may


def test_a_role_may_do_what_is_its_and_a_browser_writes_only_with_its_csrf_token(site: Site) -> None:
    (number,) = record(site, {})
    monitor, editor = program(site, "monitor"), program(site, "editor")
    status = {"code": "PTI", "date": "2026-11-20", "source": "https://x.example/1"}
    for way, method, body in (("statuses", "POST", status), ("", "PATCH", {"fields": {"place": "Абай"}})):
        address = f"/api/v1/incidents/{number}/{way}".rstrip("/")
        assert monitor.browser.request(method, address, json=body).status_code == 403
        assert editor.browser.request(method, address, json=body).status_code in (200, 201)
    assert editor.decide(site.drafts[0], "confirm").status_code == 201
    browser, way = site.signed_in("monitor"), f"/api/v1/drafts/{site.drafts[1]}/decisions"
    assert browser.get("/api/v1/drafts").status_code == 200
    assert browser.post(way, json={"action": "confirm"}).status_code == 403
    assert browser.post(way, json={"action": "confirm"}, headers={"X-CSRF-Token": browser.csrf()}).status_code == 201


def test_no_address_answers_without_a_token_and_a_revoked_one_is_none(site: Site) -> None:
    asks = program(site)
    assert asks.get("drafts").status_code == 200
    with site.writing() as session:
        tokens.revoke_all(session, users.find(session, "Aigul"), who="test", now=NOW)
    for way in ("/api/v1/drafts", "/api/v1/incidents", "/api/v1/openapi.json", "/api/v1/articles/a/evidence", "/feeds/incidents.atom"):
        answer = asks.browser.get(way)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer"), way
        assert "detail" in answer.json()
    assert site.browser().get("/health").status_code == 200


def test_too_many_wrong_tokens_from_an_address_have_to_wait_and_a_good_one_has_not(site: Site) -> None:
    good, wrong = program(site), Program(site, "qg_wrong")
    assert [wrong.get("drafts").status_code for _ in range(30)] == [401] * 30
    shut = wrong.get("drafts")
    assert (shut.status_code, shut.headers["retry-after"]) == (429, "60")
    assert list(shut.json()) == ["detail"]
    assert good.get("drafts").status_code == 200, "it is too long to be guessed"
    assert site.browser().sign_in("Aigul").status_code == 303, "a stale script keeps nobody from signing in"
    assert Program(site, "qg_wrong").site.browser(address="192.0.2.99").get("/api/v1/drafts").status_code == 401
    site.clock.pass_by(minutes=1)
    assert wrong.get("drafts").status_code == 401


# Incidents


def several(of: Site) -> list[str]:
    return record(
        of,
        {"day": date(2026, 11, 1), "region": "KZ-35", "outlets": ("Дала",)},
        {"day": date(2026, 11, 3), "primary": Category.THR, "region": "KZ-11", "withdrawn": True},
        {"day": date(2026, 11, 2), "primary": Category.THR, "region": "KZ-11"},
        {"day": None, "precision": None},
    )


def test_incidents_are_those_of_the_export_the_latest_first_and_narrowed_by_its_filters(either: Site) -> None:
    first, withdrawn, third, undated = several(either)
    with either.reading() as session:
        exported = {row["number"]: row for row in incident_export.incident_rows(session, IncidentFilter(as_of=TODAY))}
    asks = program(either)
    assert asks.get("incidents").json() == {"items": [exported[number] for number in (third, first, undated)], "next": None}
    assert asks.get(f"incidents/{first}").json() == exported[first]
    narrowed = {
        "since=2026-11-02": [third], "until=2026-11-01": [first], "category=THR": [third], "region=KZ-35": [first],
        "actor=unknown": [third, first, undated], "actor=court": [], f"outlet={quote('Дала')}": [first], f"number={first}": [first],
        f"number={first},{third}": [third, first], "withdrawn=true": [withdrawn, third, first, undated], "withdrawn=true&since=2026-11-03": [withdrawn],
    }  # fmt: skip
    assert {query: asks.numbers(query) for query in narrowed} == narrowed


def test_a_file_is_that_of_the_export_with_the_same_filters_and_stands_in_the_ledger(either: Site) -> None:
    several(either)
    filters, shape, asks = IncidentFilter(category="THR", withdrawn=True), EXPORT_DEFINITIONS["incidents"], program(either)
    for form, kind in (("csv", "text/csv; charset=utf-8"), ("jsonl", "application/x-ndjson")):
        stream = io.BytesIO()
        with either.reading() as session:
            write_rows(form, stream, shape, shape.rows(session, replace(filters, as_of=TODAY)), filters)
        answer = asks.get(f"incidents?category=THR&withdrawn=true&format={form}")
        assert (answer.content, answer.headers["content-type"]) == (stream.getvalue(), kind)
        assert f'filename="incidents-2026-11-24.{form}"' in answer.headers["content-disposition"]
        if form == "csv":
            assert answer.text.splitlines()[0] == "# incidents; category=THR; withdrawn=true"
        with either.reading() as session:
            kept = session.scalars(select(LedgerRow).where(LedgerRow.action == "export").order_by(LedgerRow.id)).all()[-1]
        assert (kept.who, kept.after["rows"], kept.after["sha256"]) == ("Aigul", 2, hashlib.sha256(answer.content).hexdigest())
    first, second = record(either, {"title": "=1+1"}, {"title": "@x"})
    text = asks.get(f"incidents?number={second},{first}&fields=title,number&format=csv").text
    assert text.splitlines()[0].startswith('"# incidents; numbers=')
    assert list(csv.reader(text.splitlines()[1:])) == [["title", "number"], ["'=1+1", first], ["'@x", second]], "and no formula"


def test_a_status_is_added_with_its_source_and_never_overwrites(either: Site) -> None:
    (number,) = record(either, {})
    asks, way = program(either, "editor"), f"/api/v1/incidents/{number}/statuses"
    asks.browser.post(way, json={"code": "PTI", "date": "2026-11-20", "source": "https://x.example/1"})
    answer = asks.browser.post(way, json={"code": "SUS", "date": "2026-11-22", "source": "a letter", "note": "for now"})
    assert answer.status_code == 201
    assert [(one["date"], one["code"], one["note"]) for one in answer.json()["statuses"]] == [
        ("2026-11-20", "PTI", ""),
        ("2026-11-22", "SUS", "for now"),
    ]
    for body, field in (
        ({"code": "XXX", "date": "2026-11-20", "source": "x"}, "code"),
        ({"code": "PTI", "date": "2026-11-31", "source": "x"}, "date"),
        ({"code": "PTI", "date": "2026-12-20", "source": "x"}, "date"),
        ({"code": "PTI", "date": "2026-10-20", "source": "x"}, "date"),
        ({"code": "PTI", "date": "2026-11-20", "source": " "}, "source"),
        ({"code": "PTI", "date": "2026-11-20"}, "source"),
        # It stands there already.
        ({"code": "PTI", "date": "2026-11-20", "source": "https://x.example/1"}, "code"),
    ):
        refused = asks.browser.post(way, json=body)
        assert (refused.status_code, refused.json()["field"]) == (422, field), body
    assert len(asks.get(f"incidents/{number}").json()["statuses"]) == 2


def test_a_correction_changes_what_it_names_and_nothing_else(either: Site) -> None:
    (number,) = record(either, {"place": "Абай", "region": "KZ-35"})
    asks = program(either, "editor")
    before = asks.get(f"incidents/{number}").json()
    answer = asks.browser.patch(f"/api/v1/incidents/{number}", json={"fields": {"date": "2026-10", "place": "Қарағанды"}, "note": "a letter"})
    assert answer.status_code == 200, answer.text
    assert {name for name, value in answer.json().items() if before[name] != value} == {"date", "date_precision", "place"} | {
        "days_without_accountability", "days_since_status",
    }  # fmt: skip
    assert answer.json()["date"] == "2026-10-01"
    for fields, field in (({"plase": "x"}, "plase"), ({"primary": "XXX"}, "primary"), ({"follows": number}, "follows"), ({}, "fields")):
        refused = asks.browser.patch(f"/api/v1/incidents/{number}", json={"fields": fields})
        assert (refused.status_code, refused.json()["field"]) == (422, field), fields


# Evidence


def stored(of: Site, body: bytes) -> str:
    """An article with its page in a WARC file, changed once and then gone; its id."""
    address = "https://test.example/e"
    page = PageItem(outlet="kz_test", url=address, final_url=address, status=200, headers=(), body=body, fetched_at=NOW)
    writer = EvidenceWriter(of.settings.evidence, "test")
    first, second = writer.write(page), writer.write(replace(page, body=body + b" again"))
    writer.close()
    with of.writing() as session:
        add_draft(session, "e", title="Исаев вызван")
        row = session.scalars(select(SnapshotRow).where(SnapshotRow.article_id == "e")).one()
        row.file, row.offset, row.sha256 = first.file, first.offset, first.sha256
        for ref, change in ((second, PageChange.EDITED), (first, PageChange.GONE)):
            session.add(SnapshotRow(article_id="e", fetched_at=NOW, url=row.url, status=200, sha256=ref.sha256, file=ref.file, offset=ref.offset,
                                    change=change))  # fmt: skip
    return "e"


def test_evidence_tells_where_every_state_of_the_page_lies_and_gives_its_very_bytes_as_long_as_they_are_there(site: Site) -> None:
    body = b"<script>alert(1)</script>\xff\x00"
    asks, way = program(site), f"articles/{stored(site, body)}/evidence"
    told = asks.get(way).json()
    first = told["snapshots"][0]
    assert (told["url"], told["sha256"]) == ("https://test.example/e", hashlib.sha256(body + b" again").hexdigest()), "the newest that shows it"
    assert (told["file"], told["offset"] > 0) == ("2026/11/24/test.warc.gz", True)
    assert [one["change"] for one in told["snapshots"]] == [None, "edited", "gone"]
    answer = asks.get(f"{way}?raw=1&snapshot={first['id']}")
    assert (answer.content, hashlib.sha256(answer.content).hexdigest()) == (body, first["sha256"])
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == f'attachment; filename="{first["sha256"]}.page"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert asks.get(f"{way}?raw=1").content == body + b" again"
    assert [asks.get(f"{way}?raw=1&snapshot={other}").status_code for other in (999, 10**30)] == [404, 422]
    file = next(site.settings.evidence.rglob("*.gz"))
    file.write_bytes(b"something else")
    assert asks.get(f"{way}?raw=1").status_code == 410
    file.unlink()
    assert asks.get(f"{way}?raw=1").status_code == 410


# The feed

ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_feed_holds_what_was_confirmed_and_is_valid_atom(either: Site) -> None:
    asks = program(either)
    with either.writing() as session:
        review.confirm(session, either.drafts[0], who="Aigul", now=NOW, fields={"summary": {"ru": "Избит <у> дома & \x0bранен"}})
    either.clock.pass_by(hours=1)
    with either.writing() as session:
        review.confirm(session, either.drafts[1], who="Aigul", now=either.clock())
    answer = asks.browser.get("/feeds/incidents.atom?lang=kk")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title", "")[:12] for entry in entries] == ["KZ-2026-0002", "KZ-2026-0001"], "the newest first"
    for part in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{name}")) == 1, name
        assert part.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
        datetime.fromisoformat(part.findtext(f"{ATOM}updated", ""))
    assert len({part.findtext(f"{ATOM}id") for part in (feed, *entries)}) == 3
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Qorgan"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": "http://desk.test/feeds/incidents.atom", "alternate": "http://desk.test/incidents"}
    assert entries[1].find(f"{ATOM}link").get("href") == "http://desk.test/incidents/KZ-2026-0001"  # type: ignore[union-attr]
    summary = entries[1].find(f"{ATOM}summary")
    assert summary is not None
    assert summary.text == "Избит <у> дома & �ранен"
    assert summary.get("{http://www.w3.org/XML/1998/namespace}lang") == "ru", "there is none in Kazakh"
    assert entries[1].find(f"{ATOM}category").get("term") == "ATT"  # type: ignore[union-attr]
    parsed = feedparser.parse(answer.content)
    assert (parsed.bozo, len(parsed.entries)) == (False, 2)


def test_the_feed_holds_nothing_the_newest_hundred_and_none_that_was_withdrawn(site: Site) -> None:
    asks = program(site).browser
    feed = etree.fromstring(asks.get("/feeds/incidents.atom").content)
    assert feed.findtext(f"{ATOM}updated")
    assert feed.findall(f"{ATOM}entry") == []
    numbers = record(site, *({} for _ in range(103)), {"withdrawn": True})
    feed = etree.fromstring(asks.get("/feeds/incidents.atom").content)
    assert [entry.findtext(f"{ATOM}title", "")[:12] for entry in feed.findall(f"{ATOM}entry")] == numbers[-2:-102:-1]


def test_the_feed_is_sent_again_only_when_something_changed(either: Site) -> None:
    asks = program(either, "editor").browser
    (number,) = record(either, {})
    first = asks.get("/feeds/incidents.atom")
    tag, when = first.headers["etag"], first.headers["last-modified"]
    either.clock.pass_by(minutes=5)
    for headers in ({"If-None-Match": tag}, {"If-None-Match": f'"x", W/{tag}'}, {"If-Modified-Since": when}):
        again = asks.get("/feeds/incidents.atom", headers=headers)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), headers
    for headers in (
        {"If-None-Match": '"x"', "If-Modified-Since": when},
        {"If-Modified-Since": "never"},
        {"Accept-Language": "kk", "If-None-Match": tag},
    ):
        assert asks.get("/feeds/incidents.atom", headers=headers).status_code == 200, headers
    assert asks.post(f"/api/v1/drafts/{either.drafts[0]}/decisions", json={"action": "reject", "reason": "old"}).status_code == 201
    assert asks.get("/feeds/incidents.atom", headers={"If-Modified-Since": when}).status_code == 304, "no incident was changed"
    asks.patch(f"/api/v1/incidents/{number}", json={"fields": {"title": "Another"}})
    for headers in ({"If-None-Match": tag}, {"If-Modified-Since": when}):
        changed = asks.get("/feeds/incidents.atom", headers=headers)
        assert (changed.status_code, "Another" in changed.text) == (200, True), headers
    assert etree.fromstring(changed.content).findtext(f"{ATOM}entry/{ATOM}updated") == "2026-11-24T06:05:00Z"


def test_a_withdrawal_is_a_change_of_the_feed(either: Site) -> None:
    asks = program(either)
    asks.decide(either.drafts[0], "confirm")
    either.clock.pass_by(minutes=5)
    asks.decide(either.drafts[1], "confirm")
    when = asks.browser.get("/feeds/incidents.atom").headers["last-modified"]
    either.clock.pass_by(minutes=5)
    asks.decide(either.drafts[1], "undo")
    again = asks.browser.get("/feeds/incidents.atom", headers={"If-Modified-Since": when})
    assert (again.status_code, again.text.count("<entry>")) == (200, 1)


# What never leaves, and what holds everywhere


def test_nothing_private_is_in_any_answer(site: Site) -> None:
    asks = program(site, "editor")
    confirmed = asks.decide(site.drafts[0], "confirm", fields={"safety_notes": SECRET, "contacts": SECRET, "place": "Абай"})
    (number,) = record(site, {})
    way = f"/api/v1/incidents/{number}"
    answers = [
        confirmed,
        asks.browser.patch(way, json={"fields": {"safety_notes": SECRET, "contacts": SECRET}}),
        asks.browser.post(f"{way}/statuses", json={"code": "PTI", "date": "2026-11-20", "source": "x"}),
        asks.decide(site.drafts[0], "confirm"),
        *(asks.get(f"incidents?withdrawn=true&format={form}") for form in ("json", "csv", "jsonl")),
        *(asks.get(way) for way in ("drafts", f"drafts/{site.drafts[0]}", f"incidents/{number}", "articles/a/evidence", "openapi.json")),
        asks.browser.get("/feeds/incidents.atom"),
    ]
    with site.reading() as session:
        kept = {row.number: row.private for row in session.scalars(select(IncidentRow))}
        hashes = session.scalars(select(UserRow.password_hash)).all()
    assert all(private["contacts"] == SECRET for private in kept.values()), "it is kept"
    assert len(kept) == 2
    for answer in answers:
        assert answer.status_code in (200, 201, 409), answer.text
        for secret in ("+7 700", "sister", '"private":', *hashes, *(private["salt"] for private in kept.values())):
            assert secret not in answer.text, answer.url
        assert '"safety_notes":' not in answer.text, answer.url


def test_errors_are_said_in_the_language_that_was_asked_for_and_a_method_that_there_is_not_is_405(site: Site) -> None:
    said = {lang: program(site, lang=lang).get("drafts/999").json()["detail"] for lang in ("kk", "ru", "en")}
    assert len(set(said.values())) == 3
    assert [(lang, words.isascii(), "999" in words) for lang, words in said.items()] == [("kk", False, True), ("ru", False, True), ("en", True, True)]
    asks = program(site).browser
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"):
        answer = asks.request(method, "/api/v1/drafts")
        assert (answer.status_code, bool(answer.json()["detail"]), "GET" in answer.headers["allow"]) == (405, True, True), method


def test_a_page_of_many_costs_the_database_no_more_than_a_page_of_one(site: Site) -> None:
    with site.writing() as session:
        for n in range(60):
            add_draft(session, f"n{n}", title=f"Случай{n} с журналистом")
    record(site, *({} for _ in range(60)))
    asks = program(site)
    for way in ("drafts?limit={}", "incidents?limit={}"):
        asks.get(way.format(1))
        with counted(site) as few:
            assert len(asks.get(way.format(1)).json()["items"]) == 1
        with counted(site) as many:
            assert len(asks.get(way.format(60)).json()["items"]) == 60
        assert len(many) == len(few), way
        assert len(many) <= 10


def test_the_description_names_every_address_of_the_api_and_only_these(site: Site) -> None:
    told = program(site).get("openapi.json").json()
    assert set(told["paths"]) == {
        "/api/v1/drafts", "/api/v1/drafts/{id}", "/api/v1/drafts/{id}/decisions", "/api/v1/incidents", "/api/v1/incidents/{number}",
        "/api/v1/incidents/{number}/statuses", "/api/v1/incidents/{number}/statuses/{status_id}", "/api/v1/articles/{id}/evidence", "/api/v1/openapi.json", "/feeds/incidents.atom", "/feeds/calendar.ics",
    }  # fmt: skip
    assert told["security"] == [{"token": []}]
    assert told["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    for way, methods in told["paths"].items():
        for method, operation in methods.items():
            assert {"401", "403", "422", "429"} <= set(operation["responses"]), (method, way)
            assert operation["description"], (method, way)
    assert told["components"]["schemas"]["DecisionBody"]["examples"]


def test_every_status_may_be_said_and_a_wrong_one_is_withdrawn_or_corrected_with_a_reason_and_stays_in_the_answer(site: Site) -> None:
    both, number = record(site, {"categories": (Category.ATT, Category.CRM)}, {"primary": Category.CRM})
    asks, way = program(site, "editor"), f"/api/v1/incidents/{number}/statuses"
    said = [
        asks.browser.post(f"/api/v1/incidents/{both}/statuses", json={"code": code.value, "date": "2026-11-20", "source": "x"}) for code in StatusCode
    ]
    assert {answer.status_code for answer in said} == {201}
    body = {"code": "JSN", "date": "2026-11-20", "source": "x", "kind": "prison", "term": 7, "unit": "years"}
    (added,) = asks.browser.post(way, json=body).json()["statuses"]
    assert {name: added[name] for name in ("track", "kind", "term", "unit", "withdrawn")} == {
        "track": "journalist", "kind": "prison", "term": 7, "unit": "years", "withdrawn": None,
    }  # fmt: skip
    refused = asks.browser.post(way, json={"code": "JSN", "date": "2026-11-20", "source": "x", "term": 7})
    assert (refused.status_code, refused.json()["field"]) == (422, "unit")
    assert asks.browser.request("DELETE", f"{way}/{added['id']}", json={"reason": " "}).json()["field"] == "reason"
    corrected = asks.browser.put(f"{way}/{added['id']}", json={**body, "kind": "suspended", "reason": "misread"}).json()
    assert [(one["kind"], one["withdrawn"]) for one in corrected["statuses"]] == [("prison", "misread"), ("suspended", None)]
    assert corrected["sentence"] == {"code": "JSN", "date": "2026-11-20", "kind": "suspended", "term": 7, "unit": "years"}
    standing = corrected["statuses"][1]["id"]
    gone = asks.browser.request("DELETE", f"{way}/{standing}", json={"reason": "another case"})
    assert (gone.status_code, gone.json()["sentence"], gone.json()["days_under_pursuit"]) == (200, None, None)
    assert asks.browser.request("DELETE", f"{way}/{standing}", json={"reason": "again"}).status_code == 422
    assert program(site).browser.put(f"{way}/{standing}", json={**body, "reason": "x"}).status_code == 403

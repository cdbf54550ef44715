"""Each address of the desk: who may open it, what a form must carry, that looking writes nothing, and where an address of a form leads."""

import re
from pathlib import Path
from typing import Any

from lxml.html import document_fromstring
from sqlalchemy import select

from desk.rendering import REOPENED
from records import review, users
from records.tables import Base, LedgerRow
from records.users import Role
from tests.conftest import NOW
from tests.desk.probe import every_route, example
from tests.desk.site import PASSWORD, Browser, Site, open_site
from tests.layers import is_full
from tests.records.intake.received import receive

# Addresses that answer to anybody.
OPEN = {
    "/login", "/login/factor", "/login/passkey", "/login/passkey/options", "/health", "/static/{name}", "/lang/{code}", "/metrics",
    "/open/incidents.csv", "/open/incidents.json", "/open/feed.atom",
}  # fmt: skip
# What looking may write: only that it was used.
PASSING = {("sessions", "seen_at"), ("tokens", "used_at")}
ASKED = ("?format=csv", "?format=jsonl", "?edit=1", "?raw=1", "?q=x&done=1", "?since=2026-01-01&until=2026-12-31")
# Where a page does not lie above its form, and what a page asks for by itself, so that nobody has it in front of them.
ELSEWHERE = {
    "/logout": "/queue", "/presence": "/queue", "/suggestions/1": "/queue", "/comments/1": "/queue", "/written-days/1": "/queue",
    "/requests/1": "/calendar", "/cases/files": "/cases/new", "/files/1/withdraw": "/queue", "/persons/near": "/persons/review",
    "/persons/decide": "/persons/review", "/persons/undo": "/persons/review",
}  # fmt: skip


def test_nothing_but_what_is_open_answers_without_a_session(probed: Site) -> None:
    nobody, wrong, tried = probed.browser(), [], 0
    strangers: tuple[dict[str, str], ...] = ({}, {"HX-Request": "true"}, {"Authorization": "Bearer qg_wrong"}, {"Cookie": "qorgan=wrong"})
    for nth, (method, path) in enumerate(every_route(probed)):
        if path in OPEN:
            continue
        # In the fast layer each address is asked in two of these ways, in turn.
        for headers in strangers if is_full() else (strangers[nth % 4], strangers[(nth + 1) % 4]):
            answer = nobody.request(method, example(path), headers=headers)
            to_the_login = answer.status_code == 303 and answer.headers.get("location", "").startswith("/login")
            if not (answer.status_code == 401 or to_the_login) or "secret" in answer.text:
                wrong.append((method, path, headers))
            tried += 1
    assert wrong == []
    assert tried > 40
    assert {path for _, path in every_route(probed)} >= OPEN
    # What is sent without a session is not even read.
    answer = nobody.post("/api/v1/probe", content=b"{broken", headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["www-authenticate"], list(answer.json())) == (401, "Bearer", ["detail"])


def test_a_role_opens_what_is_its_and_what_is_of_those_before_it(probed: Site) -> None:
    ways = ["reader", "monitor", "editor", "operator"]
    opened = {}
    for role in Role:
        browser = probed.signed_in(role)
        opened[role] = [browser.submit(f"/probe/{way}").status_code for way in ways]
    assert opened == {Role.MONITOR: [200, 200, 403, 403], Role.EDITOR: [200, 200, 200, 403], Role.OPERATOR: [200, 200, 200, 200]}


def test_a_token_opens_the_api_alone_needs_no_form_and_ends_when_revoked(probed: Site) -> None:
    browser = probed.signed_in("editor")
    token = re.search(r'class="secret">(qg_[\w-]+)<', browser.submit("/account/tokens", {"confirmation": PASSWORD, "scope": "decide"}).text)
    assert token
    assert token[1] not in browser.get("/account").text, "it is shown once"
    program = probed.browser()
    bearer = {"Authorization": f"Bearer {token[1]}"}
    assert program.post("/api/v1/probe", headers=bearer).json() == "Berik"
    assert program.get("/probe/reader", headers=bearer).status_code == 303, "pages are for people"
    assert program.get("/api/v1/probe", headers={"Authorization": f"Basic {token[1]}"}).status_code == 401
    # A session works there too, but what changes something then wants its token.
    assert browser.get("/api/v1/probe").status_code == 200
    assert browser.post("/api/v1/probe").status_code == 403
    assert browser.get("/api/v1/probe", headers={"Authorization": "Bearer qg_wrong"}).status_code == 401
    browser.submit("/account/tokens/revoke")
    assert program.get("/api/v1/probe", headers=bearer).status_code == 401


def test_on_postgresql_somebody_signs_in_is_watched_and_signs_out(upgraded_postgresql_url: str, tmp_path: Path) -> None:
    made = open_site(upgraded_postgresql_url, tmp_path / "var")
    browser = made.browser()
    assert [browser.sign_in("Aigul", "wrong").status_code, browser.sign_in("Aigul").status_code] == [401, 303]
    made.clock.pass_by(hours=1)
    assert browser.get("/account").status_code == 200
    assert browser.submit("/logout").status_code == 303
    assert browser.get("/account").status_code == 303
    made.engine.dispose()


def test_a_form_from_elsewhere_changes_nothing(probed: Site) -> None:
    browser, other = probed.signed_in(), probed.signed_in("editor")
    for fields, headers in (
        ({}, {}),
        ({"csrf": ""}, {}),
        ({"csrf": "0" * 64}, {}),
        ({"csrf": other.csrf()}, {}),
        ({}, {"X-CSRF-Token": other.csrf()}),
        ({}, {"X-CSRF-Token": "é"}),
    ):
        sent: dict[bytes, bytes] = {name.encode(): value.encode() for name, value in headers.items()}
        assert browser.post("/probe/write", data=fields, headers=sent).status_code == 403, (fields, headers)
    with probed.reading() as session:
        assert users.find(session, "Aigul").lang is None
    assert browser.post("/probe/write", headers={"X-CSRF-Token": browser.csrf()}).status_code == 200
    assert browser.submit("/probe/write").status_code == 200
    before = browser.csrf()
    browser.submit("/logout")
    browser.sign_in("Aigul")
    assert browser.csrf() != before
    assert browser.post("/account/language", data={"csrf": before, "lang": "kk"}).status_code == 403, "it was good for its session alone"


def test_every_form_that_changes_something_wants_its_token(probed: Site) -> None:
    browser, wrong = probed.signed_in("operator"), []
    for method, path in every_route(probed):
        if method in {"GET", "HEAD", "OPTIONS"} or path in {"/login", "/login/factor"}:  # without the first step, the second leads back to it
            continue
        status = browser.request(method, example(path), data={"role": "monitor"}).status_code
        # A body of another form is not understood before the token is asked for; with a whole one the token is.
        if status != 403 and not (status == 422 and path.startswith("/api/")):
            wrong.append((method, path, status))
    assert wrong == []


def everything(site: Site) -> dict[str, list[Any]]:
    """Every row of every table, without the times that looking leaves."""
    with site.reading() as session:
        return {
            table.name: sorted(
                repr(tuple(row)) for row in session.execute(select(*(c for c in table.columns if (table.name, c.name) not in PASSING)))
            )
            for table in Base.metadata.sorted_tables
        }


def test_no_address_writes_when_it_is_asked_by_get_and_each_form_that_it_shows_carries_the_token(site: Site) -> None:
    browser = site.signed_in("operator")
    before, asked, forms, without = everything(site), 0, 0, []
    for method, path in every_route(site):
        if method not in {"GET", "HEAD"}:
            continue
        # In the fast layer all that may be asked for at once.
        queries = ("", *ASKED) if is_full() else ("", "?" + "&".join(one[1:] for one in ASKED)) if method == "GET" else ("",)
        for way in {example(path), example(path).replace("/articles/1/", "/articles/a/")}:
            for query in queries:
                site.clock.pass_by(minutes=6)
                answer = browser.request(method, way + query)
                assert answer.status_code < 500, (method, way + query)
                asked += 1
                if method == "GET" and not query and answer.status_code == 200 and "text/html" in answer.headers["content-type"]:
                    for form in document_fromstring(answer.content).iter("form"):
                        if form.get("method", "get").lower() == "post":
                            forms += 1
                            if form.xpath('count(.//input[@name="csrf"][@value!=""])') != 1:
                                without.append((way, form.get("action")))
    assert asked > 100
    assert everything(site) == before
    assert (without, forms > 10) == ([], True)


def test_a_link_makes_nobody_sign_an_export(site: Site) -> None:
    with site.reading() as session:
        before = len(session.scalars(select(LedgerRow.id)).all())
    assert site.signed_in("editor").get("/api/v1/incidents?format=csv").status_code == 403
    with site.reading() as session:
        assert len(session.scalars(select(LedgerRow.id)).all()) == before


def forms_of(site: Site) -> list[str]:
    """The addresses that take what a form sends, and show nothing themselves."""
    shown = {path for method, path in every_route(site) if method == "GET"}
    return [path for method, path in every_route(site) if method == "POST" and path not in shown and not path.startswith("/api/")]


def at_rest(browser: Browser, way: str) -> str:
    """The address to which this one leads."""
    answer = browser.get(way)
    return str(answer.headers["location"]) if answer.status_code == 303 else way


def said(page: str) -> str:
    """What the page says above all."""
    return str(document_fromstring(page).xpath("string(//*[@id='said'])")).strip()


def test_every_address_of_a_form_leads_to_its_page_which_says_that_nothing_was_sent(site: Site) -> None:
    with site.writing() as session:
        review.confirm(session, site.drafts[0], who="Berik", now=NOW, fields={"victims": [{"name": "Айгүл Сейтқали"}]})
    receive(site.engine)
    signed_in, nobody, pages = site.signed_in("operator"), site.browser(), dict[tuple[str, bool], Any]()
    words, paths = said(signed_in.get(f"/queue?{REOPENED}=1").text), forms_of(site)
    assert words
    assert words != said(signed_in.get("/queue").text)
    assert len(paths) > 40
    for path in paths:
        way = example(path)
        browser = nobody if way.startswith("/login") else signed_in
        found = at_rest(browser, way)
        page = pages.setdefault((found, browser is nobody), None) or browser.get(found)
        pages[found, browser is nobody] = page
        assert (page.status_code, words in said(page.text)) == (200, True), (way, found)
        if way in ELSEWHERE:
            assert found == f"{ELSEWHERE[way]}?{REOPENED}=1"
        else:
            assert way.startswith(found.partition("?")[0]), (way, found)


def test_an_address_of_what_is_not_there_stays_not_found_and_programs_get_the_code(site: Site) -> None:
    browser = site.signed_in()
    assert at_rest(browser, "/drafts/999/decision") == "/drafts/999?reopened=1"
    for way in ("/drafts/999?reopened=1", "/nowhere", "/incidents/views/99999"):
        assert browser.get(way).status_code == 404, way
    for way in ("/api/v1/drafts/1/decisions", "/api/v1/incidents/KZ-2026-0001/statuses"):
        answer = browser.get(way)
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (405, "application/json")


def test_whoever_is_not_signed_in_or_was_refused_comes_to_the_page_of_the_form(site: Site) -> None:
    browser, page = site.browser(), f"/drafts/{site.drafts[0]}"
    assert browser.get(f"{page}/decision").headers["location"].startswith("/login?next=")
    after = browser.sign_in("Aigul", next=f"{page}/decision")
    assert at_rest(browser, after.headers["location"]) == f"{page}?reopened=1"
    assert browser.submit(f"{page}/decision", {"do": "confirm", "incident_date": "nonsense"}).status_code == 422
    assert re.search(r"<h1[^>]*><bdi>Сериков избит у дома", browser.get(at_rest(browser, f"{page}/decision")).text)

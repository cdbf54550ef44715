"""What the desk promises whoever trusts it with names and decisions: one sentence a promise."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from fastapi import APIRouter, Form, Request
from fastapi.routing import iter_route_contexts
from lxml.html import document_fromstring
from sqlalchemy import select
from starlette.responses import HTMLResponse, Response, StreamingResponse

from desk import assets
from desk.app import create_app
from desk.auth.dependencies import Editor, Monitor, Operator, Reader, Writing
from desk.auth.passwords import Passwords
from desk.desk_state import desk_state
from desk.error_answers import STATUS, status_of
from desk.middleware import body_limit
from desk.middleware.headers import CONTENT_SECURITY_POLICY
from desk.middleware.reader_language import chosen
from desk.safe_redirect import safe_redirect
from records import users
from records.database import read_session
from records.errors import AlreadyDecided, NoSuchDraft, QorganError
from records.tables import SessionRow, SignInTryRow, UserRow
from records.users import Role
from tests.desk.site import CHEAP, PASSWORD, Site, add_person, open_site
from tests.paths import ROOT

# Addresses that answer to anybody.
OPEN = {"/login", "/health", "/static/{name}", "/lang/{code}"}
# Where a path names something, something that may be there.
EXAMPLES = {"name": "Aigul", "id": "1", "number": "KZ-2026-0001", "code": "kk"}
# What a database says of a row that it refuses.
BROKEN = "UNIQUE constraint failed\n[SQL: INSERT]\n[parameters: ('hash of a password')]"

probe = APIRouter()


@probe.api_route("/probe/reader", methods=["GET", "POST"])
def for_readers(person: Reader) -> str:
    return person.name


@probe.post("/probe/monitor")
def for_monitors(person: Monitor) -> str:
    return person.name


@probe.post("/probe/editor")
def for_editors(person: Editor) -> str:
    return person.name


@probe.post("/probe/operator")
def for_operators(person: Operator) -> str:
    return person.name


@probe.get("/probe/forgot")
def that_forgot_to_ask() -> str:
    return "secret"


@probe.api_route("/api/v1/probe", methods=["GET", "POST"])
def for_programs(person: Reader) -> str:
    return person.name


@probe.post("/probe/write")
def that_writes(person: Monitor, session: Writing, fail: Annotated[str, Form()] = "") -> str:
    session.get_one(UserRow, person.name).lang = "ru"
    session.flush()
    if fail:
        raise AlreadyDecided("decided by Berik")
    return "done"


@probe.post("/probe/stream")
def that_writes_and_answers_slowly(request: Request, person: Monitor, session: Writing) -> Response:
    session.get_one(UserRow, person.name).lang = "ru"

    def what_others_see() -> Iterator[str]:
        with read_session(desk_state(request).engine) as other:
            yield str(other.get_one(UserRow, person.name).lang)

    return StreamingResponse(what_others_see())


@probe.get("/probe/broken")
def that_breaks(person: Reader, request: Request) -> str:
    raise ValueError(BROKEN + request.cookies["qorgan"])


@probe.get("/probe/framed")
def with_a_policy_of_its_own(person: Reader) -> Response:
    return HTMLResponse("x", headers={"Content-Security-Policy": "sandbox", "X-Frame-Options": "SAMEORIGIN"})


@pytest.fixture
def probed(site: Site) -> Site:
    site.app.include_router(probe)
    return site


def every_route(site: Site) -> Iterator[tuple[str, str]]:
    """Method and address of every route of the application, however deep it was included."""
    for found in iter_route_contexts(site.app.routes):
        for method in sorted(found.methods or ()):
            yield method, found.path or ""


def example(path: str) -> str:
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda found: EXAMPLES.get(found[1], "1"), path)


# Who comes in


def test_nothing_but_the_door_answers_without_a_session(probed: Site) -> None:
    nobody, tried = probed.browser(), 0
    for method, path in every_route(probed):
        if path in OPEN:
            continue
        for headers in ({}, {"HX-Request": "true"}, {"Authorization": "Bearer qg_wrong"}, {"Cookie": "qorgan=wrong"}):
            answer = nobody.request(method, example(path), headers=headers)
            way = answer.headers.get("location", "")
            assert answer.status_code == 401 or (answer.status_code == 303 and way.startswith("/login")), (method, path, headers)
            assert "secret" not in answer.text
            tried += 1
    assert tried > 40
    assert {path for _, path in every_route(probed)} >= OPEN


def test_what_is_sent_without_a_session_is_not_even_read(probed: Site) -> None:
    answer = probed.browser().post("/api/v1/probe", content=b"{broken", headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert "signed in" in answer.json()["detail"]


def test_a_page_that_does_not_exist_is_not_told_to_strangers(site: Site) -> None:
    assert site.browser().get("/nope").headers["location"] == "/login?next=%2Fnope"
    assert site.signed_in().get("/nope").status_code == 404


def test_signing_in_leads_to_where_one_wanted_to_go_and_never_elsewhere(site: Site) -> None:
    assert site.browser().get("/account?a=1&b=2").headers["location"] == "/login?next=%2Faccount%3Fa%3D1%26b%3D2"
    assert site.browser().sign_in("Aigul", next="/drafts/3?x=1").headers["location"] == "/drafts/3?x=1"
    assert site.browser().sign_in("Aigul", next="//evil.example/").headers["location"] == "/"


@pytest.mark.parametrize(
    "address", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "evil", "", "/a\\b", "/a\nb", "/\t/evil.example"]
)
def test_an_address_that_leads_elsewhere_is_not_followed(address: str) -> None:
    assert safe_redirect(address) == "/"


def test_a_role_opens_what_is_its_and_what_is_of_those_before_it(probed: Site) -> None:
    doors = ["reader", "monitor", "editor", "operator"]
    opened = {role: [probed.signed_in(role).submit(f"/probe/{door}").status_code for door in doors] for role in Role}
    assert opened == {Role.MONITOR: [200, 200, 403, 403], Role.EDITOR: [200, 200, 200, 403], Role.OPERATOR: [200, 200, 200, 200]}


def test_only_an_operator_sees_and_changes_people(site: Site) -> None:
    for role in ("monitor", "editor"):
        browser = site.signed_in(role)
        assert browser.get("/people").status_code == 403
        assert browser.submit("/people", {"name": "Mole", "role": "operator"}).status_code == 403
        assert browser.submit("/people/Aigul/role", {"role": "operator"}).status_code == 403
        assert 'href="/people"' not in browser.get("/account").text
    with site.reading() as session:
        assert users.seek(session, "Mole") is None
        assert users.find(session, "Aigul").role == Role.MONITOR


# Passwords and sessions


def test_wrong_name_and_wrong_password_are_answered_alike(site: Site) -> None:
    said = [re.sub("[0-9a-f]{64}", "", site.browser().sign_in(name, "wrong password").text) for name in ("Aigul", "Nobody")]
    assert said[0] == said[1]
    assert "Name or password is wrong." in said[0]


def test_an_unknown_name_costs_as_much_work_as_a_known_one(tmp_path: Path) -> None:
    class Counting(PasswordHasher):
        verified = 0

        def verify(self, *given: Any, **more: Any) -> bool:  # type: ignore[override]
            try:
                return super().verify(*given, **more)
            except VerifyMismatchError:
                # Only a whole hash, and with today's parameters, takes its time.
                Counting.verified += not self.check_needs_rehash(given[0])
                raise

    made = open_site(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "var")
    app = create_app(made.settings, made.engine, made.clock, Passwords(Counting(time_cost=1, memory_cost=8, parallelism=1)))
    counted = Site(app, made.engine, made.settings, made.clock)
    for count, name in enumerate(("Aigul", "Nobody", "", "x" * 500), start=1):
        assert counted.browser().sign_in(name, "wrong password").status_code == 401
        assert Counting.verified == count
    made.engine.dispose()


def test_a_disabled_person_cannot_sign_in_and_is_out_at_once(site: Site) -> None:
    aigul, operator = site.signed_in("monitor"), site.signed_in("operator")
    assert aigul.get("/account").status_code == 200
    assert operator.submit("/people/Aigul/disable").status_code == 303
    assert aigul.get("/account").status_code == 303
    assert site.browser().sign_in("Aigul").status_code == 401


def test_a_session_ends_at_signing_out_in_the_database_too(site: Site) -> None:
    browser = site.signed_in()
    stolen = browser.cookies["qorgan"]
    assert browser.submit("/logout").headers["location"] == "/login"
    assert "qorgan" not in browser.cookies
    assert site.browser().get("/account", headers={"Cookie": f"qorgan={stolen}"}).status_code == 303
    with site.reading() as session:
        assert session.scalars(select(SessionRow)).all() == []


def test_signing_in_gives_a_new_session_and_ends_the_one_that_was_there(site: Site) -> None:
    browser = site.signed_in()
    before = browser.cookies["qorgan"]
    assert browser.get("/login").status_code == 303, "who is signed in does not see the door"
    token = re.search(r'name="csrf" value="(\w+)"', site.browser().get("/login", headers={"Cookie": "qorgan-form=x"}).text)
    assert token
    fields = {"csrf": token[1], "username": "Berik", "password": PASSWORD}
    assert site.browser().post("/login", data=fields, headers={"Cookie": f"qorgan-form=x; qorgan={before}"}).status_code == 303
    assert browser.get("/account").status_code == 303, "somebody else signed in at her browser"
    planted = site.browser()
    planted.cookies.set("qorgan", "planted-by-somebody", domain="desk.test", path="/")
    assert planted.sign_in("Berik").status_code == 303
    assert re.fullmatch(r"[\w-]{43}", planted.cookies["qorgan"])
    assert planted.cookies["qorgan"] != before


def test_a_session_is_idle_for_twelve_hours_at_most_and_use_keeps_it_alive(site: Site) -> None:
    browser = site.signed_in()
    for _ in range(3):
        site.clock.pass_by(hours=11)
        assert browser.get("/account").status_code == 200
    site.clock.pass_by(hours=12)
    assert browser.get("/account").status_code == 303


def test_another_password_ends_other_sessions_and_this_one_goes_on_under_a_new_name(site: Site) -> None:
    here, there = site.signed_in(), site.signed_in()
    before = here.cookies["qorgan"]
    fields = {"current": PASSWORD, "password": "quite another word", "repeated": "quite another word"}
    assert here.submit("/account/password", fields).status_code == 303
    assert here.cookies["qorgan"] != before
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303
    assert site.browser().sign_in("Aigul").status_code == 401
    assert site.browser().sign_in("Aigul", "quite another word").status_code == 303


@pytest.mark.parametrize(
    "fields",
    [
        {"current": "wrong", "password": "quite another word", "repeated": "quite another word"},
        {"current": PASSWORD, "password": "short", "repeated": "short"},
        {"current": PASSWORD, "password": "quite another word", "repeated": "quite another world"},
        {"current": PASSWORD, "password": PASSWORD, "repeated": PASSWORD},
    ],
)
def test_a_password_is_changed_only_by_who_knows_it_to_one_that_will_do(site: Site, fields: dict[str, str]) -> None:
    browser = site.signed_in()
    answer = browser.submit("/account/password", fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert not [value for value in fields.values() if f'value="{value}"' in answer.text], "a password is never sent back"
    assert site.browser().sign_in("Aigul").status_code == 303


def test_a_one_time_password_opens_nothing_but_the_choice_of_another(site: Site) -> None:
    made = site.signed_in("operator").submit("/people", {"name": "Zhan", "role": "monitor"})
    password = re.search(r'class="secret">([\w-]+)<', made.text)
    assert password
    browser = site.browser()
    assert browser.sign_in("Zhan", password[1]).headers["location"] == "/account"
    for way in ("/", "/queue", "/people", "/nope"):
        assert browser.get(way).headers.get("location") == "/account", way
    assert browser.submit("/account/tokens").headers["location"] == "/account"
    fields = {"current": password[1], "password": "quite another word", "repeated": "quite another word"}
    assert browser.submit("/account/password", fields).headers["location"] == "/queue"
    assert browser.get("/").headers["location"] == "/queue"
    assert site.browser().sign_in("Zhan", password[1]).status_code == 401


def test_a_password_that_an_operator_resets_ends_the_sessions_of_its_owner(site: Site) -> None:
    aigul = site.signed_in("monitor")
    assert "secret" in site.signed_in("operator").submit("/people/Aigul/password").text
    assert aigul.get("/account").status_code == 303


def test_a_hash_with_older_parameters_is_renewed_at_signing_in(site: Site) -> None:
    older = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(PASSWORD)
    with site.writing() as session:
        users.find(session, "Aigul").password_hash = older
    assert site.browser().sign_in("Aigul").status_code == 303
    with site.reading() as session:
        renewed = users.find(session, "Aigul").password_hash
    assert "t=1" in renewed
    assert CHEAP.verify(renewed, PASSWORD)


def test_the_cookie_is_for_the_browser_alone_and_for_https_where_there_is_some(site: Site) -> None:
    plain = site.browser().sign_in("Aigul").headers["set-cookie"]
    assert re.search(r"qorgan=[\w-]{43}; HttpOnly; Max-Age=604800; Path=/; SameSite=lax(,|$)", plain)
    secure = site.browser(scheme="https").sign_in("Aigul").headers["set-cookie"]
    assert re.search(r"__Host-qorgan=[\w-]{43}; HttpOnly; Max-Age=604800; Path=/; SameSite=lax; Secure", secure)
    # A proxy on this machine is believed, nobody else is.
    near, far = site.browser(address="127.0.0.1"), site.browser(address="192.0.2.9")
    for browser, secured in ((near, True), (far, False)):
        answer = browser.get("/login", headers={"X-Forwarded-Proto": "https"})
        assert ("Secure" in answer.headers["set-cookie"]) is secured
        assert ("strict-transport-security" in answer.headers) is secured


# Trying


def test_five_failures_shut_the_door_for_a_minute_and_say_so(site: Site) -> None:
    browser = site.browser()
    assert [browser.sign_in("Aigul", "wrong").status_code for _ in range(5)] == [401] * 5
    shut = browser.sign_in("Aigul")
    assert (shut.status_code, shut.headers["retry-after"]) == (429, "60")
    assert "Too many tries; try again in 1 minute." in shut.text
    assert site.browser(address="192.0.2.77").sign_in("Aigul").status_code == 303, "from elsewhere she comes in"
    site.clock.pass_by(minutes=1)
    assert browser.sign_in("Aigul").status_code == 303
    with site.reading() as session:
        assert len(session.scalars(select(SignInTryRow)).all()) == 10, "of her name alone and of the address alone, they count for an hour"


def test_who_hides_behind_a_header_is_counted_by_the_address_that_asks(site: Site) -> None:
    browser = site.browser()
    for n in range(6):
        page = browser.get("/login")
        token = re.search(r'name="csrf" value="(\w+)"', page.text)
        assert token
        fields = {"csrf": token[1], "username": "Aigul", "password": "wrong"}
        last = browser.post("/login", data=fields, headers={"X-Forwarded-For": f"203.0.113.{n}"})
    assert last.status_code == 429


def test_what_is_typed_as_a_name_is_not_kept(site: Site) -> None:
    site.browser().sign_in("my secret password", "x")
    with site.reading() as session:
        assert all(re.fullmatch("[0-9a-f]{64}", row.key) for row in session.scalars(select(SignInTryRow)))
    assert "my secret" not in site.log.read_text()


# Forms


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
        answer = browser.post("/probe/write", data=fields, headers={name: value.encode() for name, value in headers.items()})
        assert answer.status_code == 403, (fields, headers)
    with probed.reading() as session:
        assert users.find(session, "Aigul").lang is None
    assert browser.post("/probe/write", headers={"X-CSRF-Token": browser.csrf()}).status_code == 200
    assert browser.submit("/probe/write").status_code == 200


def test_every_form_that_changes_something_wants_its_token(probed: Site) -> None:
    browser = probed.signed_in("operator")
    for method, path in every_route(probed):
        if method in {"GET", "HEAD", "OPTIONS"} or path == "/login":
            continue
        answer = browser.request(method, example(path), data={"role": "monitor"})
        assert answer.status_code in {403, 422}, (method, path)
        if answer.status_code == 422:
            # A body of another form is not understood before the token is asked for; with a whole one the token is.
            assert path.startswith("/api/"), (method, path)


def test_signing_in_wants_the_form_of_this_browser(site: Site) -> None:
    fields = {"username": "Aigul", "password": PASSWORD}
    assert site.browser().post("/login", data=fields).status_code == 403
    foreign = site.browser().csrf("/login")
    victim = site.browser()
    victim.get("/login")
    assert victim.post("/login", data={**fields, "csrf": foreign}).status_code == 403
    assert "qorgan" not in victim.cookies


def test_the_token_of_a_form_is_good_for_its_session_alone(site: Site) -> None:
    browser = site.signed_in()
    before = browser.csrf()
    browser.submit("/logout")
    browser.sign_in("Aigul")
    assert browser.csrf() != before
    assert browser.post("/account/language", data={"csrf": before, "lang": "kk"}).status_code == 403


# Tokens of programs


def test_a_token_opens_the_api_alone_needs_no_form_and_ends_when_revoked(probed: Site) -> None:
    browser = probed.signed_in("editor")
    token = re.search(r'class="secret">(qg_[\w-]+)<', browser.submit("/account/tokens").text)
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


# What browsers are told


def test_every_page_forbids_script_style_and_frames_from_elsewhere_and_is_not_kept(probed: Site) -> None:
    browser, nobody = probed.signed_in("operator"), probed.browser()
    pages = [browser.get(way) for way in ("/account", "/people", "/nope", "/health")] + [nobody.get("/login"), nobody.get("/account")]
    for page in pages:
        assert page.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["referrer-policy"] == "same-origin"
        assert page.headers["x-frame-options"] == "DENY"
        assert "camera=()" in page.headers["permissions-policy"]
        assert "strict-transport-security" not in page.headers
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert probed.browser(scheme="https").get("/login").headers["strict-transport-security"].startswith("max-age=31536000")
    framed = browser.get("/probe/framed").headers
    assert (framed["content-security-policy"], framed["x-frame-options"]) == ("sandbox", "SAMEORIGIN")


def test_no_template_has_script_or_style_in_it_nor_anything_from_elsewhere() -> None:
    folder = ROOT / "desk"
    for file in folder.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), file.name
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:", text), file.name
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text), file.name
        assert not re.search(r"\|\s*safe\b|autoescape\s+false", text), file.name
    for file in filter(Path.is_file, (folder / "static").iterdir()):
        assert not re.search(r"https?://(?!www\.w3\.org/)|@import|innerHTML|eval\(", file.read_text(encoding="utf-8")), file.name


def test_every_form_that_posts_carries_the_token(site: Site) -> None:
    browser, seen = site.signed_in("operator"), 0
    for way in sorted({example(path) for method, path in every_route(site) if method == "GET"}):
        answer = browser.get(way)
        if answer.status_code == 200 and "text/html" in answer.headers["content-type"]:
            for form in document_fromstring(answer.content).iter("form"):
                if form.get("method", "get").lower() == "post":
                    assert form.xpath('count(.//input[@name="csrf"][@value!=""])') == 1, (way, form.get("action"))
                    seen += 1
    assert seen > 10


def test_what_people_call_themselves_is_shown_as_text(site: Site) -> None:
    name = "O'Neil"
    with site.writing() as session:
        add_person(session, name, Role.OPERATOR)
    browser = site.browser()
    browser.sign_in(name)
    assert "O&#39;Neil" in browser.get("/account").text
    answer = browser.get("/nope?<script>alert(1)</script>=%22%3E%3Cscript%3E")
    assert "<script>alert" not in answer.text
    assert "<script>" not in site.browser().get("/login?next=/%22%3E%3Cscript%3E").text


def test_static_files_are_kept_for_good_under_an_address_that_changes_with_them(site: Site) -> None:
    nobody = site.browser()
    for name in assets.assets():
        answer = nobody.get(assets.address(name))
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert "immutable" not in nobody.get(f"/static/{name}?v=older").headers["cache-control"]
    assert nobody.get("/static/desk.css", headers={"Accept-Encoding": "identity"}).headers["content-type"] == "text/css; charset=utf-8"
    assert nobody.get("/static/htmx.js").headers["content-type"] == "text/javascript; charset=utf-8"
    assert nobody.get("/static/..%2Fapp.py").status_code == 404


# Errors


@pytest.mark.parametrize(("lang", "title"), [("kk", "kk"), ("ru", "ru"), ("en", "en")])
def test_every_error_page_is_in_the_language_of_its_reader_and_leads_on(probed: Site, lang: str, title: str) -> None:
    browser = probed.signed_in(lang=lang)
    browser.expects_failure = True
    for status, answer in (
        (403, browser.get("/people")),
        (404, browser.get("/nope")),
        (405, browser.post("/account", data={"csrf": browser.csrf()})),
        (409, browser.submit("/probe/write", {"fail": "yes"})),
        (500, browser.get("/probe/broken")),
    ):
        assert answer.status_code == status
        assert f'<html lang="{title}">' in answer.text
        assert 'href="/queue"' in answer.text
        assert answer.text.count("<h1>") == 1


def test_a_domain_error_undoes_what_was_written_and_says_what_stands(probed: Site) -> None:
    browser = probed.signed_in()
    answer = browser.submit("/probe/write", {"fail": "yes"})
    assert answer.status_code == 409
    assert "Decided by Berik." in answer.text
    with probed.reading() as session:
        assert users.find(session, "Aigul").lang is None
    fragment = browser.submit("/probe/write", {"fail": "yes"}, headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment.headers["hx-retarget"]) == (409, "#said")
    assert "<html" not in fragment.text


def test_what_was_written_stands_before_the_answer_is_sent(probed: Site) -> None:
    assert probed.signed_in().submit("/probe/stream").text == "ru"


def test_every_domain_error_has_one_status() -> None:
    class Unheard(QorganError):
        pass

    class Closer(NoSuchDraft):
        pass

    assert [status_of(kind("x")) for kind in (NoSuchDraft, Closer, AlreadyDecided, Unheard)] == [404, 404, 409, 422]
    assert set(STATUS.values()) == {401, 403, 404, 409, 422}


def test_what_nobody_foresaw_is_logged_with_its_way_and_without_secrets_and_the_page_names_it(probed: Site) -> None:
    browser = probed.signed_in()
    browser.expects_failure = True
    answer = browser.get("/probe/broken?token=qg_in_the_query")
    assert answer.status_code == 500
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    log = probed.log.read_text()
    found = re.search(r"ERROR ([0-9a-f]{8})", log)
    assert found
    assert found[1] in answer.text
    assert "ValueError: UNIQUE constraint failed" in log
    assert "that_breaks" in log
    secrets = [browser.cookies["qorgan"], "qg_in_the_query", PASSWORD, "hash of a password"]
    assert not [secret for secret in secrets if secret in log]
    assert "ValueError" not in answer.text
    fragment = browser.get("/probe/broken", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment.headers["hx-retarget"]) == (500, "#said")


def test_the_log_has_a_line_a_request_without_its_query_and_no_path_can_forge_one(site: Site) -> None:
    browser = site.signed_in()
    browser.get("/account?password=hunter2&q=%D0%B6")
    browser.get("/x%0a2026-01-01%20INFO%20forged")
    lines = site.log.read_text().splitlines()
    assert any("GET /account 200" in line for line in lines)
    assert not [line for line in lines if "hunter2" in line or "?" in line or line.endswith("forged") or line.startswith("2026-01-01")]
    assert all(re.match(r"\d{4}-\d\d-\d\d ", line) for line in lines)


def test_a_field_that_is_not_understood_is_named_and_its_value_not_repeated(site: Site) -> None:
    answer = site.signed_in("operator").submit("/people", {"name": "X", "role": "my secret"})
    assert answer.status_code == 422
    assert "role" in answer.text
    assert "my secret" not in answer.text


def test_more_than_the_desk_can_take_is_turned_away_unread(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_limit, "LARGEST", 10_000)
    browser = site.signed_in()
    token = browser.csrf()
    fields = {"csrf": token, "lang": "kk" * 10_000}
    assert browser.post("/account/language", data=fields).status_code == 413

    def unannounced() -> Iterator[bytes]:
        yield f"csrf={token}&lang=".encode()
        for _ in range(30):
            yield b"k" * 1000

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert browser.post("/account/language", content=unannounced(), headers=headers).status_code == 413
    assert browser.post("/login", content=b"x", headers={"Content-Length": "lots"}).status_code in {400, 413}


# Language


@pytest.mark.parametrize(
    ("cookie", "accepted", "lang"),
    [
        ("kk", "ru", "kk"),
        ("", "ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("", "de, en;q=0.3, kk;q=0.7", "kk"),
        ("xx", "de", "en"),
        ("", "", "en"),
        ("", "ru;q=0, kk;q=broken", "en"),
    ],
)
def test_the_language_is_the_one_chosen_else_the_browsers_else_the_desks(cookie: str, accepted: str, lang: str) -> None:
    assert chosen(cookie, accepted, "en") == lang


def test_the_language_is_switched_by_a_link_and_kept(site: Site) -> None:
    browser = site.browser()
    assert browser.get("/lang/ru?next=/login").headers["location"] == "/login"
    assert '<html lang="ru">' in browser.get("/login").text
    assert browser.get("/lang/xx?next=//evil.example").headers["location"] == "/"
    assert '<html lang="ru">' in browser.get("/login").text


def test_the_language_of_the_account_greets_on_any_browser(site: Site) -> None:
    site.signed_in().submit("/account/language", {"lang": "kk"})
    other = site.signed_in()
    assert '<html lang="kk">' in other.get("/account").text


# PostgreSQL too


def test_on_postgresql_somebody_signs_in_is_watched_and_signs_out(postgresql_url: str, tmp_path: Path) -> None:
    made = open_site(postgresql_url, tmp_path / "var")
    browser = made.browser()
    assert browser.sign_in("Aigul", "wrong").status_code == 401
    assert browser.sign_in("Aigul").status_code == 303
    made.clock.pass_by(hours=1)
    assert browser.get("/account").status_code == 200
    assert browser.submit("/logout").status_code == 303
    assert browser.get("/account").status_code == 303
    made.engine.dispose()

"""Who comes in: without a session, by role, by a token; and what is sent before that is not even read."""

import re
from pathlib import Path

from records.users import Role
from tests.desk.probe import every_route, example
from tests.desk.site import PASSWORD, Site, open_site

# Addresses that answer to anybody.
OPEN = {
    "/login", "/login/factor", "/login/passkey", "/login/passkey/options", "/health", "/static/{name}", "/lang/{code}", "/metrics",
    "/open/incidents.csv", "/open/incidents.json", "/open/feed.atom",
}  # fmt: skip


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


def test_a_role_opens_what_is_its_and_what_is_of_those_before_it(probed: Site) -> None:
    doors = ["reader", "monitor", "editor", "operator"]
    opened = {role: [probed.signed_in(role).submit(f"/probe/{door}").status_code for door in doors] for role in Role}
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
    assert browser.sign_in("Aigul", "wrong").status_code == 401
    assert browser.sign_in("Aigul").status_code == 303
    made.clock.pass_by(hours=1)
    assert browser.get("/account").status_code == 200
    assert browser.submit("/logout").status_code == 303
    assert browser.get("/account").status_code == 303
    made.engine.dispose()

"""The page of one's own second factors: what of it is told. Setting up and signing in with them: `tests/desk/pages/login/test_second_step.py`."""

from sqlalchemy import select

from records.tables import CodeGeneratorRow, LedgerRow
from tests.desk.site import PASSWORD, Site


def test_what_is_not_there_is_not_told_as_removed(site: Site) -> None:
    browser, proof = site.signed_in(), {"confirmation": PASSWORD}
    browser.submit("/account/factors/code", proof)
    for way in ("code", "passkey/7", f"passkey/{2**70}", f"passkey/-{2**70}"):
        assert browser.submit(f"/account/factors/{way}/remove", proof).status_code == 303, way
    assert browser.submit(f"/account/tokens/{2**70}/revoke").status_code == 422
    assert site.noted("factor_removed", "token_revoked") == []
    with site.reading() as session:
        assert session.get(CodeGeneratorRow, "Aigul") is None, "what was only begun is forgotten"
        assert not [row for row in session.scalars(select(LedgerRow)) if "removed" in str(row.after)]


def test_guessing_the_first_code_of_an_app_is_told(site: Site) -> None:
    browser = site.signed_in()
    browser.submit("/account/factors/code", {"confirmation": PASSWORD})
    for _ in range(6):
        answer = browser.post("/account/factors/code/confirm", data={"csrf": browser.csrf("/account/factors"), "code": "1"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert [(row["event"], row["user"]) for row in site.noted("factor_wrong", "locked") if "repeats" not in row] == [
        ("factor_wrong", "Aigul"),
        ("locked", "Aigul"),
    ]

"""What the security log cannot tell is not done: no password is set that nobody sees, and no code is used up."""

from collections.abc import Iterator
from contextlib import contextmanager

from desk.auth import code_generators, recovery_codes
from records import tokens, users
from records.tables import Base, CodeGeneratorRow, PasskeyRow, SignInTryRow
from tests.conftest import NOW
from tests.desk.site import PASSWORD, Site


@contextmanager
def log_that_cannot_be_written(site: Site) -> Iterator[None]:
    """A folder stands where the file was, so that root cannot write it either."""
    path = site.settings.data / "logs" / "security.log"
    aside = path.rename(path.with_name("aside"))
    path.mkdir()
    yield
    path.rmdir()
    aside.rename(path)


def all_but_tries(site: Site) -> dict[str, list[str]]:
    with site.reading() as session:
        return {
            table.name: sorted(map(str, session.execute(table.select()))) for table in Base.metadata.sorted_tables if table != SignInTryRow.__table__
        }


def test_nothing_is_done_that_the_log_cannot_tell(site: Site) -> None:
    with site.writing() as session:
        headers = {"Authorization": f"Bearer {tokens.give(session, users.find(session, 'Dana'), who='test', now=NOW)}"}
    browser, other = site.signed_in("operator"), site.browser()
    browser.expects_failure = other.expects_failure = True
    with site.writing() as session:
        code_generators.begin(session, "Dana", b"x" * 32, NOW)
        session.get_one(CodeGeneratorRow, "Dana").confirmed_at = NOW
        session.add(PasskeyRow(user="Dana", name="key", credential="c", public_key="k", signatures=0, made_at=NOW, used_at=None))
    other.get("/api/v1/drafts", headers=headers)
    form, proof, stood = browser.csrf(), {"confirmation": PASSWORD}, all_but_tries(site)
    with log_that_cannot_be_written(site):
        for way, fields in {
            "/account/password": {"current": PASSWORD, "password": "quite another word", "repeated": "quite another word"},
            "/account/sessions/end-all": {},
            "/account/tokens": proof,
            "/account/tokens/1/revoke": {},
            "/account/tokens/revoke": {},
            "/account/factors/recovery": proof,
            "/account/factors/code/remove": proof,
            "/account/factors/passkey/1/remove": proof,
            "/people": {"name": "Zhan", "role": "monitor"},
            "/people/Aigul/password": {},
            "/people/Aigul/role": {"role": "editor"},
            "/incidents/export": {"format": "csv"},
            "/incidents/file": {"format": "csv"},
            "/reports/document": {"kind": "monthly", "format": "md", "lang": "en", "since": "2026-01-01", "until": "2026-01-31"},
        }.items():
            assert browser.post(way, data={"csrf": form, **fields}).status_code == 500, way
            assert all_but_tries(site) == stood, way
        assert other.get("/api/v1/incidents?format=csv", headers=headers).status_code == 500
        assert other.sign_in("Aigul").status_code == 500
        assert all_but_tries(site) == stood
    assert "secret" in browser.submit("/people/Aigul/password").text, "and what failed can be done again"


def test_a_code_is_not_used_up_by_a_sign_in_that_the_log_cannot_tell(site: Site) -> None:
    with site.writing() as session:
        code_generators.begin(session, "Aigul", b"x" * 32, NOW)
        session.get_one(CodeGeneratorRow, "Aigul").confirmed_at = NOW
        code = recovery_codes.make(session, "Aigul")[0]
    site.signed_in("operator")
    browser = site.signed_in()
    browser.expects_failure = True
    fields = {"csrf": browser.csrf("/login/factor"), "code": code}
    with log_that_cannot_be_written(site):
        assert browser.post("/login/factor", data=fields).status_code == 500
    assert browser.get("/queue").status_code == 303
    assert browser.post("/login/factor", data=fields).status_code == 303
    assert browser.get("/queue").status_code == 200

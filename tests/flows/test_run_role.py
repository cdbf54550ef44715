"""The main job and the desk under the role that may not change tables: a real run over the sample newsroom, then decisions in a browser, then a check."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from records.users import Role
from tests.desk.site import add_person, open_site
from tests.flows.real_command import Home, free_ports, with_prefect
from tests.records.run_role import run_role


@pytest.fixture
def role_url(upgraded_postgresql_url: str) -> Iterator[str]:
    with run_role(upgraded_postgresql_url) as url:
        yield url


def test_a_run_the_desk_and_every_check_work_without_any_right_to_change_tables(role_url: str, tmp_path: Path) -> None:
    key = str(tmp_path / "anchor.key")
    home = with_prefect(Home(tmp_path / "var", {"QORGAN_SAMPLE_PORT": str(free_ports(3)), "QORGAN_DATABASE_URL": role_url}))
    home.qorgan("anchor", "--new-key", key)
    home.more["QORGAN_ANCHOR_KEY"] = key
    said = home.qorgan("run", "--outlets", "sample").stderr
    assert "3 answered, 0 failed" in said
    drafts = [row["id"] for row in home.rows("drafts")]
    assert len(drafts) >= 6
    desk = open_site(role_url, home.data)
    with desk.writing() as session:
        add_person(session, "Zarina", Role.MONITOR)
    browser = desk.browser()
    assert browser.sign_in("Zarina").status_code == 303
    assert browser.get("/queue").status_code == 200
    assert browser.submit(f"/drafts/{drafts[0]}/decision", {"do": "reject", "reason": "not_press"}).status_code == 303
    assert browser.submit(f"/drafts/{drafts[0]}/undo").status_code == 303
    desk.engine.dispose()
    home.qorgan("decide", str(drafts[1]), "confirm", "--as", "Aigul")
    home.qorgan("evidence", "clear", "--older-than", "30", "--as", "Aigul")
    # The day's anchor: the first run had an empty ledger before it.
    home.qorgan("run", "--outlets", "sample")
    assert home.qorgan("verify").stdout.startswith("All is well: ")
    assert "1 anchor" in home.qorgan("verify").stdout

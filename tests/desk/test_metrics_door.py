"""Figures for Prometheus: shut unless a setting opens them, for this machine or for a token, and about no person."""

from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from records import review
from tests.conftest import NOW
from tests.desk.site import Site, open_site
from tests.records import rows

TOKEN = "b1946ac92492d2347c6235b4d2611184"


@pytest.fixture
def watched(tmp_path: Path) -> Site:
    return open_site(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "var", metrics=True, metrics_token=TOKEN)


def test_without_the_setting_there_is_nothing(site: Site) -> None:
    assert site.browser(address="127.0.0.1").get("/metrics").status_code == 404


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 403),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.7"}, 403),
        ("192.0.2.7", {"Authorization": f"Bearer {TOKEN}"}, 200),
        ("192.0.2.7", {"Authorization": f"Bearer {TOKEN[:-1]}"}, 403),
        ("192.0.2.7", {"Authorization": "Bearer "}, 403),
    ],
)
def test_it_opens_to_this_machine_or_for_the_token(watched: Site, address: str, headers: dict[str, str], status: int) -> None:
    answer = watched.browser(address=address).get("/metrics", headers=headers)
    assert answer.status_code == status
    assert ("qorgan_database_up 1.0" in answer.text) is (status == 200)
    assert not answer.headers.get_list("set-cookie")


def test_without_a_token_nothing_opens_to_another_machine(tmp_path: Path) -> None:
    desk = open_site(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "var", metrics=True)
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer x"}):
        assert desk.browser(address="192.0.2.7").get("/metrics", headers=headers).status_code == 403


def test_it_tells_what_waits_and_how_requests_went_and_names_nobody(watched: Site) -> None:
    with watched.writing() as session:
        rows.article(session, "a")
        rows.screening(session, "a")
        review.propose(session, review.undrafted(session, "test 1"), now=NOW)
    browser = watched.signed_in("monitor")
    browser.get("/drafts/1")
    browser.get("/nowhere/Айгерим")
    text = watched.browser(address="127.0.0.1").get("/metrics").text
    found = {(sample.name, *sample.labels.values()): sample.value for family in text_string_to_metric_families(text) for sample in family.samples}
    assert found["qorgan_waiting", "drafts"] == 1
    assert found["qorgan_desk_request_seconds_count", "GET", "/drafts/{id}", "2xx"] == 1
    assert found["qorgan_desk_request_seconds_count", "GET", "other", "4xx"] == 1
    assert not [word for word in ("/drafts/1", "nowhere", "Айгерим", "admin") if word in text]

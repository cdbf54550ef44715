"""Figures for Prometheus: closed unless a setting opens them, counted now and then, and about no person."""

from datetime import datetime
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, create_engine

from desk import record_metrics
from desk.record_metrics import RecordMetrics
from desk.state import DeskMetrics
from records import review
from records.operating_figures import OperatingFigures
from tests.conftest import NOW
from tests.desk.site import Site, open_site
from tests.records import rows

TOKEN = "b1946ac92492d2347c6235b4d2611184"


@pytest.fixture
def watched(tmp_path: Path) -> Site:
    return open_site(f"sqlite:///{tmp_path / 'watched.db'}", tmp_path / "var", metrics=True, metrics_token=TOKEN)


ASKED: tuple[tuple[str, dict[str, str], int], ...] = (
    ("127.0.0.1", {}, 200), ("::1", {}, 200), ("192.0.2.7", {}, 403), ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 403),
    ("127.0.0.1", {"Forwarded": "for=192.0.2.7"}, 403), ("192.0.2.7", {"Authorization": f"Bearer {TOKEN}"}, 200),
    ("192.0.2.7", {"Authorization": f"Bearer {TOKEN[:-1]}"}, 403), ("192.0.2.7", {"Authorization": "Bearer "}, 403),
)  # fmt: skip


def test_it_opens_to_this_machine_or_for_the_token_where_the_setting_opens_it(site: Site, watched: Site, tmp_path: Path) -> None:
    assert site.browser(address="127.0.0.1").get("/metrics").status_code == 404
    for address, headers, status in ASKED:
        answer = watched.browser(address=address).get("/metrics", headers=headers)
        assert (answer.status_code, "qorgan_database_up 1.0" in answer.text) == (status, status == 200), (address, headers)
        assert not answer.headers.get_list("set-cookie")
    without_token = open_site(f"sqlite:///{tmp_path / 'other.db'}", tmp_path / "var", metrics=True)
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer x"}):
        assert without_token.browser(address="192.0.2.7").get("/metrics", headers=headers).status_code == 403


def test_it_tells_what_waits_and_how_requests_went_and_names_nobody(watched: Site) -> None:
    with watched.writing() as session:
        rows.article(session, "a")
        rows.screening(session, "a")
        review.propose(session, review.screenings_without_draft(session, "test 1"), now=NOW)
    browser = watched.signed_in("monitor")
    browser.get("/drafts/1")
    browser.get("/nowhere/Айгерим")
    text = watched.browser(address="127.0.0.1").get("/metrics").text
    found = {(sample.name, *sample.labels.values()): sample.value for family in text_string_to_metric_families(text) for sample in family.samples}
    assert found["qorgan_waiting", "drafts"] == 1
    assert found["qorgan_desk_request_seconds_count", "GET", "/drafts/{id}", "2xx"] == 1
    assert found["qorgan_desk_request_seconds_count", "GET", "other", "4xx"] == 1
    assert not [word for word in ("/drafts/1", "nowhere", "Айгерим", "admin") if word in text]


def test_a_method_that_nobody_knows_has_one_name(engine: Engine) -> None:
    figures = DeskMetrics()
    for method in ("FORGED1", "FORGED2"):
        figures.observe({"type": "http", "method": method}, 405, 0.1)
    assert b'qorgan_desk_request_seconds_count{method="other",route="other",status="4xx"} 2.0' in figures.text(engine, NOW)


def told(figures: RecordMetrics, engine: Engine, now: datetime) -> bytes:
    """What Prometheus would read."""
    registry = CollectorRegistry()
    figures.look(engine, now)
    registry.register(figures)
    return generate_latest(registry)


def test_the_record_is_counted_once_for_many_who_ask(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = []

    def count(_session: object, now: object) -> OperatingFigures:
        counted.append(now)
        return OperatingFigures(waiting={"drafts": 7})

    monkeypatch.setattr(record_metrics, "operating_figures", count)
    figures = RecordMetrics()
    for _ in range(5):
        assert b'qorgan_waiting{queue="drafts"} 7.0' in told(figures, engine, NOW)
    assert len(counted) == 1
    monkeypatch.setattr(record_metrics, "FRESH", 0.0)
    told(figures, engine, NOW)
    assert len(counted) == 2


def test_a_database_that_does_not_answer_is_told(tmp_path: Path) -> None:
    text = told(RecordMetrics(), create_engine(f"sqlite:///{tmp_path / 'nowhere' / 'at-all.db'}"), NOW)
    assert b"qorgan_database_up 0.0" in text
    assert b"qorgan_waiting" not in text

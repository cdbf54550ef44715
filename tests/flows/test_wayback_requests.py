"""Asking the Wayback Machine: what it says is taken as it says it, and nothing that answers otherwise is believed, followed or waited for."""

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest

from flows import wayback_requests
from flows.wayback_requests import ArchiveAway, PageRefused, WaybackMachine
from tests.flows.test_time_stamping import answering
from tests.flows.web_archive import web_archive

PAGE = "https://site.example/жаңалық?a=1&b=2#x"


def said(body: object, status: str = "200 OK") -> bytes:
    """An answer over HTTP."""
    content = json.dumps(body).encode() if not isinstance(body, bytes) else body
    return b"HTTP/1.1 %b\r\nContent-Length: %d\r\n\r\n%b" % (status.encode(), len(content), content)


def test_a_page_is_asked_for_with_the_keys_and_its_snapshot_is_named_by_us() -> None:
    with web_archive() as archive:
        machine = WaybackMachine(archive.address, "access:secret")
        job = machine.ask_for(PAGE)
        assert machine.look_at(job) is None
        archive.answers[job] = {"status": "success", "timestamp": "20261124060102", "original_url": "https://elsewhere.example/"}
        at = machine.look_at(job)
    assert at == datetime(2026, 11, 24, 6, 1, 2, tzinfo=UTC)
    assert machine.snapshot(PAGE, at) == f"{archive.address}/web/20261124060102/{PAGE}"
    assert [asked.authorization for asked in archive.asked] == ["LOW access:secret"] * 3
    assert parse_qs(archive.asked[0].body)["url"] == [PAGE]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            said({"status_ext": "error:blocked-url", "message": "This URL is in the\nblock list."}),
            "error:blocked-url: This URL is in the block list.",
        ),
        (said({"message": "Cannot resolve host"}, "400 Bad Request"), "Cannot resolve host"),
        (said({"job_id": "../../account?"}), "its answer is not understood"),
        (said({"job_id": ".."}), "its answer is not understood"),
        (said({"job_id": 7}), "its answer is not understood"),
        (said(b"<html>gone", "404 Not Found"), "HTTP 404"),
        (said({"message": "x" * 5000}), "x" * 200),
    ],
    ids=["refused", "with a status", "a way out", "a folder", "no name", "no words", "many words"],
)
def test_a_page_that_is_not_taken_is_told_in_the_words_of_the_archive(answer: bytes, words: str) -> None:
    with answering(answer) as address, pytest.raises(PageRefused) as refused:
        WaybackMachine(address.rstrip("/")).ask_for(PAGE)
    assert str(refused.value) == words


@pytest.mark.parametrize("stamp", ["2026", "20261399999999", 20261124060102, None, "２０２６１１２４０６０１０２"])
def test_a_success_without_a_time_is_none(stamp: object) -> None:
    with answering(said({"status": "success", "timestamp": stamp})) as address, pytest.raises(PageRefused):
        WaybackMachine(address.rstrip("/")).look_at("job")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 429 Slow down\r\nContent-Length: 0\r\n\r\n", "HTTP 429"),
        (b"HTTP/1.1 401 Who\r\nContent-Length: 0\r\n\r\n", "HTTP 401"),
        (b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", "HTTP 503"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/\r\nContent-Length: 0\r\n\r\n", "HTTP 302"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 10_000_000, "the answer is too long"),
        (said(b"<html>sign in to the hotel"), "its answer is not understood"),
        (said(b"[" * 100_000), "its answer is not understood"),
        (said([1]), "its answer is not understood"),
        (b"not HTTP\r\n\r\n", "QORGAN_WAYBACK took no page"),
        (b"", "QORGAN_WAYBACK took no page"),
    ],
    ids=["too many", "keys", "failing", "leading on", "10 MB", "a page", "deep", "a list", "no HTTP", "closed"],
)
def test_an_archive_that_cannot_be_asked_is_one_line_without_the_keys(answer: bytes, words: str) -> None:
    with answering(answer) as address, pytest.raises(ArchiveAway, match=words) as away:
        WaybackMachine(address.rstrip("/"), "access:hush-hush").ask_for(PAGE)
    assert "\n" not in str(away.value)
    assert "hush" not in str(away.value)


def test_an_answer_that_never_ends_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wayback_requests, "PATIENCE", 0.3)
    with (
        answering(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n{", then_close=False) as address,
        pytest.raises(ArchiveAway, match="no answer within 0 s"),
    ):
        WaybackMachine(address.rstrip("/")).ask_for(PAGE)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://[", "http://127.0.0.1:99999"])
def test_where_no_archive_is_that_is_one_line(address: str) -> None:
    with pytest.raises(ArchiveAway, match="QORGAN_WAYBACK took no page"):
        WaybackMachine(address).ask_for(PAGE)

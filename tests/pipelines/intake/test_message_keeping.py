"""A message and its files are kept whole or not at all, and the addresses in its text are offered as they would be fetched."""

import io
import os
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from pipelines.evidence.writer import submitted_files
from pipelines.intake import messages
from pipelines.intake.messages import MOST, MessageRejected, MessageResult, MessageStorage, named_pages, reading_folder, run_message_storage
from records.database import read_session
from records.messages import ArrivedMessage
from records.tables import EvidenceFileRow, ReceivedMessageRow
from records.vocabulary import IntakeChannel, MessageFate
from tests.conftest import NOW

ARRIVED = ArrivedMessage(IntakeChannel.MAIL, "mail:a:1", 1, MessageFate.TAKEN, NOW, "d" * 64, 9, "a@mail.example", text="мәтін")


def kept(engine: Engine, folder: Path, arrived: ArrivedMessage = ARRIVED, *files: bytes, limit: int = 100) -> MessageResult:
    def work(keeping: MessageStorage) -> MessageResult:
        if arrived.fate is not MessageFate.TAKEN:
            raise MessageRejected(arrived)
        for number, body in enumerate(files):
            keeping.take_if_fitting(io.BytesIO(body), f"{number}.bin", limit)
        return keeping.record(arrived)

    return run_message_storage(engine, folder, NOW, work)


def left_out(engine: Engine) -> list[object]:
    with read_session(engine) as session:
        return session.scalars(select(ReceivedMessageRow)).one().left_out


def test_files_are_recorded_with_their_message(engine: Engine, tmp_path: Path) -> None:
    found = kept(engine, tmp_path, ARRIVED, b"one", b"two", b"")
    assert (found.fate, found.new, found.size) == ("taken", True, 6)
    assert len(submitted_files(tmp_path)) == 2
    with read_session(engine) as session:
        assert len(session.scalars(select(EvidenceFileRow)).all()) == 2


def test_what_is_too_large_or_too_many_is_named_with_what_was_taken(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "MOST_FILES", 2)
    kept(engine, tmp_path, ARRIVED, b"x" * 101, b"one", b"two", b"three")
    assert left_out(engine) == [{"name": "0.bin", "why": "too_large"}, {"name": "3.bin", "why": "too_many"}]


def test_of_what_is_refused_stored_before_or_repeated_no_bytes_stay(engine: Engine, tmp_path: Path) -> None:
    assert kept(engine, tmp_path, replace(ARRIVED, fate=MessageFate.TOO_LARGE)).fate == "too_large"
    assert not kept(engine, tmp_path, ARRIVED, b"one").new
    assert submitted_files(tmp_path) == []
    assert kept(engine, tmp_path, replace(ARRIVED, nth=2), b"one").fate == "taken"
    assert kept(engine, tmp_path, replace(ARRIVED, nth=3), b"one", b"two").fate == "repeated"
    assert len(submitted_files(tmp_path)) == 1
    with read_session(engine) as session:
        assert [row.text for row in session.scalars(select(ReceivedMessageRow).order_by(ReceivedMessageRow.id))] == ["", "мәтін", ""]


def test_whatever_breaks_it_off_leaves_nothing(engine: Engine, tmp_path: Path) -> None:
    def work(keeping: MessageStorage) -> MessageResult:
        keeping.take(io.BytesIO(b"one"), "a", 100)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_message_storage(engine, tmp_path, NOW, work)
    assert submitted_files(tmp_path) == []


def test_what_a_killed_process_left_goes_a_day_later(tmp_path: Path) -> None:
    old, new = tmp_path / "intake" / "old", tmp_path / "intake" / "new"
    for one in (old, new):
        one.mkdir(parents=True)
        (one / "part").write_bytes(b"x")
    os.utime(old, (0, 0))
    with reading_folder(tmp_path) as folder:
        assert folder.is_dir()
    assert (old.exists(), new.exists(), folder.exists()) == (False, True, False)


def test_addresses_are_found_without_what_closes_the_sentence() -> None:
    text = "Мақала: https://716.kz/news/1?x=1. Тағы (www.716.kz/2), «https://716.kz/3»; қайта https://716.kz/news/1?x=1"
    assert named_pages(text) == ["https://716.kz/news/1?x=1", "https://www.716.kz/2", "https://716.kz/3"]


def test_private_hosts_and_other_schemes_are_left_out() -> None:
    assert named_pages("http://127.0.0.1/a http://169.254.169.254/x http://router.local/ javascript:alert(1) file:///etc/passwd https://[::1]/") == []


def test_their_number_is_bounded() -> None:
    assert len(named_pages(" ".join(f"https://716.kz/{number}" for number in range(100)))) == MOST
    assert named_pages("https://716.kz/" + "x" * 1_000_000) in ([], named_pages("https://716.kz/" + "x" * 1_000_000))

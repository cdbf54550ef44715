"""The day's anchor: made at the end of a run, kept, stamped, sent away over real HTTP; and what happens when one of these does not work."""

import json
import shutil
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from syrupy.assertion import SnapshotAssertion

from flows import anchoring
from flows.anchoring import AnchorRefused, NothingToAnchor, StampRefused, anchor_by_schedule, anchor_now, anchor_to_sign, ask_for_stamp, import_anchor
from records.database import open_database, read_session, write_transaction
from records.ledger import anchors
from records.ledger.anchors import Anchor, AnchorFolder, anchors_in, certificates, new_key, read_anchor_key, sign_anchor, stamp_fault
from records.outlets import claims
from records.settings import Settings
from tests.conftest import NOW
from tests.flows.notify.notice_listener import Listener, dead_address, listening
from tests.flows.plain_words import plain
from tests.records.ledger.anchored import decide
from tests.records.ledger.chain import act, head
from tests.records.ledger.forger import forge
from tests.records.ledger.stamping_authority import StampingAuthority

DAY = timedelta(days=1)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    new_key(tmp_path / "anchor.key")
    return tmp_path / "anchor.key"


def with_key(key: Path, **more: Any) -> Settings:
    return Settings(data=key.parent / "var", anchor_key=str(key), **more)


def kept(settings: Settings) -> list[Anchor]:
    told: list[str] = []
    found = AnchorFolder(settings.anchors).anchors(told.append)
    assert told == []
    return found


def test_the_days_anchor_is_made_once_kept_outside_the_database_and_sent_away(
    engine: Engine, key: Path, listener: Listener, snapshot: SnapshotAssertion
) -> None:
    settings = with_key(key, anchor_to=listener.address)
    anchor_by_schedule(engine, settings, NOW)
    assert kept(settings) == []
    act(engine)
    for hours in (0, 1, 2):
        anchor_by_schedule(engine, settings, NOW + timedelta(hours=hours))
    act(engine)
    anchor_by_schedule(engine, settings, NOW + DAY)
    first, second = kept(settings)
    assert (first.seq, second.seq, second.hash) == (5, 10, head(engine).hash)
    assert [anchors_in(told["message"]) for told in listener.told] == [[first], [second]]
    assert plain([told["title"] for told in listener.told]) == snapshot(name="words")
    assert listener.told[0]["message"].split("\n")[0] == first.line


def test_without_a_key_nothing_is_anchored_by_schedule_and_by_hand_one_line_says_how_to_make_one(engine: Engine, tmp_path: Path) -> None:
    act(engine)
    settings = Settings(data=tmp_path / "var")
    anchor_by_schedule(engine, settings, NOW)
    assert not settings.anchors.exists()
    with pytest.raises(NothingToAnchor, match="--new-key"):
        anchor_now(engine, settings, NOW)


def test_an_empty_ledger_gives_nothing_to_anchor(engine: Engine, key: Path) -> None:
    with pytest.raises(NothingToAnchor):
        anchor_now(engine, with_key(key), NOW)


def test_an_anchor_that_reached_nobody_is_sent_by_the_next_run(
    engine: Engine, key: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    act(engine)
    anchor_by_schedule(engine, with_key(key, anchor_to=dead_address()), NOW)
    said = capsys.readouterr().err
    assert plain(said) == snapshot(name="words")
    assert "top-secret" not in said
    with listening() as listener:
        settings = with_key(key, anchor_to=listener.address)
        anchor_by_schedule(engine, settings, NOW)
        anchor_by_schedule(engine, settings, NOW)
    assert len(listener.told) == len(kept(settings)) == 1


def test_an_address_may_be_a_file_on_another_medium_and_its_place_is_named_when_it_is_not_there(
    engine: Engine, key: Path, tmp_path: Path, listener: Listener, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    act(engine)
    medium = tmp_path / "a medium"
    medium.mkdir()
    dead = dead_address()
    settings = with_key(key, anchor_to=f"file://{medium}/anchors file:///nowhere/at/all {dead} {listener.address}".replace("a medium", "a%20medium"))
    made = anchor_now(engine, settings, NOW)
    act(engine)
    later = anchor_now(engine, settings, NOW)
    assert (medium / "anchors").read_text(encoding="utf-8") == f"{made.line}\n{later.line}\n"
    assert len(listener.told) == 2
    said = capsys.readouterr().err
    assert plain(said) == snapshot(name="words")


def test_a_folder_that_cannot_be_written_keeps_no_anchor_from_being_sent(
    engine: Engine, key: Path, listener: Listener, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    act(engine)
    (key.parent / "in the way").write_text("a file", encoding="utf-8")
    settings = with_key(key, anchor_folder=str(key.parent / "in the way" / "anchors"), anchor_to=listener.address)
    anchor_by_schedule(engine, settings, NOW)
    assert len(listener.told) == 1
    assert plain(capsys.readouterr().err) == snapshot(name="words")


@pytest.mark.usefixtures("processes")
def test_a_time_stamp_is_asked_for_and_asked_for_again_when_there_was_none(
    engine: Engine, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    act(engine)
    authority = StampingAuthority(tmp_path / "tsa")
    told = {"anchor_tsa_certificates": str(authority.roots)}
    anchor_by_schedule(engine, with_key(key, anchor_tsa="http://127.0.0.1:1/", **told), NOW)
    assert plain(capsys.readouterr().err) == snapshot(name="words")
    with authority.serving():
        settings = with_key(key, anchor_tsa=authority.address, **told)
        for _ in range(2):
            anchor_by_schedule(engine, settings, NOW)
    [anchor] = kept(settings)
    assert len(authority.asked) == 1
    assert AnchorFolder(settings.anchors).stamp(anchor).read_bytes()


def test_no_new_anchor_makes_good_what_was_written_anew_and_who_gets_the_anchors_is_told(
    engine: Engine, key: Path, listener: Listener, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    decide(engine, "a1")
    settings = with_key(key, anchor_to=listener.address)
    anchor_by_schedule(engine, settings, NOW)
    forge(engine, "law_enforcement", "unknown")
    decide(engine, "a2")
    anchor_by_schedule(engine, settings, NOW + DAY)
    assert len(kept(settings)) == 1
    assert plain(listener.told[-1]["title"]) == snapshot(name="words")
    assert plain(listener.told[-1]["message"]) == snapshot(name="words 2")
    assert plain(capsys.readouterr().err) == snapshot(name="words 3")
    with pytest.raises(AnchorRefused, match="run: qorgan verify"):
        anchor_now(engine, settings, NOW + DAY)


def test_nothing_is_given_out_to_be_signed_elsewhere_and_nothing_taken_back_of_a_ledger_that_was_written_anew(
    engine: Engine, tmp_path: Path, listener: Listener, snapshot: SnapshotAssertion
) -> None:
    (tmp_path / "trusted").write_text(new_key(tmp_path / "elsewhere.key"), encoding="utf-8")
    settings = Settings(data=tmp_path / "var", anchor_trusted=str(tmp_path / "trusted"), anchor_to=listener.address)
    key = read_anchor_key(tmp_path / "elsewhere.key")
    decide(engine, "a1")
    first = sign_anchor(anchor_to_sign(engine, settings, NOW), key)
    import_anchor(engine, settings, first, NOW)
    forge(engine, "law_enforcement", "unknown")
    with pytest.raises(AnchorRefused, match="run: qorgan verify"):
        anchor_to_sign(engine, settings, NOW)
    with read_session(engine) as session:
        anew = anchors.unsigned_anchor(session, NOW)
    assert anew is not None
    with pytest.raises(AnchorRefused, match="run: qorgan verify"):
        import_anchor(engine, settings, sign_anchor(anew, key), NOW)
    assert kept(settings) == [first]
    assert plain([told["title"] for told in listener.told[1:]]) == snapshot(name="words")


def test_a_file_here_is_no_place_that_an_anchor_was_sent_to_as_long_as_there_is_another(engine: Engine, key: Path, tmp_path: Path) -> None:
    act(engine)
    beside = f"file://{tmp_path}/anchors"
    for _ in range(2):
        anchor_by_schedule(engine, with_key(key, anchor_to=f"{beside} {dead_address()}"), NOW)
    with listening() as listener:
        for _ in range(2):
            anchor_by_schedule(engine, with_key(key, anchor_to=f"{beside} {listener.address}"), NOW)
    [anchor] = kept(with_key(key))
    assert len(listener.told) == 1
    assert (tmp_path / "anchors").read_text(encoding="utf-8") == f"{anchor.line}\n"


def test_a_database_that_another_process_holds_never_stops_the_run(
    key: Path, empty_sqlite: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    file = Path(shutil.copy(empty_sqlite, key.parent / "held.db"))
    engine = open_database(f"sqlite:///{file}")
    act(engine)
    event.listen(engine, "connect", lambda connection, _entry: connection.execute("PRAGMA busy_timeout=1"))
    engine.dispose()
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        anchor_by_schedule(engine, with_key(key), NOW)
    engine.dispose()
    assert plain(capsys.readouterr().err) == snapshot


def test_trouble_with_the_key_is_one_line_and_never_stops_the_run(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    act(engine)
    anchor_by_schedule(engine, Settings(data=tmp_path / "var", anchor_key=str(tmp_path / "gone.key")), NOW)
    assert plain(capsys.readouterr().err) == snapshot(name="words")


def test_of_two_runs_that_end_at_once_one_anchors(engine: Engine, key: Path) -> None:
    act(engine)
    with write_transaction(engine) as session:
        assert claims.claim(session, "(anchor)", "another", NOW)
    anchor_by_schedule(engine, with_key(key), NOW)
    assert kept(with_key(key)) == []
    with write_transaction(engine) as session:
        claims.release(session, "(anchor)", "another")
    anchor_by_schedule(engine, with_key(key), NOW)
    assert len(kept(with_key(key))) == 1


def test_what_was_signed_elsewhere_is_taken_only_from_a_trusted_key_and_of_this_ledger(engine: Engine, key: Path, tmp_path: Path) -> None:
    act(engine)
    trusted = tmp_path / "trusted"
    trusted.write_text(new_key(tmp_path / "elsewhere.key"), encoding="utf-8")
    settings = Settings(data=tmp_path / "var", anchor_trusted=str(trusted))
    plain = anchor_to_sign(engine, settings, NOW)
    good = sign_anchor(plain, read_anchor_key(tmp_path / "elsewhere.key"))
    for anchor, said in (
        (plain, "is not signed"),
        (sign_anchor(plain, read_anchor_key(key)), "not among the keys"),
        (sign_anchor(Anchor("f" * 16, 5, plain.hash, NOW), read_anchor_key(tmp_path / "elsewhere.key")), "of another ledger"),
        (sign_anchor(Anchor(plain.ledger, 4, plain.hash, NOW), read_anchor_key(tmp_path / "elsewhere.key")), "row 4 of the ledger is not the one"),
    ):
        with pytest.raises(AnchorRefused, match=said):
            import_anchor(engine, settings, anchor, NOW)
    assert kept(settings) == []
    import_anchor(engine, settings, good, NOW)
    import_anchor(engine, settings, good, NOW)
    assert kept(settings) == [good]
    with read_session(engine) as session:
        assert [json.loads(line)["seq"] for line in anchors.recorded_anchor_lines(session)] == [5]


DOCUMENT = b'{"format":"qorgan-anchor-1"}\n'


@contextmanager
def answering(*pieces: bytes, then_close: bool = True) -> Iterator[str]:
    """A server that gives these bytes to whoever asks, and perhaps never ends."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                try:
                    for piece in pieces:
                        connection.sendall(piece)
                except OSError:
                    return
                if not then_close:
                    over.wait(60)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        over.set()
        thread.join()


@pytest.mark.usefixtures("processes")
def test_an_authority_is_asked_for_the_digest_alone_and_its_stamp_holds(tmp_path: Path) -> None:
    with StampingAuthority(tmp_path / "tsa").serving() as authority:
        trusted = certificates(str(authority.roots))
        answer = ask_for_stamp(authority.address, DOCUMENT, trusted)
    assert stamp_fault(answer, DOCUMENT, trusted) is None
    assert len(authority.asked) == 1
    assert b"qorgan" not in authority.asked[0]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", "HTTP 503"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "HTTP 302"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "it is no time stamp"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"0" * 100_000, "the answer is too long"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", "it is no time stamp"),
        (b"not HTTP at all\r\n\r\n", "^QORGAN_ANCHOR_TSA "),
        (b"", "^QORGAN_ANCHOR_TSA "),
    ],
    ids=["failing", "leading on", "other words", "endless", "packed", "no HTTP", "closed"],
)
def test_an_answer_that_is_no_stamp_is_one_line(answer: bytes, said: str) -> None:
    with answering(answer) as address, pytest.raises(StampRefused, match=said) as refused:
        ask_for_stamp(address, DOCUMENT, [])
    assert "\n" not in str(refused.value)


def test_an_authority_that_never_ends_its_answer_is_left_after_the_time_for_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchoring, "TIMEOUT_SECONDS", 0.3)
    for begin in (b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n0000"):
        with answering(begin, then_close=False) as address, pytest.raises(StampRefused, match=" 0 s"):
            ask_for_stamp(address, DOCUMENT, [])


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "ftp://127.0.0.1/", "no address", "http://[", "http://127.0.0.1:99999/"])
def test_an_address_where_no_authority_is_is_one_line(address: str) -> None:
    with pytest.raises(StampRefused, match="^QORGAN_ANCHOR_TSA "):
        ask_for_stamp(address, DOCUMENT, [])

"""Messages of Telegram: the Bot API is asked without following it elsewhere, no error holds the token, and what a message says is kept as it came."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from pipelines.intake.bot import BotApi, BotMessage, BotRefused, BotUnavailable, read_update, take_update
from pipelines.intake.messages import IntakeRules
from records.database import read_session
from records.messages import files_of_message
from tests.conftest import NOW
from tests.pipelines.intake.bot_server import TOKEN, bot_server
from tests.pipelines.rows import rows


class _Elsewhere(BaseHTTPRequestHandler):
    """Leads to another place, or says nonsense."""

    asked: list[str]
    body = b""
    server: HTTPServer

    def log_message(self, *_args: object) -> None:
        """The tests are quiet."""

    def do_POST(self) -> None:
        self.asked.append(self.path)
        self.send_response(200 if self.body else 302)
        self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    do_GET = do_POST


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, type[_Elsewhere]]]:
    kind = type("Answering", (_Elsewhere,), {"asked": []})
    with HTTPServer(("127.0.0.1", 0), kind) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", kind
        server.shutdown()


def test_an_answer_that_leads_elsewhere_is_not_followed(elsewhere: tuple[str, type[_Elsewhere]]) -> None:
    address, kind = elsewhere
    with pytest.raises(BotUnavailable) as told:
        BotApi(address, TOKEN).updates(None, 10, 0)
    assert kind.asked == [f"/bot{TOKEN}/getUpdates"]
    assert TOKEN not in str(told.value)


@pytest.mark.parametrize("body", [b"no json", b"[]", b'{"ok": false}', b'{"ok": true, "result": [{"update_id": "1"}]}', b"[" * 100_000])
def test_what_cannot_be_understood_is_named(elsewhere: tuple[str, type[_Elsewhere]], body: bytes) -> None:
    address, kind = elsewhere
    kind.body = body
    with pytest.raises(BotUnavailable):
        BotApi(address, TOKEN).updates(None, 10, 0)


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "a b", "a?b", 5, None])
def test_a_path_that_is_none_is_not_asked_for(elsewhere: tuple[str, type[_Elsewhere]], path: object) -> None:
    address, kind = elsewhere
    kind.body = json.dumps({"ok": True, "result": {"file_path": path}}).encode()
    with pytest.raises(BotRefused), BotApi(address, TOKEN).file("x"):
        pass
    assert len(kind.asked) == 1


def test_a_file_that_is_gone_says_nothing_of_the_bot() -> None:
    with bot_server() as server:
        server.put("x", b"abc")
        api = BotApi(server.address, TOKEN)
        with api.file("x") as stream:
            assert stream.read(10) == b"abc"
        with pytest.raises(BotRefused), api.file("unknown"):
            pass
        assert api.source == "telegram:1234567"
        with pytest.raises(BotUnavailable, match="QORGAN_TELEGRAM_TOKEN"):
            BotApi(server.address, "1:anotherToken").updates(None, 1, 0)


def read(**message: Any) -> BotMessage:
    standing = {"chat": {"id": 5, "type": "private"}, "from": {"id": 5, "first_name": "Сәуле", "language_code": "kk"}, "date": 1795500000}
    return read_update({"update_id": 9, "message": {**standing, **message}}, "telegram:1", NOW)


def test_a_text_is_taken_with_the_addresses_behind_its_words() -> None:
    found = read(text="мұнда", entities=[{"type": "text_link", "url": "https://716.kz/1"}, {"type": "bold"}])
    assert found.arrived.text == "мұнда\nhttps://716.kz/1"
    assert (found.arrived.fate, found.arrived.sender, found.arrived.standing, found.language) == ("taken", "5", "account", "kk")


@rows(
    "origin, said",
    [
        ({"type": "user", "sender_user": {"first_name": "Ерлан", "username": "erlan"}}, "Ерлан @erlan"),
        ({"type": "hidden_user", "sender_user_name": "Біреу"}, "Біреу"),
        ({"type": "channel", "chat": {"title": "716", "username": "kz_716"}, "message_id": 12}, "716 @kz_716 https://t.me/kz_716/12"),
        ({"type": "channel", "chat": {"title": "716", "username": "a/../b"}, "message_id": 12}, "716 @a/../b"),
        ("x", ""),
    ],
)
def test_from_whom_it_was_forwarded_is_kept_as_it_says(origin: Any, said: str) -> None:
    assert read(text="x", forward_origin=origin).arrived.forwarded_from == said


def test_an_animation_is_taken_once_and_the_largest_of_a_photo() -> None:
    assert [one.name for one in read(animation={"file_id": "a"}, document={"file_id": "a"}).files] == ["animation.mp4"]
    photo = [{"file_id": "s", "width": 1, "height": 1}, {"file_id": "l", "width": 9, "height": 9}, {"width": 99}, "x"]
    assert [one.id for one in read(photo=photo).files] == ["l"]


def test_a_place_and_a_contact_are_words_and_a_sticker_is_nothing_that_is_kept() -> None:
    assert "43.2, 76.9" in read(location={"latitude": 43.2, "longitude": 76.9}).arrived.text
    assert "+7 701" in read(contact={"first_name": "Ерлан", "phone_number": "+7 701"}).arrived.text
    sticker = read(sticker={"file_id": "x"}).arrived
    assert (sticker.fate, sticker.left_out[0][0]) == ("empty", "sticker")


def test_the_beginning_of_a_chat_is_no_message() -> None:
    assert (read(text="/start").greets, read(text="/start").arrived.fate) == (True, "empty")
    assert read(text="/started a fire").arrived.fate == "taken"


def test_a_message_from_the_future_or_without_a_day_came_now() -> None:
    assert read(text="x", date="y").arrived.came_at == NOW
    assert read(text="x", date=2**62).arrived.came_at == NOW


RULES = IntakeRules(5, 1000, "", frozenset(), lambda _text: "ru")


def test_a_message_is_kept_as_it_came_and_a_file_that_breaks_off_keeps_all_of_it_out(engine: Engine, tmp_path: Path) -> None:
    with bot_server() as server:
        api = BotApi(server.address, TOKEN)
        server.write("вот", document={**server.put("doc", b"%PDF-1.7 " + b"x" * 500), "file_name": "а.pdf"})
        server.cut_file = True
        with pytest.raises(BotUnavailable):
            take_update(engine, tmp_path, api, server.updates[0], RULES, NOW)
        server.cut_file = False
        message, found = take_update(engine, tmp_path, api, server.updates[0], RULES, NOW)
    assert (message.arrived.lang, found.fate, found.new) == ("ru", "taken", True)
    with read_session(engine) as session:
        whole, files = files_of_message(session, found.id)
        assert whole is not None
        assert (whole.name, whole.kind) == ("message.json", "text")
        assert [(one.name, one.kind) for one in files] == [("а.pdf", "pdf")]

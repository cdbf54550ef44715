"""The Bot API is asked without following it elsewhere, and no error holds the token."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from pipelines.intake.bot_api import BotApi, BotAway, BotRefused
from tests.pipelines.intake.bot_server import TOKEN, bot_server


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
    with pytest.raises(BotAway) as told:
        BotApi(address, TOKEN).updates(None, 10, 0)
    assert kind.asked == [f"/bot{TOKEN}/getUpdates"]
    assert TOKEN not in str(told.value)


@pytest.mark.parametrize("body", [b"no json", b"[]", b'{"ok": false}', b'{"ok": true, "result": [{"update_id": "1"}]}', b"[" * 100_000])
def test_what_cannot_be_understood_is_told(elsewhere: tuple[str, type[_Elsewhere]], body: bytes) -> None:
    address, kind = elsewhere
    kind.body = body
    with pytest.raises(BotAway):
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
        with pytest.raises(BotAway, match="QORGAN_TELEGRAM_TOKEN"):
            BotApi(server.address, "1:anotherToken").updates(None, 1, 0)

"""One message of Telegram with a file: kept as it came."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from pipelines.intake.bot_api import BotApi, BotAway
from pipelines.intake.bot_intake import take_update
from pipelines.intake.message_keeping import IntakeRules
from records.database import read_session
from records.intake.received_messages import files_of_message
from tests.conftest import NOW
from tests.pipelines.intake.bot_server import TOKEN, bot_server

RULES = IntakeRules(5, 1000, "", frozenset(), lambda _text: "ru")


def test_a_message_is_kept_as_it_came_and_a_file_that_breaks_off_keeps_all_of_it_out(engine: Engine, tmp_path: Path) -> None:
    with bot_server() as server:
        api = BotApi(server.address, TOKEN)
        server.write("вот", document={**server.put("doc", b"%PDF-1.7 " + b"x" * 500), "file_name": "а.pdf"})
        server.cut_file = True
        with pytest.raises(BotAway):
            take_update(engine, tmp_path, api, server.updates[0], RULES, NOW)
        server.cut_file = False
        message, found = take_update(engine, tmp_path, api, server.updates[0], RULES, NOW)
    assert (message.arrived.lang, found.fate, found.new) == ("ru", "taken", True)
    with read_session(engine) as session:
        whole, files = files_of_message(session, found.id)
        assert whole is not None
        assert (whole.name, whole.kind) == ("message.json", "text")
        assert [(one.name, one.kind) for one in files] == [("а.pdf", "pdf")]

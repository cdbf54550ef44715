"""The bot answers one line in the language of whoever wrote, and says nothing of what was written."""

from dataclasses import replace

import pytest

from flows.intake.receipts import answer, receipt
from pipelines.intake.bot_api import BotApi
from pipelines.intake.bot_messages import BotMessage, read_update
from pipelines.intake.message_keeping import KeptMessage
from records.vocabulary import MessageFate
from tests.conftest import NOW
from tests.pipelines.intake.bot_server import TOKEN, BotServer


def written(text: str = "", language: str = "", lang: str = "") -> BotMessage:
    sender = {"id": 5, "language_code": language}
    found = read_update({"update_id": 1, "message": {"chat": {"id": 5, "type": "private"}, "from": sender, "text": text}}, "telegram:1", NOW)
    return replace(found, arrived=replace(found.arrived, lang=lang))


@pytest.mark.parametrize(
    ("language", "lang", "word"),
    [("ru", "", "спасибо"), ("ru", "kk", "рақмет"), ("kk-KZ", "", "рақмет"), ("de", "", "thank"), ("en", "ru", "спасибо"), ("../x", "de", "thank")],
)
def test_it_speaks_the_language_of_the_text_and_then_of_the_telephone(language: str, lang: str, word: str) -> None:
    assert word in receipt(written("x", language, lang), MessageFate.TAKEN)


def test_each_fate_has_its_words_and_some_have_none() -> None:
    assert "tomorrow" in receipt(written("x"), MessageFate.OVER_LIMIT)
    assert "as text" in receipt(written("x"), MessageFate.EMPTY)
    assert "what happened" in receipt(written("/start"), MessageFate.EMPTY)
    assert receipt(written("x"), MessageFate.NOT_LISTED) == ""


def test_a_chat_is_answered_once_a_fetch(bot: BotServer) -> None:
    api, answered = BotApi(bot.address, TOKEN), set[int]()
    for _ in range(3):
        answer(api, written("x"), KeptMessage(MessageFate.TAKEN, True), answered)
    assert len(bot.said) == 1

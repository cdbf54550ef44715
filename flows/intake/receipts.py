"""What the bot answers: one short line to each chat and fetch, in the language of whoever wrote. Nothing waits for it, and nothing of the message stands in it."""

import logging

from pipelines.intake.bot_api import BotApi, BotAway, BotRefused
from pipelines.intake.bot_messages import BotMessage
from pipelines.intake.message_keeping import KeptMessage
from records.i18n import LANGUAGES, kept, reader, speaking, tr
from records.vocabulary import KEPT_MESSAGES, MessageFate

log = logging.getLogger(__name__)

_RECEIVED = kept("Received, thank you. A person will read it.")
_GREETING = kept("Write here what happened, or send a picture, a recording or a file. A person reads it.")
_TOO_MANY = kept("That was too much for one day. Please write again tomorrow.")
_NOTHING = kept("Nothing of this could be kept. Please write it as text, or send it as a file.")


def receipt(message: BotMessage, fate: MessageFate) -> str:
    """The words of the answer to a message with this fate; empty where none is given: to a chat that is not on the list, and to a message that came before."""
    with speaking(_language(message)):
        if fate in KEPT_MESSAGES:
            return tr(_RECEIVED)
        if message.greets:
            return tr(_GREETING)
        words = {MessageFate.OVER_LIMIT: _TOO_MANY, MessageFate.EMPTY: _NOTHING}.get(fate, "")
        return tr(words) if words else ""


def answer(api: BotApi, message: BotMessage, found: KeptMessage, answered: set[int]) -> None:
    """Answer a chat that has had no answer in this fetch. That an answer does not get through is logged, and changes nothing."""
    words = receipt(message, found.fate) if message.chat not in answered else ""
    if not words:
        return
    answered.add(message.chat)
    try:
        api.say(message.chat, words)
    except (BotAway, BotRefused) as error:
        log.info("an answer did not get through: %s", error)


def _language(message: BotMessage) -> str:
    """That of the text, which is surer than that of the telephone; then that of Telegram."""
    wanted = (message.arrived.lang, message.language.partition("-")[0].lower())
    return next((one for one in wanted if one in LANGUAGES), reader())

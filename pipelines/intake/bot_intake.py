"""Takes one message of Telegram in: it is kept as it came, and its files as they are given out."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from pipelines.intake.bot_api import BotApi, BotRefused
from pipelines.intake.bot_messages import BotMessage, read_update, whole_of
from pipelines.intake.message_keeping import IntakeRules, KeptMessage, MessageKeeping, NotKept, keep
from records.byte_budgets import BOT_ANSWER
from records.database import in_reading
from records.intake.message_limits import over_limit
from records.vocabulary import Door, LeftBehind, MessageFate

_WHOLE = "message.json"


def take_update(
    engine: Engine, evidence: Path, api: BotApi, update: Mapping[str, Any], rules: IntakeRules, now: datetime
) -> tuple[BotMessage, KeptMessage]:
    """Keep a message, or record why not. Raises BotAway, and then nothing of it is recorded; DiskFull."""
    message = read_update(update, api.source, now)
    arrived = replace(message.arrived, lang=rules.language(message.arrived.text))
    if message.chat not in rules.chats if rules.chats else not message.alone:
        arrived = replace(arrived, fate=MessageFate.NOT_LISTED)
    elif in_reading(engine, lambda session: over_limit(session, Door.TELEGRAM, arrived.sender, arrived.standing, rules.daily, now)):
        arrived = replace(arrived, fate=MessageFate.OVER_LIMIT)

    def work(keeping: MessageKeeping) -> KeptMessage:
        if arrived.fate not in (MessageFate.TAKEN, MessageFate.UNREADABLE):
            raise NotKept(arrived)
        keeping.take(io.BytesIO(whole_of(update)), _WHOLE, BOT_ANSWER, whole=True)
        for file in message.files:
            if file.size > rules.file_bytes:
                keeping.left_out.append((file.name, LeftBehind.TOO_LARGE))
                continue
            try:
                with api.file(file.id) as stream:
                    keeping.take_if_fitting(stream, file.name, rules.file_bytes)
            except BotRefused:
                keeping.left_out.append((file.name, LeftBehind.NOT_GIVEN))
        return keeping.record(arrived)

    return replace(message, arrived=arrived), keep(engine, evidence, now, work)

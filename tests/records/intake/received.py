"""Messages for tests: stored as a fetch stores them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from records.database import write_transaction
from records.evidence_files import StoredBytes
from records.messages import ArrivedMessage, MessageFile, store_message
from records.vocabulary import FileKind, IntakeChannel, MessageFate, SenderVerification
from tests.conftest import NOW

TEXT = "Бізге қоқан-лоққы жасады. Мақала: https://716.kz/news/1"


def receive(engine: Engine, nth: int = 1, files: tuple[str, ...] = (), now: datetime = NOW, **given: Any) -> int:
    """The id of a message that came by mail with files of these names."""
    told: dict[str, Any] = {
        "door": IntakeChannel.MAIL, "source": "mail:a:1", "nth": nth, "fate": MessageFate.TAKEN, "came_at": now, "digest": f"{nth:064}", "size": 2000, "sender": "saule@mail.example",
        "sender_name": "Сәуле", "standing": SenderVerification.CLAIMED, "subject": "Хабар", "text": TEXT, "lang": "kk",
    }  # fmt: skip
    whole = MessageFile(StoredBytes(f"{nth:064}", 2000, FileKind.EML), "message.eml", whole=True)
    parts = [MessageFile(StoredBytes(f"{nth}{number:063}", 5, FileKind.PDF), name) for number, name in enumerate(files, 1)]
    with write_transaction(engine) as session:
        row = store_message(session, ArrivedMessage(**{**told, **given}), [whole, *parts], now=now)
        assert row is not None
        return row.id

"""One fetch: all that is new in the mailbox and at the bot, one message after the other, up to a bound. What is beyond it stays there for the next fetch.

A mail is marked as seen, and Telegram told to forget a message, only after it was stored; so whatever breaks off, nothing is lost, and what comes once more is known.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from classify.text.script_language import find_language
from flows.intake.receipts import answer
from pipelines.intake.bot_api import BotApi
from pipelines.intake.bot_intake import take_update
from pipelines.intake.mail_intake import take_mail
from pipelines.intake.mailbox import Mailbox
from pipelines.intake.message_keeping import IntakeRules, KeptMessage
from records.database import in_reading
from records.intake.received_messages import known, newest_fetch, newest_number
from records.settings import Settings
from records.vocabulary import KEPT_MESSAGES, Door, MessageFate

# Messages and bytes of one fetch.
MOST_MESSAGES, MOST_BYTES = 200, 1 << 30
# Messages that Telegram is asked for at once.
_BATCH = 50
# After a week without messages Telegram numbers from anywhere (getUpdates, update_id); then all that waits is asked for, and what is stored already is known.
_NUMBERED_ANEW = timedelta(days=6)

Clock = Callable[[], datetime]


@dataclass
class FetchCounts:
    """What became of the messages of one door. `waiting`: so many are left for the next fetch; `kept`: the records of those that were taken; `bytes` of them."""

    door: Door
    fates: Counter[MessageFate] = field(default_factory=Counter)
    waiting: int = 0
    kept: list[int] = field(default_factory=list)
    bytes: int = 0

    def count(self, found: KeptMessage) -> None:
        """Count a message that was stored just now."""
        if found.new:
            self.fates[found.fate] += 1
            if found.fate in KEPT_MESSAGES:
                self.kept.append(found.id)
                self.bytes += found.size

    @property
    def full(self) -> bool:
        """Whether it has had as much as one fetch may take."""
        return self.fates.total() >= MOST_MESSAGES or self.bytes >= MOST_BYTES


def rules_of(settings: Settings) -> IntakeRules:
    """The rules as they are set."""
    return IntakeRules(
        settings.intake_daily, settings.file_bytes, settings.mail_verifier.strip(), settings.chats, lambda text: find_language(text).lang
    )


def fetch_mails(engine: Engine, settings: Settings, counts: FetchCounts, clock: Clock) -> None:
    """Take the new mails in. Raises MailboxAway; what was counted until then is stored."""
    rules = rules_of(settings)
    with Mailbox.opened(settings.mail_server, settings.mail_user, settings.mail_password) as mailbox:
        source = mailbox.source
        waiting = mailbox.new_mails(in_reading(engine, lambda session: newest_number(session, source)))
        for nth, uid in enumerate(waiting):
            if counts.full:
                counts.waiting = len(waiting) - nth
                return
            if not in_reading(engine, lambda session, uid=uid: known(session, source, uid)):  # type: ignore[misc]
                found = take_mail(engine, settings.data, settings.evidence, mailbox, uid, rules, clock())
                if found is None:
                    continue
                counts.count(found)
            mailbox.mark_seen(uid)


def fetch_updates(engine: Engine, settings: Settings, counts: FetchCounts, clock: Clock, wait: int = 0) -> None:
    """Take the messages of the bot in, and answer each chat once. Waits so many seconds for the first if there is none. Raises BotAway, BotRefused."""
    rules, api = rules_of(settings), BotApi(settings.telegram_api, settings.telegram_token)
    offset = in_reading(engine, lambda session: _offset(session, api.source, clock()))
    answered: set[int] = set()
    while True:
        updates = sorted(api.updates(offset, _BATCH, wait), key=lambda one: one["update_id"])
        if not updates:
            return
        for nth, update in enumerate(updates):
            if counts.full:
                counts.waiting = len(updates) - nth
                return
            number = update["update_id"]
            if not in_reading(engine, lambda session, number=number: known(session, api.source, number)):  # type: ignore[misc]
                message, found = take_update(engine, settings.evidence, api, update, rules, clock())
                counts.count(found)
                if found.new:
                    answer(api, message, found, answered)
            # From here on Telegram may forget it: it is told so when it is asked again.
            offset = number + 1
        wait = 0


def _offset(session: Session, source: str, now: datetime) -> int | None:
    last, at = newest_number(session, source), newest_fetch(session, source)
    return last + 1 if last is not None and at is not None and now - at < _NUMBERED_ANEW else None

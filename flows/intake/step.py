"""Fetching messages, as a step of a run and as a command: both channels, one after the other, under a claim, with the results in words."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from flows.country_setting import flagged_countries
from flows.models import active_screener
from flows.terminal import err
from pipelines.intake.bot import BotApi, BotMessage, BotRefused, BotUnavailable, take_update
from pipelines.intake.mail import Mailbox, MailboxUnavailable, take_mail
from pipelines.intake.messages import IntakeRules, MessageResult
from records.database import read_with_retry, write_with_retry
from records.error_translation import error_reason, translate_error
from records.errors import QorganError
from records.i18n import LANGUAGES, gettext_noop, ntr, reader_language, tr, use_language
from records.language.script import find_language
from records.messages import is_message_stored, newest_fetch, newest_number
from records.model import Article
from records.outlets import claims
from records.settings import Settings
from records.tables import ReceivedMessageRow
from records.vocabulary import INTAKE_CHANNEL_LABELS, MESSAGE_FATE_LABELS, STORED_MESSAGE_FATES, IntakeChannel, MessageFate

# The answers of the bot: one short line for each chat and fetch, in the sender's language. Nothing waits for it, and it quotes nothing of the
# message.

log = logging.getLogger(__name__)

_RECEIVED = gettext_noop("Received, thank you. A person will read it.")
_GREETING = gettext_noop("Write here what happened, or send a picture, a recording or a file. A person reads it.")
_TOO_MANY = gettext_noop("That was too much for one day. Please write again tomorrow.")
_NOTHING = gettext_noop("Nothing of this could be kept. Please write it as text, or send it as a file.")


def receipt(message: BotMessage, fate: MessageFate) -> str:
    """Return the answer to a message with this fate; empty for a chat that is not on the list, and for a repeated message."""
    with use_language(_language(message)):
        if fate in STORED_MESSAGE_FATES:
            return tr(_RECEIVED)
        if message.greets:
            return tr(_GREETING)
        words = {MessageFate.OVER_LIMIT: _TOO_MANY, MessageFate.EMPTY: _NOTHING}.get(fate, "")
        return tr(words) if words else ""


def answer_chat(api: BotApi, message: BotMessage, message_result: MessageResult, answered: set[int]) -> None:
    """Answer a chat that has had no answer in this fetch. A failure is logged and otherwise ignored."""
    words = receipt(message, message_result.fate) if message.chat not in answered else ""
    if not words:
        return
    answered.add(message.chat)
    try:
        api.say(message.chat, words)
    except (BotUnavailable, BotRefused) as error:
        log.info("an answer did not get through: %s", error)


def _language(message: BotMessage) -> str:
    """Return the language of the text, which is more reliable than that of the device; else that of Telegram."""
    candidates = (message.arrived.lang, message.language.partition("-")[0].lower())
    return next((code for code in candidates if code in LANGUAGES), reader_language())


# One fetch: everything new in the mailbox and at the bot, one message after the other, up to a limit; the rest stays there for the next fetch. A mail
# is marked as seen, and Telegram told to drop a message, only after it was stored, so that an interruption loses nothing and repeated messages are
# recognised.

# Messages and bytes of one fetch.
MOST_MESSAGES, MOST_BYTES = 200, 1 << 30
# Messages requested from Telegram at once.
_BATCH = 50
# After a week without messages Telegram restarts its numbers anywhere (getUpdates, update_id); then all waiting messages are requested, and stored
# ones are recognised.
_NUMBERED_ANEW = timedelta(days=6)

Clock = Callable[[], datetime]


@dataclass
class FetchCounts:
    """The results for one channel. `waiting`: messages left for the next fetch; `gettext_noop`: the records of those accepted; `bytes`: their size."""

    door: IntakeChannel
    fates: Counter[MessageFate] = field(default_factory=Counter)
    waiting: int = 0
    kept: list[int] = field(default_factory=list)
    bytes: int = 0

    def count(self, message_result: MessageResult) -> None:
        """Count a message that was just stored."""
        if message_result.new:
            self.fates[message_result.fate] += 1
            if message_result.fate in STORED_MESSAGE_FATES:
                self.kept.append(message_result.id)
                self.bytes += message_result.size

    @property
    def full(self) -> bool:
        """Whether the limit of one fetch is reached."""
        return self.fates.total() >= MOST_MESSAGES or self.bytes >= MOST_BYTES


def _rules_of(settings: Settings) -> IntakeRules:
    """Return the rules from the settings."""
    return IntakeRules(
        settings.intake_daily, settings.file_bytes, settings.mail_verifier.strip(), settings.chats, lambda text: find_language(text).lang
    )


def _fetch_mails(engine: Engine, settings: Settings, counts: FetchCounts, clock: Clock) -> None:
    """Fetch the new mails. Raises MailboxUnavailable; what was counted until then is stored."""
    rules = _rules_of(settings)
    with Mailbox.opened(settings.mail_server, settings.mail_user, settings.mail_password) as mailbox:
        source = mailbox.source
        waiting = mailbox.new_mails(read_with_retry(engine, lambda session: newest_number(session, source)))
        for nth, uid in enumerate(waiting):
            if counts.full:
                counts.waiting = len(waiting) - nth
                return
            if not read_with_retry(engine, lambda session, uid=uid: is_message_stored(session, source, uid)):  # type: ignore[misc]
                received = take_mail(engine, settings.data, settings.evidence, mailbox, uid, rules, clock())
                if received is None:
                    continue
                counts.count(received)
            mailbox.mark_seen(uid)


def fetch_updates(engine: Engine, settings: Settings, counts: FetchCounts, clock: Clock, wait: int = 0) -> None:
    """Fetch the messages of the bot, and answer each chat once. Waits up to `wait` seconds for the first. Raises BotUnavailable, BotRefused."""
    rules, api = _rules_of(settings), BotApi(settings.telegram_api, settings.telegram_token)
    offset = read_with_retry(engine, lambda session: _offset(session, api.source, clock()))
    answered: set[int] = set()
    while True:
        updates = sorted(api.updates(offset, _BATCH, wait), key=lambda item: item["update_id"])
        if not updates:
            return
        for nth, update in enumerate(updates):
            if counts.full:
                counts.waiting = len(updates) - nth
                return
            number = update["update_id"]
            if not read_with_retry(engine, lambda session, number=number: is_message_stored(session, api.source, number)):  # type: ignore[misc]
                message, received = take_update(engine, settings.evidence, api, update, rules, clock())
                counts.count(received)
                if received.new:
                    answer_chat(api, message, received, answered)
            # From here on Telegram may drop it, which the next request tells it.
            offset = number + 1
        wait = 0


def _offset(session: Session, source: str, now: datetime) -> int | None:
    last, at = newest_number(session, source), newest_fetch(session, source)
    return last + 1 if last is not None and at is not None and now - at < _NUMBERED_ANEW else None


# The screening of messages, as a hint for their readers. It decides nothing: it creates no draft.

# Characters below which a text is too short to screen.
_LEAST_TEXT = 60


def screen_messages(engine: Engine, settings: Settings, ids: Sequence[int]) -> None:
    """Screen these messages as articles are screened, and store label and score with them. Those with almost no text are skipped."""

    def texts(session: Session) -> list[Article]:
        rows = session.scalars(select(ReceivedMessageRow).where(ReceivedMessageRow.id.in_(ids)))
        return [Article(str(row.id), row.text, row.subject) for row in rows if len(row.text) >= _LEAST_TEXT]

    articles = read_with_retry(engine, texts)
    if not articles:
        return
    screenings = list(active_screener(settings, flagged_countries(settings.countries)).screen_many(articles))

    def keep(session: Session) -> None:
        for screening in screenings:
            row = session.get(ReceivedMessageRow, int(screening.id))
            if row is not None and not screening.error:
                row.label, row.score = screening.label.value, screening.score

    write_with_retry(engine, keep)


# The claim for fetching. No outlet has such a name.
_CLAIM = "(intake)"
_DOOR_FAULTS = (MailboxUnavailable, BotUnavailable, BotRefused)


class NothingToFetch(QorganError):
    """Neither a mailbox nor a bot is set up. Raised by `qorgan intake`; exit 1."""


class FetchFailed(QorganError):
    """A channel could not be reached. Raised at the end of `qorgan intake`, after the results were printed; exit 1."""


def fetch_messages(engine: Engine, settings: Settings, clock: Clock, wait: int = 0) -> tuple[list[FetchCounts], list[QorganError]]:
    """Fetch from every channel that is set up; return the results, and the errors by channel. One error does not stop the other channel.

    Does nothing if another process is fetching. Raises what the database and the disk raise.
    """
    counts: list[FetchCounts] = []
    faults: list[QorganError] = []
    with claims.exclusive_claim(engine, _CLAIM, clock()) as mine:
        for channel in _doors(settings) if mine else ():
            counts.append(FetchCounts(channel))
            try:
                if channel is IntakeChannel.MAIL:
                    _fetch_mails(engine, settings, counts[-1], clock)
                else:
                    fetch_updates(engine, settings, counts[-1], clock, wait)
            except _DOOR_FAULTS as error:
                faults.append(error)
    for fetched in counts:
        log.info("intake %s: %s", fetched.door.value, {fate.value: number for fate, number in fetched.fates.items()})
    _look(engine, settings, [id for count in counts for id in count.kept])
    return counts, faults


def fetch_by_schedule(engine: Engine, settings: Settings, now: datetime | None = None) -> None:
    """Fetch as a step of a run.

    Does nothing if no channel is set up, and never fails the run: an error is a line on stderr, and the next run continues.
    """
    if not settings.takes_messages:
        return
    clock = (lambda: now) if now else (lambda: datetime.now(UTC))
    try:
        counts, faults = fetch_messages(engine, settings, clock)
        lines = [*count_lines(counts), *map(str, faults)]
    except (QorganError, SQLAlchemyError) as error:
        lines = [tr("the messages were not fetched: {reason}").format(reason=translate_error(error) or error_reason(error))]
    for line in lines:
        err.print(line, markup=False, highlight=False)


def count_lines(counts: Sequence[FetchCounts]) -> list[str]:
    """Return the results in words, one line for each channel with messages."""
    lines = []
    for count in counts:
        if not count.fates and not count.waiting:
            continue
        number = count.fates.total()
        parts = [f"{tr(MESSAGE_FATE_LABELS[fate])}: {count.fates[fate]}" for fate in MessageFate if count.fates[fate]]
        line = ntr("{door}: {n} message", "{door}: {n} messages", number).format(door=tr(INTAKE_CHANNEL_LABELS[count.door]), n=number)
        lines.append(f"{line} ({'; '.join(parts)})" if parts else line)
        if count.waiting:
            lines.append(tr("{door}: more wait for the next fetch, at least {n}").format(door=tr(INTAKE_CHANNEL_LABELS[count.door]), n=count.waiting))
    return lines


def _doors(settings: Settings) -> list[IntakeChannel]:
    return [
        channel
        for channel, is_configured in ((IntakeChannel.MAIL, settings.mail_server), (IntakeChannel.TELEGRAM, settings.telegram_token))
        if is_configured
    ]


def _look(engine: Engine, settings: Settings, ids: Sequence[int]) -> None:
    try:
        screen_messages(engine, settings, ids)
    except QorganError as error:
        # A missing hint does not keep a message from being read.
        log.info("the messages were not screened: %s", error)

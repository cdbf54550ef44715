"""Messages as the inbox shows them: the sender and how far it is verified, the text, the files, and what was made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.highlighting import visible
from desk.pages.files.routes import size_words
from desk.rendering import percent
from pipelines.evidence.writer import display_name
from records.clock import day_of, start_of_day
from records.i18n import ntr, pgettext_noop, tr
from records.messages import count_used_messages
from records.tables import MessageFileRow, ReceivedMessageRow
from records.vocabulary import (
    INTAKE_CHANNEL_LABELS,
    MESSAGE_FATE_LABELS,
    MESSAGE_STATE_LABELS,
    OMITTED_PART_LABELS,
    SENDER_VERIFICATION_LABELS,
    IntakeChannel,
    MessageFate,
    MessageState,
    OmittedPartReason,
    ScreeningLabel,
    SenderVerification,
)

# Messages on one page, and characters of a text in the list.
_MOST_SHOWN, _LONGEST = 50, 240
# The parts of the inbox, by the word in the address.
PARTS: dict[str, tuple[MessageState, ...]] = {
    "waiting": (MessageState.WAITING,),
    "settled": (MessageState.CASE, MessageState.TIP, MessageState.ATTACHED),
    "aside": (MessageState.ASIDE,),
    "refused": (MessageState.NOT_KEPT,),
}
_PART_LABELS = {
    "waiting": pgettext_noop("inbox", "Waiting"),
    "settled": pgettext_noop("inbox", "Used"),
    "aside": pgettext_noop("inbox", "Set aside"),
    "refused": pgettext_noop("inbox", "Refused"),
}
_KINDS = {SenderVerification.VERIFIED: "good", SenderVerification.ACCOUNT: "", SenderVerification.CLAIMED: "warn", SenderVerification.FORGED: "bad"}


@dataclass(frozen=True)
class InboxPart:
    """A part of the inbox with the number of its messages."""

    name: str
    words: str
    count: int


@dataclass(frozen=True)
class MessageView:
    """A message in words. `standing` says how far the sender is verified, `kind` is its colour; `looks` is the screening's hint on the text; `became`
    what was made of it, with the page of that."""

    id: int
    title: str
    text: str
    lang: str
    sender: str
    door: str
    at: datetime
    standing: str
    kind: str
    fate: str
    files: int
    size: str
    looks: str
    became: str
    href: str


def parts(session: Session) -> list[InboxPart]:
    """Return all parts, also empty ones."""
    row = ReceivedMessageRow
    numbers = dict(session.execute(select(row.state, func.count()).group_by(row.state)).tuples().all())
    return [InboxPart(name, tr(_PART_LABELS[name]), sum(numbers.get(state, 0) for state in states)) for name, states in PARTS.items()]


def number_waiting(session: Session) -> int:
    """Count the messages that wait."""
    return session.scalar(select(func.count()).where(ReceivedMessageRow.state == MessageState.WAITING)) or 0


def refused_today(session: Session, now: datetime) -> int:
    """Count the messages that were refused today because there were too many."""
    row = ReceivedMessageRow
    since = start_of_day(day_of(now))
    return session.scalar(select(func.count()).where(row.fate == MessageFate.OVER_LIMIT, row.fetched_at >= since)) or 0


def messages_shown(session: Session, part: str, before: int) -> tuple[list[MessageView], int]:
    """Return the newest messages of a part, below an id if one is given, and the id for the next ones, 0 if there are none."""
    row = ReceivedMessageRow
    query = select(row).where(row.state.in_(PARTS[part]), *((row.id < before,) if before else ())).order_by(row.id.desc())
    messages = list(session.scalars(query.limit(_MOST_SHOWN + 1)))
    listed = messages[:_MOST_SHOWN]
    files = _files(session, [message.id for message in listed])
    return [message_view(message, files.get(message.id, 0)) for message in listed], listed[-1].id if len(messages) > _MOST_SHOWN else 0


def message_view(row: ReceivedMessageRow, files: int) -> MessageView:
    """Return one message in words."""
    text = " ".join(row.text.split())
    title = row.subject or (text if len(text) <= 80 else f"{text[:79].rstrip()}…") or tr("Message {id}").format(id=row.id)
    return MessageView(
        row.id, visible(title), visible(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…") if row.subject else "", row.lang,
        sender_words(row), tr(INTAKE_CHANNEL_LABELS[IntakeChannel(row.door)]), row.came_at, tr(SENDER_VERIFICATION_LABELS[SenderVerification(row.standing)]),
        _KINDS[SenderVerification(row.standing)], tr(MESSAGE_FATE_LABELS[MessageFate(row.fate)]), files, size_words(row.size), screening_hint(row), *became(row),
    )  # fmt: skip


def sender_words(row: ReceivedMessageRow) -> str:
    """Return name and address, or the number of the account, as they were written."""
    address = tr("account {id}").format(id=row.sender) if row.door == IntakeChannel.TELEGRAM and row.sender else row.sender
    if not row.sender_name or row.sender_name == row.sender:
        return visible(address) or tr("no sender can be read")
    return visible(f"{row.sender_name} <{address}>" if address else row.sender_name)


def earlier_use_words(session: Session, row: ReceivedMessageRow) -> str:
    """Return whether a verified message of this sender was used before, in words; empty if none was."""
    number = count_used_messages(session, row.door, row.sender, but=row.id)
    if not number:
        return ""
    if row.standing in (SenderVerification.VERIFIED, SenderVerification.ACCOUNT):
        return ntr("known here: {n} earlier message was used", "known here: {n} earlier messages were used", number).format(n=number)
    return tr("somebody with this address is known here, but it is not certain that this message is theirs")


def screening_hint(row: ReceivedMessageRow) -> str:
    """Return the screening's hint on the text; empty if it has none."""
    if row.label is None or row.score is None:
        return ""
    words = {
        ScreeningLabel.INCIDENT: tr("the screening: looks like an incident ({score})"),
        ScreeningLabel.FOLLOWUP: tr("the screening: looks like news of an incident ({score})"),
    }.get(ScreeningLabel(row.label))
    return words.format(score=percent(row.score)) if words else tr("the screening: does not look like an incident")


def became(row: ReceivedMessageRow) -> tuple[str, str]:
    """Return what was made of it, and the page of that; empty while it waits."""
    words = tr(MESSAGE_STATE_LABELS[MessageState(row.state)])
    if row.state in (MessageState.WAITING, MessageState.NOT_KEPT):
        return "", ""
    if row.number:
        return f"{words}: {row.number}", f"/incidents/{row.number}"
    if row.draft_id:
        return f"{words}: {tr('Draft {id}').format(id=row.draft_id)}", f"/drafts/{row.draft_id}"
    return (f"{words}: {visible(row.because)}", "") if row.because else (words, "/outlets#requests" if row.url else "")


def omitted_parts(row: ReceivedMessageRow) -> list[tuple[str, str]]:
    """Return the parts of it that were not accepted, with the reason."""
    return [(display_name(str(part["name"])), tr(OMITTED_PART_LABELS[OmittedPartReason(part["why"])])) for part in row.left_out]


def _files(session: Session, ids: Sequence[int]) -> dict[int, int]:
    row = MessageFileRow
    query = select(row.message_id, func.count()).where(row.message_id.in_(ids), row.whole.is_(False)).group_by(row.message_id)
    return dict(session.execute(query).tuples().all())

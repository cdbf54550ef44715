"""What people make of a message: a new case, a tip, a part of a draft or an incident; or they set it aside. Each is a row of the ledger, and can be taken back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import ledger
from records.errors import BadDecision, MessageSettled
from records.hand.file_rows import Belonging, move_files
from records.i18n import tr
from records.incidents.incident_ledger import require_name
from records.intake.received_messages import file_ids, files_of_message, find_message, message_content, message_subject
from records.ledger.written_notes import WrittenNote, written_note
from records.outlets.requests import ask_for_page
from records.review.draft_state import OPEN
from records.tables import DraftRow, EvidenceFileRow, IncidentRow, MessageFileRow, ReceivedMessageRow
from records.together.work_subject import WorkSubject, row_of
from records.vocabulary import DraftState, LedgerAction, MessageState

LONGEST_REASON = 400


def waiting_message(session: Session, id: int) -> ReceivedMessageRow:
    """The message, held until the transaction ends. Raises NoSuchMessage, MessageSettled."""
    row = find_message(session, id, lock=True)
    if row.state == MessageState.NOT_KEPT:
        raise MessageSettled(tr("nothing of this message was kept"))
    if row.state != MessageState.WAITING:
        raise MessageSettled(tr("this message is settled already, by: {name}").format(name=row.settled_by))
    return row


def make_case(session: Session, id: int, draft_id: int, *, who: str, now: datetime) -> None:
    """Note that a draft was made of it; its files go with the draft. Raises NoSuchMessage, MessageSettled, and what `move_files` raises."""
    row = waiting_message(session, id)
    _place(session, row, Belonging(draft=draft_id), who=who, now=now)
    _settle(session, row, MessageState.CASE, who=who, now=now, draft=draft_id)


def attach(session: Session, id: int, to: WorkSubject, *, who: str, now: datetime) -> None:
    """Put it, with its files, with a draft or an incident. Raises NoSuchDraft, NoSuchIncident beside what `make_case` raises."""
    row = waiting_message(session, id)
    row_of(session, to)
    _place(session, row, Belonging(to.draft, to.number), who=who, now=now)
    _settle(session, row, MessageState.ATTACHED, who=who, now=now, draft=to.draft, number=to.number)


def make_tip(session: Session, id: int, url: str, *, who: str, now: datetime) -> None:
    """Ask the next run for a page that it names. The address has been checked (`pipelines.tips.accepted_address`)."""
    row = waiting_message(session, id)
    ask_for_page(session, url, who=who, now=now, note=written_note(WrittenNote.MESSAGE, str(id)))
    _settle(session, row, MessageState.TIP, who=who, now=now, url=url)


def set_aside(session: Session, id: int, because: str, *, who: str, now: datetime) -> None:
    """Nothing is made of it. Raises BadDecision without a reason."""
    row = waiting_message(session, id)
    if not because.strip():
        raise BadDecision(tr("say why the message is set aside"), "because")
    _settle(session, row, MessageState.ASIDE, who=who, now=now, because=because.strip()[:LONGEST_REASON])


def put_back(session: Session, id: int, *, who: str, now: datetime) -> None:
    """It waits again, and its files leave what they were put with. A page that was asked for may be taken all the same. Raises NoSuchMessage, and BadDecision while the draft
    that was made of it stands: that is decided on its own page."""
    require_name(who)
    row = find_message(session, id, lock=True)
    if row.state in (MessageState.WAITING, MessageState.NOT_KEPT):
        raise BadDecision(tr("this message is not settled"))
    draft = session.get(DraftRow, row.draft_id) if row.state == MessageState.CASE and row.draft_id else None
    if draft is not None and draft.state != DraftState.REJECTED:
        raise BadDecision(tr("draft {id} was made of this message; reject that draft first").format(id=row.draft_id))
    before = message_content(row, file_ids(session, id))
    placed = select(EvidenceFileRow).join(MessageFileRow, MessageFileRow.file_id == EvidenceFileRow.id).where(
        MessageFileRow.message_id == id, EvidenceFileRow.withdrawn.is_(False), EvidenceFileRow.draft_id.is_not(None) | EvidenceFileRow.number.is_not(None)
    )  # fmt: skip
    move_files(session, session.scalars(placed).all(), Belonging(), who=who, now=now)
    row.state, row.settled_by, row.settled_at, row.because = MessageState.WAITING, None, None, ""
    row.draft_id, row.number, row.url = None, None, ""
    session.flush()
    _note(session, row, LedgerAction.PUT_BACK, before, who=who, now=now)


def takes_evidence_away(session: Session, row: ReceivedMessageRow) -> bool:
    """Whether putting it back takes files from an incident, or from a draft on which somebody has decided: that is an editor's act, as taking a file off is."""
    if row.state != MessageState.ATTACHED:
        return False
    if row.number is not None:
        return session.get(IncidentRow, row.number) is not None
    draft = session.get(DraftRow, row.draft_id)
    return draft is not None and draft.state not in OPEN


def messages_of(session: Session, to: WorkSubject) -> list[ReceivedMessageRow]:
    """The messages that were put with a draft or an incident, or of which the draft was made."""
    row = ReceivedMessageRow
    of = row.draft_id == to.draft if to.number is None else row.number == to.number
    return list(session.scalars(select(row).where(of, row.state.in_((MessageState.CASE, MessageState.ATTACHED))).order_by(row.id)))


def _place(session: Session, row: ReceivedMessageRow, to: Belonging, *, who: str, now: datetime) -> None:
    """Its files go there; the message itself as it came, which says who sent it, does not."""
    _, files = files_of_message(session, row.id)
    move_files(session, files, to, who=who, now=now)


def _settle(
    session: Session,
    row: ReceivedMessageRow,
    state: MessageState,
    *,
    who: str,
    now: datetime,
    draft: int | None = None,
    number: str | None = None,
    because: str = "",
    url: str = "",
) -> None:
    require_name(who)
    before = message_content(row, file_ids(session, row.id))
    row.state, row.settled_by, row.settled_at, row.because = state, who, now, because
    row.draft_id, row.number, row.url = draft, number, url
    session.flush()
    _note(session, row, LedgerAction.SETTLE, before, who=who, now=now)


def _note(session: Session, row: ReceivedMessageRow, action: LedgerAction, before: dict[str, object], *, who: str, now: datetime) -> None:
    after = message_content(row, file_ids(session, row.id))
    ledger.append(session, at=now, who=who, action=action, subject=message_subject(row.id), before=before, after=after)

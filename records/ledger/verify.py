"""Verification of the ledger: whether the chain is unbroken, and whether the records are as it says.

The chain shows a row that was changed, removed, added or moved. It does not show that its last rows were cut off, or that everything after some
row was rewritten. For that, the records are compared with it, and so is a head (`id:hash` of a row) that was noted elsewhere.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from typing import cast as as_type

from sqlalchemy import String, Text, cast, func, literal, or_, select, type_coerce
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from records.evidence_files import file_content
from records.i18n import gettext_noop, tr
from records.incidents.numbers import EMPTY_COLUMNS, ledger_content
from records.ledger.entries import INITIAL_HASH, content_hash
from records.manual_tips import tip_content
from records.messages import file_ids, message_content
from records.persons.repository import person_content
from records.review.draft_fields import draft_content
from records.row_ids import LARGEST_LONG_ID, parse_id
from records.state_requests import request_content
from records.tables import DraftRow, EvidenceFileRow, IncidentRow, LedgerRow, ManualTipRow, PersonRow, ReceivedMessageRow, StateRequestRow, StatusRow
from records.vocabulary import DraftState

_BATCH = 500
_STREAM = 2000
_decoder = json.JSONDecoder()
# The columns that a decision may change. The proposal, the largest part of a draft, is left out.
_DRAFT = [column for column in DraftRow.__table__.columns if column.name != "proposal"]
# Errors of reading a row into which somebody wrote values that the application never writes.
_UNREADABLE = (ValueError, TypeError, AttributeError, RecursionError)

# Messages for a missing and for a changed record, by the first word of its subject.
_GONE = {
    "draft": gettext_noop("draft {key} is in the ledger (row {row}), but gone"),
    "incident": gettext_noop("incident {key} is in the ledger (row {row}), but gone"),
    "person": gettext_noop("person {key} is in the ledger (row {row}), but gone"),
    "file": gettext_noop("file {key} is in the ledger (row {row}), but gone"),
    "request": gettext_noop("request {key} is in the ledger (row {row}), but gone"),
    "tip": gettext_noop("the tip of draft {key} is in the ledger (row {row}), but gone"),
    "message": gettext_noop("message {key} is in the ledger (row {row}), but gone"),
}
_OTHERWISE = {
    "draft": gettext_noop(
        "draft {key} does not stand as ledger row {row} says ({fields}): it was changed past the ledger, or later rows are missing"
    ),
    "incident": gettext_noop(
        "incident {key} does not stand as ledger row {row} says ({fields}): it was changed past the ledger, or later rows are missing"
    ),
    "person": gettext_noop(
        "person {key} does not stand as ledger row {row} says ({fields}): it was changed past the ledger, or later rows are missing"
    ),
    "tip": gettext_noop(
        "the tip of draft {key} does not stand as ledger row {row} says ({fields}): it was changed past the ledger, or later rows are missing"
    ),
    "message": gettext_noop(
        "message {key} does not stand as ledger row {row} says ({fields}): it was changed past the ledger, or later rows are missing"
    ),
    "request": gettext_noop(
        "request {key} does not stand as ledger row {row} says ({fields}): it was changed past the ledger, or later rows are missing"
    ),
    "file": gettext_noop("file {key} does not stand as ledger row {row} says ({fields}): it was changed past the ledger, or later rows are missing"),
}

Tell = Callable[[str], None]
Passed = Callable[[int], None]


@dataclass(frozen=True)
class Head:
    """A row of the ledger by its id and hash. Noted outside the database, it later proves that the rows up to it were not rewritten."""

    id: int
    hash: str

    def __str__(self) -> str:
        return f"{self.id}:{self.hash}"


@dataclass(frozen=True)
class ChainCheckResult:
    """The number of rows of the ledger, and the last one."""

    rows: int
    head: Head | None


def ledger_chain_faults(session: Session) -> list[str]:
    """Return every fault of the chain: missing, changed, added or moved rows. Empty means that it is unbroken."""
    faults: list[str] = []
    verify_chain(session, faults.append)
    return faults


def verify_chain(session: Session, report_fault: Tell, noted: Head | None = None, passed: Passed = lambda _rows: None) -> ChainCheckResult:
    """Check the whole chain in constant memory and report every fault in one line. `noted` is a head that the chain must contain."""
    rows, last, previous = 0, 0, INITIAL_HASH
    head: Head | None = None
    noted_seen = noted is None
    try:
        for row in _raw_rows(session):
            id_, hash_ = row[0], row[-1]
            rows += 1
            if rows % _STREAM == 0:
                passed(_STREAM)
            if id_ > last + 1:
                report_fault(rows_missing(last + 1, id_ - 1))
            # The row before a gap is missing, so its hash cannot be compared.
            for words in _row_faults(row, last, previous if id_ == last + 1 else row[-2]):
                report_fault(words)
            if noted is not None and id_ == noted.id:
                noted_seen = True
                if hash_ != noted.hash:
                    report_fault(
                        tr("ledger row {row} is not the one that was noted as the head; what stands from there on was written anew").format(row=id_)
                    )
            last, previous, head = max(id_, last), hash_, Head(id_, hash_)
    except DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0]
        report_fault(tr("the ledger cannot be read beyond row {row}: {reason}").format(row=last, reason=reason))
    if noted is not None and not noted_seen:
        report_fault(tr("ledger row {row}, which was noted as the head, is missing").format(row=noted.id))
    passed(rows % _STREAM)
    return ChainCheckResult(rows, head)


def _raw_rows(session: Session) -> Iterator[Sequence[Any]]:
    """Yield the rows in order as stored. An unreadable value does not stop the reading; its row is reported."""
    # Plain columns take a third of the time of ORM objects. SQLite returns the time as text, PostgreSQL as a datetime.
    columns = (
        LedgerRow.id, type_coerce(LedgerRow.at, String), LedgerRow.who, LedgerRow.action, LedgerRow.subject, cast(LedgerRow.before, Text),
        cast(LedgerRow.after, Text), LedgerRow.reason, LedgerRow.note, LedgerRow.salt, LedgerRow.previous, LedgerRow.hash,
    )  # fmt: skip
    query = select(*columns).order_by(LedgerRow.id).execution_options(yield_per=_STREAM)
    for part in session.connection().execute(query).partitions():
        yield from part


def _row_faults(row: Sequence[Any], last: int, previous: str) -> Iterator[str]:
    """Yield at most one line about a row."""
    id_, at, who, action, subject, before, after, reason, note, salt, follows, hash_ = row
    if id_ <= last:
        yield tr("ledger row {row} was inserted: rows are numbered from 1, each number once").format(row=id_)
        return
    try:
        whole = hash_ == content_hash(id_, _moment(at), who, action, subject, _read(before), _read(after), reason, note, follows, salt)
    except _UNREADABLE:
        whole = False
    if not whole and follows == previous:
        yield tr("ledger row {row} was altered").format(row=id_)
    elif not whole:
        yield tr("ledger row {row} is out of its place: it was moved, inserted or exchanged").format(row=id_)
    elif follows != previous:
        yield tr("ledger row {row} does not follow row {before}: one of the two was exchanged").format(row=id_, before=last)


def _read(text: str) -> Any:
    """Return the same as `json.loads` in half the time, because the application writes no spaces around a value."""
    value, end = _decoder.raw_decode(text)
    return value if end == len(text) else json.loads(text)


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def rows_missing(first: int, last: int) -> str:
    """Return the message that these rows of the ledger are missing, the last one included."""
    if first == last:
        return tr("ledger row {row} is missing").format(row=first)
    return tr("ledger rows {first} to {last} are missing").format(first=first, last=last)


def record_faults(session: Session, report_fault: Tell) -> None:
    """Report every draft, incident, person, file, tip, message and request that differs from its last ledger row, or that has none though it should.

    This shows that rows at the end of the chain were cut off, or that a record was changed outside the application.
    """
    for batch in _batches(_last_rows(session, "draft")):
        drafts = session.execute(select(*_DRAFT).where(_DRAFT[0].in_(_ids(batch))))
        _compare(report_fault, "draft", batch, {str(row.id): draft_content(as_type(DraftRow, row)) for row in drafts})
    for batch in _batches(_last_rows(session, "incident")):
        incidents = session.scalars(select(IncidentRow).where(IncidentRow.number.in_(batch))).all()
        statuses: dict[str, list[StatusRow]] = {row.number: [] for row in incidents}
        for status in session.scalars(select(StatusRow).where(StatusRow.number.in_(list(statuses)))):
            statuses[status.number].append(status)
        _compare(report_fault, "incident", batch, {row.number: ledger_content(row, statuses[row.number]) for row in incidents}, EMPTY_COLUMNS)
        session.expunge_all()
    for batch in _batches(_last_rows(session, "person")):
        persons = session.scalars(select(PersonRow).where(PersonRow.id.in_(_ids(batch))))
        _compare(report_fault, "person", batch, {str(row.id): person_content(row) for row in persons})
        session.expunge_all()
    for batch in _batches(_last_rows(session, "file")):
        files = session.scalars(select(EvidenceFileRow).where(EvidenceFileRow.id.in_(_ids(batch))))
        _compare(report_fault, "file", batch, {str(row.id): file_content(row) for row in files})
        session.expunge_all()
    for batch in _batches(_last_rows(session, "tip")):
        tips = session.scalars(select(ManualTipRow).where(ManualTipRow.draft_id.in_(_ids(batch))))
        _compare(report_fault, "tip", batch, {str(row.draft_id): tip_content(row) for row in tips})
        session.expunge_all()
    for batch in _batches(_last_rows(session, "message")):
        ids = _ids(batch)
        messages = session.scalars(select(ReceivedMessageRow).where(ReceivedMessageRow.id.in_(ids)))
        _compare(report_fault, "message", batch, {str(row.id): message_content(row, file_ids(session, row.id)) for row in messages})
        session.expunge_all()
    for batch in _batches(_last_rows(session, "request")):
        requests = session.scalars(select(StateRequestRow).where(StateRequestRow.id.in_(_ids(batch))))
        _compare(report_fault, "request", batch, {str(row.id): request_content(row) for row in requests})
        session.expunge_all()
    decided = or_(DraftRow.state != DraftState.NEW, DraftRow.decided_by.is_not(None))
    for key in _records_without_row(session, select(DraftRow.id).where(decided), "draft", DraftRow.id):
        report_fault(tr("draft {draft} was decided, but the ledger has no row on it").format(draft=key))
    for key in _records_without_row(session, select(IncidentRow.number), "incident", IncidentRow.number):
        report_fault(tr("incident {number} is recorded, but the ledger has no row on it").format(number=key))
    for key in _records_without_row(session, select(PersonRow.id), "person", PersonRow.id):
        report_fault(tr("person {id} is recorded, but the ledger has no row on it").format(id=key))
    for key in _records_without_row(session, select(ManualTipRow.draft_id), "tip", ManualTipRow.draft_id):
        report_fault(tr("the tip of draft {id} is recorded, but the ledger has no row on it").format(id=key))
    for key in _records_without_row(session, select(EvidenceFileRow.id), "file", EvidenceFileRow.id):
        report_fault(tr("file {id} is recorded, but the ledger has no row on it").format(id=key))
    for key in _records_without_row(session, select(ReceivedMessageRow.id), "message", ReceivedMessageRow.id):
        report_fault(tr("message {id} is recorded, but the ledger has no row on it").format(id=key))
    for key in _records_without_row(session, select(StateRequestRow.id), "request", StateRequestRow.id):
        report_fault(tr("request {id} is recorded, but the ledger has no row on it").format(id=key))


def _last_rows(session: Session, word: str) -> Iterator[tuple[str, int, str]]:
    """Yield for each subject its key, the id of its last row, and the state in this row."""
    mine = LedgerRow.subject.like(f"{word} %")
    last = select(func.max(LedgerRow.id)).where(mine).group_by(LedgerRow.subject)
    query = select(LedgerRow.subject, LedgerRow.id, cast(LedgerRow.after, Text)).where(LedgerRow.id.in_(last)).order_by(LedgerRow.id)
    for part in session.connection().execute(query.execution_options(yield_per=_BATCH)).partitions():
        yield from ((subject.removeprefix(f"{word} "), id_, after) for subject, id_, after in part)


def _ids(keys: Iterable[str]) -> list[int]:
    return [id for key in keys if (id := parse_id(key, LARGEST_LONG_ID))]


def _batches(rows: Iterator[tuple[str, int, str]]) -> Iterator[dict[str, tuple[int, str]]]:
    while batch := {key: (id_, after) for key, id_, after in islice(rows, _BATCH)}:
        yield batch


def _compare(
    report_fault: Tell,
    word: str,
    last_rows: Mapping[str, tuple[int, str]],
    records: Mapping[str, dict[str, Any]],
    unsaid: Mapping[str, Any] | None = None,
) -> None:
    """Report what differs from the ledger. `unsaid` are the values of names that a row lacks, because it is older than the column."""
    for key, (id_, text) in last_rows.items():
        if key not in records:
            report_fault(tr(_GONE[word]).format(key=key, row=id_))
            continue
        try:
            after = {**(unsaid or {}), **_read(text)}
            differing = [name for name, value in after.items() if name in records[key] and not _same(value, records[key][name])]
        except _UNREADABLE:
            # `verify_chain` reports a row that cannot be read.
            continue
        if differing:
            words = tr(_OTHERWISE[word])
            report_fault(words.format(key=key, row=id_, fields=", ".join(differing)))


def _same(recorded: Any, current: Any) -> bool:
    # The second value as the ledger would store it: tuples become lists.
    if recorded == current or recorded == json.loads(json.dumps(current)):
        return True
    try:
        # The same moment may be written in two time zones.
        return datetime.fromisoformat(recorded) == datetime.fromisoformat(current)
    except (TypeError, ValueError):
        return False


def _records_without_row(session: Session, query: Any, word: str, key: Any) -> Iterator[Any]:
    """Yield those records of a query that have no ledger row."""
    mentioned = select(LedgerRow.id).where(LedgerRow.subject == literal(f"{word} ", String).concat(cast(key, String))).exists()
    for part in session.execute(query.where(~mentioned).order_by(key).execution_options(yield_per=_BATCH)).partitions():
        yield from (row[0] for row in part)

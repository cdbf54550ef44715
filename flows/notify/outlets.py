"""Notices about outlets that have failed for two days or answer again: one message for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from flows.notify.sending import send_message
from records.clock import day_of
from records.database import read_with_retry, write_with_retry
from records.i18n import ntr, tr, words_for_reader
from records.language.dates import since_day
from records.outlets import claims
from records.outlets.notices import NoticeKind, first_answer, last_notices, last_successes, note_sent, outages
from records.settings import Settings
from records.tables import OutletRow
from records.vocabulary import CAUSE_LABELS, Cause
from reports.publications.wording import host
from reports.withheld import WithheldNames, withheld_names

# Consecutive failing days before a notice: one bad day is most often the outlet's own provider.
_FAILING_DAYS = 2
# Lines of one kind in a message: if our own line is down every outlet fails, and some services cut a long message.
LINES = 20
# The claim for sending. No outlet has such a name.
_CLAIM = "(notices)"


@dataclass(frozen=True)
class Notice:
    """One outlet in a notice, with its titles by language and its site.

    `since` is the first failing day, or the day on which it answered again. `cause` is why it failed.
    """

    outlet: str
    title: dict[str, str]
    site: str
    kind: NoticeKind
    cause: Cause | None
    since: date


def due_notices(session: Session, today: date) -> list[Notice]:
    """Return the notices due on this day, by outlet. It only reads.

    Due are outlets that have failed for two days without a notice, and outlets that were reported as failing and answer again.
    """
    failing, reported, answered = outages(session, today), last_notices(session), last_successes(session)
    rows, names = {row.name: row for row in session.scalars(select(OutletRow))}, withheld_names(session)
    notices = []
    for outlet in sorted(failing.keys() | reported.keys()):
        row, outage, last, heard = rows.get(outlet), failing.get(outlet), reported.get(outlet), answered.get(outlet)
        title, site = outlet_title_and_site(row, names) if row else ({}, "")
        pending = last is not None and last.kind == NoticeKind.FAILING
        # It has answered since: the notice was about an earlier outage.
        over = last is not None and heard is not None and heard > last.at
        if outage and outage.days >= _FAILING_DAYS and (not pending or over):
            notices.append(Notice(outlet, title, site, NoticeKind.FAILING, outage.cause, outage.since))
        if last and pending and over and not outage and not (row and row.left_on and row.left_on <= today):
            cause = Cause(last.cause) if last.cause else None
            notices.append(Notice(outlet, title, site, NoticeKind.RECOVERED, cause, first_answer(session, outlet, last.at) or today))
    return notices


def outlets_message(notices: Sequence[Notice], origin: str = "") -> tuple[str, str]:
    """Return title and text of one message for all of them, in the reader's language.

    `origin` is the public address of the desk, where each outlet has a page.
    """
    failing = [notice for notice in notices if notice.kind is NoticeKind.FAILING]
    recovered = [notice for notice in notices if notice.kind is NoticeKind.RECOVERED]
    heads, parts = [], []
    if failing:
        heads.append(ntr("{n} outlet is failing", "{n} outlets are failing", len(failing)).format(n=len(failing)))
        parts.append(_listed(tr("Failing:"), failing, tr("{outlet}: {cause}, since {since_day}"), origin))
    if recovered:
        heads.append(ntr("{n} outlet answers again", "{n} outlets answer again", len(recovered)).format(n=len(recovered)))
        parts.append(_listed(tr("Answering again:"), recovered, tr("{outlet}: since {since_day}; it had failed: {cause}"), origin))
    if failing:
        parts.append(tr("All outlets: {page}").format(page=f"{origin}/outlets") if origin else tr("All that are failing: `qorgan outlets --failing`"))
    return "Qorgan: " + "; ".join(heads), "\n\n".join(parts)


def _listed(head: str, notices: Sequence[Notice], line: str, origin: str) -> str:
    lines = [
        "- "
        + line.format(
            outlet=outlet_words(notice.outlet, notice.title, notice.site),
            cause=tr(CAUSE_LABELS[notice.cause]) if notice.cause else tr("failed"),
            since_day=since_day(notice.since),
        )
        + (f"\n{origin}/outlets/{notice.outlet}" if origin else "")
        for notice in notices
    ]
    more = len(lines) - LINES
    if more > 0:
        lines[LINES:] = ["- " + ntr("and {n} more outlet", "and {n} more outlets", more).format(n=more)]
    return "\n".join([head, *lines])


def outlet_title_and_site(row: OutletRow, names: WithheldNames) -> tuple[dict[str, str], str]:
    """Return an outlet's titles by language, and its site. Both are checked for withheld names."""
    return {lang: names.text(words) for lang, words in row.title.items()}, names.text(host(row.home))


def outlet_words(outlet: str, title: Mapping[str, str], site: str) -> str:
    """Return an outlet's title in the reader's language with its site, since titles may repeat.

    Its internal name is used only if nothing else is known.
    """
    named = " ".join(words_for_reader(title).split())
    return f"{named} ({site})" if named and site else named or site or outlet


def send_outlet_notices(engine: Engine, settings: Settings, now: datetime) -> None:
    """Send what is due. It is recorded only after it was sent, so that the next run repeats what reached nobody.

    Nothing is sent or recorded if QORGAN_NOTIFY_FAILURES and QORGAN_NOTIFY are empty. Of two runs that end at once, one sends.
    """
    setting, addresses = settings.failure_notices
    if not addresses:
        return
    today = day_of(now)
    if not read_with_retry(engine, lambda session: due_notices(session, today)):
        return
    with claims.exclusive_claim(engine, _CLAIM, now) as mine:
        if mine:
            _send(engine, addresses, setting, settings.origin, today, now)


def _send(engine: Engine, addresses: Sequence[str], setting: str, origin: str, today: date, now: datetime) -> None:
    # Read again under the claim: another run may have sent meanwhile. No transaction is open while the message is being sent.
    due = read_with_retry(engine, lambda session: due_notices(session, today))

    def note(session: Session) -> None:
        for notice in due:
            note_sent(session, notice.outlet, notice.kind, notice.cause, now)

    if due and send_message(addresses, lambda: outlets_message(due, origin), setting=setting):
        write_with_retry(engine, note)

"""Notices about outlets that have failed for two days, and about those that answer again: one message for all, sent by apprise."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from flows.cause_words import cause_words
from flows.terminal import err
from records.clock import day_of
from records.database import in_reading, in_transaction
from records.i18n import LANGUAGES, ntr, own_words, reader, speaking, tr
from records.outlets import claims
from records.outlets.notices import NoticeKind, first_answer, last_notices, last_successes, note_sent, outages
from records.settings import Settings
from records.tables import OutletRow
from records.vocabulary import Cause
from records.written_dates.day_phrases import since_day
from reports.publications.outlet_titles import host
from reports.withheld import WithheldNames, withheld_names

# Failing days in a row before anybody is told: one bad day is most often the outlet's own provider.
FAILING_DAYS = 2
# Lines of one kind in a message: when our own line is down every outlet fails, and some services cut a long message.
LINES = 20
# Seconds for all addresses together. Less than the minute after which a claim without a heartbeat is taken over.
PATIENCE = 30
# Whoever holds this claim tells. No outlet has such a name.
_CLAIM = "(notices)"


@dataclass(frozen=True)
class Notice:
    """One outlet in a notice, with what it is called by language and its site. `since` is the first failing day, or the day on which it answered again. `cause` is why it failed."""

    outlet: str
    title: dict[str, str]
    site: str
    kind: NoticeKind
    cause: Cause | None
    since: date


def due_notices(session: Session, today: date) -> list[Notice]:
    """What is due on this day, by outlet. It only reads.

    Due are outlets that have failed for two days and of whose failure nobody was told, and outlets that were reported as failing and answer
    again.
    """
    failing, told, answered = outages(session, today), last_notices(session), last_successes(session)
    rows, names = {row.name: row for row in session.scalars(select(OutletRow))}, withheld_names(session)
    found = []
    for outlet in sorted(failing.keys() | told.keys()):
        row, outage, last, heard = rows.get(outlet), failing.get(outlet), told.get(outlet), answered.get(outlet)
        title, site = called(row, names) if row else ({}, "")
        pending = last is not None and last.kind == NoticeKind.FAILING
        # An answer since then: what was told was of an outage before this one.
        over = last is not None and heard is not None and heard > last.at
        if outage and outage.days >= FAILING_DAYS and (not pending or over):
            found.append(Notice(outlet, title, site, NoticeKind.FAILING, outage.cause, outage.since))
        if last and pending and over and not outage and not (row and row.left_on and row.left_on <= today):
            cause = Cause(last.cause) if last.cause else None
            found.append(Notice(outlet, title, site, NoticeKind.RECOVERED, cause, first_answer(session, outlet, last.at) or today))
    return found


def words(notices: Sequence[Notice], origin: str = "") -> tuple[str, str]:
    """One message for all of them, in the reader's language: its title and its text. `origin` is the public address of the desk, where each outlet has a page."""
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
            cause=cause_words(notice.cause) or tr("failed"),
            since_day=since_day(notice.since),
        )
        + (f"\n{origin}/outlets/{notice.outlet}" if origin else "")
        for notice in notices
    ]
    more = len(lines) - LINES
    if more > 0:
        lines[LINES:] = ["- " + ntr("and {n} more outlet", "and {n} more outlets", more).format(n=more)]
    return "\n".join([head, *lines])


def called(row: OutletRow, names: WithheldNames) -> tuple[dict[str, str], str]:
    """What an outlet is called, by language, and its site. Either may be a person's name."""
    return {lang: names.text(words) for lang, words in row.title.items()}, names.text(host(row.home))


def outlet_words(outlet: str, title: Mapping[str, str], site: str) -> str:
    """What an outlet is called in the reader's language, with its site, since two may be called the same. Its name in the panel, which says nothing to people, only where nothing else is known."""
    named = " ".join(own_words(title).split())
    return f"{named} ({site})" if named and site else named or site or outlet


def send(addresses: Sequence[str], words: Callable[[], tuple[str, str]], patience: float = PATIENCE, setting: str = "QORGAN_NOTIFY") -> bool:
    """Send a message to every address. True if at least one address took it. Never raises. `patience` is the time for all of them, in seconds.

    `words` gives title and text, and is called once for each language. An address that failed is named on stderr by its place in the setting,
    because the address itself holds a token. An empty one keeps its place and is passed over.
    """
    # Not before it is needed: apprise takes half a second to import, and most runs have nothing to tell.
    from apprise import Apprise, NotifyFormat

    # Its own log quotes an address that it cannot read.
    logging.getLogger("apprise").propagate = False
    took: set[str] = set()
    languages = _by_language(addresses)
    for lang, some in languages.items():
        post = Apprise()
        for number, address in some:
            post.add(address, tag=f"address{number}")
        with speaking(lang):
            title, body = words()
        result = post.notify(body, title=title, body_format=NotifyFormat.TEXT, timeout=patience / len(languages))
        took |= {tag for service in result if service for tag in service.tag}
    missed = [str(number) for number, address in enumerate(addresses, start=1) if address and f"address{number}" not in took]
    if missed and took:
        said = tr("{setting}: a notice did not get through to address {places} in it; the others have it")
    else:
        said = tr("{setting}: a notice did not get through to address {places} in it; the next run tries again")
    if missed:
        err.print(said.format(setting=setting, places=", ".join(missed)), markup=False)
    return bool(took)


def _by_language(addresses: Sequence[str]) -> dict[str, list[tuple[int, str]]]:
    """The addresses with their places in the setting, by language. `ru=mailto://…` names a language, else it is that of this process."""
    found: dict[str, list[tuple[int, str]]] = {}
    for number, written in enumerate(addresses, start=1):
        lang, mark, address = written.partition("=")
        own = bool(mark) and lang in LANGUAGES
        if written:
            found.setdefault(lang if own else reader(), []).append((number, address if own else written))
    return found


def tell_about_outlets(engine: Engine, settings: Settings, now: datetime) -> None:
    """Send what is due. It is noted only after it was sent, so that the next run sends what reached nobody.

    Nothing is sent or noted if neither QORGAN_NOTIFY_FAILURES nor QORGAN_NOTIFY names somebody. Of two runs that end at once, one sends.
    """
    setting, addresses = settings.failure_notices
    if not addresses:
        return
    today = day_of(now)
    if not in_reading(engine, lambda session: due_notices(session, today)):
        return
    with claims.alone(engine, _CLAIM, now) as mine:
        if mine:
            _tell(engine, addresses, setting, settings.origin, today, now)


def _tell(engine: Engine, addresses: Sequence[str], setting: str, origin: str, today: date, now: datetime) -> None:
    # Read again under the claim: another run may have told meanwhile. No transaction is open while the message is on its way.
    due = in_reading(engine, lambda session: due_notices(session, today))

    def note(session: Session) -> None:
        for notice in due:
            note_sent(session, notice.outlet, notice.kind, notice.cause, now)

    if due and send(addresses, lambda: words(due, origin), setting=setting):
        in_transaction(engine, note)

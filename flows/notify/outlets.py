"""Notices about outlets that have failed for two days or answer again, and about drift of the screening: one message for all, sent by apprise."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.numbers import get_decimal_symbol
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from flows.terminal import err
from records.clock import day_of
from records.database import read_with_retry, write_with_retry
from records.errors import SettingsError
from records.i18n import LANGUAGES, ntr, reader_language, reader_locale, tr, use_language, words_for_reader
from records.language.dates import days_between, since_day
from records.outlets import claims
from records.outlets.notices import NoticeKind, first_answer, last_notices, last_successes, note_sent, outages
from records.outlets.weekly_scores import current_model, note_drift_notices, outlets_with_drift_notice, weekly_counts
from records.settings import PREFIX, Settings
from records.tables import OutletRow
from records.vocabulary import CAUSE_LABELS, Cause
from reports.drift import PAST_WEEKS, Comparison, judged, last_full_week
from reports.publications.wording import host
from reports.withheld import WithheldNames, withheld_names

# Consecutive failing days before a notice: one bad day is most often the outlet's own provider.
_FAILING_DAYS = 2
# Lines of one kind in a message: if our own line is down every outlet fails, and some services cut a long message.
LINES = 20
# Seconds for all addresses together. Less than the minute after which a claim without a heartbeat is taken over.
PATIENCE = 30
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


def send(addresses: Sequence[str], words: Callable[[], tuple[str, str]], patience: float = PATIENCE, setting: str = "QORGAN_NOTIFY") -> bool:
    """Send a message to every address; return whether at least one accepted it. Never raises. `patience` is in seconds, for all of them.

    `words` returns title and text, and is called once for each language. An address that failed is named on stderr by its position in the setting,
    because the address itself contains a token. An empty address is skipped but keeps its position.
    """
    # Imported late: apprise takes half a second to import, and most runs have nothing to send.
    from apprise import Apprise, NotifyFormat

    # Its own log quotes an address that it cannot read.
    logging.getLogger("apprise").propagate = False
    accepted: set[str] = set()
    languages = _by_language(addresses)
    for lang, numbered in languages.items():
        post = Apprise()
        for number, address in numbered:
            post.add(address, tag=f"address{number}")
        with use_language(lang):
            title, body = words()
        result = post.notify(body, title=title, body_format=NotifyFormat.TEXT, timeout=patience / len(languages))
        accepted |= {tag for service in result if service for tag in service.tag}
    missed = [str(number) for number, address in enumerate(addresses, start=1) if address and f"address{number}" not in accepted]
    if missed and accepted:
        warning = tr("{setting}: a notice did not get through to address {places} in it; the others have it")
    else:
        warning = tr("{setting}: a notice did not get through to address {places} in it; the next run tries again")
    if missed:
        err.print(warning.format(setting=setting, places=", ".join(missed)), markup=False)
    return bool(accepted)


def _by_language(addresses: Sequence[str]) -> dict[str, list[tuple[int, str]]]:
    """Return the addresses with their positions in the setting, by language. `ru=mailto://…` names a language, else it is that of this process."""
    by_language: dict[str, list[tuple[int, str]]] = {}
    for number, written in enumerate(addresses, start=1):
        lang, mark, address = written.partition("=")
        own = bool(mark) and lang in LANGUAGES
        if written:
            by_language.setdefault(lang if own else reader_language(), []).append((number, address if own else written))
    return by_language


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
            _tell(engine, addresses, setting, settings.origin, today, now)


def _tell(engine: Engine, addresses: Sequence[str], setting: str, origin: str, today: date, now: datetime) -> None:
    # Read again under the claim: another run may have sent meanwhile. No transaction is open while the message is being sent.
    due = read_with_retry(engine, lambda session: due_notices(session, today))

    def note(session: Session) -> None:
        for notice in due:
            note_sent(session, notice.outlet, notice.kind, notice.cause, now)

    if due and send(addresses, lambda: outlets_message(due, origin), setting=setting):
        write_with_retry(engine, note)


# Notices about outlets whose screenings in the last full week differ from those before: once for each outlet and week, in one message.

# The claim for sending. No outlet has such a name.
_DRIFT_CLAIM = "(drift)"
_SUNDAY = timedelta(days=6)

# The titles of outlets by language, and their sites.
Titles = Mapping[str, tuple[Mapping[str, str], str]]


def due_drifts(session: Session, now: datetime) -> list[Comparison]:
    """Return the unreported drift of the last full week, all outlets together first, then by outlet. It only reads."""
    model = current_model(session)
    if model is None:
        return []
    today = day_of(now)
    week = last_full_week(today)
    counts = weekly_counts(session, model.name, week - timedelta(weeks=PAST_WEEKS), week + _SUNDAY)
    reported = outlets_with_drift_notice(session, week)
    return [comparison for comparison in judged(counts, week, today) if comparison.drifted and comparison.outlet not in reported]


def drift_message(drifts: Sequence[Comparison], titles: Titles) -> tuple[str, str]:
    """Return title and text of one message for all of them, in the reader's language. All are of one week. `titles` are the names of outlets."""
    outlets = sum(drift.outlet is not None for drift in drifts)
    heads = []
    if outlets:
        head = ntr("the screening of {n} outlet has changed", "the screening of {n} outlets has changed", outlets)
        heads.append(head.format(n=outlets))
    if outlets < len(drifts):
        heads.append(tr("the screening of all outlets together has changed"))
    week = drifts[0].week
    lines = [tr("Week {days}, against the weeks before it:").format(days=days_between(week, week + _SUNDAY))]
    lines += ["- " + _line(drift, titles) for drift in drifts[:LINES]]
    more = len(drifts) - LINES
    if more > 0:
        lines.append("- " + ntr("and {n} more outlet", "and {n} more outlets", more).format(n=more))
    advice = tr("Look for a changed layout, a changed topic or a broken model. Week by week: `qorgan export drift`")
    return "Qorgan: " + "; ".join(heads), "\n".join([*lines, "", advice])


def _line(comparison: Comparison, titles: Titles) -> str:
    changes = []
    if comparison.flags_drifted:
        changes.append(tr("flagged {before} → {after}").format(before=_share(comparison.past.rate), after=_share(comparison.counts.rate)))
    if comparison.scores_drifted:
        scores = tr("mean score {before} → {after}, the distribution of scores has changed (PSI {index})")
        before, after, index = (_decimal(f"{value or 0.0:.2f}") for value in (comparison.past.mean, comparison.counts.mean, comparison.psi))
        changes.append(scores.format(before=before, after=after, index=index))
    line = ntr("{outlet}, {n} article: {changes}", "{outlet}, {n} articles: {changes}", comparison.counts.screened)
    return line.format(outlet=_outlet_words(comparison.outlet, titles), n=comparison.counts.screened, changes="; ".join(changes))


def _outlet_words(outlet: str | None, titles: Titles) -> str:
    if outlet is None:
        return tr("all outlets together")
    return outlet_words(outlet, *titles.get(outlet, ({}, "")))


def _share(rate: float | None) -> str:
    """Return a share in per cent with one decimal, or two if the first would be zero."""
    percent = 100 * (rate or 0.0)
    return _decimal(f"{percent:.2f}%" if 0 < percent < 0.1 else f"{percent:.1f}%")


def _decimal(number: str) -> str:
    """Return a number in the reader's format."""
    return number.replace(".", get_decimal_symbol(reader_locale()))


def _titles(session: Session) -> Titles:
    names = withheld_names(session)
    return {row.name: outlet_title_and_site(row, names) for row in session.scalars(select(OutletRow))}


def send_drift_notices(engine: Engine, settings: Settings, now: datetime) -> None:
    """Send what is due. It is recorded only after it was sent, so that the next run repeats what reached nobody.

    Nothing is sent or recorded if QORGAN_NOTIFY_FAILURES and QORGAN_NOTIFY are empty. Of two runs that end at once, one sends.
    """
    setting, addresses = settings.failure_notices
    if not addresses:
        return
    if not read_with_retry(engine, lambda session: due_drifts(session, now)):
        return
    with claims.exclusive_claim(engine, _DRIFT_CLAIM, now) as mine:
        if mine:
            _tell_drift(engine, addresses, setting, now)


def _tell_drift(engine: Engine, addresses: Sequence[str], setting: str, now: datetime) -> None:
    # Read again under the claim: another run may have sent meanwhile. No transaction is open while the message is being sent.
    due, titles = read_with_retry(engine, lambda session: (due_drifts(session, now), _titles(session)))
    if due and send(addresses, lambda: drift_message(due, titles), setting=setting):
        write_with_retry(engine, lambda session: note_drift_notices(session, [comparison.outlet for comparison in due], due[0].week, now))


# Whether apprise knows the addresses in the settings, checked before work begins and not at the end of a run, when something is to be sent.

# Files are not a service: anchors are appended to them here.
_FILE = "file://"


def require_known(settings: Settings) -> None:
    """Raise SettingsError for the first unknown address. It is named by its position, because the address itself contains a token."""
    for name in ("notify", "notify_failures", "anchor_to"):
        for number, written in enumerate(getattr(settings, name).split(), start=1):
            lang, mark, unprefixed = written.partition("=")
            address = unprefixed if mark and lang in LANGUAGES else written
            if not (name == "anchor_to" and address.startswith(_FILE)) and not _is_known(address):
                words = tr("what stands in place {number} is no address that apprise knows; see https://github.com/caronc/apprise/wiki")
                raise SettingsError(f"{PREFIX}{name.upper()}: {words.format(number=number)}")


def _is_known(address: str) -> bool:
    # Imported late: apprise takes half a second to import.
    from apprise import Apprise

    # Its own log quotes an address that it cannot read.
    logging.getLogger("apprise").propagate = False
    return Apprise().add(address)

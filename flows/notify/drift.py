"""Notices about outlets whose screenings in the last full week differ from those before: once for each outlet and week, in one message."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from babel.numbers import get_decimal_symbol
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from flows.notify.outlets import LINES, outlet_title_and_site, outlet_words
from flows.notify.sending import send_message
from records.clock import day_of, last_full_week
from records.database import read_with_retry, write_with_retry
from records.i18n import ntr, reader_locale, tr
from records.language.dates import days_between
from records.outlets import claims
from records.outlets.weekly_scores import current_model, note_drift_notices, outlets_with_drift_notice, weekly_counts
from records.settings import Settings
from records.tables import OutletRow
from reports.drift import PAST_WEEKS, Comparison, judged
from reports.withheld import withheld_names

# The claim for sending. No outlet has such a name.
_CLAIM = "(drift)"
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
    with claims.exclusive_claim(engine, _CLAIM, now) as mine:
        if mine:
            _send(engine, addresses, setting, now)


def _send(engine: Engine, addresses: Sequence[str], setting: str, now: datetime) -> None:
    # Read again under the claim: another run may have sent meanwhile. No transaction is open while the message is being sent.
    due, titles = read_with_retry(engine, lambda session: (due_drifts(session, now), _titles(session)))
    if due and send_message(addresses, lambda: drift_message(due, titles), setting=setting):
        write_with_retry(engine, lambda session: note_drift_notices(session, [comparison.outlet for comparison in due], due[0].week, now))

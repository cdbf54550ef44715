"""Notices about outlets whose screenings in the last full week differ from those before: once for each outlet and week, in one message."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from babel.numbers import get_decimal_symbol
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from flows.notify.outlet_notices import LINES, called, outlet_words, send
from records.clock import day_of
from records.database import in_reading, in_transaction
from records.i18n import formats, ntr, tr
from records.outlets import claims
from records.outlets.drift_counts import model_in_force, note_told, told_of, weekly_counts
from records.settings import Settings
from records.tables import OutletRow
from records.written_dates.day_phrases import days_between
from reports.drift import PAST_WEEKS, Comparison, judged, last_full_week
from reports.withheld import withheld_names

# Whoever holds this claim tells. No outlet has such a name.
_CLAIM = "(drift)"
_SUNDAY = timedelta(days=6)

# What outlets are called, by language, and their sites.
Titles = Mapping[str, tuple[Mapping[str, str], str]]


def due_drifts(session: Session, now: datetime) -> list[Comparison]:
    """The drift of the last full week of which nobody was told yet, all outlets together first, then by outlet. It only reads."""
    model = model_in_force(session)
    if model is None:
        return []
    today = day_of(now)
    week = last_full_week(today)
    counts = weekly_counts(session, model.name, week - timedelta(weeks=PAST_WEEKS), week + _SUNDAY)
    told = told_of(session, week)
    return [one for one in judged(counts, week, today) if one.drifted and one.outlet not in told]


def words(drifts: Sequence[Comparison], titles: Titles) -> tuple[str, str]:
    """One message for all of them, in the reader's language: its title and its text. All are of one week. `titles` are the names of outlets."""
    outlets = sum(one.outlet is not None for one in drifts)
    heads = []
    if outlets:
        head = ntr("the screening of {n} outlet has changed", "the screening of {n} outlets has changed", outlets)
        heads.append(head.format(n=outlets))
    if outlets < len(drifts):
        heads.append(tr("the screening of all outlets together has changed"))
    week = drifts[0].week
    lines = [tr("Week {days}, against the weeks before it:").format(days=days_between(week, week + _SUNDAY))]
    lines += ["- " + _line(one, titles) for one in drifts[:LINES]]
    more = len(drifts) - LINES
    if more > 0:
        lines.append("- " + ntr("and {n} more outlet", "and {n} more outlets", more).format(n=more))
    advice = tr("Look for a changed layout, a changed topic or a broken model. Week by week: `qorgan export drift`")
    return "Qorgan: " + "; ".join(heads), "\n".join([*lines, "", advice])


def _line(one: Comparison, titles: Titles) -> str:
    changes = []
    if one.flags_drifted:
        changes.append(tr("flagged {before} → {after}").format(before=_share(one.past.rate), after=_share(one.counts.rate)))
    if one.scores_drifted:
        scores = tr("mean score {before} → {after}, the distribution of scores has changed (PSI {index})")
        before, after, index = (_decimal(f"{value or 0.0:.2f}") for value in (one.past.mean, one.counts.mean, one.psi))
        changes.append(scores.format(before=before, after=after, index=index))
    line = ntr("{outlet}, {n} article: {changes}", "{outlet}, {n} articles: {changes}", one.counts.screened)
    return line.format(outlet=_outlet_words(one.outlet, titles), n=one.counts.screened, changes="; ".join(changes))


def _outlet_words(outlet: str | None, titles: Titles) -> str:
    if outlet is None:
        return tr("all outlets together")
    return outlet_words(outlet, *titles.get(outlet, ({}, "")))


def _share(rate: float | None) -> str:
    """A share in per cent, with one digit after the point, or two if the first would be the only one."""
    percent = 100 * (rate or 0.0)
    return _decimal(f"{percent:.2f}%" if 0 < percent < 0.1 else f"{percent:.1f}%")


def _decimal(number: str) -> str:
    """A number in the reader's form."""
    return number.replace(".", get_decimal_symbol(formats()))


def _titles(session: Session) -> Titles:
    names = withheld_names(session)
    return {row.name: called(row, names) for row in session.scalars(select(OutletRow))}


def tell_about_drift(engine: Engine, settings: Settings, now: datetime) -> None:
    """Send what is due. It is noted only after it was sent, so that the next run sends what reached nobody.

    Nothing is sent or noted if neither QORGAN_NOTIFY_FAILURES nor QORGAN_NOTIFY names somebody. Of two runs that end at once, one sends.
    """
    setting, addresses = settings.failure_notices
    if not addresses:
        return
    if not in_reading(engine, lambda session: due_drifts(session, now)):
        return
    with claims.alone(engine, _CLAIM, now) as mine:
        if mine:
            _tell(engine, addresses, setting, now)


def _tell(engine: Engine, addresses: Sequence[str], setting: str, now: datetime) -> None:
    # Read again under the claim: another run may have told meanwhile. No transaction is open while the message is on its way.
    due, titles = in_reading(engine, lambda session: (due_drifts(session, now), _titles(session)))
    if due and send(addresses, lambda: words(due, titles), setting=setting):
        in_transaction(engine, lambda session: note_told(session, [one.outlet for one in due], due[0].week, now))

"""`qorgan decide`: decisions of a monitor, from the shell. The desk calls the same `review.decide`."""

import json
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from flows.cli.options import read_day, record_id
from flows.terminal import err
from records import review
from records.database import INTERACTIVE_RETRY_SECONDS, open_database, require_intact_database, write_with_retry
from records.errors import BadDecision
from records.i18n import tr
from records.language.dates import DateContext
from records.review.decisions import ACTION_OF
from records.settings import read_settings
from records.tables import DraftRow
from records.vocabulary import DRAFT_STATE_LABELS, DecisionAction, DraftState, RejectReason


def decide(
    draft: Annotated[int, typer.Argument(parser=record_id, metavar="ID", help=tr("number of the draft"))],
    act: Annotated[DecisionAction, typer.Argument(help=tr("what to do"))],
    who: Annotated[str, typer.Option("--as", help=tr("your name, as it will stand in the ledger"))],
    reason: Annotated[str | None, typer.Option(help=tr("why it is rejected: {reasons}").format(reasons=", ".join(RejectReason)))] = None,
    note: Annotated[str, typer.Option(help=tr("a word on it"))] = "",
    into: Annotated[str | None, typer.Option(metavar="DRAFT|NUMBER", help=tr("the draft or the incident that it is merged into"))] = None,
    articles: Annotated[
        list[str] | None, typer.Option(metavar="ID", help=tr("an article that is split off; may be repeated, or several with commas between"))
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help=tr("the day until which it is deferred, YYYY-MM-DD"))] = None,
    corrected: Annotated[list[str] | None, typer.Option("--set", help=tr("FIELD=VALUE, a correction; may be repeated"))] = None,
) -> None:
    """Write the decision and print the draft as it is now."""
    _refuse_strange(act, {"reason": reason, "fields": corrected, "into": into, "articles": articles, "until": until})
    decision = review.Decision(
        act,
        fields=dict(map(field, corrected or [])),
        reason=reason or "",
        note=note,
        into=into or "",
        articles=tuple(article for listed in articles or [] for article in listed.split(",") if article),
        until=until or "",
    )
    if act is DecisionAction.MERGE and not into:
        raise typer.BadParameter(tr("merge needs --into DRAFT or --into NUMBER"))
    if act is DecisionAction.DEFER:
        _require_day(until)
    database, now = read_settings().database, datetime.now(UTC)
    require_intact_database(database)
    engine = open_database(database)
    words = write_with_retry(
        engine, lambda session: _result_words(review.decide(session, draft, decision, who=who, now=now)), INTERACTIVE_RETRY_SECONDS
    )
    engine.dispose()
    err.print(words, markup=False, highlight=False)


def _result_words(row: DraftRow) -> str:
    """Describe the draft as it is now, and the result of the decision."""
    words = tr("Draft {draft}: {state}").format(draft=row.id, state=tr(DRAFT_STATE_LABELS[DraftState(row.state)]))
    if row.state == DraftState.CONFIRMED and row.follows:
        return f"{words}. " + tr("Its status was added to {number}.").format(number=row.follows)
    if row.state == DraftState.CONFIRMED:
        return f"{words}. " + tr("It is recorded as {number}.").format(number=row.incident)
    if row.state == DraftState.MERGED:
        return f"{words}. " + tr("Its articles are with {other}.").format(other=row.incident or row.merged_into)
    if row.state == DraftState.DEFERRED:
        return f"{words}. " + tr("It is in the queue again on {day}.").format(day=row.deferred_until)
    return words


def _refuse_strange(act: DecisionAction, options: dict[str, Any]) -> None:
    """Reject options that do not belong to this action, because ignoring them silently would hide a mistake."""
    for name, value in options.items():
        if value and act is not ACTION_OF[name]:
            option = "--set" if name == "fields" else f"--{name}"
            raise typer.BadParameter(tr("{option} goes with {act} only").format(option=option, act=ACTION_OF[name]))


def _require_day(until: str | None) -> None:
    if not (until or "").strip():
        raise typer.BadParameter(tr("defer needs --until with a day, YYYY-MM-DD"))
    read_day(until or "", DateContext.AHEAD)


def field(pair: str) -> tuple[str, Any]:
    """Parse a correction as typed: the value is read as JSON if it is JSON, else as text."""
    name, separator, value = pair.partition("=")
    if not separator:
        raise BadDecision(tr("--set takes FIELD=VALUE, not {pair}").format(pair=pair))
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value

"""`qorgan decide`: what a monitor does, from the shell. The desk calls the same functions."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from records.errors import BadDecision
from records.i18n import tr
from records.vocabulary import DRAFT_STATE_LABELS, DraftState, RejectReason

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from records.tables import DraftRow


class DecideAction(StrEnum):
    """What can be done with a draft."""

    CONFIRM = "confirm"
    REJECT = "reject"
    MERGE = "merge"
    SPLIT = "split"
    DEFER = "defer"
    UNDO = "undo"


# Options that only some acts take: a word that would be passed over in silence is a mistake.
_TAKEN_BY = {
    "--reason": (DecideAction.REJECT,),
    "--set": (DecideAction.CONFIRM,),
    "--into": (DecideAction.MERGE,),
    "--articles": (DecideAction.SPLIT,),
    "--until": (DecideAction.DEFER,),
}


def add_to(app: typer.Typer) -> None:
    """Register the command with the application."""
    app.command(help=tr("Decide on a draft. Example: qorgan decide 12 reject --as Aigul --reason not_press"))(decide)


def decide(
    draft: Annotated[int, typer.Argument(help=tr("number of the draft"))],
    act: Annotated[DecideAction, typer.Argument(help=tr("what to do"))],
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
    """Write the decision and say what stands now."""
    from flows.terminal import err
    from records import review
    from records.database import open_engine, require_current, write_transaction
    from records.settings import read_settings

    _refuse_strange(act, {"--reason": reason, "--set": corrected, "--into": into, "--articles": articles, "--until": until})
    fields = dict(map(field, corrected or []))
    wanted = [one for given in articles or [] for one in given.split(",") if one]
    target = _into(into) if act is DecideAction.MERGE else 0
    day = _day(until) if act is DecideAction.DEFER else date.min
    by: dict[str, Any] = {"who": who, "now": datetime.now(UTC), "note": note}
    acts: dict[DecideAction, Callable[[Session], DraftRow]] = {
        DecideAction.CONFIRM: lambda session: review.confirm(session, draft, fields=fields, **by),
        DecideAction.REJECT: lambda session: review.reject(session, draft, reason=reason or "", **by),
        DecideAction.MERGE: lambda session: review.merge(session, draft, into=target, **by),
        DecideAction.SPLIT: lambda session: review.split(session, draft, articles=wanted, **by),
        DecideAction.DEFER: lambda session: review.defer(session, draft, until=day, **by),
        DecideAction.UNDO: lambda session: review.undo(session, draft, **by),
    }
    engine = open_engine(read_settings().database)
    require_current(engine)
    with write_transaction(engine) as session:
        row = acts[act](session)
    engine.dispose()
    err.print(_told(row), markup=False, highlight=False)


def _told(row: "DraftRow") -> str:
    """What stands now, with what it led to."""
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


def _refuse_strange(act: DecideAction, given: dict[str, Any]) -> None:
    for option, value in given.items():
        if value and act not in _TAKEN_BY[option]:
            raise typer.BadParameter(tr("{option} goes with {act} only").format(option=option, act=", ".join(_TAKEN_BY[option])))


def _into(value: str | None) -> int | str:
    if not value:
        raise typer.BadParameter(tr("merge needs --into DRAFT or --into NUMBER"))
    return int(value) if value.isdigit() else value.upper()


def _day(value: str | None) -> date:
    try:
        return date.fromisoformat(value or "")
    except ValueError as error:
        raise typer.BadParameter(tr("defer needs --until with a day, YYYY-MM-DD")) from error


def field(pair: str) -> tuple[str, Any]:
    """A correction as it is typed: the value as JSON where it is some, else as text."""
    name, found, value = pair.partition("=")
    if not found:
        raise BadDecision(tr("--set takes FIELD=VALUE, not {pair}").format(pair=pair))
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value

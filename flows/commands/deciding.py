"""`qorgan decide`: what a monitor does, from the shell. The desk calls the same functions."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from records.errors import BadDecision
from records.i18n import label, tr
from records.vocabulary import DRAFT_STATE_LABELS, DraftState, RejectReason


class Act(StrEnum):
    """What can be done with a draft."""

    CONFIRM = "confirm"
    REJECT = "reject"
    UNDO = "undo"


def add_to(app: typer.Typer) -> None:
    """Hang the command into the app."""
    app.command(help=tr("Decide on a draft. Example: qorgan decide 12 reject --as Aigul --reason not_press"))(decide)


def decide(
    draft: Annotated[int, typer.Argument(help=tr("number of the draft"))],
    act: Annotated[Act, typer.Argument(help=tr("what to do"))],
    who: Annotated[str, typer.Option("--as", help=tr("your name, as it will stand in the ledger"))],
    reason: Annotated[str | None, typer.Option(help=tr("why it is rejected: {reasons}").format(reasons=", ".join(RejectReason)))] = None,
    note: Annotated[str, typer.Option(help=tr("a word on it"))] = "",
    corrected: Annotated[list[str] | None, typer.Option("--set", help=tr("FIELD=VALUE, a correction; may be repeated"))] = None,
) -> None:
    """Write the decision and say what stands now."""
    from flows.terminal import err
    from records import review
    from records.database import open_engine, require_current, writing
    from records.settings import read_settings

    engine = open_engine(read_settings().database)
    require_current(engine)
    now = datetime.now(UTC)
    with writing(engine) as session:
        if act is Act.CONFIRM:
            row = review.confirm(session, draft, who=who, now=now, fields=dict(map(_field, corrected or [])), note=note)
        elif act is Act.REJECT:
            row = review.reject(session, draft, who=who, now=now, reason=reason or "", note=note)
        else:
            row = review.undo(session, draft, who=who, now=now, note=note)
        state = DraftState(row.state)
    err.print(tr("Draft {draft}: {state}").format(draft=draft, state=label(DRAFT_STATE_LABELS[state])))


def _field(pair: str) -> tuple[str, Any]:
    name, found, value = pair.partition("=")
    if not found:
        raise BadDecision(tr("--set takes FIELD=VALUE, not {pair}").format(pair=pair))
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value

"""`qorgan status` and `qorgan review`: add, withdraw or correct a status of an incident, and find statuses on the wrong track."""

from datetime import UTC, date, datetime
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy.orm import Session

from flows.cli.options import read_day, record_id, system_user
from flows.terminal import err
from records import incidents
from records.database import INTERACTIVE_RETRY_SECONDS, open_database, read_session, require_intact_database, write_with_retry
from records.i18n import ntr, tr
from records.language.dates import DateContext
from records.settings import read_settings
from records.vocabulary import STATUS_LABELS, SentenceKind, StatusCode, TermUnit
from reports.wrong_tracks import wrong_tracks


def status(
    number: Annotated[str, typer.Argument(help=tr("number of the incident"))],
    code: Annotated[str, typer.Argument(help=tr("one of {codes}").format(codes=", ".join(StatusCode)))] = "",
    day: Annotated[str, typer.Option("--date", help=tr("the day on which it happened, YYYY-MM-DD"))] = "",
    source: Annotated[str, typer.Option(help=tr("who tells it: an address, a document"))] = "",
    note: Annotated[str, typer.Option(help=tr("a word on it"))] = "",
    kind: Annotated[str, typer.Option(help=tr("kind of a sentence: one of {codes}").format(codes=", ".join(SentenceKind)))] = "",
    term: Annotated[str, typer.Option(help=tr("length of an arrest or a sentence, with --unit"))] = "",
    unit: Annotated[str, typer.Option(help=tr("one of {codes}").format(codes=", ".join(TermUnit)))] = "",
    amount: Annotated[str, typer.Option("--sum", help=tr("sum of a fine or of damages, in whole units"))] = "",
    currency: Annotated[str, typer.Option(help=tr("its currency, three letters"))] = "",
    withdraw: Annotated[
        int | None,
        typer.Option(parser=record_id, metavar="ID", help=tr("withdraw the status with this number; `qorgan incident` shows the numbers")),
    ] = None,
    correct: Annotated[
        int | None, typer.Option(parser=record_id, metavar="ID", help=tr("put this status in the place of the one with this number"))
    ] = None,
    reason: Annotated[str, typer.Option(help=tr("what was wrong with the withdrawn status"))] = "",
    who: Annotated[str, typer.Option("--as", help=tr("your name, as it will stand in the ledger; the system's if not given"))] = "",
) -> None:
    """Add a dated status, withdraw one, or correct one. Nothing is overwritten."""
    name, now, number = who or system_user(), datetime.now(UTC), number.upper()
    withdrawn = withdraw or 0
    penalty = {"kind": kind, "term": term, "unit": unit, "sum": amount, "currency": currency}
    if withdraw:
        if code or correct:
            raise typer.BadParameter(tr("--withdraw takes no other status; to put another one in its place use --correct {id}").format(id=withdraw))
        chosen = None
    else:
        chosen = _code(code), _day(day)
    database = read_settings().database
    require_intact_database(database)

    def change(session: Session) -> str:
        if chosen is None:
            row = incidents.withdraw_status(session, number, withdrawn, reason=reason, who=name, now=now)
        elif correct:
            row = incidents.correct_status(
                session, number, correct, *chosen, source=source, reason=reason, who=name, now=now, note=note, penalty=penalty
            )  # fmt: skip
        else:
            row = incidents.add_status(session, number, *chosen, source=source, who=name, now=now, note=note, penalty=penalty)
        words = tr("{number}: {status}, {day}, is withdrawn") if chosen is None else "{number}: {status}, {day}"
        return words.format(number=row.number, status=tr(STATUS_LABELS[StatusCode(row.code)]), day=row.day)

    engine = open_database(database)
    words = write_with_retry(engine, change, INTERACTIVE_RETRY_SECONDS)
    engine.dispose()
    err.print(words, markup=False, highlight=False)


def review() -> None:
    """Print the statuses on the wrong track, each with the command that would put the likely right one in its place."""
    engine = open_database(read_settings().database)
    with read_session(engine) as session:
        misplaced = list(wrong_tracks(session))
    engine.dispose()
    out = Console(highlight=False, soft_wrap=True)
    for wrong_track in misplaced:
        head = f"{wrong_track.number} [{wrong_track.status.id}] {wrong_track.status.day} {wrong_track.status.code} {tr(STATUS_LABELS[wrong_track.status.code])}"
        out.print(f"{head}\n    {wrong_track.title}\n    {wrong_track.why}", markup=False)
        if wrong_track.proposal:
            out.print(f"    {wrong_track.command()}", markup=False)
    if not misplaced:
        err.print(tr("No status stands on the wrong track."), markup=False, highlight=False)
        return
    err.print(
        ntr("{n} status to look at; nothing was changed", "{n} statuses to look at; nothing was changed", len(misplaced)).format(n=len(misplaced)),
        markup=False,
        highlight=False,
    )


def _code(code: str) -> StatusCode:
    if code.upper() not in list(StatusCode):
        raise typer.BadParameter(tr("{code} is no status; statuses are {codes}").format(code=code or "…", codes=", ".join(StatusCode)))
    return StatusCode(code.upper())


def _day(written: str) -> date:
    if not written:
        raise typer.BadParameter(tr("a status needs its day: --date YYYY-MM-DD"))
    return read_day(written, DateContext.STEP)

"""`qorgan import`: imports earlier records, with the fields of the export."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import refuse, system_user
from flows.cli.progress_bar import show_progress
from flows.terminal import err
from records.clock import day_of
from records.database import INTERACTIVE_RETRY_SECONDS, open_database, read_with_retry
from records.errors import BadDecision
from records.i18n import ntr, tr
from records.settings import read_settings
from reports.imports.import_run import Plan, check_import, compared, run_import
from reports.imports.import_values import SHOWN_FAULTS, Fault, ImportRefused, NotReadable


class _ImportKind(StrEnum):
    """The rows that can be imported."""

    INCIDENTS = "incidents"


def import_(
    what: Annotated[_ImportKind, typer.Argument(help=tr("which rows"))],
    file: Annotated[Path, typer.Argument(help=tr("a file that ends in .jsonl, .csv or .xlsx"))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=tr("only say what would happen"))] = False,
    who: Annotated[str | None, typer.Option("--as", help=tr("your name, as it will stand in the ledger; the system's if not given"))] = None,
) -> None:
    """Check the whole file, then take all of it, in parts."""
    now = datetime.now(UTC)
    if who is not None and not who.strip():
        raise BadDecision(tr("an import needs the name of the person who takes it in"))
    engine = open_database(read_settings().database)
    done: list[int] = []
    try:
        whole = check_import(file, day_of(now))
        _tell(whole.odd[:SHOWN_FAULTS])
        if dry_run:
            plan = read_with_retry(engine, lambda session: compared(session, whole, day_of(now)), INTERACTIVE_RETRY_SECONDS)
        else:
            with show_progress(tr("incidents"), len(whole.rows)) as passed, _telling_how_far(done, passed) as counted:
                plan = run_import(engine, whole, who=who or system_user(), now=now, passed=counted)
    except NotReadable as error:
        refuse(error)
    except ImportRefused as error:
        _tell(error.faults[:SHOWN_FAULTS])
        _say(_refusal(len(error.faults), len(error.faults) - SHOWN_FAULTS, some=sum(done[1:]) > 0))
        raise typer.Exit(1) from error
    else:
        _say(_outcome(plan, dry_run))


@contextmanager
def _telling_how_far(done: list[int], passed: Callable[[int], None]) -> Iterator[Callable[[int], None]]:
    """Yield a function that calls `passed` and records its arguments in `done`: first the number of known rows, then each part.

    If the import is interrupted, the number of imported rows is reported.
    """

    def counted(count: int) -> None:
        done.append(count)
        passed(count)

    try:
        yield counted
    except BaseException:
        if imported := sum(done[1:]):
            words = ntr(
                "{count} incident was taken in before that; the same command goes on with the rest",
                "{count} incidents were taken in before that; the same command goes on with the rest",
                imported,
            )
            _say(words.format(count=imported))
        raise


def _refusal(count: int, unlisted: int, *, some: bool) -> str:
    if some:
        words = ntr("the rest was not taken in: {count} thing is wrong", "the rest was not taken in: {count} things are wrong", count).format(
            count=count
        )
    else:
        words = ntr("nothing was taken in: {count} thing is wrong", "nothing was taken in: {count} things are wrong", count).format(count=count)
    if unlisted > 0:
        words += "; " + ntr("{count} is not told here", "{count} are not told here", unlisted).format(count=unlisted)
    return f"qorgan: {words}"


def _outcome(plan: Plan, dry_run: bool) -> str:
    count = len(plan.new)
    if dry_run:
        words = ntr("{count} incident would be taken in", "{count} incidents would be taken in", count).format(count=count)
    else:
        words = ntr("{count} incident was taken in", "{count} incidents were taken in", count).format(count=count)
    if plan.new:
        words += f" ({plan.new[0].number} … {plan.new[-1].number})" if len(plan.new) > 1 else f" ({plan.new[0].number})"
    if plan.known:
        words += "; " + tr("{count} known already").format(count=len(plan.known))
    return words


def _tell(faults: list[Fault]) -> None:
    for fault in faults:
        _say(str(fault))


def _say(words: str) -> None:
    # Printed literally: text from a file must not act as markup.

    err.print(words, markup=False)

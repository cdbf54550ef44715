"""`qorgan verify`: whether the database is intact, the chain of the ledger unbroken, and every stored page unchanged."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

import typer
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from flows.cli.anchor_command import anchor_sources
from flows.cli.progress_bar import show_progress
from pipelines.evidence.verify import EvidenceCheck, FatesCheck, SubmittedFilesCheck, article_row_faults, check_evidence, check_submitted_files
from records.database import consistent_read_session, open_database, open_for_reading
from records.database_check import UNREADABLE, ReadBackResult, content_faults, shape_faults, structure_faults
from records.error_translation import error_reason
from records.i18n import ntr, tr
from records.ledger import entries as clearings
from records.ledger import verify as ledger_verify
from records.ledger.anchor_check import AnchorCheckResult, check_anchors
from records.ledger.verify import ChainCheckResult, Head
from records.settings import read_settings
from records.tables import LedgerRow, SnapshotRow

# Lines after which the others are only counted: a person reads a few, and a lost disk causes a million.
MOST = 50


class _VerifyFormat(StrEnum):
    """The output format."""

    TEXT = "text"
    JSON = "json"


@dataclass
class Faults:
    """The first faults as messages, and their total number."""

    lines: list[str] = field(default_factory=list)
    count: int = 0

    def tell(self, words: str) -> None:
        """Add one fault."""
        self.count += 1
        if len(self.lines) < MOST:
            self.lines.append(words)


def verify(
    chain_only: Annotated[bool, typer.Option("--chain-only", help=tr("the ledger alone, without the stored pages"))] = False,
    head: Annotated[str | None, typer.Option(metavar="ID:HASH", help=tr("a head noted down earlier, which the ledger must still contain"))] = None,
    anchor: Annotated[
        list[str] | None, typer.Option(metavar="FILE|TEXT", help=tr("an anchor that was sent away: its line, or a file with some; may be repeated"))
    ] = None,
    format: Annotated[_VerifyFormat, typer.Option(help=tr("text or json"))] = _VerifyFormat.TEXT,
) -> None:
    """Print one line on stdout if all is in order. Otherwise print each fault on a line, and exit 1."""
    noted = _head(head)
    settings = read_settings()
    sources = anchor_sources(settings, anchor or [])
    faults, checked, submitted = Faults(), EvidenceCheck(), SubmittedFilesCheck()
    walked, cleared, read, anchors = ChainCheckResult(0, None), 0, ReadBackResult(), AnchorCheckResult()
    damaged = not chain_only and _damaged(settings.database, faults)
    # A damaged database is not upgraded, which would write to it.
    engine = open_for_reading(settings.database) if damaged else open_database(settings.database)
    with _as_far_as_it_goes(faults), consistent_read_session(engine) as session, _progress(session, not chain_only) as (rows, pages):
        if not damaged:
            shape_faults(session, faults.tell)
        if not chain_only:
            read = content_faults(session, faults.tell)
        walked = ledger_verify.verify_chain(session, faults.tell, noted, rows)
        ledger_verify.record_faults(session, faults.tell)
        cleared = clearings.clearing_faults(session, faults.tell)
        anchors = check_anchors(session, sources, faults.tell)
        if not chain_only:
            fates = FatesCheck(engine, session, faults.tell)
            checked = check_evidence(engine, session, settings.evidence, faults.tell, pages, fates.look)
            fates.end()
            article_row_faults(session, faults.tell)
            submitted = check_submitted_files(session, settings.evidence, faults.tell)
    engine.dispose()
    checked.bytes += submitted.bytes
    if format is _VerifyFormat.JSON:
        result = _result_json(faults, walked, None if chain_only else checked, cleared, read, anchors)
        print(json.dumps(result if chain_only else {**result, "given_files": submitted.files}, ensure_ascii=False))
    else:
        for line in faults.lines:
            print(line)
        if faults.count > MOST:
            print(tr("and {n} more").format(n=faults.count - MOST))
        print(_summary(faults, walked, None if chain_only else checked, cleared, anchors, submitted.files))
    if faults.count:
        raise typer.Exit(1)


def _damaged(database: str, faults: Faults) -> bool:
    """Return whether the pages of the database or the references of its rows are damaged. Called before anything reads the tables of this version."""
    engine = open_for_reading(database)
    with consistent_read_session(engine) as session:
        fault_count = structure_faults(session, faults.tell)
    engine.dispose()
    return fault_count > 0


@contextmanager
def _as_far_as_it_goes(faults: Faults) -> Iterator[None]:
    """Report an interrupted check: a damaged database may break off any of them, and then the faults found so far count."""
    try:
        yield
    except UNREADABLE as error:
        if not faults.count:
            raise
        faults.tell(tr("the rest cannot be checked while the database is damaged: {reason}").format(reason=error_reason(error)))


def _head(text: str | None) -> Head | None:
    if text is None:
        return None
    id_, _, hash_ = text.strip().partition(":")
    if not (id_.isascii() and id_.isdigit() and len(hash_) == 64):
        raise typer.BadParameter(tr("--head takes ID:HASH as an earlier `qorgan verify` printed it"))
    return Head(int(id_), hash_.lower())


@contextmanager
def _progress(session: Session, evidence: bool) -> Iterator[tuple[Callable[[int], None], Callable[[int], None]]]:
    """Yield the progress functions for the rows of the ledger and for the pages, one after the other."""
    with ExitStack() as bars:
        total = session.scalar(select(func.max(LedgerRow.id))) or 0
        stored = session.scalar(select(func.count()).select_from(SnapshotRow).where(SnapshotRow.dropped_at.is_(None))) if evidence else 0
        begun: list[Callable[[int], None]] = []

        def pages(count: int) -> None:
            if not begun:
                # A terminal has room for one moving bar, so that of the ledger ends here.
                bars.close()
                begun.append(bars.enter_context(show_progress(tr("stored pages"), stored)))
            begun[0](count)

        yield bars.enter_context(show_progress(tr("ledger"), total)), pages


def _summary(
    faults: Faults, walked: ChainCheckResult, checked: EvidenceCheck | None, cleared: int, anchors: AnchorCheckResult, submitted: int = 0
) -> str:
    head = str(walked.head) if walked.head else tr("none yet")
    begin = ntr("{n} fault", "{n} faults", faults.count).format(n=f"{faults.count:,}") if faults.count else tr("All is well")
    parts = [ntr("{n} ledger row", "{n} ledger rows", walked.rows).format(n=f"{walked.rows:,}")]
    if checked is not None:
        parts.append(ntr("{n} stored page", "{n} stored pages", checked.pages).format(n=f"{checked.pages:,}"))
        parts.append(tr("{size} MB read").format(size=f"{checked.bytes / 1e6:,.1f}"))
    if submitted:
        parts.append(ntr("{n} given file", "{n} given files", submitted).format(n=f"{submitted:,}"))
    if anchors.anchors:
        parts.append(ntr("{n} anchor", "{n} anchors", anchors.anchors).format(n=f"{anchors.anchors:,}"))
    parts.append(tr("{n} cleared").format(n=f"{cleared:,}"))
    if checked is not None and checked.open_ends:
        parts.append(ntr("{n} half record of no article", "{n} half records of no article", checked.open_ends).format(n=checked.open_ends))
    return tr("{begin}: {parts}; head {head}").format(begin=begin, parts=", ".join(parts), head=head)


def _result_json(
    faults: Faults, walked: ChainCheckResult, checked: EvidenceCheck | None, cleared: int, read: ReadBackResult, anchors: AnchorCheckResult
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ok": not faults.count,
        "rows": walked.rows,
        "head": {"id": walked.head.id, "hash": walked.head.hash} if walked.head else None,
        "cleared": cleared,
        "anchors": anchors.anchors,
        "time_stamps": anchors.stamped,
        "fault_count": faults.count,
        "faults": faults.lines,
    }
    if checked is not None:
        result |= {
            "pages": checked.pages,
            "other_records": checked.others,
            "files": checked.files,
            "bytes": checked.bytes,
            "half_records": checked.open_ends,
            "tables": read.tables,
            "table_rows": read.rows,
        }
    return result

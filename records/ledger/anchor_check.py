"""Comparison of the ledger with every known anchor: those in the anchor folder, those that the database stores, and those that a person supplies.

`records.ledger.verify` checks the chain itself. An attacker who controls the machine can remove the first two kinds, but not the third.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.x509 import Certificate
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.errors import BadAnchor
from records.i18n import ntr, tr
from records.ledger.anchors import Anchor, AnchorFolder, TrustedKeys, ledger_name, read_anchor, recorded_anchor_lines, signature_fault, stamp_fault
from records.tables import LedgerRow

_BATCH = 500

Tell = Callable[[str], None]


@dataclass(frozen=True)
class AnchorSources:
    """The folder of anchors, the trusted keys, and the anchors that a person supplies (`given`)."""

    folder: Path
    trusted: TrustedKeys
    given: Sequence[Anchor] = ()
    certificates: list[Certificate] = field(default_factory=list)


@dataclass(frozen=True)
class AnchorCheckResult:
    """The number of anchors compared, and how many of them have a valid time stamp."""

    anchors: int = 0
    stamped: int = 0


def check_anchors(session: Session, sources: AnchorSources, report_fault: Tell) -> AnchorCheckResult:
    """Compare the ledger with every known anchor, and report each fault in one line."""
    folder = AnchorFolder(sources.folder)
    noted, filed = _recorded_anchors(session, report_fault), _filed(folder, report_fault)
    _tell_missing(noted, filed, folder, report_fault)
    _tell_documents(filed, folder, report_fault)
    by_line = {anchor.line: anchor for anchor in (*noted, *filed, *sources.given)}
    _compare(session, _believed(by_line.values(), sources.trusted, report_fault), report_fault)
    return AnchorCheckResult(len(by_line), _stamped(folder, filed, sources.certificates, report_fault))


def anchor_contradiction(session: Session, sources: AnchorSources) -> str | None:
    """Return the first fault that shows a different ledger from the anchored one; None if there is none. Missing anchors are no such fault."""
    faults: list[str] = []
    anchors = [*_recorded_anchors(session, faults.append), *_filed(AnchorFolder(sources.folder), lambda _words: None)]
    _compare(session, _believed(anchors, sources.trusted, lambda _words: None), faults.append)
    return faults[0] if faults else None


def _believed(anchors: Iterable[Anchor], trusted: TrustedKeys, report_fault: Tell) -> list[Anchor]:
    """Return the anchors that are signed by a trusted key, in the order of their rows."""
    believed = []
    for anchor in anchors:
        fault = signature_fault(anchor, trusted)
        if fault:
            report_fault(fault)
        else:
            believed.append(anchor)
    return sorted(believed, key=lambda anchor: (anchor.seq, anchor.at))


def _filed(folder: AnchorFolder, report_fault: Tell) -> list[Anchor]:
    try:
        return folder.anchors(report_fault)
    except OSError as error:
        report_fault(tr("the anchors in {file} cannot be read: {reason}").format(file=folder.file, reason=error.strerror))
        return []


def _recorded_anchors(session: Session, report_fault: Tell) -> list[Anchor]:
    anchors = []
    for line in recorded_anchor_lines(session):
        try:
            anchors.append(read_anchor(line))
        except BadAnchor:
            report_fault(tr("the database holds an anchor that was altered: {line}").format(line=line[:120]))
    return anchors


def _tell_missing(noted: Sequence[Anchor], filed: Sequence[Anchor], folder: AnchorFolder, report_fault: Tell) -> None:
    """Report anchors that the database stores and the file lacks: they were removed from it, or the file is elsewhere."""
    lines = {anchor.line for anchor in filed}
    missing = [anchor for anchor in noted if anchor.line not in lines]
    if missing:
        words = ntr(
            "{n} anchor that the database notes is not in {file} (made {at}): bring back the file, and give `--anchor` a copy that was sent away",
            "{n} anchors that the database notes are not in {file} (the first made {at}): bring back the file, and give `--anchor` copies that were sent away",
            len(missing),
        )
        report_fault(words.format(n=len(missing), file=folder.file, at=missing[0].at.isoformat()))


def _tell_documents(filed: Sequence[Anchor], folder: AnchorFolder, report_fault: Tell) -> None:
    """Report anchors whose document, which `ots` and `openssl` read, is missing or differs from their line."""
    for anchor in filed:
        values = {"file": folder.document(anchor), "lines": folder.file, "at": anchor.at.isoformat()}
        try:
            if folder.document(anchor).read_bytes() != anchor.document:
                report_fault(
                    tr(
                        "{file} is not the anchor of {at} as its line stands in {lines}; take it away, and give that line to `qorgan anchor --take -`"
                    ).format(**values)
                )
        except FileNotFoundError:
            words = tr("{file} is gone, the anchor of {at} of which {lines} has the line; give that line to `qorgan anchor --take -`")
            report_fault(words.format(**values))
        except OSError as error:
            report_fault(tr("the anchors in {file} cannot be read: {reason}").format(file=values["file"], reason=error.strerror))


def _compare(session: Session, anchors: Sequence[Anchor], report_fault: Tell) -> None:
    name, last = ledger_name(session), session.scalar(select(func.max(LedgerRow.id))) or 0
    hashes = _hashes(session, {anchor.seq for anchor in anchors})
    good, wrong = 0, 0
    for anchor in anchors:
        values = {"at": anchor.at.isoformat(), "row": anchor.seq, "last": last}
        if wrong and (anchor.seq <= last or anchor.ledger != name):
            wrong += hashes.get(anchor.seq) != anchor.hash
        elif anchor.ledger != name:
            wrong = 1
            words = tr(
                "the anchor of {at} (row {row}) is of a ledger that begins with another first row: it belongs to another installation, or this ledger was "
                "written anew from its first row on"
            )
            report_fault(words.format(**values))
        elif anchor.seq > last:
            words = tr(
                "the anchor of {at} holds row {row}, but the ledger ends with row {last}: rows were taken out at its end, or this is an older state of "
                "the database (a backup that was brought back). If it is, bring back a later one; docs/operating.md says what to do if there is none"
            )
            report_fault(words.format(**values))
        elif hashes.get(anchor.seq) == anchor.hash:
            good = anchor.seq
        else:
            wrong = 1
            words = tr("the ledger is not the one that was anchored on {at}: row {row} has another hash, so rows after row {good} were written anew")
            report_fault(words.format(**values, good=good))
    if wrong > 1:
        words = ntr("{n} later anchor contradicts the ledger as well", "{n} later anchors contradict the ledger as well", wrong - 1)
        report_fault(words.format(n=wrong - 1))


def _hashes(session: Session, places: Iterable[int]) -> dict[int, str]:
    """Return the stored hashes of these rows. `records.ledger.verify` checks that they are right."""
    ids = sorted(places)
    hashes: dict[int, str] = {}
    for start in range(0, len(ids), _BATCH):
        query = select(LedgerRow.id, LedgerRow.hash).where(LedgerRow.id.in_(ids[start : start + _BATCH]))
        hashes.update(session.execute(query).all())
    return hashes


def _stamped(folder: AnchorFolder, filed: Sequence[Anchor], trusted: list[Certificate], report_fault: Tell) -> int:
    """Check every time stamp in the folder and return the number of valid ones. Time stamps are optional."""
    good = 0
    for anchor in filed:
        stamp = folder.stamp(anchor)
        try:
            if not stamp.exists():
                continue
            fault = stamp_fault(stamp.read_bytes(), anchor.document, trusted)
        except OSError as error:
            fault = error.strerror
        if fault:
            report_fault(tr("the time stamp {file} does not hold: {reason}").format(file=stamp, reason=fault))
        else:
            good += 1
    return good

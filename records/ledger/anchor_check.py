"""Whether the ledger is still the one that was anchored.

`ledger_verify` computes the chain; this compares it with every anchor that is known: those in the folder of anchors, those that the database notes, and
those that a person brings from outside. Whoever owns the machine can take away the first two. The third is what they cannot reach.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.x509 import Certificate
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.errors import BadAnchor
from records.i18n import ntr, tr
from records.ledger.anchors import Anchor, AnchorFolder, TrustedKeys, ledger_name, noted_lines, read_anchor, signature_fault, stamp_fault
from records.tables import LedgerRow

_BATCH = 500

Tell = Callable[[str], None]


@dataclass(frozen=True)
class AnchorSources:
    """Where anchors are looked for, and whom they are believed from. `given` are those that a person brings."""

    folder: Path
    trusted: TrustedKeys
    given: Sequence[Anchor] = ()
    certificates: list[Certificate] = field(default_factory=list)


@dataclass(frozen=True)
class AnchorsChecked:
    """How many anchors were compared, and how many of them carry a time stamp that holds."""

    anchors: int = 0
    stamped: int = 0


def check_anchors(session: Session, sources: AnchorSources, tell: Tell) -> AnchorsChecked:
    """Compare the ledger with every known anchor, and report each fault in one line."""
    folder = AnchorFolder(sources.folder)
    noted, filed = _noted(session, tell), _filed(folder, tell)
    _tell_missing(noted, filed, folder, tell)
    _tell_documents(filed, folder, tell)
    known = {anchor.line: anchor for anchor in (*noted, *filed, *sources.given)}
    _compare(session, _believed(known.values(), sources.trusted, tell), tell)
    return AnchorsChecked(len(known), _stamped(folder, filed, sources.certificates, tell))


def contradiction(session: Session, sources: AnchorSources) -> str | None:
    """The first fault that shows another ledger than the one that was anchored; None if there is none. Anchors that are gone are no such fault."""
    found: list[str] = []
    known = [*_noted(session, found.append), *_filed(AnchorFolder(sources.folder), lambda _words: None)]
    _compare(session, _believed(known, sources.trusted, lambda _words: None), found.append)
    return found[0] if found else None


def _believed(anchors: Iterable[Anchor], trusted: TrustedKeys, tell: Tell) -> list[Anchor]:
    """Those that are signed by a trusted key, in the order of their rows."""
    found = []
    for anchor in anchors:
        fault = signature_fault(anchor, trusted)
        if fault:
            tell(fault)
        else:
            found.append(anchor)
    return sorted(found, key=lambda anchor: (anchor.seq, anchor.at))


def _filed(folder: AnchorFolder, tell: Tell) -> list[Anchor]:
    try:
        return folder.anchors(tell)
    except OSError as error:
        tell(tr("the anchors in {file} cannot be read: {reason}").format(file=folder.file, reason=error.strerror))
        return []


def _noted(session: Session, tell: Tell) -> list[Anchor]:
    found = []
    for line in noted_lines(session):
        try:
            found.append(read_anchor(line))
        except BadAnchor:
            tell(tr("the database holds an anchor that was altered: {line}").format(line=line[:120]))
    return found


def _tell_missing(noted: Sequence[Anchor], filed: Sequence[Anchor], folder: AnchorFolder, tell: Tell) -> None:
    """The database notes each anchor that was made: one that is not in the file was taken out of it, or the file lies elsewhere."""
    lines = {anchor.line for anchor in filed}
    missing = [anchor for anchor in noted if anchor.line not in lines]
    if missing:
        words = ntr(
            "{n} anchor that the database notes is not in {file} (made {at}): bring back the file, and give `--anchor` a copy that was sent away",
            "{n} anchors that the database notes are not in {file} (the first made {at}): bring back the file, and give `--anchor` copies that were sent away",
            len(missing),
        )
        tell(words.format(n=len(missing), file=folder.file, at=missing[0].at.isoformat()))


def _tell_documents(filed: Sequence[Anchor], folder: AnchorFolder, tell: Tell) -> None:
    """Each line has its document beside it, which `ots` and `openssl` look at: one that is gone, or says something else, somebody touched."""
    for anchor in filed:
        told = {"file": folder.document(anchor), "lines": folder.file, "at": anchor.at.isoformat()}
        try:
            if folder.document(anchor).read_bytes() != anchor.document:
                tell(
                    tr(
                        "{file} is not the anchor of {at} as its line stands in {lines}; take it away, and give that line to `qorgan anchor --take -`"
                    ).format(**told)
                )
        except FileNotFoundError:
            words = tr("{file} is gone, the anchor of {at} of which {lines} has the line; give that line to `qorgan anchor --take -`")
            tell(words.format(**told))
        except OSError as error:
            tell(tr("the anchors in {file} cannot be read: {reason}").format(file=told["file"], reason=error.strerror))


def _compare(session: Session, anchors: Sequence[Anchor], tell: Tell) -> None:
    name, last = ledger_name(session), session.scalar(select(func.max(LedgerRow.id))) or 0
    hashes = _hashes(session, {anchor.seq for anchor in anchors})
    good, wrong = 0, 0
    for anchor in anchors:
        told = {"at": anchor.at.isoformat(), "row": anchor.seq, "last": last}
        if wrong and (anchor.seq <= last or anchor.ledger != name):
            wrong += hashes.get(anchor.seq) != anchor.hash
        elif anchor.ledger != name:
            wrong = 1
            words = tr(
                "the anchor of {at} (row {row}) is of a ledger that begins with another first row: it belongs to another installation, or this ledger was "
                "written anew from its first row on"
            )
            tell(words.format(**told))
        elif anchor.seq > last:
            words = tr(
                "the anchor of {at} holds row {row}, but the ledger ends with row {last}: rows were taken out at its end, or this is an older state of "
                "the database (a backup that was brought back). If it is, bring back a later one; docs/operating.md says what to do if there is none"
            )
            tell(words.format(**told))
        elif hashes.get(anchor.seq) == anchor.hash:
            good = anchor.seq
        else:
            wrong = 1
            words = tr("the ledger is not the one that was anchored on {at}: row {row} has another hash, so rows after row {good} were written anew")
            tell(words.format(**told, good=good))
    if wrong > 1:
        words = ntr("{n} later anchor contradicts the ledger as well", "{n} later anchors contradict the ledger as well", wrong - 1)
        tell(words.format(n=wrong - 1))


def _hashes(session: Session, places: Iterable[int]) -> dict[int, str]:
    """The hashes of these rows, as they stand. That they are right is what `ledger_verify` computes."""
    wanted = sorted(places)
    found: dict[int, str] = {}
    for start in range(0, len(wanted), _BATCH):
        query = select(LedgerRow.id, LedgerRow.hash).where(LedgerRow.id.in_(wanted[start : start + _BATCH]))
        found.update(session.execute(query).all())
    return found


def _stamped(folder: AnchorFolder, filed: Sequence[Anchor], trusted: list[Certificate], tell: Tell) -> int:
    """Check every time stamp that lies beside an anchor. An anchor without one is in order: not every installation asks for them."""
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
            tell(tr("the time stamp {file} does not hold: {reason}").format(file=stamp, reason=fault))
        else:
            good += 1
    return good

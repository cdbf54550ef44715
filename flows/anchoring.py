"""Anchors of the ledger: made, stored, stamped by a third party, and sent away; once a day at the end of a run, or by command.

Only the copies that were sent away count: they are where the owner of this machine cannot change them.
"""

import asyncio
import os
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx
from cryptography.x509 import Certificate
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from flows.notify.sending import send_message
from flows.terminal import err
from records.database import read_with_retry, write_with_retry
from records.error_translation import error_reason, translate_error
from records.errors import QorganError
from records.i18n import tr
from records.ledger import anchors
from records.ledger.anchor_check import AnchorSources, anchor_contradiction
from records.ledger.anchors import (
    LARGEST,
    Anchor,
    AnchorFolder,
    TrustedKeys,
    certificates,
    ledger_name,
    read_anchor_key,
    sign_anchor,
    signature_fault,
    stamp_fault,
    stamp_request,
    trusted_keys,
)
from records.outlets import claims
from records.settings import Settings

# The request to a time stamping authority (RFC 3161 over HTTP). Only the digest of the anchor leaves the machine.

# Seconds for the whole answer, however slow. With the sending of notices this stays below the minute after which a claim is taken over.
TIMEOUT_SECONDS = 15.0


class StampRefused(QorganError):
    """The authority did not answer, or not with a time stamp of this anchor. The next run asks again."""


def ask_for_stamp(url: str, document: bytes, trusted: list[Certificate]) -> bytes:
    """Return the authority's answer, checked as `qorgan verify` does. Raises StampRefused.

    The address is the operator's own, so it may be in the machine's network. Redirects are not followed.
    """
    stamp_query = stamp_request(document)
    try:
        # An invalid port would fail much later, with another error.
        urlsplit(url).port  # noqa: B018
        answer = asyncio.run(asyncio.wait_for(_post(url, stamp_query.as_bytes()), TIMEOUT_SECONDS))
    except (TimeoutError, ValueError, httpx.HTTPError, httpx.InvalidURL) as error:
        reason = str(error) or tr("no answer within {n} s").format(n=round(TIMEOUT_SECONDS))
        raise StampRefused(tr("QORGAN_ANCHOR_TSA gave no time stamp: {reason}").format(reason=reason)) from error
    fault = stamp_fault(answer, document, trusted, stamp_query.nonce)
    if fault:
        raise StampRefused(tr("QORGAN_ANCHOR_TSA gave no time stamp: {reason}").format(reason=fault))
    return answer


async def _post(url: str, stamp_query: bytes) -> bytes:
    head = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply", "Accept-Encoding": "identity"}
    async with httpx.AsyncClient(follow_redirects=False) as client, client.stream("POST", url, content=stamp_query, headers=head) as answer:
        if answer.status_code != httpx.codes.OK:
            raise StampRefused(tr("QORGAN_ANCHOR_TSA gave no time stamp: {reason}").format(reason=f"HTTP {answer.status_code}"))
        body = b""
        async for piece in answer.aiter_raw():
            body += piece
            if len(body) > LARGEST:
                raise StampRefused(tr("QORGAN_ANCHOR_TSA gave no time stamp: {reason}").format(reason=tr("the answer is too long")))
        return body


# The claim for making the day's anchor. No outlet has such a name.
_CLAIM = "(anchor)"
_FILE = "file://"


class NothingToAnchor(QorganError):
    """The ledger is empty, or there is no key to sign with. Raised by `qorgan anchor`; exit 1."""


class AnchorRefused(QorganError):
    """The ledger and an anchor contradict each other. Raised before anything is signed, printed for signing, or accepted; exit 1."""


def anchor_by_schedule(engine: Engine, settings: Settings, now: datetime) -> None:
    """Make the day's anchor if one is due, and finish sending and stamping the last one. Without QORGAN_ANCHOR_KEY no anchor is made.

    Never fails the run that it ends: an error is one line on stderr, and the next run tries again. Of two runs that end at once, one anchors.
    """
    try:
        if not (_due(engine, settings, now) or _open(engine, settings)):
            return
        with claims.exclusive_claim(engine, _CLAIM, now) as mine:
            if not mine:
                return
            # Checked again under the claim: another run may have made it meanwhile.
            if _due(engine, settings, now):
                anchor_now(engine, settings, now)
            else:
                _finish(engine, settings, now)
    except (QorganError, SQLAlchemyError) as error:
        err.print(tr("no anchor was made: {reason}").format(reason=translate_error(error) or error_reason(error)), markup=False)


def anchor_now(engine: Engine, settings: Settings, now: datetime) -> Anchor:
    """Sign the current head with the local key, store the anchor, and send it away. Raises NothingToAnchor, and SettingsError for the key.

    Raises AnchorRefused as `anchor_to_sign` does.
    """
    if not settings.anchor_key:
        raise NothingToAnchor(tr("QORGAN_ANCHOR_KEY names no key; make one with `qorgan anchor --new-key PATH`, or sign elsewhere (`--unsigned`)"))
    anchor = sign_anchor(anchor_to_sign(engine, settings, now), read_anchor_key(Path(settings.anchor_key)))
    _store_anchor(engine, settings, anchor)
    _finish(engine, settings, now)
    return anchor


def anchor_to_sign(engine: Engine, settings: Settings, now: datetime) -> Anchor:
    """Return the current head, to be signed. Raises NothingToAnchor for an empty ledger.

    Raises AnchorRefused, and notifies the receivers of anchors, if the ledger is not the one that was anchored before.
    """
    _require_the_anchored_ledger(engine, settings)
    anchor = read_with_retry(engine, lambda session: anchors.unsigned_anchor(session, now))
    if anchor is None:
        raise NothingToAnchor(tr("the ledger is empty; there is nothing to anchor yet"))
    return anchor


def import_anchor(engine: Engine, settings: Settings, anchor: Anchor, now: datetime) -> None:
    """Store an anchor that was signed elsewhere, and send it away.

    Raises AnchorRefused if it is not signed by a trusted key, or not of this ledger, or if this ledger is not the one that was anchored before (see
    `anchor_to_sign`).
    """
    fault = signature_fault(anchor, read_trusted_keys(settings))
    if fault:
        raise AnchorRefused(fault)
    ledger, is_own = read_with_retry(engine, lambda session: (ledger_name(session), anchors.holds_anchor(session, anchor)))
    if ledger != anchor.ledger:
        raise AnchorRefused(tr("this anchor is of another ledger"))
    if not is_own:
        raise AnchorRefused(tr("row {row} of the ledger is not the one of this anchor; run: qorgan verify").format(row=anchor.seq))
    _require_the_anchored_ledger(engine, settings)
    _store_anchor(engine, settings, anchor)
    _finish(engine, settings, now)


def _require_the_anchored_ledger(engine: Engine, settings: Settings) -> None:
    """Raise AnchorRefused if the ledger is not the one that was anchored before: a new anchor must not legitimise a rewritten ledger."""
    fault = read_with_retry(engine, lambda session: anchor_contradiction(session, AnchorSources(settings.anchors, read_trusted_keys(settings))))
    if fault:
        send_message(
            _by_apprise(settings.anchor_to.split()), lambda: (tr("Qorgan: the ledger contradicts an anchor"), fault), setting="QORGAN_ANCHOR_TO"
        )
        raise AnchorRefused(tr("{fault} (run: qorgan verify)").format(fault=fault))


def read_trusted_keys(settings: Settings) -> TrustedKeys:
    """Return the keys whose anchors are trusted."""
    file = Path(settings.anchor_trusted) if settings.anchor_trusted else None
    return trusted_keys(file, Path(settings.anchor_key) if settings.anchor_key else None)


def _store_anchor(engine: Engine, settings: Settings, anchor: Anchor) -> None:
    folder = AnchorFolder(settings.anchors)
    try:
        folder.add(anchor)
    except OSError as error:
        # It is recorded in the database and sent away all the same: a missing medium must not prevent that.
        words = tr("the anchor cannot be written to {file}: {reason}; it is sent away all the same")
        err.print(words.format(file=folder.file, reason=error.strerror), markup=False)
    write_with_retry(engine, lambda session: anchors.note_anchor(session, anchor))


def _due(engine: Engine, settings: Settings, now: datetime) -> bool:
    return bool(settings.anchor_key) and read_with_retry(engine, lambda session: anchors.is_due(session, now))


def _open(engine: Engine, settings: Settings) -> bool:
    """Return whether the last anchor has not yet been sent or stamped as the settings require."""
    last, unsent = read_with_retry(engine, lambda session: (anchors.newest_anchor(session), anchors.unsent_anchors(session)))
    return bool(last and ((settings.anchor_to and unsent) or (settings.anchor_tsa and not _has_stamp(settings, last))))


def _has_stamp(settings: Settings, anchor: Anchor) -> bool:
    try:
        return AnchorFolder(settings.anchors).stamp(anchor).exists()
    except OSError:
        return False


def _finish(engine: Engine, settings: Settings, now: datetime) -> None:
    """Send the newest anchor to the receivers that lack it, and have it stamped."""
    last, unsent = read_with_retry(engine, lambda session: (anchors.newest_anchor(session), anchors.unsent_anchors(session)))
    if unsent and settings.anchor_to and _send(settings.anchor_to.split(), unsent):
        write_with_retry(engine, lambda session: anchors.note_sent(session, unsent, now))
    if last and settings.anchor_tsa and not _has_stamp(settings, last):
        _stamp(settings, last)


def _send(addresses: list[str], anchor: Anchor) -> bool:
    """Send the anchor to every address; return whether a remote one accepted it, or, if all are files, whether one was written."""
    by_apprise = _by_apprise(addresses)
    any_remote = any(by_apprise)
    sent = any_remote and send_message(by_apprise, lambda: _message(anchor), setting="QORGAN_ANCHOR_TO")
    for address in addresses:
        if address.startswith(_FILE):
            path = Path(unquote(urlsplit(address).path))
            try:
                _append(path, anchor.document)
                sent = sent or not any_remote
            except OSError as error:
                words = tr("QORGAN_ANCHOR_TO: the anchor cannot be written to {file}: {reason}; the next run tries again")
                err.print(words.format(file=path, reason=error.strerror), markup=False)
    return sent


def _append(path: Path, document: bytes) -> None:
    """Append the document to a file, once: while the other addresses cannot be reached, every run tries again."""
    if path.is_file() and path.read_bytes().endswith(document):
        return
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as out:
        out.write(document)
        out.flush()
        os.fsync(out.fileno())


def _by_apprise(addresses: list[str]) -> list[str]:
    """Return the addresses for apprise; those of files keep their position, as empty strings."""
    return ["" if address.startswith(_FILE) else address for address in addresses]


def _message(anchor: Anchor) -> tuple[str, str]:
    title = tr("Qorgan: anchor of the ledger, row {row}").format(row=anchor.seq)
    return (
        title,
        f"{anchor.line}\n\n{tr('Keep this message. Later, `qorgan verify --anchor` with this line shows whether the ledger was written anew.')}",
    )


def _stamp(settings: Settings, anchor: Anchor) -> None:
    folder = AnchorFolder(settings.anchors)
    try:
        answer = ask_for_stamp(settings.anchor_tsa, anchor.document, certificates(settings.anchor_tsa_certificates))
        folder.put(folder.stamp(anchor), answer)
    except StampRefused as error:
        err.print(f"{error}; {tr('the next run tries again')}", markup=False)
    except OSError as error:
        err.print(tr("the time stamp cannot be written to {file}: {reason}").format(file=folder.stamp(anchor), reason=error.strerror), markup=False)

"""Passkeys (WebAuthn): a device signs a challenge of the desk. The challenge is valid for one try and five minutes, and the signature for this desk's
name alone.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import Request
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from desk.auth.keys import Purpose, derive_key
from desk.middleware.hosts import public_origin
from desk.state import desk_state
from records.errors import QorganError
from records.i18n import tr
from records.tables import LARGEST_LONG_ID, ChallengeRow, PasskeyRow

_FRESH = timedelta(minutes=5)
# The library's error for an invalid answer, and Python's where the library did not expect its form.
_UNREADABLE = (WebAuthnException, ValueError, TypeError, AttributeError, KeyError, RecursionError)
MOST = 10
_LONGEST_NAME = 60
_LONGEST_ANSWER = 20_000


class BadPasskey(QorganError):
    """Raised where the device's answer proves nothing, or there are too many passkeys; 422, and 401 at signing in."""


@dataclass(frozen=True)
class RelyingParty:
    """The relying party of a passkey: the name of the host, and the address with scheme and port that the browser must have visited."""

    id: str
    origin: str


def relying_party(request: Request) -> RelyingParty | None:
    """Return the desk under the requested name.

    None where browsers allow no passkey: at a bare address, and at another name than the public one.
    """
    origin = public_origin(request)
    host = urlsplit(origin).hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return RelyingParty(host, origin) if host == request.url.hostname else None
    return None


def creation_options(request: Request, session: Session, party: RelyingParty, name: str, now: datetime) -> str:
    """Return what the browser needs to make a passkey, in JSON."""
    owned = session.scalars(select(PasskeyRow.credential).where(PasskeyRow.user == name)).all()
    options = generate_registration_options(
        rp_id=party.id,
        rp_name="Qorgan",
        user_name=name,
        # Not the name itself: a device stores it, and shows it to anybody who finds the device.
        user_id=hmac.new(derive_key(desk_state(request).secret, Purpose.PASSKEY_HANDLES), name.encode(), hashlib.sha256).digest(),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(credential)) for credential in owned],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
    )
    _keep(session, f"make {request.state.session}", options.challenge, now)
    return options_to_json(options)


def consume_creation_challenge(request: Request, session: Session, now: datetime) -> bytes:
    """Return the challenge of a passkey that was to be made. Raises BadPasskey.

    The caller commits this before checking the answer: a failed try also uses the challenge.
    """
    return _take(session, f"make {request.state.session}", now)


def add(session: Session, party: RelyingParty, challenge: bytes, name: str, called: str, answer: str, now: datetime) -> None:
    """Store the passkey that was made. Raises BadPasskey."""
    if len(session.scalars(select(PasskeyRow.id).where(PasskeyRow.user == name)).all()) >= MOST:
        raise BadPasskey(tr("there are {n} passkeys already; remove one first").format(n=MOST))
    try:
        verified = verify_registration_response(
            credential=answer[:_LONGEST_ANSWER], expected_challenge=challenge, expected_rp_id=party.id, expected_origin=party.origin
        )
    except _UNREADABLE as error:
        raise BadPasskey(tr("the passkey was not made; try again")) from error
    credential = bytes_to_base64url(verified.credential_id)
    if session.scalar(select(PasskeyRow.id).where(PasskeyRow.credential == credential)):
        raise BadPasskey(tr("the passkey was not made; try again"))
    row = PasskeyRow(user=name, name=" ".join(called.split())[:_LONGEST_NAME], credential=credential, made_at=now, used_at=None)
    row.public_key, row.signatures = bytes_to_base64url(verified.credential_public_key), verified.sign_count
    session.add(row)


def request_options(session: Session, party: RelyingParty, key: str, name: str | None, now: datetime) -> str:
    """Return what the browser needs to sign with a passkey, in JSON.

    The passkey is one of this user, or, as the only factor, any that names its owner.
    """
    owned = session.scalars(select(PasskeyRow.credential).where(PasskeyRow.user == name)).all() if name else []
    alone = UserVerificationRequirement.REQUIRED if name is None else UserVerificationRequirement.PREFERRED
    allowed = [PublicKeyCredentialDescriptor(id=base64url_to_bytes(credential)) for credential in owned]
    options = generate_authentication_options(rp_id=party.id, allow_credentials=allowed, user_verification=alone)
    _keep(session, f"use {key}", options.challenge, now)
    return options_to_json(options)


def owner_of(session: Session, answer: str) -> PasskeyRow | None:
    """Return the row of the passkey that claims to have signed; nothing is proven yet."""
    try:
        credential = parse_authentication_credential_json(answer[:_LONGEST_ANSWER]).id
    except _UNREADABLE:
        return None
    return session.scalars(select(PasskeyRow).where(PasskeyRow.credential == credential)).one_or_none()


def consume_sign_in_challenge(session: Session, key: str, now: datetime) -> bytes:
    """Return the challenge that a passkey was to sign, used up as in `consume_creation_challenge`. Raises BadPasskey."""
    return _take(session, f"use {key}", now)


def prove(party: RelyingParty, challenge: bytes, row: PasskeyRow | None, answer: str, now: datetime, *, alone: bool) -> str:
    """Return the name of the user who signed. Raises BadPasskey.

    In place of a password (`alone`) the device must have asked for a PIN or a finger.
    """
    if row is None:
        raise BadPasskey(tr("this passkey is not known here"))
    try:
        signed = verify_authentication_response(
            credential=answer[:_LONGEST_ANSWER],
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=base64url_to_bytes(row.public_key),
            credential_current_sign_count=row.signatures,
            require_user_verification=alone,
        )
    except _UNREADABLE as error:
        raise BadPasskey(tr("this passkey is not known here")) from error
    row.signatures, row.used_at = signed.new_sign_count, now
    return row.user


def remove(session: Session, name: str, id: int) -> bool:
    """Delete a passkey of a user; False if there is none."""
    if not 0 < id <= LARGEST_LONG_ID:
        return False
    row = session.scalars(select(PasskeyRow).where(PasskeyRow.user == name, PasskeyRow.id == id)).one_or_none()
    if row is not None:
        session.delete(row)
    return row is not None


def _keep(session: Session, key: str, challenge: bytes, now: datetime) -> None:
    hashed = hashlib.sha256(key.encode()).hexdigest()
    session.execute(delete(ChallengeRow).where((ChallengeRow.key == hashed) | (ChallengeRow.at < now - _FRESH)))
    session.add(ChallengeRow(key=hashed, challenge=bytes_to_base64url(challenge), at=now))
    session.flush()


def _take(session: Session, key: str, now: datetime) -> bytes:
    """Return the challenge and delete it, so that it is used once. Raises BadPasskey."""
    row = session.get(ChallengeRow, hashlib.sha256(key.encode()).hexdigest())
    if row is None or row.at < now - _FRESH:
        raise BadPasskey(tr("this took too long; try again"))
    challenge = base64url_to_bytes(row.challenge)
    session.delete(row)
    session.flush()
    return challenge

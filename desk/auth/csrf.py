"""CSRF tokens: each form carries a token of one session, which proves that it came from this desk."""

import hashlib
import hmac

from desk.auth.keys import Purpose, derive_key

FIELD = "csrf"
HEADER = "X-CSRF-Token"


def token(secret: bytes, bound_to: str, purpose: Purpose = Purpose.SESSION_FORMS) -> str:
    """Return the token for the id of a session, or before sign-in for a random cookie of the browser (`Purpose.DOOR_FORMS`).

    An attacker who plants a cookie before the sign-in could choose an id; the two kinds of token have separate keys, so that it proves nothing later.
    """
    return hmac.new(derive_key(secret, purpose), bound_to.encode(), hashlib.sha256).hexdigest()


def holds(secret: bytes, bound_to: str, value: str, purpose: Purpose = Purpose.SESSION_FORMS) -> bool:
    """Return whether the token that came belongs to this session."""
    return hmac.compare_digest(token(secret, bound_to, purpose).encode(), value.encode())

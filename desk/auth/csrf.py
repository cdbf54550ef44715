"""Proves that a form came from this desk: each form carries a token that belongs to one session."""

import hashlib
import hmac

from desk.auth.keys import Purpose, derived

FIELD = "csrf"
HEADER = "X-CSRF-Token"


def token(secret: bytes, bound_to: str, purpose: Purpose = Purpose.SESSION_FORMS) -> str:
    """The token for the id of a session. Before there is a session, for a random cookie of the browser (`Purpose.DOOR_FORMS`).

    Whoever plants a cookie before the sign-in could choose an id; the two kinds of token have keys of their own, so that it proves nothing later.
    """
    return hmac.new(derived(secret, purpose), bound_to.encode(), hashlib.sha256).hexdigest()


def holds(secret: bytes, bound_to: str, given: str, purpose: Purpose = Purpose.SESSION_FORMS) -> bool:
    """Whether the token that came belongs to this session."""
    return hmac.compare_digest(token(secret, bound_to, purpose).encode(), given.encode())

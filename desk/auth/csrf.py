"""Proves that a form came from this desk: each form carries a token that belongs to one session."""

import hashlib
import hmac

FIELD = "csrf"
HEADER = "X-CSRF-Token"


def token(secret: bytes, bound_to: str) -> str:
    """The token for the id of a session. Before there is a session, for a random cookie of the browser."""
    return hmac.new(secret, f"csrf {bound_to}".encode(), hashlib.sha256).hexdigest()


def holds(secret: bytes, bound_to: str, given: str) -> bool:
    """Whether the token that came belongs to this session."""
    return hmac.compare_digest(token(secret, bound_to).encode(), given.encode())

"""That a form was ours: each carries a token that only this browser's session can have."""

import hashlib
import hmac

FIELD = "csrf"
HEADER = "X-CSRF-Token"


def token(secret: bytes, bound_to: str) -> str:
    """The token of a session (its id), or, before there is one, of the browser (a random cookie)."""
    return hmac.new(secret, f"csrf {bound_to}".encode(), hashlib.sha256).hexdigest()


def holds(secret: bytes, bound_to: str, given: str) -> bool:
    """Whether the token that came is the one of this session."""
    return hmac.compare_digest(token(secret, bound_to).encode(), given.encode())

"""The names of the desk's own cookies."""

from fastapi import Request


def cookie_name(request: Request, plain: str) -> str:
    """The name of a cookie that goes with every path. Behind TLS the prefix makes the browser refuse one that another host or a page without TLS has set."""
    return f"__Host-{plain}" if request.url.scheme == "https" else plain

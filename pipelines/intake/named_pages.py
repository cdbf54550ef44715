"""The addresses of pages that a text names, as far as they may be fetched."""

import re

from pipelines.tips import BadTip, accepted_address

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"'«»“”„]{4,2000}", re.I)
# What closes a sentence and not an address.
_CLOSING = ".,;:!?)]}…"
MOST = 20
# Characters of a text in which addresses are looked for.
_LONGEST = 100_000


def named_pages(text: str) -> list[str]:
    """Up to twenty addresses, in the form in which they would be fetched, in their order. Those that lead to private hosts are left out."""
    found: list[str] = []
    for match in _ADDRESS.finditer(text[:_LONGEST]):
        written = match[0].rstrip(_CLOSING)
        try:
            address = accepted_address(written if "://" in written else f"https://{written}")
        except BadTip:
            continue
        if address not in found:
            found.append(address)
        if len(found) == MOST:
            break
    return found

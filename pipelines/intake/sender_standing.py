"""Whether a mail comes from where it says, as the operator's own mail server found out (Authentication-Results, RFC 8601).

Nothing else is believed: whoever sends a mail may write such a field too, under any name. The server takes out those that bear its own name (RFC 8601, section 5) and puts its
own on top; so only the first one counts, and only if it bears the configured name.
"""

import re
from email.message import Message

from pipelines.intake.mail_headers import written
from records.vocabulary import SenderStanding

# One that nobody closes goes to the end.
_QUOTED = re.compile(r'"(?:[^"\\]++|\\.?)*+"?', re.S)
_PIECE = re.compile(r"\\?[()]|\\|[^()\\]++")
_RESULT = re.compile(r"\s*([a-z0-9-]+)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)\b(.*)", re.S)
_PROPERTY = re.compile(r"\b(header\.(?:from|d))\s*=\s*([^\s;]+)")
# Quoted text and comments are the sender's: an address in quotes may hold what looks like a result.


def standing_of(header: Message, sender: str, verifier: str) -> SenderStanding:
    """What is known of the sender of a mail. `sender`: the one address that it is from, empty where there is none; `verifier`: the name of the operator's own server."""
    fields = written(header, "Authentication-Results")
    if not verifier or not fields or not sender:
        return SenderStanding.CLAIMED
    text = _bare(fields[0])
    name, _, results = text.partition(";")
    if name.split()[:1] != [verifier.lower()]:
        return SenderStanding.CLAIMED
    domain = sender.rpartition("@")[2]
    found = [_result(one) for one in results.split(";")]
    said = {(method, verdict) for method, verdict, _ in found}
    if ("dmarc", "fail") in said:
        return SenderStanding.FORGED
    for method, verdict, properties in found:
        of = properties.get("header.from" if method == "dmarc" else "header.d", "")
        if verdict == "pass" and method in ("dmarc", "dkim") and of.strip("@") == domain:
            return SenderStanding.VERIFIED
    return SenderStanding.CLAIMED


def _bare(text: str) -> str:
    """The field in small letters, without what stands in quotes or in brackets, also nested ones. What follows an opening one that nobody closes is not read."""
    kept, depth = [], 0
    for piece in _PIECE.findall(_QUOTED.sub(" ", text.lower())):
        # A backslash takes a bracket its meaning within a comment only.
        if piece == "(" or (not depth and piece == "\\("):
            depth += 1
        elif not depth:
            kept.append(piece)
        elif piece == ")":
            depth -= 1
            kept.append(" ")
    return "".join(kept)


def _result(text: str) -> tuple[str, str, dict[str, str]]:
    found = _RESULT.match(text)
    if found is None:
        return "", "", {}
    properties: dict[str, str] = {}
    for name, value in _PROPERTY.findall(found[3]):
        properties.setdefault(name, value)
    return found[1], found[2], properties

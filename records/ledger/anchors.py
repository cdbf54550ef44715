"""An anchor: the head of the ledger at a moment, as one line of signed JSON that is kept where whoever holds the database cannot change it.

The chain of hashes alone does not stop somebody who owns the database: they compute every hash anew. They cannot change a line that was sent away.
The line is short enough for a message, and is found again in what mail and messengers make of it.
"""

import hashlib
import html
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from records.errors import BadAnchor
from records.i18n import tr

FORMAT = "qorgan-anchor-1"
# How much of a hash names a ledger or a key.
NAME = 16
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_SHAPES = {
    "at": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII),
    "hash": re.compile(r"[0-9a-f]{64}"),
    "key": re.compile(r"(?:[0-9a-f]{16})?"),
    "ledger": re.compile(r"[0-9a-f]{16}"),
    "signature": re.compile(r"(?:[0-9A-Za-z_-]{86})?"),
}
# No value of an anchor holds any of these: breaks and marks of quotation that mail puts in, and characters that are not seen.
_BETWEEN = re.compile(r"[\s>\u00ad\u200b-\u200d\u2060\ufeff]+")
_QUOTES = str.maketrans(dict.fromkeys("“”„«»″", '"'))
_OBJECT = re.compile(r"\{[^{}]*\}")
# The largest place that a row of the ledger can have.
_LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Anchor:
    """Row `seq` of the ledger had this hash at this moment (UTC, whole seconds). `ledger` is the begin of the hash of its first row: which ledger it is.

    `key` names the key that signed it. Both it and the signature are empty until somebody signs.
    """

    ledger: str
    seq: int
    hash: str
    at: datetime
    key: str = ""
    signature: str = ""

    @property
    def line(self) -> str:
        """The anchor as it is kept and sent. The same anchor is always the same line."""
        return _written(self._plain())

    @property
    def signed_bytes(self) -> bytes:
        """What the signature is over: the line without it. The format stands in it, so that no other document can pass for an anchor."""
        return _written(self._plain() | {"signature": ""}).encode()

    @property
    def document(self) -> bytes:
        """The bytes of the file of this anchor alone, of which time stamps are made."""
        return f"{self.line}\n".encode()

    @property
    def digest(self) -> str:
        """SHA-256 of that file."""
        return hashlib.sha256(self.document).hexdigest()

    @property
    def file_name(self) -> str:
        """The name of that file: sorted by name, anchors stand in order. The digest tells two of one second apart."""
        return f"{self.seq:08}-{self.at:%Y%m%dT%H%M%SZ}-{self.digest[:8]}.json"

    def _plain(self) -> dict[str, Any]:
        return asdict(self) | {"at": self.at.astimezone(UTC).strftime(_MOMENT), "format": FORMAT}


def _written(plain: Mapping[str, Any]) -> str:
    return json.dumps({name: value for name, value in plain.items() if value != ""}, sort_keys=True, separators=(",", ":"))


def read_anchor(line: str) -> Anchor:
    """The anchor that a line is. Raises BadAnchor for anything else."""
    try:
        told = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadAnchor(tr("this is no anchor, or not the whole of one")) from error
    if not isinstance(told, dict) or told.pop("format", None) != FORMAT:
        raise BadAnchor(tr("this is no anchor, or not the whole of one"))
    seq = told.pop("seq", None)
    shaped = all(isinstance(told.setdefault(name, ""), str) and shape.fullmatch(told[name]) for name, shape in _SHAPES.items())
    if not shaped or told.keys() != _SHAPES.keys() or type(seq) is not int or not 0 < seq <= _LARGEST or bool(told["key"]) != bool(told["signature"]):
        raise BadAnchor(tr("this is no anchor, or not the whole of one"))
    try:
        at = datetime.strptime(told.pop("at"), _MOMENT).replace(tzinfo=UTC)
    except ValueError as error:
        raise BadAnchor(tr("this is no anchor, or not the whole of one")) from error
    return Anchor(seq=seq, at=at, **told)


def anchors_in(text: str) -> list[Anchor]:
    """Every anchor in a text, as people paste it: with what stood around, broken into lines, quoted, with other marks of quotation.

    Raises BadAnchor if there is none, or if one is not whole.
    """
    squeezed = _BETWEEN.sub("", html.unescape(text)).translate(_QUOTES)
    found = [read_anchor(match[0]) for match in _OBJECT.finditer(squeezed) if '"qorgan-anchor' in match[0]]
    if not found:
        raise BadAnchor(tr("this is no anchor, or not the whole of one"))
    return found

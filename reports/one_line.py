"""A text from the records on one line, for a document or a chart."""

import re

# Characters that XML 1.0 forbids, and marks that change the direction of text.
_UNWANTED = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def one_line(text: str, longest: int = 300) -> str:
    """Return the text without control characters and direction marks. A long text is cut after a word."""
    line = " ".join(_UNWANTED.sub("", text).split())
    if len(line) <= longest:
        return line
    cut = line[:longest]
    return (cut.rpartition(" ")[0] or cut) + " …"

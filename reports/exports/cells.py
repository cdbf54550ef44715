"""A value becomes one cell, and the cell becomes the same value again: an import reads what an export wrote.

Lists of words are joined by "; ". If such a list could not be divided again, and for objects and lists of objects, the cell holds JSON. A text that a
spreadsheet would run as a formula gets an apostrophe before it.
"""

import json
import re
from typing import Any

# A cell that begins so is run by a spreadsheet (OWASP, CSV injection), its full-width forms too. One that begins with apostrophes before it gets
# one more, so that taking one off is always right.
_RUN = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
# What a worksheet cannot hold (ECMA-376, 22.9.2.19 ST_Xstring), a carriage return, which XML turns into a newline, and what looks like its escape.
_UNSAID = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_SAID = re.compile(r"_x([0-9A-Fa-f]{4})_")


def cell(value: Any) -> Any:
    """A value as one cell. Lists and objects are flattened. A text that a spreadsheet would run gets an apostrophe."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: ""}[value]
    if isinstance(value, int | float):
        return value
    if isinstance(value, list):
        value = _joined(value)
    elif isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False)
    text = str(value)
    return f"'{text}" if _RUN.match(text) else text


def cell_text(text: str) -> str:
    """The text of a cell as it was before `cell` made it plain."""
    return text[1:] if text.startswith("'") and _RUN.match(text) else text


def parts(text: str) -> list[str]:
    """The words that were joined in a cell. Empty ones are left out."""
    return [part for part in (part.strip() for part in text.split(";")) if part]


def escaped(text: str) -> str:
    """Text in the form of a worksheet: a character that it cannot hold becomes `_xHHHH_`."""
    return _UNSAID.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescaped(text: str) -> str:
    """The text of a worksheet without such escapes."""
    return _SAID.sub(lambda found: chr(int(found[1], 16)), text)


def _joined(values: list[Any]) -> str:
    words = [value for value in values if isinstance(value, str)]
    joined = "; ".join(words)
    return joined if len(words) == len(values) and parts(joined) == words and not joined.startswith("[") else json.dumps(values, ensure_ascii=False)

"""The rows of docs/contracts.md for the fields of the kinds of source, made from the kinds: `make settings`, or `python -m tests.source_rows`."""

import re

from spiders.sources.kinds import KINDS
from tests.paths import ROOT

PAGE = ROOT / "docs" / "contracts.md"
# The rows between which they are.
_BEFORE, _AFTER = "| `languages` | ", "| `browser` | "


def with_source_rows(text: str) -> str:
    """The page with a row for each kind that outlet files may name."""
    rows = "".join(f"| `{kind.field}` | {kind.meaning} |\n" for kind in KINDS.values() if kind.field)
    made, count = re.subn(rf"(?ms)^({re.escape(_BEFORE)}[^\n]*\n).*?(?=^{re.escape(_AFTER)})", lambda found: found[1] + rows, text)
    assert count == 1
    return made


if __name__ == "__main__":
    PAGE.write_text(with_source_rows(PAGE.read_text(encoding="utf-8")), encoding="utf-8")

"""What docs/contracts.md says of the codes, read from its words: so a recount follows the page that people read, and nothing of the product."""

import re
from pathlib import Path

_CONTRACTS = (Path(__file__).parents[2] / "docs/contracts.md").read_text(encoding="utf-8")
_TABLE = [[cell.strip() for cell in line.strip("|").split("|")] for line in re.findall(r"^\| `[A-Z]{3}` \|.*\|$", _CONTRACTS, re.MULTILINE)]
_NINE = [cells for cells in _TABLE if len(cells) == 8]


def codes_after(words: str) -> list[str]:
    """The codes that the page lists after these words, in its order."""
    said = re.search(re.escape(words) + r"(?P<codes>[^\n]*)", _CONTRACTS)
    assert said, words
    return re.findall(r"`([A-Z]{3})`", said["codes"].split(";")[0])


def _column(nth: int) -> dict[str, str | None]:
    return {cells[0].strip("`"): None if cells[nth] == "–" else cells[nth] for cells in _NINE}


GRAVITY = codes_after("By gravity, the gravest first:")
ALWAYS_TOLD = set(codes_after("Always told in a publication:"))
BLOCKS = _column(2)
TAXONOMIES = {"us_tracker": _column(3), "mapping_media_freedom": _column(4), "sdg": _column(5), "jfj": _column(6), "mapmf": _column(7)}


def sentence_after(words: str) -> str:
    """The line of the page that begins with these words, without them."""
    said = [line for line in _CONTRACTS.splitlines() if line.startswith(words)]
    assert len(said) == 1, words
    return said[0].removeprefix(words).strip()

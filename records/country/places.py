"""Place names in each language, from the place tables.

Records store a place as written; translation happens at display. The tables are those used for screening (see `classify/lexica/README.md`), read here
as files.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from records.i18n import LANGUAGES, gettext_noop, reader_language, tr_to

_TABLES = Path(__file__).parents[2] / "classify" / "lexica"
# The languages of the name columns, in order.
_LANGS = ("kk", "ru", "en")
# Kinds of rows that do not name a place: names that stand for a capital.
_NO_PLACE = frozenset({"capital"})
_DISTRICTS = frozenset({"district", "quarter"})
_DISTRICT = gettext_noop("{name} district")


def place_name(place: str, area: str | None = None, lang: str = "") -> str:
    """Return a place's name in the reader's language, or in `lang`.

    `area` is the code of its region or country, and distinguishes places of the same name. Unknown and ambiguous places remain as written.
    """
    entries, lang = _places().get(_folded(place), ()), lang or reader_language()
    if lang not in _LANGS:
        return place
    at = _LANGS.index(lang)
    in_language = {names[at] for code, names in entries if code == area} or {names[at] for _, names in entries}
    return in_language.pop() if len(in_language) == 1 else place


def place_names(place: str, area: str | None = None) -> list[str]:
    """Return a place's names in every language of the product, the original spelling first."""
    return list(dict.fromkeys([place, *(place_name(place, area, lang) for lang in LANGUAGES)])) if place else []


def shown_name(kind: str, text: str, lang: str) -> str:
    """Return a table name for display.

    A district has its unit: Карасайский район, район Алтай, Қарасай ауданы.
    """
    text = text.removesuffix("?")
    if kind in _DISTRICTS:
        return (
            text
            if text.startswith("район ")
            else f"район {text}"
            if lang == "ru" and not text.endswith("ий")
            else tr_to(lang, _DISTRICT).format(name=text)
        )
    return text.removesuffix(" қаласы").removesuffix(" ауылы").removesuffix(" village").removeprefix("город ").removeprefix("село ")


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("ё", "е").split())


@cache
def _places() -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Return the places by each name: (area code, names by language)."""
    by_name: dict[str, dict[tuple[str, tuple[str, ...]], None]] = defaultdict(dict)
    for area, name, called in _rows():
        by_name[_folded(name)].setdefault((area, called))
    return {name: tuple(places) for name, places in by_name.items()}


def _rows() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield each name with its area and the place's names by language.

    A second name maps to the second name in other languages if there is one (Нур-Султан to Нұр-Сұлтан). In its own language a name remains as it is.
    """
    for table in ("places.tsv", "cities_abroad.tsv"):
        for line in (_TABLES / table).read_text(encoding="utf-8").splitlines():
            area, *cells = line.split("\t")
            if line.startswith("#") or len(cells) < 1 + len(_LANGS) or cells[0] in _NO_PLACE:
                continue
            kind = cells[0]
            named = [
                [shown_name(kind, name.strip(), lang) for name in cell.split(";") if name.strip()]
                for cell, lang in zip(cells[1:], _LANGS, strict=False)
            ]
            for own, names in enumerate(named):
                for nth, name in enumerate(names):
                    yield (
                        area,
                        name,
                        tuple(
                            name if at == own else other_names[nth] if nth < len(other_names) else other_names[0]
                            for at, other_names in enumerate(named)
                        ),
                    )
            # A district name without its unit may be a town or a man's name.
            if kind not in _DISTRICTS and len(cells) > 1 + len(_LANGS):
                yield from (
                    (area, shown_name(kind, name.strip(), ""), tuple(names[0] for names in named)) for name in cells[4].split(";") if name.strip()
                )

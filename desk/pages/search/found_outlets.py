"""Outlets by their names, their short name and their site."""

import json
from functools import lru_cache
from urllib.parse import quote

from sqlalchemy import Text, cast, select

from desk.pages.search.found_lines import FoundKind, FoundLine, Sought, SoughtKind, page_in_memory, words_shown
from records.country import region_name
from records.i18n import own_words, tr
from records.tables import OutletRow
from records.words.asked_words import AskedWords
from records.words.word_keys import searched_in

_Titles = tuple[tuple[str, str], ...]


def outlets_found(sought: Sought) -> FoundKind:
    """Outlets by their names in every language, by their short name and by their site; also those that no run has visited yet."""
    rows = sought.session.execute(select(OutletRow.name, OutletRow.home, OutletRow.region, cast(OutletRow.title, Text))).tuples()
    known = {name: (_titles(title), home, region) for name, home, region, title in rows}
    known |= {one.name: (tuple(one.title.model_dump().items()), one.home, one.region) for one in sought.entries.values()}
    said = [name for name, (title, home, _) in sorted(known.items()) if sought.asked.are_said(_keys_of_outlet(title, name, home))]
    return page_in_memory(sought, SoughtKind.OUTLETS, said, lambda name: _outlet(name, *known[name], sought.asked))


# There are a few hundred, and each search looks at all of them.
@lru_cache(maxsize=10_000)
def _titles(kept: str) -> _Titles:
    return tuple(json.loads(kept).items())


@lru_cache(maxsize=10_000)
def _keys_of_outlet(title: _Titles, name: str, home: str) -> str:
    return searched_in((*(words for _, words in title if words), name, _host(home)))


def _host(home: str) -> str:
    return home.partition("://")[2].partition("/")[0]


def _outlet(name: str, title: _Titles, home: str, region: str | None, asked: AskedWords) -> FoundLine:
    where = region_name(region) if region else tr("National press")
    return FoundLine(f"/outlets/{quote(name, safe='')}", words_shown(own_words(dict(title)) or name, asked), facts=(name, _host(home), where))

"""Comparable names of outlets: without quotation marks, words for the medium, domain endings, case endings and differences of script."""

import re
from functools import cache, lru_cache

from classify.clustering.spelling import plain_spelling
from classify.matching.lexicon import LEXICA, read_phrases
from records.language.stems import kazakh_nominative

_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_DOMAIN = re.compile(r"\.(?:kz|com|org|net|info|asia|media|news|ru|city|press|tv|online|қаз|каз)$")
_MEDIUM = re.compile(
    r"(?:газет\w*|теле(?=\w*канал)\w*|канал\w*|телеарна\w*|арна(?:сы\w*)?|портал\w*|сайт\w*|журнал\w*|радио\w*|издани\w*|басылым\w*|агентств\w*|агентті\w*"
    r"|апталы[кғ]\w*|еженедельник\w*|newspaper|weekly|daily|website|site|portal|channel|television|agency|magazine|radio|outlet|the|тв|tv|ньюс|news"
    r"|online|онлайн|медиа|media|инфо|info|kz|кз|www|редакци\w*)$"
)
# Case endings of Russian nouns and adjectives in plain spelling, which outlet names take outside quotation marks (Степного вестника).
_CASE = re.compile("(?:ого|его|ому|ему|ими|ии|ои|еи|ом|ем|им|ах|ами|[аеиоу])$")
_SHORTEST = 3
# Several names of one newsroom.
_ONE_HOUSE = {"rfe/rl": "Азаттық", "радио свобода": "Азаттық", "radio liberty": "Азаттық"}


@lru_cache(maxsize=20_000)
def outlet_key(name: str) -> str:
    """Return the key of an outlet's name; empty if nothing of the name is left."""
    name = _ONE_HOUSE.get(name.lower(), name)
    words = [_DOMAIN.sub("", word.removeprefix("www.")) for word in _WORD.findall(name.lower())]
    own = [word for word in words if not _MEDIUM.match(word)] or words
    return "".join(_stem(word) for word in own)


def _stem(word: str) -> str:
    form = plain_spelling(kazakh_nominative(word) if re.search("[әғқңөұүһі]", word) else word)
    cut = _CASE.sub("", form)
    return cut if len(cut) >= _SHORTEST else form


@cache
def _known() -> frozenset[str]:
    rows = read_phrases(LEXICA / "outlets.tsv")
    return frozenset(outlet_key(phrase.code) for phrase in rows)


def is_widely_known(key: str) -> bool:
    """Return whether this is an outlet that others quote every day; two articles that name it need not be about it."""
    return key in _known()

"""Names of outlets as people write them: which outlet a name means, which names mean the same, and the spelling under which a name is looked up."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from records.language.cases import KAZAKH_CASE_ENDINGS
from records.language.names import rough_form
from records.language.stems import russian_stem

# Words for kinds of outlets, which are ignored.
_KINDS = Path(__file__).with_name("outlet_kinds.txt")
_WORD = re.compile(r"[^\W_]+")
# Letters and figures apart: Хабар24 is Хабар 24, and 365info is not Info.
_PIECE = re.compile(r"[^\W\d_]+|\d+")
_DIGITS = re.compile(r"\d+")
_QUOTES_AND_BLANKS = " «»\"“”„'"

# Which outlet a name means. The names of an outlet are its titles, the site of its home page, and the aliases in its entry.

_QUOTED = re.compile("""[«“„"'][^«»“”„"']+[»”“"']""")
# «Ақ» is also a word of names (Ақ Жайық), not only the abbreviation of a joint-stock company.
_ALSO_A_NAME = frozenset({"ақ"})
# A shorter stem is the stem of too many words.
_SHORTEST_STEM = 4
# Endings that are joined to a name: Vlast.kz-тің, Azattyq's.
_JOINED_ENDING = re.compile(rf"(?<=\w)(?:[-‐‑–](?:{'|'.join(KAZAKH_CASE_ENDINGS)})|['’ʼ]s)(?!\w)", re.IGNORECASE)
# Kazakh cases at the end of a name, the longest first, also those after a possessive ending (апталығы-на).
_CASES = sorted({*KAZAKH_CASE_ENDINGS, "ның", "нің", "на", "не", "нда", "нде", "нан", "нен", "мен"}, key=len, reverse=True)
_SHORTEST_NAME = 3
_BEFORE_SITE = re.compile(r"^(?:https?://)?www\.|^https?://", re.IGNORECASE)
_MOST_REMEMBERED = 50_000


@dataclass(frozen=True)
class NamedOutlet:
    """An outlet with all its names.

    `code` is the name of its entry, `name` the one name under which it is shown, `site` the host of its home page without `www.`, with
    the port if there is one.
    """

    code: str
    name: str
    site: str
    titles: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


def named_outlet(code: str, home: str, titles: Mapping[str, str], languages: Sequence[str], aliases: Sequence[str] = ()) -> NamedOutlet:
    """Return an outlet from the fields of its entry. Its one name is its title in the first of its languages that has one."""
    spoken = [titles[lang] for lang in (*languages, *titles) if titles.get(lang)]
    name = clean_name(spoken[0]) if spoken else ""
    return NamedOutlet(code, name, _site(home), tuple(dict.fromkeys(spoken)), tuple(aliases))


def _site(home: str) -> str:
    try:
        return urlsplit(home).netloc.casefold().removeprefix("www.")
    except ValueError:
        return ""


@dataclass(frozen=True)
class AliasClash:
    """An alias of an outlet that is also a name of another one."""

    outlet: str
    alias: str
    other_outlet: str


def _whole_outlets(outlets: Sequence[NamedOutlet]) -> dict[str, NamedOutlet]:
    """Return the outlet of which each entry is an edition, by the entry's code; the entry itself if it is none."""
    shared = Counter(outlet.site for outlet in outlets)
    # Many channels may have one site, as t.me.
    by_site = {outlet.site: outlet for outlet in outlets if outlet.site and shared[outlet.site] == 1}

    def whole(outlet: NamedOutlet) -> NamedOutlet:
        parts = outlet.site.split(".")
        above = (by_site.get(".".join(parts[start:])) for start in range(len(parts) - 1, 0, -1))
        return next(filter(None, above), outlet)

    return {outlet.code: whole(outlet) for outlet in outlets}


class OutletAliases:
    """All known outlets by all their names.

    An edition is the outlet itself: an entry whose site lies under the site of another entry, as kaz.orda.kz under orda.kz.
    """

    def __init__(self, outlets: Iterable[NamedOutlet] = ()) -> None:
        listed = sorted((outlet for outlet in outlets if outlet.name), key=lambda outlet: outlet.code)
        whole = _whole_outlets(listed)
        self._exact: dict[str, NamedOutlet] = {}
        self._with_a_kind: dict[str, set[str]] = {}
        self._by_stems: dict[str, dict[str, None]] = {}
        # Of two outlets with one name, an alias is surer than a title, and a title than the title of an edition.
        editions_last = sorted(listed, key=lambda outlet: whole[outlet.code] is not outlet)
        for written, code in (
            *((alias, outlet.code) for outlet in listed for alias in outlet.aliases),
            *((title, outlet.code) for outlet in editions_last for title in outlet.titles),
        ):
            name = _bare(written)
            named = self._exact.setdefault(spelling_key(name), whole[code])
            self._by_stems.setdefault(_stem_key(name), {})[named.name] = None
            if own := _without_kinds(name):
                for key in (spelling_key(own), _stem_key(own)):
                    self._with_a_kind.setdefault(key, set()).add(named.name)
        shared = Counter(outlet.site for outlet in listed)
        for outlet in listed:
            for address in (outlet.code, outlet.site if shared[outlet.site] == 1 else ""):
                self._exact.setdefault(spelling_key(address), whole[outlet.code])
        self._exact.pop("", None)
        self._by_stems.pop("", None)
        self._with_a_kind.pop("", None)

    def name_of(self, name: str) -> str:
        """Return the one name of the outlet that a name means; empty if no known outlet has it, or two could have it."""
        bare = _bare(name)
        for form in (bare, *_without_kazakh_case(bare)):
            if found := self._exact.get(spelling_key(form)):
                return found.name
        named = self._by_stems.get(_stem_key(bare), {})
        if len(named) == 1:
            return next(iter(named))
        own = _without_kinds(bare)
        # «Телеканал "Жетісу"» may be the newspaper Жетісу or Жетісу ТВ.
        clashing = self._with_a_kind.get(spelling_key(own), set()) | self._with_a_kind.get(_stem_key(own), set())
        found_name = self.name_of(own) if own else ""
        return found_name if clashing <= {found_name} else ""


NO_ALIASES = OutletAliases()


def alias_clashes(outlets: Iterable[NamedOutlet]) -> list[AliasClash]:
    """Return the aliases that another outlet has as well, as an alias, a title or its site, each with the first such outlet.

    Editions of one outlet may share names.
    """
    listed = list(outlets)
    whole = {code: outlet.code for code, outlet in _whole_outlets(listed).items()}
    owners: dict[str, dict[str, str]] = {}
    for outlet in listed:
        for name in (*outlet.aliases, *outlet.titles, outlet.site):
            owners.setdefault(spelling_key(_bare(name)), {}).setdefault(whole[outlet.code], outlet.code)
    clashes: list[AliasClash] = []
    for outlet in listed:
        for alias in outlet.aliases:
            # Only the first: where all outlets share an alias, naming each pair would take time that grows with the square of their number.
            others = (code for other, code in owners[spelling_key(_bare(alias))].items() if other != whole[outlet.code])
            if other_code := next(others, None):
                clashes.append(AliasClash(outlet.code, alias, other_code))
    return clashes


@lru_cache(maxsize=_MOST_REMEMBERED)
def known_outlet(name: str, aliases: OutletAliases) -> str:
    """Return the one name of the known outlet that a name means; empty for an unknown outlet."""
    return aliases.name_of(name)


def canonical_outlet(name: str, aliases: OutletAliases) -> str:
    """Return the one name of an outlet for any of its names in any script, case and spelling; for an unknown outlet the cleaned name itself.

    Азаттыққа, Azattyk and RFE/RL are Азаттық; «Уральской неделе» is Уральская неделя; Vlast.kz-тің is Власть.
    """
    return known_outlet(name, aliases) or clean_name(name)


def canonical_outlets(names: Iterable[str], aliases: OutletAliases) -> tuple[str, ...]:
    """Return the one names of outlets, in order, each outlet once. Spellings of an unknown outlet in several scripts count as one."""
    once: dict[str, str] = {}
    for name in names:
        canonical = canonical_outlet(name, aliases)
        once.setdefault(spelling_key(canonical) or canonical, canonical)
    return tuple(filter(None, once.values()))


def clean_name(name: str) -> str:
    """Return a name without extra blanks and without quotation marks around the whole of it."""
    plain = " ".join(name.split())
    return plain[1:-1].strip() if _QUOTED.fullmatch(plain) else plain


def _bare(name: str) -> str:
    return _JOINED_ENDING.sub("", _BEFORE_SITE.sub("", clean_name(name)))


def _without_kinds(name: str) -> str:
    """Return the pieces of a name that are no words for a kind of outlet, in any case; empty if that is all of them or none."""
    pieces = _PIECE.findall(name.casefold())
    own = [piece for piece in pieces if piece in _ALSO_A_NAME or not (piece in _kinds() or russian_stem(piece) in _kind_stems())]
    return " ".join(own) if len(own) < len(pieces) else ""


def _without_kazakh_case(name: str) -> Iterator[str]:
    """Yield a name without each Kazakh case that its end may be: Азаттыққа → Азаттық."""
    lower = name.casefold().rstrip(_QUOTES_AND_BLANKS)
    for ending in _CASES:
        if lower.endswith(ending) and len(lower) - len(ending) >= _SHORTEST_NAME:
            yield lower.removesuffix(ending)


def _stem_key(name: str) -> str:
    """Return the Russian stems of a name; empty if they say too little."""
    stems = [russian_stem(piece) for piece in _PIECE.findall(name.casefold())]
    key = " ".join(rough_form(stem) or stem for stem in stems)
    return key if len(key) >= _SHORTEST_STEM else ""


@cache
def _kind_stems() -> frozenset[str]:
    return frozenset(map(russian_stem, _kinds()))


# Names compared with each other, without the list of known outlets.


def outlets_agree(name: str, other_name: str) -> bool:
    """Return whether two names mean one outlet. An empty name agrees with none.

    «Хабар 24», Khabar 24 and телеканал «Хабар 24» agree; Хабар and «Хабар 24» do not.
    """
    key, other_key = outlet_key(name), outlet_key(other_name)
    return bool(key) and key == other_key


def outlet_key(name: str) -> str:
    """Return what all names of one outlet have in common, whatever their script, spelling and kind; empty if nothing is left."""
    words = [word for word in _WORD.findall(name.casefold()) if word not in _kinds()]
    return "".join(map(rough_form, words)) + "".join(_DIGITS.findall(name)) or folded_outlet(name)


def spelling_key(name: str) -> str:
    """Return what a name has in common with its spellings in other scripts: its words one by one, kinds of outlets included; empty without a word.

    «Хабар 24» and Khabar 24 have one key; Түркістан and Turkistan TV, or kt.kz and ktk.kz, do not.
    """
    return " ".join(rough_form(piece) or piece for piece in _PIECE.findall(name.casefold()))


def folded_outlet(name: str) -> str:
    """Return a name without case, surrounding quotation marks and extra blanks, for finding it in a list; empty if nothing is left."""
    return " ".join(name.casefold().strip(_QUOTES_AND_BLANKS).split())


@cache
def _kinds() -> frozenset[str]:
    return frozenset(_KINDS.read_text(encoding="utf-8").split())

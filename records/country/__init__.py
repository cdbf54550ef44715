"""The home country, whose pack contains everything that differs between countries.

One pack is active in a process. A country is added as a file in this folder (such as `kz.py`), or as any importable module with a `CountryPack` named
PACK.
"""

import re
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from records.country.pack import CountryPack, CustodyKind, LawArticle, LegalTerm
from records.country.places import place_name
from records.errors import SettingsError
from records.i18n import in_all_languages, tr
from records.settings import read_settings

__all__ = [
    "CountryPack",
    "LegalTerm",
    "CustodyKind",
    "LawArticle",
    "find_country_pack",
    "home",
    "known_countries",
    "place_in_region",
    "place_name",
    "region_choices",
    "region_name",
    "region_words",
]

_CODE = re.compile("[A-Za-z]{2}")


@cache
def home() -> CountryPack:
    """Return the pack named by QORGAN_HOME_COUNTRY.

    Raises SettingsError if there is no such pack.
    """
    return find_country_pack(read_settings().home_country)


def region_name(code: str | None) -> str:
    """Return the name of a home region in the reader's language.

    A region abroad is given by its code, None as an empty text.
    """
    return tr(home().regions[code]) if code in home().regions else code or ""


def place_in_region(place: str, region: str | None) -> str:
    """Return a place and its region in the reader's language.

    A city that is also a region is named once.
    """
    place, named = place_name(place, region), region_name(region)
    if region in home().cities and place and any(place.casefold() in words.casefold() for words in region_words(region)[1:]):
        named = ""
    return ", ".join(dict.fromkeys(filter(None, (place, named))))


def region_words(code: str) -> list[str]:
    """Return the accepted spellings of a home region: its code and its name in each language.

    Raises KeyError for a region abroad.
    """
    return [code, *in_all_languages(home().regions[code])]


def region_choices() -> list[tuple[str, str]]:
    """Return the home regions as choices: (code, name in the reader's language)."""
    return [(code, tr(words)) for code, words in home().regions.items()]


def known_countries() -> list[str]:
    """Return the codes of the countries whose packs are in this folder."""
    return sorted(module.name.upper() for module in iter_modules(__path__) if _CODE.fullmatch(module.name))


def find_country_pack(name: str) -> CountryPack:
    """Return the pack for a country code (`KZ`) or a module name (`newsroom.utopia`).

    Raises SettingsError if there is none.
    """
    module = f"{__name__}.{name.lower()}" if _CODE.fullmatch(name) else name
    try:
        pack = getattr(import_module(module), "PACK", None)
    except (ImportError, TypeError, ValueError) as error:
        raise _no_pack(name) from error
    if not isinstance(pack, CountryPack):
        raise _no_pack(name)
    return pack


def _no_pack(name: str) -> SettingsError:
    words = tr("QORGAN_HOME_COUNTRY: {name} is no country that Qorgan knows; write one of {known}, or the name of a module that holds PACK")
    return SettingsError(words.format(name=name, known=", ".join(known_countries())))

"""The home country. Its pack holds everything that differs between countries. One pack is active in a process; this module decides which.

A country is added as a file in this folder (`kz.py` is one), or as any module that can be imported and holds a `CountryPack` named PACK.
"""

import re
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from records.country.pack import CountryPack, Hold, LawArticle, LegalTerm
from records.country.places import place_name
from records.errors import SettingsError
from records.i18n import in_all_languages, tr
from records.settings import read_settings

__all__ = [
    "CountryPack",
    "LegalTerm",
    "Hold",
    "LawArticle",
    "find",
    "home",
    "known",
    "place_in_region",
    "place_name",
    "region_choices",
    "region_name",
    "region_words",
]

_CODE = re.compile("[A-Za-z]{2}")


@cache
def home() -> CountryPack:
    """The pack of the home country that QORGAN_HOME_COUNTRY names. Raises SettingsError if it is no pack."""
    return find(read_settings().home_country)


def region_name(code: str | None) -> str:
    """A region of the home country in the reader's language. One abroad is given by its code. Empty for None."""
    return tr(home().regions[code]) if code in home().regions else code or ""


def place_in_region(place: str, region: str | None) -> str:
    """A place and its region as the reader's language calls them. A city that is a region of its own is named once."""
    place, named = place_name(place, region), region_name(region)
    if region in home().cities and place and any(place.casefold() in words.casefold() for words in region_words(region)[1:]):
        named = ""
    return ", ".join(dict.fromkeys(filter(None, (place, named))))


def region_words(code: str) -> list[str]:
    """How people may write a region of the home country: its code, and its name in each language. Raises KeyError for a region abroad."""
    return [code, *in_all_languages(home().regions[code])]


def region_choices() -> list[tuple[str, str]]:
    """The regions of the home country for a choice: code, and name in the reader's language."""
    return [(code, tr(words)) for code, words in home().regions.items()]


def known() -> list[str]:
    """The codes of the countries whose packs lie in this folder."""
    return sorted(module.name.upper() for module in iter_modules(__path__) if _CODE.fullmatch(module.name))


def find(name: str) -> CountryPack:
    """A pack by the code of a country (`KZ`), or by the name of a module that holds it (`newsroom.utopia`). Raises SettingsError if there is none."""
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
    return SettingsError(words.format(name=name, known=", ".join(known())))

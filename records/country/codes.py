"""The codes of countries: what an outlet file and QORGAN_COUNTRIES may name."""

import re
from functools import cache

from babel import Locale

from records.country import home

# Codes of CLDR that are no countries: unions, regions, and pseudo-locales.
_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


@cache
def country_codes() -> frozenset[str]:
    """The two-letter codes of ISO 3166-1, as CLDR has them, and the home country's: it may be one that the standard leaves to its users."""
    return (frozenset(code for code in map(str, Locale("en").territories) if re.fullmatch("[A-Z]{2}", code)) - _NO_COUNTRIES) | {home().code}

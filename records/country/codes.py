"""Country codes that an outlet file and QORGAN_COUNTRIES may contain."""

import re
from functools import cache

from babel import Locale

from records.country import home

# CLDR codes that are not countries: unions, regions, and pseudo-locales.
_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


@cache
def country_codes() -> frozenset[str]:
    """Return the two-letter ISO 3166-1 codes from CLDR, with the home country's code.

    The latter may be one of the codes that the standard leaves to its users.
    """
    return (frozenset(code for code in map(str, Locale("en").territories) if re.fullmatch("[A-Z]{2}", code)) - _NO_COUNTRIES) | {home().code}

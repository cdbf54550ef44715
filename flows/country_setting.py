"""The countries in which events are flagged, read from the setting."""

from records.country import home
from records.errors import SettingsError
from records.i18n import tr

ANY = "any"


def flagged_countries(setting: str) -> frozenset[str] | None:
    """Return the ISO codes in QORGAN_COUNTRIES; None for `any`.

    Empty means the home country and its neighbourhood. Raises SettingsError for a word that is not a code.
    """
    words = [word.strip() for word in setting.split(",") if word.strip()]
    if not words:
        return home().neighbourhood
    if [word.lower() for word in words] == [ANY]:
        return None
    # Imported late: the codes come with CLDR, and most installations set none.
    from records.country.codes import country_codes

    wrong = next((word for word in words if word.upper() not in country_codes()), None)
    if wrong is not None:
        raise SettingsError(tr("QORGAN_COUNTRIES: {word} is no country code; write KZ,KG or any").format(word=wrong))
    return frozenset(word.upper() for word in words)

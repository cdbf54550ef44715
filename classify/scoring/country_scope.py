"""In which countries events are flagged."""

# Kazakhstan and its neighbourhood, the post-Soviet states (QORGAN_COUNTRIES unset). Exiled journalists of Kazakhstan live in several of them.
NEIGHBOURHOOD = frozenset({"KZ", "KG", "UZ", "TJ", "TM", "RU", "BY", "UA", "MD", "GE", "AM", "AZ", "LT", "LV", "EE"})
HOME = "KZ"


def in_scope(country: str | None, countries: frozenset[str] | None) -> bool:
    """Whether an event there is to be flagged. `countries` None means any; an unknown country counts as home."""
    return countries is None or (country or HOME) in countries

"""In which countries events are flagged."""


def in_scope(country: str | None, countries: frozenset[str] | None, home: str) -> bool:
    """Whether an event there is to be flagged. `countries` None means any; an unknown country counts as `home`."""
    return countries is None or (country or home) in countries

"""The clock of the home country: which day a moment is there, by which people defer, date statuses and read figures.

A country may have changed its clocks, and its regions may keep several. Their IANA zones, which stand in its pack, know the whole history.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from records.country import home


def outlet_zone(region: str | None) -> ZoneInfo:
    """The zone of an outlet by its region (ISO 3166-2). National outlets (None) keep the home country's zone.

    Outlets abroad, whose regions we do not list, are read by that zone too. ValueError for what is no code of theirs or ours.
    """
    country = home()
    if region is not None and region not in country.regions and not country.is_region_abroad(region):
        raise ValueError(
            f"{region!r} is no region of {country.code}: give a code of ISO 3166-2:{country.code} such as {next(iter(country.regions))}, or null if national"
        )
    return ZoneInfo(country.region_zones.get(region or "", country.zone))


def at_home(moment: datetime) -> datetime:
    """The moment as the home country's clock shows it."""
    return moment.astimezone(outlet_zone(None))


def day_of(moment: datetime, region: str | None = None) -> date:
    """The day of a moment in the home country, or in one of its regions."""
    return moment.astimezone(outlet_zone(region)).date()


def today() -> date:
    """The day that it is now in the home country."""
    return day_of(datetime.now(UTC))


def start_of(day: date) -> datetime:
    """The moment at which a day begins in the home country."""
    return datetime.combine(day, time(), outlet_zone(None))


def day_in(written: str) -> date | None:
    """The day that is written as YYYY-MM-DD; None for what is no day."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def day_with_a_next(written: str) -> date | None:
    """The same; None also for the last day of the calendar, which is followed by none: a period cannot end with it."""
    day = day_in(written)
    return day if day and day < date.max else None

"""Dates and times in the home country: the days used for deferrals, statuses and figures.

A country may have changed its clocks and may have several zones. The IANA zones in its country pack include that history.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from records.country import home


def outlet_zone(region: str | None) -> ZoneInfo:
    """Return the time zone of an outlet by its region (ISO 3166-2).

    National outlets (None) and outlets abroad use the home country's zone. Raises ValueError for an unknown code.
    """
    country = home()
    if region is not None and region not in country.regions and not country.is_region_abroad(region):
        raise ValueError(
            f"{region!r} is no region of {country.code}: give a code of ISO 3166-2:{country.code} such as {next(iter(country.regions))}, or null if national"
        )
    return ZoneInfo(country.region_zones.get(region or "", country.zone))


def to_home_time(moment: datetime) -> datetime:
    """Return the moment in the home country's time zone."""
    return moment.astimezone(outlet_zone(None))


def day_of(moment: datetime, region: str | None = None) -> date:
    """Return the day of a moment in the home country or in one of its regions."""
    return moment.astimezone(outlet_zone(region)).date()


def today() -> date:
    """Return the current day in the home country."""
    return day_of(datetime.now(UTC))


def start_of_day(day: date) -> datetime:
    """Return the moment at which a day begins in the home country."""
    return datetime.combine(day, time(), outlet_zone(None))


def parse_day(written: str) -> date | None:
    """Return the day written as YYYY-MM-DD; None if it is not a date."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def article_day(published_on: date | None, fetched_at: datetime) -> date:
    """Return the day of an article: the day of its publication, else the day in the home country on which it was fetched."""
    return published_on or day_of(fetched_at)


def monday(day: date) -> date:
    """Return the first day of a day's week."""
    return day - timedelta(days=day.weekday())


def iso_week(day: date) -> str:
    """Return the ISO 8601 week of a day, as 2026-W48."""
    return f"{day:%G-W%V}"

"""Which day a moment is in Kazakhstan: the day by which people defer, date statuses and read figures."""

from datetime import date, datetime, timedelta, timezone

# One zone for the whole country since 1 March 2024.
HOME = timezone(timedelta(hours=5))


def day_of(moment: datetime) -> date:
    """The day of a moment in Kazakhstan."""
    return moment.astimezone(HOME).date()

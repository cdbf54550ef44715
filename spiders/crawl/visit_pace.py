"""How often an outlet is visited on the schedule: more often while its lists bring many new articles, less often while they bring known ones.

The rule is Media Cloud's for its feeds: a longer interval if nearly all entries are known, a shorter one if most are new. The numbers are ours.
"""

import hashlib
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

# Share of known entries at which an outlet is visited less often, and below which more often.
MOSTLY_KNOWN = 0.9
_MOSTLY_NEW = 0.5
_LONGER, _SHORTER = 1.5, 0.5
# Minutes. At least twice a day, so that a day without an answer is a failing day and not a day without a visit.
LONGEST = 12 * 60.0
# Regional newsrooms publish little at night: one visit between these hours, each outlet at its own minute.
_NIGHT_BEGINS, _NIGHT_ENDS = time(0), time(6)
# Share of the interval by which outlets are spread, so that they are not all due in the same tick.
_SPREAD = 0.1


def next_interval(minutes: float | None, found: int, fresh: int, shortest: float) -> float:
    """Return the minutes until the next visit, after one that listed `found` entries of which `fresh` were new.

    `minutes` is the interval so far, None at first.
    """
    before = minutes or shortest
    known_share = 1 - fresh / found if found else 1.0
    factor = _LONGER if known_share >= MOSTLY_KNOWN else _SHORTER if known_share < _MOSTLY_NEW else 1.0
    return min(max(before * factor, shortest), max(LONGEST, shortest))


def next_visit(outlet: str, now: datetime, minutes: float, zone: ZoneInfo) -> datetime:
    """Return the time of the next visit. At night it is the outlet's own minute of the night, or the morning if that minute is past."""
    own = int.from_bytes(hashlib.sha256(outlet.encode()).digest()[:4]) / 2**32
    moment = now + timedelta(minutes=minutes * (1 + _SPREAD * (own - 0.5)))
    local = moment.astimezone(zone)
    if not _NIGHT_BEGINS <= local.time() < _NIGHT_ENDS or minutes < 15:
        return moment
    begins = datetime.combine(local.date(), _NIGHT_BEGINS, zone)
    length = datetime.combine(local.date(), _NIGHT_ENDS, zone) - begins
    turn = begins + own * length
    if turn > now:
        return turn
    return begins + length + timedelta(minutes=own * min(minutes, 60.0))


def furthest_visit(minutes: float) -> timedelta:
    """Return the maximum distance of `next_visit`: the interval, its spread, and a night."""
    night = timedelta(hours=_NIGHT_ENDS.hour - _NIGHT_BEGINS.hour + 1)
    return timedelta(minutes=minutes * (1 + _SPREAD)) + night

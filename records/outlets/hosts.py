"""The rate limit of a host, shared by every process and machine that collects. A host is one row, and one statement takes its next free moment."""

from sqlalchemy import case, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from records.tables import HostRow

# The longest pause that one answer may ask for: a day (seconds).
LONGEST_REST = 24 * 3600.0
# The furthest that a host's next free moment can lie ahead when it is not resting: several processes with the longest crawl-delay. What is further was
# written by a clock that was ahead (`records.outlets.clock_ahead`).
LONGEST_TURN = 2 * 3600.0


def reserve(session: Session, site: str, delay: float, now: float) -> float:
    """Take the host's next free moment, in seconds since 1970, and set the one after it `delay` seconds later. Never earlier than `now`.

    Two processes that ask at once get two moments that are `delay` apart.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    free = case((HostRow.next_at > HostRow.quiet_until, HostRow.next_at), else_=HostRow.quiet_until)
    start = case((free > now, free), else_=now)
    query = (
        insert(HostRow)
        .values(site=site, next_at=now + delay, quiet_until=0.0)
        .on_conflict_do_update(index_elements=[HostRow.site], set_={"next_at": start + delay})
        .returning(HostRow.next_at)
    )
    return float(session.execute(query).scalar_one()) - delay


def rest(session: Session, site: str, seconds: float, now: float) -> None:
    """Do not ask the host for this long. A shorter time does not cut a longer one short."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    until = now + min(seconds, LONGEST_REST)
    longer = case((HostRow.quiet_until > until, HostRow.quiet_until), else_=until)
    query = insert(HostRow).values(site=site, next_at=now, quiet_until=until)
    session.execute(query.on_conflict_do_update(index_elements=[HostRow.site], set_={"quiet_until": longer}))


def quiet_until(session: Session, site: str) -> float:
    """Until when the host is not to be asked, in seconds since 1970; 0 if no pause was set."""
    return session.scalar(select(HostRow.quiet_until).where(HostRow.site == site)) or 0.0

"""How often somebody may try a password or a second factor, wherever it is asked for. After five failures for a name from one address, each further try has to wait longer.

Nobody can lock a colleague out. Who has many addresses and goes on without end keeps a name from its password in browsers where it was never used: the
limit on a name alone is wide and its waits are short, but each failure begins one anew. A browser that its owner has signed in with before
(`desk.auth.sessions`) is counted by itself, and so is a passkey.
"""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from records.database import alone
from records.tables import SignInTryRow
from records.users import folded

_LOCK = 7_160_006


@dataclass(frozen=True)
class Limit:
    """`free` failures within `within` have no consequence. After each further failure the next wait of `waits` follows; the last of them is
    repeated."""

    free: int
    waits: tuple[timedelta, ...]
    within: timedelta

    def wait(self, failures: int) -> timedelta:
        """How long to wait for the next try after the last of so many failures."""
        return self.waits[min(failures - self.free, len(self.waits) - 1)] if failures >= self.free else timedelta(0)


_GROWING = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
# Somebody who has forgotten a password, or tries those of one colleague.
NAME_AND_ADDRESS = Limit(5, _GROWING, timedelta(days=1))
# Somebody who tries one password on many names. A newsroom behind one address has more than five people.
ADDRESS = Limit(30, _GROWING, timedelta(hours=1))
# Somebody with many addresses. Wide and short, so that it slows guessing down to a minute each.
NAME = Limit(50, (timedelta(minutes=1),), timedelta(hours=1))

# Somebody with a browser that its owner has signed in with before, or with a copy of its cookie, wherever it asks from.
_KNOWN_BROWSER = Limit(5, _GROWING, timedelta(days=1))
# Somebody with many addresses who has the password already. Six digits are few, so this one is narrow: 120 tries a day at most.
_FACTOR_NAME = Limit(20, _GROWING, timedelta(days=1))


@dataclass(frozen=True)
class Admitted:
    """A try that may go on. It counts as a failure until `succeeded` takes it back, so that many tries at once do not get around the limit."""

    tries: tuple[int, ...]
    forgiven: tuple[str, ...]


def admit(session: Session, name: str, address: str, now: datetime, *, factor: bool = False, browser: str = "") -> Admitted | timedelta:
    """Whether a try may go on; else how long to wait. A try that is turned away does not count, so waiting always helps.

    Tries of a second factor (`factor`) are counted by themselves: who has the password could else forgive his own with it. Those
    from a `browser` that is known for this name count as anybody's do and for the browser too; one of the two counts must let them pass. So strangers do
    not hold its owner up, nor does a thief of its cookie, who gets no more tries by it than a further address would give.
    """
    alone(session, _LOCK)
    network, kind = network_of(address), "factor " if factor else ""
    pair = limit_key(f"{kind}pair", folded(name), network)
    by_name = (limit_key(f"{kind}name", folded(name)), _FACTOR_NAME if factor else NAME)
    strangers = [(pair, NAME_AND_ADDRESS), (limit_key("address", network), ADDRESS), by_name]
    own = [(limit_key(f"{kind}browser", folded(name), browser), _KNOWN_BROWSER)] if browser else []
    wait = min(max(time_left(session, key, limit, now) for key, limit in keys) for keys in (strangers, own) if keys)
    if wait > timedelta(0):
        return wait
    session.execute(delete(SignInTryRow).where(SignInTryRow.at < now - NAME_AND_ADDRESS.within))
    rows = [SignInTryRow(key=key, at=now) for key, _ in strangers + own]
    session.add_all(rows)
    session.flush()
    return Admitted(tuple(row.id for row in rows), (pair, *(key for key, _ in own)))


def succeeded(session: Session, admitted: Admitted) -> None:
    """The password was right: this try was no failure, and earlier failures for this name from this address, or from this known browser, are forgiven.

    Failures of other names are not forgiven. Else somebody with a user of their own could go on guessing for ever.
    """
    session.execute(delete(SignInTryRow).where(SignInTryRow.key.in_(admitted.forgiven)))
    session.execute(delete(SignInTryRow).where(SignInTryRow.id.in_(admitted.tries)))


def time_left(session: Session, key: str, limit: Limit, now: datetime) -> timedelta:
    query = select(func.count(), func.max(SignInTryRow.at)).where(SignInTryRow.key == key, SignInTryRow.at > now - limit.within)
    failures, last = session.execute(query).one()
    return last + limit.wait(failures) - now if failures else timedelta(0)


def limit_key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def network_of(address: str) -> str:
    """The network of an address. In IPv6 it is the /64, because one household has 2^64 addresses."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{parsed}/64", strict=False)) if parsed.version == 6 else str(parsed)

"""Limits on tries of a password or a second factor, at any place. After five failures for a name from one address, each further try has to wait
longer.

Nobody can lock a colleague out permanently. An attacker with many addresses can delay a name's password in browsers where it was never used: the
limit on a name alone is wide and its waits are short, but each failure starts a new one. A browser with an earlier sign-in of the owner
(`desk.auth.sessions`) is counted separately, and so is a passkey.
"""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from records.database import hold_database_lock
from records.tables import SignInTryRow
from records.users import fold_name

_LOCK = 7_160_006


@dataclass(frozen=True)
class Limit:
    """A limit: `free` failures within `within` have no wait; each further one has the next wait of `waits`, of which the last is repeated."""

    free: int
    waits: tuple[timedelta, ...]
    within: timedelta

    def wait(self, failures: int) -> timedelta:
        """Return how long to wait for the next try after the last of so many failures."""
        return self.waits[min(failures - self.free, len(self.waits) - 1)] if failures >= self.free else timedelta(0)


_GROWING = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
# A user who has forgotten a password, or somebody who tries those of one colleague.
NAME_AND_ADDRESS = Limit(5, _GROWING, timedelta(days=1))
# An attacker who tries one password on many names. A newsroom with one address has more than five people.
ADDRESS = Limit(30, _GROWING, timedelta(hours=1))
# An attacker with many addresses. Wide and short, so that it limits guessing to one a minute each.
NAME = Limit(50, (timedelta(minutes=1),), timedelta(hours=1))

# Somebody with a browser known for the owner, or with a copy of its cookie, at any address.
_KNOWN_BROWSER = Limit(5, _GROWING, timedelta(days=1))
# An attacker with many addresses who has the password already. Six digits are few, so this one is narrow: 120 tries a day at most.
_FACTOR_NAME = Limit(20, _GROWING, timedelta(days=1))


@dataclass(frozen=True)
class Admitted:
    """A try that may proceed. It counts as a failure until `succeeded` reverses it, so that many tries at once do not bypass the limit."""

    tries: tuple[int, ...]
    forgiven: tuple[str, ...]


def admit(session: Session, name: str, address: str, now: datetime, *, factor: bool = False, browser: str = "") -> Admitted | timedelta:
    """Return an admitted try, or how long to wait; a rejected try does not count, so waiting always helps.

    Tries of a second factor (`factor`) are counted separately: otherwise an attacker with the password could reset the count with his own sign-in.
    Those from a `browser` known for this name count both as anybody's and for the browser; one of the two counts must allow them. So strangers do not
    delay its owner, nor does a thief of its cookie, who gets no more tries by it than by a further address.
    """
    hold_database_lock(session, _LOCK)
    network, kind = network_of(address), "factor " if factor else ""
    pair = limit_key(f"{kind}pair", fold_name(name), network)
    by_name = (limit_key(f"{kind}name", fold_name(name)), _FACTOR_NAME if factor else NAME)
    strangers = [(pair, NAME_AND_ADDRESS), (limit_key("address", network), ADDRESS), by_name]
    own = [(limit_key(f"{kind}browser", fold_name(name), browser), _KNOWN_BROWSER)] if browser else []
    wait = min(max(time_left(session, key, limit, now) for key, limit in keys) for keys in (strangers, own) if keys)
    if wait > timedelta(0):
        return wait
    session.execute(delete(SignInTryRow).where(SignInTryRow.at < now - NAME_AND_ADDRESS.within))
    rows = [SignInTryRow(key=key, at=now) for key, _ in strangers + own]
    session.add_all(rows)
    session.flush()
    return Admitted(tuple(row.id for row in rows), (pair, *(key for key, _ in own)))


def succeeded(session: Session, admitted: Admitted) -> None:
    """Record that the password was right: forgive this try, and earlier failures for this name from this address or known browser.

    Failures of other names are not forgiven. Otherwise somebody with a user of their own could guess for ever.
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
    """Return the network of an address: in IPv6 the /64, because one household has 2^64 addresses."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{parsed}/64", strict=False)) if parsed.version == 6 else str(parsed)

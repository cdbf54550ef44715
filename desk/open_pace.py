"""How often a stranger may ask for the open data: sixty times a minute from one network. It is counted in memory: what is lost when the desk starts anew is a minute."""

import threading
from collections import Counter
from datetime import datetime, timedelta

from desk.auth.sign_in_limits import network_of

EACH_MINUTE = 60
_MINUTE = timedelta(minutes=1)
# Networks that are told apart in one minute; all further ones are counted as one.
_MOST = 10_000


class OpenPace:
    """The requests of this minute by network."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: datetime | None = None
        self._asked: Counter[str] = Counter()

    def wait(self, address: str, now: datetime) -> timedelta:
        """Count a request. Nothing where it may be answered, else how long to wait."""
        network = network_of(address)
        with self._lock:
            if self._since is None or not self._since <= now < self._since + _MINUTE:
                self._since = now
                self._asked.clear()
            key = network if network in self._asked or len(self._asked) < _MOST else ""
            self._asked[key] += 1
            return self._since + _MINUTE - now if self._asked[key] > EACH_MINUTE else timedelta(0)

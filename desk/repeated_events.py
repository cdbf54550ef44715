"""Refused events that come again and again, told together: the first at once, the others as a number. So a flood of them pushes nothing out of the log.

Of one kind of event at most five lines in ten minutes stand in full, the same one once. What comes beyond is counted, and told at the next other line, or when
the ten minutes are over.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

Line = dict[str, Any]

WINDOW = timedelta(minutes=10)
IN_FULL = 5
# A number of different addresses is told up to here, and so many names.
_MOST_ADDRESSES, _MOST_NAMES = 1_000, 20
# What differs for each line, and says nothing about whether two are the same.
_OF_ONE_LINE = frozenset({"at", "request"})
# What stands in every line, empty if need be.
_ALWAYS = frozenset({"at", "event", "user", "address", "request"})


@dataclass
class _Repeats:
    """Lines of one kind that were not written."""

    first: Line
    common: Line
    times: int = 1
    addresses: set[str] = field(default_factory=set)
    users: set[str] = field(default_factory=set)

    def add(self, line: Line) -> None:
        self.times += 1
        differing = [name for name, value in self.common.items() if line.get(name) != value]
        for name in differing:
            if name in _ALWAYS:
                self.common[name] = None
            else:
                del self.common[name]
        self.common["at"] = line["at"]
        self.note(line)

    def note(self, line: Line) -> None:
        if line["address"] and len(self.addresses) < _MOST_ADDRESSES:
            self.addresses.add(line["address"])
        if line["user"] and len(self.users) < _MOST_NAMES:
            self.users.add(line["user"])

    def told(self) -> Line:
        """One alone as it was; several as what they have in common, how many they are, and since when."""
        if self.times == 1:
            return self.first
        users = {"users": sorted(self.users)} if len(self.users) > 1 else {}
        return {**self.common, "repeats": self.times, "since": self.first["at"], "addresses": len(self.addresses), **users}


@dataclass
class _Kind:
    """One kind of event within its ten minutes."""

    began: datetime
    in_full: int = 0
    seen: list[Line] = field(default_factory=list)
    repeats: _Repeats | None = None


class RepeatedEvents:
    """What was counted and is not told yet. Every answer is what is to be written now, in order."""

    def __init__(self) -> None:
        self._kinds: dict[str, _Kind] = {}
        self._latest = ""

    def refused(self, line: Line, now: datetime) -> list[Line]:
        """A refused event. Nothing is to be written where it is only counted."""
        told = self.due(now)
        kind = self._kinds.setdefault(line["event"], _Kind(now))
        same = {name: value for name, value in line.items() if name not in _OF_ONE_LINE}
        if same in kind.seen or kind.in_full >= IN_FULL:
            self._count(kind, line)
            return told
        kind.in_full += 1
        kind.seen.append(same)
        return [*told, *self._told(self._latest), line]

    def other(self) -> list[Line]:
        """Before an event that is never counted, as before the end: all that was counted. What comes again after it is told at once again."""
        told = [line for event in self._kinds for line in self._told(event)]
        for kind in self._kinds.values():
            kind.seen.clear()
        return told

    def due(self, now: datetime) -> list[Line]:
        """What was counted in ten minutes that are over. So are those of a clock that was set back."""
        over = [event for event, kind in self._kinds.items() if not timedelta(0) <= now - kind.began < WINDOW]
        told = [line for event in over for line in self._told(event)]
        for event in over:
            del self._kinds[event]
        return told

    def _count(self, kind: _Kind, line: Line) -> None:
        self._latest = line["event"]
        if kind.repeats is None:
            kind.repeats = _Repeats(line, dict(line))
            kind.repeats.note(line)
        else:
            kind.repeats.add(line)

    def _told(self, event: str) -> list[Line]:
        kind = self._kinds.get(event)
        if kind is None or kind.repeats is None:
            return []
        line, kind.repeats = kind.repeats.told(), None
        return [line]

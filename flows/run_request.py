"""What a run is asked to do."""

from dataclasses import dataclass

from records.model import Period


@dataclass(frozen=True)
class RunRequest:
    """One run: over `outlets` (names, regions or files; all when empty), or `warcs` to replay, or `pages` to take by hand, or what is
    `missing` of our own evidence.

    `every_minutes` is the schedule's interval: then only outlets whose turn it is are visited.
    """

    outlets: tuple[str, ...] = ()
    period: Period = Period()
    limit_minutes: float = 30.0
    warcs: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    every_minutes: float | None = None
    all_hosts: bool = False
    again: bool = False
    missing: bool = False

    @property
    def kind(self) -> str:
        """What the run is called in `runs`."""
        return "replay" if self.warcs or self.missing else "add" if self.pages else "run"

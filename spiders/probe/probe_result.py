"""The finding of one probe of an outlet, as plain values. Between processes each finding is one line of JSON."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from records.vocabulary import Cause, Fate

HOSTS_VARIABLE = "PROBE_HOSTS_DATABASE"
"""Where the database is named in which all processes keep when a host may be asked next. No setting: it is handed from process to process."""


class Robots(StrEnum):
    """What the outlet's robots.txt allows.

    PARTLY: the home page is allowed, but not every source in the file. FAILED: it answered with a server error, so everything is forbidden (RFC 9309,
    2.3.1.4).
    """

    ALLOWED = "allowed"
    PARTLY = "partly"
    REFUSED = "refused"
    FAILED = "failed"


class Tls(StrEnum):
    """How the outlet's site is reached: with a valid certificate, without encryption, or with a certificate that is not accepted, and why."""

    OK = "ok"
    PLAIN = "plain"
    EXPIRED = "expired"
    SELF_SIGNED = "self_signed"
    WRONG_HOST = "wrong_host"
    UNTRUSTED = "untrusted"
    FAILED = "failed"


@dataclass(frozen=True)
class ProbedSource:
    """One source that was requested. `named`: the outlet file names it."""

    kind: str
    """The code of its kind."""
    url: str
    named: bool
    fate: Fate | None
    """LISTING = it was read; None = time was up before it was asked."""
    entries: int = 0
    """Links to the outlet's own pages, or posts of a channel."""
    dated: float = 0.0
    """Share of the entries with a day (0 to 1)."""
    hours: float | None = None
    """From the newest to the oldest dated entry; None under two dated entries."""
    per_day: float | None = None
    """Dated entries over that depth; None where it has none."""
    newest: datetime | None = None
    stale: bool = False
    """Its newest entry is older than a month: its outlet has forgotten it."""
    detail: str = ""
    """A short note on what was seen."""

    @property
    def served(self) -> bool:
        """Whether articles can be found in this source."""
        return self.fate is Fate.LISTING and self.entries > 0 and not self.stale


@dataclass(frozen=True)
class ProbedArticle:
    """One of the found articles. `fate` is STORED if a text could be read (nothing was stored), else the reason why not."""

    url: str
    fate: Fate
    words: int = 0
    dated: bool = False
    title: str = ""
    lang: str = ""
    day: str = ""
    """As on the page; empty if none was found."""
    beginning: str = ""
    """The first words of its text."""


@dataclass(frozen=True)
class ProbeResult:
    """The result of one probe of an outlet.

    `requests` counts everything sent to its hosts, including robots.txt and redirects. `seconds` is the time it took.
    """

    outlet: str
    answers: bool
    cause: Cause | None
    """Why it does not answer; None where it does, and where time was up before it was known."""
    ways: tuple[ProbedSource, ...] = ()
    robots: Robots | None = None
    """None = it was not reached."""
    crawl_delay: float | None = None
    """Seconds that robots.txt asks for between two requests."""
    bot_wall: bool = False
    tls: Tls | None = None
    """None = it was not reached."""
    articles: tuple[ProbedArticle, ...] = ()
    requests: int = 0
    seconds: float = 0.0
    stopped: str = ""
    """Why it ended before everything was tried."""

    @property
    def read(self) -> tuple[ProbedArticle, ...]:
        """The articles that could be read."""
        return tuple(article for article in self.articles if article.fate is Fate.STORED)

    @property
    def served(self) -> tuple[ProbedSource, ...]:
        """The sources that contained articles, in the order in which they were requested."""
        return tuple(source for source in self.ways if source.served)


def to_line(finding: ProbeResult) -> str:
    """Return a finding as one line of JSON, without its line ending."""
    return json.dumps(asdict(finding), ensure_ascii=True, default=datetime.isoformat)


def from_line(line: str) -> ProbeResult:
    """Return the finding in a line. Raises ValueError if the line is not one."""
    try:
        content: dict[str, Any] = json.loads(line)
        values = {name: content[name] for name in (field.name for field in fields(ProbeResult))}
        return ProbeResult(
            **{
                **values,
                "cause": _code(Cause, content["cause"]),
                "robots": _code(Robots, content["robots"]),
                "tls": _code(Tls, content["tls"]),
                "ways": tuple(map(_way, content["ways"])),
                "articles": tuple(ProbedArticle(**{**article, "fate": Fate(article["fate"])}) for article in content["articles"]),
            }
        )
    except (KeyError, TypeError) as error:
        raise ValueError("not a finding") from error


def _way(content: dict[str, Any]) -> ProbedSource:
    newest = datetime.fromisoformat(content["newest"]) if content["newest"] else None
    return ProbedSource(**{**content, "fate": _code(Fate, content["fate"]), "newest": newest})


def _code(codes: type[StrEnum], value: str | None) -> Any:
    return codes(value) if value is not None else None

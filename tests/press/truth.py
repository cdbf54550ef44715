"""The truth about a served press, as plain data that a file can hold."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass
class Outlet:
    """One outlet: `disallowed` are the path patterns of its robots.txt that hold for every crawler."""

    name: str
    kind: str
    base: str
    disallowed: list[str]


@dataclass
class TrueArticle:
    """One article as printed. `published` is the local day, empty where the page gives a date to come; `expected` False: may be left out."""

    outlet: str
    key: str
    urls: list[str]
    title: str
    body: str
    author: str
    lang: str
    published: str
    expected: bool
    twin_of: str


@dataclass
class Trap:
    """One trap: every address that was tried must end in one of `fates` (any, if empty) and in none of `never`; `optional`: need not be tried."""

    outlet: str
    name: str
    urls: list[str]
    fates: list[str]
    never: list[str]
    optional: bool
    note: str


@dataclass
class Limit:
    """How many requests, within one run, may match `pattern` (a regular expression on path and query)."""

    outlet: str
    name: str
    pattern: str
    most: int
    note: str


@dataclass
class Hit:
    """One request as a server saw it; `outlet` is "foreign" for the host that nobody may ask."""

    outlet: str
    method: str
    target: str
    at: str
    agent: str
    if_none_match: str
    if_modified_since: str
    status: int


@dataclass
class Truth:
    """All that is true about one served press."""

    now: str
    foreign: str
    outlets: list[Outlet] = field(default_factory=list)
    articles: list[TrueArticle] = field(default_factory=list)
    traps: list[Trap] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)

    def save(self, path: Path) -> None:
        """Write the truth as JSON."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")

    @staticmethod
    def load(path: Path) -> "Truth":
        """Read what `save` wrote."""
        data = json.loads(path.read_text(encoding="utf-8"))
        return Truth(
            data["now"],
            data["foreign"],
            [Outlet(**row) for row in data["outlets"]],
            [TrueArticle(**row) for row in data["articles"]],
            [Trap(**row) for row in data["traps"]],
            [Limit(**row) for row in data["limits"]],
        )

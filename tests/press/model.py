"""What a press is made of: sites, their articles, what their sources list, requests and replies, traps.

Paths are kept decoded (as people read them); `Site.url` encodes them. A site knows its own address only once it is served.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote

from tests.press.texts import Lang, Text, Writer

Conduct = Literal["plain", "endless", "reset", "hang"]


@dataclass(frozen=True)
class Ask:
    """One request as a site sees it; `times` counts requests for this very target, this one included."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    times: int


@dataclass(frozen=True)
class Reply:
    """What a site answers; `changed` gives a source its Last-Modified and, with it, its 304."""

    body: bytes = b""
    status: int = 200
    type: str | None = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    conduct: Conduct = "plain"
    changed: datetime | None = None


Handler = Callable[[Ask], Reply]


def encode(path: str) -> str:
    """The path as it goes over the wire: letters beyond ASCII percent-encoded, what is encoded already left alone."""
    return quote(path, safe="/?&=:;,%+#~@!$'()*[]")


@dataclass(frozen=True)
class Section:
    """A section of an outlet, as its menu names it."""

    slug: str
    title: str


@dataclass(frozen=True)
class Profile:
    """Who an outlet is."""

    name: str
    kind: str
    title: dict[str, str]
    region: str | None
    langs: tuple[Lang, ...]
    sections: tuple[Section, ...]
    host: str = "127.0.0.1"
    compress: bool = True


@dataclass
class Article:
    """One article of an outlet; `twins` are other paths where the same article answers."""

    number: int
    text: Text
    path: str
    section: Section
    published: datetime
    updated: datetime | None = None
    twins: list[str] = field(default_factory=list)
    style: str = ""
    expected: bool = True  # False: an honest reader may store it or not (another language, a near copy)
    twin_of: int | None = None


@dataclass
class Entry:
    """One line of a feed, list or sitemap.

    `href` is spelled as the source spells it, `{base}` standing for the site's address, `{loud}` for the same in capitals.
    """

    href: str
    title: str
    lede: str
    published: datetime
    author: str
    section: Section
    lang: Lang
    article: Article | None = None
    where: frozenset[str] = frozenset({"feed", "list", "map", "side"})


@dataclass(frozen=True)
class Snare:
    """A trap as planted: the paths it answers on and the fates that are right for it (`fates` empty: any but those in `never`)."""

    name: str
    paths: tuple[str, ...]
    fates: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    optional: bool = False
    note: str = ""


@dataclass(frozen=True)
class Bound:
    """How often, within one run, targets that match `pattern` may be requested at most."""

    name: str
    pattern: str
    most: int
    note: str


@dataclass
class Site:
    """One outlet of the press: what it printed, how it answers, what is set for a careless crawler."""

    profile: Profile
    now: datetime
    writer: Writer
    articles: list[Article] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    routes: dict[str, Handler] = field(default_factory=dict)
    snares: list[Snare] = field(default_factory=list)
    bounds: list[Bound] = field(default_factory=list)
    disallowed: list[str] = field(default_factory=list)
    sources: dict[str, Any] = field(default_factory=dict)
    fallback: Handler = lambda ask: Reply(b"<html><head><title>404</title></head><body><h1>404</h1></body></html>", 404)
    base: str = ""
    foreign: str = ""

    @property
    def name(self) -> str:
        """The outlet's name in the outlet file."""
        return self.profile.name

    @property
    def lang(self) -> Lang:
        """The language of the outlet's own words."""
        return self.profile.langs[0]

    def url(self, path: str) -> str:
        """The full address of a path of this site; a full address stays as it is."""
        if "://" in path:
            return path
        return self.base + encode(path)

    def href(self, entry: Entry) -> str:
        """The entry's link as its source spells it."""
        return entry.href.replace("{base}", self.base).replace("{loud}", self.base.upper()).replace("{foreign}", self.foreign)

    def link(self, entry: Entry) -> str:
        """The entry's link as the site's own pages spell it: whole and clean."""
        return self.url(entry.article.path) if entry.article else self.href(entry).strip()

    def listed(self, where: str) -> list[Entry]:
        """What one kind of source lists, newest first."""
        return sorted((entry for entry in self.entries if where in entry.where), key=lambda entry: entry.published, reverse=True)

    def answer(self, ask: Ask) -> Reply:
        """The site's reply to a request."""
        return self.routes.get(ask.path, self.fallback)(ask)

"""What a kind of source is: `SourceKind`, the base class of all kinds, and the answer that it reads.

A kind is one class in a file of its own, registered in `spiders.sources.kinds`. Configuration, visit, probe, trial, preview, desk and documentation ask
it for everything that depends on the kind. A kind is pure: it knows neither the database nor the network, and not the outlet except its own entries.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from parsel import Selector
from pydantic import BaseModel

from pipelines.extraction.charset import decode
from pipelines.extraction.telegram import Post
from pipelines.page_headers import last_header
from records.i18n import tr
from records.model import DiscoveredLink
from spiders.config.field_types import Address
from spiders.sources.documents import parsed_page
from spiders.sources.link_filter import LinkFilter
from spiders.sources.list_pages import ListWalk, OutletSource, numbered


@dataclass(frozen=True)
class SourceAnswer:
    """The answer of a source. `asked` is the address requested, `url` the one that answered, `number` the page of a list, from 1."""

    source: OutletSource
    asked: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    number: int = 1
    entry: Any = None
    """What the outlet file says of this source; None where it does not name it."""
    allow: str | None = None
    """The regular expression that article addresses of the outlet match."""

    def header(self, name: str) -> str | None:
        """Return a header as sent, the last one if there are several; None if it is missing."""
        return last_header(self.headers, name)

    @property
    def content_type(self) -> str:
        return self.header("Content-Type") or ""

    @property
    def text(self) -> str:
        return decode(self.body, self.content_type)

    @cached_property
    def page(self) -> Selector:
        """The answer parsed as a web page, once."""
        return parsed_page(self.text)


@dataclass(frozen=True)
class SourceContent:
    """What an answer contains."""

    links: list[DiscoveredLink] = field(default_factory=list)
    """Pages that may be articles."""
    lists: list[DiscoveredLink] = field(default_factory=list)
    """Further lists of the same kind below it."""
    posts: list[Post] = field(default_factory=list)
    """Articles whose text is on this page; `links` names them too."""
    following: str | None = None
    """The next page, as this page names it."""
    last: bool | None = None
    """Whether the list ends here; None where the answer does not say."""
    unordered: bool = False
    """The days of its links say nothing about the next page."""
    sources: list[OutletSource] = field(default_factory=list)
    """Other sources of the outlet that it names."""
    only_sources: bool = False
    """It lists no articles, by its nature."""
    sections: list[str] = field(default_factory=list)
    """List pages to which its menus lead."""
    detail: str = ""
    """A short note on how it was read."""


class SourceKind(ABC):
    """A kind of source: its field in outlet files, its reader, how it is guessed and proposed, and its pages.

    A subclass sets `code`, `label` and, if outlet files name such sources, `field` and `meaning`, and writes `read`. The rest has a default.
    """

    code: ClassVar[str]
    """Its name in the records and in the output of programs; never changed."""
    label: ClassVar[str]
    """Its name for people, marked for translation."""

    # In outlet files and in the form of the desk.
    field: ClassVar[str] = ""
    """Its field, a list; empty if outlet files do not name such sources."""
    entry: ClassVar[Any] = Address
    """The type of one value of the list: a string type, or a model with the field `url`."""
    meaning: ClassVar[str] = ""
    """What the field means, for docs/contracts.md."""
    title: ClassVar[str] = ""
    """The label of its input in the form, marked for translation."""
    rare: ClassVar[bool] = True
    """Its input is among those that are rarely needed."""

    # How it is asked.
    on_site: ClassVar[bool] = True
    """It is on the outlet's own hosts, and its address makes a host one of them. False: it contains less than the site."""
    older_days: ClassVar[bool] = False
    """It is asked only when a person wants given days."""
    paged: ClassVar[bool] = True
    """It has pages, newest first. False: it is read whole, with the lists below it."""
    exact: ClassVar[bool] = False
    """All its pages are of the days wanted. One that a page names is asked only when a person wants given days."""
    web_page: ClassVar[bool] = False
    """It is a page for people, which may need a browser."""
    extra_statuses: ClassVar[tuple[int, ...]] = ()
    """Statuses besides 200 whose answers are read."""

    # How it is found and proposed.
    usual: ClassVar[tuple[str, ...]] = ()
    """Paths at which it is guessed."""
    complete: ClassVar[bool] = False
    """It lists all new articles, so nothing more is guessed once it worked."""
    proposed: ClassVar[bool] = True
    """One that worked is written into the outlet's entry."""
    rank: ClassVar[int] = 9
    """Of the sources that worked, a probe reads articles of the one with the lowest rank."""

    @abstractmethod
    def read(self, answer: SourceAnswer) -> SourceContent:
        """Return what an answer contains. Raises Unreadable if it is none of this kind."""

    def recognises(self, head: bytes) -> bool:
        """Return whether a body that begins so, in lower case, is certainly of this kind."""
        return False

    def form_hint(self) -> str:
        """Return the hint below its input in the form."""
        return tr("An address on each line.")

    @property
    def is_model(self) -> bool:
        """Whether one value of its field is a model and not a string."""
        return isinstance(self.entry, type) and issubclass(self.entry, BaseModel)

    def address(self, value: Any) -> str:
        """Return the source's address from a value of its field."""
        return str(value.url) if self.is_model else str(value)

    def written(self, value: Any) -> str:
        """Return a value of its field as people write it: an address, or a name."""
        return value if isinstance(value, str) else self.address(value)

    def entries(self, outlet: Any) -> tuple[Any, ...]:
        """Return the values of its field in an outlet's entry."""
        return tuple(getattr(outlet, self.field)) if self.field else ()

    def sources(self, outlet: Any) -> list[OutletSource]:
        """Return the sources of this kind that an outlet's entry names."""
        return [OutletSource(self.code, self.address(value), named=True) for value in self.entries(outlet)]

    def is_page(self, url: str, query: str) -> bool:
        """Return whether a requested address is of the source with the address `url`."""
        return query == url

    # Requests.

    def newest(self, source: OutletSource) -> str:
        """Return the address at which its newest entries are listed."""
        return source.url

    def is_conditional(self, source: OutletSource) -> bool:
        """Return whether it is asked only for what changed since it was read (ETag, Last-Modified)."""
        return False

    def walk(self, source: OutletSource, link_filter: LinkFilter, entry: Any) -> ListWalk | None:
        """Return its pages for the days wanted; None if there are none."""
        return ListWalk(source, self.newest(source), entry)

    def note_content(self, walk: ListWalk, content: SourceContent) -> None:
        """Record what a page says about the pages after it."""
        walk.note_following(content.following)

    def goes_on(self, walk: ListWalk, *, mostly_new: bool) -> bool:
        """Return whether an ordinary visit asks for the page after this one. `mostly_new`: this one is new for the most part, and nothing is too old."""
        return True

    def single_steps(self, walk: ListWalk) -> bool:
        """Return whether pages must be read one after the other, without leaps."""
        return self.exact or bool(walk.pages)

    def page_address(self, walk: ListWalk, number: int) -> str | None:
        """Return the address of a page of a list, or None if it has none."""
        if walk.pages:
            return walk.pages[number - 1] if number <= len(walk.pages) else None
        if number == 1:
            return walk.first
        if number == walk.number + 1 and walk.following:
            return walk.following
        return self.numbered_address(walk, number)

    def numbered_address(self, walk: ListWalk, number: int) -> str | None:
        """Return the address of a page that no page named, by its number from 2 on."""
        return numbered(walk.template, number) if walk.template else None

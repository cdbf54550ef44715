"""The whole day: who prints what, in which way it is reached, and what should become of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.day import ways
from tests.day.failing import BEFORE, ChangingOutlet, Failing, failing_outlets
from tests.day.mastheads import profile
from tests.day.pages import FACES
from tests.day.ways import Way
from tests.press import outlets_yaml
from tests.press.dates import ZONE
from tests.press.desk import Address, Desk, native_slug, slug
from tests.press.model import Site
from tests.press.press import Press

# Outlets for each way, 138 of them: most have a feed, some only a home page.
WAYS: dict[Way, int] = {
    ways.feed: 36,
    ways.sitemap: 18,
    ways.section: 18,
    ways.head_feed: 20,
    ways.robots_sitemap: 12,
    ways.shape: 12,
    ways.wordpress_json: 12,
    ways.moved_feed: 10,
}
# Two more that share a host and a port, each under a path of its own.
_SHARED: tuple[Way, ...] = (ways.feed, ways.section)
# Articles of an outlet, in turn: so all have 5,000 together.
_ARTICLES = (34, 35, 36, 37)
_FEW = (12,)
_ADDRESSES: tuple[Address, ...] = (
    lambda draft: f"/{draft.section.slug}/{draft.number}-{slug(draft.text.title, 6)}",
    lambda draft: f"/news/{draft.number}",
    lambda draft: f"/{draft.published:%Y/%m/%d}/{slug(draft.text.title)}-{draft.number}/",
    lambda draft: f"/{draft.section.slug}/{native_slug(draft.text.title)}-{draft.number}.html",
)


@dataclass
class Day:
    """The outlets of a day, which know their addresses while the day is served. The living ones are those that answer; `shared` are the ones among them
    that lie on one host."""

    now: datetime
    living: list[Site]
    shared: list[Site]
    failing: list[Failing]
    changing: ChangingOutlet

    @property
    def sites(self) -> list[Site]:
        """Every outlet."""
        return [*self.living, *(outlet.site for outlet in self.failing), self.changing.site]

    def expected(self) -> dict[str, str | None]:
        """The cause for which each outlet should fail, by its name; None where it should not."""
        causes = {outlet.site.name: outlet.cause for outlet in self.failing}
        return {**dict.fromkeys(site.name for site in self.living), **causes, self.changing.site.name: self.changing.cause}

    def printed(self) -> dict[str, list[str]]:
        """The addresses of the articles that should be stored, by outlet."""
        readable = [(site, site.articles) for site in self.living] + [(self.changing.site, self.changing.readable)]
        return {site.name: [site.url(article.path) for article in articles] for site, articles in readable}

    def change(self) -> None:
        """Change the layout of the outlet that changes it; before, it is like any other."""
        self.changing.change()

    def write_outlets(self, folder: Path) -> Path:
        """Write the outlet file of the day into a folder, while it is served, and return its path."""
        path = folder / "day.yaml"
        path.write_text(outlets_yaml(Press(self.now, self.sites)), encoding="utf-8")
        return path


def build_day(seed: int = 1, *, now: datetime) -> Day:
    """150 outlets, ten of them failing, with about 5,000 articles of the six days before `now` (an aware time)."""
    return _build(seed, now, WAYS, _ARTICLES, hurried=False)


def build_small_day(seed: int = 1, *, now: datetime) -> Day:
    """One living outlet for each way, the two that share a host, and ten failing ones that keep nobody waiting longer than they must."""
    return _build(seed, now, dict.fromkeys(WAYS, 1), _FEW, hurried=True)


def _build(seed: int, now: datetime, count: Mapping[Way, int], articles: tuple[int, ...], *, hurried: bool) -> Day:
    moment = now.astimezone(ZONE)

    def desk(number: int, size: int) -> Desk:
        # A desk for each outlet: one writer would run out of words that it has not used.
        return Desk(seed * 10_000 + number, size, moment)

    kinds = [way for way, outlets in count.items() for _ in range(outlets)]
    living = [_living(number, way, desk(number, articles[number % len(articles)])) for number, way in enumerate([*kinds, *_SHARED])]
    first = len(living)
    failing = failing_outlets(first, desk(first, _FEW[0]), FACES[0], _ADDRESSES[0], hurried=hurried)
    last = first + len(failing)
    return Day(moment, living, living[-len(_SHARED) :], failing, ChangingOutlet(last, desk(last, BEFORE), FACES[0], _ADDRESSES[0]))


def _living(number: int, way: Callable[[Site, str], None], desk: Desk) -> Site:
    """One outlet that answers, in the face and with the addresses that its number gives it (three and four of them: every pair comes up)."""
    site = desk.site(profile(number, f"kz_day_{number:03}_{way.__name__}", way.__name__), _ADDRESSES[number % len(_ADDRESSES)])
    way(site, FACES[number % len(FACES)])
    return site

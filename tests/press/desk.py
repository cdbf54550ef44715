"""The press's desk: hands each kind of outlet its articles, times and pages."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.press.language.en import latin
from tests.press.model import Article, Entry, Profile, Section, Site, encode
from tests.press.texts import Lang, Text, Writer, words

SPAN = timedelta(days=5, hours=20)  # articles lie within the last six days
_FRESHEST = timedelta(minutes=25)


@dataclass(frozen=True)
class Draft:
    """What an address is made from."""

    number: int
    text: Text
    section: Section
    published: datetime


Address = Callable[[Draft], str]


def slug(text: str, most: int = 8) -> str:
    """The first words of a title in Latin letters, joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", latin(" ".join(words(text)[:most]))))


def native_slug(text: str, most: int = 7) -> str:
    """The first words of a title in its own letters, joined by hyphens."""
    return "-".join(words(text)[:most])


def moments(now: datetime, count: int, rng: random.Random) -> list[datetime]:
    """`count` different minutes of the last six days, newest first."""
    span = int((SPAN - _FRESHEST) / timedelta(minutes=1))
    picked = sorted(rng.sample(range(span), count))
    start = (now - _FRESHEST).replace(second=0, microsecond=0)
    return [start - timedelta(minutes=minutes) for minutes in picked]


class Desk:
    """Commissions the sites of one press from one seed; `now` is an aware time in the outlets' zone."""

    def __init__(self, seed: int, count: int, now: datetime) -> None:
        self.seed, self.count, self.now = seed, count, now
        self.writer = Writer(seed)

    def rng(self, name: str) -> random.Random:
        """A source of chance of its own for one outlet, so that outlets do not shift each other."""
        return random.Random(f"{self.seed} {name}")

    def site(self, profile: Profile, address: Address, times: list[datetime] | None = None) -> Site:
        """A site with its articles written and listed, yet without pages."""
        rng = self.rng(profile.name)
        site = Site(profile, self.now, self.writer)
        times = times or moments(self.now, self.count, rng)
        first = rng.randint(1200, 64000)
        for place, published in enumerate(times):
            lang: Lang = profile.langs[place % len(profile.langs)]
            self.print(site, Draft(first + (len(times) - place) * 3, self.writer.article(lang), rng.choice(profile.sections), published), address)
        return site

    def print(self, site: Site, draft: Draft, address: Address) -> Article:
        """One article more for the site, listed in its sources by its plain address."""
        article = Article(draft.number, draft.text, address(draft), draft.section, draft.published)
        site.articles.append(article)
        site.entries.append(entry_of(article))
        return article


def entry_of(article: Article) -> Entry:
    """The line that the sources print for an article, linked by its full address."""
    text = article.text
    return Entry("{base}" + encode(article.path), text.title, text.lede, article.published, text.author, article.section, text.lang, article)

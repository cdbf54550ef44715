"""The whole press: every kind of outlet, built from one seed, with the truth about it and the outlet file that names its sources."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.press.dates import ZONE
from tests.press.desk import Desk
from tests.press.kinds import feeds, fronts, lists, sitemaps
from tests.press.model import Site
from tests.press.truth import Hit, Limit, Outlet, Trap, TrueArticle, Truth

KINDS = (
    feeds.wordpress, feeds.atom, feeds.rdf, sitemaps.gzmap, sitemaps.newsmap, lists.paged, lists.tables, feeds.amp, fronts.front_end,
    sitemaps.canonical, lists.visible_only, fronts.address_only, feeds.utc_night, lists.twice,
)  # fmt: skip


@dataclass
class Press:
    """The outlets of one press and what was asked of them; the sites know their addresses while the press is served."""

    now: datetime
    sites: list[Site]
    hits: list[Hit] = field(default_factory=list)
    foreign: str = ""

    def truth(self) -> Truth:
        """What is true about the press; raises RuntimeError before it is served, since addresses are part of it."""
        if not self.foreign:
            raise RuntimeError("serve the press first: its addresses are not known yet")
        truth = Truth(self.now.isoformat(), self.foreign)
        for site in self.sites:
            truth.outlets.append(Outlet(site.name, site.profile.kind, site.base, site.disallowed))
            truth.articles.extend(_true_articles(site))
            truth.traps.extend(Trap(site.name, snare.name, _addresses(site, snare.paths), *_fates(snare), note=snare.note) for snare in site.snares)
            truth.limits.extend(Limit(site.name, bound.name, bound.pattern, bound.most, bound.note) for bound in site.bounds)
        return truth


def build_press(seed: int = 7, articles: int = 30, *, now: datetime) -> Press:
    """A press of 14 outlets with so many articles each (12 to 60), all printed within the six days before `now` (an aware time)."""
    if not 12 <= articles <= 60:
        raise ValueError(f"{articles} articles an outlet: between 12 and 60 are possible")
    local = now.astimezone(ZONE)
    desk = Desk(seed, articles, local)
    return Press(local, [kind(desk) for kind in KINDS])


def _true_articles(site: Site) -> list[TrueArticle]:
    return [
        TrueArticle(
            outlet=site.name,
            key=str(article.number),
            urls=_addresses(site, (article.path, *article.twins)),
            title=article.text.title,
            body=article.text.body,
            author=article.text.author,
            lang=article.text.lang,
            published="" if article.published > site.now else article.published.date().isoformat(),
            expected=article.expected,
            twin_of=str(article.twin_of) if article.twin_of else "",
        )
        for article in site.articles
    ]


def _addresses(site: Site, paths: tuple[str, ...]) -> list[str]:
    return [site.url(path.replace("{foreign}", site.foreign)) for path in paths]


def _fates(snare: Any) -> tuple[list[str], list[str], bool]:
    return list(snare.fates), list(snare.never), snare.optional


def outlets_yaml(press: Press) -> str:
    """The outlet file for a press that is being served; values are JSON, which YAML reads as it is."""
    entries = []
    for site in press.sites:
        fields: dict[str, Any] = {
            "title": site.profile.title,
            "home": site.base + "/",
            "country": "KZ",
            "region": site.profile.region,
            "languages": sorted(set(site.profile.langs)),
            "feeds": [site.base + path for path in site.sources.get("feeds", ())],
            "sitemaps": [site.base + path for path in site.sources.get("sitemaps", ())],
            "sections": [{"url": site.base + path, "links": links, "next": more} for path, links, more in site.sources.get("sections", ())],
            "delay": 0,
        }
        lines = [f"- name: {site.name}"]
        lines += [f"  {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items() if value != []]
        entries.append("\n".join(lines))
    return "\n".join(entries) + "\n"

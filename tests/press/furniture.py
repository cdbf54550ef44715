"""What surrounds an article on a real page, and the rendering of pages.

Side columns, related news and "read also" boxes quote titles and first sentences of the outlet's own other articles, so an extractor that keeps
them mixes two articles. Dates in the masthead, the side columns and the footer are never the article's.
"""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.press import dates
from tests.press.labels import LABELS
from tests.press.model import Article, Entry, Reply, Site
from tests.press.texts import GRAMMARS, Remark

_TAGS = {
    "ru": "ЖКХ;тарифы;школа;дороги;акимат;спорт;погода;экология;суд;урожай;история;транспорт",
    "kk": "әкімдік;тариф;мектеп;жол;спорт;ауа райы;экология;сот;егін;тарих;көлік;мәдениет",
    "en": "city hall;tariffs;school;roads;sport;weather;ecology;court;harvest;history;transport",
}
_SITES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
for _name in ("iso", "utc", "rfc822", "rfc822_utc", "dotted", "joomla", "long_day", "day_month", "weekday_day"):
    _SITES.filters[_name] = getattr(dates, _name)


@dataclass(frozen=True)
class Surroundings:
    """What one page shows beside its article."""

    latest: list[Entry]
    popular: list[Entry]
    related: list[Entry]
    also: Entry
    remarks: tuple[Remark, ...]
    tags: list[str]
    rates: dict[str, str]
    views: int
    shares: int
    bio: str


def first_sentence(text: str) -> str:
    """The text up to its first full stop."""
    head, stop, _ = text.partition(". ")
    return head + stop.strip()


def surround(site: Site, number: int) -> Surroundings:
    """The furniture of the page with this number: the same at every request."""
    rng = random.Random(f"{site.name} {number}")
    others = [entry for entry in site.listed("side") if entry.article is None or entry.article.number != number]
    lang = next((article.text.lang for article in site.articles if article.number == number), site.lang)
    grammar = GRAMMARS[lang]
    picked = rng.sample(others, min(9, len(others)))
    return Surroundings(
        latest=others[:8],
        popular=picked[:5],
        related=picked[5:8] or picked[:1],
        also=picked[-1],
        remarks=tuple(Remark(grammar.say("nick", rng), grammar.say("comment", rng)) for _ in range(rng.randint(1, 4))),
        tags=rng.sample(_TAGS[lang].split(";"), 4),
        rates={"USD": f"{rng.randint(480, 540)},{rng.randint(10, 99)}", "EUR": f"{rng.randint(550, 620)},{rng.randint(10, 99)}", "RUB": "6,41"},
        views=rng.randint(40, 9000),
        shares=rng.randint(0, 60),
        bio=grammar.say("bio", rng),
    )


def render(site: Site, template: str, **context: Any) -> str:
    """A page or a source as text."""
    return _SITES.get_template(template).render(
        site=site, labels=LABELS[site.lang], all_labels=LABELS, now=site.now, first_sentence=first_sentence, **context
    )


def html(
    site: Site, template: str, *, charset: str = "utf-8", header: str | None = "text/html; charset=utf-8", status: int = 200, **context: Any
) -> Reply:
    """A page as a reply; `charset` is the true encoding, `header` what the server claims."""
    text = render(site, template, **context)
    return Reply(text.encode(charset, "xmlcharrefreplace"), status, header)


def article_page(site: Site, template: str, article: Article, **options: Any) -> Reply:
    """The page of an article in its site's template."""
    coding = {name: options.pop(name) for name in ("charset", "header") if name in options}
    return html(site, template, **coding, page="article", article=article, text=article.text, around=surround(site, article.number), **options)


def list_page(site: Site, template: str, entries: list[Entry], heading: str, **options: Any) -> Reply:
    """A home or section page in its site's template."""
    coding = {name: options.pop(name) for name in ("charset", "header", "status") if name in options}
    return html(site, template, **coding, page="list", entries=entries, heading=heading, around=surround(site, 0), **options)


def xml(site: Site, template: str, *, charset: str = "utf-8", header: str = "application/xml; charset=utf-8", **context: Any) -> Reply:
    """A feed or sitemap as a reply with validators: it changed when its newest article was printed."""
    text = render(site, template, charset=charset, **context)
    newest = max((entry.published for entry in site.entries), default=site.now)
    return Reply(text.encode(charset, "xmlcharrefreplace"), 200, header, changed=min(newest, site.now))

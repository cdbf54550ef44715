"""From a template to an answer: what all pages of one sample site share, and how they become bytes."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

from babel.dates import format_date, format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from spiders.sample.answers import SiteAnswer
from spiders.sample.landscapes import picture
from spiders.sample.story_files import Story

LATEST, POPULAR, RELATED = 10, 5, 3

Render = Callable[..., str]


def renderer(printed: Mapping[str, Story], path: Callable[[Story], str], today: date, **shared: Any) -> Render:
    """A function that renders a template with what every page of one site shares."""
    newest = list(printed.values())

    def related(story: Story) -> list[Story]:
        return [other for other in newest if other.section == story.section and other.slug != story.slug][:RELATED]

    shared |= {
        "stories": newest,
        "latest": newest[:LATEST],
        "popular": sorted(newest, key=lambda story: crc32(story.slug.encode()))[:POPULAR],
        "path": path,
        "related": related,
        "today": today,
        "hour": timedelta(hours=1),
    }

    def render(template: str, **own: Any) -> str:
        return _templates().get_template(template).render(shared | own)

    return render


@lru_cache(maxsize=1)
def _templates() -> Environment:
    folder = Path(__file__).parent / "templates"
    made = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    made.filters["dated"] = _dated
    made.filters["chance"] = lambda slug, below: crc32(slug.encode()) % below
    return made


def _dated(moment: date, pattern: str, lang: str) -> str:
    """A day or moment in words of the language, by a CLDR pattern."""
    return format_datetime(moment, pattern, locale=lang) if isinstance(moment, datetime) else format_date(moment, pattern, locale=lang)


def html_page(html: str, status: int = 200) -> SiteAnswer:
    """A page in UTF-8, which its header says."""
    return SiteAnswer(html.encode(), status=status)


def old_html(html: str, status: int = 200) -> SiteAnswer:
    """A page in windows-1251. Its header does not say so."""
    return SiteAnswer(html.encode("cp1251", "xmlcharrefreplace"), "text/html", status=status)


def drawing(story: Story) -> SiteAnswer:
    """The picture of a story."""
    return SiteAnswer(picture(story.slug), "image/svg+xml")


def robots(rules: str) -> SiteAnswer:
    """A robots.txt with these rules for everybody."""
    return SiteAnswer(f"User-agent: *\n{rules}".encode(), "text/plain; charset=utf-8")

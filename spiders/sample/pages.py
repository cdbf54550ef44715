"""Pages of a sample site: rendering templates with shared values, pictures, and conversion to answers."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

from babel.dates import format_date, format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from spiders.sample.responses import SampleResponse
from spiders.sample.story_files import Story

# The pictures of the sample newsroom: a small steppe landscape for each story, drawn from its slug, so that no photograph is needed.

_WIDTH, _HEIGHT = 960, 540


def picture(slug: str) -> bytes:
    """Return an SVG of 960 × 540. The same slug always gives the same picture."""
    seed = crc32(slug.encode())
    hue, sun, near, far = seed % 360, 120 + seed // 7 % 720, 330 + seed // 11 % 90, 250 + seed // 13 % 70
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}">'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="hsl({hue},38%,82%)"/>'
        f'<circle cx="{sun}" cy="{far - 110}" r="58" fill="hsl({(hue + 40) % 360},70%,93%)"/>'
        f'<path d="M0 {far} Q 240 {far - 130} 480 {far} T {_WIDTH} {far - 30} V {_HEIGHT} H 0 Z" fill="hsl({hue},28%,62%)"/>'
        f'<path d="M0 {near} Q 300 {near + 70} 520 {near - 20} T {_WIDTH} {near} V {_HEIGHT} H 0 Z" fill="hsl({(hue + 25) % 360},30%,42%)"/>'
        f'<path d="M{sun - 40} {_HEIGHT} L {sun + 6} {near + 20} L {sun + 14} {near + 20} L {sun + 90} {_HEIGHT} Z" fill="hsl({hue},12%,74%)"/>'
        "</svg>"
    ).encode()


_LATEST, _POPULAR, RELATED = 10, 5, 3

Render = Callable[..., str]


def renderer(printed: Mapping[str, Story], path: Callable[[Story], str], today: date, **shared: Any) -> Render:
    """Return a function that renders a template with the values that every page of a site shares."""
    newest = list(printed.values())

    def related(story: Story) -> list[Story]:
        return [other for other in newest if other.section == story.section and other.slug != story.slug][:RELATED]

    shared |= {
        "stories": newest,
        "latest": newest[:_LATEST],
        "popular": sorted(newest, key=lambda story: crc32(story.slug.encode()))[:_POPULAR],
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
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    environment.filters["dated"] = _dated
    environment.filters["chance"] = lambda slug, below: crc32(slug.encode()) % below
    return environment


def _dated(moment: date, pattern: str, lang: str) -> str:
    """Return a day or moment in words of the language, by a CLDR pattern."""
    return format_datetime(moment, pattern, locale=lang) if isinstance(moment, datetime) else format_date(moment, pattern, locale=lang)


def html_page(html: str, status: int = 200) -> SampleResponse:
    """Return a page in UTF-8, declared in its header."""
    return SampleResponse(html.encode(), status=status)


def old_html(html: str, status: int = 200) -> SampleResponse:
    """Return a page in windows-1251, not declared in its header."""
    return SampleResponse(html.encode("cp1251", "xmlcharrefreplace"), "text/html", status=status)


def drawing(story: Story) -> SampleResponse:
    """Return the picture of a story."""
    return SampleResponse(picture(story.slug), "image/svg+xml")


def robots(rules: str) -> SampleResponse:
    """Return a robots.txt with these rules for all crawlers."""
    return SampleResponse(f"User-agent: *\n{rules}".encode(), "text/plain; charset=utf-8")

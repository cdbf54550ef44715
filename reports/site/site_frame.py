"""The frame of every page of the site: its templates, its addresses, and the words around the content.

Pages link to each other by relative addresses, so that the folder can be served from anywhere and read without a server. Absolute ones are used only
where others need them (canonical address, pictures for sharing), and only if the address of the site is known. Every text is escaped; there is no
inline script or style.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from records.i18n import LANGUAGES, ntr, reader_language, tr
from records.language.dates import as_of_day
from records.outlets.outlet_names import folded_outlet, spelling_key
from reports.charts.chart_words import incidents_in_words, number
from reports.one_line import one_line
from reports.publications.report_period import publisher
from reports.site.site_files import SiteFiles

STATIC = ("site.css", "explorer.js", "search_letters.js", "site_icon.svg")
# A separator for dividing the rendered frame; it is never written.
_PART = "\0"
# The pages of the menu, below the folder of the language.
_MENU = (
    ("front", "index.html"),
    ("incidents", "incidents/index.html"),
    ("persons", "persons/index.html"),
    ("outlets", "outlets/index.html"),
    ("regions", "regions/index.html"),
    ("years", "years/index.html"),
    ("method", "method.html"),
    ("corrections", "corrections.html"),
    ("data", "data.html"),
)


@dataclass(frozen=True)
class PageHead:
    """The metadata of a page. `path` is below the folder of its language, `section` its entry of the menu; `picture` the file of its picture for
    sharing below that folder. `listed`: search engines may show it. `script` is a file of `STATIC`."""

    path: str
    title: str
    section: str = ""
    description: str = ""
    picture: str = ""
    listed: bool = True
    feeds: tuple[str, ...] = ()
    script: str = ""


@dataclass(frozen=True)
class SiteFrame:
    """The folder of pages, the day as of which they are made, and the address of the site, which ends with a slash; empty if it is not known."""

    folder: SiteFiles
    as_of: date
    base_url: str = ""

    def write(self, template: str, head: PageHead, **values: Any) -> None:
        """Write one page in the current language."""
        self.folder.add(f"{reader_language()}/{head.path}", self.page(template, head, **values).encode())

    def page(self, template: str, head: PageHead, **values: Any) -> str:
        """Return one page in the current language: the rendered template, in the frame."""
        main = environment().get_template(template).render(site=_words(reader_language(), self.as_of), **values)
        contents = {"main": main, "path": str(escape(head.path)), "title": str(escape(one_line(head.title, 200))), "head": self._head(head)}
        around = _around(
            reader_language(),
            self.as_of,
            self.base_url,
            head.section,
            head.path.rpartition("/")[2].startswith("index"),
            head.path.count("/"),
            head.script,
        )
        return "".join([piece if nth % 2 == 0 else contents[piece] for nth, piece in enumerate(around)])

    def _head(self, head: PageHead) -> str:
        """Return the parts of the head that not every page has."""
        home = "../" * head.path.count("/")
        tags = [] if head.listed else ['<meta name="robots" content="noindex">']
        if head.description:
            words = escape(one_line(head.description, 200))
            tags += [f'<meta name="description" content="{words}">', f'<meta property="og:description" content="{words}">']
        for feed in head.feeds:
            tags.append(f'<link rel="alternate" type="application/atom+xml" href="{home}{escape(feed)}.atom">')
            tags.append(f'<link rel="alternate" type="application/feed+json" href="{home}{escape(feed)}.json">')
        if self.base_url and head.picture:
            tags.append(f'<meta property="og:image" content="{escape(self.base_url)}{reader_language()}/{escape(head.picture)}">')
            tags.append('<meta property="og:image:width" content="1200"><meta property="og:image:height" content="630">')
            tags.append('<meta name="twitter:card" content="summary_large_image">')
        return "\n".join(tags)


@cache
def _around(lang: str, as_of: date, base: str, section: str, index: bool, depth: int, script: str) -> tuple[str, ...]:
    """Return the frame of pages of one section and depth, divided where each page inserts its own content.

    It is a list of pieces of HTML, and between them the names of what goes there. Cached, since a site has tens of thousands of pages.
    """
    rendered = environment().get_template("site_layout.html").render(
        **{name: Markup(f"{_PART}{name}{_PART}") for name in ("main", "path", "title", "head")},  # noqa: S704
        lang=lang, site=_words(lang, as_of), base=base, section=section, index=index, top="../" * (depth + 1), home="../" * depth, script=script,
    )  # fmt: skip
    return tuple(rendered.split(_PART))


@cache
def _words(lang: str, as_of: date) -> Mapping[str, Any]:
    """Return the words around every page in one language."""
    names = {
        "front": tr("Overview"), "incidents": tr("Incidents"), "persons": tr("Persons"), "outlets": tr("Outlets"), "regions": tr("Regions"), "years": tr("Years"),
        "method": tr("How it is counted"), "corrections": tr("Corrections"), "data": tr("Data and feeds"),
    }  # fmt: skip
    return {
        "tag": LANGUAGES[lang].tag,
        "publisher": publisher(),
        "as_of": tr("As of {as_of_day}").format(as_of_day=as_of_day(as_of)),
        "menu": [(key, path, names[key]) for key, path in _MENU],
        "tongues": [(code, language.name, language.short) for code, language in LANGUAGES.items()],
        "versions": {name: hashlib.sha256(static(name)).hexdigest()[:12] for name in STATIC},
    }


@cache
def static(name: str) -> bytes:
    """Return a static file that every page uses."""
    return (resources.files("reports.site") / "static" / name).read_bytes()


def outward(address: str) -> str:
    """Return an address for a link; empty for one that is not on the web."""
    return address if address.startswith(("https://", "http://")) and not any(sign.isspace() for sign in address) else ""


def outlet_page(name: str) -> str:
    """Return the name of an outlet's page: the same for its name in every script."""
    return hashlib.sha256((spelling_key(name) or folded_outlet(name)).encode()).hexdigest()[:16]


@cache
def environment() -> Environment:
    """Return the templates. A missing name is an error."""
    templates = Environment(
        loader=PackageLoader("reports", "templates/site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    templates.globals.update(tr=tr, ntr=ntr, number=number, incidents_in_words=incidents_in_words, outward=outward, quote=quote)
    templates.filters["line"] = one_line
    templates.filters["outlet_page"] = outlet_page
    return templates

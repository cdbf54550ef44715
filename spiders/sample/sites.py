"""The three sites of the sample newsroom, each a pure function of its address and the day.

They are a WordPress paper in Russian with a feed, a Kazakh portal with a news sitemap, and a paper on an old engine, in windows-1251 and without
dates in its lists.
"""

import gzip
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email.utils import format_datetime
from functools import lru_cache
from xml.etree import ElementTree

from spiders.sample.pages import Render, drawing, html_page, old_html, renderer, robots
from spiders.sample.responses import SampleResponse, Site, moved
from spiders.sample.story_files import ZONE, Story, outlet_name, stories

# Machine-readable sources of the sample sites: an RSS 2.0 feed as WordPress writes it, a sitemap index, a Google news sitemap and a plain sitemap.

_PREFIXES = {
    "atom": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
}
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True)
class _SampleEntry:
    """One entry of a feed or sitemap: the full address as the source spells it, and its details."""

    address: str
    title: str
    published: datetime
    guid: str = ""
    author: str | None = None
    section: str = ""
    excerpt: str = ""


def rss(title: str, home: str, about: str, lang: str, entries: Iterable[_SampleEntry]) -> bytes:
    """Return an RSS 2.0 feed with excerpts only; `pubDate` has the offset of the outlet's own time zone."""
    listed = list(entries)
    root = _root("rss", ("atom", "dc"), version="2.0")
    channel = _child(root, "channel")
    _child(channel, "title", title)
    _child(channel, "atom:link", href=f"{home}feed/", rel="self", type="application/rss+xml")
    _child(channel, "link", home)
    _child(channel, "description", about)
    _child(channel, "lastBuildDate", format_datetime(max(entry.published for entry in listed)))
    _child(channel, "language", lang)
    _child(channel, "generator", "https://wordpress.org/?v=6.6.2")
    for entry in listed:
        item = _child(channel, "item")
        _child(item, "title", entry.title)
        _child(item, "link", entry.address)
        if entry.author:
            _child(item, "dc:creator", entry.author)
        _child(item, "pubDate", format_datetime(entry.published))
        _child(item, "category", entry.section)
        _child(item, "guid", entry.guid, isPermaLink="false")
        _child(item, "description", entry.excerpt)
    return _written(root)


def _sitemap_index(children: Mapping[str, datetime]) -> bytes:
    """Return an index of sitemaps with the full address and last change of each."""
    root = _root("sitemapindex", (), xmlns=_SITEMAP)
    for address, changed in children.items():
        sitemap = _child(root, "sitemap")
        _child(sitemap, "loc", address)
        _child(sitemap, "lastmod", changed.isoformat())
    return _written(root)


def _news_sitemap(outlet: str, lang: str, entries: Iterable[_SampleEntry]) -> bytes:
    """Return a sitemap with Google's news extension: publication date and title of every address."""
    root = _root("urlset", ("news",), xmlns=_SITEMAP)
    for entry in entries:
        page = _child(root, "url")
        _child(page, "loc", entry.address)
        news = _child(page, "news:news")
        publication = _child(news, "news:publication")
        _child(publication, "news:name", outlet)
        _child(publication, "news:language", lang)
        _child(news, "news:publication_date", entry.published.isoformat())
        _child(news, "news:title", entry.title)
    return _written(root)


def sitemap(addresses: Iterable[str]) -> bytes:
    """Return a plain sitemap, without dates."""
    root = _root("urlset", (), xmlns=_SITEMAP)
    for address in addresses:
        _child(_child(root, "url"), "loc", address)
    return _written(root)


# Prefixed names are written literally and declared on the root, because ElementTree would number unknown namespaces.


def _root(name: str, prefixes: tuple[str, ...], **attributes: str) -> ElementTree.Element:
    return ElementTree.Element(name, attributes | {f"xmlns:{prefix}": _PREFIXES[prefix] for prefix in prefixes})


def _child(parent: ElementTree.Element, name: str, text: str | None = None, /, **attributes: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, name, attributes)
    child.text = text
    return child


def _written(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


HOST = "127.0.0.1"

# Section as the articles name it → its part of the address, and its label.
_RU = {
    "society": ("obschestvo", "Общество"),
    "authorities": ("vlast", "Власть"),
    "economy": ("ekonomika", "Экономика"),
    "incidents": ("proisshestviya", "Происшествия"),
    "culture": ("kultura", "Культура"),
    "sport": ("sport", "Спорт"),
}
_KK = {
    "society": ("qogam", "Қоғам"),
    "authorities": ("bilik", "Билік"),
    "economy": ("ekonomika", "Экономика"),
    "incidents": ("oqiga", "Оқиға"),
    "culture": ("madeniet", "Мәдениет"),
    "sport": ("sport", "Спорт"),
}


@lru_cache(maxsize=2)
def newsroom(port: int, today: date) -> tuple[Site, Site, Site]:
    """Return the three sites as they answer on `port` and the two after it; rendered once per port and day."""
    base = f"http://{HOST}:"
    return _mayak(f"{base}{port}", today), _syr(f"{base}{port + 1}", today), _tobyl(today)


def _mayak(base: str, today: date) -> Site:
    """Return a city paper on WordPress: home, categories, tags, and a feed of excerpts with one withdrawn item and one photograph."""
    name = "Шахтёрский маяк"
    printed = _mayak_stories(today)
    tags = {"temirtau": "Темиртау", "balhash": "Балхаш"}
    photo = _extra(today, 2, "foto-dnya-iney-na-naberezhnoy", "Фото дня: иней на набережной Федоровского водохранилища", "Снимок прислали читатели.")
    withdrawn = _extra(today, 3, "grafik-otklyucheniya-svetoforov", "График отключения светофоров на этой неделе", "Материал готовится.")
    render = renderer(printed, _mayak_path, today, base=base, name=name, sections=_RU, tags=tags, picture=_mayak_picture)
    routes = {
        "/": html_page(render("mayak_home.html")),
        "/kontakty/": html_page(render("mayak_page.html", heading="Контакты", lines=["Караганда, улица Выдуманная, 1", "news@mayak.example"])),
        "/reklama/": html_page(render("mayak_page.html", heading="Реклама", lines=["Строка в газете – 900 тенге", "Баннер – 15 000 тенге"])),
        "/robots.txt": robots("Disallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n"),
    }
    for section, (slug, label) in _RU.items():
        listed = [story for story in printed.values() if story.section == section]
        routes[f"/category/{slug}/"] = html_page(render("mayak_list.html", heading=label, listed=listed))
    for slug, tag in tags.items():
        routes[f"/tag/{slug}/"] = html_page(render("mayak_list.html", heading=f"#{tag}", listed=[s for s in printed.values() if tag in s.text]))
    numbers = _numbers([*printed.values(), photo], first=21_040)
    for story in (*printed.values(), photo):
        routes[_mayak_path(story)] = html_page(render("mayak_article.html", story=story, numbers=numbers))
        routes[_mayak_picture(story)] = drawing(story)
        routes[f"/?p={numbers[story.slug]}"] = moved(_mayak_path(story))
    listed = sorted((*printed.values(), photo, withdrawn), key=lambda story: story.published, reverse=True)
    entries = [_item(base, story, numbers) for story in listed]
    feed = rss(name, f"{base}/", "Новости Караганды и области", "ru-RU", entries)
    routes["/feed/"] = SampleResponse(feed, "application/rss+xml; charset=UTF-8", changed=listed[0].published)
    missing = render("mayak_page.html", heading="Страница не найдена", lines=["Возможно, она удалена. Попробуйте поиск."])
    return Site(outlet_name("mayak"), printed, routes, html_page(missing, status=404))


def _syr(base: str, today: date) -> Site:
    """Return a Kazakh portal: a sitemap index with a zipped Google news sitemap, a sitemap of two pages that are not articles, and AMP twins."""
    name = "Сыр шырағы"
    printed = _syr_stories(today)
    tags = {"kurish": "күріш", "balyq": "балық"}
    render = renderer(printed, _syr_path, today, base=base, name=name, sections=_KK, tags=tags, picture=_syr_picture)
    routes = {
        "/": html_page(render("syr_list.html", heading="Басты жаңалықтар", listed=list(printed.values())[:20])),
        "/baylanys": html_page(render("syr_page.html", heading="Байланыс", lines=["Қызылорда, Ойдан шығарылған көшесі, 1", "habar@syr.example"])),
        "/robots.txt": robots(f"Disallow: /search\n\nSitemap: {base}/sitemap.xml\n"),
    }
    for section, (slug, label) in _KK.items():
        routes[f"/{slug}"] = html_page(render("syr_list.html", heading=label, listed=[s for s in printed.values() if s.section == section]))
    for slug, tag in tags.items():
        listed = [story for story in printed.values() if tag in story.text.lower()]
        routes[f"/tag/{slug}"] = html_page(render("syr_list.html", heading=f"#{tag}", listed=listed))
    for path, story in printed.items():
        routes[path] = html_page(render("syr_article.html", story=story))
        routes[f"{path}/amp"] = html_page(render("syr_amp.html", story=story))
        routes[_syr_picture(story)] = drawing(story)
    changed = max(story.published for story in printed.values())
    entries = [_SampleEntry(base + path, story.title, story.published) for path, story in printed.items()]
    index = _sitemap_index({f"{base}/news-sitemap.xml.gz": changed, f"{base}/page-sitemap.xml": changed})
    zipped = gzip.compress(_news_sitemap(name, "kk", entries), mtime=0)
    routes["/sitemap.xml"] = SampleResponse(index, "application/xml; charset=utf-8", changed=changed)
    routes["/news-sitemap.xml.gz"] = SampleResponse(zipped, "application/gzip", changed=changed)
    pages = sitemap([f"{base}/baylanys", f"{base}/tag/kurish"])
    routes["/page-sitemap.xml"] = SampleResponse(pages, "application/xml; charset=utf-8", changed=changed)
    missing = render("syr_page.html", heading="Бет табылмады", lines=["Мекенжай қате терілген немесе бет өшірілген."])
    return Site(outlet_name("syr"), printed, routes, html_page(missing, status=404))


def _tobyl(today: date) -> Site:
    """Return an evening paper on an engine of 2003: tables, windows-1251 that only a meta tag declares, numbered articles, lists without dates, no
    feed.
    """
    name = "Вечерний Тобыл"
    printed = _tobyl_stories(today)
    sections = {section: label for section, (_, label) in _RU.items()} | {"english": "In English"}
    paths = {story.slug: path for path, story in printed.items()}
    render = renderer(printed, lambda story: paths[story.slug], today, name=name, sections=sections, picture=_tobyl_picture)
    about = ["Газета выходит с 1931 года по будням, тираж 4200 экземпляров.", "Костанай, проезд Выдуманный, 3"]
    routes = {
        "/": old_html(render("tobyl_home.html")),
        "/about.html": old_html(render("tobyl_page.html", heading="О газете", lines=about)),
        "/reklama.html": old_html(render("tobyl_page.html", heading="Реклама", lines=["Модуль 50 на 50 мм: 6000 тенге"])),
        "/robots.txt": robots("Disallow: /cgi-bin/\n"),
    }
    for path, story in printed.items():
        routes[path] = old_html(render("tobyl_article.html", story=story))
        routes[_tobyl_picture(story)] = drawing(story)
    russian = [story for story in printed.values() if story.lang != "en"]
    english = [story for story in printed.values() if story.lang == "en"]
    routes |= _list_pages(render, "/news/", russian, 10, heading="Все новости", newer="новее", older="дальше")
    routes |= _list_pages(render, "/english/", english, 5, heading="News in English", newer="newer", older="older")
    missing = render("tobyl_page.html", heading="Ошибка 404", lines=["Такой страницы нет."])
    return Site(outlet_name("tobyl"), printed, routes, old_html(missing, status=404))


def _list_pages(render: Render, folder: str, listed: list[Story], size: int, **words: str) -> dict[str, SampleResponse]:
    pages = math.ceil(len(listed) / size)
    routes = {}
    for page in range(1, pages + 1):
        html = render("tobyl_list.html", folder=folder, page=page, pages=pages, listed=listed[(page - 1) * size : page * size], **words)
        routes[folder if page == 1 else f"{folder}page/{page}/"] = old_html(html)
    return routes


# Stories and their addresses.


def _mayak_stories(today: date) -> dict[str, Story]:
    return {_mayak_path(story): story for story in stories("mayak", "ru", today)}


def _syr_stories(today: date) -> dict[str, Story]:
    return {_syr_path(story): story for story in stories("syr", "kk", today)}


def _tobyl_stories(today: date) -> dict[str, Story]:
    printed = stories("tobyl", "ru", today)
    numbers = _numbers(printed, first=4801)
    return {f"/news/{numbers[story.slug]}.html": story for story in printed}


def _mayak_path(story: Story) -> str:
    return f"/{story.published:%Y/%m/%d}/{story.slug}/"


def _mayak_picture(story: Story) -> str:
    return f"/wp-content/uploads/{story.published:%Y/%m}/{story.slug}.svg"


def _syr_path(story: Story) -> str:
    return f"/{_KK[story.section][0]}/{story.slug}"


def _syr_picture(story: Story) -> str:
    return f"/media/{story.slug}.svg"


def _tobyl_picture(story: Story) -> str:
    return f"/foto/{story.slug}.svg"


def _numbers(printed: Iterable[Story], first: int) -> dict[str, int]:
    """Return a number for each slug, in the order of the slugs: the same on every day."""
    return {slug: first + place for place, slug in enumerate(sorted(story.slug for story in printed))}


def _extra(today: date, days_ago: int, slug: str, title: str, words: str) -> Story:
    """Return an item of the feed that is not an article."""
    moment = datetime.combine(today - timedelta(days=days_ago), time(12, 30), ZONE)
    return Story(slug, "society", "ru", None, title, (words,), moment, {"label": "none"})


def _item(base: str, story: Story, numbers: Mapping[str, int]) -> _SampleEntry:
    """Return a story as WordPress puts it into its feed: the first words only, and a link with tracking parameters."""
    words = story.paragraphs[0].split()
    return _SampleEntry(
        address=f"{base}{_mayak_path(story)}?utm_source=rss&utm_medium=feed",
        title=story.title,
        published=story.published,
        guid=f"{base}/?p={numbers.get(story.slug, 20_990)}",
        author=story.author,
        section=_RU[story.section][1],
        excerpt=" ".join(words[:30]) + (" […]" if len(words) > 30 else ""),
    )

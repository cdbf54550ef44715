"""Reader of list pages: the articles to which a page links, in order, and the following page, found by the outlet's own selectors or by the shape of
links.
"""

import re
from itertools import islice
from urllib.parse import parse_qsl, unquote, urlsplit

from cssselect import SelectorError
from parsel import Selector, SelectorList

from pipelines.dedup.urls import clean, identity, site_of
from records.i18n import gettext_noop
from records.model import DiscoveredLink
from spiders.config.field_types import Address, Entry, LinkCss
from spiders.sources.documents import Unreadable, plain_title
from spiders.sources.list_pages import ListWalk, page_number
from spiders.sources.source_kind import SourceAnswer, SourceContent, SourceKind

_ATTRIBUTE = re.compile(r"^(?P<element>[^,]+)::attr\((?P<name>[\w\-]+)\)$")

# Words for a list, a form or a service in the path of a news site, in the languages and transliterations of the region.
_NOT_ARTICLES = re.compile(
    r"/(?:tags?|tegi?|categor(?:y|ies)|cat|rubrics?|rubrika|author|avtory?|users?|page|paged|search|poisk|izdeu|archives?|arhiv|login|logout|signin|signup"
    r"|register|registration|feed|rss|comments?|share|cart|wp-(?:admin|content|includes|json|login[^/]*)|cdn-cgi|uploads?|static|assets"
    r"|banners?|ads?|reklama|contacts?|kontakty?|about|o-nas|privacy|terms|policy|sitemap|calendar|profile|subscribe|podpiska|vacanc\w+)(?=/|$|\.)",
    re.IGNORECASE,
)
_SERVICES = re.compile(
    r"/(?:search|poisk|izdeu|login|logout|signin|signup|register|registration|feed|rss|share|cart|wp-[^/]*|cdn-cgi|reklama|ads?|contacts?|kontakty?"
    r"|about|o-nas|privacy|terms|policy|sitemap|profile|subscribe|podpiska|vacanc\w+|authors?|avtory?|users?)(?=/|$|\.)",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|avif|ico|css|js|json|xml|rss|atom|pdf|docx?|xlsx?|pptx?|zip|rar|gz|mp[34]|m4a|avi|mov|webm|ogg|exe|apk|woff2?)$",
    re.IGNORECASE,
)
_SERVICE_QUERY = re.compile(r"(?:^|&)(?:s|q|query|search|replytocom|share|action|do|add-to-cart|redirect\w*|sort|order)=", re.IGNORECASE)
_DATE = re.compile(r"(?:19|20)\d\d[/\-]\d\d?(?:[/\-]\d\d?)?(?=/|-|$)")
_ID = re.compile(r"(?<![^\W_])\d{3,}(?![^\W_])|\d{5,}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ID_PARAMETERS = frozenset({"id", "p", "newsid", "news", "news_id", "article", "article_id", "post", "nid", "sid", "eid", "element_id"})
_ENDING = re.compile(r"\.(?:x?html?|php\d?|aspx?)$", re.IGNORECASE)

_PAGE_PATH = re.compile(r"/(?:page|p|stranica|bet)[/\-]?(\d{1,5})/?$", re.IGNORECASE)
_NEXT_WORDS = re.compile(
    r"(?:(?:следующ(?:ая|ие|ий)|вперед|вперёд|далее|дальше|старые|более старые|келесі|алға|ескі|next|older)"
    r"(?:\s+(?:страница|записи|новости|посты|бет|беті|жазбалар|page|posts|entries))?|показать\s+(?:еще|ещё)|тағы\s+көрсету)?\s*[›»→>⟩❯]*",
    re.IGNORECASE,
)
_NEXT_PLACES = (
    "//link[@rel='next']/@href",
    "//a[contains(concat(' ', normalize-space(@rel), ' '), ' next ')]/@href",
    "//a[contains(concat(' ', normalize-space(@class), ' '), ' next ') or contains(@class, 'next-page') or contains(@class, 'nextpage')"
    " or contains(@class, 'pagination-next') or contains(@class, 'pagination__next') or contains(@class, 'page-next')]/@href",
    "//*[self::li or self::span or self::div][contains(concat(' ', normalize-space(@class), ' '), ' next ')]/a/@href",
)
_READ_ON = re.compile(
    r"(?:читать|подробнее|далее|смотреть|толығырақ|толық\s+оқу|read|more|continue)\b.{0,30}|оқу|[\W\d_]*",
    re.IGNORECASE,
)
# The most links read on one page. A list page has about a hundred; a page with thousands is not one, and would only cost time.
_MOST_LINKS = 3000
# Menus repeat on every page and contain sections; the header and footer of an article card do not count as menus.
_OUTSIDE_MENUS = "//a[@href][not(ancestor::nav or ancestor::header[not(ancestor::article)] or ancestor::footer[not(ancestor::article)])]"
# One condition per link, because libxml2 joins two node sets (with | or //) in quadratic time.
_IN_MENUS = "//a[@href][ancestor::*[self::nav or self::header or contains(@class, 'menu') or contains(@id, 'menu')]]/@href"
_FEED_TYPES = re.compile(r"^\s*application/(?:rss|atom|rdf)\+xml", re.IGNORECASE)


class Section(Entry):
    """A list page, newest first.

    Without `links`, articles are recognised by the shape of their addresses. Without `next`, the usual markup leads to the following page.
    """

    url: Address
    links: LinkCss | None = None
    next: LinkCss | None = None


class SectionSource(SourceKind):
    """List pages of a site."""

    code = "section"
    label = gettext_noop("list page")
    field = "sections"
    entry = Section
    meaning = "list pages, newest first: `url`, `links`, `next`. `links` and `next` are CSS selectors ending in `::attr(href)`"
    title = gettext_noop("List pages")
    rare = False
    web_page = True
    rank = 3

    def read(self, answer: SourceAnswer) -> SourceContent:
        return read_list_page(answer)

    def goes_on(self, walk: ListWalk, *, mostly_new: bool) -> bool:
        return walk.following is not None

    def single_steps(self, walk: ListWalk) -> bool:
        # Only a page itself knows its successor.
        return super().single_steps(walk) or not walk.template


def read_list_page(answer: SourceAnswer) -> SourceContent:
    """Return the articles of a list page. If the outlet's selector finds nothing, they are recognised by the shape of their addresses."""
    section = answer.entry if isinstance(answer.entry, Section) else Section(url=answer.asked)
    try:
        links, following = read_section(answer.page, answer.url, section, answer.allow)
        if links or not section.links:
            return SourceContent(links, following=following)
        links, following = read_section(answer.page, answer.url, Section(url=section.url, next=section.next), answer.allow)
    except ValueError as error:
        raise Unreadable(str(error)) from error
    detail = "its own selector finds nothing; read by the shape of its links" if links else ""
    return SourceContent(links, following=following, detail=detail)


def read_section(page: Selector, url: str, section: Section, allow: str | None) -> tuple[list[DiscoveredLink], str | None]:
    """Return the articles to which a list page links, each once and in order, and the address of the next page, or None.

    With `section.links` these are the links that it selects; else the links on the outlet's own host whose address has the shape of an article's.
    `allow` is a regular expression that an article's address must match; it replaces the shape. `url` is the page's own address. Raises ValueError
    for an invalid address, expression or selector (outlet files are checked for this when they are read).
    """
    if clean(url) is None:
        raise ValueError("not the address of a page")
    base = _base(page, url)
    here = identity(url)
    articles: dict[str, DiscoveredLink] = {}
    try:
        allowed = re.compile(allow) if allow else None
        links = _selected(page, section.links) if section.links else _all_links(page)
        following = _next_page(page, base, url, section)
    except (re.error, SelectorError) as error:
        raise ValueError(f"not an expression: {error}") from error
    for href, node in islice(links, _MOST_LINKS):
        address = clean(href, base)
        key = identity(address) if address else here
        if address is None or key == here or not _wanted(address, url, section, allowed):
            continue
        earlier, title = articles.get(key), _title(node) if node is not None else ""
        if earlier is None or len(title) > len(earlier.title):
            # The same article is linked by its picture, its headline and a "read on": the longest text is the headline.
            articles[key] = DiscoveredLink(earlier.url if earlier else address, title)
    return list(articles.values()), following


def home_feeds(page: Selector, url: str) -> list[str]:
    """Return the feeds that a page names in its head, without feeds of comments."""
    base = _base(page, url)
    feeds: dict[str, None] = {}
    for link in page.xpath("//link[@href][contains(concat(' ', normalize-space(@rel), ' '), ' alternate ')]"):
        address = clean(link.attrib["href"], base)
        if address and _FEED_TYPES.match(link.attrib.get("type", "")) and "/comments" not in address:
            feeds.setdefault(address)
    return list(feeds)


def home_sections(page: Selector, url: str) -> list[str]:
    """Return the list pages to which the menus of a home page link, in order: short word paths on its own host that do not look like articles."""
    base = _base(page, url)
    addresses: dict[str, str] = {}
    for href in page.xpath(_IN_MENUS).getall()[:_MOST_LINKS]:
        address = clean(href, base)
        if address is None or _home(address) != _home(url) or identity(address) == identity(url):
            continue
        parts = urlsplit(address)
        segments = [segment for segment in unquote(parts.path).split("/") if segment]
        if (
            1 <= len(segments) <= 2
            and not parts.query
            and not _SERVICES.search(parts.path + "/")
            and not _FILE.search(parts.path)
            and not _is_article(address, url)
        ):
            addresses.setdefault(identity(address), address)
    return list(addresses.values())


def _base(page: Selector, url: str) -> str:
    """Return the address against which relative links are resolved: the page's <base>, else its address."""
    named = page.xpath("//base/@href").get()
    return (clean(named, url) if named else None) or url


def _selected(page: Selector, links: str) -> list[tuple[str, Selector | None]]:
    """Return address and link of what the outlet's selector finds. A list of selectors yields only the addresses."""
    attribute = _ATTRIBUTE.match(links.strip())
    if attribute is None:
        return [(href, None) for href in page.css(links).getall()]
    return [(node.attrib.get(attribute["name"], ""), node) for node in page.css(attribute["element"])]


def _all_links(page: Selector) -> list[tuple[str, Selector | None]]:
    """Return address and link of all links outside menus; of all links if there are only menus."""
    return [(node.attrib["href"], node) for node in page.xpath(_OUTSIDE_MENUS) or page.xpath("//a[@href]")]


def _title(node: Selector) -> str:
    """Return a link's text, else its title or the description of its picture. Empty for a plain "read on"."""
    candidates = (" ".join(node.xpath(".//text()").getall()), node.attrib.get("title", ""), node.xpath("(.//img/@alt)[1]").get(""))
    return next((words for text in candidates if (words := plain_title(text)) and not _READ_ON.fullmatch(words)), "")


def _wanted(address: str, url: str, section: Section, allowed: re.Pattern[str] | None) -> bool:
    """Return whether a link leads to an article. Selected links do unless `allow` rejects them; others must be on the own site."""
    if not section.links and _home(address) not in (_home(url), _home(section.url)):
        return False
    if allowed:
        return bool(allowed.search(address) or allowed.search(unquote(address)))
    return bool(section.links) or _is_article(address, url)


def _home(url: str) -> str:
    """Return the identity of a site, without its mobile and www. prefixes."""
    return identity(f"https://{site_of(url)}/")


def _is_article(address: str, url: str) -> bool:
    """Return whether an address looks like an article's: it has a date or an id, or a last part of three or more words.

    Below the list page's own path two words, or a short number, are enough. Lists, forms, services and files are not articles.
    """
    parts = urlsplit(address)
    path = _ENDING.sub("", unquote(parts.path).rstrip("/"))
    if _NOT_ARTICLES.search(path + "/") or _FILE.search(path) or _SERVICE_QUERY.search(parts.query) or _PAGE_PATH.search(path):
        return False
    if any(name.lower() in _ID_PARAMETERS and value.isdigit() and (len(value) > 2 or name != "p") for name, value in parse_qsl(parts.query)):
        return True
    segments = [segment for segment in path.split("/") if segment]
    if not segments:
        return False
    last = segments[-1]
    words = [word for word in re.split(r"[-_.+ ]", last) if word.isalpha()]
    if len(words) >= 3 or (len(words) >= 1 and _DATE.search(path)):
        return True
    if any(not _YEAR.fullmatch(number) for number in _ID.findall(last)):
        return True
    above = unquote(urlsplit(url).path).rstrip("/")
    return bool(above) and path.startswith(above + "/") and (len(words) >= 2 or last.isdigit() and not _YEAR.fullmatch(last))


def _next_page(page: Selector, base: str, url: str, section: Section) -> str | None:
    """Return the following page: by the outlet's selector, by HTML's rel=next, by a link that says so, or by the next number."""
    if section.next:
        return _first_other(page.css(section.next), base, url)
    for place in _NEXT_PLACES:
        if address := _first_other(page.xpath(place), base, url):
            return address
    number = page_number(url) or 1
    by_number: str | None = None
    for node in page.xpath("//a[@href]")[:_MOST_LINKS]:
        address = clean(node.attrib["href"], base)
        if address is None or not _same_list(address, url):
            continue
        text = " ".join(" ".join(node.xpath(".//text()").getall()).split())
        if text and _NEXT_WORDS.fullmatch(text):
            return address
        if by_number is None and page_number(address) == number + 1:
            by_number = address
    return by_number


def _first_other(hrefs: SelectorList[Selector], base: str, url: str) -> str | None:
    """Return the first address that is another page of this site."""
    addresses = (clean(href, base) for href in hrefs.getall())
    return next((address for address in addresses if address and identity(address) != identity(url) and _home(address) == _home(url)), None)


def _same_list(address: str, url: str) -> bool:
    """Return whether an address is another page of the list of `url`: the same path apart from page numbers."""
    path, other = (_home(text) + _PAGE_PATH.sub("", urlsplit(text).path).rstrip("/") for text in (address, url))
    return path == other and identity(address) != identity(url)

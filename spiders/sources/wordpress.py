"""WordPress's own list of posts (`/wp-json/wp/v2/posts`): any range of days of an outlet's archive, with dates to the second."""

import json
import re
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from parsel import Selector

from pipelines.dedup.urls import clean, site_of
from pipelines.extraction.charset import decode
from records.byte_budgets import PAGE
from records.i18n import gettext_noop
from records.model import DiscoveredLink
from spiders.sources.documents import Unreadable, plain_title
from spiders.sources.link_filter import LinkFilter
from spiders.sources.list_pages import ListWalk, OutletSource, PageAge
from spiders.sources.source_kind import SourceAnswer, SourceContent, SourceKind

# WordPress refuses more posts a page.
_MOST_PER_PAGE = 100
# A hundred posts are some 50 kB; a site that sends them whole in spite of `_fields` stays below 5 MB.
LARGEST = PAGE
# Ten times what can be requested: a site that returns more is not WordPress.
MOST = 1_000

_FIELDS = "link,date,date_gmt,modified_gmt,title"
_POSTS = "wp/v2/posts"
_API = "https://api.w.org/"
# The list must begin this early; broken scripts print warnings before it.
_HEAD = 20_000
_WEB_PAGE = re.compile(r"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_ANSWER = re.compile(r"\[\s*\{\s*\"|\{\s*\"")
_CODE = re.compile(r"[a-z0-9_\-]{1,60}", re.IGNORECASE)
_NO_MORE = "rest_post_invalid_page_number"
_LONGEST = 10_000
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


# Posts that a probe asks for.
_NEWEST = 20


class WordPressSource(SourceKind):
    """Sites whose WordPress lists its posts."""

    code = "wordpress"
    label = gettext_noop("WordPress API")
    field = "wordpress"
    meaning = "sites with a WordPress API"
    title = gettext_noop("WordPress sites")
    exact = True
    # WordPress answers so for a page number past the last.
    extra_statuses = (400,)
    usual = ("/wp-json/",)
    complete = True
    rank = 1

    def read(self, answer: SourceAnswer) -> SourceContent:
        links = read_posts(answer.body, answer.url)
        return SourceContent(links, last=not (links and more_pages(answer.header("X-WP-TotalPages"), answer.number)))

    def is_page(self, url: str, query: str) -> bool:
        return site_of(query) == site_of(url) and _names_api(query)

    def newest(self, source: OutletSource) -> str:
        return posts_address(source.url, after=None, before=None, page=1, per_page=_NEWEST, root=_root_of(source))

    def walk(self, source: OutletSource, link_filter: LinkFilter, entry: Any) -> ListWalk:
        until = link_filter.period.until
        after = datetime.combine(link_filter.horizon, time(), link_filter.zone) - timedelta(seconds=1)
        before = datetime.combine(until + timedelta(days=1), time(), link_filter.zone) if until else None
        return ListWalk(source, posts_address(source.url, after=after, before=before, page=1, root=_root_of(source)), entry)

    def note_content(self, walk: ListWalk, content: SourceContent) -> None:
        walk.verdict = PageAge.BEYOND if content.last else PageAge.WITHIN

    def numbered_address(self, walk: ListWalk, number: int) -> str | None:
        return walk.first.replace("&page=1&", f"&page={number}&")


def _root_of(source: OutletSource) -> str | None:
    """Return the address of the API if the source is one: written so, or found on a page."""
    return source.url if _names_api(source.url) or not (source.named or source.guess) else None


def _names_api(url: str) -> bool:
    return "wp-json" in url or "rest_route" in url


def api_root(page: Selector, home: str) -> str | None:
    """Return the address of a site's API that it names (`https://site.kz/wp-json/`, `https://site.kz/?rest_route=/`), on its own host, or None."""
    for link in page.xpath("//link[@rel][@href]"):
        if _API in link.attrib["rel"].split():
            root = clean(link.attrib["href"], home)
            if root and site_of(root) == site_of(home):
                return root
    return None


def posts_address(
    home: str, *, after: datetime | None, before: datetime | None, page: int, per_page: int = _MOST_PER_PAGE, root: str | None = None
) -> str:
    """Return the address of one page of the posts published between two aware moments (exclusive), newest first.

    `root` is what `api_root` found; without it the usual path below `home` is used (`home` may be in a folder). Raises ValueError for a page below 1,
    for fewer or more posts than WordPress returns on a page, and for a moment without a zone.
    """
    if page < 1 or not 1 <= per_page <= _MOST_PER_PAGE:
        raise ValueError("WordPress counts pages from 1 and gives 1 to 100 posts a page")
    query = [f"{name}={_moment(moment)}" for name, moment in (("after", after), ("before", before)) if moment]
    query += [f"per_page={per_page}", f"page={page}", "orderby=date", f"_fields={_FIELDS}"]
    parts = urlsplit(root) if root else _usual_root(home)
    pieces = [piece for piece in parts.query.split("&") if piece]
    routed = [f"rest_route={_joined(unquote(piece.partition('=')[2]))}" if piece.startswith("rest_route=") else piece for piece in pieces]
    path = parts.path if routed != pieces else _joined(parts.path)
    return parts._replace(path=path, query="&".join([*routed, *query]), fragment="").geturl()


def read_posts(body: bytes, url: str) -> list[DiscoveredLink]:
    """Return the posts of one answer in order, each once. `url` is its own address.

    `published` is in UTC with its offset if the site has such a date, else in the site's own time without one. A page after the last one, which
    WordPress answers with status 400, is an empty list. Raises Unreadable if it is not a list of posts, for more than 10 MB, and for more than 1,000
    posts.
    """
    answer = _answer(body)
    if isinstance(answer, dict):
        code = answer.get("code")
        if code == _NO_MORE:
            return []
        raise Unreadable(f"an error: {code}" if isinstance(code, str) and _CODE.fullmatch(code) else "no list of posts")
    posts = [post for post in answer if isinstance(post, dict) and isinstance(post.get("link"), str)] if isinstance(answer, list) else []
    if answer != [] and not posts:
        raise Unreadable("no list of posts")
    if len(posts) > MOST:
        raise Unreadable(f"more than {MOST} posts")
    links: dict[str, DiscoveredLink] = {}
    for post in posts:
        if link := _found(post, url):
            links.setdefault(link.url, link)
    return list(links.values())


def more_pages(total: str | None, page: int) -> bool:
    """Return whether pages follow this one, by the value of the header X-WP-TotalPages.

    True if a cache has dropped the header or it is not a number: the page after the last one is an empty list, and ends the paging.
    """
    text = (total or "").strip()
    return int(text) > page if re.fullmatch("[0-9]{1,9}", text) else True


def _usual_root(home: str) -> SplitResult:
    parts = urlsplit(home)
    return parts._replace(path=parts.path.rstrip("/") + "/wp-json/", query="")


def _moment(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    # Written with Z: a plus sign would be read as a space.
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def _joined(place: str) -> str:
    return place.rstrip("/") + "/" + _POSTS


def _answer(body: bytes) -> Any:
    """Return the JSON of an answer. A byte-order mark and the warnings of a broken script before it are skipped."""
    if len(body) > LARGEST:
        raise Unreadable("more than 10 MB")
    text = decode(body, "").strip()
    if not text:
        raise Unreadable("empty")
    begin = 0 if text.startswith(("[", "{")) else _beginning(text)
    try:
        return json.JSONDecoder().raw_decode(text, begin)[0]
    except (ValueError, RecursionError) as error:
        raise Unreadable("broken JSON") from error


def _beginning(text: str) -> int:
    if _WEB_PAGE.search(text, 0, _HEAD):
        raise Unreadable("a web page")
    answer = _ANSWER.search(text, 0, _HEAD)
    if answer is None:
        raise Unreadable("no list of posts")
    return answer.start()


def _found(post: dict[str, Any], url: str) -> DiscoveredLink | None:
    address = clean(post["link"], url)
    published = _utc(post.get("date_gmt")) or _date(post.get("date"))
    return DiscoveredLink(address, _title(post), published, _utc(post.get("modified_gmt"))) if address else None


def _title(post: dict[str, Any]) -> str:
    title = post.get("title")
    rendered = title.get("rendered") if isinstance(title, dict) else title
    return plain_title(_CONTROLS.sub("", rendered[:_LONGEST])) if isinstance(rendered, str) else ""


def _date(written: Any) -> str:
    """Return a date as written, or empty if it is not one: WordPress writes 0000-00-00 for what was never published."""
    try:
        datetime.fromisoformat(written if isinstance(written, str) else "")
    except ValueError:
        return ""
    return str(written)


def _utc(written: Any) -> str:
    """Return a date of a field that is in UTC without saying so, with its offset."""
    date = _date(written)
    return f"{date}+00:00" if date and datetime.fromisoformat(date).tzinfo is None else date

"""What a page says about itself beside its text: title, authors, canonical address, schema.org data."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from pipelines.extraction.authors import authors_of, unescaped_line
from pipelines.extraction.markup_names import name_set
from pipelines.extraction.phrases import is_furniture
from pipelines.extraction.schema_org import Schema, StatedArticle, read_schema, without_markup
from pipelines.extraction.script_state import Stated
from pipelines.extraction.title import title_of

_HOMES = name_set("/ ./ /ru /ru/ /kz /kz/ /kk /kk/ index.php /index.php index.html /index.html")
_NO_ARTICLES = name_set("profile product product.item product.group book music.song music.album business.business")  # of Open Graph


@dataclass(frozen=True)
class Facts:
    """`kind` is "article", "list" or "" as the page's metadata says; `body` is schema.org's articleBody; `free` says whether the page can be read without
    paying, None where it does not tell; `locked` are the selectors of the parts that cannot; `video` is the description of the page's video."""

    title: str
    authors: tuple[str, ...]
    canonical: str | None
    site: str
    kind: str
    body: str
    description: str
    free: bool | None = None
    locked: tuple[str, ...] = ()
    video: str = ""


def read_facts(tree: HtmlElement, url: str, hint: str, stated: Stated | None = None) -> Facts:
    """`url` is the address that answered; `hint` the title by which the source listed the page, empty where it gave none; `stated` the article in the data of
    a page built by scripts."""
    schema = read_schema(tree)
    if stated is not None:
        _join(schema, stated)
    metas = _metas(tree)
    site = unescaped_line(metas.get("og:site_name", "") or (schema.publishers[0] if schema.publishers else "")) or _home_name(tree, url)
    kind = _kind(schema, metas, tree)
    title = title_of(tree, metas, schema.headline, site, hint, url)
    own = schema.of(title)
    return Facts(
        title=title,
        authors=authors_of(tree, [name for article in own for name in article.authors], (site, *schema.publishers), url, title),
        canonical=canonical_of(tree, url),
        site=site,
        kind=kind,
        body=max((article.body for article in own), key=len, default="") if kind != "list" else "",
        description=unescaped_line(metas.get("og:description", "") or metas.get("description", "")),
        free=schema.free if schema.free is not None or metas.get("article:content_tier", "").lower() != "locked" else False,
        locked=tuple(schema.locked),
        video=schema.video,
    )


def _home_name(tree: HtmlElement, url: str) -> str:
    """The site's name as its first link to the front page shows it: the words of the link, or the alt text of its logo."""
    host = urlsplit(url).hostname or ""
    for link in tree.iter("a"):
        href = link.get("href", "").strip()
        if href in _HOMES or (host and re.fullmatch(rf"(?:https?:)?//{re.escape(host)}(?::\d+)?/?", href)):
            image = link.find(".//img")
            name = unescaped_line(link.text_content()) or (unescaped_line(image.get("alt")) if image is not None else "")
            if name and len(name.split()) <= 6 and not is_furniture(name):
                return name
    return ""


def canonical_of(tree: HtmlElement, url: str) -> str | None:
    """The absolute address of the page's rel=canonical link as it stands there; None where it has none or it is no web address."""
    for link in tree.iter("link"):
        if "canonical" in link.get("rel", "").lower().split() and (href := link.get("href", "").strip()):
            try:
                absolute = urljoin(url, href)
                return absolute if urlsplit(absolute).scheme in ("http", "https") and urlsplit(absolute).hostname else None
            except ValueError:
                return None
    return None


def _metas(tree: HtmlElement) -> dict[str, str]:
    """The first content of each meta tag by its lower-cased name."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        content = (meta.get("content") or meta.get("value") or "").strip()
        if name and content:
            metas.setdefault(name, content)
    return metas


def _kind(schema: Schema, metas: dict[str, str], tree: HtmlElement) -> str:
    articles = len(schema.articles)
    if (schema.lists and articles != 1) or (not articles and metas.get("og:type", "").lower() in _NO_ARTICLES):
        return "list"
    if metas.get("og:type", "").lower() in ("article", "news", "newsarticle") or "article:published_time" in metas or articles == 1:
        return "article"
    body = tree.find("body")
    names = set((body.get("class") or "").lower().split()) if body is not None else set()
    if names & {"single", "single-post", "node--type-article", "page-node-type-article"} and metas.get("og:type", "").lower() != "website":
        return "article"
    return "list" if names & {"archive", "category", "tag", "author", "search-results", "paged"} else ""


def _join(schema: Schema, stated: Stated) -> None:
    """Add what the page's script data says, where schema.org says nothing."""
    first = schema.articles[0] if schema.articles else StatedArticle((), (), "")
    told = StatedArticle(first.headlines or (stated.title,), first.authors or stated.authors, first.body or without_markup(stated.body))
    schema.articles[:1] = [told]

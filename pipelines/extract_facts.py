"""What a page says about itself beside its text: title, authors, canonical address, schema.org data."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from pipelines.extract_authors import authors_of, tidy
from pipelines.extract_names import name_set
from pipelines.extract_phrases import is_furniture

_ARTICLE_TYPES = name_set(
    "article newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle reviewnewsarticle blogposting liveblogposting report "
    "advertisercontentarticle backgroundnewsarticle"
)
_LIST_TYPES = frozenset(("collectionpage", "searchresultspage", "profilepage"))
_SEPARATOR = re.compile(r"\s+(?:[|—–•»·:/\\]|-|::|>>)\s+|\s*\|\s*")
_TRAILING = re.compile(r"(?:\s+[|—–•»·:/\\>-]+|\|)\s*$")
_WORD = re.compile(r"\w+")
_DEEPEST = 12  # levels of nested schema.org data that are walked


@dataclass(frozen=True)
class Facts:
    """`kind` is "article", "list" or "" as the page's metadata says; `body` is schema.org's articleBody."""

    title: str
    authors: tuple[str, ...]
    canonical: str | None
    site: str
    kind: str
    body: str
    description: str


@dataclass
class _Schema:
    headlines: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    publishers: list[str] = field(default_factory=list)
    articles: int = 0
    lists: int = 0


def read_facts(tree: HtmlElement, url: str, hint: str) -> Facts:
    """`url` is the address that answered; `hint` the title by which the source listed the page, empty where it gave none."""
    schema = _schema(tree)
    metas = _metas(tree)
    site = tidy(metas.get("og:site_name", "") or (schema.publishers[0] if schema.publishers else "")) or _home_name(tree, url)
    kind = _kind(schema, metas, tree)
    title = _title(tree, metas, schema, site, hint, url)
    return Facts(
        title=title,
        authors=authors_of(tree, schema.authors, metas, (site, *schema.publishers), url, title),
        canonical=canonical_of(tree, url),
        site=site,
        kind=kind,
        body=_body(schema.bodies) if kind != "list" else "",
        description=tidy(metas.get("og:description", "") or metas.get("description", "")),
    )


def _home_name(tree: HtmlElement, url: str) -> str:
    """The site's name as its first link to the front page shows it, in words or as the logo's alt text."""
    host = urlsplit(url).hostname or ""
    for link in tree.iter("a"):
        href = link.get("href", "").strip()
        if href in ("/", "./", "/ru", "/ru/", "/kz", "/kz/", "/kk", "/kk/") or (
            host and re.fullmatch(rf"(?:https?:)?//{re.escape(host)}(?::\d+)?/?", href)
        ):
            image = link.find(".//img")
            name = tidy(link.text_content()) or (tidy(image.get("alt")) if image is not None else "")
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
        content = (meta.get("content") or "").strip()
        if name and content:
            metas.setdefault(name, content)
    return metas


def _kind(schema: _Schema, metas: dict[str, str], tree: HtmlElement) -> str:
    if schema.lists and schema.articles != 1:
        return "list"
    if metas.get("og:type", "").lower() in ("article", "news", "newsarticle") or "article:published_time" in metas or schema.articles == 1:
        return "article"
    body = tree.find("body")
    names = set((body.get("class") or "").lower().split()) if body is not None else set()
    if names & {"single", "single-post", "node--type-article", "page-node-type-article"} and metas.get("og:type", "").lower() != "website":
        return "article"
    return "list" if names & {"archive", "category", "tag", "author", "search-results", "paged"} else ""


def _schema(tree: HtmlElement) -> _Schema:
    found = _Schema()
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            for node in _nodes(_load(script.text), 0):
                _note(found, node)
    return found


def _load(text: str) -> object:
    text = text.strip().removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>")
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(data: object, depth: int) -> Iterator[dict[str, object]]:
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        for entry in data:
            yield from _nodes(entry, depth + 1)
    elif isinstance(data, dict):
        yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart"):
            yield from _nodes(data.get(key), depth + 1)


def _note(found: _Schema, node: dict[str, object]) -> None:
    types = {str(kind).rsplit("/", 1)[-1].lower() for kind in _listed(node.get("@type"))}
    found.lists += bool(types & _LIST_TYPES)
    if not types & _ARTICLE_TYPES:
        return
    found.articles += 1
    found.headlines.extend(tidy(text) for text in _listed(node.get("headline")) + _listed(node.get("name")) if isinstance(text, str))
    found.bodies.extend(text for text in _listed(node.get("articleBody")) if isinstance(text, str))
    found.authors.extend(name for author in _listed(node.get("author")) for name in _names(author))
    found.publishers.extend(name for publisher in _listed(node.get("publisher")) for name in _names(publisher))


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _names(value: object) -> list[str]:
    if isinstance(value, dict):
        value = value.get("name")
    return [tidy(name) for name in _listed(value) if isinstance(name, str) and name.strip()]


def _body(bodies: list[str]) -> str:
    """The longest article body with its markup taken out; blocks and line breaks stay lines."""
    text = max(bodies, key=len, default="")
    text = unescape(unescape(text)) if "&" in text else text
    text = re.sub(r"(?i)<\s*(?:br|/p|/div|/li|/h\d)[^<>]*>", "\n", text)
    return re.sub(r"<[^<>]{0,500}>", "", text)


def _title(tree: HtmlElement, metas: dict[str, str], schema: _Schema, site: str, hint: str, url: str) -> str:
    """The main heading where it agrees with what the page's head says; else the head's own words without the site's name."""
    element = tree.find(".//title")
    head = tidy(element.text_content()) if element is not None else ""
    metadata = (*schema.headlines[:1], tidy(metas.get("og:title", "")), tidy(metas.get("twitter:title", "")))
    # A feed's own wording is free of the site's name, but may be cut off.
    listed = "" if hint.rstrip().endswith(("…", "...")) else tidy(hint)
    claims = [claim for claim in (*metadata, listed, head) if claim]
    headings = [text for heading in tree.iter("h1") if (text := tidy(heading.text_content())) and len(text) < 400 and text.lower() != site.lower()]
    # A head may carry section and site after the headline, so its first part is compared as well.
    forms = [form for claim in claims for form in (claim, _SEPARATOR.split(claim)[0])]
    scored = [(max((_likeness(heading, form) for form in forms), default=0.0), heading) for heading in headings]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, ""))
    if best[0] >= 0.5:
        return _without_site(best[1], site, url, certain=False)
    if claims:
        return _without_site(claims[0], site, url, certain=True)
    return headings[0] if headings else ""


def _likeness(one: str, other: str) -> float:
    """Words in common, as a share of the words of both."""
    first, second = set(_WORD.findall(one.lower())), set(_WORD.findall(other.lower()))
    return len(first & second) / len(first | second) if first and second else 0.0


def _without_site(title: str, site: str, url: str, *, certain: bool) -> str:
    """Cut the site's name, slogan or section from the end (or the name from the start). A part that names neither stays, unless the title came from the
    page's head (`certain`) and the part is short beside the rest."""
    parts = [part for part in _SEPARATOR.split(title) if part.strip()]
    if len(parts) < 2:
        return title
    host = re.sub(r"^www\.|\.\w+$", "", urlsplit(url).hostname or "").lower()
    while len(parts) > 1 and _names_site(parts[-1], site, host):
        title = _TRAILING.sub("", title[: title.rindex(parts[-1])])
        parts.pop()
    if len(parts) > 1 and _names_site(parts[0], site, host) and len(parts[1].split()) > 2:
        title = title[title.index(parts[0]) + len(parts[0]) :].lstrip(" |—–•»·:/\\->")
        parts.pop(0)
    if certain and len(parts) > 1 and "|" in title and len(parts[-1].split()) <= 4 and len(parts[0].split()) >= 4:
        title = title[: title.rindex("|")].rstrip()
    return title


def _names_site(part: str, site: str, host: str) -> bool:
    plain = "".join(_WORD.findall(part.lower()))
    name = "".join(_WORD.findall(site.lower()))
    bare = host.replace(".", "").replace("-", "")
    return bool(plain) and ((bool(name) and (plain == name or (len(plain) > 3 and plain in name) or (len(name) > 3 and name in plain and len(part.split()) <= 8)))
                            or (len(bare) > 3 and bare in plain and len(part.split()) <= 6))  # fmt: skip

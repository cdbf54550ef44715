"""Who wrote an article. Four places are asked in turn: schema.org, meta tags, the element of the by-line, and the lines under the title."""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.extraction.phrases import is_author_line, is_date_line, names_in

_WORD = re.compile(r"\w+")
# White space before a mark is read from its first space only; from each of them it would be read again and again.
_BETWEEN_NAMES = re.compile(r"(?:(?<!\s)\s+)?[,;/]\s*|(?<!\s)\s+(?:и|және|and)\s+")
_NO_AUTHOR = re.compile(
    r"^(?:admin\w*|administrator|author|автор|редакция.*|редактор|news\w*|editor\w*|staff|user\d*|root|super ?user|guest"
    r"|anonymous|редакциясы?|әкімші|"
    r"корреспондент|тілші|webmaster|moderator|none|null|undefined|by)$",
    re.I,
)
_AFTER_AUTHOR = re.compile(r"(?:авторы?|автор текста|авторы|мәтін|дайындаған)\s*:\s*([^\W\d_]+(?:[-’'][^\W\d_]+)?(?:\s[^\W\d_]\.)?\s[^\W\d_]+)", re.I)
_NEAR = 60  # elements after the main heading: date, by-line, counters, share bar, cover


def unescaped_line(text: object) -> str:
    return " ".join(unescape(text).split()) if isinstance(text, str) else ""


def authors_of(tree: HtmlElement, stated: list[str], metas: dict[str, str], owners: tuple[str, ...], url: str, title: str) -> tuple[str, ...]:
    """The authors: persons and desks, never the site itself. schema.org comes first, then meta tags, then the by-line."""
    host = re.sub(r"^www\.", "", urlsplit(url).hostname or "").lower()
    claims: tuple[Callable[[], list[str]], ...] = (
        lambda: stated,
        lambda: [metas.get("author", ""), metas.get("article:author", "")],
        lambda: _marked_authors(tree),
        lambda: _authors_near_heading(tree, title),
    )
    for claim in claims:
        good = [name for raw in claim() for name in _split_names(raw) if _is_author(name, owners, host)]
        if good:
            return tuple(dict.fromkeys(good))[:6]
    return ()


def _marked_authors(tree: HtmlElement) -> list[str]:
    """By-lines found by the name of their element. Comments are left out."""
    path = "//*[@rel='author' or @itemprop='author' or contains(@class, 'author') or contains(@class, 'byline')][not(ancestor-or-self::*[contains(@class, 'comment')])]"
    texts = [unescaped_line(element.text_content()) for element in tree.xpath(path)[:8]]
    return [text for text in texts if 0 < len(text.split()) <= 8 and names_in(text)] or [text for text in texts[:1] if len(text.split()) <= 5]


def _authors_near_heading(tree: HtmlElement, title: str) -> list[str]:
    """Names that stand alone, or after "Автор:", between the title on the page and the first paragraph."""
    body = tree.find("body")
    elements = iter(body.iter() if body is not None else ())
    start = title[:40]
    if not start or not any(
        element.text and unescaped_line(element.text).startswith(start) and element.tag not in ("a", "script", "style") for element in elements
    ):
        return []
    found: list[str] = []
    for _, element in zip(range(_NEAR), elements, strict=False):
        own = unescaped_line(element.text) if element.tag not in ("script", "style") else ""
        if len(own.split()) >= 12:
            break
        if name := _AFTER_AUTHOR.match(unescaped_line(element.text_content())[:120] if own or element.tag == "div" else ""):
            return [name[1]]
        found.extend(names_in(own))
    return found[:1]


def _split_names(raw: str) -> list[str]:
    if "://" in raw or "@" in raw:
        return []
    bare = re.sub(
        r"^(?:авторы?|автор текста|мәтін|текст|by|author)\s*:?\s+|\s(?:от|on)$", "", unescaped_line(raw), flags=re.I
    )  # «Автор: имя от 23.02.2026»
    return [name.strip(" ,;.") for name in _BETWEEN_NAMES.split(bare) if name.strip(" ,;.")]


def _is_author(name: str, owners: tuple[str, ...], host: str) -> bool:
    plain = "".join(_WORD.findall(name.lower()))
    taken = {"".join(_WORD.findall(owner.lower())) for owner in (*owners, host, host.rsplit(".", 1)[0])} - {""}
    named = bool(_WORD.search(name)) and not _NO_AUTHOR.match(name) and len(name.split()) <= 5 and len(name) <= 60
    return (
        named
        and plain not in taken
        and not re.search(r"\d|://|@|www\.|\.(?:kz|ru|com|org)\b", name)
        and not is_date_line(name)
        and not is_author_line(name, ())
    )

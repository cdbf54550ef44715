"""The headline of an article, without its kicker and the names of the site and its sections."""

import re
from itertools import pairwise
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.extraction.authors import unescaped_line
from pipelines.extraction.kicker import heading_texts

_SEPARATOR = re.compile(r"(?<!\s)\s+(?:[|—–•»·:/\\]|-|::|>>)\s+|(?:(?<!\s)\s+)?\|\s*")
_TRAILING = re.compile(r"(?:(?<!\s)\s+[|—–•»·:/\\>-]+|\|)\s*$")
_HEADLINE_WORDS = 5  # fewer are the name of a section
_EASTERN_HEADLINE = 8  # letters
_SECTION_NAME = 6  # letters
_RELATED = 0.1  # of the words that heading and head have in common
_EAST = r"\u3040-\u30ff\u3400-\u9fff"
_EASTERN = re.compile(rf"[{_EAST}]")
_EASTERN_TAIL = re.compile(rf"(?<=[{_EAST}\d！？”）])(?:_[^_]{{1,20}}){{1,4}}$")  # "headline_section_site"
_WORD = re.compile(r"\w+")


def title_of(tree: HtmlElement, metas: dict[str, str], headline: str, site: str, hint: str, url: str) -> str:
    """The main heading, if it agrees with the head of the page; else the words of the head without the site's name."""
    element = tree.find(".//title")
    head = _EASTERN_TAIL.sub("", unescaped_line(element.text_content())) if element is not None else ""
    metadata = (headline, unescaped_line(metas.get("og:title", "")), unescaped_line(metas.get("twitter:title", "")))
    # A feed's own wording is free of the site's name, but may be cut off.
    listed = "" if hint.rstrip().endswith(("…", "...")) else unescaped_line(hint)
    claims = [claim for claim in (*metadata, listed, head) if claim]
    # A head may carry section and site after the headline, or before it, so its first and last parts are compared as well.
    forms = [form for claim in claims for form in (claim, _SEPARATOR.split(claim)[0], _SEPARATOR.split(claim)[-1])]
    told = {_plain(form) for form in forms}
    headings = [
        max((text for text in texts if _plain(text) in told), key=len, default=texts[0])
        for heading in tree.iter("h1")
        if (texts := heading_texts(heading)) and len(texts[0]) < 400 and texts[0].lower() != site.lower()
    ]
    scored = [(max((_likeness(heading, form) for form in forms), default=0.0), heading) for heading in headings]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, ""))
    if best[0] >= 0.5:
        return _without_site(best[1], site, url, certain=False)
    # A head may say it in other words, for search engines; then the only heading that is one counts.
    long = [heading for _, heading in scored if len(heading.split()) >= _HEADLINE_WORDS and not (any(metadata) and _names_section(heading, head))]
    if len(long) == 1 and len(claims) and best[0] >= _RELATED:
        return _without_site(long[0], site, url, certain=False)
    if claims:
        return _without_site(claims[0], site, url, certain=True)
    return headings[0] if headings else ""


def _names_section(heading: str, head: str) -> bool:
    """Whether a heading begins with what stands in the head behind the headline: it is the name of the section, with its slogan."""
    plain = _plain(heading)
    return any(len(name) >= _SECTION_NAME and plain.startswith(name) for name in map(_plain, _SEPARATOR.split(head)[1:]))


def _likeness(one: str, other: str) -> float:
    """Words in common, as a share of all words of both."""
    if len(one) >= _EASTERN_HEADLINE and " " not in one and _EASTERN.search(one) and _plain(other).startswith(_plain(one)):
        return 1.0  # Chinese and Japanese do not part words
    first, second = set(_WORD.findall(one.lower())), set(_WORD.findall(other.lower()))
    return len(first & second) / len(first | second) if first and second else 0.0


def _without_site(title: str, site: str, url: str, *, certain: bool) -> str:
    """Cut the site's name, slogan or section from the end, or the name from the beginning.

    A part that names neither stays, unless the title came from the page's head (`certain`) and the part is short beside the rest.
    """
    if certain and site and title.startswith(f"{site}: ") and len(title.split()) - len(site.split()) >= _HEADLINE_WORDS:
        title = title.removeprefix(f"{site}: ")  # so Blogger writes its heads
    parts = [part for part in _SEPARATOR.split(title) if part.strip()]
    if len(parts) < 2:
        return title
    host = re.sub(r"^www\.|\.\w+$", "", urlsplit(url).hostname or "").lower()
    # With the site's name at its head, a last part that holds the name is a headline about the outlet itself.
    leads = _plain(parts[0]) == _plain(site)
    while len(parts) > 1 and _names_site(parts[-1], site, host) and not (leads and _plain(parts[-1]) != _plain(site)):
        title = _TRAILING.sub("", title[: title.rindex(parts[-1])])
        parts.pop()
    if len(parts) > 1 and _names_site(parts[0], site, host) and len(parts[-1].split()) > 2:
        title = _behind_sections(title, parts[0])
        parts = [part for part in _SEPARATOR.split(title) if part.strip()]
    if certain and len(parts) > 1 and "|" in title and len(parts[-1].split()) <= 4 and len(parts[0].split()) >= 4:
        title = title[: title.rindex("|")].rstrip()
    return title


def _behind_sections(title: str, name: str) -> str:
    """What stands after the site's name and its sections, where the same mark divides them: "Site :: News :: Headline". The whole title, if no
    headline would be left."""
    marks = [*_SEPARATOR.finditer(title, title.index(name) + len(name))]
    first = 0
    for one, other in pairwise(marks):
        if len(title[one.end() : other.start()].split()) > 2 or other[0].strip() != marks[0][0].strip():
            break
        first += 1
    rest = title[marks[first].end() :]
    return rest if len(_SEPARATOR.split(rest)[0].split()) > 2 else title


def _plain(text: str) -> str:
    return "".join(_WORD.findall(text.lower()))


def _names_site(part: str, site: str, host: str) -> bool:
    plain, name = _plain(part), _plain(site)
    bare = host.replace(".", "").replace("-", "")
    return bool(plain) and ((bool(name) and (plain == name or (len(plain) > 3 and plain in name) or (len(name) > 3 and name in plain and len(part.split()) <= 8)))
                            or (len(bare) > 3 and bare in plain and len(part.split()) <= 6))  # fmt: skip

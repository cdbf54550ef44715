"""The headline of an article, without its kicker and the names of the site and its sections."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction.authors import unescaped_line
from pipelines.extraction.blocks import BlockRun
from pipelines.extraction.markup_names import name_set
from pipelines.extraction.phrases import ends_article, opens_comments

# The position of the article's own headline among the paragraphs, and how far below it the article may extend.

_WORD = re.compile(r"\w+")
_LEAST_STRETCH = 25  # words under a heading: with fewer the article is elsewhere
_PART_WORDS, _PARAGRAPH = 5, 8  # words: more make a headline; fewer are no paragraph
_LOOKED_AT = 40  # paragraphs before such a heading
_BEHIND_TITLE = 8  # words of date, time and views that pages without blocks put after the headline following only a line break


def comparable_words(text: str) -> str:
    """Return a form in which texts with equal words are equal, whatever their case and punctuation."""
    return " ".join(_WORD.findall(text.lower()))


def says_title(text: str, title: str) -> bool:
    """Return whether a paragraph is the headline, or the headline followed by date and counters. `title` is normalised."""
    first = _WORD.search(text.lower())
    if not title or first is None or not title.startswith(first[0]):
        return False
    words = comparable_words(text)
    if not words.startswith(title):
        return False
    behind = words[len(title) :]
    return not behind or (behind[0] == " " and behind[1].isdigit() and behind.count(" ") <= _BEHIND_TITLE)


def under_heading(runs: list[BlockRun], title: str) -> tuple[int, int]:
    """Return the range from the article's title up to the main heading of another article.

    It contains everything if the title is not on the page or has no text below it.
    """
    title = comparable_words(title)
    own = next((place for place in _titles(runs, title) if _prose(runs[place + 1 :]) >= _LEAST_STRETCH), None)
    if own is None:
        return 0, len(runs)
    heads = (place for place, run in enumerate(runs) if place > own and run.owner.tag == "h1" and comparable_words(run.text) != title)
    later = next((place for place in heads if not (divides(runs, own, place) or _among(runs, own, place))), len(runs))
    return (own, later) if _prose(runs[own + 1 : later]) >= _LEAST_STRETCH else (0, len(runs))


def _titles(runs: list[BlockRun], title: str) -> list[int]:
    """Return the positions of the title: main headings first, then other headings, then other text, since side columns may repeat it as a link."""
    places = [place for place, run in enumerate(runs) if not run.linked and says_title(run.text, title)]
    return sorted(places, key=lambda place: (not runs[place].heading, runs[place].owner.tag))


def _prose(runs: list[BlockRun]) -> int:
    return sum(run.prose for run in runs)


def divides(runs: list[BlockRun], start: int, head: int) -> bool:
    """Return whether a main heading only divides the article before it.

    It is too short for a headline, no link, and between similar paragraphs, in no other <article>. Some editors and page builders give every part a
    main heading.
    """
    heading = runs[head]
    if heading.linked or heading.words > _PART_WORDS or ends_article(heading.text) or opens_comments(heading.text):
        return False
    before = {_make(run) for run in runs[max(start + 1, head - _LOOKED_AT) : head] if run.prose >= _PARAGRAPH and not run.heading}
    behind = next((run for run in runs[head + 1 : head + 4] if run.prose >= _PARAGRAPH and not run.heading), None)
    own = runs[max(0, start)]
    return behind is not None and _make(behind) in before and _article(heading) is _article(own)


def _make(run: BlockRun) -> tuple[object, object, object]:
    """Return the tag of a paragraph, and tag and class of its parent. Without a class it equals nothing else."""
    parent = run.owner.getparent()
    return (run.owner.tag, None, None) if parent is None else (run.owner.tag, parent.tag, parent.get("class") or parent)


def _article(run: BlockRun) -> HtmlElement | None:
    return next(run.owner.iterancestors("article"), None)


def _among(runs: list[BlockRun], start: int, head: int) -> bool:
    """Return whether a main heading is between paragraphs of one element. Some editors divide an article like this."""
    parent = runs[head].owner.getparent()
    before = any(run.owner.getparent() is parent and run.prose >= 8 for run in runs[start + 1 : head])
    return before and any(run.owner.getparent() is parent and run.prose >= 8 for run in runs[head + 1 : head + 12])


# The words of a heading, with and without the kicker that some sites put into the same element ("Politics" over the headline).

_HEADLINE = name_set("headline headlines hed title headline-text headline-title article-title post-title entry-title zagolovok")
_KICKER = name_set(
    "kicker kickers roofline overline topline eyebrow dachzeile spitzmarke vignette overtitle pretitle pre-title supertitle surtitle category categories rubric rubrics "
    "rubrika section-name label labels badge tag flag flags topic strapline sponsored premium paid plus counter comments-count date time icon sr-only "
    "visually-hidden visuallyhidden screen-reader-text"
)
_LEAST = 3  # words of a headline
_MOST = 8  # of a kicker
_PARTING = name_set("br div p h2 h3 section header small")
_UNSEEN = name_set("script style svg template")
_KICKER_WORD = re.compile(r"[A-Za-z][a-z]*|[A-Z]+(?![a-z])")


def _heading_texts(heading: HtmlElement) -> list[str]:
    """Return the possible texts of a main heading, empty for a heading without words.

    These are the element named as headline, or the rest after a named kicker. Without such names they are the whole text, then the text without the
    first or the last element, for comparison with the headline known from elsewhere.
    """
    whole = _words(heading)
    if not whole:
        return []
    inner = [element for element in heading.iter(etree.Element) if element is not heading]
    own = next((text for element in inner if _is_named(element, _HEADLINE, "headline") and _is_long(text := _words(element))), "")
    bare = _words(heading, frozenset(filter(_is_kicker, inner)))
    if own or (bare != whole and _is_long(bare)):
        return [own or bare]
    return [whole, *(text for edge in (*heading[:1], *heading[-1:]) if _is_long(text := _words(heading, frozenset([edge]))))]


def _is_kicker(element: HtmlElement) -> bool:
    return _is_named(element, _KICKER, "articleSection") and len(element.text_content().split()) <= _MOST


def _is_named(element: HtmlElement, names: frozenset[str], item: str) -> bool:
    """Return whether an element has one of the names: as a class, as the end of one ("article-header__kicker"), or as its itemprop."""
    if element.get("itemprop") == item:
        return True
    for name in element.get("class", "").split():
        parts = re.split(r"__|--", name)[1:2] or [name]
        if any(part.lower() in names or "-".join(map(str.lower, _KICKER_WORD.findall(part))).rsplit("-", 1)[-1] in names for part in parts):
            return True
    return False


def _is_long(text: str) -> bool:
    return len(text.split()) >= _LEAST or (len(text) >= 6 and not text.isascii() and " " not in text)


def _words(element: HtmlElement, without: frozenset[HtmlElement] = frozenset()) -> str:
    return " ".join(unescape("".join(_pieces(element, without))).split())


def _pieces(element: HtmlElement, without: frozenset[HtmlElement]) -> Iterator[str]:
    """Yield the texts below an element in document order. Line breaks and blocks separate words."""
    yield element.text or ""
    for child in element:
        border = " " if child.tag in _PARTING or child in without else ""
        yield border
        if child not in without and child.tag not in _UNSEEN:
            yield from _pieces(child, without)
        yield border + (child.tail or "")


_SEPARATOR = re.compile(r"(?<!\s)\s+(?:[|—–•»·:/\\]|-|::|>>)\s+|(?:(?<!\s)\s+)?\|\s*")
_TRAILING = re.compile(r"(?:(?<!\s)\s+[|—–•»·:/\\>-]+|\|)\s*$")
_HEADLINE_WORDS = 5  # fewer are the name of a section
_EASTERN_HEADLINE = 8  # letters
_SECTION_NAME = 6  # letters
_RELATED = 0.1  # share of the words that heading and head have in common
_EAST = r"\u3040-\u30ff\u3400-\u9fff"
_EASTERN = re.compile(rf"[{_EAST}]")
_EASTERN_TAIL = re.compile(rf"(?<=[{_EAST}\d！？”）])(?:_[^_]{{1,20}}){{1,4}}$")  # "headline_section_site"


def title_of(tree: HtmlElement, metas: dict[str, str], headline: str, site: str, hint: str, url: str) -> str:
    """Return the main heading if it agrees with the head of the page; else the title in the head without the site's name."""
    element = tree.find(".//title")
    head = _EASTERN_TAIL.sub("", unescaped_line(element.text_content())) if element is not None else ""
    metadata = (headline, unescaped_line(metas.get("og:title", "")), unescaped_line(metas.get("twitter:title", "")))
    # A feed's title has no site name, but may be truncated.
    listed = "" if hint.rstrip().endswith(("…", "...")) else unescaped_line(hint)
    claims = [claim for claim in (*metadata, listed, head) if claim]
    # A title in the head may have section and site after or before the headline, so its first and last parts are compared as well.
    forms = [form for claim in claims for form in (claim, _SEPARATOR.split(claim)[0], _SEPARATOR.split(claim)[-1])]
    stated = {_plain(form) for form in forms}
    headings = [
        max((text for text in texts if _plain(text) in stated), key=len, default=texts[0])
        for heading in tree.iter("h1")
        if (texts := _heading_texts(heading)) and len(texts[0]) < 400 and texts[0].lower() != site.lower()
    ]
    scored = [(max((_likeness(heading, form) for form in forms), default=0.0), heading) for heading in headings]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, ""))
    if best[0] >= 0.5:
        return _without_site(best[1], site, url, certain=False)
    # A title in the head may use other words, for search engines; then the only heading long enough to be a headline counts.
    long = [heading for _, heading in scored if len(heading.split()) >= _HEADLINE_WORDS and not (any(metadata) and _names_section(heading, head))]
    if len(long) == 1 and len(claims) and best[0] >= _RELATED:
        return _without_site(long[0], site, url, certain=False)
    if claims:
        return _without_site(claims[0], site, url, certain=True)
    return headings[0] if headings else ""


def _names_section(heading: str, head: str) -> bool:
    """Return whether a heading begins with what follows the headline in the head: the section's name, with its slogan."""
    plain = _plain(heading)
    return any(len(name) >= _SECTION_NAME and plain.startswith(name) for name in map(_plain, _SEPARATOR.split(head)[1:]))


def _likeness(one: str, other: str) -> float:
    """Return the words in common, as a share of all words of both."""
    if len(one) >= _EASTERN_HEADLINE and " " not in one and _EASTERN.search(one) and _plain(other).startswith(_plain(one)):
        return 1.0  # Chinese and Japanese do not separate words
    first, second = set(_WORD.findall(one.lower())), set(_WORD.findall(other.lower()))
    return len(first & second) / len(first | second) if first and second else 0.0


def _without_site(title: str, site: str, url: str, *, certain: bool) -> str:
    """Cut the site's name, slogan or section from the end, or the name from the beginning.

    A part that names neither stays, unless the title came from the page's head (`certain`) and the part is comparatively short.
    """
    if certain and site and title.startswith(f"{site}: ") and len(title.split()) - len(site.split()) >= _HEADLINE_WORDS:
        title = title.removeprefix(f"{site}: ")  # Blogger writes titles like this
    parts = [part for part in _SEPARATOR.split(title) if part.strip()]
    if len(parts) < 2:
        return title
    host = re.sub(r"^www\.|\.\w+$", "", urlsplit(url).hostname or "").lower()
    # If the site's name is at the beginning, a last part that contains the name is a headline about the outlet itself.
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
    """Return what follows the site's name and its sections with the same separator: "Site :: News :: Headline".

    Returns the whole title if no headline would be left.
    """
    marks = [*_SEPARATOR.finditer(title, title.index(name) + len(name))]
    first = 0
    for mark, next_mark in pairwise(marks):
        if len(title[mark.end() : next_mark.start()].split()) > 2 or next_mark[0].strip() != marks[0][0].strip():
            break
        first += 1
    remaining = title[marks[first].end() :]
    return remaining if len(_SEPARATOR.split(remaining)[0].split()) > 2 else title


def _plain(text: str) -> str:
    return "".join(_WORD.findall(text.lower()))


def _names_site(part: str, site: str, host: str) -> bool:
    plain, name = _plain(part), _plain(site)
    bare = host.replace(".", "").replace("-", "")
    return bool(plain) and ((bool(name) and (plain == name or (len(plain) > 3 and plain in name) or (len(name) > 3 and name in plain and len(part.split()) <= 8)))
                            or (len(bare) > 3 and bare in plain and len(part.split()) <= 6))  # fmt: skip

"""The posts on the public preview page of a Telegram channel (`/s/NAME`), and their extraction. Pure, and safe on any page.

The markup is undocumented; this reads classes that the preview has used for years. The text of a post is `tgme_widget_message_text`; a reply's quote
has the same class and comes before it, and an album's caption has it twice, one inside the other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from lxml import etree
from lxml.html import HtmlElement

from pipelines.dedup.urls import clean
from pipelines.extraction.charset import decode
from pipelines.extraction.markup_names import name_set
from pipelines.extraction.reader import Extraction, NotAnArticle, TextBlock, detect
from pipelines.extraction.tree import parse
from pipelines.items import PageItem
from pipelines.page_headers import content_type
from records.vocabulary import Fate

LONGEST_TITLE = 120

# Telegram's own rule for public names, and 32-bit numbers.
_NAME = "[A-Za-z][A-Za-z0-9_]{3,31}"
_NUMBER = "[1-9][0-9]{0,9}"
_PAGE = re.compile(rf"(https?://[^/?#\s]+(?:/[^?#\s]*?)??)/(?:s/)?({_NAME})(?:/{_NUMBER})?/?(?:[?#].*)?", re.IGNORECASE | re.DOTALL)
_POST = re.compile(rf"({_NAME})/({_NUMBER})")
_USERNAME = re.compile(rf"@({_NAME})")
_EDITED = re.compile(r"\bedited\b", re.IGNORECASE)
_FORWARDED_FROM = re.compile(r"^forwarded\s+from\b[\s:]*", re.IGNORECASE)

_MESSAGE = "tgme_widget_message"
_TEXT = "tgme_widget_message_text"
_PARTS = {
    "tgme_widget_message_meta": "meta",
    "tgme_widget_message_date": "date",
    "tgme_widget_message_from_author": "author",
    "tgme_widget_message_forwarded_from": "forward",
    "tgme_widget_message_forwarded_from_name": "forwarded",
}
# Other people's words inside a post: the message it answers, and the preview of a linked page.
_FOREIGN = frozenset(("tgme_widget_message_reply", "js-message_reply_text", "tgme_widget_message_link_preview"))
_MESSAGE_PLACEHOLDERS = frozenset(("message_media_not_supported_wrap", "message_media_not_supported"))
_SILENT = frozenset(("script", "style"))
_BORDERS = name_set("blockquote dd details div dl dt figure h1 h2 h3 h4 h5 h6 li ol p pre section summary table tr ul")

# Spaces, and the two fillers with which channels force an empty line.
_SPACE = re.compile("[\\s\u2800\u3164]+")
# Invisible characters that divide a word or a line. Joiners stay, because emoji are built with them.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]")

_SENTENCE_END = re.compile(r"(?<![.!?…])([.!?…]++)[»”\")]*+(?=\s+[«“\"(—–-]?\s?[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ0-9])")
# Longer than the three letters up to which any word before a full stop counts as an abbreviation ("г.", "обл.", an initial).
_SHORTENED = name_set("просп проф акад респ")


@dataclass(frozen=True)
class Post:
    """One post of a channel. `address` is its page on the requested host, `text` has one paragraph per line, `published` is in UTC.

    `edited` says that the text is not the one first published; `forwarded` names the channel from which the post was forwarded, empty for its own.
    """

    channel: str
    number: int
    address: str
    text: str
    title: str
    published: datetime | None
    edited: bool
    authors: tuple[str, ...]
    forwarded: str


def posts(html: str, url: str) -> list[Post]:
    """Return the channel's posts that have a text, in the page's order and each once. `url` is `…/s/NAME` or `…/NAME/NUMBER`.

    Notices ("pinned a message"), bare pictures and posts of other channels are left out. Never raises.
    """
    tree = parse(html)
    return posts_on(tree, url) if tree is not None else []


def post_in(html: str, url: str, number: int) -> Post | None:
    """Return the post with this number, if the page shows it."""
    return next((post for post in posts(html, url) if post.number == number), None)


def posts_on(tree: HtmlElement, url: str) -> list[Post]:
    """Return the posts as `posts` does, for a page that is already parsed."""
    place = place_of(url)
    if place is None:
        return []
    root, name = place
    names = _own_names(tree, name)
    by_number: dict[int, Post] = {}
    for message in tree.iter("div"):
        about = _POST.fullmatch(message.get("data-post", ""))
        if about is None or about[1].lower() not in names or int(about[2]) in by_number or not _is_message(message):
            continue
        post = _read(message, root, about[1], int(about[2]))
        if post is not None:
            by_number[post.number] = post
    return list(by_number.values())


def place_of(url: str) -> tuple[str, str] | None:
    """Return the two parts of a channel's URL: `https://t.me/s/NAME` gives (`https://t.me`, `NAME`). None for any other URL."""
    match = _PAGE.fullmatch(url)
    return (match[1], match[2]) if match else None


def classes_of(element: HtmlElement) -> frozenset[str]:
    """Return the words of its class attribute."""
    return frozenset(element.get("class", "").split())


def _own_names(tree: HtmlElement, name: str) -> frozenset[str]:
    """Return the channel's names in lower case. It may have several: one is requested, and its posts have the first."""
    header = next((element for element in tree.iter("div") if "tgme_channel_info_header_username" in classes_of(element)), None)
    stated = _USERNAME.fullmatch(_line(header))
    return frozenset((name.lower(), stated[1].lower())) if stated else frozenset((name.lower(),))


def _is_message(element: HtmlElement) -> bool:
    classes = classes_of(element)
    return _MESSAGE in classes and "service_message" not in classes


def _read(message: HtmlElement, root: str, channel: str, number: int) -> Post | None:
    address = clean(f"{root}/{channel}/{number}")
    texts, parts = _parts(message)
    text = "\n".join(line for element in texts for line in _lines(element))
    if address is None or not text:
        return None
    author = _line(parts.get("author"))
    meta = parts.get("meta")
    return Post(
        channel=channel,
        number=number,
        address=address,
        text=text,
        title=_title(text),
        published=_published(parts.get("date")),
        edited=meta is not None and bool(_EDITED.search(_own_text(meta))),
        authors=(author,) if author else (),
        # For a hidden channel the page shows the name without a link, or only the words.
        forwarded=_line(parts.get("forwarded")) or _FORWARDED_FROM.sub("", _line(parts.get("forward"))),
    )


def _parts(message: HtmlElement) -> tuple[list[HtmlElement], dict[str, HtmlElement]]:
    """Return the texts of a post (of nested ones the outer), and the first element of every other kind in `_PARTS`, without quotes."""
    texts: list[HtmlElement] = []
    parts: dict[str, HtmlElement] = {}
    walk = etree.iterwalk(message, events=("start",))
    for _, element in walk:
        classes = classes_of(element)
        if classes & _FOREIGN or (element is not message and "data-post" in element.attrib):
            walk.skip_subtree()
        elif _TEXT in classes:
            texts.append(element)
            walk.skip_subtree()
        else:
            for name in classes & _PARTS.keys():
                parts.setdefault(_PARTS[name], element)
    return texts, parts


def _lines(element: HtmlElement) -> Iterator[str]:
    """Yield the text of an element, divided at line breaks and borders of blocks, without empty lines."""
    pieces: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if node.tag in _BORDERS or (node.tag == "br" and event == "end"):
            pieces.append("\n")
        if event == "end":
            pieces.append(_SPACE.sub(" ", node.tail or "") if node is not element else "")
        elif node.tag in _SILENT or classes_of(node) & _MESSAGE_PLACEHOLDERS or (node is not element and "data-post" in node.attrib):
            walk.skip_subtree()
        else:
            pieces.append(_SPACE.sub(" ", node.text or ""))
    for line in _UNSEEN.sub("", "".join(pieces)).split("\n"):
        if any(char.isprintable() and not char.isspace() for char in line):
            yield " ".join(line.split())


def _line(element: HtmlElement | None) -> str:
    return " ".join(_lines(element)) if element is not None else ""


def _own_text(element: HtmlElement) -> str:
    """Return the text directly in an element. A signature inside it may contain anything."""
    return " ".join((element.text or "", *(child.tail or "" for child in element)))


def _published(date: HtmlElement | None) -> datetime | None:
    """Return the datetime on a post's date link. Telegram writes UTC with its offset; a time without one is taken as UTC."""
    time = next(date.iter("time"), None) if date is not None else None
    try:
        moment = datetime.fromisoformat(time.get("datetime", "").strip() if time is not None else "")
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _title(text: str) -> str:
    """Return the first line with words. If it is too long for a title, its first sentence; if that is too long, its beginning."""
    lines = text.split("\n")
    line = next((line for line in lines if _says_something(line)), lines[0])
    if len(line) <= LONGEST_TITLE:
        return line
    for end in _SENTENCE_END.finditer(line, 0, 2 * LONGEST_TITLE):
        sentence = line[: end.end()]
        words = sentence[: end.start()].split()
        if len(sentence) > LONGEST_TITLE:
            break
        if len(words) > 2 and not (end[1] == "." and _is_shortened(words[-1])):
            return sentence
    head = line[: LONGEST_TITLE - 1]
    whole_words = head if line[len(head)] == " " else head.rpartition(" ")[0]
    return (whole_words.rstrip(" ,;:—–-") or head) + "…"


def _says_something(line: str) -> bool:
    """Return whether it contains more than emoji, hashtags and URLs."""
    return any(any(map(str.isalnum, word)) and not word.startswith(("#", "@", "http://", "https://", "t.me/")) for word in line.split())


def _is_shortened(word: str) -> bool:
    letters = word.lstrip('«“"(').lower()
    return (len(letters) <= 3 and not letters.isdigit()) or letters in _SHORTENED


# Extraction of one post of a Telegram channel's preview page as an article.


def extract_post(page: PageItem, *, zone: tzinfo) -> Extraction | NotAnArticle:
    """Return the post that `page.post_number` names, as an article with the post's own URL."""
    post = post_in(decode(page.body, content_type(page.headers)), page.final_url, page.post_number) if page.post_number is not None else None
    if post is None:
        return NotAnArticle(Fate.EMPTY, "the page does not hold the post")
    blocks = tuple(TextBlock(line) for line in post.text.split("\n") if line)
    return Extraction(
        title=post.title,
        blocks=blocks,
        authors=post.authors,
        lang=detect(post.text),
        canonical=None,
        published=post.published.astimezone(zone) if post.published else None,
    )

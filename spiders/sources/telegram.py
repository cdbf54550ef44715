"""Reader of the public preview pages of Telegram channels, newest first: the posts of a page, and the page before it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from lxml.html import HtmlElement
from pydantic import AfterValidator

from pipelines.dedup.urls import clean
from pipelines.extraction.telegram import Post, classes_of, place_of, posts_on
from pipelines.extraction.tree import parse
from records.i18n import gettext_noop, tr
from spiders.sources.documents import Unreadable
from spiders.sources.link_filter import found_in
from spiders.sources.list_pages import ListWalk, PageAge
from spiders.sources.source_kind import SourceAnswer, SourceContent, SourceKind

_HOST = "https://t.me"
_NAME = re.compile(r"@?([A-Za-z][A-Za-z0-9_]{3,31})")
_PREVIEW = re.compile(r"https?://[^/?#\s]+(?:/[^?#\s]*)?/s/[A-Za-z][A-Za-z0-9_]{3,31}/?(?:\?[^#\s]*)?", re.IGNORECASE)
_BEFORE = re.compile(r"[?&]before=([1-9][0-9]{0,9})(?=&|#|$)")
_NUMBER = re.compile(r"[1-9][0-9]{0,9}")
_MORE = frozenset(("tme_messages_more", "tgme_messages_more", "js-messages_more"))
# The page about the owner of a name; it shows a title or a number of subscribers only if the name exists.
_CONTACT = frozenset(("tgme_page_title", "tgme_page_extra"))
_TELEGRAM = frozenset(("tgme_page", "tgme_page_wrap", "tl_main_head"))


# What an outlet file may write for a channel, and a channel's preview page on another host: a mirror where t.me is blocked.
_WRITTEN = re.compile(r"(?:https?://)?(?:t\.me/|telegram\.me/)?(?:s/)?@?([A-Za-z][A-Za-z0-9_]{3,31})/?")
_MIRROR = re.compile(r"https?://[^/\s]+/s/[A-Za-z][A-Za-z0-9_]{3,31}/?")
# Posts on one preview page; `?before=` takes the number of a post.
_POSTS = 20


def _channel(value: str) -> str:
    match = _WRITTEN.fullmatch(value.strip())
    if _MIRROR.fullmatch(value.strip()) and not match:
        return value.strip().rstrip("/")
    if not match:
        raise ValueError(tr("'{given}' is not a public Telegram channel; write its name alone").format(given=value[:200]))
    return match[1]


class TelegramSource(SourceKind):
    """Public channels of an outlet. A channel is on Telegram's host, but its posts are the outlet's own articles."""

    code = "telegram"
    label = gettext_noop("Telegram channel")
    field = "telegram"
    entry = Annotated[str, AfterValidator(_channel)]
    meaning = "public channels"
    title = gettext_noop("Telegram channels")
    on_site = False
    proposed = False

    def read(self, answer: SourceAnswer) -> SourceContent:
        channel = read_channel(answer.text, answer.url)
        return SourceContent([found_in(post) for post in channel.posts], posts=channel.posts, following=channel.older)

    def form_hint(self) -> str:
        return tr("Names of public channels, one on each line.")

    def address(self, value: Any) -> str:
        return preview_address(value)

    def is_page(self, url: str, query: str) -> bool:
        return query.partition("?")[0] == url

    def note_content(self, walk: ListWalk, content: SourceContent) -> None:
        if not content.links and content.following:
            # Only pictures: this is not the end of the channel.
            walk.verdict = PageAge.WITHIN
        if walk.number == 1:
            walk.newest = max([walk.newest, *(post.number for post in content.posts)])
        super().note_content(walk, content)

    def numbered_address(self, walk: ListWalk, number: int) -> str | None:
        before = walk.newest + 1 - _POSTS * (number - 1)
        return f"{walk.first}?before={before}" if walk.newest and before > 1 else None


@dataclass
class Channel:
    """One preview page: its posts, oldest first as on the page, and the address of the page before it (None at the start of the channel)."""

    posts: list[Post]
    older: str | None


def read_channel(html: str, url: str) -> Channel:
    """Return the posts of a preview page. `url` is the address that answered, after redirects.

    Posts without a text are left out, so a page may have none although older pages exist. Raises Unreadable: "no public preview" for the page of a
    group, a person, or a channel without a preview; "no channel" if the name is unused; "not a page of Telegram" for anything else.
    """
    tree = parse(html)
    if tree is None:
        raise Unreadable("empty")
    posts = posts_on(tree, url)
    classes = _classes(tree)
    if not posts and "tgme_channel_history" not in classes:
        raise Unreadable(_what_else(classes))
    return Channel(posts, _older(tree, url))


def preview_address(channel: str) -> str:
    """Return the address of a channel's newest page. A name (`sample_channel`, `@sample_channel`) is on t.me; a full preview address is returned
    unchanged.

    Raises ValueError for anything else.
    """
    if name := _NAME.fullmatch(channel):
        return f"{_HOST}/s/{name[1]}"
    if _PREVIEW.fullmatch(channel) and clean(channel):
        return channel
    raise ValueError("neither the name of a channel nor the address of its preview")


def _classes(tree: HtmlElement) -> frozenset[str]:
    return frozenset(name for element in tree.iter() for name in classes_of(element))


def _what_else(classes: frozenset[str]) -> str:
    if classes & _CONTACT:
        return "no public preview"
    return "no channel" if classes & _TELEGRAM else "not a page of Telegram"


def _older(tree: HtmlElement, url: str) -> str | None:
    """Return the page before this one, always on its own host. It only goes backwards, so that paging ends."""
    place = place_of(url)
    number = next(_numbers(tree), None)
    here = _BEFORE.search(url)
    if place is None or number is None or (here and number >= int(here[1])):
        return None
    return clean(f"{place[0]}/s/{place[1]}?before={number}")


def _numbers(tree: HtmlElement) -> Iterator[int]:
    """Yield the post numbers before which the older page begins, from the head of the page and the button above the posts."""
    for link in tree.iter("link", "a"):
        named = _NUMBER.fullmatch(link.get("data-before", "")) if classes_of(link) & _MORE else None
        if named:
            yield int(named[0])
        elif (classes_of(link) & _MORE or "prev" in link.get("rel", "").lower().split()) and (before := _BEFORE.search(link.get("href", ""))):
            yield int(before[1])

"""Which of the found articles are new to the records, or no longer as they were stored."""

from collections.abc import Iterable

from sqlalchemy import Engine

from pipelines.extraction.telegram_page import Post
from pipelines.store import article_id, page_key, text_hash
from records import articles
from records.database import read_session
from records.model import Found
from records.outlets import runs
from spiders.sources.url_filter import UrlFilter


def fresh_links(engine: Engine, outlet: str, wanted: UrlFilter, own: Iterable[tuple[str, Found]], seen: set[str]) -> list[tuple[str, Found]]:
    """The links (with their clean addresses) that are wanted and not known, each once. `seen` holds the keys of this visit, and takes theirs."""
    fresh: dict[str, tuple[str, Found]] = {}
    for address, link in own:
        key = page_key(address)
        if key not in seen and wanted.article(link):
            fresh.setdefault(key, (address, link))
    if not fresh:
        return []
    with read_session(engine) as session:
        known = runs.known_keys(session, outlet, fresh, wanted.period)
    new = {key: found for key, found in fresh.items() if key not in known}
    seen |= set(new)
    return list(new.values())


def fresh_posts(engine: Engine, outlet: str, wanted: UrlFilter, posts: Iterable[Post], seen: set[str]) -> list[Post]:
    """The posts that are wanted, and either not known or no longer as they were stored."""
    keyed = {page_key(post.address): post for post in posts if wanted.article(found_in(post))}
    keyed = {key: post for key, post in keyed.items() if key not in seen}
    ids = {article_id(outlet, post.address): key for key, post in keyed.items()}
    with read_session(engine) as session:
        known = runs.known_keys(session, outlet, keyed, wanted.period)
        stored = {ids[article]: kept for article, kept in articles.text_hashes(session, ids).items()}
    fresh = {key: post for key, post in keyed.items() if (stored[key] != text_hash(post.text) if key in stored else key not in known)}
    seen |= set(fresh)
    return list(fresh.values())


def found_in(post: Post) -> Found:
    """A post as a source lists an article."""
    return Found(post.address, post.title, post.published.isoformat() if post.published else "")

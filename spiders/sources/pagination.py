"""The lists of one visit read back in time: what each page contained, and which page comes next.

The next page is fetched after the articles of this one are read, because dates are often only in the articles.
"""

from collections.abc import Iterator

from records.database import read_with_retry, write_with_retry
from records.outlets import pace, runs
from records.vocabulary import TEMPORARY_FATES, Fate
from spiders.sources.kinds import KINDS
from spiders.sources.link_filter import ListedLink
from spiders.sources.list_pages import MOST_PAGES, PAGES, ListWalk, PageAge, is_numbered, page_age
from spiders.sources.visit import ArticleRequest, SourceRequest, Visit, request_articles, request_once

# Articles that are fetched to find the days of a list page without dates.
_SAMPLE = 2
# Missing days at the start of a guessed archive, or missing numbers of an archive of sitemaps, that are tolerated.
_MISSES = 2


def note_page(visit: Visit, walk: ListWalk, links: list[ListedLink], *, follow: bool = True, posts: bool = False) -> list[ArticleRequest]:
    """Return the articles to fetch from a list page, and record what its next page depends on. `posts`: the articles are on the page itself."""
    keys = {link.key: link for link in links if link.key}
    more = bool(set(keys) - visit.listed)
    visit.listed |= set(keys)
    if not more and walk.verdict is None:
        # The paging is circular, or the site answers any number with its last page.
        walk.verdict = PageAge.BEYOND
    if visit.reaching_back:
        return _note_page_back(visit, walk, links, keys, posts=posts)
    requests = [] if posts else request_articles(visit, links)
    walk.requested += [request.url for request in requests]
    mostly_new = (visit.catching_up or len(requests) * 2 >= len(links)) and all(visit.link_filter.article(link.found) for link in links)
    if follow and KINDS[walk.source.kind].goes_on(walk, mostly_new=mostly_new) and (walk.requested or visit.catching_up) and walk.number < PAGES:
        visit.waiting.append(walk)
    return requests


def _note_page_back(visit: Visit, walk: ListWalk, links: list[ListedLink], keys: dict[str, ListedLink], *, posts: bool) -> list[ArticleRequest]:
    """Do the same when reading back to given days. A page that is entirely newer costs no article; one without dates costs a sample."""
    period = visit.link_filter.period
    known_days = read_with_retry(visit.engine, lambda session: runs.known_days(session, visit.outlet.name, keys))
    walk.days = [day for key, link in keys.items() if (day := visit.link_filter.day(link.found) or known_days.get(key))]
    visit.waiting.append(walk)
    if walk.verdict is None and len(walk.days) * 2 >= len(links):
        walk.verdict = page_age(walk.days, period.since, period.until)
    if walk.verdict is PageAge.NEWER or posts:
        return []
    sampled = walk.verdict is None and period.until is not None and not walk.search.found
    walk.deferred_links = links if sampled else []
    requests = request_articles(visit, links[-_SAMPLE:] if sampled else links)
    walk.requested = [request.url for request in requests]
    return requests


def note_no_page(visit: Visit, walk: ListWalk | None, fate: Fate) -> None:
    """Record that a list page failed. A guessed archive is given up, a missing page ends its list, and a temporary failure is retried later."""
    if walk is None or not visit.reaching_back:
        return
    leaped = not walk.search.found and walk.number > walk.search.low + 1
    if fate in TEMPORARY_FATES and not leaped:
        # The request is repeated at the cursor. A page reached by a jump may simply not exist: some sites answer that with a 500.
        return
    if walk.pages:
        walk.misses += 1
        walk.verdict = PageAge.BEYOND if walk.source.guess and walk.misses > _MISSES and not walk.hits else PageAge.WITHIN
    elif walk.hits:
        # Sitemaps by number: some sites skip a number.
        walk.misses += 1
        walk.verdict = PageAge.BEYOND if walk.misses > _MISSES else PageAge.WITHIN
    elif walk.number == 1 and is_numbered(walk.template):
        # Some lists have no number on their first page.
        walk.verdict = PageAge.NEWER
    else:
        walk.verdict = PageAge.BEYOND
    visit.waiting.append(walk)


def next_pages(visit: Visit) -> Iterator[SourceRequest | ArticleRequest]:
    """Request the next page of every waiting list. Called when all fetched pages are read."""
    walks, visit.waiting = visit.waiting, []
    for walk in walks:
        yield from _back(visit, walk) if visit.reaching_back else _further(visit, walk)


def _further(visit: Visit, walk: ListWalk) -> Iterator[SourceRequest]:
    """Request the next page in an ordinary visit, unless all articles of this one were older than the days of the visit."""
    days = [visit.published.get(address) for address in walk.requested]
    if walk.verdict is PageAge.BEYOND or (any(days) and all(day is not None and day < visit.link_filter.horizon for day in days)):
        return
    yield from _turn(visit, walk, walk.number + 1)


def _back(visit: Visit, walk: ListWalk) -> Iterator[SourceRequest | ArticleRequest]:
    """Request the next page of a list that is read back to given days."""
    period = visit.link_filter.period
    days = walk.days + [day for address in walk.requested if (day := visit.published.get(address))]
    if walk.deferred_links:
        left, walk.deferred_links = walk.deferred_links, []
        if page_age(days, None, period.until) is not PageAge.NEWER:
            requests = request_articles(visit, left)
            walk.requested += [request.url for request in requests]
            if requests:
                visit.waiting.append(walk)
                yield from requests
                return
        else:
            walk.verdict = PageAge.NEWER
    single_steps = KINDS[walk.source.kind].single_steps(walk)
    number = walk.next_number(walk.verdict or page_age(days, period.since, period.until), single_steps=single_steps)
    yield from _turn(visit, walk, number if walk.asked < MOST_PAGES else None)


def _turn(visit: Visit, walk: ListWalk, number: int | None) -> Iterator[SourceRequest]:
    """Request another page of a list, and store the cursor."""
    address = KINDS[walk.source.kind].page_address(walk, number) if number is not None else None
    if number is not None and address:
        walk.turn_to(number)
    if visit.reaching_back:
        at = (visit.outlet.name, visit.link_filter.period, walk.cursor_name, walk.as_json(address), visit.now())
        write_with_retry(visit.engine, lambda session: pace.store_cursor(session, *at))
    if address is not None:
        yield from request_once(visit, address, walk.source, conditional=False, walk=walk)

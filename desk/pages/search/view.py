"""Search results as the page shows them: each kind by itself, the newest first, with marked words. All names are shown, as on every page of the desk."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from desk.highlighting import visible
from desk.pages.incident.view import incident_date, incident_place
from desk.rendering import first_up
from records.country import place_name, region_name
from records.filter_queries import filter_url
from records.filters import MOST_NUMBERS, IncidentFilter
from records.i18n import gettext_noop, tr, words_for_reader
from records.incident_model import Incident, Victim
from records.incident_texts.list_titles import titles_for
from records.incident_texts.texts import IncidentText
from records.language.names import is_near_spelling, rough_form
from records.language.stems import SearchTerms, searchable_keys_text
from records.manual_tips import tip_draft_description
from records.row_ids import LARGEST_LONG_ID, parse_id
from records.search import MOST_COUNTED, FoundState, Piece, draft_ids_containing, find_articles, highlight_terms, snippet
from records.tables import ArticleRow, DraftArticleRow, DraftRow, OutletRow
from records.vocabulary import CATEGORIES, DRAFT_STATE_LABELS, DraftState
from reports.incidents import IncidentCollection
from spiders.config.schema import Outlet

# The data of a search and of its results.

# Results of each kind if all kinds are shown.
FEW = 5


class SearchKind(StrEnum):
    """A kind of result."""

    DRAFTS = "drafts"
    INCIDENTS = "incidents"
    PERSONS = "persons"
    ARTICLES = "articles"
    OUTLETS = "outlets"


SOUGHT_LABELS: dict[SearchKind, str] = {
    SearchKind.DRAFTS: gettext_noop("Drafts"),
    SearchKind.INCIDENTS: gettext_noop("Incidents"),
    SearchKind.PERSONS: gettext_noop("Persons"),
    SearchKind.ARTICLES: gettext_noop("Articles"),
    SearchKind.OUTLETS: gettext_noop("Outlets"),
}


@dataclass(frozen=True)
class SearchResult:
    """One result. `facts` are shown below its name; `state` is in words; `also` are further pages with their names."""

    href: str
    name: tuple[Piece, ...]
    lang: str = ""
    text: tuple[Piece, ...] = ()
    facts: tuple[str, ...] = ()
    day: date | None = None
    state: str = ""
    also: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ResultGroup:
    """The results of one kind on this page, how many there are (beyond 1,000: more), and the key of the next page."""

    kind: SearchKind
    lines: Sequence[SearchResult] = ()
    number: int = 0
    next: str = ""
    broken_off: bool = False

    @property
    def is_more(self) -> bool:
        """Whether there are more than are counted."""
        return self.number > MOST_COUNTED

    @property
    def counted(self) -> int:
        """The number, up to the largest that is counted."""
        return min(self.number, MOST_COUNTED)


@dataclass(frozen=True)
class SearchQuery:
    """A search: the words, where to search, and from which key on. `entries` are the outlets as the next run uses them, visited or not."""

    session: Session
    book: IncidentCollection
    asked: SearchTerms
    limit: int = FEW
    after: str = ""
    entries: Mapping[str, Outlet] = field(default_factory=dict)
    _outlets: dict[str, str] = field(default_factory=dict)

    def outlet(self, name: str) -> str:
        """Return the name of an outlet in the reader's language."""
        if name not in self._outlets:
            row = self.session.get(OutletRow, name)
            self._outlets[name] = (words_for_reader(row.title) if row else "") or name
        return self._outlets[name]

    @property
    def first(self) -> int:
        """The key as a number: a place in a list, or the id after which the page begins."""
        return parse_id(self.after, LARGEST_LONG_ID) or 0


def _page_in_memory(sought: SearchQuery, kind: SearchKind, entries: Sequence[Any], line: Callable[[Any], SearchResult]) -> ResultGroup:
    """Return a page of a list in memory; its key is a place in the list."""
    first = min(sought.first, len(entries))
    last = first + sought.limit
    return ResultGroup(kind, [line(entry) for entry in entries[first:last]], len(entries), str(last) if last < len(entries) else "")


def _highlight_words(text: str, search_terms: SearchTerms, lang: str = "") -> tuple[Piece, ...]:
    return tuple((visible(piece), is_asked) for piece, is_asked in highlight_terms(text[:400], search_terms, lang))


# Persons that incidents name as victims, with or without a record of their own.


@dataclass
class _NamedPerson:
    record: int | None
    names: dict[str, None] = field(default_factory=dict)
    more: dict[str, None] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)


def _persons_found(sought: SearchQuery) -> ResultGroup:
    """Return the victims with such names, the last named first. A person without a record is the name alone."""
    persons: dict[int | str, _NamedPerson] = {}
    hers: dict[Victim, bool] = {}
    for entry in sought.book.naming(sought.asked.wanted):
        if sought.asked.unwanted and not sought.asked.are_said(entry.named):
            continue
        for victim in entry.incident.victims:
            if victim not in hers:
                hers[victim] = sought.asked.are_said(_keys_of(victim))
            if hers[victim]:
                named_person = persons.setdefault(victim.name if victim.person is None else victim.person, _NamedPerson(victim.person))
                named_person.names |= dict.fromkeys((*filter(None, [words_for_reader(victim.names)]), victim.name))
                named_person.more |= dict.fromkeys(filter(None, (victim.profession, victim.outlet)))
                named_person.numbers.append(entry.incident.number)
    return _page_in_memory(sought, SearchKind.PERSONS, list(persons.values()), lambda named_person: _person(named_person, sought.asked))


def _keys_of(victim: Victim) -> str:
    return _keys_of_names((victim.name, *victim.names.values()))


@lru_cache(maxsize=50_000)
def _keys_of_names(names: tuple[str, ...]) -> str:
    return searchable_keys_text(names)


def _person(named_person: _NamedPerson, search_terms: SearchTerms) -> SearchResult:
    name, *spellings = named_person.names
    numbers = list(dict.fromkeys(named_person.numbers))
    if named_person.record is not None:
        href = f"/persons/{named_person.record}"
    else:
        href = f"/incidents/{numbers[0]}" if len(numbers) == 1 else filter_url(IncidentFilter(numbers=numbers[:MOST_NUMBERS]), "/incidents")
    return SearchResult(
        href,
        _highlight_words(name, search_terms),
        text=_highlight_words(", ".join(spellings), search_terms),
        facts=(*named_person.more, ", ".join(numbers[:3]) + ("…" if len(numbers) > 3 else "")),
    )


# Outlets by their names, their short name and their site.

_Titles = tuple[tuple[str, str], ...]


def _outlets_found(sought: SearchQuery) -> ResultGroup:
    """Return outlets by their names in every language, short name and site, including those not visited yet."""
    rows = sought.session.execute(select(OutletRow.name, OutletRow.home, OutletRow.region, cast(OutletRow.title, Text))).tuples()
    outlets = {name: (_titles(title), home, region) for name, home, region, title in rows}
    outlets |= {entry.name: (tuple(entry.title.model_dump().items()), entry.home, entry.region) for entry in sought.entries.values()}
    matching = [name for name, (title, home, _) in sorted(outlets.items()) if sought.asked.are_said(_keys_of_outlet(title, name, home))]
    return _page_in_memory(sought, SearchKind.OUTLETS, matching, lambda name: _outlet(name, *outlets[name], sought.asked))


# There are a few hundred, so each search goes through all of them.
@lru_cache(maxsize=10_000)
def _titles(stored: str) -> _Titles:
    return tuple(json.loads(stored).items())


@lru_cache(maxsize=10_000)
def _keys_of_outlet(title: _Titles, name: str, home: str) -> str:
    return searchable_keys_text((*(words for _, words in title if words), name, _host(home)))


def _host(home: str) -> str:
    return home.partition("://")[2].partition("/")[0]


def _outlet(name: str, title: _Titles, home: str, region: str | None, search_terms: SearchTerms) -> SearchResult:
    where = region_name(region) if region else tr("National press")
    return SearchResult(
        f"/outlets/{quote(name, safe='')}", _highlight_words(words_for_reader(dict(title)) or name, search_terms), facts=(name, _host(home), where)
    )


# Results on a page of one kind.
PAGE = 20
# Spellings that are offered if nothing was found.
_MOST_NEAR = 6


def found(sought: SearchQuery, kind: SearchKind) -> ResultGroup:
    """Return the results of one kind."""
    return _FINDERS[kind](sought)


def near_spellings(book: IncidentCollection, search_terms: SearchTerms) -> list[str]:
    """Return words of known names similar to the words searched for, as they are written there."""
    name_words = book.name_words()
    near: dict[str, None] = {}
    for word in search_terms.wanted:
        mine = rough_form(word.written)
        near |= dict.fromkeys(written for other, written in name_words.get(mine[:1], {}).items() if other != mine and is_near_spelling(mine, other))
    return list(near)[:_MOST_NEAR]


def _drafts(sought: SearchQuery) -> ResultGroup:
    search_terms = sought.asked
    ids = draft_ids_containing(sought.session, search_terms)
    remaining = [id for id in ids if not sought.first or id < sought.first]
    page_ids = remaining[: sought.limit]
    # With an empty list of ids the query would go through all drafts.
    rows = {row.id: row for row in sought.session.scalars(select(DraftRow).where(DraftRow.id.in_(page_ids)))} if page_ids else {}
    lines = [_draft(rows[id], search_terms) for id in page_ids if id in rows]
    return ResultGroup(SearchKind.DRAFTS, lines, len(ids), str(page_ids[-1]) if len(remaining) > len(page_ids) else "")


def _draft(row: DraftRow, search_terms: SearchTerms) -> SearchResult:
    current: dict[str, Any] = {**row.proposal, **row.fields}
    people = dict.fromkeys(named_person["name"] for name in ("victims", "persons") for named_person in current.get(name) or [])
    details = ", ".join(filter(None, [*people, *(current.get("outlets") or []), place_name(current.get("place") or "", current.get("region"))]))
    also = ((f"/incidents/{row.incident}", row.incident),) if row.incident else ()
    by_hand = tip_draft_description(row.proposal)
    return SearchResult(
        f"/drafts/{row.id}",
        _highlight_words(row.title or "", search_terms, row.lang) if row.title or not by_hand else ((first_up(by_hand), False),),
        row.lang if row.title or not by_hand else "",
        _highlight_words(details, search_terms, row.lang),
        (f"№ {row.id}",),
        row.happened_on,
        DRAFT_STATE_LABELS[DraftState(row.state)],
        also,
    )


def _incidents(sought: SearchQuery) -> ResultGroup:
    entries = sought.book.saying(sought.asked.wanted)
    if sought.asked.unwanted:
        entries = [entry for entry in entries if sought.asked.are_said(entry.found_by)]
    titles = titles_for(sought.session, [entry.incident for entry in entries[sought.first : sought.first + sought.limit]])
    return _page_in_memory(
        sought, SearchKind.INCIDENTS, entries, lambda entry: _incident(entry.incident, titles[entry.incident.number], sought.asked)
    )


def _incident(incident: Incident, title: IncidentText, search_terms: SearchTerms) -> SearchResult:
    details = ", ".join(dict.fromkeys([*(victim.name for victim in incident.victims), *incident.outlets]))
    facts = (incident.number, incident_date(incident), incident_place(incident), tr(CATEGORIES[incident.primary].label))
    return SearchResult(
        f"/incidents/{incident.number}",
        _highlight_words(title.text, search_terms, title.lang),
        title.lang,
        text=_highlight_words(details, search_terms),
        facts=tuple(filter(None, facts)),
        state=gettext_noop("withdrawn") if incident.withdrawn else "",
    )


def _articles(sought: SearchQuery) -> ResultGroup:
    page = find_articles(sought.session, sought.asked, before=sought.first or None, limit=sought.limit)
    ids = {state.article.id for state in page.states}
    query = select(DraftArticleRow.article_id, DraftRow.id, DraftRow.incident).join(DraftRow, DraftRow.id == DraftArticleRow.draft_id)
    drafts = {article: (draft, incident) for article, draft, incident in sought.session.execute(query.where(DraftArticleRow.article_id.in_(ids)))}
    lines = [_article(sought, state, drafts.get(state.article.id)) for state in page.states]
    return ResultGroup(SearchKind.ARTICLES, lines, page.number, str(page.next or ""), page.broken_off)


def _article(sought: SearchQuery, found_state: FoundState, draft: tuple[int, str | None] | None) -> SearchResult:
    article: ArticleRow = found_state.article
    also = [(f"/outlets/{quote(article.outlet, safe='')}", visible(sought.outlet(article.outlet)))]
    if draft is not None:
        number, incident = draft
        also += [(f"/drafts/{number}", f"№ {number}"), *([(f"/incidents/{incident}", incident)] if incident else [])]
    return SearchResult(
        f"/articles/{article.id}/page?snapshot={found_state.state.id}",
        _highlight_words(found_state.title, sought.asked, article.lang),
        article.lang,
        tuple((visible(text), is_asked) for text, is_asked in snippet(found_state.text, sought.asked, article.lang)),
        (),
        article.published_on,
        gettext_noop("as its page was changed later") if found_state.state.change else "",
        tuple(also),
    )


_FINDERS: dict[SearchKind, Callable[[SearchQuery], ResultGroup]] = {
    SearchKind.DRAFTS: _drafts,
    SearchKind.INCIDENTS: _incidents,
    SearchKind.PERSONS: _persons_found,
    SearchKind.ARTICLES: _articles,
    SearchKind.OUTLETS: _outlets_found,
}

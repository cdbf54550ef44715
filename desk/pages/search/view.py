"""What is found, as the page shows it: each kind by itself, the newest first, with the words marked. All names are shown, as on every page of the desk."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from sqlalchemy import select

from desk.highlighting import visible
from desk.pages.incident.view import when, where
from desk.pages.search.found_lines import FoundKind, FoundLine, Sought, SoughtKind, page_in_memory, words_shown
from desk.pages.search.found_outlets import outlets_found
from desk.pages.search.found_persons import persons_found
from desk.rendering import first_up
from records.country import place_name
from records.hand.source_words import came_by_hand
from records.i18n import kept, tr
from records.incident_model import Incident
from records.incident_texts.list_titles import titles_for
from records.incident_texts.texts_of_incident import IncidentText
from records.persons.rough_letters import nearly, rough
from records.search.article_search import FoundState, find_articles
from records.search.draft_words import ids_saying
from records.tables import ArticleRow, DraftArticleRow, DraftRow
from records.vocabulary import CATEGORIES, DRAFT_STATE_LABELS, DraftState
from records.words.asked_words import AskedWords
from records.words.snippets import snippet
from reports.incident_cache import IncidentBook

# Results on a page of one kind.
PAGE = 20
# Spellings that are offered where nothing was found.
_MOST_NEAR = 6


def found(sought: Sought, kind: SoughtKind) -> FoundKind:
    """The results of one kind."""
    return _FINDERS[kind](sought)


def near_spellings(book: IncidentBook, asked: AskedWords) -> list[str]:
    """Words of known names that are near to those that were asked for, each as it is written there."""
    known = book.name_words()
    near: dict[str, None] = {}
    for word in asked.wanted:
        mine = rough(word.written)
        near |= dict.fromkeys(written for other, written in known.get(mine[:1], {}).items() if other != mine and nearly(mine, other))
    return list(near)[:_MOST_NEAR]


def _drafts(sought: Sought) -> FoundKind:
    asked = sought.asked
    ids = ids_saying(sought.session, asked)
    rest = [id for id in ids if not sought.first or id < sought.first]
    shown = rest[: sought.limit]
    # A list of no ids would be looked for in all drafts.
    rows = {row.id: row for row in sought.session.scalars(select(DraftRow).where(DraftRow.id.in_(shown)))} if shown else {}
    lines = [_draft(rows[id], asked) for id in shown if id in rows]
    return FoundKind(SoughtKind.DRAFTS, lines, len(ids), str(shown[-1]) if len(rest) > len(shown) else "")


def _draft(row: DraftRow, asked: AskedWords) -> FoundLine:
    said: dict[str, Any] = {**row.proposal, **row.fields}
    people = dict.fromkeys(one["name"] for name in ("victims", "persons") for one in said.get(name) or [])
    told = ", ".join(filter(None, [*people, *(said.get("outlets") or []), place_name(said.get("place") or "", said.get("region"))]))
    also = ((f"/incidents/{row.incident}", row.incident),) if row.incident else ()
    by_hand = came_by_hand(row.proposal)
    return FoundLine(
        f"/drafts/{row.id}",
        words_shown(row.title or "", asked, row.lang) if row.title or not by_hand else ((first_up(by_hand), False),),
        row.lang if row.title or not by_hand else "",
        words_shown(told, asked, row.lang),
        (f"№ {row.id}",),
        row.happened_on,
        DRAFT_STATE_LABELS[DraftState(row.state)],
        also,
    )


def _incidents(sought: Sought) -> FoundKind:
    entries = sought.book.saying(sought.asked.wanted)
    if sought.asked.unwanted:
        entries = [entry for entry in entries if sought.asked.are_said(entry.found_by)]
    titles = titles_for(sought.session, [entry.incident for entry in entries[sought.first : sought.first + sought.limit]])
    return page_in_memory(sought, SoughtKind.INCIDENTS, entries, lambda entry: _incident(entry.incident, titles[entry.incident.number], sought.asked))


def _incident(incident: Incident, title: IncidentText, asked: AskedWords) -> FoundLine:
    told = ", ".join(dict.fromkeys([*(victim.name for victim in incident.victims), *incident.outlets]))
    facts = (incident.number, when(incident), where(incident), tr(CATEGORIES[incident.primary].label))
    return FoundLine(
        f"/incidents/{incident.number}",
        words_shown(title.text, asked, title.lang),
        title.lang,
        text=words_shown(told, asked),
        facts=tuple(filter(None, facts)),
        state=kept("withdrawn") if incident.withdrawn else "",
    )


def _articles(sought: Sought) -> FoundKind:
    page = find_articles(sought.session, sought.asked, before=sought.first or None, limit=sought.limit)
    ids = {one.article.id for one in page.states}
    query = select(DraftArticleRow.article_id, DraftRow.id, DraftRow.incident).join(DraftRow, DraftRow.id == DraftArticleRow.draft_id)
    drafts = {article: (draft, incident) for article, draft, incident in sought.session.execute(query.where(DraftArticleRow.article_id.in_(ids)))}
    lines = [_article(sought, one, drafts.get(one.article.id)) for one in page.states]
    return FoundKind(SoughtKind.ARTICLES, lines, page.number, str(page.next or ""), page.broken_off)


def _article(sought: Sought, one: FoundState, draft: tuple[int, str | None] | None) -> FoundLine:
    article: ArticleRow = one.article
    also = [(f"/outlets/{quote(article.outlet, safe='')}", visible(sought.outlet(article.outlet)))]
    if draft is not None:
        number, incident = draft
        also += [(f"/drafts/{number}", f"№ {number}"), *([(f"/incidents/{incident}", incident)] if incident else [])]
    return FoundLine(
        f"/articles/{article.id}/page?snapshot={one.state.id}",
        words_shown(one.title, sought.asked, article.lang),
        article.lang,
        tuple((visible(text), is_asked) for text, is_asked in snippet(one.text, sought.asked, article.lang)),
        (),
        article.published_on,
        kept("as its page was changed later") if one.state.change else "",
        tuple(also),
    )


_FINDERS: dict[SoughtKind, Callable[[Sought], FoundKind]] = {
    SoughtKind.DRAFTS: _drafts,
    SoughtKind.INCIDENTS: _incidents,
    SoughtKind.PERSONS: persons_found,
    SoughtKind.ARTICLES: _articles,
    SoughtKind.OUTLETS: outlets_found,
}

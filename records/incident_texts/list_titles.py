"""Titles for lists: the titles of many incidents or drafts at once, in the reader's language where possible."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from records.i18n import LANGUAGES, reader_language
from records.incident_model import Incident
from records.incident_texts.sentences import TextKind
from records.incident_texts.texts import IncidentText, TextSourceArticle, best_headline, stored_text, title_for, title_language
from records.incidents.repository import find
from records.manual_tips import tip_heading
from records.tables import ArticleRow, DraftArticleRow, DraftRow, IncidentRow, ManualTipRow

# Numbers in one query: below the parameter limits of SQLite and PostgreSQL.
_CHUNK = 5000
# Queries that run for nearly every list, built once.
_NUMBERS: BindParameter[Any] = bindparam("numbers", expanding=True)
_DRAFTS: BindParameter[Any] = bindparam("drafts", expanding=True)
_LANGS: BindParameter[Any] = bindparam("langs", expanding=True)
_TITLES = select(IncidentRow.number, IncidentRow.title, IncidentRow.title_lang, IncidentRow.titles).where(IncidentRow.number.in_(_NUMBERS))
_DRAFT_TITLES = select(DraftRow.id, DraftRow.title, DraftRow.lang, DraftRow.fields).where(DraftRow.id.in_(_DRAFTS))
_DRAFT_HEADLINES = (
    select(DraftArticleRow.draft_id, ArticleRow.id, ArticleRow.lang, ArticleRow.title, ArticleRow.outlet)
    .join(ArticleRow, ArticleRow.id == DraftArticleRow.article_id)
    .where(DraftArticleRow.draft_id.in_(_DRAFTS), ArticleRow.lang.in_(_LANGS))
    .order_by(ArticleRow.fetched_at, ArticleRow.id)
)
_HEADLINES = (
    select(DraftRow.incident, ArticleRow.id, ArticleRow.lang, ArticleRow.title, ArticleRow.outlet)
    .join(DraftArticleRow, DraftArticleRow.draft_id == DraftRow.id)
    .join(ArticleRow, ArticleRow.id == DraftArticleRow.article_id)
    .where(DraftRow.incident.in_(_NUMBERS), DraftRow.has_sources(), ArticleRow.lang.in_(_LANGS))
    .order_by(ArticleRow.fetched_at, ArticleRow.id)
)


def titles_for(session: Session, incidents: Iterable[Incident]) -> dict[str, IncidentText]:
    """Return the title of each incident by its number, as `title_for` returns it.

    Articles are read only for incidents without a title in the reader's language, in one query.
    """
    listed = list(incidents)
    lacking = [incident.number for incident in listed if stored_text(incident, TextKind.TITLE, reader_language()) is None]
    headlines = _headlines(session, lacking, (reader_language(),)) if lacking else {}
    return {incident.number: title_for(incident, articles=headlines.get(incident.number, ())) for incident in listed}


def titles_of_numbers(session: Session, numbers: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return the title of each of these incidents and its language, without reading the whole records.

    The title is in the reader's language if the record or an article has one, else the original. Takes at most two queries, and one more for each
    incident with an empty title, whose title is generated from the fields.
    """
    reader_lang, rows = reader_language(), session.execute(_TITLES, {"numbers": sorted(set(numbers))}).all()
    lacking = [number for number, _, lang, titles in rows if lang != reader_lang and not (titles or {}).get(reader_lang)]
    headlines = _headlines(session, lacking, (reader_lang,)) if lacking else {}
    by_number = {number: _own(title, lang or "", titles or {}, headlines.get(number, ())) for number, title, lang, titles in rows}
    return {number: title_and_lang if title_and_lang[0].strip() else _fallback_title(session, number) for number, title_and_lang in by_number.items()}


def _fallback_title(session: Session, number: str) -> tuple[str, str]:
    incident = find(session, number)
    title = title_for(incident) if incident else None
    return (title.text, title.lang) if title else ("", "")


def titles_of_drafts(session: Session, ids: Iterable[int], corrected: Mapping[int, Mapping[str, Any]] | None = None) -> dict[int, tuple[str, str]]:
    """Return the title of each of these drafts and its language, with a person's corrections (`corrected`, else the stored ones).

    The title is in the reader's language if a person or an article gave one, else the headline; a tip without a title is titled by how it came.
    Takes at most three queries.
    """
    stored: dict[int, tuple[str, str, Mapping[str, str]]] = {}
    for id, title, lang, fields in session.execute(_DRAFT_TITLES, {"drafts": sorted(set(ids))}):
        fields_now = (corrected or {}).get(id, fields)
        words = str(fields_now.get("title") or title or "")
        stored[id] = words, title_language(words, lang or ""), fields_now.get("titles") or {}
    lacking = [id for id, (_, lang, titles) in stored.items() if lang != reader_language() and not titles.get(reader_language())]
    headlines: dict[int, list[TextSourceArticle]] = defaultdict(list)
    if lacking:
        for id, *article in session.execute(_DRAFT_HEADLINES, {"drafts": lacking, "langs": [reader_language()]}):
            headlines[id].append(TextSourceArticle(*article))  # type: ignore[arg-type]
    by_draft = {id: _own(words, lang, titles, headlines.get(id, ())) for id, (words, lang, titles) in stored.items()}
    nameless = [id for id, (words, _) in by_draft.items() if not words.strip()]
    tips = (
        session.execute(select(ManualTipRow.draft_id, ManualTipRow.way, ManualTipRow.came_on).where(ManualTipRow.draft_id.in_(nameless)))
        if nameless
        else ()
    )
    return by_draft | {id: (tip_heading(channel, came_on), reader_language()) for id, channel, came_on in tips}


def _own(title: str, lang: str, titles: Mapping[str, str], articles: Iterable[TextSourceArticle]) -> tuple[str, str]:
    if lang == reader_language():
        return title, lang
    if words := (titles.get(reader_language()) or "").strip():
        return words, reader_language()
    words, _ = best_headline(articles, reader_language())
    return (words, reader_language()) if words else (title, lang)


def headlines_by_number(session: Session, incidents: Sequence[Incident]) -> dict[str, list[str]]:
    """Return by number the headlines that `title_for` shows in languages in which an incident has no title."""
    lacking = {incident.number: [lang for lang in LANGUAGES if stored_text(incident, TextKind.TITLE, lang) is None] for incident in incidents}
    numbers = [number for number, langs in lacking.items() if langs]
    headlines_of: dict[str, list[str]] = {}
    for start in range(0, len(numbers), _CHUNK):
        for number, articles in _headlines(session, numbers[start : start + _CHUNK], tuple(LANGUAGES)).items():
            headlines_of[number] = [words for lang in lacking[number] if (words := best_headline(articles, lang)[0])]
    return headlines_of


def _headlines(session: Session, numbers: list[str], langs: Sequence[str]) -> Mapping[str, list[TextSourceArticle]]:
    """Return the headlines of these incidents' articles in these languages, the earliest first."""
    articles_of: dict[str, list[TextSourceArticle]] = defaultdict(list)
    for number, *article in session.execute(_HEADLINES, {"numbers": numbers, "langs": langs}):
        articles_of[str(number)].append(TextSourceArticle(*article))  # type: ignore[arg-type]
    return articles_of

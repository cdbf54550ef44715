"""Titles for lists: of many incidents at once, each for whoever reads."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.i18n import reader
from records.incident_model import Incident
from records.incident_texts.headlines import TellingArticle
from records.incident_texts.text_slots import TextKind
from records.incident_texts.texts_of_incident import IncidentText, stored_text, title_for
from records.tables import ArticleRow, DraftArticleRow, DraftRow
from records.vocabulary import DraftState


def titles_for(session: Session, incidents: Iterable[Incident]) -> dict[str, IncidentText]:
    """The title of each incident by its number, as `title_for` gives it. Articles are asked for where the record has no title in the reader's language: one query,
    however many incidents there are."""
    shown = list(incidents)
    lacking = [one.number for one in shown if stored_text(one, TextKind.TITLE, reader()) is None]
    headlines = _headlines(session, lacking, reader()) if lacking else {}
    return {one.number: title_for(one, articles=headlines.get(one.number, ())) for one in shown}


def _headlines(session: Session, numbers: list[str], lang: str) -> Mapping[str, list[TellingArticle]]:
    """The headlines in this language of the articles of these incidents, the ones that came first before the others."""
    query = (
        select(DraftRow.incident, ArticleRow.id, ArticleRow.lang, ArticleRow.title, ArticleRow.outlet)
        .join(DraftArticleRow, DraftArticleRow.draft_id == DraftRow.id)
        .join(ArticleRow, ArticleRow.id == DraftArticleRow.article_id)
        .where(DraftRow.incident.in_(numbers), DraftRow.state.in_([DraftState.CONFIRMED, DraftState.MERGED]), ArticleRow.lang == lang)
        .order_by(ArticleRow.fetched_at, ArticleRow.id)
    )
    found: dict[str, list[TellingArticle]] = defaultdict(list)
    for number, *article in session.execute(query).tuples():
        found[str(number)].append(TellingArticle(*article))
    return found

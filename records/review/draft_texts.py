"""The texts of a draft: what its articles propose as title and summary in each language, and the draft as an incident that can be told."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.errors import BadDecision
from records.i18n import LANGUAGES
from records.incident_fields import COLUMN_FIELDS, model_values
from records.incident_model import Incident
from records.incident_texts.headlines import TellingArticle, headline
from records.incident_texts.text_slots import TextKind, TextOrigin
from records.incident_texts.texts_of_incident import IncidentText, proposed_text
from records.incident_texts.told_sentences import told_from_fields
from records.incidents.stored_incidents import find
from records.persons.person_rows import persons_of
from records.persons.victim_links import as_recorded
from records.review.incident_facts import incident_facts
from records.tables import ArticleRow, DraftArticleRow, DraftRow, ScreeningRow

Sources = Mapping[str, tuple[TextOrigin, str]]


def articles_of_drafts(session: Session, draft_ids: Sequence[int]) -> dict[int, list[TellingArticle]]:
    """The articles of these drafts, the ones that came first before the others, with the sentences that the newest screening of each proposes. Of the one that told
    the most it is what stands in the draft's proposal: its card shows that."""
    query = (
        select(DraftArticleRow.draft_id, ArticleRow.id, ArticleRow.lang, ArticleRow.title, ArticleRow.outlet)
        .join(ArticleRow, ArticleRow.id == DraftArticleRow.article_id)
        .where(DraftArticleRow.draft_id.in_(draft_ids))
        .order_by(ArticleRow.fetched_at, ArticleRow.id)
    )
    rows = session.execute(query).all()
    said = summaries(session, {row[1] for row in rows})
    drafts = session.execute(select(DraftRow.id, DraftRow.proposal).where(DraftRow.id.in_(draft_ids)))
    proposals: dict[int, dict[str, Any]] = dict(drafts.all())
    found: dict[int, list[TellingArticle]] = defaultdict(list)
    for draft_id, id, lang, title, outlet in rows:
        proposal = proposals[draft_id]
        first = id == proposal.get("told_by")
        summary = (first and told_passages(proposal.get("proposed_summary"))) or said.get(id, "")
        found[draft_id].append(TellingArticle(id, lang, title, outlet, summary, first))
    return found


def summaries(session: Session, articles: Collection[str]) -> dict[str, str]:
    """The sentences that the newest screening of each of these articles proposes as a summary; empty where it proposes none."""
    bodies = select(ScreeningRow.article_id, ScreeningRow.body).where(ScreeningRow.article_id.in_(sorted(articles))).order_by(ScreeningRow.id)
    return {article: told_passages(body.get("summary")) for article, body in session.execute(bodies)}


def articles_of_incident(session: Session, number: str) -> list[TellingArticle]:
    """The articles of all drafts that belong to an incident."""
    belong = (DraftRow.incident == number, DraftRow.has_sources())
    found = articles_of_drafts(session, session.scalars(select(DraftRow.id).where(*belong).order_by(DraftRow.id)).all())
    return [article for _, articles in sorted(found.items()) for article in articles]


def as_incident(session: Session, said: Mapping[str, Any]) -> Incident | None:
    """What a draft says (the machine's proposal with a person's corrections over it), as an incident that can be told; None where nobody has named a category."""
    try:
        facts = incident_facts(said)
    except BadDecision:
        return None
    values = {field.name: field.kind.from_column(facts[field.column]) for field in COLUMN_FIELDS}
    persons = persons_of(session, {one["person"] for one in facts["victims"] if one.get("person")})
    values["victims"] = tuple(as_recorded(victim, persons) for victim in values["victims"])
    values["title_lang"] = values["title_lang"] or ""
    values["titles"] = {**values["titles"], **({values["title_lang"]: values["title"]} if values["title"] else {})}
    return Incident(number="", recorded=date.min, **model_values(values))


def draft_proposals(session: Session, draft: DraftRow, said: Mapping[str, Any]) -> dict[tuple[TextKind, str], IncidentText]:
    """What is proposed for a draft, by kind and language. A draft of which nobody has said what it is has what its articles propose."""
    articles, incident = articles_of_drafts(session, [draft.id])[draft.id], as_incident(session, said)
    if incident is None:
        return {}
    return {(kind, lang): proposed_text(incident, kind, lang, articles) for lang in LANGUAGES for kind in TextKind}


def draft_sources(session: Session, draft: DraftRow, said: Mapping[str, Any]) -> Sources:
    """From where a text of this draft comes, by its words."""
    return sources_of(articles_of_drafts(session, [draft.id])[draft.id], as_incident(session, said))


def incident_sources(session: Session, number: str) -> Sources:
    """From where a text of this incident comes, by its words."""
    return sources_of(articles_of_incident(session, number), find(session, number))


def sources_of(articles: Sequence[TellingArticle], incident: Incident | None) -> Sources:
    """From where a text comes, by its words: an article that has them as headline or summary, or the fields that tell them so."""
    found: dict[str, tuple[TextOrigin, str]] = {}
    if incident is not None:
        for lang in LANGUAGES:
            found |= {told_from_fields(incident, kind, lang): (TextOrigin.FIELDS, "") for kind in TextKind}
    for one in articles:
        found |= {words: (TextOrigin.ARTICLE, one.id) for words in (one.title.strip(), headline(one.title, (), one.outlet), one.summary) if words}
    return found


def told_passages(passages: Sequence[Mapping[str, Any]] | None) -> str:
    """The passages of an article that are proposed as a summary, in one piece."""
    return " ".join(filter(None, (str(passage.get("text") or "").strip() for passage in passages or ())))

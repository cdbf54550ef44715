"""Answers of the third reader: which articles it is to read, what it said of them, and what that cost.

An answer is kept by text, model and version of the prompt. It is an opinion: nothing here changes a screening, a draft or an incident.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.model import Passage, ReaderAnswer, ReaderValue
from records.review.draft_fields import OPEN_STATES
from records.tables import ArticleRow, DraftArticleRow, DraftRow, ReaderAnswerRow, ScreeningRow
from records.vocabulary import ReaderField, ScreeningLabel

# Older articles are read only if an open draft has them: a new model must not read the whole archive for money.
LATELY = timedelta(days=7)
# How often an article is asked about while the server gives no answer.
MOST_TRIES = 3
_LONGEST_FAULT = 300


def articles_to_read(session: Session, judged_by: str, gate: float, model: str, prompt: str, now: datetime, limit: int) -> list[ArticleRow]:
    """Return articles without an answer, at most `limit`: those of open drafts first, then recent ones that the judges' model let through the gate.

    Reprints are left out.
    """
    settled = (
        select(ReaderAnswerRow.id)
        .where(ReaderAnswerRow.article_id == ArticleRow.id, ReaderAnswerRow.model == model, ReaderAnswerRow.prompt == prompt)
        .where((ReaderAnswerRow.fault == "") | (ReaderAnswerRow.tries >= MOST_TRIES))
        .exists()
    )
    passed = (
        select(ScreeningRow.id).where(ScreeningRow.article_id == ArticleRow.id, ScreeningRow.model == judged_by, ScreeningRow.score >= gate).exists()
    )
    in_open_draft = (
        select(DraftArticleRow.article_id)
        .join(DraftRow, DraftRow.id == DraftArticleRow.draft_id)
        .where(DraftArticleRow.article_id == ArticleRow.id, DraftRow.state.in_(OPEN_STATES))
        .exists()
    )
    unread = select(ArticleRow).where(~settled, passed, ArticleRow.copy_of.is_(None)).order_by(ArticleRow.fetched_at.desc(), ArticleRow.id)
    first = list(session.scalars(unread.where(in_open_draft).limit(limit)))
    return first + list(session.scalars(unread.where(~in_open_draft, ArticleRow.fetched_at >= now - LATELY).limit(limit - len(first))))


def tokens_since(session: Session, moment: datetime) -> int:
    """Return the tokens that answers since then have cost."""
    return session.scalar(select(func.sum(ReaderAnswerRow.tokens)).where(ReaderAnswerRow.at >= moment)) or 0


def answer_on_text(session: Session, text_sha256: str, model: str, prompt: str) -> ReaderAnswer | None:
    """Return the answer that was given on the same text."""
    row = session.scalars(
        select(ReaderAnswerRow)
        .where(
            ReaderAnswerRow.text_sha256 == text_sha256, ReaderAnswerRow.model == model, ReaderAnswerRow.prompt == prompt, ReaderAnswerRow.fault == ""
        )
        .order_by(ReaderAnswerRow.id)
        .limit(1)
    ).first()
    return answer_from_json(row.body) if row else None


def store_answer(session: Session, article: str, text_sha256: str, model: str, prompt: str, answer: ReaderAnswer, now: datetime) -> None:
    """Store an answer on an article."""
    row = _row(session, article, text_sha256, model, prompt, now)
    row.label, row.body, row.fault = answer.label, answer_to_json(answer), ""
    row.tries, row.tokens = row.tries + 1, row.tokens + answer.tokens


def store_no_answer(
    session: Session, article: str, text_sha256: str, model: str, prompt: str, fault: str, tokens: int, now: datetime, *, final: bool
) -> None:
    """Store that there is no answer, and what asking cost all the same. `final`: the article is not asked about again."""
    row = _row(session, article, text_sha256, model, prompt, now)
    row.fault, row.tries, row.tokens = fault[:_LONGEST_FAULT], MOST_TRIES if final else row.tries + 1, row.tokens + tokens


def answers_of(session: Session, articles: Sequence[str]) -> dict[str, tuple[str, ReaderAnswer]]:
    """Return the newest answer on each article with the name of its model; articles without any are left out."""
    rows = session.scalars(
        select(ReaderAnswerRow).where(ReaderAnswerRow.article_id.in_(articles), ReaderAnswerRow.fault == "").order_by(ReaderAnswerRow.id)
    )
    return {row.article_id: (row.model, answer_from_json(row.body)) for row in rows}


def _row(session: Session, article: str, text_sha256: str, model: str, prompt: str, now: datetime) -> ReaderAnswerRow:
    query = select(ReaderAnswerRow).where(ReaderAnswerRow.article_id == article, ReaderAnswerRow.model == model, ReaderAnswerRow.prompt == prompt)
    row = session.scalars(query).first()
    if row is None:
        row = ReaderAnswerRow(article_id=article, text_sha256=text_sha256, model=model, prompt=prompt, at=now, body={}, fault="", tries=0, tokens=0)
        session.add(row)
    row.at = now
    return row


def answer_to_json(answer: ReaderAnswer) -> dict[str, Any]:
    """Return the stored form of an answer (docs/contracts.md, section 5)."""
    return {
        "label": answer.label.value if answer.label else None,
        "quote": _quote_to_json(answer.quote),
        "values": [{"field": value.field.value, "value": value.value, "quote": _quote_to_json(value.quote)} for value in answer.values],
        "titles": dict(answer.titles),
        "summaries": dict(answer.summaries),
        "dropped": answer.dropped,
    }


def answer_from_json(body: Mapping[str, Any]) -> ReaderAnswer:
    """Return a stored answer."""
    return ReaderAnswer(
        ScreeningLabel(body["label"]) if body["label"] else None,
        Passage(**body["quote"]) if body["quote"] else None,
        tuple(ReaderValue(ReaderField(value["field"]), value["value"], Passage(**value["quote"])) for value in body["values"]),
        body["titles"],
        body["summaries"],
        body["dropped"],
    )


def _quote_to_json(quote: Passage | None) -> dict[str, Any] | None:
    return {"start": quote.start, "end": quote.end, "text": quote.text} if quote else None


def combined(answers: Iterable[tuple[str, ReaderAnswer]]) -> tuple[str, ReaderAnswer] | None:
    """Return one opinion on a draft from the answers on its articles, the one that tells most first: the others fill its gaps.

    Only answers by the same model are joined; None if there is no answer with a label.
    """
    given = [(model, answer) for model, answer in answers if answer.label]
    if not given:
        return None
    model, first = next(((model, answer) for model, answer in given if answer.tells), given[0])
    telling = [first, *(answer for other, answer in given if other == model and answer is not first and answer.tells)] if first.tells else [first]
    values: list[ReaderValue] = []
    for answer in telling:
        had = {value.field for value in values}
        values += [value for value in answer.values if value.field not in had]
    return model, ReaderAnswer(
        first.label,
        first.quote,
        tuple(values),
        {lang: text for answer in reversed(telling) for lang, text in answer.titles.items()},
        {lang: text for answer in reversed(telling) for lang, text in answer.summaries.items()},
        sum(answer.dropped for answer in telling),
    )

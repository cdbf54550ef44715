"""The third reader's opinion on a draft, in the reader's language: beside which inputs it stands, and the texts that it proposes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from desk.text import TextBox, TextColumn
from records.country import region_name
from records.i18n import tr
from records.incident_texts.sentences import TextKind, TextOrigin, TextState
from records.incident_texts.texts import IncidentText
from records.language.dates import date_in_words
from records.model import ReaderAnswer
from records.reader_answers import answers_of, combined
from records.vocabulary import (
    ACTOR_LABELS,
    CATEGORIES,
    OUTCOME_LABELS,
    SCREENING_LABELS,
    TRACK_LABELS,
    Actor,
    Category,
    DatePrecision,
    Outcome,
    ReaderField,
    Track,
)

# The input beside which each field stands.
_INPUTS = {
    ReaderField.CATEGORIES: "primary",
    ReaderField.VICTIMS: "victims",
    ReaderField.PLACE: "place",
    ReaderField.REGION: "region",
    ReaderField.INCIDENT_DATE: "incident_date",
    ReaderField.ACTOR: "actor",
    ReaderField.OUTCOME: "status",
    ReaderField.OUTCOME_OF: "status",
}
_PRECISIONS = {4: DatePrecision.YEAR, 7: DatePrecision.MONTH, 10: DatePrecision.DAY}


@dataclass(frozen=True)
class ThirdOpinion:
    """What the third reader says: of the whole, and by input each its words and the passages that it quotes."""

    model: str
    label: str
    quote: str
    by_input: Mapping[str, tuple[str, tuple[str, ...]]]
    answer: ReaderAnswer


def third_opinion(session: Session, articles: Sequence[str]) -> ThirdOpinion | None:
    """Return the opinion on these articles, of which the first takes precedence; None if there is none."""
    answers = answers_of(session, articles)
    found = combined(answers[article] for article in articles if article in answers)
    if found is None or (label := found[1].label) is None:
        return None
    model, answer = found
    by_input: dict[str, tuple[str, tuple[str, ...]]] = {}
    for value in answer.values:
        words, quotes = by_input.get(_INPUTS[value.field], ("", ()))
        told = _words(value.field, value.value)
        if value.field is ReaderField.OUTCOME_OF:
            told = f"{words} ({told})"
        elif words:
            told = f"{words}; {told}"
        by_input[_INPUTS[value.field]] = told, tuple(dict.fromkeys([*quotes, value.quote.text]))
    return ThirdOpinion(model, tr(SCREENING_LABELS[label]), answer.quote.text if answer.quote else "", by_input, answer)


def with_third_texts(columns: Sequence[TextColumn], opinion: ThirdOpinion | None) -> list[TextColumn]:
    """Return the columns of texts with the third reader's as the last offers."""
    if opinion is None:
        return list(columns)
    texts = {TextKind.TITLE: opinion.answer.titles, TextKind.SUMMARY: opinion.answer.summaries}

    def with_offer(box: TextBox, lang: str) -> TextBox:
        kind = next(kind for kind in TextKind if box.slot.startswith(f"{kind}_"))
        text = texts[kind].get(lang, "")
        offer = IncidentText(kind, lang, text, TextState.PROPOSED, TextOrigin.READER)
        return replace(box, offers=(*box.offers, offer)) if text and text not in {one.text for one in box.offers} else box

    return [replace(column, boxes=tuple(with_offer(box, column.lang) for box in column.boxes)) for column in columns]


def _words(field: ReaderField, value: str) -> str:
    if field is ReaderField.CATEGORIES:
        return tr(CATEGORIES[Category(value)].label)
    if field is ReaderField.REGION:
        return region_name(value)
    if field is ReaderField.ACTOR:
        return tr(ACTOR_LABELS[Actor(value)])
    if field is ReaderField.OUTCOME:
        return tr(OUTCOME_LABELS[Outcome(value)])
    if field is ReaderField.OUTCOME_OF:
        return tr(TRACK_LABELS[Track(value)])
    if field is ReaderField.INCIDENT_DATE:
        return date_in_words(date.fromisoformat(f"{value}-01-01"[:10] if len(value) == 4 else f"{value}-01"[:10]), _PRECISIONS[len(value)])
    return value

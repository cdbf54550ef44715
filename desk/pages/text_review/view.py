"""The order of texts to check, and what is shown of each: recorded or proposed texts, the facts, and an article."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.highlighting import visible
from desk.text import TextBox, TextColumn, incident_columns
from records.clock import article_day
from records.filters import IncidentFilter
from records.i18n import LANGUAGES, reader_language, words_for_reader
from records.incident_model import Incident
from records.incident_texts.texts import TextSourceArticle
from records.review.queue import articles_of_incident
from records.tables import ArticleRow, OutletRow
from reports.incident_selection import entry_filter
from reports.incidents import IncidentCollection

# Characters of an article that the page shows; its own page has all.
_LONGEST = 20_000


class TextPlace(NamedTuple):
    """A position in the list: the texts of an incident in a language."""

    number: str
    lang: str


@dataclass(frozen=True)
class ReferenceArticle:
    """The article next to the texts, and the others of the incident."""

    id: str
    title: str
    text: str
    lang: str
    outlet: str
    day: date
    others: tuple[TextSourceArticle, ...]


def languages_asked(parameters: Sequence[str]) -> list[str]:
    """Return the requested languages, in their order, from a list with commas or several boxes; by default the reader's own."""
    requested = {part.strip() for parameter in parameters for part in parameter.split(",")}
    return [lang for lang in LANGUAGES if lang in requested] or [reader_language()]


def places(book: IncidentCollection, langs: Sequence[str], today: date) -> Iterator[TextPlace]:
    """Yield the texts to check in these languages, the latest incidents first."""
    for entry in book.newest(entry_filter(book, IncidentFilter(), today)):
        yield from (TextPlace(entry.incident.number, lang) for lang in langs if lang in entry.lacks)


def after(book: IncidentCollection, langs: Sequence[str], today: date, here: TextPlace | None) -> TextPlace | None:
    """Return what comes after a position, even if that needs no review any more; at the end the first of all. None: nothing is left."""
    left = list(places(book, langs, today))
    if here is None or here.number not in book.by_number:
        return left[0] if left else None

    def order(place: TextPlace) -> tuple[tuple[int, ...], int]:
        return tuple(-part for part in book.by_number[place.number].key), langs.index(place.lang) if place.lang in langs else -1

    remaining = [one for one in left if one != here]
    return next((one for one in remaining if order(one) > order(here)), remaining[0] if remaining else left[0] if left else None)


def counted(book: IncidentCollection) -> Mapping[str, int]:
    """Count the incidents that need a review, by language."""
    return {lang: book.tally[lang] for lang in LANGUAGES}


def column_of(session: Session, incident: Incident, lang: str, typed: Mapping[str, str]) -> TextColumn:
    """Return the texts of one language as the form shows them: what was typed, else recorded, else proposed."""
    column = next(incident_column for incident_column in incident_columns(session, incident, lambda name: "") if incident_column.lang == lang)

    def filled(box: TextBox) -> TextBox:
        kind = box.slot.rpartition("_")[0]
        return TextBox(box.slot, kind, box.words, box.lines, typed.get(kind, box.text.text if box.text else ""), True, box.text, box.offers)

    return TextColumn(column.lang, column.own, tuple(map(filled, column.boxes)))


def article_beside(session: Session, number: str, lang: str, requested: str) -> ReferenceArticle | None:
    """Return an article of the incident: the requested one, else the first in the language, else the first. None if none is stored."""
    articles = articles_of_incident(session, number)
    here = next((article for article in articles if article.id == requested), None) or next(
        (article for article in articles if article.lang == lang), articles[0] if articles else None
    )
    row = session.get(ArticleRow, here.id) if here else None
    if row is None:
        return None
    title = session.scalar(select(OutletRow.title).where(OutletRow.name == row.outlet))
    outlet = words_for_reader(title) if title else ""
    day = article_day(row.published_on, row.fetched_at)
    other_articles = tuple(article for article in articles if article.id != row.id)
    return ReferenceArticle(row.id, visible(row.title), visible(row.text[:_LONGEST]), row.lang, visible(outlet or row.outlet), day, other_articles)

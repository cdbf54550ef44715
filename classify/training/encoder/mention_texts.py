"""The mentions of a labelled text with their right answers: who has which role in the event, which day, place and outlet are its."""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

import numpy as np

from classify.articles import matches_of, prepare_article
from classify.encoder.readings import PERSON_TAGS, MentionKind
from classify.field_mentions import characters, field_mentions
from classify.matching.date_atoms import publication_day
from classify.matching.gazetteer import load_gazetteer
from classify.matching.matches import quoted_words
from classify.training.encoder.batches import LabelledMention, LabelledText, Marked, TextSource, TokenizedText, capital_places, name_places
from records.model import Article
from records.outlets.outlet_names import outlet_key

Span = tuple[int, int]
# Texts whose place and day were written down with care.
_FROM = (TextSource.PRESS,)


def marked_mentions(texts: Sequence[TokenizedText]) -> list[Marked]:
    """Return the mentions of all texts that report an incident and of which everything is known."""
    return [
        (tokenized, LabelledMention(kind, pieces, answer))
        for tokenized in texts
        if tokenized.text.tagged and tokenized.text.telling and tokenized.text.source in _FROM
        for kind, spans, answer in _mentions(tokenized.text)
        if (pieces := _pieces(tokenized, spans))
    ]


def _pieces(tokenized: TokenizedText, spans: Sequence[Span]) -> tuple[int, ...]:
    offsets = tokenized.places
    starts, ends = offsets[:, 0], offsets[:, 1]
    inside = np.zeros(len(offsets), np.bool_)
    for first, last in spans:
        inside |= (starts < last) & (ends > first) & (ends > starts)
    return tuple(map(int, np.flatnonzero(inside)))


def _mentions(text: LabelledText) -> Iterator[tuple[MentionKind, list[Span], int]]:
    """Yield kind, places in the cleaned text, and answer of each mention."""
    article = Article(text.id, text.text, text.title, text.lang, published_at=text.published)
    opened, marks = prepare_article(article), matches_of(article)
    if opened is None or marks is None:
        return
    whole = opened.clean.clean
    for person in text.persons:
        spans = list(name_places(whole.lower(), person.name.lower()))
        if spans and person.role in PERSON_TAGS:
            yield MentionKind.PERSON, spans, PERSON_TAGS.index(person.role)
    for outlet in text.outlets:
        if spans := list(capital_places(whole, outlet)):
            yield MentionKind.OUTLET, spans, 1
    skip = {at for mention in marks.press if mention.code == "outlet" for at in range(mention.start, mention.end)}
    places = list(load_gazetteer().find(marks.words, skip, quoted_words(marks.words)))
    starts = marks.words.starts
    persons = [
        (bisect_left(starts, first), bisect_left(starts, last))
        for person in text.persons
        for first, last in name_places(whole.lower(), person.name.lower())
    ]
    named = field_mentions(marks, places, publication_day(text.published), persons)
    concerned = set(map(outlet_key, text.outlets))
    for key, words in named.outlets.items():
        if key not in concerned:
            yield MentionKind.OUTLET, characters(marks.words, words), 0
    for day, words in named.days.items():
        told = day.as_told()
        answer = told == text.day
        # A month or a year that holds the day of the event is no wrong answer.
        if answer or not (text.day and (text.day.startswith(told) or told.startswith(text.day))):
            yield MentionKind.DAY, characters(marks.words, words), int(answer)
    called = {name.casefold() for name in (text.place or "").split(",")[:1] if name}
    names = {place: {place_name.casefold() for place_name in place.shown} for place in named.places}
    for mention in places:
        if mention.places[0] in names:
            names[mention.places[0]].add(mention.readings[0].name.text.casefold())
    right = {place for place in named.places if any(_is_called(name, called) for name in names[place])}
    for place, words in named.places.items():
        if place in right or text.place or place.region != text.region:
            yield MentionKind.PLACE, characters(marks.words, words), int(place in right)
    if not right and text.place and (spans := list(capital_places(whole, text.place))):
        yield MentionKind.PLACE, spans, 1


def _is_called(name: str, called: Collection[str]) -> bool:
    """Return whether a place bears a name, perhaps with its unit (Мақтаарал ауданы, село Степное)."""
    return any(name == other or name in other.split() or other.startswith(f"{name} ") for other in called)

"""The fields of a screening: what a draft needs to know about an article that was judged."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from classify.articles import PreparedArticle
from classify.encoder.readings import MentionKind, pack_reading
from classify.field_mentions import WordSpan, characters, field_mentions
from classify.legal import LegalContext, find_legal_facts
from classify.matching import places
from classify.matching.date_atoms import publication_day
from classify.matching.dates import likeliest_date, weigh_dates
from classify.matching.gazetteer import PlaceMention
from classify.matching.matches import Matches, quoted_words
from classify.matching.names import PressName
from classify.matching.outcomes import TrackChances, find_actor, find_outcome, track_chances
from classify.matching.persons import JudgeRoles, PersonEvidence, find_persons, nobody_is_named
from classify.matching.place_names import Place
from classify.scoring.doubts import Signs, answer_signs, date_signs, outlet_signs, place_signs, unsure_fields, victim_signs
from classify.scoring.joint import JointSettings, JointVerdict, event_day_likelihood, explain, summary_sentences
from classify.scoring.outlets import WeighedOutlet, weigh_outlets
from classify.scoring.rules import in_scope
from classify.scoring.victims_and_tracks import label_by_outcome, name_judge, outcome_track, role_judge, role_odds, signs_of_outcome, signs_of_persons
from classify.text.words import ArticleWords, full_text
from records.country.pack import CountryPack
from records.language.days import EventDate
from records.model import Article, CategoryScore, EncodedText, LegalFacts, Passage, Person, Reason, Screening
from records.vocabulary import Category, Outcome, Readers, ScreeningLabel, Track, UnsureField

_MOST_OUTLETS = 6
# Quotation marks around a sentence and its full stop belong to the sentence.
_OPENING, _CLOSING = '«“"(', '.!?…»”")'
_VICTIM = "victim"


@dataclass(frozen=True)
class SectionMatches:
    """The matches in one section; `start` is the offset at which the section begins."""

    start: int
    marks: Matches
    names: list[PressName]


@dataclass(frozen=True)
class FieldSettings:
    """The settings for the fields of a screening.

    `joint` is None where the lexical judge works alone. `encoder` is the name of the encoder.
    """

    model: str
    readers: Readers
    threshold: float
    countries: frozenset[str] | None
    home: CountryPack
    joint: JointSettings | None
    encoder: str = ""


def empty_screening(article: Article, how: FieldSettings, lang: str = "", error: str | None = None) -> Screening:
    """Return the screening of an article of which nothing was read, or which cannot be read."""
    return Screening(article.id, how.model, lang=lang, readers=how.readers, error=error)


# What the encoder says of the days, places and outlets that a text names, asked about one by one.

# The weight of a place for the encoder's chance from 0 to 1 that it is that of the event: the least, and what certainty adds. Fitted on the
# calibrating articles.
_LEAST_PLACE, _MORE_PLACE = 0.02, 2.0


def _event_odds(judged: JointVerdict, words: ArticleWords, kind: MentionKind, named: Iterable[Sequence[WordSpan]]) -> list[float]:
    return judged.event_odds(kind, [characters(words, spans) for spans in named]) or []


def _heard(odds: float | None) -> float:
    return 1.0 if odds is None else _LEAST_PLACE + _MORE_PLACE / (1 + math.exp(-odds))


def _by_name(odds: Mapping[Place, float]) -> dict[str, float]:
    """Return the odds of places by all their names; of places with one name, the largest."""
    by_name: dict[str, float] = {}
    for place, value in odds.items():
        for name in place.shown:
            by_name[name] = max(value, by_name.get(name, value))
    return by_name


def _named_outlets(marks: Matches) -> tuple[str, ...]:
    named: Sequence[str] = [mention.name for mention in marks.press if mention.code == "outlet" and mention.name]
    return tuple(dict.fromkeys(named))[:_MOST_OUTLETS]


@dataclass(frozen=True)
class ArticleFacts:
    """The facts of an article that reports an incident. `signs` say how sure each field is (`classify.scoring.doubts`); empty without the encoder."""

    label: ScreeningLabel
    outcome: Outcome
    outcome_of: Track | None
    where: places.EventPlace
    persons: tuple[Person, ...] = ()
    outlets: tuple[str, ...] = ()
    when: EventDate | None = None
    categories: tuple[Category, ...] = ()
    """The likeliest first."""
    signs: Mapping[UnsureField, Signs] = field(default_factory=dict)
    outlet_signs: Mapping[str, Signs] = field(default_factory=dict)
    """The signs of each outlet that is named, by its name, that it is concerned."""


def find_facts(opened: PreparedArticle, read: SectionMatches, judged: JointVerdict, how: FieldSettings) -> ArticleFacts:
    """Return the facts of an article by one of its sections.

    Where the article reports an incident, the encoder is asked about every person, day, place and outlet that it names.
    """
    verdict, marks, lang = judged.verdict, read.marks, opened.script.lang
    weights = dict(verdict.weights)
    outcome = verdict.outcome or find_outcome(marks, weights)
    track = _outcome_track(marks, judged, outcome, how)
    label = label_by_outcome(verdict.label, outcome, track)
    mentions = _places(opened, read, how.home)
    if label not in (ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP):
        where = places.find_event_place(marks, mentions, weights, lang, how.home)
        return ArticleFacts(label, outcome, track, where, outlets=_named_outlets(marks))
    published = publication_day(opened.article.published_at)
    named = field_mentions(marks, mentions, published, [(name.start, name.end) for name in read.names])
    place_odds = dict(zip(named.places, _event_odds(judged, marks.words, MentionKind.PLACE, named.places.values()), strict=False))
    weighed = [replace(mention, weight=mention.weight * _heard(place_odds.get(mention.places[0]))) for mention in mentions]
    where = places.find_event_place(marks, weighed, weights, lang, how.home)
    day_odds = dict(zip(named.days, _event_odds(judged, marks.words, MentionKind.DAY, named.days.values()), strict=False))
    likelihood = event_day_likelihood(marks.words, judged)
    dates = weigh_dates(marks, weights, published, likelihood, followup=label is ScreeningLabel.FOLLOWUP, asked=day_odds)
    outlets = weigh_outlets(marks, judged, named, read.names, how.joint.outlet if how.joint else {})
    judge = role_judge(marks.words, judged, how.joint.victim) if how.joint else None
    persons = _persons(opened, read, judged, mentions, judge, outlets)
    signs: dict[UnsureField, Signs] = {}
    if judged.answers is not None:
        victims = sum(person.role == _VICTIM for person in persons)
        signs = {
            **answer_signs(judged.answers, verdict.categories),
            UnsureField.VICTIMS: victim_signs(list(judge.odds.values()) if judge else [], victims),
            UnsureField.INCIDENT_DATE: date_signs(dates, day_odds),
            UnsureField.PLACE: place_signs(where, _by_name(place_odds)),
            UnsureField.OUTLETS: outlet_signs([outlet.odds for outlet in outlets or ()]),
        }
    given = tuple(outlet.name for outlet in outlets if outlet.odds >= 0) if outlets is not None else _named_outlets(marks)
    return ArticleFacts(
        label, outcome, track, where, persons, given[:_MOST_OUTLETS], likeliest_date(dates), tuple(code for code, _ in verdict.categories), signs,
        {outlet.name: outlet.signs for outlet in outlets or ()},
    )  # fmt: skip


def build_screening(opened: PreparedArticle, read: SectionMatches, judged: JointVerdict, how: FieldSettings) -> Screening:
    """Return the screening of an article, from the section with the most evidence of an incident."""
    article, verdict, marks = opened.article, judged.verdict, read.marks
    facts = find_facts(opened, read, judged, how)
    telling = facts.label in (ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP)
    return Screening(
        id=article.id,
        model=how.model,
        lang=opened.script.lang,
        score=verdict.score,
        flagged=telling and verdict.score >= how.threshold and in_scope(facts.where.country, how.countries, how.home.code),
        label=facts.label,
        categories=tuple(CategoryScore(code, score) for code, score in verdict.categories),
        persons=facts.persons,
        outlets=facts.outlets,
        country=facts.where.country,
        place=facts.where.place,
        region=facts.where.region,
        incident_date=facts.when.date if facts.when else None,
        date_precision=facts.when.precision if facts.when else None,
        actor=verdict.actor or find_actor(marks, dict(verdict.weights)),
        outcome=facts.outcome,
        outcome_of=facts.outcome_of,
        reasons=tuple(Reason(*_printed_excerpt(opened, read, span.first, span.last), span.cue, span.role) for span in explain(marks, judged)),
        summary=tuple(_summary(opened, read, judged)) if telling else (),
        unsure=tuple(_doubts(facts, how)) if telling else (),
        legal=_legal(opened, read, judged, how, _LegalFrame(facts.persons, facts.where, facts.outcome, facts.outcome_of))
        if telling
        else LegalFacts(),
        readers=Readers.LEXICAL if judged.alone else how.readers,
        disagreement=judged.disagreement,
        encoded=EncodedText(how.encoder, pack_reading(judged.reading)) if judged.reading else None,
    )


def unscored(opened: PreparedArticle, read: SectionMatches, judged: JointVerdict, how: FieldSettings) -> Screening:
    """Return the screening of an article without a score, with only the place.

    An article has no score if it does not mention the press, or if its chance is too small to report.
    """
    where = places.find_event_place(read.marks, _places(opened, read, how.home), dict(judged.verdict.weights), opened.script.lang, how.home)
    return Screening(
        opened.article.id, how.model, lang=opened.script.lang, country=where.country, place=where.place, region=where.region, readers=how.readers,
        disagreement=judged.disagreement,
    )  # fmt: skip


def outcome_track_features(read: SectionMatches, judged: JointVerdict) -> dict[str, float] | None:
    """Return the signs of whose outcome it is, for fitting their weights.

    None where the article reports no outcome, or where the encoder was not asked.
    """
    outcome = judged.verdict.outcome or Outcome.NONE
    return None if outcome is Outcome.NONE else signs_of_outcome(judged, outcome, _words_on(read.marks, judged, outcome))


def named_person_features(
    opened: PreparedArticle, read: SectionMatches, judged: JointVerdict, home: CountryPack
) -> list[tuple[str, dict[str, float]]]:
    """Return the name and the signs of every person named, for fitting the weights of the signs.

    Empty where the encoder was not asked.
    """
    features: list[tuple[str, dict[str, float]]] = []
    if judged.reading is None:
        return features

    def note(people: Sequence[PersonEvidence]) -> list[None]:
        signs = signs_of_persons(people, read.marks.words, judged, role_odds(people, read.marks.words, judged))
        features.extend((person.name, own) for person, own in zip(people, signs, strict=True))
        return [None] * len(people)

    _persons(opened, read, judged, _places(opened, read, home), note, None)
    return features


def _outcome_track(marks: Matches, judged: JointVerdict, outcome: Outcome, how: FieldSettings) -> Track | None:
    return outcome_track(judged, outcome, _words_on(marks, judged, outcome), how.joint.whose if how.joint else {})


def _words_on(marks: Matches, judged: JointVerdict, outcome: Outcome) -> TrackChances:
    return track_chances(marks, outcome, [code for code, _ in judged.verdict.categories])


def _persons(
    opened: PreparedArticle,
    read: SectionMatches,
    judged: JointVerdict,
    mentions: Sequence[PlaceMention],
    judge_roles: JudgeRoles | None,
    outlets: Sequence[WeighedOutlet] | None,
) -> tuple[Person, ...]:
    marks, weights = read.marks, dict(judged.verdict.weights)
    is_named = name_judge(marks.words, judged.reading) if judged.reading else nobody_is_named
    concerned = None if outlets is None else outlets[0].name if outlets and outlets[0].odds >= 0 else ""
    return find_persons(marks, opened.script.lang, weights, places.all_place_words(mentions), read.names, judge_roles, is_named, concerned)


def _places(opened: PreparedArticle, read: SectionMatches, home: CountryPack) -> list[PlaceMention]:
    marks = read.marks
    skip = {at for mention in marks.press if mention.code == "outlet" for at in range(mention.start, mention.end)}
    skip |= {at for name in read.names for at in range(name.start, name.end)}
    any_case = opened.script.alphabet == "arabic"
    return list(places.load_gazetteer(home).find(marks.words, skip, quoted_words(marks.words), any_case=any_case))


def _summary(opened: PreparedArticle, read: SectionMatches, judged: JointVerdict) -> Iterator[Passage]:
    words = read.marks.words
    titled = bool(opened.article.title) and read.start == 0
    for number in summary_sentences(words, judged, titled=titled):
        first, last = words.sentences[number]
        yield Passage(*_printed_excerpt(opened, read, first, last, before=_OPENING, after=_CLOSING))


@dataclass(frozen=True)
class _LegalFrame:
    """What was read of the article before its legal case."""

    persons: Sequence[Person]
    where: places.EventPlace
    outcome: Outcome
    track: Track | None


def _legal(opened: PreparedArticle, read: SectionMatches, judged: JointVerdict, how: FieldSettings, frame: _LegalFrame) -> LegalFacts:
    """Return the legal case with the words as the outlet printed them."""
    context = LegalContext(
        published=publication_day(opened.article.published_at),
        victims=[person.name for person in frame.persons if person.role == _VICTIM],
        categories=[code for code, _ in judged.verdict.categories],
        outcome=frame.outcome,
        track=frame.track,
        weights=dict(judged.verdict.weights),
        home=frame.where.country in (None, how.home.code),
    )
    found, text = find_legal_facts(read.marks, context, how.home), full_text(opened.article)

    def printed(start: int, end: int) -> dict[str, int | str]:
        first, last = opened.clean.original_span(read.start + start, read.start + end)
        return {"start": first, "end": last, "text": text[first:last]}

    return found.printed(printed)


def _printed_excerpt(opened: PreparedArticle, read: SectionMatches, first: int, last: int, before: str = "", after: str = "") -> tuple[int, int, str]:
    """Return start, end and text of the words as the outlet printed them, with the characters `before` and `after` included."""
    words, clean = read.marks.words, opened.clean.clean
    start, end = read.start + words.starts[first], read.start + words.ends[last - 1]
    while start and clean[start - 1] in before:
        start -= 1
    while end < len(clean) and clean[end] in after:
        end += 1
    start, end = opened.clean.original_span(start, end)
    return start, end, full_text(opened.article)[start:end]


def _doubts(facts: ArticleFacts, how: FieldSettings) -> Iterator[UnsureField]:
    """Yield the fields that are likely to be wrong, in the order of the vocabulary; none without the encoder."""
    doubted = set(unsure_fields(facts.signs, how.joint.doubts)) if how.joint else set()
    yield from (name for name in UnsureField if name in doubted)

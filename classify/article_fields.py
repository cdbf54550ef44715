"""The fields of a screening: what a draft needs to know about an article that was judged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from classify.articles import PreparedArticle
from classify.encoder.readings import pack_reading
from classify.matching import places
from classify.matching.date_atoms import publication_day
from classify.matching.dates import find_event_date
from classify.matching.gazetteer import PlaceMention
from classify.matching.matches import Matches, quoted_words
from classify.matching.names import PressName
from classify.matching.outcomes import TrackChances, find_actor, find_outcome, track_chances
from classify.matching.persons import IsVictim, PersonEvidence, find_persons, nobody_is_named
from classify.scoring.joint import JointSettings, JointVerdict, event_day_likelihood, explain, summary_sentences, unsure_fields
from classify.scoring.rules import in_scope
from classify.scoring.victims_and_tracks import label_by_outcome, name_judge, outcome_track, signs_of, signs_of_outcome, victim_judge
from classify.text.words import full_text
from records.country.pack import CountryPack
from records.language.days import EventDate
from records.model import Article, CategoryScore, EncodedText, Passage, Person, Reason, Screening
from records.vocabulary import DatePrecision, Outcome, Readers, ScreeningLabel, Track, UnsureField

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


def build_screening(opened: PreparedArticle, read: SectionMatches, judged: JointVerdict, how: FieldSettings) -> Screening:
    """Return the screening of an article, from the section with the most evidence of an incident."""
    article, lang, verdict, marks = opened.article, opened.script.lang, judged.verdict, read.marks
    weights = dict(verdict.weights)
    mentions = _places(opened, read, how.home)
    where = places.find_event_place(marks, mentions, weights, lang, how.home)
    telling = verdict.label in (ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP)
    outcome = verdict.outcome or find_outcome(marks, weights)
    track = _outcome_track(marks, judged, outcome, how)
    label = label_by_outcome(verdict.label, outcome, track)
    persons: tuple[Person, ...] = ()
    when = None
    if telling:
        is_victim = victim_judge(marks.words, judged, how.joint.victim) if how.joint else None
        persons = _persons(opened, read, judged, mentions, is_victim)
        later = label is ScreeningLabel.FOLLOWUP
        when = find_event_date(marks, weights, publication_day(article.published_at), event_day_likelihood(marks.words, judged), followup=later)
    return Screening(
        id=article.id,
        model=how.model,
        lang=lang,
        score=verdict.score,
        flagged=telling and verdict.score >= how.threshold and in_scope(where.country, how.countries, how.home.code),
        label=label,
        categories=tuple(CategoryScore(code, score) for code, score in verdict.categories),
        persons=persons,
        outlets=_outlets(marks),
        country=where.country,
        place=where.place,
        region=where.region,
        incident_date=when.date if when else None,
        date_precision=when.precision if when else None,
        actor=verdict.actor or find_actor(marks, weights),
        outcome=outcome,
        outcome_of=track,
        reasons=tuple(Reason(*_printed_excerpt(opened, read, span.first, span.last), span.cue, span.role) for span in explain(marks, judged)),
        summary=tuple(_summary(opened, read, judged)) if telling else (),
        unsure=tuple(_doubts(judged, how, persons, where, when)) if telling else (),
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
    reading = judged.reading
    if reading is None:
        return features

    def note(person: PersonEvidence) -> bool:
        features.append((person.name, signs_of(person, read.marks.words, reading)))
        return False

    _persons(opened, read, judged, _places(opened, read, home), note)
    return features


def _outcome_track(marks: Matches, judged: JointVerdict, outcome: Outcome, how: FieldSettings) -> Track | None:
    return outcome_track(judged, outcome, _words_on(marks, judged, outcome), how.joint.whose if how.joint else {})


def _words_on(marks: Matches, judged: JointVerdict, outcome: Outcome) -> TrackChances:
    return track_chances(marks, outcome, [code for code, _ in judged.verdict.categories])


def _persons(
    opened: PreparedArticle, read: SectionMatches, judged: JointVerdict, mentions: Sequence[PlaceMention], is_victim: IsVictim | None
) -> tuple[Person, ...]:
    marks, weights = read.marks, dict(judged.verdict.weights)
    is_named = name_judge(marks.words, judged.reading) if judged.reading else nobody_is_named
    return find_persons(marks, opened.script.lang, weights, places.all_place_words(mentions), read.names, is_victim, is_named)


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


def _doubts(
    judged: JointVerdict, how: FieldSettings, persons: Sequence[Person], where: places.EventPlace, when: EventDate | None
) -> Iterator[UnsureField]:
    """Yield the fields that the judges are unsure of, and those that they did not find although every incident has them."""
    if judged.answers is None or how.joint is None:
        return
    yield from unsure_fields(judged.answers, how.joint)
    if not any(person.role == _VICTIM for person in persons):
        yield UnsureField.VICTIMS
    if where.region is None and where.country in (None, how.home.code):
        yield UnsureField.PLACE
    if when is None or when.precision is not DatePrecision.DAY:
        yield UnsureField.INCIDENT_DATE


def _outlets(marks: Matches) -> tuple[str, ...]:
    named: Sequence[str] = [mention.name for mention in marks.press if mention.code == "outlet" and mention.name]
    return tuple(dict.fromkeys(named))[:_MOST_OUTLETS]

"""The screening of articles: language, matches, verdict, and the fields that a draft needs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from classify.matching import places
from classify.matching.actor_outcome import find_actor, find_outcome
from classify.matching.dates.date_values import publication_day
from classify.matching.dates.day_of_event import find_when
from classify.matching.lexicon import LEXICA, WIDE
from classify.matching.matches import Matches, quoted_words
from classify.matching.names import PressName
from classify.matching.outcome_track import find_outcome_of
from classify.matching.persons import find_persons
from classify.scoring.country_scope import in_scope
from classify.scoring.explanation import ExplanationSpan, find_explanation
from classify.scoring.learned.learned_scorer import LearnedScorer
from classify.scoring.learned.linear_model import SHIPPED, load
from classify.scoring.rules import Scorer, Verdict
from classify.text.alphabets import arabic_to_cyrillic, latin_to_cyrillic
from classify.text.clean_text import CleanText, clean_text, full_text, sections
from classify.text.script_language import Script, find_language
from classify.text.spacy_pipelines import KINDS, Kind, finder, pipeline
from records.country.kz import PACK as KZ
from records.country.pack import CountryPack
from records.model import Article, CategoryScore, Reason, Screening
from records.vocabulary import ScreeningLabel

BATCH = 500


@dataclass(frozen=True)
class _Opened:
    """An article ready to be read: cleaned, with Kazakh in Cyrillic."""

    article: Article
    script: Script
    clean: CleanText

    @property
    def kind(self) -> Kind:
        return self.script.lang, self.script.lang == "kk" and self.script.alphabet != "cyrillic"


@dataclass(frozen=True)
class _SectionMatches:
    """What was found in a section; `start` is where it begins."""

    start: int
    marks: Matches
    names: list[PressName]


class Screener:
    """Reads articles. It remembers only words. The same article always gives the same screening."""

    def __init__(self, countries: frozenset[str] | None, judge: Scorer, home: CountryPack = KZ) -> None:
        self.model = judge.model
        self._countries = countries
        self._judge = judge
        self._home = home

    def screen(self, article: Article) -> Screening:
        """What the machine says of one article. Never raises. `error` is "empty" (no text) or "language" (none that can be read)."""
        return self._screened([article])[0]

    def screen_many(self, articles: Iterable[Article]) -> Iterator[Screening]:
        """Screenings in the order of the articles, read in batches. Words met in a batch are forgotten after it, so that memory does not
        grow in a long run."""
        waiting = iter(articles)
        while batch := list(islice(waiting, BATCH)):
            with ExitStack() as stack:
                for kind in KINDS:
                    stack.enter_context(pipeline(kind).memory_zone())
                screened = self._screened(batch)
            yield from screened

    def _screened(self, articles: Sequence[Article]) -> list[Screening]:
        """Articles are opened one by one, read language by language, and scored one by one."""
        opened = [self._opened(article) for article in articles]
        read = self._read(opened)
        return [one if isinstance(one, Screening) else self._judged(one, read[number]) for number, one in enumerate(opened)]

    def _opened(self, article: Article) -> _Opened | Screening:
        if not article.text.strip():
            return Screening(article.id, self.model, error="empty")
        return _open(article) or Screening(article.id, self.model, error="language")

    def _read(self, opened: Sequence[_Opened | Screening]) -> dict[int, list[_SectionMatches]]:
        """By the number of an article, those of its sections that the prefilter lets through."""
        texts: dict[Kind, list[tuple[str, tuple[int, int]]]] = defaultdict(list)
        for number, one in enumerate(opened):
            if isinstance(one, _Opened):
                parts = [(one.clean.clean[start:end], (number, start)) for start, end in sections(one.clean.clean)]
                texts[one.kind] += [part for part in parts if self._judge.lets_in(part[0])]
        read: dict[int, list[_SectionMatches]] = defaultdict(list)
        for kind, some in texts.items():
            for doc, (number, start) in pipeline(kind).pipe(some, as_tuples=True):
                read[number].append(_SectionMatches(start, doc._.marks, doc._.names))
        return read

    def _judged(self, opened: _Opened, read: Sequence[_SectionMatches]) -> Screening:
        """The screening by the section that speaks most for an incident."""
        if not read:
            return Screening(opened.article.id, self.model, lang=opened.script.lang)
        verdicts = [self._judge.weigh(one.marks) for one in read]
        best = max(range(len(read)), key=lambda number: (verdicts[number].score, -number))
        return self._screening(opened, read[best], verdicts[best])

    def _screening(self, opened: _Opened, read: _SectionMatches, verdict: Verdict) -> Screening:
        article, clean, lang = opened.article, opened.clean, opened.script.lang
        marks, weights = read.marks, dict(verdict.weights)
        skip = {at for mention in marks.press if mention.code == "outlet" for at in range(mention.start, mention.end)}
        skip |= {at for name in read.names for at in range(name.start, name.end)}
        any_case = opened.script.alphabet == "arabic"
        mentions = list(places.load_gazetteer(self._home).find(marks.words, skip, quoted_words(marks.words), any_case=any_case))
        where = places.find_where(marks, mentions, weights, lang, self._home)
        if not verdict.score:
            return Screening(article.id, self.model, lang=lang, country=where.country, place=where.place, region=where.region)
        outcome = verdict.outcome or find_outcome(marks, weights)
        page = full_text(article)
        telling = verdict.label in (ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP)
        later = verdict.label is ScreeningLabel.FOLLOWUP
        when = find_when(marks, weights, publication_day(article.published_at), followup=later) if telling else None
        return Screening(
            id=article.id,
            model=self.model,
            lang=lang,
            score=verdict.score,
            flagged=telling and verdict.score >= self._judge.threshold and in_scope(where.country, self._countries, self._home.code),
            label=verdict.label,
            categories=tuple(CategoryScore(code, score) for code, score in verdict.categories),
            persons=find_persons(marks, lang, weights, places.all_place_words(mentions), read.names) if telling else (),
            outlets=_outlets(marks),
            country=where.country,
            place=where.place,
            region=where.region,
            incident_date=when.date if when else None,
            date_precision=when.precision if when else None,
            actor=verdict.actor or find_actor(marks, weights),
            outcome=outcome,
            outcome_of=find_outcome_of(marks, outcome, [code for code, _ in verdict.categories]),
            reasons=tuple(Reason(*_shown(page, clean, read, ground), ground.cue, ground.role) for ground in find_explanation(marks, verdict)),
        )


def matches_of(article: Article, lexica: Path = LEXICA) -> Matches | None:
    """The matches in the first section of an article, whatever it is about. None for a text in another language."""
    opened = _open(article)
    if opened is None:
        return None
    marks: Matches = pipeline(opened.kind, lexica)(_first_section(opened))._.marks
    return marks


def first_section(article: Article) -> str:
    """The text of the first section, as it is read. Empty for a text in another language."""
    opened = _open(article)
    return _first_section(opened) if opened else ""


def _first_section(opened: _Opened) -> str:
    start, end = next(iter(sections(opened.clean.clean)))
    return opened.clean.clean[start:end]


def _open(article: Article) -> _Opened | None:
    """The article ready to be read; None for a text in another language."""
    clean = clean_text(full_text(article))
    script = find_language(clean.clean, article.lang)
    if not script.lang:
        return None
    opened = _Opened(article, script, clean)
    return replace(opened, clean=_to_cyrillic(clean, script)) if opened.kind[1] else opened


def load_screener(countries: frozenset[str] | None = KZ.neighbourhood, model: Path | None = None, home: CountryPack = KZ) -> Screener:
    """A screener that flags events in these countries (None: in any), with the model of a file (None: the one that is shipped).

    It reads places by the tables of the home country.

    Loading takes a second or two; keep it. Raises ModelError for a file that is no model.
    """
    judge = LearnedScorer(load(model or SHIPPED))
    for kind in KINDS:
        pipeline(kind)
        finder(kind, WIDE)
    return Screener(countries, judge, home)


def _to_cyrillic(clean: CleanText, script: Script) -> CleanText:
    text, origin = (latin_to_cyrillic if script.alphabet == "latin" else arabic_to_cyrillic)(clean.clean)
    before = clean.origin
    return CleanText(text, origin if before is None else [before[at] for at in origin])


def _shown(page: str, clean: CleanText, read: _SectionMatches, ground: ExplanationSpan) -> tuple[int, int, str]:
    """Where a reason stands in title and text as the outlet printed them, and its words there."""
    start, end = clean.original_span(read.start + read.marks.words.starts[ground.first], read.start + read.marks.words.ends[ground.last - 1])
    return start, end, page[start:end]


def _outlets(marks: Matches) -> tuple[str, ...]:
    named = [mention.name for mention in marks.press if mention.code == "outlet" and mention.name]
    return tuple(dict.fromkeys(named))[:6]

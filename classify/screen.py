"""Screening of articles: language, matches, verdict, and the fields that a draft needs."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import cast

import spacy

from classify.article_fields import (
    ArticleFacts,
    FieldSettings,
    SectionMatches,
    build_screening,
    empty_screening,
    find_facts,
    named_person_features,
    outcome_track_features,
    unscored,
)
from classify.articles import PreparedArticle, prepare_article
from classify.encoder.component import EncoderComponent
from classify.encoder.encoder_files import SHIPPED_ENCODER, EncoderUnavailable, encoder_name
from classify.encoder.readings import pack_reading
from classify.matching.lexicon import WIDE
from classify.scoring.joint import EncoderJudge, JointSettings, JointVerdict, load_joint
from classify.scoring.learned_weights import NO_LEARNED_WEIGHTS, LearnedWeights, read_learned_weights
from classify.scoring.linear import SHIPPED, TrainedScorer, load_model
from classify.scoring.rules import Scorer
from classify.text.spacy_pipelines import KINDS, Kind, finder, pipeline
from classify.text.words import sections
from records.country.kz import PACK as KZ
from records.country.pack import CountryPack
from records.model import Article, EncodedText, Screening
from records.outlets.outlet_names import NO_ALIASES, OutletAliases, canonical_outlet, canonical_outlets
from records.vocabulary import ENCODER, Readers

BATCH = 500
# Part of the name of a model whose encoder this machine cannot run.
_ALONE = " alone"


class Screener:
    """A screener of articles. The same article always gives the same screening; only words are cached.

    Outlets get their one names by `aliases`, whatever the article calls them.
    `judge` finds words and weighs them. `second` also asks the encoder and joins both; without it the first judges alone. `model` is the name of the
    whole model, `as_good` the names of models at least as good, whose screenings need not be repeated. `encoder` is the name of the encoder.
    """

    def __init__(
        self,
        countries: frozenset[str] | None,
        judge: Scorer,
        home: CountryPack = KZ,
        second: EncoderJudge | None = None,
        model: str | None = None,
        as_good: tuple[str, ...] = (),
        encoder: str = "",
        aliases: OutletAliases = NO_ALIASES,
    ) -> None:
        self.model = model or judge.model
        self._aliases = aliases
        self.as_good = as_good
        self.encoder = encoder
        self._judge = judge
        self._second = second
        readers = Readers.BOTH if second else Readers.LEXICAL
        threshold, joint = (second.settings.threshold, second.settings) if second else (judge.threshold, None)
        self._how = FieldSettings(self.model, readers, threshold, countries, home, joint, encoder)

    def screen(self, article: Article) -> Screening:
        """Return the screening of one article; never raises.

        `error` is "empty" (no text) or "language" (none that is supported).
        """
        return self._screened([article])[0]

    def screen_many(self, articles: Iterable[Article]) -> Iterator[Screening]:
        """Yield screenings in the order of the articles, read in batches.

        Words of a batch are forgotten after it, so that memory does not grow in a long run.
        """
        waiting = iter(articles)
        while batch := list(islice(waiting, BATCH)):
            with _forgotten():
                screened = self._screened(batch)
            yield from screened

    def _screened(self, articles: Sequence[Article]) -> list[Screening]:
        """Return the screenings: articles are opened one by one, read language by language, and scored one by one."""
        opened = [self._opened(article) for article in articles]
        read = self._read(opened)
        judged = self._judged(read)
        return [
            prepared if isinstance(prepared, Screening) else self._best(prepared, list(zip(sections, verdicts, strict=True)))
            for prepared, sections, verdicts in zip(opened, read, judged, strict=True)
        ]

    def judged(self, articles: Sequence[Article]) -> list[JointVerdict | None]:
        """Return how the judges weigh each article, without its fields, for measuring and calibrating.

        None where nothing of it was read.
        """
        judged = self._judged(self._read([self._opened(article) for article in articles]))
        return [max(verdicts, key=lambda verdict: verdict.rank, default=None) for verdicts in judged]

    def encoded(self, articles: Sequence[Article]) -> list[EncodedText | None]:
        """Return the encoder's reading of each article; None where it was not asked, or this machine cannot run it."""
        with _forgotten():
            readings = [verdict.reading if verdict else None for verdict in self.judged(articles)]
            return [EncodedText(self.encoder, pack_reading(reading)) if reading else None for reading in readings]

    def signs_of_persons(self, articles: Sequence[Article]) -> list[list[tuple[str, dict[str, float]]]]:
        """Return the name and the signs of every person named in each article, for fitting the weights of the signs."""
        with _forgotten():
            return [named_person_features(*fullest, self._how.home) if fullest else [] for fullest in self._fullest(articles)]

    def facts(self, articles: Sequence[Article]) -> list[ArticleFacts | None]:
        """Return the facts of each article that reports an incident, with how sure each is; None for others."""
        with _forgotten():
            return [
                find_facts(*fullest, self._how) if fullest and fullest[2].verdict.score >= self._how.threshold else None
                for fullest in self._fullest(articles)
            ]

    def signs_of_outcomes(self, articles: Sequence[Article]) -> list[dict[str, float] | None]:
        """Return the signs of whose outcome each article reports, for fitting their weights; None where it reports none."""
        return [outcome_track_features(*fullest[1:]) if fullest else None for fullest in self._fullest(articles)]

    def _fullest(self, articles: Sequence[Article]) -> Iterator[tuple[PreparedArticle, SectionMatches, JointVerdict] | None]:
        """Yield each article with its section with the most evidence of an incident; None where nothing of it was read."""
        opened = [self._opened(article) for article in articles]
        read = self._read(opened)
        for prepared, article_sections, verdicts in zip(opened, read, self._judged(read), strict=True):
            section = max(zip(article_sections, verdicts, strict=True), key=lambda pair: pair[1].rank, default=None)
            yield (prepared, *section) if section and isinstance(prepared, PreparedArticle) else None

    def _judged(self, read: Sequence[Sequence[SectionMatches]]) -> list[list[JointVerdict]]:
        """Return the sections of each article as they are judged."""
        verdicts = [[self._judge.weigh(section.marks) for section in sections] for sections in read]
        if self._second is None:
            return [list(map(JointVerdict, article_verdicts)) for article_verdicts in verdicts]
        texts = [[section.marks.words.text for section in sections] for sections in read]
        return self._second.judge([list(zip(*paired, strict=True)) for paired in zip(texts, verdicts, strict=True)])

    def _opened(self, article: Article) -> PreparedArticle | Screening:
        if not article.text.strip():
            return empty_screening(article, self._how, error="empty")
        return prepare_article(article) or empty_screening(article, self._how, error="language")

    def _read(self, opened: Sequence[PreparedArticle | Screening]) -> list[list[SectionMatches]]:
        """Return the sections of each article that the prefilter lets through."""
        texts: dict[Kind, list[tuple[str, tuple[int, int]]]] = defaultdict(list)
        for number, prepared in enumerate(opened):
            if isinstance(prepared, PreparedArticle):
                parts = [(prepared.clean.clean[start:end], (number, start)) for start, end in sections(prepared.clean.clean)]
                texts[prepared.kind] += [part for part in parts if self._judge.lets_in(part[0])]
        read: dict[int, list[SectionMatches]] = defaultdict(list)
        for kind, kind_parts in texts.items():
            for doc, (number, start) in pipeline(kind).pipe(kind_parts, as_tuples=True):
                read[number].append(SectionMatches(start, doc._.marks, doc._.names))
        return [read[number] for number in range(len(opened))]

    def _best(self, opened: PreparedArticle, read: Sequence[tuple[SectionMatches, JointVerdict]]) -> Screening:
        """Return the screening by the section with the most evidence of an incident; of equals, the first."""
        if not read:
            return empty_screening(opened.article, self._how, opened.script.lang)
        section, judged = max(read, key=lambda candidate: candidate[1].rank)
        return _with_canonical_outlets((build_screening if judged.verdict.score else unscored)(opened, section, judged, self._how), self._aliases)


def _with_canonical_outlets(screening: Screening, aliases: OutletAliases) -> Screening:
    """Return a screening whose outlets have their one names, also where a newsroom stands among the persons because nobody is named."""
    if not screening.outlets:
        return screening
    newsrooms = {name.casefold() for name in screening.outlets}
    persons = tuple(
        replace(person, name=canonical_outlet(person.name, aliases)) if person.name.casefold() in newsrooms else person
        for person in screening.persons
    )
    return replace(screening, outlets=canonical_outlets(screening.outlets, aliases), persons=persons)


@contextmanager
def _forgotten() -> Iterator[None]:
    """Forget the words of a batch when it ends."""
    with ExitStack() as stack:
        for kind in KINDS:
            stack.enter_context(pipeline(kind).memory_zone())
        yield


def load_screener(
    countries: frozenset[str] | None = KZ.neighbourhood,
    model: Path | None = None,
    home: CountryPack = KZ,
    encoder: Path = SHIPPED_ENCODER,
    joint: JointSettings | None = None,
    aliases: OutletAliases = NO_ALIASES,
) -> Screener:
    """Return a screener that flags events in these countries (None: in any).

    `model` is the file of the lexical model with what it learned from decisions (None: the shipped one), `encoder` the folder of the encoder. Places
    are read by the tables of the home country, and outlets named by `aliases`. Where this machine cannot run the encoder, the lexical judge works alone, and every screening says so.

    Loading takes two or three seconds; reuse the result. Raises ModelError for a file that is no model, LearnedWeightsMismatch for what was learned with
    another encoder or other signs, EncoderFileError or JointFault for files that are no encoder.
    """
    judge = TrainedScorer(load_model(model or SHIPPED))
    taught, reads = read_learned_weights(model) if model else NO_LEARNED_WEIGHTS, encoder_name(encoder)
    for kind in KINDS:
        pipeline(kind)
        finder(kind, WIDE)
    joint = taught.heard(joint or load_joint(), reads)
    second = _second(encoder, joint, judge, taught)
    read_by = f"{judge.model} {reads} {joint.digest}{f'-{taught.correction.digest}' if taught.correction else ''}"
    if second:
        return Screener(countries, judge, home, second, f"{read_by}{ENCODER}", encoder=reads, aliases=aliases)
    # A name of its own, so that these articles are read again once the machine can run the encoder; those that another machine read with it are not.
    return Screener(countries, judge, home, None, f"{read_by}{_ALONE}{ENCODER}", as_good=(f"{read_by}{ENCODER}",), encoder=reads, aliases=aliases)


def _second(folder: Path, joint: JointSettings, judge: Scorer, taught: LearnedWeights) -> EncoderJudge | None:
    reader = spacy.blank("xx")
    try:
        component = cast(EncoderComponent, reader.add_pipe("encoder", config={"folder": str(folder)}))
    except EncoderUnavailable as absent:
        logging.getLogger(__name__).warning("the lexical judge reads alone: %s", absent)
        return None
    component.worth = judge.lets_in
    return EncoderJudge(reader, joint, component.ask, taught.correction)

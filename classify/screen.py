"""The screening of articles: language, marks, verdict, and the fields a draft needs."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import cache
from itertools import islice
from pathlib import Path

from classify import places
from classify.alphabets import arabic_to_cyrillic, latin_to_cyrillic
from classify.circumstances import find_actor, find_outcome
from classify.countries import NEIGHBOURHOOD, in_scope
from classify.dates import find_when, publication_day
from classify.judge import Judge, RuleJudge, Verdict
from classify.language import Script, find_language
from classify.learned.judge import LearnedJudge
from classify.learned.model import load
from classify.lexicon import LEXICA
from classify.marks import Finder, Marks, needed_for_press, quoted_words
from classify.names import Name, attach_names
from classify.persons import find_persons
from classify.text import CleanText, clean_text, full_text, sections
from classify.words import WordCutter, tokenizer
from records.model import Article, CategoryScore, Reason, Screening
from records.vocabulary import ScreeningLabel

LANGUAGES = ("kk", "ru", "en")
BATCH = 500
_MOST_REASONS = 5
_LEAST_REASON = 0.3


class Screener:
    """Reads articles one after another. Keeps only what it knows of words; the same article always gives the same screening."""

    def __init__(self, countries: frozenset[str] | None, judge: Judge) -> None:
        self.model = judge.model
        self._countries = countries
        self._judge = judge

    def screen(self, article: Article) -> Screening:
        """What the machine thinks of one article; never raises. `error` is "empty" (no text) or "language" (none of kk, ru, en)."""
        if not article.text.strip():
            return Screening(article.id, self.model, error="empty")
        clean = clean_text(full_text(article))
        script = find_language(clean.clean, article.lang)
        if not script.lang:
            return Screening(article.id, self.model, error="language")
        if script.lang == "kk" and script.alphabet != "cyrillic":
            clean = _to_cyrillic(clean, script)
        reader = _reader(script.lang, script.alphabet)
        best: tuple[float, int, Marks, Verdict, list[Name]] | None = None
        for start, end in sections(clean.clean):
            read = reader.read(clean.clean[start:end], self._judge)
            if read is not None and (best is None or read[1].score > best[0]):
                best = (read[1].score, start, *read)
        if best is None:
            return Screening(article.id, self.model, lang=script.lang)
        _, start, marks, verdict, names = best
        return self._screening(article, script.lang, clean, start, marks, verdict, names, alphabet=script.alphabet)

    def screen_many(self, articles: Iterable[Article]) -> Iterator[Screening]:
        """Screenings in the order of the articles, read in batches; words met in a batch are forgotten after it, so that a long run does not grow."""
        waiting = iter(articles)
        while batch := list(islice(waiting, BATCH)):
            with ExitStack() as stack:
                for lang in LANGUAGES:
                    stack.enter_context(tokenizer(lang).memory_zone())
                screened = [self.screen(article) for article in batch]
            yield from screened

    def _screening(
        self, article: Article, lang: str, clean: CleanText, offset: int, marks: Marks, verdict: Verdict, names: list[Name], *, alphabet: str
    ) -> Screening:
        weights = dict(verdict.weights)
        skip = {at for mention in marks.press if mention.code == "outlet" for at in range(mention.start, mention.end)}
        skip |= {at for name in names for at in range(name.start, name.end)}
        mentions = list(places.load_gazetteer().find(marks.words, skip, quoted_words(marks.words), any_case=alphabet == "arabic"))
        where = places.find_where(marks, mentions, weights, lang)
        if not verdict.evidence:
            return Screening(article.id, self.model, lang=lang, country=where.country, place=where.place, region=where.region)
        when = find_when(marks, weights, publication_day(article.published_at))
        page = full_text(article)

        def spelled(start: int, end: int) -> str:
            return page[slice(*clean.original_span(offset + start, offset + end))]

        # Kazakh in Latin letters is read in Cyrillic, but its persons keep the spelling of the page.
        latin = lang == "kk" and alphabet == "latin"
        telling = verdict.label in (ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP)
        return Screening(
            id=article.id,
            model=self.model,
            lang=lang,
            score=verdict.score,
            flagged=telling and verdict.score >= self._judge.threshold and in_scope(where.country, self._countries),
            label=verdict.label,
            categories=tuple(CategoryScore(code, score) for code, score in verdict.categories),
            persons=find_persons(marks, lang, weights, places.all_place_words(mentions), names, spelled if latin else None) if telling else (),
            outlets=_outlets(marks),
            country=where.country,
            place=where.place,
            region=where.region,
            incident_date=when.date if when else None,
            date_precision=when.precision if when else None,
            actor=verdict.actor or find_actor(marks, weights),
            outcome=verdict.outcome or find_outcome(marks, weights),
            reasons=tuple(_reasons(article, clean, offset, marks, verdict)),
        )


class _Reader:
    """Marks and verdict of texts in one language."""

    def __init__(self, lang: str, alphabet: str, folder: Path) -> None:
        self._lang = lang
        self._cutter = WordCutter(lang)
        self._finder = Finder(lang, folded=alphabet != "cyrillic" and lang == "kk", lexica=folder)
        lexica = (self._finder.main, self._finder.guest)
        self._needed = tuple({piece for lexicon in lexica if lexicon is not None for piece in needed_for_press(lexicon)})

    def read(self, text: str, judge: Judge) -> tuple[Marks, Verdict, list[Name]] | None:
        """None where nothing of the press is mentioned: such a text is not worth cutting into words."""
        if not self._may_be_of_press(text):
            return None
        marks, names = self.marks(text)
        if not any(mention.strength > 0 and mention.code != "site" for mention in marks.press) and not self._finder.may_be_sure(marks):
            return None
        return marks, judge.weigh(marks), names

    def _may_be_of_press(self, text: str) -> bool:
        lower = f" {text.lower().replace('ё', 'е')}"
        return self._finder.main.folded or any(piece in lower for piece in self._needed)

    def marks(self, text: str) -> tuple[Marks, list[Name]]:
        """Everything found in a text, whatever it is about."""
        marks = self._finder.press_of(self._cutter.cut(text))
        names = attach_names(marks, self._lang)
        self._finder.rest_of(marks)
        return marks, names


@cache
def _reader(lang: str, alphabet: str, lexica: Path = LEXICA) -> _Reader:
    return _Reader(lang, alphabet, lexica)


def marks_of(article: Article, lexica: Path = LEXICA) -> Marks | None:
    """The marks of the first section of an article, without the pre-filter. None for a text in another language."""
    clean = clean_text(full_text(article))
    script = find_language(clean.clean, article.lang)
    if not script.lang:
        return None
    if script.lang == "kk" and script.alphabet != "cyrillic":
        clean = _to_cyrillic(clean, script)
    start, end = next(iter(sections(clean.clean)))
    return _reader(script.lang, script.alphabet, lexica).marks(clean.clean[start:end])[0]


def load_screener(countries: frozenset[str] | None = NEIGHBOURHOOD, model: Path | None = None) -> Screener:
    """A screener that flags events in these countries (None: in any), by the model of a file (None: the one that is shipped).

    Loading takes a second or two; keep it. Raises ModelError for a file that is no model.
    """
    for lang in LANGUAGES:
        _reader(lang, "latin" if lang == "en" else "cyrillic")
    return Screener(countries, RuleJudge() if model is None else LearnedJudge(load(model)))


def _to_cyrillic(clean: CleanText, script: Script) -> CleanText:
    text, origin = (latin_to_cyrillic if script.alphabet == "latin" else arabic_to_cyrillic)(clean.clean)
    before = clean.origin
    return CleanText(text, origin if before is None else [before[at] for at in origin])


def _outlets(marks: Marks) -> tuple[str, ...]:
    named = [mention.name for mention in marks.press if mention.code == "outlet" and mention.name]
    return tuple(dict.fromkeys(named))[:6]


def _reasons(article: Article, clean: CleanText, offset: int, marks: Marks, verdict: Verdict) -> Iterator[Reason]:
    """The spans of the strongest acts and of the press they were done to, in reading order, without overlaps."""
    spans: dict[tuple[int, int], str] = {}
    for item in verdict.evidence:
        if item.weight >= _LEAST_REASON and len(spans) < _MOST_REASONS:
            spans.setdefault((item.cue.start, item.cue.end), item.cue.code)
            if item.press is not None and len(spans) < _MOST_REASONS:
                spans.setdefault((item.press.start, item.press.end), "who")
    original = full_text(article)
    end_of_last = -1
    for (first, last), cue in sorted(spans.items()):
        if first < end_of_last:
            continue
        end_of_last = last
        start, end = clean.original_span(offset + marks.words.starts[first], offset + marks.words.ends[last - 1])
        yield Reason(start, end, original[start:end], cue)

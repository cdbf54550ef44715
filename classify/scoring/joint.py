"""The joint verdict of the lexical judge and the encoder: settings, chances, disagreement, explanation, summary and doubtful fields. Pure."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from classify.encoder.correction import AnswerCorrection
from classify.encoder.readings import ACTORS, CODES, LABELS, OUTCOMES, TAGS, TRACKS, EncoderReading, Floats, MentionKind, mention_slice
from classify.matching.matches import Matches
from classify.scoring.linear import MOST_CODES
from classify.scoring.rules import ACT, BECAUSE, WHO, ExplanationSpan, Verdict, chosen_spans, find_explanation
from classify.text.words import ArticleWords
from records.vocabulary import READ_BY_MACHINE, Actor, Category, Outcome, ScreeningLabel, Track, UnsureField

# The weights of the two judges, from one file that `classify.training.joint_fit` writes.

SHIPPED_JOINT = Path(__file__).parent / "joint.json"


class JointFault(ValueError):
    """Raised for a file that does not contain these numbers."""


@dataclass(frozen=True)
class JointSettings:
    """The weights of both judges. Log-odds are added.

    The chance of an incident is that in the stream of news, where one article in two hundred reports one.
    """

    encoder: float
    """The weights of one log-odd of the encoder and of the lexical judge for the chance of an incident, and the offset."""
    lexical: float
    offset: float
    threshold: float
    """Chance from which an article is flagged."""
    alone: float
    """Chance by the lexical judge alone from which an article is flagged regardless of the encoder, which is weak on texts of one sentence."""
    unnamed: float
    """Log-odds used for the lexical judge where nothing of the press is named, so that it gives none."""
    likeness: float
    """Least likeness by the prefilter for the encoder to read such a text: half of the ordinary news that the prefilter lets in names nobody of the
    press.
    """
    door: float
    """Log-odds of the lexical judge below which the encoder is not asked: there it has never changed a verdict."""
    report: float
    """Chance from which an article without an incident is a report of several."""
    code: float
    """Chance from which a category is given, and the lexical judge's weight in it."""
    lexical_code: float
    course: float
    """Log-odds added to those of an earlier incident: news has fewer follow-ups than the training texts."""
    lexical_course: float
    """The lexical judge's weight for whether the incident is an earlier one, for its outcome, and for the actor."""
    lexical_outcome: float
    lexical_actor: float
    no_outcome: float
    """Log-odds added to those of no outcome, so that none is invented."""
    victim: Mapping[str, float]
    """The weight of each sign, as log-odds, that a person is a victim (`classify.scoring.victims_and_tracks`). Empty: the words alone decide."""
    whose: Mapping[Track, Mapping[str, float]]
    """The weight of each sign, as log-odds, of whose an outcome is, by track (`classify.scoring.victims_and_tracks`). Empty: the words alone decide."""
    outlet: Mapping[str, float]
    """The weight of each sign, as log-odds, that an outlet is concerned (`classify.scoring.outlets`). Empty: the encoder alone decides."""
    doubts: Mapping[UnsureField, Mapping[str, float]]
    """The weight of each sign, as log-odds, that the value of a field is wrong (`classify.scoring.doubts`). A field without weights is never marked."""

    @property
    def digest(self) -> str:
        """Return four letters and digits that identify these numbers in the name of the model."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:4]


def load_joint(file: Path = SHIPPED_JOINT) -> JointSettings:
    """Return the numbers of a file. Raises JointFault for an invalid one."""
    names = {field.name for field in fields(JointSettings)} - {"victim", "whose", "outlet", "doubts"}
    try:
        numbers = json.loads(file.read_text(encoding="utf-8"))
        whose = {Track(track): _by_sign(signs) for track, signs in numbers["whose"].items()}
        doubts = {UnsureField(field): _by_sign(signs) for field, signs in numbers["doubts"].items()}
        return JointSettings(
            **{name: float(numbers[name]) for name in names},
            victim=_by_sign(numbers["victim"]), whose=whose, outlet=_by_sign(numbers["outlet"]), doubts=doubts,
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise JointFault(f"{file.name}: {error}") from error


def _by_sign(stored: Mapping[str, Any]) -> dict[str, float]:
    return {sign: float(odds) for sign, odds in stored.items()}


_Floats = NDArray[np.float64]
Answer = TypeVar("Answer", bound=str)

# Chances are limited to this distance from 0 and 1.
_SUREST = 1e-4
# Weight from which a phrase that names the press itself is decisive, and the least chance of its category then.
_BY_PHRASE, _GIVEN = 0.8, 0.5
# An article this likely to report an incident is not labelled a report, however many figures it has.
_NO_REPORT = 0.3
_REPORT, _INCIDENT, _FOLLOWUP = (LABELS.index(label) for label in (ScreeningLabel.REPORT, ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP))
_READ = frozenset(READ_BY_MACHINE)
# Required certainty of both judges for an outcome without a word for it, and the least pieces of the text: a single sentence states its outcome in
# words, or has none.
_WITHOUT_A_WORD, _ONE_SENTENCE = 0.9, 30
_NOTHING_CAME_OF_IT = {outcome: float(outcome is Outcome.NONE) for outcome in OUTCOMES}


@dataclass(frozen=True)
class JointAnswers:
    """The likelihood of each answer by both judges together. Outcomes, actors and tracks each sum to 1."""

    telling: float
    report: float
    followup: float
    codes: Mapping[Category, float]
    outcomes: Mapping[Outcome, float]
    tracks: Mapping[Track, float]
    actors: Mapping[Actor, float]


def lexical_odds(verdict: Verdict, settings: JointSettings) -> float:
    """Return the lexical judge's log-odds of an incident."""
    return _odds(verdict.chances["incident"]) if verdict.chances is not None else settings.unnamed


def join_verdicts(verdict: Verdict, reading: EncoderReading, settings: JointSettings) -> JointAnswers:
    """Return the answers of both; `verdict` is the lexical judge's."""
    chances = verdict.chances or {}
    label = _chances_of(reading.of("label"))
    incident = label[_INCIDENT] + label[_FOLLOWUP]
    course = settings.course + _odds(label[_FOLLOWUP] / max(incident, _SUREST)) + settings.lexical_course * _lexical(chances, "followup")
    codes = {
        code: _chance_of(float(odds) + settings.lexical_code * _lexical(chances, f"code:{code.value}"))
        for code, odds in zip(CODES, reading.of("codes"), strict=True)
        if code in _READ
    }
    both = _chance_of(settings.encoder * reading.telling + settings.lexical * lexical_odds(verdict, settings) + settings.offset)
    alone = chances.get("incident", 0.0)
    return JointAnswers(
        telling=max(both, alone) if alone >= settings.alone else both,
        report=float(label[_REPORT]),
        followup=_chance_of(course) if verdict.told_before else 0.0,
        codes=codes,
        outcomes=_outcomes(
            verdict,
            len(reading.starts),
            _one_of(OUTCOMES, "outcome", reading, chances, settings.lexical_outcome, {Outcome.NONE: settings.no_outcome}),
        ),
        tracks=dict(zip(TRACKS, map(float, _chances_of(reading.of("outcome_of"))), strict=True)),
        actors=_one_of(ACTORS, "actor", reading, chances, settings.lexical_actor),
    )


def label_of(answers: JointAnswers, settings: JointSettings) -> ScreeningLabel:
    """Return the label; an incident outweighs the figures of a report."""
    if answers.report >= settings.report and answers.telling < _NO_REPORT:
        return ScreeningLabel.REPORT
    if answers.telling < settings.threshold:
        return ScreeningLabel.NONE
    return ScreeningLabel.FOLLOWUP if answers.followup >= 0.5 else ScreeningLabel.INCIDENT


def categories_of(answers: JointAnswers, verdict: Verdict, settings: JointSettings) -> tuple[tuple[Category, float], ...]:
    """Return the categories, likeliest first, at least one.

    A category that a phrase of the lexica states directly (статья 158, with the press in it) is given regardless of the encoder.
    """
    outright = {Category(act.cue.code) for act in verdict.evidence if act.cue.sure and act.weight >= _BY_PHRASE}
    chances = {code: max(chance, _GIVEN) if code in outright else chance for code, chance in answers.codes.items()}
    ranked = sorted(chances.items(), key=lambda pair: (-pair[1], pair[0].value))
    return tuple((code, round(chance, 3)) for number, (code, chance) in enumerate(ranked[:MOST_CODES]) if not number or chance >= settings.code)


def _one_of(
    names: tuple[Answer, ...],
    question: str,
    reading: EncoderReading,
    chances: Mapping[str, float],
    counts: float,
    added: Mapping[Answer, float] = {},
) -> dict[Answer, float]:
    odds = np.asarray(reading.of(question), np.float64)
    odds = odds + np.array([counts * _lexical(chances, f"{question}:{name}") + added.get(name, 0.0) for name in names])
    return dict(zip(names, map(float, _chances_of(odds)), strict=True))


def _outcomes(verdict: Verdict, pieces: int, both: dict[Outcome, float]) -> dict[Outcome, float]:
    """Return the chances of outcomes.

    Without a word for an outcome, both judges must be sure of it together, and the text must be longer than a sentence.
    """
    is_sure = (
        verdict.told_before
        or pieces >= _ONE_SENTENCE
        and max(chance for outcome, chance in both.items() if outcome is not Outcome.NONE) >= _WITHOUT_A_WORD
    )
    return both if is_sure else _NOTHING_CAME_OF_IT


def _lexical(chances: Mapping[str, float], head: str) -> float:
    """Return the lexical judge's log-odds; 0, which is neutral, where it has no answer."""
    return _odds(chances[head]) if head in chances else 0.0


def _chances_of(odds: NDArray[Any]) -> _Floats:
    raised = np.exp(np.asarray(odds, np.float64) - np.max(odds))
    whole: _Floats = raised / raised.sum()
    return whole


def _odds(chance: float) -> float:
    bounded = min(max(float(chance), _SUREST), 1 - _SUREST)
    return float(np.log(bounded / (1 - bounded)))


def _chance_of(odds: float) -> float:
    """Return log-odds as a chance from 0 to 1."""
    return float(1 / (1 + np.exp(-min(max(odds, -60.0), 60.0))))


# The disagreement of the two judges. Pure.

# Least weight of the encoder in the mean of both, so that its own answer can be separated from the joint one.
_LEAST_HEARD = 0.1


def disagreement(verdict: Verdict, reading: EncoderReading, settings: JointSettings) -> float:
    """Return the difference, from 0 to 1, between the chances of an incident by each judge alone.

    `verdict` is the lexical judge's. The difference is in chances and not in log-odds: one in ten thousand against one in a million is a large
    difference of odds, but both mean the same. Both are chances in the stream of news. The lexical judge's already is one. The encoder's log-odds are
    converted by the joint weights: the joint answer (encoder · E + lexical · L + offset) is the mean of L and of (encoder · E + offset) / (1 -
    lexical), weighted by `lexical`. So the latter is the encoder's answer on the scale of L: where it equals L, the joint answer equals both.
    """
    encoder = (settings.encoder * reading.telling + settings.offset) / max(1 - settings.lexical, _LEAST_HEARD)
    return abs(_chance_of(encoder) - _chance_of(lexical_odds(verdict, settings)))


# A section of an article as judged by one judge or by both.

# Most sections of one article that the encoder reads: 36,000 characters.
_MOST_SECTIONS = 6
# A sentence of this weight states directly that the press was harmed. In a section longer than this both judges may overlook it.
_OUTRIGHT, _LONG = 0.9, 3_000


# The text of a section, and the lexical judge's verdict on it.
Section = tuple[str, Verdict]
# The answers of the encoder for mentions at these offsets of one text (mentions × MENTION_ANSWERS), before any sigmoid; None where it failed.
AskMentions = Callable[[Sequence[Sequence[tuple[int, int]]]], Floats | None]
# Log-odds of a mention are limited to this.
FARTHEST = 6.0


@dataclass(frozen=True)
class JointVerdict:
    """The verdict; where the encoder was asked, also the joint answers and the encoder's own reading, without corrections from decisions."""

    verdict: Verdict
    answers: JointAnswers | None = None
    reading: EncoderReading | None = None
    alone: bool = False
    """The encoder was asked and failed, so that the lexical judge's verdict is final."""
    disagreement: float | None = None
    """The difference between the judges (`classify.scoring.joint.disagreement`); None where not both were asked."""
    ask: AskMentions | None = None
    """Asks the encoder about mentions in the section; None where the encoder was not asked about the section itself."""

    def role_odds(self, mentions: Sequence[Sequence[tuple[int, int]]]) -> NDArray[np.float64] | None:
        """Return the log-odds of each role against all others for each person (persons × PERSON_TAGS), who is named at these offsets."""
        answers = self.ask(mentions) if self.ask and mentions else None
        if answers is None:
            return None
        chances = np.array([_chances_of(row) for row in answers[:, mention_slice(MentionKind.PERSON)]])
        odds: NDArray[np.float64] = np.log(chances) - np.log1p(-np.minimum(chances, 1 - 1e-9))
        return odds.clip(-FARTHEST, FARTHEST)

    def event_odds(self, kind: MentionKind, mentions: Sequence[Sequence[tuple[int, int]]]) -> list[float] | None:
        """Return the log-odds that each day, place or outlet, which is named at these offsets, is that of the event."""
        answers = self.ask(mentions) if self.ask and mentions else None
        if answers is None:
            return None
        odds: list[float] = np.clip(answers[:, mention_slice(kind)][:, 0].astype(np.float64), -FARTHEST, FARTHEST).tolist()
        return odds

    @property
    def rank(self) -> tuple[bool, float]:
        """Return the sort key of a section within its article.

        Sections read by both judges come first, since the scores of one and of both are not comparable.
        """
        return self.reading is not None or self.alone, self.verdict.score


class EncoderJudge:
    """A judge that asks the encoder where that can change the verdict, and joins both answers.

    `reader` is a pipeline with the encoder as its component, `ask` asks the same encoder about mentions in a text, `correction` is the one learned
    from decisions.
    """

    def __init__(
        self,
        reader: Language,
        settings: JointSettings,
        ask: Callable[[str, Sequence[Sequence[tuple[int, int]]]], Floats | None],
        correction: AnswerCorrection | None = None,
    ) -> None:
        self.settings = settings
        self._ask = ask
        self._correction = correction
        self._reader = reader

    def judge(self, articles: Sequence[Sequence[Section]]) -> list[list[JointVerdict]]:
        """Return the sections of each article, with the lexical judge's verdicts, judged by both, in order."""
        chosen = [(number, at) for number, sections in enumerate(articles) for at in self._asked(sections)]
        texts = (articles[number][at][0] for number, at in chosen)
        readings = {place: doc._.encoded for place, doc in zip(chosen, self._reader.pipe(texts), strict=True)}
        return [
            [
                self._judged(text, verdict, readings[number, at]) if (number, at) in readings else JointVerdict(self._dismissed(verdict))
                for at, (text, verdict) in enumerate(sections)
            ]
            for number, sections in enumerate(articles)
        ]

    def _judged(self, text: str, verdict: Verdict, reading: EncoderReading | None) -> JointVerdict:
        if reading is None:
            return JointVerdict(verdict, alone=True)
        corrected = self._correction.corrected(reading) if self._correction else reading
        answers = join_verdicts(verdict, corrected, self.settings)
        if len(text) >= _LONG and verdict.evidence and verdict.evidence[0].weight >= _OUTRIGHT:
            answers = replace(answers, telling=max(answers.telling, self.settings.threshold))
        doubt = round(disagreement(verdict, corrected, self.settings), 4)
        return replace(self._joined(verdict, answers, reading), disagreement=doubt, ask=partial(self._ask, text))

    def _asked(self, sections: Sequence[Section]) -> list[int]:
        """Return the numbers of the sections whose verdict the encoder can change; of many, those that the lexical judge finds likeliest."""
        odds = [lexical_odds(verdict, self.settings) for _, verdict in sections]
        likely = [at for at, lexical in enumerate(odds) if lexical >= self.settings.door and self._like_an_incident(sections[at][1])]
        return sorted(likely, key=lambda at: -odds[at])[:_MOST_SECTIONS]

    def _like_an_incident(self, verdict: Verdict) -> bool:
        return verdict.chances is not None or verdict.likeness >= self.settings.likeness

    def _joined(self, verdict: Verdict, answers: JointAnswers, reading: EncoderReading) -> JointVerdict:
        likely = answers.telling >= self.settings.threshold / 2
        joined = replace(
            verdict,
            score=round(answers.telling, 4),
            label=label_of(answers, self.settings),
            categories=categories_of(answers, verdict, self.settings) if likely else (),
            actor=max(answers.actors, key=lambda answer: answers.actors[answer]),
            outcome=max(answers.outcomes, key=lambda answer: answers.outcomes[answer]),
        )
        return JointVerdict(joined, answers, reading)

    def _dismissed(self, verdict: Verdict) -> Verdict:
        """Return the verdict on a section that is not sent to the encoder: never flagged by itself."""
        label = ScreeningLabel.REPORT if verdict.label is ScreeningLabel.REPORT else ScreeningLabel.NONE
        return replace(verdict, score=min(verdict.score, round(self.settings.threshold / 2, 4)), label=label, categories=())


# The reasons where both judges read: the encoder's act, victim and reason, and acts that only the lexica show.

# Least chance of a word in a run, and most words of a run that is shown.
_LEAST, _LONGEST = 0.4, 14
# Least letters of a meaningful word.
_TELLING = 4
# Where an incident is reported and neither judge is sure of any act, the nearest words: their least share of the strongest mark, and their least
# chance.
_SHARE, _FAINT = 0.3, 0.05
_MOST_ACTS, _MOST_WHO = 2, 1
_ACT = TAGS.index(ACT)


@dataclass(frozen=True)
class TaggedRun:
    """Words from first to last (excluded) of one sentence with a tag, and its chance."""

    first: int
    last: int
    sure: float


def explain(marks: Matches, judged: JointVerdict) -> list[ExplanationSpan]:
    """Return at most five pieces of the text, in reading order.

    Where the encoder marks no act, those that the lexica show. An incident always has at least one.
    """
    explanation = find_explanation(marks, judged.verdict)
    if judged.reading is None:
        return explanation
    because = [span for span in explanation if span.role == BECAUSE]
    acts = [_apart(run, because) for run in tagged_runs(marks.words, judged.reading, ACT)[:_MOST_ACTS]]
    if not acts and not explanation and judged.verdict.label in (ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP):
        acts = _faint_acts(marks.words, judged.reading)
    if not acts:
        return explanation
    read = [ExplanationSpan(run.first, run.last, ACT, _code(run, explanation, judged)) for run in acts]
    for role, most in ((WHO, _MOST_WHO), (BECAUSE, 1)):
        near = sorted(tagged_runs(marks.words, judged.reading, role), key=lambda run: (-round(run.sure, 1), _far(run, acts)))
        read += [_whole(ExplanationSpan(run.first, run.last, role, role), because) for run in near[:most]]
    return chosen_spans([*read, *explanation])


def _whole(span: ExplanationSpan, because: list[ExplanationSpan]) -> ExplanationSpan:
    """Return a reason with the words for it that the lexica find there: за репортаж, and not репортаж alone."""
    both = [span, *(reason for reason in because if span.role == BECAUSE and reason.first < span.last and span.first < reason.last)]
    return replace(span, first=min(reason.first for reason in both), last=max(reason.last for reason in both))


def _apart(run: TaggedRun, because: list[ExplanationSpan]) -> TaggedRun:
    """Return a run without the reason that the lexica find in it: the longer part of what remains before and after it."""
    for span in because:
        if run.first < span.last and span.first < run.last:
            before, behind = (run.first, min(span.first, run.last)), (max(span.last, run.first), run.last)
            first, last = max(before, behind, key=lambda part: part[1] - part[0])
            if first < last:
                return TaggedRun(first, last, run.sure)
    return run


def tagged_runs(words: ArticleWords, reading: EncoderReading, tag: str, least: float = _LEAST) -> list[TaggedRun]:
    """Return the words with at least this chance of a tag, in runs within sentences, the surest first."""
    return sorted(_runs(words, reading, TAGS.index(tag), least), key=lambda run: (-run.sure, run.first))


def _faint_acts(words: ArticleWords, reading: EncoderReading) -> list[TaggedRun]:
    strongest = max(reading.tagged_each(words.starts, words.ends)[:, _ACT].tolist(), default=0.0)
    return tagged_runs(words, reading, ACT, max(_FAINT, strongest * _SHARE))[:_MOST_ACTS]


def _runs(words: ArticleWords, reading: EncoderReading, tag: int, least: float) -> Iterator[TaggedRun]:
    tagged: list[float] = reading.tagged_each(words.starts, words.ends)[:, tag].tolist()
    for first, last in words.sentences:
        at = first
        while at < last:
            sure: list[float] = []
            while at < last and len(sure) < _LONGEST and tagged[at] >= least:
                sure.append(tagged[at])
                at += 1
            # A preposition between two runs shows nothing.
            if any(len(form) >= _TELLING for form in words.forms[at - len(sure) : at]):
                yield TaggedRun(at - len(sure), at, sum(sure) / len(sure))
            elif sure:
                continue
            else:
                at += 1


def _code(run: TaggedRun, explanation_spans: list[ExplanationSpan], judged: JointVerdict) -> str:
    """Return the category of an act: that of the lexica's word in it, else the likeliest of the article."""
    inside = [reason.cue for reason in explanation_spans if reason.role == ACT and reason.first < run.last and run.first < reason.last]
    return inside[0] if inside else judged.verdict.categories[0][0].value if judged.verdict.categories else ACT


def _far(run: TaggedRun, acts: list[TaggedRun]) -> int:
    return min(abs(run.first - act.first) for act in acts)


# The one or two sentences of an article that say what happened, proposed as a summary.

_SUMMARY_ACT, _WHO, _VICTIM = TAGS.index("act"), TAGS.index("who"), TAGS.index("victim")
_WHEN, _WHERE = TAGS.index("when"), TAGS.index("where")
# Weights of a sentence: the act, then victim, day and place.
_COUNTS = {_SUMMARY_ACT: 1.0, _WHO: 0.5, _VICTIM: 0.4, _WHEN: 0.2, _WHERE: 0.2}
_LEAST_ACT, _TOLD = 0.3, 0.5
# Least words of a meaningful sentence, and most of a summary.
_SHORTEST, _LONGEST_SUMMARY = 4, 60
# Factor for the title, which says what happened, but seldom when, where and to whom.
_TITLE = 0.7
# Sentences further from the one with the act are about something else.
_NEAR = 2


def summary_sentences(words: ArticleWords, judged: JointVerdict, *, titled: bool) -> list[int]:
    """Return the numbers of the sentences, in reading order; none where the encoder marks no act.

    `titled`: the first one is the title.
    """
    reading = judged.reading
    if reading is None:
        return []
    tags = [reading.most(words.starts[first], words.ends[last - 1]) for first, last in words.sentences]
    fit = [number for number, (first, last) in enumerate(words.sentences) if _SHORTEST <= last - first <= _LONGEST_SUMMARY]
    acts = [number for number in fit if tags[number][_SUMMARY_ACT] >= _LEAST_ACT]
    if not acts:
        return []

    def worth(number: int) -> float:
        return sum(share * float(tags[number][tag]) for tag, share in _COUNTS.items()) * (_TITLE if titled and not number else 1.0)

    def adds(number: int) -> int:
        """Return how much of victim, day and place it adds to the best sentence."""
        return sum(bool(tags[number][tag] >= _TOLD > tags[best][tag]) for tag in _COUNTS)

    best = max(acts, key=lambda number: (worth(number), -number))
    # Day and place alone may be those of something else.
    candidates = [number for number in fit if max(float(tags[number][tag]) for tag in (_SUMMARY_ACT, _WHO, _VICTIM)) >= _TOLD]
    near = [number for number in candidates if number != best and abs(number - best) <= _NEAR and not (titled and not number)]
    second = max(near, key=lambda number: (adds(number), worth(number)), default=best)
    return sorted({best, second} if second != best and adds(second) else {best})


# What the encoder adds to the fields of a screening.

_DAY_FIELDS = TAGS.index("when")
# The strength of tags differs between texts: one this much weaker than the strongest of the article has even odds.
_HALF_AS_SURE = 0.1


def event_day_likelihood(words: ArticleWords, judged: JointVerdict) -> Callable[[int, int], float] | None:
    """Return a function for the encoder's likelihood that words first to last (excluded) are the day of the event.

    It is relative to the others of the article. None where the encoder was not asked.
    """
    reading = judged.reading
    if reading is None or not words.forms:
        return None
    by_word = reading.tagged_each(words.starts, words.ends)[:, _DAY_FIELDS].tolist()
    most = max(by_word)
    return lambda first, last: (sure := max(by_word[first:last], default=0.0)) / (sure + most * _HALF_AS_SURE + 1e-6)

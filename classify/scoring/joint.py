"""From what each judge says to one verdict. Pure."""

import hashlib
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from classify.encoder.correction import AnswerCorrection
from classify.encoder.readings import ACTORS, CODES, LABELS, OUTCOMES, TAGS, TRACKS, EncoderReading
from classify.matching.matches import Matches
from classify.scoring.linear import MOST_CODES
from classify.scoring.rules import ACT, BECAUSE, WHO, ExplanationSpan, Verdict, chosen_spans, find_explanation
from classify.text.words import ArticleWords
from records.vocabulary import READ_BY_MACHINE, Actor, Category, Outcome, ScreeningLabel, Track, UnsureField

# The numbers by which the two judges are heard, from one file that `classify.training.joint_fit` writes.

SHIPPED_JOINT = Path(__file__).parent / "joint.json"


class JointFault(ValueError):
    """A file that does not hold these numbers."""


@dataclass(frozen=True)
class JointSettings:
    """Log-odds add up. The chance that an article tells of an incident is that in the stream of news, where one in two hundred does."""

    encoder: float
    """What a log-odd of the encoder counts in whether an incident is told, what one of the lexical judge, and the offset."""
    lexical: float
    offset: float
    threshold: float
    """Chance from which an article is worth a monitor's look."""
    alone: float
    """Chance by the lexical judge alone from which an article is worth it whatever the encoder says, which knows little of texts of one sentence."""
    unnamed: float
    """Log-odds that stand for the lexical judge's where nothing of the press is named, so that it does not judge."""
    likeness: float
    """What the prefilter must make of such a text for the encoder to be asked: half of ordinary news that the prefilter lets in names nobody of the press."""
    door: float
    """Log-odds of the lexical judge below which the encoder is not asked: so far down it has never changed a verdict."""
    report: float
    """Chance from which what is no incident is a report of several."""
    code: float
    """Chance from which a category is given, and what the lexical judge counts in it."""
    lexical_code: float
    course: float
    """Log-odds added to those of an earlier incident: among news there are fewer follow-ups than among the texts that teach."""
    lexical_course: float
    """What the lexical judge counts in whether the incident is an earlier one, in its outcome, in the actor."""
    lexical_outcome: float
    lexical_actor: float
    unsure: float
    """An answer that is less likely than this is told to be unsure."""
    victim: Mapping[str, float]
    """What each sign of a person counts, as log-odds, in whether she is a victim (`classify.scoring.whose`). Empty: the words alone decide."""
    whose: Mapping[Track, Mapping[str, float]]
    """What each sign of an outcome counts, as log-odds, in whose it is, by track (`classify.scoring.whose`). Empty: the words alone decide."""

    @property
    def digest(self) -> str:
        """Four letters and digits by which these numbers are told from others in the name of what reads."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:4]


def load_joint(file: Path = SHIPPED_JOINT) -> JointSettings:
    """The numbers of a file. Raises JointFault for one that is none."""
    names = {field.name for field in fields(JointSettings)} - {"victim", "whose"}
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        whose = {Track(track): _by_sign(signs) for track, signs in told["whose"].items()}
        return JointSettings(**{name: float(told[name]) for name in names}, victim=_by_sign(told["victim"]), whose=whose)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise JointFault(f"{file.name}: {error}") from error


def _by_sign(told: Mapping[str, Any]) -> dict[str, float]:
    return {sign: float(odds) for sign, odds in told.items()}


_Floats = NDArray[np.float64]
Answer = TypeVar("Answer", bound=str)

# Chances nearer to 0 and 1 say no more than these.
_SUREST = 1e-4
# Weight from which a phrase that names the press itself speaks outright, and the chance that its category then has at least.
_BY_PHRASE, _GIVEN = 0.8, 0.5
# An article this likely to tell of an incident is no report, however many figures it holds.
_NO_REPORT = 0.3
_REPORT, _INCIDENT, _FOLLOWUP = (LABELS.index(label) for label in (ScreeningLabel.REPORT, ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP))
_READ = frozenset(READ_BY_MACHINE)
# How sure both must be of an outcome that no word tells, and the pieces that a text must have for that: one sentence tells what came of it in words, or not at all.
_WITHOUT_A_WORD, _ONE_SENTENCE = 0.9, 30
_NOTHING_CAME_OF_IT = {outcome: float(outcome is Outcome.NONE) for outcome in OUTCOMES}


@dataclass(frozen=True)
class JointAnswers:
    """How likely each answer is by both judges together. Outcomes, actors and tracks each sum to 1."""

    telling: float
    report: float
    followup: float
    codes: Mapping[Category, float]
    outcomes: Mapping[Outcome, float]
    tracks: Mapping[Track, float]
    actors: Mapping[Actor, float]


def lexical_odds(verdict: Verdict, settings: JointSettings) -> float:
    """What the lexical judge says of an article, as log-odds."""
    return _odds(verdict.chances["incident"]) if verdict.chances is not None else settings.unnamed


def join(verdict: Verdict, reading: EncoderReading, settings: JointSettings) -> JointAnswers:
    """The answers of both. `verdict` is the lexical judge's."""
    chances = verdict.chances or {}
    label = _chances_of(reading.of("label"))
    told = label[_INCIDENT] + label[_FOLLOWUP]
    course = settings.course + _odds(label[_FOLLOWUP] / max(told, _SUREST)) + settings.lexical_course * _lexical(chances, "followup")
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
        outcomes=_outcomes(verdict, len(reading.starts), _one_of(OUTCOMES, "outcome", reading, chances, settings.lexical_outcome)),
        tracks=dict(zip(TRACKS, map(float, _chances_of(reading.of("outcome_of"))), strict=True)),
        actors=_one_of(ACTORS, "actor", reading, chances, settings.lexical_actor),
    )


def label_of(answers: JointAnswers, settings: JointSettings) -> ScreeningLabel:
    """The label. An incident that is told outweighs the figures of a report."""
    if answers.report >= settings.report and answers.telling < _NO_REPORT:
        return ScreeningLabel.REPORT
    if answers.telling < settings.threshold:
        return ScreeningLabel.NONE
    return ScreeningLabel.FOLLOWUP if answers.followup >= 0.5 else ScreeningLabel.INCIDENT


def categories_of(answers: JointAnswers, verdict: Verdict, settings: JointSettings) -> tuple[tuple[Category, float], ...]:
    """The categories that are told, likeliest first; one always. What a phrase of the lexica says outright (статья 158, with the press in it) is given whatever the encoder says."""
    outright = {Category(act.cue.code) for act in verdict.evidence if act.cue.sure and act.weight >= _BY_PHRASE}
    chances = {code: max(chance, _GIVEN) if code in outright else chance for code, chance in answers.codes.items()}
    ranked = sorted(chances.items(), key=lambda pair: (-pair[1], pair[0].value))
    return tuple((code, round(chance, 3)) for number, (code, chance) in enumerate(ranked[:MOST_CODES]) if not number or chance >= settings.code)


def _one_of(names: tuple[Answer, ...], question: str, reading: EncoderReading, chances: Mapping[str, float], counts: float) -> dict[Answer, float]:
    told = np.asarray(reading.of(question), np.float64)
    told = told + counts * np.array([_lexical(chances, f"{question}:{name}") for name in names])
    return dict(zip(names, map(float, _chances_of(told)), strict=True))


def _outcomes(verdict: Verdict, pieces: int, both: dict[Outcome, float]) -> dict[Outcome, float]:
    """Where no word tells that anything came of it, both must be sure of it together, and the text longer than a sentence."""
    told = (
        verdict.told_before
        or pieces >= _ONE_SENTENCE
        and max(chance for outcome, chance in both.items() if outcome is not Outcome.NONE) >= _WITHOUT_A_WORD
    )
    return both if told else _NOTHING_CAME_OF_IT


def _lexical(chances: Mapping[str, float], head: str) -> float:
    """The lexical judge's log-odds; 0, which is no word for either side, where it does not say."""
    return _odds(chances[head]) if head in chances else 0.0


def _chances_of(odds: NDArray[Any]) -> _Floats:
    raised = np.exp(np.asarray(odds, np.float64) - np.max(odds))
    whole: _Floats = raised / raised.sum()
    return whole


def _odds(chance: float) -> float:
    kept = min(max(float(chance), _SUREST), 1 - _SUREST)
    return float(np.log(kept / (1 - kept)))


def _chance_of(odds: float) -> float:
    """Log-odds as a chance from 0 to 1."""
    return float(1 / (1 + np.exp(-min(max(odds, -60.0), 60.0))))


# How far the two judges are apart. Pure.

# What the encoder is heard at least in the mean of both, so that its own word can be told from the joint one.
_LEAST_HEARD = 0.1


def disagreement(verdict: Verdict, reading: EncoderReading, settings: JointSettings) -> float:
    """How far apart the chances are that each judge gives by itself for an article to tell of an incident, from 0 to 1. `verdict` is the lexical judge's.

    In chances and not in log-odds: one in ten thousand against one in a million is far apart as odds, and yet both say the same. Both are chances in the
    stream of news. The lexical judge's is one as it stands. The encoder's log-odds are brought there by the numbers with which both are heard: what both say
    together (encoder · E + lexical · L + offset) is the mean of L and of (encoder · E + offset) / (1 - lexical), weighted by what the lexical judge counts.
    So the latter is what the encoder says on the scale of L: where L is the same, both together say neither more nor less than each.
    """
    encoder = (settings.encoder * reading.telling + settings.offset) / max(1 - settings.lexical, _LEAST_HEARD)
    return abs(_chance_of(encoder) - _chance_of(lexical_odds(verdict, settings)))


# A section of an article as it was judged, by one judge or by both.

# Sections of one article that the encoder reads: 36,000 characters.
_MOST_SECTIONS = 6
# A sentence of this weight says outright that the press was harmed. In a section of so many characters it drowns in what stands around it, for both judges.
_OUTRIGHT, _LONG = 0.9, 3_000


# The text of a section, and what the lexical judge says of it.
Section = tuple[str, Verdict]


@dataclass(frozen=True)
class Judged:
    """The verdict; where the encoder was asked too, the answers of both together and what the encoder alone read, without what decisions taught."""

    verdict: Verdict
    answers: JointAnswers | None = None
    reading: EncoderReading | None = None
    alone: bool = False
    """The encoder was asked and failed, so that the lexical judge's verdict stands."""
    disagreement: float | None = None
    """How far the judges are apart (`classify.scoring.joint`); None where not both were asked."""

    @property
    def rank(self) -> tuple[bool, float]:
        """Which section of an article speaks for it: one that both read before one that only the lexical judge did, since their scores are not alike."""
        return self.reading is not None or self.alone, self.verdict.score


class SecondJudge:
    """Asks the encoder where that can change the verdict, and joins what both say. `reader` is a pipeline with the encoder as its component, `correction` what decisions
    taught beside it."""

    def __init__(self, reader: Language, settings: JointSettings, correction: AnswerCorrection | None = None) -> None:
        self.settings = settings
        self._correction = correction
        self._reader = reader

    def judge(self, articles: Sequence[Sequence[Section]]) -> list[list[Judged]]:
        """The sections of each article, with the lexical judge's verdicts, judged by both; in their order."""
        asked = [(number, at) for number, sections in enumerate(articles) for at in self._asked(sections)]
        texts = (articles[number][at][0] for number, at in asked)
        readings = {place: doc._.encoded for place, doc in zip(asked, self._reader.pipe(texts), strict=True)}
        return [
            [
                self._judged(text, verdict, readings[number, at]) if (number, at) in readings else Judged(self._dismissed(verdict))
                for at, (text, verdict) in enumerate(sections)
            ]
            for number, sections in enumerate(articles)
        ]

    def _judged(self, text: str, verdict: Verdict, reading: EncoderReading | None) -> Judged:
        if reading is None:
            return Judged(verdict, alone=True)
        heard = self._correction.corrected(reading) if self._correction else reading
        answers = join(verdict, heard, self.settings)
        if len(text) >= _LONG and verdict.evidence and verdict.evidence[0].weight >= _OUTRIGHT:
            answers = replace(answers, telling=max(answers.telling, self.settings.threshold))
        return replace(self._joined(verdict, answers, reading), disagreement=round(disagreement(verdict, heard, self.settings), 4))

    def _asked(self, sections: Sequence[Section]) -> list[int]:
        """The numbers of the sections whose verdict the encoder can change: of a page of a hundred, those that the lexical judge finds likeliest."""
        odds = [lexical_odds(verdict, self.settings) for _, verdict in sections]
        likely = [at for at, one in enumerate(odds) if one >= self.settings.door and self._like_an_incident(sections[at][1])]
        return sorted(likely, key=lambda at: -odds[at])[:_MOST_SECTIONS]

    def _like_an_incident(self, verdict: Verdict) -> bool:
        return verdict.chances is not None or verdict.likeness >= self.settings.likeness

    def _joined(self, verdict: Verdict, answers: JointAnswers, reading: EncoderReading) -> Judged:
        likely = answers.telling >= self.settings.threshold / 2
        joined = replace(
            verdict,
            score=round(answers.telling, 4),
            label=label_of(answers, self.settings),
            categories=categories_of(answers, verdict, self.settings) if likely else (),
            actor=max(answers.actors, key=lambda one: answers.actors[one]),
            outcome=max(answers.outcomes, key=lambda one: answers.outcomes[one]),
        )
        return Judged(joined, answers, reading)

    def _dismissed(self, verdict: Verdict) -> Verdict:
        """The verdict on what the lexical judge finds unlikely, or less likely than six other sections of the article: never worth a look by itself."""
        label = ScreeningLabel.REPORT if verdict.label is ScreeningLabel.REPORT else ScreeningLabel.NONE
        return replace(verdict, score=min(verdict.score, round(self.settings.threshold / 2, 4)), label=label, categories=())


# The reasons where both judges read: what the encoder takes for the act, for whoever was hit, for the reason; and acts that only the words of the lexica show.

# From where a word belongs to a run, and the words of the longest one that is shown.
_LEAST, _LONGEST = 0.4, 14
# Letters of a word that says anything.
_TELLING = 4
# Where an incident is told and neither judge is sure of any act, the words that come nearest: so much of the strongest mark, and no weaker than this.
_SHARE, _FAINT = 0.3, 0.05
_MOST_ACTS, _MOST_WHO = 2, 1
_ACT = TAGS.index(ACT)


@dataclass(frozen=True)
class TaggedRun:
    """Words from first to last (excluded) of one sentence that bear a tag, and how surely."""

    first: int
    last: int
    sure: float


def explain(marks: Matches, judged: Judged) -> list[ExplanationSpan]:
    """At most five pieces of the text, in reading order. Where the encoder marks no act, those that the lexica show. An incident never stands without any."""
    found = find_explanation(marks, judged.verdict)
    if judged.reading is None:
        return found
    because = [span for span in found if span.role == BECAUSE]
    acts = [_apart(run, because) for run in tagged_runs(marks.words, judged.reading, ACT)[:_MOST_ACTS]]
    if not acts and not found and judged.verdict.label in (ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP):
        acts = _faint_acts(marks.words, judged.reading)
    if not acts:
        return found
    read = [ExplanationSpan(run.first, run.last, ACT, _code(run, found, judged)) for run in acts]
    for role, most in ((WHO, _MOST_WHO), (BECAUSE, 1)):
        near = sorted(tagged_runs(marks.words, judged.reading, role), key=lambda run: (-round(run.sure, 1), _far(run, acts)))
        read += [_whole(ExplanationSpan(run.first, run.last, role, role), because) for run in near[:most]]
    return chosen_spans([*read, *found])


def _whole(span: ExplanationSpan, because: list[ExplanationSpan]) -> ExplanationSpan:
    """A reason with the words for it that the lexica find where it stands: за репортаж, and not репортаж alone."""
    both = [span, *(one for one in because if span.role == BECAUSE and one.first < span.last and span.first < one.last)]
    return replace(span, first=min(one.first for one in both), last=max(one.last for one in both))


def _apart(run: TaggedRun, because: list[ExplanationSpan]) -> TaggedRun:
    """A run without the reason that the lexica find in it: of what is left before and behind, the longer part."""
    for span in because:
        if run.first < span.last and span.first < run.last:
            before, behind = (run.first, min(span.first, run.last)), (max(span.last, run.first), run.last)
            first, last = max(before, behind, key=lambda part: part[1] - part[0])
            if first < last:
                return TaggedRun(first, last, run.sure)
    return run


def tagged_runs(words: ArticleWords, reading: EncoderReading, tag: str, least: float = _LEAST) -> list[TaggedRun]:
    """The words that bear a tag at least so surely, in runs within sentences, the surest first."""
    return sorted(_runs(words, reading, TAGS.index(tag), least), key=lambda run: (-run.sure, run.first))


def _faint_acts(words: ArticleWords, reading: EncoderReading) -> list[TaggedRun]:
    strongest = max(reading.tagged_each(words.starts, words.ends)[:, _ACT].tolist(), default=0.0)
    return tagged_runs(words, reading, ACT, max(_FAINT, strongest * _SHARE))[:_MOST_ACTS]


def _runs(words: ArticleWords, reading: EncoderReading, tag: int, least: float) -> Iterator[TaggedRun]:
    each: list[float] = reading.tagged_each(words.starts, words.ends)[:, tag].tolist()
    for first, last in words.sentences:
        at = first
        while at < last:
            sure: list[float] = []
            while at < last and len(sure) < _LONGEST and each[at] >= least:
                sure.append(each[at])
                at += 1
            # A preposition that stands between two runs shows nothing.
            if any(len(form) >= _TELLING for form in words.forms[at - len(sure) : at]):
                yield TaggedRun(at - len(sure), at, sum(sure) / len(sure))
            elif sure:
                continue
            else:
                at += 1


def _code(run: TaggedRun, found: list[ExplanationSpan], judged: Judged) -> str:
    """The category of an act: that of the lexica's word in it, else the likeliest of the article."""
    inside = [one.cue for one in found if one.role == ACT and one.first < run.last and run.first < one.last]
    return inside[0] if inside else judged.verdict.categories[0][0].value if judged.verdict.categories else ACT


def _far(run: TaggedRun, acts: list[TaggedRun]) -> int:
    return min(abs(run.first - act.first) for act in acts)


# The one or two sentences of an article that say what happened, proposed as a summary.

_SUMMARY_ACT, _WHO, _VICTIM = TAGS.index("act"), TAGS.index("who"), TAGS.index("victim")
_WHEN, _WHERE = TAGS.index("when"), TAGS.index("where")
# A sentence says what happened if it tells the act; that it says to whom, when and where makes it the better one.
_COUNTS = {_SUMMARY_ACT: 1.0, _WHO: 0.5, _VICTIM: 0.4, _WHEN: 0.2, _WHERE: 0.2}
_LEAST_ACT, _TOLD = 0.3, 0.5
# Words of a sentence that says anything, and of the longest that is a summary.
_SHORTEST, _LONGEST_SUMMARY = 4, 60
# The title says what happened, but seldom when, where and to whom.
_TITLE = 0.7
# Sentences further from the one that tells the act are of something else.
_NEAR = 2


def summary_sentences(words: ArticleWords, judged: Judged, *, titled: bool) -> list[int]:
    """The sentences, in reading order; none where the encoder marks no act. `titled`: the first one is the title."""
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
        """How much of whom, when and where it tells that the best sentence does not."""
        return sum(bool(tags[number][tag] >= _TOLD > tags[best][tag]) for tag in _COUNTS)

    best = max(acts, key=lambda number: (worth(number), -number))
    # Day and place alone may be those of something else.
    told = [number for number in fit if max(float(tags[number][tag]) for tag in (_SUMMARY_ACT, _WHO, _VICTIM)) >= _TOLD]
    near = [number for number in told if number != best and abs(number - best) <= _NEAR and not (titled and not number)]
    second = max(near, key=lambda number: (adds(number), worth(number)), default=best)
    return sorted({best, second} if second != best and adds(second) else {best})


# What the encoder adds to the fields of a screening.

_DAY_FIELDS = TAGS.index("when")
# A tag this much weaker than the strongest of the article is as likely as not: how strong tags are differs from text to text.
_HALF_AS_SURE = 0.1


def told_day(words: ArticleWords, judged: Judged) -> Callable[[int, int], float] | None:
    """How likely the encoder holds words from first to last (excluded) for the day of the event, beside the others of the article; None where it was not asked."""
    reading = judged.reading
    if reading is None or not words.forms:
        return None
    each = reading.tagged_each(words.starts, words.ends)[:, _DAY_FIELDS].tolist()
    most = max(each)
    return lambda first, last: (sure := max(each[first:last], default=0.0)) / (sure + most * _HALF_AS_SURE + 1e-6)


# Of which fields the judges are unsure together, so that whoever decides looks there first.

# A category whose log-odds are this near to those from which it is given might as well not be given, or be.
_NEAR_THRESHOLD = 0.7


def doubts(answers: JointAnswers, settings: JointSettings) -> Iterator[UnsureField]:
    """The fields whose answer is not much likelier than another."""
    sure = settings.unsure
    if max(answers.followup, 1 - answers.followup) < sure:
        yield UnsureField.LABEL
    if any(abs(_odds_of_doubt(chance) - _odds_of_doubt(settings.code)) < _NEAR_THRESHOLD for chance in answers.codes.values()):
        yield UnsureField.CATEGORIES
    for field, chances in ((UnsureField.ACTOR, answers.actors), (UnsureField.OUTCOME, answers.outcomes)):
        if max(chances.values()) < sure:
            yield field
    if max(answers.outcomes, key=lambda one: answers.outcomes[one]) is not Outcome.NONE and max(answers.tracks.values()) < sure:
        yield UnsureField.OUTCOME_OF


def _odds_of_doubt(chance: float) -> float:
    return math.log(max(chance, 1e-6) / max(1 - chance, 1e-6))

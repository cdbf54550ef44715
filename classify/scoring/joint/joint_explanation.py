"""The reasons where both judges read: what the encoder takes for the act, for whoever was hit, for the reason; and acts that only the words of the lexica show."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from classify.encoder.encoder_reading import EncoderReading
from classify.encoder.questions import TAGS
from classify.matching.matches import Matches
from classify.scoring.explanation import ACT, BECAUSE, WHO, ExplanationSpan, chosen_spans, find_explanation
from classify.scoring.joint.judged import Judged
from classify.text.words import ArticleWords
from records.vocabulary import ScreeningLabel

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

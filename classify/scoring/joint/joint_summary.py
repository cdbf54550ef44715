"""The one or two sentences of an article that say what happened, proposed as a summary."""

from classify.encoder.questions import TAGS
from classify.scoring.joint.judged import Judged
from classify.text.words import ArticleWords

_ACT, _WHO, _VICTIM = TAGS.index("act"), TAGS.index("who"), TAGS.index("victim")
_WHEN, _WHERE = TAGS.index("when"), TAGS.index("where")
# A sentence says what happened if it tells the act; that it says to whom, when and where makes it the better one.
_COUNTS = {_ACT: 1.0, _WHO: 0.5, _VICTIM: 0.4, _WHEN: 0.2, _WHERE: 0.2}
_LEAST_ACT, _TOLD = 0.3, 0.5
# Words of a sentence that says anything, and of the longest that is a summary.
_SHORTEST, _LONGEST = 4, 60
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
    fit = [number for number, (first, last) in enumerate(words.sentences) if _SHORTEST <= last - first <= _LONGEST]
    acts = [number for number in fit if tags[number][_ACT] >= _LEAST_ACT]
    if not acts:
        return []

    def worth(number: int) -> float:
        return sum(share * float(tags[number][tag]) for tag, share in _COUNTS.items()) * (_TITLE if titled and not number else 1.0)

    def adds(number: int) -> int:
        """How much of whom, when and where it tells that the best sentence does not."""
        return sum(bool(tags[number][tag] >= _TOLD > tags[best][tag]) for tag in _COUNTS)

    best = max(acts, key=lambda number: (worth(number), -number))
    # Day and place alone may be those of something else.
    told = [number for number in fit if max(float(tags[number][tag]) for tag in (_ACT, _WHO, _VICTIM)) >= _TOLD]
    near = [number for number in told if number != best and abs(number - best) <= _NEAR and not (titled and not number)]
    second = max(near, key=lambda number: (adds(number), worth(number)), default=best)
    return sorted({best, second} if second != best and adds(second) else {best})

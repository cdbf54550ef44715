"""What the encoder adds to the fields of a screening."""

from collections.abc import Callable

from classify.encoder.questions import TAGS
from classify.scoring.joint.judged import Judged
from classify.text.words import ArticleWords
from records.vocabulary import Outcome, Track

_WHEN = TAGS.index("when")
# A tag this much weaker than the strongest of the article is as likely as not: how strong tags are differs from text to text.
_HALF_AS_SURE = 0.1
# How sure the encoder must be that an outcome is the journalist's own where the words of the article do not say. That it is the perpetrator's only words can say: wrongly
# said, a journalist's own sentence is counted as justice.
_SURE = 0.9


def told_day(words: ArticleWords, judged: Judged) -> Callable[[int, int], float] | None:
    """How likely the encoder holds words from first to last (excluded) for the day of the event, beside the others of the article; None where it was not asked."""
    reading = judged.reading
    if reading is None or not words.forms:
        return None
    each = [float(reading.tagged(start, end)[_WHEN]) for start, end in zip(words.starts, words.ends, strict=True)]
    most = max(each)
    return lambda first, last: (sure := max(each[first:last], default=0.0)) / (sure + most * _HALF_AS_SURE + 1e-6)


def whose(judged: Judged, outcome: Outcome, by_words: Track | None) -> Track | None:
    """Whose outcome it is: by the words of the article, else the journalist's where the encoder is sure of that; None where neither says."""
    if by_words is not None or judged.answers is None or outcome is Outcome.NONE:
        return by_words
    return Track.JOURNALIST if judged.answers.tracks[Track.JOURNALIST] >= _SURE else None

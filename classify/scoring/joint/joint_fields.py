"""What the encoder adds to the fields of a screening."""

from collections.abc import Callable

from classify.encoder.questions import TAGS
from classify.scoring.joint.judged import Judged
from classify.text.words import ArticleWords
from records.vocabulary import ActKind, Outcome, Track, codes_where

_WHEN = TAGS.index("when")
# A tag this much weaker than the strongest of the article is as likely as not: how strong tags are differs from text to text.
_HALF_AS_SURE = 0.1
# How sure the encoder must be that an outcome is the journalist's own where the words of the article do not say, and where they say that it is the perpetrator's. That it is
# the perpetrator's only words can say: the encoder knows it more often, and calls one in three outcomes of other people the perpetrator's, which is counted as justice.
_SURE, _AGAINST_WORDS = 0.9, 0.98
# Who was kept from work or dismissed goes to court herself, and its answer is on what was done to her.
_SUED_BY_THE_PRESS = codes_where(lambda facts: facts.kind is ActKind.WORK)


def told_day(words: ArticleWords, judged: Judged) -> Callable[[int, int], float] | None:
    """How likely the encoder holds words from first to last (excluded) for the day of the event, beside the others of the article; None where it was not asked."""
    reading = judged.reading
    if reading is None or not words.forms:
        return None
    each = [float(reading.tagged(start, end)[_WHEN]) for start, end in zip(words.starts, words.ends, strict=True)]
    most = max(each)
    return lambda first, last: (sure := max(each[first:last], default=0.0)) / (sure + most * _HALF_AS_SURE + 1e-6)


def whose(judged: Judged, outcome: Outcome, by_words: Track | None) -> Track | None:
    """Whose outcome it is: by the words of the article, unless the encoder is sure that what they hold for the perpetrator's is the journalist's; where they say nothing, the
    journalist's if the encoder is sure of that. None where neither says."""
    if judged.answers is None or outcome is Outcome.NONE:
        return by_words
    chances, codes = judged.answers.tracks, [code for code, _ in judged.verdict.categories]
    if by_words is Track.PERPETRATOR and chances[Track.JOURNALIST] >= _AGAINST_WORDS:
        return None
    if by_words is not None:
        return by_words
    return Track.JOURNALIST if chances[Track.JOURNALIST] >= _SURE and _SUED_BY_THE_PRESS.isdisjoint(codes[:1]) else None

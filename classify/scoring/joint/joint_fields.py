"""What the encoder adds to the fields of a screening."""

from collections.abc import Callable

from classify.encoder.questions import TAGS
from classify.scoring.joint.judged import Judged
from classify.text.words import ArticleWords

_WHEN = TAGS.index("when")
# A tag this much weaker than the strongest of the article is as likely as not: how strong tags are differs from text to text.
_HALF_AS_SURE = 0.1


def told_day(words: ArticleWords, judged: Judged) -> Callable[[int, int], float] | None:
    """How likely the encoder holds words from first to last (excluded) for the day of the event, beside the others of the article; None where it was not asked."""
    reading = judged.reading
    if reading is None or not words.forms:
        return None
    each = reading.tagged_each(words.starts, words.ends)[:, _WHEN].tolist()
    most = max(each)
    return lambda first, last: (sure := max(each[first:last], default=0.0)) / (sure + most * _HALF_AS_SURE + 1e-6)

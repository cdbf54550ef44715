"""What speaks for and against a date being the day of the event: where it stands, what is told beside it, how it is told, how old it is."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from classify.matching.dates.date_values import DateExpression, DaySpan
from classify.matching.lexicon import Hit
from classify.matching.matches import Matches
from records.vocabulary import DatePrecision

# How far from a date a word may stand that says of what the date is.
_BESIDE = 5
_MOST_WEIGHT = 1.5
_LEAD = 5
_FRESH, _OLD = 3, 366
# A month or a year is as old as its first days, less what may have passed of it.
_SLACK = 15
_UNKNOWN_AGE = 30
# Up to and from a day: deadlines and terms.
_UNTIL_BEFORE, _UNTIL_AFTER = frozenset({"до", "until", "till", "through", "by"}), frozenset({"дейін", "дейин", "шейін"})
_SINCE_BEFORE, _SINCE_AFTER = frozenset({"с", "со", "since", "from"}), frozenset({"бері", "бастап", "бери"})
# Signs that weigh otherwise in news of an earlier event: there the fresh date is the court's.
_OTHERWISE = ("day", "age", "fresh", "lead", "weekday", "latest", "earliest", "year told", "beside report", "reminder")

Signs = dict[str, float]


@dataclass
class SignReader:
    """Reads the signs of the dates of one text."""

    marks: Matches
    found: Sequence[DateExpression]
    weights: Mapping[int, float]
    published: date | None
    followup: bool
    _dated: dict[int, list[Hit]] = field(init=False)
    _told: Counter[DaySpan] = field(init=False)
    _days: list[date] = field(init=False)
    _in_sentence: Counter[int] = field(init=False)
    _most: float = field(init=False)

    def __post_init__(self) -> None:
        sentence_of = self.marks.words.sentence_of
        self._dated = defaultdict(list)
        for hit in self.marks.of("dated"):
            self._dated[sentence_of(hit.start)].append(hit)
        self._told = Counter(one.span for one in self.found)
        self._days = [one.span.first for one in self.found if one.span.precision is DatePrecision.DAY] or [date.min]
        self._in_sentence = Counter(sentence_of(one.start) for one in self.found)
        self._most = max(self.weights.values(), default=0.0)

    def signs(self, one: DateExpression) -> Signs:
        """The signs of one date. What is not named is 0."""
        signs = {**self._of_place(one), **self._of_days(one), **self._of_words(one)}
        if self.followup:
            signs |= {f"later {name}": signs[name] for name in _OTHERWISE if name in signs}
        return signs

    def _of_place(self, one: DateExpression) -> Signs:
        sentence = self.marks.words.sentence_of(one.start)
        return {
            "weight": min(self.weights.get(sentence, 0.0), _MOST_WEIGHT),
            "after act": float(self._most > 0 and self.weights.get(sentence - 1, 0.0) == self._most),
            "lead": float(sentence <= _LEAD),
            "place": one.start / len(self.marks.words.forms),
            "beside others": float(self._in_sentence[sentence] > 1),
        }

    def _of_days(self, one: DateExpression) -> Signs:
        day = one.span.precision is DatePrecision.DAY
        age = (self.published - one.span.first).days if self.published else _UNKNOWN_AGE
        age = age if day else max(0, age - _SLACK)
        return {
            one.span.precision.value: 1.0,
            one.form.value: 1.0,
            "year told": float(one.has_year),
            "age": math.log1p(max(age, 0)),
            "fresh": float(age <= _FRESH),
            "old": float(age > _OLD),
            "latest": float(day and one.span.first == max(self._days)),
            "earliest": float(day and one.span.first == min(self._days)),
            "again": float(self._told[one.span] > 1),
        }

    def _of_words(self, one: DateExpression) -> Signs:
        words, signs = self.marks.words, Signs()
        before = words.forms[one.start - 1] if one.start else ""
        after = words.forms[one.end] if one.end < len(words.forms) else ""
        signs["until"] = float(before in _UNTIL_BEFORE or after in _UNTIL_AFTER)
        signs["since"] = float(before in _SINCE_BEFORE or after in _SINCE_AFTER)
        for hit in self._dated[words.sentence_of(one.start)]:
            if max(hit.start - one.end, one.start - hit.end) <= _BESIDE:
                signs[f"beside {hit.phrase.code}"] = 1.0
            if hit.phrase.code == "earlier":
                signs["reminder"] = 1.0
        return signs

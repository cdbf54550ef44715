"""What the pieces of a date are, and the text in which they are looked for."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from classify.matching.dates.date_numerals import Numeral, NumeralReader, hyphens
from classify.matching.matches import Matches, quoted_words
from classify.text.alphabets import fold_cyrillic

YEAR = re.compile(r"((?:19|20)\d\d)(?:-?(г|ж|го|м|й|ый|ом|ші|шы|жилги|жили|жилдин|жил|году|года))?")
YEAR_WORD = re.compile(r"г|гг|год\w{0,3}|ж|жж|жыл\w{0,5}|жил\w{0,5}")
# Day numbers stand alone with these behind them: 25-го числа, 25 күні.
DAY_WORD = re.compile(r"числ\w{1,2}|куни|кунги")
# English prepositions and the like, before a month or season that is another word too (may, march, fall).
MONTH_BEFORE = frozenset({"in", "since", "last", "this", "early", "late", "mid", "until", "of", "from", "by", "through", "next"})
_LONGEST_MONTH = 31


class AtomKind(StrEnum):
    """What a piece tells."""

    FULL = "full"  # year, month and day
    MONTH_DAY = "month and day"
    MONTH = "month"
    DAY = "day"  # of a month that is not told
    YEAR = "year"
    SHIFTED_YEAR = "shifted year"  # last year
    SAME_YEAR = "same year"
    SEASON = "season"
    WEEKDAY = "weekday"
    NEAR = "near"  # yesterday
    PERIOD = "period"  # last week
    AGO = "ago"  # two days ago
    LATER = "later"  # two days later
    REFER = "refer"  # on the same day


@dataclass(slots=True)
class DateAtom:
    """A piece of a date, words start to end (exclusive). `modifier`: last, this or next, where it says so."""

    start: int
    end: int
    kind: AtomKind
    year: int = 0
    month: int = 0
    day: int = 0
    count: int = 0
    unit: str = ""
    modifier: str = ""
    second_day: int = 0


@dataclass
class DateText:
    """A text as dates are read in it: its words folded, its numbers, and what makes a date the last, this or the next one."""

    marks: Matches
    forms: list[str] = field(init=False)
    hyphened: list[bool] = field(init=False)
    numbers: NumeralReader = field(init=False)
    modifiers: dict[int, str] = field(init=False)
    quoted: set[int] = field(init=False)

    def __post_init__(self) -> None:
        words = self.marks.words
        self.forms = [fold_cyrillic(form) for form in words.forms]
        self.hyphened = hyphens(words.text, words.starts, words.ends)
        self.numbers = NumeralReader(self.forms, self.hyphened, self.marks.lang or "ru")
        self.quoted = quoted_words(words)
        self.modifiers = {hit.end: hit.phrase.code for hit in self.marks.of("shift") if hit.phrase.code in ("last", "this", "next")}

    def sentence(self, word: int) -> tuple[int, int]:
        """The first word of this word's sentence, and the word after its last."""
        words = self.marks.words
        number = words.sentence_of(word)
        return words.sentences[number] if number < len(words.sentences) else (word, word + 1)

    def is_day(self, number: Numeral) -> bool:
        """Whether a number may be the day of a month."""
        return 0 < number.value <= _LONGEST_MONTH and number.second <= _LONGEST_MONTH

    def orders(self, number: Numeral) -> bool:
        """Whether it is told as a day is: digits, or a word that orders. «Два июля» is no date, and «екі шілде» is none either."""
        return number.ordinal or self.forms[number.end - 1][0].isdigit()

"""Months with their days: 24 июля, July 24, шілденің 24-і, twenty-fourth of July, с 22 по 25 июля."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from classify.matching.dates.date_numerals import Numeral
from classify.matching.dates.date_pieces import DAY_WORD, MONTH_BEFORE, YEAR, YEAR_WORD, AtomKind, DateAtom, DateText
from classify.matching.lexicon import Hit

_OF = frozenset({"of", "the"})
_LINKS = frozenset({"и", "по", "на", "жане", "мен", "бен", "пен", "and", "to"})
# Шілденің жиырмасы; but «сәуірде оны», in April him.
_GENITIVE = re.compile("[ндт]и[нң]г?$")
_TOGETHER = re.compile(r"""[\s«»"“”„'‑–—-]*""")
# Names of months that are other words too: alone they are months only behind or before a word that says so.
_OTHER_WORDS = frozenset({"may", "march", "mar", "казан"})
_MONTH_AFTER = re.compile("аи|аи(?:и|да|ди|га|н).{0,4}")


@dataclass(frozen=True, slots=True)
class MonthReader:
    """Finds the months of one text."""

    text: DateText

    def atoms(self) -> Iterator[DateAtom]:
        """Every month of the text, with its day if one is told."""
        for hit in self.text.marks.of("month"):
            atom = self._month(hit)
            if atom.kind is not AtomKind.MONTH or self._is_month(hit):
                yield atom

    def _month(self, hit: Hit) -> DateAtom:
        """The month with its day: 24 июля, July 24, шілденің 24-і; the first day, where a range is told."""
        first, last = self.text.sentence(hit.start)
        month = int(hit.phrase.code)
        before = hit.start
        while before > first and self.text.forms[before - 1] in _OF:
            before -= 1
        found = self.text.numbers.before(before, first)
        if found and self.text.is_day(found[1]) and self._may_precede(found[1]) and self._stand_together(found[1].end, hit.start):
            start, number = found
            start, day, second = self._range_before(start, number, first)
            return DateAtom(start, hit.end, AtomKind.MONTH_DAY, month=month, day=day, second_day=second)
        after = hit.end + (hit.end < last and self.text.forms[hit.end] in ("аининг", "аининин", "аиинин", "the"))
        number_after = self.text.numbers.at(after, last)
        if number_after and self.text.is_day(number_after) and self._may_follow(hit, number_after, last):
            return DateAtom(hit.start, number_after.end, AtomKind.MONTH_DAY, month=month, day=number_after.value, second_day=number_after.second)
        return DateAtom(hit.start, hit.end, AtomKind.MONTH, month=month, modifier=self.text.modifiers.get(hit.start, ""))

    def _is_month(self, hit: Hit) -> bool:
        """Whether a month that is told without a day is one. Even in «May 2019» and «2019 жылғы қазан», a year beside says so."""
        first, last = self.text.sentence(hit.start)
        before = self.text.forms[hit.start - 1] if hit.start > first else ""
        if self.text.marks.words.capital[hit.start] and hit.start in self.text.quoted:
            return False
        after = self.text.forms[hit.end] if hit.end < last else ""
        if self.text.forms[hit.start] in ("мая", "марта"):
            return not self.text.marks.words.capital[hit.start]
        if self.text.forms[hit.start] not in _OTHER_WORDS:
            return True
        return before in MONTH_BEFORE or bool(_MONTH_AFTER.fullmatch(after)) or bool(YEAR.fullmatch(after) or YEAR_WORD.fullmatch(before))

    def _may_precede(self, number: Numeral) -> bool:
        """Whether a number before a month may be its day. Kazakh possessives stand behind it only: «оны мамырдың 9-ы» is no tenth of May."""
        form = self.text.forms[number.end - 1]
        return self.text.orders(number) and (self.text.marks.lang != "kk" or not form.isalpha() or "нш" in form or self.text.hyphened[number.end - 1])

    def _stand_together(self, end: int, start: int) -> bool:
        """Whether nothing but blanks, quotation marks, hyphens and «of the» stands between the word before `end` and word `start`."""
        words = self.text.marks.words
        return all(_TOGETHER.fullmatch(words.text, words.ends[at - 1], words.starts[at]) for at in range(end, start + 1))

    def _may_follow(self, hit: Hit, number: Numeral, last: int) -> bool:
        if self.text.marks.lang == "en":
            return self.text.orders(number)
        if (
            self.text.forms[number.end - 1].isalpha()
            and not self.text.hyphened[number.end - 1]
            and not _GENITIVE.search(self.text.forms[hit.end - 1])
        ):
            return False
        return number.ordinal or (number.end < last and bool(DAY_WORD.fullmatch(self.text.forms[number.end])) and self.text.marks.lang == "kk")

    def _range_before(self, start: int, number: Numeral, first: int) -> tuple[int, int, int]:
        """Where a range of days begins, its first day and its last: 24–25, 24 и 25, с 24 по 25, 24 бен 25."""
        if number.second:
            return start, number.value, number.second
        link = self.text.forms[start - 1] if start - 1 > first else ""
        if link in _LINKS or (start > first and self.text.hyphened[start]):
            at = start - 1 if link in _LINKS else start
            earlier = self.text.numbers.before(at, first)
            if earlier and self.text.is_day(earlier[1]) and self.text.orders(earlier[1]) and earlier[1].value < number.value:
                # The night from the 24th to the 25th is told as the 25th: what happens in it mostly happens after midnight.
                day = number.value if link == "на" else earlier[1].value
                return earlier[0], day, number.value
        return start, number.value, 0

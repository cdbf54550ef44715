"""The legal case that an article reports: articles of law, sums, sentences and other terms, and hearings to come, each with the words that state it.

The words of courts, the codes and the currencies are those of the country pack. A value is taken only from sentences about this case: next to a mention of
the press, of a victim or of the act, and not about a bill, about what a law provides, or about what a prosecutor asks for.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from classify.matching.date_atoms import DateExpression, DateForm
from classify.matching.dates import all_date_expressions
from classify.matching.matches import Matches
from classify.matching.outcomes import find_roles, press_mentions
from records.country.law_citations import Citation, CitedArticle, find_citations, phrase_pattern
from records.country.pack import CountryPack, LegalWord
from records.language.date_words import date_words
from records.language.days import real_day
from records.model import LegalArticle, LegalFacts, LegalHearing, LegalSum, LegalTerm
from records.vocabulary import Category, CourtCase, DatePrecision, Outcome, SumRole, TermKind, TermUnit, Track

# Sentences as courts and the police write them. The general reader of sentences ends one at «по ст.» before a number; here that goes on.

_ABBREVIATED = frozenset(
    {
        "ст",
        "ч",
        "п",
        "пп",
        "г",
        "гг",
        "тыс",
        "млн",
        "млрд",
        "им",
        "ул",
        "руб",
        "т",
        "тг",
        "обл",
        "art",
        "no",
        "ред",
        "стр",
        "mr",
        "ms",
        "б",
        "ж",
        "мың",
    }
)
_NEAR = 2
_ACT = 0.3
# How far a word may be from what it says of a number, in characters.
_REACH = 90
_KIND_REACH = 70
_SHORTEST_NAME = 4


@dataclass(frozen=True)
class _Sentence:
    """Characters start to end of the text. `about`: it, or one shortly before it, names the press, a victim or the act; `own`: it does itself; `named`: it
    names the press or a victim."""

    start: int
    end: int
    named: bool
    own: bool
    about: bool
    track: Track | None


@dataclass(frozen=True)
class LegalContext:
    """What is known of an article that helps to read its legal case.

    `weights` say how much each sentence is about the incident. `home`: the event is in the home country, or no country is known. `track` is that of its
    outcome.
    """

    published: date | None
    victims: Collection[str]
    categories: Collection[Category]
    outcome: Outcome
    track: Track | None
    weights: Mapping[int, float]
    home: bool


# Categories of cases before a court or the police.
_LEGAL = frozenset({Category.CRM, Category.CIV, Category.ADM, Category.ARR, Category.DET})
_OF_CODES: dict[CourtCase, frozenset[Category]] = {
    CourtCase.CRIMINAL: frozenset({Category.CRM, Category.ARR}),
    CourtCase.ADMINISTRATIVE: frozenset({Category.ADM, Category.DET, Category.ARR}),
    CourtCase.CIVIL: frozenset({Category.CIV}),
}


def find_legal_facts(marks: Matches, context: LegalContext, pack: CountryPack) -> LegalFacts:
    """Return the legal case in a text, with offsets in it. What the text does not state is left out."""
    reader = _LegalReader(marks, context, pack)
    return LegalFacts(tuple(reader.articles()), tuple(reader.sums()), tuple(reader.terms()), tuple(reader.hearings()))


# The numerals of the table of dates, and the cases that terms take: «к трём годам».
_OBLIQUE = "полутора:1.5 полтора:1.5 двум:2 двух:2 трем:3 трех:3 четырем:4 четырех:4 пяти:5 шести:6 семи:7 восьми:8 девяти:9 десяти:10 двенадцати:12 пятнадцати:15 двадцати:20"
_WORD_VALUES = {word.word.replace("ё", "е"): word.value for word in date_words("number")} | {
    word: float(value) for word, _, value in (pair.partition(":") for pair in _OBLIQUE.split())
}
_WORDS = "|".join(re.escape(word) for word in sorted(_WORD_VALUES, key=len, reverse=True) if word.isalpha())
_HALF = r"(?:\s(?:с\sполовиной|жарым|and\sa\shalf))?"
_NUMERAL = rf"(?:{_WORDS})(?:[ -](?:{_WORDS}))?"
_COUNT = rf"(?P<count>\d{{1,3}}(?:[.,]5)?|{_NUMERAL})(?P<half>{_HALF})"
_UNITS = {
    TermUnit.DAYS: r"сут(?:ки|ок|кам|ках)|дн(?:я|ей|ям)|день|тәулік\w*|күн(?:ге|дік|нің)?|days?",
    TermUnit.MONTHS: r"месяц(?:а|ев|ам)?|месячн\w+(?!\sрасч)|ай(?:ға|лық(?!\sесептік))?|months?",
    TermUnit.YEARS: r"лет|год(?:а|ам|у|ов)?|жыл(?:ға|дық|дан|ы)?|years?",
}
_UNIT = "|".join(f"(?P<{unit.value}>{pattern})" for unit, pattern in _UNITS.items())
_TERM = re.compile(
    rf"(?<![\w.,/-])(?:(?P<range>\d{{1,3}}\s?[–—-]\s?)?{_COUNT}[\s-]{{1,2}}(?:{_UNIT})|(?P<bare>жарты жыл(?:ға|дық)?|год(?=\s(?:лишени|ограничени|условно|колони))))(?!\w)"
)
_ADDED = re.compile(rf"\s(?:(?:и|and|мен)\s)?(?P<count>\d{{1,2}}|{_WORDS})\s(?:месяц(?:а|ев|ам)?|ай(?:ға)?|months?)(?!\w)")
_UP_TO_BEFORE = re.compile(
    r"(?:(?<!\w)(?:до|от|свыше|более|менее|up to|at least|maximum of|between|more than|after|through|спустя|через|за|for the past|last|in|within|в течение|aged?)(?:\s(?:последни[ех]|еще))?\s|(?:from|between|от|с)\s\w{1,12}\s(?:to|and|до|по)\s)$"
)
_UP_TO_AFTER = re.compile(
    r"\s?(?:дейін|шейін|соң|\d{1,2}\sжыл\w*\sдейін|жуық|қалғанда|бері|назад|бұрын|ago|old|опыта|стаж\w*|подряд|earlier|later|кейін|өткен|ішінде|артық|асты)(?!\w)|[\s-](?:летн|old)|\sпосле|\sспустя"
)
_HOLD = frozenset({TermKind.ARREST, TermKind.REMAND, TermKind.HOUSE_ARREST})
_KIND_WORDS = {
    LegalWord.SUSPENDED: TermKind.SUSPENDED,
    LegalWord.RESTRICTED: TermKind.RESTRICTED,
    LegalWord.PRISON: TermKind.PRISON,
    LegalWord.HOUSE_ARREST: TermKind.HOUSE_ARREST,
    LegalWord.REMAND: TermKind.REMAND,
    LegalWord.ARREST: TermKind.ARREST,
    LegalWord.TRAVEL_BAN: TermKind.TRAVEL_BAN,
}
_LONGEST_ARREST = 60
_ADMINISTRATIVE = re.compile("админист|әкімші|administ|тәулік|суток")
_FULL_NAME = re.compile(r"(?<!\w)[А-ЯЁӘҒҚҢӨҰҮІ][а-яёәғқңөұүіһ]{2,} [А-ЯЁӘҒҚҢӨҰҮІ][а-яёәғқңөұүіһ]{3,}(?!\w)(?! суд| сот| обл| аудан| кодекс)")

_MULTIPLIERS = (
    (re.compile(r"\s?(?:тыс(?:яч\w*)?\.?|мың\w*|thousand|k)(?!\w)"), 10**3),
    (re.compile(r"\s?(?:млн\.?|миллион\w*|million|mln|m)(?!\w)"), 10**6),
    (re.compile(r"\s?(?:млрд\.?|миллиард\w*|billion|bn)(?!\w)"), 10**9),
)
_AMOUNT = re.compile(rf"(?<![\w.,])(?P<sign>[$€₸₽])?\s?(?P<digits>\d{{1,3}}(?:[ \u00a0\u202f,.]\d{{3}})+|\d+(?:[.,]\d{{1,2}})?|{_WORDS})(?!\d)")
_REST = re.compile(r"\s(\d{3})(?!\d)")
_SIGNS = {"$": "USD", "€": "EUR", "₸": "KZT", "₽": "RUB"}
_SIGN_AFTER = re.compile(r"\s?([$€₸₽])")
_IN_OTHER_MONEY = re.compile(
    r"[(]\s?(?:около|примерно|порядка|шамамен|about|approximately|some|roughly|more than|nearly|или|=|≈|equivalent to|us)?\s?$|(?:around|about|or|или|i\.e\.,)\s(?:us\s?)?$"
)
_LEAST_SUM = 100

_CLOCK = re.compile(
    r"(?:в|на|к|сағат|at|сағ\.)\s(?P<hour>[01]?\d|2[0-3])(?:[:.](?P<minute>[0-5]\d))?(?:-(?:де|да|ге|ға|ден|дан))?(?:\s?(?P<half>a\.?m|p\.?m)(?!\w))?(?P<word>\s?(?:час\w*|ч\.))?(?![\w.:]?\d)"
)
_ADJECTIVES = (
    r"(?:\w+(?:ск|н)(?:ом|ий|ый|ого|ому|им)|уголовным|делам|по|города|г\.|№\s?\d+|аудандық|қалалық|облыстық|мамандандырылған|ауданаралық|әкімшілік"
    r"|экономикалық|тергеу|қылмыстық|істер|жөніндегі|азаматтық|ауданы|қаласының|district|city|regional|supreme|administrative|criminal|appeals?|county|of)"
)
_COURT_NAME = re.compile(
    rf"(?<![\w’'-])[А-ЯЁӘҒҚҢӨҰҮІA-Z][\w’'-]{{1,30}}[ ](?:(?:{_ADJECTIVES}|[A-ZА-ЯЁӘҒҚҢӨҰҮІ][\w-]{{1,30}})[ ]){{0,5}}(?:суд(?:а|е|у|ом)?|соты(?:ның|нда|на)?|court|Court)(?!\w)"
)


@dataclass
class _LegalReader:
    """A reader of the legal case in one text."""

    marks: Matches
    context: LegalContext
    pack: CountryPack
    low: str = field(init=False)

    def __post_init__(self) -> None:
        text = self.marks.words.text
        self.low = (
            "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
            .replace("ё", "е")
            .replace("\u00a0", " ")
            .replace("\u202f", " ")
        )

    # Sentences of this case.

    @cached_property
    def sentences(self) -> list[_Sentence]:
        words = self.marks.words
        named = {self.marks.words.sentence_of(mention.start) for mention in press_mentions(self.marks)}
        acts = {number for number, weight in self.context.weights.items() if weight >= _ACT}
        names = [pattern for victim in self.context.victims if (pattern := _name_pattern(victim))]
        roles = find_roles(self.marks)
        merged: list[_Sentence] = []
        last_own = -9
        for numbers in self._merged():
            start, end = words.starts[words.sentences[numbers[0]][0]], words.ends[words.sentences[numbers[-1]][1] - 1]
            victim = any(name.search(self.low, start, end) for name in names)
            is_named = victim or bool(named.intersection(numbers))
            own = is_named or bool(acts.intersection(numbers))
            if own:
                last_own = len(merged)
            # A victim of violence is named where others are sentenced for it.
            hers = (victim and not self._punishable) or any(roles[number].of("pursued", press=True) for number in numbers)
            theirs = any(found.who.weight > 0 for number in numbers for found in roles[number].of("pursued", press=False))
            track = self._track(hers=hers, theirs=theirs)
            merged.append(_Sentence(start, end, is_named, own, len(merged) - last_own <= _NEAR, track))
        return merged

    def _merged(self) -> Iterator[list[int]]:
        """Yield the numbers of the sentences that are one: an abbreviation or an initial ends none."""
        words = self.marks.words
        numbers: list[int] = []
        for number, (first, _) in enumerate(words.sentences):
            if numbers:
                end = words.sentences[numbers[-1]][1]
                gap = words.text[words.ends[end - 1] : words.starts[first]]
                ends_short = words.forms[end - 1] in _ABBREVIATED or (len(words.forms[end - 1]) == 1 and words.capital[end - 1])
                if not ends_short or "\n" in gap or "." not in gap + words.text[words.ends[end - 1] - 1]:
                    yield numbers
                    numbers = []
            numbers.append(number)
        if numbers:
            yield numbers

    def _track(self, *, hers: bool, theirs: bool) -> Track | None:
        if hers != theirs:
            return Track.JOURNALIST if hers else Track.PERPETRATOR
        if self.context.track is not None:
            return self.context.track
        return Track.JOURNALIST if self._is_legal and not self._punishable else None

    @property
    def _is_legal(self) -> bool:
        return not _LEGAL.isdisjoint(self.context.categories)

    @property
    def _punishable(self) -> bool:
        """Whether something punishable was done to somebody, apart from a case."""
        return any(
            category.facts.punishable
            for category in self.context.categories
            if category not in _LEGAL and category not in (Category.OBS, Category.PRP)
        )

    def _has(self, word: LegalWord, start: int, end: int) -> bool:
        return self._pattern(word).search(self.low, max(start, 0), end) is not None

    def _pattern(self, word: LegalWord) -> re.Pattern[str]:
        return phrase_pattern(self.pack.legal_words.get(word, "") or "\n")

    def _distance(self, word: LegalWord, sentence: _Sentence, start: int, end: int, reach: int = _REACH) -> int | None:
        """Return the distance in characters of the nearest such word to the characters start to end, within the sentence."""
        near = (
            max(match.start() - end, start - match.end(), 0)
            for match in self._pattern(word).finditer(self.low, max(sentence.start, start - reach), min(sentence.end, end + reach))
        )
        return min(near, default=None)

    def _of_case(self) -> Iterator[_Sentence]:
        """Yield the sentences of this case that report what happened."""
        for sentence in self.sentences:
            if sentence.about and not self._has(LegalWord.BILL, sentence.start, sentence.end):
                yield sentence

    def _dates(self, sentence: _Sentence) -> list[DateExpression]:
        words = self.marks.words
        return [one for one in self._all_dates if sentence.start <= words.starts[one.start] < sentence.end]

    @cached_property
    def _all_dates(self) -> list[DateExpression]:
        return all_date_expressions(self.marks, self.context.published)

    def _day(self, sentence: _Sentence, without: Collection[date] = ()) -> str | None:
        """Return the only day that the sentence names, or the first of its only month, if it is not later than the report."""
        exact, of_month = self._spans(sentence, DatePrecision.DAY) - set(without), self._spans(sentence, DatePrecision.MONTH)
        day = next(iter(exact or of_month)) if len(exact or of_month) == 1 else None
        return day.isoformat() if day and (self.context.published is None or day <= self.context.published) else None

    def _spans(self, sentence: _Sentence, precision: DatePrecision) -> set[date]:
        return {one.span.first for one in self._dates(sentence) if one.span.precision is precision and one.form is not DateForm.DATELINE}

    # Articles of law.

    def articles(self) -> Iterator[LegalArticle]:
        """Yield the articles of this case, each once, with its part if any sentence names it."""
        if not self.context.home or (_LEGAL.isdisjoint(self.context.categories) and self.context.outcome is Outcome.NONE and not self._is_charged()):
            return
        found: dict[tuple[str, str], tuple[Citation, bool]] = {}
        for citation, unsure in [*self._charges(provided=False), *self._charges(provided=True)]:
            key = citation.cited.code, citation.cited.article
            known = found.get(key)
            if known is None or (citation.cited.part and not known[0].cited.part):
                found[key] = citation, unsure and (known is None or known[1])
        for citation, unsure in sorted(found.values(), key=lambda one: one[0].start):
            yield LegalArticle(*citation.cited, unsure, citation.start, citation.end, self.marks.words.text[citation.start : citation.end])

    def _is_charged(self) -> bool:
        return any(sentence.own and self._has(LegalWord.CHARGED, sentence.start, sentence.end) for sentence in self.sentences)

    def _charges(self, *, provided: bool) -> Iterator[tuple[Citation, bool]]:
        """Yield the articles in sentences that charge somebody; with `provided` those in sentences on what the law provides, in a case of that kind."""
        already = provided and {one.cited.article for one, _ in self._charges(provided=False)}
        for sentence in self._of_case():
            for citation in self._citations(sentence):
                cited, unsure = self._resolved(citation.cited, sentence)
                if cited is None or (unsure and not self._fits(cited)):
                    continue
                before, after = citation.start - _REACH, citation.end + _REACH
                near = max(sentence.start, before), min(sentence.end, after)
                charged, provides = self._has(LegalWord.CHARGED, *near), self._has(LegalWord.PROVIDES, sentence.start, sentence.end)
                if provided:
                    if provides and not already and self._fits(cited):
                        yield citation._replace(cited=cited), unsure
                elif not provides and (charged or self._fits(cited)) and (sentence.own or self._fits(cited) or sentence.track is not None):
                    yield citation._replace(cited=cited), unsure

    def _citations(self, sentence: _Sentence) -> Iterator[Citation]:
        for citation in find_citations(self.low[sentence.start : sentence.end], self.pack.law_codes):
            yield citation._replace(start=citation.start + sentence.start, end=citation.end + sentence.start)

    def _fits(self, cited: CitedArticle) -> bool:
        kind = next((code.kind for code in self.pack.law_codes if code.code == cited.code), None)
        return kind is not None and not _OF_CODES[kind].isdisjoint(self.context.categories)

    def _resolved(self, cited: CitedArticle, sentence: _Sentence) -> tuple[CitedArticle | None, bool]:
        """Return the article with its code, and whether that is unsure.

        Of an article without one it is that of the same number elsewhere in the text, or the only one of the sentence; else that of the listed article.
        """
        if cited.code:
            return cited, False
        told = {citation.cited.code for citation in self._named if citation.cited.article == cited.article} or {
            citation.cited.code for citation in self._named if sentence.start <= citation.start < sentence.end
        }
        listed = {law.code for law in self.pack.law_articles if law.article == cited.article}
        codes = told or listed
        return (cited._replace(code=next(iter(codes))) if len(codes) == 1 else None), not told

    @cached_property
    def _named(self) -> list[Citation]:
        return [citation for citation in find_citations(self.low, self.pack.law_codes) if citation.cited.code]

    # Sums of money.

    def sums(self) -> Iterator[LegalSum]:
        """Yield the sums that were claimed, fined or awarded in this case, each once."""
        found: dict[tuple[int, str, SumRole], LegalSum] = {}
        for sentence in self._of_case():
            if self._has(LegalWord.PROVIDES, sentence.start, sentence.end):
                continue
            for amount, currency, start, end in self._amounts(sentence):
                role = self._role(sentence, start, end)
                if role is None or not self._may_have_sum(role, sentence):
                    continue
                day = self._day(sentence) if role is not SumRole.CLAIMED else None
                stated = LegalSum(amount, currency, role, sentence.track, day, start, end, self.marks.words.text[start:end])
                known = found.setdefault((amount, currency, role), stated)
                # A headline states the sum, and the sentence below it the day too.
                if stated.day and not known.day:
                    found[amount, currency, role] = stated
        yield from found.values()

    def _may_have_sum(self, role: SumRole, sentence: _Sentence) -> bool:
        """Return whether the case may have such a sum: one against the journalist a case of that kind, another one an outcome."""
        if sentence.track is Track.PERPETRATOR:
            return self.context.outcome is not Outcome.NONE
        if role is SumRole.FINED:
            return not {Category.ADM, Category.CRM, Category.ARR, Category.DET, Category.CLS}.isdisjoint(self.context.categories)
        if Category.CIV in self.context.categories:
            return True
        return not {Category.CRM, Category.ARR, Category.ADM}.isdisjoint(self.context.categories) and self._has(
            LegalWord.AWARDED, sentence.start, sentence.end
        )

    def _amounts(self, sentence: _Sentence) -> Iterator[tuple[int, str, int, int]]:
        after_sum = -1
        for match in _AMOUNT.finditer(self.low, sentence.start, sentence.end):
            value = _number(match["digits"])
            end = match.end()
            for pattern, factor in _MULTIPLIERS:
                if further := pattern.match(self.low, end):
                    value, end = value * factor, further.end()
                    break
            # «50 мың 500 теңге».
            if end > match.end() and (rest := _REST.match(self.low, end)):
                value, end = value + int(rest[1]), rest.end()
            currency = _SIGNS.get(match["sign"] or "", "")
            if not currency and (sign := _SIGN_AFTER.match(self.low, end)):
                currency, end = _SIGNS[sign[1]], sign.end()
            if not currency:
                blank = re.compile(r"\s?").match(self.low, end)
                at = blank.end() if blank else end
                for code, words in self.pack.currency_words.items():
                    if word := phrase_pattern(words).match(self.low, at):
                        currency, end = code, word.end()
                        break
            if not currency or value < _LEAST_SUM or end > sentence.end or match.start() < after_sum:
                continue
            # «60 млн тенге ($400 000)» is one sum in two currencies.
            in_other = after_sum >= 0 and _IN_OTHER_MONEY.search(self.low[after_sum : match.start()]) is not None
            after_sum = end
            if not in_other:
                yield round(value), currency, match.start(), end

    def _role(self, sentence: _Sentence, start: int, end: int) -> SumRole | None:
        fined = self._distance(LegalWord.FINED, sentence, start, end)
        awarded, claimed = self._distance(LegalWord.AWARDED, sentence, start, end), self._distance(LegalWord.CLAIMED, sentence, start, end)
        ruled = self._distance(LegalWord.RULED, sentence, start, end)
        if fined is not None and fined <= min(distance for distance in (awarded, claimed, _REACH) if distance is not None):
            return None if self._has(LegalWord.ASKED, sentence.start, sentence.end) else SumRole.FINED
        if claimed is not None and (ruled is None or claimed < ruled):
            return SumRole.CLAIMED
        if awarded is not None and ruled is not None and not self._has(LegalWord.DENIED, sentence.start, sentence.end):
            return SumRole.AWARDED
        if claimed is not None:
            return SumRole.CLAIMED
        if awarded is None or Category.CIV not in self.context.categories or not sentence.own:
            return None
        return SumRole.AWARDED if self.context.outcome is Outcome.CONVICTED else SumRole.CLAIMED

    # Sentences, arrests and measures before a trial.

    def terms(self) -> Iterator[LegalTerm]:
        """Yield the terms of this case, each once; measures before a trial also without a length."""
        found: list[LegalTerm] = []
        for sentence in self._of_case():
            if self._has(LegalWord.PROVIDES, sentence.start, sentence.end) or self._has(LegalWord.ASKED, sentence.start, sentence.end):
                continue
            if sentence.track is None or not (sentence.own or self._is_legal) or self._is_of_another(sentence):
                continue
            in_sentence = [one for one in (*self._lengths(sentence), *self._ends(sentence)) if self._may_have_term(one)]
            found += in_sentence or self._without_length(sentence)
        stated = {one.kind for one in found if one.term is not None or one.until is not None}
        # Who is taken away from the court room serves the sentence.
        stated |= {TermKind.REMAND} if stated & {TermKind.PRISON, TermKind.SENTENCE, TermKind.ARREST} else set()
        seen: set[tuple[TermKind, int | None, TermUnit | None, str | None]] = set()
        # A headline states the term, and the sentence below it the day too.
        for term in sorted(found, key=lambda one: (one.day is None, one.start)):
            key = term.kind, term.term, term.unit, term.until
            if key in seen or (term.term is None and term.until is None and term.kind in stated):
                continue
            if term.kind is TermKind.SENTENCE and any((one.term, one.unit) == (term.term, term.unit) and one.kind is not term.kind for one in found):
                continue
            seen.add(key)
            yield term

    def _is_of_another(self, sentence: _Sentence) -> bool:
        """Return whether the sentence is about somebody else: it names another person, or another year, and neither the press nor a victim."""
        if sentence.named:
            return False
        if _FULL_NAME.search(self.marks.words.text, sentence.start, sentence.end):
            return True
        years, published = [one.span.last for one in self._dates(sentence)], self.context.published
        return bool(years) and published is not None and all((published - last).days > 366 for last in years)

    def _may_have_term(self, term: LegalTerm) -> bool:
        """Return whether the case may have such a term: an arrest or a sentence of the journalist a case of that kind, another one an outcome."""
        if term.track is Track.PERPETRATOR:
            return self.context.outcome is not Outcome.NONE
        kinds = {Category.ADM, Category.ARR, Category.DET} if term.kind is TermKind.ARREST else {Category.CRM, Category.ARR}
        return not kinds.isdisjoint(self.context.categories)

    def _lengths(self, sentence: _Sentence) -> Iterator[LegalTerm]:
        reached = 0
        for match in _TERM.finditer(self.low, sentence.start, sentence.end):
            if match.start() < reached or match["range"] or _UP_TO_BEFORE.search(self.low[max(0, match.start() - 24) : match.start()]):
                continue
            term, unit, end = self._length(match)
            if _UP_TO_AFTER.match(self.low, end) or term <= 0:
                continue
            reached = end
            kind = self._kind(sentence, match.start(), end, term, unit)
            if kind is not None:
                yield LegalTerm(
                    kind, term, unit, None, sentence.track, self._day(sentence), match.start(), end, self.marks.words.text[match.start() : end]
                )

    def _length(self, match: re.Match[str]) -> tuple[int, TermUnit, int]:
        if match["bare"]:
            return (6, TermUnit.MONTHS, match.end()) if match["bare"].startswith("жарты") else (1, TermUnit.YEARS, match.end())
        unit = next(unit for unit in TermUnit if match[unit.value])
        count = _number(match["count"]) + (0.5 if match["half"] else 0)
        end = match.end()
        if unit is TermUnit.YEARS:
            added = _ADDED.match(self.low, end)
            months = count * 12 + (_number(added["count"]) if added else 0)
            if months % 12:
                return round(months), TermUnit.MONTHS, added.end() if added else end
        return round(count), unit, end

    def _kind(self, sentence: _Sentence, start: int, end: int, term: int, unit: TermUnit) -> TermKind | None:
        distances = {
            word: distance
            for word in (*_KIND_WORDS, LegalWord.BANNED)
            if (distance := self._distance(word, sentence, start, end, _KIND_REACH)) is not None
        }
        nearest = min(distances, key=lambda word: (distances[word], list(distances).index(word)), default=None)
        if nearest is LegalWord.BANNED or self._has(LegalWord.DENIED, sentence.start, sentence.end):
            return None
        if unit is TermUnit.DAYS:
            held = LegalWord.ARREST in distances or LegalWord.REMAND in distances or "сут" in self.low[start:end] or "тәулік" in self.low[start:end]
            court = self._has(LegalWord.RULED, sentence.start, sentence.end) or self._has(LegalWord.COURT, sentence.start, sentence.end)
            if not held or term > _LONGEST_ARREST or not (court or LegalWord.ARREST in distances):
                return None
            return TermKind.ARREST
        # «2 года лишения свободы условно».
        for word in (LegalWord.SUSPENDED, LegalWord.RESTRICTED, LegalWord.HOUSE_ARREST, LegalWord.TRAVEL_BAN):
            if word in distances:
                return _KIND_WORDS[word]
        if unit is TermUnit.MONTHS and (LegalWord.REMAND in distances or (nearest is LegalWord.ARREST and LegalWord.PRISON not in distances)):
            return TermKind.REMAND
        if LegalWord.PRISON in distances:
            return TermKind.PRISON
        if LegalWord.ARREST in distances and unit is TermUnit.YEARS and self._distance(LegalWord.SENTENCED, sentence, start, end) is not None:
            return TermKind.PRISON
        sentenced = self._distance(LegalWord.SENTENCED, sentence, start, end, 40)
        return TermKind.SENTENCE if sentenced is not None and self._has(LegalWord.RULED, sentence.start, sentence.end) else None

    def _ends(self, sentence: _Sentence) -> Iterator[LegalTerm]:
        """Yield custody and house arrest until a day: «под стражу до 15 марта», «16 шілдеге дейін қамауға рұқсат берді»."""
        words = self.marks.words
        for one in self._dates(sentence):
            start, end = words.starts[one.start], words.ends[one.end - 1]
            before = self._pattern(LegalWord.UNTIL_BEFORE).search(self.low[max(0, start - 8) : start].rstrip())
            after = self._pattern(LegalWord.UNTIL_AFTER).match(self.low, end + 1)
            until = self._to_come(one)
            if until is None or not (after or (before and self.low[max(0, start - 8) : start].rstrip().endswith(before[0]))):
                continue
            for word in (LegalWord.HOUSE_ARREST, LegalWord.REMAND, LegalWord.ARREST):
                if self._distance(word, sentence, start, end, _KIND_REACH + _KIND_REACH) is not None:
                    kind = TermKind.REMAND if word is LegalWord.ARREST else _KIND_WORDS[word]
                    last = after.end() if after else end
                    first = start if after else max(0, start - 8) + (before.start() if before else 0)
                    day = self._day(sentence, {one.span.first, until})
                    yield LegalTerm(kind, None, None, until.isoformat(), sentence.track, day, first, last, words.text[first:last])
                    break

    def _without_length(self, sentence: _Sentence) -> list[LegalTerm]:
        """Return the measures before a trial that the sentence names without their length."""
        if {Category.CRM, Category.ARR}.isdisjoint(self.context.categories) or sentence.track is not Track.JOURNALIST or not sentence.own:
            return []
        if any(self._has(word, sentence.start, sentence.end) for word in (LegalWord.DENIED, LegalWord.RELEASED)) or _ADMINISTRATIVE.search(
            self.low, sentence.start, sentence.end
        ):
            return []
        for word in (LegalWord.HOUSE_ARREST, LegalWord.TRAVEL_BAN, LegalWord.REMAND):
            if match := self._pattern(word).search(self.low, sentence.start, sentence.end):
                text = self.marks.words.text[match.start() : match.end()]
                return [LegalTerm(_KIND_WORDS[word], None, None, None, sentence.track, self._day(sentence), match.start(), match.end(), text)]
        return []

    def _to_come(self, one: DateExpression) -> date | None:
        """Return the day of a date that is to come: without a year the next such day; None if it has passed."""
        published, day = self.context.published, one.span.first
        if one.span.precision is not DatePrecision.DAY or published is None:
            return None
        if day < published and one.form is DateForm.WEEKDAY:
            day += timedelta(days=7)
        elif day < published and one.form is DateForm.CALENDAR and not one.has_year:
            day = real_day(published.year, day.month, day.day) or day
            day = day if day >= published else real_day(published.year + 1, day.month, day.day) or day
            day = day if (day - published).days < 240 else one.span.first
        return day if day >= published else None

    # Hearings.

    def hearings(self) -> Iterator[LegalHearing]:
        """Yield the hearings to come of this case, each day once."""
        words = self.marks.words
        seen: set[date] = set()
        for sentence in self._of_case():
            if _LEGAL.isdisjoint(self.context.categories) and self.context.outcome is Outcome.NONE and not sentence.own:
                continue
            if not self._has(LegalWord.HEARING, sentence.start, sentence.end):
                continue
            for one in self._dates(sentence):
                start, end = words.starts[one.start], words.ends[one.end - 1]
                ahead = self._distance(LegalWord.AHEAD, sentence, start, end)
                day = self._to_come(one)
                hearing = self._nearest(LegalWord.HEARING, sentence, start, end)
                until = self.low[max(0, start - 4) : start].strip() == "до" or self._pattern(LegalWord.UNTIL_AFTER).match(self.low, end + 1)
                if (
                    day is None
                    or day in seen
                    or hearing is None
                    or until
                    or day == self.context.published
                    or (ahead is None and one.form is DateForm.WEEKDAY)
                ):
                    continue
                seen.add(day)
                clock = next(
                    (
                        time
                        for match in _CLOCK.finditer(self.low, max(sentence.start, start - 30), min(sentence.end, end + 40))
                        if (time := _clock(match))
                    ),
                    "",
                )
                yield LegalHearing(
                    day.isoformat(), clock, words.text[hearing[0] : hearing[1]], self._court(sentence), start, end, words.text[start:end]
                )

    def _nearest(self, word: LegalWord, sentence: _Sentence, start: int, end: int) -> tuple[int, int] | None:
        found = [match.span() for match in self._pattern(word).finditer(self.low, sentence.start, sentence.end)]
        return min(found, key=lambda span: max(span[0] - end, start - span[1], 0), default=None)

    def _court(self, sentence: _Sentence) -> str:
        match = _COURT_NAME.search(self.marks.words.text, sentence.start, sentence.end)
        return _nominative(match[0]) if match else ""


def _name_pattern(victim: str) -> re.Pattern[str] | None:
    """Return a pattern of a victim's last name in any case; None for a short one."""
    last = victim.casefold().replace("ё", "е").split()[-1:] or [""]
    stem = last[0][: max(_SHORTEST_NAME, len(last[0]) - 2)]
    return re.compile(rf"(?<!\w){re.escape(stem)}\w{{0,6}}(?!\w)") if len(stem) >= _SHORTEST_NAME else None


def _number(written: str) -> float:
    if written[0].isalpha():
        # «Он бес», "twenty-five"; of other pairs the last counts.
        values = [_WORD_VALUES[word] for word in re.split("[ -]", written)]
        return sum(values) if values[0] >= 10 and values[-1] < 10 and len(values) == 2 else values[-1]
    grouped = re.fullmatch(r"\d{1,3}(?:[ \u00a0\u202f,.]\d{3})+", written)
    return float(re.sub(r"\D", "", written)) if grouped else float(written.replace(",", "."))


def _clock(match: re.Match[str]) -> str:
    """Return the time as 10:00; empty for a number that is none: «в 5»."""
    if not (match["minute"] or match["word"] or match["half"] or match[0].startswith("сағ")):
        return ""
    hour = int(match["hour"]) + (12 if (match["half"] or "").startswith("p") and int(match["hour"]) < 12 else 0)
    return f"{hour:02}:{match['minute'] or '00'}"


_ENDINGS = (
    (re.compile(r"([кгх])(?:ом|ого|ому|им)(?=\s|$)"), r"\1ий"),
    (re.compile(r"(област)н(?:ом|ого|ому|ым)(?=\s|$)"), r"\1ной"),
    (re.compile(r"н(?:ом|ого|ому|ым)(?=\s|$)"), "ный"),
    (re.compile(r"(?<=\s)суд(?:а|е|у|ом)$"), "суд"),
    (re.compile(r"(?<=\s)соты(?:ның|нда|на)$"), "соты"),
)


def _nominative(court: str) -> str:
    """Return the name of a court in the nominative: «Медеуском районном суде» is «Медеуский районный суд»."""
    for pattern, replacement in _ENDINGS:
        court = pattern.sub(replacement, court)
    return court

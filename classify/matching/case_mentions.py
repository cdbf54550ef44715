"""The persons of a case as the text mentions them: the press, and whoever may have harmed it, each with the cases in which the words stand."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from classify.matching.lexicon import Hit
from classify.matching.matches import Matches
from classify.text.grammatical_case import ACC, DAT, GEN, NOM, kazakh_cases, russian_cases
from classify.text.words import ArticleWords

# A preposition that is kept with its noun as if it were a case: «на журналиста напали», unlike «журналиста … приговорили».
ON = "на"
# Press that is named only as whom something was told, or as any site, is nobody's case.
_LEAST_STRENGTH = 0.5
_PRESS = frozenset({"role", "crew", "blogger", "outlet", "person"})
_CLAUSE = re.compile("[,:;()]")
_ACTIVE_PARTICIPLE = re.compile("(?:вш|ющ|ущ|ящ|ащ)(?:ий|его|ему|им|ем|ие|их|ими|ая|ей|ую)(?:ся)?$")
# After these a Russian subject stands in the genitive: осуждены трое полицейских.
_COUNTED = re.compile("(?:двое|трое|четверо|пятеро|шестеро|семеро|несколько|много|пять|шесть|семь|восемь|девять|десять|[0-9]+)$")
_PREPOSITIONS = frozenset({"of", "at", "for", "with", "from", "by", "against", "to", "on", "in", "about", "over", "near", "between"})
_POSSESSIVE = frozenset({"'s", "’s", "s", "'", "’"})
# Of тілші қыз and газет ұжымы the last word shows the case.
_KAZAKH_HEAD = re.compile("(?:қыз|жігіт|келіншек|әйел|азамат|ұжым|қызметкер|өкіл|тоб|топ)")
# Nouns of trades and doers, by their suffix: мясник, следователь, застройщик; сатушы, but not екінші.
_DOER = {
    "ru": re.compile("[а-я]{3,}(?:ник|щик|чик|тель|овец|лог)(?:[аяуюиые]|ом|ем|ов|ей|ам|ям|ами|ями)?$"),
    "kk": re.compile("[а-яәғқңөұүһі]{2,}[^н](?:шы|ші|гер|кер)(?:лар|лер)?(?:ды|ді|ны|ні|ға|ге|дың|дің|ның|нің|на|не)?$"),
}
_DOER_WEIGHT = 0.5
# Whom a pronoun means is not looked for: it keeps what is said of it from whoever stands farther off.
_PRONOUNS = {
    "ru": {
        "он": NOM,
        "она": NOM,
        "они": NOM,
        "его": ACC,
        "ее": ACC,
        "их": ACC,
        "ему": DAT,
        "ей": DAT,
        "им": DAT,
        "него": GEN,
        "нее": GEN,
        "них": GEN,
    },
    "kk": {"ол": NOM, "олар": NOM, "оны": ACC, "оған": DAT, "оның": GEN, "оларды": ACC, "оларға": DAT, "олардың": GEN, "өзі": NOM, "өзіне": DAT},
    "en": {"he": NOM, "she": NOM, "they": NOM, "him": ACC, "them": ACC, "himself": NOM, "herself": NOM, "themselves": NOM},
}


class Mention(NamedTuple):
    """Somebody at words start to end. `press`, or else somebody who may have harmed it, as surely as `weight` says; 0 is a pronoun."""

    start: int
    end: int
    press: bool
    cases: frozenset[str]
    weight: float


def press_mentions(marks: Matches) -> list[Mention]:
    """Neighbouring words for one of the press taken together: журналиста Ахметова, «Жас Алаш» газетіне."""
    groups: list[list[tuple[int, int, bool]]] = []
    for one in marks.press:
        if one.strength < _LEAST_STRENGTH or one.code not in _PRESS or not marks.words.is_read(one.start):
            continue
        named = one.code == "person" or bool(one.name)
        if groups and one.start - groups[-1][-1][1] <= 1 and _same_phrase(marks.words, groups[-1][-1][1], one.start):
            groups[-1].append((one.start, one.end, named))
        else:
            groups.append([(one.start, one.end, named)])
    return [_press_mention(marks, group) for group in groups]


def _same_phrase(words: ArticleWords, end: int, start: int) -> bool:
    return words.sentence_of(end - 1) == words.sentence_of(start) and not _CLAUSE.search(words.text, words.ends[end - 1], words.starts[start])


def _press_mention(marks: Matches, group: Sequence[tuple[int, int, bool]]) -> Mention:
    start, end = group[0][0], group[-1][1]
    if marks.lang == "kk":
        named = group[-1][2]
        if end < len(marks.words.forms) and marks.words.joined[end] and _KAZAKH_HEAD.match(marks.words.forms[end]):
            end, named = end + 1, False
        cases = kazakh_cases(marks.words.forms[end - 1], name=named)
    elif marks.lang == "ru":
        head = next((one for one in group if not one[2]), group[0])
        cases = _russian_cases(marks.words, start, marks.words.forms[head[0] : head[1]], name=head[2])
    else:
        cases = _english_cases(marks.words, start, end)
    return Mention(start, end, press=True, cases=cases, weight=1.0)


def _russian_cases(words: ArticleWords, start: int, forms: Sequence[str], *, name: bool = False) -> frozenset[str]:
    # Of съёмочную группу and главного редактора every word shows the case: what all allow.
    shared = [russian_cases(form, name=name) for form in forms[:2]]
    cases = frozenset.intersection(*shared) or frozenset.union(*shared)
    before = words.forms[start - 1] if start and words.joined[start] else ""
    return cases | {ON} if before == ON else cases | {NOM} if GEN in cases and _COUNTED.match(before) else cases


def _english_cases(words: ArticleWords, start: int, end: int) -> frozenset[str]:
    """Genitive before 's; no subject behind a preposition: "men who burnt the office of the weekly were jailed"."""
    if end < len(words.forms) and words.forms[end] in _POSSESSIVE and words.starts[end] - words.ends[end - 1] <= 1:
        return frozenset({GEN})
    for at in range(start - 1, max(start - 3, -1), -1):
        if not words.joined[at + 1] or (words.capital[at] and at < start - 1):
            break
        if words.forms[at] in _PREPOSITIONS:
            return frozenset({ACC})
    return frozenset({NOM, ACC})


def offenders(marks: Matches, hits: Iterable[Hit], span: tuple[int, int], press: Sequence[Mention]) -> Iterator[Mention]:
    """Whoever in a sentence is no press: the finds of the tables, and nouns of doers by their suffix."""
    taken = {at for mention in press for at in range(mention.start, mention.end)}
    known: dict[int, Mention] = {}
    for hit in hits:
        if taken.isdisjoint(range(hit.start, hit.end)) and not is_of_press(marks, hit.start, press):
            cases = _CASES[marks.lang](marks.words, hit.start, hit.end)
            before = known.get(hit.start)
            if before is None or before.weight < hit.phrase.weight:
                known[hit.start] = Mention(hit.start, hit.end, press=False, cases=cases, weight=hit.phrase.weight)
    yield from known.values()
    for at in range(*span):
        case = _PRONOUNS[marks.lang].get(marks.words.forms[at])
        if case and at not in taken:
            yield Mention(at, at + 1, press=False, cases=frozenset({case}), weight=0.0)
    doer = _DOER.get(marks.lang)
    for at in range(*span) if doer else ():
        if at not in known and at not in taken and not marks.words.capital[at] and doer is not None and doer.fullmatch(marks.words.forms[at]):
            yield Mention(at, at + 1, press=False, cases=_CASES[marks.lang](marks.words, at, at + 1), weight=_DOER_WEIGHT)


_CASES: dict[str, Callable[[ArticleWords, int, int], frozenset[str]]] = {
    "ru": lambda words, start, end: _russian_cases(words, start, words.forms[start:end]),
    "kk": lambda words, start, end: kazakh_cases(words.forms[end - 1]),
    "en": _english_cases,
}


def is_of_press(marks: Matches, at: int, press: Sequence[Mention]) -> bool:
    """Whether a participle says what one of the press did: журналиста, напавшего на полицейского."""
    form = marks.words.forms[at]
    return bool(_ACTIVE_PARTICIPLE.search(form)) and any(mention.end == at and mention.cases & russian_cases(form) for mention in press)

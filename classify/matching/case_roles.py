"""Who is what in a case, sentence by sentence: whom a verdict, a charge or a claim pursues, whom a deed harmed, who complains.

Verbs and nouns stand in `lexica/roles/` with the place and the case in which they take a person: приговорили takes an accusative on either side, қатысты a
dative before it, "charged" whoever stands before "was". The person is the nearest mention of the press, or of somebody who may have harmed it, that
stands so. Whoever a deed harms is taken by it: in "нападавшего на журналиста приговорили" the journalist is not the one who was sentenced.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from classify.matching.lexicon import LEXICA, Hit, Lexicon, read_phrases
from classify.matching.matches import Matches
from classify.text.grammatical_case import ANY, GEN, NOM, kazakh_cases, russian_cases
from classify.text.words import ArticleWords

ROLES = LEXICA / "roles"
_KINDS = frozenset({"offender", "harmed", "suffered", "pursued", "complains", "appeals", "points"})
# Press that is named only as whom something was told, or as any site, is nobody's case.
_LEAST_STRENGTH = 0.5
_PRESS = frozenset({"role", "crew", "blogger", "outlet", "person"})
_CLAUSE = re.compile("[,:;()]")
_ACTIVE_PARTICIPLE = re.compile("(?:вш|ющ|ущ|ящ|ащ)(?:ий|его|ему|им|ем|ие|их|ими|ая|ей|ую)(?:ся)?$")
# A preposition that is kept with its noun as if it were a case: «на журналиста напали», unlike «журналиста … приговорили».
_ON = "на"
# After these a Russian subject stands in the genitive: осуждены трое полицейских.
_COUNTED = re.compile("(?:двое|трое|четверо|пятеро|шестеро|семеро|несколько|много|пять|шесть|семь|восемь|девять|десять|[0-9]+)$")
_POSSESSIVE = frozenset({"'s", "’s", "s", "'", "’"})


class Government(NamedTuple):
    """Where a word takes its person: `after`, `before` or `around` it, in one of these cases, within so many words."""

    side: str
    cases: frozenset[str]
    reach: int


class Mention(NamedTuple):
    """Somebody at words start to end. `press`, or else somebody who may have harmed it, as surely as `weight` says."""

    start: int
    end: int
    press: bool
    cases: frozenset[str]
    weight: float


class RoleFound(NamedTuple):
    """A person in a role: harmed, suffered, pursued, complains, appeals."""

    role: str
    who: Mention
    weight: float
    at: int


@dataclass(frozen=True)
class SentenceRoles:
    """What one sentence says of the roles. `points` are the tracks that its words alone speak for, such as an article of law."""

    found: tuple[RoleFound, ...]
    points: tuple[tuple[str, float], ...]

    def of(self, role: str, *, press: bool) -> list[RoleFound]:
        return [one for one in self.found if one.role == role and one.who.press is press]

    @property
    def harms_press(self) -> bool:
        return bool(self.of("harmed", press=True) or self.of("suffered", press=True))


def find_roles(marks: Matches) -> list[SentenceRoles]:
    """The roles in every sentence, in order."""
    lexicon = _lexicon(marks.lang, folded=marks.folded)
    press = _press_mentions(marks)
    roles, at = [], 0
    for span in marks.words.sentences:
        own = []
        while at < len(press) and press[at].start < span[1]:
            own.append(press[at])
            at += 1
        roles.append(_in_sentence(marks, list(lexicon.find(marks.words.forms, span, {}, _KINDS)), own))
    return roles


@cache
def _lexicon(lang: str, *, folded: bool) -> Lexicon:
    return Lexicon(lang, read_phrases(ROLES / f"{lang}.tsv"), folded=folded)


@cache
def government(code: str) -> Government:
    """The code of a row: `after gen+acc 4`. Raises ValueError for any other."""
    side, cases, reach = code.split()
    if side not in ("after", "before", "around"):
        raise ValueError(f"unknown side {side!r}")
    wanted = ANY if cases == "any" else frozenset(cases.split("+"))
    if not wanted <= ANY | {_ON}:
        raise ValueError(f"unknown case in {cases!r}")
    return Government(side, wanted, int(reach))


def _in_sentence(marks: Matches, hits: Sequence[Hit], press: Sequence[Mention]) -> SentenceRoles:
    points = tuple((hit.phrase.code, hit.phrase.weight) for hit in hits if hit.phrase.kind == "points")
    mentions = sorted([*press, *_offenders(marks, hits, press)])
    suffered = [one for hit in _of(hits, "suffered") if (one := _filled(hit, mentions)) and one.who.press]
    passive = {one.at for one in suffered}
    harmed = [one for hit in _of(hits, "harmed") if passive.isdisjoint(range(hit.start, hit.end)) and (one := _filled(hit, mentions))]
    taken = {one.who.start for one in harmed}
    agents = [agent for one in harmed if one.who.press and (agent := _agent(marks, one, press))]
    left = sorted([*(mention for mention in mentions if mention.start not in taken), *agents])
    others = [one for kind in ("pursued", "complains", "appeals") for hit in _of(hits, kind) if (one := _filled(hit, left))]
    return SentenceRoles((*harmed, *suffered, *others), points)


def _of(hits: Iterable[Hit], kind: str) -> Iterator[Hit]:
    return (hit for hit in hits if hit.phrase.kind == kind)


def _filled(hit: Hit, mentions: Sequence[Mention]) -> RoleFound | None:
    """The role with the nearest mention that stands where the word takes its person."""
    wanted = government(hit.phrase.code)
    fitting = [
        (distance, mention)
        for mention in mentions
        if mention.cases & wanted.cases and (distance := _distance(hit, mention, wanted.side)) is not None and distance < wanted.reach
    ]
    if not fitting:
        return None
    return RoleFound(hit.phrase.kind, min(fitting)[1], hit.phrase.weight, hit.end - 1)


def _distance(hit: Hit, mention: Mention, side: str) -> int | None:
    if mention.start >= hit.end:
        return mention.start - hit.end if side != "before" else None
    if mention.end <= hit.start:
        return hit.start - mention.end if side != "after" else None
    # Inside: признал журналиста виновным.
    return 0 if side == "around" and mention.start > hit.start else None


def _press_mentions(marks: Matches) -> list[Mention]:
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
        cases = kazakh_cases(marks.words.forms[end - 1], name=group[-1][2])
    elif marks.lang == "ru":
        head = next((one for one in group if not one[2]), group[0])
        cases = _russian_cases(marks.words, start, marks.words.forms[head[0] : head[1]], name=head[2])
    else:
        cases = _english_cases(marks.words, end)
    return Mention(start, end, press=True, cases=cases, weight=1.0)


def _russian_cases(words: ArticleWords, start: int, forms: Sequence[str], *, name: bool = False) -> frozenset[str]:
    # Of съёмочную группу and главного редактора every word shows the case: what all allow.
    shared = [russian_cases(form, name=name) for form in forms[:2]]
    cases = frozenset.intersection(*shared) or frozenset.union(*shared)
    before = words.forms[start - 1] if start and words.joined[start] else ""
    return cases | {_ON} if before == _ON else cases | {NOM} if GEN in cases and _COUNTED.match(before) else cases


def _english_cases(words: ArticleWords, end: int) -> frozenset[str]:
    possessive = end < len(words.forms) and words.forms[end] in _POSSESSIVE and words.starts[end] - words.ends[end - 1] <= 1
    return frozenset({GEN}) if possessive else ANY - {GEN}


def _offenders(marks: Matches, hits: Sequence[Hit], press: Sequence[Mention]) -> Iterator[Mention]:
    taken = {at for mention in press for at in range(mention.start, mention.end)}
    known: dict[int, Mention] = {}
    for hit in _of(hits, "offender"):
        if taken.isdisjoint(range(hit.start, hit.end)) and not _is_of_press(marks, hit.start, press):
            cases = _CASES[marks.lang](marks.words, hit.start, hit.end)
            before = known.get(hit.start)
            if before is None or before.weight < hit.phrase.weight:
                known[hit.start] = Mention(hit.start, hit.end, press=False, cases=cases, weight=hit.phrase.weight)
    yield from known.values()


_CASES: dict[str, Callable[[ArticleWords, int, int], frozenset[str]]] = {
    "ru": lambda words, start, end: _russian_cases(words, start, words.forms[start:end]),
    "kk": lambda words, start, end: kazakh_cases(words.forms[end - 1]),
    "en": lambda words, start, end: _english_cases(words, end),
}


def _is_of_press(marks: Matches, at: int, press: Sequence[Mention]) -> bool:
    """Whether a participle says what one of the press did: журналиста, напавшего на полицейского."""
    form = marks.words.forms[at]
    return bool(_ACTIVE_PARTICIPLE.search(form)) and any(mention.end == at and mention.cases & russian_cases(form) for mention in press)


def _agent(marks: Matches, harmed: RoleFound, press: Sequence[Mention]) -> Mention | None:
    """Whoever did it, if a Russian participle names him by it: напавшего на журналиста."""
    if marks.lang != "ru":
        return None
    for at in range(max(harmed.at - 4, 0), harmed.at + 1):
        form = marks.words.forms[at]
        if _ACTIVE_PARTICIPLE.search(form) and marks.words.sentence_of(at) == marks.words.sentence_of(harmed.at):
            if _is_of_press(marks, at, press):
                return None
            return Mention(at, max(harmed.who.end, at + 1), press=False, cases=russian_cases(form.removesuffix("ся")), weight=1.0)
    return None

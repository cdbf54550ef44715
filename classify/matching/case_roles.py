"""Who is what in a case, sentence by sentence: whom a verdict, a charge or a claim pursues, whom a deed harmed, who complains.

Verbs and nouns stand in `lexica/roles/` with the place and the case in which they take a person: приговорили takes an accusative on either side, қатысты a
dative before it, "charged" whoever stands before "was". The person is the nearest mention of the press, or of somebody who may have harmed it, that
stands so. Whoever a deed harms is taken by it: in "нападавшего на журналиста приговорили" the journalist is not the one who was sentenced.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from classify.matching.case_mentions import ON, Mention, is_of_press, offenders, press_mentions
from classify.matching.lexicon import LEXICA, Hit, Lexicon, read_phrases
from classify.matching.matches import Cue, Matches
from classify.text.grammatical_case import ABL, ACC, ANY, DAT, GEN, russian_cases
from classify.text.words import ArticleWords
from records.vocabulary import JfjType, codes_where

ROLES = LEXICA / "roles"
_KINDS = frozenset({"offender", "harmed", "suffered", "pursued", "complains", "appeals", "points"})
_CLAUSE = re.compile("[,:;()]")
_ACTIVE_PARTICIPLE = re.compile("(?:вш|ющ|ущ|ящ|ащ)(?:ий|его|ему|им|ем|ие|их|ими|ая|ей|ую)(?:ся)?$")
# The acts of violence that the tables of the screening know, as far from whom they hurt and as sure as this.
_VIOLENT = frozenset(code.value for code in codes_where(lambda facts: facts.punishable and facts.jfj is JfjType.PHYSICAL))
_ACT_REACH, _ACT_WEIGHT, _LEAST_DAMP = 5, 0.8, 0.5
# Words that tell an act of the one who suffered it: избит, избитого; "was" before "beaten".
_PASSIVE = re.compile("(?:(?:нн|[иыя]т)(?:ый|ая|ое|ые|ого|ому|ым|ом|ой|ую|ых|ыми)|(?:[еа]н|[иыя]т)[аоы]?|was|were|is|are|been|being|be|got)$")
_OBJECT = {"ru": frozenset({GEN, ACC, DAT, ON}), "kk": frozenset({GEN, ACC, ABL}), "en": ANY}


class Government(NamedTuple):
    """Where a word takes its person: `after`, `before` or `around` it, in one of these cases, within so many words."""

    side: str
    cases: frozenset[str]
    reach: int


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
    acts: dict[int, list[Cue]] = defaultdict(list)
    for cue in marks.cues:
        if cue.code in _VIOLENT and cue.damp >= _LEAST_DAMP:
            acts[cue.sentence].append(cue)
    press: dict[int, list[Mention]] = defaultdict(list)
    for mention in press_mentions(marks):
        press[marks.words.sentence_of(mention.start)].append(mention)
    roles = []
    for number, span in enumerate(marks.words.sentences):
        hits = list(lexicon.find(marks.words.forms, span, {}, _KINDS))
        mentions = sorted([*press[number], *offenders(marks, _of(hits, "offender"), span, press[number])])
        roles.append(_in_sentence(marks, hits, mentions, acts[number]))
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
    if not wanted <= ANY | {ON}:
        raise ValueError(f"unknown case in {cases!r}")
    return Government(side, wanted, int(reach))


def _in_sentence(marks: Matches, hits: Sequence[Hit], mentions: Sequence[Mention], acts: Iterable[Cue]) -> SentenceRoles:
    words, press = marks.words, [mention for mention in mentions if mention.press]
    points = tuple((hit.phrase.code, hit.phrase.weight) for hit in hits if hit.phrase.kind == "points")
    suffered = [one for hit in _of(hits, "suffered") if (one := _filled(words, hit, mentions)) and one.who.press]
    passive = {one.at for one in suffered}
    harmed = [one for hit in _of(hits, "harmed") if passive.isdisjoint(range(hit.start, hit.end)) and (one := _filled(words, hit, mentions))]
    told = {at for one in (*harmed, *suffered) for at in (one.at - 1, one.at)}
    for act in acts:
        if told.isdisjoint(range(act.start, act.end)) and (one := _hurt(marks, act, press)):
            (harmed if one.role == "harmed" else suffered).append(one)
    taken = {one.who.start for one in harmed}
    agents = [agent for one in harmed if one.who.press and (agent := _agent(marks, one, press))]
    left = sorted([*(mention for mention in mentions if mention.start not in taken), *agents])
    others = [one for kind in ("pursued", "complains", "appeals") for hit in _of(hits, kind) if (one := _filled(words, hit, left))]
    return SentenceRoles((*harmed, *suffered, *others), points)


def _of(hits: Iterable[Hit], kind: str) -> Iterator[Hit]:
    return (hit for hit in hits if hit.phrase.kind == kind)


def _filled(words: ArticleWords, hit: Hit, mentions: Sequence[Mention]) -> RoleFound | None:
    """The role with the nearest mention that stands where the word takes its person. What follows a word within its own clause."""
    wanted = government(hit.phrase.code)
    best: tuple[int, Mention] | None = None
    for mention in mentions:
        distance = _distance(hit.start, hit.end, mention, wanted.side) if mention.cases & wanted.cases else None
        if distance is None or distance >= wanted.reach or (best is not None and (distance, mention) >= best):
            continue
        if wanted.side != "after" or not _CLAUSE.search(words.text, words.ends[hit.end - 1], words.starts[mention.start]):
            best = distance, mention
    return RoleFound(hit.phrase.kind, best[1], hit.phrase.weight, hit.end - 1) if best else None


def _distance(start: int, end: int, mention: Mention, side: str) -> int | None:
    if mention.start >= end:
        return mention.start - end if side != "before" else None
    if mention.end <= start:
        return start - mention.end if side != "after" else None
    # Inside: признал журналиста виновным.
    return 0 if side == "around" and mention.start > start else None


def _hurt(marks: Matches, act: Cue, press: Sequence[Mention]) -> RoleFound | None:
    """Whom of the press an act of violence hurt. Where the act is told of somebody who did it, its object is harmed; else somebody suffered it."""
    near = [(distance, one) for one in press if (distance := _distance(act.start, act.end, one, "around")) is not None and distance < _ACT_REACH]
    if not near:
        return None
    who = min(near)[1]
    first = act.start if marks.lang == "ru" else max(act.start - 2, 0)
    passive = marks.lang != "kk" and any(_PASSIVE.search(form) for form in marks.words.forms[first : act.end])
    behind = who.start > act.start if marks.lang != "kk" else who.start < act.start
    active = not passive and bool(who.cases & _OBJECT[marks.lang]) and (behind or (marks.lang == "ru" and bool(who.cases & {DAT, ON})))
    return RoleFound("harmed" if active else "suffered", who, _ACT_WEIGHT, act.end - 1)


def _agent(marks: Matches, harmed: RoleFound, press: Sequence[Mention]) -> Mention | None:
    """Whoever did it, if a Russian participle names him by it: напавшего на журналиста."""
    if marks.lang != "ru":
        return None
    for at in range(max(harmed.at - 4, 0), harmed.at + 1):
        form = marks.words.forms[at]
        if _ACTIVE_PARTICIPLE.search(form) and marks.words.sentence_of(at) == marks.words.sentence_of(harmed.at):
            if is_of_press(marks, at, press):
                return None
            return Mention(at, max(harmed.who.end, at + 1), press=False, cases=russian_cases(form.removesuffix("ся")), weight=1.0)
    return None

"""The actor and the outcome of an incident, and whose case the outcome belongs to: the perpetrator's, or that of a prosecuted journalist.

Called wrongly, a journalist's own conviction would be published as justice. So an outcome is the perpetrator's only where the article says so about
somebody outside the press, and hardly anything indicates a case against the press. Where neither is clear it is nobody's.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import prod
from typing import NamedTuple, TypeVar

from classify.matching.lexicon import LEXICA, Hit, Lexicon, read_phrases
from classify.matching.matches import Cue, Matches
from classify.text.grammatical_case import ABL, ACC, ANY, DAT, GEN, NOM, kazakh_cases, russian_cases
from classify.text.words import ArticleWords
from records.vocabulary import ActKind, Actor, Category, JfjType, Outcome, Track, codes_where

# Actor and outcome, as roughly as an article reports them.

_Code = TypeVar("_Code", bound=StrEnum)
# Weight of a word far from the incident, against one in its sentences.
_ELSEWHERE = 0.6
# A sentence about what somebody faces reports no verdict yet.
_FACED = re.compile("гроз[ия]т|если$|предусматрива|faces?$|facing$|if$|could$|may$|мүмкін$|дейін$|ықтимал|қаупі")
_ONLY_FACED = 0.1
# If an article reports both, the end of a case counts more than a step under way.
_UNDER_WAY = 0.7


def find_actor(marks: Matches, weights: Mapping[int, float]) -> Actor:
    """Return the actor named most in the sentences of the incident; `unknown` if none is named."""
    return _heaviest(marks, "actor", weights, {code.value: code for code in Actor}, 0.5) or Actor.UNKNOWN


def find_outcome(marks: Matches, weights: Mapping[int, float]) -> Outcome:
    """Return the outcome that the article reports; `none` if there is none."""
    return _heaviest(marks, "outcome", weights, {code.value: code for code in Outcome}, 0.2) or Outcome.NONE


def _heaviest(marks: Matches, kind: str, weights: Mapping[int, float], codes: Mapping[str, _Code], least: float) -> _Code | None:
    counts: dict[str, float] = defaultdict(float)
    for hit in marks.of(kind):
        sentence = marks.words.sentence_of(hit.start)
        share = _UNDER_WAY if hit.phrase.code == Outcome.INVESTIGATING else 1.0
        if hit.phrase.code == Outcome.CONVICTED and any(map(_FACED.match, marks.words.forms[slice(*marks.words.sentences[sentence])])):
            share = _ONLY_FACED
        counts[hit.phrase.code] += share * hit.phrase.weight * max(_ELSEWHERE, min(weights.get(sentence, 0.0), 1.5))
    code = max(counts, key=lambda name: counts[name], default=None)
    return codes[code] if code is not None and counts[code] >= least else None


# The persons of a case as the text mentions them, the press and possible offenders, each with the possible grammatical cases.

# Code for a preposition that is treated like a case: «на журналиста напали», unlike «журналиста … приговорили».
ON = "на"
# Press that is only the audience ("told reporters"), or any site, is nobody's case.
_LEAST_STRENGTH = 0.5
_PRESS = frozenset({"role", "crew", "blogger", "outlet", "person"})
_CLAUSE = re.compile("[,:;()]")
# In «журналиста, на которого напали двое мужчин, оштрафовали» nobody of the relative clause is the one fined. Kazakh has participles instead.
_RELATIVE = {"ru": re.compile("котор[а-я]+$"), "en": re.compile("(?:who|whom|whose)$")}
_ACTIVE_PARTICIPLE = re.compile("(?:вш|ющ|ущ|ящ|ащ)(?:ий|его|ему|им|ем|ие|их|ими|ая|ей|ую)(?:ся)?$")
# After these a Russian subject is in the genitive: осуждены трое полицейских.
_COUNTED = re.compile("(?:двое|трое|четверо|пятеро|шестеро|семеро|несколько|много|пять|шесть|семь|восемь|девять|десять|[0-9]+)$")
_PREPOSITIONS = frozenset({"of", "at", "for", "with", "from", "by", "against", "to", "on", "in", "about", "over", "near", "between"})
_POSSESSIVE = frozenset({"'s", "’s", "s", "'", "’"})
# In тілші қыз and газет ұжымы the last word shows the case.
_KAZAKH_HEAD = re.compile("(?:қыз|жігіт|келіншек|әйел|азамат|ұжым|қызметкер|өкіл|тоб|топ)")
# Nouns of trades and doers, by their suffix: мясник, следователь, застройщик; сатушы, but not екінші.
_DOER = {
    "ru": re.compile("[а-я]{3,}(?:ник|щик|чик|тель|овец|лог)(?:[аяуюиые]|ом|ем|ов|ей|ам|ям|ами|ями)?$"),
    "kk": re.compile("[а-яәғқңөұүһі]{2,}[^н](?:шы|ші|гер|кер)(?:лар|лер)?(?:ды|ді|ны|ні|ға|ге|дың|дің|ның|нің|на|не)?$"),
}
_DOER_WEIGHT = 0.5
# Pronouns are not resolved; one only prevents its verb from being tied to a person farther away.
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
    """Somebody at words start to end.

    `press`, or a possible offender with the probability `weight`; 0 is a pronoun.
    """

    start: int
    end: int
    press: bool
    cases: frozenset[str]
    weight: float


def press_mentions(marks: Matches) -> list[Mention]:
    """Return the mentions of the press; neighbouring words are merged: журналиста Ахметова, «Жас Алаш» газетіне."""
    groups: list[list[tuple[int, int, bool]]] = []
    for mention in marks.press:
        if mention.strength < _LEAST_STRENGTH or mention.code not in _PRESS or not marks.words.is_read(mention.start):
            continue
        named = mention.code == "person" or bool(mention.name)
        if groups and mention.start - groups[-1][-1][1] <= 1 and _same_phrase(marks.words, groups[-1][-1][1], mention.start):
            groups[-1].append((mention.start, mention.end, named))
        else:
            groups.append([(mention.start, mention.end, named)])
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
        head = next((part for part in group if not part[2]), group[0])
        cases = _russian_cases(marks.words, start, marks.words.forms[head[0] : head[1]], name=head[2])
    else:
        cases = _english_cases(marks.words, start, end)
    return Mention(start, end, press=True, cases=cases, weight=1.0)


def _russian_cases(words: ArticleWords, start: int, forms: Sequence[str], *, name: bool = False) -> frozenset[str]:
    # In съёмочную группу and главного редактора every word shows the case: the cases that all allow.
    shared = [russian_cases(form, name=name) for form in forms[:2]]
    cases = frozenset.intersection(*shared) or frozenset.union(*shared)
    before = words.forms[start - 1] if start and words.joined[start] else ""
    return cases | {ON} if before == ON else cases | {NOM} if GEN in cases and _COUNTED.match(before) else cases


def _english_cases(words: ArticleWords, start: int, end: int) -> frozenset[str]:
    """Return the cases of an English phrase: genitive before 's; no subject after a preposition.

    Example: "men who burnt the office of the weekly were jailed".
    """
    if end < len(words.forms) and words.forms[end] in _POSSESSIVE and words.starts[end] - words.ends[end - 1] <= 1:
        return frozenset({GEN})
    for at in range(start - 1, max(start - 3, -1), -1):
        if not words.joined[at + 1] or (words.capital[at] and at < start - 1):
            break
        if words.forms[at] in _PREPOSITIONS:
            return frozenset({ACC})
    return frozenset({NOM, ACC})


def offenders(marks: Matches, hits: Iterable[Hit], span: tuple[int, int], press: Sequence[Mention]) -> Iterator[Mention]:
    """Yield everybody in a sentence who is not press: the matches of the tables, and nouns of doers by their suffix."""
    of_press = {at for mention in press for at in range(mention.start, mention.end)}
    by_position: dict[int, Mention] = {}
    for hit in hits:
        if of_press.isdisjoint(range(hit.start, hit.end)) and not _is_of_press(marks, hit.start, press):
            cases = _CASES[marks.lang](marks.words, hit.start, hit.end)
            before = by_position.get(hit.start)
            if before is None or before.weight < hit.phrase.weight:
                by_position[hit.start] = Mention(hit.start, hit.end, press=False, cases=cases, weight=hit.phrase.weight)
    yield from by_position.values()
    for at in range(*span):
        case = _PRONOUNS[marks.lang].get(marks.words.forms[at])
        if case and at not in of_press:
            yield Mention(at, at + 1, press=False, cases=frozenset({case}), weight=0.0)
    doer = _DOER.get(marks.lang)
    for at in range(*span) if doer else ():
        if (
            at not in by_position
            and at not in of_press
            and not marks.words.capital[at]
            and doer is not None
            and doer.fullmatch(marks.words.forms[at])
        ):
            yield Mention(at, at + 1, press=False, cases=_CASES[marks.lang](marks.words, at, at + 1), weight=_DOER_WEIGHT)


_CASES: dict[str, Callable[[ArticleWords, int, int], frozenset[str]]] = {
    "ru": lambda words, start, end: _russian_cases(words, start, words.forms[start:end]),
    "kk": lambda words, start, end: kazakh_cases(words.forms[end - 1]),
    "en": _english_cases,
}


def _is_of_press(marks: Matches, at: int, press: Sequence[Mention]) -> bool:
    """Return whether a participle describes one of the press: журналиста, напавшего на полицейского."""
    form = marks.words.forms[at]
    return bool(_ACTIVE_PARTICIPLE.search(form)) and any(mention.end == at and mention.cases & russian_cases(form) for mention in press)


# The roles in a case, sentence by sentence: whom a verdict, a charge or a claim pursues, whom a deed harmed, who complains.
#
# Verbs and nouns are in `lexica/roles/` with the position and the case in which they take a person: приговорили takes an accusative on either side,
# қатысты a dative before it, "charged" the words before "was". The person is the nearest mention of the press, or of a possible offender, in that
# position. The object of a deed is used up by it: in "нападавшего на журналиста приговорили" the journalist is not the one who was sentenced.

ROLES = LEXICA / "roles"
_KINDS = frozenset({"offender", "harmed", "suffered", "pursued", "complains", "appeals", "points"})
# How far from the victim a known act of violence may be, and how sure it is.
_VIOLENT = frozenset(code.value for code in codes_where(lambda facts: facts.punishable and facts.jfj is JfjType.PHYSICAL))
_ACT_REACH, _ACT_WEIGHT, _LEAST_DAMP = 5, 0.8, 0.5
# Passive words, whose subject suffered the act: избит, избитого; "was" before "beaten".
_PASSIVE = re.compile("(?:(?:нн|[иыя]т)(?:ый|ая|ое|ые|ого|ому|ым|ом|ой|ую|ых|ыми)|(?:[еа]н|[иыя]т)[аоы]?|was|were|is|are|been|being|be|got)$")
_OBJECT = {"ru": frozenset({GEN, ACC, DAT, ON}), "kk": frozenset({GEN, ACC, ABL}), "en": ANY}


class PersonPosition(NamedTuple):
    """Where a word takes its person: `after`, `before` or `around` it, in one of these cases, within so many words."""

    side: str
    cases: frozenset[str]
    reach: int


class _RoleFound(NamedTuple):
    """A person in a role: harmed, suffered, pursued, complains, appeals."""

    role: str
    who: Mention
    weight: float
    at: int


@dataclass(frozen=True)
class SentenceRoles:
    """The roles in one sentence. `points` are the tracks that its words alone indicate, such as an article of law."""

    found: tuple[_RoleFound, ...]
    points: tuple[tuple[str, float], ...]

    def of(self, role: str, *, press: bool) -> list[_RoleFound]:
        return [filled_role for filled_role in self.found if filled_role.role == role and filled_role.who.press is press]

    @property
    def harms_press(self) -> bool:
        return bool(self.of("harmed", press=True) or self.of("suffered", press=True))


def find_roles(marks: Matches) -> list[SentenceRoles]:
    """Return the roles in every sentence, in order."""
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
        roles.append(_in_sentence(marks, hits, mentions, acts[number], _relative_clauses(marks, span)))
    return roles


@cache
def _lexicon(lang: str, *, folded: bool) -> Lexicon:
    return Lexicon(lang, read_phrases(ROLES / f"{lang}.tsv"), folded=folded)


@cache
def parse_person_position(code: str) -> PersonPosition:
    """Return the meaning of a row's code, for example `after gen+acc 4`. Raises ValueError for any other."""
    side, cases, reach = code.split()
    if side not in ("after", "before", "around"):
        raise ValueError(f"unknown side {side!r}")
    governed = ANY if cases == "any" else frozenset(cases.split("+"))
    if not governed <= ANY | {ON}:
        raise ValueError(f"unknown case in {cases!r}")
    return PersonPosition(side, governed, int(reach))


def _in_sentence(marks: Matches, hits: Sequence[Hit], mentions: Sequence[Mention], acts: Iterable[Cue], relative: Sequence[range]) -> SentenceRoles:
    words, press = marks.words, [mention for mention in mentions if mention.press]
    points = tuple((hit.phrase.code, hit.phrase.weight) for hit in hits if hit.phrase.kind == "points")
    suffered = [filled_role for hit in _of(hits, "suffered") if (filled_role := _filled(words, hit, mentions, relative)) and filled_role.who.press]
    passive = {filled_role.at for filled_role in suffered}
    harmed = [
        filled_role
        for hit in _of(hits, "harmed")
        if passive.isdisjoint(range(hit.start, hit.end)) and (filled_role := _filled(words, hit, mentions, relative))
    ]
    found_at = {at for filled_role in (*harmed, *suffered) for at in (filled_role.at - 1, filled_role.at)}
    for act in acts:
        if found_at.isdisjoint(range(act.start, act.end)) and (filled_role := _hurt(marks, act, press)):
            (harmed if filled_role.role == "harmed" else suffered).append(filled_role)
    used = {filled_role.who.start for filled_role in harmed}
    agents = [agent for filled_role in harmed if filled_role.who.press and (agent := _agent(marks, filled_role, press))]
    left = sorted([*(mention for mention in mentions if mention.start not in used), *agents])
    further = [
        filled_role for kind in ("pursued", "complains", "appeals") for hit in _of(hits, kind) if (filled_role := _filled(words, hit, left, relative))
    ]
    return SentenceRoles((*harmed, *suffered, *further), points)


def _of(hits: Iterable[Hit], kind: str) -> Iterator[Hit]:
    return (hit for hit in hits if hit.phrase.kind == kind)


def _relative_clauses(marks: Matches, span: tuple[int, int]) -> list[range]:
    """Return the words of each relative clause of a sentence, from its pronoun to the next comma."""
    words, pronoun = marks.words, _RELATIVE.get(marks.lang)
    if pronoun is None:
        return []
    breaks = [at for at in range(span[0] + 1, span[1]) if _CLAUSE.search(words.text, words.ends[at - 1], words.starts[at])]
    clauses = []
    for at in range(*span):
        # The pronoun follows the comma, or its preposition does.
        if pronoun.match(words.forms[at]) and {at - 1, at} & set(breaks):
            clauses.append(range(at, next((end for end in breaks if end > at), span[1])))
    return clauses


def _filled(words: ArticleWords, hit: Hit, mentions: Sequence[Mention], relative: Sequence[range]) -> _RoleFound | None:
    """Return the role with the nearest mention in the position where the word takes its person; after a word, within its own clause.

    A word outside a relative clause takes nobody in it.
    """
    rule = parse_person_position(hit.phrase.code)
    best: tuple[int, Mention] | None = None
    for mention in mentions:
        if any(mention.start in clause and hit.start not in clause for clause in relative):
            continue
        distance = _distance(hit.start, hit.end, mention, rule.side) if mention.cases & rule.cases else None
        if distance is None or distance >= rule.reach or (best is not None and (distance, mention) >= best):
            continue
        if rule.side != "after" or not _CLAUSE.search(words.text, words.ends[hit.end - 1], words.starts[mention.start]):
            best = distance, mention
    return _RoleFound(hit.phrase.kind, best[1], hit.phrase.weight, hit.end - 1) if best else None


def _distance(start: int, end: int, mention: Mention, side: str) -> int | None:
    if mention.start >= end:
        return mention.start - end if side != "before" else None
    if mention.end <= start:
        return start - mention.end if side != "after" else None
    # Between the words: признал журналиста виновным.
    return 0 if side == "around" and mention.start > start else None


def _hurt(marks: Matches, act: Cue, press: Sequence[Mention]) -> _RoleFound | None:
    """Return who of the press was hurt by an act of violence: the object of an active verb, else the person who suffered it."""
    near = [
        (distance, mention)
        for mention in press
        if (distance := _distance(act.start, act.end, mention, "around")) is not None and distance < _ACT_REACH
    ]
    if not near:
        return None
    who = min(near)[1]
    first = act.start if marks.lang == "ru" else max(act.start - 2, 0)
    passive = marks.lang != "kk" and any(_PASSIVE.search(form) for form in marks.words.forms[first : act.end])
    behind = who.start > act.start if marks.lang != "kk" else who.start < act.start
    active = not passive and bool(who.cases & _OBJECT[marks.lang]) and (behind or (marks.lang == "ru" and bool(who.cases & {DAT, ON})))
    return _RoleFound("harmed" if active else "suffered", who, _ACT_WEIGHT, act.end - 1)


def _agent(marks: Matches, harmed: _RoleFound, press: Sequence[Mention]) -> Mention | None:
    """Return the offender, if a Russian participle names him by the act: напавшего на журналиста."""
    if marks.lang != "ru":
        return None
    for at in range(max(harmed.at - 4, 0), harmed.at + 1):
        form = marks.words.forms[at]
        if _ACTIVE_PARTICIPLE.search(form) and marks.words.sentence_of(at) == marks.words.sentence_of(harmed.at):
            if _is_of_press(marks, at, press):
                return None
            return Mention(at, max(harmed.who.end, at + 1), press=False, cases=russian_cases(form.removesuffix("ся")), weight=1.0)
    return None


_PURSUING = codes_where(lambda facts: facts.court_case is not None or facts.kind is ActKind.LIBERTY)
_HARMING = codes_where(lambda facts: facts.punishable)
# Weight of a sentence: with the outcome's own word, next to it, any other.
_OWN, _BESIDE, _TOLD_ELSEWHERE = 1.0, 0.6, 0.4
# ... and the same where the model found the outcome and no word of the tables does.
_UNTOLD = 0.7
# Weight of a pursued person as the perpetrator: the same sentence reports the harm, the one next to it, any other, or none.
_SAME_HARM, _NEAR_HARM, _SOME_HARM, _NO_HARM = 1.0, 0.85, 0.7, 0.3
# A verdict is often reported with what happened to the press at the trial, so harm reported after it counts less.
_BEFORE_VERDICT, _AFTER_VERDICT, _SOME_VERDICT = 0.75, 0.5, 0.4
# Minimum if the word for the person says that he did harm.
_AGENT = 0.85
# A word for the harm in the outcome's sentence, and any other.
_HARM_ALONE, _HARM_BESIDE = 0.6, 0.3
# Evidence of the categories alone: a case against the press, or a harm with nothing else. A harm says little about who was sentenced.
_PRIOR_PURSUED, _PRIOR_HARMED, _PRIOR_OF_VERDICT = 0.45, 0.6, 0.3
# ... and a harm at the top, where the text reports one.
_PRIOR_WITH_HARM, _BLAMED = 0.4, 0.4
_ENOUGH, _HARDLY = 0.44, 0.25
# Required probability of the perpetrator, with and without a verdict, and the largest allowed one of the journalist.
_VERDICTS = frozenset({Outcome.CONVICTED, Outcome.ACQUITTED})
_TO_BE_SURE = _VERDICTS | {Outcome.VICTIM_BLAMED}
_SURE, _LIKELY, _DOUBT = 0.8, 0.6, 0.5


@dataclass(frozen=True)
class TrackChances:
    """The evidence in an article's words of whose its outcome is, each from 0 to 1; both may be high, or neither.

    `told`: without the evidence of the categories alone.
    """

    perpetrator: float
    journalist: float
    told: float


def track_chances(marks: Matches, outcome: Outcome, categories: Sequence[Category]) -> TrackChances:
    """Return the evidence for either track; `categories` are those of the article, the surest first."""
    roles = find_roles(marks)
    evidence = list(_evidence(roles, _shares(marks, outcome, len(roles)), verdict=outcome in _VERDICTS))
    prior = list(_prior(outcome, categories, harm=any(role.harms_press for role in roles)))
    perpetrator, journalist = (_chance(track, [*evidence, *prior]) for track in (Track.PERPETRATOR, Track.JOURNALIST))
    return TrackChances(perpetrator, journalist, _chance(Track.JOURNALIST, evidence))


def track_of(chances: TrackChances, outcome: Outcome) -> Track | None:
    """Return whose outcome it is by the words alone; None where they do not say."""
    perpetrator, journalist = chances.perpetrator, chances.journalist
    if perpetrator >= (_SURE if outcome in _TO_BE_SURE else _LIKELY) and journalist <= perpetrator * _DOUBT:
        return Track.PERPETRATOR
    # Categories alone do not outweigh the text.
    is_clear = chances.told >= _ENOUGH or perpetrator < _HARDLY
    return Track.JOURNALIST if journalist >= _ENOUGH and journalist > perpetrator and is_clear else None


def _chance(track: Track, evidence: Sequence[tuple[Track, float]]) -> float:
    """Return the signs of one track combined as independent chances."""
    return 1 - prod(1 - weight for sign_track, weight in evidence if sign_track is track)


def _shares(marks: Matches, outcome: Outcome, count: int) -> list[float]:
    own = {marks.words.sentence_of(hit.start) for hit in marks.of("outcome") if hit.phrase.code == outcome}
    if not own:
        return [_UNTOLD] * count
    return [_OWN if at in own else _BESIDE if {at - 1, at + 1} & own else _TOLD_ELSEWHERE for at in range(count)]


def _evidence(roles: Sequence[SentenceRoles], shares: Sequence[float], *, verdict: bool) -> Iterator[tuple[Track, float]]:
    harming = {at for at, in_sentence in enumerate(roles) if in_sentence.harms_press}
    # Signs that more sentences do not make surer: that the pursued person did the harm, a harm far from the outcome, words for a law.
    loose, far, points = 0.0, 0.0, dict.fromkeys(Track, 0.0)
    for at, (in_sentence, share) in enumerate(zip(roles, shares, strict=True)):
        pursued, harms = in_sentence.of("pursued", press=True), bool(in_sentence.of("harmed", press=True))
        yield from ((Track.JOURNALIST, role.weight * share) for role in pursued)
        for role in filter(lambda role: role.who.weight, in_sentence.of("pursued", press=False)):
            tie = _SAME_HARM if harms else _AGENT if role.who.weight == 1 else 0.0
            if tie:
                yield Track.PERPETRATOR, role.weight * share * tie
            else:
                loose = max(loose, role.weight * share * _tie(at, harming, verdict=verdict))
        if at in harming and not pursued:
            if harms and share in (_OWN, _UNTOLD):
                yield Track.PERPETRATOR, _HARM_ALONE * share
            else:
                far = max(far, _HARM_BESIDE * share)
        for code, weight in in_sentence.points:
            points[Track(code)] = max(points[Track(code)], weight * share)
        yield from _complaints(in_sentence, share)
    yield from ((Track.PERPETRATOR, loose), (Track.PERPETRATOR, far), *points.items())


def _tie(at: int, harming: set[int], *, verdict: bool) -> float:
    """Return how surely the person pursued in this sentence did a harm that other sentences report."""
    if not harming:
        return _NO_HARM
    if not verdict:
        return _NEAR_HARM if {at - 1, at, at + 1} & harming else _SOME_HARM
    return _BEFORE_VERDICT if at - 1 in harming else _AFTER_VERDICT if {at, at + 1} & harming else _SOME_VERDICT


def _complaints(sentence_roles: SentenceRoles, share: float) -> Iterator[tuple[Track, float]]:
    """Yield the tracks of complaints.

    A complaint of the press is about what was done to it, unless it is against a verdict; a claim of somebody else is against the press.
    """
    appeals = bool(sentence_roles.of("appeals", press=True))
    for role in sentence_roles.of("complains", press=True):
        yield Track.JOURNALIST if appeals else Track.PERPETRATOR, role.weight * share
    if not sentence_roles.harms_press:
        yield from ((Track.JOURNALIST, role.weight * share) for role in sentence_roles.of("complains", press=False))


def _prior(outcome: Outcome, categories: Sequence[Category], *, harm: bool) -> Iterator[tuple[Track, float]]:
    distinct = set(categories)
    if distinct & _PURSUING and not (distinct & _HARMING and (harm or categories[0] in _HARMING)):
        yield Track.JOURNALIST, _PRIOR_PURSUED
    if distinct and distinct <= _HARMING:
        yield Track.PERPETRATOR, _PRIOR_OF_VERDICT if outcome in _VERDICTS else _PRIOR_HARMED
    elif distinct and categories[0] in _HARMING and harm and outcome not in _VERDICTS:
        yield Track.PERPETRATOR, _PRIOR_WITH_HARM
    if outcome is Outcome.VICTIM_BLAMED:
        yield Track.PERPETRATOR, _BLAMED

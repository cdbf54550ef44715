"""The verdict on matches by rules, and the reasons for a verdict. A trained model can replace the scorer: same input, same output.

An act counts by its own weight, by the distance of a press mention (same sentence, next, one before), by how sure that mention is, and by whether
somebody else is right next to it. Acts of different categories are added as independent chances, each further one with less weight. If the article is
mainly about something else (awards, films, drafts of laws), the score is reduced. All numbers are set by hand from kinds of errors, not learned.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from classify.matching.matches import Cue, Matches, PressMention
from records.vocabulary import CATEGORIES, Actor, Category, Outcome, ScreeningLabel, codes_where

# The countries whose events are flagged.


def in_scope(country: str | None, countries: frozenset[str] | None, home: str) -> bool:
    """Return whether an event there is to be flagged.

    `countries` None means any; an unknown country counts as `home`.
    """
    return countries is None or (country or home) in countries


# From this score on an article is worth a monitor's look.
THRESHOLD = 0.40
# Factor for an act by the distance of the press mention: in words within the sentence, then in sentences.
_NEAR_WORDS, _FAR_WORDS = 6, 14
_SAME_NEAR, _SAME, _SAME_FAR = 1.0, 0.85, 0.65
_SENTENCE_BEFORE, _SENTENCE_AFTER, _TWO_BEFORE = 0.6, 0.5, 0.3
# An act far from any press mention still counts a little in an article about the press.
_ARTICLE = 0.22
# ... and more where a watchdog of press freedom is quoted, or where a named person of the press appears at the beginning and again later.
_ARTICLE_KNOWN = 0.45
_BEGINNING = 2
# Words for any site (сайт, аккаунт) mean the press only where it is blocked.
_SITE_CUES = codes_where(lambda facts: facts.done_to_sites)
_OTHER_VICTIM = 0.3
_OTHER_REACH = 3
_FURTHER = 0.7
_FAR = 0.8
_LISTENING = 0.5
# Charges that may have nothing to do with the press.
_CHARGES = codes_where(lambda facts: facts.often_unrelated)
# An attack in a sentence on hacking is one on a site: its factor against an act stated in words.
_ATTACK_ON_SITE = 0.3
_TOLD_AS: dict[str, str] = {code.value: facts.told_as for code, facts in CATEGORIES.items() if facts.told_as}
# Acts below this are left out of the categories.
_CATEGORY_FLOOR = 0.36
_MOST_CATEGORIES = 5


@dataclass(frozen=True, slots=True)
class ScoredAct:
    """One act and its weight as an act against the press. `press` is the mention to which it was tied."""

    cue: Cue
    weight: float
    press: PressMention | None


@dataclass(frozen=True)
class Verdict:
    """A scorer's verdict on an article. `evidence` is sorted by weight; `weights` say how much each sentence matters."""

    score: float
    label: ScreeningLabel
    categories: tuple[tuple[Category, float], ...] = ()
    evidence: tuple[ScoredAct, ...] = ()
    weights: tuple[tuple[int, float], ...] = ()
    actor: Actor | None = None
    outcome: Outcome | None = None
    """None = the scorer gives none, and the words for it decide."""
    told_before: bool = True
    """Whether any word says that the case is an earlier one, or that it has an outcome. Without one, a text is news of the event itself."""
    chances: Mapping[str, float] | None = None
    """The likelihood of each answer by the trained model, by its head (`code:ATT`). None = not weighed by one."""
    likeness: float = 0.0
    """The prefilter's likeness of a text in which nothing names the press, so that the model does not weigh it."""


class Scorer(Protocol):
    """The interface of a scorer: these rules, or a trained model."""

    model: str
    threshold: float
    """From this score on an article is flagged."""

    def lets_in(self, text: str) -> bool:
        """Return whether a text is worth reading (the prefilter)."""
        ...

    def weigh(self, marks: Matches) -> Verdict: ...


class RuleScorer:
    """The scorer that works by rules."""

    model = "cues 0.1.0"
    threshold = THRESHOLD

    def lets_in(self, text: str) -> bool:
        """Return True: the rules read everything."""
        return True

    def weigh(self, marks: Matches) -> Verdict:
        """Return score, label and categories of one text."""
        mentions = [mention for mention in marks.press if mention.strength > 0]
        evidence = sorted(_weigh_cues(marks, mentions), key=lambda item: -item.weight)
        raw = _together(evidence)
        score = raw * _topic_share(marks, evidence, mentions)
        label = _label(marks, score, evidence)
        weights: dict[int, float] = {}
        for item in evidence:
            weights[item.cue.sentence] = max(weights.get(item.cue.sentence, 0.0), item.weight * 2)
        for sentence, weight in list(weights.items()):
            for near in (sentence - 1, sentence + 1):
                weights[near] = max(weights.get(near, 0.0), weight * 0.4)
        return Verdict(round(min(score, 0.999), 4), label, tuple(_categories(evidence)), tuple(evidence), tuple(sorted(weights.items())))


def _weigh_cues(marks: Matches, mentions: list[PressMention]) -> Iterable[ScoredAct]:
    by_sentence: dict[int, list[PressMention]] = defaultdict(list)
    for press_mention in mentions:
        by_sentence[press_mention.sentence].append(press_mention)
    strong = [sentence for sentence, here in by_sentence.items() if max(m.strength for m in here) >= 0.5]
    about_press = min(1.0, len(strong) / 3 + (0.34 if 0 in strong else 0.0)) * _ARTICLE
    if any(named.code == "watchdog" for named in mentions) or _about_one_of_the_press(mentions):
        about_press = max(about_press, _ARTICLE_KNOWN)
    other_words = {at for hit in marks.of("other") for at in range(hit.start, hit.end)}
    told_otherwise = {(cue.sentence, _TOLD_AS[cue.code]) for cue in marks.cues if cue.code in _TOLD_AS}
    for cue in marks.cues:
        tie = _link_of_sure(cue, by_sentence) if cue.sure else _link(cue, by_sentence)
        link: float = tie[0]
        mention: PressMention | None = tie[1]
        if not cue.sure and link < about_press:
            link, mention = about_press, None
        if not cue.sure and mention is not None and mention.sentence != cue.sentence and _is_next_to(cue, other_words):
            link *= _OTHER_VICTIM
        if (cue.sentence, cue.code) in told_otherwise:
            link *= _ATTACK_ON_SITE
        weight = cue.weight * cue.damp * link
        if weight > 0.05:
            yield ScoredAct(cue, weight, mention)


def _about_one_of_the_press(mentions: list[PressMention]) -> bool:
    named: dict[str, set[int]] = defaultdict(set)
    for mention in mentions:
        if mention.code == "person" and mention.strength >= 0.6:
            named[mention.name].add(mention.sentence)
    return any(min(sentences) <= _BEGINNING and len(sentences) >= 2 for sentences in named.values())


def _link(cue: Cue, by_sentence: dict[int, list[PressMention]]) -> tuple[float, PressMention | None]:
    """Return how strongly an act is tied to the press, and to which mention of it."""
    best: float = 0.0
    tied: PressMention | None = None
    for mention in by_sentence.get(cue.sentence, ()):
        if mention.code == "site" and cue.code not in _SITE_CUES:
            continue
        distance = max(mention.start - cue.end, cue.start - mention.end, 0)
        link = mention.strength * (_SAME_NEAR if distance <= _NEAR_WORDS else _SAME if distance <= _FAR_WORDS else _SAME_FAR)
        if link > best:
            best, tied = link, mention
    for away, share in ((-1, _SENTENCE_BEFORE), (1, _SENTENCE_AFTER), (-2, _TWO_BEFORE)):
        for mention in by_sentence.get(cue.sentence + away, ()):
            if mention.strength * share > best and (mention.code != "site" or cue.code in _SITE_CUES):
                best, tied = mention.strength * share, mention
    return best, tied


def _link_of_sure(cue: Cue, by_sentence: dict[int, list[PressMention]]) -> tuple[float, PressMention | None]:
    """Return the link of a phrase that names the press, by how sure its word for the press is.

    One that needs no such word (статья 158) counts in full.
    """
    inside = [mention for mention in by_sentence.get(cue.sentence, ()) if cue.start <= mention.start < cue.end]
    strongest = max(inside, key=lambda mention: mention.strength, default=None)
    return (1.0, None) if strongest is None else (strongest.strength, strongest)


def _is_next_to(cue: Cue, other_words: set[int]) -> bool:
    return not other_words.isdisjoint(range(cue.start - _OTHER_REACH, cue.end + _OTHER_REACH))


def _together(evidence: list[ScoredAct]) -> float:
    """Return the acts added as independent chances.

    The strongest of each category counts in full, every further one less. Distant acts never outweigh a near one.
    """
    missing, share = 1.0, 1.0
    counted: set[str] = set()
    far = 0.0
    for item in evidence:
        if item.press is None and not item.cue.sure:
            far = max(far, item.weight)
            continue
        if item.cue.code in counted:
            continue
        counted.add(item.cue.code)
        missing *= 1 - item.weight * share
        share *= _FURTHER
    return 1 - missing * (1 - far * _FAR)


def _topic_share(marks: Matches, evidence: list[ScoredAct], mentions: list[PressMention]) -> float:
    """Return the factor for an article that is also about another topic.

    An act that is named clearly is reduced only by a topic that fills the article.
    """
    workers = [mention for mention in mentions if mention.strength >= 0.65 and mention.code not in ("blogger", "person", "site", "watchdog")]
    counts: dict[tuple[str, float], int] = defaultdict(int)
    for hit in marks.of("topic"):
        counts[hit.phrase.code, hit.phrase.weight] += 2 if marks.words.sentence_of(hit.start) == 0 else 1
    outright = any(item.cue.sure and item.weight >= 0.8 for item in evidence[:3])
    charged_only = all(item.cue.code in _CHARGES for item in evidence if item.weight >= THRESHOLD)
    share = 1.0
    for (code, weight), count in counts.items():
        if code == "blogger":
            # A blogger may count as press or not. The charge decides.
            applies = not workers and (charged_only or count >= 4)
        elif code == "crime":
            applies = count >= 2 and charged_only
        else:
            applies = count >= (4 if outright else 2)
        if applies:
            share = min(share, weight**2 if count >= 4 else weight)
    return share * _messenger_share(marks)


def _messenger_share(marks: Matches) -> float:
    """Return the factor for an article in which the press only listens (told reporters, asked by reporters): it is about something else."""
    listening = sum(mention.strength < 0.25 for mention in marks.press if mention.code in ("role", "outlet"))
    living = sum(mention.strength >= 0.5 for mention in marks.press if mention.code in ("role", "crew", "person", "blogger"))
    return _LISTENING if listening >= 2 and living * 2 <= listening else 1.0


def _label(marks: Matches, score: float, evidence: list[ScoredAct]) -> ScreeningLabel:
    if score < THRESHOLD:
        reports = sum(hit.phrase.weight for hit in marks.of("report"))
        return ScreeningLabel.REPORT if reports >= 0.7 and score >= 0.2 else ScreeningLabel.NONE
    reports = sum(hit.phrase.weight * (2 if marks.words.sentence_of(hit.start) == 0 else 1) for hit in marks.of("report"))
    persons = any(item.press is not None and item.press.name and item.weight >= 0.5 for item in evidence)
    if reports >= 1.2 and not persons:
        return ScreeningLabel.REPORT
    followups = sum({hit.phrase.elements: hit.phrase.weight for hit in marks.of("followup")}.values())
    return ScreeningLabel.FOLLOWUP if followups >= 0.75 else ScreeningLabel.INCIDENT


def _categories(evidence: list[ScoredAct]) -> Iterable[tuple[Category, float]]:
    best: dict[str, float] = {}
    for item in evidence:
        best[item.cue.code] = max(best.get(item.cue.code, 0.0), item.weight)
    ranked = sorted(best.items(), key=lambda pair: -pair[1])[:_MOST_CATEGORIES]
    for number, (code, weight) in enumerate(ranked):
        if weight >= _CATEGORY_FLOOR or (number == 0 and weight > 0.2):
            yield Category(code), round(min(weight, 0.99), 3)


# The reasons for a verdict: at most five pieces of the text, in reading order. They show who of the press was attacked, by which act, and why.

_MOST_GROUNDS = 5
WHO, ACT, BECAUSE = "who", "act", "because"
# A weaker act is not shown as a reason.
_LEAST = 0.3
# Acts shown before the reason: two acts with their victims and one reason are a full explanation.
_ACTS_FIRST = 2


@dataclass(frozen=True, slots=True)
class ExplanationSpan:
    """Words first to last (exclusive); `cue` is an act's category, else the role."""

    first: int
    last: int
    role: str
    cue: str


def find_explanation(marks: Matches, verdict: Verdict) -> list[ExplanationSpan]:
    """Return the strongest acts with their mentions of the press, and the nearest reason; without overlaps, in reading order."""
    chosen: list[ExplanationSpan] = []
    acts = [item for item in verdict.evidence if item.weight >= _LEAST]
    for number, item in enumerate(acts):
        if number == _ACTS_FIRST:
            _add(chosen, _reason(marks, verdict))
        _add(chosen, ExplanationSpan(item.cue.start, item.cue.end, ACT, item.cue.code))
        if item.press is not None:
            _add(chosen, ExplanationSpan(item.press.start, item.press.end, WHO, WHO))
    if 0 < len(acts) <= _ACTS_FIRST:
        _add(chosen, _reason(marks, verdict))
    return sorted(chosen, key=lambda ground: ground.first)


def chosen_spans(spans: Iterable[ExplanationSpan]) -> list[ExplanationSpan]:
    """Return the first five that do not overlap an earlier one, in reading order."""
    chosen: list[ExplanationSpan] = []
    for span in spans:
        _add(chosen, span)
    return sorted(chosen, key=lambda ground: ground.first)


def _add(chosen: list[ExplanationSpan], ground: ExplanationSpan | None) -> None:
    if ground is None or len(chosen) >= _MOST_GROUNDS:
        return
    if all(ground.last <= other.first or other.last <= ground.first for other in chosen):
        chosen.append(ground)


def _reason(marks: Matches, verdict: Verdict) -> ExplanationSpan | None:
    """Return the reason in the sentence that matters most; None if the sentences of the incident give none."""
    weights = dict(verdict.weights)
    reasons = [(weights.get(marks.words.sentence_of(hit.start), 0.0), -hit.start, hit) for hit in marks.of("because")]
    weight, _, best = max(reasons, key=lambda reason: reason[:2], default=(0.0, 0, None))
    return ExplanationSpan(best.start, best.end, BECAUSE, BECAUSE) if best is not None and weight > 0 else None

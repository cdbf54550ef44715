"""The group that an article belongs to: the likelihood that it reports the same event as the group's members, unless a rule shows that the events
differ.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Any

from classify.clustering.keys import keys_of, wide_keys_of
from classify.clustering.pair import ArticlePair, DayAgreement, codes_in_common, is_unlike, make_pair
from classify.clustering.rules import SHIPPED_WEIGHTS, PairWeights, are_surely_different, in_order, likelihood
from classify.clustering.traits import traits_of
from records.event_model import ArticleGroup, Candidate, Match, Traits
from records.event_thresholds import CANDIDATE, GROUPS_AGREE, JOINS, NEAR_DAYS, SAME_CATEGORY, SIMILAR_VECTORS, SIMILAR_WORDS, SURELY_JOINS
from records.model import Article
from records.vocabulary import LinkReason, codes_where

# Why an article perhaps reports the same event as another: the reasons shown next to the link.

_CASES = codes_where(lambda facts: facts.case_step or facts.court_case is not None)


def reasons_of(pair: ArticlePair) -> tuple[LinkReason, ...]:
    """Return the reasons for one event, the strongest first; empty if there is none that can be put into words."""
    earlier, later = pair.earlier, pair.later
    # Acts dated months apart are not of "the same days", however close the two publications are.
    near = pair.days in (DayAgreement.SAME, DayAgreement.WITHIN) or (pair.gap <= NEAR_DAYS and pair.days is not DayAgreement.DIFFERENT)
    case = not (_CASES.isdisjoint(earlier.codes) or _CASES.isdisjoint(later.codes)) and codes_in_common(earlier, later) >= SAME_CATEGORY
    alike = pair.names + pair.concepts + pair.numbers >= SIMILAR_WORDS or (pair.likeness or 0.0) >= SIMILAR_VECTORS
    reasons = {
        LinkReason.PERSON: pair.known,
        LinkReason.OUTLET: pair.outlet > 0,
        LinkReason.PLACE_AND_DAYS: pair.place and near,
        LinkReason.PLACE: pair.place and not near,
        LinkReason.CASE: case and (pair.known or pair.outlet > 0 or pair.place),
        LinkReason.WORDS: alike,
    }
    return tuple(reason for reason, is_so in reasons.items() if is_so)


# Weight of the likeliest member against the mean of all, so that one article that is similar by chance does not decide for the group.
_LIKELIEST = 0.4
# Log odds of a pair that certainly reports two events.
_APART = -6.0
# What a candidate loses where a rule separates the events: a screening with a wrong place, day or act must not hide the other signs from a person.
_DIFFERENCE_PENALTY = 2.0
_MOST_CANDIDATES = 3
# For a long case only the newest articles are compared.
_MOST_MEMBERS = 40


def matches(new: Traits, groups: Sequence[ArticleGroup], weights: PairWeights = SHIPPED_WEIGHTS) -> list[Match]:
    """Return the groups whose event `new` reports, the likeliest first, equal ones by id.

    `sure` is never true for a group that a rule separates from the first one.
    """
    scored = [(odds, group) for group in groups if (odds := _odds(new, group.members, weights)) >= JOINS]
    scored.sort(key=lambda pair: (-pair[0], pair[1].id))
    if not scored:
        return []
    first = scored[0][1]
    return [
        Match(group.id, round(_chance(odds), 3), odds >= SURELY_JOINS and (group is first or _agree(group.members, first.members, weights)))
        for odds, group in scored
    ]


def candidates(new: Traits, groups: Sequence[ArticleGroup], weights: PairWeights = SHIPPED_WEIGHTS) -> list[Candidate]:
    """Return at most three groups to which `new` perhaps belongs, the likeliest first, equal ones by id.

    They are for a person to look at; nothing joins by them. Each has the article that is most similar to `new`.
    """
    ranked = []
    for group in groups:
        pairs = [(make_pair(*in_order(new, member)), member.article) for member in group.members[-_MOST_MEMBERS:]]
        odds, pair, article = max(((_perhaps(pair, weights), pair, article) for pair, article in pairs), key=lambda entry: (entry[0], entry[2]))
        if odds >= CANDIDATE and (why := reasons_of(pair)):
            ranked.append((odds, Candidate(group.id, article, round(_chance(odds), 3), why)))
    ranked.sort(key=lambda entry: (-entry[0], entry[1].id))
    return [candidate for _, candidate in ranked[:_MOST_CANDIDATES]]


def _perhaps(pair: ArticlePair, weights: PairWeights) -> float:
    return likelihood(pair, weights) - (_DIFFERENCE_PENALTY if are_surely_different(pair) else 0.0)


def grouped(traits: Iterable[Traits]) -> list[int]:
    """Return the group of each article when they are processed in this order.

    An article joins its best match, and further sure matches are merged into that one.
    """
    members: dict[int, list[Traits]] = {}
    by_key: dict[str, set[int]] = defaultdict(set)
    place_of: list[int] = []
    into: dict[int, int] = {}
    for number, new in enumerate(traits):
        keys = keys_of(new)
        near = sorted({_root(into, group) for key in keys for group in by_key[key]})
        matched = matches(new, [ArticleGroup(group, tuple(members[group])) for group in near])
        target = matched[0].id if matched else number
        members.setdefault(target, []).append(new)
        for match in matched[1:]:
            if match.sure and matched[0].sure:
                members[target] += members.pop(match.id)
                into[match.id] = target
        for key in keys:
            by_key[key].add(target)
        place_of.append(target)
    return [_root(into, group) for group in place_of]


def _odds_of(pair: ArticlePair, weights: PairWeights) -> float:
    return _APART if are_surely_different(pair) else likelihood(pair, weights)


def _odds(new: Traits, members: Sequence[Traits], weights: PairWeights) -> float:
    members = members[-_MOST_MEMBERS:]
    pairs = [make_pair(*in_order(new, member)) for member in members if not is_unlike(new, member)]
    # Where both name victims, a member that names nobody does not show that they are the same people.
    if not pairs or (any(pair.strangers and are_surely_different(pair) for pair in pairs) and not any(pair.known for pair in pairs)):
        return _APART
    return group_odds([*(_odds_of(pair, weights) for pair in pairs), *[_APART] * (len(members) - len(pairs))])


def group_odds(odds: Sequence[float]) -> float:
    """Return the odds of a group, from those of its likeliest member and the mean of all."""
    return _LIKELIEST * max(odds) + (1 - _LIKELIEST) * sum(odds) / len(odds)


def _agree(one: Sequence[Traits], other: Sequence[Traits], weights: PairWeights) -> bool:
    """Return whether no rule shows that two groups are different."""
    between = [(member, another) for member in one[-_MOST_MEMBERS:] for another in other[-_MOST_MEMBERS:]]
    pairs = [make_pair(*in_order(member, another)) for member, another in between if not is_unlike(member, another)]
    return not pairs or group_odds([_odds_of(pair, weights) for pair in pairs]) >= GROUPS_AGREE


def _chance(odds: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))


def _root(into: dict[int, int], group: int) -> int:
    while group in into:
        group = into[group]
    return group


@dataclass(frozen=True)
class WeightedRecogniser:
    """A recogniser that works as `classify.clustering` does, but with weights for the signs of one event that were learned from decisions."""

    weights: PairWeights

    def traits_of(self, article: Article, screening: Mapping[str, Any]) -> Traits:
        """Return the traits of an article; they do not depend on the weights."""
        return traits_of(article, screening)

    def keys_of(self, traits: Traits) -> tuple[str, ...]:
        """Return the keys for looking up the article's group; they do not depend on the weights."""
        return keys_of(traits)

    def wide_keys_of(self, traits: Traits) -> tuple[str, ...]:
        """Return the keys for looking up candidates."""
        return wide_keys_of(traits)

    def matches(self, new: Traits, groups: Sequence[ArticleGroup]) -> list[Match]:
        """Return the groups whose event `new` reports."""
        return matches(new, groups, self.weights)

    def candidates(self, new: Traits, groups: Sequence[ArticleGroup]) -> list[Candidate]:
        """Return the groups to which `new` perhaps belongs."""
        return candidates(new, groups, self.weights)

"""How far first and second readers agree on each field: over all, by language, and by the two people."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import fmean
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.review.agreement_measures import cohen_kappa
from records.tables import FieldOpinionRow
from records.vocabulary import CODED_FIELDS, OpinionField


@dataclass(frozen=True)
class FieldPair:
    """What two readers said of one field of a draft. `alike` is 1 where they said the same and 0 where not; of victims the part that is common."""

    field: OpinionField
    first: Any
    second: Any
    alike: float
    lang: str
    first_by: str
    second_by: str

    @property
    def people(self) -> tuple[str, str]:
        """The two, whoever was first."""
        return (self.first_by, self.second_by) if self.first_by <= self.second_by else (self.second_by, self.first_by)


@dataclass(frozen=True)
class FieldAgreement:
    """The agreement on a field: the number of pairs, in how many both said the same, the mean of `alike`, and for codes Cohen's kappa (None where it cannot be said)."""

    field: OpinionField
    pairs: int
    same: int
    alike: float
    kappa: float | None


def field_pairs(session: Session, since: datetime | None = None, until: datetime | None = None) -> list[FieldPair]:
    """The pairs of second opinions that were given from `since` until before `until`, as they were given blind."""
    query = select(FieldOpinionRow).order_by(FieldOpinionRow.draft_id, FieldOpinionRow.field)
    if since is not None:
        query = query.where(FieldOpinionRow.at >= since)
    if until is not None:
        query = query.where(FieldOpinionRow.at < until)
    return [
        FieldPair(OpinionField(row.field), row.first, row.second, row.alike, row.lang, row.first_by, row.second_by) for row in session.scalars(query)
    ]


def by_field(pairs: Iterable[FieldPair]) -> list[FieldAgreement]:
    """The agreement on each field of which there is a pair, in the order of the vocabulary."""
    found: dict[OpinionField, list[FieldPair]] = defaultdict(list)
    for pair in pairs:
        found[pair.field].append(pair)
    return [_agreement(field, found[field]) for field in OpinionField if field in found]


def by_language(pairs: Iterable[FieldPair]) -> dict[str, list[FieldAgreement]]:
    """The same for each language of the articles, by its code."""
    found: dict[str, list[FieldPair]] = defaultdict(list)
    for pair in pairs:
        found[pair.lang].append(pair)
    return {lang: by_field(found[lang]) for lang in sorted(found)}


def by_people(pairs: Iterable[FieldPair]) -> dict[tuple[str, str], list[FieldAgreement]]:
    """The same for each two people. What each of them said is told apart whoever was first, so that kappa is that of the two."""
    found: dict[tuple[str, str], list[FieldPair]] = defaultdict(list)
    for pair in pairs:
        turned = pair if pair.people == (pair.first_by, pair.second_by) else replace(pair, first=pair.second, second=pair.first)
        found[pair.people].append(turned)
    return {people: by_field(found[people]) for people in sorted(found)}


def _agreement(field: OpinionField, pairs: Sequence[FieldPair]) -> FieldAgreement:
    kappa = cohen_kappa([(pair.first, pair.second) for pair in pairs]) if field in CODED_FIELDS else None
    return FieldAgreement(field, len(pairs), sum(pair.alike == 1 for pair in pairs), fmean(pair.alike for pair in pairs), kappa)

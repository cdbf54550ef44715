"""What has to be read of the database to know what confirming some drafts writes: when their articles told of it, and the incidents that they go to."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, or_, select
from sqlalchemy.orm import Session

from records.clock import day_in
from records.hand.source_words import source_code
from records.i18n import tr
from records.incident_texts.list_titles import titles_of_numbers
from records.incidents.statuses import taken_back
from records.review.in_common import Involved, in_common
from records.review.would_record import Brought, CaseSoFar, FollowedCase, Telling, WouldRecord, told_first, would_record
from records.tables import ArticleRow, DraftArticleRow, DraftRow, HandTipRow, IncidentRow, StatusRow
from records.vocabulary import Category, Lawful

# Asked with every page of cards, so they are put together once.
_DRAFTS: BindParameter[Any] = bindparam("drafts", expanding=True)
_NUMBERS: BindParameter[Any] = bindparam("numbers", expanding=True)
_ARTICLES = (
    select(DraftArticleRow.draft_id, ArticleRow.published_on, ArticleRow.fetched_at, ArticleRow.id, ArticleRow.url)
    .join(ArticleRow, ArticleRow.id == DraftArticleRow.article_id)
    .where(DraftArticleRow.draft_id.in_(_DRAFTS))
)
_TIPS = select(HandTipRow).where(HandTipRow.draft_id.in_(_DRAFTS))
_INCIDENTS = select(IncidentRow).where(or_(IncidentRow.number.in_(_NUMBERS), IncidentRow.draft_id.in_(_DRAFTS)))
_WITHDRAWN = select(StatusRow.number).where(StatusRow.number.in_(_NUMBERS), StatusRow.withdrawn.is_(True)).distinct()


def tellings(session: Session, draft_ids: Sequence[int]) -> Mapping[int, list[Telling]]:
    """The articles of these drafts, as far as their days count."""
    found: dict[int, list[Telling]] = defaultdict(list)
    for draft_id, *article in session.execute(_ARTICLES, {"drafts": draft_ids}):
        found[draft_id].append(Telling(*article))  # type: ignore[arg-type]
    for tip in session.scalars(_TIPS, {"drafts": draft_ids}):
        found[tip.draft_id].append(Telling(tip.came_on, tip.taken_at, "", source_code(tip.way, tip.came_on), by_hand=True))
    return found


def case_so_far(row: IncidentRow, undone: Collection[Brought]) -> CaseSoFar:
    """An incident as far as it decides which statuses a confirmation brings it."""
    return CaseSoFar(tuple(map(Category, row.categories)), Lawful(row.lawful), row.happened_on, undone)


def would_be_recorded(
    session: Session, drafts: Sequence[DraftRow], said: Mapping[int, Mapping[str, Any]], follows: Mapping[int, str | None], now: datetime
) -> dict[int, WouldRecord]:
    """What confirming each of these drafts would write. `said` are their values and `follows` their incidents, by the drafts' ids. A handful of queries, however
    many drafts there are."""
    told, ids = tellings(session, [draft.id for draft in drafts]), [draft.id for draft in drafts]
    numbers = {number for number in follows.values() if number}
    rows = session.scalars(_INCIDENTS, {"numbers": sorted(numbers), "drafts": ids}).all()
    # Of few incidents was anything withdrawn, and only those are asked what.
    asked = set(session.scalars(_WITHDRAWN, {"numbers": [row.number for row in rows]})) if rows else set()
    cases = {row.number: case_so_far(row, taken_back(session, row.number) if row.number in asked else frozenset()) for row in rows}
    by_number, titles = {row.number: row for row in rows}, titles_of_numbers(session, numbers) if numbers else {}
    own, standing = {row.draft_id: row.number for row in rows if row.draft_id}, {row.number for row in rows if not row.withdrawn}

    def one(id: int) -> WouldRecord:
        number = follows[id]
        if number and number not in standing:
            return WouldRecord(number, fault=not_there(number, withdrawn=number in cases))
        would = would_record(said[id], number, told_first(told[id], now), cases.get(number or own.get(id) or ""))
        return replace(would, case=_followed(by_number[number], said[id], titles[number][0])) if number else would

    return {id: one(id) for id in ids}


def followed_case(session: Session, number: str, said: Mapping[str, Any]) -> FollowedCase | None:
    """The incident of which a draft that says this is news, and what the two have in common; None where none stands under this number."""
    row = session.get(IncidentRow, number)
    return None if row is None or row.withdrawn else _followed(row, said, titles_of_numbers(session, [number])[number][0])


def _followed(row: IncidentRow, said: Mapping[str, Any], title: str) -> FollowedCase:
    facts = {name: getattr(row, name) for name in ("victims", "outlets", "place", "region", "happened_on", "date_precision")}
    persons = [str(one.get("name") or "") for one in said.get("persons") or ()]
    mine = {
        "victims": said.get("victims") or (),
        "outlets": said.get("outlets") or (),
        "place": said.get("place"),
        "region": said.get("region"),
        "happened_on": day_in(str(said.get("incident_date") or "")),
        "date_precision": said.get("date_precision"),
    }
    shared = in_common(Involved.of(mine, persons), Involved.of(facts))
    return FollowedCase(row.number, title, Involved.of(facts).persons, row.happened_on, row.date_precision, shared)


def not_there(number: str, *, withdrawn: bool) -> str:
    """Why nothing can be added to the incident with this number."""
    words = tr("{number} is withdrawn; confirm its draft again first") if withdrawn else tr("there is no incident {number}")
    return words.format(number=number)

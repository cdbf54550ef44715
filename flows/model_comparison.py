"""What would change under another model: all stored articles are screened by it too, and nothing is written.

The current verdict is the newest screening of an article. An article `comes` if only the other model flags it, `goes` if only the newest screening
did, and is `moved` if both flag it under another leading category.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import count
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from classify.screen import Screener
from records.database import read_session
from records.model import Article, Screening
from records.tables import ArticleRow, DraftArticleRow, DraftRow, ScreeningRow
from records.vocabulary import DraftState
from reports.withheld.names import WithheldNames, withheld_names

BATCH = 200
# Examples of each kind of change, with the largest change of score.
EXAMPLES = 10


class ModelChange(StrEnum):
    """How an article would change."""

    COMES = "comes"
    GOES = "goes"
    MOVED = "moved"


@dataclass(frozen=True)
class ModelVerdict:
    """A model's verdict on an article: its score, whether it flags it, and the leading category, empty if there is none."""

    score: float
    flagged: bool
    category: str


@dataclass(frozen=True)
class ChangedArticle:
    """An article that would change. `draft` and `state` are those of its draft, None if it is in none."""

    kind: ModelChange
    id: str
    outlet: str
    lang: str
    title: str
    url: str
    before: ModelVerdict
    after: ModelVerdict
    draft: int | None = None
    state: DraftState | None = None

    @property
    def category(self) -> str:
        """The category under which it is counted: with the other model, or before it."""
        return self.before.category if self.kind is ModelChange.GOES else self.after.category

    @property
    def difference(self) -> float:
        return abs(self.after.score - self.before.score)


@dataclass
class ModelComparison:
    """The result of a comparison.

    `new`: articles that no model had read. `by_outlet`, `by_category`: the number of changes of each kind. `drafts_without`: by state, the drafts of
    whose flagged articles none would be flagged.
    """

    model: str
    read: int = 0
    new: int = 0
    flagged_before: int = 0
    flagged_after: int = 0
    by_outlet: Counter[tuple[str, ModelChange]] = field(default_factory=Counter)
    by_category: Counter[tuple[str, ModelChange]] = field(default_factory=Counter)
    drafts_without: Counter[DraftState] = field(default_factory=Counter)
    examples: dict[ModelChange, list[ChangedArticle]] = field(default_factory=dict)

    def number(self, kind: ModelChange) -> int:
        """Return how many articles would change in this way."""
        return sum(count for (_, of), count in self.by_outlet.items() if of is kind)

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as JSON values: counts first, then examples."""
        return {
            "model": self.model,
            "articles": self.read,
            "read_by_no_model": self.new,
            "flagged_before": self.flagged_before,
            "flagged_after": self.flagged_after,
            **{kind.value: self.number(kind) for kind in ModelChange},
            "drafts_without_flagged_articles": {state.value: number for state, number in sorted(self.drafts_without.items())},
            "by_outlet": _nested(self.by_outlet),
            "by_category": _nested(self.by_category),
            "examples": {kind.value: [_example_json(change) for change in self.examples.get(kind, [])] for kind in ModelChange},
        }


def compare(engine: Engine, screener: Screener, passed: Callable[[int], None] = lambda _count: None) -> ModelComparison:
    """Screen all stored articles with another model. `passed` is called with how many were read in each step. Writes nothing."""
    model_comparison = ModelComparison(screener.model)
    best: dict[ModelChange, list[tuple[float, int, ChangedArticle]]] = {kind: [] for kind in ModelChange}
    drafts = _Drafts()
    order = count()
    for stored in _stored(engine):
        screened = screener.screen_many(
            Article(article.id, article.text, article.title, article.lang, article.url, article.published_at) for article in stored
        )
        for article, screening in zip(stored, screened, strict=True):
            before, after = article.verdict or ModelVerdict(0.0, False, ""), _verdict(screening)
            model_comparison.read += 1
            model_comparison.new += article.verdict is None
            model_comparison.flagged_before += before.flagged
            model_comparison.flagged_after += after.flagged
            if article.draft is not None and before.flagged:
                drafts.note(article.draft, article.state, kept=after.flagged)
            kind = _kind(before, after)
            if kind is None:
                continue
            changed = ChangedArticle(
                kind,
                article.id,
                article.outlet,
                article.lang or screening.lang,
                article.title,
                article.url,
                before,
                after,
                article.draft,
                article.state,
            )
            model_comparison.by_outlet[article.outlet, kind] += 1
            model_comparison.by_category[changed.category, kind] += 1
            heapq.heappush(best[kind], (changed.difference, -next(order), changed))
            if len(best[kind]) > EXAMPLES:
                heapq.heappop(best[kind])
        passed(len(stored))
    model_comparison.drafts_without = drafts.without()
    with read_session(engine) as session:
        names = withheld_names(session)
    model_comparison.examples = {
        kind: [_kept_back(changed, names) for *_, changed in sorted(changes, reverse=True)] for kind, changes in best.items()
    }
    return model_comparison


def _kept_back(changed: ChangedArticle, names: WithheldNames) -> ChangedArticle:
    """Return the example without withheld names, because the output of a command may be passed on."""
    return replace(changed, title=names.text(changed.title), url=names.address(changed.url))


def count_articles(session: Session) -> int:
    """Return how many articles there are to compare."""
    return session.scalar(select(func.count()).select_from(ArticleRow)) or 0


@dataclass
class _Drafts:
    """The drafts with flagged articles, and those of which one stays flagged."""

    states: dict[int, DraftState] = field(default_factory=dict)
    kept: set[int] = field(default_factory=set)

    def note(self, draft: int, state: DraftState | None, *, kept: bool) -> None:
        self.states[draft] = state or DraftState.NEW
        if kept:
            self.kept.add(draft)

    def without(self) -> Counter[DraftState]:
        return Counter(state for draft, state in self.states.items() if draft not in self.kept)


@dataclass(frozen=True)
class _Stored:
    """An article and its verdict, None if no model has read it."""

    id: str
    outlet: str
    lang: str
    title: str
    text: str
    url: str
    published_at: str
    verdict: ModelVerdict | None
    draft: int | None
    state: DraftState | None


def _stored(engine: Engine) -> Iterator[Sequence[_Stored]]:
    """Yield all articles by their ids, in batches. No transaction is open while a batch is being screened."""
    last = ""
    while True:
        with read_session(engine) as session:
            rows = session.scalars(select(ArticleRow).where(ArticleRow.id > last).order_by(ArticleRow.id).limit(BATCH)).all()
            stored = _with_verdicts(session, rows)
        if not stored:
            return
        yield stored
        last = stored[-1].id


def _with_verdicts(session: Session, rows: Sequence[ArticleRow]) -> list[_Stored]:
    ids = [row.id for row in rows]
    newest = select(func.max(ScreeningRow.id)).where(ScreeningRow.article_id.in_(ids)).group_by(ScreeningRow.article_id)
    screenings = {row.article_id: _verdict_of_row(row) for row in session.scalars(select(ScreeningRow).where(ScreeningRow.id.in_(newest)))}
    query = select(DraftArticleRow.article_id, DraftRow.id, DraftRow.state).join(DraftRow, DraftRow.id == DraftArticleRow.draft_id)
    drafts = {article: (draft, DraftState(state)) for article, draft, state in session.execute(query.where(DraftArticleRow.article_id.in_(ids)))}
    return [
        _Stored(
            row.id,
            row.outlet,
            row.lang,
            row.title,
            row.text,
            row.url,
            row.published_at or "",
            screenings.get(row.id),
            *drafts.get(row.id, (None, None)),
        )
        for row in rows
    ]


def _verdict_of_row(row: ScreeningRow) -> ModelVerdict:
    categories = row.body.get("categories") or [{"code": ""}]
    return ModelVerdict(row.score, row.flagged, str(categories[0]["code"]))


def _verdict(screening: Screening) -> ModelVerdict:
    return ModelVerdict(screening.score, screening.flagged, screening.categories[0].code.value if screening.categories else "")


def _kind(before: ModelVerdict, after: ModelVerdict) -> ModelChange | None:
    if before.flagged != after.flagged:
        return ModelChange.COMES if after.flagged else ModelChange.GOES
    return ModelChange.MOVED if after.flagged and before.category != after.category else None


def _nested(counts: Counter[tuple[str, ModelChange]]) -> dict[str, dict[str, int]]:
    names = sorted({name for name, _ in counts})
    return {name: {kind.value: counts[name, kind] for kind in ModelChange} for name in names}


def _example_json(changed_article: ChangedArticle) -> dict[str, Any]:
    verdicts = {
        name: {"score": verdict.score, "flagged": verdict.flagged, "category": verdict.category or None}
        for name, verdict in (("before", changed_article.before), ("after", changed_article.after))
    }
    draft = {"draft": changed_article.draft, "state": changed_article.state.value if changed_article.state else None}
    return {
        "id": changed_article.id,
        "outlet": changed_article.outlet,
        "lang": changed_article.lang,
        "title": changed_article.title,
        "url": changed_article.url,
        **verdicts,
        **draft,
    }

"""What the page of a draft shows: its articles as tabs, the open one with its marks, its history, and who else is here.

It takes a handful of queries, however many articles the draft has, because only the open article is read as a whole.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.highlighting import Highlighted, highlighted, visible
from desk.pages.history.ledger_words import LedgerSentence, ledger_sentence
from records.clock import day_of
from records.i18n import LANGUAGES, own_words, tr
from records.review.draft_state import subject
from records.tables import ArticleRow, DraftArticleRow, DraftRow, LedgerRow, OutletRow, ScreeningRow, SnapshotRow
from records.vocabulary import CHANGE_LABELS, LedgerAction, PageChange, read_alone
from reports.page_changes import ChangeSeen, changes

_SEEN = (PageChange.EDITED, PageChange.GONE, PageChange.BACK)


@dataclass(frozen=True)
class Tab:
    """An article of the draft. `change`: what the last look found on its page, in words. `gone`: the page is taken down now. `stored`: its
    page is kept here."""

    id: str
    outlet: str
    lang: str
    language: str
    title: str
    day: date
    here: bool
    change: str
    gone: bool
    stored: bool
    copies: tuple["Tab", ...] = ()

    @property
    def opens(self) -> bool:
        """Whether one of its copies is the article that is shown."""
        return any(copy.here for copy in self.copies)


@dataclass(frozen=True)
class OpenArticle:
    """The article that is shown."""

    row: ArticleRow
    outlet: str
    href: str
    marks: Highlighted
    score: float | None
    snapshot: int | None
    sha256: str
    stored: bool
    changes: tuple[ChangeSeen, ...]
    alone: bool
    """Whether the lexical judge read it alone although its model has an encoder."""


@dataclass(frozen=True)
class Past:
    """A decision on the draft. `undone_by` says who undid it, and when."""

    told: LedgerSentence
    undone_by: str = ""
    undone_at: datetime | None = None


@dataclass(frozen=True)
class _Listed:
    """An article without its text."""

    id: str
    outlet: str
    lang: str
    title: str
    published_on: date | None
    fetched_at: datetime
    copy_of: str | None


@dataclass(frozen=True)
class _State:
    """A stored state of a page without what was read from it."""

    article_id: str
    id: int
    sha256: str
    change: str | None
    dropped_at: datetime | None


@dataclass(frozen=True)
class Articles:
    """The articles of a draft: as tabs, and the one that is shown (None if the draft has no articles any more)."""

    tabs: tuple[Tab, ...]
    read: OpenArticle | None
    ids: tuple[str, ...]

    @property
    def all(self) -> list[Tab]:
        """Every article, each copy after its original."""
        return [one for tab in self.tabs for one in (tab, *tab.copies)]


def stamp(draft: DraftRow, articles: Sequence[str]) -> str:
    """The state of the draft in one word. It differs when somebody has decided, or an article has come or gone."""
    return f"{draft.version}.{sha256(' '.join(sorted(articles)).encode()).hexdigest()[:10]}"


def articles_of(session: Session, draft: DraftRow, wanted: str) -> Articles:
    """The draft's articles. Shown is the one that was asked for, else the one that told the most, else the first."""
    query = (
        select(
            ArticleRow.id, ArticleRow.outlet, ArticleRow.lang, ArticleRow.title, ArticleRow.published_on, ArticleRow.fetched_at, ArticleRow.copy_of
        )
        .join(DraftArticleRow, DraftArticleRow.article_id == ArticleRow.id)
        .where(DraftArticleRow.draft_id == draft.id)
        .order_by(ArticleRow.fetched_at, ArticleRow.id)
    )
    rows = [_Listed(*row) for row in session.execute(query)]
    ids = [row.id for row in rows]
    if not ids:
        return Articles((), None, ())
    here = next((str(id) for id in (wanted, draft.proposal.get("told_by")) if id in ids), ids[0])
    states = _states(session, ids)
    names = _outlet_names(session, {row.outlet for row in rows})
    return Articles(_tabs(rows, names, states, here), _read(session, here, names, states[here]), tuple(ids))


def _states(session: Session, ids: Sequence[str]) -> Mapping[str, list[_State]]:
    query = (
        select(SnapshotRow.article_id, SnapshotRow.id, SnapshotRow.sha256, SnapshotRow.change, SnapshotRow.dropped_at)
        .where(SnapshotRow.article_id.in_(ids))
        .order_by(SnapshotRow.id)
    )
    found: dict[str, list[_State]] = defaultdict(list)
    for row in session.execute(query):
        found[row[0]].append(_State(*row))
    return found


def _outlet_names(session: Session, names: set[str]) -> dict[str, str]:
    rows = session.execute(select(OutletRow.name, OutletRow.title).where(OutletRow.name.in_(names)))
    return {name: own_words(title) or name for name, title in rows}


def _tabs(rows: Sequence[_Listed], names: Mapping[str, str], states: Mapping[str, list[_State]], here: str) -> tuple[Tab, ...]:
    """Originals in the order in which they were found, each with its copies. A copy whose original is elsewhere stands alone."""
    ids = {row.id for row in rows}
    folded: dict[str, list[Tab]] = defaultdict(list)
    for row in rows:
        if row.copy_of in ids and row.copy_of != row.id:
            folded[row.copy_of].append(_tab(row, names, states[row.id], here))
    copies = {tab.id for tabs in folded.values() for tab in tabs}
    # A copy of a copy is shown with the first copy's original.
    own = [row for row in rows if row.id not in copies]
    return tuple(_tab(row, names, states[row.id], here, _with_theirs(folded, row.id, set())) for row in own or rows)


def _with_theirs(folded: Mapping[str, list[Tab]], id: str, seen: set[str]) -> tuple[Tab, ...]:
    found: list[Tab] = []
    for tab in folded.get(id, ()):
        if tab.id not in seen:
            seen.add(tab.id)
            found += [tab, *_with_theirs(folded, tab.id, seen)]
    return tuple(found)


def _tab(row: _Listed, names: Mapping[str, str], states: Sequence[_State], here: str, copies: tuple[Tab, ...] = ()) -> Tab:
    last = next((state.change for state in reversed(states) if state.change in _SEEN), None)
    return Tab(
        id=row.id,
        outlet=names.get(row.outlet, row.outlet),
        lang=row.lang,
        language=LANGUAGES[row.lang].short if row.lang in LANGUAGES else row.lang,
        title=visible(row.title),
        day=row.published_on or day_of(row.fetched_at),
        here=row.id == here,
        change=tr(CHANGE_LABELS[PageChange(last)]) if last else "",
        gone=last == PageChange.GONE,
        stored=any(state.dropped_at is None for state in states),
        copies=copies,
    )


def _read(session: Session, id: str, names: Mapping[str, str], states: Sequence[_State]) -> OpenArticle:
    row = session.get_one(ArticleRow, id)
    # If several models read it, the last one counts.
    said = session.scalars(select(ScreeningRow).where(ScreeningRow.article_id == id).order_by(ScreeningRow.id.desc()).limit(1)).first()
    body = said.body if said else {}
    changed = any(state.change in _SEEN for state in states)
    first = next(iter(states), None)
    return OpenArticle(
        row=row,
        outlet=names.get(row.outlet, row.outlet),
        href=web_address(row.url),
        marks=highlighted(row.title, row.text, body.get("reasons") or (), body.get("summary") or ()),
        score=body.get("score"),
        snapshot=first.id if first else None,
        sha256=first.sha256 if first else "",
        stored=first is not None and first.dropped_at is None,
        changes=tuple(changes(session, id)) if changed else (),
        alone=said is not None and read_alone(said.model, said.readers),
    )


def web_address(url: str) -> str:
    """The address, if it is a web address. Nothing else may stand in a link."""
    return url if url.startswith(("https://", "http://")) and url.isprintable() and " " not in url else ""


def history_of(session: Session, draft_id: int) -> list[Past]:
    """Every decision on the draft in order, with who took it back."""
    rows = list(session.scalars(select(LedgerRow).where(LedgerRow.subject == subject(draft_id)).order_by(LedgerRow.id)))
    standing: list[LedgerRow] = []
    undone: dict[int, LedgerRow] = {}
    for row in rows:
        if row.action != LedgerAction.UNDO:
            standing.append(row)
        elif standing:
            undone[standing.pop().id] = row
    return [Past(ledger_sentence(row), undone[row.id].who, undone[row.id].at) if row.id in undone else Past(ledger_sentence(row)) for row in rows]

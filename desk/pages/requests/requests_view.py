"""Requests to state bodies as a page shows them: what was sent, by when an answer is due, and what came."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from records.i18n import ntr, tr
from records.state_bodies.answer_terms import answer_due, answer_term
from records.tables import StateRequestRow
from records.vocabulary import LETTER_KIND_LABELS, LetterKind


@dataclass(frozen=True)
class RequestView:
    """A request. `state` is `answered`, `overdue` or `waiting`; `stands` says it in words. `article` is the law that sets the term, `prolonging` how it may take longer."""

    row: StateRequestRow
    kind: str
    due: date | None
    state: str
    stands: str
    article: str
    prolonging: str


def shown_requests(rows: Iterable[StateRequestRow], today: date) -> list[RequestView]:
    """The requests on a day, in the reader's language."""
    return [_shown(row, today) for row in rows]


def _shown(row: StateRequestRow, today: date) -> RequestView:
    kind = LetterKind(row.kind)
    due, term = answer_due(kind, row.sent_on, row.prolonged_until), answer_term(kind)
    state = "answered" if row.answered_on else "overdue" if due and due < today else "waiting"
    article, prolonging = (tr(term.article), tr(term.prolonging)) if term else ("", "")
    return RequestView(row, tr(LETTER_KIND_LABELS[kind]), due, state, _stands(row, due, today), article, prolonging)


def _stands(row: StateRequestRow, due: date | None, today: date) -> str:
    if row.answered_on:
        late = (row.answered_on - due).days if due else 0
        return ntr("answered {n} day late", "answered {n} days late", late).format(n=late) if late > 0 else tr("answered")
    if due is None:
        return tr("no answer yet")
    left = (due - today).days
    if left < 0:
        return ntr("no answer: the term ended {n} day ago", "no answer: the term ended {n} days ago", -left).format(n=-left)
    return tr("the last day for the answer is today") if left == 0 else ntr("{n} day left", "{n} days left", left).format(n=left)

"""The page of the table: its form, its rows, its views."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from desk.desk_state import desk_state
from desk.pages.incident.view import next_ahead
from desk.pages.incidents.filter_form import filter_form, offered, statuses
from desk.pages.incidents.shown_views import shown_views
from desk.pages.incidents.table_address import TableAddress
from desk.pages.incidents.table_columns import COLUMNS, TITLE
from desk.pages.incidents.table_rows import listed, rows
from desk.pages.texts.view import counted
from desk.rendering import page
from records.clock import day_of
from records.filters import IncidentFilter
from records.incident_texts.list_titles import titles_for
from records.incident_texts.texts_of_incident import stands
from records.users import User
from reports.cached_incident import IN_ALL, TELLS_WRONGLY
from reports.incident_cache import IncidentBook

PAGE = 50


def table_page(request: Request, person: User, session: Session, asked: TableAddress, *, status: int = 200, **more: Any) -> Response:
    """The table in one of its states."""
    today = day_of(desk_state(request).clock())
    book = desk_state(request).shelf.book(session)
    found = listed(session, book, asked, today)
    # A page that has gone, because incidents were withdrawn meanwhile, shows the last one.
    first = min(asked.first, (max(len(found) - 1, 0) // PAGE) * PAGE + 1)
    shown = rows(session, found.page(first, PAGE), today, count_sources="sources" in asked.columns)
    titles = titles_for(session, [row.incident for row in shown])
    return page(
        request,
        "incidents.html",
        status=status,
        asked=asked,
        form=filter_form(asked, today),
        offered=offered(),
        statuses=statuses(),
        columns=[COLUMNS[name] for name in asked.columns],
        all_columns=list(COLUMNS.values()),
        title_column=TITLE,
        rows=shown,
        titles=titles,
        proposed={row.incident.number for row in shown if not stands(row.incident, titles[row.incident.number])},
        unchecked=_unchecked(session, book, asked, today),
        ahead=next_ahead,
        number_found=len(found),
        in_all=book.tally[IN_ALL],
        first=first,
        before=asked.way(first=str(max(1, first - PAGE))) if first > 1 else "",
        after=asked.way(first=str(first + PAGE)) if first - 1 + PAGE < len(found) else "",
        to_review=book.tally[TELLS_WRONGLY],
        views=shown_views(session, person, asked),
        **{"view_error": "", "view_typed": "", "bulk_error": "", **more},
    )


def _unchecked(session: Session, book: IncidentBook, asked: TableAddress, today: date) -> Mapping[str, int]:
    """How many of those found need a look at their texts, by language; whether she has chosen one of these languages does not matter."""
    wider = replace(asked.filter, texts=None)
    if wider == IncidentFilter(asked_by=wider.asked_by):
        return counted(book)
    return listed(session, book, TableAddress(wider), today).choice.unchecked

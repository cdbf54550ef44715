"""Puts the page of a draft together: its content, what was typed, what was just done, and which draft comes next."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from desk.desk_state import desk_state
from desk.draft_titles import draft_title
from desk.field_inputs import draft_groups
from desk.highlighting import visible
from desk.pages.draft import form, form_words
from desk.pages.draft.choices import boxes, options
from desk.pages.draft.view import Articles, articles_of, history_of, stamp
from desk.pages.files.given_files_view import ACCEPTED, given
from desk.pages.history.ledger_words import field_words
from desk.pages.incident.legal_view import is_legal
from desk.pages.opinions.opinions_view import differing_words
from desk.pages.queue.belonging import perhaps_shown
from desk.pages.queue.card_facts import case_words
from desk.pages.queue.cards import likely, proposed_summary
from desk.pages.queue.decision_words import done, stands
from desk.pages.queue.merge_targets import targets_meant
from desk.pages.queue.own_edits import as_lists
from desk.pages.queue.queue_address import QueueQuery, understood
from desk.rendering import page
from desk.text_boxes import draft_columns, draft_title_lang, stale_words, state_words
from desk.unsure_fields import unsure_inputs, unsure_of
from desk.victim_rows import APART, doubled_rows, wrong_rows
from desk.written_days import count_of, days_read, is_date
from records.byte_budgets import MiB
from records.clock import day_of
from records.country import home
from records.errors import NoSuchDraft
from records.hand.file_rows import files_of_draft
from records.hand.hand_sources import tip_of
from records.hand.source_words import hand_words
from records.i18n import ntr, tr
from records.incident_texts.headlines import TellingArticle
from records.incident_texts.keeping import title_language
from records.incidents import is_number
from records.intake.message_acts import messages_of
from records.review import drafts_queue, presence, second_opinions
from records.review.draft_state import OPEN
from records.review.perhaps import perhaps_of
from records.review.tellings import followed_case
from records.tables import LARGEST_ID, DraftRow, SavedEditRow
from records.together.work_subject import WorkSubject
from records.users import Role, User
from records.vocabulary import Category, LedgerAction, UnsureField


def draft_of(session: Session, id: int) -> DraftRow:
    """The draft. Raises NoSuchDraft."""
    draft = session.get(DraftRow, id) if 0 < id <= LARGEST_ID else None
    if draft is None:
        raise NoSuchDraft(tr("there is no draft {draft}; it may have been named wrongly").format(draft=str(id)[:20]))
    return draft


def asked_of(query: str) -> QueueQuery:
    """The queue from which a page was opened."""
    return understood(dict(parse_qsl(query[:1000])))


def to_draft(id: int, asked: QueueQuery, **more: Any) -> str:
    """The address of a draft, with the queue from which it was opened."""
    values = {**more, "queue": urlsplit(asked.way()).query}
    query = urlencode({name: value for name, value in values.items() if value})
    return f"/drafts/{id}" + (f"?{query}" if query else "")


def neighbour(session: Session, draft: DraftRow, asked: QueueQuery, who: str, now: datetime, *, forward: bool = True) -> int | None:
    """The draft after or before this one in the queue. This draft itself need not be in it."""
    return drafts_queue.neighbour(session, draft, asked.wanted(who), asked.by, day_of(now), forward=forward)


def draft_page(
    request: Request,
    person: User,
    session: Session,
    id: int,
    *,
    article: str = "",
    status: int = 200,
    typed: form.Values | None = None,
    wrong: Mapping[str, str] | None = None,
    problem: str = "",
    ask: str = "",
    note: str = "",
    until: str = "",
    sure: str = "",
    overtaken: bool = False,
    named: str = "",
) -> Response:
    """The page in one of its states. Raises NoSuchDraft.

    `typed` is a form that was refused, `wrong` says why, field by field, `problem` as a whole. `ask` is the dialog that is open. `sure` is what a second press
    confirms all the same. `overtaken`: somebody else has decided while this person typed. `named` is what was typed with what to merge: what it may mean is shown.
    """
    draft, now = draft_of(session, id), desk_state(request).clock()
    articles = articles_of(session, draft, article)
    is_open = draft.state in OPEN
    # Whoever is to judge a decided draft anew is not told how it was decided.
    blind = not is_open and second_opinions.blind(session, id, person.name)
    history = [] if blind else history_of(session, id)
    machine, stood = form.proposed(draft), form.proposed(draft) if blind else form.standing(draft)
    kept = session.get(SavedEditRow, (id, person.name)) if typed is None and is_open else None
    values = typed or (form.typed(as_lists(kept.fields), stood) if kept else stood)
    others = presence.others(session, [id], person.name, now).get(id, [])
    asked = _came_from(request)
    told = _told(session, request, person)
    case = followed_case(session, str(values["follows"]), {**draft.proposal, **draft.fields}) if values["follows"] and not blind else None
    said = {**draft.proposal, **({} if blind else draft.fields)}
    telling = texts_of(draft, articles)
    heading, heading_lang = draft_title(said, telling)
    original = str(said.get("title") or "")
    # Of a draft of articles nobody asks: what came by hand says so itself, and files follow by themselves.
    tip = tip_of(session, id) if draft.proposal.get("by_hand") else None
    unsure = unsure_of(draft.proposal, {} if blind else draft.fields)
    last = next((past for past in reversed(history) if not past.undone_by and past.told.row.action != LedgerAction.UNDO), None)
    return page(
        request,
        "draft.html",
        status=status,
        draft=draft,
        said=said,
        # What others corrected shows in the draft's own columns too.
        title=heading,
        heading_lang=heading_lang,
        original="" if heading == original else original,
        original_lang=title_language(original, draft.lang),
        codes=machine["categories"] if blind else draft.codes.split(),
        undone="undone" in request.query_params and is_open,
        open=is_open,
        blind=blind,
        stamp=stamp(draft, articles.ids),
        articles=articles,
        read=articles.read,
        history=list(reversed(history)),
        differing="" if blind or is_open else differing_words(session, [id]).get(id, ""),
        last=last.told if last else None,
        machine=machine,
        values=values,
        summary=proposed_summary(draft.proposal),
        unsure=unsure_inputs(unsure),
        # Whose news it is was told by grouping, not by the reading.
        unsure_of_label=UnsureField.LABEL in unsure and not draft.follows,
        # What a person took down has no machine's word to go back to.
        words={} if tip else form_words.words_of(machine, draft),
        tip=tip,
        tip_words=hand_words(tip.way, tip.came_on) if tip else "",
        tip_from=tip.private.get("from_whom", "") if tip and (person.may(Role.EDITOR) or tip.taken_by == person.name) else "",
        files=given(files_of_draft(session, id)) if tip else None,
        messages=messages_of(session, WorkSubject(draft=id)) if tip else [],
        files_to=f"/drafts/{id}/files",
        file_limit=desk_state(request).settings.file_bytes // MiB,
        accepted=ACCEPTED,
        back="",
        now_words=form_words.words_of(values, draft),
        wrong_rows=wrong_rows(values["victims"], apart=bool(values[APART])),
        doubled=bool(doubled_rows(values["victims"])),
        apart=bool(values[APART]),
        also_named=form.also_named(draft, values),
        is_date=is_date,
        days_read=partial(days_read, count=count_of(session, draft, now)),
        facts=[] if is_open else form_words.facts_shown(stood, machine, draft),
        changed=set() if tip else {name for name in values if values[name] != machine[name]},
        # As the form says it: a number that was typed and not decided yet is what a confirmation takes.
        follows=str(values["follows"] or "") if is_number(str(values["follows"])) else "",
        case=case,
        case_words=case_words,
        no_case=not case and bool(values["follows"]),
        with_form=is_open or typed is not None,
        wrong=wrong or {},
        problem=problem,
        sure=sure,
        named=named,
        meant=targets_meant(session, desk_state(request).shelf.book(session), named, [id], person.name, now) if named else [],
        overtaken=overtaken and not is_open,
        ask=ask if is_open else "",
        note=note,
        until=until,
        kept_at=kept.at if kept and values != stood else None,
        others=ntr("{who} is looking at it", "{who} are looking at it", len(others)).format(who=", ".join(others)) if others else "",
        stands=stands(draft),
        likely=likely(draft.score),
        perhaps=perhaps_shown(perhaps_of(session, [draft]).get(id, ())),
        told=told,
        done=done,
        asked=asked,
        queue_query=urlsplit(asked.way()).query,
        to_draft=to_draft,
        told_words=form_words.told_words(draft),
        TOLD=form.TOLD,
        VICTIM=form.VICTIM,
        options=options,
        boxes=boxes,
        groups=draft_groups(),
        text_columns=[] if blind else draft_columns(session, said, telling, partial(_held, values), values[form.VOUCHED]),
        title_lang=draft_title_lang(draft.proposal),
        state_words=state_words,
        stale_words=stale_words,
        is_legal=is_legal,
        legal_codes=" ".join(sorted(code for code in Category if is_legal([code]))),
        abroad=[(code, code) for code in dict.fromkeys((machine["region"], values["region"])) if code and code not in home().regions],
        visible=visible,
        field_words=field_words,
        today=day_of(now),
    )


def texts_of(draft: DraftRow, articles: Articles) -> list[TellingArticle]:
    """What the articles of a draft propose as texts: each its headline, and the one that told the most its sentences too."""
    told_by, summary = draft.proposal.get("told_by"), proposed_summary(draft.proposal)
    return [TellingArticle(one.id, one.lang, one.title, one.outlet, summary if one.id == told_by else "", one.id == told_by) for one in articles.all]


def _held(values: form.Values, name: str) -> str:
    return str(values.get(name) or "")


def _came_from(request: Request) -> QueueQuery:
    """The queue from which the person came: from the address, else from the page before."""
    if "queue" in request.query_params:
        return asked_of(request.query_params["queue"])
    came = urlsplit(request.headers.get("Referer", ""))
    if came.netloc == request.url.netloc and came.path == "/queue":
        return asked_of(came.query)
    query = dict(parse_qsl(came.query)) if came.netloc == request.url.netloc and came.path.startswith("/drafts/") else {}
    return asked_of(query.get("queue", ""))


def _told(session: Session, request: Request, person: User) -> DraftRow | None:
    """The draft on which this person has just decided, as it is now."""
    id = request.query_params.get("told", "")
    row = session.get(DraftRow, int(id)) if id.isascii() and id.isdigit() and len(id) < 10 else None
    return row if row is not None and row.decided_by == person.name else None

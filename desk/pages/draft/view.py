"""The page of a draft: its articles as tabs, the open one with its marks, words and choices of its form, its history, and who else has it open.

It takes a few queries, however many articles the draft has, because only the open article is read as a whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import Request
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from desk.draft_titles import draft_title
from desk.fields import DIFFERENT_PERSONS, draft_groups, duplicate_rows, field_choices, invalid_rows, unsure_fields, unsure_inputs
from desk.form_dates import is_date, parse_days, reference_days
from desk.highlighting import Highlighted, highlighted, visible
from desk.pages.draft import form
from desk.pages.draft.third_opinion import third_opinion, with_third_texts
from desk.pages.files.routes import ACCEPTED, file_views
from desk.pages.history.words import LedgerSentence, field_words, ledger_sentence, value_words
from desk.pages.incident.view import is_legal
from desk.pages.opinions.view import differing_words
from desk.pages.queue.cards import as_lists, case_words, possible_match_views, proposed_summary
from desk.pages.queue.decision_wording import decision_result_words, decision_status_words
from desk.pages.queue.decisions import QueueQuery, parse_queue_query
from desk.pages.queue.merge import find_targets
from desk.rendering import day, first_up, page
from desk.safe_addresses import web_address
from desk.state import desk_state
from desk.text import draft_columns, draft_title_lang, outdated_words, text_status_words
from records.byte_budgets import MiB
from records.clock import article_day, day_of
from records.collaboration import WorkSubject
from records.country import home
from records.errors import NoSuchDraft
from records.evidence_files import files_of_draft
from records.field_kinds import Flag, PartialDate
from records.i18n import LANGUAGES, ntr, reader_language, tr, words_for_reader
from records.incident_texts.texts import TextSourceArticle, title_language
from records.incidents import is_number
from records.incidents.statuses import checked_penalty
from records.incidents.tracks import lawful_of, track_fault
from records.manual_tips import tip_description, tip_of
from records.messages import messages_of
from records.review import opinions, queue
from records.review.draft_fields import OPEN_STATES, subject
from records.review.incident_facts import outcome_statuses, reported_penalty
from records.review.same_event import followed_incident, merge_candidates
from records.row_ids import parse_id
from records.tables import LARGEST_ID, ArticleRow, DraftArticleRow, DraftRow, LedgerRow, OutletRow, SavedEditRow, ScreeningRow, SnapshotRow
from records.users import Role, User
from records.vocabulary import (
    CHANGE_LABELS,
    STATUS_LABELS,
    STATUSES,
    TRACK_LABELS,
    Category,
    LedgerAction,
    PageChange,
    StatusCode,
    Track,
    UnsureField,
    read_alone,
)
from reports.case_calendar import penalty_words
from reports.digests import likely
from reports.page_changes import ObservedChange, changes

# The form in words: the machine's proposals next to fields, summaries of folded parts, the facts of a decided draft.


def words_of(values: form.Values, draft: DraftRow) -> dict[str, str]:
    """Return the values of a form in words, by field; "—" if there is nothing."""
    names = (*(field.name for field in form.PLAIN), *form.UNPUBLISHED, "primary", "categories", "victims")
    texts = {name: value_words(name, values[name]) for name in names}
    for one in form.PLAIN:
        if isinstance(one.kind, PartialDate) and len(values[one.name]) < len("2026-11-22"):
            texts[one.name] = values[one.name]
        if isinstance(one.kind, Flag):
            texts[one.name] = tr("yes") if values[one.name] == "yes" else tr("no")
    texts |= {name: "; ".join(values[name]) or "—" for name in form.LISTS}
    texts |= {name: values[name] or "—" for name in form.BY_TONGUE}
    texts |= {
        "status": _status_words(values, draft),
        "status_date": value_words("status_date", values["status_date"]),
        "status_source": values["status_source"],
    }
    return {name: words or "—" for name, words in texts.items()}


def _status_words(values: form.Values, draft: DraftRow) -> str:
    """Return the status of the case, in the words of this form."""
    if values["status"] == form.ARTICLE_STATUSES:
        return _article_status_words(draft) or tr("nothing is told of it")
    return tr(STATUS_LABELS[StatusCode(values["status"])]) if values["status"] in STATUS_LABELS else tr("nothing")


def _article_status_words(draft: DraftRow) -> str:
    """Return the statuses that the articles report, in words: those that a confirmation would add."""
    current = {**draft.proposal, **draft.fields}
    categories = [Category(code) for code in form.current_values(draft)["categories"]]
    reported = [
        outcome_status
        for outcome_status in outcome_statuses(current, categories)
        if track_fault(outcome_status[1], categories, lawful_of(current)) is None
    ]
    return "; ".join(
        ", ".join(filter(None, (tr(STATUS_LABELS[code]), _penalty(current, code, source), day(when)))) for when, code, source in reported
    )


def _penalty(current: Mapping[str, Any], code: StatusCode, source: str) -> str:
    """Return the penalty that an article states of a status, in words; empty if it states none."""
    return penalty_words(checked_penalty(code, reported_penalty(current, code, source)))


def quoted_words(proposal: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the words of the articles that state each proposed legal field, and each ruling or measure of the journalist's case."""
    by_field = {name: [str(quote["text"]) for quote in quotes] for name, quotes in (proposal.get("quotes") or {}).items()}
    rulings = [str(status["quote"]) for status in proposal.get("statuses") or () if status.get("quote")]
    return {**by_field, **({"status": rulings} if rulings else {})}


def _facts_shown(values: form.Values, machine: form.Values, draft: DraftRow) -> list[tuple[str, str, str]]:
    """Return the facts of a decided draft: field, words, and the machine's words if a person corrected them.

    A case entered manually has no machine's words.
    """
    current, machine_words = words_of(values, draft), words_of(machine, draft)
    by_hand = bool(draft.proposal.get("by_hand"))
    lines = []
    for form_field in form.FORM_FIELDS:
        if form_field.private or not (form_field.form_prompt and form_field.form_prompt.told):
            continue
        for name in form.INPUTS_BY_LANGUAGE.get(form_field.name, {"": form_field.name}).values():
            changed = values[name] != machine[name]
            if current[name] != "—" or changed:
                words = field_words(name) if name == form_field.name else f"{field_words(form_field.name)} ({name.removeprefix(form_field.name)[1:]})"
                lines.append((words, current[name], machine_words[name] if changed and not by_hand else ""))
    return lines


# The choices in the form of a draft, in the reader's language.


def options(field: str, chosen: str) -> Markup:
    """Return the options of a field in the reader's language, with one of them selected."""
    return _marked(_options(field, reader_language()), chosen, "selected")


def boxes(field: str, chosen: Iterable[str]) -> Markup:
    """Return a box for each code of a field."""
    markup = _boxes(field, reader_language())
    for code in chosen:
        markup = _marked(markup, code, "checked")
    return markup


def _marked(words: Markup, code: str, how: str) -> Markup:
    """Return the words with the option or box of this code marked as chosen. An unknown code changes nothing."""
    if not code.replace("-", "").replace("_", "").isalnum():
        return words
    # Only letters, digits, dashes and underscores: nothing that could end the quotation.
    return Markup(str(words).replace(f'value="{code}"', f'value="{code}" {how}', 1))  # noqa: S704


# Cached: a page has a hundred of them, the same every time.
@cache
def _options(field: str, lang: str) -> Markup:
    if field != "status":
        return _listed(field_choices(field))
    group = Markup('<optgroup label="{}">{}</optgroup>')
    by_track = {track: [(code, words) for code, words in field_choices(field) if STATUSES[StatusCode(code)].track is track] for track in Track}
    return Markup("").join(group.format(first_up(tr(TRACK_LABELS[track])), _listed(choices)) for track, choices in by_track.items())


def _listed(choices: Iterable[tuple[str, str]]) -> Markup:
    option = Markup('<option value="{}">{}</option>')
    return Markup("").join(option.format(code, first_up(words)) for code, words in choices)


@cache
def _boxes(field: str, lang: str) -> Markup:
    box = Markup('<label class="check"><input type="checkbox" name="{}" value="{}"> <span>{}</span></label>')
    return Markup("").join(box.format(field, code, words) for code, words in field_choices(field))


_SEEN = (PageChange.EDITED, PageChange.GONE, PageChange.BACK)


@dataclass(frozen=True)
class Tab:
    """An article of the draft. `change`: what the last visit found on its page, in words. `gone`: the page is offline now. `stored`: its page is
    stored here."""

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
class _OpenArticle:
    """The article that is shown."""

    row: ArticleRow
    outlet: str
    href: str
    marks: Highlighted
    score: float | None
    snapshot: int | None
    sha256: str
    stored: bool
    changes: tuple[ObservedChange, ...]
    alone: bool
    """Whether only the lexical judge read it although its model has an encoder."""


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
    read: _OpenArticle | None
    ids: tuple[str, ...]

    @property
    def all(self) -> list[Tab]:
        """Every article, each copy after its original."""
        return [article for tab in self.tabs for article in (tab, *tab.copies)]


def draft_version(draft: DraftRow, articles: Sequence[str]) -> str:
    """Return the state of the draft as a token, which changes with a decision or a change of its articles."""
    return f"{draft.version}.{sha256(' '.join(sorted(articles)).encode()).hexdigest()[:10]}"


def articles_of(session: Session, draft: DraftRow, requested: str) -> Articles:
    """Return the draft's articles, showing the requested one, else the one with the most facts, else the first."""
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
    here = next((str(id) for id in (requested, draft.proposal.get("told_by")) if id in ids), ids[0])
    states = _states(session, ids)
    names = _outlet_names(session, {row.outlet for row in rows})
    return Articles(_tabs(rows, names, states, here), _read(session, here, names, states[here]), tuple(ids))


def _states(session: Session, ids: Sequence[str]) -> Mapping[str, list[_State]]:
    query = (
        select(SnapshotRow.article_id, SnapshotRow.id, SnapshotRow.sha256, SnapshotRow.change, SnapshotRow.dropped_at)
        .where(SnapshotRow.article_id.in_(ids))
        .order_by(SnapshotRow.id)
    )
    states: dict[str, list[_State]] = defaultdict(list)
    for row in session.execute(query):
        states[row[0]].append(_State(*row))
    return states


def _outlet_names(session: Session, names: set[str]) -> dict[str, str]:
    rows = session.execute(select(OutletRow.name, OutletRow.title).where(OutletRow.name.in_(names)))
    return {name: words_for_reader(title) or name for name, title in rows}


def _tabs(rows: Sequence[_Listed], names: Mapping[str, str], states: Mapping[str, list[_State]], here: str) -> tuple[Tab, ...]:
    """Return originals in the order in which they were found, each with its copies. A copy without its original here is alone."""
    ids = {row.id for row in rows}
    folded: dict[str, list[Tab]] = defaultdict(list)
    for row in rows:
        if row.copy_of in ids and row.copy_of != row.id:
            folded[row.copy_of].append(_tab(row, names, states[row.id], here))
    copies = {tab.id for tabs in folded.values() for tab in tabs}
    # A copy of a copy is shown with the first copy's original.
    own = [row for row in rows if row.id not in copies]
    return tuple(_tab(row, names, states[row.id], here, _with_copies(folded, row.id, set())) for row in own or rows)


def _with_copies(folded: Mapping[str, list[Tab]], id: str, visited: set[str]) -> tuple[Tab, ...]:
    tabs: list[Tab] = []
    for tab in folded.get(id, ()):
        if tab.id not in visited:
            visited.add(tab.id)
            tabs += [tab, *_with_copies(folded, tab.id, visited)]
    return tuple(tabs)


def _tab(row: _Listed, names: Mapping[str, str], states: Sequence[_State], here: str, copies: tuple[Tab, ...] = ()) -> Tab:
    last = next((state.change for state in reversed(states) if state.change in _SEEN), None)
    return Tab(
        id=row.id,
        outlet=names.get(row.outlet, row.outlet),
        lang=row.lang,
        language=LANGUAGES[row.lang].short if row.lang in LANGUAGES else row.lang,
        title=visible(row.title),
        day=article_day(row.published_on, row.fetched_at),
        here=row.id == here,
        change=tr(CHANGE_LABELS[PageChange(last)]) if last else "",
        gone=last == PageChange.GONE,
        stored=any(state.dropped_at is None for state in states),
        copies=copies,
    )


def _read(session: Session, id: str, names: Mapping[str, str], states: Sequence[_State]) -> _OpenArticle:
    row = session.get_one(ArticleRow, id)
    # If several models read it, the last one counts.
    screening = session.scalars(select(ScreeningRow).where(ScreeningRow.article_id == id).order_by(ScreeningRow.id.desc()).limit(1)).first()
    body = screening.body if screening else {}
    changed = any(state.change in _SEEN for state in states)
    first = next(iter(states), None)
    return _OpenArticle(
        row=row,
        outlet=names.get(row.outlet, row.outlet),
        href=web_address(row.url),
        marks=highlighted(row.title, row.text, body.get("reasons") or (), body.get("summary") or ()),
        score=body.get("score"),
        snapshot=first.id if first else None,
        sha256=first.sha256 if first else "",
        stored=first is not None and first.dropped_at is None,
        changes=tuple(changes(session, id)) if changed else (),
        alone=screening is not None and read_alone(screening.model, screening.readers),
    )


def _history_of(session: Session, draft_id: int) -> list[Past]:
    """Return every decision on the draft in order, with who undid it."""
    rows = list(session.scalars(select(LedgerRow).where(LedgerRow.subject == subject(draft_id)).order_by(LedgerRow.id)))
    valid: list[LedgerRow] = []
    undone: dict[int, LedgerRow] = {}
    for row in rows:
        if row.action != LedgerAction.UNDO:
            valid.append(row)
        elif valid:
            undone[valid.pop().id] = row
    return [Past(ledger_sentence(row), undone[row.id].who, undone[row.id].at) if row.id in undone else Past(ledger_sentence(row)) for row in rows]


# The page of a draft: its content, what was typed, what was just done, and which draft comes next.


def draft_of(session: Session, id: int) -> DraftRow:
    """Return the draft. Raises NoSuchDraft."""
    draft = session.get(DraftRow, id) if 0 < id <= LARGEST_ID else None
    if draft is None:
        raise NoSuchDraft(tr("there is no draft {draft}; it may have been named wrongly").format(draft=str(id)[:20]))
    return draft


def queue_query_of(query: str) -> QueueQuery:
    """Return the queue from which a page was opened."""
    return parse_queue_query(dict(parse_qsl(query[:1000])))


def to_draft(id: int, queue_query: QueueQuery, **more: Any) -> str:
    """Return the address of a draft, with the queue from which it was opened."""
    values = {**more, "queue": urlsplit(queue_query.way()).query}
    query = urlencode({name: value for name, value in values.items() if value})
    return f"/drafts/{id}" + (f"?{query}" if query else "")


def neighbour(session: Session, draft: DraftRow, queue_query: QueueQuery, who: str, now: datetime, *, forward: bool = True) -> int | None:
    """Return the draft after or before this one in the queue. This draft itself need not be in it."""
    return queue.adjacent_draft(session, draft, queue_query.wanted(who), queue_query.by, day_of(now), forward=forward)


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
    """Return the page in one of its states. Raises NoSuchDraft.

    `typed_values` is a form that was refused, `wrong` says why, field by field, `problem` as a whole. `ask` is the dialog that is open. `sure` is the stamp
    that a second press confirms. `overtaken`: somebody else has decided while this person typed. `named` is what was typed as the target of a merge:
    what it may mean is shown.
    """
    draft, now = draft_of(session, id), desk_state(request).clock()
    articles = articles_of(session, draft, article)
    is_open = draft.state in OPEN_STATES
    # The decision is hidden from a person who is to judge a decided draft again.
    blind = not is_open and opinions.is_blind_reader(session, id, person.name)
    history = [] if blind else _history_of(session, id)
    machine, stood = form.proposed_values(draft), form.proposed_values(draft) if blind else form.current_values(draft)
    saved = session.get(SavedEditRow, (id, person.name)) if typed is None and is_open else None
    values = typed or (form.typed_values(as_lists(saved.fields), stood) if saved else stood)
    viewers = queue.others_present(session, [id], person.name, now).get(id, [])
    queue_query = _came_from(request)
    just_decided = _just_decided(session, request, person)
    case = followed_incident(session, str(values["follows"]), {**draft.proposal, **draft.fields}) if values["follows"] and not blind else None
    current = {**draft.proposal, **({} if blind else draft.fields)}
    telling = _texts_of(draft, articles)
    heading, heading_lang = draft_title(current, telling)
    original = str(current.get("title") or "")
    # Not needed for a draft of articles: a manual case is marked as such, and files are loaded separately.
    tip = tip_of(session, id) if draft.proposal.get("by_hand") else None
    third = None if blind else third_opinion(session, sorted(articles.ids, key=lambda article: article != draft.proposal.get("told_by")))
    unsure = unsure_fields(draft.proposal, {} if blind else draft.fields)
    last = next((past for past in reversed(history) if not past.undone_by and past.told.row.action != LedgerAction.UNDO), None)
    return page(
        request,
        "draft.html",
        status=status,
        draft=draft,
        said=current,
        # Corrections of others are also in the draft's own columns.
        title=heading,
        heading_lang=heading_lang,
        original="" if heading == original else original,
        original_lang=title_language(original, draft.lang),
        codes=machine["categories"] if blind else draft.codes.split(),
        undone="undone" in request.query_params and is_open,
        open=is_open,
        blind=blind,
        stamp=draft_version(draft, articles.ids),
        articles=articles,
        read=articles.read,
        history=list(reversed(history)),
        differing="" if blind or is_open else differing_words(session, [id]).get(id, ""),
        last=last.told if last else None,
        machine=machine,
        values=values,
        summary=proposed_summary(draft.proposal),
        unsure=unsure_inputs(unsure),
        quotes={} if tip else quoted_words(draft.proposal),
        third=third,
        # The incident it is news of was found by grouping, not by reading the article.
        unsure_of_label=UnsureField.LABEL in unsure and not draft.follows,
        # A field entered manually has no machine's value to return to.
        words={} if tip else words_of(machine, draft),
        tip=tip,
        tip_words=tip_description(tip.way, tip.came_on) if tip else "",
        tip_from=tip.private.get("from_whom", "") if tip and (person.may(Role.EDITOR) or tip.taken_by == person.name) else "",
        files=file_views(files_of_draft(session, id)) if tip else None,
        messages=messages_of(session, WorkSubject(draft=id)) if tip else [],
        files_to=f"/drafts/{id}/files",
        file_limit=desk_state(request).settings.file_bytes // MiB,
        accepted=ACCEPTED,
        back="",
        now_words=words_of(values, draft),
        wrong_rows=invalid_rows(values["victims"], apart=bool(values[DIFFERENT_PERSONS])),
        doubled=bool(duplicate_rows(values["victims"])),
        apart=bool(values[DIFFERENT_PERSONS]),
        also_named=form.also_named(draft, values),
        is_date=is_date,
        days_read=partial(parse_days, count=reference_days(session, draft, now)),
        facts=[] if is_open else _facts_shown(stood, machine, draft),
        changed=set() if tip else {name for name in values if values[name] != machine[name]},
        # As in the form: a typed number that was not decided yet is what a confirmation uses.
        follows=str(values["follows"] or "") if is_number(str(values["follows"])) else "",
        case=case,
        case_words=case_words,
        no_case=not case and bool(values["follows"]),
        with_form=is_open or typed is not None,
        wrong=wrong or {},
        problem=problem,
        sure=sure,
        named=named,
        meant=find_targets(session, desk_state(request).shelf.book(session), named, [id], person.name, now) if named else [],
        overtaken=overtaken and not is_open,
        ask=ask if is_open else "",
        note=note,
        until=until,
        kept_at=saved.at if saved and values != stood else None,
        others=ntr("{who} is looking at it", "{who} are looking at it", len(viewers)).format(who=", ".join(viewers)) if viewers else "",
        stands=decision_status_words(draft),
        likely=likely(draft.score),
        perhaps=possible_match_views(merge_candidates(session, [draft]).get(id, ())),
        told=just_decided,
        done=decision_result_words,
        asked=queue_query,
        queue_query=urlsplit(queue_query.way()).query,
        to_draft=to_draft,
        told_words=_article_status_words(draft),
        TOLD=form.ARTICLE_STATUSES,
        VICTIM=form.VICTIM,
        options=options,
        boxes=boxes,
        groups=draft_groups(),
        text_columns=[]
        if blind
        else with_third_texts(draft_columns(session, current, telling, partial(_held, values), values[form.CHECKED_TEXTS]), third),
        title_lang=draft_title_lang(draft.proposal),
        state_words=text_status_words,
        stale_words=outdated_words,
        is_legal=is_legal,
        legal_codes=" ".join(sorted(code for code in Category if is_legal([code]))),
        abroad=[(code, code) for code in dict.fromkeys((machine["region"], values["region"])) if code and code not in home().regions],
        visible=visible,
        field_words=field_words,
        today=day_of(now),
    )


def _texts_of(draft: DraftRow, articles: Articles) -> list[TextSourceArticle]:
    """Return the texts that the articles propose: each its headline, and the one with the most facts its sentences too."""
    told_by, summary = draft.proposal.get("told_by"), proposed_summary(draft.proposal)
    return [
        TextSourceArticle(article.id, article.lang, article.title, article.outlet, summary if article.id == told_by else "", article.id == told_by)
        for article in articles.all
    ]


def _held(values: form.Values, name: str) -> str:
    return str(values.get(name) or "")


def _came_from(request: Request) -> QueueQuery:
    """Return the queue from which the person came: from the address, else from the previous page."""
    if "queue" in request.query_params:
        return queue_query_of(request.query_params["queue"])
    came = urlsplit(request.headers.get("Referer", ""))
    if came.netloc == request.url.netloc and came.path == "/queue":
        return queue_query_of(came.query)
    query = dict(parse_qsl(came.query)) if came.netloc == request.url.netloc and came.path.startswith("/drafts/") else {}
    return queue_query_of(query.get("queue", ""))


def _just_decided(session: Session, request: Request, person: User) -> DraftRow | None:
    """Return the draft on which this person has just decided, as it is now."""
    id = parse_id(request.query_params.get("told", ""))
    row = session.get(DraftRow, id) if id else None
    return row if row is not None and row.decided_by == person.name else None

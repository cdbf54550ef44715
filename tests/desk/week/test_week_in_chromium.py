"""The ordinary week of a newsroom that watches the press, in the real Chromium, by pages and clicks alone: in Kazakh on a desktop, in Russian on a phone. And
what the database and its ledger hold after it: what was done, by whom, and nothing else."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser
from sqlalchemy import func, select

from flows.run_request import outlet_selection as outlets_taken
from records.evidence_files import files_of_incident
from records.incidents import find
from records.ledger import verify
from records.tables import AssignmentRow, CommentRow, DraftRow, IncidentRow, LedgerRow, PersonalNoticeRow, ProposalRow
from records.vocabulary import Category, DraftState, LedgerAction, StatusCode
from spiders.sources.kinds import KINDS
from tests.desk.week import days
from tests.desk.week.colleague import Colleague, colleague
from tests.desk.week.office import CASE, COLLEAGUE, CYRILLIC, KEPT_OUT, MONDAY, NEW_FEED, NEXT_TUESDAY, OUTLET, SUMMONED, Office, office

# In the order in which their drafts were confirmed.
CALL, SUMMONS = "KZ-2026-0003", "KZ-2026-0004"


def recorded_by_confirmation(week: Office) -> int:
    """So many incidents were recorded from drafts, and stand. None was before the week."""
    with week.site.reading() as session:
        standing = select(func.count()).select_from(IncidentRow).where(IncidentRow.draft_id.is_not(None), IncidentRow.withdrawn.is_(False))
        return session.scalar(standing) or 0


def assert_just_this_is_in_the_ledger(week: Office, call: int) -> None:
    """Every act by its day, who did it, what, and on what."""
    summoned, kept_out = week.drafts[SUMMONED], week.drafts[KEPT_OUT]
    act = LedgerAction
    done = [
        (0, "Aigul", act.TAKE_FILE, "file 1"),
        (0, "Aigul", act.TAKE_DOWN, f"tip {call}"),
        (0, "Aigul", act.PLACE_FILE, "file 1"),
        (0, "Aigul", act.RECORD, f"incident {CALL}"),
        (0, "Aigul", act.CONFIRM, f"draft {call}"),
        (1, "Aigul", act.REJECT, f"draft {kept_out}"),
        # Nobody of her name was known.
        (1, COLLEAGUE, act.RECORD, "person 3"),
        (1, COLLEAGUE, act.RECORD, f"incident {SUMMONS}"),
        (1, COLLEAGUE, act.STATUS, f"incident {SUMMONS}"),
        (1, COLLEAGUE, act.CONFIRM, f"draft {summoned}"),
        (2, "Berik", act.STATUS, f"incident {CASE}"),
        (2, "Berik", act.EDIT, f"incident {CASE}"),
        # The token of the calendar.
        (2, "Berik", act.USER, "user Berik"),
        (3, "Dana", act.EDIT, f"outlet {OUTLET}"),
        (4, "Berik", act.UNDO, f"draft {kept_out}"),
    ]
    with week.site.reading() as session:
        rows = session.scalars(select(LedgerRow).where(LedgerRow.id > week.ledger).order_by(LedgerRow.id)).all()
        assert [(row.at.date(), row.who, row.action, row.subject) for row in rows] == [(MONDAY + timedelta(days=one[0]), *one[1:]) for one in done]
        # Nor was anything written past it.
        faults = verify.ledger_chain_faults(session)
        verify.record_faults(session, faults.append)
        assert not faults


def assert_the_cases_stand_as_people_said(week: Office, call: int, screenshot: str, lang: str) -> None:
    """The call with its file and its known victim, the case with its status and its hearing, the drafts, and the outlet."""
    with week.site.reading() as session:
        told, case = find(session, CALL), find(session, CASE)
        assert told is not None
        assert case is not None
        assert (told.primary, told.day, told.place) == (Category.THR, MONDAY, days.PLACES[lang])
        assert [(one.name, one.outlet, one.person) for one in told.victims] == [(CYRILLIC, "Дала жаршысы", 1)]
        assert [source.way for source in told.articles] == ["call"]
        assert told.statuses == (), "no outlet has reported it"
        assert [row.name for row in files_of_incident(session, CALL)] == [screenshot]
        assert [(one.code, one.source) for one in case.statuses][1:] == [(StatusCode.JCT, days.SOURCE[lang])]
        hearing = [(one.day, one.what, one.where) for one in case.facts["next_dates"]]
        assert hearing == [(NEXT_TUESDAY, days.HEARING[lang], days.COURT[lang])]
        states = {row.id: (row.state, row.incident) for row in session.scalars(select(DraftRow))}
        assert states == {
            call: (DraftState.CONFIRMED, CALL),
            week.drafts[SUMMONED]: (DraftState.CONFIRMED, SUMMONS),
            week.drafts[KEPT_OUT]: (DraftState.NEW, None),
        }
    (entry,) = [one for one in outlets_taken([str(week.site.settings.data.parent / "outlets.yaml")]).outlets if one.name == OUTLET]
    assert KINDS["feed"].entries(entry) == (f"{week.press}{NEW_FEED}",)


def assert_colleagues_said_and_were_told_just_this(week: Office, lang: str) -> None:
    """What was given, said and proposed; who was told of what, and that everything of it is read."""
    with week.site.reading() as session:
        given = session.scalars(select(AssignmentRow)).all()
        assert [(row.draft_id, row.holder, row.given_by) for row in given] == [(week.drafts[SUMMONED], COLLEAGUE, "Aigul")]
        said = session.scalars(select(CommentRow).order_by(CommentRow.id)).all()
        assert [(row.author, row.text, row.withdrawn_at is not None) for row in said] == [
            ("Aigul", f"@{COLLEAGUE} {days.SAID[lang]}", False),
            ("Berik", days.WRONG[lang], True),
        ]
        proposed = session.scalars(select(ProposalRow).order_by(ProposalRow.id)).all()
        assert [(row.kind, row.who, row.decided_by, row.decision) for row in proposed] == [
            ("status", "Aigul", "Berik", "accepted"),
            ("fields", "Aigul", "Berik", "accepted"),
        ]
        notices = session.scalars(select(PersonalNoticeRow).order_by(PersonalNoticeRow.user, PersonalNoticeRow.id)).all()
        # An operator may what an editor may.
        assert [(row.user, row.kind, row.by) for row in notices] == [
            *[("Aigul", "accepted", "Berik")] * 2,
            *[("Berik", "proposed", "Aigul")] * 2,
            *[("Dana", "proposed", "Aigul")] * 2,
            (COLLEAGUE, "given", "Aigul"),
            (COLLEAGUE, "mentioned", "Aigul"),
        ]
        assert all(row.read_at for row in notices)


DESKTOP, PHONE = (1440, 900), (390, 844)


@pytest.fixture
def week(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with office(tmp_path, monkeypatch) as made:
        yield made


@pytest.fixture
def screenshot(tmp_path: Path) -> Path:
    path = tmp_path / "Экран.png"
    Image.new("RGB", (400, 800), "teal").save(path)
    return path


@pytest.mark.parametrize(("lang", "size"), [("kk", DESKTOP), ("ru", PHONE)], ids=["kk-desktop", "ru-phone"])
def test_a_week_goes_by_pages_and_clicks_and_all_of_it_is_on_record(
    chromium: Browser, week: Office, screenshot: Path, lang: str, size: tuple[int, int]
) -> None:
    aigul, saule, berik, dana = (colleague(chromium, week.address, name, lang, *size) for name in ("Aigul", COLLEAGUE, "Berik", "Dana"))
    summoned, kept_out = week.drafts[SUMMONED], week.drafts[KEPT_OUT]

    _begin(week, 0, aigul)
    call = days.a_call_is_taken_down(aigul, screenshot)
    days.it_is_confirmed_from_its_card(aigul, call)

    _begin(week, 1, aigul)
    days.a_draft_is_given_with_a_word(aigul, summoned)
    days.another_is_rejected_by_mistake(aigul, kept_out)
    saule.comes_in()
    days.she_is_told_and_decides(saule, summoned)

    _begin(week, 2, aigul, berik)
    days.a_status_and_a_hearing_are_proposed(aigul)
    berik.page.reload()
    days.the_editor_accepts(berik)
    days.the_calendar_tells_of_it(berik)
    elsewhere = chromium.new_context()
    days.so_does_the_address_for_an_own_calendar(berik, elsewhere.request)
    aigul.page.reload()
    days.she_is_told_of_it(aigul)

    _begin(week, 3, dana)
    days.an_outlet_is_mended(dana, week.press)
    days.it_answers_again(dana)

    _begin(week, 4, aigul, saule, berik, dana)
    days.the_journalist_has_one_page_in_two_scripts(aigul)
    days.a_wrong_comment_is_withdrawn(berik)
    days.a_wrong_decision_is_undone(berik, kept_out)
    days.the_week_is_counted(berik, recorded_by_confirmation(week))
    for one in (aigul, saule, berik, dana):
        one.reads_all()

    assert_just_this_is_in_the_ledger(week, call)
    assert_the_cases_stand_as_people_said(week, call, screenshot.name, lang)
    assert_colleagues_said_and_were_told_just_this(week, lang)
    assert [one.wrong for one in (aigul, saule, berik, dana)] == [[], [], [], []]
    for context in (elsewhere, *(one.page.context for one in (aigul, saule, berik, dana))):
        context.close()


def _begin(week: Office, days: int, *people: Colleague) -> None:
    """It is the morning of this day of the week, and these people come in."""
    week.begin(MONDAY + timedelta(days=days))
    for one in people:
        one.comes_in()
